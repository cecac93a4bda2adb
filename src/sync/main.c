/*
 * main.c - the program sportello-sync: its command line, its lock, its signals.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "paths.h"
#include "sandbox.h"
#include "str.h"
#include "sync.h"

/* One table for getopt and --help. */
static const struct {
	const char *name, *arg, *help;
	int key;
} options[] = {
	{ "once", NULL, N_("one pass over all accounts, then end (the default)"), 'o' },
	{ "watch", NULL, N_("go on: poll accounts, deliver at once what is queued"), 'w' },
	{ "account", N_("NAME"), N_("only this account (may be repeated)"), 'a' },
	{ "jobs", N_("N"), N_("at most N accounts at once; 1: one after the other, in their order"), 'J' },
	{ "probe", N_("NAME"), N_("try an account step by step and say what its servers say"), 'p' },
	{ "authorize", N_("NAME"), N_("sign in to an account by hand, and keep its token"), 'A' },
	{ "extract", N_("FILE"), N_("with PART and TO: write one part of a mail to a new file"), 'x' },
	{ "ingest", N_("NAME"), N_("with FILE: take in a payload that a service pushed for this account"), 'i' },
	{ "import", N_("DESK"), N_("with FILE: take in what another desk held, as history"), 'I' },
	{ "replay", N_("FILE"), N_("play a file of timed events into a new store, with the clock set to each"), 'R' },
	{ "dry-run", NULL, N_("import: say what would come, change nothing"), 'd' },
	{ "macros", N_("FILE"), N_("import: write the desk's macros to a new file, for the configuration"), 'm' },
	{ "json", NULL, N_("one JSON object a line"), 'j' },
	{ "quiet", NULL, N_("only errors"), 'q' },
	{ "trace", N_("AREA"), N_("say what happens: sync, mail, mime, smtp, http, exec, store, all"), 't' },
	{ "config", N_("FILE"), N_("configuration file"), 'c' },
	{ "store", N_("FILE"), N_("store file"), 's' },
	{ "now", N_("TIME"), N_("work as if it were this time (RFC 3339), for tests"), 'n' },
	{ "help", NULL, N_("this help"), 'h' },
	{ "version", NULL, N_("version"), 'V' },
};
#define OPTIONS (sizeof options / sizeof options[0])

static int
help(void)
{
	char left[40];
	size_t i;

	puts(_("usage: sportello-sync [OPTIONS]\n\n"
		"Takes in what is new in all accounts and sends what waits in the outbox.\n"));
	for (i = 0; i < OPTIONS; i++) {
		snprintf(left, sizeof left, "--%s%s%s", options[i].name, options[i].arg ? " " : "",
			options[i].arg ? _(options[i].arg) : "");
		printf("  %-18s %s\n", left, _(options[i].help));
	}
	puts(_("\nManual: sportello-sync(1), sportello.conf(5), sportello-exec(5)."));
	return 0;
}

static int
fail(const struct error *err)
{
	fprintf(stderr, "sportello-sync: %s\n", err->text);
	return error_exit_status(err->code);
}

/* --jobs and --now; -1 after a word to the user. */
static int
take_value(struct sync *y, int key, const char *value)
{
	int64_t n;

	if (key == 'n' && clock_parse_rfc3339(value, &n)) {
		clock_set(n, true);
	} else if (key == 'J' && !str_to_int64(value, &n) && n > 0 && n < 1000) {
		y->options.jobs = (int)n;
	} else {
		fprintf(stderr, key == 'n' ? _("sportello-sync: --now '%s' is no RFC 3339 time\n") :
			_("sportello-sync: --jobs '%s': say how many, from 1\n"), value);
		return -1;
	}
	return 0;
}

/* -1 = go on, else the exit status. */
/* What stands behind the options: -1 = fine. */
static int
read_names(struct sync *y, int n, char **names)
{
	if (y->options.extract && n == 2) {
		y->options.part = names[0];
		y->options.to = names[1];
		return -1;
	}
	if ((y->options.ingest || y->options.import) && n == 1) {
		y->options.payload = names[0];
		return -1;
	}
	if (!n && !y->options.extract && !y->options.ingest && !y->options.import)
		return -1;
	if (y->options.ingest)
		fprintf(stderr, _("usage: sportello-sync --ingest ACCOUNT FILE\n"));
	else if (y->options.import)
		fprintf(stderr, _("usage: sportello-sync --import DESK FILE [--dry-run] [--macros FILE]\n"));
	else if (!n)
		fprintf(stderr, _("usage: sportello-sync --extract FILE PART TO\n"));
	else
		fprintf(stderr, _("sportello-sync: '%s' is no option; see `sportello-sync --help`\n"), names[0]);
	return 2;
}

