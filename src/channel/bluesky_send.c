/*
 * bluesky_send.c - posts under a key that we choose, so that none is made twice, and direct messages.
 *
 * The body of a job: "check" = was the post made?; {"up": [blobs]} = pictures that have gone up; {"convo": ID,
 * "ok": whether the request to talk has been accepted} = where a direct message goes.
 */
#include <string.h>

#include "clock.h"
#include "bluesky.h"
#include "hash.h"
#include "i18n.h"
#include "str.h"

enum { PICTURES_MAX = 4 };
#define POST "app.bsky.feed.post"
#define LIKE "app.bsky.feed.like"

/* -- keys ------------------------------------------------------------------------------------------------ */

/* A TID: 53 bits of microseconds, 10 bits of clock, in base 32 that sorts.  The same row gives the same. */
static const char *
record_key(const struct channel_context *c, const struct outgoing *out)
{
	static const char digits[] = "234567abcdefghijklmnopqrstuvwxyz";
	struct digest d = digest_of(c->token, strlen(c->token));
	uint64_t us = (uint64_t)(out->queued_at > 0 ? out->queued_at : c->now) * 1000 + d.b[0] * 4 % 1000;
	uint64_t n = ((us & ((1ULL << 53) - 1)) << 10) | ((d.b[1] << 8 | d.b[2]) & 1023);
	char key[14];
	int i;

	for (i = 12; i >= 0; i--, n >>= 5)
		key[i] = digits[n & 31];
	key[13] = '\0';
	return arena_str(c->arena, key);
}

static const char *
our_did(const struct channel_context *c)
{
	const char *did = c->cursor(c->ctx, "did");

	return did ? arena_str(c->arena, did) : c->address;
}

/* -- a post ------------------------------------------------------------------------------------------------ */

/* Addresses in the text become links: by bytes, as the lexicon counts. */
static json_t *
facets_of(const char *text)
{
	json_t *list = json_array();
	const char *p = text;

	while ((p = strstr(p, "http"))) {
		size_t n = strcspn(p, " \t\n\r<>\"");
		json_t *facet, *index, *link;

		while (n && strchr(".,;:!?)'", p[n - 1]))
			n--;
		if (!(str_starts(p, "https://") && n > 8) && !(str_starts(p, "http://") && n > 7)) {
			p += 4;
			continue;
		}
		facet = json_object();
		index = json_object();
		link = json_object();
		(void)json_object_set_new(index, "byteStart", json_integer(p - text));
		(void)json_object_set_new(index, "byteEnd", json_integer(p - text + (json_int_t)n));
		js_put(link, "$type", "app.bsky.richtext.facet#link");
		(void)json_object_set_new(link, "uri", json_stringn(p, n));
		(void)json_object_set_new(facet, "index", index);
		(void)json_object_set_new(facet, "features", json_array());
		(void)json_array_append_new(json_object_get(facet, "features"), link);
		(void)json_array_append_new(list, facet);
		p += n;
	}
	return list;
}

static json_t *
load_steps(const struct job *j)
{
	json_t *o = !str_empty(j->body) ? json_loads(j->body, 0, NULL) : NULL;

	if (json_is_object(o))
		return o;
	json_decref(o);
	return json_object();
}

static json_t *
pictures_of(const struct outgoing *out, json_t *up)
{
	json_t *embed = json_object(), *images = json_array(), *one, *blob;
	size_t i;

	json_array_foreach(up, i, blob) {
		one = json_object();
		(void)json_object_set(one, "image", blob);
		js_put(one, "alt", i < out->file_count && out->files[i].name ? out->files[i].name : "");
		(void)json_array_append_new(images, one);
	}
	js_put(embed, "$type", "app.bsky.embed.images");
	(void)json_object_set_new(embed, "images", images);
	return embed;
}

static void
create(const struct channel_context *c, const struct outgoing *out, const char *collection, json_t *record,
	struct request *r)
{
	json_t *o = json_object();
	char now[32];

