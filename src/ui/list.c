/* list.c - the list of cases: views, filter, marks, peek. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { PAGE = 100, WINDOW_MAX = 1000 };

enum column { COLUMN_FLAGS, COLUMN_CASE, COLUMN_DUE, COLUMN_CHANNEL, COLUMN_CUSTOMER, COLUMN_SUBJECT, COLUMN_OWNER,
	COLUMN_TAGS, COLUMN_AGE, COLUMN_COUNT };

static const struct list_column columns[COLUMN_COUNT] = {
	[COLUMN_FLAGS] = { " ", 3, 3, 0, ALIGN_LEFT, false },
	[COLUMN_CASE] = { N_("CASE"), 5, 6, 1, ALIGN_RIGHT, false },
	[COLUMN_DUE] = { N_("DUE"), 4, 5, 2, ALIGN_RIGHT, false },
	[COLUMN_CHANNEL] = { N_("CH"), 2, 2, 3, ALIGN_LEFT, false },
	[COLUMN_CUSTOMER] = { N_("CUSTOMER"), 8, 16, 4, ALIGN_LEFT, false },
	[COLUMN_SUBJECT] = { N_("SUBJECT"), 12, 30, 0, ALIGN_LEFT, true },
	[COLUMN_OWNER] = { N_("OWN"), 4, 5, 7, ALIGN_LEFT, false },
	[COLUMN_TAGS] = { N_("TAGS"), 5, 9, 6, ALIGN_LEFT, false },
	[COLUMN_AGE] = { N_("AGE"), 4, 4, 5, ALIGN_RIGHT, false },
};

struct cases {
	struct app *app;
	struct list *list;
	struct arena *arena;		/* of the rows */
	struct case_row *rows;
	size_t n;
	bool at_start, at_end;
	char *query_text;
	char filter[200];
	struct query *query;
	struct arena *query_arena;
	enum case_sort sort;
	struct story *peek;
	int64_t peek_case, peek_since_us, find_from;
	char cell[COLUMN_COUNT][160];
};

static struct cases *
of(struct app *app)
{
	return app->stack[0].state;
}

/* -- the window of rows --------------------------------------------------------------------------------------- */

static bool
same_query(struct cases *c, struct error *err)
{
	struct query_context ctx = { .now = c->app->v.now, .last_is_prefix = c->filter[0] != '\0' };
	struct buf b = BUF_INIT;
	struct query *q;
	if (!*c->filter)
		buf_adds(&b, c->query_text);
	else if (!*c->query_text || str_eq(c->query_text, "*"))
		buf_adds(&b, c->filter);
	else
		buf_addf(&b, "(%s) and %s", c->query_text, c->filter);
	arena_reset(c->query_arena);
	int rc = query_parse(b.data, &ctx, c->query_arena, &q, NULL, err);
	if (rc < 0 && *c->filter) {
		/* half-typed: what parsed last stays */
		error_clear(err);
		rc = query_parse(c->query_text, &ctx, c->query_arena, &q, NULL, err);
	}
	buf_free(&b);
	if (rc == 0)
		c->query = q;
	return rc == 0;
}

static int
read_page(struct cases *c, const struct case_row *after, bool backwards, size_t limit, struct arena *a,
	struct case_row **rows, size_t *n, bool *more)
{
	struct case_page p = { .query = c->query, .sort = c->sort, .agent = c->app->v.who.agent, .after = after,
		.backwards = backwards, .limit = limit };
	struct error err = ERROR_INIT;
	bool cut;
	int64_t since = clock_mono_us();
	store_budget(c->app->store, 200);
	int rc = read_cases(c->app->store, &p, a, rows, n, more, &cut, &err);
	store_budget(c->app->store, 0);
	app_query_took(c->app, since);
	if (rc < 0 && err.code != ERR_BUSY)
		app_fail(c->app, &err);
	return rc;
}

