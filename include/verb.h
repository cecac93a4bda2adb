/*
 * verb.h - from words to acts.  The console's `:` line and keys, the command line, macros and rules all
 * say what to do in the same words ("tag +ship -new", "snooze domani 9"); here they are read once, with
 * the configuration at hand, and become the acts of store_act().  Nothing here draws or prints.
 *
 * To add a verb: its row in actions.def, its handler in src/store/act*.c, and its reader in the table of
 * src/verb/words.c.
 */
#ifndef SPORTELLO_VERB_H
#define SPORTELLO_VERB_H

#include "act.h"
#include "away.h"
#include "conf.h"
#include "read.h"

struct verb_context {
	struct store *store;
	const struct conf *conf;
	struct act_actor who;
	int64_t now;
};

struct verb_plan {
	struct act *acts;
	size_t count;
	bool full;		/* show "done" only after a durable commit */
};

/* Names of the verbs that verb_plan() reads, with their arguments in words, for help and completion. */
struct verb_words { const char *name, *usage, *help; };
extern const struct verb_words verb_words[];	/* ends with a NULL name */

/* Where an attachment is that is not here, in words; "" = it is here. */
const char *attachment_words(const struct attachment *f, struct arena *a);
/* Asks for it: sync brings it, however large it is. */
int attachment_fetch(const struct verb_context *v, const struct attachment *f, struct error *err);

/* What an account does at the moment: its error, its progress, or when it is looked at next; "" = nothing to say. */
char *account_words(const struct account_row *r, int64_t now, struct arena *a);

/*
 * Reads words[0] = the verb and its arguments, about a case, or about an item of the history (case_id 0;
 * a case is opened in the same transaction).  Understands: tag +a -b; assign NAME|team:NAME|nobody; take;
 * priority NAME; status NAME; open; pending; resolve; reopen; spam; snooze WHEN; note TEXT...; next TEXT...
 * [by WHEN]; promise TEXT... [by WHEN]; waits WHO [until WHEN]; subject TEXT...; flag; unflag; field NAME
 * VALUE; link KIND CASE; merge CASE...; split ITEM; undo [ACTION]; escalate TARGET REASON...; about one message:
 * pass, like, unlike, hide, unhide, make-case, delete-own [ITEM]; contact, see verb_contact(); edit-own [--public]
 * TEXT...  ERR_USAGE with the usage line when malformed, ERR_INPUT when a name is unknown (nearest known named).
 */
int verb_plan(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id,
	int64_t message, struct arena *a, struct verb_plan *out, struct error *err);

/* Tags as words, "+a", "b" and "-c", for the act: what is put on and what is taken off. */
int verb_tags(const char *const *words, size_t n, struct arena *a, struct act *act, struct error *err);

/* A field's value as it was written ("-" = none any more), for the act, whose case or customer is set. */
int verb_field(const struct conf_field *f, const char *written, struct arena *a, struct act *act, struct error *err);

/* Plans and does it. */
int verb_run(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id,
	int64_t message, struct arena *a, struct act_result *out, struct error *err);

/* Command lines cut at `;` outside quotes, in the arena. */
char **verb_lines(const char *lines, struct arena *a, size_t *count);
/* Several command lines separated by `;` (macros, [macro] do =), as one group on one case. */
int verb_plan_lines(const struct verb_context *v, const char *lines, int64_t case_id, struct arena *a,
	struct verb_plan *out, struct error *err);

/* -- calls, visits, letters ----------------------------------------------------------------------- */

/* Reads what stands after the verb: [call|visit|letter] [in|out] [OUTCOME] [--at WHEN] [--for SPAN]
 * [--callback WHEN] [--new-case] [--] TEXT...; *text = where the text begins.  Without more: a call that came in, was
 * answered and ends now. */
int verb_contact(const struct verb_context *v, const char *const *words, size_t n, struct act_contact *k, size_t *text,
	struct error *err);
