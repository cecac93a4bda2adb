/* dialogue.c - see dialogue.h; and what the bot does to a case. */
#include "dialogue.h"

#include "act_internal.h"
#include "bot.h"
#include "i18n.h"
#include "str.h"

int
dialogue_get(struct store *s, int64_t case_id, struct arena *a, struct dialogue *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DIALOGUE_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	int rc = db_step(s, st, err);
	*out = (struct dialogue){ .case_id = 0 };
	if (rc > 0)
		*out = (struct dialogue){ .case_id = db_col(st, 0), .bot = db_col_text(st, 1, a), .state = db_col_text(st, 2, a),
			.memory = db_col_text(st, 3, a), .why = db_col_text(st, 4, a), .item = db_col(st, 5),
				.due_at = db_col(st, 6),
			.began_at = db_col(st, 7), .ended_at = db_col(st, 8), .misses = (int)db_col(st, 9),
			.said = (int)db_col(st, 10), .wrong = (int)db_col(st, 11) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

static int
put(struct store *s, const struct dialogue *d, struct error *err)
{
	return db_run(s, STMT_DIALOGUE_PUT, err, "ittttizizii", d->case_id, d->bot, d->state, d->memory, d->why, d->item, d->due_at,
		d->began_at, d->ended_at, (int64_t)d->misses, (int64_t)d->said);
}

int
dialogue_put(struct store *s, const struct dialogue *d, struct error *err)
{
	if (db_begin(s, false, err) < 0)
		return -1;
	return db_end(s, put(s, d, err), err);
}

int
dialogue_due(struct store *s, int64_t now, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_DIALOGUE_DUE, a, ids, n, err, "ii", now, (int64_t)limit);
}

int64_t
dialogue_next(struct store *s)
{
	return db_int64(s, STMT_DIALOGUE_NEXT, 0, "");
}

int
dialogue_taken(struct store *s, int64_t bot, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_DIALOGUE_TAKEN, a, ids, n, err, "ii", bot, (int64_t)limit);
}

int
dialogue_news(struct store *s, int64_t after, int64_t since_at, size_t limit, struct arena *a, struct dialogue_news **out,
	size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DIALOGUE_NEWS, err);
	struct dialogue_news *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "iii", after, since_at, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct dialogue_news){ db_col(st, 0), db_col(st, 1) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

int
dialogue_given_back(struct store *s, int64_t bot, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_DIALOGUE_BACK, a, ids, n, err, "ii", bot, (int64_t)limit);
}

int
dialogue_messages(struct store *s, int64_t case_id, int64_t after, struct arena *a, struct dialogue_message **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DIALOGUE_MESSAGES, err);
	struct dialogue_message *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, after);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct dialogue_message){ .id = db_col(st, 0), .received_at = db_col(st, 1),
			.kind = (int)db_col(st, 2), .wake = (int)db_col(st, 3), .files = (int)db_col(st, 4),
			.flags = (unsigned)db_col(st, 5), .mood = (int)db_col(st, 6),
			.mood_known = sqlite3_column_type(st, 6) != SQLITE_NULL, .text = db_col_text(st, 7, a),
			.language = db_col_text(st, 8, a) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

int
dialogue_ground(struct store *s, int64_t case_id, int64_t since_at, struct arena *a, struct dialogue_ground *out,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DIALOGUE_GROUND, err);
	if (!st)
		return -1;
	db_bind(st, "ii", case_id, since_at);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct dialogue_ground){ .customer = db_col(st, 0), .assignee = db_col(st, 1), .due_at = db_col(st, 2),
			.status = (enum status)db_col(st, 3), .priority = (enum priority)db_col(st, 4), .robot = db_col(st, 5) != 0,
			.person = db_col(st, 6) != 0, .vip = db_col(st, 7) != 0, .form = db_col_text(st, 8, a),
			.language = db_col_text(st, 9, a), .team = db_col_text(st, 10, a), .account = db_col_text(st, 11, a),
			.channel = db_col_text(st, 12, a), .audience = (enum audience)db_col(st, 13), .incident = db_col(st, 14),
			.incident_text = db_col_text(st, 15, a), .told = db_col(st, 16) != 0, .said = (int)db_col(st, 17),
			.speaker = db_col_text(st, 18, a) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such case"));
}

