/*
 * supervisor.c - one loop: start passes when they are due, look after the children, say what happens.
 *
 * When a child dies or takes too long over a file, the file it had named is set down as unreadable and
 * the pass begins again after it.  The wait is a tick, or until a child ends.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "hash.h"
#include "i18n.h"
#include "log.h"
#include "sandbox.h"
#include "str.h"
#include "supervisor.h"

#define CRASHES_MAX 50			/* files given up in one pass */
#define BACKOFF_MAX_MS (15 * MS_MINUTE)
#define STOP_PATIENCE_MS 20000

/* -- the store is open only between forks ------------------------------------------------------------- */

int
supervisor_reopen(struct supervisor *v, struct error *err)
{
	return v->sync->store ? 0 : sync_open_store(v->sync, &v->sync->store, err);
}

void
supervisor_close(struct supervisor *v)
{
	store_close(v->sync->store);
	v->sync->store = NULL;
}

/* -- passes ---------------------------------------------------------------------------------------------- */

struct start { struct supervisor *v; struct sync_account *a; bool deliver_only; };

static int
run_pass(void *ctx)
{
	struct start *s = ctx;
	struct worker w = { .sync = s->v->sync, .account = s->a, .page = s->a->page,
		.deliver_only = s->deliver_only, .pull_only = s->a->pull_only, .watch = s->v->sync->options.watch };

	if (s->v->index_pipe >= 0)
		(void)close(s->v->index_pipe);
	robot_finish(s->v);
	return worker_run(&w);
}

static void
start_pass(struct supervisor *v, struct sync_account *a, bool deliver_only)
{
	struct start s = { v, a, deliver_only };
	struct error err = ERROR_INIT;
	int64_t started = a->crashes ? a->page->started_us : clock_mono_us();

	if (a->crashes) {		/* go on counting */
		a->page->file_since_us = 0;
		a->page->ended = false;
	} else {
		memset(a->page, 0, sizeof *a->page);
	}
	a->page->started_us = started;
	a->pull_only = a->stopped && !a->asked;
	a->asked = false;
	a->tried = true;
	supervisor_close(v);
	a->pid = sync_fork(v->sync, 0, run_pass, &s, &err);
	if (a->pid < 0) {
		a->pid = 0;
		a->page->code = err.code;
		memcpy(a->page->error, err.text, sizeof a->page->error);
		a->next_at = clock_now() + MS_MINUTE;
		a->bad = true;
	}
}

int64_t
supervisor_backoff(int fails, int64_t at_least)
{
	int64_t ms = 15 * MS_SECOND;
	unsigned chance;

	for (; fails > 1 && ms < BACKOFF_MAX_MS; fails--)
		ms *= 2;
	if (ms > BACKOFF_MAX_MS)
		ms = BACKOFF_MAX_MS;
	hash_random(&chance, sizeof chance);
	ms -= ms / 4 * (chance % 1000) / 1000;
	return ms > at_least ? ms : at_least;
}

static void
schedule(struct supervisor *v, struct sync_account *a)
{
	const struct sync_page *p = a->page;
	int64_t now = clock_now();

	if (p->code == ERR_NONE || (p->pulled && p->code == ERR_PROTOCOL)) {
		a->fails = 0;
		a->stopped = a->stopped && a->pull_only;
		a->next_at = now + conf_account_span(a->conf, OPT_ACCOUNT_POLL);
	} else {
		a->fails++;
		a->next_at = now + supervisor_backoff(a->fails, p->retry_after_ms);
	}
	if (p->pulled)
		a->pulled_at = now;
	a->outbox_at = v->sync->store ? outbox_next(v->sync->store, a->id) : 0;
	if (p->auth) {			/* knocking again would lock the account */
		a->stopped = true;
		a->stopped_for = a->outbox_at;
		memcpy(a->stop_words, p->error, sizeof a->stop_words);
	}
}

