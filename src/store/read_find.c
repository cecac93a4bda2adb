/*
 * read_find.c - finding people: by names with typos, parts of numbers, addresses; as one types.
 *
 * The index (people_index.c) proposes, find.h decides, both newest contact first: whole words, beginnings, parts,
 * and where these find fewer than a handful, words of the lexicon that are a typo away.  People whom the index does
 * not hold yet, or not as they are now, are read and decided upon in the same way: what is found does not depend on
 * how far the index is.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "people_internal.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"

/* Newest cases whose customers are listed when nothing is asked for; people read from the store itself; results under
 * which typos are tried; words of the lexicon for one with a typo; pieces that are looked up, and people who may be left
 * to be looked at one by one (with typos: many); of those whom a typo may mean the newest so many are looked at
 * where there is less than this time. */
enum { NEWEST = 20000, FRESH = 3000, FEW = 5, NEIGHBOURS = 32, PIECES = 8, ENOUGH = 64, MANY = 2000, LOOKED = 4000,
	HURRY_US = 100000 };

struct found { int64_t id, last_at; enum find_rank rank; int edits; };

struct finding {
	struct store *s;
	struct arena *a, *work;		/* both end with the call; work is emptied in between */
	struct find_query q;
	size_t want;
	enum find_rank least;		/* what fits worse is not asked for */
	bool no_fields;			/* nor what fields say */
	bool hurry, capped;		/* somebody is typing; so not all whom a typo may mean were looked at */
	bool index;			/* search.db knows people */
	int64_t last;			/* up to whom */
	int64_t *queued;		/* who changed since, sorted */
	size_t queued_count;
	struct found *list;
	size_t n, space;
	int64_t *seen;			/* ids of the list, hashed; 0 = free */
	size_t seen_size;
	struct error *err;
};

/* -- what was found ------------------------------------------------------------------------------------------ */

