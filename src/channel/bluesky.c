/*
 * bluesky.c - Bluesky as a channel: sessions, which request for which job, what refusals mean.
 *
 * A session is made with an app password (`secret-command`, `secret-file`) and renewed by its own second token;
 * when that one is over too, with the password again.
 */
#include <stdarg.h>
#include <string.h>

#include "bluesky.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

#define BASE "https://bsky.social"
#define WINDOW_MS (14 * MS_DAY)
#define CHAT_SERVICE "atproto-proxy: did:web:api.bsky.chat#bsky_chat"

/* -- requests ---------------------------------------------------------------------------------------------- */

struct bluesky
bluesky_reading(const struct channel_context *c)
{
	return (struct bluesky){ .c = c, .g = { .a = c->arena },
		.did = arena_str(c->arena, c->cursor(c->ctx, "did")) };
}

char *
bluesky_url(const struct channel_context *c, const char *fmt, ...)
{
	va_list ap;
	char *rest;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "%s/xrpc/%s", channel_url(c, BASE), rest);
}

void
bluesky_get(char *url, bool chat, struct request *r)
{
	static const char *const plain[] = { "Authorization: Bearer {secret:token}", NULL };
	static const char *const on[] = { "Authorization: Bearer {secret:token}", CHAT_SERVICE, NULL };

	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = url, .headers = chat ? on : plain };
}

void
bluesky_post(const struct channel_context *c, const char *method, bool chat, json_t *body, struct request *r)
{
	static const char *const plain[] = { "Authorization: Bearer {secret:token}", "Content-Type: application/json",
		NULL };
	static const char *const on[] = { "Authorization: Bearer {secret:token}", "Content-Type: application/json",
		CHAT_SERVICE, NULL };

	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = bluesky_url(c, "%s", method),
		.headers = chat ? on : plain };
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

int64_t
bluesky_floor(const struct channel_context *c)
{
	const char *since = c->option(c->ctx, "since");
	int64_t at = 0;

	return since && clock_parse_rfc3339(since, &at) ? at : c->now - WINDOW_MS;
}

/* -- sessions -------------------------------------------------------------------------------------------- */

/* With the password where there is no session, or the body says that it cannot be renewed. */
static bool
is_new_session(const struct channel_context *c, const struct job *j)
{
	return str_eq(j->body, "new") || str_eq(j->kind, "probe") || !c->cursor(c->ctx, "session");
}

static void
session_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	static const char *const renew[] = { "Authorization: Bearer {secret:refresh-token}", NULL };
	static const char *const json[] = { "Content-Type: application/json", NULL };
	json_t *o;

	if (!is_new_session(c, j)) {
		*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = renew,
			.url = bluesky_url(c, "com.atproto.server.refreshSession") };
		return;
	}
	o = json_object();
	js_put(o, "identifier", c->address && *c->address == '@' ? c->address + 1 : c->address);
	js_put(o, "password", "{secret-json:secret}");
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = json, .secret_body = true,
		.url = bluesky_url(c, "com.atproto.server.createSession"), .body = js_dump(c->arena, o, true) };
	r->body_len = strlen(r->body);
}

static int
session_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	struct secret_in *s = arena_array(c->arena, struct secret_in, 2);
	const char *did = js_text(c->arena, root, "did");

	(void)j;
	s[0] = (struct secret_in){ "refresh-token", js_text(c->arena, root, "refreshJwt"), 0 };
	s[1] = (struct secret_in){ "token", js_text(c->arena, root, "accessJwt"), 0 };
	if (!s[0].value || !s[1].value || !did)
		return error_set(err, ERR_PROTOCOL, _("the server gave no session"));
	gather_cursor(&g, "did", did);
	gather_cursor(&g, "session", "1");
	o->batch = gather_batch(&g);
	o->secrets = s;
	o->secret_count = 2;
	return 0;
}

/* Who we are, where a session was there before the store. */
static int
who_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o, struct error *err)
{
	struct gather g = { .a = c->arena };
	const char *did = js_text(c->arena, root, "did"), *handle = js_text(c->arena, root, "handle");
	const char *ours = c->address && *c->address == '@' ? c->address + 1 : c->address;

	if (!did || !handle)
		return error_set(err, ERR_PROTOCOL, _("the server does not say whose session this is"));
	if (!str_ieq(ours, handle) && !str_ieq(ours, did)) {
		o->verdict = VERDICT_FAILED;
		o->words = arena_printf(c->arena, _("the session is @%s's, but `address` says %s"), handle,
			c->address);
		return 0;
	}
	o->words = arena_printf(c->arena, _("signed in as @%s (%s)"), handle, did);
	gather_cursor(&g, "did", did);
	o->batch = gather_batch(&g);
	o->again = str_eq(j->kind, "pull");
	o->body = o->again ? "notes" : NULL;
	return 0;
}

