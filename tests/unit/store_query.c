/*
 * store_query.c - what the query language finds: every field, and/or/not, words, phrases, prefixes,
 * history, on cases and on items; the same whether the index holds everything, half of it, or is not
 * there.
 */
#include "store_world.h"

#include "metric.h"

static int64_t item[20];	/* by the letters below */

/* The reply to a case: queued and delivered. */
static void
answer(struct world *w, int64_t case_id, const char *text)
{
	struct act_result r = w_reply(w, w->eva, case_id, text);
	T_OK(r.outbox && w_deliver(w, w->mail) == r.outbox, "an answer leaves");
}

/* Cases 1 to 5: the mail of a morning. */
static void
first_cases(struct world *w)
{
	static const struct attachment photo = { .part = "2", .name = "photo of lamp.jpg", .type = "image/jpeg",
		.bytes = 9 };
	clock_set(W_NOON - 5 * MS_HOUR, true);
	item['a' - 'a'] = MAIL(w, .remote_id = "a@x", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Broken lamp",
		.text = "My lamp arrived broken, order 4711-22 33.\nPlease help me with this, it is urgent for us.",
		.attachments = &photo, .attachment_count = 1);
	clock_set(W_NOON - 3 * MS_HOUR, true);
	item['b' - 'a'] = MAIL(w, .remote_id = "b@x", FROM("Bruno Rossi", "bruno@rossi.example"), .recipients =
		(const struct recipient[]){ { ROLE_TO, { NULL, "help@shop.example" } }, { ROLE_CC,
			{ "Carla Verdi",
		"carla@verdi.example" } } }, .recipient_count = 2, .subject = "Fattura mancante",
		.text = "Buongiorno, non ho ancora ricevuto la fattura del mese scorso per il mio ordine.\n"
		"Grazie della risposta");
	clock_set(W_NOON - 2 * MS_HOUR, true);
	item['c' - 'a'] = CHAT(w, .remote_id = "tg-1", .thread = "chen", FROM("Chen Wei", "chenwei"),
		.text = "Do you ship to Norway?");
	clock_set(W_NOON - MS_HOUR, true);
	item['d' - 'a'] = MAIL(w, .remote_id = "d@x", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Chair",
		.text = "The chair is fine. Its colour is not: the shade differs from the picture.");
	item['e' - 'a'] = MAIL(w, .remote_id = "e@x", FROM("Dora Gómez", "dora@gomez.example"), TO_US,
		.subject = "Straße",
		.text = "Wo finde ich Ødegård? Ich bin in der Łódź.", .sent_at = clock_now() - 10 * MS_HOUR);
}

/* Cases 6 to 10, and what no case holds. */
static void
more_cases(struct world *w)
{
	item['f' - 'a'] = MAIL(w, .remote_id = "f@x", FROM("Elena Conti", "elena@conti.example"), TO_US,
		.subject = "Password",
		.text = "I cannot sign in any more.");
	item['g' - 'a'] = MAIL(w, .remote_id = "g@x", FROM("Lucky Winner", "win@spam.example"), TO_US,
		.subject = "You won",
		.text = "Claim your prize now, dear friend of lamp!");
	w->chat_ctx.public_cases = true;
	item['h' - 'a'] = CHAT(w, .remote_id = "tg-2", .thread = "pub", FROM("Troll", "troll"),
		.audience = AUDIENCE_PUBLIC,
		.text = "Your shop is the worst, says everybody.", .reach = 12000);
	item['i' - 'a'] = CHAT(w, .remote_id = "tg-3", .thread = "franz", FROM("Franz", "franz"),
		.kind = KIND_CALL,
		.flags = MESSAGE_MISSED);
	item['j' - 'a'] = MAIL(w, .remote_id = "j@x", FROM("Bruno Rossi", "bruno@rossi.example"), TO_US,
		.subject = "Fattura",
		.text = "Ancora nessuna fattura nella mia casella, come mai?");
	item['k' - 'a'] = MAIL(w, .remote_id = "k@x", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Teapot",
		.text = "An old question about a teapot.", .received_at = W_NOON - 40 * MS_DAY);
}

