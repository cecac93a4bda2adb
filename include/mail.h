/*
 * mail.h - the mail channel's inward half: what libnotmuch knows, and how a parsed mail becomes a message.
 *
 * Mail has no remote side to ask: its pull lists what notmuch indexed since a revision, its files are
 * read from the Maildir, and notmuch's own texts are never used.  Paths are relative to the mail root.
 * The cursor is (uuid, revision, count): a deletion leaves the revision as it was.
 */
#ifndef SPORTELLO_MAIL_H
#define SPORTELLO_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "mime.h"
#include "model.h"

struct mail_box;

/*
 * Opens the notmuch database under `root` for reading.  ERR_CONFIG when there is none (says what to run),
 * ERR_BUSY when it is being rebuilt, ERR_SYSTEM otherwise.
 */
int mail_open(const char *root, struct mail_box **out, struct error *err);
void mail_close(struct mail_box *box);
/* Where the mail lies, without final slash. */
const char *mail_root(const struct mail_box *box);
/* Where notmuch keeps its database; it may lie elsewhere (database.path). */
const char *mail_place(const struct mail_box *box);

/* A few words that change whenever notmuch has written, from stat(2) alone; "" when nothing is there. */
void mail_stamp(const char *root, char out[96]);

struct mail_revision {
	char uuid[64];
	unsigned long revision;
};
void mail_revision(struct mail_box *box, struct mail_revision *out);

/* Messages of the query, excluded tags included. */
int mail_count(struct mail_box *box, const char *query, int64_t *out, struct error *err);

struct mail_entry {
	const char *id;			/* Message-ID without <>, or notmuch's own name for it */
	const char *const *files;	/* all files of it, NULL-terminated */
	uint32_t tags;			/* bit n: has tags[n] of the call */
};
/*
 * The query's messages with a change after revision `since` (0 = all), oldest first.  tags: names asked
 * for, NULL-terminated, at most 32.  Starts over by itself when somebody writes meanwhile.
 */
int mail_list(struct mail_box *box, const char *query, unsigned long since, const char *const *tags,
	struct arena *a, struct mail_entry **out, size_t *n, struct error *err);
/* One message by id: 1 = found (a message that others merely refer to has no files), 0 = not. */
int mail_find(struct mail_box *box, const char *id, struct arena *a, struct mail_entry *out);

/*
 * Files of one folder (".../cur", ".../new") that notmuch has passed over as no mail: regular, not ignored
 * by its configuration, and there when it last looked.  0 when it has not looked since the folder changed:
 * *later is set.
 */
int mail_strays(struct mail_box *box, const char *folder, struct arena *a, char ***files, size_t *n,
	bool *later, struct error *err);
/* All cur and new folders under the root; *mtime in ms. */
struct mail_folder { const char *path; int64_t mtime; };
int mail_folders(struct mail_box *box, struct arena *a, struct mail_folder **out, size_t *n,
	struct error *err);

/* -- writing: these block as long as somebody else holds notmuch's lock (a child process calls them) -- */

struct mail_change { const char *id, *tag; bool on; };
/*
 * Sets tags and indexes files (absolute paths, tagged `sent` and read).  done[i] is set per change, then
 * per file.  Maildir flags follow where notmuch's configuration says so.
 */
int mail_apply(const char *root, const struct mail_change *changes, size_t change_count,
	const char *const *files, size_t file_count, char *done, struct error *err);

/* -- a parsed mail becomes a message -------------------------------------------------------------------- */

enum mail_seal { MAIL_UNSEALED, MAIL_SEALED };	/* was the PEC signature verified? */

struct mail_rules {
	const char *const *own;		/* addresses of ours in normal form, NULL-terminated */
	const char *const *forms;	/* senders of contact forms, NULL-terminated, may be NULL */
	const char *host;		/* part of our receiving servers' names, or NULL */
};
/*
 * Fills *out from a mail (everything it points to lives in `a` or in the mail).  id: Message-ID as notmuch
 * has it.  file_time: when nothing else says when it arrived.
 */
void mail_map(const struct mime_mail *mail, const struct mail_rules *rules, const char *id,
	int64_t file_time, enum mail_seal seal, struct arena *a, struct message_in *out);

#endif
