/* act_case.c - verbs that change fields of one case. */
#include "act_internal.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "conf.h"
#include "i18n.h"
#include "read.h"
#include "str.h"

/* A living case that may be changed; words about a merged one. */
int
act_living(struct acting *x, const struct act *act, struct act_case *c)
{
	if (act_case(x, act->case_id, c) < 0)
		return -1;
	if (c->merged_into)
		return error_set(x->err, ERR_INPUT, _("case #%lld was merged into #%lld: act on that one"),
			(long long)c->number, (long long)db_int64(x->s, STMT_ACT_CASE, 0, "i", c->merged_into));
	x->out->case_id = c->id;
	x->out->number = c->number;
	return act_touch(x, c->id);
}

int
act_touched(struct acting *x, const struct act_case *c)
{
	if (c->status != STATUS_NEW || !x->who->agent)
		return 0;
	return act_set(x, FIELD_CASE_STATUS, c->id, V_INT(STATUS_OPEN));
}

int
act_do_note(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("the note is empty"));
	/* braces of other kinds are the agent's own business in a note */
	if (care_open_question(act->text))
		return error_set(x->err, ERR_INPUT, _("a placeholder is still open: %.30s"), care_open_question(act->text));
	int64_t text = db_text_put(x->s, c.customer, act->text, x->err), id = text ? db_item(x->s, x->err) : 0;
	if (!id || act_write(x, ACT_NOTE, c.id, 0, NULL, 0) < 0 ||
	    db_run(x->s, STMT_ACT_NOTE_ADD, x->err, "iiziitt", id, c.id, x->who->agent, x->now, text,
		x->who->agent ? "agent" : "robot", x->who->agent ? NULL : x->who->robot) < 0 ||
	    act_note_change(x, "note", id, "deleted", V_INT(1), V_INT(0)) < 0 || act_mention(x, id, act->text) < 0 ||
	    act_touched(x, &c) < 0)
		return -1;
	act_say(x, _("note saved on #%lld"), (long long)c.number);
	for (char **name = mention_find(x->s, act->text, x->a); *name; name++)
		buf_addf(&x->words, " @%s", *name);
	return 0;
}

/* -- tags ------------------------------------------------------------------------------------------------- */

/* What may have tags, by its name in the journal. */
static const struct tagged { const char *entity; enum stmt has, on, off; } tagged[] = {
	{ "case_tag", STMT_ACT_TAG_HAS, STMT_ACT_TAG_ON, STMT_ACT_TAG_OFF },
	{ "customer_tag", STMT_PERSON_TAG_HAS, STMT_PERSON_TAG_ON, STMT_PERSON_TAG_OFF } };

static const struct tagged *
tagged_as(const char *entity)
{
	return &tagged[str_eq(entity, tagged[1].entity)];
}

bool
act_is_tag(const char *entity)
{
	return str_eq(entity, tagged[0].entity) || str_eq(entity, tagged[1].entity);
}

bool
act_has_tag(struct acting *x, const char *entity, int64_t id, const char *name)
{
	int64_t tag = db_int64(x->s, STMT_ACT_TAG_FIND, 0, "t", name);
	return tag && db_int64(x->s, tagged_as(entity)->has, 0, "ii", id, tag);
}

int
act_tag(struct acting *x, const char *entity, int64_t id, const char *name, bool on)
{
	if (act_has_tag(x, entity, id, name) == on)
		return 0;
	if ((on && db_run(x->s, STMT_ACT_TAG_ADD, x->err, "t", name) < 0) ||
	    db_run(x->s, on ? tagged_as(entity)->on : tagged_as(entity)->off, x->err, "ii", id,
		db_int64(x->s, STMT_ACT_TAG_FIND, 0, "t", name)) < 0)
		return -1;
	return act_note_change(x, entity, id, name, V_INT(!on), V_INT(on)) < 0 ? -1 : 1;
}

