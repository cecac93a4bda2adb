/*
 * exec.c - the channel behind a program that speaks JSON lines; sportello-exec(5) is its contract.
 * One line in gives at most one thing out; a line that is not right is refused by name and hurts nothing
 * but itself.
 */
#include <string.h>

#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "json_io.h"
#include "str.h"

/* -- reading fields ------------------------------------------------------------------------------- */

/* A text field, NULL when absent or null; anything else that is no string is an error. */
static int
take_text(struct arena *a, json_t *o, const char *key, const char **out, struct error *err)
{
	json_t *v = json_object_get(o, key);

	*out = NULL;
	if (!v || json_is_null(v))
		return 0;
	if (!json_is_string(v))
		return error_set(err, ERR_PROTOCOL, _("\"%s\" is no text"), key);
	*out = arena_strn(a, json_string_value(v), json_string_length(v));
	return 0;
}

/* The same for a field that must be there and not be empty. */
static int
need_text(struct arena *a, json_t *o, const char *key, const char **out, struct error *err)
{
	if (take_text(a, o, key, out, err))
		return -1;
	if (str_empty(*out))
		return error_set(err, ERR_PROTOCOL, _("\"%s\" is missing"), key);
	if (strlen(*out) > 1000)
		return error_set(err, ERR_PROTOCOL, _("\"%s\" is longer than 1000 bytes"), key);
	return 0;
}

/* An instant: RFC 3339, or seconds since 1970.  Absent: `otherwise`. */
static int
take_time(json_t *o, const char *key, int64_t otherwise, int64_t *out, struct error *err)
{
	json_t *v = json_object_get(o, key);
	double seconds;
	int64_t at;

	*out = otherwise;
	if (!v || json_is_null(v))
		return 0;
	if (json_is_number(v)) {
		seconds = json_number_value(v);
		if (seconds > 0 && seconds < 253402300800.0) {
			*out = (int64_t)(seconds * MS_SECOND);
			return 0;
		}
	} else if (json_is_string(v) && clock_parse_rfc3339(json_string_value(v), &at) && at > 0) {
		*out = at;
		return 0;
	}
	return error_set(err, ERR_PROTOCOL, _("\"%s\" is no time: write 2026-11-20T09:12:00Z"), key);
}

/* {"address": ..., "name": ..., "kind": ...} or just the address as a text. */
static int
take_address(struct arena *a, json_t *v, struct address *out, const char **kind, struct error *err)
{
	if (json_is_string(v)) {
		out->address = arena_str(a, json_string_value(v));
		return 0;
	}
	if (!json_is_object(v))
		return error_set(err, ERR_PROTOCOL, _("an address is neither a text nor an object"));
	if (need_text(a, v, "address", &out->address, err) || take_text(a, v, "name", &out->name, err))
		return -1;
	return kind ? take_text(a, v, "kind", kind, err) : 0;
}

static int
take_recipients(struct arena *a, json_t *o, const char *key, enum party role, struct message_in *m,
	struct recipient *all, struct error *err)
{
	json_t *list = json_object_get(o, key), *v;
	size_t i;

	if (!list || json_is_null(list))
		return 0;
	if (!json_is_array(list))
		return error_set(err, ERR_PROTOCOL, _("\"%s\" is no list"), key);
	json_array_foreach(list, i, v) {
		if (m->recipient_count == 200)
			break;
		all[m->recipient_count].role = role;
		if (take_address(a, v, &all[m->recipient_count].who, NULL, err))
			return -1;
		m->recipient_count++;
	}
	return 0;
}

