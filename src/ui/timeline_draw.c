/* timeline_draw.c - the story of a case drawn: the head, the items that are visible, the lines at the foot. */
#include "app.h"
#include "timeline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask.h"
#include "clock.h"
#include "mood.h"
#include "picture.h"

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
	bool by_others = (r->row == ROW_MESSAGE || r->row == ROW_NOTE || r->row == ROW_CONTACT) && !str_eq(r->author, s->me);
	return s->mark && by_others && r->id > s->mark && (i == 0 || s->items[i - 1].row.id <= s->mark);
}

static bool
is_said(const struct item_row *r)
{
	return r->row != ROW_ACTION && r->row != ROW_EVENT;
}

bool
story_border(const struct story *s, size_t i)
{
	size_t k = i;
	if (!s->customer || !is_said(&s->items[i].row))
		return false;
	while (k > 0 && !is_said(&s->items[k - 1].row))
		k--;
	return k == 0 || s->items[k - 1].row.case_id != s->items[i].row.case_id;
}

/* Lines an item takes, its rules included. */
int
story_height(struct story *s, size_t i, int width)
{
	story_shape(s, &s->items[i], width);
	return (int)s->items[i].line_count + (new_day(s, i) || story_border(s, i)) + first_new(s, i);
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

/* Who, how, and when last: "Ana Perez by mail, 22:13". */
static void
say_who(const struct item_row *r, struct pane p, int y, bool selected)
{
	bool action = r->row == ROW_ACTION || r->row == ROW_EVENT, note = r->row == ROW_NOTE, in = r->direction == DIRECTION_IN;
	const char *who = note || action || (!in && r->author) ? r->author
		: r->from.name && *r->from.name ? r->from.name : r->from.address;
	char when[8];
	local_hhmm(when, r->at);
	unsigned style = selected ? ROLE_CURSOR : note ? ROLE_NOTE : action ? ROLE_MUTED : in ? ROLE_CUSTOMER : ROLE_AGENT;
	if (selected)
		canvas_put(p, 0, y, style, ">");
	if (note || action)
		canvas_putf(p, 2, y, style, note ? _("%s notes, %s") : _("%s did, %s"), who ? who : "-", when);
	else
		canvas_putf(p, 2, y, style, in ? _("%s writes by %s, %s") : _("%s answers by %s, %s"), who ? who : "?",
			r->channel ? r->channel : "-", when);
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
	if (s->app->linear) {
		say_who(r, p, y, selected);
		return;
	}
	who = short_name(who || r->row != ROW_EVENT ? who : " ", &len);
	if (str_starts(who, "rule:"))	/* which one its mark says */
		len = strlen("rule");
	if (selected)
		canvas_put(p, 0, y, ROLE_CURSOR, ">");
	canvas_put(p, 1, y, selected ? ROLE_CURSOR : ROLE_MUTED, when);
	canvas_put(p, 7, y, r->audience >= AUDIENCE_UNLISTED ? ROLE_PUBLIC : ROLE_MUTED,
		note ? "--" : action ? "  " : channel_code(r->channel));
	canvas_putn(p, 10, y, style, who, len, 7);
	canvas_putf(p, 18, y, style, "%c", sign);
}

/* The day, and in a history the case that speaks from here on: "-- Thu 19 Nov  #1 Lamp ------ open". */
static void
draw_rule(struct story *s, size_t i, struct pane p, int y)
{
	const struct item_row *r = &s->items[i].row;
	struct arena *a = arena_new();
	char date[24] = "";
	if (new_day(s, i))
		local_date(date, r->at, s->app->v.now);
	if (!story_border(s, i)) {
		canvas_rule(p, y, ROLE_RULE, date, NULL);
	} else if (!r->case_id) {
		canvas_rule(p, y, ROLE_RULE, arena_printf(a, "%s%s%s", date, *date ? "  " : "", _("no case")), NULL);
	} else {
		const struct told_case *c = story_told_case(s, r->case_id);
		const char *state = status_name(c->status);
		const char *subject = str_empty(c->subject) ? _("(no subject)") : utf8_clean_str(a, c->subject, false);
		char *before = arena_printf(a, "%s%s#%lld ", date, *date ? "  " : "", (long long)c->number);
		int room = p.width - canvas_columns(before) - canvas_columns(state) - 8;
		bool cut = canvas_columns(subject) > room;
		size_t len = cut ? utf8_fit(subject, strlen(subject), room > 4 ? room - 1 : 4, NULL) : strlen(subject);
		canvas_rule(p, y, ROLE_RULE, arena_printf(a, "%s%.*s%s", before, (int)len, subject, cut ? "~" : ""), state);
	}
	arena_free(a);
}

/* What a colleague took out and put in, in the colours of its marks: [-old-]{+new+}; they may begin lines above. */
static void
draw_changes(struct pane p, int y, const struct told_line *line)
{
	unsigned style = 0;
	int x = line->indent;
	for (const char *c = line->base, *end = line->text + line->len; c < end;) {
		int columns;
		size_t n = utf8_grapheme(c, (size_t)(end - c), &columns);
		if (!strncmp(c, "[-", 2) || !strncmp(c, "{+", 2))
			style = *c == '[' ? ROLE_ERROR : ROLE_OK;
		if (c >= line->text) {
			if (style)
				canvas_restyle(p, x, y, columns, style);
			x += columns;
		}
		bool ends = (c[0] == '-' && c[1] == ']') || (c[0] == '+' && c[1] == '}');
		c += n;
		if (ends && c < end) {
			if (c >= line->text)
				canvas_restyle(p, x++, y, 1, style);
			style = 0;
			c++;
		}
	}
}

static int
draw_item(struct story *s, size_t i, struct pane p, int y, int skip, bool focus)
{
	struct told *t = &s->items[i];
	story_shape(s, t, p.width);
	if ((new_day(s, i) || story_border(s, i)) && skip-- <= 0)
		draw_rule(s, i, p, y++);
	if (first_new(s, i) && skip-- <= 0)
		canvas_rule(p, y++, ROLE_WARNING, NULL, _("new since your visit"));
	for (size_t k = 0; k < t->line_count; k++) {
		if (skip-- > 0)
			continue;
		if (y >= p.height)
			break;
		if (k == 0)
			draw_gutter(s, t, p, y, focus && i == s->cursor);
		const struct told_line *line = &t->lines[k];
		if (line->picture)
			picture_draw_row(pane_sub(p, line->indent, y, p.width - line->indent, 1), line->picture, line->row);
		canvas_putn(p, line->indent, y, line->style, line->text, line->len, p.width - line->indent);
		if (line->lead)
			canvas_putn(p, line->indent, y, ROLE_PUBLIC, line->text, line->lead, p.width - line->indent);
		if (line->changes)
			draw_changes(p, y, line);
		bool marked = story_line_marked(s, i, k);
		if (marked) {
			canvas_restyle(p, line->indent, y, utf8_columns(line->text, line->len), ROLE_SELECTION);
			canvas_put(p, line->indent - 1, y, ROLE_CURSOR, "|");
		}
		if (focus && i == s->cursor && (s->marking ? k == s->cursor_line : k == 0))
			canvas_cursor(p, s->marking ? line->indent : 1, y);
		y++;
	}
	if (s->unwatched)
		return y;
	if (t->row.id > s->seen)
		s->seen = t->row.id;
	if (s->customer && !t->shown && t->row.id > s->mark && is_said(&t->row)) {
		if (s->seen_count == s->seen_space)
			s->seen_new = xrealloc(s->seen_new, (s->seen_space = s->seen_space * 2 + 64) * sizeof *s->seen_new);
		s->seen_new[s->seen_count++] = t->row.id;
	}
	t->shown = true;
	return y;
}

/* "18:00" today, else "Mon 23 Nov 18:00". */
static const char *
short_time(int64_t at, int64_t now, struct arena *a)
{
	struct clock_local l, n;
	char day[24], hour[8];
	clock_to_local(at, &l);
	clock_to_local(now, &n);
	local_hhmm(hour, at);
	local_date(day, at, now);
	bool today = l.year == n.year && l.month == n.month && l.day == n.day;
	return today ? arena_str(a, hour) : arena_printf(a, "%s %s", day, hour);
}

/* " - part of #12 - with Ana Perez +2": what the case is tied to, and who takes part in it. */
static void
add_ties(const struct story *s, struct buf *b, struct arena *a)
{
	for (size_t i = 0; i < s->link_count && i < 3; i++)
		buf_addf(b, " - %s", link_words(&s->links[i], a));
	if (s->people_count)
		buf_addf(b, _(" - with %s"), s->people[0].name ? s->people[0].name : s->people[0].address);
	if (s->people_count > 1)
		buf_addf(b, " +%zu", s->people_count - 1);
}

/* "Order 48151  Reason delivery/late": what does not fit is cut, and a narrow screen shows the values alone. */
static void
draw_fields(struct app *app, struct story *s, struct pane p)
{
	struct arena *a = arena_new();
	char *words = arena_str(a, " ");
	size_t n;
	const struct conf_field *f = conf_fields(app->conf, &n);
	for (size_t i = 0; i < s->field_count; i++) {
		const struct field_row *v = &s->fields[i];
		const char *title = v->name;
		for (size_t k = 0; k < n; k++)
			if (str_eq(f[k].name, v->name))
				title = f[k].title;
		words = arena_printf(a, "%s%s%s%s%s", words, i ? "  " : "", p.width < 60 ? "" : title, p.width < 60 ? "" : " ",
			v->text);
	}
	canvas_put_fit(p, 0, 0, p.width - 1, ALIGN_LEFT, ROLE_TAG, words);
	arena_free(a);
}

/* The case in words: "status: open, priority: urgent, overdue: 15h, owner: eva, tags: ship vip". */
static void
say_state(struct app *app, const struct case_row *r, struct pane p)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	char due[8];
	buf_addf(&b, _("status: %s"), status_name(r->status));
	if (r->priority != PRIORITY_NORMAL)
		buf_addf(&b, _(", priority: %s"), priority_name(r->priority));
	if (r->assignee || r->team)
		buf_addf(&b, _(", owner: %s"), r->assignee ? r->assignee : r->team);
	if (r->tags && *r->tags)
		buf_addf(&b, _(", tags: %s"), r->tags);
	if (r->has_mood && r->mood <= MOOD_UNHAPPY)
		buf_addf(&b, _(", mood: %s"), _(care_mood_name(r->mood)));
	if (r->due_at) {
		bool over = r->due_at <= app->v.now;
		clock_short_span(due, over ? app->v.now - r->due_at : r->due_at - app->v.now);
		buf_addf(&b, over ? _(", overdue: %s") : _(", due in: %s"), due);
	}
	canvas_put_fit(p, 1, 0, p.width - 1, ALIGN_LEFT, r->due_at && r->due_at <= app->v.now ? ROLE_OVERDUE : ROLE_STATUS,
		b.data);
	buf_free(&b);
	arena_free(a);
}

