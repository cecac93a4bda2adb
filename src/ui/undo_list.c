/* undo_list.c - taking back and doing again, across restarts: u, C-r, and the list of what I did last. */
#include "commands.h"
#include "rows.h"

#include <stdio.h>

#include "clock.h"
#include "flow.h"

/* -- u and C-r -------------------------------------------------------------------------------------------------------- */

static bool
undo(struct app *app, const struct act *act, struct act_result *r)
{
	if (!command_acts(app, act, 1, true, r))
		return false;
	if (app_top(app)->ops == &list_screen && r->case_id)
		(void)cases_go(app, r->case_id);	/* what comes back is under the cursor */
	struct buf left = BUF_INIT;
	for (char **l = r->left_alone; l && *l && l < r->left_alone + 3; l++)
		buf_addf(&left, "%s%s", left.len ? ", " : "", *l);
	app_say(app, MESSAGE_GOOD, left.len ? _("%s (left alone: %s) - C-r redoes") : _("%s%s - C-r redoes"), r->words,
		left.len ? left.data : "");
	buf_free(&left);
	app->tossed = 0;
	return true;
}

/* A draft thrown away after the last act, in this run or before: it is what u takes back. */
static int64_t
tossed_last(struct app *app)
{
	struct draft *list;
	size_t n;
	if (read_tossed(app->store, app->v.who.agent, app->command, &list, &n, NULL) < 0 || !n)
		return 0;
	return app->tossed == list[0].id || list[0].updated_at > read_last_act(app->store, app->v.who.agent) ? list[0].id : 0;
}

/* One step back; false when there was none. */
static bool
undo_last(struct app *app)
{
	struct act act = { .verb = ACT_UNDO };
	struct act_result r;
	int64_t draft = tossed_last(app);
	return draft ? undo_untoss(app, draft) : undo(app, &act, &r);
}

void
case_undo(struct app *app, int count, const char *const *words, size_t n)
{
	struct act act = { .verb = ACT_UNDO };
	struct act_result r;
	struct error err = ERROR_INIT;
	if (n == 1) {
		for (int i = 0; i < (count > 0 ? count : 1) && undo_last(app); i++)
			;
		return;
	}
	if (words[1][0] == '#') {
		if (read_case_named(app->store, words[1], &act.case_id, &err) < 0) {
			app_fail(app, &err);
			return;
		}
	} else if (str_to_int64(words[1], &act.action) < 0) {
		app_say(app, MESSAGE_BAD, _("undo '%s': #CASE, or the number of an action in the journal"), words[1]);
		return;
	}
	(void)undo(app, &act, &r);
}

static bool
redo(struct app *app, int64_t undone_by)
{
	struct act act = { .verb = ACT_UNDO, .action = undone_by };
	struct act_result r;
	if (!command_acts(app, &act, 1, true, &r))
		return false;
	if (app_top(app)->ops == &list_screen && r.case_id)
		(void)cases_go(app, r.case_id);
	app_say(app, MESSAGE_GOOD, _("done again: %s - u undoes"),
		read_undone_words(app->store, undone_by, app->command));
	return true;
}

void
case_redo(struct app *app, int count, const char *const *words, size_t n)
{
	(void)words, (void)n;
	for (int i = 0; i < (count > 0 ? count : 1); i++) {
		int64_t undone_by = read_redo(app->store, app->v.who.agent);
		if (!undone_by && !i)
			app_say(app, MESSAGE_INFO, _("nothing was undone that could be done again"));
		if (!undone_by || !redo(app, undone_by))
			return;
	}
}

void
case_undo_action(struct app *app, int count, const char *const *words, size_t n)
{
	struct act act = { .verb = ACT_UNDO, .action = app_item(app) };
	struct act_result r;
	(void)count, (void)words, (void)n;
	if (act.action)
		(void)undo(app, &act, &r);
}

/* -- drafts ----------------------------------------------------------------------------------------------------------- */

