/*
 * words.h - graphemes and words in a string of bytes, for line editor and editor.  Private to the toolkit.
 */
#ifndef SPORTELLO_TUI_WORDS_H
#define SPORTELLO_TUI_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* The offset of the next or previous grapheme; pos itself at the ends. */
size_t text_next(const char *s, size_t len, size_t pos);
size_t text_back(const char *s, size_t pos);

/* Letters, digits, and everything above ASCII that is no blank or punctuation. */
bool text_in_word(const char *s, size_t len, size_t pos);
/* After the end of the next word; at the start of this or the previous one. */
size_t text_word_end(const char *s, size_t len, size_t pos);
size_t text_word_start(const char *s, size_t len, size_t pos);
/* At the start of what ends here and holds no blank. */
size_t text_blank_start(const char *s, size_t pos);

/* Cleans text that is to stand after s[0..pos), with line ends kept: a mark joins the letter before it. */
void text_clean_after(struct buf *out, const char *s, size_t pos, const char *text, size_t len);

enum text_case { TEXT_UPPER, TEXT_LOWER, TEXT_CAPITAL };
/* The bytes in other case. */
void text_recase(struct buf *out, const char *s, size_t len, enum text_case how);

#endif