static int
read_options(struct sync *y, int argc, char **argv)
{
	struct option table[OPTIONS + 1] = { { NULL, 0, NULL, 0 } };
	const char **accounts = arena_array(y->arena, const char *, (size_t)argc + 1);
	size_t i, n = 0;
	int c;

	for (i = 0; i < OPTIONS; i++)
		table[i] = (struct option){ options[i].name,
			options[i].arg ? required_argument : no_argument, NULL, options[i].key };
	y->options.accounts = accounts;
	y->options.config = getenv("SPORTELLO_CONFIG");
	y->options.store = getenv("SPORTELLO_STORE");
	while ((c = getopt_long(argc, argv, "hV", table, NULL)) != -1) {
		switch (c) {
		case 'o':
			y->options.watch = false;
			break;
		case 'w':
			y->options.watch = true;
			break;
		case 'a':
			accounts[n++] = optarg;
			break;
		case 'p':
			y->options.probe = optarg;
			break;
		case 'A':
			y->options.authorize = optarg;
			break;
		case 'x':
			y->options.extract = optarg;
			break;
		case 'i':
			y->options.ingest = optarg;
			break;
		case 'I':
			y->options.import = optarg;
			break;
		case 'R':
			y->options.replay = optarg;
			break;
		case 'd':
			y->options.dry_run = true;
			break;
		case 'm':
			y->options.macros = optarg;
			break;
		case 'j':
			y->options.json = true;
			break;
		case 'q':
			y->options.quiet = true;
			break;
		case 't':
			if (log_enable(optarg))
				break;
			fprintf(stderr, _("sportello-sync: --trace '%s': there is no such area\n"), optarg);
			return 2;
		case 'c':
			y->options.config = optarg;
			break;
		case 's':
			y->options.store = optarg;
			break;
		case 'J':
		case 'n':
			if (!take_value(y, c, optarg))
				break;
			return 2;
		case 'h':
			return help();
		case 'V':
			printf("%s %s\n", "sportello-sync", PACKAGE_VERSION);
			return 0;
		default:
			fprintf(stderr, _("sportello-sync: see `sportello-sync --help`\n"));
			return 2;
		}
	}
	return read_names(y, argc - optind, argv + optind);
}

/* One sync per store.  The lock is kept by every child too, so none can be left behind unnoticed. */
static int
take_lock(struct sync *y, struct error *err)
{
	const char *path = arena_printf(y->arena, "%s/sync.lock", y->dir);
	char pid[32] = "";
	ssize_t n;

	if (paths_make_dir(y->dir, err))
		return -1;
	y->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (y->lock_fd < 0)
		return error_set(err, ERR_STORE, _("%s: %s; check the folder's permissions and whether the "
			"disk is full"), path, strerror(errno));
	if (flock(y->lock_fd, LOCK_EX | LOCK_NB)) {
		n = read(y->lock_fd, pid, sizeof pid - 1);
		pid[n > 0 ? strcspn(pid, "\n") : 0] = '\0';
		return error_set(err, ERR_BUSY, _("another sportello-sync (process %s) is at work on %s; it "
			"will do what is to be done"), *pid ? pid : "?", y->store_path);
	}
	n = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
	if (ftruncate(y->lock_fd, 0) || pwrite(y->lock_fd, pid, (size_t)n, 0) < 0)
		return error_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
	return 0;
}

static void
on_signal(int sig)
{
	(void)sig;
	sync_stop = 1;
}

/* Everything after the options. */
static int
work(struct sync *y, char **argv)
{
	struct error err = ERROR_INIT;
	int status;

	if (setup_load(y, &err) || sync_confine(y, &err))
		return fail(&err);
	if ((y->options.extract || y->options.ingest) && y->confined)
		(void)sandbox_hold(SANDBOX_NETWORK | SANDBOX_EXEC);
	if (y->options.probe)
		return probe_run(y, y->options.probe);
	if (y->options.authorize)
		return authorize_run(y, y->options.authorize);
	if (y->options.extract)
		return extract_run(y, y->options.extract, y->options.part, y->options.to, &err) ? fail(&err) : 0;
	if (y->options.ingest)
		return ingest_run(y, y->options.ingest, y->options.payload, &err) ? fail(&err) : 0;
	if (y->options.replay)
		return replay_run(y, y->options.replay, &err) ? fail(&err) : 0;
	if (y->options.import)
		return import_run(y, y->options.import, y->options.payload, &err) ? fail(&err) : 0;
	if (take_lock(y, &err))
		return fail(&err);
	status = sync_run(y);
	if (sync_stop == SYNC_AGAIN) {		/* the configuration was written: start again with it */
		(void)execv("/proc/self/exe", argv);
		status = 1;
	}
	return status;
}

/* A core would hold tokens and passwords; whoever needs one raises the limit again (prlimit). */
static void
no_core(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit))
		return;
	limit.rlim_cur = 0;
	(void)setrlimit(RLIMIT_CORE, &limit);
}

int
main(int argc, char **argv)
{
	struct sigaction stop = { .sa_handler = on_signal };
	struct sync y = { .arena = arena_new(), .lock_fd = -1 };
	int status;

	i18n_init();
	no_core();
	json_set_alloc_funcs(xmalloc, free);	/* half an answer would be taken for the whole */
	status = read_options(&y, argc, argv);
	if (status < 0) {
		(void)sigaction(SIGTERM, &stop, NULL);
		(void)sigaction(SIGINT, &stop, NULL);
		(void)sigaction(SIGHUP, &stop, NULL);
		(void)signal(SIGPIPE, SIG_IGN);
		status = work(&y, argv);
	}
	language_close(&y.language);
	arena_free(y.arena);
	return status;
}
