/* api.c - see api.h: the loop over all connected accounts, and who may ask when. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "str.h"
#include "supervisor.h"

#define QUICK_MS 2000			/* a held pull that ends sooner, with nothing, was not held */
#define INTERVAL_MIN_MS (3 * MS_SECOND)
#define STOP_PATIENCE_MS 20000
#define RATE_COUNT 10			/* requests an account saves up... */
#define RATE_MS 10000			/* ...and gets back in this time, unless its channel says otherwise */
#define PATIENCE_MS 5000		/* so long nobody need know that a server takes its time */
#define REST_MAX_MS (10 * MS_SECOND)	/* --once waits no longer for a server's leave */
#define CALM_POLLS 10			/* an open stream makes looking rare... */
#define CALM_MAX_MS (15 * MS_MINUTE)	/* ...but nothing depends on it */
#define RING_MS MS_SECOND		/* it cannot make us look more often than this */
#define NOT_AGAIN INT64_MAX

int64_t
api_now(void)
{
	return clock_mono_us() / 1000;
}

/* -- accounts ------------------------------------------------------------------------------------------- */

void
api_account_init(struct api *api, struct api_account *a, struct sync_account *conf, struct store *s)
{
	const struct channel *c = channel_find(conf->channel);
	int i;

	*a = (struct api_account){ .api = api, .channel = c, .shared = conf->page, .lock = -1,
		.interval = conf_account_span(conf->conf, OPT_ACCOUNT_POLL),
		.rest_until = conf->next_at ? api_now() + conf->next_at - clock_now() : 0,
		.outbox_at = -1, .job_at = -1, .file_at = -1, .behind = true, .renewing = -1 };
	a->w = (struct worker){ .sync = api->sync, .account = conf, .page = xcalloc(1, sizeof *a->w.page),
		.store = s, .arena = arena_new(), .watch = api->watch };
	a->w.page->started_us = clock_mono_us();
	worker_feed(&a->w);
	bucket_init(&a->bucket, c->rate_count ? c->rate_count : RATE_COUNT,
		c->rate_per_ms ? c->rate_per_ms : RATE_MS, api_now());
	for (i = 0; i < RUN_COUNT; i++) {
		a->run[i].account = a;
		a->run[i].arena = arena_new();
	}
}

void
api_account_free(struct api_account *a)
{
	int i;

	for (i = 0; i < RUN_COUNT; i++) {
		run_cancel(&a->run[i]);
		arena_free(a->run[i].arena);
	}
	secret_forget(a);
	secret_free(&a->unsaved);
	if (a->lock >= 0)
		(void)close(a->lock);
	free(a->w.page);
	arena_free(a->w.arena);
}

/* What happened since the last report goes to the supervisor, which says it. */
static void
publish(struct api_account *a)
{
	struct sync_page *to = a->shared, *own = a->w.page;

	if (__atomic_load_n(&to->ended, __ATOMIC_ACQUIRE))
		return;
	own->file_since_us = to->file_since_us;
	own->ended = false;
	memcpy(to, own, sizeof *to);
	__atomic_store_n(&to->ended, true, __ATOMIC_RELEASE);
	a->told = a->finished;		/* once: what says nothing more would take its error back */
	memset(own, 0, sizeof *own);
	own->started_us = clock_mono_us();
	a->news = false;
}

bool
api_busy(const struct api_account *a)
{
	int i;

	for (i = 0; i < RUN_COUNT; i++)
		if (i != RUN_STREAM && a->run[i].stage != RUN_FREE)
			return true;
	return false;
}

/* The server holds our pull open: whatever comes is seen at once. */
static bool
is_held(const struct api_account *a)
{
	const struct api_run *r = &a->run[RUN_PULL];

	return r->stage == RUN_HTTP && r->request.long_poll;
}

/* What a person can do about a refusal stands before the server's words: these may be long. */
static struct error
with_advice(const struct api_account *a, const struct error *why)
{
	struct error told = *why;

	/* a command of our own that fails is named; no server has refused anything */
	if (why->code == ERR_AUTH && !a->unread) {
		error_clear(&told);
		error_set(&told, ERR_AUTH, _("sign in again (sportello account authorize %s): %s"), a->w.account->name,
			why->text);
	}
	return told;
}

