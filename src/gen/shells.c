/*
 * shells.c - completions for bash and zsh from commands.def.  What an argument is follows from its name in
 * the table (CASE, QUERY, TARGET...); what exists at the moment the program says: `sportello complete KIND`.
 */
#include "docgen.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A kind is what `sportello complete` knows, "file", "dir", "text" (nothing to complete) or "=" and words. */
struct naming { const char *arg, *kind; };

static const struct naming arguments[] = {
	{ "CASE", "cases" }, { "QUERY", "query" }, { "WHO", "agents" }, { "TARGET", "escalations" },
	{ "STATUS", "=open pending resolved spam" }, { "+a", "tags" }, { "-b", "tags" }, { "NAME", "accounts" },
	{ "FILE", "file" }, { "MACRO", "macros" }, { "ACCOUNT", "accounts" }, { "RULE", "rules" },
	{ "BACKUP", "file" }, { "FOLDER", "dir" }, { NULL, NULL }
};

/* Values of options: by the option's own name first, then by the name of its value. */
static const struct naming options[] = {
	{ "macro", "macros" }, { "theme", "themes" }, { "account", "accounts" },
	{ "sort", "=due waiting recent priority" }, { "trace", "=sync mail mime smtp exec store all" },
	{ "format-version", "=1" }, { NULL, NULL }
};
static const struct naming option_values[] = {
	{ "FILE", "file" }, { "DIR", "dir" }, { "WAY", "accounts" }, { "CASE", "cases" }, { NULL, NULL }
};

static const char *
look_up(const struct naming *list, const char *name)
{
	for (; list->arg; list++)
		if (!strcmp(list->arg, name))
			return list->kind;
	return NULL;
}

static const char *
option_kind(const struct doc_option_row *o)
{
	const char *kind = look_up(options, o->name);
	if (!kind)
		kind = look_up(option_values, o->arg);
	return kind ? kind : "text";
}

/* The n-th word of a usage line without brackets and dots, in out; *repeats when it ends with "...".  False
 * when there are fewer. */
static bool
argument(const char *usage, int n, char out[240], bool *repeats)
{
	size_t len = 0;
	for (; n >= 0; n--) {
		usage += strspn(usage, " ");
		len = strcspn(usage, " ");
		if (!len)
			return false;
		if (n)
			usage += len;
	}
	size_t k = 0;
	*repeats = false;
	for (size_t i = 0; i < len && k < 239; i++) {
		*repeats |= usage[i] == '.';
		if (!strchr("[].", usage[i]))
			out[k++] = usage[i];
	}
	out[k] = '\0';
	return true;
}

/* The kind of a verb's n-th argument into out, NULL when it takes none; *repeats: all further ones too. */
static const char *
argument_kind(const struct doc_verb_row *v, int n, char out[260], bool *repeats)
{
	char word[240];
	if (!argument(v->args, n, word, repeats) || !strncmp(word, "--", 2))
		return NULL;
	if (!strchr(word, '|') || !islower((unsigned char)word[0])) {
		const char *kind = look_up(arguments, word);
		if (kind && (!strcmp(kind, "query") || !strcmp(kind, "tags")))
			*repeats = true;
		return kind ? kind : "text";
	}
	out[0] = '=';
	for (size_t i = 0; i <= strlen(word); i++)
		out[i + 1] = (char)(word[i] == '|' ? ' ' : word[i]);
	return out;
}

/* -- bash -------------------------------------------------------------------------------------------- */

static const char bash_head[] =
	"# bash completion for sportello; made by src/gen/docgen from include/commands.def\n"
	"\n"
	"# VERB OPTION: the kind of its value; nothing when it takes none\n"
	"_sportello_option() {\n"
	"\tcase \"$1 $2\" in\n";

