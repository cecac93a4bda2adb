/* mastodon_status.c - a status as a message of its conversation. */
#include <string.h>

#include "buf.h"
#include "html.h"
#include "i18n.h"
#include "mastodon.h"
#include "str.h"

enum { ANCESTORS_MAX = 200, MENTIONS_MAX = 50, MEDIA_MAX = 50 };

bool
mastodon_newer(const char *a, const char *b)
{
	/* a number below nothing would be the newest for ever */
	size_t na = a && *a != '-' ? strlen(a) : 0, nb = b && *b != '-' ? strlen(b) : 0;

	return na != nb ? na > nb : na && strcmp(a, b) > 0;
}

const char *
mastodon_address(struct arena *a, json_t *account)
{
	const char *acct = js_text(a, account, "acct"), *url = js_text(a, account, "url"), *host;

	if (!acct)
		return NULL;
	host = strchr(acct, '@') || !url ? NULL : strstr(url, "://");
	if (!host)
		return acct;
	host += 3;
	return arena_printf(a, "%s@%.*s", acct, (int)strcspn(host, "/?#"), host);
}

static struct address
person(struct arena *a, json_t *account)
{
	const char *name = js_text(a, account, "display_name");

	return (struct address){ name ? name : js_text(a, account, "username"), mastodon_address(a, account) };
}

/* -- text ---------------------------------------------------------------------------------------------- */

/* Links of mentions and hashtags are their own words: as links they would become footnotes. */
static void
drop_mention_links(const char *html, struct buf *out)
{
	bool inside = false;

	while (*html) {
		size_t n = strcspn(html, "<");
		const char *tag = html + n, *end = strchr(tag, '>');

		buf_add(out, html, n);
		if (!end) {
			buf_adds(out, tag);
			return;
		}
		n = (size_t)(end - tag) + 1;
		html = tag + n;
		if (str_istarts(tag, "<a ") && memmem(tag, n, "mention", 7))
			inside = true;
		else if (inside && str_istarts(tag, "</a>"))
			inside = false;
		else
			buf_add(out, tag, n);
	}
}

/* What is said: the warning before it, what pictures show after it. */
static const char *
text_of(struct mastodon *x, json_t *status, bool *lies)
{
	struct arena *a = x->g.a;
	const char *html = js_text(a, status, "content"), *warning = js_text(a, status, "spoiler_text");
	struct buf plain = BUF_INIT, out = BUF_INIT;
	json_t *media;
	char *text;
	size_t i;

	*lies = false;
	if (warning)
		buf_addf(&out, _("[Content warning: %s]"), warning);
	if (html) {
		if (out.len)
			buf_adds(&out, "\n\n");
		drop_mention_links(html, &plain);
		html_text(plain.data, plain.len, &out, lies);
		buf_rtrim(&out);
	}
	json_array_foreach(json_object_get(status, "media_attachments"), i, media) {
		const char *shows = js_text(a, media, "description");

		if (shows && i < MEDIA_MAX)
			buf_addf(&out, _("%s[Picture: %s]"), out.len ? "\n" : "", shows);
	}
	text = out.len ? arena_strn(a, out.data, out.len) : NULL;
	buf_free(&plain);
	buf_free(&out);
	return text;
}

/* -- parts --------------------------------------------------------------------------------------------- */

static void
take_media(struct mastodon *x, json_t *status, struct message_in *m)
{
	json_t *list = json_object_get(status, "media_attachments"), *media;
	size_t n = json_array_size(list), i;
	struct attachment *files = arena_array(x->g.a, struct attachment, n < MEDIA_MAX ? n : MEDIA_MAX);

	json_array_foreach(list, i, media) {
		const char *url = js_text(x->g.a, media, "url"), *slash;

		if (!url)
			url = js_text(x->g.a, media, "remote_url");
		if (!url || m->attachment_count == MEDIA_MAX || !(str_starts(url, "https://") || str_starts(url, "http://")))
			continue;
		slash = strrchr(url, '/');
		files[m->attachment_count].part = url;
		files[m->attachment_count].name = arena_strn(x->g.a, slash + 1, strcspn(slash + 1, "?#"));
		if (str_empty(files[m->attachment_count].name))
			files[m->attachment_count].name = "file";
		m->attachment_count++;
	}
	m->attachments = files;
}

