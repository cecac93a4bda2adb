/* tables.c - options.def and channels.def as data. */
#include "conf.h"

#include "i18n.h"
#include "str.h"

const struct conf_option_info conf_options[OPT_COUNT] = {
#define OPTION(section, id, key, type, def, choices, help) \
	[OPT_##section##_##id] = { SECTION_##section, key, CONF_##type, def, choices, help },
#include "options.def"
#undef OPTION
};

const char *const conf_section_names[SECTION_COUNT] = {
	[SECTION_AGENT] = "agent", [SECTION_STORE] = "store", [SECTION_CARE] = "care", [SECTION_UI] = "ui",
	[SECTION_ACCOUNT] = "account", [SECTION_MAIL] = "account", [SECTION_EXEC] = "account",
	[SECTION_ESCALATION] = "escalation", [SECTION_VIEW] = "view", [SECTION_MACRO] = "macro",
	[SECTION_KEYS] = "keys",
};

/* The values of enum length_rule and enum audience that the table names; care.h and model.h lie above. */
enum { LENGTH_NONE, LENGTH_CODEPOINTS, LENGTH_UTF16, LENGTH_BYTES, LENGTH_GRAPHEMES, LENGTH_GSM7, LENGTH_X_WEIGHTED };
enum { PRIVATE, GROUP, UNLISTED, PUBLIC };

const struct channel_info channel_infos[] = {
#define CONNECT CHANNEL_CONNECT
#define CHAT CHANNEL_CHAT
#define SUBJECT CHANNEL_SUBJECT
#define FILES CHANNEL_FILES
#define PHONE CHANNEL_PHONE
#define CHANNEL(name, code, help, audience, rule, limit, flags) { name, code, help, audience, rule, limit, flags },
#include "channels.def"
#undef CHANNEL
	{ NULL, NULL, NULL, 0, 0, 0, 0 }
};

const struct channel_info *
channel_info_find(const char *name)
{
	for (const struct channel_info *i = channel_infos; i->name; i++)
		if (str_eq(i->name, name))
			return i;
	return NULL;
}
