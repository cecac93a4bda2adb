/* base_json.c - JSON from outside: what would keep a parser from reading the rest is mended, what has no bounds refused. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "json_mend.h"
#include "t.h"

static void
mended(const char *in, const char *want)
{
	/* in memory of its own length: a step beyond it is seen */
	size_t len = strlen(in);
	char *copy = xmalloc(len ? len : 1);
	const char *text = memcpy(copy, in, len);
	struct buf b = BUF_INIT;
	struct error err = ERROR_INIT;
	int rc = json_mend(&text, &len, &b, &err);

	T_OK(!rc && len == strlen(want) && !memcmp(text, want, len), "it becomes %.60s", *want ? want : "nothing");
	if (!rc && (len != strlen(want) || memcmp(text, want, len)))
		printf("#  got: %.*s\n# want: %s\n", (int)len, text, want);
	buf_free(&b);
	free(copy);
}

static bool
refused(const char *unit, size_t n, const char *words)
{
	struct buf in = BUF_INIT, b = BUF_INIT;
	struct error err = ERROR_INIT;
	const char *text;
	size_t len;
	bool bad;

	while (n--)
		buf_adds(&in, unit);
	text = in.data;
	len = in.len;
	bad = json_mend(&text, &len, &b, &err) < 0 && err.code == ERR_PROTOCOL && strstr(err.text, words);
	buf_free(&in);
	buf_free(&b);
	return bad;
}

static void
test_mended(void)
{
	static const char *const same[] = { "", "{}", "[1,-2,3.5e10,true,null,\"a\\\"b\\\\\"]", "\"\\ud83d\\ude00\"", "\"é😀\"",
		"9223372036854775807", "-9223372036854775808", "1234567890123456789", "0.12345678901234567890123", "1e308",
		"\"\\", "\"\\u12\"", "\"\\u", "\"open", "[1,2", "nonsense", "-", "--1", "]]]]", "\"123456789012345678901\"" };

	for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
		mended(same[i], same[i]);
	mended("\"a\\ud83db\"", "\"a\\ufffdb\"");
	mended("\"\\ude00\\ud83d\"", "\"\\ufffd\\ufffd\"");
	mended("\"\\ud83d\\ud83d\\ude00\"", "\"\\ufffd\\ud83d\\ude00\"");
	mended("\"\\ud83d", "\"\\ufffd");
	mended("{\"a\\u0000b\":\"\\u0000\"}", "{\"a b\":\" \"}");
	mended("\"\xff\xc3\"", "\"\\ufffd\\ufffd\"");
	mended("\"\xed\xa0\x80\"", "\"\\ufffd\\ufffd\\ufffd\"");
	mended("\"a\nb\x1b[2J\"", "\"a\\u000ab\\u001b[2J\"");
	mended("\xef\xbb\xbf{\"a\":1}", "{\"a\":1}");
	mended("\xef\xbb\xbf[\"\xff\"]", "[\"\\ufffd\"]");
	mended("[18446744073709551615,1]", "[\"18446744073709551615\",1]");
	mended("{\"n\":-99999999999999999999}", "{\"n\":\"-99999999999999999999\"}");
	mended("[1e999,-1e999,1E400]", "[null,null,null]");
}

static void
test_refused(void)
{
	char many[1001];
	struct buf b = BUF_INIT;
	struct error err = ERROR_INIT;
	const char *text = "[\"a\0b\"]";
	size_t len = 7;

	T_OK(!json_mend(&text, &len, &b, &err) && len == 7 && !memcmp(text, "[\"a b\"]", 7), "a NUL in a text");
	buf_free(&b);
	memset(many, '1', 1000);
	many[1000] = '\0';
	mended(many, "null");
	T_OK(refused("[],", 1000000, "more than 800000 values"), "a million arrays");
	T_OK(refused("0,", 1000000, "values"), "a million numbers");
	T_OK(refused("\"\":\"\",", 1000000, "values"), "a million members");
	T_OK(!refused("\"[[[[{{{{,,,,::::\",", 200000, ""), "what stands in texts does not count");
}

/* before, n times open, inside, n times shut, after: the deepest that is left is JSON_DEPTH_MAX deep. */
static void
nested(size_t n, const char *open, const char *shut, size_t left)
{
	struct buf in = BUF_INIT, b = BUF_INIT, want = BUF_INIT;
	struct error err = ERROR_INIT;
	const char *text;
	size_t len, i;

	buf_adds(&in, "[");
	buf_adds(&want, "[");
	for (i = 0; i < n; i++)
		buf_adds(&in, open);
	for (i = 0; i < left; i++)
		buf_adds(&want, open);
	buf_adds(&in, "\"]}\\\"\"");
	buf_adds(&want, left < n ? "null" : "\"]}\\\"\"");
	for (i = 0; i < n; i++)
		buf_adds(&in, shut);
	for (i = 0; i < left; i++)
		buf_adds(&want, shut);
	buf_adds(&in, ",\"after\"]");
	buf_adds(&want, ",\"after\"]");
	text = in.data;
	len = in.len;
	T_OK(!json_mend(&text, &len, &b, &err) && len == want.len && !memcmp(text, want.data, len),
		"%zu deep: %zu are left", n, left);
	buf_free(&in);
	buf_free(&b);
	buf_free(&want);
}

/* A stranger's content full of values leaves what lies beside it. */
static void
test_content(void)
{
	struct buf in = BUF_INIT, b = BUF_INIT;
	struct error err = ERROR_INIT;
	const char *text;
	size_t len;

	buf_adds(&in, "[[[[[[[[[");
	for (size_t i = 0; i < JSON_VALUES_MAX / 4 * 3; i++)
		buf_adds(&in, "[],");
	buf_adds(&in, "[\"gone\"]],\"kept\"]]]]]]]]");
	text = in.data;
	len = in.len;
	T_OK(!json_mend(&text, &len, &b, &err) && len > 30 && !memcmp(text + len - 25, "null,null],\"kept\"]]]]]]]]", 25),
		"values without end, and a text beside them: %s", len > 30 ? text + len - 26 : "");
	buf_free(&in);
	buf_free(&b);
}

static void
test_show(void)
{
	struct buf b = BUF_INIT;

	json_show(&b, "{\"a\":\"\x7f\xc2\x9b\xc3\xa9\xe2\x80\xae\xe2\x82\xac\xd8\x9c\xd8\xa7\"}");
	T_STR(b.data, "{\"a\":\"\\u007f\\u009b\xc3\xa9\\u202e\xe2\x82\xac\\u061c\xd8\xa7\"}");
	buf_free(&b);
}

int
main(void)
{
	test_mended();
	test_refused();
	nested(JSON_DEPTH_MAX - 1, "[", "]", JSON_DEPTH_MAX - 1);
	nested(JSON_DEPTH_MAX, "[", "]", JSON_DEPTH_MAX - 1);
	nested(100000, "[", "]", JSON_DEPTH_MAX - 1);
	nested(100000, "{\"a\":", "}", JSON_DEPTH_MAX - 1);
	test_content();
	test_show();
	return t_done();
}
