/*
 * ahead.c - the case that is likely to be opened next: the one after the case in front, in the way one went last.  It is
 * read and laid out between keys, so that the key only draws; what changes in the store meanwhile takes it away.
 */
#include "app.h"

#include <stdlib.h>

#include "clock.h"

enum { KEPT_US = 30000000 };

struct ahead {
	struct story *story;
	int64_t tried, tried_us;	/* a case that was read, or could not be, and when */
	bool back;
};

static struct ahead *
ahead(struct app *app)
{
	return app->ahead ? app->ahead : (app->ahead = xcalloc(1, sizeof *app->ahead));
}

void
ahead_forget(struct app *app)
{
	struct ahead *a = ahead(app);
	story_close(a->story);
	a->story = NULL;
	a->tried = 0;
}

void
ahead_end(struct app *app)
{
	ahead_forget(app);
	free(app->ahead);
	app->ahead = NULL;
}

void
ahead_way(struct app *app, int direction)
{
	ahead(app)->back = direction < 0;
}

void
ahead_tick(struct app *app)
{
	struct ahead *a = ahead(app);
	const struct screen *top = app_top(app);
	struct story *here = top->ops == &case_screen ? case_story(app) : NULL;
	int64_t next = here ? cases_beside(app, story_case(here), a->back ? -1 : 1) : 0;
	int64_t now = clock_mono_us();
	bool old = now - a->tried_us > KEPT_US;
	if (a->tried && (old || !here))
		ahead_forget(app);
	if (!next || next == a->tried)
		return;
	if (app->dirty || ui_interrupt(NULL)) {	/* what is there is painted first */
		app->hurry = true;
		return;
	}
	ahead_forget(app);
	a->tried = next;
	a->tried_us = now;
	a->story = story_open(app, next);
	if (a->story)
		story_lay_out(a->story, here);
}

struct story *
ahead_take(struct app *app, int64_t case_id)
{
	struct ahead *a = ahead(app);
	struct story *s = a->story && story_case(a->story) == case_id && clock_mono_us() - a->tried_us < KEPT_US ? a->story
		: NULL;
	if (s)
		a->story = NULL;
	ahead_forget(app);
	return s;
}
