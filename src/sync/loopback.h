/*
 * loopback.h - inside src/sync/ only: the one address of this machine to which a browser comes back after somebody has
 * signed in (RFC 8252).  It is open while a sign-in waits and listens on loopback alone; one caller at a time, who has
 * three seconds, may ask for one path by GET, and is told nothing that was not written here.
 */
#ifndef SPORTELLO_SYNC_LOOPBACK_H
#define SPORTELLO_SYNC_LOOPBACK_H

#include <stdbool.h>

#include "arena.h"
#include "error.h"

struct loopback {
	int fd;				/* readable when somebody calls */
	int port;
	const char *host, *path;
	const char *redirect;		/* with the port that it got */
};

/* Is it an address of this machine, as in http://127.0.0.1:8734/ ? */
bool loopback_is(const char *redirect, struct arena *a);
/* Listens there; without a port, on any that is free. */
int loopback_open(const char *redirect, struct arena *a, struct loopback *l, struct error *err);
/* Hears one caller; judge() says of what stands behind the "?" whether it is what was waited for (1), nothing of ours
 * (0), or a refusal (-1).  Its word, or 0 when it was not asked. */
int loopback_hear(struct loopback *l, int (*judge)(void *ctx, const char *query), void *ctx);
void loopback_close(struct loopback *l);

#endif
