/*
 * registry.c - all channels that speak through request() and answer(), and what they share.  Mail is not
 * here: it has no remote side to ask, and its two halves are mail.h and smtp.h.
 */
#include <string.h>

#include "channel.h"
#include "channels.h"
#include "str.h"

static const struct channel *const channels[] = {
	&channel_bluesky,
	&channel_exec,
	&channel_facebook,
	&channel_instagram,
	&channel_mastodon,
	&channel_matrix,
	&channel_messenger,
	&channel_telegram,
	&channel_tiktok,
	&channel_whatsapp,
	&channel_x,
	&channel_twilio,
};

const struct channel *
channel_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof channels / sizeof channels[0]; i++)
		if (str_eq(channels[i]->name, name))
			return channels[i];
	return NULL;
}

const char *
channel_url(const struct channel_context *c, const char *base)
{
	return channel_option_url(c, "url", base);
}

const char *
channel_option_url(const struct channel_context *c, const char *key, const char *base)
{
	const char *url = c->option(c->ctx, key);
	size_t n;

	if (str_empty(url))
		url = base;
	for (n = strlen(url); n && url[n - 1] == '/'; n--)
		continue;
	return arena_strn(c->arena, url, n);
}

const char *
answer_header(const struct answer *in, const char *name)
{
	size_t n = strlen(name), i;

	for (i = 0; in->headers && in->headers[i]; i++)
		if (!strncmp(in->headers[i], name, n) && in->headers[i][n] == ':')
			return in->headers[i] + n + 1 + strspn(in->headers[i] + n + 1, " \t");
	return NULL;
}