/* "10m", "14:30" (of yesterday when it has not come), "yesterday 9:00", "2026-11-20 14:30". */
int verb_past(const struct verb_context *v, const char *text, int64_t *at, struct error *err);
/* "3:12", "12" (minutes), "90s", "1h". */
int verb_duration(const char *text, int64_t *ms, struct error *err);
/* "call 03:12, taken by eva", "missed call", "visit; call back by 2026-11-27 15:00": what a call or contact was, in one line. */
char *contact_line(const struct item_row *r, struct arena *a);
/* "call back +39 333..., by 2026-11-20 15:00"; NULL when nobody is to be called.  `by` is the time in words. */
char *callback_line(const struct case_row *r, const char *by, struct arena *a);
/* A telephone number in E.164, "" when it is withheld; NULL with the error set. */
char *verb_number(const struct verb_context *v, const char *text, struct arena *a, struct error *err);
/* The number to call for a case: the callback's, else its customer's; ERR_INPUT when there is none. */
int verb_case_number(const struct verb_context *v, int64_t case_id, struct arena *a, char **out, struct error *err);
int verb_customer_number(const struct verb_context *v, int64_t customer, struct arena *a, char **out, struct error *err);
/* `dial-command` for a number, NULL-terminated, to be run without a shell. */
int verb_dial(const struct verb_context *v, const char *number, struct arena *a, const char *const **argv,
	struct error *err);

/* -- writing to customers ------------------------------------------------------------------------- */

/* PRIVATE: the one private answer that a platform allows to what was said in public.  EDIT: other words for what we
 * said there. */
enum verb_letter { LETTER_REPLY, LETTER_NEW, LETTER_FORWARD, LETTER_ANSWER, LETTER_PRIVATE, LETTER_EDIT };

/* What composer and command line fill in before a message is queued. */
struct letter {
	enum verb_letter kind;
	int64_t case_id, message;	/* FORWARD: which message; ANSWER (in a case: a reply there), PRIVATE: which public one;
					   EDIT: which of ours; a
					   reply to an item without a case */
	const char *via;		/* account or channel; NULL = the route's */
	int64_t account, thread;	/* filled by letter_open() */
	const char *channel;		/* as it speaks: "mail", "telegram" */
	enum audience audience;
	bool confirm_public;
	bool pec_lost, confirm_plain;	/* it answers certified mail by an account that is no PEC; a person said yes */
	const struct recipient *recipients;
	size_t recipient_count;
	const char *subject, *text;
	const char *from_address, *from_name, *domain;
	const char *quoted;		/* the text answered, quoted, without the signature; may be NULL */
	const char *signature;		/* text to stand under a mail, or NULL */
	const struct act_file *files;
	size_t file_count;
	int64_t at, seen, draft;
	int64_t hold_ms;		/* waits so long at least; 0 = as always */
	int64_t answers;		/* the message of theirs that it answers */
	int64_t window_until;		/* when the channel takes no reply there any more; 0 = never */
	const char *before;		/* the channel on which the customer wrote last, where this is another; NULL = it is not */
	const char *tie;		/* a line that ties the two, for the first message there; NULL = none is needed */
	long limit, link_length;	/* how long it may be, what a web address counts; 0 = none, as the channel does */
	bool no_hold;
	bool mass;			/* one of many: no answer to what they asked, whoever waits */
	bool unless_reply;		/* with `at`: only if the customer has not written by then */
	bool anyway;			/* a person said yes to what letter_doubts() says */
	const char *then;		/* command lines that take effect with the send: "resolve", "status pending" */
};

/* "until mon 9:00 --substitute max --agent eva", "off": an act AWAY or BACK. */
int verb_away(const struct verb_context *v, const char *const *words, size_t n, struct arena *a, struct act *out,
	struct error *err);

/* Fills in route, account, addresses, subject, quote and signature for a kind, case, message and via that
 * are already set.  ERR_INPUT with the reason when there is no way to reply. */
int letter_open(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err);

/* The same of a private way out of read_routes(), for a letter whose case is set. */
int letter_by_route(const struct verb_context *v, struct letter *l, const struct reply_route *r, struct arena *a,
	struct error *err);

/* Does the conversation begin with it, and only an approved template may begin one there? */
bool letter_wants_template(const struct letter *l);

/* Until when one may write there, as the store knows it now: a customer who writes opens the window again. */
void letter_look(const struct verb_context *v, struct letter *l);

/* How long a text is, counted as the letter's channel does. */
void letter_length(const struct letter *l, const char *text, struct length_result *out);

