/* reach.c - quiet hours, caps on contacts, ratings: read from a few signs. */
#include "reach.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "care.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

int
care_quiet_read(const char *text, struct care_quiet *out, struct error *err)
{
	int h1, m1, h2, m2;
	char rest;
	if (sscanf(text, "%2d:%2d-%2d:%2d%c", &h1, &m1, &h2, &m2, &rest) != 4 || h1 < 0 || h1 > 23 || h2 < 0 || h2 > 24 ||
	    m1 < 0 || m1 > 59 || m2 < 0 || m2 > 59 || h2 * 60 + m2 > 24 * 60 || h1 * 60 + m1 == h2 * 60 + m2)
		return error_set(err, ERR_INPUT, _("quiet hours '%s': write 21:00-08:00"), text);
	*out = (struct care_quiet){ h1 * 60 + m1, h2 * 60 + m2 };
	return 0;
}

int64_t
care_quiet_end(const struct care_quiet *q, int64_t at)
{
	time_t seconds = (time_t)(at / MS_SECOND);
	struct tm day;
	localtime_r(&seconds, &day);
	int now = day.tm_hour * 60 + day.tm_min;
	bool over = q->from > q->to;
	if (over ? now < q->from && now >= q->to : now < q->from || now >= q->to)
		return at;
	day.tm_mday += over && now >= q->from;
	day.tm_hour = q->to / 60;
	day.tm_min = q->to % 60;
	day.tm_sec = 0;
	day.tm_isdst = -1;
	return (int64_t)mktime(&day) * MS_SECOND;
}

int
care_cap_read(const char *text, struct care_cap *out, struct error *err)
{
	const char *slash = strchr(text, '/');
	int count;
	char rest;
	int64_t span;
	if (!slash || sscanf(text, "%3d%c", &count, &rest) != 2 || rest != '/' || count < 0 ||
	    care_span(slash + 1, &span, NULL) < 0 || span <= 0)
		return error_set(err, ERR_INPUT, _("cap '%s': write how many contacts in how long, 2/7d"), text);
	*out = (struct care_cap){ count, span };
	return 0;
}

int
care_rating_read(const char *text, struct care_rating *out, struct error *err)
{
	int said, of, low;
	char rest;
	if (str_ieq(text, "good") || str_ieq(text, "bad")) {
		*out = (struct care_rating){ .score = str_ieq(text, "good") ? 100 : 0 };
		snprintf(out->scale, sizeof out->scale, "good-bad");
		snprintf(out->said, sizeof out->said, "%s", str_ieq(text, "good") ? "good" : "bad");
		return 0;
	}
	if (sscanf(text, "%3d/%3d%c", &said, &of, &rest) != 2 || of < 2 || of > 100)
		return error_set(err, ERR_INPUT, _("rating '%s': write 4/5, 9/10, good or bad"), text);
	low = of == 10 || of == 100 ? 0 : 1;	/* who is asked from 0 to 10 may say 0 */
	if (said < low || said > of)
		return error_set(err, ERR_INPUT, _("rating '%s': from %d to %d"), text, low, of);
	*out = (struct care_rating){ .score = (said - low) * 100 / (of - low) };
	snprintf(out->scale, sizeof out->scale, "%d-%d", low, of);
	snprintf(out->said, sizeof out->said, "%d", said);
	return 0;
}

/* -- channels on which we may speak first ------------------------------------------------------------------------- */

static const struct {
	const char *channel;
	enum care_begin begins;
	const char *kinds[6];		/* of identities */
} abilities[] = {
	{ "mail", BEGIN_BY_US, { "mail" } },
	{ "sms", BEGIN_BY_US, { "phone", "voice", "sms", "whatsapp" } },
	{ "whatsapp", BEGIN_BY_TEMPLATE, { "whatsapp", "phone", "voice", "sms" } },
};

enum care_begin
care_begins(const char *channel)
{
	for (size_t i = 0; i < sizeof abilities / sizeof *abilities; i++)
		if (str_eq(abilities[i].channel, channel))
			return abilities[i].begins;
	return BEGIN_BY_THEM;
}

bool
care_reaches(const char *channel, const char *identity_kind)
{
	for (size_t i = 0; i < sizeof abilities / sizeof *abilities; i++)
		for (size_t k = 0; str_eq(abilities[i].channel, channel) && abilities[i].kinds[k]; k++)
			if (str_eq(abilities[i].kinds[k], identity_kind))
				return true;
	return false;
}

const char *
care_channel_words(const char *channel)
{
	static const char *const names[][2] = { { "mail", N_("e-mail") }, { "sms", "SMS" }, { "whatsapp", "WhatsApp" },
		{ "telegram", "Telegram" }, { "messenger", "Messenger" }, { "facebook", "Facebook" }, { "instagram", "Instagram" },
		{ "x", "X" }, { "tiktok", "TikTok" }, { "mastodon", "Mastodon" }, { "bluesky", "Bluesky" }, { "matrix", "Matrix" },
		{ "voice", N_("telephone") }, { "form", N_("our form") } };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_eq(names[i][0], channel))
			return _(names[i][1]);
	return channel;
}
