/*
 * store_verify.c - who is speaking: verified by facts, codes, a person, the platform; over with the contact; what needs it.
 */
#include "store_world.h"

static int64_t ana, chat_case, mail_case;

#define VERIFY(w, ...) ACT(w, .verb = ACT_VERIFY, .case_id = chat_case, .verify = &(struct act_verify){ __VA_ARGS__ })
#define VERIFY_NOT(w, ...) REFUSED(w, .verb = ACT_VERIFY, .case_id = chat_case, .verify = &(struct act_verify){ __VA_ARGS__ })

static struct speaking
speaking(struct world *w)
{
	struct speaking k = { .how = NULL };
	error_clear(&w->err);
	W_DO(read_speaking(w->s, chat_case, 0, w->a, &k, &w->err));
	return k;
}

/* Ana has written by mail for long; now somebody says in a chat that she is Ana. */
static void
make_ana(struct world *w)
{
	int64_t m = MAIL(w, .remote_id = "1@x", FROM("Ana Perez", "ana@x.example"), TO_US, .text = "Where is order 12345?");
	mail_case = w_case_of(w, m);
	ana = w_case(w, mail_case).customer;
	struct act_value order = { .name = "order", .text = "12345", .folded = "12345", .source = "agent" };
	ACT(w, .verb = ACT_FIELD, .case_id = mail_case, .field = &order);
	struct act_value city = { .name = "city", .text = "Gubbio", .folded = "gubbio", .source = "import" };
	ACT(w, .verb = ACT_FIELD, .customer = ana, .field = &city);
	w_wait(10 * MS_DAY);
	chat_case = w_case_of(w, CHAT(w, .remote_id = "c1", .thread = "ana", FROM("Ana", "777"), .text = "And where is it now?"));
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = ana, .customer2 = w_case(w, chat_case).customer);
}

static void
test_facts(struct world *w)
{
	static const char *const two[] = { "order", "city", NULL }, *const one[] = { "city", NULL },
		*const twice[] = { "city", "city", NULL }, *const wrong[] = { "city", "shoe", NULL };
	struct fact_row *f;
	size_t n, city = 0, order = 0;
	struct speaking k = speaking(w);
	T_STR(k.kind, "telegram");
	T_OK(k.begin_at && !k.verified, "who writes is nobody yet");
	W_DO(read_facts(w->s, chat_case, 0, w->a, &f, &n, &w->err));
	for (size_t i = 0; i < n; i++) {
		city += str_eq(f[i].name, "city") && str_eq(f[i].value, "Gubbio");
		order += str_eq(f[i].name, "order") && str_eq(f[i].value, "12345");
		T_OK(!str_eq(f[i].value, "777"), "their own address proves nothing");
	}
	T_OK(city == 1 && order == 1, "the card and the cases give the facts");
	T_OK(VERIFY_NOT(w, .way = VERIFY_FACTS, .facts = one) != NULL, "one fact is too few: %s", w->err.text);
	T_OK(VERIFY_NOT(w, .way = VERIFY_FACTS, .facts = twice) != NULL, "nor the same one twice");
	T_OK(VERIFY_NOT(w, .way = VERIFY_FACTS, .facts = wrong) != NULL, "nor what is not on the card: %s", w->err.text);
	struct act_result r = VERIFY(w, .way = VERIFY_FACTS, .facts = two);
	k = speaking(w);
	T_OK(k.verified && str_eq(k.how, "facts") && str_eq(k.by, "eva") && str_eq(k.facts, "order city"), "two facts do");
	T_INT(w_int(w, "SELECT count(*) FROM action WHERE verb=(SELECT max(verb) FROM action) AND (args LIKE '%12345%' OR args LIKE"
		" '%Gubbio%')"), 0);
	r = ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_OK(!speaking(w).verified, "undone, it is unverified again");
	ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_OK(speaking(w).verified, "and that undone, verified");
}

