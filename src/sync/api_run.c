/*
 * api_run.c - one job of a connected account, from its request to what its answer means.
 *
 * A run goes through stages: secrets that are not here yet are fetched, the request is under way, renewed tokens
 * are kept; then its outcome is taken.  A run that waits for a renewal is held, and begins again after it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "hash.h"
#include "i18n.h"
#include "log.h"
#include "str.h"
#include "utf8.h"

#define PAGES_MAX 10000			/* of one job in one go: a server that never ends */
#define EMPTY_MAX 200			/* in a row: 5,000 posts without a word for us are a lot */
#define ATTEMPTS_MAX 10			/* of a job that is no row of the outbox */
#define ASKED_BYTES ((size_t)2 << 30)	/* of a file that somebody has asked for */

void
run_end(struct api_run *r)
{
	if (r->file)
		(void)unlink(r->file);
	if (r - r->account->run == RUN_REFRESH)
		renew_end(r->account);
	if (r - r->account->run == RUN_FILE)
		files_ended(r->account);
	http_end(r->call);
	errand_end(r->errand);
	r->call = NULL;
	r->errand = NULL;
	r->file = NULL;
	r->sends = r->refreshed = r->refused = r->asked = false;
	r->pages = r->empty = 0;
	r->stage = RUN_FREE;
	memset(&r->attachment, 0, sizeof r->attachment);
	memset(&r->outcome, 0, sizeof r->outcome);
	arena_reset(r->arena);
}

static void run_resume(struct api_run *r, const struct error *why);

/* The tokens have been renewed, or not (why NULL = they have). */
static void
resume_all(struct api_account *a, const struct error *why)
{
	int i;

	for (i = 0; i < RUN_REFRESH; i++)
		run_resume(&a->run[i], why);
}

/* -- what may go wrong -------------------------------------------------------------------------------------- */

static bool
is_account_wide(const struct api_run *r, const struct error *why)
{
	/* files often lie elsewhere: that host's trouble is not the account's */
	if (str_eq(r->job.kind, "media"))
		return why->code == ERR_LIMIT || why->code == ERR_AUTH || why->code == ERR_STORE;
	return r->job.id == 0 || why->code == ERR_NETWORK || why->code == ERR_LIMIT || why->code == ERR_AUTH ||
		why->code == ERR_CONFIG || why->code == ERR_STORE;
}

/* A row of our own that did not work: later, and after many times never. */
static void
job_failed(struct api_run *r, const struct error *why, bool for_good, int64_t after_ms)
{
	struct store *s = r->account->w.store;
	int64_t account = r->account->w.account->id;
	struct error quiet = ERROR_INIT;

	if (!for_good && r->job.attempts + 1 < ATTEMPTS_MAX) {
		(void)feed_job_later(s, r->job.id, clock_now() + (after_ms ? after_ms :
			rate_backoff(r->job.attempts + 2)), &quiet);
		return;
	}
	r->account->w.page->problems++;
	if (r->attachment.id)
		(void)feed_attachment_problem(s, account, r->attachment.id, why->text, &quiet);
	else
		(void)feed_problem(s, account, "protocol", arena_printf(r->arena, "%s %s", r->job.kind, r->job.key), why->text,
			&quiet);
	(void)feed_job_done(s, r->job.id, &quiet);
}

/* The run ends without an answer that could be taken. */
static void
run_failed(struct api_run *r, const struct error *why, bool for_good, int64_t after_ms)
{
	struct api_account *a = r->account;

	log_line(LOG_SYNC, "%s: %s: %s", a->w.account->name, r->job.kind, why->text);
	if (r - a->run == RUN_STREAM) {
		stream_failed(r, why);
		return;
	}
	if (r - a->run == RUN_REFRESH) {
		struct error copy = *why;

		renew_failed(r, &copy);
		run_renewed(r, &copy);
		account_failed(a, &copy, after_ms);
		return;
	}
	if (r->sends)
		send_broken(r, why);
	else if (!for_good && is_account_wide(r, why))
		account_failed(a, why, after_ms);
	else if (r->job.id)
		job_failed(r, why, for_good, after_ms);
	else
		account_failed(a, why, after_ms);
	run_end(r);
}

