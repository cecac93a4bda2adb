/* phone.c - telephone numbers as E.164 has them: +, country code, national number. */
#include "care.h"

#include <ctype.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

/*
 * Countries by ISO 3166 code: calling code, what a national number begins with at home that is left out abroad ("" =
 * nothing: Italy keeps its zeros), what is dialled before a number abroad, how many digits a national number has, and
 * with which a person's begins, where that tells it from other numbers (ITU-T E.164, the national numbering plans).
 */
static const struct country { const char name[3], *code, *trunk, *abroad; int min, max; const char *first; } countries[] = {
	{ "AE", "971", "0", "00", 8, 9, NULL }, { "AR", "54", "0", "00", 10, 11, NULL },
	{ "AT", "43", "0", "00", 7, 13, NULL }, { "AU", "61", "0", "0011", 9, 9, NULL },
	{ "BE", "32", "0", "00", 8, 9, NULL }, { "BG", "359", "0", "00", 7, 9, NULL },
	{ "BR", "55", "0", "00", 10, 11, NULL }, { "CA", "1", "1", "011", 10, 10, NULL },
	{ "CH", "41", "0", "00", 9, 9, NULL }, { "CL", "56", "", "00", 9, 9, NULL },
	{ "CN", "86", "0", "00", 10, 11, NULL }, { "CO", "57", "", "00", 8, 10, NULL },
	{ "CY", "357", "", "00", 8, 8, NULL }, { "CZ", "420", "", "00", 9, 9, NULL },
	{ "DE", "49", "0", "00", 6, 12, NULL }, { "DK", "45", "", "00", 8, 8, NULL },
	{ "EE", "372", "", "00", 7, 8, NULL }, { "EG", "20", "0", "00", 8, 10, NULL },
	{ "ES", "34", "", "00", 9, 9, "6789" }, { "FI", "358", "0", "00", 6, 11, NULL },
	{ "FR", "33", "0", "00", 9, 9, NULL }, { "GB", "44", "0", "00", 9, 10, NULL },
	{ "GR", "30", "", "00", 10, 10, NULL }, { "HK", "852", "", "001", 8, 8, NULL },
	{ "HR", "385", "0", "00", 8, 9, NULL }, { "HU", "36", "06", "00", 8, 9, NULL },
	{ "IE", "353", "0", "00", 7, 9, NULL }, { "IL", "972", "0", "00", 8, 9, NULL },
	{ "IN", "91", "0", "00", 10, 10, NULL }, { "IS", "354", "", "00", 7, 9, NULL },
	{ "IT", "39", "", "00", 6, 11, "03" }, { "JP", "81", "0", "010", 9, 10, NULL },
	{ "KR", "82", "0", "00", 8, 10, NULL }, { "LI", "423", "", "00", 7, 9, NULL },
	{ "LT", "370", "0", "00", 8, 8, NULL }, { "LU", "352", "", "00", 6, 11, NULL },
	{ "LV", "371", "", "00", 8, 8, NULL }, { "MA", "212", "0", "00", 9, 9, NULL },
	{ "MC", "377", "", "00", 8, 9, NULL }, { "MT", "356", "", "00", 8, 8, NULL },
	{ "MX", "52", "", "00", 10, 10, NULL }, { "NL", "31", "0", "00", 9, 9, NULL },
	{ "NO", "47", "", "00", 8, 8, NULL }, { "NZ", "64", "0", "00", 8, 10, NULL },
	{ "PL", "48", "", "00", 9, 9, NULL }, { "PT", "351", "", "00", 9, 9, "29" },
	{ "RO", "40", "0", "00", 9, 9, NULL }, { "RS", "381", "0", "00", 7, 10, NULL },
	{ "RU", "7", "8", "810", 10, 10, NULL }, { "SE", "46", "0", "00", 7, 10, NULL },
	{ "SG", "65", "", "000", 8, 8, NULL }, { "SI", "386", "0", "00", 8, 8, NULL },
	{ "SK", "421", "0", "00", 9, 9, NULL }, { "SM", "378", "", "00", 6, 10, NULL },
	{ "TN", "216", "", "00", 8, 8, NULL }, { "TR", "90", "0", "00", 10, 10, NULL },
	{ "UA", "380", "0", "00", 9, 9, NULL }, { "US", "1", "1", "011", 10, 10, NULL },
	{ "ZA", "27", "0", "00", 9, 9, NULL } };

