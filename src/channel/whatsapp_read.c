/*
 * whatsapp_read.c - payloads that WhatsApp pushed: messages, echoes of what was said with the app, states of our own
 * messages.
 *
 * Who writes has a number or, since names may hide it, only an id of the business's own (BSUID); where both are
 * seen they are one person.  A conversation keeps the name it had first: the cursor "user:ID" remembers it.
 */
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "js.h"
#include "str.h"
#include "whatsapp.h"

struct reading {
	const struct channel_context *c;
	struct gather g;
	json_t *value;			/* of one change */
	const char *thread, *number, *user;	/* the person of one message */
	const char *name;
};

/* -- who ----------------------------------------------------------------------------------------------------------- */

static const char *
plus(struct arena *a, const char *number)
{
	return !number || *number == '+' ? number : arena_printf(a, "+%s", number);
}

/* The contact that stands beside the messages, by either of its names. */
static json_t *
contact_of(struct reading *r, const char *number, const char *user)
{
	json_t *list = json_object_get(r->value, "contacts"), *one;
	size_t i, n = json_array_size(list);

	for (i = 0; i < n; i++) {
		const char *wa, *id;

		one = json_array_get(list, i);
		wa = js_id(r->c->arena, one, "wa_id");
		id = js_id(r->c->arena, one, "user_id");
		if ((number && str_eq(wa, number)) || (user && str_eq(id, user)))
			return one;
	}
	return n == 1 ? json_array_get(list, 0) : NULL;
}

static void
find_person(struct reading *r, const char *number, const char *user)
{
	struct arena *a = r->c->arena;
	json_t *o = contact_of(r, number, user);
	const char *wa = js_id(a, o, "wa_id"), *kept;

	r->user = user ? user : js_id(a, o, "user_id");
	r->number = number ? number : wa;
	r->name = js_text(a, o, "profile.name");
	if (!r->name && js_text(a, o, "profile.username"))
		r->name = arena_printf(a, "@%s", js_text(a, o, "profile.username"));
	r->thread = r->number ? r->number : r->user;
	if (!r->user)
		return;
	kept = r->c->cursor(r->c->ctx, arena_printf(a, "user:%s", r->user));
	if (kept)
		r->thread = kept;
	else if (r->thread)
		gather_cursor(&r->g, arena_printf(a, "user:%s", r->user), r->thread);
}

static struct address
person(struct reading *r)
{
	return (struct address){ r->name, r->number ? plus(r->c->arena, r->number) : r->user };
}

/* The platform vouches for what it calls one contact. */
static void
put_person(struct reading *r)
{
	if (r->number)
		*gather_identity(&r->g) = (struct identity_in){ .kind = "whatsapp", .address = person(r).address,
			.name = r->name, .same_as_kind = "phone", .same_as_address = person(r).address };
	if (r->user && r->number)
		*gather_identity(&r->g) = (struct identity_in){ .kind = "whatsapp", .address = r->user,
			.name = r->name, .same_as_kind = "whatsapp", .same_as_address = person(r).address };
}

/* -- what was said ----------------------------------------------------------------------------------------------- */

static void
line(struct buf *b, const char *words)
{
	if (!words)
		return;
	if (b->len)
		buf_addc(b, '\n');
	buf_adds(b, words);
}

static const char *
location(struct arena *a, json_t *m)
{
	json_t *lat = js_at(m, "location.latitude"), *lon = js_at(m, "location.longitude");
	struct buf b = BUF_INIT;
	char *text;

	line(&b, js_text(a, m, "location.name"));
	line(&b, js_text(a, m, "location.address"));
	if (json_is_number(lat) && json_is_number(lon))
		line(&b, arena_printf(a, "geo:%.6f,%.6f", json_number_value(lat), json_number_value(lon)));
	line(&b, js_text(a, m, "location.url"));
	text = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return text;
}

static const char *
contacts(struct arena *a, json_t *m)
{
	static const struct { const char *list, *field; } parts[] = { { "phones", "phone" }, { "emails", "email" },
		{ "urls", "url" } };
	json_t *all = json_object_get(m, "contacts");
	struct buf b = BUF_INIT;
	size_t i, k, n;
	char *text;

	for (i = 0; i < json_array_size(all); i++) {
		json_t *one = json_array_get(all, i);

		line(&b, js_text(a, one, "name.formatted_name"));
		line(&b, js_text(a, one, "org.company"));
		for (k = 0; k < sizeof parts / sizeof parts[0]; k++) {
			json_t *list = json_object_get(one, parts[k].list);

			for (n = 0; n < json_array_size(list); n++)
				line(&b, js_text(a, json_array_get(list, n), parts[k].field));
		}
	}
	text = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return text;
}