int
act_do_tag(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct buf done = BUF_INIT;
	int rc = -1, one;
	if (act_living(x, act, &c) < 0)
		return -1;
	/* what would not change anything is no action */
	bool any = false;
	for (int side = 0; side < 2; side++)
		for (const char *const *t = side ? act->remove : act->add; t && *t; t++) {
			bool has = act_has_tag(x, "case_tag", c.id, *t);
			any |= has == (side == 1);
			if (has == (side == 1))
				buf_addf(&done, "%s%c%s", done.len ? " " : "", side ? '-' : '+', *t);
		}
	if (!any) {
		act_say(x, _("#%lld: nothing to change"), (long long)c.number);
		buf_free(&done);
		return 0;
	}
	if (act_write(x, ACT_TAG, c.id, 0, done.data, 0) < 0)
		goto out;
	for (int side = 0; side < 2; side++)
		for (const char *const *t = side ? act->remove : act->add; t && *t; t++)
			if ((one = act_tag(x, "case_tag", c.id, *t, side == 0)) < 0)
				goto out;
	act_say(x, _("#%lld tagged %s"), (long long)c.number, done.data);
	rc = 0;
out:
	buf_free(&done);
	return rc;
}

/* -- who -------------------------------------------------------------------------------------------------- */

int
act_unknown_agent(struct acting *x, const char *name)
{
	const char **names;
	size_t n;
	if (store_agents(x->s, x->a, &names, &n, x->err) < 0)
		return -1;
	const char *near = str_nearest(name, names, n);
	return near ? error_set(x->err, ERR_INPUT, _("there is no agent '%s' - did you mean '%s'?"), name, near)
		    : error_set(x->err, ERR_INPUT, _("there is no agent '%s'; teams are written team:NAME"), name);
}

int
act_do_assign(struct acting *x, const struct act *act)
{
	struct act_case c;
	const char *name = act->name ? act->name : "";
	bool team = str_starts(name, "team:");
	int64_t agent = 0;
	struct value now, now_team;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (!team && *name && !(agent = store_agent_find(x->s, name)))
		return act_unknown_agent(x, name);
	if (act_get(x, FIELD_CASE_ASSIGNEE, c.id, &now) < 0 || act_get(x, FIELD_CASE_TEAM, c.id, &now_team) < 0)
		return -1;
	struct value to = team ? now : V_ID(agent), to_team = team ? V_TEXT(name + 5) : now_team;
	if (act_same(now, to) && act_same(now_team, to_team)) {
		act_say(x, _("#%lld: nothing to change"), (long long)c.number);
		return 0;
	}
	int64_t reason;
	if (act_reason(x, act, c.customer, &reason) < 0 || act_write(x, ACT_ASSIGN, c.id, 0, name, reason) < 0 ||
	    act_set(x, FIELD_CASE_ASSIGNEE, c.id, to) < 0 ||
	    act_set(x, FIELD_CASE_TEAM, c.id, to_team) < 0 || act_touched(x, &c) < 0)
		return -1;
	act_say(x, *name ? _("assigned #%lld to %s") : _("#%lld is assigned to nobody%s"), (long long)c.number, name);
	return 0;
}

/* -- status ------------------------------------------------------------------------------------------------ */

/* Sets a status with what hangs on it: the time of resolution, the snooze. */
static int
set_status(struct acting *x, enum act_verb verb, const struct act_case *c, enum status to, const char *args)
{
	if (care_transition(c->status, to, x->err) < 0)
		return -1;
	if (act_write(x, verb, c->id, 0, args, 0) < 0 || act_set(x, FIELD_CASE_STATUS, c->id, V_INT(to)) < 0 ||
	    act_set(x, FIELD_CASE_RESOLVED, c->id, to == STATUS_RESOLVED ? V_INT(x->now) : V_NULL) < 0)
		return -1;
	if (to != STATUS_SNOOZED && (act_set(x, FIELD_CASE_SNOOZED, c->id, V_NULL) < 0 ||
			act_set(x, FIELD_CASE_SNOOZE_REPLY, c->id, V_INT(0)) < 0))
		return -1;
	return 0;
}

