/*
 * level.c - a case goes to another level, or a program is run for it: what is needed is asked for, then what would leave
 * is shown, and only a yes to that sends it.
 */
#include "app.h"

#include <string.h>

#include "fields.h"

enum { PREVIEW_ROWS = 40 };
enum { DO_IT = 1, CHANGE, LEAVE };

struct level {
	struct arena *arena;
	int64_t case_id;
	const char *target, *reason;		/* an escalation */
	const struct conf_named *action;	/* or a program: its questions, and the answers so far */
	char **asks;
	struct action_answer *given;
	size_t count, at;
	const char *shown;			/* what would leave */
};

static void ask_answer(struct app *app, const char *text, const char *trouble);

void
level_end(struct app *app)
{
	if (app->level)
		arena_free(app->level->arena);
	app->level = NULL;
}

static struct level *
begin(struct app *app)
{
	struct arena *a = arena_new();
	struct level *l = arena_new_of(a, struct level);
	level_end(app);
	*l = (struct level){ .arena = a, .case_id = app_case(app) };
	app->level = l;
	return l;
}

/* -- the review --------------------------------------------------------------------------------------------------- */

static const char *
shown(void *ctx, const struct picker_item *item)
{
	const struct app *app = ctx;
	(void)item;
	return app->level && app->level->shown ? app->level->shown : "";
}

static void
review(struct app *app, const char *title, const char *yes, const char *other, picker_done *done)
{
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct picker_item *items = arena_array(a, struct picker_item, 3);
	items[0] = (struct picker_item){ yes, NULL, NULL, DO_IT, 'y' };
	items[1] = (struct picker_item){ other, NULL, NULL, CHANGE, 'e' };
	items[2] = (struct picker_item){ _("leave it"), NULL, NULL, LEAVE, 'n' };
	app_pick(app, arena_str(a, title), _("y or Enter does it  e changes it  n, Esc leaves it"), items, 3, false, done);
	picker_set_preview(app->picker, shown, app);
	picker_set_long_preview(app->picker, PREVIEW_ROWS, NULL, 0);
}

/* -- escalation ------------------------------------------------------------------------------------------------------- */

static void ask_reason(struct app *app, const char *text);

static void
escalate_done(struct app *app, const struct picker_item *item)
{
	struct level *l = app->level;
	if (!l)
		return;
	if (item->id == CHANGE) {
		ask_reason(app, l->reason);
		return;
	}
	if (item->id == DO_IT) {
		struct arena *a = arena_new();
		app_run_long(app, arena_printf(a, "escalate %s %s", str_quote(a, l->target), str_quote(a, l->reason)));
		arena_free(a);
	} else {
		app_say(app, MESSAGE_INFO, _("not escalated"));
	}
	level_end(app);
}

static void
reason_typed(struct app *app, const char *text, void *ctx)
{
	struct level *l = app->level;
	struct error err = ERROR_INIT;
	struct escalation_word w;
	(void)ctx;
	if (!l || !text) {
		level_end(app);
		return;
	}
	l->reason = arena_str(l->arena, str_trim(l->arena, text));
	if (!*l->reason) {
		app_say(app, MESSAGE_BAD, _("not escalated: the second level needs a reason"));
		level_end(app);
	} else if (escalation_write(&app->v, l->target, l->reason, l->case_id, l->arena, &w, &err) < 0) {
		app_fail(app, &err);
		level_end(app);
	} else {
		l->shown = arena_printf(l->arena, "%s%s\n%s\n\n%s", w.how, w.target->minimise ? _(", minimised") : "", w.subject,
			w.text);
		review(app, arena_printf(l->arena, _("to %s, level %s: this leaves, and cannot be undone"), w.target->name,
			w.target->level), _("send it"), _("another reason"), escalate_done);
	}
}

static void
ask_reason(struct app *app, const char *text)
{
	struct arena *a = arena_new();
	app_prompt(app, arena_printf(a, _("to %s, reason: "), app->level->target), text ? text : "", reason_typed, NULL);
	arena_free(a);
}

void
level_escalate(struct app *app, const char *target)
{
	struct level *l = begin(app);
	l->target = arena_str(l->arena, target);
	if (l->case_id)
		ask_reason(app, NULL);
	else
		app_say(app, MESSAGE_INFO, _("choose a case first"));
}

/* -- a program ---------------------------------------------------------------------------------------------------------- */

