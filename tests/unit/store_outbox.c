/*
 * store_outbox.c - the way out: every step is a compare-and-set, nothing leaves unseen news behind it,
 * nothing is sent twice, and a copied store sends nothing until somebody says so.
 */
#include "store_world.h"

static int64_t
new_case(struct world *w, const char *id)
{
	return w_case_of(w, MAIL(w, .remote_id = id, FROM("Ana Perez", "ana@perez.example"), TO_US,
		.subject = "Lamp",
		.text = arena_printf(w->a, "Where is it? (%s)", id)));
}

static int64_t
claim(struct world *w, int64_t account)
{
	int64_t id = -1;
	error_clear(&w->err);
	W_DO(outbox_claim(w->s, account, clock_now(), &care_policy_default, &id, &w->err));
	return id;
}

static struct outbox_row
row_of(struct world *w, int64_t id)
{
	struct outbox_row r = { .id = 0 };
	error_clear(&w->err);
	(void)read_outbox_row(w->s, id, w->a, &r, &w->err);
	return r;
}

static int
move(struct world *w, int64_t id, enum outbox_state from, enum outbox_state to)
{
	error_clear(&w->err);
	return outbox_move(w->s, id, from, to, "words", NULL, 0, &w->err);
}

/* A reply as the agent would send it, with what was on the screen. */
static int64_t
reply_seen(struct world *w, int64_t case_id, int64_t seen, int64_t at)
{
	struct reply_route r;
	W_DO(read_reply_route(w->s, case_id, NULL, w->a, &r, &w->err));
	struct act_message m = { .account = r.account, .thread = r.thread, .recipients = r.recipients,
		.recipient_count = r.recipient_count, .text = "It is on its way.",
			.from_address = "help@shop.example",
		.seen = seen, .no_hold = true, .at = at };
	return ACT(w, .verb = ACT_REPLY, .case_id = case_id, .message_out = &m).outbox;
}

/* -- the way ----------------------------------------------------------------------------------------- */

static void
test_way(struct world *w)
{
	int64_t c = new_case(w, "way@x"), id = w_reply(w, w->eva, c, "On its way.").outbox;
	struct outbox_log_row *log;
	size_t n;
	T_INT(w_state(w, id), OUTBOX_QUEUED);
	T_INT(w_case(w, c).waiting_since, 0);
	T_INT(claim(w, w->chat), 0);
	T_INT(claim(w, w->mail), id);
	T_INT(claim(w, w->mail), 0);
	T_INT(row_of(w, id).attempts, 1);
	T_OK(move(w, id, OUTBOX_QUEUED, OUTBOX_TRYING) < 0 && w->err.code == ERR_CONFLICT,
		"what was moved is not moved again");
	T_OK(move(w, id, OUTBOX_WIRE, OUTBOX_SENT) < 0 && w->err.code == ERR_CONFLICT, "no step is left out");
	T_INT(w_state(w, id), OUTBOX_TRYING);
	W_DO(outbox_wire(w->s, id, &w->err));
	error_clear(&w->err);
	T_OK(outbox_wire(w->s, id, &w->err) < 0 && w->err.code == ERR_CONFLICT, "the wire is crossed once");
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_SENT), 0);
	struct outbox_row r = row_of(w, id);
	T_OK(r.message && r.sent_at == clock_now() && r.wire_at == clock_now(),
		"sent, it has its place and its times");
	T_INT(w_case_of(w, r.message), c);
	T_INT(w_case(w, c).messages, 2);
	W_DO(read_outbox_log(w->s, id, w->a, &log, &n, &w->err));
	T_INT(n, 4);
	T_INT(log[0].was, -1);
	T_INT(log[3].now, OUTBOX_SENT);
	/* the copy in the Sent folder is the same message */
	int64_t before = w->fed.messages;
	MAIL(w, .remote_id = r.remote_id, FROM("Help", "help@shop.example"), .direction = DIRECTION_OUT,
		.text = "On its way.");
	T_INT(w->fed.messages, before);
	T_INT(w_case(w, c).messages, 2);
}

