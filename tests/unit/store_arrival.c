/*
 * store_arrival.c - what arrives and where it goes: history is no work, thanks wake nobody, an answer
 * wakes its case, a stranger joins nothing, and what was stored once is not stored again.
 */
#include "store_world.h"

static const struct message_in ana_asks = { .remote_id = "ask@ana", FROM("Ana Perez", "ana@perez.example"),
	TO_US,
	.subject = "Broken lamp", .text = "My lamp is broken. What now?" };

static int64_t
mail(struct world *w, struct message_in m)
{
	return w_feed(w, &w->mail_ctx, m);
}

/* A case of Ana's, answered by eva; *ours gets our Message-ID. */
static int64_t
answered_case(struct world *w, const char *id, const char **ours)
{
	struct message_in ask = ana_asks;
	struct outbox_row box;
	ask.remote_id = id;
	int64_t c = w_case_of(w, mail(w, ask));
	w_wait(MS_MINUTE);
	struct act_result r = w_reply(w, w->eva, c, "Which lamp is it?");
	w_wait(MS_MINUTE);
	w_deliver(w, w->mail);
	W_DO(read_outbox_row(w->s, r.outbox, w->a, &box, &w->err));
	*ours = box.remote_id;
	return c;
}

static bool
why_says(struct world *w, int64_t message, const char *code)
{
	char *codes = NULL;
	return read_why(w->s, message, w->a, &codes, &w->err) == 0 && strstr(codes, code);
}

static unsigned
flags_of(struct world *w, int64_t message)
{
	struct item_row r = { .flags = 0 };
	(void)read_item(w->s, message, w->a, &r, &w->err);
	return r.flags;
}

/* -- history ----------------------------------------------------------------------------------------- */

static void
test_history(struct world *w)
{
	int64_t cases = w_int(w, "SELECT count(*) FROM cases");
	int64_t old = MAIL(w, .remote_id = "old@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Teapot",
		.text = "Where is my teapot?", .received_at = W_NOON - 30 * MS_DAY);
	T_INT(w_case_of(w, old), 0);
	T_INT(w_int(w, "SELECT count(*) FROM cases"), cases);
	T_OK(flags_of(w, old) & MESSAGE_HISTORY, "it is marked as history");
	T_OK(why_says(w, old, "case=history"), "and says why");
	int64_t again = MAIL(w, .remote_id = "old2@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Teapot",
		.text = "I still miss my teapot.", .in_reply_to = "old@ana");
	T_INT(w_int(w, "SELECT count(*) FROM cases"), cases + 1);
	T_OK(w_case_of(w, again) > 0, "who writes again gets a case");
	T_INT(w_case_of(w, old), 0);
	T_INT(w_case(w, w_case_of(w, again)).waiting_since, clock_now());
}

static void
test_open_history(struct world *w)
{
	int64_t old = MAIL(w, .remote_id = "old@bob", FROM("Bob", "bob@bob.example"), TO_US, .subject = "Spoon",
		.text = "A spoon is missing.", .received_at = W_NOON - 30 * MS_DAY);
	struct act_result r = ACT(w, .verb = ACT_NOTE, .message = old, .text = "he called");
	T_OK(r.case_id > 0 && w_case_of(w, old) == r.case_id, "a verb on an item of the history opens a case");
	T_INT(w_case(w, r.case_id).status, STATUS_OPEN);
	int64_t next = MAIL(w, .remote_id = "new@bob", FROM("Bob", "bob@bob.example"), TO_US,
		.subject = "Re: Spoon",
		.text = "Any news of it?", .in_reply_to = "old@bob");
	T_INT(w_case_of(w, next), r.case_id);
}

/* -- wake-up ----------------------------------------------------------------------------------------- */

