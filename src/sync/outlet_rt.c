/* outlet_rt.c - Request Tracker as second level (REST 2, as RT 5 documents it in RT::REST2). */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "outlet.h"
#include "rt.h"
#include "str.h"

enum { AT_ONCE = 40, PER_PAGE = 100, PAGES_MAX = 50 };
#define SETTLED_MS 5000			/* what was changed later than that may change again within the same second */
#define SKEW_MS (10 * MS_MINUTE)	/* between their clock and ours */

static char *
address(const struct outlet *o, const char *path)
{
	const char *base = o->target->where;
	size_t n = strlen(base);

	while (n && base[n - 1] == '/')
		n--;
	return arena_printf(o->arena, "%.*s/%s", (int)n, base, path);
}

static char *
rest(const struct outlet *o, const char *path)
{
	return address(o, arena_printf(o->arena, "REST/2.0/%s", path));
}

static char *
dumped(json_t *j, struct arena *a)
{
	char *dump = json_dumps(j, JSON_COMPACT), *s = arena_str(a, dump ? dump : "{}");

	free(dump);
	json_decref(j);
	return s;
}

/* -- a word -------------------------------------------------------------------------------------------------- */

static int
make_ticket(struct outlet *o, struct error *err)
{
	const char *queue = conf_named_str(&o->target->section, OPT_ESCALATION_QUEUE);
	const char *subject = o->row.row.subject ? o->row.row.subject : "", *text = o->row.text ? o->row.text : "";
	char *answer, *id;
	int status;

	if (outlet_ask(o, "POST", rest(o, "ticket"), dumped(json_pack("{ss ss ss ss}", "Queue", queue, "Subject", subject,
	    "Content", text, "ContentType", "text/plain"), o->arena), true, &status, &answer, err))
		return -1;
	id = status >= 200 && status < 300 ? rt_made(answer, o->arena) : NULL;
	if (id) {
		struct feed_target t = { .remote_id = id, .state = "new",
			.url = address(o, arena_printf(o->arena, "Ticket/Display.html?id=%s", id)) };

		if (feed_target_state(o->w->store, o->esc.id, &t, clock_now(), err))
			return -1;
		outlet_ended(o, OUTLET_DONE, NULL);
	} else if (status >= 200 && status < 300) {
		outlet_ended(o, OUTLET_UNKNOWN, _("the server's answer does not say what became of it"));
	} else {
		outlet_judge(o, status, answer);
	}
	return 0;
}

int
outlet_rt(struct outlet *o, struct error *err)
{
	const char *text = o->row.text ? o->row.text : "";
	char *answer;
	int status;

	if (str_eq(o->event, "escalated"))
		return make_ticket(o, err);
	if (!o->esc.remote_id) {
		outlet_ended(o, OUTLET_LATER, _("there is no ticket yet that could be spoken to"));
		return 0;
	}
	if (outlet_ask(o, "POST", rest(o, arena_printf(o->arena, "ticket/%s/%s", o->esc.remote_id,
	    str_eq(o->event, "closed") ? "comment" : "correspond")), dumped(json_pack("{ss ss}", "Content", text, "ContentType",
	    "text/plain"), o->arena), true, &status, &answer, err))
		return -1;
	outlet_judge(o, status, answer);
	return 0;
}

/* -- news ------------------------------------------------------------------------------------------------------- */

/* A reading that fails is the account's matter. */
static int
get(struct outlet *o, const char *path, char **answer, struct error *err)
{
	int status;

	if (outlet_ask(o, "GET", rest(o, path), NULL, false, &status, answer, err))
		return -1;
	if (status == 200)
		return 0;
	if (!status)
		return error_set(err, ERR_NETWORK, "%s", o->words);
	return error_set(err, status == 401 ? ERR_AUTH : status == 429 ? ERR_LIMIT : ERR_REMOTE,
		_("the server answered %d: %s"), status, rt_complaint(*answer, o->arena));
}

/* "UPDATED TURN": the ticket as it was when its history was read, and the last turn of it that is known. */
static int64_t
last_turn(const struct escalation_row *e)
{
	const char *p = e->cursor ? strchr(e->cursor, ' ') : NULL;
	int64_t id = 0;

	return p && str_to_int64(p + 1, &id) == 0 ? id : 0;
}

static int
take_turn(struct outlet *o, const struct escalation_row *e, const struct rt_turn *t, const char *status, struct error *err)
{
	bool over = str_eq(t->type, "Status") && rt_is_over(t->value);
	struct feed_target in = { .state = status, .from = t->name, .at = t->at,
		.cursor = arena_printf(o->arena, "- %lld", (long long)t->id) };
	char *answer;

	if (over) {
		in.text = arena_printf(o->arena, _("[the ticket is %s]"), t->value);
	} else if (str_eq(t->type, "Correspond") || str_eq(t->type, "Comment")) {
		if (get(o, arena_printf(o->arena, "transaction/%lld/attachments?fields=ContentType,Content,Filename&per_page=50",
		    (long long)t->id), &answer, err))
			return -1;
		in.text = rt_words(answer, o->arena);
	}
	if (str_empty(in.text))
		return 0;
	o->w->page->fed.messages++;
	return feed_target_answer(o->w->store, e->id, &in, clock_now(), err);
}

static int
read_turns(struct outlet *o, const struct escalation_row *e, const char *status, const char *own, int64_t *top,
	struct error *err)
{
	int pages = 1, page;
	int64_t known = last_turn(e);

