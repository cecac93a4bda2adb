/*
 * process_spawn.c - starting a program, by ourselves or through the starter.
 *
 * An order is a file without a name (the words, each with its NUL) and four descriptors: the program's standard three, and
 * one on which the starter says what became of it: first the pid or why it does not run, at the end its status.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "process.h"

enum { WORDS, STATUS, THEIRS, FDS = THEIRS + 3, ORDER_MAX = 64 << 20 };

struct order { unsigned how, argc, envc; mode_t mask; };
struct begun { pid_t pid; int why; };

/* Of the starter's children. */
struct charge { pid_t pid; int fd; struct charge *next; };

static int starter_fd = -1;

extern char **environ;

/* -- in the child ------------------------------------------------------------------------------------------- */

static void
plain_signals(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t none;
	for (int sig = 1; sig < NSIG; sig++)
		(void)sigaction(sig, &plain, NULL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Becomes the program; tells `report` why not. */
static void
become(const char *const *argv, const int fds[3], unsigned how, int report)
{
	int theirs[3], why;
	if (how & PROCESS_ALONE) {	/* nobody's child, so that nobody has to wait for it */
		(void)setsid();
		if (fork())
			_exit(0);
	} else if (how & PROCESS_GROUP)
		(void)setpgid(0, 0);
	plain_signals();
	/* above the standard three first, so that dup2() cannot tread on them */
	for (int i = 0; i < 3; i++)
		theirs[i] = fds[i] > 2 ? fds[i] : fcntl(fds[i], F_DUPFD_CLOEXEC, 3);
	for (int i = 0; i < 3; i++)
		if (dup2(theirs[i], i) < 0)
			_exit(127);
#ifdef SYS_close_range
	if (report > 3)
		(void)syscall(SYS_close_range, 3u, (unsigned)report - 1, 0u);
	(void)syscall(SYS_close_range, (unsigned)report + 1, ~0u, 0u);
#endif
	(void)execvp(argv[0], (char *const *)(uintptr_t)argv);
	why = errno;
	if (write(report, &why, sizeof why) < 0)
		_exit(126);
	_exit(127);
}

/* Forks it; its pid (0: it is alone), or -1 with errno once it is known that it does not run. */
static pid_t
start(const char *const *argv, const int fds[3], unsigned how)
{
	int report[2], why = 0;
	pid_t pid;
	if (pipe2(report, O_CLOEXEC))
		return -1;
	for (int i = 0; i < 2; i++)
		if (report[i] < 3) {
			int moved = fcntl(report[i], F_DUPFD_CLOEXEC, 3);
			(void)close(report[i]);
			report[i] = moved;
		}
	pid = fork();
	if (!pid)
		become(argv, fds, how, report[1]);
	why = pid < 0 ? errno : 0;
	(void)close(report[1]);
	if (pid > 0 && how & PROCESS_GROUP)
		(void)setpgid(pid, pid);
	while (pid > 0 && read(report[0], &why, sizeof why) < 0 && errno == EINTR)
		continue;
	(void)close(report[0]);
	if (!why && !(how & PROCESS_ALONE))
		return pid;
	if (pid > 0)
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			continue;
	errno = why;
	return why ? -1 : 0;
}

/* -- the starter -------------------------------------------------------------------------------------------- */

static void
on_child(int sig)
{
	(void)sig;
}

/* The words of an order, in memory that is given back. */
static char **
read_words(int fd, struct order *o)
{
	struct stat st;
	char *data = NULL;
	if (fstat(fd, &st) || st.st_size < (off_t)sizeof *o || st.st_size > ORDER_MAX || !(data = malloc((size_t)st.st_size + 1)) ||
	    pread(fd, data, (size_t)st.st_size, 0) != st.st_size) {
		free(data);
		return NULL;
	}
	memcpy(o, data, sizeof *o);
	data[st.st_size] = '\0';
	size_t count = (size_t)o->argc + o->envc, n = 0;
	char **words = count < (size_t)st.st_size ? calloc(count + 3, sizeof *words) : NULL;
	char *end = data + st.st_size;
	for (char *p = data + sizeof *o; words && n < count && p < end; p += strlen(p) + 1) {
		words[n + (n >= o->argc)] = p;		/* a NULL between arguments and environment */
		n++;
	}
	if (!words || n < count || !o->argc) {
		free(words);
		free(data);
		return NULL;
	}
	words[count + 2] = data;
	return words;
}

static void
carry_out(struct charge **charges, int fds[FDS])
{
	struct order o;
	struct begun begun = { 0 };
	char **words = read_words(fds[WORDS], &o);
	struct charge *c = calloc(1, sizeof *c);
	if (!words || !c) {
		begun.why = ENOMEM;
	} else {
		environ = words + o.argc + 1;
		(void)umask(o.mask);
		begun.pid = start((const char *const *)words, fds + THEIRS, o.how);
		begun.why = begun.pid < 0 ? errno : 0;
		free(words[o.argc + o.envc + 2]);
	}
	free(words);
	if (write(fds[STATUS], &begun, sizeof begun) != (ssize_t)sizeof begun)
		begun.why = EPIPE;
	if (!c || begun.pid <= 0) {
		(void)close(fds[STATUS]);
		free(c);
		return;
	}
	*c = (struct charge){ begun.pid, fds[STATUS], *charges };
	*charges = c;
}

/* False when nobody is there any more to give orders. */
static bool
hear(int socket, struct charge **charges)
{
	char byte, space[CMSG_SPACE(FDS * sizeof(int))];
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = space, .msg_controllen = sizeof space };
	int fds[FDS];
	ssize_t n = recvmsg(socket, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
	if (n <= 0)
		return n < 0 && (errno == EAGAIN || errno == EINTR);
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof fds))
		return true;
	memcpy(fds, CMSG_DATA(c), sizeof fds);
	carry_out(charges, fds);
	for (int i = 0; i < FDS; i++)
		if (i != STATUS)
			(void)close(fds[i]);
	return true;
}

