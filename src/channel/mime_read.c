/*
 * mime_read.c - a mail file into plain structs.  GMime parses; what is text is chosen and decoded here.
 */
#include "mime_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "hash.h"
#include "html.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

#define TEXT_MAX (4 << 20)		/* of one mail; the rest stays in the original */
#define MEMORY_MAX (8 << 20)		/* of a mail that is parsed from memory */
#define FILES_MAX 500
#define REFERENCES_MAX 200
#define DEPTH_MAX 1100			/* GMime stops at 1,024 */

void
mime_init(void)
{
	static bool done;

	if (!done)
		g_mime_init();
	done = true;
}

/* To GMime a disk that fails in the middle of a mail is the mail's end: whether all of it can be read is seen before.
 * It then reads from memory, or what is large once more. */
static GMimeStream *
open_stream(const char *path, struct error *err)
{
	char chunk[65536];
	struct stat st;
	GMimeStream *stream;
	/* what was a file when it was looked at may be something else by now: nothing to wait for */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = -1;
	bool whole = true;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		error_set(err, ERR_INPUT, _("%s holds nothing like a mail"), path);
		return NULL;
	}
	GByteArray *all = g_byte_array_new();
	while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0) {
		whole = whole && all->len + (size_t)n <= MEMORY_MAX;
		if (whole)
			g_byte_array_append(all, (const guint8 *)chunk, (guint)n);
	}
	if (n < 0 || (!whole && lseek(fd, 0, SEEK_SET) < 0)) {
		error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
		g_byte_array_unref(all);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	if (whole) {
		close(fd);
		stream = g_mime_stream_mem_new_with_byte_array(all);
		g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), TRUE);
		return stream;
	}
	g_byte_array_unref(all);
	return g_mime_stream_fs_new(fd);
}

