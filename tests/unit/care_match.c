/* care_match.c - telephone numbers, what texts tell of their authors, names, and what evidence weighs. */
#include <string.h>

#include "conf.h"
#include "match.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

#define PHONE(number, country, want) T_STR(care_phone(number, country, arena), want)

static void
test_phones(void)
{
	PHONE("347 123 4567", "IT", "+393471234567");
	PHONE("02 1234567", "IT", "+39021234567");
	PHONE("+39 02 1234567", "IT", "+39021234567");
	PHONE("0039 347.123.4567", "IT", "+393471234567");
	PHONE("39 347 1234567", "IT", "+393471234567");
	PHONE("030 1234567", "DE", "+49301234567");
	PHONE("+49 (0)30 1234567", NULL, "+49301234567");
	PHONE("+49 030 1234567", "IT", "+49301234567");
	PHONE("020 7946 0958", "GB", "+442079460958");
	PHONE("(212) 555-0123", "US", "+12125550123");
	PHONE("1-212-555-0123", "US", "+12125550123");
	PHONE("011 39 347 1234567", "US", "+393471234567");
	PHONE("06 30 123 4567", "HU", "+36301234567");
	PHONE("112", "IT", NULL);
	PHONE("12345678", "IT", NULL);
	PHONE("3471234567", NULL, NULL);
	PHONE("+1234567890123456", NULL, NULL);
	PHONE("+0123456789", NULL, NULL);
	PHONE("call me", "IT", NULL);
	PHONE("", "IT", NULL);
	size_t n;
	char **all = str_split(arena, conf_options[OPT_CARE_COUNTRY].choices, " ", &n);
	for (size_t i = 0; i < n; i++)
		T_OK(care_country_known(all[i]), "%s is known", all[i]);
}

/* "phone +39...=given mail a@b=text" */
static void
says(const char *text, const char *want)
{
	struct care_trait t[CARE_TRAITS];
	size_t n = care_traits(text, "IT", arena, t);
	const char *got = "";
	for (size_t i = 0; i < n; i++)
		got = arena_printf(arena, "%s%s%s=%s", got, i ? " " : "", t[i].value, care_place_name(t[i].place));
	t_str(got, want, text, __FILE__, __LINE__);
}

static void
test_traits(void)
{
	says("Hello, where is it?", "");
	says("My number is 347 123 4567, thanks", "+393471234567=given");
	says("347 123 4567 is my number", "+393471234567=given");
	says("Potete chiamarmi? Il mio numero è 347-1234567.", "+393471234567=given");
	says("Mi scriva a anna.bianchi@example.net per favore", "anna.bianchi@example.net=given");
	says("Meine E-Mail: anna@example.de", "anna@example.de=given");
	says("I also sent you a mail from anna@example.net", "anna@example.net=given");
	says("There was something from anna@example.net before", "anna@example.net=text");
	says("Please write to my husband, mario@example.net", "");
	says("il numero di mia moglie è 347 123 4567", "");
	says("My husband called. My number is 347 123 4567", "+393471234567=given");
	says("anna@example.net is my wife's", "");
	says("Order 3348917502 is late", "");
	says("ordine n. 3348917502", "");
	says("IBAN IT60X0542811101000000123456", "");
	says("tracking 0212345678 please", "");
	says("Hello,\nit broke.\n\n-- \nAnna Bianchi\nTel. +39 347 1234567\nanna@example.net",
		"anna@example.net=signature +393471234567=signature");
	says("Hello,\nit broke.\n\nAnna Bianchi\n347 1234567", "+393471234567=signature");
	says("See https://shop.example/track/3471234567", "");
	says("Hi\n\n> my number is 347 123 4567", "");
	says("no-reply@shop.example wrote to me", "");
	says("Call me: 347 123 4567 or at work 02 1234567", "+393471234567=given +39021234567=given");
	says("\xff\xfe 347 123 4567 \x1b[31m is what the display of the old telephone says", "+393471234567=text");
	says("347 123 4567!", "+393471234567=given");
}

