/*
 * rules.c - rules on the screen: what each does, when it last did it and what ails it; one of them edited, with what it
 * would have done in the last thirty days below, while one types; and the hold on everything automatic.
 */
#include "rule.h"
#include "commands.h"
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { TRY_MS = 40, TRY_PATIENT_MS = 600, TRIALS = 100, TRY_DAYS = 30 };

/* -- all of them ------------------------------------------------------------------------------------------------ */

static const struct list_column rules_columns[] = {
	{ N_("RULE"), 10, 18, 0, ALIGN_LEFT, false }, { N_("ON"), 7, 7, 3, ALIGN_LEFT, false },
	{ N_("TIMES"), 5, 6, 2, ALIGN_RIGHT, false }, { N_("LAST"), 6, 10, 2, ALIGN_LEFT, false },
	{ N_("WHEN AND WHAT"), 20, 40, 0, ALIGN_LEFT, true },
};

/* As the file stands now: somebody may be editing it. */
static int
read_all(struct app *app, struct arena *a, struct rule **rules, size_t *n, struct error *err)
{
	struct conf *conf;
	if (conf_load(conf_file(app->conf), a, &conf, err) < 0)
		return -1;
	rules_read(conf, app->store, app->v.now, a, rules, n);
	return 0;
}

static const char *
ailment(struct app *app, const struct rule *r, struct arena *a)
{
	struct robot_row row;
	if (r->error)
		return r->error;
	return robot_get(app->store, r->actor, a, &row, NULL) == 0 && row.error && rule_ails_by_case(r, row.error) ? row.error
		: NULL;
}

/* Where it stands says the detail. */
static const char *
behind_place(const char *words)
{
	const char *end = strstr(words, "[rule ") ? strchr(strstr(words, "[rule "), ']') : NULL;
	return end && end[1] ? end + 1 + strspn(end + 1, ": ") : words;
}

static int
rules_load(struct app *app, struct rows *r, struct error *err)
{
	struct rule *rules;
	int64_t times, last;
	size_t n;
	if (read_all(app, r->arena, &rules, &n, err) < 0)
		return -1;
	r->empty = _("no rules yet: `:rule-edit NAME` begins one; sportello-rules(5) has examples");
	for (size_t i = 0; i < n; i++) {
		const struct rule *u = &rules[i];
		const char *ails = ailment(app, u, r->arena);
		if (firing_count(app->store, u->name, &times, &last, err) < 0)
			return -1;
		*rows_add(r) = (struct row){ .id = (int64_t)i + 1, .style = ails ? ROLE_ERROR : u->active ? ROLE_TEXT : ROLE_MUTED,
			.command = arena_printf(r->arena, "rule-edit %s", str_quote(r->arena, u->name)), .cell = { u->name,
			rule_on_names[u->on], arena_printf(r->arena, "%lld", (long long)times),
			last ? rows_when(r->arena, last, app->v.now) : "",
			ails ? behind_place(ails) : arena_printf(r->arena, "%s -> %s%s%s", str_empty(u->when) ? "*" : u->when,
				u->lines, u->stop ? _("  [stop]") : "", u->active ? "" : _("  [not active]")) } };
	}
	return 0;
}

/* What it says, what ails it, on what it acted last. */
static void
rules_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	struct firing_row *fired;
	struct rule *rules;
	size_t n, count;
	int y = 0;
	(void)r;
	if (read_all(app, a, &rules, &n, &(struct error)ERROR_INIT) == 0 && row->id <= (int64_t)n) {
		const struct rule *u = &rules[row->id - 1];
		const char *ails = ailment(app, u, a);
		if (ails)
			canvas_put(p, 1, y++, ROLE_ERROR, ails);
		canvas_putf(p, 1, y++, ROLE_TEXT, "when  %s", str_empty(u->when) ? "*" : u->when);
		canvas_putf(p, 1, y++, ROLE_TEXT, "do    %s", u->lines);
		if (firing_list(app->store, u->name, 0, 4, a, &fired, &count, NULL) == 0)
			for (size_t i = 0; i < count && y < p.height; i++) {
				const char *why = fired[i].why ? fired[i].why : "", *unsaid = strchr(why, '\n');
				canvas_putf(p, 1, y++, ROLE_MUTED, "%-10s #%lld  %.*s%s%s", rows_when(a, fired[i].at, app->v.now),
					(long long)fired[i].number, (int)strcspn(why, "\n"), why, unsaid ? _("  NOT SAID: ") : "",
					unsaid ? unsaid + 1 : "");
			}
	}
	arena_free(a);
}

ROWS_SCREEN(rules, N_("Rules"), "edit=open,back,help");
static const struct rows_kind rules_kind = { &rules_screen, rules_columns, 5, 1u << AREA_CASE | 1u << AREA_ACCOUNT, rules_load,
	rules_detail, 7 };

/* -- one of them, while it is edited ---------------------------------------------------------------------------- */