void
account_failed(struct api_account *a, const struct error *why, int64_t after_ms)
{
	struct error quiet = ERROR_INIT, told = with_advice(a, why);
	int64_t until;

	a->fails++;
	a->news = true;
	worker_failed(&a->w, &told);
	if (a->api->storeless)
		return;
	until = api_now() + (after_ms > 0 ? after_ms : rate_backoff(a->fails));
	if (until > a->rest_until)
		a->rest_until = until;
	if (a->api->watch)		/* what was not seen is looked for after the rest */
		a->pull_at = clock_now();
	if (why->code == ERR_AUTH) {	/* knocking again would lock the account */
		a->stopped = true;
		a->stopped_for = outbox_next(a->w.store, a->w.account->id);
		a->signed_in = secret_signed_in(a);
		secret_forget(a);
	}
	a->in_error = true;
	(void)feed_account_state(a->w.store, a->w.account->id, a->stopped ? "auth" : "error", NULL, 0, 0,
		told.text, &quiet);
	(void)feed_account_next(a->w.store, a->w.account->id, a->stopped || !a->api->watch ? 0 :
		clock_now() + a->rest_until - api_now(), &quiet);
	a->finished = !a->api->watch;
}

/* After news the next look comes soon, after silence later. */
static void
set_interval(struct api_account *a, bool news)
{
	int64_t poll = conf_account_span(a->w.account->conf, OPT_ACCOUNT_POLL);

	if (news)
		a->interval = poll / 10;
	else
		a->interval += a->interval / 2;
	if (a->interval > 4 * poll)
		a->interval = 4 * poll;
	if (a->interval < INTERVAL_MIN_MS)
		a->interval = INTERVAL_MIN_MS;
}

int64_t
api_interval(const struct api_account *a)
{
	int64_t calm = CALM_POLLS * conf_account_span(a->w.account->conf, OPT_ACCOUNT_POLL);

	if (calm > CALM_MAX_MS)
		calm = CALM_MAX_MS;
	return a->bell.open && a->interval < calm ? calm : a->interval;
}

void
account_pulled(struct api_account *a, bool news, bool held, int64_t took_ms)
{
	struct error err = ERROR_INIT;
	int64_t now = clock_now(), next;

	a->fails = 0;
	a->news = a->news || !a->pulled_at;
	a->pulled_at = now;
	a->w.page->pulled = true;
	if (a->api->storeless)
		return;
	set_interval(a, news);
	/* held open, or the short look before that */
	if (a->api->watch && a->channel->ways & WAY_HOLDS && (!held || news || took_ms >= QUICK_MS))
		a->pull_at = now;
	else
		a->pull_at = a->api->watch ? now + api_interval(a) : NOT_AGAIN;
	next = a->pull_at > now && a->pull_at != NOT_AGAIN ? a->pull_at : 0;
	if (!a->in_error && news == false && now - a->said_pulled_at < MS_MINUTE && next < a->said_next_at + MS_MINUTE)
		return;
	a->in_error = false;
	a->said_pulled_at = now;
	a->said_next_at = next;
	if (feed_account_pulled(a->w.store, a->w.account->id, next, &err))
		account_failed(a, &err, 0);
}

/* -- what is next ------------------------------------------------------------------------------------------ */

static bool
start_pull(struct api_account *a, int64_t now)
{
	struct job pull = { .kind = "pull" };
	struct error err = ERROR_INIT;

	a->behind = a->behind || now - a->pulled_at > API_FRESH_MS;
	a->pull_at = NOT_AGAIN;
	a->bell.rung = false;
	if (worker_disk(&a->w, &err)) {
		a->pull_at = now + a->interval;
		account_failed(a, &err, 0);
		return false;
	}
	run_begin(&a->run[RUN_PULL], &pull);
	return true;
}

/* The next row of our own: a file, or anything else. */
static bool
start_job(struct api_account *a, int64_t now, bool file)
{
	struct api_run *r = &a->run[file ? RUN_FILE : RUN_MAIN];
	int64_t due = file ? files_next(a) : a->job_at;
	struct error err = ERROR_INIT;
	struct job j;
	int rc;

	if (r->stage != RUN_FREE || !due || due > now || (file && !files_free(a->api)))
		return false;
	rc = feed_job_due(a->w.store, a->w.account->id, now, file ? files_which(a->api) : JOB_NO_FILES, r->arena, &j,
		&err);
	if (rc < 0)
		account_failed(a, &err, 0);
	if (file)
		a->file_at = -1;
	else
		a->job_at = -1;
	if (rc > 0)
		run_begin(r, &j);
	else
		arena_reset(r->arena);
	return rc > 0;
}

