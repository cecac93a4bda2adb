/*
 * compose_park.c - several drafts at once: a composer that is left open keeps its text, its place and its undo, while the
 * agent reads and works elsewhere; C-x n goes round all drafts.  What lies here is saved, and its case stays held.
 */
#include "compose.h"

#include <string.h>

#include "clock.h"

/* What is not touched for so long does not keep others from the case any more. */
enum { PARKED_HOLDS_US = 900000000, LEASE_MS = 60000 };

/* -- leaving it open ------------------------------------------------------------------------------------------------ */

static void
forget_oldest(struct app *app)
{
	compose_free(app->parked[0]);
	memmove(app->parked, app->parked + 1, sizeof *app->parked * (size_t)--app->parked_count);
}

/* Called when its screen closes: false = it has to end. */
bool
compose_park(struct app *app, struct compose *c)
{
	int room = (int)(sizeof app->parked / sizeof *app->parked);
	if (!c->draft || c->done || c->unsaved[0])
		return false;
	if (app->parked_count == room)
		forget_oldest(app);
	story_close(c->story);
	c->story = NULL;
	c->parked_us = clock_mono_us();
	app->parked[app->parked_count++] = c;
	return true;
}

static void
take_out(struct app *app, int i)
{
	memmove(app->parked + i, app->parked + i + 1, sizeof *app->parked * (size_t)(--app->parked_count - i));
}

struct compose *
compose_unpark(struct app *app, int64_t draft)
{
	for (int i = app->parked_count; i-- > 0;)
		if (app->parked[i]->draft == draft) {
			struct compose *c = app->parked[i];
			struct arena *a = arena_new();
			struct draft d;
			take_out(app, i);
			/* sent or thrown away elsewhere: what is in the store counts */
			bool there = draft_load(app->store, draft, a, &d, NULL) == 0 && d.updated_at <= c->saved_at;
			arena_free(a);
			if (there)
				return c;
			compose_free(c);
			return NULL;
		}
	return NULL;
}

void
compose_parked_end(struct app *app)
{
	while (app->parked_count)
		forget_oldest(app);
}

/* The others are told that these cases are being answered. */
void
compose_parked_tick(struct app *app)
{
	int64_t now = clock_mono_us();
	for (int i = 0; i < app->parked_count; i++) {
		struct compose *c = app->parked[i];
		if (!c->letter.case_id || now - c->lease_us < LEASE_MS * 1000LL / 3 || now - c->parked_us > PARKED_HOLDS_US)
			continue;
		c->lease_us = now;
		(void)lease_take(app->store, app->v.who.agent, c->letter.case_id, "compose", LEASE_MS, NULL);
	}
}

/* "2 drafts open: #12 #4711"; NULL when there is none. */
char *
compose_parked_words(struct app *app, struct arena *a)
{
	struct buf b = BUF_INIT;
	struct case_row row;
	if (!app->parked_count)
		return NULL;
	buf_addf(&b, ngettext_("%d draft open:", "%d drafts open:", app->parked_count), app->parked_count);
	for (int i = app->parked_count; i-- > 0 && b.len < 60;) {
		int64_t id = app->parked[i]->letter.case_id;
		if (id && read_case(app->store, id, app->v.who.agent, a, &row, NULL) == 0)
			buf_addf(&b, " #%lld", (long long)row.number);
	}
	buf_rtrim(&b);
	if (b.data[b.len - 1] == ':')
		buf_truncate(&b, b.len - 1);
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

/* -- going round ---------------------------------------------------------------------------------------------------- */

static bool
goes_round(const struct draft *d)
{
	return !str_eq(d->kind, "contact");
}

/* The draft after (or before) this one, by number; the first from nowhere is the one that was left last. */
static int64_t
neighbour(struct app *app, int64_t draft, int direction, size_t *count)
{
	struct arena *a = arena_new();
	struct draft *list;
	size_t n;
	int64_t next = 0, end = 0;
	*count = 0;
	if (draft_list(app->store, app->v.who.agent, 0, a, &list, &n, NULL) < 0)
		n = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t id = list[i].id;
		if (!goes_round(&list[i]))
			continue;
		++*count;
		if (!draft && !end)
			end = id;		/* the newest change comes first */
		if (!draft)
			continue;
		if (direction > 0 ? id > draft && (!next || id < next) : id < draft && id > next)
			next = id;
		if (!end || (direction > 0 ? id < end : id > end))
			end = id;
	}
	arena_free(a);
	if (!draft && app->parked_count)
		return app->parked[app->parked_count - 1]->draft;
	return next ? next : end;
}

static void
leave_open(struct app *app, struct compose *c)
{
	if (!compose_untouched(c) || c->draft || c->touched)
		compose_save(app, c);
	c->parking = true;
	while (app_find(app, &compose_screen) && app->depth > 1)
		app_pop(app);
}

void
compose_round(struct app *app, const char *what)
{
	struct compose *c = compose_of(app);
	size_t n;
	if (c && c->unsaved[0]) {
		app_say(app, MESSAGE_BAD, _("the draft cannot be saved (%s): the text stays here"), c->unsaved);
		return;
	}
	if (str_eq(what, "to-list")) {
		bool kept = c && (c->draft || c->touched || !compose_untouched(c));
		char *key = bar_key_in(app, KEYMAP_GLOBAL, "draft-next", app->command);
		if (c)
			leave_open(app, c);
		while (app->depth > 1)
			app_pop(app);
		if (kept)
			app_say(app, MESSAGE_INFO, _("your draft stays open: %s goes back to it"), key);
		return;
	}
	if (c && (!compose_untouched(c) || c->draft || c->touched))
		compose_save(app, c);		/* so that it has its number */
	int64_t here = c ? c->draft : 0, next = neighbour(app, here, str_eq(what, "draft-prev") ? -1 : 1, &n);
	if (!next || next == here) {
		app_say(app, MESSAGE_INFO, here ? _("this is your only draft") : _("you have no drafts"));
		return;
	}
	if (c)
		leave_open(app, c);
	compose_open_draft(app, next);
	if (n > 1 && compose_active(app))
		app_say(app, MESSAGE_INFO, _("one of your %zu drafts"), n);
}
