/*
 * import.c - what the translators of other desks share: who is who, tickets and comments as messages of a thread.
 *
 * A ticket is a thread named by its number.  Its first row says what the ticket was (state, tags, fields); comments
 * follow with their own dates.  Nothing of it can be answered there: the account has no way out.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "import_internal.h"
#include "html.h"
#include "json_io.h"
#include "str.h"

#define TEXT_BYTES (4U << 20)

static const char *const zendesk_lists[] = { "tickets", "users", "organizations", "groups", "ticket_fields", "user_fields",
	"macros", "satisfaction_ratings", "comments", NULL };
static const char *const zammad_lists[] = { "tickets", "ticket_articles", "users", "organizations", "groups", "ticket_states",
	"ticket_priorities", "macros", "text_modules", NULL };
static const char *const chatwoot_lists[] = { "payload", "data", "conversations", "contacts", "canned_responses",
	"csat_survey_responses", NULL };
static const char *const chatwoot_nests[] = { "data", NULL };
static const char *const no_nests[] = { NULL };

static const struct import_desk desks[] = {
	{ "zendesk", "Zendesk", zendesk_lists, no_nests },
	{ "zammad", "Zammad", zammad_lists, no_nests },
	{ "chatwoot", "Chatwoot", chatwoot_lists, chatwoot_nests },
};
static const struct import_translator *const translators[] = { &import_zendesk, &import_zammad, &import_chatwoot };
#define DESKS (sizeof desks / sizeof *desks)
const char *const import_desk_names[] = { "zendesk", "zammad", "chatwoot", NULL };

const struct import_desk *
import_desk_find(const char *name)
{
	for (size_t i = 0; i < DESKS; i++)
		if (str_eq(desks[i].name, name))
			return &desks[i];
	return NULL;
}

struct import *
import_new(const struct import_desk *desk, bool again)
{
	struct import *im = xcalloc(1, sizeof *im);

	im->desk = desk;
	im->translator = translators[desk - desks];
	im->again = again;
	im->names = import_names_new();
	return im;
}

void
import_free(struct import *im)
{
	if (!im)
		return;
	import_names_free(im->names);
	free(im);
}

/* At most so many bytes of it, whole characters. */
static char *
cut_text(struct arena *a, const char *s, size_t bytes)
{
	size_t n = strnlen(s, bytes + 1);

	if (n > bytes)
		for (n = bytes; n && ((unsigned char)s[n] & 0xC0) == 0x80; n--)
			continue;
	return arena_strn(a, s, n);
}

/* -- what stands behind ids -------------------------------------------------------------------------------- */

void
import_name(struct import *im, char kind, const char *id, const char *name)
{
	if (id && name)
		import_names_put(im->names, kind, id, arena_str(import_names_arena(im->names), name));
}

const char *
import_name_of(const struct import *im, char kind, const char *id)
{
	return import_names_get(im->names, kind, id);
}

static struct import_known *
known(struct import *im, const char *id)
{
	/* the table's values are ours to change */
	struct import_known *k = (struct import_known *)(uintptr_t)import_names_get(im->names, 'u', id);

	if (!k) {
		k = arena_new_of(import_names_arena(im->names), struct import_known);
		import_names_put(im->names, 'u', id, k);
	}
	return k;
}

static bool
is_mail(const char *s)
{
	const char *at = s ? strchr(s, '@') : NULL;

	return at && at != s && at[1] && strlen(s) <= 320 && !strpbrk(s, " <>,;\"()\\\t\r\n");
}

void
import_know(struct import *im, const char *id, const char *mail, const char *phone, bool agent, bool sure)
{
	struct arena *a = import_names_arena(im->names);
	struct import_known *k;

	if (!id)
		return;
	k = known(im, id);
	if (is_mail(mail) && (!k->mail || sure))
		k->mail = arena_str(a, mail);
	if (phone && !k->phone)
		k->phone = arena_str(a, phone);
	k->agent |= agent;
	k->sure |= sure && is_mail(mail);
}

