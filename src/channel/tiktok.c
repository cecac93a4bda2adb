/*
 * tiktok.c - comments on the account's own videos (TikTok API for Business, Accounts API).  The address is the id of the
 * business (open_id).
 *
 * Every answer is a 200; what it means stands in its `code`.  A look reads the list of videos; where the number
 * of comments has changed, all comments of the video are read by the job `comments`, as answers do not make a comment
 * newer and long lists are not in the order of time; what is known already changes nothing.  A thread is
 * "VIDEO:COMMENT", as an answer must name both.
 */
#include <string.h>

#include "channels.h"
#include "clock.h"
#include "gather.h"
#include "i18n.h"
#include "js.h"
#include "shared.h"
#include "str.h"

#define BASE "https://business-api.tiktok.com/open_api/v1.3"
#define POSTS_MS (30 * MS_DAY)
#define LIMIT 150
#define MANY 300			/* comments: reading them all again has to be worth it */
#define MANY_MS (15 * MS_MINUTE)
#define REST_MS (5 * MS_MINUTE)
#define SKEW_MS (2 * MS_MINUTE)

/* -- requests ------------------------------------------------------------------------------------------------------- */

static const char *const auth[] = { "Access-Token: {secret:token}", NULL };
static const char *const auth_json[] = { "Access-Token: {secret:token}", "Content-Type: application/json", NULL };
static const char *const json_only[] = { "Content-Type: application/json", NULL };

static void
get(const struct channel_context *c, struct request *r, const char *path, const char *query)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .headers = auth,
		.url = arena_printf(c->arena, "%s%s?business_id=%s&%s", channel_url(c, BASE), path,
		str_percent(c->arena, c->address), query) };
}

static void
post(const struct channel_context *c, struct request *r, const char *path, json_t *body)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = auth_json,
		.url = arena_printf(c->arena, "%s%s", channel_url(c, BASE), path) };
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

/* Both tokens are new after it, and the old ones are over. */
static int
refresh_request(const struct channel_context *c, struct request *r, struct error *err)
{
	const char *client = c->option(c->ctx, "client-id");

	if (str_empty(client))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'client-id' so that its token can be renewed"),
			c->account);
	post(c, r, "/tt_user/oauth2/refresh_token/", json_pack("{s:s, s:s, s:s, s:s}", "client_id", client,
		"client_secret", "{secret-json:secret}", "grant_type", "refresh_token",
		"refresh_token", "{secret-json:refresh-token}"));
	r->headers = json_only;
	r->secret_body = true;
	return 0;
}

/* "VIDEO:COMMENT" */
static bool
split(struct arena *a, const char *thread, const char **video, const char **comment)
{
	const char *colon = thread ? strchr(thread, ':') : NULL;

	if (!colon || colon == thread || !colon[1])
		return false;
	*video = arena_strn(a, thread, (size_t)(colon - thread));
	*comment = colon + 1;
	return true;
}

static int
send_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *video, *comment;

	if (!split(c->arena, out->thread, &video, &comment))
		return error_set(err, ERR_INPUT, _("a comment can only be answered, not begun"));
	if (out->audience < AUDIENCE_UNLISTED)
		return error_set(err, ERR_INPUT, _("TikTok has no private answer to a comment"));
	if (out->file_count)
		return error_set(err, ERR_INPUT, _("files cannot be sent there: take them out, or send a link"));
	if (text_fits(out->text, false, LIMIT, err))
		return -1;
	post(c, r, "/business/comment/reply/create/", json_pack("{s:s, s:s, s:s, s:s}", "business_id", c->address,
		"video_id", video, "comment_id", comment, "text", out->text ? out->text : ""));
	r->acts = true;
	return 0;
}

