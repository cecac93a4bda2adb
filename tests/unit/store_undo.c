/*
 * store_undo.c - every verb done and undone leaves the world as it was: all tables but the journal are
 * compared.  What changed meanwhile is left alone and named; what left the house is not taken back.
 */
#include "store_world.h"

#include "away.h"

/* Everything but the journal, times of change, and what an undone verb leaves as marked (merged, deleted, cancelled). */
static const char *const dumps[] = {
	"SELECT id, number, customer, subject, status, priority, assignee, team, resolved_at,"
	" snoozed_until, snooze_reply, next_step, next_by, promised, waits_on, waits_until, flagged,"
	" merged_into, follows, waiting_since, due_at, first_reply_at, last_in_at, last_item, messages,"
	" channels, escalated, audience, callback_at, callback_to FROM cases WHERE NOT (status=6 AND messages=0 AND NOT EXISTS"
	" (SELECT 1 FROM action a WHERE a.verb=15 AND a.case_id=cases.merged_into AND a.undone_by IS NULL))",
	"SELECT k.case_id, t.name FROM case_tag k JOIN tag t ON t.id=k.tag ORDER BY 1, 2",
	"SELECT * FROM case_link", "SELECT * FROM participant",
		"SELECT id, case_id, thread, flags FROM message",
	"SELECT id, next_case FROM thread", "SELECT id, case_id, text, kind, direction, outcome FROM note WHERE deleted=0",
	"SELECT id, name, language, preferred, vip, notes, merged_into, manager, form, signs, quiet, cap FROM customer",
	"SELECT * FROM customer_tag", "SELECT customer, kind, given FROM consent WHERE deleted=0",
	"SELECT customer, said FROM rating WHERE source<>'undone'",
	"SELECT customer, case_id, name, folded FROM field_value WHERE deleted=0",
	"SELECT a, b FROM suggestion WHERE state<>'open'",
		"SELECT id, customer, address FROM identity",
	"SELECT survivor, absorbed FROM customer_merge WHERE undone_by IS NULL",
		"SELECT id, case_id, state FROM outbox WHERE state<>9",
	"SELECT case_id, target FROM escalation", "SELECT * FROM read_mark",
	"SELECT id, agent, kind, case_id, body FROM draft WHERE body='begun'", "SELECT id, agent, seen FROM outbox WHERE state<>9",
};

static char *
dump(struct world *w)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof dumps / sizeof *dumps; i++) {
		sqlite3_stmt *st = NULL;
		if (sqlite3_prepare_v2(w->s->db, dumps[i], -1, &st, NULL) != SQLITE_OK)
			T_OK(false, "%s", sqlite3_errmsg(w->s->db));
		while (sqlite3_step(st) == SQLITE_ROW) {
			buf_addf(&b, "%zu:", i);
			for (int k = 0; k < sqlite3_column_count(st); k++) {
				const char *v = (const char *)sqlite3_column_text(st, k);
				buf_addf(&b, " %s=%s", sqlite3_column_name(st, k), v ? v : "-");
			}
			buf_addc(&b, '\n');
		}
		sqlite3_finalize(st);
	}
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* Says the first line that differs. */
static void
same_world(const char *was, const char *is, const char *what)
{
	bool same = str_eq(was, is);
	T_OK(same, "%s", what);
	for (; !same && *was && *is;) {
		size_t a = strcspn(was, "\n"), b = strcspn(is, "\n");
		if (a != b || memcmp(was, is, a)) {
			printf("#  was: %.*s\n#   is: %.*s\n", (int)a, was, (int)b, is);
			return;
		}
		was += a + 1;
		is += b + 1;
	}
}

static int64_t c1, c2, c3, m1, m3, old;

