/* mime_build.c - a mail from plain structs; the same structs give the same bytes. */
#include "mime_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "file.h"
#include "hash.h"
#include "i18n.h"
#include "str.h"

static bool
breaks(const char *s)
{
	for (; s && *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return true;
	return false;
}

static bool
bad_id(const char *s)
{
	return breaks(s) || (s && strpbrk(s, "<> "));
}

static int
check(const struct mime_draft *d, struct error *err)
{
	size_t i;

	if (bad_id(d->message_id) || bad_id(d->in_reply_to) || breaks(d->subject) || breaks(d->from.name) ||
	    breaks(d->from.address))
		return error_set(err, ERR_INPUT, _("a header of the mail holds a line break"));
	for (i = 0; i < d->reference_count; i++)
		if (bad_id(d->references[i]))
			return error_set(err, ERR_INPUT, _("a reference of the mail holds a line break"));
	for (i = 0; i < d->recipient_count; i++)
		if (breaks(d->recipients[i].who.name) || breaks(d->recipients[i].who.address))
			return error_set(err, ERR_INPUT, _("an address of the mail holds a line break"));
	return 0;
}

static void
put_people(GMimeMessage *m, const struct mime_draft *d)
{
	size_t i;

	g_mime_message_add_mailbox(m, GMIME_ADDRESS_TYPE_FROM, d->from.name, d->from.address);
	for (i = 0; i < d->recipient_count; i++) {
		const struct recipient *r = &d->recipients[i];

		if (r->role == ROLE_TO || r->role == ROLE_CC || r->role == ROLE_REPLY_TO)
			g_mime_message_add_mailbox(m, r->role == ROLE_TO ? GMIME_ADDRESS_TYPE_TO :
				r->role == ROLE_CC ? GMIME_ADDRESS_TYPE_CC : GMIME_ADDRESS_TYPE_REPLY_TO,
				r->who.name, r->who.address);
	}
}

static void
put_headers(GMimeMessage *m, const struct mime_draft *d)
{
	GDateTime *utc = g_date_time_new_from_unix_utc(d->date_at / MS_SECOND);
	GDateTime *local = g_date_time_to_local(utc);
	struct buf refs = BUF_INIT;
	size_t i;

	g_mime_message_set_date(m, local);
	g_date_time_unref(local);
	g_date_time_unref(utc);
	g_mime_message_set_subject(m, d->subject ? d->subject : "", "utf-8");
	buf_addf(&refs, "<%s>", d->message_id);
	g_mime_object_set_header(GMIME_OBJECT(m), "Message-ID", refs.data, NULL);
	buf_clear(&refs);
	if (!str_empty(d->in_reply_to)) {
		buf_addf(&refs, "<%s>", d->in_reply_to);
		g_mime_object_set_header(GMIME_OBJECT(m), "In-Reply-To", refs.data, NULL);
		buf_clear(&refs);
	}
	for (i = 0; i < d->reference_count; i++)
		buf_addf(&refs, "%s<%s>", i ? "\n\t" : "", d->references[i]);
	if (refs.len)
		g_mime_object_set_header(GMIME_OBJECT(m), "References", refs.data, NULL);
	buf_free(&refs);
	/* RFC 3834; what others look at; and our own mark, where somebody on the way drops the first */
	if (d->automatic) {
		g_mime_object_set_header(GMIME_OBJECT(m), "Auto-Submitted", "auto-replied", NULL);
		g_mime_object_set_header(GMIME_OBJECT(m), "X-Auto-Response-Suppress", "All", NULL);
		g_mime_object_set_header(GMIME_OBJECT(m), "X-Sportello-Robot", "yes", NULL);
	}
}

static GMimePart *
make_part(const char *type, const char *subtype, const char *data, size_t len, GMimeContentEncoding encoding)
{
	GMimePart *part = g_mime_part_new_with_type(type, subtype);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, len);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_object_unref(stream);
	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_mime_part_set_content_encoding(part, encoding);
	return part;
}

