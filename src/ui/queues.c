/* queues.c - the teams' queues: what waits and since when, who is there and with how much; out of office. */
#include "commands.h"
#include "rows.h"

#include <stdio.h>

#include "clock.h"
#include "queue.h"

static const struct list_column queues_columns[] = {
	{ N_("TEAM"), 8, 14, 0, ALIGN_LEFT, false }, { N_("WAIT"), 4, 5, 0, ALIGN_RIGHT, false },
	{ N_("SINCE"), 5, 5, 2, ALIGN_RIGHT, false }, { N_("FREE"), 4, 5, 4, ALIGN_RIGHT, false },
	{ N_("OVER"), 4, 5, 3, ALIGN_RIGHT, false }, { N_("OPEN"), 4, 5, 0, ALIGN_RIGHT, false },
	{ N_("WHO IS THERE"), 12, 60, 0, ALIGN_LEFT, true },
};

static const char *
number(struct arena *a, int64_t n)
{
	return n ? arena_printf(a, "%lld", (long long)n) : "-";
}

/* How its cases find their agents: "in turn, at most 5". */
static const char *
way(const struct conf_named *t, struct arena *a)
{
	static const char *const words[][2] = { { "round-robin", N_("in turn") },
		{ "least-busy", N_("to the least busy") }, { "same", N_("to who had the customer last") } };
	const char *assign = conf_named_str(t, OPT_TEAM_ASSIGN), *max = conf_named_str(t, OPT_TEAM_MAX);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_eq(words[i][0], assign))
			return max ? arena_printf(a, _("%s, max %s"), _(words[i][1]), max) : _(words[i][1]);
	return _("each takes by hand");
}

static int
load_team(struct app *app, struct rows *r, const struct conf_named *t, int64_t id, struct error *err)
{
	struct queue_figures f;
	struct queue_member *m;
	size_t n;
	char span[8] = "-";
	struct arena *a = r->arena;
	const char *members = conf_named_str(t, OPT_TEAM_MEMBERS), *title = conf_named_str(t, OPT_TEAM_TITLE);
	if (queue_figures(app->store, t->name, app->v.now, &f, err) < 0 ||
	    queue_members(app->store, str_split(a, members ? members : "", ", ", NULL), app->v.now, a, &m, &n, err) < 0)
		return -1;
	if (f.longest_at)
		clock_short_span(span, app->v.now - f.longest_at);
	char *cases = arena_printf(a, "team:%s is:any (is:new or is:open)", t->name);
	*rows_add(r) = (struct row){ .id = id, .style = f.overdue ? ROLE_OVERDUE : f.unassigned ? ROLE_DUE : ROLE_TITLE,
		.command = arena_printf(a, "filter %s", str_quote(a, cases)),
		.cell = { str_empty(title) ? t->name : title, number(a, f.waiting), arena_str(a, span), number(a, f.unassigned),
		number(a, f.overdue), number(a, f.open), way(t, a) } };
	for (size_t i = 0; i < n; i++) {
		cases = arena_printf(a, "assigned:%s (is:new or is:open)", m[i].name);
		*rows_add(r) = (struct row){ .id = id + 1 + (int64_t)i, .style = m[i].away ? ROLE_WARNING : m[i].here ? ROLE_TEXT
			: ROLE_MUTED, .command = arena_printf(a, "filter %s", str_quote(a, cases)), .cell = {
			arena_printf(a, "  %s", m[i].name), "", "", "", "", number(a, m[i].open),
			queue_words(&m[i], app->v.now, a) } };
	}
	return 0;
}

static int
queues_load(struct app *app, struct rows *r, struct error *err)
{
	size_t n;
	const struct conf_named *list = conf_named(app->conf, SECTION_TEAM, &n);
	r->empty = _("no teams: a [team NAME] with `members = ...` in the configuration makes one");
	for (size_t i = 0; i < n; i++)
		if (load_team(app, r, &list[i], (int64_t)(i + 1) * 1000, err) < 0)
			return -1;
	return 0;
}

ROWS_SCREEN(queues, N_("Queues"), "cases=open,away,back,help");
static const struct rows_kind queues_kind = { &queues_screen, queues_columns, 7, 1u << AREA_CASE, queues_load, NULL, 0 };

void
queues_open(struct app *app)
{
	rows_open(app, &queues_kind, NULL, 0);
}

/* -- out of office ------------------------------------------------------------------------------------------------ */

static void
until_typed(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (text)
		app_run_long(app, arena_printf(app->command, "away %s", *text ? text : "now"));
}

/* away [until WHEN] [--substitute WHO]|off */
void
go_away(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct act *act = arena_new_of(app->command, struct act);
	struct act_result r;
	int64_t until;
	(void)count;
	const char *me = store_agent_name(app->store, app->v.who.agent, app->command);
	if (n == 1 && me && queue_away(app->store, me, app->v.now, &until)) {
		app_say(app, MESSAGE_INFO, _("you are away: `:away off` when you are there again"));
		return;
	}
	if (n == 1) {
		app_prompt(app, _("away until WHEN (and who stands in: --substitute WHO): "), "", until_typed, NULL);
		return;
	}
	if (verb_away(&app->v, words + 1, n - 1, app->command, act, &err) < 0)
		app_fail(app, &err);
	else if (command_acts(app, act, 1, true, &r))
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
	app_reload(app, 1u << AREA_CASE);
}

/* To the team, which it is still of; the queue gives it to somebody else. */
void
case_give_back(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	(void)command_verb(app, (const char *const[]){ "assign", "nobody" }, 2, false);
}
