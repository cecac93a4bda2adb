/*
 * replay.c - a day (or a year) once more: events with their times from a file, one JSON object a line, through the real
 * feed and the real acts into a store of its own, with the clock set to each.  Nothing leaves: what is replied counts
 * as sent at its time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "json_io.h"
#include "robot.h"
#include "str.h"
#include "sync.h"
#include "verb.h"

struct replaying {
	struct sync *y;
	struct store *store;
	struct worker *worker;		/* one for each account */
	struct robot robot;
	struct arena *arena;		/* of the line */
	int64_t at;			/* time of the last line */
	int64_t messages, acts, replies;
};

static const char *
text_of(json_t *o, const char *key)
{
	return json_string_value(json_object_get(o, key));
}

static int
need(json_t *o, const char *key, const char **out, struct error *err)
{
	*out = text_of(o, key);
	return str_empty(*out) ? error_set(err, ERR_INPUT, _("\"%s\" is missing"), key) : 0;
}

/* -- what arrives -------------------------------------------------------------------------------------------- */

static int
arrive(struct replaying *r, json_t *line, json_t *o, struct error *err)
{
	const char *account, *id, *from;
	struct worker *w = NULL;
	if (need(line, "account", &account, err) < 0 || need(o, "id", &id, err) < 0 || need(o, "from", &from, err) < 0)
		return -1;
	for (size_t i = 0; i < r->y->account_count; i++)
		if (str_eq(r->y->accounts[i].name, account))
			w = &r->worker[i];
	if (!w)
		return error_set(err, ERR_INPUT, _("there is no [account %s] in the configuration"), account);
	const char *thread = text_of(o, "thread"), *answers = text_of(o, "answers");
	struct recipient us = { ROLE_TO, { NULL, w->account->address } };
	struct message_in m = { .thread = thread ? thread : id, .remote_id = id, .from = { text_of(o, "name"), from },
		.subject = text_of(o, "subject"), .text = text_of(o, "text"), .sent_at = r->at, .received_at = r->at,
		.in_reply_to = answers, .recipients = &us, .recipient_count = 1,
		.references = &answers, .reference_count = answers ? 1 : 0 };
	m.content = digest_of(id, strlen(id));
	struct batch b = { .messages = &m, .message_count = 1 };
	struct feed_result fed = { 0 };
	if (feed_batch(r->store, &w->feed, &b, &fed, err) < 0)
		return -1;
	r->messages += fed.messages;
	return 0;
}

/* -- what is done ---------------------------------------------------------------------------------------------- */

/* As sync would deliver it, at once. */
static int
sent(struct replaying *r, int64_t account, struct error *err)
{
	int64_t id;
	for (;;) {
		if (outbox_claim(r->store, account, r->at, &r->y->policy, &id, err) < 0)
			return -1;
		if (!id)
			return 0;
		if (outbox_wire(r->store, id, err) < 0 ||
		    outbox_move(r->store, id, OUTBOX_WIRE, OUTBOX_SENT, "replayed", NULL, 0, err) < 0)
			return -1;
		r->replies++;
	}
}

static int
find_case(struct replaying *r, const char *message, int64_t *case_id, struct error *err)
{
	struct item_row row;
	int64_t *ids;
	size_t n;
	if (feed_by_remote_id(r->store, message, r->arena, &ids, &n, err) < 0)
		return -1;
	if (!n || read_item(r->store, ids[0], r->arena, &row, err) < 0 || !row.case_id)
		return error_set(err, ERR_INPUT, _("message '%s' is in no case"), message);
	*case_id = row.case_id;
	return 0;
}

static int
act(struct replaying *r, json_t *line, struct error *err)
{
	struct verb_context v = { .store = r->store, .conf = r->y->conf, .now = r->at };
	struct verb_plan plan = { .count = 0 };
	struct act_result result;
	struct reply_route route = { .thread = 0 };
	const char *agent, *message, *lines = text_of(line, "do"), *reply = text_of(line, "reply");
	int64_t case_id = 0;
	if (need(line, "agent", &agent, err) < 0 || need(line, "case", &message, err) < 0 ||
	    find_case(r, message, &case_id, err) < 0 || store_agent(r->store, agent, NULL, &v.who.agent, err) < 0)
		return -1;
	if (!lines && !reply)
		return error_set(err, ERR_INPUT, _("say what is done: \"do\" or \"reply\""));
	if (lines && verb_plan_lines(&v, lines, case_id, r->arena, &plan, err) < 0)
		return -1;
	struct act *acts = arena_array(r->arena, struct act, plan.count + 1);
	struct act_message m = { .text = reply, .seen = -1, .no_hold = true };
	size_t n = 0;
	if (reply) {
		if (read_reply_route(r->store, case_id, NULL, r->arena, &route, err) < 0)
			return -1;
		m.account = route.account;
		m.thread = route.thread;
		m.audience = route.audience;
		m.confirm_public = true;
		m.recipients = route.recipients;
		m.recipient_count = route.recipient_count;
		m.subject = route.subject;
		m.from_address = "replay@localhost";
		acts[n++] = (struct act){ .verb = ACT_REPLY, .case_id = case_id, .message_out = &m };
	}
	for (size_t i = 0; i < plan.count; i++)
		acts[n++] = plan.acts[i];
	if (store_act(r->store, &v.who, acts, n, false, r->arena, &result, err) < 0)
		return -1;
	r->acts++;
	return reply ? sent(r, route.account, err) : 0;
}