static void
take_mentions(struct mastodon *x, json_t *status, struct message_in *m)
{
	json_t *list = json_object_get(status, "mentions"), *one;
	size_t n = json_array_size(list), i;
	struct recipient *to = arena_array(x->g.a, struct recipient, n < MENTIONS_MAX ? n : MENTIONS_MAX);

	json_array_foreach(list, i, one) {
		const char *who = mastodon_address(x->g.a, one);

		if (who && m->recipient_count < MENTIONS_MAX)
			to[m->recipient_count++] = (struct recipient){ ROLE_TO, { NULL, who } };
	}
	m->recipients = to;
}

static enum audience
audience_of(json_t *status)
{
	const char *v = json_string_value(json_object_get(status, "visibility"));

	return str_eq(v, "direct") ? AUDIENCE_PRIVATE : str_eq(v, "private") ? AUDIENCE_GROUP :
		str_eq(v, "unlisted") ? AUDIENCE_UNLISTED : AUDIENCE_PUBLIC;
}

static const char *
thread_of(struct arena *a, json_t *status, const char *root)
{
	return audience_of(status) == AUDIENCE_PRIVATE ? arena_printf(a, "@%s", root) : root;
}

/* -- messages --------------------------------------------------------------------------------------------- */

/* Each edit is told by its time; where it is read again, it is known. */
void
mastodon_edit(struct mastodon *x, json_t *status)
{
	struct arena *a = x->g.a;
	const char *edited = js_text(a, status, "edited_at"), *id = js_id(a, status, "id");
	struct event_in *e;
	bool lies;

	if (!edited || !id)
		return;
	e = gather_event(&x->g);
	*e = (struct event_in){ .remote_id = id, .event_id = edited, .kind = EVENT_EDIT,
		.at = js_time(x->c, status, "edited_at"), .text = text_of(x, status, &lies),
		.who = person(a, json_object_get(status, "account")) };
}

/* An address on the web; anything else is none. */
static const char *
address_at(struct arena *a, json_t *o, const char *path)
{
	const char *url = js_text(a, o, path);

	return str_starts(url, "https://") || str_starts(url, "http://") ? url : NULL;
}

/* A server that does not tell says -1. */
static int64_t
count_at(json_t *o, const char *path)
{
	int64_t n = js_int(o, path, 0);

	return n > 0 ? n : 0;
}

/* What the talk is under, by whoever: its words, its address, its first picture. */
static void
put_post(struct mastodon *x, struct message_in *m, json_t *post)
{
	struct arena *a = x->g.a;
	json_t *media;
	bool lies;
	size_t i;

	m->post = text_of(x, post, &lies);
	m->post_link = address_at(a, post, "url");
	json_array_foreach(json_object_get(post, "media_attachments"), i, media) {
		const char *url = address_at(a, media, "preview_url");

		if (!url)
			url = address_at(a, media, "url");
		if (!url || !str_eq(js_text(a, media, "type"), "image"))
			continue;
		gather_capability(&x->g, m->thread, "post-picture", url, 0);
		if (js_text(a, media, "description"))
			gather_capability(&x->g, m->thread, "post-picture-text", js_text(a, media, "description"), 0);
		return;
	}
}

