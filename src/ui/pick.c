/* pick.c - choosing for a verb: who, when, which tags, which level; every choice becomes a command line. */
#include "app.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "explain.h"
#include "policy.h"
#include "paths.h"
#include "queue.h"

enum { NOBODY = -2 };		/* an item's id */

/* -- building a picker ------------------------------------------------------------------------------------------ */

/* Items live as long as the picker; the arena before this one served a picker that has been answered. */
struct choices {
	struct arena *a;
	struct picker_item *items;
	size_t n, space;
};

static struct choices
begin(struct app *app)
{
	/* the item that opened this picker may lie in the old arena until the command returns */
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	return (struct choices){ .a = app->picker_memory };
}

static struct picker_item *
add(struct choices *c, const char *text, const char *detail, const char *note, char key)
{
	struct picker_item *it = VEC_PUSH(c->a, c->items, c->n, c->space);
	*it = (struct picker_item){ text, detail, note, (int64_t)c->n, key };
	return it;
}

/* Runs "verb argument" with the argument as one word, whatever is in it. */
static void
run(struct app *app, const char *verb, const char *argument)
{
	struct arena *a = arena_new();
	app_run_long(app, arena_printf(a, "%s %s", verb, str_quote(a, argument)));
	arena_free(a);
}

/* -- assign ------------------------------------------------------------------------------------------------------- */

static void
assign_done(struct app *app, const struct picker_item *item)
{
	run(app, "assign", item->id == NOBODY ? "nobody" : item->id == PICKED_TEXT || !item->note ? item->text : item->note);
}

/* Teams are those that the configuration names. */
static void
add_teams(struct app *app, struct choices *c)
{
	size_t n, k, first = c->n;
	const struct conf_account *accounts = conf_accounts(app->conf, &n);
	const struct conf_escalation *levels = conf_escalations(app->conf, &k);
	for (size_t i = 0; i < n + k; i++) {
		const char *team = i < n ? conf_account_str(&accounts[i], OPT_ACCOUNT_TEAM) : levels[i - n].team;
		bool known = str_empty(team);
		for (size_t j = first; !known && j < c->n; j++)
			known = str_eq(c->items[j].note + 5, team);
		if (!known)
			add(c, arena_printf(c->a, _("team %s"), team), NULL, arena_printf(c->a, "team:%s", team), 0);
	}
}

/* Who is out of office, and until when. */
static const char *
away_words(struct app *app, const char *name, struct arena *a)
{
	struct queue_member *m;
	size_t n;
	int64_t until;
	if (!queue_away(app->store, name, app->v.now, &until) ||
	    queue_members(app->store, (char *[]){ (char *)name, NULL }, app->v.now, a, &m, &n, NULL) < 0)
		return NULL;
	return queue_words(m, app->v.now, a);
}

