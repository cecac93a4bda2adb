/* letters.c - mails as bytes: headers, text, files, certified mail.  Written by hand, as other people's
 * programs write them: what reads them here must not be what wrote them. */
#include "demo_internal.h"

#include <string.h>
#include <time.h>

#include "clock.h"
#include "hash.h"
#include "str.h"

/* -- small things ------------------------------------------------------------------------------------------ */

char *
bare_address_of(struct arena *a, const char *text)
{
	const char *open = text ? strrchr(text, '<') : NULL;

	return open ? arena_strn(a, open + 1, strcspn(open + 1, ">")) : str_trim(a, text ? text : "");
}

static void
add_date(struct buf *out, int64_t at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
		"Oct", "Nov", "Dec" };
	time_t t = (time_t)(at / MS_SECOND);
	struct tm tm;
	char zone[8] = "+0000";

	if (!localtime_r(&t, &tm))
		return;
	(void)strftime(zone, sizeof zone, "%z", &tm);
	buf_addf(out, "%s, %d %s %d %02d:%02d:%02d %s", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
		tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec, zone);
}

static void
add_base64(struct buf *out, const void *data, size_t len, size_t columns)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = data;

	for (size_t i = 0, line = 0; i < len; i += 3) {
		unsigned v = (unsigned)p[i] << 16 | (i + 1 < len ? (unsigned)p[i + 1] << 8 : 0) |
			(i + 2 < len ? p[i + 2] : 0u);

		buf_addc(out, letters[v >> 18]);
		buf_addc(out, letters[v >> 12 & 63]);
		buf_addc(out, i + 1 < len ? letters[v >> 6 & 63] : '=');
		buf_addc(out, i + 2 < len ? letters[v & 63] : '=');
		if (columns && (line += 4) >= columns && i + 3 < len) {
			buf_addc(out, '\n');
			line = 0;
		}
	}
}

static bool
is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] & 128)
			return false;
	return true;
}

/* RFC 2047, in words of at most 42 bytes that end between characters. */
static void
add_words(struct buf *out, const char *s, size_t len)
{
	if (is_ascii(s, len)) {
		buf_add(out, s, len);
		return;
	}
	while (len) {
		size_t n = len < 42 ? len : 42;

		while (n < len && n > 1 && (s[n] & 0xC0) == 0x80)
			n--;
		buf_adds(out, "=?utf-8?B?");
		add_base64(out, s, n, 0);
		buf_adds(out, "?=");
		s += n;
		len -= n;
		if (len)
			buf_adds(out, "\n ");
	}
}

/* Addresses, each "Name <address>" or an address, commas between. */
static void
add_people(struct buf *out, const char *name, const char *people)
{
	struct arena *a = arena_new();
	char **list = str_split(a, people ? people : "", ",", NULL);

	for (char **p = list; *p; p++) {
		const char *open = strrchr(*p, '<');
		size_t len = open ? (size_t)(open - *p) : 0;

		while (len && (*p)[len - 1] == ' ')
			len--;
		if (p == list)
			buf_addf(out, "%s: ", name);
		else
			buf_adds(out, ",\n\t");
		if (is_ascii(*p, len) && strcspn(*p, ".:;@()[]") < len)
			buf_addf(out, "\"%.*s\"", (int)len, *p);
		else
			add_words(out, *p, len);
		buf_addf(out, "%s%s", len ? " " : "", open ? open : *p);
	}
	if (*list)
		buf_addc(out, '\n');
	arena_free(a);
}

/* -- a mail -------------------------------------------------------------------------------------------------- */

static void
add_head(struct buf *out, const struct demo_letter *l)
{
	if (l->received) {
		const char *at = strchr(l->from, '@');
		size_t n = at ? strcspn(at + 1, ">") : 0;

		buf_addf(out, "Received: from mx.%.*s by mx.bottegalume.example with ESMTPS; ", (int)n, at ? at + 1 : "");
		add_date(out, l->at);
		buf_addc(out, '\n');
	}
	add_people(out, "From", l->from);
	add_people(out, "To", l->to);
	add_people(out, "Cc", l->cc);
	buf_adds(out, "Subject: ");
	add_words(out, l->subject ? l->subject : "", l->subject ? strlen(l->subject) : 0);
	buf_adds(out, "\nDate: ");
	add_date(out, l->written_at ? l->written_at : l->at);
	buf_addf(out, "\nMessage-ID: <%s>\n", l->id);
	if (!str_empty(l->in_reply_to))
		buf_addf(out, "In-Reply-To: %s\n", l->in_reply_to);
	if (!str_empty(l->references))
		buf_addf(out, "References: %s\n", l->references);
	if (l->headers)
		buf_adds(out, l->headers);
	buf_adds(out, "MIME-Version: 1.0\n");
}

static void
add_text(struct buf *out, const struct demo_letter *l)
{
	buf_addf(out, "Content-Type: text/%s; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n",
		l->html ? "html" : "plain", l->text ? l->text : "");
}

