/*
 * error.h - why something failed, in words a person can act on.
 *
 * The caller owns the struct and passes it last.  Fallible functions return 0, or -1 with the error
 * set; their other outputs are untouched then.  The first cause wins: setting an error that is
 * already set changes nothing, so a caller may add context only through error_prefix().  The code is
 * for programs (retry? stop the account? which exit status?), the text for people: it says what,
 * where, and what to do, already translated, without secrets and without a final newline.
 */
#ifndef SPORTELLO_ERROR_H
#define SPORTELLO_ERROR_H

enum error_code {
	ERR_NONE,
	ERR_USAGE,	/* the command line or a command is malformed (exit 2) */
	ERR_INPUT,	/* a value is not acceptable, or nothing matched (exit 1) */
	ERR_CONFIG,	/* configuration; the text begins with file:line (exit 3) */
	ERR_STORE,	/* the database is damaged, full or unreadable (exit 4) */
	ERR_BUSY,	/* somebody holds the lock; trying again later may work (exit 4) */
	ERR_VERSION,	/* store of a newer program (exit 4) */
	ERR_CONFLICT,	/* a compare-and-set lost: the world changed meanwhile (exit 1) */
	ERR_SYSTEM,	/* file system, processes, memory limits of the machine (exit 1) */
	ERR_NETWORK,	/* not reached, or the line broke: retried with back-off (exit 5) */
	ERR_AUTH,	/* refused credentials: stops the account (exit 5) */
	ERR_LIMIT,	/* told to slow down: retried later (exit 5) */
	ERR_REMOTE,	/* the other side refused this one thing for good (exit 5) */
	ERR_PROTOCOL,	/* the other side said something that makes no sense (exit 5) */
};

struct error {
	enum error_code code;
	char text[480];
};

#define ERROR_INIT { ERR_NONE, "" }

/* Sets *err unless it is NULL or already set.  Always returns -1, so it can be returned. */
int error_set(struct error *err, enum error_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* So that compilers and checkers see the -1, too: they do not look into another file. */
static inline int
error_failed(int minus)
{
	(void)minus;
	return -1;
}
#define error_set(...) error_failed(error_set(__VA_ARGS__))

/* Puts "what: " in front of an error that is set; cuts at the end of the buffer, on a character. */
void error_prefix(struct error *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Forgets the error, so that the struct can be used again. */
void error_clear(struct error *err);

/* The exit status of a code, as sportello(1) lists them. */
int error_exit_status(enum error_code code);

#endif
