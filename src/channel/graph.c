/* graph.c - see graph.h: requests to the Graph API and what its answers mean. */
#include "graph.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

#define DAY_MINUTES 1440

/* -- requests ----------------------------------------------------------------------------------------------- */

static const char *const auth[] = { "Authorization: Bearer {secret:token}", NULL };
static const char *const auth_json[] = { "Authorization: Bearer {secret:token}", "Content-Type: application/json",
	NULL };

char *
graph_path(struct arena *a, const char *id, const char *edge)
{
	return arena_printf(a, "/%s%s%s", str_percent(a, id), edge ? "/" : "", edge ? edge : "");
}

/* Who has given the application's secret wants each call proved with it. */
static const char *
address(const struct channel_context *c, const char *path, const char *query)
{
	bool proof = c->option(c->ctx, "secret-command") || c->option(c->ctx, "secret-file");

	return arena_printf(c->arena, "%s%s%s%s%s%s", channel_url(c, GRAPH_BASE), path, query || proof ? "?" : "",
		query ? query : "", query && proof ? "&" : "",
		proof ? "appsecret_proof={hmac:secret:token}" : "");
}

void
graph_get(const struct channel_context *c, struct request *r, const char *path, const char *query)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = address(c, path, query),
		.headers = auth };
}

void
graph_post(const struct channel_context *c, struct request *r, const char *path, const char *query, json_t *body)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = address(c, path, query),
		.headers = body ? auth_json : auth };
	if (!body)
		return;
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

void
graph_delete(const struct channel_context *c, struct request *r, const char *path)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "DELETE", .url = address(c, path, NULL),
		.headers = auth };
}

void
graph_upload(const struct channel_context *c, struct request *r, const char *path,
	const struct request_part *parts, size_t n)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = address(c, path, NULL),
		.headers = auth, .parts = parts, .part_count = n };
}

/* -- headers of use ------------------------------------------------------------------------------------------ */

static void
raise(struct outcome *o, json_t *usage)
{
	static const char *const names[] = { "call_count", "total_time", "total_cputime" };
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++) {
		n = js_int(usage, names[i], 0);
		if (n > o->used_percent)
			o->used_percent = n > 100 ? 100 : (int)n;
	}
	n = js_int(usage, "estimated_time_to_regain_access", 0);
	if (n > 0 && n <= DAY_MINUTES && n * MS_MINUTE > o->retry_after_ms) {
		o->retry_after_ms = n * MS_MINUTE;
		o->used_percent = 100;
	}
}

/* {"call_count":12,...} and {"id":[{"call_count":28,...}]}, all in percent. */
static void
heed_usage(const struct answer *in, struct outcome *o)
{
	const char *app = answer_header(in, "x-app-usage"), *use = answer_header(in, "x-business-use-case-usage");
	json_t *one = app ? json_loads(app, 0, NULL) : NULL, *all = use ? json_loads(use, 0, NULL) : NULL, *list;
	const char *id;
	size_t i;

	raise(o, one);
	json_object_foreach(all, id, list)
		for (i = 0; i < json_array_size(list); i++)
			raise(o, json_array_get(list, i));
	json_decref(one);
	json_decref(all);
}

/* -- errors ---------------------------------------------------------------------------------------------------- */

static enum verdict
verdict_of(int64_t code, bool transient, int status, bool acts)
{
	static const int64_t limits[] = { 4, 17, 32, 341, 613, 80001, 80002, 80006, 80007, 130429, 131056 };
	static const int64_t later[] = { 1, 2, 1200, 131000, 131016, 131057, 133016 };
	size_t i;

	if (code == 190 || (status == 401 && !code))
		return VERDICT_AUTH;
	for (i = 0; i < sizeof limits / sizeof limits[0]; i++)
		if (code == limits[i])
			return VERDICT_LIMIT;
	if (status == 429)
		return VERDICT_LIMIT;
	/* that it failed is said of the request only where the server itself has not failed */
	if (status >= 500)
		return acts && code != 1200 ? VERDICT_UNKNOWN : VERDICT_RETRY;
	for (i = 0; i < sizeof later / sizeof later[0]; i++)
		if (code == later[i])
			return VERDICT_RETRY;
	return transient ? VERDICT_RETRY : VERDICT_FAILED;
}

/* What a person can do about it, or NULL. */
static const char *
advice(int64_t code, int64_t sub)
{
	if (sub == 2018278 || sub == 2534022 || code == 131047)
		return _("the time in which one may answer there is over");
	if (code == 551 || sub == 1545041 || code == 131026)
		return _("this person cannot be reached there now");
	if (sub == 2018001)
		return _("the server knows no such person");
	if (sub == 463)
		return _("the access token has run out: make a new one");
	if (code == 190)
		return _("the access token is not valid (any more): make a new one");
	if (code == 3 || code == 10 || code == 200)
		return _("the access token lacks a permission");
	if (code == 368)
		return _("the account is blocked there for a while");
	return NULL;
}

