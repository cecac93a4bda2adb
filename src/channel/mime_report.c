/*
 * mime_report.c - what kind of mail it is: delivery reports (RFC 3464), read receipts (RFC 8098), automatic
 * replies (RFC 3834), list and form mail, and the receipts of certified mail (RFC 6109).
 */
#include "mime_internal.h"

#include <ctype.h>
#include <string.h>

#include "str.h"

#define REPORT_MAX (1 << 20)
#define RECIPIENTS_MAX 100

/* A field of a block of header lines; continuation lines joined.  NULL when absent. */
static char *
field(struct arena *a, const char *block, const char *name)
{
	size_t n = strlen(name);
	const char *p = block;

	while (p && *p) {
		if (!strncasecmp(p, name, n) && p[n] == ':') {
			struct buf b = BUF_INIT;
			char *out;

			p += n + 1;
			for (;;) {
				buf_add(&b, p, strcspn(p, "\r\n"));
				p += strcspn(p, "\n");
				if (!*p || (p[1] != ' ' && p[1] != '\t'))
					break;
				buf_addc(&b, ' ');
				p += 1 + strspn(p + 1, " \t");
			}
			out = mime_clean(a, b.data, b.len);
			buf_free(&b);
			return out;
		}
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	return NULL;
}

/* "rfc822; ana@example.org" */
static const char *
after_type(const char *s)
{
	const char *p = s ? strchr(s, ';') : NULL;

	p = p ? p + 1 : s;
	return p ? p + strspn(p, " \t<") : NULL;
}

/* What a report says is its content. */
static void
report_bytes(struct reading *r, GMimeObject *part, struct buf *out)
{
	mime_bytes(part, out, REPORT_MAX);
	hasher_add(r->hash, out->data, out->len);
}

static struct report_in
one_recipient(struct arena *a, const char *block)
{
	const char *recipient = after_type(field(a, block, "Final-Recipient")), *action = field(a, block, "Action");
	const char *words = after_type(field(a, block, "Diagnostic-Code"));

	if (!recipient)
		recipient = after_type(field(a, block, "Original-Recipient"));
	return (struct report_in){
		.recipient = recipient ? arena_strn(a, recipient, strcspn(recipient, "> \t;")) : NULL,
		.words = words ? words : field(a, block, "Status"),
		.state = str_istarts(action, "failed") ? OUTBOX_FAILED :
			str_istarts(action, "delivered") ? OUTBOX_DELIVERED : OUTBOX_QUEUED,
	};
}

/* The next block of lines, after at least one empty one; NULL at the end. */
static const char *
next_block(const char *p)
{
	bool empty = true;

	for (; *p; p++) {
		if (*p == '\n' && empty)
			return p[1 + strspn(p + 1, "\r\n")] ? p + 1 + strspn(p + 1, "\r\n") : NULL;
		empty = *p == '\n' || (empty && *p == '\r');
	}
	return NULL;
}

/* A block about the whole mail, then one per recipient.  The row follows the first that failed. */
void
mime_delivery_report(struct reading *r, GMimeObject *part)
{
	struct mime_report *report = &r->mail->report;
	struct report_in *list = NULL, first;
	struct buf b = BUF_INIT;
	size_t n = 0, space = 0, i, worst = 0;
	const char *p;

	report_bytes(r, part, &b);
	for (p = b.data + strspn(b.data, "\r\n"); p && n < RECIPIENTS_MAX; p = next_block(p)) {
		const char *end = next_block(p);
		struct report_in one = one_recipient(r->arena, end ? arena_strn(r->arena, p, (size_t)(end - p)) : p);

		if (one.recipient)
			*VEC_PUSH(r->arena, list, n, space) = one;
	}
	buf_free(&b);
	r->mail->kind = KIND_BOUNCE;
	if (!n)
		return;
	for (i = 0; i < n && list[worst].state != OUTBOX_FAILED; i++)
		if (list[i].state == OUTBOX_FAILED)
			worst = i;
	first = list[worst];
	list[worst] = list[0];
	report->recipient = first.recipient;
	report->words = first.words;
	report->state = first.state;
	report->more = list + 1;
	report->more_count = n - 1;
}

void
mime_disposition_report(struct reading *r, GMimeObject *part)
{
	struct buf b = BUF_INIT;
	const char *disposition, *recipient;

	report_bytes(r, part, &b);
	r->mail->kind = KIND_RECEIPT;
	r->mail->report.about = mime_id(r->arena, field(r->arena, b.data, "Original-Message-ID"));
	disposition = field(r->arena, b.data, "Disposition");
	recipient = after_type(field(r->arena, b.data, "Final-Recipient"));
	r->mail->report.recipient = recipient ? arena_strn(r->arena, recipient, strcspn(recipient, "> \t;")) : NULL;
	r->mail->report.state = disposition && str_icase_find(disposition, "displayed") ? OUTBOX_READ :
		OUTBOX_QUEUED;
	buf_free(&b);
}

void
mime_reported_headers(struct reading *r, GMimeObject *part)
{
	const char **about = &r->mail->report.about;
	struct buf b = BUF_INIT;

	if (GMIME_IS_MESSAGE(part)) {
		if (!*about)
			*about = mime_id(r->arena, g_mime_object_get_header(part, "Message-ID"));
		return;
	}
	report_bytes(r, part, &b);
	if (!*about)
		*about = mime_id(r->arena, field(r->arena, b.data, "Message-ID"));
	buf_free(&b);
}

static bool
has_any(const char *text, const char *const *words)
{
	for (; text && *words; words++)
		if (str_icase_find(text, *words))
			return true;
	return false;
}

/* Mail of a mail server: by its name, or because it wants no answer (an empty Return-Path). */
static bool
from_mailer(struct reading *r)
{
	static const char *const names[] = { "mailer-daemon", "postmaster", "mail.delivery.system", NULL };
	const char *path = g_mime_object_get_header(GMIME_OBJECT(r->message), "Return-Path");
	const char *from = g_mime_object_get_header(GMIME_OBJECT(r->message), "From");

	return has_any(r->mail->from.address, names) || has_any(r->mail->from.name, names) ||
		(!r->mail->from.address && has_any(from, names)) ||
		(path && strstr(path, "<>"));
}

/* The line of a text with a server's answer in it, "550 no such user"; NULL when there is none. */
static char *
answer_in(struct arena *a, const char *text)
{
	const char *p, *start = text;

	for (p = text; p && *p; p++) {
		if (*p == '\n')
			start = p + 1;
		if ((*p == '5' || *p == '4') && (p == start || !isalnum((unsigned char)p[-1])) &&
		    isdigit((unsigned char)p[1]) && isdigit((unsigned char)p[2]) && (p[3] == ' ' || p[3] == '-') &&
		    (isalnum((unsigned char)p[4]) || p[4] == '<'))
			return mime_clean(a, p, strnlen(p, strcspn(p, "\n") < 400 ? strcspn(p, "\n") : 400));
	}
	return NULL;
}

/* What the letter around the report says below or beside the address; for reports that give only a number. */
static void
words_beside(struct reading *r)
{
	struct mime_report *report = &r->mail->report;
	const char *p = str_empty(report->recipient) ? NULL : str_icase_find(r->mail->text, report->recipient);
	size_t n;

	if (!p || (report->words && strspn(report->words, "0123456789.") != strlen(report->words)))
		return;
	p += strlen(report->recipient);
	p += strspn(p, ">: \t\n");
	n = strcspn(p, "\n");
	if (n > 4 && *p != '-' && *p != '<')
		report->words = mime_clean(r->arena, p, n < 400 ? n : 400);
}

/* A report in words only: qmail and the like quote the mail below their own text. */
static void
loose_bounce(struct reading *r)
{
	static const char *const signs[] = { "undeliver", "delivery status", "delivery fail", "failed delivery",
		"failure delivery", "returned mail", "returned to sender", "returning to sender", "failure notice",
		"mail failed", "delivery has failed", "delivery failed", "not be delivered", "delivery notification",
		"mancato recapito", "non recapitabile", "mancata consegna", "unzustellbar", NULL };
	struct mime_mail *m = r->mail;
	const char *p;

	if (!has_any(m->subject, signs) && !str_istarts(m->from.address, "mailer-daemon"))
		return;
	m->kind = KIND_BOUNCE;
	m->report.words = answer_in(r->arena, m->text);
	m->report.state = str_icase_find(m->subject, "delayed") || str_icase_find(m->subject, "warning") ?
		OUTBOX_QUEUED : OUTBOX_FAILED;
	p = str_icase_find(m->text, "message-id: <");
	if (p && !m->report.about)
		m->report.about = mime_id(r->arena, p + 12);
	p = g_mime_object_get_header(GMIME_OBJECT(r->message), "X-Failed-Recipients");
	if (p && !strchr(p, ','))
		m->report.recipient = mime_clean(r->arena, p, strlen(p));
}

static bool
header_is(struct reading *r, const char *name, const char *value)
{
	const char *v = g_mime_object_get_header(GMIME_OBJECT(r->message), name);

	v = v ? v + strspn(v, " \t") : NULL;
	return v && (value ? str_istarts(v, value) : !str_istarts(v, "no"));
}

/* Programs that do not say that nobody wrote it name it so in the subject.  Only as its beginning: a customer
 * may well write about an out of office reply. */
static bool
away_subject(const char *subject)
{
	static const char *const openings[] = { "automatic reply", "auto-reply", "autoreply", "auto reply",
		"out of office", "out-of-office", "automatic response", "autoresponse", "vacation reply",
		"risposta automatica", "fuori ufficio", "assente:", "abwesenheit", "abwesend:", "automatische antwort",
		"r\303\251ponse automatique", "absence du bureau", "respuesta autom", "fuera de la oficina",
		"resposta autom", "aus\303\252ncia", "automatisch antwoord", "automatische reactie", "afwezig", NULL };
	const char *const *o;

	for (o = openings; subject && *o; o++)
		if (str_istarts(subject, *o))
			return (*o)[strlen(*o) - 1] == ':' || strchr(subject, ':') || strlen(subject) < strlen(*o) + 8;
	return false;
}

static bool
is_automatic(struct reading *r)
{
	return header_is(r, "Auto-Submitted", "auto-replied") || header_is(r, "Auto-Submitted", "auto-notified") ||
		header_is(r, "X-Autoreply", NULL) || header_is(r, "X-Autorespond", NULL) ||
		header_is(r, "Precedence", "auto_reply") || header_is(r, "Precedence", "auto-reply") ||
		header_is(r, "X-Sportello-Robot", "yes") ||
		header_is(r, "X-Autogenerated", "reply") || header_is(r, "X-Autogenerated", "oof") ||
		away_subject(r->mail->subject);
}

void
mime_judge(struct reading *r)
{
	struct mime_mail *m = r->mail;

	if (m->kind == KIND_MESSAGE && from_mailer(r))
		loose_bounce(r);
	if (m->kind == KIND_BOUNCE && m->report.state == OUTBOX_FAILED)
		words_beside(r);
	if (m->kind == KIND_MESSAGE && is_automatic(r))
		m->kind = KIND_AUTO;
	if (header_is(r, "Precedence", "bulk") || header_is(r, "Precedence", "list") ||
	    header_is(r, "Precedence", "junk") || header_is(r, "List-Id", "") ||
	    header_is(r, "List-Unsubscribe", "") || header_is(r, "Auto-Submitted", "auto-"))
		m->flags |= MESSAGE_BULK;
	m->form = header_is(r, "X-WPCF7-Content-Type", "") || header_is(r, "X-Contact-Form", NULL) ||
		(header_is(r, "X-Mailer", "PHPMailer") && m->reply_to.address &&
		!str_ieq(m->reply_to.address, m->from.address));
	if (m->kind != KIND_BOUNCE && m->kind != KIND_RECEIPT)
		m->report = (struct mime_report){ .state = OUTBOX_QUEUED };
}

/* The content of an element of daticert.xml, which is small and flat; NULL when absent or empty. */
static char *
element(struct arena *a, const char *xml, const char *name)
{
	const char *open = str_icase_find(xml, arena_printf(a, "<%s>", name)), *end;

	if (!open)
		return NULL;
	open += strlen(name) + 2;
	end = strchr(open, '<');
	if (end && str_starts(end, "<![CDATA[")) {
		open = end + 9;
		end = strstr(open, "]]>");
	}
	return end && end > open ? mime_clean(a, open, (size_t)(end - open)) : NULL;
}

/* tipo="..." of the document, and the Message-ID it is about. */
void
mime_certificate(struct reading *r, GMimeObject *part)
{
	struct mime_mail *m = r->mail;
	struct buf b = BUF_INIT;
	const char *p, *id;

	mime_bytes(part, &b, REPORT_MAX);
	r->certificate = arena_strn(r->arena, b.data, b.len);
	buf_free(&b);
	p = str_icase_find(r->certificate, "<postacert");
	p = p ? str_icase_find(p, "tipo=") : NULL;
	if (p && (p[5] == '"' || p[5] == '\''))
		m->pec_type = mime_clean(r->arena, p + 6, strcspn(p + 6, "\"'>"));
	id = element(r->arena, r->certificate, "msgid");
	if (id && str_istarts(id, "&lt;"))
		id = arena_strn(r->arena, id + 4, strcspn(id + 4, "&"));
	m->pec_msgid = mime_id(r->arena, id);
}

void
mime_pec(struct reading *r)
{
	static const struct { const char *name; enum outbox_state state; } receipts[] = {
		{ "avvenuta-consegna", OUTBOX_DELIVERED }, { "errore-consegna", OUTBOX_FAILED },
		{ "preavviso-errore-consegna", OUTBOX_FAILED }, { "non-accettazione", OUTBOX_FAILED },
		{ "rilevazione-virus", OUTBOX_FAILED },
	};
	struct mime_mail *m = r->mail;
	const char *why = r->certificate ? element(r->arena, r->certificate, "errore-esteso") : NULL;
	size_t i;

	if (!m->pec_receipt)
		return;
	m->kind = KIND_RECEIPT;
	m->report = (struct mime_report){ .state = OUTBOX_QUEUED, .words = m->subject,
		.about = mime_id(r->arena, g_mime_object_get_header(GMIME_OBJECT(r->message),
		"X-Riferimento-Message-ID")) };
	m->pec_ref = m->report.about;
	if (r->certificate)
		m->report.recipient = element(r->arena, r->certificate, "consegna");
	if (why)
		m->report.words = arena_printf(r->arena, "%s (%s)", m->subject ? m->subject : "", why);
	for (i = 0; i < sizeof receipts / sizeof receipts[0]; i++)
		if (str_ieq(m->pec_receipt, receipts[i].name))
			m->report.state = receipts[i].state;
}
