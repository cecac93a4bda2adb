/* compose_later.c - a message that leaves at a later hour, and perhaps only if the customer has not written by then. */
#include "compose.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"

enum { AT_ONCE = -7, UNLESS = -8 };

/* "Fri 27 Nov 08:30" */
char *
compose_later_words(const struct compose *c, int64_t now, struct arena *a)
{
	char day[24], hour[8];
	if (!c->letter.at)
		return NULL;
	local_date(day, c->letter.at, now);
	local_hhmm(hour, c->letter.at);
	return arena_printf(a, c->letter.unless_reply ? _("leaves %s %s, only if no reply came") : _("leaves %s %s"), day, hour);
}

/* "tomorrow 8:30 unless reply": the words about a reply, cut off. */
static bool
cut_unless(char *text)
{
	static const char *const ends[] = { "unless reply", "if no reply", "unless-reply", "only if no reply", "se non risponde" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (str_ends(text, ends[i])) {
			text[strlen(text) - strlen(ends[i])] = '\0';
			if (str_ends(text, "only "))
				text[strlen(text) - 5] = '\0';
			return true;
		}
	return false;
}

static void
set_time(struct app *app, struct compose *c, const char *words)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	char *text = str_trim(a, words);
	bool unless = cut_unless(text);
	struct care_when when = { 0 };
	text = str_trim(a, text);
	if (str_starts(text, "in "))
		text += 3;
	if (!*text && unless && c->letter.at)
		when.at = c->letter.at;
	else if (str_ieq(text, "now") || str_ieq(text, _("at once")))
		unless = false;
	else if (care_when(text, app->v.now, &when, &err) < 0 || !when.at) {
		if (!err.code)
			error_set(&err, ERR_INPUT, _("'%s': give a time"), words);
		app_fail(app, &err);
		arena_free(a);
		return;
	}
	c->letter.at = when.at;
	c->letter.unless_reply = when.at && (unless || c->letter.unless_reply);
	compose_save(app, c);
	char *said = compose_later_words(c, app->v.now, a);
	app_say(app, MESSAGE_INFO, said ? _("%s - it is judged again then") : _("it leaves at once%s"), said ? said : "");
	arena_free(a);
}

static void
later_done(struct app *app, const struct picker_item *item)
{
	struct compose *c = compose_of(app);
	struct care_when when;
	bool typed = *app->picker_typed && care_when(str_starts(app->picker_typed, "in ") ? app->picker_typed + 3
		: app->picker_typed, app->v.now, &when, NULL) == 0 && when.at;
	if (!c)
		return;
	if (typed)
		set_time(app, c, app->picker_typed);
	else if (item->id == UNLESS) {
		c->letter.unless_reply = !c->letter.unless_reply;
		if (c->letter.at)
			compose_save(app, c);
		compose_later(app, c, NULL);
	} else {
		set_time(app, c, item->id == AT_ONCE ? "now" : item->id == PICKED_TEXT ? item->text : item->detail);
	}
}

static size_t
add_times(struct app *app, struct picker_item *items, struct arena *a)
{
	static const struct { const char *label, *when; } times[] = { { N_("in one hour"), "1h" },
		{ N_("this evening"), "tonight" }, { N_("tomorrow morning"), "tomorrow 8:30" },
		{ N_("Monday morning"), "mon 8:30" },
		{ N_("in three days"), "3d" } };
	size_t n = 0;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct care_when w;
		if (care_when(times[i].when, app->v.now, &w, NULL) == 0 && w.at)
			items[n++] = (struct picker_item){ _(times[i].label), times[i].when, arena_str(a, w.words), 0, 0 };
	}
	return n;
}

void
compose_later(struct app *app, struct compose *c, const char *words)
{
	if (c->kind == COMPOSE_NOTE || c->kind == COMPOSE_EDIT) {
		app_say(app, MESSAGE_INFO, _("only a message can leave later"));
		return;
	}
	if (!str_empty(words)) {
		set_time(app, c, words);
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct picker_item *items = arena_array(a, struct picker_item, 8);
	size_t n = add_times(app, items, a);
	if (c->letter.case_id)
		items[n++] = (struct picker_item){ _("only if no reply came by then"), c->letter.unless_reply
			? _("yes") : _("no"), NULL, UNLESS, 0 };
	items[n++] = (struct picker_item){ _("at once"), NULL, NULL, AT_ONCE, 0 };
	char *now = compose_later_words(c, app->v.now, a);
	app_pick(app, now ? now : _("send it when: 2h, tomorrow 8:30, mon 9, 25/12 8:00"), _("Enter takes it  Esc closes"), items,
		n, true, later_done);
}