static void
reap(struct charge **charges)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (struct charge **at = charges, *c; (c = *at) != NULL; at = &c->next)
			if (c->pid == pid) {
				if (write(c->fd, &status, sizeof status) < 0)
					(void)status;	/* nobody asks any more */
				(void)close(c->fd);
				*at = c->next;
				free(c);
				break;
			}
}

/* Of the same process group as who forked it: what is started has the terminal. */
static void
starter_main(int socket)
{
	static const int left_alone[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU, SIGPIPE, SIGWINCH };
	struct sigaction child = { .sa_handler = on_child };
	struct charge *charges = NULL;
	sigset_t blocked, usual;
	(void)prctl(PR_SET_DUMPABLE, 0);
	plain_signals();
	for (size_t i = 0; i < sizeof left_alone / sizeof *left_alone; i++)
		(void)signal(left_alone[i], SIG_IGN);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &blocked, &usual);
	sigdelset(&usual, SIGCHLD);
	(void)sigaction(SIGCHLD, &child, NULL);
	/* what others wait for the end of must end with who writes into it */
	for (int fd = 0; fd < 3; fd++)
		(void)close(fd);
#ifdef SYS_close_range
	if (socket > 3)
		(void)syscall(SYS_close_range, 3u, (unsigned)socket - 1, 0u);
	(void)syscall(SYS_close_range, (unsigned)socket + 1, ~0u, 0u);
#endif
	(void)open("/dev/null", O_RDWR);
	(void)dup2(0, 1);
	(void)dup2(0, 2);
	do {
		struct pollfd p = { socket, POLLIN, 0 };
		reap(&charges);
		if (ppoll(&p, 1, NULL, &usual) < 0 && errno != EINTR)
			break;
	} while (hear(socket, &charges));
	_exit(0);
}

int
process_starter(void)
{
	int ends[2];
	if (starter_fd >= 0)
		return 0;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -1;
	(void)fflush(NULL);
	pid_t pid = fork();
	if (!pid) {
		(void)close(ends[0]);
		starter_main(ends[1]);
	}
	(void)close(ends[1]);
	if (pid < 0) {
		(void)close(ends[0]);
		return -1;
	}
	starter_fd = ends[0];
	return 0;
}

void
process_starter_leave(void)
{
	if (starter_fd >= 0)
		(void)close(starter_fd);
	starter_fd = -1;
}

/* -- orders --------------------------------------------------------------------------------------------------- */

static bool
named_in(const char *pair, const char *const *list)
{
	size_t n = strcspn(pair, "=") + 1;
	for (; list && *list; list++)
		if (!strncmp(*list, pair, n))
			return true;
	return false;
}

