/* compose.h - the composer's state, between compose.c and compose_send.c. */
#ifndef SPORTELLO_UI_COMPOSE_H
#define SPORTELLO_UI_COMPOSE_H

#include "app.h"

enum field { FIELD_TO, FIELD_CC, FIELD_SUBJECT, FIELD_TEXT, FIELD_COUNT = FIELD_TEXT };

struct compose {
	enum compose_kind kind;
	struct letter letter;
	struct arena *arena;
	struct editor *editor;
	struct lineedit *fields[FIELD_COUNT];
	enum field focus;
	struct story *story;
	struct act_file *files;
	size_t file_count, file_space;
	int64_t draft, saved_at, autosaved_us, lease_us, seen_us;
	unsigned long saved_revision;
	bool quote, review, done;
	const char *review_then;	/* "send", "send-resolve"...: what y does */
};

struct compose *compose_of(struct app *app);
/* Leaves the composer; keep: the text stays as a draft. */
void compose_end(struct app *app, struct compose *c, bool keep);
void compose_save(struct app *app, struct compose *c);

#endif
