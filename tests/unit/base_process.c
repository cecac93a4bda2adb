/* Programs of the user's configuration: limits, children, secrets. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "process.h"
#include "str.h"
#include "t.h"

static struct arena *a;

static int
run(const char *command, int timeout_ms, struct process_result *out, struct error *err)
{
	struct process_spec spec = { .command = command, .timeout_ms = timeout_ms };

	error_clear(err);
	return process_run(&spec, a, out, err);
}

static void
plain_runs(void)
{
	static const char *const argv[] = { "printf", "%s", "$HOME; `ls`", NULL };
	static const char *const nothing[] = { "/nonexistent/program", NULL };
	static const char *const env[] = { "SUBJECT=$(rm -rf /)", NULL };
	struct process_spec words = { .argv = argv }, missing = { .argv = nothing };
	struct process_spec withenv = { .command = "printf %s \"$SUBJECT\"; cat", .env = env,
		.input = "in\0put", .input_len = 6 };
	struct process_result r = { .status = -5 };
	struct error err = ERROR_INIT;

	T_INT(run("echo out; echo 'warn\033[31m' >&2; exit 3", 0, &r, &err), 0);
	T_INT(r.status, 3);
	T_STR(r.out, "out\n");
	T_STR(r.err, "warn\xe2\x90\x9b[31m");
	T_INT(run("kill -9 $$", 0, &r, &err), 0);
	T_INT(r.status, 137);
	T_INT(process_run(&words, a, &r, &err), 0);
	T_STR(r.out, "$HOME; `ls`");
	r.status = -5;
	T_INT(process_run(&missing, a, &r, &err), -1);
	T_OK(r.status == -5 && strstr(err.text, "/nonexistent/program"), "it says what cannot be started");
	T_INT(process_run(&withenv, a, &r, NULL), 0);
	T_OK(r.out_len == 17 && !memcmp(r.out + 11, "in\0put", 6), "environment and input arrive as they are");
	T_INT(run("cat", 0, &r, &err), 0);
	T_STR(r.out, "");
	T_INT(run("nonexistent-command-of-sh", 0, &r, &err), 0);
	T_INT(r.status, 127);
}

static void
much(void)
{
	size_t len = 3000000;
	char *input = malloc(len);
	struct process_spec copy = { .command = "cat", .input = input, .input_len = len, .output_max = 4000000 };
	struct process_spec deaf = { .command = "exec <&-; sleep 0.05; echo done", .input = input,
		.input_len = len };
	struct process_result r;
	struct error err = ERROR_INIT;

	memset(input, 'x', len);
	T_OK(!process_run(&copy, a, &r, &err) && r.out_len == len && !memcmp(r.out, input, len),
		"megabytes through a filter");
	T_OK(!process_run(&deaf, a, &r, &err) && str_eq(r.out, "done\n"), "a program that reads nothing");
	free(input);
	T_INT(run("yes", 20000, &r, &err), -1);
	T_OK(strstr(err.text, "too much") && str_starts(err.text, "yes:"), "too much output stops it");
	T_INT(run("i=0; while [ $i -lt 2000 ]; do echo line$i >&2; i=$((i+1)); done", 0, &r, &err), 0);
	T_OK(str_ends(r.err, "line1999") && strlen(r.err) <= 2048, "the end of stderr is kept");
}

/* The pids that the command printed into a file. */
static bool
all_gone(const char *path)
{
	FILE *f = fopen(path, "r");
	bool gone = true;
	int pid, seen = 0;

	while (f && fscanf(f, "%d", &pid) == 1) {
		bool alive = true;

		for (int i = 0; i < 100 && alive; i++) {
			char stat_path[64], state = 'Z';
			FILE *stat_file;

			(void)snprintf(stat_path, sizeof stat_path, "/proc/%d/stat", pid);
			stat_file = fopen(stat_path, "r");
			if (stat_file && fscanf(stat_file, "%*d (%*[^)]) %c", &state) != 1)
				state = 'Z';
			if (stat_file)
				fclose(stat_file);
			alive = stat_file && state != 'Z';
			if (alive)
				usleep(20000);
		}
		gone = gone && !alive;
		seen++;
	}
	if (f)
		fclose(f);
	return gone && seen > 0;
}

