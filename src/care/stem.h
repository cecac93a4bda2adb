/* stem.h - the stem of a word, by Snowball: "spedizioni", "spedizione" -> "spedizion".  One file includes the library. */
#ifndef SPORTELLO_CARE_STEM_H
#define SPORTELLO_CARE_STEM_H

#include "arena.h"

/* Of a folded word; the word itself where the language has no stems here.  language: "it"; NULL = none. */
const char *stem_word(const char *language, const char *word, struct arena *a);

#endif
