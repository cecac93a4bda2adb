/* help.c - the tables of commands.def as data, --help and --version from them, and completion. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "i18n.h"
#include "str.h"
#include "ui.h"
#include "utf8.h"

const struct cli_verb_info cli_verbs[CLI_VERB_COUNT] = {
#define VERB(id, name, args, flags, help, section) [CLI_##id] = { name, args, flags, help, section },
#define VERB_OPTION(verb, name, letter, arg, help)
#include "commands.def"
#undef VERB
#undef VERB_OPTION
};

#define CLI_GLOBAL CLI_VERB_COUNT

const struct cli_option_info cli_options[] = {
#define VERB(id, name, args, flags, help, section)
#define VERB_OPTION(verb, name, letter, arg, help) { CLI_##verb, name, letter, arg, help },
#include "commands.def"
#undef VERB
#undef VERB_OPTION
	{ CLI_VERB_COUNT, NULL, 0, NULL, NULL }
};

enum { LEFT = 26, WIDTH = 80 };

/* A row of help: what on the left, words on the right, both within 80 columns. */
static void
print_row(const char *left, const char *help)
{
	int column = LEFT + 3;
	printf((int)strlen(left) <= LEFT ? "  %-*s " : "  %-*s\n%*s", LEFT, left, column, "");
	for (const char *p = help; *p;) {
		size_t n = strcspn(p, " ");
		int width = utf8_columns(p, n);
		if (column + width > WIDTH && column > LEFT + 3)
			printf("\n%*s", column = LEFT + 3, "");
		else if (column > LEFT + 3)
			putchar(' ');
		printf("%.*s", (int)n, p);
		column += width + 1;
		p += n + strspn(p + n, " ");
	}
	putchar('\n');
}

static void
print_options(enum cli_verb verb)
{
	for (const struct cli_option_info *o = cli_options; o->name; o++) {
		char left[64];
		if (o->verb != verb)
			continue;
		if (o->letter)
			snprintf(left, sizeof left, "-%c, --%s %s", o->letter, o->name, o->arg);
		else
			snprintf(left, sizeof left, "    --%s %s", o->name, o->arg);
		print_row(left, _(o->help));
	}
}

static void
print_verb_help(enum cli_verb verb)
{
	const struct cli_verb_info *v = &cli_verbs[verb];
	printf(_("usage: sportello %s [OPTIONS]%s%s\n\n"), v->name, *v->args ? " " : "", v->args);
	printf("%s\n", _(v->help));
	bool any = false;
	for (const struct cli_option_info *o = cli_options; o->name; o++)
		any |= o->verb == verb;
	if (any) {
		printf(_("\nOptions:\n"));
		print_options(verb);
	}
	printf(_("\nOptions of every verb:\n"));
	print_options(CLI_GLOBAL);
}

static void
print_general_help(void)
{
	const char *section = "";
	printf(_("usage: sportello [OPTIONS] [VERB [ARGUMENTS]]\n\n"
		"Without a verb, opens the console.  `sportello VERB --help` says more of one.\n"));
	for (int v = 0; v < CLI_VERB_COUNT; v++) {
		const struct cli_verb_info *i = &cli_verbs[v];
		char left[64];
		if (i->flags & CLI_HIDDEN || !*i->name)
			continue;
		if (!str_eq(section, i->section))
			printf("\n%s:\n", _(section = i->section));
		snprintf(left, sizeof left, "%s %s", i->name, i->args);
		print_row(left, _(i->help));
	}
	printf(_("\nOptions:\n"));
	print_options(CLI_GLOBAL);
	print_options(CLI_CONSOLE);
	printf(_("\nManual: sportello(1), sportello.conf(5), sportello-query(7).\n"));
}

/* `help VERB`: which one; -1 with the error set when there is none of this name. */
static int
named_verb(const char *name, struct error *err)
{
	const char *names[CLI_VERB_COUNT];
	for (int v = 0; v < CLI_VERB_COUNT; v++) {
		names[v] = cli_verbs[v].name;
		if (*name && str_eq(name, names[v]))
			return v;
	}
	const char *near = str_nearest(name, names, CLI_VERB_COUNT);
	return near ? error_set(err, ERR_USAGE, _("unknown verb '%s' - did you mean '%s'?"), name, near)
		    : error_set(err, ERR_USAGE, _("unknown verb '%s' - try 'sportello --help'"), name);
}

