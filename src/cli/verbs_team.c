/* verbs_team.c - queues: what waits for a team and who is there; out of office. */
#include "cli.h"

#include <stdio.h>

#include "clock.h"
#include "i18n.h"
#include "queue.h"
#include "str.h"

/* away [until WHEN] [--substitute WHO], back */
int
cli_away(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act act;
	struct act_result result;
	size_t n = 0;
	const char **words = arena_array(c->arena, const char *, c->arg_count + 6);
	static const char *const options[][2] = { { "substitute", "--substitute" }, { "agent", "--agent" } };
	if (c->verb == CLI_BACK && c->arg_count)
		return cli_usage(c);
	for (size_t i = 0; i < c->arg_count; i++)
		words[n++] = c->args[i];
	if (c->verb == CLI_BACK)
		words[n++] = "off";
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (cli_opt(c, options[i][0])) {
			words[n++] = options[i][1];
			words[n++] = cli_opt(c, options[i][0]);
		}
	if (cli_open_store(c, STORE_DESK, &err) < 0 || verb_away(&c->v, words, n, c->arena, &act, &err) < 0 ||
	    store_act(c->store, &c->v.who, &act, 1, true, c->arena, &result, &err) < 0)
		return cli_fail(&err);
	return cli_report(c, &result);
}

/* -- queues -------------------------------------------------------------------------------------------------------- */

static json_t *
json_team(const struct conf_named *t, const struct queue_figures *f, const struct queue_member *m, size_t n)
{
	json_t *j = json_object(), *list = json_array();
	json_object_set_new(j, "team", json_string(t->name));
	json_object_set_new(j, "assign", json_text(conf_named_str(t, OPT_TEAM_ASSIGN)));
	json_object_set_new(j, "waiting", json_integer(f->waiting));
	json_object_set_new(j, "longest_since", json_time(f->longest_at));
	json_object_set_new(j, "unassigned", json_integer(f->unassigned));
	json_object_set_new(j, "overdue", json_integer(f->overdue));
	json_object_set_new(j, "open", json_integer(f->open));
	for (size_t i = 0; i < n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "agent", json_string(m[i].name));
		json_object_set_new(o, "open", json_integer(m[i].open));
		json_object_set_new(o, "here", json_boolean(m[i].here));
		json_object_set_new(o, "seen", json_time(m[i].seen_at));
		json_object_set_new(o, "away", json_boolean(m[i].away));
		json_object_set_new(o, "away_until", json_time(m[i].away_until));
		json_object_set_new(o, "substitute", json_text(m[i].substitute));
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "members", list);
	return j;
}

static void
print_team(struct cli *c, const struct conf_named *t, const struct queue_figures *f, const struct queue_member *m, size_t n)
{
	char span[8] = "-";
	const char *title = conf_named_str(t, OPT_TEAM_TITLE);
	if (f->longest_at)
		clock_short_span(span, c->v.now - f->longest_at);
	printf("%-12s ", t->name);
	printf(_("%lld waiting, longest %s, %lld unassigned, %lld overdue, %lld open"), (long long)f->waiting, span,
		(long long)f->unassigned, (long long)f->overdue, (long long)f->open);
	if (!str_empty(title)) {
		printf("  ");
		cli_print(title);
	}
	putchar('\n');
	for (size_t i = 0; i < n; i++) {
		printf("  %-10s %4lld  ", m[i].name, (long long)m[i].open);
		cli_print(queue_words(&m[i], c->v.now, c->arena));
		putchar('\n');
	}
}

static int
show_team(struct cli *c, const struct conf_named *t, struct error *err)
{
	struct queue_figures f;
	struct queue_member *m;
	size_t n;
	const char *members = conf_named_str(t, OPT_TEAM_MEMBERS);
	if (queue_figures(c->store, t->name, c->v.now, &f, err) < 0 ||
	    queue_members(c->store, str_split(c->arena, members ? members : "", ", ", NULL), c->v.now, c->arena, &m, &n, err) < 0)
		return -1;
	if (c->json)
		cli_json(json_team(t, &f, m, n));
	else
		print_team(c, t, &f, m, n);
	return 0;
}

int
cli_team(struct cli *c)
{
	struct error err = ERROR_INIT;
	size_t n;
	const struct conf_named *list = conf_named(c->conf, SECTION_TEAM, &n), *one = NULL;
	if (c->arg_count > 1)
		return cli_usage(c);
	if (c->arg_count && !(one = conf_named_find(c->conf, SECTION_TEAM, c->args[0], c->arena, &err)))
		return cli_fail(&err);
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	if (!n)
		return error_set(&err, ERR_INPUT, _("there are no teams: a [team NAME] with `members = ...` in %s makes one"),
			conf_file(c->conf)), cli_fail(&err);
	for (size_t i = 0; i < n; i++)
		if ((!one || one == &list[i]) && show_team(c, &list[i], &err) < 0)
			return cli_fail(&err);
	return 0;
}