/* -- which request ------------------------------------------------------------------------------------------ */

/* Of a pull: who are we, then notifications, then the log. */
static const char *
step_of(const struct channel_context *c, const struct job *j)
{
	return !str_empty(j->body) ? j->body : c->cursor(c->ctx, "did") ? "notes" : "me";
}

static void
pull_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	const char *step = step_of(c, j);

	if (str_eq(step, "me"))
		bluesky_get(bluesky_url(c, "com.atproto.server.getSession"), false, r);
	else if (str_eq(step, "log"))
		bluesky_log_request(c, r);
	else
		bluesky_notes_request(c, NULL, r);
}

static int
media_request(const struct job *j, struct request *r, struct error *err)
{
	if (!str_starts(j->key, "https://") && !str_starts(j->key, "http://"))
		return error_set(err, ERR_REMOTE, _("the address of the file makes no sense"));
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = j->key, .to_file = true };
	return 0;
}

static int
bluesky_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("`address` is missing: our own handle, as in shop.example.org"));
	if (out && (str_eq(j->kind, "send") || str_eq(j->kind, "act")))
		return bluesky_send_request(c, j, out, r, err);
	if (str_eq(j->kind, "media"))
		return media_request(j, r, err);
	if (str_eq(j->kind, "pull"))
		pull_request(c, j, r);
	else if (str_eq(j->kind, "scan"))
		bluesky_notes_request(c, bluesky_scan_cursor(c, j), r);
	else if (str_eq(j->kind, "thread"))
		bluesky_thread_request(c, j, r);
	else if (str_starts(j->kind, "convo"))
		bluesky_convo_request(c, j, r);
	else if (out && str_eq(j->kind, "check"))
		bluesky_check_request(c, out, r);
	else if (str_eq(j->kind, "probe") || str_eq(j->kind, "refresh"))	/* the password is what is to be tried */
		session_request(c, j, r);
	else
		*r = (struct request){ .kind = REQUEST_NONE };
	return 0;
}

/* -- refusals ---------------------------------------------------------------------------------------------- */

static bool
is_session_over(const char *code)
{
	return str_eq(code, "ExpiredToken") || str_eq(code, "InvalidToken") || str_eq(code, "AuthMissing");
}

static const char *
words_of(const struct channel_context *c, const struct answer *in, const char *code, const char *said)
{
	if (str_eq(code, "AuthFactorTokenRequired"))
		return _("the password needs a second factor: make an app password under Settings, Privacy and Security");
	if (str_eq(code, "AccountTakedown"))
		return _("the account has been taken down by its server");
	if (in->status == 401 || is_session_over(code))
		return arena_printf(c->arena, _("signing in is refused (%s): make a new app password"),
			said ? said : code ? code : "401");
	if (str_eq(code, "ConvoLocked"))
		return _("the conversation is locked");
	if (str_eq(code, "InvalidConvo"))
		return _("the conversation is gone");
	if (code && said)
		return arena_printf(c->arena, "%s (%s)", said, code);
	return said ? said : arena_printf(c->arena, _("the server answered with status %d"), in->status);
}

/* A direct message has no key of ours that would keep it from being there twice. */
static bool
says_message(const struct job *j)
{
	json_t *steps = str_eq(j->kind, "send") && j->body ? json_loads(j->body, 0, NULL) : NULL;
	bool says = js_true(steps, "ok");

	json_decref(steps);
	return says;
}

/* `code` gets the server's name for it, or NULL. */
static bool
refused(const struct channel_context *c, const struct job *j, const struct answer *in, const char **code,
	struct outcome *o)
{
	struct error none = ERROR_INIT;
	json_t *root;
	const char *said;

	*code = NULL;
	if (in->status >= 200 && in->status < 300)
		return false;
	root = js_load(in->body, in->body_len, &none);
	*code = js_text(c->arena, root, "error");
	said = js_text(c->arena, root, "message");
	json_decref(root);
	o->words = words_of(c, in, *code, said);
	if (in->status == 429 || str_eq(*code, "RateLimitExceeded")) {
		o->verdict = VERDICT_LIMIT;
	} else if (in->status == 401 || is_session_over(*code) || str_eq(*code, "AccountTakedown")) {
		o->verdict = VERDICT_AUTH;
		o->refresh = is_session_over(*code) && !str_eq(j->kind, "refresh");
	} else {
		o->verdict = in->status < 500 ? VERDICT_FAILED : says_message(j) ? VERDICT_UNKNOWN : VERDICT_RETRY;
	}
	return true;
}

