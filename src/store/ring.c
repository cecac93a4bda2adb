/* ring.c - who telephones now: rows that consoles look for on their tick. */
#include "read_internal.h"

#include "clock.h"
#include "str.h"

static struct ring_row
ring_row(sqlite3_stmt *st, struct arena *a)
{
	return (struct ring_row){ .id = db_col(st, 0), .at = db_col(st, 1), .number = db_col_text(st, 2, a),
		.line = db_col_text(st, 3, a), .customer = db_col(st, 4), .agent = db_col(st, 5), .until = db_col(st, 6),
		.state = (enum ring_state)db_col(st, 7), .taken_by = db_col(st, 8) };
}

int
ring_add(struct store *s, struct ring_row *ring, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	int64_t id = db_item(s, err);
	db_touch(s, AREA_RING);
	int rc = !id || db_run(s, STMT_RING_OLD, err, "i", ring->at - MS_DAY) < 0 ||
		db_run(s, STMT_RING_ADD, err, "iittzzi", id, ring->at, ring->number, ring->line, ring->customer, ring->agent,
			ring->until) < 0 ? -1 : 0;
	if (db_end(s, rc, err) < 0)
		return -1;
	ring->id = id;
	return 0;
}

int
ring_settle(struct store *s, int64_t ring, bool missed, int64_t agent, struct error *err)
{
	db_touch(s, AREA_RING);
	return db_run(s, STMT_RING_SETTLE, err, "iiz", ring, (int64_t)(missed ? RING_MISSED : RING_TAKEN), agent);
}

int
ring_take(struct store *s, int64_t id, int64_t agent, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, ring_settle(s, id, false, agent, err), err);
}

static int
read_ring(struct store *s, sqlite3_stmt *st, struct arena *a, struct ring_row *out, struct error *err)
{
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = ring_row(st, a);
	db_done(st);
	return rc;
}

int
ring_latest(struct store *s, int64_t seen, int64_t agent, int64_t now, struct arena *a, struct ring_row *out,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_RING_LATEST, err);
	if (!st)
		return -1;
	db_bind(st, "iii", seen, now, agent);
	return read_ring(s, st, a, out, err);
}

int
ring_get(struct store *s, int64_t id, struct arena *a, struct ring_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_RING_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	return read_ring(s, st, a, out, err);
}

int64_t
ring_of_number(struct store *s, const char *number, int64_t since)
{
	return db_int64(s, STMT_RING_OF_NUMBER, 0, "ti", number, since);
}

int
read_callers(struct store *s, const char *number, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	*ids = NULL;
	*n = 0;
	return str_empty(number) ? 0 : db_ids(s, STMT_RING_CUSTOMERS, a, ids, n, err, "t", number);
}
