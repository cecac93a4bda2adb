/*
 * language.h - in which language a text is, by the fingerprints of libexttextcat, among the configured ones alone: of
 * all that it knows, neighbours of a language would be taken for it (Catalan, Galician).
 *
 * Nothing is read until the first text is asked about.  Without the library's data nothing is ever known.
 */
#ifndef SPORTELLO_SYNC_LANGUAGE_H
#define SPORTELLO_SYNC_LANGUAGE_H

#include <stdbool.h>

struct language {
	const char *const *languages;	/* ISO 639-1, NULL-terminated; must outlive it */
	const char *data;		/* folder of the fingerprints; NULL = where the library has them */
	void *handle;
	bool tried;
};

/* One of the languages, or NULL.  As struct feed_context wants it: ctx is a struct language. */
const char *language_of(const char *text, void *ctx);
void language_close(struct language *l);

#endif