/* Where a refusal is no end: a session to be made anew, direct messages that this password may not see, a post that
 * may be there already. */
static bool
goes_on(const struct channel_context *c, const struct job *j, const struct answer *in, const char *code,
	const struct outcome *refusal, struct outcome *o)
{
	if (str_eq(j->kind, "refresh") && !is_new_session(c, j) && refusal->verdict == VERDICT_AUTH) {
		*o = (struct outcome){ .again = true, .body = "new" };
		return true;
	}
	if (str_eq(j->kind, "pull") && str_eq(step_of(c, j), "log") && refusal->verdict != VERDICT_LIMIT &&
	    !str_eq(code, "ExpiredToken")) {
		struct problem_in *p = arena_new_of(c->arena, struct problem_in);

		*p = (struct problem_in){ .file = "chat", .kind = "protocol", .words = arena_printf(c->arena,
			_("direct messages cannot be read (%s): does the app password allow them?"),
			code ? code : refusal->words) };
		*o = (struct outcome){ .verdict = VERDICT_NONE };
		o->batch.problems = p;
		o->batch.problem_count = in->status < 500;
		return true;
	}
	if (str_eq(j->kind, "send") && in->status >= 500 && in->url && strstr(in->url, "repo.createRecord")) {
		*o = (struct outcome){ .again = true, .body = "check" };
		return true;
	}
	return false;
}

/* -- answers ----------------------------------------------------------------------------------------------- */

static int
translate(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = js_load(in->body, in->body_len, err);
	bool pull = str_eq(j->kind, "pull");
	const char *step = pull ? step_of(c, j) : "";
	int rc;

	if (!root)
		return -1;
	if (str_eq(j->kind, "probe") || str_eq(step, "me"))
		rc = who_answer(c, j, root, o, err);
	else if (str_eq(step, "log"))
		rc = bluesky_log_answer(c, root, o, err);
	else if (pull || str_eq(j->kind, "scan"))
		rc = bluesky_notes_answer(c, j, root, o, err);
	else if (str_starts(j->kind, "convo"))
		rc = bluesky_convo_answer(c, j, root, o, err);
	else if (str_eq(j->kind, "refresh"))
		rc = session_answer(c, j, root, o, err);
	else if (str_eq(j->kind, "send") || str_eq(j->kind, "act"))
		rc = bluesky_send_answer(c, j, root, o, err);
	else
		rc = error_set(err, ERR_INPUT, _("a job of this account is damaged"));
	json_decref(root);
	return rc;
}

/* Was the post made after all?  Where it was not, it is tried again later. */
static bool
checked(const struct channel_context *c, const struct job *j, const struct answer *in, const char *code,
	struct outcome *o)
{
	bool in_send = str_eq(j->kind, "send") && str_eq(j->body, "check");

	if (!in_send && !str_eq(j->kind, "check"))
		return false;
	if (in->status == 200 || str_eq(code, "RecordNotFound") || (in_send && in->status == 400 &&
	    !is_session_over(code))) {
		*o = (struct outcome){ .verdict = in_send ? VERDICT_RETRY : VERDICT_NONE };
		bluesky_check_answer(c, in, o);
		if (o->verdict == VERDICT_RETRY) {
			o->words = _("the server could not make the post");
			o->body = "{}";	/* not with this question again */
		}
		return true;
	}
	return false;
}

static int
bluesky_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE }, refusal = { .verdict = VERDICT_NONE };
	const char *code;
	bool no = refused(c, j, in, &code, &refusal), thread = str_eq(j->kind, "thread");

	if (checked(c, j, in, code, &out) || (no && goes_on(c, j, in, code, &refusal, &out))) {
		*o = out;
		return 0;
	}
	if (no && bluesky_is_reach(j) && refusal.verdict == VERDICT_FAILED) {
		*o = out;		/* who follows the author is not told: the message is there all the same */
		return 0;
	}
	if (no && !(thread && (str_eq(code, "NotFound") || in->status == 404))) {
		*o = refusal;
		return 0;
	}
	if (!str_eq(j->kind, "media") && (thread ? bluesky_thread_answer(c, j, in, &out, err) :
	    translate(c, j, in, &out, err)))
		return -1;
	*o = out;
	return 0;
}

const struct channel channel_bluesky = {
	.name = "bluesky",
	.base = BASE,
	.ways = WAY_REFRESHES | WAY_READS_BACK,
	.rate_count = 100,
	.rate_per_ms = 30 * 1000,
	.request = bluesky_request,
	.answer = bluesky_answer,
};
