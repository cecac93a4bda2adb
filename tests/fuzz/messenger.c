/* messenger.c - answers of the Graph API about conversations. */
#define CHANNEL "messenger"
#define KINDS "pull", "send", "check", "media", "probe"
#include "fuzz_channel.h"
