/*
 * oauth.h - inside src/sync/ only: signing in by OAuth 2.0, as translation: requests out, answers in, no I/O.  Which
 * service has what is a row of channels.def; authorize.c asks, shows and keeps.
 *
 *   RFC 6749 with 7636 (PKCE)	a browser comes back with a code to this machine (8252), or a person pastes it
 *   RFC 8628		a code that the person types in elsewhere, while we ask whether it is done
 *   RFC 8414, 7591	the server says its addresses, and takes us in as an application
 */
#ifndef SPORTELLO_SYNC_OAUTH_H
#define SPORTELLO_SYNC_OAUTH_H

#include "channel.h"
#include "conf.h"

enum oauth_step { OAUTH_FIND, OAUTH_REGISTER, OAUTH_DEVICE, OAUTH_CODE, OAUTH_POLL };

/* One sign-in under way.  Secrets stand in requests as placeholders: {secret:code}, {secret:verifier},
 * {secret:device-code}, and {secret:secret}, the application's own. */
struct oauth {
	const struct channel_signin *row;
	struct arena *arena;
	const char *account, *address;	/* the section's name; our own id there */
	const char *base;		/* the account's servers */
	const char *client, *redirect, *scope;
	const char *authorize, *token, *device, *registration;	/* NULL = none, or not known yet */
	const char *issuer;		/* what the server calls itself, NULL = it has not said */
	bool has_secret;		/* the application has one */
	bool by_device;			/* the person types a code in elsewhere */
	bool own_client;		/* the configuration names the application */
	char state[44], verifier[44];
};

struct oauth_answer {
	const char *device_code, *user_code, *page, *page_with_code;
	int64_t interval_ms, life_ms;
	const char *client, *secret;
	const char *token, *refresh, *scope;
	int64_t expires_at, refresh_expires_at;
};

/* What an answer means. */
enum oauth_result { OAUTH_FAILED = -1, OAUTH_DONE, OAUTH_WAIT, OAUTH_SLOWER };

/* From the row and the account's options; ERR_CONFIG names what is missing.  New secrets of its own each time. */
int oauth_init(struct oauth *o, const struct channel_signin *row, const char *base, const char *(*option)(void *ctx,
	const char *key), void *ctx, struct error *err);
/* The address to be opened in a browser. */
char *oauth_address(const struct oauth *o);
/* The code challenge of a verifier (S256). */
char *oauth_challenge(const char *verifier, struct arena *a);
/* What a browser came back with, or a person pasted: an address, what stands behind its "?", or the code alone where
 * the service shows one.  1 = a code, 0 = nothing of this sign-in (err says why), -1 = the service says no. */
int oauth_returned(const struct oauth *o, const char *text, char **code, struct error *err);

void oauth_request(const struct oauth *o, enum oauth_step step, struct request *r);
enum oauth_result oauth_answer(struct oauth *o, enum oauth_step step, const struct answer *in, int64_t now,
	struct oauth_answer *out, struct error *err);
/* The parts of the scope that were asked for and not given, blank-separated; NULL = all were. */
char *oauth_missing(const struct oauth *o, const char *given);

#endif
