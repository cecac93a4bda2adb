/* tables.c - the program's tables as pieces of mdoc, one function for each marker of a page. */
#include "docgen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "kpi.h"
#include "match.h"
#include "model.h"
#include "query.h"
#include "theme.h"
#include "ui.h"
#include "verb.h"

#define N_(text) text
enum { CLI_HIDDEN = 1, CLI_NO_CONFIG = 2, CLI_DASH_WORDS = 4, CLI_OWN_NOW = 8, CLI_NOT_HELD = 16 };

const struct doc_verb_row doc_verbs[DOC_GLOBAL] = {
#define VERB(id, name, args, flags, help, section) [DOC_##id] = { name, args, flags, help, section },
#define VERB_OPTION(verb, name, letter, arg, help)
#include "commands.def"
#undef VERB
#undef VERB_OPTION
};

const struct doc_option_row doc_options[] = {
#define VERB(id, name, args, flags, help, section)
#define VERB_OPTION(verb, name, letter, arg, help) { DOC_##verb, name, letter, arg, help },
#include "commands.def"
#undef VERB
#undef VERB_OPTION
	{ DOC_GLOBAL, NULL, 0, NULL, NULL }
};

int
doc_verb_shown(int verb)
{
	return *doc_verbs[verb].name && !(doc_verbs[verb].flags & CLI_HIDDEN);
}

/* "sentence" as "Sentence." */
static void
sentence(const char *s)
{
	char *copy = strdup(s);
	if (!copy)
		exit(1);
	size_t n = strlen(copy);
	copy[0] = (char)toupper((unsigned char)copy[0]);
	doc_text(copy);
	puts(n && strchr(".?!", copy[n - 1]) ? "" : ".");
	free(copy);
}

static void
begin_list(void)
{
	puts(".Bl -tag -width Ds -compact");
}

/* -- sportello(1) ---------------------------------------------------------------------------------- */

static bool
has_options(enum doc_verb verb)
{
	for (const struct doc_option_row *o = doc_options; o->name; o++)
		if (o->verb == verb)
			return true;
	return false;
}

static void
put_options(enum doc_verb verb)
{
	for (const struct doc_option_row *o = doc_options; o->name; o++) {
		if (o->verb != verb)
			continue;
		printf(".It \"");
		if (o->letter)
			printf("\\fB\\-%c\\fP, ", o->letter);
		char name[64];
		snprintf(name, sizeof name, "--%s", o->name);
		doc_usage(name);
		if (*o->arg)
			printf(" \\fI%s\\fP", o->arg);
		puts("\"");
		sentence(o->help);
	}
}

static int
find_verb(const char *name)
{
	for (int v = 0; v < DOC_GLOBAL; v++)
		if (!strcmp(doc_verbs[v].name, name))
			return v;
	fprintf(stderr, "docgen: there is no verb %s\n", name);
	exit(1);
}

/* @verb NAME@: the item with its line of help; prose may follow, then @verb-options NAME@. */
static void
put_verb(const char *name)
{
	const struct doc_verb_row *v = &doc_verbs[find_verb(name)];
	doc_item(v->name, v->args);
	sentence(v->help);
}

static void
put_verb_options(const char *name)
{
	enum doc_verb v = (enum doc_verb)find_verb(name);
	if (!has_options(v))
		return;
	begin_list();
	put_options(v);
	puts(".El");
}

static void
put_global_options(const char *argument)
{
	(void)argument;
	put_options(DOC_GLOBAL);
	put_options(DOC_CONSOLE);
}

/* The commands that console, macros and rules share with the command line. */
static void
put_words(const char *argument)
{
	(void)argument;
	for (const struct verb_words *w = verb_words; w->name; w++) {
		doc_item(w->name, w->usage);
		sentence(w->help);
	}
}

/* -- sportello.conf(5) ------------------------------------------------------------------------------ */