static void
make_world(struct world *w)
{
	static const char *const tags[] = { "kept", NULL };
	m1 = MAIL(w, .remote_id = "1@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Lamp",
		.text = "It is broken?");
	c1 = w_case_of(w, m1);
	w_wait(MS_MINUTE);
	m3 = MAIL(w, .remote_id = "1b@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Re: Lamp",
		.text = "Well?",
		.in_reply_to = "1@x");
	c2 = w_case_of(w, MAIL(w, .remote_id = "2@x", FROM("Ana P.", "ana.perez@home.example"), .recipients =
		(const struct recipient[]){ { ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_CC, { "Lia",
			"lia@perez.example" } } },
		.recipient_count = 2, .subject = "Chair", .text = "Where is it?"));
	c3 = w_case_of(w, CHAT(w, .remote_id = "t1", .thread = "chen", FROM("Chen", "chenwei"),
		.text = "Norway?"));
	old = MAIL(w, .remote_id = "old@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Teapot",
		.text = "A teapot.",
		.received_at = clock_now() - 40 * MS_DAY);
	w_wait(MS_MINUTE);
	ACT(w, .verb = ACT_TAG, .case_id = c1, .add = tags);
	ACT(w, .verb = ACT_TAG, .case_id = c2, .add = tags);
	ACT(w, .verb = ACT_STATUS, .case_id = c1, .value = STATUS_OPEN);
	ACT(w, .verb = ACT_NOTE, .case_id = c2, .text = "a note on the chair");
	w_reply(w, w->max, c2, "A queued answer.");
}

/* Does it, looks whether something changed, undoes it, compares. */
static void
there_and_back(struct world *w, struct act act, const char *what)
{
	char *before = dump(w);
	struct act_result r = w_act(w, w->eva, act), u;
	T_OK(r.count > 0 && !str_eq(before, dump(w)), "%s changes something: %s", what, r.words ? r.words : "");
	w_wait(MS_SECOND);
	struct act undo = { .verb = ACT_UNDO };
	if (w_acts(w, w->eva, &undo, 1, &u) < 0)
		T_OK(false, "undo of %s: %s", what, w->err.text);
	same_world(before, dump(w), arena_printf(w->a, "%s undone is as before", what));
	T_OK(u.left_alone && !u.left_alone[0], "%s: nothing is left alone", what);
	w_wait(MS_SECOND);
}

static const struct recipient to_ana[] = { { ROLE_TO, { "Ana", "ana@perez.example" } } };
static const char *const add[] = { "a", "b", NULL }, *const drop[] = { "kept", NULL };

static void
test_fields(struct world *w)
{
	there_and_back(w, (struct act){ .verb = ACT_NOTE, .case_id = c1, .text = "hello" }, "note");
	there_and_back(w, (struct act){ .verb = ACT_TAG, .case_id = c1, .add = add, .remove = drop }, "tag");
	there_and_back(w, (struct act){ .verb = ACT_ASSIGN, .case_id = c1, .name = "eva" }, "assign");
	there_and_back(w, (struct act){ .verb = ACT_ASSIGN, .case_id = c3, .name = "team:tech" },
		"assign to a team");
	there_and_back(w, (struct act){ .verb = ACT_STATUS, .case_id = c1, .value = STATUS_PENDING }, "status");
	there_and_back(w, (struct act){ .verb = ACT_PRIORITY, .case_id = c1, .value = PRIORITY_URGENT },
		"priority");
	there_and_back(w, (struct act){ .verb = ACT_SNOOZE, .case_id = c1, .at = clock_now() + MS_DAY,
		.flag = true }, "snooze");
	there_and_back(w, (struct act){ .verb = ACT_RESOLVE, .case_id = c1 }, "resolve");
	there_and_back(w, (struct act){ .verb = ACT_SPAM, .case_id = c3 }, "spam");
	there_and_back(w, (struct act){ .verb = ACT_NEXT, .case_id = c1, .text = "call her",
		.at = clock_now() + MS_DAY,
		.flag = true }, "next");
	there_and_back(w, (struct act){ .verb = ACT_WAITS, .case_id = c1, .name = "the carrier",
		.at = clock_now() + MS_DAY }, "waits");
	there_and_back(w, (struct act){ .verb = ACT_SUBJECT, .case_id = c1, .text = "A new name" }, "subject");
	there_and_back(w, (struct act){ .verb = ACT_LINK, .case_id = c1, .cases = &c3, .case_count = 1,
		.name = "duplicate" }, "link");
	there_and_back(w, (struct act){ .verb = ACT_FLAG, .case_id = c1, .flag = true }, "flag");
	ACT(w, .verb = ACT_RESOLVE, .case_id = c1);
	there_and_back(w, (struct act){ .verb = ACT_REOPEN, .case_id = c1 }, "reopen");
	ACT(w, .verb = ACT_UNDO, .case_id = c1);
}

