/* timeline.c - the story of a case: items of all channels in time order; only what is visible is laid out. */
#include "app.h"
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { PAGE = 80 };

static unsigned
parts_of(const struct story *s)
{
	return TIMELINE_MESSAGES | TIMELINE_NOTES | (s->events ? TIMELINE_ACTIONS | TIMELINE_EVENTS : 0);
}

/* -- reading ------------------------------------------------------------------------------------------------ */

static struct told
told(const struct item_row *r)
{
	return (struct told){ .row = *r };
}

/* Reads the newest page, or all that was there and what came since. */
static int
read_newest(struct app *app, struct story *s)
{
	struct timeline_page p = { .case_id = s->case_id, .parts = parts_of(s), .limit = s->n > PAGE ? s->n + 20 : PAGE };
	struct error err = ERROR_INIT;
	struct item_row *rows;
	size_t n;
	bool more;
	int64_t since = clock_mono_us();
	if (read_timeline(app->store, &p, s->arena, &rows, &n, &more, &err) < 0) {
		app_fail(app, &err);
		return -1;
	}
	app_query_took(app, since);
	s->items = arena_array(s->arena, struct told, n + 1);
	for (size_t i = 0; i < n; i++)
		s->items[i] = told(&rows[i]);
	s->n = n;
	s->more_before = more;
	return 0;
}

static bool
read_older(struct app *app, struct story *s)
{
	struct timeline_page p = { .case_id = s->case_id, .parts = parts_of(s), .limit = PAGE };
	struct item_row *rows;
	size_t n;
	bool more;
	if (!s->more_before || !s->n)
		return false;
	p.before = &s->items[0].row;
	if (read_timeline(app->store, &p, s->arena, &rows, &n, &more, NULL) < 0 || !n)
		return s->more_before = false;
	struct told *all = arena_array(s->arena, struct told, s->n + n);
	for (size_t i = 0; i < n; i++)
		all[i] = told(&rows[i]);
	memcpy(all + n, s->items, s->n * sizeof *all);
	s->items = all;
	s->n += n;
	s->top += n;
	s->cursor += n;
	s->more_before = more;
	return true;
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
	if (draft_list(app->store, app->v.who.agent, s->case_id, s->arena, &drafts, &n, NULL) == 0 && n)
		s->draft = &drafts[0];
	(void)lease_others(app->store, app->v.who.agent, s->case_id, s->arena, &s->others, NULL);
	return 0;
}

struct story *
story_open(struct app *app, int64_t case_id)
{
	struct story *s = xcalloc(1, sizeof *s);
	s->app = app;
	s->case_id = case_id;
	s->arena = arena_new();
	s->mark = mark_get(app->store, app->v.who.agent, case_id);
	if (read_head(app, s) < 0 || read_newest(app, s) < 0) {
		story_close(s);
		return NULL;
	}
	s->to_end = true;
	s->cursor = s->n ? s->n - 1 : 0;
	return s;
}

void
story_close(struct story *s)
{
	if (!s)
		return;
	arena_free(s->arena);
	free(s);
}

void
story_reload(struct app *app, struct story *s)
{
	int64_t cursor = s->n ? s->items[s->cursor].row.id : 0, top = s->n ? s->items[s->top].row.id : 0;
	struct arena *old = s->arena;
	struct told *was = s->items;
	size_t was_n = s->n;
	bool at_end = s->to_end || (s->n && s->cursor == s->n - 1);
	s->arena = arena_new();
	if (read_head(app, s) < 0 || read_newest(app, s) < 0) {
		arena_free(s->arena);
		s->arena = old;
		s->items = was;
		s->n = was_n;
		return;
	}
	s->cursor = s->n ? s->n - 1 : 0;
	for (size_t i = 0; i < s->n; i++) {
		if (!at_end && s->items[i].row.id == cursor)
			s->cursor = i;
		if (s->items[i].row.id == top)
			s->top = i;
		for (size_t k = 0; k < was_n; k++)	/* what was unfolded stays so */
			if (was[k].row.id == s->items[i].row.id && was[k].row.row == s->items[i].row.row)
				s->items[i].open = was[k].open;
	}
	if (s->top >= s->n)
		s->top = s->n ? s->n - 1 : 0;
	arena_free(old);
}

