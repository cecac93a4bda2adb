/* launch.h - what console and launcher say to each other: launch.c and dial.c only. */
#ifndef SPORTELLO_UI_LAUNCH_H
#define SPORTELLO_UI_LAUNCH_H

#include "app.h"

enum { LAUNCH_SAID = 200, NOT_STARTED = 127, LAUNCH_MAX = 4096 };
/* the first byte of what the console says: sync, deliver once it has gone, dial or ask the customer hook (words, each with
 * its NUL) */
enum { LAUNCH_SYNC = 's', LAUNCH_DELIVER = 'd', LAUNCH_DIAL = 'x',
	LAUNCH_HOOK = 'h', LAUNCH_PICTURE = 'p' };

/* What the launcher tells the console when a program has ended. */
struct launch_news {
	int what;			/* LAUNCH_SYNC, LAUNCH_DIAL, LAUNCH_HOOK, LAUNCH_PICTURE */
	int status;			/* as exit status, 128 + signal, NOT_STARTED */
	char said[LAUNCH_SAID];		/* its last words */
};

/* In the launcher: starts what dials, or asks. */
void launch_words(int fd, int what, const char *words, size_t len);
/* In the console: it has ended. */
void dial_ended(struct app *app, const struct launch_news *news);
void hook_ended(struct app *app, const struct launch_news *news);
void picture_ended(struct app *app, const struct launch_news *news);

#endif
