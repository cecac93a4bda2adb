/*
 * facebook.c - comments under a Page's posts, and what visitors post there.  The account's address is the id of the
 * Page, its token a Page token.
 *
 * Each look reads the posts of the last days with their newest comments; where these do not reach what is known of
 * a post, its scan goes on as a job.  A comment does not make its post newer, so all of these posts are read each
 * time: one request for 25 of them.  Marks are times, as the server has no others.
 */
#include <string.h>

#include "buf.h"
#include "channels.h"
#include "clock.h"
#include "graph_post.h"
#include "i18n.h"
#include "js.h"
#include "scan.h"
#include "str.h"

#define COMMENT_FIELDS "id,message,from,created_time,parent%7Bid,parent%7Bid%7D%7D,attachment," \
	"can_reply_privately,is_hidden,like_count,permalink_url,private_reply_conversation"
#define POST_FIELDS "id,message,created_time,permalink_url,full_picture,from,comments.limit(25)" \
	".order(reverse_chronological).filter(stream)%7B" COMMENT_FIELDS "%7D"
#define POSTS_MS (30 * MS_DAY)
#define LIMIT 8000
#define PRIVATE_LIMIT 2000

struct reading {
	const struct channel_context *c;
	struct gather g;
	struct post post;
	bool visitor;		/* the post is a customer's */
	int64_t floor;
	bool changed;		/* something may have happened to comments that are known */
};

static struct inbox
inbox(const struct channel_context *c)
{
	return (struct inbox){ .owner = c->address, .platform = "messenger", .limit = PRIVATE_LIMIT };
}

/* -- one comment ---------------------------------------------------------------------------------------------- */

static struct address
author(struct arena *a, json_t *o)
{
	return (struct address){ js_text(a, o, "from.name"), js_id(a, o, "from.id") };
}

static bool
is_ours(const struct reading *r, json_t *o)
{
	return str_eq(js_id(r->c->arena, o, "from.id"), r->c->address);
}

static const char *
thread_of(const struct reading *r, json_t *o, const char *id)
{
	static const char *const places[] = { "parent.parent.id", "parent.id" };
	const char *root = r->visitor ? r->post.id : NULL;
	size_t i;

	for (i = 0; !root && i < sizeof places / sizeof places[0]; i++)
		root = js_id(r->c->arena, o, places[i]);
	return root ? root : id;
}

/* Who is not named: the token may not read people. */
static void
put_message(struct reading *r, json_t *o, const char *thread, const char *id, int64_t at)
{
	struct arena *a = r->c->arena;
	struct message_in *m = gather_message(&r->g);
	struct attachment *file;
	const char *link = link_at(a, o, "attachment.media.image.src");

	*m = (struct message_in){ .thread = thread, .remote_id = id, .audience = AUDIENCE_PUBLIC,
		.direction = is_ours(r, o) ? DIRECTION_OUT : DIRECTION_IN, .from = author(a, o),
		.text = js_text(a, o, "message"), .in_reply_to = js_id(a, o, "parent.id"),
		.sent_at = at, .received_at = at, .raw = js_dump(a, o, false),
		.link = link_at(a, o, "permalink_url"), .likes = js_int(o, "like_count", 0) };
	if (!r->visitor)
		post_put(&r->g, m, &r->post);
	if (!m->text && !link)
		m->text = js_text(a, o, "attachment.url");
	if (!link)
		return;
	file = arena_new_of(a, struct attachment);
	*file = (struct attachment){ .part = link, .name = safe_name(a, js_text(a, o, "attachment.title"), _("picture")),
		.inline_ = true };
	m->attachments = file;
	m->attachment_count = 1;
}