int
dialogue_agent(struct store *s, int64_t *out, struct error *err)
{
	int64_t id;
	if (store_agent(s, "bot", "Bot", &id, err) < 0 || db_begin(s, false, err) < 0 ||
	    db_end(s, db_run(s, STMT_DIALOGUE_ROBOT, err, "i", id), err) < 0)
		return -1;
	*out = id;
	return 0;
}

int
dialogue_sums(struct store *s, int64_t from_at, int64_t to_at, struct arena *a, struct dialogue_sum **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_DIALOGUE_SUMS, err);
	struct dialogue_sum *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	if (!st)
		return -1;
	db_bind(st, "ii", from_at, to_at);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct dialogue_sum){ db_col_text(st, 0, a), db_col_text(st, 1, a),
			db_col_text(st, 2, a), db_col(st, 3), db_col(st, 4), db_col(st, 5), db_col(st, 6) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

/* -- acts ----------------------------------------------------------------------------------------------------------- */

/* Where the dialogue stands is the robot's own; only its ends are told in the journal. */
int
act_do_bot(struct acting *x, const struct act *act)
{
	const struct act_bot *b = act->bot;
	struct act_case c;
	struct dialogue before;
	if (!b || x->who->agent)
		return error_set(x->err, ERR_INPUT, _("'%s' is nothing that a person does"), act_table[ACT_BOT].name);
	if (act_living(x, act, &c) < 0 || dialogue_get(x->s, c.id, x->a, &before, x->err) < 0)
		return -1;
	struct dialogue now = b->dialogue;
	now.case_id = c.id;
	bool ends = now.ended_at && !str_eq(before.state, now.state);
	if (put(x->s, &now, x->err) < 0 || (b->item && db_run(x->s, STMT_DIALOGUE_USED, x->err, "iiitit", b->item, c.id, x->now,
			b->answer, (int64_t)b->score, b->answer ? "given" : "missing") < 0))
		return -1;
	if (ends && act_write(x, ACT_BOT, c.id, 0, arena_printf(x->a, "%s%s%s", now.state, now.why ? " " : "",
			now.why ? now.why : ""), 0) < 0)
		return -1;
	return act_touch(x, c.id);
}

int
act_do_hand_over_bot(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct dialogue d;
	if (act_living(x, act, &c) < 0 || dialogue_get(x->s, c.id, x->a, &d, x->err) < 0)
		return -1;
	if (!d.case_id || (!str_eq(d.state, DIALOGUE_TALKING) && !str_eq(d.state, DIALOGUE_DONE)))
		return error_set(x->err, ERR_INPUT, _("#%lld: the bot has no dialogue there"), (long long)c.number);
	if (act_write(x, ACT_HAND_OVER_BOT, c.id, 0, NULL, 0) < 0 ||
	    db_run(x->s, STMT_DIALOGUE_CALL, x->err, "ii", c.id, x->now) < 0)
		return -1;
	act_say(x, _("#%lld: the bot hands over to a person"), (long long)c.number);
	return act_touch(x, c.id);
}

int
act_do_bot_wrong(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct value state;
	if (act_living(x, act, &c) < 0)
		return -1;
	int64_t use = db_int64(x->s, STMT_DIALOGUE_LAST_USE, 0, "i", c.id);
	if (!use)
		return error_set(x->err, ERR_INPUT, _("#%lld: the bot gave no answer there"), (long long)c.number);
	if (act_get(x, FIELD_ANSWER_USE_STATE, use, &state) < 0)
		return -1;
	if (act_same(state, V_TEXT("wrong"))) {
		act_say(x, _("#%lld: nothing to change"), (long long)c.number);
		return 0;
	}
	if (act_write(x, ACT_BOT_WRONG, c.id, 0, NULL, 0) < 0 || act_set(x, FIELD_ANSWER_USE_STATE, use, V_TEXT("wrong")) < 0)
		return -1;
	act_say(x, _("#%lld: the bot's answer was wrong"), (long long)c.number);
	return act_touch(x, c.id);
}

int
dialogue_derive(struct store *s, int64_t case_id, struct error *err)
{
	return db_run(s, STMT_DIALOGUE_WRONG, err, "i", case_id);
}
