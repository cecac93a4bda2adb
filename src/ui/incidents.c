/* incidents.c - incidents and the alarms that propose one: their screen, the line that an alarm has on every screen. */
#include "commands.h"
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "alarm.h"
#include "clock.h"
#include "incident_do.h"

enum { DETAIL_ROWS = 9, MEMBERS = 60, LIKE = 40, SLICE = 50, MOST = 50000 };

static const struct list_column columns[] = {
	{ N_("INCIDENT"), 10, 24, 0, ALIGN_LEFT, false }, { N_("CASE"), 5, 7, 0, ALIGN_RIGHT, false },
	{ N_("CASES"), 5, 6, 0, ALIGN_RIGHT, false }, { N_("WAIT"), 4, 5, 3, ALIGN_RIGHT, false },
	{ N_("AGE"), 4, 5, 0, ALIGN_RIGHT, false }, { N_("NEXT STEP"), 9, 26, 2, ALIGN_LEFT, false },
	{ N_("CUSTOMERS ARE TOLD"), 12, 40, 0, ALIGN_LEFT, true },
};

/* "'login' 23 in 1 h, usually 2" */
static char *
alarm_words(const struct alarm_row *r, struct arena *a)
{
	const char *what = str_eq(r->what, "tag") ? _("tag ") : str_eq(r->what, "intent") ? _("intent ") : "";
	return r->usual < 0.95 ? arena_printf(a, _("%s'%s' %d in 1 h, usually none"), what, r->said, r->now)
		: arena_printf(a, _("%s'%s' %d in 1 h, usually %.0f"), what, r->said, r->now, r->usual);
}

/* -- the screen ---------------------------------------------------------------------------------------------------- */

