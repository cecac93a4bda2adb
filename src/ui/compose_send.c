/* compose_send.c - the composer's commands: send, note, fields, files, editor. */
#include "app.h"
#include "compose.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "paths.h"

/* The fields back into the letter. */
static int
gather(struct app *app, struct compose *c, struct arena *a, struct letter *l, struct error *err)
{
	struct recipient *list = NULL;
	size_t n = 0;
	*l = c->letter;
	if (l->audience < AUDIENCE_UNLISTED) {
		if (letter_addresses(lineedit_text(c->fields[FIELD_TO]), ROLE_TO, l->channel, a, &list, &n, err) < 0 ||
		    letter_addresses(lineedit_text(c->fields[FIELD_CC]), ROLE_CC, l->channel, a, &list, &n, err) < 0)
			return -1;
		l->recipients = list;
		l->recipient_count = n;
	}
	if (str_eq(l->channel, "mail"))
		l->subject = arena_str(a, lineedit_text(c->fields[FIELD_SUBJECT]));
	char *text = str_trim(a, editor_copy(c->editor, a));
	if (*text && l->signature)
		text = arena_printf(a, "%s\n\n-- \n%s", text, l->signature);
	if (*text && c->quote && l->quoted)
		text = arena_printf(a, "%s\n\n%s", text, l->quoted);
	else if (c->kind == COMPOSE_FORWARD && l->quoted)
		text = arena_printf(a, "%s%s%s", text, *text ? "\n\n" : "", l->quoted);
	l->text = text;
	l->files = c->files;
	l->file_count = c->file_count;
	l->draft = c->draft;
	/* stop-the-send compares with what was on this screen */
	l->seen = c->story ? story_last_seen(c->story) : -1;
	if (!l->seen)
		l->seen = -1;
	(void)app;
	return 0;
}

static void
after_send(struct app *app, const char *then, const struct act_result *r)
{
	int64_t hold = conf_span(app->conf, OPT_CARE_UNDO_SEND) / 1000;
	app_say(app, MESSAGE_GOOD, _("%s - u takes it back within %lld s"), r->words, (long long)hold);
	if (str_eq(then, "send-resolve") || str_eq(then, "send-pending")) {
		struct screen *top = app_top(app);
		if (top->ops == &case_screen) {
			if (cases_step(app, 1))
				case_open_screen(app, cases_current(app));
			else
				app_pop(app);
		}
	}
}

static void
send(struct app *app, struct compose *c, const char *what, bool reviewed)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct letter l;
	struct act_result r;
	if (gather(app, c, a, &l, &err) < 0)
		goto fail;
	const char *then = str_eq(what, "send-resolve") ? "resolve" : str_eq(what, "send-pending") ? "pending" : NULL;
	if (then)
		l.then = l.then ? arena_printf(a, "%s; %s", l.then, then) : then;
	if (!reviewed && (l.audience >= AUDIENCE_UNLISTED || str_eq(what, "review"))) {
		c->review = true;
		c->review_then = str_eq(what, "review") ? "reviewed-send" : str_eq(what, "send-resolve")
			? "reviewed-send-resolve" : str_eq(what, "send-pending") ? "reviewed-send-pending" : "reviewed-send";
		app_say(app, MESSAGE_INFO, _("%s - y sends, e back"), letter_review(&l, a));
		app->message_until += 3600 * 1000000LL;
		arena_free(a);
		return;
	}
	l.confirm_public = l.audience >= AUDIENCE_UNLISTED;
	if (letter_send(&app->v, &l, a, &r, &err) < 0)
		goto fail;
	char *words = arena_str(a, r.words);
	c->draft = 0;		/* ended with the send */
	c->done = true;
	app_pop(app);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	r.words = words;
	after_send(app, what, &r);
	arena_free(a);
	return;
fail:
	app_fail(app, &err);
	arena_free(a);
}

static void
save_note(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	char *text = str_trim(a, editor_copy(c->editor, a));
	struct act act = { .verb = ACT_NOTE, .case_id = c->letter.case_id, .message = c->letter.message, .text = text };
	struct act_result r;
	if (!*text)
		error_set(&err, ERR_INPUT, _("the note is empty"));
	if (err.code || store_act(app->store, &app->v.who, &act, 1, true, a, &r, &err) < 0) {
		app_fail(app, &err);
	} else {
		compose_end(app, c, false);
		app_reload(app, 1u << AREA_CASE);
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
	}
	arena_free(a);
}

static void
next_field(struct compose *c)
{
	bool mail = str_eq(c->letter.channel, "mail");
	if (c->kind == COMPOSE_NOTE || c->letter.audience >= AUDIENCE_UNLISTED)
		return;
	c->focus = c->focus == FIELD_TEXT ? FIELD_TO : c->focus == FIELD_TO ? mail ? FIELD_CC : FIELD_TEXT
		: c->focus == FIELD_CC ? FIELD_SUBJECT : FIELD_TEXT;
}

