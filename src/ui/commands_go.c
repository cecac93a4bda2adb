/* commands_go.c - commands that move, open, leave and look for; they change nothing but the screen. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

enum { TWO_PANES = 100, SIDEBAR = 160 };	/* as app_draw.c has them */

static bool
on(struct app *app, const struct screen_ops *ops)
{
	return app_top(app)->ops == ops;
}

struct story *
story_here(struct app *app)
{
	return compose_story(app) ? compose_story(app) : on(app, &case_screen) ? case_story(app) : history_story(app);
}

void
go_move(struct app *app, int count, const char *const *words, size_t n)
{
	static const struct { const char *name; enum list_move move; } moves[] = {
		{ "down", LIST_DOWN }, { "up", LIST_UP }, { "page-down", LIST_PAGE_DOWN }, { "page-up", LIST_PAGE_UP },
		{ "half-down", LIST_HALF_DOWN }, { "half-up", LIST_HALF_UP }, { "top", LIST_TOP },
		{ "bottom", LIST_BOTTOM } };
	struct screen *s = app_top(app);
	(void)n;
	for (size_t i = 0; s->ops->move && i < sizeof moves / sizeof *moves; i++)
		if (str_eq(moves[i].name, words[0]))
			s->ops->move(app, s, moves[i].move, count);
}