static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *video = NULL, *comment = NULL;
	bool hide = str_eq(out->kind, "hide"), like = str_eq(out->kind, "like");

	if (!split(c->arena, out->thread, &video, &comment))
		return error_set(err, ERR_INPUT, _("it is not said to which comment"));
	if (!str_empty(out->in_reply_to))
		comment = out->in_reply_to;
	if (hide || str_eq(out->kind, "unhide"))
		post(c, r, "/business/comment/hide/", json_pack("{s:s, s:s, s:s, s:s}", "business_id", c->address,
			"video_id", video, "comment_id", comment, "action", hide ? "HIDE" : "UNHIDE"));
	else if (like || str_eq(out->kind, "unlike"))
		post(c, r, "/business/comment/like/", json_pack("{s:s, s:s, s:s}", "business_id", c->address,
			"comment_id", comment, "action", like ? "LIKE" : "UNLIKE"));
	else if (str_eq(out->kind, "delete"))
		post(c, r, "/business/comment/delete/", json_pack("{s:s, s:s}", "business_id", c->address,
			"comment_id", comment));
	else
		return error_set(err, ERR_INPUT, _("TikTok has no '%s'"), out->kind);
	r->acts = true;
	return 0;
}

static void
ask_replies(const struct channel_context *c, const char *video, const char *comment, const char *cursor,
	struct request *r)
{
	get(c, r, "/business/comment/reply/list/", arena_printf(c->arena, "video_id=%s&comment_id=%s&max_count=30%s%s",
		str_percent(c->arena, video), str_percent(c->arena, comment), cursor ? "&cursor=" : "",
		cursor ? cursor : ""));
}

/* {"cursor":N,...} of a job or step; NULL = from the beginning. */
static const char *
cursor_of(struct arena *a, const struct job *j)
{
	json_t *o = j->body ? json_loads(j->body, 0, NULL) : NULL;
	int64_t n = js_int(o, "cursor", -1);

	json_decref(o);
	return n >= 0 ? arena_printf(a, "%lld", (long long)n) : NULL;
}

static int
read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	const char *cursor = cursor_of(c->arena, j), *video, *comment;

	if (str_eq(j->kind, "comments"))
		get(c, r, "/business/comment/list/", arena_printf(c->arena, "video_id=%s&status=ALL&include_replies=true"
			"&sort_field=create_time&sort_order=desc&max_count=30%s%s", str_percent(c->arena, j->key),
			cursor ? "&cursor=" : "", cursor ? cursor : ""));
	else if (!str_eq(j->kind, "replies"))
		get(c, r, "/business/video/list/", arena_printf(c->arena, "fields=%s&max_count=20%s%s",
			str_percent(c->arena, "[\"item_id\",\"create_time\",\"caption\",\"share_url\",\"comments\"]"),
			cursor ? "&cursor=" : "", cursor ? cursor : ""));
	else if (split(c->arena, j->key, &video, &comment))
		ask_replies(c, video, comment, cursor, r);
	else
		return error_set(err, ERR_INPUT, _("a scan that was under way has lost its place"));
	return 0;
}

static int
tiktok_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	const char *video, *comment;

	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the id of the business"), c->account);
	if (str_eq(j->kind, "refresh"))
		return refresh_request(c, r, err);
	if (str_eq(j->kind, "send"))
		return send_request(c, out, r, err);
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (str_eq(j->kind, "check") && split(c->arena, out->thread, &video, &comment))
		ask_replies(c, video, comment, cursor_of(c->arena, j), r);
	else if (str_eq(j->kind, "probe"))
		get(c, r, "/business/get/", arena_printf(c->arena, "fields=%s",
			str_percent(c->arena, "[\"username\",\"display_name\"]")));
	else if (str_eq(j->kind, "media"))
		return file_request(r, j->key, err);
	else if (!str_eq(j->kind, "check"))
		return read_request(c, j, r, err);
	return 0;
}

/* -- what an answer means ---------------------------------------------------------------------------------------------- */

/* 0 = fine, with the data borrowed from *root; 1 = refused, the outcome says how; -1 = no sense. */
static int
open_answer(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o, json_t **root,
	struct error *err)
{
	struct error why = ERROR_INIT;
	json_t *body = js_load(in->body, in->body_len, &why);
	int64_t code = js_int(body, "code", -1);
	const char *words = js_text(c->arena, body, "message");

