/* alarm.c - see alarm.h. */
#include "alarm.h"

#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "clock.h"
#include "db.h"
#include "i18n.h"
#include "likeness.h"
#include "robots.h"
#include "str.h"

#define SLOT_MS (10 * MS_MINUTE)
#define DECIDED_MS (12 * MS_HOUR)	/* what was decided about is not raised again for so long */
enum { HOUR = 6, DAYS = 28, LEAST_DAYS = 3, SLICE = 8, RECENT = 600, OPEN_MOST = 3, CANDIDATES = 60, TAGGED = 500,
	BEHIND = 2000, AT_ONCE = 500, ROWS = 60 };

/* -- reading -------------------------------------------------------------------------------------------------------- */

int
alarm_list(struct store *s, bool all, struct arena *a, struct alarm_row **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, all ? STMT_ALARM_ALL : STMT_ALARM_LIST, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct alarm_row){ .id = db_col(st, 0), .what = db_col_text(st, 1, a),
			.word = db_col_text(st, 2, a), .said = db_col_text(st, 3, a), .usual = sqlite3_column_double(st, 4),
			.now = (int)db_col(st, 5), .at = db_col(st, 6), .state = db_col_text(st, 7, a),
			.incident = db_col_text(st, 8, a), .agent = db_col_text(st, 9, a) };
	db_done(st);
	return rc;
}

char *
alarm_query(const struct alarm_row *r, struct arena *a)
{
	if (!str_eq(r->what, "phrase"))
		return arena_printf(a, "%s:%s opened:1d..", r->what, r->word);
	struct buf b = BUF_INIT;
	size_t n;
	char **words = str_split(a, r->word, " ", &n);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s* ", words[i]);
	buf_adds(&b, "opened:1d..");
	char *out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return out;
}

/* -- counting ------------------------------------------------------------------------------------------------------- */

/* The first case that was opened so late, about: ids grow with time. */
static int64_t
first_since(struct store *s, int64_t at)
{
	int64_t low = 0, high = db_int64(s, STMT_INCIDENT_TOP, 0, "");
	while (low < high) {
		int64_t middle = low + (high - low) / 2;
		if (db_int64(s, STMT_ALARM_CASE_AT, INT64_MAX, "i", middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int
count_one(struct store *s, const char *what, const char *word, const char *said, int64_t at, struct error *err)
{
	return db_run(s, STMT_ALARM_ADD_COUNT, err, "ttit", what, word, at / SLOT_MS, said);
}

struct fresh { int64_t id, at; char *intent, *subject, *language, *body, *tags; struct like_word *words; size_t count; };

static struct fresh
fresh_of(sqlite3_stmt *st, struct arena *a)
{
	return (struct fresh){ db_col(st, 0), db_col(st, 1), db_col_text(st, 2, a), db_col_text(st, 3, a), db_col_text(st, 4, a),
		db_col_text(st, 5, a), NULL, NULL, 0 };
}

static size_t
words_of(const struct fresh *f, struct arena *a, struct like_word out[LIKE_WORDS])
{
	char *whole = arena_printf(a, "%s\n\n%s", f->subject ? care_bare_subject(f->subject, a) : "",
		f->body ? quote_fresh(f->body, a) : "");
	return like_words(whole, f->language, 1, a, out);
}

static int
read_fresh(struct store *s, int64_t after, size_t most, struct arena *a, struct fresh *out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ALARM_CASES, err);
	int rc;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "ii", after, (int64_t)most);
	while ((rc = db_step(s, st, err)) > 0)
		out[(*n)++] = fresh_of(st, a);
	db_done(st);
	return rc;
}

static void
read_words(struct fresh *list, size_t n, struct arena *a)
{
	for (size_t i = 0; i < n; i++) {
		list[i].words = arena_array(a, struct like_word, LIKE_WORDS);
		list[i].count = words_of(&list[i], a, list[i].words);
	}
}

/* New cases: their intent and words. */
static int
count_cases(struct store *s, int64_t now, const struct fresh *list, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct fresh *f = &list[i];
		if (f->at < now - DAYS * MS_DAY)
			continue;
		for (size_t j = 0; j < f->count; j++)
			if (count_one(s, "phrase", f->words[j].stem, f->words[j].said, f->at, err) < 0)
				return -1;
		if (f->intent && count_one(s, "intent", f->intent, NULL, f->at, err) < 0)
			return -1;
	}
	return 0;
}

struct tagged { int64_t id, at; char *args; };

static int
read_tagged(struct store *s, int64_t after, int64_t top, struct arena *a, struct tagged **out, size_t *n, struct error *err)
{
	size_t space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_ALARM_TAGGED, err);
	int rc;
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "iiii", after, top, (int64_t)ACT_TAG, (int64_t)TAGGED);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct tagged){ db_col(st, 0), db_col(st, 1), db_col_text(st, 2, a) };
	db_done(st);
	return rc;
}

