/* commands_write.c - commands about texts: writing, copying, giving them to other programs. */
#include "commands.h"

#include <stdio.h>
#include <string.h>

static bool
need_case(struct app *app, const char *what)
{
	if (app_case(app) || app_item(app))
		return true;
	app_say(app, MESSAGE_INFO, _("%s: there is no case here"), what);
	return false;
}

void
write_reply(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (!need_case(app, words[0]))
		return;
	if (str_eq(words[0], "reply-by"))
		pick_route(app);
	else if (n > 1 || !pick_route_first(app))
		compose_open(app, COMPOSE_REPLY, app_case(app), app_case(app) ? 0 : app_item(app), n > 1 ? words[1] : NULL);
}

/* What is under the cursor, else the newest of the case that may be answered so; 0 = nothing. */
static int64_t
whisper_here(struct app *app)
{
	struct timeline_page p = { .case_id = app_case(app), .parts = TIMELINE_MESSAGES, .limit = 100 };
	struct item_row *rows;
	size_t n;
	bool more;
	int64_t here = app_item(app);
	const struct item_row *row = story_here(app) ? story_row(story_here(app)) : NULL;
	if (row && row->row == ROW_MESSAGE)
		here = row->id;
	if (here && read_private_until(app->store, here))
		return here;
	if (!p.case_id || app_top(app)->ops == &stream_screen ||
	    read_timeline(app->store, &p, app->command, &rows, &n, &more, NULL) < 0)
		return 0;
	for (size_t i = n; i-- > 0;)
		if (rows[i].row == ROW_MESSAGE && read_private_until(app->store, rows[i].id))
			return rows[i].id;
	return 0;
}

void
write_private(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	compose_whisper(app);
}

void
write_own(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)n;
	own_command(app, words[0]);
}

void
compose_whisper(struct app *app)
{
	int64_t item = whisper_here(app);
	if (item)
		compose_open(app, COMPOSE_PRIVATE, 0, item, NULL);
	else
		app_say(app, MESSAGE_INFO,
			_("nothing here can be answered in private: no such offer of the channel, or it is over"));
}

void
write_note(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1)
		(void)command_verb(app, words, n, false);
	else if (need_case(app, words[0]))
		compose_open(app, COMPOSE_NOTE, app_case(app), app_case(app) ? 0 : app_item(app), NULL);
}

/* The message under the cursor, or the newest of the case. */
static int64_t
message_here(struct app *app)
{
	struct timeline_page p = { .case_id = app_case(app), .parts = TIMELINE_MESSAGES, .limit = 1 };
	struct item_row *rows;
	size_t n;
	bool more;
	const struct item_row *row = story_here(app) ? story_row(story_here(app)) : NULL;
	if (row && row->row == ROW_MESSAGE)
		return row->id;
	if (!p.case_id || app_item(app))
		return app_top(app)->ops == &search_screen ? app_item(app) : 0;
	if (read_timeline(app->store, &p, app->command, &rows, &n, &more, NULL) < 0 || !n)
		return 0;
	return rows[0].id;
}

void
write_forward(struct app *app, int count, const char *const *words, size_t n)
{
	int64_t item = message_here(app);
	(void)count, (void)n;
	if (!item)
		app_say(app, MESSAGE_INFO, _("%s: put the cursor on a message first"), words[0]);
	else
		compose_open(app, COMPOSE_FORWARD, app_case(app), item, NULL);
}

void
write_new(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	compose_open(app, COMPOSE_NEW, 0, 0, NULL);
}

/* Without more than a kind, the form; with an outcome or words, at once. */
void
write_contact(struct app *app, int count, const char *const *words, size_t n)
{
	int kind = n > 1 ? kind_parse(words[1]) : KIND_CALL;
	(void)count;
	if (str_starts(words[0], "ring-"))
		ring_command(app, words[0] + strlen("ring-"));
	else if (str_eq(words[0], "dial"))
		dial_number(app, n > 1 ? command_rest(app->command, words, n, 1) : NULL);
	else if (n > 2 || (kind != KIND_CALL && kind != KIND_VISIT && kind != KIND_LETTER))
		(void)command_verb(app, words, n, false);
	else
		contact_open(app, (enum item_kind)kind);
}

