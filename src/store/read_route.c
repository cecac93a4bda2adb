/*
 * read_route.c - how a reply would leave: through which thread or account, to whom.
 *
 * In order: the case's own private threads (the customer's preferred channel, then the newest contact),
 * the customer's other private threads, addresses of theirs to which no thread goes yet, public threads.  Without
 * a wish only the case's own threads count: a reply elsewhere is a decision.
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "reach.h"
#include "read_internal.h"
#include "str.h"

enum { OF_CASE, OF_CUSTOMER, OF_ADDRESS };	/* where a way comes from */

struct way {
	struct reply_route r;
	int of;
	const char *speaks_as, *shut;	/* shut: why it cannot be used, in words, or NULL */
	int64_t last_at, text, last_message;
	bool preferred, active;
	bool others;			/* only people who take part speak there: not unless it is chosen */
};

struct account { int64_t id; char *name, *speaks_as; bool active; };

struct routing {
	struct store *s;
	struct arena *a;
	int64_t case_id, number, customer;
	char *preferred;
	struct account *accounts;
	size_t account_count, account_space;
	char **own;
	size_t own_count, own_space;
	struct way *list;
	size_t n, space;
	struct error *err;
};

/* -- what is known beforehand ----------------------------------------------------------------------------- */

static int
read_known(struct routing *x)
{
	int rc;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ROUTE_CASE, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", x->case_id);
	if ((rc = db_step(x->s, st, x->err)) > 0) {
		x->customer = db_col(st, 0);
		x->preferred = db_col_text(st, 1, x->a);
		x->number = db_col(st, 3);
	}
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(x->err, ERR_INPUT, _("there is no such case"));
	if (!(st = db_stmt(x->s, STMT_ROUTE_OWN, x->err)))
		return -1;
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, x->own, x->own_count, x->own_space) = db_col_text(st, 0, x->a);
	db_done(st);
	if (rc < 0 || !(st = db_stmt(x->s, STMT_ROUTE_ACCOUNTS, x->err)))
		return -1;
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, x->accounts, x->account_count, x->account_space) = (struct account){ db_col(st, 0),
			db_col_text(st, 1, x->a), db_col_text(st, 2, x->a), db_col(st, 3) == 1 };
	db_done(st);
	return rc;
}

static bool
ours(struct routing *x, const char *address)
{
	for (size_t i = 0; i < x->own_count; i++)
		if (str_ieq(x->own[i], address))
			return true;
	return db_int64(x->s, STMT_ROUTE_OURS, 0, "t", address) != 0;
}

/* -- one message of a thread ------------------------------------------------------------------------------ */

struct last { int64_t id, at, flags, kind, text; char *subject, *name, *address, *remote_id; struct recipient *to; size_t n; };

/* 1 = there is one. */
static int
read_last(struct routing *x, enum stmt id, int64_t thread, struct last *m)
{
	sqlite3_stmt *st = db_stmt(x->s, id, x->err);
	if (!st)
		return -1;
	db_bind(st, "ii", thread, x->customer);
	int rc = db_step(x->s, st, x->err);
	if (rc > 0) {
		*m = (struct last){ .id = db_col(st, 0), .at = db_col(st, 1), .flags = db_col(st, 2),
			.kind = db_col(st, 3), .subject = db_col_text(st, 4, x->a), .text = db_col(st, 5),
			.name = db_col_text(st, 7, x->a), .address = db_col_text(st, 8, x->a),
			.remote_id = db_col_text(st, 9, x->a) };
		m->n = read_recipient_list((const char *)sqlite3_column_text(st, 6), x->a, &m->to);
	}
	db_done(st);
	return rc;
}

static bool
among(const struct recipient *list, size_t n, const char *address)
{
	for (size_t i = 0; i < n; i++)
		if (str_ieq(list[i].who.address, address))
			return true;
	return false;
}

