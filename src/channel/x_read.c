/*
 * x_read.c - mentions of the account on X, and its direct messages.
 *
 * What is read is paid for, so nothing is asked for twice: mentions come above the id of the newest one known, and
 * the first time only those since the account's `since`.  Direct messages have no such id: pages are read
 * down to the newest known, at most one look a minute.
 */
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"
#include "x.h"

#define POST_QUERY "tweet.fields=attachments,author_id,conversation_id,created_at,edit_history_tweet_ids,entities," \
	"in_reply_to_user_id,lang,note_tweet,public_metrics,referenced_tweets" \
	"&expansions=attachments.media_keys,author_id,referenced_tweets.id" \
	"&user.fields=name,public_metrics,username&media.fields=alt_text,media_key,preview_image_url,type,url,variants"
#define MESSAGE_QUERY "event_types=MessageCreate&dm_event.fields=attachments,created_at,dm_conversation_id,entities," \
	"event_type,id,participant_ids,referenced_tweets,sender_id,text&expansions=attachments.media_keys,sender_id" \
	"&user.fields=name,public_metrics,username&media.fields=alt_text,media_key,preview_image_url,type,url,variants"
#define STATUS_LINK "https://x.com/i/status/"
#define LOOK_MS MS_MINUTE
#define FIRST_MS (14 * MS_DAY)

struct reading {
	const struct channel_context *c;
	struct gather g;
	json_t *users, *media, *posts;	/* includes */
	int64_t floor, since;
};

/* -- pieces ----------------------------------------------------------------------------------------------------------- */

static json_t *
one_of(json_t *list, const char *key, const char *id)
{
	size_t i;

	for (i = 0; id && i < json_array_size(list); i++)
		if (str_eq(json_string_value(json_object_get(json_array_get(list, i), key)), id))
			return json_array_get(list, i);
	return NULL;
}

static struct address
author(struct reading *r, const char *id)
{
	json_t *u = one_of(r->users, "id", id);
	const char *name = js_text(r->c->arena, u, "name"), *user = js_text(r->c->arena, u, "username");

	return (struct address){ name && user ? arena_printf(r->c->arena, "%s (@%s)", name, user) : name, id };
}

/* Of a film the version with the most detail. */
static const char *
best_variant(struct arena *a, json_t *m)
{
	json_t *list = json_object_get(m, "variants"), *best = NULL;
	int64_t rate = -1;
	size_t i;

	for (i = 0; i < json_array_size(list); i++) {
		json_t *v = json_array_get(list, i);

		if (str_eq(js_text(a, v, "content_type"), "video/mp4") && js_int(v, "bit_rate", 0) > rate) {
			rate = js_int(v, "bit_rate", 0);
			best = v;
		}
	}
	return best ? link_at(a, best, "url") : NULL;
}

static size_t
files_of(struct reading *r, json_t *o, const struct attachment **out)
{
	struct arena *a = r->c->arena;
	json_t *keys = js_at(o, "attachments.media_keys");
	struct attachment *files = NULL;
	size_t n = 0, space = 0, i;

	for (i = 0; i < json_array_size(keys) && i < 20; i++) {
		json_t *m = one_of(r->media, "media_key", json_string_value(json_array_get(keys, i)));
		const char *kind = js_text(a, m, "type"), *alt = js_text(a, m, "alt_text"), *url;

		url = link_at(a, m, "url");
		if (!url)
			url = best_variant(a, m);
		if (!url)
			url = link_at(a, m, "preview_image_url");
		if (m)
			*VEC_PUSH(a, files, n, space) = (struct attachment){ .part = url,
				.name = safe_name(a, alt ? alt : kind, _("picture")), .inline_ = str_eq(kind, "photo") };
	}
	*out = files;
	return n;
}

/* What this one refers to in the way named; both names that the service has had for it. */
static const char *
refers(struct arena *a, json_t *o, const char *how)
{
	json_t *list = json_object_get(o, "referenced_tweets");
	size_t i;

	if (!list)
		list = json_object_get(o, "referenced_posts");
	for (i = 0; i < json_array_size(list); i++)
		if (str_eq(js_text(a, json_array_get(list, i), "type"), how))
			return js_id(a, json_array_get(list, i), "id");
	return NULL;
}

static const char *
language_of(struct arena *a, json_t *o)
{
	const char *lang = js_text(a, o, "lang");

	return lang && strlen(lang) == 2 ? lang : NULL;
}

/* -- mentions and replies -------------------------------------------------------------------------------------------- */

