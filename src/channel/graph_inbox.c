/*
 * graph_inbox.c - see graph.h: conversations of Messenger and Instagram.  The list is ordered by the time of the
 * last change; each conversation brings its twenty newest messages, and older ones can hardly be read at all.
 */
#include "graph.h"

#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "scan.h"
#include "str.h"

#define MESSAGE_FIELDS "id,created_time,from,to,message,attachments,shares,sticker,reactions,reply_to,story," \
	"is_unsupported"
#define LIST_FIELDS "id,updated_time,can_reply,participants,messages.limit(20)%7B" MESSAGE_FIELDS "%7D"
#define LIST_KEY "inbox"
#define SEEN_KEY "inbox="
#define PERSON_MS (7 * MS_DAY)
#define SKEW_MS (2 * MS_MINUTE)

struct reading {
	const struct channel_context *c;
	const struct inbox *x;
	struct gather g;
	const char *thread;
	int64_t floor;		/* what was said before it may have been read already */
	int64_t last_in, oldest;
};

static int64_t
person_ms(const struct channel_context *c)
{
	return option_yes(c, "human-agent") ? PERSON_MS : 0;
}

/* -- one message ---------------------------------------------------------------------------------------------- */

static bool
is_ours(const struct reading *r, const char *id)
{
	return id && (str_eq(id, r->c->address) || str_eq(id, r->x->owner));
}

static struct address
person(struct arena *a, json_t *o)
{
	const char *name = js_text(a, o, "name"), *user = js_text(a, o, "username");

	return (struct address){ name ? name : user ? arena_printf(a, "@%s", user) : NULL, js_id(a, o, "id") };
}

static void
add_line(struct buf *b, const char *what, const char *words)
{
	if (!words)
		return;
	if (b->len)
		buf_addc(b, '\n');
	buf_addf(b, "%s%s%s", what, *what ? " " : "", words);
}

/* What was said, and what stands for what cannot be shown here. */
static const char *
text_of(struct arena *a, json_t *m)
{
	struct buf b = BUF_INIT;
	json_t *shared = js_at(m, "shares.data");
	char *text;
	size_t i;

	add_line(&b, "", js_text(a, m, "message"));
	for (i = 0; i < json_array_size(shared); i++) {
		json_t *one = json_array_get(shared, i);

		add_line(&b, "", js_text(a, one, "name"));
		add_line(&b, "", js_text(a, one, "link"));
	}
	add_line(&b, _("[mentioned us in a story]"), js_text(a, m, "story.mention.link"));
	add_line(&b, _("[answers our story]"), js_text(a, m, "story.reply_to.link"));
	if (!b.len && js_true(m, "is_unsupported"))
		add_line(&b, "", _("[something that can be seen in the app alone]"));
	text = b.len ? arena_strn(a, b.data, b.len) : NULL;
	buf_free(&b);
	return text;
}

static size_t
files_of(struct arena *a, json_t *m, const struct attachment **out)
{
	static const char *const places[] = { "image_data.url", "video_data.url", "file_url" };
	json_t *list = js_at(m, "attachments.data");
	struct attachment *files = NULL;
	const char *sticker = link_at(a, m, "sticker"), *link;
	size_t n = 0, space = 0, i, k;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		for (k = 0, link = NULL; k < sizeof places / sizeof places[0] && !link; k++)
			link = link_at(a, one, places[k]);
		*VEC_PUSH(a, files, n, space) = (struct attachment){ .part = link,
			.name = safe_name(a, js_text(a, one, "name"), _("file")), .type = js_text(a, one, "mime_type"),
			.bytes = js_int(one, "size", 0) > 0 ? js_int(one, "size", 0) : 0 };
	}
	if (sticker)
		*VEC_PUSH(a, files, n, space) = (struct attachment){ .part = sticker, .name = _("sticker"),
			.inline_ = true };
	*out = files;
	return n;
}

static void
take_reactions(struct reading *r, json_t *m, const char *id, int64_t at)
{
	json_t *list = js_at(m, "reactions.data");
	size_t i, k;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i), *users = json_object_get(one, "users");
		const char *emoji = js_text(r->c->arena, one, "reaction");

		for (k = 0; emoji && k < json_array_size(users); k++) {
			struct address who = person(r->c->arena, json_array_get(users, k));

			*gather_event(&r->g) = (struct event_in){ .thread = r->thread, .remote_id = id,
				.event_id = arena_printf(r->c->arena, "%s/%s", who.address ? who.address : "?", emoji),
				.kind = EVENT_REACTION, .at = at, .who = who, .text = emoji };
		}
	}
}

