/*
 * backup.h - a copy of the store with its files, made while programs run, and put back.
 *
 * A backup is a folder: store.db (one moment of the store, whole), blobs/ and outbox/ beside it, and a file `backup` that
 * says when it was made and what is in it.  It is written under another name (NAME.part), looked through, and gets its
 * own name last: what has the name is complete.  The index of texts is not in it: sync makes it anew (S4).  A file alone
 * that is a store (the copies made before an upgrade, sqlite3's .backup) can be put back as well.
 */
#ifndef SPORTELLO_BACKUP_H
#define SPORTELLO_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "store.h"

struct backup_info {
	int64_t made_at;		/* of a file alone: when it was written last */
	int version;			/* of the schema */
	char program[32];		/* that made it; "" = not known */
	int64_t cases, messages;
	int64_t files, bytes;		/* attachments and letters; bytes: all of it */
	bool configuration;		/* it holds one, as FOLDER/configuration */
};

enum backup_stage { BACKUP_STORE, BACKUP_FILES, BACKUP_LOOK };	/* being copied, being copied, being looked through */

/* How far it is, for a person; false = stop, and leave nothing behind. */
typedef bool backup_watch(void *ctx, enum backup_stage stage, int64_t done, int64_t all);

struct backup_order {
	const char *place;		/* the backup's name; nothing has it yet */
	const char *configuration;	/* a file to take along; NULL = none */
	backup_watch *watch;		/* may be NULL */
	void *ctx;
};

/* Copies; nobody who writes waits for it.  ERR_BUSY where another one is at the same name or `watch` said stop. */
int backup_make(struct store *s, const struct backup_order *o, struct backup_info *out, struct error *err);

/* What a backup is; ERR_VERSION when it is newer than this program, ERR_INPUT when it is none. */
int backup_look(const char *place, struct backup_info *out, struct error *err);

struct restore_order {
	const char *place;		/* the backup */
	const char *path;		/* where store.db shall be */
	bool replace;			/* a store that is there is put aside */
	backup_watch *watch;
	void *ctx;
};

/* Puts it back: looked through, of this program's version, and nothing leaves until `outbox adopt`.  ERR_BUSY while any
 * program has the store open.  *aside: where the store is that was there before; NULL = there was none. */
int backup_restore(const struct restore_order *o, struct arena *a, struct backup_info *out, char **aside, struct error *err);

/* When the last one was made of this store, and its name; 0 = never. */
int64_t backup_last(struct store *s, struct arena *a, char **place);

#endif
