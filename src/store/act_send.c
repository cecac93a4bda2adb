/* act_send.c - acts that put a message into the outbox, and those that take it back or settle it. */
#include "act_internal.h"

#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "read.h"
#include "str.h"

/* -- what the message is about ---------------------------------------------------------------------------- */

struct envelope {
	int64_t account, thread, audience;
	char *in_reply_to, *refs;
};

/* In-Reply-To and References out of the thread: its newest message, and up to twenty ids, oldest first (RFC 5322
 * section 3.6.4); the second level's mails are none of the customer's business. */
static int
read_references(struct acting *x, int64_t thread, struct envelope *e)
{
	bool chat = db_int64(x->s, STMT_ACCOUNT_IS_CHAT, 0, "i", e->account) != 0;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_THREAD_IDS, x->err);
	char *ids[20], *theirs = NULL;
	size_t n = 0;
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", thread);
	while (n < 20 && (rc = db_step(x->s, st, x->err)) > 0) {
		ids[n] = db_col_text(st, 0, x->a);
		if (!theirs && db_col(st, 1) == DIRECTION_IN)
			theirs = ids[n];
		n++;
	}
	db_done(st);
	/* a chat quotes what is answered: never our own words */
	e->in_reply_to = chat ? theirs : n ? ids[0] : NULL;
	struct buf b = BUF_INIT;
	while (n-- > 0)
		buf_addf(&b, "%s%s", b.len ? " " : "", ids[n]);
	e->refs = b.len ? arena_strn(x->a, b.data, b.len) : NULL;
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}

static int
read_envelope(struct acting *x, const struct act *act, struct envelope *e)
{
	const struct act_message *m = act->message_out;
	*e = (struct envelope){ .account = m->account, .thread = m->thread, .audience = m->audience };
	if (!m->thread) {
		if (!m->account)
			return error_set(x->err, ERR_INPUT, _("no account to send by"));
		return 0;
	}
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_THREAD_REMOTE, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", m->thread);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0) {
		e->audience = db_col(st, 1);
		if (!e->account)
			e->account = db_col(st, 2);
	}
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such thread"));
	if (e->audience >= AUDIENCE_UNLISTED && !m->confirm_public && m->audience < AUDIENCE_UNLISTED &&
	    read_private_reply(x->s, m->thread)) {
		if (m->answers && !read_private_until(x->s, m->answers))
			return error_set(x->err, ERR_INPUT, _("it cannot be answered in private (any more)"));
		e->audience = AUDIENCE_PRIVATE;
		e->in_reply_to = act_private_about(x, m->thread);
		return 0;
	}
	int64_t window = act->verb == ACT_REPLY ? db_int64(x->s, STMT_WINDOW_UNTIL, 0, "ii", e->account, m->thread) : 0;
	bool template = window && db_int64(x->s, STMT_WINDOW_TEMPLATE, 0, "ii", e->account, m->thread);
	if (template && window <= x->now && !care_is_template(m->text))
		return error_set(x->err, ERR_INPUT, _("the reply window there has closed: only a template may be sent"));
	if (window && window <= x->now && !template && !db_int64(x->s, STMT_WINDOW_TEMPLATES, 0, "i", e->account))
		return error_set(x->err, ERR_INPUT, _("the reply window there has closed: choose another way"));
	if (e->audience >= AUDIENCE_UNLISTED && !m->confirm_public)
		return error_set(x->err, ERR_INPUT, _("this thread is public: a reply there must be confirmed as public"));
	if (e->audience > (int64_t)m->audience)
		return error_set(x->err, ERR_INPUT, _("the thread has become public meanwhile: look again before sending"));
	return read_references(x, m->thread, e);
}

static int
check_words(struct acting *x, const struct act_message *m)
{
	const char *where;
	if (str_empty(m->text))
		return error_set(x->err, ERR_INPUT, _("the message is empty"));
	if (care_has_placeholder(m->own ? m->own : m->text, &where) || (where = care_open_question(m->subject)) != NULL)
		return error_set(x->err, ERR_INPUT, _("a placeholder is still open: %.30s"), where);
	if (m->subject && strpbrk(m->subject, "\r\n"))
		return error_set(x->err, ERR_INPUT, _("the subject holds a line break"));
	for (size_t i = 0; i < m->recipient_count; i++)
		if (strpbrk(m->recipients[i].who.address, "\r\n") ||
		    (m->recipients[i].who.name && strpbrk(m->recipients[i].who.name, "\r\n")))
			return error_set(x->err, ERR_INPUT, _("an address holds a line break"));
	return 0;
}

