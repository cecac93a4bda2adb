/* verbs_stats.c - the figures of a period: in all, per value, as JSON, tab-separated lines or bars. */
#include "cli.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "query.h"
#include "stats.h"
#include "str.h"
#include "utf8.h"

enum { NAME_COLUMNS = 24, BAR_MOST = 60 };

/* -- the period ------------------------------------------------------------------------------------------------------- */

/* "7d" is so long ago to the moment; a day, a month or "today" begins where the query language has it begin. */
static int
moment_opt(struct cli *c, const char *name, int64_t *at, struct error *err)
{
	const char *s = cli_opt(c, name);
	struct query_context ctx = { .now = c->v.now };
	struct query *q;
	int64_t span;
	if (!s || clock_parse_rfc3339(s, at))
		return 0;
	if (care_span(s, &span, NULL) == 0) {
		*at = c->v.now - span;
		return 0;
	}
	if (!strpbrk(s, ".<> ()\"") && query_parse(arena_printf(c->arena, "opened:%s", s), &ctx, c->arena, &q, NULL, NULL) == 0 &&
	    q->op == QUERY_TERM && q->from_at) {
		*at = q->from_at;
		return 0;
	}
	return error_set(err, ERR_USAGE, _("--%s '%s': say 7d, 4w, today or a date like 2026-11-01"), name, s);
}

static int
period_opts(struct cli *c, int64_t *from, int64_t *to, struct error *err)
{
	*from = c->v.now - 7 * MS_DAY;
	*to = c->v.now;
	if (moment_opt(c, "since", from, err) < 0 || moment_opt(c, "until", to, err) < 0)
		return -1;
	if (*from >= *to)
		return error_set(err, ERR_USAGE, _("--until must be later than --since"));
	if (cli_opt(c, "plot") && (!cli_opt(c, "by") || c->json || cli_opt(c, "tsv")))
		return error_set(err, ERR_USAGE, _("--plot draws what --by names, and neither JSON nor lines with tabs"));
	return 0;
}

/* -- per value ---------------------------------------------------------------------------------------------------------- */

static int
by_opt(struct cli *c, const char *by, struct stats_key *key, struct error *err)
{
	static const char *const names[] = { "tag", "channel", "team", "agent", "day", "hour", "weekday" };
	static const enum stats_by what[] = { STATS_BY_TAG, STATS_BY_CHANNEL, STATS_BY_TEAM, STATS_BY_AGENT, STATS_BY_DAY,
		STATS_BY_HOUR, STATS_BY_WEEKDAY };
	*key = (struct stats_key){ .by = STATS_BY_FIELD };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i], by)) {
			key->by = what[i];
			return 0;
		}
	if (!str_starts(by, "field:"))
		return error_set(err, ERR_USAGE, _("--by '%s': say field:NAME, tag, channel, team, agent, day, hour or weekday"),
			by);
	const struct conf_field *f = conf_field_find(c->v.conf, by + 6, c->arena, err);
	if (!f)
		return -1;
	key->field = f->name;
	key->on_customer = f->on_customer;
	key->tree = str_eq(f->type, "tree");
	return 0;
}

static json_t *
json_row(const struct stats_row *r)
{
	json_t *j = json_object();
	json_object_set_new(j, "value", json_text(r->value));
	json_object_set_new(j, "opened", json_integer(r->opened));
	json_object_set_new(j, "resolved", json_integer(r->resolved));
	json_object_set_new(j, "solved", json_integer(r->solved));
	json_object_set_new(j, "first_reply_p50", json_real((double)r->first_reply_p50 / 1000.0));
	json_object_set_new(j, "first_reply_p90", json_real((double)r->first_reply_p90 / 1000.0));
	json_object_set_new(j, "resolution_p50", json_real((double)r->resolution_p50 / 1000.0));
	json_object_set_new(j, "resolution_p90", json_real((double)r->resolution_p90 / 1000.0));
	return j;
}

static void
tsv_row(const struct stats_row *r)
{
	cli_print(r->value ? r->value : "");
	printf("\t%lld\t%lld\t%lld\t%lld\t%lld\t%lld\t%lld\n", (long long)r->opened, (long long)r->resolved,
		(long long)r->solved, (long long)(r->first_reply_p50 / 1000), (long long)(r->first_reply_p90 / 1000),
		(long long)(r->resolution_p50 / 1000), (long long)(r->resolution_p90 / 1000));
}

