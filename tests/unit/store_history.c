/*
 * store_history.c - the history of a person: all channels and cases in order of time, read in pages from both ends,
 * narrowed by queries, what is new in it, and never a word that is somebody else's.
 */
#include "store_world.h"

#define ALL (TIMELINE_MESSAGES | TIMELINE_NOTES | TIMELINE_ACTIONS | TIMELINE_EVENTS)

static int64_t ana, ana_chat, bruno, first, second, edited, posted;

static int64_t
customer_of(struct world *w, int64_t item)
{
	struct item_row r;
	return read_item(w->s, item, w->a, &r, &w->err) == 0 ? r.customer : -1;
}

static void
event(struct world *w, const char *thread, const char *about, enum event_kind kind, const char *text)
{
	struct event_in e = { .thread = thread, .remote_id = about, .event_id = text ? text : "gone", .kind = kind,
		.at = clock_now(), .who = { "Ana", "@ana" }, .text = text };
	W_DO(feed_batch(w->s, &w->chat_ctx, &(struct batch){ .events = &e, .event_count = 1 }, &w->fed, &w->err));
}

static void
live(struct world *w)
{
	MAIL(w, .remote_id = "old@x", FROM("Ana", "ana@x.example"), TO_US, .text = "An older question.",
		.received_at = W_NOON - 100 * MS_DAY);
	first = MAIL(w, .remote_id = "1@x", FROM("Ana", "ana@x.example"), TO_US, .subject = "Lamp", .text = "The lamp is broken.");
	ana = customer_of(w, first);
	w_wait(MS_HOUR);
	MAIL(w, .remote_id = "2@x", FROM("Bruno", "bruno@x.example"), TO_US, .text = "My own lamp, if you please.");
	bruno = customer_of(w, MAIL(w, .remote_id = "3@x", FROM("Bruno", "bruno@x.example"), TO_US, .text = "And soon."));
	w_wait(MS_HOUR);
	second = CHAT(w, .remote_id = "c1", .thread = "ana", FROM("Ana", "@ana"), .text = "Did you see my mail about the lamp?");
	ana_chat = customer_of(w, second);
	w_wait(MS_MINUTE);
	edited = CHAT(w, .remote_id = "c2", .thread = "ana", FROM("Ana", "@ana"), .text = "It is the gren one.");
	event(w, "ana", "c2", EVENT_EDIT, "It is the green one.");
	w_wait(MS_MINUTE);
	CHAT(w, .remote_id = "c3", .thread = "ana", FROM("Ana", "@ana"), .text = "Never mind this.");
	event(w, "ana", "c3", EVENT_DELETE, NULL);
	ACT(w, .verb = ACT_NOTE, .case_id = w_case_of(w, first), .text = "lamps of this lot are bad");
	ACT(w, .verb = ACT_TAG, .case_id = w_case_of(w, first), .add = (const char *const[]){ "ship", NULL });
	ACT(w, .verb = ACT_RESOLVE, .case_id = w_case_of(w, first));
	/* under one public post both speak, and neither opens a case */
	posted = CHAT(w, .remote_id = "p1", .thread = "post", FROM("Ana", "@ana"), .text = "Nice post, says Ana.",
		.audience = AUDIENCE_PUBLIC, .flags = MESSAGE_HISTORY, .received_at = W_NOON - 60 * MS_DAY);
	event(w, "post", "p1", EVENT_EDIT, "A nice post, says Ana.");
	CHAT(w, .remote_id = "p2", .thread = "post", FROM("Otto", "@otto"), .text = "A stranger's words.",
		.audience = AUDIENCE_PUBLIC, .flags = MESSAGE_HISTORY, .received_at = W_NOON - 59 * MS_DAY);
}

