/* matrix.c - Matrix as a channel: which request for which job, and what refusals mean. */
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "matrix.h"
#include "str.h"

#define MEDIA "/_matrix/client/v1/media/download/"
#define MEDIA_ID "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"
#define MEDIA_OLD "/_matrix/media/v3/download/"

/* -- requests ---------------------------------------------------------------------------------------------- */

char *
matrix_url(const struct channel_context *c, const char *fmt, ...)
{
	va_list ap;
	char *rest;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "%s" MATRIX_CLIENT "%s", channel_url(c, MATRIX_BASE), rest);
}

void
matrix_get(const struct channel_context *c, const char *url, struct request *r)
{
	static const char *const headers[] = { "Authorization: Bearer {secret:token}", NULL };

	(void)c;
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = url, .headers = headers };
}

void
matrix_put(const struct channel_context *c, const char *method, const char *url, json_t *body, struct request *r)
{
	static const char *const headers[] = { "Authorization: Bearer {secret:token}",
		"Content-Type: application/json", NULL };

	*r = (struct request){ .kind = REQUEST_HTTP, .method = method, .url = url, .headers = headers };
	r->body = body ? js_dump(c->arena, body, true) : "{}";
	r->body_len = strlen(r->body);
}

/* mxc://server/media as the path of a download. */
static int
media_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	const char *server = str_starts(j->key, "mxc://") ? j->key + 6 : "", *slash = strchr(server, '/');

	if (!slash || slash == server || !slash[1] || strlen(server) > 500 ||
	    slash[1 + strspn(slash + 1, MEDIA_ID)])
		return error_set(err, ERR_REMOTE, _("the address of the file makes no sense"));
	matrix_get(c, arena_printf(c->arena, "%s%s%s/%s", channel_url(c, MATRIX_BASE), !str_empty(j->body) ? MEDIA_OLD : MEDIA,
		str_percent(c->arena, arena_strn(c->arena, server, (size_t)(slash - server))),
		str_percent(c->arena, slash + 1)), r);
	r->to_file = true;
	return 0;
}

/* The token itself is in no body but this one.  One that OAuth gave is renewed where it came from. */
static void
refresh_request(const struct channel_context *c, struct request *r)
{
	static const char *const headers[] = { "Content-Type: application/json", NULL };
	static const char *const form[] = { "Content-Type: application/x-www-form-urlencoded", NULL };
	const char *client = c->option(c->ctx, "client-id"), *at = c->option(c->ctx, "token-url");

	if (!str_empty(client) && !str_empty(at)) {
		*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = at, .headers = form,
			.secret_body = true, .body = arena_printf(c->arena, "grant_type=refresh_token&client_id=%s"
			"&refresh_token={secret-form:refresh-token}", str_percent(c->arena, client)) };
		r->body_len = strlen(r->body);
		return;
	}
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = matrix_url(c, "/refresh"),
		.headers = headers, .body = "{\"refresh_token\":\"{secret-json:refresh-token}\"}", .secret_body = true };
	r->body_len = strlen(r->body);
}

static int
matrix_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("`address` is missing: our own id, as in @shop:example.org"));
	if (str_eq(j->kind, "pull"))
		matrix_sync_request(c, r);
	else if (str_eq(j->kind, "gap"))
		return matrix_gap_request(c, j, r, err);
	else if (str_eq(j->kind, "join"))
		matrix_join_request(c, j, r);
	else if (str_eq(j->kind, "media"))
		return media_request(c, j, r, err);
	else if (str_eq(j->kind, "probe"))
		matrix_get(c, matrix_url(c, "/account/whoami"), r);
	else if (str_eq(j->kind, "refresh"))
		refresh_request(c, r);
	else if (out && (str_eq(j->kind, "send") || str_eq(j->kind, "act")))
		return matrix_send_request(c, j, out, r, err);
	else
		*r = (struct request){ .kind = REQUEST_NONE };
	return 0;
}

/* -- refusals ---------------------------------------------------------------------------------------------- */

static bool
can_refresh(const struct channel_context *c)
{
	return c->option(c->ctx, "refresh-token-command") || c->option(c->ctx, "refresh-token-file") ||
		c->option(c->ctx, "client-id");
}

static const char *
words_of(const struct channel_context *c, const struct answer *in, const char *code, const char *said)
{
	if (str_eq(code, "M_UNKNOWN_TOKEN") || str_eq(code, "M_MISSING_TOKEN"))
		return arena_printf(c->arena, _("the access token is refused (%s): sign in again and replace it"),
			said ? said : code);
	if (str_eq(code, "M_USER_DEACTIVATED"))
		return _("the account has been closed by its server");
	if (str_eq(code, "M_TOO_LARGE"))
		return arena_printf(c->arena, _("too large for the server: %s"), said ? said : code);
	if (str_eq(code, "M_FORBIDDEN"))
		return arena_printf(c->arena, _("the server does not allow it: %s"), said ? said : code);
	if (said && code)
		return arena_printf(c->arena, "%s (%s)", said, code);
	return said ? said : arena_printf(c->arena, _("the server answered with status %d"), in->status);
}

