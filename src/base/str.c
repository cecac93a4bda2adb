/* str.c - small questions about C strings. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"

#define BLANKS " \t\r\n\f\v"

static const char *
text(const char *s)
{
	return s ? s : "";
}

/* ASCII only, whatever the locale says. */
static unsigned char
lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool
is_blank(char c)
{
	return c && strchr(BLANKS, c);
}

bool
str_eq(const char *a, const char *b)
{
	return !strcmp(text(a), text(b));
}

bool
str_ieq(const char *a, const char *b)
{
	a = text(a);
	b = text(b);
	while (*a && lower(*a) == lower(*b))
		a++, b++;
	return lower(*a) == lower(*b);
}

bool
str_lists(const char *list, const char *word)
{
	size_t len = strlen(text(word));
	for (const char *at = list; at; at = strchr(at, ' ') ? strchr(at, ' ') + 1 : NULL)
		if (!strncmp(at, text(word), len) && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

bool
str_starts(const char *s, const char *prefix)
{
	return !strncmp(text(s), text(prefix), strlen(text(prefix)));
}

bool
str_istarts(const char *s, const char *prefix)
{
	s = text(s);
	for (prefix = text(prefix); *prefix; s++, prefix++)
		if (lower(*s) != lower(*prefix))
			return false;
	return true;
}

bool
str_is_web(const char *s)
{
	return str_istarts(s, "https://") || str_istarts(s, "http://");
}

bool
str_ends(const char *s, const char *suffix)
{
	size_t len = strlen(text(s)), end = strlen(text(suffix));

	return len >= end && !memcmp(text(s) + len - end, text(suffix), end);
}

const char *
str_icase_find(const char *haystack, const char *needle)
{
	needle = text(needle);
	for (haystack = text(haystack); ; haystack++) {
		if (lower(*haystack) == lower(*needle) && str_istarts(haystack, needle))
			return haystack;
		if (!*needle)
			return haystack;
		if (!*haystack)
			return NULL;
	}
}

char *
str_trim(struct arena *a, const char *s)
{
	size_t len;

	s = text(s);
	while (is_blank(*s))
		s++;
	len = strlen(s);
	while (len > 0 && is_blank(s[len - 1]))
		len--;
	return arena_strn(a, s, len);
}

char *
str_lower(struct arena *a, const char *s)
{
	char *copy = arena_str(a, text(s));

	for (char *p = copy; *p; p++)
		*p = (char)lower(*p);
	return copy;
}

char **
str_split(struct arena *a, const char *s, const char *seps, size_t *count)
{
	char **fields = NULL;
	size_t n = 0, space = 0;

	for (s = text(s); *s; ) {
		size_t len = strcspn(s, seps);
		char *field = str_trim(a, arena_strn(a, s, len));

		if (*field)
			*VEC_PUSH(a, fields, n, space) = field;
		s += len + (s[len] != '\0');
	}
	*VEC_PUSH(a, fields, n, space) = NULL;
	if (count)
		*count = n - 1;
	return fields;
}

/* Reads one word at *s into out and moves *s behind it; false on an open quote. */
static bool
read_word(struct buf *out, const char **s)
{
	const char *p = *s;
	char quote = '\0';

	for (; *p && (quote || !is_blank(*p)); p++) {
		if (quote == '\'' && *p != '\'') {
			buf_addc(out, *p);
		} else if (*p == '\\' && p[1] && (!quote || strchr("\\\"$`", p[1]))) {
			buf_addc(out, *++p);
		} else if (quote ? *p == quote : *p == '\'' || *p == '"') {
			quote = quote ? '\0' : *p;
		} else {
			buf_addc(out, *p);
		}
	}
	*s = p;
	return !quote;
}

int
str_words(struct arena *a, const char *s, char ***words, size_t *count, struct error *err)
{
	struct buf word = BUF_INIT;
	char **list = NULL;
	size_t n = 0, space = 0;
	bool closed = true;

	for (s = text(s); closed; ) {
		while (is_blank(*s))
			s++;
		if (!*s)
			break;
		buf_clear(&word);
		closed = read_word(&word, &s);
		*VEC_PUSH(a, list, n, space) = arena_strn(a, word.data, word.len);
	}
	buf_free(&word);
	if (!closed)
		return error_set(err, ERR_INPUT,
			_("a quotation mark is not closed: add ' or \" at the end"));
	*VEC_PUSH(a, list, n, space) = NULL;
	*words = list;
	if (count)
		*count = n - 1;
	return 0;
}

char *
str_quote(struct arena *a, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		"_@%+=:,./-";
	struct buf out = BUF_INIT;
	char *quoted;

	s = text(s);
	if (*s && s[strspn(s, plain)] == '\0')
		return arena_str(a, s);
	buf_addc(&out, '\'');
	for (; *s; s++) {
		if (*s == '\'')
			buf_adds(&out, "'\\''");
		else
			buf_addc(&out, *s);
	}
	buf_addc(&out, '\'');
	quoted = arena_strn(a, out.data, out.len);
	buf_free(&out);
	return quoted;
}

int
str_to_int64(const char *s, int64_t *out)
{
	char *end;
	long long value;

	if (str_empty(s) || is_blank(*s))
		return -1;
	errno = 0;
	value = strtoll(s, &end, 10);
	if (errno || *end || end == s)
		return -1;
	*out = value;
	return 0;
}

void
str_bytes(char out[8], uint64_t bytes)
{
	static const char units[] = "KMGTPE";
	double value = (double)bytes;
	int unit = -1;

	while (value >= 999.5 && units[unit + 1]) {
		value /= 1024;
		unit++;
	}
	if (unit < 0)
		(void)snprintf(out, 8, "%d", (int)bytes);
	else
		(void)snprintf(out, 8, value < 9.95 ? "%.1f%c" : "%.0f%c", value, units[unit]);
}

#define NEAR_MAX 48

/* Edit distance, a swap of neighbours counting once; both at most NEAR_MAX long. */
static unsigned
distance(const char *a, size_t na, const char *b, size_t nb)
{
	unsigned row[3][NEAR_MAX + 1], *before = row[0], *above = row[1], *here = row[2], *spare;

	for (size_t j = 0; j <= nb; j++)
		above[j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		here[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned best = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));

			if (above[j] + 1 < best)
				best = above[j] + 1;
			if (here[j - 1] + 1 < best)
				best = here[j - 1] + 1;
			if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
			    lower(a[i - 2]) == lower(b[j - 1]) && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			here[j] = best;
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[nb];
}

const char *
str_nearest(const char *s, const char *const *names, size_t n)
{
	const char *best = NULL;
	unsigned best_distance = UINT_MAX;
	size_t len = strlen(text(s));

	for (size_t i = 0; i < n && len > 0 && len <= NEAR_MAX; i++) {
		size_t other = strlen(text(names[i])), longer = other > len ? other : len;
		unsigned d;

		if (other == 0 || other > NEAR_MAX)
			continue;
		d = distance(s, len, names[i], other);
		if (d * 3 <= longer && d < best_distance) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}
