/*
 * html.h - HTML made readable as text, by libxml2's push parser: one pass, no tree, so nesting costs nothing.
 */
#ifndef SPORTELLO_HTML_H
#define SPORTELLO_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"

/* Appends readable UTF-8: lists, tables in columns, quotes as "> ", links numbered as footnotes; what a browser
 * would not show is left out.
 * *lies is set when a link's text names another host than its target. */
void html_text(const char *html, size_t len, struct buf *out, bool *lies);

#endif
