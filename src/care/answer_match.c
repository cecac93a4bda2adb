/*
 * answer_match.c - which answer fits what was asked.
 *
 * Each sentence is compared with each question that shares a word with it.  What counts: how much of the question was said,
 * by the weight of its words (rare ones tell more); how much of what was said around those words belongs to it; whether
 * they come in the same order; and whether the rest of the sentence fits other questions of the same answer.
 */
#include "answer_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "str.h"

/* A word of a sentence in the light of one language's questions. */
struct word { const struct token *token; int term; double sure, weight; };

struct best { double score, second; int sentence; int variant; const struct lexicon *lexicon; size_t from, count; };

/* What a sentence has for an answer, whichever of its questions. */
struct support {
	double all;			/* the weight of all its words */
	double weight;			/* of those that stand in any of the questions */
	double unlikely;		/* that it is not about this */
	int words;			/* how many they are */
	double often_alone;		/* how much the most telling of them is this answer's alone */
	double sure;			/* the surest of them */
	double often;			/* the largest share of its questions that have one of them */
};
#define OTHER 0.6
#define KEY 0.85
#define CHANCE 0.35

struct work {
	const struct answer_set *set;
	struct arena *a;
	struct token *tokens;
	size_t token_count;
	struct best *best;		/* by answer */
	struct support *support;	/* by answer */
	int *seen;			/* by variant: the last round in which it was looked at */
	int round;
};

/* -- one sentence ----------------------------------------------------------------------------------------------- */

static size_t
read_sentence(struct work *w, const struct lexicon *l, size_t from, size_t to, struct word *out)
{
	size_t n = 0;
	for (size_t i = from; i < to && n < SENTENCE_TOKENS; i++) {
		bool stop;
		const char *folded = answer_word(l->language, w->tokens[i].folded, &stop);
		struct word x = { .token = &w->tokens[i], .term = -1, .sure = 1 };
		stop |= w->tokens[i].stop;
		/* a word that stops may still be all there is of a question */
		x.term = stop ? lexicon_exact(l, folded) : lexicon_find(l, folded, w->a, &x.sure);
		if (x.term < 0 && stop)
			continue;
		x.weight = x.term >= 0 ? l->terms[x.term].weight : l->unknown;
		out[n++] = x;
	}
	return n;
}

/* How surely the sentence has a term; where, or -1. */
static int
place_of(const struct word *words, size_t n, int term)
{
	int at = -1;
	for (size_t i = 0; i < n; i++)
		if (words[i].term == term && (at < 0 || words[i].sure > words[at].sure))
			at = (int)i;
	return at;
}

/* What else of the sentence stands in other questions of the same answer makes up for a word that is missing in this. */
static double
score_variant(const struct lexicon *l, const struct variant *v, const struct word *words, size_t n, const struct support *sup)
{
	double said = 0, around = 0;
	int first = -1, last = -1, before = -1, in_order = 0, found = 0;
	for (size_t k = 0; k < v->count; k++) {
		int at = place_of(words, n, v->terms[k]);
		if (at < 0)
			continue;
		said += words[at].sure * l->terms[v->terms[k]].weight;
		first = first < 0 || at < first ? at : first;
		last = at > last ? at : last;
		in_order += found && at > before;
		found++;
		before = at;
	}
	if (!found)
		return 0;
	for (int i = first; i <= last; i++)
		around += words[i].weight;
	double missing = v->weight - said, other = OTHER * (sup->weight - said);
	double whole = said / (sup->all > said ? sup->all : said), close = said / (around > said ? around : said);
	double share = (said + (other < missing ? other > 0 ? other : 0 : missing)) / v->weight;
	double order = found > 1 ? (double)in_order / (found - 1) : v->count == 1;
	/* one word alone tells less than three, however well it fits, and little when others say it, too */
	double evidence = 1 - exp(-1.1 * said);
	if (v->count == 1)
		evidence *= 0.3 + 0.7 * sup->often_alone;
	return share * sqrt(share) * evidence * (0.40 + 0.20 * close + 0.30 * whole + 0.10 * order);
}

/* How much a word tells of an answer: much when it stands in many of its questions, and in those of no other. */
static void
add_support(struct work *w, const struct lexicon *l, const struct word *x)
{
	int total = l->in_count[x->term];
	for (int k = 0; k < total; ) {
		int answer = l->variants[l->in[x->term][k]].answer, from = k;
		while (k < total && l->variants[l->in[x->term][k]].answer == answer)
			k++;
		struct support *s = &w->support[answer];
		double own = (double)(k - from), alone = own / total, often = 2 * own / l->of_answer[answer];
		s->weight += x->sure * x->weight;
		s->words++;
		s->sure = x->sure > s->sure ? x->sure : s->sure;
		if (l->terms[x->term].asks)
			continue;
		s->often = own / l->of_answer[answer] > s->often ? own / l->of_answer[answer] : s->often;
		s->often_alone = alone > s->often_alone ? alone : s->often_alone;
		s->unlikely *= 1 - KEY * x->sure * alone * sqrt(often > 1 ? 1 : often);
	}
}

static void
support_all(struct work *w, const struct lexicon *l, const struct word *words, size_t n, double all)
{
	for (size_t i = 0; i < w->set->count; i++)
		w->support[i] = (struct support){ .all = all, .unlikely = 1 };
	for (size_t i = 0; i < n; i++) {
		bool again = words[i].term < 0;
		for (size_t k = 0; k < i && !again; k++)
			again = words[k].term == words[i].term;
		if (!again)
			add_support(w, l, &words[i]);
	}
}