void
import_proven(struct import *im, const char *id, const char *kind, const char *address)
{
	struct arena *a = import_names_arena(im->names);
	struct import_known *k;

	if (!id || str_empty(address) || (str_eq(kind, "mail") && !is_mail(address)))
		return;
	k = known(im, id);
	if (k->kind)			/* one person, one name; the first way they were met */
		return;
	k->kind = arena_str(a, kind);
	k->address = arena_str(a, address);
}

void
import_know_thread(struct import *im, const char *id, const char *number, const char *subject, const char *who)
{
	struct arena *a = import_names_arena(im->names);
	struct import_thread *t;

	if (!id || import_names_get(im->names, 't', id))
		return;
	t = arena_new_of(a, struct import_thread);
	t->number = arena_str(a, number ? number : id);
	t->subject = str_empty(subject) ? arena_printf(a, "%s #%s", im->desk->title, t->number) :
		arena_printf(a, "%s #%s %s", im->desk->title, t->number, cut_text(im->a, subject, 300));
	t->who_id = arena_str(a, who);
	if (who)
		t->who = known(im, who);
	import_names_put(im->names, 't', id, t);
}

void
import_met_field(struct import *im, bool of_people, const char *name)
{
	struct import_met *m = &im->met[of_people];
	struct arena *a = import_names_arena(im->names);

	for (size_t i = 0; i < m->count; i++)
		if (str_eq(m->names[i], name))
			return;
	if (m->count < 1000)
		*VEC_PUSH(a, m->names, m->count, m->space) = arena_str(a, name);
}

size_t
import_fields(const struct import *im, bool of_people, const char *const **names)
{
	*names = im->met[of_people].names;
	return im->met[of_people].count;
}

/* The identity somebody is known by: what they were met under, an address that the desk vouches for, else the desk's
 * own number, which is nobody else's. */
static void
identity(const struct import *im, const struct import_known *k, const char *id, const char **kind, const char **address)
{
	bool agent = k && k->agent;

	*kind = im->desk->name;
	*address = id;
	if (k && !agent && k->kind) {
		*kind = k->kind;
		*address = k->address;
	} else if (k && !agent && k->sure) {
		*kind = "mail";
		*address = k->mail;
	}
}

/* -- records ---------------------------------------------------------------------------------------------------- */

static json_t *
load(const struct import_record *r, struct error *err)
{
	json_error_t why;
	json_t *o = json_read(r->text, r->len, 0, &why, err);

	if (json_is_object(o))
		return o;
	json_decref(o);
	error_set(err, ERR_INPUT, "%s", why.text);
	return NULL;
}

int
import_learn(struct import *im, const struct import_record *r, struct error *err)
{
	struct arena *a;
	json_t *o;

	if (!r->text)
		return error_set(err, ERR_INPUT, "%s", r->words);
	if (!(o = load(r, err)))
		return -1;
	a = arena_new();
	im->a = a;
	im->translator->learn(im, r->key, o);
	im->a = NULL;
	arena_free(a);
	json_decref(o);
	return 0;
}

int
import_tell(struct import *im, const struct import_record *r, int round, struct arena *a, struct import_told *out,
	struct error *err)
{
	json_t *o;

	*out = (struct import_told){ .tickets = 0 };
	if (!r->text)
		return error_set(err, ERR_INPUT, "%s", r->words);
	if (!(o = load(r, err)))
		return -1;
	im->a = a;
	im->g = (struct gather){ .a = a };
	im->out = out;
	im->people = NULL;
	im->ratings = NULL;
	im->macros = NULL;
	im->person_space = im->rating_space = im->macro_space = 0;
	im->translator->tell(im, r->key, o, round);
	json_decref(o);
	out->batch = gather_batch(&im->g);
	out->people = im->people;
	out->ratings = im->ratings;
	out->macros = im->macros;
	return 0;
}