static void
open_named(struct app *app, const char *name)
{
	struct error err = ERROR_INIT;
	int64_t id;
	if (read_case_named(app->store, name, &id, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	(void)cases_go(app, id);
	case_open_screen(app, id);
}

void
go_open(struct app *app, int count, const char *const *words, size_t n)
{
	struct screen *s = app_top(app);
	(void)count;
	if (n > 1)
		open_named(app, words[1]);
	else if (story_marks(story_here(app)))
		app_run(app, s->ops == &case_screen ? "reply" : "quote-here", 0);
	else if (s->ops == &case_screen || compose_story(app))
		story_fold(app, story_here(app), "toggle");
	else if (s->ops == &history_screen)
		history_enter(app);
	else if (s->ops == &person_screen)
		person_enter(app);
	else if (s->ops == &dashboard_screen)
		dash_enter(app);
	else if (s->ops == &list_screen && app_case(app))
		case_open_screen(app, app_case(app));
	else if (s->ops == &picture_screen)
		app_pop(app);
	else if (s->ops != &list_screen && !s->ops->text)
		rows_open_current(app);
}

static void
leave(struct app *app, bool yes)
{
	app->quit |= yes;
}

void
go_back(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	if (story_marks(story_here(app)))
		(void)story_mark(app, story_here(app), false), app->dirty = true;
	else if (app->show_card && !panes_beside(app))
		app->show_card = false;
	else if (app->depth > 1)
		app_pop(app);
	else if (dash_return(app))
		return;
	else if (*cases_filter_text(app))
		cases_filter(app, "");
	else
		app_ask(app, leave, _("Leave Sportello? Drafts and the outbox are kept. [y/N]"));
}

void
go_quit(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	app->quit = true;
}

/* h and l, the arrows: between the panes, and inside a story between folded and unfolded. */
void
go_leave(struct app *app, int count, const char *const *words, size_t n)
{
	bool right = str_eq(words[0], "right");
	(void)count, (void)n;
	if (story_here(app)) {
		if (!story_fold(app, story_here(app), right ? "unfold" : "refold") && !right)
			app_pop(app);
	} else if (right) {
		go_open(app, 0, words, 1);
	} else if (app->depth > 1) {
		app_pop(app);
	} else {
		app_say(app, MESSAGE_INFO, _("this is the pane on the left"));
	}
}

/* The case after or before, as the list has them. */
void
go_case(struct app *app, int count, const char *const *words, size_t n)
{
	int direction = str_eq(words[0], "next-case") ? 1 : -1;
	bool open = on(app, &case_screen), moved = false;
	(void)n;
	if (open)
		(void)cases_go(app, app_case(app));
	for (int i = 0; i < (count > 0 ? count : 1); i++)
		moved |= cases_step(app, direction);
	if (!moved)
		app_say(app, MESSAGE_INFO, direction > 0 ? _("this is the last case of the list")
			: _("this is the first case of the list"));
	else if (open) {
		ahead_way(app, direction);
		case_open_screen(app, cases_current(app));
	}
}

void
go_mark_lines(struct app *app, int count, const char *const *words, size_t n)
{
	struct story *s = story_here(app);
	bool on_now = s && !story_marks(s);
	(void)count, (void)words, (void)n;
	if (!s || !story_mark(app, s, on_now))
		app_say(app, MESSAGE_INFO, _("there are no words to mark here"));
	else if (on_now && compose_story(app))
		app_say(app, MESSAGE_INFO, _("move to the last line; q quotes, Esc ends it"));
	else if (on_now)
		app_say(app, MESSAGE_INFO, _("move to the last line; r or i quotes, Esc ends it"));
	app->dirty = true;
}

void
go_item(struct app *app, int count, const char *const *words, size_t n)
{
	bool next = str_starts(words[0], "next"), customer = strstr(words[0], "customer") != NULL, moved = false;
	(void)n;
	for (int i = 0; i < (count > 0 ? count : 1); i++)
		moved |= story_item_move(app, story_here(app), next ? 1 : -1, customer);
	if (!moved)
		app_say(app, MESSAGE_INFO, next ? _("this is the newest") : _("this is the oldest"));
}

void
go_needing(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)n;
	if (str_eq(words[0], "prev-needing"))
		flow_back(app);
	else
		(void)flow_next(app);
}

/* < and >: like a browser's, over the cases opened. */
void
go_history(struct app *app, int count, const char *const *words, size_t n)
{
	bool back = str_eq(words[0], "history-back");
	int at = app->visited_at + (back ? -1 : 1);
	(void)count, (void)n;
	if (back && app->visited_at + 1 == app->visited_count && !on(app, &case_screen))
		at = app->visited_at;
	if (at < 0 || at >= app->visited_count) {
		app_say(app, MESSAGE_INFO, back ? _("no case was opened before") : _("no case was opened after"));
		return;
	}
	int64_t id = app->visited[at];
	app->visited_at = at;		/* first: so that opening it forgets nothing */
	(void)cases_go(app, id);
	case_open_screen(app, id);
}

/* -- views and screens ----------------------------------------------------------------------------------------- */

void
go_view(struct app *app, int count, const char *const *words, size_t n)
{
	int64_t number = count;
	char *name = command_rest(app->command, words, n, 1);
	if (n == 1 && !count)
		pick_view(app);
	else if (n == 1 || str_to_int64(name, &number) == 0) {
		if (number < 1 || (size_t)number > app->view_count)
			app_say(app, MESSAGE_BAD, _("there is no view %lld; `view` lists them"), (long long)number);
		else
			view_open(app, (size_t)number - 1);
	} else if (!view_open_named(app, name)) {
		app_say(app, MESSAGE_BAD, _("there is no view '%s'; `view` lists them"), name);
	}
}

void
go_screen(struct app *app, int count, const char *const *words, size_t n)
{
	const char *name = words[0];
	(void)count;
	if (str_eq(name, "outbox"))
		outbox_open(app);
	else if (str_eq(name, "stream"))
		stream_open(app);
	else if (str_eq(name, "fields"))
		fields_open(app, app_case(app));
	else if (str_eq(name, "journal"))
		journal_open(app, 0);
	else if (str_eq(name, "case-journal") && app_case(app))
		journal_open(app, app_case(app));
	else if (str_eq(name, "customers"))
		people_open(app, n > 1 ? command_rest(app->command, words, n, 1) : NULL);
	else if (str_eq(name, "people-find"))
		people_open(app, "");
	else if (str_eq(name, "accounts"))
		accounts_open(app);
	else if (str_eq(name, "drafts"))
		drafts_open(app);
	else if (str_eq(name, "queues"))
		queues_open(app);
}

/* The customer of what is in front: of a history, the list of customers, a case, an item. */
int64_t
customer_here(struct app *app)
{
	struct case_row row;
	struct item_row item;
	if (person_customer(app))
		return person_customer(app);
	if (history_customer(app) || rows_customer(app))
		return history_customer(app) ? history_customer(app) : rows_customer(app);
	if (app_case(app) && read_case(app->store, app_case(app), app->v.who.agent, app->command, &row, NULL) == 0)
		return row.customer;
	return app_item(app) && read_item(app->store, app_item(app), app->command, &item, NULL) == 0 ? item.customer : 0;
}

/* "history" opens one, "history-channel" and the like work in it. */
void
go_people(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	int64_t id = 0;
	(void)count;
	if (!str_eq(words[0], "history"))
		history_command(app, words[0]);
	else if (n > 1 && read_customer_named(app->store, command_rest(app->command, words, n, 1), &id, &err) < 0)
		app_fail(app, &err);
	else if (id || (id = customer_here(app)) != 0)
		history_open(app, id, n > 1 || on(app, &history_screen) ? 0 : app_item(app));
	else
		app_say(app, MESSAGE_INFO, _("%s: there is no customer here"), words[0]);
}

/* "stream-pass" and the like; the filter may be given at once. */
void
go_stream(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	stream_command(app, n > 1 ? command_rest(app->command, words, n, 0) : words[0]);
}

static void
number_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!str_empty(text))
		open_named(app, text);
}

