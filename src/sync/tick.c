/* tick.c - see tick.h. */
#include "clock.h"
#include "tick.h"

enum { QUIET_MS = 1000 };

void
tick_look(struct tick *t, struct store *s)
{
	int64_t now[AREA_COUNT] = { 0 };
	int i;

	if (store_areas(s, now, &(struct error)ERROR_INIT))
		return;
	for (i = 0; i < AREA_COUNT; i++) {
		/* that an account was looked at is nobody's work */
		if (i != AREA_ACCOUNT && now[i] != t->areas[i])
			t->moved_us = clock_mono_us();
		t->areas[i] = now[i];
	}
}

int
tick_ms(const struct tick *t)
{
	return clock_mono_us() - t->moved_us < MS_MINUTE * 1000 ? TICK_BUSY_MS : QUIET_MS;
}