/* To: the customer there, or whom they want the answers to go to.  Cc: who was copied, but for us. */
static void
address_way(struct routing *x, struct way *w, const struct last *in, const struct last *newest)
{
	struct recipient *list = NULL;
	size_t n = 0, space = 0;
	bool mail = str_eq(w->speaks_as, "mail"), form = in && in->flags & MESSAGE_FORM;
	for (size_t i = 0; mail && in && !form && i < in->n; i++)
		if (in->to[i].role == ROLE_REPLY_TO && !ours(x, in->to[i].who.address) && !among(list, n, in->to[i].who.address))
			*VEC_PUSH(x->a, list, n, space) = (struct recipient){ ROLE_TO, in->to[i].who };
	if (!n && in && in->address)
		*VEC_PUSH(x->a, list, n, space) = (struct recipient){ ROLE_TO, { in->name, in->address } };
	for (size_t i = 0; !in && newest && i < newest->n; i++)
		if (newest->to[i].role == ROLE_TO)
			*VEC_PUSH(x->a, list, n, space) = newest->to[i];
	for (size_t i = 0; mail && newest && i < newest->n; i++)
		if (newest->to[i].role == ROLE_CC && !ours(x, newest->to[i].who.address) &&
		    !among(list, n, newest->to[i].who.address) && !(in && str_ieq(in->address, newest->to[i].who.address)))
			*VEC_PUSH(x->a, list, n, space) = newest->to[i];
	w->r.recipients = list;
	w->r.recipient_count = n;
}

/* -- threads ---------------------------------------------------------------------------------------------- */

/* A mail may be answered from another mail account once its own is gone; better one that has it too. */
static void
replace_account(struct routing *x, struct way *w)
{
	const struct account *found = NULL;
	for (size_t i = 0; i < x->account_count; i++) {
		const struct account *c = &x->accounts[i];
		if (!c->active || !str_eq(c->speaks_as, "mail"))
			continue;
		bool holds = w->last_message && db_int64(x->s, STMT_ROUTE_HOLDS, 0, "ii", w->last_message, c->id);
		if (!found || holds)
			found = c;
		if (holds)
			break;
	}
	if (found) {
		w->r.account = found->id;
		w->r.account_name = found->name;
		w->active = true;
	}
}

/* "the reply window closed 3h ago", and what the channel takes after it, where it says so. */
static const char *
window_words(struct routing *x, const struct way *w, int64_t now)
{
	char span[8], *after = read_after_window(x->s, w->r.account, w->r.thread, x->a);
	clock_short_span(span, now - w->r.window_until);
	return after ? arena_printf(x->a, _("the reply window closed %s ago; it still takes: %s"), span,
		str_eq(after, "template") ? _("a template") : after)
		: arena_printf(x->a, _("the reply window closed %s ago"), span);
}

static void
judge(struct routing *x, struct way *w)
{
	if (w->r.thread)
		w->r.window_until = db_int64(x->s, STMT_WINDOW_UNTIL, 0, "ii", w->r.account, w->r.thread);
	if (str_eq(w->speaks_as, "voice"))
		w->shut = _("a call cannot be answered in writing");
	else if (str_eq(w->speaks_as, "form"))
		w->shut = _("a contact form takes no answers");
	else if (!w->active)
		w->shut = arena_printf(x->a, _("account '%s' is not in the configuration any more"), w->r.account_name);
	else if (db_int64(x->s, STMT_ROUTE_CLOSED, 0, "iii", w->r.account, w->r.thread, clock_now()))
		w->shut = arena_printf(x->a, _("%s does not take an answer there any more"), w->speaks_as);
	else if (w->r.window_until && w->r.window_until <= clock_now() &&
	    !read_takes_templates(x->s, w->r.account, w->r.thread))
		w->shut = window_words(x, w, clock_now());
	else if (!w->r.recipient_count && w->r.audience < AUDIENCE_UNLISTED)
		w->shut = _("nobody to write to is known there");
}

static int
fill_way(struct routing *x, struct way *w)
{
	struct last in = { 0 }, newest = { 0 }, out = { 0 };
	int have = x->customer ? read_last(x, STMT_ROUTE_LAST_CUSTOMER, w->r.thread, &in) : 0;
	bool theirs = have != 0;
	if (have == 0)
		have = read_last(x, STMT_ROUTE_LAST_IN, w->r.thread, &in);
	int sent = have < 0 ? -1 : read_last(x, STMT_ROUTE_LAST_OUT, w->r.thread, &out);
	int got = sent < 0 ? -1 : read_last(x, STMT_ROUTE_LAST_IN, w->r.thread, &newest);
	if (got < 0)
		return -1;
	if (sent > 0 && (!got || out.at > newest.at))
		newest = out;
	bool any = got > 0 || sent > 0;
	w->others = x->customer && !theirs && have > 0 && w->r.audience < AUDIENCE_UNLISTED &&
		db_int64(x->s, STMT_ROUTE_TAKES_PART, 0, "iii", x->case_id, in.id, x->customer);
	address_way(x, w, have > 0 ? &in : NULL, any ? &newest : NULL);
	if (have > 0) {
		w->r.message = in.id;
		w->r.quoted_from = (struct address){ in.name, in.address };
		w->r.quoted_at = in.at;
		w->r.pec = in.flags & MESSAGE_PEC;
		w->text = in.text;
		w->last_at = in.at;
	}
	if (any) {
		w->last_message = newest.id;
		w->r.in_reply_to = have > 0 ? in.remote_id : newest.remote_id;
		if (newest.subject)
			w->r.subject = newest.subject;
	}
	if (!w->active && str_eq(w->speaks_as, "mail"))
		replace_account(x, w);
	judge(x, w);
	return 0;
}