/* Reads the window anew, around what is shown: as many rows as before, at least a page. */
static void
load(struct cases *c)
{
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	struct case_row *rows;
	size_t n, limit = c->n > PAGE ? c->n : PAGE;
	bool more;
	if (!same_query(c, &err)) {
		app_fail(c->app, &err);
		arena_free(a);
		return;
	}
	if (read_page(c, NULL, false, limit > WINDOW_MAX ? WINDOW_MAX : limit, a, &rows, &n, &more) < 0) {
		arena_free(a);
		return;
	}
	arena_free(c->arena);
	c->arena = a;
	c->rows = rows;
	c->n = n;
	c->at_start = true;
	c->at_end = !more;
	list_refresh(c->list);
}

static size_t
source_count(void *ctx)
{
	return ((struct cases *)ctx)->n;
}

static int64_t
source_id(void *ctx, size_t row)
{
	return ((struct cases *)ctx)->rows[row].id;
}

static bool
source_more(void *ctx, int direction)
{
	struct cases *c = ctx;
	struct case_row *rows;
	size_t n;
	bool more;
	if (direction < 0 || c->at_end || !c->n)
		return false;
	if (read_page(c, &c->rows[c->n - 1], false, PAGE, c->arena, &rows, &n, &more) < 0 || !n)
		return c->at_end = true, false;
	struct case_row *all = arena_array(c->arena, struct case_row, c->n + n);
	memcpy(all, c->rows, c->n * sizeof *all);
	memcpy(all + c->n, rows, n * sizeof *all);
	c->rows = all;
	c->n += n;
	c->at_end = !more;
	return true;
}

/* -- cells ------------------------------------------------------------------------------------------------------ */

const char *
channel_code(const char *channel)
{
	const struct channel_info *i = channel ? channel_info_find(channel) : NULL;
	return i ? i->code : "--";
}

static const char *
flags_words(const struct case_row *r, char out[8])
{
	char urgency[3] = "  ";
	if (r->priority == PRIORITY_URGENT)
		memcpy(urgency, "!!", 2);
	else if (r->priority == PRIORITY_HIGH)
		memcpy(urgency, "! ", 2);
	char mark = r->problem ? 'X' : r->status == STATUS_SNOOZED ? 'z' : r->unread ? '*' : r->has_draft ? 'd' : ' ';
	snprintf(out, 8, "%c%s", mark, urgency);
	return out;
}

static void
due_words(const struct case_row *r, int64_t now, char out[16])
{
	char span[8];
	if (r->status == STATUS_SNOOZED && r->snoozed_until)
		clock_short_span(span, r->snoozed_until - now);
	else if (r->due_at)
		clock_short_span(span, r->due_at - now);
	else
		snprintf(span, sizeof span, "%s", r->status == STATUS_RESOLVED ? "done" : "");
	snprintf(out, 16, "%s", span);
}

