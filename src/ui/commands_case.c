/* commands_case.c - commands that change cases: words to acts, one group, one undo, one line that says so. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_OVER = 5, MANY_FROM = 100 };

/* -- doing a verb --------------------------------------------------------------------------------------------- */

/* One plan per case, all in one group. */
static int
plan_all(struct app *app, const char *const *words, size_t n, const int64_t *ids, size_t count, int64_t item,
	bool resolves, struct verb_plan *out, struct error *err)
{
	struct verb_plan all = { NULL, 0, false };
	size_t space = 0;
	for (size_t i = 0; i < (count ? count : 1); i++) {
		struct verb_plan one;
		/* what was asked for comes first: the store looks for it when it resolves */
		if (resolves && verb_plan_lines(&app->v, fields_given(app, ids[i], app->command), ids[i], app->command, &one,
				err) < 0)
			return -1;
		for (size_t k = 0; resolves && k < one.count; k++)
			*VEC_PUSH(app->command, all.acts, all.count, space) = one.acts[k];
		if (verb_plan(&app->v, words, n, count ? ids[i] : 0, item, app->command, &one, err) < 0)
			return -1;
		for (size_t k = 0; k < one.count; k++)
			*VEC_PUSH(app->command, all.acts, all.count, space) = one.acts[k];
		all.full |= one.full;
	}
	*out = all;
	return 0;
}

static void
say_done(struct app *app, const char *const *words, size_t n, size_t cases, const struct verb_plan *plan,
	const struct act_result *r)
{
	bool undoable = act_table[plan->acts[0].verb].undo == ACT_UNDO_FIELDS;
	const char *undo = !r->count ? "" : undoable ? _(" - u undoes") : _(" - this cannot be undone");
	if (cases > 2)
		app_say(app, r->count ? MESSAGE_GOOD : MESSAGE_INFO, ngettext_("%s: %zu case%s", "%s: %zu cases%s",
			cases), command_rest(app->command, words, n, 0), cases, undo);
	else
		app_say(app, r->count ? MESSAGE_GOOD : MESSAGE_INFO, "%s%s", r->words, undo);
}

/* Does acts; a lock that was not had in time is tried again on the next ticks, and the agent goes on. */
bool
command_acts(struct app *app, const struct act *acts, size_t count, bool full, struct act_result *r)
{
	struct error err = ERROR_INIT;
	if (store_read_only(app->store)) {
		app_say(app, MESSAGE_BAD, _("READ-ONLY: the store's folder cannot be written; nothing was changed"));
		return false;
	}
	if (waiting_any(app)) {
		waiting_add(app, acts, count, full);
		return false;
	}
	if (store_act(app->store, &app->v.who, acts, count, full, app->command, r, &err) < 0) {
		if (err.code == ERR_BUSY)
			waiting_add(app, acts, count, full);
		else
			app_fail(app, &err);
		return false;
	}
	app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	return true;
}

static void
sure_answered(struct app *app, bool yes)
{
	char **words;
	size_t n;
	if (!yes) {
		app_say(app, MESSAGE_INFO, _("nothing was changed"));
		fields_end(app);
		return;
	}
	if (!app->running)
		arena_reset(app->command);
	if (str_words(app->command, app->sure_line, &words, &n, NULL) == 0 && n)
		(void)command_verb(app, (const char *const *)words, n, true);
}

/* The words as one line that is read back as they are. */
static char *
as_line(struct app *app, const char *const *words, size_t n)
{
	char *line = arena_str(app->command, "");
	for (size_t i = 0; i < n; i++)
		line = arena_printf(app->command, "%s%s%s", line, i ? " " : "", str_quote(app->command, words[i]));
	return line;
}

/* Marks that are not in sight, or many, are asked about once, with the number. */
static bool
must_ask(struct app *app, const char *const *words, size_t n, size_t count)
{
	size_t unseen = app_top(app)->ops == &list_screen ? cases_marks_unseen(app) : 0;
	if (count < 2 || (count <= ASK_OVER && !unseen))
		return false;
	char *line = as_line(app, words, n);
	snprintf(app->sure_line, sizeof app->sure_line, "%s", line);
	if (strlen(line) >= sizeof app->sure_line) {
		app_say(app, MESSAGE_BAD, _("too long for many cases at once"));
		return true;
	}
	if (unseen)
		app_ask(app, sure_answered, _("%s: %zu cases, %zu of them not in sight - go on? [y/N]"),
			command_rest(app->command, words, n, 0), count, unseen);
	else
		app_ask(app, sure_answered, _("%s: %zu cases - go on? [y/N]"), command_rest(app->command, words, n, 0),
			count);
	return true;
}

