/* shell.h - what the files of `sportello shell` share. */
#ifndef SPORTELLO_CLI_SHELL_H
#define SPORTELLO_CLI_SHELL_H

#include "cli.h"

struct shell {
	struct cli *c;			/* of the whole run; has store and configuration */
	int64_t current;		/* number of the case in hand; 0 = none */
	int64_t *listed;		/* numbers of the last list; of the heap */
	size_t listed_count, listed_space;
	bool tty, quit;
	int status;			/* of the last line that failed */
};

/* -- reading lines: shell_readline.c where readline is there, else shell_plain.c ------------------------ */

/* Words that may stand at the cursor of a line, NULL-terminated; *start: where the word begins. */
typedef char **shell_complete(struct shell *s, const char *line, size_t cursor, struct arena *a, size_t *start);

void shell_lines_begin(struct shell *s, shell_complete *complete, const char *history);
/* The next line, of the heap; NULL at the end of input.  "" after Ctrl-C. */
char *shell_line(struct shell *s, const char *prompt);
/* For the arrow keys, in this run and the next. */
/* shell.c: the next line of standard input without its end, to be freed; NULL at the end of input. */
char *shell_plain_line(void);
void shell_remember(const char *line);
void shell_lines_end(const char *history);

/* -- shell_words.c ------------------------------------------------------------------------------------------ */

/* The words of a line as the verb gets them: quotes are taken off but in texts, %3 and . are cases, and the case in hand
 * stands where none was named.  words[0] is the verb.  ERR_USAGE when that would be a guess. */
int shell_words(struct shell *s, const char *line, struct arena *a, char ***words, size_t *n, struct error *err);
/* True when the line holds words for people, which are kept nowhere. */
bool shell_is_letter(const char *verb);
/* A word that is a case by itself ("4711", "#4711", "%3"): *out, NULL = it is none. */
int shell_case(struct shell *s, const char *word, struct arena *a, const char **out, struct error *err);
char **shell_candidates(struct shell *s, const char *line, size_t cursor, struct arena *a, size_t *start);

#endif