static void
source_cell(void *ctx, size_t row, int column, struct list_cell *out)
{
	struct cases *c = ctx;
	const struct case_row *r = &c->rows[row];
	int64_t now = c->app->v.now;
	char *t = c->cell[column];
	size_t room = sizeof c->cell[column];
	out->text = t;
	switch ((enum column)column) {
	case COLUMN_FLAGS: {
		char flags[8];
		snprintf(t, room, "%s", flags_words(r, flags));
		if (r->problem || r->priority == PRIORITY_URGENT)
			out->style = ROLE_ALERT == STYLE_ROLE(out->style) ? out->style : ROLE_WARNING;
		break;
	}
	case COLUMN_CASE: snprintf(t, room, "#%lld", (long long)r->number); break;
	case COLUMN_DUE:
		due_words(r, now, t);
		if (r->due_at)
			out->style = r->due_at <= now ? ROLE_OVERDUE : r->due_at - now < MS_HOUR ? ROLE_DUE : out->style;
		break;
	case COLUMN_CHANNEL: {
		char first[24] = "";
		snprintf(first, sizeof first, "%.*s", (int)strcspn(r->channels ? r->channels : "", " "),
			r->channels ? r->channels : "");
		snprintf(t, room, "%s", channel_code(first));
		if (r->audience >= AUDIENCE_UNLISTED)
			out->style = ROLE_PUBLIC;
		break;
	}
	case COLUMN_CUSTOMER: snprintf(t, room, "%s", r->customer_name); break;
	case COLUMN_SUBJECT:
		snprintf(t, room, "%s%s%s%s", r->late ? _("late: ") : "",
			r->status == STATUS_NEW ? "" : r->waits_on ? _("waits: ") : "",
			r->subject ? r->subject : _("(no subject)"), r->escalation ? _(" [escalated]") : "");
		if (r->siblings)
			snprintf(t + strlen(t), room - strlen(t), " +%d", r->siblings);
		break;
	case COLUMN_OWNER: snprintf(t, room, "%s", r->assignee ? r->assignee : r->team ? r->team : "---"); break;
	case COLUMN_TAGS:
		snprintf(t, room, "%s", r->tags ? r->tags : "");
		out->style = ROLE_TAG;
		break;
	case COLUMN_AGE: {
		char span[8];
		clock_short_span(span, now - (r->waiting_since ? r->waiting_since : r->updated_at));
		snprintf(t, room, "%s", span);
		break;
	}
	case COLUMN_COUNT: break;
	}
}

static unsigned
source_style(void *ctx, size_t row)
{
	const struct case_row *r = &((struct cases *)ctx)->rows[row];
	if (r->unread)
		return ROLE_UNREAD;
	return r->status == STATUS_RESOLVED || r->status == STATUS_SNOOZED || r->status == STATUS_SPAM ? ROLE_MUTED
		: ROLE_TEXT;
}

/* -- the screen --------------------------------------------------------------------------------------------------- */

void *
cases_open(struct app *app)
{
	struct cases *c = xcalloc(1, sizeof *c);
	struct list_source source = { .ctx = c, .count = source_count, .id = source_id, .more = source_more,
		.cell = source_cell, .style = source_style };
	c->app = app;
	c->arena = arena_new();
	c->query_arena = arena_new();
	c->query_text = xstrdup("*");
	c->list = list_new(&source);
	list_set_columns(c->list, columns, COLUMN_COUNT);
	return c;
}

static void
close_list(struct app *app, struct screen *s)
{
	struct cases *c = s->state;
	(void)app;
	story_close(c->peek);
	list_free(c->list);
	arena_free(c->arena);
	arena_free(c->query_arena);
	free(c->query_text);
	free(c);
}

static void
reload(struct app *app, struct screen *s)
{
	struct cases *c = s->state;
	load(c);
	if (c->peek)
		story_reload(app, c->peek);
}

static const struct case_row *
row_at_cursor(struct cases *c)
{
	long row = list_cursor_row(c->list);
	return row >= 0 && (size_t)row < c->n ? &c->rows[row] : NULL;
}