void
write_draft(struct app *app, int count, const char *const *words, size_t n)
{
	int64_t id = count;
	if (n < 2 && !count)
		drafts_open(app);
	else if (n > 1 && str_to_int64(words[1], &id) < 0)
		app_say(app, MESSAGE_BAD, _("draft '%s': give its number; `drafts` lists them"), words[1]);
	else
		compose_open_draft(app, id);
}

void
write_compose(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	compose_command(app, words[0], n > 1 ? command_rest(app->command, words, n, 1) : NULL);
}

void
write_template(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	template_command(app, n > 1 ? command_rest(app->command, words, n, 0) : words[0]);
}

void
write_macro(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1 || compose_active(app) || need_case(app, words[0]))
		pick_macro(app, n > 1 ? words[1] : NULL);
}

void
write_outbox(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)n;
	outbox_command(app, words[0] + strlen("outbox-"));
}

void
write_pick(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)n;
	if (!message_here(app))
		app_say(app, MESSAGE_INFO, _("%s: put the cursor on a message first"), words[0]);
	else if (str_eq(words[0], "save"))
		pick_attachment(app);
	else
		pick_explain(app);
}

void
write_policy(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	if (!app_case(app))
		app_say(app, MESSAGE_INFO, "%s", _("policy: put the cursor on a case first"));
	else
		pick_policy(app);
}

/* -- to other programs ---------------------------------------------------------------------------------------------- */

static char *
text_here(struct app *app)
{
	struct item_row item;
	int64_t id = app_item(app) ? app_item(app) : message_here(app);
	if (!id || read_item(app->store, id, app->command, &item, NULL) < 0)
		return NULL;
	return item.body ? arena_str(app->command, item.body) : NULL;
}

/* Their first address, or their first that can be called. */
static const char *
address_here(struct app *app, const struct case_row *row, bool phone)
{
	struct customer_row c;
	if (!row->customer || read_customer(app->store, row->customer, app->command, &c, NULL) < 0)
		return NULL;
	for (size_t i = 0; i < c.identity_count; i++)
		if (!phone || care_identity_is_phone(c.identities[i].kind))
			return c.identities[i].address;
	return NULL;
}

void
write_copy(struct app *app, int count, const char *const *words, size_t n)
{
	const char *what = n > 1 ? words[1] : "number", *text = NULL;
	struct case_row row = { .number = 0 };
	(void)count;
	if (person_customer(app))
		text = person_copies(app);
	else if (!app_case(app) || read_case(app->store, app_case(app), app->v.who.agent, app->command, &row, NULL) < 0) {
		app_say(app, MESSAGE_INFO, _("%s: there is no case here"), words[0]);
		return;
	}
	if (person_customer(app))
		what = _("value");
	else if (str_eq(what, "number"))
		text = arena_printf(app->command, "#%lld", (long long)row.number);
	else if (str_eq(what, "subject"))
		text = arena_printf(app->command, "#%lld %s", (long long)row.number, row.subject ? row.subject : "");
	else if (str_eq(what, "address") || str_eq(what, "phone"))
		text = address_here(app, &row, str_eq(what, "phone"));
	else if (str_eq(what, "name"))
		text = row.customer_name;
	else if (str_eq(what, "text"))
		text = text_here(app);
	else {
		app_say(app, MESSAGE_BAD, _("copy '%s' is not known: number, subject, text, address, phone or name"), what);
		return;
	}
	if (str_empty(text))
		app_say(app, MESSAGE_INFO, _("there is no %s to copy"), what);
	else if (term_is_headless(app->term) || term_copy(app->term, text, strlen(text)))
		app_say(app, MESSAGE_INFO, _("copied: %.*s"), (int)utf8_fit(text, strcspn(text, "\n"), 60, NULL), text);
	else
		app_say(app, MESSAGE_BAD, _("too long for the clipboard: over 64 KiB"));
}

