/*
 * store_private.c - a private answer to what was said in public: once, while the platform allows it; the conversation
 * that it opens belongs to the case.
 */
#include "store_world.h"

static struct feed_context page_ctx;
static int64_t page;

static void
allow(struct world *w, const char *value, int64_t until)
{
	struct capability_in may = { .thread = "c1", .key = "private-reply", .value = value, .expires_at = until };
	struct batch b = { .capabilities = &may, .capability_count = 1 };
	W_DO(feed_batch(w->s, &page_ctx, &b, &w->fed, &w->err));
}

static int
answer(struct world *w, int64_t c, int64_t thread, struct act_result *r)
{
	struct act_message m = { .thread = thread, .audience = AUDIENCE_PRIVATE, .text = "Which order is it?",
		.no_hold = true, .seen = -1 };
	struct act_actor who = { .agent = w->eva };
	struct act a = { .verb = ACT_REPLY, .case_id = c, .message_out = &m };
	error_clear(&w->err);
	return store_act(w->s, &who, &a, 1, false, w->a, r, &w->err);
}

static void
test_private(struct world *w)
{
	int64_t q = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "c1", .thread = "c1", FROM("Rita", "rita"),
		.audience = AUDIENCE_PUBLIC, .text = "Where is my order?", .received_at = W_NOON });
	int64_t c = w_case_of(w, q), thread = w_int(w, "SELECT id FROM thread WHERE remote_id='c1'");
	struct act_result r;

	T_OK(c > 0, "a question is a case");
	T_OK(answer(w, c, thread, &r) < 0, "nothing private leaves where the platform does not allow it");
	allow(w, "yes", clock_now() - 1);
	T_OK(answer(w, c, thread, &r) < 0, "nor when its time is over");
	allow(w, "yes", clock_now() + MS_DAY);
	T_OK(answer(w, c, thread, &r) == 0, "once it does");
	T_INT(w_int(w, "SELECT count(*) FROM outbox WHERE audience=0 AND in_reply_to='c1'"), 1);
	T_OK(answer(w, c, thread, &r) < 0, "but not twice");
	int64_t id = 0;
	W_DO(outbox_claim(w->s, page, clock_now(), &care_policy_default, &id, &w->err));
	T_INT(id, r.outbox);
	W_DO(outbox_wire(w->s, id, &w->err));
	W_DO(outbox_move(w->s, id, OUTBOX_WIRE, OUTBOX_SENT, NULL, "m_1", 0, &w->err));
	allow(w, "no", 0);

	w_feed(w, &page_ctx, (struct message_in){ .remote_id = "m_1", .thread = "t_9",
		.direction = DIRECTION_OUT, .text = "Which order is it?", .received_at = W_NOON + MS_MINUTE });
	T_INT(w_int(w, "SELECT count(*) FROM message WHERE remote_id='m_1'"), 1);
	T_INT(w_int(w, "SELECT count(*) FROM message m JOIN thread t ON t.id=m.thread WHERE t.remote_id='t_9'"), 1);
	int64_t reply = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "m_2", .thread = "t_9", FROM("Rita", "rita"),
		.text = "It is number 4711.", .received_at = W_NOON + 2 * MS_MINUTE });
	T_INT(w_case_of(w, reply), c);
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	page = w_account(&w, "page", "facebook", "shop", &page_ctx);
	test_private(&w);
	return w_end(&w);
}
