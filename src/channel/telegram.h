/* telegram.h - between telegram.c (requests, verdicts) and telegram_read.c (updates into messages). */
#ifndef SPORTELLO_TELEGRAM_H
#define SPORTELLO_TELEGRAM_H

#include "js.h"

/* The updates we ask for; what telegram_updates() understands. */
extern const char *const telegram_wanted[];

/* Translates an array of updates; the cursor `offset` names the one behind the last. */
int telegram_updates(const struct channel_context *c, json_t *list, struct outcome *o, struct error *err);
/* Where the chat has moved to (way "to") or has come from ("from"); NULL = nowhere. */
const char *telegram_moved(const struct channel_context *c, const char *way, const char *chat);
/* Remembers it. */
struct batch telegram_move(const struct channel_context *c, const char *old, const char *new);
/* "CHAT:MESSAGE", the id of one message of ours or theirs; NULL when the object is none. */
const char *telegram_message_id(const struct channel_context *c, json_t *m);

#endif
