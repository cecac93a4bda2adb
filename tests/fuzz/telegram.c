/* telegram.c - answers of the Bot API. */
#define CHANNEL "telegram"
#define KINDS "pull", "send", "media", "probe"
#include "fuzz_channel.h"
