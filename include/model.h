/*
 * model.h - the words of the domain as plain structs.  Data only: every layer above base may include
 * it, nothing here does anything but name enum values.
 *
 * Lists of values are X-macros, so that names in queries, JSON, the manual and the store cannot drift:
 * X(ENUM_SUFFIX, "name", "one line of help").
 * The numeric values are stored; append only.
 */
#ifndef SPORTELLO_MODEL_H
#define SPORTELLO_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hash.h"

#define MODEL_STATUS(X) \
	X(NEW, "new", "nobody has touched it yet") \
	X(OPEN, "open", "we owe an answer") \
	X(PENDING, "pending", "the customer owes an answer") \
	X(SNOOZED, "snoozed", "hidden until a time or a reply") \
	X(RESOLVED, "resolved", "done") \
	X(SPAM, "spam", "unwanted") \
	X(MERGED, "merged", "its messages moved to another case")

#define MODEL_PRIORITY(X) \
	X(LOW, "low", "") X(NORMAL, "normal", "") X(HIGH, "high", "") X(URGENT, "urgent", "")

#define MODEL_AUDIENCE(X) \
	X(PRIVATE, "private", "customer and company only") \
	X(GROUP, "group", "a closed group") \
	X(UNLISTED, "unlisted", "anyone with the address") \
	X(PUBLIC, "public", "everybody")

/* What an item of a thread is. */
#define MODEL_KIND(X) \
	X(MESSAGE, "message", "") \
	X(CALL, "call", "a telephone call") \
	X(BOUNCE, "bounce", "a delivery report (RFC 3464)") \
	X(AUTO, "auto", "an automatic reply (RFC 3834)") \
	X(RECEIPT, "receipt", "a delivery or reading receipt, PEC receipts included") \
	X(REACTION, "reaction", "an emoji on somebody's message") \
	X(UNREADABLE, "unreadable", "a mail that could not be parsed; the original is untouched") \
	X(VISIT, "visit", "somebody came to us, or we to them") \
	X(LETTER, "letter", "a letter on paper") \
	X(TICKET, "ticket", "what another desk's ticket was, imported") \
	X(INTERNAL, "internal", "an internal note of another desk, imported; never shown to the customer")

/* How a contact that was written down by hand ended. */
#define MODEL_OUTCOME(X) \
	X(NONE, "none", "") \
	X(ANSWERED, "answered", "they were spoken to") \
	X(NO_ANSWER, "no-answer", "nobody answered") \
	X(BUSY, "busy", "the line was busy") \
	X(MESSAGE, "message", "a message was left") \
	X(DROPPED, "dropped", "the line broke")

#define MODEL_OUTBOX(X) \
	X(QUEUED, "queued", "waits for its time or for the network") \
	X(TRYING, "trying", "being prepared; nothing has left") \
	X(WIRE, "wire", "the last byte is about to leave") \
	X(SENT, "sent", "taken by the server") \
	X(DELIVERED, "delivered", "arrived, says the other side") \
	X(READ, "read", "seen, says the other side") \
	X(FAILED, "failed", "refused for good") \
	X(UNKNOWN, "unknown", "broken off when it may have been taken") \
	X(REVIEW, "review", "a person must look before it leaves") \
	X(CANCELLED, "cancelled", "taken back")

/* Where a public message stands in the stream; decisions there are actions. */
#define MODEL_STREAM(X) \
	X(NEW, "new", "nobody has decided about it") \
	X(PASSED, "passed", "looked at, left as it is") \
	X(ANSWERED, "answered", "answered there, in public") \
	X(CASE, "case", "made a case") \
	X(HISTORY, "history", "older than the account's since")

/* What we do to a message on the channel itself; an outbox row of this kind. */
#define MODEL_DEED(X) \
	X(LIKE, "like", "say that we like it") \
	X(UNLIKE, "unlike", "take our like back") \
	X(HIDE, "hide", "hide it from others") \
	X(UNHIDE, "unhide", "show it again") \
	X(EDIT, "edit", "other words for what we said") \
	X(DELETE, "delete", "take away what we said")

enum status {
#define X(id, name, help) STATUS_##id,
	MODEL_STATUS(X)
#undef X
	STATUS_COUNT
};
enum priority {
#define X(id, name, help) PRIORITY_##id,
	MODEL_PRIORITY(X)
#undef X
	PRIORITY_COUNT
};
enum audience {
#define X(id, name, help) AUDIENCE_##id,
	MODEL_AUDIENCE(X)
#undef X
	AUDIENCE_COUNT
};
enum item_kind {
#define X(id, name, help) KIND_##id,
	MODEL_KIND(X)
#undef X
	KIND_COUNT
};
enum contact_outcome {
#define X(id, name, help) OUTCOME_##id,
	MODEL_OUTCOME(X)
#undef X
	OUTCOME_COUNT
};
enum outbox_state {
#define X(id, name, help) OUTBOX_##id,
	MODEL_OUTBOX(X)
#undef X
	OUTBOX_COUNT
};

