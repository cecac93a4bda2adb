/* read_away.c - what happened to an agent's cases: by others, since a mark, grouped by case, the most pressing first. */
#include "away.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"
#include "utf8.h"

enum { WORDS_BYTES = 300 };
#define OF_LATE (30 * MS_DAY)

const char *const away_kind_names[AWAY_KINDS] = { "failed", "mention", "second-level", "message", "change", "reply",
	"note" };

const char *
away_kind_words(enum away_kind kind)
{
	static const char *const words[AWAY_KINDS] = { N_("FAILED"), N_("CALLS YOU"), N_("2nd level"), N_("customer"),
		N_("changed"), N_("answered"), N_("note") };
	return _(words[kind]);
}

/* What others do to a case that its agent wants to know. */
static const enum act_verb told[] = { ACT_ASSIGN, ACT_STATUS, ACT_PRIORITY, ACT_SNOOZE, ACT_RESOLVE, ACT_REOPEN, ACT_SPAM,
	ACT_ESCALATE, ACT_MERGE, ACT_SPLIT, ACT_UNDO, ACT_NEXT, ACT_WAITS, ACT_REMIND,
	ACT_APPROVE };

static int64_t
told_bits(void)
{
	int64_t bits = 0;
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		bits |= (int64_t)1 << told[i];
	return bits;
}

/* The beginning of a text, on one line. */
static const char *
one_line(struct store *s, int64_t text, const char *otherwise, struct arena *a)
{
	char *body = NULL;
	if (text)
		(void)read_text(s, text, a, &body, NULL);
	char *line = utf8_clean_str(a, body ? quote_fresh(body, a) : otherwise ? otherwise : "", true), *to = line;
	for (const char *p = line; *p && to - line < WORDS_BYTES; p++)
		if (!strchr(" \n\t", *p) || (to > line && to[-1] != ' '))
			*to++ = strchr(" \n\t", *p) ? ' ' : *p;
	*to = '\0';
	for (size_t n = strlen(line); n && n + 4 > WORDS_BYTES && (line[n - 1] & 0x80);)
		line[--n] = '\0';	/* no half character at its end */
	return line;
}

struct reading {
	struct store *s;
	int64_t agent;
	const struct away_mark *since;
	const char *names;
	struct arena *a;
	struct error *err;
	struct away_case *c;
	size_t space;
};

static void
add(struct reading *r, enum away_kind kind, int64_t id, int64_t at, const char *who, const char *words)
{
	*VEC_PUSH(r->a, r->c->items, r->c->n, r->space) = (struct away_item){ kind, id, at, str_empty(who) ? "?" : who, words };
	if (kind < r->c->worst)
		r->c->worst = kind;
}

/* Statements are done before a text is read: rows first, words after. */
struct raw { int64_t id, at, text, flags; int kind, direction; char *who, *agent, *subject, *args; };

static int
read_messages(struct reading *r)
{
	struct raw *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(r->s, STMT_AWAY_MESSAGES, r->err);
	if (!st)
		return -1;
	db_bind(st, "iii", r->c->row.id, r->since->item, r->agent);
	while ((rc = db_step(r->s, st, r->err)) > 0)
		*VEC_PUSH(r->a, list, n, space) = (struct raw){ .id = db_col(st, 0), .at = db_col(st, 1),
			.direction = (int)db_col(st, 2), .kind = (int)db_col(st, 3), .who = db_col_text(st, 4, r->a),
			.agent = db_col_text(st, 5, r->a), .text = db_col(st, 6), .subject = db_col_text(st, 7, r->a),
			.flags = db_col(st, 8) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		const char *words = one_line(r->s, list[i].text, list[i].subject, r->a);
		bool in = list[i].direction == DIRECTION_IN;
		if (list[i].kind == KIND_CALL)
			words = list[i].flags & MESSAGE_MISSED ? _("missed call") : *words ? words : _("call");
		add(r, list[i].kind == KIND_BOUNCE ? AWAY_FAILED : in ? AWAY_MESSAGE : AWAY_REPLY, list[i].id, list[i].at,
			in || !list[i].agent ? list[i].who : list[i].agent, words);
	}
	return rc;
}

static int
read_notes(struct reading *r)
{
	struct raw *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(r->s, STMT_AWAY_NOTES, r->err);
	if (!st)
		return -1;
	db_bind(st, "iiit", r->c->row.id, r->since->item, r->agent, r->names);
	while ((rc = db_step(r->s, st, r->err)) > 0)
		*VEC_PUSH(r->a, list, n, space) = (struct raw){ .id = db_col(st, 0), .at = db_col(st, 1),
			.who = db_col_text(st, 2, r->a), .text = db_col(st, 3),
			.kind = str_eq((const char *)sqlite3_column_text(st, 4), "second-level") ? AWAY_LEVEL
			: db_col(st, 5) ? AWAY_MENTION : AWAY_NOTE };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		add(r, (enum away_kind)list[i].kind, list[i].id, list[i].at, list[i].who, one_line(r->s, list[i].text, NULL, r->a));
	return rc;
}

