/* macros.c - canned answers and lists of actions: chosen, filled in, put into the draft or done. */
#include "app.h"

#include <stdio.h>
#include <string.h>

enum { ASK_OVER = 5 };

/* A macro on its way into a draft: what is still to be asked for. */
struct filling {
	const struct conf_macro *macro;
	char *text, **open;
};

static void fill_next(struct app *app, struct filling *f);

/* -- the text ----------------------------------------------------------------------------------------------------- */

static char *
replace_all(struct arena *a, const char *text, const char *what, const char *by)
{
	struct buf b = BUF_INIT;
	size_t len = strlen(what);
	for (const char *hit; (hit = strstr(text, what)) != NULL; text = hit + len) {
		buf_add(&b, text, (size_t)(hit - text));
		buf_adds(&b, by);
	}
	buf_adds(&b, text);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
filled(struct app *app, const char *answer, void *ctx)
{
	struct filling *f = ctx;
	struct arena *a = app->picker_memory;
	if (answer)
		f->text = replace_all(a, f->text, arena_printf(a, "{%s}", *f->open), answer);
	f->open++;
	fill_next(app, f);
}

static void
fill_next(struct app *app, struct filling *f)
{
	if (f->open && *f->open) {
		const char *name = str_starts(*f->open, "ask:") ? *f->open + 4 : *f->open;
		app_prompt(app, arena_printf(app->picker_memory, "%s: ", name), "", filled, f);
		return;
	}
	if (!compose_active(app))
		return;
	compose_command(app, "insert", f->text);
	if (!str_empty(f->macro->actions))
		compose_command(app, "then", f->macro->actions);
	app_say(app, MESSAGE_INFO, str_empty(f->macro->actions) ? "%s" : _("%s; with the send: %s"), f->macro->name,
		f->macro->actions);
}

static void
begin_text(struct app *app, const struct conf_macro *m)
{
	struct error err = ERROR_INIT;
	if (!compose_active(app)) {
		if (!app_case(app)) {
			app_say(app, MESSAGE_INFO, _("%s: there is no case here"), m->name);
			return;
		}
		compose_open(app, COMPOSE_REPLY, app_case(app), 0, NULL);
		if (!compose_active(app))
			return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	struct filling *f = arena_new_of(app->picker_memory, struct filling);
	f->macro = m;
	if (macro_expand(&app->v, m, app_case(app), app->picker_memory, &f->text, &f->open, &err) < 0)
		app_fail(app, &err);
	else
		fill_next(app, f);
}

/* -- actions alone -------------------------------------------------------------------------------------------------- */

static void
run_actions(struct app *app, const struct conf_macro *m)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	struct act *acts = NULL;
	struct act_result r;
	size_t cases, n = 0, space = 0;
	bool full = false;
	int64_t *ids = app_targets(app, a, &cases);
	for (size_t i = 0; i < cases && !err.code; i++) {
		struct verb_plan plan;
		const char *first = fields_resolves(app, m->actions, ids[i]) ? fields_given(app, ids[i], a) : "";
		if (verb_plan_lines(&app->v, arena_printf(a, "%s%s", first, m->actions), ids[i], a, &plan, &err) < 0)
			break;
		for (size_t k = 0; k < plan.count; k++)
			*VEC_PUSH(a, acts, n, space) = plan.acts[k];
		full |= plan.full;
	}
	if (!cases)
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), m->name);
	else if (err.code || store_act(app->store, &app->v.who, acts, n, full, a, &r, &err) < 0)
		app_fail(app, &err);
	else {
		app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX);
		app_say(app, MESSAGE_GOOD, ngettext_("%s: %zu case (%s) - u undoes", "%s: %zu cases (%s) - u undoes", cases),
			m->name, cases, m->actions);
	}
	fields_end(app);
	arena_free(a);
}

static void
sure(struct app *app, bool yes)
{
	if (yes && app->macro_asked)
		run_actions(app, app->macro_asked);
	else
		app_say(app, MESSAGE_INFO, _("nothing was changed"));
	fields_end(app);
}

static void
use(struct app *app, const struct conf_macro *m)
{
	struct arena *a = arena_new();
	size_t n;
	int64_t *ids = app_targets(app, a, &n);
	bool asks = str_empty(m->text) && !compose_active(app) && n && fields_resolves(app, m->actions, ids[0]) &&
		fields_ask(app, ids, n, arena_printf(a, "macro %s", str_quote(a, m->name)));
	arena_free(a);
	if (asks)
		return;
	if (!str_empty(m->text)) {
		begin_text(app, m);
	} else if (compose_active(app)) {
		compose_command(app, "then", m->actions);
		app_say(app, MESSAGE_INFO, _("%s: with the send: %s"), m->name, m->actions);
	} else if (n > ASK_OVER) {
		app->macro_asked = m;
		app_ask(app, sure, _("%s (%s) on %zu cases - go on? [y/N]"), m->name, m->actions, n);
	} else {
		run_actions(app, m);
	}
}

/* -- choosing --------------------------------------------------------------------------------------------------------- */

static const char *
preview(void *ctx, const struct picker_item *item)
{
	struct app *app = ctx;
	size_t n;
	const struct conf_macro *list = conf_macros(app->conf, &n);
	if (item->id < 1 || (size_t)item->id > n)
		return "";
	const struct conf_macro *m = &list[item->id - 1];
	return str_empty(m->text) ? m->actions : m->text;
}

static void
macro_done(struct app *app, const struct picker_item *item)
{
	size_t n;
	const struct conf_macro *list = conf_macros(app->conf, &n);
	if (item->id >= 1 && (size_t)item->id <= n)
		use(app, &list[item->id - 1]);
	else
		pick_macro(app, item->text);
}

void
pick_macro(struct app *app, const char *name)
{
	struct error err = ERROR_INIT;
	size_t n;
	const struct conf_macro *list = conf_macros(app->conf, &n);
	if (!str_empty(name)) {
		const struct conf_macro *m = conf_macro_find(app->conf, name, app->command, &err);
		if (m)
			use(app, m);
		else
			app_fail(app, &err);
		return;
	}
	if (!n) {
		app_say(app, MESSAGE_INFO, _("no macros yet: add [macro NAME] with `text = ...` to %s"), conf_file(app->conf));
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	struct picker_item *items = arena_array(app->picker_memory, struct picker_item, n);
	for (size_t i = 0; i < n; i++) {
		const char *first = str_empty(list[i].text) ? list[i].actions : list[i].text;
		items[i] = (struct picker_item){ list[i].name, first ? arena_strn(app->picker_memory, first,
			strcspn(first, "\n")) : NULL, list[i].key, (int64_t)i + 1, 0 };
	}
	app_pick(app, _("macro"), _("Enter uses it  Esc closes"), items, n, true, macro_done);
	picker_set_preview(app->picker, preview, app);
}
