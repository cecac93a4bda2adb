/* compose_command.c - the composer's other commands: fields, files, quoting, note or reply, the editor. */
#include "compose.h"
#include "macros.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

/* -- fields --------------------------------------------------------------------------------------------------------- */

/* Addresses of known customers, for Tab in To, Cc and Bcc. */
static bool
complete_address(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	struct customer_row *rows;
	size_t n = 0, at = lineedit_cursor(c->fields[c->focus]);
	char *text = arena_strn(a, lineedit_text(c->fields[c->focus]), at);
	char *comma = strrchr(text, ',');
	char *word = str_trim(a, comma ? comma + 1 : text), *found = NULL;
	bool whole = at == strlen(lineedit_text(c->fields[c->focus]));
	store_budget(app->store, 50);
	if (strlen(word) < 2 || strchr(word, '>') || !whole ||
	    read_customers(app->store, word, 20, a, &rows, &n, NULL) < 0)
		n = 0;
	store_budget(app->store, 0);
	/* an address that only resembles what was typed is not filled in */
	for (size_t i = 0; i < n && !found && rows[i].rank > FIND_TYPO; i++)
		for (size_t k = 0; k < rows[i].identity_count && !found; k++) {
			const struct identity_row *id = &rows[i].identities[k];
			bool named = rows[i].name && !strchr(rows[i].name, '@');
			struct recipient r = { ROLE_TO, { named ? rows[i].name : NULL, id->address } };
			if (str_eq(id->kind, str_empty(c->letter.channel) ? "mail" : c->letter.channel))
				found = letter_address_line(&r, 1, ROLE_TO, a);
		}
	if (found && str_eq(found, word))
		found = NULL;
	if (found) {
		lineedit_set(c->fields[c->focus], comma ? arena_printf(a, "%.*s, %s", (int)(comma - text), text, found) : found);
		c->touched++;
	}
	arena_free(a);
	return found != NULL;
}

static void
next_field(struct app *app, struct compose *c, bool complete)
{
	if (complete && ((c->focus <= FIELD_BCC && complete_address(app, c)) || compose_call_take(app, c) ||
		compose_snippet_take(app, c) || (c->focus == FIELD_TEXT && compose_gap_go(app, c))))
		return;
	/* Bcc is reached only where it is filled or by name: three Tabs to the subject are enough */
	do
		c->focus = c->focus == FIELD_TEXT ? FIELD_TO : (enum field)(c->focus + 1);
	while (!compose_has_field(c, c->focus) || (c->focus == FIELD_BCC && !*lineedit_text(c->fields[FIELD_BCC])));
}

static void
go_field(struct app *app, struct compose *c, const char *name)
{
	static const char *const names[] = { "to", "cc", "bcc", "subject", "text" };
	for (int i = 0; i <= FIELD_TEXT; i++)
		if (str_eq(names[i], name)) {
			if (compose_has_field(c, (enum field)i))
				c->focus = (enum field)i;
			else
				app_say(app, MESSAGE_INFO, _("there is no such field here"));
			return;
		}
	next_field(app, c, str_empty(name));
}

/* -- files -------------------------------------------------------------------------------------------------------------- */

/* What came with the message goes along when it is forwarded. */
static void
attach_originals(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct attachment *list;
	size_t n = 0;
	if (!c->letter.message || read_attachments(app->store, c->letter.message, a, &list, &n, &err) < 0)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		char *path = arena_printf(a, "%s/forward-%ld-%zu", store_dir(app->store), (long)getpid(), i);
		if (list[i].inline_)
			continue;
		if (attachment_save(&app->v, c->letter.message, &list[i], path, a, &err) < 0 ||
		    compose_add_file(app, c, path, list[i].name, list[i].type, &err) < 0) {
			app_say(app, MESSAGE_BAD, _("'%s' could not be taken along: %s"), list[i].name, err.text);
			error_clear(&err);
		}
		unlink(path);
	}
	c->saved_touched = c->touched;
	arena_free(a);
}

/* -- the text ------------------------------------------------------------------------------------------------------------- */