int
cli_help(struct cli *c)
{
	struct error err = ERROR_INIT;
	int verb = c->verb;
	if (verb == CLI_HELP)
		verb = c->arg_count ? named_verb(c->args[0], &err) : CLI_CONSOLE;
	if (verb < 0)
		return cli_fail(&err);
	if (cli_opt(c, "version")) {
		printf("%s %s\n", PACKAGE_NAME, PACKAGE_VERSION);
		ui_print_versions();
		printf(_("store version %d\n"), store_version());
		printf(_("compiled with %s\n"), BUILD_FLAGS);
	} else if (verb == CLI_CONSOLE) {
		print_general_help();
	} else {
		print_verb_help((enum cli_verb)verb);
	}
	return 0;
}

/* -- completion: words the shells ask for ---------------------------------------------------------- */

static void
complete_verbs(struct buf *out)
{
	for (int v = 0; v < CLI_VERB_COUNT; v++)
		if (*cli_verbs[v].name && !(cli_verbs[v].flags & CLI_HIDDEN))
			buf_addf(out, "%s\n", cli_verbs[v].name);
}

static void
complete_themes(struct cli *c, struct buf *out)
{
	size_t n;
	for (char **names = ui_theme_names(c->arena, &n); *names; names++)
		buf_addf(out, "%s\n", *names);
	buf_addf(out, "auto\n");
}

static int
complete_store(struct cli *c, const char *kind, struct buf *out, struct error *err)
{
	if (cli_open_store(c, STORE_DESK, err) < 0)
		return -1;
	if (str_eq(kind, "tags")) {
		char **names;
		if (read_tags(c->store, c->arena, &names, err) < 0)
			return -1;
		for (; *names; names++)
			buf_addf(out, "%s\n", *names);
		return 0;
	}
	if (str_eq(kind, "agents")) {
		const char **names;
		size_t n;
		if (store_agents(c->store, c->arena, &names, &n, err) < 0)
			return -1;
		buf_addf(out, "me\nnobody\n");
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", names[i]);
		return 0;
	}
	struct case_page p = { .sort = SORT_RECENT, .limit = 200 };
	struct case_row *rows;
	size_t n;
	bool more, cut;
	if (read_cases(c->store, &p, c->arena, &rows, &n, &more, &cut, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%lld\n", (long long)rows[i].number);
	return 0;
}

int
cli_candidates(struct cli *c, const char *kind, const char *word, struct buf *out, struct error *err)
{
	size_t n = 0;
	if (str_eq(kind, "verbs")) {
		complete_verbs(out);
	} else if (str_eq(kind, "accounts")) {
		const struct conf_account *list = conf_accounts(c->conf, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", list[i].name);
	} else if (str_eq(kind, "views")) {
		const struct conf_view *list = conf_views(c->conf, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", list[i].name);
	} else if (str_eq(kind, "macros")) {
		const struct conf_macro *list = conf_macros(c->conf, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", list[i].name);
	} else if (str_eq(kind, "rules")) {
		const struct conf_named *list = conf_named(c->conf, SECTION_RULE, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", list[i].name);
	} else if (str_eq(kind, "answers")) {
		struct answer_set set;
		if (answers_load(c->conf, c->arena, &set, err) < 0)
			return -1;
		for (size_t i = 0; i < set.count; i++)
			buf_addf(out, "%s\n", set.answers[i].name);
	} else if (str_eq(kind, "escalations")) {
		const struct conf_escalation *list = conf_escalations(c->conf, &n);
		for (size_t i = 0; i < n; i++)
			buf_addf(out, "%s\n", list[i].name);
	} else if (str_eq(kind, "themes")) {
		complete_themes(c, out);
	} else if (str_eq(kind, "query")) {
		size_t start;
		for (char **p = query_complete(word, strlen(word), c->arena, &start); p && *p; p++)
			buf_addf(out, "%s\n", *p);
	} else if (str_eq(kind, "tags") || str_eq(kind, "agents") || str_eq(kind, "cases")) {
		return complete_store(c, kind, out, err);
	} else {
		return -1;
	}
	return 0;
}

/* `sportello complete KIND`: one candidate a line. */
int
cli_complete(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct buf out = BUF_INIT;
	int rc = cli_candidates(c, c->arg_count ? c->args[0] : "", c->arg_count > 1 ? c->args[1] : "", &out, &err);
	fputs(out.data, stdout);
	buf_free(&out);
	return rc == 0 ? 0 : err.code ? cli_fail(&err) : 2;
}
