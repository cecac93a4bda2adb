/*
 * store_model.c - random lives of a small desk: mail on known and unknown threads, merges of cases and of people, splits,
 * notes, answers, and undo and redo of any of it in any order, checked after every step against the model in model.h.
 * No message is lost, doubled or in somebody else's history, and undoing all leads back to the first state.
 *
 * SPORTELLO_MODEL_RUNS = how many (60), SPORTELLO_MODEL_FIRST = from which seed (1), SPORTELLO_MODEL_STEPS = how long (40),
 * SPORTELLO_MODEL_SEED = only that one, told step by step; shorten it by the steps.
 */
static void failed(const char *call);
#define W_DO(call) ((call) == 0 ? (void)0 : failed(#call))
#include "store_world.h"

#include "model.h"

static struct model m;
static uint64_t dice;
static bool telling, bad;
static int64_t serial, steps_done, undone, refused_undo;
static bool sends, arrives, erases;

static unsigned
throw(unsigned sides)
{
	dice = dice * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(dice >> 33) % sides;
}

__attribute__((format(printf, 1, 2))) static void
say(const char *fmt, ...)
{
	va_list ap;
	if (!telling)
		return;
	va_start(ap, fmt);
	printf("# ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
}

/* The first thing that is wrong ends the sequence. */
__attribute__((format(printf, 1, 2))) static void
wrong(const char *fmt, ...)
{
	va_list ap;
	bad = true;
	va_start(ap, fmt);
	printf("# wrong: ");
	vprintf(fmt, ap);
	printf("\n");
	va_end(ap);
}

static void
failed(const char *call)
{
	wrong("%s failed", call);
}

static struct event *
add_event(enum event_type type, int64_t grp, int thing)
{
	struct event *e = &m.event[m.events++];
	*e = (struct event){ .type = type, .active = true, .grp = grp, .thing = thing, .thread = -1 };
	return e;
}

static int
add_thing(enum thing_kind kind, int64_t id, int thread, int person, int64_t lands, bool out)
{
	m.thing[m.things] = (struct thing){ .id = id, .kind = kind, .thread = thread, .person = person, .lands = lands,
		.out = out, .queued = -1 };
	return m.things++;
}

/* -- what arrives -------------------------------------------------------------------------------------------- */

static bool
on_mail(int person)
{
	return person < MODEL_PEOPLE - 3;
}

static const char *
address(struct world *w, int person)
{
	static const char *const names[] = { "ana@one.example", "ana.p@two.example", "bo@three.example", "cy@four.example",
		"di@five.example", "anap", "bosun", "eli" };
	(void)w;
	return names[person];
}

static int
new_thread(int person)
{
	m.thread_person[m.threads] = person;
	m.thread[m.threads] = 0;
	return m.threads++;
}

/* A message of a person in a thread (-1 = a new one), now or long ago. */
static void
arrive(struct world *w, int person, int thread, bool old)
{
	char *id = arena_printf(w->a, "m%lld@x", (long long)++serial), *root;
	bool fresh = thread < 0;
	model_play(&m);
	if (fresh)
		thread = new_thread(person);
	root = arena_printf(w->a, "t%d@x", thread);
	if (fresh)
		id = root;
	w_wait(MS_SECOND);
	int64_t at = old ? clock_now() - 60 * MS_DAY : clock_now();
	int64_t item = on_mail(person) ? MAIL(w, .remote_id = id, FROM("P", address(w, person)), TO_US, .subject = "A thing",
			.text = arena_printf(w->a, "Where is number %lld?", (long long)serial), .received_at = at,
			.in_reply_to = fresh ? NULL : root)
		: CHAT(w, .remote_id = id, .thread = root, FROM("P", address(w, person)), .received_at = at,
			.text = arena_printf(w->a, "Where is number %lld?", (long long)serial));
	int64_t was = m.next[thread], is = w_case_of(w, item);
	int thing = add_thing(THING_MESSAGE, item, thread, person, was ? was : is, false);
	m.thing[thing].history = old;
	if (!m.thread[thread])
		m.thread[thread] = w_int(w, arena_printf(w->a, "SELECT thread FROM message WHERE id=%lld", (long long)item));
	if (!old && !was) {
		if (model_case(&m, is) >= 0)
			wrong("item %lld joined case %lld instead of opening one", (long long)item, (long long)is);
		model_new_case(&m, is, person);
	}
	if (!old && !m.customer[person])
		m.customer[person] = w_int(w, arena_printf(w->a, "SELECT coalesce(home_customer, customer) FROM identity WHERE id="
			"(SELECT sender FROM message WHERE id=%lld)", (long long)item));
	add_event(EV_MAIL, 0, thing);
	say("mail %lld of %d in thread %d%s -> %lld", (long long)item, person, thread, old ? " (old)" : "", (long long)is);
}

static void
some_mail(struct world *w)
{
	int person = (int)throw(MODEL_PEOPLE), threads[MODEL_THREADS], n = 0;
	if (m.erased[person] || m.threads > MODEL_THREADS - 4)
		return;
	for (int i = 0; i < m.threads; i++)
		if (m.thread_person[i] == person)
			threads[n++] = i;
	if (n && throw(4))
		arrive(w, person, threads[throw((unsigned)n)], false);
	else
		arrive(w, person, -1, !throw(3));
}

/* -- what is done ----------------------------------------------------------------------------------------- */

static int64_t
living(void)
{
	int64_t list[MODEL_CASES];
	int n = 0;
	for (int i = 0; i < m.cases; i++)
		if (!m.pointer[i] && !m.shut[i])
			list[n++] = m.kase[i].id;
	return n ? list[throw((unsigned)n)] : 0;
}

static int64_t
owner(int64_t case_id)
{
	int k = model_case(&m, case_id);
	return k < 0 ? 0 : model_person_end(&m, m.customer[m.kase[k].owner]);
}

static bool
is_erased(int64_t customer)
{
	for (int i = 0; i < MODEL_PEOPLE; i++)
		if (m.erased[i] && customer && model_person_end(&m, m.customer[i]) == customer)
			return true;
	return false;
}

static bool
act(struct world *w, struct act a, struct act_result *r)
{
	w_wait(MS_SECOND);
	return w_acts(w, throw(4) ? w->eva : w->max, &a, 1, r) == 0;
}

static void
some_fields(struct world *w)
{
	static const char *const tags[] = { "a", "b", "c" }, *const who[] = { "eva", "max", "", "team:x" };
	const char *add[] = { tags[throw(3)], NULL }, *remove[] = { tags[throw(3)], NULL };
	int64_t id = living(), other = living();
	struct act acts[] = {
		{ .verb = ACT_TAG, .case_id = id, .add = add, .remove = throw(2) ? remove : NULL },
		{ .verb = ACT_TAG, .case_id = id, .remove = remove },
		{ .verb = ACT_ASSIGN, .case_id = id, .name = who[throw(4)] },
		{ .verb = ACT_PRIORITY, .case_id = id, .value = (int)throw(PRIORITY_COUNT) },
		{ .verb = ACT_STATUS, .case_id = id, .value = throw(2) ? STATUS_PENDING : STATUS_OPEN },
		{ .verb = ACT_RESOLVE, .case_id = id }, { .verb = ACT_REOPEN, .case_id = id },
		{ .verb = ACT_SNOOZE, .case_id = id, .at = clock_now() + 30 * MS_DAY, .flag = throw(2) != 0 },
		{ .verb = ACT_SUBJECT, .case_id = id, .text = throw(2) ? "This" : "That" },
		{ .verb = ACT_NEXT, .case_id = id, .text = throw(2) ? "call" : "write" },
		{ .verb = ACT_FLAG, .case_id = id, .flag = throw(2) != 0 },
		{ .verb = ACT_LINK, .case_id = id, .cases = &other, .case_count = 1, .name = throw(2) ? "part" : "duplicate" },
		{ .verb = ACT_CUSTOMER_SET, .customer = owner(id), .name = "name", .text = throw(2) ? "Ana" : "Bo" },
		{ .verb = ACT_CUSTOMER_SET, .customer = owner(id), .name = "vip", .text = throw(2) ? "yes" : "no" },
	};
	struct act_result r;
	size_t i = throw(sizeof acts / sizeof *acts);
	if (id && act(w, acts[i], &r) && r.count) {
		add_event(EV_FIELDS, r.action, -1);
		say("%lld: %s", (long long)r.action, r.words);
	}
}

static void
some_note(struct world *w)
{
	struct act_result r;
	int64_t id = living();
	if (!id || !act(w, (struct act){ .verb = ACT_NOTE, .case_id = id, .text = "a note" }, &r))
		return;
	int64_t note = w_int(w, "SELECT max(id) FROM note");
	add_event(EV_NOTE, r.action, add_thing(THING_NOTE, note, -1, -1, id, false));
	say("%lld: note %lld on %lld", (long long)r.action, (long long)note, (long long)id);
}

static int
thread_of(int64_t id)
{
	for (int i = 0; i < m.threads; i++)
		if (m.thread[i] == id)
			return i;
	return -1;
}

static void
some_answer(struct world *w)
{
	struct reply_route route;
	struct act_result r;
	struct error err = ERROR_INIT;
	int64_t id = living();
	if (!id || is_erased(owner(id)) || read_reply_route(w->s, id, NULL, w->a, &route, &err) < 0)
		return;
	int thread = thread_of(route.thread);
	struct act_message out = { .account = route.account, .thread = route.thread, .audience = route.audience,
		.recipients = route.recipients, .recipient_count = route.recipient_count, .text = "Here it is.",
		.from_address = "help@shop.example", .seen = -1, .no_hold = true };
	if (thread < 0 || !act(w, (struct act){ .verb = ACT_REPLY, .case_id = id, .message_out = &out }, &r))
		return;
	int box = add_thing(THING_OUTBOX, r.outbox, thread, m.thread_person[thread], id, true);
	m.thing[box].follows = m.next[thread] && model_end(&m, m.next[thread]) == id;
	add_event(EV_QUEUED, r.action, box);
	say("%lld: answer %lld on %lld by thread %d", (long long)r.action, (long long)r.outbox, (long long)id, thread);
}

/* What is queued leaves, and cannot be taken back any more. */
static void
some_delivery(struct world *w)
{
	int64_t account = throw(2) ? w->mail : w->chat, box = sends ? w_deliver(w, account) : 0;
	for (int i = 0; box && i < m.events; i++) {
		struct event *e = &m.event[i];
		if (e->type != EV_QUEUED || m.thing[e->thing].id != box)
			continue;
		const struct thing *q = &m.thing[e->thing];
		int64_t item = w_int(w, arena_printf(w->a, "SELECT message FROM outbox WHERE id=%lld", (long long)box));
		int thing = add_thing(THING_MESSAGE, item, q->thread, q->person, q->lands, true);
		m.thing[thing].queued = e->thing;
		e->gone = true;
		add_event(EV_SENT, 0, thing);
		say("answer %lld left as %lld", (long long)box, (long long)item);
		return;
	}
}

static void
some_opening(struct world *w)
{
	struct act_result r;
	for (int i = 0; i < m.things; i++) {
		struct thing *t = &m.thing[i];
		if (t->kind != THING_MESSAGE || m.home[i] || m.erased[t->person] ||
		    !act(w, (struct act){ .verb = ACT_OPEN, .message = t->id }, &r))
			continue;
		t->lands = r.case_id;
		model_new_case(&m, r.case_id, t->person);
		if (!m.customer[t->person])
			m.customer[t->person] = w_int(w, arena_printf(w->a, "SELECT coalesce(home_customer, customer) FROM identity"
				" WHERE id=(SELECT sender FROM message WHERE id=%lld)", (long long)t->id));
		add_event(EV_OPEN, r.action, i)->into = m.next[t->thread];
		say("%lld: open %lld as %lld", (long long)r.action, (long long)t->id, (long long)r.case_id);
		return;
	}
}

/* -- surgery -------------------------------------------------------------------------------------------------- */

static void
some_merge(struct world *w)
{
	struct act_result r;
	int64_t into = living(), from[3], people[3];
	int n = 0, pairs = 0, mode = (int)throw(3), want = 1 + (int)throw(2);
	for (int i = 0; i < want; i++) {
		int64_t id = living();
		bool known = id == into || !id;
		for (int k = 0; k < n; k++)
			known |= from[k] == id;
		if (!known)
			from[n++] = id;
	}
	if (!n)
		return;
	struct act a = { .verb = ACT_MERGE, .case_id = into, .cases = from, .case_count = (size_t)n, .flag = mode == 0,
		.participant = mode == 1, .reason = throw(2) ? "same order" : NULL };
	int64_t whose = owner(into);
	bool two = false, gone = is_erased(whose);
	for (int i = 0; i < n; i++) {
		bool known = owner(from[i]) == whose;
		two |= !known;
		gone |= is_erased(owner(from[i]));
		for (int k = 0; k < pairs; k++)
			known |= people[k] == owner(from[i]);
		if (!known)
			people[pairs++] = owner(from[i]);
	}
	bool done = act(w, a, &r);
	if (done && two && mode == 2)
		wrong("two people's cases became one without a word");
	if (!done && !(two && mode == 2) && !gone)
		wrong("merge refused: %s", w->err.text);
	if (!done)
		return;
	struct event *e = add_event(EV_MERGE, r.action, -1);
	e->into = into;
	for (int i = 0; i < n; i++)
		e->from[e->cases++] = from[i];
	for (int i = 0; i < pairs && mode == 0; i++) {
		e->person_into[e->people] = whose;
		e->person_from[e->people++] = people[i];
	}
	say("%lld: %s (%s)", (long long)r.action, r.words, mode == 0 ? "same person" : mode == 1 ? "participant" : "plain");
}

static void
some_split(struct world *w)
{
	struct act_result r;
	int list[MODEL_THINGS], n = 0;
	for (int i = 0; i < m.things; i++)
		if (m.thing[i].kind == THING_MESSAGE && !m.thing[i].out && m.home[i] && !m.erased[m.thing[i].person])
			list[n++] = i;
	if (!n || m.cases > MODEL_CASES - 4)
		return;
	int first = list[throw((unsigned)n)];
	const struct thing *t = &m.thing[first];
	int64_t at = model_end(&m, m.home[first]), next = m.next[t->thread];
	if (is_erased(owner(at)))
		return;
	if (!act(w, (struct act){ .verb = ACT_SPLIT, .message = t->id, .reason = throw(2) ? "another matter" : NULL }, &r)) {
		wrong("split refused: %s", w->err.text);
		return;
	}
	model_new_case(&m, r.case_id, t->person);
	struct event *e = add_event(EV_SPLIT, r.action, -1);
	e->into = r.case_id;
	e->from[0] = m.home[first];
	for (int i = 0; i < m.things; i++)
		if (m.thing[i].kind == THING_MESSAGE && m.thing[i].thread == t->thread && m.thing[i].id >= t->id && m.home[i] &&
		    model_end(&m, m.home[i]) == at)
			e->set[e->set_count++] = i;
	e->thread = !next || model_end(&m, next) == at ? t->thread : -1;
	say("%lld: split %lld (and %d more) off %lld as %lld%s", (long long)r.action, (long long)t->id, e->set_count - 1,
		(long long)at, (long long)r.case_id, e->thread < 0 ? "; the thread stays" : "");
}

static void
some_people(struct world *w)
{
	struct act_result r;
	int64_t into = model_person_end(&m, m.customer[throw(MODEL_PEOPLE)]),
		from = model_person_end(&m, m.customer[throw(MODEL_PEOPLE)]);
	if (!into || !from || into == from || is_erased(into) || is_erased(from))
		return;
	if (!act(w, (struct act){ .verb = ACT_CUSTOMER_MERGE, .customer = into, .customer2 = from }, &r)) {
		wrong("customers not merged: %s", w->err.text);
		return;
	}
	struct event *e = add_event(EV_PEOPLE, r.action, -1);
	e->person_into[0] = into;
	e->person_from[0] = from;
	e->people = 1;
	say("%lld: %s (%lld <- %lld)", (long long)r.action, r.words, (long long)into, (long long)from);
}

static void
some_erasure(struct world *w)
{
	struct act_result r;
	int64_t id = model_person_end(&m, m.customer[throw(MODEL_PEOPLE)]);
	if (!erases || !id || is_erased(id) || !act(w, (struct act){ .verb = ACT_CUSTOMER_ERASE, .customer = id }, &r))
		return;
	for (int i = 0; i < MODEL_PEOPLE; i++)
		m.erased[i] |= model_person_end(&m, m.customer[i]) == id;
	say("%lld: erased %lld", (long long)r.action, (long long)id);
}

/* -- undo ------------------------------------------------------------------------------------------------------- */

/* Takes one event back; false = it was refused. */
static bool
take_back(struct world *w, int i)
{
	struct event *e = &m.event[i];
	struct act_result r;
	if (!act(w, (struct act){ .verb = ACT_UNDO, .action = e->grp }, &r)) {
		refused_undo++;
		say("undo of %lld refused: %s", (long long)e->grp, w->err.text);
		return false;
	}
	undone++;
	if (e->type == EV_UNDO)
		m.event[e->target].active = true;
	e->active = false;
	say("%lld: of %lld: %s%s%s", (long long)r.action, (long long)(e->type == EV_UNDO ? m.event[e->target].grp : e->grp),
		r.words, r.left_alone[0] ? " (left alone: " : "", r.left_alone[0]
		? r.left_alone[0] : "");
	if (e->type != EV_UNDO && m.events < MODEL_EVENTS)
		add_event(EV_UNDO, r.action, -1)->target = i;
	return true;
}

static void
some_undo(struct world *w, bool redo)
{
	int list[MODEL_EVENTS], n = 0;
	for (int i = 0; i < m.events; i++) {
		const struct event *e = &m.event[i];
		if (e->active && e->grp && !e->gone && (e->type == EV_UNDO) == redo && !(redo && m.event[e->target].active))
			list[n++] = i;
	}
	if (n)
		(void)take_back(w, list[throw((unsigned)n)]);
}

/* The same by the customers' names: the merge that is in force. */
static void
some_unmerge(struct world *w)
{
	struct act_result r;
	for (int i = m.events; i-- > 0;) {
		struct event *e = &m.event[i];
		if ((e->type != EV_PEOPLE && e->type != EV_MERGE) || !e->active || e->people != 1 || throw(2))
			continue;
		if (!act(w, (struct act){ .verb = ACT_CUSTOMER_UNMERGE, .customer = e->person_into[0],
				.customer2 = e->person_from[0], .reason = "it was a mistake" }, &r)) {
			say("unmerge refused: %s", w->err.text);
			return;
		}
		e->active = false;
		add_event(EV_UNDO, r.action, -1)->target = i;
		say("%lld: unmerge: %s", (long long)r.action, r.words);
		return;
	}
}

/* -- looking ---------------------------------------------------------------------------------------------------- */

/* sql: about the row `id`, "?" */
static void
same(struct world *w, int64_t expected, const char *what, int64_t id, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t is = -1;
	if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_bind_int64(st, 1, id) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		is = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (is != expected && !bad)
		wrong("%s %lld: %lld, not %lld", what, (long long)id, (long long)is, (long long)expected);
}

/* What was taken back lies nowhere. */
static bool
is_queued(int thing)
{
	for (int i = 0; i < m.events; i++)
		if (m.event[i].type == EV_QUEUED && m.event[i].thing == thing)
			return m.event[i].active;
	return false;
}

static void
check_places(struct world *w)
{
	model_play(&m);
	int messages = 0;
	for (int i = 0; i < m.things; i++) {
		int64_t at = m.home[i] ? model_end(&m, m.home[i]) : 0, id = m.thing[i].id;
		messages += m.thing[i].kind == THING_MESSAGE;
		if (m.thing[i].kind == THING_MESSAGE)
			same(w, at, "message", id, "SELECT coalesce(case_id, 0) FROM message WHERE id=?");
		else if (m.thing[i].kind == THING_NOTE)
			same(w, at, "note", id, "SELECT case_id FROM note WHERE id=?");
		else if (is_queued(i) && m.thing[i].follows)	/* else both the case and the thread may keep it */
			same(w, at, "outbox", id, "SELECT case_id FROM outbox WHERE id=?");
	}
	for (int i = 0; i < m.threads; i++)
		same(w, m.next[i] ? model_end(&m, m.next[i]) : 0, "thread", m.thread[i],
			"SELECT coalesce(next_case, 0) FROM thread WHERE id=?");
	for (int i = 0; i < m.cases; i++) {
		same(w, m.pointer[i] || m.shut[i], "case is merged", m.kase[i].id, "SELECT status=6 FROM cases WHERE id=?");
		same(w, owner(m.kase[i].id), "customer of case", m.kase[i].id, "SELECT customer FROM cases WHERE id=?");
	}
	for (int i = 0; i < MODEL_PEOPLE; i++)
		if (m.customer[i] && !m.erased[i])
			same(w, model_person_end(&m, m.customer[i]), "customer of identity", w_int(w, arena_printf(w->a,
				"SELECT id FROM identity WHERE address='%s'", address(w, i))),
				"SELECT customer FROM identity WHERE id=?");
	same(w, messages, "messages", 0, "SELECT count(*) FROM message WHERE ?=0");
}

/* Everything that a person said, and all of their cases, is in their history, and nothing else. */
static void
check_history(struct world *w, int64_t customer)
{
	struct item_row *rows;
	size_t n;
	bool more, seen[MODEL_THINGS] = { false };
	struct timeline_page p = { .customer = customer, .parts = TIMELINE_MESSAGES, .limit = 1000 };
	if (read_timeline(w->s, &p, w->a, &rows, &n, &more, &w->err) < 0)
		wrong("history: %s", w->err.text);
	for (size_t i = 0; i < n && !bad; i++) {
		int k = -1;
		if (rows[i].row != ROW_MESSAGE)
			continue;
		for (int t = 0; t < m.things && k < 0; t++)
			if (m.thing[t].kind == THING_MESSAGE && m.thing[t].id == rows[i].id)
				k = t;
		int64_t whose = k < 0 ? 0 : model_person_end(&m, m.customer[m.thing[k].person]);
		if (k < 0 || seen[k])
			wrong("history of %lld: item %lld unknown or twice", (long long)customer, (long long)rows[i].id);
		else if (whose != customer && (!m.home[k] || owner(model_end(&m, m.home[k])) != customer))
			wrong("history of %lld: item %lld is %lld's", (long long)customer, (long long)rows[i].id, (long long)whose);
		else
			seen[k] = true;
	}
	for (int t = 0; t < m.things && !bad; t++) {
		const struct thing *g = &m.thing[t];
		bool theirs = model_person_end(&m, m.customer[g->person < 0 ? 0 : g->person]) == customer;
		bool in_case = m.home[t] && owner(model_end(&m, m.home[t])) == customer;
		if (g->kind == THING_MESSAGE && !seen[t] && (in_case || (theirs && m.customer[g->person])))
			wrong("history of %lld lacks item %lld", (long long)customer, (long long)g->id);
	}
}

static void
check(struct world *w, bool thorough)
{
	int64_t differ = -1;
	check_places(w);
	if (bad)
		return;
	if ((store_recount(w->s, false, &differ, &w->err) < 0 || differ))
		wrong("%lld cases differ from a recount %s", (long long)differ, w->err.text);
	for (int i = 0; thorough && i < MODEL_PEOPLE && !bad; i++)
		if (m.customer[i] && model_person_end(&m, m.customer[i]) == m.customer[i] && !is_erased(m.customer[i]))
			check_history(w, m.customer[i]);
}

/* -- the first state --------------------------------------------------------------------------------------------- */

/* What no arrival changes; with `all`, what arrivals and answers change too. */
static const char *const lasting[] = {
	"SELECT id, subject, priority, assignee, team, next_step, next_by, promised, waits_on, flagged, merged_into, customer,"
	" snoozed_until FROM cases WHERE id<=?1 AND status<>6",
	"SELECT k.case_id, t.name FROM case_tag k JOIN cases c ON c.id=k.case_id JOIN tag t ON t.id=k.tag WHERE c.status<>6"
	" ORDER BY 1, 2",
	"SELECT * FROM case_link WHERE ?1", "SELECT p.* FROM participant p JOIN cases c ON c.id=p.case_id WHERE c.status<>6 AND ?1",
	"SELECT id, name, language, preferred, vip, notes, merged_into FROM customer WHERE ?1 AND id<=?2",
	"SELECT id, case_id FROM note WHERE deleted=0 AND ?1", "SELECT survivor FROM customer_merge WHERE undone_by IS NULL AND ?1",
};
static const char *const passing[] = {
	("SELECT id, status, waiting_since, due_at, first_reply_at, last_in_at, messages, channels, resolved_at, snooze_reply"
	" FROM cases WHERE id<=?1 AND status<>6"),
	"SELECT id, case_id FROM message WHERE ?1", "SELECT id, next_case FROM thread WHERE ?1",
	"SELECT id, customer, home_customer FROM identity WHERE ?1",
};

static void
dump_one(struct world *w, struct buf *b, const char *sql, int64_t cases, int64_t people)
{
	sqlite3_stmt *st = NULL;
	if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) != SQLITE_OK)
		wrong("%s: %s", sql, sqlite3_errmsg(w->s->db));
	sqlite3_bind_int64(st, 1, cases);
	sqlite3_bind_int64(st, 2, people);
	while (st && sqlite3_step(st) == SQLITE_ROW) {
		for (int k = 0; k < sqlite3_column_count(st); k++) {
			const char *v = (const char *)sqlite3_column_text(st, k);
			buf_addf(b, " %s=%s", sqlite3_column_name(st, k), v ? v : "-");
		}
		buf_addc(b, '\n');
	}
	sqlite3_finalize(st);
}

