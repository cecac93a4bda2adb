/* hook.c - the customer hook: gets a customer's addresses as JSON, prints lines for the card as JSON. */
#include "about.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "json_io.h"
#include "process.h"
#include "str.h"
#include "utf8.h"

enum { HOOK_MS = 10000, HOOK_BYTES = 64 << 10, HOOK_LINES = 50, CELL_COLUMNS = 300 };

/* -- what it gets ----------------------------------------------------------------------------------------------- */

static char *
input_of(const struct customer_row *r, struct arena *a)
{
	json_t *j = json_object(), *list = json_array();
	char hex[33];
	uid_hex(hex, r->uid);
	json_object_set_new(j, "customer", json_integer(r->id));
	json_object_set_new(j, "uid", json_string(hex));
	json_object_set_new(j, "name", json_text(r->name));
	json_object_set_new(j, "language", json_text(r->language));
	for (size_t i = 0; i < r->identity_count; i++) {
		const struct identity_row *id = &r->identities[i];
		json_t *one = json_object();
		json_object_set_new(one, "kind", json_text(id->kind));
		json_object_set_new(one, "address", json_text(id->address));
		json_object_set_new(one, "name", json_text(id->name));
		json_object_set_new(one, "verified", json_text(id->verified));
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "identities", list);
	char *text = json_dumps(j, JSON_COMPACT), *copy = arena_printf(a, "%s\n", text ? text : "{}");
	free(text);
	json_decref(j);
	return copy;
}

/* -- what it prints ----------------------------------------------------------------------------------------------- */

static const char *
cell(json_t *j, const char *name, struct arena *a)
{
	json_t *v = json_object_get(j, name);
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(a, "%g", json_real_value(v));
	if (!json_is_string(v))
		return NULL;
	const char *text = json_string_value(v);
	return arena_strn(a, text, (size_t)utf8_fit(text, strlen(text), CELL_COLUMNS, NULL));
}

static int
read_line(const char *text, size_t number, struct arena *a, struct hook_line *out, struct error *err)
{
	static const char *const tones[] = { "good", "warn", "bad", "muted" };
	json_t *j = json_read(text, strlen(text), 0, NULL, err);
	if (!json_is_object(j)) {
		json_decref(j);
		return error_set(err, ERR_INPUT, _("customer-hook: line %zu is no JSON object: %.60s"), number, text);
	}
	*out = (struct hook_line){ cell(j, "title", a), cell(j, "value", a), cell(j, "link", a), NULL };
	const char *tone = cell(j, "tone", a);
	for (size_t i = 0; i < sizeof tones / sizeof *tones; i++)
		if (str_eq(tone, tones[i]))
			out->tone = tones[i];
	json_decref(j);
	return 0;
}

static int
read_lines(char *text, struct arena *a, struct hook_lines *out, struct error *err)
{
	size_t space = 0, number = 0;
	for (char *line = text, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		struct hook_line one;
		if (!line[strspn(line, " \t\r")])
			continue;
		if (read_line(line, number, a, &one, err) < 0)
			return -1;
		if ((one.title || one.value) && out->count < HOOK_LINES)
			*VEC_PUSH(a, out->line, out->count, space) = one;
	}
	return 0;
}

/* -- running it --------------------------------------------------------------------------------------------------- */

static int
ask(struct cli *c, const struct customer_row *r, struct hook_lines *out, struct error *err)
{
	char **words;
	size_t n;
	struct process_result result;
	if (str_words(c->arena, conf_str(c->conf, OPT_CARE_CUSTOMER_HOOK), &words, &n, err) < 0)
		return -1;
	const char **argv = arena_array(c->arena, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		argv[i] = words[i];
	argv[n] = NULL;
	char *input = input_of(r, c->arena);
	struct process_spec spec = { .argv = argv, .input = input, .input_len = strlen(input), .timeout_ms = HOOK_MS,
		.output_max = HOOK_BYTES };
	if (process_run(&spec, c->arena, &result, err) < 0)
		return -1;
	if (result.status)
		return error_set(err, ERR_SYSTEM, *result.err ? _("customer-hook: %s") : _("customer-hook%s ended with status %d"),
			result.err, result.status);
	return read_lines(result.out, c->arena, out, err);
}

int
hook_run(struct cli *c, const struct customer_row *r, struct error *err)
{
	struct error why = ERROR_INIT;
	struct hook_lines lines = { .at = clock_now() };
	if (str_empty(conf_str(c->conf, OPT_CARE_CUSTOMER_HOOK)))
		return error_set(err, ERR_CONFIG, _("there is no customer hook: set customer-hook in [care] of %s"),
			conf_file(c->conf));
	if (r->erased_at || r->merged_into)
		return error_set(err, ERR_INPUT, _("customer %lld was erased or merged"), (long long)r->id);
	if (ask(c, r, &lines, &why) < 0)
		lines.error = utf8_clean_str(c->arena, why.text, false);
	return hook_lines_put(c->store, r->id, &lines, err);
}

/* -- showing it --------------------------------------------------------------------------------------------------- */

json_t *
json_hook(const struct hook_lines *l)
{
	json_t *j = json_object(), *list = json_array();
	json_object_set_new(j, "at", json_time(l->at));
	json_object_set_new(j, "error", json_text(l->error));
	for (size_t i = 0; i < l->count; i++) {
		json_t *one = json_object();
		json_object_set_new(one, "title", json_text(l->line[i].title));
		json_object_set_new(one, "value", json_text(l->line[i].value));
		json_object_set_new(one, "link", json_text(l->line[i].link));
		json_object_set_new(one, "tone", json_text(l->line[i].tone));
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "lines", list);
	return j;
}
