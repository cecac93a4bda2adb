/* rt.c - see rt.h. */
#include "rt.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "html.h"
#include "i18n.h"
#include "json_io.h"
#include "str.h"
#include "utf8.h"

static json_t *
load(const char *text)
{
	return text ? json_read(text, strlen(text), 0, NULL, NULL) : NULL;
}

/* Text of a member; numbers, too, since ids are given as either. */
static char *
text_of(const json_t *o, const char *key, struct arena *a)
{
	const json_t *v = json_object_get(o, key);
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	return json_is_string(v) && *json_string_value(v) ? utf8_clean_str(a, json_string_value(v), true) : NULL;
}

static int64_t
number_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	int64_t n = 0;
	if (json_is_integer(v))
		return json_integer_value(v);
	if (json_is_string(v) && str_to_int64(json_string_value(v), &n) < 0)
		n = 0;
	return n;
}

static int64_t
time_of(const json_t *o, const char *key)
{
	const json_t *v = json_object_get(o, key);
	int64_t at = 0;
	if (!json_is_string(v) || !clock_parse_rfc3339(json_string_value(v), &at) || at < 0)
		return 0;
	return at;
}

static int
pages_of(const json_t *o)
{
	int64_t n = number_of(o, "pages");
	return n < 1 ? 1 : n > 1000 ? 1000 : (int)n;
}

char *
rt_made(const char *json, struct arena *a)
{
	json_t *o = load(json);
	char *id = text_of(o, "id", a);
	json_decref(o);
	return id && strspn(id, "0123456789") == strlen(id) ? id : NULL;
}

size_t
rt_tickets(const char *json, struct arena *a, struct rt_ticket **out, int *pages)
{
	json_t *o = load(json), *items = json_object_get(o, "items"), *v;
	size_t n = 0, space = 0, i;
	*out = NULL;
	*pages = pages_of(o);
	json_array_foreach(items, i, v) {
		char *id = text_of(v, "id", a);
		if (id && strspn(id, "0123456789") == strlen(id))
			*VEC_PUSH(a, *out, n, space) = (struct rt_ticket){ .id = id, .status = text_of(v, "Status", a),
				.updated = text_of(v, "LastUpdated", a), .created_at = time_of(v, "Created") };
	}
	json_decref(o);
	return n;
}

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a ? a : b ? b : c ? c : "?";
}

size_t
rt_history(const char *json, struct arena *a, struct rt_turn **out, int *pages)
{
	json_t *o = load(json), *items = json_object_get(o, "items"), *v;
	size_t n = 0, space = 0, i;
	*out = NULL;
	*pages = pages_of(o);
	json_array_foreach(items, i, v) {
		const json_t *who = json_object_get(v, "Creator");
		const char *login = text_of(who, "Name", a), *type = text_of(v, "Type", a);
		if (!login)
			login = text_of(who, "id", a);
		if (number_of(v, "id") > 0 && type)
			*VEC_PUSH(a, *out, n, space) = (struct rt_turn){ .id = number_of(v, "id"), .type = type,
				.at = time_of(v, "Created"), .creator = login ? login : "?", .value = text_of(v, "NewValue", a),
				.name = first_of(text_of(who, "RealName", a), text_of(who, "EmailAddress", a), login) };
	}
	json_decref(o);
	return n;
}

char *
rt_creator(const char *json, struct arena *a)
{
	json_t *o = load(json);
	char *id = text_of(json_object_get(o, "Creator"), "id", a);
	json_decref(o);
	return id;
}

char *
rt_words(const char *json, struct arena *a)
{
	json_t *o = load(json), *items = json_object_get(o, "items"), *v;
	const char *plain = NULL, *html = NULL;
	struct buf b = BUF_INIT, names = BUF_INIT;
	size_t i;
	json_array_foreach(items, i, v) {
		const char *type = text_of(v, "ContentType", a), *name = text_of(v, "Filename", a);
		const char *words = json_string_value(json_object_get(v, "Content"));
		if (name)
			buf_addf(&names, "[%s: %s]\n", _("attachment"), utf8_clean_str(a, name, false));
		else if (!plain && type && str_starts(type, "text/plain"))
			plain = words;
		else if (!html && type && str_starts(type, "text/html"))
			html = words;
	}
	if (!str_empty(plain)) {
		utf8_clean(&b, plain, strlen(plain), true);
	} else if (!str_empty(html)) {
		bool lies = false;
		html_text(html, strlen(html), &b, &lies);
	}
	buf_rtrim(&b);
	if (names.len)
		buf_addf(&b, "%s%s", b.len ? "\n\n" : "", names.data);
	buf_rtrim(&b);
	char *s = arena_strn(a, b.len ? b.data : "", b.len);
	buf_free(&b);
	buf_free(&names);
	json_decref(o);
	return s;
}

char *
rt_complaint(const char *json, struct arena *a)
{
	json_t *o = load(json);
	const char *s = json_string_value(json_object_get(o, "message"));
	if (!s)
		s = json_string_value(json_array_get(o, 0));
	if (!s)
		s = json ? json : "";
	char *words = utf8_clean_str(a, arena_strn(a, s, strnlen(s, 300)), false);
	json_decref(o);
	return words;
}

bool
rt_is_over(const char *status)
{
	return str_eq(status, "resolved") || str_eq(status, "rejected") || str_eq(status, "deleted");
}

char *
rt_quoted(const char *text, struct arena *a)
{
	struct buf b = BUF_INIT;
	buf_addc(&b, '\'');
	for (; *text; text++) {
		if (*text == '\'' || *text == '\\')
			buf_addc(&b, '\\');
		buf_addc(&b, *text);
	}
	buf_addc(&b, '\'');
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}
