/*
 * verbs_status.c - `sportello status`: one line of figures from one start, for the status lines of tmux, waybar and
 * their like.
 *
 *	%(QUERY)	how many cases; without a word about their status in it, those that are work
 *	%{outbox} %{failed} %{sync} %{agent} %{hold} %{alarms}
 *	%?(QUERY){TEXT}	the text, only where there are some; also %?{failed}{TEXT}
 *	%%
 */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "alarm.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { COUNT_STOP = 999, DEPTH_MAX = 8 };

struct line {
	struct cli *c;
	const char *format;
	struct buf out;
	int outbox[OUTBOX_COUNT];
	struct account_row *accounts;
	size_t account_count;
	bool have_outbox, have_accounts;
	int depth;
};

/* A piece of the format: its value in words, and as a number where it is one. */
struct value {
	const char *words;
	int64_t n;
};

static int
wrong(const struct line *l, const char *at, struct error *err, const char *why)
{
	return error_set(err, ERR_USAGE, _("--line: column %d: %s"), (int)(at - l->format) + 1, why);
}

/* Behind the bracket that closes the one at `at`; what is in quotes closes nothing.  NULL = it does not end. */
static const char *
closing(const char *at, const char *end)
{
	char open = *at, close = open == '(' ? ')' : '}';
	bool quoted = false;
	int depth = 0;
	for (const char *p = at; p < end; p++) {
		if (*p == '"' && open == '(')
			quoted = !quoted;
		else if (!quoted && *p == open)
			depth++;
		else if (!quoted && *p == close && --depth == 0)
			return p + 1;
	}
	return NULL;
}

/* Does the query itself say which status is meant? */
static bool
speaks_of_status(const struct query *q)
{
	static const char *const names[] = { "new", "open", "pending", "snoozed", "resolved", "spam", "history", "merged" };
	for (size_t i = 0; i < q->kid_count; i++)
		if (speaks_of_status(q->kids[i]))
			return true;
	if (q->op != QUERY_TERM || (q->field != QUERY_STATUS && q->field != QUERY_IS))
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (str_ieq(q->text, names[i]))
			return true;
	return false;
}

static int
count(struct line *l, const char *text, const char *at, struct value *out, struct error *err)
{
	struct cli *c = l->c;
	struct query_context ctx = { .now = c->v.now };
	struct error why = ERROR_INIT;
	struct query *q;
	int column = 0;
	if (query_parse(text, &ctx, c->arena, &q, &column, &why) < 0)
		return error_set(err, ERR_USAGE, _("--line: column %d: in the query \"%s\": %s"), (int)(at - l->format) + 1,
			text, why.text);
	/* a status line is about work: everything that was ever mine would say nothing */
	static const char work[] = "(is:new or is:open or is:pending or is:snoozed)";
	if (!speaks_of_status(q) && query_parse(str_empty(text) ? work : arena_printf(c->arena, "(%s) and %s", text, work),
	    &ctx, c->arena, &q, NULL, err) < 0)
		return -1;
	if (read_count(c->store, q, c->v.who.agent, COUNT_STOP, &out->n, err) < 0)
		return -1;
	out->words = out->n > COUNT_STOP ? "999+" : arena_printf(c->arena, "%lld", (long long)out->n);
	return 0;
}

/* "10:04", "busy", "off", "error"; the number is 1 where somebody should look. */
static int
sync_value(struct line *l, struct value *out, struct error *err)
{
	struct cli *c = l->c;
	bool bad = false, busy = false;
	int64_t last = 0;
	if (!l->have_accounts && read_accounts(c->store, false, c->arena, &l->accounts, &l->account_count, err) < 0)
		return -1;
	l->have_accounts = true;
	for (size_t i = 0; i < l->account_count; i++) {
		const struct account_row *acc = &l->accounts[i];
		if (!acc->active)
			continue;
		bad = bad || acc->error;
		busy = busy || acc->progress;
		last = acc->pulled_at > last ? acc->pulled_at : last;
	}
	bool runs = store_syncs(c->store);
	struct clock_local when;
	clock_to_local(last, &when);
	out->n = bad || !store_is_home(c->store);
	out->words = !store_is_home(c->store) ? _("copied") : bad ? _("error") : !runs ? _("off") : busy ? _("busy")
		: !last ? _("new") : arena_printf(c->arena, "%02d:%02d", when.hour, when.minute);
	return 0;
}

/* "HELD BACK: all"; "" = nothing is. */
static void
hold_value(struct line *l, struct value *out)
{
	char *words = hold_words(l->c->store, l->c->v.now, l->c->arena);
	*out = (struct value){ words ? words : "", words != NULL };
}

/* "login 23", "login 23 +1"; "" = nothing comes much more often than usual. */
static int
alarms_value(struct line *l, struct value *out, struct error *err)
{
	struct alarm_row *list;
	size_t n;
	if (alarm_list(l->c->store, false, l->c->arena, &list, &n, err) < 0)
		return -1;
	*out = (struct value){ !n ? "" : n > 1 ? arena_printf(l->c->arena, "%s %d +%zu", list[0].said, list[0].now, n - 1)
		: arena_printf(l->c->arena, "%s %d", list[0].said, list[0].now), (int64_t)n };
	return 0;
}