/* -- laying out one item -------------------------------------------------------------------------------------- */

struct shaping { struct story *s; struct told *t; int width, indent; size_t space; };

static void
add_line(struct shaping *h, unsigned style, int indent, const char *text, size_t len)
{
	*VEC_PUSH(h->s->arena, h->t->lines, h->t->line_count, h->space) = (struct told_line){ .text = text, .len = len,
		.style = style, .indent = indent };
}

static void
add_words(struct shaping *h, unsigned style, const char *text, size_t len)
{
	struct layout_options o = { .width = h->width - h->indent < 8 ? 8 : h->width - h->indent, .quotes = true };
	struct layout_line line = { 0 };
	while (layout_next(text, len, &o, &line))
		add_line(h, style, h->indent + line.indent, text + line.start, line.len);
}

static void
add_text(struct shaping *h, unsigned style, const char *text)
{
	add_words(h, style, text, strlen(text));
}

static void
add_body(struct shaping *h, const char *body)
{
	struct quote_span *spans;
	size_t n = quote_split(body, strlen(body), h->s->arena, &spans);
	for (size_t i = 0; i < n; i++) {
		const char *text = body + spans[i].start;
		size_t len = spans[i].len;
		bool quiet = spans[i].kind != QUOTE_BODY && spans[i].kind != QUOTE_FORWARD;
		if (!quiet || h->t->open) {
			while (len && (text[len - 1] == '\n' || text[len - 1] == ' ') && (i + 1 == n || spans[i + 1].kind !=
					QUOTE_BODY))
				len--;
			if (len)
				add_words(h, quiet ? ROLE_QUOTE : ROLE_TEXT, text, len);
			continue;
		}
		int lines = spans[i].lines;
		while (i + 1 < n && spans[i + 1].kind != QUOTE_BODY && spans[i + 1].kind != QUOTE_FORWARD)
			lines += spans[++i].lines;
		bool signature = spans[i].kind == QUOTE_SIGNATURE && lines == spans[i].lines;
		add_text(h, ROLE_MUTED, arena_printf(h->s->arena, signature
			? ngettext_("[%d line of signature: zq]", "[%d lines of signature: zq]", lines)
			: ngettext_("[%d quoted line: zq]", "[%d quoted lines: zq]", lines), lines));
	}
}