	clock_rfc3339(now, c->now);
	js_put(record, "$type", collection);
	js_put(record, "createdAt", now);
	js_put(o, "repo", our_did(c));
	js_put(o, "collection", collection);
	js_put(o, "rkey", record_key(c, out));
	(void)json_object_set_new(o, "record", record);
	bluesky_post(c, "com.atproto.repo.createRecord", false, o, r);
	r->acts = true;
}

static void
post_request(const struct channel_context *c, const struct outgoing *out, json_t *up, struct request *r)
{
	json_t *root = bluesky_ref(c->arena, out->thread), *parent = bluesky_ref(c->arena, out->in_reply_to);
	json_t *record = json_object(), *reply, *facets = facets_of(out->text ? out->text : "");

	js_put(record, "text", out->text ? out->text : "");
	if (json_array_size(facets))
		(void)json_object_set(record, "facets", facets);
	json_decref(facets);
	if (root) {
		reply = json_object();
		(void)json_object_set(reply, "root", root);
		(void)json_object_set(reply, "parent", parent ? parent : root);
		(void)json_object_set_new(record, "reply", reply);
	}
	json_decref(root);
	json_decref(parent);
	if (json_array_size(up))
		(void)json_object_set_new(record, "embed", pictures_of(out, up));
	create(c, out, POST, record, r);
}

static void
upload_request(const struct channel_context *c, const struct attachment *f, struct request *r)
{
	const char **headers = arena_array(c->arena, const char *, 3);

	headers[0] = "Authorization: Bearer {secret:token}";
	headers[1] = arena_printf(c->arena, "Content-Type: %s", f->type);
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .headers = headers, .body_file = f->file,
		.url = bluesky_url(c, "com.atproto.repo.uploadBlob") };
}

void
bluesky_check_request(const struct channel_context *c, const struct outgoing *out, struct request *r)
{
	const char *thread = out->thread ? out->thread : "";

	if (str_starts(thread, "convo:"))
		bluesky_get(bluesky_url(c, "chat.bsky.convo.getMessages?limit=50&convoId=%s",
			str_percent(c->arena, thread + 6)), true, r);
	else if (out->audience == AUDIENCE_PRIVATE)	/* its conversation is not known */
		*r = (struct request){ .kind = REQUEST_NONE };
	else
		bluesky_get(bluesky_url(c, "com.atproto.repo.getRecord?collection=%s&repo=%s&rkey=%s",
			str_eq(out->kind, "like") ? LIKE : POST, str_percent(c->arena, our_did(c)),
			record_key(c, out)), false, r);
}

static int
public_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	json_t *steps, *up;
	size_t n, i;

	if (out->file_count > PICTURES_MAX)
		return error_set(err, ERR_REMOTE, _("a post on Bluesky holds at most %d pictures"), PICTURES_MAX);
	for (i = 0; i < out->file_count; i++)
		if (!str_starts(out->files[i].type, "image/") || strpbrk(out->files[i].type, "\r\n{}"))
			return error_set(err, ERR_REMOTE, _("%s: Bluesky takes pictures only"), out->files[i].name);
	if (str_eq(j->body, "check")) {
		bluesky_check_request(c, out, r);
		return 0;
	}
	steps = load_steps(j);
	up = json_object_get(steps, "up");
	n = json_array_size(up);
	if (n < out->file_count)
		upload_request(c, &out->files[n], r);
	else
		post_request(c, out, up, r);
	json_decref(steps);
	return 0;
}

/* -- direct messages --------------------------------------------------------------------------------------------- */

