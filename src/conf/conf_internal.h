/* conf_internal.h - between the files of src/conf/ only. */
#ifndef SPORTELLO_CONF_INTERNAL_H
#define SPORTELLO_CONF_INTERNAL_H

#include "conf.h"

struct conf {
	const char *file;
	bool exists;
	struct conf_values plain;	/* [agent] [store] [care] [ui] */
	struct conf_account *accounts;
	struct conf_escalation *escalations;
	struct conf_account *outlets;
	size_t outlet_count, outlet_space;
	struct conf_view *views;
	struct conf_macro *macros;
	struct conf_field *fields;
	struct conf_key *keys;
	struct conf_list { struct conf_named *list; size_t n, space; } named[SECTION_COUNT];
	size_t account_count, account_space, escalation_count, escalation_space, view_count, view_space, macro_count,
		macro_space, field_count, field_space, key_count, key_space;
	const char **teams, **own_teams, **trainees;	/* NULL-terminated */
	const char *user, *user_name;	/* of the system, where [agent] says nothing */
};

/* One "key = value" or "[kind name]" as the lexer sees it. */
struct conf_line {
	enum { LINE_END, LINE_SECTION, LINE_KEY } what;
	int line, column, value_column;
	const char *key, *value;	/* SECTION: kind and name ("" = none) */
	size_t begin, end;		/* bytes of the text: its lines, without the last line end */
	size_t value_begin, value_end;	/* KEY: the value as it is written, quotes included */
};

struct conf_lexer {
	const char *name, *start, *p;	/* p: where reading goes on */
	int line;
	const char *line_start;
	struct arena *a;
};

void conf_lex(struct conf_lexer *l, const char *text, const char *name, struct arena *a);
int conf_next(struct conf_lexer *l, struct conf_line *out, struct error *err);

/* bots.c */
int conf_check_bots(const struct conf *c, struct error *err);
/* outlets.c: [escalation NAME] as a struct; what is wrong with those and with [action NAME]; conf_outlets(). */
void conf_end_escalation(struct conf *c, const struct conf_named *section, struct arena *a);
int conf_check_outlets(const struct conf *c, struct error *err);
void conf_make_outlets(struct conf *c, struct arena *a);

#endif
