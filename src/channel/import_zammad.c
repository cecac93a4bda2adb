/*
 * import_zammad.c - Zammad: answers of its API, lists or an object a line.  Fields as on the pages User, Group, Ticket,
 * Ticket Articles, Ticket States, Ticket Priorities, Macros and Text Modules of the API documentation, with `expand=true`
 * or without.
 */
#include <string.h>

#include "html.h"
#include "i18n.h"
#include "import_internal.h"
#include "str.h"

static bool
is_article(json_t *o)
{
	return js_at(o, "ticket_id") && js_at(o, "body");
}

static bool
is_ticket(json_t *o)
{
	return js_at(o, "number") && js_at(o, "title") && js_at(o, "customer_id");
}

static bool
is_user(json_t *o)
{
	return js_at(o, "id") && js_at(o, "login") && (js_at(o, "firstname") || js_at(o, "email"));
}

static bool
is_macro(json_t *o)
{
	return js_at(o, "name") && json_is_object(js_at(o, "perform"));
}

static bool
is_module(json_t *o)
{
	return js_at(o, "name") && json_is_string(js_at(o, "content"));
}

/* Roles by name, or by the numbers they have from the start: 1 administrator, 2 agent. */
static bool
is_agent(json_t *o)
{
	json_t *names = js_at(o, "roles"), *ids = js_at(o, "role_ids");

	for (size_t i = 0; i < json_array_size(names); i++) {
		const char *role = json_string_value(json_array_get(names, i));

		if (str_eq(role, "Agent") || str_eq(role, "Admin"))
			return true;
	}
	for (size_t i = 0; !names && i < json_array_size(ids); i++)
		if (json_integer_value(json_array_get(ids, i)) == 1 || json_integer_value(json_array_get(ids, i)) == 2)
			return true;
	return false;
}

static const char *
author_of(struct import *im, json_t *o)
{
	const char *on_behalf = js_id(im->a, o, "origin_by_id");

	return on_behalf ? on_behalf : js_id(im->a, o, "created_by_id");
}

/* "Agent", "Customer", "System": by name, or by the number it has from the start. */
static bool
sent_by(struct import *im, json_t *o, const char *name, int64_t id)
{
	const char *sender = js_text(im->a, o, "sender");

	return sender ? str_eq(sender, name) : js_int(o, "sender_id", 0) == id;
}

static const char *
user_name(struct import *im, json_t *o)
{
	const char *first = js_text(im->a, o, "firstname"), *last = js_text(im->a, o, "lastname");

	return first && last ? arena_printf(im->a, "%s %s", first, last) : first ? first : last;
}

static void
learn_article(struct import *im, json_t *o)
{
	const char *type = js_text(im->a, o, "type"), *from = js_text(im->a, o, "from"), *open, *close;

	if (!sent_by(im, o, "Customer", 2) || !from || !str_eq(type, "email"))
		return;
	open = strrchr(from, '<');
	close = open ? strchr(open, '>') : NULL;
	import_proven(im, author_of(im, o), "mail", close ? arena_strn(im->a, open + 1, (size_t)(close - open - 1)) : from);
}

static void
learn(struct import *im, const char *key, json_t *o)
{
	const char *id = js_id(im->a, o, "id"), *phone = js_text(im->a, o, "phone");

	if (is_user(o)) {
		import_know(im, id, js_text(im->a, o, "email"), phone ? phone : js_text(im->a, o, "mobile"), is_agent(o),
			js_true(o, "verified"));
		import_name(im, 'n', id, user_name(im, o));
	} else if (is_ticket(o)) {
		import_know_thread(im, id, js_id(im->a, o, "number"), js_text(im->a, o, "title"),
			js_id(im->a, o, "customer_id"));
	} else if (is_article(o)) {
		learn_article(im, o);
	} else if (str_eq(key, "groups")) {
		import_name(im, 'g', id, js_text(im->a, o, "name"));
	} else if (str_eq(key, "organizations")) {
		import_name(im, 'o', id, js_text(im->a, o, "name"));
	} else if (str_eq(key, "ticket_states")) {
		import_name(im, 's', id, js_text(im->a, o, "name"));
	} else if (str_eq(key, "ticket_priorities")) {
		import_name(im, 'p', id, js_text(im->a, o, "name"));
	}
}