struct person_in *
import_tell_person(struct import *im, const char *id, const char *name)
{
	struct person_in *p = VEC_PUSH(im->a, im->people, im->out->person_count, im->person_space);
	const struct import_known *k = known(im, id);

	*p = (struct person_in){ .id = id, .name = name, .mail = k->mail, .phone = k->phone, .agent = k->agent };
	identity(im, k, id, &p->kind, &p->address);
	p->sure = !k->agent && !str_eq(p->kind, im->desk->name);
	return p;
}

/* -- messages ------------------------------------------------------------------------------------------------- */

static struct message_in *
add_message(struct import *im, const struct import_thread *t, const char *id, int64_t at, const char *text)
{
	struct message_in *m = gather_message(&im->g);

	*m = (struct message_in){ .thread = t->number, .remote_id = id, .flags = MESSAGE_HISTORY, .audience = AUDIENCE_PRIVATE,
		.subject = t->subject, .text = text, .sent_at = at, .received_at = at,
		.content = digest_of(text, strlen(text)) };
	return m;
}

/* Told again with other words: an edit; who has no word for its time has that of its ticket. */
static void
add_edit(struct import *im, const struct message_in *m, int64_t at)
{
	if (!im->again)
		return;
	*gather_event(&im->g) = (struct event_in){ .thread = m->thread, .remote_id = m->remote_id, .kind = EVENT_EDIT,
		.at = at > m->sent_at ? at : m->sent_at, .text = m->text };
}

static char *
card(struct import *im, const struct import_ticket *t)
{
	struct buf b = BUF_INIT;
	char *text;

	buf_adds(&b, t->status ? t->status : "-");
	if (t->priority)
		buf_addf(&b, ", %s", t->priority);
	if (t->assignee || t->group)
		buf_addf(&b, " (%s%s%s)", t->assignee ? t->assignee : "", t->assignee && t->group ? ", " : "",
			t->group ? t->group : "");
	if (t->tags && t->tags[0])
		buf_adds(&b, "\nTags:");
	for (size_t i = 0; t->tags && t->tags[i] && i < 200; i++)
		buf_addf(&b, " %s", t->tags[i]);
	for (size_t i = 0; i < t->value_count; i++)
		buf_addf(&b, "\n%s: %s", t->values[i].name, t->values[i].text);
	if (t->link)
		buf_addf(&b, "\n%s", t->link);
	text = arena_strn(im->a, b.data, b.len);
	buf_free(&b);
	return text;
}

void
import_tell_ticket(struct import *im, const struct import_ticket *t)
{
	const struct import_thread *thread = import_names_get(im->names, 't', t->id);
	struct message_in *m;

	if (!thread)
		return;
	m = add_message(im, thread, arena_printf(im->a, "%s:%s", im->desk->name, t->id), t->at,
		card(im, t));
	m->kind = KIND_TICKET;
	m->direction = DIRECTION_IN;
	if (t->requester)
		identity(im, import_names_get(im->names, 'u', t->requester), t->requester, &m->from_kind,
			&m->from.address);
	add_edit(im, m, t->changed_at);
	im->out->tickets++;
}

static char *
words_of(struct import *im, const struct import_comment *c)
{
	struct buf b = BUF_INIT;
	bool lies = false;
	char *text;

	if (c->text || !c->html)
		return cut_text(im->a, c->text ? c->text : "", TEXT_BYTES);
	html_text(c->html, strlen(c->html), &b, &lies);
	buf_rtrim(&b);
	text = arena_strn(im->a, b.data, b.len);
	buf_free(&b);
	return text;
}

