/*
 * read.h - what screens and the command line show.  All of it windowed: keyset pages, newest or most
 * urgent first, under the store's time budget.  Rows live in the caller's arena.
 */
#ifndef SPORTELLO_READ_H
#define SPORTELLO_READ_H

#include "find.h"
#include "query.h"
#include "store.h"

struct case_row {
	int64_t id, number;
	struct uid uid;
	int64_t customer;
	const char *customer_name;	/* never NULL: name, else address, else "?" */
	const char *subject;
	enum status status;
	enum priority priority;
	const char *assignee, *team;	/* NULL = none */
	const char *channels;		/* "mail telegram" */
	const char *tags;		/* "ship vip", sorted */
	const char *escalation;		/* target, or NULL */
	const char *next_step, *waits_on;
	int64_t next_by, waits_until, snoozed_until;
	bool snooze_reply, late, flagged, has_draft, promised;
	int unread, messages;		/* unread for the reader's agent */
	int siblings;			/* other open cases of the same customer */
	enum audience audience;
	int problem;			/* 1 = an outbox row of it failed, is unknown or in review */
	int64_t opened_at, updated_at, resolved_at, waiting_since, due_at, last_item;
	int due_kind;			/* which promise due_at is, enum clock_kind */
	bool paused;			/* none runs, and that one stands still */
	const char *policy;		/* NULL = what [care] promises */
	int64_t warned_at;		/* of which due_at it was warned; 0 = of none */
	int64_t callback_at;		/* by when somebody is to be called back; 0 = nobody */
	const char *callback_to;	/* their number; NULL = not known */
	int64_t window_until;		/* until when a conversation of it takes a reply; 0 = no such limit */
	int64_t merged_into;		/* case number, or 0 */
	const char *claimed;		/* for whom it is kept (flow.h); NULL = nobody */
	bool vip;
	bool has_mood;
	int mood;			/* mood.h; 0 without one */
	bool away;			/* its agent is out of office... */
	int64_t away_until;		/* ...until then; 0 = not known */
	const char *language;		/* as an agent said, else of what they wrote last; NULL = not known */
	const char *intent;		/* what it is about: the label of an answer; NULL = not known */
	bool intent_set;		/* a person said so */
	const char *incident;		/* whose member it is; NULL = none */
	const char *heads;		/* the open incident whose own case it is; NULL = none */
	int members;			/* of that one, which are not done */
	const char *rated;		/* "ces7 6": how it was, on which scale; NULL = not said */
};

enum case_sort { SORT_DUE, SORT_WAITING, SORT_RECENT, SORT_PRIORITY, SORT_COUNT };
extern const char *const case_sort_names[SORT_COUNT];

/* Where a page starts: the sort values of the row it follows (or precedes). */
struct case_page {
	const struct query *query;	/* NULL = all but merged */
	enum case_sort sort;
	bool reverse;			/* the other way round; what has no such time stays last */
	int64_t agent;			/* for unread and is:mine */
	const struct case_row *after;	/* NULL = from the top */
	bool backwards;			/* rows before `after`, still in list order */
	size_t limit;
};
/* *more is set when there are further rows, or when time ran out (*cut too). */
int read_cases(struct store *s, const struct case_page *p, struct arena *a, struct case_row **out,
	size_t *n, bool *more, bool *cut, struct error *err);
/* The ids alone of what a query picks, in the order of what is due; *more: there are others. */
int read_case_ids(struct store *s, const struct query *query, int64_t agent, size_t limit, struct arena *a, int64_t **ids,
	size_t *n, bool *more, struct error *err);
/* What a count of cases is broken down by. */
struct case_facts { int64_t number; enum status status; const char *assignee, *channels; };
int read_case_facts(struct store *s, int64_t id, struct arena *a, struct case_facts *out, struct error *err);
/* One case by id, or by what a person typed: "4711", "#4711", "u:0f3a".  ERR_INPUT when none or several. */
int read_case(struct store *s, int64_t id, int64_t agent, struct arena *a, struct case_row *out,
	struct error *err);
