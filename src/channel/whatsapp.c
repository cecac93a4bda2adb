/*
 * whatsapp.c - the WhatsApp Cloud API.  The account's address is the id of the phone number there.
 *
 * The server hands out messages only by pushing them to a web address; what such a receiver has kept comes in as the
 * job `ingest`, its answer being the payload.  What can be asked for is what became of our own messages, each by
 * jobs `status` at growing distances, and the templates.
 */
#include "whatsapp.h"

#include <string.h>

#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "js.h"
#include "str.h"

#define TEXT_MAX 4096
#define CAPTION_MAX 1024

/* -- what became of a message ------------------------------------------------------------------------------------------ */

static const int64_t distances[] = { 15 * MS_SECOND, MS_MINUTE, 5 * MS_MINUTE, 30 * MS_MINUTE, 2 * MS_HOUR,
	6 * MS_HOUR, MS_DAY, MS_DAY, MS_DAY };
#define LOOKS ((int64_t)(sizeof distances / sizeof distances[0]))

/* Each look is a row of its own: "N ID". */
static void
look_later(const struct channel_context *c, struct gather *g, int64_t n, const char *id)
{
	if (n >= 0 && n < LOOKS)
		gather_job(g, "status", arena_printf(c->arena, "%lld %s", (long long)n, id), NULL)->not_before =
			c->now + distances[n];
}

static const char *
status_id(const struct job *j, int64_t *n)
{
	const char *space = strchr(j->key, ' ');

	*n = j->key[0] >= '0' && j->key[0] <= '9' && space ? j->key[0] - '0' : LOOKS;
	return space ? space + 1 : j->key;
}

static void
status_request(const struct channel_context *c, const struct job *j, struct request *r)
{
	int64_t n;

	graph_get(c, r, graph_path(c->arena, c->address, "message_history"), arena_printf(c->arena, "message_id=%s&fields=%s",
		str_percent(c->arena, status_id(j, &n)),
		"id,message_id,events%7Bid,delivery_status,timestamp,error_description%7D"));
}

/* true: nothing more will happen to it. */
static bool
take_status(const struct channel_context *c, struct gather *g, json_t *one, const char *id)
{
	static const struct { const char *name; enum event_kind kind; } names[] = { { "DELIVERED", EVENT_DELIVERED },
		{ "READ", EVENT_READ }, { "FAILED", EVENT_FAILED } };
	const char *status = js_text(c->arena, one, "delivery_status");
	size_t i;

	for (i = 0; i < sizeof names / sizeof names[0]; i++)
		if (str_eq(status, names[i].name))
			*gather_event(g) = (struct event_in){ .remote_id = id, .kind = names[i].kind,
				.event_id = js_id(c->arena, one, "id"), .at = js_time(c, one, "timestamp"),
				.text = js_text(c->arena, one, "error_description") };
	return str_eq(status, "READ") || str_eq(status, "FAILED");
}

static int
status_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	json_t *root = NULL, *list;
	int64_t n;
	const char *id = status_id(j, &n);
	bool over = false;
	size_t i, k;
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	list = json_object_get(root, "data");
	for (i = 0; i < json_array_size(list); i++) {
		json_t *one = json_array_get(list, i), *events = js_at(one, "events.data");

		if (!str_eq(js_id(c->arena, one, "message_id"), id))
			continue;
		for (k = 0; k < json_array_size(events); k++)
			over |= take_status(c, &g, json_array_get(events, k), id);
	}
	if (!over)
		look_later(c, &g, n + 1, id);
	o->batch = gather_batch(&g);
	json_decref(root);
	return 0;
}

/* -- speaking ------------------------------------------------------------------------------------------------------ */

static const char *
kind_of_file(const struct attachment *f)
{
	if (str_eq(f->type, "image/jpeg") || str_eq(f->type, "image/png"))
		return "image";
	if (str_eq(f->type, "video/mp4") || str_eq(f->type, "video/3gpp"))
		return "video";
	return str_starts(f->type, "audio/") ? "audio" : "document";
}

