/*
 * asked.h - the store's side of the answers: what customers asked and which answer fits it, which answers were given, what
 * nobody has an answer for, which texts people of ours write again and again, and where a case is in a guide.
 */
#ifndef SPORTELLO_ASKED_H
#define SPORTELLO_ASKED_H

#include "sketch.h"
#include "store.h"

/* -- what came in, for the robot that labels it --------------------------------------------------------------- */

struct asked_row {
	int64_t item, case_id, at;
	const char *subject, *text, *language;	/* NULL = none, not known */
	bool wakes;			/* somebody asks for something */
	bool first;			/* the first words of theirs in the case */
};
/* Items after `*upto` that are somebody's words in a case, in their order; *upto moves behind all that were looked at.
 * *more: there are further ones. */
int asked_next(struct store *s, int64_t *upto, struct arena *a, struct asked_row **out, size_t *n, bool *more,
	struct error *err);
/* The item from which on everything is at most `ms` old. */
int64_t asked_since(struct store *s, int64_t at);
/* intent: NULL = no answer fits.  missing: somebody asked, and no answer fits. */
struct asked_label { int64_t item, case_id, at; const char *intent; int score; bool missing; };
int asked_label(struct store *s, const struct asked_label *labels, size_t n, struct error *err);
/* The newest words of theirs in a case: subject and text; NULL = there are none. */
int asked_newest(struct store *s, int64_t case_id, struct arena *a, struct asked_row *out, struct error *err);

/* -- answers that were given ------------------------------------------------------------------------------------ */

/* A person took an answer for what was asked last in a case.  by: agent, guide. */
int asked_used(struct store *s, int64_t case_id, const char *answer, int score, const char *by, int64_t now, struct error *err);
struct answer_count { const char *answer; int64_t given, wrong; };
/* How often each was given since then, by bot and people. */
int asked_counts(struct store *s, int64_t since, struct arena *a, struct answer_count **out, size_t *n, struct error *err);

/* -- what is missing ------------------------------------------------------------------------------------------------- */

struct missing_row { int64_t item, case_id, number, at; const char *text; int score; };
/* What customers asked that no answer fits, newest first. */
int missing_list(struct store *s, int64_t since, size_t limit, struct arena *a, struct missing_row **out, size_t *n,
	struct error *err);
/* It has an answer now, or needs none: these items, or this group of texts of ours. */
int missing_done(struct store *s, const int64_t *items, size_t n, int64_t kin, struct error *err);

/* -- what people of ours write ----------------------------------------------------------------------------------------- */

struct said_row { int64_t item, case_id, at; const char *text; };
/* As asked_next(): what people of ours answered. */
int said_next(struct store *s, int64_t *upto, struct arena *a, struct said_row **out, size_t *n, bool *more, struct error *err);
/* Takes note of a text; it joins those that are like it. */
int said_keep(struct store *s, const struct said_row *row, const struct sketch *sketch, struct error *err);
struct said_group { int64_t kin, count, last_at; struct sketch sketch; const char *text; int64_t case_id, number; };
/* Texts that stand there at least `least` times since then, the most frequent first. */
int said_groups(struct store *s, int64_t since, int least, struct arena *a, struct said_group **out, size_t *n,
	struct error *err);

/* -- guides ------------------------------------------------------------------------------------------------------------- */

struct guide_row { const char *answer; int step; };	/* the step that comes next, from 1; answer NULL = none */
int guide_get(struct store *s, int64_t case_id, struct arena *a, struct guide_row *out, struct error *err);
/* answer NULL: the guide is over. */
int guide_put(struct store *s, int64_t case_id, const char *answer, int step, struct error *err);

#endif
