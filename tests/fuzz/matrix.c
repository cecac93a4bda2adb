/* matrix.c - answers of a homeserver. */
#define CHANNEL "matrix"
#define KINDS "pull", "gap", "join", "send", "media", "probe", "refresh"
#define BODIES NULL, "members", "{\"room\":\"!a:b\",\"from\":\"t1\",\"to\":\"s1\",\"at\":1795599000000,\"held\":[{\"kind\":0," \
	"\"about\":\"$e\",\"id\":\"$f\",\"at\":1,\"text\":\"x\"}]}", "{\"up\":[],\"n\":0}", "old"
#define CURSOR(key) (!strcmp(key, "next") ? "s1" : !strcmp(key, "at") ? "1795599900000" : \
	!strcmp(key, "room:!a:b") ? "{\"root\":\"$r\",\"last\":\"$l\",\"many\":true}" : NULL)
#include "fuzz_channel.h"
