/* open.c - a page or picture, shown by a program of the user's choice; it gets the address as one argument, and no
 * shell ever sees it. */
#include "app.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The program's words with the address in its place, or at their end. */
static int
arguments(struct app *app, const char *address, struct arena *a, const char *const **argv, struct error *err)
{
	char **words;
	size_t n;
	bool placed = false;
	if (str_words(a, conf_str(app->conf, OPT_UI_OPEN_COMMAND), &words, &n, err) < 0)
		return -1;
	const char **list = arena_array(a, const char *, n + 2);
	for (size_t i = 0; i < n; i++) {
		const char *mark = strstr(words[i], "{address}");
		placed |= mark != NULL;
		list[i] = mark ? arena_printf(a, "%.*s%s%s", (int)(mark - words[i]), words[i], address,
			mark + strlen("{address}")) : words[i];
	}
	if (!placed)
		list[n++] = address;
	list[n] = NULL;
	*argv = list;
	return n ? 0 : -1;
}

/* On its own: it may live longer than the console, and says nothing on the screen. */
static void
leave_alone(const char *const *argv)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	sigset_t none;
	setsid();
	if (fork() != 0)
		_exit(0);
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

void
open_address(struct app *app, const char *address)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	const char *const *argv;
	int status;
	bool web = str_starts(address, "https://") || str_starts(address, "http://") || *address == '/';
	if (!web || str_empty(conf_str(app->conf, OPT_UI_OPEN_COMMAND))) {
		if (term_is_headless(app->term) || term_copy(app->term, address, strlen(address)))
			app_say(app, MESSAGE_INFO, _("copied: %s"), address);
	} else if (arguments(app, address, a, &argv, &err) < 0) {
		app_fail(app, &err);
	} else {
		pid_t pid = fork();
		if (pid == 0)
			leave_alone(argv);
		while (pid > 0 && waitpid(pid, &status, 0) < 0)
			continue;
		app_say(app, pid > 0 ? MESSAGE_INFO : MESSAGE_BAD, pid > 0 ? _("opened with %s: %s") : _("'%s' failed: %s"),
			argv[0], address);
	}
	arena_free(a);
}
