/* survey.c - whom a survey asks, and what came of it. */
#include "surveys.h"

#include "db.h"
#include "i18n.h"
#include "str.h"

int
survey_ground(struct store *s, int64_t case_id, struct survey_ground *out, struct error *err)
{
	struct survey_ground g = { .customer = 0 };
	sqlite3_stmt *st = db_stmt(s, STMT_SURVEY_GROUND, err);
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, (int64_t)MESSAGE_HISTORY);
	int rc = db_step(s, st, err);
	if (rc > 0)
		g = (struct survey_ground){ .customer = db_col(st, 0), .resolved_at = db_col(st, 1),
			.resolved = db_col(st, 2) == STATUS_RESOLVED, .late = db_col(st, 3) != 0, .incident = db_col(st, 4),
			.incident_asks = db_col(st, 5) != 0, .spoke = db_col(st, 6) != 0, .person = db_col(st, 7) != 0,
			.robot = db_col(st, 8) != 0, .asked = db_col(st, 9) != 0 };
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such case"));
	if (g.customer) {
		g.asked_at = db_int64(s, STMT_SURVEY_LAST, 0, "i", g.customer);
		g.refused = db_int64(s, STMT_SURVEY_REFUSED, 0, "i", g.customer) != 0;
	}
	*out = g;
	return 0;
}

int
survey_due(struct store *s, int64_t from_at, int64_t to_at, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err)
{
	return db_ids(s, STMT_SURVEY_DUE, a, ids, n, err, "iii", from_at, to_at, (int64_t)limit);
}

int64_t
survey_next(struct store *s, int64_t at)
{
	return db_int64(s, STMT_SURVEY_NEXT, 0, "i", at);
}

/* One statement as a transaction of its own; 1 = it changed something. */
static int
alone(struct store *s, int rc, struct error *err)
{
	int changes = rc < 0 ? 0 : db_changes(s);
	return db_end(s, rc, err) < 0 ? -1 : changes;
}

int
survey_decide(struct store *s, int64_t case_id, int64_t customer, const char *name, const char *scale, const char *why,
	int64_t now, int64_t until_at, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return alone(s, db_run(s, STMT_SURVEY_DECIDE, err, "izttti" "z", case_id, customer, name, scale, why, now, until_at), err);
}

const char *
survey_why_words(const char *code)
{
	static const char *const words[][2] = { { "asking", N_("it is being asked") },
		{ "none", N_("no [survey] is for this case") }, { "nobody", N_("it has no customer") },
		{ "late", N_("it was written long before it came: nothing automatic is sent because of it") },
		{ "history", N_("nobody has written to us in it since we began: it is history, or was begun by us") },
		{ "unanswered", N_("nobody has answered there: there is nothing to ask about") },
		{ "bot-only", N_("only the bot has answered, and `bot-only` is no") },
		{ "incident", N_("it belongs to an incident") },
		{ "refused", N_("the customer does not want to be contacted") },
		{ "recently", N_("the customer was asked not long ago, after this or another case") },
		{ "no-way", N_("no private conversation with the customer takes our words, and there is no mail address") },
		{ "open", N_("the case is not resolved") } };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i][0], code))
			return _(words[i][1]);
	return code;
}

int
survey_list(struct store *s, int64_t from_at, int64_t to_at, int64_t case_id, bool all, size_t limit, struct arena *a,
	struct survey_row **out, size_t *n, struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, case_id ? STMT_SURVEY_OF_CASE : STMT_SURVEY_LIST, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	if (case_id)
		db_bind(st, "i", case_id);
	else
		db_bind(st, "iiii", from_at, to_at ? to_at : INT64_MAX, (int64_t)all, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0) {
		bool queued = sqlite3_column_type(st, 13) != SQLITE_NULL;
		*VEC_PUSH(a, *out, *n, space) = (struct survey_row){ .case_id = db_col(st, 0), .number = db_col(st, 1),
			.customer = db_col(st, 2), .asked_at = db_col(st, 3), .answered_at = db_col(st, 4),
			.customer_name = db_col_text(st, 5, a), .subject = db_col_text(st, 6, a), .name = db_col_text(st, 7, a),
			.scale = db_col_text(st, 8, a), .why = db_col_text(st, 9, a), .said = db_col_text(st, 10, a),
			.words = db_col_text(st, 11, a), .score = (int)db_col(st, 12),
			.state = queued ? outbox_state_name((enum outbox_state)db_col(st, 13)) : NULL };
	}
	db_done(st);
	return rc;
}

int
survey_sums(struct store *s, int64_t from_at, int64_t to_at, struct arena *a, struct survey_sum **out, size_t *n,
	struct error *err)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_SURVEY_SUMS, err);
	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_bind(st, "ii", from_at, to_at ? to_at : INT64_MAX);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, *out, *n, space) = (struct survey_sum){ .name = db_col_text(st, 0, a), .scale = db_col_text(st, 1, a),
			.asked = db_col(st, 2), .answered = db_col(st, 3), .mean = sqlite3_column_double(st, 4),
			.low = db_col(st, 5), .high = db_col(st, 6) };
	db_done(st);
	return rc;
}