static void
test_surgery(struct world *w)
{
	int64_t both[] = { c2, c3 };
	struct draft d = { .agent = w->max, .kind = "reply", .case_id = c2, .body = "begun" };
	W_DO(draft_save(w->s, &d, &w->err));
	there_and_back(w, (struct act){ .verb = ACT_MERGE, .case_id = c1, .cases = both, .case_count = 2,
		.flag = true }, "merge");
	W_DO(draft_load(w->s, d.id, w->a, &d, &w->err));
	T_INT(d.case_id, c2);
	there_and_back(w, (struct act){ .verb = ACT_SPLIT, .case_id = c1, .message = m3 }, "split");
	there_and_back(w, (struct act){ .verb = ACT_OPEN, .message = old }, "open");
	there_and_back(w, (struct act){ .verb = ACT_TAG, .message = old, .add = add },
		"a verb on an item of the history");
}

/* All that an agent holds goes to another one, and comes back to the letter. */
static void
test_handover(struct world *w)
{
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = c1, .body = "begun" };
	struct act_message m = { .account = w->mail, .recipients = (const struct recipient[]){ { ROLE_TO, { "Ana",
		"ana@perez.example" } } }, .recipient_count = 1, .text = "Tomorrow.", .from_address = "help@shop.example",
		.at = clock_now() + MS_DAY, .seen = -1 };
	struct handover_row *rows;
	struct held held;
	size_t n;
	ACT(w, .verb = ACT_ASSIGN, .case_id = c1, .name = "eva");
	ACT(w, .verb = ACT_ASSIGN, .case_id = c2, .name = "eva");
	w_act(w, w->max, (struct act){ .verb = ACT_ASSIGN, .case_id = c3, .name = "max" });
	int64_t box = ACT(w, .verb = ACT_REPLY, .case_id = c1, .message_out = &m).outbox;
	W_DO(draft_save(w->s, &d, &w->err));
	W_DO(lease_take(w->s, w->eva, c1, "claim", MS_HOUR, &w->err));
	W_DO(read_held(w->s, w->eva, w->a, &held, &w->err));
	T_OK(held.case_count == 2 && held.draft_count >= 1 && held.box_count == 1, "what eva holds: %zu, %zu, %zu",
		held.case_count, held.draft_count, held.box_count);
	int64_t ids[] = { c1, c2, c3 };
	const char *const notes[] = { "She rings at ten.", NULL, NULL };
	struct act_handover what = { .cases = ids, .case_count = 3, .drafts = &d.id, .draft_count = 1, .boxes = &box,
		.box_count = 1, .notes = notes };
	there_and_back(w, (struct act){ .verb = ACT_HANDOVER, .name = "max", .text = "Back on Monday.", .handover = &what },
		"a hand-over");
	W_DO(read_handovers(w->s, w->max, 0, 10, w->a, &rows, &n, &w->err));
	T_INT(n, 0);
	ACT(w, .verb = ACT_HANDOVER, .name = "max", .text = "Back on Monday.", .handover = &what);
	W_DO(read_handovers(w->s, w->max, 0, 10, w->a, &rows, &n, &w->err));
	T_OK(n == 1 && rows[0].cases == 2 && str_eq(rows[0].text, "Back on Monday.") && str_eq(rows[0].giver_name, "eva"),
		"the other one reads of it: %zu", n);
	int64_t *given;
	W_DO(read_handover_cases(w->s, rows[0].grp, w->a, &given, &n, &w->err));
	T_INT(n, 2);
	W_DO(read_held(w->s, w->max, w->a, &held, &w->err));
	T_OK(held.case_count == 3 && held.box_count >= 1, "and holds it all: %zu", held.case_count);
	W_DO(draft_load(w->s, d.id, w->a, &d, &w->err));
	T_INT(d.agent, w->max);
	T_INT(db_int64(w->s, STMT_LEASE_OTHERS, 0, "iii", c1, w->max, clock_now()), 0);
	/* what eva wrote while handing over does not stop it when its time comes; nothing has left before */
	int64_t id = 0;
	T_INT(w_state(w, box), OUTBOX_QUEUED);
	w_wait(MS_DAY + MS_HOUR);
	W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	for (int i = 0; id && id != box && i < 3; i++)
		W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	T_INT(id, box);
	T_OK(REFUSED(w, .verb = ACT_HANDOVER, .name = "max", .handover = &what) != NULL, "twice is too much: %s", w->err.text);
	T_OK(REFUSED(w, .verb = ACT_HANDOVER, .name = "eva", .handover = &what) != NULL, "nor to oneself: %s", w->err.text);
}