static int
take_files(struct arena *a, json_t *o, struct message_in *m, struct error *err)
{
	json_t *list = json_object_get(o, "attachments"), *v;
	struct attachment *files;
	size_t i;

	if (!list || json_is_null(list))
		return 0;
	if (!json_is_array(list))
		return error_set(err, ERR_PROTOCOL, _("\"attachments\" is no list"));
	files = arena_array(a, struct attachment, json_array_size(list));
	json_array_foreach(list, i, v) {
		struct attachment *f = &files[i];
		const char *url;

		if (!json_is_object(v))
			return error_set(err, ERR_PROTOCOL, _("an attachment is no object"));
		if (need_text(a, v, "name", &f->name, err) || take_text(a, v, "type", &f->type, err) ||
		    take_text(a, v, "path", &f->file, err) || take_text(a, v, "url", &url, err))
			return -1;
		if (f->file && f->file[0] != '/')
			return error_set(err, ERR_PROTOCOL, _("\"path\" of an attachment is not absolute"));
		if (strrchr(f->name, '/'))
			f->name = strrchr(f->name, '/') + 1;
		f->part = url ? url : arena_printf(a, "%zu", i + 1);
		f->bytes = (int64_t)json_integer_value(json_object_get(v, "bytes"));
		m->attachment_count++;
	}
	m->attachments = files;
	return 0;
}

/* A number of people; what is none counts as not known. */
static int64_t
take_count(json_t *o, const char *key)
{
	json_t *v = json_object_get(o, key);
	json_int_t n = json_is_integer(v) ? json_integer_value(v) : 0;

	return n > 0 && n < 100000000000 ? (int64_t)n : 0;
}

/* -- lines of the program -------------------------------------------------------------------------- */

static int
take_kind(json_t *o, struct message_in *m, struct error *err)
{
	const char *kind = json_string_value(json_object_get(o, "kind"));
	const char *direction = json_string_value(json_object_get(o, "direction"));
	const char *audience = json_string_value(json_object_get(o, "audience"));
	int v;

	v = kind ? kind_parse(kind) : KIND_MESSAGE;
	if (v < 0 || v >= KIND_UNREADABLE)
		return error_set(err, ERR_PROTOCOL, _("\"kind\" is none of message, call, auto, bounce, "
			"receipt, reaction"));
	m->kind = v;
	if (direction && strcmp(direction, "in") && strcmp(direction, "out"))
		return error_set(err, ERR_PROTOCOL, _("\"direction\" is neither in nor out"));
	m->direction = str_eq(direction, "out") ? DIRECTION_OUT : DIRECTION_IN;
	v = audience ? audience_parse(audience) : AUDIENCE_PRIVATE;
	if (v < 0)
		return error_set(err, ERR_PROTOCOL, _("\"audience\" is none of private, group, unlisted, "
			"public"));
	m->audience = v;
	if (json_is_true(json_object_get(o, "missed")))
		m->flags |= MESSAGE_MISSED;
	if (json_is_true(json_object_get(o, "taken")))
		m->flags |= MESSAGE_TAKEN;
	if (json_is_true(json_object_get(o, "bulk")))
		m->flags |= MESSAGE_BULK;
	if (m->direction == DIRECTION_OUT)
		m->flags |= MESSAGE_OUTSIDE;
	return 0;
}

static int
line_message(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	struct arena *a = c->arena;
	struct message_in *m = arena_new_of(a, struct message_in);
	struct recipient *to = arena_array(a, struct recipient, 200);
	json_t *from = json_object_get(o, "from"), *raw = json_object_get(o, "raw");
	const char *id = NULL;
	char *dump;

	if (need_text(a, o, "thread", &m->thread, err) || need_text(a, o, "id", &id, err) ||
	    take_kind(o, m, err) || take_text(a, o, "text", &m->text, err) ||
	    take_text(a, o, "subject", &m->subject, err) ||
	    take_text(a, o, "language", &m->language, err) ||
	    take_text(a, o, "in_reply_to", &m->in_reply_to, err) ||
	    take_time(o, "at", c->now, &m->received_at, err) ||
	    take_time(o, "sent_at", m->received_at, &m->sent_at, err))
		return -1;
	m->remote_id = id;
	if (take_text(a, o, "post", &m->post, err) || take_text(a, o, "post_link", &m->post_link, err) ||
	    take_text(a, o, "link", &m->link, err))
		return -1;
	m->likes = take_count(o, "likes");
	m->reach = take_count(o, "reach");
	if (!from && m->direction == DIRECTION_IN)
		return error_set(err, ERR_PROTOCOL, _("\"from\" is missing"));
	if (from && take_address(a, from, &m->from, &m->from_kind, err))
		return -1;
	if (!from)
		m->from.address = c->address;
	m->recipients = to;
	if (take_recipients(a, o, "to", ROLE_TO, m, to, err) ||
	    take_recipients(a, o, "cc", ROLE_CC, m, to, err) || take_files(a, o, m, err))
		return -1;
	m->duration_ms = (int64_t)(json_number_value(json_object_get(o, "duration")) * MS_SECOND);
	if (m->received_at > c->now)		/* the other side's clock may be fast; ours decides */
		m->received_at = c->now;
	if (raw && (dump = json_dumps(raw, JSON_COMPACT | JSON_ENCODE_ANY))) {
		m->raw = arena_str(a, dump);
		free(dump);
	}
	out->batch.messages = m;
	out->batch.message_count = 1;
	return 0;
}

