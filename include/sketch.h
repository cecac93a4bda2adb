/*
 * sketch.h - how alike two texts are, told by 64 bytes of each.  Pure.  The sketch holds the smallest hashes of runs of
 * three words (MinHash): no word can be read out of it, and the share of equal places is the share of common runs.
 */
#ifndef SPORTELLO_SKETCH_H
#define SPORTELLO_SKETCH_H

#include <stdbool.h>
#include <stdint.h>

enum { SKETCH_PLACES = 16, SKETCH_BANDS = 8, SKETCH_WORDS = 8 };	/* of a text with fewer words there is none */
struct sketch { uint32_t least[SKETCH_PLACES]; };

/* Names and numbers do not count: where one stands, any may stand.  False: too short. */
bool sketch_make(const char *text, struct sketch *out);
/* 0..100. */
int sketch_alike(const struct sketch *a, const struct sketch *b);
/* Texts that are alike have one of these in common, mostly. */
void sketch_bands(const struct sketch *s, int64_t out[SKETCH_BANDS]);

#endif
