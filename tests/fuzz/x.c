/* x.c - answers of the API of X. */
#define CHANNEL "x"
#define KINDS "pull", "send", "act", "check", "refresh", "older"
#include "fuzz_channel.h"
