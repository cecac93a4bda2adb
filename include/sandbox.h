/*
 * sandbox.h - rights that a program gives up for good, once it knows that it does not need them.
 *
 * What is refused fails with EPERM (or EACCES, for files): an error with a reason, never a signal.  All children of the
 * process are held as it is, also what they become; what must not be is started by the starter (process.h), which is
 * forked before.
 */
#ifndef SPORTELLO_SANDBOX_H
#define SPORTELLO_SANDBOX_H

#include <stdbool.h>

#include "error.h"

enum sandbox_rule {
	SANDBOX_NETWORK = 1,		/* no sockets but AF_UNIX, and none by the back door (io_uring) */
	SANDBOX_EXEC = 2,		/* no program is executed */
};

/* From here on; on top of what is held already.  In any case nobody is traced, no name spaces, mounts, kernel probes.  0, or
 * -1 with errno: ENOSYS where kernel or machine have no such thing. */
int sandbox_hold(unsigned rules);

/* From here on files are written, made, renamed and removed in these folders alone (NULL-terminated; what is not there is
 * passed over), and /dev/null; the kernel's Landlock.  Reading, and what is open already, is as it was. */
int sandbox_writes(const char *const *folders);
/* Which version of Landlock the kernel has; 0 = none. */
int sandbox_landlock(void);

/* The same, as `sandbox` in the configuration says it: 0 also where it is off, or auto and not to be had. */
enum sandbox_wish { SANDBOX_AUTO, SANDBOX_OFF, SANDBOX_REQUIRE };
enum sandbox_wish sandbox_wish(const char *word);
/* -1: it is required, and cannot be had for the reason that errno says. */
int sandbox_cannot(struct error *err);
int sandbox_hold_as(enum sandbox_wish wish, unsigned rules);

/* Has this process, or the one that it was forked from, given it up? */
bool sandbox_held(enum sandbox_rule rule);

#endif