/* What a person should say yes to once more before it leaves, one sentence each, NULL-terminated: that we begin a
 * contact in quiet hours, over the cap, or with somebody who asked not to be written to; that it tells somebody
 * unverified what is theirs alone to know.  What must not be said in public has no yes: letter_send() refuses it. */
int letter_doubts(const struct verb_context *v, const struct letter *l, struct arena *a, char ***out, struct error *err);
char *letter_doubt_words(char *const *doubts, struct arena *a);

/* Queues it with its actions as one group; checks recipients, placeholders, length, PEC and audience. */
int letter_send(const struct verb_context *v, const struct letter *l, struct arena *a,
	struct act_result *out, struct error *err);

/* Reads "Ana <ana@x.org>, b@y.org" into recipients of a role, appended to *out.  Understands quotes and
 * commas; refuses line breaks and what is no address of the channel. */
int letter_addresses(const char *line, enum party role, const char *channel, struct arena *a,
	struct recipient **out, size_t *n, struct error *err);
/* The same the other way round: one line. */
char *letter_address_line(const struct recipient *r, size_t n, enum party role, struct arena *a);

/* One line for the review: "to Ana Perez <ana@x> by mail (support), private, 1 file, then resolve". */
char *letter_review(const struct letter *l, struct arena *a);

/* -- who is speaking ---------------------------------------------------------------------------------- */

/* "unverified", "verified: code, 14:02, eva"; "" when nobody has spoken. */
char *verify_line(const struct speaking *k, struct arena *a);
/* Reads what stands after the verb: facts NAME NAME..., code [WAY], back CODE, person HOW..., end.  identity 0: who
 * spoke last. */
int verify_act(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id, int64_t identity,
	struct arena *a, struct act *act, struct error *err);
/* Asks the hook of the configuration: is it who they say? */
int verify_hook(const struct verb_context *v, const struct speaking *k, struct arena *a, bool *yes, struct error *err);

/* -- templates ----------------------------------------------------------------------------------------- */

struct template_gap { char *label, *name; const char *value; bool header; };
struct template_form { struct template_row row; struct template_gap *gaps; size_t count; };
/* A field for each gap of header and body, all open. */
void template_form(const struct template_row *t, struct arena *a, struct template_form *out);
/* The words to be sent; ERR_INPUT while a gap is open, or when the template is not approved. */
int template_text(const struct template_form *f, struct arena *a, const char **out, struct error *err);
/* What the customer will see of it, open gaps as they are in the template. */
char *template_preview(const struct template_form *f, struct arena *a);
/* Is the text this template, filled in? */
bool template_is(const struct template_row *t, const char *text, struct arena *a);
/* By "NAME", or "NAME/LANGUAGE" where there are several. */
int template_named(struct store *s, int64_t account, const char *name, struct arena *a, struct template_row *out,
	struct error *err);

/* -- macros ------------------------------------------------------------------------------------------ */

/* Where a macro is used: what decides which of its texts is taken; NULL, 0 = as case and customer say. */
struct macro_answer { const char *question, *answer; };
struct macro_place {
	int64_t case_id;
	const struct letter *letter;	/* what is being written; NULL = what a reply to the case would be */
	bool note;			/* internal: no channel */
	const char *language, *form;	/* "it"; "formal", "informal" */
	bool brief;			/* the short text, whatever the channel */
	const struct macro_answer *answers;
	size_t answer_count;
};
struct macro_use {
	const struct conf_macro *macro;
	const char *variant;		/* which text: "it.tu"; "" = the plain one */
	const char *why;		/* why this one, in words; "" = there was no choice */
	bool missed;			/* it has no text in their language */
	const char *text;		/* filled in; NULL = it has only actions */
	const char *actions;		/* filled in; NULL = none */
	char **open;			/* what must still be filled in, in both (care_gap_read()); NULL-terminated */
	const char *unless;		/* why it cannot be used here, in words; NULL = it can */
};
int macro_look(const struct verb_context *v, const struct conf_macro *m, const struct macro_place *p, struct arena *a,
	struct macro_use *out, struct error *err);
/* The same for many macros at one place, which is read once; the place and its answers must live as long. */
struct macro_ground;
int macro_stand(const struct verb_context *v, const struct macro_place *p, struct arena *a, struct macro_ground **out,
	struct error *err);