/* -- the request ------------------------------------------------------------------------------------------------ */

/* The address a request goes to may only be seen with its secrets inside. */
static int
fill_request(struct api_run *r, struct http_request *q, struct error *err)
{
	const struct request *in = &r->request;
	struct api_account *a = r->account;
	const char **headers = NULL;
	const char *const *h;
	size_t n = 0, space = 0;
	struct error stranger = ERROR_INIT;

	*q = (struct http_request){ .method = in->method, .body = in->body, .body_len = in->body_len,
		.body_file = in->body_file, .parts = in->parts, .part_count = in->part_count,
		.timeout_ms = in->long_poll ? in->timeout_ms + 15000 : in->timeout_ms,
		.ca_file = worker_option(&a->w, "ca-file"), .secrets = secret_values(a, r->arena), .ctx = r };
	if (fill_allowed(a, in, r->arena, &stranger)) {
		if (fill_names(in, r->arena)[0]) {
			*err = stranger;
			return -1;
		}
		q->home = fill_home(a);
	}
	if (fill_text(a, in->url, r->arena, &q->url, err))
		return -1;
	for (h = in->headers; h && *h; h++)
		if (fill_text(a, *h, r->arena, VEC_PUSH(r->arena, headers, n, space), err))
			return -1;
	*VEC_PUSH(r->arena, headers, n, space) = NULL;
	q->headers = headers;
	if (in->secret_body) {
		if (fill_text(a, in->body, r->arena, &q->body, err))
			return -1;
		q->body_len = strlen(q->body);
	}
	if (in->to_file) {
		q->to_file = r->file;
		q->limit = r->asked ? ASKED_BYTES : (size_t)media_limit(a);
	}
	if (in->acts && r->sends)
		q->wire = send_wire;
	if (in->stream)
		q->heard = stream_heard;
	return 0;
}

static void
run_launch(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	struct http_request q;

	trace_request(a->w.account->name, &r->request);
	r->began_at = clock_now();
	if (fill_request(r, &q, &err) || http_start(a->api->http, &q, &r->call, &err)) {
		run_failed(r, &err, false, 0);
		return;
	}
	r->stage = RUN_HTTP;
}

/* A token that can be renewed, and is missing or nearly over. */
static bool
wants_refresh(const struct api_run *r, const char *name)
{
	const struct api_account *a = r->account;
	const struct secret *s = secret_find(a, name);

	if (!(a->channel->ways & WAY_REFRESHES) || r - a->run == RUN_REFRESH || r->refreshed)
		return false;
	return s ? s->expires_at && s->expires_at < clock_now() + SECRET_EXPIRY_MS : !secret_known(a, name);
}

static void
run_secrets(struct api_run *r)
{
	const char *const *name = fill_names(&r->request, r->arena);
	struct error err = ERROR_INIT;

	for (; *name; name++) {
		if (wants_refresh(r, *name)) {
			r->stage = RUN_HELD;
			return;
		}
		if (secret_find(r->account, *name)) {
			if (r - r->account->run != RUN_REFRESH || !str_eq(*name, "refresh-token") ||
			    !secret_is_refused(r->account))
				continue;
			error_set(&err, ERR_AUTH, "%s", _("the service has refused the token to renew with"));
			run_failed(r, &err, false, 0);
			return;
		}
		r->secret = *name;
		r->errand = secret_fetch(r->account, *name, &err);
		if (!r->errand)
			run_failed(r, &err, false, 0);
		else
			r->stage = RUN_SECRETS;
		return;
	}
	run_launch(r);
}

static const char *
option(void *ctx, const char *key)
{
	return worker_option(&((struct api_run *)ctx)->account->w, key);
}

static const char *
cursor(void *ctx, const char *key)
{
	struct api_run *r = ctx;
	struct api_account *a = r->account;
	char *value = NULL;

	if (!a->api->storeless)
		(void)feed_cursor(a->w.store, a->w.account->id, key, r->arena, &value, NULL);
	return value;
}