static int
chat_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	json_t *steps = load_steps(j), *o = json_object(), *message;
	const char *convo = js_text(c->arena, steps, "convo"), *slash;
	bool accepted = js_true(steps, "ok"), known = str_starts(out->thread, "convo:");
	const char *to = out->recipient_count ? out->recipients[0].who.address : NULL;

	json_decref(steps);
	if (out->file_count || (!known && !str_starts(to, "did:"))) {
		json_decref(o);
		return error_set(err, ERR_REMOTE, out->file_count ? _("direct messages on Bluesky hold no files") :
			_("it is not known whom the message is to reach"));
	}
	if (!convo) {
		json_decref(o);
		bluesky_get(known ? bluesky_url(c, "chat.bsky.convo.getConvo?convoId=%s",
			str_percent(c->arena, out->thread + 6)) :
			bluesky_url(c, "chat.bsky.convo.getConvoForMembers?members=%s", str_percent(c->arena, to)),
			true, r);
		return 0;
	}
	js_put(o, "convoId", convo);
	if (!accepted) {
		bluesky_post(c, "chat.bsky.convo.acceptConvo", true, o, r);
		return 0;
	}
	message = json_object();
	js_put(message, "text", out->text ? out->text : "");
	slash = str_starts(out->in_reply_to, convo) ? strrchr(out->in_reply_to, '/') : NULL;
	if (slash) {
		(void)json_object_set_new(message, "replyTo", json_object());
		js_put(json_object_get(message, "replyTo"), "messageId", slash + 1);
	}
	(void)json_object_set_new(o, "message", message);
	bluesky_post(c, "chat.bsky.convo.sendMessage", true, o, r);
	r->acts = true;
	return 0;
}

/* -- what is no message -------------------------------------------------------------------------------------- */

static void
delete_record(const struct channel_context *c, const char *collection, const char *uri, struct request *r)
{
	json_t *o = json_object();
	const char *slash = strrchr(uri, '/');

	js_put(o, "repo", our_did(c));
	js_put(o, "collection", collection);
	js_put(o, "rkey", slash ? slash + 1 : uri);
	bluesky_post(c, "com.atproto.repo.deleteRecord", false, o, r);
	r->acts = true;
}

/* Our like is a record of its own: the post names it, then it is deleted. */
static void
unlike_request(const struct channel_context *c, const struct job *j, const char *post, struct request *r)
{
	if (str_starts(j->body, "at://"))
		delete_record(c, LIKE, j->body, r);
	else
		bluesky_get(bluesky_url(c, "app.bsky.feed.getPosts?uris=%s", str_percent(c->arena, post)), false, r);
}

/* Not liked is what was wanted. */
static void
unlike_answer(const struct channel_context *c, json_t *posts, struct outcome *o)
{
	const char *like = js_text(c->arena, json_array_get(posts, 0), "viewer.like");

	o->again = str_starts(like, "at://");
	o->body = like;
	o->verdict = o->again ? VERDICT_NONE : VERDICT_SENT;
}

static int
act_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	json_t *subject = bluesky_ref(c->arena, out->in_reply_to), *o;
	const char *uri = js_text(c->arena, subject, "uri"), *slash = out->in_reply_to ?
		strrchr(out->in_reply_to, '/') : NULL;
	bool like = str_eq(out->kind, "like"), unlike = str_eq(out->kind, "unlike");
	int rc = 0;

	if (like && subject) {
		o = json_object();
		(void)json_object_set(o, "subject", subject);
		create(c, out, LIKE, o, r);
		r->acts = true;
	} else if (unlike && subject) {
		unlike_request(c, j, uri, r);
	} else if ((like || unlike) && slash) {
		o = json_object();
		js_put(o, "convoId", arena_strn(c->arena, out->in_reply_to, (size_t)(slash - out->in_reply_to)));
		js_put(o, "messageId", slash + 1);
		js_put(o, "value", str_empty(out->text) ? "\xe2\x9d\xa4\xef\xb8\x8f" : out->text);
		bluesky_post(c, like ? "chat.bsky.convo.addReaction" : "chat.bsky.convo.removeReaction", true, o, r);
		r->acts = true;
	} else if (str_eq(out->kind, "delete") && subject) {
		delete_record(c, POST, uri, r);
	} else {
		rc = error_set(err, ERR_REMOTE, _("Bluesky has no such thing as \"%s\" here"), out->kind);
	}
	json_decref(subject);
	return rc;
}