static size_t
recipients_of(struct arena *a, json_t *m, const struct recipient **out)
{
	json_t *list = js_at(m, "to.data");
	size_t n = json_array_size(list) < 50 ? json_array_size(list) : 50, count = 0, i;
	struct recipient *to = arena_array(a, struct recipient, n);

	for (i = 0; i < n; i++) {
		struct address who = person(a, json_array_get(list, i));

		if (who.address)
			to[count++] = (struct recipient){ ROLE_TO, who };
	}
	*out = to;
	return count;
}

static void
take_message(struct reading *r, json_t *m)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, m, "id");
	struct address from = person(a, json_object_get(m, "from"));
	bool ours = is_ours(r, from.address);
	int64_t at = graph_time(r->c, m, "created_time");
	struct message_in *in;

	if (!id)
		return;
	if (!ours && at > r->last_in)
		r->last_in = at;
	if (!r->oldest || at < r->oldest)
		r->oldest = at;
	in = gather_message(&r->g);
	*in = (struct message_in){ .thread = r->thread, .remote_id = id,
		.direction = ours ? DIRECTION_OUT : DIRECTION_IN, .from = from, .text = text_of(a, m),
		.in_reply_to = js_id(a, m, "reply_to.mid"), .sent_at = at, .received_at = at,
		.raw = js_dump(a, m, false) };
	in->attachment_count = files_of(a, m, &in->attachments);
	in->recipient_count = recipients_of(a, m, &in->recipients);
	/* an edit overwrites there: the same words again change nothing here */
	if (at < r->floor && in->text && js_text(a, m, "message"))
		*gather_event(&r->g) = (struct event_in){ .thread = r->thread, .remote_id = id, .kind = EVENT_EDIT,
			.event_id = gather_digest(a, in->text), .at = r->c->now, .who = from, .text = in->text };
	take_reactions(r, m, id, at);
}

static void
take_messages(struct reading *r, json_t *list)
{
	size_t first = r->g.b.message_count, i;

	for (i = 0; i < json_array_size(list); i++)
		take_message(r, json_array_get(list, i));
	gather_turn(&r->g, first);
}

/* -- the list of conversations --------------------------------------------------------------------------------- */

/* More was said than fits into the list: the rest is asked for, though the server may refuse it. */
static void
put_rest(struct reading *r, json_t *messages)
{
	struct arena *a = r->c->arena;
	const char *after = graph_after(a, messages);
	json_t *body;

	if (!after || !r->floor || r->oldest < r->floor)
		return;
	body = json_object();
	js_put(body, "after", after);
	(void)json_object_set_new(body, "floor", json_integer(r->floor));
	gather_job(&r->g, "messages", graph_rest(a, r->thread, r->floor), js_dump(a, body, true));
}

static void
take_conversation(struct reading *r, json_t *o)
{
	json_t *messages = json_object_get(o, "messages"), *can = json_object_get(o, "can_reply");

	r->last_in = r->oldest = 0;
	take_messages(r, json_object_get(messages, "data"));
	window_put(r->c, &r->g, r->thread, r->last_in, person_ms(r->c));
	if (json_is_false(can) && r->last_in + MS_DAY > r->c->now)
		gather_capability(&r->g, r->thread, "reply", "no", 0);
	put_rest(r, messages);
}

/* The conversation that changed last comes with every look: it is read again only when it is another. */
static bool
is_known(struct reading *r, json_t *o, int64_t at, struct scan_page *p, struct buf *now)
{
	const char *mark = gather_digest(r->c->arena, js_dump(r->c->arena, o, false)), *was;

	if (at > p->newest)
		buf_clear(now);
	if (at >= p->newest)
		buf_addf(now, "%s ", mark);
	was = at == r->floor ? r->c->cursor(r->c->ctx, SEEN_KEY) : NULL;
	return was && strstr(was, mark);
}

static void
take_list(struct reading *r, json_t *root, struct scan_page *p, struct buf *now)
{
	json_t *list = json_object_get(root, "data");
	size_t i;

	*p = (struct scan_page){ .after = graph_after(r->c->arena, root) };
	p->reached = !p->after;
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);
		int64_t at = graph_time(r->c, one, "updated_time");

		r->thread = js_id(r->c->arena, one, "id");
		if (at < r->floor) {
			p->reached = true;
			break;
		}
		if (!is_known(r, one, at, p, now) && r->thread)
			take_conversation(r, one);
		if (at > p->newest && at < r->c->now)	/* a time that makes no sense is now */
			p->newest = at;
	}
}

/* -- jobs ---------------------------------------------------------------------------------------------------------- */

bool
inbox_is_job(const struct job *j)
{
	return str_eq(j->kind, "messages") || (scan_is_job(j) && str_eq(j->key, LIST_KEY));
}

