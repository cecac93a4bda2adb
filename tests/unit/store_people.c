/*
 * store_people.c - finding customers, telling who may be one person, and the figures.
 */
#include "store_world.h"

#include "match.h"

static char *
find(struct world *w, const char *text)
{
	struct customer_row *rows;
	size_t n;
	struct buf b = BUF_INIT;
	error_clear(&w->err);
	if (read_customers(w->s, text, 10, w->a, &rows, &n, &w->err) < 0)
		return w->err.text;
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", rows[i].name ? rows[i].name : "?");
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static int64_t
customer_of(struct world *w, int64_t message)
{
	return w_case(w, w_case_of(w, message)).customer;
}

static int64_t ana, ana_home, chen, bruno;

static void
make_people(struct world *w)
{
	struct feed_context phone = w->chat_ctx;
	phone.channel = "whatsapp";
	ana = customer_of(w, MAIL(w, .remote_id = "1@x", FROM("Ana Pérez", "ana.perez@work.example"), TO_US,
		.text = "Where is my lamp?"));
	w_wait(MS_MINUTE);
	ana_home = customer_of(w, MAIL(w, .remote_id = "2@x", FROM("Ana Perez", "ana.perez@home.example"),
		TO_US,
		.text = "Please call me.\n-- \nAna Perez\nTel. 347 123 4567"));
	w_wait(MS_MINUTE);
	chen = customer_of(w, w_feed(w, &phone, (struct message_in){ .remote_id = "3", .thread = "chen",
		FROM("Chen Wei", "+39 347 1234567"),
		.from_kind = "whatsapp", .text = "Hello, is this the shop?" }));
	w_wait(MS_MINUTE);
	bruno = customer_of(w, MAIL(w, .remote_id = "4@x", FROM("Bruno Rossi", "bruno@rossi.example"), TO_US,
		.text = "Write to bruno.rossi@casa.example from now on, please?"));
	w_wait(MS_MINUTE);
	MAIL(w, .remote_id = "5@x", FROM("Info", "info@casa.example"), TO_US, .text = "An offer?");
	w_wait(MS_DAY);
	MAIL(w, .remote_id = "6@x", FROM("Ana Pérez", "ana.perez@work.example"), TO_US,
		.text = "Hello? Is anybody there?", .in_reply_to = "1@x");
}

static void
test_find(struct world *w, const char *when)
{
	static const struct { const char *text, *names; } table[] = {
		{ "", "Ana Pérez, Info, Bruno Rossi, Chen Wei, Ana Perez" }, { "ana", "Ana Pérez, Ana Perez" },
			{ "ANA P", "Ana Pérez, Ana Perez" },
		{ "perez", "Ana Pérez, Ana Perez" }, { "Pérez", "Ana Pérez, Ana Perez" }, { "rossi",
			"Bruno Rossi" },
		{ "ana.perez@home.example", "Ana Perez" }, { "@casa.example", "Info" }, { "home.example",
			"Ana Perez" },
		{ "+39 347 1234567", "Chen Wei" }, { "347 123 45 67", "Chen Wei" }, { "3471234567",
			"Chen Wei" }, { "nobody", "" },
		{ "  rossi  bruno ", "Bruno Rossi" }, { "%", "" }, { "_", "" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		t_str(find(w, table[i].text), table[i].names, arena_printf(w->a, "%s: '%s'", when,
			table[i].text), __FILE__, __LINE__);
}

static void
test_card(struct world *w)
{
	struct customer_row r;
	W_DO(read_customer(w->s, ana, w->a, &r, &w->err));
	T_STR(r.name, "Ana Pérez");
	T_INT(r.cases, 1);
	T_INT(r.open_cases, 1);
	T_INT(r.identity_count, 1);
	T_INT(r.identities[0].messages, 2);
	T_INT(r.last_at, clock_now());
	T_OK(read_customer(w->s, 4711, w->a, &r, &w->err) < 0, "nobody: %s", w->err.text);
}

static const char *
evidence(struct world *w, int64_t a, int64_t b, int *score)
{
	struct merge_hint *hints;
	size_t n;
	error_clear(&w->err);
	if (read_merge_hints(w->s, a, 50, w->a, &hints, &n, &w->err) < 0)
		return w->err.text;
	for (size_t i = 0; i < n; i++)
		if (hints[i].b == b) {
			*score = hints[i].score;
			return hints[i].evidence;
		}
	*score = 0;
	return NULL;
}

static void
test_hints(struct world *w)
{
	int name, number, back, none;
	int64_t left = 1, annie;
	struct feed_context phone = w->chat_ctx;
	phone.channel = "whatsapp";
	MAIL(w, .remote_id = "7@x", FROM("Ana Perez", "ana.perez@home.example"), TO_US,
		.text = "I have another number now.\n-- \nAna\nCell. 333 765 4321", .in_reply_to = "2@x");
	annie = customer_of(w, w_feed(w, &phone, (struct message_in){ .remote_id = "8", .thread = "annie",
		FROM("annie_77", "+39 333 7654321"), .from_kind = "whatsapp", .text = "Where is it?" }));
	while (left)
		W_DO(suggest_run(w->s, w_own, &left, &w->err));
	const char *words = evidence(w, ana, ana_home, &name);
	T_OK(words && strstr(words, "Ana Pérez") && strstr(words, "ana.perez"), "one name, one local part: %s", words);
	T_OK(!evidence(w, ana_home, chen, &number), "her number is that of somebody with another name: nothing");
	words = evidence(w, ana_home, annie, &number);
	T_OK(words && strstr(words, "+393337654321"), "the number under a mail is that of somebody without one: %s", words);
	words = evidence(w, annie, ana_home, &back);
	T_OK(words && back == number, "and the other way round: %s", words);
	T_OK(!evidence(w, ana, bruno, &none) && !none, "two strangers have nothing in common");
	T_OK(name >= CARE_SUGGEST && number >= CARE_SUGGEST, "both are worth showing (%d, %d)", name, number);
	struct merge_hint *hints;
	size_t n;
	W_DO(read_merge_hints(w->s, 0, 50, w->a, &hints, &n, &w->err));
	int pairs = 0, same = 0;
	for (size_t i = 0; i < n; i++) {
		pairs += (hints[i].a == ana && hints[i].b == ana_home) || (hints[i].b == ana &&
			hints[i].a == ana_home);
		same += hints[i].a == hints[i].b;
	}
	T_INT(pairs, 1);
	T_INT(same, 0);
	/* refused: never again, also when either is merged with somebody; undone: it is back */
	ACT(w, .verb = ACT_NOT_SAME, .customer = ana, .customer2 = ana_home);
	T_OK(!evidence(w, ana, ana_home, &none), "a refusal is remembered");
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = bruno, .customer2 = ana_home);
	T_OK(!evidence(w, ana, bruno, &none), "and goes along when one of them is merged");
	ACT(w, .verb = ACT_UNDO);
	ACT(w, .verb = ACT_UNDO);
	T_OK(evidence(w, ana, ana_home, &none), "undone, it is suggested again");
	/* fields: the same order is evidence, the same city only together with a name */
	int order, city;
	ACT(w, .verb = ACT_FIELD, .customer = chen, .field = &(struct act_value){ "order", "A-77", "a 77", .source = "agent" });
	ACT(w, .verb = ACT_FIELD, .case_id = w_case_of(w, 4), .field = &(struct act_value){ "order", "A-77", "a 77",
		.source = "agent" });
	T_OK(!evidence(w, chen, bruno, &order), "the same order under two names is not enough");
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = bruno, .name = "name", .text = "Wei Chen");
	words = evidence(w, chen, bruno, &order);
	T_OK(words && strstr(words, "order a 77"), "the same order and name: %s (%d)", words, order);
	ACT(w, .verb = ACT_UNDO);
	ACT(w, .verb = ACT_FIELD, .customer = chen, .field = &(struct act_value){ "city", "Pisa", "pisa", .source = "agent" });
	ACT(w, .verb = ACT_FIELD, .customer = bruno, .field = &(struct act_value){ "city", "Pisa", "pisa", .source = "agent" });
	T_OK(!evidence(w, chen, bruno, &city), "the same city is nothing");
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = ana, .customer2 = ana_home);
	T_OK(!evidence(w, ana, ana_home, &none), "who is one person already is no hint");
	T_STR(find(w, "ana"), "Ana Pérez");
	ACT(w, .verb = ACT_UNDO);
}