int read_case_named(struct store *s, const char *name, int64_t *id, struct error *err);
/* The language in which the customer wrote last there, as far as it is known; NULL = it is not. */
char *read_case_language(struct store *s, int64_t case_id, struct arena *a);
/* Number of cases, exact up to `stop` (then stop + 1). */
int read_count(struct store *s, const struct query *q, int64_t agent, int64_t stop, int64_t *out,
	struct error *err);

/* -- items: timeline and search ------------------------------------------------------------------- */

/* CONTACT: a call, visit or letter that somebody wrote down */
enum row_kind { ROW_MESSAGE, ROW_NOTE, ROW_ACTION, ROW_EVENT, ROW_OUTBOX, ROW_CONTACT };

struct item_row {
	enum row_kind row;
	int64_t id;			/* item number */
	int64_t at;			/* received_at, or when it was done */
	struct uid uid;
	enum item_kind kind;		/* ROW_MESSAGE, ROW_CONTACT */
	enum contact_outcome outcome;		/* ROW_CONTACT */
	int64_t callback_at;		/* ROW_CONTACT: when they asked to be called; 0 = they did not */
	enum direction direction;
	unsigned flags;
	enum audience audience;
	const char *channel, *account;	/* channel as it speaks: mail, telegram; NULL for notes */
	struct address from;
	const char *subject;
	int64_t text;			/* text row; body through read_text(), or `body` when asked for */
	const char *body;
	const char *author;		/* NOTE, ACTION: agent or robot */
	const char *words;		/* ACTION, EVENT: what was done; ours: the server's words */
	int verb;			/* ACTION */
	int64_t undone_by, grp;
	int64_t sent_at, duration_ms;
	int files;
	int wake;
	enum outbox_state delivery;	/* outbound with an outbox row; -1 = not known */
	int64_t outbox, case_id, case_number, thread;
	const char *remote_id;
	int revisions;			/* 0 = never edited */
	const char *snippet;		/* search: the line that matched, clean */
	int64_t customer;
	const char *customer_name;
	const char *language;		/* ROW_MESSAGE: ISO 639-1; NULL = not known */
	bool has_mood;
	int mood;
};

/* TURNS: of the actions those that tell a history: merges, splits, escalations, what was resolved and reopened */
enum timeline_part { TIMELINE_MESSAGES = 1, TIMELINE_NOTES = 2, TIMELINE_ACTIONS = 4, TIMELINE_EVENTS = 8,
	TIMELINE_BODIES = 16, TIMELINE_TURNS = 32 };
/* Items of a case (case_id) or of a customer (customer; history of all channels included; those merged into them too;
 * with case_id, of that case alone), oldest first:
 * `limit` items that end before item `before` (0 = the newest ones) or start after `after`. */
struct timeline_page {
	int64_t case_id, customer;
	unsigned parts;
	const struct item_row *before, *after;
	size_t limit;
	/* of a customer's, and NULL or 0 = no such condition; actions and what is in the outbox are asked only for what
	 * concerns a case.  ERR_BUSY when the budget ends first. */
	const struct query *query;
	int64_t agent, from_at, to_at;	/* whose query; at >= from, at < to */
};
int read_timeline(struct store *s, const struct timeline_page *p, struct arena *a,
	struct item_row **out, size_t *n, bool *more, struct error *err);
/* A note that calls somebody by "@name": an agent, or a team. */
struct mention_row {
	int64_t note, case_id, number, at;
	const char *name, *by;		/* whom; who wrote it, NULL = the robot */
	int64_t seen_at;		/* 0 = not looked at yet */
};
/* What calls the agent, or a team of theirs, and was not on their screen yet, oldest first; case_id 0 = anywhere. */
int read_mentions(struct store *s, int64_t agent, int64_t case_id, size_t limit, struct arena *a, struct mention_row **out,
	size_t *n, struct error *err);
