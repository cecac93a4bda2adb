/*
 * store_contact.c - calls, visits and letters that no channel brings: what they do to a case's clocks, callbacks
 * that open and are done, which case and customer they belong to, and what rings.
 */
#include "store_world.h"

static struct feed_context voice_ctx;
static int64_t ana, lamp;

#define CALL(...) (struct act_contact){ .kind = KIND_CALL, __VA_ARGS__ }
#define PHONE(number) .address_kind = "phone", .address = (number)

static struct act_result
log_on(struct world *w, int64_t case_id, struct act_contact k, const char *text)
{
	return ACT(w, .verb = ACT_CONTACT, .case_id = case_id, .contact = &k, .text = text);
}

static int64_t
found(struct world *w, const char *text, bool items)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	int64_t n = -1;
	W_DO(query_parse(text, &ctx, w->a, &q, NULL, &w->err));
	W_DO(items ? read_search_count(w->s, q, w->eva, 100, &n, &w->err) : read_count(w->s, q, w->eva, 100, &n, &w->err));
	return n;
}

static struct item_row
last_row(struct world *w, int64_t case_id)
{
	struct timeline_page page = { .case_id = case_id, .parts = TIMELINE_MESSAGES | TIMELINE_BODIES, .limit = 1 };
	struct item_row *rows = NULL;
	size_t n = 0;
	bool more;
	W_DO(read_timeline(w->s, &page, w->a, &rows, &n, &more, &w->err));
	return n ? rows[0] : (struct item_row){ .id = 0 };
}

static int64_t
missed_call(struct world *w, const char *id, const char *number)
{
	return w_feed(w, &voice_ctx, (struct message_in){ .remote_id = id, .thread = number, .kind = KIND_CALL,
		.flags = MESSAGE_MISSED, FROM("Ana Perez", number), .from_kind = "phone" });
}

static void
test_waiting(struct world *w)
{
	T_OK(w_case(w, lamp).waiting_since != 0, "the customer waits");
	log_on(w, lamp, CALL(.direction = DIRECTION_OUT, .outcome = OUTCOME_NO_ANSWER), NULL);
	T_OK(w_case(w, lamp).waiting_since != 0, "who was not reached waits on");
	struct act_result r = log_on(w, lamp, CALL(.direction = DIRECTION_OUT, .outcome = OUTCOME_ANSWERED,
		.duration_ms = 192000), "she will send a photo of the tin giraffe");
	T_INT(w_case(w, lamp).waiting_since, 0);
	struct item_row row = last_row(w, lamp);
	T_INT(row.row, ROW_CONTACT);
	T_INT(row.kind, KIND_CALL);
	T_INT(row.duration_ms, 192000);
	T_STR(row.author, "eva");
	T_STR(row.channel, "voice");
	T_STR(row.body, "she will send a photo of the tin giraffe");
	T_STR(w_case(w, lamp).channels, "mail voice");
	T_INT(found(w, "giraffe", true), 1);
	T_INT(found(w, "giraffe kind:call direction:out channel:voice", true), 1);
	T_INT(found(w, "giraffe kind:note", true), 0);
	T_INT(found(w, "has:note", false), 0);
	T_INT(found(w, "kind:call", false), 1);
	w_wait(MS_SECOND);
	ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_OK(w_case(w, lamp).waiting_since != 0, "undone, the customer waits again");
	T_INT(found(w, "giraffe", true), 0);
	log_on(w, lamp, (struct act_contact){ .kind = KIND_VISIT }, "came by");
	T_INT(w_case(w, lamp).waiting_since, 0);
	w_wait(MS_MINUTE);
	log_on(w, lamp, (struct act_contact){ .kind = KIND_LETTER }, "wants the money back");
	T_INT(w_case(w, lamp).waiting_since, clock_now());
	w_wait(MS_MINUTE);
	log_on(w, lamp, (struct act_contact){ .kind = KIND_LETTER, .direction = DIRECTION_OUT }, "we wrote");
	T_INT(w_case(w, lamp).waiting_since, 0);
	T_STR(w_case(w, lamp).channels, "letter mail visit voice");
}