/* The best sentence decides; another one that fits as well makes it surer. */
static void
take(struct best *b, double score, int from, int variant, const struct lexicon *l, size_t count)
{
	if (score <= b->score) {
		if (from != b->sentence && score > b->second)
			b->second = score;
		return;
	}
	double second = b->variant >= 0 && b->lexicon == l && from != b->sentence ? b->score : b->lexicon == l ? b->second : 0;
	*b = (struct best){ score, second, from, variant, l, (size_t)from, count };
}

static void
match_sentence(struct work *w, const struct lexicon *l, size_t from, size_t to, double worth)
{
	struct word words[SENTENCE_TOKENS];
	size_t n = read_sentence(w, l, from, to, words);
	double all = 0;
	for (size_t i = 0; i < n; i++)
		all += words[i].weight;
	if (all <= 0)
		return;
	support_all(w, l, words, n, all);
	int round = ++w->round;
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; words[i].term >= 0 && k < l->in_count[words[i].term]; k++) {
			int index = l->in[words[i].term][k];
			const struct variant *v = &l->variants[index];
			const struct support *sup = &w->support[v->answer];
			/* a question for all is looked at in the language that is spoken */
			if (w->seen[index] == round || (worth < 1 && !v->words->language))
				continue;
			w->seen[index] = round;
			double s = score_variant(l, v, words, n, sup), pool = sup->weight / all;
			s = worth * (s + (1 - s) * (1 - sup->unlikely) * (0.20 + 0.40 * (pool > 1 ? 1 : pool)));
			/* one word of several, which few of its questions have, or only nearly, is chance */
			if (sup->words == 1 && n > 1 && (sup->often < 0.25 || sup->sure < 0.8 || worth < 1) && s > CHANCE)
				s = CHANCE;
			take(&w->best[v->answer], s, (int)from, index, l, to - from);
		}
	}
}

static void
match_language(struct work *w, const struct lexicon *l, double worth)
{
	memset(w->seen, 0, l->variant_count * sizeof *w->seen);
	w->round = 0;
	for (size_t from = 0, to; from < w->token_count; from = to) {
		for (to = from + 1; to < w->token_count && w->tokens[to].sentence == w->tokens[from].sentence; )
			to++;
		match_sentence(w, l, from, to, worth);
	}
}

/* -- the hits ------------------------------------------------------------------------------------------------------- */

static bool
answer_has(const struct lexicon *l, int answer, int term)
{
	for (int k = 0; term >= 0 && k < l->in_count[term]; k++)
		if (l->variants[l->in[term][k]].answer == answer)
			return true;
	return false;
}

/* The words of theirs that stand in its questions. */
static const char *
reasons(struct work *w, const struct best *b)
{
	struct word words[SENTENCE_TOKENS];
	int answer = b->lexicon->variants[b->variant].answer;
	size_t n = read_sentence(w, b->lexicon, b->from, b->from + b->count, words);
	struct buf out = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		if (answer_has(b->lexicon, answer, words[i].term) && place_of(words, n, words[i].term) == (int)i)
			buf_addf(&out, "%s%s", out.len ? ", " : "", words[i].token->written);
	}
	char *s = arena_strn(w->a, out.data, out.len);
	buf_free(&out);
	return s;
}

static int
by_score(const void *x, const void *y)
{
	const struct answer_hit *a = x, *b = y;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return strcmp(a->answer->name, b->answer->name);
}

static size_t
gather(struct work *w, struct answer_hit **out)
{
	size_t n = 0;
	struct answer_hit *hits = arena_array(w->a, struct answer_hit, w->set->count + 1);
	for (size_t i = 0; i < w->set->count; i++) {
		const struct best *b = &w->best[i];
		int score = (int)(100 * (b->score + (b->score > CHANCE ? (1 - b->score) * 0.25 * b->second : 0)) + 0.5);
		if (score < 8)
			continue;
		const struct answer_words *q = b->lexicon->variants[b->variant].words;
		hits[n++] = (struct answer_hit){ &w->set->answers[i], score > 100 ? 100 : score, NULL, q->text, q->language };
	}
	qsort(hits, n, sizeof *hits, by_score);
	n = n < ANSWER_HITS ? n : ANSWER_HITS;
	for (size_t i = 0; i < n; i++)
		hits[i].why = reasons(w, &w->best[hits[i].answer - w->set->answers]);
	*out = hits;
	return n;
}

size_t
answers_match(const struct answer_set *set, const char *text, const char *language, struct arena *a, struct answer_hit **out)
{
	struct work w = { .set = set, .a = a };
	size_t most = 0;
	bool ours = false;
	*out = NULL;
	if (!set->count || str_empty(text))
		return 0;
	for (size_t i = 0; i < set->index->count; i++) {
		most = set->index->lexicons[i].variant_count > most ? set->index->lexicons[i].variant_count : most;
		ours |= language && str_eq(set->index->lexicons[i].language, arena_strn(a, language, strnlen(language, 2)));
	}
	w.tokens = arena_array(a, struct token, TOKENS);
	w.token_count = answer_tokens(text, a, w.tokens);
	w.best = arena_array(a, struct best, set->count);
	w.support = arena_array(a, struct support, set->count);
	w.seen = arena_array(a, int, most + 1);
	for (size_t i = 0; i < set->index->count; i++) {
		const struct lexicon *l = &set->index->lexicons[i];
		match_language(&w, l, !ours || !strncmp(l->language, language, 2) ? 1 : 0.85);
	}
	return gather(&w, out);
}

bool
answers_fit(const struct answer_hit *hits, size_t n)
{
	return n && hits[0].score >= ANSWER_FITS;
}

bool
answers_clear(const struct answer_hit *hits, size_t n)
{
	return answers_fit(hits, n) && (n == 1 || hits[0].score - hits[1].score >= ANSWER_CLEAR);
}
