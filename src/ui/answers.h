/* answers.h - between answers*.c, guide.c and compose_snippet.c: what the desk knows, as the console has it. */
#ifndef SPORTELLO_UI_ANSWERS_H
#define SPORTELLO_UI_ANSWERS_H

#include "answer.h"
#include "app.h"

/* All answers, read anew when a file has changed; NULL with the message said.  What was handed out stays valid. */
const struct answer_set *answers_known(struct app *app);
/* Which fit words that are being typed: parts of names, titles and texts, and what a customer would ask; best first.
 * Nothing typed: what fits the newest message of the case (0 = none), then all the others by topic. */
struct answer_offer { const struct answer *answer; int score; const char *why; };
size_t answers_offer(struct app *app, const struct answer_set *set, const char *typed, int64_t case_id, struct arena *a,
	struct answer_offer **out);
/* Its text goes into a reply, filled in; it is taken note of.  glued: in the place of a word. */
void answer_use(struct app *app, const struct answer *an, int score, bool glued);
/* What it says, to be read: lines with their styles.  case_id: as that case would get it; 0 = as it is written. */
struct answer_line { unsigned style; const char *text; };
size_t answer_page(struct app *app, const struct answer *an, int64_t case_id, struct arena *a, struct answer_line **out);
void answer_draw(const struct answer_line *lines, size_t n, size_t *first, struct pane p);
/* The text with names and numbers of its case as variables; *what = which, NULL = none.  macros_keep.c */
const char *macro_with_variables(struct app *app, int64_t case_id, const char *text, struct arena *a, char **what);
/* The answer in front, by its name; NULL = none is.  And back to the case or the composer. */
const char *answers_under_cursor(struct app *app);
void answers_leave(struct app *app);
/* answers_missing.c: a file of this name, with a text in it, in the editor. */
void answer_new(struct app *app, const char *name, const char *text);
/* In the editor; a file that does not exist begins with this text. */
void answer_begin_file(struct app *app, const char *file, const char *text);

#endif
