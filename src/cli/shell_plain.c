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
	if (s->tty) {
		fputs(prompt, stdout);
		fflush(stdout);
	}
	return shell_plain_line();
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
