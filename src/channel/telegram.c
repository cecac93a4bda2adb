/*
 * telegram.c - the Telegram Bot API: updates held open by the server, text and files out.
 *
 * Asking with an offset makes the server forget everything below it, so what an answer brought must be durable
 * before the next request (WAY_COMMITS_FIRST).  There is no way to read back what was sent, and no key against
 * sending twice: a broken line after `wire` leaves a row in doubt.
 */
#include <stdlib.h>
#include <string.h>

#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "telegram.h"

#define BASE "https://api.telegram.org"
#define PAGE 100
#define HOLD_S 25
#define CAPTION_MAX 1024		/* UTF-16 units */
#define PHOTO_MAX (10LL << 20)
#define ALBUM_MAX 10

static const char *const json_headers[] = { "Content-Type: application/json", NULL };

static void
call(const struct channel_context *c, const char *method, json_t *body, struct request *r)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = json_headers,
		.url = arena_printf(c->arena, "%s/bot{secret:token}/%s", channel_url(c, BASE), method) };
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

/* -- pull, files, who am I ------------------------------------------------------------------------------------ */

static int
ask_pull(const struct channel_context *c, const struct job *j, struct request *r)
{
	const char *offset = c->cursor(c->ctx, "offset"), *const *kind;
	json_t *o = json_object(), *wanted = json_array();
	bool first = str_empty(j->body);

	js_put_id(o, "offset", offset);
	(void)json_object_set_new(o, "limit", json_integer(PAGE));
	/* what follows a full page is there already */
	(void)json_object_set_new(o, "timeout", json_integer(c->waits && first ? HOLD_S : 0));
	for (kind = telegram_wanted; *kind; kind++)
		(void)json_array_append_new(wanted, json_string(*kind));
	(void)json_object_set_new(o, "allowed_updates", wanted);
	call(c, "getUpdates", o, r);
	r->long_poll = c->waits && first;
	r->timeout_ms = r->long_poll ? HOLD_S * 1000 : 0;
	return 0;
}

/* The path on the server is known only after asking; it is the body of the second step. */
static int
ask_media(const struct channel_context *c, const struct job *j, struct request *r)
{
	json_t *o;
	char *path, *segment, *rest;

	if (str_empty(j->body)) {
		o = json_object();
		js_put(o, "file_id", j->key);
		call(c, "getFile", o, r);
		return 0;
	}
	path = arena_str(c->arena, "");
	for (rest = arena_str(c->arena, j->body); (segment = strsep(&rest, "/"));)
		if (!str_eq(segment, "..") && !str_eq(segment, "."))
			path = arena_printf(c->arena, "%s/%s", path, str_percent(c->arena, segment));
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .to_file = true,
		.url = arena_printf(c->arena, "%s/file/bot{secret:token}%s", channel_url(c, BASE), path) };
	return 0;
}

/* -- sending ------------------------------------------------------------------------------------------------------- */

/* The chat of a thread "CHAT/TOPIC@CONNECTION", wherever its group is now. */
static const char *
chat_of(const struct channel_context *c, const char *thread)
{
	const char *chat = arena_strn(c->arena, thread, strcspn(thread, "/@:")), *to = telegram_moved(c, "to", chat);

	return to ? to : chat;
}

/* "CHAT/TOPIC@CONNECTION" into the fields of a request; to: the chat a group has moved to, or NULL. */
static int
put_place(const struct channel_context *c, json_t *o, const struct outgoing *out, const char *to, struct error *err)
{
	char *chat = arena_str(c->arena, out->thread), *at = chat ? strchr(chat, '@') : NULL, *slash;

	if (str_empty(chat))
		return error_set(err, ERR_INPUT, _("a bot can only answer people who have written to it"));
	if (at)
		*at++ = '\0';
	slash = strchr(chat, '/');
	if (slash)
		*slash++ = '\0';
	js_put_id(o, "chat_id", to ? to : chat_of(c, chat));
	js_put_id(o, "message_thread_id", slash);
	js_put(o, "business_connection_id", at);
	return 0;
}