	if (code == 0 && in->status >= 200 && in->status < 300) {
		*root = body;
		return 0;
	}
	json_decref(body);
	if (code == -1 && in->status >= 200 && in->status < 300)
		return error_set(err, ERR_PROTOCOL, "%s", why.code ? why.text : _("the answer has no code"));
	o->words = words ? words : arena_printf(c->arena, "HTTP %d", in->status);
	if (code == 40100 || in->status == 429) {
		o->verdict = VERDICT_LIMIT;
		o->retry_after_ms = code == 40100 ? REST_MS : 0;
	} else if (code == 40102 || code == 40105 || (in->status == 401 && code < 0)) {
		o->verdict = VERDICT_AUTH;
		o->refresh = true;
	} else if (code == 40113) {
		o->verdict = VERDICT_AUTH;
	} else if (code >= 50000 || in->status >= 500) {
		o->verdict = acts ? VERDICT_UNKNOWN : VERDICT_RETRY;
	} else {
		o->verdict = VERDICT_FAILED;
		if (code == 40001)
			o->words = arena_printf(c->arena, _("%s - the access token lacks a permission"), o->words);
	}
	return 1;
}

/* -- comments ---------------------------------------------------------------------------------------------------------- */

struct reading {
	const struct channel_context *c;
	struct gather g;
	const char *video, *text, *link;
};

static struct address
author(const struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "unique_identifier"), *user = js_text(a, o, "username");
	const char *name = js_text(a, o, "display_name");

	return (struct address){ name ? name : user ? arena_printf(a, "@%s", user) : NULL, id ? id : user };
}

static size_t
picture_of(struct arena *a, json_t *o, const struct attachment **out)
{
	const char *url = link_at(a, o, "image_url");
	struct attachment *f;

	if (!url)
		return 0;
	f = arena_new_of(a, struct attachment);
	*f = (struct attachment){ .part = url, .name = _("picture"), .inline_ = true };
	*out = f;
	return 1;
}

/* root: the comment that it answers, NULL = it begins a thread. */
static void
take_one(struct reading *r, json_t *o, const char *root)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "comment_id"), *thread;
	int64_t at = js_time(r->c, o, "create_time");
	struct message_in *m;

	if (!id)
		return;
	thread = arena_printf(a, "%s:%s", r->video, root ? root : id);
	if (!root && str_eq(js_text(a, o, "status"), "HIDDEN"))
		gather_capability(&r->g, thread, "hidden", "yes", 0);
	m = gather_message(&r->g);
	*m = (struct message_in){ .thread = thread, .remote_id = id, .audience = AUDIENCE_PUBLIC,
		.direction = js_true(o, "owner") ? DIRECTION_OUT : DIRECTION_IN, .from = author(r, o),
		.text = js_text(a, o, "text"), .in_reply_to = root, .sent_at = at, .received_at = at,
		.raw = js_dump(a, o, false), .post = r->text, .post_link = r->link, .likes = js_int(o, "likes", 0) };
	m->attachment_count = picture_of(a, o, &m->attachments);
}

static void
take_comment(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "comment_id"), *parent = js_id(a, o, "parent_comment_id");
	json_t *list = json_object_get(o, "reply_list");
	int64_t replies = js_int(o, "replies", 0);
	size_t i;

	if (parent && str_eq(parent, "0"))
		parent = NULL;
	take_one(r, o, parent);
	for (i = 0; id && i < json_array_size(list); i++)
		take_one(r, json_array_get(list, i), id);
	if (id && replies > (int64_t)json_array_size(list)) {
		const char *thread = arena_printf(a, "%s:%s", r->video, id), *key = arena_printf(a, "r:%s", id);
		const char *was = r->c->cursor(r->c->ctx, key), *now = arena_printf(a, "%lld", (long long)replies);

		if (str_eq(was, now))
			return;
		gather_cursor(&r->g, key, now);
		gather_job(&r->g, "replies", thread, "{}");
	}
}