static char *
dump(struct world *w, bool all, int64_t cases, int64_t people)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < sizeof lasting / sizeof *lasting; i++)
		dump_one(w, &b, lasting[i], cases, people);
	for (size_t i = 0; all && i < sizeof passing / sizeof *passing; i++)
		dump_one(w, &b, passing[i], cases, people);
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
compare(const char *was, const char *is)
{
	for (; *was || *is;) {
		size_t a = strcspn(was, "\n"), b = strcspn(is, "\n");
		if (a != b || memcmp(was, is, a)) {
			wrong("not the first state\n#  was:%.*s\n#   is:%.*s", (int)a, was, (int)b, is);
			return;
		}
		was += a + (was[a] != 0);
		is += b + (is[b] != 0);
	}
}

/* Undoes what there is, the newest first or in any order, over what is refused again later. */
static void
undo_all(struct world *w, bool newest_first)
{
	for (bool moved = true; moved && !bad;) {
		int list[MODEL_EVENTS], n = 0;
		moved = false;
		for (int i = m.events; i-- > 0;)
			if (m.event[i].active && m.event[i].grp && !m.event[i].gone && m.event[i].type != EV_UNDO)
				list[n++] = i;
		for (int i = n - 1; !newest_first && i > 0; i--) {
			int k = (int)throw((unsigned)i + 1), keep = list[i];
			list[i] = list[k];
			list[k] = keep;
		}
		for (int i = 0; i < n && !bad; i++)
			if (take_back(w, list[i])) {
				moved = true;
				check(w, false);
			}
	}
	for (int i = 0; i < m.events && !bad && !erases; i++)
		if (m.event[i].active && m.event[i].grp && !m.event[i].gone && m.event[i].type != EV_UNDO)
			wrong("%lld cannot be undone: %s", (long long)m.event[i].grp, w->err.text);
}