/* Tags that were put on, out of the journal: "+ship -new". */
static int
count_tags(struct store *s, int64_t now, const struct tagged *list, size_t n, struct arena *a, struct error *err)
{
	size_t parts;
	for (size_t i = 0; i < n; i++) {
		char **words = str_split(a, list[i].args ? list[i].args : "", " ", &parts);
		for (size_t k = 0; k < parts && list[i].at >= now - DAYS * MS_DAY; k++)
			if (*words[k] == '+' && count_one(s, "tag", words[k] + 1, NULL, list[i].at, err) < 0)
				return -1;
	}
	return 0;
}

/* Where each step has come: cases, tags, hours that were thinned out. */
struct place { int64_t cases, tags, thinned; bool fresh; };

static int
read_place(struct store *s, int64_t now, struct arena *a, struct place *p, struct error *err)
{
	struct robot_row row, tags;
	if (robot_get(s, "alarm", a, &row, err) < 0 || robot_get(s, "alarm-tags", a, &tags, err) < 0)
		return -1;
	*p = (struct place){ row.item, tags.item, tags.at, !row.at };
	if (!row.at) {
		p->cases = first_since(s, now - DAYS * MS_DAY) - 1;
		p->tags = db_int64(s, STMT_INDEX_TOP, 0, "");	/* tags count from now on: their journal may be long */
		p->thinned = (now - DAYS * MS_DAY) / SLOT_MS / HOUR * HOUR;
	}
	return 0;
}

static int64_t
thin_until(int64_t now)
{
	return (now - 2 * MS_HOUR) / SLOT_MS / HOUR * HOUR;
}

/* What came once in an hour that is long over says nothing about what is usual, and would be most of the rows. */
static int
thin_out(struct store *s, int64_t now, int64_t *thinned, struct error *err)
{
	int64_t last = thin_until(now);
	if (*thinned < last && db_run(s, STMT_ALARM_RARE, err, "i", *thinned) < 0)
		return -1;
	*thinned += *thinned < last ? HOUR : 0;
	return *thinned < last ? 0 : db_run(s, STMT_ALARM_OLD, err, "i", (now - (DAYS + 1) * MS_DAY) / SLOT_MS);
}

/* -- hours that are long over ---------------------------------------------------------------------------------------- */

struct heard { const char *what, *word, *said; int64_t slot; int n; };

static int
by_word(const void *x, const void *y)
{
	const struct heard *a = x, *b = y;
	int c = strcmp(a->what, b->what);
	if (!c)
		c = strcmp(a->word, b->word);
	return c ? c : (a->slot > b->slot) - (a->slot < b->slot);
}

