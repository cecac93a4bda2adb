/*
 * x.c - X: mentions and replies in public, direct messages.  The address is the account's numeric id; its token that of
 * a user (OAuth 2.0 with PKCE), which lasts two hours and is renewed.
 */
#include "x.h"

#include <string.h>

#include "buf.h"
#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "shared.h"
#include "str.h"

#define PICTURES_MAX 4
#define DM_MAX 10000
#define SKEW_MS (2 * MS_MINUTE)

/* -- requests --------------------------------------------------------------------------------------------------------- */

static const char *const auth[] = { "Authorization: Bearer {secret:token}", NULL };
static const char *const auth_json[] = { "Authorization: Bearer {secret:token}", "Content-Type: application/json",
	NULL };
static const char *const form[] = { "Content-Type: application/x-www-form-urlencoded", NULL };

void
x_get(const struct channel_context *c, struct request *r, const char *path, const char *query)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .headers = auth,
		.url = arena_printf(c->arena, "%s%s%s%s", channel_url(c, X_BASE), path, query ? "?" : "",
		query ? query : "") };
}

static void
post(const struct channel_context *c, struct request *r, const char *path, json_t *body)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = auth_json, .acts = true,
		.url = arena_printf(c->arena, "%s%s", channel_url(c, X_BASE), path) };
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

static int
refresh_request(const struct channel_context *c, struct request *r, struct error *err)
{
	static const char *const with_secret[] = { "Content-Type: application/x-www-form-urlencoded", NULL, NULL };
	const char *client = c->option(c->ctx, "client-id"), **headers;

	if (str_empty(client))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'client-id' so that its token can be renewed"),
			c->account);
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .secret_body = true, .headers = form,
		.url = token_url(c, X_BASE, "/2/oauth2/token"),
		.body = arena_printf(c->arena, "grant_type=refresh_token&client_id=%s"
		"&refresh_token={secret-form:refresh-token}", str_percent(c->arena, client)) };
	r->body_len = strlen(r->body);
	if (!c->option(c->ctx, "secret-command") && !c->option(c->ctx, "secret-file"))
		return 0;
	headers = arena_array(c->arena, const char *, 3);
	headers[0] = with_secret[0];
	headers[1] = arena_printf(c->arena, "Authorization: Basic {basic:%s:secret}", client);
	r->headers = headers;
	return 0;
}

/* -- what an answer means ------------------------------------------------------------------------------------------------ */

static const char *
problem_words(struct arena *a, json_t *body, int status)
{
	static const char *const places[] = { "detail", "errors.0.message", "errors.0.detail", "error_description",
		"title" };
	const char *words = NULL;
	size_t i;

	for (i = 0; i < sizeof places / sizeof places[0] && !words; i++)
		words = js_text(a, body, places[i]);
	return words ? words : arena_printf(a, "HTTP %d", status);
}

/* An error in a good answer: nothing came but it. */
static bool
is_refusal(json_t *body)
{
	return json_array_size(json_object_get(body, "errors")) && !json_object_get(body, "data") &&
		!json_object_get(body, "meta");
}

int
x_open(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o, json_t **root,
	struct error *err)
{
	struct error why = ERROR_INIT;
	json_t *body = js_load(in->body, in->body_len, &why);

	if (in->status >= 200 && in->status < 300 && json_is_object(body) && (acts || !is_refusal(body))) {
		*root = body;
		return 0;
	}
	if (is_refusal(body) && in->status < 300) {
		o->words = problem_words(c->arena, body, in->status);
		o->verdict = VERDICT_FAILED;
		json_decref(body);
		return 1;
	}
	if (in->status >= 200 && in->status < 300) {
		json_decref(body);
		return error_set(err, ERR_PROTOCOL, "%s", why.code ? why.text : _("the answer is not an object"));
	}
	o->words = problem_words(c->arena, body, in->status);
	json_decref(body);
	if (in->status == 401) {
		o->verdict = VERDICT_AUTH;
		o->refresh = true;
	} else if (in->status == 429) {
		o->verdict = VERDICT_LIMIT;
	} else if (in->status == 402) {
		o->verdict = VERDICT_LIMIT;
		o->retry_after_ms = MS_HOUR;
		o->words = arena_printf(c->arena, _("%s - the account's credit there is used up"), o->words);
	} else if (in->status >= 500) {
		o->verdict = acts ? VERDICT_UNKNOWN : VERDICT_RETRY;
	} else {
		o->verdict = VERDICT_FAILED;
	}
	return 1;
}

