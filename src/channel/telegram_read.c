/*
 * telegram_read.c - updates of the Bot API into messages, events and identities.
 *
 * A thread is CHAT, CHAT/TOPIC in a forum, CHAT@CONNECTION where the bot speaks for a business account; a message is
 * CHAT:NUMBER or CHAT@CONNECTION:NUMBER, since numbers are unique in one chat only.
 *
 * A group that becomes a supergroup gets another number: its thread stays what it was.  The cursors "to:OLD" and
 * "from:NEW" know.
 */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "telegram.h"

#define LIST_MAX 1000			/* of ids in one deletion, of emoji in one reaction */

const char *const telegram_wanted[] = { "message", "edited_message", "business_connection", "business_message",
	"edited_business_message", "deleted_business_messages", "message_reaction", "my_chat_member", NULL };

/* What is gathered from one answer. */
struct gathering {
	const struct channel_context *c;
	struct arena *a;
	struct message_in *messages;
	struct event_in *events;
	struct identity_in *identities;
	struct capability_in *capabilities;
	struct cursor_in *cursors;
	size_t message_count, event_count, identity_count, capability_count, cursor_count, space[5];
};

/* -- groups that move ------------------------------------------------------------------------------------------ */

const char *
telegram_moved(const struct channel_context *c, const char *way, const char *chat)
{
	const char *to = chat ? c->cursor(c->ctx, arena_printf(c->arena, "%s:%s", way, chat)) : NULL;

	return str_empty(to) ? NULL : to;
}

static void
move_group(struct gathering *g, const char *old, const char *new)
{
	*VEC_PUSH(g->a, g->cursors, g->cursor_count, g->space[4]) = (struct cursor_in){
		arena_printf(g->a, "to:%s", old), new };
	*VEC_PUSH(g->a, g->cursors, g->cursor_count, g->space[4]) = (struct cursor_in){
		arena_printf(g->a, "from:%s", new), old };
}

/* Told in the same answer, or before. */
static const char *
moved(struct gathering *g, const char *way, const char *chat)
{
	const char *key = chat ? arena_printf(g->a, "%s:%s", way, chat) : NULL;
	size_t i;

	for (i = 0; chat && i < g->cursor_count; i++)
		if (str_eq(g->cursors[i].key, key))
			return g->cursors[i].value;
	return telegram_moved(g->c, way, chat);
}

struct batch
telegram_move(const struct channel_context *c, const char *old, const char *new)
{
	struct gathering g = { .c = c, .a = c->arena };

	move_group(&g, old, new);
	return (struct batch){ .cursors = g.cursors, .cursor_count = g.cursor_count };
}

/* -- who and where ----------------------------------------------------------------------------------------- */

static const char *
chat_name(const struct channel_context *c, json_t *m)
{
	const char *chat = js_id(c->arena, m, "chat.id");
	const char *business = js_id(c->arena, m, "business_connection_id");

	return chat && business ? arena_printf(c->arena, "%s@%s", chat, business) : chat;
}

const char *
telegram_message_id(const struct channel_context *c, json_t *m)
{
	const char *chat = chat_name(c, m), *id = js_id(c->arena, m, "message_id");

	return chat && id ? arena_printf(c->arena, "%s:%s", chat, id) : NULL;
}

static const char *
thread_of(struct gathering *g, json_t *m)
{
	const char *chat = chat_name(g->c, m), *topic = js_id(g->a, m, "message_thread_id"), *old;

	if ((old = moved(g, "from", chat)))
		chat = old;
	if (chat && topic && js_true(m, "is_topic_message"))
		return arena_printf(g->a, "%s/%s", chat, topic);
	return chat;
}

static struct address
person(struct gathering *g, json_t *user)
{
	const char *first = js_text(g->a, user, "first_name"), *last = js_text(g->a, user, "last_name");
	struct address who = { NULL, js_id(g->a, user, "id") };

	if (first && last)
		who.name = arena_printf(g->a, "%s %s", first, last);
	else
		who.name = first ? first : last ? last : js_text(g->a, user, "username");
	return who;
}

/* An anonymous administrator or a channel speaks as a chat. */
static struct address
sender(struct gathering *g, json_t *m)
{
	json_t *chat = js_at(m, "sender_chat");

	if (!chat)
		return person(g, js_at(m, "from"));
	return (struct address){ js_text(g->a, chat, "title"), js_id(g->a, chat, "id") };
}

