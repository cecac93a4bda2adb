/* away.c - since when an agent is away, and up to where they have looked: two marks of theirs among the settings. */
#include "away.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "db.h"
#include "str.h"

static char *
key_of(const char *what, int64_t agent, struct arena *a)
{
	return arena_printf(a, "%s:%lld", what, (long long)agent);
}

static bool
get(struct store *s, const char *what, int64_t agent, struct away_mark *out)
{
	struct arena *a = arena_new();
	char *text = NULL, *end;
	bool known = store_setting_get(s, key_of(what, agent, a), a, &text, NULL) == 0 && !str_empty(text);
	if (known) {
		out->at = strtoll(text, &end, 10);
		out->item = strtoll(end, NULL, 10);
	}
	arena_free(a);
	return known;
}

static int
put(struct store *s, const char *what, int64_t agent, const struct away_mark *m, struct error *err)
{
	struct arena *a = arena_new();
	const char *text = m ? arena_printf(a, "%lld %lld", (long long)m->at, (long long)m->item) : "";
	int rc = store_setting_put(s, key_of(what, agent, a), text, err);
	arena_free(a);
	return rc;
}

static struct away_mark
mark_now(struct store *s, int64_t now)
{
	return (struct away_mark){ now, db_int64(s, STMT_COUNTER_GET, 0, "t", "item") };
}

bool
away_here(struct store *s, int64_t agent, int64_t now, int64_t away_after_ms)
{
	struct away_mark before, pending, m = mark_now(s, now);
	bool was = get(s, "present", agent, &before) && now - before.at >= away_after_ms;
	/* who comes and goes without looking keeps what waits */
	if (was && !get(s, "away", agent, &pending))
		(void)put(s, "away", agent, &before, NULL);
	(void)put(s, "present", agent, &m, NULL);
	return was;
}

int
away_mark_of(struct store *s, int64_t at, struct away_mark *out, struct error *err)
{
	int64_t top = db_int64(s, STMT_COUNTER_GET, 0, "t", "item") + 1, first = top;
	enum stmt kinds[] = { STMT_AWAY_ACTION_AT, STMT_AWAY_MESSAGE_AT };
	(void)err;
	for (int i = 0; i < 2; i++) {
		int64_t id = db_int64(s, kinds[i], top, "i", at);
		first = id < first ? id : first;
	}
	*out = (struct away_mark){ at, first - 1 };
	return 0;
}

int
away_since(struct store *s, int64_t agent, struct away_mark *out, struct error *err)
{
	if (get(s, "away", agent, out) || get(s, "seen", agent, out))
		return 0;
	return away_mark_of(s, clock_now() - MS_DAY, out, err);
}

int
away_seen(struct store *s, int64_t agent, const struct away_mark *upto, struct error *err)
{
	return put(s, "seen", agent, upto, err) < 0 ? -1 : put(s, "away", agent, NULL, err);
}
