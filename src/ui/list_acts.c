/* list_acts.c - what commands do with the list of cases: views, filter, marks, finding. */
#include "cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* -- what commands do with it ----------------------------------------------------------------------------------- */

/* The next load begins at the top. */
static void
forget(struct cases *c)
{
	c->n = c->space = 0;
	c->held = 0;
	c->above_count = 0;
	c->at_start = true;
}

void
cases_set_view(struct app *app, const struct view *v)
{
	struct cases *c = cases_of(app);
	char *text = xstrdup(v->query);
	free(c->query_text);
	c->query_text = text;
	c->sort = v->sort;
	c->reverse = v->reverse;
	c->spec = v->columns;
	c->filter[0] = '\0';
	forget(c);
	list_reset(c->list);
	cases_load(c);
	list_do(c->list, LIST_TOP, 0);
}

int64_t
cases_current(struct app *app)
{
	return list_cursor(cases_of(app)->list);
}

const char *
cases_position(struct app *app, struct arena *a)
{
	struct cases *c = cases_of(app);
	const char *view = app->view_now < app->view_count ? app->views[app->view_now].title : "";
	if (!c->at_start || list_cursor(c->list) != app_case(app))
		return view;
	return arena_printf(a, "%ld/%zu%s %s", list_cursor_row(c->list) + 1, c->n, c->at_end ? "" : "+", view);
}

int64_t *
cases_targets(struct app *app, struct arena *a, size_t *n)
{
	struct cases *c = cases_of(app);
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
	return list_do(cases_of(app)->list, direction > 0 ? LIST_DOWN : LIST_UP, 1);
}

void
cases_marks(struct app *app, const char *what)
{
	struct cases *c = cases_of(app);
	struct list *l = c->list;
	int64_t id = list_cursor(l);
	/* as many as there are, or a hundred at least, however small the screen */
	for (bool known = !str_eq(what, "all") && !str_eq(what, "invert"); !known && c->n < CASES_PAGE && cases_more(c, 1);)
		list_refresh(l);
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
	struct cases *c = cases_of(app);
	int64_t id = list_cursor(c->list);
	snprintf(c->filter, sizeof c->filter, "%s", text ? text : "");
	forget(c);
	cases_load(c);
	if (!list_go(c->list, id))
		list_do(c->list, LIST_TOP, 0);
	app->dirty = true;
}

const char *
cases_filter_text(struct app *app)
{
	return cases_of(app)->filter;
}

void
cases_sort(struct app *app, enum case_sort sort, bool reverse)
{
	struct cases *c = cases_of(app);
	c->sort = sort;
	c->reverse = reverse;
	forget(c);
	cases_load(c);
	list_do(c->list, LIST_TOP, 0);
	app_say(app, MESSAGE_INFO, reverse ? _("sorted by %s, the other way round") : _("sorted by %s"), sort_words(sort));
}

enum case_sort
cases_order(struct app *app, bool *reverse)
{
	struct cases *c = cases_of(app);
	*reverse = c->reverse;
	return c->sort;
}

char *
cases_query_text(struct app *app, struct arena *a)
{
	struct cases *c = cases_of(app);
	if (!*c->filter)
		return arena_str(a, c->query_text);
	if (!*c->query_text || str_eq(c->query_text, "*"))
		return arena_str(a, c->filter);
	return arena_printf(a, "(%s) and (%s)", c->query_text, c->filter);
}

int64_t
cases_neighbour(struct app *app, int64_t case_id)
{
	struct cases *c = cases_of(app);
	long row = list_row_of(c->list, case_id);
	if (row < 0)
		return 0;
	if ((size_t)row + 1 < c->n || cases_more(c, 1))
		return c->rows[row + 1].id;
	return row > 0 ? c->rows[row - 1].id : 0;
}

int64_t
cases_beside(struct app *app, int64_t case_id, int direction)
{
	struct cases *c = cases_of(app);
	long row = list_cursor_row(c->list) + direction;
	return list_cursor(c->list) == case_id && row >= 0 && (size_t)row < c->n ? c->rows[row].id : 0;
}

size_t
cases_marked(struct app *app)
{
	return list_mark_count(cases_of(app)->list);
}

size_t
cases_marks_unseen(struct app *app)
{
	return list_marks_unseen(cases_of(app)->list);
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
	struct case_page p = { .query = c->query->op == QUERY_ALL ? q : both, .sort = c->sort, .reverse = c->reverse,
		.agent = c->app->v.who.agent, .after = after, .backwards = backwards, .limit = limit };
	store_budget(c->app->store, 200);
	int rc = read_cases(c->app->store, &p, a, rows, n, &more, &cut, err);
	store_budget(c->app->store, 0);
	return rc;
}

/* Marks in and out of sight: those that the query picks go, or are all that stays. */
static int
thin_marks(struct cases *c, const char *text, bool keep, struct arena *a, struct error *err)
{
	struct query_context ctx = { .now = c->app->v.now };
	struct query *q;
	int64_t *marks, *ids;
	size_t count, n;
	bool more;
	if (query_parse(text, &ctx, a, &q, NULL, err) < 0)
		return -1;
	marks = list_marks(c->list, a, &count);
	store_budget(c->app->store, 500);
	int rc = read_case_ids(c->app->store, q, c->app->v.who.agent, MANY_MAX, a, &ids, &n, &more, err);
	store_budget(c->app->store, 0);
	if (rc == 0 && more)
		return error_set(err, ERR_INPUT, _("too many cases match '%s'; say it more narrowly"), text);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		bool found = false;
		for (size_t k = 0; !found && k < n; k++)
			found = ids[k] == marks[i];
		if (found != keep)
			list_mark(c->list, marks[i], false);
	}
	return rc;
}

/* "QUERY" and "+QUERY" mark what the view has of it; "-QUERY" takes marks off, "&QUERY" keeps those alone. */
void
cases_mark_query(struct app *app, const char *text)
{
	struct cases *c = cases_of(app);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct case_row *rows;
	size_t n = 0;
	char how = *text && strchr("+-&", *text) ? *text : '+';
	const char *query = *text == how ? text + 1 + strspn(text + 1, " ") : text;
	int rc = how == '+' ? read_matching(c, query, false, NULL, false, CASES_WINDOW, a, &rows, &n, &err)
		: thin_marks(c, query, how == '&', a, &err);
	for (size_t i = 0; rc == 0 && i < n; i++)
		list_mark(c->list, rows[i].id, true);
	n = list_mark_count(c->list);
	if (rc < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_INFO, ngettext_("%zu case marked", "%zu cases marked", n), n);
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
	struct cases *c = cases_of(app);
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
		while ((found = list_row_of(c->list, rows[direction < 0 ? n - 1 : 0].id)) < 0 && cases_more(c, 1))
			list_refresh(c->list);
	}
	bool went = found >= 0 && list_go(c->list, c->rows[found].id);
	arena_free(a);
	return went;
}

bool
cases_go(struct app *app, int64_t case_id)
{
	return list_go(cases_of(app)->list, case_id);
}
