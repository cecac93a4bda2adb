/*
 * care.h - the rules of customer care, pure: plain structs in, decisions out; no store, no clock but the
 * `now` passed in, no I/O.  The store asks these functions what an action or an arrival does.
 */
#ifndef SPORTELLO_CARE_H
#define SPORTELLO_CARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "model.h"

/* -- what arrivals do ------------------------------------------------------------------------- */

struct conf;
struct conf_field;
struct conf_macro;

/* Settings that decide; from the configuration. */
struct care_policy {
	int64_t late_after_ms;		/* 4 h */
	int64_t reopen_window_ms;	/* 14 days: a later message opens a follow-up case */
	int64_t due_ms[PRIORITY_COUNT];	/* promise per priority until a first or next reply; 0 = none */
	int64_t stale_after_ms, stale_after_chat_ms;	/* 12 h, 1 h */
	int64_t undo_send_ms;		/* 10 s */
	int64_t unknown_wait_ms;	/* 15 min */
	const char *country;		/* ISO 3166: where national numbers are at home; NULL = not known */
	const struct conf *conf;	/* whose [policy] sections hold; NULL = none do */
	const struct conf_field *fields;	/* what the configuration declares */
	size_t field_count;
	int64_t contact_ends_ms;	/* 24 h: so long without a word, and who speaks next is unverified again */
	int64_t callback_within_ms;	/* 4 h: a call that was missed is called back */
	const char *const *teams;	/* those that the configuration names; NULL-terminated, NULL = none */
	const char *const *own_teams;	/* those that the agent here belongs to */
	const char *const *trainees;	/* agents whose words a colleague sees first; NULL-terminated, NULL = none */
	int robot_max;			/* 3: so many messages of robots on a case without a person's or the customer's between */
	int robot_rate;			/* 10, and 3 h: so many to a customer in such a time */
	int64_t robot_rate_ms;
};
extern const struct care_policy care_policy_default;

/* The next "@name" in a text, where it is not a mail address: the name; what comes behind it, NULL = there is none. */
const char *care_at_name(const char *text, const char **name, size_t *len);
/* All names, each once; NULL-terminated. */
char **care_at_names(const char *text, struct arena *a);

/* Why a message wakes a case or does not; `explain` prints care_wake_words(). */
enum care_wake { CARE_WAKES, CARE_HISTORY, CARE_OURS, CARE_AUTO, CARE_BOUNCE, CARE_RECEIPT, CARE_REACTION,
	CARE_THANKS, CARE_EMPTY, CARE_DUPLICATE, CARE_SECOND_LEVEL, CARE_BOUNCE_OURS, CARE_STREAM,
	CARE_BYSTANDER, CARE_SURVEY };
/* since_at: the account's `since`.  text may be NULL.  Thanks are only thanks without
 * a question mark, attachment, number, or more than twelve words. */
enum care_wake care_wake(const struct message_in *m, int64_t since_at);
const char *care_wake_words(enum care_wake w);
bool care_is_thanks(const char *text);

/* Does somebody ask something: a question mark (not that of a link), or a sentence that begins as questions do in
 * one of the languages (NULL-terminated; NULL = all that are known)? */
bool care_is_question(const char *text, const char *const *languages);
/* What was said in public opens a case by itself only when it asks for something, or is angry; why, as a code for `explain`:
 * "question", "anger"; NULL = it stays in the stream.  mood: as mood.h has it. */
const char *care_public_case(const struct message_in *m, const char *const *languages, int mood);

/* What is known of a case when something arrives. */
struct care_case {
	enum status status;
	int64_t resolved_at, snoozed_until;
	bool snooze_until_reply;
	bool assigned;
};
enum care_arrival { ARRIVAL_KEEP, ARRIVAL_OPEN, ARRIVAL_FOLLOW_UP };
/* An inbound message that wakes: KEEP leaves the status, OPEN sets it to `open`, FOLLOW_UP opens a new
 * case that follows the old one (reopen window past, spam stays spam: KEEP). */
enum care_arrival care_arrival(const struct care_case *c, int64_t received_at,
	const struct care_policy *p);

