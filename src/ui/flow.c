/*
 * flow.c - from case to case: Tab goes to what needs the agent most and says why; what follows an answer.
 *
 * What Tab has shown and the agent has passed over comes again only when something happened to it, it became more
 * urgent, or everything else has been seen.
 */
#include "app.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "flow.h"

enum { PASSED = 256, NEEDS = 64, NEEDS_MS = 50 };

struct flow {
	struct need passed[PASSED];
	size_t passed_count;
	struct need at;			/* where Tab went last; case_id 0 = nowhere */
	int64_t claimed, customer;	/* the case that is kept for me, and whose it is; 0 = none */
	int64_t claimed_until;
	bool together;			/* the way goes to a case that came along: nothing is given back */
};

static struct flow *
flow_of(struct app *app)
{
	if (!app->flow)
		app->flow = arena_new_of(app->memory, struct flow);
	return app->flow;
}

/* -- what was passed over --------------------------------------------------------------------------------------------- */

static bool
is_passed(const struct flow *f, const struct need *n)
{
	for (size_t i = 0; i < f->passed_count; i++)
		if (f->passed[i].case_id == n->case_id)
			return f->passed[i].last_item == n->last_item && f->passed[i].why <= n->why;
	return false;
}

static void
pass_over(struct flow *f, const struct need *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < f->passed_count; i++)
		if (f->passed[i].case_id != n->case_id)
			f->passed[kept++] = f->passed[i];
	if (kept == PASSED)
		memmove(f->passed, f->passed + 1, --kept * sizeof *f->passed);
	f->passed[kept++] = *n;
	f->passed_count = kept;
}

/* -- why ---------------------------------------------------------------------------------------------------------------- */

static const char *
span_words(int64_t ms, struct arena *a)
{
	char span[8];
	clock_short_span(span, ms);
	return arena_str(a, span);
}

