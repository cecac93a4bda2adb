/* compose_draw.c - the composer's looks.  Note, private and public differ in words, marks and border, not in
 * colour alone: # is internal, = is public, * is the one private answer to what was said in public. */
#include "compose.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

static void
mark_line(struct pane p, int y, int width, char mark, unsigned style)
{
	for (int x = 0; x < width; x++)
		canvas_putf(p, x, y, style, "%c", mark);
}

/* A line of one mark with words in it; a column of the mark down the left side; returns the inside. */
static struct pane
frame(struct pane p, char mark, unsigned style, const char *words)
{
	mark_line(p, 0, p.width, mark, style);
	canvas_put(p, 3, 0, style, words);
	for (int y = 1; y < p.height; y++)
		mark_line(p, y, 1, mark, style);
	return pane_sub(p, 2, 1, p.width - 2, p.height - 1);
}

static int
draw_field(const struct compose *c, struct pane p, int y, enum field f, const char *label)
{
	if (c->focus == f) {
		lineedit_draw(c->fields[f], p, y, label, ROLE_INPUT);
	} else {
		int x = canvas_put(p, 0, y, ROLE_MUTED, label);
		canvas_put(p, x, y, ROLE_TEXT, lineedit_text(c->fields[f]));
	}
	return y + 1;
}

static bool
wants(const struct compose *c, enum field f)
{
	return compose_has_field(c, f) && (c->focus == f || *lineedit_text(c->fields[f]));
}

/* Who will read it. */
static int
draw_fields(const struct compose *c, struct pane p, int y)
{
	if (compose_has_field(c, FIELD_TO))
		y = draw_field(c, p, y, FIELD_TO, _("To: "));
	else
		canvas_putf(p, 0, y++, ROLE_TEXT, _("To: %s"), lineedit_text(c->fields[FIELD_TO]));
	if (wants(c, FIELD_CC))
		y = draw_field(c, p, y, FIELD_CC, _("Cc: "));
	if (wants(c, FIELD_BCC))
		y = draw_field(c, p, y, FIELD_BCC, _("Bcc: "));
	if (compose_has_field(c, FIELD_SUBJECT))
		y = draw_field(c, p, y, FIELD_SUBJECT, _("Subject: "));
	return y;
}

/* What is answered, where no story stands above the text. */
static struct pane
draw_answered(const struct compose *c, struct pane p)
{
	const struct letter *l = &c->letter;
	struct layout_options o = { .width = p.width - 2 };
	struct layout_line line = { 0 };
	const struct address *who = l->recipient_count ? &l->recipients[0].who : NULL;
	char *text = arena_printf(c->arena, "%s: %s", !who ? "?" : who->name ? who->name : who->address,
		l->quoted ? l->quoted : "");
	int y = 0;
	while (y < 3 && p.height > 6 && layout_next(text, strlen(text), &o, &line))
		layout_draw(p, 0, y++, ROLE_CUSTOMER, text, &line);
	return pane_sub(p, 0, y, p.width, p.height - y);
}

