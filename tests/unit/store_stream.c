/*
 * store_stream.c - what is said in public: the stream takes it in without a case or a clock; a question, or what
 * belongs to a case that is there, becomes work.
 */
#include "store_world.h"

static struct feed_context page_ctx;
static int64_t page;

/* A comment on a post, `minute` after nine. */
static int64_t
comment(struct world *w, const char *id, const char *who, int minute, const char *text)
{
	return w_feed(w, &page_ctx, (struct message_in){ .remote_id = id, .thread = "post", FROM(who, who),
		.audience = AUDIENCE_PUBLIC, .text = text, .received_at = W_NOON + minute * MS_MINUTE,
		.post = "Our new lamp", .post_link = "https://page.example/post" });
}

static int64_t
state_of(struct world *w, int64_t id)
{
	return w_int(w, arena_printf(w->a, "SELECT state FROM stream WHERE id=%lld", (long long)id));
}

static bool
why_says(struct world *w, int64_t message, const char *code)
{
	char *codes = NULL;
	return read_why(w->s, message, w->a, &codes, &w->err) == 0 && strstr(codes, code);
}

static void
test_arrivals(struct world *w)
{
	int64_t praise = comment(w, "c1", "rita", 0, "What a lovely window, the nicest of the street!");
	T_INT(w_case_of(w, praise), 0);
	T_INT(state_of(w, praise), STREAM_NEW);
	T_INT(w_int(w, "SELECT count(*) FROM cases"), 0);
	T_OK(why_says(w, praise, "case=stream") && why_says(w, praise, "public=stream"), "explain says that it is in the stream");
	T_INT(w_int(w, "SELECT count(*) FROM customer"), 0);
	int64_t complaint = comment(w, "c2", "marco", 1, "Paid three weeks ago, and nothing came.");
	T_INT(state_of(w, complaint), STREAM_NEW);
	int64_t question = comment(w, "c3", "marco", 9, "Or do I have to write it in the reviews?");
	int64_t c = w_case_of(w, question);
	T_OK(c > 0, "a question becomes a case");
	T_OK(why_says(w, question, "public=question"), "and says why");
	T_INT(state_of(w, question), STREAM_CASE);
	T_INT(w_case_of(w, complaint), c);
	T_INT(state_of(w, complaint), STREAM_CASE);
	T_INT(w_case(w, c).waiting_since, W_NOON + MS_MINUTE);
	T_INT(w_case_of(w, praise), 0);
	T_INT(state_of(w, praise), STREAM_NEW);

	int64_t bystander = comment(w, "c4", "gianna", 12, "Answer him at least!");
	T_INT(w_case_of(w, bystander), c);
	T_OK(why_says(w, bystander, "public=thread"), "what others say while a case is open there belongs to it");
	int64_t other = comment(w, "c5", "piero", 13, "How much is the big one?");
	T_OK(w_case_of(w, other) > 0 && w_case_of(w, other) != c, "somebody else's question is a case of its own");
	int64_t more = comment(w, "c6", "marco", 14, "I wait.");
	T_INT(w_case_of(w, more), c);
	T_OK(why_says(w, more, "public=sender"), "who has a case in the conversation goes on in it");
	ACT(w, .verb = ACT_RESOLVE, .case_id = w_case_of(w, other));
	ACT(w, .verb = ACT_RESOLVE, .case_id = c);
	int64_t after = comment(w, "c7", "sara", 15, "Nice shop.");
	T_INT(w_case_of(w, after), 0);
	T_INT(state_of(w, after), STREAM_NEW);
	int64_t rage = comment(w, "c10", "nino", 16, "Shameful, you are thieves.");
	T_OK(w_case_of(w, rage) > 0 && why_says(w, rage, "public=anger"), "anger in public becomes a case, question or not");
	T_INT(w_case(w, w_case_of(w, rage)).mood <= -50, 1);
	ACT(w, .verb = ACT_SPAM, .case_id = w_case_of(w, rage));
}

static void
test_bystander_clock(struct world *w)
{
	int64_t q = comment(w, "b1", "lena", 20, "Is it in stock?"), c = w_case_of(w, q);
	ACT(w, .verb = ACT_STATUS, .case_id = c, .value = STATUS_PENDING);
	comment(w, "b2", "otto", 21, "I have two of them.");
	T_INT(w_case(w, c).status, STATUS_PENDING);
	comment(w, "b3", "lena", 22, "I still wait.");
	T_INT(w_case(w, c).status, STATUS_OPEN);
}

