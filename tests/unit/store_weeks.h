/*
 * store_weeks.h - some weeks in which everything happens to a hundred and fifty cases, daylight saving included: for the
 * tests of figures.  Include it after store_world.h.
 */
#ifndef STORE_WEEKS_H
#define STORE_WEEKS_H

enum { CASES = 150 };

static uint64_t dice_state = 20261025;

static int
dice(int n)
{
	dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
	return (int)((dice_state >> 33) % (uint64_t)n);
}

/* -- the world ------------------------------------------------------------------------------------------------ */

static int64_t
arrive(struct world *w, int i)
{
	const char *id = arena_printf(w->a, "n%d@x", i), *who = arena_printf(w->a, "c%d@x.example", i);
	int64_t m = dice(3) ? MAIL(w, .remote_id = id, FROM("Kay", who), TO_US, .text = "Where is it, please?")
		: CHAT(w, .remote_id = id, .thread = id, FROM("Kay", who), .text = "Is anybody there?");
	return w_case_of(w, m);
}

static void
deliver(struct world *w)
{
	(void)w_deliver(w, w->mail);
	(void)w_deliver(w, w->chat);
}

/* Something happens to a case. */
static void
work(struct world *w, int64_t id, int i)
{
	struct case_row r = w_case(w, id);
	int64_t me = dice(2) ? w->eva : w->max;
	struct act_result none;
	if (r.status == STATUS_MERGED)
		return;
	switch (dice(9)) {
	case 0: case 1: case 2:
		(void)w_acts(w, me, &(struct act){ .verb = ACT_ASSIGN, .case_id = id, .name = dice(2) ? "eva" : "max" }, 1, &none);
		w_reply(w, me, id, "We look into it.");
		deliver(w);
		break;
	case 3: case 4:
		(void)w_acts(w, me, &(struct act){ .verb = ACT_RESOLVE, .case_id = id }, 1, &none); break;
	case 5:
		if (r.status == STATUS_RESOLVED)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_REOPEN, .case_id = id }, 1, &none);
		break;
	case 6:		/* the customer again, who may wake it */
		MAIL(w, .remote_id = arena_printf(w->a, "again%d-%d@x", i, dice(1000000)), FROM("Kay",
			arena_printf(w->a, "c%lld@x.example", (long long)id)), TO_US, .text = "And what about my order?",
			.in_reply_to = arena_printf(w->a, "n%lld@x", (long long)id));
		break;
	case 7:
		if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_UNDO }, 1, &none);
		break;
	case 8:
		if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_SNOOZE, .case_id = id, .at = clock_now() + MS_DAY }, 1,
				&none);
		else if (dice(3) == 0)
			(void)w_acts(w, me, &(struct act){ .verb = ACT_SPAM, .case_id = id }, 1, &none);
		break;
	}
	error_clear(&w->err);
}

static void
make_weeks(struct world *w)
{
	int64_t ids[CASES];
	/* 28 March 2027 has 23 hours */
	clock_set(W_NOON + 110 * MS_DAY, true);
	for (int i = 0; i < CASES; i++) {
		w_wait(dice(9) * MS_HOUR + dice(60) * MS_MINUTE);
		ids[i] = arrive(w, i + 1);
		for (int k = 0; k < 3; k++) {
			w_wait(dice(50) * MS_MINUTE);
			work(w, ids[i - dice(i < 20 ? i + 1 : 20)], i);
		}
		if (i % 17 == 16 && w_case(w, ids[i - 1]).status != STATUS_MERGED && w_case(w, ids[i]).status != STATUS_MERGED) {
			struct act_result none;
			(void)w_acts(w, w->eva, &(struct act){ .verb = ACT_MERGE, .case_id = ids[i], .cases = &ids[i - 1],
				.case_count = 1, .flag = true }, 1, &none);
		}
		if (i % 23 == 22) {
			struct act_message m = { .account = w->mail, .recipients = (const struct recipient[]){ { ROLE_TO, { NULL,
				"second@tech.example" } } }, .recipient_count = 1, .text = "Please look.",
				.from_address = "help@shop.example", .no_hold = true };
			ACT(w, .verb = ACT_ESCALATE, .case_id = ids[i], .name = "tech", .text = "odd", .message_out = &m,
				.escalate_to = "second@tech.example");
		}
		deliver(w);
	}
	w_wait(MS_HOUR);
}

#endif
