/* mood.c - how somebody feels who writes: a lexicon, counted. */
#include "mood.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { WORDS_MAX = 400, LETTERS_MAX = 6000, CODES_MAX = 12, REACH = 3, PHRASE_MAX = 5 };
enum kind { WEIGHT, TURNS, TIMES };

static const struct entry { const char *language, *phrase; enum kind kind; int n; } lexicon[] = {
#define MOOD(language, weight, phrase) { language, phrase, WEIGHT, weight },
#define NOT(language, phrase) { language, phrase, TURNS, 0 },
#define MORE(language, percent, phrase) { language, phrase, TIMES, percent },
#include "mood.def"
#undef MOOD
#undef NOT
#undef MORE
};
enum { ENTRIES = sizeof lexicon / sizeof *lexicon };

static const struct { const char *name, *sign; int weight; } signs[] = {
#define SIGN(weight, name, sign) { name, sign, weight },
#include "mood_signs.def"
#undef SIGN
};

static const char *const languages[] = { "en", "it", "de", "fr", "es", "pt" };
enum { LANGUAGES = sizeof languages / sizeof *languages, LETTERS = 27 };

/* The entries of a language that begin with a letter, as lists: heads and what follows, numbers from 1. */
static short heads[LANGUAGES][LETTERS], nexts[ENTRIES + 1];

static int
letter(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' : LETTERS - 1;
}

static int
language_number(const char *language)
{
	for (int i = 0; i < LANGUAGES; i++)
		if (language && !strncmp(languages[i], language, 2) && (!language[2] || language[2] == '-'))
			return i;
	return -1;
}

static void
make_lists(void)
{
	static bool made;
	for (short i = 0; !made && i < ENTRIES; i++) {
		short *head = &heads[language_number(lexicon[i].language)][letter(*lexicon[i].phrase)];
		nexts[i + 1] = *head;
		*head = (short)(i + 1);
	}
	made = true;
}

/* -- what counts --------------------------------------------------------------------------------------------- */

struct counting {
	char **words;
	size_t n;
	int good, bad, codes;
	struct buf why;
};

static void
count(struct counting *c, const char *group, const char *name, int weight)
{
	if (!weight)
		return;
	*(weight < 0 ? &c->bad : &c->good) += weight;
	if (c->codes++ >= CODES_MAX)
		return;
	buf_addf(&c->why, "%s%s.", c->why.len ? " " : "", group);
	for (; *name; name++)
		buf_addc(&c->why, *name == ' ' ? '_' : *name);
	buf_addf(&c->why, ":%+d", weight);
}

/* How many words of the text, from at on, an entry covers; 0 = it does not fit. */
static size_t
fits(const struct counting *c, size_t at, const char *phrase)
{
	size_t used = 0;
	for (const char *p = phrase; *p; used++) {
		size_t len = strcspn(p, " ");
		const char *word = at + used < c->n ? c->words[at + used] : NULL;
		bool open = len && p[len - 1] == '*';
		if (!word || strncmp(word, p, len - open) || (!open && word[len]))
			return 0;
		p += len + (p[len] == ' ');
	}
	return used;
}

/* The longest entry that fits, the more exact one of two that are equally long. */
static const struct entry *
find(const struct counting *c, int language, size_t at, size_t *used)
{
	const struct entry *best = NULL;
	*used = 1;
	for (short i = heads[language][letter(*c->words[at])]; i; i = nexts[i]) {
		const struct entry *e = &lexicon[i - 1];
		size_t n = fits(c, at, e->phrase);
		if (n > *used || (n && n == *used && (!best || strlen(e->phrase) > strlen(best->phrase)))) {
			best = e;
			*used = n;
		}
	}
	return best;
}

static void
count_words(struct counting *c, int language)
{
	size_t turned = 0, times_until = 0, used;	/* up to which word, from 1 */
	int times = 100;
	for (size_t i = 0; i < c->n; i += used) {
		const struct entry *e = find(c, language, i, &used);
		if (!e)
			continue;
		if (e->kind == TURNS) {
			turned = i + used + REACH;
			continue;
		}
		if (e->kind == TIMES) {
			times = e->n;
			times_until = i + used + 2;
			continue;
		}
		int weight = i < times_until ? e->n * times / 100 : e->n;
		/* "not good" is bad; "not bad" is not as good as good; "not angry" says little, "no refund from crooks" all */
		if (i < turned && weight > 0)
			weight = weight >= MOOD_CONTENT ? -weight : 0;
		else if (i < turned && weight <= -40)
			weight = weight / 3;
		else if (i < turned && weight < 0)
			weight = -weight / 2;
		count(c, e->language, e->phrase, weight);
	}
}

/* -- signs, and how it is written -------------------------------------------------------------------------------- */

static void
count_signs(struct counting *c, const char *text)
{
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		const char *p = strstr(text, signs[i].sign);
		if (!p || (*signs[i].sign == ':' && p > text && p[-1] == '>'))
			continue;
		bool twice = strstr(p + strlen(signs[i].sign), signs[i].sign) != NULL;
		count(c, "sign", signs[i].name, twice ? signs[i].weight * 3 / 2 : signs[i].weight);
	}
}

