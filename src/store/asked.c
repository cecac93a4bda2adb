/* asked.c - see asked.h. */
#include "asked.h"

#include <string.h>

#include "db.h"
#include "model.h"
#include "str.h"

enum { SLICE = 200, WRITES = 50, ALIKE = 55, TEXT_BYTES = 16 * 1024 };

/* -- what came in ---------------------------------------------------------------------------------------------- */

static bool
has_words(int64_t kind)
{
	return kind == KIND_MESSAGE || kind == KIND_CALL || kind == KIND_VISIT || kind == KIND_LETTER;
}

static struct asked_row
asked_of(sqlite3_stmt *st, struct arena *a)
{
	struct asked_row r = { .item = db_col(st, 0), .case_id = db_col(st, 1), .at = db_col(st, 2),
		.subject = db_col_text(st, 5, a), .text = db_col_text(st, 6, a), .language = db_col_text(st, 7, a),
		.wakes = db_col(st, 8) == CARE_WAKES, .first = db_col(st, 9) != 0 };
	return r;
}

/* The next messages: WRITES that are wanted, or SLICE that were looked at; `take` keeps one, or says that it is none. */
static int
next_slice(struct store *s, enum stmt id, int64_t *upto, bool (*take)(sqlite3_stmt *st, void *ctx), void *ctx, bool *more,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	int64_t last = *upto;
	int taken = 0, looked = 0, rc;
	if (!st)
		return -1;
	db_bind(st, "ii", *upto, (int64_t)SLICE);
	while (taken < WRITES && (rc = db_step(s, st, err)) > 0) {
		looked++;
		last = db_col(st, 0);
		taken += take(st, ctx);
	}
	db_done(st);
	if (taken < WRITES && rc < 0)
		return -1;
	*more = looked == SLICE || taken == WRITES;
	*upto = last;
	return 0;
}

struct asked_slice { struct arena *a; struct asked_row *list; size_t n, space; };

static bool
take_asked(sqlite3_stmt *st, void *ctx)
{
	struct asked_slice *k = ctx;
	if (!db_col(st, 1) || db_col(st, 3) != DIRECTION_IN || !has_words(db_col(st, 4)) || !sqlite3_column_bytes(st, 6))
		return false;
	*VEC_PUSH(k->a, k->list, k->n, k->space) = asked_of(st, k->a);
	return true;
}

int
asked_next(struct store *s, int64_t *upto, struct arena *a, struct asked_row **out, size_t *n, bool *more, struct error *err)
{
	struct asked_slice k = { .a = a };
	if (next_slice(s, STMT_ASKED_NEXT, upto, take_asked, &k, more, err) < 0)
		return -1;
	*out = k.list;
	*n = k.n;
	return 0;
}

int64_t
asked_since(struct store *s, int64_t at)
{
	int64_t id = db_int64(s, STMT_ASKED_SINCE, -1, "i", at);
	return id > 0 ? id : db_int64(s, STMT_ASKED_TOP, 0, "");
}

static int
label_one(struct store *s, const struct asked_label *l, struct error *err)
{
	if (db_run(s, STMT_ASKED_ITEM, err, "it", l->item, l->intent) < 0)
		return -1;
	bool news = db_changes(s) > 0;
	if (l->intent && (db_run(s, STMT_ASKED_CASE, err, "iti", l->case_id, l->intent, l->item) < 0 ||
	    db_run(s, STMT_ASKED_FOUND, err, "i", l->item) < 0))
		return -1;
	if (l->missing && db_run(s, STMT_ASKED_MISSING, err, "iiii", l->item, l->case_id, l->at, (int64_t)l->score) < 0)
		return -1;
	if (news)
		db_touch(s, AREA_CASE);
	return 0;
}

int
asked_label(struct store *s, const struct asked_label *labels, size_t n, struct error *err)
{
	if (!n)
		return 0;
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = 0;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = label_one(s, &labels[i], err);
	return db_end(s, rc, err);
}

int
asked_newest(struct store *s, int64_t case_id, struct arena *a, struct asked_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ASKED_NEWEST, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(s, st, err);
	*out = (struct asked_row){ 0 };
	if (rc > 0)
		*out = asked_of(st, a);
	db_done(st);
	return rc < 0 ? -1 : 0;
}

/* -- answers that were given ------------------------------------------------------------------------------------ */

int
asked_used(struct store *s, int64_t case_id, const char *answer, int score, const char *by, int64_t now, struct error *err)
{
	struct arena *a = arena_new();
	struct asked_row newest;
	int rc = asked_newest(s, case_id, a, &newest, err);
	int64_t item = newest.item;
	arena_free(a);
	if (rc < 0 || !item)
		return rc;
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_ASKED_USED, err, "iiitit", item, case_id, now, answer, (int64_t)score, by), err);
}

int
asked_counts(struct store *s, int64_t since, struct arena *a, struct answer_count **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ASKED_COUNTS, err);
	struct answer_count *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "i", since);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct answer_count){ db_col_text(st, 0, a), db_col(st, 1), db_col(st, 2) };
	db_done(st);
	*out = list;
	*n = count;
	return rc < 0 ? -1 : 0;
}

/* -- what is missing ------------------------------------------------------------------------------------------------- */

