/* launch.c - other programs: sync through a small process forked at the start, the editor by ourselves. */
#include "launch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "paths.h"
#include "process.h"

enum { RESTART_MS = 2000, RESTART_MAX_MS = 60000, HEALTHY_MS = 60000, BUSY_STATUS = 4,
	TEXT_MAX = 4 << 20 };

/* -- the launcher: its own process --------------------------------------------------------------------------------- */

struct launcher {
	struct app *app;
	int fd, words_fd;		/* words: sync's standard error */
	pid_t sync;
	int64_t started, again_at;	/* monotonic us; again_at 0 = not wanted */
	int wait_ms;
	struct launch_news news;
	size_t said;
	sigset_t usual;
	bool deliver;			/* something was queued just before the console ended */
};

static void
on_child(int sig)
{
	(void)sig;
}

size_t
own_program(struct app *app, const char *program, const char **argv, struct arena *a)
{
	size_t n = 0;
	argv[n++] = paths_find_program(a, program);
	if (app->options->config_path) {
		argv[n++] = "--config";
		argv[n++] = app->options->config_path;
	}
	argv[n++] = "--store";
	argv[n++] = store_path(app->store);
	return n;
}

/* For as long as the console lives (watch), or once. */
static void
exec_sync(const struct launcher *l, int words, bool watch)
{
	struct arena *a = arena_new();
	const char *argv[8];
	size_t n = own_program(l->app, "sportello-sync", argv, a);
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	argv[n++] = watch ? "--watch" : "--once";
	argv[n++] = "--quiet";
	argv[n] = NULL;
	dup2(null, 0);
	dup2(null, 1);
	dup2(words, 2);
	setpgid(0, 0);
	if (watch)
		prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigprocmask(SIG_SETMASK, &l->usual, NULL);
	signal(SIGINT, SIG_DFL);
	execvp(argv[0], (char *const *)argv);
	dprintf(2, "%s: %s\n", argv[0], strerror(errno));
	_exit(NOT_STARTED);
}