static void
deeds(struct world *w)
{
	static const char *const vip[] = { "vip", "lamp-shop", NULL }, *const ship[] = { "ship", NULL };
	clock_set(W_NOON, true);
	ACT(w, .verb = ACT_TAG, .case_id = 1, .add = vip);
	ACT(w, .verb = ACT_ASSIGN, .case_id = 1, .name = "eva");
	ACT(w, .verb = ACT_PRIORITY, .case_id = 1, .value = PRIORITY_HIGH);
	ACT(w, .verb = ACT_LINK, .case_id = 1, .cases = (const int64_t[]){ 2 }, .case_count = 1,
		.name = "part");
	ACT(w, .verb = ACT_FIELD, .case_id = 1, .field = &(struct act_value){ "order", "12345", "12345", .source = "agent" });
	ACT(w, .verb = ACT_FIELD, .case_id = 10, .field = &(struct act_value){ "amount", "12.50 EUR", "12.50 eur", true, 1250,
		"agent", 0 });
	ACT(w, .verb = ACT_FIELD, .customer = w_case(w, 9).customer, .field = &(struct act_value){ "city", "Łódź", "lodz",
		.source = "agent" });
	static const char *const wholesale[] = { "wholesale", NULL };
	int64_t bruno = w_case(w, 2).customer;
	ACT(w, .verb = ACT_CUSTOMER_TAG, .customer = bruno, .add = wholesale);
	ACT(w, .verb = ACT_CONSENT, .customer = bruno, .name = "marketing", .flag = true);
	ACT(w, .verb = ACT_CONSENT, .customer = bruno, .name = "recording", .flag = true);
	ACT(w, .verb = ACT_CONSENT, .customer = bruno, .name = "recording");
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = bruno, .name = "manager", .text = "eva");
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = bruno, .name = "vip", .text = "yes");
	ACT(w, .verb = ACT_TAG, .case_id = 3, .add = ship);
	ACT(w, .verb = ACT_ASSIGN, .case_id = 3, .name = "team:tech");
	ACT(w, .verb = ACT_INTENT, .case_id = 3, .name = "shipping");
	ACT(w, .verb = ACT_NEXT, .case_id = 3, .text = "send the money back", .flag = true);
	ACT(w, .verb = ACT_NEXT, .case_id = 9, .text = "measure the lift", .at = clock_now() + MS_DAY, .flag = true);
	ACT(w, .verb = ACT_NEXT, .case_id = 9, .text = "");
	ACT(w, .verb = ACT_NEXT, .case_id = 1, .text = "look at it", .at = clock_now() - MS_HOUR);
	ACT(w, .verb = ACT_NEXT, .case_id = 3, .text = "ask the carrier", .at = clock_now() + MS_DAY, .flag = true);
	answer(w, 4, "We exchange it, says the warehouse.");
	ACT(w, .verb = ACT_STATUS, .case_id = 4, .value = STATUS_PENDING);
	ACT(w, .verb = ACT_SNOOZE, .case_id = 5, .at = W_NOON + MS_DAY);
	ACT(w, .verb = ACT_FLAG, .case_id = 5, .flag = true);
	ACT(w, .verb = ACT_RESOLVE, .case_id = 6);
	ACT(w, .verb = ACT_SPAM, .case_id = 7);
	ACT(w, .verb = ACT_PRIORITY, .case_id = 9, .value = PRIORITY_URGENT);
	ACT(w, .verb = ACT_NOTE, .case_id = 9, .text = "He called about the broken lift, wants a quotation.");
	w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = 5, .text = "@eva, is it ours? ask @tech." });
	ACT(w, .verb = ACT_NOTE, .case_id = 6, .text = "@max has seen worse");
	ACT(w, .verb = ACT_MERGE, .case_id = 2, .cases = (const int64_t[]){ 10 }, .case_count = 1);
	struct act_message m = { .account = w->mail, .recipients = (const struct recipient[]){ { ROLE_TO,
		{ NULL,
		"second@tech.example" } } }, .recipient_count = 1, .text = "Please look.",
			.from_address = "help@shop.example",
		.no_hold = true };
	ACT(w, .verb = ACT_ESCALATE, .case_id = 9, .name = "tech", .text = "lift", .message_out = &m,
		.escalate_to = "second@tech.example");
	struct act_result r = w_reply(w, w->eva, 1, "Which lamp is it, please?");
	int64_t id;
	W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	W_DO(outbox_move(w->s, id, OUTBOX_TRYING, OUTBOX_QUEUED, "no route", NULL, clock_now() + MS_DAY,
		&w->err));
	W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	W_DO(outbox_move(w->s, id, OUTBOX_TRYING, OUTBOX_FAILED, "550 no such user", NULL, 0, &w->err));
	(void)r;
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = 2, .body = "Gentile cliente" };
	W_DO(draft_save(w->s, &d, &w->err));
	W_DO(mark_read(w->s, w->eva, 2, 1000, &w->err));
	W_DO(mark_read(w->s, w->eva, 1, 1000, &w->err));
}

