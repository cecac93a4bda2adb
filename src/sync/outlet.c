/*
 * outlet.c - the pass of a way out that is no channel.  As with every delivery, how far a try had come is in the store
 * before the world can know of it: what was broken off after that is unknown, and is never done again by itself.
 */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "outlet.h"
#include "str.h"

int
outlet_wire(void *ctx, struct error *err)
{
	struct outlet *o = ctx;

	if (outbox_wire(o->w->store, o->row.row.id, err))
		return -1;
	o->state = OUTBOX_WIRE;
	return 0;
}

void
outlet_ended(struct outlet *o, enum outlet_end end, const char *words)
{
	o->end = end;
	o->words = words;
}

static int
move(struct outlet *o, enum outbox_state to, int64_t next, struct error *err)
{
	/* a request that acted without a word about it */
	if (o->state == OUTBOX_TRYING && (to == OUTBOX_SENT || to == OUTBOX_UNKNOWN) && outlet_wire(o, err))
		return -1;
	if (outbox_move(o->w->store, o->row.row.id, o->state, to, o->words, NULL, next, err))
		return -1;
	o->state = to;
	return 0;
}

static int
settle(struct outlet *o, struct error *err)
{
	int64_t next = o->after_ms ? clock_now() + o->after_ms : outgoing_next_try(o->row.row.attempts);

	switch (o->end) {
	case OUTLET_DONE:
		o->w->page->delivered++;
		return move(o, OUTBOX_SENT, 0, err);
	case OUTLET_REFUSED:
		o->w->page->failed++;
		return move(o, OUTBOX_FAILED, 0, err);
	case OUTLET_LATER:
		return move(o, OUTBOX_QUEUED, next, err);
	case OUTLET_AUTH:
		if (move(o, OUTBOX_QUEUED, next, err))
			return -1;
		return error_set(err, ERR_AUTH, "%s", o->words);
	case OUTLET_UNKNOWN:
	default:
		o->w->page->failed++;
		return move(o, OUTBOX_UNKNOWN, 0, err);
	}
}

/* What could not even be begun: the row waits, unless it is its own fault. */
static int
put_back(struct outlet *o, const struct error *why, struct error *err)
{
	if (why->code == ERR_CONFLICT)	/* taken back at the last moment */
		return 0;
	o->words = why->text;
	if (o->state != OUTBOX_TRYING)
		return move(o, OUTBOX_UNKNOWN, 0, err);
	if (why->code == ERR_INPUT) {
		o->w->page->failed++;
		return move(o, OUTBOX_FAILED, 0, err);
	}
	if (move(o, OUTBOX_QUEUED, outgoing_next_try(o->row.row.attempts), err))
		return -1;
	return error_set(err, why->code, "%s", why->text);
}

static int
say(struct outlet *o, struct error *err)
{
	switch (o->target->kind) {
	case TARGET_WEBHOOK: return outlet_webhook(o, err);
	case TARGET_RT: return outlet_rt(o, err);
	case TARGET_EXEC: return outlet_exec(o, err);
	case TARGET_MAIL:
	default: return error_set(err, ERR_INPUT, _("'%s' is reached by mail now"), o->target->name);
	}
}

static int
send_one(struct outlet *o, int64_t id, struct error *err)
{
	struct error why = ERROR_INIT;
	int64_t escalation = 0;
	char *event = NULL;

	o->state = OUTBOX_TRYING;
	o->end = OUTLET_LATER;
	o->words = NULL;
	o->after_ms = 0;
	o->row.row.id = id;
	if (outgoing_read(o->w, id, o->arena, &o->row, &why) ||
	    read_escalation_box(o->w->store, id, o->arena, &escalation, &event, &why) ||
	    read_escalation(o->w->store, escalation, o->arena, &o->esc, &why) < 0)
		return put_back(o, &why, err);
	o->event = event ? event : "escalated";
	if (o->target ? say(o, &why) : outlet_run(o, &why))
		return put_back(o, &why, err);
	return settle(o, err);
}

static int
deliver(struct outlet *o, struct error *err)
{
	struct worker *w = o->w;
	int64_t id;

	while (!sync_stop) {
		if (outbox_claim(w->store, w->account->id, clock_now(), &w->sync->policy, &id, err))
			return -1;
		if (!id)
			return 0;
		if (send_one(o, id, err))
			return -1;
		arena_reset(o->arena);
	}
	return 0;
}

int
outlet_pass(struct worker *w, struct error *err)
{
	struct outlet o = { .w = w, .arena = arena_new() };
	bool actions = false;
	int rc = 0;

	if (str_starts(w->account->name, "escalation:"))
		o.target = conf_escalation_find(w->sync->conf, w->account->name + strlen("escalation:"));
	else
		actions = str_eq(w->account->channel, "actions");
	if ((o.target || actions) && !w->pull_only)
		rc = deliver(&o, err);
	if (o.target && !rc && !w->deliver_only && o.target->kind == TARGET_RT)
		rc = outlet_rt_news(&o, err);
	if (!rc)
		w->page->pulled = true;
	http_free(o.http);
	if (o.secret)
		explicit_bzero(o.secret, strlen(o.secret));
	arena_free(o.arena);
	return rc;
}
