/*
 * log.h - what happened, for the person who has to find out why.
 *
 * Off by default; -v and --trace AREA turn it on.  Lines go to standard error.
 * Customers' words are masked by log_text() unless raw logging was asked for; secrets are never passed
 * to this module.  Control characters are escaped.
 */
#ifndef SPORTELLO_LOG_H
#define SPORTELLO_LOG_H

#include <stdbool.h>

enum log_area { LOG_MAIN = 1, LOG_STORE = 2, LOG_SYNC = 4, LOG_MAIL = 8, LOG_MIME = 16, LOG_HTTP = 32,
	LOG_SMTP = 64, LOG_EXEC = 128, LOG_UI = 256, LOG_ALL = 511 };

/* "store,smtp", "all", "raw" (do not mask text).  False when a name is unknown. */
bool log_enable(const char *areas);
bool log_on(enum log_area area);
/* Were people's words asked for ("raw")? */
bool log_raw(void);
void log_line(enum log_area area, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Something a customer wrote, for a log line: "<23 bytes>" unless raw.  Valid until the 4th next call. */
const char *log_text(const char *text);

#endif
