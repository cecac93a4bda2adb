/* compose.c - writing: a reply, a note, something new.  Opening, keeping, and the screen. */
#include "compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { AUTOSAVE_US = 450000, LEASE_MS = 60000, IN_VIEW_US = 2000000 };

struct compose *
compose_of(struct app *app)
{
	struct screen *s = app_find(app, &compose_screen);
	return s ? s->state : NULL;
}

bool
compose_active(struct app *app)
{
	return app_top(app)->ops == &compose_screen;
}

bool
compose_is_public(const struct compose *c)
{
	return c->kind != COMPOSE_NOTE && c->letter.audience >= AUDIENCE_UNLISTED;
}

bool
compose_is_mail(const struct compose *c)
{
	return c->kind != COMPOSE_NOTE && str_eq(c->letter.channel, "mail");
}

bool
compose_has_field(const struct compose *c, enum field f)
{
	if (f == FIELD_TEXT)
		return true;
	if (c->kind == COMPOSE_NOTE || c->kind == COMPOSE_EDIT || compose_is_public(c))
		return false;
	return compose_is_mail(c) || (f == FIELD_TO && c->kind != COMPOSE_REPLY && c->kind != COMPOSE_PRIVATE);
}

/* -- drafts ----------------------------------------------------------------------------------------------------- */

static const char *
kind_name_of(const struct compose *c)
{
	static const char *const names[] = { "reply", "note", "new", "forward", "answer", "private", "edit" };
	return names[c->kind];
}

