/* outbox.c - what is under way to customers: state, the server's own words, and what can be done about it. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "diff.h"

enum { DETAIL_ROWS = 9, LOG_SHOWN = 3, NEWS_SHOWN = 2 };

static const struct list_column outbox_columns[] = {
	{ N_("STATE"), 9, 9, 0, ALIGN_LEFT, false }, { N_("DUE"), 5, 5, 3, ALIGN_RIGHT, false },
	{ N_("CASE"), 6, 6, 2, ALIGN_RIGHT, false }, { N_("CH"), 2, 2, 4, ALIGN_LEFT, false },
	{ N_("TO"), 14, 28, 1, ALIGN_LEFT, false }, { N_("SUBJECT"), 10, 30, 5, ALIGN_LEFT, true },
	{ N_("TRIES"), 5, 5, 6, ALIGN_RIGHT, false },
};

/* -- the rows ------------------------------------------------------------------------------------------------------ */

static int64_t
due_at(const struct outbox_row *o)
{
	return o->next_try > o->not_before ? o->next_try : o->not_before;
}

static unsigned
row_style(enum outbox_state state)
{
	switch (state) {
	case OUTBOX_FAILED:
	case OUTBOX_UNKNOWN:
	case OUTBOX_REVIEW:
		return ROLE_ERROR;
	case OUTBOX_QUEUED:
	case OUTBOX_TRYING:
	case OUTBOX_WIRE:
		return ROLE_DUE;
	default:
		return ROLE_MUTED;
	}
}

static int
outbox_load(struct app *app, struct rows *r, struct error *err)
{
	struct outbox_row *rows;
	size_t n;
	if (read_outbox(app->store, 0, 0, r->limit, r->arena, &rows, &n, err) < 0)
		return -1;
	r->empty = _("nothing is under way");
	for (size_t i = 0; i < n; i++) {
		const struct outbox_row *o = &rows[i];
		char due[8] = "", *deed = read_outbox_deed(app->store, o, r->arena);
		if (o->state == OUTBOX_QUEUED)
			clock_short_span(due, due_at(o) > app->v.now ? due_at(o) - app->v.now : 0);
		*rows_add(r) = (struct row){ .id = o->id, .case_id = o->case_id, .style = row_style(o->state), .cell = {
			outbox_state_name(o->state), arena_str(r->arena, due), rows_number(r->arena, o->case_number),
			channel_code(o->channel), o->to, deed ? deed : o->subject ? o->subject : "", arena_printf(r->arena, "%d",
			o->attempts) } };
	}
	r->more = n == r->limit;
	return 0;
}

/* -- one row in full ------------------------------------------------------------------------------------------------- */

/* What stands, and what can be done: in words, whatever the colours. */
static const char *
state_words(const struct outbox_row *o, int64_t now, struct arena *a)
{
	char when[24], clock[8];
	switch (o->state) {
	case OUTBOX_QUEUED:
		if (o->held_until > now)
			return _("HELD BACK: it waits for `release`");
		local_date(when, due_at(o), now);
		local_hhmm(clock, due_at(o));
		if (due_at(o) <= now)
			return _("leaves with the next sync");
		return arena_printf(a, o->attempts ? _("tried again %s %s") : o->scheduled && o->unless_reply
			? _("scheduled for %s %s, only if the customer has not written by then") : o->scheduled
			? _("scheduled for %s %s")
			: _("held until %s %s, so that it can be taken back"), when, clock);
	case OUTBOX_TRYING:
	case OUTBOX_WIRE:
		return _("leaving now");
	case OUTBOX_FAILED:
		return _("REFUSED for good");
	case OUTBOX_UNKNOWN:
		return _("UNKNOWN: the line broke when it may have been taken; look at the other side, then settle it");
	case OUTBOX_REVIEW:
		return o->reason ? outbox_reason_words(o->reason) : "";
	case OUTBOX_CANCELLED:
		return o->reason ? outbox_reason_words(o->reason) : _("taken back");
	default:
		return outbox_state_name(o->state);
	}
}

