/*
 * api.h - inside src/sync/ only: the engine of the connected channels.  One process, one wait, all accounts at
 * once.  An account has at most one request under way, beside a pull that its server holds open, a file that is
 * fetched and a renewal of its tokens.
 *
 *   api.c		the loop: who may ask, when
 *   api_run.c	one job: request, secrets, answer, what it means
 *   api_send.c	rows of the outbox
 *   api_media.c	files of messages
 *   api_files.c	whose turn it is for files, and how fast the line is
 *   api_stream.c	a stream that the server holds open and that wakes the pull
 *   api_secret.c	tokens: read, renewed, kept
 *   api_renew.c	when and how they are renewed
 *   api_fill.c	placeholders into secrets
 *   errand.c	programs of the configuration, beside the loop
 */
#ifndef SPORTELLO_SYNC_API_H
#define SPORTELLO_SYNC_API_H

#include "clock.h"
#include "errand.h"
#include "http.h"
#include "outgoing.h"
#include "rate.h"
#include "sync.h"
#include "tick.h"

#define API_FRESH_MS MS_MINUTE		/* so old may a pull be before something is sent */
#define SECRET_EXPIRY_MS 30000		/* a token this close to its end is renewed first */
#define SECRET_NO_LOCK (-2)		/* there is no place for one: secret_look() will say why */

struct secret {
	struct secret *next;
	char *name, *value;		/* value NULL = not here yet */
	int64_t expires_at;
};

enum api_stage { RUN_FREE, RUN_LOOKS, RUN_SECRETS, RUN_HELD, RUN_PAUSED, RUN_HTTP, RUN_SAVING,
	RUN_STORED };			/* waits for its page to be durable */

/* One job under way. */
struct api_run {
	struct api_account *account;
	enum api_stage stage;
	struct arena *arena;		/* until the job ends */
	struct job job;
	struct channel_context context;
	struct request request;
	struct outgoing_row row;	/* of the outbox, when sends */
	struct outgoing out;
	bool sends, refreshed;		/* sends: serves a row of the outbox */
	bool refused;			/* what crossed `wire` was refused for its token: it did nothing */
	enum outbox_state state;
	const char *file;		/* to_file */
	bool asked;			/* media: somebody waits for it */
	struct feed_attachment attachment;	/* media */
	struct http_call *call;
	struct errand *errand;
	const char *secret;		/* which one the errand is about */
	struct answer answer;
	struct outcome outcome;
	size_t saved;			/* of outcome.secrets */
	int pages, empty;		/* in one go; of which the last ones brought nothing */
	uint64_t way;			/* an earlier request of these pages: to see a circle by */
	int64_t began_at;
};

/* Files have a run of their own, so that a large one holds up no answer. */
enum { RUN_MAIN, RUN_PULL, RUN_FILE, RUN_STREAM, RUN_REFRESH, RUN_COUNT };

/* The doorbell: what is kept of a stream. */
struct bell {
	bool open;			/* something came, and nothing ended it since */
	bool rung;			/* look now */
	bool bad;			/* to be broken off */
	bool told;			/* the store knows of it */
	bool fields;			/* of the event that is coming in */
	size_t line;			/* bytes of the line that is coming in */
	char head[8];			/* and how it begins */
	int64_t heard_at, opened_at;	/* by api_now() */
	int64_t next_at;		/* when to open it again, likewise */
	int fails;
};

struct api_account {
	struct api *api;
	struct worker w;		/* store, options, feed; w.page is our own */
	const struct channel *channel;
	struct sync_page *shared;	/* what the supervisor reads */
	struct api_run run[RUN_COUNT];
	struct secret *secrets;
	struct secret *unsaved;		/* renewed, and could not be kept yet: not used before they are */
	int renewing;			/* the lock on that, -1 = none */
	struct bucket bucket;
	int lock;
	int64_t pull_at;		/* when to look next; INT64_MAX = not again */
	int64_t interval;		/* between two looks, as things are */
	int64_t rest_until;		/* told to, or backing off; by api_now() */
	int64_t bucket_at;		/* when the bucket has a request again; likewise */
	int64_t pulled_at, said_pulled_at, said_next_at, check_at;
	int64_t outbox_at, job_at;	/* when the next row or job is due; 0 = none, -1 = ask */
	int64_t file_at;		/* the next file, likewise... */
	enum job_files file_which;	/* ...of these */
	int64_t file_said_at;		/* when the store was told how far the file is; 0 = not */
	int fails;
	struct bell bell;
	bool stopped;			/* refused: nothing until the configuration or a person says so */
	bool behind;			/* after a gap: what the pull brought goes before the outbox */
	bool finished;			/* --once: its pass is over... */
	bool told;			/* ...and reported */
	bool news;			/* something to report */
	bool unread;			/* a command or file of the configuration did not give its secret */
	bool in_error;			/* the store says so */
	int64_t stopped_for, checked;	/* the row in doubt that was looked for last */
	int64_t signed_in, looked_at;	/* when somebody last did by hand, as it was when we were stopped */
	char said[300];			/* words of the last good outcome */
};

