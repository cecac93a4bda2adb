/*
 * messenger.c - a Page's conversations on Messenger.  The account's address is the id of the Page, its token a
 * Page token.
 */
#include "channels.h"
#include "graph.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

static struct inbox
inbox(const struct channel_context *c)
{
	return (struct inbox){ .owner = c->address, .platform = "messenger", .limit = 2000, .uploads = true };
}

static int
messenger_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	struct inbox x = inbox(c);

	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the id of the Page"), c->account);
	if (str_eq(j->kind, "pull") || inbox_is_job(j))
		return inbox_request(c, &x, j, r, err);
	if (str_eq(j->kind, "media"))
		return file_request(r, j->key, err);
	if (str_eq(j->kind, "probe")) {
		graph_get(c, r, graph_path(c->arena, c->address, NULL), "fields=id,name");
		return 0;
	}
	if (str_eq(j->kind, "send"))
		return inbox_send(c, &x, j, out, NULL, r, err);
	if (str_eq(j->kind, "check") && out->thread)
		inbox_check(c, out->thread, j->body, r);
	else if (str_eq(j->kind, "act"))
		return error_set(err, ERR_INPUT, _("Messenger has no '%s'"), out->kind);
	return 0;
}

static int
checked(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct inbox x = inbox(c);

	return inbox_checked(c, &x, in, j, o, err);
}

static int
others_read(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct inbox x = inbox(c);

	return inbox_answer(c, &x, j, in, o, err);
}

static int
messenger_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	static const struct answer_part parts[] = { { "probe", graph_probed }, { "send", inbox_sent },
		{ "check", checked }, { NULL, others_read } };
	return answer_by_kind(parts, c, j, in, o, err);
}

const struct channel channel_messenger = {
	.name = "messenger",
	.base = GRAPH_BASE,
	.ways = WAY_READS_BACK,
	.rate_count = 2,
	.rate_per_ms = 1000,
	.request = messenger_request,
	.answer = messenger_answer,
};
