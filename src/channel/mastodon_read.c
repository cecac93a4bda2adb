/*
 * mastodon_read.c - notifications forward from the newest one seen; once, backward to what is no work any more; now
 * and then our own statuses and the direct conversations, which nobody notifies us of.
 */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "mastodon.h"
#include "str.h"

enum { PAGE_SHORT = 20, PAGE_OWN = 40, PAGES_MAX = 500 };
#define CHECK_MS MS_DAY
#define ROUND_MS (5 * MS_MINUTE)
#define WINDOW_MS (14 * MS_DAY)
#define NOTES "/api/v1/notifications?limit=80&types%5B%5D=mention&types%5B%5D=update&types%5B%5D=favourite" \
	"&include_filtered=true"

static struct mastodon
reading(const struct channel_context *c)
{
	return (struct mastodon){ .c = c, .g = { .a = c->arena },
		.me = arena_str(c->arena, c->cursor(c->ctx, "me")) };
}

static const char *
mark(const struct channel_context *c, const char *key)
{
	return arena_str(c->arena, c->cursor(c->ctx, key));
}

/* What stands behind max_id= in the link to the next (older) page; NULL = there is none. */
static const char *
next_page(const struct channel_context *c, const struct answer *in)
{
	const char *link = answer_header(in, "link"), *next = link ? strstr(link, "rel=\"next\"") : NULL, *p, *id = NULL;
	size_t n;

	for (p = link; next && p && (p = strstr(p, "max_id=")) && p < next; p++)
		id = p + 7;
	n = id ? strcspn(id, "&>;, \"") : 0;
	return n && n < 100 ? arena_strn(c->arena, id, n) : NULL;
}

/* -- the server and we ------------------------------------------------------------------------------------- */

/* Which question a pull asks: the body says it, or how long ago the server was asked about itself. */
static const char *
step_of(const struct channel_context *c, const struct job *j)
{
	const char *checked = c->cursor(c->ctx, "checked");
	int64_t at;

	if (!str_empty(j->body))
		return j->body;
	return checked && !str_to_int64(checked, &at) && at <= c->now && c->now - at < CHECK_MS ? "notes" : "me";
}

int
mastodon_pull_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	const char *step = step_of(c, j), *since = mark(c, "notes");

	(void)err;
	if (str_eq(step, "me"))
		mastodon_get(mastodon_url(c, "/api/v1/accounts/verify_credentials"), r);
	else if (str_eq(step, "instance"))
		mastodon_get(mastodon_url(c, "/api/v2/instance"), r);
	else if (str_eq(step, "instance1"))
		mastodon_get(mastodon_url(c, "/api/v1/instance"), r);
	else
		mastodon_get(mastodon_url(c, "%s%s%s", NOTES, since ? "&min_id=" : "",
			since ? str_percent(c->arena, since) : ""), r);
	return 0;
}

bool
mastodon_pull_elsewhere(const struct job *j, const struct answer *in, struct outcome *o)
{
	bool first = str_eq(j->body, "instance");

	/* servers that speak only part of it do not say what they can: that stops nothing */
	if (!(first || str_eq(j->body, "instance1")) || in->status < 400 || in->status == 401 || in->status == 429 ||
	    in->status >= 500)
		return false;
	o->again = true;
	o->body = first ? "instance1" : "notes";
	return true;
}

static int
take_me(struct mastodon *x, json_t *root, struct outcome *o, struct error *err)
{
	const char *id = js_id(x->g.a, root, "id");

	if (!id)
		return error_set(err, ERR_PROTOCOL, _("the server does not say whose token this is"));
	gather_cursor(&x->g, "me", id);
	o->again = true;
	o->body = "instance";
	return 0;
}

static void
limit_row(struct mastodon *x, json_t *root, const char *path, const char *key)
{
	int64_t n = js_int(root, path, 0);

	if (n > 0 && n < INT32_MAX)
		gather_capability(&x->g, NULL, key, arena_printf(x->g.a, "%lld", (long long)n), 0);
}

static void
take_instance(struct mastodon *x, json_t *root, struct outcome *o)
{
	limit_row(x, root, "configuration.statuses.max_characters", "length");
	limit_row(x, root, "configuration.statuses.characters_reserved_per_url", "length-of-link");
	limit_row(x, root, "configuration.statuses.max_media_attachments", "files");
	gather_cursor(&x->g, "checked", arena_printf(x->g.a, "%lld", (long long)x->c->now));
	o->again = true;
	o->body = "notes";
}