/* -- text ------------------------------------------------------------------------------------------------------------------ */

static const char *
replace(struct arena *a, const char *s, const char *what, const char *with)
{
	struct buf b = BUF_INIT;
	const char *p;
	char *out;

	if (!what || !*what || !strstr(s, what))
		return s;
	for (; (p = strstr(s, what)); s = p + strlen(what)) {
		buf_add(&b, s, (size_t)(p - s));
		buf_adds(&b, with);
	}
	buf_adds(&b, s);
	out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return out;
}

/* A long post has its text elsewhere. */
const char *
x_text(struct arena *a, json_t *o)
{
	json_t *note = json_object_get(o, "note_tweet"), *urls = js_at(o, "entities.urls");
	const char *text = js_text(a, note, "text");
	size_t i;

	if (text)
		urls = js_at(note, "entities.urls");
	else
		text = js_text(a, o, "text");
	if (!text)
		return NULL;
	for (i = 0; i < json_array_size(urls) && i < 50; i++) {
		const char *full = js_text(a, json_array_get(urls, i), "expanded_url");

		if (full)
			text = replace(a, text, js_text(a, json_array_get(urls, i), "url"), full);
	}
	text = replace(a, text, "&lt;", "<");
	text = replace(a, text, "&gt;", ">");
	return replace(a, text, "&amp;", "&");
}

/* -- speaking ---------------------------------------------------------------------------------------------------------------- */

static const char *
dm_id(const char *thread)
{
	return str_starts(thread, X_DM) ? thread + strlen(X_DM) : NULL;
}

/* ["id",...] of the pictures that are there already. */
static json_t *
uploaded(const struct job *j)
{
	json_t *ids = j->body ? json_loads(j->body, 0, NULL) : NULL;

	if (json_is_array(ids))
		return ids;
	json_decref(ids);
	return json_array();
}

static int
upload(const struct channel_context *c, const struct attachment *f, bool dm, struct request *r, struct error *err)
{
	static const char *const types[] = { "image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff" };
	struct request_part *parts = arena_array(c->arena, struct request_part, 3);
	size_t i;

	for (i = 0; i < sizeof types / sizeof types[0] && !str_eq(f->type, types[i]); i++)
		continue;
	if (i == sizeof types / sizeof types[0])
		return error_set(err, ERR_INPUT, _("only pictures can be sent there, and %s is none"), f->name);
	parts[0] = (struct request_part){ .name = "media", .file = f->file, .file_name = f->name, .type = f->type };
	parts[1] = (struct request_part){ .name = "media_category", .value = dm ? "dm_image" : "tweet_image" };
	parts[2] = (struct request_part){ .name = "media_type", .value = f->type };
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = auth, .parts = parts,
		.part_count = 3, .url = arena_printf(c->arena, "%s/2/media/upload", channel_url(c, X_BASE)) };
	return 0;
}

static int
send_message(const struct channel_context *c, const struct outgoing *out, json_t *ids, struct request *r,
	struct error *err)
{
	json_t *body, *list;

	if (text_fits(out->text, false, DM_MAX, err))
		return -1;
	body = json_object();
	js_put(body, "text", str_empty(out->text) ? NULL : out->text);
	if (json_array_size(ids)) {
		list = json_array();
		(void)json_array_append_new(list, json_pack("{s:O}", "media_id", json_array_get(ids, 0)));
		(void)json_object_set_new(body, "attachments", list);
	}
	post(c, r, arena_printf(c->arena, "/2/dm_conversations/%s/messages", str_percent(c->arena, dm_id(out->thread))),
		body);
	return 0;
}

