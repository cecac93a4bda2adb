/* act_internal.h - between the files of store_act() only. */
#ifndef SPORTELLO_ACT_INTERNAL_H
#define SPORTELLO_ACT_INTERNAL_H

#include "act.h"
#include "db.h"

enum act_field {
#define FIELD(id, entity, table, column, kind) FIELD_##id,
#include "act_fields.def"
#undef FIELD
	FIELD_COUNT
};

enum tree { TREE_CASES, TREE_PEOPLE };
enum seat {
#define SEAT(id, entity, table, column, home, tree) SEAT_##id,
#include "act_seats.def"
#undef SEAT
	SEAT_COUNT
};

/* A field's value: a number, a text, or nothing. */
struct value {
	enum { VALUE_NULL, VALUE_INT, VALUE_TEXT } type;
	int64_t i;
	const char *t;
};
#define V_NULL ((struct value){ VALUE_NULL, 0, NULL })
#define V_INT(n) ((struct value){ VALUE_INT, (n), NULL })
#define V_ID(n) ((n) ? V_INT(n) : V_NULL)
#define V_TEXT(s) ((s) && *(s) ? (struct value){ VALUE_TEXT, 0, (s) } : V_NULL)

/* One call of store_act(). */
struct acting {
	struct store *s;
	const struct act_actor *who;
	const struct act *acts;		/* the whole group, for acts that look at their fellows */
	size_t count;
	int64_t now, grp;		/* grp: 0 until the first action is written */
	int64_t action, change;		/* the current action and the number of its changes */
	int64_t made;			/* customer, by an act before */
	int64_t incident;		/* made by an act before */
	int64_t opened_case;		/* by an act before, for those that follow */
	struct arena *a;
	struct act_result *out;
	struct buf words;
	int64_t *touched;
	size_t touched_count, touched_space;
	char **left;
	size_t left_count, left_space;
	bool many;			/* UNDO: of a text to many */
	int64_t verified;		/* a customer who was verified by an act before */
	int64_t why;			/* UNDO: the reason, as a text row */
	struct act_slept { int64_t case_id, since; } *slept;	/* UNDO: cases that sleep again */
	size_t slept_count, slept_space;
	bool erased;			/* words were erased: act_erase_after() once it is committed */
	char **doomed;			/* files that end with them */
	size_t doomed_count, doomed_space;
	struct error *err;
};

struct act_case {
	int64_t id, number, customer, merged_into, waiting_since, callback_at;
	enum status status;
	char *subject;
};

/* act.c */
/* A new action row; args are codes, text a text row or 0. */
int act_write(struct acting *x, enum act_verb verb, int64_t case_id, int64_t customer, const char *args,
	int64_t text);
/* Sets a field and journals it; nothing when it has the value already.  1 = changed, 0, -1. */
int act_set(struct acting *x, enum act_field field, int64_t id, struct value to);
int act_get(struct acting *x, enum act_field field, int64_t id, struct value *out);
bool act_same(struct value a, struct value b);
struct value act_value(sqlite3_stmt *st, int column, struct arena *a);
/* The field a change in the journal is about, and whether its values there are text rows; -1 = none. */
int act_field(const char *entity, const char *column, bool *words);
/* A change of another kind (tags, links), applied by the caller. */
int act_note_change(struct acting *x, const char *entity, int64_t id, const char *field, struct value before,
	struct value after);
