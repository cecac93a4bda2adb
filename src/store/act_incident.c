/* act_incident.c - incidents: their parent, members, words and end; what was asked in a survey; what becomes of alarms. */
#include "act_internal.h"
#include "incident.h"

#include <string.h>

#include "i18n.h"
#include "str.h"

/* Once for a case, with the message that asks, in one transaction. */
int
act_do_survey(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (!x->out->outbox)
		return error_set(x->err, ERR_INPUT, _("survey: nothing was sent that asks"));
	if (act_write(x, ACT_SURVEY, c.id, c.customer, act->name, 0) < 0 ||
	    db_run(x->s, STMT_SURVEY_DECIDE, x->err, "izttni" "z", c.id, c.customer, act->name, act->kind, x->now, act->at) < 0)
		return -1;
	if (!db_changes(x->s))
		return error_set(x->err, ERR_CONFLICT, _("#%lld was asked already"), (long long)c.number);
	return db_run(x->s, STMT_SURVEY_ASKED, x->err, "iin", c.id, x->out->outbox);
}

/* -- incidents ------------------------------------------------------------------------------------------------ */

/* The parent: the case that is named, else a new one without a customer. */
static int
parent(struct acting *x, const struct act *act, struct act_case *c, bool *fresh)
{
	char hex[33];
	struct uid uid = uid_new();
	*fresh = !act->case_id;
	if (act->case_id)
		return act_living(x, act, c);
	int64_t number = db_int64(x->s, STMT_COUNTER_NEXT, 0, "t", "case");
	if (!number)
		return db_error(x->s, _("case number"), x->err);
	uid_hex(hex, uid);
	uid = uid_of("incident", hex, NULL);
	if (db_run(x->s, STMT_CASE_OPEN, x->err, "uiztiiiizn", &uid, number, (int64_t)0, act->incident->name,
		(int64_t)STATUS_OPEN, x->now, x->now, (int64_t)0, (int64_t)0) < 0)
		return -1;
	*c = (struct act_case){ .id = sqlite3_last_insert_rowid(x->s->db), .number = number, .status = STATUS_OPEN };
	x->opened_case = x->out->case_id = c->id;
	x->out->number = number;
	return act_touch(x, c->id);
}

int
act_do_incident(struct acting *x, const struct act *act)
{
	const struct act_incident *in = act->incident;
	struct act_case c;
	int64_t text = 0;
	bool fresh;
	if (!in || str_empty(in->name) || strpbrk(in->name, "\r\n\t\"():;"))
		return error_set(x->err, ERR_INPUT, _("an incident needs a name: one word or a few, without signs"));
	if (db_int64(x->s, STMT_INCIDENT_TAKEN, 0, "t", in->name))
		return error_set(x->err, ERR_INPUT, _("there is an incident '%s' already"), in->name);
	if (parent(x, act, &c, &fresh) < 0)
		return -1;
	if (!fresh && (incident_of_member(x->s, c.id) || incident_of_parent(x->s, c.id)))
		return error_set(x->err, ERR_INPUT, _("#%lld belongs to an incident already"), (long long)c.number);
	if (db_run(x->s, STMT_INCIDENT_RENAME, x->err, "t", in->name) < 0 ||
	    (in->text && !(text = db_text_put(x->s, 0, in->text, x->err))) ||
	    act_write(x, ACT_INCIDENT, c.id, 0, in->name, 0) < 0 ||
	    db_run(x->s, STMT_INCIDENT_ADD, x->err, "itt" "zi" "zii" "z", c.id, in->name, in->query, text, x->now, x->who->agent,
		(int64_t)in->survey, (int64_t)in->ack, text ? x->now : (int64_t)0) < 0)
		return -1;
	x->incident = sqlite3_last_insert_rowid(x->s->db);
	/* undone, it is over, and a case that was opened for it is none any more */
	if (act_note_change(x, "incident", x->incident, "closed_at", V_INT(x->now), V_NULL) < 0 ||
	    (fresh && act_note_change(x, "case", c.id, "status", V_INT(STATUS_MERGED), V_INT(STATUS_OPEN)) < 0))
		return -1;
	if (in->alarm && (act_set(x, FIELD_ALARM_STATE, in->alarm, V_TEXT("incident")) < 0 ||
	    act_set(x, FIELD_ALARM_INCIDENT, in->alarm, V_INT(x->incident)) < 0 ||
	    db_run(x->s, STMT_ALARM_DECIDED, x->err, "izi", in->alarm, x->who->agent, x->now) < 0))
		return -1;
	act_say(x, _("incident %s: #%lld"), in->name, (long long)c.number);
	return 0;
}

static int
find(struct acting *x, const struct act *act, struct incident_row *out)
{
	int64_t id = act->incident && act->incident->id ? act->incident->id : x->incident;
	return incident_get(x->s, id, x->a, out, x->err);
}

