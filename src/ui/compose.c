/* compose.c - writing: a reply, a note, something new; the story stays above the text. */
#include "app.h"
#include "compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { AUTOSAVE_US = 900000, LEASE_MS = 60000 };

static struct compose *
of(struct app *app)
{
	struct screen *s = app_find(app, &compose_screen);
	return s ? s->state : NULL;
}

bool
compose_active(struct app *app)
{
	return app_top(app)->ops == &compose_screen;
}

/* -- drafts ----------------------------------------------------------------------------------------------------- */

static const char *
kind_name_of(const struct compose *c)
{
	static const char *const names[] = { "reply", "note", "new", "forward" };
	return names[c->kind];
}

static void
save(struct app *app, struct compose *c)
{
	struct error err = ERROR_INIT;
	unsigned long revision = editor_revision(c->editor);
	if (revision == c->saved_revision || store_read_only(app->store))
		return;
	struct arena *a = arena_new();
	struct draft d = { .id = c->draft, .agent = app->v.who.agent, .kind = kind_name_of(c), .case_id = c->letter.case_id,
		.account = c->letter.account, .thread = c->letter.thread, .body = editor_copy(c->editor, a),
		.subject = lineedit_text(c->fields[FIELD_SUBJECT]), .recipients = lineedit_text(c->fields[FIELD_TO]),
		.cursor = (int64_t)editor_cursor(c->editor) };
	if (!*d.body && !d.id) {
		arena_free(a);
		return;
	}
	if (draft_save(app->store, &d, &err) < 0) {
		if (err.code != ERR_BUSY)
			app_fail(app, &err);
	} else {
		c->draft = d.id;
		c->saved_revision = revision;
		c->saved_at = clock_now();
	}
	arena_free(a);
}

static void
drop_draft(struct app *app, struct compose *c)
{
	if (c->draft)
		(void)draft_drop(app->store, c->draft, NULL);
	c->draft = 0;
}

/* -- opening and closing ------------------------------------------------------------------------------------------ */

static void
close_compose(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	if (!c->done)
		save(app, c);
	if (c->letter.case_id && !store_read_only(app->store))
		(void)lease_drop(app->store, app->v.who.agent, c->letter.case_id, "compose", NULL);
	story_close(c->story);
	editor_free(c->editor);
	for (int i = 0; i < FIELD_COUNT; i++)
		lineedit_free(c->fields[i]);
	arena_free(c->arena);
	free(c);
}

static struct compose *
new_compose(enum compose_kind kind)
{
	struct compose *c = xcalloc(1, sizeof *c);
	c->kind = kind;
	c->arena = arena_new();
	c->editor = editor_new();
	c->saved_revision = editor_revision(c->editor);
	for (int i = 0; i < FIELD_COUNT; i++)
		c->fields[i] = lineedit_new();
	c->focus = FIELD_TEXT;
	return c;
}

static void
fill_fields(struct compose *c)
{
	const struct letter *l = &c->letter;
	lineedit_set(c->fields[FIELD_TO], letter_address_line(l->recipients, l->recipient_count, ROLE_TO, c->arena));
	lineedit_set(c->fields[FIELD_CC], letter_address_line(l->recipients, l->recipient_count, ROLE_CC, c->arena));
	lineedit_set(c->fields[FIELD_SUBJECT], l->subject ? l->subject : "");
}

static void
show(struct app *app, struct compose *c)
{
	if (c->letter.case_id) {
		c->story = story_open(app, c->letter.case_id);
		if (!store_read_only(app->store))
			(void)lease_take(app->store, app->v.who.agent, c->letter.case_id, "compose", LEASE_MS, NULL);
		c->lease_us = clock_mono_us();
	}
	c->saved_revision = editor_revision(c->editor);
	app_push(app, &compose_screen, c, 1u << AREA_CASE);
}

static void
discard(struct compose *c)
{
	editor_free(c->editor);
	for (int i = 0; i < FIELD_COUNT; i++)
		lineedit_free(c->fields[i]);
	arena_free(c->arena);
	free(c);
}

/* The draft of this kind that waits on the case, if any. */
static const struct draft *
waiting_draft(struct app *app, struct compose *c, int64_t case_id)
{
	struct draft *list;
	size_t n;
	if (!case_id || draft_list(app->store, app->v.who.agent, case_id, c->arena, &list, &n, NULL) < 0)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].kind, kind_name_of(c)))
			return &list[i];
	return NULL;
}

void
compose_open(struct app *app, enum compose_kind kind, int64_t case_id, int64_t item, const char *via)
{
	static const enum verb_letter letters[] = { LETTER_REPLY, LETTER_REPLY, LETTER_NEW, LETTER_FORWARD };
	struct error err = ERROR_INIT;
	if (store_read_only(app->store)) {
		app_say(app, MESSAGE_BAD, _("READ-ONLY: nothing can be written here"));
		return;
	}
	struct compose *c = new_compose(kind);
	c->letter = (struct letter){ .kind = letters[kind], .case_id = case_id, .message = item,
		.via = via ? arena_str(c->arena, via) : NULL };
	if (kind != COMPOSE_NOTE && letter_open(&app->v, &c->letter, c->arena, &err) < 0) {
		app_fail(app, &err);
		discard(c);
		return;
	}
	fill_fields(c);
	const struct draft *d = waiting_draft(app, c, case_id);
	if (d) {
		editor_set_text(c->editor, d->body ? d->body : "");
		editor_set_cursor(c->editor, (size_t)d->cursor);
		c->draft = d->id;
	}
	if (kind == COMPOSE_NEW)
		c->focus = FIELD_TO;
	show(app, c);
	if (d)
		app_say(app, MESSAGE_INFO, _("your draft is back"));
}

