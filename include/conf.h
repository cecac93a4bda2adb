/*
 * conf.h - the configuration: one table of options (options.def), one reader.
 *
 * Grammar: sections `[kind]` or `[kind name]`; lines `key = value`; `#` begins a comment at the start of a
 * line or after a blank, `;` never does; a value may be "quoted" with \n \t \" \\, or stand between """ over
 * several lines; a key may be quoted too ("#" = ...).  No limit on length.  Every error says
 * file:line:column, and names the nearest known spelling.
 */
#ifndef SPORTELLO_CONF_H
#define SPORTELLO_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

enum conf_option {
#define OPTION(section, id, key, type, def, choices, help) OPT_##section##_##id,
#define ACCOUNT_KEYS(section, channel)
#include "options.def"
#undef OPTION
#undef ACCOUNT_KEYS
	OPT_COUNT
};

enum conf_section { SECTION_AGENT, SECTION_STORE, SECTION_CARE, SECTION_UI, SECTION_SYNC,
	SECTION_ANSWERS, SECTION_STATS, SECTION_INCIDENT, SECTION_ACCOUNT,
#define OPTION(section, id, key, type, def, choices, help)
#define ACCOUNT_KEYS(section, channel) SECTION_##section,
#include "options.def"
#undef OPTION
#undef ACCOUNT_KEYS
	SECTION_ESCALATION, SECTION_VIEW, SECTION_FIELD, SECTION_MACRO, SECTION_HOURS, SECTION_POLICY, SECTION_TEAM,
	SECTION_RULE, SECTION_BOT, SECTION_SURVEY, SECTION_ACTION, SECTION_KEYS, SECTION_COUNT };
enum conf_type { CONF_TEXT, CONF_PATH, CONF_BOOL, CONF_SPAN, CONF_NUMBER, CONF_ENUM, CONF_TIME, CONF_COMMAND,
	CONF_LIST };

struct conf_option_info {
	enum conf_section section;
	const char *key;
	enum conf_type type;
	const char *otherwise;		/* default as written, or NULL */
	const char *choices;		/* ENUM: blank-separated; ask conf_choices() */
	const char *help;
};
extern const struct conf_option_info conf_options[OPT_COUNT];
/* "agent", "account"...; what belongs to one channel is written in [account NAME]. */
extern const char *const conf_section_names[SECTION_COUNT];
/* Sections of one channel's keys: its name, "*" = every connected one but mail and exec; NULL for the others. */
extern const char *const conf_section_channels[SECTION_COUNT];
/* The values an ENUM may have, blank-separated. */
const char *conf_choices(enum conf_option o);
/* May an account of this channel have the option? */
bool conf_option_fits(enum conf_option o, const char *channel);

struct conf;

/* Values of one section; NULL = not set.  Defaults are filled in. */
struct conf_values {
	const char *text[OPT_COUNT];
	int line[OPT_COUNT];
};

struct conf_account {
	const char *name, *channel;	/* section's name; "mail", "exec", "telegram"... */
	int line;
	struct conf_values *values;
};
struct conf_view { const char *name, *title, *query, *key, *sort, *columns; bool reverse; int line; };
/* One text of a macro: `text`, or `text.it.tu.short` for a language, a form of address, and where few words count. */
struct conf_text {
	const char *name;		/* "it.tu.short" as written; "" = the plain one */
	const char *language;		/* "it"; NULL = any */
	const char *form;		/* "formal" or "informal", as a customer's; NULL = any */
	bool brief;
	const char *text;
	int line;
};
struct conf_macro {
	const char *name, *text;	/* the plain text, else the first; NULL = only actions */
	const char *actions, *key, *when;	/* when: a query, NULL = everywhere */
	const struct conf_text *texts;
	size_t text_count;
	int line, do_line, when_line;
};
/* A typed field of cases or customers; `type` and `ask` are those of options.def. */
struct conf_field {
	const char *name, *title, *type, *ask, *pattern;
	const char *const *values;	/* of a choice or a tree */
	size_t value_count;
	bool on_customer, sensitive, identifies;
	int line;
};
/* [hours NAME], [policy NAME], [rule NAME]...: a section as it stands; what it means its readers know. */
struct conf_named {
	const char *name;
	int line;
	const struct conf_values *values;
	const struct conf_text *texts;	/* SURVEY: `text` and its variants, as a macro's; BOT: text.KEY and its */
	size_t text_count;
};
enum conf_target { TARGET_MAIL, TARGET_WEBHOOK, TARGET_RT, TARGET_EXEC };
struct conf_escalation {
	const char *name, *to, *level, *team;
	const char *where;		/* what stands after the colon of `to` */
	enum conf_target kind;
	bool notes, card, minimise, attachments, follow;
	int newest;			/* messages of the transcript: -1 = all */
	int line;
	struct conf_named section;	/* for conf_named_str() */
};
struct conf_key { const char *map, *keys, *command; int line; };

