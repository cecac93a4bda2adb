/* away.c - out of office in words: "until mon 9:00 --substitute max --agent eva", "off". */
#include "verb_internal.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

int
verb_away(const struct verb_context *v, const char *const *words, size_t n, struct arena *a, struct act *out,
	struct error *err)
{
	static const char *const usage = N_("usage: away [until WHEN] [--substitute WHO] [--agent WHO], or away off");
	const char *until = NULL;
	*out = (struct act){ .verb = ACT_AWAY };
	for (size_t i = 0; i < n; i++) {
		bool value = i + 1 < n;
		if (str_eq(words[i], "off") && !until)
			out->verb = ACT_BACK;
		else if (str_eq(words[i], "--substitute") && value)
			out->name = words[++i];
		else if (str_eq(words[i], "--agent") && value)
			out->kind = words[++i];
		else if (str_starts(words[i], "--"))
			return error_set(err, ERR_USAGE, "%s", _(usage));
		else if ((i || !str_eq(words[i], "until")) && !str_eq(words[i], "now"))
			until = until ? arena_printf(a, "%s %s", until, words[i]) : words[i];
	}
	struct care_when when;
	if (!until)
		return 0;
	if (out->verb == ACT_BACK)
		return error_set(err, ERR_USAGE, "%s", _(usage));
	if (care_when(until, v->now, &when, err) < 0)
		return -1;
	if (!when.at)
		return error_set(err, ERR_INPUT, _("away until '%s': say a day or a time"), until);
	out->at = when.at;
	return 0;
}