enum stream_state {
#define X(id, name, help) STREAM_##id,
	MODEL_STREAM(X)
#undef X
	STREAM_COUNT
};
enum deed_kind {
#define X(id, name, help) DEED_##id,
	MODEL_DEED(X)
#undef X
	DEED_COUNT
};
/* What we have done to a public message; bits of stream.ours. */
enum stream_ours { STREAM_LIKED = 1, STREAM_HIDDEN = 2 };

/* Names from the lists above; "?" for a value out of range.  *_parse returns -1 for an unknown name. */
const char *status_name(int v);
const char *priority_name(int v);
const char *audience_name(int v);
const char *kind_name(int v);
const char *outcome_name(int v);
const char *outbox_state_name(int v);
const char *stream_state_name(int v);
const char *deed_name(int v);
/* Why a row is in review, for people; an unknown code stands for itself. */
const char *outbox_reason_words(const char *code);
int status_parse(const char *s);
int priority_parse(const char *s);
int audience_parse(const char *s);
int kind_parse(const char *s);
int outcome_parse(const char *s);
int outbox_state_parse(const char *s);
int stream_state_parse(const char *s);
int deed_parse(const char *s);	/* of an outbox row's kind: -1 = it is a message */

enum direction { DIRECTION_IN, DIRECTION_OUT };

/* What is special about a message; bits of message.flags. */
enum message_flag {
	MESSAGE_HISTORY = 1,		/* older than the account's since, or imported: opened no case */
	MESSAGE_LATE = 2,		/* arrived more than late-after after it was written */
	MESSAGE_THANKS = 4,		/* only thanks, an emoji...: woke nothing (care decides, once) */
	MESSAGE_DUPLICATE_ID = 8,	/* another content than the first under this Message-ID */
	MESSAGE_ORIGINAL_GONE = 16,	/* the source (file) has vanished */
	MESSAGE_FORM = 32,		/* contact form: the customer is in Reply-To */
	MESSAGE_PEC = 64,		/* certified mail envelope, RFC 6109 */
	MESSAGE_PEC_ANOMALY = 128,	/* ordinary mail that reached a PEC box */
	MESSAGE_PEC_UNVERIFIED = 256,	/* claims to be PEC; signature not verified */
	MESSAGE_OUTSIDE = 512,		/* ours, but not sent by Sportello */
	MESSAGE_SECOND_LEVEL = 1024,	/* answer of an escalation target; its text is a note on the case */
	MESSAGE_STRANGER = 2048,	/* refers to a case of ours, but the sender is none of its people */
	MESSAGE_LYING_LINK = 4096,	/* a link's text names another host than its target */
	MESSAGE_BULK = 8192,		/* list or bulk mail: no auto-anything */
	MESSAGE_FLAGGED = 16384,	/* flagged in the source */
	MESSAGE_ERASED = 32768,
	MESSAGE_MISSED = 65536,		/* a missed call */
	MESSAGE_TAKEN = 131072,		/* a call that a person of ours took: it answers what waited */
	MESSAGE_WITHDRAWN = 262144,	/* deleted at the source, by whoever said it */
	MESSAGE_SURVEY = 524288,	/* answers our survey */
	MESSAGE_LOOKALIKE = 1048576,	/* a word of the sender's name or address, or a link, mixes alphabets */
	MESSAGE_OTHER_NAME = 2097152,	/* the sender's name is an address, and not theirs */
	MESSAGE_TOLD = 1073741824	/* of a note, never kept: what an escalation target was told */
};

struct address {
	const char *name;	/* display name, clean UTF-8, or NULL */
	const char *address;	/* as the channel writes it; mail: local@domain, domain lower case */
};

enum party { ROLE_FROM, ROLE_TO, ROLE_CC, ROLE_BCC, ROLE_REPLY_TO, PARTY_COUNT };
/* "from", "to", "cc", "bcc", "reply-to": in JSON and in the store. */
const char *party_name(int v);
int party_parse(const char *s);

struct recipient {
	enum party role;
	struct address who;
};

/* Where the bytes of an attachment are. */
enum file_state {
	FILE_HERE,
	FILE_COMING,		/* sync will fetch it */
	FILE_ASKED,		/* somebody asked for it, and sync has not heard yet */
	FILE_THERE,		/* at the service, until somebody asks: too large */
	FILE_LOST,		/* could not be fetched */
};

struct attachment {
	int64_t id;		/* store's; 0 in a batch */
	const char *part;	/* where in the original: "1.2" for mail, an URL or id elsewhere */
	const char *name;	/* safe for display, no path in it */
	const char *type;	/* media type by the sender's word */
	int64_t bytes;		/* decoded */
	struct digest digest;	/* of the decoded bytes; zero when not fetched */
	bool inline_;		/* meant to be shown in the text */
	const char *file;	/* in a batch: a local file that holds it, or NULL */
	enum file_state state;	/* store's */
	const char *words;	/* FILE_LOST: why */
};

/* What a delivery report says of one recipient. */
struct report_in { const char *recipient; enum outbox_state state; const char *words; };

