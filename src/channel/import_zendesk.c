/*
 * import_zendesk.c - Zendesk Support: the account's export (Admin Center, "Exporting data to a JSON file": an object a
 * line) and answers of its API.  Fields as on the pages Tickets, Ticket Comments, Ticket Fields, Users, Organizations,
 * Groups, Macros and Satisfaction Ratings of the Support API reference.
 */
#include <string.h>

#include "i18n.h"
#include "import_internal.h"
#include "str.h"

/* What a record is, by what it holds: a file of lines has no names of lists. */
static bool
is_ticket(json_t *o)
{
	return js_at(o, "id") && js_at(o, "requester_id") && (js_at(o, "subject") || js_at(o, "status"));
}

static bool
is_comment(json_t *o)
{
	return js_at(o, "author_id") && js_at(o, "public") && (js_at(o, "body") || js_at(o, "html_body"));
}

static bool
is_user(json_t *o)
{
	return js_at(o, "id") && js_at(o, "role") && js_at(o, "name");
}

static bool
is_macro(json_t *o)
{
	return js_at(o, "title") && json_is_array(js_at(o, "actions")) && !js_at(o, "requester_id");
}

static bool
is_rating(json_t *o)
{
	return js_at(o, "ticket_id") && js_at(o, "score") && js_at(o, "requester_id");
}

static bool
is_field(json_t *o)
{
	return js_at(o, "title") && js_at(o, "type") && js_at(o, "id") && !js_at(o, "actions");
}

/* -- the first time ------------------------------------------------------------------------------------------ */

/* A comment that came as a mail: its sender's address is as good as that of any mail. */
static void
learn_way(struct import *im, const char *author, json_t *via)
{
	if (str_eq(js_text(im->a, via, "channel"), "email"))
		import_proven(im, author, "mail", js_text(im->a, via, "source.from.address"));
}

static void
learn_ticket(struct import *im, json_t *o)
{
	const char *id = js_id(im->a, o, "id"), *who = js_id(im->a, o, "requester_id");
	json_t *comments = js_at(o, "comments");

	learn_way(im, who, js_at(o, "via"));
	import_know_thread(im, id, id, js_text(im->a, o, "subject"), who);
	for (size_t i = 0; i < json_array_size(comments); i++) {
		json_t *c = json_array_get(comments, i);

		learn_way(im, js_id(im->a, c, "author_id"), js_at(c, "via"));
	}
}

static void
learn(struct import *im, const char *key, json_t *o)
{
	const char *id = js_id(im->a, o, "id");

	if (is_user(o)) {
		const char *role = js_text(im->a, o, "role");

		import_know(im, id, js_text(im->a, o, "email"), js_text(im->a, o, "phone"),
			str_eq(role, "agent") || str_eq(role, "admin"), js_true(o, "verified"));
		import_name(im, 'n', id, js_text(im->a, o, "name"));
	} else if (is_ticket(o)) {
		learn_ticket(im, o);
	} else if (is_comment(o)) {
		learn_way(im, js_id(im->a, o, "author_id"), js_at(o, "via"));
		import_name(im, 'c', js_id(im->a, o, "ticket_id"), "");
	} else if (is_field(o)) {
		import_name(im, 'f', id, js_text(im->a, o, "title"));
	} else if (str_eq(key, "groups")) {
		import_name(im, 'g', id, js_text(im->a, o, "name"));
	} else if (str_eq(key, "organizations") || js_at(o, "domain_names")) {
		import_name(im, 'o', id, js_text(im->a, o, "name"));
	}
}

/* -- the second time ------------------------------------------------------------------------------------------- */

static void
tell_user(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	struct person_in *p = import_tell_person(im, js_id(a, o, "id"), js_text(a, o, "name"));
	const char *locale = js_text(a, o, "locale"), *details = js_text(a, o, "details"), *notes = js_text(a, o, "notes");
	const char *firm = import_name_of(im, 'o', js_id(a, o, "organization_id")), *key;
	json_t *fields = js_at(o, "user_fields"), *v;
	struct value_in *values = NULL;
	size_t space = 0;

	p->language = locale && strlen(locale) >= 2 ? arena_strn(a, locale, 2) : NULL;
	p->notes = details && notes ? arena_printf(a, "%s\n%s", details, notes) : details ? details : notes;
	if (firm)
		p->notes = p->notes ? arena_printf(a, "%s\n%s", firm, p->notes) : firm;
	p->tags = import_texts(a, js_at(o, "tags"));
	json_object_foreach(fields, key, v) {
		const char *text = import_readable(a, v);

		if (text)
			*VEC_PUSH(a, values, p->value_count, space) = (struct value_in){ arena_str(a, key), text };
		if (text)
			import_met_field(im, true, key);
	}
	p->values = values;
}

