/* when.c - times in words: in the future, or refused with words. */
#include "care.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct care_when when = { .at = 0 };
	struct error err = ERROR_INIT;
	int64_t now = 1795165200000, ms = 0;

	if (care_when(s, now, &when, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text);
	else
		FUZZ_HOLDS((when.at > now || (when.at == 0 && when.until_reply)) && *when.words &&
			memchr(when.words, '\0', sizeof when.words));
	error_clear(&err);
	if (care_span(s, &ms, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text);
	else
		FUZZ_HOLDS(ms >= 0);
	free(s);
	return 0;
}
