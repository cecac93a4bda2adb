/* quote.c - a mail's text in runs: they cover it without gaps, and quoting it again comes to an end. */
#include "care.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *fresh, *quoted;
	struct arena *a = arena_new();
	struct quote_span *spans = NULL;
	size_t n = quote_split((const char *)data, size, a, &spans), at = 0;

	for (size_t i = 0; i < n; i++) {
		FUZZ_HOLDS(spans[i].start == at && spans[i].len > 0);
		FUZZ_HOLDS(i == 0 || data[at - 1] == '\n');
		at += spans[i].len;
	}
	FUZZ_HOLDS(at == size);
	fresh = quote_fresh(s, a);
	FUZZ_HOLDS(strlen(fresh) <= strlen(s));
	quoted = quote_for_reply(s, "Ana", 1795165200000, "it", a);
	FUZZ_HOLDS(*quoted);
	(void)care_is_thanks(s);
	(void)care_bare_subject(s, a);
	(void)care_reply_subject(s, a);
	arena_free(a);
	free(s);
	return 0;
}