/* What may have changed since: may it be answered in private, the words. */
static void
put_state(struct reading *r, json_t *o, const char *thread, const char *id, int64_t at, bool known)
{
	struct arena *a = r->c->arena;
	const char *text = js_text(a, o, "message");

	if (str_eq(thread, id) && js_true(o, "is_hidden"))
		gather_capability(&r->g, thread, "hidden", "yes", 0);
	if (!is_ours(r, o))
		private_put(&r->g, thread, at, js_true(o, "can_reply_privately") &&
			!js_at(o, "private_reply_conversation.id"));
	if (known && text)
		*gather_event(&r->g) = (struct event_in){ .thread = thread, .remote_id = id, .kind = EVENT_EDIT,
			.event_id = gather_digest(a, text), .at = r->c->now, .who = author(a, o), .text = text };
}

static void
take_comment(struct reading *r, json_t *o)
{
	const char *id = js_id(r->c->arena, o, "id"), *thread = id ? thread_of(r, o, id) : NULL;
	int64_t at = graph_time(r->c, o, "created_time");
	bool fresh = at >= r->floor;

	if (!id)
		return;
	if (!fresh && !r->changed)
		return;
	put_message(r, o, thread, id, at);
	put_state(r, o, thread, id, at, !fresh);
}

/* Newest first, as they come; oldest first, as they go: what holds last is the newest. */
static void
take_comments(struct reading *r, json_t *list, struct scan_page *p)
{
	json_t *data = json_object_get(list, "data");
	size_t n = json_array_size(data), i;

	*p = (struct scan_page){ .after = graph_after(r->c->arena, list) };
	p->reached = !p->after;
	for (i = n; i-- > 0;) {
		json_t *one = json_array_get(data, i);
		int64_t at = graph_time(r->c, one, "created_time");

		if (at < r->floor)
			p->reached = true;
		if (at > p->newest && at < r->c->now)
			p->newest = at;
		take_comment(r, one);
	}
}

/* -- posts ------------------------------------------------------------------------------------------------------- */

/* Has anything happened among the comments that the look brings?  The first time nothing has. */
static bool
is_changed(struct reading *r, json_t *list)
{
	const char *key = arena_printf(r->c->arena, "s:%s", r->post.id), *was = r->c->cursor(r->c->ctx, key);
	json_t *data = json_object_get(list, "data");
	struct buf b = BUF_INIT;
	char *now;
	size_t i;

	for (i = 0; i < json_array_size(data); i++) {
		json_t *o = json_array_get(data, i);

		buf_addf(&b, "%s %lld %d %d %s\n", js_id(r->c->arena, o, "id"), (long long)js_int(o, "like_count", 0),
			js_true(o, "is_hidden"), js_true(o, "can_reply_privately"),
			js_text(r->c->arena, o, "message"));
	}
	buf_addc(&b, '\0');
	now = gather_digest(r->c->arena, b.data);
	buf_free(&b);
	if (str_eq(was, now))
		return false;
	gather_cursor(&r->g, key, now);
	return was != NULL;
}

/* What a visitor wrote on the Page is a message itself. */
static void
take_visitor(struct reading *r, json_t *o)
{
	const char *key = arena_printf(r->c->arena, "v:%s", r->post.id);

	if (r->c->cursor(r->c->ctx, key))
		return;
	gather_cursor(&r->g, key, "1");
	put_message(r, o, r->post.id, r->post.id, graph_time(r->c, o, "created_time"));
}

static void
take_post(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	json_t *comments = json_object_get(o, "comments"), *more;
	struct scan_page p;
	struct scan s;
	const char *from = js_id(a, o, "from.id");

	r->post = (struct post){ .id = js_id(a, o, "id"), .text = js_text(a, o, "message"),
		.link = link_at(a, o, "permalink_url"), .picture = link_at(a, o, "full_picture") };
	r->visitor = from && !str_eq(from, r->c->address);
	if (!r->post.id)
		return;
	if (r->visitor)
		take_visitor(r, o);
	s = scan_open(r->c, arena_printf(a, "c:%s", r->post.id));
	r->floor = scan_floor(&s);
	r->changed = is_changed(r, comments);
	if (r->floor && !r->changed)
		return;
	take_comments(r, comments, &p);
	more = post_keep(&r->post);
	(void)json_object_set_new(more, "visitor", json_boolean(r->visitor));
	scan_first(r->c, &r->g, &s, &p, more);
	json_decref(more);
}

