/*
 * store_robot.c - what may leave without a person: not to lists, robots and ourselves, not between a person and the
 * customer, not for ever, not while it is held back; and what rules do once, and is no event for rules.
 */
#include "robots.h"
#include "store_world.h"

static int64_t serial;

static int64_t
mail_of(struct world *w, const char *from, enum item_kind kind, unsigned flags)
{
	serial++;
	return w_case_of(w, MAIL(w, .remote_id = arena_printf(w->a, "%lld@x", (long long)serial), FROM("Ana", from), TO_US,
		.subject = "Lamp", .text = arena_printf(w->a, "Where is it? %lld", (long long)serial), .kind = kind,
		.flags = flags));
}

static int
say_as(struct world *w, const char *robot, int64_t case_id, const struct act_firing *firing, struct act_result *out)
{
	struct act_actor who = { .robot = robot, .firing = firing };
	struct reply_route r;
	error_clear(&w->err);
	*out = (struct act_result){ 0 };
	W_DO(read_reply_route(w->s, case_id, NULL, w->a, &r, &w->err));
	struct act_message m = { .account = r.account, .thread = r.thread, .recipients = r.recipients,
		.recipient_count = r.recipient_count, .text = "We look for it.", .from_address = "help@shop.example", .seen = -1,
		.no_hold = true };
	struct act act = { .verb = ACT_REPLY, .case_id = case_id, .message_out = &m };
	return store_act(w->s, &who, &act, 1, false, w->a, out, &w->err);
}

static bool
refused(struct world *w, int64_t case_id, enum error_code code)
{
	struct act_result r;
	return say_as(w, "rule:test", case_id, NULL, &r) < 0 && w->err.code == code;
}

static int64_t
claim(struct world *w, int64_t account)
{
	int64_t id = -1;
	error_clear(&w->err);
	W_DO(outbox_claim(w->s, account, clock_now(), &care_policy_default, &id, &w->err));
	return id;
}

static void
test_to_whom(struct world *w)
{
	int64_t plain = mail_of(w, "ana@x.example", KIND_MESSAGE, 0);
	T_OK(refused(w, mail_of(w, "news@list.example", KIND_MESSAGE, MESSAGE_BULK), ERR_INPUT), "no list: %s", w->err.text);
	T_OK(refused(w, mail_of(w, "noreply@shop.test", KIND_MESSAGE, 0), ERR_INPUT), "no robot: %s", w->err.text);
	T_OK(refused(w, mail_of(w, "late@x.example", KIND_MESSAGE, MESSAGE_LATE), ERR_INPUT), "nothing late: %s", w->err.text);
	struct message_in away = { .remote_id = "away@x", .in_reply_to = "1@x", FROM("Ana", "ana@x.example"), TO_US,
		.kind = KIND_AUTO, .text = "I am away" };
	w_feed(w, &w->mail_ctx, away);
	T_OK(refused(w, plain, ERR_INPUT), "no automatic reply: %s", w->err.text);
}

static void
test_person(struct world *w)
{
	struct act_result r;
	int64_t c = mail_of(w, "bob@x.example", KIND_MESSAGE, 0), box;
	W_DO(lease_take(w->s, w->eva, c, "compose", MS_MINUTE, &w->err));
	T_OK(refused(w, c, ERR_CONFLICT), "not while somebody writes: %s", w->err.text);
	W_DO(lease_drop(w->s, w->eva, c, "compose", &w->err));
	T_OK(say_as(w, "rule:test", c, NULL, &r) == 0, "then it may");
	T_OK(w_case(w, c).waiting_since && w_case(w, c).status == STATUS_NEW, "it is nobody's answer");
	w_reply(w, w->eva, c, "I look into it.");
	box = r.outbox;
	while (claim(w, w->mail) > 0)
		;
	T_INT(w_int(w, arena_printf(w->a, "SELECT state FROM outbox WHERE id=%lld", (long long)box)), OUTBOX_CANCELLED);
}

