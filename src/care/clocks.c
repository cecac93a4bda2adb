/* clocks.c - counting what was promised. */
#include "clocks.h"

#include "i18n.h"
#include "str.h"

static const char *const kind_names[CLOCK_KINDS] = { "first", "next", "resolution", "callback" };

const char *
clock_kind_name(int kind)
{
	return kind >= 0 && kind < CLOCK_KINDS ? kind_names[kind] : "?";
}

int
clock_kind_parse(const char *name)
{
	for (int k = 0; k < CLOCK_KINDS; k++)
		if (str_ieq(name, kind_names[k]))
			return k;
	return -1;
}

const char *
clock_kind_words(int kind)
{
	static const char *const words[CLOCK_KINDS] = { N_("first reply"), N_("next reply"), N_("resolution"),
		N_("callback") };
	return kind >= 0 && kind < CLOCK_KINDS ? _(words[kind]) : "?";
}

/* A clock while it is counted. */
struct ticking {
	struct care_clock c;
	int64_t broke_at;		/* when its time was over; 0 = it was not yet */
	int64_t was_due;		/* as it was when it came to stand still */
	struct clock_pause *pause;
	size_t space;
	bool open, asked;		/* asked: it was promised, so that it is told of */
};

struct counting {
	const struct care_promise *p;
	struct arena *a;
	enum status status;
	int64_t last;			/* the place of the last item */
	int64_t done_at;		/* since when the case is done; 0 = it is not */
	bool answered_first;		/* the first response is over, or is counted */
	int nexts, resolutions;
	struct ticking response, resolution;
	struct care_clock *list;
	size_t n, space;
};

static bool
runs(enum status s)
{
	return s == STATUS_NEW || s == STATUS_OPEN || s == STATUS_SNOOZED;
}

static bool
is_done(enum status s)
{
	return s == STATUS_RESOLVED || s == STATUS_SPAM || s == STATUS_MERGED;
}

/* -- one clock ------------------------------------------------------------------------------------------- */

static void
start(struct ticking *t, int64_t at)
{
	if (!t->open || t->c.since_at)
		return;
	t->c.since_at = at;
	if (t->c.pauses)
		t->pause[t->c.pauses - 1].until = at;
}

static void
open_clock(struct counting *x, struct ticking *t, enum clock_kind kind, int n, int64_t goal, int64_t at)
{
	*t = (struct ticking){ .open = true, .asked = goal > 0,
		.c = { .kind = kind, .n = n, .from_at = at, .goal_ms = goal } };
	if (runs(x->status) || x->p->plain)
		t->c.since_at = at;
	else
		*VEC_PUSH(x->a, t->pause, t->c.pauses, t->space) = (struct clock_pause){ at, 0 };
}

/* Adds up what has passed since it began to run. */
static void
add_up(struct counting *x, struct ticking *t, int64_t at)
{
	struct care_clock *c = &t->c;
	if (!c->since_at)
		return;
	if (at < c->since_at)
		at = c->since_at;
	int64_t passed = hours_between(x->p->hours, c->since_at, at), left = c->goal_ms - c->used_ms;
	int64_t due = hours_add(x->p->hours, c->since_at, left > 0 ? left : 0);
	if (!t->broke_at && due && at > due)
		t->broke_at = due;
	c->due_at = t->broke_at ? t->broke_at : due;
	c->used_ms += passed;
	c->since_at = 0;
}

static void
stop(struct counting *x, struct ticking *t, int64_t at)
{
	if (!t->open || !t->c.since_at)
		return;
	add_up(x, t, at);
	t->was_due = t->c.due_at;
	t->c.due_at = t->broke_at;
	*VEC_PUSH(x->a, t->pause, t->c.pauses, t->space) = (struct clock_pause){ at, 0 };
}

static void
emit(struct counting *x, struct ticking *t)
{
	if (!t->asked)
		return;
	t->c.pause = t->pause;
	t->c.broken = t->c.state != CLOCK_RUNS && t->broke_at;
	*VEC_PUSH(x->a, x->list, x->n, x->space) = t->c;
}

/* A response clock is over. */
static void
end(struct counting *x, struct ticking *t, enum clock_state how, int64_t at)
{
	if (!t->open)
		return;
	add_up(x, t, at);
	/* what ended it also stopped it */
	if (t->c.pauses && !t->pause[t->c.pauses - 1].until && t->pause[t->c.pauses - 1].from == at && t->was_due) {
		t->c.due_at = t->was_due;
		t->c.pauses--;
	}
	t->c.state = how;
	t->c.ended_at = at > t->c.from_at ? at : t->c.from_at;
	t->open = false;
	if (t != &x->resolution)	/* one that was resolved may go on, if it was not done after all */
		emit(x, t);
}

