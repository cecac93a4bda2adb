/* verbs_report.c - one page about a week or a month, beside the one before it, each figure with the query behind it. */
#include "report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "people.h"
#include "stats.h"
#include "str.h"

enum { FEW = 10, REASONS = 8, COUNT_US = 200000 };

struct writing {
	struct cli *c;
	struct report r;
	int64_t from, to, before;	/* [before, from) and [from, to) */
	char *period;			/* this one, as the query language writes it */
};

/* -- the period ---------------------------------------------------------------------------------------------------------- */

static int64_t
midnight(int64_t at, int days, int months)
{
	struct clock_local l;
	clock_to_local(at, &l);
	struct clock_local m = { .year = l.year, .month = l.month + months, .day = months ? 1 : l.day + days };
	return clock_from_local(&m);
}

static int
read_week(struct writing *w, struct error *err)
{
	const char *week = cli_opt(w->c, "week");
	struct clock_local l;
	if (week && !clock_week_parse(week, &w->from))
		return error_set(err, ERR_USAGE, _("--week '%s': say it like 2026-W47"), week);
	if (!week) {	/* the last whole one */
		clock_to_local(w->c->v.now, &l);
		w->from = midnight(w->c->v.now, -(l.weekday + 6) % 7 - 7, 0);
	}
	w->to = midnight(w->from + 12 * MS_HOUR, 7, 0);
	w->before = midnight(w->from + 12 * MS_HOUR, -7, 0);
	w->r.title = arena_printf(w->c->arena, _("Week %s"), clock_week_name(w->from, w->c->arena));
	return 0;
}

static int
read_month(struct writing *w, struct error *err)
{
	const char *month = cli_opt(w->c, "month");
	int y, m, used = 0;
	if (month && (sscanf(month, "%4d-%2d%n", &y, &m, &used) != 2 || month[used] || m < 1 || m > 12))
		return error_set(err, ERR_USAGE, _("--month '%s': say it like 2026-11"), month);
	struct clock_local l = { .year = month ? y : 0, .month = month ? m : 0, .day = 1 };
	w->from = month ? clock_from_local(&l) : midnight(w->c->v.now, 0, -1);
	w->to = midnight(w->from + 12 * MS_HOUR, 0, 1);
	w->before = midnight(w->from + 12 * MS_HOUR, 0, -1);
	clock_to_local(w->from, &l);
	w->r.title = arena_printf(w->c->arena, _("Month %04d-%02d"), l.year, l.month);
	return 0;
}

/* -- a line ---------------------------------------------------------------------------------------------------------------- */

static struct report_part *
part(struct writing *w, const char *title, const char *none)
{
	struct report_part *p = &w->r.part[w->r.parts++];
	*p = (struct report_part){ .title = title, .none = none };
	return p;
}

static void
say(struct writing *w, struct report_part *p, const char *words)
{
	*VEC_PUSH(w->c->arena, p->words, p->word_count, p->word_space) = words;
}

/* What became of a number: in words, and by how much.  up, down: what more and less are called. */
static char *
change_words(double now, double before, bool few, const char *up, const char *down, struct arena *a)
{
	double by = before > 0 ? 100.0 * (now - before) / before : 0;
	if (few)
		return arena_str(a, _("too few to tell"));
	if (now == before || (by > -0.5 && by < 0.5 && before > 0))
		return arena_str(a, _("as before"));
	const char *word = now > before ? up : down;
	return before > 0 ? arena_printf(a, "%s, %+.0f %%", word, by) : arena_str(a, word);
}

static char *
number_words(enum kpi k, const struct kpi_row *r, struct arena *a)
{
	char p50[8], p90[8];
	switch (kpi_infos[k].unit) {
	case KPI_CASES: return arena_printf(a, "%lld", (long long)r->all.n);
	case KPI_SHARE:
		return r->all.n ? arena_printf(a, "%.0f %% (%lld/%lld)", 100.0 * (double)r->hits / (double)r->all.n,
			(long long)r->hits,
			(long long)r->all.n) : arena_str(a, "-");
	case KPI_SPAN:
		if (!r->all.n)
			return arena_str(a, "-");
		clock_short_span(p50, r->all.p50);
		clock_short_span(p90, r->all.p90);
		return arena_printf(a, "%s / %s", p50, p90);
	default:
		return r->all.n ? arena_printf(a, "%.1f (%lld)", (double)r->all.sum / (double)r->all.n, (long long)r->all.n)
			: arena_str(a, "-");
	}
}