static size_t
slot_of(const struct finding *f, int64_t id)
{
	size_t i = (size_t)((uint64_t)id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (f->seen_size - 1);
	while (f->seen[i] && f->seen[i] != id)
		i = (i + 1) & (f->seen_size - 1);
	return i;
}

static void
add_found(struct finding *f, int64_t id, enum find_rank rank, int edits)
{
	if (f->n * 2 >= f->seen_size) {
		f->seen_size = f->seen_size ? f->seen_size * 4 : 1024;
		f->seen = arena_array(f->a, int64_t, f->seen_size);
		for (size_t i = 0; i < f->n; i++)
			f->seen[slot_of(f, f->list[i].id)] = f->list[i].id;
	}
	size_t i = slot_of(f, id);
	if (f->seen[i])
		return;
	f->seen[i] = id;
	*VEC_PUSH(f->a, f->list, f->n, f->space) = (struct found){ id, 0, rank, edits };
}

static int
by_number(const void *p, const void *q)
{
	int64_t a = *(const int64_t *)p, b = *(const int64_t *)q;
	return a < b ? -1 : a > b;
}

static bool
is_queued(const struct finding *f, int64_t id)
{
	return f->queued_count && bsearch(&id, f->queued, f->queued_count, sizeof id, by_number);
}

/* -- the index ------------------------------------------------------------------------------------------------- */

/* A person's facts without the fields where these are not asked for. */
static const char *
facts_asked(struct finding *f, const char *text)
{
	const char *fields = f->no_fields ? strchr(text, PEOPLE_FIELDS) : NULL;
	return fields ? arena_strn(f->work, text, (size_t)(fields - text)) : text;
}

/* Takes what an expression finds and what fits at least so well, until there is enough. */
static int
take_hits(struct finding *f, enum stmt id, const char *match, enum find_rank least)
{
	sqlite3_stmt *st = db_stmt(f->s, id, f->err);
	int rc = st ? 0 : -1, edits, left = least == FIND_TYPO && f->hurry ? LOOKED : INT_MAX;
	if (st)
		db_bind(st, "t", match);
	while (st && f->n < f->want && left-- > 0 && (rc = db_step(f->s, st, f->err)) > 0) {
		int64_t customer = db_col(st, 0);
		arena_reset(f->work);
		enum find_rank rank = find_match(&f->q, facts_asked(f, (const char *)sqlite3_column_text(st, 1)),
			least == FIND_TYPO, &edits);
		if (rank >= least && rank > FIND_NOT && !is_queued(f, customer))
			add_found(f, customer, rank, edits);
	}
	f->capped = f->capped || left < 0;
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static void
add_term(struct buf *b, const char *term, size_t len, bool prefix)
{
	buf_adds(b, b->len ? " AND \"" : "\"");
	buf_add(b, term, len);
	buf_adds(b, prefix ? "\" *" : "\"");
}

/* What a text can be looked up by: a piece of a word, or a word; n = how many people have it. */
struct piece { const char *at; size_t len; int64_t n; int round; bool some; };	/* some: there are others like it */
struct pieces { struct piece *list; size_t n, space; };

static int
by_count(const void *p, const void *q)
{
	const struct piece *a = p, *b = q;
	if (a->round != b->round)
		return a->round - b->round;
	return a->n < b->n ? -1 : a->n > b->n;
}

/* All pieces of a text; the rarest of a word is of round 0, the next of round 1: they say less and less of it. */
static void
cut_up(struct finding *f, const char *text, struct pieces *out)
{
	size_t first = out->n, len;
	for (int64_t key; (key = people_piece(text, &len)) != 0; text++) {
		*VEC_PUSH(f->a, out->list, out->n, out->space) = (struct piece){ text, len,
			db_int64(f->s, STMT_PIECE_COUNT, 0, "i", key), 0, false };
		while (((unsigned char)text[1] & 0xc0) == 0x80)
			text++;
	}
	if (out->n > first)
		qsort(out->list + first, out->n - first, sizeof *out->list, by_count);
	for (size_t i = first; i < out->n; i++)
		out->list[i].round = (int)(i - first);
}

/* The rarest first, until few people are left to be looked at; false when there is nobody. */
static bool
choose(struct finding *f, struct pieces *p, struct buf *out)
{
	double all = (double)(f->last > 0 ? f->last : 1), left = all;
	if (p->n)
		qsort(p->list, p->n, sizeof *p->list, by_count);
	for (size_t i = 0; i < p->n && i < PIECES && (!i || left > ENOUGH); i++) {
		double share = (double)p->list[i].n / all;
		if (!p->list[i].n)
			return false;
		left *= p->list[i].round && share < 0.3 ? 0.3 : share < 1 ? share : 1;
		add_term(out, p->list[i].at, p->list[i].len, false);
	}
	return true;
}

/* How many people have a word at most: what its rarest piece says. */
static int64_t
count_word(struct finding *f, const char *word)
{
	struct pieces p = { NULL, 0, 0 };
	cut_up(f, arena_printf(f->a, " %s ", word), &p);
	return p.n ? p.list[0].n : 0;
}

static int
pass_words(struct finding *f)
{
	struct buf b = BUF_INIT;
	struct pieces p = { NULL, 0, 0 };
	int rc = 0;
	for (size_t i = 0; i < f->q.count; i++) {
		const char *word = f->q.words[i].text;
		*VEC_PUSH(f->a, p.list, p.n, p.space) = (struct piece){ word, strlen(word), count_word(f, word), 0,
			false };
	}
	if (choose(f, &p, &b))
		rc = take_hits(f, STMT_PEOPLE_WORDS, b.data, FIND_WORD);
	buf_free(&b);
	return rc;
}

/* Words that begin so, or hold it; under three letters only the former can be looked up. */
static int
pass_pieces(struct finding *f, enum find_rank least)
{
	struct buf b = BUF_INIT;
	struct pieces p = { NULL, 0, 0 };
	int rc = 0;
	for (size_t i = 0; i < f->q.count; i++) {
		const struct find_word *w = &f->q.words[i];
		cut_up(f, least == FIND_PREFIX || w->letters < 3 ? arena_printf(f->a, " %s", w->text) : w->text, &p);
	}
	if (p.n && choose(f, &p, &b))
		rc = take_hits(f, STMT_PEOPLE_PARTS, b.data, least);
	for (size_t i = 0; !p.n && i < f->q.count; i++)
		add_term(&b, f->q.words[i].text, strlen(f->q.words[i].text), true);
	if (!p.n && least == FIND_PREFIX)
		rc = take_hits(f, STMT_PEOPLE_WORDS, b.data, least);
	buf_free(&b);
	return rc;
}

static bool
has_parts(const struct find_query *q)
{
	for (size_t i = 0; i < q->count; i++)
		if (q->words[i].letters >= 3)
			return true;
	return false;
}

/* -- typos ------------------------------------------------------------------------------------------------------- */

struct neighbour { char *word; int edits; };
struct neighbours { struct neighbour list[NEIGHBOURS]; size_t n; int worst; };

static void
add_neighbour(struct neighbours *to, const char *word, size_t len, int edits, struct arena *a)
{
	size_t i = to->n;
	if (to->n == NEIGHBOURS && edits >= to->list[to->n - 1].edits)
		return;
	if (to->n < NEIGHBOURS)
		to->n++;
	else
		i--;
	for (; i > 0 && to->list[i - 1].edits > edits; i--)
		to->list[i] = to->list[i - 1];
	to->list[i] = (struct neighbour){ arena_strn(a, word, len), edits };
}

static void
look_through(struct finding *f, const struct find_word *w, int letters, const char *p, const char *end,
	struct neighbours *to)
{
	bool unfinished = w->last && w->letters >= 5, longer = letters > w->letters + w->typos;
	size_t len = strlen(w->text);
	for (const char *stop; p < end && (stop = memchr(p, '\n', (size_t)(end - p))) != NULL; p = stop + 1) {
		size_t n = (size_t)(stop - p);
		int d = longer ? w->typos + 1 : find_distance(w->pattern, p, n, false, w->typos);
		if (d > w->typos && unfinished && find_distance(w->pattern, p, n, true, 1) <= 1)
			d = 1;
		if (d > w->typos && n > len && memmem(p, n, w->text, len))
			d = 0;
		if (d <= w->typos)
			add_neighbour(to, p, n, d, f->a);
	}
}

/* Words of the lexicon that may be meant: those of about its length, and where the word may be a part or is not
 * finished, longer ones. */
static int
neighbours_of(struct finding *f, const struct find_word *w, struct neighbours *to)
{
	int64_t from = (int64_t)(w->letters - w->typos) * LEXICON_STEP, until = (int64_t)(FIND_LETTERS + 1) * LEXICON_STEP;
	sqlite3_stmt *st = db_stmt(f->s, STMT_LEXICON, f->err);
	int rc = -1;
	if (st)
		db_bind(st, "ii", from, until);
	while (st && (rc = db_step(f->s, st, f->err)) > 0) {
		const char *words = sqlite3_column_blob(st, 1);
		look_through(f, w, (int)(db_col(st, 0) / LEXICON_STEP), words, words + sqlite3_column_bytes(st, 1), to);
	}
	db_done(st);
	return rc;
}

/* "(one OR other)" for each word that may have typos, and how many people these have together. */
static int
typo_groups(struct finding *f, struct pieces *out)
{
	for (size_t i = 0; i < f->q.count; i++) {
		struct neighbours near = { .n = 0 };
		struct buf b = BUF_INIT;
		int64_t people = 0;
		if (!f->q.words[i].typos)	/* find_match() will see */
			continue;
		if (neighbours_of(f, &f->q.words[i], &near) < 0)
			return -1;
		for (size_t k = 0; k < near.n; k++) {
			buf_addf(&b, "%s\"%s\"", k ? " OR " : "(", near.list[k].word);
			people += count_word(f, near.list[k].word);
		}
		buf_addc(&b, ')');
		*VEC_PUSH(f->a, out->list, out->n, out->space) = (struct piece){ arena_strn(f->a, b.data, b.len), b.len,
			people, 0, near.n == NEIGHBOURS };
		buf_free(&b);
	}
	return 0;
}

static int
pass_typos(struct finding *f)
{
	struct buf b = BUF_INIT;
	struct pieces p = { NULL, 0, 0 };
	int rc = typo_groups(f, &p);
	double left = (double)f->last;
	if (p.n)
		qsort(p.list, p.n, sizeof *p.list, by_count);
	for (size_t i = 0; i < p.n && (!i || left > MANY); i++) {
		if (i && p.list[i].some)	/* who is meant may be none of these; find_match() will see */
			continue;
		buf_addf(&b, "%s%s", i ? " AND " : "", p.list[i].at);
		left *= (double)p.list[i].n / (double)f->last;
	}
	if (rc == 0 && p.n && p.list[0].n)
		rc = take_hits(f, STMT_PEOPLE_WORDS, b.data, FIND_TYPO);
	buf_free(&b);
	return rc;
}

/* -- whom the index does not know ---------------------------------------------------------------------------------- */

static int
begin_index(struct finding *f)
{
	f->index = db_attach_search(f->s) && db_int64(f->s, STMT_PEOPLE_VERSION, 0, "") == PEOPLE_VERSION;
	f->last = f->index ? db_int64(f->s, STMT_PEOPLE_LAST, 0, "") : 0;
	if (!f->index)
		return 0;
	if (db_ids(f->s, STMT_PEOPLE_QUEUE, f->a, &f->queued, &f->queued_count, f->err, "i", (int64_t)FRESH) < 0)
		return -1;
	if (f->queued_count)
		qsort(f->queued, f->queued_count, sizeof *f->queued, by_number);
	return 0;
}

static int
look_at(struct finding *f, int64_t id, struct buf *b, bool typos)
{
	struct fact *facts;
	size_t n;
	int edits;
	arena_reset(f->work);
	buf_clear(b);
	if (people_facts(f->s, id, f->work, &facts, &n, NULL, NULL, f->err) < 0)
		return -1;
	people_fold(b, facts, n, f->work);
	enum find_rank rank = find_match(&f->q, facts_asked(f, b->data), typos, &edits);
	if (rank > FIND_NOT && rank >= f->least)
		add_found(f, id, rank, edits);
	return 0;
}

static int
look_at_fresh(struct finding *f, bool typos)
{
	struct buf b = BUF_INIT;
	int64_t *ids;
	size_t n;
	int rc = db_ids(f->s, STMT_PEOPLE_FRESH, f->a, &ids, &n, f->err, "ii", f->last, (int64_t)FRESH);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = look_at(f, ids[i], &b, typos);
	for (size_t i = 0; rc == 0 && i < f->queued_count; i++)
		if (f->queued[i] <= f->last)
			rc = look_at(f, f->queued[i], &b, typos);
	buf_free(&b);
	return rc;
}

/* -- all together --------------------------------------------------------------------------------------------------- */

static int
find_newest(struct finding *f)
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_PEOPLE_NEWEST, f->err);
	int rc = st ? 0 : -1;
	if (st)
		db_bind(st, "i", (int64_t)NEWEST);
	while (st && f->n < f->want && (rc = db_step(f->s, st, f->err)) > 0)
		add_found(f, db_col(st, 0), FIND_WHOLE, 0);
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static int
find_words(struct finding *f)
{
	size_t want = f->want;
	int rc = look_at_fresh(f, false);
	f->want += f->n;	/* these come on top: which of all are the best is decided at the end */
	if (f->index && rc == 0)
		rc = pass_words(f);
	if (f->index && rc == 0)
		rc = pass_pieces(f, FIND_PREFIX);
	if (f->index && rc == 0 && f->least <= FIND_PART && has_parts(&f->q))
		rc = pass_pieces(f, FIND_PART);
	/* one who fits an address or three names is the one; with fewer words others may be meant */
	if (rc == 0 && f->least <= FIND_TYPO && f->n < FEW && (!f->n || f->q.count < 3)) {
		f->want = want + f->n;
		rc = look_at_fresh(f, true);
		if (f->index && rc == 0)
			rc = pass_typos(f);
	}
	return rc;
}

/* "#4711": the customer of that case. */
static bool
find_by_case(struct finding *f, const char *text)
{
	int64_t number, id;
	if (*text != '#' || str_to_int64(text + 1, &number) < 0)
		return false;
	if ((id = db_int64(f->s, STMT_CASE_NUMBERED, 0, "i", number)) != 0)
		add_found(f, id, FIND_WHOLE, 0);
	return true;
}

static int
find(struct finding *f, const char *text)
{
	if (!*text)
		return find_newest(f);
	if (find_by_case(f, text))
		return 0;
	find_parse(text, true, f->a, &f->q);
	if (begin_index(f) < 0)
		return -1;
	int rc = f->q.count ? find_words(f) : 0;
	if (rc == 0 && !f->n && f->q.joined) {	/* groups that are numbers of their own */
		find_parse(text, false, f->a, &f->q);
		rc = find_words(f);
	}
	return rc;
}

static int
best_first(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	if (a->rank != b->rank)
		return a->rank < b->rank ? 1 : -1;
	if (a->edits != b->edits)
		return a->edits < b->edits ? -1 : 1;
	if (a->last_at != b->last_at)
		return a->last_at < b->last_at ? 1 : -1;
	return a->id < b->id ? 1 : a->id > b->id ? -1 : 0;
}

static int64_t
survivor(struct store *s, int64_t id)
{
	for (int i = 0; i < 100; i++) {
		int64_t into = db_int64(s, STMT_CUSTOMER_MERGED, 0, "i", id);
		if (!into)
			break;
		id = into;
	}
	return id;
}

/* Cases may still be of one who was merged; then the order. */
static void
settle(struct finding *f)
{
	size_t n = f->n;
	struct found *list = f->list;
	f->list = NULL;
	f->n = f->space = f->seen_size = 0;
	for (size_t i = 0; i < n; i++)
		add_found(f, survivor(f->s, list[i].id), list[i].rank, list[i].edits);
	for (size_t i = 0; i < f->n; i++)
		f->list[i].last_at = db_int64(f->s, STMT_PERSON_LAST, 0, "i", f->list[i].id);
	if (f->n)
		qsort(f->list, f->n, sizeof *f->list, best_first);
}

static int
read_rows(struct finding *f, const char *text, size_t limit, struct arena *a, struct customer_row **out, size_t *n)
{
	struct customer_row *rows = NULL;
	size_t count = 0, space = 0;
	for (size_t i = 0; i < f->n && count < limit; i++) {
		struct customer_row row;
		if (read_customer_brief(f->s, f->list[i].id, a, &row, f->err) < 0)
			return -1;
		row.last_at = f->list[i].last_at;
		if (row.erased_at)
			continue;
		if (*text == '#' && !f->q.count)
			row.matched = arena_str(a, text);
		else if (f->q.count && people_matched(f->s, &f->q, row.id, a, f->work, &row.matched, f->err) < 0)
			return -1;
		row.rank = *text ? f->list[i].rank : FIND_NOT;
		*VEC_PUSH(a, rows, count, space) = row;
	}
	*out = rows;
	*n = count;
	return 0;
}

int
people_ids(struct store *s, const char *text, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	struct finding f = { .s = s, .a = arena_new(), .work = arena_new(), .want = limit, .least = FIND_PREFIX,
		.no_fields = true, .err = err };
	find_parse(text, true, f.a, &f.q);
	for (size_t i = 0; i < f.q.count; i++)
		if (f.q.words[i].letters >= 4 && !f.q.words[i].text[strspn(f.q.words[i].text, "0123456789")])
			f.least = FIND_PART;
	int rc = begin_index(&f);
	if (rc == 0 && f.q.count)
		rc = find_words(&f);
	if (rc == 0) {
		*ids = arena_array(a, int64_t, f.n);
		*n = f.n;
		for (size_t i = 0; i < f.n; i++)
			(*ids)[i] = f.list[i].id;
	}
	arena_free(f.work);
	arena_free(f.a);
	return rc;
}

int
read_find(struct store *s, const char *text, size_t limit, struct arena *a, struct customer_row **out, size_t *n,
	bool *cut, struct error *err)
{
	struct error local = ERROR_INIT;
	struct finding f = { .s = s, .a = arena_new(), .work = arena_new(), .want = limit, .err = &local };
	const char *asked = str_trim(f.a, text ? text : "");
	f.hurry = s->deadline_us && s->deadline_us - clock_mono_us() < HURRY_US;
	/* all that is asked sees one state, and the lock of a reader is taken once */
	bool own = !s->in_transaction && db_run(s, STMT_BEGIN, NULL, "") == 0;
	int rc = find(&f, asked);
	*cut = rc < 0 ? read_cut(s, &local) : f.capped;
	int64_t deadline = s->deadline_us;
	s->deadline_us = 0;	/* what was found is shown */
	if (rc == 0 || *cut) {
		settle(&f);
		rc = read_rows(&f, asked, limit, a, out, n);
	}
	if (own)
		db_run(s, STMT_COMMIT, NULL, "");
	s->deadline_us = deadline;
	arena_free(f.work);
	arena_free(f.a);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

int
read_customers(struct store *s, const char *text, size_t limit, struct arena *a, struct customer_row **out, size_t *n,
	struct error *err)
{
	bool cut;
	return read_find(s, text, limit, a, out, n, &cut, err);
}

/* A typo is good enough to be shown somebody, not to act on them. */
int
read_customer_named(struct store *s, const char *name, int64_t *id, struct error *err)
{
	struct arena *a = arena_new();
	struct customer_row *rows;
	size_t n;
	int64_t number;
	int rc = 0;
	if (str_to_int64(name, &number) == 0 && db_int64(s, STMT_CUSTOMER_IS, 0, "i", number)) {
		*id = number;
	} else if ((rc = read_customers(s, name, 2, a, &rows, &n, err)) == 0) {
		if (n && rows[0].rank > FIND_TYPO && (n < 2 || rows[1].rank == FIND_TYPO))
			*id = rows[0].id;
		else if (n && rows[0].rank == FIND_TYPO)
			rc = error_set(err, ERR_INPUT, _("no customer fits '%s'; is it %s (%lld)?"), name,
				rows[0].name ? rows[0].name : rows[0].matched, (long long)rows[0].id);
		else
			rc = error_set(err, ERR_INPUT, n ? _("'%s' fits several customers: use the id")
				: _("no customer fits '%s'"), name);
	}
	arena_free(a);
	return rc;
}
