/*
 * twilio.c - SMS, WhatsApp and telephone by Twilio's REST API.  What the account sends is found again by reading
 * back: the API knows no idempotency.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "channels.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "twilio.h"

#define BODY_MAX 1600			/* characters of a message */
#define SKEW_MS (5 * MS_SECOND)		/* between what two clocks say, once they are set against each other */
#define ALNUM "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* -- what all requests share ------------------------------------------------------------------------------------ */

static const char *
account_of(const struct channel_context *c)
{
	return c->address ? c->address : "";
}

/* An API key (SK...) signs in for the account, else the account does. */
static void
sign_in(const struct channel_context *c, struct request *r)
{
	const char *key = c->option(c->ctx, "api-key"), **headers = arena_array(c->arena, const char *, 3);

	headers[0] = arena_printf(c->arena, "Authorization: Basic {basic:%s:token}", str_empty(key) ? account_of(c) : key);
	if (r->body)
		headers[1] = "Content-Type: application/x-www-form-urlencoded";
	r->headers = headers;
}

static const char *
resource(const struct channel_context *c, const char *path)
{
	return arena_printf(c->arena, "%s/2010-04-01/Accounts/%s/%s", channel_url(c, TWILIO_BASE), account_of(c), path);
}

void
twilio_get(const struct channel_context *c, const char *path, struct request *r)
{
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = resource(c, path) };
	sign_in(c, r);
}

int
twilio_follow(const struct channel_context *c, const char *uri, struct request *r, struct error *err)
{
	if (!str_starts(uri, "/") || str_starts(uri, "//") || strpbrk(uri, " {}\"\\\r\n\t"))
		return error_set(err, ERR_PROTOCOL, _("the address of the next page makes no sense"));
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET",
		.url = arena_printf(c->arena, "%s%s", channel_url(c, TWILIO_BASE), uri) };
	sign_in(c, r);
	return 0;
}

json_t *
twilio_load(const struct answer *in, struct error *err)
{
	json_t *root = js_load(in->body, in->body_len, err);

	if (!root || json_is_object(root))
		return root;
	json_decref(root);
	error_set(err, ERR_PROTOCOL, _("the answer is no object"));
	return NULL;
}

const char *
twilio_sid(struct arena *a, json_t *o, const char *key, const char *prefix)
{
	const char *sid = js_text(a, o, key);
	size_t n = sid ? strlen(sid) : 0;

	return n > 2 && n <= 64 && str_starts(sid, prefix) && strspn(sid, ALNUM) == n ? sid : NULL;
}

const char *
twilio_day(struct arena *a, int64_t ms)
{
	char text[32];

	clock_rfc3339(text, ms);
	return arena_strn(a, text, 10);
}

bool
twilio_on(const struct channel_context *c, const char *option, bool otherwise)
{
	const char *value = c->option(c->ctx, option);

	return str_empty(value) ? otherwise : str_eq(value, "yes") || str_eq(value, "true") || str_eq(value, "on");
}

/* -- refusals ------------------------------------------------------------------------------------------------------- */

/* Twilio's own number of the error comes before the HTTP status. */
static enum verdict
verdict_of(int status, int64_t code, bool acts)
{
	if (code == 21611)		/* the queue of one number is full */
		return VERDICT_RETRY;
	if (code == 20429 || status == 429)
		return VERDICT_LIMIT;
	if (status == 401 || code == 20003)
		return VERDICT_AUTH;
	if (status >= 500 || status < 400)
		return acts ? VERDICT_UNKNOWN : VERDICT_RETRY;
	return status == 403 && !acts ? VERDICT_AUTH : VERDICT_FAILED;
}

bool
twilio_refused(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o)
{
	struct error quiet = ERROR_INIT;
	json_t *root;
	const char *words;
	int64_t code;

	if (in->status >= 200 && in->status < 300)
		return false;
	root = js_load(in->body, in->body_len, &quiet);
	words = js_text(c->arena, root, "message");
	code = js_int(root, "code", 0);
	json_decref(root);
	if (code == 21610)
		words = _("the customer does not want messages (STOP)");
	if (words)
		o->words = code ? arena_printf(c->arena, "%s (%lld)", words, (long long)code) : words;
	else
		o->words = arena_printf(c->arena, _("Twilio answered HTTP %d"), in->status);
	o->verdict = verdict_of(in->status, code, acts);
	return true;
}

/* -- sending ----------------------------------------------------------------------------------------------------------- */

struct ends { const char *from, *to, *thread; };