int macro_look_there(struct macro_ground *g, const struct conf_macro *m, struct macro_use *out, struct error *err);
/* Only whether: *unless as above. */
int macro_offered(const struct verb_context *v, const struct conf_macro *m, int64_t case_id, struct arena *a,
	const char **unless, struct error *err);
/* Only the text, for a case. */
int macro_expand(const struct verb_context *v, const struct conf_macro *m, int64_t case_id, struct arena *a,
	char **text, char ***open, struct error *err);

/* -- what a robot says -------------------------------------------------------------------------------- */

/*
 * Words that nobody wrote, queued on a case for its customer at once, by the same way as a reply: v->who.robot is "bot",
 * "rule:NAME", "survey" or "incident", v->who.agent 0.  They are marked as automatic (a line in the customer's language,
 * headers in mail), answer nobody's question in figures and clocks, and are refused with a reason: ERR_CONFLICT when it
 * may go later (somebody is writing to them), ERR_INPUT when not (a list, a bounce, another robot, ourselves, in public
 * without being asked to, too many in a row or in a time).  While it is held back it is queued and waits.
 */
struct robot_speech {
	int64_t case_id;
	const char *text;		/* complete: no placeholder open */
	const char *via;		/* account or channel; NULL = the case's own way */
	bool public;			/* in public, where the conversation is; else only in private */
	bool introduced;		/* they know already that it is automatic: no line */
	int64_t at;			/* not before; 0 = at once */
	int64_t seen;			/* the newest item that it answers; 0 = the newest there is */
	const char *subject;		/* of a mail; NULL = that of the conversation */
	const struct act *acts;		/* done in the same group */
	size_t act_count;
};
int robot_say(const struct verb_context *v, const struct robot_speech *what, struct arena *a, struct act_result *out,
	struct error *err);
/* The act alone, for a group that somebody else makes; lives in the arena. */
int robot_say_plan(const struct verb_context *v, const struct robot_speech *what, struct arena *a, struct act *out,
	struct error *err);
/* "hold [ACCOUNT] [until WHEN]", "release [ACCOUNT]": the act; words[0] is the verb. */
int verb_hold(const struct verb_context *v, const char *const *words, size_t n, struct arena *a, struct act *out,
	struct error *err);
/* "HELD BACK until released: nothing automatic leaves" or the like for all that holds now; NULL = nothing is held. */
char *hold_words(struct store *s, int64_t now, struct arena *a);
/* "automatic reply", in a language (NULL = not known), or as [care] robot-name says. */
const char *robot_words(const struct conf *conf, const char *language);

/* -- actions on the world: [action NAME] ------------------------------------------------------------------- */

struct action_answer { const char *name, *text; };
const char *action_title(const struct conf_named *n);
/* Names of what it asks for, NULL-terminated; the [field] that one of them is, NULL = any text. */
char **action_asks(const struct conf_named *n, struct arena *a, size_t *count);
const struct conf_field *action_field(const struct verb_context *v, const char *name);
/* Is it for this case? */
int action_offered(const struct verb_context *v, const struct conf_named *n, int64_t case_id, struct arena *a, bool *fits,
	struct error *err);
/* Fills an ACT_RUN: answers read and checked, the limit judged. */
int verb_run_action(const struct verb_context *v, const char *name, const struct action_answer *given, size_t count,
	int64_t case_id, struct arena *a, struct act *act, struct error *err);

/* -- one text to many -------------------------------------------------------------------------------- */