static void
test_contacts(struct world *w)
{
	int64_t ana = w_case(w, c1).customer;
	struct act_contact call = { .kind = KIND_CALL, .outcome = OUTCOME_ANSWERED, .duration_ms = 192000 },
		missed = { .kind = KIND_CALL, .outcome = OUTCOME_NO_ANSWER }, visit = { .kind = KIND_VISIT,
		.callback_at = clock_now() + MS_DAY }, letter = { .kind = KIND_LETTER };
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .case_id = c1, .contact = &call, .text = "she rang" },
		"a call that was taken");
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .case_id = c1, .contact = &missed }, "a missed call");
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .case_id = c2, .contact = &visit }, "a visit");
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .message = old, .contact = &letter },
		"a letter about an item of the history");
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .customer = ana, .contact = &call },
		"a call that opens a case");
	ACT(w, .verb = ACT_RESOLVE, .case_id = c3);
	there_and_back(w, (struct act){ .verb = ACT_CONTACT, .case_id = c3, .contact = &missed },
		"a missed call that opens a case again");
	ACT(w, .verb = ACT_UNDO, .case_id = c3);
}

static void
test_people(struct world *w)
{
	int64_t a = w_case(w, c1).customer, b = w_case(w, c2).customer;
	static const char *const fields[][2] = { { "name", "Ana Maria Perez" }, { "language", "es" },
		{ "preferred", "mail" },
		{ "vip", "yes" }, { "notes", "likes lamps" }, { "manager", "eva" }, { "form", "informal" }, { "signs", "Annie" },
		{ "quiet", "21:00-08:00" }, { "cap", "2/7d" } };
	static const char *const vip[] = { "wholesale", NULL };
	static const struct act_value city = { "city", "Pisa", "pisa", .source = "agent" };
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		there_and_back(w, (struct act){ .verb = ACT_CUSTOMER_SET, .customer = a, .name = fields[i][0],
			.text = fields[i][1] },
			arena_printf(w->a, "customer-set %s", fields[i][0]));
	there_and_back(w, (struct act){ .verb = ACT_CUSTOMER_TAG, .customer = a, .add = vip }, "a customer's tag");
	there_and_back(w, (struct act){ .verb = ACT_CONSENT, .customer = a, .name = "marketing", .flag = true,
		.text = "at the till" }, "consent");
	there_and_back(w, (struct act){ .verb = ACT_RATE, .customer = a, .name = "4/5", .text = "quick" }, "a rating");
	there_and_back(w, (struct act){ .verb = ACT_FIELD, .customer = a, .field = &city }, "a customer's field");
	there_and_back(w, (struct act){ .verb = ACT_FIELD, .case_id = c1, .field = &city }, "a case's field");
	there_and_back(w, (struct act){ .verb = ACT_NOT_SAME, .customer = a, .customer2 = b }, "two persons");
	/* what a merged one brought along is read with the survivor, and taken off there */
	char **tags;
	struct consent_row *consents;
	size_t n;
	ACT(w, .verb = ACT_CUSTOMER_TAG, .customer = b, .add = vip);
	ACT(w, .verb = ACT_CONSENT, .customer = b, .name = "marketing", .flag = true);
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = a, .customer2 = b);
	W_DO(read_customer_tags(w->s, a, w->a, &tags, &w->err));
	T_STR(tags[0], "wholesale");
	W_DO(read_consents(w->s, a, w->a, &consents, &n, &w->err));
	T_OK(n == 1 && consents[0].given && consents[0].holds, "consent is merged, too");
	w_wait(MS_SECOND);
	ACT(w, .verb = ACT_CONSENT, .customer = a, .name = "marketing");
	W_DO(read_consents(w->s, a, w->a, &consents, &n, &w->err));
	T_OK(n == 2 && !consents[0].given && consents[0].holds && !consents[1].holds, "and withdrawn there");
	ACT(w, .verb = ACT_CUSTOMER_TAG, .customer = a, .remove = vip);
	W_DO(read_customer_tags(w->s, a, w->a, &tags, &w->err));
	T_STR(tags[0], NULL);
	for (int i = 0; i < 5; i++)
		ACT(w, .verb = ACT_UNDO);
	there_and_back(w, (struct act){ .verb = ACT_CUSTOMER_MERGE, .customer = a, .customer2 = b },
		"customer-merge");
	char *before = dump(w);
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = a, .customer2 = b);
	char *merged = dump(w);
	T_INT(w_case(w, c2).customer, a);
	w_wait(MS_SECOND);
	ACT(w, .verb = ACT_CUSTOMER_UNMERGE, .customer = a, .customer2 = b);
	same_world(before, dump(w), "unmerge is the way back");
	w_wait(MS_SECOND);
	ACT(w, .verb = ACT_UNDO);
	same_world(merged, dump(w), "and undone, they are one again");
	ACT(w, .verb = ACT_CUSTOMER_UNMERGE, .customer = a, .customer2 = b);
	same_world(before, dump(w), "and apart again");
}