static size_t
characters(const char *s)
{
	size_t n = 0;

	for (; s && *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

/* The words stand under the last file, where there is room for them. */
static bool
is_caption(const struct outgoing *out)
{
	return out->file_count && !str_eq(kind_of_file(&out->files[out->file_count - 1]), "audio") &&
		characters(out->text) <= CAPTION_MAX;
}

static void
upload(const struct channel_context *c, const struct attachment *f, struct request *r)
{
	struct request_part *parts = arena_array(c->arena, struct request_part, 2);

	parts[0] = (struct request_part){ .name = "messaging_product", .value = "whatsapp" };
	parts[1] = (struct request_part){ .name = "file", .file = f->file, .file_name = f->name, .type = f->type };
	graph_upload(c, r, graph_path(c->arena, c->address, "media"), parts, 2);
}

static json_t *
file_message(const struct outgoing *out, size_t n, const char *id, const char **type)
{
	const struct attachment *f = &out->files[n];
	json_t *o = json_object();

	*type = kind_of_file(f);
	js_put(o, "id", id);
	if (n + 1 == out->file_count && is_caption(out))
		js_put(o, "caption", str_empty(out->text) ? NULL : out->text);
	if (str_eq(*type, "document"))
		js_put(o, "filename", f->name);
	return o;
}

static json_t *
template_message(const struct template_match *t)
{
	json_t *o = json_pack("{s:s, s:{s:s, s:s}}", "name", t->name, "language", "code", t->language, "policy",
		"deterministic"), *components = json_array();

	if (t->header)
		(void)json_array_append_new(components, json_pack("{s:s, s:o}", "type", "header", "parameters", t->header));
	if (t->body)
		(void)json_array_append_new(components, json_pack("{s:s, s:o}", "type", "body", "parameters", t->body));
	if (json_array_size(components))
		(void)json_object_set(o, "components", components);
	json_decref(components);
	return o;
}

/* Words: as they are while one may answer, else as the template they are. */
static json_t *
text_message(const struct channel_context *c, const struct outgoing *out, const char **type, struct error *err)
{
	enum window w = window_of(c, out->thread, 0);
	bool known = out->thread && cursor_number(c, arena_printf(c->arena, "in:%s", out->thread));
	struct template_match t;
	json_t *o;

	if ((w == WINDOW_SHUT || !known) && template_find(c, out->text, &t)) {
		*type = "template";
		return template_message(&t);
	}
	if (w == WINDOW_SHUT) {
		error_set(err, ERR_INPUT, _("the time in which one may answer there is over (24 hours after the "
			"customer's last message): only a template may be sent, word for word but for its gaps"));
		return NULL;
	}
	*type = "text";
	o = json_object();
	js_put(o, "body", out->text ? out->text : "");
	(void)json_object_set_new(o, "preview_url", json_false());
	return o;
}

static const char *
addressee(const struct outgoing *out)
{
	size_t i;

	if (!str_empty(out->thread))	/* as the server wrote it */
		return out->thread;
	for (i = 0; i < out->recipient_count; i++)
		if (out->recipients[i].role == ROLE_TO)
			return out->recipients[i].who.address;
	return NULL;
}

static int
say(const struct channel_context *c, const struct outgoing *out, const char *type, json_t *what, struct request *r,
	struct error *err)
{
	const char *to = addressee(out);
	json_t *body;

	if (!to) {
		json_decref(what);
		return error_set(err, ERR_INPUT, _("it is not known to whom this goes there"));
	}
	body = json_pack("{s:s, s:s, s:s, s:s, s:o}", "messaging_product", "whatsapp", "recipient_type", "individual",
		"to", to, "type", type, type, what);
	js_put(body, "biz_opaque_callback_data", c->token);
	graph_post(c, r, graph_path(c->arena, c->address, "messages"), NULL, body);
	r->acts = true;
	return 0;
}

static int
send_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	const char *id, *type;
	size_t n = graph_step_of(c, j, out, &id);
	json_t *what;

	if (text_fits(out->text, false, TEXT_MAX, err))
		return -1;
	if (out->file_count && window_of(c, out->thread, 0) == WINDOW_SHUT)
		return error_set(err, ERR_INPUT, _("the time in which one may answer there is over (24 hours after the "
			"customer's last message): no files, only a template may be sent"));
	if (n < out->file_count && !id) {
		upload(c, &out->files[n], r);
		return 0;
	}
	what = n < out->file_count ? file_message(out, n, id, &type) : text_message(c, out, &type, err);
	return what ? say(c, out, type, what, r, err) : -1;
}

/* A reaction is the one thing besides words; taking it back is an empty one. */
static int
act_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	bool like = str_eq(out->kind, "like");

	if (!like && !str_eq(out->kind, "unlike"))
		return error_set(err, ERR_INPUT, _("WhatsApp has no '%s'"), out->kind);
	if (str_empty(out->in_reply_to))
		return error_set(err, ERR_INPUT, _("it is not said to which message"));
	return say(c, out, "reaction", json_pack("{s:s, s:s}", "message_id", out->in_reply_to, "emoji",
		like ? "\xf0\x9f\x91\x8d" : ""), r, err);
}