/* What was said in public, what it stands under, and the picture there. */
static void
around(struct app *app, const struct stream_row *s, const char **more)
{
	const char *shows = str_empty(s->picture_text) ? _("the post's picture")
		: arena_printf(app->command, _("the post's picture: %s"), s->picture_text);
	/* a viewer gets the file that is here already, and asks nobody */
	const char *file = s->picture_blob && !str_empty(conf_str(app->conf, OPT_UI_OPEN_COMMAND))
		? store_blob_path(app->store, s->picture_blob, app->command) : NULL;
	const char *const pairs[][2] = { { s->post_link, _("the post") }, { file ? file : s->picture, shows },
		{ s->link, _("these words on the web") } };
	size_t n = 0;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		/* a server that names a file of ours, or a script, names nothing */
		if (pairs[i][0] && (pairs[i][0] == file || str_is_web(pairs[i][0]))) {
			more[n++] = pairs[i][0];
			more[n++] = pairs[i][1];
		}
	more[n] = NULL;
}

enum { LINKS_MORE = 64 };

/* "[1] photo.jpg", "image/jpeg 210K": opened by number, too. */
static void
attached(struct app *app, int64_t id, const char **more)
{
	struct attachment *files;
	size_t n = 0, at = 0;
	while (more[at])
		at++;
	pick_link_of(id);
	if (!id || read_attachments(app->store, id, app->command, &files, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n && at + 2 <= LINKS_MORE; i++) {
		char size[8];
		str_bytes(size, (uint64_t)files[i].bytes);
		more[at++] = arena_printf(app->command, "[%zu] %s", i + 1, files[i].name);
		more[at++] = arena_printf(app->command, "%s %s%s", files[i].type ? files[i].type : "", size,
			files[i].state == FILE_HERE ? "" : attachment_words(&files[i], app->command));
	}
	more[at] = NULL;
}

void
write_picture(struct app *app, int count, const char *const *words, size_t n)
{
	int64_t place = 0;
	if (n > 1)
		(void)str_to_int64(words[1], &place);
	picture_open(app, app_item(app) ? app_item(app) : message_here(app), count > 0 ? count : (int)place);
}

void
write_link(struct app *app, int count, const char *const *words, size_t n)
{
	char *text = text_here(app);
	struct stream_row s;
	int64_t id = app_item(app) ? app_item(app) : message_here(app);
	const char *more[LINKS_MORE + 1] = { NULL };
	(void)count, (void)n;
	if (id && read_stream_row(app->store, id, app->command, &s, NULL) == 0)
		around(app, &s, more);
	attached(app, id, more);
	if (text)
		pick_link(app, text, more);
	else
		app_say(app, MESSAGE_INFO, _("%s: put the cursor on a message first"), words[0]);
}

static void
pipe_done(struct app *app, const char *text, void *ctx)
{
	bool with_text = ctx != NULL;
	char *input = with_text ? text_here(app) : NULL;
	if (str_empty(text))
		return;
	if (with_text && !input)
		app_say(app, MESSAGE_INFO, _("pipe: there is no text here"));
	else
		launch_shell(app, text, input);
}

void
write_pipe(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1)
		pipe_done(app, command_rest(app->command, words, n, 1), app);
	else
		app_prompt(app, "|", "", pipe_done, app);
}

/* %c becomes the case's number: digits only, so that nothing a customer wrote can reach the shell. */
static void
shell_done(struct app *app, const char *text, void *ctx)
{
	struct case_row row = { .number = 0 };
	struct buf b = BUF_INIT;
	(void)ctx;
	if (str_empty(text))
		return;
	if (app_case(app))
		(void)read_case(app->store, app_case(app), app->v.who.agent, app->command, &row, NULL);
	for (const char *p = text; *p; p++)
		if (p[0] == '%' && p[1] == 'c') {
			buf_addf(&b, "%lld", (long long)row.number);
			p++;
		} else {
			buf_addc(&b, *p);
		}
	launch_shell(app, b.data, NULL);
	buf_free(&b);
}

void
write_shell(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	if (n > 1)
		shell_done(app, command_rest(app->command, words, n, 1), NULL);
	else
		app_prompt(app, "!", "", shell_done, NULL);
}
