/* clock_zone.c - a time zone as a table, so that asking about it needs neither library nor TZ. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { DAY = 86400, STEP = 14 * DAY };
static const int64_t first = 631152000, last = 2840140800;	/* 1990, 2060 */

static int64_t
offset_at(int64_t seconds)
{
	time_t at = (time_t)seconds;
	struct tm tm;

	return localtime_r(&at, &tm) ? (int64_t)tm.tm_gmtoff : 0;
}

/* The minute at which the offset at `from` ends, between there and `to`. */
static int64_t
change_between(int64_t from, int64_t to)
{
	int64_t before = offset_at(from);

	while (to - from > 60) {
		int64_t middle = from + (to - from) / 120 * 60;

		if (offset_at(middle) == before)
			from = middle;
		else
			to = middle;
	}
	return to;
}

/* The C library takes any name and makes UTC of what it does not know: so is there such a file? */
static bool
zone_known(const char *name, struct arena *a)
{
	const char *const folders[] = { getenv("TZDIR"), "/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo",
		"/etc/zoneinfo" };

	if (str_eq(name, "UTC") || str_eq(name, "GMT"))
		return true;
	if (!*name || *name == '/' || *name == '.' || strstr(name, "..") || name[strlen(name) - 1] == '/')
		return false;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char *path = folders[i] ? arena_printf(a, "%s/%s", folders[i], name) : NULL;

		/* a folder of zones, "Europe", is none itself */
		if (path && access(path, R_OK) == 0 && access(arena_printf(a, "%s/.", path), F_OK) != 0)
			return true;
	}
	return false;
}

static void
read_table(struct clock_zone *z, struct arena *a)
{
	int64_t *at = arena_array(a, int64_t, 1), *offset = arena_array(a, int64_t, 1);
	size_t n = 1, at_space = 1, n_offset = 1, offset_space = 1;

	at[0] = INT64_MIN;
	offset[0] = offset_at(first) * MS_SECOND;
	for (int64_t t = first; t < last; t += STEP)
		for (int64_t from = t; offset_at(from) != offset_at(t + STEP);) {
			from = change_between(from, t + STEP);
			*VEC_PUSH(a, at, n, at_space) = from * MS_SECOND;
			*VEC_PUSH(a, offset, n_offset, offset_space) = offset_at(from) * MS_SECOND;
		}
	z->n = n;
	z->at = at;
	z->offset = offset;
}

int
clock_zone(const char *name, struct arena *a, struct clock_zone **out, struct error *err)
{
	if (name && !zone_known(name, a))
		return error_set(err, ERR_INPUT, _("there is no time zone '%s': use a name such as Europe/Rome"), name);
	*out = arena_new_of(a, struct clock_zone);
	(*out)->name = arena_str(a, name);
	(*out)->arena = a;
	return 0;
}

void
clock_zone_read(struct clock_zone *z)
{
	const char *set = getenv("TZ");
	char *before = set ? arena_str(z->arena, set) : NULL;

	if (z->n)
		return;
	if (z->name)
		(void)setenv("TZ", arena_printf(z->arena, ":%s", z->name), 1);
	tzset();
	read_table(z, z->arena);
	if (!z->name)
		return;
	if (before)
		(void)setenv("TZ", before, 1);
	else
		(void)unsetenv("TZ");
	tzset();
}

size_t
clock_zone_index(const struct clock_zone *z, int64_t ms)
{
	size_t low = 0, high = z->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (z->at[middle] <= ms)
			low = middle;
		else
			high = middle;
	}
	return low;
}