/* The oldest first. */
static void
take_list(struct reading *r, json_t *data)
{
	json_t *list = json_object_get(data, "comments");
	size_t i;

	for (i = json_array_size(list); i-- > 0;)
		take_comment(r, json_array_get(list, i));
}

/* The next page's cursor, -1 when this was the last or the server stands still. */
static int64_t
next_page(json_t *data, json_t *body)
{
	int64_t next = js_true(data, "has_more") ? js_int(data, "cursor", -1) : -1;

	return next >= 0 && next != js_int(body, "cursor", -1) ? next : -1;
}

static void
take_comments(struct reading *r, const struct job *j, json_t *data, struct outcome *o)
{
	json_t *body = j->body ? json_loads(j->body, 0, NULL) : NULL;
	int64_t next;

	if (!json_is_object(body)) {
		json_decref(body);
		body = json_object();
	}
	next = next_page(data, body);
	r->video = j->key;
	r->text = js_text(r->c->arena, body, "text");
	r->link = js_text(r->c->arena, body, "link");
	take_list(r, data);
	if (next >= 0) {
		(void)json_object_set_new(body, "cursor", json_integer(next));
		o->again = true;
		o->body = js_dump(r->c->arena, body, false);
		gather_job(&r->g, j->kind, j->key, o->body);
	}
	json_decref(body);
}

static void
take_replies(struct reading *r, const struct job *j, json_t *data, struct outcome *o)
{
	json_t *body = j->body ? json_loads(j->body, 0, NULL) : NULL, *list = json_object_get(data, "comments");
	const char *root;
	int64_t next = next_page(data, body);
	size_t i;

	if (split(r->c->arena, j->key, &r->video, &root)) {
		for (i = 0; i < json_array_size(list); i++)
			take_one(r, json_array_get(list, i), root);
		if (next >= 0) {
			o->again = true;
			o->body = arena_printf(r->c->arena, "{\"cursor\":%lld}", (long long)next);
			gather_job(&r->g, j->kind, j->key, o->body);
		}
	}
	json_decref(body);
}

/* -- videos ----------------------------------------------------------------------------------------------------------- */

static int64_t
kept(const struct reading *r, const char *mark, const char *id)
{
	const char *text = r->c->cursor(r->c->ctx, arena_printf(r->c->arena, "%s:%s", mark, id));
	int64_t n;

	return text && !str_to_int64(text, &n) ? n : -1;
}

static void
keep(struct reading *r, const char *mark, const char *id, int64_t n)
{
	gather_cursor(&r->g, arena_printf(r->c->arena, "%s:%s", mark, id),
		arena_printf(r->c->arena, "%lld", (long long)n));
}

static void
take_video(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "item_id");
	int64_t count = js_int(o, "comments", 0), was = id ? kept(r, "n", id) : 0;
	json_t *body;

	if (!id || count == was || (was < 0 && !count))
		return;
	if (count > MANY && was >= 0 && kept(r, "f", id) + MANY_MS > r->c->now)
		return;
	keep(r, "n", id, count);
	if (count > MANY)
		keep(r, "f", id, r->c->now);
	body = json_object();
	js_put(body, "text", js_text(a, o, "caption"));
	js_put(body, "link", js_text(a, o, "share_url"));
	gather_job(&r->g, "comments", id, js_dump(a, body, true));
}

static void
take_videos(struct reading *r, const struct job *j, json_t *data, struct outcome *o)
{
	json_t *list = json_object_get(data, "videos"), *body = j->body ? json_loads(j->body, 0, NULL) : NULL;
	int64_t since = r->c->now - option_span(r->c, "posts", POSTS_MS), next = next_page(data, body);
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		if (js_time(r->c, one, "create_time") < since)
			next = -1;	/* what follows is older still */
		else
			take_video(r, one);
	}
	if (next >= 0) {
		o->again = true;
		o->body = arena_printf(r->c->arena, "{\"cursor\":%lld}", (long long)next);
	}
	json_decref(body);
}

