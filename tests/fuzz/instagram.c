/* instagram.c - answers of the Graph API about Instagram. */
#define CHANNEL "instagram"
#define KINDS "pull", "send", "act", "check", "replies", "older"
#include "fuzz_channel.h"
