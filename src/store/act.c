/* act.c - store_act(): one transaction, one group, one table of verbs. */
#include "act_internal.h"

#include <stdarg.h>

#include "clock.h"
#include "i18n.h"
#include "promise.h"
#include "str.h"

const struct act_info act_table[ACT_COUNT] = {
#define ACTION(id, name, undo, past, help) [ACT_##id] = { name, ACT_UNDO_##undo, past, help },
#include "actions.def"
#undef ACTION
};

static act_run *const runs[ACT_COUNT] = {
	[ACT_NOTE] = act_do_note, [ACT_REPLY] = act_do_send, [ACT_NEW] = act_do_send, [ACT_FORWARD] = act_do_send,
	[ACT_TAG] = act_do_tag, [ACT_ASSIGN] = act_do_assign, [ACT_STATUS] = act_do_status,
	[ACT_PRIORITY] = act_do_priority, [ACT_SNOOZE] = act_do_snooze, [ACT_RESOLVE] = act_do_resolve,
	[ACT_REOPEN] = act_do_reopen, [ACT_SPAM] = act_do_spam, [ACT_ESCALATE] = act_do_escalate,
	[ACT_ANSWERED] = act_do_answered, [ACT_TELL] = act_do_tell, [ACT_DEESCALATE] = act_do_deescalate,
	[ACT_RUN] = act_do_run,
	[ACT_MERGE] = act_do_merge, [ACT_SPLIT] = act_do_split, [ACT_UNDO] = act_do_undo, [ACT_OPEN] = act_do_open,
	[ACT_NEXT] = act_do_next, [ACT_WAITS] = act_do_waits, [ACT_INTENT] = act_do_intent, [ACT_SUBJECT] = act_do_subject,
	[ACT_LINK] = act_do_link, [ACT_FLAG] = act_do_flag, [ACT_CUSTOMER_SET] = act_do_customer_set,
	[ACT_CUSTOMER_MERGE] = act_do_customer_merge, [ACT_CUSTOMER_UNMERGE] = act_do_customer_unmerge,
	[ACT_CUSTOMER_ERASE] = act_do_customer_erase, [ACT_SEND_CANCEL] = act_do_cancel,
	[ACT_SEND_RESOLVE] = act_do_settle, [ACT_ANSWER] = act_do_answer, [ACT_PASS] = act_do_pass,
	[ACT_LIKE] = act_do_deed, [ACT_UNLIKE] = act_do_deed, [ACT_HIDE] = act_do_deed, [ACT_UNHIDE] = act_do_deed,
	[ACT_EDIT] = act_do_deed, [ACT_DELETE] = act_do_deed, [ACT_CONTACT] = act_do_contact,
	[ACT_FIELD] = act_do_field, [ACT_NOT_SAME] = act_do_not_same,
	[ACT_CUSTOMER_TAG] = act_do_customer_tag, [ACT_CONSENT] = act_do_consent, [ACT_RATE] = act_do_rate,
	[ACT_CUSTOMER_NEW] = act_do_customer_new, [ACT_IDENTITY_ADD] = act_do_identity_add,
	[ACT_SURVEY] = act_do_survey, [ACT_INCIDENT] = act_do_incident, [ACT_JOIN] = act_do_join,
	[ACT_LEAVE] = act_do_leave, [ACT_INCIDENT_TEXT] = act_do_incident_text,
	[ACT_INCIDENT_CLOSE] = act_do_incident_close, [ACT_ALARM] = act_do_alarm,
	[ACT_VERIFY] = act_do_verify, [ACT_HANDOVER] = act_do_handover, [ACT_HOLD] = act_do_hold, [ACT_RELEASE] = act_do_hold,
	[ACT_AWAY] = act_do_away, [ACT_BACK] = act_do_back,
	[ACT_APPROVE] = act_do_approve, [ACT_RETURN] = act_do_return,
	[ACT_BOT] = act_do_bot, [ACT_HAND_OVER_BOT] = act_do_hand_over_bot, [ACT_BOT_WRONG] = act_do_bot_wrong,
	[ACT_MOOD] = act_do_mood, [ACT_LANGUAGE] = act_do_language,
	[ACT_FIGURES] = act_do_figures,
};

/* -- fields --------------------------------------------------------------------------------------------------- */

