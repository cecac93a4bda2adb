/* json_mend.c - see json_mend.h. */
#include "json_mend.h"

#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"
#include "utf8.h"

#define BAD "\\ufffd"
#define NUMBER_MAX 400			/* digits and all; 1e308 in full has 309 */

struct reading {
	const char *p, *end;
	const char *kept;		/* up to here it is in `out`, or is as it came */
	struct buf *out;
	size_t values;
	int depth;
};

/* Instead of the n bytes at p there are these words. */
static void
mend(struct reading *r, size_t n, const char *words)
{
	buf_add(r->out, r->kept, (size_t)(r->p - r->kept));
	buf_adds(r->out, words);
	r->p += n;
	r->kept = r->p;
}

/* The four digits of "\uXXXX" at p; -1 = it is none. */
static long
escaped(const char *p, const char *end)
{
	char digits[5] = "";

	if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
		return -1;
	for (int i = 0; i < 4; i++)
		if (!isxdigit((unsigned char)(digits[i] = p[2 + i])))
			return -1;
	return strtol(digits, NULL, 16);
}

static void
read_escape(struct reading *r)
{
	long one = escaped(r->p, r->end), two;

	if (one < 0) {			/* of two characters, or the parser complains */
		r->p += r->end - r->p < 2 ? 1 : 2;
	} else if (one == 0) {		/* would hide what follows */
		mend(r, 6, " ");
	} else if (one >= 0xd800 && one < 0xdc00) {
		two = escaped(r->p + 6, r->end);
		if (two >= 0xdc00 && two < 0xe000)
			r->p += 12;
		else
			mend(r, 6, BAD);
	} else if (one >= 0xdc00 && one < 0xe000) {
		mend(r, 6, BAD);
	} else {
		r->p += 6;
	}
}

static void
read_text(struct reading *r)
{
	char words[8] = "\\u00";
	static const char hex[] = "0123456789abcdef";
	uint32_t cp;
	size_t n;

	for (r->p++; r->p < r->end && *r->p != '"'; ) {
		unsigned char c = (unsigned char)*r->p;

		if (c == '\\') {
			read_escape(r);
		} else if (!c) {
			mend(r, 1, " ");
		} else if (c < ' ') {
			words[4] = hex[c >> 4];
			words[5] = hex[c & 15];
			mend(r, 1, words);
		} else if (c < 0x80) {
			r->p++;
		} else {
			n = utf8_next(r->p, (size_t)(r->end - r->p), &cp);
			if (n == 1)
				mend(r, 1, BAD);
			else
				r->p += n;
		}
	}
	r->p += r->p < r->end;
}

/* Only what is written as JSON writes numbers; the rest is the parser's to refuse. */
static void
read_number(struct reading *r)
{
	size_t n = 0, left = (size_t)(r->end - r->p), digits;
	char text[NUMBER_MAX + 1], quoted[NUMBER_MAX + 3];
	int64_t whole;

	while (n < left && r->p[n] && strchr("+-.eE0123456789", r->p[n]))
		n++;
	if (n < 19 && !memchr(r->p, 'e', n) && !memchr(r->p, 'E', n)) {
		r->p += n;
		return;
	}
	if (n > NUMBER_MAX) {		/* nobody counts so far */
		mend(r, n, "null");
		return;
	}
	memcpy(text, r->p, n);
	text[n] = '\0';
	digits = strspn(text + (*text == '-'), "0123456789");
	if (digits + (*text == '-') == n && str_to_int64(text, &whole)) {
		quoted[0] = '"';
		memcpy(quoted + 1, text, n);
		memcpy(quoted + 1 + n, "\"", 2);
		mend(r, n, quoted);
	} else if (digits + (*text == '-') < n && !isfinite(strtod(text, NULL))) {
		mend(r, n, "null");
	} else {
		r->p += n;
	}
}

/* A list or an object with all that is in it, unread. */
static void
leave_out(struct reading *r)
{
	const char *p = r->p;
	int depth = 0;
	bool text = false;

	do {
		if (text && *p == '\\' && p + 1 < r->end)
			p++;
		else if (*p == '"')
			text = !text;
		else if (!text)
			depth += *p == '[' || *p == '{' ? 1 : *p == ']' || *p == '}' ? -1 : 0;
		p++;
	} while (p < r->end && depth > 0);
	if (depth)			/* it is cut off: for the parser to see */
		r->p = r->end;
	else
		mend(r, (size_t)(p - r->p), "null");
}

static int
read_all(struct reading *r, struct error *err)
{
	while (r->p < r->end) {
		char c = *r->p;

		if (c == '"') {
			read_text(r);
			continue;
		}
		if (c == '-' || isdigit((unsigned char)c)) {
			read_number(r);
			continue;
		}
		if ((c == '[' || c == '{') && (r->depth >= JSON_DEPTH_MAX ||
		    (r->depth >= JSON_OURS && r->values > JSON_VALUES_MAX))) {
			leave_out(r);
			continue;
		}
		r->depth += c == '[' || c == '{' ? 1 : (c == ']' || c == '}') && r->depth > 0 ? -1 : 0;
		/* each value but an empty one has a comma, a colon or a bracket of its own before it */
		if (c && strchr("[{,:", c) && ++r->values > 2 * JSON_VALUES_MAX)
			return error_set(err, ERR_PROTOCOL, _("the JSON holds more than %d values"), 2 * JSON_VALUES_MAX);
		r->p++;
	}
	return 0;
}

int
json_mend(const char **text, size_t *len, struct buf *mended, struct error *err)
{
	const char *from = *text ? *text : "";
	size_t left = *text ? *len : 0;
	struct reading r;

	if (left >= 3 && !memcmp(from, "\xef\xbb\xbf", 3)) {
		from += 3;
		left -= 3;
	}
	r = (struct reading){ .p = from, .end = from + left, .kept = from, .out = mended };
	if (read_all(&r, err))
		return -1;
	if (r.kept > from) {
		buf_add(mended, r.kept, (size_t)(r.end - r.kept));
		from = mended->data;
		left = mended->len;
	}
	*text = from;
	*len = left;
	return 0;
}

void
json_show(struct buf *out, const char *json)
{
	size_t left = strlen(json), n;
	uint32_t cp;

	for (; left; json += n, left -= n) {
		n = strcspn(json, "\x7f\xc2\xd8\xe2");
		if (!n)
			n = utf8_next(json, left, &cp);
		else
			cp = 0;
		if (cp == 0x7f || (cp >= 0x80 && cp < 0xa0) || cp == 0x61c || cp == 0x200e || cp == 0x200f ||
		    (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069))
			buf_addf(out, "\\u%04x", (unsigned)cp);
		else
			buf_add(out, json, n);
	}
}
