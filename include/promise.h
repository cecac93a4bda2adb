/*
 * promise.h - what was promised to customers, and by when: office hours as the configuration and the calendars say them,
 * policies, clocks.
 */
#ifndef SPORTELLO_PROMISE_H
#define SPORTELLO_PROMISE_H

#include "conf.h"
#include "hours.h"
#include "store.h"

/* [hours NAME] with the days on which it is closed; name NULL or "" = around the clock, *out NULL.  ERR_CONFIG with
 * file:line for what cannot be read, ERR_INPUT where there are no such hours. */
int read_hours(struct store *s, const struct conf *conf, const char *name, struct arena *a, struct hours **out,
	struct error *err);

/* Reads the policies of the configuration, once: how many there are; ERR_CONFIG with file:line for what is wrong. */
int store_promises(struct store *s, size_t *n, struct error *err);

#endif
