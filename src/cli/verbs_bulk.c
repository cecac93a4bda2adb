/* verbs_bulk.c - one text to the customers of many cases. */
#include "cli.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

enum { PAGE = 500, SLICE = 50, MOST = 20000 };

static int
cases_of(struct cli *c, int64_t **out, size_t *n, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	struct case_page p = { .sort = SORT_DUE, .agent = c->v.who.agent, .limit = PAGE };
	struct case_row *rows, last;
	struct query *q;
	size_t count, space = 0;
	bool more = true, cut;
	*out = NULL;
	*n = 0;
	if (query_parse(c->args[0], &ctx, c->arena, &q, NULL, err) < 0) {
		error_prefix(err, _("query '%s'"), query_brief(c->args[0], c->arena));
		return -1;
	}
	p.query = q;
	while (more && *n < MOST) {
		if (read_cases(c->store, &p, c->arena, &rows, &count, &more, &cut, err) < 0)
			return -1;
		for (size_t i = 0; i < count; i++)
			*VEC_PUSH(c->arena, *out, *n, space) = rows[i].id;
		if (!count)
			break;
		last = rows[count - 1];
		p.after = &last;
	}
	return 0;
}

static int
text_of(struct cli *c, struct bulk *b, struct error *err)
{
	const char *name = cli_opt(c, "macro");
	const char *then = cli_opt(c, "resolve") ? "resolve" : cli_opt(c, "pending") ? "pending" : NULL;
	const struct conf_macro *m = NULL;
	char *body = NULL;
	if (cli_opt(c, "resolve") && cli_opt(c, "pending"))
		return error_set(err, ERR_USAGE, _("--resolve and --pending: choose one"));
	if (name && !(m = conf_macro_find(c->conf, name, c->arena, err)))
		return -1;
	if (!m && cli_body(c, 1, &body, err) < 0)
		return -1;
	if (!m && str_empty(body))
		return error_set(err, ERR_INPUT, _("the message is empty: nothing was queued"));
	if (m && (c->arg_count > 1 || cli_opt(c, "body-file")))
		return error_set(err, ERR_USAGE, _("--macro and a text: choose one"));
	bulk_text(b, body, m);
	b->then = then;
	return 0;
}

static int
leave_out(struct cli *c, struct bulk *b, struct error *err)
{
	for (const char **name = cli_opts(c, "without"); *name; name++) {
		int64_t id;
		if (read_case_named(c->store, *name, &id, err) < 0)
			return -1;
		for (size_t i = 0; i < b->n; i++)
			b->items[i].out |= b->items[i].case_id == id;
	}
	return 0;
}

static json_t *
json_item_of(const struct bulk_item *it)
{
	json_t *j = json_object();
	bool sendable = it->state == BULK_READY || it->state == BULK_DOUBT;
	json_object_set_new(j, "case", json_integer(it->number));
	json_object_set_new(j, "customer", json_text(it->who));
	json_object_set_new(j, "state", json_text(bulk_state_names[it->state]));
	json_object_set_new(j, "why", json_text(*it->why ? it->why : NULL));
	json_object_set_new(j, "account", json_text(*it->account ? it->account : NULL));
	json_object_set_new(j, "to", json_text(*it->to ? it->to : NULL));
	json_object_set_new(j, "goes", json_boolean(sendable && !it->out));
	json_object_set_new(j, "queued", json_boolean(it->queued));
	return j;
}

/* By what becomes of them: how many, then each. */
static void
print_items(struct cli *c, const struct bulk *b)
{
	for (int state = 0; state < BULK_UNKNOWN; state++) {
		size_t n = bulk_count(b, (enum bulk_state)state, false) + bulk_count(b, (enum bulk_state)state, true);
		if (!n)
			continue;
		printf("%zu %s\n", n, bulk_state_words((enum bulk_state)state));
		for (size_t i = 0; i < b->n; i++) {
			const struct bulk_item *it = &b->items[i];
			if ((int)it->state != state)
				continue;
			cli_print(arena_printf(c->arena, "  #%-6lld %-20.20s %-16s %s%s%s%s", (long long)it->number, it->who,
				it->account, it->to, it->out ? _("  LEFT OUT") : "", *it->why ? "  " : "", it->why));
			putchar('\n');
		}
	}
}

static int
report(struct cli *c, const struct bulk *b, bool dry)
{
	if (c->json)
		for (size_t i = 0; i < b->n; i++)
			cli_json(json_item_of(&b->items[i]));
	else if (!c->quiet)
		print_items(c, b);
	if (!c->json && !dry && !c->quiet && b->sent)
		printf("%s\n", arena_printf(c->arena, _("%s - sportello undo takes all back"),
			bulk_done_words(&c->v, b, c->arena)));
	return (dry ? bulk_count(b, BULK_READY, false) + bulk_count(b, BULK_DOUBT, false) : b->sent) ? 0 : 1;
}

/* bulk-reply QUERY [TEXT...] */
int
cli_bulk(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct bulk b;
	int64_t *ids;
	size_t n;
	bool dry = cli_opt(c, "dry-run") != NULL;
	if (c->arg_count < 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || cases_of(c, &ids, &n, &err) < 0)
		return cli_fail(&err);
	bulk_begin(&b, ids, n, c->arena);
	if (text_of(c, &b, &err) < 0 || leave_out(c, &b, &err) < 0)
		return cli_fail(&err);
	while (!bulk_look(&c->v, &b, SLICE, c->arena))
		;
	for (size_t i = 0; i < b.n && cli_opt(c, "anyway"); i++)
		if (b.items[i].state == BULK_DOUBT)
			b.items[i].out = false;
	if (!dry)
		for (int rc = 0; rc == 0;)
			if ((rc = bulk_send(&c->v, &b, SLICE, c->arena, &err)) < 0)
				return cli_fail(&err);
	return report(c, &b, dry);
}