/* One item of a case for the recomputation of derived values, oldest first. */
struct care_item {
	enum direction direction;
	bool wakes;		/* inbound and care_wake() said so, or a missed call */
	bool person;		/* outbound: written or spoken by a person (not automatic) */
	bool no_reply_needed;	/* resolved with nothing sent, at this point */
	bool failed;		/* outbound that failed for good does not answer */
	bool spoke;		/* a call or visit at which they were spoken to: a callback is done */
	bool call_back;		/* a call that was missed or broke off; or they asked to be called */
	int64_t call_back_by;	/* the time they asked for; 0 = within what is promised */
	int64_t caller;		/* whom to call: an identity; 0 = not known */
	bool came;		/* they came to us: it wakes, or is a call or visit of theirs */
	bool elsewhere;		/* outbound, and not from here, of a case that nobody has touched here: it waits for them */
	bool turns;		/* no message: the status was changed here, by a decision... */
	enum status after;	/* ...to this one */
	int64_t received_at;
	int64_t at;		/* its place: received_at, unless it was known later */
};
/* Where something stands in a case's story; the elements of the lists below begin with it. */
struct care_spot {
	int64_t at;		/* when it happened; its place, once it is ordered */
	int64_t number;		/* its item's, which says what was known when */
	int rank;		/* among what has one number */
	bool deed;		/* done here, and not come in */
};
/* By number; and by time, but what was done here answers what was known then, whatever the clocks of servers say: it
 * stands behind what came with a lower number, and before what came in later with an earlier date. */
void care_by_number(void *list, size_t n, size_t size);
void care_by_place(void *list, size_t n, size_t size);

struct care_derived {
	int64_t waiting_since;	/* oldest unanswered inbound, 0 = none */
	int64_t due_at;		/* waiting_since + promise, 0 = none */
	int64_t first_reply_at;	/* first outbound by a person after the first inbound */
	int64_t callback_at;	/* by when somebody is to be called back, 0 = nobody; then due too, if it is earlier */
	int64_t callback_to;	/* an identity, 0 = not known */
};
/* Recomputes; a second inbound never resets waiting_since, an outbound by a person clears it.  A callback holds until
 * they were spoken to, or the case is done. */
void care_derive(const struct care_item *items, size_t n, enum priority priority, enum status status,
	const struct care_policy *p, struct care_derived *out);

/* What a contact written down by hand does: were they spoken to, which answers; does it wait for our answer; does it
 * want a call back?  letter: ANSWERED = dealt with at once. */
bool care_contact_spoke(enum item_kind kind, enum direction d, enum contact_outcome o);
bool care_contact_wakes(enum item_kind kind, enum direction d, enum contact_outcome o);
bool care_contact_calls_back(enum item_kind kind, enum direction d, enum contact_outcome o);
/* "Telephone call", "Missed call", "Visit"...: what a contact is called. */
const char *care_contact_words(enum item_kind kind, enum direction d, enum contact_outcome o);
/* Is this a way a contact of the kind can end? */
int care_contact_outcome(enum item_kind kind, enum contact_outcome o, struct error *err);

/* May `from` become `to` by an agent's verb?  Explains when not. */
int care_transition(enum status from, enum status to, struct error *err);

/* Does the text name an approved template ("#template ...")?  Where a thread's capability `after-window` says named-template,
 * such a text leaves after the reply window has closed too. */
bool care_is_template(const char *text);

/* -- templates: words that may be said at any time, with gaps, {{1}} or {{name}} ------------------ */

/* Names of the gaps, each once, in their order; NULL-terminated. */
char **care_gaps(const char *words, struct arena *a);
/* The words with every gap filled in that has a value; values in the order of the names. */
char *care_fill(const char *words, char *const *names, const char *const *values, struct arena *a);
/* Is the text these words, each gap filled in without a line break? */
bool care_fills(const char *words, const char *text);

/* -- identities ------------------------------------------------------------------------------- */

/* Normal form of an address of a kind ("mail": trimmed, domain lower case and IDNA-free, local part
 * lower case; "phone": digits with leading +; handles lower case without @).  NULL if it cannot be one. */