static int
send_post(const struct channel_context *c, const struct outgoing *out, json_t *ids, struct request *r,
	struct error *err)
{
	const char *to = str_empty(out->in_reply_to) ? out->thread : out->in_reply_to;
	json_t *body;

	if (out->audience < AUDIENCE_UNLISTED)
		return error_set(err, ERR_INPUT, _("X has no private answer to a post: write a direct message"));
	body = json_object();
	js_put(body, "text", out->text ? out->text : "");
	if (!str_empty(to))
		(void)json_object_set_new(body, "reply", json_pack("{s:s}", "in_reply_to_tweet_id", to));
	if (json_array_size(ids))
		(void)json_object_set_new(body, "media", json_pack("{s:O}", "media_ids", ids));
	post(c, r, "/2/tweets", body);
	return 0;
}

static int
send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	bool dm = dm_id(out->thread) != NULL;
	json_t *ids = uploaded(j);
	size_t n = json_array_size(ids);
	int rc;

	if (out->file_count > (dm ? 1 : PICTURES_MAX))
		rc = error_set(err, ERR_INPUT, _("X takes %d pictures at once at most"), dm ? 1 : PICTURES_MAX);
	else if (n < out->file_count)
		rc = upload(c, &out->files[n], dm, r, err);
	else
		rc = dm ? send_message(c, out, ids, r, err) : send_post(c, out, ids, r, err);
	json_decref(ids);
	return rc;
}

static int
send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *ids = uploaded(j), *root = NULL;
	bool uploads = json_array_size(ids) < c->out->file_count, dm = dm_id(c->out->thread) != NULL;
	const char *id;
	int rc = x_open(c, in, !uploads, o, &root, err);

	if (rc) {
		json_decref(ids);
		return rc < 0 ? -1 : 0;
	}
	id = js_id(c->arena, root, dm && !uploads ? "data.dm_event_id" : "data.id");
	if (uploads && !id) {
		rc = error_set(err, ERR_PROTOCOL, _("the server did not say where the file went"));
	} else if (uploads) {
		(void)json_array_append_new(ids, json_string(id));
		o->again = true;
		o->body = js_dump(c->arena, ids, false);
	} else {
		o->verdict = id ? VERDICT_SENT : VERDICT_UNKNOWN;
		o->remote_id = id && dm ? arena_printf(c->arena, X_DM "%s", id) : id;
		if (!id)
			o->words = problem_words(c->arena, root, in->status);
	}
	json_decref(ids);
	json_decref(root);
	return rc;
}

static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *to = str_empty(out->in_reply_to) ? out->thread : out->in_reply_to;

	if (!str_eq(out->kind, "delete"))
		return error_set(err, ERR_INPUT, _("X has no '%s' for others to use"), out->kind);
	if (str_empty(to))
		return error_set(err, ERR_INPUT, _("it is not said which post"));
	x_get(c, r, dm_id(to) ? arena_printf(c->arena, "/2/dm_events/%s", str_percent(c->arena, dm_id(to))) :
		arena_printf(c->arena, "/2/tweets/%s", str_percent(c->arena, to)), NULL);
	r->method = "DELETE";
	r->acts = true;
	return 0;
}

static int
act_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL;
	int rc = x_open(c, in, true, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	o->verdict = js_true(root, "data.deleted") ? VERDICT_SENT : VERDICT_FAILED;
	if (o->verdict == VERDICT_FAILED)
		o->words = problem_words(c->arena, root, in->status);
	json_decref(root);
	return 0;
}

/* What we said last, there. */
static void
check_request(const struct channel_context *c, const struct outgoing *out, struct request *r)
{
	char from[32];

	clock_rfc3339(from, out->tried_at - SKEW_MS);
	if (dm_id(out->thread))
		x_get(c, r, arena_printf(c->arena, "/2/dm_conversations/%s/dm_events",
			str_percent(c->arena, dm_id(out->thread))), "max_results=20&event_types=MessageCreate"
			"&dm_event.fields=created_at,entities,event_type,id,sender_id,text");
	else
		x_get(c, r, arena_printf(c->arena, "/2/users/%s/tweets", str_percent(c->arena, c->address)),
			arena_printf(c->arena, "max_results=20&start_time=%s"
			"&tweet.fields=author_id,created_at,entities,note_tweet", str_percent(c->arena, from)));
}

