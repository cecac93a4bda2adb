/*
 * str.h - small questions about C strings.  NULL is treated as "" wherever a string is read.
 */
#ifndef SPORTELLO_STR_H
#define SPORTELLO_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

bool str_eq(const char *a, const char *b);
/* ASCII case only: header names, keywords, domains; never for people's text (see utf8_fold). */
bool str_ieq(const char *a, const char *b);
bool str_starts(const char *s, const char *prefix);
/* Is it one of the words of a list, blanks between? */
bool str_lists(const char *list, const char *word);
bool str_istarts(const char *s, const char *prefix);
/* Begins as the address of something on the web does: http:// or https://, in whatever case. */
bool str_is_web(const char *s);
bool str_ends(const char *s, const char *suffix);
/* Here, so that checkers of the sources see what it rules out. */
static inline bool
str_empty(const char *s)
{
	return !s || !*s;
}

/* First occurrence without regard to ASCII case, or NULL. */
const char *str_icase_find(const char *haystack, const char *needle);

/* A copy without blanks and line ends around it. */
char *str_trim(struct arena *a, const char *s);
/* A lower-case copy (ASCII). */
char *str_lower(struct arena *a, const char *s);

/* Splits at any byte of seps; blanks around fields are cut, empty fields dropped.
 * Returns a NULL-terminated array; *count may be NULL. */
char **str_split(struct arena *a, const char *s, const char *seps, size_t *count);

/* Splits as a shell would split words: blanks, '...', "..." with backslash.  Fails on an open quote. */
int str_words(struct arena *a, const char *s, char ***words, size_t *count, struct error *err);
/* Quotes a word so that str_words() reads it back. */
char *str_quote(struct arena *a, const char *s);

/* RFC 4648 base64 with padding. */
char *str_base64(struct arena *a, const void *data, size_t len);
/* Percent-encoded for a URL or a form (RFC 3986): all but letters, digits and -._~ */
char *str_percent(struct arena *a, const char *s);

/* The whole string as a decimal number; -1 (without error text) when it is not one. */
int str_to_int64(const char *s, int64_t *out);
/* "1.2K", "310M" for bytes; 8 bytes of room are enough. */
void str_bytes(char out[8], uint64_t bytes);

/* The entry of names[0..n) nearest to s by edit distance, or NULL if none is near (over a third
 * of the length differs): for "did you mean". */
const char *str_nearest(const char *s, const char *const *names, size_t n);

#endif
