/* tiktok.c - answers of the TikTok API for Business. */
#define CHANNEL "tiktok"
#define KINDS "pull", "comments", "replies", "send", "check", "refresh"
#include "fuzz_channel.h"