enum { E164_MIN = 7, E164_MAX = 15 };

static const struct country *
find(const char *name)
{
	for (size_t i = 0; name && i < sizeof countries / sizeof *countries; i++)
		if (str_ieq(countries[i].name, name))
			return &countries[i];
	return NULL;
}

bool
care_country_known(const char *name)
{
	return find(name) != NULL;
}

/* +44 (0)20..., +44 020...: the zero of home is left out, unless the country keeps it. */
static char *
abroad(char *digits, struct arena *a)
{
	size_t n = strlen(digits);
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
		const struct country *c = &countries[i];
		size_t code = strlen(c->code);
		if (!strcmp(c->trunk, "0") && str_starts(digits, c->code) && digits[code] == '0' && (int)(n - code - 1) >= c->min) {
			memmove(digits + code, digits + code + 1, n - code);
			n--;
			break;
		}
	}
	return n >= E164_MIN && n <= E164_MAX && *digits != '0' ? arena_printf(a, "+%s", digits) : NULL;
}

char *
care_phone(const char *number, const char *country, struct arena *a)
{
	const struct country *c = find(country);
	char *digits = arena_alloc(a, strlen(number) + 1), *p = digits;
	bool plus = false;
	for (const char *s = number; *s; s++) {
		if (isdigit((unsigned char)*s))
			*p++ = *s;
		else if (*s == '+' && p == digits && !plus)
			plus = true;
		else if (!strchr(" -./()\t", *s) && !str_starts(s, "\xc2\xa0"))
			return NULL;
		else if (str_starts(s, "\xc2\xa0"))
			s++;
	}
	if (plus)
		return abroad(digits, a);
	if (c && str_starts(digits, c->abroad) && strlen(digits) > strlen(c->abroad) + 7)
		return abroad(digits + strlen(c->abroad), a);
	if (str_starts(digits, "00") && strlen(digits) > 9)
		return abroad(digits + 2, a);
	if (!c)
		return NULL;
	size_t trunk = strlen(c->trunk);
	if (trunk && str_starts(digits, c->trunk) && (int)(strlen(digits) - trunk) >= c->min)
		digits += trunk;
	else if (trunk && strcmp(c->trunk, "1"))
		return NULL;	/* a number within a town, or one with its code but without a + */
	size_t n = strlen(digits), code = strlen(c->code);
	if ((int)n > c->max && str_starts(digits, c->code)) {	/* with its code, the + left out */
		digits += code;
		n -= code;
	}
	if (c->first && !strchr(c->first, *digits))
		return NULL;
	return (int)n >= c->min && (int)n <= c->max ? arena_printf(a, "+%s%s", c->code, digits) : NULL;
}

/* -- as people and telephone systems say them -------------------------------------------------------------------- */

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

char *
care_phone_said(const char *text, const char *country, struct arena *a, struct error *err)
{
	char *s = bare(text ? text : "", a), *number = care_phone(s, country, a), *out, *p;
	if (number)
		return number;
	bool plus = *s == '+';
	p = out = arena_alloc(a, strlen(s) + 1);
	for (s += plus; isdigit((unsigned char)*s) || (*s && strchr(" -./()\t", *s)); s++)
		if (isdigit((unsigned char)*s))
			*p++ = *s;
	if (*s || p == out) {
		error_set(err, ERR_INPUT, _("that is no telephone number: digits, a leading + and blanks make one"));
		return NULL;
	}
	size_t digits = (size_t)(p - out);
	if (plus || digits > E164_MAX || digits < 2) {
		error_set(err, ERR_INPUT, _("that is no telephone number: it has %zu digits"), digits);
		return NULL;
	}
	return out;	/* an extension or a short code stays what it is */
}