static int
write_words(const char *const *argv, const char *const *env, unsigned how)
{
	struct order o = { .how = how, .mask = umask(077) };
	struct buf b = BUF_INIT;
	(void)umask(o.mask);
	buf_add(&b, &o, sizeof o);
	for (; argv[o.argc]; o.argc++)
		buf_add(&b, argv[o.argc], strlen(argv[o.argc]) + 1);
	for (char **e = environ; e && *e; e++)
		if (!named_in(*e, env)) {
			buf_add(&b, *e, strlen(*e) + 1);
			o.envc++;
		}
	for (; env && *env; env++, o.envc++)
		buf_add(&b, *env, strlen(*env) + 1);
	memcpy(b.data, &o, sizeof o);
	int fd = memfd_create("order", MFD_CLOEXEC);
	if (fd >= 0 && write(fd, b.data, b.len) != (ssize_t)b.len) {
		(void)close(fd);
		fd = -1;
	}
	explicit_bzero(b.data, b.len);
	buf_free(&b);
	return fd;
}

static int
give_order(const int fds[FDS])
{
	union { char space[CMSG_SPACE(FDS * sizeof(int))]; struct cmsghdr align; } u = { .space = "" };
	char byte = 'x';
	struct iovec iov = { &byte, 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = u.space, .msg_controllen = sizeof u.space };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(FDS * sizeof(int));
	memcpy(CMSG_DATA(c), fds, FDS * sizeof(int));
	ssize_t n;
	while ((n = sendmsg(starter_fd, &m, MSG_NOSIGNAL)) < 0 && errno == EINTR)
		continue;
	return n == 1 ? 0 : -1;
}

static int
order(const char *const *argv, const char *const *env, const int fds[3], unsigned how, struct process_child *out)
{
	struct begun begun = { 0 };
	int ends[2], words = write_words(argv, env, how);
	ssize_t n = 0;
	if (words < 0 || pipe2(ends, O_CLOEXEC)) {
		if (words >= 0)
			(void)close(words);
		return -1;
	}
	const int all[FDS] = { words, ends[1], fds[0], fds[1], fds[2] };
	int rc = give_order(all), why = errno;
	(void)close(words);
	(void)close(ends[1]);
	if (rc == 0)
		while ((n = read(ends[0], &begun, sizeof begun)) < 0 && errno == EINTR)
			continue;
	if (rc == 0 && (n != (ssize_t)sizeof begun || begun.why))
		why = n == (ssize_t)sizeof begun ? begun.why : EOWNERDEAD;
	if (rc || n != (ssize_t)sizeof begun || begun.why) {
		(void)close(ends[0]);
		errno = why;
		return -1;
	}
	*out = (struct process_child){ begun.pid, ends[0] };
	return 0;
}

int
process_spawn(const char *const *argv, const char *const *env, const int fds[3], unsigned how, struct process_child *out)
{
	if (starter_fd >= 0 && !(how & PROCESS_HELD))
		return order(argv, env, fds, how, out);
	/* the environment of a child of our own is set there: fork() copies what we change for a moment */
	char **ours = environ;
	struct buf list = BUF_INIT;
	for (char **e = environ; env && e && *e; e++)
		if (!named_in(*e, env))
			buf_add(&list, e, sizeof *e);
	for (const char *const *e = env; e && *e; e++)
		buf_add(&list, e, sizeof *e);
	char *end = NULL;
	buf_add(&list, &end, sizeof end);
	if (env)
		environ = (char **)(void *)list.data;
	pid_t pid = start(argv, fds, how);
	int why = errno;
	environ = ours;
	buf_free(&list);
	errno = why;
	if (pid < 0)
		return -1;
	*out = (struct process_child){ pid, -1 };
	return 0;
}

bool
process_ended(struct process_child *c, bool wait, int *status)
{
	if (c->pid <= 0)
		return true;
	if (c->fd < 0) {
		pid_t got;
		while ((got = waitpid(c->pid, status, wait ? 0 : WNOHANG)) < 0 && errno == EINTR)
			continue;
		if (!got)
			return false;
		if (got < 0)
			*status = 127 << 8;
	} else {
		struct pollfd p = { c->fd, POLLIN, 0 };
		int rc;
		ssize_t n;
		while ((rc = poll(&p, 1, wait ? -1 : 0)) < 0 && errno == EINTR)
			continue;
		if (rc == 0)
			return false;
		while ((n = read(c->fd, status, sizeof *status)) < 0 && errno == EINTR)
			continue;
		if (n != (ssize_t)sizeof *status)
			*status = PROCESS_LOST;
		(void)close(c->fd);
		c->fd = -1;
	}
	c->pid = 0;
	return true;
}
