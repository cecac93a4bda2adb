/* values.c - what a value of each type may be. */
#include "conf_internal.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"
#include "values.h"

int
conf_read_bool(const char *s)
{
	static const char *const yes[] = { "yes", "true", "on", "1" }, *const no[] = { "no", "false", "off", "0" };
	for (size_t i = 0; i < 4; i++) {
		if (str_ieq(s, yes[i]))
			return 1;
		if (str_ieq(s, no[i]))
			return 0;
	}
	return -1;
}

int64_t
conf_read_span(const char *s)
{
	static const struct { char unit; int64_t ms; } units[] = { { 's', MS_SECOND }, { 'm', MS_MINUTE },
		{ 'h', MS_HOUR }, { 'd', MS_DAY }, { 'w', 7 * MS_DAY } };
	int64_t total = 0;
	if (str_eq(s, "0"))
		return 0;
	for (bool any = false;; any = true) {
		char *end;
		if (!*s)
			return any ? total : -1;
		if (!isdigit((unsigned char)*s))
			return -1;
		long long n = strtoll(s, &end, 10);
		int64_t ms = 0;
		for (size_t i = 0; i < 5; i++)
			if (*end == units[i].unit)
				ms = units[i].ms;
		if (!ms || n > 1000000 || n < 0)
			return -1;
		total += n * ms;
		s = end + 1;
	}
}

static bool
is_choice(const char *choices, const char *s)
{
	size_t n = strlen(s);
	for (const char *p = choices; *p;) {
		size_t len = strcspn(p, " ");
		if (len == n && !memcmp(p, s, n))
			return true;
		p += len + (p[len] == ' ');
	}
	return false;
}

/* "a, b:20": each a choice, some with a number; NULL = they are, else what is wrong. */
static const char *
check_list(const char *choices, const char *value, struct arena *a)
{
	const char *names[64], *near;
	size_t n, count;
	char **items = str_split(a, value, ",", &n), **all = str_split(a, choices, " ", &count);
	for (size_t i = 0; i < n; i++) {
		char *item = str_trim(a, items[i]), *colon = strchr(item, ':');
		int64_t width = 1;
		char *name = arena_strn(a, item, colon ? (size_t)(colon - item) : strlen(item));
		if (is_choice(choices, name) && (!colon || (str_to_int64(colon + 1, &width) == 0 && width > 0 && width < 1000)))
			continue;
		for (size_t k = 0; k < count && k < 64; k++)
			names[k] = all[k];
		near = is_choice(choices, name) ? NULL : str_nearest(name, names, count < 64 ? count : 64);
		return near ? arena_printf(a, _("'%s' is none of: %s - did you mean '%s'?"), item, choices, near)
			: arena_printf(a, _("'%s' is none of: %s"), item, choices);
	}
	return n ? NULL : _("name at least one");
}

/* The value as it is kept (paths expanded), or NULL with *why in words. */
const char *
conf_check_value(enum conf_option o, const char *value, struct arena *a, const char **why)
{
	const struct conf_option_info *info = &conf_options[o];
	int64_t n;
	*why = NULL;
	switch (info->type) {
	case CONF_BOOL:
		if (conf_read_bool(value) < 0)
			*why = _("say yes or no");
		break;
	case CONF_SPAN:
		if (conf_read_span(value) < 0)
			*why = _("say a time such as 90s, 15m, 4h, 2d or 1w");
		break;
	case CONF_NUMBER:
		if (str_to_int64(value, &n) < 0)
			*why = _("say a number");
		break;
	case CONF_ENUM:
		if (!is_choice(conf_choices(o), value))
			*why = arena_printf(a, _("say one of: %s"), conf_choices(o));
		break;
	case CONF_TIME:
		if (!clock_parse_rfc3339(value, &n))
			*why = _("say a date such as 2026-11-01");
		break;
	case CONF_PATH:
		return *value ? paths_expand(a, value, NULL) : value;
	case CONF_LIST:
		*why = info->choices ? check_list(info->choices, value, a) : NULL;
		break;
	case CONF_TEXT:
	case CONF_COMMAND:
		break;
	}
	return *why ? NULL : value;
}