/* -- sending ----------------------------------------------------------------------------------------- */

static void
test_letters(struct world *w)
{
	struct act_message m = { .account = w->mail, .recipients = to_ana, .recipient_count = 1,
		.subject = "Hello",
		.text = "Dear Ana, here it is.", .from_address = "help@shop.example", .seen = -1 };
	struct draft *drafts;
	size_t n;
	there_and_back(w, (struct act){ .verb = ACT_NEW, .message_out = &m }, "new");
	there_and_back(w, (struct act){ .verb = ACT_FORWARD, .case_id = c1, .message = m1, .message_out = &m },
		"forward");
	there_and_back(w, (struct act){ .verb = ACT_REPLY, .case_id = c1, .message_out = &m }, "reply");
	W_DO(draft_list(w->s, w->eva, c1, w->a, &drafts, &n, &w->err));
	T_OK(n >= 1 && str_eq(drafts[0].body, "Dear Ana, here it is."), "its words are a draft again");
	for (size_t i = 0; i < n; i++)
		W_DO(draft_drop(w->s, drafts[i].id, &w->err));
}

static void
test_group(struct world *w)
{
	struct act_message m = { .account = w->mail, .recipients = to_ana, .recipient_count = 1,
		.text = "Done.",
		.from_address = "help@shop.example", .seen = -1 };
	struct act acts[] = { { .verb = ACT_REPLY, .case_id = c1, .message_out = &m }, { .verb = ACT_TAG,
		.case_id = c1, .add = add },
		{ .verb = ACT_RESOLVE, .case_id = c1 } };
	struct act_result r;
	char *before = dump(w);
	T_INT(w_acts(w, w->eva, acts, 3, &r), 0);
	T_INT(r.count, 3);
	T_INT(w_case(w, c1).status, STATUS_RESOLVED);
	T_INT(w_case(w, c1).waiting_since, 0);
	w_wait(MS_SECOND);
	ACT(w, .verb = ACT_UNDO);
	same_world(before, dump(w), "one undo takes the reply and what came with it back");
	struct act bad[] = { { .verb = ACT_TAG, .case_id = c1, .add = add }, { .verb = ACT_ASSIGN,
		.case_id = c1, .name = "nobody-known" } };
	T_OK(w_acts(w, w->eva, bad, 2, &r) < 0, "a group with one impossible act fails: %s", w->err.text);
	same_world(before, dump(w), "and nothing of it happened");
}

