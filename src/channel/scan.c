/* scan.c - see scan.h. */
#include "scan.h"

#include "i18n.h"
#include "js.h"
#include "shared.h"
#include "str.h"

static const char *
top_key(const struct channel_context *c, const char *key)
{
	return arena_printf(c->arena, "%s^", key);
}

static void
put_number(struct gather *g, const char *key, int64_t n)
{
	gather_cursor(g, key, arena_printf(g->a, "%lld", (long long)n));
}

struct scan
scan_open(const struct channel_context *c, const char *key)
{
	return (struct scan){ key, cursor_number(c, key), cursor_number(c, top_key(c, key)) };
}

int64_t
scan_floor(const struct scan *s)
{
	return s->top ? s->top : s->mark;
}

static char *
make_body(struct arena *a, const char *after, int64_t floor, int64_t top, json_t *more)
{
	json_t *o = json_object();

	js_put(o, "after", after);
	(void)json_object_set_new(o, "floor", json_integer(floor));
	(void)json_object_set_new(o, "top", json_integer(top));
	if (more)
		(void)json_object_set(o, "more", more);
	return js_dump(a, o, true);
}

void
scan_first(const struct channel_context *c, struct gather *g, const struct scan *s, const struct scan_page *p,
	json_t *more)
{
	int64_t floor = scan_floor(s);

	if (p->reached || str_empty(p->after)) {
		if (p->newest > floor)
			put_number(g, s->top ? top_key(c, s->key) : s->key, p->newest);
		return;
	}
	gather_job(g, s->top ? "between" : "older", s->key,
		make_body(c->arena, p->after, floor, p->newest, more))->not_before = c->now;
	if (!s->top)
		put_number(g, top_key(c, s->key), p->newest);
}

bool
scan_is_job(const struct job *j)
{
	return str_eq(j->kind, "older") || str_eq(j->kind, "between");
}

json_t *
scan_body(const struct job *j, struct error *err)
{
	json_t *o = json_loads(j->body ? j->body : "", 0, NULL);

	if (json_string_value(json_object_get(o, "after")))
		return o;
	json_decref(o);
	error_set(err, ERR_INPUT, _("a scan that was under way has lost its place"));
	return NULL;
}

void
scan_next(const struct channel_context *c, struct gather *g, const struct job *j, const struct scan_page *p,
	struct outcome *o)
{
	json_t *body = json_loads(j->body ? j->body : "", 0, NULL);
	const char *was = json_string_value(json_object_get(body, "after"));
	int64_t top = js_int(body, "top", 0), now_top = cursor_number(c, top_key(c, j->key));

	/* a server whose pages stand still has no more */
	if (!p->reached && !str_empty(p->after) && !str_eq(p->after, was)) {
		o->again = true;
		o->body = make_body(c->arena, p->after, js_int(body, "floor", 0), top, json_object_get(body, "more"));
		gather_job(g, j->kind, j->key, o->body)->not_before = c->now;	/* where to go on after a break */
	} else if (str_eq(j->kind, "older")) {
		put_number(g, j->key, now_top > top ? now_top : top);
		gather_cursor(g, top_key(c, j->key), "");
	} else {
		put_number(g, now_top ? top_key(c, j->key) : j->key, top);
	}
	json_decref(body);
}

void
scan_broken(const struct channel_context *c, struct gather *g, const struct job *j)
{
	if (str_eq(j->kind, "older"))
		gather_cursor(g, top_key(c, j->key), "");
}
