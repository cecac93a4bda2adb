/* oauth.c - see oauth.h. */
#include "oauth.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "hash.h"
#include "http.h"
#include "i18n.h"
#include "json_io.h"
#include "str.h"
#include "utf8.h"

#define CODE_MAX 4096
#define WORDS_MAX 240
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define OOB "urn:ietf:wg:oauth:2.0:oob"

/* -- the beginning -------------------------------------------------------------------------------------------- */

/* Base64 for addresses, without padding (RFC 4648, 5). */
static char *
base64url(const void *data, size_t len, struct arena *a)
{
	char *s = str_base64(a, data, len), *p;

	for (p = s; *p && *p != '='; p++)
		*p = *p == '+' ? '-' : *p == '/' ? '_' : *p;
	*p = '\0';
	return s;
}

char *
oauth_challenge(const char *verifier, struct arena *a)
{
	struct digest d = digest_of(verifier, strlen(verifier));

	return base64url(d.b, sizeof d.b, a);
}

/* 256 random bits in 43 characters. */
static void
random_text(char out[44], struct arena *a)
{
	unsigned char bits[32];

	hash_random(bits, sizeof bits);
	memcpy(out, base64url(bits, sizeof bits, a), 44);
	explicit_bzero(bits, sizeof bits);
}

/* A path lies below the account's servers. */
static const char *
address_of(const struct oauth *o, const char *configured, const char *usual)
{
	if (!str_empty(configured))
		return configured;
	return usual && *usual == '/' ? arena_printf(o->arena, "%s%s", o->base, usual) : usual;
}

/* A Matrix token is that of a device, which gets a name here. */
static const char *
scope_of(const struct oauth *o, const char *configured)
{
	char device[44];

	if (!str_empty(configured))
		return configured;
	if (!str_eq(o->row->channel, "matrix"))
		return o->row->scope;
	random_text(device, o->arena);
	return arena_printf(o->arena, "%s urn:matrix:client:device:%.12s", o->row->scope, device);
}

int
oauth_init(struct oauth *o, const struct channel_signin *row, const char *base, const char *(*option)(void *ctx,
	const char *key), void *ctx, struct error *err)
{
	const char *redirect = option(ctx, "redirect-uri"), *device = option(ctx, "device-url");

	o->row = row;
	o->base = base;
	o->authorize = address_of(o, option(ctx, "authorize-url"), row->authorize);
	o->token = address_of(o, option(ctx, "token-url"), row->token);
	o->device = str_empty(device) ? NULL : device;
	o->by_device = o->device != NULL;
	o->registration = row->flags & SIGNIN_REGISTERS ? address_of(o, NULL, row->begin) : NULL;
	o->redirect = str_empty(redirect) ? row->redirect : redirect;
	o->client = option(ctx, "client-id");
	o->own_client = !str_empty(o->client) && !(row->flags & SIGNIN_FINDS);
	o->has_secret = !str_empty(option(ctx, "secret-command")) || !str_empty(option(ctx, "secret-file"));
	o->scope = scope_of(o, option(ctx, "scope"));
	random_text(o->state, o->arena);
	random_text(o->verifier, o->arena);
	if (str_empty(o->client) && !(row->flags & (SIGNIN_REGISTERS | SIGNIN_FINDS)))
		return error_set(err, ERR_CONFIG, _("[account %s] needs `client-id`: the id of the application one signs "
			"in with, from %s"), o->account, row->page);
	if (str_empty(o->redirect) && !o->by_device)
		return error_set(err, ERR_CONFIG, _("[account %s] needs `redirect-uri`: the address that is written at "
			"the application, on %s"), o->account, row->page);
	return 0;
}

static void
add_param(struct buf *b, const char *name, const char *value, struct arena *a)
{
	if (!str_empty(value))
		buf_addf(b, "%s%s=%s", b->len ? "&" : "", name, str_percent(a, value));
}

