/*
 * query.h - the one query language (sportello-query(7)): search box, views, rules, CLI.
 *
 * Parsing is pure; src/store/query*.c alone turn the tree into SQL.  Words and "phrases" match text;
 * the last word of a search box is a prefix.  `and` binds tighter than `or`; blank means and; `not x`
 * and `-x` negate.  Terms about a message (words, from, to, channel, account, subject, date, has, lang)
 * bind to one message: a case matches when one of its messages satisfies all of them together; `not` of
 * one means that no message of the case does.
 */
#ifndef SPORTELLO_QUERY_H
#define SPORTELLO_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

/* X(ID, "name", about-a-message, value kind, "help").  Value kinds: TEXT name-like words, ENUM one of
 * the listed words, TIME a range (`7d..`, `2026-11-01..`, `yesterday`), SPAN a comparison of a
 * distance (`>4h`, `<1h`, `<0`), NUMBER a comparison of a number (`>10000`, `<=2k`), CASE. */
#define QUERY_FIELDS(X) \
	X(WORDS, "", true, TEXT, "text and subject") \
	X(FROM, "from", true, TEXT, "the sender's name or address") \
	X(TO, "to", true, TEXT, "any recipient's name or address") \
	X(CUSTOMER, "customer", false, TEXT, "the customer's name, address or id") \
	X(CHANNEL, "channel", true, TEXT, "mail, telegram, voice...") \
	X(ACCOUNT, "account", true, TEXT, "the account's name") \
	X(SUBJECT, "subject", true, TEXT, "words of the subject") \
	X(TAG, "tag", false, TEXT, "a tag; tag:a* by prefix") \
	X(IS, "is", false, ENUM, "new open pending snoozed resolved spam mine unassigned unread overdue" \
		" waiting late escalated flagged history public merged any stream vip mentioned angry complaint member incident" \
		" breached paused warned away-assignee") \
	X(STATUS, "status", false, ENUM, "new open pending snoozed resolved spam") \
	X(ASSIGNED, "assigned", false, TEXT, "an agent's id, me, none") \
	X(MENTIONED, "mentioned", false, TEXT, "whom a note of the case calls: an agent's id, a team, me") \
	X(TEAM, "team", false, TEXT, "a team, none") \
	X(PRIORITY, "priority", false, ENUM, "low normal high urgent; >=high") \
	X(ESCALATED, "escalated", false, TEXT, "an escalation target that must move, any, none; answered (our turn), overdue") \
	X(HAS, "has", true, ENUM, "attachment note draft link siblings promise promised next callback problem") \
	X(INTENT, "intent", false, TEXT, "what it is about: the label of an answer; any, none; order* by prefix") \
	X(LANG, "lang", true, TEXT, "the message's language, en, it...") \
	X(DATE, "date", true, TIME, "when it was received: 7d.., 2026-11-01..2026-11-15, today") \
	X(WAITING, "waiting", false, SPAN, "how long the customer has waited: >4h") \
	X(DUE, "due", false, SPAN, "time left until due: <1h, <0 overdue") \
	X(NEXT, "next", false, SPAN, "time left until the next step or promise is due: <1h, <0 over") \
	X(STEP, "step", false, TEXT, "words of a next step or promise, of former ones, too") \
	X(OPENED, "opened", false, TIME, "when the case was opened") \
	X(UPDATED, "updated", false, TIME, "when the case last changed") \
	X(RESOLVED, "resolved", false, TIME, "when it was resolved for good, which it still is") \
	X(REPLIED, "replied", false, TIME, "when a person first answered it") \
	X(REOPENED, "reopened", false, TIME, "when it was opened again, by hand or by the customer") \
	X(MERGED, "merged", false, TIME, "when it was merged into another case") \
	X(ESCALATION, "escalation", false, TIME, "when it was escalated") \
	X(RATED, "rated", false, TIME, "when the customer said how content they were with it") \
	X(FIRST_REPLY, "first_reply", false, SPAN, "how long the first answer of a person took: >1h") \
	X(RESOLUTION, "resolution", false, SPAN, "how long it took to resolve it for good: >2d") \
	X(HOUR, "hour", false, NUMBER, "the hour in which the case was opened, 0 to 23, by our clock") \
	X(WEEKDAY, "weekday", false, ENUM, "mon tue wed thu fri sat sun") \
	X(RESOLVED_HOUR, "resolved_hour", false, NUMBER, "the hour in which it was resolved for good, 0 to 23") \
	X(RESOLVED_WEEKDAY, "resolved_weekday", false, ENUM, "mon tue wed thu fri sat sun") \
	X(VIA, "via", false, TEXT, "a channel of the case, as its line in the list names it; none") \
	X(CASE, "case", false, CASE, "a case's number or u:uid") \
	X(KIND, "kind", true, ENUM, "message call bounce auto receipt reaction unreadable visit letter note") \
	X(DIRECTION, "direction", true, ENUM, "in out") \
	X(CUSTOMER_TAG, "customer_tag", false, TEXT, "a tag of the customer") \
	X(MANAGER, "manager", false, TEXT, "who looks after the customer: an agent's id, me, none") \
	X(CONSENT, "consent", false, TEXT, "what the customer has agreed to, and not withdrawn: marketing, contact...") \
	X(FIELD, "field", false, TEXT, "a field of the case or its customer: order, order=12345," \
		" order=12*, amount>50, late<2026-12-01") \
	X(REACH, "reach", true, NUMBER, "how many follow the author of a public message: >10000, >10k") \
	X(ID, "id", true, TEXT, "a message's remote id (Message-ID)") \
	X(MOOD, "mood", false, NUMBER, "how the customer feels, -100 to 100: <-30, >=20; angry, unhappy, content, happy") \
	X(SCORE, "score", false, NUMBER, "how content they said they were, 0 to 100 on any scale: <30") \
	X(CES, "ces", false, NUMBER, "how easy they said it was, 1 to 7: <3") \
	X(CSAT, "csat", false, NUMBER, "how content they said they were, 1 to 5: <3") \
	X(INCIDENT, "incident", false, TEXT, "the incident whose member it is, or whose own case; any, none") \
	X(POLICY, "policy", false, TEXT, "the policy that promises something to the case; none: what [care] promises") \
	X(CLOCK, "clock", false, ENUM, "first next resolution; such a promise runs or stands still") \
	X(BROKEN, "broken", false, ENUM, "first next resolution; such a promise of it was not kept") \
	X(KPI, "kpi", false, TEXT, "a figure of the case, sportello-figures(7): kpi:agent_work>4h," \
		" kpi:effort>=3, kpi:office_on_hold>1d") \
	X(EFFORT, "effort", false, NUMBER, "what it cost the customer: contacts, channel changes, transfers, long waits: >3") \
	X(CONTACTS, "contacts", false, NUMBER, "how often the customer had to come: >1") \
	X(TRANSFERS, "transfers", false, NUMBER, "how often it went from one person or team to another: >0") \
	X(ANSWERED, "answered", false, TIME, "when a person answered somebody who waited, the first time or later") \
	X(PROMISE_KEPT, "promise_kept", false, TIME, "a promise that was due then, and kept") \
	X(PROMISE_BROKEN, "promise_broken", false, TIME, "a promise that was due then, and not kept") \
	X(SLA_KEPT, "sla_kept", false, TIME, "a policy's promise that began then, and was kept") \
	X(SLA_BROKEN, "sla_broken", false, TIME, "a policy's promise that began then, and was broken") \
	X(SURVEYED, "surveyed", false, TIME, "when the customer was asked how content they were") \
	X(BOT_CONTAINED, "bot_contained", false, TIME, "a dialogue of the bot that began then, and needed no person") \
	X(BOT_HANDED_OVER, "bot_handed_over", false, TIME, "a dialogue of the bot that began then, and went to a person") \
	X(BOT_WRONG, "bot_wrong", false, TIME, "a dialogue of the bot that began then, with an answer that a person corrected") \
	X(RULE, "rule", false, TEXT, "a rule that has acted on the case; any, none") \
	X(ROBOT, "robot", true, TEXT, "which of our robots said it: bot, survey, incident, rule, rule:NAME; any")