/* A text to several: what has left is named and stays with its case, the rest comes back, and no draft for each. */
static void
test_many(struct world *w)
{
	struct act_message m[] = { { .account = w->mail, .recipients = to_ana, .recipient_count = 1, .text = "Closed today.",
		.from_address = "help@shop.example", .seen = -1, .hold_ms = MS_HOUR }, { .account = w->mail, .recipients = to_ana,
		.recipient_count = 1, .text = "Closed today.", .from_address = "help@shop.example", .seen = -1 } };
	struct act acts[] = { { .verb = ACT_REPLY, .case_id = c1, .message_out = &m[0] }, { .verb = ACT_TAG, .case_id = c1,
		.add = add }, { .verb = ACT_REPLY, .case_id = c2, .message_out = &m[1] }, { .verb = ACT_TAG, .case_id = c2,
		.add = add } };
	struct act_result r, u;
	struct draft *drafts;
	size_t n, before;
	int64_t id = 0;
	W_DO(draft_list(w->s, w->eva, 0, w->a, &drafts, &before, &w->err));
	T_INT(w_acts(w, w->eva, acts, 4, &r), 0);
	w_wait(MS_MINUTE);
	for (int i = 0; i < 4 && id != r.outbox; i++)
		W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	T_INT(id, r.outbox);	/* the other is held for an hour */
	u = ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_STR(u.words, "1 message taken back, 1 had left");
	T_OK(u.left_alone[0] && strstr(u.left_alone[0], "has left"), "it is named");
	T_OK(!strstr(w_case(w, c1).tags, "a b"), "what was not sent is as it was: %s", w_case(w, c1).tags);
	T_OK(strstr(w_case(w, c2).tags, "a b") != NULL, "what has left stays with its case: %s", w_case(w, c2).tags);
	W_DO(draft_list(w->s, w->eva, 0, w->a, &drafts, &n, &w->err));
	T_INT(n, before);
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = r.action) != NULL, "once: %s", w->err.text);
	W_DO(outbox_move(w->s, id, OUTBOX_TRYING, OUTBOX_QUEUED, "no route", NULL, clock_now() + MS_HOUR, &w->err));
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = id);
	ACT(w, .verb = ACT_TAG, .case_id = c2, .remove = add);
}

static void
test_sent(struct world *w)
{
	struct act_result r = w_reply(w, w->eva, c3, "Yes, we ship to Norway.");
	w_deliver(w, w->chat);
	char *before = dump(w);
	const char *why = REFUSED(w, .verb = ACT_UNDO, .action = r.action);
	T_OK(why && strstr(why, "has left"), "what was sent is not taken back: %s", why ? why : "(done)");
	same_world(before, dump(w), "and nothing else of it is undone");
	r = w_reply(w, w->eva, c3, "One more thing.");
	int64_t id;
	W_DO(outbox_claim(w->s, w->chat, clock_now(), &care_policy_default, &id, &w->err));
	T_INT(id, r.outbox);
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = r.action) != NULL, "what is on its way is not taken back");
	W_DO(outbox_move(w->s, id, OUTBOX_TRYING, OUTBOX_QUEUED, "no route", NULL, clock_now() + MS_HOUR,
		&w->err));
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = r.action) == NULL, "what waits again is");
	T_INT(w_state(w, id), OUTBOX_CANCELLED);
}

/* -- what undo does not do --------------------------------------------------------------------------- */

static void
test_left_alone(struct world *w)
{
	struct act_result first = ACT(w, .verb = ACT_ASSIGN, .case_id = c1, .name = "eva"), u;
	ACT(w, .verb = ACT_PRIORITY, .case_id = c1, .value = PRIORITY_HIGH);
	w_act(w, w->max, (struct act){ .verb = ACT_ASSIGN, .case_id = c1, .name = "max" });
	u = ACT(w, .verb = ACT_UNDO, .action = first.action);
	T_STR(w_case(w, c1).assignee, "max");
	T_OK(u.left_alone[0] && strstr(u.left_alone[0], "assignee"), "what a colleague changed is named: %s",
		u.left_alone[0] ? u.left_alone[0] : "(nothing)");
	T_INT(w_case(w, c1).priority, PRIORITY_HIGH);
	ACT(w, .verb = ACT_UNDO);
	T_INT(w_case(w, c1).priority, PRIORITY_NORMAL);
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = first.action) != NULL, "undone is undone");
	w_act(w, w->max, (struct act){ .verb = ACT_UNDO });
	T_STR(w_case(w, c1).assignee, NULL);	/* as it was before both, whose deeds are all undone now */
}