static enum audience
audience_of(json_t *m)
{
	const char *type = json_string_value(js_at(m, "chat.type"));

	if (str_eq(type, "private"))
		return AUDIENCE_PRIVATE;
	/* a group with a name of its own is one that anybody can read */
	return js_at(m, "chat.username") || str_eq(type, "channel") ? AUDIENCE_PUBLIC : AUDIENCE_GROUP;
}

/* In a business account's private chat the chat is the customer: who is not, is us. */
static bool
is_ours(json_t *m)
{
	if (!js_at(m, "business_connection_id"))
		return false;
	return js_at(m, "sender_business_bot") || (str_eq(json_string_value(js_at(m, "chat.type")), "private") &&
		js_int(m, "from.id", 0) != js_int(m, "chat.id", 0));
}

/* -- what is in it -------------------------------------------------------------------------------------------- */

static const struct media { const char *key, *name, *type; } media[] = {
	{ "document", NULL, NULL }, { "animation", "animation.mp4", "video/mp4" },
	{ "audio", "audio.mp3", "audio/mpeg" }, { "voice", "voice.ogg", "audio/ogg" },
	{ "video", "video.mp4", "video/mp4" }, { "video_note", "video.mp4", "video/mp4" },
	{ "live_photo", "photo.mp4", "video/mp4" }, { "sticker", "sticker.webp", "image/webp" },
};
#define MEDIA (sizeof media / sizeof media[0])

static const char *
base_name(const char *name)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	return slash ? slash + 1 : name;
}

static void
add_file(struct gathering *g, struct message_in *m, json_t *file, const struct media *kind)
{
	struct attachment *t = (struct attachment *)(uintptr_t)&m->attachments[m->attachment_count];
	const char *id = js_id(g->a, file, "file_id"), *name = base_name(js_text(g->a, file, "file_name"));
	const char *type = js_text(g->a, file, "mime_type");

	if (!id)
		return;
	*t = (struct attachment){ .part = id, .name = name ? name : kind->name ? kind->name : "file",
		.type = type ? type : kind->type, .bytes = js_int(file, "file_size", 0) };
	if (t->bytes < 0)
		t->bytes = 0;
	m->duration_ms = js_int(file, "duration", 0) > 0 ? js_int(file, "duration", 0) % MS_DAY * MS_SECOND : 0;
	m->attachment_count++;
}

/* A picture comes in several sizes, the largest last. */
static void
add_files(struct gathering *g, struct message_in *out, json_t *m)
{
	static const struct media photo = { "photo", "photo.jpg", "image/jpeg" };
	json_t *sizes = js_at(m, "photo");
	size_t i;

	out->attachments = arena_array(g->a, struct attachment, MEDIA + 1);
	if (json_array_size(sizes))
		add_file(g, out, json_array_get(sizes, json_array_size(sizes) - 1), &photo);
	for (i = 0; i < MEDIA; i++) {
		json_t *file = js_at(m, media[i].key);

		/* an animation is there a second time as a document; a sticker is mostly an emoji */
		if (!file || (str_eq(media[i].key, "document") && js_at(m, "animation")) ||
		    (str_eq(media[i].key, "sticker") && js_text(g->a, file, "emoji")))
			continue;
		add_file(g, out, file, &media[i]);
	}
}

static const char *
place(struct gathering *g, json_t *m)
{
	json_t *at = js_at(m, "venue.location") ? js_at(m, "venue.location") : js_at(m, "location");
	const char *title = js_text(g->a, m, "venue.title"), *where = js_text(g->a, m, "venue.address");
	double lat = json_number_value(js_at(at, "latitude")), lon = json_number_value(js_at(at, "longitude"));

	if (!at || !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180))
		return NULL;
	return arena_printf(g->a, "%s%s%s%sgeo:%.6f,%.6f", title ? title : "", title && where ? ", " : "",
		where ? where : "", title || where ? "\n" : "", lat, lon);
}