enum query_field {
#define X(id, name, msg, kind, help) QUERY_##id,
	QUERY_FIELDS(X)
#undef X
	QUERY_FIELD_COUNT
};

enum query_op { QUERY_ALL, QUERY_AND, QUERY_OR, QUERY_NOT, QUERY_TERM };
enum query_cmp { QUERY_EQ, QUERY_LT, QUERY_LE, QUERY_GT, QUERY_GE };

struct query {
	enum query_op op;
	struct query **kids;		/* AND, OR: two or more; NOT: one */
	size_t kid_count;
	enum query_field field;		/* the rest: TERM only */
	enum query_cmp cmp;
	const char *text;		/* TEXT and ENUM: the value as written, unquoted */
	bool phrase;			/* was quoted */
	bool prefix;			/* word*, or the last word in prefix mode */
	int64_t from_at, to_at;		/* TIME: [from, to), 0 = open end */
	int64_t span_ms;		/* SPAN */
	int64_t number;			/* NUMBER */
	int column;			/* in the source, from 1 */
};

struct query_field_info {
	const char *name;
	bool about_message;
	enum { QV_TEXT, QV_ENUM, QV_TIME, QV_SPAN, QV_NUMBER, QV_CASE } value;
	const char *help;
};
/* The table, for help, completion and the manual. */
extern const struct query_field_info query_fields[QUERY_FIELD_COUNT];

struct query_context {
	int64_t now;		/* relative dates count from here */
	bool last_is_prefix;	/* search as you type */
};

/* A query as it is named in an error, whose reason must still find room: its beginning. */
const char *query_brief(const char *source, struct arena *a);

/* Parses; the tree is in the arena.  An empty source gives QUERY_ALL.  On failure the text is
 * "column N: ..." and, if error_column is not NULL, *error_column = N. */
int query_parse(const char *source, const struct query_context *ctx, struct arena *a,
	struct query **out, int *error_column, struct error *err);

/* The tree as a canonical source text; query_parse() of it gives an equal tree. */
char *query_unparse(const struct query *q, struct arena *a);

/* Completions of the word that ends at byte `pos`: field names, enum values.  NULL-terminated. */
char **query_complete(const char *source, size_t pos, struct arena *a, size_t *word_start);

#endif
