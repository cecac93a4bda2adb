/* verbs_console.c - no verb: open the console; and doctor, who looks whether all is well. */
#include "cli.h"

#include <errno.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "backup.h"
#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "robots.h"
#include "str.h"
#include "ui.h"

/* "120x40" */
static int
size_opt(struct cli *c, struct ui_options *o, struct error *err)
{
	const char *s = cli_opt(c, "size");
	char rest;
	if (!s)
		return 0;
	if (sscanf(s, "%dx%d%c", &o->columns, &o->rows, &rest) != 2 || o->columns < 1 || o->columns > 1000 ||
	    o->rows < 1 || o->rows > 1000)
		return error_set(err, ERR_USAGE, _("--size '%s': say COLUMNSxROWS, like 80x24"), s);
	return 0;
}

/* Neither an account nor a store: nobody has been here. */
static bool
is_first_run(struct cli *c)
{
	size_t accounts;
	conf_accounts(c->conf, &accounts);
	const char *store = c->store_path ? c->store_path : conf_store_path(c->conf, c->arena);
	return !accounts && access(store, F_OK) < 0;
}

/* --theme list */
static int
list_themes(struct cli *c)
{
	size_t n;
	char **names = ui_theme_names(c->arena, &n);
	for (size_t i = 0; i < n; i++) {
		struct error err = ERROR_INIT;
		struct theme *t = ui_theme_open(c->arena, names[i], &err);
		if (c->json)
			cli_json(json_pack("{s:s,s:s}", "theme", names[i], "about", t ? theme_about(t) : err.text));
		else
			printf("%-20s %s\n", names[i], t ? theme_about(t) : err.text);
		theme_free(t);
	}
	if (!c->json)
		printf("%-20s %s\n", "auto", _("dark or light, as the terminal says its background is"));
	return 0;
}

int
cli_console(struct cli *c)
{
	struct error err = ERROR_INIT;
	int status;
	struct ui_options o = { .config_path = c->config_path, .theme = cli_opt(c, "theme"),
		.script = cli_opt(c, "script"), .no_sync = cli_opt(c, "no-sync") != NULL,
		.open_case = cli_opt(c, "case"), .tutorial = cli_opt(c, "tutorial") != NULL,
		.sample = c->verb == CLI_DEMO };
	if (str_eq(o.theme, "list"))
		return list_themes(c);
	if (size_opt(c, &o, &err) < 0)
		return cli_fail(&err);
	if (!o.script && (!isatty(0) || !isatty(1))) {
		error_set(&err, ERR_USAGE, _("the console needs a terminal; for scripts there are verbs: sportello --help"));
		return cli_fail(&err);
	}
	if (!o.script && is_first_run(c) && !cli_welcome(c, &status))
		return status;
	if (cli_open_store(c, STORE_DESK, &err) < 0)
		return cli_fail(&err);
	o.v = c->v;
	int rc = ui_run(&o, &err);
	return rc < 0 ? cli_fail(&err) : rc;
}

/* -- doctor ------------------------------------------------------------------------------------------ */

enum finding { FINE, WORTH_A_LOOK, WRONG };

struct doctor {
	struct cli *c;
	int wrong;
	json_t *list;
};

static void
finding(struct doctor *d, enum finding f, const char *area, const char *words)
{
	static const char *const names[] = { "ok", "look", "wrong" };
	d->wrong += f == WRONG;
	if (d->c->json)
		json_array_append_new(d->list, json_pack("{s:s,s:s,s:o}", "area", area, "state", names[f], "words",
			json_text(words)));
	else {
		printf("%-6s %-10s ", names[f], area);
		cli_print(words);
		putchar('\n');
	}
}

