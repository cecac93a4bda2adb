/*
 * mood.h - how somebody feels who writes to us: a lexicon with weights (mood.def), counted so that anybody can follow.
 *
 * What made the score is kept as codes, "it.vergogn*:-60" and the like: names of lexicon entries, never words of people.
 * Whoever wants another weight changes the table.
 */
#ifndef SPORTELLO_MOOD_H
#define SPORTELLO_MOOD_H

#include <stdbool.h>

#include "arena.h"

/* From where on it has a name. */
enum { MOOD_MIN = -100, MOOD_ANGRY = -50, MOOD_UNHAPPY = -20, MOOD_CONTENT = 20, MOOD_HAPPY = 50, MOOD_MAX = 100 };

/*
 * The score of what was written now (quote_fresh(): what others said is not their mood), MOOD_MIN to MOOD_MAX, 0 = nothing
 * tells.  language: ISO 639-1; NULL or one without a lexicon: that of the known ones which finds most.  *why: what told so,
 * blanks between, "" = nothing.
 */
int care_mood(const char *fresh, const char *language, struct arena *a, char **why);

/* "angry", "unhappy", "neutral", "content", "happy": the name that queries and commands have for a score. */
const char *care_mood_name(int mood);
/* A name, or a number from -100 to 100; false = neither. */
bool care_mood_parse(const char *text, int *mood);
/* One sentence a code, NULL-terminated: "`vergogn*` -60". */
char **care_mood_words(const char *why, struct arena *a);

#endif
