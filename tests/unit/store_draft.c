/*
 * store_draft.c - what belongs to one agent alone: drafts, how far a case was read, who is at it now;
 * settings.
 */
#include "store_world.h"

static void
test_drafts(struct world *w, int64_t c)
{
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = c, .account = w->mail, .thread = 3,
		.recipients = "To: a@x.example",
		.subject = "Re: Lamp", .body = "Dear Ana,\n\nit is", .cursor = 17,
			.files = "[[1,\"a.txt\",\"text/plain\"]]",
		.actions = "tag +a; resolve" }, e;
	struct draft *list;
	size_t n;
	W_DO(draft_save(w->s, &d, &w->err));
	T_OK(d.id != 0, "a new draft gets its number");
	W_DO(draft_load(w->s, d.id, w->a, &e, &w->err));
	T_STR(e.recipients, d.recipients);
	T_STR(e.body, d.body);
	T_STR(e.files, d.files);
	T_STR(e.actions, d.actions);
	T_INT(e.cursor, 17);
	T_INT(e.thread, 3);
	w_wait(MS_SECOND);
	d.body = "Dear Ana,\n\nit is on its way.";
	d.recipients = "To: b@x.example\nCc: c@x.example";
	int64_t id = d.id;
	W_DO(draft_save(w->s, &d, &w->err));
	T_INT(d.id, id);
	W_DO(draft_load(w->s, id, w->a, &e, &w->err));
	T_STR(e.body, d.body);
	T_STR(e.recipients, d.recipients);
	T_STR(e.subject, "Re: Lamp");
	T_INT(e.updated_at, clock_now());
	T_OK(w_case(w, c).has_draft, "the list shows that something is begun");
	struct draft other = { .agent = w->max, .kind = "note", .case_id = c, .body = "mine" };
	W_DO(draft_save(w->s, &other, &w->err));
	W_DO(draft_list(w->s, w->eva, c, w->a, &list, &n, &w->err));
	T_INT(n, 1);
	T_INT(list[0].id, id);
	W_DO(draft_list(w->s, 0, c, w->a, &list, &n, &w->err));
	T_INT(n, 2);
	W_DO(draft_list(w->s, w->max, 0, w->a, &list, &n, &w->err));
	T_INT(n, 1);
	/* sent or dropped in another window: the words are worth more than that */
	W_DO(draft_drop(w->s, id, &w->err));
	T_OK(draft_load(w->s, id, w->a, &e, &w->err) < 0, "dropped: %s", w->err.text);
	W_DO(draft_save(w->s, &d, &w->err));
	W_DO(draft_load(w->s, d.id, w->a, &e, &w->err));
	T_STR(e.body, d.body);
	W_DO(draft_drop(w->s, d.id, &w->err));
	W_DO(draft_drop(w->s, other.id, &w->err));
	T_OK(!w_case(w, c).has_draft, "nothing is begun any more");
}

static void
test_used(struct world *w)
{
	struct used_row *list;
	size_t n;
	W_DO(used_add(w->s, w->eva, "macro", "refund", &w->err));
	W_DO(used_add(w->s, w->eva, "macro", "hello", &w->err));
	W_DO(used_add(w->s, w->eva, "command", "hello", &w->err));
	w_wait(MS_SECOND);
	W_DO(used_add(w->s, w->eva, "macro", "late", &w->err));
	W_DO(used_add(w->s, w->eva, "macro", "hello", &w->err));
	W_DO(used_add(w->s, w->max, "macro", "refund", &w->err));
	W_DO(used_list(w->s, w->eva, "macro", w->a, &list, &n, &w->err));
	T_INT(n, 3);
	T_STR(list[0].name, "hello");
	T_INT(list[0].n, 2);
	T_INT(list[0].last_at, clock_now());
	T_STR(list[1].name, "late");
	T_STR(list[2].name, "refund");
	W_DO(used_list(w->s, w->eva, NULL, w->a, &list, &n, &w->err));
	T_INT(n, 4);
	W_DO(used_list(w->s, w->max, NULL, w->a, &list, &n, &w->err));
	T_INT(n, 1);
	T_STR(list[0].kind, "macro");
}