static void
test_wake(struct world *w)
{
	const char *ours;
	int64_t c = answered_case(w, "wake@ana", &ours);
	T_INT(w_case(w, c).waiting_since, 0);
	ACT(w, .verb = ACT_STATUS, .case_id = c, .value = STATUS_PENDING);
	int64_t thanks = MAIL(w, .remote_id = "w1@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "Grazie mille!", .in_reply_to = ours);
	T_INT(w_case_of(w, thanks), c);
	T_INT(w_case(w, c).status, STATUS_PENDING);
	T_INT(w_case(w, c).waiting_since, 0);
	T_OK(flags_of(w, thanks) & MESSAGE_THANKS, "thanks are recorded as thanks");
	MAIL(w, .remote_id = "w2@ana", FROM("Ana Perez", "ana@perez.example"), TO_US, .kind = KIND_AUTO,
		.text = "I am on holiday and will read this later, or not.", .in_reply_to = ours);
	T_INT(w_case(w, c).status, STATUS_PENDING);
	int64_t asks = MAIL(w, .remote_id = "w3@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "Grazie! E quando arriva?", .in_reply_to = ours);
	T_INT(w_case_of(w, asks), c);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_INT(w_case(w, c).waiting_since, clock_now());
	T_OK(why_says(w, asks, "case=reopened"), "explain says that it woke the case");
}

static void
test_sleepers(struct world *w)
{
	const char *ours;
	int64_t c = answered_case(w, "snooze@ana", &ours);
	ACT(w, .verb = ACT_SNOOZE, .case_id = c, .at = clock_now() + MS_DAY);
	MAIL(w, .remote_id = "s1@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "It is the blue one.",
		.in_reply_to = ours);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_INT(w_case(w, c).snoozed_until, 0);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	w_wait(MS_DAY);
	int64_t back = MAIL(w, .remote_id = "s2@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "It broke again.", .in_reply_to = ours);
	T_INT(w_case_of(w, back), c);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	w_wait(15 * MS_DAY);
	int64_t late = MAIL(w, .remote_id = "s3@ana", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "And once more it broke.", .in_reply_to = ours);
	int64_t follow = w_case_of(w, late);
	T_OK(follow > 0 && follow != c, "after the reopen window a case of its own");
	T_INT(w_case(w, c).status, STATUS_RESOLVED);
	T_INT(w_int(w, arena_printf(w->a, "SELECT follows FROM cases WHERE id=%lld", (long long)follow)), c);
	MAIL(w, .remote_id = "s4@ana", FROM("Ana Perez", "ana@perez.example"), TO_US, .text = "One thing more.",
		.in_reply_to = "s3@ana");
	T_INT(w_case(w, follow).messages, 2);
}

static void
test_spam_stays(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "spam@x", FROM("Win", "win@spam.example"), TO_US,
		.text = "Claim it!"));
	ACT(w, .verb = ACT_SPAM, .case_id = c);
	MAIL(w, .remote_id = "spam2@x", FROM("Win", "win@spam.example"), TO_US, .text = "Claim it now!",
		.in_reply_to = "spam@x");
	T_INT(w_case(w, c).status, STATUS_SPAM);
	T_INT(w_case(w, c).messages, 2);
}

static void
test_snooze_ends(struct world *w)
{
	int n = -1;
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "sleep@x", FROM("Sam", "sam@sleep.example"), TO_US,
		.text = "Call me."));
	ACT(w, .verb = ACT_SNOOZE, .case_id = c, .at = clock_now() + MS_HOUR);
	W_DO(feed_wake_due(w->s, clock_now() + MS_MINUTE, &n, &w->err));
	T_INT(n, 0);
	w_wait(MS_HOUR);
	W_DO(feed_wake_due(w->s, clock_now(), &n, &w->err));
	T_INT(n, 1);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_INT(w_int(w, "SELECT count(*) FROM action WHERE robot='sync' AND agent IS NULL"
		" AND verb=(SELECT max(verb) FROM action)"), 1);
}

/* -- waiting ----------------------------------------------------------------------------------------- */

