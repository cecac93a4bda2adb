/*
 * merge.c - two cases or two customers side by side, before they become one: who they are, how they were reached, what
 * was said last, what speaks for it, what would move.  One key decides; nothing happens without it, and u undoes it.
 */
#include "app.h"
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { MERGE_OTHERS = 32, LAST_ITEMS = 6, MERGE_HINTS = 50, REASON = 200 };

struct side {
	int64_t customer, case_id;
	bool known;			/* the customer */
	struct customer_row who;
	struct case_row about;
	struct case_load load;
	struct item_row *last;
	size_t last_count;
};

struct merging {
	struct arena *arena;
	bool people;			/* customers alone, no cases */
	int64_t into, others[MERGE_OTHERS];
	size_t n, shown;
	struct side side[2];		/* what stays, what comes in */
	const char *evidence;
	bool two;			/* of two customers */
	char reason[REASON];
};

/* -- reading ------------------------------------------------------------------------------------------------- */

static void
read_side(struct app *app, struct merging *m, struct side *side, int64_t id)
{
	*side = (struct side){ .customer = m->people ? id : 0, .case_id = m->people ? 0 : id };
	struct timeline_page page = { .case_id = side->case_id, .customer = side->customer,
		.parts = TIMELINE_MESSAGES | TIMELINE_BODIES, .limit = LAST_ITEMS };
	bool more;
	if (!m->people) {
		if (read_case(app->store, id, app->v.who.agent, m->arena, &side->about, NULL) < 0 ||
		    read_load(app->store, id, &side->load, NULL) < 0)
			return;
		side->customer = side->about.customer;
	}
	side->known = side->customer && read_customer(app->store, side->customer, m->arena, &side->who, NULL) == 0;
	if (read_timeline(app->store, &page, m->arena, &side->last, &side->last_count, &more, NULL) < 0)
		side->last_count = 0;
}

static void
read_evidence(struct app *app, struct merging *m)
{
	int64_t a = m->side[0].customer, b = m->side[1].customer;
	struct merge_hint *hints;
	size_t n;
	m->evidence = NULL;
	if (!a || !b || a == b)
		return;
	store_budget(app->store, 50);
	if (read_merge_hints(app->store, a, MERGE_HINTS, m->arena, &hints, &n, NULL) < 0)
		n = 0;
	store_budget(app->store, 0);
	for (size_t i = 0; i < n; i++)
		if (hints[i].a == b || hints[i].b == b)
			m->evidence = hints[i].evidence;
}

static void
load(struct app *app, struct merging *m)
{
	arena_reset(m->arena);
	read_side(app, m, &m->side[0], m->into);
	read_side(app, m, &m->side[1], m->others[m->shown]);
	m->two = m->people;
	for (size_t i = 0; i < m->n && !m->people; i++) {
		struct case_row other;
		m->two |= read_case(app->store, m->others[i], 0, m->arena, &other, NULL) == 0 &&
			other.customer != m->side[0].customer;
	}
	read_evidence(app, m);
	app->dirty = true;
}

/* -- drawing -------------------------------------------------------------------------------------------------- */

static int
put_words(struct pane p, int y, int rows, unsigned style, const char *text)
{
	struct layout_options o = { .width = p.width };
	struct layout_line line = { 0 };
	for (; rows > 0 && y < p.height && layout_next(text, strlen(text), &o, &line); rows--)
		layout_draw(p, 0, y++, style, text, &line);
	return y;
}

static int
draw_who(struct app *app, struct pane p, int y, const struct side *s, int rows, struct arena *a)
{
	char age[8];
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_CUSTOMER, s->known && s->who.name ? s->who.name
		: s->case_id ? s->about.customer_name : "?");
	for (size_t i = 0; s->known && i < s->who.identity_count && (int)i < rows && y < p.height; i++) {
		const struct identity_row *id = &s->who.identities[i];
		clock_short_age(age, id->last_at, app->v.now);
		canvas_put(p, 0, y, ROLE_MUTED, channel_code(id->kind));
		canvas_put_fit(p, 3, y, p.width - 8, ALIGN_LEFT, ROLE_TEXT, id->address);
		canvas_put_fit(p, p.width - 4, y++, 4, ALIGN_RIGHT, ROLE_MUTED, id->last_at ? age : "");
	}
	if (s->known && y < p.height) {
		clock_short_age(age, s->who.last_at, app->v.now);
		canvas_put(p, 0, y++, ROLE_MUTED, arena_printf(a, _("%s, %d open, last contact %s"), arena_printf(a,
			ngettext_("%d case", "%d cases", s->who.cases), s->who.cases), s->who.open_cases,
			s->who.last_at ? age : "-"));
	}
	return y;
}

