/* query.c - a query: understood, and the same when written out and read again; or refused with its column. */
#include "fuzz.h"
#include "query.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct query_context ctx = { .now = 1795165200000, .last_is_prefix = size % 2 };
	char *s = fuzz_string(data, size), *written, *again;
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct query *q = NULL;
	size_t start = 0;
	int column = 0;

	(void)query_complete(s, strlen(s), a, &start);
	FUZZ_HOLDS(start <= strlen(s));
	if (query_parse(s, &ctx, a, &q, &column, &err) < 0) {
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text && column >= 0 && (size_t)column <= strlen(s) + 1);
	} else {
		written = query_unparse(q, a);
		ctx.last_is_prefix = false;
		FUZZ_HOLDS(query_parse(written, &ctx, a, &q, &column, &err) == 0);
		again = query_unparse(q, a);
		if (strcmp(written, again) != 0)
			fprintf(stderr, "# \"%s\"\n# \"%s\"\n# \"%s\"\n", s, written, again);
		FUZZ_HOLDS(!strcmp(written, again));
	}
	arena_free(a);
	free(s);
	return 0;
}