void
compose_open_draft(struct app *app, int64_t id)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct draft d;
	if (draft_load(app->store, id, a, &d, &err) < 0) {
		app_fail(app, &err);
	} else {
		enum compose_kind kind = str_eq(d.kind, "note") ? COMPOSE_NOTE : str_eq(d.kind, "new") ? COMPOSE_NEW
			: str_eq(d.kind, "forward") ? COMPOSE_FORWARD : COMPOSE_REPLY;
		compose_open(app, d.case_id && kind != COMPOSE_NOTE ? COMPOSE_REPLY : kind, d.case_id, 0, NULL);
		struct compose *c = of(app);
		if (c && c->draft != id) {
			editor_set_text(c->editor, d.body ? d.body : "");
			if (kind == COMPOSE_NEW) {
				lineedit_set(c->fields[FIELD_TO], d.recipients ? d.recipients : "");
				lineedit_set(c->fields[FIELD_SUBJECT], d.subject ? d.subject : "");
			}
			c->draft = id;
		}
	}
	arena_free(a);
}

/* -- drawing ------------------------------------------------------------------------------------------------------- */

static void
draw_note_frame(struct compose *c, struct pane *p)
{
	struct buf marks = BUF_INIT;
	for (int i = 0; i < p->width; i++)
		buf_addc(&marks, '#');
	canvas_put(*p, 0, 0, ROLE_NOTE, marks.data);
	canvas_put(*p, 3, 0, ROLE_NOTE, _(" INTERNAL NOTE - the customer will NOT see this "));
	for (int y = 1; y < p->height; y++)
		canvas_put(*p, 0, y, ROLE_NOTE, "#");
	buf_free(&marks);
	*p = pane_sub(*p, 2, 1, p->width - 2, p->height - 1);
	(void)c;
}

static int
draw_field(struct compose *c, struct pane p, int y, enum field f, const char *label)
{
	bool on = c->focus == f;
	if (on)
		lineedit_draw(c->fields[f], p, y, label, ROLE_INPUT);
	else {
		int x = canvas_put(p, 0, y, ROLE_MUTED, label);
		canvas_put(p, x, y, ROLE_TEXT, lineedit_text(c->fields[f]));
	}
	return y + 1;
}

static void
draw_letter_head(struct app *app, struct compose *c, struct pane *p)
{
	const struct letter *l = &c->letter;
	bool public = l->audience >= AUDIENCE_UNLISTED;
	static const char *const kinds[] = { N_("REPLY"), "", N_("NEW MESSAGE"), N_("FORWARD") };
	char title[120];
	int y = 1;
	snprintf(title, sizeof title, "%s %s %s", public ? _("PUBLIC") : "", _(kinds[c->kind]),
		l->channel ? l->channel : "");
	canvas_rule(*p, 0, public ? ROLE_PUBLIC : ROLE_TITLE, title + strspn(title, " "),
		l->from_address ? l->from_address : "");
	if (public)
		canvas_put(*p, 0, y++, ROLE_PUBLIC, _("PUBLIC: everybody can read this"));
	else
		y = draw_field(c, *p, y, FIELD_TO, _(" To: "));
	if (str_eq(l->channel, "mail")) {
		if (c->kind != COMPOSE_REPLY || *lineedit_text(c->fields[FIELD_CC]) || c->focus == FIELD_CC)
			y = draw_field(c, *p, y, FIELD_CC, _(" Cc: "));
		y = draw_field(c, *p, y, FIELD_SUBJECT, _(" Subject: "));
	}
	canvas_hline(*p, 0, y, p->width, ROLE_RULE);
	*p = pane_sub(*p, 0, y + 1, p->width, p->height - y - 1);
	(void)app;
}

