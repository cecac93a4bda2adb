/*
 * disguise.h - names, addresses and links that look like somebody else's.  Pure; used once, when a message comes in.
 */
#ifndef SPORTELLO_DISGUISE_H
#define SPORTELLO_DISGUISE_H

#include <stdbool.h>
#include <stddef.h>

#include "model.h"

/* Does one of its words mix letters of alphabets that look alike (Latin, Greek, Cyrillic...)? */
bool care_mixes_alphabets(const char *s, size_t len);
/* The same of a host, and whether a part of it is written in foreign letters alone that all look like Latin ones. */
bool care_host_disguised(const char *host, size_t len);
/* MESSAGE_LOOKALIKE, MESSAGE_OTHER_NAME: of what a stranger wrote; mail: its sender is an address of mail. */
unsigned care_disguise(const struct message_in *m, bool mail);

#endif
