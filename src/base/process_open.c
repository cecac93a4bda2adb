/* process_open.c - words given to a program of the user's choice, as arguments; no shell ever sees them. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
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
int
process_start(const char *command, const struct process_mark *marks, size_t n, struct arena *a, const char **program,
	struct error *err)
{
	struct process_child child;
	const char **argv;
	int null, rc, why;

	if (arguments(command, marks, n, a, &argv, err))
		return -1;
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	const int fds[] = { null, null, null };
	rc = null < 0 ? -1 : process_spawn(argv, NULL, fds, PROCESS_ALONE, &child);
	why = errno;
	if (null >= 0)
		(void)close(null);
	if (rc)
		return error_set(err, ERR_SYSTEM, _("%s: cannot be started: %s"), argv[0], strerror(why));
	if (child.fd >= 0)		/* nobody waits for it */
		(void)close(child.fd);
	*program = argv[0];
	return 0;
}

int
process_open(const char *command, const char *address, struct arena *a, const char **program, struct error *err)
{
	struct process_mark mark = { "{address}", address };

	return process_start(command, &mark, 1, a, program, err);
}
