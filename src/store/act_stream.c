/* act_stream.c - decisions about what was said in public, and what we do to messages on the channels themselves. */
#include "act_internal.h"

#include <string.h>

#include "clock.h"
#include "conf.h"
#include "i18n.h"
#include "str.h"

/* -- the stream ---------------------------------------------------------------------------------------------- */

int
act_stream_state(struct acting *x, int64_t message, enum stream_state to)
{
	int64_t now = db_int64(x->s, STMT_ACT_STREAM_STATE, -1, "i", message);
	return now < 0 ? 0 : act_set(x, FIELD_STREAM_STATE, message, V_INT(to)) < 0 ? -1 : 0;
}

int
act_stream_take(struct acting *x, int64_t message, int64_t case_id)
{
	int64_t *ids;
	size_t n;
	if (db_int64(x->s, STMT_ACT_STREAM_STATE, -1, "i", message) < 0)
		return 0;
	if (act_ids(x, STMT_ACT_STREAM_EARLIER, message, &ids, &n) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_put(x, SEAT_MESSAGE, ids[i], case_id) < 0 ||
		    act_stream_state(x, ids[i], STREAM_CASE) < 0)
			return -1;
	return act_stream_state(x, message, STREAM_CASE);
}

int
act_do_pass(struct acting *x, const struct act *act)
{
	int64_t now = db_int64(x->s, STMT_ACT_STREAM_STATE, -1, "i", act->message);
	if (now < 0)
		return error_set(x->err, ERR_INPUT, _("item %lld was not said in public"), (long long)act->message);
	if (now == STREAM_CASE)
		return error_set(x->err, ERR_INPUT, _("item %lld is in a case: decide there"), (long long)act->message);
	if (now != STREAM_NEW) {
		act_say(x, _("item %lld: nothing to change"), (long long)act->message);
		return 0;
	}
	char *args = arena_printf(x->a, "item:%lld", (long long)act->message);
	if (act_write(x, ACT_PASS, 0, 0, args, 0) < 0 || act_stream_state(x, act->message, STREAM_PASSED) < 0)
		return -1;
	act_say(x, _("passed over"));
	return 0;
}

/* A public answer to what is in no case: it opens none. */
int
act_do_answer(struct acting *x, const struct act *act)
{
	struct act_message_head h;
	int64_t outbox;
	if (!act->message_out || act->message_out->answers != act->message)
		return error_set(x->err, ERR_INPUT, _("nothing to send"));
	if (act_message_head(x, act->message, &h) < 0)
		return -1;
	if (h.case_id)
		return error_set(x->err, ERR_INPUT, _("item %lld is in a case: reply there"), (long long)act->message);
	if (act_write(x, ACT_ANSWER, 0, 0, NULL, 0) < 0 || act_queue(x, act, "reply", NULL, &outbox) < 0)
		return -1;
	char *args = arena_printf(x->a, "outbox:%lld", (long long)outbox);
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", x->action, args) < 0 ||
	    act_stream_state(x, act->message, STREAM_ANSWERED) < 0)
		return -1;
	act_say(x, _("public answer queued"));
	return 0;
}

/* -- deeds on the channel ------------------------------------------------------------------------------------ */

struct target {
	int64_t thread, account, audience, case_id, flags, ours;
	bool outbound, active;
	char *remote_id, *channel, *kind, *who, *account_name;
};

static int
read_target(struct acting *x, int64_t message, struct target *t)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_TARGET, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*t = (struct target){ .outbound = db_col(st, 0) == DIRECTION_OUT, .remote_id = db_col_text(st, 1, x->a),
			.thread = db_col(st, 2), .account = db_col(st, 3), .audience = db_col(st, 4), .case_id = db_col(st, 5),
			.flags = db_col(st, 6), .channel = db_col_text(st, 7, x->a), .kind = db_col_text(st, 8, x->a),
			.who = db_col_text(st, 9, x->a), .account_name = db_col_text(st, 10, x->a),
			.active = db_col(st, 11) == 1, .ours = db_col(st, 12) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such message"));
}

static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = list ? list : ""; *p; p += strcspn(p, " "), p += strspn(p, " "))
		if (!strncmp(p, word, n) && (!p[n] || p[n] == ' '))
			return true;
	return false;
}

/* What the account says it can do goes before what its channel can do by nature; a program says it always. */
static int
check_ability(struct acting *x, const struct target *t, enum deed_kind deed)
{
	static const unsigned flags[] = { CHANNEL_LIKE, CHANNEL_LIKE, CHANNEL_HIDE, CHANNEL_HIDE, CHANNEL_EDIT, CHANNEL_DELETE };
	static const enum deed_kind needs[] = { DEED_LIKE, DEED_LIKE, DEED_HIDE, DEED_HIDE, DEED_EDIT, DEED_DELETE };
	const struct channel_info *info = channel_info_find(t->channel);
	const char *word = deed_name(needs[deed]);
	char *said = NULL;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ABILITY_ACTS, x->err);
	if (!st)
		return -1;
	db_bind(st, "iii", t->account, t->thread, x->now);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		said = db_col_text(st, 0, x->a);
	db_done(st);
	if (rc < 0)
		return -1;
	if (!t->active)
		return error_set(x->err, ERR_INPUT, _("account '%s' is not in the configuration any more"), t->account_name);
	bool can = said ? has_word(said, word) : !str_eq(t->kind, "exec") && info && info->flags & flags[deed];
	if (!can && !said && str_eq(t->kind, "exec"))
		return error_set(x->err, ERR_INPUT, _("the program of account '%s' does not say that it can do '%s'"),
			t->account_name, word);
	return can ? 0 : error_set(x->err, ERR_INPUT, _("%s cannot do '%s'"), t->channel, word);
}