/* "said | said | ..." of a whole history, read in pages of `limit` from one of its ends. */
static char *
told(struct world *w, struct timeline_page p, size_t limit, bool from_start)
{
	struct item_row edge = { .at = 0 }, *rows;
	struct buf b = BUF_INIT;
	bool more = true;
	size_t n;
	p.limit = limit;
	p.parts |= TIMELINE_BODIES;
	p.after = from_start ? &edge : NULL;
	for (int guard = 0; more && guard < 100; guard++) {
		error_clear(&w->err);
		if (read_timeline(w->s, &p, w->a, &rows, &n, &more, &w->err) < 0)
			return w->err.text;
		if (!n)
			break;
		for (size_t i = 0; i < n; i++) {
			const struct item_row *r = &rows[from_start ? i : n - 1 - i];
			buf_addf(&b, "%lld %d %lld %s|", (long long)r->at, (int)r->row, (long long)r->id, r->body ? r->body
				: r->words ? r->words : "");
		}
		edge = rows[from_start ? n - 1 : 0];
		if (from_start)
			p.after = &edge;
		else
			p.before = &edge;
	}
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static char *
backwards(struct world *w, const char *list)
{
	size_t n;
	char **parts = str_split(w->a, list, "|", &n), *s = arena_str(w->a, "");
	for (size_t i = n; i-- > 0;)
		if (*parts[i])
			s = arena_printf(w->a, "%s%s|", s, parts[i]);
	return s;
}

static int
items(const char *list)
{
	int n = 0;
	for (; *list; list++)
		n += *list == '|';
	return n;
}

static void
test_pages(struct world *w)
{
	struct timeline_page p = { .customer = ana, .parts = ALL };
	char *whole = told(w, p, 500, true);
	for (size_t limit = 1; limit < 8; limit += 3) {
		T_STR(told(w, p, limit, true), whole);
		T_STR(backwards(w, told(w, p, limit, false)), whole);
	}
	int64_t last = 0, at;
	size_t n;
	char **parts = str_split(w->a, whole, "|", &n);
	bool ordered = true;
	for (size_t i = 0; i < n && *parts[i]; i++, last = at) {
		at = strtoll(parts[i], NULL, 10);
		ordered &= at >= last;
	}
	T_OK(ordered, "in strict order of time");
	T_OK(strstr(whole, "older question") && strstr(whole, "lamp is broken") && strstr(whole, "this lot"),
		"history, cases and notes: %s", whole);
	T_OK(!strstr(whole, "Bruno") && !strstr(whole, "own lamp") && !strstr(whole, "Did you see"), "and nobody else's words");
}

static void
test_merged(struct world *w)
{
	struct timeline_page p = { .customer = ana, .parts = ALL };
	char *before = told(w, p, 500, true);
	char *chat = told(w, (struct timeline_page){ .customer = ana_chat, .parts = TIMELINE_MESSAGES }, 500, true);
	T_OK(strstr(chat, "says Ana") && !strstr(chat, "stranger"), "of a public conversation only what they said: %s", chat);
	T_INT(items(told(w, (struct timeline_page){ .customer = ana_chat, .parts = TIMELINE_EVENTS }, 2, true)), 3);
	/* what is remembered of a person ends when something is said */
	struct timeline_page his = { .customer = bruno, .parts = TIMELINE_MESSAGES };
	T_INT(items(told(w, his, 50, false)), 2);
	T_INT(items(told(w, his, 1, false)), 2);
	MAIL(w, .remote_id = "b-old@x", FROM("Bruno", "bruno@x.example"), TO_US, .text = "Long ago.",
		.received_at = W_NOON - 90 * MS_DAY);
	T_INT(items(told(w, his, 1, false)), 3);
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = ana, .customer2 = ana_chat);
	char *both = told(w, p, 3, true);
	T_OK(strstr(both, "lamp is broken") && strstr(both, "Did you see") && strstr(both, "says Ana"), "one history of both");
	T_OK(strstr(both, "merged"), "with the merge in it: %s", both);
	p.customer = ana_chat;
	T_STR(told(w, p, 4, false)[0] ? backwards(w, told(w, p, 4, false)) : "", both);
	p.customer = ana;
	ACT(w, .verb = ACT_UNDO);
	char *after = told(w, (struct timeline_page){ .customer = ana, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES }, 500, true);
	T_STR(after, told(w, (struct timeline_page){ .customer = ana, .parts = TIMELINE_MESSAGES | TIMELINE_NOTES }, 2, true));
	T_OK(!strstr(after, "Did you see") && strstr(before, "lamp is broken"), "undone, they are two again");
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = ana, .customer2 = ana_chat);
}

static char *
asked(struct world *w, const char *source, unsigned parts)
{
	struct query_context ctx = { .now = clock_now(), .last_is_prefix = true };
	struct query *q;
	if (query_parse(source, &ctx, w->a, &q, NULL, &w->err) < 0)
		return w->err.text;
	struct timeline_page p = { .customer = ana, .parts = parts, .query = q, .agent = w->eva };
	char *s = told(w, p, 2, true);
	T_STR(backwards(w, told(w, p, 1, false)), s);
	return s;
}

static void
test_filters(struct world *w)
{
	for (int indexed = 0; indexed < 2; indexed++) {
		char *lamps = asked(w, "lamp", ALL);
		T_INT(items(lamps), 3);
		T_OK(strstr(lamps, "lamps of this lot") && strstr(lamps, "Did you see"), "words, in notes too: %s", lamps);
		T_INT(items(asked(w, "channel:telegram lam", ALL & ~TIMELINE_EVENTS)), 1);
		T_INT(items(asked(w, "own", ALL)), 0);
		if (!indexed)
			W_DO(w_index(w));
	}
	T_INT(items(asked(w, "channel:telegram", TIMELINE_MESSAGES)), 4);
	T_INT(items(asked(w, "kind:note", ALL)), 1);
	char *number = arena_printf(w->a, "case:%lld", (long long)w_case(w, w_case_of(w, first)).number);
	char *one = asked(w, number, TIMELINE_MESSAGES | TIMELINE_TURNS);
	T_OK(strstr(one, "resolved") && strstr(one, "broken") && !strstr(one, "green"), "of one case, with what was done: %s", one);
	T_OK(!strstr(one, "tagged"), "but not with all that was done");
	T_OK(strstr(asked(w, number, ALL), "tagged"), "unless it is asked for");
	struct timeline_page p = { .customer = ana, .case_id = w_case_of(w, second), .parts = TIMELINE_MESSAGES };
	T_INT(items(told(w, p, 1, false)), 3);
	p = (struct timeline_page){ .customer = ana, .parts = TIMELINE_MESSAGES, .from_at = W_NOON - 70 * MS_DAY, .to_at = W_NOON };
	T_INT(items(told(w, p, 1, false)), 1);
	T_STR(backwards(w, told(w, p, 1, false)), told(w, p, 1, true));
	p.to_at = 0;
	T_INT(items(told(w, p, 2, true)), 5);
	p.to_at = W_NOON + 1;
	T_INT(items(told(w, p, 2, true)), 2);
	T_STR(backwards(w, told(w, p, 5, false)), told(w, p, 5, true));
}

