/* tui_keys.c - bytes into keys, keys into names and bindings. */
#include <stdlib.h>

#include "arena.h"
#include "buf.h"
#include "keys.h"
#include "t.h"

/* Names of all keys in the bytes: "Up M-a", "<paste>" for the start of one; "" when more is needed. */
static char *
decode(struct arena *a, const char *bytes, size_t len, bool final)
{
	char *out = arena_str(a, ""), name[KEY_NAME_BYTES];
	size_t used;
	keycode key;

	for (size_t i = 0; i < len; i += used) {
		enum key_found found = key_decode(bytes + i, len - i, final, &key, &used);

		if (found == KEY_NEEDS_MORE)
			return arena_printf(a, "%s%s...", out, *out ? " " : "");
		if (used == 0 || used > len - i)
			return arena_str(a, "no progress");
		key_name(name, key);
		out = arena_printf(a, "%s%s%s", out, *out ? " " : "",
			found == KEY_FOUND_PASTE_START ? "<paste>" : key == KEY_UNKNOWN ? "-" : name);
	}
	return out;
}

static const struct { const char *bytes, *keys; } samples[] = {
	/* characters and controls */
	{ "aZ~ ", "a Z ~ Space" }, { "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "\t\r\n\x7f\b", "Tab Enter C-j Backspace C-h" }, { "\x01\x1a\x1c\x1f", "C-a C-z C-\\ C-_" },
	/* xterm, normal and application mode */
	{ "\033[A\033[B\033[C\033[D\033[H\033[F", "Up Down Right Left Home End" },
	{ "\033OA\033OB\033OC\033OD\033OH\033OF", "Up Down Right Left Home End" },
	{ "\033OP\033OQ\033OR\033OS\033[15~\033[24~", "F1 F2 F3 F4 F5 F12" },
	{ "\033[2~\033[3~\033[5~\033[6~", "Insert Delete PageUp PageDown" },
	{ "\033[1;5C\033[1;3A\033[1;2D\033[1;6H\033[3;5~\033[1;5P", "C-Right M-Up S-Left C-S-Home C-Delete C-F1" },
	{ "\033[Z\033[27;5;9~\033[27;2;13~", "S-Tab C-Tab S-Enter" },
	/* Linux console */
	{ "\033[[A\033[[E\033[1~\033[4~\033[17~", "F1 F5 Home End F6" },
	/* rxvt */
	{ "\033[7~\033[8~\033[11~\033[5^\033[5$\033[5@", "Home End F1 C-PageUp S-PageUp C-S-PageUp" },
	{ "\033[a\033Oa\033[b\033Od", "S-Up C-Up S-Down C-Left" }, { "\033\033[A\033\033OP", "M-Up M-F1" },
	/* others put modifiers into SS3 */
	{ "\033O5A\033O1;5D\033O2P", "C-Up C-Left S-F1" }, { "\033Op\033Oy\033OM\033Oj", "0 9 Enter *" },
	/* CSI u and its elder brother */
	{ "\033[97;5u\033[65;2u\033[13;2u\033[9;5u\033[27u\033[32;5u", "C-a A S-Enter C-Tab Esc C-Space" },
	{ "\033[127;3u\033[97;3u\033[232u\033[97;5:1u", "M-Backspace M-a \xc3\xa8 C-a" },
	{ "\033[27;6;97~\033[27;5;47~", "C-a C-_" },
	{ "\033[57358u\033[55296u\033[133u\033[9999999999u", "- - - -" },
	/* Alt */
	{ "\033a\033Z\033\r\033\x7f\033\xc3\xa9\033\x01", "M-a M-Z M-Enter M-Backspace M-\xc3\xa9 C-M-a" },
	/* bracketed paste */
	{ "\033[200~", "<paste>" }, { "x\033[200~", "x <paste>" },
	/* what is no key is passed over whole */
	{ "\033[?1;2c\033[I\033[O\033[>1u", "- ? ? -" },
	/* a mouse: a click, the wheel, and what we have no use for */
	{ "\033[<0;3;4M\033[<64;1;1M\033[<65;223;99M", "Mouse Mouse Mouse" },
	{ "\033[<0;3;4m\033[<35;3;4M\033[<2;3;4M\033[<0;0;4M\033[<0;3M\033[<0;99999;1Mx", "- - - - - - x" },
	 { "\033[M !!x", "- x" },
	/* answers to questions, even late ones */
	{ "\033]11;rgb:ffff/0000/1234\033\\x", "- x" }, { "\033]11;rgb:ff/00/12\ax", "- x" }, { "\033P1$r0m\033\\y", "- y" },
	{ "\033]x", "M-] x" }, { "\033P", "M-P" },
	{ "\033[99~\033[;;;;;;;;5~a", "- - a" }, { "\xff\xc0\x80x", "- - - x" }, { "\xe2\x82x", "- - x" },
	/* a broken sequence swallows nothing of the next key */
	{ "\033[\033[A", "M-[ Up" }, { "\033[1;\033[B", "- Down" }, { "\033O\033OP", "M-O F1" },
	{ "\033[[\033[A", "- Up" }, { "\033[1;5\rx", "- Enter x" }, { "\033[1\xc3\xa9", "- \xc3\xa9" },
};

static void
decoding(struct arena *a)
{
	for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
		const char *s = samples[i].bytes;
		size_t len = strlen(s);
		bool same = true;
		char *got = decode(a, s, len, true);

		T_STR(got, samples[i].keys);
		/* read in two pieces anywhere: what is found before more is needed is found the same */
		for (size_t cut = 0; cut <= len; cut++) {
			char *first = decode(a, s, cut, false);
			size_t n = strlen(first);

			if (n >= 3 && !strcmp(first + n - 3, "..."))
				n -= 3;
			if (n && strncmp(first, got, n) != 0)
				same = false, printf("# cut at %zu: %s\n", cut, first);
		}
		T_OK(same, "sample %zu may come in pieces", i);
	}
	T_STR(decode(a, "\033", 1, false), "...");
	T_STR(decode(a, "\033", 1, true), "Esc");
	T_STR(decode(a, "\033\033", 2, true), "Esc Esc");
	T_STR(decode(a, "\033[", 2, true), "M-[");
	T_STR(decode(a, "\033O", 2, true), "M-O");
	T_STR(decode(a, "\0x", 2, true), "C-Space x");
	T_STR(decode(a, "\xf0\x9f\x98", 3, false), "...");
}

