/*
 * act.h - the one function through which cases and customers change.
 *
 * Both programs call store_act(): agents through console and command line, the robot through sync.  One
 * call is one transaction and one group: all acts happen or none, and one undo takes all back.  The
 * table of verbs is actions.def.
 */
#ifndef SPORTELLO_ACT_H
#define SPORTELLO_ACT_H

#include "store.h"

enum act_verb {
#define ACTION(id, name, undo, past, help) ACT_##id,
#include "actions.def"
#undef ACTION
	ACT_COUNT
};

enum act_undo { ACT_UNDO_FIELDS, ACT_UNDO_NEVER, ACT_UNDO_NONE };
struct act_info {
	const char *name;
	enum act_undo undo;
	const char *past, *help;
};
extern const struct act_info act_table[ACT_COUNT];

/* What an outgoing message says; for REPLY, NEW, FORWARD, ESCALATE. */
struct act_message {
	int64_t account;		/* by which account it leaves; 0 = the thread's */
	int64_t thread;			/* 0 = the case's newest private thread whose channel can send; NEW: none */
	enum audience audience;		/* must equal the thread's; PUBLIC needs confirm_public */
	bool confirm_public;
	const struct recipient *recipients;	/* none = the customer's address of the thread, Cc kept */
	size_t recipient_count;
	const char *subject;		/* NULL = Re: of the thread's; must hold no line break */
	const char *text;
	const char *own;		/* what of it we say, where others' words are in it; NULL = all: no open placeholder */
	const struct act_file { int64_t blob; const char *name, *type; } *files;
	size_t file_count;
	const char *from_address, *from_name;	/* the account's; the caller knows the configuration */
	const char *domain;		/* for the Message-ID; NULL = that of from_address */
	int64_t at;			/* scheduled for; 0 = now + undo-send */
	int64_t hold_ms;		/* waits so long at least, so that it can be taken back */
	bool unless_reply;		/* leaves only if the customer has not written by then */
	bool no_hold;			/* leaves at once */
	int64_t seen;			/* highest item number on the screen; -1 = the newest now */
	int64_t draft;			/* ends with the send; 0 = none */
	int64_t answers;		/* the message under which it stands; 0 = the thread's newest */
};

/* A call, visit or letter that somebody writes down; for CONTACT. */
struct act_contact {
	enum item_kind kind;		/* CALL, VISIT, LETTER */
	enum direction direction;	/* IN: the customer came to us */
	enum contact_outcome outcome;
	int64_t at, duration_ms;	/* when it happened, not in the future; 0 = now, not known */
	int64_t callback_at;		/* when they asked to be called; 0 = they did not */
	const char *address_kind, *address;	/* by which address of theirs; NULL = not known */
	const char *person;		/* what a customer who is made for it is called */
	const char *subject;		/* of a case that is opened for it; NULL = the first words */
	bool new_case;			/* although a call of theirs is open */
	int64_t ring;			/* what rang: it is taken, or missed */
};

/* What one agent leaves to another, in one group of actions; for HANDOVER.  What has gone elsewhere meanwhile stays
 * there: nothing is taken from anybody else, and nothing is sent. */
struct act_handover {
	const int64_t *cases, *drafts, *boxes;	/* drafts and rows of the outbox move to an agent alone */
	size_t case_count, draft_count, box_count;
	const char *const *notes;	/* by case: words for it alone, NULL = none; or NULL */
};

/* Who is speaking in a case, and how that is known; for VERIFY. */
enum verify_way { VERIFY_FACTS, VERIFY_CODE, VERIFY_CODE_BACK, VERIFY_HOOK, VERIFY_PERSON, VERIFY_END };
struct act_verify {
	enum verify_way way;
	int64_t identity;		/* who speaks; 0 = who spoke last */
	const char *const *facts;	/* FACTS: names out of read_facts(), two or more, NULL-terminated */
	const char *code;		/* CODE_BACK: as it was read back */
	int64_t code_to;		/* CODE: the identity, out of read_code_targets(); the act's message_out holds
					   "{code}", which is filled in by the store and never leaves it otherwise */
	bool failed;			/* HOOK: it said no */
};

/* A typed field's new value, checked by care_field_read(). */
struct act_value {
	const char *name;		/* the field's */
	const char *text, *folded;	/* NULL = none any more */
	bool has_number;
	int64_t number;
	const char *source;		/* agent, found, import, hook, robot */
	int64_t message;		/* found: where; or 0 */
};