int
missing_list(struct store *s, int64_t since, size_t limit, struct arena *a, struct missing_row **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_MISSING_LIST, err);
	struct missing_row *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "ii", since, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *text = db_col_text(st, 4, a), *subject = db_col_text(st, 6, a);
		*VEC_PUSH(a, list, count, space) = (struct missing_row){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3),
			str_empty(text) ? subject ? subject : "" : text, (int)db_col(st, 5) };
	}
	db_done(st);
	*out = list;
	*n = count;
	return rc < 0 ? -1 : 0;
}

int
missing_done(struct store *s, const int64_t *items, size_t n, int64_t kin, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = kin ? db_run(s, STMT_SAID_DONE, err, "i", kin) : 0;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = db_run(s, STMT_MISSING_DONE, err, "i", items[i]);
	return db_end(s, rc, err);
}

/* -- what people of ours write ----------------------------------------------------------------------------------------- */

struct said_slice { struct arena *a; struct said_row *list; size_t n, space; };

static bool
take_said(sqlite3_stmt *st, void *ctx)
{
	struct said_slice *k = ctx;
	int bytes = sqlite3_column_bytes(st, 6);
	if (!db_col(st, 1) || db_col(st, 3) != DIRECTION_OUT || db_col(st, 4) != KIND_MESSAGE || !db_col(st, 5) || !bytes ||
	    bytes >= TEXT_BYTES)
		return false;
	*VEC_PUSH(k->a, k->list, k->n, k->space) = (struct said_row){ db_col(st, 0), db_col(st, 1), db_col(st, 2),
		db_col_text(st, 6, k->a) };
	return true;
}

int
said_next(struct store *s, int64_t *upto, struct arena *a, struct said_row **out, size_t *n, bool *more, struct error *err)
{
	struct said_slice k = { .a = a };
	if (next_slice(s, STMT_SAID_NEXT, upto, take_said, &k, more, err) < 0)
		return -1;
	*out = k.list;
	*n = k.n;
	return 0;
}

/* The group of the most alike text that is like it; 0 = none is. */
static int
find_kin(struct store *s, const struct sketch *sketch, const int64_t *bands, int64_t *kin, struct error *err)
{
	int best = ALIKE - 1;
	*kin = 0;
	for (int i = 0; i < SKETCH_BANDS; i++) {
		sqlite3_stmt *st = db_stmt(s, STMT_SAID_LIKE, err);
		int rc;
		if (!st)
			return -1;
		db_bind(st, "i", bands[i]);
		while ((rc = db_step(s, st, err)) > 0) {
			struct sketch other;
			if (sqlite3_column_bytes(st, 2) != (int)sizeof other)
				continue;
			memcpy(&other, sqlite3_column_blob(st, 2), sizeof other);
			int alike = sketch_alike(sketch, &other);
			if (alike > best) {
				best = alike;
				*kin = db_col(st, 1);
			}
		}
		db_done(st);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int
said_keep(struct store *s, const struct said_row *row, const struct sketch *sketch, struct error *err)
{
	int64_t bands[SKETCH_BANDS], kin;
	sketch_bands(sketch, bands);
	if (db_begin(s, false, err) < 0)
		return -1;
	int rc = find_kin(s, sketch, bands, &kin, err);
	if (rc == 0)
		rc = db_run(s, STMT_SAID_ADD, err, "iibi", row->item, row->at, sketch, sizeof *sketch, kin ? kin : row->item);
	/* those who joined are found by the first */
	for (int i = 0; i < SKETCH_BANDS && rc == 0 && !kin; i++)
		rc = db_run(s, STMT_SAID_BAND, err, "ii", bands[i], row->item);
	return db_end(s, rc, err);
}

int
said_groups(struct store *s, int64_t since, int least, struct arena *a, struct said_group **out, size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_SAID_GROUPS, err);
	struct said_group *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "ii", since, (int64_t)least);
	while ((rc = db_step(s, st, err)) > 0) {
		struct said_group g = { .kin = db_col(st, 0), .count = db_col(st, 1), .last_at = db_col(st, 2),
			.text = db_col_text(st, 4, a), .case_id = db_col(st, 5), .number = db_col(st, 6) };
		if (sqlite3_column_bytes(st, 3) != (int)sizeof g.sketch || !g.text)
			continue;
		memcpy(&g.sketch, sqlite3_column_blob(st, 3), sizeof g.sketch);
		*VEC_PUSH(a, list, count, space) = g;
	}
	db_done(st);
	*out = list;
	*n = count;
	return rc < 0 ? -1 : 0;
}

/* -- guides ------------------------------------------------------------------------------------------------------------- */

int
guide_get(struct store *s, int64_t case_id, struct arena *a, struct guide_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_GUIDE_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(s, st, err);
	*out = (struct guide_row){ 0 };
	if (rc > 0)
		*out = (struct guide_row){ db_col_text(st, 0, a), (int)db_col(st, 1) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
guide_put(struct store *s, int64_t case_id, const char *answer, int step, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	db_touch(s, AREA_CASE);
	int rc = answer ? db_run(s, STMT_GUIDE_PUT, err, "iti", case_id, answer, (int64_t)step)
		: db_run(s, STMT_GUIDE_END, err, "i", case_id);
	return db_end(s, rc, err);
}