static const char *
after_of(const struct channel_context *c, const struct job *j, int64_t *floor, struct error *err)
{
	json_t *body = scan_body(j, err);
	const char *after = body ? str_percent(c->arena, js_text(c->arena, body, "after")) : NULL;

	*floor = js_int(body, "floor", 0);
	json_decref(body);
	return after;
}

int
inbox_request(const struct channel_context *c, const struct inbox *x, const struct job *j, struct request *r,
	struct error *err)
{
	const char *after = NULL, *path = graph_path(c->arena, x->owner, "conversations"), *query;
	int64_t floor;

	if (inbox_is_job(j) && !(after = after_of(c, j, &floor, err)))
		return -1;
	if (str_eq(j->kind, "messages")) {
		path = graph_path(c->arena, graph_rest_of(c->arena, j->key), "messages");
		query = arena_printf(c->arena, "fields=" MESSAGE_FIELDS "&limit=20&after=%s", after);
	} else {
		query = arena_printf(c->arena, "platform=%s&fields=%s&limit=25%s%s", x->platform, LIST_FIELDS,
			after ? "&after=" : "", after ? after : "");
	}
	graph_get(c, r, path, query);
	return 0;
}

/* Pages of one conversation below what the list brought. */
static void
take_rest(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	const char *after = graph_after(r->c->arena, root), *was = NULL;
	json_t *body = scan_body(j, NULL);

	r->thread = graph_rest_of(r->c->arena, j->key);
	r->floor = js_int(body, "floor", 0);
	was = js_text(r->c->arena, body, "after");
	json_decref(body);
	take_messages(r, json_object_get(root, "data"));
	if (!after || str_eq(after, was) || r->oldest < r->floor)
		return;
	body = json_object();
	js_put(body, "after", after);
	(void)json_object_set_new(body, "floor", json_integer(r->floor));
	o->again = true;
	o->body = js_dump(r->c->arena, body, true);
	gather_job(&r->g, j->kind, j->key, o->body);
}

static void
take_page(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	struct scan s = scan_open(r->c, LIST_KEY);
	struct scan_page p;
	json_t *body = inbox_is_job(j) ? scan_body(j, NULL) : NULL;
	struct buf now = BUF_INIT;

	r->floor = body ? js_int(body, "floor", 0) : scan_floor(&s);
	take_list(r, root, &p, &now);
	if (body) {
		scan_next(r->c, &r->g, j, &p, o);
	} else {
		scan_first(r->c, &r->g, &s, &p, NULL);
		if (now.len && now.len < 4000)
			gather_cursor(&r->g, SEEN_KEY, arena_strn(r->c->arena, now.data, now.len));
	}
	buf_free(&now);
	json_decref(body);
}

int
inbox_answer(const struct channel_context *c, const struct inbox *x, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct reading r = { .c = c, .x = x, .g = { .a = c->arena } };
	json_t *root = NULL;
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc < 0)
		return -1;
	if (rc > 0) {
		/* what lies below the twenty newest is as good as deleted there */
		if (str_eq(j->kind, "messages") && o->verdict == VERDICT_FAILED)
			o->verdict = VERDICT_NONE;
		else if (inbox_is_job(j) && o->verdict == VERDICT_FAILED)
			scan_broken(c, &r.g, j);
	} else if (str_eq(j->kind, "messages")) {
		take_rest(&r, j, root, o);
	} else {
		take_page(&r, j, root, o);
	}
	o->batch = gather_batch(&r.g);
	json_decref(root);
	return 0;
}

/* -- speaking ------------------------------------------------------------------------------------------------------ */

static const char *
kind_of_file(const char *type)
{
	return str_starts(type, "image/") ? "image" : str_starts(type, "video/") ? "video" :
		str_starts(type, "audio/") ? "audio" : "file";
}

static void
upload(const struct channel_context *c, const struct inbox *x, const struct attachment *f, struct request *r)
{
	struct request_part *parts = arena_array(c->arena, struct request_part, 2);
	json_t *message = json_pack("{s:{s:s, s:{s:b}}}", "attachment", "type", kind_of_file(f->type), "payload",
		"is_reusable", 0);

	parts[0] = (struct request_part){ .name = "message", .value = js_dump(c->arena, message, true) };
	parts[1] = (struct request_part){ .name = "filedata", .file = f->file, .file_name = f->name, .type = f->type };
	graph_upload(c, r, graph_path(c->arena, x->owner, "message_attachments"), parts, 2);
}