/* What is special about a message, in words; never by colour alone. */
static void
add_marks(struct shaping *h)
{
	static const struct { unsigned flag; const char *words; unsigned style; } marks[] = {
		{ MESSAGE_LATE, N_("[late: arrived long after it was written]"), ROLE_WARNING },
		{ MESSAGE_STRANGER, N_("[the sender was none of the people of the case it refers to]"), ROLE_WARNING },
		{ MESSAGE_DUPLICATE_ID, N_("[another content under a known Message-ID]"), ROLE_WARNING },
		{ MESSAGE_LYING_LINK, N_("[a link's text names another host than its target]"), ROLE_ALERT },
		{ MESSAGE_PEC_UNVERIFIED, N_("[claims to be certified mail (PEC); signature not verified]"), ROLE_WARNING },
		{ MESSAGE_PEC_ANOMALY, N_("[ordinary mail that reached a certified mailbox]"), ROLE_WARNING },
		{ MESSAGE_FORM, N_("[contact form]"), ROLE_MUTED },
		{ MESSAGE_ORIGINAL_GONE, N_("[the original is gone from the Maildir]"), ROLE_MUTED },
		{ MESSAGE_THANKS, N_("[only thanks: woke nothing]"), ROLE_MUTED },
		{ MESSAGE_HISTORY, N_("[history]"), ROLE_MUTED },
		{ MESSAGE_ERASED, N_("[erased]"), ROLE_MUTED },
	};
	const struct item_row *r = &h->t->row;
	if (r->flags & MESSAGE_PEC && !(r->flags & MESSAGE_PEC_UNVERIFIED))
		add_text(h, ROLE_OK, _("[certified mail (PEC), verified]"));
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (r->flags & marks[i].flag)
			add_text(h, marks[i].style, _(marks[i].words));
	if (r->kind == KIND_BOUNCE || r->kind == KIND_AUTO || r->kind == KIND_RECEIPT || r->kind == KIND_UNREADABLE)
		add_text(h, r->kind == KIND_BOUNCE || r->kind == KIND_UNREADABLE ? ROLE_ERROR : ROLE_MUTED,
			r->kind == KIND_BOUNCE ? _("[delivery report]") : r->kind == KIND_AUTO ? _("[automatic reply]")
			: r->kind == KIND_RECEIPT ? _("[receipt]") : _("[could not be read; the original is untouched]"));
	if (r->outbox && (int)r->delivery >= 0 && r->delivery != OUTBOX_SENT)
		add_text(h, r->delivery == OUTBOX_DELIVERED || r->delivery == OUTBOX_READ ? ROLE_OK
			: r->delivery == OUTBOX_QUEUED || r->delivery == OUTBOX_TRYING || r->delivery == OUTBOX_WIRE
			? ROLE_DUE : ROLE_ERROR, arena_printf(h->s->arena, "[%s%s%s]", outbox_state_name(r->delivery),
			r->words && *r->words ? ": " : "", r->words && *r->words ? r->words : ""));
}

