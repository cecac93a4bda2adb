/*
 * mime_read.c - a mail file into plain structs.  GMime parses; what is text is chosen and decoded here.
 */
#include "mime_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "hash.h"
#include "html.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

#define TEXT_MAX (4 << 20)		/* of one mail; the rest stays in the original */
#define FILES_MAX 500
#define DEPTH_MAX 40

void
mime_init(void)
{
	static bool done;

	if (!done)
		g_mime_init();
	done = true;
}

GMimeMessage *
mime_open(const char *path, struct error *err)
{
	GMimeParserOptions *options;
	GMimeMessage *message;
	GMimeParser *parser;
	GMimeStream *stream;
	int fd;

	mime_init();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
		return NULL;
	}
	stream = g_mime_stream_fs_new(fd);
	parser = g_mime_parser_new_with_stream(stream);
	g_object_unref(stream);
	options = g_mime_parser_options_new();
	g_mime_parser_options_set_rfc2047_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_address_compliance_mode(options, GMIME_RFC_COMPLIANCE_LOOSE);
	g_mime_parser_options_set_allow_addresses_without_domain(options, TRUE);
	message = g_mime_parser_construct_message(parser, options);
	g_mime_parser_options_free(options);
	g_object_unref(parser);
	if (!message)
		error_set(err, ERR_INPUT, _("%s holds nothing like a mail"), path);
	return message;
}

/* -- strings ------------------------------------------------------------------------------------------ */

char *
mime_clean(struct arena *a, const char *s, size_t len, bool keep_lf)
{
	struct buf b = BUF_INIT;
	char *out;

	(void)keep_lf;
	if (utf8_valid(s, len))
		buf_add(&b, s, len);
	else
		(void)utf8_from(&b, "windows-1252", s, len);
	out = str_trim(a, b.data);
	buf_free(&b);
	return out;
}

char *
mime_header(GMimeObject *o, const char *name, struct arena *a)
{
	const char *raw = g_mime_object_get_header(o, name);
	char *decoded, *out;

	if (!raw)
		return NULL;
	decoded = g_mime_utils_header_decode_text(NULL, raw);
	out = mime_clean(a, decoded ? decoded : raw, strlen(decoded ? decoded : raw), false);
	g_free(decoded);
	return out;
}

char *
mime_id(struct arena *a, const char *s)
{
	const char *open, *end;

	if (!s)
		return NULL;
	open = strchr(s, '<');
	if (open && (end = strchr(open, '>')) && end > open + 1)
		return arena_strn(a, open + 1, (size_t)(end - open - 1));
	s += strspn(s, " \t\r\n");
	return *s ? arena_strn(a, s, strcspn(s, " \t\r\n")) : NULL;
}

/* -- addresses and ids ------------------------------------------------------------------------------------ */

static void
add_people(struct reading *r, InternetAddressList *list, enum party role, struct address *first,
	size_t *space, int depth)
{
	struct mime_mail *m = r->mail;
	int i, n = list ? internet_address_list_length(list) : 0;

	for (i = 0; i < n && m->recipient_count < 300; i++) {
		InternetAddress *one = internet_address_list_get_address(list, i);
		const char *name = internet_address_get_name(one), *address, *at;
		struct address who = { NULL, NULL };

		if (INTERNET_ADDRESS_IS_GROUP(one) && depth < 3) {
			add_people(r, internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), role, first,
				space, depth + 1);
			continue;
		}
		if (!INTERNET_ADDRESS_IS_MAILBOX(one))
			continue;
		address = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
		if (str_empty(address))
			continue;
		at = strrchr(address, '@');
		who.address = at ? arena_printf(r->arena, "%.*s%s", (int)(at - address), address,
			str_lower(r->arena, at)) : arena_str(r->arena, address);
		who.address = mime_clean(r->arena, who.address, strlen(who.address), false);
		if (!str_empty(name) && !str_ieq(name, address))
			who.name = mime_clean(r->arena, name, strlen(name), false);
		if (first && !first->address)
			*first = who;
		if (role != ROLE_FROM)
			*VEC_PUSH(r->arena, m->recipients, m->recipient_count, *space) =
				(struct recipient){ role, who };
	}
}

static void
read_people(struct reading *r)
{
	GMimeMessage *m = r->message;
	size_t space = 0;

	add_people(r, g_mime_message_get_from(m), ROLE_FROM, &r->mail->from, &space, 0);
	add_people(r, g_mime_message_get_sender(m), ROLE_FROM, &r->mail->sender, &space, 0);
	if (!r->mail->from.address)
		r->mail->from = r->mail->sender;
	add_people(r, g_mime_message_get_to(m), ROLE_TO, NULL, &space, 0);
	add_people(r, g_mime_message_get_cc(m), ROLE_CC, NULL, &space, 0);
	add_people(r, g_mime_message_get_reply_to(m), ROLE_REPLY_TO, &r->mail->reply_to, &space, 0);
}