static void
test_customer(struct world *w)
{
	int64_t elsewhere = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "d1", .thread = "other post",
		FROM("lena", "lena"), .audience = AUDIENCE_PUBLIC, .text = "Nobody answers me." });
	T_OK(why_says(w, elsewhere, "public=customer"), "an open case in public is told of on another post, too");
	T_OK(w_case_of(w, elsewhere) > 0, "and the comment belongs to it");
}

static void
test_settings(struct world *w)
{
	page_ctx.public_cases = true;
	int64_t m = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "e1", .thread = "e", FROM("ugo", "ugo"),
		.audience = AUDIENCE_PUBLIC, .text = "Bravi." });
	T_OK(w_case_of(w, m) > 0, "public = cases: every comment is a case");
	page_ctx.public_cases = false;
	m = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "e2", .thread = "e2", FROM("ugo2", "ugo2"),
		.audience = AUDIENCE_PUBLIC, .text = "Is it old?", .received_at = W_NOON - 40 * MS_DAY });
	T_INT(w_case_of(w, m), 0);
	T_INT(state_of(w, m), STREAM_HISTORY);
	m = w_feed(w, &page_ctx, (struct message_in){ .remote_id = "e3", .thread = "e3", FROM("ugo3", "ugo3"),
		.audience = AUDIENCE_GROUP, .text = "Hello." });
	T_OK(w_case_of(w, m) > 0, "a closed group is no stream");
}

/* What the channel tells of it is kept up to date. */
static void
test_figures(struct world *w)
{
	struct message_in m = { .remote_id = "f1", .thread = "f", FROM("vera", "vera"), .audience = AUDIENCE_PUBLIC,
		.text = "So beautiful.", .likes = 3, .reach = 12000, .link = "https://page.example/f1", .post = "Window" };
	int64_t id = w_feed(w, &page_ctx, m);
	T_INT(w_int(w, "SELECT likes FROM stream WHERE reach=12000"), 3);
	m.likes = 8;
	m.post = "Window, by night";
	w_feed(w, &page_ctx, m);
	T_INT(w_int(w, "SELECT likes FROM stream WHERE reach=12000"), 8);
	T_INT(w_int(w, "SELECT count(*) FROM text WHERE body='Window, by night'"), 1);
	/* answered where it was said, by our people on the platform itself */
	w_feed(w, &page_ctx, (struct message_in){ .remote_id = "f2", .thread = "f", FROM("us", "us"), .direction =
		DIRECTION_OUT, .audience = AUDIENCE_PUBLIC, .text = "Thank you!", .in_reply_to = "f1" });
	T_INT(state_of(w, id), STREAM_ANSWERED);
}

/* -- reading it ---------------------------------------------------------------------------------------- */

static char *
listed(struct world *w, const char *query, bool all)
{
	struct query_context ctx = { .now = clock_now() };
	struct stream_page p = { .all = all, .limit = 3 };
	struct stream_row *rows;
	struct query *q = NULL;
	struct buf b = BUF_INIT;
	size_t n;
	bool more = true;
	if (query && query_parse(query, &ctx, w->a, &q, NULL, &w->err) < 0)
		return w->err.text;
	p.query = q;
	while (more) {
		if (read_stream(w->s, &p, w->a, &rows, &n, &more, &w->err) < 0)
			return w->err.text;
		for (size_t i = 0; i < n; i++)
			buf_addf(&b, "%s%s", b.len ? " " : "", rows[i].item.remote_id);
		p.after = n ? &rows[n - 1] : p.after;
	}
	char *text = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return text;
}

