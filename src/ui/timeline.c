/* timeline.c - the story of a case: its head; moving and finding in it. */
#include "app.h"
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "policy.h"

enum { SIBLINGS = 3 };

/* -- reading ------------------------------------------------------------------------------------------------ */

void
story_read_customer(struct app *app, struct story *s, int64_t customer)
{
	struct customer_row c;
	s->address = NULL;
	s->identity_count = 0;
	if (!customer || read_customer(app->store, customer, s->arena, &c, NULL) < 0)
		return;
	s->identities = c.identities;
	s->identity_count = c.identity_count;
	for (size_t i = 0; i < c.identity_count && !s->address; i++)
		if (str_starts(s->head.channels ? s->head.channels : "", c.identities[i].kind))
			s->address = c.identities[i].address;
}

/* Who it is, and what else of theirs is open. */
static void
read_customer_words(struct app *app, struct story *s)
{
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	bool more, cut;
	s->sibling_count = 0;
	story_read_customer(app, s, s->head.customer);
	struct speaking k;
	s->speaking = read_speaking(app->store, s->case_id, 0, s->arena, &k, NULL) < 0 ? "" : verify_line(&k, s->arena);
	s->levels = escalation_lines(&app->v, s->case_id, "; ", s->arena);
	s->promises = s->head.policy ? policy_line(&app->v, s->case_id, s->arena) : NULL;
	if (!s->head.siblings)
		return;
	char *text = arena_printf(s->arena, "customer:%lld and (is:new or is:open or is:pending or is:snoozed) and not case:%lld",
		(long long)s->head.customer, (long long)s->head.number);
	struct case_page page = { .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = SIBLINGS };
	if (query_parse(text, &ctx, s->arena, &q, NULL, NULL) < 0)
		return;
	page.query = q;
	store_budget(app->store, 20);
	if (read_cases(app->store, &page, s->arena, &s->siblings, &s->sibling_count, &more, &cut, NULL) < 0)
		s->sibling_count = 0;
	store_budget(app->store, 0);
}

/* The values of all fields that are declared. */
static void
read_values(struct app *app, struct story *s)
{
	struct field_row *own, *theirs = NULL, *all;
	size_t n, m = 0, declared;
	(void)conf_fields(app->conf, &declared);
	s->field_count = 0;
	if (!declared || read_fields(app->store, 0, s->case_id, s->arena, &own, &n, NULL) < 0 || (s->head.customer &&
			read_fields(app->store, s->head.customer, 0, s->arena, &theirs, &m, NULL) < 0))
		return;
	s->fields = all = arena_array(s->arena, struct field_row, n + m + 1);
	for (size_t i = 0; i < n + m; i++)
		if (conf_field_find(app->conf, i < n ? own[i].name : theirs[i - n].name, s->arena, NULL))
			all[s->field_count++] = i < n ? own[i] : theirs[i - n];
}

static int
read_head(struct app *app, struct story *s)
{
	struct error err = ERROR_INIT;
	if (read_case(app->store, s->case_id, app->v.who.agent, s->arena, &s->head, &err) < 0) {
		app_fail(app, &err);
		return -1;
	}
	struct draft *drafts;
	size_t n;
	s->draft = NULL;
	read_customer_words(app, s);
	read_values(app, s);
	if (draft_list(app->store, app->v.who.agent, s->case_id, s->arena, &drafts, &n, NULL) == 0 && n)
		s->draft = &drafts[0];
	(void)lease_others(app->store, app->v.who.agent, s->case_id, s->arena, &s->others, NULL);
	if (read_links(app->store, s->case_id, s->arena, &s->links, &s->link_count, NULL) < 0)
		s->link_count = 0;
	if (read_participants(app->store, s->case_id, s->arena, &s->people, &s->people_count, NULL) < 0)
		s->people_count = 0;
	if (read_mentions(app->store, app->v.who.agent, s->case_id, 0, s->arena, &s->called, &s->called_count, NULL) < 0)
		s->called_count = 0;
	return 0;
}

struct story *
story_open(struct app *app, int64_t case_id)
{
	struct story *s = xcalloc(1, sizeof *s);
	s->app = app;
	s->case_id = case_id;
	s->arena = arena_new();
	s->told = arena_new();
	s->me = store_agent_name(app->store, app->v.who.agent, app->memory);
	s->mark = mark_get(app->store, app->v.who.agent, case_id);
	if (read_head(app, s) < 0 || !story_jump(app, s, NULL)) {
		story_close(s);
		return NULL;
	}
	s->to_last = false;
	return s;
}

void
story_lay_out(struct story *s, const struct story *like)
{
	int left = like->width > 0 ? like->height : 0;
	/* pictures are asked for by what is on the screen alone */
	for (size_t i = s->n; i-- > 0 && left > 0 && !s->items[i].row.files;)
		left -= story_height(s, i, like->width);
}

