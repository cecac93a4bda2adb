/*
 * store.h - the database: open, share, and the plain facts in it.  With act.h (changes by people and
 * robots), list.h-like reading in read.h, and feed.h (what sync writes) this is the whole contract
 * between the two programs; no SQL and no cursor ever leaves src/store/.
 *
 * Invariants:
 * S1  A change to a case or customer is an action row plus its effect in one transaction, through
 *     store_act() alone.  Arrivals (feed.h) are no actions.
 * S2  Derived columns (waiting_since, due_at, counts) are recomputed by care_derive() after every
 *     action and arrival, and are in no undo.
 * S3  A write transaction of sync holds at most 50 messages and 5 ms, ends with the message at hand when
 *     somebody else waits to write, and another one begins only after they have had their turn (for
 *     as long as it held the lock, at most).  Where nobody waits there is no pause.
 * S4  search.db is derived, written by sync alone, and may be deleted at any time.
 * S5  Every outbox transition is one compare-and-set UPDATE, committed FULL.
 * S6  Rows are copied into the caller's arena and the statement is reset before return: no read
 *     transaction outlives a call.
 */
#ifndef SPORTELLO_STORE_H
#define SPORTELLO_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "care.h"
#include "error.h"
#include "model.h"

struct store;

/* What the opener may do; SQLite's authorizer refuses the rest at prepare.  DESK: the console and the
 * command line (no writing of messages, events, cursors, jobs).  SYNC: no writing of drafts, read
 * marks, settings.  ADMIN: everything (tests, demo's generator, erasure). */
enum store_role { STORE_DESK, STORE_SYNC, STORE_ADMIN };

struct store_options {
	const char *path;		/* the file store.db; its folder holds search.db, blobs/, outbox/ */
	enum store_role role;
	bool create;			/* make folder (0700) and file (0600) if absent */
	int wait_ms;			/* for somebody else's write to end; 0 = as the role can afford */
	const char *state_dir;		/* where the delivery id is kept beside; NULL = XDG state */
	const struct care_policy *policy;	/* NULL = defaults; must outlive the store */
	bool (*interrupt)(void *ctx);	/* asked during long reads; true = give up (ERR_BUSY); may be NULL */
	void *interrupt_ctx;
};

/*
 * Opens, migrates if needed (a backup `store.db.before-N` is made first when a step rewrites data; a newer
 * file is refused untouched: ERR_VERSION), checks the application id.  A folder that cannot be written
 * is opened read-only (store_read_only()).  ERR_STORE for a damaged file, saying what to do.
 */
int store_open(const struct store_options *o, struct store **out, struct error *err);
/* Checkpoints (PASSIVE) and closes.  NULL is allowed. */
void store_close(struct store *s);
/* What is written is not waited for until it is on the disk: for a store that is made again if the machine fails. */
void store_throwaway(struct store *s);
bool store_read_only(const struct store *s);
const char *store_path(const struct store *s);
const char *store_dir(const struct store *s);	/* folder, without final slash */
/* Schema version of this program. */
int store_version(void);
/* "SQLite 3.40.1". */
const char *store_library(void);

/* True once after another connection committed (PRAGMA data_version; microseconds). */
bool store_changed(struct store *s);
enum store_area { AREA_CASE, AREA_CUSTOMER, AREA_OUTBOX, AREA_ACCOUNT, AREA_DRAFT, AREA_RING,
	AREA_COUNT };
/* The areas' change numbers; a screen reloads only if its area moved. */
int store_areas(struct store *s, int64_t out[AREA_COUNT], struct error *err);

/* Commits NORMAL so far become durable (a FULL commit): before a server is told to forget what it gave. */
int store_barrier(struct store *s, struct error *err);
/* What the console calls when idle: checkpoints (PASSIVE) if nobody syncs and the WAL is over 4 MB. */
void store_idle(struct store *s, bool sync_runs);

/* Time budget for the next read in ms (0 = none): past it, reads return what they have, flagged
 * `more`, and other queries fail with ERR_BUSY. */
void store_budget(struct store *s, int ms);

/* -- agents and settings ----------------------------------------------------------------------- */

/* Finds or makes the agent; *out is its row id. */
int store_agent(struct store *s, const char *name, const char *display, int64_t *out, struct error *err);
/* Id of a known agent, 0 if none has this name. */
int64_t store_agent_find(struct store *s, const char *name);
const char *store_agent_name(struct store *s, int64_t agent, struct arena *a);	/* NULL = none */
int store_agents(struct store *s, struct arena *a, const char ***names, size_t *n, struct error *err);

int store_setting_get(struct store *s, const char *key, struct arena *a, char **out, struct error *err);
int store_setting_put(struct store *s, const char *key, const char *value, struct error *err);
/* Somebody wants this attachment: sync fetches it, however large it is. */
int store_fetch_ask(struct store *s, int64_t attachment, struct error *err);

/* The key of our Message-IDs' marks (32 bytes, made with the store). */
int store_mark_key(struct store *s, uint8_t out[32], struct error *err);

/* The delivery id: true when the store is this machine's own.  Where it is not, sync
 * puts every queued row to review; store_adopt() makes it ours after a person said so. */
bool store_is_home(struct store *s);
/* Is somebody syncing it?  Sync holds its lock as long as it lives. */
bool store_syncs(const struct store *s);
int store_adopt(struct store *s, struct error *err);

/* -- files --------------------------------------------------------------------------------------- */

/* Copies a file into blobs/ab/cdef... (fsynced, 0600), or finds it there; *id is the blob row. */
int store_blob_add(struct store *s, const char *path, const char *type, int64_t *id, int64_t *bytes,
	struct error *err);
/* Path of a blob's file in the arena; NULL if unknown or gone. */
char *store_blob_path(struct store *s, int64_t id, struct arena *a);

/* -- looking after itself -------------------------------------------------------------------------- */

/* PRAGMA quick_check and foreign_key_check; full: integrity_check.  NULL-terminated findings, empty when whole. */
int store_check(struct store *s, bool full, struct arena *a, char ***findings, struct error *err);
/* What is wrong with search.db; NULL = nothing, or there is none. */
const char *store_check_index(struct store *s, struct arena *a);
int64_t store_newest(struct store *s);		/* when the latest of the messages came in, by whoever's clock; 0 = none */
/* Recomputes every derived value and counts the rows that differed. */
int store_recount(struct store *s, bool mend, int64_t *differ, struct error *err);

#endif
