/* bulk.c - one text to many: who gets it, by which way, and why the others do not; queued slice by slice as one group. */
#include "verb.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

const char *const bulk_state_names[BULK_STATES] = { "ready", "doubt", "open", "template", "closed", "public", "no-way", "unfit",
	"covered", "unknown" };

const char *
bulk_state_words(enum bulk_state state)
{
	static const char *const words[BULK_STATES] = { N_("private and open"), N_("wants a yes"), N_("something is not filled in"),
		N_("only a template may be sent"), N_("window closed"), N_("only public: left out"), N_("no way to them"),
		N_("does not fit"), N_("covered by another case"), N_("not looked at yet") };
	return _(words[state]);
}

/* -- the text of one case ---------------------------------------------------------------------------------------- */

/* A macro is used as it is; free words are a macro without a name. */
static int
look_text(const struct verb_context *v, const struct bulk *b, const struct letter *l, struct arena *a, struct macro_use *use,
	struct error *err)
{
	struct conf_text text = { .name = "", .text = b->text ? b->text : "" };
	struct conf_macro free_words = { .name = "", .text = text.text, .texts = &text, .text_count = 1 };
	struct macro_place p = { .case_id = l->case_id, .letter = l };
	return macro_look(v, b->macro ? b->macro : &free_words, &p, a, use, err);
}

static const char *
whole_text(const struct letter *l, const char *words, struct arena *a)
{
	const char *text = l->tie ? arena_printf(a, "%s\n\n%s", l->tie, words) : words;
	return l->signature ? arena_printf(a, "%s\n\n-- \n%s", text, l->signature) : text;
}

static char *
open_words(char *const *open, struct arena *a)
{
	char *s = arena_str(a, "");
	for (size_t i = 0; open[i]; i++)
		s = arena_printf(a, "%s%s{%s}", s, i ? ", " : "", open[i]);
	return s;
}

/* -- the way to one customer --------------------------------------------------------------------------------------- */

