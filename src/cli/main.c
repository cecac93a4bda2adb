/* main.c - the program sportello: reads its arguments from the table of verbs, and runs one. */
#include "cli.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "json_io.h"
#include "promise.h"
#include "str.h"
#include "ui.h"
#include "utf8.h"

static cli_run *const runs[CLI_VERB_COUNT] = {
	[CLI_DEMO] = cli_demo, [CLI_DEMO_PART] = cli_demo_part,
	[CLI_ACCOUNT] = cli_account, [CLI_SYNC] = cli_sync, [CLI_IMPORT] = cli_import, [CLI_LIST] = cli_list,
	[CLI_SEARCH] = cli_search, [CLI_HISTORY] = cli_history, [CLI_COUNT] = cli_count,
	[CLI_SHOW] = cli_show, [CLI_REPLY] = cli_reply,
	[CLI_NEW] = cli_new, [CLI_FORWARD] = cli_forward, [CLI_STATUS] = cli_status, [CLI_TAKE] = cli_act,
	[CLI_SAVE] = cli_save, [CLI_PICTURE] = cli_picture,
	[CLI_FETCH] = cli_fetch, [CLI_NOTE] = cli_act, [CLI_TAG] = cli_act, [CLI_ASSIGN] = cli_act,
	[CLI_HAND_OVER_BOT] = cli_act, [CLI_BOT_WRONG] = cli_act, [CLI_MOOD] = cli_act, [CLI_LANGUAGE] = cli_act,
	[CLI_PRIORITY] = cli_act, [CLI_SNOOZE] = cli_act, [CLI_RESOLVE] = cli_act, [CLI_REOPEN] = cli_act,
	[CLI_SPAM] = cli_act, [CLI_ESCALATE] = cli_act, [CLI_TELL] = cli_act,
	[CLI_DEESCALATE] = cli_act, [CLI_RUN] = cli_act, [CLI_ANSWERED] = cli_act, [CLI_MERGE] = cli_act, [CLI_SPLIT] = cli_act,
	[CLI_NEXT] = cli_act, [CLI_PROMISE] = cli_act, [CLI_WAITS] = cli_act, [CLI_INTENT] = cli_act, [CLI_SUBJECT] = cli_act,
	[CLI_FLAG] = cli_act, [CLI_UNFLAG] = cli_act, [CLI_LINK] = cli_act, [CLI_UNLINK] = cli_act,
	[CLI_REDO] = cli_redo, [CLI_BULK] = cli_many, [CLI_FIELD] = cli_field, [CLI_VERIFY] = cli_verify,
	[CLI_UNDO] = cli_undo, [CLI_POLICY] = cli_policy, [CLI_NEWS] = cli_news,
	[CLI_HANDOVER] = cli_handover, [CLI_BULK_REPLY] = cli_bulk,
	[CLI_LOG] = cli_log, [CLI_CUSTOMER] = cli_customer, [CLI_OUTBOX] = cli_outbox,
	[CLI_AWAY] = cli_away, [CLI_BACK] = cli_away, [CLI_TEAM] = cli_team,
	[CLI_APPROVE] = cli_review, [CLI_RETURN] = cli_review,
	[CLI_EXPLAIN] = cli_explain, [CLI_RAW] = cli_raw, [CLI_STATS] = cli_stats, [CLI_REPORT] = cli_report_page,
	[CLI_STREAM] = cli_stream,
	[CLI_TEMPLATE] = cli_template, [CLI_MACRO] = cli_macro, [CLI_ANSWERS] = cli_answers, [CLI_BOT] = cli_bot,
	[CLI_SURVEY] = cli_survey, [CLI_INCIDENT] = cli_incident,
	[CLI_BACKUP] = cli_backup, [CLI_RESTORE] = cli_restore,
	[CLI_DOCTOR] = cli_doctor, [CLI_CONTACT] = cli_contact, [CLI_RING] = cli_ring, [CLI_DIAL] = cli_dial,
	[CLI_SHELL] = cli_shell, [CLI_RULE] = cli_rule, [CLI_HOLD] = cli_hold, [CLI_RELEASE] = cli_hold,
	[CLI_COMPLETE] = cli_complete, [CLI_HELP] = cli_help,
};

int
cli_fail(const struct error *err)
{
	fprintf(stderr, "sportello: %s\n", err->text);
	return error_exit_status(err->code);
}

int
cli_usage(const struct cli *c)
{
	const struct cli_verb_info *v = &cli_verbs[c->verb];
	fprintf(stderr, _("sportello: usage: sportello %s%s%s\nTry 'sportello %s --help'.\n"), v->name,
		*v->args ? " " : "", v->args, v->name);
	return 2;
}

