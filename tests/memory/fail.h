/*
 * fail.h - memory that runs out: the nth allocation of a piece of work fails, once, and all others succeed.
 *
 * Every malloc, calloc and realloc of the process is counted, those of libraries included: the C library lets a program
 * bring its own.  Under AddressSanitizer, which has brought its own, those of our code are counted (--wrap), and of SQLite,
 * Jansson and libxml2, which can be told whom to ask.
 */
#ifndef SPORTELLO_TEST_FAIL_H
#define SPORTELLO_TEST_FAIL_H

#include <stdbool.h>

/* Before anything else. */
void fail_init(void);
/* From now on allocations count, from 1; the one with this number fails.  0 = they are only counted. */
void fail_arm(long at);
/* No more of that; how many there were. */
long fail_disarm(void);

/* -- trying all of them ------------------------------------------------------------------------------------ */

/* A piece of work, done in a process of its own: steps from `from` on; 0, or 1 with the step that failed in *shared. */
struct trial {
	volatile int step;		/* under way, from 0; the number of all when it is done */
	volatile int code;		/* enum error_code of what it said */
	volatile long count;		/* allocations */
	char words[480];		/* what it said */
	unsigned long result[16];	/* what it found out, as the work likes */
};
enum ending { ENDED_WELL, ENDED_WITH_WORDS, ENDED_BY_ABORT, ENDED_BADLY };

/* Does work(ctx) in a child with the allocation `at` failing; what it prints on stderr is judged: an abort must say that
 * memory is out.  t is shared with the child. */
enum ending fail_try(struct trial *t, long at, int (*work)(void *ctx, struct trial *t), void *ctx);
struct trial *fail_trial_new(void);
void fail_trial_free(struct trial *t);
/* How far apart those are that are tried, so that about `most` are, or $MEMORY_TRIES (0 = all). */
long fail_stride(long count, long most);

struct tally { long tried, well, words, aborted, bad; };
void tally_add(struct tally *y, enum ending e);
/* "store: 812 of 812 allocations failed once: ..." as a TAP comment. */
void tally_say(const struct tally *y, const char *name, long count);

#endif
