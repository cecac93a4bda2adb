/* macros.c - canned answers and lists of actions: filled in, put into the draft, or done. */
#include "compose.h"
#include "macros.h"

#include <stdio.h>
#include <string.h>

enum { ASK_OVER = 5 };

/* A macro on its way: what is still to be asked for. */
struct filling {
	const struct conf_macro *macro;
	struct macro_use use;
	struct macro_place place;
	struct macro_answer *answers;	/* room for all that is open */
	size_t at, count;		/* in use.open */
	bool again, in_text, many;
};

static void ask_next(struct app *app, struct filling *f);
static void act(struct app *app, struct filling *f);
static void begin(struct app *app, struct filling *f);

void
macro_place_now(struct app *app, struct macro_place *out)
{
	struct compose *c = compose_active(app) ? compose_of(app) : NULL;
	*out = (struct macro_place){ .case_id = c ? c->letter.case_id : app_case(app),
		.letter = c && c->kind != COMPOSE_NOTE ? &c->letter : NULL, .note = c && c->kind == COMPOSE_NOTE };
}

/* -- questions ------------------------------------------------------------------------------------------------------ */

/* -- for many ------------------------------------------------------------------------------------------------------- */

/* The macro with the answers in it; in a command an answer never ends a word or a command. */
static const struct conf_macro *
answered_macro(struct app *app, const struct filling *f)
{
	struct arena *a = app->memory;		/* the reply to many lives as long as it likes */
	struct conf_macro *m = arena_new_of(a, struct conf_macro);
	struct conf_text *texts = arena_array(a, struct conf_text, f->macro->text_count);
	*m = *f->macro;
	for (size_t i = 0; i < m->text_count; i++) {
		texts[i] = f->macro->texts[i];
		for (size_t k = 0; k < f->place.answer_count; k++)
			texts[i].text = care_gap_fill(texts[i].text, f->answers[k].question, f->answers[k].answer, a);
	}
	for (size_t k = 0; m->actions && k < f->place.answer_count; k++) {
		char *word = arena_str(a, f->answers[k].answer);
		for (char *p = word; *p; p++)
			if (strchr("\"'\\;{}", *p))
				*p = ' ';
		m->actions = care_gap_fill(m->actions, f->answers[k].question, word, a);
	}
	m->texts = texts;
	m->text = texts[0].text;
	return m;
}

void
macro_for_many(struct app *app, const struct conf_macro *m)
{
	struct care_gap g, other;
	size_t n = 0, space = 0;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct filling *f = arena_new_of(a, struct filling);
	char **open = NULL;
	for (size_t i = 0; i <= m->text_count; i++) {
		const char *text = i < m->text_count ? m->texts[i].text : m->actions ? m->actions : "";
		for (size_t from = 0; care_gap_next(text, from, a, &g); from = g.start + g.len) {
			bool known = !g.asks;
			for (size_t k = 0; k < n && !known; k++) {
				care_gap_read(open[k], a, &other);
				known = str_eq(other.question, g.question);
			}
			if (!known)
				*VEC_PUSH(a, open, n, space) = arena_str(a, g.inside);
		}
	}
	*VEC_PUSH(a, open, n, space) = NULL;
	f->macro = m;
	f->many = true;
	f->use.open = open;
	begin(app, f);
}

/* -- answers ---------------------------------------------------------------------------------------------------------- */

