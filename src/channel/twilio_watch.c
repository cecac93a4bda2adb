/*
 * twilio_watch.c - jobs about one thing: a message or call that was not over when it was seen, a recording that
 * looks for its call, the transcripts of a recording.  Keys are "SID#N", N counting the tries.
 *
 * A recording hangs on the first leg of its call; the customer may be on another one.  So the call and its legs
 * are read, and the item is that of the leg with the customer.
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "twilio.h"

#define TEXT_MAX 1000000		/* of a transcript, bytes */

/* Which resource a kind of job is about. */
static const struct { const char *kind, *path, *prefix; } kinds[] = {
	{ "message", "Messages", "" }, { "call", "Calls", "CA" }, { "recording", "Recordings", "RE" },
	{ "transcript", "Recordings", "RE" },
};
#define KINDS (sizeof kinds / sizeof kinds[0])

static size_t
kind_of(const char *kind)
{
	size_t i;

	for (i = 0; i < KINDS && !str_eq(kinds[i].kind, kind); i++)
		continue;
	return i;
}

bool
twilio_is_watch(const char *kind)
{
	return kind_of(kind) < KINDS;
}

/* -- trying again --------------------------------------------------------------------------------------------------- */

/* After so long the N-th time; 0 = not any more. */
static int64_t
pause_of(const char *kind, int64_t n)
{
	static const int64_t speech[] = { 0, 1, 5, 15, 60, 240, 720, 1440 }, state[] = { 10, 20, 60, 300, 600 };

	if (str_eq(kind, "transcript"))
		return n < 8 ? speech[n] * MS_MINUTE : 0;
	if (str_eq(kind, "message"))		/* then the sweep does it */
		return n < 5 ? state[n] * MS_SECOND : 0;
	return n < 5 ? state[n] * MS_SECOND : n < 100 ? 15 * MS_MINUTE : 0;
}

static void
put_job(struct twilio *t, const char *kind, const char *sid, int64_t n, const char *body)
{
	int64_t after = pause_of(kind, n);

	if (!after && n)
		return;
	gather_job(&t->g, kind, arena_printf(t->g.a, "%s#%lld", sid, (long long)n), body);
	t->g.jobs[t->g.b.job_count - 1].not_before = t->c->now + after;
}

static const char *
read_key(struct arena *a, const char *key, int64_t *n)
{
	const char *mark = key ? strrchr(key, '#') : NULL;

	*n = 0;
	if (!mark)
		return arena_str(a, key);
	(void)str_to_int64(mark + 1, n);
	*n = *n < 0 || *n > 1000 ? 1000 : *n;
	return arena_strn(a, key, (size_t)(mark - key));
}

static void
try_later(struct twilio *t, const struct job *j, const char *body)
{
	int64_t n;
	const char *sid = read_key(t->g.a, j->key, &n);

	put_job(t, j->kind, sid, n + 1, body);
}

void
twilio_watch(struct twilio *t, const char *list, const char *sid, int64_t age_ms)
{
	if (age_ms < MS_DAY)
		put_job(t, str_eq(list, "messages") ? "message" : str_eq(list, "calls") ? "call" : "recording", sid, 0,
			NULL);
}

enum twilio_take
twilio_recording(struct twilio *t, json_t *o)
{
	const char *sid = twilio_sid(t->g.a, o, "sid", "RE"), *call = twilio_sid(t->g.a, o, "call_sid", "CA");
	const char *status = js_text(t->g.a, o, "status");
	json_t *details = json_object_get(o, "encryption_details");

	if (!sid || !call || (details && !json_is_null(details)) || str_eq(status, "absent") || str_eq(status, "deleted"))
		return TWILIO_PASSED;
	if (!str_eq(status, "completed"))
		return TWILIO_OPEN;
	put_job(t, "recording", sid, 0, call);
	t->g.jobs[t->g.b.job_count - 1].not_before = t->c->now;
	return TWILIO_TAKEN;
}