struct rule_edit {
	struct arena *arena;
	struct rule base;		/* as it stands in the file; a new one is empty */
	char *when, *lines;		/* as they are typed; in the heap */
	bool fresh;
	struct rule_trial *trials;	/* in the rows' arena */
	size_t trial_count;
	char summary[200];
};

static const struct list_column edit_columns[] = {
	{ N_("WHEN"), 10, 10, 3, ALIGN_LEFT, false }, { N_("CASE"), 6, 6, 2, ALIGN_RIGHT, false },
	{ N_("WHO"), 8, 18, 1, ALIGN_LEFT, false }, { N_("WHAT WOULD CHANGE"), 20, 40, 0, ALIGN_LEFT, true },
};

static const char *
trial_words(const struct rule_trial *t, bool tried, struct arena *a)
{
	const char *change = str_empty(t->words) ? _("nothing to change") : t->words;
	if (!tried)
		return "...";
	if (t->failed)
		return arena_printf(a, _("FAILS: %s"), t->failed);
	if (t->unsaid)
		return arena_printf(a, _("%s | not said: %s"), change, t->unsaid);
	return t->says ? arena_printf(a, _("%s | says: %s"), change, t->says) : change;
}

static int
try(struct app *app, struct rows *r, struct rule_test *t, struct error *err)
{
	int ms = r->patient ? TRY_PATIENT_MS : TRY_MS, rc = 1;
	int64_t until = clock_mono_us() + ms * 1000LL;
	store_budget(app->store, ms);
	while (rc > 0 && clock_mono_us() < until)
		rc = rule_test_step(t, until - clock_mono_us(), err);
	store_budget(app->store, 0);
	return rc;
}

static int
edit_load(struct app *app, struct rows *r, struct error *err)
{
	struct rule_edit *e = app->rule_edit;
	struct rule *u = arena_new_of(r->arena, struct rule);
	struct rule_test t;
	int rc;
	*u = e->base;
	u->when = arena_str(r->arena, e->when);
	u->lines = arena_str(r->arena, e->lines);
	rule_judge(app->conf, app->store, u, app->v.now, r->arena);
	e->trials = NULL;
	e->trial_count = 0;
	e->summary[0] = '\0';
	snprintf(r->text, sizeof r->text, "%s", e->base.name);
	if (u->error) {
		r->empty = u->error;
		return 0;
	}
	rule_test_begin(&t, &app->v, u, app->v.now - TRY_DAYS * MS_DAY, TRIALS, r->arena);
	rc = try(app, r, &t, err);
	if (rc < 0 && err->code != ERR_BUSY)
		return -1;
	error_clear(err);
	r->again = rc != 0 && !r->patient;
	r->empty = t.found ? _("it would have acted on nothing in the last 30 days") : "...";
	for (size_t i = 0; i < t.n; i++)
		*rows_add(r) = (struct row){ .id = (int64_t)i + 1, .case_id = t.trials[i].case_id, .item = t.trials[i].item,
			.style = t.trials[i].failed ? ROLE_ERROR : ROLE_TEXT, .cell = {
			rows_when(r->arena, t.trials[i].at, app->v.now),
			t.trials[i].number ? arena_printf(r->arena, "#%lld", (long long)t.trials[i].number) : "",
			t.trials[i].who ? t.trials[i].who : "?", trial_words(&t.trials[i], i < t.tried, r->arena) } };
	e->trials = t.trials;
	e->trial_count = t.tried;
	if (t.found)
		snprintf(e->summary, sizeof e->summary, "%s", rule_test_words(&t, r->arena));
	return 0;
}

static void
edit_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct rule_edit *e = app->rule_edit;
	(void)r;
	if (row->id > (int64_t)e->trial_count)
		return;
	const struct rule_trial *t = &e->trials[row->id - 1];
	canvas_put(p, 1, 0, ROLE_TEXT, t->subject ? t->subject : "");
	canvas_put(p, 1, 1, t->failed ? ROLE_ERROR : ROLE_MUTED, t->failed ? t->failed : t->words ? t->words : "");
	if (t->says)
		canvas_put(p, 1, 2, ROLE_MUTED, t->unsaid ? t->unsaid : t->says);
}

static const char *
edit_status(struct app *app, struct screen *s, struct arena *a)
{
	return *app->rule_edit->summary ? arena_str(a, app->rule_edit->summary) : rows_status(app, s, a);
}

static void
edit_close(struct app *app, struct screen *s)
{
	struct rule_edit *e = app->rule_edit;
	app->rule_edit = NULL;
	free(e->when);
	free(e->lines);
	arena_free(e->arena);
	free(e);
	rows_close(app, s);
}

const struct screen_ops rule_screen = { .name = "rule", .title = N_("Rule, tried"),
	.close = edit_close, .reload = rows_reload, .draw = rows_draw, .current = rows_case, .item = rows_item, .move = rows_move,
	.status = edit_status, .tick = rows_tick, .hints = "open,edit=rule-edit,back,help" };
static const struct rows_kind rule_kind = { &rule_screen, edit_columns, 4, 0, edit_load, edit_detail, 4 };

static void
edit_leave(struct app *app)
{
	if (app_top(app)->ops == &rule_screen)
		app_pop(app);
}

