/* verbs_history.c - a customer's history on all channels, in order of time. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "str.h"

enum { PAGE = 200, SAID = TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_BODIES };

/* Kinds that are no message: a part of the timeline each. */
static unsigned
part_of(const char *kind)
{
	static const struct { const char *name; unsigned part; } parts[] = { { "note", TIMELINE_NOTES },
		{ "action", TIMELINE_ACTIONS }, { "event", TIMELINE_EVENTS } };
	for (size_t i = 0; kind && i < sizeof parts / sizeof *parts; i++)
		if (str_eq(parts[i].name, kind))
			return parts[i].part | TIMELINE_BODIES;
	return kind ? TIMELINE_MESSAGES | TIMELINE_BODIES : SAID | TIMELINE_TURNS | TIMELINE_EVENTS;
}

static int
read_query(struct cli *c, const char *source, struct query **out, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	if (query_parse(source, &ctx, c->arena, out, NULL, err) < 0) {
		error_prefix(err, _("query '%s'"), query_brief(source, c->arena));
		return -1;
	}
	return 0;
}

/* --since, --until: what a query's date: takes. */
static int
period(struct cli *c, struct timeline_page *p, struct error *err)
{
	const char *since = cli_opt(c, "since"), *until = cli_opt(c, "until");
	struct query *q;
	if (!since && !until)
		return 0;
	if (read_query(c, arena_printf(c->arena, "date:%s..%s", since ? since : "", until ? until : ""), &q, err) < 0)
		return -1;
	p->from_at = q->from_at;
	p->to_at = q->to_at;
	/* a day is meant to its end; a distance from now is a moment */
	bool distance = until && strspn(until, "0123456789") + 1 == strlen(until) && until[strlen(until) - 1] > '9';
	if (distance && read_query(c, arena_printf(c->arena, "date:%s..", until), &q, err) < 0)
		return -1;
	if (distance)
		p->to_at = q->from_at;
	return 0;
}

static int
conditions(struct cli *c, struct timeline_page *p, struct error *err)
{
	const char *channel = cli_opt(c, "channel"), *kind = cli_opt(c, "kind");
	struct buf b = BUF_INIT;
	struct query *q;
	p->parts = part_of(kind);
	for (size_t i = 1; i < c->arg_count; i++)
		buf_addf(&b, "%s%s", i > 1 ? " " : "", c->args[i]);
	const char *words = b.len ? arena_printf(c->arena, "(%s)", b.data) : "";
	buf_free(&b);
	if (channel)
		words = arena_printf(c->arena, "%s channel:%s", words, str_quote(c->arena, channel));
	if (kind && p->parts & TIMELINE_MESSAGES)
		words = arena_printf(c->arena, "%s kind:%s", words, str_quote(c->arena, kind));
	if (!*words)
		return 0;
	if (read_query(c, words, &q, err) < 0)
		return -1;
	p->query = q;
	return 0;
}

static void
print_rows(struct cli *c, const struct item_row *rows, size_t n, int64_t *last_case)
{
	for (size_t i = 0; i < n; i++) {
		const struct item_row *r = &rows[i];
		struct case_row k;
		if (c->json) {
			cli_json(json_item(c->store, r, c->arena));
			continue;
		}
		if (r->case_id != *last_case && r->row != ROW_ACTION && r->row != ROW_EVENT) {
			if (!r->case_id)
				printf(_("\n== no case\n"));
			else if (read_case(c->store, r->case_id, c->v.who.agent, c->arena, &k, NULL) == 0) {
				printf("\n== #%lld %s  ", (long long)k.number, status_name(k.status));
				cli_print(k.subject ? k.subject : _("(no subject)"));
				putchar('\n');
			}
			*last_case = r->case_id;
		}
		cli_print_item(c, r);
	}
}

/* The newest `limit` if there is a limit, else all, page by page; oldest first. */
static int
print_history(struct cli *c, struct timeline_page *p, size_t limit, size_t *done, struct error *err)
{
	struct item_row last = { .at = INT64_MIN }, *rows;
	bool more = true;
	int64_t case_id = -1;
	size_t n;
	p->limit = limit ? limit : PAGE;
	p->after = limit ? NULL : &last;
	while (more) {
		if (read_timeline(c->store, p, c->arena, &rows, &n, &more, err) < 0)
			return -1;
		print_rows(c, rows, n, &case_id);
		*done += n;
		if (!n || limit)
			break;
		last = rows[n - 1];
	}
	return 0;
}

int
cli_history(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct timeline_page p = { .query = NULL };
	int64_t limit = 0;
	size_t done = 0;
	const char *most = cli_opt(c, "limit");
	if (!c->arg_count)
		return cli_usage(c);
	if (most && (str_to_int64(most, &limit) < 0 || limit <= 0))
		(void)error_set(&err, ERR_USAGE, _("--limit '%s' is not a number above 0"), most);
	if (err.code || period(c, &p, &err) < 0 || conditions(c, &p, &err) < 0 || cli_open_store(c, STORE_DESK, &err) < 0 ||
	    read_customer_named(c->store, c->args[0], &p.customer, &err) < 0)
		return cli_fail(&err);
	p.agent = c->v.who.agent;
	if (print_history(c, &p, (size_t)limit, &done, &err) < 0)
		return cli_fail(&err);
	return done ? 0 : 1;
}
