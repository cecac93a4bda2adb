/*
 * matrix_send.c - what we say: files go up first, then one event after the other, each under a transaction id of
 * its own; the server does not do one twice, however often it is asked.
 *
 * The words come last: people's receipts are about the last event, and that is the one the outbox knows.  Its
 * transaction is sportello.TOKEN, that of the others sportello.TOKEN.N.
 * The body of the job: {"up": [mxc://... of each file], "n": events sent}.
 */
#include <string.h>

#include "i18n.h"
#include "matrix.h"
#include "str.h"

static json_t *
load_steps(const struct job *j)
{
	json_t *o = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;

	if (!json_is_object(o)) {
		json_decref(o);
		o = json_object();
	}
	if (!json_is_array(json_object_get(o, "up")))
		(void)json_object_set_new(o, "up", json_array());
	return o;
}

/* -- events --------------------------------------------------------------------------------------------- */

static json_t *
relation(const char *how, const char *about)
{
	json_t *o = json_object();

	js_put(o, "rel_type", how);
	js_put(o, "event_id", about);
	return o;
}

/* The answered message; within its thread if the newest of the room stands in one. */
static void
relate(const struct channel_context *c, const struct outgoing *out, json_t *event, bool last)
{
	struct matrix_room room;
	json_t *relates = NULL, *to = NULL;

	if (!str_starts(out->in_reply_to, "$"))
		return;
	matrix_room_load(c, out->thread, &room);
	if (room.root && str_eq(room.last, out->in_reply_to))
		relates = relation("m.thread", room.root);
	else if (last)
		relates = json_object();
	if (!relates)
		return;
	to = json_object();
	js_put(to, "event_id", out->in_reply_to);
	(void)json_object_set_new(relates, "m.in_reply_to", to);
	(void)json_object_set_new(event, "m.relates_to", relates);
}

static json_t *
text_event(const char *text)
{
	json_t *o = json_object();

	js_put(o, "msgtype", "m.text");
	js_put(o, "body", text ? text : "");
	return o;
}

static json_t *
file_event(const struct attachment *f, const char *uri)
{
	static const char *const kinds[] = { "image", "audio", "video" };
	const char *msgtype = "m.file", *type = str_empty(f->type) ? "application/octet-stream" : f->type;
	json_t *o = json_object(), *info = json_object();
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (str_starts(type, kinds[i]))
			msgtype = i == 0 ? "m.image" : i == 1 ? "m.audio" : "m.video";
	js_put(o, "msgtype", msgtype);
	js_put(o, "body", f->name);
	js_put(o, "filename", f->name);
	js_put(o, "url", uri);
	js_put(info, "mimetype", type);
	if (f->bytes > 0)
		(void)json_object_set_new(info, "size", json_integer(f->bytes));
	(void)json_object_set_new(o, "info", info);
	return o;
}

static size_t
event_count(const struct outgoing *out)
{
	return out->file_count + (str_empty(out->text) ? 0 : 1);
}

/* -- requests ------------------------------------------------------------------------------------------- */

/* txn: what follows the token in its transaction. */
static void
put_event(const struct channel_context *c, const struct outgoing *out, const char *type, const char *txn,
	json_t *event, struct request *r)
{
	matrix_put(c, "PUT", matrix_url(c, "/rooms/%s/send/%s/sportello.%s%s", str_percent(c->arena, out->thread),
		type, c->token, txn), event, r);
	r->acts = true;
}

static void
upload_request(const struct channel_context *c, const struct attachment *f, struct request *r)
{
	const char **headers = arena_array(c->arena, const char *, 3);

	headers[0] = "Authorization: Bearer {secret:token}";
	headers[1] = arena_printf(c->arena, "Content-Type: %s",
		str_empty(f->type) || strpbrk(f->type, "\r\n{}") ? "application/octet-stream" : f->type);
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = headers, .body_file = f->file,
		.url = arena_printf(c->arena, "%s/_matrix/media/v3/upload?filename=%s", channel_url(c, MATRIX_BASE),
		str_percent(c->arena, f->name ? f->name : "file")) };
}

static void
say_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r)
{
	json_t *steps = load_steps(j), *up = json_object_get(steps, "up"), *event;
	size_t n = json_array_size(up), at = (size_t)js_int(steps, "n", 0);
	bool last = at + 1 >= event_count(out);

	if (n < out->file_count) {
		upload_request(c, &out->files[n], r);
	} else {
		event = at >= out->file_count ? text_event(out->text) : file_event(&out->files[at],
			json_string_value(json_array_get(up, at)));
		relate(c, out, event, last);
		put_event(c, out, "m.room.message", last ? "" : arena_printf(c->arena, ".%zu", at), event, r);
	}
	json_decref(steps);
}