void
command_remember(struct app *app, const char *const *words, size_t n)
{
	static const char *const never[] = { "escalate", "tell", "answered", "de-escalate", "run",
		"merge", "split", "note", "undo", "verify", "link",
		"reply", "erase" };
	for (size_t i = 0; i < sizeof never / sizeof *never; i++)
		if (str_eq(words[0], never[i]))
			return;
	char *line = as_line(app, words, n);
	if (strlen(line) < sizeof app->last_command)
		snprintf(app->last_command, sizeof app->last_command, "%s", line);
}

bool
command_verb(struct app *app, const char *const *words, size_t n, bool sure)
{
	struct error err = ERROR_INIT;
	struct verb_plan plan;
	struct act_result r;
	size_t count;
	int64_t *ids = app_targets(app, app->command, &count), item = count ? 0 : app_item(app);
	bool alone = str_eq(words[0], "split") || str_eq(words[0], "link") || str_eq(words[0], "merge");
	if (!count && !item) {
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), words[0]);
		return false;
	}
	if (alone && count > 1)
		ids[0] = app_case(app), count = 1;
	char *line = as_line(app, words, n);
	bool resolves = count && fields_resolves(app, line, ids[0]);
	if (resolves && fields_ask(app, ids, count, line))
		return false;
	/* a slice at a time, and with a look at it first */
	if (!sure && count > MANY_FROM && !(resolves && *fields_given(app, ids[0], app->command))) {
		(void)many_show(app, line, ids, count);
		return false;
	}
	if (!sure && must_ask(app, words, n, count))
		return false;
	if (plan_all(app, words, n, ids, count, item, resolves, &plan, &err) < 0) {
		app_fail(app, &err);
		return false;
	}
	if (resolves)
		fields_end(app);
	if (!command_acts(app, plan.acts, plan.count, plan.full, &r))
		return false;
	app->tossed = 0;
	command_remember(app, words, n);
	if (count > 1)
		cases_marks(app, "clear");
	say_done(app, words, n, count, &plan, &r);
	return true;
}

/* -- the commands ---------------------------------------------------------------------------------------------- */

void
case_verb(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (str_eq(words[0], "done"))
		(void)command_verb(app, (const char *const[]){ "resolve" }, 1, false);
	else
		(void)command_verb(app, words, n, false);
}

void
case_pick(struct app *app, int count, const char *const *words, size_t n)
{
	const char *name = words[0];
	(void)count;
	size_t targets;
	(void)app_targets(app, app->command, &targets);
	if (!targets && !app_item(app))
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), name);
	else if (n == 2 && str_eq(name, "escalate") && conf_escalation_find(app->conf, words[1]))
		level_escalate(app, words[1]);
	else if (n == 2 && str_eq(name, "run"))
		level_run(app, words[1]);
	else if (n > 1 || str_eq(name, "de-escalate"))
		(void)command_verb(app, words, n, false);
	else if (str_eq(name, "run"))
		pick_run(app);
	else if (str_eq(name, "assign"))
		pick_assign(app);
	else if (str_eq(name, "escalate"))
		pick_escalate(app);
	else if (str_eq(name, "snooze"))
		pick_snooze(app);
	else if (str_eq(name, "status"))
		pick_status(app);
	else if (str_eq(name, "verify"))
		pick_verify(app);
	else if (str_eq(name, "mood"))
		pick_mood(app);
	else if (str_eq(name, "language"))
		pick_language(app);
	else
		pick_tag(app, str_eq(name, "tag-remove") ? "-" : str_eq(name, "tag-add") ? "+" : "");
}

/* The case after this one is fixed before the list moves under us. */
void
case_done_next(struct app *app, int count, const char *const *words, size_t n)
{
	bool open = app_top(app)->ops == &case_screen;
	int64_t here = app_case(app), next = cases_neighbour(app, here);
	(void)count, (void)words, (void)n;
	size_t targets;
	int64_t *ids = app_targets(app, app->command, &targets);
	if (targets && fields_ask(app, ids, targets, "done-next"))
		return;
	if (!command_verb(app, (const char *const[]){ "resolve" }, 1, false))
		return;
	if (open)
		flow_go_on(app, here, next);
	else if (next)
		(void)cases_go(app, next);
}

void
case_priority(struct app *app, int count, const char *const *words, size_t n)
{
	struct case_row row;
	(void)count;
	if (n > 1) {
		(void)command_verb(app, words, n, false);
		return;
	}
	if (!app_case(app) || read_case(app->store, app_case(app), app->v.who.agent, app->command, &row, NULL) < 0) {
		app_say(app, MESSAGE_INFO, _("there is no case here"));
		return;
	}
	static const enum priority after[PRIORITY_COUNT] = { [PRIORITY_LOW] = PRIORITY_NORMAL,
		[PRIORITY_NORMAL] = PRIORITY_HIGH, [PRIORITY_HIGH] = PRIORITY_URGENT, [PRIORITY_URGENT] = PRIORITY_LOW };
	const char *const line[] = { "priority", priority_name(after[row.priority]) };
	(void)command_verb(app, line, 2, false);
}

