/*
 * bluesky_read.c - notifications, newest first; what lies between the oldest of the first page and the newest one
 * seen before is read by a job that is stored together with the new mark.
 */
#include <string.h>

#include "bluesky.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { PAGES_MAX = 500, PARENTS = 80 };

/* 0 = it does not say. */
static int64_t
note_time(struct bluesky *x, json_t *note)
{
	const char *text = js_text(x->g.a, note, "indexedAt");
	int64_t at;

	return text && clock_parse_rfc3339(text, &at) && at > 0 ? js_time(x->c, note, "indexedAt") : 0;
}

void
bluesky_notes_request(const struct channel_context *c, const char *cursor, struct request *r)
{
	bluesky_get(bluesky_url(c, "app.bsky.notification.listNotifications?limit=100&reasons=mention&reasons=reply"
		"&reasons=quote&reasons=like%s%s", cursor ? "&cursor=" : "",
		cursor ? str_percent(c->arena, cursor) : ""), false, r);
}

/* -- one notification -------------------------------------------------------------------------------------- */

static void
take_like(struct bluesky *x, json_t *note)
{
	json_t *subject = js_at(note, "record.subject");
	const char *uri = js_text(x->g.a, subject, "uri"), *cid = js_text(x->g.a, subject, "cid");
	struct event_in *e;

	if (!uri || !cid)
		return;
	e = gather_event(&x->g);
	*e = (struct event_in){ .remote_id = arena_printf(x->g.a, "%s|%s", uri, cid), .kind = EVENT_REACTION,
		.event_id = js_text(x->g.a, note, "uri"), .at = js_time(x->c, note, "indexedAt"),
		.who = bluesky_person(x, json_object_get(note, "author")), .text = "\xe2\x99\xa5" };
}

#define REACH "reach-step"		/* set in a note that has been taken already */

bool
bluesky_is_reach(const struct job *j)
{
	json_t *note = str_eq(j->kind, "thread") && !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;
	bool is = js_true(note, REACH);

	json_decref(note);
	return is;
}

static const char *
reach_step(struct bluesky *x, json_t *note)
{
	(void)json_object_set_new(note, REACH, json_true());
	return js_dump(x->g.a, note, false);
}

/* A post that stands alone and is words only is taken as it is; else it is looked at first, with what is above. */
static void
take_note(struct bluesky *x, json_t *note)
{
	const char *reason = json_string_value(json_object_get(note, "reason"));
	json_t *record = json_object_get(note, "record");
	const char *uri = js_text(x->g.a, note, "uri");

	if (str_eq(reason, "like"))
		take_like(x, note);
	if (!uri || strlen(uri) > 900 ||
	    !(str_eq(reason, "mention") || str_eq(reason, "reply") || str_eq(reason, "quote")))
		return;
	if (!json_object_get(record, "reply") && !json_object_get(record, "embed")) {
		(void)bluesky_message(x, note, js_time(x->c, note, "indexedAt"));
		(void)gather_job(&x->g, "thread", uri, reach_step(x, note));
	} else {
		(void)gather_job(&x->g, "thread", uri, js_dump(x->g.a, note, false));
	}
}

/* -- pages -------------------------------------------------------------------------------------------------- */

/* The body of a scan: {"cursor", "stop": ms, "pages"}. */
const char *
bluesky_scan_cursor(const struct channel_context *c, const struct job *j)
{
	json_t *body = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;
	const char *cursor = js_text(c->arena, body, "cursor");

	json_decref(body);
	return cursor;
}

static const char *
scan_body(struct bluesky *x, const char *cursor, int64_t stop, int64_t pages)
{
	json_t *o = json_object();

	js_put(o, "cursor", cursor);
	(void)json_object_set_new(o, "stop", json_integer(stop));
	(void)json_object_set_new(o, "pages", json_integer(pages));
	return js_dump(x->g.a, o, true);
}

/* Goes on where the page did not reach what is known. */
static void
go_on(struct bluesky *x, const struct job *j, const char *cursor, int64_t oldest, struct outcome *o)
{
	bool scan = str_eq(j->kind, "scan");
	json_t *body = scan ? json_loads(j->body ? j->body : "", 0, NULL) : NULL;
	const char *kept = x->c->cursor(x->c->ctx, "notes"), *before = js_text(x->g.a, body, "cursor");
	int64_t stop = 0, pages = js_int(body, "pages", 0);

	if (scan)
		stop = js_int(body, "stop", 0);
	else if (!kept || str_to_int64(kept, &stop))
		stop = bluesky_floor(x->c);
	json_decref(body);
	if (!cursor || oldest < stop || str_eq(cursor, before) || pages >= PAGES_MAX)
		return;
	if (!scan) {
		(void)gather_job(&x->g, "scan", cursor, scan_body(x, cursor, stop, 0));
		return;
	}
	o->again = true;
	o->body = scan_body(x, cursor, stop, pages + 1);
	(void)gather_job(&x->g, j->kind, j->key, o->body);
}