/* What was heard more than once, in the order of the table, each slot once; how many. */
static size_t
gather_heard(const struct fresh *list, size_t n, int64_t since, struct arena *a, struct heard **out)
{
	struct heard *all = NULL;
	size_t count = 0, space = 0, kept = 0;
	for (size_t i = 0; i < n; i++) {
		const struct fresh *f = &list[i];
		if (f->at < since)
			continue;
		for (size_t k = 0; k < f->count; k++)
			*VEC_PUSH(a, all, count, space) = (struct heard){ "phrase", f->words[k].stem, f->words[k].said,
				f->at / SLOT_MS, 1 };
		if (f->intent)
			*VEC_PUSH(a, all, count, space) = (struct heard){ "intent", f->intent, NULL, f->at / SLOT_MS, 1 };
	}
	if (count)
		qsort(all, count, sizeof *all, by_word);
	for (size_t i = 0, end; i < count; i = end) {
		for (end = i + 1; end < count && str_eq(all[end].word, all[i].word) && str_eq(all[end].what, all[i].what);)
			end++;
		for (size_t k = i; end - i > 1 && k < end; k++)
			if (k > i && all[k].slot == all[kept - 1].slot)
				all[kept - 1].n++;
			else
				all[kept++] = all[k];
	}
	*out = all;
	return kept;
}

static int
put_heard(struct store *s, const struct heard *list, size_t n, struct error *err)
{
	for (size_t i = 0; i < n; i++)
		if (db_run(s, STMT_ALARM_ADD_MANY, err, "ttiti", list[i].what, list[i].word, list[i].slot, list[i].said,
				(int64_t)list[i].n) < 0)
			return -1;
	return 0;
}

/*
 * The next cases of one hour that is long over: counted in memory, and what came once is not written at all, for
 * thin_out() would only take it away again.  Their place is written last: if this is killed before, a part of one hour
 * counts twice, which makes an alarm a little less likely.
 */
static int
count_hour(struct store *s, int64_t now, struct place *p, struct fresh *list, size_t n, struct arena *a, struct error *err)
{
	int64_t hour = list[0].at / SLOT_MS / HOUR * HOUR;
	struct heard *heard;
	size_t cases = 1;
	int rc = 0;
	while (cases < n && list[cases].at / SLOT_MS / HOUR * HOUR == hour)
		cases++;
	read_words(list, cases, a);
	size_t rows = gather_heard(list, cases, now - DAYS * MS_DAY, a, &heard);
	p->cases = list[cases - 1].id;
	if (hour >= p->thinned)
		p->thinned = hour + HOUR;
	for (size_t i = 0; rc == 0 && (i < rows || i == 0); i += ROWS) {
		size_t some = i < rows ? rows - i : 0;
		turn_give(s);
		if (db_begin(s, false, err) < 0)
			return -1;
		rc = put_heard(s, heard + i, some < ROWS ? some : ROWS, err);
		if (rc == 0 && some <= ROWS)
			rc = db_run(s, STMT_ROBOT_PUT, err, "tiin", "alarm", p->cases, now);
		if (rc == 0 && some <= ROWS)
			rc = db_run(s, STMT_ROBOT_PUT, err, "tiin", "alarm-tags", p->tags, p->thinned);
		rc = db_end(s, rc, err);
	}
	return rc;
}

/* -- what came ------------------------------------------------------------------------------------------------------- */

int
alarm_count(struct store *s, int64_t now, bool *more, struct error *err)
{
	struct arena *a = arena_new();
	struct place p;
	struct fresh fresh[SLICE], *old;
	struct tagged *tagged;
	size_t n, tags_n;
	int64_t top = db_int64(s, STMT_INDEX_TOP, 0, "");
	int rc = -1;
	*more = false;
	if (read_place(s, now, a, &p, err) < 0 || read_fresh(s, p.cases, SLICE, a, fresh, &n, err) < 0)
		goto out;
	if (n == SLICE && fresh[SLICE - 1].at / SLOT_MS / HOUR * HOUR < thin_until(now)) {
		*more = true;
		old = arena_array(a, struct fresh, AT_ONCE);
		rc = read_fresh(s, p.cases, AT_ONCE, a, old, &n, err) < 0 ? -1 : count_hour(s, now, &p, old, n, a, err);
		goto out;
	}
	read_words(fresh, n, a);	/* before the lock is taken */
	if (read_tagged(s, p.tags, top, a, &tagged, &tags_n, err) < 0)
		goto out;
	rc = 0;
	bool thin = n < SLICE && p.thinned < thin_until(now);
	if (!p.fresh && !n && !tags_n && !thin && top - p.tags < BEHIND)
		goto out;	/* nothing came: nothing is written */
	*more = n == SLICE || tags_n == TAGGED;
	if (n)
		p.cases = fresh[n - 1].id;
	p.tags = tags_n == TAGGED ? tagged[tags_n - 1].id : top;
	if ((rc = db_begin(s, false, err)) < 0)
		goto out;
	rc = count_cases(s, now, fresh, n, err);
	if (rc == 0)
		rc = count_tags(s, now, tagged, tags_n, a, err);
	if (rc == 0 && thin)
		rc = thin_out(s, now, &p.thinned, err);
	*more |= thin && p.thinned < thin_until(now);
	if (rc == 0)
		rc = db_run(s, STMT_ROBOT_PUT, err, "tiin", "alarm", p.cases, now);
	if (rc == 0)
		rc = db_run(s, STMT_ROBOT_PUT, err, "tiin", "alarm-tags", p.tags, p.thinned);
	rc = db_end(s, rc, err);
out:
	arena_free(a);
	return rc;
}

