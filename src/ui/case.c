/* case.c - one case: its story, and the customer's card beside it. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

struct case_view { struct story *story; };

static struct case_view *
view_of(struct screen *s)
{
	return s->state;
}

/* Leaving a case after having seen its end marks it as read; looking at it does not. */
static void
close_case(struct app *app, struct screen *s)
{
	struct case_view *v = view_of(s);
	if (v->story) {
		const struct story *st = v->story;
		if (!store_read_only(app->store))
			(void)mark_read(app->store, app->v.who.agent, story_case(st), story_last_seen(st), NULL);
		story_close(v->story);
	}
	free(v);
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
	(void)app;
	return view_of(s)->story ? story_position(view_of(s)->story, a) : "";
}

const struct screen_ops case_screen = {
	.name = "case", .title = N_("case"), .close = close_case, .reload = reload, .draw = draw, .current = current,
	.item = item, .move = move, .status = status,
	.hints = "reply,reply-by,note,assign,take,escalate,done,snooze,next-case,help",
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
	struct story *story = story_open(app, case_id);
	if (!story)
		return;
	app_query_took(app, since);
	if (top->ops == &case_screen) {
		close_case(app, top);
		app->depth--;
	}
	remember_visit(app, case_id);
	struct case_view *v = xcalloc(1, sizeof *v);
	v->story = story;
	app_push(app, &case_screen, v, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
}

/* -- the card ------------------------------------------------------------------------------------------------- */

static int
card_identities(struct pane p, int y, const struct customer_row *c)
{
	for (size_t i = 0; i < c->identity_count && y < p.height; i++) {
		canvas_put(p, 0, y, ROLE_MUTED, channel_code(c->identities[i].kind));
		canvas_put(p, 3, y++, ROLE_TEXT, c->identities[i].address);
	}
	return y;
}

static int
card_cases(struct app *app, struct pane p, int y, int64_t customer, struct arena *a)
{
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	struct case_row *rows;
	size_t n;
	bool more, cut;
	if (query_parse(arena_printf(a, "customer:%lld", (long long)customer), &ctx, a, &q, NULL, NULL) < 0)
		return y;
	struct case_page page = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = 12 };
	store_budget(app->store, 20);
	int rc = read_cases(app->store, &page, a, &rows, &n, &more, &cut, NULL);
	store_budget(app->store, 0);
	if (rc < 0)
		return y;
	for (size_t i = 0; i < n && y < p.height; i++) {
		char age[8];
		clock_short_span(age, app->v.now - rows[i].updated_at);
		canvas_putf(p, 0, y, rows[i].status == STATUS_RESOLVED ? ROLE_MUTED : ROLE_TEXT, "#%lld %s",
			(long long)rows[i].number, status_name(rows[i].status));
		canvas_putn(p, 15, y, ROLE_TEXT, rows[i].subject ? rows[i].subject : "",
			rows[i].subject ? strlen(rows[i].subject) : 0, p.width - 20);
		canvas_put(p, p.width - 4, y++, ROLE_MUTED, age);
	}
	return y;
}

void
card_draw(struct app *app, int64_t case_id, struct pane p)
{
	struct arena *a = arena_new();
	struct case_row r;
	struct customer_row c;
	int y = 0;
	if (!case_id || read_case(app->store, case_id, app->v.who.agent, a, &r, NULL) < 0 || !r.customer ||
	    read_customer(app->store, r.customer, a, &c, NULL) < 0) {
		arena_free(a);
		return;
	}
	canvas_put(p, 0, y, ROLE_CUSTOMER, r.customer_name);
	if (c.vip)
		canvas_put(p, p.width - 4, y, ROLE_WARNING, "VIP");
	y++;
	y = card_identities(p, y, &c);
	if (c.language || c.preferred)
		canvas_putf(p, 0, y++, ROLE_MUTED, _("language %s, prefers %s"), c.language ? c.language : "-",
			c.preferred ? c.preferred : "-");
	char *left = arena_printf(a, ngettext_("%d case", "%d cases", c.cases), c.cases);
	canvas_rule(pane_sub(p, 0, 0, p.width, p.height), ++y, ROLE_RULE, left,
		arena_printf(a, _("%d open"), c.open_cases));
	y = card_cases(app, p, y + 1, r.customer, a);
	if (c.notes && y + 2 < p.height) {
		canvas_rule(p, ++y, ROLE_RULE, _("notes"), NULL);
		struct layout_options o = { .width = p.width };
		struct layout_line line = { 0 };
		for (y++; y < p.height && layout_next(c.notes, strlen(c.notes), &o, &line); y++)
			layout_draw(p, 0, y, ROLE_NOTE, c.notes, &line);
	}
	struct merge_hint *hints;
	size_t n;
	if (y + 2 < p.height && read_merge_hints(app->store, r.customer, 3, a, &hints, &n, NULL) == 0 && n) {
		canvas_rule(p, ++y, ROLE_RULE, _("perhaps the same person"), NULL);
		for (size_t i = 0; i < n && ++y < p.height; i++)
			canvas_put(p, 0, y, ROLE_WARNING, hints[i].evidence);
	}
	arena_free(a);
}