/* Puts the quote where the cursor is; once more takes it away as long as it is unchanged. */
static void
quote(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a), *there = str_empty(c->letter.quoted) ? NULL : strstr(text, c->letter.quoted);
	c->focus = FIELD_TEXT;
	if (str_empty(c->letter.quoted)) {
		app_say(app, MESSAGE_INFO, _("there is nothing to quote"));
	} else if (there) {
		size_t from = (size_t)(there - text);
		editor_replace(c->editor, from, from + strlen(c->letter.quoted), "");
		editor_set_cursor(c->editor, from);
	} else {
		size_t at = editor_cursor(c->editor);
		const char *gap = !at || (at > 1 && text[at - 1] == '\n' && text[at - 2] == '\n') ? "" : text[at - 1] == '\n'
			? "\n" : "\n\n";
		editor_insert(c->editor, arena_printf(a, "%s%s\n", gap, c->letter.quoted));
	}
	arena_free(a);
}

static void
edit_outside(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	compose_save(app, c);
	char *text = launch_editor(app, editor_copy(c->editor, a), a);
	if (text)
		editor_replace(c->editor, 0, editor_length(c->editor), text);
	c->focus = FIELD_TEXT;
	arena_free(a);
}

/* -- note or reply ----------------------------------------------------------------------------------------------------------- */

/* Another kind is another draft: a note never becomes a row that could be sent. */
static void
change_kind(struct app *app, struct compose *c, enum compose_kind kind)
{
	int64_t old = c->draft;
	c->kind = kind;
	c->draft = 0;
	c->focus = FIELD_TEXT;
	compose_save(app, c);
	if (old)
		(void)draft_drop(app->store, old, NULL);
}

/* The signature goes: the note is for us. */
static void
drop_signature(struct compose *c)
{
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a), *sign = str_empty(c->letter.signature) ? NULL : arena_printf(a, "\n\n-- \n%s",
		c->letter.signature);
	if (sign && str_ends(text, sign))
		editor_replace(c->editor, strlen(text) - strlen(sign), strlen(text), "");
	arena_free(a);
}

static void
to_note(struct app *app, struct compose *c)
{
	if (c->kind == COMPOSE_NOTE) {
		app_say(app, MESSAGE_INFO, _("this is a note already"));
	} else if (!c->letter.case_id) {
		app_say(app, MESSAGE_BAD, _("a note needs a case"));
	} else {
		size_t at = editor_cursor(c->editor);
		drop_signature(c);
		editor_set_cursor(c->editor, at < editor_length(c->editor) ? at : editor_length(c->editor));
		change_kind(app, c, COMPOSE_NOTE);
		app_say(app, MESSAGE_INFO, _("an internal note now: the customer will not see it"));
	}
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
	c->letter = l;
	size_t at = editor_cursor(c->editor);
	if (!str_empty(l.signature)) {
		char *sign = arena_printf(c->arena, "\n\n-- \n%s", l.signature);
		editor_replace(c->editor, editor_length(c->editor), editor_length(c->editor), sign);
		editor_set_cursor(c->editor, at);
		c->initial = sign;
	}
	compose_fill_fields(c);
	change_kind(app, c, COMPOSE_REPLY);
	app_say(app, MESSAGE_INFO, _("a reply to the customer now"));
}

static void
to_reply(struct app *app, struct compose *c)
{
	if (c->kind != COMPOSE_NOTE)
		app_say(app, MESSAGE_INFO, _("this is a reply already"));
	else
		app_ask(app, note_becomes_reply, _("Make this note a reply that the CUSTOMER will read? [y/N]"));
}

/* -- the table ---------------------------------------------------------------------------------------------------------------- */

/* What was written can be had back, so nothing is asked. */
static void
throw_away(struct app *app, struct compose *c)
{
	bool empty = compose_untouched(c) && !c->draft && !c->touched;
	if (!empty)
		compose_save(app, c);
	int64_t draft = c->draft;
	c->done = true;
	app_pop(app);
	if (draft)
		undo_toss(app, draft);
	else
		app_say(app, MESSAGE_INFO, _("nothing was written"));
}

static void
keep(struct app *app, struct compose *c)
{
	bool empty = compose_untouched(c) && !c->draft && !c->touched;
	if (compose_call_shut(c) || compose_snippet_shut(c))
		return;
	if (!empty)
		compose_save(app, c);
	if (c->unsaved[0]) {
		app_say(app, MESSAGE_BAD, _("the draft cannot be saved (%s): the text stays here"), c->unsaved);
		return;
	}
	bool on_case = c->letter.case_id != 0;
	compose_end(app, c, !empty);
	app_say(app, MESSAGE_INFO, empty ? _("nothing was written") : on_case ? _("kept as a draft - r or i goes on with it")
		: _("kept as a draft - gD lists drafts"));
}

