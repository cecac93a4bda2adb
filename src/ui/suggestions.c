/* suggestions.c - pairs that may be one person, with what speaks for it: one key takes a pair, one turns it down. */
#include "commands.h"
#include "person_view.h"
#include "rows.h"

#include <string.h>

#include "clock.h"

enum { DETAIL_ROWS = 9, ADDRESSES = 3, LAST = 3, WAYS = 32 };

static const struct list_column columns[] = {
	{ N_("OF 100"), 6, 6, 0, ALIGN_RIGHT, false }, { N_("CUSTOMER"), 12, 24, 0, ALIGN_LEFT, false },
	{ N_("AND"), 12, 24, 0, ALIGN_LEFT, false }, { N_("WHAT SPEAKS FOR IT"), 16, 40, 0, ALIGN_LEFT, true },
};

/* A row's id holds both customers. */
static int64_t first_of(int64_t id) { return id >> WAYS; }
static int64_t second_of(int64_t id) { return id & ((1LL << WAYS) - 1); }

static const char *
name_of(struct app *app, int64_t customer, struct arena *a)
{
	struct customer_row r;
	if (read_customer(app->store, customer, a, &r, NULL) < 0)
		return "?";
	return !str_empty(r.name) ? r.name : r.identity_count ? r.identities[0].address : "?";
}

static int
suggestions_load(struct app *app, struct rows *r, struct error *err)
{
	struct merge_hint *hints;
	size_t n;
	if (read_merge_hints(app->store, r->about, r->limit, r->arena, &hints, &n, err) < 0)
		return -1;
	r->empty = _("nobody seems to be somebody else");
	for (size_t i = 0; i < n; i++)
		*rows_add(r) = (struct row){ .id = hints[i].a << WAYS | hints[i].b, .style = ROLE_TEXT,
			.command = arena_printf(r->arena, "merge-customers %lld %lld", (long long)hints[i].a,
			(long long)hints[i].b), .cell = {
			arena_printf(r->arena, "%d", hints[i].score), name_of(app, hints[i].a, r->arena),
			name_of(app, hints[i].b, r->arena), hints[i].evidence } };
	r->more = n == r->limit;
	return 0;
}

/* -- both persons, side by side ------------------------------------------------------------------------------------ */

static int
draw_last(struct app *app, int64_t customer, struct pane p, int y, struct arena *a)
{
	struct timeline_page page = { .customer = customer, .parts = TIMELINE_MESSAGES | TIMELINE_BODIES, .limit = LAST };
	struct item_row *items;
	size_t n;
	bool more;
	if (read_timeline(app->store, &page, a, &items, &n, &more, NULL) < 0)
		return y;
	for (size_t i = n; i-- > 0 && y < p.height; y++) {
		char age[8], *fresh = items[i].body ? quote_fresh(items[i].body, a) : arena_str(a, "");
		clock_short_age(age, items[i].at, app->v.now);
		canvas_put_fit(p, 0, y, p.width, ALIGN_LEFT, items[i].direction == DIRECTION_OUT ? ROLE_AGENT : ROLE_TEXT,
			arena_printf(a, "%4s %s %s", age, channel_code(items[i].channel), fresh));
	}
	return y;
}

static void
draw_person(struct app *app, int64_t customer, struct pane p, struct arena *a)
{
	struct customer_row r;
	int y = 0;
	if (read_customer(app->store, customer, a, &r, NULL) < 0)
		return;
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_CUSTOMER, arena_printf(a, "%s  (%s)", name_of(app, customer, a),
		arena_printf(a, ngettext_("%d case", "%d cases", r.cases), r.cases)));
	for (size_t i = 0; i < r.identity_count && i < ADDRESSES && y < p.height; i++)
		canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_TEXT, arena_printf(a, "%s %s%s%s",
			channel_code(r.identities[i].kind), r.identities[i].address, r.identities[i].name ? "  " : "",
			r.identities[i].name ? r.identities[i].name : ""));
	(void)draw_last(app, customer, p, y, a);
}

static void
suggestions_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	struct layout_options o = { .width = p.width };
	struct layout_line line = { 0 };
	int half = (p.width - 3) / 2, y = 0;
	(void)r;
	while (y < 2 && layout_next(row->cell[3], strlen(row->cell[3]), &o, &line))
		layout_draw(p, 0, y++, ROLE_WARNING, row->cell[3], &line);
	draw_person(app, first_of(row->id), pane_sub(p, 0, y, half, p.height - y), a);
	canvas_vline(p, half + 1, y, p.height - y, ROLE_RULE);
	draw_person(app, second_of(row->id), pane_sub(p, half + 3, y, p.width - half - 3, p.height - y), a);
	arena_free(a);
}

ROWS_SCREEN(suggestions, N_("Perhaps the same person"), "accept=suggestion-accept,refuse=suggestion-refuse,undo,open,back,help");
static const struct rows_kind suggestions_kind = { &suggestions_screen, columns, 4, 1u << AREA_CUSTOMER, suggestions_load,
	suggestions_detail, DETAIL_ROWS };

/* -- deciding -------------------------------------------------------------------------------------------------------- */

/* The pair under the cursor, here or on a card: the customer that stays, and the other. */
static bool
pair_here(struct app *app, int64_t *stays, int64_t *other, const char **evidence)
{
	const struct row *row = app_top(app)->ops == &suggestions_screen ? rows_current(app_top(app)->state) : NULL;
	const struct card_line *l = person_top(app) ? person_line(person_top(app)) : NULL;
	if (row) {
		*stays = first_of(row->id);
		*other = second_of(row->id);
		*evidence = arena_str(app->command, row->cell[3]);
	} else if (l && l->other) {
		*stays = person_customer(app);
		*other = l->other;
		*evidence = arena_str(app->command, l->evidence);
	}
	return row || (l && l->other);
}

static void
judge(struct app *app, bool accept)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	struct act act = { .verb = accept ? ACT_CUSTOMER_MERGE : ACT_NOT_SAME };
	const char *evidence = NULL;
	if (!pair_here(app, &act.customer, &act.customer2, &evidence)) {
		app_say(app, MESSAGE_INFO, _("no suggestion on this line"));
		return;
	}
	if (accept)
		act.reason = evidence;
	if (store_act(app->store, &app->v.who, &act, 1, true, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER);
	app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
}

/* suggestions [CUSTOMER], suggestion-accept, suggestion-refuse */
void
go_suggestions(struct app *app, int count, const char *const *words, size_t n)
{
	int64_t id = 0;
	(void)count;
	if (!str_eq(words[0], "suggestions"))
		judge(app, str_eq(words[0], "suggestion-accept"));
	else if (n > 1 && str_to_int64(words[1], &id) < 0)
		app_say(app, MESSAGE_BAD, _("suggestions: '%s' is no customer's number"), words[1]);
	else
		rows_open(app, &suggestions_kind, NULL, id);
}
