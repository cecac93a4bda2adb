/* process_open.c - words given to a program of the user's choice, as arguments; no shell ever sees them. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "i18n.h"
#include "process.h"
#include "str.h"

/* A word with what stands for its marks in their places; *placed when there was one. */
static const char *
filled(const char *word, const struct process_mark *marks, size_t n, bool *placed, struct arena *a)
{
	struct buf b = BUF_INIT;

	while (*word) {
		size_t i = 0;

		while (i < n && !str_starts(word, marks[i].mark))
			i++;
		if (i < n) {
			buf_adds(&b, marks[i].text);
			word += strlen(marks[i].mark);
			*placed = true;
		} else {
			buf_addc(&b, *word++);
		}
	}
	word = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return word;
}

/* The program's words with the marks' texts in their places; where no word has one, all at their end. */
static int
arguments(const char *command, const struct process_mark *marks, size_t n_marks, struct arena *a, const char ***argv,
	struct error *err)
{
	char **words;
	const char **list;
	bool placed = false;
	size_t n, i;

	if (str_words(a, command, &words, &n, err))
		return -1;
	list = arena_array(a, const char *, n + n_marks + 1);
	for (i = 0; i < n; i++)
		list[i] = filled(words[i], marks, n_marks, &placed, a);
	for (i = 0; !placed && i < n_marks; i++)
		list[n++] = marks[i].text;
	list[n] = NULL;
	*argv = list;
	return n ? 0 : error_set(err, ERR_CONFIG, _("there is no program in '%s'"), command);
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
process_start(const char *command, const struct process_mark *marks, size_t n, struct arena *a, const char **program,
	struct error *err)
{
	const char **argv;
	int status;
	pid_t pid;

	if (arguments(command, marks, n, a, &argv, err))
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

int
process_open(const char *command, const char *address, struct arena *a, const char **program, struct error *err)
{
	struct process_mark mark = { "{address}", address };

	return process_start(command, &mark, 1, a, program, err);
}
