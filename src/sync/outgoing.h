/* outgoing.h - inside src/sync/ only: a row of the outbox with all it says. */
#ifndef SPORTELLO_OUTGOING_H
#define SPORTELLO_OUTGOING_H

#include "channel.h"
#include "sync.h"

struct outgoing_row {
	struct outbox_row row;
	struct outbox_recipient_row *recipients;
	size_t recipient_count;
	struct outbox_file_row *files;
	const char **paths;		/* of the files */
	size_t file_count;
	char *text;
	char hex[33];			/* the row's uid: file name, idempotency token */
};

/* Reads it; ERR_INPUT when an attached file is gone (says which). */
int outgoing_read(struct worker *w, int64_t id, struct arena *a, struct outgoing_row *out,
	struct error *err);
/* The row as its channel sees it. */
int outgoing_make(struct worker *w, const struct outgoing_row *row, struct arena *a, struct outgoing *out,
	struct error *err);
/* When a row is tried again after its nth failure: 30 s, doubled, at most 15 min. */
int64_t outgoing_next_try(int attempts);

#endif
