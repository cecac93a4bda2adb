/*
 * smtp.h - inside src/sync/ only: one mail to one server (RFC 5321) by libcurl; the only place that
 * knows curl.h.
 *
 * TLS is required and verified; only a server on this machine may go without, if it offers none.
 * Mails that follow each other share a connection (a struct smtp_line).
 */
#ifndef SPORTELLO_SYNC_SMTP_H
#define SPORTELLO_SYNC_SMTP_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "error.h"

struct smtp_server {
	const char *url;	/* smtp://host[:port] or smtps://host[:port] */
	const char *user;	/* NULL = no AUTH */
	const char *secret;	/* password, or access token (XOAUTH2, OAUTHBEARER) */
	bool token;
	const char *mechanism;	/* "plain", "login"; NULL = the best offered */
	const char *ca_file;	/* NULL = the system's */
	const char *hello;	/* the name we greet with: the domain of our address */
};

struct smtp_recipient {
	const char *address;
	int code;		/* the server's answer to this one; 0 = none yet */
	const char *words;	/* in full, "550 unknown user" */
};

struct smtp_mail {
	const char *from;
	struct smtp_recipient *to;
	size_t to_count;
	const char *data;	/* with CRLF line ends */
	size_t len;
	/* Called once before the last bytes are handed over; -1 breaks off and nothing is delivered. */
	int (*wire)(void *ctx, struct error *err);
	void *ctx;
};

enum smtp_end {
	SMTP_DONE,		/* taken, for the recipients with a 2xx code */
	SMTP_REFUSED,		/* 5xx for everybody; words */
	SMTP_LATER,		/* 4xx: nothing was taken; words */
	SMTP_UNKNOWN,		/* the line broke after wire() and before an answer */
};
struct smtp_answer {
	enum smtp_end end;
	int code;
	const char *words;	/* the answer that decided, in the arena */
};

/* The connection to one server between mails; *line is NULL at first, and ended by smtp_hang_up. */
struct smtp_line;

/*
 * Sends, over the line of the mail before if it still holds.  A server that has closed it meanwhile, or says 421, is
 * called again once, unless wire() was called.  0: *out says how it ended and each recipient has its code.  -1 when it
 * ended before wire() with nothing said about the mail: ERR_AUTH (with the server's words), ERR_NETWORK, ERR_CONFIG (TLS
 * refused, bad url), or wire()'s own error.
 */
int smtp_send(const struct smtp_server *s, struct smtp_line **line, struct smtp_mail *m, struct arena *a,
	struct smtp_answer *out, struct error *err);
void smtp_hang_up(struct smtp_line **line);

/* Connects, signs in, says NOOP.  *greeting gets the server's first line. */
int smtp_probe(const struct smtp_server *s, struct arena *a, const char **greeting, struct error *err);

#endif