/* Where the configuration is: the argument, else $SPORTELLO_CONFIG, else the user's folder. */
char *conf_find(const char *path, struct arena *a);
/* Reads it; a file that does not exist gives an empty configuration unless it was named.  The struct lives in
 * the arena.  ERR_CONFIG on anything wrong. */
int conf_load(const char *path, struct arena *a, struct conf **out, struct error *err);
/* The same from text, for tests; name is used in errors. */
int conf_parse(const char *text, const char *name, struct arena *a, struct conf **out, struct error *err);
bool conf_exists(const struct conf *c);
const char *conf_file(const struct conf *c);

/* Values of [agent], [store], [care], [ui], [answers], [stats], [incident]. */
const char *conf_str(const struct conf *c, enum conf_option o);
bool conf_bool(const struct conf *c, enum conf_option o);
int64_t conf_span(const struct conf *c, enum conf_option o);	/* ms */

/* Another value for as long as the program runs; ERR_INPUT with the reason when it is none.  The value is kept in the
 * arena. */
int conf_set(const struct conf *c, enum conf_option o, const char *value, struct arena *a, struct error *err);
/* The line on which it stands; 0 = the default holds, -1 = conf_set(). */
int conf_option_line(const struct conf *c, enum conf_option o);

const struct conf_account *conf_accounts(const struct conf *c, size_t *n);
const struct conf_account *conf_account_find(const struct conf *c, const char *name);
const char *conf_account_str(const struct conf_account *a, enum conf_option o);
bool conf_account_bool(const struct conf_account *a, enum conf_option o);
int64_t conf_account_span(const struct conf_account *a, enum conf_option o);
/* By key, as a channel asks: "query", "smtp"; NULL when not set or not an account's key. */
const char *conf_account_key(const struct conf_account *a, const char *key);

const struct conf_escalation *conf_escalations(const struct conf *c, size_t *n);
/* NULL = there is none (any more). */
const struct conf_escalation *conf_escalation_find(const struct conf *c, const char *name);
/* Ways out that are no channels: an account for each target that is not reached by mail (channel "escalation", name
 * "escalation:NAME"), and one for all programs of [action NAME] (channel and name "actions"). */
const struct conf_account *conf_outlets(const struct conf *c, size_t *n);
const struct conf_view *conf_views(const struct conf *c, size_t *n);
const struct conf_macro *conf_macros(const struct conf *c, size_t *n);
const struct conf_field *conf_fields(const struct conf *c, size_t *n);
/* The sections of a kind, in the order of the file (which is their order everywhere); of HOURS, POLICY, TEAM, RULE, BOT,
 * SURVEY, ACTION. */
const struct conf_named *conf_named(const struct conf *c, enum conf_section kind, size_t *n);
/* NULL with the error set, nearest known named. */
const struct conf_named *conf_named_find(const struct conf *c, enum conf_section kind, const char *name, struct arena *a,
	struct error *err);
/* Values, defaults filled in; NULL = not set.  Spans in ms, -1 = not set; the line on which it stands, else the
 * section's. */
const char *conf_named_str(const struct conf_named *n, enum conf_option o);
bool conf_named_bool(const struct conf_named *n, enum conf_option o);
int64_t conf_named_span(const struct conf_named *n, enum conf_option o);
int conf_named_line(const struct conf_named *n, enum conf_option o);
/* NULL with the error set, nearest known named. */
const struct conf_field *conf_field_find(const struct conf *c, const char *name, struct arena *a, struct error *err);
const struct conf_key *conf_keys(const struct conf *c, size_t *n);
/* NULL with the error set, nearest known named. */
const struct conf_macro *conf_macro_find(const struct conf *c, const char *name, struct arena *a,
	struct error *err);