int read_note_mentions(struct store *s, int64_t note, struct arena *a, struct mention_row **out, size_t *n,
	struct error *err);
/* Whom a text would call, by the names they have here; NULL-terminated. */
char **mention_find(struct store *s, const char *text, struct arena *a);
/* Number of items of a case's timeline. */
int read_timeline_count(struct store *s, int64_t case_id, unsigned parts, int64_t *out, struct error *err);
/* What others than the agent brought into a customer's history, numbered above `above`; oldest first. */
struct news_row { int64_t id, at; };
int read_timeline_news(struct store *s, int64_t customer, int64_t agent, int64_t above, size_t limit, struct arena *a,
	struct news_row **out, size_t *n, struct error *err);
/* A customer's contacts at a glance: `columns` steps of equal length from the first to now. */
struct journey_step {
	const char *channel;		/* of most of them; NULL = none at all */
	int count, channels, opened;	/* contacts; on how many channels; cases opened */
};
/* channel: how many contacts on each, the most frequent first. */
struct journey {
	int64_t from_at, step_ms;	/* the first step holds what is older, too */
	int64_t first_at;
	struct journey_step *step;
	size_t columns;
	struct journey_channel { const char *name; int count; } *channel;
	size_t channel_count, channel_space;
};
int read_journey(struct store *s, int64_t customer, size_t columns, int64_t now, struct arena *a, struct journey *out,
	struct error *err);
/* What a message said before it was edited, newest first. */
struct revision_row { int64_t at; const char *body; };
int read_revisions(struct store *s, int64_t message, size_t limit, struct arena *a, struct revision_row **out, size_t *n,
	struct error *err);
int read_text(struct store *s, int64_t text, struct arena *a, char **out, struct error *err);
/* One item, with body; ERR_INPUT when unknown. */
int read_item(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err);
int read_item_named(struct store *s, const char *name, int64_t *id, struct error *err);	/* number, u:uid or
	remote id */
int read_recipients(struct store *s, int64_t message, struct arena *a, struct recipient **out, size_t *n,
	struct error *err);
/* To whom a message went, or will go while it is in the outbox. */
int read_addressees(struct store *s, const struct item_row *item, struct arena *a, struct recipient **out, size_t *n,
	struct error *err);
int read_attachments(struct store *s, int64_t message, struct arena *a, struct attachment **out, size_t *n,
	struct error *err);
/* Codes for explain_words(), and where the original lies (mail: path; else the raw payload). */
int read_why(struct store *s, int64_t message, struct arena *a, char **codes, struct error *err);
int read_raw(struct store *s, int64_t message, struct arena *a, char **path, char **raw, size_t *len,
	struct error *err);

/* Items that match, newest first, history included; snippets where words match.  Not yet indexed items
 * (at most 5,000) are scanned.  before = last row of the previous page. */
int read_search(struct store *s, const struct query *q, int64_t agent, const struct item_row *before,
	size_t limit, struct arena *a, struct item_row **out, size_t *n, bool *more, bool *cut,
	struct error *err);
int read_search_count(struct store *s, const struct query *q, int64_t agent, int64_t stop, int64_t *out,
	struct error *err);
/* How many items wait to be indexed. */
int64_t read_unindexed(struct store *s);

/* -- the stream: what was said in public ------------------------------------------------------------ */

struct stream_row {
	struct item_row item;		/* with its body */
	enum stream_state state;
	unsigned ours;			/* enum stream_ours */
	int64_t likes, reach;		/* 0 = not known */
	const char *link;		/* its own address; NULL = not known */
	const char *post, *post_link;	/* words and address of what it stands under, the same */
	const char *picture, *picture_text;	/* the post's picture: its address, what it shows */
	int64_t picture_blob;		/* and its file; 0 = not fetched */
	int64_t account;
	const char *under_way;		/* what of ours about it is in the outbox: "like, reply"; NULL = nothing */
};
struct stream_page {
	const struct query *query;	/* NULL = no further condition */
	bool all;			/* decided ones too; else only what is new */
	const struct stream_row *after;	/* NULL = from the newest */
	size_t limit;
};
/* Newest first. */
int read_stream(struct store *s, const struct stream_page *p, struct arena *a, struct stream_row **out, size_t *n,
	bool *more, struct error *err);
