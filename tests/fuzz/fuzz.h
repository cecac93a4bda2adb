/*
 * fuzz.h - what the drivers here share.  Each feeds bytes to one reader of outside input and holds it to its
 * promises.  `make check` runs them over tests/fuzz/corpus/NAME and small changes of it (run.c); `make fuzz`
 * links them with libFuzzer.
 */
#ifndef SPORTELLO_FUZZ_H
#define SPORTELLO_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program when a promise is broken. */
#define FUZZ_HOLDS(promise) \
	((promise) ? (void)0 : (fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #promise), abort()))

/* The bytes as a string of their own length, so that reading behind it is noticed; to be freed.  What follows a
 * NUL is left out. */
static inline char *
fuzz_string(const uint8_t *data, size_t size)
{
	char *s;

	size = strnlen((const char *)data, size);
	s = malloc(size + 1);
	if (!s)
		abort();
	if (size)
		memcpy(s, data, size);
	s[size] = '\0';
	return s;
}

#endif