static void
test_waiting(struct world *w)
{
	int64_t first = clock_now();
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "q1@eva", FROM("Eve", "eve@eve.example"), TO_US,
		.text = "Is it open?"));
	w_wait(MS_HOUR);
	MAIL(w, .remote_id = "q2@eva", FROM("Eve", "eve@eve.example"), TO_US, .text = "Hello? Anybody?",
		.in_reply_to = "q1@eva");
	T_INT(w_case(w, c).waiting_since, first);
	T_INT(w_case(w, c).due_at, first + 24 * MS_HOUR);
	w_wait(MS_HOUR);
	/* a colleague answered by hand, from her own program */
	MAIL(w, .remote_id = "a1@us", FROM("Help", "help@shop.example"), .direction = DIRECTION_OUT,
		.text = "Yes, it is.",
		.recipients = (const struct recipient[]){ { ROLE_TO, { NULL, "eve@eve.example" } } },
			.recipient_count = 1,
		.in_reply_to = "q2@eva");
	T_INT(w_case(w, c).waiting_since, 0);
	T_INT(w_int(w, arena_printf(w->a, "SELECT first_reply_at FROM cases WHERE id=%lld", (long long)c)),
		clock_now());
	w_wait(MS_HOUR);
	MAIL(w, .remote_id = "q3@eva", FROM("Eve", "eve@eve.example"), TO_US, .text = "And tomorrow?",
		.in_reply_to = "a1@us");
	T_INT(w_case(w, c).waiting_since, clock_now());
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	T_INT(w_case(w, c).waiting_since, 0);
	T_INT(w_case(w, c).due_at, 0);
}

static void
test_no_reply_needed(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "fyi@x", FROM("Fay", "fay@fyi.example"), TO_US,
		.text = "Just to let you know."));
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	T_INT(w_int(w, arena_printf(w->a, "SELECT ifnull(first_reply_at, 0) FROM cases WHERE id=%lld",
		(long long)c)), 0);
	struct stats s;
	W_DO(read_stats(w->s, clock_now() - 1, clock_now() + 1, &s, &w->err));
	T_INT(s.outbound, 0);
}

/* "No reply needed" is said of what is known, not of what a server's clock puts before it. */
static void
test_clocks(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "fast@x", FROM("Fred", "fred@fast.example"), TO_US,
		.text = "For your files.",
		.received_at = clock_now() + 5 * MS_MINUTE));
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	T_INT(w_case(w, c).waiting_since, 0);
	w_wait(MS_HOUR);
	/* fetched now, received before it was resolved */
	int64_t at = clock_now() - MS_HOUR - MS_MINUTE;
	MAIL(w, .remote_id = "slow@x", FROM("Fred", "fred@fast.example"), TO_US, .text = "Did you file it?",
		.in_reply_to = "fast@x",
		.received_at = at);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_INT(w_case(w, c).waiting_since, at);
}

static void
test_late(struct world *w)
{
	int64_t m = MAIL(w, .remote_id = "late@x", FROM("Lea", "lea@late.example"), TO_US,
		.text = "Are you there?",
		.sent_at = clock_now() - 5 * MS_HOUR);
	T_OK(w_case(w, w_case_of(w, m)).late, "what took five hours is marked late");
	m = MAIL(w, .remote_id = "early@x", FROM("Lea", "lea@late.example"), TO_US, .text = "And now?",
		.sent_at =
		clock_now() - 3 * MS_HOUR);
	T_OK(!w_case(w, w_case_of(w, m)).late, "three hours are not late");
}

/* -- who may join ------------------------------------------------------------------------------------ */

static void
test_strangers(struct world *w)
{
	const char *ours;
	int64_t c = answered_case(w, "join@ana", &ours);
	int64_t alien = MAIL(w, .remote_id = "j1@evil", FROM("Mallory", "mal@evil.example"), TO_US,
		.text = "Please send the money to this account.", .in_reply_to = "join@ana");
	T_OK(w_case_of(w, alien) > 0 && w_case_of(w, alien) != c,
		"a stranger who names her Message-ID does not join");
	T_OK(flags_of(w, alien) & MESSAGE_STRANGER, "and is shown as a stranger");
	char *forged = arena_str(w->a, ours);
	char *dot = strchr(forged, '.');
	dot[1] = dot[1] == 'a' ? 'b' : 'a';
	int64_t false_mark = MAIL(w, .remote_id = "j2@evil", FROM("Mallory", "mal@evil.example"), TO_US,
		.text = "Send it now.", .in_reply_to = forged);
	T_OK(w_case_of(w, false_mark) != c, "an id of ours with a false mark opens no door");
	int64_t forwarded = MAIL(w, .remote_id = "j3@perez", FROM("Pepe Perez", "pepe@perez.example"), TO_US,
		.text = "My wife asked me to answer: it is the blue lamp.", .in_reply_to = ours);
	T_INT(w_case_of(w, forwarded), c);
	T_OK(!(flags_of(w, forwarded) & MESSAGE_STRANGER), "who has our own mail is no stranger");
	int64_t copied = MAIL(w, .remote_id = "j4@perez", FROM("Ana Perez", "ana@perez.example"), .recipients =
		(const struct recipient[]){ { ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_CC, { "Lia",
			"lia@perez.example" } } },
		.recipient_count = 2, .text = "Lia knows more.", .in_reply_to = "join@ana");
	T_INT(w_case_of(w, copied), c);
	int64_t lia = MAIL(w, .remote_id = "j5@perez", FROM("Lia", "lia@perez.example"), TO_US,
		.text = "It is the green one.",
		.in_reply_to = "j4@perez");
	T_INT(w_case_of(w, lia), c);
	T_INT(w_case(w, c).customer, w_case(w, w_case_of(w, copied)).customer);
}

