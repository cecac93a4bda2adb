/*
 * sync.h - inside src/sync/ only: what supervisor, workers and deliverers share.
 *
 * The supervisor never parses and never speaks to a server.  Each account's pass runs in a child (a
 * worker); the index is kept up by another.  Supervisor and child share one page of memory: the child
 * writes into it which file it is about to parse and what came of the pass, so that the supervisor still
 * knows when the child is gone.  The store is closed across fork(): SQLite's locks belong to a process.
 */
#ifndef SPORTELLO_SYNC_H
#define SPORTELLO_SYNC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "arena.h"
#include "conf.h"
#include "error.h"
#include "feed.h"
#include "language.h"

#define SYNC_PARSE_LIMIT_US (10 * 1000000LL)	/* for one file */

struct sync_options {
	const char *config, *store;	/* NULL = the usual places */
	const char *const *accounts;	/* NULL-terminated; empty = all */
	bool watch, json, quiet;
	int jobs;			/* accounts at once; 0 = all */
	const char *probe, *authorize;
	const char *extract, *part, *to;
	const char *ingest, *payload;	/* account, file */
	const char *import, *macros;	/* desk (its file is the payload); a new file for its macros */
	const char *replay;		/* file of events */
	bool dry_run;
};

/* Shared with one child; plain words of memory, read by the supervisor at any time. */
struct sync_page {
	int64_t file_since_us;		/* set last when a file is named, 0 = in none */
	char file[1024], file_id[512];	/* path below the mail root; Message-ID */
	int64_t file_bytes, file_mtime_ms;
	char root[1024];
	int64_t done, total;
	char progress[96];
	struct feed_result fed;
	int64_t delivered, failed, problems;
	int64_t started_us;
	bool pulled, ended, more;	/* more: the index has items left */
	enum error_code code;		/* of the pass; ERR_NONE = good */
	char error[480];
	bool auth;			/* a sign-in was refused: do not try again by itself */
	int64_t retry_after_ms;		/* what the other side asked for */
};

struct sync_account {
	const struct conf_account *conf;
	const char *name, *channel, *speaks_as, *address;
	const char *const *own;		/* all addresses of ours, normal form, NULL-terminated */
	struct uid uid;
	int64_t id, since_at;
	/* supervisor's */
	struct sync_page *page;
	pid_t pid;
	int64_t next_at, outbox_at, pulled_at, stopped_for;
	int fails, crashes;
	bool tried;			/* its pass has begun, or could not */
	bool api;			/* spoken with over HTTP, by the one process that does that */
	bool outlet;			/* no channel: an escalation target, programs of actions */
	bool done;			/* such a one, and its pass is over (without --watch) */
	bool asked, hung, stopped, bad;	/* stopped: sends nothing until outbox or configuration change */
	bool pull_only;			/* the pass under way */
	char stop_words[480];
	char killed_at[1024];		/* the file at which a child was killed, by whomever */
};

struct sync {
	struct sync_options options;
	struct conf *conf;
	struct arena *arena;
	struct care_policy policy;
	const char *config_path;
	const char *store_path, *dir;	/* store.db, its folder */
	struct sync_account *accounts;
	size_t account_count;
	struct store *store;		/* the supervisor's or the child's own connection */
	struct feed_escalation *escalations;
	size_t escalation_count;
	const char *const *languages;
	struct language language;
	int lock_fd;
	bool confined;			/* programs are started by the starter, children give up rights */
};

/* What a child works with. */
struct worker {
	struct sync *sync;
	struct sync_account *account;
	struct sync_page *page;
	struct store *store;
	struct feed_context feed;
	struct arena *arena;		/* until the pass ends */
	bool deliver_only;		/* the last pull is fresh enough */
	bool pull_only;			/* signing in was refused: nothing leaves for now */
	bool watch;			/* may stay as long as its program does */
	int64_t said_at;		/* when progress was last written */
};

/* -- setup.c: from the configuration ------------------------------------------------------------------ */

/* Reads the configuration into y: accounts (those asked for), policy, paths. */
int setup_load(struct sync *y, struct error *err);
/* An option of the account as text; NULL when not set or empty. */
const char *worker_option(const struct worker *w, const char *key);