	for (page = 1; page <= pages && page <= PAGES_MAX && !sync_stop; page++) {
		struct rt_turn *t;
		char *answer;
		size_t n, i;

		if (get(o, arena_printf(o->arena, "ticket/%s/history?fields=Type,Creator,Created,NewValue,Field"
		    "&fields%%5BCreator%%5D=Name,RealName,EmailAddress&per_page=%d&page=%d", e->remote_id, PER_PAGE, page), &answer,
		    err))
			return -1;
		n = rt_history(answer, o->arena, &t, &pages);
		for (i = 0; i < n; i++) {
			*top = t[i].id > *top ? t[i].id : *top;
			if (t[i].id > known && !str_eq(t[i].creator, own) && take_turn(o, e, &t[i], status, err))
				return -1;
		}
	}
	return 0;
}

/* Something may have happened to the ticket. */
static int
look_at(struct outlet *o, const struct escalation_row *e, const struct rt_ticket *t, struct error *err)
{
	int64_t at = 0, top = last_turn(e), now = clock_now();
	struct feed_target s = { .state = t->status };
	char *answer, *own;

	if (t->updated && e->cursor && str_starts(e->cursor, t->updated))
		return 0;
	if (get(o, arena_printf(o->arena, "ticket/%s", e->remote_id), &answer, err))
		return -1;
	own = rt_creator(answer, o->arena);
	if (read_turns(o, e, t->status, own ? own : "", &top, err))
		return -1;
	if (t->updated)
		(void)clock_parse_rfc3339(t->updated, &at);
	s.cursor = arena_printf(o->arena, "%s %lld", at && at < now - SETTLED_MS ? t->updated : "-", (long long)top);
	return feed_target_state(o->w->store, e->id, &s, now, err);
}

/* One search for a handful of tickets. */
static int
look_at_some(struct outlet *o, const struct escalation_row *const *list, size_t n, struct error *err)
{
	struct buf q = BUF_INIT;
	struct rt_ticket *t;
	char *answer, *path;
	int pages;
	size_t count, i, k;

	for (i = 0; i < n; i++)
		buf_addf(&q, "%sid = %s", i ? " OR " : "", list[i]->remote_id);
	path = arena_printf(o->arena, "tickets?per_page=%d&fields=Status,LastUpdated&query=%s", PER_PAGE,
		str_percent(o->arena, q.data));
	buf_free(&q);
	if (get(o, path, &answer, err))
		return -1;
	count = rt_tickets(answer, o->arena, &t, &pages);
	for (i = 0; i < count; i++)
		for (k = 0; k < n; k++)
			if (str_eq(t[i].id, list[k]->remote_id) && look_at(o, list[k], &t[i], err))
				return -1;
	return 0;
}

/* A ticket that may have been made: the only one of this subject that is as old as our try. */
static int
find_lost(struct outlet *o, int64_t id, struct error *err)
{
	const char *queue = conf_named_str(&o->target->section, OPT_ESCALATION_QUEUE);
	struct rt_ticket *t, *found = NULL;
	struct feed_target s = { .state = "new" };
	char *answer, *event;
	int64_t escalation;
	size_t n, i, matches = 0;
	int pages;

	if (outgoing_read(o->w, id, o->arena, &o->row, err) ||
	    read_escalation_box(o->w->store, id, o->arena, &escalation, &event, err))
		return -1;
	if (!escalation || !str_eq(event, "escalated") || !o->row.row.subject || !o->row.row.wire_at)
		return 0;
	if (get(o, arena_printf(o->arena, "tickets?per_page=%d&fields=Status,LastUpdated,Created&query=%s", PER_PAGE,
	    str_percent(o->arena, arena_printf(o->arena, "Subject = %s AND Queue = %s", rt_quoted(o->row.row.subject, o->arena),
	    rt_quoted(queue, o->arena)))), &answer, err))
		return -1;
	n = rt_tickets(answer, o->arena, &t, &pages);
	for (i = 0; i < n; i++)
		if (t[i].created_at > o->row.row.wire_at - SKEW_MS) {
			found = &t[i];
			matches++;
		}
	if (matches != 1)
		return 0;
	s.remote_id = found->id;
	s.url = address(o, arena_printf(o->arena, "Ticket/Display.html?id=%s", found->id));
	if (feed_target_state(o->w->store, escalation, &s, clock_now(), err))
		return -1;
	o->w->page->delivered++;
	return outbox_move(o->w->store, id, OUTBOX_UNKNOWN, OUTBOX_SENT, _("the ticket is there"), NULL, 0, err);
}

int
outlet_rt_news(struct outlet *o, struct error *err)
{
	struct escalation_row *all;
	const struct escalation_row *some[AT_ONCE];
	int64_t *ids;
	size_t n = 0, count = 0, i, lost = 0;

	if (outbox_unknown(o->w->store, o->w->account->id, o->w->arena, &ids, &lost, err))
		return -1;
	for (i = 0; i < lost && !sync_stop; i++)
		if (find_lost(o, ids[i], err))
			return -1;
	if (read_escalations(o->w->store, 0, o->w->arena, &all, &n, err))
		return -1;
	for (i = 0; i <= n && !sync_stop; i++) {
		if (i < n && str_eq(all[i].target, o->target->name) && all[i].remote_id)
			some[count++] = &all[i];
		if (count && (i == n || count == AT_ONCE)) {
			if (look_at_some(o, some, count, err))
				return -1;
			count = 0;
			arena_reset(o->arena);
		}
	}
	return 0;
}
