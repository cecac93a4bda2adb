/*
 * twilio_scan.c - three lists, newest first, that can be asked by day only.
 *
 * Cursor `messages` (and calls, recordings) = "MARK ID...": everything up to MARK (ms) is stored, and of what lies
 * within the overlap below it these rows too.  A look reads one short page.  Where that does not reach the mark, a
 * job of the list's name reads page after page until it does, and only then the mark moves; meanwhile the looks
 * go on, so that what is new waits for nothing.  A row that is not over yet gets a job of its own (twilio_watch.c).
 *
 * Delivery states change days later: the job `sweep` reads the last two days again from time to time.
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "twilio.h"

#define PEEK 50				/* rows of a look */
#define PAGE 1000			/* of a scan */
#define SCAN_LOST_MS MS_HOUR		/* a scan that has said nothing for so long is begun anew */
#define HISTORY_MS (14 * MS_DAY)
#define SWEEP_MS (2 * MS_DAY)
#define SWEEP_BUSY_MS (10 * MS_MINUTE)	/* between sweeps while deliveries are open... */
#define SWEEP_IDLE_MS MS_HOUR		/* ...and else */

struct list {
	const char *name, *path, *filter;
	int64_t overlap_ms;		/* how much out of order rows may be */
	int64_t (*at)(json_t *o);
};

static int64_t
recording_at(json_t *o)
{
	return twilio_time(o, "date_created");
}

/* In the order in which they are looked at: a recording finds its call stored, and the last one tells the
 * engine whether there is life. */
static const struct list lists[] = {
	{ "calls", "Calls.json", "StartTime", 10 * MS_MINUTE, twilio_call_at },
	{ "recordings", "Recordings.json", "DateCreated", 10 * MS_MINUTE, recording_at },
	{ "messages", "Messages.json", "DateSent", 5 * MS_MINUTE, twilio_message_at },
};
#define LISTS (sizeof lists / sizeof lists[0])

static const struct list *
list_named(const char *name)
{
	size_t i;

	for (i = 0; i < LISTS; i++)
		if (str_eq(lists[i].name, name))
			return &lists[i];
	return NULL;
}

bool
twilio_is_scan(const char *kind)
{
	return list_named(kind) || str_eq(kind, "pull") || str_eq(kind, "sweep");
}

/* Which list a look is at. */
static const struct list *
looked_at(const struct channel_context *c, const struct job *j)
{
	const struct list *l = str_eq(j->kind, "sweep") ? list_named("messages") : list_named(j->kind);

	if (!l)
		l = list_named(j->body);
	return l ? l : twilio_on(c, "calls", true) ? &lists[0] : &lists[LISTS - 1];
}

/* -- where things stand ----------------------------------------------------------------------------------------- */

struct mark {
	int64_t at;
	char **ids;			/* NULL-terminated, may be NULL */
	bool known;			/* a scan has been finished once */
	bool scanning;
};

static const char *
cursor_of(const struct channel_context *c, const struct list *l, const char *end)
{
	return c->cursor(c->ctx, arena_printf(c->arena, "%s%s", l->name, end));
}

static void
read_mark(const struct channel_context *c, const struct list *l, struct mark *m)
{
	const char *text = cursor_of(c, l, ""), *scan = cursor_of(c, l, ".scan"), *since;
	char **words = text ? str_split(c->arena, text, " ", NULL) : NULL;
	int64_t at;

	*m = (struct mark){ .ids = NULL };
	if (words && words[0] && !str_to_int64(words[0], &m->at) && m->at > 0) {
		m->known = true;
		m->ids = words + 1;
	} else {
		since = c->option(c->ctx, "since");
		if (!since || !clock_parse_rfc3339(since, &m->at))
			m->at = c->now - HISTORY_MS;
	}
	m->scanning = scan && !str_to_int64(scan, &at) && at > c->now - SCAN_LOST_MS;
}

static bool
is_known(const struct mark *m, const char *id)
{
	char **p;

	for (p = m->ids; p && *p; p++)
		if (str_eq(*p, id))
			return true;
	return false;
}

/* -- requests ------------------------------------------------------------------------------------------------------ */

static void
list_request(const struct channel_context *c, const struct list *l, int64_t from, int rows, struct request *r)
{
	twilio_get(c, arena_printf(c->arena, "%s?PageSize=%d&%s%%3E=%s", l->path, rows, l->filter,
		twilio_day(c->arena, from)), r);
}

