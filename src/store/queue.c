/* queue.c - see queue.h. */
#include "queue.h"

#include "clock.h"
#include "db.h"
#include "i18n.h"
#include "str.h"

int
queue_members(struct store *s, char *const *names, int64_t now, struct arena *a, struct queue_member **out, size_t *n,
	struct error *err)
{
	struct queue_member *list = NULL;
	size_t count = 0, space = 0;
	for (; *names; names++) {
		struct queue_member m = { .name = *names };
		sqlite3_stmt *st = db_stmt(s, STMT_QUEUE_MEMBER, err);
		if (!st)
			return -1;
		db_bind(st, "ti", *names, now);
		int rc = db_step(s, st, err);
		if (rc > 0) {
			m.agent = db_col(st, 0);
			m.open = db_col(st, 1);
			m.seen_at = db_col(st, 2);
			m.away_until = db_col(st, 3);
			m.away = db_col(st, 4) != 0;
			m.substitute = db_col_text(st, 5, a);
			m.here = !m.away && m.seen_at && now - m.seen_at < QUEUE_HERE_MS;
		}
		db_done(st);
		if (rc < 0)
			return -1;
		*VEC_PUSH(a, list, count, space) = m;
	}
	*out = list;
	*n = count;
	return 0;
}

/* "Mon 23 Nov", today's as "14:30". */
static char *
day_words(int64_t at, int64_t now, struct arena *a)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
	struct clock_local l, today;
	clock_to_local(at, &l);
	clock_to_local(now, &today);
	if (l.year == today.year && l.month == today.month && l.day == today.day)
		return arena_printf(a, "%02d:%02d", l.hour, l.minute);
	return arena_printf(a, "%s %d/%d", _(days[l.weekday % 7]), l.day, l.month);
}

char *
queue_words(const struct queue_member *m, int64_t now, struct arena *a)
{
	char *until = m->away_until ? arena_printf(a, _("away until %s"), day_words(m->away_until, now, a))
		: arena_str(a, _("away"));
	if (m->away)
		return m->substitute ? arena_printf(a, _("%s, %s stands in"), until, m->substitute) : until;
	if (m->here)
		return arena_str(a, _("here"));
	return m->seen_at ? arena_printf(a, _("not seen since %s"), day_words(m->seen_at, now, a)) : arena_str(a, _("not here"));
}

bool
queue_away(struct store *s, const char *name, int64_t now, int64_t *until)
{
	int64_t at = db_int64(s, STMT_QUEUE_AWAY, 0, "ti", name, now);
	*until = at > 0 ? at : 0;
	return at != 0;
}

static int
read_cases_of(struct store *s, sqlite3_stmt *st, struct arena *a, struct queue_case **out, size_t *n, struct error *err)
{
	struct queue_case *list = NULL;
	size_t count = 0, space = 0;
	int rc;
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = (struct queue_case){ .id = db_col(st, 0), .number = db_col(st, 1),
			.customer = db_col(st, 2), .since = db_col(st, 3), .assignee = db_col(st, 4),
			.team = db_col_text(st, 5, a) };
	db_done(st);
	*out = list;
	*n = count;
	return rc;
}

static int
of_team(struct store *s, enum stmt what, const char *team, int64_t now, size_t limit, struct arena *a, struct queue_case **out,
	size_t *n, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, what, err);
	if (!st)
		return -1;
	db_bind(st, "tii", team, now, (int64_t)limit);
	return read_cases_of(s, st, a, out, n, err);
}

int
queue_waiting(struct store *s, const char *team, int64_t now, size_t limit, struct arena *a, struct queue_case **out,
	size_t *n, struct error *err)
{
	return of_team(s, STMT_QUEUE_WAITING, team, now, limit, a, out, n, err);
}

int
queue_idle(struct store *s, const char *team, int64_t now, size_t limit, struct arena *a, struct queue_case **out, size_t *n,
	struct error *err)
{
	return of_team(s, STMT_QUEUE_IDLE, team, now, limit, a, out, n, err);
}

int
queue_deserted(struct store *s, int64_t now, size_t limit, struct arena *a, struct queue_case **out, size_t *n,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_QUEUE_DESERTED, err);
	if (!st)
		return -1;
	db_bind(st, "ii", now, (int64_t)limit);
	return read_cases_of(s, st, a, out, n, err);
}

void
queue_pass_over(struct store *s, int64_t case_id, struct queue_member *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		list[i].passed_over = list[i].agent && db_int64(s, STMT_QUEUE_PASSED, 0, "ii", case_id, list[i].agent) != 0;
}

int64_t
queue_last(struct store *s, int64_t customer, int64_t but_case)
{
	return customer ? db_int64(s, STMT_QUEUE_LAST, 0, "ii", customer, but_case) : 0;
}

int
queue_figures(struct store *s, const char *team, int64_t now, struct queue_figures *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_QUEUE_FIGURES, err);
	if (!st)
		return -1;
	db_bind(st, "ti", team, now);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = (struct queue_figures){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4) };
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
queue_present(struct store *s, int64_t agent, int64_t now, struct error *err)
{
	return db_run(s, STMT_QUEUE_PRESENT, err, "ii", agent, now);
}
