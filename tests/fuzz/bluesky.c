/* bluesky.c - answers of a PDS and what stands behind it. */
#define CHANNEL "bluesky"
#define KINDS "pull", "scan", "thread", "convos", "convo", "send", "act", "check", "media", "probe", "refresh"
#define BODIES NULL, "log", "me", "new", "check", "{\"cursor\":\"c1\",\"stop\":1,\"pages\":2}", \
	"{\"uri\":\"at://d/c/r\",\"cid\":\"c\",\"author\":{\"did\":\"did:a\"},\"record\":{\"text\":\"x\"}}", \
	"{\"convo\":\"c\"}", "{\"convo\":\"c\",\"ok\":true}"
#define CURSOR(key) (!strcmp(key, "did") ? "did:plc:us" : !strcmp(key, "session") ? "1" : \
	!strcmp(key, "notes") ? "1795590000000" : !strcmp(key, "log") ? "2222222aaaaa" : NULL)
#include "fuzz_channel.h"