static struct pane
draw_letter_head(const struct compose *c, struct pane p)
{
	static const char *const kinds[] = { N_("REPLY to the customer"), "", N_("NEW MESSAGE"), N_("FORWARD"), "", "",
		N_("OTHER WORDS for what we said") };
	const struct letter *l = &c->letter;
	char title[160];
	if (compose_is_public(c)) {
		snprintf(title, sizeof title, c->kind == COMPOSE_EDIT ? _(" OTHER WORDS for what we said by %s - EVERYBODY reads ")
			: _(" PUBLIC REPLY by %s - EVERYBODY can read this "), l->channel);
		p = frame(p, '=', ROLE_PUBLIC, title);
		return c->kind == COMPOSE_ANSWER ? draw_answered(c, p) : p;
	}
	if (c->kind == COMPOSE_PRIVATE) {
		char span[8];
		int64_t left = l->window_until - clock_now();
		clock_short_span(span, left > 0 ? left : 0);
		if (left > 366 * MS_DAY)	/* it was not said for how long */
			snprintf(title, sizeof title, _(" PRIVATE, ONCE, by %s "), l->channel);
		else
			snprintf(title, sizeof title, p.width < 64 ? _(" PRIVATE, ONCE, %s left by %s ")
			: _(" PRIVATE ANSWER by %2$s - ONCE, its author alone reads this, %1$s left "), span, l->channel);
		return draw_answered(c, frame(p, '*', ROLE_CUSTOMER, title));
	}
	snprintf(title, sizeof title, l->pec_lost ? _("%s by %s, private, NOT CERTIFIED (answers a PEC)")
		: _("%s by %s, private"), _(kinds[c->kind]), l->channel ? l->channel : "?");
	if (l->before && !l->pec_lost)
		snprintf(title, sizeof title, _("%s, %s → %s, private"), _(kinds[c->kind]), l->before, l->channel);
	if (l->window_until) {
		char span[8];
		size_t used = strlen(title);
		clock_short_span(span, l->window_until > clock_now() ? l->window_until - clock_now()
			: clock_now() - l->window_until);
		snprintf(title + used, sizeof title - used, l->window_until > clock_now() ? _(", window closes in %s")
			: _(", WINDOW CLOSED %s ago"), span);
	}
	bool closing = l->window_until && l->window_until - clock_now() < MS_HOUR;
	canvas_rule(p, 0, l->pec_lost || closing ? ROLE_WARNING : ROLE_TITLE, title, l->from_address ? l->from_address : "");
	/* on the smallest screens the words come first; a field is there while one is in it */
	if (p.height < 7 && c->focus == FIELD_TEXT)
		return pane_sub(p, 0, 1, p.width, p.height - 1);
	struct pane in = pane_sub(p, 1, 0, p.width - 1, p.height);
	int y = draw_fields(c, in, 1);
	canvas_hline(p, 0, y, p.width, ROLE_RULE);
	return pane_sub(p, 0, y + 1, p.width, p.height - y - 1);
}

static struct pane
draw_note_head(struct app *app, struct compose *c, struct pane p)
{
	struct pane in = frame(p, '#', ROLE_NOTE, p.width < 60 ? _(" INTERNAL NOTE - NOT for the customer ")
		: _(" INTERNAL NOTE - the customer will NOT see this "));
	if (in.height < 5)
		return in;
	compose_call_line(app, c, in, 0);
	mark_line(p, 2, p.width, '#', ROLE_NOTE);
	return pane_sub(in, 0, 2, in.width, in.height - 2);
}

/* -- the foot: how long, what goes along, whether it is safe ---------------------------------------------------- */

static void
add_length(const struct compose *c, struct buf *b, struct arena *a, bool *bad)
{
	struct length_result r;
	if (c->kind == COMPOSE_NOTE || !c->letter.limit)
		return;
	letter_length(&c->letter, editor_copy(c->editor, a), &r);
	*bad |= r.over;
	buf_addf(b, "%ld/%ld%s", r.used, r.limit, r.over ? _(" TOO LONG") : "");
	if (r.parts > 1)
		buf_addf(b, _(" in %d parts"), r.parts);
	buf_adds(b, "  ");
}