/* All short strings of what sequences are made of come to an end, and pieces give what the whole gives. */
static void
every_sequence(struct arena *a)
{
	static const char set[] = "\033[O0;A~uM\xc3\xa9\n<$";
	char s[6];
	size_t n = sizeof set - 1, total = n * n * n * n * n;
	bool ends = true;

	for (size_t i = 0; i < total; i++) {
		size_t rest = i, pos = 0, used;
		keycode key;

		for (int k = 0; k < 5; k++, rest /= n)
			s[k] = set[rest % n];
		while (pos < 5 && ends) {
			keycode other;
			size_t other_used;

			ends = key_decode(s + pos, 5 - pos, true, &key, &used) != KEY_NEEDS_MORE && used > 0 &&
				used <= 5 - pos;
			/* not final: the same, or it waits */
			if (ends && key_decode(s + pos, 5 - pos, false, &other, &other_used) != KEY_NEEDS_MORE)
				ends = other == key && other_used == used;
			pos += used;
		}
	}
	T_OK(ends, "%zu sequences of five bytes come to an end", total);
	(void)a;
}

static void
paste(void)
{
	static const char text[] = "a\033[A\033[201x\033[201~rest";
	size_t used = 0;

	T_INT(key_paste_end(text, sizeof text - 1, &used), 10);
	T_INT(used, 16);
	for (size_t i = 0; i < 16; i++)
		if (key_paste_end(text, i, &used) != -1)
			T_OK(false, "no end within %zu bytes", i);
}

static char *
parsed(struct arena *a, const char *text)
{
	struct error err = ERROR_INIT;
	struct keys k;

	return keys_parse(text, &k, &err) < 0 ? arena_str(a, err.text) : keys_name(a, &k);
}

static void
names(struct arena *a)
{
	keycode key;

	T_STR(parsed(a, "gg"), "g g");
	T_STR(parsed(a, ",r"), ", r");
	T_STR(parsed(a, "C-x y"), "C-x y");
	T_STR(parsed(a, "g Space"), "g Space");
	T_STR(parsed(a, "M-1"), "M-1");
	T_STR(parsed(a, "z<Enter>a"), "z Enter a");
	T_STR(parsed(a, "<>"), "< >");
	T_STR(parsed(a, "C-M-x"), "C-M-x");
	T_STR(parsed(a, "C-I C-m C-["), "Tab Enter Esc");
	T_STR(parsed(a, "S-a S-Tab"), "A S-Tab");
	T_STR(parsed(a, "\xc3\xa9"), "\xc3\xa9");
	T_STR(parsed(a, "PgDn Del"), "PageDown Delete");
	T_STR(parsed(a, "-"), "-");
	T_STR(parsed(a, "C--"), "C--");
	T_OK(strstr(parsed(a, ""), "no key"), "nothing is no sequence");
	T_OK(strstr(parsed(a, "abcdefghi"), "longer"), "nine keys are too many");
	T_OK(!key_parse("C-", &key) && !key_parse("Foo", &key) && !key_parse("", &key), "these are no keys");
	T_OK(key_char('a') == 'a' && key_char(KEY_SPACE) == ' ' && !key_char(KEY_ENTER) && !key_char(KEY_UP) &&
		!key_char('a' | KEY_ALT), "a character is what one types");
}