static int
change_status(struct acting *x, const struct act *act, enum act_verb verb, enum status to)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (c.status == to) {
		act_say(x, _("#%lld is %s already"), (long long)c.number, status_name(to));
		return 0;
	}
	/* resolved with nothing sent means "no reply needed", nor a call */
	const char *args = status_name(to);
	if (to == STATUS_RESOLVED && (c.waiting_since || c.callback_at)) {
		bool replies = false;
		for (size_t i = 0; i < x->count; i++)
			replies |= x->acts[i].verb == ACT_REPLY;
		if (!replies)
			args = "nothing-sent";
	}
	if (to == STATUS_OPEN && c.status == STATUS_RESOLVED)
		verb = ACT_REOPEN;
	if (set_status(x, to == STATUS_RESOLVED ? ACT_RESOLVE : verb, &c, to, args) < 0)
		return -1;
	act_say(x, _("#%lld is %s"), (long long)c.number, status_name(to));
	return 0;
}

int
act_do_status(struct acting *x, const struct act *act)
{
	return change_status(x, act, ACT_STATUS, (enum status)act->value);
}

/* What the configuration wants to know before a case is done, of a person. */
static int
missing_field(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct field_row *own, *theirs = NULL;
	size_t n, m = 0;
	if (!x->who->agent || act_case(x, act->case_id, &c) < 0)
		return x->who->agent ? -1 : 0;
	for (size_t i = 0; i < x->s->policy->field_count; i++) {
		const struct conf_field *f = &x->s->policy->fields[i];
		bool there = !str_eq(f->ask, "must") || (f->on_customer && !c.customer);
		if (there)
			continue;
		if (read_fields(x->s, 0, c.id, x->a, &own, &n, x->err) < 0 ||
		    (f->on_customer && read_fields(x->s, c.customer, 0, x->a, &theirs, &m, x->err) < 0))
			return -1;
		for (size_t k = 0; k < (f->on_customer ? m : n) && !there; k++)
			there = str_eq((f->on_customer ? theirs : own)[k].name, f->name);
		if (!there)
			return error_set(x->err, ERR_INPUT, _("#%lld cannot be resolved yet: '%s' is missing - field %s VALUE"),
				(long long)c.number, f->title, f->name);
	}
	return 0;
}

int
act_do_resolve(struct acting *x, const struct act *act)
{
	return missing_field(x, act) < 0 ? -1 : change_status(x, act, ACT_RESOLVE, STATUS_RESOLVED);
}

int
act_do_reopen(struct acting *x, const struct act *act)
{
	return change_status(x, act, ACT_REOPEN, STATUS_OPEN);
}

int
act_do_spam(struct acting *x, const struct act *act)
{
	return change_status(x, act, ACT_SPAM, STATUS_SPAM);
}

bool
act_asleep(int status)
{
	return status == STATUS_PENDING || status == STATUS_SNOOZED || status == STATUS_RESOLVED;
}

int
act_wake(struct acting *x, int64_t case_id)
{
	return act_set(x, FIELD_CASE_STATUS, case_id, V_INT(STATUS_OPEN)) < 0 ||
		act_set(x, FIELD_CASE_RESOLVED, case_id, V_NULL) < 0 ||
		act_set(x, FIELD_CASE_SNOOZED, case_id, V_NULL) < 0 ||
		act_set(x, FIELD_CASE_SNOOZE_REPLY, case_id, V_INT(0)) < 0 ? -1 : act_touch(x, case_id);
}

