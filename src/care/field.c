/* field.c - values of typed fields: read from what was written, in normal form, and found in text. */
#include "field.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "care.h"
#include "clock.h"
#include "i18n.h"
#include "pattern.h"
#include "str.h"
#include "utf8.h"

enum { LINE_MAX_BYTES = 4096, DIGITS_MAX = 15, GROUPS = 4 };

static int
wrong(const struct conf_field *f, const char *written, const char *what, struct error *err)
{
	return error_set(err, ERR_INPUT, _("%s '%s': %s"), f->title, written, what);
}

/* "1.234,50", "1,234.50", "1234.5", "-12" in hundredths.  The last of . and , is the decimal mark where at most two
 * digits follow it; everything before it is thousands. */
static int
hundredths(const char *s, int64_t *out)
{
	const char *mark = NULL;
	int64_t n = 0, part = 0;
	int digits = 0, decimals = 0;
	bool minus = *s == '-';
	s += minus || *s == '+';
	for (const char *p = s; *p; p++)
		if (*p == '.' || *p == ',')
			mark = p;
	if (mark && (strspn(mark + 1, "0123456789") > 2 || !mark[1]))
		mark = NULL;
	for (const char *p = s; *p; p++) {
		if (isdigit((unsigned char)*p)) {
			if (mark && p > mark) {
				part = part * 10 + (*p - '0');
				decimals++;
			} else if (++digits > DIGITS_MAX) {
				return -1;
			} else {
				n = n * 10 + (*p - '0');
			}
		} else if (!strchr(".,'", *p) && *p != ' ') {
			return -1;
		}
	}
	if (!digits && !decimals)
		return -1;
	*out = n * 100 + (decimals == 1 ? part * 10 : part);
	if (minus)
		*out = -*out;
	return 0;
}