void
story_close(struct story *s)
{
	if (!s)
		return;
	arena_free(s->arena);
	arena_free(s->told);
	free(s->seen_new);
	free(s);
}

void
story_reload(struct app *app, struct story *s)
{
	struct story was = *s;
	bool at_end = s->to_end || (s->n && s->cursor == s->n - 1 && !s->more_after);
	s->arena = arena_new();
	if (read_head(app, s) < 0 || !story_again(app, s)) {
		arena_free(s->arena);
		*s = was;
		return;
	}
	if (at_end && !s->marking)
		s->cursor = s->n ? s->n - 1 : 0;
	s->to_end |= at_end && s->at_end;	/* who has read to the end sees what comes */
	arena_free(was.arena);
}

/* -- moving ------------------------------------------------------------------------------------------------------- */

static bool
scroll_up(struct app *app, struct story *s, int lines)
{
	bool moved = false;
	while (lines-- > 0) {
		if (s->skip > 0) {
			s->skip--;
		} else {
			if (s->top == 0 && !story_older(app, s))
				break;
			s->top--;
			s->skip = story_height(s, s->top, s->width) - 1;
		}
		moved = true;
	}
	return moved;
}

static bool
scroll_down(struct story *s, int lines)
{
	bool moved = false;
	while (lines-- > 0) {
		int below = -s->skip;
		for (size_t i = s->top; i < s->n && below <= s->height; i++)
			below += story_height(s, i, s->width);
		if (below <= s->height && !story_newer(s->app, s))
			break;
		if (++s->skip >= story_height(s, s->top, s->width) && s->top + 1 < s->n) {
			s->top++;
			s->skip = 0;
		}
		moved = true;
	}
	return moved;
}

/* The cursor stays on an item that is visible. */
static void
cursor_into_view(struct story *s)
{
	size_t last = s->top;
	int y = -s->skip;
	for (size_t i = s->top; i < s->n && y < s->height; i++) {
		y += story_height(s, i, s->width);
		last = i;
	}
	size_t first = s->skip && s->top + 1 < s->n && s->top < last ? s->top + 1 : s->top;
	if (s->cursor < first)
		s->cursor = first;
	if (s->cursor > last)
		s->cursor = last;
}

bool
story_move(struct app *app, struct story *s, enum list_move how, int count)
{
	int page = s->height > 2 ? s->height - 1 : 1, n = count > 0 ? count : 1;
	bool moved = false;
	if (!s->n)
		return false;
	if (s->marking)
		return story_mark_move(app, s, how, count);
	switch (how) {
	case LIST_DOWN: moved = scroll_down(s, n); break;
	case LIST_UP: moved = scroll_up(app, s, n); break;
	case LIST_PAGE_DOWN: moved = scroll_down(s, page * n); break;
	case LIST_PAGE_UP: moved = scroll_up(app, s, page * n); break;
	case LIST_HALF_DOWN: moved = scroll_down(s, page / 2 * n); break;
	case LIST_HALF_UP: moved = scroll_up(app, s, page / 2 * n); break;
	case LIST_TOP:
		if (s->more_before)
			return story_jump(app, s, &(struct item_row){ .at = INT64_MIN });
		s->top = s->cursor = 0;
		s->skip = 0;
		return true;
	case LIST_BOTTOM:
		story_end(s), s->to_last = true;
		return true;
	default:
		return false;
	}
	if (moved)
		cursor_into_view(s);
	else
		story_item_move(app, s, how == LIST_DOWN || how == LIST_PAGE_DOWN || how == LIST_HALF_DOWN ? 1 : -1, false);
	return true;
}

void
story_show_cursor(struct story *s)
{
	size_t i = s->cursor;
	if (i < s->top || (i == s->top && s->skip)) {
		s->top = i;
		s->skip = 0;
	}
	for (;;) {
		int y = -s->skip;
		for (size_t k = s->top; k <= i; k++)
			y += story_height(s, k, s->width);
		if (y <= s->height || s->top >= i || !scroll_down(s, 1))
			break;
	}
}

bool
story_item_move(struct app *app, struct story *s, int direction, bool customer_only)
{
	size_t i = s->cursor;
	if (s->marking)
		return story_mark_move(app, s, direction > 0 ? LIST_DOWN : LIST_UP, 8);
	for (;;) {
		if (direction < 0 && i == 0 && !story_older(app, s))
			return false;
		if (direction < 0 && i == 0)
			i = s->cursor;
		if (direction > 0 && i + 1 >= s->n && !story_newer(app, s))
			return false;
		i = direction > 0 ? i + 1 : i - 1;
		const struct item_row *r = &s->items[i].row;
		if (!customer_only || (r->row == ROW_MESSAGE && r->direction == DIRECTION_IN))
			break;
	}
	s->cursor = i;
	story_show_cursor(s);
	return true;
}

void
story_end(struct story *s)
{
	if (s->more_after)
		(void)story_jump(s->app, s, NULL);
	s->to_end = true;
	s->cursor = s->n ? s->n - 1 : 0;
}

