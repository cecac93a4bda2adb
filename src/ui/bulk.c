/*
 * bulk.c - one text to the customers of many cases.  One screen shows who gets it by which way and why the others do
 * not, and what the one under the cursor would read; a second one, over the same state, is the text while one writes it.
 * Looking and queueing go on slice by slice between the keys.
 */
#include "app.h"
#include "commands.h"
#include "macros.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { WIDE = 100, COLUMNS = 3, LOOK_SLICE = 20, SEND_SLICE = 8, GROUPS = 64, TEXT_LIMIT = 2000 };

/* Cases that share a fate and an account. */
struct group { enum bulk_state state; const char *account, *channel; size_t n, goes; bool open; };
struct row { int64_t id; size_t group, item; bool head; const char *cell[COLUMNS]; };

struct mass {
	struct app *app;
	struct arena *arena, *shown, *rowed;	/* shown: of the preview; rowed: of the rows */
	struct bulk b;
	struct editor *text;
	unsigned long judged;		/* the text's revision when it was looked at */
	struct group groups[GROUPS];
	size_t group_count;
	struct row *rows;
	size_t n, space;
	struct list *list;
	int64_t previewed;
	char *preview;
	bool sending;
};

static const struct list_column columns[COLUMNS] = {
	{ N_("GO"), 5, 5, 0, ALIGN_LEFT, false }, { N_("CASE"), 5, 6, 0, ALIGN_RIGHT, false },
	{ N_("TO WHOM"), 20, 60, 0, ALIGN_LEFT, true },
};

static struct mass *
in_front(struct app *app)
{
	const struct screen_ops *ops = app_top(app)->ops;
	return ops == &bulk_screen || ops == &words_screen ? app_top(app)->state : NULL;
}

/* -- groups and rows ----------------------------------------------------------------------------------------------- */

static bool
can_go(const struct bulk_item *it)
{
	return it->state == BULK_READY || it->state == BULK_DOUBT;
}

static size_t
group_of(struct mass *m, const struct bulk_item *it)
{
	const char *account = can_go(it) ? it->account : "";
	for (size_t i = 0; i < m->group_count; i++)
		if (m->groups[i].state == it->state && str_eq(m->groups[i].account, account))
			return i;
	if (m->group_count == GROUPS)
		return GROUPS - 1;
	m->groups[m->group_count] = (struct group){ .state = it->state, .account = account,
		.channel = can_go(it) ? it->channel : "" };
	return m->group_count++;
}

static int
by_state(const void *x, const void *y)
{
	const struct group *a = x, *b = y;
	return a->state != b->state ? a->state < b->state ? -1 : 1 : a->n != b->n ? a->n > b->n ? -1 : 1
		: strcmp(a->account, b->account);
}

static struct row *
add_row(struct mass *m)
{
	return VEC_PUSH(m->rowed, m->rows, m->n, m->space);
}

static void
count_groups(struct mass *m)
{
	for (size_t i = 0; i < m->group_count; i++)
		m->groups[i].n = m->groups[i].goes = 0;
	for (size_t i = 0; i < m->b.looked; i++) {
		struct group *g = &m->groups[group_of(m, &m->b.items[i])];
		g->n++;
		g->goes += can_go(&m->b.items[i]) && !m->b.items[i].out;
	}
	if (m->group_count)
		qsort(m->groups, m->group_count, sizeof *m->groups, by_state);
}

static const char *
head_words(const struct group *g, struct arena *a)
{
	const char *sign = g->open ? "-" : "+";
	if (!*g->account)
		return arena_printf(a, "%s %s", sign, bulk_state_words(g->state));
	return arena_printf(a, _("%s %s, by %s (%s)"), sign, bulk_state_words(g->state), g->account, g->channel);
}