static const char *
type_words(enum conf_type t)
{
	static const char *const words[] = {
		[CONF_TEXT] = "text", [CONF_PATH] = "path", [CONF_BOOL] = "yes or no", [CONF_SPAN] = "span of time",
		[CONF_NUMBER] = "number", [CONF_ENUM] = "one of", [CONF_TIME] = "date or time",
		[CONF_COMMAND] = "command", [CONF_LIST] = "list",
	};
	return words[t];
}

static void
put_option(const struct conf_option_info *o)
{
	doc_item(o->key, "");
	doc_text(o->help);
	printf("\n(");
	if (o->type == CONF_ENUM) {
		for (const char *p = conf_choices((enum conf_option)(o - conf_options)); *p;) {
			size_t n = strcspn(p, " ");
			printf("\\fB%.*s\\fP%s", (int)n, p, p[n] ? ", " : "");
			p += n + (p[n] == ' ');
		}
	} else {
		fputs(type_words(o->type), stdout);
	}
	if (o->otherwise) {
		fputs("; default ", stdout);
		printf("\\fB");
		doc_text(o->otherwise);
		printf("\\fP");
	}
	puts(")");
}

/* @options SECTION@: one of the names below */
static void
put_conf_options(const char *section)
{
	static const struct { const char *name; enum conf_section section; } names[] = {
		{ "agent", SECTION_AGENT }, { "store", SECTION_STORE }, { "care", SECTION_CARE }, { "ui", SECTION_UI },
		{ "sync", SECTION_SYNC }, { "answers", SECTION_ANSWERS }, { "stats", SECTION_STATS },
		{ "incident", SECTION_INCIDENT },
		{ "account", SECTION_ACCOUNT }, { "mail", SECTION_MAIL }, { "exec", SECTION_EXEC },
		{ "api", SECTION_API }, { "matrix", SECTION_MATRIX }, { "mastodon", SECTION_MASTODON },
		{ "messenger", SECTION_MESSENGER },
		{ "instagram", SECTION_INSTAGRAM }, { "facebook", SECTION_FACEBOOK }, { "whatsapp", SECTION_WHATSAPP },
		{ "tiktok", SECTION_TIKTOK }, { "x", SECTION_X }, { "twilio", SECTION_TWILIO },
		{ "escalation", SECTION_ESCALATION }, { "view", SECTION_VIEW }, { "field", SECTION_FIELD },
		{ "macro", SECTION_MACRO }, { "hours", SECTION_HOURS }, { "policy", SECTION_POLICY },
		{ "team", SECTION_TEAM }, { "rule", SECTION_RULE }, { "bot", SECTION_BOT }, { "survey", SECTION_SURVEY },
		{ "action", SECTION_ACTION },
	};
	size_t i = 0;
	while (i < sizeof names / sizeof names[0] && strcmp(names[i].name, section))
		i++;
	if (i == sizeof names / sizeof names[0]) {
		fprintf(stderr, "docgen: there is no section %s\n", section);
		exit(1);
	}
	puts(".Bl -tag -width Ds");
	for (int o = 0; o < OPT_COUNT; o++)
		if (conf_options[o].section == names[i].section)
			put_option(&conf_options[o]);
	puts(".El");
}

static void
put_channels(const char *argument)
{
	(void)argument;
	puts(".Bl -column \"messenger\" \"xx\" \"Facebook Messenger\" \"unlisted\" \"characters\"");
	puts(".It Sy name Ta Sy sign Ta Sy what it is Ta Sy audience Ta Sy longest text");
	for (const struct channel_info *c = channel_infos; c->name; c++) {
		printf(".It %s Ta %s Ta %s Ta %s Ta ", c->name, c->code, c->help, audience_name(c->audience));
		if (c->limit)
			printf("%ld\n", c->limit);
		else
			puts("\\-");
	}
	puts(".El");
}

/* -- sportello-figures(7) ----------------------------------------------------------------------------- */