/* "6/7" of "ces7 6" */
static char *
rated_words(const char *rated, struct arena *a)
{
	const char *said = strchr(rated, ' ');
	return said ? ask_said(arena_strn(a, rated, (size_t)(said - rated)), said + 1, a) : arena_str(a, rated);
}

/* "max is away until Mon 23 Nov": whoever waits for its agent should know. */
static void
add_away(struct app *app, const struct case_row *r, struct buf *b)
{
	char date[24];
	if (r->away_until) {
		local_date(date, r->away_until, app->v.now);
		buf_addf(b, _(" - %s is away until %s"), r->assignee, date);
	} else {
		buf_addf(b, _(" - %s is away"), r->assignee);
	}
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
		buf_addf(&words, r->claimed ? _("  owner (%s)") : _("  owner %s"), r->assignee ? r->assignee
			: r->claimed ? r->claimed : r->team ? r->team : "---");
	if (p.width >= 60 && r->tags && *r->tags)
		buf_addf(&words, "  [%s]", r->tags);
	char *right = arena_strn(a, words.data, words.len);
	buf_free(&words);
	int room = canvas_columns(right);
	room = room > p.width / 2 ? p.width / 2 : room;
	if (app->linear) {
		canvas_put_fit(p, 0, 0, p.width, ALIGN_LEFT, ROLE_TITLE, left);
		if (p.height > 2)
			say_state(app, r, pane_sub(p, 0, 2, p.width, 1));
	} else {
		canvas_put_fit(p, 0, 0, p.width - room - 2, ALIGN_LEFT, ROLE_TITLE, left);
		canvas_put_fit(p, p.width - room - 1, 0, room, ALIGN_RIGHT, r->due_at && r->due_at <= app->v.now ? ROLE_OVERDUE
			: ROLE_STATUS, right);
	}
	struct buf b = BUF_INIT;
	if (r->heads)
		buf_addf(&b, ngettext_(" INCIDENT of %d case (zm)", " INCIDENT of %d cases (zm)", r->members), r->members);
	else
		buf_addf(&b, " %s", r->customer_name);
	if (!str_empty(s->speaking))
		buf_addf(&b, " [%s]", s->speaking);
	if (s->address && !str_eq(s->address, r->customer_name))
		buf_addf(&b, " <%s>", s->address);
	buf_addf(&b, " - %s", r->channels ? r->channels : "-");
	if (r->away && r->assignee)
		add_away(app, r, &b);
	/* that of the house is not worth a word */
	if (!str_empty(r->language) && !str_starts(conf_str(app->conf, OPT_STORE_LANGUAGES), r->language))
		buf_addf(&b, ", %s", r->language);
	if (r->has_mood && r->mood <= MOOD_UNHAPPY)
		buf_addf(&b, " - %s", _(care_mood_name(r->mood)));
	if (r->siblings)
		buf_addf(&b, ngettext_(" - %d other open case", " - %d other open cases", r->siblings), r->siblings);
	if (r->incident)
		buf_addf(&b, _(" - incident %s"), r->incident);
	if (r->rated)
		buf_addf(&b, _(" - rated us %s"), rated_words(r->rated, a));
	if (!str_empty(s->promises))
		buf_addf(&b, " - %s", s->promises);
	if (!str_empty(s->levels))
		buf_addf(&b, " - %s", s->levels);
	if (r->intent)
		buf_addf(&b, _(" - about %s"), r->intent);
	const char *guide = guide_words(app, r->id, a);
	if (guide)
		buf_addf(&b, " - %s", guide);
	add_ties(s, &b, a);
	if (p.height > 1)
		canvas_put_fit(p, 0, 1, p.width, ALIGN_LEFT, ROLE_CUSTOMER, b.data);
	buf_free(&b);
	arena_free(a);
	int below = app->linear ? 3 : 2;
	if (p.height > below)
		draw_fields(app, s, pane_sub(p, 0, below, p.width, 1));
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
	char *right = str_eq(s->draft->kind, "note") ? _("i: resume")
		: str_eq(s->draft->kind, "private") ? _("p: resume")
		: str_eq(s->draft->kind, "edit") ? _("We: resume")
		: !str_eq(s->draft->kind, "contact") ? _("r: resume")
		: str_eq(s->draft->subject, "call") ? _("mc: resume") : _("gD: resume");
	char *left = arena_printf(a, _("draft %s (%s): %s"), s->draft->kind, when, body);
	int room = canvas_columns(right);
	canvas_put_fit(p, 1, y, p.width - room - 4, ALIGN_LEFT, ROLE_WARNING, left);
	canvas_put(p, p.width - room - 1, y, ROLE_MUTED, right);
	arena_free(a);
}