static void
attach_file(struct app *app, const char *path, void *ctx)
{
	struct compose *c = compose_of(app);
	struct error err = ERROR_INIT;
	int64_t bytes;
	(void)ctx;
	if (!c || str_empty(path))
		return;
	char *file = paths_expand(c->arena, path, NULL);
	const char *slash = strrchr(file, '/');
	struct act_file f = { .name = slash ? slash + 1 : file };
	if (store_blob_add(app->store, file, NULL, &f.blob, &bytes, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	*VEC_PUSH(c->arena, c->files, c->file_count, c->file_space) = f;
	char size[8];
	str_bytes(size, (uint64_t)bytes);
	app_say(app, MESSAGE_GOOD, _("attached %s, %s"), f.name, size);
}

static void
to_note(struct app *app, struct compose *c)
{
	if (c->kind == COMPOSE_NOTE) {
		app_say(app, MESSAGE_INFO, _("this is a note already"));
		return;
	}
	if (!c->letter.case_id) {
		app_say(app, MESSAGE_BAD, _("a note needs a case"));
		return;
	}
	int64_t old = c->draft;
	c->kind = COMPOSE_NOTE;
	c->focus = FIELD_TEXT;
	c->draft = 0;
	compose_save(app, c);
	if (old)
		(void)draft_drop(app->store, old, NULL);
	app_say(app, MESSAGE_INFO, _("an internal note now: the customer will not see it"));
}

static void
note_becomes_reply(struct app *app, bool yes)
{
	struct compose *c = compose_of(app);
	struct error err = ERROR_INIT;
	if (!yes || !c)
		return;
	struct letter l = { .kind = LETTER_REPLY, .case_id = c->letter.case_id };
	if (letter_open(&app->v, &l, c->arena, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	int64_t old = c->draft;
	c->letter = l;
	c->kind = COMPOSE_REPLY;
	c->draft = 0;
	lineedit_set(c->fields[FIELD_TO], letter_address_line(l.recipients, l.recipient_count, ROLE_TO, c->arena));
	lineedit_set(c->fields[FIELD_CC], letter_address_line(l.recipients, l.recipient_count, ROLE_CC, c->arena));
	lineedit_set(c->fields[FIELD_SUBJECT], l.subject ? l.subject : "");
	compose_save(app, c);
	if (old)
		(void)draft_drop(app->store, old, NULL);
	app_say(app, MESSAGE_INFO, _("a reply to the customer now"));
}

static void
edit_outside(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	char *text = launch_editor(app, editor_copy(c->editor, a), a);
	if (text)
		editor_replace(c->editor, 0, editor_length(c->editor), text);
	arena_free(a);
}

static void
insert_text(struct app *app, struct compose *c, const char *text)
{
	(void)app;
	c->focus = FIELD_TEXT;
	editor_insert(c->editor, text);
}

void
compose_command(struct app *app, const char *what, const char *argument)
{
	struct compose *c = compose_of(app);
	if (!c) {
		app_say(app, MESSAGE_INFO, _("you are not writing anything"));
		return;
	}
	if (str_starts(what, "reviewed-"))
		send(app, c, what + 9, true);
	else if (c->kind == COMPOSE_NOTE && (str_starts(what, "send") || str_eq(what, "review")))
		save_note(app, c);
	else if (str_starts(what, "send") || str_eq(what, "review"))
		send(app, c, what, false);
	else if (str_eq(what, "field"))
		next_field(c);
	else if (str_eq(what, "attach") && str_empty(argument))
		app_prompt(app, _("attach: "), "", attach_file, NULL);
	else if (str_eq(what, "attach"))
		attach_file(app, argument, NULL);
	else if (str_eq(what, "to-note"))
		to_note(app, c);
	else if (str_eq(what, "to-reply") && c->kind == COMPOSE_NOTE)
		app_ask(app, note_becomes_reply, _("Make this note a reply that the CUSTOMER will read? [y/N]"));
	else if (str_eq(what, "edit"))
		edit_outside(app, c);
	else if (str_eq(what, "quote"))
		c->quote = !c->quote;
	else if (str_eq(what, "keep")) {
		compose_save(app, c);
		compose_end(app, c, true);
		app_say(app, MESSAGE_INFO, _("kept as a draft - r resumes"));
	} else if (str_eq(what, "drop")) {
		compose_end(app, c, false);
		app_say(app, MESSAGE_INFO, _("draft dropped"));
	} else if (str_eq(what, "insert"))
		insert_text(app, c, argument ? argument : "");
	else if (str_eq(what, "then")) {
		char *then = arena_str(c->arena, argument);
		c->letter.then = c->letter.then ? arena_printf(c->arena, "%s; %s", c->letter.then, then) : then;
	}
	app->dirty = true;
}
