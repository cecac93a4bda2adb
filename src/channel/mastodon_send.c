/*
 * mastodon_send.c - what we say: files go up first and are waited for, then one status under an idempotency key.
 *
 * The body of the job: {"up": [ids], "asked": how often the last one was asked for}.
 */
#include <ctype.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "mastodon.h"
#include "str.h"

enum { ASK_MAX = 20 };			/* so often in one go; then the row rests */
#define SKEW_MS (2 * MS_MINUTE)

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

/* -- the status -------------------------------------------------------------------------------------------- */

/* Visible to no more people than the agent was shown. */
static const char *
visibility(enum audience audience)
{
	switch (audience) {
	case AUDIENCE_PRIVATE:
		return "direct";
	case AUDIENCE_GROUP:
		return "private";
	case AUDIENCE_UNLISTED:
		return "unlisted";
	case AUDIENCE_PUBLIC:
	case AUDIENCE_COUNT:
		break;
	}
	return "public";
}

/* Is @name, or @name@host, in the text as a word? */
static bool
mentions(struct arena *a, const char *text, const char *who)
{
	size_t n = strcspn(who, "@");
	const char *name = arena_printf(a, "@%.*s", (int)n, who), *p = text;

	while ((p = str_icase_find(p, name))) {
		p += n + 1;
		if (!isalnum((unsigned char)*p) && *p != '_')
			return true;
	}
	return false;
}

/* Who is not named is not told. */
static const char *
addressed(const struct channel_context *c, const struct outgoing *out)
{
	const char *text = out->text ? out->text : "", *names = "";
	size_t i;

	for (i = 0; i < out->recipient_count; i++) {
		const char *who = out->recipients[i].who.address;

		if (str_empty(who))
			continue;
		who += *who == '@';
		if (!mentions(c->arena, text, who))
			names = arena_printf(c->arena, "%s@%s ", names, who);
	}
	return arena_printf(c->arena, "%s%s", names, text);
}

static void
post_request(const struct channel_context *c, const struct outgoing *out, json_t *up, struct request *r)
{
	const char **headers = arena_array(c->arena, const char *, 4);
	json_t *o = json_object();

	js_put(o, "status", addressed(c, out));
	js_put(o, "visibility", visibility(out->audience));
	if (!str_empty(out->in_reply_to))
		js_put(o, "in_reply_to_id", out->in_reply_to);
	if (json_array_size(up))
		(void)json_object_set(o, "media_ids", up);
	if (!str_empty(out->subject))
		js_put(o, "spoiler_text", out->subject);
	mastodon_ask(c, "POST", mastodon_url(c, "/api/v1/statuses"), o, r);
	headers[0] = r->headers[0];
	headers[1] = r->headers[1];
	headers[2] = arena_printf(c->arena, "Idempotency-Key: %s", c->token);
	r->headers = headers;
	r->acts = true;
}

static void
upload_request(const struct channel_context *c, const struct attachment *f, struct request *r)
{
	struct request_part *part = arena_new_of(c->arena, struct request_part);

	mastodon_ask(c, "POST", mastodon_url(c, "/api/v2/media"), NULL, r);
	*part = (struct request_part){ .name = "file", .file = f->file, .file_name = f->name,
		.type = str_empty(f->type) ? "application/octet-stream" : f->type };
	r->parts = part;
	r->part_count = 1;
}

static void
say_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r)
{
	json_t *steps = load_steps(j), *up = json_object_get(steps, "up");
	size_t n = json_array_size(up);
	int64_t asked = js_int(steps, "asked", 0);

	if (asked > 0 && n) {
		mastodon_get(mastodon_url(c, "/api/v1/media/%s",
			str_percent(c->arena, json_string_value(json_array_get(up, n - 1)))), r);
		r->acts = asked >= ASK_MAX;	/* what has gone up is remembered, it may take long */
	} else if (n < out->file_count) {
		upload_request(c, &out->files[n], r);
	} else {
		post_request(c, out, up, r);
	}
	json_decref(steps);
}

/* -- what is no message ------------------------------------------------------------------------------------- */

