/* mastodon.c - Mastodon as a channel: which request for which job, and what refusals mean. */
#include <stdarg.h>
#include <string.h>

#include "i18n.h"
#include "mastodon.h"
#include "shared.h"
#include "str.h"

#define BASE "https://mastodon.social"
#define STREAM "/api/v1/streaming/user/notification"
#define SILENCE_MS 40000		/* it says something every 15 seconds */

/* -- requests ---------------------------------------------------------------------------------------------- */

char *
mastodon_url(const struct channel_context *c, const char *fmt, ...)
{
	va_list ap;
	char *rest;

	va_start(ap, fmt);
	rest = arena_vprintf(c->arena, fmt, ap);
	va_end(ap);
	return arena_printf(c->arena, "%s%s", channel_url(c, BASE), rest);
}

void
mastodon_get(char *url, struct request *r)
{
	static const char *const headers[] = { "Authorization: Bearer {secret:token}", NULL };

	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = url, .headers = headers };
}

void
mastodon_ask(const struct channel_context *c, const char *method, char *url, json_t *body, struct request *r)
{
	static const char *const headers[] = { "Authorization: Bearer {secret:token}",
		"Content-Type: application/json", NULL };

	mastodon_get(url, r);
	r->method = method;
	if (!body)
		return;
	r->headers = headers;
	r->body = js_dump(c->arena, body, true);
	r->body_len = strlen(r->body);
}

/* Files lie in the open, often on another host: no token goes there. */
static int
media_request(const struct job *j, struct request *r, struct error *err)
{
	if (!str_starts(j->key, "https://") && !str_starts(j->key, "http://"))
		return error_set(err, ERR_REMOTE, _("the address of the file makes no sense"));
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = j->key, .to_file = true };
	return 0;
}

/* Notifications alone: our own home timeline is none of our customers'.  Large servers have another host for it. */
static void
stream_request(const struct channel_context *c, struct request *r)
{
	*r = (struct request){ .kind = REQUEST_NONE };
	if (!str_empty(c->option(c->ctx, "stream")) && !option_yes(c, "stream"))
		return;
	mastodon_get(arena_printf(c->arena, "%s" STREAM, channel_option_url(c, "stream-url", channel_url(c, BASE))), r);
	r->stream = true;
	r->timeout_ms = SILENCE_MS;
}

static int
mastodon_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_eq(j->kind, "pull"))
		return mastodon_pull_request(c, j, r, err);
	if (str_eq(j->kind, "media"))
		return media_request(j, r, err);
	if (out && (str_eq(j->kind, "send") || str_eq(j->kind, "act")))
		return mastodon_send_request(c, j, out, r, err);
	if (out && str_eq(j->kind, "check"))
		mastodon_check_request(c, r);
	else if (str_eq(j->kind, "back"))
		mastodon_back_request(c, j, r);
	else if (str_eq(j->kind, "round"))
		mastodon_round_request(c, j, r);
	else if (str_eq(j->kind, "thread"))
		mastodon_get(mastodon_url(c, "/api/v1/statuses/%s/context", str_percent(c->arena, j->key)), r);
	else if (str_eq(j->kind, "stream"))
		stream_request(c, r);
	else if (str_eq(j->kind, "probe"))
		mastodon_get(mastodon_url(c, "/api/v1/accounts/verify_credentials"), r);
	else
		*r = (struct request){ .kind = REQUEST_NONE };
	return 0;
}

/* -- refusals ---------------------------------------------------------------------------------------------- */

static const char *
words_of(const struct channel_context *c, const struct job *j, const struct answer *in, const char *said)
{
	bool speaks = str_eq(j->kind, "send") || str_eq(j->kind, "act");

	if (in->status == 401)
		return arena_printf(c->arena, _("the access token is refused (%s): make a new one under Preferences, "
			"Development"), said ? said : "401");
	if (in->status == 403)
		return arena_printf(c->arena, _("the server does not allow it (%s): has the token the scopes read and "
			"write?"), said ? said : "403");
	if (speaks && (in->status == 404 || in->status == 410))
		return _("the post that this is about is gone");
	return said ? said : arena_printf(c->arena, _("the server answered with status %d"), in->status);
}