char *
story_callback_words(const struct case_row *r, int64_t now, struct arena *a)
{
	return r->callback_at ? callback_line(r, short_time(r->callback_at, now, a), a) : NULL;
}

char *
story_next_words(const struct case_row *r, int64_t now, struct arena *a)
{
	if (!r->next_step)
		return NULL;
	return arena_printf(a, r->promised ? r->next_by ? _("promised: %s, by %s") : _("promised: %s")
		: r->next_by ? _("next: %s, by %s") : _("next: %s"), r->next_step,
		r->next_by ? short_time(r->next_by, now, a) : "");
}

char *
story_waits_words(const struct case_row *r, int64_t now, struct arena *a)
{
	if (!r->waits_on)
		return NULL;
	return arena_printf(a, r->waits_until ? _("waits on %s until %s") : _("waits on %s"), r->waits_on,
		r->waits_until ? short_time(r->waits_until, now, a) : "");
}

/* What happens next, and who must act first. */
static int
draw_plans(struct story *s, struct pane p, int y)
{
	const struct case_row *r = &s->head;
	struct arena *a = arena_new();
	int64_t now = s->app->v.now;
	if (r->waits_on)
		canvas_put(p, 1, --y, ROLE_DUE, story_waits_words(r, now, a));
	if (r->callback_at)
		canvas_put(p, 1, --y, r->callback_at <= now ? ROLE_OVERDUE : ROLE_DUE,
			story_callback_words(r, now, a));
	if (r->next_step)
		canvas_put(p, 1, --y, r->next_by && r->next_by <= now ? ROLE_OVERDUE : ROLE_DUE, story_next_words(r, now, a));
	arena_free(a);
	return y;
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
		clock_short_age(age, r->updated_at, s->app->v.now);
		canvas_putf(p, 1, --y, ROLE_MUTED, _("also %s: #%lld %s (%s, %s)"), status_name(r->status), (long long)r->number,
			r->subject ? r->subject : _("(no subject)"), r->assignee ? r->assignee : "---", age);
	}
	if (s->draft)
		draw_draft(s, p, --y);
	return draw_plans(s, p, y);
}

