/*
 * import_chatwoot.c - Chatwoot: answers of its application API and the contacts' export as CSV.  Fields as on the pages
 * Conversations, Messages, Contacts, Canned Responses and Agents of the API reference, and the survey's answers as
 * messages carry them.  Contacts and users have numbers of their own: c1, u1.
 */
#include <string.h>

#include "i18n.h"
#include "import_internal.h"
#include "str.h"

static bool
is_message(json_t *o)
{
	return js_at(o, "message_type") && js_at(o, "conversation_id");
}

static bool
is_conversation(json_t *o)
{
	return js_at(o, "id") && json_is_object(js_at(o, "meta")) && js_at(o, "inbox_id");
}

static bool
is_canned(json_t *o)
{
	return js_at(o, "short_code") && js_at(o, "content");
}

static bool
is_survey(json_t *o)
{
	return js_at(o, "rating") && js_at(o, "conversation_id");
}

static bool
is_agent(json_t *o)
{
	return js_at(o, "availability_status") && js_at(o, "role");
}

static bool
is_contact(json_t *o)
{
	return js_at(o, "id") && (js_at(o, "email") || js_at(o, "phone_number")) && !is_conversation(o) && !is_agent(o);
}

static const char *
person_id(struct import *im, const char *prefix, json_t *o, const char *path)
{
	const char *id = js_id(im->a, o, path);

	return id ? arena_printf(im->a, "%s%s", prefix, id) : NULL;
}

/* A message's author: a contact, or one of ours. */
static const char *
author_of(struct import *im, json_t *o)
{
	const char *type = js_text(im->a, o, "sender.type"), *other = js_text(im->a, o, "sender_type");
	bool contact = str_ieq(type ? type : other, "contact");

	return person_id(im, contact ? "c" : "u", o, js_at(o, "sender.id") ? "sender.id" : "sender_id");
}

static int
type_of(struct import *im, json_t *o)
{
	static const char *const names[] = { "incoming", "outgoing", "activity", "template" };
	const char *name = js_text(im->a, o, "message_type");

	for (int i = 0; name && i < 4; i++)
		if (str_eq(names[i], name))
			return i;
	return (int)js_int(o, "message_type", -1);
}

/* -- the first time ------------------------------------------------------------------------------------------ */

static void
learn_contact(struct import *im, json_t *o)
{
	const char *id = person_id(im, "c", o, "id");

	import_know(im, id, js_text(im->a, o, "email"), js_text(im->a, o, "phone_number"), false, false);
	import_name(im, 'n', id, js_text(im->a, o, "name"));
}

static void
learn_author(struct import *im, json_t *o)
{
	const char *id = author_of(im, o), *name = js_text(im->a, o, "sender.name");

	if (!id)
		return;
	import_know(im, id, NULL, NULL, id[0] == 'u', false);
	if (!import_name_of(im, 'n', id))
		import_name(im, 'n', id, name);
	if (type_of(im, o) == 0)
		import_know_thread(im, js_id(im->a, o, "conversation_id"), NULL, NULL, id);
}

/* What the channel itself vouches for: who writes a mail has its address, who writes from a telephone its number. */
static void
learn_conversation(struct import *im, json_t *o)
{
	const char *channel = js_text(im->a, o, "meta.channel"), *id = person_id(im, "c", o, "meta.sender.id");
	const char *mail = js_text(im->a, o, "meta.sender.email"), *phone = js_text(im->a, o, "meta.sender.phone_number");
	json_t *messages = js_at(o, "messages");

	if (id && !import_name_of(im, 'n', id))		/* the contact's own row knows better */
		import_name(im, 'n', id, js_text(im->a, o, "meta.sender.name"));
	import_know(im, id, mail, phone, false, false);
	if (str_eq(channel, "Channel::Email"))
		import_proven(im, id, "mail", mail);
	else if (str_eq(channel, "Channel::Whatsapp"))
		import_proven(im, id, "whatsapp", phone);
	else if (str_eq(channel, "Channel::Sms") || str_eq(channel, "Channel::TwilioSms"))
		import_proven(im, id, "sms", phone);
	import_know_thread(im, js_id(im->a, o, "id"), NULL, js_text(im->a, o, "additional_attributes.mail_subject"), id);
	for (size_t i = 0; i < json_array_size(messages); i++)
		learn_author(im, json_array_get(messages, i));
}

static void
learn(struct import *im, const char *key, json_t *o)
{
	(void)key;
	if (is_conversation(o)) {
		learn_conversation(im, o);
	} else if (is_message(o)) {
		learn_author(im, o);
	} else if (is_agent(o)) {
		import_know(im, person_id(im, "u", o, "id"), js_text(im->a, o, "email"), NULL, true, false);
		import_name(im, 'n', person_id(im, "u", o, "id"), js_text(im->a, o, "name"));
	} else if (is_contact(o) && !is_survey(o)) {
		learn_contact(im, o);
	}
}