/* As it is in the end: it runs on, or stands still. */
static void
leave(struct counting *x, struct ticking *t)
{
	struct care_clock *c = &t->c;
	const struct hours *h = x->p->hours;
	if (!t->open)
		return;
	if (x->p->plain && !is_done(x->status) && (x->status == STATUS_PENDING || x->status == STATUS_SNOOZED)) {
		c->since_at = 0;
		c->state = CLOCK_STANDS;
	} else if (!c->since_at) {
		c->state = CLOCK_STANDS;
		c->due_at = t->broke_at;
	} else {
		int64_t left = c->goal_ms - c->used_ms;
		c->due_at = t->broke_at ? t->broke_at : hours_add(h, c->since_at, left > 0 ? left : 0);
		if (x->p->warn_ms >= 0 && !t->broke_at)
			c->warn_at = hours_add(h, c->since_at, left > x->p->warn_ms ? left - x->p->warn_ms : 0);
	}
	emit(x, t);
}

/* -- the story ------------------------------------------------------------------------------------------- */

/* The status changes; by_hand: somebody decided it, so that what was done goes on if it was not done after all. */
static void
turn(struct counting *x, enum status to, int64_t at, bool by_hand)
{
	bool ran = runs(x->status), was_done = is_done(x->status);
	struct ticking *r = &x->resolution;
	x->status = to;
	if (!x->p->plain && ran && !runs(to))
		stop(x, &x->response, at);
	if (ran && !runs(to) && !is_done(to))
		stop(x, r, at);
	if (is_done(to) && !was_done) {
		x->done_at = at;
		end(x, r, to == STATUS_RESOLVED ? CLOCK_DONE : CLOCK_DROPPED, at);
	}
	if (was_done && !is_done(to)) {
		x->done_at = 0;
		if (by_hand && r->asked && !r->open) {
			*VEC_PUSH(x->a, r->pause, r->c.pauses, r->space) = (struct clock_pause){ r->c.ended_at, 0 };
			r->open = true;
			r->c.state = CLOCK_RUNS;
			r->c.ended_at = 0;
			r->c.due_at = r->broke_at;
		}
	}
	if (!runs(to))
		return;
	if (!x->p->plain)
		start(&x->response, at);
	start(r, at);
}

static void
came_in(struct counting *x, const struct care_item *it)
{
	bool asleep = x->status == STATUS_PENDING || x->status == STATUS_SNOOZED || x->status == STATUS_RESOLVED;
	struct ticking *r = &x->resolution;
	if (it->wakes && asleep)
		turn(x, STATUS_OPEN, it->at, false);
	if (!r->open && (it->wakes || !x->resolutions)) {
		if (x->resolutions)
			emit(x, r);
		open_clock(x, r, CLOCK_RESOLUTION, ++x->resolutions, x->p->resolution_ms, it->received_at);
	}
	if (!it->wakes || x->response.open)
		return;
	if (!x->answered_first)
		open_clock(x, &x->response, CLOCK_FIRST, 1, x->p->first_ms, it->received_at);
	else
		open_clock(x, &x->response, CLOCK_NEXT, ++x->nexts, x->p->next_ms, it->received_at);
	x->answered_first = true;
}

static void
take(struct counting *x, const struct care_item *it)
{
	if (it->at > x->last)
		x->last = it->at;
	if (it->turns) {
		if (it->after != x->status)
			turn(x, it->after, it->at, true);
		return;
	}
	if (it->came)
		came_in(x, it);
	if (it->direction == DIRECTION_IN)
		return;
	if (it->no_reply_needed) {
		end(x, &x->response, CLOCK_DROPPED, it->at);
	} else if (it->person && !it->failed) {
		end(x, &x->response, CLOCK_DONE, it->received_at);
		if (it->elsewhere && (x->status == STATUS_NEW || x->status == STATUS_OPEN))
			turn(x, STATUS_PENDING, it->at, true);
	}
}

static int
rank(const struct care_clock *c)
{
	return (int)c->kind * 100000 + c->n;
}

size_t
care_clocks(const struct care_item *items, size_t n, enum status status, const struct care_promise *p,
	struct arena *a, struct care_clock **out)
{
	struct counting x = { .p = p, .a = a, .status = STATUS_NEW };
	for (size_t i = 0; i < n; i++)
		take(&x, &items[i]);
	if (x.status != status)
		turn(&x, status, x.last, true);
	if (is_done(x.status) && x.response.open)
		end(&x, &x.response, CLOCK_DROPPED, x.done_at ? x.done_at : x.last);
	leave(&x, &x.response);
	if (!x.resolution.open && x.resolutions)
		emit(&x, &x.resolution);
	leave(&x, &x.resolution);
	for (size_t i = 1; i < x.n; i++)
		for (size_t k = i; k > 0 && rank(&x.list[k]) < rank(&x.list[k - 1]); k--) {
			struct care_clock c = x.list[k];
			x.list[k] = x.list[k - 1];
			x.list[k - 1] = c;
		}
	*out = x.list;
	return x.n;
}

const struct care_clock *
care_clock_nearest(const struct care_clock *c, size_t n, const struct care_clock **stands)
{
	const struct care_clock *near = NULL, *still = NULL;
	for (size_t i = 0; i < n; i++) {
		if (c[i].state == CLOCK_RUNS && c[i].due_at && (!near || c[i].due_at < near->due_at))
			near = &c[i];
		if (c[i].state == CLOCK_STANDS && !still)
			still = &c[i];
	}
	*stands = near ? NULL : still;
	return near;
}