/* A shared card.  One's own number is vouched for by the platform: it is the same person. */
static const char *
card(struct gathering *g, json_t *m)
{
	json_t *k = js_at(m, "contact");
	const char *phone = js_text(g->a, k, "phone_number"), *user = js_id(g->a, k, "user_id");
	struct address who = person(g, k);
	struct identity_in *i;

	if (!phone)
		return NULL;
	if (*phone != '+' && strspn(phone, "0123456789") == strlen(phone) && strlen(phone) > 7)
		phone = arena_printf(g->a, "+%s", phone);
	if (str_eq(user, js_id(g->a, m, "from.id")) && !str_empty(user)) {
		i = VEC_PUSH(g->a, g->identities, g->identity_count, g->space[2]);
		*i = (struct identity_in){ .kind = "phone", .address = phone, .name = who.name,
			.same_as_kind = "telegram", .same_as_address = user };
	}
	return who.name ? arena_printf(g->a, "%s\n%s", who.name, phone) : phone;
}

static const char *
poll(struct gathering *g, json_t *m)
{
	const char *text = js_text(g->a, m, "poll.question"), *option;
	json_t *v;
	size_t i;

	if (text)
		json_array_foreach(js_at(m, "poll.options"), i, v)
			if ((option = js_text(g->a, v, "text")) && i < 20)
				text = arena_printf(g->a, "%s\n- %s", text, option);
	return text;
}

/* The words of a message, whatever it is; NULL for what says nothing (somebody joined, a title was changed). */
static const char *
words(struct gathering *g, json_t *m)
{
	static const char *const other[] = { "story", "game", "invoice", "giveaway", "checklist", "paid_media",
		"rich_message" };
	const char *text = js_text(g->a, m, "text");
	size_t i;

	if (!text)
		text = js_text(g->a, m, "caption");
	if (!text)
		text = card(g, m);
	if (!text)
		text = place(g, m);
	if (!text)
		text = js_text(g->a, m, "sticker.emoji");
	if (!text)
		text = js_text(g->a, m, "dice.emoji");
	if (!text)
		text = poll(g, m);
	for (i = 0; !text && i < sizeof other / sizeof other[0]; i++)
		if (js_at(m, other[i]))
			text = arena_printf(g->a, "[%s]", other[i]);
	return text;
}

/* -- updates ------------------------------------------------------------------------------------------------------- */

/* Said in both places, in either order. */
static void
take_move(struct gathering *g, json_t *m)
{
	const char *here = chat_name(g->c, m), *to = js_id(g->a, m, "migrate_to_chat_id");
	const char *from = js_id(g->a, m, "migrate_from_chat_id");

	if (here && to && !str_eq(here, to))
		move_group(g, here, to);
	else if (here && from && !str_eq(here, from))
		move_group(g, from, here);
}

static void
take_message(struct gathering *g, json_t *m)
{
	const char *id = telegram_message_id(g->c, m), *reply;
	struct message_in in = { .remote_id = id, .kind = KIND_MESSAGE };

	if (!id)
		return;
	take_move(g, m);
	in.thread = thread_of(g, m);
	in.from = sender(g, m);
	in.text = words(g, m);
	add_files(g, &in, m);
	if (!in.from.address || (!in.text && !in.attachment_count))
		return;
	in.audience = audience_of(m);
	in.sent_at = in.received_at = js_time(g->c, m, "date");
	if (is_ours(m)) {
		in.direction = DIRECTION_OUT;
		in.flags = MESSAGE_OUTSIDE;
	}
	/* what opening the chat says by itself */
	if (str_eq(in.text, "/start") || str_starts(in.text, "/start "))
		in.kind = KIND_AUTO;
	if (js_true(m, "is_from_offline") || (js_true(m, "from.is_bot") && !js_at(m, "sender_chat")))
		in.kind = KIND_AUTO;
	reply = js_id(g->a, m, "reply_to_message.message_id");
	if (reply)
		in.in_reply_to = arena_printf(g->a, "%s:%s", chat_name(g->c, m), reply);
	in.subject = in.audience == AUDIENCE_PRIVATE ? NULL : js_text(g->a, m, "chat.title");
	in.raw = js_dump(g->a, m, false);
	*VEC_PUSH(g->a, g->messages, g->message_count, g->space[0]) = in;
}

static void
take_edit(struct gathering *g, json_t *m)
{
	struct event_in e = { .thread = thread_of(g, m), .remote_id = telegram_message_id(g->c, m),
		.kind = EVENT_EDIT, .text = js_text(g->a, m, "text"), .who = sender(g, m) };

	if (!e.text)
		e.text = js_text(g->a, m, "caption");
	/* a live location moves all the time, and says nothing new */
	if (!e.remote_id || !e.text)
		return;
	e.at = js_time(g->c, m, js_at(m, "edit_date") ? "edit_date" : "date");
	*VEC_PUSH(g->a, g->events, g->event_count, g->space[1]) = e;
}

