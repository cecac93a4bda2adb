/* backup_internal.h - what making a backup and putting it back share. */
#ifndef SPORTELLO_BACKUP_INTERNAL_H
#define SPORTELLO_BACKUP_INTERNAL_H

#include "backup.h"
#include "db.h"

/* A connection of its own to a file that may be anything; `flags` are SQLite's, `query` what stands behind the name. */
int raw_open(struct store *raw, const char *path, int flags, const char *query, struct error *err);
void raw_close(struct store *raw);
/* What the connection is about: kind, version, counts. */
int raw_look(struct store *raw, struct backup_info *out, struct error *err);
/* All pages, as they were at one moment, into a new file. */
int raw_copy(struct store *from, const char *to, backup_watch *watch, void *ctx, struct error *err);
/* The file is whole, and holds what `want` says. */
int raw_verify(const char *path, const struct backup_info *want, backup_watch *watch, void *ctx, struct error *err);
/* Where the backup's store is: the file itself, or in the folder. */
char *backup_file(const char *place, struct arena *a);

/* How to open it for reading: as it lies there, unless a log lies beside it. */
const char *backup_query(const char *file);

/* All that was written to this file system is on the disk. */
int disk_settle(const char *path, struct error *err);
int disk_settle_name(const char *folder, struct error *err);
/* Is there room for so many bytes? */
int disk_has_room(const char *folder, int64_t bytes, struct error *err);
/* "20261126-090000", for names. */
void backup_stamp(char out[20]);

#endif