/* The value's name, a leaf below its branch; so many columns. */
static void
print_name(const struct stats_row *r, bool tree, int columns)
{
	const char *words = r->value ? r->value : "-";
	int indent = 0;
	for (const char *p = strchr(words, '/'); tree && p; p = strchr(words, '/')) {
		words = p + 1;
		indent += 2;
	}
	int width = utf8_columns(words, strlen(words)) + indent;
	printf("%*s", indent, "");
	cli_print(words);
	printf("%*s", width < columns ? columns - width : 0, "");
}

static void
print_row(const struct stats_row *r, bool tree)
{
	const int64_t spans[] = { r->first_reply_p50, r->first_reply_p90, r->resolution_p50, r->resolution_p90 };
	print_name(r, tree, NAME_COLUMNS);
	printf(" %8lld %8lld", (long long)r->opened, (long long)r->resolved);
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		char span[8];
		clock_short_span(span, spans[i]);
		printf(" %8s", spans[i] ? span : "-");
	}
	putchar('\n');
}

/* -- bars ----------------------------------------------------------------------------------------------------------------- */

static void
print_bar(int64_t n, int64_t most, int columns, const char *mark)
{
	int64_t cells = most ? (n * columns + most / 2) / most : 0;
	if (n && !cells)
		cells = 1;
	printf("%8lld ", (long long)n);
	for (int64_t i = 0; i < cells; i++)
		fputs(mark, stdout);
	putchar('\n');
}

static void
plot_rows(const struct stats_row *rows, size_t n, bool tree)
{
	bool fine = str_ieq(nl_langinfo(CODESET), "UTF-8") || str_ieq(nl_langinfo(CODESET), "utf8");
	int width = cli_columns(), name = 6, bar;
	int64_t most = 0;
	for (size_t i = 0; i < n; i++) {
		int w = rows[i].value ? utf8_columns(rows[i].value, strlen(rows[i].value)) : 1;
		name = w > name ? w < NAME_COLUMNS ? w : NAME_COLUMNS : name;
		most = rows[i].opened > most ? rows[i].opened : most;
		most = rows[i].solved > most ? rows[i].solved : most;
	}
	bar = (width > 30 ? width : 80) - name - 10;
	bar = bar > BAR_MOST ? BAR_MOST : bar;
	printf(_("%s opened  %s solved\n"), fine ? "█" : "#", fine ? "▒" : "o");
	for (size_t i = 0; i < n; i++) {
		print_name(&rows[i], tree, name);
		print_bar(rows[i].opened, most, bar, fine ? "█" : "#");
		printf("%*s", name, "");
		print_bar(rows[i].solved, most, bar, fine ? "▒" : "o");
	}
}

static void
json_rows(const struct stats_row *rows, size_t n, const char *by, int64_t from, int64_t to)
{
	json_t *j = json_object(), *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_row(&rows[i]));
	json_object_set_new(j, "from", json_time(from));
	json_object_set_new(j, "to", json_time(to));
	json_object_set_new(j, "by", json_string(by));
	json_object_set_new(j, "values", list);
	cli_json(j);
}

/* Each sees their own row alone. */
static void
keep_own(struct cli *c, struct stats_row *rows, size_t *n)
{
	size_t kept = 0;
	for (size_t i = 0; i < *n; i++)
		if (str_eq(rows[i].value, conf_agent_id(c->v.conf)))
			rows[kept++] = rows[i];
	*n = kept;
}

