/*
 * store_away.c - what happened while an agent was away: whose deeds are told, of which cases, in which order, since when;
 * and that looking at it ends it.
 */
#include "store_world.h"

#include "away.h"

static int64_t c1, c2, c3;

static struct away
news(struct world *w, int64_t agent)
{
	struct away_mark m;
	struct away out = { .more = false };
	W_DO(away_since(w->s, agent, &m, &w->err));
	W_DO(read_away(w->s, agent, &m, 50, w->a, &out, &w->err));
	return out;
}

/* "2: message done | 1: note", as it is shown. */
static char *
said(struct world *w, const struct away *n)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n->case_count; i++) {
		buf_addf(&b, "%s%lld:", i ? " | " : "", (long long)n->cases[i].row.number);
		for (size_t k = 0; k < n->cases[i].n; k++)
			buf_addf(&b, " %s", away_kind_names[n->cases[i].items[k].kind]);
	}
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
make_world(struct world *w)
{
	c1 = w_case_of(w, MAIL(w, .remote_id = "1@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Lamp",
		.text = "It is broken?"));
	c2 = w_case_of(w, MAIL(w, .remote_id = "2@x", FROM("Bob", "bob@x.example"), TO_US, .subject = "Chair", .text = "Where?"));
	c3 = w_case_of(w, CHAT(w, .remote_id = "t1", .thread = "chen", FROM("Chen", "chenwei"), .text = "Norway?"));
	ACT(w, .verb = ACT_ASSIGN, .case_id = c1, .name = "eva");
	ACT(w, .verb = ACT_NOTE, .case_id = c2, .text = "I looked.");
	w_act(w, w->max, (struct act){ .verb = ACT_ASSIGN, .case_id = c3, .name = "max" });
}

static void
test_presence(struct world *w)
{
	T_OK(!away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE), "the first key");
	w_wait(20 * MS_MINUTE);
	T_OK(!away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE), "twenty minutes are no absence");
	struct away n = news(w, w->eva);
	T_OK(n.case_count >= 1, "who has never looked reads of the last day");
	W_DO(away_seen(w->s, w->eva, &n.upto, &w->err));
	n = news(w, w->eva);
	T_STR(said(w, &n), "");
	w_wait(31 * MS_MINUTE);
	w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = c1, .text = "early" });
	T_OK(away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE), "half an hour is");
	n = news(w, w->eva);
	T_STR(said(w, &n), "1: note");
	w_wait(MS_HOUR);
	T_OK(away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE), "gone again without having looked");
	n = news(w, w->eva);
	T_STR(said(w, &n), "1: note");
	W_DO(away_seen(w->s, w->eva, &n.upto, &w->err));
}

static void
test_kinds(struct world *w)
{
	static const char *const tag[] = { "x", NULL };
	w_wait(MS_HOUR);
	(void)away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE);
	ACT(w, .verb = ACT_NOTE, .case_id = c1, .text = "my own is no news");
	w_act(w, w->max, (struct act){ .verb = ACT_TAG, .case_id = c1, .add = tag });
	struct away n = news(w, w->eva);
	T_STR(said(w, &n), "");
	(void)MAIL(w, .remote_id = "2b@x", FROM("Bob", "bob@x.example"), TO_US, .subject = "Re: Chair", .text = "Well?",
		.in_reply_to = "2@x");
	w_wait(MS_SECOND);
	w_act(w, w->max, (struct act){ .verb = ACT_STATUS, .case_id = c2, .value = STATUS_PENDING });
	w_wait(MS_SECOND);
	w_act(w, w->max, (struct act){ .verb = ACT_NOTE, .case_id = c3, .text = "@eva do you know Norway?" });
	w_wait(MS_SECOND);
	w_act(w, w->max, (struct act){ .verb = ACT_ASSIGN, .case_id = c1, .name = "max" });
	n = news(w, w->eva);
	T_STR(said(w, &n), "3: mention | 2: message change | 1: change");
	T_OK(n.case_count > 2 && strstr(n.cases[2].items[0].words, "max") && str_eq(n.cases[2].items[0].who, "max"),
		"a case that was taken away is told, with who and what");
	struct act_result r = w_act(w, w->max, (struct act){ .verb = ACT_PRIORITY, .case_id = c2, .value = PRIORITY_URGENT });
	w_act(w, w->max, (struct act){ .verb = ACT_UNDO, .action = r.action });
	n = news(w, w->eva);
	T_OK(!strstr(said(w, &n), "change change change"), "what was undone is told as undone alone: %s", said(w, &n));
	int64_t count = 0;
	W_DO(read_away_count(w->s, w->eva, &n.since, 99, &count, &w->err));
	T_INT(count, 3);
	W_DO(read_away_count(w->s, w->eva, &n.since, 1, &count, &w->err));
	T_INT(count, 2);
	W_DO(away_seen(w->s, w->eva, &n.upto, &w->err));
}

static void
test_failed_and_given(struct world *w)
{
	struct act_handover what = { .cases = &c3, .case_count = 1 };
	struct act_result r = w_reply(w, w->eva, c2, "It comes.");
	int64_t id = 0;
	ACT(w, .verb = ACT_NOTE, .case_id = c3, .text = "seen");
	w_wait(MS_HOUR);
	(void)away_here(w->s, w->eva, clock_now(), 30 * MS_MINUTE);
	struct away n = news(w, w->eva);
	W_DO(away_seen(w->s, w->eva, &n.upto, &w->err));
	for (int i = 0; i < 4 && id != r.outbox; i++)
		W_DO(outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err));
	w_wait(MS_SECOND);
	W_DO(outbox_move(w->s, id, OUTBOX_TRYING, OUTBOX_FAILED, "550 no such user", NULL, 0, &w->err));
	w_wait(MS_SECOND);
	w_act(w, w->max, (struct act){ .verb = ACT_HANDOVER, .name = "eva", .text = "Look after Chen.", .handover = &what });
	n = news(w, w->eva);
	T_OK(str_starts(said(w, &n), "2: failed change | 3: change"), "what was refused comes first, then what was given: %s",
		said(w, &n));
	T_OK(n.handover_count == 1 && str_eq(n.handovers[0].text, "Look after Chen."), "with its page");
	T_OK(n.case_count && n.cases[0].n && strstr(n.cases[0].items[0].words, "550 no such user"), "the server's words");
	W_DO(away_seen(w->s, w->eva, &n.upto, &w->err));
	n = news(w, w->eva);
	T_STR(said(w, &n), "");
	T_INT(n.handover_count, 0);
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	make_world(w);
	test_presence(w);
	test_kinds(w);
	test_failed_and_given(w);
	return w_end(w);
}
