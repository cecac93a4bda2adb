/* base_sandbox.c - rights given up, and programs that are started as it was before. */
#include "t.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "process.h"
#include "sandbox.h"
#include "str.h"

static struct arena *a;

/* What a shell that is started prints. */
static const char *
says(const char *command, int *status)
{
	const char *const env[] = { "SAID=by us", NULL };
	struct process_spec spec = { .command = command, .env = env, .input = "from us", .input_len = 7, .timeout_ms = 20000 };
	struct process_result r = { .out = (char *)"", .status = -1 };
	struct error err = ERROR_INIT;
	if (process_run(&spec, a, &r, &err) < 0)
		return arena_str(a, err.text);
	*status = r.status;
	return r.out;
}

/* With and without a starter it is the same. */
static void
test_programs(const char *how)
{
	int status = -1;
	setenv("AMONG", "us", 1);
	T_OK(str_eq(says("cat; echo \" $SAID, among $AMONG\"; exit 3", &status), "from us by us, among us\n"),
		"%s: words, environment, input", how);
	T_INT(status, 3);
	T_OK(str_eq(says("kill -9 $$", &status), ""), "%s: one that dies", how);
	T_INT(status, 128 + 9);
	T_OK(str_eq(says("ls /proc/self/fd | wc -l | tr -d ' '", &status), "4\n"), "%s: nothing of ours is open in it", how);
	const char *const none[] = { "/nonexistent/program", NULL };
	struct process_child child;
	const int fds[] = { 0, 1, 2 };
	T_OK(process_spawn(none, NULL, fds, 0, &child) < 0 && errno == ENOENT, "%s: what is not there says so", how);
	struct process_spec spec = { .command = "sleep 60 & sleep 60", .timeout_ms = 100 };
	struct process_result r;
	struct error err = ERROR_INIT;
	T_OK(process_run(&spec, a, &r, &err) < 0 && strstr(err.text, "did not end"), "%s: one that does not end is stopped", how);
}

static const char tries_network[] = "python3 -c 'import socket; socket.socket()' 2>/dev/null";

static void
test_held(void)
{
	int status = -1, fds[2];
	struct process_spec spec = { .command = tries_network };
	struct process_result r;
	T_OK(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM, "no socket of the network");
	T_OK(socket(AF_INET6, SOCK_DGRAM, 0) < 0 && errno == EPERM, "nor a newer one");
	T_OK(socket(AF_NETLINK, SOCK_RAW, 0) < 0 && errno == EPERM, "nor one of the kernel's");
#ifdef SYS_io_uring_setup
	T_OK(syscall(SYS_io_uring_setup, 1, NULL) < 0 && errno == EPERM, "nor by the back door");
#endif
	T_OK(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "within the machine, as ever");
	T_OK(sandbox_held(SANDBOX_NETWORK), "it is known to be held");
	test_programs("held");
	(void)says("exit 0", &status);
	T_INT(status, 0);
	if (process_run(&spec, a, &r, NULL) == 0 && r.status == 127)
		T_OK(true, "python3 is not there: the network of a program is not tried");
	else
		T_OK(r.status == 0, "and have the network");
}

/* What is no program of the starter's is held with us. */
static void
test_child(void)
{
	int status = -1;
	pid_t pid = fork();
	if (pid == 0)
		_exit(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM ? 0 : 1);
	waitpid(pid, &status, 0);
	T_OK(status == 0, "a child of ours is held, too");
	pid = fork();
	if (pid == 0) {
		sandbox_hold(SANDBOX_EXEC);
		execl("/bin/true", "true", (char *)NULL);
		_exit(errno == EPERM ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	T_OK(status == 0, "who gave that up executes nothing");
}

/* In a child, as it is for good: 0 = all was as it should be. */
static int
write_around(const char *ours, const char *theirs)
{
	const char *const folders[] = { ours, "/nonexistent", NULL };
	char *in = arena_printf(a, "%s/new", ours), *out = arena_printf(a, "%s/new", theirs);
	if (sandbox_writes(folders))
		return 77;
	int fd = open(in, O_WRONLY | O_CREAT, 0600), other = open(out, O_WRONLY | O_CREAT, 0600), why = errno;
	if (fd < 0 || write(fd, "x", 1) != 1 || rename(in, arena_printf(a, "%s/moved", ours)))
		return 1;
	if (other >= 0 || why != EACCES)
		return 2;
	if (open(arena_printf(a, "%s/there", theirs), O_WRONLY) >= 0 || errno != EACCES)
		return 3;
	if (!unlink(arena_printf(a, "%s/there", theirs)) || errno != EACCES || !mkdir(arena_printf(a, "%s/d", theirs), 0700))
		return 4;
	if (open(arena_printf(a, "%s/there", theirs), O_RDONLY) < 0 || open("/dev/null", O_WRONLY) < 0)
		return 5;
	return 0;
}

static void
test_writes(void)
{
	char ours[] = "./base_sandbox.XXXXXX", theirs[] = "./base_sandbox.XXXXXX";
	int status = -1;
	if (!mkdtemp(ours) || !mkdtemp(theirs) || open(arena_printf(a, "%s/there", theirs), O_WRONLY | O_CREAT, 0600) < 0)
		return;
	pid_t pid = fork();
	if (pid == 0)
		_exit(write_around(ours, theirs));
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		T_OK(!sandbox_landlock(), "this kernel has no Landlock: writing is not tried");
	else
		T_INT(status, 0);	/* written in ours, refused in theirs, read in both */
	unlink(arena_printf(a, "%s/moved", ours));
	unlink(arena_printf(a, "%s/there", theirs));
	rmdir(ours);
	rmdir(theirs);
}

int
main(void)
{
	a = arena_new();
	test_programs("alone");
	test_writes();
	T_OK(process_starter() == 0, "the starter begins");
	test_programs("started");
	if (sandbox_hold(SANDBOX_NETWORK) < 0) {
		T_OK(true, "this kernel has no seccomp: nothing is held");
	} else {
		test_held();
		test_child();
	}
	process_starter_leave();
	arena_free(a);
	return t_done();
}
