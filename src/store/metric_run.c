/*
 * metric_run.c - which cases are to be counted: first those of what happened since the last time, then the others, the
 * newest first.
 *
 * Two marks in table meta say how far it came: `metric_item`, up to which item (message, note, action) all is counted, and
 * `metric_case`, below which cases were never.  `metric_log` is the same for what became of messages in the outbox.
 */
#include "act_internal.h"
#include "metric_internal.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "promise.h"

enum { AT_ONCE = 10, OLDER = 50, METRIC_VERSION = 1 };
enum { WEEKS = 3, DAYS = 2557 };
#define JANUARY_2024 1704067200000LL

struct marks { int64_t item, log, below, stamp; };

/* -- by which hours -------------------------------------------------------------------------------------------------------- */

int
metric_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out, struct error *err)
{
	size_t n;
	if (!name && !(name = conf_str(conf, OPT_STATS_HOURS))) {
		const struct conf_named *all = conf_named(conf, SECTION_HOURS, &n);
		name = n ? all->name : NULL;
	}
	return read_hours(s, conf, name, a, out, err);
}

/* Other hours, another number: what is open in each hour of three weeks, and on each day of seven years. */
static int64_t
stamp_of(const struct hours *h)
{
	uint64_t n = 14695981039346656037u + METRIC_VERSION;
	const char *name = h && hours_name(h) ? hours_name(h) : "";
	for (const char *p = name; *p; p++)
		n = (n ^ (unsigned char)*p) * 1099511628211u;
	for (int64_t i = 0; h && i < WEEKS * 7 * 24; i++)
		n = (n ^ (uint64_t)hours_between(h, JANUARY_2024 + i * MS_HOUR, JANUARY_2024 + (i + 1) * MS_HOUR)) * 1099511628211u;
	for (int64_t i = 0; h && i < DAYS; i++)
		n = (n ^ (uint64_t)hours_between(h, JANUARY_2024 + i * MS_DAY, JANUARY_2024 + (i + 1) * MS_DAY)) * 1099511628211u;
	return (int64_t)(n >> 2);
}

/* -- the marks --------------------------------------------------------------------------------------------------------------- */

static struct marks
read_marks(struct store *s)
{
	return (struct marks){ db_int64(s, STMT_META_GET, 0, "t", "metric_item"), db_int64(s, STMT_META_GET, 0, "t", "metric_log"),
		db_int64(s, STMT_META_GET, 0, "t", "metric_case"), db_int64(s, STMT_META_GET, 0, "t", "metric_stamp") };
}

static int
put_marks(struct store *s, const struct marks *m, struct error *err)
{
	return db_run(s, STMT_META_PUT, err, "ti", "metric_item", m->item) < 0 ||
		db_run(s, STMT_META_PUT, err, "ti", "metric_log", m->log) < 0 ||
		db_run(s, STMT_META_PUT, err, "ti", "metric_case", m->below) < 0 ||
		db_run(s, STMT_META_PUT, err, "ti", "metric_stamp", m->stamp) < 0 ? -1 : 0;
}

/* All that there is was never counted; what comes from now on is seen as it comes. */
static struct marks
fresh_marks(struct store *s, int64_t stamp)
{
	return (struct marks){ db_int64(s, STMT_METRIC_ITEM_END, 0, ""), db_int64(s, STMT_METRIC_LOG_END, 0, ""),
		db_int64(s, STMT_METRIC_CASES_END, 0, "") + 1, stamp };
}

/* -- which cases --------------------------------------------------------------------------------------------------------------- */

struct picked { int64_t id[AT_ONCE * 6]; size_t n; };

static void
pick(struct picked *p, int64_t id)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->id[i] == id)
			return;
	if (p->n < sizeof p->id / sizeof *p->id)
		p->id[p->n++] = id;
}

/* Cases of items of one kind; *to = up to which item that was all. */
static int
pick_items(struct store *s, enum stmt id, int64_t from, int64_t *to, struct picked *out, struct error *err)
{
	struct { int64_t item, case_id; } row[AT_ONCE];
	sqlite3_stmt *st = db_stmt(s, id, err);
	int rc = -1, n = 0;
	if (!st)
		return -1;
	db_bind(st, "iii", from, *to, (int64_t)AT_ONCE);
	while ((rc = db_step(s, st, err)) > 0) {
		row[n].item = db_col(st, 0);
		row[n++].case_id = db_col(st, 1);
	}
	db_done(st);
	/* of an item whose rows may have been cut the rest comes the next time */
	if (n == AT_ONCE)
		*to = row[n - 1].item > row[0].item ? row[n - 1].item - 1 : row[n - 1].item;
	for (int i = 0; i < n && row[i].item <= *to; i++)
		pick(out, row[i].case_id);
	return rc;
}

