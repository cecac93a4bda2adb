/*
 * json_mend.h - JSON from outside, before any parser sees it: the one place of its limits.
 *
 * What a parser would refuse, and one stranger's words could thus keep all others' from coming in by, is mended: half a
 * surrogate pair, bad UTF-8 and raw controls in a string, a mark of byte order, a number too large for 64 bits (becomes a
 * text: ids stay exact) or for a double (null), what is nested too deep or stands behind too many values (null).  What is
 * no JSON at all stays so: the parser says where.
 */
#ifndef SPORTELLO_JSON_MEND_H
#define SPORTELLO_JSON_MEND_H

#include "buf.h"
#include "error.h"

/* What services send is 10 or 20 deep; below this level there is nothing of ours. */
#define JSON_DEPTH_MAX 100
/* Three bytes of text ("{},") become some 240 of memory: as many as the largest answer (8 MB) has with 20 bytes each.
 * From there on, what lies deeper than JSON_OURS (in a message's own content, say) is null; at twice as many it ends. */
#define JSON_VALUES_MAX 400000
#define JSON_OURS 8

/* *text is left, or points into `mended` (the caller's, to be freed).  -1 = ERR_PROTOCOL: too many values. */
int json_mend(const char **text, size_t *len, struct buf *mended, struct error *err);

/* JSON of ours on its way to a screen: what a terminal would obey (DEL, C1, turns of direction) is escaped in it, and
 * says the same to who parses it. */
void json_show(struct buf *out, const char *json);

#endif