static void
test_measure(struct world *w)
{
	struct act_result r;
	int64_t c = mail_of(w, "carl@x.example", KIND_MESSAGE, 0);
	for (int i = 0; i < 3; i++)
		T_OK(say_as(w, "rule:test", c, NULL, &r) == 0, "three in a row");
	T_OK(refused(w, c, ERR_INPUT), "and no fourth: %s", w->err.text);
	MAIL(w, .remote_id = "c2@x", .in_reply_to = arena_printf(w->a, "%lld@x", (long long)serial), FROM("Carl", "carl@x.example"),
		TO_US, .text = "And now?");
	T_OK(say_as(w, "rule:test", c, NULL, &r) == 0, "the customer said something: it may again");
	for (int i = 0; i < 20; i++)
		if (say_as(w, "rule:test", mail_of(w, "carl@x.example", KIND_MESSAGE, 0), NULL, &r) < 0)
			break;
	T_OK(w->err.code == ERR_INPUT && strstr(w->err.text, "robot-rate"), "a customer gets so many in a time: %s", w->err.text);
	w_wait(4 * MS_HOUR);
	T_OK(say_as(w, "rule:test", mail_of(w, "carl@x.example", KIND_MESSAGE, 0), NULL, &r) == 0, "later again");
}

static void
test_hold(struct world *w)
{
	struct act_result r;
	struct hold_row *held;
	size_t n;
	int64_t c = mail_of(w, "dora@x.example", KIND_MESSAGE, 0);
	while (claim(w, w->mail) > 0)
		;
	ACT(w, .verb = ACT_HOLD, .account = w->mail, .at = clock_now() + MS_HOUR);
	T_OK(say_as(w, "bot", c, NULL, &r) == 0, "it is queued");
	T_INT(claim(w, w->mail), 0);
	T_INT(outbox_next(w->s, w->mail), clock_now() + MS_HOUR);
	W_DO(hold_list(w->s, clock_now(), w->a, &held, &n, &w->err));
	T_OK(n == 1 && held[0].waiting == 1 && str_eq(held[0].agent, "eva"), "who held it, and how many wait");
	w_wait(MS_HOUR);
	T_INT(claim(w, w->mail), r.outbox);
	W_DO(hold_list(w->s, clock_now(), w->a, &held, &n, &w->err));
	T_INT(n, 0);
	ACT(w, .verb = ACT_HOLD);
	T_OK(say_as(w, "survey", c, NULL, &r) == 0, "held for good");
	T_INT(outbox_next(w->s, w->mail), 0);
	ACT(w, .verb = ACT_RELEASE);
	T_INT(claim(w, w->mail), r.outbox);
}

static void
test_once(struct world *w)
{
	struct act_result r;
	struct rule_event *events;
	size_t n;
	int64_t top, c = mail_of(w, "emil@x.example", KIND_MESSAGE, 0), before = feed_top(w->s);
	struct act_firing firing = { "test", c, 17, "lamp" };
	T_OK(say_as(w, "rule:test", c, &firing, &r) == 0, "a rule acts");
	T_OK(rule_fired(w->s, "test", c, 17), "and that is set down with it");
	T_OK(say_as(w, "rule:test", c, &firing, &r) < 0 && w->err.code == ERR_CONFLICT, "once: %s", w->err.text);
	w_act(w, 0, (struct act){ .verb = ACT_STATUS, .case_id = c, .value = STATUS_PENDING });
	W_DO(rule_events(w->s, before, 10, w->a, &events, &n, &top, &w->err));
	T_INT(n, 0);
	ACT(w, .verb = ACT_STATUS, .case_id = c, .value = STATUS_OPEN);
	W_DO(rule_events(w->s, before, 10, w->a, &events, &n, &top, &w->err));
	T_OK(n == 1 && events[0].kind == EVENT_STATUS && events[0].case_id == c, "what a person does is an event");
	T_INT(top, feed_top(w->s));
	ACT(w, .verb = ACT_UNDO);
	W_DO(rule_events(w->s, top, 10, w->a, &events, &n, &top, &w->err));
	T_INT(n, 0);
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	test_to_whom(&w);
	test_person(&w);
	test_measure(&w);
	test_hold(&w);
	test_once(&w);
	return w_end(&w);
}