static int
draw_about(struct pane p, int y, const struct side *s, struct arena *a)
{
	const struct case_row *c = &s->about;
	if (!s->case_id || y + 1 >= p.height)
		return y;
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_TITLE, arena_printf(a, "#%lld %s", (long long)c->number,
		c->subject ? c->subject : ""));
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_MUTED, arena_printf(a, "%s%s%s%s%s, %s, %s", status_name(c->status),
		c->assignee ? ", " : "", c->assignee ? c->assignee : "", c->tags && *c->tags ? ", +" : "",
		c->tags ? c->tags : "", arena_printf(a, ngettext_("%d message", "%d messages", s->load.messages),
		s->load.messages), arena_printf(a, ngettext_("%d note", "%d notes", s->load.notes), s->load.notes)));
	return y;
}

/* "14:02 ml > text", the newest last. */
static void
draw_last(struct app *app, struct pane p, int y, const struct side *s, struct arena *a)
{
	size_t room = y < p.height ? (size_t)(p.height - y) : 0, n = s->last_count < room ? s->last_count : room;
	for (size_t i = s->last_count - n; i < s->last_count; i++) {
		const struct item_row *r = &s->last[i];
		bool out = r->direction == DIRECTION_OUT;
		char when[8];
		char *words = utf8_clean_str(a, r->body ? quote_fresh(r->body, a) : r->subject ? r->subject : "", true);
		char *to = words;	/* one line: every gap is one blank */
		for (const char *c = words; *c; c++)
			if (!strchr(" \n\t", *c) || (to > words && to[-1] != ' '))
				*to++ = strchr(" \n\t", *c) ? ' ' : *c;
		*to = '\0';
		clock_short_age(when, r->at, app->v.now);
		canvas_put_fit(p, 0, y, p.width, ALIGN_LEFT, out ? ROLE_AGENT : ROLE_TEXT, arena_printf(a, "%4s %s %c %s", when,
			channel_code(r->channel), out ? '<' : '>', words));
		y++;
	}
}

static void
draw_side(struct app *app, struct merging *m, int which, struct pane p, struct arena *a)
{
	const struct side *s = &m->side[which];
	int y = 0, rows = p.height > 12 ? 4 : 2;
	canvas_put(p, 0, y++, which ? ROLE_WARNING : ROLE_OK, which ? _("COMES IN") : _("STAYS"));
	y = draw_who(app, p, y, s, rows, a);
	y = draw_about(p, y, s, a);
	draw_last(app, p, y, s, a);
}

