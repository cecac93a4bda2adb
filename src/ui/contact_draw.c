/* contact_draw.c - the form of a call, visit or letter, drawn. */
#include "contact.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { LABEL = 11, FORM_WIDTH = 68, TROUBLE_ROWS = 2 };

struct drawing { struct app *app; struct contact_form *f; struct pane p; int y; struct arena *a; };

static void
label(struct drawing *d, enum form_field field, const char *words)
{
	bool here = d->f->focus == field;
	if (d->y < 0)
		return;		/* scrolled out of a low window */
	canvas_put(d->p, 0, d->y, here ? ROLE_CURSOR : ROLE_TEXT, here ? ">" : " ");
	if (here && !d->f->line[field])
		canvas_cursor(d->p, 0, d->y);
	canvas_put(d->p, 1, d->y, here ? ROLE_TITLE : ROLE_MUTED, words);
}

static struct pane
value_of(struct drawing *d)
{
	return pane_sub(d->p, LABEL, d->y, d->p.width - LABEL, d->y < 0 ? 0 : 1);
}

/* A field that is written; what it means while it is empty. */
static void
draw_line(struct drawing *d, enum form_field field, const char *words, const char *empty)
{
	struct contact_form *f = d->f;
	const char *text = lineedit_text(f->line[field]);
	struct pane p = value_of(d);
	label(d, field, words);
	if (f->focus == field)
		lineedit_draw(f->line[field], p, 0, "", ROLE_INPUT);
	else
		canvas_put(p, 0, 0, ROLE_TEXT, text);
	if (!*text)
		canvas_put(p, f->focus == field ? 2 : 0, 0, ROLE_MUTED, empty);
	d->y++;
}

/* "Ana Perez  +39 333...  2 open" */
static char *
found_words(struct drawing *d, const struct customer_row *c)
{
	const char *address = c->identity_count ? c->identities[0].address : "";
	return arena_printf(d->a, ngettext_("%s  %s  %d open", "%s  %s  %d open", c->open_cases), c->name ? c->name : "?",
		address, c->open_cases);
}

static void
draw_who(struct drawing *d)
{
	struct contact_form *f = d->f;
	const char *text = lineedit_text(f->line[FORM_WHO]);
	char *now = *f->number && !form_named(f) ? arena_printf(d->a, "%s  %s", f->who, f->number) : f->who;
	draw_line(d, FORM_WHO, _("With"), *now ? now : _("name, number or address"));
	if (!form_named(f))
		return;
	for (size_t i = 0; i <= f->found_count; i++) {
		bool here = i == f->chosen;
		if (f->focus != FORM_WHO && !here)
			continue;
		char *words = i < f->found_count ? found_words(d, &f->found[i]) : arena_printf(d->a, _("somebody new: %s"), text);
		canvas_put(value_of(d), 0, 0, here ? ROLE_CURSOR : ROLE_TEXT, here ? ">" : " ");
		canvas_put(value_of(d), 2, 0, here ? ROLE_TEXT : ROLE_MUTED, words);
		d->y++;
	}
}

static void
draw_case(struct drawing *d)
{
	struct contact_form *f = d->f;
	label(d, FORM_CASE, _("Case"));
	if (!form_named(f) && *f->about)
		canvas_put(value_of(d), 0, 0, ROLE_TEXT, f->about);
	else if (f->case_chosen < f->case_count)
		canvas_putf(value_of(d), 0, 0, ROLE_TEXT, "#%lld %s", (long long)f->cases[f->case_chosen].number,
			f->cases[f->case_chosen].subject ? f->cases[f->case_chosen].subject : "");
	else
		canvas_put(value_of(d), 0, 0, ROLE_TEXT, f->case_count ? _("a new one (Space: one of theirs)") : _("a new one"));
	d->y++;
}

/* What is chosen stands in brackets. */
static int
draw_choice(struct drawing *d, int x, bool on, const char *words)
{
	x += canvas_put(value_of(d), x, 0, on ? ROLE_TITLE : ROLE_MUTED, on ? "[" : " ");
	x += canvas_put(value_of(d), x, 0, on ? ROLE_TITLE : ROLE_MUTED, words);
	return x + canvas_put(value_of(d), x, 0, on ? ROLE_TITLE : ROLE_MUTED, on ? "] " : "  ");
}