int act_case(struct acting *x, int64_t id, struct act_case *out);
/* Does x->acts, then derives what they touched. */
int act_run_all(struct acting *x);
/* act_case.c: a living case that may be changed, named in the result; words about a merged one. */
int act_living(struct acting *x, const struct act *act, struct act_case *out);
struct act_message_head { int64_t case_id, thread, received_at; enum direction direction; };
int act_message_head(struct acting *x, int64_t id, struct act_message_head *h);
int act_unknown_agent(struct acting *x, const char *name);	/* the nearest is named */
/* `new` means that nobody has touched it: a person's deed makes it open. */
int act_touched(struct acting *x, const struct act_case *c);
int act_touch(struct acting *x, int64_t case_id);
void act_say(struct acting *x, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Ids of a one-column query with one parameter. */
int act_ids(struct acting *x, enum stmt id, int64_t arg, int64_t **ids, size_t *n);
/* A tag of a case ("case_tag") or of a customer ("customer_tag"); 1 = changed, 0, -1. */
int act_tag(struct acting *x, const char *entity, int64_t id, const char *name, bool on);
bool act_has_tag(struct acting *x, const char *entity, int64_t id, const char *name);
bool act_is_tag(const char *entity);
/* act_merge.c */
int act_participant(struct acting *x, int64_t case_id, int64_t identity, enum party role, bool on);
int act_linked(struct acting *x, int64_t a, int64_t b, const char *kind, bool on);	/* act_case.c */
/* Why it was done, as a text row; 0 = not said. */
int act_reason(struct acting *x, const struct act *act, int64_t customer, int64_t *text);
/* act_case.c: pending, snoozed, resolved; and the case is open again, journalled. */
bool act_asleep(int status);
int act_wake(struct acting *x, int64_t case_id);

typedef int act_run(struct acting *x, const struct act *act);	/* a function type, no struct */
act_run act_do_away, act_do_back;
act_run act_do_note, act_do_tag, act_do_assign, act_do_status, act_do_priority, act_do_snooze, act_do_resolve,
	act_do_reopen, act_do_spam, act_do_merge, act_do_split, act_do_undo, act_do_open, act_do_next, act_do_waits,
	act_do_subject, act_do_link, act_do_flag, act_do_send, act_do_escalate, act_do_cancel, act_do_settle,
	act_do_answer, act_do_pass, act_do_deed, act_do_customer_set, act_do_customer_merge, act_do_customer_unmerge,
	act_do_customer_erase, act_do_contact, act_do_field, act_do_not_same, act_do_customer_tag, act_do_consent, act_do_rate,
	act_do_customer_new, act_do_answered, act_do_tell, act_do_deescalate, act_do_run,
	act_do_intent,
	act_do_survey, act_do_incident, act_do_join, act_do_leave, act_do_incident_text, act_do_incident_close, act_do_alarm,
	act_do_identity_add, act_do_verify, act_do_handover, act_do_figures, act_do_hold,
	act_do_mood, act_do_bot, act_do_hand_over_bot, act_do_bot_wrong, act_do_language, act_do_approve, act_do_return;

/* act_place.c: where things are and where they are at home. */
/* The place a change in the journal is about; -1 = none. */
int act_seat(const char *entity, const char *column);
/* The living case or customer at the end of a chain of merges. */
int64_t act_end_of(struct acting *x, enum tree tree, int64_t id);
/* Home and place of a thing, 0 = none; 1, 0 = there is no such thing, -1. */
int act_home(struct acting *x, enum seat p, int64_t id, int64_t *home, int64_t *at);
/* Gives a thing a home (0 = none), journalled; it goes where that leads. */
int act_put(struct acting *x, enum seat p, int64_t id, int64_t home);
/* Merges a case or customer into another one, or takes it out again (into = 0); what is at home there moves. */
int act_relink(struct acting *x, enum tree tree, int64_t id, int64_t into);

/* act_customer.c: a customer that may be changed, or the reason why not. */
int act_person(struct acting *x, int64_t id);

/* mention.c: a note calls those whom its text names. */
int act_mention(struct acting *x, int64_t note, const char *text);

/* verify.c: somebody asks for what only the customer may: refused unless they are verified now; `what` in words. */
int act_needs_verified(struct acting *x, int64_t customer, const char *what);

/* dialogue.c: how many of the bot's answers on a case were wrong. */
int dialogue_derive(struct store *s, int64_t case_id, struct error *err);

/* act_robot.c: may this leave without a person?  ERR_CONFLICT: not now, ERR_INPUT: not at all; 0 where a person says it. */
int act_robot_may(struct acting *x, const struct act *act, const struct act_case *c, const char *kind, int64_t account,
	int64_t thread, int64_t audience);
/* Sets down that a rule has acted; ERR_CONFLICT when it had. */
int act_fired(struct acting *x);

/* act_erase.c: after the commit. */
void act_erase_after(struct acting *x);

/* act_send.c: cancels a row that has not left and gives its text back as a draft. */
int act_take_back(struct acting *x, int64_t outbox);
/* 1 = it has left, or nobody knows; of which case, to whom. */
int act_left(struct acting *x, int64_t outbox, int64_t *case_id, char **to);

/* act_escalate.c: the act's message leaves by a way out that is no channel. */
int act_queue_out(struct acting *x, const struct act *act, const char *outlet, const char *kind, const struct act_case *c,
	int64_t *outbox);
/* act_run.c: may who acts say yes to a program that another one asked for? */
int act_run_second(struct acting *x, int64_t outbox, int64_t asker);

/* act_review.c: what a second person looks at first.  A trainee's words wait; because: "trainee", "limit". */
int act_review_first(struct acting *x, int64_t outbox, const char *kind);
int act_review_because(struct acting *x, int64_t outbox, const char *reason);
/* Nothing for a row that does not wait for one; else refused, with what to do. */
int act_review_refuse(struct acting *x, int64_t outbox);
/* act_send.c: the words of a row as a draft of an agent. */
int act_draft_of(struct acting *x, int64_t outbox, int64_t agent);

/* Queues a message as a row of this kind; about a case (NULL = none). */
int act_queue(struct acting *x, const struct act *act, const char *kind, const struct act_case *c, int64_t *outbox);
/* act_stream.c: what is in the stream and undecided becomes `to`, journalled; nothing for other messages. */
int act_stream_state(struct acting *x, int64_t message, enum stream_state to);
/* The case was opened by a public message: what its sender had said there, undecided, comes along. */
int act_stream_take(struct acting *x, int64_t message, int64_t case_id);

/* flow.c: a claimed case that was touched is the agent's from now on. */
int act_claimed(struct acting *x);

/* act_undo.c: takes one group back; used by undo and by unmerge. */
int act_undo_group(struct acting *x, int64_t grp);

/* private.c: remote id of what a private answer in a public thread is about; NULL = nothing. */
char *act_private_about(struct acting *x, int64_t thread);

#endif