/* The answers go into the actions, too; what was not answered stays open there, and holds the send up. */
static void
finish(struct app *app, struct filling *f)
{
	struct error err = ERROR_INIT;
	struct macro_use done;
	size_t left = f->count - f->place.answer_count;
	if (f->many) {
		bulk_take_macro(app, left ? f->macro : answered_macro(app, f));
		return;
	}
	if (!f->in_text) {
		if (left)
			app_say(app, MESSAGE_INFO, _("nothing was changed"));
		else
			act(app, f);
		return;
	}
	if (!compose_active(app))
		return;
	if (macro_look(&app->v, f->macro, &f->place, app->picker_memory, &done, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	if (!str_empty(done.actions))
		compose_command(app, "then", done.actions);
	if (left)
		app_say(app, MESSAGE_INFO, ngettext_("%s: %zu gap is open, and nothing leaves so: Tab goes there",
			"%s: %zu gaps are open, and nothing leaves so: Tab goes there", left), f->macro->name, left);
	else if (done.missed)
		app_say(app, MESSAGE_BAD, "%s: %s", f->macro->name, done.why);
	else
		app_say(app, MESSAGE_INFO, str_empty(done.actions) ? "%s" : _("%s; with the send: %s"), f->macro->name,
			done.actions);
	if (f->again)
		pick_macro(app, NULL);
}

static void
answered(struct app *app, struct filling *f, const char *answer)
{
	struct care_gap g;
	care_gap_read(f->use.open[f->at], app->picker_memory, &g);
	char *said = str_trim(app->picker_memory, answer ? answer : "");
	if (!answer) {		/* Esc: the rest stays open */
		finish(app, f);
		return;
	}
	if (*said) {
		f->answers[f->place.answer_count++] = (struct macro_answer){ g.question, said };
		if (f->in_text)
			compose_gap_answer(app, g.question, said);
	}
	f->at++;
	ask_next(app, f);
}

static void
prompt_answered(struct app *app, const char *text, void *ctx)
{
	answered(app, ctx, text);
}

/* A picker's answer has no context: it is kept for as long as it is open. */
static void
choice_done(struct app *app, const struct picker_item *item)
{
	answered(app, app->filling, item->text);
}

static void
choice_live(struct app *app, const struct picker_item *item)
{
	if (!item)
		answered(app, app->filling, NULL);
}

static void
ask_next(struct app *app, struct filling *f)
{
	struct arena *a = app->picker_memory;
	struct care_gap g;
	if (f->at >= f->count) {
		finish(app, f);
		return;
	}
	care_gap_read(f->use.open[f->at], a, &g);
	const char *count = f->count > 1 ? arena_printf(a, "%zu/%zu ", f->at + 1, f->count) : "";
	const char *label = arena_printf(a, g.asks ? "%s%s" : "%s{%s}", count, g.question);
	if (!g.choices) {
		const char *mark = strchr(g.question, '?') ? "" : ":";
		app_prompt(app, arena_printf(a, "%s%s ", label, mark), g.proposal, prompt_answered, f);
		return;
	}
	size_t n = 0;
	while (g.choices[n])
		n++;
	struct picker_item *items = arena_array(a, struct picker_item, n);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct picker_item){ g.choices[i], NULL, NULL, (int64_t)i + 1, 0 };
	app->filling = f;
	app_pick(app, label, _("Enter takes it  Esc leaves it open"), items, n, true, choice_done);
	app_pick_live(app, choice_live);
}

/* -- the text ----------------------------------------------------------------------------------------------------------- */

/* At the cursor; after other words a macro begins a paragraph of its own. */
static void
insert(struct app *app, const char *text, bool glued)
{
	struct compose *c = compose_of(app);
	size_t at = editor_cursor(c->editor);
	struct buf b = BUF_INIT;
	editor_text(c->editor, &b);
	bool after = at && !strchr(" \t\n", b.data[at - 1]);
	c->focus = FIELD_TEXT;
	if (after && !glued)
		editor_insert(c->editor, "\n\n");
	editor_insert(c->editor, text);
	buf_free(&b);
}

static void
begin(struct app *app, struct filling *f)
{
	while (f->use.open[f->count])
		f->count++;
	f->answers = arena_array(app->picker_memory, struct macro_answer, f->count + 1);
	f->place.answers = f->answers;
	ask_next(app, f);
}

static struct filling *
new_filling(struct app *app, const struct conf_macro *m)
{
	struct error err = ERROR_INIT;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	struct filling *f = arena_new_of(app->picker_memory, struct filling);
	f->macro = m;
	macro_place_now(app, &f->place);
	if (macro_look(&app->v, m, &f->place, app->picker_memory, &f->use, &err) < 0)
		app_fail(app, &err);
	else if (f->use.unless)
		app_say(app, MESSAGE_BAD, "%s: %s", m->name, f->use.unless);
	else
		return f;
	return NULL;
}

static void
begin_text(struct app *app, const struct conf_macro *m, bool again, bool glued)
{
	const char *unless;
	if (!compose_active(app)) {
		if (!app_case(app)) {
			app_say(app, MESSAGE_INFO, _("%s: there is no case here"), m->name);
			return;
		}
		if (macro_offered(&app->v, m, app_case(app), app->command, &unless, NULL) == 0 && unless) {
			app_say(app, MESSAGE_BAD, "%s: %s", m->name, unless);
			return;
		}
		compose_open(app, COMPOSE_REPLY, app_case(app), 0, NULL);
		if (!compose_active(app))
			return;
	}
	struct filling *f = new_filling(app, m);
	if (!f)
		return;
	f->again = again;
	f->in_text = true;
	(void)used_add(app->store, app->v.who.agent, "macro", m->name, NULL);
	if (f->use.text)
		insert(app, f->use.text, glued);
	begin(app, f);
}

/* -- actions alone -------------------------------------------------------------------------------------------------- */

/* What is done to one case, planned; -1 with the error set when any of it cannot be. */
static int
plan_one(struct app *app, const struct conf_macro *m, const struct macro_place *answers, int64_t id, struct arena *a,
	struct verb_plan *out, struct error *err)
{
	struct macro_place p = *answers;
	struct macro_use use;
	p.case_id = id;
	if (macro_look(&app->v, m, &p, a, &use, err) < 0)
		return -1;
	if (use.unless)
		return error_set(err, ERR_INPUT, "%s", use.unless);
	const char *first = fields_resolves(app, m->actions, id) ? fields_given(app, id, a) : "";
	return verb_plan_lines(&app->v, arena_printf(a, "%s%s", first, use.actions), id, a, out, err);
}

static const char *
number_of(struct app *app, int64_t id, struct arena *a)
{
	struct case_row r;
	return read_case(app->store, id, app->v.who.agent, a, &r, NULL) == 0 ? rows_number(a, r.number) : "?";
}

/* All of it for all of them, or nothing. */
static void
run_actions(struct app *app, const struct conf_macro *m, const struct macro_place *answers)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	struct act *acts = NULL;
	struct act_result r;
	size_t cases, n = 0, space = 0, i;
	bool full = false;
	int64_t *ids = app_targets(app, a, &cases);
	for (i = 0; i < cases; i++) {
		struct verb_plan plan;
		if (plan_one(app, m, answers, ids[i], a, &plan, &err) < 0)
			break;
		for (size_t k = 0; k < plan.count; k++)
			*VEC_PUSH(a, acts, n, space) = plan.acts[k];
		full |= plan.full;
	}
	if (!cases) {
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), m->name);
	} else if (err.code && cases > 1) {
		app_say(app, MESSAGE_BAD, _("%s: nothing was done, because of %s: %s"), m->name, number_of(app, ids[i], a),
			err.text);
	} else if (err.code || store_act(app->store, &app->v.who, acts, n, full, a, &r, &err) < 0) {
		app_say(app, MESSAGE_BAD, _("%s: nothing was done: %s"), m->name, err.text);
	} else {
		(void)used_add(app->store, app->v.who.agent, "macro", m->name, NULL);
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
	if (yes && app->filling)
		run_actions(app, app->filling->macro, &app->filling->place);
	else
		app_say(app, MESSAGE_INFO, _("nothing was changed"));
	fields_end(app);
}