/* A name that stands there, or behind the number. */
static const char *
named(struct import *im, json_t *o, const char *name, char kind)
{
	const char *there = js_text(im->a, o, name);

	return there ? there : import_name_of(im, kind, js_id(im->a, o, arena_printf(im->a, "%s_id", name)));
}

static void
tell_user(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	struct person_in *p = import_tell_person(im, js_id(a, o, "id"), user_name(im, o));
	const char *firm = named(im, o, "organization", 'o');

	p->notes = js_text(a, o, "note");
	if (firm)
		p->notes = p->notes ? arena_printf(a, "%s\n%s", firm, p->notes) : firm;
}

static void
tell_ticket(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	const char *tags = js_text(a, o, "tags");
	struct import_ticket t = { .id = js_id(a, o, "id"), .requester = js_id(a, o, "customer_id"),
		.status = named(im, o, "state", 's'), .priority = named(im, o, "priority", 'p'),
		.group = named(im, o, "group", 'g'), .assignee = import_name_of(im, 'n', js_id(a, o, "owner_id")),
		.tags = tags ? (const char *const *)str_split(a, tags, ",", NULL) : import_texts(a, js_at(o, "tags")),
		.at = import_time(o, "created_at"), .changed_at = import_time(o, "updated_at") };

	import_tell_ticket(im, &t);
}

static void
tell_article(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	json_t *list = js_at(o, "attachments");
	size_t n = json_array_size(list);
	struct attachment *files = arena_array(a, struct attachment, n);
	const char *body = js_text(a, o, "body"), *type = js_text(a, o, "content_type");
	bool html = type && str_istarts(type, "text/html");
	struct import_comment c = { .ticket = js_id(a, o, "ticket_id"), .id = js_id(a, o, "id"), .author = author_of(im, o),
		.text = html ? NULL : body, .html = html ? body : NULL, .internal = js_true(o, "internal"),
		.ours = sent_by(im, o, "Agent", 1) || sent_by(im, o, "System", 3), .at = import_time(o, "created_at"),
		.changed_at = import_time(o, "updated_at"), .files = files, .file_count = n,
		.kind = sent_by(im, o, "System", 3) ? KIND_AUTO : KIND_MESSAGE };

	for (size_t i = 0; i < n; i++) {
		json_t *f = json_array_get(list, i);
		const char *id = js_id(a, f, "id");

		files[i] = import_file(a, f, "filename", "preferences.Content-Type", "size", "");
		if (c.ticket && c.id && id)	/* as the API names it */
			files[i].part = arena_printf(a, "/api/v1/ticket_attachment/%s/%s/%s", c.ticket, c.id, id);
	}
	import_tell_comment(im, &c);
}

static void
tell_macro(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	struct buf b = BUF_INIT;
	bool lies = false;
	json_t *perform = js_at(o, "perform"), *note = json_object_get(perform, "article.note");
	json_t *tags = json_object_get(perform, "ticket.tags"), *state = json_object_get(perform, "ticket.state_id");
	const char *html = is_module(o) ? js_text(a, o, "content") : js_text(a, note, "body");
	const char *list = str_eq(js_text(a, tags, "operator"), "remove") ? NULL : js_text(a, tags, "value");
	const char *to = import_name_of(im, 's', js_id(a, state, "value"));
	struct import_macro m = { .name = js_text(a, o, "name"),
		.status = str_eq(to, "closed") ? "resolved" : str_eq(to, "open") ? "open" : NULL,
		.tags = list ? (const char *const *)str_split(a, list, ",", NULL) : NULL };

	if (html)
		html_text(html, strlen(html), &b, &lies);
	buf_rtrim(&b);
	if (b.len)
		m.text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	if (!m.text)
		im->out->words = arena_printf(a, _("macro \"%s\" writes nothing"), m.name);
	else if (!json_is_false(js_at(o, "active")))
		import_tell_macro(im, &m);
}

static void
tell(struct import *im, const char *key, json_t *o, int round)
{
	(void)key;
	if (round == 1) {
		if (is_article(o) && !is_ticket(o))
			tell_article(im, o);
		return;
	}
	if (is_user(o))
		tell_user(im, o);
	else if (is_ticket(o))
		tell_ticket(im, o);
	else if (is_article(o))
		return;
	else if (is_macro(o) || is_module(o))
		tell_macro(im, o);
}

const struct import_translator import_zammad = { learn, tell };
