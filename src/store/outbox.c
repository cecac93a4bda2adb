/* outbox.c - the way out: every transition is one compare-and-set UPDATE, committed FULL (S5). */
#include "feed_internal.h"

#include <stdio.h>

#include "act.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

static int
log_move(struct store *s, int64_t id, int was, int now, const char *words, struct error *err)
{
	db_touch(s, AREA_OUTBOX);
	return db_run(s, STMT_OUTBOX_LOG, err, "iiiit", id, clock_now(), (int64_t)was, (int64_t)now, words);
}

/* -- claiming ------------------------------------------------------------------------------------------------ */

struct due {
	int64_t id, account, case_id, seen, queued_at, scheduled, not_before, agent;
	bool reply, unless_reply, robot, reads, unseen;	/* reads: it answers what it has read, and reads on; unseen:
						   a trainee's words that no colleague has let go */
};

static int
read_due(struct store *s, int64_t account, int64_t now, struct due *d, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_OUTBOX_DUE, err);
	if (!st)
		return -1;
	db_bind(st, "ii", account, now);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*d = (struct due){ db_col(st, 0), account, feed_living_case(s, db_col(st, 1)), db_col(st, 2),
			db_col(st, 3), db_col(st, 4), db_col(st, 5), db_col(st, 7),
			str_eq((const char *)sqlite3_column_text(st, 6), "reply"), db_col(st, 9) != 0,
			sqlite3_column_type(st, 10) != SQLITE_NULL,
			str_eq((const char *)sqlite3_column_text(st, 10), "bot") ||
			str_eq((const char *)sqlite3_column_text(st, 10), "survey"),
			review_kind((const char *)sqlite3_column_text(st, 6)) && sqlite3_column_type(st, 11) == SQLITE_NULL };
	db_done(st);
	return rc;
}

/* Why this row must be looked at by a person before it leaves; NULL = it may go. */
static const char *
objection(struct store *s, const struct due *d, int64_t now, bool home, const struct care_policy *p, bool chat)
{
	if (!home)
		return "not-home";
	if (db_int64(s, STMT_RUN_BARRED, 0, "i", d->id))
		return "limit";
	if (d->unseen && review_trainee(s, p, d->agent))
		return "trainee";
	if (d->unless_reply && d->case_id && db_int64(s, STMT_OUTBOX_REPLIED, 0, "ii", d->case_id, d->seen))
		return "reply";
	/* a robot gives way to a person; the bot and a survey to what the customer wrote meanwhile, too */
	if (d->robot && d->case_id && db_int64(s, STMT_OUTBOX_ANSWERED, 0, "ii", d->case_id, d->seen))
		return "answered";
	if (d->reads && d->case_id && db_int64(s, STMT_OUTBOX_REPLIED, 0, "ii", d->case_id, d->seen))
		return "overtaken";
	if (d->reply && !d->robot && d->case_id && db_int64(s, STMT_OUTBOX_NEWER, 0, "iii", d->case_id, d->seen, d->agent))
		return "news";
	int64_t window = db_int64(s, STMT_WINDOW_OF_BOX, 0, "i", d->id);
	if (window && window <= now && !db_int64(s, STMT_WINDOW_TEMPLATES, 0, "i", d->account))
		return "window";
	int64_t stale = chat ? p->stale_after_chat_ms : p->stale_after_ms;
	int64_t since = d->scheduled ? d->not_before : d->queued_at;
	if (stale && now - since > stale)
		return d->scheduled ? "hour-passed" : "stale";
	return NULL;
}

/* Stops the row; a review is of what has not left for certain. */
static int
stop_row(struct store *s, const struct due *d, const char *why, struct error *err)
{
	int64_t since = 0;
	if (!str_eq(why, "not-home") && outbox_doubt_since(s, d->id, 0, &since, err) < 0)
		return -1;
	/* that it does not leave then is what was asked for: nobody has to look at it */
	int to = since ? OUTBOX_UNKNOWN : str_eq(why, "reply") || str_eq(why, "answered") ||
		str_eq(why, "overtaken") ? OUTBOX_CANCELLED : OUTBOX_REVIEW;
	if (db_run(s, STMT_OUTBOX_TO_REVIEW, err, "iti", d->id, since ? NULL : why, (int64_t)to) < 0 ||
	    log_move(s, d->id, OUTBOX_QUEUED, to, why, err) < 0)
		return -1;
	if (d->case_id)
		db_touch(s, AREA_CASE);
	return d->case_id ? case_derive(s, d->case_id, err) : 0;
}