static void
job_done(struct api_run *r)
{
	struct error err = ERROR_INIT;

	if (r->job.id && feed_job_done(r->account->w.store, r->job.id, &err))
		account_failed(r->account, &err, 0);
}

/* Pages that lead to one that was asked for before have no end.  Each request is compared with one before it, which is
 * renewed at every power of two: a circle of any length is seen within three times its length (Brent). */
static bool
is_circle(struct api_run *r)
{
	const struct request *q = &r->request;
	uint64_t here = (uint64_t)hash_text(q->url) << 32 |
		hash_text(q->body ? arena_strn(r->arena, q->body, q->body_len) : "");

	if (r->sends || r - r->account->run == RUN_REFRESH)
		return false;
	if (r->pages && here == r->way)
		return true;
	if (!(r->pages & (r->pages - 1)))
		r->way = here;
	return false;
}

/* It is tried again from where it was, and known meanwhile. */
static void
run_endless(struct api_run *r, const char *words)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;

	error_set(&err, ERR_PROTOCOL, "%s", words);
	if (!a->api->storeless) {
		a->w.page->problems++;
		(void)feed_problem(a->w.store, a->w.account->id, "protocol", arena_printf(r->arena, "%s %s", r->job.kind,
			r->job.key), words, NULL);
	}
	run_failed(r, &err, false, 0);
}

void
run_request(struct api_run *r)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;

	r->context.now = clock_now();
	memset(&r->request, 0, sizeof r->request);
	if (a->channel->request(&r->context, &r->job, r->sends ? &r->out : NULL, &r->request, &err)) {
		run_failed(r, &err, err.code != ERR_NETWORK, 0);
		return;
	}
	if (r->request.kind != REQUEST_HTTP) {
		job_done(r);
		if (r - a->run == RUN_PULL)	/* nothing to be asked now */
			account_pulled(a, false, false, 0);
		if (r - a->run == RUN_STREAM)
			a->bell.next_at = INT64_MAX;
		run_end(r);
		return;
	}
	if (is_circle(r)) {
		run_endless(r, _("the server's pages lead in a circle"));
		return;
	}
	run_secrets(r);
}

/* A new token for a new job; the same one for every try of a row. */
static void
make_token(struct api_run *r)
{
	struct uid uid;

	if (r->sends)
		memcpy(r->context.token, r->row.hex, sizeof r->context.token);
	else if (r->job.id)
		uid_hex(r->context.token, uid_of("job", r->account->w.account->name,
			arena_printf(r->arena, "%lld", (long long)r->job.id), NULL));
	else {
		uid = uid_new();
		uid_hex(r->context.token, uid);
	}
}

void
run_begin(struct api_run *r, const struct job *j)
{
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;
	int skip;

	r->job = *j;
	r->job.kind = arena_str(r->arena, j->kind);
	r->job.key = arena_str(r->arena, j->key ? j->key : "");
	r->job.body = arena_str(r->arena, j->body);
	r->context = (struct channel_context){ .account = a->w.account->name, .address = a->w.account->address,
		/* after a gap the first look is a short one: nothing may leave before it has ended */
		.waits = a->api->watch && clock_now() - a->pulled_at < API_FRESH_MS,
		.out = r->sends ? &r->out : NULL, .option = option, .cursor = cursor, .ctx = r, .arena = r->arena };
	make_token(r);
	if (str_eq(j->kind, "media") && (skip = media_begin(r, j, &err))) {
		if (skip > 0)
			job_done(r);
		else
			job_failed(r, &err, false, 0);
		run_end(r);
		return;
	}
	if (r - a->run == RUN_REFRESH)
		renew_look(r);
	else
		run_request(r);
}

/* -- secrets come and go ------------------------------------------------------------------------------------------ */

static void run_taken(struct api_run *r);

