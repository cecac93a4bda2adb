/*
 * child.c - making children: shared pages, and fork() without taking SQLite along.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "process.h"
#include "promise.h"
#include "sync.h"

volatile int sync_stop, sync_fetching;

struct sync_page *
sync_page_new(void)
{
	void *p = mmap(NULL, sizeof(struct sync_page), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		abort();
	return p;
}

static void
on_stop(int sig)
{
	(void)sig;
	sync_stop = 1;
	if (sync_fetching)		/* what sends is left to end by itself */
		process_interrupt();
}

int
sync_open_store(struct sync *y, struct store **out, struct error *err)
{
	struct store_options o = {
		.path = y->store_path, .role = STORE_SYNC, .create = true, .policy = &y->policy,
	};

	size_t policies;

	return store_open(&o, out, err) < 0 ? -1 : store_promises(*out, &policies, err);
}

pid_t
sync_fork(struct sync *y, unsigned rules, int (*run)(void *ctx), void *ctx, struct error *err)
{
	struct sigaction stop = { .sa_handler = on_stop };
	pid_t parent = getpid(), pid;
	struct error why = ERROR_INIT;
	sigset_t none;
	int status;

	(void)fflush(NULL);
	pid = fork();
	if (pid < 0)
		return error_set(err, ERR_SYSTEM, _("no further process could be started: %s"),
			strerror(errno));
	if (pid) {
		(void)setpgid(pid, pid);
		return pid;
	}
	(void)setpgid(0, 0);
	/* without a supervisor nobody would notice a hung child */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	(void)sigaction(SIGTERM, &stop, NULL);
	(void)sigaction(SIGINT, &stop, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	y->store = NULL;
	if (sync_confine_child(y, rules, &why)) {
		fprintf(stderr, "sportello-sync: %s\n", why.text);
		_exit(1);
	}
	status = run(ctx) ? 1 : 0;
#ifdef __SANITIZE_ADDRESS__
	exit(status);			/* leaks are looked for on the way out */
#endif
	_exit(status);
}
