/*
 * api_send.c - the outbox of a connected account.  `wire` stands in the store before the last byte leaves that makes
 * the server act: what breaks before it is simply repeated; what breaks after it is unknown, except where the
 * channel knows a repeated message when it sees one.
 */
#include <string.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

#define CHECK_MS 30000
#define UNDER_WAY_MS 60000		/* so long a request may take to its server */
#define NEVER 9100000000000000000LL	/* a row that is kept, not done */

static int
move(struct api_run *r, enum outbox_state to, const char *words, const char *remote_id, int64_t next)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	int rc;

	a->outbox_at = -1;
	a->news = true;
	/* a request that acts without saying so, and was taken all the same */
	if (r->state == OUTBOX_TRYING && (to == OUTBOX_SENT || to == OUTBOX_UNKNOWN)) {
		if (outbox_wire(a->w.store, r->row.row.id, &err))
			to = OUTBOX_COUNT;
		else
			r->state = OUTBOX_WIRE;
	}
	rc = to == OUTBOX_COUNT ? -1 :
		outbox_move(a->w.store, r->row.row.id, r->state, to, words, remote_id, next, &err);
	if (!rc)
		r->state = to;
	/* lost to somebody else's change: theirs holds */
	if (rc && err.code != ERR_CONFLICT)
		account_failed(a, &err, 0);
	return rc;
}

static void
drop_step(struct api_run *r)
{
	(void)feed_job_drop(r->account->w.store, r->account->w.account->id, "step", r->row.hex, NULL);
}

/* -- doubt -------------------------------------------------------------------------------------------------------- */

/* Would the server know the row again, if it has it?  A deed done twice is done once, at any time. */
static bool
repeats_safely(const struct api_account *a, int64_t id, struct arena *arena)
{
	int64_t safe = a->channel->repeat_safe_ms, since = 0;
	struct outbox_row row;

	if (safe <= 0)
		return safe < 0;
	if (!read_outbox_row(a->w.store, id, arena, &row, NULL) && deed_parse(row.kind) >= 0)
		return true;
	return !outbox_doubt_since(a->w.store, id, safe, &since, NULL) &&
		(!since || clock_now() - since < safe - UNDER_WAY_MS);
}

/* What may have been taken so long ago that the server would take it again is looked for, or a person decides. */
static int
stop_late(struct api_run *r, int64_t id, enum outbox_state from, struct error *err)
{
	struct api_account *a = r->account;
	const char *words = _("it may have been taken, so long ago that the server would not know it again");

	if (a->channel->repeat_safe_ms <= 0 || repeats_safely(a, id, r->arena))
		return 0;
	if (outbox_move(a->w.store, id, from, OUTBOX_UNKNOWN, words, NULL, 0, err))
		return -1;
	a->outbox_at = -1;
	a->check_at = 0;
	a->news = true;
	a->w.page->failed++;
	return error_set(err, ERR_CONFLICT, "%s", words);
}

/* Those that wait for their next try: in doubt they are no matter for a review of what has not left yet. */
static void
stop_late_repeats(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	int64_t *ids;
	size_t n = 0, i;

	if (a->channel->repeat_safe_ms > 0 && !outbox_repeats(a->w.store, a->w.account->id, r->arena, &ids, &n, &err))
		for (i = 0; i < n; i++)
			(void)stop_late(r, ids[i], OUTBOX_QUEUED, &err);
	arena_reset(r->arena);
}

/* -- on the way --------------------------------------------------------------------------------------------------- */

int
send_wire(void *ctx, struct error *err)
{
	struct api_run *r = ctx;

	r->refused = false;
	if (r->state != OUTBOX_TRYING)	/* a further step of the same row */
		return 0;
	if (stop_late(r, r->row.row.id, OUTBOX_TRYING, err) ||
	    outbox_wire(r->account->w.store, r->row.row.id, err))
		return -1;
	r->state = OUTBOX_WIRE;
	return 0;
}

/* Where the row goes on when it is taken up again. */
static int
put_step(struct api_run *r, const char *body)
{
	struct job step = { .kind = "step", .key = r->row.hex, .body = body, .not_before = NEVER,
		.outbox = r->row.row.id };
	struct error err = ERROR_INIT;

	if (feed_job_put(r->account->w.store, r->account->w.account->id, &step, &err)) {
		account_failed(r->account, &err, 0);
		return -1;
	}
	return 0;
}