/* -- what is asked, and the numbers of the cases in ascending order ---------------------------------- */

static const struct { const char *query, *cases; } cases_of[] = {
	{ "", "1 2 3 4 5 6 7 8 9" },
	/* is:, status: */
	{ "is:new", "2 8" }, { "is:open", "1 3 9" }, { "is:pending", "4" }, { "is:snoozed", "5" },
		{ "is:resolved", "6" },
	{ "is:spam", "7" }, { "status:open", "1 3 9" }, { "status:new", "2 8" }, { "is:merged", "10" },
	{ "is:open or is:new", "1 2 3 8 9" }, { "not is:open", "2 4 5 6 7 8" }, { "is:mine", "1" },
	{ "is:unassigned is:open", "3 9" }, { "is:unread", "3 4 5 6 7 8 9" }, { "is:late", "5" },
	{ "customer_tag:wholesale", "2" }, { "consent:marketing", "2" }, { "consent:recording", "" }, { "manager:me", "2" },
	{ "manager:eva is:new", "2" }, { "manager:none is:open", "1 3 9" }, { "is:vip", "2" }, { "not is:vip is:new", "8" },
	{ "field:order", "1" }, { "field:order=12345", "1" }, { "field:order=123*", "1" }, { "field:order=1234", "" },
	{ "field:amount>12", "2" }, { "field:amount>12.50", "" }, { "field:amount<=12.50", "2" }, { "field:city=lodz", "9" },
	{ "field:city field:order", "" }, { "field:nothing", "" }, { "field:amount=lots", "" },
	{ "policy:none case:1", "1" }, { "policy:gold", "" }, { "clock:resolution", "" }, { "broken:resolution", "" },
	{ "reach:>10k", "8" }, { "reach:>12000", "" }, { "reach:>=12000 is:new", "8" }, { "reach:<500", "" },
	{ "is:stream", "" },
		{ "is:flagged", "5" },
	{ "is:escalated", "9" }, { "is:public", "8" }, { "is:overdue", "1" }, { "is:waiting", "1 2 3 5 7 8 9" },
	{ "is:history", "" },
	/* who */
	{ "assigned:eva", "1" }, { "assigned:me", "1" }, { "assigned:max", "" }, { "assigned:none is:open",
		"3 9" },
	{ "is:mentioned", "5" }, { "mentioned:me", "5" }, { "mentioned:EVA", "5" },
	{ "mentioned:max", "6" }, { "mentioned:tech", "5" },
	{ "mentioned:nobody", "" }, { "is:mentioned or mentioned:max", "5 6" }, { "not mentioned:me is:open", "1 3 9" },
	{ "intent:shipping", "3" }, { "intent:ship*", "3" }, { "intent:any", "3" }, { "intent:none is:open", "1 9" },
	{ "team:tech", "3" }, { "team:none is:open", "1 9" }, { "escalated:tech", "9" }, { "escalated:any",
		"9" },
	{ "escalated:other", "" }, { "escalated:none is:open", "1 3" },
	/* tag, priority */
	{ "tag:vip", "1" }, { "tag:ship", "3" }, { "tag:nosuch", "" }, { "tag:lamp*", "1" },
		{ "tag:vip or tag:ship", "1 3" },
	{ "is:open -tag:vip", "3 9" }, { "priority:urgent", "9" }, { "priority:high", "1" },
		{ "priority:>=high", "1 9" },
	{ "priority:low", "" }, { "is:open priority:<high", "3" },
	/* customer: name, further word of the name, address, id */
	{ "customer:ana", "1 4" }, { "customer:\"Ana Perez\"", "1 4" }, { "customer:Perez", "1 4" },
	{ "customer:bruno@rossi.example", "2" }, { "customer:chenwei", "3" }, { "customer:1", "1 4" },
		{ "customer:nobody", "" }, { "customer:erez", "" }, { "customer:prez", "" }, { "customer:\"perez ana\"",
			"1 4" },
	{ "customer:g", "5" }, { "customer:50%", "" },
	/* messages */
	{ "from:ana", "1 4" }, { "from:perez", "1 4" }, { "from:bruno@rossi.example", "2" }, { "from:gomez",
		"5" },
	{ "to:help", "1 2 4 5 6 7" }, { "to:verdi", "2" }, { "to:nobody", "" }, { "channel:mail",
		"1 2 4 5 6 7" },
	{ "channel:telegram", "3 8 9" }, { "channel:exec", "3 8 9" }, { "account:support", "1 2 4 5 6 7" },
	{ "account:shop-telegram", "3 8 9" }, { "account:none", "" }, { "subject:lamp", "1" },
		{ "subject:broken", "1" },
	{ "subject:chair", "4" }, { "has:attachment", "1" }, { "has:note", "5 6 9" }, { "has:draft", "2" },
		{ "has:link", "1 2" },
	{ "has:siblings", "1 4" }, { "has:promise", "3" }, { "has:promised", "3 9" }, { "has:next", "1 3" },
	{ "next:<0", "1" }, { "next:>2h", "3" }, { "step:carrier", "3" }, { "step:money", "3" }, { "step:lift", "9" },
	{ "step:\"money back\"", "3" }, { "not step:carrier is:open", "1 9" }, { "has:problem", "1" }, { "lang:it", "2" },
		{ "lang:IT", "2" },
	{ "kind:call", "9" }, { "kind:note", "5 6 9" }, { "kind:bounce", "" }, { "direction:out", "4" }, { "id:a@x",
		"1" },
	{ "id:k@x", "" }, { "case:3", "3" }, { "case:10", "10" }, { "case:99", "" },
	/* words */
	{ "lamp", "1 7" }, { "LAMP", "1 7" }, { "lam", "" }, { "lam*", "1 7" }, { "lamp*", "1 7" },
		 { "\"lamp arrived broken\"",
		"1" },
	{ "\"broken lamp\"", "1" }, { "\"arrived lamp\"", "" }, { "strasse", "5" }, { "ødegard", "5" },
		{ "odegaard", "" },
	{ "lodz", "5" }, { "gómez", "5" }, { "47112233", "1" }, { "4711-22", "1" }, { "22 33", "1" },
		{ "4711 2233", "" }, { "photo", "1" }, { "quotation", "9" },
	{ "warehouse", "4" }, { "teapot", "" }, { "nosuchword", "" }, { "!?", "1 2 3 4 5 6 7 8 9" },
	/* and, or, not */
	{ "lamp is:open", "1" }, { "lamp chair", "" }, { "lamp or chair", "1 4 7" }, { "lamp and not prize",
		"1" },
	{ "(lamp or chair) -tag:vip", "4 7" }, { "chair or is:escalated", "4 9" }, { "not lamp",
		"2 3 4 5 6 8 9" },
	{ "-lamp is:open", "3 9" }, { "not (lamp or chair) is:open", "3 9" }, { "is:open (tag:vip or tag:ship)",
		"1 3" },
	/* all terms about messages hold of one message: the answer of case 4 is ours, the question hers */
	{ "from:ana shade", "4" }, { "from:ana warehouse", "" }, { "from:help warehouse", "4" },
	{ "chair not warehouse", "" }, { "chair direction:in", "4" }, { "chair direction:out", "4" },
		{ "differs direction:out", "" },
	{ "from:bruno casella", "2" }, { "fattura channel:telegram", "" },
	/* a note is an item as well */
	{ "quotation kind:note", "9" }, { "quotation from:franz", "" }, { "lift", "9" },
	/* time */
	{ "date:2026-11-20..", "1 2 3 4 5 6 7 8 9" }, { "date:..2026-11-19", "" }, { "opened:2026-11-20..",
		"1 2 3 4 5 6 7 8 9" },
	{ "opened:..2026-11-19", "" }, { "updated:today is:open", "1 3 9" }, { "waiting:>4h is:open", "1" },
	{ "resolved:2026-11-20..", "6" }, { "resolved:..2026-11-19", "" }, { "not resolved:today", "1 2 3 4 5 7 8 9" },
	{ "replied:2026-11-20..", "4" }, { "replied:..2026-11-19", "" }, { "first_reply:>30m", "4" },
	{ "first_reply:>1h", "" }, { "resolution:1h", "6" }, { "resolution:>1h", "" }, { "reopened:2026-11-20..", "" },
	{ "merged:2026-11-20..", "10" }, { "merged:..2026-11-19", "" }, { "escalation:2026-11-20..", "9" },
	{ "escalation:..2026-11-19", "" }, { "rated:2026-11-20..", "" }, { "kpi:first_response", "4" },
	{ "effort:>0", "1 2 3 4 5 6 7 8 9" }, { "contacts:>1", "" }, { "transfers:0", "1 2 3 4 5 6 7 8 9" },
		{ "answered:2026-11-19..", "4" },
	{ "promise_kept:2026-11-19..", "9" }, { "promise_broken:2026-11-19..", "" }, { "sla_kept:2026-11-19..", "4 6 7" },
	{ "sla_broken:2026-11-19..", "" }, { "surveyed:2026-11-19..", "" }, { "bot_contained:2026-11-19..", "" },
	{ "bot_handed_over:2026-11-19..", "" }, { "bot_wrong:2026-11-19..", "" }, { "hour:<24 is:new", "2 8" },
		{ "hour:>23", "" },
	{ "weekday:fri is:new", "2 8" }, { "weekday:tue", "" }, { "resolved_hour:<24", "6" }, { "resolved_hour:>23", "" },
	{ "resolved_weekday:fri", "6" }, { "resolved_weekday:tue", "" }, { "via:telegram", "3 8 9" }, { "via:tele", "" },
	{ "via:none", "" }, { "via:mail", "1 2 4 5 6 7" }, { "is:any", "1 2 3 4 5 6 7 8 9 10" },
		{ "opened:2026-11-20.. is:any",
		"1 2 3 4 5 6 7 8 9 10" },
	{ "waiting:<90m is:open", "9" },
	{ "mood:<-30", "8" }, { "mood:>=-100", "1 2 3 4 5 6 7 8" }, { "is:angry", "" }, { "is:complaint", "8" },
	{ "rule:parcel", "" }, { "rule:any", "" }, { "robot:any", "" }, { "robot:rule", "" },
	{ "rule:none is:pending", "4" }, { "robot:bot", "" }, { "mood:angry", "" }, { "mood:unhappy", "8" },
	{ "score:<3", "" }, { "ces:<3", "" }, { "csat:>=4", "" }, { "incident:any", "" }, { "incident:none is:pending", "4" },
	{ "due:<0", "1" }, { "due:<1h", "1 9" }, { "due:>21h is:open", "3" },
};

