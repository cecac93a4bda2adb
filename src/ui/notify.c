/*
 * notify.c - what concerns me while I look elsewhere: told by a program of the user's choice, by the bell, in the title.
 *
 * Only what is about my own work: a customer wrote on a case of mine, a note calls me, a case of mine became overdue, a
 * message of mine did not leave.  Not more often than twice a minute; what comes between waits and is told together.
 */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "process.h"

enum { GAP_US = 30000000, LOOK_LIMIT = 50, BUDGET_MS = 20, TEXT_MAX = 600, LINES_MAX = 3 };
enum concern { CONCERN_NEW, CONCERN_CALL, CONCERN_OVERDUE, CONCERN_SOON, CONCERN_FAILED, CONCERN_COUNT };

struct notify {
	int64_t item, mention, due_at;		/* up to which it was looked */
	int failed;
	int64_t soon[LOOK_LIMIT];		/* of which times it was warned: told already */
	size_t soon_next;
	bool begun, stale;
	int64_t minute, told_us;
	int count[CONCERN_COUNT];		/* not told yet */
	char text[TEXT_MAX];
	int lines;
};

/* Is this case named already? */
static bool
names(const struct notify *n, int64_t number)
{
	char mark[24];
	int len = snprintf(mark, sizeof mark, "#%lld", (long long)number);
	for (const char *p = n->text; (p = strstr(p, mark)); p++)
		if (p[len] < '0' || p[len] > '9')
			return true;
	return false;
}

static void
add_line(struct notify *n, const char *line)
{
	size_t len = strlen(n->text);
	if (n->lines++ < LINES_MAX)
		snprintf(n->text + len, sizeof n->text - len, "%s%s", len ? "\n" : "", line);
}

/* "#12", or with what customers wrote where that is wanted; nothing in it is markup. */
static char *
case_line(struct app *app, const struct case_row *r, struct arena *a)
{
	if (!conf_bool(app->conf, OPT_UI_NOTIFY_TEXT))
		return arena_printf(a, "#%lld", (long long)r->number);
	char *words = arena_printf(a, "#%lld %s: %s", (long long)r->number, r->customer_name, str_empty(r->subject) ? ""
		: r->subject);
	for (char *c = words; *c; c++)
		*c = *c == '<' ? '(' : *c == '>' ? ')' : *c == '&' ? '+' : *c;
	return utf8_clean_str(a, words, false);
}

static int
my_cases(struct app *app, const char *text, enum case_sort sort, struct arena *a, struct case_row **rows, size_t *n)
{
	struct query_context ctx = { .now = app->v.now };
	struct case_page p = { .sort = sort, .agent = app->v.who.agent, .limit = LOOK_LIMIT };
	struct query *q;
	bool more, cut;
	if (query_parse(text, &ctx, a, &q, NULL, NULL) < 0)
		return -1;
	p.query = q;
	store_budget(app->store, BUDGET_MS);
	int rc = read_cases(app->store, &p, a, rows, n, &more, &cut, NULL);
	store_budget(app->store, 0);
	return rc;
}

