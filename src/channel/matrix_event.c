/* matrix_event.c - events of a room as messages, edits, deletions, reactions and receipts. */
#include <string.h>

#include "i18n.h"
#include "matrix.h"
#include "str.h"

enum { HELD_MAX = 200 };

/* -- what is known of a room ---------------------------------------------------------------------------- */

static char *
room_key(struct arena *a, const char *id)
{
	return arena_printf(a, "room:%s", id);
}

void
matrix_room_load(const struct channel_context *c, const char *id, struct matrix_room *r)
{
	const char *kept = c->cursor(c->ctx, room_key(c->arena, id));
	json_t *o = kept ? json_loads(kept, 0, NULL) : NULL;

	*r = (struct matrix_room){ .id = id, .encrypted = js_true(o, "encrypted"), .open = js_true(o, "open"),
		.many = js_true(o, "many"), .root = js_text(c->arena, o, "root"),
		.last = js_text(c->arena, o, "last") };
	json_decref(o);
}

void
matrix_room_keep(const struct matrix_room *r, bool spoken, struct gather *g)
{
	json_t *o;

	/* a thread has to be known before anything can be said of it */
	if (r->encrypted && spoken)
		gather_capability(g, r->id, "reply", "no", 0);
	if (!r->changed)
		return;
	o = json_object();
	if (r->encrypted)
		(void)json_object_set_new(o, "encrypted", json_true());
	if (r->open)
		(void)json_object_set_new(o, "open", json_true());
	if (r->many)
		(void)json_object_set_new(o, "many", json_true());
	js_put(o, "root", r->root);
	js_put(o, "last", r->last);
	gather_cursor(g, room_key(g->a, r->id), js_dump(g->a, o, true));
}

static void
set_flag(struct matrix_room *r, bool *flag, bool value)
{
	r->changed |= *flag != value;
	*flag = value;
}

void
matrix_room_many(struct matrix_room *r, bool many)
{
	set_flag(r, &r->many, many);
}

static enum audience
audience_of(const struct matrix_room *r)
{
	return r->open ? AUDIENCE_PUBLIC : r->many ? AUDIENCE_GROUP : AUDIENCE_PRIVATE;
}

/* -- names and times -------------------------------------------------------------------------------------- */

/* Display names by which senders are to be shown. */
void
matrix_names(struct matrix_reading *x, json_t *events)
{
	json_t *e, *name;
	size_t i;

	json_array_foreach(events, i, e) {
		const char *who = js_text(x->g->a, e, "state_key");

		name = js_at(e, "content.displayname");
		if (who && json_is_string(name) && str_eq(json_string_value(js_at(e, "type")), "m.room.member"))
			(void)json_object_set(x->names, who, name);
	}
}

static struct address
person(struct matrix_reading *x, const char *id)
{
	return (struct address){ js_text(x->g->a, json_object_get(x->names, id), ""), id };
}

static int64_t
sent_at(const struct matrix_reading *x, json_t *e)
{
	int64_t at = js_int(e, "origin_server_ts", 0);

	return at > 0 && at < x->c->now ? at : x->c->now;
}

/* -- contents ------------------------------------------------------------------------------------------- */

static void
take_file(struct matrix_reading *x, json_t *content, struct message_in *m)
{
	struct arena *a = x->g->a;
	const char *url = js_text(a, content, "url"), *body = js_text(a, content, "body");
	const char *name = js_text(a, content, "filename");
	struct attachment *f;
	int64_t bytes = js_int(content, "info.size", 0);

	if (!url || !str_starts(url, "mxc://"))
		return;
	f = arena_new_of(a, struct attachment);
	f->part = url;
	f->name = name ? name : body ? body : "file";
	if (strrchr(f->name, '/'))
		f->name = strrchr(f->name, '/') + 1;
	f->type = js_text(a, content, "info.mimetype");
	f->bytes = bytes > 0 ? bytes : 0;
	m->attachments = f;
	m->attachment_count = 1;
	/* with a file name of its own the body is what was said about it */
	m->text = name && body && strcmp(name, body) != 0 ? body : NULL;
}

/* m.room.message and m.sticker: by msgtype; what nobody knows still has its body. */
static void
take_content(struct matrix_reading *x, json_t *content, struct message_in *m)
{
	struct arena *a = x->g->a;
	const char *type = js_text(a, content, "msgtype"), *body = js_text(a, content, "body");
	const char *geo = js_text(a, content, "geo_uri");

	m->text = body;
	if (str_eq(type, "m.emote"))
		m->text = arena_printf(a, "* %s", body ? body : "");
	else if (str_eq(type, "m.location") && geo)
		m->text = body ? arena_printf(a, "%s (%s)", body, geo) : geo;
	else if (str_eq(type, "m.notice") || str_eq(type, "m.server_notice") ||
	    str_eq(type, "m.key.verification.request"))
		m->kind = KIND_AUTO;
	else if (js_at(content, "url"))
		take_file(x, content, m);
}