/* INCIDENT: what it is; id: JOIN, LEAVE (0 = whatever it is in), INCIDENT_TEXT, INCIDENT_CLOSE. */
struct act_incident {
	int64_t id;			/* JOIN after an INCIDENT in the same group: 0 = that one */
	const char *name, *query, *text;	/* query, text: NULL = none */
	bool ack, survey;
	int64_t alarm;			/* the alarm that proposed it; ALARM: which; 0 = none */
};

struct act {
	enum act_verb verb;
	int64_t case_id;		/* or, for an item of the history: 0 and `message` */
	int64_t message;		/* SPLIT, FORWARD, OPEN, ANSWER, PASS, LIKE...DELETE; or opens a case first
					   in this transaction */
	int64_t customer, customer2;	/* CUSTOMER_*: survivor and absorbed */
	const char *text;		/* EDIT, NOTE, NEXT, ESCALATE reason, ANSWERED words, CUSTOMER_SET value, SUBJECT */
	const char *name;		/* ASSIGN agent ("" = nobody, "team:x"), ESCALATE target, ANSWERED who, CUSTOMER_SET field,
					   WAITS who, LINK kind */
	const char *const *add, *const *remove;	/* TAG: NULL-terminated, may be NULL */
	int value;			/* STATUS, PRIORITY; LIKE...DELETE: 1 = leaves at once */
	int64_t at;			/* SNOOZE until, NEXT by, WAITS until, AWAY until; 0 = not known */
	bool flag;			/* EDIT: it is public, and a person said yes; SNOOZE: until a reply (too);
					   NEXT: promised; MERGE: of two customers, the
					   customers are one person and merge too */
	bool participant;		/* MERGE: of two customers, the others' take part in the case */
	const char *reason;		/* ASSIGN, MERGE, SPLIT, CUSTOMER_MERGE, CUSTOMER_UNMERGE, LINK,
					   UNDO: why; NULL = not said */
	const int64_t *cases;		/* MERGE: the others, they go into case_id */
	size_t case_count;
	int64_t action;			/* UNDO: which group (an action id); 0 = my own last one, or the case's */
	const char *kind;		/* AWAY, BACK: another agent; IDENTITY_ADD: mail, phone...; the address is
					   `text`, what is known of whose it is in `customer`, 0 = who was made
					   last in this group */
	const struct act_value *field;	/* FIELD: of the customer, if one is given, else of the case */
	int64_t account;		/* HOLD (`at` = until, 0 = until it is released), RELEASE; 0 = all */
	int64_t outbox;			/* SEND_CANCEL, SEND_RESOLVE (value = enum outbox_state); APPROVE (text = other words,
					   NULL = as it is), RETURN (text = why): of a row in review because of
					   "trainee" or "limit" */
	const struct act_message *message_out;
	const struct act_verify *verify;	/* VERIFY: of a case, or of a customer's newest; `text` = PERSON: the reason */
	const struct act_handover *handover;	/* HANDOVER; `name` = to whom, as in ASSIGN, `text` = the page */
	const struct act_contact *contact;	/* CONTACT; case_id 0: the open case of a call by this address, else a
					   new one, of `customer` or of the address's (made if need be) */
	const struct act_incident *incident;	/* INCIDENT to ALARM; SURVEY: `name` of its section, `kind` of its scale, `at` =
					   until when an answer counts */
	const struct act_bot *bot;	/* BOT, see dialogue.h */
	const char *escalate_to, *escalate_level;	/* ESCALATE: target's address and level */
	const struct act_program *program;	/* RUN; `name` = [action NAME], message_out holds it in words */
	const struct act_target *target;	/* ESCALATE, TELL: where it goes if not by mail, and when it is asked again */
};

/* How a word reaches an escalation target; for ESCALATE and TELL. */
struct act_target {
	const char *outlet;		/* conf_outlets(): the account by which it leaves; NULL = by mail */
	const char *speaks;		/* webhook, rt, exec */
	const char *event;		/* TELL: told, followed, reminded, closed */
	int64_t remind_at;		/* when the target is asked again; 0 = never */
	int64_t followed;		/* TELL: up to which item it then knows what the customer said; 0 = as before */
};

/* A program that is run for a case, at most once. */
struct act_program {
	const char *answers;		/* JSON: {"NAME": {"text": "...", "number": hundredths}} */
	bool has_amount;
	int64_t amount;			/* hundredths: what its limit is about */
	const char *second;		/* who may say yes to it, ids with blanks between; NULL = nobody need */
};

