/*
 * instagram_read.c - comments under our own media, and media that tag us.
 *
 * A look brings each recent medium with its newest comments and their answers.  Answers to an old comment do not make
 * it newer: where the number of comments has changed and not all of them are in the look, all are read by the
 * job `older`, and answers beyond those that come with their comment by jobs `replies`.  What is older than the mark
 * of its medium is known already.
 */
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "instagram.h"
#include "js.h"
#include "scan.h"
#include "str.h"

#define REPLY_FIELDS "id,text,timestamp,username,from,hidden,like_count,parent_id"
#define COMMENT_FIELDS REPLY_FIELDS ",replies.limit(50)%7B" REPLY_FIELDS "%7D"
#define MEDIA_FIELDS "id,caption,permalink,timestamp,media_url,thumbnail_url,comments_count,comments.limit(50)%7B" \
	COMMENT_FIELDS "%7D"
#define TAG_FIELDS "id,username,caption,timestamp,permalink"
#define POSTS_MS (30 * MS_DAY)
#define MANY 1000			/* comments: reading all of them again has to be worth it */
#define MANY_MS (15 * MS_MINUTE)

struct reading {
	const struct channel_context *c;
	struct gather g;
	struct post post;
	const char *user;	/* our own name there */
	int64_t floor, newest;
	bool changed, all;	/* all: everything is here, answers too */
};

/* -- one comment ----------------------------------------------------------------------------------------------- */

static struct address
author(const struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *user = js_text(a, o, "username"), *id = js_id(a, o, "from.id");

	if (!user)
		user = js_text(a, o, "from.username");
	return (struct address){ user ? arena_printf(a, "@%s", user) : NULL, id ? id : user };
}

static bool
is_ours(const struct reading *r, json_t *o)
{
	const char *user = js_text(r->c->arena, o, "username");

	return str_eq(js_id(r->c->arena, o, "from.id"), r->c->address) || (user && str_ieq(user, r->user));
}

static void
put_state(struct reading *r, json_t *o, const char *thread, const char *id, int64_t at, bool root, bool known)
{
	struct arena *a = r->c->arena;

	if (root && js_true(o, "hidden"))
		gather_capability(&r->g, thread, "hidden", "yes", 0);
	if (known && js_text(a, o, "text"))
		*gather_event(&r->g) = (struct event_in){ .thread = thread, .remote_id = id, .kind = EVENT_EDIT,
			.event_id = gather_digest(a, js_text(a, o, "text")), .at = r->c->now, .who = author(r, o),
			.text = js_text(a, o, "text") };
	else if (!known && !is_ours(r, o) && at + PRIVATE_MS > r->c->now)
		private_put(&r->g, thread, at, true);
}

static void
take_one(struct reading *r, json_t *o, const char *root)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "id"), *thread = arena_printf(a, COMMENT_THREAD "%s", root ? root : id);
	int64_t at = graph_time(r->c, o, "timestamp");
	bool fresh = at >= r->floor;
	struct message_in *m;

	if (!id)
		return;
	if (at > r->newest && at < r->c->now)
		r->newest = at;
	if (!fresh && !r->changed)
		return;
	m = gather_message(&r->g);
	*m = (struct message_in){ .thread = thread, .remote_id = id, .audience = AUDIENCE_PUBLIC,
		.direction = is_ours(r, o) ? DIRECTION_OUT : DIRECTION_IN, .from = author(r, o),
		.text = js_text(a, o, "text"), .in_reply_to = root, .sent_at = at, .received_at = at,
		.raw = js_dump(a, o, false), .likes = js_int(o, "like_count", 0) };
	post_put(&r->g, m, &r->post);
	put_state(r, o, thread, id, at, !root, r->floor && at <= r->floor);
}

static void
put_replies(struct reading *r, const char *key, const char *after)
{
	json_t *body = json_object();

	js_put(body, "after", after);
	(void)json_object_set_new(body, "floor", json_integer(r->floor));
	gather_job(&r->g, "replies", key, js_dump(r->c->arena, body, true));
}

static void
take_comment(struct reading *r, json_t *o)
{
	const char *id = js_id(r->c->arena, o, "id"), *after = graph_after(r->c->arena, json_object_get(o, "replies"));
	json_t *list = js_at(o, "replies.data");
	size_t i;

	if (!id)
		return;
	take_one(r, o, NULL);
	for (i = 0; i < json_array_size(list); i++)
		take_one(r, json_array_get(list, i), id);
	if (after && r->changed)
		put_replies(r, graph_rest(r->c->arena, id, r->floor), after);
}

/* From the oldest to the newest: what holds last is the newest. */
static void
take_comments(struct reading *r, json_t *list)
{
	json_t *data = json_object_get(list, "data");
	size_t i;

	for (i = json_array_size(data); i-- > 0;)
		take_comment(r, json_array_get(data, i));
}