char *
oauth_address(const struct oauth *o)
{
	bool own = o->row->flags & SIGNIN_OWN_NAMES;
	struct buf b = BUF_INIT;
	char *out;

	add_param(&b, "response_type", "code", o->arena);
	add_param(&b, own ? "client_key" : "client_id", o->client, o->arena);
	add_param(&b, "redirect_uri", o->redirect, o->arena);
	add_param(&b, "scope", o->scope, o->arena);
	add_param(&b, "state", o->state, o->arena);
	if (o->row->flags & SIGNIN_PKCE) {
		add_param(&b, "code_challenge", oauth_challenge(o->verifier, o->arena), o->arena);
		add_param(&b, "code_challenge_method", "S256", o->arena);
	}
	if (o->row->flags & SIGNIN_FINDS)
		add_param(&b, "response_mode", "query", o->arena);
	out = arena_printf(o->arena, "%s%s%s", o->authorize, strchr(o->authorize, '?') ? "&" : "?", b.data);
	buf_free(&b);
	return out;
}

/* -- what the browser brings back ------------------------------------------------------------------------------- */

static int
hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* A value of a query, decoded; NULL when it is absent, stands there twice, or holds what no such value may (words may
 * hold anything: they are cleaned). */
static char *
param(struct arena *a, const char *query, const char *name)
{
	bool words = str_eq(name, "error_description");
	size_t n = strlen(name), len, i, k = 0;
	const char *p = query, *found = NULL;
	char *out;

	for (; *p; p += len + (p[len] == '&')) {
		len = strcspn(p, "&#");
		if (len > n && p[n] == '=' && !strncmp(p, name, n)) {
			if (found)
				return NULL;
			found = p + n + 1;
		}
		if (p[len] == '#')
			break;
	}
	if (!found || (len = strcspn(found, "&#")) > CODE_MAX)
		return NULL;
	out = arena_alloc(a, len + 1);
	for (i = 0; i < len; i++, k++) {
		int high = found[i] == '%' && i + 2 < len ? hex_of(found[i + 1]) : -1;
		int low = high >= 0 ? hex_of(found[i + 2]) : -1;

		out[k] = found[i] == '+' ? ' ' : low >= 0 ? (char)(high << 4 | low) : found[i];
		if (low >= 0)
			i += 2;
		if (!out[k] || (!words && ((unsigned char)out[k] < ' ' || out[k] == 127)))
			return NULL;
	}
	out[k] = '\0';
	return out;
}

/* Takes as long for every other text of that length. */
static bool
same(const char *a, const char *b)
{
	size_t n = strlen(b), i;
	unsigned char differ = 0;

	if (strlen(a) != n)
		return false;
	for (i = 0; i < n; i++)
		differ |= (unsigned char)(a[i] ^ b[i]);
	return !differ;
}

/* The server's own words, clean and short. */
static const char *
clean_words(struct arena *a, const char *s)
{
	struct buf b = BUF_INIT;
	const char *out;

	utf8_clean(&b, s, strnlen(s, WORDS_MAX), false);
	out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return out;
}

/* What the code names of OAuth mean to a person. */
static const char *
advice(const char *code)
{
	static const struct { const char *code, *words; } known[] = {
		{ "access_denied", N_("it was not allowed there") },
		{ "expired_token", N_("the time for it is over: begin again") },
		{ "invalid_grant", N_("the code is over, was used, or belongs to another sign-in: begin again") },
		{ "invalid_client", N_("the service does not know the application: look at client-id and its secret") },
		{ "unauthorized_client", N_("the application may not sign in like this: look at its settings there") },
		{ "invalid_scope", N_("the application may not ask for that much: set `scope`") },
		{ "redirect_uri_mismatch", N_("`redirect-uri` is not what is written at the application") },
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof known[0]; i++)
		if (str_eq(known[i].code, code))
			return _(known[i].words);
	return _("the service refuses to sign in");
}