static void
test_contact(struct world *w)
{
	w_wait(23 * MS_HOUR);
	T_OK(speaking(w).verified, "within a day it holds");
	CHAT(w, .remote_id = "c2", .thread = "ana", FROM("Ana", "777"), .text = "Are you there?");
	w_wait(23 * MS_HOUR);
	T_OK(speaking(w).verified, "a day since their last word");
	w_wait(2 * MS_HOUR);
	struct speaking k = speaking(w);
	T_OK(!k.verified && !k.begin_at, "then the contact is over");
	CHAT(w, .remote_id = "c3", .thread = "ana", FROM("Ana", "777"), .text = "Anybody?");
	T_OK(!speaking(w).verified && speaking(w).begin_at, "who writes then is nobody again");
	ACT(w, .verb = ACT_VERIFY, .case_id = chat_case, .verify = &(struct act_verify){ .way = VERIFY_PERSON },
		.text = "her voice");
	T_OK(speaking(w).verified, "a person may say so");
	struct act_result r = ACT(w, .verb = ACT_RESOLVE, .case_id = chat_case);
	T_OK(!speaking(w).verified, "the case is done: the contact is over");
	ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_OK(speaking(w).verified, "it was not: as before");
	VERIFY(w, .way = VERIFY_END);
	T_OK(!speaking(w).verified, "and ended by hand");
}

static int64_t
target_of(struct world *w, struct identity_row **list, size_t *n)
{
	W_DO(read_code_targets(w->s, chat_case, 0, w->a, list, n, &w->err));
	return *n ? (*list)[0].id : 0;
}

/* What leaves for the customer. */
static char *
text_of_newest(struct world *w)
{
	char *body = NULL;
	W_DO(read_text(w->s, w_int(w, "SELECT text FROM outbox ORDER BY id DESC LIMIT 1"), w->a, &body, &w->err));
	return body ? body : arena_str(w->a, "");
}

static void
send_code(struct world *w, int64_t to)
{
	static const struct recipient who = { ROLE_TO, { "Ana Perez", "ana@x.example" } };
	struct act_message m = { .account = w->mail, .recipients = &who, .recipient_count = 1, .subject = "Code",
		.text = "Your code: {code}. Thank you", .from_address = "help@shop.example", .seen = -1 };
	ACT(w, .verb = ACT_VERIFY, .case_id = chat_case, .message_out = &m,
		.verify = &(struct act_verify){ .way = VERIFY_CODE, .code_to = to });
}

static void
test_code(struct world *w)
{
	struct identity_row *list;
	size_t n;
	int64_t to = target_of(w, &list, &n), waiting = w_case(w, chat_case).waiting_since;
	T_INT((int)n, 1);
	T_STR(list[0].address, "ana@x.example");
	T_OK(VERIFY_NOT(w, .way = VERIFY_CODE_BACK, .code = "123456") != NULL, "no code is out: %s", w->err.text);
	send_code(w, to);
	char *text = text_of_newest(w), *code = arena_strn(w->a, text + strlen("Your code: "), 6);
	T_INT((int)strspn(code, "0123456789"), 6);
	T_OK(speaking(w).code_until && speaking(w).tries_left == 3, "a code is out, three tries");
	w_deliver(w, w->mail);
	T_OK(strstr(text_of_newest(w), "······") && !strstr(text_of_newest(w), code), "once it has left, nobody reads it here");
	T_INT(w_int(w, "SELECT count(*) FROM verification v, text t WHERE instr(v.code, t.body) > 0"), 0);
	T_INT(w_case(w, chat_case).waiting_since, waiting);
	char wrong[7];
	memcpy(wrong, code, 7);
	wrong[5] = code[5] == '0' ? '1' : '0';
	VERIFY(w, .way = VERIFY_CODE_BACK, .code = wrong);
	T_OK(!speaking(w).verified && speaking(w).tries_left == 2, "a wrong one is no code");
	VERIFY(w, .way = VERIFY_CODE_BACK, .code = arena_printf(w->a, "%.3s %s", code, code + 3));
	T_OK(speaking(w).verified && str_eq(speaking(w).how, "code"), "read back, however it is spaced");
	VERIFY(w, .way = VERIFY_END);
	T_OK(VERIFY_NOT(w, .way = VERIFY_CODE_BACK, .code = code) != NULL, "a code is good once");
	send_code(w, to);
	text = text_of_newest(w);
	code = arena_strn(w->a, text + strlen("Your code: "), 6);
	memcpy(wrong, code, 7);
	wrong[5] = code[5] == '0' ? '1' : '0';
	for (int i = 0; i < 3; i++)
		VERIFY(w, .way = VERIFY_CODE_BACK, .code = wrong);
	T_OK(VERIFY_NOT(w, .way = VERIFY_CODE_BACK, .code = code) != NULL, "three tries, then even the right one is none");
	send_code(w, to);
	code = arena_strn(w->a, text_of_newest(w) + strlen("Your code: "), 6);
	w_wait(11 * MS_MINUTE);
	T_OK(VERIFY_NOT(w, .way = VERIFY_CODE_BACK, .code = code) != NULL, "ten minutes, then it is none: %s", w->err.text);
	int64_t box = w_int(w, "SELECT max(id) FROM outbox");
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = box);
	T_OK(!strstr(text_of_newest(w), code), "one that was taken back is not read either");
	T_INT(w_int(w, "SELECT count(*) FROM draft"), 0);
}

