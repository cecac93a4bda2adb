/* encode.c - bytes as text: base64 and percent-encoding. */
#include <ctype.h>
#include <string.h>

#include "str.h"

char *
str_base64(struct arena *a, const void *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = data;
	char *out = arena_alloc(a, (len + 2) / 3 * 4 + 1), *q = out;

	for (size_t i = 0; i < len; i += 3) {
		unsigned long v = (unsigned long)p[i] << 16 |
			(i + 1 < len ? (unsigned long)p[i + 1] << 8 : 0) | (i + 2 < len ? p[i + 2] : 0);

		*q++ = digits[v >> 18];
		*q++ = digits[v >> 12 & 63];
		*q++ = i + 1 < len ? digits[v >> 6 & 63] : '=';
		*q++ = i + 2 < len ? digits[v & 63] : '=';
	}
	*q = '\0';
	return out;
}

char *
str_percent(struct arena *a, const char *s)
{
	static const char hex[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s ? s : "") + 1), *q = out;

	for (const unsigned char *p = (const unsigned char *)(s ? s : ""); *p; p++) {
		if (*p < 128 && (isalnum(*p) || strchr("-._~", *p))) {
			*q++ = (char)*p;
			continue;
		}
		*q++ = '%';
		*q++ = hex[*p >> 4];
		*q++ = hex[*p & 15];
	}
	*q = '\0';
	return out;
}