static void
test_order(struct world *w)
{
	int64_t c = new_case(w, "order@x");
	int64_t later = reply_seen(w, c, -1, clock_now() + MS_HOUR), first = w_reply(w, w->eva, c,
		"First.").outbox;
	T_INT(outbox_next(w->s, w->mail), row_of(w, first).not_before);
	T_INT(w_deliver(w, w->mail), first);
	T_INT(claim(w, w->mail), 0);
	w_wait(MS_HOUR);
	T_INT(claim(w, w->mail), later);
	T_OK(row_of(w, later).scheduled, "it was asked for that hour");
	W_DO(outbox_move(w->s, later, OUTBOX_TRYING, OUTBOX_QUEUED, "no route to host", NULL,
		clock_now() + MS_MINUTE, &w->err));
	T_INT(claim(w, w->mail), 0);
	T_STR(row_of(w, later).error, "no route to host");
	w_wait(MS_MINUTE);
	T_INT(w_deliver(w, w->mail), later);
	T_INT(row_of(w, later).attempts, 2);
}

static void
test_hold(struct world *w)
{
	struct reply_route r;
	int64_t c = new_case(w, "hold@x");
	W_DO(read_reply_route(w->s, c, NULL, w->a, &r, &w->err));
	struct act_message m = { .account = r.account, .thread = r.thread, .recipients = r.recipients,
		.recipient_count = r.recipient_count, .text = "Oops.", .from_address = "help@shop.example",
			.seen = -1 };
	int64_t id = ACT(w, .verb = ACT_REPLY, .case_id = c, .message_out = &m).outbox;
	T_INT(claim(w, w->mail), 0);
	w_wait(care_policy_default.undo_send_ms - 1);
	T_INT(claim(w, w->mail), 0);
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = id);
	w_wait(MS_MINUTE);
	T_INT(claim(w, w->mail), 0);
	T_INT(w_state(w, id), OUTBOX_CANCELLED);
	T_OK(w_case(w, c).waiting_since != 0, "she waits again");
}

/* -- stop-the-send ----------------------------------------------------------------------------------- */

static void
stopped(struct world *w, int64_t id, const char *reason, const char *what)
{
	T_INT(claim(w, w->mail), 0);
	T_OK(w_state(w, id) == OUTBOX_REVIEW && str_eq(row_of(w, id).reason, reason), "%s: %s", what, row_of(w,
		id).reason);
}

static void
test_news(struct world *w)
{
	int64_t c = new_case(w, "news@x"), id = w_reply(w, w->eva, c, "First answer.").outbox;
	w_wait(MS_SECOND);
	MAIL(w, .remote_id = "news2@x", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "I found it myself, never mind it.",
		.in_reply_to = "news@x");
	stopped(w, id, "news", "what the customer wrote meanwhile stops it");
	T_OK(w_case(w, c).waiting_since != 0, "so she still waits");
	T_OK(w_case(w, c).problem, "and the case shows it");
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_QUEUED);
	T_INT(w_deliver(w, w->mail), id);
	id = w_reply(w, w->eva, c, "Second answer.").outbox;
	w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = c, .text = "I called her" });
	stopped(w, id, "news", "a colleague's note stops it");
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = id);
	int64_t seen = w_case(w, c).last_item;
	id = reply_seen(w, c, seen, 0);
	ACT(w, .verb = ACT_NOTE, .case_id = c, .text = "my own note");
	MAIL(w, .remote_id = "auto@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .kind = KIND_AUTO,
		.text = "I am away.",
		.in_reply_to = "news@x");
	T_INT(w_deliver(w, w->mail), id);
	id = reply_seen(w, c, seen - 1, 0);
	T_INT(claim(w, w->mail), 0);
	T_INT(w_state(w, id), OUTBOX_REVIEW);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_CANCELLED);
}

