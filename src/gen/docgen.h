/*
 * docgen.h - inside src/gen/ only: the program's tables as pieces of manual pages and as completions.
 */
#ifndef SPORTELLO_DOCGEN_H
#define SPORTELLO_DOCGEN_H

#include <stddef.h>

/* Text of a table for a page: roff's own signs escaped, `words` in bold. */
void doc_text(const char *s);
/* A usage line ("CASE +a [FILE]"): LETTERS in italics, words in bold. */
void doc_usage(const char *s);
/* .It with a head in bold, and a usage line after it (may be ""). */
void doc_item(const char *head, const char *usage);

/* A marker "@name argument@" of a page: the function writes what stands for it. */
struct doc_marker {
	const char *name;
	void (*write)(const char *argument);
};
extern const struct doc_marker doc_markers[];	/* ends with a NULL name */

/* commands.def as data. */
enum doc_verb {
#define VERB(id, name, args, flags, help, section) DOC_##id,
#define VERB_OPTION(verb, name, letter, arg, help)
#include "commands.def"
#undef VERB
#undef VERB_OPTION
	DOC_GLOBAL
};
struct doc_verb_row { const char *name, *args; unsigned flags; const char *help, *section; };
struct doc_option_row { enum doc_verb verb; const char *name; char letter; const char *arg, *help; };
extern const struct doc_verb_row doc_verbs[DOC_GLOBAL];
extern const struct doc_option_row doc_options[];	/* ends with a NULL name */
/* Does a person see the verb? */
int doc_verb_shown(int verb);

/* schema.c: the text of migrations as a list of tables with their columns; -1 when a file cannot be read. */
int doc_schema_load(const char *file);
void doc_schema_tables(const char *argument);

/* shells.c */
void doc_bash(void);
void doc_zsh(void);

#endif
