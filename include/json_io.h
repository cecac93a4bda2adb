/* json_io.h - JSON that comes from outside into a tree, and a tree onto a screen or into a pipe. */
#ifndef SPORTELLO_JSON_IO_H
#define SPORTELLO_JSON_IO_H

#include <jansson.h>
#include <stddef.h>

#include "error.h"

/* Mended first, and within the limits of json_mend.h; flags of json_loadb().  The caller's, to be released.  NULL with err
 * set where a limit is passed, else with words in *why alone (NULL: nobody asks). */
json_t *json_read(const char *text, size_t len, size_t flags, json_error_t *why, struct error *err);
/* A line on standard output, with nothing in it that a terminal obeys; flags of json_dumps().  Releases it. */
void json_print(json_t *o, size_t flags);

#endif
