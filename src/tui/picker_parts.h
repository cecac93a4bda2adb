/*
 * picker_parts.h - what the files of the picker share.  Private to them.
 */
#ifndef SPORTELLO_TUI_PICKER_PARTS_H
#define SPORTELLO_TUI_PICKER_PARTS_H

#include "lineedit.h"
#include "popup.h"

/* An item as it is matched: folded once, when it is set. */
struct picker_entry {
	const char *text, *detail;
	int score;
};

struct picker {
	char *title, *footer;
	bool typing;			/* letters filter */
	bool began;			/* typing began by a key: it can end again */
	struct lineedit *line;

	const struct picker_item *items;
	size_t count;
	struct arena *arena;		/* entries and shown, until the next set */
	struct picker_entry *entries;
	size_t *shown, shown_count;	/* indexes of items, best first */
	size_t at, top;			/* in shown */
	bool moved;			/* since the text changed: the cursor means something */
	int height;			/* rows of items drawn last */
	int x, y, width;		/* where these stand on the canvas */
	int text_width, detail_width, note_width;
	bool has_keys;

	const char *(*preview)(void *ctx, const struct picker_item *item);
	void *preview_ctx;
	struct picker_rank (*rank)(const struct picker_item *item);
	int preview_rows;
	text_find *marks;
	unsigned mark_style;
	bool (*muted)(void *ctx, const struct picker_item *item);
	void *muted_ctx;
};

/* What was typed, ready to be compared. */
struct picker_words {
	struct arena *arena;
	const char *whole;		/* folded; "" = raw is all there is */
	char **word;
	size_t count;
	const char *raw;
};

void picker_words(struct picker_words *w, struct arena *a, const char *typed);
/* 0 = no answer.  text and detail are folded, raw_text as it was. */
int picker_match(const struct picker_words *w, const char *text, const char *detail, const char *raw_text);

#endif
