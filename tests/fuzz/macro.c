/* macro.c - texts with {variables}, questions and gaps: what is open is named, and an answer closes it. */
#include "care.h"
#include "fuzz.h"

static const char *
lookup(void *ctx, const char *name)
{
	(void)ctx;
	return strncmp(name, "customer.", 9) ? NULL : "{Ana} | {{";
}

static void
gaps(const char *s, struct arena *a)
{
	size_t len = strlen(s), from = 0;
	struct care_gap gap;
	int n = 0;

	while (from < len && n++ < 50 && care_gap_next(s, from, a, &gap)) {
		FUZZ_HOLDS(gap.start >= from && gap.len >= 2 && gap.start + gap.len <= len);
		FUZZ_HOLDS(gap.inside && gap.question);
		if (gap.asks && n < 5)
			(void)care_gap_fill(s, gap.question, "an answer", a);
		from = gap.start + gap.len;
	}
}

static void
template(const char *s, struct arena *a)
{
	char **names = care_gaps(s, a);
	const char *values[64] = { 0 };
	size_t n = 0;

	while (names[n] && n < 63)
		values[n++] = "v";
	FUZZ_HOLDS(names[n] || care_fills(s, care_fill(s, names, values, a)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), **open, *out;
	struct arena *a = arena_new();
	const char *where;
	size_t at = 0, from = 0;

	out = care_expand(s, lookup, NULL, a, &open);
	FUZZ_HOLDS(out && open);
	for (char **p = open; *p; p++) {
		struct care_gap gap;
		care_gap_read(*p, a, &gap);
		FUZZ_HOLDS(gap.question);
	}
	(void)care_has_placeholder(s, &where);
	(void)care_open_question(s);
	gaps(s, a);
	template(s, a);
	for (char **p = care_variables(s, a); *p; p++) {
		if (!care_variable_known(*p))
			(void)care_variable_near(*p);
		(void)care_day(*p, 1795165200000);
	}
	while (care_snippet_find(s, from, &at)) {
		FUZZ_HOLDS(at >= from && at < strlen(s));
		from = at + 1;
	}
	arena_free(a);
	free(s);
	return 0;
}