/* -- notifications ------------------------------------------------------------------------------------------ */

static void
take_like(struct mastodon *x, json_t *note)
{
	const char *about = js_id(x->g.a, note, "status.id"), *id = js_id(x->g.a, note, "id");
	json_t *who = json_object_get(note, "account");
	struct event_in *e;

	if (!about || !mastodon_address(x->g.a, who))
		return;
	e = gather_event(&x->g);
	*e = (struct event_in){ .remote_id = about, .event_id = id, .kind = EVENT_REACTION, .text = "\xe2\x98\x85",
		.at = js_time(x->c, note, "created_at"),
		.who = { js_text(x->g.a, who, "display_name"), mastodon_address(x->g.a, who) } };
}

static void
take_note(struct mastodon *x, json_t *note)
{
	const char *type = json_string_value(json_object_get(note, "type"));
	json_t *status = json_object_get(note, "status");

	if (str_eq(type, "favourite"))
		take_like(x, note);
	else if (str_eq(type, "update"))
		mastodon_edit(x, status);
	else if (str_eq(type, "mention") && json_is_object(status))
		mastodon_take(x, status, js_time(x->c, note, "created_at"));
}

struct span { const char *newest, *oldest; int64_t oldest_at; size_t count; };

/* A page comes newest first: it is taken from its end, so that what was said first is stored first. */
static struct span
take_notes(struct mastodon *x, json_t *root)
{
	struct span s = { .newest = NULL };
	size_t i;

	for (i = json_array_size(root); i-- > 0; ) {
		json_t *note = json_array_get(root, i);
		const char *id = js_id(x->g.a, note, "id");

		if (!id)
			continue;
		s.count++;
		if (!s.newest || mastodon_newer(id, s.newest))
			s.newest = id;
		if (!s.oldest || mastodon_newer(s.oldest, id)) {
			s.oldest = id;
			s.oldest_at = js_time(x->c, note, "created_at");
		}
		take_note(x, note);
	}
	return s;
}

/* How far back what is no work any more begins. */
static int64_t
floor_of(const struct channel_context *c)
{
	const char *since = c->option(c->ctx, "since");
	int64_t at = 0;

	return since && clock_parse_rfc3339(since, &at) ? at : c->now - WINDOW_MS;
}

static void
put_back(struct mastodon *x, const char *max_id, int64_t floor, int64_t pages, struct outcome *again)
{
	json_t *o = json_object();
	const char *body;

	js_put(o, "max", max_id);
	(void)json_object_set_new(o, "floor", json_integer(floor));
	(void)json_object_set_new(o, "pages", json_integer(pages));
	body = js_dump(x->g.a, o, true);
	(void)gather_job(&x->g, "back", "", body);
	if (again) {
		again->again = true;
		again->body = body;
	}
}

static void
put_round(struct mastodon *x, const char *key, int64_t at)
{
	gather_job(&x->g, "round", key, NULL)->not_before = at;
}

static void
take_page(struct mastodon *x, json_t *root, struct outcome *o)
{
	const char *since = mark(x->c, "notes");
	struct span s = take_notes(x, root);

	if (s.newest && mastodon_newer(s.newest, since)) {
		gather_cursor(&x->g, "notes", s.newest);
		o->again = since && s.count >= PAGE_SHORT;	/* forward, until a page is short */
		o->body = "notes";
	} else if (!since) {
		gather_cursor(&x->g, "notes", "0");
	}
	if (!since && s.oldest && s.oldest_at >= floor_of(x->c))
		put_back(x, s.oldest, floor_of(x->c), 0, NULL);
	if (!since)
		put_round(x, "0", 0);
}

int
mastodon_pull_answer(const struct channel_context *c, const struct job *j, const struct answer *in, json_t *root,
	struct outcome *o, struct error *err)
{
	struct mastodon x = reading(c);
	const char *step = step_of(c, j);

	(void)in;
	if (str_eq(step, "me")) {
		if (take_me(&x, root, o, err))
			return -1;
	} else if (str_starts(step, "instance")) {
		take_instance(&x, root, o);
	} else if (!json_is_array(root)) {
		return error_set(err, ERR_PROTOCOL, _("the server's list of notifications is no list"));
	} else {
		take_page(&x, root, o);
	}
	o->batch = gather_batch(&x.g);
	return 0;
}

/* -- before the first look ------------------------------------------------------------------------------------ */

void
mastodon_back_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	json_t *body = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;
	const char *max = js_text(c->arena, body, "max");

	mastodon_get(mastodon_url(c, "%s&max_id=%s", NOTES, str_percent(c->arena, max ? max : "0")), r);
	json_decref(body);
}

