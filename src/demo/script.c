/* script.c - what the accounts' programs know of the world: script.json, what was said, and the time. */
#include "demo_internal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "clock.h"
#include "paths.h"
#include "str.h"

bool
part_still(const char *dir, int64_t *now)
{
	struct arena *a = arena_new();
	FILE *f = fopen(arena_printf(a, "%s/clock", dir), "re");
	long long ms = 0;
	bool still = f && fscanf(f, "%lld", &ms) == 1 && ms > 0;

	if (f)
		fclose(f);
	arena_free(a);
	if (still)
		*now = ms;
	return still;
}

int64_t
part_now(const char *dir)
{
	int64_t now;

	return part_still(dir, &now) ? now : clock_now();
}

json_t *
script_load(const char *dir)
{
	struct arena *a = arena_new();
	int64_t now;
	json_t *script = json_load_file(arena_printf(a, "%s/script.json", dir), 0, NULL);

	if (script)
		json_object_set_new(script, "made", json_boolean(!part_still(dir, &now)));
	arena_free(a);
	return script ? script : json_object();
}

static unsigned
sum_of(const char *s)
{
	unsigned sum = 0;

	while (*s)
		sum = sum * 31 + (unsigned char)*s++;
	return sum;
}

/* Something fitting, for those about whom nothing is written; while the world is made, or its time stands
 * still, nobody says more than that. */
static void
add_default(json_t *script, json_t *out, const char *key, size_t n)
{
	const char *language = json_string_value(json_object_get(json_object_get(script, "languages"), key));
	json_t *list = json_object_get(json_object_get(script, "defaults"), language ? language : "en");
	size_t count = json_array_size(list);
	const char *text;

	if (!count || !json_is_true(json_object_get(script, "made")) ||
	    json_object_get(json_object_get(script, "silent"), key))
		return;
	text = json_string_value(json_array_get(list, (sum_of(key) + n) % count));
	json_array_append_new(out, json_pack("{s:i,s:s}", "after", 9000 + (int)(sum_of(key) % 8) * 1000,
		"text", text ? text : ""));
}

json_t *
script_answers(json_t *script, const char *key, size_t n)
{
	json_t *list = json_object_get(json_object_get(script, "answers"), key), *one, *out = json_array();
	size_t i, last = 0;

	json_array_foreach(list, i, one) {
		size_t turn = (size_t)json_integer_value(json_object_get(one, "n"));

		last = turn > last ? turn : last;
		if (turn == n)
			json_array_append(out, one);
	}
	if (n > last)
		add_default(script, out, key, n);
	return out;
}

size_t
said_add(const char *dir, const char *channel, const char *thread, const char *words)
{
	struct arena *a = arena_new();
	const char *folder = arena_printf(a, "%s/said", dir);
	size_t n = 0;
	FILE *f;

	if (!paths_make_dir(folder, NULL) && (f = fopen(arena_printf(a, "%s/%s.jsonl", folder, channel), "a+e"))) {
		json_t *line;
		char *text;

		(void)flock(fileno(f), LOCK_EX);
		rewind(f);
		while ((line = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
			n += str_eq(json_string_value(json_object_get(line, "to")), thread);
			json_decref(line);
		}
		line = json_pack("{s:s,s:s}", "to", thread, "text", words);
		text = line ? json_dumps(line, JSON_COMPACT) : NULL;
		if (text)
			fprintf(f, "%s\n", text);
		free(text);
		json_decref(line);
		fclose(f);
	}
	arena_free(a);
	return n;
}