static void
draw_foot(struct app *app, const struct compose *c, struct pane p)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	struct clock_local l;
	bool bad = c->unsaved[0] != '\0';
	add_length(c, &b, a, &bad);
	for (size_t i = 0; i < c->file_count; i++) {
		char size[8];
		str_bytes(size, (uint64_t)compose_file_bytes(app, c->files[i].blob));
		buf_addf(&b, i ? ", %s %s" : _("attached: %s %s"), c->files[i].name, size);
	}
	if (c->file_count)
		buf_adds(&b, "  ");
	if (c->misspelled)
		buf_addf(&b, _("Spell: %zu  "), c->misspelled);
	char *later = c->kind == COMPOSE_NOTE ? NULL : compose_later_words(c, app->v.now, a);
	if (later)
		buf_addf(&b, "%s  ", later);
	if (c->letter.then)
		buf_addf(&b, _("with the send: %s  "), c->letter.then);
	buf_rtrim(&b);
	char *right = NULL;
	if (c->unsaved[0])
		right = arena_printf(a, _(" NOT SAVED, the text stays here: %s "), c->unsaved);
	else if (c->saved_at) {
		clock_to_local(c->saved_at, &l);
		right = arena_printf(a, _(" draft saved %02d:%02d:%02d "), l.hour, l.minute, l.second);
		/* what goes along is worth more than the seconds */
		if (canvas_columns(b.data) + canvas_columns(right) + 6 > p.width)
			right = arena_printf(a, _(" saved %02d:%02d "), l.hour, l.minute);
	}
	int width = right ? canvas_columns(right) : 0, room = p.width - 2;
	width = width > room ? room : width;
	if (c->kind == COMPOSE_NOTE)
		mark_line(p, 0, p.width, '#', ROLE_NOTE);
	else if (compose_is_public(c))
		mark_line(p, 0, p.width, '=', ROLE_PUBLIC);
	else if (c->kind == COMPOSE_PRIVATE)
		mark_line(p, 0, p.width, '*', ROLE_CUSTOMER);
	else
		canvas_hline(p, 0, 0, p.width, ROLE_RULE);
	if (b.len && width + 4 < room) {
		int columns = canvas_columns(b.data), most = room - width - 4;
		unsigned style = bad && !c->unsaved[0] ? ROLE_ERROR : ROLE_TEXT;
		canvas_put(p, 1, 0, style, " ");
		canvas_put_fit(p, 2, 0, columns < most ? columns : most, ALIGN_LEFT, style, b.data);
		canvas_put(p, 2 + (columns < most ? columns : most), 0, style, " ");
	}
	if (right)
		canvas_put_fit(p, p.width - width - 1, 0, width, ALIGN_RIGHT, c->unsaved[0] ? ROLE_ERROR : ROLE_MUTED, right);
	buf_free(&b);
	arena_free(a);
}

/* How much of the height the story has: more while it is read. */
static int
story_rows(const struct compose *c, int height)
{
	if (!c->story || (c->zoom && !c->reading))
		return 0;
	if (c->reading)
		return c->zoom || height < 12 ? height - (height >= 12 ? 5 : 1) : height - (height >= 30 ? 12 : 8);
	return height >= 30 ? height / 2 : height >= 12 ? height / 3 : height >= 8 ? 1 : 0;
}

void
compose_draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct compose *c = s->state;
	int above = story_rows(c, p.height);
	compose_spell_draw(app, c);
	if (above && (above != c->story_height || p.width != c->story_width)) {
		if (c->story_height)
			story_resized(c->story);
		else
			story_end(c->story);
		c->story_height = above;
		c->story_width = p.width;
	}
	if (above)
		story_draw_above(app, c->story, pane_sub(p, 0, 0, p.width, above), focus && c->reading);
	struct pane body = pane_sub(p, 0, above, p.width, p.height - above);
	draw_foot(app, c, pane_sub(body, 0, body.height - 1, body.width, 1));
	body.height--;
	if (c->kind == COMPOSE_NOTE)
		body = draw_note_head(app, c, body);
	else
		body = draw_letter_head(c, body);
	editor_draw(c->editor, body, ROLE_TEXT, focus && !c->reading && c->focus == FIELD_TEXT && !app->prompting && !app->picker &&
		!app->asking);
	if (focus && !c->reading && !app->prompting && !app->picker && !app->asking) {
		compose_call_draw(app, c, pane_sub(p, 0, above, p.width, p.height - above));
		compose_snippet_draw(app, c, pane_sub(p, 0, above, p.width, p.height - above));
	}
}