/* ERR_INPUT when the item is none of the stream. */
int read_stream_row(struct store *s, int64_t id, struct arena *a, struct stream_row *out, struct error *err);
/* How many are new, exact up to `stop` (then stop + 1); *any: was there ever one? */
int read_stream_count(struct store *s, int64_t stop, int64_t *out, bool *any, struct error *err);
/* What was said in a conversation, oldest first, with bodies: at most the newest `limit` items. */
int read_thread(struct store *s, int64_t thread, size_t limit, struct arena *a, struct item_row **out, size_t *n,
	struct error *err);

/* -- what rings -------------------------------------------------------------------------------------- */

enum ring_state { RING_RINGS, RING_TAKEN, RING_MISSED };
struct ring_row {
	int64_t id, at, until;		/* shown until then */
	const char *number;		/* "" = withheld */
	const char *line;		/* which of our numbers, or NULL */
	int64_t customer;		/* 0 = not known, or several */
	int64_t agent;			/* whose console; 0 = everybody's */
	enum ring_state state;
	int64_t taken_by;		/* agent */
};
/* Says to all consoles (or one agent's) that this number rings; what is older than a day is forgotten. */
int ring_add(struct store *s, struct ring_row *ring, struct error *err);	/* sets id */
/* The newest after ring `seen` that this agent's console shows now; 0 = none, 1, -1. */
int ring_latest(struct store *s, int64_t seen, int64_t agent, int64_t now, struct arena *a, struct ring_row *out,
	struct error *err);
int ring_get(struct store *s, int64_t id, struct arena *a, struct ring_row *out, struct error *err);
/* The newest ring of a number since `at`; 0 = none. */
int64_t ring_of_number(struct store *s, const char *number, int64_t since);
/* An agent takes the call: other consoles show it no more. */
int ring_take(struct store *s, int64_t id, int64_t agent, struct error *err);
/* Customers with this telephone number, in normal form. */
int read_callers(struct store *s, const char *number, struct arena *a, int64_t **ids, size_t *n, struct error *err);

/* -- escalations --------------------------------------------------------------------------------------- */

struct escalation_row {
	int64_t id, case_id, number;
	const char *target, *reason;
	int level;
	int64_t at, answered_at, closed_at, reminded_at;	/* 0 = not (yet) */
	int64_t remind_at;		/* when the target is asked (again); 0 = never */
	const char *remote_id, *url, *state;	/* the ticket's, as the target calls it; NULL = not known */
	const char *mover;		/* "target" or "us"; NULL when it is closed */
	int64_t outbox;
	enum outbox_state delivery;	/* of its first word; -1 = not known */
	const char *cursor, *address;
	int64_t followed;		/* up to which item the target knows what the customer said */
	enum status status;		/* the case's */
	int64_t resolved_at;
};
/* Of a case, oldest first; case_id 0: all that are open. */
int read_escalations(struct store *s, int64_t case_id, struct arena *a, struct escalation_row **out, size_t *n,
	struct error *err);
/* Closed since then, and the target has not been told. */
int read_escalations_closed(struct store *s, int64_t since, struct arena *a, struct escalation_row **out, size_t *n,
	struct error *err);
/* 1, 0 = there is none, -1. */
int read_escalation(struct store *s, int64_t id, struct arena *a, struct escalation_row *out, struct error *err);
/* The item with which the customer last said something that waits for an answer; 0 = none. */
int64_t read_last_said(struct store *s, int64_t case_id);
/* Which escalation a row of the outbox belongs to (0 = none), and what it says there: escalated, told, followed,
 * reminded, closed. */
int read_escalation_box(struct store *s, int64_t outbox, struct arena *a, int64_t *escalation, char **event,
	struct error *err);

/* -- programs that are run for a case ------------------------------------------------------------------ */