static json_t *
addressee(const struct outgoing *out, const char *comment)
{
	json_t *to = json_object();
	size_t i;

	if (comment)
		js_put(to, "comment_id", comment);
	for (i = 0; !comment && i < out->recipient_count; i++)
		if (out->recipients[i].role == ROLE_TO && !json_object_get(to, "id"))
			js_put(to, "id", out->recipients[i].who.address);
	return to;
}

static int
say(const struct channel_context *c, const struct inbox *x, const struct outgoing *out, const char *comment,
	json_t *message, struct request *r, struct error *err)
{
	json_t *body = json_object(), *to = addressee(out, comment);
	enum window w = comment ? WINDOW_OPEN : window_of(c, out->thread, person_ms(c));
	bool known = json_object_size(to) > 0;

	(void)json_object_set_new(body, "recipient", to);
	js_put(body, "messaging_type", w == WINDOW_PERSON ? "MESSAGE_TAG" : "RESPONSE");
	if (w == WINDOW_PERSON)
		js_put(body, "tag", "HUMAN_AGENT");
	(void)json_object_set_new(body, "message", message);
	if (w != WINDOW_SHUT && known) {
		graph_post(c, r, graph_path(c->arena, x->owner, "messages"), NULL, body);
		r->acts = true;
		return 0;
	}
	json_decref(body);
	return error_set(err, ERR_INPUT, !known ? _("it is not known to whom this goes there") : person_ms(c) ?
		_("the time in which one may answer there is over: 7 days after the customer's last message") :
		_("the time in which one may answer there is over: 24 hours after the customer's last message"));
}

int
inbox_send(const struct channel_context *c, const struct inbox *x, const struct job *j, const struct outgoing *out,
	const char *comment, struct request *r, struct error *err)
{
	const char *id;
	size_t n = graph_step_of(c, j, out, &id);
	json_t *message;

	if (text_fits(out->text, x->bytes, x->limit, err))
		return -1;
	if (n < out->file_count && (!x->uploads || comment))
		return error_set(err, ERR_INPUT, _("files cannot be sent there: take them out, or send a link"));
	if (n < out->file_count && !id) {
		upload(c, x, &out->files[n], r);
		return 0;
	}
	message = n < out->file_count ? json_pack("{s:{s:s, s:{s:s}}}", "attachment", "type",
		kind_of_file(out->files[n].type), "payload", "attachment_id", id) :
		json_pack("{s:s}", "text", out->text ? out->text : "");
	return say(c, x, out, comment, message, r, err);
}

int
inbox_sent(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	const char *id, *said;
	size_t n = graph_step_of(c, j, c->out, &id);
	json_t *root = NULL;
	bool uploaded = n < c->out->file_count && !id;
	int rc = graph_open(c, in, !uploaded, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	said = js_id(c->arena, root, "message_id");
	id = js_id(c->arena, root, "attachment_id");
	if (uploaded && !id) {
		json_decref(root);
		return error_set(err, ERR_PROTOCOL, _("the server did not say where the file went"));
	}
	if (n < c->out->file_count) {
		o->again = true;
		o->body = uploaded ? graph_step(c->arena, n, id) : graph_step(c->arena, n + 1, NULL);
	} else {
		o->verdict = said ? VERDICT_SENT : VERDICT_UNKNOWN;
		o->remote_id = said;
		if (!said)
			o->words = _("the server's answer does not say what became of it");
	}
	json_decref(root);
	return 0;
}

void
inbox_check(const struct channel_context *c, const char *thread, const char *after, struct request *r)
{
	graph_get(c, r, graph_path(c->arena, thread, "messages"), arena_printf(c->arena, "fields=" MESSAGE_FIELDS
		"&limit=20%s%s", after ? "&after=" : "", after ? str_percent(c->arena, after) : ""));
}

int
inbox_checked(const struct channel_context *c, const struct inbox *x, const struct answer *in, const struct job *j,
	struct outcome *o, struct error *err)
{
	struct reading r = { .c = c, .x = x };
	int64_t oldest = INT64_MAX, at;
	json_t *root = NULL, *list;
	size_t i;
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *m = json_array_get(list, i);

		at = graph_time(c, m, "created_time");
		oldest = at < oldest ? at : oldest;
		if (is_ours(&r, js_id(c->arena, m, "from.id")) && str_eq(js_text(c->arena, m, "message"), c->out->text) &&
		    at + SKEW_MS >= c->out->tried_at) {
			o->verdict = VERDICT_SENT;
			o->remote_id = js_id(c->arena, m, "id");
		}
	}
	if (j && o->verdict == VERDICT_NONE && i && oldest + SKEW_MS >= c->out->tried_at) {
		o->body = graph_after(c->arena, root);
		o->again = o->body && !str_eq(o->body, j->body);
	}
	json_decref(root);
	return 0;
}