/* A probe keeps what it was given only where the old one is over with it. */
void
run_save(struct api_run *r)
{
	struct error err = ERROR_INIT;
	bool renews = r - r->account->run == RUN_REFRESH;

	if (r->saved == r->outcome.secret_count || (r->account->api->storeless && !renews)) {
		run_taken(r);
		return;
	}
	r->errand = secret_save(r->account, &r->outcome.secrets[r->saved], &err);
	if (r->errand)
		r->stage = RUN_SAVING;
	else
		run_failed(r, &err, false, 0);
}

void
run_errand_ended(struct api_run *r)
{
	struct error err = ERROR_INIT;
	struct errand *e = r->errand;
	const struct secret_in *s;
	char *words = NULL;
	int rc;

	if (r->stage == RUN_LOOKS) {
		renew_looked(r);
		return;
	}
	r->errand = NULL;
	if (r->stage == RUN_SECRETS) {
		rc = secret_take(r->account, r->secret, e, &err);
		errand_end(e);
		if (rc) {
			r->account->unread = true;
			run_failed(r, &err, false, 0);
			r->account->unread = false;
		} else {
			run_secrets(r);
		}
		return;
	}
	rc = errand_result(e, r->arena, &words, &err);
	errand_end(e);
	if (rc) {			/* not kept, so never used */
		error_prefix(&err, "%s", _("the renewed token could not be kept"));
		renew_not_kept(r);
		run_failed(r, &err, false, 0);
		return;
	}
	s = &r->outcome.secrets[r->saved++];
	secret_set(r->account, s->name, s->value, s->expires_at);
	renew_kept(r, words);
	run_save(r);
}

static void
run_resume(struct api_run *r, const struct error *why)
{
	if (r->stage != RUN_HELD)
		return;
	r->refreshed = true;
	http_end(r->call);
	r->call = NULL;
	if (why)
		run_failed(r, why, false, 0);
	else
		run_request(r);
}

/* -- the answer ----------------------------------------------------------------------------------------------------- */

/* Is there anything in it? */
static bool
brings(const struct batch *b)
{
	return b->message_count || b->event_count || b->identity_count || b->cursor_count || b->capability_count ||
		b->job_count || b->problem_count;
}

static int
store_batch(struct api_run *r, struct error *err)
{
	struct api_account *a = r->account;
	struct batch *b = &r->outcome.batch;
	struct feed_result *fed = &a->w.page->fed;
	int64_t before = fed->messages + fed->events;

	if (a->api->storeless)
		return 0;
	media_jobs(a, b, clock_now(), r->arena);
	if (!brings(b))
		return 0;
	if (feed_batch(a->w.store, &a->w.feed, b, fed, err))
		return -1;
	if (b->job_count)
		a->job_at = a->file_at = -1;
	if (b->message_count) {
		worker_progress(&a->w, _("reading"), fed->messages, 0);
		a->said_pulled_at = 0;	/* the pull that follows says that it is over */
	}
	a->news = a->news || fed->messages + fed->events != before;
	return 0;
}

/* The error an outcome stands for; ERR_NONE when it is none. */
static struct error
outcome_error(const struct outcome *o, int status)
{
	static const enum error_code codes[] = { [VERDICT_FAILED] = ERR_REMOTE, [VERDICT_RETRY] = ERR_NETWORK,
		[VERDICT_AUTH] = ERR_AUTH, [VERDICT_LIMIT] = ERR_LIMIT, [VERDICT_UNKNOWN] = ERR_NETWORK };
	struct error err = ERROR_INIT;

	if (o->verdict != VERDICT_NONE && o->verdict != VERDICT_SENT && o->verdict != VERDICT_DELIVERED)
		error_set(&err, codes[o->verdict], "%s", o->words ? o->words :
			status ? "HTTP" : _("the server refused without a reason"));
	return err;
}

/* Once, the tokens are renewed and the same is asked again. */
static bool
refreshes(struct api_run *r)
{
	struct api_account *a = r->account;

	if (r->outcome.verdict != VERDICT_AUTH || !r->outcome.refresh || r->refreshed || r - a->run == RUN_REFRESH ||
	    !(a->channel->ways & WAY_REFRESHES))
		return false;
	r->refused = true;
	r->stage = RUN_HELD;
	return true;
}