void
go_number(struct app *app, int count, const char *const *words, size_t n)
{
	if (n > 1 && str_eq(words[0], "jump"))
		app_prompt(app, _("case number: "), words[1], number_done, NULL);
	else if (n > 1)
		open_named(app, words[1]);
	else if (count)
		open_named(app, arena_printf(app->command, "%d", count));
	else
		app_prompt(app, _("case number: "), "", number_done, NULL);
}

/* -- the story and the panes ------------------------------------------------------------------------------------ */

void
go_fold(struct app *app, int count, const char *const *words, size_t n)
{
	struct story *s = story_here(app) ? story_here(app) : case_story(app);
	(void)count, (void)n;
	if (s)
		(void)story_fold(app, s, str_eq(words[0], "fold-all") ? "close" : str_eq(words[0], "fold-none") ? "open"
			: "toggle");
}

void
go_kinds(struct app *app, int count, const char *const *words, size_t n)
{
	struct story *s = story_here(app) ? story_here(app) : case_story(app);
	(void)count, (void)n;
	if (on(app, &history_screen) && str_eq(words[0], "kinds"))
		history_command(app, "kinds");
	else if (!s)
		app_say(app, MESSAGE_INFO, _("open a case first"));
	else if (str_eq(words[0], "headers"))
		story_headers(app, s);
	else
		story_kinds(app, s);
}

void
go_pane(struct app *app, int count, const char *const *words, size_t n)
{
	bool left = n > 1 && str_eq(words[1], "left"), right = n > 1 && str_eq(words[1], "right");
	(void)count;
	if (!left && !right)
		left = !on(app, &list_screen);
	if (left && on(app, &list_screen))
		app_say(app, MESSAGE_INFO, _("this is the pane on the left"));
	else if (left)
		while (app->depth > 1)
			app_pop(app);
	else if (on(app, &list_screen))
		go_open(app, 0, words, 1);
	else
		app_say(app, MESSAGE_INFO, _("this is the pane on the right"));
}

void
go_help(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	help_open(app);
}

/* The help closes first: the command runs on the screen that was asked about. */
void
go_help_run(struct app *app, int count, const char *const *words, size_t n)
{
	char *line = command_rest(app->command, words, n, 1);
	if (on(app, &help_screen))
		app_pop(app);
	if (n > 1)
		app_run(app, line, count);
}

/* -- finding ------------------------------------------------------------------------------------------------------ */

static void
filter_changed(struct app *app, const char *text)
{
	cases_filter(app, text);
}

static void
filter_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!text)
		cases_filter(app, app->filter_before);
}

void
go_filter(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	while (app->depth > 1)
		app_pop(app);
	if (n > 1) {
		cases_filter(app, command_rest(app->command, words, n, 1));
		return;
	}
	snprintf(app->filter_before, sizeof app->filter_before, "%s", cases_filter_text(app));
	app_prompt(app, _("filter: "), cases_filter_text(app), filter_done, NULL);
	app_prompt_live(app, filter_changed);
	lineedit_set_complete(app->prompt, complete_query, NULL);
}

/* Finds in the screen in front; true when something was found. */
static bool
find(struct app *app, const char *text, int direction, bool again)
{
	if (on(app, &case_screen) || compose_story(app))
		return story_find(app, story_here(app), text, direction, again);
	return cases_find(app, text, direction, again);
}

static void
find_changed(struct app *app, const char *text)
{
	find(app, "", 0, false);	/* from where we started */
	if (*text && !find(app, text, 1, false))
		app_say(app, MESSAGE_INFO, _("'%s' is not found here - Enter then searches everything"), text);
	else
		app->message[0] = '\0';
}