static void
send_or_note(struct app *app, struct compose *c, const char *what)
{
	if (c->kind == COMPOSE_NOTE)
		compose_save_note(app, c, what);
	else
		compose_send(app, c, what, c->again != NULL);
}

static void
add_then(struct compose *c, const char *lines)
{
	char *then = arena_str(c->arena, lines);
	c->letter.then = c->letter.then ? arena_printf(c->arena, "%s; %s", c->letter.then, then) : then;
	c->touched++;
}

static void
then_taken_off(struct app *app, const struct picker_item *item)
{
	struct compose *c = compose_of(app);
	size_t n;
	if (!c || item->id < 1)
		return;
	char **lines = verb_lines(c->letter.then ? c->letter.then : "", c->arena, &n);
	c->letter.then = NULL;
	for (size_t i = 0; i < n; i++)
		if ((int64_t)i + 1 != item->id)
			add_then(c, lines[i]);
	c->touched++;
	app_say(app, MESSAGE_INFO, _("not done with the send any more: %s"), lines[item->id - 1]);
}

/* What macros brought along, to be taken off one by one. */
static void
then_list(struct app *app, struct compose *c)
{
	size_t n;
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	char **lines = verb_lines(c->letter.then ? c->letter.then : "", a, &n);
	struct picker_item *items = arena_array(a, struct picker_item, n + 1);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct picker_item){ lines[i], NULL, NULL, (int64_t)i + 1, 0 };
	if (n)
		app_pick(app, _("done with the send"), _("Enter takes it off  Esc closes"), items, n, true, then_taken_off);
	else
		app_say(app, MESSAGE_INFO, _("nothing else is done with the send"));
}

void
compose_command(struct app *app, const char *what, const char *argument)
{
	struct compose *c = compose_of(app);
	app->dirty = true;
	if (str_eq(what, "drop") && app_top(app)->ops == &drafts_screen)
		drafts_drop(app);
	else if (str_starts(what, "draft-") || str_eq(what, "to-list"))
		compose_round(app, what);
	else if (!c)
		app_say(app, MESSAGE_INFO, _("you are not writing anything"));
	else if (compose_read_command(app, c, what))
		return;
	else if (str_eq(what, "again") && c->again)
		send_or_note(app, c, c->again);
	else if ((str_starts(what, "send") && !str_eq(what, "send-at")) || str_eq(what, "review"))
		send_or_note(app, c, what);
	else if (str_eq(what, "field"))
		go_field(app, c, argument);
	else if (str_eq(what, "attach"))
		compose_attach(app, c, argument);
	else if (str_eq(what, "attach-originals"))
		attach_originals(app, c);
	else if (str_eq(what, "detach"))
		compose_detach(app, c);
	else if (str_eq(what, "to-note"))
		to_note(app, c);
	else if (str_eq(what, "to-reply"))
		to_reply(app, c);
	else if (str_eq(what, "edit"))
		edit_outside(app, c);
	else if (str_eq(what, "quote"))
		quote(app, c);
	else if (str_eq(what, "spell"))
		compose_spell(app, c, false);
	else if (str_eq(what, "send-at"))
		compose_later(app, c, argument);
	else if (str_eq(what, "other-way"))
		compose_other_way(app, c);
	else if (str_eq(what, "template"))
		pick_template(app);
	else if (str_eq(what, "next-gap") && !compose_gap_go(app, c))
		app_say(app, MESSAGE_INFO, _("nothing is open"));
	else if (str_eq(what, "macro-keep"))
		macro_keep(app, argument);
	else if (str_eq(what, "ask-gaps"))
		compose_gap_ask(app);
	else if (str_eq(what, "keep"))
		keep(app, c);
	else if (str_eq(what, "drop"))
		throw_away(app, c);
	else if (str_eq(what, "insert")) {
		c->focus = FIELD_TEXT;
		editor_insert(c->editor, argument ? argument : "");
	} else if (str_eq(what, "then") && !str_empty(argument))
		add_then(c, argument);
	else if (str_eq(what, "then"))
		then_list(app, c);
}
