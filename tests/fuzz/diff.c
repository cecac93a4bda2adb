/* diff.c - two texts compared: each word of theirs stands in the runs, in order.  A line "%%" parts them. */
#include "diff.h"
#include "buf.h"
#include "fuzz.h"

/* Without blanks. */
static void
add(struct buf *b, const char *s)
{
	for (; *s; s++)
		if (!strchr(" \t\r\n\v\f", *s))
			buf_addc(b, *s);
}

static void
same(const char *text, const struct diff_run *runs, size_t n, enum diff_kind kind)
{
	struct buf whole = BUF_INIT, parts = BUF_INIT;

	add(&whole, text);
	for (size_t i = 0; i < n; i++)
		if (runs[i].kind == DIFF_SAME || runs[i].kind == kind)
			add(&parts, runs[i].text);
	FUZZ_HOLDS(!strcmp(whole.data, parts.data));
	buf_free(&whole);
	buf_free(&parts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *other = strstr(s, "\n%%\n");
	struct arena *a = arena_new();
	struct diff_run *runs;
	size_t n;

	if (other) {
		*other = '\0';
		other += 4;
	}
	n = care_diff(s, other ? other : "", a, &runs);
	same(s, runs, n, DIFF_GONE);
	same(other ? other : "", runs, n, DIFF_ADDED);
	(void)care_diff_words(s, other ? other : "", a);
	arena_free(a);
	free(s);
	return 0;
}