/* The body of a scan's job: "TOP URI". */
static bool
read_state(struct arena *a, const char *body, int64_t *top, const char **uri)
{
	char **words = body ? str_split(a, body, " ", NULL) : NULL;

	if (!words || !words[0] || !words[1])
		return false;
	*uri = words[1];
	return !str_to_int64(words[0], top);
}

int
twilio_scan_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	const struct list *l = looked_at(c, j);
	int64_t top;
	const char *uri;
	struct mark m;

	read_mark(c, l, &m);
	if (str_eq(j->kind, "pull"))
		list_request(c, l, m.at - l->overlap_ms, m.known ? PEEK : 1, r);
	else if (read_state(c->arena, j->body, &top, &uri))
		return twilio_follow(c, uri, r, err);
	else
		list_request(c, l, str_eq(j->kind, "sweep") ? c->now - SWEEP_MS : m.at - l->overlap_ms, PAGE, r);
	return 0;
}

/* -- pages ---------------------------------------------------------------------------------------------------------- */

/* What a page said. */
struct page {
	struct twilio t;
	json_t *root, *rows;
	int64_t top, oldest;		/* newest row, oldest row */
	struct buf ids;			/* of rows above `edge` that need not come again */
	int64_t edge;
	bool open;			/* a delivery of ours is under way */
};

static int
page_open(const struct channel_context *c, const struct list *l, const struct answer *in, struct page *p,
	struct error *err)
{
	*p = (struct page){ .t = { .c = c, .g = { .a = c->arena } }, .oldest = INT64_MAX, .ids = BUF_INIT };
	if (!(p->root = twilio_load(in, err)))
		return -1;
	p->rows = json_object_get(p->root, l->name);
	if (json_is_array(p->rows))
		return 0;
	json_decref(p->root);
	return error_set(err, ERR_PROTOCOL, _("the answer has no list of %s"), l->name);
}

static enum twilio_take
take_row(const struct list *l, struct page *p, json_t *row)
{
	return str_eq(l->name, "messages") ? twilio_message(&p->t, row) : str_eq(l->name, "calls") ?
		twilio_call(&p->t, row, p->rows) : twilio_recording(&p->t, row);
}

/* Oldest first, so that items are numbered in their order; rows older than `from` or known to m are left out. */
static void
page_take(const struct list *l, struct page *p, int64_t from, const struct mark *m, bool watches)
{
	const struct channel_context *c = p->t.c;
	size_t i = json_array_size(p->rows), open;

	while (i-- > 0) {
		json_t *row = json_array_get(p->rows, i);
		const char *id = twilio_sid(c->arena, row, "sid", "");
		int64_t at = l->at(row);
		enum twilio_take what;

		if (!json_is_object(row) || !id)
			continue;
		at = at > c->now ? c->now : at;
		p->top = at > p->top ? at : p->top;
		if (at)
			p->oldest = at < p->oldest ? at : p->oldest;
		if (at && at < from)
			continue;
		open = p->t.g.b.event_count;
		what = m && is_known(m, id) ? TWILIO_PASSED : take_row(l, p, row);
		if (what == TWILIO_OPEN && watches)
			twilio_watch(&p->t, l->name, id, c->now - at);
		p->open = p->open || what == TWILIO_OPEN || (what == TWILIO_TAKEN && open == p->t.g.b.event_count &&
			!str_eq(js_text(c->arena, row, "direction"), "inbound"));
		if (at >= p->edge)
			buf_addf(&p->ids, " %s", id);
	}
}

static void
page_close(struct page *p, struct outcome *o)
{
	o->batch = gather_batch(&p->t.g);
	buf_free(&p->ids);
	json_decref(p->root);
}

static const char *
next_page(const struct page *p)
{
	return js_text(p->t.c->arena, p->root, "next_page_uri");
}

/* -- a look ----------------------------------------------------------------------------------------------------------- */

static void
next_sweep(const struct channel_context *c, struct page *p)
{
	const char *last = c->cursor(c->ctx, "sweep"), *busy = c->cursor(c->ctx, "open");
	int64_t at = 0, open = 0;
	const char *now = arena_printf(c->arena, "%lld", (long long)c->now);

	(void)(last && str_to_int64(last, &at));
	(void)(busy && str_to_int64(busy, &open));
	if (p->open && open < c->now - SWEEP_BUSY_MS) {
		gather_cursor(&p->t.g, "open", now);
		open = c->now;
	}
	if (at > c->now - (open > c->now - SWEEP_MS ? SWEEP_BUSY_MS : SWEEP_IDLE_MS))
		return;
	if (at)				/* at first the scan does it */
		gather_job(&p->t.g, "sweep", "", NULL);
	gather_cursor(&p->t.g, "sweep", now);
}