void
story_resized(struct story *s)
{
	s->to_end |= s->at_end && !s->marking;
}

int64_t
story_case(const struct story *s)
{
	return s->customer ? s->n ? s->items[s->cursor].row.case_id : 0 : s->case_id;
}

int64_t
story_item(const struct story *s)
{
	return s->n ? s->items[s->cursor].row.id : 0;
}

const struct item_row *
story_row(const struct story *s)
{
	return s->n ? &s->items[s->cursor].row : NULL;
}

int64_t
story_last_seen(const struct story *s)
{
	return s->seen;
}

void
story_called(struct app *app, struct story *s)
{
	for (size_t i = 0; i < s->called_count && !store_read_only(app->store); i++)
		for (size_t k = 0; k < s->n && !s->called[i].seen_at; k++) {
			const struct told *t = &s->items[k];
			if (t->shown && t->row.row == ROW_NOTE && t->row.id == s->called[i].note &&
			    mention_see(app->store, app->v.who.agent, t->row.id, NULL) == 0)
				s->called[i].seen_at = app->v.now;
		}
}

bool
story_fold(struct app *app, struct story *s, const char *what)
{
	bool all = str_eq(what, "open") || str_eq(what, "close"), changed = false;
	bool open = str_eq(what, "open") || str_eq(what, "unfold");
	(void)app;
	for (size_t i = 0; i < s->n; i++) {
		if (!all && i != s->cursor)
			continue;
		bool now = str_eq(what, "toggle") ? !s->items[i].open : open;
		changed |= now != s->items[i].open;
		s->items[i].open = now;
		s->items[i].line_count = 0;
	}
	if (changed && s->n)
		story_show_cursor(s);
	return changed;
}

void
story_headers(struct app *app, struct story *s)
{
	(void)app;
	s->headers = !s->headers;
	for (size_t i = 0; i < s->n; i++)
		s->items[i].line_count = 0;
}

/* The item's words, read when they are not there yet. */
static bool
item_holds(struct story *s, size_t i, const char *folded)
{
	const struct item_row *r = &s->items[i].row;
	struct arena *a = arena_new();
	char *body = NULL;
	if (r->body)
		body = arena_str(a, r->body);
	else if (r->text)
		(void)read_text(s->app->store, r->text, a, &body, NULL);
	const char *who = r->from.name ? r->from.name : r->author;
	char *all = arena_printf(a, "%s %s %s", r->subject ? r->subject : "", body ? body : "", who ? who : "");
	bool found = strstr(utf8_fold_str(a, all), folded) != NULL;
	arena_free(a);
	return found;
}

/* Upwards from the newest, as one reads back; n goes on to older ones, N to newer ones. */
bool
story_find(struct app *app, struct story *s, const char *text, int direction, bool again)
{
	if (!text)
		s->find_from = s->cursor;
	if (str_empty(text)) {
		s->cursor = s->find_from < s->n ? s->find_from : s->cursor;
		return true;
	}
	struct arena *a = arena_new();
	char *folded = utf8_fold_str(a, text);
	size_t i = s->cursor;
	bool found = false, skip = again;
	while (!found && *folded) {
		if (!skip && item_holds(s, i, folded))
			found = true;
		else if (direction > 0 && i == 0) {
			size_t had = s->n;
			if (!story_older(app, s))
				break;
			i += s->n - had - 1;
		} else if (direction < 0 && i + 1 >= s->n && !story_newer(app, s))
			break;
		else
			i = direction > 0 ? i - 1 : i + 1;
		skip = false;
	}
	if (found) {
		s->cursor = i;
		story_show_cursor(s);
	}
	arena_free(a);
	return found;
}

/* To an item of the case, back as far as it takes. */
bool
story_go(struct app *app, struct story *s, int64_t item)
{
	bool on = s->more_after;
	for (size_t seen = 0;;) {
		for (size_t i = 0; i + seen < s->n; i++)
			if (s->items[i].row.id == item) {
				/* at the top: what was answered stands below */
				s->cursor = s->top = i;
				s->skip = 0;
				s->to_end = false;
				return true;
			}
		seen = s->n;
		if (s->n && s->items[0].row.id > item && story_older(app, s))
			continue;
		if (!on || !story_jump(app, s, NULL))
			return false;
		on = false;
		seen = 0;
	}
}

void
story_kinds(struct app *app, struct story *s)
{
	s->events = !s->events;
	s->n = 0;
	s->more_after = false;
	story_reload(app, s);
	s->to_end = true;
	app_say(app, MESSAGE_INFO, s->events ? _("showing what was done, too") : _("showing what was said"));
}

const char *
story_position(struct story *s, struct arena *a)
{
	return arena_printf(a, s->events ? _("item %zu/%zu%s, all kinds") : _("item %zu/%zu%s"), s->n ? s->cursor + 1 : 0, s->n,
		s->more_before ? "+" : "");
}
