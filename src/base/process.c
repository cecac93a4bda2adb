/*
 * process.c - running a program with a limit.
 *
 * One wait over three pipes.  The program leads a process group of its own, so that whatever it
 * started ends with it when time is up; what it leaves running in the background after it ended by
 * itself is its own business, and is not waited for.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "process.h"
#include "str.h"
#include "utf8.h"

#define DEFAULT_TIMEOUT_MS 60000
#define DEFAULT_OUTPUT_MAX (64 * 1024)
#define TERM_TO_KILL_MS 2000
#define LINGER_MS 200		/* reading on after the end, for what is still in the pipes */
#define TICK_MS 20		/* looking whether the program has ended while its pipes are open */
#define STDERR_KEPT 2048

enum { IN, OUT, ERR, PIPES };

struct run {
	const struct process_spec *spec;
	struct process_child child;
	pid_t pid;		/* also of its group */
	int fd[PIPES];		/* our ends, -1 when closed */
	size_t written;
	struct buf out, err;
	bool ended, too_much;
	int status;		/* of waitpid() */
};

static volatile pid_t running;	/* the group process_interrupt() speaks to */

void
process_interrupt(void)
{
	pid_t group = running;

	if (group > 0)
		(void)kill(-group, SIGTERM);
}

static void
close_fd(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

/* The program's name for messages: its arguments may be private. */
static void
name_of(const struct process_spec *spec, char *out, size_t room)
{
	const char *s = spec->command ? spec->command : spec->argv[0];
	size_t len;

	s += strspn(s, " \t");
	len = spec->command ? strcspn(s, " \t\n;|&") : strlen(s);
	(void)snprintf(out, room, "%.*s", (int)(len < room ? len : room - 1), s);
}

/* A pipe whose ends are above the standard three, so that dup2() cannot tread on them. */
static int
open_pipe(int ends[2])
{
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	for (int i = 0; i < 2; i++) {
		int moved;

		if (ends[i] > 2)
			continue;
		moved = fcntl(ends[i], F_DUPFD_CLOEXEC, 3);
		if (moved < 0)
			return -1;
		(void)close(ends[i]);
		ends[i] = moved;
	}
	return 0;
}

static int
open_pipes(struct run *run, int theirs[PIPES])
{
	int ends[2];

	for (int i = 0; i < PIPES; i++) {
		if (i == IN && !run->spec->input) {
			theirs[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
			if (theirs[i] < 0)
				return -1;
			if (theirs[i] <= 2)
				theirs[i] = fcntl(theirs[i], F_DUPFD_CLOEXEC, 3);
			continue;
		}
		if (open_pipe(ends))
			return -1;
		theirs[i] = ends[i == IN ? 0 : 1];
		run->fd[i] = ends[i == IN ? 1 : 0];
		(void)fcntl(run->fd[i], F_SETFL, O_NONBLOCK);
	}
	return 0;
}

/* Starts the program; -1 with errno in *why when it does not run. */
static int
start(struct run *run, int *why)
{
	const char *const shell[] = { "/bin/sh", "-c", run->spec->command, NULL };
	int theirs[PIPES] = { -1, -1, -1 };

	*why = open_pipes(run, theirs) || process_spawn(run->spec->command ? shell : run->spec->argv, run->spec->env, theirs,
		PROCESS_GROUP | (run->spec->held ? PROCESS_HELD : 0u), &run->child) ? errno : 0;
	for (int i = 0; i < PIPES; i++)
		close_fd(&theirs[i]);
	run->pid = run->child.pid;
	running = *why ? 0 : run->pid;
	return *why ? -1 : 0;
}

static void
feed(struct run *run)
{
	size_t left = run->spec->input_len - run->written;
	ssize_t n = left ? write(run->fd[IN], run->spec->input + run->written, left) : 0;

	if (n > 0)
		run->written += (size_t)n;
	/* a program that does not read all of it may have good reasons */
	if (run->written == run->spec->input_len || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&run->fd[IN]);
}

static void
drain(struct run *run, int which)
{
	size_t max = run->spec->output_max ? run->spec->output_max : DEFAULT_OUTPUT_MAX;
	struct buf *to = which == OUT ? &run->out : &run->err;
	char chunk[16384];
	ssize_t n = read(run->fd[which], chunk, sizeof chunk);

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		close_fd(&run->fd[which]);
	if (n <= 0)
		return;
	buf_add(to, chunk, (size_t)n);
	if (which == OUT && to->len > max)
		run->too_much = true;
	if (which == ERR && to->len > 2 * STDERR_KEPT)
		buf_splice(to, 0, to->len - STDERR_KEPT, NULL, 0);
}

/* One wait, at most until `until_us`; moves data and looks whether the program has ended. */
static void
step(struct run *run, int64_t until_us)
{
	struct pollfd polls[PIPES];
	int64_t left = (until_us - clock_mono_us()) / 1000;
	int tick = run->fd[OUT] < 0 && run->fd[ERR] < 0 ? 1 : TICK_MS;	/* it has said all: the end is near */
	int wait_ms = left < 0 ? 0 : left < tick ? (int)left + 1 : tick;

	for (int i = 0; i < PIPES; i++)
		polls[i] = (struct pollfd) {
			.fd = run->fd[i], .events = i == IN ? POLLOUT : POLLIN,
		};
	if (poll(polls, PIPES, wait_ms) > 0) {
		if (polls[IN].revents)
			feed(run);
		if (polls[OUT].revents)
			drain(run, OUT);
		if (polls[ERR].revents)
			drain(run, ERR);
	}
	if (!run->ended)
		run->ended = process_ended(&run->child, false, &run->status);
}

/* Until the program has ended and said all, or time is up.  False: it is still running. */
static bool
attend(struct run *run, int64_t until_us)
{
	bool lingering = false;

	while (clock_mono_us() < until_us && !run->too_much) {
		step(run, until_us);
		if (!run->ended)
			continue;
		if (run->fd[OUT] < 0 && run->fd[ERR] < 0)
			return true;
		if (!lingering && clock_mono_us() + LINGER_MS * 1000 < until_us)
			until_us = clock_mono_us() + LINGER_MS * 1000;
		lingering = true;
	}
	return run->ended && !run->too_much;
}

static bool
group_alive(const struct run *run)
{
	return kill(-run->pid, 0) == 0 || errno == EPERM;
}

/* TERM, two seconds, KILL: the program and all it started.  Its pipes stay open and are emptied, so
 * that it can say something while it tidies up. */
static void
stop(struct run *run)
{
	int64_t until = clock_mono_us() + TERM_TO_KILL_MS * 1000;

	close_fd(&run->fd[IN]);
	(void)kill(-run->pid, SIGTERM);
	while (clock_mono_us() < until) {
		step(run, until);
		buf_clear(&run->out);
		/* the group keeps its number as long as anybody is in it */
		if (run->ended && !group_alive(run))
			return;
	}
	(void)kill(-run->pid, SIGKILL);
	if (!run->ended)
		run->ended = process_ended(&run->child, true, &run->status);
}

static void
keep_result(struct run *run, struct arena *a, struct process_result *out)
{
	size_t from = run->err.len > STDERR_KEPT ? run->err.len - STDERR_KEPT : 0;
	struct buf clean = BUF_INIT;

	while (from < run->err.len && (run->err.data[from] & 0xc0) == 0x80)
		from++;
	utf8_clean(&clean, run->err.data + from, run->err.len - from, true);
	out->status = WIFSIGNALED(run->status) ? 128 + WTERMSIG(run->status) :
		WEXITSTATUS(run->status);
	out->out = arena_strn(a, run->out.data, run->out.len);
	out->out_len = run->out.len;
	out->err = str_trim(a, clean.data);
	buf_free(&clean);
}

static void
forget(struct run *run)
{
	for (int i = 0; i < PIPES; i++)
		close_fd(&run->fd[i]);
	/* it may have been a secret */
	if (run->out.cap)
		explicit_bzero(run->out.data, run->out.cap);
	buf_free(&run->out);
	buf_free(&run->err);
}

int
process_run(const struct process_spec *spec, struct arena *a, struct process_result *out,
	struct error *err)
{
	struct run run = { .spec = spec, .fd = { -1, -1, -1 }, .out = BUF_INIT, .err = BUF_INIT };
	int timeout = spec->timeout_ms > 0 ? spec->timeout_ms : DEFAULT_TIMEOUT_MS, why, failed = 0;
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	int64_t until = clock_mono_us() + (int64_t)timeout * 1000;
	char name[80];

	name_of(spec, name, sizeof name);
	(void)sigaction(SIGPIPE, &ignore, &before);
	if (start(&run, &why)) {
		failed = error_set(err, ERR_SYSTEM, _("%s: cannot be started: %s"), name,
			strerror(why));
	} else if (!attend(&run, until)) {
		stop(&run);
		failed = run.too_much ?
			error_set(err, ERR_SYSTEM, _("%s: wrote too much and was stopped"), name) :
			error_set(err, ERR_SYSTEM,
				_("%s: did not end within %d seconds and was stopped: "
				  "run it by hand to see why"),
				name, (timeout + 999) / 1000);
	} else if (run.status == PROCESS_LOST) {
		failed = error_set(err, ERR_SYSTEM, _("%s: nobody knows how it ended: who started it has gone"), name);
	} else {
		keep_result(&run, a, out);
	}
	running = 0;
	(void)sigaction(SIGPIPE, &before, NULL);
	forget(&run);
	return failed;
}
