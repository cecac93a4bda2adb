/*
 * store_route.c - how a reply would leave: by which thread, to whom, and in what words it is refused.
 */
#include "store_world.h"

static struct reply_route route;

static const char *
to_line(struct world *w)
{
	static const char *const roles[] = { "from", "to", "cc", "bcc", "reply-to" };
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < route.recipient_count; i++)
		buf_addf(&b, "%s%s %s", i ? ", " : "", roles[route.recipients[i].role],
			route.recipients[i].who.address);
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* "support: to a@x" or the words of the refusal. */
static const char *
ask(struct world *w, int64_t case_id, const char *via)
{
	error_clear(&w->err);
	if (read_reply_route(w->s, case_id, via, w->a, &route, &w->err) < 0)
		return w->err.text;
	return arena_printf(w->a, "%s: %s", route.account_name, to_line(w));
}

static void
test_mail(struct world *w)
{
	int64_t m = MAIL(w, .remote_id = "1@x", FROM("Ana Perez", "ana@perez.example"),
		.recipients = (const struct recipient[]){
		{ ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_TO, { NULL, "other@perez.example" } },
			{ ROLE_CC, { "Lia",
		"lia@perez.example" } }, { ROLE_CC, { NULL, "help@shop.example" } } }, .recipient_count = 4,
			.subject = "Lamp",
		.text = "Where is it?");
	int64_t c = w_case_of(w, m);
	T_STR(ask(w, c, NULL), "support: to ana@perez.example, cc lia@perez.example");
	T_STR(route.channel, "mail");
	T_STR(route.subject, "Lamp");
	T_STR(route.quoted, "Where is it?");
	T_STR(route.quoted_from.name, "Ana Perez");
	T_STR(route.in_reply_to, "1@x");
	T_INT(route.message, m);
	T_OK(!route.pec, "no certified mail");
	w_wait(MS_MINUTE);
	MAIL(w, .remote_id = "2@x", FROM("Ana Perez", "ana@perez.example"),
		.recipients = (const struct recipient[]){
		{ ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_REPLY_TO, { "Ana at home",
			"ana@home.example" } } },
		.recipient_count = 2, .subject = "Re: Lamp", .text = "Answer me at home, please?",
			.in_reply_to = "1@x");
	T_STR(ask(w, c, NULL), "support: to ana@home.example");
	T_STR(route.refs, "1@x 2@x");
	T_STR(route.quoted, "Answer me at home, please?");
	w_wait(MS_MINUTE);
	w_reply(w, w->eva, c, "Yes.");
	w_deliver(w, w->mail);
	T_STR(ask(w, c, NULL), "support: to ana@home.example");
	T_STR(ask(w, c, "support"), "support: to ana@home.example");
	T_STR(ask(w, c, "mail"), "support: to ana@home.example");
	T_OK(strstr(ask(w, c, "nosuch"), "nosuch"), "no such account: %s", w->err.text);
	T_OK(strstr(ask(w, c, "telegram"), "telegram") && strstr(w->err.text, "support"),
		"no address there: %s", w->err.text);
	T_OK(strstr(ask(w, 4711, NULL), "no such case"), "no such case: %s", w->err.text);
}

/* Who copies somebody in does not take the answer over. */
static void
test_participant(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "p1@x", FROM("Pam", "pam@part.example"),
		.recipients = (const struct recipient[]){
		{ ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_CC, { "Boss", "boss@part.example" } } },
			.recipient_count = 2,
		.text = "Can you help us?"));
	w_wait(MS_MINUTE);
	MAIL(w, .remote_id = "p2@x", FROM("Boss", "boss@part.example"),
		.recipients = (const struct recipient[]){ { ROLE_TO, { NULL,
		"help@shop.example" } }, { ROLE_CC, { "Pam", "pam@part.example" } } }, .recipient_count = 2,
			.text = "Quickly, please?",
		.in_reply_to = "p1@x");
	T_STR(ask(w, c, NULL), "support: to pam@part.example");
}

