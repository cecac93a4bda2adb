/* verbs_undo.c - taking back, doing again, and what there is of it. */
#include "cli.h"

#include <stdio.h>

#include "clock.h"
#include "flow.h"
#include "i18n.h"
#include "str.h"

enum { LISTED = 20 };

static void
print_json(struct cli *c, const struct undo_row *u)
{
	json_t *j = json_object();
	json_object_set_new(j, "group", json_integer(u->grp));
	json_object_set_new(j, "at", json_time(u->at));
	json_object_set_new(j, "case", u->case_number ? json_integer(u->case_number) : json_null());
	json_object_set_new(j, "cases", json_integer(u->cases));
	json_object_set_new(j, "words", json_text(u->words));
	json_object_set_new(j, "undone", u->undone_by ? json_time(u->undone_at) : json_null());
	json_object_set_new(j, "undone_by", u->undone_by ? json_text(u->undone_who ? u->undone_who
		: store_agent_name(c->store, c->v.who.agent, c->arena)) : json_null());
	json_object_set_new(j, "cannot", json_text(u->cannot));
	cli_json(j);
}

static void
print_line(const struct undo_row *u)
{
	struct clock_local l;
	clock_to_local(u->at, &l);
	printf("%8lld  %04d-%02d-%02d %02d:%02d  ", (long long)u->grp, l.year, l.month, l.day, l.hour, l.minute);
	if (u->cases > 1)
		printf(ngettext_("%lld case: ", "%lld cases: ", u->cases), (long long)u->cases);
	else if (u->case_number)
		printf("#%lld ", (long long)u->case_number);
	cli_print(u->words);
	if (u->undone_by)
		printf(_("  (undone)"));
	else if (u->cannot)
		printf(_("  (for good: %s)"), u->cannot);
	putchar('\n');
}

static int
list(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct undo_row *rows;
	size_t n;
	const char *limit = cli_opt(c, "limit");
	int64_t want = LISTED;
	if (limit && (str_to_int64(limit, &want) < 0 || want <= 0)) {
		error_set(&err, ERR_USAGE, _("--limit '%s' is not a number above 0"), limit);
		return cli_fail(&err);
	}
	if (read_undo_list(c->store, c->v.who.agent, 0, (size_t)want, c->arena, &rows, &n, &err) < 0)
		return cli_fail(&err);
	for (size_t i = 0; i < n; i++) {
		if (c->json)
			print_json(c, &rows[i]);
		else
			print_line(&rows[i]);
	}
	return n ? 0 : 1;
}

static int
undo(struct cli *c, const struct act *act)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	if (store_act(c->store, &c->v.who, act, 1, true, c->arena, &r, &err) < 0)
		return cli_fail(&err);
	return cli_report(c, &r);
}

int
cli_undo(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act act = { .verb = ACT_UNDO };
	if (c->arg_count > 1 || (cli_opt(c, "list") && (c->arg_count || cli_opt(c, "action"))))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	if (cli_opt(c, "list"))
		return list(c);
	act.reason = cli_opt(c, "because");
	const char *action = cli_opt(c, "action");
	if (action && (str_to_int64(action, &act.action) < 0 || act.action <= 0)) {
		error_set(&err, ERR_USAGE, _("--action '%s' is not the number of an action"), action);
		return cli_fail(&err);
	}
	if (c->arg_count && cli_case(c, 0, &act.case_id, &err) < 0)
		return cli_fail(&err);
	return undo(c, &act);
}

int
cli_redo(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act act = { .verb = ACT_UNDO };
	if (c->arg_count)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	if (!(act.action = read_redo(c->store, c->v.who.agent))) {
		error_set(&err, ERR_INPUT, _("nothing was undone that could be done again"));
		return cli_fail(&err);
	}
	struct act_result r;
	if (store_act(c->store, &c->v.who, &act, 1, true, c->arena, &r, &err) < 0)
		return cli_fail(&err);
	r.words = arena_printf(c->arena, _("done again: %s"), read_undone_words(c->store, act.action, c->arena));
	return cli_report(c, &r);
}