/* -- figures ----------------------------------------------------------------------------------------- */

static void
test_figures(struct world *w)
{
	struct stats s;
	w_wait(10 * MS_DAY);
	int64_t from = clock_now(), c[4];
	for (int i = 0; i < 4; i++)
		c[i] = w_case_of(w, MAIL(w, .remote_id = arena_printf(w->a, "k%d@x", i), FROM("Kay",
			arena_printf(w->a, "kay%d@kpi.example", i)),
			TO_US, .text = "How long does it take?"));
	for (int i = 0; i < 3; i++) {
		w_wait(MS_HOUR);
		w_reply(w, w->eva, c[i], "Not long.");
		w_deliver(w, w->mail);
	}
	w_wait(MS_HOUR);	/* 4 h after the start */
	ACT(w, .verb = ACT_RESOLVE, .case_id = c[0]);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c[3]);	/* no reply needed */
	w_wait(MS_HOUR);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c[1]);
	ACT(w, .verb = ACT_UNDO);
	MAIL(w, .remote_id = "k0b@x", FROM("Kay", "kay0@kpi.example"), TO_US,
		.text = "It still takes too long.", .in_reply_to = "k0@x");
	MAIL(w, .remote_id = "k0c@x", FROM("Kay", "kay0@kpi.example"), TO_US, .text = "Much too long, I say.",
		.in_reply_to = "k0@x");
	w_wait(MS_HOUR);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c[0]);	/* again, with nothing to say */
	ACT(w, .verb = ACT_REOPEN, .case_id = c[3]);
	ACT(w, .verb = ACT_RESOLVE, .case_id = c[3]);
	ACT(w, .verb = ACT_NOTE, .case_id = c[2], .text = "a note");
	ACT(w, .verb = ACT_NOTE, .case_id = c[2], .text = "one too many");
	ACT(w, .verb = ACT_UNDO);
	MAIL(w, .remote_id = "k9@x", FROM("Kay", "kay9@kpi.example"), TO_US, .kind = KIND_AUTO,
		.text = "I am away.");
	W_DO(read_stats(w->s, from, clock_now() + 1, &s, &w->err));
	T_INT(s.opened, 4);
	T_INT(s.inbound, 6);
	T_INT(s.outbound, 3);
	T_INT(s.notes, 1);
	T_INT(s.resolved, 2);
	T_INT(s.reopened, 2);	/* by the customer, and by hand */
	T_INT(s.first_reply_p50, 2 * MS_HOUR);
	T_INT(s.first_reply_p90, 3 * MS_HOUR);
	T_INT(s.resolution_p50, 4 * MS_HOUR);
	T_INT(s.resolution_p90, 4 * MS_HOUR);
	T_INT(s.open_now, w_int(w, "SELECT count(*) FROM cases WHERE status<2"));
	T_INT(s.waiting_now, 6);
	T_INT(s.overdue_now, 6);
	W_DO(read_stats(w->s, from - MS_DAY, from, &s, &w->err));
	T_INT(s.opened + s.inbound + s.outbound + s.resolved + s.first_reply_p50, 0);
}

int
main(void)
{
	struct world world, *w = &world;
	char **tags;
	static const char *const one[] = { "one", NULL }, *const two[] = { "two", "one", NULL };
	w_begin(w);
	make_people(w);
	test_find(w, "not indexed");
	W_DO(w_index(w));
	test_find(w, "indexed");
	test_card(w);
	test_hints(w);
	ACT(w, .verb = ACT_TAG, .case_id = 1, .add = two);
	ACT(w, .verb = ACT_TAG, .case_id = 2, .add = one);
	W_DO(read_tags(w->s, w->a, &tags, &w->err));
	T_OK(str_eq(tags[0], "one") && str_eq(tags[1], "two") && !tags[2], "tags, most used first");
	test_figures(w);
	return w_end(w);
}
