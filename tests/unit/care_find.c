/* care_find.c - what somebody typed, and the people whom it fits. */
#include <string.h>

#include "find.h"
#include "t.h"

static struct arena *arena;

static const char *
facts(const char *const *list, bool number)
{
	struct buf b = BUF_INIT;
	for (; *list; list++)
		find_add_fact(&b, *list, number, arena);
	char *s = arena_strn(arena, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
fits(const char *typed, const char *text, const char *want)
{
	struct find_query q;
	int edits;
	find_parse(typed, true, arena, &q);
	const char *rank = find_rank_name(find_match(&q, text, true, &edits));
	t_str(rank ? rank : "not", want, typed, __FILE__, __LINE__);
}

/* Edits the long way, to compare with. */
static int
edits_of(const char *a, const char *b, bool unfinished)
{
	int m = (int)strlen(a), n = (int)strlen(b), d[40][40], best = m;
	for (int i = 0; i <= m; i++)
		for (int j = 0; j <= n; j++) {
			int v = i == 0 ? j : j == 0 ? i : d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
			if (i && j) {
				v = d[i - 1][j] + 1 < v ? d[i - 1][j] + 1 : v;
				v = d[i][j - 1] + 1 < v ? d[i][j - 1] + 1 : v;
				if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && d[i - 2][j - 2] + 1 < v)
					v = d[i - 2][j - 2] + 1;
			}
			d[i][j] = v;
		}
	for (int j = 0; j <= n; j++)
		best = d[m][j] < best ? d[m][j] : best;
	return unfinished ? best : d[m][n];
}

static void
test_distance(void)
{
	unsigned seed = 1;
	int wrong = 0;
	for (int round = 0; round < 20000; round++) {
		char a[32], b[32];
		struct find_query q;
		size_t m, n;
		seed = seed * 1103515245 + 12345;
		m = 4 + (seed >> 16) % 9;
		n = 1 + (seed >> 8) % 14;
		for (size_t i = 0; i < m; i++)
			a[i] = (char)('a' + ((seed = seed * 1103515245 + 12345) >> 16) % 3);
		a[m] = '\0';
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1103515245 + 12345;
			b[i] = i < m && (seed >> 16) % 5 ? a[i] : (char)('a' + (seed >> 20) % 3);
		}
		b[n] = '\0';
		find_parse(a, true, arena, &q);
		for (int unfinished = 0; unfinished < 2; unfinished++) {
			int got = find_distance(q.words[0].pattern, b, n, unfinished, 2), want = edits_of(a, b, unfinished);
			wrong += want <= 2 ? got != want : got <= 2;
		}
		arena_reset(arena);
	}
	T_INT(wrong, 0);
}

static void
test_names(void)
{
	const char *ana = facts((const char *const[]){ "Ana Pérez", "ana.perez@work.example", "+393471234567", NULL }, false);
	const char *zoe = facts((const char *const[]){ "Zoë Müller-Łukasiewicz", "Ελένη Παπαδοπούλου", "Иван Петров", NULL },
		false);
	fits("ana perez", ana, "whole");
	fits("PÉREZ", ana, "word");
	fits("perez ana", ana, "word");
	fits("per an", ana, "prefix");
	fits("erez", ana, "part");
	fits("ez", ana, "not");
	fits("ana rossi", ana, "not");
	fits("peres", ana, "typo");
	fits("prez", ana, "typo");
	fits("peerz ana", ana, "typo");
	fits("pires ana", ana, "not");
	fits("nan", ana, "not");
	fits("ana.perez@work.example", ana, "whole");
	fits("@work.ex", ana, "prefix");
	fits("muler", zoe, "typo");
	fits("mueller", zoe, "typo");
	fits("mullre", zoe, "typo");
	fits("lukasievitz", zoe, "typo");
	fits("ŁUKASIEWICZ", zoe, "word");
	fits("παπαδοπουλος", zoe, "typo");
	fits("петроф", zoe, "typo");
	fits("lukasjew", zoe, "typo");	/* not finished, one letter wrong */
	fits("lukasjew zoe", zoe, "not");	/* the first word is finished: four edits */
}

static void
test_numbers(void)
{
	const char *chen = facts((const char *const[]){ "Chen Wei", "+393471234711", NULL }, false);
	const char *order = facts((const char *const[]){ "A-1042", "0012345", NULL }, true);
	fits("+39 347 1234711", chen, "whole");
	fits("0039347 123 4711", chen, "word");
	fits("347 123", chen, "part");
	fits("0347/123", chen, "part");
	fits("4711", chen, "part");
	fits("chen 4711", chen, "part");
	fits("+39 347", chen, "prefix");
	fits("4719", chen, "not");
	fits("a1042", order, "whole");
	fits("A-1042", order, "whole");
	fits("1042", order, "word");
	fits("a-10", order, "prefix");
	fits("0012345", order, "whole");
	fits("00123", order, "prefix");
	fits("12345", order, "part");
	fits("1043", order, "not");
	struct find_query q;
	find_parse("12345 67890", true, arena, &q);
	T_OK(q.count == 1 && q.joined, "groups are one number");
	find_parse("12345 67890", false, arena, &q);
	T_OK(q.count == 2 && !q.joined, "or two");
	find_parse(" % _ ", true, arena, &q);
	T_INT(q.count, 0);
}

int
main(void)
{
	arena = arena_new();
	test_distance();
	test_names();
	test_numbers();
	arena_free(arena);
	return t_done();
}