static void
read_references(struct reading *r)
{
	const char *p = g_mime_object_get_header(GMIME_OBJECT(r->message), "References"), *end;
	const char **ids = NULL;
	size_t n = 0, space = 0;

	for (; p && (p = strchr(p, '<')) && (end = strpbrk(p + 1, "<> \t\r\n")); p = end)
		if (*end == '>' && end > p + 1 && n < 200)
			*VEC_PUSH(r->arena, ids, n, space) = arena_strn(r->arena, p + 1,
				(size_t)(end - p - 1));
	r->mail->references = ids;
	r->mail->reference_count = n;
}

static int64_t
instant(GDateTime *t, int *tz)
{
	int64_t ms;

	if (!t)
		return 0;
	ms = g_date_time_to_unix(t) * MS_SECOND;
	if (tz)
		*tz = (int)(g_date_time_get_utc_offset(t) / 60000000);
	return ms > 0 && ms < 4102444800000 ? ms : 0;
}

/* The uppermost Received was written by the server that handed the mail to us. */
static void
read_times(struct reading *r)
{
	const char *received = g_mime_object_get_header(GMIME_OBJECT(r->message), "Received");
	const char *date = received ? strrchr(received, ';') : NULL;
	GDateTime *t;

	r->mail->sent_at = instant(g_mime_message_get_date(r->message), &r->mail->tz_minutes);
	t = date ? g_mime_utils_header_decode_date(date + 1) : NULL;
	r->mail->received_at = instant(t, NULL);
	if (t)
		g_date_time_unref(t);
}

/* -- parts ---------------------------------------------------------------------------------------------------- */

void
mime_bytes(GMimeObject *part, struct buf *out)
{
	GMimeDataWrapper *content = GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
	GMimeStream *mem = g_mime_stream_mem_new();
	GByteArray *bytes;

	if (content)
		(void)g_mime_data_wrapper_write_to_stream(content, mem);
	else
		(void)g_mime_object_write_to_stream(part, NULL, mem);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	buf_add(out, bytes->data ? (const char *)bytes->data : "", bytes->len);
	g_object_unref(mem);
}

static void
to_utf8(GMimeObject *part, const struct buf *raw, struct buf *out)
{
	const char *charset = g_mime_object_get_content_type_parameter(part, "charset");

	if ((str_empty(charset) || str_ieq(charset, "us-ascii") || str_ieq(charset, "utf-8")) &&
	    utf8_valid(raw->data, raw->len))
		buf_add(out, raw->data, raw->len);
	else
		(void)utf8_from(out, str_empty(charset) || str_ieq(charset, "us-ascii") ? "windows-1252" : charset,
			raw->data, raw->len);
}

static void
unix_lines(struct buf *b)
{
	size_t i, n = 0;

	for (i = 0; i < b->len; i++)
		if (b->data[i] != '\r' && b->data[i] != '\0')
			b->data[n++] = b->data[i];
	buf_truncate(b, n);
}

static void
add_text(struct reading *r, GMimeObject *part, bool html)
{
	struct buf raw = BUF_INIT, utf8 = BUF_INIT;
	bool lies = false;

	mime_bytes(part, &raw);
	if (raw.len > TEXT_MAX)
		buf_truncate(&raw, TEXT_MAX);
	to_utf8(part, &raw, &utf8);
	unix_lines(&utf8);
	if (r->text.len && utf8.len)
		buf_adds(&r->text, "\n\n");
	if (html)
		html_text(utf8.data, utf8.len, &r->text, &lies);
	else
		buf_add(&r->text, utf8.data, utf8.len);
	if (lies)
		r->mail->flags |= MESSAGE_LYING_LINK;
	buf_rtrim(&r->text);
	buf_free(&raw);
	buf_free(&utf8);
}

static void
add_file(struct reading *r, GMimeObject *part, const char *where, bool inline_)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	const char *name = GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL, *base;
	struct buf bytes = BUF_INIT;
	struct attachment *f;

	if (r->mail->attachment_count >= FILES_MAX)
		return;
	mime_bytes(part, &bytes);
	f = VEC_PUSH(r->arena, r->mail->attachments, r->mail->attachment_count, r->file_space);
	f->part = arena_str(r->arena, where);
	f->type = type ? arena_printf(r->arena, "%s/%s", g_mime_content_type_get_media_type(type),
		g_mime_content_type_get_media_subtype(type)) : "application/octet-stream";
	f->type = str_lower(r->arena, mime_clean(r->arena, f->type, strlen(f->type), false));
	if (!name && GMIME_IS_MESSAGE_PART(part))
		name = "message.eml";
	if (!name)
		name = str_starts(f->type, "application/pkcs7-signature") ? "smime.p7s" :
			str_starts(f->type, "text/calendar") ? "invite.ics" : "unnamed";
	base = strrchr(name, '/');
	base = base ? base + 1 : name;
	base = strrchr(base, '\\') ? strrchr(base, '\\') + 1 : base;
	f->name = utf8_clean_str(r->arena, *base ? base : "unnamed", false);
	f->bytes = (int64_t)bytes.len;
	f->digest = digest_of(bytes.data, bytes.len);
	f->inline_ = inline_;
	hasher_add(r->hash, f->digest.b, sizeof f->digest.b);
	buf_free(&bytes);
}