/* A way out that has no news of its own: nobody waits for the next look. */
static bool
says_nothing(const struct sync_account *a)
{
	return a->outlet && conf_account_span(a->conf, OPT_ACCOUNT_POLL) > 30 * MS_DAY;
}

static void
end_pass(struct supervisor *v, struct sync_account *a)
{
	struct error err = ERROR_INIT;

	a->pid = 0;
	a->crashes = 0;
	a->bad = a->page->code != ERR_NONE;
	(void)supervisor_reopen(v, &err);
	schedule(v, a);
	if (v->sync->store)
		(void)feed_account_next(v->sync->store, a->id, v->sync->options.watch && !a->stopped && !says_nothing(a) ?
			a->next_at : 0, &err);
	if (v->sync->store)
		(void)feed_account_state(v->sync->store, a->id,
			a->stopped ? "auth" : a->bad ? "error" : "idle", NULL, 0, 0,
			a->bad ? a->page->error : a->stopped ? a->stop_words : NULL, &err);
	report_pass(v->sync, a);
}

/* -- a child that died ----------------------------------------------------------------------------------- */

/* Sets down the file a child could not get over: named to the user, and a message of its own if notmuch
 * knew its id. */
static int
set_aside(struct supervisor *v, struct sync_account *a, const char *words, struct error *err)
{
	const struct sync_page *p = a->page;
	struct problem_in problem = { .file = p->file, .kind = "unreadable", .words = words };
	struct message_in m = {
		.thread = p->file_id, .remote_id = p->file_id, .kind = KIND_UNREADABLE,
		.direction = DIRECTION_IN, .received_at = p->file_mtime_ms, .sent_at = p->file_mtime_ms,
		.content = digest_of(p->file, strlen(p->file)), .file = p->file,
		.file_bytes = p->file_bytes, .file_mtime_ms = p->file_mtime_ms,
	};
	struct batch b = { .messages = &m, .message_count = p->file_id[0] != 0,
		.problems = &problem, .problem_count = 1 };
	struct feed_context feed = { .account = a->id, .account_uid = a->uid, .channel = "mail",
		.own_addresses = a->own };

	if (supervisor_reopen(v, err))
		return -1;
	a->page->problems++;
	return feed_batch(v->sync->store, &feed, &b, &a->page->fed, err);
}

/* SIGKILL comes from outside: an administrator, a system short of memory; and who is out of memory ends with SIGABRT,
 * GLib with SIGTRAP.  Only when it comes at the same file again it is the file's doing. */
static bool
killed_first_time(struct sync_account *a, int sig)
{
	bool outside = sig == SIGKILL || sig == SIGABRT || sig == SIGTRAP;

	if (!outside || a->hung || str_eq(a->killed_at, a->page->file))
		return false;
	(void)snprintf(a->killed_at, sizeof a->killed_at, "%s", a->page->file);
	return true;
}

static void
child_died(struct supervisor *v, struct sync_account *a, int status)
{
	struct error err = ERROR_INIT;
	struct sync_page *p = a->page;
	char words[200];
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (a->hung)
		snprintf(words, sizeof words, _("reading it took more than 10 seconds"));
	else if (sig)
		snprintf(words, sizeof words, _("reading it ended the program with signal %d (%s)"), sig,
			strsignal(sig));
	else
		snprintf(words, sizeof words, _("reading it ended the program with status %d"),
			WEXITSTATUS(status));
	log_line(LOG_SYNC, "%s: child %d died: %s; file \"%s\"", a->name, (int)a->pid, words, p->file);
	if (!sync_stop && p->file_since_us && a->crashes < CRASHES_MAX &&
	    (killed_first_time(a, sig) || !set_aside(v, a, words, &err))) {
		a->crashes++;
		a->hung = false;
		start_pass(v, a, false);
		return;
	}
	a->hung = false;
	p->code = err.code != ERR_NONE ? err.code : ERR_SYSTEM;
	if (sync_stop)
		snprintf(p->error, sizeof p->error, _("stopped"));
	else if (err.code != ERR_NONE)
		memcpy(p->error, err.text, sizeof p->error);
	else
		snprintf(p->error, sizeof p->error, _("the pass ended unexpectedly (%s); it will be "
			"tried again"), sig ? strsignal(sig) : "?");
	end_pass(v, a);
}