int
act_do_join(struct acting *x, const struct act *act)
{
	struct incident_row in;
	struct act_case c;
	if (act_living(x, act, &c) < 0 || find(x, act, &in) < 0)
		return -1;
	if (in.closed_at)
		return error_set(x->err, ERR_INPUT, _("the incident %s is over"), in.name);
	if (incident_of_parent(x->s, c.id))
		return error_set(x->err, ERR_INPUT, _("#%lld is an incident's own case"), (long long)c.number);
	if (c.status == STATUS_SPAM)
		return error_set(x->err, ERR_INPUT, _("#%lld is spam"), (long long)c.number);
	if (incident_of_member(x->s, c.id) == in.id) {
		act_say(x, _("#%lld: nothing to change"), (long long)c.number);
		return 0;
	}
	if (act_write(x, ACT_JOIN, c.id, 0, in.name, 0) < 0 || act_set(x, FIELD_CASE_INCIDENT, c.id, V_INT(in.id)) < 0 ||
	    act_touch(x, in.case_id) < 0)
		return -1;
	act_say(x, _("#%lld joined %s"), (long long)c.number, in.name);
	return 0;
}

int
act_do_leave(struct acting *x, const struct act *act)
{
	struct incident_row in;
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	int64_t is = incident_of_member(x->s, c.id), id = act->incident ? act->incident->id : 0;
	if (!is || (id && id != is))
		return error_set(x->err, ERR_INPUT, _("#%lld is in no incident"), (long long)c.number);
	if (incident_get(x->s, is, x->a, &in, x->err) < 0 || act_write(x, ACT_LEAVE, c.id, 0, in.name, 0) < 0 ||
	    act_set(x, FIELD_CASE_INCIDENT, c.id, V_NULL) < 0 || act_touch(x, in.case_id) < 0)
		return -1;
	act_say(x, _("#%lld left %s"), (long long)c.number, in.name);
	return 0;
}

int
act_do_incident_text(struct acting *x, const struct act *act)
{
	struct incident_row in;
	if (find(x, act, &in) < 0)
		return -1;
	if (str_eq(in.text, act->text) || (!in.text && str_empty(act->text))) {
		act_say(x, _("%s: nothing to change"), in.name);
		return 0;
	}
	int64_t text = str_empty(act->text) ? 0 : db_text_put(x->s, 0, act->text, x->err);
	if ((!str_empty(act->text) && !text) || act_write(x, ACT_INCIDENT_TEXT, in.case_id, 0, in.name, 0) < 0 ||
	    act_set(x, FIELD_INCIDENT_TEXT, in.id, V_ID(text)) < 0 ||
	    act_set(x, FIELD_INCIDENT_TEXT_AT, in.id, text ? V_INT(x->now) : V_NULL) < 0)
		return -1;
	x->out->case_id = in.case_id;
	x->out->number = in.number;
	act_say(x, text ? _("%s: this is said now") : _("%s: nothing is said about it any more"), in.name);
	return act_touch(x, in.case_id);
}

int
act_do_incident_close(struct acting *x, const struct act *act)
{
	struct incident_row in;
	if (find(x, act, &in) < 0)
		return -1;
	if (in.closed_at)
		return error_set(x->err, ERR_INPUT, _("the incident %s is over"), in.name);
	if (act_write(x, ACT_INCIDENT_CLOSE, in.case_id, 0, in.name, 0) < 0 ||
	    act_set(x, FIELD_INCIDENT_CLOSED, in.id, V_INT(x->now)) < 0 || act_touch(x, in.case_id) < 0)
		return -1;
	act_say(x, _("the incident %s is over"), in.name);
	return in.status == STATUS_RESOLVED ? 0 : act_do_status(x, &(struct act){ .verb = ACT_RESOLVE, .case_id = in.case_id,
		.value = STATUS_RESOLVED });
}

/* -- alarms ---------------------------------------------------------------------------------------------------- */

/* Looked at, and nothing is to be made of it. */
int
act_do_alarm(struct acting *x, const struct act *act)
{
	struct value state, word;
	int64_t id = act->incident ? act->incident->alarm : 0;
	if (act_get(x, FIELD_ALARM_STATE, id, &state) < 0)
		return error_set(x->err, ERR_INPUT, _("there is no such alarm"));
	sqlite3_stmt *st = db_stmt(x->s, STMT_ALARM_GET, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	word = db_step(x->s, st, x->err) > 0 ? V_TEXT(db_col_text(st, 1, x->a)) : V_NULL;
	db_done(st);
	if (!str_eq(state.t, "open"))
		return error_set(x->err, ERR_INPUT, _("that alarm was decided about already"));
	if (act_write(x, ACT_ALARM, 0, 0, word.t, 0) < 0 || act_set(x, FIELD_ALARM_STATE, id, V_TEXT("dismissed")) < 0 ||
	    db_run(x->s, STMT_ALARM_DECIDED, x->err, "izi", id, x->who->agent, x->now) < 0)
		return -1;
	act_say(x, _("alarm '%s' dismissed"), word.t ? word.t : "?");
	return 0;
}
