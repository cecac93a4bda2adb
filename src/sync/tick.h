/*
 * tick.h - inside src/sync/ only: how often a process looks whether somebody has written to the store.  Four times a
 * second while people work with it or messages come in; once a second after a minute in which nothing moved, which
 * is what an idle hour costs.
 */
#ifndef SPORTELLO_SYNC_TICK_H
#define SPORTELLO_SYNC_TICK_H

#include "store.h"

enum { TICK_BUSY_MS = 250 };

/* Begins as zeroes; the first look is work. */
struct tick { int64_t areas[AREA_COUNT], moved_us; };

/* Another connection has written: was it somebody's work? */
void tick_look(struct tick *t, struct store *s);
int tick_ms(const struct tick *t);

#endif
