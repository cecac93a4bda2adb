/*
 * matrix_read.c - what is new since the last sync, and the gaps that a sync leaves in a room's timeline.
 *
 * A sync names the newest events of each room; where it left some out, they are read backwards, page by page,
 * by a job that is stored together with the token of the next sync: so nothing is lost, wherever we are killed.
 */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "matrix.h"
#include "str.h"

enum { LIMIT_FIRST = 10, LIMIT = 50, PAGE = 100, PAGES_MAX = 1000, HOLD_MS = 30000 };
#define SKEW_MS (10 * MS_MINUTE)
#define WINDOW_MS (14 * MS_DAY)

#define TIMELINE_TYPES "[\"m.room.message\",\"m.sticker\",\"m.reaction\",\"m.room.redaction\",\"m.room.encrypted\"," \
	"\"m.room.encryption\",\"m.room.join_rules\",\"m.room.member\"]"
#define STATE_TYPES "[\"m.room.encryption\",\"m.room.join_rules\",\"m.room.member\"]"

void
matrix_sync_request(const struct channel_context *c, struct request *r)
{
	const char *since = c->cursor(c->ctx, "next");
	bool first = str_empty(since), wait = c->waits && !first;
	const char *filter = arena_printf(c->arena, "{\"room\":{\"timeline\":{\"limit\":%d,\"types\":%s},"
		"\"state\":{\"lazy_load_members\":true,\"types\":%s},\"ephemeral\":{\"types\":[\"m.receipt\"]},"
		"\"account_data\":{\"types\":[]}},\"presence\":{\"types\":[]},\"account_data\":{\"types\":[]}}",
		first ? LIMIT_FIRST : LIMIT, TIMELINE_TYPES, STATE_TYPES);

	matrix_get(c, matrix_url(c, "/sync?set_presence=offline&timeout=%d&filter=%s%s%s", wait ? HOLD_MS : 0,
		str_percent(c->arena, filter), first ? "" : "&since=",
		first ? "" : str_percent(c->arena, since)), r);
	r->long_poll = wait;
	r->timeout_ms = wait ? HOLD_MS : 0;
}

/* How far back a room is read that was not followed before. */
static int64_t
floor_of(const struct channel_context *c)
{
	const char *since = c->option(c->ctx, "since");
	int64_t at = 0;

	return since && clock_parse_rfc3339(since, &at) ? at : c->now - WINDOW_MS;
}

/* -- gaps ------------------------------------------------------------------------------------------------ */

/* body: from, to (a token; where to stop) or floor (ms; the same for a room new to us), at (when we last looked),
 * pages, held (events whose message has not been read yet). */
static void
put_gap(const struct channel_context *c, struct gather *g, const char *room, json_t *timeline, const char *since,
	int64_t at, json_t *held)
{
	const char *from = js_text(g->a, timeline, "prev_batch");
	json_t *o;

	if (!from) {
		json_decref(held);
		return;
	}
	o = json_object();
	js_put(o, "room", room);
	js_put(o, "from", from);
	js_put(o, "to", since);
	(void)json_object_set_new(o, "floor", json_integer(since ? 0 : floor_of(c)));
	(void)json_object_set_new(o, "at", json_integer(at));
	(void)json_object_set_new(o, "held", held);
	gather_job(g, "gap", arena_printf(g->a, "%s %s", room, from), js_dump(g->a, o, true));
}

int
matrix_gap_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	struct arena *a = c->arena;
	json_t *o = js_load(j->body, j->body ? strlen(j->body) : 0, err);
	const char *room = js_text(a, o, "room"), *from = js_text(a, o, "from"), *to = js_text(a, o, "to");

	json_decref(o);
	if (!room)
		return error_set(err, ERR_INPUT, _("a job of this account is damaged"));
	matrix_get(c, matrix_url(c, "/rooms/%s/messages?dir=b&limit=%d%s%s%s%s&filter=%s",
		str_percent(a, room), PAGE, from ? "&from=" : "", from ? str_percent(a, from) : "",
		to ? "&to=" : "", to ? str_percent(a, to) : "",
		str_percent(a, "{\"lazy_load_members\":true,\"types\":" TIMELINE_TYPES "}")), r);
	return 0;
}

