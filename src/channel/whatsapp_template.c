/*
 * whatsapp_template.c - templates of a WhatsApp Business account.
 *
 * The capability "template:NAME/LANGUAGE" of the account shows each as JSON with the words of its header and body, whose
 * gaps are {{1}} or {{name}}, and its status where it is not approved; the cursor `templates` holds them all.  An agent
 * fills the gaps in and sees the very words that arrive: which template they are, and what stands in its gaps, is found
 * by comparing.  A header with a gap is said before the body, with an empty line between.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"
#include "whatsapp.h"

#define EVERY_MS MS_HOUR
#define ALL_MAX 1000
#define GAPS_MAX 40

bool
templates_due(const struct channel_context *c)
{
	return !str_empty(c->option(c->ctx, "business-account")) && cursor_number(c, "templates-at") + EVERY_MS <= c->now;
}

/* -- reading them -------------------------------------------------------------------------------------------------- */

/* Those that need a picture or an address filled in cannot be written as text. */
static bool
is_plain(json_t *component)
{
	const char *type = json_string_value(json_object_get(component, "type"));
	const char *format = json_string_value(json_object_get(component, "format"));
	const char *text = json_string_value(json_object_get(component, "text"));
	json_t *buttons = json_object_get(component, "buttons");
	size_t i;

	if (str_eq(type, "HEADER"))
		return str_eq(format, "TEXT") && text && !strpbrk(text, "\r\n");
	for (i = 0; i < json_array_size(buttons); i++) {
		json_t *b = json_array_get(buttons, i);
		const char *kind = json_string_value(json_object_get(b, "type"));
		const char *url = json_string_value(json_object_get(b, "url"));

		if ((url && strstr(url, "{{")) || str_eq(kind, "OTP") || str_eq(kind, "COPY_CODE") || str_eq(kind, "FLOW"))
			return false;
	}
	return !buttons || str_eq(type, "BUTTONS");
}

static bool
is_approved(struct arena *a, json_t *shaped)
{
	return !js_text(a, shaped, "status");
}

/* {"name","language","category","status","header","body","footer"}; NULL when it is not for us. */
static json_t *
shape(struct arena *a, json_t *t)
{
	json_t *components = json_object_get(t, "components"), *o;
	size_t i;

	if (!js_text(a, t, "status") || !js_text(a, t, "name") || !js_text(a, t, "language"))
		return NULL;
	o = json_object();
	js_put(o, "name", js_text(a, t, "name"));
	js_put(o, "language", js_text(a, t, "language"));
	js_put(o, "category", js_text(a, t, "category"));
	if (!str_eq(js_text(a, t, "status"), "APPROVED"))
		js_put(o, "status", js_text(a, t, "status"));
	for (i = 0; i < json_array_size(components); i++) {
		json_t *one = json_array_get(components, i);
		const char *type = js_text(a, one, "type"), *text = js_text(a, one, "text");

		if (!is_plain(one)) {
			json_decref(o);
			return NULL;
		}
		if (str_eq(type, "HEADER") || str_eq(type, "BODY") || str_eq(type, "FOOTER"))
			js_put(o, str_lower(a, type), text);
	}
	if (json_object_get(o, "body"))
		return o;
	json_decref(o);
	return NULL;
}

static const char *
key_of(struct arena *a, json_t *o)
{
	return arena_printf(a, "template:%s/%s", js_text(a, o, "name"), js_text(a, o, "language"));
}

/* What is offered now, and what no longer is. */
static void
put_all(const struct channel_context *c, struct gather *g, json_t *all)
{
	const char *text = c->cursor(c->ctx, TEMPLATES);
	json_t *was = text ? json_loads(text, 0, NULL) : NULL;
	size_t i, k, n = json_array_size(all), approved = 0;

	for (i = 0; i < n; i++) {
		gather_capability(g, NULL, key_of(c->arena, json_array_get(all, i)),
			js_dump(c->arena, json_array_get(all, i), false), 0);
		approved += is_approved(c->arena, json_array_get(all, i));
	}
	for (i = 0; i < json_array_size(was); i++) {
		const char *key = key_of(c->arena, json_array_get(was, i));

		for (k = 0; k < n && !str_eq(key, key_of(c->arena, json_array_get(all, k))); k++)
			continue;
		if (k == n)
			gather_capability(g, NULL, key, "no", 0);
	}
	json_decref(was);
	gather_capability(g, NULL, "after-window", approved ? "written-template" : "nothing", 0);
	gather_cursor(g, TEMPLATES, js_dump(c->arena, all, false));
	gather_cursor(g, "templates-at", arena_printf(c->arena, "%lld", (long long)c->now));
}

int
templates_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	json_t *body = j->body ? json_loads(j->body, 0, NULL) : NULL;
	const char *after = js_text(c->arena, body, "after"), *account = c->option(c->ctx, "business-account");

	(void)err;
	json_decref(body);
	graph_get(c, r, graph_path(c->arena, account, "message_templates"),
		after ? arena_printf(c->arena, "after=%s", str_percent(c->arena, after)) : NULL);
	return 0;
}

