/* policy.c - see policy.h. */
#include "policy.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { PAGE = 500, DAYS_SHOWN = 8 };

char *
policy_span(int64_t ms, struct arena *a)
{
	int64_t minutes = (ms < 0 ? -ms : ms) / MS_MINUTE, hours = minutes / 60;
	if (hours >= 48)
		return hours % 24 ? arena_printf(a, "%lldd %lldh", (long long)(hours / 24), (long long)(hours % 24))
			: arena_printf(a, "%lldd", (long long)(hours / 24));
	if (hours)
		return minutes % 60 ? arena_printf(a, "%lldh %lldm", (long long)hours, (long long)(minutes % 60))
			: arena_printf(a, "%lldh", (long long)hours);
	return arena_printf(a, "%lldm", (long long)minutes);
}

/* How much is left of what was promised; negative = it is over. */
static int64_t
left_of(const struct care_clock *c, const struct care_promise *p, int64_t now)
{
	if (c->state == CLOCK_RUNS && c->due_at)
		return hours_between(p ? p->hours : NULL, now, c->due_at);
	return c->goal_ms - c->used_ms;
}

char *
policy_clock_words(const struct care_clock *c, const struct care_promise *p, int64_t now, struct arena *a)
{
	int64_t left = left_of(c, p, now);
	const char *what = clock_kind_words(c->kind), *span = policy_span(left, a);
	const char *hours = p && hours_name(p->hours) ? arena_printf(a, " (%s)", hours_name(p->hours)) : "";
	if (c->state == CLOCK_STANDS)
		return arena_printf(a, c->broken ? _("%s || %s over%s") : _("%s || %s left%s"), what, span, hours);
	if (c->due_at && c->due_at <= now)	/* in office hours it may be over and no time have passed */
		return arena_printf(a, _("%s %s over%s"), what, span, hours);
	return arena_printf(a, _("%s %s left%s"), what, span, hours);
}

char **
policy_running(const struct verb_context *v, int64_t case_id, struct arena *a, size_t *n)
{
	struct care_clock *c;
	size_t count = 0, found = 0;
	struct error err = ERROR_INIT;
	if (read_clocks(v->store, case_id, a, &c, &count, &err) < 0)
		count = 0;
	char **out = arena_array(a, char *, count + 1);
	const struct care_promise *p = count ? promise_named(v->store, case_id, &err) : NULL;
	bool *told = arena_array(a, bool, count);
	for (;;) {
		size_t best = count;
		for (size_t i = 0; i < count; i++)
			if (!told[i] && (c[i].state == CLOCK_RUNS || c[i].state == CLOCK_STANDS) && (best == count ||
					left_of(&c[i], p, v->now) < left_of(&c[best], p, v->now)))
				best = i;
		if (best == count)
			break;
		told[best] = true;
		out[found++] = policy_clock_words(&c[best], p, v->now, a);
	}
	*n = found;
	return out;
}

char *
policy_line(const struct verb_context *v, int64_t case_id, struct arena *a)
{
	size_t n;
	char **list = policy_running(v, case_id, a, &n), *line = NULL;
	for (size_t i = 0; i < n; i++)
		line = line ? arena_printf(a, "%s, %s", line, list[i]) : list[i];
	return line;
}

/* -- the whole account ------------------------------------------------------------------------------------------ */

struct account { const struct verb_context *v; const struct care_promise *p; struct arena *a; char **list; size_t n, space; };

static void
say(struct account *x, char *line)
{
	*VEC_PUSH(x->a, x->list, x->n, x->space) = line;
}

/* "Fri 20 Nov 10:00", by the office's wall clock. */
static char *
moment(const struct account *x, int64_t at)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
	struct clock_local l;
	hours_local(x->p->hours, at, &l);
	return arena_printf(x->a, "%s %04d-%02d-%02d %02d:%02d", _(days[l.weekday]), l.year, l.month, l.day, l.hour, l.minute);
}