/* The agent's short id and display name; never NULL. */
const char *conf_agent_id(const struct conf *c);
const char *conf_agent_name(const struct conf *c);
/* The teams that accounts, escalations, [agent] and [team NAME] name, each once; and those of the agent: what [agent] says,
 * and those of whose members they are.  NULL-terminated. */
const char *const *conf_teams(const struct conf *c);
const char *const *conf_own_teams(const struct conf *c);
/* Agents whose words a colleague sees before they leave, of all teams; NULL-terminated. */
const char *const *conf_trainees(const struct conf *c);
char *conf_store_path(const struct conf *c, struct arena *a);

/* For whom a text is: "it.tu.short" as a macro's text is called; -1 with *why in words. */
int conf_text_name(const char *name, struct arena *a, struct conf_text *out, const char **why);

/* "yes no true false on off 1 0"; -1 if none.  A span like 90s 4h in ms; -1. */
int conf_read_bool(const char *s);
int64_t conf_read_span(const char *s);

/*
 * Changes the file: sets keys of [kind name] (name "" or NULL: a section without one).  A key that stands there gets the
 * new value, a new one is added at the section's end, a new section at the file's; value NULL takes a key out.  All
 * else is kept byte for byte; the file (made with mode 0600) is written anew beside and renamed.  Values may have
 * several lines; keys may be any text ("#", "C-x m").  Refused, with nothing written, when the result would not load.
 */
int conf_edit(const char *file, const char *kind, const char *name, const char *const *keys, const char *const *values,
	size_t n, struct error *err);
/* Takes the section out, with its lines and the comments among them. */
int conf_edit_drop(const char *file, const char *kind, const char *name, struct error *err);
/* The same for an account: a new one, refused when it is there; or keys of one that is there. */
int conf_append_account(const char *file, const char *name, const char *const *keys, const char *const *values,
	size_t n, struct error *err);
int conf_set_account(const char *file, const char *name, const char *const *keys, const char *const *values,
	size_t n, struct error *err);

/* -- channels ------------------------------------------------------------------------------------------- */

enum channel_flag { CHANNEL_CONNECT = 1, CHANNEL_CHAT = 2, CHANNEL_SUBJECT = 4, CHANNEL_FILES = 8, CHANNEL_PHONE = 16,
	CHANNEL_LIKE = 32, CHANNEL_HIDE = 64, CHANNEL_EDIT = 128, CHANNEL_DELETE = 256 };
struct channel_info {
	const char *name, *code, *help;
	int audience;			/* enum audience */
	int length_rule;		/* enum length_rule */
	long limit;
	unsigned flags;
};
extern const struct channel_info channel_infos[];	/* ends with a NULL name */
/* NULL when unknown. */
const struct channel_info *channel_info_find(const char *name);
/* What a thread of such an account speaks where it does not say so itself: mostly the same. */
const char *channel_speaks_as(const char *name);
/* How long a message may be that an account of `name` says on a channel; 0 = no limit. */
long channel_limit(const char *name, const char *channel);
/* Is it one of those that sync itself speaks with over HTTP? */
bool channel_is_api(const char *name);

/* How one signs in there; see channels.def. */
enum signin_way { SIGNIN_CODE, SIGNIN_PASTE };
enum signin_flag { SIGNIN_PKCE = 1, SIGNIN_BASIC = 2, SIGNIN_FORM = 4, SIGNIN_OWN_NAMES = 8, SIGNIN_REGISTERS = 16,
	SIGNIN_FINDS = 32 };
struct channel_signin {
	const char *channel;
	enum signin_way way;
	const char *authorize, *token, *begin, *scope, *redirect;
	unsigned flags;
	const char *page, *words;
};
extern const struct channel_signin channel_signins[];	/* ends with a NULL channel */
/* NULL where there is no such way. */
const struct channel_signin *channel_signin_find(const char *channel);

/* What `account add` asks for. */
struct channel_question { const char *channel, *key, *words, *suggestion; bool must; };
extern const struct channel_question channel_questions[];	/* ends with a NULL channel */

#endif