/* Agents, teams, nobody. */
static struct choices
hands(struct app *app, bool with_me)
{
	struct choices c = begin(app);
	const char **names;
	size_t n;
	const char *me = store_agent_name(app->store, app->v.who.agent, c.a);
	if (me && with_me)
		add(&c, me, _("me"), NULL, 0);
	if (store_agents(app->store, c.a, &names, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (!str_eq(names[i], me))
				add(&c, names[i], away_words(app, names[i], c.a), NULL, 0);
	add_teams(app, &c);
	add(&c, _("nobody"), _("back to the queue"), NULL, 0)->id = NOBODY;
	return c;
}

void
pick_assign(struct app *app)
{
	struct choices c = hands(app, true);
	app_pick(app, _("assign to"), _("Enter assigns  Esc closes"), c.items, c.n, true, assign_done);
}

static const char *taker_command;

static void
taker_done(struct app *app, const struct picker_item *item)
{
	run(app, taker_command, item->id == NOBODY ? "nobody" : item->id == PICKED_TEXT || !item->note ? item->text : item->note);
}

void
pick_taker(struct app *app, const char *command, const char *title)
{
	struct choices c = hands(app, false);
	taker_command = command;
	app_pick(app, arena_str(c.a, title), _("Enter chooses  Esc closes"), c.items, c.n, true, taker_done);
}

/* -- tags ----------------------------------------------------------------------------------------------------------- */

static void
tag_done(struct app *app, const char *text, void *ctx)
{
	struct arena *a = arena_new();
	(void)ctx;
	if (text && text[strspn(text, "+- ")])
		app_run(app, arena_printf(a, "tag %s", text), 0);
	arena_free(a);
}

static char **
complete_tag(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start)
{
	struct app *app = ctx;
	char **names, **out = NULL;
	size_t n = 0, space = 0, from = cursor;
	while (from > 0 && text[from - 1] != ' ')
		from--;
	*start = from;
	bool off = text[from] == '-', sign = off || text[from] == '+';
	if (read_tags(app->store, a, &names, NULL) < 0)
		return NULL;
	for (; *names; names++)
		if (!strncmp(*names, text + from + sign, cursor - from - sign))
			*VEC_PUSH(a, out, n, space) = arena_printf(a, "%s%s", off ? "-" : "+", *names);
	*VEC_PUSH(a, out, n, space) = NULL;
	return out;
}

void
pick_tag(struct app *app, const char *start)
{
	app_prompt(app, _("tags (+add -remove): "), start, tag_done, NULL);
	lineedit_set_complete(app->prompt, complete_tag, app);
}

/* -- snooze ------------------------------------------------------------------------------------------------------------ */

static void
snooze_done(struct app *app, const struct picker_item *item)
{
	struct care_when when;
	/* "domani 9" is what was meant, whatever entry it resembles */
	if (*app->picker_typed && care_when(app->picker_typed, app->v.now, &when, NULL) == 0)
		run(app, "snooze", app->picker_typed);
	else
		run(app, "snooze", item->id == PICKED_TEXT ? item->text : item->detail);
}

/* The letters that fire at once are bindings ("st"); here one types. */
void
pick_snooze(struct app *app)
{
	static const struct { const char *label, *when; } times[] = {
		{ N_("one hour"), "1h" }, { N_("four hours"), "4h" }, { N_("this evening"), "tonight" },
		{ N_("tomorrow"), "tomorrow 9:00" }, { N_("Monday"), "mon 9:00" }, { N_("next week"), "next week" },
		{ N_("until the customer replies"), "until reply" } };
	struct choices c = begin(app);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct care_when w;
		/* what has passed already today is not offered */
		if (care_when(times[i].when, app->v.now, &w, NULL) == 0)
			add(&c, _(times[i].label), times[i].when, w.at ? arena_str(c.a, w.words) : NULL, 0);
	}
	app_pick(app, _("snooze until: 2h, domani 9, 25/12 8:00, lun, reply"), _("Enter snoozes  Esc closes"), c.items, c.n, true,
		snooze_done);
}

/* -- another level, programs ------------------------------------------------------------------------------------------- */

static void
escalate_done(struct app *app, const struct picker_item *item)
{
	if (conf_escalation_find(app->conf, item->text))
		level_escalate(app, item->text);
	else
		app_say(app, MESSAGE_BAD, _("no escalation target is called '%s'"), item->text);
}

void
pick_escalate(struct app *app)
{
	size_t n;
	const struct conf_escalation *e = conf_escalations(app->conf, &n);
	struct choices c = begin(app);
	if (!n) {
		app_say(app, MESSAGE_BAD, _("nobody to escalate to: add [escalation NAME] with `to = mail:ADDRESS` to %s"),
			conf_file(app->conf));
		return;
	}
	if (n == 1) {
		level_escalate(app, e->name);
		return;
	}
	for (size_t i = 0; i < n; i++)
		add(&c, e[i].name, arena_printf(c.a, "%s%s", escalation_way(&e[i], c.a), e[i].minimise ? _(", minimised") : ""),
			arena_printf(c.a, _("level %s"), e[i].level ? e[i].level : "2"), 0);
	app_pick(app, _("escalate to"), _("Enter asks for the reason, and shows what would leave  Esc closes"), c.items, c.n, true,
		escalate_done);
}

static void
run_done(struct app *app, const struct picker_item *item)
{
	level_run(app, item->id == PICKED_TEXT || !item->note ? item->text : item->note);
}

void
pick_run(struct app *app)
{
	size_t n;
	const struct conf_named *list = conf_named(app->conf, SECTION_ACTION, &n);
	struct choices c = begin(app);
	if (!n) {
		app_say(app, MESSAGE_BAD, _("nothing to run: add [action NAME] with `command = ...` to %s"), conf_file(app->conf));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		bool fits = true;
		(void)action_offered(&app->v, &list[i], app_case(app), c.a, &fits, NULL);
		if (fits)
			add(&c, action_title(&list[i]), conf_named_str(&list[i], OPT_ACTION_COMMAND), list[i].name, 0);
	}
	if (!c.n) {
		app_say(app, MESSAGE_INFO, _("no action of the configuration is for this case"));
		return;
	}
	app_pick(app, _("run for this case"), _("Enter asks for what is needed, and shows it  Esc closes"), c.items, c.n, true,
		run_done);
}

/* -- status ---------------------------------------------------------------------------------------------------------------- */

static void
waits_typed(struct app *app, const char *text, void *ctx)
{
	struct arena *a = arena_new();
	(void)ctx;
	if (!str_empty(text))
		app_run(app, arena_printf(a, "waits %s", text), 0);
	arena_free(a);
}

static const struct { char key; const char *label, *help, *command; } states[] = {
	{ 'o', N_("open"), N_("we owe an answer"), "open" },
	{ 'p', N_("pending"), N_("the customer owes an answer"), "pending" },
	{ 't', N_("waits on a third party"), N_("the customer's clock runs on"), NULL },
	{ 'r', N_("resolved"), N_("done"), "resolve" },
	{ 's', N_("spam"), N_("unwanted"), "spam" },
	{ 'n', N_("new"), N_("as if nobody had touched it"), "status new" } };

static void
status_done(struct app *app, const struct picker_item *item)
{
	if (item->id == PICKED_TEXT) {
		run(app, "status", item->text);
		return;
	}
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		if (states[i].key == item->key && states[i].command)
			app_run(app, states[i].command, 0);
	if (item->key == 't')
		app_prompt(app, _("waits on (WHO until WHEN): "), "", waits_typed, NULL);
}

void
pick_status(struct app *app)
{
	struct choices c = begin(app);
	for (size_t i = 0; i < sizeof states / sizeof *states; i++)
		add(&c, _(states[i].label), _(states[i].help), NULL, states[i].key);
	app_pick(app, _("status"), _("a key fires  Space types  Esc closes"), c.items, c.n, false, status_done);
}

/* -- what was told of their words, corrected -------------------------------------------------------------------------- */

static const struct { char key; const char *name; } moods[] = { { 'a', N_("angry") }, { 'u', N_("unhappy") },
	{ 'n', N_("neutral") }, { 'c', N_("content") }, { 'h', N_("happy") } };

static void
mood_done(struct app *app, const struct picker_item *item)
{
	if (item->id == PICKED_TEXT)
		run(app, "mood", item->text);
	for (size_t i = 0; i < sizeof moods / sizeof *moods; i++)
		if (item->id != PICKED_TEXT && moods[i].key == item->key)
			run(app, "mood", moods[i].name);
}

void
pick_mood(struct app *app)
{
	struct choices c = begin(app);
	for (size_t i = 0; i < sizeof moods / sizeof *moods; i++)
		add(&c, _(moods[i].name), NULL, NULL, moods[i].key);
	app_pick(app, _("how the customer feels"), _("a key fires  Space types  Esc closes"), c.items, c.n, false, mood_done);
}

static void
language_done(struct app *app, const struct picker_item *item)
{
	run(app, "language", item->text);
}

void
pick_language(struct app *app)
{
	struct choices c = begin(app);
	for (char **code = str_split(c.a, conf_str(app->conf, OPT_STORE_LANGUAGES), ",", NULL); *code; code++)
		add(&c, *code, NULL, NULL, 0);
	app_pick(app, _("which language the customer speaks"), _("Enter chooses  Esc closes"), c.items, c.n, true, language_done);
}

/* -- by which way to reply ------------------------------------------------------------------------------------------ */

enum { ROUTE_SHUT = -2, ROUTE_PRIVATE = -3 };

static void
route_done(struct app *app, const struct picker_item *item)
{
	struct arena *a = arena_new();
	struct reply_route *r;
	size_t n;
	if (item->id == PICKED_TEXT)
		app_say(app, MESSAGE_BAD, _("no way to reply is called '%s'"), item->text);
	else if (item->id == ROUTE_SHUT)
		app_say(app, MESSAGE_BAD, "%s", item->detail);
	else if (item->id == ROUTE_PRIVATE)
		compose_whisper(app);
	else if (item->key == 'i')
		compose_open(app, COMPOSE_NOTE, app_case(app), 0, NULL);
	else if (read_routes(app->store, app_case(app), a, &r, &n, NULL) == 0 && item->id >= 1 && (size_t)item->id <= n)
		compose_open(app, COMPOSE_REPLY, app_case(app), app_item(app), compose_via(&r[item->id - 1], a));
	arena_free(a);
}

/* Why a reply is not simply "where the customer spoke last": the newest contact in words, NULL = no reason. */
static const char *
route_reason(struct app *app, int64_t case_id, struct arena *a)
{
	struct timeline_page p = { .case_id = case_id, .parts = TIMELINE_MESSAGES, .limit = 20 };
	struct reply_route *shut;
	struct item_row *rows;
	size_t n;
	bool more;
	if (read_shut_routes(app->store, case_id, a, &shut, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (shut[i].window_until && shut[i].window_until <= app->v.now)
				return shut[i].shut;
	if (read_timeline(app->store, &p, a, &rows, &n, &more, NULL) < 0)
		return NULL;
	for (size_t i = n; i-- > 0;) {
		if (rows[i].direction != DIRECTION_IN)
			continue;
		if (rows[i].audience >= AUDIENCE_UNLISTED)
			return _("the last contact was PUBLIC");
		return rows[i].kind == KIND_CALL ? _("the last contact was a call") : NULL;
	}
	return NULL;
}

bool
pick_route_first(struct app *app)
{
	struct arena *a = arena_new();
	bool asks = app_case(app) && route_reason(app, app_case(app), a);
	if (asks)
		pick_route(app);
	arena_free(a);
	return asks;
}

/* The private answer that the platform allows once, before the public way to the same words. */
static void
add_whisper(struct app *app, struct choices *c, const struct reply_route *r)
{
	char span[8];
	int64_t until = r->message ? read_private_until(app->store, r->message) : 0;
	if (!until)
		return;
	clock_short_span(span, until - app->v.now);
	add(c, arena_printf(c->a, _("PRIVATE, once: %s"), r->channel), arena_printf(c->a, _("its author alone, %s left"), span),
		r->account_name, 0)->id = ROUTE_PRIVATE;
}

void
pick_route(struct app *app)
{
	struct choices c = begin(app);
	struct error err = ERROR_INIT;
	struct reply_route *r;
	size_t n;
	int64_t id = app_case(app);
	if (!id || read_routes(app->store, id, c.a, &r, &n, &err) < 0) {
		app_say(app, MESSAGE_BAD, "%s", id ? err.text : _("choose a case first"));
		return;
	}
	/* public last, whatever is newest */
	for (int public = 0; public < 2; public++)
		for (size_t i = 0; i < n; i++) {
			char *to = letter_address_line(r[i].recipients, r[i].recipient_count, ROLE_TO, c.a);
			if ((r[i].audience >= AUDIENCE_UNLISTED) != public)
				continue;
			if (public)
				add_whisper(app, &c, &r[i]);
			add(&c, arena_printf(c.a, "%s%s", public ? _("PUBLIC ") : "", r[i].channel), public ?
				_("everybody can read it") : to, r[i].account_name, 0)->id = (int64_t)i + 1;
		}
	size_t open = n;
	struct reply_route *shut;
	if (read_shut_routes(app->store, id, c.a, &shut, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			add(&c, arena_printf(c.a, _("%s (closed)"), shut[i].channel), shut[i].shut, shut[i].account_name, 0)->id =
				ROUTE_SHUT;
	n = open;
	add(&c, _("note"), _("internal: the customer will not see it"), NULL, 'i');
	const char *reason = route_reason(app, id, c.a);
	app_pick(app, !n && !reason ? _("there is no way to reach this customer") : reason ? arena_printf(c.a, _("%s - reply by"),
		reason) : _("reply by"), _("Enter writes  Esc closes"), c.items, c.n, true, route_done);
}

/* -- attachments ------------------------------------------------------------------------------------------------------ */

struct saving { int64_t item; struct attachment *file; };

static void
save_typed(struct app *app, const char *path, void *ctx)
{
	struct arena *a = arena_new();
	struct saving *s = ctx;
	struct error err = ERROR_INIT;
	if (!str_empty(path)) {
		char *to = paths_expand(a, path, NULL);
		if (attachment_save(&app->v, s->item, s->file, to, a, &err) < 0)
			app_fail(app, &err);
		else
			app_say(app, MESSAGE_GOOD, _("saved %s"), to);
	}
	arena_free(a);
}

/* It lies with the service still. */
static void
fetch_file(struct app *app, const struct attachment *f)
{
	struct error err = ERROR_INIT;
	char size[8];
	str_bytes(size, (uint64_t)f->bytes);
	if (attachment_fetch(&app->v, f, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	app_reload(app, 1u << AREA_CASE);
	app_say(app, MESSAGE_GOOD, _("asked for %s%s%s: the next sync brings it"), f->name, f->bytes ? ", " : "",
			f->bytes ? size : "");
}

static void
attachment_done(struct app *app, const struct picker_item *item)
{
	struct attachment *list;
	size_t n;
	struct saving *s = arena_new_of(app->picker_memory, struct saving);
	s->item = app_item(app);
	if (item->id == PICKED_TEXT || read_attachments(app->store, s->item, app->picker_memory, &list, &n, NULL) < 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (list[i].id == item->id && list[i].state != FILE_HERE) {
			fetch_file(app, &list[i]);
		} else if (list[i].id == item->id) {
			s->file = &list[i];
			app_prompt(app, _("save as: "), item->text, save_typed, s);
			lineedit_set_complete(app->prompt, complete_path, NULL);
		}
}

void
pick_attachment(struct app *app)
{
	struct choices c = begin(app);
	struct attachment *list;
	struct error err = ERROR_INIT;
	size_t n;
	int64_t item = app_item(app);
	if (!item) {
		app_say(app, MESSAGE_INFO, _("choose a message first"));
		return;
	}
	if (read_attachments(app->store, item, c.a, &list, &n, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char *size = arena_alloc(c.a, 8);
		str_bytes(size, (uint64_t)list[i].bytes);
		add(&c, list[i].name ? list[i].name : "?", list[i].state == FILE_HERE ? list[i].type :
			attachment_words(&list[i], c.a), size, 0)->id = list[i].id;
	}
	app_pick(app, _("attachments"), _("Enter saves, or asks for it  Esc closes"), c.items, c.n, true, attachment_done);
}

/* -- why is this here -------------------------------------------------------------------------------------------------- */

static void
explain_done(struct app *app, const struct picker_item *item)
{
	(void)app;
	(void)item;
}

/* What is promised for the case, and how that was counted. */
void
pick_policy(struct app *app)
{
	struct choices c = begin(app);
	struct error err = ERROR_INIT;
	char **lines;
	size_t n;
	if (policy_show(&app->v, app_case(app), c.a, &lines, &n, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	for (size_t i = 0; i < n; i++)
		add(&c, lines[i], NULL, NULL, 0);
	app_pick(app, _("what is promised"), _("Esc closes"), c.items, c.n, false, explain_done);
}

void
pick_explain(struct app *app)
{
	struct choices c = begin(app);
	struct error err = ERROR_INIT;
	char *codes;
	int64_t item = app_item(app);
	if (!item || read_why(app->store, item, c.a, &codes, &err) < 0) {
		app_say(app, MESSAGE_INFO, "%s", item ? err.text : _("choose a message first"));
		return;
	}
	char **lines;
	explain_words(codes, c.a, &lines);
	for (; *lines; lines++)
		add(&c, *lines, NULL, NULL, 0);
	app_pick(app, _("why this message is here"), _("Esc closes"), c.items, c.n, false, explain_done);
}