/* Whole words in capitals, but for one alone: names, codes and places are written so too. */
static bool
shouts(const char *text)
{
	int loud = 0, all = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " \t\r\n.,;:!?()\"'"), upper = 0, lower = 0;
		for (size_t i = 0; i < len; i++) {
			upper += p[i] >= 'A' && p[i] <= 'Z';
			lower += (p[i] >= 'a' && p[i] <= 'z') || (p[i] >= '0' && p[i] <= '9') || strchr("@#/_", p[i]);
		}
		all += upper + lower > 2;
		loud += upper > 2 && !lower;
		p += len + (p[len] != '\0');
	}
	return loud >= 3 && loud * 2 >= all;
}

static size_t
most_marks(const char *text)
{
	size_t most = 0;
	for (const char *p = text; *p;) {
		size_t n = strspn(p, "!?"), bangs = 0;
		for (size_t i = 0; i < n; i++)
			bangs += p[i] == '!';
		most = bangs && n > most ? n : most;
		p += n ? n : 1;
	}
	return most;
}

/* Louder words are the same words, louder; alone they say little. */
static void
count_style(struct counting *c, const char *text)
{
	bool bad = c->bad <= -10 && -c->bad > c->good;
	if (shouts(text))
		count(c, "style", "capitals", bad ? -25 : c->good > 10 ? 10 : -20);
	size_t marks = most_marks(text);
	if (marks >= 3)
		count(c, "style", "marks", bad ? -15 : c->good > 10 ? 10 : -10);
	else if (marks == 2 && bad)
		count(c, "style", "marks", -8);
}

/* -- the score ---------------------------------------------------------------------------------------------------- */

/* Courtesy does not hide anger: against strong words, good ones count little; bare courtesy is courtesy, however often. */
static int
score_of(const struct counting *c)
{
	int good = c->good;
	if (c->bad <= -30)
		good = good / 3;
	int score = c->bad + good;
	return score < MOOD_MIN ? MOOD_MIN : score > MOOD_MAX ? MOOD_MAX : score;
}

/* The text without links, addresses and names it is addressed to: none of them is a word of theirs. */
static char *
bare(const char *text, struct arena *a)
{
	size_t len = strlen(text);
	char *out = arena_strn(a, text, len > LETTERS_MAX ? LETTERS_MAX : len);
	for (char *p = out; *p;) {
		size_t n = strcspn(p, " \n\t");
		if (memmem(p, n, "://", 3) || str_istarts(p, "www.") || memchr(p, '@', n))
			memset(p, ' ', n);
		p += n;
		p += strspn(p, " \n\t");
	}
	return out;
}

static int
count_all(const char *text, char **words, size_t n, int language, struct arena *a, char **why)
{
	struct counting c = { .words = words, .n = n, .why = BUF_INIT };
	count_words(&c, language);
	count_signs(&c, text);
	count_style(&c, text);
	*why = arena_strn(a, c.why.data, c.why.len);
	buf_free(&c.why);
	return score_of(&c);
}

int
care_mood(const char *fresh, const char *language, struct arena *a, char **why)
{
	char *text = bare(fresh ? fresh : "", a), *other;
	size_t n;
	char **words = str_split(a, utf8_fold_str(a, text), " ", &n);
	int known = language_number(language), best = 0, score;
	if (n > WORDS_MAX)
		n = WORDS_MAX;
	make_lists();
	if (known >= 0)
		return count_all(text, words, n, known, a, why);
	best = count_all(text, words, n, 0, a, why);
	for (int i = 1; i < LANGUAGES; i++)
		if (abs(score = count_all(text, words, n, i, a, &other)) > abs(best)) {
			best = score;
			*why = other;
		}
	return best;
}

/* -- names --------------------------------------------------------------------------------------------------------- */

static const struct { const char *name; int from, set; } names[] = { { N_("happy"), MOOD_HAPPY, 70 },
	{ N_("content"), MOOD_CONTENT, 35 }, { N_("neutral"), MOOD_UNHAPPY + 1, 0 }, { N_("unhappy"), MOOD_ANGRY + 1, -35 },
	{ N_("angry"), MOOD_MIN, -70 } };

const char *
care_mood_name(int mood)
{
	size_t i = 0;
	while (mood < names[i].from)
		i++;
	return names[i].name;
}

bool
care_mood_parse(const char *text, int *mood)
{
	int64_t n;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(names[i].name, text)) {
			*mood = names[i].set;
			return true;
		}
	if (str_to_int64(text, &n) < 0 || n < MOOD_MIN || n > MOOD_MAX)
		return false;
	*mood = (int)n;
	return true;
}

char **
care_mood_words(const char *why, struct arena *a)
{
	size_t n;
	char **codes = str_split(a, why ? why : "", " ", &n);
	for (size_t i = 0; i < n; i++) {
		char *dot = strchr(codes[i], '.'), *colon = strrchr(codes[i], ':');
		if (!dot || !colon || colon < dot)
			continue;
		*colon = '\0';
		for (char *p = dot; *p; p++)
			*p = *p == '_' ? ' ' : *p;
		const char *what = dot + 1;
		if (str_eq(what, "capitals") && str_starts(codes[i], "style"))
			what = _("CAPITALS");
		else if (str_starts(codes[i], "style"))
			what = "!!!";
		codes[i] = arena_printf(a, "%s %s", what, colon + 1);
	}
	return codes;
}