static int
add_threads(struct routing *x, enum stmt id, int64_t of, int where)
{
	int rc;
	size_t first = x->n;
	sqlite3_stmt *st = db_stmt(x->s, id, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", of);
	while ((rc = db_step(x->s, st, x->err)) > 0) {
		bool known = false;
		for (size_t i = 0; i < x->n && !known; i++)
			known = x->list[i].r.thread == db_col(st, 0);
		if (known)
			continue;
		struct way *w = VEC_PUSH(x->a, x->list, x->n, x->space);
		*w = (struct way){ .of = where, .active = db_col(st, 4) == 1, .last_at = db_col(st, 7),
			.r = { .thread = db_col(st, 0), .account = db_col(st, 1), .account_name = db_col_text(st, 2, x->a),
				.audience = (enum audience)db_col(st, 5), .subject = db_col_text(st, 6, x->a) } };
		w->r.channel = w->speaks_as = db_col_text(st, 3, x->a);
		w->preferred = x->preferred && str_eq(x->preferred, w->speaks_as);
	}
	db_done(st);
	for (size_t i = first; rc == 0 && i < x->n; i++)
		rc = fill_way(x, &x->list[i]);
	return rc;
}

/* -- addresses without a thread ----------------------------------------------------------------------------- */

static bool
reached(const struct routing *x, const char *channel, const char *address)
{
	/* who has written there once is answered there, template or not */
	bool any = care_begins(channel) == BEGIN_BY_TEMPLATE;
	for (size_t i = 0; i < x->n; i++)
		if ((any || !x->list[i].shut) && str_eq(x->list[i].speaks_as, channel) &&
		    among(x->list[i].r.recipients, x->list[i].r.recipient_count, address))
			return true;
	return false;
}

/* An identity to which no way leads is named with the reason. */
static void
say_unreachable(struct routing *x, const struct identity_row *id, const char *subject)
{
	const struct account *there = NULL;
	struct recipient *to = arena_new_of(x->a, struct recipient);
	for (size_t i = 0; i < x->n; i++)
		if (among(x->list[i].r.recipients, x->list[i].r.recipient_count, id->address))
			return;
	if (care_identity_is_robot(id->kind, id->address))
		return;
	for (size_t k = 0; k < x->account_count && !there; k++)
		if (x->accounts[k].active && str_eq(x->accounts[k].speaks_as, id->kind))
			there = &x->accounts[k];
	*to = (struct recipient){ ROLE_TO, { id->name, id->address } };
	struct way *w = VEC_PUSH(x->a, x->list, x->n, x->space);
	*w = (struct way){ .of = OF_ADDRESS, .speaks_as = id->kind, .active = there != NULL, .last_at = id->last_at,
		.r = { .account = there ? there->id : 0, .account_name = there ? there->name : id->kind, .channel = id->kind,
			.audience = AUDIENCE_PRIVATE, .recipients = to, .recipient_count = 1, .subject = subject } };
	w->shut = arena_printf(x->a, there ? _("on %s the customer must write first") : _("no account of ours speaks to it: %s"),
		care_channel_words(id->kind));
}

static int
add_addresses(struct routing *x, const char *subject)
{
	struct customer_row c;
	if (!x->customer)
		return 0;
	if (read_customer(x->s, x->customer, x->a, &c, x->err) < 0)
		return -1;
	for (size_t i = 0; i < c.identity_count; i++)
		for (size_t k = 0; k < x->account_count; k++) {
			const struct identity_row *id = &c.identities[i];
			const struct account *acc = &x->accounts[k];
			if (!acc->active || !care_reaches(acc->speaks_as, id->kind) || reached(x, acc->speaks_as, id->address) ||
			    care_identity_is_robot(id->kind, id->address))
				continue;
			struct recipient *to = arena_new_of(x->a, struct recipient);
			*to = (struct recipient){ ROLE_TO, { id->name, id->address } };
			struct way *w = VEC_PUSH(x->a, x->list, x->n, x->space);
			bool template = care_begins(acc->speaks_as) == BEGIN_BY_TEMPLATE;
			*w = (struct way){ .of = OF_ADDRESS, .speaks_as = acc->speaks_as, .active = true,
				.last_at = id->last_at, .preferred = x->preferred && str_eq(x->preferred, acc->speaks_as),
				.r = { .account = acc->id, .account_name = acc->name, .channel = acc->speaks_as,
					.audience = AUDIENCE_PRIVATE, .recipients = to, .recipient_count = 1,
					.subject = subject } };
			if (template && !db_int64(x->s, STMT_WINDOW_TEMPLATES, 0, "i", acc->id))
				w->shut = arena_printf(x->a,
					_("a conversation on %s begins with an approved template, and '%s' has none"),
					care_channel_words(acc->speaks_as), acc->name);
		}
	for (size_t i = 0; i < c.identity_count; i++)
		say_unreachable(x, &c.identities[i], subject);
	return 0;
}

/* -- choosing --------------------------------------------------------------------------------------------- */

static int
best_first(const void *p, const void *q)
{
	const struct way *a = p, *b = q;
	int pa = a->r.audience >= AUDIENCE_UNLISTED, pb = b->r.audience >= AUDIENCE_UNLISTED;
	if (!a->shut != !b->shut)
		return a->shut ? 1 : -1;
	if (a->others != b->others)
		return a->others ? 1 : -1;
	if (pa != pb)
		return pa - pb;
	if (a->of != b->of)
		return a->of - b->of;
	if (a->preferred != b->preferred)
		return a->preferred ? -1 : 1;
	if (a->last_at != b->last_at)
		return a->last_at < b->last_at ? 1 : -1;
	return a->r.thread < b->r.thread ? 1 : a->r.thread > b->r.thread ? -1 : 0;
}

static int
find_ways(struct routing *x)
{
	if (read_known(x) < 0 || add_threads(x, STMT_ROUTE_OF_CASE, x->case_id, OF_CASE) < 0)
		return -1;
	const char *subject = x->n ? x->list[0].r.subject : NULL;
	if (x->customer && add_threads(x, STMT_ROUTE_OF_CUSTOMER, x->customer, OF_CUSTOMER) < 0)
		return -1;
	if (add_addresses(x, subject) < 0)
		return -1;
	if (x->n)
		qsort(x->list, x->n, sizeof *x->list, best_first);
	return 0;
}

/* "mail (ana@x.org), telegram": what is left to choose from. */
static char *
other_ways(struct routing *x)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < x->n && b.len < 200; i++) {
		const struct way *w = &x->list[i];
		const char *to = w->r.recipient_count ? w->r.recipients[0].who.address : NULL;
		if (w->shut)
			continue;
		buf_addf(&b, "%s--via %s", b.len ? ", " : "", w->r.account_name);
		if (to)
			buf_addf(&b, " (%s)", to);
	}
	char *words = b.len ? arena_strn(x->a, b.data, b.len) : NULL;
	buf_free(&b);
	return words;
}