static void
test_stale(struct world *w)
{
	int64_t c = new_case(w, "stale@x"), id = w_reply(w, w->eva, c, "Good morning.").outbox;
	w_wait(13 * MS_HOUR);
	stopped(w, id, "stale", "half a day offline");
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_QUEUED);
	T_INT(w_deliver(w, w->mail), id);
	id = reply_seen(w, c, -1, clock_now() + MS_HOUR);
	w_wait(14 * MS_HOUR);
	stopped(w, id, "hour-passed", "a scheduled hour passed offline");
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = id);
	int64_t t = w_case_of(w, CHAT(w, .remote_id = "s1", .thread = "sue", FROM("Sue", "sue"),
		.text = "Open?"));
	id = w_reply(w, w->eva, t, "Yes.").outbox;
	w_wait(2 * MS_HOUR);
	T_INT(claim(w, w->chat), 0);
	T_STR(row_of(w, id).reason, "stale");
	ACT(w, .verb = ACT_SEND_CANCEL, .outbox = id);
}

/* -- broken off -------------------------------------------------------------------------------------- */

static void
test_recover(struct world *w)
{
	int64_t c = new_case(w, "dead@x"), a, b;
	int again = -1, unknown = -1;
	a = w_reply(w, w->eva, c, "Prepared when it died.").outbox;
	T_INT(claim(w, w->mail), a);
	b = w_reply(w, w->eva, c, "On the wire when it died.").outbox;
	T_INT(claim(w, w->mail), b);
	W_DO(outbox_wire(w->s, b, &w->err));
	W_DO(outbox_recover(w->s, w->mail, &again, &unknown, &w->err));
	T_INT(again, 1);
	T_INT(unknown, 1);
	T_INT(w_state(w, a), OUTBOX_QUEUED);
	T_INT(w_state(w, b), OUTBOX_UNKNOWN);
	W_DO(outbox_recover(w->s, w->mail, &again, &unknown, &w->err));
	T_INT(again + unknown, 0);
	T_INT(claim(w, w->mail), a);
	T_INT(move(w, a, OUTBOX_TRYING, OUTBOX_FAILED), 0);
	T_INT(claim(w, w->mail), 0);
	T_OK(REFUSED(w, .verb = ACT_SEND_CANCEL, .outbox = b) != NULL,
		"what may have left is not taken back: %s", w->err.text);
	/* her answer names our Message-ID: it did leave */
	MAIL(w, .remote_id = "got@x", FROM("Ana Perez", "ana@perez.example"), TO_US,
		.text = "Got it, but when will it come?",
		.in_reply_to = row_of(w, b).remote_id);
	T_INT(w_state(w, b), OUTBOX_SENT);
	T_OK(row_of(w, b).message != 0, "and it stands on the timeline");
	T_INT(w_int(w, arena_printf(w->a, "SELECT count(*) FROM message WHERE remote_id='%s'", row_of(w,
		b).remote_id)), 1);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = a, .value = OUTBOX_CANCELLED);
}

static int64_t
unknown_row(struct world *w, const char *id)
{
	int64_t c = new_case(w, id), box = w_reply(w, w->eva, c, "Who knows.").outbox;
	int again, unknown;
	T_INT(claim(w, w->mail), box);
	W_DO(outbox_wire(w->s, box, &w->err));
	W_DO(outbox_recover(w->s, w->mail, &again, &unknown, &w->err));
	return box;
}

static void
test_settle(struct world *w)
{
	int64_t a = unknown_row(w, "u1@x"), b = unknown_row(w, "u2@x"), c = unknown_row(w, "u3@x");
	const char *was = row_of(w, b).remote_id;
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = a, .value = OUTBOX_SENT);
	W_DO(outbox_appear_due(w->s, &w->err));
	T_OK(row_of(w, a).message != 0, "settled as sent, it appears");
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = b, .value = OUTBOX_QUEUED);
	T_INT(w_deliver(w, w->mail), b);
	T_STR(row_of(w, b).remote_id, was);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = c, .value = OUTBOX_CANCELLED);
	T_OK(!row_of(w, c).message, "settled as not sent, it does not");
	T_OK(REFUSED(w, .verb = ACT_SEND_RESOLVE, .outbox = c, .value = OUTBOX_QUEUED) != NULL,
		"what is over stays over: %s",
		w->err.text);
	int counts[OUTBOX_COUNT];
	W_DO(read_outbox_counts(w->s, counts, &w->err));
	T_INT(counts[OUTBOX_UNKNOWN] + counts[OUTBOX_QUEUED] + counts[OUTBOX_TRYING] + counts[OUTBOX_WIRE], 0);
	T_OK(counts[OUTBOX_SENT] > 3 && counts[OUTBOX_CANCELLED] > 3, "and the counts say so");
}

