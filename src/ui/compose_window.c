/* compose_window.c - a reply window that closes while one writes, and the other ways that are left: the text stays. */
#include "compose.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

bool
compose_is_shut(const struct compose *c)
{
	bool counted = c->kind == COMPOSE_REPLY || c->kind == COMPOSE_PRIVATE;
	return counted && c->letter.window_until && c->letter.window_until <= clock_now();
}

/* "a template, another way": what is left, with the key that offers it. */
static void
say_shut(struct app *app, const struct compose *c, bool now)
{
	struct arena *a = arena_new();
	char *key = bar_key(app, "other-way", a);
	bool templates = read_takes_templates(app->store, c->letter.account, c->letter.thread);
	app_say(app, MESSAGE_BAD, !now ? templates ? _("the reply window is closed: %s offers templates and other ways")
		: _("the reply window is closed: %s offers other ways") : templates
		? _("THE REPLY WINDOW HAS CLOSED; your text stays here: %s offers templates and other ways")
		: _("THE REPLY WINDOW HAS CLOSED; your text stays here: %s offers other ways"), key ? key : ":other-way");
	arena_free(a);
}

void
compose_watch(struct app *app, struct compose *c)
{
	char span[8] = "";
	int64_t now = clock_now(), second = now / MS_SECOND;
	if ((c->kind != COMPOSE_REPLY && c->kind != COMPOSE_PRIVATE) || !c->letter.window_until || second == c->watched)
		return;
	c->watched = second;
	letter_look(&app->v, &c->letter);
	bool shut = compose_is_shut(c);
	clock_short_span(span, c->letter.window_until - now);
	if (!str_eq(span, c->span))
		app->dirty = true;
	memcpy(c->span, span, sizeof span);
	if (shut && !c->shut)
		say_shut(app, c, true);
	else if (!shut && c->shut)
		app_say(app, MESSAGE_GOOD, _("the customer wrote: the reply window is open again"));
	c->shut = shut;
}

void
compose_window_opened(struct app *app, struct compose *c)
{
	c->shut = compose_is_shut(c);
	if (letter_wants_template(&c->letter) && c->kind == COMPOSE_REPLY) {
		app_say(app, MESSAGE_INFO, _("a conversation there begins with an approved template"));
		if (compose_untouched(c))
			pick_template(app);
	}
	if (!c->shut)
		return;
	say_shut(app, c, false);
	if (compose_untouched(c) && read_takes_templates(app->store, c->letter.account, c->letter.thread))
		pick_template(app);
}

/* -- another way -------------------------------------------------------------------------------------------------- */

/* What was written, without the signature of the way it was to take, and the line that tied it to another. */
char *
compose_own_words(struct compose *c, struct arena *a)
{
	size_t tie = c->letter.tie ? strlen(c->letter.tie) : 0;
	char *text = editor_copy(c->editor, a), *sign = str_empty(c->letter.signature) ? NULL
		: arena_printf(a, "\n\n-- \n%s", c->letter.signature);
	if (sign && str_ends(text, sign))
		text[strlen(text) - strlen(sign)] = '\0';
	if (tie && str_starts(text, c->letter.tie))
		text += tie + strspn(text + tie, "\n");
	return text;
}

static void
move_to(struct app *app, struct compose *c, const char *via)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct letter l = { .kind = LETTER_REPLY, .case_id = c->letter.case_id, .via = arena_str(c->arena, via),
		.then = c->letter.then, .at = c->letter.at, .unless_reply = c->letter.unless_reply };
	size_t at = editor_cursor(c->editor), whole = editor_length(c->editor);
	if (letter_open(&app->v, &l, c->arena, &err) < 0) {
		app_fail(app, &err);
	} else if (l.audience >= AUDIENCE_UNLISTED) {
		app_say(app, MESSAGE_BAD, _("that way is PUBLIC: what was written for the customer alone stays here"));
	} else {
		char *text = compose_own_words(c, a);
		char *sign = str_empty(l.signature) ? arena_str(a, "") : arena_printf(a, "\n\n-- \n%s", l.signature);
		char *tie = l.tie ? arena_printf(a, "%s\n\n", l.tie) : arena_str(a, "");
		/* the cursor stays where it was in the agent's own words */
		size_t left = whole - at, after = strlen(c->letter.signature ? c->letter.signature : "");
		after += after ? strlen("\n\n-- \n") : 0;
		left = left > after ? left - after : 0;
		at = strlen(tie) + strlen(text) - (left < strlen(text) ? left : strlen(text));
		text = arena_printf(a, "%s%s%s", tie, text, sign);
		c->initial = arena_printf(c->arena, "%s%s", tie, sign);
		c->letter = l;
		editor_replace(c->editor, 0, editor_length(c->editor), text);
		editor_set_cursor(c->editor, at < editor_length(c->editor) ? at : editor_length(c->editor));
		compose_fill_fields(c);
		c->shut = compose_is_shut(c);
		compose_save(app, c);
		char *key = bar_key(app, "template", a);
		if (letter_wants_template(&l))
			app_say(app, MESSAGE_INFO, _("a reply by %s now: it begins with a template (%s)"), l.channel,
				key ? key : ":template");
		else
			app_say(app, MESSAGE_INFO, _("a reply by %s now; look at To and subject"), l.channel);
	}
	arena_free(a);
}

