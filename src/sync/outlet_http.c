/* outlet_http.c - a request to an escalation target, with its secrets; webhooks. */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "outlet.h"
#include "rt.h"
#include "str.h"

/* Token, password or address: of a command or a file, once a pass. */
static int
load_secret(struct outlet *o, struct error *err)
{
	const struct conf_named *s = &o->target->section;
	enum conf_option command = o->target->kind == TARGET_WEBHOOK && !*o->target->where ? OPT_ESCALATION_URL_COMMAND :
		str_empty(conf_named_str(s, OPT_ESCALATION_PASSWORD_COMMAND)) ? OPT_ESCALATION_TOKEN_COMMAND :
		OPT_ESCALATION_PASSWORD_COMMAND;
	const char *run = conf_named_str(s, command), *file = conf_named_str(s, OPT_ESCALATION_TOKEN_FILE);

	if (o->secret || (str_empty(run) && str_empty(file)))
		return 0;
	if (!str_empty(run) ? process_secret(run, o->w->arena, &o->secret, err) :
	    process_secret_file(file, o->w->arena, &o->secret, err)) {
		error_prefix(err, "%s", conf_options[command].key);
		return -1;
	}
	return 0;
}

static const char *
authorization(const struct outlet *o)
{
	const char *user = conf_named_str(&o->target->section, OPT_ESCALATION_USER), *pair;

	if (!o->secret || (o->target->kind == TARGET_WEBHOOK && !*o->target->where))
		return NULL;
	if (o->target->kind == TARGET_WEBHOOK)
		return arena_printf(o->arena, "Authorization: Bearer %s", o->secret);
	if (str_empty(user))
		return arena_printf(o->arena, "Authorization: token %s", o->secret);
	pair = arena_printf(o->arena, "%s:%s", user, o->secret);
	return arena_printf(o->arena, "Authorization: Basic %s", str_base64(o->arena, pair, strlen(pair)));
}

/* No answer at all. */
static void
broken(struct outlet *o, const struct http_result *r, bool acts)
{
	const char *words = trace_without(r->err.text, (const char *const[]){ o->secret ? o->secret : "", NULL }, o->arena);

	if (acts && r->wired)
		outlet_ended(o, OUTLET_UNKNOWN, arena_printf(o->arena, _("the line broke before the server answered: %s"), words));
	else
		outlet_ended(o, OUTLET_LATER, words);
}

int
outlet_ask(struct outlet *o, const char *method, const char *url, const char *body, bool acts, int *status,
	char **answer, struct error *err)
{
	const char *headers[5] = { "Accept: application/json" }, *secrets[] = { NULL, NULL };
	struct http_request q = { .method = method, .url = url, .headers = headers, .body = body,
		.body_len = body ? strlen(body) : 0, .secrets = secrets, .ctx = o, .wire = acts ? outlet_wire : NULL,
		.ca_file = conf_named_str(&o->target->section, OPT_ESCALATION_CA_FILE) };
	struct http_call *call;
	const struct http_result *r;
	const char *after;
	int64_t seconds;
	size_t n = 1;

	*status = 0;
	*answer = NULL;
	if (load_secret(o, err) || (!o->http && !(o->http = http_new(err))))
		return -1;
	secrets[0] = o->secret;
	if (!q.url || !*q.url)
		q.url = o->secret ? o->secret : "";
	if ((headers[n] = authorization(o)))
		n++;
	if (body)
		headers[n++] = "Content-Type: application/json";
	headers[n] = NULL;
	if (http_start(o->http, &q, &call, err))
		return -1;
	while (!http_next(o->http) && !sync_stop)
		http_wait(o->http, NULL, 0, 250);
	r = http_result(call);
	if (r->answered) {
		*status = r->answer.status;
		*answer = arena_strn(o->arena, r->answer.body ? r->answer.body : "", r->answer.body ? r->answer.body_len : 0);
		after = answer_header(&r->answer, "retry-after");
		o->after_ms = after && str_to_int64(after, &seconds) == 0 && seconds > 0 && seconds < 86400 ? seconds * 1000 : 0;
	} else {
		broken(o, r, acts);
	}
	http_end(call);
	return 0;
}

void
outlet_judge(struct outlet *o, int status, const char *answer)
{
	if (!status)
		return;
	if (status >= 200 && status < 300) {
		outlet_ended(o, OUTLET_DONE, NULL);
		return;
	}
	char *said = rt_complaint(answer, o->arena);
	const char *words = arena_printf(o->arena, *said ? _("the server answered %d: %s") : _("the server answered %d%s"), status,
		trace_without(said, (const char *const[]){ o->secret ? o->secret : "", NULL }, o->arena));

	if (status == 401)
		outlet_ended(o, OUTLET_AUTH, words);
	else if (status == 429 || status == 503)
		outlet_ended(o, OUTLET_LATER, words);
	else if (status == 408 || status >= 500)
		outlet_ended(o, OUTLET_UNKNOWN, words);
	else
		outlet_ended(o, OUTLET_REFUSED, words);
}

int
outlet_webhook(struct outlet *o, struct error *err)
{
	const char *format = conf_named_str(&o->target->section, OPT_ESCALATION_FORMAT);
	char *body = str_eq(format, "json") ? outlet_document(o, err) : outlet_chat(o, str_eq(format, "slack")), *answer;
	int status;

	if (!body || outlet_ask(o, "POST", o->target->where, body, true, &status, &answer, err))
		return -1;
	outlet_judge(o, status, answer);
	return 0;
}
