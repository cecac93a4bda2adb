/*
 * named.c - figures by named agent: off unless the configuration says otherwise, as the law wants it (in Italy art. 4 of
 * l. 300/1970: what makes it possible to watch workers from afar needs an agreement first).
 */
#include "metric.h"
#include "verb.h"

#include "clock.h"
#include "i18n.h"
#include "str.h"

enum stats_named
stats_named_mode(const struct conf *conf)
{
	const char *mode = conf_str(conf, OPT_STATS_PER_AGENT);
	return str_eq(mode, "named") ? STATS_NAMED : str_eq(mode, "self") ? STATS_SELF : STATS_OFF;
}

int
stats_named(const struct verb_context *v, const char *what, int64_t *only, struct error *err)
{
	struct arena *a;
	struct act_result done;
	switch (stats_named_mode(v->conf)) {
	case STATS_OFF:
		return error_set(err, ERR_INPUT,
			_("figures by named agent are off: `per-agent = self` in [stats] shows each their own,"
			" `named` everybody's, which needs an agreement (in Italy art. 4 l. 300/1970) and is shown to all"));
	case STATS_SELF:
		if (!v->who.agent)
			return error_set(err, ERR_INPUT,
				_("figures by named agent: each sees their own, and nobody is named here - [agent] id"));
		*only = v->who.agent;
		return 0;
	case STATS_NAMED:
		break;
	}
	*only = 0;
	a = arena_new();
	int rc = store_act(v->store, &v->who, &(struct act){ .verb = ACT_FIGURES, .name = what }, 1, true, a, &done, err);
	arena_free(a);
	return rc;
}

/* "2026-11-20" where it is a midnight, else "@1795165200". */
static char *
moment(int64_t at, bool end, struct arena *a)
{
	struct clock_local l;
	clock_to_local(at, &l);
	if (l.hour || l.minute || l.second || at % 1000)
		return arena_printf(a, "@%lld", (long long)(at / 1000 - end));
	if (end)	/* up to the day before */
		clock_to_local(at - 1, &l);
	return arena_printf(a, "%04d-%02d-%02d", l.year, l.month, l.day);
}

char *
stats_period(int64_t from, int64_t to, struct arena *a)
{
	return arena_printf(a, "%s..%s", moment(from, false, a), to ? moment(to, true, a) : "");
}
