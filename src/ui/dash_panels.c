/* dash_panels.c - what was counted as panels of numbers, each with its query; their meaning; as lines of text. */
#include "dash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#define OPEN "(is:new or is:open)"

enum { MEASURED = 5000 };

/* -- words ------------------------------------------------------------------------------------------------------ */

static const char *const titles[DASH_PANELS] = { [DASH_QUEUE] = N_("queue now"), [DASH_REPLY] = N_("first reply"),
	[DASH_CHANNELS] = N_("by channel"), [DASH_HOURS] = N_("by hour"), [DASH_AGENTS] = N_("agents"),
	[DASH_NEXT] = N_("breaching next"), [DASH_RESOLUTION] = N_("resolution"), [DASH_DAYS] = N_("by day"),
	[DASH_HEAT] = N_("by weekday and hour"),
	[DASH_TIMES] = N_("times"), [DASH_LEVELS] = N_("promises"), [DASH_EFFORT] = N_("effort and CES"), [DASH_BOT] = N_("bot"),
	[DASH_REASONS] = N_("reasons"), [DASH_TRANSFERS] = N_("transfers"), [DASH_MORE] = N_("and") };
/* What stands in parentheses is for translators alone. */
static const char *const queues[DASH_QUEUES] = { N_("open (in the dashboard)"), N_("waiting (in the dashboard)"),
	N_("mine (in the dashboard)"), N_("unassigned (in the dashboard)"), N_("overdue (in the dashboard)"),
	N_("escalated (in the dashboard)"), N_("pending (in the dashboard)"), N_("snoozed (in the dashboard)") };
static const char opened_word[] = N_("opened (in the dashboard)"), solved_word[] = N_("solved (in the dashboard)"),
	reopened_word[] = N_("reopened (in the dashboard)"), merged_word[] = N_("merged (in the dashboard)");
static const char *const weekday_words[7] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
static const char *const weekday_terms[7] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat" };

static char *
brief(const struct dash *d, const char *message)
{
	const char *words = _(message), *end = strstr(words, " (");
	return end ? arena_strn(d->arena, words, (size_t)(end - words)) : arena_str(d->arena, words);
}

void
dash_count_words(char out[PLOT_WORDS], int64_t n)
{
	/* the sign between thousands, as in the example */
	const char *example = _("1,000");
	char digits[PLOT_WORDS], *to = out;
	int len = snprintf(digits, sizeof digits, "%lld", (long long)n);
	for (int i = 0; i < len && to < out + PLOT_WORDS - 2; i++) {
		*to++ = digits[i];
		if ((len - 1 - i) % 3 == 0 && i < len - 1 && digits[i] != '-')
			*to++ = example[1];
	}
	*to = '\0';
}

void
dash_words(char out[PLOT_WORDS], const struct dash_number *n)
{
	char span[8];
	if (n->value == PLOT_NONE) {
		snprintf(out, PLOT_WORDS, "%s", n->cases < 0 ? "..." : "-");
	} else if (n->span) {
		clock_short_span(span, n->value);
		if (n->value < MS_MINUTE)
			snprintf(span, sizeof span, "%llds", (long long)(n->value / MS_SECOND % 60));
		snprintf(out, PLOT_WORDS, "%s", span);
	} else {
		dash_count_words(out, n->value);
	}
}

static const char *const queue_meaning[DASH_QUEUES] = {
	N_("Cases that are new or open now: we owe an answer."),
	N_("Cases in which the customer waits for us: something of theirs is not answered by a person."),
	N_("Of the open cases those that are mine."),
	N_("Of the open cases those that are nobody's."),
	N_("Of the open cases those whose due time has passed."),
	N_("Cases with an escalation that is not answered."),
	N_("Cases in which the customer owes an answer."),
	N_("Cases that are hidden until a time or a reply."),
};
static const char *const more_meaning[] = {
	N_("Mean of the ratings given in the period, of 100."),
	N_("Cases that were resolved and then opened again in the period, by hand or by the customer."),
	N_("Cases that were merged into another one in the period."),
	N_("Cases that were escalated in the period."),
	N_("The open case that was opened first."),
};