static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *id = str_percent(c->arena, out->in_reply_to ? out->in_reply_to : "");
	json_t *o;

	if (!*id)
		return error_set(err, ERR_REMOTE, _("it is not known which message is meant"));
	if (str_eq(out->kind, "like"))
		mastodon_ask(c, "POST", mastodon_url(c, "/api/v1/statuses/%s/favourite", id), NULL, r);
	else if (str_eq(out->kind, "unlike"))
		mastodon_ask(c, "POST", mastodon_url(c, "/api/v1/statuses/%s/unfavourite", id), NULL, r);
	else if (str_eq(out->kind, "delete"))
		mastodon_ask(c, "DELETE", mastodon_url(c, "/api/v1/statuses/%s", id), NULL, r);
	else if (str_eq(out->kind, "edit")) {
		o = json_object();
		js_put(o, "status", addressed(c, out));
		mastodon_ask(c, "PUT", mastodon_url(c, "/api/v1/statuses/%s", id), o, r);
	} else
		return error_set(err, ERR_REMOTE, _("Mastodon has no such thing as \"%s\""), out->kind);
	r->acts = true;
	return 0;
}

int
mastodon_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (out->audience == AUDIENCE_PRIVATE && !out->recipient_count && !strchr(out->text ? out->text : "", '@'))
		return error_set(err, ERR_REMOTE, _("nobody is named: a direct message reaches only those it names"));
	say_request(c, j, out, r);
	return 0;
}

/* -- answers -------------------------------------------------------------------------------------------- */

/* 202 and 206: it is still being looked at. */
static void
take_file(const struct channel_context *c, const struct job *j, const struct answer *in, const char *id,
	struct outcome *o)
{
	json_t *steps = load_steps(j);
	int64_t asked = js_int(steps, "asked", 0);
	bool ready = in->status != 202 && in->status != 206;

	if (!asked)
		(void)json_array_append_new(json_object_get(steps, "up"), json_string(id));
	(void)json_object_set_new(steps, "asked", json_integer(ready ? 0 : asked + 1));
	if (!ready && asked > ASK_MAX) {
		o->verdict = VERDICT_RETRY;
		o->retry_after_ms = 15000;
		o->words = _("the server is still looking at the file");
	} else {
		o->again = true;
		o->body = js_dump(c->arena, steps, false);
	}
	json_decref(steps);
}

int
mastodon_send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, json_t *root,
	struct outcome *o, struct error *err)
{
	const char *id = js_id(c->arena, root, "id");

	if (str_eq(j->kind, "act")) {
		o->verdict = VERDICT_SENT;
		o->remote_id = id;
		return 0;
	}
	if (!id)
		return error_set(err, ERR_PROTOCOL, _("the server took it, but gave no id"));
	if (js_text(c->arena, root, "created_at")) {
		o->verdict = VERDICT_SENT;
		o->remote_id = id;
	} else {
		take_file(c, j, in, id, o);
	}
	return 0;
}

/* -- in doubt --------------------------------------------------------------------------------------------- */

void
mastodon_check_request(const struct channel_context *c, struct request *r)
{
	const char *me = c->cursor(c->ctx, "me");

	*r = (struct request){ .kind = REQUEST_NONE };
	if (!str_empty(me) && !str_empty(c->out->text))
		mastodon_get(mastodon_url(c, "/api/v1/accounts/%s/statuses?exclude_reblogs=true&limit=40",
			str_percent(c->arena, me)), r);
}

int
mastodon_check_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	struct mastodon x = { .c = c, .g = { .a = c->arena }, .me = arena_str(c->arena, c->cursor(c->ctx, "me")) };
	const char *words = str_trim(c->arena, c->out->text ? c->out->text : "");
	json_t *one;
	size_t i;

	if (!json_is_array(root))
		return error_set(err, ERR_PROTOCOL, _("the server's list of statuses is no list"));
	json_array_foreach(root, i, one) {
		const char *about = js_id(c->arena, one, "in_reply_to_id");
		const struct message_in *m = mastodon_status(&x, one, "", 0);

		/* whom it names stands before the words, shortened by the server */
		if (m && *words && m->direction == DIRECTION_OUT && m->text && str_ends(m->text, words) &&
		    str_eq(about ? about : "", c->out->in_reply_to ? c->out->in_reply_to : "") &&
		    js_time(c, one, "created_at") + SKEW_MS >= c->out->tried_at) {
			o->verdict = VERDICT_SENT;
			o->remote_id = js_id(c->arena, one, "id");
		}
	}
	return 0;
}
