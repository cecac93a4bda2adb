/* history_read.c - what is read of a customer's history: what is asked for as a query, windows of it, what is new. */
#include "history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

enum { NEWS = 10000 };

/* -- cases ----------------------------------------------------------------------------------------------------- */

const struct told_case *
story_told_case(struct story *s, int64_t id)
{
	struct case_row row = { .number = 0 };
	for (size_t i = 0; i < s->case_count; i++)
		if (s->cases[i].id == id)
			return &s->cases[i];
	(void)read_case(s->app->store, id, s->app->v.who.agent, s->told, &row, NULL);
	struct told_case *c = VEC_PUSH(s->told, s->cases, s->case_count, s->case_space);
	*c = (struct told_case){ id, row.number, row.subject, row.status };
	return c;
}

/* -- what is asked for ------------------------------------------------------------------------------------------ */

bool
history_filtered(const struct history *h)
{
	const struct history_filter *f = &h->filter;
	return *f->text || *f->channel || *f->kind || f->case_id;
}

char *
history_filter_words(struct history *h, struct arena *a)
{
	const struct history_filter *f = &h->filter;
	struct buf b = BUF_INIT;
	if (*f->channel)
		buf_adds(&b, f->channel);
	if (*f->kind)
		buf_addf(&b, "%s%s", b.len ? ", " : "", f->kind);
	if (f->case_id)
		buf_addf(&b, "%s#%lld", b.len ? ", " : "", (long long)story_told_case(h->story, f->case_id)->number);
	if (*f->text)
		buf_addf(&b, "%s/%s", b.len ? ", " : "", f->text);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* Kinds of row that are no message; 0 = it is one. */
static unsigned
part_of(const char *kind)
{
	return str_eq(kind, "note") ? TIMELINE_NOTES : str_eq(kind, "action") ? TIMELINE_ACTIONS
		: str_eq(kind, "event") ? TIMELINE_EVENTS : 0;
}

static unsigned
parts_of(const struct history *h)
{
	static const unsigned levels[] = { TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_TURNS,
		TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS | TIMELINE_EVENTS, TIMELINE_MESSAGES };
	unsigned only = part_of(h->filter.kind);
	return only ? only : *h->filter.kind ? TIMELINE_MESSAGES : levels[h->level];
}

/* Words as typed, channel and kind as one query; -1 with the reason in h->wrong. */
static int
make_query(struct app *app, struct history *h)
{
	struct query_context typing = { .now = app->v.now, .last_is_prefix = true };
	const struct history_filter *f = &h->filter;
	struct error err = ERROR_INIT;
	struct query **kids = arena_array(h->memory, struct query *, 3), *all = arena_new_of(h->memory, struct query);
	size_t n = 0;
	*h->wrong = '\0';
	h->story->query = NULL;
	if (*f->text && query_parse(f->text, &typing, h->memory, &kids[n++], NULL, &err) < 0) {
		snprintf(h->wrong, sizeof h->wrong, "%s", err.text);
		return -1;
	}
	if (*f->channel)
		*(kids[n++] = arena_new_of(h->memory, struct query)) = (struct query){ .op = QUERY_TERM, .field = QUERY_CHANNEL,
			.text = arena_str(h->memory, f->channel) };
	if (*f->kind && !part_of(f->kind))
		*(kids[n++] = arena_new_of(h->memory, struct query)) = (struct query){ .op = QUERY_TERM, .field = QUERY_KIND,
			.text = arena_str(h->memory, f->kind) };
	*all = (struct query){ .op = QUERY_AND, .kids = kids, .kid_count = n };
	h->story->query = n > 1 ? all : n ? kids[0] : NULL;
	return 0;
}

/* -- reading ------------------------------------------------------------------------------------------------------ */

/* The newest of what is asked for; keeps what there is while there is no time. */
void
history_refill(struct app *app, struct history *h, int ms)
{
	struct story *s = h->story;
	arena_reset(h->memory);
	app->dirty = true;
	if (make_query(app, h) < 0) {
		s->n = 0;
		s->more_before = s->more_after = false;
		return;
	}
	s->parts = parts_of(h);
	s->only_case = h->filter.case_id;
	store_budget(app->store, ms);
	bool read = story_jump(app, s, NULL);
	store_budget(app->store, 0);
	h->again = !read && ms == HISTORY_TYPING_MS;
}

void
history_read_who(struct app *app, struct history *h)
{
	h->name = NULL;
	h->news_count = 0;
	arena_reset(h->who_memory);
	/* at the first visit nothing is new */
	if (h->story->mark)
		(void)read_timeline_news(app->store, h->customer, app->v.who.agent, h->story->mark, NEWS, h->who_memory, &h->news,
			&h->news_count, NULL);
	if (read_customer(app->store, h->customer, h->who_memory, &h->who, NULL) < 0)
		return;
	h->story->identities = h->who.identities;
	h->story->identity_count = h->who.identity_count;
	h->name = h->who.name ? h->who.name : h->who.identity_count ? h->who.identities[0].address : "?";
}

/* -- the visit ---------------------------------------------------------------------------------------------------- */

static int
by_number(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
	return (a > b) - (a < b);
}

/* The mark moves up to the first that was not on the screen; at the first visit all is old. */
void
history_end_visit(struct app *app, struct history *h)
{
	struct story *s = h->story;
	int64_t last = s->mark, missed = INT64_MAX, me = app->v.who.agent;
	struct arena *a = arena_new();
	struct news_row *news;
	size_t n;
	if (s->seen_count)
		qsort(s->seen_new, s->seen_count, sizeof *s->seen_new, by_number);
	if (!store_read_only(app->store) &&
	    read_timeline_news(app->store, h->customer, me, s->mark, NEWS, a, &news, &n, NULL) == 0) {
		for (size_t i = 0; i < n; i++) {
			bool seen = !s->mark || (s->seen_count && bsearch(&news[i].id, s->seen_new, s->seen_count,
				sizeof *s->seen_new, by_number));
			last = news[i].id > last ? news[i].id : last;
			missed = !seen && news[i].id < missed ? news[i].id : missed;
		}
		(void)visit_put(app->store, me, h->customer, missed <= last ? missed - 1 : last, NULL);
	}
	arena_free(a);
}

