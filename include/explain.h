/*
 * explain.h - why a message landed where it did.  The store keeps codes per message, "code=value" with `;`
 * between; they hold ids but no words of people.
 */
#ifndef SPORTELLO_EXPLAIN_H
#define SPORTELLO_EXPLAIN_H

#include "arena.h"
#include "buf.h"

/* Appends a code; ; = and \ in the value are escaped. */
void explain_add(struct buf *b, const char *code, const char *value);
/* One sentence a line, NULL-terminated, in the arena; never empty. */
void explain_words(const char *codes, struct arena *a, char ***lines);

#endif