static void
add_alarms(struct app *app, struct rows *r)
{
	struct alarm_row *list;
	size_t n;
	char age[8];
	if (alarm_list(app->store, false, r->arena, &list, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++) {
		clock_short_age(age, list[i].at, app->v.now);
		*rows_add(r) = (struct row){ .id = -list[i].id, .style = ROLE_WARNING,
			.command = arena_printf(r->arena, "alarm-incident %lld", (long long)list[i].id), .cell = { _("ALARM"), "",
			arena_printf(r->arena, "%d", list[i].now), "", arena_str(r->arena, age), "",
			alarm_words(&list[i], r->arena) } };
	}
}

static int
incidents_load(struct app *app, struct rows *r, struct error *err)
{
	struct incident_row *list;
	size_t n;
	char age[8];
	if (incident_list(app->store, true, r->arena, &list, &n, err) < 0)
		return -1;
	r->empty = _("no incident - :incident new NAME makes one of the marked cases");
	add_alarms(app, r);
	for (size_t i = 0; i < n; i++) {
		const struct incident_row *in = &list[i];
		clock_short_span(age, (in->closed_at ? in->closed_at : app->v.now) - in->opened_at);
		*rows_add(r) = (struct row){ .id = in->id, .case_id = in->case_id, .style = in->closed_at ? ROLE_MUTED : ROLE_TEXT,
			.command = arena_printf(r->arena, "incident members %s", str_quote(r->arena, in->name)), .cell = {
			in->name, arena_printf(r->arena, "#%lld", (long long)in->number), arena_printf(r->arena, "%d", in->members),
			arena_printf(r->arena, "%d", in->waiting), arena_str(r->arena, age), in->closed_at ? _("over")
			: in->next_step ? in->next_step : in->escalation ? in->escalation : "", in->text ? in->text : "" } };
	}
	return 0;
}

static void
detail_line(struct pane p, int *y, const char *label, const char *words)
{
	int room = 12;
	if (str_empty(words) || *y >= p.height)
		return;
	canvas_put_fit(p, 1, *y, room, ALIGN_LEFT, ROLE_MUTED, label);
	canvas_put_fit(p, room + 2, (*y)++, p.width - room - 3, ALIGN_LEFT, ROLE_TEXT, words);
}

static void
draw_members(struct app *app, const struct incident_row *in, struct pane p, int y, struct arena *a)
{
	struct case_row c;
	int64_t *ids;
	size_t n;
	char age[8];
	if (y >= p.height || incident_members(app->store, in->id, true, 0, MEMBERS, a, &ids, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n && y < p.height; i++, y++) {
		bool last = y == p.height - 1 && (size_t)in->members > i + 1;
		if (last) {
			canvas_put_fit(p, 1, y, p.width - 2, ALIGN_LEFT, ROLE_MUTED,
				arena_printf(a, _("and %d more - Enter lists them"), in->members - (int)i));
			break;
		}
		if (read_case(app->store, ids[i], app->v.who.agent, a, &c, NULL) < 0)
			continue;
		clock_short_age(age, c.waiting_since ? c.waiting_since : c.updated_at, app->v.now);
		canvas_put_fit(p, 1, y, p.width - 2, ALIGN_LEFT, c.status == STATUS_RESOLVED ? ROLE_MUTED : ROLE_TEXT,
			arena_printf(a, "%4s #%-6lld %-9s %.20s  %s", age, (long long)c.number, status_name(c.status),
			c.customer_name, c.subject ? c.subject : ""));
	}
}

static void
incidents_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	struct arena *a = arena_new();
	struct incident_row in;
	struct alarm_row *list;
	size_t n;
	int y = 0;
	(void)r;
	if (row->id < 0 && alarm_list(app->store, false, a, &list, &n, NULL) == 0) {
		for (size_t i = 0; i < n; i++)
			if (list[i].id == -row->id) {
				detail_line(p, &y, _("alarm"), alarm_words(&list[i], a));
				detail_line(p, &y, _("its cases"), alarm_query(&list[i], a));
				detail_line(p, &y, _("keys"), arena_printf(a, _("%s makes an incident of them, %s dismisses it"),
					bar_key(app, "alarm-incident", a), bar_key(app, "alarm-dismiss", a)));
			}
	} else if (row->id > 0 && incident_get(app->store, row->id, a, &in, NULL) == 0) {
		detail_line(p, &y, _("reach"), incident_reach(&in, app->v.now, a));
		detail_line(p, &y, _("told"), in.text);
		detail_line(p, &y, _("next step"), in.next_step);
		detail_line(p, &y, _("escalated"), in.escalation);
		detail_line(p, &y, _("joins"), in.query);
		draw_members(app, &in, p, y + (y + 3 < p.height), a);
	}
	arena_free(a);
}

ROWS_SCREEN(incidents, N_("Incidents"), "members=open,own case=incident-case,words=incident-text,tell all=incident-tell,"
	"close=incident-end,escalate,back,help");
static const struct rows_kind incidents_kind = { &incidents_screen, columns, 7, 1u << AREA_CASE, incidents_load,
	incidents_detail, DETAIL_ROWS };

/* -- the line on every screen ---------------------------------------------------------------------------------------- */

static struct {
	struct arena *arena;
	struct alarm_row *list;
	size_t n;
} seen;

/* The alarms that nobody decided about: an index of few rows, which is read whenever it is drawn. */
static size_t
alarms_now(struct app *app)
{
	if (!seen.arena)
		seen.arena = arena_new();
	arena_reset(seen.arena);
	seen.n = 0;
	if (alarm_list(app->store, false, seen.arena, &seen.list, &seen.n, NULL) < 0)
		seen.n = 0;
	return seen.n;
}

void
alarm_close(void)
{
	arena_free(seen.arena);
	seen.arena = NULL;
	seen.n = 0;
}

int
alarm_rows(struct app *app)
{
	return alarms_now(app) ? 1 : 0;
}

void
alarm_draw(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	char *make = bar_key(app, "alarm-incident", a), *no = bar_key(app, "alarm-dismiss", a);
	char *more = seen.n > 1 ? arena_printf(a, _(" (and %zu more)"), seen.n - 1) : arena_str(a, "");
	char *words = arena_printf(a, _(" ALARM %s%s"), alarm_words(&seen.list[0], a), more);
	char *keys = arena_printf(a, _("%s make an incident  %s dismiss "), make ? make : ":alarm-incident",
		no ? no : ":alarm-dismiss");
	if (canvas_columns(words) + canvas_columns(keys) + 1 > p.width)
		keys = arena_printf(a, "%s %s ", make ? make : "", no ? no : "");
	int room = canvas_columns(keys);
	canvas_fill(p, 0, 0, p.width, 1, ROLE_WARNING);
	canvas_put_fit(p, 0, 0, p.width - room - 1, ALIGN_LEFT, ROLE_WARNING, words);
	canvas_put_fit(p, p.width - room, 0, room, ALIGN_RIGHT, ROLE_WARNING, keys);
	arena_free(a);
}

/* -- what can be done ------------------------------------------------------------------------------------------------- */

/* The alarm that is named, under the cursor, or the newest. */
static const struct alarm_row *
alarm_meant(struct app *app, const char *const *words, size_t n)
{
	const struct row *row = app_top(app)->ops == &incidents_screen ? rows_current(app_top(app)->state) : NULL;
	int64_t id = 0;
	size_t count = alarms_now(app);
	if (n > 1)
		(void)str_to_int64(words[1], &id);
	else if (row && row->id < 0)
		id = -row->id;
	for (size_t i = 0; i < count; i++)
		if (!id || seen.list[i].id == id)
			return &seen.list[i];
	app_say(app, MESSAGE_INFO, count ? _("there is no such alarm") : _("there is no alarm"));
	return NULL;
}

static void
opened(struct app *app, const struct incident_new *in)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	size_t joined;
	if (incident_open(&app->v, in, app->command, &r, &joined, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE);
	app_say(app, MESSAGE_GOOD, ngettext_("incident %s: #%lld, %zu case joined - u undoes",
		"incident %s: #%lld, %zu cases joined - u undoes", joined), in->name, (long long)r.number, joined);
}

/* alarm-incident [N], alarm-dismiss [N] */
void
go_alarm(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	const struct alarm_row *alarm = alarm_meant(app, words, n);
	(void)count;
	if (!alarm)
		return;
	if (str_eq(words[0], "alarm-incident")) {
		struct incident_row old;
		const char *name = arena_str(app->command, alarm->said);
		for (int i = 2; i < 100 && incident_named(app->store, name, app->command, &old, NULL) == 0 && !old.closed_at; i++)
			name = arena_printf(app->command, "%s %d", alarm->said, i);
		opened(app, &(struct incident_new){ .name = name, .query = alarm_query(alarm, app->command), .alarm = alarm->id });
		return;
	}
	struct act_incident what = { .alarm = alarm->id };
	struct act act = { .verb = ACT_ALARM, .incident = &what };
	if (store_act(app->store, &app->v.who, &act, 1, false, app->command, &r, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE);
	app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
}

/* The incident that is named, under the cursor, or that the case in front belongs to. */
static bool
meant(struct app *app, const char *name, struct incident_row *out)
{
	struct error err = ERROR_INIT;
	const struct row *row = app_top(app)->ops == &incidents_screen ? rows_current(app_top(app)->state) : NULL;
	int64_t case_id = app_case(app), id = row && row->id > 0 ? row->id : 0;
	if (name) {
		if (incident_named(app->store, name, app->command, out, &err) == 0)
			return true;
		app_fail(app, &err);
		return false;
	}
	if (!id && case_id && !(id = incident_of_parent(app->store, case_id)))
		id = incident_of_member(app->store, case_id);
	if (id && incident_get(app->store, id, app->command, out, &err) == 0)
		return true;
	app_say(app, MESSAGE_INFO, _("which incident? g! lists them"));
	return false;
}

/* One question, then the same words to all members: as an update, or at its end. */
static struct {
	int64_t id;
	bool close;
	struct arena *arena;
	const char *text;
} asked;

static void
do_tell(struct app *app, struct bulk *b, const struct incident_row *in)
{
	struct error err = ERROR_INIT;
	struct act_result r = { .count = 0 };
	size_t resolved = 0, left = 0;
	if (asked.text && !asked.close) {
		struct act_incident what = { .id = in->id };
		struct act act = { .verb = ACT_INCIDENT_TEXT, .case_id = in->case_id, .text = asked.text, .incident = &what };
		if (store_act(app->store, &app->v.who, &act, 1, true, asked.arena, &r, &err) < 0)
			goto fail;
		b->group = r.count ? r.action : 0;
	}
	for (int rc = 0; asked.text && b->n && rc == 0;)
		if ((rc = bulk_send(&app->v, b, SLICE, asked.arena, &err)) < 0)
			goto fail;
	if (asked.close && incident_close(&app->v, in, asked.arena, &b->group, &resolved, &left, &err) < 0)
		goto fail;
	app_reload(app, 1u << AREA_CASE | 1u << AREA_OUTBOX);
	if (asked.close)
		app_say(app, MESSAGE_GOOD, _("%s is over: %zu cases resolved, %zu ask for more and stay - u undoes"), in->name,
			resolved, left);
	else
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), bulk_done_words(&app->v, b, asked.arena));
	return;
fail:
	app_fail(app, &err);
}