static void
test_targets(struct world *w)
{
	static const struct recipient mallory = { ROLE_TO, { "Ana", "mallory@y.example" } };
	struct act_message m = { .account = w->mail, .recipients = &mallory, .recipient_count = 1, .subject = "Code",
		.text = "{code}", .from_address = "help@shop.example", .seen = -1 };
	struct identity_row *list;
	size_t n;
	int64_t to = target_of(w, &list, &n);
	T_OK(REFUSED(w, .verb = ACT_VERIFY, .case_id = chat_case, .message_out = &m,
		.verify = &(struct act_verify){ .way = VERIFY_CODE, .code_to = to }) != NULL, "never to another address: %s",
		w->err.text);
	int64_t late = MAIL(w, .remote_id = "9@x", FROM("Ana", "mallory@y.example"), TO_US, .text = "I am Ana, too?");
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = ana, .customer2 = w_case(w, w_case_of(w, late)).customer);
	CHAT(w, .remote_id = "c4", .thread = "ana", FROM("Ana", "777"), .text = "Hello?");
	target_of(w, &list, &n);
	T_INT((int)n, 1);
	T_STR(list[0].address, "ana@x.example");
}

static void
test_gate(struct world *w)
{
	struct act_value city = { .name = "iban", .text = "IT60X0542811101000000123456", .folded = "it60", .source = "agent" };
	struct speaking k;
	T_INT(read_verified(w->s, ana, w->a, &k, &w->err), 0);
	T_OK(REFUSED(w, .verb = ACT_FIELD, .customer = ana, .field = &city) != NULL, "bank details are not changed: %s",
		w->err.text);
	struct act both[] = { { .verb = ACT_VERIFY, .customer = ana, .verify = &(struct act_verify){ .way = VERIFY_PERSON },
		.text = "called back" }, { .verb = ACT_FIELD, .customer = ana, .field = &city } };
	struct act_result r;
	W_DO(w_acts(w, w->eva, both, 2, &r));
	T_INT(read_verified(w->s, ana, w->a, &k, &w->err), 1);
	ACT(w, .verb = ACT_UNDO, .action = r.action);
	T_INT(read_verified(w->s, ana, w->a, &k, &w->err), 0);
	both[0] = (struct act){ .verb = ACT_FIELD, .customer = ana, .field = &city };
	T_OK(w_acts(w, 0, both, 1, &r) == 0, "an import may");
}

static void
test_platform(struct world *w)
{
	int64_t c = w_case_of(w, MAIL(w, .remote_id = "p1@x", FROM("Ditta", "ditta@pec.example"), TO_US, .text = "Certified?",
		.flags = MESSAGE_PEC));
	struct speaking k;
	W_DO(read_speaking(w->s, c, 0, w->a, &k, &w->err));
	T_OK(k.verified && str_eq(k.how, "platform"), "certified mail says whose it is");
	c = w_case_of(w, MAIL(w, .remote_id = "p2@x", FROM("Ditta", "ditta2@pec.example"), TO_US, .text = "Certified?",
		.flags = MESSAGE_PEC | MESSAGE_PEC_UNVERIFIED));
	W_DO(read_speaking(w->s, c, 0, w->a, &k, &w->err));
	T_OK(!k.verified, "what only claims to be certified does not");
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	make_ana(w);
	test_facts(w);
	test_contact(w);
	test_code(w);
	test_targets(w);
	test_gate(w);
	test_platform(w);
	return w_end(w);
}