bool
matrix_refused(const struct channel_context *c, const struct answer *in, struct outcome *o)
{
	struct error none = ERROR_INIT;
	json_t *root;
	const char *code, *said;

	if (in->status >= 200 && in->status < 300)
		return false;
	root = js_load(in->body, in->body_len, &none);
	code = js_text(c->arena, root, "errcode");
	said = js_text(c->arena, root, "error");
	o->words = words_of(c, in, code, said);
	if (in->status == 429 || str_eq(code, "M_LIMIT_EXCEEDED")) {
		o->verdict = VERDICT_LIMIT;
		o->retry_after_ms = js_int(root, "retry_after_ms", 0);
		if (o->retry_after_ms < 0)
			o->retry_after_ms = 0;
		if (o->retry_after_ms > MS_DAY)
			o->retry_after_ms = MS_DAY;
	} else if (in->status == 401 || str_eq(code, "M_UNKNOWN_TOKEN") || str_eq(code, "M_USER_DEACTIVATED")) {
		o->verdict = VERDICT_AUTH;
		o->refresh = str_eq(code, "M_UNKNOWN_TOKEN") && can_refresh(c);
	} else {
		o->verdict = in->status >= 500 && !str_eq(code, "M_TOO_LARGE") ? VERDICT_RETRY : VERDICT_FAILED;
	}
	json_decref(root);
	return true;
}

/* -- answers ----------------------------------------------------------------------------------------------- */

static int
probe_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	const char *who = js_text(c->arena, root, "user_id"), *device = js_text(c->arena, root, "device_id");

	if (!who)
		return error_set(err, ERR_PROTOCOL, _("the server does not say whose token this is"));
	if (!str_eq(who, c->address)) {
		o->verdict = VERDICT_FAILED;
		o->words = arena_printf(c->arena, _("the token is %s's, but `address` says %s"), who, c->address);
		return 0;
	}
	o->words = arena_printf(c->arena, _("signed in as %s, device %s"), who, device ? device : "?");
	return 0;
}

static int
refresh_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	struct secret_in *s = arena_array(c->arena, struct secret_in, 2);
	int64_t life = js_int(root, "expires_in_ms", 0), seconds = js_int(root, "expires_in", 0);

	if (!life && seconds > 0 && seconds < 100LL * 365 * 86400)
		life = seconds * MS_SECOND;
	s[0] = (struct secret_in){ "refresh-token", js_text(c->arena, root, "refresh_token"), 0 };
	s[1] = (struct secret_in){ "token", js_text(c->arena, root, "access_token"),
		life > 0 && life < INT64_MAX / 2 ? c->now + life : 0 };
	if (!s[1].value)
		return error_set(err, ERR_PROTOCOL, _("the server gave no new token"));
	o->secrets = s[0].value ? s : s + 1;	/* first the one that cannot be had again */
	o->secret_count = s[0].value ? 2 : 1;
	return 0;
}

/* Servers before v1.11 of the specification know another path. */
static bool
media_elsewhere(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o)
{
	struct error none = ERROR_INIT;
	json_t *root;

	if (!str_empty(j->body) || (in->status != 404 && in->status != 405))
		return false;
	root = js_load(in->body, in->body_len, &none);
	o->again = str_eq(js_text(c->arena, root, "errcode"), "M_UNRECOGNIZED");
	o->body = o->again ? "old" : NULL;
	json_decref(root);
	return o->again;
}

/* An invitation that is gone is no error of the account. */
static bool
join_settled(const struct job *j, const struct answer *in)
{
	return str_eq(j->kind, "join") && in->status >= 400 && in->status < 500 && in->status != 401 &&
		in->status != 429;
}

static int
matrix_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	json_t *root;
	int rc = 0;

	if (join_settled(j, in) || (str_eq(j->kind, "media") && media_elsewhere(c, j, in, &out)) ||
	    matrix_refused(c, in, &out) || str_eq(j->kind, "media")) {
		if (str_eq(j->kind, "refresh") && out.verdict == VERDICT_FAILED)
			out.verdict = VERDICT_AUTH;	/* OAuth says it by 400 */
		*o = out;
		return 0;
	}
	root = js_load(in->body, in->body_len, err);
	if (!root)
		return -1;
	if (str_eq(j->kind, "pull"))
		rc = matrix_sync_answer(c, root, &out, err);
	else if (str_eq(j->kind, "join"))
		rc = matrix_join_answer(c, j, root, &out, err);
	else if (str_eq(j->kind, "gap"))
		rc = matrix_gap_answer(c, j, root, &out, err);
	else if (str_eq(j->kind, "probe"))
		rc = probe_answer(c, root, &out, err);
	else if (str_eq(j->kind, "refresh"))
		rc = refresh_answer(c, root, &out, err);
	else if (str_eq(j->kind, "send") || str_eq(j->kind, "act"))
		rc = matrix_send_answer(c, j, root, &out, err);
	json_decref(root);
	if (!rc)
		*o = out;
	return rc;
}

const struct channel channel_matrix = {
	.name = "matrix",
	.base = MATRIX_BASE,
	.ways = WAY_REFRESHES | WAY_HOLDS,
	.repeat_safe_ms = 30 * 60 * 1000,	/* nobody promises more: servers forget after half an hour, or a day */
	.rate_count = 20,		/* homeservers say themselves when it is too much */
	.rate_per_ms = 1000,
	.request = matrix_request,
	.answer = matrix_answer,
};