static int
look_answer(const struct channel_context *c, const struct list *l, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct page p;
	struct mark m;
	int64_t from;
	const char *text, *was = cursor_of(c, l, "");
	bool reached;

	read_mark(c, l, &m);
	if (page_open(c, l, in, &p, err))
		return -1;
	from = m.at - l->overlap_ms;
	p.edge = from;
	page_take(l, &p, from, &m, true);
	reached = m.known && (!next_page(&p) || p.oldest < from);
	if (m.scanning) {
		;			/* the mark is its business */
	} else if (reached) {
		text = arena_printf(c->arena, "%lld%s", (long long)(p.top > m.at ? p.top : m.at), p.ids.data);
		if (!str_eq(text, was))
			gather_cursor(&p.t.g, l->name, text);
	} else {
		gather_job(&p.t.g, l->name, "", NULL);
		gather_cursor(&p.t.g, arena_printf(c->arena, "%s.scan", l->name),
			arena_printf(c->arena, "%lld", (long long)c->now));
	}
	if (l == &lists[LISTS - 1])
		next_sweep(c, &p);
	else
		o->again = true;
	o->body = l[o->again].name;
	page_close(&p, o);
	return 0;
}

/* -- a scan ------------------------------------------------------------------------------------------------------------ */

/* The next page as the job's body, so that a scan goes on where it was broken off. */
static int
scan_on(const struct channel_context *c, const struct job *j, struct page *p, int64_t top, const char *was,
	struct outcome *o, struct error *err)
{
	const char *uri = next_page(p);

	if (str_eq(uri, was))
		return error_set(err, ERR_PROTOCOL, _("the pages do not advance"));
	if (strlen(uri) > 4000 || strpbrk(uri, " {}\"\\\r\n\t"))
		return error_set(err, ERR_PROTOCOL, _("the address of the next page makes no sense"));
	o->body = arena_printf(c->arena, "%lld %s", (long long)top, uri);
	o->again = true;
	gather_job(&p->t.g, j->kind, "", o->body);
	return 0;
}

static int
scan_answer(const struct channel_context *c, const struct list *l, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	bool sweep = str_eq(j->kind, "sweep"), first;
	int64_t top = 0, from;
	const char *uri = NULL, *state = "0";
	struct page p;
	struct mark m;
	int rc = 0;

	first = !read_state(c->arena, j->body, &top, &uri);
	read_mark(c, l, &m);
	from = sweep ? c->now - SWEEP_MS : m.at - l->overlap_ms;
	if (page_open(c, l, in, &p, err))
		return -1;
	p.edge = INT64_MAX;
	page_take(l, &p, from, NULL, !sweep);
	if (first)
		top = p.top;
	if (next_page(&p) && p.oldest >= from) {
		rc = scan_on(c, j, &p, top, uri, o, err);
		state = arena_printf(c->arena, "%lld", (long long)c->now);
	} else if (!sweep) {
		gather_cursor(&p.t.g, l->name, arena_printf(c->arena, "%lld", (long long)(top > m.at ? top : m.at)));
	}
	if (!sweep)
		gather_cursor(&p.t.g, arena_printf(c->arena, "%s.scan", l->name), state);
	page_close(&p, o);
	return rc;
}

/* A page's address may have expired: the scan begins anew with the next look. */
static void
scan_refused(const struct channel_context *c, const struct job *j, struct outcome *o)
{
	struct gather g = { .a = c->arena };

	if (o->verdict != VERDICT_FAILED || !list_named(j->kind))
		return;
	gather_cursor(&g, arena_printf(c->arena, "%s.scan", j->kind), "0");
	o->batch = gather_batch(&g);
}

int
twilio_scan_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	const struct list *l = looked_at(c, j);

	if (in->status == 404 && l == list_named("recordings") && str_eq(j->kind, "pull")) {
		o->again = true;		/* there are none where nothing is recorded */
		o->body = l[1].name;
		return 0;
	}
	if (twilio_refused(c, in, false, o)) {
		o->words = arena_printf(c->arena, "%s: %s", l->name, o->words);
		scan_refused(c, j, o);
		return 0;
	}
	return str_eq(j->kind, "pull") ? look_answer(c, l, in, o, err) : scan_answer(c, l, j, in, o, err);
}