static void
take_deleted(struct gathering *g, json_t *u)
{
	const char *chat = chat_name(g->c, u);
	json_t *ids = js_at(u, "message_ids"), *v;
	size_t i;

	json_array_foreach(ids, i, v)
		if (chat && json_is_integer(v) && i < LIST_MAX)
			*VEC_PUSH(g->a, g->events, g->event_count, g->space[1]) = (struct event_in){
				.thread = chat, .kind = EVENT_DELETE, .at = g->c->now, .remote_id =
				arena_printf(g->a, "%s:%lld", chat, (long long)json_integer_value(v)) };
}

/* Its topic is not said: the message is looked for in all of them. */
static void
take_reaction(struct gathering *g, json_t *u)
{
	struct event_in e = { .remote_id = telegram_message_id(g->c, u), .kind = EVENT_REACTION,
		.at = js_time(g->c, u, "date"), .who = person(g, js_at(u, "user")), .text = "" };
	json_t *v;
	size_t i;

	if (!e.who.address)
		e.who = (struct address){ js_text(g->a, u, "actor_chat.title"), js_id(g->a, u, "actor_chat.id") };
	json_array_foreach(js_at(u, "new_reaction"), i, v) {
		const char *emoji = js_text(g->a, v, "emoji");

		if (i < LIST_MAX / 10)
			e.text = arena_printf(g->a, "%s%s", e.text, emoji ? emoji : "\xe2\xad\x90");
	}
	if (e.remote_id)
		*VEC_PUSH(g->a, g->events, g->event_count, g->space[1]) = e;
}

/* Who blocks the bot cannot be answered, until it is unblocked. */
static void
take_member(struct gathering *g, json_t *u)
{
	const char *chat = chat_name(g->c, u), *status = json_string_value(js_at(u, "new_chat_member.status"));
	const char *old = moved(g, "from", chat);
	bool out = str_eq(status, "kicked") || str_eq(status, "left");

	if (moved(g, "to", chat))	/* nobody is there any more */
		return;
	if (old)
		chat = old;
	if (chat && status)
		*VEC_PUSH(g->a, g->capabilities, g->capability_count, g->space[3]) = (struct capability_in){
			.thread = chat, .key = "reply", .value = out ? "no" : "yes" };
}

static void
take_update(struct gathering *g, json_t *u)
{
	static const struct { const char *key; void (*take)(struct gathering *g, json_t *o); } kinds[] = {
		{ "message", take_message }, { "business_message", take_message },
		{ "edited_message", take_edit }, { "edited_business_message", take_edit },
		{ "deleted_business_messages", take_deleted }, { "message_reaction", take_reaction },
		{ "my_chat_member", take_member },
	};
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		json_t *o = js_at(u, kinds[i].key);

		if (json_is_object(o))
			kinds[i].take(g, o);
	}
}

int
telegram_updates(const struct channel_context *c, json_t *list, struct outcome *o, struct error *err)
{
	struct gathering g = { .c = c, .a = c->arena };
	int64_t last = -1, id;
	json_t *u;
	size_t i;

	if (!json_is_array(list))
		return error_set(err, ERR_PROTOCOL, _("the server's answer holds no list of updates"));
	json_array_foreach(list, i, u) {
		id = js_int(u, "update_id", -1);
		if (id < 0 || id == INT64_MAX)
			return error_set(err, ERR_PROTOCOL, _("an update has no number"));
		take_update(&g, u);
		last = id > last ? id : last;
	}
	if (last >= 0)
		*VEC_PUSH(g.a, g.cursors, g.cursor_count, g.space[4]) = (struct cursor_in){ "offset",
			arena_printf(c->arena, "%lld", (long long)last + 1) };
	o->batch = (struct batch){ .messages = g.messages, .message_count = g.message_count,
		.events = g.events, .event_count = g.event_count, .identities = g.identities,
		.identity_count = g.identity_count, .capabilities = g.capabilities,
		.capability_count = g.capability_count, .cursors = g.cursors, .cursor_count = g.cursor_count };
	return 0;
}