static void
test_duplicate_ids(struct world *w)
{
	int64_t m = MAIL(w, .remote_id = "same@x", FROM("Dan", "dan@dup.example"), TO_US,
		.text = "The first content.");
	int64_t c = w_case_of(w, m), before = w->fed.messages;
	MAIL(w, .remote_id = "same@x", FROM("Dan", "dan@dup.example"), TO_US, .text = "The first content.");
	T_INT(w->fed.messages, before);
	int64_t other = MAIL(w, .remote_id = "same@x", FROM("Mallory", "mal@evil.example"), TO_US,
		.text = "Another content.");
	T_OK(other && other != m, "another content under its id is a message of its own");
	T_OK(w_case_of(w, other) != c, "which does not join the case by that id");
	T_OK(flags_of(w, other) & MESSAGE_DUPLICATE_ID, "and says so");
	struct item_row r;
	W_DO(read_item(w->s, m, w->a, &r, &w->err));
	T_STR(r.body, "The first content.");
	T_STR(r.from.address, "dan@dup.example");
	int64_t answer = MAIL(w, .remote_id = "same2@x", FROM("Dan", "dan@dup.example"), TO_US,
		.text = "Any answer to this?",
		.in_reply_to = "same@x");
	T_INT(w_case_of(w, answer), c);
}

static void
test_orphan(struct world *w)
{
	int64_t reply = MAIL(w, .remote_id = "o2@x", FROM("Ola", "ola@orphan.example"), TO_US,
		.text = "And another thing.",
		.in_reply_to = "o1@x");
	int64_t first = MAIL(w, .remote_id = "o1@x", FROM("Ola", "ola@orphan.example"), TO_US,
		.text = "One thing.",
		.received_at = clock_now() - MS_MINUTE);
	T_INT(w_case_of(w, first), w_case_of(w, reply));
	struct case_row c = w_case(w, w_case_of(w, reply));
	T_INT(c.messages, 2);
	T_INT(c.waiting_since, clock_now() - MS_MINUTE);
}

static void
test_merged_case(struct world *w)
{
	int64_t a = w_case_of(w, MAIL(w, .remote_id = "m1@x", FROM("Mia", "mia@merge.example"), TO_US,
		.text = "Where is it?"));
	int64_t b = w_case_of(w, MAIL(w, .remote_id = "m2@x", FROM("Mia", "mia@merge.example"), TO_US,
		.text = "I asked where."));
	ACT(w, .verb = ACT_MERGE, .case_id = a, .cases = &b, .case_count = 1);
	int64_t next = MAIL(w, .remote_id = "m3@x", FROM("Mia", "mia@merge.example"), TO_US, .text = "Well?",
		.in_reply_to = "m2@x");
	T_INT(w_case_of(w, next), a);
	T_INT(w_case(w, a).messages, 3);
}

/* -- the second level, reports, edits ---------------------------------------------------------------- */

