/* shell_plain.c - lines for `sportello shell` where there is no readline. */
#include "shell.h"

#include <stdio.h>
#include <stdlib.h>

void
shell_lines_begin(struct shell *s, shell_complete *complete, const char *history)
{
	(void)s, (void)complete, (void)history;
}

char *
shell_line(struct shell *s, const char *prompt)
{
	char *line = NULL;
	size_t space = 0;
	ssize_t n;
	if (s->tty) {
		fputs(prompt, stdout);
		fflush(stdout);
	}
	n = getline(&line, &space, stdin);
	if (n < 0) {
		free(line);
		return NULL;
	}
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r'))
		line[--n] = '\0';
	return line;
}

void
shell_remember(const char *line)
{
	(void)line;
}

void
shell_lines_end(const char *history)
{
	(void)history;
}
