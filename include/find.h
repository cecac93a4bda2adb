/*
 * find.h - does what somebody typed fit a person?  Pure: words in, a rank out.
 *
 * A person is a text of facts, one a line: names, addresses, numbers, fields, each folded (utf8_fold_str) with a
 * blank before, between and after its words: "\n ana perez \n ana perez example org \n 393471234567 \n".  What is
 * typed is folded likewise, and all its words must fit, in any order, each anywhere.
 *
 * Ranks, best first: the whole of one fact; words; beginnings of words; parts of words (from three letters); words
 * with typos.  The weakest word decides.
 */
#ifndef SPORTELLO_FIND_H
#define SPORTELLO_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"

enum find_rank { FIND_NOT, FIND_TYPO, FIND_PART, FIND_PREFIX, FIND_WORD, FIND_WHOLE };
/* "typo", "part", "prefix", "word", "whole" for scripts; NULL for FIND_NOT. */
const char *find_rank_name(enum find_rank rank);

enum { FIND_WORDS = 16, FIND_LETTERS = 60 };	/* words that are looked at; letters of one that may have typos */

struct find_pattern;
struct find_word {
	const char *text;	/* folded */
	const char *full;	/* a number as it was typed, zeros in front and all; else the same */
	int letters;		/* code points */
	bool last;		/* may be unfinished */
	int typos;		/* so many edits are forgiven: none under four letters and in numbers, 1 to seven, 2 */
	const struct find_pattern *pattern;	/* NULL where typos is 0 */
};
struct find_query {
	struct find_word *words;
	size_t count;		/* 0: nothing that can be looked for */
	const char *whole;	/* " ana perez " */
	bool joined;		/* groups of digits were taken for one number */
};

/* join: what looks like a number in groups ("+39 347 12") is one word. */
void find_parse(const char *typed, bool join, struct arena *a, struct find_query *out);

/* How well one word fits a text of facts, and with how many edits (0 unless FIND_TYPO; typos: count these, too). */
enum find_rank find_word(const struct find_word *w, const char *text, bool typos, int *edits);
/* The weakest word's rank, and all edits. */
enum find_rank find_match(const struct find_query *q, const char *text, bool typos, int *edits);

/* Edits (one letter more, less or other, two neighbours exchanged) between the pattern's word and text[0..len), or the
 * nearest beginning of it when unfinished; more than `limit` may be told as any larger number. */
int find_distance(const struct find_pattern *p, const char *text, size_t len, bool unfinished, int limit);

/* Appends a fact's folded line ("\n ana perez "; nothing when there is no word in it).  number: its groups are joined
 * as well ("a 1042 a1042").  What it needs meanwhile comes from `work`. */
void find_add_fact(struct buf *out, const char *fact, bool number, struct arena *work);

#endif
