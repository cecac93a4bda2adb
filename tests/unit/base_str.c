/* Small questions about strings. */
#include "str.h"
#include "t.h"

static struct arena *a;

static void
questions(void)
{
	T_OK(str_eq(NULL, "") && str_eq("a", "a") && !str_eq("a", "A"), "equal");
	T_OK(str_ieq("Message-ID", "message-id") && !str_ieq("a", "ab") && !str_ieq("ab", "a"), "equal but case");
	T_OK(!str_ieq("\xc3\xa9", "\xc3\x89"), "case is ASCII's only");
	T_OK(str_starts("subject", "sub") && !str_starts("su", "sub") && str_starts("x", NULL), "starts");
	T_OK(str_istarts("RE: x", "re:") && !str_istarts("R", "re:"), "starts but case");
	T_OK(str_is_web("HTTPS://x") && str_is_web("http://x") && !str_is_web("file:///x") && !str_is_web("x http://x") &&
		!str_is_web(NULL), "an address of the web is told by its beginning");
	T_OK(str_ends("a.eml", ".eml") && !str_ends("eml", ".eml"), "ends");
	T_OK(str_empty(NULL) && str_empty("") && !str_empty(" "), "empty");
	T_STR(str_icase_find("Hello World", "WORLD"), "World");
	T_STR(str_icase_find("aab", "AB"), "ab");
	T_STR(str_icase_find("abc", "x"), NULL);
	T_STR(str_icase_find("abc", ""), "abc");
	T_STR(str_trim(a, " \t x y \r\n"), "x y");
	T_STR(str_trim(a, NULL), "");
	T_STR(str_lower(a, "ABc\xc3\x89"), "abc\xc3\x89");
}

static void
lists(void)
{
	struct error err = ERROR_INIT;
	char **words = NULL;
	size_t n = 0;

	words = str_split(a, " a, b ,,c;d ", ",;", &n);
	T_INT(n, 4);
	T_OK(str_eq(words[0], "a") && str_eq(words[1], "b") && str_eq(words[3], "d") && !words[4],
		"fields are trimmed, empty ones dropped");
	T_INT((str_split(a, NULL, ",", &n), n), 0);
	T_INT(str_words(a, "tag +a 'b c' \"d \\\" $x\" e\\ f '' g'h'", &words, &n, &err), 0);
	T_INT(n, 7);
	T_STR(words[2], "b c");
	T_STR(words[3], "d \" $x");
	T_STR(words[4], "e f");
	T_STR(words[5], "");
	T_STR(words[6], "gh");
	n = 99;
	T_INT(str_words(a, "say 'never closed", &words, &n, &err), -1);
	T_INT(n, 99);
	T_INT(err.code, ERR_INPUT);
	T_INT(str_words(a, "  ", &words, &n, NULL), 0);
	T_INT(n, 0);
}

static void
quoting(void)
{
	static const char *const hostile[] = {
		"", "plain", "two words", "it's", "$(rm -rf ~)", "a\"b\\c", "a\nb", "'", "\\", "\xc3\xa9;|&",
	};
	char **words;
	size_t n;

	for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
		bool same = !str_words(a, str_quote(a, hostile[i]), &words, &n, NULL) && n == 1 &&
			str_eq(words[0], hostile[i]);

		T_OK(same, "quoted word %zu comes back", i);
	}
}

static void
numbers(void)
{
	char out[8];
	int64_t v = 5;

	T_OK(!str_to_int64("-42", &v) && v == -42, "a negative number");
	T_OK(!str_to_int64("9223372036854775807", &v) && v == INT64_MAX, "the largest");
	T_OK(str_to_int64("9223372036854775808", &v) && str_to_int64("12x", &v) && str_to_int64("", &v) &&
		str_to_int64(NULL, &v) && str_to_int64(" 1", &v) && str_to_int64("0x10", &v) &&
		v == INT64_MAX, "what is no number leaves the value alone");
	T_STR((str_bytes(out, 0), out), "0");
	T_STR((str_bytes(out, 999), out), "999");
	T_STR((str_bytes(out, 1023), out), "1.0K");
	T_STR((str_bytes(out, 1229), out), "1.2K");
	T_STR((str_bytes(out, 310ull << 20), out), "310M");
	T_STR((str_bytes(out, UINT64_MAX), out), "16E");
}

static void
nearest(void)
{
	static const char *const names[] = { "maildir", "signature-file", "smtp", "since", "status" };

	T_STR(str_nearest("mialdir", names, 5), "maildir");
	T_STR(str_nearest("signature", names, 5), NULL);
	T_STR(str_nearest("signature_file", names, 5), "signature-file");
	T_STR(str_nearest("Statsu", names, 5), "status");
	T_STR(str_nearest("xyzzy", names, 5), NULL);
	T_STR(str_nearest("", names, 5), NULL);
	T_STR(str_nearest(NULL, names, 0), NULL);
}

static void
encodings(void)
{
	/* RFC 4648, section 10 */
	T_STR(str_base64(a, "", 0), "");
	T_STR(str_base64(a, "f", 1), "Zg==");
	T_STR(str_base64(a, "fo", 2), "Zm8=");
	T_STR(str_base64(a, "foobar", 6), "Zm9vYmFy");
	T_STR(str_base64(a, "\xff\xfe\xfd", 3), "//79");
	T_STR(str_percent(a, "a b/\xc3\xa8?{x}~-._"), "a%20b%2F%C3%A8%3F%7Bx%7D~-._");
	T_STR(str_percent(a, NULL), "");
}

int
main(void)
{
	a = arena_new();
	questions();
	lists();
	quoting();
	numbers();
	nearest();
	encodings();
	arena_free(a);
	return t_done();
}