static void
fill_row(struct mass *m, struct row *r)
{
	const struct group *g = &m->groups[r->group];
	const struct bulk_item *it = r->head ? NULL : &m->b.items[r->item];
	if (r->head) {
		r->cell[0] = arena_printf(m->rowed, "%zu", g->goes);
		r->cell[1] = arena_printf(m->rowed, "%zu", g->n);
		r->cell[2] = head_words(g, m->rowed);
		return;
	}
	r->cell[0] = it->queued ? _("sent") : !can_go(it) ? "-" : it->out ? _("no") : _("yes");
	r->cell[1] = rows_number(m->rowed, it->number);
	r->cell[2] = arena_printf(m->rowed, "  %s%s%s%s%s", it->who, *it->to ? ", " : "", it->to, *it->why ? ": " : "", it->why);
}

static void
build(struct mass *m)
{
	count_groups(m);
	arena_reset(m->rowed);
	m->rows = NULL;
	m->n = m->space = 0;
	for (size_t g = 0; g < m->group_count; g++) {
		if (!m->groups[g].n)
			continue;
		*add_row(m) = (struct row){ .id = -1 - (int64_t)m->groups[g].state * 1000 - (int64_t)g, .group = g, .head = true };
		for (size_t i = 0; m->groups[g].open && i < m->b.looked; i++)
			if (group_of(m, &m->b.items[i]) == g)
				*add_row(m) = (struct row){ .id = m->b.items[i].case_id, .group = g, .item = i };
	}
	for (size_t i = 0; i < m->n; i++)
		fill_row(m, &m->rows[i]);
	list_refresh(m->list);
	m->app->dirty = true;
}

static const struct row *
here(const struct mass *m)
{
	long i = list_cursor_row(m->list);
	return i >= 0 && (size_t)i < m->n ? &m->rows[i] : NULL;
}

static size_t
count(void *ctx)
{
	return ((struct mass *)ctx)->n;
}

static int64_t
row_id(void *ctx, size_t i)
{
	return ((struct mass *)ctx)->rows[i].id;
}

static void
cell(void *ctx, size_t i, int column, struct list_cell *out)
{
	out->text = ((struct mass *)ctx)->rows[i].cell[column];
}

static unsigned
style(void *ctx, size_t i)
{
	const struct mass *m = ctx;
	const struct row *r = &m->rows[i];
	const struct bulk_item *it = r->head ? NULL : &m->b.items[r->item];
	if (r->head)
		return m->groups[r->group].state == BULK_READY ? ROLE_OK : m->groups[r->group].state == BULK_COVERED ? ROLE_MUTED
			: ROLE_WARNING;
	return can_go(it) && !it->out ? ROLE_TEXT : ROLE_MUTED;
}

/* -- the text ------------------------------------------------------------------------------------------------------ */

/* All are looked at anew when the text is another one; a macro that was edited is a text like any other. */
static void
judge(struct mass *m)
{
	if (editor_revision(m->text) == m->judged)
		return;
	m->judged = editor_revision(m->text);
	bulk_text(&m->b, editor_copy(m->text, m->arena), NULL);
	m->previewed = 0;
	m->app->hurry = true;
	build(m);
}

static void
use_macro(struct mass *m, const struct conf_macro *macro)
{
	editor_set_text(m->text, macro->text ? macro->text : "");
	m->judged = editor_revision(m->text);
	bulk_text(&m->b, macro->text, macro);
	m->previewed = 0;
	m->app->hurry = true;
	build(m);
}

static void
macro_chosen(struct app *app, const struct picker_item *item)
{
	struct mass *m = in_front(app);
	struct error err = ERROR_INIT;
	const struct conf_macro *macro = m ? conf_macro_find(app->conf, item->text, app->command, &err) : NULL;
	if (macro)
		macro_for_many(app, macro);
	else if (m)
		app_fail(app, &err);
}

/* Its questions have been asked. */
void
bulk_take_macro(struct app *app, const struct conf_macro *macro)
{
	struct mass *m = in_front(app);
	if (m)
		use_macro(m, macro);
}