static int
stats_by(struct cli *c, const char *by, int64_t from, int64_t to, struct error *err)
{
	struct stats_key key;
	struct stats_row *rows;
	size_t n;
	int64_t only = 0;
	if (by_opt(c, by, &key, err) < 0 || cli_open_store(c, STORE_DESK, err) < 0 ||
	    (key.by == STATS_BY_AGENT && stats_named(&c->v, "stats --by agent", &only, err) < 0) ||
	    read_stats_by(c->store, from, to, &key, c->arena, &rows, &n, err) < 0)
		return -1;
	if (only)
		keep_own(c, rows, &n);
	if (c->json) {
		json_rows(rows, n, by, from, to);
	} else if (cli_opt(c, "plot")) {
		plot_rows(rows, n, key.tree);
	} else if (cli_opt(c, "tsv")) {
		printf("%s\topened\tresolved\tsolved\tfirst_reply_p50\tfirst_reply_p90\tresolution_p50\tresolution_p90\n", by);
		for (size_t i = 0; i < n; i++)
			tsv_row(&rows[i]);
	} else {
		printf("%-24s %8s %8s %17s %17s\n", by, _("opened"), _("resolved"), _("reply 50/90 %"), _("done 50/90 %"));
		for (size_t i = 0; i < n; i++)
			print_row(&rows[i], key.tree);
	}
	return 0;
}

/* -- in all ------------------------------------------------------------------------------------------------------------------ */

struct figure { const char *key, *words; int64_t value; bool span; };

static void
print_figures(struct cli *c, const struct figure *f, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char span[8];
		clock_short_span(span, f[i].value);
		if (cli_opt(c, "tsv"))
			printf("%s\t%lld\n", f[i].key, (long long)(f[i].span ? f[i].value / 1000 : f[i].value));
		else if (f[i].span)
			printf("%-28s %8s\n", f[i].words, f[i].value ? span : "-");
		else
			printf("%-28s %8lld\n", f[i].words, (long long)f[i].value);
	}
}

static int
stats_all(struct cli *c, int64_t from, int64_t to, struct error *err)
{
	struct stats s;
	if (cli_open_store(c, STORE_DESK, err) < 0 || read_stats(c->store, from, to, &s, err) < 0)
		return -1;
	const struct figure all[] = {
		{ "open", _("open now"), s.open_now, false },
		{ "waiting", _("customers waiting"), s.waiting_now, false },
		{ "overdue", _("overdue"), s.overdue_now, false },
		{ "unassigned", _("unassigned"), s.unassigned_now, false },
		{ "opened", _("opened in the period"), s.opened, false },
		{ "resolved", _("resolved"), s.resolved, false },
		{ "solved", _("cases solved, each once"), s.solved, false },
		{ "reopened", _("reopened"), s.reopened, false },
		{ "inbound", _("messages in"), s.inbound, false },
		{ "outbound", _("messages out"), s.outbound, false },
		{ "notes", _("notes"), s.notes, false },
		{ "escalated", _("escalated"), s.escalated, false },
		{ "merged", _("merged"), s.merged, false },
		{ "failed", _("failed deliveries"), s.failed, false },
		{ "first_reply_p50", _("first reply, median"), s.first_reply_p50, true },
		{ "first_reply_p90", _("first reply, 90 % within"), s.first_reply_p90, true },
		{ "resolution_p50", _("resolution, median"), s.resolution_p50, true },
		{ "resolution_p90", _("resolution, 90 % within"), s.resolution_p90, true },
	};
	size_t n = sizeof all / sizeof *all;
	if (!c->json) {
		print_figures(c, all, n);
		return 0;
	}
	json_t *j = json_object();
	json_object_set_new(j, "from", json_time(from));
	json_object_set_new(j, "to", json_time(to));
	for (size_t i = 0; i < n; i++)
		json_object_set_new(j, all[i].key, all[i].span ? json_real((double)all[i].value / 1000.0)
			: json_integer(all[i].value));
	cli_json(j);
	return 0;
}

int
cli_stats(struct cli *c)
{
	struct error err = ERROR_INIT;
	const char *by = cli_opt(c, "by");
	int64_t from, to;
	if (cli_opt(c, "explain"))
		return stats_explain(c, &err) < 0 ? cli_fail(&err) : 0;
	if (period_opts(c, &from, &to, &err) < 0)
		return cli_fail(&err);
	if (cli_opt(c, "kpi"))
		return stats_kpi(c, from, to, &err) < 0 ? cli_fail(&err) : 0;
	if (cli_opt(c, "csv") || cli_opt(c, "hours") || cli_opt(c, "only"))
		error_set(&err, ERR_USAGE, _("--csv, --hours and --only go with --kpi: which figures?"));
	if (err.code)
		return cli_fail(&err);
	return (by ? stats_by(c, by, from, to, &err) : stats_all(c, from, to, &err)) < 0 ? cli_fail(&err) : 0;
}