static void
tell_answered(struct app *app, bool yes)
{
	struct incident_row in;
	struct bulk b = { .n = 0 };
	int64_t *ids;
	size_t n = 0;
	if (yes && incident_get(app->store, asked.id, asked.arena, &in, NULL) == 0) {
		if (asked.text && incident_members(app->store, in.id, false, 0, MOST, asked.arena, &ids, &n, NULL) == 0) {
			bulk_begin(&b, ids, n, asked.arena);
			bulk_text(&b, asked.text, NULL);
			while (n && !bulk_look(&app->v, &b, SLICE, asked.arena))
				;
		}
		do_tell(app, &b, &in);
	}
	arena_free(asked.arena);
	asked.arena = NULL;
}

static void
ask_tell(struct app *app, const struct incident_row *in, const char *text, bool close)
{
	struct bulk b = { .n = 0 };
	int64_t *ids;
	size_t n = 0;
	char *sample = NULL;
	arena_free(asked.arena);
	asked.arena = arena_new();
	asked.id = in->id;
	asked.close = close;
	asked.text = text ? arena_str(asked.arena, text) : NULL;
	if (text && incident_members(app->store, in->id, false, 0, MOST, app->command, &ids, &n, NULL) == 0) {
		bulk_begin(&b, ids, n, app->command);
		bulk_text(&b, text, NULL);
		while (n && !bulk_look(&app->v, &b, SLICE, app->command))
			;
		for (size_t i = 0; i < b.n && !sample; i++)
			if (b.items[i].state == BULK_READY)
				sample = bulk_preview(&app->v, &b, i, app->command);
	}
	size_t goes = bulk_count(&b, BULK_READY, false) + bulk_count(&b, BULK_DOUBT, false);
	struct buf q = BUF_INIT;
	buf_addf(&q, close ? _("Close the incident %s?\n") : _("Tell all members of %s?\n"), in->name);
	if (text)
		buf_addf(&q, _("%zu of %d are sent this, paced, and can be taken back until it has left:\n%.400s\n"), goes,
			in->live, sample ? sample : text);
	if (close)
		buf_addf(&q, ngettext_("Its own case and %d member are resolved; who wrote since stays open.\n",
			"Its own case and %d members are resolved; who wrote since stays open.\n", in->live), in->live);
	buf_adds(&q, _("y yes   n no"));
	app_ask(app, tell_answered, "%s", q.data);
	buf_free(&q);
}