static void
test_second_level(struct world *w)
{
	struct outbox_row box;
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "lift@x", FROM("Leo", "leo@lift.example"), TO_US,
		.text = "The lift is stuck."));
	struct act_message m = { .account = w->mail, .recipients = (const struct recipient[]){ { ROLE_TO,
		{ NULL,
		"second@tech.example" } } }, .recipient_count = 1, .text = "Please look.",
			.from_address = "help@shop.example",
		.no_hold = true, .seen = -1 };
	struct act_result r = ACT(w, .verb = ACT_ESCALATE, .case_id = c, .name = "tech", .text = "stuck",
		.message_out = &m,
		.escalate_to = "second@tech.example");
	int64_t since = w_case(w, c).waiting_since;
	w_deliver(w, w->mail);
	T_INT(w_case(w, c).waiting_since, since);
	T_STR(w_case(w, c).escalation, "tech");
	ACT(w, .verb = ACT_STATUS, .case_id = c, .value = STATUS_PENDING);
	W_DO(read_outbox_row(w->s, r.outbox, w->a, &box, &w->err));
	int64_t answer = MAIL(w, .remote_id = "tech@x", FROM("Tech", "second@tech.example"), TO_US,
		.text = "Replace the relay.",
		.in_reply_to = box.remote_id);
	T_OK(flags_of(w, answer) & MESSAGE_SECOND_LEVEL, "the second level's answer is known as such");
	struct case_row row = w_case(w, c);
	T_INT(row.status, STATUS_OPEN);
	T_OK(!row.escalation, "the escalation is answered");
	T_INT(row.waiting_since, since);
	T_INT(w_int(w, arena_printf(w->a,
		"SELECT count(*) FROM note WHERE case_id=%lld AND source='second-level'", (long long)c)), 1);
}

static void
test_bounce(struct world *w)
{
	const char *ours;
	int64_t c = answered_case(w, "bounce@ana", &ours);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	struct outbox_row *box;
	size_t n;
	W_DO(read_outbox(w->s, 0, c, 10, w->a, &box, &n, &w->err));
	T_INT(n, 1);
	MAIL(w, .remote_id = "dsn0@x", FROM(NULL, "mailer-daemon@mx.example"), TO_US, .kind = KIND_RECEIPT,
		.about = ours,
		.about_state = OUTBOX_FAILED, .about_words = "forged", .flags = MESSAGE_PEC_UNVERIFIED,
			.text = "forged");
	T_INT(w_state(w, box[0].id), OUTBOX_SENT);
	T_INT(w_case(w, c).status, STATUS_RESOLVED);
	MAIL(w, .remote_id = "dsn1@x", FROM(NULL, "mailer-daemon@mx.example"), TO_US, .kind = KIND_BOUNCE,
		.about = ours,
		.about_state = OUTBOX_FAILED, .about_words = "550 no such user",
			.text = "Your message was not delivered.");
	T_INT(w_state(w, box[0].id), OUTBOX_FAILED);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_OK(w_case(w, c).waiting_since != 0, "she still waits");
	T_OK(w_case(w, c).problem, "and the list shows a problem");
}

static void
test_events(struct world *w)
{
	int64_t m = CHAT(w, .remote_id = "e1", .thread = "ed", FROM("Ed", "ed"),
		.text = "Do you have blue ones?");
	struct event_in events[] = {
		{ .thread = "ed", .remote_id = "e1", .kind = EVENT_EDIT, .at = clock_now(),
			.text = "Do you have green ones?" },
		{ .thread = "ed", .remote_id = "e1", .kind = EVENT_EDIT, .at = clock_now() + 5,
			.text = "Do you have red ones?" },
		{ .thread = "ed", .remote_id = "e1", .kind = EVENT_REACTION, .at = clock_now(), .who = { "Ed",
			"ed" }, .text = "+1" },
		{ .thread = "ed", .remote_id = "e1", .kind = EVENT_EDIT, .at = clock_now() + 9, .event_id = "same",
			.text = "Do you have red ones?" },
		{ .thread = "ed", .remote_id = "nosuch", .kind = EVENT_EDIT, .at = clock_now(),
			.text = "lost" },
	};
	struct batch b = { .events = events, .event_count = 5 };
	struct item_row r;
	int64_t texts = w_int(w, "SELECT count(*) FROM text");
	for (int i = 0; i < 2; i++)
		W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
	W_DO(read_item(w->s, m, w->a, &r, &w->err));
	T_STR(r.body, "Do you have red ones?");
	T_INT(r.revisions, 3);
	T_INT(w_int(w, "SELECT count(*) FROM event"), 3 + w_int(w, "SELECT count(*) FROM event WHERE kind>2"));
	T_INT(w_int(w, "SELECT count(*) FROM text"), texts + 3);
	T_INT(w_case(w, r.case_id).messages, 1);
}