int
bluesky_send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_eq(j->kind, "act"))
		return act_request(c, j, out, r, err);
	if (str_starts(out->thread, "convo:") || out->audience == AUDIENCE_PRIVATE)
		return chat_request(c, j, out, r, err);
	return public_request(c, j, out, r, err);
}

/* -- answers -------------------------------------------------------------------------------------------- */

static void
sent_post(const struct channel_context *c, json_t *root, struct outcome *o)
{
	const char *uri = js_text(c->arena, root, "uri"), *cid = js_text(c->arena, root, "cid");

	o->verdict = VERDICT_SENT;
	o->remote_id = uri && cid ? arena_printf(c->arena, "%s|%s", uri, cid) : uri;
}

static void
go_on(const struct channel_context *c, json_t *steps, struct outcome *o)
{
	o->again = true;
	o->body = js_dump(c->arena, steps, false);
}

/* The steps by what came: a blob, a conversation, a message, a record. */
static int
take_step(const struct channel_context *c, const struct job *j, json_t *root, json_t *steps, struct outcome *o,
	struct error *err)
{
	const char *id = js_text(c->arena, root, "id"), *convo = js_text(c->arena, root, "convo.id");
	json_t *blob = json_object_get(root, "blob");

	if (str_eq(j->kind, "act") && json_is_array(json_object_get(root, "posts"))) {
		unlike_answer(c, json_object_get(root, "posts"), o);
	} else if (blob) {
		if (!json_object_get(steps, "up"))
			(void)json_object_set_new(steps, "up", json_array());
		(void)json_array_append(json_object_get(steps, "up"), blob);
		go_on(c, steps, o);
	} else if (convo) {
		js_put(steps, "convo", convo);
		if (!str_eq(js_text(c->arena, root, "convo.status"), "request"))
			(void)json_object_set_new(steps, "ok", json_true());
		go_on(c, steps, o);
	} else if (js_text(c->arena, steps, "convo") && !js_true(steps, "ok")) {
		(void)json_object_set_new(steps, "ok", json_true());
		go_on(c, steps, o);
	} else if (id) {
		convo = js_text(c->arena, steps, "convo");
		o->verdict = VERDICT_SENT;
		o->remote_id = convo ? arena_printf(c->arena, "%s/%s", convo, id) : id;
	} else if (js_text(c->arena, root, "uri") || str_eq(j->kind, "act")) {
		sent_post(c, root, o);
	} else {
		return error_set(err, ERR_PROTOCOL, _("the server took it, but gave no id"));
	}
	return 0;
}

int
bluesky_send_answer(const struct channel_context *c, const struct job *j, json_t *root, struct outcome *o,
	struct error *err)
{
	json_t *steps = load_steps(j);
	int rc = take_step(c, j, root, steps, o, err);

	json_decref(steps);
	return rc;
}

/* A direct message has no key of ours: the same words, by us, since the attempt. */
static void
find_message(const struct channel_context *c, json_t *root, struct outcome *o)
{
	const char *convo = c->out->thread + 6;
	json_t *one;
	size_t i;

	json_array_foreach(json_object_get(root, "messages"), i, one) {
		const char *id = js_text(c->arena, one, "id");

		if (!id || !str_eq(js_text(c->arena, one, "sender.did"), our_did(c)) ||
		    !str_eq(js_text(c->arena, one, "text"), c->out->text) ||
		    js_time(c, one, "sentAt") < c->out->tried_at - MS_MINUTE)
			continue;
		o->verdict = VERDICT_SENT;
		o->remote_id = arena_printf(c->arena, "%s/%s", convo, id);
	}
}

void
bluesky_check_answer(const struct channel_context *c, const struct answer *in, struct outcome *o)
{
	struct error none = ERROR_INIT;
	json_t *root = in->status == 200 ? js_load(in->body, in->body_len, &none) : NULL;

	if (c->out && str_starts(c->out->thread, "convo:"))
		find_message(c, root, o);
	else if (js_text(c->arena, root, "uri") && js_at(root, "value"))
		sent_post(c, root, o);
	json_decref(root);
}