static const char *
words_of(struct arena *a, json_t *e, int64_t code, int64_t sub, int status)
{
	const char *said = js_text(a, e, "error_user_msg"), *hint = advice(code, sub), *more;

	if (!said)
		said = js_text(a, e, "message");
	if (!said)
		said = arena_printf(a, "HTTP %d", status);
	more = js_text(a, e, "error_data.details");
	if (more && !strstr(said, more))
		said = arena_printf(a, "%s: %s", said, more);
	return hint ? arena_printf(a, "%s - %s", said, hint) : said;
}

static void
take_error(const struct channel_context *c, json_t *e, int status, bool acts, struct outcome *o)
{
	int64_t code = js_int(e, "code", 0), sub = js_int(e, "error_subcode", 0);

	o->verdict = verdict_of(code, js_true(e, "is_transient"), status, acts);
	o->words = words_of(c->arena, e, code, sub, status);
	if (o->verdict == VERDICT_LIMIT && !o->retry_after_ms)
		o->retry_after_ms = MS_MINUTE;
	if (o->verdict != VERDICT_LIMIT)
		o->retry_after_ms = 0;
}

int
graph_open(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o, json_t **root,
	struct error *err)
{
	struct error why = ERROR_INIT;
	json_t *body = js_load(in->body, in->body_len, &why), *e = json_object_get(body, "error");
	bool good = in->status >= 200 && in->status < 300;

	heed_usage(in, o);
	if (json_is_object(e) || !good) {
		take_error(c, e, in->status, acts, o);
		json_decref(body);
		return 1;
	}
	if (!json_is_object(body)) {
		json_decref(body);
		return error_set(err, ERR_PROTOCOL, "%s", why.code ? why.text : _("the answer is not an object"));
	}
	*root = body;
	return 0;
}

/* -- pieces ------------------------------------------------------------------------------------------------------ */

int64_t
graph_time(const struct channel_context *c, json_t *o, const char *path)
{
	const char *s = js_text(c->arena, o, path);
	size_t n = s ? strlen(s) : 0;
	int64_t at = 0;

	if (!n)
		return js_time(c, o, path);	/* seconds, or nothing */
	if (n > 5 && (s[n - 5] == '+' || s[n - 5] == '-'))
		s = arena_printf(c->arena, "%.*s:%s", (int)(n - 2), s, s + n - 2);
	return clock_parse_rfc3339(s, &at) && at > 0 && at < c->now ? at : js_time(c, o, path);
}

const char *
graph_after(struct arena *a, json_t *list)
{
	return js_at(list, "paging.next") ? js_text(a, list, "paging.cursors.after") : NULL;
}

const char *
graph_rest(struct arena *a, const char *of, int64_t floor)
{
	return arena_printf(a, "%s %lld", of, (long long)floor);
}

const char *
graph_rest_of(struct arena *a, const char *key)
{
	return arena_strn(a, key, strcspn(key, " "));
}

const char *
graph_step(struct arena *a, size_t file, const char *id)
{
	json_t *o = json_object();

	(void)json_object_set_new(o, "file", json_integer((json_int_t)file));
	js_put(o, "id", id);
	return js_dump(a, o, true);
}

size_t
graph_step_of(const struct channel_context *c, const struct job *j, const struct outgoing *out, const char **id)
{
	json_t *o = j->body ? json_loads(j->body, 0, NULL) : NULL;
	int64_t n = js_int(o, "file", 0);

	*id = js_id(c->arena, o, "id");
	json_decref(o);
	return n >= 0 && (size_t)n < out->file_count ? (size_t)n : out->file_count;
}

int
graph_probed(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct arena *a = c->arena;
	json_t *root = NULL;
	const char *name;
	int rc = graph_open(c, in, false, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	name = js_text(a, root, "name");
	if (!name && js_text(a, root, "username"))
		name = arena_printf(a, "@%s", js_text(a, root, "username"));
	if (!name)
		name = js_text(a, root, "first_name");
	o->words = arena_printf(a, _("signed in for %s (%s)"), name ? name : "?", js_id(a, root, "id"));
	if (!str_eq(js_id(a, root, "id"), c->address))
		o->words = arena_printf(a, _("%s - but the account's address is %s"), o->words, c->address);
	json_decref(root);
	return 0;
}