int
mastodon_back_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	struct mastodon x = reading(c);
	json_t *body = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;
	const char *max = js_text(c->arena, body, "max");
	int64_t floor = js_int(body, "floor", 0), pages = js_int(body, "pages", 0);
	struct span s;

	json_decref(body);
	if (!json_is_array(root))
		return error_set(err, ERR_PROTOCOL, _("the server's list of notifications is no list"));
	s = take_notes(&x, root);
	if (s.oldest && mastodon_newer(max, s.oldest) && s.oldest_at >= floor && pages < PAGES_MAX)
		put_back(&x, s.oldest, floor, pages + 1, o);
	o->batch = gather_batch(&x.g);
	return 0;
}

/* -- what nobody notifies us of --------------------------------------------------------------------------------- */

/* body: NULL = our own statuses; {"max","top"} = direct conversations from max on, top = the newest one's status. */
void
mastodon_round_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	const char *own = mark(c, "own"), *me = mark(c, "me"), *max;
	json_t *body = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;

	if (!body) {
		mastodon_get(mastodon_url(c, "/api/v1/accounts/%s/statuses?exclude_reblogs=true&limit=%d%s%s",
			str_percent(c->arena, me ? me : "0"), own ? PAGE_OWN : 1, own ? "&min_id=" : "",
			own ? str_percent(c->arena, own) : ""), r);
		return;
	}
	max = js_text(c->arena, body, "max");
	mastodon_get(mastodon_url(c, "/api/v1/conversations?limit=%d%s%s", PAGE_OWN, max ? "&max_id=" : "",
		max ? str_percent(c->arena, max) : ""), r);
	json_decref(body);
}

/* The first time only the mark is set: what was said before is no work. */
static void
take_own(struct mastodon *x, json_t *root, struct outcome *o)
{
	const char *since = mark(x->c, "own"), *newest = NULL;
	size_t n = 0, i;

	for (i = json_array_size(root); i-- > 0; ) {
		json_t *status = json_array_get(root, i);
		const char *id = js_id(x->g.a, status, "id");

		if (!id)
			continue;
		n++;
		if (!newest || mastodon_newer(id, newest))
			newest = id;
		if (since)
			mastodon_take(x, status, 0);
	}
	o->again = true;
	if (newest && mastodon_newer(newest, since)) {
		gather_cursor(&x->g, "own", newest);
		o->body = since && n >= PAGE_OWN ? NULL : "{}";
	} else {
		if (!since)
			gather_cursor(&x->g, "own", "0");
		o->body = "{}";
	}
}

static void
take_direct(struct mastodon *x, const struct job *j, const struct answer *in, json_t *root, struct outcome *o)
{
	json_t *body = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL, *one;
	const char *since = mark(x->c, "direct"), *top = js_text(x->g.a, body, "top"), *next = next_page(x->c, in);
	int64_t pages = js_int(body, "pages", 0) + 1;
	bool reached = !since;
	size_t i;

	json_array_foreach(root, i, one) {
		json_t *status = json_object_get(one, "last_status");
		const char *id = js_id(x->g.a, status, "id");

		if (!id)
			continue;
		if (!top || mastodon_newer(id, top))
			top = id;
		if (since && !mastodon_newer(id, since))
			reached = true;
		else if (since)
			mastodon_take(x, status, 0);
	}
	json_decref(body);
	if (!reached && next && pages < PAGES_MAX) {
		body = json_object();
		js_put(body, "max", next);
		js_put(body, "top", top);
		(void)json_object_set_new(body, "pages", json_integer(pages));
		o->again = true;
		o->body = js_dump(x->g.a, body, true);
		(void)gather_job(&x->g, j->kind, j->key, o->body);
		return;
	}
	if (top && mastodon_newer(top, since))
		gather_cursor(&x->g, "direct", top);
	else if (!since)
		gather_cursor(&x->g, "direct", "0");
	put_round(x, str_eq(j->key, "0") ? "1" : "0", x->c->now + ROUND_MS);
}

int
mastodon_round_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	json_t *root, struct outcome *o, struct error *err)
{
	struct mastodon x = reading(c);

	if (!json_is_array(root))
		return error_set(err, ERR_PROTOCOL, _("the server's list of statuses is no list"));
	if (str_empty(j->body))
		take_own(&x, root, o);
	else
		take_direct(&x, j, in, root, o);
	o->batch = gather_batch(&x.g);
	return 0;
}