enum bulk_state {
	BULK_READY,			/* goes */
	BULK_DOUBT,			/* needs a yes: no contact wanted, quiet hours, data for somebody unverified... */
	BULK_OPEN,			/* a placeholder has no value here */
	BULK_TEMPLATE,			/* only an approved template may be sent there now */
	BULK_CLOSED,			/* the reply window has closed */
	BULK_PUBLIC,			/* there is only a public way: never used */
	BULK_NO_WAY,			/* no address */
	BULK_UNFIT,			/* too long for the channel, or the macro is not for this case */
	BULK_COVERED,			/* another case of the same customer gets it */
	BULK_UNKNOWN,			/* not looked at yet */
	BULK_STATES
};
const char *bulk_state_words(enum bulk_state state);
extern const char *const bulk_state_names[BULK_STATES];	/* for scripts */
struct bulk_item {
	int64_t case_id, number, customer, last_item;
	const char *who, *subject, *account, *channel, *to;
	enum bulk_state state;
	const char *why;		/* of what does not go, in words; "" = nothing to add */
	bool out;			/* the agent leaves it out, or has not said yes to a doubt */
	bool queued;
	enum bulk_state alone;		/* what it would be without its customer's other cases */
};
struct bulk {
	const char *text;		/* with {variables}; or */
	const struct conf_macro *macro;	/* the macro's, and its actions */
	const char *then;		/* command lines that take effect with each send; NULL = none */
	struct bulk_item *items;
	size_t n, looked, sent;
	int64_t group;			/* of what was queued; 0 = nothing yet */
	int64_t begun_at, last_at;	/* when the first and the last leave */
	struct bulk_pace { const char *account; int64_t n; } *pace;	/* queued by account */
	size_t pace_count, pace_space;
};
/* Cases that one text is to go to; nothing is looked at yet. */
void bulk_begin(struct bulk *b, const int64_t *cases, size_t n, struct arena *a);
/* Another text: all are looked at anew; what was left out stays so. */
void bulk_text(struct bulk *b, const char *text, const struct conf_macro *macro);
/* Looks at up to `max` further cases: how they would be answered, and what the text lacks.  True when all are known, and
 * each customer gets it once, where they wrote last. */
bool bulk_look(const struct verb_context *v, struct bulk *b, size_t max, struct arena *a);
/* What this case's customer would read; NULL = there is no way to say it. */
char *bulk_preview(const struct verb_context *v, const struct bulk *b, size_t i, struct arena *a);
size_t bulk_count(const struct bulk *b, enum bulk_state state, bool out);	/* those that are left out, or are not */
/* Queues up to `max` of what goes, in one group; 1 = all are queued, 0 = there are more, -1 (what is queued stays so). */
int bulk_send(const struct verb_context *v, struct bulk *b, size_t max, struct arena *a, struct error *err);
/* "98 messages, the first leaves in 60 s, the last in 4 min" */
char *bulk_done_words(const struct verb_context *v, const struct bulk *b, struct arena *a);
/* A reply to many that was cut off while it was queued: it is kept until all is. */
int bulk_keep(const struct verb_context *v, const struct bulk *b, struct arena *a, struct error *err);
bool bulk_kept(const struct verb_context *v, struct bulk *b, struct arena *a);
void bulk_forget(const struct verb_context *v);

/* -- handing over ------------------------------------------------------------------------------------ */

enum held_kind { HELD_CASE, HELD_DRAFT, HELD_BOX };
struct handover_item {
	enum held_kind kind;
	int64_t id, case_id, number;	/* number 0 = it is in no case */
	const char *who, *state, *what, *plan;	/* customer or addresses; words for a list */
	int64_t at;			/* when something is due; 0 = never */
	bool late, promised;
	bool out;			/* it stays */
	const char *lines;		/* what the page says of it, ended by \n */
	const char *added;		/* what the agent has added there, or NULL */
};
struct handover {
	const char *to;			/* an agent, "team:x", "" = nobody; NULL = not said yet */
	const char *words;		/* the agent's own, at the top; or NULL */
	struct handover_item *items;	/* a case, then what lies in it; last what is elsewhere */
	size_t n;
};
int handover_open(const struct verb_context *v, struct arena *a, struct handover *out, struct error *err);
/* A case stays, or goes, with what lies in it. */
void handover_leave_out(struct handover *h, size_t i, bool out);
/* "12 cases, 3 promised, 1 draft": what goes. */
char *handover_counts(const struct handover *h, struct arena *a);
/* The page as it is composed, with what was added. */
char *handover_page(const struct verb_context *v, const struct handover *h, struct arena *a);
/* Finds what the agent has added to a page, so that it outlives composing it anew. */
void handover_take(const struct verb_context *v, struct handover *h, const char *page, struct arena *a);
/* One group: everything that is not left out goes to h->to; what was added about a case becomes a note there. */
int handover_do(const struct verb_context *v, const struct handover *h, const char *page, struct arena *a,
	struct act_result *out, struct error *err);

