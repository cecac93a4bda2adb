/* process_open.c - an address given to a program of the user's choice, as one argument; no shell ever sees it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "i18n.h"
#include "process.h"
#include "str.h"

#define MARK "{address}"

/* The program's words with the address in its place, or at their end. */
static int
arguments(const char *command, const char *address, struct arena *a, const char ***argv, struct error *err)
{
	char **words;
	const char **list, *mark;
	bool placed = false;
	size_t n, i;

	if (str_words(a, command, &words, &n, err))
		return -1;
	list = arena_array(a, const char *, n + 2);
	for (i = 0; i < n; i++) {
		mark = strstr(words[i], MARK);
		placed = placed || mark;
		list[i] = mark ? arena_printf(a, "%.*s%s%s", (int)(mark - words[i]), words[i], address,
			mark + strlen(MARK)) : words[i];
	}
	if (!placed)
		list[n++] = address;
	list[n] = NULL;
	*argv = list;
	return 0;
}

/* On its own: it may live longer than we do, and says nothing on the screen. */
static void
leave_alone(const char *const *argv)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC), fd;
	sigset_t none;

	(void)setsid();
	if (fork() != 0)
		_exit(0);
	for (fd = 0; fd < 3; fd++)
		(void)dup2(null, fd);
	(void)signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

int
process_open(const char *command, const char *address, struct arena *a, const char **program, struct error *err)
{
	const char **argv;
	int status;
	pid_t pid;

	if (arguments(command, address, a, &argv, err))
		return -1;
	pid = fork();
	if (pid < 0)
		return error_set(err, ERR_SYSTEM, _("no further process could be started: %s"), strerror(errno));
	if (!pid)
		leave_alone(argv);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	*program = argv[0];
	return 0;
}