/* What is known of the line by the files that come through it. */
struct line {
	int64_t at, bytes;		/* last look: when, and http_file_bytes() then */
	int64_t busy_since;		/* files have been coming since; 0 = none */
	int64_t best, best_at;		/* the fastest of late, in bytes a second */
	int64_t slow_until, slow_for;
	bool metered;
};

struct api {
	struct sync *sync;
	struct http *http;
	struct api_account *accounts;
	size_t count;
	size_t turn;			/* which account is asked first */
	struct line line;
	bool durable;			/* what was stored before we began */
	bool watch, storeless;		/* storeless: a probe */
	int64_t asked_at;
	bool looked;
	struct tick tick;
};

/* -- api.c ---------------------------------------------------------------------------------------------------- */

/* The child: all HTTP accounts of y, until done or told to stop. */
int api_loop(struct sync *y);
void api_account_init(struct api *api, struct api_account *a, struct sync_account *conf, struct store *s);
void api_account_free(struct api_account *a);
/* Something went wrong that concerns the whole account: it rests.  after_ms 0 = as long as the failures ask for. */
void account_failed(struct api_account *a, const struct error *why, int64_t after_ms);
/* A pull has ended well. */
void account_pulled(struct api_account *a, bool news, bool held, int64_t took_ms);

/* A clock that nobody sets, in ms. */
int64_t api_now(void);
/* How long the account may ask nothing: by its server's word, after a failure, by its own measure; 0 = it may. */
int64_t api_pause(struct api_account *a, int64_t now);
/* Is a run of the account under way? */
bool api_busy(const struct api_account *a);
/* How long until the next look when nothing happens: longer where a stream would tell us. */
int64_t api_interval(const struct api_account *a);
/* For a probe: waits, and takes what comes; renews tokens where a run is held for them. */
void api_wait(struct api *api, struct api_account *a, int ms);

/* -- api_run.c --------------------------------------------------------------------------------------------- */

/* Begins a job; strings of j are copied.  A row of the outbox is set in r->row, r->sends before. */
void run_begin(struct api_run *r, const struct job *j);
/* Asks the channel for the (next) request of the job. */
void run_request(struct api_run *r);
/* Keeps the next of the outcome's tokens, or goes on when there is none. */
void run_save(struct api_run *r);
/* Ends, and what was held for it goes on (why NULL) or fails. */
void run_renewed(struct api_run *r, const struct error *why);
/* The call or errand of the run has ended. */
void run_answered(struct api_run *r);
/* What was stored becomes durable, all of it at once, before servers are told to forget it. */
void run_durable(struct api *api);
void run_errand_ended(struct api_run *r);
/* The account may ask again: on with the next page. */
void run_go_on(struct api_run *r);
/* Breaks it off; what has crossed `wire` becomes unknown. */
void run_cancel(struct api_run *r);
/* Lets go of it all. */
void run_end(struct api_run *r);

/* -- api_send.c ----------------------------------------------------------------------------------------------- */

/* Takes the next row of the outbox and begins it; false when none may leave. */
bool send_next(struct api_run *r);
/* Looks whether one of the rows in doubt was taken. */
bool check_next(struct api_run *r);
int send_wire(void *ctx, struct error *err);
/* How the request ended: by an answer's outcome, or broken off. */
void send_judge(struct api_run *r, const struct outcome *o);
void send_broken(struct api_run *r, const struct error *why);
/* What a dead process left in doubt goes out again where the channel tells repeated messages. */
void send_repeat_unknown(struct api_account *a);
/* A step that acted is done, and another one follows. */
int send_step(struct api_run *r, const char *body);

/* -- api_media.c ------------------------------------------------------------------------------------------------ */