/* Files and folders that an account names are there: a signature that cannot be read is left out without a word. */
static void
look_at_files(struct doctor *d, const struct conf_account *a)
{
	for (int o = 0; o < OPT_COUNT; o++) {
		const char *path = conf_options[o].type == CONF_PATH && conf_option_fits((enum conf_option)o, a->channel)
			? conf_account_str(a, (enum conf_option)o) : NULL;
		if (path && access(path, R_OK) < 0)
			finding(d, WRONG, "config", arena_printf(d->c->arena, _("[account %s] %s: %s: %s"), a->name,
				conf_options[o].key, path, strerror(errno)));
	}
}

static void
look_at_config(struct doctor *d)
{
	struct cli *c = d->c;
	size_t n;
	char *file = conf_find(c->config_path, c->arena);
	const struct conf_account *accounts = conf_accounts(c->conf, &n);
	if (!conf_exists(c->conf))
		finding(d, WORTH_A_LOOK, "config", arena_printf(c->arena,
			_("%s does not exist: run `sportello account add`, or `sportello demo` to look around"), file));
	else
		finding(d, n ? FINE : WORTH_A_LOOK, "config", arena_printf(c->arena,
			ngettext_("%s: %zu account", "%s: %zu accounts", n), file, n));
	for (size_t i = 0; i < n; i++)
		look_at_files(d, &accounts[i]);
	char **wrong = verb_check(c->conf, c->v.now, c->arena, &n);
	for (size_t i = 0; i < n; i++)
		finding(d, WRONG, "config", wrong[i]);
	wrong = ui_keys_check(c->conf, c->arena, &n);
	for (size_t i = 0; i < n; i++)
		finding(d, WRONG, "config", wrong[i]);
}

static void
look_at_store(struct doctor *d)
{
	struct cli *c = d->c;
	struct error err = ERROR_INIT;
	char **findings;
	struct statvfs fs;
	struct stat st;
	if (cli_open_store(c, STORE_DESK, &err) < 0) {
		finding(d, WRONG, "store", err.text);
		return;
	}
	if (store_read_only(c->store))
		finding(d, WRONG, "store", _("the folder cannot be written: everything can be read, nothing changed"));
	if (store_check(c->store, c->arena, &findings, &err) < 0)
		finding(d, WRONG, "store", err.text);
	else if (!findings[0])
		finding(d, FINE, "store", arena_printf(c->arena, _("%s is whole"), store_path(c->store)));
	else
		for (; *findings; findings++)
			finding(d, WRONG, "store", *findings);
	bool maybe;
	const char *remote = file_remote(store_dir(c->store), &maybe);
	if (remote)
		finding(d, maybe ? WORTH_A_LOOK : WRONG, "store", arena_printf(c->arena,
			_("%s lies on a %s file system: if that is another machine's, move it to a local disk"),
			store_dir(c->store), remote));
	int64_t differ;
	if (cli_opt(c, "recount") && store_recount(c->store, false, &differ, &err) < 0)
		finding(d, WRONG, "store", err.text);
	else if (cli_opt(c, "recount"))
		finding(d, differ ? WRONG : FINE, "store", arena_printf(c->arena,
			_("%lld derived values differ from a recount"), (long long)differ));
	if (stat(store_dir(c->store), &st) == 0 && st.st_mode & 077)
		finding(d, WRONG, "store", arena_printf(c->arena,
			_("%s can be entered by others: chmod 700"), store_dir(c->store)));
	if (statvfs(store_dir(c->store), &fs) == 0 && fs.f_bavail * fs.f_frsize < 1u << 30)
		finding(d, WRONG, "disk", _("under 1 GB is free: sync has stopped pulling; free some space"));
	if (!store_is_home(c->store))
		finding(d, WORTH_A_LOOK, "outbox",
			_("this store was copied or restored: nothing leaves until `sportello outbox adopt`"));
	int64_t behind = read_unindexed(c->store);
	if (behind)
		finding(d, WORTH_A_LOOK, "search", arena_printf(c->arena,
			ngettext_("%lld item waits to be indexed: run `sportello sync`",
				"%lld items wait to be indexed: run `sportello sync`", behind), (long long)behind));
}

