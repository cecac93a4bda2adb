/*
 * reach.h - when we may begin a contact, and how content somebody was: small texts of a customer's card, read.  Pure.
 */
#ifndef SPORTELLO_REACH_H
#define SPORTELLO_REACH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/* Hours in which we begin no contact, "21:00-08:00", in minutes of the local day; from > to goes over midnight. */
struct care_quiet { int from, to; };
int care_quiet_read(const char *text, struct care_quiet *out, struct error *err);
/* The end of the quiet hours that hold at `at`; `at` itself when none do. */
int64_t care_quiet_end(const struct care_quiet *q, int64_t at);

/* How a conversation begins on a channel: with anything we write, with an approved template, or by the other side alone.
 * The last is so of every channel that is not named. */
enum care_begin { BEGIN_BY_THEM, BEGIN_BY_US, BEGIN_BY_TEMPLATE };
enum care_begin care_begins(const char *channel);
/* Can an address of this kind be written to there? */
bool care_reaches(const char *channel, const char *identity_kind);
/* How people call a channel: "Telegram", "e-mail". */
const char *care_channel_words(const char *channel);

/* At most so many contacts that we begin, in so long: "2/7d". */
struct care_cap { int count; int64_t span_ms; };
int care_cap_read(const char *text, struct care_cap *out, struct error *err);

/* An answer on the scale it was asked on: "4/5", "6/7", "9/10", "good", "bad". */
struct care_rating { int score;			/* 0..100 */
	char scale[12], said[12]; };		/* "1-5", "4" */
int care_rating_read(const char *text, struct care_rating *out, struct error *err);

/* The channel of more than half of at least three words of theirs, the oldest first; false when there is none.
 * asked, answered: how often we spoke there first, and how often they answered there, after_ms later on average. */
struct care_word { const char *channel; bool inbound; int64_t at; };
struct care_preference { const char *channel; int seen, of, asked, answered; int64_t after_ms; };
bool care_prefer(const struct care_word *words, size_t n, struct care_preference *out);

#endif