/* Items, newest first, by their letters; notes as N, what we sent as S. */
static const struct { const char *query, *items; } items_of[] = {
	{ "lamp", "ga" }, { "lamp*", "ga" }, { "from:ana lamp*", "a" }, { "teapot", "k" },
	{ "is:history", "k" }, { "ana is:history", "k" }, { "from:ana", "dak" },
	{ "from:ana not lamp", "dk" }, { "has:attachment", "a" }, { "kind:note", "NNN" }, { "quotation", "N" },
	{ "is:open lamp", "a" }, { "tag:vip", "a" }, { "tag:ship or teapot", "ck" }, { "fattura", "jb" },
	{ "case:2", "jb" }, { "id:k@x", "k" }, { "date:..2026-10-31", "k" }, { "channel:telegram direction:in",
		"ihc" },
	{ "warehouse", "S" }, { "lang:it", "jb" }, { "customer:bruno", "jb" }, { "not is:open teapot", "k" },
};

static char *
ask_cases(struct world *w, const char *text)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct case_row *rows;
	size_t n;
	bool more, cut;
	struct buf b = BUF_INIT;
	error_clear(&w->err);
	if (query_parse(text, &ctx, w->a, &q, NULL, &w->err) < 0)
		return w->err.text;
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = w->eva, .limit = 100 };
	if (read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err) < 0)
		return w->err.text;
	for (int number = 1; number < 20; number++)
		for (size_t i = 0; i < n; i++)
			if (rows[i].number == number)
				buf_addf(&b, "%s%d", b.len ? " " : "", number);
	int64_t count = -1;
	if (read_count(w->s, q, w->eva, 100, &count, &w->err) < 0)
		return w->err.text;
	if (count != (int64_t)n)
		buf_addf(&b, " (but counted %lld)", (long long)count);
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static char *
ask_items(struct world *w, const char *text)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct item_row *rows;
	size_t n;
	bool more, cut;
	struct buf b = BUF_INIT;
	error_clear(&w->err);
	if (query_parse(text, &ctx, w->a, &q, NULL, &w->err) < 0 ||
	    read_search(w->s, q, w->eva, NULL, 100, w->a, &rows, &n, &more, &cut, &w->err) < 0)
		return w->err.text;
	for (size_t i = 0; i < n; i++) {
		char c = rows[i].row == ROW_NOTE ? 'N' : rows[i].direction == DIRECTION_OUT ? 'S' : '?';
		for (int k = 0; k < 20; k++)
			if (item[k] && item[k] == rows[i].id)
				c = (char)('a' + k);
		buf_addc(&b, c);
	}
	int64_t count = -1;
	if (read_search_count(w->s, q, w->eva, 100, &count, &w->err) < 0)
		return w->err.text;
	if (count != (int64_t)n)
		buf_addf(&b, " (but counted %lld)", (long long)count);
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
ask_all(struct world *w, const char *when)
{
	for (size_t i = 0; i < sizeof cases_of / sizeof *cases_of; i++)
		t_str(ask_cases(w, cases_of[i].query), cases_of[i].cases, arena_printf(w->a, "%s: list %s",
			when,
			cases_of[i].query), __FILE__, __LINE__);
	for (size_t i = 0; i < sizeof items_of / sizeof *items_of; i++)
		t_str(ask_items(w, items_of[i].query), items_of[i].items, arena_printf(w->a, "%s: search %s",
			when,
			items_of[i].query), __FILE__, __LINE__);
}

