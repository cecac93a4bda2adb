/* compose.h - the composer's state, between compose*.c. */
#ifndef SPORTELLO_UI_COMPOSE_H
#define SPORTELLO_UI_COMPOSE_H

#include "app.h"

enum { SNIPPETS = 8 };
enum field { FIELD_TO, FIELD_CC, FIELD_BCC, FIELD_SUBJECT, FIELD_TEXT, FIELD_COUNT = FIELD_TEXT };

struct compose {
	enum compose_kind kind;
	struct letter letter;
	struct arena *arena;
	struct editor *editor;
	struct lineedit *fields[FIELD_COUNT];
	enum field focus;
	struct story *story;
	int story_width, story_height;	/* as drawn last: another size shows the newest again */
	struct act_file *files;
	size_t file_count, file_space;
	char *initial;			/* the text as it was opened: not worth a draft, and empty if sent */
	/* the draft row */
	int64_t draft, saved_at, autosaved_us;
	unsigned long saved_revision, touched, saved_touched;	/* touched: fields, files, actions */
	char unsaved[200];		/* why the last save failed, "" = it did not */
	bool done;			/* ended: nothing is left to save */
	bool parking;			/* left, and to be gone on with */
	const char *dropped;		/* paths that were pasted, while it is asked what they are */
	bool spell_begun;
	unsigned long spelled;		/* the revision that was looked at, with the cursor there */
	size_t spelled_at, misspelled, spell_from, spell_to;
	bool reading, zoom;		/* the story has the keys; story or text has all the room */
	int64_t parked_us;
	/* what was on this screen, for stop-the-send */
	int64_t seen, showing, showing_since_us, opened_item, lease_us;
	/* a send that waits for the store's lock, or for a yes */
	const char *again;
	const char *reviewed;		/* what y does */
	int64_t again_until_us;
	/* the reply window, as told last */
	bool shut;
	char span[8];
	int64_t watched;
	/* a note: names that fit what was typed after an "@" (at `from`, SIZE_MAX = none) */
	struct offers {
		struct arena *memory;
		const char *name[8];
		size_t n, at, from;
		bool shut, moved;	/* Esc was pressed, an arrow was */
	} calls;
	/* macros that fit what was typed after "::" (at `from`, SIZE_MAX = nothing was) */
	struct snippets {
		struct arena *memory;
		struct macro_place *place;
		struct macro_list *list;
		const struct macro_use *use[SNIPPETS];
		size_t n, at, from;
		bool shut;		/* Esc was pressed */
		/* or answers, after "??" */
		const struct answer_set *answers;
		const struct answer *answer[SNIPPETS];
		int score[SNIPPETS];
	} snippets;
};

/* compose.c */
struct compose *compose_of(struct app *app);
/* Leaves the composer; keep: the text stays as a draft. */
void compose_end(struct app *app, struct compose *c, bool keep);
void compose_save(struct app *app, struct compose *c);
bool compose_is_public(const struct compose *c);
bool compose_is_mail(const struct compose *c);
/* Which fields can be filled in. */
bool compose_has_field(const struct compose *c, enum field f);
void compose_fill_fields(struct compose *c);
/* What will be sent is empty: nothing was written. */
bool compose_untouched(struct compose *c);

/* compose_send.c; what: "send", "send-resolve", "send-pending", "review".  A public reply is reviewed in any case. */
void compose_send(struct app *app, struct compose *c, const char *what, bool reviewed);
void compose_save_note(struct app *app, struct compose *c, const char *what);

/* compose_window.c */
bool compose_is_shut(const struct compose *c);
/* Says at once when the reply window has closed, or opened again; once a second. */
void compose_watch(struct app *app, struct compose *c);
/* The composer was opened: a closed window offers what is left. */
void compose_window_opened(struct app *app, struct compose *c);
/* What was written, without the signature of the way it was to take, and the line that tied it to another. */
char *compose_own_words(struct compose *c, struct arena *a);
/* Chooses another way for the text: a template, another address of the customer. */
void compose_other_way(struct app *app, struct compose *c);

/* compose_call.c: whom a note calls */
/* After what may have changed the text or moved the cursor. */
void compose_call_look(struct app *app, struct compose *c);
/* Takes the name under the cursor, closes the box, has a key; false when there is no box. */
bool compose_call_take(struct app *app, struct compose *c);
bool compose_call_shut(struct compose *c);
bool compose_call_key(struct app *app, struct compose *c, keycode k);
void compose_call_line(struct app *app, struct compose *c, struct pane p, int y);
void compose_call_draw(struct app *app, struct compose *c, struct pane p);

/* compose_later.c: words NULL = a picker; "now" = at once */
void compose_later(struct app *app, struct compose *c, const char *words);
/* "leaves Fri 27 Nov 08:30, only if no reply came"; NULL = at once. */
char *compose_later_words(const struct compose *c, int64_t now, struct arena *a);

/* compose_file.c */
int compose_add_file(struct app *app, struct compose *c, const char *path, const char *name, const char *type,
	struct error *err);
void compose_attach(struct app *app, struct compose *c, const char *path);	/* NULL = asks */
void compose_detach(struct app *app, struct compose *c);
bool compose_dropped(struct app *app, struct compose *c, const char *text, size_t len);

/* compose_review.c */
void compose_review(struct app *app, struct compose *c, const struct letter *l, const char *doubts,
	void (*answered)(struct app *, bool yes));
int64_t compose_file_bytes(struct app *app, int64_t blob);

/* compose_spell.c */
void compose_spell_tick(struct app *app, struct compose *c);
void compose_spell_draw(struct app *app, struct compose *c);
void compose_spell(struct app *app, struct compose *c, bool on);

/* compose_read.c: "read-on", "quote-here", "zoom-text"; false = it is none of these */
bool compose_read_command(struct app *app, struct compose *c, const char *what);
/* Puts a quote where the cursor is, with a blank line before it. */
void compose_put_quote(struct compose *c, const char *quote);

/* compose_park.c: composers that are left open */
bool compose_park(struct app *app, struct compose *c);
/* The one of this draft, taken out; NULL = there is none, or the store knows better. */
struct compose *compose_unpark(struct app *app, int64_t draft);

/* compose.c */
void compose_free(struct compose *c);
/* compose_snippet.c: as compose_call.c, for macros */
void compose_snippet_look(struct app *app, struct compose *c);
bool compose_snippet_take(struct app *app, struct compose *c);
bool compose_snippet_shut(struct compose *c);
bool compose_snippet_key(struct app *app, struct compose *c, keycode k);
void compose_snippet_draw(struct app *app, struct compose *c, struct pane p);

/* compose_gap.c: to the next open gap of the text; false = there is none */
bool compose_gap_go(struct app *app, struct compose *c);
void compose_gap_ask(struct app *app);		/* for what is open in the text, one after the other */

/* compose_draw.c */
void compose_draw(struct app *app, struct screen *s, struct pane p, bool focus);

#endif
