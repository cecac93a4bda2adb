/* timeline_draw.c - the story of a case laid out and drawn: only what is visible ever is. */
#include "app.h"
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* -- laying out one item -------------------------------------------------------------------------------------- */

enum { GUTTER = 20, NARROW = 2 };	/* columns before the words, beside or below the gutter */

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

/* Mail comes broken into lines of its own, up to 78 columns: broken again in a narrow column it is a comb. */
static bool
wants_whole_width(const char *body, int room)
{
	size_t lines = 0, wide = 0;
	for (const char *p = body; p && *p && lines < 200; p += strcspn(p, "\n"), p += *p == '\n', lines++) {
		int columns = utf8_columns(p, strcspn(p, "\n"));
		wide += columns > room && columns <= 80;
	}
	return wide > 1;
}

/* Does the next line go on with this one, broken only because the sender's window ended here? */
static bool
goes_on(const char *line, size_t len, const char *next)
{
	size_t word = strcspn(next, " \n");
	if (!len || !*next || strchr(" \n\t>|-*#=+", *line) || strchr(" \n\t>|-*#=+", *next))
		return false;
	return utf8_columns(line, len) + 1 + utf8_columns(next, word) > 66;
}

/* The same text with such line ends as blanks, to be broken anew at our width. */
static char *
unbroken(const char *body, struct arena *a)
{
	char *out = arena_str(a, body);
	for (char *p = out; *p;) {
		size_t len = strcspn(p, "\n");
		if (!p[len])
			break;
		if (goes_on(p, len, p + len + 1))
			p[len] = ' ';
		p += len + 1;
	}
	return out;
}

static void
shape(struct story *s, struct told *t, int width)
{
	struct shaping h = { .s = s, .t = t, .width = width, .indent = width >= 60 ? GUTTER : NARROW };
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
	if (r->text && !t->row.body)
		(void)read_text(s->app->store, r->text, s->arena, &body, NULL);
	else if (r->body)
		body = arena_str(s->arena, r->body);
	if (r->row != ROW_NOTE && wants_whole_width(body, width - GUTTER))
		h.indent = NARROW;
	if (r->row != ROW_NOTE && wants_whole_width(body, width - NARROW))
		body = unbroken(body, s->arena);
	if (h.indent == NARROW)
		add_line(&h, ROLE_MUTED, 1, "", 0);	/* the gutter has a line of its own */
	add_headers(&h);
	if (r->kind == KIND_CALL && r->row == ROW_MESSAGE)
		add_text(&h, r->flags & MESSAGE_MISSED ? ROLE_WARNING : ROLE_TEXT, call_words(s->arena, r));
	if (r->subject && *r->subject && r->row != ROW_NOTE) {
		char *bare = care_bare_subject(r->subject, s->arena);
		if (!str_eq(bare, s->head.subject))
			add_text(&h, ROLE_TITLE, arena_printf(s->arena, "%s", r->subject));
	}
	if (r->audience >= AUDIENCE_UNLISTED)
		add_text(&h, ROLE_PUBLIC, _("PUBLIC"));
	if (r->row == ROW_NOTE)
		add_text(&h, ROLE_NOTE, arena_printf(s->arena, _("INTERNAL  %s"), body ? body : ""));
	else if (body && *body)
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
	bool by_others = (r->row == ROW_MESSAGE || r->row == ROW_NOTE) && !str_eq(r->author, s->me);
	return s->mark && by_others && r->id > s->mark && (i == 0 || s->items[i - 1].row.id <= s->mark);
}

/* Lines an item takes, its rules included. */
int
story_height(struct story *s, size_t i, int width)
{
	shape(s, &s->items[i], width);
	return (int)s->items[i].line_count + new_day(s, i) + first_new(s, i);
}

/* "Ana Perez" in seven columns: the first name, unless it is only an initial; an address up to its @. */
static const char *
short_name(const char *who, size_t *len)
{
	*len = 1;
	if (str_empty(who))
		return "?";
	size_t first = strcspn(who, " ,@");
	if (canvas_columns(who) <= 7) {
		*len = strlen(who);
		return who;
	}
	if (who[first] == ' ' && (first < 3 || who[first - 1] == '.'))
		who += first + strspn(who + first, " "), first = strcspn(who, " ,@");
	*len = first ? first : strlen(who);
	return who;
}