/* What is compared: a count, a share, a median, a mean. */
static double
compared(enum kpi k, const struct kpi_row *r)
{
	switch (kpi_infos[k].unit) {
	case KPI_CASES: return (double)r->all.n;
	case KPI_SHARE: return r->all.n ? (double)r->hits / (double)r->all.n : 0;
	case KPI_SPAN: return (double)r->all.p50;
	default: return r->all.n ? (double)r->all.sum / (double)r->all.n : 0;
	}
}

static void
add_line(struct writing *w, struct report_part *p, enum kpi k, const char *what, const struct kpi_row *now,
	const struct kpi_row *before, const char *query)
{
	struct arena *a = w->c->arena;
	bool span = kpi_infos[k].unit == KPI_SPAN, few = now->all.n < FEW || before->all.n < FEW;
	if (kpi_infos[k].unit == KPI_CASES)
		few = now->all.n < FEW && before->all.n < FEW;
	*VEC_PUSH(a, p->line, p->lines, p->space) = (struct report_line){ .what = what, .now = number_words(k, now, a),
		.before = number_words(k, before, a), .small = now->all.n < FEW, .query = query,
		.change = change_words(compared(k, now), compared(k, before), few, span ? _("slower") : _("more"),
			span ? _("faster")
			: _("less"), a) };
}

static int
read_rows(struct writing *w, enum kpi k, enum kpi_by by, bool before, struct kpi_row **rows, size_t *n, struct error *err)
{
	struct kpi_ask ask = { .from_at = before ? w->before : w->from, .to_at = before ? w->from : w->to,
		.agent = w->c->v.who.agent, .by = by };
	return read_kpi(w->c->store, &ask, k, w->c->arena, rows, n, err);
}

static int
figure(struct writing *w, struct report_part *p, enum kpi k, struct error *err)
{
	struct kpi_row *now, *before;
	size_t n, m;
	if (read_rows(w, k, KPI_BY_ALL, false, &now, &n, err) < 0 || read_rows(w, k, KPI_BY_ALL, true, &before, &m, err) < 0)
		return -1;
	add_line(w, p, k, _(kpi_infos[k].title), now, before, kpi_query(k, w->period, w->c->arena));
	return 0;
}

static int
figures(struct writing *w, const char *title, const enum kpi *list, size_t n, struct error *err)
{
	struct report_part *p = part(w, title, "");
	for (size_t i = 0; i < n; i++)
		if (figure(w, p, list[i], err) < 0)
			return -1;
	return 0;
}
#define FIGURES(w, title, err, ...) figures(w, title, (const enum kpi[]){ __VA_ARGS__ }, \
	sizeof((const enum kpi[]){ __VA_ARGS__ }) / sizeof(enum kpi), err)

/* By what they are grouped, the most frequent first; query: with the value behind it. */
static int
grouped(struct writing *w, struct report_part *p, enum kpi k, enum kpi_by by, const char *term, struct error *err)
{
	static const struct kpi_row none = { .value = NULL };
	struct kpi_row *now, *before;
	size_t n, m, shown = 0;
	if (read_rows(w, k, by, false, &now, &n, err) < 0 || read_rows(w, k, by, true, &before, &m, err) < 0)
		return -1;
	for (size_t i = 0; i < n && shown < REASONS; i++) {
		const struct kpi_row *was = &none;
		if (!now[i].value)
			continue;
		for (size_t j = 0; j < m; j++)
			if (str_eq(before[j].value, now[i].value))
				was = &before[j];
		add_line(w, p, k, now[i].value, &now[i], was, arena_printf(w->c->arena, "%s %s:\"%s\"", kpi_query(k,
			w->period,
			w->c->arena), term, now[i].value));
		shown++;
	}
	return 0;
}