const char *
cli_opt(const struct cli *c, const char *name)
{
	for (size_t i = c->option_count; i-- > 0;)
		if (str_eq(c->options[i].name, name))
			return c->options[i].value;
	return NULL;
}

const char **
cli_opts(const struct cli *c, const char *name)
{
	const char **list = arena_array(c->arena, const char *, c->option_count + 1);
	size_t n = 0;
	for (size_t i = 0; i < c->option_count; i++)
		if (str_eq(c->options[i].name, name))
			list[n++] = c->options[i].value;
	return list;
}

int
cli_case(struct cli *c, size_t i, int64_t *id, struct error *err)
{
	return read_case_named(c->store, c->args[i], id, err);
}

static int
read_all(FILE *f, const char *name, struct arena *a, char **out, struct error *err)
{
	struct buf b = BUF_INIT;
	char chunk[8192];
	size_t n;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0 && b.len < 16 << 20)
		buf_add(&b, chunk, n);
	int bad = ferror(f) || n > 0 || memchr(b.data, '\0', b.len) || !utf8_valid(b.data, b.len);
	buf_rtrim(&b);
	if (!bad)
		*out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return bad ? error_set(err, ERR_INPUT, _("%s: cannot be read as UTF-8 text of at most 16 MB"), name) : 0;
}

int
cli_body(struct cli *c, size_t first, char **out, struct error *err)
{
	const char *file = cli_opt(c, "body-file");
	if (!file && c->arg_count > first) {
		struct buf b = BUF_INIT;
		for (size_t i = first; i < c->arg_count; i++) {
			if (i > first)
				buf_addc(&b, ' ');
			buf_adds(&b, c->args[i]);
		}
		*out = arena_strn(c->arena, b.data, b.len);
		buf_free(&b);
		return 0;
	}
	if (!file && c->shell)
		return shell_text(c->shell, c->arena, out, err);
	if (!file || str_eq(file, "-")) {
		if (isatty(0))
			fprintf(stderr, _("sportello: type the text, end with Ctrl-D\n"));
		return read_all(stdin, _("standard input"), c->arena, out, err);
	}
	FILE *f = fopen(file, "re");
	if (!f)
		return error_set(err, ERR_INPUT, _("%s: cannot be opened: %m"), file);
	int rc = read_all(f, file, c->arena, out, err);
	fclose(f);
	return rc;
}

bool
cli_confirm(const char *question)
{
	char line[16];
	if (!isatty(0) || !isatty(1))
		return false;
	printf(_("%s [y/N] "), question);
	fflush(stdout);
	return fgets(line, sizeof line, stdin) && rpmatch(line) == 1;
}

void
cli_json(json_t *j)
{
	json_print(j, JSON_COMPACT | JSON_PRESERVE_ORDER);
}

int
cli_open_store(struct cli *c, enum store_role role, struct error *err)
{
	if (c->store)
		return 0;
	const char *agent = conf_agent_id(c->conf), *name = conf_agent_name(c->conf);
	struct store_options o = { .path = c->store_path, .role = role, .create = true, .policy = &c->policy,
		.interrupt = role == STORE_DESK ? ui_interrupt : NULL };
	if (!o.path)
		o.path = conf_store_path(c->conf, c->arena);
	if (store_open(&o, &c->store, err) < 0)
		return -1;
	c->v.store = c->store;
	size_t policies;
	if (store_promises(c->store, &policies, err) < 0)
		return -1;
	if (store_read_only(c->store)) {
		c->v.who.agent = store_agent_find(c->store, agent);
		return 0;
	}
	/* who is new here is written down before anything else is; reading goes on where that cannot be */
	struct error why = ERROR_INIT;
	if (store_agent(c->store, agent, name, &c->v.who.agent, &why) < 0 && why.code != ERR_BUSY && why.code != ERR_STORE)
		return error_set(err, why.code, "%s", why.text);
	return 0;
}

int
cli_run_sub(struct cli *c, const char *otherwise, enum store_role role, const struct cli_sub *subs, size_t n)
{
	struct error err = ERROR_INIT;
	const char *what = c->arg_count ? c->args[0] : otherwise;
	for (size_t i = 0; what && i < n; i++) {
		if (!str_eq(subs[i].name, what))
			continue;
		if (cli_open_store(c, role, &err) < 0)
			return cli_fail(&err);
		int rc = subs[i].run(c, &err);
		return rc < 0 ? cli_fail(&err) : rc;
	}
	return cli_usage(c);
}

/* -- arguments ------------------------------------------------------------------------------------ */

/* By its name, or by the beginning of it that no other option of the verb shares. */
static const struct cli_option_info *
find_option(enum cli_verb verb, const char *word, size_t len)
{
	const struct cli_option_info *found = NULL;
	size_t n = 0;
	for (const struct cli_option_info *o = cli_options; o->name; o++) {
		if ((o->verb != CLI_VERB_COUNT && o->verb != verb) || !len || strncmp(o->name, word, len))
			continue;
		if (!o->name[len])
			return o;
		found = o;
		n++;
	}
	return n == 1 ? found : NULL;
}