/* -- a call with its legs -------------------------------------------------------------------------------------------- */

/*
 * Bodies of `call` and `recording`: NULL = the thing itself is asked for; "CA..." = that call; a call as JSON =
 * its legs are asked for.
 */
static json_t *
call_in(const struct job *j)
{
	json_t *o = str_starts(j->body, "{") ? json_loads(j->body, 0, NULL) : NULL;

	return o;
}

static void
put_speech(struct twilio *t, const char *recording)
{
	struct arena *a = t->g.a;
	struct message_in *m = &t->g.messages[t->g.b.message_count - 1];
	struct attachment *f = arena_new_of(a, struct attachment);
	json_t *body;

	f->part = recording;
	f->name = arena_str(a, _("recording.mp3"));
	f->type = "audio/mpeg";
	m->attachments = f;
	m->attachment_count = 1;
	if (str_eq(t->c->option(t->c->ctx, "transcripts"), "none"))
		return;
	body = json_object();
	js_put(body, "thread", m->thread);
	js_put(body, "call", m->remote_id);
	js_put(body, "first", m->direction == DIRECTION_IN ? "customer" : "us");
	put_job(t, "transcript", recording, 0, js_dump(a, body, true));
}

/* The customer's leg becomes the item. */
static void
legs_answer(struct twilio *t, json_t *call, json_t *root, const char *recording)
{
	json_t *legs = json_object_get(root, "calls"), *leg;
	size_t i;

	if (!json_is_array(legs) || json_array_append(legs, call))
		return;
	for (i = json_array_size(legs); i-- > 0;) {	/* the call itself first */
		leg = json_array_get(legs, i);
		if (json_is_object(leg) && twilio_call(t, leg, legs) == TWILIO_TAKEN) {
			if (recording)
				put_speech(t, recording);
			return;
		}
	}
}

static bool
is_over(struct arena *a, json_t *call)
{
	const char *status = js_text(a, call, "status");

	return !str_eq(status, "queued") && !str_eq(status, "ringing") && !str_eq(status, "in-progress");
}

static int
call_answer(struct twilio *t, const struct job *j, json_t *root, struct outcome *o)
{
	struct arena *a = t->g.a;
	bool recording = str_eq(j->kind, "recording");
	json_t *call = call_in(j);
	const char *sid;
	int64_t n;

	sid = read_key(a, j->key, &n);
	if (call) {
		legs_answer(t, call, root, recording ? sid : NULL);
		json_decref(call);
	} else if (recording && str_empty(j->body)) {
		if (twilio_recording(t, root) == TWILIO_OPEN)
			try_later(t, j, NULL);
		else if (t->g.b.job_count) {	/* in the same breath */
			o->body = t->g.jobs[0].body;
			o->again = true;
			t->g.b.job_count = 0;
		}
	} else if (!is_over(a, root)) {
		try_later(t, j, j->body);
	} else {
		o->body = js_dump(a, root, false);
		o->again = true;
	}
	return 0;
}

/* -- transcripts -------------------------------------------------------------------------------------------------------- */

/*
 * Two services write down what was said: transcriptions of the recording itself, and transcripts of Conversational
 * Intelligence, sentence by sentence with the channel they were spoken on.  State in the job's body (JSON): thread,
 * call, first (who speaks on channel 1); then, in one go, step, id, page, text.
 */
static const char *
step_of(struct arena *a, const struct channel_context *c, json_t *state)
{
	const char *step = js_text(a, state, "step");

	if (step)
		return step;
	return str_eq(c->option(c->ctx, "transcripts"), "intelligence") ? "transcripts" : "transcriptions";
}

static bool
asks_intelligence(const struct channel_context *c)
{
	const char *which = c->option(c->ctx, "transcripts"), *url = c->option(c->ctx, "intelligence-url");

	return (str_eq(which, "all") || str_eq(which, "intelligence")) && !str_empty(url);
}

