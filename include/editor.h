/*
 * editor.h - writing of several lines: words wrap at the pane's width (nothing is inserted), movement by
 * character, word, line as seen, page; kill and yank; undo without end; pastes in one piece.
 *
 * Text is UTF-8; what is pasted or set is cleaned (utf8_clean, LF kept).  Positions are byte offsets in
 * the text.  Fast on 10,000 lines.  Pure: keys in, canvas out.
 *
 * Keys: arrows, C-b C-f C-p C-n, M-b M-f C-Left C-Right, Home End C-a C-e, PageUp PageDown (only if
 * editor_key() is given them), M-< M-> C-Home C-End, Enter, Backspace C-h, Delete C-d, M-Backspace C-w,
 * M-d, C-k, C-u, C-y, C-t, C-_ and C-z undo, M-_ and M-z redo, M-q refills the paragraph, Shift with
 * arrows and C-Space select.  C-x is never taken.
 */
#ifndef SPORTELLO_EDITOR_H
#define SPORTELLO_EDITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "buf.h"
#include "canvas.h"
#include "keys.h"

struct editor;

/* Finds the next place of a text at `from` or behind that is to stand out; false = there is none. */
typedef bool text_find(const char *text, size_t len, size_t from, size_t *start, size_t *end);

struct editor *editor_new(void);
void editor_free(struct editor *e);

/* Replaces everything, forgets undo; cursor at the start. */
void editor_set_text(struct editor *e, const char *text);
/* Appends the text to out. */
void editor_text(const struct editor *e, struct buf *out);
char *editor_copy(const struct editor *e, struct arena *a);
size_t editor_length(const struct editor *e);	/* bytes */
/* Changes with every edit: saved when equal to the one noted at the last save. */
unsigned long editor_revision(const struct editor *e);

enum editor_answer { EDITOR_IGNORED, EDITOR_MOVED, EDITOR_CHANGED };
enum editor_answer editor_key(struct editor *e, keycode key);
/* At the cursor, replacing the selection, as one step of undo; the cursor stands after it. */
void editor_insert(struct editor *e, const char *text);
void editor_paste(struct editor *e, const char *text, size_t len);
/* Replaces bytes from..to, one step of undo; the cursor stands after it. */
void editor_replace(struct editor *e, size_t from, size_t to, const char *text);

size_t editor_cursor(const struct editor *e);
void editor_set_cursor(struct editor *e, size_t position);	/* moved to a grapheme's start */
/* Line and column (graphemes), both from 1. */
void editor_line_column(const struct editor *e, size_t *line, size_t *column);

/* Selects bytes from..to: what is typed takes their place. */
void editor_select(struct editor *e, size_t from, size_t to);
/* Places within a line that are drawn in a style of their own; NULL = none. */
void editor_set_marks(struct editor *e, text_find *find, unsigned style);

bool editor_undo(struct editor *e);	/* false: nothing to undo */
bool editor_redo(struct editor *e);
/* False when nothing is selected. */
bool editor_selection(const struct editor *e, size_t *from, size_t *to);

/* Words to be drawn underlined, in order; copied, and moved along while one writes. */
struct editor_mark { size_t from, to; };
void editor_set_misspelled(struct editor *e, const struct editor_mark *marks, size_t n);

/* Draws what is around the cursor; lines that begin with ">" in ROLE_QUOTE.  Scrolls so that the cursor
 * is visible; with focus the terminal's cursor stands on it. */
void editor_draw(struct editor *e, struct pane p, unsigned style, bool focus);
/* Lines as seen above the first one drawn, and in all, at the last width drawn ("12%"). */
size_t editor_top(const struct editor *e);
size_t editor_rows(struct editor *e, int width);

#endif