static int
line_event(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	static const char *const names[] = { "edit", "delete", "reaction", "delivered", "read", "failed",
		"typing", "transcript" };
	struct event_in *e = arena_new_of(c->arena, struct event_in);
	const char *name;
	json_t *who = json_object_get(o, "from");
	size_t i;

	if (need_text(c->arena, o, "thread", &e->thread, err) ||
	    need_text(c->arena, o, "id", &e->remote_id, err) ||
	    need_text(c->arena, o, "event", &name, err) ||
	    take_text(c->arena, o, "event_id", &e->event_id, err) ||
	    take_text(c->arena, o, "text", &e->text, err) || take_time(o, "at", c->now, &e->at, err) ||
	    (who && take_address(c->arena, who, &e->who, NULL, err)))
		return -1;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names[i], name))
			break;
	if (i == sizeof names / sizeof names[0])
		return error_set(err, ERR_PROTOCOL, _("\"event\" is none of edit, delete, reaction, "
			"delivered, read, failed, typing, transcript"));
	e->kind = (enum event_kind)i;
	out->batch.events = e;
	out->batch.event_count = 1;
	return 0;
}

static int
line_identity(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	struct identity_in *i = arena_new_of(c->arena, struct identity_in);
	json_t *same = json_object_get(o, "same_as");

	if (need_text(c->arena, o, "kind", &i->kind, err) ||
	    need_text(c->arena, o, "address", &i->address, err) ||
	    take_text(c->arena, o, "name", &i->name, err))
		return -1;
	if (same && (need_text(c->arena, same, "kind", &i->same_as_kind, err) ||
	    need_text(c->arena, same, "address", &i->same_as_address, err)))
		return -1;
	out->batch.identities = i;
	out->batch.identity_count = 1;
	return 0;
}

static int
line_capability(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	struct capability_in *p = arena_new_of(c->arena, struct capability_in);

	if (take_text(c->arena, o, "thread", &p->thread, err) ||
	    need_text(c->arena, o, "key", &p->key, err) ||
	    take_text(c->arena, o, "value", &p->value, err) ||
	    take_time(o, "expires_at", 0, &p->expires_at, err))
		return -1;
	out->batch.capabilities = p;
	out->batch.capability_count = 1;
	return 0;
}

