/*
 * robot_bot.c - the step in which the bot hears what came in, and finds the dialogues whose time has come: a pause is over,
 * a silence, somebody took a case from it.  What it says then is decided in robot_talk.c.
 */
#include "robot_bot.h"

#include "answer.h"
#include "clock.h"
#include "feed.h"
#include "field.h"
#include "hours.h"
#include "log.h"
#include "promise.h"
#include "robots.h"
#include "str.h"

enum { AT_ONCE = 50 };
#define STEP "bot"

int
bot_hours(struct bot_run *x, const struct bot *b, struct hours **out, struct error *err)
{
	return read_hours(x->r->store, x->r->conf, b->hours, x->r->arena, out, err);
}

static const struct bot *
named(const struct bot_run *x, const char *name)
{
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->bots[i].name, name))
			return &x->bots[i];
	return NULL;
}

/* -- hearing -------------------------------------------------------------------------------------------------------- */

/* Is it the first level's?  Nobody has it, nobody has answered, and it asks for something. */
static int
may_begin(struct bot_run *x, const struct bot *b, const struct dialogue_ground *g, int64_t item, int64_t case_id, bool *may,
	struct error *err)
{
	struct hours *hours;
	struct dialogue_message *list;
	size_t n;
	*may = false;
	if (!b || g->person || (g->assignee && g->assignee != x->agent) || (g->status != STATUS_NEW && g->status != STATUS_OPEN))
		return 0;
	if (bot_hours(x, b, &hours, err) < 0 || dialogue_messages(x->r->store, case_id, item - 1, x->r->arena, &list, &n, err) < 0)
		return -1;
	bool open = hours_open(hours, x->r->now), when = str_eq(b->when, "always") || open == str_eq(b->when, "open");
	bool asks = n && list[0].wake == CARE_WAKES && (list[0].kind == KIND_MESSAGE) &&
		!(list[0].flags & (MESSAGE_BULK | MESSAGE_LATE | MESSAGE_HISTORY));
	*may = when && asks;
	return 0;
}

static int
begin(struct bot_run *x, const struct bot *b, const struct dialogue_ground *g, const struct dialogue_news *news, int64_t due_at,
	struct error *err)
{
	struct act_result result;
	struct act_bot it = { .dialogue = { .bot = b->name, .state = DIALOGUE_TALKING, .item = news->item - 1, .due_at = due_at,
		.began_at = x->r->now } };
	struct act acts[] = { { .verb = ACT_BOT, .case_id = news->case_id, .bot = &it },
		{ .verb = ACT_ASSIGN, .case_id = news->case_id, .name = "bot" } };
	return store_act(x->r->store, &x->v.who, acts, g->assignee ? 1 : 2, false, x->r->arena, &result, err);
}

/* A new message of theirs: a dialogue begins, or waits for its pause again. */
static int
hear(struct bot_run *x, const struct dialogue_news *news, struct error *err)
{
	struct dialogue d;
	struct dialogue_ground g;
	struct dialogue_message *list;
	size_t n;
	bool may;
	if (dialogue_get(x->r->store, news->case_id, x->r->arena, &d, err) < 0 ||
	    dialogue_ground(x->r->store, news->case_id, x->r->now - MS_HOUR, x->r->arena, &g, err) < 0)
		return -1;
	const struct bot *b = d.case_id ? named(x, d.bot) : bot_for(x->bots, x->n, g.account, g.channel, g.audience);
	if (!b || str_eq(d.state, DIALOGUE_HANDED) || str_eq(d.state, DIALOGUE_SILENCED) || str_eq(d.state, DIALOGUE_CALLED))
		return 0;
	if (!d.case_id && (may_begin(x, b, &g, news->item, news->case_id, &may, err) < 0 || !may))
		return may ? -1 : 0;
	if (dialogue_messages(x->r->store, news->case_id, news->item - 1, x->r->arena, &list, &n, err) < 0)
		return -1;
	int64_t at = n && list[0].received_at < x->r->now ? list[0].received_at : x->r->now, due_at = at + b->pause_ms;
	robot_wake(x->r, due_at);
	if (!d.case_id)
		return begin(x, b, &g, news, due_at, err);
	d.due_at = due_at;
	return dialogue_put(x->r->store, &d, err);
}