static void
test_receipts(struct world *w)
{
	int64_t c = new_case(w, "rcpt@x"), id = w_reply(w, w->eva, c, "Sent.").outbox;
	w_deliver(w, w->mail);
	const char *ours = row_of(w, id).remote_id;
	MAIL(w, .remote_id = "r2@x", FROM(NULL, "mx@x.example"), TO_US, .kind = KIND_RECEIPT, .about = ours,
		.about_state = OUTBOX_READ, .text = "seen");
	T_INT(w_state(w, id), OUTBOX_READ);
	MAIL(w, .remote_id = "r1@x", FROM(NULL, "mx@x.example"), TO_US, .kind = KIND_RECEIPT, .about = ours,
		.about_state = OUTBOX_DELIVERED, .text = "arrived");
	T_INT(w_state(w, id), OUTBOX_READ);
	T_INT(w_case(w, c).waiting_since, 0);
}

/* -- whose store it is ------------------------------------------------------------------------------- */

static void
copy_file(const char *from, const char *to)
{
	char chunk[65536];
	size_t n;
	FILE *in = fopen(from, "re"), *out = fopen(to, "we");
	while (in && out && (n = fread(chunk, 1, sizeof chunk, in)) > 0)
		if (fwrite(chunk, 1, n, out) != n)
			exit(99);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
}

static void
test_copied(struct world *w)
{
	int64_t c = new_case(w, "copy@x"), id = w_reply(w, w->eva, c, "Once only.").outbox;
	char *copy = arena_printf(w->a, "%s/data/copy.db", w->dir);
	T_OK(store_is_home(w->s), "the store is at home");
	store_close(w->s);
	copy_file(w->path, copy);
	W_DO(rename(copy, w->path));
	w->s = w_open_as(w, STORE_ADMIN);
	T_OK(!store_is_home(w->s), "a restored copy is not");
	stopped(w, id, "not-home", "and nothing leaves from it");
	W_DO(store_adopt(w->s, &w->err));
	T_OK(store_is_home(w->s), "until somebody adopts it");
	T_INT(claim(w, w->mail), 0);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_QUEUED);
	T_INT(w_deliver(w, w->mail), id);
}

/* An older backup under the same inode knows fewer rows than left. */
static void
test_backup(struct world *w)
{
	char *backup = arena_printf(w->a, "%s/data/backup.db", w->dir);
	store_close(w->s);
	copy_file(w->path, backup);
	w->s = w_open_as(w, STORE_ADMIN);
	int64_t c = new_case(w, "backup@x");
	w_reply(w, w->eva, c, "Left after the backup.");
	T_OK(w_deliver(w, w->mail) != 0, "something leaves after the backup");
	store_close(w->s);
	copy_file(backup, w->path);
	w->s = w_open_as(w, STORE_ADMIN);
	T_OK(!store_is_home(w->s), "an older backup put in place is not at home");
	W_DO(store_adopt(w->s, &w->err));
}

static int64_t
since(struct world *w, int64_t id)
{
	int64_t at = -1;

	error_clear(&w->err);
	W_DO(outbox_doubt_since(w->s, id, MS_HOUR, &at, &w->err));
	return at;
}

/* Claims the row, when it is due, and puts it on the wire. */
static int64_t
on_wire(struct world *w, int64_t id)
{
	w_wait(MS_MINUTE);
	T_INT(claim(w, w->mail), id);
	W_DO(outbox_wire(w->s, id, &w->err));
	return clock_now();
}