static void
test_names(void)
{
	static const struct { const char *a, *b; enum care_names want; } table[] = {
		{ "Anna Bianchi", "anna bianchi", NAMES_SAME }, { "Bianchi, Anna", "Anna Bianchi", NAMES_SAME },
		{ "Anna Maria Bianchi", "Anna Bianchi", NAMES_SAME }, { "Ana Pérez", "ANA PEREZ", NAMES_SAME },
		{ "Dott.ssa Anna Bianchi", "Anna Bianchi", NAMES_SAME }, { "A. Bianchi", "Anna Bianchi", NAMES_ALIKE },
		{ "Ana Bianchi", "Anna Bianchi", NAMES_ALIKE }, { "Anna", "Anna Bianchi", NAMES_ALIKE },
		{ "Maria Bianchi", "Mario Bianchi", NAMES_HOUSEHOLD }, { "Daniel Roth", "Daniela Roth", NAMES_HOUSEHOLD },
		{ "Stefano Rosi", "Stefnao Rossi", NAMES_ALIKE },
		{ "Chris Doe", "Christine Doe", NAMES_ALIKE }, { "Anna Bianchi", "Marco Bianchi", NAMES_HOUSEHOLD },
		{ "Anna Bianchi", "Carlo Verdi", NAMES_DIFFER }, { "pizza_lover99", "Anna Bianchi", NAMES_UNKNOWN },
		{ "anna@example.net", "Anna Bianchi", NAMES_UNKNOWN }, { "ACME Srl", "Anna Bianchi", NAMES_UNKNOWN },
		{ "Anna", "Anna", NAMES_UNKNOWN }, { NULL, "Anna Bianchi", NAMES_UNKNOWN }, { "李明", "李明", NAMES_UNKNOWN } };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		T_INT(care_names(table[i].a, table[i].b), table[i].want);
		T_INT(care_names(table[i].b, table[i].a), table[i].want);
	}
}

static int
score(enum care_names names, enum care_evidence one, int shared, enum care_evidence two)
{
	struct care_clue c[] = { { one, "v", shared, false }, { two, two == EVIDENCE_TEXT ? "v" : "w", 2, false } };
	return care_match(c, 2, names);
}

static void
test_weights(void)
{
	T_OK(score(NAMES_UNKNOWN, EVIDENCE_SIGNATURE, 2, EVIDENCE_TEXT) >= CARE_SUGGEST, "a number in a signature is enough");
	T_OK(score(NAMES_SAME, EVIDENCE_TEXT, 2, EVIDENCE_NAME) < CARE_SUGGEST, "a name and an address mentioned are not");
	T_OK(score(NAMES_SAME, EVIDENCE_ABOUT, 2, EVIDENCE_NAME) >= CARE_SUGGEST, "name and city are");
	T_OK(score(NAMES_DIFFER, EVIDENCE_GIVEN, 2, EVIDENCE_TEXT) < CARE_SUGGEST, "not under two names");
	T_OK(score(NAMES_HOUSEHOLD, EVIDENCE_NUMBER, 2, EVIDENCE_TEXT) < CARE_SUGGEST, "nor within a household");
	T_INT(score(NAMES_UNKNOWN, EVIDENCE_SIGNATURE, CARE_SHARED + 1, EVIDENCE_TEXT), 0);
	T_INT(score(NAMES_UNKNOWN, EVIDENCE_SIGNATURE, 2, EVIDENCE_TEXT), care_evidence_table[EVIDENCE_SIGNATURE].weight);
	T_INT(care_match(NULL, 0, NAMES_SAME), 0);
}

int
main(void)
{
	arena = arena_new();
	test_phones();
	test_traits();
	test_names();
	test_weights();
	arena_free(arena);
	return t_done();
}