static int
hear_all(struct bot_run *x, struct error *err)
{
	struct robot_row row;
	struct dialogue_news *list;
	size_t n;
	if (robot_get(x->r->store, STEP, x->r->arena, &row, err) < 0)
		return -1;
	int64_t top = feed_top(x->r->store), cursor = row.item;
	if (dialogue_news(x->r->store, cursor, x->r->now - BOT_OLDEST_MS, AT_ONCE, x->r->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !sync_stop; i++) {
		if (hear(x, &list[i], err) < 0)
			return -1;
		cursor = list[i].item;
	}
	if (n < AT_ONCE)
		cursor = top > cursor ? top : cursor;
	else
		x->r->more = true;
	return cursor == row.item ? 0 : robot_put(x->r->store, STEP, cursor, x->r->now, NULL, err);
}

/* -- dialogues whose time has come ------------------------------------------------------------------------------------ */

static int
one(struct bot_run *x, int64_t id, struct error *err)
{
	struct dialogue d;
	struct dialogue_ground g;
	if (dialogue_get(x->r->store, id, x->r->arena, &d, err) < 0)
		return -1;
	const struct bot *b = named(x, d.bot);
	if (dialogue_ground(x->r->store, id, x->r->now - (b ? b->most_ms : MS_HOUR), x->r->arena, &g, err) < 0)
		return -1;
	if (!b || g.person || g.assignee != x->agent || g.status == STATUS_SPAM || g.status == STATUS_MERGED)
		return bot_silence(x, &d, &g, err);
	return bot_talk(x, b, &d, &g, err);
}

/* Somebody took the case, and took that back. */
static int
go_on(struct bot_run *x, int64_t id, struct error *err)
{
	struct dialogue d;
	struct dialogue_message *list;
	size_t n;
	if (dialogue_get(x->r->store, id, x->r->arena, &d, err) < 0 ||
	    dialogue_messages(x->r->store, id, d.item, x->r->arena, &list, &n, err) < 0)
		return -1;
	const struct bot *b = named(x, d.bot);
	if (!b)
		return 0;
	d.state = DIALOGUE_TALKING;
	d.ended_at = 0;
	d.due_at = n ? x->r->now : x->r->now + (b->closes_ms > 0 ? b->closes_ms : MS_DAY);
	return dialogue_put(x->r->store, &d, err);
}

static int
talk_all(struct bot_run *x, struct error *err)
{
	int64_t *ids, next;
	size_t n;
	if (dialogue_taken(x->r->store, x->agent, AT_ONCE, x->r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !sync_stop; i++)
		if (one(x, ids[i], err) < 0)
			return -1;
	if (dialogue_given_back(x->r->store, x->agent, AT_ONCE, x->r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !sync_stop; i++)
		if (go_on(x, ids[i], err) < 0)
			return -1;
	if (dialogue_due(x->r->store, x->r->now, AT_ONCE, x->r->arena, &ids, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !sync_stop; i++) {
		if (one(x, ids[i], err) < 0)
			return -1;
		feed_yield(x->r->store);
	}
	if ((next = dialogue_next(x->r->store)) != 0)
		robot_wake(x->r, next);
	return 0;
}

/* The answers are read again only when a file has changed. */
static int
load(struct bot_run *x, struct error *err)
{
	static struct answer_set set;
	static struct arena *kept;
	static uint64_t stamp;
	uint64_t now = answers_stamp(x->r->conf);
	if (!kept || now != stamp) {
		arena_free(kept);
		kept = arena_new();
		if (answers_load(x->r->conf, kept, &set, err) < 0)
			return -1;
		stamp = now;
		for (size_t i = 0; i < set.fault_count; i++)
			log_line(LOG_SYNC, "bot: %s", set.faults[i].text);
	}
	x->set = set;
	return 0;
}

int
robot_bot(struct robot *r, struct error *err)
{
	struct bot_run x = { .r = r, .v = { .store = r->store, .conf = r->conf, .who = { .robot = "bot" }, .now = r->now } };
	size_t n;
	if (bots_read(r->conf, r->arena, &x.bots, &x.n, err) < 0)
		return -1;
	if (!x.n) {	/* what a bot had that is there no more goes to people */
		x.agent = store_agent_find(r->store, "bot");
		return x.agent ? talk_all(&x, err) : 0;
	}
	const struct conf_field *fields = conf_fields(r->conf, &n);
	if (dialogue_agent(r->store, &x.agent, err) < 0 || load(&x, err) < 0)
		return -1;
	x.finder = care_finder_new(fields, n);
	int rc = hear_all(&x, err) < 0 || talk_all(&x, err) < 0 ? -1 : 0;
	care_finder_free(x.finder);
	return rc;
}
