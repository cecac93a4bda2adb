/* care_kpi.c - the figures of a case, by their definitions: what a trap would make of them is not what comes out. */
#include "kpi.h"

#include <string.h>

#include "clock.h"
#include "t.h"

#define AT(h) (1000 * MS_DAY + (h) * MS_HOUR)
#define IN(h) { .at = AT(h), .kind = KPI_IN, .value = 1 }
#define OUT(h) { .at = AT(h), .kind = KPI_OUT, .value = 7, .channel = "mail" }
#define STATUS(h, from, to) { .at = AT(h), .kind = KPI_STATUS, .before = STATUS_##from, .value = STATUS_##to }
#define RESOLVE(h) { .at = AT(h), .kind = KPI_RESOLVE }, STATUS(h, OPEN, RESOLVED)
#define SENT(h) { .at = AT(h), .kind = KPI_SENT }

static struct arena *a;

static struct kpi_figures
derive(struct kpi_case c, const struct kpi_event *e, size_t n)
{
	struct kpi_figures f;
	c.event = e;
	c.count = n;
	if (!c.opened_at)
		c.opened_at = AT(0);
	c.handle_ms = c.busy_ms = -1;
	kpi_derive(&c, NULL, a, &f);
	return f;
}
#define CASE(...) (struct kpi_case){ __VA_ARGS__ }
#define DERIVE(c, ...) derive(c, (const struct kpi_event[]){ __VA_ARGS__ }, \
	sizeof((const struct kpi_event[]){ __VA_ARGS__ }) / sizeof(struct kpi_event))
#define HOURS(f, k) ((f).all[KPI_##k] < 0 ? -1 : (f).all[KPI_##k] / MS_HOUR)

static void
test_replies(void)
{
	/* who asks again does not start the clock anew; a second answer in a row is no reply */
	struct kpi_figures f = DERIVE(CASE(.first_at = AT(5)), IN(0), IN(3), OUT(5), OUT(6), IN(10), OUT(12));
	T_INT(f.replies, 2);
	T_INT(f.reply[0].ms / MS_HOUR, 5);
	T_INT(f.reply[1].ms / MS_HOUR, 2);
	T_INT(HOURS(f, FIRST_RESPONSE), 5);
	T_INT(HOURS(f, TOTAL_REPLY_TIME), 7);
	T_INT(f.all[KPI_REPLIES], 3);
	T_STR(f.reply[0].channel, "mail");
	/* no reply needed answers nothing, and takes the waiting away */
	f = DERIVE(CASE(.first_at = 0), IN(0), { .at = AT(1), .kind = KPI_QUIET }, IN(2), OUT(3));
	T_INT(f.reply[0].ms / MS_HOUR, 1);
	T_INT(HOURS(f, FIRST_RESPONSE), -1);
	/* the bot's hand-over begins the first response */
	f = DERIVE(CASE(.first_at = AT(6), .handed_at = AT(4)), IN(0), IN(3), OUT(6));
	T_INT(HOURS(f, FIRST_RESPONSE), 2);
	f = DERIVE(CASE(.first_at = AT(6), .handed_at = AT(8)), IN(0), OUT(6));
	T_INT(HOURS(f, FIRST_RESPONSE), 6);
	/* merged into another: it is that one's */
	f = DERIVE(CASE(.first_at = AT(6), .status = STATUS_MERGED), IN(0), OUT(6));
	T_INT(HOURS(f, FIRST_RESPONSE), -1);
}

static void
test_resolution(void)
{
	/* reopened and resolved again after an answer: once, to the last */
	struct kpi_figures f = DERIVE(CASE(.status = STATUS_RESOLVED), IN(0), OUT(1), SENT(1), RESOLVE(2), IN(50),
		SENT(52), OUT(52),
		RESOLVE(54));
	T_INT(HOURS(f, FULL_RESOLUTION), 54);
	T_INT(HOURS(f, FIRST_RESOLUTION), 2);
	T_INT(f.all[KPI_REOPENS], 1);
	T_INT(f.all[KPI_FIRST_CONTACT], 0);
	/* the time between is nobody's */
	T_INT(HOURS(f, REQUESTER_WAIT), 6);
	T_INT(HOURS(f, AGENT_WORK), 6);
	/* thanks woke it, resolved again with nothing sent: the first resolution holds */
	f = DERIVE(CASE(.status = STATUS_RESOLVED), IN(0), OUT(1), SENT(1), RESOLVE(2), IN(50), RESOLVE(51));
	T_INT(HOURS(f, FULL_RESOLUTION), 2);
	T_INT(HOURS(f, REQUESTER_WAIT), 2);
	/* what is open has none of it */
	f = DERIVE(CASE(.status = STATUS_OPEN), IN(0), OUT(1), SENT(1), RESOLVE(2), IN(50));
	T_INT(HOURS(f, FULL_RESOLUTION), -1);
	T_INT(HOURS(f, REQUESTER_WAIT), -1);
	T_INT(f.done_at, 0);
	T_INT(f.all[KPI_REOPENS], 1);
}