static void
run_done(struct app *app, const struct picker_item *item)
{
	struct level *l = app->level;
	if (!l)
		return;
	if (item->id == CHANGE && l->count) {
		l->at = 0;
		ask_answer(app, l->given[0].text, NULL);
		return;
	}
	if (item->id == DO_IT) {
		struct arena *a = arena_new();
		char *line = arena_printf(a, "run %s", str_quote(a, l->action->name));
		for (size_t i = 0; i < l->count; i++)
			line = arena_printf(a, "%s %s", line, str_quote(a, arena_printf(a, "%s=%s", l->given[i].name,
				l->given[i].text)));
		app_run_long(app, line);
		arena_free(a);
	} else {
		app_say(app, MESSAGE_INFO, _("not run"));
	}
	level_end(app);
}

/* All is known: the command, what it gets, and whether somebody else says yes. */
static void
show_run(struct app *app)
{
	struct level *l = app->level;
	struct error err = ERROR_INIT;
	struct act act = { .verb = ACT_RUN };
	struct buf b = BUF_INIT;
	const char *confirm = conf_named_str(l->action, OPT_ACTION_CONFIRM);
	if (verb_run_action(&app->v, l->action->name, l->given, l->count, l->case_id, l->arena, &act, &err) < 0) {
		app_fail(app, &err);
		level_end(app);
		return;
	}
	if (!str_empty(confirm))
		buf_addf(&b, "%s\n", confirm);
	buf_addf(&b, _("runs: %s\n"), conf_named_str(l->action, OPT_ACTION_COMMAND));
	for (size_t i = 0; i < l->count; i++)
		buf_addf(&b, "%s: %s\n", l->given[i].name, l->given[i].text);
	buf_adds(&b, _("and the case as JSON on its input\n"));
	if (act.program->second)
		buf_addf(&b, _("waits until one of them says yes: %s\n"), act.program->second);
	l->shown = arena_strn(l->arena, b.data, b.len);
	buf_free(&b);
	review(app, arena_printf(l->arena, _("%s: what was run cannot be undone"), action_title(l->action)),
		act.program->second ? _("ask for it") : _("run it"), l->count ? _("other answers") : _("nothing is asked"),
		run_done);
}

static void
answered(struct app *app, const char *text, void *ctx)
{
	struct level *l = app->level;
	struct error err = ERROR_INIT;
	(void)ctx;
	if (!l || !text) {
		if (l)
			app_say(app, MESSAGE_INFO, _("not run"));
		level_end(app);
		return;
	}
	char *written = str_trim(l->arena, text);
	const struct conf_field *f = action_field(&app->v, l->asks[l->at]);
	if (!*written)
		ask_answer(app, "", _("it is needed; Esc leaves it"));
	else if (f && field_check(f, written, &err) < 0)
		ask_answer(app, written, err.text);
	else {
		l->given[l->at++].text = written;
		if (l->at < l->count)
			ask_answer(app, l->given[l->at].text, NULL);
		else
			show_run(app);
	}
}

static void
ask_answer(struct app *app, const char *text, const char *trouble)
{
	struct level *l = app->level;
	const struct conf_field *f = action_field(&app->v, l->asks[l->at]);
	const char *title = f ? f->title : l->asks[l->at];
	int room = (int)utf8_fit(title, strlen(title), 30, NULL);
	char *label = arena_printf(l->arena, f && f->value_count ? _("%.*s (Tab: values): ") : "%.*s: ", room, title);
	l->given[l->at].name = l->asks[l->at];
	if (f)
		field_prompt(app, f, label, text ? text : "", trouble, answered);
	else
		app_prompt(app, label, text ? text : "", answered, NULL);
	if (trouble && !f)
		app_say(app, MESSAGE_BAD, "%s", trouble);
}

void
level_run(struct app *app, const char *name)
{
	struct level *l = begin(app);
	struct error err = ERROR_INIT;
	bool fits = false;
	size_t targets = 0;
	(void)app_targets(app, l->arena, &targets);
	l->action = conf_named_find(app->conf, SECTION_ACTION, name, l->arena, &err);
	if (!l->case_id) {
		app_say(app, MESSAGE_INFO, _("choose a case first"));
	} else if (targets > 1) {
		app_say(app, MESSAGE_BAD, _("run: for one case at a time"));
	} else if (!l->action || action_offered(&app->v, l->action, l->case_id, l->arena, &fits, &err) < 0) {
		app_fail(app, &err);
	} else if (!fits) {
		app_say(app, MESSAGE_BAD, _("%s: only for a case where %s"), action_title(l->action),
			conf_named_str(l->action, OPT_ACTION_WHEN));
	} else {
		l->asks = action_asks(l->action, l->arena, &l->count);
		l->given = arena_array(l->arena, struct action_answer, l->count + 1);
		if (l->count)
			ask_answer(app, "", NULL);
		else
			show_run(app);
	}
}
