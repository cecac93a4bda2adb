/* length.c - how long a text is, each channel's way. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "str.h"
#include "utf8.h"

/* GSM 03.38 basic set beyond ASCII letters and digits, and the extension table (two septets each). */
static const char gsm_basic[] = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
static const char gsm_extended[] = "^{}\\[~]|€";

static bool
in_set(const char *set, const char *s, size_t n)
{
	for (const char *p = set; *p;) {
		uint32_t cp;
		size_t len = utf8_next(p, strlen(p), &cp);
		if (len == n && !memcmp(p, s, n))
			return true;
		p += len;
	}
	return false;
}

/* Septets, or -1 when a character is outside GSM-7. */
static long
gsm_septets(const char *text)
{
	long septets = 0;
	for (size_t left = strlen(text); left;) {
		uint32_t cp;
		size_t n = utf8_next(text, left, &cp);
		bool alnum = cp < 128 && ((cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') || (cp >= 'a' && cp <= 'z'));
		if (alnum || in_set(gsm_basic, text, n))
			septets++;
		else if (in_set(gsm_extended, text, n))
			septets += 2;
		else
			return -1;
		text += n;
		left -= n;
	}
	return septets;
}

static long
utf16_units(const char *text)
{
	long units = 0;
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		uint32_t cp;
		n = utf8_next(text, left, &cp);
		units += cp >= 0x10000 ? 2 : 1;
	}
	return units;
}

static long
graphemes(const char *text)
{
	long count = 0;
	for (size_t left = strlen(text), n; left; text += n, left -= n, count++) {
		int columns;
		n = utf8_grapheme(text, left, &columns);
	}
	return count;
}

/* X counts a link as 23 and most characters beyond Latin as two (its published weighted-length rules). */
static long
x_weighted(const char *text)
{
	long hundredths = 0;
	for (size_t left = strlen(text); left;) {
		uint32_t cp;
		int columns;
		if (str_is_web(text)) {
			size_t n = strcspn(text, " \t\r\n");
			hundredths += 2300;
			text += n;
			left -= n;
			continue;
		}
		size_t n = utf8_next(text, left, &cp), g = utf8_grapheme(text, left, &columns);
		bool light = cp <= 4351 || (cp >= 8192 && cp <= 8205) || (cp >= 8208 && cp <= 8223) ||
			(cp >= 8242 && cp <= 8247);
		hundredths += light ? 100 : 200;
		n = light ? n : g;
		text += n;
		left -= n;
	}
	return hundredths / 100;
}

/* Mastodon counts a link as 23, if the server does not say otherwise, and of @name@host only the name. */
static long
mastodon_length(const char *text, long link)
{
	long count = 0;
	bool mention = false;
	for (size_t left = strlen(text), n; left; text += n, left -= n) {
		uint32_t cp;
		n = strcspn(text, " \t\r\n");
		if (str_is_web(text)) {
			count += link;
			continue;
		}
		if (mention && *text == '@' && n > 1) {	/* the host, up to what belongs to no host */
			n = 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-");
			mention = false;
			continue;
		}
		if (*text == '@')
			mention = true;
		else if (!isalnum((unsigned char)*text) && *text != '_')
			mention = false;
		n = utf8_next(text, left, &cp);
		count++;
	}
	return count;
}

void
care_length(enum length_rule rule, long limit, long link, const char *text, struct length_result *out)
{
	*out = (struct length_result){ .limit = limit, .parts = 1 };
	switch (rule) {
	case LENGTH_NONE:
	case LENGTH_CODEPOINTS:
		for (size_t left = strlen(text), n; left; text += n, left -= n, out->used++) {
			uint32_t cp;
			n = utf8_next(text, left, &cp);
		}
		break;
	case LENGTH_UTF16: out->used = utf16_units(text); break;
	case LENGTH_BYTES: out->used = (long)strlen(text); break;
	case LENGTH_GRAPHEMES: out->used = graphemes(text); break;
	case LENGTH_X_WEIGHTED: out->used = x_weighted(text); break;
	case LENGTH_MASTODON: out->used = mastodon_length(text, link ? link : 23); break;
	case LENGTH_GSM7: {
		long septets = gsm_septets(text);
		bool ucs = septets < 0;
		out->used = ucs ? utf16_units(text) : septets;
		long one = ucs ? 70 : 160, each = ucs ? 67 : 153;
		out->parts = out->used <= one ? 1 : (int)((out->used + each - 1) / each);
		break;
	}
	}
	out->over = limit > 0 && out->used > limit;
}