int
outbox_claim(struct store *s, int64_t account, int64_t now, const struct care_policy *p, int64_t *id,
	struct error *err)
{
	struct due d;
	bool home = store_is_home(s);
	int rc;
	*id = 0;
	if (!db_int64(s, STMT_OUTBOX_DUE, 0, "ii", account, now))
		return 0;
	bool chat = db_int64(s, STMT_ACCOUNT_IS_CHAT, 0, "i", account) != 0;
	if (db_begin(s, true, err) < 0)
		return -1;
	while ((rc = read_due(s, account, now, &d, err)) > 0) {
		const char *why = objection(s, &d, now, home, p, chat);
		if (why) {
			if (stop_row(s, &d, why, err) < 0)
				goto fail;
			continue;
		}
		if (db_run(s, STMT_OUTBOX_CAS, err, "iii", d.id, (int64_t)OUTBOX_QUEUED, (int64_t)OUTBOX_TRYING) < 0 ||
		    log_move(s, d.id, OUTBOX_QUEUED, OUTBOX_TRYING, NULL, err) < 0)
			goto fail;
		*id = d.id;
		break;
	}
	if (rc >= 0 && db_commit(s, err) == 0)
		return 0;
fail:
	db_rollback(s);
	*id = 0;
	return -1;
}

int64_t
outbox_next(struct store *s, int64_t account)
{
	int64_t at = db_int64(s, STMT_OUTBOX_NEXT, 0, "i", account);
	return at == INT64_MAX ? 0 : at;	/* held back until somebody releases it */
}

bool
outbox_said(struct store *s, int64_t account, int64_t since)
{
	return db_int64(s, STMT_OUTBOX_SAID, 0, "ii", account, since) != 0;
}

/* -- appearing on the timeline ------------------------------------------------------------------------------- */

struct sent {
	char *kind, *remote_id, *from, *from_name, *subject, *channel, *in_reply_to, *robot;
	int64_t case_id, account, thread, agent, audience, text, sent_at, message, target;
	struct uid account_uid, uid;
};

static int
read_sent(struct store *s, int64_t id, struct arena *a, struct sent *o, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_OUTBOX_HEAD, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*o = (struct sent){ .kind = db_col_text(st, 0, a),
			.case_id = feed_living_case(s, db_col(st, 1)), .account = db_col(st, 2),
			.thread = db_col(st, 3), .agent = db_col(st, 4), .audience = db_col(st, 5),
			.remote_id = db_col_text(st, 6, a), .from = db_col_text(st, 7, a),
			.from_name = db_col_text(st, 8, a), .subject = db_col_text(st, 9, a), .text = db_col(st, 10),
			.sent_at = db_col(st, 11), .message = db_col(st, 12), .account_uid = db_col_uid(st, 13),
			.channel = db_col_text(st, 14, a), .uid = db_col_uid(st, 15),
			.in_reply_to = db_col_text(st, 16, a), .target = db_col(st, 17), .robot = db_col_text(st, 18, a) };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("no such outbox row"));
}

static char *
sent_recipients(struct store *s, int64_t id, struct arena *a)
{
	sqlite3_stmt *st = db_stmt(s, STMT_OUTBOX_RECIPIENTS, NULL);
	struct buf b = BUF_INIT;
	if (!st)
		return NULL;
	db_bind(st, "i", id);
	while (db_step(s, st, NULL) > 0) {
		buf_addf(&b, "%s[\"%s\",", b.len ? "," : "[", party_name((int)db_col(st, 0)));
		feed_json_string(&b, (const char *)sqlite3_column_text(st, 1));
		buf_addc(&b, ',');
		feed_json_string(&b, (const char *)sqlite3_column_text(st, 2));
		buf_addc(&b, ']');
	}
	db_done(st);
	if (b.len)
		buf_addc(&b, ']');
	char *json = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return json;
}

/* The thread of something new is named by our own message. */
static int
sent_thread(struct store *s, struct sent *o, int64_t at, struct error *err)
{
	char hex[33];
	if (o->thread && o->case_id && !str_eq(o->kind, "escalation") && db_run(s, STMT_THREAD_ADOPT, err, "iiii", o->thread,
			o->case_id, (int64_t)ACT_SPLIT, (int64_t)ACT_OPEN) < 0)
		return -1;
	if (o->thread)
		return db_run(s, STMT_THREAD_SEEN, err, "ii", o->thread, at);
	uid_hex(hex, o->account_uid);
	struct uid uid = uid_of("thread", hex, o->remote_id, NULL);
	if (db_run(s, STMT_THREAD_ADD, err, "uittiin", &uid, o->account, o->remote_id, o->subject, o->audience, at) < 0)
		return -1;
	o->thread = sqlite3_last_insert_rowid(s->db);
	return db_run(s, STMT_CASE_THREAD_NEXT, err, "zi", o->case_id, o->thread);
}