static bool
start_send(struct api_account *a, int64_t now)
{
	if (a->outbox_at < 0)
		a->outbox_at = outbox_next(a->w.store, a->w.account->id);
	if (!a->outbox_at || a->outbox_at > now)
		return false;
	if (now - a->pulled_at > API_FRESH_MS && !is_held(a)) {
		a->pull_at = 0;		/* stop-the-send judges by what has been seen */
		return false;
	}
	return send_next(&a->run[RUN_MAIN]);
}

/* Starts what may start; false when there is nothing to do now. */
static bool
start_next(struct api_account *a, int64_t now)
{
	bool pulling = a->run[RUN_PULL].stage != RUN_FREE;

	if (a->bell.rung && !pulling && a->pull_at > a->pulled_at + RING_MS)
		a->pull_at = a->pulled_at + RING_MS;
	if (!pulling && a->pull_at <= now)
		return start_pull(a, now);
	if (pulling && !is_held(a))
		return false;
	if (a->job_at < 0)
		a->job_at = feed_job_next(a->w.store, a->w.account->id, JOB_NO_FILES);
	if (a->behind && start_job(a, now, false))
		return true;
	a->behind = false;
	if (start_send(a, now))
		return true;
	if (a->pull_at <= now && !pulling)
		return start_pull(a, now);
	if (a->check_at <= now && check_next(&a->run[RUN_MAIN]))
		return true;
	return start_job(a, now, false) || start_job(a, now, true);
}

/* Somebody has signed in by hand meanwhile. */
static void
look_at_sign_in(struct api_account *a, int64_t now)
{
	if (!a->stopped || now - a->looked_at < MS_SECOND)
		return;
	a->looked_at = now;
	if (secret_signed_in(a) == a->signed_in)
		return;
	a->stopped = false;
	a->rest_until = 0;
	if (a->run[RUN_PULL].stage == RUN_FREE)
		a->pull_at = 0;
}

/* There are files to be fetched, and all hands are full. */
static bool
waits_for_files(struct api_account *a)
{
	int64_t due = files_next(a);

	return due && due <= clock_now() && !files_free(a->api);
}

int64_t
api_pause(struct api_account *a, int64_t now)
{
	int64_t until = a->rest_until > a->bucket_at ? a->rest_until : a->bucket_at, wait;

	if (now >= until && (wait = bucket_take(&a->bucket, now)))
		until = a->bucket_at = now + wait;
	return now < until ? until - now : 0;
}

/* The run that stands between two pages. */
static int
paused_run(const struct api_account *a)
{
	int i;

	for (i = 0; i < RUN_COUNT && a->run[i].stage != RUN_PAUSED; i++)
		continue;
	return i;
}

/* On with it, or in one pass, where that would take long, another time. */
static bool
go_on(struct api_account *a, int64_t now)
{
	bool leaves = !a->api->watch && a->rest_until - now > REST_MAX_MS;
	int i = paused_run(a);

	if (i == RUN_COUNT)
		return false;
	if (leaves || a->stopped)
		run_cancel(&a->run[i]);
	else if (!api_pause(a, now))
		run_go_on(&a->run[i]);
	return true;
}

static void
step(struct api_account *a)
{
	int64_t now = api_now(), wait;

	stream_step(a);
	look_at_sign_in(a, now);
	if (renew_start(a) || go_on(a, now) || a->finished || a->stopped || now < a->bucket_at ||
	    a->run[RUN_MAIN].stage != RUN_FREE)
		return;
	if (now < a->rest_until) {
		a->finished = !a->api->watch && !api_busy(a) && a->rest_until - now > REST_MAX_MS;
		return;
	}
	if (a->bucket.left < 1 && (wait = bucket_take(&a->bucket, now))) {
		a->bucket_at = now + wait;
		return;
	}
	if (start_next(a, clock_now()))
		(void)bucket_take(&a->bucket, now);
	else if (!a->api->watch && !api_busy(a) && a->pull_at == NOT_AGAIN && !waits_for_files(a))
		a->finished = true;
}

/* -- the wait -------------------------------------------------------------------------------------------------- */

static void
soonest(int64_t *at, int64_t other)
{
	if (other > 0 && other < *at)
		*at = other;
}