/* Scrolls so that the newest item's end is at the bottom; one that is longer than the screen
 * shows its beginning, unless its end was asked for. */
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
		s->skip = h > left && (left < height || s->to_last) ? h - left : 0;
		left -= h;
	}
	s->to_end = s->to_last = false;
}

/* At the end of the story nothing stands below the last item that could stand above. */
static void
fill_screen(struct story *s)
{
	int y = 0;
	for (size_t i = s->top; i < s->n && y < s->height; i++)
		y += story_height(s, i, s->width);
	s->to_end = !s->more_after && y < s->height;
	s->fill = false;
}

void
story_draw_items(struct app *app, struct story *s, struct pane body, bool focus)
{
	s->unwatched = app->blurred;
	s->height = body.height;
	s->width = body.width;
	if (s->fill)
		fill_screen(s);
	settle(app, s, body.width, body.height);
	int y = 0, below = 0;
	s->bottom = s->top;
	for (size_t i = s->top; i < s->n && y < body.height; i++) {
		int skip = i == s->top ? s->skip : 0;
		below = y + story_height(s, i, body.width) - skip;
		y = draw_item(s, i, body, y, skip, focus);
		s->bottom = i;
	}
	/* its last line may be the last of the screen */
	s->at_end = s->bottom + 1 == s->n && below <= body.height && !s->more_after;
}

void
story_draw(struct app *app, struct story *s, struct pane p, bool focus)
{
	int head = p.height > 6 ? 2 + app->linear + (s->field_count && p.height > 12) : 0;
	if (head)
		story_draw_head(app, s, pane_sub(p, 0, 0, p.width, head));
	struct pane body = pane_sub(p, 0, head, p.width, p.height - head);
	body.height = draw_foot(s, body, true);
	story_draw_items(app, s, body, focus);
}

void
story_draw_above(struct app *app, struct story *s, struct pane p, bool focus)
{
	story_draw_head(app, s, pane_sub(p, 0, 0, p.width, 1));
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	body.height = draw_foot(s, body, false);
	if (body.height > 0)
		story_draw_items(app, s, body, focus);
}