int
templates_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	json_t *root = NULL, *body, *all, *list, *one;
	const char *after;
	size_t i;
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	body = j->body ? json_loads(j->body, 0, NULL) : NULL;
	all = json_object_get(body, "all");
	all = json_is_array(all) ? json_incref(all) : json_array();
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list) && json_array_size(all) < ALL_MAX; i++)
		if ((one = shape(c->arena, json_array_get(list, i))))
			(void)json_array_append_new(all, one);
	after = graph_after(c->arena, root);
	if (after && json_array_size(list) && !str_eq(after, js_text(c->arena, body, "after"))) {
		o->again = true;
		o->body = js_dump(c->arena, json_pack("{s:s, s:O}", "after", after, "all", all), true);
	} else {
		put_all(c, &g, all);
	}
	o->batch = gather_batch(&g);
	json_decref(all);
	json_decref(body);
	json_decref(root);
	return 0;
}

/* -- recognising them ------------------------------------------------------------------------------------------------ */

struct gap { const char *name; size_t name_len; const char *value; size_t len; };

/* What a gap may hold: no line break, no tab. */
static bool
is_value(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (s[i] == '\n' || s[i] == '\r' || s[i] == '\t')
			return false;
	return n > 0;
}

/* One name, one value. */
static bool
agrees(const struct gap *gaps, size_t n, const struct gap *g)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (gaps[i].name_len == g->name_len && !memcmp(gaps[i].name, g->name, g->name_len))
			return gaps[i].len == g->len && !memcmp(gaps[i].value, g->value, g->len);
	return true;
}

/* Where the words between two gaps stand in the text. */
static const char *
find(const char *text, const char *words, size_t n)
{
	for (; strlen(text) >= n; text++)
		if (!memcmp(text, words, n))
			return text;
	return NULL;
}

/* How many gaps were filled in, -1 when the text is not this template. */
static int
compare(const char *body, const char *text, struct gap *gaps)
{
	const char *open = strstr(body, "{{"), *close, *next;
	size_t n = open ? (size_t)(open - body) : strlen(body), count = 0;

	if (strncmp(body, text, n))
		return -1;
	text += n;
	while (open && (close = strstr(open, "}}")) && count < GAPS_MAX) {
		struct gap g = { .name = open + 2, .name_len = (size_t)(close - open) - 2, .value = text };

		close += 2;
		open = strstr(close, "{{");
		n = open ? (size_t)(open - close) : strlen(close);
		if (open)
			next = *text ? find(text + 1, close, n) : NULL;
		else
			next = strlen(text) >= n ? text + strlen(text) - n : NULL;
		if (!next || strncmp(next, close, n))
			return -1;
		g.len = (size_t)(next - text);
		if (!is_value(text, g.len) || !agrees(gaps, count, &g))
			return -1;
		gaps[count++] = g;
		text = next + n;
	}
	return *text || open ? -1 : (int)count;
}

/* Each gap once, in their order; a name that is a number is none. */
static json_t *
parameters(struct arena *a, const struct gap *gaps, int n)
{
	json_t *list = json_array(), *one;
	char *end;
	int i, k;

	for (i = 0; i < n; i++) {
		for (k = 0; k < i && (gaps[k].name_len != gaps[i].name_len ||
		    memcmp(gaps[k].name, gaps[i].name, gaps[i].name_len)); k++)
			continue;
		if (k < i)
			continue;
		one = json_pack("{s:s, s:s}", "type", "text", "text", arena_strn(a, gaps[i].value, gaps[i].len));
		(void)strtol(gaps[i].name, &end, 10);
		if (end == gaps[i].name)
			js_put(one, "parameter_name", arena_strn(a, gaps[i].name, gaps[i].name_len));
		(void)json_array_append_new(list, one);
	}
	return list;
}

/* Header and body apart: the text of a header holds no line break.  How many gaps of the header were filled in. */
static int
compare_both(struct arena *a, json_t *t, const char *text, struct gap *gaps, int *in_body)
{
	const char *header = js_text(a, t, "header"), *body = js_text(a, t, "body"), *end = strstr(text, "\n\n");
	int n = 0;

	if (header && strstr(header, "{{")) {
		if (!end || (n = compare(header, arena_strn(a, text, (size_t)(end - text)), gaps)) < 0)
			return -1;
		text = end + 2;
	}
	*in_body = body ? compare(body, text, gaps + n) : -1;
	return *in_body < 0 ? -1 : n;
}

bool
template_find(const struct channel_context *c, const char *text, struct template_match *out)
{
	const char *kept = c->cursor(c->ctx, TEMPLATES);
	json_t *all = kept ? json_loads(kept, 0, NULL) : NULL;
	struct gap gaps[2 * GAPS_MAX];
	bool found = false;
	size_t i;

	for (i = 0; i < json_array_size(all) && !found && text; i++) {
		json_t *t = json_array_get(all, i);
		int body, header = is_approved(c->arena, t) ? compare_both(c->arena, t, text, gaps, &body) : -1;

		if (header < 0)
			continue;
		found = true;
		*out = (struct template_match){ js_text(c->arena, t, "name"), js_text(c->arena, t, "language"),
			header ? parameters(c->arena, gaps, header) : NULL,
			body ? parameters(c->arena, gaps + header, body) : NULL };
	}
	json_decref(all);
	return found;
}
