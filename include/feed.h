/*
 * feed.h - what sync writes: accounts, batches of arrivals, cursors, jobs, the outbox's way out, the
 * full-text index.  Only sync (role STORE_SYNC) and tests call it.
 */
#ifndef SPORTELLO_FEED_H
#define SPORTELLO_FEED_H

#include "read.h"
#include "store.h"

struct feed_account {
	const char *name, *channel, *speaks_as, *address;
	struct uid uid;
	int64_t since_at;		/* 0 = 14 days before it was added */
	const char *const *own_addresses;	/* further addresses of ours, NULL-terminated */
};
/* Makes the account's row or brings it up to date; *id. */
int feed_account(struct store *s, const struct feed_account *in, int64_t *id, struct error *err);
/* Accounts that are no longer in the configuration become inactive (their cases stay). */
int feed_accounts_keep(struct store *s, const int64_t *ids, size_t n, struct error *err);
int feed_account_state(struct store *s, int64_t account, const char *state, const char *progress,
	int64_t done, int64_t total, const char *error, struct error *err);
/* next_at: when it will be looked at again; 0 = at once, or not known here. */
int feed_account_pulled(struct store *s, int64_t account, int64_t next_at, struct error *err);
int feed_account_next(struct store *s, int64_t account, int64_t next_at, struct error *err);

/* What the feed must know of an account to judge arrivals; built by the caller from the configuration. */
struct feed_context {
	int64_t account;
	struct uid account_uid;
	const char *channel;		/* identity kind by default, "mail" */
	const char *const *own_addresses;	/* NULL-terminated, normal form */
	const struct feed_escalation { const char *target, *address; } *escalations;	/* who is second level */
	size_t escalation_count;
	const char *const *languages;	/* NULL-terminated, may be NULL */
	/* In which of them a text of some length is, NULL = it cannot be said; NULL = there is nobody to ask. */
	const char *(*language_of)(const char *text, void *ctx);
	void *language_ctx;
	const char *team;		/* whose new cases are; NULL = nobody's */
	bool public_cases;		/* what is said in public is a case, as everything else */
	bool blank_deleted;		/* what is deleted at the source is blanked here too */
};

struct feed_result {
	int64_t messages, threads, cases, events, known, duplicates;
};

/*
 * Stores a batch in slices of at most 50 messages and 5 ms (S3): identities, threads, membership,
 * wake-up, derived values, explain codes, receipts that move outbox rows, evidence that
 * resolves `unknown` rows (our Message-ID seen).  Cursors and jobs are written with the last slice.
 * Storing the same batch again changes nothing.  *out is added to.
 */
int feed_batch(struct store *s, const struct feed_context *ctx, const struct batch *b,
	struct feed_result *out, struct error *err);

/* What came before languages and moods were told of it: those of a window of item numbers behind `after`, in one slice (S3).
 * *upto: up to where it was looked at. */
int feed_words_again(struct store *s, const struct feed_context *ctx, int64_t after, int64_t *upto, struct error *err);

/* -- what another desk held ---------------------------------------------------------------------------- */

/* The account of what was imported from a desk, made if need be; nothing ever leaves by it.  *again: something of it is
 * there. */
int feed_import_account(struct store *s, const char *desk, int64_t *id, struct uid *uid, bool *again, struct error *err);
/* Its number without making it; 0 = nothing was imported yet. */
int64_t feed_import_look(struct store *s, const char *desk);
struct feed_people { int64_t fresh, known, again, agents; };	/* known: a customer before; again: imported before */
int feed_people(struct store *s, const struct feed_context *ctx, const struct person_in *people, size_t n,
	struct feed_people *out, struct error *err);
/* Without writing: 0 = nobody knows them, 1 = a customer has the proven address, 2 = imported before. */
int feed_person_known(struct store *s, const char *desk, const struct person_in *p);
int feed_ratings(struct store *s, const struct feed_context *ctx, const struct rating_in *ratings, size_t n, int64_t *added,
	struct error *err);
bool feed_import_has(struct store *s, int64_t account, const char *remote_id);
/* The configuration's field of this name or title; NULL = it declares none. */
const struct conf_field *feed_import_field(const struct care_policy *policy, const char *name);

/* Lets whoever waits to write go first (S3); feed_batch() does it by itself. */
void feed_yield(struct store *s);

/* -- mail files -------------------------------------------------------------------------------------- */

/* Is this file known with this size and mtime?  >0 = message id, 0 = unknown, -1 = known with another
 * size or time (read it again). */
int64_t feed_file_known(struct store *s, int64_t account, const char *path, int64_t bytes,
	int64_t mtime_ms);
/* The file of a message has moved, or is gone (path NULL: marks `original gone` when it was the last). */
int feed_file_moved(struct store *s, int64_t account, int64_t message, const char *old_path,
	const char *path, int64_t bytes, int64_t mtime_ms, struct error *err);
/* Calls fn for each known file of the account in path order. */
int feed_files(struct store *s, int64_t account,
	int (*fn)(void *ctx, const char *path, int64_t message), void *ctx, struct error *err);