static int
read_actions(struct reading *r)
{
	struct raw *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(r->s, STMT_AWAY_ACTIONS, r->err);
	if (!st)
		return -1;
	db_bind(st, "iiii", r->c->row.id, r->since->item, r->agent, told_bits());
	while ((rc = db_step(r->s, st, r->err)) > 0) {
		*VEC_PUSH(r->a, list, n, space) = (struct raw){ .id = db_col(st, 0), .at = db_col(st, 1),
			.kind = (int)db_col(st, 2), .who = db_col_text(st, 3, r->a), .args = db_col_text(st, 4, r->a),
			.text = db_col(st, 5) };
		r->c->handed |= db_col(st, 6) != 0;
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		add(r, AWAY_CHANGE, list[i].id, list[i].at, list[i].who,
			read_action_words(r->s, list[i].id, list[i].kind, list[i].args, list[i].text, r->a));
	return rc;
}

/* "FAILED to ana@x: 550 no such user" */
static int
read_boxes(struct reading *r)
{
	struct raw *list = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(r->s, STMT_AWAY_BOXES, r->err);
	if (!st)
		return -1;
	db_bind(st, "iii", r->c->row.id, r->agent, r->since->at);
	while ((rc = db_step(r->s, st, r->err)) > 0)
		*VEC_PUSH(r->a, list, n, space) = (struct raw){ .id = db_col(st, 0), .at = db_col(st, 1) };
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct outbox_row o;
		if (read_outbox_row(r->s, list[i].id, r->a, &o, r->err) < 0)
			return -1;
		const char *why = o.state == OUTBOX_REVIEW && o.reason ? outbox_reason_words(o.reason) : o.error ? o.error : "";
		add(r, AWAY_FAILED, o.id, list[i].at, o.to, arena_printf(r->a, "%s%s%s", o.state == OUTBOX_FAILED
			? _("not delivered") : o.state == OUTBOX_UNKNOWN ? _("nobody knows whether it left") : _("in review"),
			*why ? ": " : "", why));
	}
	return rc;
}

/* -- order ----------------------------------------------------------------------------------------------------- */

static int
by_time(const void *x, const void *y)
{
	const struct away_item *a = x, *b = y;
	return a->at != b->at ? a->at < b->at ? -1 : 1 : (a->id > b->id) - (a->id < b->id);
}

static int
rank(const struct away_case *c, int64_t now)
{
	bool late = c->row.due_at && c->row.due_at <= now;
	if (c->worst <= AWAY_MENTION)
		return (int)c->worst;
	return c->handed ? 2 : late ? 3 : 2 + (int)c->worst;
}

static int
by_urgency(const void *x, const void *y)
{
	const struct away_case *a = x, *b = y;
	int64_t now = clock_now(), due_a = a->row.due_at ? a->row.due_at : INT64_MAX, due_b = b->row.due_at ? b->row.due_at
		: INT64_MAX;
	int ra = rank(a, now), rb = rank(b, now);
	if (ra != rb)
		return ra < rb ? -1 : 1;
	if (due_a != due_b)
		return due_a < due_b ? -1 : 1;
	return (a->row.number > b->row.number) - (a->row.number < b->row.number);
}

static int
case_ids(struct reading *r, size_t limit, int64_t **ids, size_t *n)
{
	return db_ids(r->s, STMT_AWAY_CASES, r->a, ids, n, r->err, "iiitiiii", r->agent, r->since->item,
		clock_now() - OF_LATE, r->names, (int64_t)ACT_ASSIGN, r->since->at, told_bits(), (int64_t)limit);
}

int
read_away(struct store *s, int64_t agent, const struct away_mark *since, size_t limit, struct arena *a, struct away *out,
	struct error *err)
{
	struct away w = { .since = *since, .upto = { clock_now(), db_int64(s, STMT_COUNTER_GET, 0, "t", "item") } };
	struct reading r = { .s = s, .agent = agent, .since = since, .names = mention_names(s, agent, a), .a = a, .err = err };
	int64_t *ids;
	size_t n;
	if (case_ids(&r, limit + 1, &ids, &n) < 0 ||
	    read_handovers(s, agent, since->item, 20, a, &w.handovers, &w.handover_count, err) < 0)
		return -1;
	w.more = n > limit;
	w.case_count = w.more ? limit : n;
	w.cases = arena_array(a, struct away_case, w.case_count + 1);
	for (size_t i = 0; i < w.case_count; i++) {
		r.c = &w.cases[i];
		r.space = 0;
		*r.c = (struct away_case){ .worst = AWAY_NOTE };
		if (read_case(s, ids[i], agent, a, &r.c->row, err) < 0 || read_messages(&r) < 0 || read_notes(&r) < 0 ||
		    read_actions(&r) < 0 || read_boxes(&r) < 0)
			return -1;
		if (r.c->n)
			qsort(r.c->items, r.c->n, sizeof *r.c->items, by_time);
	}
	if (w.case_count)
		qsort(w.cases, w.case_count, sizeof *w.cases, by_urgency);
	*out = w;
	return 0;
}

int
read_away_count(struct store *s, int64_t agent, const struct away_mark *since, int64_t stop, int64_t *out, struct error *err)
{
	struct arena *a = arena_new();
	struct reading r = { .s = s, .agent = agent, .since = since, .names = mention_names(s, agent, a), .a = a, .err = err };
	int64_t *ids;
	size_t n;
	int rc = case_ids(&r, (size_t)stop + 1, &ids, &n);
	if (rc == 0)
		*out = (int64_t)n;
	arena_free(a);
	return rc;
}
