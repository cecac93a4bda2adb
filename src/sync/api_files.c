/*
 * api_files.c - files of messages beside text: few at a time, each account in turn; on a line that is paid by volume,
 * or has shown itself slow, only what somebody has asked for.
 *
 * The line is measured by the files themselves.  One that trickles may be its server's fault: so a file of another
 * account is let go now and then, and if that is fast the line is not slow.
 */
#include <stdio.h>
#include <string.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "str.h"
#include "utf8.h"

#define AT_ONCE 3			/* files of all accounts */
#define SLOW_BYTES (24 * 1024)		/* a second: with less, a picture holds up a page of messages */
#define LOOK_MS 2000
#define SURE_MS 8000			/* of coming slowly */
#define TRY_MIN_MS MS_MINUTE		/* so long after it another file is tried... */
#define TRY_MAX_MS (15 * MS_MINUTE)	/* ...and so long after many */
#define STUCK_MS 15000			/* text that takes longer is no reason to hold a file up */
#define SAY_MS 1000

static bool
is_coming(const struct api_account *a)
{
	return a->run[RUN_FILE].stage == RUN_HTTP && a->run[RUN_FILE].file;
}

static size_t
count(const struct api *api, bool coming)
{
	size_t n = 0, i;

	for (i = 0; i < api->count; i++)
		n += coming ? is_coming(&api->accounts[i]) : api->accounts[i].run[RUN_FILE].stage != RUN_FREE;
	return n;
}

enum job_files
files_which(const struct api *api)
{
	return api->line.metered || api_now() < api->line.slow_until ? JOB_ASKED_FILES : JOB_FILES;
}

bool
files_free(const struct api *api)
{
	return count(api, false) < AT_ONCE;
}

int64_t
files_next(struct api_account *a)
{
	enum job_files which = files_which(a->api);

	if (a->file_at < 0 || a->file_which != which) {
		a->file_at = feed_job_next(a->w.store, a->w.account->id, which);
		a->file_which = which;
	}
	return a->file_at;
}

/* -- the line --------------------------------------------------------------------------------------------- */

static void
judge(struct line *l, int64_t now, int64_t rate)
{
	if (rate >= l->best || now - l->best_at > SURE_MS) {
		l->best = rate;
		l->best_at = now;
	}
	if (rate >= SLOW_BYTES) {
		if (l->slow_for)
			log_line(LOG_SYNC, "the line is not slow: %lld KB/s", (long long)rate >> 10);
		l->slow_until = l->slow_for = 0;
	} else if (now - l->busy_since >= SURE_MS && l->best < SLOW_BYTES && now >= l->slow_until) {
		l->slow_for = l->slow_for ? 2 * l->slow_for : TRY_MIN_MS;
		if (l->slow_for > TRY_MAX_MS)
			l->slow_for = TRY_MAX_MS;
		l->slow_until = now + l->slow_for;
		log_line(LOG_SYNC, "the line is slow (%lld KB/s): only text for %lld s", (long long)l->best >> 10,
			(long long)l->slow_for / 1000);
	}
}

static void
measure(struct api *api, int64_t now)
{
	struct line *l = &api->line;
	int64_t bytes = http_file_bytes(api->http);

	if (!count(api, true)) {
		l->busy_since = 0;
		return;
	}
	if (!l->busy_since) {
		l->busy_since = l->at = now;
		l->bytes = bytes;
	} else if (now - l->at >= LOOK_MS) {
		judge(l, now, (bytes - l->bytes) * 1000 / (now - l->at));
		l->at = now;
		l->bytes = bytes;
	}
}

/* Is a text under way that a file would hold up? */
static bool
text_comes(const struct api *api)
{
	size_t i;
	int k;

	for (i = 0; i < api->count; i++)
		for (k = RUN_MAIN; k <= RUN_PULL; k++) {
			const struct api_run *r = &api->accounts[i].run[k];

			if (r->stage == RUN_HTTP && !r->request.long_poll && clock_now() - r->began_at < STUCK_MS)
				return true;
		}
	return false;
}

/* -- how far they are --------------------------------------------------------------------------------------- */

static void
say(struct api_account *a, int64_t now)
{
	const struct api_run *r = &a->run[RUN_FILE];
	char words[160], at[8], of[8];
	const char *name;
	int64_t done, total;

	if (now - a->file_said_at < SAY_MS || clock_now() - r->began_at < SAY_MS)
		return;
	a->file_said_at = now;
	http_progress(r->call, &done, &total);
	if (!total)
		total = r->attachment.bytes;
	str_bytes(at, (uint64_t)done);
	str_bytes(of, (uint64_t)(total > done ? total : done));
	name = r->attachment.name ? r->attachment.name : "?";
	(void)snprintf(words, sizeof words, _("fetching %.*s, %s of %s"), (int)utf8_fit(name, strlen(name), 24, NULL), name,
		at, of);
	worker_progress(&a->w, words, 0, 0);
}

void
files_ended(struct api_account *a)
{
	struct error quiet = ERROR_INIT;

	if (a->file_said_at && !a->in_error && !a->api->storeless)
		(void)feed_account_state(a->w.store, a->w.account->id, "idle", NULL, 0, 0, NULL, &quiet);
	a->file_said_at = 0;
}

void
files_step(struct api *api)
{
	int64_t now = api_now();
	bool wait;
	size_t i;

	measure(api, now);
	wait = now < api->line.slow_until && text_comes(api);
	for (i = 0; i < api->count; i++)
		if (is_coming(&api->accounts[i])) {
			http_pause(api->accounts[i].run[RUN_FILE].call, wait);
			say(&api->accounts[i], now);
		}
}