static void
choose_macro(struct app *app, struct mass *m)
{
	size_t n, k = 0;
	const struct conf_macro *list = conf_macros(app->conf, &n);
	struct picker_item *items = arena_array(m->arena, struct picker_item, n + 1);
	for (size_t i = 0; i < n; i++)
		if (!str_empty(list[i].text))
			items[k++] = (struct picker_item){ list[i].name,
				arena_strn(m->arena, list[i].text, strcspn(list[i].text, "\n")), NULL, (int64_t)i + 1, 0 };
	app_pick(app, _("macro"), _("Enter chooses  Esc closes"), items, k, true, macro_chosen);
}

/* -- drawing ------------------------------------------------------------------------------------------------------- */

/* Read outside of painting: what the case under the cursor would get. */
static void
look_at(struct mass *m)
{
	const struct row *r = here(m);
	int64_t id = r ? r->id : 0;
	if (m->previewed == id || m->b.looked < m->b.n)
		return;
	arena_reset(m->shown);
	m->previewed = id;
	m->preview = r && !r->head ? bulk_preview(&m->app->v, &m->b, r->item, m->shown) : NULL;
	m->app->dirty = true;
}

static void
draw_text(struct mass *m, struct pane p, bool writing, bool focus)
{
	const struct row *r = here(m);
	if (writing || !r || r->head || !m->preview) {
		editor_draw(m->text, p, ROLE_TEXT, focus && writing);
		return;
	}
	struct layout_options o = { .width = p.width - 1 };
	struct layout_line line = { 0 };
	for (int y = 0; y < p.height && layout_next(m->preview, strlen(m->preview), &o, &line); y++)
		layout_draw(p, 0, y, ROLE_AGENT, m->preview, &line);
}

static const char *
progress(const struct mass *m, struct arena *a)
{
	size_t goes = bulk_count(&m->b, BULK_READY, false) + bulk_count(&m->b, BULK_DOUBT, false);
	const char *then = m->b.then ? arena_printf(a, _(", then %s"), m->b.then) : "";
	if (m->sending)
		return arena_printf(a, _("queueing %zu/%zu"), m->b.sent, goes);
	if (m->b.looked < m->b.n)
		return arena_printf(a, _("looking %zu/%zu"), m->b.looked, m->b.n);
	return arena_printf(a, ngettext_("%zu goes%s", "%zu go%s", goes), goes, then);
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct mass *m = s->state;
	struct arena *a = arena_new();
	const struct row *r = here(m);
	bool writing = s->ops == &words_screen, wide = p.width >= WIDE;
	focus = focus && !app->prompting && !app->picker;
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, ngettext_("Reply to many: %zu case", "Reply to many: %zu cases", m->b.n),
		m->b.n), progress(m, a));
	int top = p.height - 1, left = wide ? p.width / 2 - 1 : p.width, rows = (int)m->n + 1;
	int list_rows = wide ? top : writing ? top / 3 : rows < top / 2 ? rows : top / 2;
	list_draw_titles(m->list, pane_sub(p, 0, 1, left, 1), 0, ROLE_MUTED);
	list_draw(m->list, pane_sub(p, 0, 2, left, list_rows - 1), focus && !writing);
	struct pane rule = wide ? pane_sub(p, left + 1, 1, p.width - left - 1, 1) : pane_sub(p, 0, 1 + list_rows, p.width, 1);
	struct pane text = wide ? pane_sub(p, left + 2, 2, p.width - left - 2, top - 1)
		: pane_sub(p, 0, 2 + list_rows, p.width, top - list_rows - 1);
	if (wide)
		canvas_vline(p, left, 1, top, ROLE_RULE);
	bool one = !writing && r && !r->head && m->preview;
	canvas_rule(rule, 0, writing ? ROLE_AGENT : ROLE_MUTED, writing ? _("the text to the CUSTOMERS: {customer.first_name|...}")
		: one ? arena_printf(a, _("what %s reads"), m->b.items[r->item].who) : _("the text"),
		m->b.macro ? m->b.macro->name : NULL);
	if (text.height > 0)
		draw_text(m, text, writing, focus);
	arena_free(a);
}

