/* phone.c - telephone numbers as people and telephone systems write them, in E.164. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

enum { SHORT_NUMBER = 6, DIGITS_MAX = 15 };

bool
care_phone_withheld(const char *text)
{
	static const char *const words[] = { "anonymous", "unknown", "unavailable", "private", "restricted", "withheld",
		"anonimo", "sconosciuto", "privato", "riservato" };
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (str_ieq(text, words[i]))
			return true;
	return false;
}

/* The number in "tel:+39...;ext=1", "sip:+39...@host". */
static char *
bare(const char *text, struct arena *a)
{
	char *s = str_trim(a, text);
	bool sip = str_istarts(s, "sip:") || str_istarts(s, "sips:");
	if (sip || str_istarts(s, "tel:")) {
		s = strchr(s, ':') + 1;
		s[strcspn(s, sip ? "@;" : ";")] = '\0';
	}
	return s;
}

/* National numbers lose their leading 0 abroad, but not Italy's. */
static const char *
national(const char *digits, const char *country)
{
	return *digits == '0' && !str_eq(country, "39") && !str_eq(country, "378") ? digits + 1 : digits;
}

char *
care_phone(const char *text, const char *country, struct arena *a, struct error *err)
{
	char *s = bare(text ? text : "", a), *out = arena_alloc(a, strlen(s) + 1), *p = out;
	bool plus = false;
	for (; *s; s++) {
		if (isdigit((unsigned char)*s))
			*p++ = *s;
		else if (*s == '+' && p == out && !plus)
			plus = true;
		else if (!strchr(" -./()\t", *s))
			break;
	}
	*p = '\0';
	if (*s || p == out) {
		error_set(err, ERR_INPUT, _("that is no telephone number: digits, a leading + and blanks make one"));
		return NULL;
	}
	if (!plus && out[0] == '0' && out[1] == '0') {
		out += 2;
		plus = true;
	}
	/* an extension or a short code stays what it is */
	bool whole = !plus && !str_empty(country) && strlen(out) >= SHORT_NUMBER;
	char *number = plus ? arena_printf(a, "+%s", out) : whole ? arena_printf(a, "+%s%s", country, national(out, country))
		: out;
	size_t digits = strlen(number) - (*number == '+');
	if (digits > DIGITS_MAX || digits < 2) {
		error_set(err, ERR_INPUT, _("that is no telephone number: it has %zu digits"), digits);
		return NULL;
	}
	return number;
}
