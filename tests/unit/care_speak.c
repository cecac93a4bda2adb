/* care_speak.c - contacts that end, and words that are told to nobody unknown. */
#include "speak.h"

#include "clock.h"
#include "t.h"

static struct care_talk
talk(const struct care_spoken *list, size_t n, int64_t now)
{
	struct care_talk t;
	care_talk(list, n, 24 * MS_HOUR, now, &t);
	return t;
}

static void
test_talk(void)
{
	const int64_t h = MS_HOUR;
	T_INT(talk(NULL, 0, h).begin_at, 0);
	const struct care_spoken words[] = { { 1 * h, SPOKEN_WORD }, { 20 * h, SPOKEN_WORD } };
	struct care_talk t = talk(words, 2, 43 * h);
	T_OK(t.begin_at == h && t.last_at == 20 * h && !t.ended_at, "words within a day are one contact");
	T_INT(talk(words, 2, 45 * h).ended_at, 44 * h);
	const struct care_spoken gap[] = { { 1 * h, SPOKEN_WORD }, { 26 * h, SPOKEN_WORD } };
	t = talk(gap, 2, 27 * h);
	T_OK(t.begin_at == 26 * h && !t.ended_at, "after a day of silence a new one begins");
	const struct care_spoken closed[] = { { 1 * h, SPOKEN_WORD }, { 2 * h, SPOKEN_CASE_CLOSED } };
	T_INT(talk(closed, 2, 3 * h).ended_at, 2 * h);
	const struct care_spoken again[] = { { 1 * h, SPOKEN_WORD }, { 2 * h, SPOKEN_CASE_CLOSED }, { 3 * h, SPOKEN_WORD } };
	t = talk(again, 3, 4 * h);
	T_OK(t.begin_at == 3 * h && !t.ended_at, "who writes to a case that was done begins anew");
	const struct care_spoken call[] = { { 1 * h, SPOKEN_WORD }, { 2 * h, SPOKEN_CALL_ENDED } };
	T_INT(talk(call, 2, 2 * h).ended_at, 2 * h);
}

static void
test_numbers(struct arena *a)
{
	T_STR(care_find_iban("To IT60 X054 2811 1010 0000 0123 456, please", a), "IT60 X054 2811 1010 0000 0123 456");
	T_STR(care_find_iban("de89370400440532013000", a), "de89370400440532013000");
	T_STR(care_find_iban("IBAN GB82 WEST 1234 5698 7654 32 and thanks", a), "GB82 WEST 1234 5698 7654 32");
	T_OK(!care_find_iban("IT61 X054 2811 1010 0000 0123 456", a), "wrong check digits: none");
	T_OK(!care_find_iban("in 2024 we had AB12 and 347 1234567", a), "nor what only looks so");
	T_STR(care_find_card("card 4111 1111 1111 1111.", a), "4111 1111 1111 1111");
	T_STR(care_find_card("5555-5555-5555-4444", a), "5555-5555-5555-4444");
	T_OK(!care_find_card("4111 1111 1111 1112", a), "a sum that is wrong: none");
	T_OK(!care_find_card("call +39 347 123 4567 or 12345", a), "nor telephone numbers");
}

static void
test_mentions(void)
{
	T_OK(care_mentions("Your order 12345 left.", "12345"), "as it is");
	T_OK(!care_mentions("Your order 123456 left.", "12345"), "not as a part of another");
	T_OK(care_mentions("to Via  Garibaldi 3,\n06024 Gubbio", "via Garibaldi, 3 - 06024 GUBBIO"), "however it is written");
	T_OK(care_mentions("ab-123-4", "AB1234"), "dashes");
	T_OK(!care_mentions("yes, 3 of them", "3"), "what is too short says nothing");
	T_OK(!care_mentions("", "12345") && !care_mentions("12345", NULL), "nothing in nothing");
	T_OK(care_mentions("1234 12345", "12345"), "the second one fits");
}

int
main(void)
{
	struct arena *a = arena_new();
	test_talk();
	test_numbers(a);
	test_mentions();
	arena_free(a);
	return t_done();
}
