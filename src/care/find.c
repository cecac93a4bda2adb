/* find.c - see find.h. */
#include "find.h"

#include <string.h>

#include "str.h"
#include "utf8.h"

enum { NUMBER_MIN = 4 };

/* Which places of the word a letter stands at: Myers' bit vectors, one bit a place; letters beyond ASCII in a list. */
struct find_pattern {
	int letters;
	uint64_t ascii[128];
	int others;
	struct { uint32_t cp; uint64_t at; } other[FIND_LETTERS];
};

const char *
find_rank_name(enum find_rank rank)
{
	static const char *const names[] = { NULL, "typo", "part", "prefix", "word", "whole" };
	return names[rank];
}

/* -- what was typed -------------------------------------------------------------------------------------- */

static int
count_letters(const char *s)
{
	int n = 0;
	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

static bool
has_digit(const char *s)
{
	return s[strcspn(s, "0123456789")] != '\0';
}

static const struct find_pattern *
make_pattern(const char *word, struct arena *a)
{
	struct find_pattern *p = arena_new_of(a, struct find_pattern);
	size_t len = strlen(word);
	for (size_t i = 0; i < len; p->letters++) {
		uint32_t cp;
		int k = 0;
		i += utf8_next(word + i, len - i, &cp);
		uint64_t bit = UINT64_C(1) << p->letters;
		if (cp < 128) {
			p->ascii[cp] |= bit;
			continue;
		}
		while (k < p->others && p->other[k].cp != cp)
			k++;
		if (k == p->others)
			p->other[p->others++].cp = cp;
		p->other[k].at |= bit;
	}
	return p;
}

static void
add_word(struct find_query *q, struct arena *a, const char *text, const char *full)
{
	if (q->count == FIND_WORDS)
		return;
	struct find_word w = { .text = text, .full = full, .letters = count_letters(text) };
	if (w.letters >= 4 && w.letters <= FIND_LETTERS && !has_digit(text)) {
		w.typos = w.letters <= 7 ? 1 : 2;
		w.pattern = make_pattern(text, a);
	}
	q->words[q->count++] = w;
}

static bool
is_group(const char *token)
{
	return has_digit(token) && !token[strspn(token, "0123456789+-./()")];
}

static void
add_digits(struct buf *b, const char *token)
{
	for (; *token; token++)
		if (*token >= '0' && *token <= '9')
			buf_addc(b, *token);
}

/* Groups of digits from tokens[i] on as one number without its 00 or 0 in front; how many tokens that were, 0 when
 * they are too short for one. */
static size_t
take_number(struct find_query *q, struct arena *a, char **tokens, size_t i, bool join)
{
	struct buf b = BUF_INIT;
	size_t n = 0;
	while (tokens[i + n] && is_group(tokens[i + n]) && (!n || join))
		add_digits(&b, tokens[i + n++]);
	if (b.len < NUMBER_MIN) {
		n = 0;
	} else {
		char *full = arena_strn(a, b.data, b.len), *text = full;
		text += str_starts(text, "00") ? 2 : *text == '0' ? 1 : 0;
		add_word(q, a, strlen(text) >= 3 ? text : full, full);
		q->joined = q->joined || n > 1;
	}
	buf_free(&b);
	return n;
}

static void
add_token(struct find_query *q, struct arena *a, const char *token)
{
	char **words = str_split(a, utf8_fold_str(a, token), " ", NULL);
	for (; *words; words++)
		add_word(q, a, *words, *words);
}

void
find_parse(const char *typed, bool join, struct arena *a, struct find_query *out)
{
	struct find_query q = { .words = arena_array(a, struct find_word, FIND_WORDS) };
	char **tokens = str_split(a, typed ? typed : "", " \t\r\n", NULL);
	struct buf whole = BUF_INIT;
	for (size_t i = 0; tokens[i];) {
		size_t n = is_group(tokens[i]) ? take_number(&q, a, tokens, i, join) : 0;
		if (!n) {
			add_token(&q, a, tokens[i]);
			n = 1;
		}
		i += n;
	}
	for (size_t i = 0; i < q.count; i++)
		buf_addf(&whole, " %s", q.words[i].full);
	if (q.count)
		q.words[q.count - 1].last = true;
	buf_addc(&whole, ' ');
	q.whole = arena_strn(a, whole.data, whole.len);
	buf_free(&whole);
	*out = q;
}

/* -- edits ------------------------------------------------------------------------------------------------ */

static uint64_t
places_of(const struct find_pattern *p, uint32_t cp)
{
	if (cp < 128)
		return p->ascii[cp];
	for (int i = 0; i < p->others; i++)
		if (p->other[i].cp == cp)
			return p->other[i].at;
	return 0;
}

/* A column of the table of distances per letter, as bits that tell where it grows and falls (Myers 1999; exchanged
 * neighbours after Hyyrö 2003). */
int
find_distance(const struct find_pattern *p, const char *text, size_t len, bool unfinished, int limit)
{
	uint64_t top = UINT64_C(1) << (p->letters - 1), grows = ~UINT64_C(0), falls = 0, same = 0, before = 0;
	int now = p->letters, least = now, left = p->letters + limit;
	for (size_t i = 0; i < len && left-- > 0;) {
		uint32_t cp = (unsigned char)text[i];
		if (cp < 128)
			i++;
		else
			i += utf8_next(text + i, len - i, &cp);
		uint64_t at = places_of(p, cp), swapped = ((~same & at) << 1) & before;
		same = (((at & grows) + grows) ^ grows) | at | falls | swapped;
		uint64_t up = falls | ~(same | grows), down = same & grows;
		now += (up & top) ? 1 : (down & top) ? -1 : 0;
		up = up << 1 | 1;
		down <<= 1;
		grows = down | ~(same | up);
		falls = up & same;
		before = at;
		least = now < least ? now : least;
		if (!left && i < len && !unfinished)	/* longer than any word within the limit */
			return limit + 1;
	}
	return unfinished ? least : now;
}

/* -- a text of facts ---------------------------------------------------------------------------------------- */

static enum find_rank
rank_of(const char *word, int letters, const char *text)
{
	enum find_rank best = FIND_NOT;
	size_t len = strlen(word);
	for (const char *p = text; len && best < FIND_WORD && (p = strstr(p, word)) != NULL; p++) {
		bool begins = p > text && p[-1] == ' ', ends = p[len] == ' ';
		enum find_rank r = begins && ends ? FIND_WORD : begins ? FIND_PREFIX : letters >= 3 ? FIND_PART : FIND_NOT;
		best = r > best ? r : best;
	}
	return best;
}

/* An unfinished word is compared with beginnings, where one edit is enough to be far from what was meant. */
static int
least_edits(const struct find_word *w, const char *text)
{
	int best = w->typos + 1;
	for (const char *p = text; *p;) {
		size_t n = strcspn(p, " \n");
		if (n > 1 && n + (size_t)w->typos >= (size_t)w->letters) {
			int d = find_distance(w->pattern, p, n, false, w->typos);
			best = d < best ? d : best;
			if (w->last && w->letters >= 5 && best > 1 && find_distance(w->pattern, p, n, true, 1) <= 1)
				best = 1;
		}
		p += n + (p[n] != '\0');
	}
	return best;
}

enum find_rank
find_word(const struct find_word *w, const char *text, bool typos, int *edits)
{
	enum find_rank r = rank_of(w->text, w->letters, text);
	*edits = 0;
	if (w->full != w->text && r > FIND_NOT) {
		/* with its zeros it is a word of its own */
		enum find_rank full = rank_of(w->full, w->letters, text);
		r = full > r ? full : r;
	}
	if (r > FIND_NOT || !typos || !w->typos)
		return r;
	int d = least_edits(w, text);
	if (d > w->typos)
		return FIND_NOT;
	*edits = d;
	return FIND_TYPO;
}

/* Is all that was typed one line of the text? */
static bool
is_whole(const char *whole, const char *text)
{
	size_t len = strlen(whole);
	for (const char *p = text; (p = strstr(p, whole)) != NULL; p++)
		if (p > text && p[-1] == '\n' && (p[len] == '\n' || !p[len]))
			return true;
	return false;
}

enum find_rank
find_match(const struct find_query *q, const char *text, bool typos, int *edits)
{
	enum find_rank least = FIND_WORD;
	int d;
	*edits = 0;
	for (size_t i = 0; i < q->count; i++) {
		enum find_rank r = find_word(&q->words[i], text, typos, &d);
		if (r == FIND_NOT)
			return FIND_NOT;
		least = r < least ? r : least;
		*edits += d;
	}
	if (!q->count)
		return FIND_NOT;
	return least == FIND_WORD && is_whole(q->whole, text) ? FIND_WHOLE : least;
}

void
find_add_fact(struct buf *out, const char *fact, bool number, struct arena *work)
{
	size_t n, begins = out->len;
	char **words = str_split(work, utf8_fold_str(work, fact ? fact : ""), " ", &n);
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%s ", i ? "" : "\n ", words[i]);
	if (!number || n < 2 || n > 4 || !has_digit(out->data + begins))
		return;
	buf_adds(out, "\n ");
	for (size_t i = 0; i < n; i++)
		buf_adds(out, words[i]);
	buf_addc(out, ' ');
}