static void
draw_peek_lines(struct app *app, struct cases *c, struct pane p)
{
	const struct case_row *r = row_at_cursor(c);
	struct arena *a = arena_new();
	if (!r) {
		arena_free(a);
		return;
	}
	char *left = arena_printf(a, "#%lld %s - %s", (long long)r->number, r->customer_name, r->channels ? r->channels : "");
	char *right = r->next_step ? arena_printf(a, _("next: %s"), r->next_step) : NULL;
	canvas_rule(p, 0, ROLE_RULE, left, right);
	struct timeline_page page = { .case_id = r->id, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_BODIES,
		.limit = (size_t)(p.height - 1) };
	struct item_row *items;
	size_t n;
	bool more;
	store_budget(app->store, 20);
	if (read_timeline(app->store, &page, a, &items, &n, &more, NULL) == 0)
		for (size_t i = 0; i < n && (int)i < p.height - 1; i++) {
			const struct item_row *it = &items[n - 1 - i];
			char when[8];
			local_hhmm(when, it->at);
			bool note = it->row == ROW_NOTE;
			const char *who = note ? it->author : it->from.name && *it->from.name ? it->from.name : it->from.address;
			char *words = it->body ? quote_fresh(it->body, a) : NULL;
			if ((!words || !*words) && it->subject)
				words = arena_str(a, it->subject);
			int x = canvas_putn(p, 1, (int)i + 1, note ? ROLE_NOTE : it->direction == DIRECTION_IN
				? ROLE_CUSTOMER : ROLE_AGENT, who ? who : "?", who ? strlen(who) : 1, 14) + 1;
			x += canvas_put(p, x, (int)i + 1, ROLE_MUTED, note ? _(" note| ") : it->direction == DIRECTION_IN
				? "> " : "< ");
			canvas_putn(p, x, (int)i + 1, ROLE_TEXT, words ? words : "", words ? strcspn(words, "\n") : 0,
				p.width - x - 7);
			canvas_put(p, p.width - 6, (int)i + 1, ROLE_MUTED, when);
		}
	store_budget(app->store, 0);
	arena_free(a);
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct cases *c = s->state;
	int peek = focus && p.width >= 60 && term_width(app->term) < 100 && p.height >= 16 ? 4 : 0;
	list_draw_titles(c->list, p, 0, ROLE_MUTED);
	struct pane rows = pane_sub(p, 0, 1, p.width, p.height - 1 - peek);
	if (!c->n) {
		canvas_put(rows, 2, 1, ROLE_MUTED, *c->filter ? _("nothing matches - Esc shows all again")
			: _("no cases here - g shows the other views"));
		return;
	}
	list_draw(c->list, rows, focus && !app->prompting);
	if (peek)
		draw_peek_lines(app, c, pane_sub(p, 0, p.height - peek, p.width, peek));
}

/* Beside the list of a wide screen: the story of the case under the cursor. */
void
cases_draw_peek(struct app *app, struct pane p)
{
	struct cases *c = of(app);
	const struct case_row *r = row_at_cursor(c);
	if (!r)
		return;
	if (c->peek_case != r->id) {
		story_close(c->peek);
		c->peek = story_open(app, r->id);
		c->peek_case = r->id;
	}
	if (c->peek)
		story_draw(app, c->peek, p, false);
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return list_cursor(((struct cases *)s->state)->list);
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	(void)app;
	list_do(((struct cases *)s->state)->list, how, count);
	return true;
}

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	static const char *const sorts[SORT_COUNT] = { "due", "waiting", "recent", "priority" };
	struct cases *c = s->state;
	long row = list_cursor_row(c->list);
	size_t marks = list_mark_count(c->list);
	char *words = arena_printf(a, "%ld/%zu%s", row + 1, c->n, c->at_end ? "" : "+");
	(void)app;
	if (marks)
		words = arena_printf(a, _("%s, %zu marked"), words, marks);
	words = arena_printf(a, _("%s | sort: %s"), words, sorts[c->sort]);
	return *c->filter ? arena_printf(a, _("%s | filter: %s"), words, c->filter) : words;
}

const struct screen_ops list_screen = {
	.name = "list", .title = N_("case list"), .close = close_list, .reload = reload, .draw = draw,
	.current = current, .move = move, .status = status,
	.hints = "reply,note,assign,done,snooze,tag,search,command,help",
};

/* -- what commands do with it ----------------------------------------------------------------------------------- */

void
cases_set_view(struct app *app, const char *query, enum case_sort sort, const char *filter)
{
	struct cases *c = of(app);
	char *text = xstrdup(query);
	free(c->query_text);
	c->query_text = text;
	c->sort = sort;
	snprintf(c->filter, sizeof c->filter, "%s", filter ? filter : "");
	c->n = 0;
	list_reset(c->list);
	load(c);
	list_do(c->list, LIST_TOP, 0);
}