static void
some_step(struct world *w)
{
	switch (throw(20)) {
	case 0: case 1: case 2: if (arrives) some_mail(w); break;
	case 3: case 4: case 5: some_merge(w); break;
	case 6: case 7: some_split(w); break;
	case 8: case 9: some_people(w); break;
	case 10: case 11: case 12: some_undo(w, false); break;
	case 13: some_undo(w, true); break;
	case 14: some_unmerge(w); break;
	case 15: some_note(w); break;
	case 16: some_answer(w); break;
	case 17: if (throw(2)) some_delivery(w); else some_opening(w); break;
	case 18: if (!throw(8)) some_erasure(w); break;
	default: some_fields(w);
	}
}

/* Nobody waits for the disk here. */
static void
begin(struct world *w)
{
	w_begin(w);
	(void)sqlite3_exec(w->s->db, "PRAGMA synchronous=OFF", NULL, NULL, NULL);
}

static bool
sequence(uint64_t seed, int steps)
{
	struct world world, *w = &world;
	char *first;
	dice = seed * 2654435761u + 1;
	memset(&m, 0, sizeof m);
	bad = false;
	begin(w);
	arrives = throw(4) != 0;
	sends = throw(2) && arrives;
	erases = !throw(5) && arrives;
	for (int i = 0; i < MODEL_PEOPLE; i++)
		arrive(w, i, -1, false);
	for (int i = 0; i < 6; i++)
		some_mail(w);
	check(w, true);
	int64_t cases = w_int(w, "SELECT max(id) FROM cases"), people = w_int(w, "SELECT max(id) FROM customer");
	first = dump(w, !arrives, cases, people);
	for (int i = 0; i < steps && !bad && m.events < MODEL_EVENTS - 100 && m.things < MODEL_THINGS - 4; i++) {
		some_step(w);
		check(w, i % 8 == 7);
		steps_done++;
	}
	if (!bad)
		undo_all(w, throw(2) != 0);
	if (!bad)
		check(w, true);
	if (!bad && !erases)
		compare(first, dump(w, !arrives, cases, people));
	store_close(w->s);
	arena_free(w->a);
	nftw(w->dir, w_unlink, 16, FTW_DEPTH | FTW_PHYS);
	return !bad;
}

static int64_t
number(const char *name, int64_t otherwise)
{
	int64_t n;
	const char *s = getenv(name);
	return s && str_to_int64(s, &n) == 0 && n > 0 ? n : otherwise;
}

int
main(void)
{
	int64_t runs = number("SPORTELLO_MODEL_RUNS", 60), seed = number("SPORTELLO_MODEL_SEED", 0), bad_ones = 0,
		first = seed ? seed : number("SPORTELLO_MODEL_FIRST", 1);
	int steps = (int)number("SPORTELLO_MODEL_STEPS", 40);
	telling = seed != 0;
	for (int64_t i = first; i < first + (seed ? 1 : runs); i++)
		if (!sequence((uint64_t)i, steps) && ++bad_ones <= 20)
			printf("# SPORTELLO_MODEL_SEED=%lld SPORTELLO_MODEL_STEPS=%d fails\n", (long long)i, steps);
	printf("# %lld sequences, %lld steps, %lld undone, %lld undos refused with a reason\n", (long long)(seed ? 1 : runs),
		(long long)steps_done, (long long)undone, (long long)refused_undo);
	T_INT(bad_ones, 0);
	return t_done();
}
