/* json_in.h - inside src/sync/ only: JSON from outside that no channel reads, within the limits of json_mend.h. */
#ifndef SPORTELLO_SYNC_JSON_IN_H
#define SPORTELLO_SYNC_JSON_IN_H

#include <jansson.h>

#include "error.h"

/* NULL with err set; flags of json_loadb(). */
json_t *json_in(const char *text, size_t len, size_t flags, struct error *err);

#endif
