/*
 * ui.h - the console: runs on a store until the agent quits.
 */
#ifndef SPORTELLO_UI_H
#define SPORTELLO_UI_H

#include "conf.h"
#include "theme.h"
#include "verb.h"

struct ui_options {
	struct verb_context v;		/* store (role DESK), configuration, agent */
	const char *config_path;	/* as given, for sportello-sync; NULL = default */
	const char *theme;		/* --theme; NULL = the configuration's */
	const char *script;		/* --script FILE: no terminal, commands from it ("-" = stdin) */
	int columns, rows;		/* --size, for scripts; 0 = 80x24 */
	bool no_sync;			/* do not start sportello-sync */
	const char *open_case;		/* start on this case; NULL = the list */
	bool tutorial;			/* begin with the tutorial */
	bool sample;			/* it is the sample world: who is new is told of the tutorial */
};

/* Runs the console (or the script).  0 when it was quit (script: every expectation held), 1 when an
 * expectation failed, -1 with the error set when it could not start; the terminal is restored in any case. */
int ui_run(const struct ui_options *o, struct error *err);

/* For store_options: a key waits, so that long reads give way to it.  False while no console runs. */
bool ui_interrupt(void *ctx);

/* The themes there are, the user's own among them, sorted; and one of them. */
char **ui_theme_names(struct arena *a, size_t *n);
struct theme *ui_theme_open(struct arena *a, const char *name, struct error *err);

/* Prints the libraries' versions (ncurses, SQLite, utf8proc), a line each, for --version. */
void ui_print_versions(void);

/* The i-th view there is with a configuration: the built-in ones, then its own.  False past the end. */
bool ui_view_row(const struct conf *conf, size_t i, const char **name, const char **query, const char **sort);

/* The console's tables, for the manual: the i-th command, the i-th key of a preset ("default"; "mutt" and
 * "web": what they change) as it is without a configuration.  False past the end. */
struct ui_command_row { const char *name, *usage, *help, *where; };
bool ui_command_row(size_t i, struct ui_command_row *out);
struct ui_key_row { const char *map, *keys, *command, *note; };
bool ui_key_row(const char *preset, size_t i, struct ui_key_row *out);

/* What is wrong with a configuration's keys, a line each with file and line before it. */
char **ui_keys_check(const struct conf *conf, struct arena *a, size_t *n);

/* The manual's pages and their sections, made from the pages; heading "" = the page itself. */
struct manual_section { const char *page, *section, *heading; };
extern const struct manual_section manual_sections[];

#endif