/* "2 messages, 1 note and what is under way; its thread brings what comes next" */
static char *
moves(const struct merging *m, struct arena *a)
{
	const struct side *s = &m->side[1];
	struct buf b = BUF_INIT;
	if (!m->people)
		buf_addf(&b, "%s, %s, %s", arena_printf(a, ngettext_("%d message", "%d messages", s->load.messages),
			s->load.messages), arena_printf(a, ngettext_("%d note", "%d notes", s->load.notes), s->load.notes),
			arena_printf(a, ngettext_("%d conversation", "%d conversations", s->load.threads), s->load.threads));
	if (!m->people && s->load.waiting)
		buf_addf(&b, ngettext_(", %d answer under way", ", %d answers under way", s->load.waiting), s->load.waiting);
	if (!m->people && s->load.drafts)
		buf_addf(&b, ngettext_(", %d draft", ", %d drafts", s->load.drafts), s->load.drafts);
	if (m->people)
		buf_addf(&b, "%s, %s", arena_printf(a, ngettext_("%zu identity", "%zu identities", s->who.identity_count),
			s->who.identity_count), arena_printf(a, ngettext_("%d case", "%d cases", s->who.cases), s->who.cases));
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

struct choice { const char *command, *words; };

static size_t
choices(const struct merging *m, const struct choice **out)
{
	static const struct choice people[] = { { "merge-as same-person", N_("one person: all becomes one history") },
		{ "merge-swap", N_("the other way round") }, { "merge-because", N_("say why") },
		{ "back", N_("leave them as they are") } };
	static const struct choice two[] = { { "merge-as same-person", N_("the same person: customers and cases become one") },
		{ "merge-as participant", N_("takes part: the cases become one, they are addressed only when named") },
		{ "merge-as link", N_("different people: the cases are only linked") },
		{ "merge-swap", N_("the other way round") }, { "merge-because", N_("say why") },
		{ "back", N_("leave them as they are") } };
	static const struct choice one[] = { { "merge-as one", N_("the cases become one") },
		{ "merge-as link", N_("the cases are only linked") }, { "merge-swap", N_("the other way round") },
		{ "merge-because", N_("say why") }, { "back", N_("leave them as they are") } };
	*out = m->people ? people : m->two ? two : one;
	return m->people ? 4 : m->two ? 6 : 5;
}

static void
draw_foot(struct app *app, struct merging *m, struct pane p, struct arena *a)
{
	const struct choice *list;
	size_t n = choices(m, &list);
	int y = 0;
	canvas_hline(p, 0, y++, p.width, ROLE_RULE);
	if (m->evidence)
		y = put_words(p, y, 2, ROLE_TEXT, arena_printf(a, _("evidence: %s"), m->evidence));
	else if (m->two)
		canvas_put(p, 0, y++, ROLE_WARNING, _("evidence: none that the store knows of"));
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, ROLE_TEXT, arena_printf(a, _("moves: %s; u undoes it, also in weeks"),
		moves(m, a)));
	canvas_put_fit(p, 0, y++, p.width, ALIGN_LEFT, *m->reason ? ROLE_NOTE : ROLE_MUTED, arena_printf(a, _("because: %s"),
		*m->reason ? m->reason : "-"));
	for (size_t i = 0; i < n && y < p.height; i++, y++) {
		const char *key = bar_key(app, list[i].command, a);
		canvas_put_fit(p, 1, y, 4, ALIGN_LEFT, ROLE_KEY, key ? key : ":");
		canvas_put_fit(p, 5, y, p.width - 5, ALIGN_LEFT, ROLE_TEXT, _(list[i].words));
	}
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct merging *m = s->state;
	struct arena *a = arena_new();
	const struct choice *list;
	int foot = (int)choices(m, &list) + 4 + (m->evidence && canvas_columns(m->evidence) + 12 > p.width);
	int half = (p.width - 3) / 2, height = p.height - 1 - foot;
	(void)focus;
	canvas_rule(p, 0, ROLE_TITLE, m->people ? _("Are they one person?") : arena_printf(a, _("Merge #%lld into #%lld"),
		(long long)m->side[1].about.number, (long long)m->side[0].about.number),
		m->n > 1 ? arena_printf(a, _("%zu of %zu, Tab"), m->shown + 1, m->n) : NULL);
	if (height < 3)
		height = p.height - 1 < 3 ? p.height - 1 : 3;
	draw_side(app, m, 0, pane_sub(p, 0, 1, half, height), a);
	canvas_vline(p, half + 1, 1, height, ROLE_RULE);
	draw_side(app, m, 1, pane_sub(p, half + 3, 1, p.width - half - 3, height), a);
	draw_foot(app, m, pane_sub(p, 0, 1 + height, p.width, p.height - 1 - height), a);
	arena_free(a);
}

/* -- deciding -------------------------------------------------------------------------------------------------- */

static void
close_merge(struct app *app, struct screen *s)
{
	struct merging *m = s->state;
	(void)app;
	arena_free(m->arena);
	free(m);
}

static void
reload(struct app *app, struct screen *s)
{
	load(app, s->state);
}

static int64_t
current(struct app *app, struct screen *s)
{
	(void)app;
	return ((struct merging *)s->state)->people ? 0 : ((struct merging *)s->state)->into;
}

const struct screen_ops merge_screen = { .name = "merge", .title = N_("Merge"), .close = close_merge, .reload = reload,
	.draw = draw, .current = current, .hints = "swap=merge-swap,why=merge-because,back,help" };

static struct merging *
merge_open(struct app *app, int64_t into, const int64_t *others, size_t n, bool people)
{
	struct merging *m = xcalloc(1, sizeof *m);
	m->arena = arena_new();
	m->people = people;
	m->into = into;
	m->n = n < MERGE_OTHERS ? n : MERGE_OTHERS;
	memcpy(m->others, others, m->n * sizeof *others);
	load(app, m);
	app_push(app, &merge_screen, m, 1u << AREA_CASE | 1u << AREA_CUSTOMER);
	return m;
}

void
merge_open_cases(struct app *app, int64_t into, const int64_t *others, size_t n)
{
	if (n && app_top(app)->ops != &merge_screen)
		(void)merge_open(app, into, others, n, false);
}

void
merge_open_people(struct app *app, int64_t into, int64_t other)
{
	if (into != other && app_top(app)->ops != &merge_screen)
		(void)merge_open(app, into, &other, 1, true);
}

