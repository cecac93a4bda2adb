/* people_facts.c - what a person can be found by, read and folded. */
#include <string.h>

#include "i18n.h"
#include "people_internal.h"
#include "str.h"

int
people_facts(struct store *s, int64_t customer, struct arena *a, struct fact **out, size_t *n, int64_t *into,
	int64_t *last_at, struct error *err)
{
	struct fact *list = NULL;
	size_t count = 0, space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_FACTS_OF_WHOM, err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	int rc = db_step(s, st, err);
	bool there = rc > 0 && !db_col(st, 0) && !db_col(st, 1);
	if (into)
		*into = rc > 0 ? db_col(st, 0) : 0;
	if (last_at)
		*last_at = there ? db_col(st, 2) : 0;
	db_done(st);
	*out = NULL;
	*n = 0;
	if (!there)
		return rc < 0 ? -1 : 0;
	if (!(st = db_stmt(s, STMT_FACTS, err)))
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct fact){ (enum fact_kind)db_col(st, 0), db_col_text(st, 1, a),
			db_col_text(st, 2, a) };
	db_done(st);
	if (last_at) {
		int64_t last = db_int64(s, STMT_PERSON_LAST, 0, "i", customer);
		*last_at = last ? last : *last_at;
	}
	*out = list;
	*n = count;
	return rc;
}

static void
fold(struct buf *out, const struct fact *f, struct arena *work)
{
	find_add_fact(out, f->text, f->kind == FACT_FIELD, work);
}

void
people_fold(struct buf *out, const struct fact *facts, size_t n, struct arena *work)
{
	for (size_t i = 0; i < n; i++) {
		if (facts[i].kind == FACT_FIELD && (!i || facts[i - 1].kind != FACT_FIELD))
			buf_addc(out, PEOPLE_FIELDS);
		fold(out, &facts[i], work);
	}
}

/* -- what it was that fitted ---------------------------------------------------------------------------------- */

/* "+39 ... 4711": a number around the digits that were asked for. */
static char *
around(const char *number, const char *digits, struct arena *a)
{
	const char *at = strstr(number, digits), *end = at ? at + strlen(digits) : NULL;
	if (!at || at - number <= 4)
		return arena_str(a, number);
	return arena_printf(a, "%.3s … %s%s", number, arena_strn(a, at, (size_t)(end - at)), *end ? " …" : "");
}

static char *
label_of(const struct fact *f, const struct find_word *w, enum find_rank rank, struct arena *a)
{
	bool number = f->text[0] && !f->text[strspn(f->text, "+0123456789")];
	char *text = f->kind == FACT_WAS ? arena_printf(a, _("was %s"), f->text)
		: f->kind == FACT_FIELD ? arena_printf(a, "%s %s", f->label ? f->label : "", f->text)
		: number && rank == FIND_PART ? around(f->text, w->text, a) : arena_str(a, f->text);
	return rank == FIND_TYPO ? arena_printf(a, "≈ %s", text) : text;
}

/* The fact that a word fits best, of equal ones the first. */
static size_t
best_fact(const struct find_word *w, char **folded, size_t n, enum find_rank *rank)
{
	size_t best = n;
	int edits, least = 0;
	*rank = FIND_NOT;
	for (size_t i = 0; i < n; i++) {
		enum find_rank r = find_word(w, folded[i], true, &edits);
		if (r > *rank || (r == FIND_TYPO && *rank == FIND_TYPO && edits < least)) {
			best = i;
			*rank = r;
			least = edits;
		}
	}
	return best;
}

/* One that all words fit as well as any: an address is named rather than the name and the address. */
static size_t
whole_fact(const struct find_query *q, char **folded, size_t n, enum find_rank at_least, enum find_rank *rank)
{
	size_t best = n;
	int edits;
	*rank = FIND_NOT;
	for (size_t i = 0; i < n; i++) {
		enum find_rank r = find_match(q, folded[i], true, &edits);
		if (r >= at_least && r > *rank) {
			*rank = r;
			best = i;
		}
	}
	return best;
}

int
people_matched(struct store *s, const struct find_query *q, int64_t customer, struct arena *a, struct arena *work,
	const char **out, struct error *err)
{
	struct fact *facts;
	struct buf b = BUF_INIT, words = BUF_INIT;
	size_t n;
	arena_reset(work);
	if (people_facts(s, customer, work, &facts, &n, NULL, NULL, err) < 0)
		return -1;
	char **folded = arena_array(work, char *, n);
	bool *told = arena_array(work, bool, n + 1);
	for (size_t i = 0; i < n; i++) {
		buf_clear(&b);
		fold(&b, &facts[i], work);
		folded[i] = arena_strn(work, b.data, b.len);
	}
	enum find_rank rank = FIND_WORD, *ranks = arena_array(work, enum find_rank, q->count + 1);
	size_t *which = arena_array(work, size_t, q->count + 1), one;
	for (size_t i = 0; i < q->count; i++) {
		which[i] = best_fact(&q->words[i], folded, n, &ranks[i]);
		rank = ranks[i] < rank ? ranks[i] : rank;
	}
	if ((one = whole_fact(q, folded, n, rank, &rank)) < n)
		buf_adds(&words, label_of(&facts[one], &q->words[0], rank, work));
	for (size_t i = 0; one == n && i < q->count; i++)
		if (which[i] < n && !told[which[i]]) {
			told[which[i]] = true;
			buf_addf(&words, "%s%s", words.len ? ", " : "", label_of(&facts[which[i]], &q->words[i], ranks[i], work));
		}
	*out = arena_strn(a, words.data, words.len);
	buf_free(&words);
	buf_free(&b);
	return 0;
}
