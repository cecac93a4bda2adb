/*
 * speak.h - who is speaking: how long a contact goes on, which channels vouch for a person, and what must not be told to
 * just anybody.  Pure.
 */
#ifndef SPORTELLO_SPEAK_H
#define SPORTELLO_SPEAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

/* What happened between us and one identity in one case: a word of theirs (or their being verified), a call or visit
 * that ended, the end of the case. */
enum care_spoken_kind { SPOKEN_WORD, SPOKEN_CALL_ENDED, SPOKEN_CASE_CLOSED };
struct care_spoken { int64_t at; enum care_spoken_kind kind; };
/* The last contact there was: begin_at 0 = none ever; ended_at 0 = it goes on. */
struct care_talk { int64_t begin_at, last_at, ended_at; };
/* Oldest first.  A contact ends with its case, with its call, or after so long without a word of theirs. */
void care_talk(const struct care_spoken *list, size_t n, int64_t silence_ms, int64_t now, struct care_talk *out);

/* How a channel vouches for who speaks: by certifying each message; by saying that the identity is one person with
 * another one that was known before; not at all. */
enum care_vouch { VOUCH_NOT, VOUCH_CERTIFIED, VOUCH_LINKED };
enum care_vouch care_vouches(const char *identity_kind);

/* The first IBAN (ISO 13616, its check digits right) or payment card's number (13 to 19 digits, Luhn) in a text, as it
 * is written there; NULL = none. */
char *care_find_iban(const char *text, struct arena *a);
char *care_find_card(const char *text, struct arena *a);
/* Does the text hold the value as words of its own, however blanks, dashes and capitals stand?  Values of less than
 * four letters or digits are in no text. */
bool care_mentions(const char *text, const char *value);

#endif