struct act_actor {
	int64_t agent;			/* row id; 0 = robot */
	const char *robot;		/* "sync", "rule:NAME"; NULL for people */
	int64_t group;			/* goes on with this group, so that one undo takes all back; 0 = a new one */
	const struct act_firing *firing;	/* of a rule: set down in the same transaction, so that it happens once */
};

/* A rule acts on a case because of an item; ERR_CONFLICT when it has. */
struct act_firing { const char *rule; int64_t case_id, item; const char *why; };

struct act_result {
	int64_t action;			/* id of the group (its first action) */
	int64_t customer;		/* made by CUSTOMER_NEW */
	int64_t case_id, number;	/* the case it concerned (opened, split off...) */
	int64_t outbox;			/* queued row, or 0 */
	int count;			/* actions written; 0 = nothing was to change */
	char *words;			/* what happened, for the message line, in the arena passed */
	char **left_alone;		/* UNDO: fields not restored, in words; NULL-terminated */
};

/*
 * Does acts[0..n) in one transaction.  Fails whole: ERR_INPUT (no such case, transition not allowed, open
 * placeholder...), ERR_CONFLICT, ERR_BUSY (lock not had within 50 ms: queue and retry), ERR_STORE.
 * `full`: commit durable before returning (for "queued", "note saved").
 */
int store_act(struct store *s, const struct act_actor *who, const struct act *acts, size_t n, bool full,
	struct arena *a, struct act_result *out, struct error *err);

/* Could this be done to the message now?  ERR_INPUT with the reason when not: whose words, what the channel can. */
int act_may(struct store *s, int64_t message, enum deed_kind deed, struct arena *a, struct error *err);

/* -- drafts, marks, leases: no actions, committed NORMAL --------------------------------------------- */

struct draft {
	int64_t id;			/* 0 = new */
	int64_t agent;
	const char *kind;		/* reply, note, new, forward, answer, private, edit */
	int64_t case_id, account, thread, message;	/* message: the public one that it is about */
	const char *recipients;		/* one line as typed: "To: a, b" lines */
	const char *subject, *body;
	int64_t cursor;
	const char *files, *actions;	/* as in the schema */
	int64_t send_at;		/* leaves then; 0 = at once */
	bool unless_reply;
	int64_t updated_at;
};
int draft_save(struct store *s, struct draft *d, struct error *err);	/* sets d->id */
int draft_load(struct store *s, int64_t id, struct arena *a, struct draft *out, struct error *err);
int draft_list(struct store *s, int64_t agent, int64_t case_id, struct arena *a, struct draft **out,
	size_t *n, struct error *err);
int draft_drop(struct store *s, int64_t id, struct error *err);
/* A draft's files to and from their column. */
int draft_files_write(struct store *s, const struct act_file *files, size_t n, struct arena *a, const char **out,
	struct error *err);
int draft_files_read(struct store *s, const char *text, struct arena *a, struct act_file **out, size_t *n,
	struct error *err);

int mark_read(struct store *s, int64_t agent, int64_t case_id, int64_t item, struct error *err);
/* An agent (or a team of theirs) is called in this note, and has had it on the screen. */
int mention_see(struct store *s, int64_t agent, int64_t note, struct error *err);
int64_t mark_get(struct store *s, int64_t agent, int64_t case_id);
/* Up to which item an agent has seen all of a customer's history; 0 = never opened it. */
int visit_put(struct store *s, int64_t agent, int64_t customer, int64_t item, struct error *err);
int64_t visit_get(struct store *s, int64_t agent, int64_t customer);

/* What an agent used, and how often: ranks macros, the palette, pickers.  kind: command, macro, view, theme,
 * setting, manual...; name: as the command line takes it. */
struct used_row { const char *kind, *name; int64_t n, last_at; };
int used_add(struct store *s, int64_t agent, const char *kind, const char *name, struct error *err);
/* Of one kind, or (NULL) of all; most used first, then the last used; at most 500. */
int used_list(struct store *s, int64_t agent, const char *kind, struct arena *a, struct used_row **out, size_t *n,
	struct error *err);

int lease_take(struct store *s, int64_t agent, int64_t case_id, const char *kind, int64_t ms,
	struct error *err);
int lease_drop(struct store *s, int64_t agent, int64_t case_id, const char *kind, struct error *err);
/* Others at this case now: "max" and what ("compose", "view"); NULL-terminated pairs. */
int lease_others(struct store *s, int64_t agent, int64_t case_id, struct arena *a, char ***out,
	struct error *err);

#endif
