/* kpi.c - the table of figures, and those of one case out of what happened to it. */
#include "kpi.h"

#include <string.h>

#include "buf.h"
#include "care.h"
#include "clock.h"
#include "hours.h"
#include "i18n.h"
#include "str.h"

enum { LONG_WAIT_MS = 24 * 3600 * 1000, APART_MS = LONG_WAIT_MS };

const struct kpi_info kpi_infos[KPI_COUNT] = {
#define KPI(id, name, unit, moment, all, office, title, formula, trap, query) \
	[KPI_##id] = { name, KPI_##unit, KPI_AT_##moment, all, office, title, formula, trap, query },
#include "kpi.def"
#undef KPI
};

/* -- names and queries ----------------------------------------------------------------------------------------------- */

enum kpi
kpi_find(const char *name, struct error *err)
{
	const char *names[KPI_COUNT];
	for (int k = 0; k < KPI_COUNT; k++) {
		names[k] = kpi_infos[k].name;
		if (str_ieq(names[k], name))
			return (enum kpi)k;
	}
	const char *near = str_nearest(name, names, KPI_COUNT);
	if (near)
		error_set(err, ERR_USAGE, _("there is no figure '%s' - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_USAGE, _("there is no figure '%s': `sportello stats --explain all` names them"), name);
	return KPI_COUNT;
}

char *
kpi_query(enum kpi k, const char *period, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (const char *p = kpi_infos[k].query; *p; p++) {
		if (p[0] == '%' && p[1] == 'P') {
			buf_adds(&b, period);
			p++;
		} else {
			buf_addc(&b, *p);
		}
	}
	char *out = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return out;
}

static int
term_value(const char *text, enum kpi k, int64_t *out, struct error *err)
{
	int64_t n;
	if (kpi_infos[k].unit == KPI_SPAN && care_span(text, out, NULL) == 0)
		return 0;
	if (str_to_int64(text, &n) == 0 && n >= 0 && n < INT64_MAX / 1000) {
		*out = kpi_infos[k].unit == KPI_SPAN ? n * 1000 : n;
		return 0;
	}
	return error_set(err, ERR_USAGE, kpi_infos[k].unit == KPI_SPAN ? _("'%s' is no span of time: say 4h, 30m, 2d")
		: _("'%s' is no number"), text);
}

int
kpi_term(const char *text, struct arena *a, struct kpi_term *out, struct error *err)
{
	static const char *const signs[] = { ">=", "<=", ">", "<", "=" };
	size_t n = strcspn(text, "=<>");
	char *name = arena_strn(a, text, n);
	struct kpi_term t = { .office = str_starts(name, "office_") };
	t.kpi = kpi_find(t.office ? name + 7 : name, err);
	if (t.kpi == KPI_COUNT)
		return -1;
	const struct kpi_info *info = &kpi_infos[t.kpi];
	if (!info->all || (t.office && !info->office))
		return error_set(err, ERR_USAGE, _("'%s' is not a figure of one case"), name);
	for (size_t i = 0; i < sizeof signs / sizeof *signs && text[n] && !t.sign; i++)
		if (str_starts(text + n, signs[i]))
			t.sign = signs[i];
	if (t.sign && term_value(text + n + strlen(t.sign), t.kpi, &t.value, err) < 0)
		return -1;
	*out = t;
	return 0;
}

/* -- the state of a case as its events pass ------------------------------------------------------------------------------ */

struct passing {
	const struct kpi_case *c;
	const struct hours *hours;
	struct arena *a;
	struct kpi_figures *out;
	enum status status;
	bool hold;
	int64_t since;			/* from when on time is not accounted for yet */
	int64_t waiting;		/* the oldest words not answered, 0 = none */
	int64_t first_in, last_in, in_channel;
	bool answered;			/* something of ours came since the customer's last words */
	int64_t agent, team, moved;	/* moved: the group of the last transfer */
	int64_t done_at, once_at, resolved, sent_at;
	int64_t last_at;		/* the resolution before, whether it counted or not */
	int64_t writer;			/* who wrote; -1 = several */
	size_t reply_space, promise_space;
};

static int64_t
office(const struct passing *p, int64_t from, int64_t to)
{
	return to <= from ? 0 : p->hours ? hours_between(p->hours, from, to) : to - from;
}

static void
add(struct passing *p, enum kpi k, int64_t from, int64_t to)
{
	if (to <= from)
		return;
	p->out->all[k] += to - from;
	p->out->office[k] += office(p, from, to);
}

/* The time up to now goes to whom it belongs. */
static void
account(struct passing *p, int64_t at)
{
	bool ours = p->status == STATUS_NEW || p->status == STATUS_OPEN, asleep = p->status == STATUS_SNOOZED;
	if (at <= p->since)
		return;
	if (ours || asleep)
		add(p, KPI_REQUESTER_WAIT, p->since, at);
	if (ours && !p->hold)
		add(p, KPI_AGENT_WORK, p->since, at);
	if (asleep || (ours && p->hold))
		add(p, KPI_ON_HOLD, p->since, at);
	if (p->status == STATUS_PENDING)
		add(p, KPI_AGENT_WAIT, p->since, at);
	p->since = at;
}

static void
came(struct passing *p, const struct kpi_event *e)
{
	int64_t *all = p->out->all;
	bool other = p->last_in && p->in_channel != e->value;
	if (!p->last_in || p->answered || other || e->at - p->last_in >= APART_MS)
		all[KPI_CONTACTS]++;
	all[KPI_CHANNEL_CHANGES] += other;
	p->last_in = e->at;
	p->in_channel = e->value;
	p->answered = false;
	/* their word wakes what slept */
	if (p->status == STATUS_PENDING || p->status == STATUS_SNOOZED || p->status == STATUS_RESOLVED) {
		all[KPI_REOPENS] += p->status == STATUS_RESOLVED;
		p->status = STATUS_OPEN;
	}
}

static void
answered(struct passing *p, const struct kpi_event *e)
{
	struct kpi_figures *o = p->out;
	if (p->waiting) {
		int64_t ms = e->at > p->waiting ? e->at - p->waiting : 0;
		struct kpi_reply r = { e->at, ms, office(p, p->waiting, e->at), e->kind == KPI_OUT ? e->value : 0, e->channel };
		*VEC_PUSH(p->a, o->reply, o->replies, p->reply_space) = r;
		o->all[KPI_LONG_WAITS] += ms > LONG_WAIT_MS;
		o->all[KPI_TOTAL_REPLY_TIME] = (o->replies > 1 ? o->all[KPI_TOTAL_REPLY_TIME] : 0) + ms;
		o->office[KPI_TOTAL_REPLY_TIME] = (o->replies > 1 ? o->office[KPI_TOTAL_REPLY_TIME] : 0) + r.office;
	}
	p->waiting = 0;
	p->answered = true;
	if (e->kind != KPI_OUT)
		return;
	o->all[KPI_REPLIES]++;
	if (e->value)
		p->writer = !p->writer || p->writer == e->value ? e->value : -1;
}

/* A promise is done when it is said that it is, by another step or none, and when all is. */
static void
end_promise(struct passing *p, int64_t at)
{
	struct kpi_figures *o = p->out;
	if (o->promises && !o->promise[o->promises - 1].ended_at)
		o->promise[o->promises - 1].ended_at = at;
}

static void
promise(struct passing *p, const struct kpi_event *e)
{
	struct kpi_figures *o = p->out;
	struct kpi_promise *last = o->promises ? &o->promise[o->promises - 1] : NULL;
	/* put off in time: the new time holds */
	if (last && !last->ended_at && e->value && e->at <= last->due_at) {
		last->due_at = e->value;
		return;
	}
	end_promise(p, e->at);
	if (e->value)
		*VEC_PUSH(p->a, o->promise, o->promises, p->promise_space) = (struct kpi_promise){ e->value, 0 };
}

/* Resolved again with nothing sent is no second resolution. */
static void
resolve(struct passing *p, const struct kpi_event *e)
{
	if (!p->once_at)
		p->once_at = e->at;
	if (!p->resolved || p->sent_at > p->last_at) {
		p->done_at = e->at;
		p->resolved++;
	}
	p->last_at = e->at;
	end_promise(p, e->at);
}

static void
give(struct passing *p, const struct kpi_event *e, enum kpi stations, int64_t *holder)
{
	if (!e->value)
		return;
	p->out->all[stations] += e->value != *holder;
	if (*holder && e->value != *holder && p->moved != e->group) {
		p->out->all[KPI_TRANSFERS]++;
		p->moved = e->group;
	}
	*holder = e->value;
}

static void
take(struct passing *p, const struct kpi_event *e)
{
	switch (e->kind) {
	case KPI_IN:
		came(p, e);
		if (!p->first_in)
			p->first_in = e->at;
		if (!p->waiting)
			p->waiting = e->at;
		break;
	case KPI_CALL:
		came(p, e);
		answered(p, e);
		break;
	case KPI_OUT: answered(p, e); break;
	case KPI_QUIET: p->waiting = 0; break;
	case KPI_SENT: p->sent_at = e->at; break;
	case KPI_STATUS: p->status = (enum status)e->value; break;
	case KPI_RESOLVE: resolve(p, e); break;
	case KPI_REOPEN: p->out->all[KPI_REOPENS]++; break;
	case KPI_ASSIGNEE: give(p, e, KPI_ASSIGNEE_STATIONS, &p->agent); break;
	case KPI_TEAM: give(p, e, KPI_GROUP_STATIONS, &p->team); break;
	case KPI_HOLD: p->hold = e->value != 0; break;
	case KPI_PROMISE: promise(p, e); break;
	case KPI_ESCALATE: p->out->all[KPI_ESCALATIONS]++; break;
	}
}

/* -- the figures of a case --------------------------------------------------------------------------------------------- */

static void
first_response(struct passing *p)
{
	const struct kpi_case *c = p->c;
	int64_t from = c->opened_at > p->first_in ? c->opened_at : p->first_in;
	if (!c->first_at || c->status == STATUS_MERGED)
		return;
	if (c->handed_at > from && c->handed_at <= c->first_at)
		from = c->handed_at;
	p->out->first_at = c->first_at;
	p->out->all[KPI_FIRST_RESPONSE] = c->first_at > from ? c->first_at - from : 0;
	p->out->office[KPI_FIRST_RESPONSE] = office(p, from, c->first_at);
}

/* What is said of a case as a whole is said once it is resolved for good. */
static void
resolution(struct passing *p, const int64_t until[2][4])
{
	static const enum kpi spans[4] = { KPI_REQUESTER_WAIT, KPI_AGENT_WORK, KPI_AGENT_WAIT, KPI_ON_HOLD };
	struct kpi_figures *o = p->out;
	int64_t opened = p->c->opened_at;
	bool done = p->c->status == STATUS_RESOLVED && p->done_at;
	for (int i = 0; i < 4; i++) {
		o->all[spans[i]] = done ? until[0][i] : -1;
		o->office[spans[i]] = done ? until[1][i] : -1;
	}
	o->all[KPI_EFFORT] = o->all[KPI_CONTACTS] + o->all[KPI_CHANNEL_CHANGES] + o->all[KPI_TRANSFERS] + o->all[KPI_LONG_WAITS];
	o->all[KPI_FIRST_CONTACT] = done && p->resolved == 1 && !o->all[KPI_REOPENS] && p->writer >= 0;
	if (!done)
		return;
	o->done_at = p->done_at;
	o->all[KPI_FULL_RESOLUTION] = p->done_at > opened ? p->done_at - opened : 0;
	o->office[KPI_FULL_RESOLUTION] = office(p, opened, p->done_at);
	o->all[KPI_FIRST_RESOLUTION] = p->once_at > opened ? p->once_at - opened : 0;
	o->office[KPI_FIRST_RESOLUTION] = office(p, opened, p->once_at);
	o->all[KPI_HANDLE_TIME] = p->c->handle_ms;
	o->all[KPI_HANDLE_TIME_ADJUSTED] = p->c->busy_ms;
}

void
kpi_derive(const struct kpi_case *c, const struct hours *hours, struct arena *a, struct kpi_figures *out)
{
	static const enum kpi spans[4] = { KPI_REQUESTER_WAIT, KPI_AGENT_WORK, KPI_AGENT_WAIT, KPI_ON_HOLD };
	struct passing p = { .c = c, .hours = hours, .a = a, .out = out, .since = c->opened_at };
	int64_t until[2][4] = { { 0 }, { 0 } };	/* the spans up to the resolution that holds */
	*out = (struct kpi_figures){ .opened_at = c->opened_at };
	for (int k = 0; k < KPI_COUNT; k++) {
		bool counted = kpi_infos[k].unit != KPI_SPAN;
		for (int i = 0; i < 4; i++)
			counted |= (int)spans[i] == k;
		out->all[k] = counted ? 0 : -1;
		out->office[k] = kpi_infos[k].office && counted ? 0 : -1;
	}
	p.status = c->status == STATUS_RESOLVED || c->status == STATUS_MERGED ? STATUS_NEW : c->status;
	for (size_t i = 0; i < c->count; i++)
		if (c->event[i].kind == KPI_STATUS) {
			p.status = (enum status)c->event[i].before;
			break;
		}
	for (size_t i = 0; i < c->count; i++) {
		int64_t was = p.done_at;
		account(&p, c->event[i].at);
		take(&p, &c->event[i]);
		if (p.done_at == was)
			continue;
		for (int s = 0; s < 4; s++) {
			until[0][s] = out->all[spans[s]];
			until[1][s] = out->office[spans[s]];
		}
	}
	first_response(&p);
	resolution(&p, until);
}

/* -- many ------------------------------------------------------------------------------------------------------------- */

int64_t
kpi_place(int64_t *v, size_t n, size_t k)
{
	size_t low = 0, high = n - 1;
	while (low < high) {
		int64_t pivot = v[low + (high - low) / 2];
		size_t i = low, j = high;
		for (;;) {
			while (v[i] < pivot)
				i++;
			while (v[j] > pivot)
				j--;
			if (i >= j)
				break;
			int64_t swap = v[i];
			v[i++] = v[j];
			v[j--] = swap;
		}
		/* all up to j are at most the pivot, all behind it at least */
		if (v[j] > pivot)
			j--;
		if (k <= j)
			high = j;
		else
			low = j + 1;
	}
	return v[k];
}

struct kpi_spread
kpi_spread(int64_t *v, size_t n)
{
	struct kpi_spread out = { (int64_t)n, 0, 0, 0 };
	if (!n)
		return out;
	out.p90 = kpi_place(v, n, (n * 90 + 99) / 100 - 1);
	/* what is smaller stands before it now */
	out.p50 = kpi_place(v, (n * 90 + 99) / 100, (n * 50 + 99) / 100 - 1);
	for (size_t i = 0; i < n; i++)
		out.sum += v[i];
	return out;
}
