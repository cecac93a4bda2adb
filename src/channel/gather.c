/* gather.c - see gather.h. */
#include "gather.h"

#include <string.h>

struct message_in *
gather_message(struct gather *g)
{
	return VEC_PUSH(g->a, g->messages, g->b.message_count, g->message_space);
}

struct event_in *
gather_event(struct gather *g)
{
	return VEC_PUSH(g->a, g->events, g->b.event_count, g->event_space);
}

struct identity_in *
gather_identity(struct gather *g)
{
	return VEC_PUSH(g->a, g->identities, g->b.identity_count, g->identity_space);
}

void
gather_cursor(struct gather *g, const char *key, const char *value)
{
	*VEC_PUSH(g->a, g->cursors, g->b.cursor_count, g->cursor_space) = (struct cursor_in){ key, value };
}

void
gather_capability(struct gather *g, const char *thread, const char *key, const char *value, int64_t expires_at)
{
	*VEC_PUSH(g->a, g->capabilities, g->b.capability_count, g->capability_space) = (struct capability_in){
		thread, key, value, expires_at };
}

struct job *
gather_job(struct gather *g, const char *kind, const char *key, const char *body)
{
	struct job *j = VEC_PUSH(g->a, g->jobs, g->b.job_count, g->job_space);

	*j = (struct job){ .kind = kind, .key = key, .body = body };
	return j;
}

/* Merges two sorted runs next to each other. */
static void
merge(struct event_in *out, const struct event_in *in, size_t mid, size_t end)
{
	size_t left = 0, right = mid, n = 0;

	while (n < end)
		out[n++] = left < mid && (right >= end || in[left].at <= in[right].at) ? in[left++] : in[right++];
}

void
gather_sort_events(struct gather *g)
{
	size_t n = g->b.event_count, run, i;
	struct event_in *from = g->events, *to = arena_array(g->a, struct event_in, n), *swap;

	for (run = 1; run < n; run *= 2) {
		for (i = 0; i < n; i += 2 * run) {
			size_t left = n - i;

			merge(to + i, from + i, run < left ? run : left, 2 * run < left ? 2 * run : left);
		}
		swap = from;
		from = to;
		to = swap;
	}
	g->events = from;
	g->event_space = n;
}

void
gather_turn(struct gather *g, size_t first)
{
	size_t i, n;

	for (i = first, n = g->b.message_count; i + 1 < n; i++, n--) {
		struct message_in m = g->messages[i];

		g->messages[i] = g->messages[n - 1];
		g->messages[n - 1] = m;
	}
}

char *
gather_digest(struct arena *a, const char *text)
{
	struct digest d = digest_of(text, strlen(text));
	char hex[65];

	digest_hex(hex, &d);
	return arena_strn(a, hex, 32);
}

struct batch
gather_batch(struct gather *g)
{
	g->b.messages = g->messages;
	g->b.events = g->events;
	g->b.identities = g->identities;
	g->b.cursors = g->cursors;
	g->b.capabilities = g->capabilities;
	g->b.jobs = g->jobs;
	return g->b;
}