static void
find_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	app->message[0] = '\0';
	if (!text) {
		find(app, "", 0, false);
		return;
	}
	if (!*text)
		return;
	snprintf(app->found, sizeof app->found, "%s", text);
	find(app, "", 0, false);
	if (!find(app, text, 1, false))
		search_show(app, text);
	else
		app_say(app, MESSAGE_INFO, _("/%s - n next, N previous"), text);
}

void
go_search(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (on(app, &help_screen))
		help_open(app);
	else if (on(app, &history_screen) && n > 1)
		history_search(app, command_rest(app->command, words, n, 1));
	else if (on(app, &history_screen))
		history_ask(app);
	else if (on(app, &people_screen))
		people_open(app, "");
	else if (on(app, &search_screen))
		search_open(app, "");
	else if (!on(app, &list_screen) && !on(app, &case_screen) && !compose_story(app))
		search_open(app, "");
	else {
		find(app, NULL, 0, false);	/* remember where we are */
		if (n > 1) {
			find_done(app, command_rest(app->command, words, n, 1), NULL);
			return;
		}
		app_prompt(app, "/", "", find_done, NULL);
		app_prompt_live(app, find_changed);
	}
}

/* From the other end once more, as vim does. */
static void
find_round(struct app *app, int direction)
{
	struct screen *s = app_top(app);
	bool from_top = direction > 0 && s->ops == &list_screen;
	if (s->ops != &list_screen)
		app_say(app, MESSAGE_INFO, direction > 0 ? _("no older '%s' here") : _("no newer '%s' here"), app->found);
	else if (find(app, NULL, 0, false), s->ops->move(app, s, from_top ? LIST_TOP : LIST_BOTTOM, 0),
			find(app, app->found, direction, false))
		app_say(app, MESSAGE_INFO, from_top ? _("/%s - from the top again") : _("/%s - from the bottom again"),
			app->found);
	else {
		find(app, "", 0, false);
		app_say(app, MESSAGE_INFO, _("no '%s' here"), app->found);
	}
}

void
go_search_next(struct app *app, int count, const char *const *words, size_t n)
{
	int direction = str_eq(words[0], "search-prev") ? -1 : 1;
	(void)n;
	if (!*app->found) {
		app_say(app, MESSAGE_INFO, _("nothing was searched for yet: / searches"));
		return;
	}
	for (int i = 0; i < (count > 0 ? count : 1); i++)
		if (!find(app, app->found, direction, true)) {
			find_round(app, direction);
			return;
		}
}

void
go_search_all(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	search_open(app, n > 1 ? command_rest(app->command, words, n, 1) : "");
}

/* -- marks ----------------------------------------------------------------------------------------------------------- */

void
go_marks(struct app *app, int count, const char *const *words, size_t n)
{
	static const struct { const char *name, *what; } marks[] = { { "mark", "toggle" }, { "mark-range", "range" },
		{ "mark-all", "all" }, { "mark-invert", "invert" }, { "marks-back", "back" }, { "clear", "clear" } };
	(void)count, (void)n;
	if (!on(app, &list_screen)) {
		app_say(app, MESSAGE_INFO, _("marks are for the list of cases"));
		return;
	}
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (str_eq(marks[i].name, words[0]))
			cases_marks(app, marks[i].what);
	if (str_eq(words[0], "clear") && *cases_filter_text(app))
		cases_filter(app, "");
}

/* mutt's ";": here every verb acts on the marks anyway, so that it only says on what. */
void
go_marked(struct app *app, int count, const char *const *words, size_t n)
{
	size_t targets;
	int64_t *ids = app_targets(app, app->command, &targets);
	(void)count, (void)words, (void)n;
	if (targets == 1 && *ids == app_case(app))
		app_say(app, MESSAGE_INFO, _("nothing is marked: a verb acts on this case"));
	else
		app_say(app, MESSAGE_INFO, ngettext_("a verb acts on %zu marked case", "a verb acts on %zu marked cases", targets),
			targets);
}

static void
mark_query_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!str_empty(text))
		cases_mark_query(app, text);
}

void
go_mark_query(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1)
		cases_mark_query(app, command_rest(app->command, words, n, 1));
	else
		app_prompt(app, _("mark (-QUERY takes off, &QUERY keeps): "), "", mark_query_done, NULL);
	if (n == 1)
		lineedit_set_complete(app->prompt, complete_query, NULL);
}