static int
check_deed(struct acting *x, const struct act *act, const struct target *t, enum deed_kind deed)
{
	const char *where;
	bool own = deed == DEED_EDIT || deed == DEED_DELETE;
	if (own && !t->outbound)
		return error_set(x->err, ERR_INPUT, _("these are not our words: only what we said can be changed or deleted"));
	if (!own && t->outbound)
		return error_set(x->err, ERR_INPUT, _("these are our own words"));
	if (t->flags & MESSAGE_WITHDRAWN)
		return error_set(x->err, ERR_INPUT, _("it was deleted at the source"));
	if (check_ability(x, t, deed) < 0)
		return -1;
	if (db_int64(x->s, STMT_ACT_DEED_UNDER_WAY, 0, "it", act->message, deed_name(deed)))
		return error_set(x->err, ERR_INPUT, _("'%s' is on its way already: see the outbox"), deed_name(deed));
	unsigned bit = deed == DEED_LIKE || deed == DEED_UNLIKE ? STREAM_LIKED : STREAM_HIDDEN;
	bool done = t->ours & bit, on = deed == DEED_LIKE || deed == DEED_HIDE;
	bool in_stream = db_int64(x->s, STMT_ACT_STREAM_STATE, -1, "i", act->message) >= 0;
	if (!own && in_stream && done == on)
		return error_set(x->err, ERR_INPUT, on ? bit == STREAM_LIKED ? _("we like it already") : _("it is hidden already")
			: bit == STREAM_LIKED ? _("we have not liked it (a like that has not left yet is taken back by undo)")
			: _("it is not hidden (what has not left yet is taken back by undo)"));
	if (deed != DEED_EDIT)
		return 0;
	if (str_empty(act->text))
		return error_set(x->err, ERR_INPUT, _("the message is empty"));
	if (care_has_placeholder(act->text, &where))
		return error_set(x->err, ERR_INPUT, _("a placeholder is still open: %.30s"), where);
	if (t->audience >= AUDIENCE_UNLISTED && !act->flag)
		return error_set(x->err, ERR_INPUT, _("this thread is public: a reply there must be confirmed as public"));
	return 0;
}

int
act_may(struct store *s, int64_t message, enum deed_kind deed, struct arena *a, struct error *err)
{
	struct acting x = { .s = s, .a = a, .now = clock_now(), .err = err };
	struct act act = { .message = message, .text = "-", .flag = true };
	struct target t = { .thread = 0 };
	return read_target(&x, message, &t) < 0 || check_deed(&x, &act, &t, deed) < 0 ? -1 : 0;
}

int
act_do_deed(struct acting *x, const struct act *act)
{
	static const enum deed_kind deeds[ACT_COUNT] = { [ACT_LIKE] = DEED_LIKE, [ACT_UNLIKE] = DEED_UNLIKE,
		[ACT_HIDE] = DEED_HIDE, [ACT_UNHIDE] = DEED_UNHIDE, [ACT_EDIT] = DEED_EDIT, [ACT_DELETE] = DEED_DELETE };
	static const char *const words[] = { N_("like queued"), N_("taking the like back is queued"), N_("hiding is queued"),
		N_("showing it again is queued"), N_("the new words are queued"), N_("deleting is queued") };
	enum deed_kind deed = deeds[act->verb];
	struct target t = { .thread = 0 };
	struct uid uid = uid_new();
	if (read_target(x, act->message, &t) < 0 || check_deed(x, act, &t, deed) < 0)
		return -1;
	int64_t text = deed == DEED_EDIT ? db_text_put(x->s, 0, act->text, x->err) : 0;
	int64_t hold = act->value ? 0 : x->s->policy->undo_send_ms;
	if ((deed == DEED_EDIT && !text) || act_write(x, act->verb, t.case_id, 0, NULL, 0) < 0 ||
	    db_run(x->s, STMT_ACT_DEED_ADD, x->err, "uiitziiziiiiztit", &uid, x->action, x->grp, deed_name(deed), t.case_id,
			t.account, t.thread, x->who->agent, x->now + hold, x->now, (int64_t)0, t.audience, text, t.remote_id,
			act->message, x->who->agent ? NULL : x->who->robot) < 0)
		return -1;
	int64_t outbox = sqlite3_last_insert_rowid(x->s->db);
	char *args = arena_printf(x->a, "item:%lld,outbox:%lld", (long long)act->message, (long long)outbox);
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", x->action, args) < 0 ||
	    db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iinin", outbox, x->now, (int64_t)OUTBOX_QUEUED) < 0)
		return -1;
	db_touch(x->s, AREA_OUTBOX);
	x->out->outbox = outbox;
	act_say(x, "%s", _(words[deed]));
	return act_touch(x, t.case_id);
}
