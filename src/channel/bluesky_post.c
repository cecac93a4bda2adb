/* bluesky_post.c - a post as a message: text, links, pictures, what it quotes, what it stands under. */
#include <string.h>

#include "bluesky.h"
#include "buf.h"
#include "i18n.h"
#include "str.h"

enum { LINKS_MAX = 20, IMAGES_MAX = 20, LABELS_MAX = 8 };

bool
bluesky_is(json_t *o, const char *type)
{
	return str_eq(json_string_value(json_object_get(o, "$type")), type);
}

struct address
bluesky_person(struct bluesky *x, json_t *profile)
{
	const char *name = js_text(x->g.a, profile, "displayName"), *handle = js_text(x->g.a, profile, "handle");

	if (handle)
		name = name ? arena_printf(x->g.a, "%s (@%s)", name, handle) : arena_printf(x->g.a, "@%s", handle);
	return (struct address){ name, js_text(x->g.a, profile, "did") };
}

json_t *
bluesky_ref(struct arena *a, const char *id)
{
	const char *bar = str_starts(id, "at://") ? strchr(id, '|') : NULL;
	json_t *o;

	if (!bar)
		return NULL;
	o = json_object();
	js_put(o, "uri", arena_strn(a, id, (size_t)(bar - id)));
	js_put(o, "cid", bar + 1);
	return o;
}

/* {"uri", "cid"} as "uri|cid". */
static const char *
id_of(struct arena *a, json_t *ref)
{
	const char *uri = js_text(a, ref, "uri"), *cid = js_text(a, ref, "cid");

	return uri && cid && str_starts(uri, "at://") && strlen(uri) + strlen(cid) < 900 ?
		arena_printf(a, "%s|%s", uri, cid) : NULL;
}

/* -- text ---------------------------------------------------------------------------------------------- */

static size_t
host_of(const char *url, const char **host)
{
	const char *p = strstr(url, "://");

	*host = p ? p + 3 : url;
	if (str_istarts(*host, "www."))
		*host += 4;
	return strcspn(*host, "/?#: ");
}

/* Does the text of a link look like an address, of another host than the link's? */
static bool
is_lie(const char *text, const char *uri)
{
	const char *shown, *real;
	size_t n = host_of(text, &shown), m = host_of(uri, &real);

	return n && memchr(shown, '.', n) && !strchr(text, ' ') && (n != m || strncasecmp(shown, real, n) != 0);
}

/* In the middle of a character: no place to cut. */
static bool
within(const char *s)
{
	return ((unsigned char)*s & 0xc0) == 0x80;
}

/* Where a link's text is not its address, that follows as a footnote. */
static void
take_links(struct arena *a, json_t *record, const char *text, struct buf *out, unsigned *flags)
{
	json_t *facets = json_object_get(record, "facets"), *facet, *feature;
	size_t len = text ? strlen(text) : 0, notes = 0, i, k;

	json_array_foreach(facets, i, facet) {
		int64_t from = js_int(facet, "index.byteStart", -1), to = js_int(facet, "index.byteEnd", -1);

		if (from < 0 || to <= from || (uint64_t)to > len || notes == LINKS_MAX || within(text + from) || within(text + to))
			continue;
		json_array_foreach(json_object_get(facet, "features"), k, feature) {
			const char *uri = js_text(a, feature, "uri");
			const char *shown = arena_strn(a, text + from, (size_t)(to - from));

			if (!uri || !bluesky_is(feature, "app.bsky.richtext.facet#link") || str_eq(shown, uri) ||
			    notes == LINKS_MAX)
				continue;
			buf_addf(out, "%s\n[%s] %s", notes++ ? "" : "\n", shown, uri);
			if (is_lie(shown, uri))
				*flags |= MESSAGE_LYING_LINK;
		}
	}
}

/* Labels that the author put on it: content warnings. */
static void
take_labels(json_t *record, struct buf *out)
{
	json_t *one;
	size_t i;

	json_array_foreach(js_at(record, "labels.values"), i, one) {
		const char *label = json_string_value(json_object_get(one, "val"));

		if (label && i < LABELS_MAX)
			buf_addf(out, _("[Content warning: %s]"), label);
	}
	if (out->len)
		buf_adds(out, "\n\n");
}

static void
add_line(struct buf *out, const char *text)
{
	if (text)
		buf_addf(out, "%s%s", out->len ? "\n" : "", text);
}

/* A quoted post or a card of a page. */
static void
take_quoted(struct arena *a, json_t *view, struct buf *out)
{
	json_t *external = json_object_get(view, "external"), *record = json_object_get(view, "record");
	const char *said, *who;

	if (json_object_get(record, "record"))		/* recordWithMedia holds a view of its own */
		record = json_object_get(record, "record");
	said = js_text(a, record, "value.text");
	who = js_text(a, record, "author.handle");
	if (said)
		add_line(out, arena_printf(a, "> @%s: %s", who ? who : "?", said));
	if (js_text(a, external, "uri"))
		add_line(out, arena_printf(a, "[%s] %s", js_text(a, external, "title") ?
			js_text(a, external, "title") : "", js_text(a, external, "uri")));
}