/* What a message is an answer to; a thread is remembered, so that ours goes into it. */
static void
take_relation(struct matrix_reading *x, json_t *content, struct message_in *m)
{
	struct arena *a = x->g->a;
	json_t *relation = json_object_get(content, "m.relates_to");
	const char *root = NULL;

	m->in_reply_to = js_text(a, relation ? json_object_get(relation, "m.in_reply_to") : NULL, "event_id");
	if (str_eq(json_string_value(json_object_get(relation, "rel_type")), "m.thread"))
		root = js_text(a, relation, "event_id");
	if (root && (!m->in_reply_to || js_true(relation, "is_falling_back")))
		m->in_reply_to = root;
	if (m->direction == DIRECTION_OUT || (!root && !x->room->root))
		return;
	x->room->root = root;
	x->room->last = root ? m->remote_id : NULL;
	x->room->changed = true;
}

/* -- events -------------------------------------------------------------------------------------------- */

static struct event_in *
put_event(struct matrix_reading *x, json_t *e, enum event_kind kind, const char *about)
{
	struct event_in *out = gather_event(x->g);
	const char *who = js_text(x->g->a, e, "sender");

	*out = (struct event_in){ .thread = x->room->id, .remote_id = about, .kind = kind, .at = sent_at(x, e),
		.event_id = js_text(x->g->a, e, "event_id") };
	if (who)
		out->who = person(x, who);
	return out;
}

/* A file of ours sent before its words (sportello.TOKEN.N): the outbox shows it with them already. */
static bool
is_part(json_t *e)
{
	const char *txn = json_string_value(json_object_get(json_object_get(e, "unsigned"), "transaction_id"));

	return str_starts(txn, "sportello.") && strchr(txn + 10, '.');
}

static void
take_message(struct matrix_reading *x, json_t *e, json_t *content, bool sticker)
{
	struct message_in *m;
	const char *id = js_text(x->g->a, e, "event_id"), *sender = js_text(x->g->a, e, "sender");
	bool ours = str_eq(sender, x->c->address), encrypted = !content;
	json_t *because = json_object_get(json_object_get(e, "unsigned"), "redacted_because");

	if (ours && is_part(e))
		return;
	m = gather_message(x->g);
	*m = (struct message_in){ .thread = x->room->id, .remote_id = id, .kind = KIND_MESSAGE,
		.direction = ours ? DIRECTION_OUT : DIRECTION_IN, .audience = audience_of(x->room),
		.from = person(x, sender), .sent_at = sent_at(x, e) };
	m->received_at = m->sent_at < x->floor ? x->floor : m->sent_at;
	if (encrypted) {
		m->kind = KIND_UNREADABLE;
		m->text = _("[Encrypted: Sportello cannot read this message. Ask for an unencrypted room, or let "
			"`url` point to a decrypting proxy such as pantalaimon.]");
	} else if (json_object_size(content)) {
		take_content(x, content, m);
		take_relation(x, content, m);
		if (sticker && !m->attachment_count)
			take_file(x, content, m);
	}
	m->raw = js_dump(x->g->a, e, false);
	if (because)
		(void)put_event(x, because, EVENT_DELETE, id);
}

/* m.replace: the text of another message, by whoever wrote it. */
static void
take_edit(struct matrix_reading *x, json_t *e, const char *about)
{
	json_t *fresh = json_object_get(json_object_get(e, "content"), "m.new_content");
	struct message_in m = { .kind = KIND_MESSAGE };

	if (!fresh)
		fresh = json_object_get(e, "content");
	take_content(x, fresh, &m);
	if (m.text)
		put_event(x, e, EVENT_EDIT, about)->text = m.text;
}

/* The newest edit comes bundled with the message; the edit itself may lie outside of what is read. */
static void
take_bundled(struct matrix_reading *x, json_t *e, const char *id)
{
	json_t *edit = json_object_get(json_object_get(json_object_get(e, "unsigned"), "m.relations"), "m.replace");

	if (edit && json_object_get(edit, "event_id"))
		take_edit(x, edit, id);
}

static bool
take_related(struct matrix_reading *x, json_t *e, json_t *content, const char *type)
{
	json_t *relation = json_object_get(content, "m.relates_to");
	const char *how = json_string_value(json_object_get(relation, "rel_type"));
	const char *about = js_text(x->g->a, relation, "event_id");

	if (str_eq(type, "m.reaction")) {
		if (about && str_eq(how, "m.annotation"))
			put_event(x, e, EVENT_REACTION, about)->text = js_text(x->g->a, relation, "key");
		return true;
	}
	if (!about || !str_eq(how, "m.replace") || !str_eq(type, "m.room.message"))
		return false;
	take_edit(x, e, about);
	return true;
}

