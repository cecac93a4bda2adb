/*
 * httpd.h - a small HTTP server for tests of connected accounts: services of our own making, each with the manners
 * of the real one, and with faults on demand.
 *
 *   httpd FOLDER		listens on loopback, writes its port to FOLDER/port, every request to FOLDER/log
 *
 * A service's file of faults holds lines METHOD ACTION [ARGUMENT]; the first line that names the method of a
 * request (or *) is taken out and done:
 *   status CODE [BODY]		an error
 *   limit SECONDS		429, with the wait in the body
 *   limit-header VALUE		429, with the wait in Retry-After alone
 *   header LINE		a header more on the good answer
 *   reset-before		the line breaks before anything is done
 *   reset-after		it is done, and the line breaks before the answer
 *   half			it is done, and half of the answer comes
 *   garbage			it is done, and something else comes than JSON
 *   huge			more comes than anybody should read
 *   hang			nothing comes
 *   slow MS			it comes late
 *   redirect URL		"look there"
 *   trickle BYTES		it comes with so many bytes a second
 * What is no service's is looked for below FOLDER/www.
 */
#ifndef SPORTELLO_TEST_HTTPD_H
#define SPORTELLO_TEST_HTTPD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

struct request_in {
	char *method, *path, *query;	/* query NULL = none */
	char *head;			/* all headers */
	const char *body;
	size_t len;
};

struct reply {
	int status;			/* 0 = later: the service is asked again */
	const char *type, *header;	/* header: one more line, or NULL */
	struct buf body;
	bool broken;			/* the line breaks instead */
};

struct service {
	bool (*owns)(const char *path);
	/* Does it; `again`: asked once more about a request that it put off. */
	void (*serve)(const char *folder, const struct request_in *in, struct reply *out, int64_t waited_ms,
		bool *superseded, bool again);
	/* Whose faults and which method this path is about. */
	void (*name)(const struct request_in *in, char who[200], char method[80]);
};

extern const struct service telegram_service, twilio_service;

/* A header's value, or NULL; in memory that the next call overwrites. */
const char *httpd_header(const struct request_in *in, const char *name);
/* The part of a form (multipart or urlencoded not decoded); NULL when absent. */
const char *httpd_part(const struct request_in *in, const char *name, size_t *len, char file_name[200]);
void httpd_append(const char *folder, const char *name, const char *text, size_t len);
char *httpd_read(const char *folder, const char *name, size_t *len);

#endif
