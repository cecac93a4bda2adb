/* verbs_kpi.c - figures by their definitions: of a period, in all or by something, with the query behind each. */
#include "cli.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "metric.h"
#include "people.h"
#include "str.h"
#include "stats.h"
#include "utf8.h"

enum { NAME_COLUMNS = 24, COUNT_US = 200000 };

/* What one line of the command asks for. */
struct asked {
	struct kpi_ask ask;
	struct stats_key field;
	enum kpi list[KPI_COUNT];
	size_t n;
	const char *by, *hours;		/* as written; NULL = not given */
	char *period;
	int64_t left;			/* cases that are not counted yet */
};

/* -- what is asked for ------------------------------------------------------------------------------------------------- */

static int
read_names(struct asked *q, const char *names, struct arena *a, struct error *err)
{
	size_t n;
	char **each = str_split(a, names, ",", &n);
	for (size_t i = 0; i < n; i++) {
		const char *name = str_trim(a, each[i]);
		if (str_ieq(name, "all")) {
			for (q->n = 0; q->n < KPI_COUNT; q->n++)
				q->list[q->n] = (enum kpi)q->n;
			return 0;
		}
		enum kpi k = kpi_find(name, err);
		if (k == KPI_COUNT)
			return -1;
		if (q->n < KPI_COUNT)
			q->list[q->n++] = k;
	}
	return q->n ? 0 : error_set(err, ERR_USAGE,
		_("--kpi names figures, or all: `sportello stats --explain all` lists them"));
}

static int
read_by(struct cli *c, struct asked *q, struct error *err)
{
	static const struct { const char *name; enum kpi_by by; } names[] = { { "channel", KPI_BY_CHANNEL }, { "team",
		KPI_BY_TEAM },
		{ "agent", KPI_BY_AGENT }, { "tag", KPI_BY_TAG }, { "policy", KPI_BY_POLICY }, { "intent", KPI_BY_INTENT },
		{ "day", KPI_BY_DAY }, { "week", KPI_BY_WEEK }, { "month", KPI_BY_MONTH } };
	for (size_t i = 0; q->by && i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i].name, q->by)) {
			q->ask.by = names[i].by;
			return q->ask.by == KPI_BY_AGENT ? stats_named(&c->v, "stats --kpi", &q->ask.agent_only, err) : 0;
		}
	if (!q->by)
		return 0;
	if (!str_starts(q->by, "field:"))
		return error_set(err, ERR_USAGE,
			_("--by '%s' of figures: say channel, team, agent, tag, policy, intent, field:NAME, day,"
			" week or month"), q->by);
	const struct conf_field *f = conf_field_find(c->v.conf, q->by + 6, c->arena, err);
	if (!f)
		return -1;
	q->field = (struct stats_key){ .by = STATS_BY_FIELD, .field = f->name, .on_customer = f->on_customer,
		.tree = str_eq(f->type, "tree") };
	q->ask.by = KPI_BY_FIELD;
	q->ask.field = &q->field;
	return 0;
}

/* Counts what is not counted yet; on a terminal one sees it go on. */
static int
count_up(struct cli *c, struct asked *q, struct error *err)
{
	struct hours *kept;
	int64_t left = 1;
	bool shown = false;
	if (metric_hours(c->store, c->v.conf, NULL, c->arena, &kept, err) < 0)
		return -1;
	if (q->hours) {
		struct hours *other;
		if (metric_hours(c->store, c->v.conf, q->hours, c->arena, &other, err) < 0)
			return -1;
		q->ask.hours = other;
		q->ask.other_hours = !kept || !str_eq(hours_name(kept), q->hours);
	} else {
		q->hours = kept ? hours_name(kept) : NULL;
	}
	while (left) {
		if (metric_run(c->store, kept, COUNT_US, &left, err) < 0)
			return -1;
		store_idle(c->store, false);	/* or the log would hold all of it */
		if (left > 0 && cli_columns()) {
			fputc('\r', stderr);
			fprintf(stderr, ngettext_("counting: %lld case left  ", "counting: %lld cases left  ",
				(unsigned long)left),
				(long long)left);
			shown = true;
		}
	}
	if (shown)
		fprintf(stderr, "\r%40s\r", "");
	return 0;
}