static void
draw_gutter(struct story *s, struct told *t, struct pane p, int y, bool selected)
{
	const struct item_row *r = &t->row;
	bool note = r->row == ROW_NOTE, action = r->row == ROW_ACTION || r->row == ROW_EVENT;
	const char *who = note || action || (r->direction == DIRECTION_OUT && r->author) ? r->author
		: r->from.name && *r->from.name ? r->from.name : r->from.address;
	size_t len;
	char when[8], sign = note ? '#' : action ? ' ' : r->direction == DIRECTION_IN ? '>' : '<';
	unsigned style = note ? ROLE_NOTE : action ? ROLE_MUTED : r->direction == DIRECTION_IN ? ROLE_CUSTOMER : ROLE_AGENT;
	local_hhmm(when, r->at);
	(void)s;
	who = short_name(who, &len);
	if (selected)
		canvas_put(p, 0, y, ROLE_CURSOR, ">");
	canvas_put(p, 1, y, selected ? ROLE_CURSOR : ROLE_MUTED, when);
	canvas_put(p, 7, y, r->audience >= AUDIENCE_UNLISTED ? ROLE_PUBLIC : ROLE_MUTED,
		note ? "--" : action ? "  " : channel_code(r->channel));
	canvas_putn(p, 10, y, style, who, len, 7);
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
	char *state = arena_str(a, status_name(r->status));
	for (char *c = state; *c; c++)
		*c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	struct buf words = BUF_INIT;
	buf_addf(&words, "%s%s", r->priority == PRIORITY_URGENT ? "!! " : r->priority == PRIORITY_HIGH ? "! " : "", state);
	if (*due)
		buf_addf(&words, _("  due %s%s"), due, r->promised ? _(" promised") : "");
	if (p.width >= 60)
		buf_addf(&words, _("  owner %s"), r->assignee ? r->assignee : r->team ? r->team : "---");
	if (p.width >= 60 && r->tags && *r->tags)
		buf_addf(&words, "  [%s]", r->tags);
	char *right = arena_strn(a, words.data, words.len);
	buf_free(&words);
	int room = canvas_columns(right);
	room = room > p.width / 2 ? p.width / 2 : room;
	canvas_put_fit(p, 0, 0, p.width - room - 2, ALIGN_LEFT, ROLE_TITLE, left);
	canvas_put_fit(p, p.width - room - 1, 0, room, ALIGN_RIGHT, r->due_at && r->due_at <= app->v.now ? ROLE_OVERDUE
		: ROLE_STATUS, right);
	struct buf b = BUF_INIT;
	buf_addf(&b, " %s", r->customer_name);
	if (s->address && !str_eq(s->address, r->customer_name))
		buf_addf(&b, " <%s>", s->address);
	buf_addf(&b, " - %s", r->channels ? r->channels : "-");
	if (r->siblings)
		buf_addf(&b, ngettext_(" - %d other open case", " - %d other open cases", r->siblings), r->siblings);
	if (r->escalation)
		buf_addf(&b, _(" - escalated to %s"), r->escalation);
	if (r->waits_on)
		buf_addf(&b, _(" - waits on %s"), r->waits_on);
	if (r->next_step)
		buf_addf(&b, _(" - next: %s"), r->next_step);
	if (p.height > 1)
		canvas_put(p, 0, 1, ROLE_CUSTOMER, b.data);
	buf_free(&b);
	arena_free(a);
}

static void
draw_draft(struct story *s, struct pane p, int y)
{
	struct arena *a = arena_new();
	char when[8], *body = arena_str(a, s->draft->body ? s->draft->body : "");
	local_hhmm(when, s->draft->updated_at);
	for (char *c = body; *c; c++)
		if (*c == '\n')
			*c = ' ';
	char *right = str_eq(s->draft->kind, "note") ? _("i: resume") : _("r: resume");
	char *left = arena_printf(a, _("draft %s (%s): %s"), s->draft->kind, when, body);
	int room = canvas_columns(right);
	canvas_put_fit(p, 1, y, p.width - room - 4, ALIGN_LEFT, ROLE_WARNING, left);
	canvas_put(p, p.width - room - 1, y, ROLE_MUTED, right);
	arena_free(a);
}

/* Lines at the bottom: who else is here, what else is open, the draft; how many. */
static int
draw_foot(struct story *s, struct pane p, bool whole)
{
	int y = p.height;
	if (s->others && s->others[0] && y > 3)
		canvas_putf(p, 1, --y, ROLE_WARNING, str_eq(s->others[1], "compose") ? _("%s is writing here")
			: _("%s is at this case"), s->others[0]);
	if (!whole || p.height < 8)
		return y;
	for (size_t i = s->sibling_count; i-- > 0 && y > p.height / 2;) {
		const struct case_row *r = &s->siblings[i];
		char age[8];
		clock_short_span(age, s->app->v.now - r->updated_at);
		canvas_putf(p, 1, --y, ROLE_MUTED, _("also %s: #%lld %s (%s, %s)"), status_name(r->status), (long long)r->number,
			r->subject ? r->subject : _("(no subject)"), r->assignee ? r->assignee : "---", age);
	}
	if (s->draft)
		draw_draft(s, p, --y);
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
		if (i == 0 && !story_older(app, s))
			break;
		i += s->n - had;
		int h = story_height(s, --i, width);
		s->top = i;
		s->skip = h > left ? h - left : 0;
		left -= h;
	}
	s->to_end = false;
}

static void
draw_items(struct app *app, struct story *s, struct pane body, bool focus)
{
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

void
story_draw(struct app *app, struct story *s, struct pane p, bool focus)
{
	int head = p.height > 6 ? 2 : 0;
	if (head)
		story_draw_head(app, s, pane_sub(p, 0, 0, p.width, 2));
	struct pane body = pane_sub(p, 0, head, p.width, p.height - head);
	body.height = draw_foot(s, body, true);
	draw_items(app, s, body, focus);
}

void
story_draw_above(struct app *app, struct story *s, struct pane p)
{
	story_draw_head(app, s, pane_sub(p, 0, 0, p.width, 1));
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	body.height = draw_foot(s, body, false);
	if (body.height > 0)
		draw_items(app, s, body, false);
}