/* Of this store; one that is put elsewhere by other means is not known here. */
static void
look_at_backup(struct doctor *d)
{
	enum { OLD_DAYS = 8 };
	char *place = NULL;
	if (!d->c->store)
		return;
	int64_t at = backup_last(d->c->store, d->c->arena, &place);
	long days = (long)((clock_now() - at) / MS_DAY);
	if (!at)
		finding(d, WORTH_A_LOOK, "backup", _("none was made yet: `sportello backup FOLDER`, by cron best of all"));
	else
		finding(d, days > OLD_DAYS || access(place, F_OK) < 0 ? WORTH_A_LOOK : FINE, "backup", arena_printf(d->c->arena,
			access(place, F_OK) < 0 ? ngettext_("the last one was made %ld day ago, and is not there any more: %s",
				"the last one was made %ld days ago, and is not there any more: %s", (unsigned long)days)
			: ngettext_("the last one was made %ld day ago: %s", "the last one was made %ld days ago: %s",
				(unsigned long)days), days, place));
}

/* What an account does, or how it stands. */
static const char *
doing(const struct account_row *r, struct cli *c)
{
	const char *words = account_words(r, clock_now(), c->arena);
	return *words ? words : r->pulled_at ? r->state : _("not looked at yet");
}

static void
look_at_accounts(struct doctor *d)
{
	struct cli *c = d->c;
	struct account_row *rows;
	struct problem_row *problems;
	size_t n;
	struct error err = ERROR_INIT;
	if (!c->store)
		return;
	if (read_accounts(c->store, false, c->arena, &rows, &n, &err) < 0) {
		finding(d, WRONG, "account", err.text);
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (rows[i].active)
			finding(d, rows[i].error ? WRONG : FINE, "account", arena_printf(c->arena, "%s (%s): %s",
				rows[i].name, rows[i].channel, doing(&rows[i], c)));
	if (read_problems(c->store, 20, c->arena, &problems, &n, &err) < 0) {
		finding(d, WRONG, "file", err.text);
		return;
	}
	for (size_t i = 0; i < n; i++)
		finding(d, WORTH_A_LOOK, "file", arena_printf(c->arena, "%s: %s%s%s", problems[i].file,
			problems[i].kind, problems[i].words ? ": " : "", problems[i].words ? problems[i].words : ""));
}

static void
look_at_outbox(struct doctor *d)
{
	int counts[OUTBOX_COUNT];
	struct error err = ERROR_INIT;
	if (!d->c->store)
		return;
	if (read_outbox_counts(d->c->store, counts, &err) < 0) {
		finding(d, WRONG, "outbox", err.text);
		return;
	}
	int stuck = counts[OUTBOX_FAILED] + counts[OUTBOX_UNKNOWN] + counts[OUTBOX_REVIEW];
	finding(d, stuck ? WORTH_A_LOOK : FINE, "outbox", arena_printf(d->c->arena,
		_("%d queued, %d failed, %d unknown, %d in review"), counts[OUTBOX_QUEUED], counts[OUTBOX_FAILED],
		counts[OUTBOX_UNKNOWN], counts[OUTBOX_REVIEW]));
}

/* What works by itself: rules that fail, steps that ail, what is held back. */
static void
look_at_robot(struct doctor *d)
{
	struct cli *c = d->c;
	struct robot_row *rows;
	struct hold_row *held;
	struct error err = ERROR_INIT;
	char *words;
	size_t n, wait = 0;
	if (!c->store)
		return;
	if (robot_list(c->store, true, c->arena, &rows, &n, &err) < 0 || hold_list(c->store, clock_now(), c->arena, &held, &wait,
	    &err) < 0) {
		finding(d, WRONG, "robot", err.text);
		return;
	}
	for (size_t i = 0; i < n; i++)
		finding(d, WRONG, "robot", str_starts(rows[i].step, "rule:") ? rows[i].error
			: arena_printf(c->arena, "%s: %s", rows[i].step, rows[i].error));
	if ((words = hold_words(c->store, clock_now(), c->arena)) != NULL)
		finding(d, WORTH_A_LOOK, "hold", arena_printf(c->arena, ngettext_(
			"%s; %lld message waits: `sportello release` lets it go",
			"%s; %lld messages wait: `sportello release` lets them go", (unsigned long)held[0].waiting), words,
			(long long)held[0].waiting));
}

static void
look_at_machine(struct doctor *d)
{
	const char *term = getenv("TERM"), *codeset = nl_langinfo(CODESET);
	char *sync = paths_find_program(d->c->arena, "sportello-sync");
	bool utf8 = str_ieq(codeset, "UTF-8");
	finding(d, utf8 ? FINE : WORTH_A_LOOK, "locale", utf8 ? codeset : arena_printf(d->c->arena,
		_("%s: letters beyond ASCII are shown as stand-ins; use a UTF-8 locale"), codeset));
	finding(d, str_empty(term) || str_eq(term, "dumb") ? WORTH_A_LOOK : FINE, "terminal",
		str_empty(term) ? _("TERM is not set") : term);
	if (strchr(sync, '/') && access(sync, X_OK) < 0)
		finding(d, WRONG, "sync", arena_printf(d->c->arena, _("%s cannot be run: %m"), sync));
	const char *argv[] = { "notmuch", "--version", NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = 5000 };
	struct process_result r;
	struct error err = ERROR_INIT;
	if (process_run(&spec, d->c->arena, &r, &err) < 0 || r.status)
		finding(d, WORTH_A_LOOK, "notmuch", _("the command `notmuch` is not there: mail accounts need an index"));
	else
		finding(d, FINE, "notmuch", str_trim(d->c->arena, r.out));
}

/* Spelling is a help, not a need: without it nothing is wrong. */
static void
look_at_spelling(struct doctor *d)
{
	struct arena *a = d->c->arena;
	const char *languages = conf_str(d->c->conf, OPT_UI_SPELL), *command = conf_str(d->c->conf, OPT_UI_SPELL_COMMAND);
	struct buf have = BUF_INIT, lack = BUF_INIT;
	if (str_empty(languages))
		languages = conf_str(d->c->conf, OPT_STORE_LANGUAGES);
	if (str_eq(languages, "none"))
		return;
	for (char **l = str_split(a, languages, ", ", NULL); *l; l++)
		if (**l)
			buf_addf(paths_dictionary(a, *l) ? &have : &lack, " %s", *l);
	const char *argv[] = { str_split(a, command, " ", NULL)[0], "-v", NULL };
	struct process_spec spec = { .argv = argv, .timeout_ms = 5000 };
	struct process_result r;
	struct error err = ERROR_INIT;
	bool runs = process_run(&spec, a, &r, &err) == 0 && r.status != 127;
	if (!runs)
		finding(d, WORTH_A_LOOK, "spelling", arena_printf(a,
			_("%s is not there: spelling is not checked while you write"), argv[0]));
	else if (!have.len)
		finding(d, WORTH_A_LOOK, "spelling", arena_printf(a,
			_("no dictionary for%s: spelling is not checked while you write"), lack.data));
	else
		finding(d, FINE, "spelling", arena_printf(a, lack.len ? _("checked in%s; no dictionary for%s")
			: _("checked in%s%s"), have.data, lack.len ? lack.data : ""));
	buf_free(&have);
	buf_free(&lack);
}

int
cli_doctor(struct cli *c)
{
	struct doctor d = { .c = c, .list = json_array() };
	look_at_config(&d);
	look_at_store(&d);
	look_at_backup(&d);
	look_at_accounts(&d);
	look_at_outbox(&d);
	look_at_robot(&d);
	look_at_machine(&d);
	look_at_spelling(&d);
	if (c->json)
		cli_json(json_pack("{s:o,s:i}", "findings", d.list, "wrong", d.wrong));
	else
		json_decref(d.list);
	return d.wrong ? 1 : 0;
}
