/* Hostile and foreign text: decoding, clusters, columns, cleaning, other charsets. */
#include <stdlib.h>

#include "t.h"
#include "utf8.h"

static struct arena *a;

#define FFFD "\xef\xbf\xbd"

static void
decoding(void)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xc3(", "\xe0\x80\x80", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xe2\x82", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80", "\xff", "\xfe", "\xf0\x9f\x98",
	};
	uint32_t cp;
	char out[4];

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		size_t n = utf8_next(bad[i], strlen(bad[i]), &cp);

		T_OK(n == 1 && cp == 0xfffd && !utf8_valid(bad[i], strlen(bad[i])), "malformed %zu", i);
	}
	T_OK(utf8_next("\xe2\x82\xac", 2, &cp) == 1 && cp == 0xfffd, "cut in the middle");
	T_OK(utf8_next("\xf0\x9f\x98\x80", 4, &cp) == 4 && cp == 0x1f600, "four bytes");
	T_INT(utf8_next("", 1, &cp), 1);
	T_INT(cp, 0);
	T_OK(utf8_valid("", 0) && utf8_valid("plain and \xe2\x82\xac and more plain", 28), "valid");
	T_OK(!utf8_valid("0123456789abcde\xff", 16), "a bad byte after a long run");
	for (cp = 1; cp < 0x110000; cp += 97) {
		uint32_t back;
		size_t n = utf8_put(out, cp);

		if (cp >= 0xd800 && cp < 0xe000)
			continue;
		if (utf8_next(out, n, &back) != n || back != cp)
			break;
	}
	T_OK(cp >= 0x110000, "every code point comes back");
}

struct width { const char *text; int columns; size_t first; const char *what; };

static const struct width widths[] = {
	{ "abc", 3, 1, "ASCII" },
	{ "\xc3\xa8", 1, 2, "a letter with accent" },
	{ "e\xcc\x80x", 2, 3, "a combining mark joins" },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 4, 3, "Han is two columns wide" },
	{ "\xf0\x9f\x98\x80", 2, 4, "an emoji" },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", 2, 11, "a family is one cluster" },
	{ "\xf0\x9f\x87\xae\xf0\x9f\x87\xb9", 2, 8, "a flag is one cluster" },
	{ "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd", 2, 8, "a thumb with its colour" },
	{ "\x1b[31m", 5, 1, "an escape counts as its stand-in" },
	{ "\r\n", 2, 1, "line ends are two" },
	{ "\xff\xfe", 2, 1, "bad bytes are one column each" },
	{ "\xed\x95\x9c\xea\xb8\x80", 4, 3, "Hangul" },
	{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2, 9, "Hangul in parts is one cluster" },
	{ "a\xe2\x80\x8b", 1, 1, "zero-width space takes nothing" },
};

static void
columns(void)
{
	int w, used;
	const char *mixed = "pi\xc3\xb9 \xe6\x97\xa5\xe6\x9c\xac!";

	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		const struct width *c = &widths[i];
		size_t len = strlen(c->text);

		T_OK(utf8_columns(c->text, len) == c->columns && utf8_grapheme(c->text, len, &w) == c->first,
			"%s: %d columns, first %zu bytes", c->what, utf8_columns(c->text, len),
			utf8_grapheme(c->text, len, &w));
	}
	T_INT(utf8_grapheme("", 0, &w), 0);
	T_INT(utf8_columns(mixed, strlen(mixed)), 9);
	T_INT(utf8_fit(mixed, strlen(mixed), 5, &used), 5);
	T_INT(used, 4);
	T_INT(utf8_fit(mixed, strlen(mixed), 6, &used), 8);
	T_INT(utf8_fit(mixed, strlen(mixed), 0, NULL), 0);
	T_INT(utf8_fit(mixed, strlen(mixed), 99, NULL), strlen(mixed));
}

/* Going back finds the same clusters as going forward. */
static void
backward(void)
{
	char text[600];
	size_t ends[600], n = 0, at = 0, len = 0;
	bool same = true;
	int w;

	for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
		memcpy(text + len, widths[i].text, strlen(widths[i].text));
		len += strlen(widths[i].text);
		text[len++] = '.';
	}
	while (at < len)
		ends[n++] = at += utf8_grapheme(text + at, len - at, &w);
	for (; n > 0; n--)
		same = same && utf8_grapheme_back(text, ends[n - 1]) == ends[n - 1] - (n > 1 ? ends[n - 2] : 0);
	T_OK(same, "back over every cluster");
	T_INT(utf8_grapheme_back("", 0), 0);
	for (size_t i = 0; i < 199; i++)
		memcpy(text + 3 * i, "\xe6\x97\xa5", 3);
	T_INT(utf8_grapheme_back(text, 597), 3);
}

