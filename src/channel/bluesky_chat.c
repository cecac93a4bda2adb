/* bluesky_chat.c - direct messages: a log that is read forward, and once what was said before it. */
#include <string.h>

#include "bluesky.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { PAGES_MAX = 200 };
#define DEFS "chat.bsky.convo.defs#"

static bool
is_log(json_t *o, const char *what)
{
	const char *type = json_string_value(json_object_get(o, "$type"));

	return str_starts(type, DEFS) && str_eq(type + strlen(DEFS), what);
}

/* -- messages ------------------------------------------------------------------------------------------- */

/* Who has this did, among the profiles that came along. */
static struct address
member(struct bluesky *x, json_t *profiles, const char *did)
{
	json_t *one;
	size_t i;

	json_array_foreach(profiles, i, one)
		if (str_eq(json_string_value(json_object_get(one, "did")), did))
			return bluesky_person(x, one);
	return (struct address){ NULL, did };
}

static const char *
message_id(struct arena *a, const char *convo, json_t *view)
{
	const char *id = js_text(a, view, "id");

	return convo && id && strlen(convo) + strlen(id) < 900 ? arena_printf(a, "%s/%s", convo, id) : NULL;
}

static void
take_message(struct bluesky *x, const char *convo, json_t *view, json_t *profiles, bool many)
{
	struct arena *a = x->g.a;
	const char *id = message_id(a, convo, view), *did = js_text(a, view, "sender.did");
	const char *quoted = js_text(a, view, "embed.record.value.text"), *text = js_text(a, view, "text");
	const char *author = js_text(a, view, "embed.record.author.handle");
	struct message_in *m;

	/* deleted and system messages have no text of their own */
	if (!id || !did || json_object_get(view, "data") || is_log(view, "deletedMessageView"))
		return;
	m = gather_message(&x->g);
	*m = (struct message_in){ .remote_id = id, .channel = "bluesky-chat",
		.thread = arena_printf(a, "convo:%s", convo),
		.kind = KIND_MESSAGE, .audience = many ? AUDIENCE_GROUP : AUDIENCE_PRIVATE, .text = text,
		.direction = str_eq(did, x->did) ? DIRECTION_OUT : DIRECTION_IN, .from = member(x, profiles, did),
		.from_kind = "bluesky", .sent_at = js_time(x->c, view, "sentAt"), .raw = js_dump(a, view, false),
		.in_reply_to = message_id(a, convo, json_object_get(view, "replyTo")) };
	m->received_at = m->sent_at;
	if (quoted)
		m->text = arena_printf(a, "%s%s> @%s: %s", text ? text : "", text ? "\n" : "", author ? author : "?",
			quoted);
}

static void
take_reaction(struct bluesky *x, const char *convo, json_t *entry)
{
	json_t *reaction = json_object_get(entry, "reaction");
	const char *did = js_text(x->g.a, reaction, "sender.did"), *value = js_text(x->g.a, reaction, "value");
	const char *id = message_id(x->g.a, convo, json_object_get(entry, "message"));
	struct event_in *e;

	if (!id || !did || !value || str_eq(did, x->did))
		return;
	e = gather_event(&x->g);
	*e = (struct event_in){ .remote_id = id, .kind = EVENT_REACTION, .text = value,
		.event_id = arena_printf(x->g.a, "%s %s", did, value), .at = js_time(x->c, reaction, "createdAt"),
		.who = member(x, json_object_get(entry, "relatedProfiles"), did) };
}

/* -- the log ------------------------------------------------------------------------------------------------ */

void
bluesky_log_request(const struct channel_context *c, struct request *r)
{
	const char *cursor = c->cursor(c->ctx, "log");

	bluesky_get(bluesky_url(c, "chat.bsky.convo.getLog%s%s", cursor ? "?cursor=" : "",
		cursor ? str_percent(c->arena, cursor) : ""), true, r);
}

