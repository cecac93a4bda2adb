/* oauth.c - what a server answers to a sign-in, and what a browser brings back from one: the first byte says for which
 * service, the second what it is. */
#include "../../src/sync/http.h"
#include "../../src/sync/oauth.h"
#include "fuzz.h"
#include "str.h"

/* The network library has no part in this: an address counts when it is https. */
char *
http_origin(const char *url, struct arena *a)
{
	return str_starts(url, "https://") && url[8] ? arena_str(a, "https://host:443") : NULL;
}

static const char *
option(void *ctx, const char *key)
{
	(void)ctx;
	return str_eq(key, "client-id") ? "app" : str_eq(key, "redirect-uri") ? "https://acme.example/" : NULL;
}

/* Nothing that drives a terminal. */
static bool
is_plain(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s < ' ' || *s == 127)
			return false;
	return true;
}

static void
bring_back(struct oauth *o, const char *text)
{
	struct error err = ERROR_INIT;
	char *code = NULL;
	int what = oauth_returned(o, text, &code, &err);

	if (what > 0)
		FUZZ_HOLDS(code && *code && is_plain(code) && strlen(code) <= 4096);
	else
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text && is_plain(err.text));
}

static void
answer(struct oauth *o, enum oauth_step step, const char *body, size_t len, int status)
{
	struct answer in = { .status = status, .body = body, .body_len = len };
	struct error err = ERROR_INIT;
	struct oauth_answer out;
	enum oauth_result what = oauth_answer(o, step, &in, 1795165200000, &out, &err);
	struct request r;

	FUZZ_HOLDS((what == OAUTH_FAILED) == (err.code != ERR_NONE));
	FUZZ_HOLDS(is_plain(err.text));
	if (what != OAUTH_DONE)
		return;
	if (step == OAUTH_DEVICE)
		FUZZ_HOLDS(*out.user_code && is_plain(out.user_code) && is_plain(out.page) && out.interval_ms > 0 &&
			out.life_ms > 0 && *out.device_code);
	else if (step == OAUTH_CODE || step == OAUTH_POLL)
		FUZZ_HOLDS(*out.token && !strpbrk(out.token, "\r\n") && out.expires_at >= 0);
	else if (step == OAUTH_REGISTER)
		FUZZ_HOLDS(*o->client);
	else if (o->by_device)
		oauth_request(o, OAUTH_DEVICE, &r);
	else
		FUZZ_HOLDS(str_starts(oauth_address(o), "https://"));
	if (step == OAUTH_FIND && o->registration)
		oauth_request(o, OAUTH_REGISTER, &r);
	(void)oauth_missing(o, out.scope);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oauth o = { .account = "a", .address = "@shop:example.org" };
	const struct channel_signin *row;
	struct error err = ERROR_INIT;
	size_t i = 0, codes = 0;
	char *s;

	if (size < 2)
		return 0;
	for (row = channel_signins; row->channel; row++)
		codes += row->way == SIGNIN_CODE;
	for (row = channel_signins; row->way != SIGNIN_CODE || i++ != data[0] % codes; row++)
		continue;
	o.arena = arena_new();
	FUZZ_HOLDS(!oauth_init(&o, row, "https://base", option, NULL, &err));
	memcpy(o.state, "STATE", 6);
	s = fuzz_string(data + 2, size - 2);
	if (data[1] % 8 == 7)
		o.redirect = "urn:ietf:wg:oauth:2.0:oob";
	if (data[1] % 8 >= 6)
		bring_back(&o, s);
	else
		answer(&o, (enum oauth_step)(data[1] % 8 % 5), (const char *)data + 2, size - 2, data[1] & 64 ? 400 : 200);
	free(s);
	arena_free(o.arena);
	return 0;
}