/* -- words ---------------------------------------------------------------------------------------------------------------- */

static char *
mean_words(const struct kpi_spread *s, struct arena *a)
{
	return s->n ? arena_printf(a, "%.1f", (double)s->sum / (double)s->n) : arena_str(a, "-");
}

/* A median, a percentile, a mean: of a span "4h", of a number "3". */
static char *
value_words(enum kpi k, int64_t v, const struct kpi_spread *s, struct arena *a)
{
	char span[8];
	if (!s->n)
		return arena_str(a, "-");
	if (kpi_infos[k].unit != KPI_SPAN)
		return arena_printf(a, "%lld", (long long)v);
	clock_short_span(span, v);
	return arena_str(a, span);
}

static char *
share_words(const struct kpi_row *r, struct arena *a)
{
	return r->all.n ? arena_printf(a, "%.0f %%", 100.0 * (double)r->hits / (double)r->all.n) : arena_str(a, "-");
}

static void
cell(const char *words, int columns)
{
	int w = utf8_columns(words, strlen(words));
	printf("%*s%s", w < columns ? columns - w : 0, "", words);
}

static void
name_cell(const char *words, int columns)
{
	int w = utf8_columns(words, strlen(words));
	cli_print(words);
	printf("%*s", w < columns ? columns - w : 0, "");
}

/* n, then what the unit has: a share; or median, p90, mean, and the same in office hours. */
static void
print_values(struct cli *c, enum kpi k, const struct kpi_row *r)
{
	const struct kpi_info *info = &kpi_infos[k];
	struct arena *a = c->arena;
	char mean[8];
	cell(arena_printf(a, "%lld", (long long)r->all.n), 8);
	if (info->unit == KPI_CASES)
		return;
	if (info->unit == KPI_SHARE) {
		cell(share_words(r, a), 8);
		printf("  %lld/%lld", (long long)r->hits, (long long)r->all.n);
		return;
	}
	cell(value_words(k, r->all.p50, &r->all, a), 8);
	cell(value_words(k, r->all.p90, &r->all, a), 8);
	if (info->unit == KPI_SPAN) {
		clock_short_span(mean, r->all.n ? r->all.sum / r->all.n : 0);
		cell(r->all.n ? mean : "-", 8);
	} else {
		cell(mean_words(&r->all, a), 8);
	}
	if (info->office || k == KPI_REPLY_TIME) {
		cell(value_words(k, r->office.p50, &r->office, a), 9);
		cell(value_words(k, r->office.p90, &r->office, a), 8);
	}
}

static void
print_head(const char *first, bool one)
{
	name_cell(one ? first : _("FIGURE"), NAME_COLUMNS + 2);
	cell(_("N"), 8);
	cell(_("MEDIAN"), 8);
	cell(_("90 %"), 8);
	cell(_("MEAN"), 8);
	cell(_("OFFICE"), 9);
	cell(_("90 %"), 8);
	putchar('\n');
}

static void
print_text(struct cli *c, const struct asked *q, enum kpi k, const struct kpi_row *rows, size_t n, bool first)
{
	if (!q->by) {
		if (first)
			print_head(NULL, false);
		name_cell(_(kpi_infos[k].title), NAME_COLUMNS + 2);
		print_values(c, k, &rows[0]);
		putchar('\n');
		return;
	}
	printf(first ? "%s\n" : "\n%s\n", _(kpi_infos[k].title));
	print_head(q->by, true);
	for (size_t i = 0; i < n; i++) {
		name_cell(rows[i].value ? rows[i].value : "-", NAME_COLUMNS + 2);
		print_values(c, k, &rows[i]);
		putchar('\n');
	}
}

/* -- for programs ----------------------------------------------------------------------------------------------------------- */

/* A span in seconds, a number as it is; empty when there is none. */
static char *
plain_words(enum kpi k, double v, const struct kpi_spread *s, struct arena *a)
{
	if (!s->n)
		return arena_str(a, "");
	return arena_printf(a, fmod(kpi_infos[k].unit == KPI_SPAN ? v / 1000.0 : v, 1.0) != 0.0 ? "%.3f" : "%.0f",
		kpi_infos[k].unit == KPI_SPAN ? v / 1000.0 : v);
}