static void
look_at_cases(struct app *app, struct notify *n, struct arena *a)
{
	struct case_row *rows;
	size_t count;
	int64_t newest = n->item;
	if (my_cases(app, "is:mine and (is:new or is:open)", SORT_RECENT, a, &rows, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		newest = rows[i].last_item > newest ? rows[i].last_item : newest;
		if (!n->begun || rows[i].last_item <= n->item || !rows[i].unread || names(n, rows[i].number))
			continue;
		n->count[CONCERN_NEW]++;
		add_line(n, case_line(app, &rows[i], a));
	}
	n->item = newest;
}

static void
look_at_clocks(struct app *app, struct notify *n, struct arena *a)
{
	struct case_row *rows;
	size_t count;
	if (my_cases(app, "is:mine and due:<0 and due:>-1h", SORT_DUE, a, &rows, &count) < 0)
		return;
	for (size_t i = 0; n->begun && i < count; i++) {
		if (rows[i].due_at <= n->due_at)
			continue;
		n->count[CONCERN_OVERDUE]++;
		add_line(n, case_line(app, &rows[i], a));
	}
	n->due_at = app->v.now;
	if (my_cases(app, "is:mine and is:warned and due:>0", SORT_DUE, a, &rows, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		bool told = false;
		for (size_t k = 0; k < LOOK_LIMIT && !told; k++)
			told = n->soon[k] == rows[i].due_at;
		if (told)
			continue;
		n->soon[n->soon_next++ % LOOK_LIMIT] = rows[i].due_at;
		if (!n->begun)
			continue;
		n->count[CONCERN_SOON]++;
		add_line(n, case_line(app, &rows[i], a));
	}
}

static void
look_at_calls(struct app *app, struct notify *n, struct arena *a)
{
	struct mention_row *rows;
	size_t count;
	int64_t newest = n->mention;
	if (read_mentions(app->store, app->v.who.agent, 0, LOOK_LIMIT, a, &rows, &count, NULL) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		newest = rows[i].note > newest ? rows[i].note : newest;
		if (!n->begun || rows[i].note <= n->mention)
			continue;
		n->count[CONCERN_CALL]++;
		add_line(n, arena_printf(a, _("#%lld: %s calls you"), (long long)rows[i].number, rows[i].by ? rows[i].by : "?"));
	}
	n->mention = newest;
}

static void
look_at_outbox(struct app *app, struct notify *n, struct arena *a)
{
	const int *now = app->outbox;
	int failed = now[OUTBOX_FAILED] + now[OUTBOX_UNKNOWN] + now[OUTBOX_REVIEW];
	const char *me = store_agent_name(app->store, app->v.who.agent, a);
	struct outbox_row *rows;
	size_t count;
	int added = failed - n->failed;
	n->failed = failed;
	if (!n->begun || added <= 0 || read_outbox(app->store, 1u << OUTBOX_FAILED | 1u << OUTBOX_UNKNOWN |
	    1u << OUTBOX_REVIEW, 0, LOOK_LIMIT, a, &rows, &count, NULL) < 0)
		return;
	for (size_t i = 0; i < count && added > 0; i++) {
		if (!str_eq(rows[i].agent, me))
			continue;
		added--;
		n->count[CONCERN_FAILED]++;
		add_line(n, arena_printf(a, _("#%lld: a message did not leave"), (long long)rows[i].case_number));
	}
}

static char *
title_words(const struct notify *n, struct arena *a)
{
	char *parts[CONCERN_COUNT], *out = NULL;
	const int *k = n->count;
	parts[CONCERN_NEW] = k[CONCERN_NEW] ? arena_printf(a, ngettext_("%d case of yours has news", "%d cases of yours have news",
		k[CONCERN_NEW]), k[CONCERN_NEW]) : NULL;
	parts[CONCERN_CALL] = k[CONCERN_CALL] ? arena_printf(a, ngettext_("%d note calls you", "%d notes call you",
		k[CONCERN_CALL]), k[CONCERN_CALL]) : NULL;
	parts[CONCERN_OVERDUE] = k[CONCERN_OVERDUE] ? arena_printf(a, ngettext_("%d case of yours is overdue",
		"%d cases of yours are overdue", k[CONCERN_OVERDUE]), k[CONCERN_OVERDUE]) : NULL;
	parts[CONCERN_SOON] = k[CONCERN_SOON] ? arena_printf(a, ngettext_("%d case of yours is due soon",
		"%d cases of yours are due soon", k[CONCERN_SOON]), k[CONCERN_SOON]) : NULL;
	parts[CONCERN_FAILED] = k[CONCERN_FAILED] ? arena_printf(a, ngettext_("%d message of yours FAILED",
		"%d messages of yours FAILED", k[CONCERN_FAILED]), k[CONCERN_FAILED]) : NULL;
	for (int i = 0; i < CONCERN_COUNT; i++)
		if (parts[i])
			out = out ? arena_printf(a, "%s, %s", out, parts[i]) : parts[i];
	return out;
}

static void
tell(struct app *app, struct notify *n, struct arena *a)
{
	const char *command = conf_str(app->conf, OPT_UI_NOTIFY_COMMAND), *program;
	struct error err = ERROR_INIT;
	char *title = title_words(n, a);
	int64_t now = clock_mono_us();
	/* who is here sees it; where a terminal does not say, nobody is taken to be */
	if (!title || (!app->focused && now - n->told_us < GAP_US))
		return;
	if (!app->focused) {
		struct process_mark marks[] = { { "{title}", arena_printf(a, "Sportello: %s", title) }, { "{text}", n->text } };
		if (!str_empty(command) && process_start(command, marks, 2, a, &program, &err) < 0)
			app_fail(app, &err);
		if (conf_bool(app->conf, OPT_UI_BELL))
			term_bell(app->term);
		n->told_us = now;
	}
	memset(n->count, 0, sizeof n->count);
	n->text[0] = '\0';
	n->lines = 0;
}

/* "sportello: 3! 12 mine"; of the view of my cases, which is counted anyway. */
static void
show_title(struct app *app)
{
	const struct view *mine = NULL;
	char title[160];
	for (size_t i = 0; i < app->view_count; i++)
		if (str_eq(app->views[i].name, "mine"))
			mine = &app->views[i];
	if (!mine || mine->count < 0)
		snprintf(title, sizeof title, "sportello");
	else if (mine->overdue > 0)
		snprintf(title, sizeof title, _("sportello: %lld! %lld%s mine"), (long long)mine->overdue,
			(long long)(mine->count > 999 ? 999 : mine->count), mine->count > 999 ? "+" : "");
	else
		snprintf(title, sizeof title, _("sportello: %lld%s mine"), (long long)(mine->count > 999 ? 999 : mine->count),
			mine->count > 999 ? "+" : "");
	term_title(app->term, title);
}

void
notify_news(struct app *app)
{
	if (app->notify)
		app->notify->stale = true;
}

void
notify_tick(struct app *app)
{
	bool wanted = !str_empty(conf_str(app->conf, OPT_UI_NOTIFY_COMMAND)) || conf_bool(app->conf, OPT_UI_BELL);
	if (conf_bool(app->conf, OPT_UI_TITLE))
		show_title(app);
	if (!wanted)
		return;
	if (!app->notify) {
		app->notify = xcalloc(1, sizeof *app->notify);
		app->notify->stale = true;
		app->notify->told_us = -GAP_US;
	}
	struct notify *n = app->notify;
	struct arena *a = arena_new();
	if (n->stale || n->minute != app->v.now / MS_MINUTE) {
		n->stale = false;
		n->minute = app->v.now / MS_MINUTE;
		look_at_calls(app, n, a);
		look_at_cases(app, n, a);
		look_at_clocks(app, n, a);
		look_at_outbox(app, n, a);
		n->begun = true;
	}
	tell(app, n, a);
	arena_free(a);
}

void
notify_close(struct app *app)
{
	free(app->notify);
	app->notify = NULL;
}