static const char *const span_meaning[2][2] = { {
	N_("Half of the cases first answered that day were answered within this time: from the customer's first words, or the"
		" opening if that is later, to a person's first message. Opens all of them."),
	N_("90 in 100 of the cases first answered that day were answered within this time: from the customer's first words, or"
		" the opening if that is later, to a person's first message. Opens the slowest.") }, {
	N_("Half of the cases resolved that day were resolved within this time: from the opening to the last resolution that"
		" counts. Opens all of them."),
	N_("90 in 100 of the cases resolved that day were resolved within this time: from the opening to the last resolution"
		" that counts. Opens the slowest.") } };

const char *
dash_meaning(const struct dash *d, enum dash_id id, size_t series, size_t item)
{
	(void)d;
	switch (id) {
	case DASH_QUEUE: return _(queue_meaning[item % DASH_QUEUES]);
	case DASH_MORE: return _(more_meaning[item % 5]);
	case DASH_NEXT: return _("The open cases whose due time comes next; Enter opens the case.");
	case DASH_AGENTS:
		if (series == 0)
			return _("Open cases that are this agent's now.");
		if (series == 2)
			return _("Median time to the first reply, of the agent's cases first answered in the period.");
		break;
	case DASH_REPLY:
	case DASH_RESOLUTION:
		return _(span_meaning[id == DASH_RESOLUTION][series % 2]);
	case DASH_TIMES: case DASH_LEVELS: case DASH_EFFORT: case DASH_BOT: case DASH_REASONS: case DASH_TRANSFERS:
		return dash_kpi_meaning(d, id, series, item);
	default: break;
	}
	return series ? _("Cases resolved for good then: still resolved, and each once, when it was resolved last.")
		: _("Cases opened then, those too that were merged into another one since.");
}

/* -- making them ------------------------------------------------------------------------------------------------ */

static char *
date_term(int64_t at, struct arena *a)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(a, "%04d-%02d-%02d", l.year, l.month, l.day);
}

struct dash_panel *
dash_panel(struct dash *d, enum dash_id id, size_t items, size_t series)
{
	struct dash_panel *p = &d->panel[id];
	*p = (struct dash_panel){ .id = id, .title = _(titles[id]), .items = items, .series = series,
		.number = arena_array(d->arena, struct dash_number, items * series + 1), .known = true };
	return p;
}

static void
put(struct dash_panel *p, size_t series, size_t item, const char *name, int64_t value, const char *query)
{
	p->number[series * p->items + item] = (struct dash_number){ .item = name, .short_item = name, .value = value,
		.cases = value == PLOT_NONE ? -1 : value, .query = query };
}

static void
make_queue(struct dash *d)
{
	struct dash_panel *p = dash_panel(d, DASH_QUEUE, DASH_QUEUES, 1);
	for (size_t i = 0; i < DASH_QUEUES; i++) {
		put(p, 0, i, brief(d, queues[i]), d->queue[i].known ? d->queue[i].n : PLOT_NONE, dash_queue_queries[i]);
		p->known &= d->queue[i].known;
	}
}

/* "Mon 23 Nov", and where it must be short: "Mo", or "23" where there are many. */
static void
name_day(struct dash *d, struct dash_number *n, int64_t at)
{
	char words[24];
	struct clock_local l;
	clock_to_local(at, &l);
	local_date(words, at, d->app->v.now);
	n->item = arena_str(d->arena, words);
	n->short_item = dash_days(d->range) <= 7 ? arena_str(d->arena, _(weekday_words[l.weekday])) : arena_printf(d->arena, "%d",
		l.day);
}

/* Until all cases were looked at, only of some is it worth while. */
static bool
measurable(struct figures *f)
{
	return figures_done(f) || figures_seen(f) < MEASURED;
}