static const struct cli_option_info *
find_letter(enum cli_verb verb, char letter)
{
	for (const struct cli_option_info *o = cli_options; o->name; o++)
		if ((o->verb == CLI_VERB_COUNT || o->verb == verb) && o->letter && o->letter == letter)
			return o;
	return NULL;
}

static int
unknown_option(struct cli *c, const char *word, struct error *err)
{
	const char *names[256];
	size_t n = 0;
	for (const struct cli_option_info *o = cli_options; o->name && n < 256; o++)
		if (o->verb == CLI_VERB_COUNT || o->verb == c->verb)
			names[n++] = o->name;
	const char *near = str_nearest(word + strspn(word, "-"), names, n);
	if (near)
		return error_set(err, ERR_USAGE, _("unknown option '%s' - did you mean '--%s'?"), word, near);
	return error_set(err, ERR_USAGE, c->verb == CLI_CONSOLE ? _("unknown option '%s' - try 'sportello --help'")
		: _("unknown option '%s' - try 'sportello %s --help'"), word, cli_verbs[c->verb].name);
}

/* Is it a word of the query or a tag rather than an option?  "-new" after `tag`, "-spam" in queries: verbs that
 * take such words leave them alone, unless they are an option's letter, alone or with a number (-n5). */
static bool
plain_dash_word(struct cli *c, const char *word)
{
	if (word[1] == '-' || !(cli_verbs[c->verb].flags & CLI_DASH_WORDS))
		return false;
	const struct cli_option_info *o = find_letter(c->verb, word[1]);
	if (!o || !word[2])
		return !o;
	return !*o->arg || word[2 + strspn(word + 2, "0123456789")] != '\0';
}

/* Letters without a value may stand together, a value directly after its letter: -qj, -n5. */
static int
take_letters(struct cli *c, char **argv, int *i, struct error *err)
{
	const char *word = argv[*i];
	for (const char *p = word + 1; *p; p++) {
		const struct cli_option_info *o = find_letter(c->verb, *p);
		const char *value = "";
		if (!o)
			return unknown_option(c, word, err);
		if (*o->arg && !p[1] && !argv[*i + 1])
			return error_set(err, ERR_USAGE, _("option '-%c' needs a value: %s"), o->letter, o->arg);
		if (*o->arg)
			value = p[1] ? p + 1 : argv[++*i];
		c->options[c->option_count++] = (struct cli_option){ o->name, value };
		if (*o->arg)
			break;
	}
	return 0;
}

static int
take_option(struct cli *c, char **argv, int *i, struct error *err)
{
	const char *word = argv[*i], *eq = strchr(word, '='), *value = eq ? eq + 1 : NULL;
	const struct cli_option_info *o;
	if (word[1] != '-')
		return take_letters(c, argv, i, err);
	o = find_option(c->verb, word + 2, eq ? (size_t)(eq - word - 2) : strlen(word + 2));
	if (!o)
		return unknown_option(c, word, err);
	if (!*o->arg && value)
		return error_set(err, ERR_USAGE, _("option '--%s' takes no value"), o->name);
	if (*o->arg && !value) {
		if (!argv[*i + 1])
			return error_set(err, ERR_USAGE, _("option '--%s' needs a value: %s"), o->name, o->arg);
		value = argv[++*i];
	}
	c->options[c->option_count++] = (struct cli_option){ o->name, value ? value : "" };
	return 0;
}

/* The first word that is no option and no value of one is the verb. */
static int
find_verb(struct cli *c, int argc, char **argv, struct error *err)
{
	c->verb = CLI_CONSOLE;
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-' && argv[i][1]) {
			if (str_eq(argv[i], "--"))
				return 0;
			const struct cli_option_info *o = argv[i][1] == '-'
				? find_option(CLI_CONSOLE, argv[i] + 2, strcspn(argv[i] + 2, "="))
				: find_letter(CLI_CONSOLE, argv[i][1]);
			if (o && *o->arg && !(argv[i][1] == '-' && strchr(argv[i], '=')))
				i++;
			continue;
		}
		const char *names[CLI_VERB_COUNT];
		size_t n = 0;
		for (int v = 0; v < CLI_VERB_COUNT; v++) {
			if (str_eq(cli_verbs[v].name, argv[i]) && *argv[i]) {
				c->verb = v;
				argv[i] = NULL;
				return 0;
			}
			if (!(cli_verbs[v].flags & CLI_HIDDEN))
				names[n++] = cli_verbs[v].name;
		}
		const char *near = str_nearest(argv[i], names, n);
		return near ? error_set(err, ERR_USAGE, _("unknown verb '%s' - did you mean '%s'?"), argv[i], near)
			    : error_set(err, ERR_USAGE, _("unknown verb '%s' - try 'sportello --help'"), argv[i]);
	}
	return 0;
}