static void
pull_ended(struct api_run *r)
{
	struct api_account *a = r->account;
	const struct batch *b = &r->outcome.batch;

	account_pulled(a, b->message_count || b->event_count, r->request.long_poll, clock_now() - r->began_at);
	run_end(r);
}

void
run_renewed(struct api_run *r, const struct error *why)
{
	struct api_account *a = r->account;

	run_end(r);
	resume_all(a, why);
}

/* What a page brought is stored: its memory goes before the next one comes. */
static void
next_page(struct api_run *r)
{
	char *kind, *key, *body;

	if (r->sends || r->attachment.id) {
		r->job.body = arena_str(r->arena, r->outcome.body);
		return;
	}
	kind = xstrdup(r->job.kind);
	key = xstrdup(r->job.key);
	body = r->outcome.body ? xstrdup(r->outcome.body) : NULL;
	arena_reset(r->arena);
	r->job.kind = arena_str(r->arena, kind);
	r->job.key = arena_str(r->arena, key);
	r->job.body = arena_str(r->arena, body);
	free(kind);
	free(key);
	free(body);
}

/* The job goes on with another request. */
static void
run_again(struct api_run *r)
{
	const struct batch *b = &r->outcome.batch;

	r->empty = b->message_count || b->event_count || b->identity_count ? 0 : r->empty + 1;
	if (++r->pages > PAGES_MAX || r->empty > EMPTY_MAX) {
		run_endless(r, _("the server's pages have no end"));
		return;
	}
	if (r->sends && send_step(r, r->outcome.body)) {
		run_end(r);
		return;
	}
	http_end(r->call);
	r->call = NULL;
	next_page(r);
	/* pages keep to the measure like everything else; what is being said is not left half said */
	if (!r->sends && r - r->account->run != RUN_REFRESH && !r->account->api->storeless &&
	    api_pause(r->account, api_now())) {
		r->stage = RUN_PAUSED;
		return;
	}
	run_request(r);
}

void
run_go_on(struct api_run *r)
{
	run_request(r);
}

/* Links of files live for a while, and each service has its own words for that. */
static void
expired(struct api_run *r, struct error *err)
{
	int status = r->answer.status;

	if (status != 403 && status != 404 && status != 410)
		return;
	*err = (struct error)ERROR_INIT;
	error_set(err, ERR_REMOTE, _("the service does not hand it out any more: the link has expired, or the file is gone (%d)"),
		status);
}

static void run_stored(struct api_run *r);

/* Everything of the outcome that is not about tokens. */
static void
run_taken(struct api_run *r)
{
	struct error err = outcome_error(&r->outcome, r->answer.status);

	if (refreshes(r))
		return;
	if (store_batch(r, &err) && err.code != ERR_NONE) {
		run_failed(r, &err, false, 0);
		return;
	}
	/* the next request tells the server to forget what this one brought */
	if (r->account->channel->ways & WAY_COMMITS_FIRST && !r->account->api->storeless && brings(&r->outcome.batch))
		r->stage = RUN_STORED;
	else
		run_stored(r);
}

void
run_durable(struct api *api)
{
	struct error err = ERROR_INIT;
	bool tried = false;
	size_t i;
	int k;

	for (i = 0; i < api->count; i++)
		for (k = 0; k < RUN_COUNT; k++) {
			struct api_run *r = &api->accounts[i].run[k];

			if (r->stage != RUN_STORED)
				continue;
			if (!tried)
				(void)store_barrier(r->account->w.store, &err);
			tried = true;
			if (err.code == ERR_NONE)
				run_stored(r);
			else
				run_failed(r, &err, false, 0);
		}
}

