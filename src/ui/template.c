/* template.c - words that a channel has approved, above the composer: one is chosen, its gaps are filled in, and what
 * the customer will see stands below while one types.  What was written before stays in the composer. */
#include "compose.h"

#include <stdlib.h>
#include <string.h>

enum { PREVIEW_ROWS = 40 };

struct form {
	struct arena *arena;
	struct template_form f;
	struct lineedit **fields;	/* one per gap */
	size_t focus;
};

static struct form *
form_of(struct app *app)
{
	return app_top(app)->ops == &template_screen ? app_top(app)->state : NULL;
}

static void
take_values(struct form *t)
{
	for (size_t i = 0; i < t->f.count; i++)
		t->f.gaps[i].value = lineedit_text(t->fields[i]);
}

static size_t
open_gaps(const struct form *t)
{
	size_t n = 0;
	for (size_t i = 0; i < t->f.count; i++)
		n += str_empty(lineedit_text(t->fields[i]));
	return n;
}

static void
close_form(struct app *app, struct screen *s)
{
	struct form *t = s->state;
	(void)app;
	for (size_t i = 0; i < t->f.count; i++)
		lineedit_free(t->fields[i]);
	arena_free(t->arena);
	free(t);
}

/* -- looks ------------------------------------------------------------------------------------------------------- */

/* The preview's gaps are where the eye is to go: what is open stands as it is in the template. */
static void
draw_preview(const struct form *t, struct pane p, struct arena *a)
{
	char *text = template_preview(&t->f, a);
	struct layout_options o = { .width = p.width - 2 };
	struct layout_line line = { 0 };
	for (int y = 0; y < p.height && y < PREVIEW_ROWS && layout_next(text, strlen(text), &o, &line); y++)
		layout_draw(p, 1, y, ROLE_AGENT, text, &line);
}

static void
draw_form(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct form *t = s->state;
	const struct compose *c = compose_of(app);
	const struct template_row *row = &t->f.row;
	struct arena *a = arena_new();
	int fields = (int)t->f.count, room = p.height > 8 ? p.height - 6 : 1, y = 1;
	int first = (int)t->focus >= room ? (int)t->focus - room + 1 : 0;
	(void)focus;
	take_values(t);
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, _("TEMPLATE %s%s%s, private"), row->name, row->language ? "/" : "",
		row->language ? row->language : ""), arena_printf(a, "%s %s", row->category ? row->category : "",
		row->status ? row->status : "APPROVED"));
	canvas_putf(p, 1, y++, ROLE_TEXT, _("To: %s"), c ? lineedit_text(c->fields[FIELD_TO]) : "");
	for (int i = first; i < fields && i < first + room; i++) {
		char *label = arena_printf(a, "%s: ", t->f.gaps[i].label);
		if ((size_t)i == t->focus) {
			lineedit_draw(t->fields[i], pane_sub(p, 1, y++, p.width - 1, 1), 0, label, ROLE_INPUT);
			continue;
		}
		int x = canvas_put(p, 1, y, ROLE_MUTED, label) + 1;
		const char *value = lineedit_text(t->fields[i]);
		canvas_put(p, x, y++, str_empty(value) ? ROLE_WARNING : ROLE_TEXT, str_empty(value) ? _("(open)") : value);
	}
	canvas_hline(p, 0, y, p.width, ROLE_RULE);
	draw_preview(t, pane_sub(p, 0, y + 1, p.width, p.height - y - 2), a);
	size_t open = open_gaps(t);
	canvas_rule(p, p.height - 1, open ? ROLE_WARNING : ROLE_OK, open ? arena_printf(a, ngettext_("%zu gap is open",
		"%zu gaps are open", open), open) : _("nothing is open"), "");
	arena_free(a);
}

