/* js.c - see js.h. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "json_io.h"
#include "str.h"

json_t *
js_load(const char *text, size_t len, struct error *err)
{
	json_error_t why;
	json_t *o = json_read(text, len, 0, &why, err);

	if (!o)		/* the first cause wins */
		error_set(err, ERR_PROTOCOL, _("the answer is not JSON: %s (byte %d of %zu)"), why.text,
			why.position, len);
	return o;
}

json_t *
js_at(json_t *o, const char *path)
{
	char name[80];

	while (o && *path) {
		size_t n = strcspn(path, ".");

		if (n >= sizeof name)
			return NULL;
		memcpy(name, path, n);
		name[n] = '\0';
		o = json_is_array(o) ? json_array_get(o, (size_t)strtoul(name, NULL, 10)) :
			json_object_get(o, name);
		path += n + (path[n] == '.');
	}
	return o;
}

const char *
js_text(struct arena *a, json_t *o, const char *path)
{
	json_t *v = js_at(o, path);
	size_t n = v ? json_string_length(v) : 0, i;
	char *s;

	if (!n)
		return NULL;
	s = arena_strn(a, json_string_value(v), n);
	/* a NUL inside would hide what follows */
	for (i = 0; i < n; i++)
		if (!s[i])
			s[i] = ' ';
	return s;
}

const char *
js_id(struct arena *a, json_t *o, const char *path)
{
	json_t *v = js_at(o, path);
	const char *s;

	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	s = js_text(a, o, path);
	return s && strlen(s) <= 1000 ? s : NULL;
}

int64_t
js_int(json_t *o, const char *path, int64_t otherwise)
{
	json_t *v = js_at(o, path);
	int64_t n;

	if (json_is_integer(v))
		return json_integer_value(v);
	if (json_is_real(v) && json_real_value(v) > -9e15 && json_real_value(v) < 9e15)
		return (int64_t)json_real_value(v);
	return json_is_string(v) && !str_to_int64(json_string_value(v), &n) ? n : otherwise;
}

bool
js_true(json_t *o, const char *path)
{
	return json_is_true(js_at(o, path));
}

int64_t
js_time(const struct channel_context *c, json_t *o, const char *path)
{
	json_t *v = js_at(o, path);
	int64_t at = js_int(o, path, 0);

	if (at > 0 && at < 253402300800LL)
		at *= MS_SECOND;
	else if (!json_is_string(v) || !clock_parse_rfc3339(json_string_value(v), &at))
		at = 0;
	return at > 0 && at < c->now ? at : c->now;
}

char *
js_dump(struct arena *a, json_t *o, bool own)
{
	char *dump = json_dumps(o, JSON_COMPACT | JSON_ENCODE_ANY), *copy = arena_str(a, dump);

	free(dump);
	if (own)
		json_decref(o);
	return copy;
}

void
js_put(json_t *o, const char *key, const char *value)
{
	if (value)
		(void)json_object_set_new(o, key, json_string(value));
}

void
js_put_id(json_t *o, const char *key, const char *value)
{
	int64_t n;

	if (value && !str_to_int64(value, &n))
		(void)json_object_set_new(o, key, json_integer(n));
	else
		js_put(o, key, value);
}
