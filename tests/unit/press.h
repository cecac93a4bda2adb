/* press.h - keys by their names, one blank between, given to what takes keys. */
#ifndef SPORTELLO_TESTS_PRESS_H
#define SPORTELLO_TESTS_PRESS_H

#include "arena.h"
#include "keys.h"
#include "str.h"
#include "t.h"

/* Defines press(THING, "C-a Left x"): the answer of GIVE(THING, KEY) to the last key.  The file has an `arena`. */
#define PRESS(answers, nothing, thing, give) \
	static enum answers \
	press(struct thing *it, const char *names) \
	{ \
		enum answers answer = nothing; \
		struct error err = ERROR_INIT; \
		size_t n; \
		char **words = str_split(arena, names, " ", &n); \
\
		for (size_t i = 0; i < n; i++) { \
			struct keys k; \
\
			if (keys_parse(words[i], &k, &err) < 0) \
				printf("# %s\n", err.text); \
			for (int j = 0; j < k.count; j++) \
				answer = give(it, k.key[j]); \
		} \
		return answer; \
	}

#endif