void
letter_write(struct buf *out, const struct demo_letter *l)
{
	add_head(out, l);
	if (!l->file_count && !l->report) {
		add_text(out, l);
		return;
	}
	buf_addf(out, "Content-Type: multipart/%s; boundary=\"=_lume\"\n\n--=_lume\n",
		l->report ? "report; report-type=delivery-status" : "mixed");
	add_text(out, l);
	if (l->report)
		buf_addf(out, "--=_lume\nContent-Type: message/delivery-status\n\n%s\n"
			"--=_lume\nContent-Type: text/rfc822-headers\n\n%s\n", l->report,
			l->reported ? l->reported : "");
	for (size_t i = 0; i < l->file_count; i++) {
		const struct demo_file *f = &l->files[i];

		buf_addf(out, "--=_lume\nContent-Type: %s; name=\"%s\"\nContent-Disposition: attachment; "
			"filename=\"%s\"\nContent-Transfer-Encoding: base64\n\n", f->type, f->name, f->name);
		add_base64(out, f->data, f->len, 76);
		buf_addc(out, '\n');
	}
	buf_adds(out, "--=_lume--\n");
}

/* -- files of our own making ------------------------------------------------------------------------------- */

static void
add_be32(struct buf *b, uint32_t v)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_addc(b, (char)(v >> shift));
}

static void
add_chunk(struct buf *png, const char *type, const char *data, size_t len)
{
	uint32_t crc = 0xFFFFFFFFu;
	struct buf body = BUF_INIT;

	add_be32(png, (uint32_t)len);
	buf_adds(&body, type);
	buf_add(&body, data, len);
	for (size_t i = 0; i < body.len; i++) {
		crc ^= (unsigned char)body.data[i];
		for (int k = 0; k < 8; k++)
			crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
	}
	buf_add(png, body.data, body.len);
	add_be32(png, crc ^ 0xFFFFFFFFu);
	buf_free(&body);
}

/* A lamp on a table, 48x48 in four grays, one stored block of deflate. */
static void
make_png(struct buf *png)
{
	enum { SIDE = 48, ROW = SIDE / 4 + 1 };
	struct buf z = BUF_INIT;
	uint32_t lo = 1, hi = 0;
	unsigned char rows[SIDE * ROW] = { 0 };

	for (int y = 0; y < SIDE; y++)
		for (int x = 0; x < SIDE; x++) {
			int dx = x - SIDE / 2, shade = y < 24 && dx * dx <= (y - 4) * (y - 4) / 2 && y > 6 ? 2 :
				y >= 24 && y < 40 && dx * dx < 5 ? 1 : y >= 40 && y < 43 ? 0 : 3;

			rows[y * ROW + 1 + x / 4] |= (unsigned char)(shade << (6 - x % 4 * 2));
		}
	buf_add(&z, "\x78\x01\x01", 3);
	buf_addc(&z, (char)(sizeof rows & 255));
	buf_addc(&z, (char)(sizeof rows >> 8));
	buf_addc(&z, (char)(~sizeof rows & 255));
	buf_addc(&z, (char)(~sizeof rows >> 8 & 255));
	buf_add(&z, rows, sizeof rows);
	for (size_t i = 0; i < sizeof rows; i++) {
		lo = (lo + rows[i]) % 65521;
		hi = (hi + lo) % 65521;
	}
	add_be32(&z, hi << 16 | lo);
	buf_add(png, "\x89PNG\r\n\x1a\n", 8);
	add_chunk(png, "IHDR", "\0\0\0\x30\0\0\0\x30\2\0\0\0\0", 13);
	add_chunk(png, "IDAT", z.data, z.len);
	add_chunk(png, "IEND", "", 0);
	buf_free(&z);
}

/* One page with one line: the file's own name. */
static void
make_pdf(struct buf *pdf, const char *name)
{
	struct arena *a = arena_new();
	const char *words = arena_printf(a, "BT /F1 24 Tf 72 760 Td (Bottega Lume - %.60s) Tj ET", name);
	const char *const objects[] = {
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R "
			">> >> >>",
		arena_printf(a, "<< /Length %zu >>\nstream\n%s\nendstream", strlen(words), words),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	};
	size_t places[5], start;

	buf_adds(pdf, "%PDF-1.4\n");
	for (size_t i = 0; i < 5; i++) {
		places[i] = pdf->len;
		buf_addf(pdf, "%zu 0 obj\n%s\nendobj\n", i + 1, objects[i]);
	}
	start = pdf->len;
	buf_adds(pdf, "xref\n0 6\n0000000000 65535 f \n");
	for (size_t i = 0; i < 5; i++)
		buf_addf(pdf, "%010zu 00000 n \n", places[i]);
	buf_addf(pdf, "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", start);
	arena_free(a);
}

void
demo_file_make(struct arena *a, const char *name, struct demo_file *out)
{
	struct buf b = BUF_INIT;

	*out = (struct demo_file){ .name = name, .type = "text/plain" };
	if (str_ends(name, ".png")) {
		out->type = "image/png";
		make_png(&b);
	} else if (str_ends(name, ".pdf")) {
		out->type = "application/pdf";
		make_pdf(&b, name);
	} else {
		buf_addf(&b, "%s\n", name);
	}
	out->data = arena_mem(a, b.data, b.len);
	out->len = b.len;
	buf_free(&b);
}