static size_t
plan(const struct merging *m, const char *how, struct act *acts)
{
	const char *reason = *m->reason ? m->reason : m->people ? m->evidence : NULL;
	if (m->people) {
		acts[0] = (struct act){ .verb = ACT_CUSTOMER_MERGE, .customer = m->into, .customer2 = m->others[0],
			.reason = reason };
		return 1;
	}
	if (!str_eq(how, "link")) {
		acts[0] = (struct act){ .verb = ACT_MERGE, .case_id = m->into, .cases = m->others, .case_count = m->n,
			.flag = str_eq(how, "same-person"), .participant = str_eq(how, "participant"), .reason = reason };
		return 1;
	}
	for (size_t i = 0; i < m->n; i++)
		acts[i] = (struct act){ .verb = ACT_LINK, .case_id = m->into, .name = "part", .cases = &m->others[i],
			.case_count = 1, .reason = reason };
	return m->n;
}

static void
decide(struct app *app, struct merging *m, const char *how)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	struct act *acts = arena_array(app->command, struct act, m->n + 1);
	bool fits = m->people ? str_eq(how, "same-person") : m->two ? !str_eq(how, "one")
		: str_eq(how, "one") || str_eq(how, "link");
	if (!fits) {
		app_say(app, MESSAGE_INFO, _("that is not asked here"));
		return;
	}
	size_t n = plan(m, how, acts);
	if (store_act(app->store, &app->v.who, acts, n, true, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	cases_marks(app, "clear");
	app_pop(app);
	app_reload(app, 1u << AREA_CASE | 1u << AREA_CUSTOMER);
	app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
}

static void
because_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (text && app_top(app)->ops == &merge_screen) {
		struct merging *m = app_top(app)->state;
		snprintf(m->reason, sizeof m->reason, "%s", text);
		app->dirty = true;
	}
}

/* The other way round: what was shown stays, what stayed comes in. */
static void
swap(struct app *app, struct merging *m)
{
	int64_t keep = m->into;
	m->into = m->others[m->shown];
	m->others[m->shown] = keep;
	load(app, m);
}

/* merge-as HOW, merge-swap, merge-because [TEXT], merge-next: on the screen of the question. */
void
case_merge_screen(struct app *app, int count, const char *const *words, size_t n)
{
	struct merging *m = app_top(app)->state;
	(void)count;
	if (app_top(app)->ops != &merge_screen)
		return;
	if (str_eq(words[0], "merge-as"))
		decide(app, m, n > 1 ? words[1] : "one");
	else if (str_eq(words[0], "merge-swap"))
		swap(app, m);
	else if (str_eq(words[0], "merge-because") && n > 1)
		because_done(app, command_rest(app->command, words, n, 1), NULL);
	else if (str_eq(words[0], "merge-because"))
		app_prompt(app, _("because: "), m->reason, because_done, NULL);
	else if (m->n == 1)
		app_say(app, MESSAGE_INFO, _("this is the only one that comes in"));
	else {
		m->shown = (m->shown + 1) % m->n;
		load(app, m);
	}
}

/* -- customers ------------------------------------------------------------------------------------------------- */

/* A number, or words that find one customer. */
static int64_t
find_customer(struct app *app, const char *text, struct error *err)
{
	struct customer_row *rows, one;
	int64_t id;
	size_t n;
	if (str_to_int64(text, &id) == 0 && id > 0 && id < 1000000000 &&
	    read_customer(app->store, id, app->command, &one, err) == 0)
		return id;
	error_clear(err);
	if (read_customers(app->store, text, 2, app->command, &rows, &n, err) < 0)
		return 0;
	if (n == 1)
		return rows[0].id;
	error_set(err, ERR_INPUT, n ? _("'%s' names several customers: say more of it") : _("'%s' names no customer"), text);
	return 0;
}

static void
people_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!str_empty(text))
		app_run(app, arena_printf(app->memory, "merge-customers %s", text), 0);
}

/* merge-customers [[CUSTOMER] OTHER]: the one under the cursor, or of the case, and another one. */
void
case_merge_people(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct case_row row;
	int64_t here = customer_here(app);
	(void)count;
	if (!here && app_case(app) && read_case(app->store, app_case(app), 0, app->command, &row, NULL) == 0)
		here = row.customer;
	if (n > 2 && !(here = find_customer(app, words[1], &err))) {
		app_fail(app, &err);
		return;
	}
	if (!here) {
		app_say(app, MESSAGE_INFO, _("there is no customer here"));
		return;
	}
	if (n < 2) {
		app_prompt(app, _("merge which customer into this one: "), "", people_done, NULL);
		return;
	}
	int64_t other = find_customer(app, words[n - 1], &err);
	if (!other)
		app_fail(app, &err);
	else if (other == here)
		app_say(app, MESSAGE_INFO, _("that is one customer already"));
	else
		merge_open_people(app, here, other);
}