static void
test_reading(struct world *w)
{
	struct stream_row row;
	struct item_row *items;
	size_t n;
	int64_t count, id = w_int(w, "SELECT id FROM message WHERE remote_id='f1'");
	bool any;
	for (int i = 0; i < 2; i++)
		w_feed(w, &page_ctx, (struct message_in){ .remote_id = i ? "g2" : "g1", .thread = "g", FROM("iva", "iva"),
			.audience = AUDIENCE_PUBLIC, .text = i ? "and the lamp too" : "So beautiful here",
			.received_at = W_NOON + (30 + i) * MS_MINUTE });
	T_STR(listed(w, NULL, false), "g2 g1 c7 c1");
	T_STR(listed(w, "beautiful", false), "g1");
	T_STR(listed(w, "beautiful", true), "g1 f1");
	T_STR(listed(w, "reach:>10k", true), "f1");
	T_STR(listed(w, "reach:>10k", false), "");
	W_DO(read_stream_count(w->s, 2, &count, &any, &w->err));
	T_INT(count, 3);	/* more than two */
	T_OK(any, "there is a stream");
	W_DO(read_stream_row(w->s, id, w->a, &row, &w->err));
	T_STR(row.post, "Window, by night");
	T_STR(row.link, "https://page.example/f1");
	T_STR(row.item.body, "So beautiful.");
	T_INT(row.likes, 8);
	T_INT(row.reach, 12000);
	T_OK(read_stream_row(w->s, 1 << 20, w->a, &row, &w->err) < 0 && strstr(w->err.text, "sportello stream"),
		"what is none of it: %s", w->err.text);
	error_clear(&w->err);
	W_DO(read_thread(w->s, row.item.thread, 10, w->a, &items, &n, &w->err));
	T_INT(n, 2);
	T_STR(items[0].remote_id, "f1");
	T_STR(items[1].body, "Thank you!");
}

/* -- deciding ---------------------------------------------------------------------------------------------- */

static int64_t
praise(struct world *w, const char *id, const char *who)
{
	return w_feed(w, &page_ctx, (struct message_in){ .remote_id = id, .thread = id, FROM(who, who),
		.audience = AUDIENCE_PUBLIC, .text = "So beautiful." });
}

static void
can(struct world *w, const char *what)
{
	struct capability_in c = { .key = "acts", .value = what };
	struct batch b = { .capabilities = &c, .capability_count = 1 };
	W_DO(feed_batch(w->s, &page_ctx, &b, &w->fed, &w->err));
}

static void
test_pass(struct world *w)
{
	int64_t id = praise(w, "p1", "pia"), cases = w_int(w, "SELECT count(*) FROM cases");
	T_STR(ACT(w, .verb = ACT_PASS, .message = id).words, "passed over");
	T_INT(state_of(w, id), STREAM_PASSED);
	ACT(w, .verb = ACT_UNDO);
	T_INT(state_of(w, id), STREAM_NEW);
	T_OK(REFUSED(w, .verb = ACT_PASS, .message = MAIL(w, .remote_id = "no@x", FROM("N", "n@n.example"), TO_US,
		.text = "Hello?")) != NULL, "a mail is not passed over: %s", w->err.text);
	cases++;
	int64_t c = ACT(w, .verb = ACT_OPEN, .message = id).case_id;
	T_INT(state_of(w, id), STREAM_CASE);
	T_INT(w_case_of(w, id), c);
	T_INT(w_case(w, c).waiting_since, W_NOON);
	T_INT(w_int(w, "SELECT count(*) FROM cases"), cases + 1);
	ACT(w, .verb = ACT_UNDO);
	T_INT(state_of(w, id), STREAM_NEW);
	T_INT(w_case_of(w, id), 0);
}

static void
test_answer(struct world *w)
{
	int64_t id = praise(w, "a1", "ada"), cases = w_int(w, "SELECT count(*) FROM cases");
	struct item_row row;
	struct outbox_row box;
	W_DO(read_item(w->s, id, w->a, &row, &w->err));
	struct act_message m = { .account = page, .thread = row.thread, .audience = AUDIENCE_PUBLIC, .text = "Thank you, Ada!",
		.recipients = (const struct recipient[]){ { ROLE_TO, { NULL, "ada" } } }, .recipient_count = 1, .seen = -1,
		.answers = id, .no_hold = true };
	T_OK(REFUSED(w, .verb = ACT_ANSWER, .message = id, .message_out = &m) != NULL,
		"public words are confirmed: %s", w->err.text);
	m.confirm_public = true;
	struct act_result r = ACT(w, .verb = ACT_ANSWER, .message = id, .message_out = &m);
	T_INT(state_of(w, id), STREAM_ANSWERED);
	W_DO(read_outbox_row(w->s, r.outbox, w->a, &box, &w->err));
	T_STR(box.in_reply_to, "a1");
	T_INT(box.target, id);
	ACT(w, .verb = ACT_UNDO);
	T_INT(state_of(w, id), STREAM_NEW);
	T_INT(w_state(w, r.outbox), OUTBOX_CANCELLED);
	r = ACT(w, .verb = ACT_ANSWER, .message = id, .message_out = &m);
	T_INT(w_deliver(w, page), r.outbox);
	T_INT(w_int(w, "SELECT count(*) FROM cases"), cases);
	T_INT(w_int(w, "SELECT count(*) FROM message WHERE direction=1 AND case_id IS NULL AND outbox IS NOT NULL"), 1);
	/* refused by the platform: it waits again */
	r = ACT(w, .verb = ACT_ANSWER, .message = id, .message_out = &m);
	int64_t box_id;
	W_DO(outbox_claim(w->s, page, clock_now(), &care_policy_default, &box_id, &w->err));
	W_DO(outbox_move(w->s, box_id, OUTBOX_TRYING, OUTBOX_FAILED, "comment is gone", NULL, 0, &w->err));
	T_INT(state_of(w, id), STREAM_NEW);
}