static void
put_picture(struct reading *r, const struct message_in *m, json_t *post)
{
	struct arena *a = r->c->arena;
	json_t *keys = js_at(post, "attachments.media_keys"), *media;
	const char *url, *alt;
	size_t i;

	for (i = 0; i < json_array_size(keys) && i < 20; i++) {
		media = one_of(r->media, "media_key", json_string_value(json_array_get(keys, i)));
		url = link_at(a, media, "url");
		if (!url || !str_eq(js_text(a, media, "type"), "photo"))
			continue;
		alt = js_text(a, media, "alt_text");
		gather_capability(&r->g, m->thread, "post-picture", url, 0);
		if (!str_empty(alt))
			gather_capability(&r->g, m->thread, "post-picture-text", alt, 0);
		return;
	}
}

/* What it answers, or quotes. */
static void
put_post(struct reading *r, struct message_in *m, const char *id)
{
	json_t *p = one_of(r->posts, "id", id);

	if (!id)
		return;
	m->post = p ? x_text(r->c->arena, p) : NULL;
	m->post_link = arena_printf(r->c->arena, STATUS_LINK "%s", id);
	put_picture(r, m, p);
}

static void
take_post(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "id"), *who = js_id(a, o, "author_id"), *thread = js_id(a, o, "conversation_id");
	const char *first = js_id(a, o, "edit_history_tweet_ids.0"), *above = refers(a, o, "replied_to");
	int64_t at = js_time(r->c, o, "created_at");
	struct message_in *m;

	if (!id || refers(a, o, "retweeted"))
		return;
	if (!thread)
		thread = id;
	if (!first)
		first = id;
	m = gather_message(&r->g);
	*m = (struct message_in){ .thread = thread, .remote_id = first, .audience = AUDIENCE_PUBLIC,
		.direction = str_eq(who, r->c->address) ? DIRECTION_OUT : DIRECTION_IN, .from = author(r, who),
		.text = x_text(a, o), .language = language_of(a, o), .in_reply_to = above, .sent_at = at,
		.received_at = at, .raw = js_dump(a, o, false), .link = arena_printf(a, STATUS_LINK "%s", id),
		.likes = js_int(o, "public_metrics.like_count", 0),
		.reach = js_int(one_of(r->users, "id", who), "public_metrics.followers_count", 0) };
	m->attachment_count = files_of(r, o, &m->attachments);
	put_post(r, m, above ? above : refers(a, o, "quoted"));
	if (!str_eq(first, id))		/* an edit has an id of its own */
		*gather_event(&r->g) = (struct event_in){ .thread = thread, .remote_id = first, .event_id = id,
			.kind = EVENT_EDIT, .at = at, .who = m->from, .text = m->text };
}

/* -- direct messages ---------------------------------------------------------------------------------------------------- */

static void
take_event(struct reading *r, json_t *o)
{
	struct arena *a = r->c->arena;
	const char *id = js_id(a, o, "id"), *who = js_id(a, o, "sender_id"), *talk = js_id(a, o, "dm_conversation_id");
	const char *kind = js_text(a, o, "event_type"), *about;
	int64_t at = js_time(r->c, o, "created_at");
	struct message_in *m;

	if (!id || !talk || (kind && !str_eq(kind, "MessageCreate")))
		return;
	m = gather_message(&r->g);
	*m = (struct message_in){ .thread = arena_printf(a, X_DM "%s", talk), .channel = "x-dm",
		.remote_id = arena_printf(a, X_DM "%s", id), .from_kind = "x",
		.audience = strchr(talk, '-') ? AUDIENCE_PRIVATE : AUDIENCE_GROUP,
		.direction = str_eq(who, r->c->address) ? DIRECTION_OUT : DIRECTION_IN, .from = author(r, who),
		.text = x_text(a, o), .sent_at = at, .received_at = at, .raw = js_dump(a, o, false) };
	about = js_id(a, o, "referenced_tweets.0.id");
	if (about)
		m->text = arena_printf(a, "%s%s" STATUS_LINK "%s", m->text ? m->text : "", m->text ? "\n" : "",
			about);
	m->attachment_count = files_of(r, o, &m->attachments);
}

/* -- pages ----------------------------------------------------------------------------------------------------------------- */

/* Both lists begin with the newest; ids grow.  Mentions end where the server ends them. */
static void
take_list(struct reading *r, json_t *root, bool messages, struct scan_page *p)
{
	json_t *list = json_object_get(root, "data");
	size_t i;

	r->users = js_at(root, "includes.users");
	r->media = js_at(root, "includes.media");
	r->posts = js_at(root, "includes.tweets");
	if (!r->posts)
		r->posts = js_at(root, "includes.posts");
	*p = (struct scan_page){ .after = js_text(r->c->arena, root, "meta.next_token") };
	p->reached = !p->after;
	for (i = json_array_size(list); i-- > 0;) {
		json_t *one = json_array_get(list, i);
		int64_t id = js_int(one, "id", 0);

		if (id > p->newest)
			p->newest = id;
		if (messages && (id <= r->floor || js_time(r->c, one, "created_at") < r->since))
			p->reached = true;
		else if (messages)
			take_event(r, one);
		else
			take_post(r, one);
	}
}

