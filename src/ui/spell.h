/*
 * spell.h - spelling, looked up by a child (`hunspell -a`): words are asked once, and what it thinks of them is known a
 * moment later; nothing ever waits for it.  Without the program or a dictionary there is no spelling, and nobody is told.
 */
#ifndef SPORTELLO_UI_SPELL_H
#define SPORTELLO_UI_SPELL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "editor.h"

struct conf;
struct spell;

/* languages: "it,en"; those without a dictionary are left out.  Never NULL. */
struct spell *spell_open(const struct conf *conf, const char *languages);
void spell_close(struct spell *s);
/* Does it check, or has it not been found out yet that it cannot? */
bool spell_works(const struct spell *s);
/* Talks with the child; true when something new is known. */
bool spell_tick(struct spell *s);
/* For scripts, which are quicker than any child: lets it say something. */
void spell_wait(struct spell *s);
/* Does it still owe answers? */
bool spell_busy(const struct spell *s);
/* The misspelled words of a text, as far as they are known; the others are asked.  What is quoted, a signature, addresses
 * and the word that ends at the cursor (SIZE_MAX = none) are passed over. */
struct editor_mark *spell_look(struct spell *s, const char *text, size_t cursor, struct arena *a, size_t *n);
/* What it would write instead; NULL-terminated. */
char **spell_suggestions(struct spell *s, const char *word, size_t len, struct arena *a);
/* From now on it is a word: of this session, and of the agent's own list. */
int spell_add(struct spell *s, const char *word, size_t len, struct error *err);

#endif