/* The end of the wall's day, by which a sum is told apart. */
static int64_t
day_end(const struct hours *h, int64_t at)
{
	struct clock_local l, m;
	hours_local(h, at, &l);
	int64_t end = at + MS_DAY - (l.hour * MS_HOUR + l.minute * MS_MINUTE + l.second * MS_SECOND);
	hours_local(h, end, &m);		/* a day has 23 or 25 hours now and then */
	return m.hour > 12 ? end + (24 - m.hour) * MS_HOUR : end - m.hour * MS_HOUR;
}

/* "Fri 20 Nov 8h + Mon 23 Nov 9h + ..." */
static void
say_sum(struct account *x, const struct care_clock *c, int64_t until)
{
	struct buf b = BUF_INIT;
	int64_t sum = 0;
	int shown = 0;
	for (size_t i = 0; i <= c->pauses; i++) {
		int64_t from = i ? c->pause[i - 1].until : c->from_at, to = i < c->pauses ? c->pause[i].from : until;
		for (int64_t end; from && from < to; from = end) {
			end = day_end(x->p->hours, from);
			end = end > to ? to : end;
			int64_t part = hours_between(x->p->hours, from, end);
			sum += part;
			if (part && ++shown <= DAYS_SHOWN)
				buf_addf(&b, "%s%.14s %s", b.len ? " + " : "", moment(x, from), policy_span(part, x->a));
		}
	}
	if (shown > DAYS_SHOWN)
		buf_adds(&b, " + ...");
	if (b.len)
		say(x, arena_printf(x->a, "    %-9s %s = %s", _("counted"), b.data, policy_span(sum, x->a)));
	buf_free(&b);
}

static const char *
verdict(const struct care_clock *c, int64_t now)
{
	if (c->broken || (c->state == CLOCK_RUNS && c->due_at && c->due_at <= now))
		return _("BROKEN");
	switch (c->state) {
	case CLOCK_RUNS: return _("runs");
	case CLOCK_STANDS: return _("stands still");
	case CLOCK_DONE: return _("kept");
	case CLOCK_DROPPED: return _("no longer asked for");
	}
	return "?";
}

static void
say_clock(struct account *x, const struct care_clock *c)
{
	int64_t until = c->ended_at ? c->ended_at : x->v->now;
	/* what [care] alone promises is not asked for meanwhile, but it is not stopped: it is late when the case wakes */
	int64_t since = c->state == CLOCK_RUNS ? c->since_at : c->state == CLOCK_STANDS && !c->pauses ? c->from_at : 0;
	int64_t used = c->used_ms + (since ? hours_between(x->p->hours, since, x->v->now) : 0);
	say(x, arena_printf(x->a, c->n > 1 ? "%s %d: %s" : "%s%.0d: %s", clock_kind_words(c->kind), c->n > 1 ? c->n : 0,
		verdict(c, x->v->now)));
	say(x, arena_printf(x->a, "    %-9s %s, %s %s, %s", _("promised"), policy_span(c->goal_ms, x->a), _("used"),
		policy_span(used, x->a), used > c->goal_ms
		? arena_printf(x->a, _("%s too late"), policy_span(used - c->goal_ms, x->a))
		: arena_printf(x->a, _("%s left"), policy_span(c->goal_ms - used, x->a))));
	say(x, arena_printf(x->a, "    %-9s %s", _("from"), moment(x, c->from_at)));
	for (size_t i = 0; i < c->pauses; i++)
		say(x, arena_printf(x->a, "    %-9s %s - %s", _("paused"), moment(x, c->pause[i].from), c->pause[i].until
			? moment(x, c->pause[i].until) : _("now")));
	if (c->due_at)
		say(x, arena_printf(x->a, "    %-9s %s", c->ended_at ? _("was due") : _("due"), moment(x, c->due_at)));
	if (c->ended_at)
		say(x, arena_printf(x->a, "    %-9s %s", _("ended"), moment(x, c->ended_at)));
	say_sum(x, c, until);
}

