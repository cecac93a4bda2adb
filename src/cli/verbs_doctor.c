/* verbs_doctor.c - doctor, who looks whether all is well: configuration, store, accounts, outbox, robot. */
#include "doctor.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backup.h"
#include "clock.h"
#include "i18n.h"
#include "robots.h"
#include "str.h"
#include "ui.h"

void
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

/* It is derived: whatever is wrong with it, it can be made anew. */
static void
look_at_index(struct doctor *d)
{
	struct cli *c = d->c;
	const char *broken = cli_opt(c, "full") ? store_check_index(c->store, c->arena) : NULL;
	int64_t behind = read_unindexed(c->store);
	if (broken)
		finding(d, WRONG, "search", arena_printf(c->arena,
			_("%s/search.db is damaged (%s): delete it, and `sportello sync` makes it anew; nothing is lost"),
			store_dir(c->store), broken));
	else if (!behind)
		finding(d, FINE, "search", _("all is indexed"));
	else
		finding(d, WORTH_A_LOOK, "search", arena_printf(c->arena,
			ngettext_("%lld item waits to be indexed: run `sportello sync`",
				"%lld items wait to be indexed: run `sportello sync`", behind), (long long)behind));
}

static void
look_at_store(struct doctor *d)
{
	struct cli *c = d->c;
	struct error err = ERROR_INIT;
	char **findings;
	if (cli_open_store(c, STORE_DESK, &err) < 0) {
		finding(d, WRONG, "store", err.text);
		return;
	}
	if (store_read_only(c->store))
		finding(d, WRONG, "store", _("the folder cannot be written: everything can be read, nothing changed"));
	if (store_check(c->store, cli_opt(c, "full") != NULL, c->arena, &findings, &err) < 0)
		finding(d, WRONG, "store", err.text);
	else if (!findings[0])
		finding(d, FINE, "store", arena_printf(c->arena, cli_opt(c, "full")
			? _("%s is whole, version %d (looked at in full)") : _("%s is whole, version %d"),
			store_path(c->store), store_version()));
	else
		for (; *findings; findings++)
			finding(d, WRONG, "store", *findings);
	int64_t differ;
	bool recount = cli_opt(c, "recount") || cli_opt(c, "full");
	if (recount && store_recount(c->store, false, &differ, &err) < 0)
		finding(d, WRONG, "store", err.text);
	else if (recount)
		finding(d, differ ? WRONG : FINE, "store", arena_printf(c->arena,
			_("%lld derived values differ from a recount"), (long long)differ));
	if (!store_is_home(c->store))
		finding(d, WORTH_A_LOOK, "outbox",
			_("this store was copied or restored: nothing leaves until `sportello outbox adopt`"));
	look_at_index(d);
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

/* What has failed for more than a day does not end by itself. */
static const char *
so_long(const struct account_row *r, struct cli *c)
{
	long days = (long)((clock_now() - r->error_at) / MS_DAY);
	if (!r->error || !r->error_at || days < 1)
		return "";
	return arena_printf(c->arena, ngettext_("; so for %ld day: `sportello account test %s` tries each step",
		"; so for %ld days: `sportello account test %s` tries each step", (unsigned long)days), days, r->name);
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
			finding(d, rows[i].error ? WRONG : FINE, "account", arena_printf(c->arena, "%s (%s): %s%s",
				rows[i].name, rows[i].channel, doing(&rows[i], c), so_long(&rows[i], c)));
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
	int left = counts[OUTBOX_TRYING] + counts[OUTBOX_WIRE];
	if (left && !store_syncs(d->c->store))
		finding(d, WORTH_A_LOOK, "outbox", arena_printf(d->c->arena, ngettext_(
			"%d message was on its way when sync ended: the next `sportello sync` finds out what became of it",
			"%d messages were on their way when sync ended: the next `sportello sync` finds out what became of them",
			(unsigned long)left), left));
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

int
cli_doctor(struct cli *c)
{
	struct doctor d = { .c = c, .list = json_array() };
	look_at_config(&d);
	look_at_store(&d);
	look_at_rights(&d);
	look_at_disk(&d);
	look_at_clock(&d);
	look_at_backup(&d);
	look_at_accounts(&d);
	look_at_outbox(&d);
	look_at_robot(&d);
	look_at_program(&d);
	look_at_sandbox(&d);
	look_at_machine(&d);
	look_at_spelling(&d);
	if (c->json)
		cli_json(json_pack("{s:o,s:i}", "findings", d.list, "wrong", d.wrong));
	else
		json_decref(d.list);
	return d.wrong ? 1 : 0;
}