static int
put(struct pane p, int y, unsigned style, const char *text)
{
	struct layout_options o = { .width = p.width - 2 };
	struct layout_line line = { 0 };
	for (int rows = 0; rows < 2 && y < p.height && layout_next(text, strlen(text), &o, &line); rows++)
		layout_draw(p, 1, y++, style, text, &line);
	return y;
}

/* The other side of "somebody wrote meanwhile". */
static int
put_news(struct app *app, const struct outbox_row *o, struct pane p, int y, struct arena *a)
{
	struct timeline_page page = { .case_id = o->case_id, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_BODIES,
		.limit = 10 };
	struct item_row *items;
	size_t n;
	bool more;
	int shown = 0;
	if (!str_eq(o->reason, "news") || read_timeline(app->store, &page, a, &items, &n, &more, NULL) < 0)
		return y;
	for (size_t i = n; i-- > 0 && shown < NEWS_SHOWN && y < p.height;) {
		const struct item_row *it = &items[i];
		char when[8];
		if (it->id <= o->seen || it->row == ROW_OUTBOX || (it->direction == DIRECTION_OUT && it->outbox == o->id))
			continue;
		local_hhmm(when, it->at);
		const char *who = it->row == ROW_NOTE ? it->author : it->from.name ? it->from.name : it->from.address;
		char *fresh = it->body ? quote_fresh(it->body, a) : arena_str(a, "");
		canvas_putf(p, 1, y++, it->row == ROW_NOTE ? ROLE_NOTE : ROLE_CUSTOMER, _("meanwhile %s %s: %.*s"), when,
			who ? who : "?", (int)strcspn(fresh, "\n"), fresh);
		shown++;
	}
	return y;
}

static int
put_recipients(struct app *app, const struct outbox_row *o, struct pane p, int y, struct arena *a)
{
	struct outbox_recipient_row *to;
	size_t n;
	if (read_outbox_recipients(app->store, o->id, a, &to, &n, NULL) < 0)
		return y;
	for (size_t i = 0; i < n && y < p.height; i++)
		if (n > 1 || (!str_empty(to[i].words) && !strstr(o->error ? o->error : "", to[i].words)))
			canvas_putf(p, 1, y++, to[i].state == OUTBOX_FAILED ? ROLE_ERROR : ROLE_TEXT, "%s %s  %s",
				to[i].who.address, outbox_state_name(to[i].state), to[i].words ? to[i].words : "");
	return y;
}

static int
put_log(struct app *app, const struct outbox_row *o, struct pane p, int y, struct arena *a)
{
	struct outbox_log_row *log;
	size_t n;
	if (read_outbox_log(app->store, o->id, a, &log, &n, NULL) < 0)
		return y;
	for (size_t i = n > LOG_SHOWN ? n - LOG_SHOWN : 0; i < n && y < p.height; i++) {
		char when[8];
		local_hhmm(when, log[i].at);
		canvas_putf(p, 1, y++, ROLE_MUTED, "%s %s  %s", when, outbox_state_name(log[i].now), log[i].words &&
			!str_eq(log[i].words, o->error) ? log[i].words : "");
	}
	return y;
}

/* What it says; what is no message says what it does, and to which words. */
static int
put_words(struct app *app, const struct outbox_row *o, struct pane p, int y, struct arena *a)
{
	char *text = NULL, *deed = read_outbox_deed(app->store, o, a);
	if (deed)
		y = put(p, y, ROLE_TEXT, arena_printf(a, _("what is done: %s"), deed));
	if (!o->text || y >= p.height || read_text(app->store, o->text, a, &text, NULL) < 0)
		return y;
	char *fresh = quote_fresh(text, a);
	if (o->audience >= AUDIENCE_UNLISTED)
		canvas_putf(p, 1, y, ROLE_PUBLIC, _("PUBLIC text: %.*s"), (int)strcspn(fresh, "\n"), fresh);
	else
		canvas_putf(p, 1, y, ROLE_TEXT, _("text: %.*s"), (int)strcspn(fresh, "\n"), fresh);
	return y + 1;
}