static const char *
order(struct arena *a, json_t *m)
{
	json_t *items = js_at(m, "order.product_items");
	struct buf b = BUF_INIT;
	size_t i;
	char *text;

	line(&b, js_text(a, m, "order.text"));
	for (i = 0; i < json_array_size(items); i++) {
		json_t *one = json_array_get(items, i), *price = json_object_get(one, "item_price");
		const char *id = js_id(a, one, "product_retailer_id"), *currency = js_text(a, one, "currency");

		line(&b, arena_printf(a, "%lld x %s, %.2f %s", (long long)js_int(one, "quantity", 1), id ? id : "?",
			json_number_value(price), currency ? currency : ""));
	}
	text = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return text;
}

/* A choice from a list or of a button, or what was filled into a form. */
static const char *
interactive(struct arena *a, json_t *m)
{
	const char *kind = js_text(a, m, "interactive.type"), *title, *more;
	json_t *o = kind ? js_at(json_object_get(m, "interactive"), kind) : NULL;

	title = js_text(a, o, "title");
	more = js_text(a, o, "description");
	if (title && more)
		return arena_printf(a, "%s\n%s", title, more);
	if (title)
		return title;
	if (str_eq(kind, "call_permission_reply"))
		return str_eq(js_text(a, o, "response"), "accept") ? _("[may be called]") : _("[may not be called]");
	return js_text(a, o, "response_json");
}

static const char *
unsupported(struct arena *a, json_t *m, const char *type)
{
	const char *why = js_text(a, m, "errors.0.error_data.details");

	if (!why)
		why = js_text(a, m, "errors.0.title");
	return why ? arena_printf(a, _("[WhatsApp does not hand this over: %s]"), why) :
		arena_printf(a, _("[WhatsApp does not hand this over: %s]"), type);
}

static const char *
text_of(struct arena *a, json_t *m, const char *type)
{
	static const struct { const char *type; const char *path; } plain[] = { { "text", "text.body" },
		{ "button", "button.text" }, { "image", "image.caption" }, { "video", "video.caption" },
		{ "document", "document.caption" }, { "audio", "audio.caption" }, { "voice", "voice.caption" },
		{ "sticker", "sticker.caption" }, { "system", "system.body" } };
	size_t i;

	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (str_eq(type, plain[i].type))
			return js_text(a, m, plain[i].path);
	if (str_eq(type, "location"))
		return location(a, m);
	if (str_eq(type, "contacts"))
		return contacts(a, m);
	if (str_eq(type, "order"))
		return order(a, m);
	if (str_eq(type, "interactive") && interactive(a, m))
		return interactive(a, m);
	return unsupported(a, m, type);
}

static const char *
file_name(struct arena *a, json_t *o, const char *type)
{
	const char *name = js_text(a, o, "filename");

	if (name || !js_true(o, "voice"))
		return safe_name(a, name, type);
	return _("voice message");
}

static size_t
file_of(struct arena *a, json_t *m, const char *type, const struct attachment **out)
{
	static const char *const kinds[] = { "image", "video", "audio", "voice", "document", "sticker" };
	json_t *o = json_object_get(m, type);
	struct attachment *f;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0] && !str_eq(type, kinds[i]); i++)
		continue;
	if (i == sizeof kinds / sizeof kinds[0] || !js_id(a, o, "id"))
		return 0;
	f = arena_new_of(a, struct attachment);
	*f = (struct attachment){ .part = js_id(a, o, "id"), .type = js_text(a, o, "mime_type"),
		.name = file_name(a, o, type), .inline_ = str_eq(type, "sticker") };
	*out = f;
	return 1;
}

/* -- messages -------------------------------------------------------------------------------------------------------- */

/* The advertisement or post from which the customer came. */
static const char *
referral(struct arena *a, json_t *m)
{
	struct buf b = BUF_INIT;
	char *text;

	line(&b, js_text(a, m, "referral.headline"));
	line(&b, js_text(a, m, "referral.body"));
	line(&b, link_at(a, m, "referral.source_url"));
	text = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return text;
}

static void
put_referral(struct reading *r, json_t *m)
{
	const char *text = json_object_get(m, "referral") ? referral(r->c->arena, m) : NULL;

	if (text)
		gather_capability(&r->g, r->thread, "came-from", text, 0);
}

/* Reactions, edits, what was taken back: true, they are no messages of their own. */
static bool
take_event(struct reading *r, json_t *m, const char *type, const char *id, int64_t at)
{
	struct arena *a = r->c->arena;
	struct event_in e = { .event_id = id, .at = at, .who = person(r) };

	if (str_eq(type, "reaction")) {
		e.kind = EVENT_REACTION;
		e.remote_id = js_id(a, m, "reaction.message_id");
		e.text = js_text(a, m, "reaction.emoji");
		if (!e.text)
			e.text = _("[reaction taken back]");
	} else if (str_eq(type, "edit")) {
		const char *kind = js_text(a, m, "edit.message.type");

		e.kind = EVENT_EDIT;
		e.remote_id = js_id(a, m, "edit.original_message_id");
		e.text = kind ? text_of(a, js_at(m, "edit.message"), kind) : NULL;
	} else if (str_eq(type, "revoke")) {
		e.kind = EVENT_DELETE;
		e.remote_id = js_id(a, m, "revoke.original_message_id");
	} else {
		return false;
	}
	if (e.remote_id)
		*gather_event(&r->g) = e;
	return true;
}

