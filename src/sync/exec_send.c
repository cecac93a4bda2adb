/*
 * exec_send.c - the outbox of an exec account.  The line that asks the program to send is the last byte
 * that makes it act: `wire` stands in the store before it is written.
 */
#include <string.h>

#include "clock.h"
#include "exec_run.h"
#include "i18n.h"
#include "outgoing.h"

static int
put(struct exec_run *r, const struct outgoing_row *row, struct error *err)
{
	struct outgoing out;

	if (outgoing_make(r->w, row, r->w->arena, &out, err))
		return -1;
	memcpy(r->context.token, row->hex, sizeof r->context.token);
	r->job.outbox = row->row.id;
	return exec_say(r, deed_parse(row->row.kind) >= 0 ? "act" : "send", &out, err);
}

/* Until the program has said what became of it, has ended, or is silent for too long. */
static void
await(struct exec_run *r)
{
	int limit = (int)conf_account_span(r->w->account->conf, OPT_EXEC_TIMEOUT);
	int64_t until = clock_mono_us() + limit * 1000LL;
	struct error e = ERROR_INIT;

	while (r->verdict == VERDICT_NONE && r->out >= 0 && clock_mono_us() < until)
		if (exec_pump(r, 100, &e) || r->refused)
			break;
	if (e.code != ERR_NONE)
		worker_failed(r->w, &e);
}

static int
judge(struct exec_run *r, const struct outgoing_row *row, struct error *err)
{
	struct store *s = r->w->store;
	const char *words = r->verdict_words, *remote = r->verdict_id ? r->verdict_id : row->hex;
	int64_t id = row->row.id, next = r->verdict_after_ms ? clock_now() + r->verdict_after_ms :
		outgoing_next_try(row->row.attempts);

	switch (r->verdict) {
	case VERDICT_SENT:
	case VERDICT_DELIVERED:
		r->w->page->delivered++;
		if (outbox_move(s, id, OUTBOX_WIRE, OUTBOX_SENT, words, remote, 0, err))
			return -1;
		return r->verdict == VERDICT_SENT ? 0 :
			outbox_move(s, id, OUTBOX_SENT, OUTBOX_DELIVERED, words, remote, 0, err);
	case VERDICT_FAILED:
		r->w->page->failed++;
		return outbox_move(s, id, OUTBOX_WIRE, OUTBOX_FAILED,
			words ? words : _("the program refused it without a reason"), NULL, 0, err);
	case VERDICT_RETRY:
		return outbox_move(s, id, OUTBOX_WIRE, OUTBOX_QUEUED, words, NULL, next, err);
	default:
		break;
	}
	if (r->repeat_safe && r->verdict == VERDICT_NONE)
		return outbox_move(s, id, OUTBOX_WIRE, OUTBOX_QUEUED,
			_("the program gave no answer; it knows repeated messages, so it is asked again"),
			NULL, next, err);
	r->w->page->failed++;
	return outbox_move(s, id, OUTBOX_WIRE, OUTBOX_UNKNOWN,
		words ? words : _("the program gave no answer"), NULL, 0, err);
}

static int
send_one(struct exec_run *r, int64_t id, struct error *err)
{
	struct outgoing_row row;
	struct error why = ERROR_INIT;

	if (outgoing_read(r->w, id, r->w->arena, &row, &why))
		return why.code == ERR_INPUT ? outbox_move(r->w->store, id, OUTBOX_TRYING, OUTBOX_FAILED,
			why.text, NULL, 0, err) : error_set(err, why.code, "%s", why.text);
	r->token = row.hex;
	r->verdict = VERDICT_NONE;
	r->verdict_words = r->verdict_id = NULL;
	r->verdict_after_ms = 0;
	if (r->out < 0 || put(r, &row, &why))
		return outbox_move(r->w->store, id, OUTBOX_TRYING, OUTBOX_QUEUED,
			why.code ? why.text : _("the program ended too early"), NULL,
			outgoing_next_try(row.row.attempts), err);
	if (outbox_wire(r->w->store, id, err)) {
		buf_clear(&r->tx);
		return err->code == ERR_CONFLICT ? (error_clear(err), 0) : -1;
	}
	await(r);
	r->token = NULL;
	return judge(r, &row, err);
}

/* A program that knows what it has sent is simply asked again about what was broken off. */
static int
repeat_unknown(struct exec_run *r, struct error *err)
{
	int64_t *ids;
	size_t n, i;

	if (!r->repeat_safe || outbox_unknown(r->w->store, r->w->account->id, r->w->arena, &ids, &n, err))
		return r->repeat_safe ? -1 : 0;
	for (i = 0; i < n; i++)
		if (outbox_move(r->w->store, ids[i], OUTBOX_UNKNOWN, OUTBOX_QUEUED, NULL, NULL, 0, err))
			return -1;
	return 0;
}

int
exec_deliver(struct exec_run *r, struct error *err)
{
	int64_t id;

	if (repeat_unknown(r, err))
		return -1;
	while (!sync_stop && !r->refused) {
		if (outbox_claim(r->w->store, r->w->account->id, clock_now(), &r->w->sync->policy, &id, err))
			return -1;
		if (!id)
			return 0;
		if (send_one(r, id, err))
			return -1;
	}
	return 0;
}