static void
reap(struct supervisor *v)
{
	int status;
	pid_t pid;
	size_t i;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == v->index_pid) {
			v->index_pid = 0;
			v->index_failed += !WIFEXITED(status) || WEXITSTATUS(status);
			continue;
		}
		if (pid == v->api_pid) {
			api_ended(v, status);
			continue;
		}
		if (pid == v->robot_pid) {
			robot_ended(v, status);
			continue;
		}
		for (i = 0; i < v->sync->account_count; i++) {
			struct sync_account *a = &v->sync->accounts[i];

			if (a->pid != pid)
				continue;
			if (a->page->ended)
				end_pass(v, a);
			else
				child_died(v, a, status);
		}
	}
}

static void
watch_files(struct supervisor *v)
{
	int64_t now = clock_mono_us(), since;
	size_t i;

	for (i = 0; i < v->sync->account_count; i++) {
		struct sync_account *a = &v->sync->accounts[i];

		since = a->pid ? __atomic_load_n(&a->page->file_since_us, __ATOMIC_ACQUIRE) : 0;
		if (!since || now - since < SYNC_PARSE_LIMIT_US)
			continue;
		a->hung = true;
		(void)kill(-a->pid, SIGKILL);
		(void)kill(a->pid, SIGKILL);
	}
}

/* -- the index ----------------------------------------------------------------------------------------------- */

struct index_start { struct supervisor *v; int end; };

static int
run_index(void *ctx)
{
	struct index_start *s = ctx;

	(void)close(s->v->index_pipe);
	robot_finish(s->v);
	return index_loop(s->v->sync, s->v->index_page, s->end);
}

static void
start_index(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	struct index_start s = { .v = v };
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return;
	if (v->index_pipe >= 0)
		(void)close(v->index_pipe);
	v->index_pipe = ends[1];
	s.end = ends[0];
	supervisor_close(v);
	v->index_pid = sync_fork(v->sync, SANDBOX_NETWORK, run_index, &s, &err);
	(void)close(ends[0]);
	if (v->index_pid < 0)
		v->index_pid = 0;
}

/* Closing our end tells the indexer to finish what is left and go. */
static void
finish_index(struct supervisor *v)
{
	if (v->index_pipe >= 0)
		(void)close(v->index_pipe);
	v->index_pipe = -1;
}

/* -- the loop --------------------------------------------------------------------------------------------------- */

static int
passes(const struct supervisor *v)
{
	size_t i;
	int n = 0;

	for (i = 0; i < v->sync->account_count; i++)
		n += v->sync->accounts[i].pid != 0;
	return n;
}

static int
running(const struct supervisor *v)
{
	return passes(v) + (v->api_pid != 0);
}

/* Nothing runs, and every account has had its turn. */
static bool
all_done(const struct supervisor *v)
{
	size_t i;

	for (i = 0; i < v->sync->account_count; i++) {
		const struct sync_account *a = &v->sync->accounts[i];

		if (a->api ? !a->done : a->pid || !a->tried)
			return false;
	}
	return !v->api_pid;
}

/* "$" in the console: whoever syncs looks now.  The first value seen is an old one. */
static void
look_if_asked(struct supervisor *v)
{
	struct arena *a = arena_new();
	char *asked = NULL;
	int64_t at = 0;
	size_t i;

	if (store_setting_get(v->sync->store, "sync.asked", a, &asked, NULL) == 0 && asked)
		(void)str_to_int64(asked, &at);
	if (at != v->asked_at && v->looked)
		for (i = 0; i < v->sync->account_count; i++)
			v->sync->accounts[i].next_at = 0;
	v->asked_at = at;
	arena_free(a);
}

