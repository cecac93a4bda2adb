/* mastodon.c - answers of a Mastodon server. */
#define CHANNEL "mastodon"
#define KINDS "pull", "back", "round", "thread", "send", "act", "media", "probe"
#define BODIES NULL, "notes", "me", "instance", "instance1", "{}", "{\"max\":\"9\",\"top\":\"10\",\"floor\":1}", \
	"{\"at\":1,\"status\":{\"id\":\"5\",\"in_reply_to_id\":\"4\",\"account\":{\"id\":\"1\",\"acct\":\"a@b\"}}}", \
	"{\"up\":[\"1\"],\"asked\":2}"
#define CURSOR(key) (!strcmp(key, "me") ? "14715" : !strcmp(key, "checked") ? "1795599000000" : \
	!strcmp(key, "notes") ? "34975000" : !strcmp(key, "own") || !strcmp(key, "direct") ? "100" : NULL)
#include "fuzz_channel.h"
