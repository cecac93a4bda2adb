/* care_diff.c - what was changed in a text, word by word. */
#include "buf.h"
#include "diff.h"
#include "str.h"
#include "t.h"

static const struct { const char *before, *after, *words; } pairs[] = {
	{ "we will send it", "we are glad to send it", "we [-will-]{+are glad to+} send it" },
	{ "one two three", "one two three", "one two three" },
	{ "", "new words", "{+new words+}" },
	{ "old words", "", "[-old words-]" },
	{ "a b c d", "b c d e", "[-a-] b c d {+e+}" },
	{ "Hello,\nyour lamp left toda.\n\nEva", "Hello,\nyour lamp left today.\n\nEva",
		"Hello,\nyour lamp left [-toda.-]{+today.+}\n\nEva" },
	{ "the the the", "the the", "the the[-the-]" },
	{ "x y", "y x", NULL },
};

/* What is left when one side is taken away. */
static char *
side(const struct diff_run *run, size_t n, enum diff_kind without, struct arena *a)
{
	char *s = arena_str(a, "");
	for (size_t i = 0; i < n; i++)
		if (run[i].kind != without)
			s = arena_printf(a, "%s %s", s, run[i].text);
	return s;
}

static void
words_same(const char *got, const char *want, struct arena *a)
{
	char **x = str_split(a, got, " \n\t", NULL), **y = str_split(a, want, " \n\t", NULL);
	while (*x && *y && str_eq(*x, *y))
		x++, y++;
	T_OK(!*x && !*y, "the words of: %s", want);
}

int
main(void)
{
	struct arena *a = arena_new();
	struct diff_run *run;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		if (pairs[i].words)
			T_STR(care_diff_words(pairs[i].before, pairs[i].after, a), pairs[i].words);
		size_t n = care_diff(pairs[i].before, pairs[i].after, a, &run);
		words_same(side(run, n, DIFF_ADDED, a), pairs[i].before, a);
		words_same(side(run, n, DIFF_GONE, a), pairs[i].after, a);
	}
	struct buf b = BUF_INIT;
	for (int i = 0; i < 5000; i++)
		buf_addf(&b, "w%d ", i);
	size_t n = care_diff(b.data, arena_printf(a, "%sx", b.data), a, &run);
	T_INT(n, 2);
	n = care_diff(b.data, "quite another", a, &run);
	T_INT(n, 2);
	buf_free(&b);
	arena_free(a);
	return t_done();
}