static int64_t
call(struct world *w, const char *id, unsigned flags, const struct attachment *files, size_t n)
{
	return CHAT(w, .remote_id = id, .thread = "cal", FROM("Cal", "+4477009001"), .kind = KIND_CALL, .flags = flags,
		.duration_ms = 60000, .attachments = files, .attachment_count = n);
}

/* What was spoken, and the recording, come when the call has long been stored. */
static void
test_calls(struct world *w)
{
	struct attachment files[] = { { .part = "RE1", .name = "recording" }, { .part = "RE2", .name = "recording" } };
	struct event_in words = { .thread = "cal", .remote_id = "ca2", .event_id = "GT1", .kind = EVENT_TRANSCRIPT,
		.at = clock_now(), .text = "My zeppelin has not come." };
	struct batch b = { .events = &words, .event_count = 1 };
	int64_t missed = call(w, "ca1", MESSAGE_MISSED, NULL, 0), c = w_case_of(w, missed), since = clock_now();
	struct item_row r;
	T_INT(w_case(w, c).waiting_since, since);
	w_wait(MS_MINUTE);
	int64_t taken = call(w, "ca2", MESSAGE_TAKEN, NULL, 0);
	T_INT(w_case_of(w, taken), c);
	T_INT(w_case(w, c).waiting_since, 0);
	T_INT(call(w, "ca2", 0, files, 1), 0);
	T_INT(call(w, "ca2", 0, files, 2), 0);
	for (int i = 0; i < 2; i++)
		W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
	W_DO(read_item(w->s, taken, w->a, &r, &w->err));
	T_STR(r.body, "My zeppelin has not come.");
	T_INT(r.revisions, 0);
	T_INT(r.files, 2);
	T_INT(w_int(w, "SELECT count(*) FROM attachment WHERE part LIKE 'RE%'"), 2);
	W_DO(w_index(w));
	struct query *q;
	struct item_row *found;
	size_t n = 0;
	bool more, cut;
	struct query_context now = { .now = clock_now() };
	W_DO(query_parse("zeppelin", &now, w->a, &q, NULL, &w->err));
	W_DO(read_search(w->s, q, w->eva, NULL, 10, w->a, &found, &n, &more, &cut, &w->err));
	T_INT(n, 1);
	w_wait(MS_MINUTE);
	(void)CHAT(w, .remote_id = "ca3", .thread = "cal", FROM("Cal", "+4477009001"), .text = "Are you there?");
	(void)CHAT(w, .remote_id = "ca4", .thread = "cal", FROM(NULL, "shop_bot"), .kind = KIND_CALL,
		.direction = DIRECTION_OUT, .flags = MESSAGE_MISSED, .received_at = clock_now() + 5);
	T_OK(w_case(w, c).waiting_since != 0, "who was not reached still waits");
}