struct run_row {
	const char *name, *answers;	/* [action NAME]; JSON */
	int64_t amount;
	const char *second, *asked_by, *approved_by;
	bool ran;			/* it ended: with this status and these words */
	int status;
	const char *words;
};
/* Of a row of the outbox: 1, 0 = it is none, -1. */
int read_run(struct store *s, int64_t outbox, struct arena *a, struct run_row *out, struct error *err);

/* -- journal, people, accounts, outbox -------------------------------------------------------------- */

/* Actions, newest first: of a case, or of an agent, or all. */
int read_journal(struct store *s, int64_t case_id, int64_t agent, int64_t before, size_t limit,
	struct arena *a, struct item_row **out, size_t *n, struct error *err);
/* The changes of one action: "status: open -> resolved", NULL-terminated. */
int read_changes(struct store *s, int64_t action, struct arena *a, char ***out, struct error *err);

struct identity_row {
	int64_t id, customer;
	const char *kind, *address, *name, *verified;
	int64_t first_at, last_at;
	int messages;
};
struct customer_row {
	int64_t id;
	struct uid uid;
	const char *kind, *name, *language, *preferred, *notes;
	const char *manager, *form, *signs, *quiet, *cap;	/* an agent; formal, informal; as the columns say */
	bool vip;
	int64_t created_at, last_at, erased_at;
	int64_t merged_into;
	int cases, open_cases;
	const struct identity_row *identities;
	size_t identity_count;
	/* of a row that was found: what of the person fitted ("+39 … 4711", "≈ Müller"), and how well; else NULL */
	const char *matched;
	enum find_rank rank;
};
int read_customer(struct store *s, int64_t id, struct arena *a, struct customer_row *out,
	struct error *err);
/* All living customers in the order of their ids, those after one. */
int read_customer_ids(struct store *s, int64_t after, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);
/* Names of a customer's tags, NULL-terminated; those of merged ones too, as with all that follows. */
int read_customer_tags(struct store *s, int64_t customer, struct arena *a, char ***out, struct error *err);
/* All that was said of consent, by kind, the newest first, which holds. */
struct consent_row { const char *kind, *origin, *agent; int64_t at; bool given, holds; };
int read_consents(struct store *s, int64_t customer, struct arena *a, struct consent_row **out, size_t *n,
	struct error *err);
/* How content they were, newest first; score 0..100. */
struct rating_row { int score; const char *scale, *said, *words, *source; int64_t at, case_number; };
int read_ratings(struct store *s, int64_t customer, size_t limit, struct arena *a, struct rating_row **out, size_t *n,
	struct error *err);
/* How their words were meant, newest first. */
struct mood_row { int64_t at, case_number; int mood; };
int read_moods(struct store *s, int64_t customer, size_t limit, struct arena *a, struct mood_row **out, size_t *n,
	struct error *err);
/* Whose address of this kind it is, 0 = nobody's; when the customer last wrote, on any channel. */
int64_t read_owner(struct store *s, const char *kind, const char *address);
int64_t read_last_in(struct store *s, int64_t customer);
/* How many contacts we have begun with a customer since then: messages of ours before which they had not written for
 * so long. */
int64_t read_begun(struct store *s, int64_t customer, int64_t since, int64_t silence_ms);
/* By anything that is known of people, see find.h: names with typos, addresses, parts of numbers, fields, "#4711" by
 * case; best rank first, then the newest contact.  "" = the newest of all.  Who was merged is found as who survived;
 * the erased are not.  As good while search.db is being built, but for more than 3,000 people that it does not hold
 * yet.  Identities come without counts of messages.  *cut: time ran out, or was short; there may be others. */
int read_find(struct store *s, const char *text, size_t limit, struct arena *a, struct customer_row **out, size_t *n,
	bool *cut, struct error *err);
int read_customers(struct store *s, const char *find, size_t limit, struct arena *a,
	struct customer_row **out, size_t *n, struct error *err);