static void
test_forms(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "form@x", FROM("Fay", "fay@form.example"),
		.flags = MESSAGE_FORM, .recipients =
		(const struct recipient[]){ { ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_REPLY_TO,
			{ "Fay", "fay@form.example" } } },
		.recipient_count = 2, .text = "Sent by your form, is anybody there?"));
	T_STR(ask(w, c, NULL), "support: to fay@form.example");
	c = w_case_of(w, MAIL(w, .remote_id = "pec@x", FROM("Pia", "pia@pec.example"), TO_US,
		.flags = MESSAGE_PEC, .text = "Certified?"));
	T_STR(ask(w, c, NULL), "support: to pia@pec.example");
	T_OK(route.pec, "certified mail is known as such");
}

/* -- several channels -------------------------------------------------------------------------------- */

static void
test_channels(struct world *w)
{
	int64_t c = w_case_of(w, CHAT(w, .remote_id = "t1", .thread = "chen", FROM("Chen", "chenwei"),
		.text = "Norway?"));
	int64_t mail = w_case_of(w, MAIL(w, .remote_id = "c1@x", FROM("Chen Wei", "chen@wei.example"), TO_US,
		.subject = "Norway",
		.text = "I wrote on Telegram, too?"));
	T_STR(ask(w, c, NULL), "shop-telegram: to chenwei");
	T_OK(strstr(ask(w, c, "mail"), "no address"), "two strangers: %s", w->err.text);
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = w_case(w, c).customer, .customer2 = w_case(w,
		mail).customer);
	T_STR(ask(w, c, NULL), "shop-telegram: to chenwei");
	T_STR(ask(w, c, "mail"), "support: to chen@wei.example");
	T_OK(route.thread != 0, "by the thread of the other case");
	T_STR(ask(w, c, "support"), "support: to chen@wei.example");
	struct reply_route *list;
	size_t n;
	W_DO(read_routes(w->s, c, w->a, &list, &n, &w->err));
	T_INT(n, 2);
	T_STR(list[0].channel, "telegram");
	T_STR(list[1].channel, "mail");
	ACT(w, .verb = ACT_MERGE, .case_id = c, .cases = &mail, .case_count = 1);
	w_wait(MS_MINUTE);
	CHAT(w, .remote_id = "t2", .thread = "chen", FROM("Chen", "chenwei"), .text = "Well?");
	T_STR(ask(w, c, NULL), "shop-telegram: to chenwei");
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = w_case(w, c).customer, .name = "preferred",
		.text = "mail");
	T_STR(ask(w, c, NULL), "support: to chen@wei.example");
}

static void
test_new_address(struct world *w)
{
	struct feed_context phone = w->chat_ctx;
	phone.channel = "mail";
	int64_t c = w_case_of(w, CHAT(w, .remote_id = "n1", .thread = "nina", FROM("Nina", "nina"),
		.text = "Hello?"));
	int64_t other = w_case_of(w, w_feed(w, &phone, (struct message_in){ .remote_id = "n2",
		.thread = "nina2", FROM("Nina",
		"nina@mail.example"), .from_kind = "mail", .text = "It is me, by another way?" }));
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = w_case(w, c).customer, .customer2 = w_case(w,
		other).customer);
	T_STR(ask(w, c, "mail"), "support: to nina@mail.example");
	T_INT(route.thread, 0);
	struct act_message m = { .account = route.account, .recipients = route.recipients, .recipient_count = 1,
		.text = "Hello by mail.",
		.subject = "Hello", .from_address = "help@shop.example", .seen = -1, .no_hold = true };
	ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m);
	T_OK(w_deliver(w, w->mail) != 0, "a case goes on by mail");
	T_INT(w_case(w, c).messages, 2);
	T_STR(w_case(w, c).channels, "mail telegram");
	int64_t answer = MAIL(w, .remote_id = "n3@x", FROM("Nina", "nina@mail.example"), TO_US,
		.text = "Thanks, and the price?",
		.in_reply_to = arena_printf(w->a, "%s", (const char *)route.in_reply_to ? route.in_reply_to
			: "none"));
	T_OK(answer != 0, "and she answers");
}

