/* feed_internal.h - between the files of the feed only. */
#ifndef SPORTELLO_FEED_INTERNAL_H
#define SPORTELLO_FEED_INTERNAL_H

#include "db.h"
#include "feed.h"
#include "survey.h"

/* One batch being stored. */
struct feeding {
	struct store *s;
	const struct feed_context *ctx;
	struct feed_result *out;
	int64_t since_at;
	uint8_t key[32];		/* of our Message-IDs' marks */
	struct arena *a;		/* of the slice */
	int64_t *touched;		/* cases to derive at the slice's end */
	size_t touched_count, touched_space;
	char **doomed;			/* files that nobody needs any more, once it is committed */
	size_t doomed_count, doomed_space;
	struct error *err;
};

/* Where a message belongs, as far as its references say. */
struct parentage {
	int64_t thread, case_id;	/* 0 = none */
	const char *how, *ref;		/* explain codes; ref = the id named */
	bool marked;			/* a Message-ID with our own mark */
	int64_t escalation, escalation_case;
	const char *escalation_address;
};

/* The channel a message is of, and the kind of identity its people have. */
const char *feed_channel(const struct feeding *f, const struct message_in *m);
const char *feed_identity_kind(const struct feeding *f, const struct message_in *m);

/* feed_bounds.c: the message as it is stored: nothing endless in it, marked where it looks like another's. */
void feed_bounded(struct feeding *f, const struct message_in *m, struct message_in *out);
const char *feed_name(struct feeding *f, const char *name);

/* feed.c: words in quotes, for the lists of recipients as they are stored. */
void feed_json_string(struct buf *b, const char *s);

/* feed.c: was what has this id erased here? */
bool feed_erased(struct feeding *f, const char *remote_id);

/* feed_words.c: language and mood of a new message; thread, sender and case: 0 = not known. */
enum { FEED_NO_MOOD = 1000 };
struct feed_told { const char *language, *why; int mood; };
void feed_words(struct feeding *f, const struct message_in *m, int64_t thread, int64_t sender, int64_t case_id,
	struct feed_told *out);

/* feed_thread.c */
int feed_parent(struct feeding *f, const struct message_in *m, struct parentage *out);
int feed_thread(struct feeding *f, const struct message_in *m, const char *remote_id, int64_t parent,
	int64_t *thread, int64_t *next_case);
/* "known", "recipient", "participant", "stranger": may this sender join this case? */
const char *feed_sender(struct feeding *f, int64_t case_id, int64_t identity, const char *address);
/* Follows merges to the living case. */
int64_t feed_living_case(struct store *s, int64_t case_id);

/* feed_case.c */
/* Decides membership and wakes; writes the explain codes. */
int feed_place(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread, int64_t next_case,
	enum care_wake wake, bool stranger, struct buf *why, int64_t *case_id);
/* A note on the escalated case; unless a robot wrote it, it answers the escalation and wakes the case. */
int feed_second_level(struct feeding *f, const struct message_in *m, int64_t message, const struct parentage *p,
	int64_t text, bool robot);
int feed_touch_case(struct feeding *f, int64_t case_id);
int feed_robot(struct feeding *f, int verb, int64_t case_id, const char *args, const char *field, int64_t before,
	int64_t after);

/* feed_survey.c: an answer to a survey, or (rating) the free word after it. */
struct feed_surveyed { int64_t case_id, customer, rating; enum survey_ask ask; struct survey_answer answer; };
/* Is it one?  case_id: where the message goes. */
bool feed_survey(struct feeding *f, const struct message_in *m, int64_t thread, int64_t case_id, int64_t sender,
	struct feed_surveyed *out);
int feed_survey_keep(struct feeding *f, const struct message_in *m, int64_t message, const struct feed_surveyed *v);
/* feed_target.c: in a transaction: what a target was told appears on the case. */
int feed_target_told(struct store *s, int64_t outbox, int64_t case_id, const char *agent, const char *to, int64_t at,
	struct arena *a, struct error *err);

/* private.c: a conversation that a private answer of ours opened joins its case. */
int feed_private_opens(struct feeding *f, const struct message_in *m);

/* feed_stream.c */
/* Said by others where everybody reads it. */
bool feed_is_public(const struct message_in *m);
/* Where a public message goes, which would wake otherwise: sets the case it joins (0 = none) and what it does. */
void feed_public(struct feeding *f, const struct message_in *m, int64_t thread, int64_t sender, const struct feed_told *told,
	int64_t *next_case, enum care_wake *wake, struct buf *why);
/* Its row in the stream, and what it stands under; case_id: the case it is in. */
int feed_stream_add(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread, int64_t case_id,
	enum care_wake wake);
/* Told again: likes and reach as they are now. */
int feed_stream_again(struct feeding *f, const struct message_in *m, int64_t message, int64_t thread);
/* A public message opened a case: what its sender had said there before, undecided, comes along. */
int feed_stream_take(struct feeding *f, int64_t case_id, int64_t message);

/* The channel has done what we asked it to do to a message: it shows there, and in the stream. */
int feed_deed_done(struct store *s, int64_t outbox, enum deed_kind deed, int64_t message, int64_t at, int64_t text,
	struct error *err);

/* feed_receipt.c */
/* Other words for a message; the old ones stay as revisions. */
int feed_edit(struct feeding *f, int64_t message, int64_t at, int64_t text);
int feed_about(struct feeding *f, const struct message_in *m, int64_t message, int64_t *case_id);
/* Our message was refused: the customer does not have it, so the case is open again. */
int feed_undelivered(struct feeding *f, int64_t case_id, int64_t at);
int feed_event(struct feeding *f, const struct event_in *e);
/* Our own Message-ID was seen outside: resolves `unknown` rows. */
int feed_evidence(struct feeding *f, const char *remote_id);


/* outbox.c: a row that is known to have left becomes `sent` and appears on the timeline; inside the caller's
 * transaction. */
int outbox_settle_sent(struct store *s, int64_t id, enum outbox_state from, const char *words, struct error *err);

/* feed_picture.c: the picture of what a conversation stands under becomes a file that is fetched. */
int feed_picture(struct feeding *f, int64_t thread, const char *url);

#endif
