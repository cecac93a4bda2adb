/*
 * db.h - inside src/store/ only: the connection, its statements, its transactions.
 *
 * All statements are constants with ? parameters, one list per file (NAME.stmts, rows S(ID, "sql")),
 * prepared at first use and kept.  A test prepares every one on a fresh store and refuses a plan that
 * scans a large table.  Only query*.c put SQL together, from constant pieces.
 */
#ifndef SPORTELLO_DB_H
#define SPORTELLO_DB_H

#include <sqlite3.h>

#include "buf.h"
#include "store.h"

enum stmt {
#define S(id, sql) STMT_##id,
#include "all.stmts"		/* includes each file's list */
#undef S
	STMT_COUNT
};
/* The texts, for the test of plans. */
extern const char *const db_sql[STMT_COUNT];
extern const char *const db_stmt_names[STMT_COUNT];

enum { STORE_APPLICATION_ID = 0x53504f52 };	/* "SPOR" */
enum { PEOPLE_STMTS = 16 };	/* people_index.c's own, of the connection to search.db */

struct store {
	sqlite3 *db;
	char *path, *dir, *state_dir;
	enum store_role role;
	int wait_ms;			/* for the lock of another writer */
	bool throwaway;			/* nothing in it is waited for until it is on the disk */
	bool read_only, search_attached, in_transaction, full, functions;
	const struct care_policy *policy;
	bool (*interrupt)(void *);
	void *interrupt_ctx;
	int64_t deadline_us;		/* of the current read's budget, 0 = none */
	int64_t held_us;		/* how long the last write transaction held the lock */
	int log_fd;			/* SYNC: the log, to have it written out; -1 = not open yet */
	int turn_fd;			/* see turn.c; -1 = not open yet */
	bool begins, wants_turn;
	int64_t large;			/* from so many items on a search begins in the newest texts */
	struct error no_agent;		/* why store_agent() could not take note of somebody */
	int log_pages;			/* length of the log: DESK, when it last committed; SYNC, when it last moved it */
	int log_most;			/* SYNC: from so many pages on it is to begin anew */
	int out_pages;			/* SYNC: and when it last had it written out */
	int64_t begun_us;
	int64_t busy_us;		/* since when it waits for somebody else's lock */
	uint32_t data_version;
	sqlite3_stmt *stmts[STMT_COUNT];
	unsigned areas;			/* bits of enum store_area touched in this transaction */
	int64_t item_next, item_end;	/* reserved item numbers of this transaction */
	sqlite3 *search;		/* sync: its own connection to search.db */
	sqlite3_stmt *search_stmts[6];
	struct { int64_t from, to; } crowded;	/* index.c: seconds in which no place is left, from <= s < to */
	sqlite3_stmt *people_stmts[PEOPLE_STMTS];
	struct promises *promises;	/* promise.c: the policies, once they were asked for */
	bool watching;			/* changes of people go to the index's queue */
	/* read_timeline.c: a customer without any message outside cases, and of when that is true */
	struct { int64_t customer, top, cases, customers; } tight;
};

/* Is there a write-ahead log with something in it beside this file?  Then a reader must look into it, too. */
bool db_has_log(const char *path);
/* A "file:" address for SQLite, which takes what looks like an address for one in plain paths, too. */
void db_uri(struct store *s, struct buf *out, const char *path);
/* Attaches search.db for reading, once it is there; false while there is none (all items are unindexed). */
bool db_attach_search(struct store *s);

/* The prepared statement, reset and unbound; NULL with the error set. */
sqlite3_stmt *db_stmt(struct store *s, enum stmt id, struct error *err);
/* The same for SQL that query*.c put together; not kept.  Finalise it. */
sqlite3_stmt *db_prepare(struct store *s, const char *sql, struct error *err);

/* Binds by a string of types, from parameter 1: i int64_t, t const char* (NULL = NULL), b const void*
 * and size_t, u const struct uid*, d double, n (no argument) NULL, z int64_t with 0 = NULL. */
void db_bind(sqlite3_stmt *st, const char *types, ...);
/* 1 = a row, 0 = done, -1 = error set (ERR_BUSY, ERR_STORE with what to do). */
int db_step(struct store *s, sqlite3_stmt *st, struct error *err);
/* Binds and runs to the end; 0 or -1. */
int db_run(struct store *s, enum stmt id, struct error *err, const char *types, ...);
/* Binds and returns the first column of the first row, or `otherwise` when there is none or on error. */
int64_t db_int64(struct store *s, enum stmt id, int64_t otherwise, const char *types, ...);
/* Binds and copies the first column of the first row, NULL when there is none; 0 or -1. */
int db_text(struct store *s, enum stmt id, struct arena *a, char **out, struct error *err, const char *types, ...);
/* Binds and gathers the first column of all rows; 0 or -1. */
int db_ids(struct store *s, enum stmt id, struct arena *a, int64_t **ids, size_t *n, struct error *err,
	const char *types, ...);