static void
take_feed(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *list = json_object_get(root, "data");
	const char *after = graph_after(r->c->arena, root);
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		take_post(r, json_array_get(list, i));
	if (after && !str_eq(after, j->body)) {
		o->again = true;
		o->body = after;
	}
}

/* Comments of one post, below what the look brought. */
static void
take_older(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *body = scan_body(j, NULL), *more = json_object_get(body, "more");
	struct scan_page p;

	r->post = post_kept(r->c->arena, more);
	r->visitor = js_true(more, "visitor");
	r->floor = js_int(body, "floor", 0);
	take_comments(r, root, &p);
	scan_next(r->c, &r->g, j, &p, o);
	json_decref(body);
}

static int
read_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct reading r = { .c = c, .g = { .a = c->arena } };
	json_t *root = NULL;
	int rc = graph_open(c, in, NULL, o, &root, err);

	if (rc < 0)
		return -1;
	if (rc > 0 && scan_is_job(j) && o->verdict == VERDICT_FAILED)
		scan_broken(c, &r.g, j);
	else if (rc == 0 && scan_is_job(j))
		take_older(&r, j, root, o);
	else if (rc == 0)
		take_feed(&r, j, root, o);
	o->batch = gather_batch(&r.g);
	json_decref(root);
	return 0;
}

static int
read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	int64_t since = c->now - option_span(c, "posts", POSTS_MS);
	json_t *body = scan_is_job(j) ? scan_body(j, err) : NULL;
	const char *after = body ? js_text(c->arena, body, "after") : j->body;

	json_decref(body);
	if (scan_is_job(j)) {
		if (!after || !str_starts(j->key, "c:"))
			return error_set(err, ERR_INPUT, _("a scan that was under way has lost its place"));
		graph_get(c, r, graph_path(c->arena, j->key + 2, "comments"), arena_printf(c->arena,
			"filter=stream&order=reverse_chronological&fields=%s&limit=50&after=%s", COMMENT_FIELDS,
			str_percent(c->arena, after)));
	} else {
		graph_get(c, r, graph_path(c->arena, c->address, "feed"), arena_printf(c->arena,
			"since=%lld&fields=%s&limit=25%s%s", (long long)(since / MS_SECOND), POST_FIELDS,
			after ? "&after=" : "", after ? str_percent(c->arena, after) : ""));
	}
	return 0;
}

/* -- speaking ----------------------------------------------------------------------------------------------------- */

static int
send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	struct inbox x = inbox(c);
	const char *to = target_of(out);

	if (str_empty(to))
		return error_set(err, ERR_INPUT, _("a comment can only be answered, not begun"));
	if (is_private(out))
		return inbox_send(c, &x, j, out, to, r, err);
	if (out->file_count)
		return error_set(err, ERR_INPUT, _("files cannot be sent there: take them out, or send a link"));
	if (text_fits(out->text, false, LIMIT, err))
		return -1;
	graph_post(c, r, graph_path(c->arena, to, "comments"), NULL, json_pack("{s:s}", "message",
		out->text ? out->text : ""));
	r->acts = true;
	return 0;
}

static int
send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	json_t *root = NULL;
	int rc;

	if (is_private(c->out)) {
		if (inbox_sent(c, j, in, o, err))
			return -1;
		if (o->verdict == VERDICT_SENT && c->out->thread) {
			private_put(&g, c->out->thread, 0, false);
			o->batch = gather_batch(&g);
		}
		return 0;
	}
	rc = graph_open(c, in, true, o, &root, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	o->remote_id = js_id(c->arena, root, "id");
	o->verdict = o->remote_id ? VERDICT_SENT : VERDICT_UNKNOWN;
	if (!o->remote_id)
		o->words = _("the server's answer does not say what became of it");
	json_decref(root);
	return 0;
}

