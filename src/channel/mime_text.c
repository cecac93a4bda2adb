/*
 * mime_text.c - a text part made readable: charset (RFC 2046, what HTML says of itself, what the bytes are),
 * line ends, flowed lines (RFC 3676), enriched text (RFC 1896), HTML.
 */
#include "mime_internal.h"

#include <ctype.h>
#include <string.h>

#include "html.h"
#include "str.h"
#include "utf8.h"

/* -- charset ------------------------------------------------------------------------------------------ */

/* <meta charset=x> or <meta ... content="text/html; charset=x"> near the beginning. */
static char *
charset_of_html(const struct buf *raw, struct arena *a)
{
	size_t room = raw->len < 4096 ? raw->len : 4096, n;
	char *head = arena_strn(a, raw->data, room);
	const char *p = str_icase_find(head, "<meta");

	p = p ? str_icase_find(p, "charset") : NULL;
	if (!p)
		return NULL;
	p += 7 + strspn(p + 7, " \t\r\n");
	if (*p++ != '=')
		return NULL;
	p += strspn(p, " \t\r\n\"'");
	for (n = 0; n < 40 && (isalnum((unsigned char)p[n]) || strchr("-_.:+", p[n])) && p[n]; n++)
		continue;
	return n ? arena_strn(a, p, n) : NULL;
}

/* Bytes above ASCII of which none is UTF-8 were never meant to be. */
static bool
never_utf8(const struct buf *raw)
{
	size_t i, n;
	uint32_t cp;

	for (i = 0; i < raw->len; i += n) {
		n = utf8_next(raw->data + i, raw->len - i, &cp);
		if (n > 1)
			return false;
	}
	return true;
}

static void
to_utf8(const char *charset, bool html, const struct buf *raw, struct arena *a, struct buf *out)
{
	bool ascii = str_empty(charset) || str_ieq(charset, "us-ascii") || str_ieq(charset, "ascii");

	if ((ascii || str_ieq(charset, "utf-8")) && utf8_valid(raw->data, raw->len)) {
		buf_add(out, raw->data, raw->len);
		return;
	}
	if (ascii)
		charset = html ? charset_of_html(raw, a) : NULL;
	if (str_empty(charset) || ((str_ieq(charset, "utf-8") || str_ieq(charset, "utf8")) && never_utf8(raw)))
		charset = "windows-1252";
	(void)utf8_from(out, charset, raw->data, raw->len);
}

/* CRLF and the lone CR of old become LF; NUL and a byte order mark go. */
static void
unix_lines(struct buf *b)
{
	size_t i = b->len >= 3 && !memcmp(b->data, "\xef\xbb\xbf", 3) ? 3 : 0, n = 0;

	for (; i < b->len; i++) {
		char c = b->data[i];

		if (c == '\r' && i + 1 < b->len && b->data[i + 1] == '\n')
			continue;
		if (c)
			b->data[n++] = c == '\r' ? '\n' : c;
	}
	buf_truncate(b, n);
}

/* -- flowed ------------------------------------------------------------------------------------------- */

static bool
is_flowed(GMimeObject *part)
{
	return str_ieq(g_mime_object_get_content_type_parameter(part, "format"), "flowed");
}

/* Paragraphs that were broken for transport become whole again, per depth of quotation. */
static void
unflow(const char *s, size_t len, bool delete_space, struct buf *out)
{
	const char *end = s + len;
	size_t open_depth = 0, depth;
	bool open = false;		/* the line before goes on in this one */

	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s)), *stop = nl ? nl : end;

		for (depth = 0; s < stop && *s == '>'; depth++)
			s++;
		if (s < stop && *s == ' ')
			s++;
		bool signature = stop - s == 3 && !memcmp(s, "-- ", 3);
		if (open && (depth != open_depth || signature)) {
			buf_addc(out, '\n');
			open = false;
		}
		if (!open && depth) {
			for (size_t i = 0; i < depth; i++)
				buf_addc(out, '>');
			buf_addc(out, ' ');
		}
		open = stop > s && stop[-1] == ' ' && !signature && nl;
		open_depth = depth;
		buf_add(out, s, (size_t)(stop - s) - (open && delete_space));
		if (!open && nl)
			buf_addc(out, '\n');
		s = nl ? nl + 1 : end;
	}
}

/* -- enriched ----------------------------------------------------------------------------------------- */

static void
unenrich(const char *s, size_t len, struct buf *out)
{
	const char *end = s + len, *close;
	int hidden = 0;

	while (s < end) {
		size_t n = strspn(s, "\n");

		if (n) {		/* one line end is a blank, n of them are n - 1 */
			if (n == 1 && !hidden)
				buf_addc(out, ' ');
			for (size_t i = 1; i < n && !hidden; i++)
				buf_addc(out, '\n');
			s += n;
		} else if (*s == '<' && s[1] == '<') {
			buf_addc(out, '<');
			s += 2;
		} else if (*s == '<' && (close = memchr(s, '>', (size_t)(end - s)))) {
			hidden += str_istarts(s, "<param>") ? 1 : str_istarts(s, "</param>") && hidden ? -1 : 0;
			if (str_istarts(s, "<nl>") || str_istarts(s, "<paragraph>"))
				buf_addc(out, '\n');
			s = close + 1;
		} else {
			if (!hidden)
				buf_addc(out, *s);
			s++;
		}
	}
}

/* -- plain -------------------------------------------------------------------------------------------- */

/* Blanks at the ends of lines say nothing (but in "-- "), and many empty lines no more than two. */
static void
tidy(struct buf *b)
{
	const char *s = b->data, *end = b->data + b->len;
	size_t n = 0, empty = 0;

	while (s < end) {
		const char *nl = memchr(s, '\n', (size_t)(end - s)), *stop = nl ? nl : end;
		size_t len = (size_t)(stop - s);

		while (len && (len != 3 || memcmp(s, "-- ", 3))) {
			if (s[len - 1] == ' ' || s[len - 1] == '\t')
				len--;
			else if (len > 1 && !memcmp(s + len - 2, "\xc2\xa0", 2))
				len -= 2;
			else if (len > 2 && !memcmp(s + len - 3, "\xe2\x80\x8b", 3))
				len -= 3;
			else
				break;
		}
		empty = len ? 0 : empty + 1;
		if (empty <= 2) {
			memmove(b->data + n, s, len);
			n += len;
			if (nl)
				b->data[n++] = '\n';
		}
		s = nl ? nl + 1 : end;
	}
	buf_truncate(b, n);
}

/* -- the whole ---------------------------------------------------------------------------------------- */

void
mime_text(GMimeObject *part, enum mime_text_kind kind, struct arena *a, size_t max, struct buf *out, bool *lies)
{
	struct buf raw = BUF_INIT, utf8 = BUF_INIT;
	const char *charset = g_mime_object_get_content_type_parameter(part, "charset");

	mime_bytes(part, &raw, max);
	to_utf8(charset, kind == MIME_TEXT_HTML, &raw, a, &utf8);
	unix_lines(&utf8);
	if (kind == MIME_TEXT_HTML)
		html_text(utf8.data, utf8.len, out, lies);
	else if (kind == MIME_TEXT_ENRICHED)
		unenrich(utf8.data, utf8.len, out);
	else if (is_flowed(part))
		unflow(utf8.data, utf8.len, str_ieq(g_mime_object_get_content_type_parameter(part, "delsp"), "yes"), out);
	else
		buf_add(out, utf8.data, utf8.len);
	if (kind != MIME_TEXT_HTML)
		tidy(out);
	buf_free(&raw);
	buf_free(&utf8);
}