/* Column helpers; text copies into the arena, NULL stays NULL. */
int64_t db_col(sqlite3_stmt *st, int column);
char *db_col_text(sqlite3_stmt *st, int column, struct arena *a);
struct uid db_col_uid(sqlite3_stmt *st, int column);
void db_done(sqlite3_stmt *st);	/* resets; NULL is allowed */
/* Turns the connection's last error into err: what, the store's path, what to do. */
int db_error(struct store *s, const char *what, struct error *err);
/* Rows changed by the last statement. */
int db_changes(struct store *s);

/* BEGIN IMMEDIATE (waits up to the role's limit: 50 ms DESK, 2 s SYNC; retried every 0.2 ms), and
 * COMMIT; `full` makes this commit durable (synchronous=FULL for it).  Commit bumps the touched areas. */
int db_begin(struct store *s, bool full, struct error *err);
/* Many reads as one: the lock is taken, and the file looked at, once. */
bool db_look(struct store *s);
void db_looked(struct store *s, bool began);	/* what db_look() said */
int db_commit(struct store *s, struct error *err);
/* The end of a transaction whose only step gave rc: commits, or rolls back and returns -1. */
int db_end(struct store *s, int rc, struct error *err);
void db_rollback(struct store *s);
void db_touch(struct store *s, enum store_area area);

/* The next item number, inside a write transaction (0 on error). */
int64_t db_item(struct store *s, struct error *err);
/* A new text row; body NULL gives 0 = no text. */
int64_t db_text_put(struct store *s, int64_t customer, const char *body, struct error *err);

/* Several statements without parameters. */
int db_exec(struct store *s, const char *sql, struct error *err);

/* -- migrate.c ------------------------------------------------------------------------------------------ */

/* Is it a store, or to become one?  Somebody else's database is left alone. */
int migrate_kind(struct store *s, struct error *err);
int migrate_store(struct store *s, struct error *err);

/* -- turn.c: whose turn it is to write --------------------------------------------------------------- */

/* Says that we wait for the lock, and that we have it (or wait no more). */
void turn_want(struct store *s);
void turn_taken(struct store *s);
/* Does anybody else wait? */
bool turn_wanted(struct store *s);
/* Lets whoever waits go first; as long as we held the lock, at most. */
void turn_give(struct store *s);
/* Has the log written out, without waiting. */
void turn_write_out(struct store *s);
void turn_close(struct store *s);

/* promise.c: forgets the policies. */
void promise_close(struct store *s);

/* -- case.c: what feed and act share, inside a write transaction ------------------------------------- */

/* Recomputes the derived columns of a case (care_derive) and touches AREA_CASE. */
/* act_review.c: is it an agent whose words a colleague sees first; a kind of row that customers read; a reason why a second
 * person must decide */
bool review_trainee(struct store *s, const struct care_policy *p, int64_t agent);
bool review_kind(const char *kind);
bool review_wanted(const char *reason);
int case_derive(struct store *s, int64_t case_id, struct error *err);
/* Opens a case for a message and moves the message (and, if `whole_thread`, its thread's later ones) into
 * it; makes the customer of the sender's (or first recipient's) identity if there is none. */
int case_open(struct store *s, int64_t message, enum status status, bool whole_thread, struct uid uid,
	int64_t *case_id, struct error *err);
/* The normal form of an address: telephone numbers as E.164 has them where the country is known, unless the number is
 * known in another form already.  NULL if it can be none. */
/* verify.c: the code in a row of the outbox, once it has left or never will, is not to be read any more. */
int verify_blank(struct store *s, int64_t outbox, struct error *err);
/* What the console and the command line see of a text: a code that is under way is sync's alone to read. */
char *verify_hide(struct store *s, int64_t text, char *body, struct arena *a);
char *case_normal(struct store *s, const char *kind, const char *address, struct arena *a);
/* The identity's row (made if needed), seen at `at`. */
int case_identity(struct store *s, const char *kind, const char *address, const char *name, int64_t at,
	int64_t *id, struct error *err);
/* ring.c: what rings was taken by an agent, or missed. */
int ring_settle(struct store *s, int64_t ring, bool missed, int64_t agent, struct error *err);
/* What a case is called by its first words; NULL when there are none. */
char *case_words_title(const char *text, struct arena *a);
/* The customer of an identity, made if there is none; follows merges to the survivor. */
int case_customer(struct store *s, int64_t identity, int64_t *customer, struct error *err);

#endif