/* Kept as JSON, so that any value comes back as it was. */
static int
line_cursor(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	struct cursor_in *p = arena_new_of(c->arena, struct cursor_in);
	json_t *v = json_object_get(o, "value");
	char *dump = v ? json_dumps(v, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;

	if (!dump)
		return error_set(err, ERR_PROTOCOL, _("\"value\" is missing"));
	p->key = "cursor";
	p->value = arena_str(c->arena, dump);
	free(dump);
	out->batch.cursors = p;
	out->batch.cursor_count = 1;
	return 0;
}

/* What the program can do to messages, as a capability of its account: "like hide". */
static int
take_acts(struct arena *a, json_t *list, struct outcome *out, struct error *err)
{
	struct capability_in *p = arena_new_of(a, struct capability_in);
	const char *words = "";
	json_t *v;
	size_t i;

	if (list && !json_is_array(list))
		return error_set(err, ERR_PROTOCOL, _("\"%s\" is no list"), "acts");
	json_array_foreach(list, i, v) {
		if (deed_parse(json_string_value(v)) < 0)
			return error_set(err, ERR_PROTOCOL, _("\"acts\" holds something else than like, hide, edit, delete"));
		words = arena_printf(a, "%s%s%s", words, *words ? " " : "", json_string_value(v));
	}
	*p = (struct capability_in){ .key = "acts", .value = words };
	out->batch.capabilities = p;
	out->batch.capability_count = 1;
	return 0;
}

static int
line_hello(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	json_t *version = json_object_get(o, "protocol");

	if (version && json_integer_value(version) != 1)
		return error_set(err, ERR_PROTOCOL, _("the program speaks protocol %lld, this is 1"),
			(long long)json_integer_value(version));
	out->signal = SIGNAL_HELLO;
	out->repeat_safe = json_is_true(json_object_get(o, "idempotent"));
	out->stays = json_is_true(json_object_get(o, "stays"));
	return take_acts(c->arena, json_object_get(o, "acts"), out, err);
}

static int
line_done(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	(void)c;
	(void)o;
	(void)err;
	out->signal = SIGNAL_DONE;
	return 0;
}

/* A day at most, whatever the program says. */
static int64_t
wait_ms(json_t *o)
{
	double seconds = json_number_value(json_object_get(o, "retry_after"));

	return !(seconds > 0) ? 0 : seconds > 86400 ? MS_DAY : (int64_t)(seconds * MS_SECOND);
}

static int
line_log(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	out->signal = SIGNAL_LOG;
	return take_text(c->arena, o, "text", &out->words, err);
}

static int
line_error(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	const char *kind;

	if (need_text(c->arena, o, "text", &out->words, err) ||
	    take_text(c->arena, o, "kind", &kind, err))
		return -1;
	out->signal = SIGNAL_ERROR;
	out->verdict = str_eq(kind, "auth") ? VERDICT_AUTH : str_eq(kind, "limit") ? VERDICT_LIMIT :
		VERDICT_RETRY;
	out->retry_after_ms = wait_ms(o);
	return 0;
}

/* sent, delivered, failed, later, unknown: what became of a message of ours. */
static int
line_verdict(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err)
{
	static const struct { const char *name; enum verdict verdict; } names[] = {
		{ "sent", VERDICT_SENT }, { "delivered", VERDICT_DELIVERED }, { "failed", VERDICT_FAILED },
		{ "later", VERDICT_RETRY }, { "unknown", VERDICT_UNKNOWN },
	};
	const char *type = json_string_value(json_object_get(o, "type"));
	size_t i;

	if (need_text(c->arena, o, "id", &out->token, err) ||
	    take_text(c->arena, o, "remote_id", &out->remote_id, err) ||
	    take_text(c->arena, o, "text", &out->words, err))
		return -1;
	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(names[i].name, type))
			out->verdict = names[i].verdict;
	out->retry_after_ms = wait_ms(o);
	return 0;
}

static const struct {
	const char *type;
	int (*take)(const struct channel_context *c, json_t *o, struct outcome *out, struct error *err);
} lines[] = {
	{ "hello", line_hello }, { "message", line_message }, { "event", line_event },
	{ "identity", line_identity }, { "capability", line_capability }, { "cursor", line_cursor },
	{ "done", line_done }, { "log", line_log }, { "error", line_error }, { "sent", line_verdict },
	{ "delivered", line_verdict }, { "failed", line_verdict }, { "later", line_verdict },
	{ "unknown", line_verdict },
};

static int
exec_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	json_error_t why;
	json_t *root;
	const char *type;
	size_t i;
	int rc = -1;

	(void)j;
	if (in->status) {
		*o = out;
		return 0;
	}
	root = json_read(in->body, in->body_len, JSON_REJECT_DUPLICATES, &why, err);
	if (!root)
		return error_set(err, ERR_PROTOCOL, _("a line is not JSON: %s at column %d"), why.text,
			why.column);
	type = json_string_value(json_object_get(root, "type"));
	for (i = 0; type && i < sizeof lines / sizeof lines[0]; i++)
		if (str_eq(lines[i].type, type))
			break;
	if (!type)
		error_set(err, ERR_PROTOCOL, _("a line has no \"type\""));
	else if (i == sizeof lines / sizeof lines[0])
		error_set(err, ERR_PROTOCOL, _("a line has the unknown type \"%.40s\""), type);
	else
		rc = lines[i].take(c, root, &out, err);
	if (rc && type)
		error_prefix(err, "\"%.40s\"", type);
	json_decref(root);
	if (!rc)
		*o = out;
	return rc;
}