void
undo_toss(struct app *app, int64_t draft)
{
	struct error err = ERROR_INIT;
	if (draft_toss(app->store, draft, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_GOOD, _("draft thrown away - u brings it back"));
	app->tossed = draft;
	app_reload(app, 1u << AREA_DRAFT | 1u << AREA_CASE);
}

bool
undo_untoss(struct app *app, int64_t draft)
{
	struct error err = ERROR_INIT;
	struct draft d;
	struct case_row r = { .number = 0 };
	if (draft_untoss(app->store, draft, &err) < 0 || draft_load(app->store, draft, app->command, &d, &err) < 0) {
		app_fail(app, &err);
		return false;
	}
	app->tossed = 0;
	if (d.case_id)
		(void)read_case(app->store, d.case_id, app->v.who.agent, app->command, &r, NULL);
	app_reload(app, 1u << AREA_DRAFT | 1u << AREA_CASE);
	if (r.number)
		app_say(app, MESSAGE_GOOD, _("the draft is back at #%lld - r goes on with it"), (long long)r.number);
	else
		app_say(app, MESSAGE_GOOD, _("the draft is back - gD lists drafts"));
	return true;
}

void
case_unread(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	int64_t here = app_case(app);
	(void)count, (void)words, (void)n;
	if (!here) {
		app_say(app, MESSAGE_INFO, _("there is no case here"));
		return;
	}
	if (mark_unread(app->store, app->v.who.agent, here, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	if (app_top(app)->ops == &case_screen)	/* leaving would mark it as read again */
		case_leave_unread(app);
	app_reload(app, 1u << AREA_CASE);
	app_say(app, MESSAGE_GOOD, _("unread again for you"));
}

/* -- the list --------------------------------------------------------------------------------------------------------- */

static const struct list_column columns[] = {
	{ N_("WHEN"), 6, 6, 2, ALIGN_LEFT, false }, { N_("CASE"), 5, 9, 1, ALIGN_RIGHT, false },
	{ N_("WHAT"), 20, 40, 0, ALIGN_LEFT, true }, { "", 12, 13, 3, ALIGN_LEFT, false },
};

/* "14:32", "19 Nov" */
static const char *
when_words(int64_t at, int64_t now, struct arena *a)
{
	struct clock_local l, n;
	clock_to_local(at, &l);
	clock_to_local(now, &n);
	if (l.year == n.year && l.month == n.month && l.day == n.day)
		return arena_printf(a, "%02d:%02d", l.hour, l.minute);
	return arena_printf(a, "%02d-%02d", l.month, l.day);
}

static void
add_group(struct app *app, struct rows *r, const struct undo_row *u)
{
	struct arena *a = r->arena;
	const char *which = u->cases > 1 ? arena_printf(a, ngettext_("%lld case", "%lld cases", u->cases), (long long)u->cases)
		: rows_number(a, u->case_number);
	*rows_add(r) = (struct row){ .id = u->grp, .case_id = u->cases == 1 ? u->case_id : 0, .item = u->undone_by,
		.style = u->undone_by || u->cannot ? ROLE_MUTED : ROLE_TEXT, .command = "undo-group",
		.cell = { when_words(u->at, app->v.now, a), which, u->words, u->undone_by ? arena_printf(a, _("undone %s"),
			when_words(u->undone_at, app->v.now, a)) : u->cannot ? _("for good") : "",
			u->undone_who ? arena_printf(a, _("undone by %s"), u->undone_who) : u->cannot
			? arena_printf(a, _("cannot be undone: %s"), u->cannot) : NULL } };
}

static void
add_draft(struct app *app, struct rows *r, const struct draft *d)
{
	struct case_row c = { .number = 0 };
	if (d->case_id)
		(void)read_case(app->store, d->case_id, app->v.who.agent, r->arena, &c, NULL);
	*rows_add(r) = (struct row){ .id = -d->id, .style = ROLE_TEXT, .command = "undo-group",
		.cell = { when_words(d->updated_at, app->v.now, r->arena), rows_number(r->arena, c.number),
			arena_printf(r->arena, _("threw a draft away: %s"), str_empty(d->body) ? "" : d->body), "" } };
}

/* Acts and drafts thrown away, newest first. */
static int
load(struct app *app, struct rows *r, struct error *err)
{
	struct undo_row *groups;
	struct draft *drafts;
	size_t n, count, k = 0;
	if (read_undo_list(app->store, app->v.who.agent, 0, r->limit, r->arena, &groups, &n, err) < 0 ||
	    read_tossed(app->store, app->v.who.agent, r->arena, &drafts, &count, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		for (; k < count && drafts[k].updated_at >= groups[i].at; k++)
			add_draft(app, r, &drafts[k]);
		add_group(app, r, &groups[i]);
	}
	for (; k < count && n < r->limit; k++)
		add_draft(app, r, &drafts[k]);
	r->more = n == r->limit;
	r->empty = _("you have done nothing here yet");
	return 0;
}

/* Why it is for good, then the fields before and after. */
static void
draw_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	char **lines;
	int y = 0;
	(void)r;
	if (row->id < 0)
		canvas_put_fit(p, 1, y++, p.width - 2, ALIGN_LEFT, ROLE_MUTED, row->cell[2]);
	else if (row->cell[4])
		canvas_put_fit(p, 1, y++, p.width - 2, ALIGN_LEFT, ROLE_WARNING, row->cell[4]);
	if (row->id > 0 && read_group_changes(app->store, row->id, (size_t)p.height + 1, a, &lines, NULL) == 0)
		for (; *lines && y < p.height; lines++, y++)
			canvas_put_fit(p, 1, y, p.width - 2, ALIGN_LEFT, ROLE_MUTED, y == p.height - 1 && lines[1] ? _("and more")
				: *lines);
	arena_free(a);
}

ROWS_SCREEN(undolist, N_("What I did"), "undo=undo-group,do again=redo-group,back,help");
static const struct rows_kind kind = { &undolist_screen, columns, 4, 1u << AREA_CASE | 1u << AREA_DRAFT, load, draw_detail, 6 };

static void
undo_row_here(struct app *app, const struct row *row)
{
	struct act act = { .verb = ACT_UNDO, .action = row->id };
	struct act_result r;
	if (row->id < 0)
		(void)undo_untoss(app, -row->id);
	else if (row->item)
		app_say(app, MESSAGE_INFO, _("that is undone already - C-r does it again"));
	else
		(void)undo(app, &act, &r);
}

void
undo_list(struct app *app, int count, const char *const *words, size_t n)
{
	const struct row *row = app_top(app)->ops == &undolist_screen ? rows_current(app_top(app)->state) : NULL;
	if (str_eq(words[0], "undolist"))
		rows_open(app, &kind, NULL, 0);
	else if (str_eq(words[0], "undo-group") && row)
		undo_row_here(app, row);
	else if (str_eq(words[0], "redo-group") && row && row->item)
		(void)redo(app, row->item);
	else if (str_eq(words[0], "redo-group"))
		case_redo(app, count, words, n);
}