static void walk(struct reading *r, GMimeObject *part, const char *where);

static bool
is_type(GMimeObject *o, const char *type, const char *subtype)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);

	return t && g_mime_content_type_is_type(t, type, subtype);
}

static bool
has_words(GMimeObject *part)
{
	struct buf raw = BUF_INIT;
	bool any;

	mime_bytes(part, &raw);
	buf_rtrim(&raw);
	any = raw.len > strspn(raw.data, " \t\r\n");
	buf_free(&raw);
	return any;
}

/* Is there a text of this subtype inside, one that says something? */
static bool
holds_text(GMimeObject *o, const char *subtype, int depth)
{
	int i, n;

	if (depth > 6 || !o)
		return false;
	if (GMIME_IS_MULTIPART(o)) {
		n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
		for (i = 0; i < n && i < 20; i++)
			if (holds_text(g_mime_multipart_get_part(GMIME_MULTIPART(o), i), subtype, depth + 1))
				return true;
		return false;
	}
	return is_type(o, "text", subtype) && has_words(o);
}

/* The plain version when it says something, else the last one that can be read. */
static void
walk_alternative(struct reading *r, GMimeMultipart *m, const char *where)
{
	int i, n = g_mime_multipart_get_count(m), chosen = -1;

	for (i = 0; i < n && chosen < 0; i++)
		if (holds_text(g_mime_multipart_get_part(m, i), "plain", 0))
			chosen = i;
	for (i = 0; i < n && chosen < 0; i++)
		if (holds_text(g_mime_multipart_get_part(m, i), "html", 0))
			chosen = i;
	for (i = 0; i < n; i++) {
		GMimeObject *part = g_mime_multipart_get_part(m, i);

		if (i == chosen || !is_type(part, "text", "*"))
			walk(r, part, arena_printf(r->arena, "%s%s%d", where, *where ? "." : "", i + 1));
		else if (is_type(part, "text", "calendar"))
			add_file(r, part, arena_printf(r->arena, "%s%s%d", where, *where ? "." : "", i + 1), false);
	}
}

static void
walk_multipart(struct reading *r, GMimeMultipart *m, const char *where)
{
	int i, n = g_mime_multipart_get_count(m);

	if (is_type(GMIME_OBJECT(m), "multipart", "alternative") && n > 1) {
		walk_alternative(r, m, where);
		return;
	}
	for (i = 0; i < n && i < 1000; i++)
		walk(r, g_mime_multipart_get_part(m, i), arena_printf(r->arena, "%s%s%d", where,
			*where ? "." : "", i + 1));
}

/* An attached mail: for a PEC envelope it is what the customer wrote. */
static void
walk_message(struct reading *r, GMimeMessagePart *part, const char *where)
{
	GMimeMessage *inner = g_mime_message_part_get_message(part);
	struct mime_mail *mail;

	add_file(r, GMIME_OBJECT(part), where, false);
	if (!inner)
		return;			/* an empty message/rfc822 */
	mime_reported_headers(r, GMIME_OBJECT(inner));
	if (!r->mail->pec || r->mail->inner || r->nested > 2)
		return;
	mail = arena_new_of(r->arena, struct mime_mail);
	if (!mime_fill(inner, r->arena, r->nested + 1, mail))
		r->mail->inner = mail;
}

static void
walk_leaf(struct reading *r, GMimeObject *part, const char *where)
{
	GMimeContentDisposition *d = g_mime_object_get_content_disposition(part);
	const char *how = d ? g_mime_content_disposition_get_disposition(d) : NULL;
	const char *name = GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL;
	bool attached = str_ieq(how, "attachment") || (name && !str_ieq(how, "inline"));

	if (is_type(part, "message", "delivery-status"))
		mime_delivery_report(r, part);
	else if (is_type(part, "message", "disposition-notification"))
		mime_disposition_report(r, part);
	else if (is_type(part, "text", "rfc822-headers"))
		mime_reported_headers(r, part);
	else if (!attached && is_type(part, "text", "html"))
		add_text(r, part, true);
	else if (!attached && is_type(part, "text", "*") && !is_type(part, "text", "calendar"))
		add_text(r, part, false);
	else
		add_file(r, part, where, str_ieq(how, "inline") || g_mime_object_get_content_id(part));
}