static void
test_callback(struct world *w)
{
	int64_t at = clock_now(), c = w_case_of(w, missed_call(w, "call1", "+393331234567"));
	struct case_row r = w_case(w, c);
	T_INT(r.callback_at, at + 4 * MS_HOUR);
	T_INT(r.due_at, r.callback_at);
	T_STR(r.callback_to, "+393331234567");
	T_INT(found(w, "has:callback", false), 1);
	w_wait(MS_MINUTE);
	missed_call(w, "call2", "+393331234567");
	T_INT(w_case(w, c).callback_at, at + 4 * MS_HOUR);
	log_on(w, c, CALL(.direction = DIRECTION_OUT, .outcome = OUTCOME_BUSY), NULL);
	T_INT(w_case(w, c).callback_at, at + 4 * MS_HOUR);
	struct act_result spoke = log_on(w, c, CALL(.direction = DIRECTION_OUT, .outcome = OUTCOME_ANSWERED), "done");
	T_INT(w_case(w, c).callback_at, 0);
	T_INT(found(w, "has:callback", false), 0);
	ACT(w, .verb = ACT_UNDO, .action = spoke.action);
	T_INT(w_case(w, c).callback_at, at + 4 * MS_HOUR);
	/* the customer rings again and is spoken to */
	w_wait(MS_MINUTE);
	w_feed(w, &voice_ctx, (struct message_in){ .remote_id = "call3", .thread = "+393331234567", .kind = KIND_CALL,
		.flags = MESSAGE_TAKEN, FROM("Ana Perez", "+393331234567"), .from_kind = "phone" });
	T_INT(w_case(w, c).callback_at, 0);
	log_on(w, c, CALL(.outcome = OUTCOME_ANSWERED, .callback_at = clock_now() + MS_DAY), "call me tomorrow");
	T_INT(w_case(w, c).callback_at, clock_now() + MS_DAY);
	T_INT(w_case(w, c).waiting_since, 0);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	T_INT(w_case(w, c).callback_at, 0);
	log_on(w, c, CALL(.direction = DIRECTION_OUT, .outcome = OUTCOME_DROPPED), NULL);
	T_INT(w_case(w, c).status, STATUS_OPEN);
	T_INT(w_case(w, c).callback_at, clock_now() + 4 * MS_HOUR);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	int64_t differ = -1;
	W_DO(store_recount(w->s, false, &differ, &w->err));
	T_INT(differ, 0);
}

static void
test_whose(struct world *w)
{
	struct act_contact k = CALL(.outcome = OUTCOME_NO_ANSWER, PHONE("+4930555019"), .person = "Jo \xf0\x9f\xa6\x92");
	struct act_result a = ACT(w, .verb = ACT_CONTACT, .contact = &k);
	struct case_row r = w_case(w, a.case_id);
	T_STR(r.customer_name, "Jo \xf0\x9f\xa6\x92");
	T_STR(r.subject, "Missed call");
	w_wait(MS_MINUTE);
	struct act_result b = ACT(w, .verb = ACT_CONTACT, .contact = &k);
	T_INT(b.case_id, a.case_id);
	k.new_case = true;
	T_OK(ACT(w, .verb = ACT_CONTACT, .contact = &k).case_id != a.case_id, "another case when asked for");
	/* somebody who came in, without any address */
	struct act_contact visit = { .kind = KIND_VISIT, .person = "Mario" };
	r = w_case(w, ACT(w, .verb = ACT_CONTACT, .contact = &visit, .text = "Asked for opening hours.\nBought a lamp.").case_id);
	T_STR(r.customer_name, "Mario");
	T_STR(r.subject, "Asked for opening hours.");
	/* a known customer by a number nobody has yet: it is theirs then */
	struct act_contact own = CALL(.outcome = OUTCOME_ANSWERED, PHONE("+39061234567"));
	struct act_result given = ACT(w, .verb = ACT_CONTACT, .customer = ana, .contact = &own);
	int64_t *ids;
	size_t n;
	W_DO(read_callers(w->s, "+39061234567", w->a, &ids, &n, &w->err));
	T_OK(n == 1 && ids[0] == ana, "the number is hers");
	ACT(w, .verb = ACT_UNDO, .action = given.action);
	W_DO(read_callers(w->s, "+39061234567", w->a, &ids, &n, &w->err));
	T_INT(n, 0);
}