static void
typed(struct app *app, const char *text, void *ctx)
{
	struct incident_row in;
	struct error err = ERROR_INIT;
	struct act_result r;
	const char *what = ctx;
	if (!text || (str_empty(text) && !str_eq(what, "end")) || incident_get(app->store, asked.id, app->command, &in, &err) < 0)
		return;
	if (!str_eq(what, "text")) {
		ask_tell(app, &in, str_empty(text) ? NULL : text, str_eq(what, "end"));
		return;
	}
	struct act_incident is = { .id = in.id };
	struct act act = { .verb = ACT_INCIDENT_TEXT, .case_id = in.case_id, .text = text, .incident = &is };
	if (store_act(app->store, &app->v.who, &act, 1, true, app->command, &r, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_GOOD, _("%s - u undoes"), r.words);
	app_reload(app, 1u << AREA_CASE);
}

/* Cases that are alike, as a list: what is marked there can join. */
static void
show_like(struct app *app)
{
	struct error err = ERROR_INIT;
	struct incident_like *list;
	struct case_row row;
	struct buf b = BUF_INIT;
	size_t n;
	int64_t id = app_case(app);
	if (!id || read_case(app->store, id, app->v.who.agent, app->command, &row, &err) < 0 ||
	    incident_like(&app->v, id, LIKE, app->command, &list, &n, &err) < 0) {
		app_say(app, MESSAGE_INFO, "%s", id ? err.text : _("like which case?"));
		return;
	}
	buf_addf(&b, "case:%lld", (long long)row.number);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, " or case:%lld", (long long)list[i].number);
	if (n) {
		view_open_filtered(app, SORT_DUE, b.data);
		app_say(app, MESSAGE_INFO, ngettext_("%zu case is like #%lld: %s - * marks all, :join NAME",
			"%zu cases are like #%lld: %s - * marks all, :join NAME", n), n, (long long)row.number, list[0].why);
	} else {
		app_say(app, MESSAGE_INFO, _("no other case is like #%lld"), (long long)row.number);
	}
	buf_free(&b);
}