/* -- looking ---------------------------------------------------------------------------------------------------------- */

/* The mean of the same hour on the days that are like today; false = too few are known, or it is too much already for
 * `most` to be an alarm. */
static bool
usual_of(struct store *s, const char *what, const char *word, int64_t now, int64_t since_slot, double most, double *usual)
{
	struct clock_local today, day;
	int64_t sum = 0;
	int days = 0;
	clock_to_local(now, &today);
	bool weekend = today.weekday == 0 || today.weekday == 6;
	for (int i = 1; i <= DAYS; i++) {
		day = today;
		day.day -= i;
		int64_t to = clock_from_local(&day) / SLOT_MS, from = to - HOUR + 1;
		clock_to_local(clock_from_local(&day), &day);
		if ((day.weekday == 0 || day.weekday == 6) != weekend || from < since_slot)
			continue;
		sum += db_int64(s, STMT_ALARM_SUM, 0, "ttii", what, word, from, to);
		days++;
		if ((double)sum > most * (weekend ? DAYS * 2 / 7 : DAYS * 5 / 7))
			return false;
	}
	*usual = days ? (double)sum / days : 0;
	return days >= LEAST_DAYS;
}

struct candidate { char *what, *word, *said; int now; double usual; int64_t known; bool is_new; };

/* Does this case of the last hour count for it? */
static bool
has(const struct fresh *f, const struct like_word *words, size_t n, const struct candidate *c, struct arena *a)
{
	if (str_eq(c->what, "intent"))
		return str_eq(f->intent, c->word);
	if (str_eq(c->what, "tag")) {
		size_t k;
		char **tags = str_split(a, f->tags ? f->tags : "", " ", &k);
		for (size_t i = 0; i < k; i++)
			if (str_eq(tags[i], c->word))
				return true;
		return false;
	}
	for (size_t i = 0; i < n; i++)
		if (str_eq(words[i].stem, c->word))
			return true;
	return false;
}

struct recent { struct fresh *list; struct like_word (*words)[LIKE_WORDS]; size_t *count, n; bool *taken; };

static int
read_recent(struct store *s, int64_t now, struct arena *a, struct recent *r, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ALARM_RECENT, err);
	int64_t from = (now / SLOT_MS - HOUR + 1) * SLOT_MS;
	int rc;
	*r = (struct recent){ arena_array(a, struct fresh, RECENT), arena_alloc(a, sizeof *r->words * RECENT),
		arena_array(a, size_t, RECENT), 0, arena_array(a, bool, RECENT) };
	if (!st)
		return -1;
	db_bind(st, "iii", first_since(s, from - MS_HOUR) - 1, from, (int64_t)RECENT);
	while ((rc = db_step(s, st, err)) > 0) {
		r->list[r->n] = fresh_of(st, a);
		r->list[r->n++].tags = db_col_text(st, 6, a);
	}
	db_done(st);
	for (size_t i = 0; i < r->n; i++) {
		r->count[i] = words_of(&r->list[i], a, r->words[i]);
		r->taken[i] = false;
	}
	return rc;
}

