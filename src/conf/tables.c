/* tables.c - options.def and channels.def as data. */
#include "conf.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

const struct conf_option_info conf_options[OPT_COUNT] = {
#define OPTION(section, id, key, type, def, choices, help) \
	[OPT_##section##_##id] = { SECTION_##section, key, CONF_##type, def, choices, help },
#define ACCOUNT_KEYS(section, channel)
#include "options.def"
#undef OPTION
#undef ACCOUNT_KEYS
};

const char *const conf_section_channels[SECTION_COUNT] = {
#define OPTION(section, id, key, type, def, choices, help)
#define ACCOUNT_KEYS(section, channel) [SECTION_##section] = channel,
#include "options.def"
#undef ACCOUNT_KEYS
};

const char *const conf_section_names[SECTION_COUNT] = {
	[SECTION_AGENT] = "agent", [SECTION_STORE] = "store", [SECTION_CARE] = "care", [SECTION_UI] = "ui",
	[SECTION_SYNC] = "sync", [SECTION_ANSWERS] = "answers", [SECTION_STATS] = "stats", [SECTION_INCIDENT] = "incident",
	[SECTION_ACCOUNT] = "account",
#define ACCOUNT_KEYS(section, channel) [SECTION_##section] = "account",
#include "options.def"
#undef OPTION
#undef ACCOUNT_KEYS
	[SECTION_ESCALATION] = "escalation", [SECTION_VIEW] = "view", [SECTION_FIELD] = "field", [SECTION_MACRO] = "macro",
	[SECTION_HOURS] = "hours", [SECTION_POLICY] = "policy", [SECTION_TEAM] = "team", [SECTION_RULE] = "rule",
	[SECTION_BOT] = "bot", [SECTION_SURVEY] = "survey", [SECTION_ACTION] = "action", [SECTION_KEYS] = "keys",
};

/* The values of enum length_rule and enum audience that the table names; care.h and model.h lie above. */
enum { LENGTH_NONE, LENGTH_CODEPOINTS, LENGTH_UTF16, LENGTH_BYTES, LENGTH_GRAPHEMES, LENGTH_GSM7, LENGTH_X_WEIGHTED,
	LENGTH_MASTODON };
enum { PRIVATE, GROUP, UNLISTED, PUBLIC };

const struct channel_info channel_infos[] = {
#define CONNECT CHANNEL_CONNECT
#define CHAT CHANNEL_CHAT
#define SUBJECT CHANNEL_SUBJECT
#define FILES CHANNEL_FILES
#define PHONE CHANNEL_PHONE
#define LIKE CHANNEL_LIKE
#define HIDE CHANNEL_HIDE
#define EDIT CHANNEL_EDIT
#define DELETE CHANNEL_DELETE
#define CHANNEL(name, code, help, audience, rule, limit, flags) { name, code, help, audience, rule, limit, flags },
#define SPEAKS(name, channel)
#define LESS(name, channel, limit)
#define ASK(channel, key, words, suggestion, must)
#define SIGNIN(channel, way, authorize, token, begin, scope, redirect, flags, page, words)
#include "channels.def"
#undef CHANNEL
#undef ASK
	{ NULL, NULL, NULL, 0, 0, 0, 0 }
};

const struct channel_question channel_questions[] = {
#define MUST true
#define MAY false
#define CHANNEL(name, code, help, audience, rule, limit, flags)
#define ASK(channel, key, words, suggestion, must) { channel, key, words, suggestion, must },
#include "channels.def"
#undef CHANNEL
#undef SPEAKS
#undef ASK
#undef SIGNIN
	{ NULL, NULL, NULL, NULL, false }
};

const struct channel_signin channel_signins[] = {
#define CODE SIGNIN_CODE
#define PASTE SIGNIN_PASTE
#define PKCE SIGNIN_PKCE
#define BASIC SIGNIN_BASIC
#define FORM SIGNIN_FORM
#define OWN_NAMES SIGNIN_OWN_NAMES
#define REGISTERS SIGNIN_REGISTERS
#define FINDS SIGNIN_FINDS
#define CHANNEL(name, code, help, audience, rule, limit, flags)
#define SPEAKS(name, channel)
#define ASK(channel, key, words, suggestion, must)
#define SIGNIN(channel, way, authorize, token, begin, scope, redirect, flags, page, words) \
	{ channel, way, authorize, token, begin, scope, redirect, flags, page, words },
#include "channels.def"
#undef CHANNEL
#undef SPEAKS
#undef ASK
#undef SIGNIN
	{ NULL, SIGNIN_PASTE, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL }
};

const struct channel_signin *
channel_signin_find(const char *channel)
{
	for (const struct channel_signin *s = channel_signins; s->channel; s++)
		if (str_eq(s->channel, channel))
			return s;
	return NULL;
}

static const struct { const char *name, *channel; } speaks[] = {
#define CHANNEL(name, code, help, audience, rule, limit, flags)
#define SPEAKS(name, channel) { name, channel },
#define ASK(channel, key, words, suggestion, must)
#define SIGNIN(channel, way, authorize, token, begin, scope, redirect, flags, page, words)
#include "channels.def"
#undef CHANNEL
#undef SPEAKS
#undef LESS
};

static const struct { const char *name, *channel; long limit; } less[] = {
#define CHANNEL(name, code, help, audience, rule, limit, flags)
#define SPEAKS(name, channel)
#define LESS(name, channel, limit) { name, channel, limit },
#include "channels.def"
#undef CHANNEL
#undef SPEAKS
#undef LESS
#undef ASK
};

long
channel_limit(const char *name, const char *channel)
{
	const struct channel_info *i = channel_info_find(channel);
	for (size_t k = 0; k < sizeof less / sizeof *less; k++)
		if (str_eq(less[k].name, name) && str_eq(less[k].channel, channel))
			return less[k].limit;
	return i ? i->limit : 0;
}

const char *
channel_speaks_as(const char *name)
{
	for (size_t i = 0; i < sizeof speaks / sizeof *speaks; i++)
		if (str_eq(speaks[i].name, name))
			return speaks[i].channel;
	return name;
}

const struct channel_info *
channel_info_find(const char *name)
{
	for (const struct channel_info *i = channel_infos; i->name; i++)
		if (str_eq(i->name, name))
			return i;
	return NULL;
}

bool
channel_is_api(const char *name)
{
	const struct channel_info *i = channel_info_find(name);

	return i && i->flags & CHANNEL_CONNECT && !str_eq(name, "mail") && !str_eq(name, "exec");
}

const char *
conf_choices(enum conf_option o)
{
	static char names[500];
	size_t n = 0;

	if (!str_eq(conf_options[o].choices, "@channels"))
		return conf_options[o].choices;
	for (const struct channel_info *i = channel_infos; i->name && n < sizeof names; i++)
		if (i->flags & CHANNEL_CONNECT)
			n += (size_t)snprintf(names + n, sizeof names - n, "%s%s", n ? " " : "", i->name);
	return names;
}

bool
conf_option_fits(enum conf_option o, const char *channel)
{
	const char *only = conf_section_channels[conf_options[o].section];

	if (conf_options[o].section == SECTION_ACCOUNT)
		return true;
	return only && (str_eq(only, "*") ? channel_is_api(channel) : str_eq(only, channel));
}