/* What the outcome brought is stored. */
static void
run_stored(struct api_run *r)
{
	struct outcome *o = &r->outcome;
	struct error err = outcome_error(o, r->answer.status);

	if (o->again && err.code == ERR_NONE) {
		run_again(r);
		return;
	}
	if (r->sends) {
		send_judge(r, o);
		run_end(r);
		return;
	}
	if (err.code == ERR_NONE && r->answer.file && str_eq(r->job.kind, "media") && media_store(r, &err)) {
		run_failed(r, &err, err.code == ERR_REMOTE, 0);
		return;
	}
	if (err.code == ERR_REMOTE && r->attachment.id)
		expired(r, &err);
	if (err.code != ERR_NONE) {
		run_failed(r, &err, o->verdict == VERDICT_FAILED && r->job.id, o->retry_after_ms);
		return;
	}
	if (o->words)
		snprintf(r->account->said, sizeof r->account->said, "%s", o->words);
	job_done(r);
	if (r - r->account->run == RUN_REFRESH)
		run_renewed(r, NULL);
	else if (r - r->account->run == RUN_PULL)
		pull_ended(r);
	else
		run_end(r);
}

/* The parser is named while it works: a death in it is this account's, and no other's. */
static int
translate(struct api_run *r, struct error *err)
{
	struct sync_page *p = r->account->shared;
	int rc;

	snprintf(p->file, sizeof p->file, "answer to %s", r->job.kind);
	__atomic_store_n(&p->file_since_us, clock_mono_us(), __ATOMIC_RELEASE);
	r->context.now = clock_now();
	rc = r->account->channel->answer(&r->context, &r->job, &r->answer, &r->outcome, err);
	__atomic_store_n(&p->file_since_us, 0, __ATOMIC_RELEASE);
	if (!rc && r->outcome.words)	/* a server may say our secret back to us */
		r->outcome.words = trace_without(utf8_clean_str(r->arena, r->outcome.words, false),
			secret_values(r->account, r->arena), r->arena);
	return rc;
}

/* What the answer's head says about how fast we may ask. */
static void
heed_limits(struct api_run *r)
{
	struct api_account *a = r->account;
	struct outcome *o = &r->outcome;
	int64_t now = clock_now(), wait = rate_wait(&r->answer, now);

	if (o->used_percent >= 95 && wait < 5 * MS_MINUTE)
		wait = 5 * MS_MINUTE;
	else if (o->used_percent >= 75 && wait < 30 * MS_SECOND)
		wait = 30 * MS_SECOND;
	if (o->verdict == VERDICT_LIMIT && wait > o->retry_after_ms)
		o->retry_after_ms = wait;
	if (wait && api_now() + wait > a->rest_until)
		a->rest_until = api_now() + wait;
}

void
run_answered(struct api_run *r)
{
	const struct http_result *result = http_result(r->call);
	struct api_account *a = r->account;
	struct error err = ERROR_INIT;

	if (r - a->run == RUN_STREAM) {
		stream_answered(r);
		return;
	}
	if (result->too_big && r->attachment.id && !r->asked) {
		media_left(r);
		run_end(r);
		return;
	}
	if (!result->answered) {
		run_failed(r, &result->err, result->too_big && r->attachment.id, 0);
		return;
	}
	r->answer = result->answer;
	trace_answer(a->w.account->name, &r->answer, secret_values(a, r->arena), r->arena);
	memset(&r->outcome, 0, sizeof r->outcome);
	r->saved = 0;
	if (translate(r, &err)) {
		if (!r->sends && !a->api->storeless)
			(void)feed_problem(a->w.store, a->w.account->id, "protocol", r->job.kind, err.text, NULL);
		run_failed(r, &err, false, rate_wait(&r->answer, clock_now()));
		return;
	}
	heed_limits(r);
	run_save(r);
}

void
run_cancel(struct api_run *r)
{
	struct error err = ERROR_INIT;

	if (r->stage == RUN_FREE)
		return;
	error_set(&err, ERR_NETWORK, _("stopped"));
	if (r - r->account->run == RUN_STREAM)
		stream_left(r->account);
	if (r->sends)
		send_broken(r, &err);
	run_end(r);
}
