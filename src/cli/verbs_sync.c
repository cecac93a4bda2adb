/* verbs_sync.c - verbs that run sportello-sync: sync, import, account list|test|authorize|add. */
#include "cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

/* The words that start sportello-sync as this program was started. */
static const char **
sync_words(struct cli *c, const char *const *more, size_t n)
{
	char *program = paths_find_program(c->arena, "sportello-sync");
	const char **argv = arena_array(c->arena, const char *, n + 12);
	size_t i = 0;
	argv[i++] = program;
	if (c->config_path)
		argv[i++] = "--config", argv[i++] = c->config_path;
	if (c->store_path)
		argv[i++] = "--store", argv[i++] = c->store_path;
	if (c->json)
		argv[i++] = "--json";
	if (c->quiet)
		argv[i++] = "--quiet";
	if (cli_opt(c, "now"))
		argv[i++] = "--now", argv[i++] = cli_opt(c, "now");
	for (size_t k = 0; k < n; k++)
		argv[i++] = more[k];
	return argv;
}

static int
not_started(const char *program)
{
	struct error err = ERROR_INIT;
	error_set(&err, ERR_SYSTEM, _("%s: %s - is sportello installed whole?"), program, strerror(errno));
	return cli_fail(&err);
}

int
cli_run_sync(struct cli *c, const char *const *more, size_t n)
{
	static const int ours[] = { 0, 1, 2 };
	const char **argv = sync_words(c, more, n);
	struct process_child child;
	int status = 0;
	fflush(NULL);
	if (process_spawn(argv, NULL, ours, 0, &child) < 0)
		return not_started(argv[0]);
	void (*usual)(int) = signal(SIGINT, SIG_IGN);	/* C-c ends the test, not the questions */
	(void)process_ended(&child, true, &status);
	signal(SIGINT, usual);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

/* Becomes sportello-sync with these arguments; in a shell, which goes on afterwards, it is waited for. */
static int
become_sync(struct cli *c, const char *const *more, size_t n)
{
	const char **argv = sync_words(c, more, n);
	if (c->shell)
		return cli_run_sync(c, more, n);
	fflush(NULL);
	execvp(argv[0], (char *const *)argv);
	return not_started(argv[0]);
}

int
cli_sync(struct cli *c)
{
	const char **accounts = cli_opts(c, "account");
	const char **more = arena_array(c->arena, const char *, 2 * c->option_count + 8);
	size_t n = 0;
	if (c->arg_count)
		return cli_usage(c);
	if (cli_opt(c, "watch"))
		more[n++] = "--watch";
	if (cli_opt(c, "jobs"))
		more[n++] = "--jobs", more[n++] = cli_opt(c, "jobs");
	if (cli_opt(c, "trace"))
		more[n++] = "--trace", more[n++] = cli_opt(c, "trace");
	for (; *accounts; accounts++)
		more[n++] = "--account", more[n++] = *accounts;
	return become_sync(c, more, n);
}

/* The console's role writes no messages: sync does. */
int
cli_import(struct cli *c)
{
	const char *more[6];
	size_t n = 0;
	if (c->arg_count != 2)
		return cli_usage(c);
	more[n++] = "--import", more[n++] = c->args[0];
	if (cli_opt(c, "dry-run"))
		more[n++] = "--dry-run";
	if (cli_opt(c, "macros"))
		more[n++] = "--macros", more[n++] = cli_opt(c, "macros");
	more[n++] = c->args[1];
	return become_sync(c, more, n);
}

/* -- account list|test|add ------------------------------------------------------------------------ */

static int
account_list(struct cli *c, struct error *err)
{
	struct account_row *rows;
	size_t n;
	if (cli_open_store(c, STORE_DESK, err) < 0 || read_accounts(c->store, true, c->arena, &rows, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct account_row *r = &rows[i];
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "account", json_text(r->name));
			json_object_set_new(j, "channel", json_text(r->channel));
			json_object_set_new(j, "speaks_as", json_text(r->speaks_as));
			json_object_set_new(j, "address", json_text(r->address));
			json_object_set_new(j, "state", json_text(r->state));
			json_object_set_new(j, "error", json_text(r->error));
			json_object_set_new(j, "pulled", json_time(r->pulled_at));
			json_object_set_new(j, "next", json_time(r->next_at > clock_now() ? r->next_at : 0));
			json_object_set_new(j, "stream", json_text(r->stream));
			json_object_set_new(j, "messages", json_integer(r->messages));
			json_object_set_new(j, "problems", json_integer(r->problems));
			json_object_set_new(j, "active", json_boolean(r->active));
			json_object_set_new(j, "held", json_boolean(r->held_until > clock_now()));
			cli_json(j);
			continue;
		}
		printf("%-16s %-10s %-28s %-8s %8lld", r->name, r->speaks_as, r->address ? r->address : "",
			r->active ? r->state : str_starts(r->name, "import:") ?
				_("imported") : _("removed"), (long long)r->messages);
		const char *words = account_words(r, clock_now(), c->arena);
		if (r->active && *words) {
			printf("  ");
			cli_print(words);
		}
		if (r->problems)
			printf(ngettext_("  (%d file not readable)", "  (%d files not readable)", r->problems),
				r->problems);
		putchar('\n');
	}
	return n ? 0 : 1;
}

static int
account_test(struct cli *c, struct error *err)
{
	(void)err;
	const char *more[] = { "--probe", c->arg_count > 1 ? c->args[1] : "" };
	return become_sync(c, more, 2);
}

static int
account_authorize(struct cli *c, struct error *err)
{
	(void)err;
	if (c->arg_count != 2)
		return cli_usage(c);
	const char *more[] = { "--authorize", c->args[1] };
	return become_sync(c, more, 2);
}

static int
account_add(struct cli *c, struct error *err)
{
	return wizard_account(c, c->arg_count > 1 ? c->args[1] : NULL, NULL, NULL, err);
}

int
cli_account(struct cli *c)
{
	static const struct {
		const char *name;
		int (*run)(struct cli *, struct error *);
	} parts[] = { { "list", account_list }, { "test", account_test }, { "add", account_add },
		{ "authorize", account_authorize } };
	struct error err = ERROR_INIT;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!str_eq(parts[i].name, c->arg_count ? c->args[0] : "list"))
			continue;
		int rc = parts[i].run(c, &err);
		return rc < 0 ? cli_fail(&err) : rc;
	}
	return cli_usage(c);
}
