/* http_trace.c - what `--trace http` shows: everything but secrets, and people's words only if asked for. */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "http.h"
#include "json_io.h"
#include "log.h"
#include "str.h"

/* Texts under these names are the protocol's own. */
static bool
is_plain(const char *key)
{
	static const char *const plain[] = { "type", "status", "code", "method", "error", "error_code", "errcode",
		"description", "error_description", "request_id", "next_batch", "cursor", "direction" };
	size_t i;

	for (i = 0; i < sizeof plain / sizeof plain[0]; i++)
		if (str_eq(key, plain[i]))
			return true;
	return false;
}

static bool
is_secret(const char *key)
{
	static const char *const words[] = { "token", "secret", "password", "jwt", "authorization", "signature" };
	size_t i;

	for (i = 0; i < sizeof words / sizeof words[0]; i++)
		if (str_icase_find(key, words[i]))
			return true;
	return false;
}

static void
mask(json_t *v, bool raw)
{
	const char *key;
	json_t *child;
	size_t i;
	void *next;

	if (json_is_array(v))
		json_array_foreach(v, i, child) {
			if (json_is_string(child) && !raw)
				(void)json_array_set_new(v, i, json_sprintf("<%zu>", json_string_length(child)));
			else
				mask(child, raw);
		}
	json_object_foreach_safe(v, next, key, child) {
		if (json_is_string(child) && (is_secret(key) || (!raw && !is_plain(key))))
			(void)json_object_set_new(v, key, json_sprintf("<%zu>", json_string_length(child)));
		else
			mask(child, raw);
	}
}

char *
trace_mask(const char *body, size_t len, bool raw, struct arena *a)
{
	json_t *o = len ? json_read(body, len, JSON_DECODE_ANY, NULL, NULL) : NULL;
	char *dump = NULL, *out;

	if (o && !json_is_string(o)) {
		mask(o, raw);
		dump = json_dumps(o, JSON_COMPACT | JSON_ENCODE_ANY);
	}
	out = dump ? arena_str(a, dump) : arena_printf(a, "<%zu bytes>", len);
	if (strlen(out) > 2000)
		memcpy(out + 1990, "...", 4);
	free(dump);
	json_decref(o);
	return out;
}

void
trace_request(const char *account, const struct request *r)
{
	const char *const *h;
	struct arena *a;
	size_t i;

	if (!log_on(LOG_HTTP))
		return;
	a = arena_new();
	log_line(LOG_HTTP, "%s > %s %s", account, r->method, r->url);
	for (h = r->headers; h && *h; h++)
		log_line(LOG_HTTP, "%s > %s", account, *h);
	if (r->secret_body)
		log_line(LOG_HTTP, "%s > %s", account, r->body);
	else if (r->body_len)
		log_line(LOG_HTTP, "%s > %s", account, trace_mask(r->body, r->body_len, log_raw(), a));
	if (r->body_file)
		log_line(LOG_HTTP, "%s > file %s", account, r->body_file);
	for (i = 0; i < r->part_count; i++)
		log_line(LOG_HTTP, "%s > part %s: %s%s", account, r->parts[i].name, r->parts[i].file ? "file " : "",
			r->parts[i].file ? r->parts[i].file : log_text(r->parts[i].value));
	arena_free(a);
}

char *
trace_without(const char *text, const char *const *secrets, struct arena *a)
{
	struct buf out = BUF_INIT;
	char *at, *copy;
	size_t from;

	buf_adds(&out, text);
	for (; secrets && *secrets; secrets++)
		for (from = 0; **secrets && (at = strstr(out.data + from, *secrets)); from += 8) {
			from = (size_t)(at - out.data);
			buf_splice(&out, from, strlen(*secrets), "<secret>", 8);
		}
	copy = arena_strn(a, out.data, out.len);
	buf_free(&out);
	return copy;
}

void
trace_answer(const char *account, const struct answer *in, const char *const *secrets, struct arena *a)
{
	const char *const *h;

	if (!log_on(LOG_HTTP))
		return;
	log_line(LOG_HTTP, "%s < %d %s", account, in->status, in->type ? in->type : "");
	for (h = in->headers; h && *h; h++)
		if (!str_starts(*h, "set-cookie:"))
			log_line(LOG_HTTP, "%s < %s", account, trace_without(*h, secrets, a));
	if (in->file)
		log_line(LOG_HTTP, "%s < file", account);
	else
		log_line(LOG_HTTP, "%s < %s", account, trace_without(trace_mask(in->body, in->body_len, log_raw(), a),
			secrets, a));
}
