/* verbs_many.c - one command for all cases that a query picks: looked at first, done after a yes. */
#include "cli.h"

#include <stdio.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "flow.h"
#include "i18n.h"
#include "str.h"
#include "verb.h"

enum { SLICE_US = 5000, BUSY_TRIES = 600, BUSY_US = 50000, SHOWN = 5 };

/* All slices; a lock that is not had is waited for, and progress is said on a terminal. */
static int
run_all(struct cli *c, struct many *b, bool dry, struct error *err)
{
	bool tell = !c->quiet && !c->json && isatty(2);
	int busy = 0, rc = b->count ? 1 : 0;
	while (rc > 0) {
		rc = many_step(b, dry, SLICE_US, err);
		if (rc < 0 && err->code == ERR_BUSY && busy++ < BUSY_TRIES) {
			error_clear(err);
			usleep(BUSY_US);
			rc = 1;
			continue;
		}
		busy = rc < 0 ? busy : 0;
		if (tell)
			fprintf(stderr, dry ? _("\rlooking at %zu of %zu") : _("\r%zu of %zu"), b->at, b->count);
	}
	if (tell)
		fprintf(stderr, "\r\033[K");
	return rc;
}

static json_t *
json_tally(const struct many_tally *list, const char *nobody)
{
	json_t *j = json_object();
	for (size_t i = 0; i < MANY_TALLIES && list[i].n; i++)
		json_object_set_new(j, list[i].name ? list[i].name : nobody, json_integer((json_int_t)list[i].n));
	return j;
}

static void
print_json(const struct many *b, const char *query, bool dry)
{
	json_t *j = json_object(), *why = json_array();
	json_object_set_new(j, "query", json_text(query));
	json_object_set_new(j, "command", json_text(b->lines));
	json_object_set_new(j, "dry_run", json_boolean(dry));
	json_object_set_new(j, "cases", json_integer((json_int_t)b->count));
	json_object_set_new(j, "changed", json_integer((json_int_t)b->changed));
	json_object_set_new(j, "same", json_integer((json_int_t)b->same));
	json_object_set_new(j, "refused", json_integer((json_int_t)b->refused));
	json_object_set_new(j, "status", json_tally(b->status, "none"));
	json_object_set_new(j, "assignee", json_tally(b->owner, "nobody"));
	json_object_set_new(j, "channels", json_tally(b->channel, "none"));
	for (size_t i = 0; i < MANY_WHYS && b->why[i].n; i++) {
		json_t *one = json_object();
		json_object_set_new(one, "words", json_text(b->why[i].words));
		json_object_set_new(one, "cases", json_integer((json_int_t)b->why[i].n));
		json_object_set_new(one, "first", json_integer(b->why[i].first));
		json_array_append_new(why, one);
	}
	json_object_set_new(j, "why", why);
	json_object_set_new(j, "group", b->group ? json_integer(b->group) : json_null());
	cli_json(j);
}

static void
print_whys(const struct many *b)
{
	for (size_t i = 0; i < MANY_WHYS && b->why[i].n; i++) {
		printf(ngettext_("  refused, %zu case, #%lld: ", "  refused, %zu cases, #%lld first: ", b->why[i].n), b->why[i].n,
			(long long)b->why[i].first);
		cli_print(b->why[i].words);
		putchar('\n');
	}
}

static void
print_preview(struct cli *c, const struct many *b)
{
	struct case_row r;
	printf(ngettext_("%zu case: ", "%zu cases: ", b->count), b->count);
	printf(_("%zu would change, %zu are so already, %zu refuse\n"), b->changed, b->same, b->refused);
	printf(_("  status    %s\n"), many_tally_words(b->status, _("none"), c->arena));
	printf(_("  assigned  "));
	cli_print(many_tally_words(b->owner, _("nobody"), c->arena));
	printf(_("\n  channels  %s\n"), many_tally_words(b->channel, _("none"), c->arena));
	print_whys(b);
	for (size_t i = 0; i < b->count && i < SHOWN; i++) {
		if (read_case(c->store, b->ids[i], c->v.who.agent, c->arena, &r, NULL) < 0)
			continue;
		printf("  #%lld ", (long long)r.number);
		cli_print(arena_printf(c->arena, "%s  %s", r.customer_name, r.subject ? r.subject : ""));
		putchar('\n');
	}
	if (b->count > SHOWN)
		printf(_("  and %zu more\n"), b->count - SHOWN);
}

static void
print_done(const struct many *b)
{
	printf(ngettext_("%s: %zu case changed", "%s: %zu cases changed", b->changed), b->lines, b->changed);
	printf(_(", %zu were so already, %zu refused"), b->same, b->refused);
	printf(b->changed ? _("; `sportello undo` takes all of it back\n") : "\n");
	print_whys(b);
}

/* What a query picks, and what is to be done to it. */
static int
open_many(struct cli *c, struct many **out, struct error *err)
{
	struct query *q;
	struct buf lines = BUF_INIT;
	int64_t *ids;
	size_t n;
	bool more;
	struct query_context ctx = { .now = c->v.now };
	if (query_parse(c->args[0], &ctx, c->arena, &q, NULL, err) < 0 ||
	    read_case_ids(c->store, q, c->v.who.agent, MANY_MAX, c->arena, &ids, &n, &more, err) < 0)
		return -1;
	if (more)
		return error_set(err, ERR_INPUT, _("bulk: more than %d cases; say it more narrowly"), MANY_MAX);
	for (size_t i = 1; i < c->arg_count; i++)
		buf_addf(&lines, "%s%s", i > 1 ? " " : "", c->arg_count == 2 ? c->args[i] : str_quote(c->arena, c->args[i]));
	const char *words = arena_strn(c->arena, lines.data, lines.len);
	buf_free(&lines);
	return many_open(&c->v, words, ids, n, c->arena, out, err);
}

int
cli_many(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct many *b;
	bool dry = cli_opt(c, "dry-run") != NULL, yes = cli_opt(c, "yes") != NULL;
	if (c->arg_count < 2)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || open_many(c, &b, &err) < 0)
		return cli_fail(&err);
	if (!b->count) {
		if (c->json)
			print_json(b, c->args[0], dry);
		else if (!c->quiet)
			printf("%s\n", _("no case matches"));
		return 1;
	}
	if (!yes || dry) {
		if (run_all(c, b, true, &err) < 0)
			return cli_fail(&err);
		if (c->json && dry)
			print_json(b, c->args[0], true);
		else if (!c->quiet && !c->json)
			print_preview(c, b);
		if (dry)
			return b->changed ? 0 : 1;
		if (!cli_confirm(arena_printf(c->arena, _("%s: go on?"), b->lines))) {
			error_set(&err, ERR_INPUT, _("nothing was changed; --yes does it without asking"));
			return cli_fail(&err);
		}
		many_restart(b);
	}
	if (run_all(c, b, false, &err) < 0 || store_barrier(c->store, &err) < 0) {
		if (b->group)
			printf(_("stopped after %zu of %zu; `sportello undo` takes back what was done, the same again "
				"goes on\n"), b->at, b->count);
		return cli_fail(&err);
	}
	if (c->json)
		print_json(b, c->args[0], false);
	else if (!c->quiet)
		print_done(b);
	return b->changed ? 0 : 1;
}