/* A case goes on in an old chat: what she answers there comes to it. */
static void
test_old_chat(struct world *w)
{
	int64_t old = CHAT(w, .remote_id = "o1", .thread = "olga", FROM("Olga", "olga"), .text = "A year ago?",
		.received_at = clock_now() - 300 * MS_DAY);
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "o2@x", FROM("Olga", "olga@old.example"), TO_US,
		.text = "Where is it?"));
	T_INT(w_case_of(w, old), 0);
	struct act_result r = ACT(w, .verb = ACT_OPEN, .message = old);
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = w_case(w, c).customer, .customer2 = w_case(w,
		r.case_id).customer);
	ACT(w, .verb = ACT_RESOLVE, .case_id = r.case_id);
	T_STR(ask(w, c, "telegram"), "shop-telegram: to olga");
	struct act_message m = { .account = route.account, .thread = route.thread,
		.recipients = route.recipients, .recipient_count = 1,
		.text = "On its way.", .seen = -1, .no_hold = true };
	ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m);
	T_OK(w_deliver(w, w->chat) != 0, "it goes on in the chat");
	int64_t answer = CHAT(w, .remote_id = "o3", .thread = "olga", FROM("Olga", "olga"),
		.text = "And when will it be here?");
	T_INT(w_case_of(w, answer), c);
}

/* -- what cannot be answered ------------------------------------------------------------------------- */

static void
test_refusals(struct world *w)
{
	struct feed_context voice;
	w_account(w, "switchboard", "voice", "+390612345", &voice);
	int64_t call = w_case_of(w, w_feed(w, &voice, (struct message_in){ .remote_id = "call1",
		.thread = "call1", FROM("Vera", "+39348000111"),
		.kind = KIND_CALL, .flags = MESSAGE_MISSED }));
	T_OK(strstr(ask(w, call, NULL), "call"), "a call: %s", w->err.text);
	int64_t pub = w_case_of(w, CHAT(w, .remote_id = "pub1", .thread = "pub", FROM("Troll", "troll"),
		.audience = AUDIENCE_PUBLIC,
		.text = "Does anybody answer here?"));
	T_STR(ask(w, pub, NULL), "shop-telegram: to troll");
	T_INT(route.audience, AUDIENCE_PUBLIC);
	struct act_message m = { .account = route.account, .thread = route.thread, .audience = route.audience,
		.text = "We do.",
		.recipients = route.recipients, .recipient_count = 1, .seen = -1 };
	T_OK(REFUSED(w, .verb = ACT_REPLY, .case_id = pub, .message_out = &m) != NULL, "public needs a yes: %s",
		w->err.text);
	m.confirm_public = true;
	T_OK(REFUSED(w, .verb = ACT_REPLY, .case_id = pub, .message_out = &m) == NULL, "with it, it goes");
	/* a window that has closed */
	int64_t c = w_case_of(w, CHAT(w, .remote_id = "win1", .thread = "win", FROM("Wim", "wim"),
		.text = "Is it late?"));
	struct capability_in cap = { .thread = "win", .key = "reply", .value = "yes",
		.expires_at = clock_now() + MS_HOUR };
	struct batch b = { .capabilities = &cap, .capability_count = 1 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
	T_STR(ask(w, c, NULL), "shop-telegram: to wim");
	w_wait(2 * MS_HOUR);
	T_OK(strstr(ask(w, c, NULL), "not take an answer"), "the window has closed: %s", w->err.text);
}

static void
test_account_gone(struct world *w)
{
	struct feed_context second;
	int64_t m = MAIL(w, .remote_id = "gone@x", FROM("Gus", "gus@gone.example"), TO_US,
		.text = "Still there?"), c = w_case_of(w, m);
	int64_t chat = w_case_of(w, CHAT(w, .remote_id = "g1", .thread = "gus", FROM("Gus", "gus"),
		.text = "Still there?"));
	int64_t other = w_account(w, "sales", "mail", "sales@shop.example", &second);
	W_DO(feed_accounts_keep(w->s, &other, 1, &w->err));
	T_STR(ask(w, c, NULL), "sales: to gus@gone.example");
	T_OK(strstr(ask(w, chat, NULL), "shop-telegram"), "a chat cannot go another way: %s", w->err.text);
	struct account_row *rows;
	size_t n;
	W_DO(read_accounts(w->s, true, w->a, &rows, &n, &w->err));
	T_INT(n, 6);
	T_STR(rows[0].name, "sales");
	T_OK(rows[0].active && !rows[1].active, "the accounts that are configured come first");
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].name, "support"))
			T_INT(rows[i].messages, w_int(w,
				"SELECT count(*) FROM message m JOIN thread t ON t.id=m.thread WHERE t.account=1"));
}

