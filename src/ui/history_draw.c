/* history_draw.c - the head of a history: who it is, the journey over the channels on one line, what is asked for. */
#include "history.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { WIDE = 140, CARD = 35 };

/* A letter of its own for each channel; where colours are, they say the family, too. */
static const struct { const char *channel; char letter; unsigned style; } letters[] = {
	{ "mail", 'm', ROLE_CUSTOMER }, { "telegram", 't', ROLE_AGENT }, { "whatsapp", 'w', ROLE_AGENT },
	{ "sms", 's', ROLE_AGENT }, { "messenger", 'g', ROLE_AGENT }, { "instagram", 'i', ROLE_AGENT },
	{ "facebook", 'f', ROLE_PUBLIC }, { "x", 'x', ROLE_PUBLIC }, { "x-dm", 'd', ROLE_AGENT }, { "tiktok", 'k', ROLE_PUBLIC },
	{ "mastodon", 'o', ROLE_PUBLIC }, { "matrix", 'a', ROLE_AGENT }, { "bluesky", 'b', ROLE_PUBLIC },
	{ "bluesky-chat", 'c', ROLE_AGENT }, { "chat", 'h', ROLE_AGENT }, { "form", 'r', ROLE_CUSTOMER },
	{ "voice", 'p', ROLE_TAG }, { "visit", 'v', ROLE_TAG }, { "letter", 'l', ROLE_TAG },
};

static char
letter_of(const char *channel, unsigned *style)
{
	for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
		if (str_eq(letters[i].channel, channel)) {
			*style = letters[i].style;
			return letters[i].letter;
		}
	*style = ROLE_TEXT;
	return *channel >= 'a' && *channel <= 'z' ? *channel : 'e';
}

/* "m mail 12, t telegram 4": the letters of the strip, the most frequent first. */
static char *
legend(const struct journey *j, int room, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < j->channel_count; i++) {
		unsigned style;
		char *one = arena_printf(a, "%s%c %s %d", b.len ? ", " : "", letter_of(j->channel[i].name, &style),
			j->channel[i].name, j->channel[i].count);
		if (canvas_columns(one) + (int)b.len > room)
			break;
		buf_adds(&b, one);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
draw_title(struct history *h, struct pane p)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	int contacts = 0;
	for (size_t i = 0; i < h->journey.columns; i++)
		contacts += h->journey.step[i].count;
	if (h->news_count)
		buf_addf(&b, ngettext_("%zu new, ", "%zu new, ", h->news_count), h->news_count);
	buf_addf(&b, ngettext_("%d case", "%d cases", h->who.cases), h->who.cases);
	if (contacts && p.width >= 60)
		buf_addf(&b, ngettext_(", %d contact", ", %d contacts", contacts), contacts);
	int room = canvas_columns(b.data);
	canvas_put_fit(p, p.width - room - 1, 0, room, ALIGN_RIGHT, h->news_count ? ROLE_UNREAD : ROLE_STATUS, b.data);
	int used = canvas_putn(p, 1, 0, ROLE_TITLE, h->name ? h->name : "?", strlen(h->name ? h->name : "?"), p.width - room - 4);
	int left = p.width - room - used - 6;
	if (left > 12)
		canvas_put(pane_sub(p, used + 3, 0, left, 1), 0, 0, ROLE_MUTED, legend(&h->journey, left, a));
	buf_free(&b);
	arena_free(a);
}

/* The steps of what is on the screen. */
static void
visible_steps(const struct history *h, int *from, int *to)
{
	const struct story *s = h->story;
	const struct journey *j = &h->journey;
	*from = *to = -1;
	if (!s->n || !j->columns || s->bottom >= s->n)
		return;
	*from = (int)((s->items[s->top].row.at - j->from_at) / j->step_ms);
	*to = (int)((s->items[s->bottom].row.at - j->from_at) / j->step_ms);
}