static const char bash_tail[] =
	"# What the program knows, a line each, that begins with $2; $3 is put in front\n"
	"_sportello_ask() {\n"
	"\tlocal line\n"
	"\twhile IFS= read -r line; do\n"
	"\t\t[[ $line == \"$2\"* ]] && COMPREPLY+=(\"${3-}$(printf %q \"$line\")\")\n"
	"\tdone < <(\"${program/#\\~/$HOME}\" \"${where[@]}\" complete \"$1\" \"$2\" 2>/dev/null)\n"
	"}\n"
	"\n"
	"_sportello_query() {\n"
	"\tlocal i cut\n"
	"\t_sportello_ask query \"$1\"\n"
	"\tfor i in \"${!COMPREPLY[@]}\"; do\n"
	"\t\tCOMPREPLY[i]=${COMPREPLY[i]//\\\\:/:}\n"
	"\tdone\n"
	"\t[[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null\n"
	"\tif [[ $1 == *:* && $COMP_WORDBREAKS == *:* ]]; then\n"
	"\t\tcut=${1%\"${1##*:}\"}\n"
	"\t\tfor i in \"${!COMPREPLY[@]}\"; do\n"
	"\t\t\tCOMPREPLY[i]=${COMPREPLY[i]#\"$cut\"}\n"
	"\t\tdone\n"
	"\tfi\n"
	"}\n"
	"\n"
	"_sportello_kind() {\n"
	"\tlocal sign=\n"
	"\tcase $1 in\n"
	"\tfile) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$cur\") ;;\n"
	"\tdir) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$cur\") ;;\n"
	"\t=*) mapfile -t COMPREPLY < <(compgen -W \"${1#=}\" -- \"$cur\") ;;\n"
	"\tquery) _sportello_query \"$cur\" ;;\n"
	"\ttags)\n"
	"\t\t[[ $cur == [+-]* ]] && sign=${cur:0:1}\n"
	"\t\t_sportello_ask tags \"${cur#[+-]}\" \"${sign:-+}\"\n"
	"\t\t;;\n"
	"\ttext | '') ;;\n"
	"\t*) _sportello_ask \"$1\" \"$cur\" ;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"_sportello() {\n"
	"\tlocal cur=${COMP_WORDS[COMP_CWORD]} program=$1 verb= n=0 i word kind last=\n"
	"\tlocal -a where=()\n"
	"\tCOMPREPLY=()\n"
	"\t# a word with colons is several to bash: take it whole from the line\n"
	"\tif [[ -n $COMP_LINE && $cur != [\\\"\\']* ]]; then\n"
	"\t\tword=${COMP_LINE:0:COMP_POINT}\n"
	"\t\tcur=${word##*[[:space:]]}\n"
	"\tfi\n"
	"\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	"\t\tword=${COMP_WORDS[i]}\n"
	"\t\tlast=\n"
	"\t\tcase $word in\n"
	"\t\t-?*)\n"
	"\t\t\tkind=$(_sportello_option \"$verb\" \"$word\")\n"
	"\t\t\t[[ -z $kind ]] && continue\n"
	"\t\t\tlast=$kind\n"
	"\t\t\t[[ ${COMP_WORDS[i + 1]} == = ]] && ((i++))\n"
	"\t\t\t((++i < COMP_CWORD)) || break\n"
	"\t\t\tlast=\n"
	"\t\t\t[[ $word == --config || $word == -c || $word == --store ]] &&\n"
	"\t\t\t\twhere+=(\"$word\" \"${COMP_WORDS[i]/#\\~/$HOME}\")\n"
	"\t\t\t;;\n"
	"\t\t: | =) ;;\n"
	"\t\t*) if [[ -z $verb ]]; then verb=$word; else ((n++)); fi ;;\n"
	"\t\tesac\n"
	"\tdone\n"
	"\tif [[ -n $last ]]; then\n"
	"\t\t[[ $cur == -*=* ]] && cur=${cur#*=}\n"
	"\t\t[[ $cur == = ]] && cur=\n"
	"\t\t_sportello_kind \"$last\"\n"
	"\telif [[ $cur == -* && ( $verb != tag || $cur == --* ) ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$(_sportello_options \"$verb\")\" -- \"$cur\")\n"
	"\telif [[ -z $verb ]]; then\n"
	"\t\tmapfile -t COMPREPLY < <(compgen -W \"$_sportello_verbs\" -- \"$cur\")\n"
	"\telse\n"
	"\t\t_sportello_kind \"$(_sportello_argument \"$verb\" \"$n\")\"\n"
	"\tfi\n"
	"}\n"
	"complete -F _sportello sportello\n";

static void
bash_option_kinds(void)
{
	for (const struct doc_option_row *o = doc_options; o->name; o++) {
		if (!*o->arg)
			continue;
		if (o->verb == DOC_GLOBAL || o->verb == DOC_CONSOLE)
			printf("\t*' --%s'", o->name);
		else
			printf("\t'%s --%s'", doc_verbs[o->verb].name, o->name);
		if (o->letter && o->verb == DOC_GLOBAL)
			printf(" | *' -%c'", o->letter);
		else if (o->letter)
			printf(" | '%s -%c'", doc_verbs[o->verb].name, o->letter);
		printf(") echo '%s' ;;\n", option_kind(o));
	}
	puts("\tesac\n}\n");
}

static void
bash_options(void)
{
	puts("# VERB: its options\n_sportello_options() {\n\tcase $1 in");
	for (int v = 0; v < DOC_GLOBAL; v++) {
		int any = 0;
		for (const struct doc_option_row *o = doc_options; o->name; o++)
			if ((int)o->verb == v) {
				if (!any++)
					printf("\t'%s') echo '", doc_verbs[v].name);
				printf("--%s ", o->name);
			}
		if (any)
			puts("' ;;");
	}
	printf("\tesac\n\techo '");
	for (const struct doc_option_row *o = doc_options; o->name; o++)
		if (o->verb == DOC_GLOBAL)
			printf("--%s ", o->name);
	puts("'\n}\n");
}

static void
bash_arguments(void)
{
	puts("# VERB N: the kind of its argument N, from 0\n_sportello_argument() {\n\tcase \"$1 $2\" in");
	for (int v = 0; v < DOC_GLOBAL; v++) {
		char words[260];
		bool repeats = false;
		const char *kind;
		if (!doc_verb_shown(v))
			continue;
		for (int n = 0; !repeats && (kind = argument_kind(&doc_verbs[v], n, words, &repeats)); n++)
			if (repeats)
				printf("\t'%s '*) echo '%s' ;;\n", doc_verbs[v].name, kind);
			else
				printf("\t'%s %d') echo '%s' ;;\n", doc_verbs[v].name, n, kind);
	}
	puts("\tesac\n}\n");
}

void
doc_bash(void)
{
	fputs(bash_head, stdout);
	bash_option_kinds();
	bash_options();
	bash_arguments();
	printf("_sportello_verbs='");
	for (int v = 0; v < DOC_GLOBAL; v++)
		if (doc_verb_shown(v))
			printf("%s ", doc_verbs[v].name);
	puts("'\n");
	fputs(bash_tail, stdout);
}

/* -- zsh --------------------------------------------------------------------------------------------- */

static const char zsh_head[] =
	"#compdef sportello\n"
	"# zsh completion for sportello; made by src/gen/docgen from include/commands.def\n"
	"\n"
	"# KIND [PREFIX]: what the program knows, a line each\n"
	"_sportello_ask() {\n"
	"\tlocal -a found\n"
	"\tfound=(${(f)\"$(${~_sportello_program} $_sportello_where complete $1 ${2-} 2>/dev/null)\"})\n"
	"\tcase $1 in\n"
	"\tquery) compadd -S '' -- ${(M)found:#*:}; compadd -- ${found:#*:} ;;\n"
	"\ttags) compadd -P ${${(M)PREFIX#[+-]}:-+} -- $found ;;\n"
	"\t*) compadd -- $found ;;\n"
	"\tesac\n"
	"}\n"
	"\n"
	"_sportello() {\n"
	"\tlocal curcontext=$curcontext state line option _sportello_program=$words[1]\n"
	"\tlocal -a global verbs _sportello_where\n"
	"\ttypeset -A opt_args\n"
	"\tglobal=(\n";

static const char zsh_middle[] =
	"\t)\n"
	"\t_arguments -C $global '1:verb:->verb' '*::argument:->argument' && return\n"
	"\tfor option in --config -c --store; do\n"
	"\t\t[[ -n ${opt_args[$option]-} ]] && _sportello_where+=($option ${(Q)opt_args[$option]})\n"
	"\tdone\n"
	"\tif [[ $state == verb ]]; then\n"
	"\t\t_describe -t verbs verb verbs\n"
	"\t\treturn\n"
	"\tfi\n"
	"\tcase $words[1] in\n";

/* Text inside single quotes of the shell, with what _arguments reads escaped. */
static void
zsh_text(const char *s)
{
	for (; *s; s++) {
		if (*s == '\'')
			fputs("'\\''", stdout);
		else if (strchr("[]:\\", *s))
			printf("\\%c", *s);
		else
			putchar(*s);
	}
}

static void
zsh_action(const char *kind)
{
	if (!strcmp(kind, "file"))
		printf("_files");
	else if (!strcmp(kind, "dir"))
		printf("_files -/");
	else if (*kind == '=')
		printf("(%s)", kind + 1);
	else if (!strcmp(kind, "query"))
		printf("{_sportello_ask query \"$PREFIX\"}");
	else if (strcmp(kind, "text"))
		printf("{_sportello_ask %s}", kind);
	else
		putchar(' ');
}

/* The options of a verb as words of _arguments, each after `before` and before `after`. */
static void
zsh_options(int verb, const char *before, const char *after)
{
	for (const struct doc_option_row *o = doc_options; o->name; o++) {
		if ((int)o->verb != verb)
			continue;
		bool many = strstr(o->help, "repeated");
		if (o->letter)
			printf("%s%s{-%c,--%s}'[", before, many ? "'*'" : "", o->letter, o->name);
		else
			printf("%s'%s--%s[", before, many ? "*" : "", o->name);
		zsh_text(o->help);
		putchar(']');
		if (*o->arg) {
			printf(":%s:", o->arg);
			zsh_action(option_kind(o));
		}
		printf("'%s\n", after);
	}
}

static void
zsh_verb(int v)
{
	char words[260], word[240];
	bool repeats = false, dots;
	const char *kind;
	printf("\t%s)\n\t\t_arguments \\\n", doc_verbs[v].name);
	zsh_options(v, "\t\t\t", " \\");
	for (int n = 0; !repeats && (kind = argument_kind(&doc_verbs[v], n, words, &repeats)); n++) {
		argument(doc_verbs[v].args, n, word, &dots);
		if (repeats)
			printf("\t\t\t'*:");
		else
			printf("\t\t\t'%d:", n + 1);
		zsh_text(strchr(word, '|') || !*word ? "word" : word);
		putchar(':');
		zsh_action(kind);
		puts("' \\");
	}
	puts("\t\t\t$global ;;");
}

void
doc_zsh(void)
{
	fputs(zsh_head, stdout);
	zsh_options(DOC_GLOBAL, "\t\t", "");
	zsh_options(DOC_CONSOLE, "\t\t", "");
	puts("\t)\n\tverbs=(");
	for (int v = 0; v < DOC_GLOBAL; v++) {
		if (!doc_verb_shown(v))
			continue;
		printf("\t\t'%s:", doc_verbs[v].name);
		zsh_text(doc_verbs[v].help);
		puts("'");
	}
	fputs(zsh_middle, stdout);
	for (int v = 0; v < DOC_GLOBAL; v++)
		if (doc_verb_shown(v))
			zsh_verb(v);
	puts("\tesac\n}\n\n_sportello \"$@\"");
}