int
send_step(struct api_run *r, const char *body)
{
	/* what has not acted may be done again from its beginning */
	return !r->request.acts || r->state == OUTBOX_UNKNOWN ? 0 : put_step(r, body);
}

/* -- how it ended ------------------------------------------------------------------------------------------ */

static void
taken(struct api_run *r, const struct outcome *o)
{
	const char *remote = o->remote_id ? o->remote_id : r->row.hex;
	struct error err = ERROR_INIT;

	r->account->w.page->delivered++;
	drop_step(r);
	if (o->thread && !r->row.row.thread &&
	    outbox_thread(r->account->w.store, r->row.row.id, o->thread, &err))
		account_failed(r->account, &err, 0);
	if (move(r, OUTBOX_SENT, o->words, remote, 0) || o->verdict == VERDICT_SENT)
		return;
	(void)move(r, OUTBOX_DELIVERED, o->words, remote, 0);
}

static int64_t
next_try(const struct api_run *r, int64_t after_ms)
{
	return after_ms ? clock_now() + after_ms : outgoing_next_try(r->row.row.attempts);
}

static void
put_back(struct api_run *r, const char *words, int64_t after_ms)
{
	(void)move(r, OUTBOX_QUEUED, words, NULL, next_try(r, after_ms));
}

static void
refuse(struct api_run *r, const char *words)
{
	r->account->w.page->failed++;
	drop_step(r);
	(void)move(r, OUTBOX_FAILED, words ? words : _("the server refused it without a reason"), NULL, 0);
}

static void
doubt(struct api_run *r, const char *words, int64_t after_ms)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;

	if (r->state == OUTBOX_WIRE && repeats_safely(a, r->row.row.id, r->arena)) {
		a->outbox_at = -1;
		a->news = true;
		if (!outbox_repeat(a->w.store, r->row.row.id, words, next_try(r, after_ms), &err))
			r->state = OUTBOX_QUEUED;
		else if (err.code != ERR_CONFLICT)
			account_failed(a, &err, 0);
		return;
	}
	r->account->w.page->failed++;
	r->account->check_at = 0;
	(void)move(r, OUTBOX_UNKNOWN, words, NULL, 0);
}

static void
fail_account(struct api_run *r, enum error_code code, const char *words, int64_t after_ms)
{
	struct error err = ERROR_INIT;

	error_set(&err, code, "%s", words ? words : "?");
	account_failed(r->account, &err, after_ms);
}

/* Of a row in doubt only one thing counts: that it is there. */
static void
judge_check(struct api_run *r, const struct outcome *o)
{
	if (o->verdict == VERDICT_SENT || o->verdict == VERDICT_DELIVERED)
		taken(r, o);
	else if (o->verdict == VERDICT_AUTH || o->verdict == VERDICT_LIMIT)
		fail_account(r, o->verdict == VERDICT_AUTH ? ERR_AUTH : ERR_LIMIT, o->words, o->retry_after_ms);
}

void
send_judge(struct api_run *r, const struct outcome *o)
{
	if (r->state == OUTBOX_UNKNOWN) {
		judge_check(r, o);
		return;
	}
	switch (o->verdict) {
	case VERDICT_SENT:
	case VERDICT_DELIVERED:
		taken(r, o);
		break;
	case VERDICT_FAILED:
		refuse(r, o->words);
		break;
	case VERDICT_RETRY:
		if (o->body && put_step(r, o->body))
			break;
		/* what fails on the server's side may have done it; where it would be known again it is asked again */
		if (r->state == OUTBOX_WIRE && r->account->channel->repeat_safe_ms &&
		    (r->answer.status >= 500 || r->answer.status == 408))
			doubt(r, o->words, o->retry_after_ms);
		else
			put_back(r, o->words, o->retry_after_ms);
		break;
	case VERDICT_LIMIT:
		put_back(r, o->words, o->retry_after_ms);
		fail_account(r, ERR_LIMIT, o->words, o->retry_after_ms);
		break;
	case VERDICT_AUTH:
		put_back(r, o->words, 1);
		fail_account(r, ERR_AUTH, o->words, 0);
		break;
	case VERDICT_UNKNOWN:
	case VERDICT_NONE:
		doubt(r, o->words ? o->words : _("the server's answer does not say what became of it"), 0);
		break;
	}
}

