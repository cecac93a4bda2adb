/*
 * store_world.h - a small world for the tests of the store: a store in a scratch folder, a clock that
 * stands, a mail account and a chat account, two agents, and one line per thing that happens in it.
 *
 * Everything goes through feed_batch(), store_act() and the outbox's own functions, as in the real
 * programs.
 */
#ifndef STORE_WORLD_H
#define STORE_WORLD_H

#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf.h"
#include "act.h"
#include "clock.h"
#include "db.h"
#include "feed.h"
#include "query.h"
#include "read.h"
#include "str.h"
#include "t.h"

#ifndef W_DO		/* who makes thousands of worlds counts what fails alone */
#define W_DO(call) T_OK((call) == 0, "%s%s%s", #call, w->err.code ? ": " : "", w->err.text)
#endif

struct world {
	struct store *s;
	struct arena *a;
	struct error err;
	char dir[300], path[400], state[400];
	int64_t mail, chat, eva, max;
	struct feed_context mail_ctx, chat_ctx;
	struct feed_result fed;
};

/* 20 November 2026, 9:00 UTC, a Friday. */
#define W_NOON 1795165200000LL
static const char *const w_own[] = { "help@shop.example", NULL };
static const char *const w_languages[] = { "en", "it", "de", NULL };
static const char *const w_teams[] = { "tech", NULL };
static const struct conf_field w_fields[] = { { .name = "order", .title = "order", .type = "text", .identifies = true },
	{ .name = "city", .title = "city", .type = "text", .on_customer = true },
	{ .name = "iban", .title = "IBAN", .type = "text", .on_customer = true, .sensitive = true } };
static const struct feed_escalation w_escalations[] = { { "tech", "second@tech.example" } };

__attribute__((unused)) static int
w_unlink(const char *path, const struct stat *st, int type, struct FTW *f)
{
	(void)st;
	(void)type;
	(void)f;
	return remove(path);
}

__attribute__((unused)) static struct store *
w_open_as(struct world *w, enum store_role role)
{
	static struct care_policy policy;	/* must outlive the store */
	policy = care_policy_default;
	policy.country = "IT";
	policy.teams = w_teams;
	policy.own_teams = w_teams;
	policy.fields = w_fields;
	policy.field_count = sizeof w_fields / sizeof *w_fields;
	struct store_options o = { .path = w->path, .role = role, .create = true, .state_dir = w->state, .policy = &policy };
	struct store *s = NULL;
	error_clear(&w->err);
	if (store_open(&o, &s, &w->err) < 0)
		printf("# %s\n", w->err.text);
	return s;
}

__attribute__((unused)) static int64_t
w_account(struct world *w, const char *name, const char *speaks_as, const char *address,
	struct feed_context *ctx)
{
	struct feed_account in = { .name = name, .channel = str_eq(speaks_as, "mail") ? "mail" : "exec",
		.speaks_as = speaks_as, .address = address, .uid = uid_of("account", speaks_as, address, NULL),
		.since_at = W_NOON - 14 * MS_DAY };
	int64_t id = 0;
	W_DO(feed_account(w->s, &in, &id, &w->err));
	*ctx = (struct feed_context){ .account = id, .account_uid = in.uid, .channel = speaks_as, .own_addresses = w_own,
		.escalations = w_escalations, .escalation_count = 1, .languages = w_languages };
	return id;
}

/* The store is opened as ADMIN, so that one connection may play both programs; in a folder whose name is a trial for
 * whatever makes an address of a path. */
__attribute__((unused)) static void
w_begin(struct world *w)
{
	const char *tmp = getenv("TMPDIR");
	memset(w, 0, sizeof *w);
	clock_set(W_NOON, true);
	snprintf(w->dir, sizeof w->dir, "%s/sportello #1 50%%? XXXXXX", tmp && *tmp ? tmp : P_tmpdir);
	if (!mkdtemp(w->dir))
		exit(99);
	snprintf(w->path, sizeof w->path, "%s/data/store.db", w->dir);
	snprintf(w->state, sizeof w->state, "%s/state", w->dir);
	w->a = arena_new();
	if (!(w->s = w_open_as(w, STORE_ADMIN)))
		exit(99);
	w->mail = w_account(w, "support", "mail", "help@shop.example", &w->mail_ctx);
	w->chat = w_account(w, "shop-telegram", "telegram", "shop_bot", &w->chat_ctx);
	W_DO(store_agent(w->s, "eva", "Eva Rossi", &w->eva, &w->err));
	W_DO(store_agent(w->s, "max", "Max Stein", &w->max, &w->err));
}

__attribute__((unused)) static int
w_end(struct world *w)
{
	store_close(w->s);
	arena_free(w->a);
	nftw(w->dir, w_unlink, 16, FTW_DEPTH | FTW_PHYS);
	return t_done();
}

__attribute__((unused)) static void
w_wait(int64_t ms)
{
	clock_set(clock_now() + ms, true);
}

/* -- arrivals ---------------------------------------------------------------------------------------- */

