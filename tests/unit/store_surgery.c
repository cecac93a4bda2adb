/*
 * store_surgery.c - sequences of merges, splits and undos that once went wrong, found by store_model.c and shortened:
 * where everything lies after each.
 */
#include "store_world.h"

static int64_t
undo(struct world *w, int64_t action)
{
	return ACT(w, .verb = ACT_UNDO, .action = action).action;
}

static struct act_result
split(struct world *w, int64_t message)
{
	return ACT(w, .verb = ACT_SPLIT, .message = message);
}

static int64_t
in_thread(struct world *w, const char *id, const char *root, const char *address)
{
	w_wait(MS_SECOND);
	return MAIL(w, .remote_id = id, FROM("P", address), TO_US, .subject = "A thing", .text = id, .in_reply_to = root);
}

/* A split undone, and done again after a later split of the same thread was undone, too: what had come meanwhile goes
 * along, as everything else of the thread. */
static void
late_redo(struct world *w)
{
	int64_t first = in_thread(w, "a1@x", NULL, "ana@one.example"), a = w_case_of(w, first);
	struct act_result one = split(w, first), two = split(w, first);
	int64_t late = in_thread(w, "a2@x", "a1@x", "ana@one.example");
	T_INT(w_case_of(w, late), two.case_id);
	int64_t back = undo(w, one.action);
	undo(w, two.action);
	T_INT(w_case_of(w, first), a);
	T_INT(w_case_of(w, late), a);
	undo(w, back);
	T_INT(w_case_of(w, first), one.case_id);
	T_INT(w_case_of(w, late), one.case_id);
	T_INT(w_case_of(w, in_thread(w, "a3@x", "a1@x", "ana@one.example")), one.case_id);
}

/* An answer that leaves after its thread was split off does not take the thread back. */
static void
answer_behind_a_split(struct world *w)
{
	int64_t first = in_thread(w, "b1@x", NULL, "bo@two.example"), a = w_case_of(w, first);
	int64_t outbox = w_reply(w, w->eva, a, "Here it is.").outbox;
	struct act_result one = split(w, first);
	T_INT(w_deliver(w, w->mail), outbox);
	T_INT(w_case_of(w, w_int(w, arena_printf(w->a, "SELECT message FROM outbox WHERE id=%lld", (long long)outbox))), a);
	T_INT(w_case_of(w, in_thread(w, "b2@x", "b1@x", "bo@two.example")), one.case_id);
	undo(w, one.action);
	T_INT(w_case_of(w, in_thread(w, "b3@x", "b1@x", "bo@two.example")), a);
}

/* A merge of a case that was opened, ended and opened again may count again, too. */
static void
merged_opened_again(struct world *w)
{
	int64_t old = MAIL(w, .remote_id = "c1@x", FROM("P", "cy@three.example"), TO_US, .subject = "Old", .text = "old",
		.received_at = clock_now() - 60 * MS_DAY);
	int64_t b = w_case_of(w, in_thread(w, "c2@x", NULL, "cy@three.example"));
	T_INT(w_case_of(w, old), 0);
	struct act_result open = ACT(w, .verb = ACT_OPEN, .message = old),
		merge = ACT(w, .verb = ACT_MERGE, .case_id = b, .cases = &open.case_id, .case_count = 1);
	int64_t back = undo(w, merge.action);
	undo(w, open.action);
	T_INT(w_case_of(w, old), 0);
	struct act_result again = ACT(w, .verb = ACT_OPEN, .message = old);
	T_INT(again.case_id, open.case_id);
	undo(w, back);
	T_INT(w_case_of(w, old), b);
	T_OK(REFUSED(w, .verb = ACT_UNDO, .action = again.action) != NULL, "its opening is not undone while it is merged");
	undo(w, merge.action);
	T_INT(w_case_of(w, old), open.case_id);
	undo(w, again.action);
	T_INT(w_case_of(w, old), 0);
}

/* A case that outlived its opening and was merged is not torn out of the merge by opening its message again. */
static void
opened_out_of_a_merge(struct world *w)
{
	int64_t old = MAIL(w, .remote_id = "d1@x", FROM("P", "di@four.example"), TO_US, .subject = "Old", .text = "older",
		.received_at = clock_now() - 60 * MS_DAY);
	int64_t b = w_case_of(w, in_thread(w, "d2@x", NULL, "di@four.example"));
	struct act_result open = ACT(w, .verb = ACT_OPEN, .message = old);
	int64_t late = in_thread(w, "d3@x", "d1@x", "di@four.example");
	undo(w, open.action);
	T_INT(w_case_of(w, late), open.case_id);
	struct act_result merge = ACT(w, .verb = ACT_MERGE, .case_id = b, .cases = &open.case_id, .case_count = 1);
	const char *why = REFUSED(w, .verb = ACT_OPEN, .message = old);
	T_OK(why && strstr(why, "undo that first"), "%s", why ? why : "opened");
	T_INT(w_case_of(w, late), b);
	undo(w, merge.action);
	T_INT(w_case_of(w, late), open.case_id);
}

/* Three splits in a row, undone out of order; the middle one counts again although what it was split off is none. */
static void
redo_deep(struct world *w)
{
	int64_t first = in_thread(w, "e1@x", NULL, "ana@one.example"), a = w_case_of(w, first);
	struct act_result one = split(w, first), two = split(w, first), three = split(w, first);
	int64_t late = in_thread(w, "e2@x", "e1@x", "ana@one.example"), back = undo(w, two.action);
	undo(w, one.action);
	T_INT(w_case_of(w, first), three.case_id);
	undo(w, three.action);
	T_INT(w_case_of(w, first), a);
	T_INT(w_case_of(w, late), a);
	undo(w, back);
	T_INT(w_case_of(w, first), two.case_id);
	T_INT(w_case_of(w, late), two.case_id);
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	late_redo(w);
	answer_behind_a_split(w);
	merged_opened_again(w);
	opened_out_of_a_merge(w);
	redo_deep(w);
	return w_end(w);
}