static void
draw_foot(struct app *app, struct compose *c, struct pane p)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	const struct channel_info *info = c->letter.channel ? channel_info_find(c->letter.channel) : NULL;
	if (c->kind != COMPOSE_NOTE && info && info->limit) {
		struct length_result r;
		care_length((enum length_rule)info->length_rule, info->limit, editor_copy(c->editor, a), &r);
		buf_addf(&b, "%ld/%ld%s  ", r.used, r.limit, r.over ? _(" TOO LONG") : "");
	}
	for (size_t i = 0; i < c->file_count; i++)
		buf_addf(&b, _("attached: %s  "), c->files[i].name);
	if (c->letter.then)
		buf_addf(&b, _("with the send: %s  "), c->letter.then);
	if (c->kind == COMPOSE_REPLY && c->letter.quoted)
		buf_adds(&b, c->quote ? _("quoting  ") : "");
	if (c->saved_at) {
		struct clock_local l;
		clock_to_local(c->saved_at, &l);
		buf_addf(&b, _("draft saved %02d:%02d:%02d"), l.hour, l.minute, l.second);
	}
	canvas_put(p, 1, 0, c->kind == COMPOSE_NOTE ? ROLE_NOTE : ROLE_MUTED, b.data);
	buf_free(&b);
	arena_free(a);
	(void)app;
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct compose *c = s->state;
	int above = c->story ? p.height >= 30 ? p.height / 2 : p.height >= 14 ? p.height / 3 : 0 : 0;
	if (above) {
		story_draw(app, c->story, pane_sub(p, 0, 0, p.width, above), false);
		c->seen_us = c->seen_us ? c->seen_us : clock_mono_us();
	}
	struct pane body = pane_sub(p, 0, above, p.width, p.height - above);
	struct pane foot = pane_sub(body, 0, body.height - 1, body.width, 1);
	body.height--;
	if (c->kind == COMPOSE_NOTE)
		draw_note_frame(c, &body);
	else
		draw_letter_head(app, c, &body);
	editor_draw(c->editor, body, ROLE_TEXT, focus && c->focus == FIELD_TEXT && !app->prompting && !app->picker);
	draw_foot(app, c, foot);
}

/* -- keys ------------------------------------------------------------------------------------------------------------ */

static bool
key(struct app *app, struct screen *s, keycode k)
{
	struct compose *c = s->state;
	if (c->review) {
		c->review = false;
		if (k == 'y')
			compose_command(app, c->review_then, NULL);
		else
			app_say(app, MESSAGE_INFO, k == 'e' || k == KEY_ESC ? _("back to the text") : _("not sent"));
		return true;
	}
	if (c->focus == FIELD_TEXT) {
		if (editor_key(c->editor, k) == EDITOR_IGNORED)
			return false;
		if (c->kind != COMPOSE_NOTE && k == ':') {
			struct arena *a = arena_new();
			size_t start, at = editor_cursor(c->editor);
			char *text = editor_copy(c->editor, a);
			start = at >= 2 && !strncmp(text + at - 2, "::", 2) ? at - 2 : at;
			if (start != at && (start == 0 || strchr(" \n", text[start - 1]))) {
				editor_replace(c->editor, start, at, "");
				pick_macro(app, NULL);
			}
			arena_free(a);
		}
		return true;
	}
	switch (lineedit_key(c->fields[c->focus], k)) {
	case LINEEDIT_ACCEPT:
		compose_command(app, "field", "next");
		return true;
	case LINEEDIT_CANCEL:
		c->focus = FIELD_TEXT;
		return true;
	case LINEEDIT_IGNORED:
		return false;
	default:
		return true;
	}
}

static void
paste(struct app *app, struct screen *s, const char *text, size_t len)
{
	struct compose *c = s->state;
	(void)app;
	if (c->focus == FIELD_TEXT)
		editor_paste(c->editor, text, len);
	else
		lineedit_insert(c->fields[c->focus], text);
}

static void
reload(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	int64_t last = c->story ? story_last_seen(c->story) : 0;
	if (!c->story)
		return;
	story_reload(app, c->story);
	story_end(c->story);
	struct case_row r;
	if (read_case(app->store, c->letter.case_id, app->v.who.agent, c->arena, &r, NULL) == 0 && last &&
	    r.last_item > last)
		app_say(app, MESSAGE_INFO, _("something new came while you write: see above"));
}

static void
tick(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	int64_t now = clock_mono_us();
	if (now - c->autosaved_us >= AUTOSAVE_US) {
		c->autosaved_us = now;
		unsigned long was = c->saved_revision;
		save(app, c);
		app->dirty |= was != c->saved_revision;
	}
	if (c->letter.case_id && now - c->lease_us > LEASE_MS * 1000 / 3) {
		c->lease_us = now;
		(void)lease_take(app->store, app->v.who.agent, c->letter.case_id, "compose", LEASE_MS, NULL);
	}
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return ((struct compose *)s->state)->letter.case_id;
}

static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	struct compose *c = s->state;
	return c->story && story_move(app, c->story, how, count);
}

const struct screen_ops compose_screen = {
	.name = "compose", .title = N_("composer"), .text = true, .close = close_compose, .draw = draw, .key = key,
	.paste = paste, .reload = reload, .tick = tick, .current = current, .move = move,
	.hints = "send,send-resolve,send-pending,review,edit,attach,to-note,keep",
};

/* -- what compose_command.c needs ---------------------------------------------------------------------------------- */

struct compose *
compose_of(struct app *app)
{
	return of(app);
}

void
compose_end(struct app *app, struct compose *c, bool keep)
{
	if (!keep)
		drop_draft(app, c);
	c->done = !keep;
	app_pop(app);
}

void
compose_save(struct app *app, struct compose *c)
{
	c->saved_revision = editor_revision(c->editor) - 1;
	save(app, c);
}