/* From the thread, else to the first addressee from our first number. */
static int
find_ends(const struct channel_context *c, const struct outgoing *out, struct ends *e, struct error *err)
{
	struct arena *a = c->arena;
	char **part = out->thread ? str_split(a, out->thread, "|", NULL) : NULL;
	const char *own = c->option(c->ctx, "own-addresses"), *channel, *prefix, *number;
	char **list = own ? str_split(a, own, ",", NULL) : NULL;

	if (part && part[0] && part[1] && part[2] && !str_eq(part[0], "voice")) {
		const char *kind = str_eq(part[0], "sms") ? "" : arena_printf(a, "%s:", part[0]);

		*e = (struct ends){ arena_printf(a, "%s%s", kind, part[1]), arena_printf(a, "%s%s", kind, part[2]),
			out->thread };
		return 0;
	}
	if (!out->recipient_count)
		return error_set(err, ERR_INPUT, _("nobody to write to"));
	number = twilio_number(a, out->recipients[0].who.address, &prefix);
	for (; list && *list; list++) {
		const char *mine, *kind;

		mine = twilio_number(a, *list, &kind);
		if (!str_eq(kind, prefix))
			continue;
		*e = (struct ends){ *list, out->recipients[0].who.address, twilio_thread(a, mine,
			out->recipients[0].who.address, &channel) };
		return str_empty(number) ? error_set(err, ERR_INPUT, _("nobody to write to")) : 0;
	}
	return error_set(err, ERR_CONFIG, _("no number of ours to write from: name it in own-addresses"));
}

/* Of what we are saying. */
static const char *
thread_of(const struct channel_context *c)
{
	struct error quiet = ERROR_INIT;
	struct ends e;

	return c->out && !find_ends(c, c->out, &e, &quiet) ? e.thread : NULL;
}

static void
add_field(struct buf *b, struct arena *a, const char *name, const char *value)
{
	buf_addf(b, "%s%s=%s", b->len ? "&" : "", name, str_percent(a, value));
}

/*
 * "#template HX..." on the first line, then "1 = value" on each: an approved template, which may be sent when the
 * window of WhatsApp is closed.  1 = it is one.
 */
static int
add_template(const struct channel_context *c, const char *text, struct buf *b, struct error *err)
{
	struct arena *a = c->arena;
	char **lines = str_split(a, text, "\n", NULL), *equals;
	json_t *variables = json_object();
	const char *sid;

	if (!lines[0] || !str_starts(lines[0], "#template ")) {
		json_decref(variables);
		return 0;
	}
	sid = str_trim(a, lines[0] + strlen("#template "));
	if (!str_starts(sid, "HX") || strspn(sid, ALNUM) != strlen(sid)) {
		json_decref(variables);
		return error_set(err, ERR_INPUT, _("'%.40s' is no template: its SID begins with HX"), sid);
	}
	while (*++lines) {
		if (!(equals = strchr(*lines, '=')) || equals == *lines) {
			json_decref(variables);
			return error_set(err, ERR_INPUT, _("'%.40s' is no variable of a template: write 1 = value"),
				*lines);
		}
		js_put(variables, str_trim(a, arena_strn(a, *lines, (size_t)(equals - *lines))), str_trim(a, equals + 1));
	}
	add_field(b, a, "ContentSid", sid);
	if (json_object_size(variables))
		add_field(b, a, "ContentVariables", js_dump(a, variables, false));
	json_decref(variables);
	return 1;
}

