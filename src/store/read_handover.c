/* read_handover.c - what an agent holds, and what was left to somebody. */
#include "away.h"
#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"

/* More than one page can say, and than a screen should wait for. */
enum { HELD_MOST = 1000 };

static int
read_boxes(struct store *s, int64_t agent, struct arena *a, struct held *h, struct error *err)
{
	int64_t *ids;
	if (db_ids(s, STMT_HELD_BOXES, a, &ids, &h->box_count, err, "i", agent) < 0)
		return -1;
	h->boxes = arena_array(a, struct outbox_row, h->box_count + 1);
	for (size_t i = 0; i < h->box_count; i++)
		if (read_outbox_row(s, ids[i], a, &h->boxes[i], err) < 0)
			return -1;
	return 0;
}

int
read_held(struct store *s, int64_t agent, struct arena *a, struct held *out, struct error *err)
{
	struct held h = { NULL, NULL, NULL, 0, 0, 0 };
	int64_t *ids;
	if (db_ids(s, STMT_HELD_CASES, a, &ids, &h.case_count, err, "i", agent) < 0)
		return -1;
	if (h.case_count > HELD_MOST)
		return error_set(err, ERR_INPUT, _("you hold %zu cases, and a page tells of %d at most: hand over in parts, with "
			"sportello bulk 'is:mine ...' assign WHO"), h.case_count, HELD_MOST);
	bool look = db_look(s);
	int rc = 0;
	h.cases = arena_array(a, struct case_row, h.case_count + 1);
	for (size_t i = 0; i < h.case_count && rc == 0; i++)
		rc = read_case(s, ids[i], agent, a, &h.cases[i], err);
	db_looked(s, look);
	if (rc < 0)
		return -1;
	if (draft_list(s, agent, 0, a, &h.drafts, &h.draft_count, err) < 0 || read_boxes(s, agent, a, &h, err) < 0)
		return -1;
	*out = h;
	return 0;
}

int
read_handovers(struct store *s, int64_t agent, int64_t above, size_t limit, struct arena *a, struct handover_row **out,
	size_t *n, struct error *err)
{
	struct handover_row *list = NULL;
	int64_t *texts = NULL;
	size_t count = 0, space = 0, text_count = 0, text_space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_HANDOVERS_TO, err);
	if (!st)
		return -1;
	db_bind(st, "tiiii", mention_names(s, agent, a), above, (int64_t)ACT_ASSIGN, (int64_t)ACT_HANDOVER, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0) {
		*VEC_PUSH(a, list, count, space) = (struct handover_row){ .id = db_col(st, 0), .at = db_col(st, 1),
			.grp = db_col(st, 2), .giver = db_col(st, 3), .giver_name = db_col_text(st, 4, a),
			.taker = db_col_text(st, 5, a), .cases = (int)db_col(st, 8) };
		*VEC_PUSH(a, texts, text_count, text_space) = db_col(st, 6);
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		char *body = NULL;
		if (texts[i] && (rc = read_text(s, texts[i], a, &body, err)) == 0)
			list[i].text = body;
	}
	if (rc < 0)
		return -1;
	*out = list;
	*n = count;
	return 0;
}

int
read_handover_cases(struct store *s, int64_t grp, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_HANDOVER_CASES, a, ids, n, err, "ii", grp, (int64_t)ACT_ASSIGN);
}