static void
tell_comment(struct import *im, json_t *o, const char *ticket, int64_t changed_at)
{
	struct arena *a = im->a;
	json_t *list = js_at(o, "attachments"), *public = js_at(o, "public");
	size_t n = json_array_size(list);
	struct attachment *files = arena_array(a, struct attachment, n);
	struct import_comment c = { .ticket = ticket ? ticket : js_id(a, o, "ticket_id"), .id = js_id(a, o, "id"),
		.author = js_id(a, o, "author_id"), .internal = json_is_false(public), .at = import_time(o, "created_at"),
		.changed_at = changed_at, .files = files, .file_count = n, .kind = KIND_MESSAGE };

	c.text = js_text(a, o, "plain_body");
	if (!c.text)
		c.text = js_text(a, o, "body");
	c.html = js_text(a, o, "html_body");
	for (size_t i = 0; i < n; i++)
		files[i] = import_file(a, json_array_get(list, i), "file_name", "content_type", "size", "content_url");
	import_tell_comment(im, &c);
}

static void
tell_satisfaction(struct import *im, const char *ticket, json_t *o, int64_t at)
{
	const char *score = js_text(im->a, o, "score");
	bool good = score && str_starts(score, "good"), bad = score && str_starts(score, "bad");

	if (good || bad)
		import_tell_rating(im, ticket, "good-bad", good ? "good" : "bad", good ? 100 : 0,
			js_text(im->a, o, "comment"), at);
}

static void
tell_values(struct import *im, json_t *fields, struct import_ticket *t)
{
	struct value_in *values = NULL;
	size_t space = 0;

	for (size_t i = 0; i < json_array_size(fields); i++) {
		json_t *f = json_array_get(fields, i);
		const char *id = js_id(im->a, f, "id"), *text = import_readable(im->a, js_at(f, "value"));
		const char *title = import_name_of(im, 'f', id);

		if (!text || !id)
			continue;
		*VEC_PUSH(im->a, values, t->value_count, space) = (struct value_in){ title ? title : id, text };
		import_met_field(im, false, title ? title : id);
	}
	t->values = values;
}

static void
tell_ticket(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	json_t *comments = js_at(o, "comments");
	struct import_ticket t = { .id = js_id(a, o, "id"), .requester = js_id(a, o, "requester_id"),
		.subject = js_text(a, o, "subject"), .status = js_text(a, o, "status"), .priority = js_text(a, o, "priority"),
		.assignee = import_name_of(im, 'n', js_id(a, o, "assignee_id")),
		.group = import_name_of(im, 'g', js_id(a, o, "group_id")), .tags = import_texts(a, js_at(o, "tags")),
		.at = import_time(o, "created_at"), .changed_at = import_time(o, "updated_at") };

	struct import_comment first = { .ticket = t.id, .id = "description", .author = t.requester, .at = t.at,
		.changed_at = t.changed_at, .kind = KIND_MESSAGE };

	tell_values(im, js_at(o, "custom_fields"), &t);
	import_tell_ticket(im, &t);
	for (size_t i = 0; i < json_array_size(comments); i++)
		tell_comment(im, json_array_get(comments, i), t.id, t.changed_at);
	/* where the comments are not in the export, the description is what was asked */
	if (!json_array_size(comments) && !import_name_of(im, 'c', t.id) && (first.text = js_text(a, o, "description")))
		import_tell_comment(im, &first);
	tell_satisfaction(im, t.id, js_at(o, "satisfaction_rating"), t.changed_at);
}

static void
tell_macro(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	struct import_macro m = { .name = js_text(a, o, "title") };
	json_t *actions = js_at(o, "actions");

	for (size_t i = 0; i < json_array_size(actions); i++) {
		json_t *act = json_array_get(actions, i), *v = js_at(act, "value");
		const char *field = js_text(a, act, "field");
		/* a comment's value may say first for whom it is */
		const char *text = json_is_array(v) ? js_text(a, v, json_array_size(v) > 1 ? "1" : "0") : js_text(a, act, "value");

		if (str_eq(field, "comment_value"))
			m.text = text;
		else if (str_eq(field, "status") && (str_eq(text, "pending") || str_eq(text, "open")))
			m.status = text;
		else if (str_eq(field, "status") && str_eq(text, "solved"))
			m.status = "resolved";
		else if ((str_eq(field, "current_tags") || str_eq(field, "set_tags")) && text)
			m.tags = (const char *const *)str_split(a, text, " ", NULL);
	}
	if (m.text && json_is_true(js_at(o, "active")))
		import_tell_macro(im, &m);
	else if (!m.text)
		im->out->words = arena_printf(a, _("macro \"%s\" writes nothing"), m.name ? m.name : "?");
}

static void
tell(struct import *im, const char *key, json_t *o, int round)
{
	(void)key;
	if (round == 1) {
		if (is_comment(o) && !is_ticket(o))
			tell_comment(im, o, NULL, 0);
		else if (is_rating(o) && !is_ticket(o))
			tell_satisfaction(im, js_id(im->a, o, "ticket_id"), o, import_time(o, "updated_at"));
		return;
	}
	if (is_ticket(o))
		tell_ticket(im, o);
	else if (is_user(o))
		tell_user(im, o);
	else if (is_macro(o))
		tell_macro(im, o);
}

const struct import_translator import_zendesk = { learn, tell };