static void
test_marks(struct world *w)
{
	struct revision_row *said;
	struct item_row r;
	size_t n;
	W_DO(read_revisions(w->s, edited, 10, w->a, &said, &n, &w->err));
	T_INT(n, 1);
	T_STR(n ? said[0].body : NULL, "It is the gren one.");
	W_DO(read_revisions(w->s, first, 10, w->a, &said, &n, &w->err));
	T_INT(n, 0);
	W_DO(read_item(w->s, edited, w->a, &r, &w->err));
	T_OK(r.revisions > 0 && str_eq(r.body, "It is the green one."), "an edit is known as one");
}

static void
test_news(struct world *w)
{
	struct news_row *news;
	size_t n;
	int64_t top;
	T_INT(visit_get(w->s, w->eva, ana), 0);
	W_DO(read_timeline_news(w->s, ana, w->eva, 0, 100, w->a, &news, &n, &w->err));
	T_INT(n, 6);		/* five messages in cases or not, our own note not */
	T_OK(n && news[0].at <= news[n - 1].at, "the oldest first");
	W_DO(read_timeline_news(w->s, ana, w->max, 0, 100, w->a, &news, &n, &w->err));
	T_INT(n, 7);
	top = 0;
	for (size_t i = 0; i < n; i++)
		top = news[i].id > top ? news[i].id : top;
	W_DO(visit_put(w->s, w->max, ana, top, &w->err));
	W_DO(visit_put(w->s, w->max, ana, top - 1, &w->err));
	T_INT(visit_get(w->s, w->max, ana), top);
	T_INT(visit_get(w->s, w->eva, ana), 0);
	MAIL(w, .remote_id = "9@x", FROM("Ana", "ana@x.example"), TO_US, .text = "Hello again?", .in_reply_to = "1@x");
	W_DO(read_timeline_news(w->s, ana, w->max, top, 100, w->a, &news, &n, &w->err));
	T_INT(n, 1);
	MAIL(w, .remote_id = "10@x", FROM("Bruno", "bruno@x.example"), TO_US, .text = "Hello?");
	W_DO(read_timeline_news(w->s, ana, w->max, top, 100, w->a, &news, &n, &w->err));
	T_INT(n, 1);
}

static void
test_journey(struct world *w)
{
	struct journey j;
	int count = 0, opened = 0;
	W_DO(read_journey(w->s, ana, 100, clock_now(), w->a, &j, &w->err));
	T_OK(j.columns == 100 && j.from_at == W_NOON - 100 * MS_DAY, "from the first contact on");
	for (size_t i = 0; i < j.columns; i++) {
		count += j.step[i].count;
		opened += j.step[i].opened;
	}
	T_INT(count, 7);
	T_INT(opened, 2);
	T_STR(j.step[0].channel, "mail");
	T_INT(j.step[0].count, 1);
	T_STR(j.step[40].channel ? j.step[40].channel : j.step[39].channel, "telegram");
	T_OK(j.step[99].channels == 2, "both channels on the last day");
	W_DO(read_journey(w->s, bruno, 7, clock_now(), w->a, &j, &w->err));
	T_INT(j.step[6].count + j.step[0].count, 4);
}

/* One letter of years ago does not squeeze the last days into one column. */
static void
test_journey_of_old(struct world *w)
{
	struct journey j;
	int64_t message = 0;
	int used = 0, count = 0;
	for (int i = 0; i < 9; i++)
		message = MAIL(w, .remote_id = arena_printf(w->a, "otto%d@x", i), FROM("Otto", "otto@old.example"), TO_US,
			.text = "Where is it?", .received_at = i ? W_NOON - i * MS_DAY : W_NOON - 2000 * MS_DAY);
	W_DO(read_journey(w->s, w_case(w, w_case_of(w, message)).customer, 60, clock_now(), w->a, &j, &w->err));
	for (size_t i = 0; i < j.columns; i++) {
		used += j.step[i].count > 0;
		count += j.step[i].count;
	}
	T_INT(count, 9);
	T_OK(used >= 8 && j.step[0].count == 1, "%d columns are used", used);
	T_OK(j.first_at < j.from_at, "it says that it began before");
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	live(w);
	test_pages(w);
	test_merged(w);
	test_filters(w);
	test_marks(w);
	test_news(w);
	test_journey(w);
	test_journey_of_old(w);
	return w_end(w);
}