GMimeMessage *
mime_open(const char *path, struct error *err)
{
	GMimeParserOptions *options;
	GMimeMessage *message;
	GMimeParser *parser;
	GMimeStream *stream;

	mime_init();
	stream = open_stream(path, err);
	if (!stream)
		return NULL;
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
mime_clean(struct arena *a, const char *s, size_t len)
{
	struct buf b = BUF_INIT;
	char *out;
	size_t i;

	if (utf8_valid(s, len))
		buf_add(&b, s, len);
	else
		(void)utf8_from(&b, "windows-1252", s, len);
	for (i = 0; i < b.len; i++)
		if ((unsigned char)b.data[i] < ' ' || b.data[i] == 127)
			b.data[i] = ' ';
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
	out = mime_clean(a, decoded ? decoded : raw, strlen(decoded ? decoded : raw));
	g_free(decoded);
	return out;
}

/* "<id>", or words with an id among them: "Message from Ana <ana@x> of Monday <id>" has it at the end. */
char *
mime_id(struct arena *a, const char *s)
{
	const char *open, *end;

	s = s ? s + strspn(s, " \t\r\n") : "";
	open = *s == '<' ? s : strrchr(s, '<');
	if (open && (end = strchr(open, '>')) && end > open + 1)
		return mime_clean(a, open + 1, (size_t)(end - open - 1));
	return *s && *s != '<' ? mime_clean(a, s, strcspn(s, " \t\r\n")) : NULL;
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
		who.address = mime_clean(r->arena, who.address, strlen(who.address));
		if (!str_empty(name) && !str_ieq(name, address))
			who.name = mime_clean(r->arena, name, strlen(name));
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

/* The first, which names the thread, and the latest, among which ours is. */
static void
read_references(struct reading *r)
{
	const char *p = g_mime_object_get_header(GMIME_OBJECT(r->message), "References"), *end;
	const char **ids = NULL;
	size_t n = 0, space = 0, skip;

	for (; p && (p = strchr(p, '<')) && (end = strpbrk(p + 1, "<> \t\r\n")); p = end)
		if (*end == '>' && end > p + 1)
			*VEC_PUSH(r->arena, ids, n, space) = arena_strn(r->arena, p + 1,
				(size_t)(end - p - 1));
	skip = n > REFERENCES_MAX ? n - REFERENCES_MAX : 0;
	if (skip)
		memmove(ids + 1, ids + 1 + skip, (REFERENCES_MAX - 1) * sizeof *ids);
	r->mail->references = ids;
	r->mail->reference_count = n - skip;
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

static void
add_text(struct reading *r, GMimeObject *part, enum mime_text_kind kind)
{
	struct buf text = BUF_INIT;
	bool lies = false;
	size_t n;

	if (r->text.len >= TEXT_MAX) {
		r->cut = true;
		return;
	}
	mime_text(part, kind, r->arena, TEXT_MAX - r->text.len + 1, &text, &lies);
	buf_rtrim(&text);
	if (r->text.len && text.len)
		buf_adds(&r->text, "\n\n");
	buf_add(&r->text, text.data, text.len);
	if (r->text.len > TEXT_MAX) {
		for (n = TEXT_MAX; n && ((unsigned char)r->text.data[n] & 0xc0) == 0x80; n--)
			continue;	/* not in the middle of a character */
		buf_truncate(&r->text, n);
		r->cut = true;
	}
	if (lies)
		r->mail->flags |= MESSAGE_LYING_LINK;
	buf_free(&text);
}

/* As a name in a list and in a folder: no path, no way up, not endless. */
static char *
file_name(struct reading *r, const char *name, const char *type)
{
	static const struct { const char *type, *name; } usual[] = {
		{ "message/rfc822", "message.eml" }, { "application/pkcs7-signature", "smime.p7s" },
		{ "application/x-pkcs7-signature", "smime.p7s" }, { "application/pkcs7-mime", "smime.p7m" },
		{ "application/pgp-signature", "signature.asc" }, { "text/calendar", "invite.ics" },
	};
	const char *p;
	size_t i, n, step;
	int columns;

	for (i = 0; str_empty(name) && i < sizeof usual / sizeof usual[0]; i++)
		if (str_eq(type, usual[i].type))
			name = usual[i].name;
	name = str_empty(name) ? "unnamed" : utf8_clean_str(r->arena, mime_clean(r->arena, name, strlen(name)), false);
	for (p = name; (p = strpbrk(p, "/\\")); )
		name = ++p;
	if (!*name || str_eq(name, ".") || str_eq(name, ".."))
		name = "unnamed";
	/* the end of a long name says what it is */
	for (p = name, n = strlen(name); n > 200; n -= step, p += step)
		step = utf8_grapheme(p, n, &columns);
	return arena_str(r->arena, p);
}

static void
add_file(struct reading *r, GMimeObject *part, const char *where, bool inline_)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	struct attachment *f;
	struct digest digest;
	int64_t bytes = mime_measure(part, &digest);

	hasher_add(r->hash, digest.b, sizeof digest.b);
	if (r->mail->attachment_count >= FILES_MAX) {
		r->left_out++;
		return;
	}
	f = VEC_PUSH(r->arena, r->mail->attachments, r->mail->attachment_count, r->file_space);
	f->part = arena_str(r->arena, where);
	f->type = type ? arena_printf(r->arena, "%s/%s", g_mime_content_type_get_media_type(type),
		g_mime_content_type_get_media_subtype(type)) : "application/octet-stream";
	f->type = str_lower(r->arena, mime_clean(r->arena, f->type, strlen(f->type)));
	f->name = file_name(r, GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL,
		f->type);
	if (r->mail->pec && !r->certificate && str_ieq(f->name, "daticert.xml"))
		mime_certificate(r, part);
	f->bytes = bytes;
	f->digest = digest;
	f->inline_ = inline_;
}

static void walk(struct reading *r, GMimeObject *part, const char *where);

static bool
is_type(GMimeObject *o, const char *type, const char *subtype)
{
	GMimeContentType *t = g_mime_object_get_content_type(o);

	return t && g_mime_content_type_is_type(t, type, subtype);
}

/* 2 says that it is an attachment, 1 has only a name, 0 neither. */
static int
is_attached(GMimeObject *part)
{
	GMimeContentDisposition *d = g_mime_object_get_content_disposition(part);
	const char *how = d ? g_mime_content_disposition_get_disposition(d) : NULL;

	if (str_ieq(how, "attachment"))
		return 2;
	return !str_ieq(how, "inline") && GMIME_IS_PART(part) && g_mime_part_get_filename(GMIME_PART(part));
}

/* How a part can be shown as text; -1 = as a file. */
static int
text_kind(GMimeObject *part)
{
	static const char *const files[] = { "calendar", "vcard", "x-vcard", "directory", "rtf", "css", "csv",
		"x-amp-html", "xml", "javascript" };
	size_t i;

	if (!is_type(part, "text", "*"))
		return -1;
	for (i = 0; i < sizeof files / sizeof files[0]; i++)
		if (is_type(part, "text", files[i]))
			return -1;
	return is_type(part, "text", "html") ? MIME_TEXT_HTML : is_type(part, "text", "enriched") ||
		is_type(part, "text", "richtext") ? MIME_TEXT_ENRICHED : MIME_TEXT_PLAIN;
}

static bool
has_words(GMimeObject *part)
{
	struct buf raw = BUF_INIT;
	bool any;

	mime_bytes(part, &raw, 65536);
	any = raw.len > strspn(raw.data, " \t\r\n");
	buf_free(&raw);
	return any;
}

/* Is there a text of this kind inside, one that says something? */
static bool
holds_text(GMimeObject *o, enum mime_text_kind kind, int depth)
{
	int i, n;

	if (depth > 6 || !o)
		return false;
	if (GMIME_IS_MULTIPART(o)) {
		n = g_mime_multipart_get_count(GMIME_MULTIPART(o));
		for (i = 0; i < n && i < 20; i++)
			if (holds_text(g_mime_multipart_get_part(GMIME_MULTIPART(o), i), kind, depth + 1))
				return true;
		return false;
	}
	return text_kind(o) == (int)kind && is_attached(o) < 2 && has_words(o);
}

/* The plain version when it says something, else HTML, else enriched.  What is no version of the text (a
 * picture, an attached file) is there all the same. */
static void
walk_alternative(struct reading *r, GMimeMultipart *m, const char *where)
{
	static const enum mime_text_kind order[] = { MIME_TEXT_PLAIN, MIME_TEXT_HTML, MIME_TEXT_ENRICHED };
	int i, n = g_mime_multipart_get_count(m), chosen = -1;
	size_t k;

	for (k = 0; k < 3 && chosen < 0; k++)
		for (i = 0; i < n && i < 100 && chosen < 0; i++)
			if (holds_text(g_mime_multipart_get_part(m, i), order[k], 0))
				chosen = i;
	for (i = 0; i < n; i++) {
		GMimeObject *part = g_mime_multipart_get_part(m, i);

		r->other_version += i != chosen;
		walk(r, part, arena_printf(r->arena, "%s%s%d", where, *where ? "." : "", i + 1));
		r->other_version -= i != chosen;
	}
}

/* Parts whose separator nobody announced: what there is stands before the first, as it came. */
static void
add_prologue(struct reading *r, GMimeMultipart *m)
{
	const char *text = g_mime_multipart_get_prologue(m), *after = g_mime_multipart_get_epilogue(m);
	struct buf utf8 = BUF_INIT;

	if (str_empty(text))
		text = after;
	if (str_empty(text) || r->text.len >= TEXT_MAX)
		return;
	(void)utf8_from(&utf8, NULL, text, strnlen(text, TEXT_MAX));
	buf_rtrim(&utf8);
	buf_adds(&r->text, r->text.len ? "\n\n" : "");
	buf_add(&r->text, utf8.data, utf8.len);
	buf_free(&utf8);
}

static void
walk_multipart(struct reading *r, GMimeMultipart *m, const char *where)
{
	int i, n = g_mime_multipart_get_count(m);

	if (!n)
		add_prologue(r, m);
	if (is_type(GMIME_OBJECT(m), "multipart", "alternative") && n > 1) {
		walk_alternative(r, m, where);
		return;
	}
	for (i = 0; i < n; i++)
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

static bool
is_report(struct reading *r, GMimeObject *part)
{
	if (is_type(part, "message", "delivery-status") || is_type(part, "message", "global-delivery-status"))
		mime_delivery_report(r, part);
	else if (is_type(part, "message", "disposition-notification") ||
	    is_type(part, "message", "global-disposition-notification"))
		mime_disposition_report(r, part);
	else if (is_type(part, "text", "rfc822-headers") || is_type(part, "message", "global-headers"))
		mime_reported_headers(r, part);
	else
		return false;
	return true;
}

/* A text that only has a name is shown where there is no other; one that is all of the mail, even as a file. */
static void
walk_leaf(struct reading *r, GMimeObject *part, const char *where)
{
	GMimeContentDisposition *d = g_mime_object_get_content_disposition(part);
	int kind = text_kind(part), attached = is_attached(part);

	if (is_report(r, part))
		return;
	if (kind >= 0 && (!attached || (attached == 1 ? !r->text.len : r->depth == 1))) {
		if (!r->other_version)	/* else the same words in another form */
			add_text(r, part, (enum mime_text_kind)kind);
		if (attached < 2)
			return;
	}
	add_file(r, part, where, (d && str_ieq(g_mime_content_disposition_get_disposition(d), "inline")) ||
		g_mime_object_get_content_id(part));
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

/* What is not shown is said: the original has it. */
static void
say_left_out(struct reading *r)
{
	if (r->cut)
		buf_adds(&r->text, _("\n\n[The text is longer; the rest is in the original.]"));
	if (r->left_out)
		buf_addf(&r->text, ngettext_("%s[%zu further attachment is in the original.]",
			"%s[%zu further attachments are in the original.]", r->left_out), r->text.len ? "\n\n" : "",
			r->left_out);
}

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
	say_left_out(&r);
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
