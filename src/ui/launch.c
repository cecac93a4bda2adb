/* launch.c - other programs: sync through a small process forked at the start, the editor by ourselves. */
#include "app.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "paths.h"

/* The launcher: waits for a byte, then runs sync; ends with us (its pipe closes), and sync with it. */
static void
launcher_main(struct app *app, int fd)
{
	struct arena *a = arena_new();
	char byte;
	signal(SIGINT, SIG_IGN);
	if (read(fd, &byte, 1) != 1)
		_exit(0);
	const char *argv[8];
	size_t n = 0;
	argv[n++] = paths_find_program(a, "sportello-sync");
	if (app->options->config_path)
		argv[n++] = "--config", argv[n++] = app->options->config_path;
	argv[n++] = "--store";
	argv[n++] = store_path(app->store);
	argv[n++] = "--watch";
	argv[n++] = "--quiet";
	argv[n] = NULL;
	pid_t pid = fork();
	if (pid == 0) {
		int null = open("/dev/null", O_RDWR | O_CLOEXEC);
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		setpgid(0, 0);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	while (read(fd, &byte, 1) > 0)
		;
	if (pid > 0)
		kill(pid, SIGTERM);
	_exit(0);
}

/* Forked before the terminal is opened; it holds nothing of the store but its path. */
void
launcher_start(struct app *app)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	pid_t pid = fork();
	if (pid == 0) {
		close(fds[1]);
		launcher_main(app, fds[0]);
	}
	close(fds[0]);
	app->launcher = pid;
	app->launcher_fd = fds[1];
}

/* Is somebody syncing already? */
static bool
sync_runs(struct app *app)
{
	struct buf path = BUF_INIT;
	buf_addf(&path, "%s/sync.lock", store_dir(app->store));
	int fd = open(path.data, O_RDWR | O_CLOEXEC);
	bool held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	if (fd >= 0)
		close(fd);
	buf_free(&path);
	return held;
}

void
launcher_sync(struct app *app)
{
	size_t n;
	conf_accounts(app->conf, &n);
	if (app->launcher_fd < 0 || app->sync_started || !n || store_read_only(app->store) || sync_runs(app))
		return;
	if (write(app->launcher_fd, "s", 1) == 1)
		app->sync_started = true;
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

void
launcher_end(struct app *app)
{
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

static char *
read_back(const char *path, struct arena *a)
{
	struct buf b = BUF_INIT;
	char chunk[4096];
	ssize_t n;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0 && b.len < 4 << 20)
		buf_add(&b, chunk, (size_t)n);
	if (fd >= 0)
		close(fd);
	char *text = utf8_clean_str(a, b.data, true);
	buf_free(&b);
	return fd >= 0 ? text : NULL;
}

char *
launch_editor(struct app *app, const char *text, struct arena *a)
{
	char *path = arena_printf(a, "%s/compose-XXXXXX", store_dir(app->store)), *back = NULL;
	int fd = mkstemp(path), status = -1;
	size_t len = strlen(text);
	if (fd < 0 || write(fd, text, len) != (ssize_t)len) {
		app_say(app, MESSAGE_BAD, _("%s: cannot be written: %s"), path, strerror(errno));
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	close(fd);
	term_release(app->term);
	pid_t pid = fork();
	if (pid == 0) {
		/* the user's own command line; the file is an argument, never part of it */
		execl("/bin/sh", "sh", "-c", arena_printf(a, "%s \"$1\"", editor_command(app)), "sh", path, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	term_reclaim(app->term);
	app->dirty = true;
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		app_say(app, MESSAGE_BAD, _("the editor '%s' failed; the text is as it was"), editor_command(app));
	else
		back = read_back(path, a);
	unlink(path);
	return back;
}

/* -- a person's own command lines --------------------------------------------------------------------------------- */

/* What the command reads comes through a descriptor, never as words of it. */
static void
run_shell(const char *command, int input)
{
	if (input >= 0)
		dup2(input, 0);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

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

void
launch_shell(struct app *app, const char *command, const char *input)
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
	pid_t pid = fork();
	if (pid == 0)
		run_shell(command, fd);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!term_is_headless(app->term)) {
		printf(_("\n-- Enter returns to Sportello --"));
		fflush(stdout);
		while (read(0, &byte, 1) == 1 && byte != '\n' && byte != '\r')
			;
	}
	term_reclaim(app->term);
	if (fd >= 0)
		close(fd);
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
		app_say(app, MESSAGE_BAD, _("'%s' failed"), command);
	app->dirty = true;
	arena_free(a);
}