/* "support", "mail", "ana@x.org", or "support ana@x.org" where it must be both. */
static bool
fits(const struct way *w, const char *via)
{
	const char *blank = strchr(via, ' '), *to = w->r.recipient_count ? w->r.recipients[0].who.address : NULL;
	if (blank)
		return strlen(w->r.account_name) == (size_t)(blank - via) &&
			!strncmp(w->r.account_name, via, (size_t)(blank - via)) && str_ieq(to, blank + 1);
	return str_eq(w->r.account_name, via) || str_eq(w->speaks_as, via) || str_ieq(to, via);
}

/* A mail can be answered from any mail account that is named: from the certified one, say. */
static const struct way *
by_another_account(struct routing *x, const char *via)
{
	const struct account *acc = NULL;
	for (size_t i = 0; i < x->account_count; i++)
		if (x->accounts[i].active && str_eq(x->accounts[i].speaks_as, "mail") && str_eq(x->accounts[i].name, via))
			acc = &x->accounts[i];
	for (size_t i = 0; acc && i < x->n; i++) {
		if (x->list[i].shut || !str_eq(x->list[i].speaks_as, "mail"))
			continue;
		struct way *w = arena_new_of(x->a, struct way);
		*w = x->list[i];
		w->r.account = acc->id;
		w->r.account_name = acc->name;
		return w;
	}
	return NULL;
}