/* What changed in the store may have made a row of the outbox due. */
static void
look_at_store(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	size_t i;
	int woken;

	if (supervisor_reopen(v, &err))
		return;
	if (!v->looked || store_changed(v->sync->store)) {
		tick_look(&v->tick, v->sync->store);
		look_if_asked(v);
		v->looked = true;
		for (i = 0; i < v->sync->account_count; i++) {
			struct sync_account *a = &v->sync->accounts[i];

			if (a->pid || a->api)
				continue;
			a->outbox_at = outbox_next(v->sync->store, a->id);
			if (a->stopped && a->outbox_at != a->stopped_for)
				a->asked = true;
		}
	}
	if (clock_mono_us() - v->woke_at < 1000000)
		return;
	v->woke_at = clock_mono_us();
	(void)outbox_appear_due(v->sync->store, &err);
	(void)feed_wake_due(v->sync->store, clock_now(), &woken, &err);
}

static void
start_due(struct supervisor *v)
{
	const struct sync_options *o = &v->sync->options;
	int64_t now = clock_now();
	size_t i;

	for (i = 0; i < v->sync->account_count && (!o->jobs || running(v) < o->jobs); i++) {
		struct sync_account *a = &v->sync->accounts[i];
		bool pull = now >= a->next_at, send = a->outbox_at && now >= a->outbox_at;

		/* a program that refused its own sign-in is left alone; mail is still read */
		if (a->api || a->pid || (!o->watch && a->tried) || (a->stopped && !a->asked && !str_eq(a->channel, "mail")))
			continue;
		/* a failing account is not asked more often because something is queued */
		if (pull || a->asked || (send && !a->fails && !a->stopped))
			start_pass(v, a, !pull && !a->asked && now - a->pulled_at < MS_MINUTE);
	}
}

/* The configuration was written: begin again with it, unless it is wrong. */
static void
look_at_config(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	struct arena *a;
	struct conf *c;
	struct stat st;
	time_t was = v->config_mtime;

	if (stat(v->sync->config_path, &st))
		return;
	v->config_mtime = st.st_mtime;
	if (!was || was == st.st_mtime)
		return;
	a = arena_new();
	if (conf_load(v->sync->options.config, a, &c, &err))
		fprintf(stderr, _("sportello-sync: %s; going on with the old configuration\n"), err.text);
	else
		sync_stop = SYNC_AGAIN;
	arena_free(a);
}

/* The clock was put back: what is planned by it would wait until that time comes again. */
static void
look_at_clock(struct supervisor *v)
{
	int64_t now = clock_now();

	if (v->clock_at > now + MS_MINUTE)
		sync_stop = SYNC_AGAIN;
	v->clock_at = now;
}

static void
wait_tick(const struct supervisor *v, int ms)
{
	struct timespec ts = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	(void)sigtimedwait(&v->signals, NULL, &ts);
}

/* Children finish what they are saying; then they are ended. */
static void
stop_children(struct supervisor *v)
{
	int64_t until = clock_mono_us() + STOP_PATIENCE_MS * 1000LL;
	size_t i;

	finish_index(v);
	robot_finish(v);
	for (i = 0; i < v->sync->account_count; i++)
		if (v->sync->accounts[i].pid)
			(void)kill(v->sync->accounts[i].pid, SIGTERM);
	if (v->api_pid)
		(void)kill(v->api_pid, SIGTERM);
	if (v->index_pid)
		(void)kill(v->index_pid, SIGTERM);
	if (v->robot_pid)
		(void)kill(v->robot_pid, SIGTERM);
	while ((running(v) || v->index_pid || v->robot_pid) && clock_mono_us() < until) {
		wait_tick(v, 50);
		reap(v);
	}
	for (i = 0; i < v->sync->account_count; i++)
		if (v->sync->accounts[i].pid)
			(void)kill(-v->sync->accounts[i].pid, SIGKILL);
	if (v->api_pid)
		(void)kill(-v->api_pid, SIGKILL);
	if (v->index_pid)
		(void)kill(v->index_pid, SIGKILL);
	if (v->robot_pid)
		(void)kill(v->robot_pid, SIGKILL);
	reap(v);
}

