/* mail_read.h - inside src/sync/ only: one pull under way, and its files one by one. */
#ifndef SPORTELLO_MAIL_READ_H
#define SPORTELLO_MAIL_READ_H

#include "mail_sync.h"

#define PULL_BATCH 50	/* one slice of the store: while the next is parsed, the lock is free */
#define PULL_BATCH_BYTES (8 << 20)
#define PULL_NOT_READ "not-read"	/* a problem of the system's with a file: it is tried again */

struct pull {
	struct worker *w;
	struct mail_box *box;
	struct arena *arena;		/* of the batch */
	bool first;			/* this account has never been pulled to the end */
	bool empty;			/* and none of its files is known: nothing to look up */
	bool listed, there;		/* notmuch names mail; a file of it lies where it says */
	bool work;			/* the entry under way holds mail that may be work, not history */
	int64_t since_at;
	struct mail_rules rules;
	int flagged_bit;		/* of mail_entry.tags; 31 = not asked for */
	struct message_in *messages;
	size_t message_count, message_space;
	struct problem_in *problems;
	size_t problem_count, problem_space;
	const struct mail_entry **entries;	/* to be looked at when the batch is stored */
	size_t entry_count, entry_space;
	size_t bytes;
};

/* Takes one file of a message into the batch unless it is known as it is; *changed when something is new. */
int pull_file(struct pull *p, const struct mail_entry *e, const char *path, bool *changed,
	struct error *err);
/* After a batch: files that were renamed, tags that changed. */
int pull_settle(struct pull *p, struct error *err);

/* mail_strays.c: files in the Maildir that are no mail, named to the user. */
int pull_strays(struct pull *p, struct error *err);
/* Has a folder changed since it was last looked through? */
bool pull_strays_due(struct worker *w, const char *root);
/* Can a file be read that could not be when its turn came? */
bool pull_unread_due(struct worker *w);

#endif