static void
take_entry(struct bluesky *x, json_t *entry)
{
	const char *convo = js_text(x->g.a, entry, "convoId");
	json_t *message = json_object_get(entry, "message");
	struct event_in *e;

	if (!convo)
		return;
	if (is_log(entry, "logCreateMessage")) {
		take_message(x, convo, message, json_object_get(entry, "relatedProfiles"), false);
	} else if (is_log(entry, "logAddReaction")) {
		take_reaction(x, convo, entry);
	} else if (is_log(entry, "logDeleteMessage") && message_id(x->g.a, convo, message)) {
		e = gather_event(&x->g);
		*e = (struct event_in){ .remote_id = message_id(x->g.a, convo, message), .kind = EVENT_DELETE,
			.event_id = js_text(x->g.a, entry, "rev"), .at = x->c->now };
	}
}

/* The first answer only says where the log stands: what was said before it lies in the conversations. */
int
bluesky_log_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	struct bluesky x = bluesky_reading(c);
	json_t *logs = json_object_get(root, "logs"), *entry;
	const char *cursor = js_text(c->arena, root, "cursor"), *kept = arena_str(c->arena, c->cursor(c->ctx, "log"));
	size_t i;

	if (!json_is_array(logs))
		return error_set(err, ERR_PROTOCOL, _("the answer has no log"));
	if (kept)
		json_array_foreach(logs, i, entry)
			take_entry(&x, entry);
	if (cursor && !str_eq(cursor, kept)) {
		gather_cursor(&x.g, "log", cursor);
		o->again = kept && json_array_size(logs) > 0;
		o->body = "log";
	}
	if (!kept && cursor)
		(void)gather_job(&x.g, "convos", "", NULL);
	o->batch = gather_batch(&x.g);
	return 0;
}

/* -- what was said before ------------------------------------------------------------------------------------- */

/* The body: where the next page begins. */
void
bluesky_convo_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	const char *cursor = str_empty(j->body) ? "" : arena_printf(c->arena, "&cursor=%s",
		str_percent(c->arena, j->body));

	if (str_eq(j->kind, "convos"))
		bluesky_get(bluesky_url(c, "chat.bsky.convo.listConvos?limit=100%s", cursor), true, r);
	else
		bluesky_get(bluesky_url(c, "chat.bsky.convo.getMessages?limit=100&convoId=%s%s",
			str_percent(c->arena, j->key), cursor), true, r);
}

static void
next(struct bluesky *x, const struct job *j, json_t *root, bool more, struct outcome *o)
{
	const char *cursor = js_text(x->g.a, root, "cursor");

	if (!more || !cursor || str_eq(cursor, j->body))
		return;
	o->again = true;
	o->body = cursor;
	(void)gather_job(&x->g, j->kind, j->key, cursor);
}

static int64_t
sent(struct bluesky *x, json_t *view)
{
	return js_text(x->g.a, view, "sentAt") ? js_time(x->c, view, "sentAt") : 0;
}

/* Newest first, as far back as is read at all. */
static void
take_convos(struct bluesky *x, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *convo;
	bool more = false;
	size_t i;

	json_array_foreach(json_object_get(root, "convos"), i, convo) {
		const char *id = js_text(x->g.a, convo, "id");

		more = sent(x, json_object_get(convo, "lastMessage")) >= bluesky_floor(x->c);
		if (id && strlen(id) < 500 && more)
			(void)gather_job(&x->g, "convo", id, NULL);
	}
	next(x, j, root, more, o);
}

static void
take_messages(struct bluesky *x, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *list = json_object_get(root, "messages"), *profiles = json_object_get(root, "relatedProfiles");
	size_t n = json_array_size(list), i;
	bool more = n && sent(x, json_array_get(list, n - 1)) >= bluesky_floor(x->c);

	for (i = n; i-- > 0; )
		take_message(x, j->key, json_array_get(list, i), profiles, json_array_size(profiles) > 2);
	next(x, j, root, more, o);
}

int
bluesky_convo_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	struct bluesky x = bluesky_reading(c);

	if (!json_is_array(json_object_get(root, str_eq(j->kind, "convos") ? "convos" : "messages")))
		return error_set(err, ERR_PROTOCOL, _("the answer has no list of messages"));
	if (str_eq(j->kind, "convos"))
		take_convos(&x, j, root, o);
	else
		take_messages(&x, j, root, o);
	o->batch = gather_batch(&x.g);
	return 0;
}
