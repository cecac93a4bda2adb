/*
 * instagram.c - Instagram: conversations, comments under our media, media that tag us.  The account's address is the id
 * of the Instagram account; `page` is the Page it belongs to, absent where one has signed in with
 * Instagram itself (then `url` is https://graph.instagram.com/vNN.0).
 */
#include "instagram.h"

#include <string.h>

#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

#define COMMENT_MAX 2200

struct inbox
instagram_inbox(const struct channel_context *c)
{
	const char *page = c->option(c->ctx, "page");

	return (struct inbox){ .owner = str_empty(page) ? "me" : page, .platform = "instagram", .bytes = true,
		.limit = 1000 };
}

const char *
instagram_id(const char *thread, const char *prefix)
{
	return str_starts(thread, prefix) ? thread + strlen(prefix) : NULL;
}

/* -- speaking -------------------------------------------------------------------------------------------------------- */

/* Answers hang below the comment that began the thread. */
static int
comment_send(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *comment = instagram_id(out->thread, COMMENT_THREAD), *tag = instagram_id(out->thread, TAG_THREAD);
	const char *text = str_percent(c->arena, out->text ? out->text : "");

	if (!comment && !tag)
		return error_set(err, ERR_INPUT, _("a comment can only be answered, not begun"));
	if (out->file_count)
		return error_set(err, ERR_INPUT, _("files cannot be sent there: take them out, or send a link"));
	if (text_fits(out->text, false, COMMENT_MAX, err))
		return -1;
	if (comment)
		graph_post(c, r, graph_path(c->arena, comment, "replies"), arena_printf(c->arena, "message=%s", text),
			NULL);
	else
		graph_post(c, r, graph_path(c->arena, c->address, "mentions"), arena_printf(c->arena,
			"media_id=%s&message=%s", str_percent(c->arena, tag), text), NULL);
	r->acts = true;
	return 0;
}

static int
send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	struct inbox x = instagram_inbox(c);
	const char *root = instagram_id(out->thread, COMMENT_THREAD);

	if (!is_private(out))
		return comment_send(c, out, r, err);
	if (instagram_id(out->thread, TAG_THREAD))
		return error_set(err, ERR_INPUT, _("who tagged us cannot be answered in private"));
	return inbox_send(c, &x, j, out, root && str_empty(out->in_reply_to) ? root : root ? out->in_reply_to : NULL, r,
		err);
}

static int
send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	int rc;

	if (!is_private(c->out)) {
		rc = act_done(c, j, in, o, err);
		if (!rc && o->verdict == VERDICT_SENT && !o->remote_id) {
			o->verdict = VERDICT_UNKNOWN;
			o->words = _("the server's answer does not say what became of it");
		}
		return rc;
	}
	rc = inbox_sent(c, j, in, o, err);
	if (!rc && o->verdict == VERDICT_SENT && instagram_id(c->out->thread, COMMENT_THREAD)) {
		private_put(&g, c->out->thread, 0, false);
		o->batch = gather_batch(&g);
	}
	return rc;
}

static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	const char *to = target_of(out), *id = instagram_id(to, COMMENT_THREAD), *path;

	path = graph_path(c->arena, id ? id : to ? to : "", NULL);
	if (str_empty(to))
		return error_set(err, ERR_INPUT, _("it is not said to which comment"));
	if (str_eq(out->kind, "hide") || str_eq(out->kind, "unhide"))
		graph_post(c, r, path, str_eq(out->kind, "hide") ? "hide=true" : "hide=false", NULL);
	else if (str_eq(out->kind, "delete"))
		graph_delete(c, r, path);
	else
		return error_set(err, ERR_INPUT, _("Instagram has no '%s' for others to use"), out->kind);
	r->acts = true;
	return 0;
}

static void
check_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r)
{
	const char *root = instagram_id(out->thread, COMMENT_THREAD);

	if (!is_private(out) && root)
		graph_get(c, r, graph_path(c->arena, root, "replies"), "fields=id,text,timestamp,username&limit=50");
	else if (is_private(out) && out->thread && !root && !instagram_id(out->thread, TAG_THREAD))
		inbox_check(c, out->thread, j->body, r);
}

static int
check_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o, struct error *err)
{
	struct inbox x = instagram_inbox(c);
	const char *user = c->cursor(c->ctx, USER_CURSOR);
	json_t *root = NULL, *list;
	size_t i;
	int rc;

	if (is_private(c->out))
		return inbox_checked(c, &x, in, j, o, err);
	rc = graph_open(c, in, false, o, &root, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i);

		if (user && str_ieq(js_text(c->arena, one, "username"), user) &&
		    str_eq(js_text(c->arena, one, "text"), c->out->text) &&
		    graph_time(c, one, "timestamp") + POST_SKEW_MS >= c->out->tried_at) {
			o->verdict = VERDICT_SENT;
			o->remote_id = js_id(c->arena, one, "id");
		}
	}
	json_decref(root);
	return 0;
}

/* -- the channel ------------------------------------------------------------------------------------------------------ */

static int
instagram_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	struct inbox x = instagram_inbox(c);

	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the id of the Instagram account"),
			c->account);
	if (instagram_reads(c, j))
		return instagram_read_request(c, j, r, err);
	if (str_eq(j->kind, "pull") || inbox_is_job(j))
		return inbox_request(c, &x, j, r, err);
	if (str_eq(j->kind, "media"))
		return file_request(r, j->key, err);
	if (str_eq(j->kind, "send"))
		return send_request(c, j, out, r, err);
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (str_eq(j->kind, "check"))
		check_request(c, j, out, r);
	else if (str_eq(j->kind, "probe"))
		graph_get(c, r, graph_path(c->arena, c->address, NULL), "fields=id,username");
	return 0;
}

/* Comments under posts, else conversations. */
static int
others_read(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct inbox x = instagram_inbox(c);

	if (instagram_reads(c, j))
		return instagram_read_answer(c, j, in, o, err);
	if (inbox_answer(c, &x, j, in, o, err))
		return -1;
	if (str_eq(j->kind, "pull") && o->verdict == VERDICT_NONE) {
		o->again = true;
		o->body = "media";
	}
	return 0;
}

static int
instagram_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	static const struct answer_part parts[] = { { "probe", graph_probed }, { "send", send_answer },
		{ "act", act_done }, { "check", check_answer }, { NULL, others_read } };
	return answer_by_kind(parts, c, j, in, o, err);
}

const struct channel channel_instagram = {
	.name = "instagram",
	.base = GRAPH_BASE,
	.ways = WAY_READS_BACK,
	.rate_count = 2,
	.rate_per_ms = 1000,
	.request = instagram_request,
	.answer = instagram_answer,
};