/* For a second person: whose it is, and what there is to decide; to its author: what was made of it. */
static int
put_review(struct app *app, const struct outbox_row *o, struct pane p, int y, struct arena *a)
{
	char *before, *after, *by;
	if (o->state == OUTBOX_REVIEW && (str_eq(o->reason, "trainee") || str_eq(o->reason, "limit")))
		return put(p, y, ROLE_TITLE, arena_printf(a, str_eq(o->agent, store_agent_name(app->store, app->v.who.agent, a))
			? _("by %s: a colleague decides")
			: _("by %s: r lets it go, e changes it first, b gives it back with a word"), o->agent ? o->agent : "?"));
	if (!o->changed || read_outbox_change(app->store, o->id, a, &before, &after, &by, NULL) < 0 || !before)
		return y;
	return put(p, y, ROLE_NOTE, arena_printf(a, _("changed by %s: %s"), by ? by : "?", care_diff_words(before, after, a)));
}

static void
outbox_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct outbox_row o;
	struct arena *a = arena_new();
	(void)r;
	if (read_outbox_row(app->store, row->id, a, &o, NULL) == 0) {
		unsigned style = row_style(o.state);
		int y = put(p, 0, style == ROLE_ERROR ? ROLE_ERROR : ROLE_TITLE, state_words(&o, app->v.now, a));
		if (!str_empty(o.error))
			y = put(p, y, ROLE_ERROR, o.error);
		y = put_review(app, &o, p, y, a);
		y = put_recipients(app, &o, p, y, a);
		y = put_news(app, &o, p, y, a);
		y = put_words(app, &o, p, y, a);
		(void)put_log(app, &o, p, y, a);
	}
	arena_free(a);
}

ROWS_SCREEN(outbox, N_("Outbox"), "send=outbox-retry,edit=outbox-edit,take back=outbox-cancel,was sent=outbox-sent,"
	"was not=outbox-not-sent,case=open,back,help");
static const struct rows_kind outbox_kind = { &outbox_screen, outbox_columns, 7, 1u << AREA_OUTBOX, outbox_load,
	outbox_detail, DETAIL_ROWS };

void
outbox_open(struct app *app)
{
	rows_open(app, &outbox_kind, NULL, 0);
}

/* -- what can be done -------------------------------------------------------------------------------------------------- */

/* Taken back and opened again: the newest draft is the one that the taking back made. */
static void
edit_again(struct app *app, int64_t case_id)
{
	struct draft *list;
	struct arena *a = arena_new();
	size_t n;
	if (draft_list(app->store, app->v.who.agent, case_id, a, &list, &n, NULL) == 0 && n)
		compose_open_draft(app, list[0].id);
	arena_free(a);
}