/* Where the next page begins; NULL = the gap is closed. */
static const char *
next_page(const struct channel_context *c, json_t *body, json_t *root, json_t *chunk)
{
	const char *end = js_text(c->arena, root, "end");
	size_t n = json_array_size(chunk);
	int64_t oldest = n ? js_int(json_array_get(chunk, n - 1), "origin_server_ts", 0) : 0;

	if (!n || !end || str_eq(end, json_string_value(json_object_get(body, "from"))) ||
	    oldest < js_int(body, "floor", 0) || js_int(body, "pages", 0) >= PAGES_MAX)
		return NULL;
	return end;
}

int
matrix_gap_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	json_t *body = js_load(j->body, j->body ? strlen(j->body) : 0, err), *chunk = json_object_get(root, "chunk");
	struct gather g = { .a = c->arena };
	struct matrix_room room;
	struct matrix_reading x = { .c = c, .g = &g, .room = &room, .names = json_object() };
	const char *id = js_text(c->arena, body, "room"), *next;
	size_t i;

	if (!id || !json_is_array(chunk)) {
		json_decref(body);
		json_decref(x.names);
		return error_set(err, ERR_PROTOCOL, _("a page of a room's history has no \"chunk\""));
	}
	matrix_room_load(c, id, &room);
	x.floor = js_int(body, "floor", 0) ? 0 : js_int(body, "at", 0);
	matrix_names(&x, json_object_get(root, "state"));
	matrix_names(&x, chunk);
	for (i = json_array_size(chunk); i-- > 0; )
		matrix_event(&x, json_array_get(chunk, i));
	matrix_events_again(&x, json_object_get(body, "held"));
	gather_sort_events(&g);
	next = next_page(c, body, root, chunk);
	if (next) {
		js_put(body, "from", next);
		(void)json_object_set_new(body, "pages", json_integer(js_int(body, "pages", 0) + 1));
		(void)json_object_set_new(body, "held", matrix_events_hold(&g));
		o->again = true;
		o->body = js_dump(c->arena, body, false);
		gather_job(&g, j->kind, j->key, o->body);	/* where to go on after a break */
	}
	matrix_room_keep(&room, g.b.message_count > 0, &g);
	o->batch = gather_batch(&g);
	json_decref(body);
	json_decref(x.names);
	return 0;
}

/* -- invitations -------------------------------------------------------------------------------------------- */

void
matrix_join_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	const char *room = str_percent(c->arena, j->key);

	if (str_empty(j->body))
		matrix_put(c, "POST", matrix_url(c, "/join/%s", room), NULL, r);
	else if (str_eq(j->body, "members"))
		matrix_get(c, matrix_url(c, "/rooms/%s/joined_members", room), r);
	else
		(void)matrix_gap_request(c, j, r, &(struct error)ERROR_INIT);
}

int
matrix_join_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	struct matrix_room room;
	json_t *body;

	if (!str_empty(j->body) && !str_eq(j->body, "members"))
		return matrix_gap_answer(c, j, root, o, err);
	o->again = true;
	o->body = "members";
	if (str_empty(j->body))
		return 0;
	matrix_room_load(c, j->key, &room);
	matrix_room_many(&room, json_object_size(json_object_get(root, "joined")) > 2);
	matrix_room_keep(&room, false, &g);
	body = json_object();
	js_put(body, "room", j->key);
	(void)json_object_set_new(body, "floor", json_integer(floor_of(c)));
	o->body = js_dump(c->arena, body, true);
	o->batch = gather_batch(&g);
	return 0;
}

/* -- a sync ----------------------------------------------------------------------------------------------- */

/* Our own membership changed in what we were told: the room may be new to us. */
static bool
came_in(const struct channel_context *c, json_t *events)
{
	json_t *e;
	size_t i;

	json_array_foreach(events, i, e)
		if (str_eq(json_string_value(json_object_get(e, "type")), "m.room.member") &&
		    str_eq(json_string_value(json_object_get(e, "state_key")), c->address) &&
		    str_eq(json_string_value(js_at(e, "content.membership")), "join"))
			return true;
	return false;
}

static void
read_summary(struct matrix_room *r, json_t *summary)
{
	int64_t joined = js_int(json_object_get(summary, "m.joined_member_count"), "", -1);
	int64_t invited = js_int(json_object_get(summary, "m.invited_member_count"), "", 0);

	if (joined >= 0)
		matrix_room_many(r, joined + invited > 2);
}