/* The only one whom a person can mean: by id, else by what fits without typos.  ERR_INPUT when none or several do. */
int read_customer_named(struct store *s, const char *name, int64_t *id, struct error *err);
/* Pairs that may be one person, by evidence in words and codes (care_evidence_table), strongest first; those refused
 * by a person are left out.  customer 0: all that sync has noted. */
struct merge_hint { int64_t a, b; int score; const char *evidence, *codes; };
int read_merge_hints(struct store *s, int64_t customer, size_t limit, struct arena *a,
	struct merge_hint **out, size_t *n, struct error *err);

/* -- who is speaking ------------------------------------------------------------------------------------- */

enum { CODE_TRIES = 3 };
struct speaking {
	int64_t case_id, customer, identity;	/* identity 0: nobody has spoken yet */
	const char *kind, *address, *name;
	int64_t begin_at;		/* of the contact that goes on; 0 = none does */
	bool verified;
	const char *how;		/* facts, code, platform, hook, person; facts: their names */
	const char *facts, *by;		/* by: an agent; NULL or "" = none */
	int64_t at;
	int64_t code_until;		/* a code is out; 0 = none */
	const char *code_to;
	int tries_left;
};
/* Who speaks in a case (identity 0: who spoke last), and whether that is verified now. */
int read_speaking(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct speaking *out,
	struct error *err);
/* A contact of the customer, on any case, that is verified now: 1; 0 = there is none. */
int read_verified(struct store *s, int64_t customer, struct arena *a, struct speaking *out, struct error *err);
/* What the card knows that whoever speaks can be asked for: not what they have said themselves in this case. */
struct fact_row { const char *name, *value; };
int read_facts(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct fact_row **out, size_t *n,
	struct error *err);
/* Values of the customer and their cases that are told to nobody unverified: of fields that are sensitive or identify
 * (an order's number), and the address they live at. */
int read_secrets(struct store *s, int64_t customer, struct arena *a, struct fact_row **out, size_t *n, struct error *err);
/* Identities to which a code may be sent. */
int read_code_targets(struct store *s, int64_t case_id, int64_t identity, struct arena *a, struct identity_row **out,
	size_t *n, struct error *err);

/* Typed fields, by name: of a customer if one is given, else of a case; what was merged into it counts where it has
 * none of its own. */
struct field_row {
	int64_t id, customer, case_id, message, at;
	const char *name, *text, *folded, *source;
	bool has_number;
	int64_t number;			/* as struct care_value has it */
};
int read_fields(struct store *s, int64_t customer, int64_t case_id, struct arena *a, struct field_row **out, size_t *n,
	struct error *err);

/* What a case is tied to; outward: this one is the duplicate, follow-up or part, the other what it is of. */
struct link_row {
	int64_t case_id, number;
	const char *kind, *subject;
	enum status status;
	bool outward;
};
int read_links(struct store *s, int64_t case_id, struct arena *a, struct link_row **out, size_t *n, struct error *err);
/* "duplicate of #12", "has the part #13" */
char *link_words(const struct link_row *l, struct arena *a);
/* Others who speak or are copied in a case; customer 0 = nobody's yet.  ROLE_FROM: of a case that was merged in. */
struct participant_row {
	int64_t identity, customer;
	const char *kind, *address, *name, *customer_name;
	enum party role;
};
int read_participants(struct store *s, int64_t case_id, struct arena *a, struct participant_row **out, size_t *n,
	struct error *err);

/* What a case holds, and what would move with it. */
struct case_load { int messages, notes, waiting, drafts, threads; };
int read_load(struct store *s, int64_t case_id, struct case_load *out, struct error *err);

struct account_row {
	int64_t id;
	const char *name, *channel, *speaks_as, *address, *state, *progress, *error;
	const char *stream;		/* "open", or why not; NULL = the channel has none */
	int64_t since_at, error_at, pulled_at, next_at, done, total, messages, threads;
	int64_t held_until;		/* nothing automatic leaves until then; INT64_MAX = until it is released */
	bool active;
	int problems;
};
int read_accounts(struct store *s, bool counts, struct arena *a, struct account_row **out, size_t *n,
	struct error *err);