static int
speech_request(const struct channel_context *c, const struct job *j, json_t *state, struct request *r)
{
	struct arena *a = c->arena;
	int64_t n;
	const char *recording = read_key(a, j->key, &n), *step = step_of(a, c, state);
	const char *id = js_text(a, state, "id"), *page = js_text(a, state, "page"), *url;

	if (str_eq(step, "transcriptions")) {
		twilio_get(c, arena_printf(a, "Recordings/%s/Transcriptions.json", recording), r);
		return 0;
	}
	if (str_eq(step, "transcription")) {
		twilio_get(c, arena_printf(a, "Transcriptions/%s.json", id ? id : ""), r);
		return 0;
	}
	twilio_get(c, "", r);
	url = c->option(c->ctx, "intelligence-url");
	if (str_eq(step, "transcripts"))
		r->url = arena_printf(a, "%s/Transcripts?PageSize=20&SourceSid=%s", url ? url : "", recording);
	else
		r->url = arena_printf(a, "%s/Transcripts/%s/Sentences?%s", url ? url : "", id ? id : "",
			page ? page : "PageSize=1000");
	return 0;
}

static void
set_step(json_t *state, const char *step, const char *id)
{
	js_put(state, "step", step);
	js_put(state, "id", id);
}

/* What was said becomes the call's words. */
static void
put_words(struct twilio *t, json_t *state, const char *text)
{
	struct arena *a = t->g.a;

	*gather_event(&t->g) = (struct event_in){ .thread = js_text(a, state, "thread"),
		.remote_id = js_text(a, state, "call"), .event_id = js_text(a, state, "id"), .kind = EVENT_TRANSCRIPT,
		.at = t->c->now, .text = text };
}

/* The newest finished one of a list. */
static const char *
finished_one(struct arena *a, json_t *list, const char *prefix)
{
	json_t *one;
	size_t i;

	json_array_foreach(list, i, one)
		if (str_eq(js_text(a, one, "status"), "completed"))
			return twilio_sid(a, one, "sid", prefix);
	return NULL;
}

static void
add_sentence(struct buf *b, struct arena *a, json_t *state, json_t *sentence)
{
	const char *words = js_text(a, sentence, "transcript");
	int64_t channel = js_int(sentence, "media_channel", 0);
	bool customer = (channel == 1) == str_eq(js_text(a, state, "first"), "customer");

	if (!words)
		return;
	if (channel == 1 || channel == 2)
		buf_addf(b, "%s: ", customer ? _("customer") : _("we"));
	buf_addf(b, "%s\n", words);
}

/* True when a further page is to be asked for. */
static bool
take_sentences(struct twilio *t, json_t *state, json_t *root)
{
	struct arena *a = t->g.a;
	const char *was = js_text(a, state, "text"), *next = js_text(a, root, "meta.next_page_url"), *query;
	const char *page = js_text(a, state, "page");
	json_t *list = json_object_get(root, "sentences"), *one;
	struct buf b = BUF_INIT;
	bool more;
	size_t i;

	buf_adds(&b, was ? was : "");
	json_array_foreach(list, i, one)
		if (b.len < TEXT_MAX)
			add_sentence(&b, a, state, one);
	/* never to the address that it names: only its query */
	query = next ? strchr(next, '?') : NULL;
	more = query && strlen(query) < 2000 && !strpbrk(query, " {}\"\\\r\n\t") && !str_eq(query + 1, page) &&
		b.len < TEXT_MAX;
	if (more) {
		js_put(state, "page", query + 1);
		js_put(state, "text", b.data);
	} else {
		buf_rtrim(&b);
		if (b.len)
			put_words(t, state, arena_strn(a, b.data, b.len));
	}
	buf_free(&b);
	return more;
}

static void
go_on(struct twilio *t, json_t *state, struct outcome *o)
{
	o->body = js_dump(t->g.a, state, false);
	o->again = true;
}