/* How long nothing can become due. */
static int
wait_ms(const struct api *api)
{
	int64_t now = clock_now(), mono = api_now(), tick = tick_ms(&api->tick), at = now + tick;
	size_t i;

	for (i = 0; i < api->count; i++) {
		const struct api_account *a = &api->accounts[i];
		int64_t own = at;

		if (paused_run(a) < RUN_COUNT && a->rest_until - mono < tick && a->bucket_at - mono < tick)
			soonest(&at, now + (a->rest_until > a->bucket_at ? a->rest_until : a->bucket_at) - mono);
		/* what is under way wakes us by itself */
		if (a->finished || a->stopped || a->run[RUN_MAIN].stage != RUN_FREE ||
		    (a->run[RUN_PULL].stage != RUN_FREE && !is_held(a)))
			continue;
		if (a->run[RUN_PULL].stage == RUN_FREE)
			soonest(&own, a->pull_at ? a->pull_at : now);
		soonest(&own, a->outbox_at < 0 ? now : a->outbox_at);
		soonest(&own, a->job_at < 0 ? now : a->job_at);
		if (a->run[RUN_FILE].stage == RUN_FREE && files_free(api))
			soonest(&own, a->file_at < 0 ? now : a->file_at);
		if (own - now < a->rest_until - mono)
			own = now + a->rest_until - mono;
		if (own - now < a->bucket_at - mono)
			own = now + a->bucket_at - mono;
		soonest(&at, own);
	}
	return at > now ? (int)(at - now) : 0;
}

static void
wait_all(struct api *api, int ms)
{
	struct pollfd fds[64];
	struct api_run *runs[64];
	struct http_call *call;
	size_t n = 0, i;
	int k;

	for (i = 0; i < api->count; i++)
		for (k = 0; k < RUN_COUNT; k++)
			if (api->accounts[i].run[k].errand && n < 64) {
				runs[n] = &api->accounts[i].run[k];
				fds[n] = (struct pollfd){ .fd = errand_fd(runs[n]->errand), .events = POLLIN };
				n++;
			}
	http_wait(api->http, fds, n, ms);
	for (i = 0; i < n; i++)
		if (errand_done(runs[i]->errand))
			run_errand_ended(runs[i]);
	/* one after the other, while the requests that follow are under way; nobody's outbox waits for more than a round */
	for (i = 0; i < 2 * api->count && (call = http_next(api->http)); i++) {
		run_answered(http_context(call));
		http_move(api->http);
	}
	run_durable(api);
}

void
api_wait(struct api *api, struct api_account *a, int ms)
{
	api->accounts = a;
	api->count = 1;
	(void)renew_start(a);
	wait_all(api, ms);
}

/* "$" in the console: look now, also where it was refused. */
static void
look_if_asked(struct api *api)
{
	struct arena *arena = arena_new();
	char *asked = NULL;
	int64_t at = 0;
	size_t i;

	if (store_setting_get(api->accounts[0].w.store, "sync.asked", arena, &asked, NULL) == 0 && asked)
		(void)str_to_int64(asked, &at);
	for (i = 0; at != api->asked_at && api->looked && i < api->count; i++) {
		struct api_account *a = &api->accounts[i];

		a->rest_until = a->bell.next_at = 0;
		a->stopped = false;
		if (a->run[RUN_PULL].stage == RUN_FREE)
			a->pull_at = 0;
	}
	api->asked_at = at;
	arena_free(arena);
}

/* Somebody wrote to the store: rows may have become due. */
static void
look_at_store(struct api *api)
{
	size_t i;

	if (api->looked && !store_changed(api->accounts[0].w.store))
		return;
	tick_look(&api->tick, api->accounts[0].w.store);
	look_if_asked(api);
	api->looked = true;
	for (i = 0; i < api->count; i++) {
		struct api_account *a = &api->accounts[i];

		a->outbox_at = -1;
		media_asked(a);
		if (a->stopped && outbox_next(a->w.store, a->w.account->id) != a->stopped_for)
			a->stopped = false;
	}
}

/* -- the loop ------------------------------------------------------------------------------------------------------ */

/* So many may be at work at once (--jobs). */
static bool
may_begin(const struct api *api, const struct api_account *a)
{
	int most = api->sync->options.jobs, busy = 0;
	size_t i;

	if (!most || api->watch || api_busy(a))
		return true;
	for (i = 0; i < api->count && &api->accounts[i] != a; i++)
		busy += !api->accounts[i].finished;
	return busy < most;
}

