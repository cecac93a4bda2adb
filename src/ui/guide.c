/* guide.c - a guide on a case: one key brings its next step into a reply, or queues it at once. */
#include "answers.h"

#include <stdio.h>
#include <string.h>

#include "asked.h"
#include "commands.h"
#include "compose.h"
#include "macros.h"

struct step { const struct answer *answer; const struct answer_step *step; size_t at, of; const char *text; };

static bool
find_step(struct app *app, const struct answer *an, int at, int64_t case_id, struct arena *a, struct step *out)
{
	const struct answer_step **steps;
	size_t n = answer_steps(an, read_case_language(app->store, case_id, a), a, &steps);
	if (at < 1 || (size_t)at > n)
		return false;
	*out = (struct step){ an, steps[at - 1], (size_t)at, n, steps[at - 1]->text };
	return true;
}

/* The words with the link under them; false when the link could not be made. */
static bool
with_link(struct app *app, struct step *s, int64_t case_id, struct arena *a)
{
	struct error err = ERROR_INIT;
	const char *link = s->step->link;
	if (s->step->link_command && guide_link(&app->v, case_id, a, &link, &err) < 0) {
		app_fail(app, &err);
		return false;
	}
	if (link)
		s->text = arena_printf(a, "%s%s%s", s->step->text, *s->step->text ? "\n" : "", link);
	return true;
}

/* Sent at once only where nothing is to be looked at: no gap, no picture, no doubt. */
static bool
send_now(struct app *app, const struct step *s, int64_t case_id, struct arena *a)
{
	struct conf_text t = { .name = "", .text = s->text };
	struct conf_macro m = { .name = s->answer->name, .text = s->text, .texts = &t, .text_count = 1 };
	struct letter l = { .kind = LETTER_REPLY, .case_id = case_id, .seen = -1 };
	struct error err = ERROR_INIT;
	struct act_result r;
	char **doubts;
	if (!str_eq(conf_str(app->conf, OPT_ANSWERS_GUIDE), "send") || s->step->picture || letter_open(&app->v, &l, a, &err) < 0)
		return false;
	struct macro_place place = { .case_id = case_id, .letter = &l };
	struct macro_use use;
	if (macro_look(&app->v, &m, &place, a, &use, &err) < 0 || use.open[0] || use.unless || !use.text)
		return false;
	l.text = l.signature ? arena_printf(a, "%s\n\n%s", use.text, l.signature) : use.text;
	if (l.audience != AUDIENCE_PRIVATE || letter_doubts(&app->v, &l, a, &doubts, &err) < 0 || *doubts ||
	    letter_send(&app->v, &l, a, &r, &err) < 0)
		return false;
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	app_say(app, MESSAGE_GOOD, _("%s: step %zu/%zu: %s - u takes it back"), s->answer->name, s->at, s->of, r.words);
	return true;
}

static void
into_composer(struct app *app, const struct step *s, struct arena *a)
{
	/* the filling of gaps may go on after the command */
	struct conf_macro *m = arena_new_of(app->memory, struct conf_macro);
	struct conf_text *t = arena_new_of(app->memory, struct conf_text);
	struct error err = ERROR_INIT;
	*t = (struct conf_text){ .name = "", .text = arena_str(app->memory, s->text) };
	*m = (struct conf_macro){ .name = s->answer->name, .text = t->text, .texts = t, .text_count = 1 };
	macro_use_it(app, m, false, false);
	if (!compose_active(app))
		return;
	const char *picture = s->step->picture, *folder = answers_folder(app->conf, a);
	if (picture && compose_add_file(app, compose_of(app), *picture == '/' ? picture : arena_printf(a, "%s/%s", folder, picture),
	    strrchr(picture, '/') ? strrchr(picture, '/') + 1 : picture, NULL, &err) < 0)
		app_fail(app, &err);
	else if (app->message_kind != MESSAGE_BAD)
		app_say(app, MESSAGE_INFO, s->at < s->of ? _("%s: step %zu/%zu - once it is sent mg brings the next")
			: _("%s: step %zu/%zu, the last"), s->answer->name, s->at, s->of);
}

static void
bring(struct app *app, const struct answer *an, int at, int64_t case_id)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct step s;
	if (!find_step(app, an, at, case_id, a, &s)) {
		(void)guide_put(app->store, case_id, NULL, 0, NULL);
		app_say(app, MESSAGE_INFO, at > 1 ? _("the guide %s is at its end") : _("%s has no steps"), an->name);
	} else if (with_link(app, &s, case_id, a)) {
		int next = s.at < s.of ? at + 1 : 0;
		if (guide_put(app->store, case_id, next ? an->name : NULL, next, &err) < 0)
			app_fail(app, &err);
		else if (!send_now(app, &s, case_id, a))
			into_composer(app, &s, a);
		(void)asked_used(app->store, case_id, an->name, 0, "guide", app->v.now, NULL);
	}
	arena_free(a);
}

const char *
guide_words(struct app *app, int64_t case_id, struct arena *a)
{
	struct guide_row g;
	struct step s;
	const struct answer_set *set;
	if (guide_get(app->store, case_id, a, &g, NULL) < 0 || !g.answer || !(set = answers_known(app)))
		return NULL;
	const struct answer *an = answer_find(set, g.answer);
	if (!an || !find_step(app, an, g.step, case_id, a, &s))
		return NULL;
	return arena_printf(a, _("guide %s %zu/%zu"), g.answer, s.at - 1, s.of);
}

/* "guide NAME" begins one, "guide" goes on, "guide back" says a step again, "guide end" leaves it. */
void
go_guide(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct guide_row g;
	int64_t case_id = app_case(app);
	const struct answer_set *set = answers_known(app);
	const char *what = n > 1 ? words[1] : NULL;
	(void)count;
	if (!set)
		return;
	if (!case_id) {
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), "guide");
		return;
	}
	if (guide_get(app->store, case_id, app->command, &g, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	if (!what && (what = answers_under_cursor(app)) != NULL)
		answers_leave(app);
	if (str_eq(what, "end")) {
		if (guide_put(app->store, case_id, NULL, 0, &err) < 0)
			app_fail(app, &err);
		else
			app_say(app, MESSAGE_INFO, _("no guide goes on here"));
		app_reload(app, 1u << AREA_CASE);
		return;
	}
	bool goes_on = !what || str_eq(what, "back");
	if (goes_on && !g.answer) {
		app_say(app, MESSAGE_INFO, _("no guide goes on here: gk chooses one, > begins it"));
		return;
	}
	const struct answer *an = answer_need(set, goes_on ? g.answer : what, app->command, &err);
	if (!an)
		app_fail(app, &err);
	else
		bring(app, an, str_eq(what, "back") ? g.step > 1 ? g.step - 1 : 1 : goes_on ? g.step : 1, case_id);
}
