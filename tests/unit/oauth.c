/*
 * oauth.c - signing in by OAuth as translation: for each row of channels.def the address a browser is sent to and the
 * requests that follow; what a browser may bring back, and what a server may answer.
 */
#include <stdio.h>
#include <string.h>

#include "../../src/sync/oauth.h"
#include "str.h"
#include "t.h"

#define NOW 1795600000000LL
#define YES(cond) T_OK(cond, "%s", #cond)

static struct arena *arena;
static const char *options[10][2];

static const char *
option(void *ctx, const char *key)
{
	size_t i;

	(void)ctx;
	for (i = 0; i < 10 && options[i][0]; i++)
		if (str_eq(options[i][0], key))
			return options[i][1];
	return NULL;
}

/* A sign-in whose random texts are known. */
static struct oauth *
begun(const char *channel, const char *base)
{
	struct oauth *o = arena_new_of(arena, struct oauth);
	struct error err = ERROR_INIT;

	*o = (struct oauth){ .arena = arena, .account = "t", .address = "@shop:example.org" };
	if (oauth_init(o, channel_signin_find(channel), base, option, NULL, &err))
		printf("# %s\n", err.text);
	memcpy(o->state, "STATE", 6);
	/* RFC 7636, appendix B */
	memcpy(o->verifier, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", 44);
	return o;
}

static void
set(size_t i, const char *key, const char *value)
{
	options[i][0] = key;
	options[i][1] = value;
}

/* "METHOD address | headers | body" */
static const char *
request(const struct oauth *o, enum oauth_step step)
{
	struct request r;
	const char *heads = "";
	const char *const *h;

	oauth_request(o, step, &r);
	for (h = r.headers; h && *h; h++)
		heads = arena_printf(arena, "%s| %s ", heads, *h);
	return arena_printf(arena, "%s %s %s| %s", r.method, r.url, heads, r.body ? r.body : "");
}

/* Each row, as the services' own pages have it. */
static void
x(void)
{
	struct oauth *o;

	memset(options, 0, sizeof options);
	set(0, "client-id", "app");
	o = begun("x", "https://api.x.com");
	T_STR(oauth_address(o), "https://x.com/i/oauth2/authorize?response_type=code&client_id=app"
		"&redirect_uri=http%3A%2F%2F127.0.0.1%3A8734%2F&scope=tweet.read%20tweet.write%20users.read%20dm.read%20"
		"dm.write%20media.write%20offline.access&state=STATE"
		"&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256");
	T_STR(request(o, OAUTH_CODE), "POST https://api.x.com/2/oauth2/token | Content-Type: "
		"application/x-www-form-urlencoded | Accept: application/json | grant_type=authorization_code"
		"&code={secret-form:code}&redirect_uri=http%3A%2F%2F127.0.0.1%3A8734%2F"
		"&code_verifier={secret-form:verifier}&client_id=app");
	set(1, "secret-command", "pass");
	o = begun("x", "https://api.x.com");
	YES(strstr(request(o, OAUTH_CODE), "| Authorization: Basic {basic:app:secret} |") != NULL);
	YES(strstr(request(o, OAUTH_CODE), "client_secret") == NULL);
}

static void
tiktok(void)
{
	struct oauth *o;
	struct error err = ERROR_INIT;
	struct oauth none = { .arena = arena, .account = "t" };

	memset(options, 0, sizeof options);
	set(0, "client-id", "aw1");
	YES(oauth_init(&none, channel_signin_find("tiktok"), "https://b", option, NULL, &err));
	YES(err.code == ERR_CONFIG && strstr(err.text, "redirect-uri"));
	set(1, "redirect-uri", "https://acme.example/in/");
	set(2, "secret-file", "f");
	o = begun("tiktok", "https://business-api.tiktok.com/open_api/v1.3");
	T_STR(oauth_address(o), "https://www.tiktok.com/v2/auth/authorize/?response_type=code&client_key=aw1"
		"&redirect_uri=https%3A%2F%2Facme.example%2Fin%2F&scope=user.info.basic%2Cuser.info.username%2C"
		"video.list%2Ccomment.list%2Ccomment.list.manage&state=STATE");
	T_STR(request(o, OAUTH_CODE), "POST https://business-api.tiktok.com/open_api/v1.3/tt_user/oauth2/token/ "
		"| Content-Type: application/json | Accept: application/json | {\"client_id\":\"aw1\","
		"\"client_secret\":\"{secret-json:secret}\",\"grant_type\":\"authorization_code\","
		"\"auth_code\":\"{secret-json:code}\",\"redirect_uri\":\"https://acme.example/in/\"}");
}

static void
mastodon(void)
{
	struct oauth *o;

	memset(options, 0, sizeof options);
	o = begun("mastodon", "https://social.example");
	T_STR(request(o, OAUTH_REGISTER), "POST https://social.example/api/v1/apps | Content-Type: "
		"application/x-www-form-urlencoded | Accept: application/json | client_name=Sportello"
		"&redirect_uris=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob&scopes=read%3Aaccounts%20read%3Astatuses%20"
		"read%3Anotifications%20write%3Astatuses%20write%3Amedia%20write%3Afavourites%20write%3Aconversations");
	o->client = "c1";
	o->has_secret = true;
	YES(str_starts(oauth_address(o), "https://social.example/oauth/authorize?response_type=code&client_id=c1&"));
	T_STR(request(o, OAUTH_CODE), "POST https://social.example/oauth/token | Content-Type: "
		"application/x-www-form-urlencoded | Accept: application/json | grant_type=authorization_code"
		"&code={secret-form:code}&redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"
		"&code_verifier={secret-form:verifier}&client_id=c1&client_secret={secret-form:secret}");
}

static enum oauth_result
said(struct oauth *o, enum oauth_step step, int status, const char *body, struct oauth_answer *out, struct error *err)
{
	struct answer in = { .status = status, .body = body, .body_len = strlen(body) };

	error_clear(err);
	return oauth_answer(o, step, &in, NOW, out, err);
}

/* RFC 8414, 7591 and 8628, with the samples of the Matrix specification. */
static void
matrix(void)
{
	struct error err = ERROR_INIT;
	struct oauth_answer a;
	struct oauth *o;

	memset(options, 0, sizeof options);
	o = begun("matrix", "https://example.org");
	o->scope = "urn:matrix:client:api:* urn:matrix:client:device:ABCDEGH";
	T_STR(request(o, OAUTH_FIND), "GET https://example.org/_matrix/client/v1/auth_metadata | Accept: application/json | ");
	T_INT(said(o, OAUTH_FIND, 200, "{\"issuer\":\"https://account.example.com/\",\"authorization_endpoint\":"
		"\"https://account.example.com/oauth2/auth\",\"token_endpoint\":\"https://account.example.com/oauth2/token\","
		"\"registration_endpoint\":\"https://account.example.com/oauth2/clients/register\","
		"\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]}", &a, &err), OAUTH_DONE);
	YES(!o->by_device);
	T_STR(request(o, OAUTH_REGISTER), "POST https://account.example.com/oauth2/clients/register | Content-Type: "
		"application/json | Accept: application/json | {\"client_name\":\"Sportello\",\"client_uri\":"
		"\"https://example.org/\",\"redirect_uris\":[\"http://127.0.0.1/\"],\"response_types\":[\"code\"],"
		"\"grant_types\":[\"authorization_code\",\"refresh_token\",\"urn:ietf:params:oauth:grant-type:device_code\"],"
		"\"token_endpoint_auth_method\":\"none\",\"application_type\":\"native\"}");
	T_INT(said(o, OAUTH_REGISTER, 201, "{\"client_id\":\"s6BhdRkqt3\"}", &a, &err), OAUTH_DONE);
	o->redirect = "http://127.0.0.1:41000/";
	T_STR(oauth_address(o), "https://account.example.com/oauth2/auth?response_type=code&client_id=s6BhdRkqt3"
		"&redirect_uri=http%3A%2F%2F127.0.0.1%3A41000%2F&scope=urn%3Amatrix%3Aclient%3Aapi%3A%2A%20"
		"urn%3Amatrix%3Aclient%3Adevice%3AABCDEGH&state=STATE"
		"&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&response_mode=query");
	o->redirect = o->row->redirect;
	T_INT(said(o, OAUTH_FIND, 200, "{\"authorization_endpoint\":\"https://account.matrix.org/auth\",\"token_endpoint\":"
		"\"https://account.matrix.org/oauth2/token\",\"device_authorization_endpoint\":"
		"\"https://account.matrix.org/oauth2/device\",\"grant_types_supported\":"
		"[\"urn:ietf:params:oauth:grant-type:device_code\"]}", &a, &err), OAUTH_DONE);
	YES(o->by_device);
	T_STR(request(o, OAUTH_DEVICE), "POST https://account.matrix.org/oauth2/device | Content-Type: "
		"application/x-www-form-urlencoded | Accept: application/json | client_id=s6BhdRkqt3"
		"&scope=urn%3Amatrix%3Aclient%3Aapi%3A%2A%20urn%3Amatrix%3Aclient%3Adevice%3AABCDEGH");
	T_INT(said(o, OAUTH_DEVICE, 200, "{\"device_code\":\"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS\",\"user_code\":"
		"\"WDJB-MJHT\",\"verification_uri\":\"https://account.matrix.org/link\",\"verification_uri_complete\":"
		"\"https://account.matrix.org/link?user_code=WDJB-MJHT\",\"expires_in\":1800,\"interval\":5}", &a, &err),
		OAUTH_DONE);
	T_STR(a.user_code, "WDJB-MJHT");
	T_STR(a.page_with_code, "https://account.matrix.org/link?user_code=WDJB-MJHT");
	T_INT(a.interval_ms, 5000);
	T_INT(a.life_ms, 1800000);
	T_STR(request(o, OAUTH_POLL), "POST https://account.matrix.org/oauth2/token | Content-Type: "
		"application/x-www-form-urlencoded | Accept: application/json | grant_type=urn%3Aietf%3Aparams%3Aoauth%3A"
		"grant-type%3Adevice_code&device_code={secret-form:device-code}&client_id=s6BhdRkqt3");
	T_INT(said(o, OAUTH_POLL, 400, "{\"error\":\"authorization_pending\"}", &a, &err), OAUTH_WAIT);
	T_INT(said(o, OAUTH_POLL, 400, "{\"error\":\"slow_down\"}", &a, &err), OAUTH_SLOWER);
	T_INT(said(o, OAUTH_CODE, 400, "{\"error\":\"authorization_pending\"}", &a, &err), OAUTH_FAILED);
	T_INT(said(o, OAUTH_POLL, 502, "<html>", &a, &err), OAUTH_FAILED);
	T_INT(err.code, ERR_NETWORK);
	T_INT(said(o, OAUTH_POLL, 400, "{\"error\":\"expired_token\"}", &a, &err), OAUTH_FAILED);
	T_INT(err.code, ERR_AUTH);
}

/* A row that has no sign-in names a secret that exists, and a page to go to. */
static void
pasted(void)
{
	const struct channel_signin *s;

	for (s = channel_signins; s->channel; s++) {
		YES(channel_is_api(s->channel));
		if (s->way == SIGNIN_PASTE) {
			YES(str_eq(s->token, "token") || str_eq(s->token, "secret"));
			YES(str_starts(s->page, "https://") && !str_empty(s->words));
		} else {
			YES(!str_empty(s->scope) && (s->flags & (SIGNIN_BASIC | SIGNIN_FORM)));
		}
	}
	YES(!channel_signin_find("mail"));
}

static void
returned(void)
{
	static const struct { int want; const char *text, *code; } cases[] = {
		{ 1, "http://127.0.0.1:8734/?state=STATE&code=a%2Bb%20c", "a+b c" },
		{ 1, "code=abc&state=STATE", "abc" },
		{ 1, "https://a.example/x?code=abc&state=STATE#_=_", "abc" },
		{ 0, "?code=abc", NULL },
		{ 0, "?code=abc&state=STATe", NULL },
		{ 0, "?code=abc&state=STATE&state=STATE", NULL },
		{ 0, "?code=abc&code=def&state=STATE", NULL },
		{ 0, "?code=&state=STATE", NULL },
		{ 0, "?code=a%00b&state=STATE", NULL },
		{ 0, "?code=a%0Ab&state=STATE", NULL },
		{ 0, "?error=access_denied", NULL },
		{ 0, "?auth_code=abc&state=STATE", NULL },
		{ 0, "", NULL },
		{ 0, "%", NULL },
		{ 0, "?state=%", NULL },
		{ 1, "?state=STATE&code=%", "%" },
		{ 1, "?state=STATE&code=%4", "%4" },
		{ -1, "?error=access_denied&error_description=No%1B%5B31m&state=STATE", NULL },
	};
	struct error err;
	struct oauth *o;
	char *code, *longer;
	size_t i;

	memset(options, 0, sizeof options);
	set(0, "client-id", "app");
	o = begun("x", "https://api.x.com");
	for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		err = (struct error)ERROR_INIT;
		code = NULL;
		if (!T_INT(oauth_returned(o, cases[i].text, &code, &err), cases[i].want))
			printf("# %s\n", cases[i].text);
		T_STR(code, cases[i].code);
		YES((cases[i].want == 1) == (err.code == ERR_NONE));
		YES(!strpbrk(err.text, "\033\r\n"));
	}
	o->issuer = "https://account.example.com/";
	err = (struct error)ERROR_INIT;
	T_INT(oauth_returned(o, "?state=STATE&code=a&iss=https%3A%2F%2Faccount.example.com%2F", &code, &err), 1);
	T_INT(oauth_returned(o, "?state=STATE&code=a&iss=https%3A%2F%2Fevil.example%2F", &code, &err), 0);
	o->issuer = NULL;
	longer = arena_alloc(arena, 100001);
	memset(longer, 'a', 100000);
	longer[100000] = '\0';
	err = (struct error)ERROR_INIT;
	T_INT(oauth_returned(o, arena_printf(arena, "?state=STATE&code=%s", longer), &code, &err), 0);
	o = begun("mastodon", "https://social.example");
	err = (struct error)ERROR_INIT;
	T_INT(oauth_returned(o, "abc-DEF_1", &code, &err), 1);
	T_STR(code, "abc-DEF_1");
	T_INT(oauth_returned(o, "https://social.example/oauth/authorize/native?code=xyz", &code, &err), 1);
	T_STR(code, "xyz");
	T_INT(oauth_returned(o, longer, &code, &err), 0);
}