char *care_identity_normal(const char *kind, const char *address, struct arena *a);
/* "anonymous", "unknown", "withheld"...: the caller does not show it. */
bool care_phone_withheld(const char *text);
/* Is an address of this kind a telephone number: phone, voice, sms, whatsapp? */
bool care_identity_is_phone(const char *kind);
/* no-reply, mailer-daemon, postmaster, posta-certificata@...: never a customer by itself. */
bool care_identity_is_robot(const char *kind, const char *address);

/* A telephone number in E.164's form, "+393471234567"; written at home in this country (ISO 3166, "IT"; NULL = not
 * known: only numbers that name theirs can be read).  NULL for short and service numbers, and what is no number. */
char *care_phone(const char *number, const char *country, struct arena *a);
bool care_country_known(const char *name);
/* The same of what people and telephone systems say ("tel:", "sip:...@host"); what is no number of E.164, an extension
 * say, is left as its digits.  NULL with the error set. */
char *care_phone_said(const char *text, const char *country, struct arena *a, struct error *err);

/* -- files ---------------------------------------------------------------------------------------- */

/* "image", "video", "audio" or "file", by the name's end. */
const char *care_file_kind(const char *name);
/* Why the channel would not take this file beside `others` more, in words; NULL = it would, as far as is known. */
char *care_file_objection(const char *channel, const char *name, int64_t bytes, size_t others, struct arena *a);

/* -- times in words --------------------------------------------------------------------------- */

struct care_when {
	int64_t at;		/* 0 when only until_reply */
	bool until_reply;
	char words[64];		/* how it was understood, for the echo: "Tue 25 Nov 09:00" */
};
/* "2h", "90m", "tomorrow 9:00", "domani 9", "mon", "lun 14:30", "next week", "25/12", "2026-12-01 8:00",
 * "stasera", "tonight", "until reply", "fino a risposta", "2h or reply".  A day without an hour means
 * 9:00 local; a past time is an error.  English and Italian. */
int care_when(const char *text, int64_t now, struct care_when *out, struct error *err);
/* "90s" "10m" "4h" "2d" "1w" -> ms. */
int care_span(const char *text, int64_t *ms, struct error *err);

/* -- text of messages ------------------------------------------------------------------------- */

enum quote_kind { QUOTE_BODY, QUOTE_QUOTED, QUOTE_ATTRIBUTION, QUOTE_SIGNATURE, QUOTE_FORWARD };
struct quote_span { enum quote_kind kind; size_t start, len; int lines; };
/* Splits text into runs of whole lines: what was written now, what is quoted ("> ", Outlook headers,
 * "On ... wrote:", "Il giorno ... ha scritto:" and the like in en it de fr es pt nl), signature ("-- ",
 * mobile lines).  Spans cover the text without gaps, in order. */
size_t quote_split(const char *text, size_t len, struct arena *a, struct quote_span **out);
/* Only what was written now, trimmed, in the arena. */
char *quote_fresh(const char *text, struct arena *a);
/* Quotes a text for a reply: attribution line in the language, then "> " lines, old quotes cut. */
char *quote_for_reply(const char *text, const char *who, int64_t at, const char *language,
	struct arena *a);

/* Language of a text among the configured ones by stop words; NULL if not sure (short text). */
const char *care_language(const char *text, const char *const *languages, size_t n);
/* The same where nothing slower would say otherwise: many of one language's words, few of another's, and of each of the
 * languages the words are known.  NULL: ask further. */
const char *care_language_sure(const char *text, const char *const *languages, size_t n);

/* How long a text is for a channel's rule, and its limit (0 = none). */
enum length_rule { LENGTH_NONE, LENGTH_CODEPOINTS, LENGTH_UTF16, LENGTH_BYTES, LENGTH_GRAPHEMES,
	LENGTH_GSM7, LENGTH_X_WEIGHTED, LENGTH_MASTODON };
struct length_result { long used, limit; int parts; bool over; };
/* link: what a web address counts, where the rule counts it apart from its letters; 0 = as the rule has it. */
void care_length(enum length_rule rule, long limit, long link, const char *text, struct length_result *out);

/* -- macros ----------------------------------------------------------------------------------- */

