/*
 * file.h - whole files: read, copied, replaced.
 *
 * These know the reason of a failure (errno) but not what the file means to a person: the caller says that.
 */
#ifndef SPORTELLO_FILE_H
#define SPORTELLO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

/* Adds all of a regular file, at most `max` bytes; 0, or -1 with errno: EFBIG when it is longer, EINVAL when it is
 * none (a pipe or a device has no end). */
int file_read(const char *path, size_t max, struct buf *out);

/* What is left to read in one goes to the end of the other; 0, or -1 with errno. */
int file_copy(int from, int to);

/* The file's bytes are on the disk; and its name is: a name is once its folder is.  0, or -1 with errno. */
int file_sync(const char *path);
int file_sync_folder(const char *path);

/* The kind of network file system on which it lies or would lie, NULL for none; *maybe: what looks like one may be local. */
const char *file_remote(const char *path, bool *maybe);

/* The file holds these bytes from now on, also after a power cut, or what it held before: written beside it as
 * PATH.new, with mode 0600, and renamed.  0, or -1 with errno and nothing left behind. */
int file_replace(const char *path, const void *data, size_t len);

#endif