/* -- media --------------------------------------------------------------------------------------------------------- */

static bool
is_changed(struct reading *r, json_t *list)
{
	const char *key = arena_printf(r->c->arena, "s:%s", r->post.id), *was = r->c->cursor(r->c->ctx, key);
	const char *now = gather_digest(r->c->arena, js_dump(r->c->arena, list ? list : json_null(), false));

	if (str_eq(was, now))
		return false;
	gather_cursor(&r->g, key, now);
	return true;
}

/* May all comments of the medium be read again, now that their number is another? */
static bool
is_worth_it(struct reading *r, int64_t count)
{
	struct arena *a = r->c->arena;
	const char *number = arena_printf(a, "n:%s", r->post.id), *at = arena_printf(a, "f:%s", r->post.id);

	if (count == cursor_number(r->c, number) || (count > MANY && cursor_number(r->c, at) + MANY_MS > r->c->now))
		return false;
	gather_cursor(&r->g, number, arena_printf(a, "%lld", (long long)count));
	if (count > MANY)
		gather_cursor(&r->g, at, arena_printf(a, "%lld", (long long)r->c->now));
	return true;
}

static void
take_medium(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	json_t *comments = json_object_get(o, "comments"), *more;
	const char *picture = link_at(a, o, "thumbnail_url");
	struct scan s;

	r->post = (struct post){ .id = js_id(a, o, "id"), .text = js_text(a, o, "caption"),
		.link = link_at(a, o, "permalink"), .picture = picture ? picture : link_at(a, o, "media_url") };
	if (!r->post.id)
		return;
	r->newest = 0;
	s = scan_open(r->c, arena_printf(a, "c:%s", r->post.id));
	r->floor = s.mark;
	r->changed = is_changed(r, comments);
	if (r->changed)
		take_comments(r, comments);
	if (s.top)		/* all of them are being read already */
		return;
	if (!graph_after(a, comments)) {
		if (r->newest > s.mark)
			gather_cursor(&r->g, s.key, arena_printf(a, "%lld", (long long)r->newest));
		return;
	}
	if (!is_worth_it(r, js_int(o, "comments_count", 0)))
		return;
	more = post_keep(&r->post);
	scan_first(r->c, &r->g, &s, &(struct scan_page){ .newest = r->newest ? r->newest : s.mark,
		.after = graph_after(a, comments) }, more);
	json_decref(more);
}

static void
take_media(struct reading *r, json_t *root, const struct job *j, struct outcome *o)
{
	json_t *list = json_object_get(root, "data");
	const char *after = graph_after(r->c->arena, root), *next = NULL;
	size_t i;

	for (i = 0; i < json_array_size(list); i++)
		take_medium(r, json_array_get(list, i));
	if (after)
		next = arena_printf(r->c->arena, "media %s", after);
	o->again = true;
	o->body = next && !str_eq(next, j->body) ? next : "tags";
}

static void
take_older(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *body = scan_body(j, NULL);
	struct scan_page p = { .after = graph_after(r->c->arena, root) };

	p.reached = !p.after;
	r->post = post_kept(r->c->arena, json_object_get(body, "more"));
	r->floor = js_int(body, "floor", 0);
	r->changed = true;
	take_comments(r, root);
	scan_next(r->c, &r->g, j, &p, o);
	json_decref(body);
}

static void
take_replies(struct reading *r, const struct job *j, json_t *root, struct outcome *o)
{
	json_t *body = scan_body(j, NULL), *list = json_object_get(root, "data");
	const char *after = graph_after(r->c->arena, root), *was = js_text(r->c->arena, body, "after");
	const char *comment = graph_rest_of(r->c->arena, j->key);
	size_t i;

	r->floor = js_int(body, "floor", 0);
	for (i = 0; i < json_array_size(list); i++)
		take_one(r, json_array_get(list, i), comment);
	if (after && !str_eq(after, was)) {
		put_replies(r, j->key, after);
		o->again = true;
		o->body = r->g.jobs[r->g.b.job_count - 1].body;
	}
	json_decref(body);
}

/* -- tags ------------------------------------------------------------------------------------------------------------ */

static void
take_tag(struct reading *r, json_t *o, int64_t at)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "id"), *thread = arena_printf(a, TAG_THREAD "%s", id);

	if (!id)
		return;
	*gather_message(&r->g) = (struct message_in){ .thread = thread, .remote_id = id, .audience = AUDIENCE_PUBLIC,
		.direction = is_ours(r, o) ? DIRECTION_OUT : DIRECTION_IN, .from = author(r, o),
		.text = js_text(a, o, "caption"), .link = link_at(a, o, "permalink"), .sent_at = at,
		.received_at = at, .raw = js_dump(a, o, false) };
}