/* Everything was answered: many cases are asked about once. */
static void
act(struct app *app, struct filling *f)
{
	struct arena *a = arena_new();
	size_t n;
	(void)app_targets(app, a, &n);
	arena_free(a);
	app->filling = f;
	if (n > ASK_OVER)
		app_ask(app, sure, _("%s (%s) on %zu cases - go on? [y/N]"), f->macro->name, f->macro->actions, n);
	else
		run_actions(app, f->macro, &f->place);
}

/* On several the conditions are looked at one by one, when all is answered. */
static void
begin_actions(struct app *app, const struct conf_macro *m, size_t cases)
{
	struct conf_macro anywhere = *m;
	anywhere.when = NULL;
	struct filling *f = new_filling(app, cases > 1 ? &anywhere : m);
	if (!f)
		return;
	f->macro = m;
	begin(app, f);
}

/* A text for several cases is looked at case by case before it leaves. */
static void
to_many(struct app *app, const struct conf_macro *m)
{
	const char *line = arena_printf(app->command, "bulk-macro %s", str_quote(app->command, m->name));
	app_run(app, "bulk-reply", 0);
	if (app_top(app)->ops == &bulk_screen || app_top(app)->ops == &words_screen)
		app_run(app, line, 0);
	if (app_top(app)->ops == &words_screen)		/* the text is there: who gets it is the question now */
		app_run(app, "back", 0);
}

void
macro_use_it(struct app *app, const struct conf_macro *m, bool again, bool glued)
{
	struct arena *a = arena_new();
	size_t n;
	bool text = m->text != NULL, writing = compose_active(app);
	int64_t *ids = app_targets(app, a, &n);
	bool asks = !text && !writing && n && fields_resolves(app, m->actions, ids[0]) &&
		fields_ask(app, ids, n, arena_printf(a, "macro %s", str_quote(a, m->name)));
	arena_free(a);
	if (asks)
		return;
	if (text && !writing && n > 1)
		to_many(app, m);
	else if (text || writing)
		begin_text(app, m, again, glued);
	else if (!n)
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), m->name);
	else
		begin_actions(app, m, n);
}
