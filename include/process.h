/*
 * process.h - run a program of the user's configuration, with a limit, killed with all its children.
 *
 * Commands of the configuration run by /bin/sh -c in a process group of their own; nothing from a
 * message is ever part of the command text, only of its environment and its standard input.
 */
#ifndef SPORTELLO_PROCESS_H
#define SPORTELLO_PROCESS_H

#include <stddef.h>

#include "arena.h"
#include "error.h"

struct process_spec {
	const char *command;		/* for /bin/sh -c; or NULL and argv */
	const char *const *argv;	/* NULL-terminated, run without a shell (execvp) */
	const char *const *env;		/* extra "K=V", NULL-terminated; may be NULL */
	const char *input;		/* standard input; NULL = /dev/null */
	size_t input_len;
	int timeout_ms;			/* 0 = 60 s; at the end: TERM, 2 s later KILL, to the whole group */
	size_t output_max;		/* bytes kept of stdout; 0 = 64 KiB; more is an error */
};

struct process_result {
	int status;			/* exit status, or 128 + signal */
	char *out;			/* stdout, NUL-terminated, in the arena */
	size_t out_len;
	char *err;			/* the last 2 KiB of stderr, cleaned (utf8_clean), trimmed */
};

/* 0 when the program ran and ended by itself, whatever its status; -1 when it could not start, ran out
 * of time or said too much. */
int process_run(const struct process_spec *spec, struct arena *a, struct process_result *out,
	struct error *err);

/* Starts a program and leaves it alone: in the words of the command stands, for each mark ("{title}"), its text; where no
 * word has a mark, all texts are further words.  *program: its name. */
struct process_mark { const char *mark, *text; };
int process_start(const char *command, const struct process_mark *marks, size_t n, struct arena *a, const char **program,
	struct error *err);
/* Gives an address to a program (`open-command`), in the place of {address} or as its last word, and leaves it alone.
 * *program: its name. */
int process_open(const char *command, const char *address, struct arena *a, const char **program, struct error *err);

/* For a signal handler: tells the program that process_run() waits for to end, with all its children. */
void process_interrupt(void);

/* First line of a secret's command (`pass show ...`): status must be 0 and the line not empty.  The
 * result is in the arena; on failure the command's own words are in err, its output never. */
int process_secret(const char *command, struct arena *a, char **out, struct error *err);

/* A secret kept in a file: refused unless it is a regular file that only its owner can read. */
int process_secret_file(const char *path, struct arena *a, char **out, struct error *err);

#endif