static const char *
to_words(struct acting *x, const struct act_message *m)
{
	for (size_t i = 0; i < m->recipient_count; i++)
		if (m->recipients[i].role == ROLE_TO)
			return m->recipient_count > 1 ? arena_printf(x->a, "%s +%zu", m->recipients[i].who.address,
				m->recipient_count - 1) : m->recipients[i].who.address;
	return "?";
}

static int
add_lists(struct acting *x, const struct act_message *m, int64_t outbox)
{
	for (size_t i = 0; i < m->recipient_count; i++)
		if (db_run(x->s, STMT_ACT_OUTBOX_TO, x->err, "iiitt", outbox, (int64_t)i, (int64_t)m->recipients[i].role,
				m->recipients[i].who.name, m->recipients[i].who.address) < 0)
			return -1;
	for (size_t i = 0; i < m->file_count; i++)
		if (db_run(x->s, STMT_ACT_OUTBOX_FILE, x->err, "iiitt", outbox, (int64_t)i, m->files[i].blob,
				m->files[i].name, m->files[i].type ? m->files[i].type : "application/octet-stream") < 0)
			return -1;
	return 0;
}

/* The outbox row of the current action. */
int
act_queue(struct acting *x, const struct act *act, const char *kind, const struct act_case *c, int64_t *outbox)
{
	const struct act_message *m = act->message_out;
	struct envelope e;
	struct uid uid = uid_new();
	uint8_t key[32];
	if (check_words(x, m) < 0 || read_envelope(x, act, &e) < 0 || store_mark_key(x->s, key, x->err) < 0)
		return -1;
	const char *at = m->from_address ? strrchr(m->from_address, '@') : NULL;
	char *id = care_message_id(uid, key, sizeof key, m->domain ? m->domain : at ? at + 1 : NULL, x->a);
	int64_t seen = m->seen >= 0 ? m->seen : c ? db_int64(x->s, STMT_ACT_LAST_ITEM, 0, "i", c->id) : 0;
	int64_t hold = m->no_hold ? 0 : m->hold_ms > x->s->policy->undo_send_ms ? m->hold_ms : x->s->policy->undo_send_ms;
	int64_t text = db_text_put(x->s, c ? c->customer : 0,
		m->text, x->err);
	if (act_robot_may(x, act, c, kind, e.account, e.thread, e.audience) < 0)
		return -1;
	if (!text || db_run(x->s, STMT_ACT_OUTBOX_ADD, x->err, "uiitzizziiiiittttzttit", &uid, x->action, x->grp, kind,
			c ? c->id : (int64_t)0, e.account, e.thread, x->who->agent, m->at ? m->at : x->now + hold, x->now,
			(int64_t)(m->at != 0), seen, e.audience, id, m->from_address, m->from_name, m->subject, text,
			e.in_reply_to, e.refs, (int64_t)m->unless_reply, x->who->agent ? NULL : x->who->robot) < 0)
		return -1;
	*outbox = sqlite3_last_insert_rowid(x->s->db);
	if (m->answers && db_run(x->s, STMT_ACT_OUTBOX_ABOUT, x->err, "ii", *outbox, m->answers) < 0)
		return -1;
	if (add_lists(x, m, *outbox) < 0 ||
	    db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iinin", *outbox, x->now, (int64_t)OUTBOX_QUEUED) < 0)
		return -1;
	if (m->draft && (db_run(x->s, STMT_ACT_OUTBOX_BEGUN, x->err, "iii", *outbox, m->draft, x->now) < 0 ||
			db_run(x->s, STMT_ACT_DRAFT_DROP, x->err, "i", m->draft) < 0))
		return -1;
	db_touch(x->s, AREA_OUTBOX);
	db_touch(x->s, AREA_DRAFT);
	x->out->outbox = *outbox;
	return act_review_first(x, *outbox, kind);
}

int
act_do_send(struct acting *x, const struct act *act)
{
	static const char *const kinds[ACT_COUNT] = { [ACT_REPLY] = "reply", [ACT_NEW] = "new",
		[ACT_FORWARD] = "forward" };
	struct act_case c = { 0 };
	bool have_case = act->verb == ACT_REPLY || act->case_id;
	int64_t outbox;
	if (!act->message_out)
		return error_set(x->err, ERR_INPUT, _("nothing to send"));
	if (have_case && act_living(x, act, &c) < 0)
		return -1;
	const char *to = to_words(x, act->message_out);
	if (act_write(x, act->verb, c.id, 0, NULL, 0) < 0 ||
	    act_queue(x, act, kinds[act->verb], have_case ? &c : NULL, &outbox) < 0)
		return -1;
	char *args = arena_printf(x->a, "outbox:%lld", (long long)outbox);
	if (db_run(x->s, STMT_ACTION_ARGS, x->err, "it", x->action, args) < 0)
		return -1;
	if (have_case && c.status == STATUS_NEW && x->who->agent && act_set(x, FIELD_CASE_STATUS, c.id, V_INT(STATUS_OPEN)) < 0)
		return -1;
	if (review_trainee(x->s, x->s->policy, x->who->agent))
		act_say(x, _("a colleague looks at it before it leaves to %s"), to);
	else
		act_say(x, have_case ? _("queued to %s for #%lld") : _("queued to %s"), to, (long long)c.number);
	return 0;
}

/* -- taking back and settling --------------------------------------------------------------------------------- */

/* lapsed: the customer wrote first, and it did not leave, as was asked */
struct box { int64_t id, case_id, text, account, thread, target, audience, at; int state; char *kind, *subject, *to;
	bool lapsed, unless, robot; };

static int
read_box(struct acting *x, int64_t id, struct box *b)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_OUTBOX_GET, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0)
		*b = (struct box){ .id = id, .state = (int)db_col(st, 0), .case_id = db_col(st, 1),
			.kind = db_col_text(st, 2, x->a), .text = db_col(st, 3), .subject = db_col_text(st, 4, x->a),
			.account = db_col(st, 5), .thread = db_col(st, 6), .to = db_col_text(st, 9, x->a),
			.target = db_col(st, 10), .audience = db_col(st, 11), .at = db_col(st, 13),
			.unless = db_col(st, 14) != 0, .robot = db_col(st, 15) != 0 };
	if (rc > 0)
		b->lapsed = b->state == OUTBOX_CANCELLED && str_eq(db_col_text(st, 12, x->a), "reply");
	if (rc > 0 && !b->to)
		b->to = b->kind;
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such row in the outbox"));
}