/* Which message of the same chat it answers. */
static void
put_reply(const struct channel_context *c, json_t *o, const struct outgoing *out, const char *to)
{
	const char *colon = out->in_reply_to ? strrchr(out->in_reply_to, ':') : NULL;
	size_t chat = out->in_reply_to ? strcspn(out->in_reply_to, "@:") : 0;
	const char *here = to ? to : chat_of(c, out->thread);
	json_t *reply;

	if (!colon || strncmp(out->in_reply_to, here, chat) || here[chat])
		return;
	reply = json_object();
	js_put_id(reply, "message_id", colon + 1);
	(void)json_object_set_new(reply, "allow_sending_without_reply", json_true());
	(void)json_object_set_new(o, "reply_parameters", reply);
}

static size_t
utf16_units(const char *s)
{
	size_t n = 0;

	for (; s && *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80 ? 1 + ((unsigned char)*s >= 0xf0) : 0;
	return n;
}

/* A form's field for each member of the object. */
static size_t
fields(const struct channel_context *c, json_t *o, struct request_part *parts)
{
	const char *key;
	json_t *v;
	size_t n = 0;

	json_object_foreach(o, key, v)
		parts[n++] = (struct request_part){ .name = arena_str(c->arena, key),
			.value = json_is_string(v) ? arena_str(c->arena, json_string_value(v)) :
			js_dump(c->arena, v, false) };
	return n;
}

static bool
is_photo(const struct attachment *f)
{
	return (str_eq(f->type, "image/jpeg") || str_eq(f->type, "image/png")) && f->bytes <= PHOTO_MAX;
}

static void
one_file(const struct channel_context *c, json_t *o, const struct outgoing *out, struct request *r)
{
	const struct attachment *f = out->files;
	struct request_part *parts = arena_array(c->arena, struct request_part, json_object_size(o) + 1);
	bool photo = is_photo(f);

	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .parts = parts, .acts = true,
		.url = arena_printf(c->arena, "%s/bot{secret:token}/%s", channel_url(c, BASE),
		photo ? "sendPhoto" : "sendDocument") };
	r->part_count = fields(c, o, parts);
	parts[r->part_count++] = (struct request_part){ .name = photo ? "photo" : "document", .file = f->file,
		.file_name = f->name, .type = f->type };
}

/* Several files leave in one request: all or none. */
static void
album(const struct channel_context *c, json_t *o, const struct outgoing *out, const char *caption,
	struct request *r)
{
	struct request_part *parts = arena_array(c->arena, struct request_part, json_object_size(o) + 1 + ALBUM_MAX);
	json_t *list = json_array(), *one;
	size_t i, n;

	for (i = 0; i < out->file_count; i++) {
		one = json_object();
		js_put(one, "type", "document");
		js_put(one, "media", arena_printf(c->arena, "attach://file%zu", i));
		if (i + 1 == out->file_count)
			js_put(one, "caption", caption);
		(void)json_array_append_new(list, one);
	}
	(void)json_object_del(o, "caption");
	(void)json_object_set_new(o, "media", list);
	n = fields(c, o, parts);
	for (i = 0; i < out->file_count; i++)
		parts[n++] = (struct request_part){ .name = arena_printf(c->arena, "file%zu", i),
			.file = out->files[i].file, .file_name = out->files[i].name, .type = out->files[i].type };
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .parts = parts, .part_count = n, .acts = true,
		.url = arena_printf(c->arena, "%s/bot{secret:token}/sendMediaGroup", channel_url(c, BASE)) };
}

/* The text is too long to stand under its files: it goes first, and they follow. */
static bool
has_rest(const struct job *j, const struct outgoing *out)
{
	return out->file_count && !str_ends(j->body, "files") && utf16_units(out->text) > CAPTION_MAX;
}

/* A long text with files goes first by itself; body "files" says that it has gone.  "CHAT" or "CHAT files" names
 * the chat that a group has moved to. */
static int
ask_send(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	bool files_now = str_ends(j->body, "files"), apart = has_rest(j, out);
	const char *to = j->body && strspn(j->body, "-0123456789") ?
		arena_strn(c->arena, j->body, strspn(j->body, "-0123456789")) : NULL, *caption;
	json_t *o = json_object();
	int rc;

	rc = put_place(c, o, out, to, err);
	if (!rc && out->file_count > ALBUM_MAX)
		rc = error_set(err, ERR_INPUT, _("Telegram takes %d files at once at most"), ALBUM_MAX);
	if (!rc && !out->file_count && str_empty(out->text))
		rc = error_set(err, ERR_INPUT, _("there is nothing to say in it"));
	if (rc) {
		json_decref(o);
		return rc;
	}
	caption = files_now || apart || str_empty(out->text) ? NULL : out->text;
	if (!files_now)
		put_reply(c, o, out, to);
	if (!out->file_count || apart) {
		js_put(o, "text", out->text);
		call(c, "sendMessage", o, r);
		r->acts = true;
		return 0;
	}
	js_put(o, "caption", caption);
	if (out->file_count == 1)
		one_file(c, o, out, r);
	else
		album(c, o, out, caption, r);
	json_decref(o);
	return 0;
}