/* "overdue 12m, urgent, VIP" */
static char *
why_words(struct app *app, const struct need *n, const struct case_row *r, struct arena *a)
{
	static const char *const kinds[] = { [NEED_TOGETHER] = N_("of the same customer"), [NEED_OVERDUE] = N_("overdue"),
		[NEED_MENTION] = N_("a note calls you"), [NEED_UNREAD] = N_("yours, with news"),
		[NEED_STEP] = N_("its next step is due"), [NEED_WAITING] = N_("yours, waiting"),
		[NEED_UNASSIGNED] = N_("unassigned") };
	struct buf b = BUF_INIT;
	bool over = r->due_at && r->due_at <= app->v.now;
	buf_adds(&b, _(kinds[n->why]));
	if (over && n->why == NEED_OVERDUE)
		buf_addf(&b, " %s", span_words(app->v.now - r->due_at, a));
	else if (over)
		buf_addf(&b, _(", overdue %s"), span_words(app->v.now - r->due_at, a));
	else if (r->due_at)
		buf_addf(&b, _(", due in %s"), span_words(r->due_at - app->v.now, a));
	if (r->priority >= PRIORITY_HIGH)
		buf_addf(&b, ", %s", r->priority == PRIORITY_URGENT ? _("urgent") : _("high"));
	if (r->vip)
		buf_adds(&b, ", VIP");
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

/* -- claims ------------------------------------------------------------------------------------------------------------- */

/* Keeps an unassigned case for the agent; how many come along, -1 = somebody was faster. */
static int
claim(struct app *app, int64_t case_id, int64_t customer)
{
	struct flow *f = flow_of(app);
	int64_t until = app->v.now + conf_span(app->conf, OPT_CARE_CLAIM_TIMEOUT);
	if (store_read_only(app->store))
		return 0;
	int got = claim_take(app->store, app->v.who.agent, case_id, until, NULL);
	if (got > 0) {
		f->claimed = case_id;
		f->customer = customer;
		f->claimed_until = until;
	}
	return got - 1;
}

/* A case is left: what was kept with it goes back, unless the way leads to one that came along. */
void
flow_left(struct app *app, int64_t case_id)
{
	struct flow *f = flow_of(app);
	if (!f->claimed || f->claimed != case_id || f->together)
		return;
	f->claimed = f->customer = 0;
	int gone = claim_drop(app->store, app->v.who.agent, case_id, NULL);
	if (gone > 0)
		app_say(app, MESSAGE_INFO, ngettext_("%d case went back to the unassigned", "%d cases went back to the unassigned",
			gone), gone);
}

bool
flow_tick(struct app *app, int64_t case_id)
{
	struct flow *f = flow_of(app);
	if (f->claimed != case_id || app->v.now < f->claimed_until)
		return true;
	f->claimed = f->customer = 0;
	if (claim_drop(app->store, app->v.who.agent, case_id, NULL) > 0)
		app_say(app, MESSAGE_INFO, _("it went back to the unassigned: nothing was done for %s"),
			span_words(conf_span(app->conf, OPT_CARE_CLAIM_TIMEOUT), app->command));
	return false;
}

/* -- Tab ---------------------------------------------------------------------------------------------------------------- */

/* Opens it and says why; false when it cannot be had. */
static bool
go_to(struct app *app, const struct need *n, bool again, const char *said, struct arena *a)
{
	struct flow *f = flow_of(app);
	struct case_row r;
	int along = 0;
	if (read_case(app->store, n->case_id, app->v.who.agent, a, &r, NULL) < 0)
		return false;
	bool mine = f->customer && f->customer == r.customer && n->why == NEED_TOGETHER;
	f->together = mine;
	if (!r.assignee && (along = claim(app, n->case_id, r.customer)) < 0) {
		f->together = false;
		return false;
	}
	if (f->at.case_id && f->at.case_id != n->case_id)
		pass_over(f, &f->at);
	f->at = *n;
	(void)cases_go(app, n->case_id);
	case_open_screen(app, n->case_id);
	f->together = false;
	if (!r.assignee && f->claimed != n->case_id)	/* closing the one before gave it back */
		along = claim(app, n->case_id, r.customer);
	case_claim(app);
	struct buf b = BUF_INIT;
	buf_addf(&b, "%s%s#%lld: %s", said ? said : "", said ? _(" | next ") : "", (long long)r.number,
		why_words(app, n, &r, a));
	if (!r.assignee && !said)
		buf_adds(&b, _(" - goes back if left untouched"));
	if (along > 0 && !mine)
		buf_addf(&b, _(", +%d of theirs along"), along);
	if (again)
		buf_adds(&b, _(" (all were seen: from the first again)"));
	app_say(app, said ? MESSAGE_GOOD : MESSAGE_INFO, "%s", b.data);
	buf_free(&b);
	return true;
}

/* The first that was not passed over and can be had; 1 = opened, 0 = none. */
static int
first_of(struct app *app, const struct need *list, size_t n, int64_t here, bool again, const char *said,
	struct arena *a)
{
	struct flow *f = flow_of(app);
	for (size_t i = 0; i < n; i++)
		if (list[i].case_id != here && !is_passed(f, &list[i]) && go_to(app, &list[i], again, said, a))
			return 1;
	return 0;
}

static void
say_nothing(struct app *app, int64_t here, const char *said, struct arena *a)
{
	int64_t later = 0, at = 0;
	struct case_row r;
	const char *before = said ? arena_printf(a, "%s | ", said) : "";
	if (here)
		app_say(app, MESSAGE_GOOD, _("%snothing else needs you"), before);
	else if (read_need_later(app->store, app->v.who.agent, &later, &at, NULL) == 0 && later &&
			read_case(app->store, later, app->v.who.agent, a, &r, NULL) == 0)
		app_say(app, MESSAGE_GOOD, _("%snothing needs you now; the next is #%lld in %s"), before, (long long)r.number,
			span_words(at - app->v.now, a));
	else
		app_say(app, MESSAGE_GOOD, _("%snothing needs you now"), before);
}

/* After the case in front; `said`: what was done before, for the message. */
static bool
go_next(struct app *app, int64_t here, const char *said)
{
	struct flow *f = flow_of(app);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct need *list;
	size_t n;
	bool opened = false, needs_me = false;
	store_budget(app->store, NEEDS_MS);
	int rc = read_needs(app->store, app->v.who.agent, f->claimed == here ? f->customer : 0, NEEDS + f->passed_count, a,
		&list, &n, &err);
	store_budget(app->store, 0);
	if (rc < 0) {
		app_fail(app, &err);
		arena_free(a);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		needs_me |= list[i].case_id == here;
	opened = first_of(app, list, n, here, false, said, a);
	if (!opened && f->passed_count) {
		f->passed_count = 0;
		opened = first_of(app, list, n, here, true, said, a);
	}
	if (!opened)
		say_nothing(app, needs_me ? here : 0, said, a);
	arena_free(a);
	return opened;
}

bool
flow_next(struct app *app)
{
	return go_next(app, app_top(app)->ops == &case_screen ? app_case(app) : 0, NULL);
}

/* What had gone back to the unassigned when it was left is kept again, if nobody has it. */
void
flow_back(struct app *app)
{
	struct case_row r;
	int64_t here = app_top(app)->ops == &case_screen ? app_case(app) : 0;
	app_run(app, "history-back", 0);
	if (app_top(app)->ops != &case_screen || app_case(app) == here ||
	    read_case(app->store, app_case(app), app->v.who.agent, app->command, &r, NULL) < 0)
		return;
	bool open = r.status <= STATUS_OPEN && !r.assignee, had = open && claim(app, r.id, r.customer) >= 0;
	app_say(app, MESSAGE_INFO, had ? _("back at #%lld - goes back if left untouched") : open
		? _("back at #%lld - somebody else has it now") : _("back at #%lld"), (long long)r.number);
}

bool
flow_by_tab(struct app *app, int64_t case_id)
{
	return case_id && flow_of(app)->at.case_id == case_id;
}

/* -- on to the next, when a case was answered or done --------------------------------------------------------------- */

/*
 * Where the agent came from decides: by Tab, the next that needs them; from a list, the one below it there.  Both are
 * said, together with what was done.
 */
void
flow_go_on(struct app *app, int64_t here, int64_t neighbour)
{
	char *said = arena_str(app->command, app->message);
	enum message_kind kind = app->message_kind;
	struct case_row r;
	if (flow_by_tab(app, here)) {
		if (!go_next(app, here, said) && app_top(app)->ops == &case_screen) {
			char *words = arena_str(app->command, app->message);
			app_pop(app);
			app_say(app, kind, "%s", words);
		}
		return;
	}
	if (neighbour) {
		(void)cases_go(app, neighbour);
		case_open_screen(app, neighbour);
		if (read_case(app->store, neighbour, app->v.who.agent, app->command, &r, NULL) == 0)
			said = arena_printf(app->command, _("%s | next here #%lld"), said, (long long)r.number);
	} else {
		app_pop(app);
		said = arena_printf(app->command, _("%s | that was the last here"), said);
	}
	app_say(app, kind, "%s", said);
}
