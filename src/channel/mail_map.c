/*
 * mail_map.c - a parsed mail becomes a message: whose words they are, which way they went, when they came.
 */

#include "clock.h"
#include "mail.h"
#include "str.h"

/* The list is in normal form: lower case, nothing around. */
static bool
is_in(const char *const *list, const char *address)
{
	for (; address && list && *list; list++)
		if (str_ieq(*list, address))
			return true;
	return false;
}

static bool
to_us(const struct mime_mail *mail, const struct mail_rules *rules)
{
	size_t i;

	for (i = 0; i < mail->recipient_count; i++)
		if (mail->recipients[i].role != ROLE_REPLY_TO &&
		    is_in(rules->own, mail->recipients[i].who.address))
			return true;
	return false;
}

/* A web form writes in our own name, or in that of a robot; the customer stands in Reply-To. */
static bool
is_form(const struct mime_mail *mail, const struct mail_rules *rules)
{
	const char *reply = mail->reply_to.address;

	if (!reply || is_in(rules->own, reply) || str_ieq(reply, mail->from.address))
		return false;
	if (is_in(rules->forms, mail->from.address) || mail->form)
		return true;
	return is_in(rules->own, mail->from.address) && to_us(mail, rules);
}

/* The server's time, else the file's.  A mail without any Received was filed by a program, not received: then
 * its date is as good as its file's, unless it lies in the future. */
static int64_t
arrival(const struct mime_mail *mail, int64_t file_time)
{
	int64_t at = mail->received_at ? mail->received_at : mail->sent_at;

	/* headers know only seconds */
	if (!at || at / MS_SECOND == file_time / MS_SECOND)
		return file_time;
	return at <= file_time + (mail->received_at ? MS_DAY : 0) ? at : file_time;
}

/* The envelope's own files (evidence), then those of the mail inside it. */
static void
join_files(const struct mime_mail *outer, struct arena *a, struct message_in *out)
{
	const struct mime_mail *inner = outer->inner;
	size_t i, n = outer->attachment_count + inner->attachment_count;
	struct attachment *files = arena_array(a, struct attachment, n);
	const char *where = NULL;

	for (i = 0; i < outer->attachment_count; i++) {
		files[i] = outer->attachments[i];
		if (!where && str_eq(files[i].type, "message/rfc822"))
			where = files[i].part;
	}
	for (n = i, i = 0; where && i < inner->attachment_count; i++) {
		files[n] = inner->attachments[i];
		files[n++].part = arena_printf(a, "%s.%s", where, inner->attachments[i].part);
	}
	out->attachments = files;
	out->attachment_count = n;
}

/* The headers stand outside the signature: what they claim must be what the signed daticert.xml says. */
static bool
as_certified(const struct mime_mail *mail)
{
	const char *claim = mail->pec_receipt ? mail->pec_receipt : mail->pec_transport;

	if (mail->pec_receipt)
		return str_ieq(mail->pec_type, claim) && mail->pec_ref && str_eq(mail->pec_msgid, mail->pec_ref);
	return str_ieq(claim, "errore") || str_ieq(mail->pec_type, claim);
}

/* Certified mail (RFC 6109): the words are those of postacert.eml, the sender who wrote them. */
static void
open_envelope(const struct mime_mail *mail, enum mail_seal seal, struct arena *a, struct message_in *out)
{
	bool anomaly = str_ieq(mail->pec_transport, "errore");

	if (!as_certified(mail))
		seal = MAIL_UNSEALED;
	out->flags |= anomaly ? MESSAGE_PEC_ANOMALY : MESSAGE_PEC;
	if (seal != MAIL_SEALED)
		out->flags |= MESSAGE_PEC_UNVERIFIED;
	if (mail->pec_receipt) {
		out->pec_ref = mail->pec_ref;
		if (seal != MAIL_SEALED) {	/* says nothing to anybody */
			out->about_state = OUTBOX_QUEUED;
			out->about_recipient = NULL;
		}
		return;
	}
	if (!mail->inner)
		return;
	out->from = mail->inner->from;
	if (mail->inner->recipient_count) {
		out->recipients = mail->inner->recipients;
		out->recipient_count = mail->inner->recipient_count;
	}
	out->subject = mail->inner->subject;
	out->text = mail->inner->text;
	out->flags |= mail->inner->flags & (MESSAGE_LYING_LINK | MESSAGE_BULK);
	if (mail->inner->in_reply_to && !out->in_reply_to)
		out->in_reply_to = mail->inner->in_reply_to;
	if (!out->reference_count) {
		out->references = mail->inner->references;
		out->reference_count = mail->inner->reference_count;
	}
	join_files(mail, a, out);
}

void
mail_map(const struct mime_mail *mail, const struct mail_rules *rules, const char *id, int64_t file_time,
	enum mail_seal seal, struct arena *a, struct message_in *out)
{
	*out = (struct message_in){
		.remote_id = arena_str(a, id), .content = mail->content, .kind = mail->kind,
		.flags = mail->flags, .audience = AUDIENCE_PRIVATE, .from = mail->from,
		.recipients = mail->recipients, .recipient_count = mail->recipient_count,
		.subject = mail->subject, .text = mail->text, .sent_at = mail->sent_at,
		.tz_minutes = mail->tz_minutes, .in_reply_to = mail->in_reply_to,
		.references = mail->references, .reference_count = mail->reference_count,
		.attachments = mail->attachments, .attachment_count = mail->attachment_count,
		.list_id = mail->list_id, .about = mail->report.about, .about_state = mail->report.state,
		.about_recipient = mail->report.recipient, .about_words = mail->report.words,
		.about_more = mail->report.more, .about_more_count = mail->report.more_count,
	};
	if (mail->pec)
		open_envelope(mail, seal, a, out);
	out->direction = is_in(rules->own, out->from.address) ? DIRECTION_OUT : DIRECTION_IN;
	if (!mail->pec && is_form(mail, rules)) {
		out->from = mail->reply_to;
		out->direction = DIRECTION_IN;
		out->flags |= MESSAGE_FORM;
		out->flags &= ~(unsigned)MESSAGE_BULK;
		if (out->kind == KIND_AUTO)
			out->kind = KIND_MESSAGE;
	}
	if (out->direction == DIRECTION_OUT)
		out->flags |= MESSAGE_OUTSIDE;
	out->received_at = arrival(mail, file_time);
	if (str_empty(out->text))
		out->text = NULL;
	out->thread = out->reference_count ? out->references[0] : out->in_reply_to ? out->in_reply_to :
		out->remote_id;
}
