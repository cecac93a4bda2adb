/* verbs_incident.c - incidents: opened, joined, told to all, escalated once, closed; and the alarms that propose one. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "alarm.h"
#include "clock.h"
#include "incident_do.h"
#include "i18n.h"
#include "str.h"

enum { SLICE = 50, MOST = 50000, SHOWN = 50, LIKE = 20 };

static int
named(struct cli *c, size_t i, struct incident_row *in, struct error *err)
{
	if (c->arg_count <= i)
		return error_set(err, ERR_USAGE, _("which incident? `incident list` shows them"));
	return incident_named(c->store, c->args[i], c->arena, in, err);
}

/* Words from args[i] on. */
static const char *
words_from(struct cli *c, size_t i)
{
	struct buf b = BUF_INIT;
	for (; i < c->arg_count; i++)
		buf_addf(&b, "%s%s", b.len ? " " : "", c->args[i]);
	const char *out = b.len ? arena_strn(c->arena, b.data, b.len) : NULL;
	buf_free(&b);
	return out;
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

static json_t *
json_incident(const struct incident_row *in)
{
	json_t *j = json_object();
	json_object_set_new(j, "name", json_text(in->name));
	json_object_set_new(j, "case", json_integer(in->number));
	json_object_set_new(j, "query", json_text(in->query));
	json_object_set_new(j, "text", json_text(in->text));
	json_object_set_new(j, "opened", json_time(in->opened_at));
	json_object_set_new(j, "closed", json_time(in->closed_at));
	json_object_set_new(j, "assignee", json_text(in->assignee));
	json_object_set_new(j, "next_step", json_text(in->next_step));
	json_object_set_new(j, "escalation", json_text(in->escalation));
	json_object_set_new(j, "members", json_integer(in->members));
	json_object_set_new(j, "live", json_integer(in->live));
	json_object_set_new(j, "waiting", json_integer(in->waiting));
	json_object_set_new(j, "customers", json_integer(in->customers));
	json_object_set_new(j, "waiting_since", json_time(in->waiting_since));
	json_object_set_new(j, "channels", json_words(in->channels));
	json_object_set_new(j, "ack", json_boolean(in->ack));
	json_object_set_new(j, "survey", json_boolean(in->survey));
	return j;
}

static int
do_list(struct cli *c, struct error *err)
{
	struct incident_row *list;
	size_t n;
	if (incident_list(c->store, cli_opt(c, "all") != NULL, c->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct incident_row *in = &list[i];
		if (c->json) {
			cli_json(json_incident(in));
			continue;
		}
		cli_cell(c, in->name, 18);
		printf("  ");
		cli_cell(c, arena_printf(c->arena, "#%lld", (long long)in->number), 7);
		cli_print(in->closed_at ? _(" over: ") : " ");
		cli_print(incident_reach(in, c->v.now, c->arena));
		putchar('\n');
	}
	if (!n && !c->json && !c->quiet)
		printf("%s\n", _("there is no incident"));
	return n ? 0 : 1;
}

static void
line(const char *label, const char *words)
{
	if (str_empty(words))
		return;
	printf("  %-12s ", label);
	cli_print(words);
	putchar('\n');
}

static int
do_show(struct cli *c, struct error *err)
{
	struct incident_row in;
	struct case_row row;
	int64_t *ids;
	size_t n;
	if (named(c, 1, &in, err) < 0 || incident_members(c->store, in.id, true, 0, MOST, c->arena, &ids, &n, err) < 0)
		return -1;
	if (c->json) {
		json_t *j = json_incident(&in), *list = json_array();
		for (size_t i = 0; i < n; i++)
			if (read_case(c->store, ids[i], c->v.who.agent, c->arena, &row, NULL) == 0)
				json_array_append_new(list, json_case(&row));
		json_object_set_new(j, "cases", list);
		cli_json(j);
		return 0;
	}
	cli_print(arena_printf(c->arena, "%s  #%lld%s\n", in.name, (long long)in.number, in.closed_at ? _("  over") : ""));
	line(_("reach"), incident_reach(&in, c->v.now, c->arena));
	line(_("said"), in.text);
	line(_("next step"), in.next_step);
	line(_("escalated"), in.escalation);
	line(_("assigned"), in.assignee);
	line(_("joins"), in.query);
	for (size_t i = 0; i < n && i < SHOWN; i++) {
		if (read_case(c->store, ids[i], c->v.who.agent, c->arena, &row, NULL) < 0)
			continue;
		printf("  ");
		cli_cell(c, arena_printf(c->arena, "#%lld", (long long)row.number), 8);
		cli_cell(c, status_name(row.status), 9);
		cli_cell(c, row.customer_name, 20);
		printf("  ");
		cli_print(row.subject ? row.subject : "");
		putchar('\n');
	}
	if (n > SHOWN)
		printf(_("  and %zu more: list incident:%s\n"), n - SHOWN, str_quote(c->arena, in.name));
	return 0;
}

/* -- opening, joining ------------------------------------------------------------------------------------------------ */

static int
do_new(struct cli *c, struct error *err)
{
	struct incident_new in = { .query = cli_opt(c, "when"), .text = cli_opt(c, "text"), .ack = cli_opt(c, "ack") != NULL,
		.survey = cli_opt(c, "survey") != NULL, .name = words_from(c, 1) };
	const char *parent = cli_opt(c, "case"), *alarm = cli_opt(c, "alarm");
	struct act_result r;
	size_t joined;
	if (!in.name)
		return error_set(err, ERR_USAGE, _("usage: incident new NAME [--when QUERY] [--text TEXT]"));
	if (parent && read_case_named(c->store, parent, &in.parent, err) < 0)
		return -1;
	if (alarm && str_to_int64(alarm, &in.alarm) < 0)
		return error_set(err, ERR_USAGE, _("--alarm '%s': a number out of `incident alarms`"), alarm);
	if (incident_open(&c->v, &in, c->arena, &r, &joined, err) < 0)
		return -1;
	if (c->json) {
		struct incident_row row;
		if (incident_named(c->store, in.name, c->arena, &row, err) < 0)
			return -1;
		cli_json(json_incident(&row));
	} else if (!c->quiet) {
		cli_print(arena_printf(c->arena, ngettext_("incident %s: #%lld, %zu case joined\n",
			"incident %s: #%lld, %zu cases joined\n", joined), in.name, (long long)r.number, joined));
	}
	return 0;
}

static int
do_join(struct cli *c, struct error *err)
{
	struct incident_row in;
	int64_t *ids = NULL, id, group = 0;
	size_t n = 0, space = 0, joined;
	if (named(c, 1, &in, err) < 0)
		return -1;
	if (c->arg_count < 3)
		return error_set(err, ERR_USAGE, _("usage: incident join NAME CASE..."));
	for (size_t i = 2; i < c->arg_count; i++) {
		if (cli_case(c, i, &id, err) < 0)
			return -1;
		*VEC_PUSH(c->arena, ids, n, space) = id;
	}
	if (n == 1) {		/* one that refuses says why */
		struct act_incident what = { .id = in.id };
		struct act act = { .verb = ACT_JOIN, .case_id = ids[0], .incident = &what };
		struct act_result r;
		return store_act(c->store, &c->v.who, &act, 1, false, c->arena, &r, err) < 0 ? -1 : cli_report(c, &r);
	}
	if (incident_join(&c->v, in.id, ids, n, c->arena, &group, &joined, err) < 0)
		return -1;
	if (!c->quiet)
		printf(_("%zu of %zu cases joined\n"), joined, n);
	return joined ? 0 : 1;
}

static int
do_leave(struct cli *c, struct error *err)
{
	struct act_result r;
	struct act_incident what = { .id = 0 };
	int64_t id;
	if (c->arg_count < 2)
		return error_set(err, ERR_USAGE, _("usage: incident leave CASE..."));
	for (size_t i = 1; i < c->arg_count; i++) {
		struct act act = { .verb = ACT_LEAVE, .incident = &what };
		if (cli_case(c, i, &id, err) < 0)
			return -1;
		act.case_id = id;
		if (store_act(c->store, &c->v.who, &act, 1, false, c->arena, &r, err) < 0)
			return -1;
		(void)cli_report(c, &r);
		c->v.who.group = r.action;
	}
	return 0;
}

static int
do_like(struct cli *c, struct error *err)
{
	struct incident_like *list;
	size_t n;
	int64_t id;
	if (c->arg_count != 2)
		return error_set(err, ERR_USAGE, _("usage: incident like CASE"));
	if (cli_case(c, 1, &id, err) < 0 || incident_like(&c->v, id, LIKE, c->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "case", json_integer(list[i].number));
			json_object_set_new(j, "score", json_integer(list[i].score));
			json_object_set_new(j, "words", json_text(list[i].why));
			cli_json(j);
			continue;
		}
		cli_cell(c, arena_printf(c->arena, "#%lld", (long long)list[i].number), 8);
		printf("%3d%%  ", list[i].score);
		cli_cell(c, list[i].customer, 20);
		printf("  ");
		cli_cell(c, list[i].subject, 30);
		printf("  ");
		cli_print(list[i].why);
		putchar('\n');
	}
	if (!n && !c->json && !c->quiet)
		printf("%s\n", _("no other case is like it"));
	return n ? 0 : 1;
}

static int
do_text(struct cli *c, struct error *err)
{
	struct incident_row in;
	struct act_result r;
	if (named(c, 1, &in, err) < 0)
		return -1;
	struct act_incident what = { .id = in.id };
	struct act act = { .verb = ACT_INCIDENT_TEXT, .case_id = in.case_id, .text = words_from(c, 2), .incident = &what };
	return store_act(c->store, &c->v.who, &act, 1, true, c->arena, &r, err) < 0 ? -1 : cli_report(c, &r);
}

static int
do_escalate(struct cli *c, struct error *err)
{
	struct incident_row in;
	struct act_result r;
	if (named(c, 1, &in, err) < 0)
		return -1;
	if (c->arg_count < 3)
		return error_set(err, ERR_USAGE, _("usage: incident escalate NAME TARGET [REASON...]"));
	return incident_escalate(&c->v, &in, c->args[2], words_from(c, 3), c->arena, &r, err) < 0 ? -1 : cli_report(c, &r);
}

/* -- to all ------------------------------------------------------------------------------------------------------------ */

/* What all members would be sent; then, after a yes, it is queued in one group.  1 = nobody gets it, -1. */
static int
tell_all(struct cli *c, const struct incident_row *in, const char *text, struct bulk *b, struct error *err)
{
	int64_t *ids;
	size_t n;
	if (incident_members(c->store, in->id, false, 0, MOST, c->arena, &ids, &n, err) < 0)
		return -1;
	bulk_begin(b, ids, n, c->arena);
	bulk_text(b, text, NULL);
	while (n && !bulk_look(&c->v, b, SLICE, c->arena))
		;
	size_t goes = bulk_count(b, BULK_READY, false) + bulk_count(b, BULK_DOUBT, false);
	if (!c->quiet && !c->json)
		for (int state = 0; state < BULK_UNKNOWN; state++) {
			size_t k = bulk_count(b, (enum bulk_state)state, false) + bulk_count(b, (enum bulk_state)state, true);
			if (k)
				printf("%zu %s\n", k, bulk_state_words((enum bulk_state)state));
		}
	if (cli_opt(c, "dry-run"))
		return 1;
	if (!goes)
		return 0;
	if (!cli_opt(c, "yes") && !cli_confirm(arena_printf(c->arena, ngettext_("send it to %zu customer?",
			"send it to %zu customers?", goes), goes)))
		return error_set(err, ERR_INPUT, _("nothing was sent; --yes does it without asking"));
	return 0;
}

static int
send_all(struct cli *c, struct bulk *b, struct error *err)
{
	for (int rc = 0; b->n && rc == 0;)
		if ((rc = bulk_send(&c->v, b, SLICE, c->arena, err)) < 0)
			return -1;
	if (!c->quiet && !c->json && b->sent)
		printf("%s\n", bulk_done_words(&c->v, b, c->arena));
	return 0;
}

static int
do_update(struct cli *c, struct error *err)
{
	struct incident_row in;
	struct bulk b;
	struct act_result r;
	const char *text = words_from(c, 2);
	if (named(c, 1, &in, err) < 0)
		return -1;
	if (!text)
		return error_set(err, ERR_USAGE, _("usage: incident update NAME TEXT..."));
	int rc = tell_all(c, &in, text, &b, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	struct act_incident what = { .id = in.id };
	struct act act = { .verb = ACT_INCIDENT_TEXT, .case_id = in.case_id, .text = text, .incident = &what };
	if (store_act(c->store, &c->v.who, &act, 1, true, c->arena, &r, err) < 0)
		return -1;
	b.group = r.count ? r.action : 0;
	if (send_all(c, &b, err) < 0)
		return -1;
	if (!c->quiet && !c->json)
		printf("%s\n", _("it is what is said now; `sportello undo` takes all back that has not left"));
	return 0;
}

static int
do_close(struct cli *c, struct error *err)
{
	struct incident_row in;
	struct bulk b = { .n = 0 };
	const char *text = words_from(c, 2);
	size_t resolved, left;
	int64_t group;
	int rc = 0;
	if (named(c, 1, &in, err) < 0)
		return -1;
	if (in.closed_at)
		return error_set(err, ERR_INPUT, _("the incident %s is over"), in.name);
	if (text && (rc = tell_all(c, &in, text, &b, err)) != 0)
		return rc < 0 ? -1 : 0;
	char *ask = arena_printf(c->arena, _("close %s and resolve its %d cases without a word?"), in.name, in.live);
	if (!text && !cli_opt(c, "yes") && !cli_confirm(ask))
		return error_set(err, ERR_INPUT, _("nothing was closed; --yes does it without asking"));
	if (send_all(c, &b, err) < 0)
		return -1;
	group = b.group;
	if (incident_close(&c->v, &in, c->arena, &group, &resolved, &left, err) < 0)
		return -1;
	if (c->json) {
		if (incident_get(c->store, in.id, c->arena, &in, err) < 0)
			return -1;
		cli_json(json_incident(&in));
	} else if (!c->quiet) {
		cli_print(arena_printf(c->arena, _("%s is over: %zu cases resolved, %zu stay open because they ask for more;"
			" `sportello undo` takes it back\n"), in.name, resolved, left));
	}
	return 0;
}

/* -- alarms ----------------------------------------------------------------------------------------------------------- */

static int
do_alarms(struct cli *c, struct error *err)
{
	struct alarm_row *list;
	size_t n;
	if (alarm_list(c->store, cli_opt(c, "all") != NULL, c->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct alarm_row *r = &list[i];
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "alarm", json_integer(r->id));
			json_object_set_new(j, "what", json_text(r->what));
			json_object_set_new(j, "word", json_text(r->said));
			json_object_set_new(j, "now", json_integer(r->now));
			json_object_set_new(j, "usual", json_real(r->usual));
			json_object_set_new(j, "at", json_time(r->at));
			json_object_set_new(j, "state", json_text(r->state));
			json_object_set_new(j, "incident", json_text(r->incident));
			json_object_set_new(j, "query", json_text(alarm_query(r, c->arena)));
			cli_json(j);
			continue;
		}
		cli_print(arena_printf(c->arena, _("%lld  %-6s '%s' %d in 1 h, usually %.1f  %s  %s\n"), (long long)r->id, r->what,
			r->said, r->now, r->usual, r->incident ? r->incident : r->state, alarm_query(r, c->arena)));
	}
	if (!n && !c->json && !c->quiet)
		printf("%s\n", _("nothing comes much more often than usual"));
	return n ? 0 : 1;
}

static int
do_dismiss(struct cli *c, struct error *err)
{
	struct act_incident what = { .alarm = 0 };
	struct act act = { .verb = ACT_ALARM, .incident = &what };
	struct act_result r;
	if (c->arg_count != 2 || str_to_int64(c->args[1], &what.alarm) < 0)
		return error_set(err, ERR_USAGE, _("usage: incident dismiss N, a number out of `incident alarms`"));
	return store_act(c->store, &c->v.who, &act, 1, false, c->arena, &r, err) < 0 ? -1 : cli_report(c, &r);
}

/* incident VERB ... */
int
cli_incident(struct cli *c)
{
	static const struct cli_sub subs[] = {
		{ "list", do_list }, { "show", do_show }, { "new", do_new }, { "join", do_join }, { "leave", do_leave },
		{ "like", do_like }, { "text", do_text }, { "escalate", do_escalate }, { "update", do_update },
		{ "close", do_close }, { "alarms", do_alarms }, { "dismiss", do_dismiss } };
	return cli_run_sub(c, "list", STORE_DESK, subs, sizeof subs / sizeof *subs);
}