static int
refusal(struct arena *a, const char *code, const char *words, struct error *err)
{
	const char *name = code ? clean_words(a, code) : "?";

	if (str_empty(words))
		return error_set(err, ERR_AUTH, "%s (%s)", advice(name), name);
	return error_set(err, ERR_AUTH, "%s (%s: %s)", advice(name), name, clean_words(a, words));
}

/* Where the service shows the code on a page of its own; nothing else comes with it there. */
static int
shown(const struct oauth *o, const char *text, char **code, struct error *err)
{
	const char *query = strchr(text, '?'), *p;
	bool good;

	*code = query ? param(o->arena, query + 1, "code") : str_trim(o->arena, text);
	good = !str_empty(*code) && strlen(*code) <= CODE_MAX;
	for (p = good ? *code : ""; *p; p++)
		good = good && *p > ' ' && *p < 127 && *p != '&' && *p != '=';
	return good ? 1 : (error_set(err, ERR_INPUT, _("that is no code")), 0);
}

int
oauth_returned(const struct oauth *o, const char *text, char **code, struct error *err)
{
	struct arena *a = o->arena;
	const char *query = strchr(text, '?'), *name;
	char *state, *found, *issuer;

	if (str_eq(o->redirect, OOB))
		return shown(o, text, code, err);
	query = query ? query + 1 : text;
	state = param(a, query, "state");
	if (!state || !same(state, o->state))
		return error_set(err, ERR_INPUT, _("that does not belong to this sign-in: paste the whole address that "
			"the browser ended at")), 0;
	if (o->issuer && (issuer = param(a, query, "iss")) && !str_eq(issuer, o->issuer))
		return error_set(err, ERR_INPUT, _("that comes from another server than the one asked")), 0; /* RFC 9207 */
	if ((name = param(a, query, "error")))
		return refusal(a, name, param(a, query, "error_description"), err);
	found = param(a, query, "code");
	if (!found && o->row->flags & SIGNIN_OWN_NAMES)
		found = param(a, query, "auth_code");
	if (str_empty(found))
		return error_set(err, ERR_INPUT, _("there is no code in that address")), 0;
	*code = found;
	return 1;
}

/* -- requests ------------------------------------------------------------------------------------------------------ */

static void
post(const struct oauth *o, const char *url, const char *type, const char *body, struct request *r)
{
	const char **headers = arena_array(o->arena, const char *, 4);
	size_t n = 0;

	headers[n++] = arena_printf(o->arena, "Content-Type: %s", type);
	headers[n++] = "Accept: application/json";
	if (o->has_secret && o->row->flags & SIGNIN_BASIC)
		headers[n++] = arena_printf(o->arena, "Authorization: Basic {basic:%s:secret}", o->client);
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = url, .headers = headers, .body = body,
		.body_len = strlen(body), .secret_body = true };
}

static void
post_form(const struct oauth *o, const char *url, const struct buf *b, struct request *r)
{
	post(o, url, "application/x-www-form-urlencoded", arena_strn(o->arena, b->data, b->len), r);
}

static char *
dumped(struct arena *a, json_t *o)
{
	char *dump = json_dumps(o, JSON_COMPACT), *out = arena_str(a, dump ? dump : "{}");

	free(dump);
	json_decref(o);
	return out;
}

/* Our own page of the organisation stands for the application: it is theirs. */
static const char *
home_page(const struct oauth *o)
{
	const char *colon = o->address ? strchr(o->address, ':') : NULL;

	return colon && colon[1] && !strpbrk(colon + 1, "/@ ") ? arena_printf(o->arena, "https://%s/", colon + 1) :
		"https://localhost/";
}

/* The redirect as it is registered: any port of this machine will do (RFC 8252, 7.3). */
static const char *
registered_redirect(const struct oauth *o)
{
	const char *host = strstr(o->redirect, "://"), *path, *colon;

	if (!host || !str_starts(o->redirect, "http://"))
		return o->redirect;
	host += 3;
	path = host + strcspn(host, "/");
	colon = *host == '[' ? strchr(host, ']') : host;
	colon = colon ? strchr(colon, ':') : NULL;
	if (!colon || colon > path)
		return o->redirect;
	return arena_printf(o->arena, "%s%s", arena_strn(o->arena, o->redirect, (size_t)(colon - o->redirect)), path);
}