static bool
form_key(struct app *app, struct screen *s, keycode k)
{
	struct form *t = s->state;
	if (!t->f.count)
		return false;
	switch (lineedit_key(t->fields[t->focus], k)) {
	case LINEEDIT_ACCEPT:
		template_command(app, t->focus + 1 < t->f.count || open_gaps(t) ? "template-field" : "template-send");
		return true;
	case LINEEDIT_CANCEL:
	case LINEEDIT_IGNORED:
		return false;
	default:
		app->dirty = true;
		return true;
	}
}

static void
form_paste(struct app *app, struct screen *s, const char *text, size_t len)
{
	struct form *t = s->state;
	(void)app, (void)len;
	if (t->f.count)
		lineedit_insert(t->fields[t->focus], text);
}

static int64_t
form_case(struct app *app, struct screen *s)
{
	const struct compose *c = compose_of(app);
	(void)s;
	return c ? c->letter.case_id : 0;
}

static const char *
form_status(struct app *app, struct screen *s, struct arena *a)
{
	const struct form *t = s->state;
	(void)app;
	return t->f.count ? arena_printf(a, "%s | %zu/%zu", _("template"), t->focus + 1, t->f.count) : _("template");
}

const struct screen_ops template_screen = {
	.name = "template", .title = N_("template"), .text = true, .close = close_form, .draw = draw_form, .key = form_key,
	.paste = form_paste, .current = form_case, .status = form_status,
	.hints = "send=template-send,next=template-field,back,help",
};

/* -- sending ------------------------------------------------------------------------------------------------------- */