static int
pick_new(struct store *s, struct marks *m, struct picked *out, struct error *err)
{
	static const enum stmt kinds[] = { STMT_METRIC_NEW_MESSAGES, STMT_METRIC_NEW_NOTES, STMT_METRIC_NEW_ACTIONS,
		STMT_METRIC_NEW_CHANGES };
	int64_t to = db_int64(s, STMT_METRIC_ITEM_END, 0, "");
	for (size_t i = 0; m->item < to && i < sizeof kinds / sizeof *kinds; i++)
		if (pick_items(s, kinds[i], m->item, &to, out, err) < 0)
			return -1;
	m->item = to > m->item ? to : m->item;
	int64_t logged = m->log, end = db_int64(s, STMT_METRIC_LOG_END, 0, "");
	int rc = -1, n = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_NEW_LOG, err);
	if (!st)
		return -1;
	db_bind(st, "ii", logged, (int64_t)AT_ONCE);
	while ((rc = db_step(s, st, err)) > 0) {
		m->log = db_col(st, 0);
		pick(out, db_col(st, 1));
		n++;
	}
	db_done(st);
	if (rc == 0 && n < AT_ONCE)	/* the others are about no case */
		m->log = end > m->log ? end : m->log;
	return rc;
}

static int
pick_older(struct store *s, struct marks *m, struct picked *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_METRIC_OLDER, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "ii", m->below, (int64_t)OLDER);
	while ((rc = db_step(s, st, err)) > 0) {
		m->below = db_col(st, 0);
		pick(out, m->below);
	}
	db_done(st);
	if (rc == 0 && out->n < OLDER)
		m->below = 0;
	return rc;
}

/* -- a stretch ----------------------------------------------------------------------------------------------------------------- */

static int
count_cases(struct store *s, const struct picked *p, const struct hours *office, struct arena *a, struct kpi_figures *f,
	struct error *err)
{
	for (size_t i = 0; i < p->n; i++)
		if (metric_of_case(s, p->id[i], office, a, &f[i], err) < 0)
			return -1;
	return 0;
}

static bool
behind(struct store *s, const struct marks *m)
{
	return m->below > 1 || m->item < db_int64(s, STMT_METRIC_ITEM_END, 0, "") ||
		m->log < db_int64(s, STMT_METRIC_LOG_END, 0, "");
}

static bool
same_marks(const struct marks *a, const struct marks *b)
{
	return a->item == b->item && a->log == b->log && a->below == b->below && a->stamp == b->stamp;
}

/* Writes what was counted, unless somebody else has been at it meanwhile. */
static int
keep_cases(struct store *s, const struct picked *p, const struct kpi_figures *f, const struct marks *was, struct marks *m,
	struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	struct marks now = read_marks(s);
	int rc = 0;
	if (!same_marks(&now, was)) {
		*m = now;
		return db_end(s, 0, err);
	}
	for (size_t i = 0; i < p->n && rc == 0; i++)
		rc = metric_keep(s, p->id[i], &f[i], err) < 0 ? -1 : 0;
	if (rc == 0)
		rc = put_marks(s, m, err);
	return db_end(s, rc, err);
}

/* Some cases.  They are read and counted before the lock is taken: what happens to them meanwhile has a number above the
 * mark, and they are counted again. */
static int
stretch(struct store *s, const struct hours *office, struct marks *m, struct error *err)
{
	struct arena *a = arena_new();
	struct picked p = { .n = 0 };
	struct marks was = read_marks(s);
	int64_t stamp = m->stamp;
	*m = was;
	if (m->stamp != stamp)
		*m = fresh_marks(s, stamp);
	int64_t logged = m->log, item = m->item;
	int rc = pick_new(s, m, &p, err);
	if (rc == 0 && !p.n && item == m->item && logged == m->log && m->below > 1)
		rc = pick_older(s, m, &p, err);
	struct kpi_figures *f = arena_array(a, struct kpi_figures, p.n + 1);
	if (rc == 0)
		rc = count_cases(s, &p, office, a, f, err);
	if (rc == 0)
		rc = keep_cases(s, &p, f, &was, m, err);
	m->stamp = stamp;
	arena_free(a);
	turn_give(s);
	return rc;
}

int
metric_run(struct store *s, const struct hours *office, int64_t us, int64_t *left, struct error *err)
{
	struct marks m = read_marks(s);
	int64_t until = clock_mono_us() + us;
	*left = 0;
	if (s->read_only)
		return 0;
	int64_t stamp = stamp_of(office);
	bool other = m.stamp != stamp;
	m.stamp = stamp;
	if (!other && !behind(s, &m))
		return 0;
	do {
		if (stretch(s, office, &m, err) < 0)
			return -1;
	} while (behind(s, &m) && clock_mono_us() < until);
	if (behind(s, &m))
		*left = m.below > 1 ? m.below - 1 : -1;
	return 0;
}

int
metric_drop(struct store *s, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	struct marks m = fresh_marks(s, 0);
	int rc = db_run(s, STMT_METRIC_DROP, err, "") < 0 || db_run(s, STMT_METRIC_DROP_REPLIES, err, "") < 0 ||
		db_run(s, STMT_METRIC_DROP_PROMISES, err, "") < 0 || put_marks(s, &m, err) < 0 ? -1 : 0;
	return db_end(s, rc, err);
}

/* Who looks at figures of named people is named, too. */
int
act_do_figures(struct acting *x, const struct act *act)
{
	return act_write(x, ACT_FIGURES, 0, 0, act->name, 0);
}