static bool
refused(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o)
{
	struct error none = ERROR_INIT;
	json_t *root;
	const char *said;

	if (in->status >= 200 && in->status < 300)
		return false;
	root = js_load(in->body, in->body_len, &none);
	said = js_text(c->arena, root, "error");
	o->words = words_of(c, j, in, said);
	if (in->status == 429)
		o->verdict = VERDICT_LIMIT;
	else if (in->status == 401)
		o->verdict = VERDICT_AUTH;
	else if (in->status >= 500 || in->status == 408)
		o->verdict = VERDICT_RETRY;
	else
		o->verdict = VERDICT_FAILED;
	/* a file that is still being looked at: the post itself was not taken */
	if (in->status == 422 && said && strstr(said, "not finished processing")) {
		o->verdict = VERDICT_RETRY;
		o->retry_after_ms = 15000;
	}
	json_decref(root);
	return true;
}

/* What a lesser server does not know is as good as nothing. */
static bool
is_unknown(const struct answer *in)
{
	return in->status >= 400 && in->status < 500 && in->status != 401 && in->status != 429;
}

/* -- answers ----------------------------------------------------------------------------------------------- */

static int
probe_answer(const struct channel_context *c, json_t *root, struct outcome *o, struct error *err)
{
	const char *who = mastodon_address(c->arena, root), *name = js_text(c->arena, root, "display_name");
	const char *ours = c->address && *c->address == '@' ? c->address + 1 : c->address;

	if (!who)
		return error_set(err, ERR_PROTOCOL, _("the server does not say whose token this is"));
	if (!str_empty(ours) && !str_ieq(who, ours) && !str_ieq(js_text(c->arena, root, "username"), ours)) {
		o->verdict = VERDICT_FAILED;
		o->words = arena_printf(c->arena, _("the token is @%s's, but `address` says %s"), who, c->address);
		return 0;
	}
	o->words = arena_printf(c->arena, _("signed in as @%s (%s)"), who, name ? name : who);
	return 0;
}

static int
translate(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	bool nothing = str_eq(j->kind, "round") && is_unknown(in);
	json_t *root = nothing ? json_array() : js_load(in->body, in->body_len, err);
	int rc = -1;

	if (!root)
		return -1;
	if (str_eq(j->kind, "pull"))
		rc = mastodon_pull_answer(c, j, in, root, o, err);
	else if (str_eq(j->kind, "back"))
		rc = mastodon_back_answer(c, j, root, o, err);
	else if (str_eq(j->kind, "round"))
		rc = mastodon_round_answer(c, j, in, root, o, err);
	else if (str_eq(j->kind, "probe"))
		rc = probe_answer(c, root, o, err);
	else if (str_eq(j->kind, "send") || str_eq(j->kind, "act"))
		rc = mastodon_send_answer(c, j, in, root, o, err);
	else if (str_eq(j->kind, "check"))
		rc = mastodon_check_answer(c, root, o, err);
	else
		rc = error_set(err, ERR_INPUT, _("a job of this account is damaged"));
	json_decref(root);
	return rc;
}

static int
mastodon_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	bool thread = str_eq(j->kind, "thread"), done;

	done = (str_eq(j->kind, "pull") && mastodon_pull_elsewhere(j, in, &out)) ||
		(!((thread && (in->status == 404 || in->status == 410)) ||
		(str_eq(j->kind, "round") && is_unknown(in))) && refused(c, j, in, &out)) ||
		str_eq(j->kind, "media");
	if (!done && (thread ? mastodon_thread_answer(c, j, in, &out, err) : translate(c, j, in, &out, err)))
		return -1;
	*o = out;
	return 0;
}

const struct channel channel_mastodon = {
	.name = "mastodon",
	.base = BASE,
	.ways = WAY_RINGS | WAY_READS_BACK,
	.repeat_safe_ms = 3600 * 1000,
	.rate_count = 250,
	.rate_per_ms = 300 * 1000,
	.request = mastodon_request,
	.answer = mastodon_answer,
};