/* incident new NAME [QUERY...]: of the marked cases, and of those that the query finds. */
static void
make_new(struct app *app, const char *const *words, size_t n)
{
	size_t count = 0;
	bool marks = app_top(app)->ops == &list_screen && cases_marked(app) > 0;
	int64_t *ids = marks || app_top(app)->ops == &case_screen ? app_targets(app, app->command, &count) : NULL;
	if (n < 3) {
		app_say(app, MESSAGE_BAD, _("usage: incident new NAME [QUERY...]"));
		return;
	}
	opened(app, &(struct incident_new){ .name = words[2], .query = n > 3 ? command_rest(app->command, words, n, 3) : NULL,
		.cases = ids, .case_count = count });
}

static void
list_members(struct app *app, const struct incident_row *in)
{
	view_open_filtered(app, SORT_WAITING, arena_printf(app->command, "incident:%s", str_quote(app->command, in->name)));
}

static void
ask_words(struct app *app, const struct incident_row *in, const char *what)
{
	static char text[] = "text", tell[] = "tell", end[] = "end";
	bool is_text = str_eq(what, "text"), is_end = str_eq(what, "end");
	asked.id = in->id;
	app_prompt(app, is_text ? _("customers are told: ") : is_end ? _("last words to all (empty: none): ")
		: _("to all members: "), is_text && in->text ? in->text : "", typed, is_text ? text : is_end ? end : tell);
}

/* incident [list|new|members|text|update|close|like|escalate ...] */
void
go_incident(struct app *app, int count, const char *const *words, size_t n)
{
	const char *what = n > 1 ? words[1] : "list", *name = n > 2 ? words[2] : NULL;
	const char *rest = n > 3 ? command_rest(app->command, words, n, 3) : NULL;
	struct incident_row in;
	struct error err = ERROR_INIT;
	struct act_result r;
	(void)count;
	if (str_eq(what, "list")) {
		rows_open(app, &incidents_kind, NULL, 0);
	} else if (str_eq(what, "new")) {
		make_new(app, words, n);
	} else if (str_eq(what, "like")) {
		show_like(app);
	} else if (str_eq(what, "join") || str_eq(what, "leave")) {
		app_run(app, str_eq(what, "leave") ? "leave" : arena_printf(app->command, "join %s", str_quote(app->command,
			name ? name : "")), 0);
	} else if (str_eq(what, "members") || str_eq(what, "show")) {
		if (meant(app, name, &in))
			list_members(app, &in);
	} else if (str_eq(what, "text") && meant(app, name, &in)) {
		asked.id = in.id;
		typed(app, rest ? rest : "", (void *)"text");
	} else if ((str_eq(what, "update") || str_eq(what, "close")) && meant(app, name, &in)) {
		if (rest || str_eq(what, "close"))
			ask_tell(app, &in, rest, str_eq(what, "close"));
		else
			ask_words(app, &in, "tell");
	} else if (str_eq(what, "escalate") && meant(app, name, &in)) {
		if (n < 4)
			app_say(app, MESSAGE_BAD, _("usage: incident escalate NAME TARGET [REASON...]"));
		else if (incident_escalate(&app->v, &in, words[3], n > 4 ? command_rest(app->command, words, n, 4) : NULL,
			app->command, &r, &err) < 0)
			app_fail(app, &err);
		else
			app_say(app, MESSAGE_GOOD, "%s", r.words);
	} else if (!str_eq(what, "text") && !str_eq(what, "update") && !str_eq(what, "close") && !str_eq(what, "escalate")) {
		app_say(app, MESSAGE_BAD, _("incident: say new, members, join, leave, like, text, update, escalate or close"));
	}
}

/* What the keys of the screen do with the incident under the cursor; incident-fold: from the list, too. */
void
go_incident_key(struct app *app, int count, const char *const *words, size_t n)
{
	struct incident_row in;
	const char *what = words[0] + strlen("incident-");
	(void)count;
	(void)n;
	if (!meant(app, NULL, &in))
		return;
	if (str_eq(what, "fold")) {
		list_members(app, &in);
	} else if (str_eq(what, "case")) {
		case_open_screen(app, in.case_id);
	} else {
		ask_words(app, &in, what);
	}
}
