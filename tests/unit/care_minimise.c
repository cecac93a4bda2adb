/* care_minimise.c - what somebody gets to read who need not know who it is about. */
#include "minimise.h"

#include "t.h"

static struct arena *arena;
static const char *const names[] = { "Ana Perez", "@jos\303\251_m", NULL };

#define MASKS(text, want) T_STR(care_minimise((text), names, arena), (want))

static void
people(void)
{
	MASKS("Ana Perez writes: ana is angry, Anastasia is not", "A. P. writes: A. is angry, Anastasia is not");
	MASKS("PEREZ, Ana; JOS\303\211", "P., A.; J.");
	MASKS("write to ana.perez@example.net, or ask bob@vendor.example.", "write to a***@***, or ask b***@***.");
	MASKS("a @ b stays", "a @ b stays");
	T_STR(care_initials("Ana Maria P\303\251rez", arena), "A. M. P.");
	T_STR(care_initials("\303\211mile", arena), "\303\211.");
	T_STR(care_initials("", arena), "?");
}

static void
numbers(void)
{
	MASKS("call +39 347 123 4567 now", "call ***67 now");
	MASKS("call (06) 1234567.", "call ***67.");
	MASKS("order 123456, parcel JJD0099-88/77", "order ***56, parcel ***77");
	MASKS("IBAN IT60 X054 2811 1010 0000 0123 456 please", "IBAN IT***56 please");
	MASKS("card 4111 1111 1111 1111", "card ***11");
	MASKS("https://shop.example/o/778899?x=1", "https://***99?x=1");
}

static void
what_stays(void)
{
	MASKS("case #471100 of 2026-11-20 09:12, 20.11.2026, 1/12/26", "case #471100 of 2026-11-20 09:12, 20.11.2026, 1/12/26");
	MASKS("it cost 1.234,50 EUR or 12,345.00 or 99.90", "it cost 1.234,50 EUR or 12,345.00 or 99.90");
	MASKS("3 lamps, model X200, room 12b", "3 lamps, model X200, room 12b");
	MASKS("", "");
	T_STR(care_minimise("Ana 12345", NULL, arena), "Ana ***45");
}

int
main(void)
{
	arena = arena_new();
	people();
	numbers();
	what_stays();
	arena_free(arena);
	return t_done();
}