/* Through the same outbox as every reply; a text begun before stays as a draft. */
static void
answered(struct app *app, bool yes)
{
	struct form *t = form_of(app);
	struct compose *c = compose_of(app);
	struct error err = ERROR_INIT;
	struct act_result r;
	if (!t || !c)
		return;
	if (!yes) {
		app_say(app, MESSAGE_INFO, _("back to the gaps"));
		return;
	}
	struct arena *a = arena_new();
	struct letter l = c->letter;
	l.files = NULL;
	l.file_count = 0;
	l.draft = 0;
	l.seen = c->seen ? c->seen : c->opened_item ? c->opened_item : -1;
	take_values(t);
	if (template_text(&t->f, a, &l.text, &err) < 0 || letter_send(&app->v, &l, a, &r, &err) < 0) {
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	bool begun = !compose_untouched(c);
	app_pop(app);
	compose_end(app, c, begun);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	app_say(app, MESSAGE_GOOD, begun ? _("%s - u takes it back within %lld s; what you had written is a draft")
		: _("%s - u takes it back within %lld s"), r.words,
		(long long)(conf_span(app->conf, OPT_CARE_UNDO_SEND) / 1000));
	arena_free(a);
}

static void
ask_to_send(struct app *app, struct form *t)
{
	struct compose *c = compose_of(app);
	struct error err = ERROR_INIT;
	const char *text;
	take_values(t);
	if (!c || template_text(&t->f, app->command, &text, &err) < 0) {
		if (c)
			app_fail(app, &err);
		for (size_t i = 0; i < t->f.count; i++)
			if (str_empty(lineedit_text(t->fields[i]))) {
				t->focus = i;
				break;
			}
		return;
	}
	app_ask_firmly(app, answered, _("SEND template %s %s?\ny sends, e goes back to the gaps"), t->f.row.name,
		letter_review(&c->letter, app->command));
}

void
template_command(struct app *app, const char *what)
{
	struct form *t = form_of(app);
	if (!t)
		return;
	app->dirty = true;
	if (str_eq(what, "template-send"))
		ask_to_send(app, t);
	else if (t->f.count)
		t->focus = (t->focus + (str_eq(what, "template-field prev") ? t->f.count - 1 : 1)) % t->f.count;
}

/* -- choosing --------------------------------------------------------------------------------------------------------- */

struct offer { struct template_row *rows; size_t n; const struct conf_macro *macros; size_t macro_count; };

/* The macros that name a template by its number, where the channel has no list. */
static bool
names_template(const struct conf_macro *m)
{
	return m->text && care_is_template(m->text);
}

static struct offer
offered(struct app *app, struct arena *a)
{
	const struct compose *c = compose_of(app);
	struct offer o = { NULL, 0, NULL, 0 };
	if (!c || read_templates(app->store, c->letter.account, a, &o.rows, &o.n, NULL) < 0)
		o.n = 0;
	o.macros = conf_macros(app->conf, &o.macro_count);
	return o;
}

static void
open_form(struct app *app, const struct template_row *row)
{
	struct form *t = xcalloc(1, sizeof *t);
	t->arena = arena_new();
	struct template_row copy = { .account = row->account, .name = arena_str(t->arena, row->name),
		.language = arena_str(t->arena, row->language), .category = arena_str(t->arena, row->category),
		.status = arena_str(t->arena, row->status), .header = arena_str(t->arena, row->header),
		.body = arena_str(t->arena, row->body), .footer = arena_str(t->arena, row->footer), .ready = row->ready };
	template_form(&copy, t->arena, &t->f);
	t->fields = arena_array(t->arena, struct lineedit *, t->f.count + 1);
	for (size_t i = 0; i < t->f.count; i++)
		t->fields[i] = lineedit_new();
	app_push(app, &template_screen, t, 0);
}

static void
template_done(struct app *app, const struct picker_item *item)
{
	struct arena *a = arena_new();
	struct offer o = offered(app, a);
	size_t i = (size_t)item->id - 1;
	if (item->id < 1)
		app_say(app, MESSAGE_BAD, _("no template is called '%s'"), item->text);
	else if (i >= o.n)
		pick_macro(app, item->text);
	else if (!o.rows[i].ready)
		app_say(app, MESSAGE_BAD, _("template '%s' is not approved (%s)"), o.rows[i].name, o.rows[i].status);
	else
		open_form(app, &o.rows[i]);
	arena_free(a);
}

static const char *
preview(void *ctx, const struct picker_item *item)
{
	struct app *app = ctx;
	struct template_form f;
	struct offer o = offered(app, app->picker_memory);
	size_t i = (size_t)item->id - 1;
	if (item->id < 1 || i >= o.n)
		return item->detail;
	template_form(&o.rows[i], app->picker_memory, &f);
	return template_preview(&f, app->picker_memory);
}

static void
add_macros(struct arena *a, const struct offer *o, struct picker_item *items, size_t *n)
{
	for (size_t i = 0; i < o->macro_count; i++)
		if (names_template(&o->macros[i])) {
			const char *text = o->macros[i].text;
			items[*n] = (struct picker_item){ o->macros[i].name, arena_strn(a, text, strcspn(text, "\n")), _("macro"),
				(int64_t)(o->n + i) + 1, 0 };
			(*n)++;
		}
}

void
pick_template(struct app *app)
{
	struct compose *c = compose_of(app);
	if (!c || !compose_active(app) || (c->kind != COMPOSE_REPLY && c->kind != COMPOSE_NEW) ||
	    c->letter.audience >= AUDIENCE_UNLISTED) {
		app_say(app, MESSAGE_INFO, _("a template goes with a private reply: open one first (r)"));
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct offer o = offered(app, a);
	struct picker_item *items = arena_array(a, struct picker_item, o.n + o.macro_count + 1);
	size_t n = 0;
	for (; n < o.n; n++) {
		const struct template_row *t = &o.rows[n];
		items[n] = (struct picker_item){ arena_printf(a, "%s%s%s", t->name, t->language ? "/" : "",
			t->language ? t->language : ""), arena_strn(a, t->body, strcspn(t->body, "\n")),
			t->ready ? t->category : t->status,
			(int64_t)n + 1, 0 };
	}
	if (str_eq(read_after_window(app->store, c->letter.account, c->letter.thread, a), "named-template"))
		add_macros(a, &o, items, &n);
	if (!n) {
		app_say(app, MESSAGE_INFO, _("no templates are known of this account"));
		return;
	}
	app_pick(app, _("template"), _("Enter fills its gaps in  Esc closes"), items, n, true, template_done);
	picker_set_preview(app->picker, preview, app);
}
