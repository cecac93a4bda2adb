/* html_link.h - inside the channels only: what a link says and where it leads. */
#ifndef SPORTELLO_HTML_LINK_H
#define SPORTELLO_HTML_LINK_H

#include <stdbool.h>
#include <stddef.h>

/* Does any word of the link's text name another host than the target's, or does the target disguise its own?
 * `is` gets the target's host. */
bool html_link_lies(const char *shown, size_t len, const char *href, char is[128]);
/* Does the text say the whole address already? */
bool html_link_shown(const char *shown, size_t len, const char *href);

#endif