static void
say_policies(struct account *x)
{
	size_t n;
	const struct conf_named *list = conf_named(x->v->conf, SECTION_POLICY, &n);
	const struct hours *h = x->p->hours;
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].name, x->p->name)) {
			const char *when = conf_named_str(&list[i], OPT_POLICY_WHEN);
			say(x, arena_printf(x->a, _("policy %s: %s"), x->p->name, str_empty(when) ? _("every case") : when));
		}
	if (!*x->p->name)
		say(x, arena_printf(x->a, "%s", _("no policy fits: what [care] promises, by priority")));
	say(x, !h ? arena_str(x->a, _("hours: around the clock")) : hours_zone(h) ? arena_printf(x->a, _("hours: %s (%s)"),
		hours_name(h), hours_zone(h)) : arena_printf(x->a, _("hours: %s"), hours_name(h)));
}

/* Those above it, which were asked first. */
static void
say_others(struct account *x)
{
	size_t n;
	const struct conf_named *list = conf_named(x->v->conf, SECTION_POLICY, &n);
	for (size_t i = 0; i < n && !str_eq(list[i].name, x->p->name); i++)	/* the first that fits wins */
		say(x, arena_printf(x->a, _("[policy %s] does not fit: %s"), list[i].name,
			conf_named_str(&list[i], OPT_POLICY_WHEN)));
}

int
policy_show(const struct verb_context *v, int64_t case_id, struct arena *a, char ***lines, size_t *n, struct error *err)
{
	struct care_promise p;
	struct care_clock *c;
	size_t count;
	if (promise_judge(v->store, case_id, NULL, a, &p, &c, &count, err) < 0)
		return -1;
	struct account x = { .v = v, .p = &p, .a = a };
	say_policies(&x);
	if (!count)
		say(&x, arena_str(a, _("nothing is promised, or nobody has asked for anything yet")));
	for (size_t i = 0; i < count; i++)
		say_clock(&x, &c[i]);
	say_others(&x);
	*lines = x.list;
	*n = x.n;
	return 0;
}

/* -- what would be ------------------------------------------------------------------------------------------------- */

static void
count_clocks(const struct care_promise *p, const struct care_clock *c, size_t n, const char *name, int64_t now,
	struct policy_outcome *out)
{
	out->cases++;
	out->under += str_eq(p->name, name);
	for (size_t i = 0; i < n; i++) {
		struct policy_count *k = &out->kind[c[i].kind];
		if (c[i].broken || (c[i].state == CLOCK_RUNS && c[i].due_at && c[i].due_at <= now))
			k->broken++;
		else if (c[i].state == CLOCK_DONE)
			k->kept++;
		else if (c[i].state != CLOCK_DROPPED)
			k->open++;
	}
}

int
policy_test(const struct verb_context *v, const struct promise_alternative *other, int64_t from_at, int64_t to_at,
	struct policy_outcome *is, struct policy_outcome *would, struct error *err)
{
	struct arena *a = arena_new();
	int64_t after = 0, *ids;
	size_t n = PAGE, count;
	int rc = 0;
	memset(is, 0, sizeof *is);
	memset(would, 0, sizeof *would);
	while (rc == 0 && n == PAGE && (rc = promise_cases(v->store, after, from_at, to_at, PAGE, a, &ids, &n, err)) == 0) {
		for (size_t i = 0; i < n && rc == 0; i++) {
			struct care_promise p, q;
			struct care_clock *c;
			after = ids[i];
			if ((rc = promise_judge(v->store, after, NULL, a, &p, &c, &count, err)) < 0)
				break;
			count_clocks(&p, c, count, other->promise.name, v->now, is);
			if ((rc = promise_judge(v->store, after, other, a, &q, &c, &count, err)) < 0)
				break;
			count_clocks(&q, c, count, other->promise.name, v->now, would);
		}
		arena_reset(a);
	}
	arena_free(a);
	return rc;
}