static void
walk(struct reading *r, GMimeObject *part, const char *where)
{
	if (!part || r->depth > DEPTH_MAX)
		return;
	r->depth++;
	if (GMIME_IS_MULTIPART(part))
		walk_multipart(r, GMIME_MULTIPART(part), where);
	else if (GMIME_IS_MESSAGE_PART(part))
		walk_message(r, GMIME_MESSAGE_PART(part), *where ? where : "1");
	else
		walk_leaf(r, part, *where ? where : "1");
	r->depth--;
}

/* -- the whole ------------------------------------------------------------------------------------------------ */

int
mime_fill(GMimeMessage *message, struct arena *a, int nested, struct mime_mail *out)
{
	struct reading r = { .mail = out, .arena = a, .text = BUF_INIT, .hash = hasher_new(), .nested = nested,
		.message = message };
	GMimeObject *o = GMIME_OBJECT(message);

	out->message_id = mime_id(a, g_mime_object_get_header(o, "Message-ID"));
	out->subject = mime_header(o, "Subject", a);
	out->in_reply_to = mime_id(a, g_mime_object_get_header(o, "In-Reply-To"));
	out->list_id = mime_header(o, "List-Id", a);
	out->pec_transport = mime_header(o, "X-Trasporto", a);
	out->pec_receipt = mime_header(o, "X-Ricevuta", a);
	out->pec = out->pec_transport || out->pec_receipt;
	read_people(&r);
	read_references(&r);
	read_times(&r);
	walk(&r, g_mime_message_get_mime_part(message), "");
	out->text = arena_strn(a, r.text.data, r.text.len);
	buf_free(&r.text);
	mime_judge(&r);
	mime_pec(&r);
	hasher_add(r.hash, out->from.address ? out->from.address : "", out->from.address ?
		strlen(out->from.address) + 1 : 1);
	hasher_add(r.hash, out->subject ? out->subject : "", out->subject ? strlen(out->subject) + 1 : 1);
	hasher_add(r.hash, out->text, strlen(out->text));
	out->content = hasher_end(r.hash);
	return 0;
}

int
mime_read(const char *path, struct arena *a, struct mime_mail **out, struct error *err)
{
	GMimeMessage *message = mime_open(path, err);
	struct mime_mail *mail;
	int rc;

	if (!message)
		return -1;
	mail = arena_new_of(a, struct mime_mail);
	rc = mime_fill(message, a, 0, mail);
	g_object_unref(message);
	if (!rc)
		*out = mail;
	return rc;
}

/* -- one part ---------------------------------------------------------------------------------------------------- */

static GMimeObject *
find_part(GMimeObject *o, const char *where)
{
	char *end;
	long n;

	while (o && *where) {
		n = strtol(where, &end, 10);
		if (GMIME_IS_MESSAGE_PART(o)) {	/* into an attached mail */
			GMimeMessage *m = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));

			o = m ? g_mime_message_get_mime_part(m) : NULL;
			continue;
		}
		if (GMIME_IS_MULTIPART(o)) {
			if (n < 1 || n > g_mime_multipart_get_count(GMIME_MULTIPART(o)))
				return NULL;
			o = g_mime_multipart_get_part(GMIME_MULTIPART(o), (int)n - 1);
		} else if (n != 1 || *end) {
			return NULL;
		}
		where = *end == '.' ? end + 1 : "";
	}
	return o;
}

int
mime_extract(const char *path, const char *part, int fd, struct error *err)
{
	GMimeMessage *message = mime_open(path, err);
	struct buf bytes = BUF_INIT;
	GMimeObject *o;
	size_t done = 0;
	ssize_t n = 0;

	if (!message)
		return -1;
	o = find_part(g_mime_message_get_mime_part(message), part);
	if (o && GMIME_IS_MESSAGE_PART(o))
		o = GMIME_OBJECT(g_mime_message_part_get_message(GMIME_MESSAGE_PART(o)));
	if (o)
		mime_bytes(o, &bytes);
	while (o && done < bytes.len && (n = write(fd, bytes.data + done, bytes.len - done)) > 0)
		done += (size_t)n;
	g_object_unref(message);
	n = o && done == bytes.len ? 0 : -1;
	buf_free(&bytes);
	if (!o)
		return error_set(err, ERR_INPUT, _("%s has no part %s"), path, part);
	return n ? error_set(err, ERR_SYSTEM, _("writing failed: %s"), strerror(errno)) : 0;
}