int64_t
cases_current(struct app *app)
{
	return list_cursor(of(app)->list);
}

int64_t *
cases_targets(struct app *app, struct arena *a, size_t *n)
{
	struct cases *c = of(app);
	int64_t *ids = list_marks(c->list, a, n);
	if (*n)
		return ids;
	ids = arena_new_of(a, int64_t);
	*ids = list_cursor(c->list);
	*n = *ids != 0;
	return ids;
}

bool
cases_step(struct app *app, int direction)
{
	return list_do(of(app)->list, direction > 0 ? LIST_DOWN : LIST_UP, 1);
}

void
cases_marks(struct app *app, const char *what)
{
	struct list *l = of(app)->list;
	int64_t id = list_cursor(l);
	if (str_eq(what, "toggle") && id) {
		list_toggle(l, id);
		list_do(l, LIST_DOWN, 1);
	} else if (str_eq(what, "range")) {
		list_mark_range(l);
	} else if (str_eq(what, "all")) {
		list_mark_window(l);
	} else if (str_eq(what, "invert")) {
		list_mark_invert(l);
	} else if (str_eq(what, "clear")) {
		list_marks_clear(l);
	} else if (str_eq(what, "back") && !list_marks_back(l)) {
		app_say(app, MESSAGE_INFO, _("there were no marks before"));
	}
}

void
cases_filter(struct app *app, const char *text)
{
	struct cases *c = of(app);
	int64_t id = list_cursor(c->list);
	snprintf(c->filter, sizeof c->filter, "%s", text ? text : "");
	c->n = 0;
	load(c);
	if (!list_go(c->list, id))
		list_do(c->list, LIST_TOP, 0);
	app->dirty = true;
}

const char *
cases_filter_text(struct app *app)
{
	return of(app)->filter;
}

void
cases_sort(struct app *app, enum case_sort sort)
{
	struct cases *c = of(app);
	c->sort = sort;
	c->n = 0;
	load(c);
	list_do(c->list, LIST_TOP, 0);
	app_say(app, MESSAGE_INFO, _("sorted by %s"), case_sort_names[c->sort]);
}

void
cases_sort_next(struct app *app)
{
	cases_sort(app, (enum case_sort)((of(app)->sort + 1) % SORT_COUNT));
}

int64_t
cases_neighbour(struct app *app, int64_t case_id)
{
	struct cases *c = of(app);
	long row = list_row_of(c->list, case_id);
	if (row < 0)
		return 0;
	if ((size_t)row + 1 < c->n || source_more(c, 1))
		return c->rows[row + 1].id;
	return row > 0 ? c->rows[row - 1].id : 0;
}

size_t
cases_marks_unseen(struct app *app)
{
	return list_marks_unseen(of(app)->list);
}

/* -- finding and marking by a query ------------------------------------------------------------------------------ */

/* The cases of this view that a query picks, from a row on; in the arena. */
static int
read_matching(struct cases *c, const char *text, bool prefix, const struct case_row *after, bool backwards,
	size_t limit, struct arena *a, struct case_row **rows, size_t *n, struct error *err)
{
	struct query_context ctx = { .now = c->app->v.now, .last_is_prefix = prefix };
	struct query *q, *both;
	bool more, cut;
	if (query_parse(text, &ctx, a, &q, NULL, err) < 0)
		return -1;
	both = arena_new_of(a, struct query);
	*both = (struct query){ .op = QUERY_AND, .kids = arena_array(a, struct query *, 2), .kid_count = 2 };
	both->kids[0] = c->query;
	both->kids[1] = q;
	struct case_page p = { .query = c->query->op == QUERY_ALL ? q : both, .sort = c->sort,
		.agent = c->app->v.who.agent, .after = after, .backwards = backwards, .limit = limit };
	store_budget(c->app->store, 200);
	int rc = read_cases(c->app->store, &p, a, rows, n, &more, &cut, err);
	store_budget(c->app->store, 0);
	return rc;
}