int
outbox_thread(struct store *s, int64_t id, const char *thread, struct error *err)
{
	struct arena *a = arena_new();
	struct sent o = { .kind = NULL };
	char hex[33];
	int rc = read_sent(s, id, a, &o, err);
	if (rc < 0 || o.thread)
		goto out;
	if ((rc = db_begin(s, true, err)) < 0)
		goto out;
	o.thread = db_int64(s, STMT_THREAD_FIND, 0, "it", o.account, thread);
	if (!o.thread) {
		uid_hex(hex, o.account_uid);
		struct uid uid = uid_of("thread", hex, thread, NULL);
		rc = db_run(s, STMT_THREAD_ADD, err, "uittiin", &uid, o.account, thread, o.subject, o.audience, clock_now());
		o.thread = rc < 0 ? 0 : sqlite3_last_insert_rowid(s->db);
	}
	if (rc < 0 || db_run(s, STMT_OUTBOX_THREAD, err, "ii", id, o.thread) < 0) {
		db_rollback(s);
		rc = -1;
	} else {
		rc = db_commit(s, err);
	}
out:
	arena_free(a);
	return rc;
}

/* A word to an escalation target that went neither by mail nor by any channel. */
static int
appear_told(struct store *s, int64_t id, const struct sent *o, int64_t at, struct arena *a, struct error *err)
{
	int64_t escalation = db_int64(s, STMT_ESC_OF_BOX, 0, "i", id);
	char *to = NULL;
	const char *who = o->agent ? store_agent_name(s, o->agent, a) : "robot";
	if (!escalation)
		return db_run(s, STMT_BOX_SHOWN, err, "i", id);
	if (db_text(s, STMT_ESC_NAME, a, &to, err, "i", escalation) < 0)
		return -1;
	return feed_target_told(s, id, o->case_id, who ? who : "?", to ? to : "?", at, a, err);
}

static int
appear(struct store *s, int64_t id, struct error *err)
{
	struct arena *a = arena_new();
	struct sent o = { .kind = NULL };
	int64_t at, sender = 0, item = 0;
	int rc = -1;
	if (read_sent(s, id, a, &o, err) < 0)
		goto out;
	if (o.message || (!o.remote_id && deed_parse(o.kind) < 0)) {
		rc = 0;
		goto out;
	}
	at = o.sent_at ? o.sent_at : clock_now();
	if (deed_parse(o.kind) >= 0) {
		rc = feed_deed_done(s, id, (enum deed_kind)deed_parse(o.kind), o.target, at, o.text, err);
		item = o.target;
		goto derive;
	}
	if (db_int64(s, STMT_OUTLET_OF_BOX, 0, "i", id)) {
		rc = appear_told(s, id, &o, at, a, err);
		goto derive;
	}
	/* the Sent copy may have been pulled before */
	if ((item = db_int64(s, STMT_OUTBOX_MESSAGE_KNOWN, 0, "tit", o.remote_id, o.account, o.channel))) {
		int64_t thread = db_int64(s, STMT_MESSAGE_THREAD, 0, "i", item);
		rc = db_run(s, STMT_MESSAGE_OURS, err, "iizz", item, id, o.agent, o.case_id) < 0 ? -1
			: db_run(s, STMT_OUTBOX_MESSAGE, err, "iii", id, item, thread);
		if (rc == 0 && o.robot && !str_eq(o.kind, "escalation"))
			rc = db_run(s, STMT_ROBOT_SPOKE, err, "it", item, o.robot);
		goto derive;
	}
	bool escalation = str_eq(o.kind, "escalation");
	char account[33], thread[24];
	char *address = care_identity_normal(o.channel, o.from ? o.from : "", a);
	if (address && case_identity(s, o.channel, address, o.from_name, at, &sender, err) < 0)
		goto out;
	if (sent_thread(s, &o, at, err) < 0 || !(item = db_item(s, err)))
		goto out;
	uid_hex(account, o.account_uid);
	snprintf(thread, sizeof thread, "%lld", (long long)o.thread);
	struct uid uid = uid_of("message", account, o.remote_id, "outbox", NULL);
	if (db_run(s, STMT_OUTBOX_MESSAGE_ADD, err, "iuitziztt" "ziiiizit", item, &uid, o.thread, o.remote_id, o.case_id,
			o.audience, sender, sent_recipients(s, id, a), o.subject, o.text, at, clock_now(),
			db_int64(s, STMT_OUTBOX_FILE_COUNT, 0, "i", id),
			(int64_t)(escalation ? CARE_SECOND_LEVEL : CARE_OURS), o.agent, id, "sent=outbox") < 0)
		goto out;
	if (db_run(s, STMT_OUTBOX_ATTACH, err, "ii", item, id) < 0 ||
	    db_run(s, STMT_OUTBOX_MESSAGE, err, "iii", id, item, o.thread) < 0)
		goto out;
	/* a code answers nothing that the customer asked */
	if (str_eq(o.kind, "code") && db_run(s, STMT_VERIFY_AUTOMATIC, err, "i", item) < 0)
		goto out;
	if (o.robot && !escalation && db_run(s, STMT_ROBOT_SPOKE, err, "it", item, o.robot) < 0)
		goto out;
	if (escalation && db_run(s, STMT_MESSAGE_FLAG, err, "ii", item, (int64_t)MESSAGE_SECOND_LEVEL) < 0)
		goto out;
	rc = 0;
derive:
	if (rc == 0 && str_eq(o.kind, "code"))
		rc = verify_blank(s, id, err);
	if (rc == 0 && o.case_id)
		rc = db_run(s, STMT_CASE_UPDATED, err, "ii", o.case_id, at) < 0 ? -1 : case_derive(s, o.case_id, err);
out:
	arena_free(a);
	return rc;
}

