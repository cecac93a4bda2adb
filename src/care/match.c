/* match.c - what evidence weighs that two customers are one person. */
#include "match.h"

#include <string.h>

#include "i18n.h"
#include "str.h"
#include "utf8.h"

const struct care_evidence_info care_evidence_table[EVIDENCE_COUNT] = {
#define X(id, code, weight, words) [EVIDENCE_##id] = { code, weight, words },
	CARE_EVIDENCE(X)
#undef X
};

/* -- names -------------------------------------------------------------------------------------------------- */

enum { NAME_WORDS = 6 };
struct name { char *words[NAME_WORDS]; size_t n; };

/* The words of a person's name; none when it is an address, a handle or a firm's. */
static struct name
name_of(const char *text, struct arena *a)
{
	static const char *const left_out[] = { "mr", "mrs", "ms", "dr", "dott", "dottssa", "ing", "avv", "sig", "sigra",
		"prof", "herr", "frau", "de", "di", "del", "della", "da", "van", "von", "la", "le" };
	static const char *const firms[] = { "srl", "spa", "ltd", "inc", "gmbh", "llc", "info", "support", "office", "team",
		"shop", "service", "kundenservice", "ufficio", "amministrazione" };
	struct name name = { .n = 0 };
	size_t n = 0;
	if (str_empty(text) || strpbrk(text, "@0123456789_"))
		return name;
	char **words = str_split(a, utf8_fold_str(a, text), " ", &n);
	for (size_t i = 0; i < n; i++) {
		bool skip = false;
		for (size_t k = 0; k < sizeof firms / sizeof *firms; k++)
			if (str_eq(words[i], firms[k]))
				return (struct name){ .n = 0 };
		for (size_t k = 0; k < sizeof left_out / sizeof *left_out; k++)
			skip |= str_eq(words[i], left_out[k]);
		if (!skip && name.n < NAME_WORDS)
			name.words[name.n++] = words[i];
	}
	return name;
}

/* One letter put in, left out, changed, or two changed over; of seven letters together at least.  Not the last one: Maria
 * and Mario, Daniel and Daniela are two. */
static bool
near(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b), i = 0;
	if (n < 3 || m < 3 || n + m < 7 || n > m + 1 || m > n + 1 || a[n - 1] != b[m - 1])
		return false;
	while (a[i] && a[i] == b[i])
		i++;
	if (n == m && (!strcmp(a + i + (i < n), b + i + (i < m)) ||
			(i + 1 < n && a[i] == b[i + 1] && a[i + 1] == b[i] && !strcmp(a + i + 2, b + i + 2))))
		return true;
	return n > m ? !strcmp(a + i + 1, b + i) : m > n && !strcmp(a + i, b + i + 1);
}

/* "m" for "mario", "chris" for "christine". */
static bool
short_for(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);
	return (n == 1 || (n >= 3 && n + 1 < m)) && n < m && !strncmp(a, b, n);
}

static bool
fits(const char *a, const char *b, bool *loosely)
{
	if (str_eq(a, b))
		return true;
	if (!near(a, b) && !short_for(a, b) && !short_for(b, a))
		return false;
	*loosely = true;
	return true;
}

/* Every word of the shorter name has its own in the longer one? */
static size_t
words_fit(const struct name *s, const struct name *l, bool *loosely)
{
	bool used[NAME_WORDS] = { false };
	size_t found = 0;
	for (int pass = 0; pass < 2; pass++)	/* equal ones first */
		for (size_t i = 0; i < s->n; i++)
			for (size_t k = 0; s->words[i] && k < l->n; k++) {
				bool loose = false;
				if (used[k] || !(pass ? fits(s->words[i], l->words[k], &loose) : str_eq(s->words[i], l->words[k])))
					continue;
				used[k] = true;
				*loosely |= loose;
				found++;
				((struct name *)s)->words[i] = NULL;
				break;
			}
	return found;
}

enum care_names
care_names(const char *one, const char *other)
{
	struct arena *a = arena_new();
	struct name x = name_of(one, a), y = name_of(other, a);
	enum care_names said = NAMES_UNKNOWN;
	bool loosely = false;
	if (x.n && y.n) {
		struct name *s = x.n <= y.n ? &x : &y, *l = s == &x ? &y : &x;
		size_t want = s->n, had = l->n;
		const char *first = s->words[0];
		size_t found = words_fit(s, l, &loosely);
		if (found == want && want >= 2)
			said = loosely ? NAMES_ALIKE : NAMES_SAME;
		else if (found == want)	/* one word alone: it may be anybody of that name */
			said = had >= 2 && strlen(first) > 1 ? NAMES_ALIKE : NAMES_UNKNOWN;
		else if (want == 1)
			said = NAMES_UNKNOWN;	/* a handle, as likely as a name */
		else
			said = found ? NAMES_HOUSEHOLD : NAMES_DIFFER;
	}
	arena_free(a);
	return said;
}

enum care_names
care_names_of(const char *const *one, size_t n, const char *const *other, size_t m)
{
	static const int rank[] = { [NAMES_SAME] = 5, [NAMES_ALIKE] = 4, [NAMES_HOUSEHOLD] = 3, [NAMES_DIFFER] = 2,
		[NAMES_UNKNOWN] = 1 };
	enum care_names best = NAMES_UNKNOWN;
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < m; k++) {
			enum care_names said = care_names(one[i], other[k]);
			if (rank[said] > rank[best])
				best = said;
		}
	return best;
}

/* -- weighing ----------------------------------------------------------------------------------------------- */

static bool
is_name(enum care_evidence e)
{
	return e == EVIDENCE_NAME || e == EVIDENCE_NAME_LIKE;
}

int
care_match(const struct care_clue *clues, size_t n, enum care_names names)
{
	static const double trust[] = { [NAMES_UNKNOWN] = 1, [NAMES_SAME] = 1, [NAMES_ALIKE] = 1, [NAMES_HOUSEHOLD] = 0.4,
		[NAMES_DIFFER] = 0.5 };
	double doubt = 1;
	for (size_t i = 0; i < n; i++) {
		const struct care_clue *c = &clues[i];
		bool weaker = c->shared > CARE_SHARED || (c->doubtful && names != NAMES_SAME && names != NAMES_ALIKE);
		for (size_t k = 0; k < n && !weaker; k++) {
			int mine = care_evidence_table[c->what].weight, theirs = care_evidence_table[clues[k].what].weight;
			if (k == i)
				continue;
			weaker = (str_eq(clues[k].value, c->value) || (is_name(c->what) && is_name(clues[k].what))) &&
				(theirs > mine || (theirs == mine && k < i));
		}
		if (!weaker)
			doubt *= 1 - care_evidence_table[c->what].weight / 100.0;
	}
	return (int)((1 - doubt) * trust[names] * 100 + 0.5);
}
