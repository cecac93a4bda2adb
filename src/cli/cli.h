/*
 * cli.h - inside src/cli/ only: what a verb of the command line gets.  A verb is a function and a row in
 * commands.def; options are parsed from the same table.
 */
#ifndef SPORTELLO_CLI_H
#define SPORTELLO_CLI_H

#include <jansson.h>

#include "buf.h"
#include "i18n.h"
#include "conf.h"
#include "verb.h"

enum cli_verb {
#define VERB(id, name, args, flags, help, section) CLI_##id,
#define VERB_OPTION(verb, name, letter, arg, help)
#include "commands.def"
#undef VERB
#undef VERB_OPTION
	CLI_VERB_COUNT
};

enum cli_flag { CLI_HIDDEN = 1, CLI_NO_CONFIG = 2, CLI_DASH_WORDS = 4, CLI_OWN_NOW = 8, CLI_NOT_HELD = 16 };

/* The tables of commands.def as data. */
struct cli_verb_info {
	const char *name, *args;
	unsigned flags;			/* enum cli_flag, see commands.def */
	const char *help, *section;
};
extern const struct cli_verb_info cli_verbs[CLI_VERB_COUNT];
struct cli_option_info {
	enum cli_verb verb;		/* CLI_VERB_COUNT = every verb */
	const char *name;
	char letter;			/* 0 = none */
	const char *arg;		/* "" = takes no value */
	const char *help;
};
extern const struct cli_option_info cli_options[];	/* ends with a NULL name */

struct cli {
	enum cli_verb verb;
	const char *const *args;	/* after the verb, options taken out */
	size_t arg_count;
	struct cli_option { const char *name, *value; } *options;
	size_t option_count;
	bool json, quiet;
	const char *store_path, *config_path;	/* as given; NULL = default */
	struct arena *arena;
	struct conf *conf;		/* loaded unless the verb says it can do without */
	struct store *store;		/* open if the verb asked for it */
	struct shell *shell;		/* the line came through `sportello shell`; NULL = by itself */
	struct verb_context v;		/* who acts, when, where */
	struct care_policy policy;
};

/* Runs a verb; the exit status.  On -1 from inner calls use cli_fail(). */
typedef int cli_run(struct cli *c);	/* a function type, no struct */

/* Last value of an option, NULL if it was not given ("" for one without a value). */
const char *cli_opt(const struct cli *c, const char *name);
/* All values of an option that may be repeated; NULL-terminated. */
const char **cli_opts(const struct cli *c, const char *name);

/* Prints "sportello: text" to stderr and gives the exit status of the error. */
int cli_fail(const struct error *err);
/* "sportello: usage: ..." for the verb; exit status 2. */
int cli_usage(const struct cli *c);
/* A verb's own verbs, `outbox list`: runs the one that args[0] names (`otherwise` where there is none; NULL = one is
 * needed) with the store open. */
struct cli_sub { const char *name; int (*run)(struct cli *, struct error *); };
int cli_run_sub(struct cli *c, const char *otherwise, enum store_role role, const struct cli_sub *subs, size_t n);
/* The case named by args[i]; -1 with the error set. */
int cli_case(struct cli *c, size_t i, int64_t *id, struct error *err);
/* Text from --body-file F, from args[i..] joined, or from standard input when it is no terminal. */
int cli_body(struct cli *c, size_t first_arg, char **out, struct error *err);
/* Asks on the terminal; false without one. */
bool cli_confirm(const char *question);
/* Prints a line of JSON and frees it. */
void cli_json(json_t *j);
/* Runs words[0..n), the program's name first, as main() would, with the store and configuration of `base`; the exit
 * status. */
int cli_run_words(struct cli *base, struct shell *s, int n, char **words);
/* Candidates of a kind for completion, one a line; -1 when there is no such kind. */
int cli_candidates(struct cli *c, const char *kind, const char *word, struct buf *out, struct error *err);
/* shell.c: a case was listed: its place in the list, from 1; a text of several lines. */
void shell_relist(struct shell *s, size_t *limit);	/* a new list; on a terminal it ends before it has scrolled away */
size_t shell_listed(struct shell *s, int64_t number);
int shell_text(struct shell *s, struct arena *a, char **out, struct error *err);