static int
send_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct gather g = { .a = c->arena };
	const char *id, *said;
	size_t n = str_eq(j->kind, "act") ? c->out->file_count : graph_step_of(c, j, c->out, &id), files = c->out->file_count;
	json_t *root = NULL;
	bool uploaded = n < files && !id, last = n == files || (n + 1 == files && is_caption(c->out));
	int rc = graph_open(c, in, !uploaded, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	said = js_id(c->arena, root, uploaded ? "id" : "messages.0.id");
	if (uploaded && !said) {
		json_decref(root);
		return error_set(err, ERR_PROTOCOL, _("the server did not say where the file went"));
	}
	if (said && !uploaded && str_eq(j->kind, "send"))
		look_later(c, &g, 0, said);
	if (uploaded || !last) {
		o->again = true;
		o->body = uploaded ? graph_step(c->arena, n, said) : graph_step(c->arena, n + 1, NULL);
	} else {
		o->verdict = said ? VERDICT_SENT : VERDICT_UNKNOWN;
		o->remote_id = said;
		if (str_empty(c->out->thread))
			o->thread = js_text(c->arena, root, "contacts.0.wa_id");
		if (!said)
			o->words = _("the server's answer does not say what became of it");
	}
	o->batch = gather_batch(&g);
	json_decref(root);
	return 0;
}

/* -- files ---------------------------------------------------------------------------------------------------------- */

/* First where it lies, which holds for five minutes; then the file itself, with the token. */
static int
media_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	static const char *const auth[] = { "Authorization: Bearer {secret:token}", NULL };

	if (!j->body) {
		graph_get(c, r, graph_path(c->arena, j->key, NULL),
			arena_printf(c->arena, "phone_number_id=%s", str_percent(c->arena, c->address)));
		return 0;
	}
	if (file_request(r, j->body, err))
		return -1;
	r->headers = auth;
	return 0;
}

static int
media_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	json_t *root = NULL;
	int rc;

	if (j->body) {
		file_answer(c, in, o);
		return 0;
	}
	rc = graph_open(c, in, false, o, &root, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	o->body = link_at(c->arena, root, "url");
	o->again = o->body != NULL;
	if (!o->body) {
		o->verdict = VERDICT_FAILED;
		o->words = _("the file has no address");
	}
	json_decref(root);
	return 0;
}

/* -- the channel ----------------------------------------------------------------------------------------------------- */

static int
probed(const struct channel_context *c, const struct answer *in, struct outcome *o, struct error *err)
{
	json_t *root = NULL;
	const char *name, *number;
	int rc = graph_open(c, in, false, o, &root, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	name = js_text(c->arena, root, "verified_name");
	number = js_text(c->arena, root, "display_phone_number");
	o->words = arena_printf(c->arena, _("signed in for %s (%s); messages of customers come by a receiver, see "
		"sportello-channels(7)"), number ? number : "?", name ? name : "?");
	json_decref(root);
	return 0;
}

static int
whatsapp_request(const struct channel_context *c, const struct job *j, const struct outgoing *out,
	struct request *r, struct error *err)
{
	if (str_empty(c->address))
		return error_set(err, ERR_CONFIG, _("[account %s] needs 'address', the id of the phone number"),
			c->account);
	if (str_eq(j->kind, "pull") && templates_due(c))
		return templates_request(c, j, r, err);
	if (str_eq(j->kind, "media"))
		return media_request(c, j, r, err);
	if (str_eq(j->kind, "send"))
		return send_request(c, j, out, r, err);
	if (str_eq(j->kind, "act"))
		return act_request(c, out, r, err);
	if (str_eq(j->kind, "status"))
		status_request(c, j, r);
	else if (str_eq(j->kind, "probe"))
		graph_get(c, r, graph_path(c->arena, c->address, NULL), "fields=id,display_phone_number,verified_name");
	return 0;
}

static int
whatsapp_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	int rc = 0;

	if (str_eq(j->kind, "ingest"))
		rc = whatsapp_ingest(c, in, &out, err);
	else if (str_eq(j->kind, "media"))
		rc = media_answer(c, j, in, &out, err);
	else if (str_eq(j->kind, "probe"))
		rc = probed(c, in, &out, err);
	else if (str_eq(j->kind, "send") || str_eq(j->kind, "act"))
		rc = send_answer(c, j, in, &out, err);
	else if (str_eq(j->kind, "status"))
		rc = status_answer(c, j, in, &out, err);
	else
		rc = templates_answer(c, j, in, &out, err);
	if (!rc)
		*o = out;
	return rc;
}

const struct channel channel_whatsapp = {
	.name = "whatsapp",
	.base = GRAPH_BASE,
	.ways = WAY_INGESTS,
	.rate_count = 20,
	.rate_per_ms = 1000,
	.request = whatsapp_request,
	.answer = whatsapp_answer,
};