/* "To: a, b" lines. */
static char *
recipient_lines(const struct compose *c, struct arena *a)
{
	static const char *const names[] = { [FIELD_TO] = "To", [FIELD_CC] = "Cc", [FIELD_BCC] = "Bcc" };
	struct buf b = BUF_INIT;
	for (int f = FIELD_TO; f <= FIELD_BCC; f++)
		if (*lineedit_text(c->fields[f]))
			buf_addf(&b, "%s: %s\n", names[f], lineedit_text(c->fields[f]));
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
read_recipient_lines(struct compose *c, const char *lines)
{
	static const struct { const char *prefix; enum field field; } names[] = { { "Cc: ", FIELD_CC }, { "Bcc: ", FIELD_BCC },
		{ "To: ", FIELD_TO }, { "", FIELD_TO } };
	char **list = str_split(c->arena, lines ? lines : "", "\n", NULL);
	for (; *list; list++)
		for (size_t i = 0; i < sizeof names / sizeof *names; i++)
			if (str_starts(*list, names[i].prefix)) {
				lineedit_set(c->fields[names[i].field], *list + strlen(names[i].prefix));
				break;
			}
}

bool
compose_untouched(struct compose *c)
{
	struct arena *a = arena_new();
	char *text = str_trim(a, editor_copy(c->editor, a));
	bool same = !*text || str_eq(text, str_trim(a, c->initial));
	arena_free(a);
	return same;
}

static bool
saved(const struct compose *c)
{
	return editor_revision(c->editor) == c->saved_revision && c->touched == c->saved_touched;
}

/* The message that it is about, where that makes it another draft. */
static int64_t
compose_about(const struct compose *c)
{
	bool about = c->kind == COMPOSE_ANSWER || c->kind == COMPOSE_PRIVATE || c->kind == COMPOSE_EDIT;
	return about ? c->letter.message : 0;
}

static int
write_draft(struct app *app, struct compose *c, struct arena *a, struct error *err)
{
	struct draft d = { .id = c->draft, .agent = app->v.who.agent, .kind = kind_name_of(c), .case_id = c->letter.case_id,
		.account = c->letter.account, .thread = c->letter.thread, .body = editor_copy(c->editor, a),
		.subject = lineedit_text(c->fields[FIELD_SUBJECT]), .recipients = recipient_lines(c, a),
		.cursor = (int64_t)editor_cursor(c->editor), .actions = c->letter.then,
		.send_at = c->letter.at, .unless_reply = c->letter.unless_reply,
		.message = compose_about(c) };
	if (draft_files_write(app->store, c->files, c->file_count, a, &d.files, err) < 0 ||
	    draft_save(app->store, &d, err) < 0)
		return -1;
	c->draft = d.id;
	return 0;
}

/* What cannot be saved stays in the editor, and the foot says why until it could. */
static void
save(struct app *app, struct compose *c)
{
	struct error err = ERROR_INIT;
	unsigned long revision = editor_revision(c->editor), touched = c->touched;
	if (saved(c) || store_read_only(app->store) || (!c->draft && !c->touched && compose_untouched(c)))
		return;
	struct arena *a = arena_new();
	if (write_draft(app, c, a, &err) < 0) {
		snprintf(c->unsaved, sizeof c->unsaved, "%.190s", err.code == ERR_BUSY ? _("the store is busy") : err.text);
	} else {
		c->saved_revision = revision;
		c->saved_touched = touched;
		c->saved_at = clock_now();
		c->unsaved[0] = '\0';
	}
	app->dirty = true;
	arena_free(a);
}

void
compose_save(struct app *app, struct compose *c)
{
	c->touched++;
	save(app, c);
}

/* -- opening and closing ------------------------------------------------------------------------------------------ */

static struct compose *
new_compose(enum compose_kind kind)
{
	struct compose *c = xcalloc(1, sizeof *c);
	c->kind = kind;
	c->arena = arena_new();
	c->editor = editor_new();
	editor_set_marks(c->editor, care_gap_find, ROLE_WARNING);
	c->initial = arena_str(c->arena, "");
	for (int i = 0; i < FIELD_COUNT; i++)
		c->fields[i] = lineedit_new();
	c->focus = FIELD_TEXT;
	c->calls.from = c->snippets.from = SIZE_MAX;
	return c;
}

void
compose_free(struct compose *c)
{
	story_close(c->story);
	editor_free(c->editor);
	for (int i = 0; i < FIELD_COUNT; i++)
		lineedit_free(c->fields[i]);
	arena_free(c->calls.memory);
	arena_free(c->snippets.memory);
	arena_free(c->arena);
	free(c);
}

static void
close_compose(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	if (!c->done)
		save(app, c);
	if (c->parking && compose_park(app, c)) {
		fields_end(app);
		return;
	}
	if (!c->done && c->unsaved[0])
		app_say(app, MESSAGE_BAD, _("the draft could not be saved: %s"), c->unsaved);
	if (c->letter.case_id && !store_read_only(app->store))
		(void)lease_drop(app->store, app->v.who.agent, c->letter.case_id, "compose", NULL);
	fields_end(app);
	compose_free(c);
}

void
compose_end(struct app *app, struct compose *c, bool keep)
{
	if (!keep && c->draft)
		(void)draft_drop(app->store, c->draft, NULL);
	c->done = !keep;
	app_pop(app);
}

void
compose_fill_fields(struct compose *c)
{
	const struct letter *l = &c->letter;
	lineedit_set(c->fields[FIELD_TO], letter_address_line(l->recipients, l->recipient_count, ROLE_TO, c->arena));
	lineedit_set(c->fields[FIELD_CC], letter_address_line(l->recipients, l->recipient_count, ROLE_CC, c->arena));
	lineedit_set(c->fields[FIELD_BCC], letter_address_line(l->recipients, l->recipient_count, ROLE_BCC, c->arena));
	lineedit_set(c->fields[FIELD_SUBJECT], l->subject ? l->subject : "");
}

/* What is sent is what is seen: signature and forwarded text stand in the editor from the start. */
static void
first_text(struct compose *c)
{
	const struct letter *l = &c->letter;
	struct buf b = BUF_INIT;
	if (c->kind == COMPOSE_EDIT)
		buf_adds(&b, l->quoted ? l->quoted : "");
	if (c->kind == COMPOSE_FORWARD && !str_empty(l->quoted))
		buf_addf(&b, "\n\n%s\n", l->quoted);
	size_t at = 0;
	if (c->kind == COMPOSE_REPLY && l->tie) {
		buf_addf(&b, "%s\n\n", l->tie);
		at = b.len;
	}
	if (!str_empty(l->signature) && c->kind != COMPOSE_EDIT)
		buf_addf(&b, "%s-- \n%s", b.len && !at ? "\n" : "\n\n", l->signature);
	editor_set_text(c->editor, b.data);
	if (at)
		editor_set_cursor(c->editor, at);
	c->initial = editor_copy(c->editor, c->arena);
	buf_free(&b);
}

static void
use_draft(struct app *app, struct compose *c, const struct draft *d)
{
	/* what was written for another way is tied to this one; taken away there, the line stays away */
	bool moved = c->kind == COMPOSE_REPLY && c->letter.tie && d->account && d->account != c->letter.account;
	const char *tie = moved ? arena_printf(c->arena, "%s\n\n", c->letter.tie) : "";
	editor_set_text(c->editor, arena_printf(c->arena, "%s%s", tie, d->body ? d->body : ""));
	editor_set_cursor(c->editor, (size_t)d->cursor + strlen(tie));
	c->draft = d->id;
	c->saved_at = d->updated_at;
	if (compose_is_mail(c) || c->kind == COMPOSE_NEW) {
		if (!str_empty(d->recipients)) {
			for (int f = FIELD_TO; f <= FIELD_BCC; f++)
				lineedit_set(c->fields[f], "");
			read_recipient_lines(c, d->recipients);
		}
		if (!str_empty(d->subject))
			lineedit_set(c->fields[FIELD_SUBJECT], d->subject);
	}
	/* an hour that has passed was not today's intention */
	c->letter.at = d->send_at > clock_now() ? d->send_at : 0;
	c->letter.unless_reply = c->letter.at && d->unless_reply;
	c->letter.then = str_empty(d->actions) ? NULL : arena_str(c->arena, d->actions);
	(void)draft_files_read(app->store, d->files, c->arena, &c->files, &c->file_count, NULL);
	c->file_space = c->file_count;
}

static void
show(struct app *app, struct compose *c)
{
	struct case_row r;
	if (c->letter.case_id) {
		c->story = story_open(app, c->letter.case_id);
		if (c->story)
			story_end(c->story);
		if (read_case(app->store, c->letter.case_id, app->v.who.agent, c->arena, &r, NULL) == 0)
			c->opened_item = r.last_item;
		(void)lease_take(app->store, app->v.who.agent, c->letter.case_id, "compose", LEASE_MS, NULL);
		c->lease_us = clock_mono_us();
	}
	if (!c->parked_us) {
		c->saved_revision = editor_revision(c->editor);
		c->saved_touched = c->touched;
	}
	app_push(app, &compose_screen, c, 1u << AREA_CASE);
}

char *
compose_via(const struct reply_route *r, struct arena *a)
{
	const char *to = r->recipient_count && r->audience < AUDIENCE_UNLISTED ? r->recipients[0].who.address : NULL;
	return to ? arena_printf(a, "%s %s", r->account_name, to) : arena_str(a, r->account_name);
}

/* The way a draft was to take: what was taken back goes on to the same address. */
static const char *
draft_via(struct app *app, const struct draft *d, const char *account, struct arena *a)
{
	struct reply_route *r;
	size_t n;
	if (!account || !str_eq(d->kind, "reply") || str_empty(d->recipients) ||
	    read_routes(app->store, d->case_id, a, &r, &n, NULL) < 0)
		return account;
	for (size_t i = 0; i < n; i++)
		if (str_eq(r[i].account_name, account) && r[i].recipient_count &&
		    strstr(d->recipients, r[i].recipients[0].who.address))
			return compose_via(&r[i], a);
	return account;
}

static const char *
account_name(struct app *app, int64_t id, struct arena *a)
{
	struct account_row *rows;
	size_t n;
	if (id && read_accounts(app->store, false, a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (rows[i].id == id)
				return rows[i].name;
	return NULL;
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
		if (str_eq(list[i].kind, kind_name_of(c)) && list[i].message == compose_about(c))
			return &list[i];
	return NULL;
}

static int
open_letter(struct app *app, struct compose *c, int64_t case_id, int64_t item, const char *via, struct error *err)
{
	static const enum verb_letter letters[] = { LETTER_REPLY, LETTER_REPLY, LETTER_NEW, LETTER_FORWARD, LETTER_ANSWER,
		LETTER_PRIVATE, LETTER_EDIT };
	enum verb_letter kind = letters[c->kind];
	/* a forward that goes on from a draft has its text already */
	if (kind == LETTER_FORWARD && !item)
		kind = LETTER_NEW;
	c->letter = (struct letter){ .kind = kind, .case_id = case_id, .message = item,
		.via = via ? arena_str(c->arena, via) : NULL };
	if (c->kind == COMPOSE_NOTE)
		return 0;
	return letter_open(&app->v, &c->letter, c->arena, err);
}

/* What was left open goes on as it was, its undo and its place in the text included. */
static bool
go_on(struct app *app, int64_t draft)
{
	struct compose *c = compose_unpark(app, draft);
	if (!c)
		return false;
	if (compose_active(app))
		app_pop(app);
	c->parking = c->reading = false;
	c->story_height = c->story_width = 0;
	show(app, c);
	return true;
}

static struct compose *
open_one(struct app *app, enum compose_kind kind, int64_t case_id, int64_t item, const char *via, const struct draft *d)
{
	struct error err = ERROR_INIT, shut = ERROR_INIT;
	if (store_read_only(app->store)) {
		app_say(app, MESSAGE_BAD, _("READ-ONLY: the store's folder cannot be written, so nothing can be sent from here"));
		return NULL;
	}
	struct compose *c = new_compose(kind);
	const struct draft *open = d || via || kind == COMPOSE_FORWARD || kind == COMPOSE_NEW ? NULL
		: waiting_draft(app, c, case_id);
	if (open && go_on(app, open->id)) {
		compose_free(c);
		return NULL;
	}
	/* what waits goes on by the way it was to take, unless that is shut by now */
	const struct draft *waits = d || via || kind != COMPOSE_REPLY ? NULL : waiting_draft(app, c, case_id);
	const char *its = waits ? draft_via(app, waits, account_name(app, waits->account, c->arena), c->arena) : NULL;
	if ((!its || open_letter(app, c, case_id, item, its, &shut) < 0) && open_letter(app, c, case_id, item, via, &err) < 0) {
		app_fail(app, &err);
		compose_free(c);
		return NULL;
	}
	if (kind == COMPOSE_FORWARD && item &&
	    attachment_take(&app->v, item, &c->files, &c->file_count, c->arena, &err) < 0)
		app_fail(app, &err);
	c->file_space = c->file_count;
	if (compose_active(app))
		app_pop(app);		/* its text is kept as a draft */
	compose_fill_fields(c);
	first_text(c);
	if (!d && kind != COMPOSE_FORWARD)
		d = waiting_draft(app, c, c->letter.case_id);
	if (d)
		use_draft(app, c, d);
	if (kind == COMPOSE_NEW || kind == COMPOSE_FORWARD)
		c->focus = *lineedit_text(c->fields[FIELD_TO]) ? FIELD_TEXT : FIELD_TO;
	show(app, c);
	if (d)
		app_say(app, MESSAGE_INFO, _("your draft is back"));
	if (d && str_eq(d->kind, "private") && kind == COMPOSE_NOTE)
		app_say(app, MESSAGE_BAD, _("the private answer is not possible any more: its words are a note now"));
	compose_window_opened(app, c);
	return c;
}

/* Lines that are marked in the case in front, as a quote; *internal: there are only such as no customer may read. */
static char *
marked_quote(struct app *app, bool note, bool *internal, struct arena *a)
{
	struct story *s = app_top(app)->ops == &case_screen ? case_story(app) : NULL;
	char *quote = story_marks(s) ? story_quote(s, note, a) : NULL;
	*internal = story_marks(s) && !quote && story_quote(s, true, a);
	if (story_marks(s))
		(void)story_mark(app, s, false);
	return quote;
}

void
compose_open(struct app *app, enum compose_kind kind, int64_t case_id, int64_t item, const char *via)
{
	struct arena *a = arena_new();
	bool internal;
	char *quote = marked_quote(app, kind == COMPOSE_NOTE, &internal, a);
	struct compose *c = open_one(app, kind, case_id, item, via, NULL);
	if (quote && compose_active(app))
		compose_put_quote(compose_of(app), quote);
	if (internal && compose_active(app))
		app_say(app, MESSAGE_INFO, _("an internal note is not quoted to a customer"));
	arena_free(a);
	if (c && kind == COMPOSE_FORWARD)
		compose_command(app, "attach-originals", NULL);
}

void
compose_to(struct app *app, const char *address)
{
	struct compose *c = app_top(app)->state;
	lineedit_set(c->fields[FIELD_TO], address);
	c->focus = FIELD_SUBJECT;
	c->touched++;
	app->dirty = true;
}

void
compose_open_draft(struct app *app, int64_t id)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct draft d;
	if (draft_load(app->store, id, a, &d, &err) < 0) {
		app_fail(app, &err);
	} else if (go_on(app, id)) {
		;
	} else if (str_eq(d.kind, "contact")) {
		contact_open_draft(app, &d);
	} else {
		enum compose_kind kind = str_eq(d.kind, "note") ? COMPOSE_NOTE : str_eq(d.kind, "new") ? COMPOSE_NEW
			: str_eq(d.kind, "forward") ? COMPOSE_FORWARD : str_eq(d.kind, "answer") ? COMPOSE_ANSWER
			: str_eq(d.kind, "private") ? COMPOSE_PRIVATE : str_eq(d.kind, "edit") ? COMPOSE_EDIT : COMPOSE_REPLY;
		/* its time is over: the words stay ours, and never become public ones */
		if (kind == COMPOSE_PRIVATE && d.case_id && !read_private_until(app->store, d.message))
			kind = COMPOSE_NOTE;
		const char *via = draft_via(app, &d, account_name(app, d.account, a), a);
		(void)open_one(app, kind, d.case_id, d.message, via, &d);
	}
	arena_free(a);
}

/* -- keys ------------------------------------------------------------------------------------------------------------ */

/* Only in a chat, only in private, only if it is wanted: C-j is the new line there. */
static bool
enter_sends(struct app *app, const struct compose *c)
{
	const struct channel_info *info = channel_info_find(c->letter.channel ? c->letter.channel : "");
	return c->kind == COMPOSE_REPLY && info && info->flags & CHANNEL_CHAT && !compose_is_public(c) && !c->letter.at &&
		conf_bool(app->conf, OPT_UI_CHAT_ENTER_SENDS);
}

static bool
key(struct app *app, struct screen *s, keycode k)
{
	struct compose *c = s->state;
	if (c->focus == FIELD_TEXT) {
		if (compose_call_key(app, c, k) || compose_snippet_key(app, c, k))
			return true;
		if (k == KEY_ENTER && enter_sends(app, c)) {
			compose_command(app, "send", NULL);
			return true;
		}
		if (editor_key(c->editor, k) == EDITOR_IGNORED)
			return false;
		compose_call_look(app, c);
		compose_snippet_look(app, c);
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
		c->touched++;
		return true;
	}
}

static void
paste(struct app *app, struct screen *s, const char *text, size_t len)
{
	struct compose *c = s->state;
	if (compose_dropped(app, c, text, len))
		return;
	c->touched++;
	if (c->focus == FIELD_TEXT)
		editor_paste(c->editor, text, len), compose_call_look(app, c);
	else
		lineedit_insert(c->fields[c->focus], text);
}

/* What came while one writes appears above the text. */
static void
reload(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	struct case_row r;
	struct arena *a = arena_new();
	if (!c->story) {
		arena_free(a);
		return;
	}
	story_reload(app, c->story);
	c->watched = 0;
	if (read_case(app->store, c->letter.case_id, app->v.who.agent, a, &r, NULL) == 0 && r.last_item > c->opened_item) {
		c->opened_item = r.last_item;
		story_end(c->story);
		app_say(app, MESSAGE_INFO, _("something new came while you write: see above"));
	}
	arena_free(a);
}

/* Two seconds in view count as seen. */
static void
note_seen(struct compose *c, int64_t now)
{
	int64_t shown = c->story ? story_last_seen(c->story) : 0;
	if (shown != c->showing) {
		c->showing = shown;
		c->showing_since_us = now;
	}
	if (!c->seen || now - c->showing_since_us >= IN_VIEW_US)
		c->seen = shown;
}

static void
tick(struct app *app, struct screen *s)
{
	struct compose *c = s->state;
	int64_t now = clock_mono_us();
	note_seen(c, now);
	compose_spell_tick(app, c);
	if (s == app_top(app) && !app->blurred)
		compose_watch(app, c);
	if (now - c->autosaved_us >= AUTOSAVE_US || term_is_headless(app->term)) {
		c->autosaved_us = now;
		save(app, c);
	}
	if (c->letter.case_id && now - c->lease_us > LEASE_MS * 1000LL / 3) {
		c->lease_us = now;
		(void)lease_take(app->store, app->v.who.agent, c->letter.case_id, "compose", LEASE_MS, NULL);
	}
	if (c->again && s == app_top(app))
		compose_command(app, "again", NULL);
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

static const char *
status(struct app *app, struct screen *s, struct arena *a)
{
	static const char *const words[] = { N_("reply"), N_("internal note"), N_("new message"), N_("forward"),
		N_("public answer"), N_("private answer, once"),
		N_("our own words") };
	struct compose *c = s->state;
	size_t line, column;
	(void)app;
	editor_line_column(c->editor, &line, &column);
	return arena_printf(a, "%s | %zu:%zu", _(words[c->kind]), line, column);
}

/* A note has other verbs. */
static const char *
hints_now(struct app *app, struct screen *s)
{
	const struct compose *c = s->state;
	(void)app;
	return c->kind == COMPOSE_NOTE ? "save note=send,done=send-resolve,a reply (asks)=to-reply,editor=edit,keep" : NULL;
}

const struct screen_ops compose_screen = {
	.name = "compose", .title = N_("composer"), .text = true, .close = close_compose, .draw = compose_draw, .key = key,
	.paste = paste, .reload = reload, .tick = tick, .current = current, .move = move, .status = status,
	.hints = "send,done=send-resolve,pending=send-pending,review,editor=edit,attach,note=to-note,reply=to-reply,"
		"later=keep,macro",
	.hints_now = hints_now,
};