static void
answers(void)
{
	static const char *const hostile[] = { "", "null", "[]", "{", "{}", "{\"access_token\":7}", "{\"access_token\":\"\"}",
		"{\"access_token\":\"a\\nb\"}", "{\"access_token\":\"a\",\"refresh_token\":\"b\\r\"}",
		"{\"access_token\":\"a\",\"token_type\":\"mac\"}", "{\"access_token\":\"a\\u0000b\"}",
		"{\"access_token\":\"a\xff\"}", "{\"access_token\":[\"a\"]}", "{\"error\":{\"error\":1}}" };
	struct error err = ERROR_INIT;
	struct oauth_answer a;
	struct oauth *o;
	size_t i;

	memset(options, 0, sizeof options);
	set(0, "client-id", "app");
	o = begun("x", "https://api.x.com");
	T_INT(said(o, OAUTH_CODE, 200, "{\"token_type\":\"bearer\",\"expires_in\":7200,\"access_token\":\"at\",\"scope\":"
		"\"tweet.read users.read\",\"refresh_token\":\"rt\"}", &a, &err), OAUTH_DONE);
	T_STR(a.token, "at");
	T_STR(a.refresh, "rt");
	T_INT(a.expires_at, NOW + 7200000);
	T_STR(oauth_missing(o, a.scope), "tweet.write dm.read dm.write media.write offline.access");
	YES(!oauth_missing(o, NULL));
	for (i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
		if (!T_INT(said(o, OAUTH_CODE, 200, hostile[i], &a, &err), OAUTH_FAILED))
			printf("# %s\n", hostile[i]);
		YES(err.code != ERR_NONE);
		T_INT(said(o, OAUTH_CODE, 400, hostile[i], &a, &err), OAUTH_FAILED);
		T_INT(said(o, OAUTH_DEVICE, 200, hostile[i], &a, &err), OAUTH_FAILED);
		T_INT(said(o, OAUTH_REGISTER, 200, hostile[i], &a, &err), OAUTH_FAILED);
		T_INT(said(begun("matrix", "https://m"), OAUTH_FIND, 200, hostile[i], &a, &err), OAUTH_FAILED);
	}
	T_INT(said(o, OAUTH_CODE, 200, "{\"access_token\":\"at\",\"expires_in\":99999999999999}", &a, &err), OAUTH_DONE);
	T_INT(a.expires_at, 0);
	T_INT(said(o, OAUTH_DEVICE, 200, "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":\"javascript:1\"}", &a,
		&err), OAUTH_FAILED);
	T_INT(said(o, OAUTH_DEVICE, 200, "{\"device_code\":\"d\",\"user_code\":\"u\",\"verification_uri\":"
		"\"https://a/\\u001b]8;;x\"}", &a, &err), OAUTH_FAILED);
	T_INT(said(begun("matrix", "https://m"), OAUTH_FIND, 200, "{\"token_endpoint\":\"http://evil.example/\","
		"\"authorization_endpoint\":\"https://a/\",\"registration_endpoint\":\"https://a/\"}", &a, &err), OAUTH_FAILED);
	set(1, "redirect-uri", "https://acme.example/in/");
	o = begun("tiktok", "https://b");
	o->address = "biz";
	T_INT(said(o, OAUTH_CODE, 200, "{\"code\":0,\"message\":\"OK\",\"data\":{\"access_token\":\"act.1\",\"refresh_token\":"
		"\"rft.1\",\"expires_in\":86400,\"refresh_token_expires_in\":31536000,\"open_id\":\"biz\",\"token_type\":"
		"\"Bearer\"}}", &a, &err), OAUTH_DONE);
	T_STR(a.refresh, "rft.1");
	T_INT(a.refresh_expires_at, NOW + 31536000000LL);
	T_INT(said(o, OAUTH_CODE, 200, "{\"code\":40105,\"message\":\"Access token is incorrect or has been revoked.\"}", &a,
		&err), OAUTH_FAILED);
	YES(strstr(err.text, "40105: Access token is incorrect") != NULL);
}

int
main(void)
{
	arena = arena_new();
	T_STR(oauth_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", arena),
		"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	x();
	tiktok();
	mastodon();
	matrix();
	pasted();
	returned();
	answers();
	arena_free(arena);
	return t_done();
}
