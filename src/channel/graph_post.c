/* graph_post.c - see graph_post.h. */
#include "graph_post.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

json_t *
post_keep(const struct post *p)
{
	json_t *o = json_object();

	js_put(o, "id", p->id);
	js_put(o, "text", p->text);
	js_put(o, "link", p->link);
	js_put(o, "picture", p->picture);
	return o;
}

struct post
post_kept(struct arena *a, json_t *o)
{
	return (struct post){ .id = js_text(a, o, "id"), .text = js_text(a, o, "text"), .link = js_text(a, o, "link"),
		.picture = js_text(a, o, "picture") };
}

void
post_put(struct gather *g, struct message_in *m, const struct post *p)
{
	m->post = p->text;
	m->post_link = p->link;
	if (p->picture && str_empty(m->in_reply_to))
		gather_capability(g, m->thread, "post-picture", p->picture, 0);
}

void
private_put(struct gather *g, const char *thread, int64_t at, bool may)
{
	if (may)
		gather_capability(g, thread, "private-reply", "yes", at + PRIVATE_MS);
	else
		gather_capability(g, thread, "private-reply", "no", 0);
}

bool
is_private(const struct outgoing *out)
{
	return out->audience < AUDIENCE_UNLISTED;
}

const char *
target_of(const struct outgoing *out)
{
	return str_empty(out->in_reply_to) ? out->thread : out->in_reply_to;
}

int
act_done(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL, *success;
	int rc = graph_open(c, in, true, o, &root, err);

	(void)j;
	if (rc)
		return rc < 0 ? -1 : 0;
	success = json_object_get(root, "success");
	o->remote_id = js_id(c->arena, root, "id");
	o->verdict = json_is_false(success) ? VERDICT_FAILED : VERDICT_SENT;
	if (o->verdict == VERDICT_FAILED)
		o->words = _("the server refused without a reason");
	json_decref(root);
	return 0;
}