struct problem_row { int64_t id; const char *account, *kind, *file, *words; int64_t at; };
int read_problems(struct store *s, size_t limit, struct arena *a, struct problem_row **out, size_t *n,
	struct error *err);

struct outbox_row {
	int64_t id, case_id, case_number, account_id, thread, message, action;
	struct uid uid;
	const char *kind, *account, *channel, *agent, *to;	/* to: all addresses, ", " between */
	enum outbox_state state;
	int64_t not_before, queued_at, next_try, seen, sent_at, delivered_at, wire_at;
	bool scheduled, filed, unless_reply;
	enum audience audience;
	int attempts;
	const char *subject, *remote_id, *error, *reason, *in_reply_to, *refs;
	const char *from_address, *from_name;
	const char *robot;		/* which of ours says it: "bot", "rule:NAME"; NULL = a person */
	int64_t held_until;		/* it is held back; INT64_MAX = until somebody releases it */
	int64_t text;
	int64_t target, target_text;	/* the message it is about: a like's, a public answer's; its words */
	const char *reviewer;		/* the colleague who let it go, or gave it back; NULL = nobody */
	bool changed;			/* by them, see read_outbox_change() */
};
struct outbox_recipient_row { int n; enum party role; struct address who; enum outbox_state state;
	const char *words; };
struct outbox_file_row { int64_t blob; const char *name, *type; };
struct outbox_log_row { int64_t at; int was, now; const char *words; };	/* was -1 = queued */
/* states: bit set of (1 << enum outbox_state); 0 = all. */
int read_outbox(struct store *s, unsigned states, int64_t case_id, size_t limit, struct arena *a,
	struct outbox_row **out, size_t *n, struct error *err);
/* What its author had written, and what a colleague made of it before it left: *before NULL = it was not changed. */
int read_outbox_change(struct store *s, int64_t id, struct arena *a, char **before, char **after, char **by, struct error *err);
/* What a row does that is no message, on one line: "like: the words it is about"; NULL for a message. */
char *read_outbox_deed(struct store *s, const struct outbox_row *row, struct arena *a);
int read_outbox_row(struct store *s, int64_t id, struct arena *a, struct outbox_row *out,
	struct error *err);
int read_outbox_recipients(struct store *s, int64_t id, struct arena *a,
	struct outbox_recipient_row **out, size_t *n, struct error *err);
int read_outbox_files(struct store *s, int64_t id, struct arena *a, struct outbox_file_row **out,
	size_t *n, struct error *err);
int read_outbox_log(struct store *s, int64_t id, struct arena *a, struct outbox_log_row **out, size_t *n,
	struct error *err);
/* Is there a message of this group of actions about the case? */
bool read_outbox_of_group(struct store *s, int64_t grp, int64_t case_id);
/* Rows per state, for the status line. */
int read_outbox_counts(struct store *s, int out[OUTBOX_COUNT], struct error *err);

/* How a reply to this case would leave: the newest private thread that can send, its account, the
 * customer's address there, Cc of the last message; ERR_INPUT with the reason in words when none can. */
struct reply_route {
	int64_t thread, account;
	const char *account_name, *channel;
	enum audience audience;
	const struct recipient *recipients;
	size_t recipient_count;
	const char *subject, *in_reply_to, *refs;
	const char *quoted;		/* text of the message answered */
	struct address quoted_from;
	int64_t quoted_at, message;
	bool pec;
	int64_t window_until;		/* when the channel takes no reply there any more; 0 = never */
	const char *shut;		/* read_shut_routes(): why it cannot be used now */
};
/* via: NULL, an account's name, a channel, an address, or "ACCOUNT ADDRESS": then also threads of the customer's other
 * cases, and where a conversation can begin (care_begins()) an address without a thread yet (thread 0). */
