/* case.c - one case: its story, and the customer's card beside it. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "timeline.h"

enum { LOOKED_US = 1000000, LEASE_MS = 60000 };

struct case_view {
	struct story *story;
	bool unread;			/* it was said to be: leaving does not mark it as read */
	int64_t since_us, leased_us;	/* when it was opened; when the others were told */
};

static struct case_view *
view_of(struct screen *s)
{
	return s->state;
}

/* What leaving cases writes.  Going from one to the next it waits for the tick: a key waits for no writer. */
void
case_left(struct app *app)
{
	int64_t me = app->v.who.agent;
	for (int i = 0; i < app->left_count; i++) {
		const struct left *l = &app->left[i];
		if (l->leased)
			(void)lease_drop(app->store, me, l->case_id, "view", NULL);
		if (l->seen && !store_read_only(app->store))
			(void)mark_read(app->store, me, l->case_id, l->seen, NULL);
	}
	app->left_count = 0;
}

/* Leaving a case after having seen its end marks it as read; looking at it does not. */
static void
leave_case(struct app *app, struct screen *s)
{
	struct case_view *v = view_of(s);
	if (app->left_count == (int)(sizeof app->left / sizeof *app->left))
		case_left(app);
	if (v->story) {
		story_called(app, v->story);
		app->left[app->left_count++] = (struct left){ story_case(v->story), v->unread ? 0 : story_last_seen(v->story),
			v->leased_us != 0 };
		flow_left(app, story_case(v->story));
		story_close(v->story);
	}
	free(v);
}

static void
close_case(struct app *app, struct screen *s)
{
	leave_case(app, s);
	case_left(app);
}

/* Who stays a second is there for the others to see; who only passes by is not. */
static void
tick(struct app *app, struct screen *s)
{
	struct case_view *v = view_of(s);
	int64_t now = clock_mono_us();
	if (!v->since_us)
		v->since_us = now;
	if (v->story && app_top(app) == s)
		story_tick(app, v->story);
	if (!v->story || store_read_only(app->store) || now - v->since_us < LOOKED_US)
		return;
	story_called(app, v->story);
	if ((app_top(app) == s && !flow_tick(app, story_case(v->story))) ||
	    (v->leased_us && now - v->leased_us < LEASE_MS * 1000LL / 3))
		return;
	v->leased_us = now;
	(void)lease_take(app->store, app->v.who.agent, story_case(v->story), "view", LEASE_MS, NULL);
}

/* Mine from this moment, for the others' Tab; it ends with leaving. */
void
case_claim(struct app *app)
{
	struct screen *s = app_top(app);
	if (s->ops != &case_screen || !view_of(s)->story || store_read_only(app->store))
		return;
	view_of(s)->leased_us = clock_mono_us();
	(void)lease_take(app->store, app->v.who.agent, story_case(view_of(s)->story), "view", LEASE_MS, NULL);
}

void
case_leave_unread(struct app *app)
{
	struct screen *s = app_top(app);
	if (s->ops == &case_screen)
		view_of(s)->unread = true;
}

static void
reload(struct app *app, struct screen *s)
{
	if (view_of(s)->story)
		story_reload(app, view_of(s)->story);
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	if (view_of(s)->story)
		story_draw(app, view_of(s)->story, p, focus);
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return view_of(s)->story ? story_case(view_of(s)->story) : 0;
}

static int64_t
item(struct app *app, struct screen *s)
{
	(void)app;
	return view_of(s)->story ? story_item(view_of(s)->story) : 0;
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	return view_of(s)->story && story_move(app, view_of(s)->story, how, count);
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct story *st = view_of(s)->story;
	return st ? arena_printf(a, "%s | %s", cases_position(app, a), story_position(st, a)) : "";
}

const struct screen_ops case_screen = {
	.name = "case", .title = N_("case"), .close = close_case, .reload = reload, .draw = draw, .tick = tick, .current = current,
	.item = item, .move = move, .status = status,
	.hints = "reply,note,assign,escalate,done,snooze,tag,cmd=command,next=next-case,help",
};

struct story *
case_story(struct app *app)
{
	struct screen *s = app_find(app, &case_screen);
	return s ? view_of(s)->story : NULL;
}

/* Cases opened, oldest first; opening one after going back forgets what came after. */
static void
remember_visit(struct app *app, int64_t case_id)
{
	const int room = (int)(sizeof app->visited / sizeof *app->visited);
	if (app->visited_count && app->visited[app->visited_at] == case_id)
		return;
	if (app->visited_count)
		app->visited_count = app->visited_at + 1;
	if (app->visited_count == room) {
		memmove(app->visited, app->visited + 1, sizeof *app->visited * (size_t)(room - 1));
		app->visited_count--;
	}
	app->visited[app->visited_count] = case_id;
	app->visited_at = app->visited_count++;
}

void
case_open_screen(struct app *app, int64_t case_id)
{
	struct screen *top = app_top(app);
	int64_t since = clock_mono_us();
	for (int i = 0; i < app->left_count; i++)
		if (app->left[i].case_id == case_id) {	/* back again at once */
			case_left(app);
			ahead_forget(app);
		}
	struct story *story = ahead_take(app, case_id);
	if (!story)
		story = story_open(app, case_id);
	if (!story)
		return;
	app->hurry = true;
	app_query_took(app, since);
	if (top->ops == &case_screen) {
		leave_case(app, top);
		app->depth--;
	}
	remember_visit(app, case_id);
	struct case_view *v = xcalloc(1, sizeof *v);
	v->story = story;
	app_push(app, &case_screen, v, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
}