static double
mean_of(const struct kpi_spread *s)
{
	return s->n ? (double)s->sum / (double)s->n : 0.0;
}

static const char *const columns[] = { "kpi", "value", "cases", "n", "p50", "p90", "mean", "office_p50", "office_p90",
	"office_mean", "hits", "share", "query" };
enum { COLUMNS = sizeof columns / sizeof *columns };

static void
line_cells(struct cli *c, const struct asked *q, enum kpi k, const struct kpi_row *r, const char *out[COLUMNS])
{
	struct arena *a = c->arena;
	bool share = kpi_infos[k].unit == KPI_SHARE, spread = !share && kpi_infos[k].unit != KPI_CASES;
	const char *none = "";
	out[0] = kpi_infos[k].name;
	out[1] = r->value ? r->value : none;
	out[2] = arena_printf(a, "%lld", (long long)r->cases);
	out[3] = arena_printf(a, "%lld", (long long)r->all.n);
	out[4] = spread ? plain_words(k, (double)r->all.p50, &r->all, a) : none;
	out[5] = spread ? plain_words(k, (double)r->all.p90, &r->all, a) : none;
	out[6] = spread ? plain_words(k, mean_of(&r->all), &r->all, a) : none;
	out[7] = spread ? plain_words(k, (double)r->office.p50, &r->office, a) : none;
	out[8] = spread ? plain_words(k, (double)r->office.p90, &r->office, a) : none;
	out[9] = spread ? plain_words(k, mean_of(&r->office), &r->office, a) : none;
	out[10] = share ? arena_printf(a, "%lld", (long long)r->hits) : none;
	out[11] = share && r->all.n ? arena_printf(a, "%.4f", (double)r->hits / (double)r->all.n) : none;
	out[12] = q->by ? none : kpi_query(k, q->period, a);
}

static void
print_line(struct cli *c, const char *const cells[COLUMNS], bool csv)
{
	for (int i = 0; i < COLUMNS; i++) {
		if (i)
			putchar(csv ? ',' : '\t');
		if (csv)
			fputs(csv_cell(cells[i], c->arena), stdout);
		else
			cli_print(cells[i]);
	}
	fputs(csv ? "\r\n" : "\n", stdout);
}

static json_t *
json_value(enum kpi k, double v)
{
	return kpi_infos[k].unit == KPI_SPAN ? json_real(v / 1000.0) : json_real(v);
}

static void
json_spread(json_t *j, enum kpi k, const struct kpi_spread *s, const char *prefix, struct arena *a)
{
	json_object_set_new(j, arena_printf(a, "%sp50", prefix), s->n ? json_value(k, (double)s->p50) : json_null());
	json_object_set_new(j, arena_printf(a, "%sp90", prefix), s->n ? json_value(k, (double)s->p90) : json_null());
	json_object_set_new(j, arena_printf(a, "%smean", prefix), s->n ? json_value(k, mean_of(s)) : json_null());
}

static json_t *
json_row(struct cli *c, enum kpi k, const struct kpi_row *r)
{
	json_t *j = json_object();
	enum kpi_unit unit = kpi_infos[k].unit;
	json_object_set_new(j, "value", json_text(r->value));
	json_object_set_new(j, "cases", json_integer(r->cases));
	json_object_set_new(j, "n", json_integer(r->all.n));
	if (unit == KPI_SHARE) {
		json_object_set_new(j, "hits", json_integer(r->hits));
		json_object_set_new(j, "share", r->all.n ? json_real((double)r->hits / (double)r->all.n) : json_null());
	} else if (unit != KPI_CASES) {
		json_spread(j, k, &r->all, "", c->arena);
		if (kpi_infos[k].office || k == KPI_REPLY_TIME)
			json_spread(j, k, &r->office, "office_", c->arena);
	}
	return j;
}