/* "field NAME VALUE" sets it, "field NAME" asks for the value, "field" shows all. */
void
case_field(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 2)
		(void)command_verb(app, words, n, false);
	else if (n == 2 && app_case(app))
		fields_set(app, app_case(app), words[1]);
	else
		fields_open(app, app_case(app));
}

/* The marked cases but the one under the cursor, into which they go. */
static int64_t *
merge_others(struct app *app, size_t *n)
{
	size_t marks;
	int64_t *ids = cases_targets(app, app->command, &marks), into = app_case(app);
	int64_t *others = arena_array(app->command, int64_t, marks + 1);
	*n = 0;
	for (size_t i = 0; i < marks; i++)
		if (ids[i] != into)
			others[(*n)++] = ids[i];
	return others;
}

static void
merge_now(struct app *app)
{
	struct act act = { .verb = ACT_MERGE, .case_id = app_case(app) };
	struct act_result r;
	if (!app->running)
		arena_reset(app->command);
	act.cases = merge_others(app, &act.case_count);
	if (command_acts(app, &act, 1, false, &r)) {
		cases_marks(app, "clear");
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
	}
}

static void
merge_answered(struct app *app, bool yes)
{
	if (yes)
		merge_now(app);
	else
		app_say(app, MESSAGE_INFO, _("nothing was merged"));
}

/* Cases that were named, not marked: of two customers they are looked at first; else the verb does it. */
static void
merge_named(struct app *app, const char *const *words, size_t n)
{
	int64_t here = app_case(app), *ids = arena_array(app->command, int64_t, n);
	struct case_row into, other;
	size_t count = 0;
	bool two = false;
	if (!here || read_case(app->store, here, app->v.who.agent, app->command, &into, NULL) < 0) {
		app_say(app, MESSAGE_INFO, _("there is no case here"));
		return;
	}
	for (size_t i = 1; i < n; i++) {
		if (words[i][0] == '-') {	/* it is said what they are */
			(void)command_verb(app, words, n, false);
			return;
		}
		struct error err = ERROR_INIT;
		if (read_case_named(app->store, words[i], &ids[count], &err) < 0 ||
		    read_case(app->store, ids[count], app->v.who.agent, app->command, &other, &err) < 0) {
			app_fail(app, &err);
			return;
		}
		two |= other.customer != into.customer && other.customer && into.customer;
		count += ids[count] != here;
	}
	if (two && count)
		merge_open_cases(app, here, ids, count);
	else
		(void)command_verb(app, words, n, false);
}

/* The marked cases go into the one under the cursor.  Cases of two customers: what are they to each other? */
void
case_merge(struct app *app, int count, const char *const *words, size_t n)
{
	size_t others;
	struct buf b = BUF_INIT;
	struct case_row into, other;
	bool two = false;
	if (n > 1) {
		merge_named(app, words, n);
		return;
	}
	(void)count;
	int64_t *ids = merge_others(app, &others), here = app_case(app);
	if (!others || app_top(app)->ops != &list_screen) {
		case_prompt(app, 0, words, n);
		return;
	}
	if (read_case(app->store, here, app->v.who.agent, app->command, &into, NULL) < 0)
		return;
	for (size_t i = 0; i < others; i++) {
		if (read_case(app->store, ids[i], app->v.who.agent, app->command, &other, NULL) < 0)
			continue;
		buf_addf(&b, "%s#%lld", b.len ? ", " : "", (long long)other.number);
		two |= other.customer != into.customer;
	}
	if (two)
		merge_open_cases(app, here, ids, others);
	else
		app_ask(app, merge_answered, _("Merge %s into #%lld of %s? [y/N]"), b.data, (long long)into.number,
			into.customer_name);
	buf_free(&b);
}

static void
split_answered(struct app *app, bool yes)
{
	if (!app->running)
		arena_reset(app->command);
	if (yes)
		(void)command_verb(app, (const char *const[]){ "split", app->sure_line }, 2, true);
	else
		app_say(app, MESSAGE_INFO, _("nothing was split"));
}

void
case_split(struct app *app, int count, const char *const *words, size_t n)
{
	const struct item_row *row = case_story(app) ? story_row(case_story(app)) : NULL;
	(void)count;
	if (n > 1) {
		(void)command_verb(app, words, n, false);
		return;
	}
	if (app_top(app)->ops != &case_screen || !row || row->row != ROW_MESSAGE) {
		app_say(app, MESSAGE_INFO, _("open the case and put the cursor on the message to split off"));
		return;
	}
	char when[8];
	local_hhmm(when, row->at);
	snprintf(app->sure_line, sizeof app->sure_line, "%lld", (long long)row->id);
	app_ask(app, split_answered, _("Make a case of its own of the message of %s and what follows it? [y/N]"), when);
}

void
case_repeat(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	if (!*app->last_command)
		app_say(app, MESSAGE_INFO, _("nothing to repeat yet"));
	else
		app_run(app, arena_str(app->command, app->last_command), 0);
}
