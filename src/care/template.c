/* template.c - words with gaps, {{1}} or {{name}}, as a channel has approved them. */
#include "care.h"

#include <string.h>

#include "buf.h"
#include "str.h"

/* The next gap from p on; *name and *end: what stands in it, where it ends; NULL = there is none. */
static const char *
next_gap(const char *p, const char **name, size_t *len, const char **end)
{
	const char *open = strstr(p, "{{"), *close = open ? strstr(open, "}}") : NULL;
	if (!close)
		return NULL;
	*name = open + 2;
	*len = (size_t)(close - open) - 2;
	*end = close + 2;
	return open;
}

static bool
is_name(const char *known, const char *name, size_t len)
{
	return strlen(known) == len && !memcmp(known, name, len);
}

char **
care_gaps(const char *words, struct arena *a)
{
	char **list = NULL;
	size_t n = 0, space = 0, len;
	const char *name;
	for (const char *p = words ? words : ""; next_gap(p, &name, &len, &p);) {
		bool known = false;
		for (size_t i = 0; i < n && !known; i++)
			known = is_name(list[i], name, len);
		if (!known)
			*VEC_PUSH(a, list, n, space) = arena_strn(a, name, len);
	}
	*VEC_PUSH(a, list, n, space) = NULL;
	return list;
}

char *
care_fill(const char *words, char *const *names, const char *const *values, struct arena *a)
{
	struct buf b = BUF_INIT;
	const char *p = words, *open, *name, *end;
	size_t len;
	for (; (open = next_gap(p, &name, &len, &end)); p = end) {
		const char *value = NULL;
		for (size_t i = 0; names[i] && !value; i++)
			if (is_name(names[i], name, len))
				value = values[i];
		buf_add(&b, p, (size_t)(open - p));
		if (str_empty(value))
			buf_add(&b, open, (size_t)(end - open));
		else
			buf_adds(&b, value);
	}
	buf_adds(&b, p);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static bool
is_line(const char *s, size_t n)
{
	return n && !memchr(s, '\n', n) && !memchr(s, '\r', n) && !memchr(s, '\t', n);
}

/* A value ends where the words after its gap stand first, as the channel compares. */
bool
care_fills(const char *words, const char *text)
{
	const char *name, *end, *gap;
	size_t len;
	while ((gap = next_gap(words, &name, &len, &end))) {
		size_t before = (size_t)(gap - words);
		if (strncmp(words, text, before))
			return false;
		text += before;
		const char *next = next_gap(end, &name, &len, &(const char *){ NULL }), *stop = NULL;
		size_t fixed = next ? (size_t)(next - end) : strlen(end), left = strlen(text);
		if (!next)
			stop = left > fixed ? text + left - fixed : NULL;
		else if (left)
			stop = memmem(text + 1, left - 1, end, fixed);
		if (!stop || !is_line(text, (size_t)(stop - text)))
			return false;
		text = stop;
		words = end;
	}
	return !strcmp(words, text);
}
