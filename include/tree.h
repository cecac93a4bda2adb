/*
 * tree.h - folders of regular files: measured, copied, linked, moved, removed.
 *
 * Links and devices in them are passed over and never followed; what vanishes while it is looked at was not there.
 */
#ifndef SPORTELLO_TREE_H
#define SPORTELLO_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

enum tree_how {
	TREE_COPY,	/* new files, mode 0600, in folders of mode 0700 */
	TREE_LINK,	/* the same files under a second name; copied where the file system has no such thing */
	TREE_MOVE,	/* renamed, within a file system; takes the place of what has the same name */
};

struct tree_count {
	int64_t files, bytes;
	bool (*step)(void *ctx, int64_t bytes);		/* after each file; false: stop with "interrupted".  May be NULL */
	void *ctx;
};

/* What is there; nothing when the folder is not. */
void tree_measure(const char *path, struct tree_count *count);
/* All of `from` under `to`, which is made; what `to` holds already stays.  A folder that is not there is an empty one. */
int tree_put(const char *from, const char *to, enum tree_how how, struct tree_count *count, struct error *err);
/* The folder and all in it, or a file; nothing is said about what does not go. */
void tree_remove(const char *path);

#endif