static void
edit_save(struct app *app, bool yes)
{
	static const char *const keys[] = { "when", "do" };
	struct rule_edit *e = app->rule_edit;
	struct error err = ERROR_INIT;
	if (!e)
		return;
	const char *values[] = { e->when, e->lines }, *file = conf_file(app->conf);
	if (!yes) {
		app_say(app, MESSAGE_INFO, _("nothing was written"));
		return;
	}
	if (conf_edit(file, "rule", e->base.name, keys, values, 2, &err) < 0 || keys_reload(app, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app->conf = app->v.conf = keys_conf(app);
	app_say(app, MESSAGE_GOOD, _("[rule %s] is written to %s; it acts on what comes from now on"), e->base.name, file);
	edit_leave(app);
}

/* What is typed in the line that is open; the other one stands. */
static void
typed(struct app *app, char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
	rows_filter(app, "");
}

static void
when_typed(struct app *app, const char *text)
{
	if (app->rule_edit)
		typed(app, &app->rule_edit->when, text);
}

static void
lines_typed(struct app *app, const char *text)
{
	if (app->rule_edit)
		typed(app, &app->rule_edit->lines, text);
}

static void
lines_done(struct app *app, const char *text, void *ctx)
{
	struct rule_edit *e = app->rule_edit;
	(void)ctx;
	if (!e || !text) {
		edit_leave(app);
		return;
	}
	lines_typed(app, text);
	struct rule u = e->base;
	u.when = e->when;
	u.lines = e->lines;
	rule_judge(app->conf, app->store, &u, app->v.now, app->command);
	if (u.error)
		app_say(app, MESSAGE_BAD, "%s", u.error);
	else if (!e->fresh && str_eq(e->when, e->base.when) && str_eq(e->lines, e->base.lines))
		app_say(app, MESSAGE_INFO, _("nothing was changed; Esc leaves"));
	else
		app_ask(app, edit_save, _("Write [rule %s] to %s? It acts from now on. [y/N]"), e->base.name, conf_file(app->conf));
}

static char **
complete_when(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	(void)ctx;
	return query_complete(text, cursor, a, start);
}

static void
when_done(struct app *app, const char *text, void *ctx)
{
	struct rule_edit *e = app->rule_edit;
	(void)ctx;
	if (!e || !text) {
		edit_leave(app);
		return;
	}
	when_typed(app, text);
	app_prompt(app, "do: ", e->lines, lines_done, NULL);
	app_prompt_live(app, lines_typed);
	app->prompt_rows = true;
	lineedit_set_complete(app->prompt, app_complete, app);
}

static void
edit_ask(struct app *app)
{
	app_prompt(app, "when: ", app->rule_edit->when, when_done, NULL);
	app_prompt_live(app, when_typed);
	app->prompt_rows = true;
	lineedit_set_complete(app->prompt, complete_when, NULL);
}

static void
edit_open(struct app *app, const char *name)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	struct rule *rules;
	size_t n, i = 0;
	if (read_all(app, a, &rules, &n, &err) < 0) {
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	while (i < n && !str_eq(rules[i].name, name))
		i++;
	if (i < n && strpbrk(rules[i].lines, "\n")) {
		app_say(app, MESSAGE_BAD, _("%s:%d: the commands of [rule %s] stand on several lines: change them there"),
			conf_file(app->conf), rules[i].line, name);
		arena_free(a);
		return;
	}
	struct rule_edit *e = xcalloc(1, sizeof *e);
	e->arena = a;
	e->fresh = i == n;
	e->base = i < n ? rules[i] : (struct rule){ .name = arena_str(a, name), .when = "", .lines = "",
		.actor = arena_printf(a, "rule:%s", name), .on = RULE_INBOUND, .active = true, .max = 50 };
	e->when = xstrdup(e->base.when);
	e->lines = xstrdup(e->base.lines);
	app->rule_edit = e;
	rows_open(app, &rule_kind, NULL, 0);
	edit_ask(app);
}

void
go_rules(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (str_eq(words[0], "rules"))
		rows_open(app, &rules_kind, NULL, 0);
	else if (app_top(app)->ops == &rule_screen)
		edit_ask(app);
	else if (n == 2 && !strpbrk(words[1], "[]\"\n"))
		edit_open(app, words[1]);
	else
		app_say(app, MESSAGE_BAD, _("rule-edit: say which rule: rule-edit NAME"));
}

/* -- hold ------------------------------------------------------------------------------------------------------- */

void
go_hold(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct act *act = arena_new_of(app->command, struct act);
	struct act_result r;
	(void)count;
	if (verb_hold(&app->v, words, n, app->command, act, &err) < 0) {
		app_fail(app, &err);
	} else if (store_act(app->store, &app->v.who, act, 1, true, app->command, &r, &err) < 0) {
		if (err.code == ERR_BUSY)
			waiting_add(app, act, 1, true);
		else
			app_fail(app, &err);
	} else {
		app_say(app, MESSAGE_GOOD, "%s", r.words);
	}
}