static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *to = target_of(out), *path = graph_path(c->arena, to ? to : "", NULL);

	if (str_empty(to))
		return error_set(err, ERR_INPUT, _("it is not said to which comment"));
	if (str_eq(out->kind, "like"))
		graph_post(c, r, graph_path(c->arena, to, "likes"), NULL, NULL);
	else if (str_eq(out->kind, "unlike"))
		graph_delete(c, r, graph_path(c->arena, to, "likes"));
	else if (str_eq(out->kind, "hide") || str_eq(out->kind, "unhide"))
		graph_post(c, r, path, str_eq(out->kind, "hide") ? "is_hidden=true" : "is_hidden=false", NULL);
	else if (str_eq(out->kind, "edit"))
		graph_post(c, r, path, arena_printf(c->arena, "message=%s",
			str_percent(c->arena, out->text ? out->text : "")), NULL);
	else if (str_eq(out->kind, "delete"))
		graph_delete(c, r, path);
	else
		return error_set(err, ERR_INPUT, _("Facebook has no '%s'"), out->kind);
	r->acts = true;
	return 0;
}

/* In private: which conversation it opened; then whether our words are in it.  In public: among the answers. */
static void
check_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r)
{
	const char *to = target_of(out);

	if (str_empty(to))
		return;
	if (j->body)
		inbox_check(c, j->body, NULL, r);
	else if (is_private(out))
		graph_get(c, r, graph_path(c->arena, to, NULL), "fields=id,private_reply_conversation");
	else
		graph_get(c, r, graph_path(c->arena, to, "comments"),
			"filter=stream&order=reverse_chronological&fields=id,message,from,created_time&limit=50");
}

static int
check_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct inbox x = inbox(c);
	json_t *root = NULL, *list;
	size_t i;
	int rc;

	if (j->body)
		return inbox_checked(c, &x, in, false, o, err);
	rc = graph_open(c, in, false, o, &root, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	o->body = is_private(c->out) ? js_id(c->arena, root, "private_reply_conversation.id") : NULL;
	o->again = o->body != NULL;
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		if (str_eq(js_id(c->arena, one, "from.id"), c->address) &&
		    str_eq(js_text(c->arena, one, "message"), c->out->text) &&
		    graph_time(c, one, "created_time") + POST_SKEW_MS >= c->out->tried_at) {
			o->verdict = VERDICT_SENT;
			o->remote_id = js_id(c->arena, one, "id");
		}
	}
	json_decref(root);
	return 0;
}

/* -- the channel --------------------------------------------------------------------------------------------------- */

static int
facebook_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the id of the Page"), c->account);
	if (str_eq(j->kind, "pull") || scan_is_job(j))
		return read_request(c, j, r, err);
	if (str_eq(j->kind, "media"))
		return file_request(r, j->key, err);
	if (str_eq(j->kind, "send"))
		return send_request(c, j, out, r, err);
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (str_eq(j->kind, "check"))
		check_request(c, j, out, r);
	else if (str_eq(j->kind, "probe"))
		graph_get(c, r, graph_path(c->arena, c->address, NULL), "fields=id,name");
	return 0;
}

static int
facebook_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	static const struct answer_part parts[] = { { "probe", graph_probed }, { "send", send_answer },
		{ "act", act_done }, { "check", check_answer }, { NULL, read_answer } };
	return answer_by_kind(parts, c, j, in, o, err);
}

const struct channel channel_facebook = {
	.name = "facebook",
	.base = GRAPH_BASE,
	.ways = WAY_READS_BACK,
	.rate_count = 5,
	.rate_per_ms = 1000,
	.request = facebook_request,
	.answer = facebook_answer,
};