int
bluesky_notes_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	struct bluesky x = bluesky_reading(c);
	json_t *notes = json_object_get(root, "notifications");
	const char *cursor = js_text(c->arena, root, "cursor"), *kept = c->cursor(c->ctx, "notes");
	int64_t newest = 0, oldest = INT64_MAX, mark = 0, at;
	size_t i;

	if (!json_is_array(notes))
		return error_set(err, ERR_PROTOCOL, _("the answer has no list of notifications"));
	for (i = json_array_size(notes); i-- > 0; ) {
		json_t *note = json_array_get(notes, i);

		at = note_time(&x, note);
		if (!at)
			continue;
		newest = at > newest ? at : newest;
		oldest = at < oldest ? at : oldest;
		take_note(&x, note);
	}
	go_on(&x, j, json_array_size(notes) ? cursor : NULL, oldest, o);
	if (str_eq(j->kind, "pull")) {
		if (kept)
			(void)str_to_int64(kept, &mark);
		if (newest > mark || !kept)
			gather_cursor(&x.g, "notes", arena_printf(c->arena, "%lld", (long long)newest));
		o->again = true;
		o->body = "log";
	}
	o->batch = gather_batch(&x.g);
	return 0;
}

/* -- what stands above ---------------------------------------------------------------------------------------- */

void
bluesky_thread_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	json_t *note = bluesky_is_reach(j) ? json_loads(j->body, 0, NULL) : NULL;
	const char *who = js_text(c->arena, note, "author.did");

	json_decref(note);
	if (who) {
		bluesky_get(bluesky_url(c, "app.bsky.actor.getProfile?actor=%s", str_percent(c->arena, who)), false, r);
		return;
	}
	bluesky_get(bluesky_url(c, "app.bsky.feed.getPostThread?depth=0&parentHeight=%d&uri=%s", PARENTS,
		str_percent(c->arena, j->key)), false, r);
}

/* Is it by us, or does it name us? */
static bool
names_us(struct bluesky *x, json_t *view)
{
	json_t *facet, *feature;
	size_t i, k;

	if (str_eq(js_text(x->g.a, view, "author.did"), x->did))
		return true;
	json_array_foreach(js_at(view, "record.facets"), i, facet)
		json_array_foreach(json_object_get(facet, "features"), k, feature)
			if (str_eq(js_text(x->g.a, feature, "did"), x->did))
				return true;
	return false;
}

/* Outermost first.  Of others' posts only the first, as what the talk is about, and the one that was answered.
 * *root: what all of it stands under, NULL = nothing. */
static void
take_parents(struct bluesky *x, json_t *thread, json_t **root)
{
	json_t *chain[PARENTS];
	size_t n = 0;

	for (thread = json_object_get(thread, "parent"); json_object_get(thread, "post") && n < PARENTS;
	    thread = json_object_get(thread, "parent"))
		chain[n++] = json_object_get(thread, "post");
	*root = n ? chain[n - 1] : NULL;
	while (n-- > 0) {
		bool to_us = names_us(x, chain[n]), first = !js_at(chain[n], "record.reply");
		struct message_in *m;

		if (!to_us && !first && n)
			continue;
		m = bluesky_message(x, chain[n], 0);
		if (m && !to_us)
			m->flags |= MESSAGE_HISTORY;
	}
}

int
bluesky_thread_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct bluesky x = bluesky_reading(c);
	json_t *note = js_load(j->body, j->body ? strlen(j->body) : 0, err);
	json_t *root = in->status == 200 ? js_load(in->body, in->body_len, err) : json_object();
	json_t *thread = json_object_get(root, "thread"), *post = json_object_get(thread, "post"), *under;
	struct message_in *m;
	struct event_in *e;

	if (!note || !root) {
		json_decref(note);
		json_decref(root);
		return -1;
	}
	if (js_true(note, REACH)) {
		m = bluesky_message(&x, note, js_time(c, note, "indexedAt"));
		if (m)
			m->reach = js_int(root, "followersCount", 0) > 0 ? js_int(root, "followersCount", 0) : 0;
		o->batch = gather_batch(&x.g);
		json_decref(note);
		json_decref(root);
		return 0;
	}
	take_parents(&x, thread, &under);
	m = bluesky_message(&x, post ? post : note, js_time(c, note, "indexedAt"));
	if (m && under)
		bluesky_under(&x, m, under);
	if (m && m->direction == DIRECTION_IN) {
		o->again = true;
		o->body = reach_step(&x, note);
	}
	if (!post && x.g.b.message_count && (in->status == 400 || in->status == 404 || thread)) {
		e = gather_event(&x.g);
		*e = (struct event_in){ .remote_id = x.g.messages[x.g.b.message_count - 1].remote_id,
			.event_id = "gone", .kind = EVENT_DELETE, .at = c->now };
	}
	o->batch = gather_batch(&x.g);
	json_decref(note);
	json_decref(root);
	return 0;
}