static const struct way *
choose(struct routing *x, const char *via)
{
	const char *why = NULL;
	bool form = false;
	int64_t newest = 0;
	for (size_t i = 0; i < x->n; i++) {
		const struct way *w = &x->list[i];
		if (via ? !fits(w, via) : w->of != OF_CASE || w->others)
			continue;
		if (!w->shut)
			return w;
		form |= str_eq(w->speaks_as, "form");
		if (!why || w->last_at > newest) {
			why = w->shut;
			newest = w->last_at;
		}
	}
	/* who fills in a form waits for an answer by mail */
	for (size_t i = 0; form && !via && i < x->n; i++)
		if (!x->list[i].shut && str_eq(x->list[i].speaks_as, "mail"))
			return &x->list[i];
	const struct way *other = via ? by_another_account(x, via) : NULL;
	if (other)
		return other;
	bool known = !via || why;
	for (size_t i = 0; i < x->account_count && !known; i++)
		known = str_eq(x->accounts[i].name, via) || str_eq(x->accounts[i].speaks_as, via);
	const char *others = other_ways(x);
	if (!known)
		error_set(x->err, ERR_INPUT, _("no account or channel '%s' - `sportello account list` shows them"), via);
	else if (!why && via)
		error_set(x->err, ERR_INPUT, others ? _("#%lld: no address of the customer for %s is known; there is: %s")
			: _("#%lld: no address of the customer for %s is known%s"), (long long)x->number, via,
			others ? others : "");
	else
		error_set(x->err, ERR_INPUT, others ? _("#%lld: %s; answer by: %s") : _("#%lld: %s%s"),
			(long long)x->number, why ? why : _("no message of the customer to answer"), others ? others : "");
	return NULL;
}

/* References of a thread, oldest first. */
static int
read_refs(struct routing *x, int64_t thread, const char **out)
{
	sqlite3_stmt *st = db_stmt(x->s, STMT_ACT_THREAD_IDS, x->err);
	char *ids[20];
	size_t n = 0;
	int rc = 0;
	if (!st)
		return -1;
	db_bind(st, "i", thread);
	while (n < 20 && (rc = db_step(x->s, st, x->err)) > 0)
		ids[n++] = db_col_text(st, 0, x->a);
	db_done(st);
	struct buf b = BUF_INIT;
	while (n-- > 0)
		buf_addf(&b, "%s%s", b.len ? " " : "", ids[n]);
	*out = b.len ? arena_strn(x->a, b.data, b.len) : NULL;
	buf_free(&b);
	return rc < 0 ? -1 : 0;
}

int
read_reply_route(struct store *s, int64_t case_id, const char *via, struct arena *a, struct reply_route *out,
	struct error *err)
{
	struct routing x = { .s = s, .a = a, .case_id = case_id, .err = err };
	char *body = NULL;
	if (find_ways(&x) < 0)
		return -1;
	const struct way *w = choose(&x, str_empty(via) ? NULL : via);
	if (!w)
		return -1;
	struct reply_route r = w->r;
	if (w->text && read_text(s, w->text, a, &body, err) < 0)
		return -1;
	r.quoted = body;
	if (r.thread && read_refs(&x, r.thread, &r.refs) < 0)
		return -1;
	*out = r;
	return 0;
}

static int
list_ways(struct store *s, int64_t case_id, bool shut, struct arena *a, struct reply_route **out, size_t *n,
	struct error *err)
{
	struct routing x = { .s = s, .a = a, .case_id = case_id, .err = err };
	struct reply_route *list = NULL;
	size_t count = 0, space = 0;
	if (find_ways(&x) < 0)
		return -1;
	for (size_t i = 0; i < x.n; i++) {
		if (!x.list[i].shut == shut || (shut && x.list[i].of == OF_CUSTOMER))
			continue;
		x.list[i].r.shut = x.list[i].shut;
		*VEC_PUSH(a, list, count, space) = x.list[i].r;
	}
	*out = list;
	*n = count;
	return 0;
}

int
read_routes(struct store *s, int64_t case_id, struct arena *a, struct reply_route **out, size_t *n, struct error *err)
{
	return list_ways(s, case_id, false, a, out, n, err);
}

int
read_shut_routes(struct store *s, int64_t case_id, struct arena *a, struct reply_route **out, size_t *n, struct error *err)
{
	return list_ways(s, case_id, true, a, out, n, err);
}
