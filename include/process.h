/*
 * process.h - run a program of the user's configuration, with a limit, killed with all its children.
 *
 * Commands of the configuration run by /bin/sh -c in a process group of their own; nothing from a
 * message is ever part of the command text, only of its environment and its standard input.
 */
#ifndef SPORTELLO_PROCESS_H
#define SPORTELLO_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "arena.h"
#include "error.h"

struct process_spec {
	const char *command;		/* for /bin/sh -c; or NULL and argv */
	const char *const *argv;	/* NULL-terminated, run without a shell (execvp) */
	const char *const *env;		/* extra "K=V", NULL-terminated; may be NULL */
	const char *input;		/* standard input; NULL = /dev/null */
	size_t input_len;
	int timeout_ms;			/* 0 = 60 s; at the end: TERM, 2 s later KILL, to the whole group */
	bool held;			/* it needs no more than we have ourselves (PROCESS_HELD) */
	size_t output_max;		/* bytes kept of stdout; 0 = 64 KiB; more is an error */
};

struct process_result {
	int status;			/* exit status, or 128 + signal */
	char *out;			/* stdout, NUL-terminated, in the arena */
	size_t out_len;
	char *err;			/* the last 2 KiB of stderr, cleaned (utf8_clean), trimmed */
};

/*
 * The starter: a process forked before this one gives up rights (sandbox.h), which starts programs for it as it was then.
 * Without one, programs are our own children.
 */
/* Forks it; 0, or -1 with errno.  It ends with us; it takes words from nobody else and cannot be traced. */
int process_starter(void);
/* In a child that starts its programs itself. */
void process_starter_leave(void);

enum process_how {
	PROCESS_GROUP = 1,		/* leads a process group of its own */
	PROCESS_ALONE = 2,		/* of a session of its own; nobody waits for it */
	PROCESS_HELD = 4,		/* our own child in any case: with our limits, and what we gave up */
};

struct process_child {
	pid_t pid;			/* 0 = ended, or none */
	int fd;				/* what the starter says of it; -1 = it is our own child */
};

/* Starts argv (execvp) with these three as its standard files, the environment as it is here and `env` on top; signals as
 * programs expect them.  0, or -1 with errno when it does not run. */
int process_spawn(const char *const *argv, const char *const *env, const int fds[3], unsigned how, struct process_child *out);
/* True when it has ended, or after waiting for that: *status as of waitpid(2), or PROCESS_LOST. */
#define PROCESS_LOST (-1)		/* the starter has gone: it may have run, and may still; nobody knows */
bool process_ended(struct process_child *c, bool wait, int *status);

/* 0 when the program ran and ended by itself, whatever its status; -1 when it could not start, ran out
 * of time or said too much, or when nobody knows how it ended. */
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