static int
move_box(struct acting *x, const struct box *b, enum outbox_state to)
{
	int64_t seen = b->case_id ? db_int64(x->s, STMT_ACT_LAST_ITEM, 0, "i", b->case_id) : 0;
	if (db_run(x->s, STMT_ACT_OUTBOX_CAS, x->err, "iiiii", b->id, (int64_t)b->state, (int64_t)to, x->now, seen) < 0)
		return -1;
	if (!db_changes(x->s))
		return error_set(x->err, ERR_CONFLICT, _("it has moved on meanwhile: look again"));
	db_touch(x->s, AREA_OUTBOX);
	if (db_run(x->s, STMT_ACT_OUTBOX_LOG, x->err, "iiiit", b->id, x->now, (int64_t)b->state, (int64_t)to,
			x->who->agent ? store_agent_name(x->s, x->who->agent, x->a) : x->who->robot) < 0 ||
	    (to == OUTBOX_CANCELLED && verify_blank(x->s, b->id, x->err) < 0))
		return -1;
	return act_touch(x, b->case_id);
}

/* The text comes back as a draft, so that taking back loses nothing. */
static int
back_to_draft(struct acting *x, const struct box *b, int64_t agent)
{
	char *body = NULL;
	bool answer = !b->case_id && b->target;	/* in public, to what is in no case */
	/* what was said to one alone must not come back as words for everybody */
	bool private = b->target && b->audience < AUDIENCE_UNLISTED, edit = str_eq(b->kind, "edit");
	bool message = str_eq(b->kind, "reply") || str_eq(b->kind, "new") || str_eq(b->kind, "forward");
	/* one text to many is kept by whoever wrote it, not as a draft for each; what nobody wrote is nobody's draft */
	if (!agent || b->robot || x->many || (!edit && !message))
		return 0;
	if (db_text(x->s, STMT_TEXT_GET, x->a, &body, x->err, "i", b->text) < 0)
		return -1;
	db_touch(x->s, AREA_DRAFT);
	return db_run(x->s, STMT_ACT_DRAFT_ADD, x->err, "itziztttiizzi", agent,
		edit ? b->kind : private ? "private" : answer ? "answer" : b->kind, b->case_id, b->account, b->thread, b->to,
		b->subject, body, x->now, b->id, edit || private || answer ? b->target : 0,
		b->at > x->now ? b->at : (int64_t)0, (int64_t)(b->unless && b->at > x->now));
}

int
act_draft_of(struct acting *x, int64_t outbox, int64_t agent)
{
	struct box b;
	return read_box(x, outbox, &b) < 0 ? -1 : back_to_draft(x, &b, agent);
}

static bool
has_left(const struct box *b)
{
	return b->state != OUTBOX_QUEUED && b->state != OUTBOX_REVIEW && b->state != OUTBOX_FAILED &&
		b->state != OUTBOX_CANCELLED;
}

int
act_left(struct acting *x, int64_t outbox, int64_t *case_id, char **to)
{
	struct box b;
	if (read_box(x, outbox, &b) < 0)
		return -1;
	*case_id = b.case_id;
	*to = b.to;
	return has_left(&b);
}

