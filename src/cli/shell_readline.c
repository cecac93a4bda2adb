/* shell_readline.c - lines for `sportello shell` by readline: editing, history, completion.  Without a terminal lines are
 * read as they come. */
#include "shell.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <readline/history.h>
#include <readline/readline.h>

#include "str.h"

enum { HISTORY_MAX = 1000 };

static struct {
	struct shell *shell;
	shell_complete *complete;
} reading;

/* While a verb works: it is not broken off. */
static void
on_interrupt(int number)
{
	(void)number;
}

/* Ctrl-C throws the line away, as in every shell.  It comes as a key, not as a signal that could come at any moment. */
static int
throw_away(int count, int key)
{
	(void)count, (void)key;
	rl_replace_line("", 0);
	return rl_newline(1, '\n');
}

static void
prepare(int meta)
{
	struct termios t;
	rl_prep_terminal(meta);
	if (tcgetattr(STDIN_FILENO, &t) < 0)
		return;
	t.c_cc[VINTR] = _POSIX_VDISABLE;
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t);
}

/* How much the candidates begin with in common. */
static size_t
common_length(char *const *list, size_t n)
{
	size_t common = strlen(list[0]);
	for (size_t i = 1; i < n; i++)
		for (size_t k = 0; k < common; k++)
			if (list[i][k] != list[0][k])
				common = k;
	return common;
}

/* As readline wants it: what to put in first, then all of them, when there are several; NULL = none. */
static char **
complete(const char *word, int start, int end)
{
	struct arena *a = arena_new();
	size_t at = 0, n = 0;
	char **list = reading.complete(reading.shell, rl_line_buffer, (size_t)end, a, &at), **out = NULL;
	rl_attempted_completion_over = 1;
	while (list && list[n])
		n++;
	/* its words begin after a blank, ours perhaps later: "tag:v" is completed from the v */
	char *before = at > (size_t)start ? arena_strn(a, rl_line_buffer + start, at - (size_t)start) : arena_str(a, "");
	for (size_t i = 0; i < n; i++)
		list[i] = arena_printf(a, "%s%s", before, list[i]);
	if (n && (out = calloc(n + 2, sizeof *out)) != NULL) {
		size_t common = common_length(list, n);
		out[0] = common >= strlen(word) ? strndup(list[0], common) : strdup(word);
		for (size_t i = 0; n > 1 && i < n; i++)
			out[i + 1] = strdup(list[i]);
		/* a field ("tag:") goes on, a word is finished */
		rl_completion_append_character = n == 1 && str_ends(list[0], ":") ? '\0' : ' ';
	}
	arena_free(a);
	return out;
}

void
shell_lines_begin(struct shell *s, shell_complete *f, const char *history)
{
	struct sigaction sa = { .sa_handler = on_interrupt, .sa_flags = SA_RESTART };
	if (!s->tty)
		return;
	reading.shell = s;
	reading.complete = f;
	rl_readline_name = "sportello";
	rl_attempted_completion_function = complete;
	rl_basic_word_break_characters = " ";
	rl_completer_word_break_characters = " ";
	rl_prep_term_function = prepare;
	rl_bind_key('C' & 31, throw_away);
	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	using_history();
	stifle_history(HISTORY_MAX);
	(void)read_history(history);
}

char *
shell_line(struct shell *s, const char *prompt)
{
	if (s->tty)
		return readline(prompt);
	return shell_plain_line();
}

void
shell_remember(const char *line)
{
	HIST_ENTRY *last = reading.shell ? history_get(history_base + history_length - 1) : NULL;
	if (reading.shell && (!last || !str_eq(last->line, line)))
		add_history(line);
}

void
shell_lines_end(const char *history)
{
	if (!reading.shell)
		return;
	mode_t before = umask(077);
	(void)write_history(history);
	(void)umask(before);
}