/* At most so many options. */
static size_t
count_letters(int argc, char **argv)
{
	size_t n = 0;
	for (int i = 1; i < argc; i++)
		n += strlen(argv[i]);
	return n;
}

static int
parse(struct cli *c, int argc, char **argv, struct error *err)
{
	const char **args = arena_array(c->arena, const char *, (size_t)argc + 1);
	c->options = arena_array(c->arena, struct cli_option, count_letters(argc, argv) + 4);
	if (find_verb(c, argc, argv, err) < 0)
		return -1;
	bool plain = false;
	for (int i = 1; i < argc; i++) {
		char *w = argv[i];
		if (!w)
			continue;
		if (!plain && str_eq(w, "--")) {
			plain = true;
			continue;
		}
		if (plain || w[0] != '-' || !w[1] || plain_dash_word(c, w))
			args[c->arg_count++] = w;
		else if (take_option(c, argv, &i, err) < 0)
			return -1;
	}
	c->args = args;
	c->json = cli_opt(c, "json") != NULL;
	c->quiet = cli_opt(c, "quiet") != NULL;
	c->config_path = cli_opt(c, "config");
	c->store_path = cli_opt(c, "store") ? cli_opt(c, "store") : getenv("SPORTELLO_STORE");
	if (c->store_path && !*c->store_path)
		c->store_path = NULL;
	return 0;
}

/* --now for tests and scripts; --format-version must be one we know. */
static int
apply_globals(struct cli *c, struct error *err)
{
	const char *now = cli_opt(c, "now"), *version = cli_opt(c, "format-version");
	int64_t at;
	if (cli_verbs[c->verb].flags & CLI_OWN_NOW)
		now = NULL;
	if (now) {
		if (!clock_parse_rfc3339(now, &at))
			return error_set(err, ERR_USAGE, _("--now '%s' is no RFC 3339 time"), now);
		clock_set(at, true);
	}
	if (version && !str_eq(version, "1"))
		return error_set(err, ERR_USAGE, _("--format-version '%s': this program speaks version 1"), version);
	c->v.now = clock_now();
	return 0;
}

int
cli_run_words(struct cli *base, struct shell *s, int n, char **words)
{
	struct error err = ERROR_INIT;
	struct cli c = { .arena = arena_new(), .conf = base->conf, .store = base->store, .v = base->v, .policy = base->policy,
		.shell = s };
	int status;
	if (parse(&c, n, words, &err) < 0 || apply_globals(&c, &err) < 0)
		status = cli_fail(&err);
	else if (cli_opt(&c, "help") || cli_opt(&c, "version"))
		status = cli_help(&c);
	else if (c.verb == CLI_CONSOLE)
		status = cli_usage(&c);
	else {
		c.config_path = base->config_path;
		c.store_path = base->store_path;
		status = runs[c.verb](&c);
	}
	arena_free(c.arena);
	return status;
}

int
main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct cli c = { .arena = arena_new() };
	i18n_init();
	json_set_alloc_funcs(xmalloc, free);	/* half an answer would be taken for the whole */
	int status = 2;
	if (parse(&c, argc, argv, &err) < 0) {
		cli_fail(&err);
		goto out;
	}
	if (cli_opt(&c, "help") || cli_opt(&c, "version")) {
		status = cli_help(&c);
		goto out;
	}
	if (apply_globals(&c, &err) < 0) {
		status = cli_fail(&err);
		goto out;
	}
	if (!(cli_verbs[c.verb].flags & CLI_NO_CONFIG)) {
		if (conf_load(c.config_path, c.arena, &c.conf, &err) < 0) {
			status = cli_fail(&err);
			goto out;
		}
		c.v.conf = c.conf;
		verb_policy(c.conf, &c.policy);
	}
	/* what only hands over to sportello-sync, or makes a world with it, needs what that needs; the console: see ui_run() */
	if (c.verb != CLI_CONSOLE && !(cli_verbs[c.verb].flags & CLI_NOT_HELD) && verb_confine(c.conf, &err) < 0) {
		status = cli_fail(&err);
		goto out;
	}
	status = c.verb == CLI_CONSOLE ? cli_console(&c) : runs[c.verb](&c);
out:
	store_close(c.store);
	if (fflush(stdout) || ferror(stdout)) {
		fprintf(stderr, _("sportello: standard output: cannot be written\n"));
		status = status ? status : 1;
	}
	arena_free(c.arena);
	return status;
}