static void
take_redaction(struct matrix_reading *x, json_t *e)
{
	const char *about = js_text(x->g->a, e, "redacts");

	if (!about)
		about = js_text(x->g->a, json_object_get(e, "content"), "redacts");
	if (about)
		(void)put_event(x, e, EVENT_DELETE, about);
}

/* State that decides how we may speak here. */
static bool
take_state(struct matrix_reading *x, json_t *content, const char *type)
{
	struct matrix_room *r = x->room;

	if (str_eq(type, "m.room.encryption"))
		set_flag(r, &r->encrypted, true);
	else if (str_eq(type, "m.room.join_rules"))
		set_flag(r, &r->open, str_eq(json_string_value(json_object_get(content, "join_rule")), "public"));
	else
		return str_eq(type, "m.room.member");
	return true;
}

void
matrix_event(struct matrix_reading *x, json_t *e)
{
	struct arena *a = x->g->a;
	json_t *content = json_object_get(e, "content");
	const char *type = js_text(a, e, "type"), *id = js_text(a, e, "event_id");

	if (!type)
		return;
	if (json_object_get(e, "state_key")) {
		(void)take_state(x, content, type);
		return;
	}
	if (!id || !js_text(a, e, "sender") || strlen(id) > 255 || take_related(x, e, content, type))
		return;
	if (str_eq(type, "m.room.redaction")) {
		take_redaction(x, e);
	} else if (str_eq(type, "m.room.encrypted")) {
		take_message(x, e, json_object_size(content) ? NULL : content, false);
	} else if (str_eq(type, "m.room.message") || str_eq(type, "m.sticker")) {
		if (!json_is_object(content))
			return;
		take_message(x, e, content, str_eq(type, "m.sticker"));
		take_bundled(x, e, id);
	}
}

/* {"$event": {"m.read": {"@who": {"ts": 1}}}}: read up to here. */
void
matrix_receipts(struct matrix_reading *x, json_t *content)
{
	const char *about, *who;
	json_t *kinds, *one;

	json_object_foreach(content, about, kinds) {
		json_object_foreach(json_object_get(kinds, "m.read"), who, one) {
			struct event_in *out;
			int64_t at = js_int(one, "ts", 0);

			if (str_eq(who, x->c->address))
				continue;
			out = gather_event(x->g);
			*out = (struct event_in){ .thread = x->room->id, .kind = EVENT_READ,
				.remote_id = arena_str(x->g->a, about), .event_id = arena_str(x->g->a, who),
				.at = at > 0 && at < x->c->now ? at : x->c->now,
				.who = person(x, arena_str(x->g->a, who)) };
		}
	}
}

/* -- events that came before their message -------------------------------------------------------------- */

json_t *
matrix_events_hold(const struct gather *g)
{
	json_t *ids = json_object(), *list = json_array();
	size_t i;

	for (i = 0; i < g->b.message_count; i++)
		(void)json_object_set_new(ids, g->messages[i].remote_id, json_true());
	for (i = 0; i < g->b.event_count && json_array_size(list) < HELD_MAX; i++) {
		const struct event_in *e = &g->events[i];
		json_t *o;

		if (!e->remote_id || json_object_get(ids, e->remote_id))
			continue;
		o = json_object();
		(void)json_object_set_new(o, "kind", json_integer(e->kind));
		(void)json_object_set_new(o, "at", json_integer(e->at));
		js_put(o, "about", e->remote_id);
		js_put(o, "id", e->event_id);
		js_put(o, "who", e->who.address);
		js_put(o, "name", e->who.name);
		js_put(o, "text", e->text);
		(void)json_array_append_new(list, o);
	}
	json_decref(ids);
	return list;
}

void
matrix_events_again(struct matrix_reading *x, json_t *held)
{
	struct arena *a = x->g->a;
	json_t *o;
	size_t i;

	json_array_foreach(held, i, o) {
		int64_t kind = js_int(o, "kind", -1);
		const char *about = js_text(a, o, "about");
		struct event_in *e;

		if (!about || kind < EVENT_EDIT || kind > EVENT_TYPING)
			continue;
		e = gather_event(x->g);
		*e = (struct event_in){ .thread = x->room->id, .remote_id = about, .kind = (enum event_kind)kind,
			.event_id = js_text(a, o, "id"), .at = js_int(o, "at", x->c->now),
			.text = js_text(a, o, "text") };
		e->who = (struct address){ js_text(a, o, "name"), js_text(a, o, "who") };
	}
}
