/* compose_send.c - the composer's commands that end in the outbox or in a note. */
#include "compose.h"

#include <stdio.h>

#include "clock.h"

enum { AGAIN_US = 10000000 };

/* -- the letter as it stands --------------------------------------------------------------------------------------- */

static int
gather_recipients(struct compose *c, struct arena *a, struct letter *l, struct error *err)
{
	static const struct { enum field field; enum party role; } lines[] = { { FIELD_TO, ROLE_TO }, { FIELD_CC, ROLE_CC },
		{ FIELD_BCC, ROLE_BCC } };
	struct recipient *list = NULL;
	size_t n = 0;
	/* what cannot be edited stays as the route has it */
	if (!compose_has_field(c, FIELD_TO))
		return 0;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (letter_addresses(lineedit_text(c->fields[lines[i].field]), lines[i].role, l->channel, a, &list, &n,
				err) < 0)
			return -1;
	l->recipients = list;
	l->recipient_count = n;
	return 0;
}

static int
gather(struct compose *c, struct arena *a, struct letter *l, struct error *err)
{
	*l = c->letter;
	if (compose_untouched(c) && c->kind != COMPOSE_FORWARD)
		return error_set(err, ERR_INPUT, _("nothing is written yet"));
	if (gather_recipients(c, a, l, err) < 0)
		return -1;
	if (compose_has_field(c, FIELD_SUBJECT))
		l->subject = arena_str(a, lineedit_text(c->fields[FIELD_SUBJECT]));
	l->text = str_trim(a, editor_copy(c->editor, a));
	l->files = c->files;
	l->file_count = c->file_count;
	l->draft = c->draft;
	if (l->at && l->at <= clock_now())
		return error_set(err, ERR_INPUT, _("the hour at which it was to leave has passed: set another one"));
	/* stop-the-send compares with what was on this screen; where no story fits, with what there was at the start */
	l->seen = c->seen ? c->seen : c->opened_item ? c->opened_item : -1;
	return 0;
}

/* The command's name as a constant: it outlives the composer, which a send ends. */
static const char *
lasting(const char *what)
{
	static const char *const names[] = { "send-resolve", "send-pending", "review" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], what))
			return names[i];
	return "send";
}

/* "send-resolve" -> what happens to the case with the send. */
static const char *
then_of(const char *what)
{
	return str_eq(what, "send-resolve") ? "resolve" : str_eq(what, "send-pending") ? "pending" : NULL;
}

/* -- afterwards ------------------------------------------------------------------------------------------------------- */

static void
leave(struct app *app, struct compose *c, const char *what)
{
	int64_t here = c->letter.case_id, next = then_of(what) ? cases_neighbour(app, here) : 0;
	char *said = arena_str(app->command, app->message);
	enum message_kind kind = app->message_kind;
	c->done = true;
	app_pop(app);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX | 1u << AREA_DRAFT);
	app_say(app, kind, "%s", said);
	if (then_of(what) && app_top(app)->ops == &case_screen)
		flow_go_on(app, here, next);
}

/* The lock was not had: the same again on the next ticks, and the agent is told. */
static bool
wait_for_store(struct app *app, struct compose *c, const char *what, const struct error *err)
{
	int64_t now = clock_mono_us();
	if (err->code != ERR_BUSY)
		return false;
	if (!c->again)
		c->again_until_us = now + AGAIN_US;
	else if (now > c->again_until_us) {
		c->again = NULL;
		app_say(app, MESSAGE_BAD, _("the store stayed busy for 10 s: not sent, the text is still here"));
		return true;
	}
	c->again = lasting(what);
	app_say(app, MESSAGE_INFO, _("the store is busy: it goes as soon as it is free"));
	return true;
}

/* -- sending ------------------------------------------------------------------------------------------------------------ */

static void
review_answered(struct app *app, bool yes)
{
	struct compose *c = compose_of(app);
	if (!c || !compose_active(app))
		return;
	if (yes)
		compose_send(app, c, c->reviewed, true);
	else
		app_say(app, MESSAGE_INFO, _("back to the text"));
}