/* -- the screens --------------------------------------------------------------------------------------------------- */

static void
ended(struct app *app, struct mass *m)
{
	char *words = arena_str(app->memory, bulk_done_words(&app->v, &m->b, m->arena));
	size_t failed = 0;
	for (size_t i = 0; i < m->b.n; i++)
		failed += !m->b.items[i].out && !m->b.items[i].queued && can_go(&m->b.items[i]);
	m->sending = false;
	bulk_forget(&app->v);
	(void)store_setting_put(app->store, arena_printf(m->arena, "bulk-text:%lld", (long long)app->v.who.agent),
		editor_copy(m->text, m->arena), NULL);
	if (app_top(app)->state == m && !failed)
		app_pop(app);
	cases_marks(app, "clear");
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	app_say(app, MESSAGE_GOOD, _("%s - u takes back"), words);
}

/* A slice; a store that is busy is asked again on the next tick. */
static void
send_slice(struct app *app, struct mass *m, size_t max)
{
	struct error err = ERROR_INIT;
	int64_t before = m->b.group;
	int rc = bulk_send(&app->v, &m->b, max, m->arena, &err);
	if (!before && m->b.group)
		(void)bulk_keep(&app->v, &m->b, m->arena, NULL);
	app->hurry = true;
	app->dirty = true;
	if (rc > 0)
		ended(app, m);
	else if (rc < 0 && err.code != ERR_BUSY) {
		m->sending = false;
		app_fail(app, &err);
	}
}

static void
tick(struct app *app, struct screen *s)
{
	struct mass *m = s->state;
	if (m->sending) {
		send_slice(app, m, SEND_SLICE);
		return;
	}
	if (m->b.looked < m->b.n) {
		app->hurry = true;
		(void)bulk_look(&app->v, &m->b, LOOK_SLICE, m->arena);
		build(m);
	}
	look_at(m);
}

static void
close_list(struct app *app, struct screen *s)
{
	struct mass *m = s->state;
	struct error err = ERROR_INIT;
	/* the program ends: what was begun is done to its end */
	while (m->sending && bulk_send(&app->v, &m->b, SEND_SLICE, m->arena, &err) == 0)
		;
	if (m->sending)
		bulk_forget(&app->v);
	list_free(m->list);
	editor_free(m->text);
	arena_free(m->arena);
	arena_free(m->shown);
	arena_free(m->rowed);
	free(m);
}

static void
close_words(struct app *app, struct screen *s)
{
	(void)app;
	judge(s->state);
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int times)
{
	bool moved = list_do(((struct mass *)s->state)->list, how, times);
	app->hurry = true;		/* the preview follows */
	return moved;
}

static int64_t
current(struct app *app, struct screen *s)
{
	const struct row *r = here(s->state);
	(void)app;
	return r && !r->head ? r->id : 0;
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	struct mass *m = s->state;
	(void)app;
	return progress(m, a);
}

static bool
words_key(struct app *app, struct screen *s, keycode k)
{
	(void)app;
	return editor_key(((struct mass *)s->state)->text, k) != EDITOR_IGNORED;
}

static void
words_paste(struct app *app, struct screen *s, const char *text, size_t len)
{
	(void)app;
	editor_paste(((struct mass *)s->state)->text, text, len);
}

const struct screen_ops bulk_screen = { .name = "bulk", .title = N_("Reply to many"), .close = close_list, .draw = draw,
	.tick = tick, .move = move, .current = current, .status = status,
	.hints = "send=bulk-send,stays=bulk-toggle,unfold=bulk-fold,write=bulk-text,macro=bulk-macro,then=bulk-then,"
		"back=bulk-back,help" };