struct message_in *
mastodon_status(struct mastodon *x, json_t *status, const char *root, int64_t at)
{
	struct arena *a = x->g.a;
	json_t *account = json_object_get(status, "account");
	const char *id = js_id(a, status, "id"), *author = js_id(a, account, "id");
	struct message_in *m;
	bool lies = false;

	if (!id || !author || !mastodon_address(a, account))
		return NULL;
	m = gather_message(&x->g);
	*m = (struct message_in){ .remote_id = id, .thread = thread_of(a, status, root), .kind = KIND_MESSAGE,
		.direction = str_eq(author, x->me) ? DIRECTION_OUT : DIRECTION_IN, .audience = audience_of(status),
		.from = person(a, account), .in_reply_to = js_id(a, status, "in_reply_to_id"),
		.sent_at = js_time(x->c, status, "created_at"), .raw = js_dump(a, status, false) };
	m->received_at = at ? at : m->sent_at;
	m->text = text_of(x, status, &lies);
	m->language = js_text(a, status, "language");
	if (m->language && strlen(m->language) != 2)
		m->language = NULL;
	m->flags = lies ? MESSAGE_LYING_LINK : 0;
	m->link = address_at(a, status, "url");
	m->likes = count_at(status, "favourites_count");
	m->reach = count_at(account, "followers_count");
	if (js_true(account, "bot"))
		m->kind = KIND_AUTO;
	take_mentions(x, status, m);
	take_media(x, status, m);
	if (m->direction == DIRECTION_IN && m->audience >= AUDIENCE_UNLISTED)
		gather_capability(&x->g, m->thread, "private-reply", "yes", 0);
	return m;
}

void
mastodon_take(struct mastodon *x, json_t *status, int64_t at)
{
	const char *id = js_id(x->g.a, status, "id");
	json_t *body;

	if (!id)
		return;
	if (!js_id(x->g.a, status, "in_reply_to_id")) {
		if (mastodon_status(x, status, id, at))
			mastodon_edit(x, status);
		return;
	}
	body = json_object();
	(void)json_object_set_new(body, "at", json_integer(at));
	(void)json_object_set(body, "status", status);
	(void)gather_job(&x->g, "thread", id, js_dump(x->g.a, body, true));
}

/* -- conversations ----------------------------------------------------------------------------------------- */

static bool
names_us(struct mastodon *x, json_t *status)
{
	json_t *one;
	size_t i;

	if (str_eq(js_id(x->g.a, status, "account.id"), x->me))
		return true;
	json_array_foreach(json_object_get(status, "mentions"), i, one)
		if (str_eq(js_id(x->g.a, one, "id"), x->me))
			return true;
	return false;
}

/* What stands above: ours and what was said to us; the first one also when it is neither, as what the talk is about. */
static void
take_ancestors(struct mastodon *x, json_t *ancestors, const char *root)
{
	json_t *status;
	size_t i;

	json_array_foreach(ancestors, i, status) {
		bool to_us = names_us(x, status);
		struct message_in *m;

		if ((i && !to_us) || i == ANCESTORS_MAX)
			continue;
		m = mastodon_status(x, status, root, 0);
		if (m && !to_us)
			m->flags |= MESSAGE_HISTORY;
		if (m)
			mastodon_edit(x, status);
	}
}

/* A status that is gone by now is still what was said, and was taken back. */
static void
take_gone(struct mastodon *x, const char *id)
{
	struct event_in *e = gather_event(&x->g);

	*e = (struct event_in){ .remote_id = id, .event_id = "gone", .kind = EVENT_DELETE, .at = x->c->now };
}

int
mastodon_thread_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct mastodon x = { .c = c, .g = { .a = c->arena }, .me = c->cursor(c->ctx, "me") };
	json_t *body = js_load(j->body, j->body ? strlen(j->body) : 0, err), *status = json_object_get(body, "status");
	bool gone = in->status == 404 || in->status == 410;
	json_t *root = gone ? json_object() : js_load(in->body, in->body_len, err);
	json_t *ancestors = json_object_get(root, "ancestors");
	const char *first = js_id(c->arena, json_array_get(ancestors, 0), "id");
	struct message_in *m;

	if (!body || !root) {
		json_decref(body);
		json_decref(root);
		return -1;
	}
	x.me = arena_str(c->arena, x.me);
	if (!first)
		first = j->key;
	take_ancestors(&x, ancestors, first);
	m = mastodon_status(&x, status, first, js_int(body, "at", 0));
	if (m && json_array_size(ancestors) && m->audience >= AUDIENCE_UNLISTED)
		put_post(&x, m, json_array_get(ancestors, 0));
	if (m)
		mastodon_edit(&x, status);
	if (gone)
		take_gone(&x, j->key);
	o->batch = gather_batch(&x.g);
	json_decref(body);
	json_decref(root);
	return 0;
}