/* -- the second time ------------------------------------------------------------------------------------------- */

static struct value_in *
values_of(struct import *im, bool of_people, json_t *fields, size_t *n)
{
	struct value_in *values = NULL;
	size_t space = 0;
	const char *key;
	json_t *v;

	*n = 0;
	json_object_foreach(fields, key, v) {
		const char *text = import_readable(im->a, v);

		if (!text)
			continue;
		*VEC_PUSH(im->a, values, *n, space) = (struct value_in){ arena_str(im->a, key), text };
		import_met_field(im, of_people, key);
	}
	return values;
}

/* Each once: contacts stand in every conversation of theirs too. */
static void
tell_once(struct import *im, const char *id, json_t *fields)
{
	struct person_in *p;

	if (!id || import_name_of(im, 'd', id))
		return;
	import_name(im, 'd', id, "");
	p = import_tell_person(im, id, import_name_of(im, 'n', id));
	p->values = values_of(im, true, fields, &p->value_count);
}

static void
tell_message(struct import *im, json_t *o, const char *conversation)
{
	struct arena *a = im->a;
	int type = type_of(im, o);
	const char *own = js_id(a, o, "conversation_id");
	json_t *list = js_at(o, "attachments"), *survey = js_at(o, "content_attributes.submitted_values.csat_survey_response");
	size_t n = json_array_size(list);
	struct attachment *files = arena_array(a, struct attachment, n);
	struct import_comment c = { .ticket = own ? own : conversation, .id = js_id(a, o, "id"), .author = author_of(im, o),
		.text = js_text(a, o, "content"), .internal = js_true(o, "private"), .ours = type != 0,
		.at = import_time(o, "created_at"), .changed_at = import_time(o, "updated_at"), .files = files,
		.file_count = n, .kind = type == 3 ? KIND_AUTO : KIND_MESSAGE };
	int64_t rating = js_int(survey, "rating", 0);

	tell_once(im, c.author, NULL);
	for (size_t i = 0; i < n; i++)
		files[i] = import_file(a, json_array_get(list, i), "data_url", "", "file_size", "data_url");
	if (type != 2)			/* "Eva resolved it": of no use without its desk */
		import_tell_comment(im, &c);
	if (rating >= 1 && rating <= 5)
		import_tell_rating(im, c.ticket, "csat5", arena_printf(a, "%d", (int)rating), (int)(rating - 1) * 25,
			js_text(a, survey, "feedback_message"), c.at);
}

static void
tell_conversation(struct import *im, json_t *o)
{
	struct arena *a = im->a;
	json_t *messages = js_at(o, "messages");
	const char *who = person_id(im, "c", o, "meta.sender.id");
	struct import_ticket t = { .id = js_id(a, o, "id"), .requester = who, .status = js_text(a, o, "status"),
		.priority = js_text(a, o, "priority"), .assignee = js_text(a, o, "meta.assignee.name"),
		.group = js_text(a, o, "meta.team.name"), .tags = import_texts(a, js_at(o, "labels")),
		.at = import_time(o, "created_at") };

	t.changed_at = import_time(o, "updated_at");
	t.values = values_of(im, false, js_at(o, "custom_attributes"), &t.value_count);
	if (!t.at)
		t.at = import_time(o, "timestamp");
	tell_once(im, who, js_at(o, "meta.sender.custom_attributes"));
	import_tell_ticket(im, &t);
	for (size_t i = 0; i < json_array_size(messages); i++)
		tell_message(im, json_array_get(messages, i), t.id);
}

static void
tell_survey(struct import *im, json_t *o)
{
	int64_t rating = js_int(o, "rating", 0);

	if (rating >= 1 && rating <= 5)
		import_tell_rating(im, js_id(im->a, o, "conversation_id"), "csat5", arena_printf(im->a, "%d", (int)rating),
			(int)(rating - 1) * 25, js_text(im->a, o, "feedback_message"), import_time(o, "created_at"));
}

static void
tell(struct import *im, const char *key, json_t *o, int round)
{
	struct import_macro m = { .name = js_text(im->a, o, "short_code"), .text = js_text(im->a, o, "content") };

	(void)key;
	if (round == 1) {
		if (!is_conversation(o) && is_message(o))
			tell_message(im, o, NULL);
		else if (!is_conversation(o) && is_survey(o))
			tell_survey(im, o);
		return;
	}
	if (is_conversation(o))
		tell_conversation(im, o);
	else if (is_message(o))
		return;
	else if (is_canned(o))
		import_tell_macro(im, &m);
	else if (is_agent(o))
		tell_once(im, person_id(im, "u", o, "id"), NULL);
	else if (is_contact(o) && !is_survey(o))
		tell_once(im, person_id(im, "c", o, "id"), js_at(o, "custom_attributes"));
}

const struct import_translator import_chatwoot = { learn, tell };