/* Plain where every line fits and is ASCII, else quoted-printable: readable in any program. */
static GMimePart *
make_text(const char *text)
{
	size_t len = text ? strlen(text) : 0, i, line = 0;
	bool plain = true;
	GMimePart *part;

	for (i = 0; i < len; i++) {
		line = text[i] == '\n' ? 0 : line + 1;
		plain = plain && !((unsigned char)text[i] & 128) && line < 900;
	}
	part = make_part("text", "plain", text ? text : "", len, plain ? GMIME_CONTENT_ENCODING_7BIT :
		GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
	return part;
}

static GMimePart *
make_file(const struct mime_file *f, struct error *err)
{
	struct buf bytes = BUF_INIT;
	const char *slash = f->type ? strchr(f->type, '/') : NULL;
	char type[128] = "application", *name, *p;
	GMimePart *part;

	if (file_read(f->path, SIZE_MAX, &bytes)) {
		buf_free(&bytes);
		error_set(err, ERR_INPUT, _("the file %s cannot be read: %s"), f->path, strerror(errno));
		return NULL;
	}
	if (slash && (size_t)(slash - f->type) < sizeof type)
		memcpy(type, f->type, (size_t)(slash - f->type)), type[slash - f->type] = '\0';
	part = make_part(type, slash ? slash + 1 : "octet-stream", bytes.data, bytes.len,
		GMIME_CONTENT_ENCODING_BASE64);
	g_mime_object_set_disposition(GMIME_OBJECT(part), "attachment");
	for (p = name = xstrdup(str_empty(f->name) ? "unnamed" : f->name); *p; p++)
		if ((unsigned char)*p < ' ' || *p == 127)
			*p = ' ';	/* GMime would write a line end as it is */
	g_mime_part_set_filename(part, name);
	free(name);
	buf_free(&bytes);
	return part;
}

static int
put_body(GMimeMessage *m, const struct mime_draft *d, struct error *err)
{
	GMimePart *text = make_text(d->text), *file;
	GMimeMultipart *mixed;
	char mark[17];
	size_t i;

	if (!d->file_count) {
		g_mime_message_set_mime_part(m, GMIME_OBJECT(text));
		g_object_unref(text);
		return 0;
	}
	mixed = g_mime_multipart_new_with_subtype("mixed");
	hash_mark(mark, "boundary", 8, d->message_id);
	g_mime_multipart_set_boundary(mixed, mark);
	g_mime_multipart_add(mixed, GMIME_OBJECT(text));
	g_object_unref(text);
	for (i = 0; i < d->file_count; i++) {
		file = make_file(&d->files[i], err);
		if (!file) {
			g_object_unref(mixed);
			return -1;
		}
		g_mime_multipart_add(mixed, GMIME_OBJECT(file));
		g_object_unref(file);
	}
	g_mime_message_set_mime_part(m, GMIME_OBJECT(mixed));
	g_object_unref(mixed);
	return 0;
}

int
mime_build(const struct mime_draft *d, struct buf *out, struct error *err)
{
	GMimeFormatOptions *format;
	GMimeMessage *m;
	GMimeStream *mem;
	GByteArray *bytes;

	if (check(d, err))
		return -1;
	mime_init();
	m = g_mime_message_new(FALSE);
	put_people(m, d);
	put_headers(m, d);
	if (put_body(m, d, err)) {
		g_object_unref(m);
		return -1;
	}
	format = g_mime_format_options_new();
	g_mime_format_options_set_newline_format(format, GMIME_NEWLINE_FORMAT_DOS);
	mem = g_mime_stream_mem_new();
	g_mime_object_write_to_stream(GMIME_OBJECT(m), format, mem);
	bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(mem));
	buf_add(out, bytes->data, bytes->len);
	g_object_unref(mem);
	g_mime_format_options_free(format);
	g_object_unref(m);
	return 0;
}