static void
adopt(struct app *app)
{
	struct error err = ERROR_INIT;
	if (store_adopt(app->store, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_GOOD, _("this store sends from this machine now"));
}

/* -- what a second person decides ------------------------------------------------------------------------------------- */

static struct { int64_t id; struct arena *memory; char *text; } change;

static void
decide(struct app *app, const struct act *act)
{
	struct error err = ERROR_INIT;
	struct act_result result;
	if (store_act(app->store, &app->v.who, act, 1, true, app->command, &result, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_say(app, MESSAGE_GOOD, "%s", result.words);
	app_reload(app, 1u << AREA_OUTBOX | 1u << AREA_CASE | 1u << AREA_DRAFT);
}

static void
change_answered(struct app *app, bool yes)
{
	if (yes)
		decide(app, &(struct act){ .verb = ACT_APPROVE, .outbox = change.id, .text = change.text });
	else
		app_say(app, MESSAGE_INFO, _("it waits as it was"));
}

/* Its words in the editor; what comes out leaves once it was looked at. */
static void
change_words(struct app *app, const struct outbox_row *o)
{
	char *text = NULL, *now;
	arena_free(change.memory);
	change.memory = arena_new();
	if (!o->text || read_text(app->store, o->text, change.memory, &text, NULL) < 0 || str_empty(text))
		return;
	now = launch_editor(app, text, change.memory);
	if (!now)
		return;
	change.id = o->id;
	change.text = str_trim(change.memory, now);
	if (str_eq(change.text, text))
		app_ask(app, change_answered, _("Nothing was changed: let it go as it is? [y/N]"));
	else
		app_ask(app, change_answered, _("Let it go like this? %.160s [y/N]"),
			care_diff_words(text, change.text, change.memory));
}

static void
word_typed(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (!str_empty(text))
		decide(app, &(struct act){ .verb = ACT_RETURN, .outbox = change.id, .text = text });
}

/* True when the row waits for a second person, which this is: it was seen to. */
static bool
reviewed(struct app *app, int64_t id, const char *what)
{
	struct outbox_row o;
	bool give = str_eq(what, "return");
	if (read_outbox_row(app->store, id, app->command, &o, NULL) < 0)
		return false;
	if (o.state != OUTBOX_REVIEW || !(str_eq(o.reason, "trainee") || str_eq(o.reason, "limit"))) {
		if (give)
			app_say(app, MESSAGE_INFO, _("only what waits for a second person is given back"));
		return give;
	}
	bool mine = str_eq(o.agent, store_agent_name(app->store, app->v.who.agent, app->command));
	if (give) {
		change.id = id;
		app_prompt(app, arena_printf(app->command, _("back to %s, because: "), o.agent ? o.agent : "?"), "", word_typed,
			NULL);
	} else if (str_eq(what, "retry") && !mine) {
		decide(app, &(struct act){ .verb = ACT_APPROVE, .outbox = id });
	} else if (str_eq(what, "edit") && !mine && !str_eq(o.reason, "limit")) {
		change_words(app, &o);
	} else {
		return false;
	}
	return true;
}

void
outbox_command(struct app *app, const char *what)
{
	static const struct { const char *name; enum act_verb verb; int value; } acts[] = {
		{ "retry", ACT_SEND_RESOLVE, OUTBOX_QUEUED }, { "cancel", ACT_SEND_CANCEL, OUTBOX_CANCELLED },
		{ "edit", ACT_SEND_CANCEL, OUTBOX_CANCELLED }, { "sent", ACT_SEND_RESOLVE, OUTBOX_SENT },
		{ "not-sent", ACT_SEND_RESOLVE, OUTBOX_CANCELLED } };
	struct error err = ERROR_INIT;
	struct act_result result;
	const struct row *row = app_top(app)->ops == &outbox_screen ? rows_current(app_top(app)->state) : NULL;
	if (str_eq(what, "adopt")) {
		adopt(app);
		return;
	}
	if (!row) {
		app_say(app, MESSAGE_INFO, _("choose a row in the outbox first (go)"));
		return;
	}
	if (reviewed(app, row->id, what))
		return;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
		if (!str_eq(acts[i].name, what))
			continue;
		int64_t case_id = row->case_id;
		struct act act = { .verb = acts[i].verb, .outbox = row->id, .value = acts[i].value };
		if (store_act(app->store, &app->v.who, &act, 1, true, app->command, &result, &err) < 0) {
			app_fail(app, &err);
			return;
		}
		app_say(app, MESSAGE_GOOD, "%s", result.words);
		app_reload(app, 1u << AREA_OUTBOX | 1u << AREA_CASE | 1u << AREA_DRAFT);
		if (str_eq(what, "edit"))
			edit_again(app, case_id);
	}
}