static void
redact(const struct channel_context *c, const struct outgoing *out, const char *event, struct request *r)
{
	matrix_put(c, "PUT", matrix_url(c, "/rooms/%s/redact/%s/sportello.%s", str_percent(c->arena, out->thread),
		str_percent(c->arena, event), c->token), NULL, r);
	r->acts = true;
}

/* Our reaction is an event of its own: it is looked for, then redacted. */
static void
unlike_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r)
{
	if (str_starts(j->body, "$"))
		redact(c, out, j->body, r);
	else
		matrix_get(c, arena_printf(c->arena, "%s/_matrix/client/v1/rooms/%s/relations/%s/m.annotation/m.reaction?limit=100",
			channel_url(c, MATRIX_BASE), str_percent(c->arena, out->thread),
			str_percent(c->arena, out->in_reply_to)), r);
}

/* None of ours there: it is not liked, which is what was wanted. */
static void
unlike_answer(const struct channel_context *c, json_t *root, struct outcome *o)
{
	json_t *one;
	size_t i;

	o->verdict = VERDICT_SENT;
	json_array_foreach(json_object_get(root, "chunk"), i, one) {
		const char *id = js_text(c->arena, one, "event_id");

		if (!str_eq(js_text(c->arena, one, "sender"), c->address) || !str_starts(id, "$") ||
		    !str_eq(js_text(c->arena, one, "type"), "m.reaction"))
			continue;
		o->verdict = VERDICT_NONE;
		o->again = true;
		o->body = id;
		return;
	}
}

/* A reaction, an edit or a redaction: about one event, in_reply_to. */
static int
act_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	json_t *event;

	if (!str_starts(out->in_reply_to, "$"))
		return error_set(err, ERR_REMOTE, _("it is not known which message is meant"));
	if (str_eq(out->kind, "like")) {
		event = json_object();
		(void)json_object_set_new(event, "m.relates_to", relation("m.annotation", out->in_reply_to));
		js_put(json_object_get(event, "m.relates_to"), "key",
			str_empty(out->text) ? "\xf0\x9f\x91\x8d" : out->text);
		put_event(c, out, "m.reaction", "", event, r);
	} else if (str_eq(out->kind, "edit")) {
		event = text_event(arena_printf(c->arena, "* %s", out->text ? out->text : ""));
		(void)json_object_set_new(event, "m.new_content", text_event(out->text));
		(void)json_object_set_new(event, "m.relates_to", relation("m.replace", out->in_reply_to));
		put_event(c, out, "m.room.message", "", event, r);
	} else if (str_eq(out->kind, "unlike")) {
		unlike_request(c, j, out, r);
	} else if (str_eq(out->kind, "delete")) {
		redact(c, out, out->in_reply_to, r);
	} else {
		return error_set(err, ERR_REMOTE, _("Matrix has no such thing as \"%s\""), out->kind);
	}
	return 0;
}

int
matrix_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	struct matrix_room room;

	if (!str_starts(out->thread, "!"))
		return error_set(err, ERR_REMOTE, _("there is no room with this person yet: in Matrix they write first"));
	matrix_room_load(c, out->thread, &room);
	if (room.encrypted && !str_eq(out->kind, "delete") && !str_eq(out->kind, "unlike"))
		return error_set(err, ERR_REMOTE, _("the room is encrypted and Sportello cannot encrypt: nothing was "
			"sent. Answer elsewhere, or let `url` point to a decrypting proxy such as pantalaimon"));
	if (str_eq(j->kind, "act"))
		return act_request(c, j, out, r, err);
	say_request(c, j, out, r);
	return 0;
}

/* -- answers -------------------------------------------------------------------------------------------- */

int
matrix_send_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	const char *uri = js_text(c->arena, root, "content_uri"), *id = js_text(c->arena, root, "event_id");
	json_t *steps;

	if (str_eq(j->kind, "act") && json_is_array(json_object_get(root, "chunk"))) {
		unlike_answer(c, root, o);
		return 0;
	}
	if (!uri && !id)
		return error_set(err, ERR_PROTOCOL, _("the server took it, but gave no id"));
	steps = load_steps(j);
	if (uri)
		(void)json_array_append_new(json_object_get(steps, "up"), json_string(uri));
	else
		(void)json_object_set_new(steps, "n", json_integer(js_int(steps, "n", 0) + 1));
	o->again = str_eq(j->kind, "send") && c->out &&
		(uri || js_int(steps, "n", 0) < (int64_t)event_count(c->out));
	if (o->again) {
		o->body = js_dump(c->arena, steps, false);
	} else {
		o->verdict = VERDICT_SENT;
		o->remote_id = id;
	}
	json_decref(steps);
	return 0;
}
