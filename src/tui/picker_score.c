/* picker_score.c - how well a text answers what was typed: words in any order, letters in order. */
#include <string.h>

#include "picker_parts.h"
#include "str.h"
#include "utf8.h"

/* What one word can earn; several matches add up. */
enum { WORD_EQUAL = 120, WORD_START = 90, WORD_INSIDE = 50, LETTERS_MAX = 40 };

static bool
at_word_start(const char *text, size_t i)
{
	return i == 0 || text[i - 1] == ' ';
}

static size_t
char_len(const char *s)
{
	size_t n = 1;

	while ((s[n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* Where the letter stands next, or where it next begins a word; -1: nowhere. */
static long
find(const char *text, size_t from, const char *letter, size_t len, bool word_start)
{
	for (size_t i = from; text[i]; i++)
		if (!strncmp(text + i, letter, len) && (!word_start || at_word_start(text, i)))
			return (long)i;
	return -1;
}

/* The letters one after the other: the next one if it fits, else (jump) one that begins a word, else any:
 * "etl" finds "escalate to logistics".  Worth more the more of them stand at a word's start or together;
 * the first must, or half of all: else everything long would answer everything short. */
static int
letters(const char *word, const char *text, bool jump)
{
	size_t at = 0, good = 0, n = 0;
	bool start = false;

	for (const char *w = word; *w; n++) {
		size_t len = char_len(w);
		bool together = n > 0 && !strncmp(text + at, w, len);
		long i = together ? (long)at : jump ? find(text, at, w, len, true) : -1;

		if (i < 0 && (i = find(text, at, w, len, false)) < 0)
			return 0;
		start |= n == 0 && at_word_start(text, (size_t)i);
		good += together || at_word_start(text, (size_t)i);
		at = (size_t)i + len;
		w += len;
	}
	if (n < 2 || (!start && good * 2 < n))
		return 0;
	return 10 + (int)(good * (LETTERS_MAX - 10) / n);
}

static int
match_letters(const char *word, const char *text)
{
	int jumping = letters(word, text, true), plain = letters(word, text, false);

	return jumping > plain ? jumping : plain;
}

/* Scattered letters answer in a name alone: what explains it is long, and holds nearly any letters in some order. */
static int
match_word(const char *word, const char *text, bool name)
{
	size_t len = strlen(word);
	bool inside = false, starts = false;
	const char *at = text;

	for (; (at = strstr(at, word)); at++) {
		if (!at_word_start(text, (size_t)(at - text))) {
			inside = true;
			continue;
		}
		if (at[len] == '\0' || at[len] == ' ')
			return WORD_EQUAL + (at == text ? 10 : 0);
		starts = true;
		if (at == text)
			return WORD_START + 10;
	}
	return starts ? WORD_START : inside ? WORD_INSIDE : name ? match_letters(word, text) : 0;
}

void
picker_words(struct picker_words *w, struct arena *a, const char *typed)
{
	w->arena = a;
	w->raw = str_trim(a, typed ? typed : "");
	w->whole = str_trim(a, utf8_fold_str(a, w->raw));
	w->word = str_split(a, w->whole, " ", &w->count);
}

int
picker_match(const struct picker_words *w, const char *text, const char *detail, const char *raw_text)
{
	int sum = 0;

	if (!*w->raw)
		return 1;
	/* signs only ("?", "=>"): as they stand */
	if (!w->count)
		return str_icase_find(raw_text, w->raw) ? WORD_INSIDE : 0;
	for (size_t i = 0; i < w->count; i++) {
		int first = 2 * match_word(w->word[i], text, true);
		int second = first ? 0 : match_word(w->word[i], detail, false);

		if (!first && !second)
			return 0;
		sum += first + second;
	}
	if (str_starts(text, w->whole))
		sum += str_eq(text, w->whole) ? 200 : 100;
	return sum;
}

int
picker_score(const char *typed, const char *text)
{
	struct arena *a = arena_new();
	struct picker_words w;
	int score;

	picker_words(&w, a, typed);
	score = picker_match(&w, str_trim(a, utf8_fold_str(a, text ? text : "")), "", text ? text : "");
	arena_free(a);
	return score;
}