static int
cases_with(const struct recent *r, const struct candidate *c, struct arena *a)
{
	int n = 0;
	for (size_t i = 0; i < r->n; i++)
		n += !r->taken[i] && has(&r->list[i], r->words[i], r->count[i], c, a);
	return n;
}

/* What came often enough in the last hour to be looked at, with what is usual. */
static int
candidates(struct store *s, int64_t now, int factor, int minimum, int64_t since_slot, struct arena *a,
	struct candidate out[CANDIDATES], size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ALARM_MANY, err);
	int64_t to = now / SLOT_MS;
	size_t all = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "iii", to - HOUR + 1, to, (int64_t)minimum);
	while (all < CANDIDATES && (rc = db_step(s, st, err)) > 0)
		out[all++] = (struct candidate){ .what = db_col_text(st, 0, a), .word = db_col_text(st, 1, a),
			.now = (int)db_col(st, 2), .said = db_col_text(st, 3, a) };
	db_done(st);
	*n = 0;
	for (size_t i = 0; i < all; i++) {
		struct candidate c = out[i];
		if (usual_of(s, c.what, c.word, now, since_slot, (double)c.now / factor, &c.usual) && c.now >= factor * c.usual)
			out[(*n)++] = c;
	}
	return 0;
}

/* An open alarm is brought up to date; a new one is raised.  Its cases speak for no other. */
static int
raise_one(struct store *s, int64_t now, const struct candidate *c, struct error *err)
{
	int64_t known = db_int64(s, STMT_ALARM_KNOWN, 0, "tti", c->what, c->word, now - DECIDED_MS);
	if (known)
		return db_run(s, STMT_ALARM_NOW, err, "iidi", known, (int64_t)c->now, c->usual, now);
	if (db_int64(s, STMT_ALARM_OPEN, 0, "") >= OPEN_MOST)
		return 0;
	db_touch(s, AREA_CASE);
	return db_run(s, STMT_ALARM_RAISE, err, "ttdiit", c->what, c->word, c->usual, (int64_t)c->now, now, c->said);
}

/* The candidate that stands out most: many cases, and two words before one where they are nearly as many. */
static struct candidate *
strongest(const struct recent *r, struct candidate *list, size_t n, int factor, int minimum, struct arena *a)
{
	struct candidate *best = NULL;
	double best_is = 0;
	for (size_t i = 0; i < n; i++) {
		struct candidate *c = &list[i];
		c->now = c->is_new ? 0 : cases_with(r, c, a);
		if (c->now < minimum || c->now < factor * c->usual)
			continue;
		double is = c->now - c->usual + (strchr(c->word, ' ') ? 0.15 * c->now : 0) - (str_eq(c->what, "phrase") ? 0.5 : 0);
		if (is > best_is) {
			best = c;
			best_is = is;
		}
	}
	return best;
}

int
alarm_look(struct store *s, int64_t now, int factor, int minimum, struct error *err)
{
	struct arena *a = arena_new();
	struct candidate list[CANDIDATES], *c;
	struct recent r = { .n = 0 };
	size_t n = 0;
	int64_t since = first_since(s, now - DAYS * MS_DAY);
	int64_t since_slot = db_int64(s, STMT_ALARM_CASE_AT, now, "i", since) / SLOT_MS;
	int rc = candidates(s, now, factor, minimum, since_slot, a, list, &n, err);
	if (rc == 0 && n)
		rc = read_recent(s, now, a, &r, err);
	if (rc < 0 || db_begin(s, false, err) < 0) {
		arena_free(a);
		return -1;
	}
	for (int i = 0; rc == 0 && n && i < OPEN_MOST && (c = strongest(&r, list, n, factor, minimum, a)) != NULL; i++) {
		rc = raise_one(s, now, c, err);
		c->is_new = true;
		for (size_t k = 0; k < r.n; k++)
			r.taken[k] |= has(&r.list[k], r.words[k], r.count[k], c, a);
	}
	if (rc == 0)
		rc = db_run(s, STMT_ALARM_OVER, err, "i", now - DECIDED_MS);
	arena_free(a);
	return db_end(s, rc, err);
}