static void
register_request(const struct oauth *o, struct request *r)
{
	struct buf b = BUF_INIT;

	if (o->row->flags & SIGNIN_FINDS) {
		post(o, o->registration, "application/json", dumped(o->arena, json_pack(
			"{s:s, s:s, s:[s], s:[s], s:[s,s,s], s:s, s:s}", "client_name", "Sportello",
			"client_uri", home_page(o), "redirect_uris", registered_redirect(o), "response_types", "code",
			"grant_types", "authorization_code", "refresh_token", DEVICE_GRANT,
			"token_endpoint_auth_method", "none", "application_type", "native")), r);
		return;
	}
	add_param(&b, "client_name", "Sportello", o->arena);
	add_param(&b, "redirect_uris", o->redirect, o->arena);
	add_param(&b, "scopes", o->scope, o->arena);
	post_form(o, o->registration, &b, r);
	buf_free(&b);
}

/* TikTok's own names, as JSON. */
static void
own_request(const struct oauth *o, struct request *r)
{
	post(o, o->token, "application/json", dumped(o->arena, json_pack("{s:s, s:s, s:s, s:s, s:s}", "client_id",
		o->client, "client_secret", "{secret-json:secret}", "grant_type", "authorization_code", "auth_code",
		"{secret-json:code}", "redirect_uri", o->redirect)), r);
}

static void
add_client(const struct oauth *o, struct buf *b)
{
	add_param(b, "client_id", o->client, o->arena);
	if (o->has_secret && o->row->flags & SIGNIN_FORM)
		buf_adds(b, "&client_secret={secret-form:secret}");
}

static void
token_request(const struct oauth *o, bool poll, struct request *r)
{
	struct buf b = BUF_INIT;

	if (o->row->flags & SIGNIN_OWN_NAMES && !poll) {
		own_request(o, r);
		return;
	}
	add_param(&b, "grant_type", poll ? DEVICE_GRANT : "authorization_code", o->arena);
	if (poll) {
		buf_adds(&b, "&device_code={secret-form:device-code}");
	} else {
		buf_adds(&b, "&code={secret-form:code}");
		add_param(&b, "redirect_uri", o->redirect, o->arena);
		if (o->row->flags & SIGNIN_PKCE)
			buf_adds(&b, "&code_verifier={secret-form:verifier}");
	}
	add_client(o, &b);
	post_form(o, o->token, &b, r);
	buf_free(&b);
}

void
oauth_request(const struct oauth *o, enum oauth_step step, struct request *r)
{
	static const char *const json[] = { "Accept: application/json", NULL };
	struct buf b = BUF_INIT;

	if (step == OAUTH_FIND) {
		*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .headers = json,
			.url = arena_printf(o->arena, "%s%s", o->base, o->row->begin) };
	} else if (step == OAUTH_REGISTER) {
		register_request(o, r);
	} else if (step == OAUTH_DEVICE) {
		add_client(o, &b);
		add_param(&b, "scope", o->scope, o->arena);
		post_form(o, o->device, &b, r);
		buf_free(&b);
	} else {
		token_request(o, step == OAUTH_POLL, r);
	}
}

/* -- answers --------------------------------------------------------------------------------------------------------- */

/* A text that is there and not empty. */
static const char *
text_of(struct arena *a, json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return str_empty(s) ? NULL : arena_str(a, s);
}

/* Of visible characters alone (RFC 6750, 2.1: fewer still): it goes into a header.  What was mended is none. */
static bool
is_token(const char *s)
{
	for (; *s; s++)
		if (*s < '!' || *s > '~')
			return false;
	return true;
}

