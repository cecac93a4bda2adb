/* care_field.c - typed fields: what was written becomes a value in normal form, or words about what is wrong. */
#include <string.h>

#include "field.h"
#include "t.h"

static struct arena *arena;
static const char *const listed[] = { "delivery/late", "delivery/lost", "quality", "Größe" };

static struct conf_field
field(const char *type)
{
	return (struct conf_field){ .name = "f", .title = "f", .type = type, .values = listed, .value_count = 4 };
}

static void
good(const char *type, const char *written, const char *text, const char *folded, int64_t number)
{
	struct conf_field f = field(type);
	struct error err = ERROR_INIT;
	struct care_value v = { NULL, NULL, false, 0 };
	T_OK(care_field_read(&f, written, arena, &v, &err) == 0, "%s", written);
	T_STR(v.text, text);
	T_STR(v.folded, folded);
	T_INT(v.has_number ? v.number : -1, number);
}

static void
bad(const char *type, const char *written, const char *words)
{
	struct conf_field f = field(type);
	struct error err = ERROR_INIT;
	struct care_value v;
	T_OK(care_field_read(&f, written, arena, &v, &err) < 0 && strstr(err.text, words), "%s", written);
}

static void
found(const char *pattern, const char *text, const char *want)
{
	struct conf_field f = field("text");
	struct care_value v = { NULL, NULL, false, 0 };
	f.pattern = pattern;
	struct care_finder *finder = care_finder_new(&f, 1);
	T_INT(care_field_find(finder, 0, text, arena, &v), want != NULL);
	care_finder_free(finder);
	T_STR(v.text, want);
}

int
main(void)
{
	int64_t n;
	arena = arena_new();
	good("text", "  Città di  Castello ", "Città di  Castello", "citta di castello", -1);
	good("number", "1.234,5", "1.234,5", "1.234,5", 123450);
	good("number", "1,234.56", "1,234.56", "1,234.56", 123456);
	good("number", "1.234.567", "1.234.567", "1.234.567", 123456700);
	good("number", "-12", "-12", "-12", -1200);
	good("amount", "EUR 12,5", "12.50 EUR", "12.50 eur", 1250);
	good("amount", "12.50 \xe2\x82\xac", "12.50 EUR", "12.50 eur", 1250);
	good("amount", "-0,05 chf", "-0.05 CHF", "-0.05 chf", -5);
	good("amount", "Fr. 5,", "5.00 FR", "5.00 fr", 500);
	good("date", "24/12/2026", "2026-12-24", "2026-12-24", INT64_C(1798070400000));
	good("date", "2026-12-24", "2026-12-24", "2026-12-24", INT64_C(1798070400000));
	good("choice", "QUALITY", "quality", "quality", -1);
	good("choice", "grosse", "Größe", "grosse", -1);
	good("tree", "delivery/la", "delivery/late", "delivery late", -1);
	good("yes-no", "sì", "yes", "yes", 100);
	good("phone", "0039 347 1234567", "+393471234567", "+393471234567", -1);
	good("mail", "Ana@Example.NET", "ana@example.net", "ana@example.net", -1);
	bad("text", " ", "no value");
	bad("number", "twelve", "no number");
	bad("number", "12345678901234567", "no number");
	bad("amount", "12 pieces of gold", "no amount");
	bad("date", "31/02/2026", "no such day");
	bad("date", "tomorrow", "no date");
	bad("tree", "delivery", "delivery/late' or 'delivery/lost'");
	bad("choice", "qualty", "did you mean 'quality'");
	bad("phone", "call me", "no telephone");
	bad("mail", "ana", "no mail address");
	found("[Oo]rder ([0-9]{5})", "Hi\nmy order 12345 is late", "12345");
	found("[Oo]rder ([0-9]{5})", "Hi\nmy order is late", NULL);
	found("(order|ordine)( n[.])? ([0-9]{5})", "ordine n. 12345", "12345");
	found("AB-[0-9]+", "x AB-77, AB-78", "AB-77");
	T_OK(care_field_compare("2026-12-24", &n) == 0 && n == INT64_C(1798070400000), "a day to compare with");
	T_OK(care_field_compare("50", &n) == 0 && n == 5000, "a number to compare with");
	T_OK(care_field_compare("fifty", &n) < 0, "words are nothing to compare with");
	arena_free(arena);
	return t_done();
}