/* A variable source: returns the value for "customer.first_name", or NULL. */
typedef const char *care_lookup(void *ctx, const char *name);	/* a function type, no struct */
/* Expands {name} and {name|fallback}; {ask:Question} stays and is listed in *open (NULL-terminated, each once);
 * {{ is a brace.  A name that gives NULL and has no fallback is listed in *open too. */
char *care_expand(const char *text, care_lookup *lookup, void *ctx, struct arena *a, char ***open);
/* True when the text still holds a placeholder, which must never be sent; *where points at it. */
bool care_has_placeholder(const char *text, const char **where);
/* Only of questions, {ask:...}, for what may hold braces of others' (subjects, notes); NULL = none. */
const char *care_open_question(const char *text);

/* A place of a text that is still open: {ask:Question}, {ask:Amount|10}, {ask:Which colour?red/green}, {name}. */
struct care_gap {
	size_t start, len;		/* braces included */
	const char *inside;		/* as open lists it: "ask:Amount|10" */
	const char *question;		/* "Amount", "Which colour?", "name" */
	const char *proposal;		/* what stands after |, else the first choice; NULL = none */
	char **choices;			/* NULL-terminated; NULL = anything may be said */
	bool asks;			/* else a name that has no value */
};
/* The first one at `from` or behind; false = there is none. */
bool care_gap_next(const char *text, size_t from, struct arena *a, struct care_gap *out);
/* Only where it is. */
bool care_gap_find(const char *text, size_t len, size_t from, size_t *start, size_t *end);
/* What open lists, taken apart; start and len are 0. */
void care_gap_read(const char *inside, struct arena *a, struct care_gap *out);
/* The answer in all gaps that ask the same. */
char *care_gap_fill(const char *text, const char *question, const char *answer, struct arena *a);

/* The next "::" that begins a word, at `from` or behind: where a macro is named in a text. */
bool care_snippet_find(const char *text, size_t from, size_t *at);
/* The macro whose name stands there, the longest that fits; NULL = none; *end = behind it. */
const struct conf_macro *care_snippet_macro(const struct conf *conf, const char *text, size_t at, size_t *end);

/* Which of a macro's texts is for whom.  NULL = not known. */
struct care_wish { const char *language, *form; bool brief, only_brief; };
struct conf_text;
/* home: our languages, best first, NULL-terminated, where there is no text in theirs.  *missed: there are texts for
 * languages, and none for this one.  NULL when it has no text. */
const struct conf_text *care_text_choose(const struct conf_macro *m, const struct care_wish *w, const char *const *home,
	bool *missed);
/* The names of all {variables} of a text but the questions, NULL-terminated: for checking. */
char **care_variables(const char *text, struct arena *a);
/* Is it one of those that care_expand() is asked for: customer.name, today+3d, field.X...? */
bool care_variable_known(const char *name);
/* The one that was meant, NULL = none is near. */
const char *care_variable_near(const char *name);
/* The day that `today`, `tomorrow`, `today+3d` or `today+2w` names, noon; 0 = none of these. */
int64_t care_day(const char *name, int64_t now);
/* "20 November 2026" as the language writes it; NULL or unknown: 2026-11-20. */
char *care_day_words(int64_t at, const char *language, struct arena *a);
/* "Good morning", "Buonasera": by the hour. */
const char *care_greeting(int64_t now, const char *language);

/* Subject for a reply ("Re: " once, whatever prefix in any language was there) or a forward. */
char *care_reply_subject(const char *subject, struct arena *a);
char *care_forward_subject(const char *subject, struct arena *a);
/* The subject without reply and forward prefixes and list tags, for comparing. */
char *care_bare_subject(const char *subject, struct arena *a);

/* Our Message-IDs: "<outbox-uid>.<mark>@domain", mark = hash_mark(key, uid).  Only
 * these open a case without the sender check. */
char *care_message_id(struct uid outbox, const void *key, size_t key_len, const char *domain,
	struct arena *a);
/* True when id (without <>) is ours under this key; *outbox gets the uid. */
bool care_message_id_ours(const char *id, const void *key, size_t key_len, struct uid *outbox);

#endif