/* -- many cases at once ------------------------------------------------------------------------------- */

struct many_tally { const char *name; size_t n; };	/* name NULL = nobody */
struct many_why { const char *words; size_t n; int64_t first; };	/* first: the number of a case that refused so */
enum { MANY_TALLIES = 12, MANY_WHYS = 6, MANY_MAX = 200000 };
/* What the same command lines do, or would do, to many cases. */
struct many {
	struct verb_context v;
	const char *lines;		/* "tag +x; resolve" */
	int64_t *ids;
	size_t count, at;		/* at: looked at so far */
	bool more;			/* the query picks even more */
	size_t changed, same, refused;
	struct many_tally status[MANY_TALLIES], owner[MANY_TALLIES], channel[MANY_TALLIES];
	struct many_why why[MANY_WHYS];
	int64_t group;			/* of what was done; 0 = nothing */
	struct verb_plan plan;		/* of the first case, where it is the same for all; else no acts */
	struct arena *arena;		/* of the tallies */
};
/* Reads the lines once, for the first case: ERR_INPUT for what is never done in bulk (sending, merging...).  The struct
 * lives in the arena, to which ids and lines must belong too. */
int many_open(const struct verb_context *v, const char *lines, int64_t *ids, size_t n, struct arena *a, struct many **out,
	struct error *err);
/* A slice of at most so many microseconds, `dry` to see what would happen: 1 = there is more, 0 = that was all, -1 (ERR_BUSY:
 * the lock was not had, try again). */
int many_step(struct many *b, bool dry, int64_t most_us, struct error *err);
/* From the first case again, for doing what was looked at. */
void many_restart(struct many *b);
/* "7 open, 2 new", the most first. */
char *many_tally_words(const struct many_tally *list, const char *nobody, struct arena *a);

/* -- transcript ----------------------------------------------------------------------------------------- */

/* The case as readable text, oldest first, at most the newest messages (-1 = all); notes only if asked for. */
int transcript_text(struct store *s, int64_t case_id, bool notes, int newest, struct arena *a, char **out,
	struct error *err);
/* What the customer said after an item; *out NULL when nothing, *last the newest item of it. */
int transcript_items(struct store *s, int64_t case_id, int64_t after, struct arena *a, char **out, int64_t *last,
	struct error *err);

/* -- escalation -------------------------------------------------------------------------------------------- */

/* What a target would get. */
struct escalation_word {
	const struct conf_escalation *target;
	const char *subject, *text;	/* as they leave: minimised, if the target is told no more than that */
	const char *how;		/* "mail to tecnici@example.org", "ticket in General at rt.example.org"... */
};
/* reason NULL: nothing is said of one (a preview before it is typed). */
int escalation_write(const struct verb_context *v, const char *target, const char *reason, int64_t case_id, struct arena *a,
	struct escalation_word *out, struct error *err);
/* "tecnici (level 2) since 2d, ticket 17 (open): their turn" */
char *escalation_line(const struct escalation_row *e, int64_t now, struct arena *a);
/* All that are open of a case, with words in between; "" = none. */
char *escalation_lines(const struct verb_context *v, int64_t case_id, const char *between, struct arena *a);
/* How a target is reached, in words without a secret. */
char *escalation_way(const struct conf_escalation *e, struct arena *a);
/* A further word to a target the case is with: event as in struct act_target.  `text` is minimised here. */
int escalation_tell(const struct verb_context *v, const struct escalation_row *e, const char *event, const char *text,
	int64_t followed, struct arena *a, struct act *act, struct error *err);
/* When a target is asked (again) if nothing comes from now on; 0 = never. */
int64_t escalation_remind_at(const struct verb_context *v, const struct conf_escalation *e, struct arena *a);

/* An attached picture in a terminal's terms, drawn by chafa: blocks (text and SGR), kitty or sixel.  Extracted to a
 * file of its own if it lies in a mail, which goes again.  From here on this process and its children have little
 * memory and little time: for a process that does nothing else. */