/* Where only everybody would read it, another way of the customer's is looked for. */
static int
open_private(const struct verb_context *v, struct letter *l, struct arena *a, struct error *err)
{
	struct reply_route *r;
	size_t n;
	if (read_routes(v->store, l->case_id, a, &r, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (r[i].audience < AUDIENCE_UNLISTED && (r[i].thread || r[i].recipient_count))
			return letter_by_route(v, l, &r[i], a, err);
	return 0;
}

/* Why there is no way: a window that has closed, or no address at all. */
static enum bulk_state
shut_state(const struct verb_context *v, int64_t case_id, struct arena *a)
{
	struct reply_route *r;
	size_t n;
	if (read_shut_routes(v->store, case_id, a, &r, &n, NULL) < 0)
		return BULK_NO_WAY;
	for (size_t i = 0; i < n; i++)
		if (r[i].window_until && r[i].window_until <= v->now)
			return read_takes_templates(v->store, r[i].account, r[i].thread) ? BULK_TEMPLATE : BULK_CLOSED;
	return BULK_NO_WAY;
}

static enum bulk_state
find_way(const struct verb_context *v, struct letter *l, struct arena *a, const char **why)
{
	struct error err = ERROR_INIT;
	*why = "";
	if (letter_open(v, l, a, &err) < 0) {
		*why = arena_str(a, err.text);
		return shut_state(v, l->case_id, a);
	}
	if (l->audience >= AUDIENCE_UNLISTED && (open_private(v, l, a, &err) < 0 || l->audience >= AUDIENCE_UNLISTED))
		return BULK_PUBLIC;
	bool closed = l->window_until && l->window_until <= v->now;
	if (letter_wants_template(l) || (closed && read_takes_templates(v->store, l->account, l->thread)))
		return BULK_TEMPLATE;
	return closed ? BULK_CLOSED : BULK_READY;
}

static enum bulk_state
judge_text(const struct verb_context *v, const struct bulk *b, struct letter *l, struct arena *a, const char **why)
{
	struct error err = ERROR_INIT;
	struct length_result r;
	struct macro_use use;
	char **doubts;
	*why = "";
	/* nothing is written yet: the ways alone */
	if (!b->macro && str_empty(b->text))
		return BULK_READY;
	if (look_text(v, b, l, a, &use, &err) < 0) {
		*why = arena_str(a, err.text);
		return BULK_UNFIT;
	}
	if (use.unless || str_empty(use.text)) {
		*why = use.unless ? use.unless : _("there is no text");
		return BULK_UNFIT;
	}
	if (use.open[0]) {
		*why = open_words(use.open, a);
		return BULK_OPEN;
	}
	l->text = whole_text(l, use.text, a);
	l->then = !str_empty(use.actions) && b->then ? arena_printf(a, "%s; %s", use.actions, b->then)
		: !str_empty(use.actions) ? use.actions : b->then;
	letter_length(l, l->text, &r);
	if (r.over) {
		*why = arena_printf(a, _("too long for %s: %ld of %ld"), l->channel, r.used, r.limit);
		return BULK_UNFIT;
	}
	if (letter_doubts(v, l, a, &doubts, &err) < 0) {
		*why = arena_str(a, err.text);
		return BULK_UNFIT;
	}
	*why = letter_doubt_words(doubts, a);
	if (l->pec_lost)
		*why = arena_printf(a, "%s%s%s", *why, **why ? "; " : "", _("it answers certified mail (PEC) by plain mail"));
	return **why ? BULK_DOUBT : BULK_READY;
}

/* The letter of one case as it would leave; its state says whether it may. */
static enum bulk_state
make_letter(const struct verb_context *v, const struct bulk *b, const struct bulk_item *it, struct letter *l, struct arena *a,
	const char **why)
{
	*l = (struct letter){ .kind = LETTER_REPLY, .case_id = it->case_id, .seen = -1, .mass = true };
	enum bulk_state way = find_way(v, l, a, why);
	return way == BULK_READY ? judge_text(v, b, l, a, why) : way;
}

/* -- looking ------------------------------------------------------------------------------------------------------- */

void
bulk_begin(struct bulk *b, const int64_t *cases, size_t n, struct arena *a)
{
	*b = (struct bulk){ .items = arena_array(a, struct bulk_item, n + 1), .n = n };
	for (size_t i = 0; i < n; i++)
		b->items[i] = (struct bulk_item){ .case_id = cases[i], .state = BULK_UNKNOWN, .who = "", .subject = "",
			.account = "", .channel = "", .to = "", .why = "" };
}

void
bulk_text(struct bulk *b, const char *text, const struct conf_macro *macro)
{
	b->text = text;
	b->macro = macro;
	b->looked = 0;
	for (size_t i = 0; i < b->n; i++)
		b->items[i].state = BULK_UNKNOWN;
}

static void
look_one(const struct verb_context *v, const struct bulk *b, struct bulk_item *it, struct arena *a)
{
	struct arena *scratch = arena_new();
	struct case_row row;
	struct letter l;
	const char *why = "";
	if (read_case(v->store, it->case_id, v->who.agent, scratch, &row, NULL) < 0) {
		it->state = it->alone = BULK_NO_WAY;
	} else {
		it->number = row.number;
		it->customer = row.customer;
		it->last_item = row.last_item;
		it->who = arena_str(a, row.customer_name);
		it->subject = arena_str(a, row.subject ? row.subject : "");
		bool doubted = it->alone == BULK_DOUBT;
		it->alone = it->state = make_letter(v, b, it, &l, scratch, &why);
		struct account_row *accounts;
		size_t n;
		if (l.account && read_accounts(v->store, false, scratch, &accounts, &n, NULL) == 0)
			for (size_t i = 0; i < n; i++)
				if (accounts[i].id == l.account)
					it->account = arena_str(a, accounts[i].name);
		it->channel = arena_str(a, l.channel ? l.channel : "");
		it->to = l.recipient_count ? arena_str(a, l.recipients[0].who.address) : "";
		/* a doubt wants a yes */
		if (it->state == BULK_DOUBT && !doubted)
			it->out = true;
	}
	it->why = arena_str(a, why);
	arena_free(scratch);
}

static int
by_customer(const void *x, const void *y)
{
	const struct bulk_item *a = *(const struct bulk_item *const *)x, *b = *(const struct bulk_item *const *)y;
	if (a->customer != b->customer)
		return a->customer < b->customer ? -1 : 1;
	if (a->alone != b->alone)
		return a->alone < b->alone ? -1 : 1;
	if (a->last_item != b->last_item)
		return a->last_item > b->last_item ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Each customer once: the best way, where they wrote last; their other cases are covered by it. */
static void
settle(struct bulk *b, struct arena *a)
{
	struct bulk_item **list = arena_array(a, struct bulk_item *, b->n + 1);
	for (size_t i = 0; i < b->n; i++)
		list[i] = &b->items[i];
	if (b->n)
		qsort(list, b->n, sizeof *list, by_customer);
	for (size_t i = 1; i < b->n; i++) {
		const struct bulk_item *first = list[i - 1];
		if (!list[i]->customer || first->customer != list[i]->customer)
			continue;
		bool covered = first->state == BULK_COVERED || first->alone <= BULK_DOUBT;
		if (!covered)
			continue;
		list[i]->state = BULK_COVERED;
		list[i]->why = first->state == BULK_COVERED ? first->why : arena_printf(a, _("by #%lld"), (long long)first->number);
	}
}

bool
bulk_look(const struct verb_context *v, struct bulk *b, size_t max, struct arena *a)
{
	if (b->looked == b->n)
		return true;
	for (size_t i = 0; i < max && b->looked < b->n; i++)
		look_one(v, b, &b->items[b->looked++], a);
	if (b->looked == b->n)
		settle(b, a);
	return b->looked == b->n;
}

char *
bulk_preview(const struct verb_context *v, const struct bulk *b, size_t i, struct arena *a)
{
	struct error err = ERROR_INIT;
	struct letter l = { .kind = LETTER_REPLY, .case_id = b->items[i].case_id, .seen = -1 };
	struct macro_use use;
	const char *why;
	enum bulk_state way = find_way(v, &l, a, &why);
	if (way != BULK_READY || look_text(v, b, &l, a, &use, &err) < 0 || !use.text)
		return NULL;
	return arena_str(a, whole_text(&l, use.text, a));
}

size_t
bulk_count(const struct bulk *b, enum bulk_state state, bool out)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n; i++)
		n += b->items[i].state == state && b->items[i].out == out;
	return n;
}

/* -- queueing ------------------------------------------------------------------------------------------------------ */

static struct bulk_pace *
pace_of(struct bulk *b, const char *account, struct arena *a)
{
	for (size_t i = 0; i < b->pace_count; i++)
		if (str_eq(b->pace[i].account, account))
			return &b->pace[i];
	struct bulk_pace *p = VEC_PUSH(a, b->pace, b->pace_count, b->pace_space);
	*p = (struct bulk_pace){ arena_str(a, account), 0 };
	return p;
}

static int
send_one(const struct verb_context *v, struct bulk *b, struct bulk_item *it, struct arena *a, struct error *err)
{
	struct verb_context as = *v;
	struct letter l;
	struct act_result r;
	struct arena *scratch = arena_new();
	const char *why = "";
	int64_t rate = 0;
	struct bulk_pace *pace = pace_of(b, it->account, a);
	enum bulk_state state = make_letter(v, b, it, &l, scratch, &why);
	int rc = 0;
	(void)str_to_int64(conf_str(v->conf, OPT_CARE_BULK_RATE), &rate);
	as.who.group = b->group;
	/* what has changed meanwhile is judged as it stands now, and stays behind with its reason */
	if (state != BULK_READY && (state != BULK_DOUBT || it->alone != BULK_DOUBT)) {
		it->state = it->alone = state;
		it->why = arena_str(a, why);
		goto out;
	}
	l.hold_ms = conf_span(v->conf, OPT_CARE_BULK_HOLD) + (rate > 0 ? pace->n * MS_MINUTE / rate : 0);
	l.anyway = l.confirm_plain = true;
	if ((rc = letter_send(&as, &l, scratch, &r, err)) < 0)
		goto out;
	pace->n++;
	it->queued = true;
	b->sent++;
	b->group = b->group ? b->group : r.action;
	if (!b->begun_at)
		b->begun_at = v->now + l.hold_ms;
	if (v->now + l.hold_ms > b->last_at)
		b->last_at = v->now + l.hold_ms;
out:
	arena_free(scratch);
	return rc;
}

int
bulk_send(const struct verb_context *v, struct bulk *b, size_t max, struct arena *a, struct error *err)
{
	size_t done = 0;
	for (size_t i = 0; i < b->n; i++) {
		struct bulk_item *it = &b->items[i];
		bool goes = !it->out && !it->queued && (it->state == BULK_READY || it->state == BULK_DOUBT);
		/* queued before we were cut off */
		if (goes && b->group && read_outbox_of_group(v->store, b->group, it->case_id)) {
			it->queued = true;
			goes = false;
		}
		if (!goes)
			continue;
		if (done++ == max)
			return 0;
		struct error mine = ERROR_INIT;
		if (send_one(v, b, it, a, &mine) == 0)
			continue;
		if (mine.code == ERR_BUSY)
			return done > 1 ? 0 : error_set(err, ERR_BUSY, "%s", mine.text);
		it->state = it->alone = BULK_UNFIT;
		it->why = arena_str(a, mine.text);
	}
	return 1;
}

/* "45 s", "4m" */
static char *
span_words(int64_t ms, struct arena *a)
{
	char span[8];
	ms = ms > 0 ? ms : 0;
	clock_short_span(span, ms);
	return ms < MS_MINUTE ? arena_printf(a, "%llds", (long long)(ms / MS_SECOND)) : arena_str(a, span);
}

char *
bulk_done_words(const struct verb_context *v, const struct bulk *b, struct arena *a)
{
	const char *first = span_words(b->begun_at - v->now, a), *last = span_words(b->last_at - v->now, a);
	return arena_printf(a, ngettext_("%zu message queued, the first leaves in %s, the last in %s",
		"%zu messages queued, the first leaves in %s, the last in %s", b->sent), b->sent, first, last);
}

/* -- cut off ------------------------------------------------------------------------------------------------------- */

static char *
key_of(const struct verb_context *v, struct arena *a)
{
	return arena_printf(a, "bulk:%lld", (long long)v->who.agent);
}

/* "GROUP MACRO THEN CASE CASE...\nTEXT": what was not left out. */
int
bulk_keep(const struct verb_context *v, const struct bulk *b, struct arena *a, struct error *err)
{
	struct buf t = BUF_INIT;
	buf_addf(&t, "%lld %s %s", (long long)b->group, str_quote(a, b->macro ? b->macro->name : ""),
		str_quote(a, b->then ? b->then : ""));
	for (size_t i = 0; i < b->n; i++)
		if (!b->items[i].out && (b->items[i].state == BULK_READY || b->items[i].state == BULK_DOUBT))
			buf_addf(&t, " %lld", (long long)b->items[i].case_id);
	buf_addf(&t, "\n%s", b->text ? b->text : "");
	int rc = store_setting_put(v->store, key_of(v, a), t.data, err);
	buf_free(&t);
	return rc;
}

bool
bulk_kept(const struct verb_context *v, struct bulk *b, struct arena *a)
{
	char *text = NULL, **words;
	size_t n;
	if (store_setting_get(v->store, key_of(v, a), a, &text, NULL) < 0 || str_empty(text) || !strchr(text, '\n') ||
	    str_words(a, arena_strn(a, text, strcspn(text, "\n")), &words, &n, NULL) < 0 || n < 4)
		return false;
	int64_t *ids = arena_array(a, int64_t, n);
	for (size_t i = 3; i < n; i++)
		ids[i - 3] = strtoll(words[i], NULL, 10);
	bulk_begin(b, ids, n - 3, a);
	const struct conf_macro *m = *words[1] ? conf_macro_find(v->conf, words[1], a, NULL) : NULL;
	bulk_text(b, arena_str(a, strchr(text, '\n') + 1), m);
	b->then = *words[2] ? words[2] : NULL;
	b->group = strtoll(words[0], NULL, 10);
	return true;
}

void
bulk_forget(const struct verb_context *v)
{
	struct arena *a = arena_new();
	(void)store_setting_put(v->store, key_of(v, a), "", NULL);
	arena_free(a);
}