int
outbox_settle_sent(struct store *s, int64_t id, enum outbox_state from, const char *words, struct error *err)
{
	if (db_run(s, STMT_OUTBOX_MOVE, err, "iiitnni", id, (int64_t)from, (int64_t)OUTBOX_SENT, NULL, clock_now()) < 0 ||
	    log_move(s, id, (int)from, OUTBOX_SENT, words, err) < 0)
		return -1;
	return appear(s, id, err);
}

int
outbox_appear_due(struct store *s, struct error *err)
{
	for (int64_t id; (id = db_int64(s, STMT_OUTBOX_UNSEEN, 0, "")) != 0;) {
		if (db_begin(s, true, err) < 0)
			return -1;
		if (db_end(s, appear(s, id, err), err) < 0)
			return -1;
		if (db_int64(s, STMT_OUTBOX_UNSEEN, 0, "") == id)
			break;
	}
	return 0;
}

/* -- moving ---------------------------------------------------------------------------------------------------- */

int
outbox_wire(struct store *s, int64_t id, struct error *err)
{
	return outbox_move(s, id, OUTBOX_TRYING, OUTBOX_WIRE, NULL, NULL, 0, err);
}

int
outbox_move(struct store *s, int64_t id, enum outbox_state from, enum outbox_state to, const char *words,
	const char *remote_id, int64_t next_try, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	bool sent = to == OUTBOX_SENT || to == OUTBOX_WIRE;
	if (db_run(s, STMT_OUTBOX_MOVE, err, "iiittzi", id, (int64_t)from, (int64_t)to, sent ? NULL : words, remote_id,
			next_try, clock_now()) < 0)
		goto fail;
	if (!db_changes(s)) {
		error_set(err, ERR_CONFLICT, _("outbox row %lld is not '%s' any more"), (long long)id,
			outbox_state_name(from));
		goto fail;
	}
	if (log_move(s, id, (int)from, (int)to, words, err) < 0)
		goto fail;
	if ((to == OUTBOX_SENT || to == OUTBOX_DELIVERED) && appear(s, id, err) < 0)
		goto fail;
	if ((to == OUTBOX_FAILED || to == OUTBOX_CANCELLED) && verify_blank(s, id, err) < 0)
		goto fail;
	if (to == OUTBOX_FAILED || to == OUTBOX_UNKNOWN) {
		int64_t case_id = db_int64(s, STMT_OUTBOX_SPEAKS, 0, "i", id);	/* a like that failed is no silence */
		struct feeding f = { .s = s, .err = err };
		case_id = feed_living_case(s, case_id);
		if (case_id && to == OUTBOX_FAILED && feed_undelivered(&f, case_id, clock_now()) < 0)
			goto fail;
		if (case_id && case_derive(s, case_id, err) < 0)
			goto fail;
		/* a public answer that did not get there: it waits in the stream again */
		if (to == OUTBOX_FAILED && db_run(s, STMT_STREAM_UNANSWERED, err, "i", id) < 0)
			goto fail;
	}
	if (db_commit(s, err) < 0)
		return -1;
	if (to == OUTBOX_SENT && store_is_home(s))
		return store_adopt(s, err);	/* remembers how far deliveries went */
	return 0;
fail:
	db_rollback(s);
	return -1;
}