enum { WAY_TEMPLATE = -3, WAY_SHUT = -4 };

static void
way_done(struct app *app, const struct picker_item *item)
{
	struct compose *c = compose_of(app);
	struct reply_route *r;
	size_t n;
	struct arena *a = arena_new();
	if (c && item->id == WAY_TEMPLATE)
		pick_template(app);
	else if (c && item->id == PICKED_TEXT)
		app_say(app, MESSAGE_BAD, _("no way to reply is called '%s'"), item->text);
	else if (c && item->id == WAY_SHUT)
		app_say(app, MESSAGE_BAD, "%s", item->detail);
	else if (c && read_routes(app->store, c->letter.case_id, a, &r, &n, NULL) == 0 && item->id >= 1 && (size_t)item->id <= n)
		move_to(app, c, compose_via(&r[item->id - 1], a));
	arena_free(a);
}

/* Words that all may read may be said to one alone as well; never the other way round. */
static void
whisper(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	int64_t about = c->letter.answers;
	char *text = compose_untouched(c) ? NULL : compose_own_words(c, a);
	if (!about || !read_private_until(app->store, about)) {
		app_say(app, MESSAGE_INFO, _("it cannot be answered in private (any more)"));
	} else {
		compose_end(app, c, false);
		compose_open(app, COMPOSE_PRIVATE, 0, about, NULL);
		if (text && compose_active(app))
			compose_command(app, "insert", text);
	}
	arena_free(a);
}

static bool
same_way(const struct letter *l, const struct reply_route *r)
{
	if (r->account != l->account || r->thread != l->thread)
		return false;
	return r->thread || !r->recipient_count || !l->recipient_count ||
		str_eq(r->recipients[0].who.address, l->recipients[0].who.address);
}

void
compose_other_way(struct app *app, struct compose *c)
{
	struct reply_route *r;
	struct error err = ERROR_INIT;
	size_t n, count = 0;
	if (compose_is_public(c)) {
		whisper(app, c);
		return;
	}
	if (c->kind != COMPOSE_REPLY || !c->letter.case_id || c->letter.audience >= AUDIENCE_UNLISTED) {
		app_say(app, MESSAGE_INFO, _("another way is for a private reply in a case"));
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	if (read_routes(app->store, c->letter.case_id, a, &r, &n, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	struct reply_route *shut;
	size_t shut_count;
	if (read_shut_routes(app->store, c->letter.case_id, a, &shut, &shut_count, NULL) < 0)
		shut_count = 0;
	struct picker_item *items = arena_array(a, struct picker_item, n + shut_count + 1);
	if (read_takes_templates(app->store, c->letter.account, c->letter.thread))
		items[count++] = (struct picker_item){ _("template"), _("approved words, with gaps to fill in"), c->letter.channel,
			WAY_TEMPLATE, 0 };
	for (size_t i = 0; i < n; i++)
		if (r[i].audience < AUDIENCE_UNLISTED && !same_way(&c->letter, &r[i]))
			items[count++] = (struct picker_item){ r[i].channel, letter_address_line(r[i].recipients,
				r[i].recipient_count, ROLE_TO, a), r[i].account_name, (int64_t)i + 1, 0 };
	size_t open = count;
	for (size_t i = 0; i < shut_count; i++)
		if (shut[i].thread != c->letter.thread || !shut[i].thread)
			items[count++] = (struct picker_item){ arena_printf(a, _("%s (closed)"), shut[i].channel), shut[i].shut,
				letter_address_line(shut[i].recipients, shut[i].recipient_count, ROLE_TO, a), WAY_SHUT, 0 };
	if (!open)
		app_say(app, MESSAGE_BAD, _("there is no other private way to this customer: make it a note, or keep it"));
	else
		app_pick(app, _("another way; your text goes along"), _("Enter takes it  Esc closes"), items, count, true,
			way_done);
}