void
cases_mark_query(struct app *app, const char *text)
{
	struct cases *c = of(app);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct case_row *rows;
	size_t n;
	if (read_matching(c, text, false, NULL, false, WINDOW_MAX, a, &rows, &n, &err) < 0) {
		app_fail(app, &err);
	} else {
		for (size_t i = 0; i < n; i++)
			list_mark(c->list, rows[i].id, true);
		app_say(app, MESSAGE_INFO, ngettext_("%zu case marked", "%zu cases marked", n), n);
	}
	arena_free(a);
}

/* Whether the row itself answers the words: the customer, the subject, the number, the tags. */
static bool
row_holds(const struct case_row *r, const char *folded, struct arena *a)
{
	char *all = arena_printf(a, "#%lld %s %s %s %s", (long long)r->number, r->customer_name,
		r->subject ? r->subject : "", r->tags ? r->tags : "", r->assignee ? r->assignee : "");
	return strstr(utf8_fold_str(a, all), folded) != NULL;
}

/* First among the rows that are here, then among the rest of the view, by what was said in the cases too. */
bool
cases_find(struct app *app, const char *text, int direction, bool again)
{
	struct cases *c = of(app);
	if (!text)
		c->find_from = list_cursor(c->list);
	if (str_empty(text))
		return list_go(c->list, c->find_from);
	struct arena *a = arena_new();
	char *folded = utf8_fold_str(a, text);
	long row = list_cursor_row(c->list), found = -1;
	for (long i = row + (again ? direction : 0); *folded && i >= 0 && (size_t)i < c->n; i += direction)
		if (row_holds(&c->rows[i], folded, a)) {
			found = i;
			break;
		}
	struct case_row *rows;
	size_t n;
	if (found < 0 && row >= 0 && read_matching(c, text, true, &c->rows[row], direction < 0, 1, a, &rows, &n, NULL) == 0 &&
	    n) {
		while ((found = list_row_of(c->list, rows[direction < 0 ? n - 1 : 0].id)) < 0 && source_more(c, 1))
			list_refresh(c->list);
	}
	bool went = found >= 0 && list_go(c->list, c->rows[found].id);
	arena_free(a);
	return went;
}

bool
cases_go(struct app *app, int64_t case_id)
{
	return list_go(of(app)->list, case_id);
}

/* Tab: overdue first, then unread of mine, then unassigned; says why. */
bool
cases_next_needing(struct app *app)
{
	static const struct { const char *query, *why; } steps[] = {
		{ "is:overdue and (assigned:me or assigned:none)", N_("overdue") },
		{ "is:unread and assigned:me", N_("yours, with news") },
		{ "(is:new or is:open) and assigned:me and is:waiting", N_("yours, waiting") },
		{ "(is:new or is:open) and assigned:none", N_("unassigned") } };
	struct arena *a = arena_new();
	int64_t here = app_case(app);
	bool found = false;
	for (size_t i = 0; !found && i < sizeof steps / sizeof *steps; i++) {
		struct query_context ctx = { .now = app->v.now };
		struct query *q;
		struct case_row *rows;
		size_t n;
		bool more, cut;
		if (query_parse(steps[i].query, &ctx, a, &q, NULL, NULL) < 0)
			continue;
		struct case_page p = { .query = q, .sort = SORT_DUE, .agent = app->v.who.agent, .limit = 20 };
		if (read_cases(app->store, &p, a, &rows, &n, &more, &cut, NULL) < 0)
			continue;
		for (size_t k = 0; !found && k < n; k++) {
			if (rows[k].id == here || (rows[k].waits_on && rows[k].waits_until > app->v.now))
				continue;
			found = true;
			list_go(of(app)->list, rows[k].id);
			case_open_screen(app, rows[k].id);
			app_say(app, MESSAGE_INFO, _("#%lld: %s"), (long long)rows[k].number, _(steps[i].why));
		}
	}
	arena_free(a);
	return found;
}