/* -- supervisor.c, child.c ---------------------------------------------------------------------------- */

/* Runs until all is done (or for ever); the exit status. */
int sync_run(struct sync *y);
#define SYNC_AGAIN 2
extern volatile int sync_stop;		/* end at the next safe point; SYNC_AGAIN: then begin anew */
extern volatile int sync_fetching;	/* a fetch-command runs, which may be ended at any time */
int sync_open_store(struct sync *y, struct store **out, struct error *err);
struct sync_page *sync_page_new(void);
/* Forks; the child gives up what it does not need (confine.c), runs `run` and ends.  The supervisor's store must be closed. */
pid_t sync_fork(struct sync *y, unsigned rules, int (*run)(void *ctx), void *ctx, struct error *err);

/* -- confine.c: what each child can do without ----------------------------------------------------------- */

/* The starter is forked, what nobody needs is given up; -1 where `sandbox = require` and the system cannot. */
int sync_confine(struct sync *y, struct error *err);
/* A child: no program is executed but those of the configuration (by the starter), files are written only in our own
 * folders, and `rules` (sandbox.h) on top. */
int sync_confine_child(const struct sync *y, unsigned rules, struct error *err);

/* -- report.c: what people and scripts see ------------------------------------------------------------- */

/* One step of a probe. */
void report_step(const struct sync *y, const char *what, bool ok, const char *words);
void report_progress(const struct sync *y, const struct sync_account *a);
void report_pass(const struct sync *y, const struct sync_account *a);
void report_line(const struct sync *y, const struct sync_account *a, const char *words);
void report_end(const struct sync *y);

/* -- worker.c ------------------------------------------------------------------------------------------- */

int worker_run(struct worker *w);
/* A process that outlived its supervisor must have ended before the next one touches the account; the lock's
 * descriptor, or -1. */
int worker_lock(struct worker *w, struct error *err);
/* What the feed must know of the account. */
void worker_feed(struct worker *w);
/* Names the file that is about to be parsed, and takes the name back (path NULL). */
void worker_file(struct worker *w, const char *path, const char *id, int64_t bytes, int64_t mtime_ms);
/* Progress for the account's row and the terminal; writes at most twice a second. */
void worker_progress(struct worker *w, const char *words, int64_t done, int64_t total);
/* The first error of the pass is the account's. */
void worker_failed(struct worker *w, const struct error *err);
/* ERR_STORE when little disk is left (1 GB or 3 %, whichever is less). */
int worker_disk(struct worker *w, struct error *err);

/* -- pulls and deliveries ------------------------------------------------------------------------------- */

int mail_pull(struct worker *w, struct error *err);
/* Tags both ways, copies of what was sent, what became of unknown deliveries. */
int mail_after(struct worker *w, struct error *err);
int mail_deliver(struct worker *w, struct error *err);
/* Pull and delivery of an exec account in one run of its program. */
int exec_pass(struct worker *w, struct error *err);

/* -- probe.c ---------------------------------------------------------------------------------------------- */

/* Tries an account step by step and prints each; the exit status. */
int probe_run(struct sync *y, const char *name);

/* -- authorize.c ------------------------------------------------------------------------------------------ */

/* Signs in to an account by hand and keeps its token; the exit status. */
int authorize_run(struct sync *y, const char *name);

/* -- replay.c ------------------------------------------------------------------------------------------- */

/* A file of timed events, one JSON object a line, into a store that is not there yet. */
int replay_run(struct sync *y, const char *path, struct error *err);

/* -- ingest.c ------------------------------------------------------------------------------------------- */

/* Takes in a payload that a service pushed ("-" = standard input). */
int ingest_run(struct sync *y, const char *name, const char *path, struct error *err);

/* -- import.c ------------------------------------------------------------------------------------------- */

/* Takes in what another desk held, as history: a file that it wrote, or a folder of them. */
int import_run(struct sync *y, const char *desk, const char *path, struct error *err);

/* -- extract.c ------------------------------------------------------------------------------------------ */

/* Writes a part of a mail (path as in the store) to a file that must not exist yet. */
int extract_run(struct sync *y, const char *path, const char *part, const char *to, struct error *err);

#endif