/* Figures whose names lie between two, "first_response:handle_time_adjusted" as "how-long". */
static void
put_kpis(const char *which)
{
	static const struct { const char *name; enum kpi from, to; } parts[] = { { "long", KPI_FIRST_RESPONSE,
		KPI_HANDLE_TIME_ADJUSTED }, { "often", KPI_OPENED, KPI_FIRST_CONTACT }, { "cost", KPI_CONTACTS, KPI_RESPONSE_RATE },
		{ "promised", KPI_PROMISES_KEPT, KPI_BOT_WRONG }, { "now", KPI_OPEN_NOW, KPI_COUNT - 1 } };
	static const char *const units[] = { "a span of time", "a number", "a share", "a score", "cases" };
	puts(".Bl -tag -width Ds");
	for (size_t p = 0; p < sizeof parts / sizeof *parts; p++)
		for (int k = (int)parts[p].from; !strcmp(parts[p].name, which) && k <= (int)parts[p].to; k++) {
			const struct kpi_info *i = &kpi_infos[k];
			doc_item(i->name, "");
			fputs("\\fI", stdout);
			doc_text(i->title);
			printf("\\fP (%s%s).\n", units[i->unit], i->office || k == KPI_REPLY_TIME ? ", also in office hours" : "");
			doc_text(i->formula);
			puts("");
			if (*i->trap) {
				doc_text(i->trap);
				puts("");
			}
			puts(".br");
			fputs("Its cases: \\fB", stdout);
			doc_text(i->query);
			puts("\\fP");
		}
	puts(".El");
}

/* -- sportello-query(7) ------------------------------------------------------------------------------- */

static void
put_query_fields(const char *about)
{
	int message = !strcmp(about, "message");
	puts(".Bl -tag -width customer:");
	for (int f = 0; f < QUERY_FIELD_COUNT; f++) {
		const struct query_field_info *i = &query_fields[f];
		if (i->about_message != message || !*i->name)
			continue;
		char head[40];
		snprintf(head, sizeof head, "%s:", i->name);
		doc_item(head, "");
		if (i->value != QV_ENUM) {
			sentence(i->help);
			continue;
		}
		size_t listed = strcspn(i->help, ";");
		printf("One of \\fB%.*s\\fP", (int)listed, i->help);
		if (i->help[listed]) {
			fputs("; also ", stdout);
			doc_text(i->help + listed + 1 + (i->help[listed + 1] == ' '));
		}
		puts(".");
	}
	puts(".El");
}

/* -- sportello-store(7) --------------------------------------------------------------------------------- */

struct value { const char *name, *help; };
#define VALUE(id, name, help) { name, help },
static const struct value status_values[] = { MODEL_STATUS(VALUE) { NULL, NULL } };
static const struct value priority_values[] = { MODEL_PRIORITY(VALUE) { NULL, NULL } };
static const struct value audience_values[] = { MODEL_AUDIENCE(VALUE) { NULL, NULL } };
static const struct value kind_values[] = { MODEL_KIND(VALUE) { NULL, NULL } };
static const struct value outbox_values[] = { MODEL_OUTBOX(VALUE) { NULL, NULL } };
static const struct value action_values[] = {
#define ACTION(id, name, undo, past, help) { name, help },
#include "actions.def"
#undef ACTION
	{ NULL, NULL }
};

/* @values LIST@: numbers as they are stored, with their names */
static void
put_values(const char *list)
{
	static const struct { const char *name; const struct value *values; } lists[] = {
		{ "status", status_values }, { "priority", priority_values }, { "audience", audience_values },
		{ "kind", kind_values }, { "outbox", outbox_values }, { "action", action_values },
	};
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (strcmp(lists[i].name, list))
			continue;
		puts(".Bl -tag -width 99 -compact");
		for (int n = 0; lists[i].values[n].name; n++) {
			printf(".It %d\n\\fB%s\\fP", n, lists[i].values[n].name);
			if (*lists[i].values[n].help) {
				fputs(": ", stdout);
				doc_text(lists[i].values[n].help);
			}
			puts("");
		}
		puts(".El");
	}
}

/* -- sportello-theme(5) ----------------------------------------------------------------------------------- */

