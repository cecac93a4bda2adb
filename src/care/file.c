/* file.c - which files a channel takes, as far as it publishes it: what it would refuse is said before it is sent. */
#include "care.h"

#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"

#define MB 1000000LL

/* kind NULL = any; bytes 0 = none of that kind */
static const struct { const char *channel, *kind; int64_t bytes; } limits[] = {
	{ "telegram", NULL, 50 * MB },
	{ "whatsapp", "image", 5 * MB }, { "whatsapp", "video", 16 * MB }, { "whatsapp", "audio", 16 * MB },
	{ "whatsapp", NULL, 100 * MB },
	{ "messenger", NULL, 25 * MB }, { "facebook", NULL, 25 * MB },
	{ "instagram", "image", 8 * MB }, { "instagram", NULL, 25 * MB },
	{ "bluesky", "image", 1 * MB }, { "bluesky", NULL, 0 },
	{ "mastodon", "image", 16 * MB }, { "mastodon", NULL, 99 * MB },
	{ "x", "image", 5 * MB }, { "x", "video", 512 * MB },
	{ "sms", NULL, 5 * MB },
};
static const struct { const char *channel; size_t count; } counts[] = { { "bluesky", 4 }, { "mastodon", 4 }, { "x", 4 } };

const char *
care_file_kind(const char *name)
{
	static const struct { const char *end, *kind; } kinds[] = { { ".jpg", "image" }, { ".jpeg", "image" }, { ".png", "image" },
		{ ".gif", "image" }, { ".webp", "image" }, { ".heic", "image" }, { ".mp4", "video" }, { ".mov", "video" },
		{ ".webm", "video" }, { ".mp3", "audio" }, { ".ogg", "audio" }, { ".m4a", "audio" }, { ".amr", "audio" },
		{ ".wav", "audio" } };
	const char *dot = name ? strrchr(name, '.') : NULL;
	for (size_t i = 0; dot && i < sizeof kinds / sizeof *kinds; i++)
		if (str_ieq(dot, kinds[i].end))
			return kinds[i].kind;
	return "file";
}

char *
care_file_objection(const char *channel, const char *name, int64_t bytes, size_t others, struct arena *a)
{
	const char *kind = care_file_kind(name);
	char size[8], most[8];
	for (size_t i = 0; channel && i < sizeof counts / sizeof *counts; i++)
		if (str_eq(counts[i].channel, channel) && others >= counts[i].count)
			return arena_printf(a, _("%s takes %zu files with a message, and no more"), channel, counts[i].count);
	for (size_t i = 0; channel && i < sizeof limits / sizeof *limits; i++) {
		if (!str_eq(limits[i].channel, channel) || (limits[i].kind && !str_eq(limits[i].kind, kind)))
			continue;
		if (!limits[i].bytes)
			return arena_printf(a, _("%s: %s takes pictures alone"), name, channel);
		if (bytes <= limits[i].bytes)
			return NULL;
		str_bytes(size, (uint64_t)bytes);
		str_bytes(most, (uint64_t)limits[i].bytes);
		return arena_printf(a, _("%s has %s, and %s takes %s at most"), name, size, channel, most);
	}
	return NULL;
}