static void
test_deeds(struct world *w)
{
	int64_t id = praise(w, "l1", "lia"), ours;
	struct outbox_row box;
	struct stream_row row;
	T_OK(REFUSED(w, .verb = ACT_LIKE, .message = id) != NULL && strstr(w->err.text, "does not say"),
		"a program that says nothing can nothing: %s", w->err.text);
	can(w, "like delete edit");
	T_OK(REFUSED(w, .verb = ACT_HIDE, .message = id) != NULL, "what it does not name: %s", w->err.text);
	struct act_result r = ACT(w, .verb = ACT_LIKE, .message = id);
	W_DO(read_outbox_row(w->s, r.outbox, w->a, &box, &w->err));
	T_STR(box.kind, "like");
	T_STR(box.to, "lia");
	T_STR(box.in_reply_to, "l1");
	T_INT(box.not_before, clock_now() + care_policy_default.undo_send_ms);
	T_OK(REFUSED(w, .verb = ACT_LIKE, .message = id) != NULL, "one like at a time: %s", w->err.text);
	W_DO(read_stream_row(w->s, id, w->a, &row, &w->err));
	T_STR(row.under_way, "like");
	ACT(w, .verb = ACT_UNDO);
	T_INT(w_state(w, r.outbox), OUTBOX_CANCELLED);
	r = ACT(w, .verb = ACT_LIKE, .message = id, .value = 1);
	T_INT(w_deliver(w, page), r.outbox);
	W_DO(read_stream_row(w->s, id, w->a, &row, &w->err));
	T_INT(row.ours, STREAM_LIKED);
	T_INT(row.state, STREAM_NEW);
	T_INT(w_int(w, arena_printf(w->a, "SELECT count(*) FROM event WHERE message=%lld AND kind=%d", (long long)id,
		EVENT_LIKED)), 1);
	struct act undo = { .verb = ACT_UNDO };
	T_OK(w_refused(w, undo) != NULL, "what has left is not undone: %s", w->err.text);
	T_OK(REFUSED(w, .verb = ACT_LIKE, .message = id) != NULL, "liked already: %s", w->err.text);
	r = ACT(w, .verb = ACT_UNLIKE, .message = id, .value = 1);
	w_deliver(w, page);
	W_DO(read_stream_row(w->s, id, w->a, &row, &w->err));
	T_INT(row.ours, 0);
	/* our own words */
	T_OK(REFUSED(w, .verb = ACT_DELETE, .message = id) != NULL, "not ours: %s", w->err.text);
	ours = w_int(w, "SELECT id FROM message WHERE remote_id='f2'");
	T_OK(REFUSED(w, .verb = ACT_EDIT, .message = ours, .text = "Thanks a lot!") != NULL, "public: %s", w->err.text);
	ACT(w, .verb = ACT_EDIT, .message = ours, .text = "Thanks a lot!", .flag = true, .value = 1);
	w_deliver(w, page);
	struct item_row item;
	W_DO(read_item(w->s, ours, w->a, &item, &w->err));
	T_STR(item.body, "Thanks a lot!");
	T_INT(item.revisions, 2);
	ACT(w, .verb = ACT_DELETE, .message = ours, .value = 1);
	w_deliver(w, page);
	W_DO(read_item(w->s, ours, w->a, &item, &w->err));
	T_OK(item.flags & MESSAGE_WITHDRAWN, "our words are marked as deleted");
}