/* A whole number of seconds in ms, between nothing and a century. */
static int64_t
span_of(json_t *o, const char *key)
{
	json_t *v = json_object_get(o, key);
	int64_t n = json_is_integer(v) ? json_integer_value(v) : 0;

	if (json_is_string(v))
		(void)str_to_int64(json_string_value(v), &n);
	return n > 0 && n < 100LL * 365 * 86400 ? n * MS_SECOND : 0;
}

/* An address that a person may be shown and we may ask: https, or this machine, and nothing that drives a terminal. */
static const char *
link_of(struct arena *a, json_t *o, const char *key)
{
	const char *s = text_of(a, o, key), *p;

	for (p = s ? s : ""; *p; p++)
		if (*p <= ' ' || *p >= 127)
			return NULL;
	return s && strlen(s) < 2000 && http_origin(s, a) ? s : NULL;
}

static bool
lists(json_t *list, const char *word)
{
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v)
		if (str_eq(json_string_value(v), word))
			return true;
	return false;
}

/* What the configuration names goes before what the server says. */
static int
found(struct oauth *o, json_t *root, struct error *err)
{
	bool device = lists(json_object_get(root, "grant_types_supported"), DEVICE_GRANT);
	const char *asked = o->device;

	o->authorize = o->authorize ? o->authorize : link_of(o->arena, root, "authorization_endpoint");
	o->issuer = text_of(o->arena, root, "issuer");
	o->token = link_of(o->arena, root, "token_endpoint");
	o->registration = link_of(o->arena, root, "registration_endpoint");
	o->device = asked ? asked : device ? link_of(o->arena, root, "device_authorization_endpoint") : NULL;
	o->by_device = o->device && (asked || str_eq(o->redirect, o->row->redirect));
	if (!o->token || (!o->by_device && !o->authorize))
		return error_set(err, ERR_PROTOCOL, _("the server does not say where one signs in"));
	if (!o->registration && str_empty(o->client))
		return error_set(err, ERR_CONFIG, _("the server takes in no applications by itself: set `client-id`"));
	return 0;
}

static int
registered(struct oauth *o, json_t *root, struct oauth_answer *out, struct error *err)
{
	out->client = text_of(o->arena, root, "client_id");
	out->secret = text_of(o->arena, root, "client_secret");
	if (!out->client)
		return error_set(err, ERR_PROTOCOL, _("the server gave no id for the application"));
	o->client = out->client;
	o->has_secret = out->secret != NULL;
	return 0;
}

static int
device_given(struct oauth *o, json_t *root, struct oauth_answer *out, struct error *err)
{
	const char *code = text_of(o->arena, root, "user_code");

	out->device_code = text_of(o->arena, root, "device_code");
	out->user_code = code ? clean_words(o->arena, code) : NULL;
	out->page = link_of(o->arena, root, "verification_uri");
	out->page_with_code = link_of(o->arena, root, "verification_uri_complete");
	out->interval_ms = span_of(root, "interval");
	out->life_ms = span_of(root, "expires_in");
	if (!out->interval_ms)
		out->interval_ms = 5 * MS_SECOND;
	if (out->interval_ms > MS_MINUTE)
		out->interval_ms = MS_MINUTE;
	if (!out->life_ms)
		out->life_ms = 10 * MS_MINUTE;
	if (!out->device_code || !out->user_code || !out->page)
		return error_set(err, ERR_PROTOCOL, _("the server gave no code to type in"));
	return 0;
}