int
act_take_back(struct acting *x, int64_t outbox)
{
	struct box b;
	if (read_box(x, outbox, &b) < 0)
		return -1;
	if (b.lapsed)
		return db_run(x->s, STMT_ACT_OUTBOX_TAKEN, x->err, "i", b.id) < 0 ? -1 : back_to_draft(x, &b, x->who->agent);
	if (b.state == OUTBOX_CANCELLED)
		return 0;
	bool left = has_left(&b);
	if (left && deed_parse(b.kind) >= 0)
		return error_set(x->err, ERR_INPUT, _("'%s' has left: it cannot be taken back, only followed by its "
			"opposite"), b.kind);
	if (left && str_eq(b.kind, "run"))
		return error_set(x->err, ERR_INPUT, b.state == OUTBOX_UNKNOWN
			? _("nobody knows what became of '%s': settle it in the outbox first")
			: _("'%s' was run: what it did in the world is not taken back here"), b.to ? b.to : "?");
	if (left)
		return error_set(x->err, ERR_INPUT, b.state == OUTBOX_UNKNOWN
			? _("nobody knows whether the message to %s left: settle it in the outbox first")
			: _("the message to %s has left: it cannot be taken back"), b.to ? b.to : "?");
	return move_box(x, &b, OUTBOX_CANCELLED) < 0 ? -1 : back_to_draft(x, &b, x->who->agent);
}

int
act_do_cancel(struct acting *x, const struct act *act)
{
	struct box b;
	if (read_box(x, act->outbox, &b) < 0)
		return -1;
	if (b.state == OUTBOX_CANCELLED && !b.lapsed)
		return error_set(x->err, ERR_INPUT, _("the message to %s was taken back already"), b.to ? b.to : "?");
	x->out->case_id = b.case_id;
	if (act_write(x, ACT_SEND_CANCEL, b.case_id, 0, arena_printf(x->a, "outbox:%lld", (long long)b.id), 0) < 0 ||
	    act_take_back(x, b.id) < 0)
		return -1;
	if (deed_parse(b.kind) >= 0)
		act_say(x, _("taken back: %s"), b.kind);
	else if (b.robot)
		act_say(x, _("taken back: %s"), b.to ? b.to : "?");
	else
		act_say(x, _("taken back: the message to %s; its text is a draft again"), b.to ? b.to : "?");
	return 0;
}

/* Format strings out of the table below: one %s each. */
static void
settle_words(struct acting *x, const char *words, const char *to)
{
	const char *text = _(words), *mark = strstr(text, "%s");
	act_say(x, "%.*s%s%s", (int)(mark - text), text, to, mark + 2);
}

/* A person says what became of a row, or sends it on its way again. */
int
act_do_settle(struct acting *x, const struct act *act)
{
	static const struct { int from, to; const char *words; } allowed[] = {
		{ OUTBOX_UNKNOWN, OUTBOX_SENT, N_("settled: the message to %s was sent") },
		{ OUTBOX_UNKNOWN, OUTBOX_CANCELLED, N_("settled: the message to %s was not sent") },
		{ OUTBOX_UNKNOWN, OUTBOX_QUEUED, N_("the message to %s goes out once more, with the same Message-ID") },
		{ OUTBOX_FAILED, OUTBOX_QUEUED, N_("trying again: %s") },
		{ OUTBOX_FAILED, OUTBOX_CANCELLED, N_("given up: %s") },
		{ OUTBOX_REVIEW, OUTBOX_QUEUED, N_("released: %s") },
		{ OUTBOX_REVIEW, OUTBOX_CANCELLED, N_("dropped: %s") },
		{ OUTBOX_QUEUED, OUTBOX_QUEUED, N_("trying now: %s") },
	};
	struct box b;
	if (read_box(x, act->outbox, &b) < 0 || (act->value == OUTBOX_QUEUED && act_review_refuse(x, act->outbox) < 0))
		return -1;
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
		if (allowed[i].from != b.state || allowed[i].to != act->value)
			continue;
		x->out->case_id = b.case_id;
		if (act_write(x, ACT_SEND_RESOLVE, b.case_id, 0, arena_printf(x->a, "outbox:%lld,%s", (long long)b.id,
				outbox_state_name(act->value)), 0) < 0 ||
		    move_box(x, &b, (enum outbox_state)act->value) < 0)
			return -1;
		settle_words(x, allowed[i].words, b.to ? b.to : "?");
		return 0;
	}
	return error_set(x->err, ERR_INPUT, _("a row that is '%s' cannot become '%s'"), outbox_state_name(b.state),
		outbox_state_name(act->value));
}