static void
test_refused(struct world *w)
{
	struct { struct act_contact k; const char *why; } bad[] = {
		{ CALL(.outcome = OUTCOME_NONE), "how did the call end" },
		{ { .kind = KIND_VISIT, .outcome = OUTCOME_BUSY }, "cannot end with" },
		{ { .kind = KIND_MESSAGE }, "a call, a visit or a letter" },
		{ CALL(.outcome = OUTCOME_ANSWERED, .at = clock_now() + MS_HOUR), "not happened yet" },
		{ CALL(.outcome = OUTCOME_ANSWERED, .duration_ms = 2 * MS_DAY), "at most a day" },
		{ CALL(.outcome = OUTCOME_ANSWERED, .callback_at = clock_now() - 1), "has passed" },
	};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const char *why = REFUSED(w, .verb = ACT_CONTACT, .case_id = lamp, .contact = &bad[i].k);
		T_OK(why && strstr(why, bad[i].why), "%s: %s", bad[i].why, why ? why : "(done)");
	}
	struct act_contact nobody = CALL(.outcome = OUTCOME_ANSWERED);
	const char *why = REFUSED(w, .verb = ACT_CONTACT, .contact = &nobody);
	T_OK(why && strstr(why, "with whom"), "with nobody: %s", why ? why : "(done)");
}

static void
test_ring(struct world *w)
{
	struct ring_row ring = { .at = clock_now(), .until = clock_now() + MS_MINUTE, .number = "+393331234567",
		.line = "shop" }, got;
	W_DO(ring_add(w->s, &ring, &w->err));
	T_INT(ring_latest(w->s, 0, w->eva, clock_now(), w->a, &got, &w->err), 1);
	T_STR(got.number, "+393331234567");
	T_INT(ring_latest(w->s, ring.id, w->eva, clock_now(), w->a, &got, &w->err), 0);
	T_INT(ring_latest(w->s, 0, w->eva, clock_now() + 2 * MS_MINUTE, w->a, &got, &w->err), 0);
	struct ring_row hers = { .at = clock_now(), .until = clock_now() + MS_MINUTE, .number = "", .agent = w->eva };
	W_DO(ring_add(w->s, &hers, &w->err));
	T_INT(ring_latest(w->s, ring.id, w->max, clock_now(), w->a, &got, &w->err), 0);
	T_INT(ring_latest(w->s, ring.id, w->eva, clock_now(), w->a, &got, &w->err), 1);
	W_DO(ring_take(w->s, ring.id, w->max, &w->err));
	T_INT(ring_get(w->s, ring.id, w->a, &got, &w->err), 1);
	T_OK(got.state == RING_TAKEN && got.taken_by == w->max, "taken by max");
	struct act_contact k = CALL(.outcome = OUTCOME_NO_ANSWER, PHONE("+393331234567"), .ring = ring.id);
	ACT(w, .verb = ACT_CONTACT, .contact = &k);
	T_INT(ring_get(w->s, ring.id, w->a, &got, &w->err), 1);
	T_INT(got.state, RING_MISSED);
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	w_account(&w, "line", "voice", "+39021112223", &voice_ctx);
	lamp = w_case_of(&w, MAIL(&w, .remote_id = "1@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Lamp",
		.text = "It is broken?"));
	ana = w_case(&w, lamp).customer;
	w_wait(MS_MINUTE);
	test_waiting(&w);
	test_callback(&w);
	test_whose(&w);
	test_refused(&w);
	test_ring(&w);
	return w_end(&w);
}
