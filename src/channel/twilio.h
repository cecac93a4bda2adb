/*
 * twilio.h - between the files of the Twilio channel only.
 *
 *   twilio.c	requests, errors, sending, reading back, states
 *   twilio_scan.c	the three lists: messages, calls, recordings
 *   twilio_item.c	one message, one call
 *   twilio_watch.c	what is not over yet, and recordings and transcripts, which come after their call
 *
 * A thread is "CHANNEL|OUR NUMBER|THEIR NUMBER"; a message's id is its SID.
 */
#ifndef SPORTELLO_TWILIO_H
#define SPORTELLO_TWILIO_H

#include "gather.h"
#include "js.h"

#define TWILIO_BASE "https://api.twilio.com"

/* One answer being read. */
struct twilio {
	const struct channel_context *c;
	struct gather g;
};

/* What became of one row of a list. */
enum twilio_take { TWILIO_TAKEN, TWILIO_OPEN, TWILIO_PASSED };

/* -- twilio.c ------------------------------------------------------------------------------------------------ */

/* GET of a resource of the account: "Messages.json?PageSize=20". */
void twilio_get(const struct channel_context *c, const char *path, struct request *r);
/* GET of an address that an answer named ("/2010-04-01/..."): only there where the account's servers are. */
int twilio_follow(const struct channel_context *c, const char *uri, struct request *r, struct error *err);
/* An answer that is no success: the outcome's verdict and words.  `acts`: something may have been done. */
bool twilio_refused(const struct channel_context *c, const struct answer *in, bool acts, struct outcome *o);
/* The body, when it is an object; else NULL with the error. */
json_t *twilio_load(const struct answer *in, struct error *err);
/* "AC0123...": letters and digits that begin so, else NULL. */
const char *twilio_sid(struct arena *a, json_t *o, const char *key, const char *prefix);
const char *twilio_day(struct arena *a, int64_t ms);
bool twilio_on(const struct channel_context *c, const char *option, bool otherwise);

/* -- twilio_scan.c ------------------------------------------------------------------------------------------- */

int twilio_scan_request(const struct channel_context *c, const struct job *j, struct request *r,
	struct error *err);
int twilio_scan_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);
bool twilio_is_scan(const char *kind);

/* -- twilio_item.c ------------------------------------------------------------------------------------------- */

/* RFC 2822, English names whatever the locale; 0 = none. */
int64_t twilio_time(json_t *o, const char *key);
/* Is the number one of ours: named in own-addresses, or no telephone number at all (client:, sip:)? */
bool twilio_is_ours(const struct channel_context *c, const char *address);
/* When it was: what the list is ordered by. */
int64_t twilio_message_at(json_t *o);
int64_t twilio_call_at(json_t *o);
enum twilio_take twilio_message(struct twilio *t, json_t *o);
/* `legs`: other calls, among which may be the one that began this one, or those it led to. */
enum twilio_take twilio_call(struct twilio *t, json_t *o, json_t *legs);
/* The delivery state of one of ours as an event; true when it will not change any more. */
bool twilio_state(struct twilio *t, json_t *o, const char *thread);
/* Thread of a message between two addresses, NULL when one is missing. */
const char *twilio_thread(struct arena *a, const char *own, const char *other, const char **channel);
/* "whatsapp:+39..." parted; prefix "" for text messages. */
const char *twilio_number(struct arena *a, const char *address, const char **prefix);

/* -- twilio_watch.c ------------------------------------------------------------------------------------------ */

/* A row of the list is not over yet: look at it again soon, less and less often. */
void twilio_watch(struct twilio *t, const char *list, const char *sid, int64_t age_ms);
/* A recording of a list: a job that looks for its call. */
enum twilio_take twilio_recording(struct twilio *t, json_t *o);
bool twilio_is_watch(const char *kind);
int twilio_watch_request(const struct channel_context *c, const struct job *j, struct request *r,
	struct error *err);
int twilio_watch_answer(const struct channel_context *c, const struct job *j, const struct answer *in,
	struct outcome *o, struct error *err);

#endif
