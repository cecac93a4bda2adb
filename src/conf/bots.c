/* bots.c - what is wrong with [bot NAME], as far as the configuration alone can tell. */
#include "conf_internal.h"

#include "i18n.h"
#include "str.h"

static int
wrong(const struct conf *c, const struct conf_named *s, enum conf_option o, const char *value, const char *why, struct error *err)
{
	return error_set(err, ERR_CONFIG, _("%s:%d: [bot %s] %s = %s: %s"), c->file, conf_named_line(s, o), s->name,
		conf_options[o].key, value, why);
}

static int
check_number(const struct conf *c, const struct conf_named *s, enum conf_option o, int64_t least, int64_t most,
	struct arena *a, struct error *err)
{
	const char *text = conf_named_str(s, o);
	int64_t n = least;
	(void)str_to_int64(text, &n);
	if (n >= least && n <= most)
		return 0;
	return wrong(c, s, o, text, arena_printf(a, _("say a number from %lld to %lld"), (long long)least, (long long)most), err);
}

static bool
is_named(const struct conf_list *l, const char *name)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->list[i].name, name))
			return true;
	return false;
}

static int
check_places(const struct conf *c, const struct conf_named *s, struct arena *a, struct error *err)
{
	const char *accounts = conf_named_str(s, OPT_BOT_ACCOUNTS), *channels = conf_named_str(s, OPT_BOT_CHANNELS);
	for (char **w = str_split(a, accounts ? accounts : "", ", ", NULL); *w; w++)
		if (!conf_account_find(c, *w))
			return wrong(c, s, OPT_BOT_ACCOUNTS, *w, _("there is no such [account NAME]"), err);
	for (char **w = str_split(a, channels ? channels : "", ", ", NULL); *w; w++) {
		if (!channel_info_find(*w))
			return wrong(c, s, OPT_BOT_CHANNELS, *w, _("there is no such channel, see sportello-channels(7)"), err);
		if (str_eq(*w, "mail"))
			return wrong(c, s, OPT_BOT_CHANNELS, *w,
				_("name the account in `accounts`: mail is answered only where it is meant"),
				err);
	}
	if (conf_named_bool(s, OPT_BOT_PUBLIC) && str_empty(accounts) && str_empty(channels))
		return wrong(c, s, OPT_BOT_PUBLIC, "yes", _("say where, by `accounts` or `channels`"), err);
	return 0;
}

static int
check_bot(const struct conf *c, const struct conf_named *s, struct arena *a, struct error *err)
{
	const char *hours = conf_named_str(s, OPT_BOT_HOURS), *when = conf_named_str(s, OPT_BOT_WHEN);
	if (!str_empty(hours) && !is_named(&c->named[SECTION_HOURS], hours))
		return wrong(c, s, OPT_BOT_HOURS, hours, _("there is no such [hours NAME]"), err);
	if (!str_eq(when, "always") && str_empty(hours))
		return wrong(c, s, OPT_BOT_WHEN, when, _("say by which `hours`"), err);
	if (check_places(c, s, a, err) < 0 || check_number(c, s, OPT_BOT_MISSES, 1, 20, a, err) < 0 ||
	    check_number(c, s, OPT_BOT_THRESHOLD, 1, 100, a, err) < 0 ||
	    check_number(c, s, OPT_BOT_MARGIN, 0, 100, a, err) < 0 ||
	    check_number(c, s, OPT_BOT_ANGER, -100, 100, a, err) < 0)
		return -1;
	return check_number(c, s, OPT_BOT_MAX_ANSWERS, 1, 100, a, err);
}

int
conf_check_bots(const struct conf *c, struct error *err)
{
	const struct conf_list *l = &c->named[SECTION_BOT];
	struct arena *a = arena_new();
	int rc = 0;
	for (size_t i = 0; i < l->n && rc == 0; i++)
		rc = check_bot(c, &l->list[i], a, err);
	arena_free(a);
	return rc;
}