/* Nothing there yet: the other service, or later. */
static void
not_yet(struct twilio *t, const struct job *j, json_t *state, const char *step, struct outcome *o)
{
	json_object_del(state, "step");
	json_object_del(state, "id");
	if (str_eq(step, "transcriptions") && asks_intelligence(t->c)) {
		set_step(state, "transcripts", NULL);
		go_on(t, state, o);
	} else {
		try_later(t, j, js_dump(t->g.a, state, false));
	}
}

static int
speech_answer(struct twilio *t, const struct job *j, json_t *root, struct outcome *o)
{
	struct arena *a = t->g.a;
	json_t *state = json_loads(j->body ? j->body : "{}", 0, NULL);
	const char *step = step_of(a, t->c, state), *id, *text;

	if (!state || !js_text(a, state, "call"))
		;				/* nobody to give it to */
	else if (str_eq(step, "transcriptions") || str_eq(step, "transcripts")) {
		bool old = str_eq(step, "transcriptions");

		id = finished_one(a, json_object_get(root, step), old ? "TR" : "GT");
		if (id) {
			set_step(state, old ? "transcription" : "sentences", id);
			go_on(t, state, o);
		} else {
			not_yet(t, j, state, step, o);
		}
	} else if (str_eq(step, "transcription")) {
		if ((text = js_text(a, root, "transcription_text")))
			put_words(t, state, text);
		else
			not_yet(t, j, state, "transcriptions", o);
	} else if (take_sentences(t, state, root)) {
		go_on(t, state, o);
	}
	json_decref(state);
	return 0;
}

/* -- jobs --------------------------------------------------------------------------------------------------------------- */

int
twilio_watch_request(const struct channel_context *c, const struct job *j, struct request *r, struct error *err)
{
	struct arena *a = c->arena;
	size_t kind = kind_of(j->kind);
	int64_t n;
	const char *sid = read_key(a, j->key, &n);
	json_t *o;
	int rc;

	if (strspn(sid, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen(sid))
		return error_set(err, ERR_INPUT, _("no such job: %s %s"), j->kind, j->key);
	if (str_eq(j->kind, "transcript")) {
		o = json_loads(j->body ? j->body : "{}", 0, NULL);
		rc = speech_request(c, j, o, r);
		json_decref(o);
		return rc;
	}
	if ((o = call_in(j))) {
		const char *parent = twilio_sid(a, o, "sid", "CA");

		twilio_get(c, arena_printf(a, "Calls.json?PageSize=50&ParentCallSid=%s", parent ? parent : ""), r);
		json_decref(o);
	} else if (!str_empty(j->body)) {
		twilio_get(c, arena_printf(a, "Calls/%s.json", str_percent(a, j->body)), r);
	} else {
		twilio_get(c, arena_printf(a, "%s/%s.json", kinds[kind].path, sid), r);
	}
	return 0;
}

/* A message that was not over, or one of ours whose delivery is. */
static int
message_answer(struct twilio *t, const struct job *j, json_t *root)
{
	size_t events = t->g.b.event_count;

	if (twilio_message(t, root) == TWILIO_OPEN || (events == t->g.b.event_count &&
	    !str_eq(js_text(t->g.a, root, "direction"), "inbound")))
		try_later(t, j, NULL);
	return 0;
}

int
twilio_watch_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err)
{
	struct twilio t = { .c = c, .g = { .a = c->arena } };
	json_t *root;
	int rc;

	if (twilio_refused(c, in, false, o)) {
		/* another service, which not everybody has: it stops no account */
		if (str_eq(j->kind, "transcript") && o->verdict == VERDICT_AUTH)
			o->verdict = VERDICT_FAILED;
		return 0;
	}
	if (!(root = twilio_load(in, err)))
		return -1;
	rc = str_eq(j->kind, "message") ? message_answer(&t, j, root) : str_eq(j->kind, "transcript") ?
		speech_answer(&t, j, root, o) : call_answer(&t, j, root, o);
	json_decref(root);
	o->batch = gather_batch(&t.g);
	return rc;
}