/* One message as a channel translates it; everything lives in the batch's arena. */
struct message_in {
	const char *thread;	/* remote id of the thread */
	const char *channel;	/* what the thread speaks, where an account holds several; NULL = as the account */
	const char *remote_id;	/* mail: Message-ID without <> */
	struct digest content;	/* tells two contents under one remote id apart */
	enum direction direction;
	enum item_kind kind;
	unsigned flags;		/* enum message_flag, the ones a channel can know */
	enum audience audience;
	struct address from;
	const char *from_kind;	/* identity kind of `from`: "mail", "phone", "telegram"...; NULL = channel's */
	const struct recipient *recipients;
	size_t recipient_count;
	const char *subject;	/* NULL for channels without one */
	const char *text;	/* readable UTF-8, or NULL */
	const char *language;	/* ISO 639-1 or NULL */
	int64_t sent_at, received_at;
	int tz_minutes;		/* the sender's offset from UTC */
	int64_t duration_ms;	/* calls */
	const char *in_reply_to;	/* remote id or NULL */
	const char *const *references;	/* remote ids, oldest first */
	size_t reference_count;
	const struct attachment *attachments;
	size_t attachment_count;
	const char *raw;	/* API payload of this message alone, or NULL (mail stays in its Maildir) */
	/* mail only */
	const char *file;	/* path in the Maildir, relative to its root, or NULL */
	int64_t file_bytes, file_mtime_ms;
	const char *list_id;
	/* delivery reports and receipts: what they say about a message of ours */
	const char *about;		/* remote id of our message, or NULL */
	enum outbox_state about_state;	/* DELIVERED, READ, FAILED; QUEUED = says nothing */
	const char *about_recipient;	/* address, or NULL for all */
	const char *about_words;	/* the reporting server's words */
	const struct report_in *about_more;	/* of further recipients */
	size_t about_more_count;
	const char *pec_ref;		/* PEC: our original Message-ID as the provider names it */
	/* public ones only; again with another content it brings these up to date */
	const char *post, *post_link;	/* what it stands under: its words, its address on the web */
	const char *link;		/* its own address on the web */
	int64_t likes, reach;		/* of others; how many follow its author; 0 = not known */
};

/* The last ones are our own deeds, once the channel has taken them. */
enum event_kind { EVENT_EDIT, EVENT_DELETE, EVENT_REACTION, EVENT_DELIVERED, EVENT_READ, EVENT_FAILED,
	EVENT_TYPING, EVENT_TRANSCRIPT, EVENT_LIKED, EVENT_UNLIKED, EVENT_HIDDEN, EVENT_UNHIDDEN, EVENT_KINDS };

/* Something that happened to a known message. */
struct event_in {
	const char *thread, *remote_id;	/* which message; thread NULL = whichever of the account holds it */
	const char *event_id;		/* the event's own remote id, or NULL */
	enum event_kind kind;
	int64_t at;
	struct address who;
	const char *text;		/* new text, emoji, the other side's words, or what was spoken */
};

struct identity_in {
	const char *kind, *address, *name;
	const char *same_as_kind, *same_as_address;	/* the platform vouches that both are one person */
};

struct cursor_in { const char *key, *value; };

struct capability_in {
	const char *thread;	/* NULL = whole account */
	const char *key, *value;
	int64_t expires_at;	/* 0 = does not */
};

/* A durable piece of work of an account. */
struct job {
	int64_t id;		/* store's; 0 in a batch */
	const char *kind, *key, *body;
	int64_t not_before;
	int64_t outbox;		/* the outbox row it serves, or 0 */
	bool speaks;		/* says something to the outside: crosses `wire` */
	int attempts;
};

/* A file that could not be taken in, named to the user. */
struct problem_in {
	const char *file;
	const char *kind;	/* "non-mail", "unreadable", "not-read", "vanished" */
	const char *words;
};

/* Somebody as another desk knew them. */
struct value_in { const char *name, *text; };	/* a field by the desk's name, what it held */
struct person_in {
	const char *id, *name, *mail, *phone, *language, *notes;
	const char *kind, *address;	/* the identity that they are known by */
	bool agent;			/* one of ours */
	bool sure;			/* `address` is proven: a known person with it is this one */
	const char *const *tags;	/* NULL-terminated, or NULL */
	const struct value_in *values;
	size_t value_count;
};

/* How content somebody was, as another desk had it. */
struct rating_in {
	const char *kind, *address;	/* who rated */
	const char *scale, *said, *words;
	int score;			/* 0..100 */
	int64_t at;
};

/* What a channel made of one answer.  Stored in slices; cursors move with the last slice. */
struct batch {
	const struct message_in *messages;
	size_t message_count;
	const struct event_in *events;
	size_t event_count;
	const struct identity_in *identities;
	size_t identity_count;
	const struct cursor_in *cursors;
	size_t cursor_count;
	const struct capability_in *capabilities;
	size_t capability_count;
	const struct job *jobs;
	size_t job_count;
	const struct problem_in *problems;
	size_t problem_count;
};

#endif
