/*
 * api_stream.c - the doorbell of an account: one GET of Server-Sent Events that the server never ends.  Whatever event
 * comes wakes the ordinary pull, and says nothing more: what is lost, doubled or invented here costs a look, no message.
 * While it is open one looks rarely without it.  Where it is refused, all is as before.
 */
#include <string.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "str.h"

#define LINE_MAX_BYTES (1u << 20)	/* nothing is kept of a line; this long it is no line */
#define SILENCE_MS 60000
#define PROVEN_MS MS_MINUTE		/* open for so long, it was a good one */
#define REFUSED_MS MS_HOUR

/* -- what comes in ----------------------------------------------------------------------------------------- */

/* An event is a line of a field or more, then an empty one; ":..." is only a sign of life. */
static void
end_line(struct bell *b)
{
	if (b->line == 0) {
		b->rung = b->rung || b->fields;
		b->fields = false;
	} else if (!memcmp(b->head, "event:", 6) || !memcmp(b->head, "data:", 5)) {
		b->fields = true;
	}
	b->line = 0;
	memset(b->head, 0, sizeof b->head);
}

void
stream_heard(void *ctx, const char *data, size_t len)
{
	struct bell *b = &((struct api_run *)ctx)->account->bell;
	size_t i;

	if (!b->open) {			/* what came while there was none is asked for now */
		b->open = b->rung = true;
		b->opened_at = api_now();
	}
	b->heard_at = api_now();
	for (i = 0; i < len && !b->bad; i++) {
		if (data[i] == '\n') {
			end_line(b);
			continue;
		}
		if (data[i] == '\r')
			continue;
		if (b->line < sizeof b->head - 1)
			b->head[b->line] = data[i];
		b->bad = ++b->line > LINE_MAX_BYTES;
	}
}

/* -- the store knows --------------------------------------------------------------------------------------- */

static void
tell(struct api_account *a, const char *words)
{
	struct capability_in row = { .key = "stream", .value = words };
	struct batch b = { .capabilities = &row, .capability_count = 1 };
	struct feed_result fed = { 0 };
	struct error quiet = ERROR_INIT;

	log_line(LOG_SYNC, "%s: stream: %s", a->w.account->name, words);
	(void)feed_batch(a->w.store, &a->w.feed, &b, &fed, &quiet);
}

void
stream_left(struct api_account *a)
{
	if (a->bell.told)
		tell(a, "");
	a->bell.told = a->bell.open = false;
}

/* -- how it ends ------------------------------------------------------------------------------------------- */

static void
closed(struct api_run *r, const char *words, int64_t after_ms)
{
	struct api_account *a = r->account;
	struct bell *b = &a->bell;
	int64_t now = api_now(), poll = conf_account_span(a->w.account->conf, OPT_ACCOUNT_POLL), at = clock_now() + poll;

	b->fails = b->open && now - b->opened_at >= PROVEN_MS ? 1 : b->fails + 1;
	b->next_at = now + (after_ms > 0 ? after_ms : rate_backoff(b->fails));
	/* the long interval was the stream's */
	if (b->open && a->run[RUN_PULL].stage == RUN_FREE && a->pull_at > at) {
		a->interval = poll;
		a->pull_at = at;
	}
	b->open = b->bad = b->fields = b->told = false;
	b->line = 0;
	memset(b->head, 0, sizeof b->head);
	tell(a, words);
	run_end(r);
}

void
stream_failed(struct api_run *r, const struct error *why)
{
	struct error copy = *why;	/* of the run's memory or not */

	closed(r, copy.text, copy.code == ERR_PROTOCOL || copy.code == ERR_CONFIG ? REFUSED_MS : 0);
}

/* Sent elsewhere, where our token does not go. */
static const char *
elsewhere(struct api_run *r, const struct answer *in)
{
	const char *to = http_origin(in->url, r->arena), *from = http_origin(r->request.url, r->arena);

	return to && !str_eq(to, from) ? arena_printf(r->arena, _("the stream lies at %s: set stream-url to that"), to) :
		arena_printf(r->arena, _("the server has no stream for us (%d)"), in->status);
}

void
stream_answered(struct api_run *r)
{
	const struct http_result *result = http_result(r->call);
	int status = result->answered ? result->answer.status : 0;
	int64_t wait;

	if (!result->answered) {
		stream_failed(r, &result->err);
		return;
	}
	trace_answer(r->account->w.account->name, &result->answer, secret_values(r->account, r->arena), r->arena);
	wait = rate_wait(&result->answer, clock_now());
	if (status / 100 == 2)
		closed(r, _("the server has ended the stream"), wait);
	else if (status == 429 || status == 408 || status >= 500)
		closed(r, arena_printf(r->arena, _("the server answered with status %d"), status), wait);
	else
		closed(r, elsewhere(r, &result->answer), REFUSED_MS);
}

/* -- when it begins ----------------------------------------------------------------------------------------- */

static void
look(struct api_run *r)
{
	struct bell *b = &r->account->bell;
	int64_t silence = r->request.timeout_ms ? r->request.timeout_ms : SILENCE_MS;

	if (b->open && !b->told) {
		b->told = true;
		tell(r->account, "open");
	}
	if (b->bad)
		closed(r, _("what comes through the stream has no end of line"), 0);
	else if (r->stage == RUN_HTTP && api_now() - b->heard_at > silence)
		closed(r, _("the stream fell silent"), 0);
}

void
stream_step(struct api_account *a)
{
	struct api_run *r = &a->run[RUN_STREAM];
	struct job job = { .kind = "stream" };

	if (!(a->channel->ways & WAY_RINGS) || !a->api->watch)
		return;
	if (r->stage != RUN_FREE && a->stopped) {
		run_cancel(r);
	} else if (r->stage != RUN_FREE) {
		look(r);
	} else if (!a->stopped && a->pulled_at && api_now() >= a->rest_until && api_now() >= a->bell.next_at) {
		a->bell.heard_at = api_now();
		run_begin(r, &job);
	}
}