/* What it is about is "CHAT@CONNECTION:MESSAGE"; a business account has its own way of deleting, and no reactions.  All of
 * these may be done twice. */
static int
ask_act(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *about = out->in_reply_to, *colon = about ? strrchr(about, ':') : NULL, *at, *method = NULL;
	bool like = str_eq(out->kind, "like"), reacts = like || str_eq(out->kind, "unlike");
	json_t *o, *ids;

	if (!colon)
		return error_set(err, ERR_INPUT, _("it is not known which message is meant"));
	at = memchr(about, '@', (size_t)(colon - about));
	if (reacts && !at)
		method = "setMessageReaction";
	else if (str_eq(out->kind, "delete"))
		method = at ? "deleteBusinessMessages" : "deleteMessage";
	else if (str_eq(out->kind, "edit"))
		method = "editMessageText";
	if (!method)
		return error_set(err, ERR_INPUT, _("Telegram has no '%s'"), out->kind);
	o = json_object();
	if (at)
		js_put(o, "business_connection_id", arena_strn(c->arena, at + 1, (size_t)(colon - at) - 1));
	if (at && str_eq(out->kind, "delete")) {
		ids = json_array();
		(void)json_array_append_new(ids, json_integer((json_int_t)strtoll(colon + 1, NULL, 10)));
		(void)json_object_set_new(o, "message_ids", ids);
	} else {
		js_put_id(o, "chat_id", arena_strn(c->arena, about, (size_t)((at ? at : colon) - about)));
		js_put_id(o, "message_id", colon + 1);
	}
	if (reacts)
		(void)json_object_set_new(o, "reaction", like ? json_pack("[{s:s, s:s}]", "type", "emoji", "emoji",
			"\xf0\x9f\x91\x8d") : json_array());
	else if (str_eq(out->kind, "edit"))
		js_put(o, "text", out->text ? out->text : "");
	call(c, method, o, r);
	r->acts = true;
	return 0;
}

static int
telegram_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	*r = (struct request){ .kind = REQUEST_NONE };
	if (str_eq(j->kind, "pull"))
		return ask_pull(c, j, r);
	if (str_eq(j->kind, "media"))
		return ask_media(c, j, r);
	if (str_eq(j->kind, "send") && out)
		return ask_send(c, j, out, r, err);
	if (str_eq(j->kind, "act") && out)
		return ask_act(c, out, r, err);
	if (str_eq(j->kind, "probe"))
		call(c, str_empty(j->body) ? "getMe" : "getWebhookInfo", json_object(), r);
	return 0;
}

/* -- answers ----------------------------------------------------------------------------------------------------------- */

/* What the server's error means; the words are its own, with what to do where that helps. */
static void
refused(const struct channel_context *c, const struct job *j, json_t *root, int status, struct outcome *o)
{
	const char *words = js_text(c->arena, root, "description");
	int64_t code = js_int(root, "error_code", status), after = js_int(root, "parameters.retry_after", 0);
	bool sends = str_eq(j->kind, "send");

	o->words = words = words ? words : arena_printf(c->arena, "HTTP %d", status);
	if (code == 401 || (code == 404 && !str_eq(j->kind, "media"))) {
		o->verdict = VERDICT_AUTH;
		o->words = arena_printf(c->arena, _("%s: the token is not one of a living bot; check token-command"),
			words);
	} else if (code == 429) {
		o->verdict = VERDICT_LIMIT;
		o->retry_after_ms = after > 0 && after < 86400 ? after * MS_SECOND : 0;
	} else if (code == 409) {
		o->verdict = VERDICT_RETRY;
		o->retry_after_ms = MS_MINUTE;
		o->words = arena_printf(c->arena, strstr(words, "webhook") ?
			_("%s: this bot hands its messages to a web address; take that away (deleteWebhook) so that "
			"they can be fetched") : _("%s: another program fetches this bot's messages with the same "
			"token; only one may (is Sportello running elsewhere?)"), words);
	} else if (code >= 500) {
		o->verdict = sends ? VERDICT_UNKNOWN : VERDICT_RETRY;
	} else {
		o->verdict = VERDICT_FAILED;
	}
}