int read_reply_route(struct store *s, int64_t case_id, const char *via, struct arena *a,
	struct reply_route *out, struct error *err);
/* -- what a channel says that it takes ---------------------------------------------------------------- */

/* A number among the capabilities of a conversation, else of its account; 0 = not said. */
int64_t read_limit(struct store *s, int64_t account, int64_t thread, const char *key);
/* Until when a conversation takes our words; 0 = no such limit. */
int64_t read_window(struct store *s, int64_t account, int64_t thread);
/* Does it take a template once its window has closed? */
bool read_takes_templates(struct store *s, int64_t account, int64_t thread);
/* What it takes then, as its channel says it: "written-template", "named-template", other words; NULL = not said. */
char *read_after_window(struct store *s, int64_t account, int64_t thread, struct arena *a);
/* Words that may be said at any time, with gaps: {{1}} or {{name}}. */
struct template_row {
	int64_t account;
	const char *name, *language, *category, *status;	/* all but the name may be NULL */
	const char *header, *body, *footer;	/* header and footer: NULL = none */
	bool ready;			/* approved: it may be sent */
};
int read_templates(struct store *s, int64_t account, struct arena *a, struct template_row **out, size_t *n,
	struct error *err);

/* May what was said in a public thread be answered in private there, which can be done once? */
bool read_private_reply(struct store *s, int64_t thread);
/* Until when may this public message be answered in private; 0 = it may not. */
int64_t read_private_until(struct store *s, int64_t message);
/* All ways to reply, best first: the case's threads, the customer's others, addresses without a thread, public
 * ones; without the quoted text. */
int read_routes(struct store *s, int64_t case_id, struct arena *a, struct reply_route **out, size_t *n,
	struct error *err);
/* The case's ways that cannot be used now, and identities to which none leads, each with its reason. */
int read_shut_routes(struct store *s, int64_t case_id, struct arena *a, struct reply_route **out, size_t *n,
	struct error *err);

/* Who works here, by name: cases of theirs that are open or new (at most 1,000 are counted); `here`: the number of the
 * case that they are at now, 0 = at none. */
struct team_row { int64_t agent; const char *name; int open; int64_t here; };
int read_team(struct store *s, int64_t now, struct arena *a, struct team_row **out, size_t *n, struct error *err);
int read_tags(struct store *s, struct arena *a, char ***names, struct error *err);	/* most used first */

/* Figures from journal and messages: counts, first reply and resolution p50/p90 in ms. */
struct stats {
	int64_t from_at, to_at;
	int64_t opened, resolved, solved, reopened, inbound, outbound, notes;	/* solved: cases, each once */
	int64_t open_now, waiting_now, overdue_now, unassigned_now;
	int64_t first_reply_p50, first_reply_p90, resolution_p50, resolution_p90;
	int64_t escalated, merged, failed;
};
int read_stats(struct store *s, int64_t from_at, int64_t to_at, struct stats *out, struct error *err);

/* The same by what the cases are about now.  A case with several tags or channels counts with each; the branches of a
 * tree hold the sum of what is below them.  By day, hour or weekday (by our clock) each thing counts when it happened;
 * these come in order, the days as 2026-11-20, hours as 00 to 23, weekdays as mon to sun. */
enum stats_by { STATS_BY_FIELD, STATS_BY_TAG, STATS_BY_CHANNEL, STATS_BY_TEAM, STATS_BY_AGENT, STATS_BY_DAY, STATS_BY_HOUR,
	STATS_BY_WEEKDAY };
struct stats_key {
	enum stats_by by;
	const char *field;		/* BY_FIELD: its name */
	bool on_customer, tree;
};
struct stats_row {
	const char *value;		/* NULL = those without one; they come last */
	int64_t opened, resolved, solved, first_reply_p50, first_reply_p90, resolution_p50, resolution_p90;
};
int read_stats_by(struct store *s, int64_t from_at, int64_t to_at, const struct stats_key *key, struct arena *a,
	struct stats_row **out, size_t *n, struct error *err);

#endif