/* -- the parts ------------------------------------------------------------------------------------------------------------- */

/* The customer's own name does not go along with their words. */
static char *
masked(const char *words, const char *name, struct arena *a)
{
	char *out = arena_str(a, words);
	size_t n;
	char **each = str_split(a, name ? name : "", " ", &n);
	for (size_t i = 0; i < n; i++)
		for (char *p = strlen(each[i]) > 2 ? strcasestr(out, each[i]) : NULL; p; p = strcasestr(p, each[i]))
			memset(p, '*', strlen(each[i]));
	return out;
}

static int
add_satisfaction(struct writing *w, struct error *err)
{
	static const enum kpi list[] = { KPI_CES, KPI_CSAT, KPI_RESPONSE_RATE };
	struct arena *a = w->c->arena;
	struct said *said;
	size_t n;
	if (figures(w, _("Satisfaction"), list, 3, err) < 0 || read_said(w->c->store, w->from, w->to, a, &said, &n, err) < 0)
		return -1;
	struct report_part *p = &w->r.part[w->r.parts - 1];
	for (size_t i = 0; i < n; i++) {
		const char *scale = str_eq(said[i].scale, "ces7") || str_eq(said[i].scale, "1-7") ? "CES"
			: str_eq(said[i].scale, "csat5") || str_eq(said[i].scale, "1-5") ? "CSAT" : said[i].scale;
		say(w, p, arena_printf(a, said[i].number ? "%s %s: %s (#%lld)" : "%s %s: %s", scale, said[i].said,
			masked(said[i].words, said[i].name, a), (long long)said[i].number));
	}
	return 0;
}