static int
characters(const char *s)
{
	int n = 0;

	for (; s && *s; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static int
send_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	struct arena *a = c->arena;
	struct buf b = BUF_INIT;
	struct ends e;
	int template;

	if (find_ends(c, out, &e, err))
		return -1;
	if (out->file_count)
		return error_set(err, ERR_INPUT, _("Twilio takes files from public addresses only: send this one another way"));
	add_field(&b, a, "From", e.from);
	add_field(&b, a, "To", e.to);
	template = add_template(c, out->text ? out->text : "", &b, err);
	if (template == 0 && characters(out->text) > BODY_MAX)
		template = error_set(err, ERR_INPUT, _("longer than the %d characters that Twilio takes"), BODY_MAX);
	if (template == 0)
		add_field(&b, a, "Body", out->text ? out->text : "");
	*r = (struct request){ .kind = REQUEST_HTTP, .method = "POST", .url = resource(c, "Messages.json"),
		.body = arena_strn(a, b.data, b.len), .body_len = b.len, .acts = true };
	sign_in(c, r);
	buf_free(&b);
	return template < 0 ? -1 : 0;
}

static int
send_answer(const struct channel_context *c, const struct answer *in, struct outcome *o)
{
	struct error quiet = ERROR_INIT;
	struct twilio t = { .c = c, .g = { .a = c->arena } };
	json_t *root;

	if (twilio_refused(c, in, true, o)) {
		/* whoever has said STOP gets nothing until START */
		if (o->verdict == VERDICT_FAILED && str_ends(o->words, "(21610)") && c->out && c->out->thread) {
			gather_capability(&t.g, c->out->thread, "reply", "no", 0);
			o->batch = gather_batch(&t.g);
		}
		return 0;
	}
	root = twilio_load(in, &quiet);
	o->remote_id = root ? twilio_sid(c->arena, root, "sid", "") : NULL;
	o->verdict = o->remote_id ? VERDICT_SENT : VERDICT_UNKNOWN;
	o->thread = o->remote_id ? thread_of(c) : NULL;
	if (!o->remote_id)
		o->words = quiet.code ? arena_str(c->arena, quiet.text) : _("the answer names no message");
	else
		twilio_watch(&t, "messages", o->remote_id, 0);
	json_decref(root);
	o->batch = gather_batch(&t.g);
	return 0;
}

/* -- reading back -------------------------------------------------------------------------------------------------------- */

static int
check_request(const struct channel_context *c, const struct outgoing *out, struct request *r, struct error *err)
{
	struct ends e;

	if (find_ends(c, out, &e, err))
		return -1;
	twilio_get(c, arena_printf(c->arena, "Messages.json?PageSize=50&From=%s&To=%s", str_percent(c->arena, e.from),
		str_percent(c->arena, e.to)), r);
	return 0;
}

/* How far the server's clock is ahead of ours. */
static int64_t
skew_of(const struct channel_context *c, const struct answer *in)
{
	const char *date = answer_header(in, "date");
	json_t *o = date ? json_pack("{s:s}", "date", date) : NULL;
	int64_t at = o ? twilio_time(o, "date") : 0;

	json_decref(o);
	return at ? at - c->now : 0;
}

/* Ours is the one message with these words that was made when ours was about to leave.  Two are none. */
static int
check_answer(const struct channel_context *c, const struct answer *in, struct outcome *o, struct error *err)
{
	const struct outgoing *out = c->out;
	json_t *root, *list, *row;
	int64_t from, at;
	size_t i, found = 0;

	if (twilio_refused(c, in, false, o))
		return 0;
	if (!(root = twilio_load(in, err)))
		return -1;
	list = json_object_get(root, "messages");
	from = out ? out->tried_at + skew_of(c, in) - SKEW_MS : 0;
	json_array_foreach(list, i, row) {
		at = twilio_time(row, "date_created");
		if (!out || !at || at < from || at > from + 10 * MS_MINUTE ||
		    !str_eq(js_text(c->arena, row, "direction"), "outbound-api") ||
		    !str_eq(js_text(c->arena, row, "body"), out->text))
			continue;
		found++;
		o->remote_id = twilio_sid(c->arena, row, "sid", "");
	}
	json_decref(root);
	if (found == 1 && o->remote_id) {
		o->verdict = VERDICT_SENT;
		o->thread = thread_of(c);
	} else {
		o->remote_id = NULL;
	}
	return 0;
}

/* -- files ----------------------------------------------------------------------------------------------------------------- */

/* Parts: "SM...:N" = the N-th file of a message, by SID; "RE..." = a recording. */
static int
media_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	struct arena *a = c->arena;
	const char *part = str_empty(j->body) ? j->key : j->body;
	size_t n = part ? strspn(part, ALNUM) : 0;
	const char *sid = arena_strn(a, part ? part : "", n);

	if (!n || (part[n] && part[n] != ':' && part[n] != '/'))
		return error_set(err, ERR_INPUT, _("no such file"));
	if (str_starts(sid, "RE"))
		twilio_get(c, arena_printf(a, "Recordings/%s.mp3", sid), r);
	else if (part[n] == '/')
		twilio_get(c, arena_printf(a, "Messages/%s/Media%s", sid, part + n), r);
	else
		twilio_get(c, arena_printf(a, "Messages/%s/Media.json?PageSize=50", sid), r);
	r->to_file = part[n] != ':';
	return 0;
}

static int
by_name(const void *p, const void *q)
{
	return strcmp(*(const char *const *)p, *(const char *const *)q);
}