static int
read_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct reading r = { .c = c, .g = { .a = c->arena } };
	json_t *root = NULL, *data;
	int rc = open_answer(c, in, false, o, &root, err);

	if (rc < 0)
		return -1;
	data = json_object_get(root, "data");
	if (rc == 0 && str_eq(j->kind, "comments"))
		take_comments(&r, j, data, o);
	else if (rc == 0 && str_eq(j->kind, "replies"))
		take_replies(&r, j, data, o);
	else if (rc == 0)
		take_videos(&r, j, data, o);
	o->batch = gather_batch(&r.g);
	json_decref(root);
	return 0;
}

/* -- the rest ----------------------------------------------------------------------------------------------------------- */

/* The new token to renew with first: it is the one that cannot be had again. */
static int
refreshed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct secret_in *s = arena_array(c->arena, struct secret_in, 2);
	json_t *root = NULL, *data;
	int64_t spans[2];
	int rc = open_answer(c, in, false, o, &root, err);

	(void)j;
	if (rc) {
		o->refresh = false;
		return rc < 0 ? -1 : 0;
	}
	data = json_object_get(root, "data");
	s[0] = (struct secret_in){ .name = "refresh-token", .value = js_text(c->arena, data, "refresh_token") };
	s[1] = (struct secret_in){ .name = "token", .value = js_text(c->arena, data, "access_token") };
	spans[0] = js_int(data, "refresh_token_expires_in", 0);
	spans[1] = js_int(data, "expires_in", 0);
	json_decref(root);
	if (!s[1].value)
		return error_set(err, ERR_PROTOCOL, _("the server gave no new token"));
	for (int i = 0; i < 2; i++)
		if (spans[i] > 0 && spans[i] < 100LL * 365 * 86400)
			s[i].expires_at = c->now + spans[i] * MS_SECOND;
	o->secrets = s[0].value ? s : s + 1;
	o->secret_count = s[0].value ? 2 : 1;
	return 0;
}

static int
said(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL;
	int rc = open_answer(c, in, true, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	o->remote_id = js_id(c->arena, root, "data.comment_id");
	o->verdict = o->remote_id || str_eq(j->kind, "act") ? VERDICT_SENT : VERDICT_UNKNOWN;
	if (o->verdict == VERDICT_UNKNOWN)
		o->words = _("the server's answer does not say what became of it");
	json_decref(root);
	return 0;
}

static int
checked(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL, *list, *body;
	int64_t next;
	size_t i;
	int rc = open_answer(c, in, false, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	list = js_at(root, "data.comments");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		if (js_true(one, "owner") && str_eq(js_text(c->arena, one, "text"), c->out->text) &&
		    js_time(c, one, "create_time") + SKEW_MS >= c->out->tried_at) {
			o->verdict = VERDICT_SENT;
			o->remote_id = js_id(c->arena, one, "comment_id");
		}
	}
	body = j->body ? json_loads(j->body, 0, NULL) : NULL;
	next = next_page(json_object_get(root, "data"), body);
	if (o->verdict == VERDICT_NONE && next >= 0) {
		o->again = true;
		o->body = arena_printf(c->arena, "{\"cursor\":%lld}", (long long)next);
	}
	json_decref(body);
	json_decref(root);
	return 0;
}

static int
probed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL;
	const char *user, *name;
	int rc = open_answer(c, in, false, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	user = js_text(c->arena, root, "data.username");
	name = js_text(c->arena, root, "data.display_name");
	o->words = arena_printf(c->arena, _("signed in for %s (%s)"), name ? name : "?",
		user ? arena_printf(c->arena, "@%s", user) : "?");
	json_decref(root);
	return 0;
}

static int
tiktok_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	static const struct answer_part parts[] = { { "refresh", refreshed }, { "send", said }, { "act", said },
		{ "check", checked }, { "probe", probed }, { NULL, read_answer } };
	return answer_by_kind(parts, c, j, in, o, err);
}

const struct channel channel_tiktok = {
	.name = "tiktok",
	.base = BASE,
	.ways = WAY_READS_BACK | WAY_REFRESHES,
	.rate_count = 40,
	.rate_per_ms = 60000,
	.request = tiktok_request,
	.answer = tiktok_answer,
};