static void
window_until(struct world *w, const char *thread, int64_t at)
{
	struct capability_in p = { .thread = thread, .key = "window", .value = "open", .expires_at = at };
	struct batch b = { .capabilities = &p, .capability_count = 1 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
}

/* Pages come newest first: an older message does not close what a newer one opened. */
static void
test_window(struct world *w)
{
	window_until(w, "cal", 5000);
	window_until(w, "cal", 4000);
	T_INT(w_int(w, "SELECT expires_at FROM capability WHERE key='window'"), 5000);
	window_until(w, "cal", 6000);
	T_INT(w_int(w, "SELECT expires_at FROM capability WHERE key='window'"), 6000);
}

static void
vouch(struct world *w, const char *handle, const char *mail)
{
	struct identity_in id = { .kind = "telegram", .address = handle, .same_as_kind = "mail",
		.same_as_address = mail };
	struct batch b = { .identities = &id, .identity_count = 1 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
}

/* A platform says that two addresses are one person. */
static void
test_vouched(struct world *w)
{
	vouch(w, "vic", "vic@vouch.example");	/* before either has written */
	int64_t a = w_case_of(w, CHAT(w, .remote_id = "v1", .thread = "vic", FROM("Vic", "vic"), .text = "Hello?"));
	int64_t b = w_case_of(w, MAIL(w, .remote_id = "v2@x", FROM("Vic", "vic@vouch.example"), TO_US,
		.text = "Hello?"));
	T_INT(w_case(w, a).customer, w_case(w, b).customer);
	int64_t c = w_case_of(w, CHAT(w, .remote_id = "v3", .thread = "wes", FROM("Wes", "wes"), .text = "Hello?"));
	vouch(w, "wes", "wes@vouch.example");	/* after one has */
	int64_t d = w_case_of(w, MAIL(w, .remote_id = "v4@x", FROM("Wes", "wes@vouch.example"), TO_US,
		.text = "Hello?"));
	T_INT(w_case(w, c).customer, w_case(w, d).customer);
	vouch(w, "vic", "wes@vouch.example");	/* two customers stay two: merging is a person's decision */
	T_OK(w_case(w, a).customer != w_case(w, d).customer, "nobody is merged by a machine");
	/* together with the first message of somebody known by mail */
	int64_t e = w_case_of(w, MAIL(w, .remote_id = "v5@x", FROM("Xia", "xia@vouch.example"), TO_US, .text = "Well?"));
	struct message_in m = { .remote_id = "v6", .thread = "xia", FROM("Xia", "xia"), .text = "It is me.",
		.received_at = clock_now(), .sent_at = clock_now() };
	struct identity_in id = { .kind = "telegram", .address = "xia", .same_as_kind = "mail",
		.same_as_address = "xia@vouch.example" };
	struct batch both = { .identities = &id, .identity_count = 1, .messages = &m, .message_count = 1 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &both, &w->fed, &w->err));
	T_INT(w_case(w, w_int(w, "SELECT case_id FROM message WHERE remote_id='v6'")).customer, w_case(w, e).customer);
}

/* -- again ------------------------------------------------------------------------------------------- */

static void
test_again(struct world *w)
{
	struct message_in list[2] = { ana_asks, { .remote_id = "twice@x", .thread = "twice@x", FROM("Two",
		"two@x.example"), TO_US,
		.text = "Twice?", .received_at = clock_now() } };
	list[0].remote_id = list[0].thread = "twice@ana";
	list[0].received_at = clock_now();
	struct batch b = { .messages = list, .message_count = 2 };
	struct feed_result r = { 0 };
	W_DO(feed_batch(w->s, &w->mail_ctx, &b, &r, &w->err));
	T_INT(r.messages, 2);
	T_INT(r.cases, 2);
	int64_t rows = w_int(w,
		"SELECT (SELECT count(*) FROM text)+(SELECT count(*) FROM message)+(SELECT count(*) FROM identity)"
		"+(SELECT value FROM counter WHERE name='item')");
	W_DO(feed_batch(w->s, &w->mail_ctx, &b, &r, &w->err));
	T_INT(r.messages, 2);
	T_INT(r.known, 2);
	T_INT(w_int(w,
		"SELECT (SELECT count(*) FROM text)+(SELECT count(*) FROM message)+(SELECT count(*) FROM identity)"
		"+(SELECT value FROM counter WHERE name='item')"), rows);
}

static void
test_recount(struct world *w)
{
	int64_t differ = -1;
	char **findings;
	W_DO(store_recount(w->s, false, &differ, &w->err));
	T_INT(differ, 0);
	W_DO(store_check(w->s, false, w->a, &findings, &w->err));
	T_STR(findings[0], NULL);
}

int
main(void)
{
	static void (*const tests[])(struct world *) = { test_history, test_open_history, test_wake,
		test_sleepers,
		test_spam_stays, test_snooze_ends, test_waiting, test_no_reply_needed, test_clocks, test_late,
			test_strangers,
		test_duplicate_ids, test_orphan, test_merged_case, test_second_level, test_bounce, test_events, test_calls,
		test_window,
			test_vouched, test_again,
		test_recount };
	struct world world, *w = &world;
	w_begin(w);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tests[i](w);
	return w_end(w);
}