void
send_broken(struct api_run *r, const struct error *why)
{
	bool line = why->code == ERR_NETWORK || why->code == ERR_AUTH || why->code == ERR_LIMIT ||
		why->code == ERR_CONFIG || why->code == ERR_STORE || why->code == ERR_SYSTEM;

	if (why->code == ERR_CONFLICT)	/* taken back at the last moment */
		return;
	if (r->state == OUTBOX_WIRE) {
		if (r->refused)
			put_back(r, why->text, 0);
		else
			doubt(r, arena_printf(r->arena, _("the line broke before the server answered: %s"),
				why->text), 0);
	} else if (r->state == OUTBOX_TRYING) {
		if (line)
			put_back(r, why->text, 0);
		else
			refuse(r, why->text);
	}
	if (line && !sync_stop)
		account_failed(r->account, why, 0);
}

/* -- the next row ------------------------------------------------------------------------------------------------ */

/* Reads the row and begins its job. */
static int
begin(struct api_run *r, int64_t id, const char *kind, struct error *err)
{
	struct api_account *a = r->account;
	struct job j = { .kind = kind, .outbox = id, .speaks = r->state != OUTBOX_UNKNOWN };
	char *body = NULL;
	int64_t since = 0;

	if (outgoing_read(&a->w, id, r->arena, &r->row, err) ||
	    outgoing_make(&a->w, &r->row, r->arena, &r->out, err) ||
	    feed_job_body(a->w.store, a->w.account->id, "step", r->row.hex, r->arena, &body, err))
		return -1;
	r->sends = true;
	j.key = r->row.hex;
	if (r->state != OUTBOX_UNKNOWN)
		j.body = body;
	else if (!outbox_doubt_since(a->w.store, id, a->channel->repeat_safe_ms, &since, err))
		r->out.tried_at = since ? since : r->row.row.wire_at;
	else
		return -1;
	run_begin(r, &j);
	return 0;
}

static const char *
kind_of(struct api_run *r, int64_t id)
{
	struct outbox_row row;

	if (read_outbox_row(r->account->w.store, id, r->arena, &row, NULL))
		return "send";
	return deed_parse(row.kind) >= 0 ? "act" : "send";
}

bool
send_next(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	int64_t id = 0;

	a->outbox_at = -1;
	stop_late_repeats(r);
	if (outbox_claim(a->w.store, a->w.account->id, clock_now(), &a->w.sync->policy, &id, &err)) {
		account_failed(a, &err, 0);
		return false;
	}
	if (!id) {
		a->check_at = 0;	/* what was stopped may be in doubt */
		return false;
	}
	r->state = OUTBOX_TRYING;
	if (begin(r, id, kind_of(r, id), &err)) {
		r->row.row.id = id;
		if (err.code == ERR_INPUT)
			refuse(r, err.text);
		else
			put_back(r, err.text, 0);
		arena_reset(r->arena);
	}
	return true;
}

bool
check_next(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	int64_t *ids;
	size_t n = 0, i;

	if (!(a->channel->ways & WAY_READS_BACK) ||
	    outbox_unknown(a->w.store, a->w.account->id, r->arena, &ids, &n, &err)) {
		a->check_at = clock_now() + CHECK_MS;
		return false;
	}
	for (i = 0; i < n && ids[i] <= a->checked; i++)
		continue;
	if (i == n) {			/* all have been looked at: again in a while */
		a->checked = 0;
		a->check_at = clock_now() + CHECK_MS;
		arena_reset(r->arena);
		return false;
	}
	a->checked = ids[i];
	r->state = OUTBOX_UNKNOWN;
	if (begin(r, ids[i], "check", &err))
		arena_reset(r->arena);
	return true;
}

void
send_repeat_unknown(struct api_account *a)
{
	struct arena *arena = arena_new();
	struct error err = ERROR_INIT;
	int64_t *ids;
	size_t n = 0, i;

	if (a->channel->repeat_safe_ms &&
	    !outbox_unknown(a->w.store, a->w.account->id, arena, &ids, &n, &err))
		for (i = 0; i < n; i++)
			if (repeats_safely(a, ids[i], arena))
				(void)outbox_move(a->w.store, ids[i], OUTBOX_UNKNOWN, OUTBOX_QUEUED, NULL, NULL, 0,
					&err);
	arena_free(arena);
}