static int
add_worst(struct writing *w, struct error *err)
{
	struct report_part *p = part(w, _("Cases that cost the customer most"), _("None was resolved."));
	struct arena *a = w->c->arena;
	struct worst *rows;
	size_t n;
	char wait[8];
	if (read_worst(w->c->store, w->from, w->to, a, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct worst *r = &rows[i];
		clock_short_span(wait, r->wait_ms);
		say(w, p, arena_printf(a,
			_("#%lld: effort %lld (contacts %lld, channel changes %lld, transfers %lld, long waits %lld),"
			" waited %s%s%s"), (long long)r->number, (long long)r->effort, (long long)r->contacts,
				(long long)r->changes,
			(long long)r->transfers, (long long)r->waits, wait, r->tags ? ": " : "", r->tags ? r->tags : ""));
	}
	return 0;
}

static int
add_incidents(struct writing *w, struct error *err)
{
	struct report_part *p = part(w, _("Incidents"), _("There was none."));
	struct arena *a = w->c->arena;
	struct of_incident *rows;
	size_t n;
	if (read_incidents_of(w->c->store, w->from, w->to, a, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char lasted[8];
		clock_short_span(lasted, (rows[i].closed_at ? rows[i].closed_at : w->c->v.now) - rows[i].opened_at);
		say(w, p, arena_printf(a, rows[i].closed_at ? ngettext_("%s: %lld case, over after %s",
			"%s: %lld cases, over after %s",
				(unsigned long)rows[i].members) : ngettext_("%s: %lld case, open for %s",
			"%s: %lld cases, open for %s", (unsigned long)rows[i].members), rows[i].name,
				(long long)rows[i].members, lasted));
	}
	return 0;
}

static int
write_parts(struct writing *w, struct error *err)
{
	struct report_part *p;
	if (FIGURES(w, _("How much"), err, KPI_OPENED, KPI_SOLVED, KPI_REPLIES, KPI_REOPENS) < 0 ||
	    FIGURES(w, _("How fast: median / 90 % within"), err, KPI_FIRST_RESPONSE, KPI_REPLY_TIME, KPI_REQUESTER_WAIT,
		KPI_FULL_RESOLUTION, KPI_HANDLE_TIME_ADJUSTED) < 0 ||
	    FIGURES(w, _("What it cost the customer"), err, KPI_EFFORT, KPI_CONTACTS, KPI_CHANNEL_CHANGES, KPI_TRANSFERS,
		KPI_FIRST_CONTACT) < 0)
		return -1;
	p = part(w, _("Reasons"), _("No case has a tag."));
	if (grouped(w, p, KPI_OPENED, KPI_BY_TAG, "tag", err) < 0 ||
	    FIGURES(w, _("What was promised"), err, KPI_PROMISES_KEPT, KPI_SLA_KEPT) < 0 || grouped(w,
		&w->r.part[w->r.parts - 1], KPI_SLA_KEPT, KPI_BY_POLICY, "policy", err) < 0 || add_satisfaction(w, err) < 0 ||
	    FIGURES(w, _("The bot"), err, KPI_BOT_CONTAINED, KPI_BOT_HANDED_OVER, KPI_BOT_WRONG) < 0)
		return -1;
	return add_worst(w, err) < 0 ? -1 : add_incidents(w, err);
}

/* -- the verb -------------------------------------------------------------------------------------------------------------- */

static int
format_of(struct cli *c, enum report_format *out, struct error *err)
{
	static const char *const names[] = { "md", "html", "csv" };
	const char *format = cli_opt(c, "format"), *into = cli_opt(c, "into"), *dot = into ? strrchr(into, '.') : NULL;
	*out = REPORT_MD;
	if (!format && dot)
		format = str_eq(dot + 1, "html") || str_eq(dot + 1, "csv") ? dot + 1 : NULL;
	for (int i = 0; format && i < 3; i++)
		if (str_eq(format, names[i])) {
			*out = (enum report_format)i;
			return 0;
		}
	return format ? error_set(err, ERR_USAGE, _("--format '%s': say md, html or csv"), format) : 0;
}

static char *
days_words(int64_t from, int64_t to, struct arena *a)
{
	struct clock_local f, t;
	clock_to_local(from, &f);
	clock_to_local(to - 1, &t);
	return arena_printf(a, _("%04d-%02d-%02d to %04d-%02d-%02d"), f.year, f.month, f.day, t.year, t.month, t.day);
}

static int
make(struct writing *w, struct error *err)
{
	struct arena *a = w->c->arena;
	struct hours *office;
	int64_t left = 1;
	if (cli_open_store(w->c, STORE_DESK, err) < 0 || metric_hours(w->c->store, w->c->v.conf, NULL, a, &office, err) < 0)
		return -1;
	while (left) {
		if (metric_run(w->c->store, office, COUNT_US, &left, err) < 0)
			return -1;
		store_idle(w->c->store, false);
	}
	w->period = stats_period(w->from, w->to, a);
	w->r.period = days_words(w->from, w->to, a);
	w->r.before = arena_printf(a, _("before: %s"), days_words(w->before, w->from, a));
	w->r.foot = _("* of fewer than ten: no conclusion. What each figure means: sportello-figures(7). None is by agent.");
	return write_parts(w, err);
}

int
cli_report_page(struct cli *c)
{
	struct writing w = { .c = c };
	struct error err = ERROR_INIT;
	enum report_format format;
	struct buf b = BUF_INIT;
	const char *what = c->arg_count ? c->args[0] : "", *into = cli_opt(c, "into");
	if (c->arg_count != 1 || (!str_eq(what, "week") && !str_eq(what, "month")))
		return cli_usage(c);
	if (format_of(c, &format, &err) < 0 || (str_eq(what, "week") ? read_week(&w, &err) : read_month(&w, &err)) < 0 ||
	    make(&w, &err) < 0)
		return cli_fail(&err);
	report_write(&w.r, format, c->arena, &b);
	int rc = into ? file_replace(into, b.data, b.len) : 0;
	if (!into)
		fwrite(b.data, 1, b.len, stdout);
	buf_free(&b);
	if (rc < 0)
		error_set(&err, ERR_INPUT, _("%s: cannot be written"), into);
	return rc < 0 ? cli_fail(&err) : 0;
}