static void
draw_way(struct drawing *d)
{
	static const char *const words[][2] = { { N_("they called"), N_("we called") }, { N_("they came"), N_("we went") },
		{ N_("they wrote"), N_("we wrote") } };
	const struct contact_form *f = d->f;
	int kind = f->kind == KIND_CALL ? 0 : f->kind == KIND_VISIT ? 1 : 2, x = 0;
	label(d, FORM_WAY, _("Who began"));
	for (int i = 0; i < 2; i++) {
		bool on = (f->way == DIRECTION_OUT) == i;
		x += canvas_put(value_of(d), x, 0, ROLE_KEY, i ? "o" : "i");
		x = draw_choice(d, x, on, _(words[kind][i]));
	}
	d->y++;
}

/* How it ended: a letter each, as many a line as fit. */
static void
draw_end(struct drawing *d)
{
	static const struct { const char *key, *words; enum contact_outcome end; } ends[] = {
		{ "a", N_("answered"), OUTCOME_ANSWERED }, { "n", N_("no answer"), OUTCOME_NO_ANSWER },
		{ "b", N_("busy"), OUTCOME_BUSY }, { "m", N_("message left"), OUTCOME_MESSAGE },
		{ "d", N_("dropped"), OUTCOME_DROPPED } };
	int x = 0, width = d->p.width - LABEL;
	label(d, FORM_END, _("It was"));
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		if (x && x + canvas_columns(_(ends[i].words)) + 3 > width) {
			x = 0;
			d->y++;
		}
		x += canvas_put(value_of(d), x, 0, ROLE_KEY, ends[i].key);
		x = draw_choice(d, x, d->f->end == ends[i].end, _(ends[i].words));
	}
	d->y++;
}

static void
draw_times(struct drawing *d)
{
	const struct contact_form *f = d->f;
	char at[8];
	local_hhmm(at, f->since ? f->since : f->opened_at);
	draw_line(d, FORM_WHEN, _("When"), !f->since ? _("now") : arena_printf(d->a,
		f->way == DIRECTION_IN ? _("%s, when it rang") : _("%s, when it was dialled"), at));
	if (form_has(f, FORM_FOR)) {
		int64_t s = f->since && d->app->v.now > f->since ? (d->app->v.now - f->since) / MS_SECOND : 0;
		draw_line(d, FORM_FOR, _("Lasted"), f->since ? arena_printf(d->a, "%02lld:%02lld", (long long)s / 60,
			(long long)s % 60) : _("not known (3:12, 12, 1h)"));
	}
	if (form_has(f, FORM_BACK)) {
		bool back = care_contact_calls_back(f->kind, f->way, f->end);
		draw_line(d, FORM_BACK, _("Call back"), back ? _("as soon as is promised (or: tomorrow 9:00)")
			: _("no (or when: tomorrow 9:00)"));
	}
}

/* Why it could not be saved. */
static void
draw_trouble(struct drawing *d)
{
	const char *words = d->f->trouble;
	struct pane p = pane_sub(d->p, 1, d->p.height - TROUBLE_ROWS, d->p.width - 2, TROUBLE_ROWS);
	struct layout_options o = { .width = p.width };
	struct layout_line line = { 0 };
	for (int y = 0; *words && y < p.height && layout_next(words, strlen(words), &o, &line); y++)
		layout_draw(p, 0, y, ROLE_ERROR, words, &line);
}

void
contact_draw(struct app *app, struct pane screen)
{
	struct contact_form *f = app->form;
	const char *title = f->kind == KIND_CALL ? _("A call") : f->kind == KIND_VISIT ? _("A visit") : _("A letter");
	int width = screen.width - 2 < FORM_WIDTH ? screen.width - 2 : FORM_WIDTH, height = f->kind == KIND_CALL ? 11 : 9;
	height += form_named(f) ? (f->focus == FORM_WHO ? (int)f->found_count + 1 : 1) : 0;
	height += (f->kind == KIND_CALL && width < FORM_WIDTH) + (*f->trouble ? TROUBLE_ROWS : 0);
	struct drawing d = { .app = app, .f = f, .a = arena_new() };
	d.p = popup_draw(screen, width, height, title, width < 50 ? _("Enter saves  Esc keeps")
		: _("Enter saves  Tab next field  Esc keeps it for later"));
	/* a low window shows the end of the form when one is there */
	if (d.p.height < height - 2 && f->focus >= FORM_WHEN)
		d.y = d.p.height - (height - 2);
	draw_who(&d);
	draw_case(&d);
	draw_way(&d);
	if (form_has(f, FORM_END))
		draw_end(&d);
	draw_times(&d);
	draw_line(&d, FORM_TEXT, _("Words"), _("what was said"));
	draw_trouble(&d);
	arena_free(d.a);
}