static void
take_tags(struct reading *r, json_t *root, const struct job *j, struct outcome *o)
{
	struct scan s = scan_open(r->c, "tags");
	struct scan_page p = { .after = graph_after(r->c->arena, root) };
	json_t *list = json_object_get(root, "data"), *body = scan_is_job(j) ? scan_body(j, NULL) : NULL;
	size_t i;

	p.reached = !p.after;
	r->floor = body ? js_int(body, "floor", 0) : scan_floor(&s);
	for (i = json_array_size(list); i-- > 0;) {
		json_t *one = json_array_get(list, i);
		int64_t at = graph_time(r->c, one, "timestamp");

		if (at >= r->floor)
			take_tag(r, one, at);
		else
			p.reached = true;
		if (at > p.newest && at < r->c->now)
			p.newest = at;
	}
	if (body)
		scan_next(r->c, &r->g, j, &p, o);
	else
		scan_first(r->c, &r->g, &s, &p, NULL);
	json_decref(body);
}

/* -- jobs ------------------------------------------------------------------------------------------------------------- */

bool
instagram_reads(const struct channel_context *c, const struct job *j)
{
	if (str_eq(j->kind, "pull"))
		return j->body ? !str_eq(j->body, "inbox") : !c->cursor(c->ctx, USER_CURSOR);
	return str_eq(j->kind, "replies") || (scan_is_job(j) && (str_eq(j->key, "tags") || str_starts(j->key, "c:")));
}

static const char *
paged(struct arena *a, const char *fields, const char *more, const char *after)
{
	return arena_printf(a, "%sfields=%s&limit=%d%s%s", more, fields, strstr(fields, "comments") ? 25 : 50,
		after ? "&after=" : "", after ? str_percent(a, after) : "");
}

static void
ask_media(const struct channel_context *c, const char *after, struct request *r)
{
	int64_t since = c->now - option_span(c, "posts", POSTS_MS);

	graph_get(c, r, graph_path(c->arena, c->address, "media"), paged(c->arena, MEDIA_FIELDS,
		arena_printf(c->arena, "since=%lld&", (long long)(since / MS_SECOND)), after));
}

int
instagram_read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	json_t *body;
	const char *after;

	if (str_eq(j->kind, "pull")) {
		if (!j->body)
			graph_get(c, r, graph_path(c->arena, c->address, NULL), "fields=id,username");
		else if (str_starts(j->body, "media"))
			ask_media(c, j->body[5] ? j->body + 6 : NULL, r);
		else
			graph_get(c, r, graph_path(c->arena, c->address, "tags"),
				paged(c->arena, TAG_FIELDS, "", NULL));
		return 0;
	}
	body = scan_body(j, err);
	if (!body)
		return -1;
	after = js_text(c->arena, body, "after");
	json_decref(body);
	if (str_eq(j->kind, "replies"))
		graph_get(c, r, graph_path(c->arena, graph_rest_of(c->arena, j->key), "replies"),
			paged(c->arena, REPLY_FIELDS, "", after));
	else if (str_eq(j->key, "tags"))
		graph_get(c, r, graph_path(c->arena, c->address, "tags"), paged(c->arena, TAG_FIELDS, "", after));
	else
		graph_get(c, r, graph_path(c->arena, j->key + 2, "comments"),
			paged(c->arena, COMMENT_FIELDS, "", after));
	return 0;
}

static void
take_user(struct reading *r, json_t *root, struct outcome *o)
{
	const char *user = js_text(r->c->arena, root, "username");

	gather_cursor(&r->g, USER_CURSOR, user ? user : "?");
	o->again = true;
	o->body = "inbox";
}

int
instagram_read_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct reading r = { .c = c, .g = { .a = c->arena }, .user = c->cursor(c->ctx, USER_CURSOR) };
	json_t *root = NULL;
	bool pull = str_eq(j->kind, "pull");
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc < 0)
		return -1;
	if (rc > 0 && scan_is_job(j) && o->verdict == VERDICT_FAILED)
		scan_broken(c, &r.g, j);
	else if (rc > 0 && pull && str_eq(j->body, "tags") && o->verdict == VERDICT_FAILED)
		o->verdict = VERDICT_NONE;	/* not every token may look for tags */
	else if (rc == 0 && pull && !j->body)
		take_user(&r, root, o);
	else if (rc == 0 && pull && str_starts(j->body, "media"))
		take_media(&r, root, j, o);
	else if (rc == 0 && str_eq(j->kind, "replies"))
		take_replies(&r, j, root, o);
	else if (rc == 0 && (pull || str_eq(j->key, "tags")))
		take_tags(&r, root, j, o);
	else if (rc == 0)
		take_older(&r, j, root, o);
	o->batch = gather_batch(&r.g);
	json_decref(root);
	return 0;
}