static void
test_draft_sent(struct world *w, int64_t c)
{
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = c, .body = "Here it is." };
	struct reply_route r;
	W_DO(draft_save(w->s, &d, &w->err));
	W_DO(read_reply_route(w->s, c, NULL, w->a, &r, &w->err));
	struct act_message m = { .account = r.account, .thread = r.thread, .recipients = r.recipients,
		.recipient_count =
		r.recipient_count, .text = d.body, .from_address = "help@shop.example", .seen = -1,
			.draft = d.id };
	struct act_result sent = ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m);
	T_OK(!w_case(w, c).has_draft, "the draft ends with the send");
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = sent.outbox);
	T_OK(w_case(w, c).has_draft, "and comes back when it is taken back");
}

static void
test_marks(struct world *w, int64_t c, int64_t message)
{
	T_INT(w_case(w, c).unread, 1);
	W_DO(mark_read(w->s, w->eva, c, message, &w->err));
	T_INT(mark_get(w->s, w->eva, c), message);
	T_INT(w_case(w, c).unread, 0);
	W_DO(mark_read(w->s, w->eva, c, message - 1, &w->err));
	T_INT(mark_get(w->s, w->eva, c), message);
	T_INT(mark_get(w->s, w->max, c), 0);
	int64_t next = MAIL(w, .remote_id = "next@x", FROM("Ana", "ana@perez.example"), TO_US, .text = "And?",
		.in_reply_to = "1@x");
	T_INT(w_case(w, c).unread, 1);
	W_DO(mark_read(w->s, w->eva, c, next, &w->err));
	ACT(w, .verb = ACT_NOTE, .case_id = c, .text = "my own note is no news to me");
	T_INT(w_case(w, c).unread, 0);
	w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = c, .text = "max's is" });
	T_INT(w_case(w, c).unread, 1);
}

static void
test_leases(struct world *w, int64_t c)
{
	char **others;
	W_DO(lease_take(w->s, w->max, c, "compose", MS_MINUTE, &w->err));
	W_DO(lease_take(w->s, w->max, c, "view", MS_HOUR, &w->err));
	W_DO(lease_take(w->s, w->eva, c, "compose", MS_MINUTE, &w->err));
	W_DO(lease_others(w->s, w->eva, c, w->a, &others, &w->err));
	int n = 0;
	while (others[n])
		n++;
	T_INT(n, 4);
	T_STR(others[0], "max");
	w_wait(2 * MS_MINUTE);
	W_DO(lease_others(w->s, w->eva, c, w->a, &others, &w->err));
	T_OK(others[0] && str_eq(others[1], "view") && !others[2], "a lease ends by itself");
	W_DO(lease_take(w->s, w->max, c, "compose", MS_MINUTE, &w->err));
	W_DO(lease_drop(w->s, w->max, c, "compose", &w->err));
	W_DO(lease_drop(w->s, w->max, c, "view", &w->err));
	W_DO(lease_others(w->s, w->eva, c, w->a, &others, &w->err));
	T_STR(others[0], NULL);
}

static void
test_settings(struct world *w)
{
	char *v = NULL;
	const char **names;
	size_t n;
	int64_t id = 0;
	W_DO(store_setting_get(w->s, "view", w->a, &v, &w->err));
	T_STR(v, NULL);
	W_DO(store_setting_put(w->s, "view", "inbox", &w->err));
	W_DO(store_setting_put(w->s, "view", "mine", &w->err));
	W_DO(store_setting_get(w->s, "view", w->a, &v, &w->err));
	T_STR(v, "mine");
	W_DO(store_agent(w->s, "eva", NULL, &id, &w->err));
	T_INT(id, w->eva);
	W_DO(store_agents(w->s, w->a, &names, &n, &w->err));
	T_INT(n, 2);
	T_INT(store_agent_find(w->s, "nobody"), 0);
	T_STR(store_agent_name(w->s, w->max, w->a), "max");
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	int64_t m = MAIL(w, .remote_id = "1@x", FROM("Ana", "ana@perez.example"), TO_US, .subject = "Lamp",
		.text = "Where is it?");
	int64_t c = w_case_of(w, m);
	test_used(w);
	test_drafts(w, c);
	test_draft_sent(w, c);
	test_marks(w, c, m);
	test_leases(w, c);
	test_settings(w);
	return w_end(w);
}