/* Feeds keys; the last answer as text. */
static char *
fed(struct arena *a, const struct keymap *m, const char *map, const char *keys)
{
	static const char *const words[] = { "none", "prefix", "count", "match", "cancel" };
	struct key_state s = { .count = 0 };
	struct keymap_result r = { .answer = KEYMAP_NONE };
	struct error err = ERROR_INIT;
	struct keys k;

	if (keys_parse(keys, &k, &err) < 0)
		return arena_str(a, err.text);
	for (int i = 0; i < k.count; i++)
		r = keymap_feed(m, map, &s, k.key[i], true);
	return arena_printf(a, "%s%s%s %d", words[r.answer], r.found ? " " : "", r.found ? r.found->command : "", r.count);
}

static void
bind(struct keymap *m, const char *map, const char *keys, const char *command, const char *origin)
{
	struct error err = ERROR_INIT;

	if (keymap_bind(m, map, keys, command, "", origin, &err) < 0)
		printf("# %s\n", err.text);
}

static void
keymaps(struct arena *a)
{
	struct keymap *m = keymap_new();
	struct error err = ERROR_INIT;
	const struct binding **after;
	struct keys g;
	size_t n;

	bind(m, "global", "q", "quit", "default");
	bind(m, "global", "gi", "view inbox", "default");
	bind(m, "global", "gm", "view mine", "default");
	bind(m, "global", "0", "start", "default");
	bind(m, "list", "j", "down", "default");
	bind(m, "list", "gg", "top", "default");
	bind(m, "list", "q", "back", "default");
	keymap_set_parent(m, "text", NULL);
	bind(m, "text", "C-x y", "send", "default");
	T_STR(fed(a, m, "list", "j"), "match down 0");
	T_STR(fed(a, m, "list", "q"), "match back 0");
	T_STR(fed(a, m, "case", "q"), "match quit 0");
	T_STR(fed(a, m, "list", "g"), "prefix 0");
	T_STR(fed(a, m, "list", "gg"), "match top 0");
	T_STR(fed(a, m, "list", "gi"), "match view inbox 0");
	T_STR(fed(a, m, "list", "12"), "count 12");
	T_STR(fed(a, m, "list", "12j"), "match down 12");
	T_STR(fed(a, m, "list", "3gg"), "match top 3");
	T_STR(fed(a, m, "list", "9999999j"), "match down 99999");
	T_STR(fed(a, m, "list", "0"), "match start 0");
	T_STR(fed(a, m, "list", "gx"), "none 0");
	T_STR(fed(a, m, "list", "g Esc"), "cancel 0");
	T_STR(fed(a, m, "list", "12 C-g"), "cancel 12");
	T_STR(fed(a, m, "list", "Esc"), "none 0");
	T_STR(fed(a, m, "text", "q"), "none 0");
	T_STR(fed(a, m, "text", "C-x y"), "match send 0");
	T_OK(keys_parse("g", &g, &err) == 0, "g is a key");
	after = keymap_after(m, "list", &g, a, &n);
	T_INT(n, 3);
	T_STR(after[0]->command, "top");
	T_STR(keymap_find(m, "list", "view mine")->command, "view mine");
	T_OK(keymap_find(m, "list", "quit") == NULL, "what another map hides is not found");
	/* a user takes keys away and gives them back */
	bind(m, "list", "gi", "", "keys.conf:3");
	T_STR(fed(a, m, "list", "gi"), "none 0");
	T_STR(fed(a, m, "case", "gi"), "match view inbox 0");
	bind(m, "list", "g", "", "keys.conf:4");
	T_STR(fed(a, m, "list", "gg"), "match top 0");
	T_STR(fed(a, m, "list", "gm"), "match view mine 0");
	keymap_free(m);
}

static void
conflicts(struct arena *a)
{
	struct keymap *m = keymap_new();
	struct error err = ERROR_INIT;
	size_t n;
	char **lines;

	bind(m, "list", "gg", "top", "default");
	bind(m, "list", "x", "mark", "default");
	T_OK(*keymap_conflicts(m, a, &n) == NULL && n == 0, "the defaults agree");
	bind(m, "list", "x", "cross", "keys.conf:2");
	T_OK(*keymap_conflicts(m, a, &n) == NULL, "a default may be replaced");
	bind(m, "list", "g", "go", "keys.conf:7");
	bind(m, "list", "x", "delete", "keys.conf:9");
	lines = keymap_conflicts(m, a, &n);
	T_INT(n, 2);
	T_STR(lines[0], "keys.conf:9: x was bound before, at keys.conf:2; this one counts");
	T_STR(lines[1], "keys.conf:7: g in map list hides g g (default), which begins with it");
	T_OK(keymap_bind(m, "list", "abcdefghi", "x", "", "keys.conf:11", &err) < 0 && err.code == ERR_CONFIG,
		"a sequence too long is refused");
	keymap_free(m);
}

int
main(void)
{
	struct arena *a = arena_new();

	decoding(a);
	every_sequence(a);
	paste();
	names(a);
	keymaps(a);
	conflicts(a);
	arena_free(a);
	return t_done();
}