/* A group that became a supergroup has another number: the same again, there. */
static bool
moved(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o)
{
	const char *to = js_id(c->arena, root, "parameters.migrate_to_chat_id");

	if (!to || !str_eq(j->kind, "send") || (j->body && strpbrk(j->body, "0123456789")))
		return false;
	if (c->out && c->out->thread)
		o->batch = telegram_move(c, arena_strn(c->arena, c->out->thread, strcspn(c->out->thread, "/@")), to);
	o->again = true;
	o->body = arena_printf(c->arena, "%s%s", to, str_ends(j->body, "files") ? " files" : "");
	return true;
}

static int
sent(const struct channel_context *c, const struct job *j, json_t *result, struct outcome *o)
{
	const char *id = telegram_message_id(c, json_is_array(result) ? json_array_get(result, 0) : result);

	if (id && c->out && has_rest(j, c->out)) {
		o->again = true;
		o->body = str_empty(j->body) ? "files" : arena_printf(c->arena, "%s files", j->body);
		return 0;
	}
	o->verdict = id ? VERDICT_SENT : VERDICT_UNKNOWN;
	o->remote_id = id;
	return 0;
}

static int
probed(const struct channel_context *c, const struct job *j, json_t *result, struct outcome *o)
{
	const char *name = js_text(c->arena, result, "username"), *first = js_text(c->arena, result, "first_name");
	const char *hook = js_text(c->arena, result, "url");

	if (str_empty(j->body)) {
		o->again = true;
		o->body = arena_printf(c->arena, "@%s (%s)", name ? name : "?", first ? first : "?");
		return 0;
	}
	o->words = j->body;
	if (hook) {
		o->verdict = VERDICT_FAILED;
		o->words = arena_printf(c->arena, _("%s hands its messages to %s; take that away (deleteWebhook) so "
			"that they can be fetched"), j->body, hook);
	}
	return 0;
}

static int
took(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o, struct error *err)
{
	json_t *result = js_at(root, "result");

	if (str_eq(j->kind, "pull")) {
		if (telegram_updates(c, result, o, err))
			return -1;
		o->again = json_array_size(result) >= PAGE;
		o->body = o->again ? "more" : NULL;
		return 0;
	}
	if (str_eq(j->kind, "send"))
		return sent(c, j, result, o);
	if (str_eq(j->kind, "probe"))
		return probed(c, j, result, o);
	if (str_eq(j->kind, "act")) {
		o->verdict = VERDICT_SENT;
		return 0;
	}
	o->body = js_text(c->arena, result, "file_path");
	o->again = o->body != NULL;
	if (!o->again) {
		o->verdict = VERDICT_FAILED;
		o->words = _("the server does not say where the file is");
	}
	return 0;
}

static int
telegram_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	json_t *root;
	int rc = 0;

	if (in->file) {
		*o = out;
		return 0;
	}
	root = js_load(in->body, in->body_len, err);
	/* who we are is known by then; a server of one's own may not know of web addresses */
	if (str_eq(j->kind, "probe") && !str_empty(j->body) && !js_true(root, "ok")) {
		error_clear(err);
		json_decref(root);
		out.words = j->body;
		*o = out;
		return 0;
	}
	if (!root) {
		if (in->status != 429 && in->status / 100 != 5)
			return -1;
		error_clear(err);
		refused(c, j, NULL, in->status, &out);	/* of a machine in between */
		*o = out;
		return 0;
	}
	if (js_true(root, "ok"))
		rc = took(c, j, root, &out, err);
	else if (!moved(c, j, root, &out))
		refused(c, j, root, in->status, &out);
	json_decref(root);
	if (!rc)
		*o = out;
	return rc;
}

const struct channel channel_telegram = {
	.name = "telegram",
	.base = BASE,
	.ways = WAY_COMMITS_FIRST | WAY_HOLDS,
	.rate_count = 20,
	.rate_per_ms = 1000,
	.request = telegram_request,
	.answer = telegram_answer,
};