static void
add_files(struct shaping *h)
{
	struct attachment *files;
	size_t n;
	if (h->t->row.row != ROW_MESSAGE || !h->t->row.files ||
	    read_attachments(h->s->app->store, h->t->row.id, h->s->arena, &files, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		char size[8];
		str_bytes(size, (uint64_t)files[i].bytes);
		add_text(h, ROLE_LINK, arena_printf(h->s->arena, "[%zu] %s %s", i + 1, files[i].name ? files[i].name
			: _("(no name)"), size));
	}
}

/* H: who wrote to whom, when, under which id. */
static void
add_headers(struct shaping *h)
{
	static const char *const roles[] = { "From", "To", "Cc", "Bcc", "Reply-To" };
	const struct item_row *r = &h->t->row;
	struct arena *a = h->s->arena;
	struct recipient *to;
	size_t n;
	char sent[32];
	if (!h->s->headers || r->row != ROW_MESSAGE)
		return;
	add_text(h, ROLE_MUTED, arena_printf(a, "From: %s%s%s%s", r->from.name ? r->from.name : "", r->from.name ? " <" : "",
		r->from.address ? r->from.address : "?", r->from.name ? ">" : ""));
	if (read_recipients(h->s->app->store, r->id, a, &to, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			add_text(h, ROLE_MUTED, arena_printf(a, "%s: %s%s%s%s", roles[to[i].role], to[i].who.name
				? to[i].who.name : "", to[i].who.name ? " <" : "", to[i].who.address, to[i].who.name ? ">" : ""));
	clock_rfc3339(sent, r->sent_at);
	add_text(h, ROLE_MUTED, arena_printf(a, "Date: %s  Item: %lld  Account: %s", sent, (long long)r->id,
		r->account ? r->account : "-"));
	if (r->remote_id)
		add_text(h, ROLE_MUTED, arena_printf(a, "Message-ID: %s", r->remote_id));
}

static char *
call_words(struct arena *a, const struct item_row *r)
{
	int64_t seconds = r->duration_ms / 1000;
	return r->flags & MESSAGE_MISSED ? arena_str(a, _("missed call"))
		: arena_printf(a, _("call %02lld:%02lld"), (long long)(seconds / 60), (long long)(seconds % 60));
}

static void
shape(struct story *s, struct told *t, int width)
{
	struct shaping h = { .s = s, .t = t, .width = width, .indent = width >= 60 ? 20 : 3 };
	const struct item_row *r = &t->row;
	char *body = NULL;
	if (t->line_count && t->width == width)
		return;
	t->lines = NULL;
	t->line_count = 0;
	t->width = width;
	if (r->row == ROW_ACTION || r->row == ROW_EVENT) {
		add_text(&h, ROLE_MUTED, arena_printf(s->arena, "%s%s", r->words ? r->words : "",
			r->undone_by ? _(" (undone)") : ""));
		return;
	}
	if (h.indent == 3)
		add_line(&h, ROLE_MUTED, 1, "", 0);	/* narrow: the gutter has a line of its own */
	if (r->text && !t->row.body)
		(void)read_text(s->app->store, r->text, s->arena, &body, NULL);
	else if (r->body)
		body = arena_str(s->arena, r->body);
	add_headers(&h);
	if (r->row == ROW_NOTE)
		add_text(&h, ROLE_NOTE, _("INTERNAL"));
	if (r->kind == KIND_CALL && r->row == ROW_MESSAGE)
		add_text(&h, r->flags & MESSAGE_MISSED ? ROLE_WARNING : ROLE_TEXT, call_words(s->arena, r));
	if (r->subject && *r->subject && r->row != ROW_NOTE) {
		char *bare = care_bare_subject(r->subject, s->arena);
		if (!str_eq(bare, s->head.subject))
			add_text(&h, ROLE_TITLE, arena_printf(s->arena, "%s", r->subject));
	}
	if (r->audience >= AUDIENCE_UNLISTED)
		add_text(&h, ROLE_PUBLIC, _("PUBLIC"));
	if (body && *body)
		add_body(&h, body);
	add_files(&h);
	add_marks(&h);
	if (!t->line_count)
		add_text(&h, ROLE_MUTED, _("(no text)"));
}

/* -- drawing ---------------------------------------------------------------------------------------------------- */

static bool
new_day(const struct story *s, size_t i)
{
	struct clock_local a, b;
	if (i == 0)
		return true;
	clock_to_local(s->items[i - 1].row.at, &a);
	clock_to_local(s->items[i].row.at, &b);
	return a.year != b.year || a.month != b.month || a.day != b.day;
}

static bool
first_new(const struct story *s, size_t i)
{
	const struct item_row *r = &s->items[i].row;
	bool by_others = r->row == ROW_MESSAGE || r->row == ROW_NOTE;
	return s->mark && by_others && r->id > s->mark && (i == 0 || s->items[i - 1].row.id <= s->mark);
}

/* Lines an item takes, its rules included. */
static int
height_of(struct story *s, size_t i, int width)
{
	shape(s, &s->items[i], width);
	return (int)s->items[i].line_count + new_day(s, i) + first_new(s, i);
}

static void
draw_gutter(struct story *s, struct told *t, struct pane p, int y, bool selected)
{
	const struct item_row *r = &t->row;
	bool note = r->row == ROW_NOTE, action = r->row == ROW_ACTION || r->row == ROW_EVENT;
	const char *who = note || action ? r->author : r->direction == DIRECTION_OUT && r->author ? r->author
		: r->from.name && *r->from.name ? r->from.name : r->from.address;
	char when[8], sign = note ? '#' : action ? ' ' : r->direction == DIRECTION_IN ? '>' : '<';
	unsigned style = note ? ROLE_NOTE : action ? ROLE_MUTED : r->direction == DIRECTION_IN ? ROLE_CUSTOMER : ROLE_AGENT;
	local_hhmm(when, r->at);
	(void)s;
	canvas_put(p, 1, y, selected ? ROLE_CURSOR : ROLE_MUTED, when);
	canvas_put(p, 7, y, r->audience >= AUDIENCE_UNLISTED ? ROLE_PUBLIC : ROLE_MUTED,
		note ? "--" : action ? "  " : channel_code(r->channel));
	canvas_putn(p, 10, y, style, who ? who : "?", who ? strlen(who) : 1, 7);
	canvas_putf(p, 18, y, style, "%c", sign);
}

static int
draw_item(struct story *s, size_t i, struct pane p, int y, int skip, bool focus)
{
	struct told *t = &s->items[i];
	char date[24];
	shape(s, t, p.width);
	if (new_day(s, i) && skip-- <= 0) {
		local_date(date, t->row.at, s->app->v.now);
		canvas_rule(p, y++, ROLE_RULE, date, NULL);
	}
	if (first_new(s, i) && skip-- <= 0)
		canvas_rule(p, y++, ROLE_WARNING, NULL, _("new since your visit"));
	for (size_t k = 0; k < t->line_count; k++) {
		if (skip-- > 0)
			continue;
		if (y >= p.height)
			break;
		if (k == 0)
			draw_gutter(s, t, p, y, focus && i == s->cursor);
		canvas_putn(p, t->lines[k].indent, y, t->lines[k].style, t->lines[k].text, t->lines[k].len,
			p.width - t->lines[k].indent);
		if (k == 0 && focus && i == s->cursor)
			canvas_cursor(p, 1, y);
		y++;
	}
	if (t->row.id > s->seen)
		s->seen = t->row.id;
	return y;
}

void
story_draw_head(struct app *app, struct story *s, struct pane p)
{
	const struct case_row *r = &s->head;
	char due[8] = "";
	struct arena *a = arena_new();
	if (r->due_at)
		clock_short_span(due, r->due_at - app->v.now);
	char *left = arena_printf(a, " #%lld %s", (long long)r->number, r->subject ? r->subject : _("(no subject)"));
	char *right = arena_printf(a, "%s%s %s%s%s  %s%s%s%s", r->priority == PRIORITY_URGENT ? "!! " : r->priority ==
		PRIORITY_HIGH ? "! " : "", status_name(r->status), *due ? "due " : "", due, r->promised ? _(" promised") : "",
		r->assignee ? r->assignee : r->team ? r->team : _("nobody"), r->tags && *r->tags ? " [" : "",
		r->tags ? r->tags : "", r->tags && *r->tags ? "]" : "");
	int room = canvas_columns(right);
	room = room > p.width / 2 ? p.width / 2 : room;
	canvas_put_fit(p, 0, 0, p.width - room - 2, ALIGN_LEFT, ROLE_TITLE, left);
	canvas_put_fit(p, p.width - room - 1, 0, room, ALIGN_RIGHT, r->due_at && r->due_at <= app->v.now ? ROLE_OVERDUE
		: ROLE_STATUS, right);
	char *second = arena_printf(a, " %s - %s%s%s%s%s", r->customer_name, r->channels ? r->channels : "",
		r->siblings ? arena_printf(a, ngettext_(" - %d other open case", " - %d other open cases", r->siblings),
			r->siblings) : "", r->escalation ? _(" - escalated to ") : "", r->escalation ? r->escalation : "",
		r->next_step ? arena_printf(a, _(" - next: %s"), r->next_step) : "");
	if (p.height > 1)
		canvas_put(p, 0, 1, ROLE_CUSTOMER, second);
	arena_free(a);
}

/* Lines at the bottom: who else is here, the draft. */
static int
draw_foot(struct story *s, struct pane p)
{
	int y = p.height;
	if (s->draft && y > 4) {
		const char *body = s->draft->body ? s->draft->body : "";
		char when[8];
		local_hhmm(when, s->draft->updated_at);
		canvas_putf(p, 1, --y, ROLE_WARNING, _("draft %s (%s): %.*s"), s->draft->kind, when,
			(int)strcspn(body, "\n"), body);
	}
	if (s->others && s->others[0] && y > 4)
		canvas_putf(p, 1, --y, ROLE_WARNING, str_eq(s->others[1], "compose") ? _("%s is writing here")
			: _("%s is at this case"), s->others[0]);
	return y;
}

/* Scrolls so that the newest item's end is at the bottom. */
static void
settle(struct app *app, struct story *s, int width, int height)
{
	size_t i = s->n;
	if (!s->to_end || !s->n)
		return;
	s->skip = 0;
	for (int left = height; left > 0;) {
		size_t had = s->n;
		if (i == 0 && !read_older(app, s))
			break;
		i += s->n - had;
		int h = height_of(s, --i, width);
		s->top = i;
		s->skip = h > left ? h - left : 0;
		left -= h;
	}
	s->to_end = false;
}

void
story_draw(struct app *app, struct story *s, struct pane p, bool focus)
{
	int head = p.height > 6 ? 2 : 0;
	if (head)
		story_draw_head(app, s, pane_sub(p, 0, 0, p.width, 2));
	struct pane body = pane_sub(p, 0, head, p.width, p.height - head);
	body.height = draw_foot(s, body);
	s->height = body.height;
	s->width = body.width;
	settle(app, s, body.width, body.height);
	int y = 0;
	s->bottom = s->top;
	for (size_t i = s->top; i < s->n && y < body.height; i++) {
		y = draw_item(s, i, body, y, i == s->top ? s->skip : 0, focus);
		s->bottom = i;
	}
	s->at_end = s->bottom + 1 == s->n && y < body.height;
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
			if (s->top == 0 && !read_older(app, s))
				break;
			s->top--;
			s->skip = height_of(s, s->top, s->width) - 1;
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
			below += height_of(s, i, s->width);
		if (below <= s->height)
			break;
		if (++s->skip >= height_of(s, s->top, s->width) && s->top + 1 < s->n) {
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
		y += height_of(s, i, s->width);
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
	switch (how) {
	case LIST_DOWN: moved = scroll_down(s, n); break;
	case LIST_UP: moved = scroll_up(app, s, n); break;
	case LIST_PAGE_DOWN: moved = scroll_down(s, page * n); break;
	case LIST_PAGE_UP: moved = scroll_up(app, s, page * n); break;
	case LIST_HALF_DOWN: moved = scroll_down(s, page / 2 * n); break;
	case LIST_HALF_UP: moved = scroll_up(app, s, page / 2 * n); break;
	case LIST_TOP:
		while (read_older(app, s))
			;
		s->top = s->cursor = 0;
		s->skip = 0;
		return true;
	case LIST_BOTTOM:
		story_end(s);
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

/* Scrolls as little as it takes to show the item under the cursor. */
static void
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
			y += height_of(s, k, s->width);
		if (y <= s->height || s->top >= i || !scroll_down(s, 1))
			break;
	}
}

bool
story_item_move(struct app *app, struct story *s, int direction, bool customer_only)
{
	size_t i = s->cursor;
	for (;;) {
		if (direction < 0 && i == 0 && !read_older(app, s))
			return false;
		if (direction < 0 && i == 0)
			i = s->cursor;
		if (direction > 0 && i + 1 >= s->n)
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
	s->to_end = true;
	s->cursor = s->n ? s->n - 1 : 0;
}

int64_t
story_case(const struct story *s)
{
	return s->case_id;
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
			if (!read_older(app, s))
				break;
			i += s->n - had - 1;
		} else if (direction < 0 && i + 1 >= s->n)
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

void
story_kinds(struct app *app, struct story *s)
{
	s->events = !s->events;
	s->n = 0;
	story_reload(app, s);
	s->to_end = true;
	app_say(app, MESSAGE_INFO, s->events ? _("showing what was done, too") : _("showing what was said"));
}

const char *
story_position(struct story *s, struct arena *a)
{
	return arena_printf(a, _("item %zu/%zu%s"), s->n ? s->cursor + 1 : 0, s->n, s->more_before ? "+" : "");
}