static int
check_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	bool dm = dm_id(c->out->thread) != NULL;
	json_t *root = NULL, *list;
	size_t i;
	int rc = x_open(c, in, false, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);
		const char *id = js_id(c->arena, one, "id"), *who = js_id(c->arena, one, dm ? "sender_id" : "author_id");

		if (!id || (who && !str_eq(who, c->address)) || !str_eq(x_text(c->arena, one), c->out->text) ||
		    js_time(c, one, "created_at") + SKEW_MS < c->out->tried_at)
			continue;
		o->verdict = VERDICT_SENT;
		o->remote_id = dm ? arena_printf(c->arena, X_DM "%s", id) : id;
	}
	json_decref(root);
	return 0;
}

/* -- the channel --------------------------------------------------------------------------------------------------------------- */

static int
refreshed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct secret_in *s = arena_array(c->arena, struct secret_in, 2);
	json_t *root = NULL;
	int64_t span;
	int rc = x_open(c, in, false, o, &root, err);

	(void)j;
	if (rc) {
		o->refresh = false;
		if (in->status == 400)	/* the token to renew with is over */
			o->verdict = VERDICT_AUTH;
		return rc < 0 ? -1 : 0;
	}
	s[0] = (struct secret_in){ .name = "refresh-token", .value = js_text(c->arena, root, "refresh_token") };
	s[1] = (struct secret_in){ .name = "token", .value = js_text(c->arena, root, "access_token") };
	span = js_int(root, "expires_in", 0);
	json_decref(root);
	if (!s[1].value)
		return error_set(err, ERR_PROTOCOL, _("the server gave no new token"));
	if (span > 0 && span < 100LL * 365 * 86400)
		s[1].expires_at = c->now + span * MS_SECOND;
	o->secrets = s[0].value ? s : s + 1;	/* first the one that cannot be had again */
	o->secret_count = s[0].value ? 2 : 1;
	return 0;
}

static int
probed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL;
	const char *user, *id;
	int rc = x_open(c, in, false, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	user = js_text(c->arena, root, "data.username");
	id = js_id(c->arena, root, "data.id");
	o->words = arena_printf(c->arena, _("signed in for %s (%s)"), user ? arena_printf(c->arena, "@%s", user) : "?",
		id ? id : "?");
	if (!str_eq(id, c->address))
		o->words = arena_printf(c->arena, _("%s - but the account's address is %s"), o->words, c->address);
	json_decref(root);
	return 0;
}

static int
x_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the numeric id of the account"),
			c->account);
	if (x_reads(j))
		return x_read_request(c, j, r, err);
	if (str_eq(j->kind, "refresh"))
		return refresh_request(c, r, err);
	if (str_eq(j->kind, "media"))
		return file_request(r, j->key, err);
	if (str_eq(j->kind, "send"))
		return send_request(c, j, out, r, err);
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (str_eq(j->kind, "check"))
		check_request(c, out, r);
	else if (str_eq(j->kind, "probe"))
		x_get(c, r, "/2/users/me", NULL);
	return 0;
}

static int
x_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	static const struct answer_part parts[] = { { "refresh", refreshed }, { "send", send_answer },
		{ "act", act_answer }, { "check", check_answer }, { "probe", probed }, { NULL, x_read_answer } };
	return answer_by_kind(parts, c, j, in, o, err);
}

const struct channel channel_x = {
	.name = "x",
	.base = X_BASE,
	.ways = WAY_READS_BACK | WAY_REFRESHES,
	.rate_count = 10,
	.rate_per_ms = 60000,
	.request = x_request,
	.answer = x_answer,
};