/* A server that knows a message again does so from the first time it may have had it. */
static void
test_doubt(struct world *w)
{
	int64_t c = new_case(w, "doubt@x"), id = w_reply(w, w->eva, c, "Perhaps.").outbox, first, *ids;
	struct outbox_log_row *log;
	size_t n;

	T_INT(since(w, id), 0);
	on_wire(w, id);
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_QUEUED), 0);
	T_OK(since(w, id) == 0, "what was refused for certain is in no doubt");
	W_DO(outbox_repeats(w->s, w->mail, w->a, &ids, &n, &w->err));
	T_OK(n == 1 && ids[0] == id, "it has been on the wire");
	first = on_wire(w, id);
	T_INT(since(w, id), first);
	W_DO(outbox_repeat(w->s, id, "no answer", 0, &w->err));
	T_INT(w_state(w, id), OUTBOX_QUEUED);
	T_STR(row_of(w, id).error, "no answer");
	T_OK(outbox_repeat(w->s, id, "no answer", 0, &w->err) < 0 && w->err.code == ERR_CONFLICT, "it is repeated once");
	W_DO(read_outbox_log(w->s, id, w->a, &log, &n, &w->err));
	T_OK(log[n - 2].now == OUTBOX_UNKNOWN && log[n - 1].now == OUTBOX_QUEUED, "the log knows of the doubt");
	on_wire(w, id);
	T_OK(since(w, id) == first, "a repeat does not begin anew");
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_QUEUED), 0);
	T_OK(since(w, id) == first, "nor does a refusal of the repeat end the doubt");
	on_wire(w, id);
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_UNKNOWN), 0);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_QUEUED);
	T_OK(since(w, id) == first, "nor a person within the time");
	on_wire(w, id);
	w_wait(MS_HOUR);
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_UNKNOWN), 0);
	ACT(w, .verb = ACT_SEND_RESOLVE, .outbox = id, .value = OUTBOX_QUEUED);
	T_OK(since(w, id) == 0, "who sends it again after it begins anew");
	first = on_wire(w, id);
	T_INT(since(w, id), first);
	T_INT(move(w, id, OUTBOX_WIRE, OUTBOX_SENT), 0);
}

/* What may have left is no matter of a review, which is of what has not. */
static void
test_doubt_stops(struct world *w)
{
	int64_t c = new_case(w, "doubtful@x"), id = w_reply(w, w->eva, c, "Perhaps.").outbox;
	int64_t other = w_reply(w, w->eva, new_case(w, "certain@x"), "Not yet.").outbox;

	on_wire(w, id);
	W_DO(outbox_repeat(w->s, id, "no answer", 0, &w->err));
	w_wait(MS_DAY);
	T_INT(claim(w, w->mail), 0);
	T_INT(w_state(w, id), OUTBOX_UNKNOWN);
	T_INT(w_state(w, other), OUTBOX_REVIEW);
}

static void
test_reading(struct world *w)
{
	struct outbox_row *rows;
	struct outbox_recipient_row *to;
	size_t n;
	int64_t c = new_case(w, "read@x"), id = w_reply(w, w->eva, c, "Shown.").outbox;
	W_DO(read_outbox(w->s, 1u << OUTBOX_QUEUED, 0, 10, w->a, &rows, &n, &w->err));
	T_INT(n, 1);
	T_INT(rows[0].id, id);
	T_STR(rows[0].to, "ana@perez.example");
	T_STR(rows[0].account, "support");
	T_STR(rows[0].agent, "eva");
	T_INT(rows[0].case_id, c);
	W_DO(read_outbox_recipients(w->s, id, w->a, &to, &n, &w->err));
	T_INT(n, 1);
	T_STR(to[0].who.address, "ana@perez.example");
	W_DO(read_outbox(w->s, 0, c, 10, w->a, &rows, &n, &w->err));
	T_INT(n, 1);
	w_deliver(w, w->mail);
	unknown_row(w, "first@x");
	W_DO(read_outbox(w->s, 0, 0, 5, w->a, &rows, &n, &w->err));
	T_INT(n, 5);
	T_INT(rows[0].state, OUTBOX_UNKNOWN);
	T_OK(read_outbox_row(w->s, 999999, w->a, rows, &w->err) < 0, "no such row: %s", w->err.text);
}

int
main(void)
{
	static void (*const tests[])(struct world *) = { test_way, test_order, test_hold, test_news, test_stale,
		test_recover,
		test_settle, test_receipts, test_copied, test_backup, test_doubt, test_doubt_stops,
		test_reading };
	struct world world, *w = &world;
	w_begin(w);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		tests[i](w);
		w_wait(MS_MINUTE);
	}
	return w_end(w);
}