static int
named(struct line *l, const char *name, const char *at, struct value *out, struct error *err)
{
	static const char *const names[] = { "outbox", "failed", "sync", "agent", "hold", "alarms" };
	const int *n = l->outbox;
	struct cli *c = l->c;
	if (str_eq(name, "hold"))
		return hold_value(l, out), 0;
	if (str_eq(name, "alarms"))
		return alarms_value(l, out, err);
	if (str_eq(name, "sync"))
		return sync_value(l, out, err);
	if (str_eq(name, "agent")) {
		const char *who = store_agent_name(c->store, c->v.who.agent, c->arena);
		*out = (struct value){ who ? who : conf_agent_name(c->conf), 1 };
		return 0;
	}
	if (!str_eq(name, "outbox") && !str_eq(name, "failed")) {
		const char *near = str_nearest(name, names, 6);
		return wrong(l, at, err, arena_printf(c->arena, near ? _("there is no %%{%s}; did you mean %%{%s}?")
			: _("there is no %%{%s}: outbox, failed, sync, agent, hold or alarms"), name, near));
	}
	if (!l->have_outbox && read_outbox_counts(c->store, l->outbox, err) < 0)
		return -1;
	l->have_outbox = true;
	out->n = str_eq(name, "outbox") ? n[OUTBOX_QUEUED] + n[OUTBOX_TRYING] + n[OUTBOX_WIRE]
		: n[OUTBOX_FAILED] + n[OUTBOX_UNKNOWN] + n[OUTBOX_REVIEW];
	out->words = arena_printf(c->arena, "%lld", (long long)out->n);
	return 0;
}

/* "(QUERY)" or "{NAME}" at `at`; what follows it. */
static int
value_at(struct line *l, const char *at, const char *end, const char **next, struct value *out, struct error *err)
{
	*next = at < end && (*at == '(' || *at == '{') ? closing(at, end) : NULL;
	if (at >= end || (*at != '(' && *at != '{'))
		return wrong(l, at - 1, err, _("after % stands (QUERY), {NAME}, ?(QUERY){TEXT} or %"));
	if (!*next)
		return wrong(l, at, err, *at == '(' ? _("this ( is not closed") : _("this { is not closed"));
	const char *text = arena_strn(l->c->arena, at + 1, (size_t)(*next - at) - 2);
	return *at == '(' ? count(l, text, at, out, err) : named(l, text, at, out, err);
}

static int
expand(struct line *l, const char *s, const char *end, struct error *err)
{
	struct value v;
	if (++l->depth > DEPTH_MAX)
		return wrong(l, s, err, _("conditions in conditions, too deep"));
	while (s < end) {
		if (*s != '%') {
			buf_addc(&l->out, *s++);
		} else if (s + 1 < end && s[1] == '%') {
			buf_addc(&l->out, '%');
			s += 2;
		} else if (s + 1 < end && s[1] == '?') {
			const char *text, *after;
			if (value_at(l, s + 2, end, &text, &v, err) < 0)
				return -1;
			after = text < end && *text == '{' ? closing(text, end) : NULL;
			if (!after)
				return wrong(l, text, err, _("here {TEXT} must follow: what is shown where there are some"));
			if (v.n > 0 && expand(l, text + 1, after - 1, err) < 0)
				return -1;
			s = after;
		} else {
			if (value_at(l, s + 1, end, &s, &v, err) < 0)
				return -1;
			buf_adds(&l->out, v.words);
		}
	}
	l->depth--;
	return 0;
}

/* Without a case: the line; else a case's status is set. */
int
cli_status(struct cli *c)
{
	struct line l = { .c = c, .format = cli_opt(c, "line"), .out = BUF_INIT };
	struct error err = ERROR_INIT;
	if (c->arg_count && !l.format)
		return cli_act(c);
	if (c->arg_count) {
		error_set(&err, ERR_USAGE, _("status: either --line FORMAT, or a case and its status"));
		return cli_fail(&err);
	}
	if (!l.format)
		l.format = _("%(is:mine) mine, %(due:<0) overdue, %(is:unassigned) unassigned, %{outbox} to send,"
			"%?{failed}{ %{failed} to LOOK AT,} sync %{sync}%?{hold}{, %{hold}}%?{alarms}{, ALARM %{alarms}}");
	int rc = cli_open_store(c, STORE_DESK, &err);
	if (rc == 0)
		rc = expand(&l, l.format, l.format + strlen(l.format), &err);
	if (rc == 0 && c->json)
		cli_json(json_pack("{s:o}", "line", json_text(l.out.data)));
	else if (rc == 0)
		cli_print(arena_printf(c->arena, "%s\n", l.out.data));
	buf_free(&l.out);
	return rc < 0 ? cli_fail(&err) : 0;
}