static int
tokens_given(struct oauth *o, json_t *root, int64_t now, struct oauth_answer *out, struct error *err)
{
	json_t *data = o->row->flags & SIGNIN_OWN_NAMES ? json_object_get(root, "data") : root;
	const char *type = text_of(o->arena, data, "token_type"), *who = text_of(o->arena, data, "open_id");
	int64_t life = span_of(data, "expires_in"), longer = span_of(data, "refresh_token_expires_in");

	out->token = text_of(o->arena, data, "access_token");
	out->refresh = text_of(o->arena, data, "refresh_token");
	out->scope = text_of(o->arena, data, "scope");
	out->expires_at = life ? now + life : 0;
	out->refresh_expires_at = longer ? now + longer : 0;
	if (!out->token || !is_token(out->token) || (out->refresh && !is_token(out->refresh)))
		return error_set(err, ERR_PROTOCOL, _("the server gave no token"));
	if (type && !str_ieq(type, "bearer"))
		return error_set(err, ERR_PROTOCOL, _("the server gave a token of a kind that is not known here: %s"),
			clean_words(o->arena, type));
	if (o->row->flags & SIGNIN_OWN_NAMES && who && !str_empty(o->address) && !str_eq(who, o->address))
		return error_set(err, ERR_AUTH, _("signed in for %s, but `address` says %s: sign in there as the other "
			"one, or change `address`"), clean_words(o->arena, who), o->address);
	return 0;
}

/* What the service says instead of what was asked for. */
static enum oauth_result
refused(const struct oauth *o, enum oauth_step step, json_t *root, int status, struct error *err)
{
	json_t *code = json_object_get(root, "code");
	const char *name = json_string_value(json_object_get(root, "error"));
	const char *words = json_string_value(json_object_get(root, "error_description"));

	if (step == OAUTH_POLL && str_eq(name, "authorization_pending"))
		return OAUTH_WAIT;
	if (step == OAUTH_POLL && str_eq(name, "slow_down"))
		return OAUTH_SLOWER;
	if (step == OAUTH_FIND && status == 404)
		error_set(err, ERR_REMOTE, _("this server has no sign-in of that kind"));
	else if (name)
		(void)refusal(o->arena, name, words, err);
	else if (json_is_integer(code))
		(void)refusal(o->arena, arena_printf(o->arena, "%lld", (long long)json_integer_value(code)),
			json_string_value(json_object_get(root, "message")), err);
	else if (status == 429 || status >= 500)
		error_set(err, ERR_NETWORK, _("the server answered with status %d"), status);
	else
		error_set(err, ERR_PROTOCOL, _("the server answered with status %d"), status);
	return OAUTH_FAILED;
}

enum oauth_result
oauth_answer(struct oauth *o, enum oauth_step step, const struct answer *in, int64_t now, struct oauth_answer *out,
	struct error *err)
{
	json_t *root = json_read(in->body, in->body_len, 0, NULL, NULL), *code;
	enum oauth_result result = OAUTH_FAILED;
	int rc = -1;

	*out = (struct oauth_answer){ .device_code = NULL };
	code = o->row->flags & SIGNIN_OWN_NAMES ? json_object_get(root, "code") : NULL;
	if (in->status < 200 || in->status > 299 || (code && json_integer_value(code) != 0)) {
		result = refused(o, step, root, in->status, err);
	} else if (!json_is_object(root)) {
		error_set(err, ERR_PROTOCOL, _("the answer is not an object"));
	} else {
		rc = step == OAUTH_FIND ? found(o, root, err) : step == OAUTH_REGISTER ? registered(o, root, out, err) :
			step == OAUTH_DEVICE ? device_given(o, root, out, err) : tokens_given(o, root, now, out, err);
		result = rc ? OAUTH_FAILED : OAUTH_DONE;
	}
	json_decref(root);
	return result;
}

char *
oauth_missing(const struct oauth *o, const char *given)
{
	char **want = str_split(o->arena, o->scope ? o->scope : "", " ,", NULL), **have;
	struct buf b = BUF_INIT;
	char *out = NULL;
	size_t i;

	if (str_empty(given))		/* the same as asked for (RFC 6749, 5.1) */
		return NULL;
	have = str_split(o->arena, given, " ,", NULL);
	for (; *want; want++) {
		for (i = 0; have[i] && !str_eq(have[i], *want); i++)
			continue;
		if (!have[i])
			buf_addf(&b, "%s%s", b.len ? " " : "", *want);
	}
	if (b.len)
		out = arena_strn(o->arena, b.data, b.len);
	buf_free(&b);
	return out;
}