const struct screen_ops words_screen = { .name = "words", .title = N_("the text"), .text = true, .close = close_words,
	.draw = draw, .key = words_key, .paste = words_paste, .status = status,
	.hints = "who gets it=back,macro=bulk-macro,editor=bulk-edit,last text=bulk-last,help" };

static struct mass *
new_mass(struct app *app)
{
	struct mass *m = xcalloc(1, sizeof *m);
	struct list_source source = { .ctx = m, .count = count, .id = row_id, .cell = cell, .style = style };
	m->app = app;
	m->arena = arena_new();
	m->shown = arena_new();
	m->rowed = arena_new();
	m->text = editor_new();
	m->judged = editor_revision(m->text);
	m->list = list_new(&source);
	list_set_columns(m->list, columns, COLUMNS);
	return m;
}

/* -- opening ------------------------------------------------------------------------------------------------------- */

/* All that a query finds. */
static int64_t *
found(struct app *app, const char *text, struct arena *a, size_t *n, struct error *err)
{
	struct query_context ctx = { .now = app->v.now };
	struct case_page p = { .sort = SORT_DUE, .agent = app->v.who.agent, .limit = TEXT_LIMIT };
	struct case_row *rows;
	struct query *q;
	bool more, cut;
	*n = 0;
	if (query_parse(text, &ctx, a, &q, NULL, err) < 0)
		return NULL;
	p.query = q;
	if (read_cases(app->store, &p, a, &rows, n, &more, &cut, err) < 0)
		return NULL;
	int64_t *ids = arena_array(a, int64_t, *n + 1);
	for (size_t i = 0; i < *n; i++)
		ids[i] = rows[i].id;
	return ids;
}

static void
open_screen(struct app *app, const char *query)
{
	struct mass *m = new_mass(app);
	struct error err = ERROR_INIT;
	size_t n = 0;
	bool again = !query && !(app_top(app)->ops == &list_screen && cases_marked(app)) &&
		bulk_kept(&app->v, &m->b, m->arena);
	int64_t *ids = again ? NULL : query ? found(app, query, m->arena, &n, &err) : app_targets(app, m->arena, &n);
	if (!again)
		bulk_begin(&m->b, ids, n, m->arena);
	if (!m->b.n || err.code) {
		struct screen s = { &bulk_screen, m, 0, false };
		if (err.code)
			app_fail(app, &err);
		else
			app_say(app, MESSAGE_INFO,
				_("mark cases first (Space, T by a query), or say a query: bulk-reply tag:delay"));
		close_list(app, &s);
		return;
	}
	app_push(app, &bulk_screen, m, 0);
	if (again) {
		editor_set_text(m->text, m->b.text ? m->b.text : "");
		m->judged = editor_revision(m->text);
		app_say(app, MESSAGE_INFO, _("it was cut off: y queues the rest of it"));
	} else {
		app_push(app, &words_screen, m, 0);
	}
	app->hurry = true;
}

/* -- what can be done ---------------------------------------------------------------------------------------------- */

static void
toggle(struct app *app, struct mass *m)
{
	const struct row *r = here(m);
	if (!r)
		return;
	if (!r->head && !can_go(&m->b.items[r->item])) {
		app_say(app, MESSAGE_INFO, "%s%s%s", bulk_state_words(m->b.items[r->item].state),
			*m->b.items[r->item].why ? ": " : "", m->b.items[r->item].why);
		return;
	}
	bool out = r->head ? m->groups[r->group].goes > 0 : !m->b.items[r->item].out;
	for (size_t i = 0; i < m->b.looked; i++)
		if (can_go(&m->b.items[i]) && (r->head ? group_of(m, &m->b.items[i]) == r->group : i == r->item))
			m->b.items[i].out = out;
	build(m);
	(void)list_do(m->list, LIST_DOWN, 1);
	app->hurry = true;
}