static const struct {
	const char *entity, *column;
	bool words;
	enum stmt get, set;
} fields[FIELD_COUNT] = {
#define PLAIN false
#define WORDS true
#define FIELD(id, entity, table, column, kind) \
	[FIELD_##id] = { entity, column, kind, STMT_GET_##id, STMT_SET_##id },
#include "act_fields.def"
#undef FIELD
};

struct value
act_value(sqlite3_stmt *st, int column, struct arena *a)
{
	switch (sqlite3_column_type(st, column)) {
	case SQLITE_NULL: return V_NULL;
	case SQLITE_INTEGER: return V_INT(db_col(st, column));
	default: return (struct value){ VALUE_TEXT, 0, db_col_text(st, column, a) };
	}
}

static void
bind_value(sqlite3_stmt *st, int i, struct value v)
{
	if (v.type == VALUE_INT)
		sqlite3_bind_int64(st, i, v.i);
	else if (v.type == VALUE_TEXT)
		sqlite3_bind_text(st, i, v.t, -1, SQLITE_TRANSIENT);
	else
		sqlite3_bind_null(st, i);
}

int
act_field(const char *entity, const char *column, bool *words)
{
	for (int f = 0; f < FIELD_COUNT; f++)
		if (str_eq(fields[f].entity, entity) && str_eq(fields[f].column, column)) {
			*words = fields[f].words;
			return f;
		}
	return -1;
}

bool
act_same(struct value a, struct value b)
{
	return a.type == b.type && a.i == b.i && str_eq(a.t, b.t);
}

int
act_get(struct acting *x, enum act_field field, int64_t id, struct value *out)
{
	sqlite3_stmt *st = db_stmt(x->s, fields[field].get, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*out = act_value(st, 0, x->a);
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("%s %lld is not there any more"),
		fields[field].entity, (long long)id);
}

int
act_note_change(struct acting *x, const char *entity, int64_t id, const char *field, struct value before,
	struct value after)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_CHANGE_ADD, x->err);
	if (!st)
		return -1;
	db_bind(st, "iitit", x->action, ++x->change, entity, id, field);
	bind_value(st, 6, before);
	bind_value(st, 7, after);
	int rc = db_step(x->s, st, x->err);
	db_done(st);
	return rc;
}

/* Words become the number of a text row in the journal. */
static int
journal_value(struct acting *x, enum act_field field, struct value *v)
{
	if (!fields[field].words || v->type != VALUE_TEXT)
		return 0;
	int64_t text = db_text_put(x->s, 0, v->t, x->err);
	*v = V_INT(text);
	return text ? 0 : -1;
}

int
act_set(struct acting *x, enum act_field field, int64_t id, struct value to)
{
	struct value from;
	if (act_get(x, field, id, &from) < 0)
		return -1;
	if (act_same(from, to))
		return 0;
	sqlite3_stmt *st = db_stmt(x->s, fields[field].set, x->err);
	if (!st)
		return -1;
	sqlite3_bind_int64(st, 1, id);
	bind_value(st, 2, to);
	int rc = db_step(x->s, st, x->err);
	db_done(st);
	if (rc < 0 || journal_value(x, field, &from) < 0 || journal_value(x, field, &to) < 0)
		return -1;
	if (field == FIELD_NOTE_DELETED && db_run(x->s, STMT_ACT_REINDEX, x->err, "i", id) < 0)
		return -1;
	return act_note_change(x, fields[field].entity, id, fields[field].column, from, to) < 0 ? -1 : 1;
}

/* -- actions -------------------------------------------------------------------------------------------------- */

int
act_write(struct acting *x, enum act_verb verb, int64_t case_id, int64_t customer, const char *args, int64_t text)
{
	struct uid uid = uid_new();
	int64_t id = db_item(x->s, x->err);
	if (!id)
		return -1;
	if (!x->grp)
		x->grp = id;
	x->action = id;
	x->change = 0;
	x->out->count++;
	return db_run(x->s, STMT_ACTION_ADD, x->err, "iuiiztzzintz", id, &uid, x->now, (int64_t)verb,
		x->who->agent, x->who->robot, case_id, customer, x->grp, args, text);
}

