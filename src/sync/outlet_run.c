/*
 * outlet_run.c - [action NAME]: a program is given the case as JSON and run at most once.  `wire` stands in the store,
 * durable, before it is started: who is killed after that never starts it again by himself.
 */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "outlet.h"
#include "str.h"
#include "utf8.h"

enum { RUN_VERSION = 1, WORDS_MAX = 4000 };
#define RUN_OUTPUT_MAX (256 * 1024)

static void
put(json_t *o, const char *key, const char *s)
{
	json_t *v = s ? json_string(s) : NULL;

	json_object_set_new(o, key, v ? v : json_null());
}

static json_t *
names(const char *list, const char *between, struct arena *a)
{
	json_t *all = json_array();

	for (char **p = str_split(a, list ? list : "", between, NULL); *p; p++)
		if (**p)
			json_array_append_new(all, json_string(*p));
	return all;
}

static json_t *
of_case(const struct outlet *o, const struct case_row *c)
{
	json_t *j = json_object();
	char stamp[32], uid[33];

	uid_hex(uid, c->uid);
	clock_rfc3339(stamp, c->opened_at);
	json_object_set_new(j, "number", json_integer(c->number));
	put(j, "uid", uid);
	put(j, "subject", c->subject);
	put(j, "status", status_name(c->status));
	put(j, "priority", priority_name(c->priority));
	put(j, "assignee", c->assignee);
	put(j, "team", c->team);
	put(j, "opened", stamp);
	json_object_set_new(j, "channels", names(c->channels, " ", o->arena));
	json_object_set_new(j, "tags", names(c->tags, " ", o->arena));
	return j;
}

static int
of_customer(struct outlet *o, int64_t id, json_t **out, struct error *err)
{
	struct customer_row c;
	json_t *j, *list;

	*out = json_null();
	if (!id)
		return 0;
	if (read_customer(o->w->store, id, o->arena, &c, err))
		return -1;
	j = json_object();
	list = json_array();
	for (size_t i = 0; i < c.identity_count; i++) {
		json_t *one = json_object();

		put(one, "kind", c.identities[i].kind);
		put(one, "address", c.identities[i].address);
		put(one, "verified", c.identities[i].verified);
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "id", json_integer(c.id));
	put(j, "name", c.name);
	put(j, "language", c.language);
	json_object_set_new(j, "vip", json_boolean(c.vip));
	json_object_set_new(j, "identities", list);
	*out = j;
	return 0;
}

static int
of_fields(struct outlet *o, int64_t customer, int64_t case_id, json_t *out, struct error *err)
{
	struct field_row *f;
	size_t n = 0;

	if (read_fields(o->w->store, customer, case_id, o->arena, &f, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_object();

		put(one, "text", f[i].text);
		if (f[i].has_number)
			json_object_set_new(one, "number", json_integer(f[i].number));
		json_object_set_new(out, f[i].name, one);
	}
	return 0;
}

static char *
document(struct outlet *o, const struct run_row *r, struct error *err)
{
	struct case_row c;
	json_t *j, *customer, *fields = json_object(), *answers;
	char stamp[32], *dump, *s;

	if (read_case(o->w->store, o->row.row.case_id, 0, o->arena, &c, err) || of_customer(o, c.customer, &customer, err))
		return NULL;
	if ((c.customer && of_fields(o, c.customer, 0, fields, err)) || of_fields(o, 0, c.id, fields, err))
		return NULL;
	answers = json_loads(r->answers ? r->answers : "{}", 0, NULL);
	clock_rfc3339(stamp, clock_now());
	j = json_object();
	json_object_set_new(j, "format_version", json_integer(RUN_VERSION));
	put(j, "action", r->name);
	put(j, "run", o->row.hex);
	put(j, "at", stamp);
	put(j, "asked_by", r->asked_by);
	put(j, "approved_by", r->approved_by);
	json_object_set_new(j, "answers", answers ? answers : json_object());
	json_object_set_new(j, "case", of_case(o, &c));
	json_object_set_new(j, "customer", customer);
	json_object_set_new(j, "fields", fields);
	dump = json_dumps(j, JSON_COMPACT);
	s = arena_str(o->arena, dump ? dump : "{}");
	free(dump);
	json_decref(j);
	return s;
}

/* What it said, what it complained of, and how it ended. */
static char *
words_of(const struct outlet *o, const struct process_result *p)
{
	struct buf b = BUF_INIT;
	size_t len = strnlen(p->out ? p->out : "", WORDS_MAX);
	char *s;

	utf8_clean(&b, p->out ? p->out : "", len, true);
	buf_rtrim(&b);
	if (p->err && *p->err)
		buf_addf(&b, "%s%s", b.len ? "\n" : "", p->err);
	if (p->status)
		buf_addf(&b, _("%s[ended with status %d]"), b.len ? "\n" : "", p->status);
	else if (!b.len)
		buf_adds(&b, _("[done, without a word]"));
	s = arena_strn(o->arena, b.data, b.len);
	buf_free(&b);
	return s;
}

int
outlet_run(struct outlet *o, struct error *err)
{
	struct run_row r;
	struct process_result p = { .status = 0 };
	struct error why = ERROR_INIT;
	const struct conf_named *n;
	struct process_spec spec = { .output_max = RUN_OUTPUT_MAX };
	char *words;

	if (read_run(o->w->store, o->row.row.id, o->arena, &r, err) <= 0)
		return error_set(err, ERR_INPUT, _("there is no action behind this row"));
	if (!(n = conf_named_find(o->w->sync->conf, SECTION_ACTION, r.name, o->arena, err)))
		return -1;
	if (r.second && !r.approved_by)
		return error_set(err, ERR_INPUT, _("%s waits for a second person"), r.name);
	spec.command = conf_named_str(n, OPT_ACTION_COMMAND);
	spec.timeout_ms = (int)conf_named_span(n, OPT_ACTION_TIMEOUT);
	spec.env = (const char *const[]){ arena_printf(o->arena, "SPORTELLO_ACTION=%s", r.name),
		arena_printf(o->arena, "SPORTELLO_RUN=%s", o->row.hex),
		arena_printf(o->arena, "SPORTELLO_CASE=%lld", (long long)o->row.row.case_number), NULL };
	if (!(spec.input = document(o, &r, err)))
		return -1;
	spec.input_len = strlen(spec.input);
	if (outlet_wire(o, err))
		return -1;
	if (process_run(&spec, o->arena, &p, &why)) {
		outlet_ended(o, OUTLET_UNKNOWN, arena_str(o->arena, why.text));
		return 0;
	}
	words = words_of(o, &p);
	outlet_ended(o, p.status ? OUTLET_REFUSED : OUTLET_DONE, p.status ? words : NULL);
	return feed_run_done(o->w->store, o->row.row.id, action_title(n), p.status, words, err);
}