static void
fold(struct mass *m)
{
	const struct row *r = here(m);
	if (!r)
		return;
	struct group *g = &m->groups[r->group];
	int64_t head = -1 - (int64_t)g->state * 1000 - (int64_t)r->group;
	g->open = !g->open;
	build(m);
	(void)list_go(m->list, head);
}

static void
next_then(struct mass *m)
{
	m->b.then = !m->b.then ? "pending" : str_eq(m->b.then, "pending") ? "resolve" : NULL;
	m->app->dirty = true;
}

static void
send(struct app *app, struct mass *m)
{
	size_t goes = bulk_count(&m->b, BULK_READY, false) + bulk_count(&m->b, BULK_DOUBT, false);
	if (m->sending)
		return;
	judge(m);
	if (!m->b.macro && str_empty(m->b.text))
		app_say(app, MESSAGE_INFO, _("nothing is written yet"));
	else if (m->b.looked < m->b.n)
		app_say(app, MESSAGE_INFO, _("still looking who would get it"));
	else if (!goes)
		app_say(app, MESSAGE_INFO, _("nobody would get it: the groups say why"));
	else if (bulk_keep(&app->v, &m->b, m->arena, NULL) == 0) {
		m->sending = true;
		app->hurry = true;
	}
}

static void
edit_outside(struct app *app, struct mass *m)
{
	char *text = launch_editor(app, editor_copy(m->text, app->command), app->command);
	if (text)
		editor_set_text(m->text, text);
}

static void
last_text(struct app *app, struct mass *m)
{
	char *text = NULL;
	if (store_setting_get(app->store, arena_printf(m->arena, "bulk-text:%lld", (long long)app->v.who.agent), m->arena, &text,
			NULL) == 0 && !str_empty(text))
		editor_insert(m->text, text);
	else
		app_say(app, MESSAGE_INFO, _("there was no reply to many before"));
}

/* bulk-reply [QUERY], and on its screens: -toggle, -fold, -text, -macro [NAME], -then, -send, -edit, -last, -back */
void
go_bulk(struct app *app, int times, const char *const *words, size_t n)
{
	struct mass *m = in_front(app);
	const char *what = words[0] + strlen("bulk-");
	(void)times;
	if (str_eq(what, "reply") && store_read_only(app->store))
		app_say(app, MESSAGE_BAD, _("READ-ONLY: the store's folder cannot be written, so nothing can be sent from here"));
	else if (str_eq(what, "reply") && !m)
		open_screen(app, n > 1 ? command_rest(app->command, words, n, 1) : NULL);
	else if (!m || m->sending)
		app_say(app, MESSAGE_INFO, m ? _("the messages are being queued") : _("bulk-reply: first"));
	else if (str_eq(what, "toggle"))
		toggle(app, m);
	else if (str_eq(what, "fold"))
		fold(m);
	else if (str_eq(what, "text"))
		app_push(app, &words_screen, m, 0);
	else if (str_eq(what, "macro") && n > 1)
		macro_chosen(app, &(struct picker_item){ words[1], NULL, NULL, 1, 0 });
	else if (str_eq(what, "macro"))
		choose_macro(app, m);
	else if (str_eq(what, "then"))
		next_then(m);
	else if (str_eq(what, "send"))
		send(app, m);
	else if (str_eq(what, "edit"))
		edit_outside(app, m);
	else if (str_eq(what, "last"))
		last_text(app, m);
	else if (str_eq(what, "back"))
		app_pop(app);
}

void
bulk_remind(struct app *app)
{
	struct arena *a = arena_new();
	struct bulk b;
	if (!app->message[0] && bulk_kept(&app->v, &b, a))
		app_say(app, MESSAGE_BAD, _("a reply to many was cut off while it was queued: :bulk-reply goes on"));
	arena_free(a);
}