/* The console hears what became of it; it is started again, less and less often. */
static void
tell(struct launcher *l, int status)
{
	int64_t now = clock_mono_us();
	l->sync = 0;
	l->news.what = LAUNCH_SYNC;
	l->news.status = status;
	l->wait_ms = l->wait_ms && now - l->started < HEALTHY_MS * 1000LL ? l->wait_ms * 2 : RESTART_MS;
	if (l->wait_ms > RESTART_MAX_MS)
		l->wait_ms = RESTART_MAX_MS;
	l->again_at = now + l->wait_ms * 1000LL;
	(void)send(l->fd, &l->news, sizeof l->news, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
start_sync(struct launcher *l)
{
	int words[2] = { -1, -1 };
	l->said = 0;
	l->news.said[0] = '\0';
	l->started = clock_mono_us();
	l->again_at = 0;
	l->sync = pipe2(words, O_CLOEXEC | O_NONBLOCK) < 0 ? -1 : fork();
	if (l->sync == 0)
		exec_sync(l, words[1], true);
	if (l->sync < 0) {
		snprintf(l->news.said, LAUNCH_SAID, "%s", strerror(errno));
		if (words[0] >= 0)
			close(words[0]);
		words[0] = -1;
	}
	if (words[1] >= 0)
		close(words[1]);
	l->words_fd = words[0];
	if (l->sync < 0)
		tell(l, NOT_STARTED);
}

/* Keeps the last line of what sync says. */
static void
hear_words(struct launcher *l)
{
	char chunk[512];
	ssize_t n = read(l->words_fd, chunk, sizeof chunk);
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) {
		close(l->words_fd);
		l->words_fd = -1;
	}
	for (ssize_t i = 0; i < n; i++) {
		if (chunk[i] == '\n')
			l->said = 0;
		else if (l->said + 1 < LAUNCH_SAID) {
			l->news.said[l->said++] = chunk[i];
			l->news.said[l->said] = '\0';
		}
	}
}

static void
sync_ended(struct launcher *l, int status)
{
	if (l->words_fd >= 0)
		hear_words(l);
	if (l->words_fd >= 0)
		close(l->words_fd);
	l->words_fd = -1;
	tell(l, WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

/* False when the console has gone. */
static bool
hear_console(struct launcher *l)
{
	char said[LAUNCH_MAX + 1] = "";
	ssize_t n = recv(l->fd, said, LAUNCH_MAX, MSG_DONTWAIT);
	if (n > 1 && (*said == LAUNCH_DIAL || *said == LAUNCH_HOOK || *said == LAUNCH_PICTURE))
		launch_words(l->fd, *said, said + 1, (size_t)n - 1);
	else if (n == 1 && *said == LAUNCH_DELIVER)
		l->deliver = true;
	else if (n == 1 && l->sync <= 0) {
		l->wait_ms = 0;
		start_sync(l);
	}
	return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* The console has gone, and what it queued last still waits for its undo time: one pass of sync afterwards. */
static void
deliver_later(const struct launcher *l)
{
	int64_t hold = conf_span(l->app->conf, OPT_CARE_UNDO_SEND);
	struct timespec ts = { hold / 1000 + 1, 0 };
	if (l->sync > 0)
		(void)waitpid(l->sync, NULL, 0);
	if (fork() != 0)
		return;
	setsid();
	signal(SIGHUP, SIG_IGN);
	while (nanosleep(&ts, &ts) < 0 && errno == EINTR)
		;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0 && access(store_path(l->app->store), W_OK) == 0)
		exec_sync(l, null, false);
	_exit(0);
}

static void
launcher_main(struct app *app, int fd)
{
	struct launcher l = { .app = app, .fd = fd, .words_fd = -1 };
	struct sigaction child = { .sa_handler = on_child };
	sigset_t blocked;
	int status;
	signal(SIGINT, SIG_IGN);
	setpgid(0, 0);
	prctl(PR_SET_DUMPABLE, 0);	/* it has more than the console: nobody may make it do things */
	process_starter_leave();
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	sigprocmask(SIG_BLOCK, &blocked, &l.usual);
	sigaction(SIGCHLD, &child, NULL);
	for (;;) {
		struct pollfd fds[2] = { { fd, POLLIN, 0 }, { l.words_fd, POLLIN, 0 } };
		int64_t left = l.again_at ? l.again_at - clock_mono_us() : 0;
		struct timespec ts = { left > 0 ? left / 1000000 : 0, left > 0 ? left % 1000000 * 1000 : 0 };
		if (ppoll(fds, 2, l.again_at ? &ts : NULL, &l.usual) < 0 && errno != EINTR)
			break;
		if (fds[0].revents && !hear_console(&l))
			break;
		if (fds[1].revents && l.words_fd >= 0)
			hear_words(&l);
		if (l.sync > 0 && waitpid(l.sync, &status, WNOHANG) == l.sync)
			sync_ended(&l, status);
		if (l.again_at && clock_mono_us() >= l.again_at)
			start_sync(&l);
	}
	if (l.sync > 0)
		kill(l.sync, SIGTERM);
	if (l.deliver)
		deliver_later(&l);
	_exit(0);
}

/* -- the console's side ------------------------------------------------------------------------------------------------ */

/* Forked before the terminal is opened; of the store it uses nothing but the path. */
void
launcher_start(struct app *app)
{
	int fds[2];
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[1]);
		launcher_main(app, fds[0]);
	}
	close(fds[0]);
	if (pid < 0) {
		close(fds[1]);
		return;
	}
	app->launcher = pid;
	app->launcher_fd = fds[1];
}

bool
sync_runs(struct app *app)
{
	return store_syncs(app->store);
}

void
launcher_sync(struct app *app)
{
	size_t n;
	conf_accounts(app->conf, &n);
	if (app->launcher_fd < 0 || !n || store_read_only(app->store))
		return;
	if (send(app->launcher_fd, "s", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1)
		app->sync_started = true;
}

static const char *
trouble_words(struct app *app, const struct launch_news *news)
{
	char *out = app->sync_trouble;
	size_t room = sizeof app->sync_trouble;
	const char *said = news->said;
	if (str_starts(said, "sportello-sync: "))
		said += strlen("sportello-sync: ");
	if (news->status == 0 || news->status == BUSY_STATUS)
		out[0] = '\0';		/* asked to end, or another one is at work */
	else if (news->status > 128 && news->status != 128 + SIGTERM)
		snprintf(out, room, _("sync crashed (signal %d), it starts again"), news->status - 128);
	else if (news->status == NOT_STARTED)
		snprintf(out, room, _("sync cannot be started: %s"), news->said);
	else if (*said)
		snprintf(out, room, _("sync stopped: %s"), said);
	else
		snprintf(out, room, _("sync stopped (status %d), starting it again"), news->status);
	return *out ? out : NULL;
}

const char *
launcher_trouble(struct app *app)
{
	struct launch_news news;
	ssize_t n = 0;
	if (app->launcher_fd < 0)
		return *app->sync_trouble ? app->sync_trouble : NULL;
	while ((n = recv(app->launcher_fd, &news, sizeof news, MSG_DONTWAIT)) == (ssize_t)sizeof news) {
		news.said[LAUNCH_SAID - 1] = '\0';
		if (news.what == LAUNCH_DIAL)
			dial_ended(app, &news);
		else if (news.what == LAUNCH_HOOK)
			hook_ended(app, &news);
		else if (news.what == LAUNCH_PICTURE)
			picture_ended(app, &news);
		else
			(void)trouble_words(app, &news);
	}
	if (n == 0) {		/* it has gone, and sync with it */
		close(app->launcher_fd);
		app->launcher_fd = -1;
		snprintf(app->sync_trouble, sizeof app->sync_trouble, "%s",
			_("sync is gone: start sportello again"));
	}
	return *app->sync_trouble ? app->sync_trouble : NULL;
}

void
launcher_look(struct app *app)
{
	struct error err = ERROR_INIT;
	char now[32];
	size_t n;
	conf_accounts(app->conf, &n);
	if (!n) {
		app_say(app, MESSAGE_INFO, _("there are no accounts yet: run `sportello account add`"));
		return;
	}
	if (!sync_runs(app) && !app->options->script && app->launcher_fd >= 0 && !app->sync_started) {
		launcher_sync(app);
		app_say(app, MESSAGE_INFO, _("sync started"));
		return;
	}
	snprintf(now, sizeof now, "%lld", (long long)clock_now());
	if (store_setting_put(app->store, "sync.asked", now, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_INFO, sync_runs(app) ? _("looking for news")
			: _("nobody syncs: run `sportello sync --watch`"));
}

/* How many messages are about to leave: queued, and not for a later hour. */
static size_t
about_to_leave(struct app *app)
{
	struct arena *a = arena_new();
	struct outbox_row *rows;
	size_t n, leave = 0;
	int64_t soon = clock_now() + conf_span(app->conf, OPT_CARE_UNDO_SEND);
	if (read_outbox(app->store, 1u << OUTBOX_QUEUED, 0, 1000, a, &rows, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			leave += !rows[i].attempts && rows[i].not_before <= soon;
	arena_free(a);
	return leave;
}

/* The terminal is the shell's again. */
static void
say_what_leaves(struct app *app)
{
	size_t n = app->store && !app->options->script ? about_to_leave(app) : 0;
	if (!n)
		return;
	if (app->sync_started && app->launcher_fd >= 0 && send(app->launcher_fd, "d", 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1)
		fprintf(stderr, ngettext_("%zu message leaves in a moment\n", "%zu messages leave in a moment\n", n), n);
	else if (!sync_runs(app))
		fprintf(stderr, ngettext_("%zu message waits in the outbox: `sportello sync` sends it\n",
			"%zu messages wait in the outbox: `sportello sync` sends them\n", n), n);
}

void
launcher_end(struct app *app)
{
	say_what_leaves(app);
	if (app->launcher_fd >= 0)
		close(app->launcher_fd);
	if (app->launcher > 0)
		(void)waitpid(app->launcher, NULL, 0);
}

/* -- the editor ---------------------------------------------------------------------------------------------------- */

static const char *
editor_command(struct app *app)
{
	const char *set = conf_str(app->conf, OPT_UI_EDITOR), *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
	return !str_empty(set) ? set : !str_empty(visual) ? visual : !str_empty(editor) ? editor : "vi";
}

/* What a command of ours in the editor (`sportello macro expand -`) needs to know. */
static const char *const *
tell_editor(struct app *app, struct arena *a)
{
	const char **env = arena_array(a, const char *, 4);
	struct case_row r;
	size_t n = 0;
	if (conf_exists(app->conf))
		env[n++] = arena_printf(a, "SPORTELLO_CONFIG=%s", conf_file(app->conf));
	env[n++] = arena_printf(a, "SPORTELLO_STORE=%s", store_path(app->store));
	env[n++] = app_case(app) && read_case(app->store, app_case(app), app->v.who.agent, a, &r, NULL) == 0
		? arena_printf(a, "SPORTELLO_CASE=%lld", (long long)r.number) : "SPORTELLO_CASE=";
	env[n] = NULL;
	return env;
}

/* On this terminal, until it ends: its status as of waitpid(2), -1 when it does not run. */
static int
run_here(const char *const *argv, const char *const *env, int input)
{
	const int fds[] = { input >= 0 ? input : 0, 1, 2 };
	struct process_child child;
	int status = -1;
	if (process_spawn(argv, env, fds, 0, &child) == 0)
		(void)process_ended(&child, true, &status);
	return status;
}

static char *
read_back(struct app *app, const char *path, struct arena *a)
{
	struct buf b = BUF_INIT;
	char *text = NULL;
	if (file_read(path, TEXT_MAX, &b) == 0)
		text = utf8_clean_str(a, b.data, true);
	else
		app_say(app, MESSAGE_BAD, _("%s: what the editor wrote cannot be read: %s"), path, strerror(errno));
	buf_free(&b);
	return text;
}

char *
launch_editor(struct app *app, const char *text, struct arena *a)
{
	char *path = arena_printf(a, "%s/compose-XXXXXX", store_dir(app->store)), *back = NULL;
	int fd = mkstemp(path), status = -1;
	size_t len = strlen(text);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len) {
		app_say(app, MESSAGE_BAD, _("%s: cannot be written: %s"), path, strerror(errno));
		if (fd >= 0) {
			close(fd);
			unlink(path);
		}
		return NULL;
	}
	close(fd);
	term_release(app->term);
	/* the user's own command line; the file is an argument, never part of it */
	const char *const argv[] = { "/bin/sh", "-c", arena_printf(a, "%s \"$1\"", editor_command(app)), "sh", path, NULL };
	status = run_here(argv, tell_editor(app, a), -1);
	term_reclaim(app->term);
	app->dirty = true;
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		app_say(app, MESSAGE_BAD, _("the editor '%s' failed; the text is as it was"), editor_command(app));
	else if (!(back = read_back(app, path, a)))
		return NULL;		/* the file stays: its words are nowhere else */
	unlink(path);
	return back;
}

/* -- a person's own command lines --------------------------------------------------------------------------------- */

/* A file without a name that holds the text, at its beginning; -1 when there is none. */
static int
input_file(struct app *app, const char *text, struct arena *a)
{
	char *path = arena_printf(a, "%s/pipe-XXXXXX", store_dir(app->store));
	int fd = text ? mkstemp(path) : -1;
	size_t len = text ? strlen(text) : 0;
	if (fd < 0)
		return -1;
	unlink(path);
	if (write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

static void
launch(struct app *app, const char *command, const char *input, bool waits)
{
	struct arena *a = arena_new();
	int fd = input_file(app, input, a), status = -1;
	char byte;
	if (input && fd < 0) {
		app_say(app, MESSAGE_BAD, _("%s cannot be written: %s"), store_dir(app->store), strerror(errno));
		arena_free(a);
		return;
	}
	term_release(app->term);
	const char *const argv[] = { "/bin/sh", "-c", command, NULL };
	status = run_here(argv, NULL, fd);
	if (waits && !term_is_headless(app->term)) {
		printf(_("\n-- Enter returns to Sportello --"));
		fflush(stdout);
		while (read(0, &byte, 1) == 1 && byte != '\n' && byte != '\r')
			;
	}
	term_reclaim(app->term);
	if (fd >= 0)
		close(fd);
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		app_say(app, MESSAGE_BAD, _("'%s' failed"), command);
	app->dirty = true;
	arena_free(a);
}

void
launch_shell(struct app *app, const char *command, const char *input)
{
	launch(app, command, input, true);
}

void
launch_pager(struct app *app, const char *command)
{
	launch(app, command, NULL, false);
}