static void
put_roles(const char *argument)
{
	static const struct { const char *name, *mono, *look; int state; } roles[] = {
#define ROLE(name, text, mono, spec) { text, mono, spec, 0 },
#define STATE(name, text, mono, spec) { text, mono, spec, 1 },
#include "theme.def"
#undef ROLE
#undef STATE
	};
	(void)argument;
	puts(".Bl -column \"search-hit\" \"yellow bold underline\" \"mono\"");
	puts(".It Sy role Ta Sy look where a theme says nothing Ta Sy without colours");
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
		printf(".It %s Ta %s Ta ", roles[i].name, roles[i].look);
		static const struct { char letter; const char *word; } attrs[] = { { 'b', "bold" }, { 'u', "underline" },
			{ 'r', "reverse" }, { 'd', "dim" }, { 'i', "italic" } };
		for (const char *m = roles[i].mono; *m; m++)
			for (size_t k = 0; k < 5; k++)
				if (attrs[k].letter == *m)
					printf("%s%s", m == roles[i].mono ? "" : " ", attrs[k].word);
		puts(*roles[i].mono ? "" : "\\-");
	}
	puts(".El");
}

/* -- sportello-keys(5) ----------------------------------------------------------------------------------- */

static const char *
command_help(const char *command)
{
	struct ui_command_row c;
	size_t n = strcspn(command, " ");
	for (size_t i = 0; ui_command_row(i, &c); i++)
		if (strlen(c.name) == n && !strncmp(c.name, command, n))
			return c.help;
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (strlen(w->name) == n && !strncmp(w->name, command, n))
			return w->help;
	return "";
}

static void
put_keys(const char *preset, const char *map)
{
	struct ui_key_row k;
	puts(".Bl -tag -width \"Backspace\" -compact");
	for (size_t i = 0; ui_key_row(preset, i, &k); i++) {
		if (map && strcmp(k.map, map))
			continue;
		doc_item(k.keys, "");
		fputs("\\fB", stdout);
		doc_text(*k.command ? k.command : "none");
		fputs("\\fP", stdout);
		const char *help = k.note ? k.note : command_help(k.command);
		if (*help) {
			fputs(": ", stdout);
			doc_text(help);
		}
		if (!map)
			printf(" (\\fI%s\\fP)", k.map);
		puts("");
	}
	puts(".El");
}

static void
put_default_keys(const char *map)
{
	put_keys("default", map);
}

static void
put_preset_keys(const char *preset)
{
	put_keys(preset, NULL);
}

static void
put_commands(const char *argument)
{
	struct ui_command_row c;
	(void)argument;
	begin_list();
	for (size_t i = 0; ui_command_row(i, &c); i++) {
		doc_item(c.name, c.usage);
		sentence(c.help);
		if (c.where)
			printf("(%s)\n", c.where);
	}
	puts(".El");
}

/* What suggests that two customers are one, the heaviest first as the table has it. */
static void
put_evidence(const char *args)
{
	(void)args;
	puts(".Bl -tag -width number-in-mail -compact");
	for (int i = 0; i < EVIDENCE_COUNT; i++) {
		const struct care_evidence_info *e = &care_evidence_table[i];
		char words[100];
		const char *mark = strstr(e->words, "%s");
		snprintf(words, sizeof words, "%.*s...%s", (int)(mark - e->words), e->words, mark + 2);
		printf(".It Cm %s\n%d: ", e->code, e->weight);
		doc_text(words);
		putchar('\n');
	}
	puts(".El");
}

const struct doc_marker doc_markers[] = {
	{ "verb", put_verb }, { "verb-options", put_verb_options }, { "global-options", put_global_options },
	{ "words", put_words }, { "options", put_conf_options }, { "channels", put_channels },
	{ "query-fields", put_query_fields }, { "kpis", put_kpis }, { "values", put_values }, { "schema", doc_schema_tables },
	{ "roles", put_roles }, { "keys", put_default_keys }, { "preset-keys", put_preset_keys },
	{ "commands", put_commands }, { "evidence", put_evidence }, { NULL, NULL }
};
