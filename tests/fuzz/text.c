/* text.c - bytes of any charset made text that a terminal may be given. */
#include "explain.h"
#include "fuzz.h"
#include "str.h"
#include "utf8.h"

static void
clean(const char *s, size_t len)
{
	struct buf b = BUF_INIT;

	utf8_clean(&b, s, len, true);
	FUZZ_HOLDS(utf8_valid(b.data, b.len));
	for (size_t i = 0; i < b.len; i++)
		FUZZ_HOLDS((unsigned char)b.data[i] >= ' ' || b.data[i] == '\n');
	FUZZ_HOLDS(!memchr(b.data, 127, b.len) && !strstr(b.data, "\xe2\x80\xae") && !strstr(b.data, "\xe2\x81\xa6"));
	buf_free(&b);
}

static void
measure(const char *s, size_t len)
{
	int columns, used = 0, all = utf8_columns(s, len), sum = 0;
	size_t n, at, back;

	for (at = 0; at < len; at += n) {
		n = utf8_grapheme(s + at, len - at, &columns);
		FUZZ_HOLDS(n > 0 && n <= len - at && columns >= 0 && columns <= 2);
		sum += columns;
	}
	FUZZ_HOLDS(sum == all);
	for (at = len; at > 0; at -= back) {
		back = utf8_grapheme_back(s, at);
		FUZZ_HOLDS(back > 0 && back <= at);
	}
	FUZZ_HOLDS(utf8_fit(s, len, 10, &used) <= len && used <= 10);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = { "utf-8", "iso-8859-1", "utf-7", "gb18030", "iso-2022-jp", "utf-16", "x-none",
		"windows-1252" };
	const char *s = (const char *)data;
	char *z = fuzz_string(data, size), **words, *quoted;
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct buf b = BUF_INIT;
	size_t n;

	clean(s, size);
	measure(s, size);
	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
		buf_clear(&b);
		if (utf8_from(&b, charsets[i], s, size))
			FUZZ_HOLDS(utf8_valid(b.data, b.len));
	}
	buf_clear(&b);
	utf8_fold(&b, s, size);
	FUZZ_HOLDS(utf8_valid(b.data, b.len));
	buf_free(&b);
	explain_words(z, a, &words);
	FUZZ_HOLDS(*words);
	quoted = str_quote(a, z);
	FUZZ_HOLDS(!str_words(a, quoted, &words, &n, &err) && n == 1 && str_eq(words[0], z));
	error_clear(&err);
	if (str_words(a, z, &words, &n, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE);
	(void)str_base64(a, s, size);
	(void)str_percent(a, z);
	arena_free(a);
	free(z);
	return 0;
}