static void
read_room(struct matrix_reading *x, json_t *section, const char *since, int64_t at, bool gaps)
{
	json_t *timeline = json_object_get(section, "timeline"), *state = js_at(section, "state.events");
	json_t *events = json_object_get(timeline, "events"), *ephemeral = js_at(section, "ephemeral.events"), *e;
	bool fresh = !since || came_in(x->c, state) || came_in(x->c, events);
	struct gather mine = { .a = x->g->a }, *all = x->g;
	size_t i;

	x->floor = fresh ? 0 : at;
	x->names = json_object();
	read_summary(x->room, json_object_get(section, "summary"));
	matrix_names(x, state);
	matrix_names(x, events);
	x->g = &mine;
	json_array_foreach(state, i, e)
		matrix_event(x, e);
	json_array_foreach(events, i, e)
		matrix_event(x, e);
	json_array_foreach(ephemeral, i, e)
		if (str_eq(json_string_value(json_object_get(e, "type")), "m.receipt"))
			matrix_receipts(x, json_object_get(e, "content"));
	gather_sort_events(&mine);
	x->g = all;
	if (gaps && js_true(timeline, "limited"))
		put_gap(x->c, all, x->room->id, timeline, fresh ? NULL : since, at, matrix_events_hold(&mine));
	matrix_room_keep(x->room, mine.b.message_count > 0, all);
	for (i = 0; i < mine.b.message_count; i++)
		*gather_message(all) = mine.messages[i];
	for (i = 0; i < mine.b.event_count; i++)
		*gather_event(all) = mine.events[i];
	json_decref(x->names);
}

static void
read_rooms(const struct channel_context *c, struct gather *g, json_t *rooms, const char *since, int64_t at, bool gaps)
{
	const char *id;
	json_t *section;

	json_object_foreach(rooms, id, section) {
		struct matrix_room room;
		struct matrix_reading x = { .c = c, .g = g, .room = &room };

		if (*id != '!' || strlen(id) > 255)
			continue;
		matrix_room_load(c, arena_str(g->a, id), &room);
		read_room(&x, section, since, at, gaps);
	}
}

/* An invitation is accepted, or not, as `invitations` says. */
static void
read_invites(const struct channel_context *c, struct gather *g, json_t *rooms)
{
	const char *policy = c->option(c->ctx, "invitations"), *id;
	json_t *section, *e;
	size_t i;

	if (str_eq(policy, "ignore"))
		return;
	json_object_foreach(rooms, id, section) {
		bool wanted = !str_eq(policy, "direct");

		json_array_foreach(js_at(section, "invite_state.events"), i, e)
			if (str_eq(json_string_value(json_object_get(e, "state_key")), c->address) &&
			    js_true(e, "content.is_direct"))
				wanted = true;
		if (wanted && *id == '!' && strlen(id) <= 255)
			gather_job(g, "join", arena_str(g->a, id), NULL);
	}
}

int
matrix_sync_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	struct gather g = { .a = c->arena };
	const char *next = js_text(c->arena, root, "next_batch"), *since = c->cursor(c->ctx, "next");
	const char *kept = c->cursor(c->ctx, "at");
	json_t *rooms = json_object_get(root, "rooms");
	int64_t at = 0;

	if (!next || strlen(next) > 4000)
		return error_set(err, ERR_PROTOCOL, _("the answer to a sync has no \"next_batch\""));
	if (str_empty(since))
		since = NULL;
	if (since && kept && str_to_int64(kept, &at) == 0)
		at = at > SKEW_MS && at < c->now ? at - SKEW_MS : 0;
	read_rooms(c, &g, json_object_get(rooms, "join"), since, at, true);
	read_rooms(c, &g, json_object_get(rooms, "leave"), since, at, false);
	read_invites(c, &g, json_object_get(rooms, "invite"));
	if (!str_eq(next, since) || g.b.message_count || g.b.event_count) {
		gather_cursor(&g, "next", next);
		gather_cursor(&g, "at", arena_printf(c->arena, "%lld", (long long)c->now));
	}
	o->batch = gather_batch(&g);
	return 0;
}
