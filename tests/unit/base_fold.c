/* Folding: what a customer wrote is found by what an agent types. */
#include <stdlib.h>

#include "str.h"
#include "t.h"
#include "utf8.h"

static const struct { const char *in, *out, *what; } folded[] = {
	{ "Hello, World!", "hello world", "case and punctuation" },
	{ "  a  b  ", "a b", "blanks" },
	{ "", "", "nothing" },
	{ "!?", "", "nothing but marks" },
	{ "Perch\xc3\xa9 citt\xc3\xa0 pi\xc3\xb9", "perche citta piu", "accents" },
	{ "Perche\xcc\x81", "perche", "accents in parts" },
	{ "STRASSE stra\xc3\x9f" "e \xe1\xba\x9e", "strasse strasse ss", "sharp s" },
	{ "S\xc3\xb8ren \xc5\x81\xc3\xb3" "d\xc5\xba \xc3\x86gir \xc4\x90or\xc4\x91" "e", "soren lodz aegir dorde",
		"letters without decomposition" },
	{ "\xc4\xb0stanbul \xc4\xb1\xc5\x9f\xc4\xb1k", "istanbul isik", "Turkish i" },
	{ "\xce\x9f\xce\x94\xce\x9f\xce\xa3 \xce\xbf\xce\xb4\xce\xbf\xcf\x82",
		"\xce\xbf\xce\xb4\xce\xbf\xcf\x83 \xce\xbf\xce\xb4\xce\xbf\xcf\x83", "final sigma" },
	{ "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\x91 \xef\xac\x81n", "ab1 fin", "compatibility forms" },
	{ "\xd0\x81\xd0\xbb\xd0\xba\xd0\xb0", "\xd0\xb5\xd0\xbb\xd0\xba\xd0\xb0", "Cyrillic" },
	{ "pay\xc2\xadpal x\xe2\x80\x8dy", "paypal xy", "invisible characters" },
	{ "l'ordine dell\xe2\x80\x99utente", "l ordine dell utente", "apostrophes" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xe6\x97\xa5\xe6\x9c\xac \xe6\x9c\xac\xe8\xaa\x9e", "Han in pairs" },
	{ "\xe8\xaa\x9e", "\xe8\xaa\x9e", "one Han alone" },
	{ "abc\xe6\x97\xa5\xe6\x9c\xac" "def", "abc \xe6\x97\xa5\xe6\x9c\xac def", "scripts apart" },
	{ "\xef\xbd\xb6\xef\xbe\x9e\xef\xbd\xb7", "\xe3\x82\xac\xe3\x82\xad", "half-width kana, composed" },
	{ "\xe3\x81\x8b\xe3\x82\x99\xe3\x81\x8d", "\xe3\x81\x8c\xe3\x81\x8d", "kana in parts" },
	{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab\xea\xb8\x80", "\xed\x95\x9c\xea\xb8\x80", "Hangul in parts" },
	{ "\xe0\xb9\x84\xe0\xb8\x97\xe0\xb8\xa2", "\xe0\xb9\x84\xe0\xb8\x97 \xe0\xb8\x97\xe0\xb8\xa2", "Thai in pairs" },
	{ "\xe0\xa4\x95\xe0\xa4\xbf", "\xe0\xa4\x95\xe0\xa4\xbf", "Indic vowel signs stay" },
	{ "+39 06 1234-567", "39 06 1234 567 39061234567", "a number in groups, joined" },
	{ "2026-11-20", "2026 11 20 20261120", "a date" },
	{ "12/2026, 5", "12 2026 122026 5", "a comma ends it" },
	{ "EUR 12.50 now", "eur 12 50 1250 now", "an amount" },
	{ "order 4711", "order 4711", "a plain number" },
	{ "A12 34 b5 6", "a12 34 b5 6", "part numbers are words" },
	{ "1 - 2", "1 2 12", "a hyphen among blanks" },
	{ "1\n2", "1 2", "lines do not join" },
	{ "1 -- 2", "1 2", "dashes do not join" },
	{ "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6", "1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6",
		"a table of numbers is not joined" },
	{ "12\xe6\x97\xa5 34", "12 \xe6\x97\xa5 34", "digits beside Han" },
	{ "a\xff" "b", "a b", "bad bytes separate" },
};

static const struct { const char *in, *out; } names[] = {
	{ "M\xc3\xbcller, Jos\xc3\xa9", "muller jose" },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e" },
	{ "06 1234", "06 1234" },
};

/* Folding what is folded changes nothing, apart from pairs and joined numbers. */
static bool
stable(struct arena *a, const char *text)
{
	char *once = utf8_fold_str(a, text);

	return str_eq(once, utf8_fold_str(a, once));
}

int
main(void)
{
	struct arena *a = arena_new();
	struct buf out = BUF_INIT;
	bool valid = true, same = true;

	for (size_t i = 0; i < sizeof folded / sizeof *folded; i++) {
		buf_clear(&out);
		utf8_fold(&out, folded[i].in, strlen(folded[i].in));
		if (!T_OK(!strcmp(out.data, folded[i].out), "%s", folded[i].what))
			printf("#  got: %s\n# want: %s\n", out.data, folded[i].out);
		same = same && stable(a, folded[i].in);
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		T_STR(utf8_fold_str(a, names[i].in), names[i].out);
	T_STR(utf8_fold_str(a, NULL), NULL);
	T_OK(same, "folding twice is folding once");
	buf_clear(&out);
	buf_adds(&out, "before ");
	utf8_fold(&out, "X", 1);
	T_STR(out.data, "before x");
	srand(3);
	for (int round = 0; round < 3000; round++) {
		char noise[80];
		struct buf text = BUF_INIT;

		for (size_t i = 0; i < sizeof noise; i++)
			noise[i] = (char)(rand() >> 5);
		for (int i = 0; i < 40; i++)
			buf_addu(&text, (unsigned)rand() % (round % 2 ? 0x3200 : 0x20000));
		buf_clear(&out);
		utf8_fold(&out, noise, sizeof noise);
		utf8_fold(&out, text.data, text.len);
		valid = valid && utf8_valid(out.data, out.len) && !strstr(out.data, "  ");
		buf_free(&text);
	}
	T_OK(valid, "noise folds to words with single blanks");
	buf_free(&out);
	arena_free(a);
	return t_done();
}