/* Pictures as attachments; what they show stands in the text. */
static void
take_pictures(struct arena *a, json_t *view, struct message_in *m, struct buf *out)
{
	json_t *images = json_object_get(view, "images"), *one;
	size_t n = json_array_size(images), i;
	struct attachment *files = arena_array(a, struct attachment, n < IMAGES_MAX ? n : IMAGES_MAX);

	json_array_foreach(images, i, one) {
		const char *url = js_text(a, one, "fullsize"), *alt = js_text(a, one, "alt");

		if (alt && i < IMAGES_MAX)
			add_line(out, arena_printf(a, _("[Picture: %s]"), alt));
		if (!url || m->attachment_count == IMAGES_MAX ||
		    !(str_starts(url, "https://") || str_starts(url, "http://")))
			continue;
		files[m->attachment_count++] = (struct attachment){ .part = url, .type = "image/jpeg",
			.name = arena_printf(a, "image-%zu.jpg", i + 1) };
	}
	m->attachments = files;
	if (js_text(a, view, "playlist"))
		add_line(out, arena_printf(a, _("[Video: %s]"), js_text(a, view, "playlist")));
}

static const char *
text_of(struct bluesky *x, json_t *view, json_t *record, struct message_in *m)
{
	struct arena *a = x->g.a;
	const char *text = js_text(a, record, "text"), *copy;
	json_t *embed = json_object_get(view, "embed"), *media = json_object_get(embed, "media");
	struct buf out = BUF_INIT;

	take_labels(record, &out);
	if (text)
		buf_adds(&out, text);
	take_links(a, record, text, &out, &m->flags);
	take_quoted(a, embed, &out);
	take_pictures(a, media ? media : embed, m, &out);
	copy = out.len ? arena_strn(a, out.data, out.len) : NULL;
	buf_free(&out);
	return copy;
}

/* -- a post ---------------------------------------------------------------------------------------------- */

/* at://did/collection/key as people open it. */
const char *
bluesky_link(struct arena *a, const char *uri)
{
	char **part = str_starts(uri, "at://did:") ? str_split(a, uri + 5, "/", NULL) : NULL;

	if (!part || !part[0] || !part[1] || !part[2] || part[3] || !str_eq(part[1], "app.bsky.feed.post"))
		return NULL;
	return arena_printf(a, "https://bsky.app/profile/%s/post/%s", part[0], str_percent(a, part[2]));
}

void
bluesky_under(struct bluesky *x, struct message_in *m, json_t *view)
{
	struct arena *a = x->g.a;
	json_t *embed = json_object_get(view, "embed"), *media = json_object_get(embed, "media");
	json_t *image = js_at(media ? media : embed, "images.0");
	const char *url = js_text(a, image, "thumb"), *alt = js_text(a, image, "alt");

	m->post = js_text(a, view, "record.text");
	m->post_link = bluesky_link(a, js_text(a, view, "uri"));
	if (!str_starts(url, "https://"))
		return;
	gather_capability(&x->g, m->thread, "post-picture", url, 0);
	if (!str_empty(alt))
		gather_capability(&x->g, m->thread, "post-picture-text", alt, 0);
}

/* view: uri, cid, author, record; embed where it has been looked up. */
struct message_in *
bluesky_message(struct bluesky *x, json_t *view, int64_t at)
{
	struct arena *a = x->g.a;
	json_t *record = json_object_get(view, "record"), *reply = json_object_get(record, "reply");
	const char *id = id_of(a, view), *root = id_of(a, json_object_get(reply, "root"));
	struct address author = bluesky_person(x, json_object_get(view, "author"));
	const char *language = js_text(a, record, "langs.0");
	struct message_in *m;

	if (!id || !author.address)
		return NULL;
	m = gather_message(&x->g);
	*m = (struct message_in){ .remote_id = id, .thread = root ? root : id, .kind = KIND_MESSAGE,
		.direction = str_eq(author.address, x->did) ? DIRECTION_OUT : DIRECTION_IN,
		.audience = AUDIENCE_PUBLIC, .from = author, .in_reply_to = id_of(a, json_object_get(reply, "parent")),
		.sent_at = js_time(x->c, record, "createdAt"), .raw = js_dump(a, view, false) };
	m->received_at = at ? at : js_time(x->c, view, "indexedAt");
	m->link = bluesky_link(a, js_text(a, view, "uri"));
	m->likes = js_int(view, "likeCount", 0) > 0 ? js_int(view, "likeCount", 0) : 0;
	m->text = text_of(x, view, record, m);
	if (m->direction == DIRECTION_IN)
		gather_capability(&x->g, m->thread, "private-reply", "yes", 0);
	if (language && strlen(language) >= 2 && (!language[2] || language[2] == '-'))
		m->language = arena_strn(a, language, 2);
	return m;
}
