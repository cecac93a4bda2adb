/*
 * supervisor_api.c - the one process of all connected accounts.  It says by itself, in each account's page, what it
 * has done; should it die, the account whose answer it was reading rests, and the others go on.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "supervisor.h"

#define DEATHS_MAX 5			/* of one pass; with --watch it is started for ever, ever more rarely */

static int
run_api(void *ctx)
{
	struct supervisor *v = ctx;

	if (v->index_pipe >= 0)
		(void)close(v->index_pipe);
	robot_finish(v);
	return api_loop(v->sync);
}

static bool
has_work(const struct supervisor *v)
{
	size_t i;

	for (i = 0; i < v->sync->account_count; i++)
		if (v->sync->accounts[i].api && !v->sync->accounts[i].done)
			return true;
	return false;
}

/* What cannot be done at all is every account's error. */
static void
give_up(struct supervisor *v, const char *words)
{
	size_t i;

	for (i = 0; i < v->sync->account_count; i++) {
		struct sync_account *a = &v->sync->accounts[i];

		if (!a->api || a->done)
			continue;
		a->page->code = ERR_SYSTEM;
		snprintf(a->page->error, sizeof a->page->error, "%s", words);
		a->page->ended = true;
	}
	api_report(v);
}

void
api_start(struct supervisor *v)
{
	struct error err = ERROR_INIT;
	size_t i;

	if (v->api_pid || sync_stop || clock_now() < v->api_at || !has_work(v))
		return;
	for (i = 0; i < v->sync->account_count; i++)
		if (v->sync->accounts[i].api) {
			v->sync->accounts[i].page->file_since_us = 0;
			v->sync->accounts[i].tried = true;
		}
	supervisor_close(v);
	v->api_pid = sync_fork(v->sync, 0, run_api, v, &err);
	if (v->api_pid > 0)
		return;
	v->api_pid = 0;
	v->api_at = clock_now() + MS_MINUTE;
	if (!v->sync->options.watch)
		give_up(v, err.text);
}

/* The account whose answer was being read when the process died. */
static void
blame(struct supervisor *v, struct sync_account *a, int status)
{
	struct sync_page *p = a->page;
	struct error quiet = ERROR_INIT;
	char words[300];

	if (a->hung)
		snprintf(words, sizeof words, _("the %.60s took more than 10 seconds to read"), p->file);
	else
		snprintf(words, sizeof words, _("the %.60s ended the program (%s)"), p->file,
			WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "?");
	a->hung = false;
	a->fails++;
	a->next_at = clock_now() + supervisor_backoff(a->fails, MS_MINUTE);
	p->file_since_us = 0;
	p->code = ERR_PROTOCOL;
	snprintf(p->error, sizeof p->error, "%s", words);
	p->ended = true;
	if (supervisor_reopen(v, &quiet))
		return;
	(void)feed_problem(v->sync->store, a->id, "protocol", p->file, words, &quiet);
	(void)feed_account_state(v->sync->store, a->id, "error", NULL, 0, 0, words, &quiet);
}

void
api_ended(struct supervisor *v, int status)
{
	size_t i;

	v->api_pid = 0;
	api_report(v);
	if (WIFEXITED(status) && !WEXITSTATUS(status) && !v->sync->options.watch) {
		if (has_work(v) && !sync_stop)
			give_up(v, _("the pass ended unexpectedly"));
		return;
	}
	if (sync_stop)
		return;
	log_line(LOG_SYNC, "the process of the connected accounts ended (status %d)", status);
	for (i = 0; i < v->sync->account_count; i++)
		if (v->sync->accounts[i].api && v->sync->accounts[i].page->file_since_us)
			blame(v, &v->sync->accounts[i], status);
	api_report(v);
	v->api_fails++;
	if (v->sync->options.watch)
		v->api_at = clock_now() + (v->api_fails > 1 ? supervisor_backoff(v->api_fails, 0) : MS_SECOND);
	else if (v->api_fails >= DEATHS_MAX)
		give_up(v, _("the program that speaks with the service ends again and again"));
}

void
api_report(struct supervisor *v)
{
	size_t i;

	for (i = 0; i < v->sync->account_count; i++) {
		struct sync_account *a = &v->sync->accounts[i];

		if (!a->api || !__atomic_load_n(&a->page->ended, __ATOMIC_ACQUIRE))
			continue;
		a->bad = a->page->code != ERR_NONE;
		a->done = !v->sync->options.watch;
		if (!a->bad)
			a->fails = 0;
		report_pass(v->sync, a);
		__atomic_store_n(&a->page->ended, false, __ATOMIC_RELEASE);
	}
}

void
api_watch(struct supervisor *v)
{
	int64_t now = clock_mono_us(), since;
	size_t i;

	for (i = 0; v->api_pid && i < v->sync->account_count; i++) {
		struct sync_account *a = &v->sync->accounts[i];

		since = a->api ? __atomic_load_n(&a->page->file_since_us, __ATOMIC_ACQUIRE) : 0;
		if (!since || now - since < SYNC_PARSE_LIMIT_US)
			continue;
		a->hung = true;
		(void)kill(v->api_pid, SIGKILL);
		return;
	}
}