int
act_case(struct acting *x, int64_t id, struct act_case *out)
{
	sqlite3_stmt *st;
	if (!id)
		id = x->opened_case;
	if (!(st = db_stmt(x->s, STMT_ACT_CASE, x->err)))
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*out = (struct act_case){ .id = id, .number = db_col(st, 0), .status = (enum status)db_col(st, 1),
			.customer = db_col(st, 2), .merged_into = db_col(st, 3), .waiting_since = db_col(st, 4),
			.subject = db_col_text(st, 5, x->a), .callback_at = db_col(st, 6) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such case"));
}

int
act_touch(struct acting *x, int64_t case_id)
{
	if (!case_id)
		return 0;
	for (size_t i = 0; i < x->touched_count; i++)
		if (x->touched[i] == case_id)
			return 0;
	*VEC_PUSH(x->a, x->touched, x->touched_count, x->touched_space) = case_id;
	return 0;
}

void
act_say(struct acting *x, const char *fmt, ...)
{
	va_list ap;
	if (x->words.len)
		buf_adds(&x->words, ", ");
	va_start(ap, fmt);
	buf_vaddf(&x->words, fmt, ap);
	va_end(ap);
}

int
act_ids(struct acting *x, enum stmt id, int64_t arg, int64_t **ids, size_t *n)
{
	return db_ids(x->s, id, x->a, ids, n, x->err, "i", arg);
}

/* A verb on an item of the history opens a case for it first, in the same transaction. */
static int
open_first(struct acting *x, const struct act *act)
{
	static const bool needs_case[ACT_COUNT] = { [ACT_NOTE] = true, [ACT_REPLY] = true, [ACT_TAG] = true,
		[ACT_ASSIGN] = true, [ACT_STATUS] = true, [ACT_PRIORITY] = true, [ACT_SNOOZE] = true,
		[ACT_RESOLVE] = true, [ACT_SPAM] = true, [ACT_NEXT] = true, [ACT_WAITS] = true, [ACT_SUBJECT] = true,
		[ACT_FLAG] = true, [ACT_ESCALATE] = true, [ACT_MERGE] = true, [ACT_CONTACT] = true,
		[ACT_FIELD] = true, [ACT_MOOD] = true, [ACT_LANGUAGE] = true };
	if (act->case_id || act->customer || !act->message || !needs_case[act->verb] || x->opened_case)
		return 0;
	struct act open = { .verb = ACT_OPEN, .message = act->message };
	return act_do_open(x, &open);
}

/* One of several things that were to be done cannot be: which. */
static void
name_it(struct acting *x, const struct act *act)
{
	struct error *err = x->err;
	const char *name = act_table[act->verb].name;
	if (x->count < 2 || !err || err->code != ERR_INPUT || str_starts(err->text, name))
		return;
	char *words = arena_printf(x->a, "%s: %s", name, err->text);
	error_clear(err);
	error_set(err, ERR_INPUT, "%s", words);
}

/* What is known of a customer may make another policy that of their cases. */
static int
judge_customers(struct acting *x)
{
	int64_t *ids;
	size_t n, policies;
	if (store_promises(x->s, &policies, x->err) < 0)
		return -1;
	if (!policies || !x->grp)
		return 0;
	if (db_ids(x->s, STMT_PROMISE_CUSTOMERS, x->a, &ids, &n, x->err, "i", x->grp) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (case_derive(x->s, ids[i], x->err) < 0)
			return -1;
	return 0;
}

int
act_run_all(struct acting *x)
{
	for (size_t i = 0; i < x->count; i++) {
		struct act act = x->acts[i];
		if (!runs[act.verb])
			return error_set(x->err, ERR_INPUT, _("'%s' is nothing that a person does"), act_table[act.verb].name);
		if (!act.customer && !act.case_id && !act.message)	/* about somebody who was just made */
			act.customer = x->made;
		if (open_first(x, &act) < 0 || runs[act.verb](x, &act) < 0) {
			name_it(x, &act);
			return -1;
		}
	}
	if (act_claimed(x) < 0)
		return -1;
	for (size_t i = 0; i < x->touched_count; i++) {
		if (db_run(x->s, STMT_ACT_CASE_UPDATED, x->err, "ii", x->touched[i], x->now) < 0 ||
		    dialogue_derive(x->s, x->touched[i], x->err) < 0 || case_derive(x->s, x->touched[i], x->err) < 0)
			return -1;
	}
	return judge_customers(x);
}

int
store_act(struct store *s, const struct act_actor *who, const struct act *acts, size_t n, bool full,
	struct arena *a, struct act_result *out, struct error *err)
{
	struct act_result result = { .count = 0 };
	struct acting x = { .s = s, .who = who, .acts = acts, .count = n, .now = clock_now(), .grp = who->group,
		.a = a, .out = &result,
		.words = BUF_INIT, .err = err };
	int rc = -1;
	if (db_begin(s, full, err) < 0)
		return -1;
	/* a person of whom the store could not take note: see cli_open_store() */
	if (!who->agent && !who->robot) {
		db_rollback(s);
		return s->no_agent.code ? error_set(err, s->no_agent.code, "%s", s->no_agent.text)
			: error_set(err, ERR_INPUT, _("nobody is said to do this"));
	}
	if (act_run_all(&x) < 0) {
		db_rollback(s);
		goto out;
	}
	if (who->firing && act_fired(&x) < 0) {
		db_rollback(s);
		goto out;
	}
	if (n)
		db_touch(s, AREA_CASE);
	if (db_commit(s, err) < 0)
		goto out;
	if (x.erased)
		act_erase_after(&x);
	result.action = x.grp;
	result.words = arena_strn(a, x.words.data, x.words.len);
	*VEC_PUSH(a, x.left, x.left_count, x.left_space) = NULL;
	result.left_alone = x.left;
	if (result.case_id && !result.number)
		result.number = db_int64(s, STMT_ACT_CASE, 0, "i", result.case_id);
	*out = result;
	rc = 0;
out:
	buf_free(&x.words);
	return rc;
}
