/*
 * lineedit_parts.h - what the files of the line editor share.  Private to them.
 */
#ifndef SPORTELLO_TUI_LINEEDIT_PARTS_H
#define SPORTELLO_TUI_LINEEDIT_PARTS_H

#include "buf.h"
#include "lineedit.h"

struct lineedit {
	struct buf text, killed;
	size_t cursor;
	int scroll;		/* columns left out at the left */

	char **history;
	size_t history_count, history_at;	/* at == count: the line being written */
	struct buf kept;			/* that line */

	lineedit_complete *complete;
	void *ctx;
	struct arena *arena;	/* of the candidates */
	char **candidates;	/* NULL = not completing */
	size_t candidate_count;
	long candidate;		/* the one in the text; -1 = none yet */
	size_t start, end;	/* what the candidate replaced */
	struct buf before;	/* the word as it was */
};

/* IGNORED when the key has nothing to do with completion. */
enum lineedit_answer lineedit_complete_key(struct lineedit *l, keycode key);
void lineedit_end_complete(struct lineedit *l);

#endif