/* The order of the list is nobody's promise; that of the SIDs is. */
static int
media_list_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct arena *a = c->arena;
	json_t *root = twilio_load(in, err), *list, *row;
	const char *colon = strchr(j->key, ':'), **sids = NULL, *sid;
	size_t n = 0, space = 0, i;
	int64_t wanted = -1;

	if (!root)
		return -1;
	(void)(colon && str_to_int64(colon + 1, &wanted));
	list = json_object_get(root, "media_list");
	json_array_foreach(list, i, row)
		if ((sid = twilio_sid(a, row, "sid", "ME")))
			*VEC_PUSH(a, sids, n, space) = sid;
	json_decref(root);
	if (!colon || wanted < 0 || (size_t)wanted >= n) {
		o->verdict = VERDICT_FAILED;
		o->words = _("the file is not there any more");
		return 0;
	}
	qsort(sids, n, sizeof *sids, by_name);
	o->body = arena_printf(a, "%s/%s", arena_strn(a, j->key, (size_t)(colon - j->key)), sids[wanted]);
	o->again = true;
	return 0;
}

static int
media_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	if (twilio_refused(c, in, false, o)) {
		if (in->status == 404)
			o->words = _("the file is not there any more");
		return 0;
	}
	return str_empty(j->body) && strchr(j->key ? j->key : "", ':') ? media_list_answer(c, j, in, o, err) : 0;
}

/* -- who am I ---------------------------------------------------------------------------------------------------------------- */

static int
probe_answer(const struct channel_context *c, const struct answer *in, struct outcome *o, struct error *err)
{
	json_t *root;
	const char *name, *status;

	if (twilio_refused(c, in, false, o))
		return 0;
	if (!(root = twilio_load(in, err)))
		return -1;
	name = js_text(c->arena, root, "friendly_name");
	status = js_text(c->arena, root, "status");
	json_decref(root);
	o->words = arena_printf(c->arena, _("Twilio account \"%s\" (%s)"), name ? name : account_of(c),
		status ? status : "?");
	return 0;
}

/* -- the channel --------------------------------------------------------------------------------------------------------------- */

static int
twilio_request(const struct channel_context *c, const struct job *j, const struct outgoing *out, struct request *r,
	struct error *err)
{
	const char *sid = account_of(c), *key = c->option(c->ctx, "api-key");

	if (!str_starts(sid, "AC") || strlen(sid) > 64 || strspn(sid, ALNUM) != strlen(sid))
		return error_set(err, ERR_CONFIG, _("address = %.40s is no account of Twilio: its SID begins with AC"), sid);
	if (!str_empty(key) && strspn(key, ALNUM) != strlen(key))
		return error_set(err, ERR_CONFIG, _("api-key = %.40s is no API key of Twilio: its SID begins with SK"), key);
	if (str_eq(j->kind, "send") && out)
		return send_request(c, out, r, err);
	if (str_eq(j->kind, "check") && out)
		return check_request(c, out, r, err);
	if (str_eq(j->kind, "media"))
		return media_request(c, j, r, err);
	if (str_eq(j->kind, "probe"))
		*r = (struct request){ .kind = REQUEST_HTTP, .method = "GET", .url = arena_printf(c->arena,
			"%s/2010-04-01/Accounts/%s.json", channel_url(c, TWILIO_BASE), sid) };
	else if (twilio_is_scan(j->kind))
		return twilio_scan_request(c, j, r, err);
	else if (twilio_is_watch(j->kind))
		return twilio_watch_request(c, j, r, err);
	if (r->kind == REQUEST_HTTP)
		sign_in(c, r);
	return 0;
}

static int
twilio_answer(const struct channel_context *c, const struct job *j, const struct answer *in, struct outcome *o,
	struct error *err)
{
	struct outcome out = { .verdict = VERDICT_NONE };
	int rc;

	if (str_eq(j->kind, "send"))
		rc = send_answer(c, in, &out);
	else if (str_eq(j->kind, "check"))
		rc = check_answer(c, in, &out, err);
	else if (str_eq(j->kind, "media"))
		rc = media_answer(c, j, in, &out, err);
	else if (twilio_is_scan(j->kind))
		rc = twilio_scan_answer(c, j, in, &out, err);
	else if (twilio_is_watch(j->kind))
		rc = twilio_watch_answer(c, j, in, &out, err);
	else
		rc = probe_answer(c, in, &out, err);
	if (!rc)
		*o = out;
	return rc;
}

const struct channel channel_twilio = {
	.name = "twilio",
	.base = TWILIO_BASE,
	.ways = WAY_READS_BACK,
	.rate_count = 20,
	.rate_per_ms = 2000,
	.request = twilio_request,
	.answer = twilio_answer,
};