/* Files known of one message. */
struct feed_file { const char *path; int64_t bytes, mtime_ms; };
int feed_message_files(struct store *s, int64_t account, int64_t message, struct arena *a,
	struct feed_file **out, size_t *n, struct error *err);
/* Ids of messages with this remote id (Message-ID), newest first. */
int feed_by_remote_id(struct store *s, const char *remote_id, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);

/* Tags kept in step with notmuch: per message the base and what the case now says. */
struct feed_tag { int64_t message; const char *remote_id, *tag; int base, local; };
/* The highest item number handed out. */
int64_t feed_top(struct store *s);
/* tags: which are kept ("unread", "flagged", "replied", and status tags "status:resolved"=>tag name).
 * Lists, up to the limit, those whose local value differs from the base, among the messages of cases to which
 * something happened after item `since` (0 = all).  unread is only ever taken away. */
int feed_tags_due(struct store *s, int64_t account, const char *const *tags, int64_t since, size_t limit,
	struct arena *a, struct feed_tag **out, size_t *n, struct error *err);
/* Is the message in a case?  Only then a tag may say something. */
bool feed_tag_speaks(struct store *s, int64_t message);
/* Local value of one tag for a message's case as of now: 1, 0, or -1 = nothing to say. */
int feed_tag_local(struct store *s, int64_t message, const char *tag);
/* Sets down the bases of n tags (message, tag, base), in slices (S3). */
int feed_tag_bases(struct store *s, int64_t account, const struct feed_tag *tags, size_t n, struct error *err);
/* -1 = no base yet. */
int feed_tag_get_base(struct store *s, int64_t account, int64_t message, const char *tag);

/* -- cursors, jobs, problems -------------------------------------------------------------------------- */

int feed_cursor(struct store *s, int64_t account, const char *key, struct arena *a, char **out,
	struct error *err);	/* *out NULL = none */
int feed_cursor_set(struct store *s, int64_t account, const char *key, const char *value,
	struct error *err);
/* Which jobs: all but files; files; only those that somebody has asked for. */
enum job_files { JOB_NO_FILES, JOB_FILES, JOB_ASKED_FILES };
/* The first that is due; 1 = *out is it, 0 = there is none. */
int feed_job_due(struct store *s, int64_t account, int64_t now, enum job_files files, struct arena *a, struct job *out,
	struct error *err);
int feed_job_put(struct store *s, int64_t account, const struct job *j, struct error *err);
int feed_job_done(struct store *s, int64_t id, struct error *err);
int feed_job_later(struct store *s, int64_t id, int64_t not_before, struct error *err);
/* Body of the row of this kind and key; *out NULL = there is none. */
int feed_job_body(struct store *s, int64_t account, const char *kind, const char *key, struct arena *a,
	char **out, struct error *err);
int feed_job_drop(struct store *s, int64_t account, const char *kind, const char *key, struct error *err);
/* When the account's next one is due (ms), 0 = none. */
int64_t feed_job_next(struct store *s, int64_t account, enum job_files files);
int feed_problem(struct store *s, int64_t account, const char *kind, const char *file, const char *words,
	struct error *err);
bool feed_is_problem(struct store *s, int64_t account, const char *kind, const char *file);
/* The files of this kind, 200 at most; and one is none any more. */
int feed_problem_files(struct store *s, int64_t account, const char *kind, struct arena *a, char ***files, size_t *n,
	struct error *err);
int feed_problem_over(struct store *s, int64_t account, const char *file, struct error *err);

/* -- files of messages ---------------------------------------------------------------------------------- */

struct feed_attachment { int64_t id, message, bytes, blob; const char *part, *name, *type; };
/* The n-th attachment (from 0) of a message, or, where part is not NULL, the n-th of that part; id 0 = there is none (any more). */
int feed_attachment(struct store *s, int64_t account, const char *thread, const char *remote_id, int n,
	const char *part, struct arena *a, struct feed_attachment *out, struct error *err);
/* The picture of a post at this address, kept once for the account. */
int feed_picture_file(struct store *s, int64_t account, const char *url, struct arena *a, struct feed_attachment *out,
	struct error *err);
/* Why it could not be fetched; NULL = it could, or is tried again. */
int feed_attachment_problem(struct store *s, int64_t account, int64_t attachment, const char *words, struct error *err);
/* It is at least so large: what a service did not say beforehand. */
int feed_attachment_size(struct store *s, int64_t attachment, int64_t bytes, struct error *err);
/* What was asked for after `since`, in order of `at`. */
struct feed_asked { int64_t attachment, n, at; enum item_kind kind; const char *thread, *remote_id, *part; };
int feed_asked(struct store *s, int64_t account, int64_t since, struct arena *a, struct feed_asked **out, size_t *n,
	struct error *err);
/* The file has been fetched: it is kept as a blob and tied to its attachment, whose type (NULL = as it was) is
 * what the content says. */
