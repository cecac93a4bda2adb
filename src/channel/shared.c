/* shared.c - see shared.h. */
#include "shared.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

bool
option_yes(const struct channel_context *c, const char *key)
{
	const char *v = c->option(c->ctx, key);

	return str_ieq(v, "yes") || str_ieq(v, "true") || str_ieq(v, "on") || str_eq(v, "1");
}

int
text_fits(const char *text, bool bytes, size_t limit, struct error *err)
{
	const char *p;
	size_t n = 0;

	for (p = text ? text : ""; *p; p++)
		n += bytes || (*p & 0xc0) != 0x80;
	return n <= limit ? 0 :
		error_set(err, ERR_INPUT, _("the text is too long there: %zu of %zu"), n, limit);
}

int64_t
cursor_number(const struct channel_context *c, const char *key)
{
	const char *text = c->cursor(c->ctx, key);
	int64_t n;

	return text && !str_to_int64(text, &n) ? n : 0;
}

int64_t
option_span(const struct channel_context *c, const char *key, int64_t otherwise)
{
	static const struct { char unit; int64_t ms; } units[] = { { 's', MS_SECOND }, { 'm', MS_MINUTE },
		{ 'h', MS_HOUR }, { 'd', MS_DAY }, { 'w', 7 * MS_DAY } };
	const char *text = c->option(c->ctx, key);
	char *end;
	long n = text ? strtol(text, &end, 10) : 0;
	size_t i;

	for (i = 0; n > 0 && n < 100000 && i < sizeof units / sizeof units[0]; i++)
		if (*end == units[i].unit)
			return n * units[i].ms;
	return otherwise;
}

const char *
token_url(const struct channel_context *c, const char *base, const char *path)
{
	const char *own = c->option(c->ctx, "token-url");

	return str_empty(own) ? arena_printf(c->arena, "%s%s", channel_url(c, base), path) : own;
}

const char *
link_at(struct arena *a, json_t *o, const char *path)
{
	const char *s = js_text(a, o, path), *p;

	if (!s || strlen(s) > 4000 || !str_is_web(s))
		return NULL;
	for (p = s; *p; p++)	/* braces would be taken for our own */
		if (*p <= ' ' || *p == '{' || *p == '}' || *p == '\x7f')
			return NULL;
	return s;
}

const char *
safe_name(struct arena *a, const char *name, const char *otherwise)
{
	const char *slash = name ? strrchr(name, '/') : NULL;

	name = slash ? slash + 1 : name;
	return arena_str(a, str_empty(name) ? otherwise : name);
}

int
file_request(struct request *r, const char *url, struct error *err)
{
	if (str_empty(url))
		return error_set(err, ERR_INPUT, _("the file has no address"));
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = url, .to_file = true };
	return 0;
}

void
file_answer(const struct channel_context *c, const struct answer *in, struct outcome *o)
{
	if (in->status >= 200 && in->status < 300)
		return;
	o->verdict = in->status == 429 ? VERDICT_LIMIT : in->status >= 500 ? VERDICT_RETRY : VERDICT_FAILED;
	o->words = o->verdict == VERDICT_FAILED ?
		arena_printf(c->arena, _("the file is not there any more (HTTP %d)"), in->status) :
		arena_printf(c->arena, "HTTP %d", in->status);
}

static int
media_read(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	(void)j;
	(void)err;
	file_answer(c, in, o);
	return 0;
}

int
answer_by_kind(const struct answer_part *parts, const struct channel_context *c, const struct job *j,
	const struct answer *in, struct outcome *o, struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	answer_read *read;

	while (parts->kind && !str_eq(parts->kind, j->kind))
		parts++;
	read = !parts->kind && str_eq(j->kind, "media") ? media_read : parts->read;
	if (read(c, j, in, &out, err))
		return -1;
	*o = out;
	return 0;
}