struct picture_how {
	int width, height;		/* cells, at most */
	const char *as;			/* blocks, kitty, sixel */
	const char *colours;		/* none, 16, 256, full */
	bool ascii;			/* letters alone */
};
bool attachment_is_picture(const struct attachment *f);
int attachment_draw(const struct verb_context *v, int64_t item, const struct attachment *f, const struct picture_how *how,
	struct arena *a, char **out, size_t *len, struct error *err);
/* Writes an attachment of an item (one of read_attachments()) to a file that must not exist yet. */
int attachment_save(const struct verb_context *v, int64_t item, const struct attachment *f, const char *to,
	struct arena *a, struct error *err);

/* All attachments of an item as files for a letter that passes it on; their bytes are copied into the store. */
int attachment_take(const struct verb_context *v, int64_t item, struct act_file **out, size_t *n,
	struct arena *a, struct error *err);

/* What is wrong with the queries of views and the verbs of macros, as lines that name file and line. */
char **verb_check(const struct conf *conf, int64_t now, struct arena *a, size_t *n);

/* -- answers ----------------------------------------------------------------------------------------------- */

struct answer_set;		/* answer.h */
/* The folder of the answer files: [answers] folder, else `answers` beside the configuration. */
char *answers_folder(const struct conf *conf, struct arena *a);
/* Changes with each change of a file there; 0 = there is no folder. */
uint64_t answers_stamp(const struct conf *conf);
/* Reads them all.  What is wrong with a file is a fault of the set, and the others are there; a folder that does not exist
 * gives an empty set. */
int answers_load(const struct conf *conf, struct arena *a, struct answer_set *out, struct error *err);
/* Is it the label of one of them?  The nearest is named when not. */
int answers_intent(const struct conf *conf, const char *intent, struct arena *a, struct error *err);
/* What somebody should look at: "reso.txt:5: ..." lines; faults of files among them. */
struct answer_finding { const char *answer; const char *text; bool wrong; };	/* wrong: not only a hint */
int answers_check(const struct verb_context *v, const struct answer_set *set, struct arena *a, struct answer_finding **out,
	size_t *n, struct error *err);

/* Makes the link of a guide's step by `link-command`, without a shell: the case as JSON on its input, its first line. */
int guide_link(const struct verb_context *v, int64_t case_id, struct arena *a, const char **out, struct error *err);

/* What is missing: questions that no answer fits, alike ones together, and texts that people of ours write again and
 * again; the most frequent first. */
struct missing_group {
	bool said;			/* written by people of ours; else asked by customers */
	int64_t count, last_at, case_id, number;	/* of the newest */
	const char *text;		/* an example */
	const char *words;		/* what they have in common */
	const char *const *examples;	/* NULL-terminated */
	int64_t *items, kin;		/* for missing_done() */
	size_t item_count;
};
enum { MISSING_LEAST = 3 };		/* so often must a text have been written */
int answers_missing(const struct verb_context *v, const struct answer_set *set, int64_t since, struct arena *a,
	struct missing_group **out, size_t *n, struct error *err);

/* Writes the self-care pages into a folder: an index to be searched, and one page per answer, for each language. */
int answers_html(const struct verb_context *v, const struct answer_set *set, const char *folder, struct arena *a, size_t *pages,
	struct error *err);

/* Gives up for good what the console and the command line do not need: the network.  Programs of the configuration are
 * started as before by a process that is forked here.  -1 where `sandbox = require` and the kernel cannot. */
int verb_confine(const struct conf *conf, struct error *err);

/* The policy from the configuration. */
void verb_policy(const struct conf *conf, struct care_policy *out);

/* -- figures ---------------------------------------------------------------------------------------- */

/* Figures by named agent: none, each one's own, or everybody's, by `per-agent` of [stats]. */
enum stats_named { STATS_OFF, STATS_SELF, STATS_NAMED };
enum stats_named stats_named_mode(const struct conf *conf);
/* Somebody is about to look at them: ERR_INPUT where they are off, *only = whose alone may be seen (0 = everybody's, which
 * stands in the journal from now on).  what: where they are looked at. */
int stats_named(const struct verb_context *v, const char *what, int64_t *only, struct error *err);
/* A period as the query language writes it: "2026-11-01..2026-11-30"; to 0 = open. */
char *stats_period(int64_t from, int64_t to, struct arena *a);

#endif
