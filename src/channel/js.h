/*
 * js.h - inside src/channel/ only: reading and writing JSON.  Readers take what is there and give NULL or
 * the default for what is absent or of another kind: servers add fields, and leave some away.  Copies live in
 * the arena; a json_t is released by its owner with json_decref().
 */
#ifndef SPORTELLO_JS_H
#define SPORTELLO_JS_H

#include <jansson.h>

#include "channel.h"

/* The whole answer; NULL with ERR_PROTOCOL.  Ids beyond 53 bits stay exact. */
json_t *js_load(const char *text, size_t len, struct error *err);
/* "a.b.0.c": members and elements; NULL when one is missing. */
json_t *js_at(json_t *o, const char *path);
/* A text that is there and not empty, else NULL. */
const char *js_text(struct arena *a, json_t *o, const char *path);
/* An id: a text, or a whole number as its digits. */
const char *js_id(struct arena *a, json_t *o, const char *path);
/* A whole number, also one written as a text. */
int64_t js_int(json_t *o, const char *path, int64_t otherwise);
bool js_true(json_t *o, const char *path);
/* Seconds since 1970, or RFC 3339, as ms; later than now or senseless: now. */
int64_t js_time(const struct channel_context *c, json_t *o, const char *path);
/* Compact, in the arena; takes the reference if `own`. */
char *js_dump(struct arena *a, json_t *o, bool own);
/* Sets unless value is NULL. */
void js_put(json_t *o, const char *key, const char *value);
/* Digits as a number, anything else as a text. */
void js_put_id(json_t *o, const char *key, const char *value);

#endif