/* The person has another number now: the same person. */
static void
take_system(struct reading *r, json_t *m)
{
	const char *now = js_id(r->c->arena, m, "system.wa_id");

	if (now && str_eq(js_text(r->c->arena, m, "system.type"), "user_changed_number"))
		*gather_identity(&r->g) = (struct identity_in){ .kind = "whatsapp",
			.address = plus(r->c->arena, now), .same_as_kind = "whatsapp",
			.same_as_address = person(r).address };
}

static void
take_message(struct reading *r, json_t *m, bool ours)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, m, "id"), *type = js_text(a, m, "type");
	int64_t at = js_time(r->c, m, "timestamp");
	struct message_in *in;

	find_person(r, js_id(a, m, ours ? "to" : "from"), js_id(a, m, ours ? "to_user_id" : "from_user_id"));
	if (!id || !type || !r->thread)
		return;
	put_person(r);
	if (take_event(r, m, type, id, at))
		return;
	if (str_eq(type, "system"))
		take_system(r, m);
	in = gather_message(&r->g);
	*in = (struct message_in){ .thread = r->thread, .remote_id = id,
		.direction = ours ? DIRECTION_OUT : DIRECTION_IN,
		.kind = str_eq(type, "system") ? KIND_AUTO : KIND_MESSAGE, .text = text_of(a, m, type),
		.in_reply_to = js_id(a, m, "context.id"), .sent_at = at, .received_at = at,
		.raw = js_dump(a, m, false) };
	if (!ours)
		in->from = person(r);
	in->attachment_count = file_of(a, m, type, &in->attachments);
	if (ours || str_eq(type, "system"))
		return;
	put_referral(r, m);
	window_put(r->c, &r->g, r->thread, at, 0);
}

/* -- states of our own messages -------------------------------------------------------------------------------------- */

static void
take_status(struct reading *r, json_t *s, struct outcome *o)
{
	static const struct { const char *name; enum event_kind kind; } names[] = { { "delivered", EVENT_DELIVERED },
		{ "read", EVENT_READ }, { "played", EVENT_READ }, { "failed", EVENT_FAILED } };
	struct arena *a = r->c->arena;
	const char *id = js_id(a, s, "id"), *status = js_text(a, s, "status"), *words;
	size_t i;

	if (!id || !status)
		return;
	words = js_text(a, s, "errors.0.error_data.details");
	if (!words)
		words = js_text(a, s, "errors.0.title");
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(status, names[i].name))
			*gather_event(&r->g) = (struct event_in){ .remote_id = id, .kind = names[i].kind,
				.event_id = status, .at = js_time(r->c, s, "timestamp"), .text = words };
	/* a row whose answer was lost is known by its token */
	if (!o->token && js_text(a, s, "biz_opaque_callback_data")) {
		o->token = js_text(a, s, "biz_opaque_callback_data");
		o->remote_id = id;
	}
}

static void
take_change(struct reading *r, json_t *value, struct outcome *o)
{
	static const struct { const char *list; bool ours; } lists[] = { { "messages", false },
		{ "message_echoes", true } };
	json_t *states = json_object_get(value, "statuses");
	size_t i, k;

	r->value = value;
	for (i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		json_t *list = json_object_get(value, lists[i].list);

		for (k = 0; k < json_array_size(list); k++)
			take_message(r, json_array_get(list, k), lists[i].ours);
	}
	for (i = 0; i < json_array_size(states); i++)
		take_status(r, json_array_get(states, i), o);
}

int
whatsapp_ingest(const struct channel_context *c, const struct answer *in, struct outcome *o, struct error *err)
{
	struct reading r = { .c = c, .g = { .a = c->arena } };
	json_t *root = js_load(in->body, in->body_len, err), *entries = json_object_get(root, "entry"), *changes;
	const char *number, *other = NULL;
	bool mine = false;
	size_t i, k;

	if (!root)
		return -1;
	for (i = 0; i < json_array_size(entries); i++) {
		changes = json_object_get(json_array_get(entries, i), "changes");
		for (k = 0; k < json_array_size(changes); k++) {
			json_t *value = json_object_get(json_array_get(changes, k), "value");

			number = js_id(c->arena, value, "metadata.phone_number_id");
			if (number && !str_eq(number, c->address)) {
				other = number;
				continue;
			}
			mine = true;
			take_change(&r, value, o);
		}
	}
	json_decref(root);
	if (!mine)
		return error_set(err, ERR_INPUT, other ? _("this is for another number (%s), not for [account %s]") :
			_("this is no payload of WhatsApp%s%s"), other ? other : "", other ? c->account : "");
	o->batch = gather_batch(&r.g);
	return 0;
}