static void
limits(const char *dir)
{
	struct process_result r = { .status = -5 };
	struct error err = ERROR_INIT;
	char *pids = arena_printf(a, "%s/pids", dir), *term = arena_printf(a, "%s/term", dir);
	int64_t start = clock_mono_us();

	T_INT(run(arena_printf(a, "(sleep 97 & echo $! >>%s; sleep 98) & echo $! >>%s; echo $$ >>%s; sleep 99",
		pids, pids, pids), 300, &r, &err), -1);
	T_OK(strstr(err.text, "did not end") && r.status == -5, "time ran out: %s", err.text);
	T_OK(all_gone(pids), "children and grandchildren are gone");
	T_OK(clock_mono_us() - start < 30000000, "without waiting for them");
	/* somebody who ignores TERM is killed; somebody who heeds it may tidy up */
	unlink(pids);
	T_INT(run(arena_printf(a, "trap '' TERM; echo $$ >>%s; (trap '' TERM; echo $$ >>%s; while :; do sleep 1; done) & "
		"while :; do sleep 1; done", pids, pids), 200, &r, &err), -1);
	T_OK(all_gone(pids), "the deaf are killed");
	T_INT(run(arena_printf(a, "(trap 'sleep 0.3; echo tidy >%s; exit' TERM; while :; do sleep 0.05; done) & "
		"sleep 99", term), 200, &r, &err), -1);
	T_OK(!access(term, F_OK), "two seconds for those who tidy up");
	/* a daemon left behind holds the pipe, not us */
	unlink(pids);
	start = clock_mono_us();
	T_INT(run(arena_printf(a, "sleep 50 & echo $! >%s; echo ready", pids), 20000, &r, &err), 0);
	T_OK(str_eq(r.out, "ready\n") && clock_mono_us() - start < 15000000, "what it leaves running is not waited for");
	(void)run(arena_printf(a, "kill $(cat %s)", pids), 0, &r, &err);
}

static void
secrets(const char *dir)
{
	struct error err = ERROR_INIT;
	char *secret = NULL, *path = arena_printf(a, "%s/secret", dir);
	FILE *f = fopen(path, "w");

	fputs("s3cret word\r\nsecond line\n", f);
	fclose(f);
	T_OK(!process_secret("printf 'hunter2\\nmore\\n'", a, &secret, &err) && str_eq(secret, "hunter2"),
		"the first line of a command");
	secret = NULL;
	T_INT(process_secret("echo topsecret; echo no key >&2; exit 2", a, &secret, &err), -1);
	T_OK(!secret && strstr(err.text, "no key") && !strstr(err.text, "topsecret") && err.code == ERR_AUTH,
		"its complaint, never its output: %s", err.text);
	error_clear(&err);
	T_OK(process_secret("true", a, &secret, &err) && err.code == ERR_AUTH, "an empty one is none");
	chmod(path, 0644);
	error_clear(&err);
	T_OK(process_secret_file(path, a, &secret, &err) && strstr(err.text, "chmod 600") && !secret,
		"a file that others can read is refused");
	chmod(path, 0600);
	T_OK(!process_secret_file(path, a, &secret, NULL) && str_eq(secret, "s3cret word"), "a private one is read");
	error_clear(&err);
	T_OK(process_secret_file(dir, a, &secret, &err) && strstr(err.text, "regular file"), "a folder is none");
	T_OK(process_secret_file("/nonexistent", a, &secret, NULL), "a missing one is none");
}

static void
signals(void)
{
	struct sigaction before = { .sa_handler = SIG_DFL }, after;
	struct process_result r;
	struct error err = ERROR_INIT;

	(void)sigaction(SIGPIPE, &before, NULL);
	T_INT(run("trap - PIPE; kill -PIPE $$; echo survived", 0, &r, &err), 0);
	T_INT(r.status, 128 + SIGPIPE);
	(void)sigaction(SIGPIPE, NULL, &after);
	T_OK(after.sa_handler == SIG_DFL, "our own signals are as before");
}

int
main(void)
{
	char dir[] = "./base_process.XXXXXX";
	struct process_result r;

	a = arena_new();
	if (!mkdtemp(dir))
		return t_skip_all("no folder to work in");
	plain_runs();
	much();
	limits(dir);
	secrets(dir);
	signals();
	(void)run(arena_printf(a, "rm -r %s", dir), 0, &r, NULL);
	arena_free(a);
	return t_done();
}