/* -- lines to the program ---------------------------------------------------------------------------- */

static void
put_text(json_t *o, const char *key, const char *value)
{
	if (value)
		json_object_set_new(o, key, json_string(value));
}

static json_t *
make_hello(const struct channel_context *c)
{
	static const char *const own[] = { "as", "from-name" };
	const char *cursor = c->cursor(c->ctx, "cursor");
	json_t *o = json_object(), *v;
	char now[32];
	size_t i;

	clock_rfc3339(now, c->now);
	put_text(o, "do", "hello");
	json_object_set_new(o, "protocol", json_integer(1));
	put_text(o, "account", c->account);
	put_text(o, "address", c->address);
	put_text(o, "now", now);
	put_text(o, "since", c->option(c->ctx, "since"));
	for (i = 0; i < sizeof own / sizeof own[0]; i++)
		put_text(o, own[i], c->option(c->ctx, own[i]));
	v = cursor ? json_loads(cursor, JSON_DECODE_ANY, NULL) : NULL;
	json_object_set_new(o, "cursor", v ? v : json_null());
	return o;
}

static json_t *
make_send(const struct channel_context *c, const struct outgoing *out)
{
	json_t *o = json_object(), *to = json_array(), *files = json_array(), *one;
	size_t i;

	put_text(o, "do", "send");
	put_text(o, "id", c->token);
	put_text(o, "kind", out->kind);
	put_text(o, "thread", out->thread);
	for (i = 0; i < out->recipient_count; i++) {
		one = json_object();
		put_text(one, "address", out->recipients[i].who.address);
		put_text(one, "name", out->recipients[i].who.name);
		json_array_append_new(to, one);
	}
	json_object_set_new(o, "to", to);
	put_text(o, "subject", out->subject);
	put_text(o, "text", out->text);
	put_text(o, "in_reply_to", out->in_reply_to);
	put_text(o, "audience", audience_name(out->audience));
	for (i = 0; i < out->file_count; i++) {
		one = json_object();
		put_text(one, "name", out->files[i].name);
		put_text(one, "type", out->files[i].type);
		put_text(one, "path", out->files[i].file);
		json_array_append_new(files, one);
	}
	json_object_set_new(o, "attachments", files);
	return o;
}

/* like, unlike, hide, unhide, edit, delete: what is done to one message there. */
static json_t *
make_act(const struct channel_context *c, const struct outgoing *out)
{
	json_t *o = json_object();

	put_text(o, "do", "act");
	put_text(o, "id", c->token);
	put_text(o, "act", out->kind);
	put_text(o, "thread", out->thread);
	put_text(o, "message", out->in_reply_to);
	put_text(o, "text", out->text);
	put_text(o, "audience", audience_name(out->audience));
	return o;
}

static int
exec_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	json_t *o;
	char *dump;

	if (str_eq(j->kind, "hello"))
		o = make_hello(c);
	else if (str_eq(j->kind, "send") && out)
		o = make_send(c, out);
	else if (str_eq(j->kind, "act") && out)
		o = make_act(c, out);
	else
		o = json_pack("{ss}", "do", j->kind);	/* pull, quit */
	dump = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (!dump)
		return error_set(err, ERR_INPUT, _("a message could not be written as JSON"));
	*r = (struct request){ .kind = REQUEST_LINES, .stream = true,
		.acts = str_eq(j->kind, "send") || str_eq(j->kind, "act") };
	r->body = arena_printf(c->arena, "%s\n", dump);
	r->body_len = strlen(r->body);
	free(dump);
	return 0;
}

const struct channel channel_exec = {
	.name = "exec",
	.request = exec_request,
	.answer = exec_answer,
};