/* The batch's jobs and one for each file that is still to be fetched. */
void media_jobs(struct api_account *a, struct batch *b, int64_t now, struct arena *arena);
/* Which attachment a job `media` is about; its channel sees the part as key.  1 = nothing to do any more. */
int media_begin(struct api_run *r, const struct job *j, struct error *err);
int media_store(struct api_run *r, struct error *err);
/* It is larger than what comes by itself: known now, and left there. */
void media_left(struct api_run *r);
/* What people have asked for becomes jobs. */
void media_asked(struct api_account *a);
int64_t media_limit(const struct api_account *a);
/* Media type by the first bytes, NULL = unknown. */
const char *media_sniff(const void *bytes, size_t len);

/* -- api_files.c ------------------------------------------------------------------------------------------------- */

/* How the line is, how far the files are; on a slow line they give way to text. */
void files_step(struct api *api);
/* Which files may be begun now. */
enum job_files files_which(const struct api *api);
/* Is there room for another one? */
bool files_free(const struct api *api);
/* When the account's next one may begin; 0 = none. */
int64_t files_next(struct api_account *a);
void files_ended(struct api_account *a);

/* -- api_stream.c ----------------------------------------------------------------------------------------------- */

/* Opens it when it is time, breaks it off when it has been silent for too long. */
void stream_step(struct api_account *a);
void stream_heard(void *ctx, const char *data, size_t len);
/* The server has ended it, or never began; r is free again. */
void stream_answered(struct api_run *r);
/* We go: the store must not say that it is open. */
void stream_left(struct api_account *a);
/* It could not be opened, or broke. */
void stream_failed(struct api_run *r, const struct error *why);

/* -- api_secret.c ------------------------------------------------------------------------------------------------- */

/* NULL when it is not here yet. */
const struct secret *secret_find(const struct api_account *a, const char *name);
/* Is there an option or a kept value it could come from? */
bool secret_known(const struct api_account *a, const char *name);
struct errand *secret_fetch(struct api_account *a, const char *name, struct error *err);
/* Takes what the errand brought. */
int secret_take(struct api_account *a, const char *name, struct errand *e, struct error *err);
/* The errand's text is empty, or what is to be said though it is kept. */
struct errand *secret_save(struct api_account *a, const struct secret_in *s, struct error *err);
/* Before tokens are renewed: is there a newer one by now (then it is taken), and is there room for those to come? */
struct errand *secret_look(struct api_account *a, struct error *err);
int secret_looked(struct api_account *a, struct errand *e, bool *newer, struct error *err);
void secret_no_room(const struct api_account *a);
/* One process at a time renews an account's tokens: a descriptor, -1 = another one does, or SECRET_NO_LOCK. */
int secret_lock(const struct api_account *a);
/* The token to renew with was refused: it is not shown again to the server. */
void secret_refused(const struct api_account *a);
bool secret_is_refused(const struct api_account *a);
/* When somebody last signed in by hand, in ns; 0 = never. */
int64_t secret_signed_in(const struct api_account *a);
void secret_sign_in(const struct api_account *a);
void secret_drop(struct api_account *a, const char *name);
void secret_put(struct secret **list, const char *name, const char *value, int64_t expires_at);
void secret_free(struct secret **list);
void secret_set(struct api_account *a, const char *name, const char *value, int64_t expires_at);
void secret_forget(struct api_account *a);
const char *const *secret_values(const struct api_account *a, struct arena *arena);

/* -- api_renew.c -------------------------------------------------------------------------------------------------- */

/* Begins to renew the account's tokens if a run is held for them; false when there is nothing to begin. */
bool renew_start(struct api_account *a);
/* The first step: what another process may have done meanwhile. */
void renew_look(struct api_run *r);
void renew_looked(struct api_run *r);
/* One token is kept, or not. */
void renew_kept(struct api_run *r, const char *words);
void renew_not_kept(struct api_run *r);
/* What was refused once is not asked again. */
void renew_failed(struct api_run *r, const struct error *why);
/* The run is over. */
void renew_end(struct api_account *a);

/* -- api_fill.c ----------------------------------------------------------------------------------------------------- */

/* Names of the secrets a request asks for, NULL-terminated. */
const char *const *fill_names(const struct request *q, struct arena *a);
/* May this request, which has placeholders, go where it goes? */
int fill_allowed(const struct api_account *a, const struct request *q, struct arena *arena, struct error *err);
/* Where the account's own server is. */
const char *fill_home(const struct api_account *a);
/* The text with its secrets. */
int fill_text(const struct api_account *a, const char *text, struct arena *arena, const char **out,
	struct error *err);

#endif
