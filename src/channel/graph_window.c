/* graph_window.c - see graph.h: until when one may answer in a conversation. */
#include "graph.h"

#include "clock.h"
#include "str.h"

#define WINDOW_MS MS_DAY

static const char *
key_of(const struct channel_context *c, const char *thread)
{
	return arena_printf(c->arena, "in:%s", thread);
}

static const char *
moment(struct arena *a, int64_t at)
{
	char text[32];

	clock_rfc3339(text, at);
	return arena_str(a, text);
}

void
window_put(const struct channel_context *c, struct gather *g, const char *thread, int64_t last_in, int64_t person_ms)
{
	const char *key = key_of(c, thread);
	int64_t end = last_in + WINDOW_MS, last = person_ms ? last_in + person_ms : end;

	if (last_in <= 0 || last_in < cursor_number(c, key))
		return;
	gather_cursor(g, key, arena_printf(c->arena, "%lld", (long long)last_in));
	gather_capability(g, thread, "window", moment(c->arena, last), last);
	if (person_ms)		/* from then on as a person */
		gather_capability(g, thread, "human-agent", moment(c->arena, end), last);
}

enum window
window_of(const struct channel_context *c, const char *thread, int64_t person_ms)
{
	int64_t last = thread ? cursor_number(c, key_of(c, thread)) : 0, age = c->now - last;

	if (!last || age < WINDOW_MS)
		return WINDOW_OPEN;
	return age < person_ms ? WINDOW_PERSON : WINDOW_SHUT;
}
