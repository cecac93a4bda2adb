/* facebook.c - answers of the Graph API about posts and comments. */
#define CHANNEL "facebook"
#define KINDS "pull", "send", "act", "check", "probe"
#include "fuzz_channel.h"
