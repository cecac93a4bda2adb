/*
 * lineedit.h - one line of input with the keys of readline: C-a C-e C-b C-f M-b M-f C-d C-h C-w M-d
 * M-Backspace C-k C-u C-y C-t M-t M-u M-l M-c, arrows, C-Left C-Right, Home, End, Up/Down and C-p/C-n for
 * the history, Tab to complete.
 * Moves by grapheme.  Pure: keys in, canvas out.
 */
#ifndef SPORTELLO_LINEEDIT_H
#define SPORTELLO_LINEEDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "canvas.h"
#include "keys.h"

struct lineedit;

/* Candidates for the text before `cursor` bytes; *start: where the word to be replaced begins.  They are
 * whole replacements, NULL-terminated, in the arena.  NULL or none: nothing to complete. */
typedef char **lineedit_complete(void *ctx, const char *text, size_t cursor, struct arena *a, size_t *start);

struct lineedit *lineedit_new(void);
void lineedit_free(struct lineedit *l);
/* May be NULL. */
void lineedit_set_complete(struct lineedit *l, lineedit_complete *complete, void *ctx);

/* Sets text, cursor at its end; ends completion and history. */
void lineedit_set(struct lineedit *l, const char *text);
/* Valid until the next change. */
const char *lineedit_text(const struct lineedit *l);
size_t lineedit_cursor(const struct lineedit *l);	/* byte offset */
void lineedit_insert(struct lineedit *l, const char *text);	/* line ends become blanks */

enum lineedit_answer {
	LINEEDIT_IGNORED,	/* not a key of a line editor: the caller's */
	LINEEDIT_MOVED,		/* cursor or candidates changed, text did not */
	LINEEDIT_CHANGED,	/* text changed */
	LINEEDIT_ACCEPT,	/* Enter; the text stays until set */
	LINEEDIT_CANCEL,	/* Esc or C-g, or C-c; Backspace on an empty line too */
};
enum lineedit_answer lineedit_key(struct lineedit *l, keycode key);

/* History: oldest first; duplicates of the last are dropped; at most 500 are kept. */
void lineedit_history_add(struct lineedit *l, const char *text);
size_t lineedit_history_count(const struct lineedit *l);
const char *lineedit_history(const struct lineedit *l, size_t i);

/* Draws prompt and text on row y of the pane, scrolled so that the cursor shows; places the cursor. */
void lineedit_draw(struct lineedit *l, struct pane p, int y, const char *prompt, unsigned style);
/* The candidates while Tab cycles through them, the current one highlighted; false (nothing drawn) when there
 * are none. */
bool lineedit_draw_candidates(const struct lineedit *l, struct pane p, int y);

#endif