static void
test_redo(struct world *w)
{
	char *before = dump(w);
	struct act_result r = ACT(w, .verb = ACT_PRIORITY, .case_id = c1, .value = PRIORITY_LOW);
	char *after = dump(w);
	struct act_result u = ACT(w, .verb = ACT_UNDO, .action = r.action);
	same_world(before, dump(w), "undo");
	ACT(w, .verb = ACT_UNDO, .action = u.action);
	same_world(after, dump(w), "undo of the undo");
	ACT(w, .verb = ACT_UNDO, .action = r.action);
	same_world(before, dump(w), "and undo once more");
}

/* New mail of a merged case goes back with its thread. */
static void
test_arrived_meanwhile(struct world *w)
{
	ACT(w, .verb = ACT_MERGE, .case_id = c1, .cases = &c2, .case_count = 1, .flag = true);
	int64_t next = MAIL(w, .remote_id = "2b@x", FROM("Ana P.", "ana.perez@home.example"), TO_US,
		.text = "Still no chair.",
		.in_reply_to = "2@x");
	T_INT(w_case_of(w, next), c1);
	ACT(w, .verb = ACT_UNDO);
	T_INT(w_case_of(w, next), c2);
	T_INT(w_case(w, c2).messages, 2);
}

static void
test_refused(struct world *w)
{
	struct act_message m = { .account = w->mail, .recipients = to_ana, .recipient_count = 1,
		.text = "Look at this.",
		.from_address = "help@shop.example", .seen = -1 };
	struct act_result r = ACT(w, .verb = ACT_ESCALATE, .case_id = c1, .name = "tech", .text = "why",
		.message_out = &m);
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = r.action) != NULL, "an escalation is not undone: %s",
		w->err.text);
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = r.outbox);
	T_OK(REFUSED(w, .verb = ACT_UNDO) == NULL || *w->err.text,
		"taking back a message is no action to undo");
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = 999999) != NULL, "what is not there is not undone");
	T_OK(REFUSED(w, .verb = ACT_STATUS, .case_id = c1, .value = STATUS_MERGED) != NULL,
		"a case becomes merged by merge only");
	T_OK(REFUSED(w, .verb = ACT_TAG, .case_id = 424242, .add = add) != NULL, "no such case: %s",
		w->err.text);
	ACT(w, .verb = ACT_MERGE, .case_id = c1, .cases = &c2, .case_count = 1, .flag = true);
	T_OK(REFUSED(w, .verb = ACT_TAG, .case_id = c2, .add = add) != NULL,
		"a merged case is not acted on: %s", w->err.text);
	ACT(w, .verb = ACT_UNDO);
	T_OK(REFUSED(w, .verb = ACT_MERGE, .case_id = c1, .cases = &c2, .case_count = 1) != NULL,
		"cases of two people are not merged without a word: %s", w->err.text);
	m.text = "Dear {customer.name}, hello.";
	T_OK(REFUSED(w, .verb = ACT_REPLY, .case_id = c1, .message_out = &m) != NULL,
		"an open placeholder is not sent: %s",
		w->err.text);
	m.text = "Fine.";
	m.subject = "two\nlines";
	T_OK(REFUSED(w, .verb = ACT_REPLY, .case_id = c1, .message_out = &m) != NULL,
		"nor a subject with a line break");
}

int
main(void)
{
	static void (*const tests[])(struct world *) = { test_fields, test_surgery, test_contacts, test_people, test_letters,
		test_group, test_many, test_sent,
		test_left_alone, test_redo, test_arrived_meanwhile, test_refused, test_handover };
	struct world world, *w = &world;
	w_begin(w);
	make_world(w);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tests[i](w);
	int64_t differ = -1;
	W_DO(store_recount(w->s, false, &differ, &w->err));
	T_INT(differ, 0);
	return w_end(w);
}