static const struct { const char *in, *out; bool lf; const char *what; } cleaned[] = {
	{ "plain text", "plain text", false, "plain text stays" },
	{ "\x1b]0;owned\x07", "\xe2\x90\x9b]0;owned\xe2\x90\x87", false, "a title escape is shown" },
	{ "a\tb\nc", "a b\xe2\x90\x8a" "c", false, "TAB is a blank, LF a picture" },
	{ "a\r\nb\rc", "a\nb\xe2\x90\x8d" "c", true, "CR LF is LF where lines are kept" },
	{ "\x7f", "\xe2\x90\xa1", false, "DEL" },
	{ "\xc2\x9b" "31m", "\xe2\x90\x9b" "31m", false, "C1 CSI is an escape" },
	{ "a\xff" "b\xc3", "a" FFFD "b" FFFD, false, "bad bytes" },
	{ "ab\xe2\x80\xae" "cod.exe", "ab" FFFD "cod.exe", false, "right-to-left override" },
	{ "\xe2\x81\xa6x\xe2\x81\xa9", FFFD "x" FFFD, false, "isolates" },
	{ "pay\xe2\x80\x8b\xe2\x80\x8b\xe2\x80\x8bpal", "pay" FFFD "pal", false, "a zero-width run is one stand-in" },
	{ "\xef\xbb\xbf\xe2\x81\xa0x", FFFD "x", false, "so is one of several kinds" },
	{ "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", false,
		"a joined emoji stays" },
	{ "\xe2\x9d\xa4\xef\xb8\x8f", "\xe2\x9d\xa4", false, "variation selectors go" },
	{ "perch\xc3\xa9 cos\xc3\xac", "perch\xc3\xa9 cos\xc3\xac", false, "accents stay" },
	{ "cafe\xcc\x81", "cafe\xcc\x81", false, "a combining accent stays" },
	{ "so\xc2\xad" "ft", "soft", false, "soft hyphens go" },
	{ "a\xe2\x80\xa8" "b", "a\nb", true, "a line separator is a line end" },
	{ "", "", true, "nothing" },
};

static void
cleaning(void)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	bool harmless = true;

	for (size_t i = 0; i < sizeof cleaned / sizeof *cleaned; i++) {
		char *got = utf8_clean_str(a, cleaned[i].in, cleaned[i].lf);

		if (!T_OK(!strcmp(got, cleaned[i].out), "clean: %s", cleaned[i].what))
			printf("# got %s\n", got);
	}
	T_STR(utf8_clean_str(a, NULL, false), NULL);
	buf_adds(&in, "z");
	for (int i = 0; i < 500; i++)
		buf_addu(&in, 0x0300 + (unsigned)i % 64);
	utf8_clean(&out, in.data, in.len, false);
	T_INT(out.len, 1 + 8 * 2);
	buf_clear(&out);
	utf8_clean(&out, "a\0b", 3, false);
	T_STR(out.data, "a\xe2\x90\x80" "b");
	/* noise never leaves a control or a bad byte */
	srand(7);
	for (int round = 0; round < 2000; round++) {
		char noise[64];

		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (char)(rand() >> 5);
		buf_clear(&out);
		utf8_clean(&out, noise, sizeof noise, false);
		harmless = harmless && utf8_valid(out.data, out.len);
		for (size_t i = 0; i < out.len; i++)
			harmless = harmless && (unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7f &&
				!(out.data[i] == '\xc2' && (unsigned char)out.data[i + 1] < 0xa0);
	}
	T_OK(harmless, "noise comes out harmless");
	buf_free(&in);
	buf_free(&out);
}

static const struct { const char *charset, *in, *out; bool good; } charsets[] = {
	{ "iso-8859-1", "perch\xe9 \x80", "perch\xc3\xa9 \xe2\x82\xac", true },
	{ "ISO-8859-15", "\xa4", "\xe2\x82\xac", true },
	{ "us-ascii", "caff\xc3\xa8", "caff\xc3\xa8", true },
	{ "us-ascii", "caff\xe8", "caff\xc3\xa8", true },
	{ NULL, "caff\xe8", "caff\xc3\xa8", true },
	{ "x-no-such-thing", "\x93x\x94", "\xe2\x80\x9cx\xe2\x80\x9d", true },
	{ "utf-8//IGNORE", "caff\xc3\xa8", "caff\xc3\xa8", true },
	{ "utf-8", "a\xff" "b", "a" FFFD "b", false },
	{ "windows-1252", "\x81", FFFD, false },
	{ "iso-2022-jp", "\x1b$BF|K\\\x1b(B", "\xe6\x97\xa5\xe6\x9c\xac", true },
	{ "gb2312", "\xc4\xe3\xba\xc3", "\xe4\xbd\xa0\xe5\xa5\xbd", true },
	{ "shift_jis", "\x93\xfa", "\xe6\x97\xa5", true },
	{ "koi8-r", "\xf0\xf2\xe9", "\xd0\x9f\xd0\xa0\xd0\x98", true },
	{ "utf-16le", "a", FFFD, false },
};

static void
converting(void)
{
	struct buf out = BUF_INIT, in = BUF_INIT;

	for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
		bool good;

		buf_clear(&out);
		good = utf8_from(&out, charsets[i].charset, charsets[i].in, strlen(charsets[i].in));
		if (!T_OK(good == charsets[i].good && !strcmp(out.data, charsets[i].out), "from %s (%zu)",
		    charsets[i].charset ? charsets[i].charset : "nothing", i))
			printf("# got %s\n", out.data);
	}
	for (int i = 0; i < 5000; i++)
		buf_adds(&in, "\xf0\xff\xf2");
	buf_clear(&out);
	T_OK(!utf8_from(&out, "euc-jp", in.data, in.len) && utf8_valid(out.data, out.len),
		"a lot of bad bytes still gives valid text");
	buf_free(&in);
	buf_free(&out);
}

int
main(void)
{
	a = arena_new();
	decoding();
	columns();
	backward();
	cleaning();
	converting();
	arena_free(a);
	return t_done();
}