static void
test_waits(void)
{
	struct kpi_figures f = DERIVE(CASE(.status = STATUS_RESOLVED), IN(0), STATUS(1, NEW, OPEN), OUT(2), STATUS(2,
		OPEN, PENDING),
		IN(10), { .at = AT(11), .kind = KPI_HOLD, .value = 1 }, { .at = AT(14), .kind = KPI_HOLD, .value = 0 },
			OUT(15),
		STATUS(15, OPEN, SNOOZED), STATUS(20, SNOOZED, OPEN), RESOLVE(21));
	T_INT(HOURS(f, AGENT_WAIT), 8);		/* pending 2..10 */
	T_INT(HOURS(f, ON_HOLD), 8);		/* 11..14 and 15..20 */
	T_INT(HOURS(f, REQUESTER_WAIT), 13);
	T_INT(HOURS(f, AGENT_WORK), 5);
}

static void
test_effort(void)
{
	/* four short messages are one contact; another channel, and asking again the day after, are more */
	struct kpi_figures f = DERIVE(CASE(.status = STATUS_OPEN), IN(0), IN(0), IN(0), IN(1));
	T_INT(f.all[KPI_CONTACTS], 1);
	T_INT(f.all[KPI_EFFORT], 1);
	f = DERIVE(CASE(.status = STATUS_OPEN), IN(0), IN(30), { .at = AT(31), .kind = KPI_IN, .value = 2 }, OUT(60), IN(61));
	T_INT(f.all[KPI_CONTACTS], 4);
	T_INT(f.all[KPI_CHANNEL_CHANGES], 2);
	T_INT(f.all[KPI_LONG_WAITS], 1);
	T_INT(f.all[KPI_EFFORT], 7);
	/* a call that was taken at once is a contact without a wait */
	f = DERIVE(CASE(.status = STATUS_OPEN), { .at = AT(0), .kind = KPI_CALL, .value = 3 });
	T_INT(f.all[KPI_CONTACTS], 1);
	T_INT(f.replies, 0);
	/* the first assignment is no transfer; person and team in one deed are one */
	f = DERIVE(CASE(.status = STATUS_OPEN), IN(0), { .at = AT(1), .kind = KPI_ASSIGNEE, .value = 1, .group = 1 },
		{ .at = AT(2), .kind = KPI_ASSIGNEE, .before = 1, .group = 2 }, { .at = AT(3), .kind = KPI_ASSIGNEE,
			.value = 1, .group = 3 },
		{ .at = AT(4), .kind = KPI_TEAM, .value = 1, .group = 4 }, { .at = AT(5), .kind = KPI_TEAM, .before = 1,
			.value = 2,
		.group = 5 }, { .at = AT(5), .kind = KPI_ASSIGNEE, .before = 1, .value = 2, .group = 5 });
	T_INT(f.all[KPI_TRANSFERS], 1);
	T_INT(f.all[KPI_ASSIGNEE_STATIONS], 2);
	T_INT(f.all[KPI_GROUP_STATIONS], 2);
}

#define PROMISE(h, by) { .at = AT(h), .kind = KPI_PROMISE, .value = (by) ? AT(by) : 0 }

static void
test_promises(void)
{
	/* put off in time, then done; the next one late; the last stands */
	struct kpi_figures f = DERIVE(CASE(.status = STATUS_OPEN), IN(0), PROMISE(1, 10), PROMISE(5, 20), PROMISE(18, 0),
		PROMISE(30, 40),
		PROMISE(45, 50), PROMISE(60, 70));
	T_INT(f.promises, 4);
	T_INT(f.promise[0].due_at, AT(20));
	T_INT(f.promise[0].ended_at, AT(18));
	T_INT(f.promise[1].ended_at, AT(45));
	T_INT(f.promise[2].ended_at, AT(60));
	T_INT(f.promise[3].ended_at, 0);
	f = DERIVE(CASE(.status = STATUS_RESOLVED), IN(0), PROMISE(1, 10), RESOLVE(9));
	T_INT(f.promise[0].ended_at, AT(9));
}

static void
test_table(void)
{
	struct error err = ERROR_INIT;
	T_INT(kpi_find("effort", &err), KPI_EFFORT);
	T_INT(kpi_find("efort", &err), KPI_COUNT);
	T_OK(strstr(err.text, "'effort'") != NULL, "the nearest: %s", err.text);
	T_STR(kpi_query(KPI_TRANSFERS, "7d..", a), "resolved:7d.. transfers:>0");
	int64_t v[] = { 9, 1, 8, 2, 7, 3, 6, 4, 5, 10 };
	struct kpi_spread s = kpi_spread(v, 10);
	T_INT(s.p50, 5);
	T_INT(s.p90, 9);
	T_INT(s.sum, 55);
	T_INT(kpi_spread(NULL, 0).n, 0);
	for (int k = 0; k < KPI_COUNT; k++)
		T_OK(*kpi_infos[k].title && strlen(kpi_infos[k].formula) > 15 && *kpi_infos[k].query, "%s says what it is",
			kpi_infos[k].name);
}

int
main(void)
{
	a = arena_new();
	test_replies();
	test_resolution();
	test_waits();
	test_effort();
	test_promises();
	test_table();
	arena_free(a);
	return t_done();
}