/* What is left out gets a sensible value: received now, a thread of its own, a digest of its words. */
__attribute__((unused)) static int64_t
w_feed(struct world *w, const struct feed_context *ctx, struct message_in m)
{
	struct batch b = { .messages = &m, .message_count = 1 };
	int64_t before = w->fed.messages;
	if (!m.received_at)
		m.received_at = clock_now();
	if (!m.sent_at)
		m.sent_at = m.received_at;
	if (!m.thread)
		m.thread = m.reference_count ? m.references[0] : m.in_reply_to ? m.in_reply_to : m.remote_id;
	if (!memcmp(&m.content, &(struct digest){ { 0 } }, sizeof m.content)) {
		char *all = arena_printf(w->a, "%s|%s|%s", m.from.address ? m.from.address : "", m.subject
			? m.subject : "",
			m.text ? m.text : "");
		m.content = digest_of(all, strlen(all));
	}
	error_clear(&w->err);
	if (feed_batch(w->s, ctx, &b, &w->fed, &w->err) < 0) {
		T_OK(false, "feed %s: %s", m.remote_id, w->err.text);
		return 0;
	}
	if (w->fed.messages == before)
		return 0;
	int64_t *ids;
	size_t n;
	return feed_by_remote_id(w->s, m.remote_id, w->a, &ids, &n, &w->err) == 0 && n ? ids[0] : 0;
}

#define MAIL(w, ...) w_feed((w), &(w)->mail_ctx, (struct message_in){ __VA_ARGS__ })
#define CHAT(w, ...) w_feed((w), &(w)->chat_ctx, (struct message_in){ __VA_ARGS__ })
#define FROM(n, addr) .from = { (n), (addr) }
#define TO_US \
	.recipients = (const struct recipient[]){ { ROLE_TO, { NULL, "help@shop.example" } } }, \
	.recipient_count = 1

__attribute__((unused)) static int64_t
w_case_of(struct world *w, int64_t message)
{
	struct item_row r;
	return message && read_item(w->s, message, w->a, &r, &w->err) == 0 ? r.case_id : -1;
}

__attribute__((unused)) static struct case_row
w_case(struct world *w, int64_t id)
{
	struct case_row r = { .id = -1, .status = -1 };
	error_clear(&w->err);
	(void)read_case(w->s, id, w->eva, w->a, &r, &w->err);
	return r;
}

/* -- deeds ------------------------------------------------------------------------------------------- */

__attribute__((unused)) static int
w_acts(struct world *w, int64_t agent, const struct act *acts, size_t n, struct act_result *out)
{
	struct act_actor who = { .agent = agent, .robot = agent ? NULL : "rule:test" };
	error_clear(&w->err);
	*out = (struct act_result){ 0 };
	return store_act(w->s, &who, acts, n, false, w->a, out, &w->err);
}

__attribute__((unused)) static struct act_result
w_act(struct world *w, int64_t agent, struct act act)
{
	struct act_result r;
	if (w_acts(w, agent, &act, 1, &r) < 0)
		T_OK(false, "%s: %s", act_table[act.verb].name, w->err.text);
	return r;
}
#define ACT(w, ...) w_act((w), (w)->eva, (struct act){ __VA_ARGS__ })

/* The words of the refusal, NULL when it was not refused. */
__attribute__((unused)) static const char *
w_refused(struct world *w, struct act act)
{
	struct act_result r;
	return w_acts(w, w->eva, &act, 1, &r) < 0 ? w->err.text : NULL;
}
#define REFUSED(w, ...) w_refused((w), (struct act){ __VA_ARGS__ })

/* Queues a reply by the route that the store proposes. */
__attribute__((unused)) static struct act_result
w_reply(struct world *w, int64_t agent, int64_t case_id, const char *text)
{
	struct reply_route r;
	struct act_result none = { 0 };
	error_clear(&w->err);
	if (read_reply_route(w->s, case_id, NULL, w->a, &r, &w->err) < 0) {
		T_OK(false, "route: %s", w->err.text);
		return none;
	}
	struct act_message m = { .account = r.account, .thread = r.thread, .audience = r.audience,
		.recipients = r.recipients, .recipient_count = r.recipient_count, .subject = r.subject,
			.text = text,
		.from_address = "help@shop.example", .seen = -1, .no_hold = true };
	return w_act(w, agent, (struct act){ .verb = ACT_REPLY, .case_id = case_id, .message_out = &m });
}

/* Lets the account's next row leave, as sync does. */
__attribute__((unused)) static int64_t
w_deliver(struct world *w, int64_t account)
{
	int64_t id = 0;
	error_clear(&w->err);
	W_DO(outbox_claim(w->s, account, clock_now(), &care_policy_default, &id, &w->err));
	if (!id)
		return 0;
	W_DO(outbox_wire(w->s, id, &w->err));
	W_DO(outbox_move(w->s, id, OUTBOX_WIRE, OUTBOX_SENT, "250 taken", NULL, 0, &w->err));
	return id;
}

__attribute__((unused)) static int
w_state(struct world *w, int64_t outbox)
{
	struct outbox_row r;
	error_clear(&w->err);
	return read_outbox_row(w->s, outbox, w->a, &r, &w->err) == 0 ? (int)r.state : -1;
}

/* -- looking ----------------------------------------------------------------------------------------- */

__attribute__((unused)) static int64_t
w_int(struct world *w, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t v = -1;
	if (sqlite3_prepare_v2(w->s->db, sql, -1, &st, NULL) == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	else
		printf("# %s: %s\n", sql, sqlite3_errmsg(w->s->db));
	sqlite3_finalize(st);
	return v;
}

__attribute__((unused)) static int
w_index(struct world *w)
{
	int64_t left = 1;
	while (left)
		if (index_run(w->s, 1000, &left, &w->err) < 0)
			return -1;
	return 0;
}

#endif
