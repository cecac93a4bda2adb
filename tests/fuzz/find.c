/* find.c - what was typed and a person's facts, both of any bytes: ranks keep their order, and a text fits itself. */
#include "find.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *cut = strchr(s, '\n');
	struct arena *a = arena_new();
	struct buf facts = BUF_INIT;
	struct find_query q;
	int edits, again;

	if (cut)
		*cut++ = '\0';
	find_add_fact(&facts, s, size % 2, a);
	find_add_fact(&facts, cut ? cut : "Ana Pérez", false, a);
	find_parse(cut ? cut : s, size % 3, a, &q);
	FUZZ_HOLDS(q.count <= FIND_WORDS && (q.count == 0 || q.words[q.count - 1].last));
	enum find_rank strict = find_match(&q, facts.data, false, &edits);
	FUZZ_HOLDS(edits == 0 && strict != FIND_TYPO);
	enum find_rank rank = find_match(&q, facts.data, true, &edits);
	FUZZ_HOLDS(strict == FIND_NOT ? rank <= FIND_TYPO : rank == strict);
	FUZZ_HOLDS(edits >= 0 && (edits == 0) == (rank != FIND_TYPO));
	for (size_t i = 0; i < q.count; i++) {
		enum find_rank one = find_word(&q.words[i], facts.data, true, &again);
		FUZZ_HOLDS(rank == FIND_NOT || one >= rank || rank == FIND_WHOLE);
		if (q.words[i].pattern) {
			size_t n = strlen(q.words[i].text);
			FUZZ_HOLDS(find_distance(q.words[i].pattern, q.words[i].text, n, false, 2) == 0);
			FUZZ_HOLDS(find_distance(q.words[i].pattern, s, strlen(s), true, 2) >= 0);
		}
	}
	buf_free(&facts);
	arena_free(a);
	free(s);
	return 0;
}