int
outbox_repeat(struct store *s, int64_t id, const char *words, int64_t next_try, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	if (db_run(s, STMT_OUTBOX_MOVE, err, "iiitnzi", id, (int64_t)OUTBOX_WIRE, (int64_t)OUTBOX_QUEUED, words, next_try,
			clock_now()) < 0)
		return db_end(s, -1, err);
	if (!db_changes(s))
		return db_end(s, error_set(err, ERR_CONFLICT, _("outbox row %lld is not '%s' any more"), (long long)id,
			outbox_state_name(OUTBOX_WIRE)), err);
	/* the doubt stays on record: it is what the next try is judged by */
	return db_end(s, log_move(s, id, OUTBOX_WIRE, OUTBOX_UNKNOWN, words, err) < 0 ? -1 :
		log_move(s, id, OUTBOX_UNKNOWN, OUTBOX_QUEUED, NULL, err), err);
}

int
outbox_doubt_since(struct store *s, int64_t id, int64_t safe_ms, int64_t *since, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_OUTBOX_LOG_OF, err);
	int64_t first = 0, wire = 0;
	int rc = -1;
	if (st) {
		db_bind(st, "i", id);
		while ((rc = db_step(s, st, err)) > 0) {
			int64_t at = db_col(st, 0), was = db_col(st, 1), now = db_col(st, 2);
			/* only a person's move out of doubt has a name as its words */
			bool person = was == OUTBOX_UNKNOWN && now == OUTBOX_QUEUED && db_col(st, 3);
			if (was == OUTBOX_WIRE && now != OUTBOX_QUEUED && !first)
				first = wire;
			if (was == OUTBOX_WIRE)
				wire = 0;
			if (now == OUTBOX_WIRE)
				wire = at;
			if (person && at - first >= safe_ms)
				first = 0;
		}
		db_done(st);
	}
	if (rc < 0)
		return -1;
	*since = first ? first : wire;
	return 0;
}

int
outbox_recipient(struct store *s, int64_t id, int n, enum outbox_state state, const char *words, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	db_touch(s, AREA_OUTBOX);
	return db_end(s, db_run(s, STMT_OUTBOX_RECIPIENT_STATE, err, "iiit", id, (int64_t)n, (int64_t)state, words), err);
}

int
outbox_built(struct store *s, int64_t id, const struct digest *mime, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_OUTBOX_BUILT, err, "ib", id, (const void *)mime->b, sizeof mime->b), err);
}

int
outbox_filed(struct store *s, int64_t id, struct error *err)
{
	if (db_begin(s, true, err) < 0)
		return -1;
	return db_end(s, db_run(s, STMT_OUTBOX_FILED, err, "i", id), err);
}

int
outbox_recover(struct store *s, int64_t account, int *requeued, int *unknown, struct error *err)
{
	struct arena *a = arena_new();
	struct left { int64_t id; int state; } *list = NULL;
	size_t n = 0, space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_OUTBOX_LEFT, err);
	int rc = -1;
	*requeued = *unknown = 0;
	if (st) {
		db_bind(st, "i", account);
		while ((rc = db_step(s, st, err)) > 0)
			*VEC_PUSH(a, list, n, space) = (struct left){ db_col(st, 0), (int)db_col(st, 1) };
		db_done(st);
	}
	for (size_t i = 0; rc == 0 && i < n; i++) {
		bool safe = list[i].state == OUTBOX_TRYING;
		rc = outbox_move(s, list[i].id, (enum outbox_state)list[i].state, safe ? OUTBOX_QUEUED : OUTBOX_UNKNOWN,
			safe ? "interrupted before anything left" : "interrupted when it may have been taken", NULL, 0,
			err);
		*(safe ? requeued : unknown) += 1;
	}
	arena_free(a);
	return rc;
}

int
outbox_unknown(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_OUTBOX_UNKNOWN, a, ids, n, err, "i", account);
}

int
outbox_repeats(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_OUTBOX_REPEATS, a, ids, n, err, "i", account);
}

int
outbox_unfiled(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n, struct error *err)
{
	return db_ids(s, STMT_OUTBOX_UNFILED, a, ids, n, err, "i", account);
}