/* A column for each step: the letter of the channel with most contacts, large where there were many. */
static void
draw_strip(const struct history *h, struct pane p, int y, bool alone)
{
	const struct journey *j = &h->journey;
	int from, to, busiest = 0;
	visible_steps(h, &from, &to);
	for (size_t i = 0; i < j->columns; i++)
		busiest = j->step[i].count > busiest ? j->step[i].count : busiest;
	for (int x = 0; x < (int)j->columns && x < p.width; x++) {
		const struct journey_step *step = &j->step[x];
		unsigned style = ROLE_RULE;
		char c[8] = "\xc2\xb7";
		if (step->channel) {
			c[0] = letter_of(step->channel, &style);
			c[1] = '\0';
			if (step->count > 2 && step->count * 2 > busiest && *c >= 'a' && *c <= 'z')
				*c = (char)(*c - 'a' + 'A');
		}
		if (x >= from && x <= to)
			style |= STYLE_UNDERLINE;
		if (alone && step->opened)
			style |= STYLE_REVERSE;
		canvas_put(p, x, y, style, c);
	}
}

/* Below it: when it began, where cases were opened, what of it is on the screen. */
static void
draw_axis(struct app *app, const struct history *h, struct pane p, int y)
{
	const struct journey *j = &h->journey;
	struct clock_local l;
	char begun[24];
	int from, to;
	visible_steps(h, &from, &to);
	canvas_hline(p, 0, y, p.width, ROLE_RULE);
	for (int x = 0; x < (int)j->columns && x < p.width; x++) {
		bool seen = x >= from && x <= to, opened = j->step[x].opened > 0;
		if (seen || opened)
			canvas_put(p, x, y, seen ? ROLE_TITLE : ROLE_RULE, !seen ? "\xe2\x94\xac" : opened ? "\xe2\x94\xb3"
				: "\xe2\x94\x81");
	}
	(void)app;
	if (!j->columns || p.width < 40)
		return;
	/* "<": what is between there and the second column is left out */
	clock_to_local(j->first_at, &l);
	snprintf(begun, sizeof begun, " %04d-%02d-%02d%s ", l.year, l.month, l.day, j->first_at < j->from_at ? " <" : "");
	if (from > 15)
		canvas_put(p, 1, y, ROLE_MUTED, begun);
	if (to < p.width - 8)
		canvas_put(p, p.width - 7, y, ROLE_MUTED, _(" now "));
}

static void
draw_filter(struct app *app, struct history *h, struct pane p, int y)
{
	struct arena *a = arena_new();
	char *key = bar_key(app, "history-all", a);
	canvas_putf(p, 1, y, *h->wrong ? ROLE_ERROR : ROLE_DUE, *h->wrong ? "%s" : _("only %s"), *h->wrong ? h->wrong
		: history_filter_words(h, a));
	if (key)
		canvas_put_fit(p, p.width - 20, y, 19, ALIGN_RIGHT, ROLE_MUTED, arena_printf(a, _("%s shows all"), key));
	arena_free(a);
}

/* The customer's card, beside the items of a wide screen; it knows them by a case. */
static struct pane
draw_card(struct app *app, struct history *h, struct pane body)
{
	const struct story *s = h->story;
	if (story_case(s))
		h->card_case = story_case(s);
	for (size_t i = s->n; i-- > 0 && !h->card_case;)
		h->card_case = s->items[i].row.case_id;
	if (body.width < WIDE || app->wide_zoom || app->linear)
		return body;
	struct pane items = pane_sub(body, 0, 0, body.width - CARD - 1, body.height);
	canvas_vline(body, items.width, 0, body.height, ROLE_RULE);
	card_draw(app, h->card_case, pane_sub(body, items.width + 1, 0, CARD, body.height));
	return items;
}

void
history_draw(struct app *app, struct screen *screen, struct pane p, bool focus)
{
	struct history *h = screen->state;
	struct story *s = h->story;
	bool lines = !app->linear, strip = p.height >= 8 && lines, axis = p.height >= 14 && lines;
	bool filter = history_filtered(h) || *h->wrong;
	int y = 1 + strip + axis + filter;
	if (h->journey_stale || h->journey_width != term_width(app->term) || h->again)
		app->hurry = true;
	draw_title(h, p);
	if (filter)
		draw_filter(app, h, p, 1 + strip + axis);
	if (s->n)
		story_draw_items(app, s, draw_card(app, h, pane_sub(p, 0, y, p.width, p.height - y)), focus && !app->prompting);
	else
		canvas_put(p, 2, y + 1, ROLE_MUTED, *h->wrong ? "" : h->again ? _("looking...") : filter ? _("nothing matches")
			: _("nothing was said yet"));
	if (strip)
		draw_strip(h, p, 1, !axis);
	if (axis)
		draw_axis(app, h, p, 2);
}