/* Does the case, which is done with the send, lack what must be known of it?  What was given goes along. */
static bool
asks_first(struct app *app, struct letter *l, const char *what, struct arena *a)
{
	if (!l->case_id || !fields_resolves(app, l->then, l->case_id))
		return false;
	if (fields_ask(app, &l->case_id, 1, what))
		return true;
	l->then = arena_printf(a, "%s%s", fields_given(app, l->case_id, a), l->then);
	return false;
}

void
compose_send(struct app *app, struct compose *c, const char *what, bool reviewed)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct letter l;
	struct act_result r;
	what = arena_str(a, what);	/* it may lie in the composer, which ends here */
	const char *then = then_of(what);
	if (gather(c, a, &l, &err) < 0) {
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	if (then)
		l.then = l.then ? arena_printf(a, "%s; %s", l.then, then) : then;
	if (asks_first(app, &l, what, a)) {
		arena_free(a);
		return;
	}
	char **doubts;
	if (!reviewed && letter_doubts(&app->v, &l, a, &doubts, &err) < 0) {
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	if (!reviewed && (doubts[0] || compose_is_public(c) || c->kind == COMPOSE_PRIVATE ||
	    c->kind == COMPOSE_EDIT || l.pec_lost || str_eq(what, "review"))) {
		c->reviewed = str_eq(what, "review") ? "send" : lasting(what);
		compose_review(app, c, &l, letter_doubt_words(doubts, a), review_answered);
		arena_free(a);
		return;
	}
	l.confirm_public = compose_is_public(c);
	l.confirm_plain = l.pec_lost;
	l.anyway = true;	/* there were none, or they were said yes to */
	if (letter_send(&app->v, &l, a, &r, &err) == 0) {
		if (c->kind == COMPOSE_EDIT && c->draft)
			(void)draft_drop(app->store, c->draft, NULL);
		char *later = compose_later_words(c, app->v.now, a);
		int64_t hold_s = conf_span(app->conf, OPT_CARE_UNDO_SEND) / 1000;
		if (then && r.number)	/* what comes next stands there too */
			app_say(app, MESSAGE_GOOD, str_eq(then, "resolve") ? _("#%lld answered and resolved - u within %lld s")
				: _("#%lld answered and pending - u within %lld s"), (long long)r.number, (long long)hold_s);
		else if (later)
			app_say(app, MESSAGE_GOOD, _("%s, %s - u takes it back"), r.words, later);
		else
			app_say(app, MESSAGE_GOOD, _("%s - u takes it back within %lld s"), r.words, (long long)hold_s);
		leave(app, c, what);
	} else if (!wait_for_store(app, c, what, &err)) {
		c->again = NULL;
		app_fail(app, &err);
	}
	arena_free(a);
}

/* -- notes ---------------------------------------------------------------------------------------------------------------- */

void
compose_save_note(struct app *app, struct compose *c, const char *what)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct verb_plan plan = { NULL, 0, false };
	struct act_result r;
	const char *then = then_of(what);
	char *lines = c->letter.then && then ? arena_printf(a, "%s; %s", c->letter.then, then)
		: arena_str(a, then ? then : c->letter.then);
	if (compose_untouched(c))
		error_set(&err, ERR_INPUT, _("the note is empty"));
	struct letter l = c->letter;
	l.then = lines;
	if (!err.code && asks_first(app, &l, what, a)) {
		arena_free(a);
		return;
	}
	lines = arena_str(a, l.then);
	if (err.code || (lines && verb_plan_lines(&app->v, lines, c->letter.case_id, a, &plan, &err) < 0)) {
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	struct act *acts = arena_array(a, struct act, plan.count + 1);
	acts[0] = (struct act){ .verb = ACT_NOTE, .case_id = c->letter.case_id, .message = c->letter.message,
		.text = str_trim(a, editor_copy(c->editor, a)) };
	for (size_t i = 0; i < plan.count; i++)
		acts[i + 1] = plan.acts[i];
	if (store_act(app->store, &app->v.who, acts, plan.count + 1, true, a, &r, &err) == 0) {
		if (c->draft)
			(void)draft_drop(app->store, c->draft, NULL);
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
		leave(app, c, what);
	} else if (!wait_for_store(app, c, what, &err)) {
		c->again = NULL;
		app_fail(app, &err);
	}
	arena_free(a);
}