void
import_tell_comment(struct import *im, const struct import_comment *c)
{
	const struct import_thread *thread = import_names_get(im->names, 't', c->ticket);
	const struct import_known *who = import_names_get(im->names, 'u', c->author);
	struct message_in *m;

	if (!thread || !c->id) {
		im->out->words = !c->ticket ? arena_printf(im->a, _("comment %s does not say of which ticket"),
			c->id ? c->id : "?") : arena_printf(im->a, _("comment %s is of ticket %s, which is not there"),
			c->id ? c->id : "?", c->ticket);
		return;
	}
	m = add_message(im, thread, arena_printf(im->a, "%s:%s:%s", im->desk->name, c->ticket, c->id), c->at,
		words_of(im, c));
	m->kind = c->internal ? KIND_INTERNAL : c->kind;
	m->direction = c->internal || c->ours || (who && who->agent) ? DIRECTION_OUT : DIRECTION_IN;
	if (c->author)
		identity(im, who, c->author, &m->from_kind, &m->from.address);
	m->attachments = c->files;
	m->attachment_count = c->file_count;
	add_edit(im, m, c->changed_at);
	im->out->comments += !c->internal;
	im->out->internal += c->internal;
	im->out->files += (int64_t)c->file_count;
}

void
import_tell_rating(struct import *im, const char *ticket, const char *scale, const char *said, int score,
	const char *words, int64_t at)
{
	const struct import_thread *t = import_names_get(im->names, 't', ticket);
	struct rating_in *r;

	if (!t || !t->who)
		return;
	r = VEC_PUSH(im->a, im->ratings, im->out->rating_count, im->rating_space);
	*r = (struct rating_in){ .scale = scale, .said = said, .score = score, .words = words, .at = at };
	identity(im, t->who, t->who_id, &r->kind, &r->address);
}

/* -- macros ------------------------------------------------------------------------------------------------------- */

void
import_tell_macro(struct import *im, const struct import_macro *m)
{
	*VEC_PUSH(im->a, im->macros, im->out->macro_count, im->macro_space) = *m;
}

/* What other desks call a value, and we. */
static const char *
gap(const char *name)
{
	static const char *const pairs[][2] = {
		{ "ticket.requester.first_name", "customer.first_name" }, { "ticket.requester.name", "customer.name" },
		{ "ticket.customer.firstname", "customer.first_name" }, { "ticket.customer.fullname", "customer.name" },
		{ "contact.first_name", "customer.first_name" }, { "contact.name", "customer.name" },
		{ "ticket.id", "case.number" }, { "ticket.number", "case.number" }, { "conversation.id", "case.number" },
		{ "ticket.title", "case.subject" }, { "ticket.subject", "case.subject" },
		{ "current_user.name", "agent.name" }, { "user.fullname", "agent.name" }, { "agent.name", "agent.name" },
		{ "current_user.first_name", "agent.first_name" }, { "user.firstname", "agent.first_name" },
		{ "agent.first_name", "agent.first_name" },
	};

	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (str_eq(pairs[i][0], name))
			return pairs[i][1];
	return NULL;
}

/* {{name}} and #{name} become {name}, or {ask:name}. */
static const char *
add_gap(struct buf *out, const char *p)
{
	const char *close = p[0] == '#' ? "}" : "}}", *end = strstr(p + 2, close);
	char name[100];
	size_t n = 0;

	if (!end || end - p > 90)
		return NULL;
	for (p += 2; p < end; p++)
		if (!strchr(" {}\"\\:|\n\t", *p))
			name[n++] = *p;
	name[n] = '\0';
	if (!n)
		return NULL;
	buf_addf(out, gap(name) ? "{%s}" : "{ask:%s}", gap(name) ? gap(name) : name);
	return end + strlen(close);
}

static void
add_text(struct buf *out, const char *p)
{
	while (*p) {
		const char *next = (p[0] == '{' && p[1] == '{') || (p[0] == '#' && p[1] == '{') ? add_gap(out, p) : NULL;

		if (next) {
			p = next;
			continue;
		}
		if (*p == '"' || *p == '\\')
			buf_addf(out, "\\%c", *p);
		else if (*p == '\n')
			buf_adds(out, "\\n");
		else if (*p == '\t' || (unsigned char)*p >= ' ')
			buf_addc(out, *p);
		p++;
	}
}