/* "EUR 12,50", "12.50 €", "1 200 CHF": the number in hundredths, and what stands around it. */
static int
amount(const char *written, struct arena *a, int64_t *out, char **currency)
{
	size_t from = strcspn(written, "-0123456789"), len = strspn(written + from, "-0123456789.,' ");
	char *number = str_trim(a, arena_strn(a, written + from, len));
	char *around = str_trim(a, arena_printf(a, "%.*s%s", (int)from, written, written + from + len));
	/* "Fr. 5", "5 EUR,": a mark there would be taken for one of the number's when it is read again */
	around += strspn(around, ".,");
	for (size_t n = strlen(around); n && strchr(".,", around[n - 1]);)
		around[--n] = '\0';
	if (hundredths(number, out) < 0 || strlen(around) > 8 || strpbrk(around, "0123456789 .,'-"))
		return -1;
	*currency = arena_str(a, str_eq(around, "€") ? "EUR" : str_eq(around, "$") ? "USD" : str_eq(around, "£") ? "GBP" : around);
	for (char *p = *currency; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	return 0;
}

static int
read_date(const struct conf_field *f, const char *written, struct arena *a, struct care_value *v, struct error *err)
{
	int y, m, d;
	char rest;
	if (sscanf(written, "%4d-%2d-%2d%c", &y, &m, &d, &rest) != 3 &&
	    sscanf(written, "%2d/%2d/%4d%c", &d, &m, &y, &rest) != 3 && sscanf(written, "%2d.%2d.%4d%c", &d, &m, &y, &rest) != 3)
		return wrong(f, written, _("no date: write 2026-12-24 or 24/12/2026"), err);
	char *day = arena_printf(a, "%04d-%02d-%02d", y, m, d);
	int64_t at;
	if (!clock_parse_rfc3339(arena_printf(a, "%sT00:00:00Z", day), &at))
		return wrong(f, written, _("there is no such day"), err);
	*v = (struct care_value){ day, day, true, at };
	return 0;
}

/* One of the list, whatever its case and accents; of a tree, a beginning of its path that is unique will do. */
static int
read_listed(const struct conf_field *f, const char *written, struct arena *a, struct care_value *v, struct error *err)
{
	char *folded = str_trim(a, utf8_fold_str(a, written));
	const char *found = NULL;
	for (size_t i = 0; i < f->value_count; i++) {
		char *one = str_trim(a, utf8_fold_str(a, f->values[i]));
		if (str_eq(one, folded)) {
			found = f->values[i];
			break;
		}
		if (!str_starts(one, folded) || !*folded)
			continue;
		if (found)
			return wrong(f, written, arena_printf(a, _("'%s' or '%s'?"), found, f->values[i]), err);
		found = f->values[i];
	}
	if (!found) {
		const char *near = str_nearest(written, (const char *const *)f->values, f->value_count);
		return wrong(f, written, near ? arena_printf(a, _("no such value - did you mean '%s'?"), near) :
			_("no such value"), err);
	}
	*v = (struct care_value){ found, str_trim(a, utf8_fold_str(a, found)), false, 0 };
	return 0;
}

static int
read_identity(const struct conf_field *f, const char *kind, const char *written, struct arena *a, struct care_value *v,
	struct error *err)
{
	char *normal = care_identity_normal(kind, written, a);
	if (!normal || (str_eq(kind, "phone") && !strpbrk(normal, "0123456789")))
		return wrong(f, written, str_eq(kind, "mail") ? _("no mail address") : _("no telephone number"), err);
	*v = (struct care_value){ normal, normal, false, 0 };
	return 0;
}

int
care_field_read(const struct conf_field *f, const char *written, struct arena *a, struct care_value *v, struct error *err)
{
	char *s = str_trim(a, utf8_clean_str(a, written ? written : "", false)), *currency;
	int64_t n;
	if (!*s)
		return wrong(f, "", _("no value given"), err);
	if (strlen(s) > 1000)
		return wrong(f, arena_strn(a, s, 40), _("longer than 1000 bytes"), err);
	if (str_eq(f->type, "number")) {
		if (hundredths(s, &n) < 0)
			return wrong(f, s, _("no number"), err);
		*v = (struct care_value){ s, s, true, n };
	} else if (str_eq(f->type, "amount")) {
		if (amount(s, a, &n, &currency) < 0)
			return wrong(f, s, _("no amount: write 12.50 EUR"), err);
		char *normal = str_trim(a, arena_printf(a, "%s%lld.%02d %s", n < 0 && n > -100 ? "-" : "", (long long)(n / 100),
			(int)(n < 0 ? -n % 100 : n % 100), currency));
		*v = (struct care_value){ normal, str_lower(a, normal), true, n };
	} else if (str_eq(f->type, "date")) {
		return read_date(f, s, a, v, err);
	} else if (str_eq(f->type, "choice") || str_eq(f->type, "tree")) {
		return read_listed(f, s, a, v, err);
	} else if (str_eq(f->type, "yes-no")) {
		bool yes = conf_read_bool(s) == 1 || str_ieq(s, "si") || str_ieq(s, "sì");
		if (!yes && conf_read_bool(s) != 0)
			return wrong(f, s, _("yes or no?"), err);
		*v = (struct care_value){ yes ? "yes" : "no", yes ? "yes" : "no", true, yes ? 100 : 0 };
	} else if (str_eq(f->type, "phone") || str_eq(f->type, "mail")) {
		return read_identity(f, f->type, s, a, v, err);
	} else {
		*v = (struct care_value){ s, str_trim(a, utf8_fold_str(a, s)), false, 0 };
	}
	return 0;
}

int
care_field_compare(const char *written, int64_t *number)
{
	char day[32];
	if (strlen(written) == 10 && written[4] == '-') {
		snprintf(day, sizeof day, "%sT00:00:00Z", written);
		return clock_parse_rfc3339(day, number) ? 0 : -1;
	}
	return hundredths(written, number);
}

struct care_finder {
	const struct conf_field *fields;
	size_t n;
	regex_t *patterns;	/* of those that have one */
};

struct care_finder *
care_finder_new(const struct conf_field *fields, size_t n)
{
	struct care_finder *finder = xcalloc(1, sizeof *finder);
	*finder = (struct care_finder){ fields, n, xcalloc(n + 1, sizeof *finder->patterns) };
	for (size_t i = 0; i < n; i++)
		if (fields[i].pattern && pattern_compile(&finder->patterns[i], fields[i].pattern, 0, NULL, 0) < 0)
			regcomp(&finder->patterns[i], "^$.", REG_EXTENDED);	/* refused when it was read */
	return finder;
}

void
care_finder_free(struct care_finder *finder)
{
	for (size_t i = 0; finder && i < finder->n; i++)
		if (finder->fields[i].pattern)
			regfree(&finder->patterns[i]);
	if (finder)
		free(finder->patterns);
	free(finder);
}

/* The last group that takes part is the value: "(order|n\\.) ([0-9]+)" has it in the second. */
static const regmatch_t *
value_of(const regmatch_t *m, size_t groups)
{
	for (size_t i = groups; i > 0; i--)
		if (m[i].rm_so >= 0)
			return &m[i];
	return m;
}

int
care_field_find(const struct care_finder *finder, size_t i, const char *text, struct arena *a, struct care_value *v)
{
	struct error ignored = ERROR_INIT;
	const struct conf_field *f = &finder->fields[i];
	const regex_t *re = &finder->patterns[i];
	regmatch_t m[GROUPS + 1];
	if (!f->pattern || !text)
		return 0;
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		char *one = len <= LINE_MAX_BYTES ? arena_strn(a, line, len) : NULL;
		line += len + (line[len] == '\n');
		if (!one || regexec(re, one, GROUPS + 1, m, 0))
			continue;
		const regmatch_t *which = value_of(m, re->re_nsub < GROUPS ? re->re_nsub : GROUPS);
		if (care_field_read(f, arena_strn(a, one + which->rm_so, (size_t)(which->rm_eo - which->rm_so)), a, v,
				&ignored) == 0)
			return 1;
	}
	return 0;
}
