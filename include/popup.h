/*
 * popup.h - what lies over the screen: a box, and a picker to choose from.
 *
 * A picker is a list that is filtered while one types (letters in order, words in any order, best first).
 * Pure: keys in, canvas out.  Only overlays have borders.
 */
#ifndef SPORTELLO_POPUP_H
#define SPORTELLO_POPUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "canvas.h"
#include "editor.h"
#include "keys.h"

/* A cleared box of at most width x height (borders included), clipped to the pane, centred, with
 * title and footer (may be NULL); returns the inside. */
struct pane popup_draw(struct pane p, int width, int height, const char *title, const char *footer);
/* The same at the bottom of the pane, as wide as it (which-key strips). */
struct pane popup_draw_bottom(struct pane p, int height, const char *title, const char *footer);

struct picker_item {
	const char *text;	/* what is shown first and matched */
	const char *detail;	/* second column, matched too; may be NULL */
	const char *note;	/* at the right, not matched (a key, a count); may be NULL */
	int64_t id;		/* the caller's */
	char key;		/* fires at once when keys are live; 0 = none */
};

struct picker;

/* Items are the caller's and must live as long as the picker (or until set again).  typing: letters
 * filter from the start; else the items' keys fire, j and k move, and "/" or Space begins typing. */
struct picker *picker_new(const char *title, const char *footer, bool typing);
void picker_free(struct picker *p);
void picker_set_items(struct picker *p, const struct picker_item *items, size_t count);
/* Up to three lines under the items about the one under the cursor; NULL = none. */
void picker_set_preview(struct picker *p, const char *(*preview)(void *ctx, const struct picker_item *item),
	void *ctx);
/* What an item is worth besides its words: what is used often stands higher.  found: it answers what was typed although
 * its words do not say so. */
struct picker_rank { int weight; bool found; };
void picker_set_rank(struct picker *p, struct picker_rank (*rank)(const struct picker_item *item));
/* More of them, as far as there is room, with what `marks` finds in a style of its own; the lines up to the first empty
 * one are about the item and stand back. */
void picker_set_long_preview(struct picker *p, int rows, text_find *marks, unsigned style);
/* Items that stand back because they cannot be chosen now. */
void picker_set_muted(struct picker *p, bool (*muted)(void *ctx, const struct picker_item *item), void *ctx);
/* The text typed; setting filters again. */
const char *picker_text(const struct picker *p);
void picker_set_text(struct picker *p, const char *text);
/* Puts the cursor on the item with this id, if it is shown. */
void picker_select(struct picker *p, int64_t id);

enum picker_answer {
	PICKER_IGNORED,
	PICKER_MOVED,
	PICKER_CHANGED,		/* the text typed changed: callers with changing items set them now */
	PICKER_CHOSEN,		/* picker_item() is it; NULL: Enter on a text that matches nothing */
	PICKER_TAB,		/* Tab: insert without running */
	PICKER_CANCEL,
};
enum picker_answer picker_key(struct picker *p, keycode key);
/* Where somebody clicked on the canvas: an item gets the cursor, and once it has it, it is chosen. */
enum picker_answer picker_click(struct picker *p, int x, int y);
void picker_paste(struct picker *p, const char *text);
/* Under the cursor, NULL when nothing is shown. */
const struct picker_item *picker_item(const struct picker *p);
size_t picker_shown(const struct picker *p);
void picker_draw(struct picker *p, struct pane screen, int width, int height);

/* How well text answers what was typed: 0 = not at all, higher is better. */
int picker_score(const char *typed, const char *text);

#endif