/* What its author deletes leaves the stream, and loses its words where the account says so. */
static void
test_withdrawn(struct world *w)
{
	int64_t kept = praise(w, "w1", "wim"), blank = praise(w, "w2", "wim2");
	struct item_row item;
	for (int i = 0; i < 2; i++) {
		struct event_in e = { .thread = i ? "w2" : "w1", .remote_id = i ? "w2" : "w1", .kind = EVENT_DELETE,
			.at = clock_now() };
		struct batch b = { .events = &e, .event_count = 1 };
		page_ctx.blank_deleted = i;
		W_DO(feed_batch(w->s, &page_ctx, &b, &w->fed, &w->err));
	}
	T_INT(state_of(w, kept), STREAM_PASSED);
	W_DO(read_item(w->s, kept, w->a, &item, &w->err));
	T_STR(item.body, "So beautiful.");
	T_OK(item.flags & MESSAGE_WITHDRAWN, "kept, and marked");
	W_DO(read_item(w->s, blank, w->a, &item, &w->err));
	T_STR(item.body, NULL);
	T_OK(REFUSED(w, .verb = ACT_LIKE, .message = kept) != NULL, "nothing can be done to it: %s", w->err.text);
}

/* -- windows ------------------------------------------------------------------------------------------------ */

static void
window(struct world *w, const char *thread, int64_t until)
{
	char value[32];
	clock_rfc3339(value, until);
	struct capability_in c[] = { { .thread = thread, .key = "window", .value = value },
		{ .thread = thread, .key = "after-window", .value = "template" } };
	struct batch b = { .capabilities = c, .capability_count = 2 };
	W_DO(feed_batch(w->s, &w->chat_ctx, &b, &w->fed, &w->err));
}

static void
test_window(struct world *w)
{
	struct reply_route route, *shut;
	char *codes;
	size_t n;
	int64_t m = CHAT(w, .remote_id = "win1", .thread = "win", FROM("Wanda", "wanda"), .text = "Where is my order?");
	int64_t c = w_case_of(w, m), until = clock_now() + 2 * MS_HOUR, id;
	window(w, "win", until);
	window(w, "nobody knows it", until);
	T_INT(w_int(w, "SELECT count(*) FROM capability WHERE thread=0 AND key='window'"), 0);
	T_INT(w_case(w, c).window_until, until);
	W_DO(read_reply_route(w->s, c, NULL, w->a, &route, &w->err));
	T_INT(route.window_until, until);
	W_DO(read_why(w->s, m, w->a, &codes, &w->err));
	T_OK(strstr(codes, "window=2026-"), "explain knows until when");
	struct act_result r = w_reply(w, w->eva, c, "It left yesterday.");
	w_wait(3 * MS_HOUR);
	struct care_policy p = care_policy_default;
	p.stale_after_chat_ms = 0;
	W_DO(outbox_claim(w->s, w->chat, clock_now(), &p, &id, &w->err));
	T_INT(id, 0);
	struct outbox_row box;
	W_DO(read_outbox_row(w->s, r.outbox, w->a, &box, &w->err));
	T_INT(box.state, OUTBOX_REVIEW);
	T_STR(box.reason, "window");
	T_OK(read_reply_route(w->s, c, NULL, w->a, &route, &w->err) < 0 && strstr(w->err.text, "window closed 1h ago") &&
		strstr(w->err.text, "a template"), "closed: %s", w->err.text);
	error_clear(&w->err);
	W_DO(read_shut_routes(w->s, c, w->a, &shut, &n, &w->err));
	T_OK(n == 1 && strstr(shut[0].shut, "window closed"), "the way is named with its reason");
	struct act_message late = { .account = w->chat, .thread = shut[0].thread, .text = "x", .seen = -1 };
	T_OK(REFUSED(w, .verb = ACT_REPLY, .case_id = c, .message_out = &late) != NULL && strstr(w->err.text, "window"),
		"refused before it is queued: %s", w->err.text);
	window(w, "win", clock_now() + MS_HOUR);
	error_clear(&w->err);
	W_DO(read_reply_route(w->s, c, NULL, w->a, &route, &w->err));
	T_OK(route.thread == shut[0].thread, "their next word opens it again");
}

int
main(void)
{
	struct world w;
	w_begin(&w);
	page = w_account(&w, "page", "facebook", "shop", &page_ctx);
	test_arrivals(&w);
	test_bystander_clock(&w);
	test_customer(&w);
	test_settings(&w);
	test_figures(&w);
	test_reading(&w);
	test_pass(&w);
	test_answer(&w);
	test_deeds(&w);
	test_withdrawn(&w);
	test_window(&w);
	return w_end(&w);
}
