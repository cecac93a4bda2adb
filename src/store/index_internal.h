/* index_internal.h - search.db between the files of src/store/. */
#ifndef SPORTELLO_INDEX_INTERNAL_H
#define SPORTELLO_INDEX_INTERNAL_H

#include "db.h"

/* Ends the connection to search.db, if there is one. */
void index_close(struct store *s);
/* The first number that a question to search.db gives, -1 if none. */
int64_t index_int(struct store *s, const char *sql);
/* Takes every word out of search.db, for good; sync fills it again from what the store still has. */
int index_forget(struct store *s, struct error *err);
/* The folded words of an item as they are indexed, column by column. */
enum { INDEX_SUBJECT, INDEX_BODY, INDEX_SENDER, INDEX_RCPT, INDEX_FILES, INDEX_COLUMNS };
/* Names and addresses of a message's recipients, folded. */
void index_fold_recipients(struct buf *out, const char *json);

#endif