/* -- lines ------------------------------------------------------------------------------------------------------- */

static int
one_line(struct replaying *r, const char *text, struct error *err)
{
	json_error_t why;
	json_t *line = json_read(text, strlen(text), JSON_REJECT_DUPLICATES, &why, err), *m;
	const char *when;
	int64_t at = 0;
	int woken, rc = -1;
	if (!json_is_object(line)) {
		json_decref(line);
		return error_set(err, ERR_INPUT, _("it is no JSON object: %s"), why.text);
	}
	if (need(line, "at", &when, err) < 0)
		goto out;
	if (!clock_parse_rfc3339(when, &at) || at < r->at) {
		error_set(err, ERR_INPUT, at ? _("'%s' is earlier than the line before") : _("'%s' is no RFC 3339 time"), when);
		goto out;
	}
	r->at = at;
	clock_set(at, true);
	r->robot.now = at;
	if (feed_wake_due(r->store, at, &woken, err) < 0)
		goto out;
	if (!r->robot.next_at || r->robot.next_at <= at) {
		r->robot.next_at = 0;
		do {
			r->robot.more = false;
			if (robot_clocks(&r->robot, err) < 0)
				goto out;
		} while (r->robot.more);
		robot_wake(&r->robot, at + MS_HOUR);
	}
	m = json_object_get(line, "message");
	rc = json_is_object(m) ? arrive(r, line, m, err) : act(r, line, err);
out:
	json_decref(line);
	arena_reset(r->arena);
	return rc;
}

static int
begin(struct replaying *r, const char *path, struct error *err)
{
	struct sync *y = r->y;
	if (access(y->store_path, F_OK) == 0)
		return error_set(err, ERR_INPUT, _("%s: is there already - name a new store: --replay %s --store FILE"),
			y->store_path, path);
	if (sync_open_store(y, &r->store, err) < 0)
		return -1;
	store_throwaway(r->store);
	r->worker = arena_array(y->arena, struct worker, y->account_count);
	for (size_t i = 0; i < y->account_count; i++) {
		struct sync_account *a = &y->accounts[i];
		struct feed_account in = { .name = a->name, .channel = a->channel, .speaks_as = a->speaks_as, .address = a->address,
			.uid = a->uid, .since_at = 1, .own_addresses = a->own };
		if (feed_account(r->store, &in, &a->id, err) < 0)
			return -1;
		r->worker[i] = (struct worker){ .sync = y, .account = a, .arena = y->arena };
		worker_feed(&r->worker[i]);
	}
	r->arena = arena_new();
	r->robot = (struct robot){ .sync = y, .conf = y->conf, .store = r->store, .arena = r->arena };
	return 0;
}

int
replay_run(struct sync *y, const char *path, struct error *err)
{
	struct replaying r = { .y = y };
	char *text = NULL;
	size_t space = 0;
	long number = 0;
	FILE *f = fopen(path, "re");
	int rc = f ? begin(&r, path, err) : error_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	while (rc == 0 && !sync_stop && getline(&text, &space, f) > 0) {
		number++;
		if (text[strspn(text, " \t\r\n")] && (rc = one_line(&r, text, err)) < 0)
			error_prefix(err, "%s:%ld", path, number);
	}
	char until[32];
	clock_rfc3339(until, r.at);
	if (rc == 0 && !y->options.quiet)
		printf(_("%lld messages, %lld decisions, %lld replies, until %s\n"), (long long)r.messages, (long long)r.acts,
			(long long)r.replies, until);
	free(text);
	if (f)
		(void)fclose(f);
	store_close(r.store);
	arena_free(r.arena);
	return rc;
}