/* verbs_survey.c: cleaned, cut and padded to so many columns. */
void cli_cell(struct cli *c, const char *s, int columns);
/* Text for a terminal or a pipe: cleaned of what could drive a terminal. */
void cli_print(const char *s);
/* How an attachment is named in lists: the part of a mail ("1.2"), else its place from 1; services give ids. */
const char *cli_part(struct cli *c, const struct attachment *files, size_t i);
/* Opens the store for the verb (made on first use). */
int cli_open_store(struct cli *c, enum store_role role, struct error *err);

/* Says what was done, or as JSON; 0. */
int cli_report(struct cli *c, const struct act_result *r);
/* A letter as the options say, with the text of --body-file, the arguments from first_text on, or a macro. */
int cli_send_letter(struct cli *c, struct letter *l, size_t first_text, struct error *err);

/* The text of --template, its gaps as --fill says. */
int cli_template_text(struct cli *c, struct letter *l, struct error *err);

/* A macro as the options say it, the answers of --set and then the proposals filled in. */
int cli_macro_look(struct cli *c, const struct conf_macro *m, struct macro_place *p, struct macro_use *out,
	struct error *err);

/* One item of a timeline, in full. */
void cli_print_item(struct cli *c, const struct item_row *r);

/* Runs sportello-sync with these words as well, on this terminal, and waits: its exit status. */
int cli_run_sync(struct cli *c, const char *const *more, size_t n);

/* wizard.c: questions on the terminal */
/* Columns of the terminal; 0 when it is none. */
int cli_columns(void);
/* Words, broken where the terminal ends; further lines begin at column `hang`. */
void wizard_say(int hang, const char *text);
/* One line; an empty one is the suggestion.  NULL at the end of input. */
char *wizard_ask(struct cli *c, const char *question, const char *suggestion);
/* What is known already: suggested in place of the channel's own suggestions, NULL-key at the end; `quiet` ones are not
 * asked for. */
struct wizard_known { const char *key, *value; bool quiet; };
/* Asks for an account, writes it into the configuration and tries it live.  name, channel: NULL = asked for.  The exit
 * status of the trial, -1 when nothing was added. */
int wizard_account(struct cli *c, const char *name, const char *channel, const struct wizard_known *known, struct error *err);

/* welcome.c: nothing is set up yet.  True when the console is to open (on what is configured now); else *status is the
 * program's. */
bool cli_welcome(struct cli *c, int *status);

/* json.c */
json_t *json_stream(struct store *s, const struct stream_row *r, struct arena *a);
json_t *json_customer(const struct customer_row *r);
json_t *json_case(const struct case_row *r);
/* people_file.c */
int people_import(struct cli *c, struct error *err);
int people_export_as(struct cli *c, const char *format, struct error *err);
json_t *json_fields(const struct field_row *rows, size_t n);
json_t *json_speaking(const struct speaking *k, struct arena *a);
json_t *json_item(struct store *s, const struct item_row *r, struct arena *a);
json_t *json_file(const struct attachment *f);
json_t *json_outbox(struct store *s, const struct outbox_row *r, struct arena *a);
struct care_clock;
json_t *json_clock(const struct care_clock *k);
json_t *json_time(int64_t at);
json_t *json_text(const char *s);	/* null for NULL; bad UTF-8 replaced */
json_t *json_words(const char *blank_separated);

/* The verbs, one file per family. */
cli_run cli_survey, cli_incident;
cli_run cli_review, cli_away, cli_team;
cli_run cli_policy;
cli_run cli_contact, cli_ring, cli_dial, cli_redo, cli_many;
cli_run cli_rule, cli_hold;
cli_run cli_backup, cli_restore;
cli_run cli_list, cli_search, cli_history, cli_count, cli_show, cli_reply, cli_new, cli_forward, cli_act, cli_log,
	cli_undo, cli_save, cli_fetch, cli_customer, cli_field, cli_verify, cli_outbox, cli_explain, cli_raw, cli_stats,
	cli_report_page,
	cli_picture, cli_stream,
	cli_template, cli_macro, cli_answers, cli_bot, cli_handover, cli_news, cli_bulk, cli_doctor, cli_account,
		cli_sync, cli_import,
	cli_demo, cli_demo_part, cli_console, cli_shell, cli_status, cli_complete, cli_help;

#endif