/* One account, one number of the customer, three channels. */
static void
test_shared_account(struct world *w)
{
	struct feed_context phone;
	int64_t cases[3];
	static const char *const channels[] = { NULL, "whatsapp", "voice" };
	struct item_row r;
	(void)w_account(w, "phones", "sms", "AC1", &phone);
	for (int i = 0; i < 3; i++) {
		struct message_in m = { .remote_id = arena_printf(w->a, "SM%d", i), .thread = arena_printf(w->a, "t%d", i),
			.channel = channels[i], FROM("Una", "+44 7700 900001"), .from_kind = "phone",
			.kind = i == 2 ? KIND_CALL : KIND_MESSAGE, .text = "Is my lamp there?" };
		int64_t id = w_feed(w, &phone, m);
		cases[i] = w_case_of(w, id);
		W_DO(read_item(w->s, id, w->a, &r, &w->err));
		T_STR(r.channel, i ? channels[i] : "sms");
		T_STR(w_case(w, cases[i]).channels, r.channel);
		w_wait(MS_MINUTE);
	}
	T_INT(w_int(w, "SELECT count(DISTINCT customer) FROM identity WHERE address='+447700900001'"), 1);
	T_STR(ask(w, cases[0], NULL), "phones: to +447700900001");
	T_STR(route.channel, "sms");
	T_STR(ask(w, cases[1], NULL), "phones: to +447700900001");
	T_STR(route.channel, "whatsapp");
	T_STR(ask(w, cases[1], "sms"), "phones: to +447700900001");
	T_STR(route.channel, "sms");
	T_OK(strstr(ask(w, cases[2], NULL), "call"), "a call is not answered in writing: %s", w->err.text);
}

/* Where a conversation begins with a template, it takes one; where only they may begin it, the way says so. */
static void
test_beginning(struct world *w)
{
	struct feed_context ctx;
	int64_t wa = w_account(w, "shop-whatsapp", "whatsapp", "+390200000", &ctx), c = w_case_of(w, CHAT(w, .remote_id = "b1",
		.thread = "rita", FROM("Rita", "rita"), .text = "Are you open?"));
	int64_t other = w_case_of(w, w_feed(w, &w->chat_ctx, (struct message_in){ .remote_id = "b2", .thread = "rita2",
		FROM("Rita", "+39 347 5554433"), .from_kind = "phone", .text = "It is me, by another way?" }));
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = w_case(w, c).customer, .customer2 = w_case(w, other).customer);
	T_OK(strstr(ask(w, c, "whatsapp"), "begins with an approved template"), "nothing begins it: %s", w->err.text);
	struct capability_in cap = { .key = "after-window", .value = "written-template" };
	struct batch b = { .capabilities = &cap, .capability_count = 1 };
	W_DO(feed_batch(w->s, &ctx, &b, &w->fed, &w->err));
	(void)wa;
	T_STR(ask(w, c, "shop-whatsapp +393475554433"), "shop-whatsapp: to +393475554433");
	T_INT(route.thread, 0);
	T_STR(ask(w, c, "shop-telegram rita"), "shop-telegram: to rita");
	T_OK(strstr(ask(w, c, "shop-whatsapp rita"), "no account or channel"), "not both: %s", w->err.text);
}

int
main(void)
{
	static void (*const tests[])(struct world *) = { test_mail, test_participant, test_forms, test_channels,
		test_beginning, test_new_address, test_old_chat,
		test_refusals, test_shared_account, test_account_gone };
	struct world world, *w = &world;
	w_begin(w);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tests[i](w);
	return w_end(w);
}