int feed_attachment_file(struct store *s, int64_t attachment, const char *path, const char *type,
	struct error *err);

/* -- outbox, all FULL (S5) ------------------------------------------------------------------------------ */

/* The next row of the account that may leave now: queued -> trying by compare-and-set.  In the same
 * transaction the row is judged (stop-the-send: an item by a person above `seen`; too old; store not at
 * home): such a row goes to review with its reason, or is unknown where it may have left before, and the next is
 * taken.  *id = 0 when none. */
int outbox_claim(struct store *s, int64_t account, int64_t now, const struct care_policy *p,
	int64_t *id, struct error *err);
/* When the account's next row may leave (ms), 0 = none queued. */
int64_t outbox_next(struct store *s, int64_t account);
/* Has a robot queued something for the account since then that has not left? */
bool outbox_said(struct store *s, int64_t account, int64_t since);
/* trying -> wire; ERR_CONFLICT if somebody else moved it. */
int outbox_wire(struct store *s, int64_t id, struct error *err);
/* wire -> queued although it may have been taken: the server knows it again (see outbox_doubt_since). */
int outbox_repeat(struct store *s, int64_t id, const char *words, int64_t next_try, struct error *err);
/* Since when the server may have it: the first `wire` that no certain refusal followed, 0 = it cannot have it.  A server
 * that knows it again for safe_ms counts from there, also when it was repeated meanwhile; a person who sends it again
 * after that begins anew. */
int outbox_doubt_since(struct store *s, int64_t id, int64_t safe_ms, int64_t *since, struct error *err);
/* from -> to with words; sets sent_at and the like; SENT puts the message on the timeline (direction out)
 * and answers waiting_since.  next_try for QUEUED (retry). */
int outbox_move(struct store *s, int64_t id, enum outbox_state from, enum outbox_state to,
	const char *words, const char *remote_id, int64_t next_try, struct error *err);
/* The thread of a row that had none, by its remote id, made if need be; before it is moved to SENT. */
int outbox_thread(struct store *s, int64_t id, const char *thread, struct error *err);
int outbox_recipient(struct store *s, int64_t id, int n, enum outbox_state state, const char *words,
	struct error *err);
int outbox_built(struct store *s, int64_t id, const struct digest *mime, struct error *err);
int outbox_filed(struct store *s, int64_t id, struct error *err);
/* At start, under the account's lock: what a dead process left: trying -> queued, wire -> unknown. */
int outbox_recover(struct store *s, int64_t account, int *requeued, int *unknown, struct error *err);
/* Queued rows that have been on the wire before. */
int outbox_repeats(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n, struct error *err);
/* unknown rows older than the wait stay for a person: reason set; *n = how many are unknown. */
int outbox_unknown(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);
/* Rows that a person settled as sent get their place on the timeline. */
int outbox_appear_due(struct store *s, struct error *err);
/* Rows sent but not yet filed in the sent folder. */
int outbox_unfiled(struct store *s, int64_t account, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);

/* The remote id of a thread, for the channel that speaks in it; *out NULL when unknown. */
int feed_thread_name(struct store *s, int64_t thread, struct arena *a, char **out, struct error *err);

/* -- escalation targets -------------------------------------------------------------------------------------- */

/* What a target says of its own accord; what is NULL stays as it is. */
struct feed_target {
	const char *remote_id, *url, *state, *cursor;
	const char *from, *text;	/* ANSWER: who said what... */
	int64_t at;			/* ...and when; 0 = now */
};
int feed_target_state(struct store *s, int64_t escalation, const struct feed_target *t, int64_t now, struct error *err);
/* Its answer: a note on the case, which wakes it for its agent. */
int feed_target_answer(struct store *s, int64_t escalation, const struct feed_target *t, int64_t now, struct error *err);

/* A program of an action has ended; its words stand on the case. */
int feed_run_done(struct store *s, int64_t outbox, const char *name, int status, const char *words, struct error *err);

/* -- time ------------------------------------------------------------------------------------------------ */

/* What was queued, put off or claimed while the clock stood in the future does not wait for that to come. */
int feed_clock_back(struct store *s, int64_t now, struct error *err);
/* Wakes snoozed cases whose time has come; robot actions; *n = how many. */
int feed_wake_due(struct store *s, int64_t now, int *n, struct error *err);

/* -- who may be one person ------------------------------------------------------------------------------- */

/* Goes through some messages that were not gone through yet: what they tell of their senders, and the suggestions that
 * come of it.  own: addresses and numbers of ours, normal form, NULL-terminated.  *left = about how many remain. */
int suggest_run(struct store *s, const char *const *own, int64_t *left, struct error *err);

/* -- the index --------------------------------------------------------------------------------------------- */

/* Indexes up to `limit` items that search.db does not have; *left = how many remain.  Opens and creates
 * search.db as needed; rebuilds it when its schema is another. */
int index_run(struct store *s, size_t limit, int64_t *left, struct error *err);
int index_drop(struct store *s, struct error *err);

#endif