/* A word that may stand as a tag or a section's name. */
static void
add_slug(struct buf *out, const char *s)
{
	size_t had = out->len;

	for (; *s && out->len - had < 60; s++) {
		unsigned char c = (unsigned char)*s;

		if (c >= 'A' && c <= 'Z')
			c = (unsigned char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')
			buf_addc(out, (char)c);
		else if (out->len > had && out->data[out->len - 1] != '-')
			buf_addc(out, '-');
	}
	while (out->len > had && out->data[out->len - 1] == '-')
		buf_truncate(out, out->len - 1);
	if (out->len == had)
		buf_adds(out, "macro");
}

void
import_macro_text(const struct import_macro *m, struct buf *out)
{
	bool tags = m->tags && m->tags[0];

	buf_adds(out, "[macro ");
	add_slug(out, m->name ? m->name : "");
	buf_adds(out, "]\ntext = \"");
	add_text(out, m->text ? m->text : "");
	buf_adds(out, "\"\n");
	if (!tags && !m->status)
		return;
	buf_adds(out, "do = \"");
	for (size_t i = 0; tags && m->tags[i]; i++) {
		buf_adds(out, i ? " +" : "tag +");
		add_slug(out, m->tags[i]);
	}
	if (m->status)
		buf_addf(out, "%sstatus %s", tags ? "; " : "", m->status);
	buf_adds(out, "\"\n");
}

/* -- small readers -------------------------------------------------------------------------------------------------- */

const char *const *
import_texts(struct arena *a, json_t *list)
{
	size_t n = json_array_size(list), count = 0;
	const char **out = n ? arena_array(a, const char *, n + 1) : NULL;

	for (size_t i = 0; i < n; i++) {
		json_t *v = json_array_get(list, i);

		if (json_is_string(v) && json_string_length(v))
			out[count++] = arena_str(a, json_string_value(v));
	}
	return count ? out : NULL;
}

const char *
import_readable(struct arena *a, json_t *v)
{
	struct buf b = BUF_INIT;
	char *text = NULL;

	if (json_is_string(v))
		return json_string_length(v) ? cut_text(a, json_string_value(v), 4000) : NULL;
	if (json_is_integer(v))
		return arena_printf(a, "%lld", (long long)json_integer_value(v));
	if (json_is_real(v))
		return arena_printf(a, "%.15g", json_real_value(v));
	if (json_is_boolean(v))
		return json_is_true(v) ? "yes" : "no";
	for (size_t i = 0; i < json_array_size(v) && b.len < 4000; i++)
		if (json_is_string(json_array_get(v, i)))
			buf_addf(&b, "%s%s", b.len ? ", " : "", json_string_value(json_array_get(v, i)));
	if (b.len)
		text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

int64_t
import_time(json_t *o, const char *path)
{
	json_t *v = js_at(o, path);
	int64_t at = js_int(o, path, 0);

	if (at > 0 && at < 253402300800LL)
		return at * MS_SECOND;
	return json_is_string(v) && clock_parse_rfc3339(json_string_value(v), &at) && at > 0 ? at : 0;
}

struct attachment
import_file(struct arena *a, json_t *o, const char *name, const char *type, const char *bytes, const char *link)
{
	const char *called = js_text(a, o, name), *slash = called ? strrchr(called, '/') : NULL;
	const char *where = js_text(a, o, link);
	int64_t size = js_int(o, bytes, 0);

	return (struct attachment){ .part = where ? where : "", .name = slash && slash[1] ? slash + 1 : called ? called : "?",
		.type = js_text(a, o, type), .bytes = size > 0 ? size : 0 };
}