/* Every field of the language stands in the tables above. */
static void
test_fields(void)
{
	for (int f = 1; f < QUERY_FIELD_COUNT; f++) {
		char name[40];
		bool found = false;
		snprintf(name, sizeof name, "%s:", query_fields[f].name);
		for (size_t i = 0; i < sizeof cases_of / sizeof *cases_of && !found; i++)
			found = strstr(cases_of[i].query, name) != NULL;
		T_OK(found, "%s is asked for", name);
	}
}

static void
test_uid(struct world *w)
{
	char hex[33];
	uid_hex(hex, w_case(w, 3).uid);
	T_STR(ask_cases(w, arena_printf(w->a, "case:u:%.8s", hex)), "3");
	T_STR(ask_cases(w, arena_printf(w->a, "case:u:%s", hex)), "3");
}

static void
test_snippet(struct world *w)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct item_row *rows;
	size_t n;
	bool more, cut;
	W_DO(query_parse("urgent", &ctx, w->a, &q, NULL, &w->err));
	W_DO(read_search(w->s, q, w->eva, NULL, 10, w->a, &rows, &n, &more, &cut, &w->err));
	T_INT(n, 1);
	T_OK(n && rows[0].snippet && strstr(rows[0].snippet, "urgent for us"),
		"the line that matched is shown");
	T_OK(n && rows[0].snippet && !strstr(rows[0].snippet, "arrived"), "and no other");
}

int
main(void)
{
	struct world world, *w = &world;
	int64_t left;
	w_begin(w);
	first_cases(w);
	more_cases(w);
	deeds(w);
	W_DO(metric_run(w->s, NULL, 10000000, &left, &w->err));
	test_fields();
	ask_all(w, "not indexed");
	W_DO(index_run(w->s, 6, &left, &w->err));
	T_OK(left > 0, "half of it is indexed");
	ask_all(w, "half indexed");
	W_DO(w_index(w));
	T_INT(read_unindexed(w->s), 0);
	ask_all(w, "indexed");
	W_DO(index_drop(w->s, &w->err));
	W_DO(w_index(w));
	ask_all(w, "indexed anew");
	w->s->large = 1;
	ask_all(w, "as in a large store");
	test_uid(w);
	test_snippet(w);
	return w_end(w);
}