static void
when_words(char out[32], int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	snprintf(out, 32, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

int
act_do_snooze(struct acting *x, const struct act *act)
{
	struct act_case c;
	char words[32] = "";
	if (act_living(x, act, &c) < 0)
		return -1;
	if (!act->at && !act->flag)
		return error_set(x->err, ERR_INPUT, _("snooze: until when?"));
	if (act->at && act->at <= x->now)
		return error_set(x->err, ERR_INPUT, _("snooze: that time has passed"));
	if (care_transition(c.status, STATUS_SNOOZED, x->err) < 0)
		return -1;
	if (act->at)
		when_words(words, act->at);
	if (act_write(x, ACT_SNOOZE, c.id, 0, act->flag ? act->at ? "time,reply" : "reply" : "time", 0) < 0 ||
	    act_set(x, FIELD_CASE_STATUS, c.id, V_INT(STATUS_SNOOZED)) < 0 ||
	    act_set(x, FIELD_CASE_SNOOZED, c.id, V_ID(act->at)) < 0 ||
	    act_set(x, FIELD_CASE_SNOOZE_REPLY, c.id, V_INT(act->flag)) < 0 ||
	    act_set(x, FIELD_CASE_RESOLVED, c.id, V_NULL) < 0)
		return -1;
	act_say(x, act->at ? act->flag ? _("#%lld sleeps until %s or a reply") : _("#%lld sleeps until %s")
		: _("#%lld sleeps until a reply%s"), (long long)c.number, words);
	return 0;
}

/* -- plain fields ------------------------------------------------------------------------------------------- */

int
act_do_priority(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct value now;
	if (act_living(x, act, &c) < 0 || act_get(x, FIELD_CASE_PRIORITY, c.id, &now) < 0)
		return -1;
	if (act->value < 0 || act->value >= PRIORITY_COUNT)
		return error_set(x->err, ERR_INPUT, _("no such priority"));
	if (now.i != act->value && (act_write(x, ACT_PRIORITY, c.id, 0, priority_name(act->value), 0) < 0 ||
			act_set(x, FIELD_CASE_PRIORITY, c.id, V_INT(act->value)) < 0))
		return -1;
	act_say(x, _("#%lld has priority %s"), (long long)c.number, priority_name(act->value));
	return 0;
}

int
act_do_next(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	int64_t text = str_empty(act->text) ? 0 : db_text_put(x->s, c.customer, act->text, x->err);
	if (!str_empty(act->text) && !text)
		return -1;
	if (act_write(x, ACT_NEXT, c.id, 0, act->flag ? "promise" : NULL, text) < 0 ||
	    act_set(x, FIELD_CASE_NEXT, c.id, V_ID(text)) < 0 ||
	    act_set(x, FIELD_CASE_NEXT_BY, c.id, V_ID(act->at)) < 0 ||
	    act_set(x, FIELD_CASE_PROMISED, c.id, V_INT(act->flag)) < 0 || act_touched(x, &c) < 0)
		return -1;
	act_say(x, text ? _("#%lld: next step set") : _("#%lld: no next step"), (long long)c.number);
	return 0;
}

int
act_do_waits(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (act_write(x, ACT_WAITS, c.id, 0, NULL, 0) < 0 || act_set(x, FIELD_CASE_WAITS_ON, c.id, V_TEXT(act->name)) < 0 ||
	    act_set(x, FIELD_CASE_WAITS_UNTIL, c.id, V_ID(act->at)) < 0 || act_touched(x, &c) < 0)
		return -1;
	act_say(x, str_empty(act->name) ? _("#%lld waits on nobody%s") : _("#%lld waits on %s"), (long long)c.number,
		act->name ? act->name : "");
	return 0;
}

/* A person's word holds, whatever is recognised later; none (-) is one as well. */
int
act_do_intent(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	bool none = str_empty(act->name);
	if (act_write(x, ACT_INTENT, c.id, 0, none ? "-" : act->name, 0) < 0 ||
	    act_set(x, FIELD_CASE_INTENT_SET, c.id, none ? V_TEXT("-") : V_TEXT(act->name)) < 0 ||
	    act_set(x, FIELD_CASE_INTENT, c.id, V_TEXT(act->name)) < 0 || act_touched(x, &c) < 0)
		return -1;
	act_say(x, none ? _("#%lld is about nothing that has an answer%s") : _("#%lld is about %s"), (long long)c.number,
		none ? "" : act->name);
	return 0;
}

int
act_do_subject(struct acting *x, const struct act *act)
{
	struct act_case c;
	if (act_living(x, act, &c) < 0)
		return -1;
	if (str_empty(act->text) || strpbrk(act->text, "\r\n"))
		return error_set(x->err, ERR_INPUT, _("a subject is one line that is not empty"));
	if (str_eq(act->text, c.subject))
		return 0;
	if (act_write(x, ACT_SUBJECT, c.id, 0, NULL, 0) < 0 || act_set(x, FIELD_CASE_SUBJECT, c.id, V_TEXT(act->text)) < 0)
		return -1;
	act_say(x, _("#%lld renamed"), (long long)c.number);
	return 0;
}

int
act_do_flag(struct acting *x, const struct act *act)
{
	struct act_case c;
	struct value now;
	if (act_living(x, act, &c) < 0 || act_get(x, FIELD_CASE_FLAGGED, c.id, &now) < 0)
		return -1;
	if ((now.i != 0) != act->flag && (act_write(x, ACT_FLAG, c.id, 0, act->flag ? "on" : "off", 0) < 0 ||
			act_set(x, FIELD_CASE_FLAGGED, c.id, V_INT(act->flag)) < 0))
		return -1;
	act_say(x, act->flag ? _("#%lld flagged") : _("#%lld not flagged"), (long long)c.number);
	return 0;
}

/* -- opening, links ------------------------------------------------------------------------------------------- */

int
act_message_head(struct acting *x, int64_t id, struct act_message_head *h)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_MESSAGE, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*h = (struct act_message_head){ db_col(st, 0), db_col(st, 1), db_col(st, 2), (enum direction)db_col(st, 3) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such message"));
}

/* The case that this message opened before, if that was undone. */
static int64_t
opened_before(struct acting *x, int64_t message)
{
	char hex[33] = "";
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_MESSAGE_UID, NULL);
	if (!st)
		return 0;
	db_bind(st, "i", message);
	if (db_step(x->s, st, NULL) > 0)
		uid_hex(hex, db_col_uid(st, 0));
	db_done(st);
	struct uid uid = uid_of("case", hex, NULL);
	return db_int64(x->s, STMT_ACT_OPENED_BEFORE, 0, "u", &uid);
}

/* The case of before lives again, but not out of a merge.  Undone, it ends where its thread led this time. */
static int
open_again(struct acting *x, const struct act *act, int64_t thread, int64_t case_id)
{
	int64_t next = 0, at = 0, was = db_int64(x->s, STMT_CASE_MERGED_INTO, 0, "i", case_id);
	if (db_int64(x->s, STMT_ACT_MERGE_HOLDS, 0, "ii", case_id, (int64_t)ACT_MERGE))
		return error_set(x->err, ERR_INPUT, _("%s was merged into %s since: undo that first"), arena_printf(x->a, "#%lld",
			(long long)db_int64(x->s, STMT_ACT_CASE, 0, "i", case_id)), arena_printf(x->a, "#%lld",
			(long long)db_int64(x->s, STMT_ACT_CASE, 0, "i", act_end_of(x, TREE_CASES, case_id))));
	if (act_home(x, SEAT_THREAD, thread, &next, &at) < 0 || act_write(x, ACT_OPEN, case_id, 0, NULL, 0) < 0 ||
	    act_relink(x, TREE_CASES, case_id, 0) < 0 || (next && next != was && next != case_id &&
		act_note_change(x, "case", case_id, "merged_into", V_INT(next), V_NULL) < 0) ||
	    act_put(x, SEAT_MESSAGE, act->message, case_id) < 0 || act_put(x, SEAT_THREAD, thread, case_id) < 0 ||
	    act_stream_take(x, act->message, case_id) < 0)
		return -1;
	return act_set(x, FIELD_CASE_STATUS, case_id, V_INT(STATUS_OPEN));
}

int
act_do_open(struct acting *x, const struct act *act)
{
	struct act_message_head h;
	struct uid none = { { 0 } };
	if (act_message_head(x, act->message, &h) < 0)
		return -1;
	if (h.case_id) {
		x->opened_case = h.case_id;
		return 0;
	}
	int64_t case_id = opened_before(x, act->message);
	int64_t next = 0, at = 0;
	if (case_id ? open_again(x, act, h.thread, case_id) < 0
		: act_home(x, SEAT_THREAD, h.thread, &next, &at) < 0 ||
		case_open(x->s, act->message, STATUS_OPEN, false, none, &case_id, x->err) < 0 ||
		act_write(x, ACT_OPEN, case_id, 0, NULL, 0) < 0 ||
		act_note_change(x, "message", act->message, "case_id", V_NULL, V_INT(case_id)) < 0 ||
		act_note_change(x, "thread", h.thread, "next_case", V_ID(next), V_INT(case_id)) < 0 ||
		/* undone, it ends in the case where the thread led */
		(next && act_note_change(x, "case", case_id, "merged_into", V_INT(next), V_NULL) < 0) ||
		act_note_change(x, "case", case_id, "status", V_INT(STATUS_MERGED), V_INT(STATUS_OPEN)) < 0 ||
		act_stream_take(x, act->message, case_id) < 0)
		return -1;
	x->opened_case = x->out->case_id = case_id;
	act_say(x, _("opened #%lld"), (long long)db_int64(x->s, STMT_ACT_CASE, 0, "i", case_id));
	return act_touch(x, case_id);
}

int
act_linked(struct acting *x, int64_t a, int64_t b, const char *kind, bool on)
{
	char *field = arena_printf(x->a, "%lld:%s", (long long)b, kind);
	if ((on ? db_run(x->s, STMT_ACT_LINK_ON, x->err, "iit", a, b, kind)
			: db_run(x->s, STMT_ACT_LINK_OFF, x->err, "ii", a, b)) < 0 ||
	    act_note_change(x, "case_link", a, field, V_INT(!on), V_INT(on)) < 0)
		return -1;
	return act_touch(x, b);
}

/* Ties two cases: this one is a duplicate of, a follow-up of, a part of the other; value < 0: not any more. */
int
act_do_link(struct acting *x, const struct act *act)
{
	struct act_case c, other;
	const char *kind = act->name ? act->name : "part";
	bool on = act->value >= 0;
	char *is = NULL;
	int64_t reason;
	if (act_living(x, act, &c) < 0 || !act->case_count || act_case(x, act->cases[0], &other) < 0)
		return -1;
	if (c.id == other.id)
		return error_set(x->err, ERR_INPUT, _("a case cannot be linked to itself"));
	bool turned = !on && !db_int64(x->s, STMT_ACT_LINK_HAS, 0, "ii", c.id, other.id);
	int64_t a = turned ? other.id : c.id, b = turned ? c.id : other.id;
	if (db_text(x->s, STMT_ACT_LINK_KIND, x->a, &is, x->err, "ii", a, b) < 0)
		return -1;
	if (!on && !is)
		return error_set(x->err, ERR_INPUT, _("#%lld and #%lld are not linked"), (long long)c.number,
			(long long)other.number);
	if (on && str_eq(is, kind)) {
		act_say(x, _("#%lld and #%lld are linked already"), (long long)c.number, (long long)other.number);
		return 0;
	}
	char *args = arena_printf(x->a, "%s%s #%lld", on ? "" : "-", on ? kind : is, (long long)other.number);
	if (act_reason(x, act, c.customer, &reason) < 0 || act_write(x, ACT_LINK, c.id, 0, args, reason) < 0 ||
	    (is && act_linked(x, a, b, is, false) < 0) || (on && act_linked(x, a, b, kind, true) < 0))
		return -1;
	act_say(x, on ? _("#%lld linked to #%lld") : _("#%lld and #%lld are not linked any more"), (long long)c.number,
		(long long)other.number);
	return 0;
}
