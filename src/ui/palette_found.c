/* palette_found.c - customers and cases in the palette, looked for when a key is followed by a moment of rest; and the
 * pages of the manual. */
#include "commands.h"
#include "palette.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

enum { FOUND = 6, BUDGET_MS = 25, RECENT = 8, LETTERS = 2, NUMBER_WEIGHT = 300 };

struct palette {
	const struct picker_item *items;
	size_t n;
	struct arena *two[2];		/* the picker reads the old items until it has the new ones */
	int turn;
	bool stale;
};

int64_t
palette_id(size_t i, int weight, bool found)
{
	return (int64_t)i << 16 | (int64_t)weight << 1 | found;
}

static struct picker_rank
rank(const struct picker_item *item)
{
	return (struct picker_rank){ (int)(item->id & 0xffff) >> 1, item->id & 1 };
}

/* Items while they become more. */
struct items { struct arena *a; struct picker_item *item; size_t n, space; };

static bool
add_case(struct app *app, struct items *to, int64_t id, int weight, bool found)
{
	struct case_row r;
	if (read_case(app->store, id, app->v.who.agent, to->a, &r, NULL) < 0)
		return false;
	*VEC_PUSH(to->a, to->item, to->n, to->space) = (struct picker_item){ .text = palette_text(to->a, arena_printf(to->a,
		_("case: #%lld %s"), (long long)r.number, r.subject ? r.subject : ""), arena_printf(to->a, "open %lld",
		(long long)r.number)), .detail = r.customer_name, .note = arena_printf(to->a, ":%lld", (long long)r.number),
		.id = palette_id(to->n, weight, found) };
	return true;
}

static void
find_people(struct app *app, struct items *to, const char *text)
{
	struct customer_row *rows;
	size_t count;
	bool cut;
	if (read_find(app->store, text, FOUND, to->a, &rows, &count, &cut, NULL) < 0)
		return;
	for (size_t i = 0; i < count; i++) {
		const struct customer_row *c = &rows[i];
		const char *address = c->identity_count ? c->identities[0].address : NULL;
		char *words = arena_printf(to->a, _("customer: %s"), str_empty(c->name) ? address ? address : "?" : c->name);
		*VEC_PUSH(to->a, to->item, to->n, to->space) = (struct picker_item){ .text = palette_text(to->a, words,
			arena_printf(to->a, "person %lld", (long long)c->id)), .detail = c->matched ? c->matched : address,
			.note = bar_key(app, "people-find", to->a), .id = palette_id(to->n, 0, true) };
	}
}

/* Whose number it is, and those in which the words were said. */
static void
find_cases(struct app *app, struct items *to, const char *text)
{
	struct query_context ctx = { .now = app->v.now, .last_is_prefix = true };
	struct query *q;
	struct case_row *rows;
	size_t count;
	bool more, cut;
	int64_t id = 0, number;
	const char *digits = *text == '#' ? text + 1 : text;
	if (str_to_int64(digits, &number) == 0 && read_case_named(app->store, digits, &id, NULL) == 0)
		(void)add_case(app, to, id, NUMBER_WEIGHT, true);
	if (query_parse(text, &ctx, to->a, &q, NULL, NULL) < 0)
		return;
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = FOUND };
	if (read_cases(app->store, &p, to->a, &rows, &count, &more, &cut, NULL) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		if (rows[i].id != id)
			(void)add_case(app, to, rows[i].id, 0, true);
}

static void
changed(struct app *app)
{
	app->palette->stale = true;
	app->hurry = true;
}

void
palette_begin(struct app *app, const struct picker_item *items, size_t n)
{
	if (!app->palette)
		app->palette = xcalloc(1, sizeof *app->palette);
	app->palette->items = items;
	app->palette->n = n;
	app->palette->stale = false;
	app->picker_changed = changed;
	picker_set_rank(app->picker, rank);
	changed(app);		/* those opened last */
}

void
palette_tick(struct app *app)
{
	struct palette *p = app->palette;
	if (!p || !p->stale || !app->picker || app->picker_changed != changed)
		return;
	p->stale = false;
	const char *text = picker_text(app->picker);
	p->turn = !p->turn;
	arena_free(p->two[p->turn]);
	struct items to = { .a = p->two[p->turn] = arena_new() };
	for (size_t i = 0; i < p->n; i++)
		*VEC_PUSH(to.a, to.item, to.n, to.space) = p->items[i];
	int columns = utf8_columns(text, strlen(text));
	if (columns >= LETTERS || (*text >= '0' && *text <= '9')) {
		store_budget(app->store, BUDGET_MS);
		find_cases(app, &to, text);
		store_budget(app->store, BUDGET_MS);
		find_people(app, &to, text);
		store_budget(app->store, 0);
	} else {
		for (int i = app->visited_count; i-- > 0 && i + RECENT >= app->visited_count;)
			(void)add_case(app, &to, app->visited[i], 1, false);
	}
	picker_set_items(app->picker, to.item, to.n);
	app->dirty = true;
}

void
palette_end(struct app *app)
{
	if (!app->palette)
		return;
	arena_free(app->palette->two[0]);
	arena_free(app->palette->two[1]);
	free(app->palette);
	app->palette = NULL;
}

/* -- the manual ------------------------------------------------------------------------------------------------------------ */

/* manual, manual PAGE, manual PAGE SECTION: what the table has, and nothing else, goes to the shell. */
void
self_manual(struct app *app, int count, const char *const *words, size_t n)
{
	struct arena *a = app->command;
	char *heading = n > 2 ? command_rest(a, words, n, 2) : arena_str(a, "");
	const char *page = n > 1 ? words[1] : PACKAGE_TARNAME;
	const struct manual_section *m = manual_sections;
	(void)count;
	while (m->page && !(str_eq(m->page, page) && str_ieq(m->heading, heading)))
		m++;
	if (!m->page) {
		app_say(app, MESSAGE_BAD, _("the manual has no page '%s'%s%s - C-k finds them by their headings"), page,
			*heading ? ", " : "", heading);
		return;
	}
	char *file = arena_printf(a, "%s/man/%s.%s", paths_program_dir(), m->page, m->section);
	bool beside = access(file, R_OK) == 0;
	launch_pager(app, arena_printf(a, "%sexec man %s %s", *m->heading ? arena_printf(a, "LESS=\"$LESS +/^ *\"%s; export LESS; ",
		str_quote(a, m->heading)) : "", beside ? "" : m->section, beside ? str_quote(a, file) : m->page));
	app_say(app, MESSAGE_INFO, "%s(%s)%s%s", m->page, m->section, *m->heading ? ": " : "", m->heading);
}
