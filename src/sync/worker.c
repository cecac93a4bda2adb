/*
 * worker.c - one pass of one account, in a child of its own: pull, keep tags in step, deliver.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <time.h>

#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "outlet.h"
#include "sandbox.h"
#include "str.h"
#include "sync.h"

#define DISK_BYTES (1024ULL * 1024 * 1024)
#define DISK_PERCENT 3

void
worker_file(struct worker *w, const char *path, const char *id, int64_t bytes, int64_t mtime_ms)
{
	struct sync_page *p = w->page;

	__atomic_store_n(&p->file_since_us, 0, __ATOMIC_RELEASE);
	if (!path)
		return;
	snprintf(p->file, sizeof p->file, "%s", path);
	snprintf(p->file_id, sizeof p->file_id, "%s", id);
	p->file_bytes = bytes;
	p->file_mtime_ms = mtime_ms;
	__atomic_store_n(&p->file_since_us, clock_mono_us(), __ATOMIC_RELEASE);
}

void
worker_progress(struct worker *w, const char *words, int64_t done, int64_t total)
{
	int64_t now = clock_mono_us();

	if (strcmp(w->page->progress, words))
		snprintf(w->page->progress, sizeof w->page->progress, "%s", words);
	w->page->done = done;
	w->page->total = total;
	/* a probe has no store */
	if (!w->store || now - w->said_at < 500000)
		return;
	w->said_at = now;
	(void)feed_account_state(w->store, w->account->id, "running", words, done, total, NULL, NULL);
}

void
worker_failed(struct worker *w, const struct error *err)
{
	struct sync_page *p = w->page;

	log_line(LOG_SYNC, "%s: %s", w->account->name, err->text);
	if (p->code != ERR_NONE)
		return;
	memcpy(p->error, err->text, sizeof p->error);
	p->code = err->code;
	p->auth = err->code == ERR_AUTH;
}

int
worker_disk(struct worker *w, struct error *err)
{
	struct statvfs fs;
	unsigned long long left, least;

	if (statvfs(w->sync->dir, &fs))
		return 0;
	left = (unsigned long long)fs.f_bavail * fs.f_frsize;
	least = (unsigned long long)fs.f_blocks * fs.f_frsize / 100 * DISK_PERCENT;
	if (least > DISK_BYTES)
		least = DISK_BYTES;
	if (left >= least)
		return 0;
	return error_set(err, ERR_SYSTEM, _("only %llu MB are left on the disk of %s: no mail is taken in "
		"until there is more room; writing and sending go on"), left >> 20, w->sync->dir);
}

/* A child of a process that died holds its locks until it has become the program it was made for: that is soon over. */
static int
lock_soon(int fd)
{
	static int patience = 100;	/* of this process, for all its accounts */
	const struct timespec nap = { 0, 10 * 1000 * 1000 };

	while (flock(fd, LOCK_EX | LOCK_NB)) {
		if (errno != EWOULDBLOCK || patience <= 0)
			return -1;
		patience--;
		(void)nanosleep(&nap, NULL);
	}
	return 0;
}

int
worker_lock(struct worker *w, struct error *err)
{
	char hex[33];
	const char *path;
	int fd;

	uid_hex(hex, w->account->uid);
	path = arena_printf(w->arena, "%s/account-%.12s.lock", w->sync->dir, hex);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	if (lock_soon(fd))
		return error_set(err, ERR_BUSY, _("%s is being synchronised by another process"),
			w->account->name);
	return fd;
}

static void
recover(struct worker *w, struct error *err)
{
	int requeued, unknown;

	if (outbox_recover(w->store, w->account->id, &requeued, &unknown, err))
		worker_failed(w, err);
	error_clear(err);
}

static void
mail_pass(struct worker *w)
{
	struct error err = ERROR_INIT;
	int64_t sent;

	if (!w->deliver_only) {
		if (mail_pull(w, &err))
			worker_failed(w, &err);
		error_clear(&err);
	}
	sent = w->page->delivered;
	if (!sync_stop && !w->pull_only && mail_deliver(w, &err))
		worker_failed(w, &err);
	error_clear(&err);
	if (!sync_stop && (!w->deliver_only || w->page->delivered != sent) && mail_after(w, &err))
		worker_failed(w, &err);
}

void
worker_feed(struct worker *w)
{
	const struct sync_account *a = w->account;

	w->feed = (struct feed_context){
		.account = a->id, .account_uid = a->uid, .channel = a->speaks_as, .own_addresses = a->own,
		.escalations = w->sync->escalations, .escalation_count = w->sync->escalation_count,
		.languages = w->sync->languages, .language_of = language_of, .language_ctx = &w->sync->language,
		.team = conf_account_str(a->conf, OPT_ACCOUNT_TEAM),
		.public_cases = str_eq(conf_account_str(a->conf, OPT_ACCOUNT_PUBLIC), "cases"),
		.blank_deleted = str_eq(conf_account_str(a->conf, OPT_ACCOUNT_DELETIONS), "blank"),
	};
}

/* The network, where this pass will not speak itself: mails are read by who could tell nobody.  What is queued meanwhile
 * is a pass of its own. */
static void
hold_back(struct worker *w)
{
	bool mail = str_eq(w->account->channel, "mail");
	bool speaks = w->account->outlet || (mail && worker_option(w, "smtp"));

	if (!w->sync->confined)
		return;
	if (speaks && mail && (w->pull_only || (!w->deliver_only && !outbox_next(w->store, w->account->id)))) {
		w->pull_only = true;
		speaks = false;
	}
	if (!speaks)
		(void)sandbox_hold(SANDBOX_NETWORK);
}

int
worker_run(struct worker *w)
{
	struct error err = ERROR_INIT;
	struct sync_account *a = w->account;
	int lock;

	w->arena = arena_new();
	worker_feed(w);
	lock = worker_lock(w, &err);
	if (lock < 0 || sync_open_store(w->sync, &w->store, &err)) {
		worker_failed(w, &err);
	} else {
		recover(w, &err);
		hold_back(w);
		if (str_eq(a->channel, "mail"))
			mail_pass(w);
		else if (a->outlet ? outlet_pass(w, &err) : exec_pass(w, &err))
			worker_failed(w, &err);
	}
	store_close(w->store);
	w->page->progress[0] = '\0';
	w->page->ended = true;
	arena_free(w->arena);
	return 0;
}