/* "1d2h5m7s", as the query language reads it. */
char *
dash_span_term(int64_t ms, struct arena *a)
{
	int64_t s = ms / MS_SECOND, d = s / 86400, h = s / 3600 % 24, m = s / 60 % 60;
	struct buf b = BUF_INIT;
	if (d)
		buf_addf(&b, "%lldd", (long long)d);
	if (h)
		buf_addf(&b, "%lldh", (long long)h);
	if (m)
		buf_addf(&b, "%lldm", (long long)m);
	if (s % 60 || !b.len)
		buf_addf(&b, "%llds", (long long)(s % 60));
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

static void
make_spans(struct dash *d, struct figures *f, enum dash_id id)
{
	bool reply = id == DASH_REPLY;
	size_t days = f ? figures_days(f) : 0;
	struct dash_panel *p = dash_panel(d, id, days, 2);
	p->series_name[0] = "p50";
	p->series_name[1] = "p90";
	for (size_t i = 0; i < days; i++) {
		struct figures_span s = { -1, 0, 0, -1 };
		if (measurable(f))
			s = figures_span(f, reply ? FIGURES_REPLY : FIGURES_RESOLUTION, (struct figures_pick){ (int)i, -1, -1,
				-1 });
		char *day = date_term(figures_day_at(f, i), d->arena);
		struct dash_number n = { .value = s.n > 0 ? s.p50 : PLOT_NONE, .cases = s.n, .span = true,
			.query = arena_printf(d->arena, "%s:%s", reply ? "replied" : "resolved", day) };
		name_day(d, &n, figures_day_at(f, i));
		p->number[i] = n;
		n.value = s.n > 0 ? s.p90 : PLOT_NONE;
		n.cases = s.over;
		n.query = arena_printf(d->arena, "%s %s:>=%s", n.query, reply ? "first_reply" : "resolution", dash_span_term(s.p90,
			d->arena));
		p->number[days + i] = n;
	}
}

/* Opened and resolved in each day, or each hour of the day. */
static void
make_counts(struct dash *d, struct figures *f, enum dash_id id, const char *since)
{
	bool hours = id == DASH_HOURS;
	size_t n = !f ? 0 : hours ? 24 : figures_days(f);
	struct dash_panel *p = dash_panel(d, id, n, 2);
	p->series_name[0] = brief(d, opened_word);
	p->series_name[1] = brief(d, solved_word);
	for (size_t i = 0; i < n; i++) {
		struct figures_count c = hours ? figures_of_hour(f, (int)i) : figures_of_day(f, i);
		char *day = hours ? NULL : date_term(figures_day_at(f, i), d->arena);
		put(p, 0, i, "", c.opened, hours ? arena_printf(d->arena, "opened:%s hour:%zu is:any", since, i)
			: arena_printf(d->arena, "opened:%s is:any", day));
		put(p, 1, i, "", c.solved, hours ? arena_printf(d->arena, "resolved:%s resolved_hour:%zu", since, i)
			: arena_printf(d->arena, "resolved:%s", day));
		for (size_t s = 0; s < 2; s++) {
			struct dash_number *one = &p->number[s * n + i];
			if (!hours) {
				name_day(d, one, figures_day_at(f, i));
				continue;
			}
			one->short_item = arena_printf(d->arena, "%02zu", i);
			one->item = arena_printf(d->arena, "%02zu:00-%02zu:59", i, i);
		}
	}
}

static int
by_value(const void *x, const void *y)
{
	const struct dash_number *a = x, *b = y;
	return a->value != b->value ? a->value > b->value ? -1 : 1 : strcmp(a->item, b->item);
}

static void
make_channels(struct dash *d, struct figures *f, const char *since)
{
	size_t n = 0;
	const struct figures_group *g = f ? figures_channels(f, &n) : NULL;
	struct dash_panel *p = dash_panel(d, DASH_CHANNELS, n, 1);
	for (size_t i = 0; i < n; i++)
		put(p, 0, i, arena_str(d->arena, g[i].name), g[i].count.opened, arena_printf(d->arena, "opened:%s via:%s is:any",
			since, g[i].name));
	if (n)
		qsort(p->number, n, sizeof *p->number, by_value);
}

/* One agent with what is open now, what was resolved, how fast they were. */
struct agent_line { const char *name; int64_t open, solved; struct figures_span reply; bool known; };

static int
by_open(const void *x, const void *y)
{
	const struct agent_line *a = x, *b = y;
	if (!*a->name || !*b->name)
		return !*a->name - !*b->name;
	return a->open != b->open ? a->open > b->open ? -1 : 1 : strcmp(a->name, b->name);
}

static size_t
agent_lines(struct dash *d, struct figures *f, struct agent_line *line)
{
	size_t count = 0, n = 0;
	const struct figures_group *g = f ? figures_agents(f, &n) : NULL;
	bool hidden;
	int64_t only = dash_kpi_agent(d, &hidden);
	for (size_t i = 0; i < d->agents && !hidden; i++) {
		if (only && !str_eq(d->agent[i], conf_agent_id(d->app->conf)))
			continue;
		struct agent_line l = { .name = d->agent[i], .open = d->agent_open[i].n, .known = d->agent_open[i].known };
		for (size_t k = 0; k < n; k++)
			if (str_eq(g[k].name ? g[k].name : "", l.name)) {
				l.solved = g[k].count.solved;
				l.reply = (struct figures_span){ -1, 0, 0, -1 };
				if (measurable(f))
					l.reply = figures_span(f, FIGURES_REPLY, (struct figures_pick){ -1, -1, -1, (int)k });
			}
		if (l.open || l.solved || l.reply.n)
			line[count++] = l;
	}
	if (count)
		qsort(line, count, sizeof *line, by_open);
	return count;
}

static void
make_agents(struct dash *d, struct figures *f, const char *since)
{
	struct agent_line line[DASH_AGENT_ROWS];
	size_t n = agent_lines(d, f, line);
	struct dash_panel *p = dash_panel(d, DASH_AGENTS, n, 3);
	p->series_name[0] = brief(d, queues[0]);
	p->series_name[1] = brief(d, solved_word);
	p->series_name[2] = "p50";
	for (size_t i = 0; i < n; i++) {
		const char *who = *line[i].name ? arena_str(d->arena, line[i].name) : "none";
		const char *name = *line[i].name ? who : _("nobody");
		put(p, 0, i, name, line[i].known ? line[i].open : PLOT_NONE, arena_printf(d->arena, "assigned:%s " OPEN, who));
		put(p, 1, i, name, line[i].solved, arena_printf(d->arena, "resolved:%s assigned:%s", since, who));
		put(p, 2, i, name, line[i].reply.n > 0 ? line[i].reply.p50 : PLOT_NONE, arena_printf(d->arena,
			"replied:%s assigned:%s", since, who));
		p->number[2 * n + i].cases = line[i].reply.n;
		p->number[2 * n + i].span = true;
		p->known &= line[i].known;
	}
}

static void
make_next(struct dash *d)
{
	struct dash_panel *p = dash_panel(d, DASH_NEXT, d->row_count, 1);
	for (size_t i = 0; i < d->row_count; i++) {
		const struct case_row *r = &d->rows[i];
		put(p, 0, i, arena_printf(d->arena, "#%lld", (long long)r->number), r->due_at ? r->due_at - d->app->v.now
			: PLOT_NONE, arena_printf(d->arena, "case:%lld", (long long)r->number));
		p->number[i].cases = 1;
		p->number[i].case_id = r->id;
		p->number[i].span = true;
	}
	p->known = d->rows_known;
}

/* Weekdays from Monday on; after the 24 hours the sum of what was opened, and of what was resolved. */
static void
make_heat(struct dash *d, struct figures *f, const char *since)
{
	enum { COLUMNS = 26 };
	struct dash_panel *p = dash_panel(d, DASH_HEAT, f ? 7 * COLUMNS : 0, 1);
	for (size_t i = 0; i < p->items; i++) {
		size_t day = (i / COLUMNS + 1) % 7, hour = i % COLUMNS;
		const char *word = _(weekday_words[day]), *term = weekday_terms[day];
		struct figures_count c = figures_of_weekday(f, (int)day);
		if (hour < 24)
			put(p, 0, i, arena_printf(d->arena, "%s %02zu:00-%02zu:59", word, hour, hour), figures_opened_in(f,
				(int)day, (int)hour), arena_printf(d->arena, "opened:%s weekday:%s hour:%zu is:any", since,
				term, hour));
		else if (hour == 24)
			put(p, 0, i, arena_printf(d->arena, "%s, %s", word, brief(d, opened_word)), c.opened, arena_printf(d->arena,
				"opened:%s weekday:%s is:any", since, term));
		else
			put(p, 0, i, arena_printf(d->arena, "%s, %s", word, brief(d, solved_word)), c.solved, arena_printf(d->arena,
				"resolved:%s resolved_weekday:%s", since, term));
		p->number[i].short_item = word;
	}
}

static void
make_more(struct dash *d, struct figures *f, const char *since)
{
	struct dash_panel *p = dash_panel(d, DASH_MORE, 5, 1);
	put(p, 0, 0, _("satisfaction"), d->rated && d->rating.cases ? d->rating.mean : PLOT_NONE, arena_printf(d->arena,
		"rated:%s", since));
	p->number[0].cases = d->rated ? d->rating.cases : -1;
	put(p, 0, 1, brief(d, reopened_word), f ? figures_reopened(f) : PLOT_NONE, arena_printf(d->arena, "reopened:%s", since));
	put(p, 0, 2, brief(d, merged_word), f ? figures_merged(f) : PLOT_NONE, arena_printf(d->arena, "merged:%s", since));
	put(p, 0, 3, brief(d, queues[5]), f ? figures_escalated(f) : PLOT_NONE, arena_printf(d->arena, "escalation:%s", since));
	put(p, 0, 4, _("oldest open"), d->aged && d->oldest.case_id ? d->app->v.now - d->oldest.opened_at : PLOT_NONE,
		arena_printf(d->arena, "case:%lld", (long long)d->oldest.number));
	p->number[4].cases = d->aged ? d->oldest.case_id != 0 : -1;
	p->number[4].case_id = d->oldest.case_id;
	p->number[4].span = true;
}

void
dash_panels(struct dash *d)
{
	struct figures *f = d->now ? d->now : d->coming;
	arena_reset(d->arena);
	char *since = arena_printf(d->arena, "%s..", date_term(f ? figures_day_at(f, 0) : dash_from(d), d->arena));
	make_queue(d);
	make_spans(d, f, DASH_REPLY);
	make_channels(d, f, since);
	make_counts(d, f, DASH_HOURS, since);
	make_agents(d, f, since);
	make_next(d);
	make_spans(d, f, DASH_RESOLUTION);
	make_counts(d, f, DASH_DAYS, since);
	make_heat(d, f, since);
	dash_kpi_panels(d, since);
	make_more(d, f, since);
	for (int i = 0; i < DASH_PANELS; i++) {
		long n = (long)(d->panel[i].items * d->panel[i].series);
		d->pos[i] = n && d->pos[i] >= n ? n - 1 : d->pos[i];
		d->pos[i] = d->pos[i] < 0 ? 0 : d->pos[i];
	}
}

/* -- one number ------------------------------------------------------------------------------------------------- */

const struct dash_number *
dash_number(const struct dash *d)
{
	const struct dash_panel *p = &d->panel[d->at];
	return d->pos[d->at] < (long)(p->items * p->series) ? &p->number[d->pos[d->at]] : NULL;
}

char *
dash_query(const struct dash *d, const struct dash_number *n, struct arena *a)
{
	return *d->filter ? arena_printf(a, "(%s) (%s)", d->filter, n->query) : arena_str(a, n->query);
}

/* -- as text ---------------------------------------------------------------------------------------------------- */

const char *const dash_tsv_head = "panel\titem\tof\tvalue\tunit\tcases\tquery\n";

void
dash_tsv(const struct dash *d, enum dash_id id, struct buf *out)
{
	const struct dash_panel *p = &d->panel[id];
	struct arena *a = arena_new();
	for (size_t s = 0; s < p->series; s++)
		for (size_t i = 0; i < p->items; i++) {
			const struct dash_number *n = &p->number[s * p->items + i];
			buf_addf(out, "%s\t%s\t%s\t", p->title, n->item, p->series_name[s] ? p->series_name[s] : "");
			if (n->value != PLOT_NONE)
				buf_addf(out, "%lld", (long long)n->value);
			buf_addf(out, "\t%s\t", n->span ? "ms" : id == DASH_MORE && i == 0 ? "of 100" : "cases");
			if (n->cases >= 0)
				buf_addf(out, "%lld", (long long)n->cases);
			buf_addf(out, "\t%s\n", dash_query(d, n, a));
		}
	arena_free(a);
}