static json_t *
json_figure(struct cli *c, const struct asked *q, enum kpi k, const struct kpi_row *rows, size_t n)
{
	static const char *const units[] = { "seconds", "number", "share", "score", "cases" };
	json_t *j = json_object(), *list = json_array();
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_row(c, k, &rows[i]));
	json_object_set_new(j, "kpi", json_string(kpi_infos[k].name));
	json_object_set_new(j, "title", json_string(kpi_infos[k].title));
	json_object_set_new(j, "unit", json_string(units[kpi_infos[k].unit]));
	json_object_set_new(j, "query", json_string(kpi_query(k, q->period, c->arena)));
	json_object_set_new(j, "values", list);
	return j;
}

/* -- the verb ------------------------------------------------------------------------------------------------------------- */

static int
print_all(struct cli *c, struct asked *q, struct error *err)
{
	bool csv = cli_opt(c, "csv") != NULL, lines = csv || cli_opt(c, "tsv");
	json_t *figures = c->json ? json_array() : NULL;
	if (lines)
		print_line(c, columns, csv);
	for (size_t i = 0; i < q->n; i++) {
		struct kpi_row *rows;
		size_t n;
		bool now = kpi_infos[q->list[i]].moment == KPI_AT_NOW;
		if (now && q->by)
			continue;	/* as it stands now is of no period */
		if (read_kpi(c->store, &q->ask, q->list[i], c->arena, &rows, &n, err) < 0)
			return -1;
		if (figures)
			json_array_append_new(figures, json_figure(c, q, q->list[i], rows, n));
		else if (!lines)
			print_text(c, q, q->list[i], rows, n, i == 0);
		for (size_t k = 0; lines && k < n; k++) {
			const char *cells[COLUMNS];
			line_cells(c, q, q->list[i], &rows[k], cells);
			print_line(c, cells, csv);
		}
	}
	if (!figures)
		return 0;
	json_t *j = json_object();
	json_object_set_new(j, "from", json_time(q->ask.from_at));
	json_object_set_new(j, "to", q->ask.to_at ? json_time(q->ask.to_at) : json_null());
	json_object_set_new(j, "by", json_text(q->by));
	json_object_set_new(j, "hours", json_text(q->hours));
	json_object_set_new(j, "figures", figures);
	cli_json(j);
	return 0;
}

int
stats_kpi(struct cli *c, int64_t from, int64_t to, struct error *err)
{
	struct asked q = { .by = cli_opt(c, "by"), .hours = cli_opt(c, "hours"), .ask = { .from_at = from - from % 1000,
		.to_at = to >= c->v.now ? 0 : to - to % 1000, .agent = c->v.who.agent, .filter = cli_opt(c, "only") } };
	q.period = stats_period(q.ask.from_at, q.ask.to_at, c->arena);
	if (read_names(&q, cli_opt(c, "kpi"), c->arena, err) < 0 || cli_open_store(c, STORE_DESK, err) < 0 ||
	    read_by(c, &q, err) < 0 || count_up(c, &q, err) < 0)
		return -1;
	return print_all(c, &q, err);
}

static void
explain(enum kpi k)
{
	static const char *const moments[] = { N_("cases opened in the period"), N_("cases first answered in the period"),
		N_("replies in the period"), N_("cases resolved for good in the period"), N_("promises due in the period"),
		N_("policies' promises that began in the period"), N_("dialogues of the bot that began in the period"),
		N_("what was said in the period"), N_("who was asked in the period"), N_("as it stands now") };
	const struct kpi_info *i = &kpi_infos[k];
	printf("%s - %s\n    %s\n", i->name, _(i->title), _(i->formula));
	if (*i->trap)
		printf("    %s\n", _(i->trap));
	printf(_("    Counts: %s%s.\n"), _(moments[i->moment]), i->office ||
		k == KPI_REPLY_TIME ? _(", also in office hours") : "");
	printf(_("    Its cases: %s\n"), i->query);
}

int
stats_explain(struct cli *c, struct error *err)
{
	struct asked q = { .n = 0 };
	if (read_names(&q, cli_opt(c, "explain"), c->arena, err) < 0)
		return -1;
	for (size_t i = 0; i < q.n; i++)
		explain(q.list[i]);
	return 0;
}