/* What a post refers to, and is not there any more. */
static void
take_gone(struct reading *r, json_t *root)
{
	json_t *list = json_object_get(root, "errors"), *one;
	size_t i;

	json_array_foreach(list, i, one) {
		const char *type = json_string_value(json_object_get(one, "type"));
		const char *what = json_string_value(json_object_get(one, "resource_type"));
		const char *id = js_id(r->c->arena, one, "resource_id");

		if (id && type && str_ends(type, "/resource-not-found") && (str_eq(what, "tweet") || str_eq(what, "post")))
			*gather_event(&r->g) = (struct event_in){ .remote_id = id, .event_id = "gone", .kind = EVENT_DELETE,
				.at = r->c->now };
	}
}

static int64_t
since(const struct channel_context *c)
{
	const char *text = c->option(c->ctx, "since");
	int64_t at;

	return text && clock_parse_rfc3339(text, &at) ? at : c->now - FIRST_MS;
}

bool
x_reads(const struct job *j)
{
	return str_eq(j->kind, "pull") || scan_is_job(j);
}

static bool
is_messages(const struct job *j)
{
	return str_eq(j->kind, "pull") ? str_eq(j->body, X_MESSAGES) : str_eq(j->key, X_MESSAGES);
}

static void
ask_mentions(const struct channel_context *c, int64_t floor, const char *after, struct request *r)
{
	struct arena *a = c->arena;
	char first[32];

	clock_rfc3339(first, since(c));
	x_get(c, r, arena_printf(a, "/2/users/%s/mentions", str_percent(a, c->address)), arena_printf(a,
		"max_results=100&%s=%s%s%s&%s", floor ? "since_id" : "start_time",
		floor ? arena_printf(a, "%lld", (long long)floor) : str_percent(a, first),
		after ? "&pagination_token=" : "", after ? str_percent(a, after) : "", POST_QUERY));
}

int
x_read_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	struct scan s = scan_open(c, is_messages(j) ? X_MESSAGES : X_MENTIONS);
	int64_t floor = scan_floor(&s);
	const char *after = NULL;
	json_t *body;

	if (scan_is_job(j)) {
		body = scan_body(j, err);
		if (!body)
			return -1;
		after = js_text(c->arena, body, "after");
		floor = js_int(body, "floor", 0);
		json_decref(body);
	}
	if (!is_messages(j))
		ask_mentions(c, floor, after, r);
	else
		x_get(c, r, "/2/dm_events", arena_printf(c->arena, "max_results=100%s%s&%s",
			after ? "&pagination_token=" : "", after ? str_percent(c->arena, after) : "", MESSAGE_QUERY));
	return 0;
}

/* After the mentions the messages, unless a look at them is less than a minute ago or not wanted. */
static void
then_messages(struct reading *r, const struct job *j, struct outcome *o)
{
	const char *want = r->c->option(r->c->ctx, "direct-messages");
	const char *at = r->c->cursor(r->c->ctx, "dm-at");
	int64_t last = 0;

	(void)(at && str_to_int64(at, &last));
	if (!str_eq(j->kind, "pull") || j->body || str_ieq(want, "no") || last + LOOK_MS > r->c->now)
		return;
	gather_cursor(&r->g, "dm-at", arena_printf(r->c->arena, "%lld", (long long)r->c->now));
	o->again = true;
	o->body = X_MESSAGES;
}

int
x_read_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct reading r = { .c = c, .g = { .a = c->arena }, .since = since(c) };
	struct scan s = scan_open(c, is_messages(j) ? X_MESSAGES : X_MENTIONS);
	struct scan_page p;
	json_t *root = NULL, *body = scan_is_job(j) ? scan_body(j, NULL) : NULL;
	int rc = x_open(c, in, false, o, &root, err);

	r.floor = body ? js_int(body, "floor", 0) : scan_floor(&s);
	if (rc > 0 && body && o->verdict == VERDICT_FAILED)
		scan_broken(c, &r.g, j);
	if (rc == 0) {
		take_list(&r, root, is_messages(j), &p);
		take_gone(&r, root);
		if (body)
			scan_next(c, &r.g, j, &p, o);
		else
			scan_first(c, &r.g, &s, &p, NULL);
		then_messages(&r, j, o);
	}
	o->batch = gather_batch(&r.g);
	json_decref(body);
	json_decref(root);
	return rc < 0 ? -1 : 0;
}
