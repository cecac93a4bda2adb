/* rt.c - what Request Tracker answers: read without harm, whatever it is; ids are digits, texts are clean. */
#include "../../src/sync/rt.h"

#include <string.h>

#include "fuzz.h"
#include "str.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *words;
	struct arena *a = arena_new();
	struct rt_ticket *tickets;
	struct rt_turn *turns;
	int pages;
	size_t n = rt_tickets(s, a, &tickets, &pages), i;

	FUZZ_HOLDS(pages >= 1 && pages <= 1000);
	for (i = 0; i < n; i++)
		FUZZ_HOLDS(*tickets[i].id && strspn(tickets[i].id, "0123456789") == strlen(tickets[i].id));
	n = rt_history(s, a, &turns, &pages);
	for (i = 0; i < n; i++)
		FUZZ_HOLDS(turns[i].id > 0 && turns[i].type && turns[i].creator && turns[i].name);
	words = rt_words(s, a);
	FUZZ_HOLDS(words && !strchr(words, '\033'));
	words = rt_complaint(s, a);
	FUZZ_HOLDS(words && !strchr(words, '\033') && !strchr(words, '\n'));
	words = rt_made(s, a);
	FUZZ_HOLDS(!words || strspn(words, "0123456789") == strlen(words));
	(void)rt_creator(s, a);
	words = rt_quoted(s, a);
	FUZZ_HOLDS(words[0] == '\'' && words[strlen(words) - 1] == '\'');
	arena_free(a);
	free(s);
	return 0;
}
