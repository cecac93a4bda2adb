/*
 * figures_fit.c - which cases a filter finds, as a bit each, gathered in slices.
 *
 * A small set out of an index is looked at alone; else the table is read once in its own order, which is many times faster
 * than to look at each case when another index comes upon it.
 */
#include "query_figures.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* WINDOW: numbers of cases that are looked at in one go, where it cannot be said how many fit.  A set of up to the PARTth of
 * all cases is looked at alone. */
enum { WINDOW = 4000, PART = 16 };

bool
figures_bit_set(struct figures_bits *b, int64_t id)
{
	size_t word = (size_t)id / 64;
	if (word >= b->words) {
		size_t n = word + word / 2 + 64;
		b->word = xrealloc(b->word, n * sizeof *b->word);
		memset(b->word + b->words, 0, (n - b->words) * sizeof *b->word);
		b->words = n;
	}
	uint64_t bit = 1ull << (id % 64);
	bool was = b->word[word] & bit;
	b->word[word] |= bit;
	b->n += !was;
	return was;
}

bool
figures_bit(const struct figures_bits *b, int64_t id)
{
	return (size_t)id / 64 < b->words && (b->word[id / 64] >> (id % 64) & 1);
}

int64_t
figures_bit_next(const struct figures_bits *b, int64_t after)
{
	int64_t id = after + 1;
	while ((size_t)id / 64 < b->words) {
		uint64_t rest = b->word[id / 64] >> (id % 64);
		if (rest)
			return id + __builtin_ctzll(rest);
		id = (id / 64 + 1) * 64;
	}
	return 0;
}

void
figures_bits_free(struct figures_bits *b)
{
	free(b->word);
	*b = (struct figures_bits){ .word = NULL };
}

/* The statement: all of a small set, or a window of the table, whose ends are its first two parameters. */
static sqlite3_stmt *
prepare(struct query_sql *x, const char *set, const struct query *filter, int64_t from_at)
{
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	buf_addf(&b, "SELECT c.id FROM cases c NOT INDEXED WHERE c.updated_at>=?%d AND ", query_param_int(x, from_at));
	if (set)
		buf_addf(&b, "c.id IN (%s) AND ", set);
	else
		buf_adds(&b, "c.id>?1 AND c.id<=?2 AND ");
	if (query_sql_tree(x, filter, &b) == 0)
		st = db_prepare(x->s, b.data, x->err);
	if (st)
		query_sql_bind(x, st);
	buf_free(&b);
	return st;
}

static int
look(struct figures_fit *f, struct query_sql *x, sqlite3_stmt *st)
{
	int rc;
	while ((rc = db_step(x->s, st, x->err)) > 0)
		(void)figures_bit_set(&f->bits, db_col(st, 0));
	sqlite3_reset(st);
	return rc;
}

int
figures_fit_step(struct store *s, struct figures_fit *f, const struct query *filter, int64_t agent, int64_t from_at,
	int64_t until_us, struct error *err)
{
	int64_t end = db_int64(s, STMT_METRIC_CASES_END, 0, "");
	struct arena *a = arena_new();
	struct query_sql x;
	char *set = NULL;
	query_sql_begin(&x, s, agent, a, err);
	if (x.sets < end / PART)
		x.sets = end / PART;
	(void)query_param_int(&x, 0), (void)query_param_int(&x, 0);
	int rc = f->at ? 0 : query_sql_small(&x, filter, false, &set);
	sqlite3_stmt *st = rc < 0 ? NULL : prepare(&x, set, filter, from_at);
	rc = st ? 0 : -1;
	while (rc == 0 && !f->known) {
		if (!set)
			db_bind(st, "ii", f->at, f->at + WINDOW);
		if ((rc = look(f, &x, st)) < 0)
			break;
		f->at += WINDOW;
		f->known = set || f->at >= end;
		if (clock_mono_us() >= until_us)
			break;
	}
	sqlite3_finalize(st);
	arena_free(a);
	return rc < 0 ? -1 : !f->known;
}