static void
loop(struct supervisor *v)
{
	const bool watch = v->sync->options.watch;
	int64_t said = 0;
	size_t i;

	api_start(v);
	start_due(v);
	start_index(v);
	if (watch)
		robot_start(v);
	while (!sync_stop) {
		wait_tick(v, watch && !passes(v) ? tick_ms(&v->tick) : TICK_BUSY_MS);
		reap(v);
		watch_files(v);
		api_watch(v);
		api_report(v);
		api_start(v);
		if (!watch)
			start_due(v);
		if (!watch && all_done(v) && !robot_turn(v)) {
			finish_index(v);
			if (!v->index_pid)
				break;
		}
		if (clock_mono_us() - said > 1000000) {
			said = clock_mono_us();
			for (i = 0; i < v->sync->account_count; i++)
				if (v->sync->accounts[i].pid || (v->api_pid && v->sync->accounts[i].api))
					report_progress(v->sync, &v->sync->accounts[i]);
			if (watch)
				look_at_config(v);
			if (watch)
				look_at_clock(v);
		}
		if (!watch)
			continue;
		look_at_store(v);
		start_due(v);
		robot_start(v);
		if (!v->index_pid && v->index_failed < 20)
			start_index(v);
	}
	stop_children(v);
}

static int
prepare(struct supervisor *v, struct error *err)
{
	struct sync *y = v->sync;
	int64_t *ids = arena_array(y->arena, int64_t, y->account_count + 1);
	size_t i;
	int woken;

	if (supervisor_reopen(v, err))
		return -1;
	if (store_read_only(y->store))
		return error_set(err, ERR_STORE, _("%s cannot be written; check the permissions of its "
			"folder and whether the disk is full"), y->store_path);
	for (i = 0; i < y->account_count; i++) {
		struct sync_account *a = &y->accounts[i];
		struct feed_account in = { .name = a->name, .channel = a->channel,
			.speaks_as = a->speaks_as, .address = a->address, .uid = a->uid,
			.since_at = a->since_at, .own_addresses = a->own };

		if (feed_account(y->store, &in, &a->id, err))
			return -1;
		ids[i] = a->id;
		a->page = sync_page_new();
	}
	if (!y->options.accounts[0] && feed_accounts_keep(y->store, ids, y->account_count, err))
		return -1;
	if (outbox_appear_due(y->store, err) || feed_clock_back(y->store, clock_now(), err))
		return -1;
	return feed_wake_due(y->store, clock_now(), &woken, err);
}

int
sync_run(struct sync *y)
{
	struct supervisor v = { .sync = y, .index_pipe = -1, .robot_pipe = -1, .index_page = sync_page_new() };
	struct error err = ERROR_INIT;
	int status = 0;
	size_t i;

	sigemptyset(&v.signals);
	sigaddset(&v.signals, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &v.signals, NULL);
	if (prepare(&v, &err)) {
		supervisor_close(&v);
		fprintf(stderr, "sportello-sync: %s\n", err.text);
		return error_exit_status(err.code);
	}
	if (!y->account_count && !y->options.quiet)
		fprintf(stderr, _("sportello-sync: no account is configured; `sportello account add` makes "
			"one\n"));
	loop(&v);
	for (i = 0; i < y->account_count; i++)
		status |= y->accounts[i].bad;
	supervisor_close(&v);
	report_end(y);
	return status && !y->options.watch ? 5 : 0;
}