static bool
all_finished(struct api *api)
{
	bool all = !api->watch;
	size_t i;

	for (i = 0; i < api->count; i++) {
		struct api_account *a = &api->accounts[i];

		memcpy(a->shared->progress, a->w.page->progress, sizeof a->shared->progress);
		a->shared->done = a->w.page->done;
		if (a->finished && api_busy(a))
			all = false;
		else if ((a->finished && !a->told) || (api->watch && a->news && !api_busy(a)) || (a->news && is_held(a)))
			publish(a);
		all = all && a->finished;
	}
	return all;
}

/* A server that takes its time is named, before it is given up. */
static void
say_waiting(struct api_account *a)
{
	const struct api_run *r = &a->run[RUN_PULL];
	bool waits = r->stage == RUN_HTTP && !r->request.long_poll && clock_now() - r->began_at > PATIENCE_MS;

	if (!waits || a->said_pulled_at < 0)
		return;
	a->said_pulled_at = -1;		/* said; the end of the pull says that it is over */
	worker_progress(&a->w, _("no answer from the server yet"), 0, 0);
}

/* What has crossed `wire` is given time to be answered; the rest breaks off. */
static void
stop(struct api *api)
{
	int64_t until = clock_mono_us() + STOP_PATIENCE_MS * 1000LL;
	bool left = true;
	size_t i;
	int k;

	while (left && clock_mono_us() < until) {
		left = false;
		for (i = 0; i < api->count; i++)
			for (k = 0; k < RUN_COUNT; k++) {
				struct api_run *r = &api->accounts[i].run[k];

				if (r->stage == RUN_HTTP && http_wired(r->call))
					left = true;
				else if (r->stage != RUN_SAVING)
					run_cancel(r);
				left = left || r->stage == RUN_SAVING;
			}
		if (left)
			wait_all(api, 100);
	}
}

static void
run(struct api *api)
{
	size_t i;

	while (!sync_stop) {
		look_at_store(api);
		files_step(api);
		/* in turn, so that the first of many does not take all there is for files */
		for (i = 0, api->turn++; i < api->count; i++) {
			struct api_account *a = &api->accounts[(i + api->turn) % api->count];

			if (may_begin(api, a))
				step(a);
			say_waiting(a);
		}
		if (all_finished(api))
			return;
		wait_all(api, wait_ms(api));
	}
	stop(api);
}

/* What a dead process left of the account's outbox. */
static void
recover(struct api_account *a)
{
	struct error err = ERROR_INIT;
	int requeued, unknown;

	a->lock = worker_lock(&a->w, &err);
	if (a->lock < 0 || outbox_recover(a->w.store, a->w.account->id, &requeued, &unknown, &err)) {
		account_failed(a, &err, 0);
		a->stopped = a->lock < 0;
		return;
	}
	/* a killed process may have left a page stored, but not yet durable */
	if (a->channel->ways & WAY_COMMITS_FIRST && !a->api->durable) {
		if (store_barrier(a->w.store, &err))
			account_failed(a, &err, 0);
		else
			a->api->durable = true;
	}
	send_repeat_unknown(a);
}

int
api_loop(struct sync *y)
{
	struct api api = { .sync = y, .watch = y->options.watch, .line.metered = conf_bool(y->conf, OPT_SYNC_METERED) };
	struct error err = ERROR_INIT;
	struct store *s = NULL;
	size_t i;

	api.accounts = arena_array(y->arena, struct api_account, y->account_count);
	api.http = http_new(&err);
	if (!api.http || sync_open_store(y, &s, &err)) {
		log_line(LOG_SYNC, "%s", err.text);
		http_free(api.http);
		return -1;
	}
	for (i = 0; i < y->account_count; i++)
		if (y->accounts[i].api && !y->accounts[i].done)
			api_account_init(&api, &api.accounts[api.count++], &y->accounts[i], s);
	for (i = 0; i < api.count; i++)
		recover(&api.accounts[i]);
	run(&api);
	for (i = 0; i < api.count; i++) {
		if (!api.accounts[i].told)
			publish(&api.accounts[i]);
		api_account_free(&api.accounts[i]);
	}
	http_free(api.http);
	store_close(s);
	return 0;
}
