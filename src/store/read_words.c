/* read_words.c - the journal in words: what an action did, and what it changed. */
#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "clock.h"
#include "bot.h"
#include "diff.h"
#include "i18n.h"
#include "read_internal.h"
#include "str.h"

static char *
text_of(struct store *s, int64_t text, struct arena *a)
{
	char *body = NULL;
	if (text)
		(void)read_text(s, text, a, &body, NULL);
	return body;
}

/* Who or what a row of the outbox concerned: its addresses, or the channel. */
static char *
outbox_words(struct store *s, const char *args, bool channel, struct arena *a)
{
	char *words = NULL;
	if (!str_starts(args, "outbox:"))
		return NULL;
	sqlite3_stmt *st = db_stmt(s, STMT_WORDS_OUTBOX, NULL);
	if (!st)
		return NULL;
	db_bind(st, "i", (int64_t)strtoll(args + 7, NULL, 10));
	if (db_step(s, st, NULL) > 0)
		words = db_col_text(st, channel ? 1 : 0, a);
	db_done(st);
	return words;
}

/* Who said the item of "item:12,outbox:7". */
static char *
author_words(struct store *s, const char *args, struct arena *a)
{
	struct item_row row;
	int64_t id = str_starts(args, "item:") ? strtoll(args + 5, NULL, 10) : 0;
	if (!id || read_message(s, id, a, &row, NULL) <= 0)
		return NULL;
	return arena_str(a, !str_empty(row.from.name) ? row.from.name : row.from.address ? row.from.address : "?");
}

static char *
time_words(int64_t at, struct arena *a)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(a, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

/* The value a field got by an action, as a number; 0 = none. */
static int64_t
after_of(struct store *s, int64_t action, const char *field)
{
	return db_int64(s, STMT_WORDS_AFTER, 0, "it", action, field);
}

static const char *
snooze_words(struct store *s, int64_t id, const char *args, struct arena *a)
{
	int64_t at = after_of(s, id, "snoozed_until");
	if (!at)
		return _("a reply");
	return str_eq(args, "time,reply") ? arena_printf(a, _("%s or a reply"), time_words(at, a)) : time_words(at, a);
}

static const char *
undone_words(struct store *s, const char *args)
{
	int64_t id = args ? (int64_t)strtoll(args, NULL, 10) : 0;
	/* a hand-over is about all that it holds, and no case of it stands for the rest */
	int64_t verb = db_int64(s, STMT_WORDS_OWN_VERB, -1, "i", id);
	if (verb != ACT_HANDOVER)
		verb = db_int64(s, STMT_WORDS_VERB, -1, "i", id);
	return verb >= 0 && verb < ACT_COUNT ? act_table[verb].name : "?";
}

/* "call in no-answer" */
static const char *
contact_words(const char *args, struct arena *a)
{
	char **words;
	size_t n;
	if (str_empty(args) || str_words(a, args, &words, &n, NULL) < 0 || n < 3)
		return args;
	return care_contact_words((enum item_kind)kind_parse(words[0]), str_eq(words[1], "out") ? DIRECTION_OUT : DIRECTION_IN,
		(enum contact_outcome)outcome_parse(words[2]));
}

/* "facts:order phone", "code-sent", "person"... */
static const char *
verify_words(struct store *s, const char *args, int64_t text, struct arena *a)
{
	static const struct { const char *code, *words; } ways[] = { { "code-sent", N_("a code was sent") },
		{ "code", N_("verified by a code") }, { "code-wrong", N_("a wrong code") },
		{ "code-failed", N_("a wrong code, for the last time") }, { "hook", N_("verified by the hook") },
		{ "hook-failed", N_("the hook said no") }, { "end", N_("unverified again") } };
	if (str_starts(args, "facts:"))
		return arena_printf(a, _("verified by %s"), args + 6);
	if (str_eq(args, "person"))
		return arena_printf(a, _("verified: %s"), text ? text_of(s, text, a) : "?");
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		if (str_eq(ways[i].code, args))
			return _(ways[i].words);
	return args;
}

/* "Bo (5) into Ana (3)": both persons of a merge or of its end. */
static const char *
people_words(struct store *s, int64_t id, int verb, struct arena *a)
{
	char *words = NULL;
	sqlite3_stmt *st = db_stmt(s, STMT_WORDS_PEOPLE, NULL);
	if (!st)
		return NULL;
	db_bind(st, "i", id);
	if (db_step(s, st, NULL) > 0)
		words = arena_printf(a, verb == ACT_CUSTOMER_MERGE ? _("%s (%lld) into %s (%lld)") : _("%s (%lld) from %s (%lld)"),
			db_col_text(st, 1, a), (long long)db_col(st, 0), db_col_text(st, 3, a), (long long)db_col(st, 2));
	db_done(st);
	return words;
}

/* "handed over: the customer asked for a person" */
static const char *
bot_words(const char *args, struct arena *a)
{
	if (str_starts(args, "handed-over "))
		return arena_printf(a, _("handed over to a person: %s"),
			bot_why_words(bot_why_read(args + strlen("handed-over "))));
	return str_eq(args, "done") ? _("it needed no person") : str_eq(args, "silenced") ? _("silent now, "
		"a person has the case") : args;
}

static const char *
what_words(struct store *s, int64_t id, int verb, const char *args, int64_t text, struct arena *a)
{
	switch (verb) {
	case ACT_LIKE:
	case ACT_UNLIKE:
	case ACT_HIDE:
	case ACT_UNHIDE: return author_words(s, args, a);
	case ACT_ANSWER:
	case ACT_REPLY: return outbox_words(s, args, true, a);
	case ACT_NEW:
	case ACT_FORWARD:
	case ACT_SEND_CANCEL: return outbox_words(s, args, false, a);
	case ACT_SEND_RESOLVE: return args ? strchr(args, ',') ? strchr(args, ',') + 1 : args : NULL;
	case ACT_SNOOZE: return snooze_words(s, id, args, a);
	case ACT_UNDO: return undone_words(s, args);
	case ACT_CUSTOMER_MERGE:
	case ACT_CUSTOMER_UNMERGE: return people_words(s, id, verb, a);
	case ACT_NEXT: return text_of(s, text, a);
	case ACT_WAITS: return text_of(s, after_of(s, id, "waits_on"), a);
	case ACT_CONTACT: return contact_words(args, a);
	case ACT_VERIFY: return verify_words(s, args, text, a);
	case ACT_BOT: return bot_words(args, a);
	case ACT_HANDOVER:
	case ACT_ASSIGN: return str_empty(args) ? _("nobody") : args;
	default: return args;
	}
}

static char *
on_one_line(char *text)
{
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ' ';
	return text;
}

/* "let go what anna wrote: we [-will-]{+shall+} send it" */
static char *
review_words(struct store *s, int verb, const char *args, struct arena *a)
{
	int64_t id = str_starts(args, "outbox:") ? (int64_t)strtoll(args + 7, NULL, 10) : 0;
	char *before = NULL, *after = NULL, *by = NULL;
	struct outbox_row o = { .agent = NULL };
	if (id && read_outbox_row(s, id, a, &o, NULL) < 0)
		o.agent = NULL;
	const char *who = o.agent ? o.agent : "?";
	if (verb == ACT_RETURN)
		return arena_printf(a, _("gave back what %s wrote"), who);
	if (id && str_ends(args, ",changed") && read_outbox_change(s, id, a, &before, &after, &by, NULL) == 0 && before)
		return arena_printf(a, _("changed what %s wrote, and let it go: %s"), who,
			on_one_line(care_diff_words(before, after, a)));
	return arena_printf(a, _("let go what %s wrote"), who);
}

/* Words of their own, for what the table's do not fit; NULL = none. */
static char *
special_words(struct store *s, int verb, const char *args, struct arena *a)
{
	if (verb == ACT_FLAG && str_eq(args, "off"))
		return arena_str(a, _("took the flag off"));
	if (verb == ACT_RESOLVE && str_eq(args, "nothing-sent"))
		return arena_str(a, _("resolved: no reply needed"));
	if (verb == ACT_SEND_RESOLVE && args && str_ends(args, ",queued")) {
		const char *to = outbox_words(s, args, false, a);
		return arena_printf(a, _("sent once more to %s"), str_empty(to) ? "?" : to);
	}
	if (verb == ACT_APPROVE || verb == ACT_RETURN)
		return review_words(s, verb, args, a);
	if (verb == ACT_MERGE && str_starts(args, "into "))
		return arena_printf(a, _("merged into %s"), args + 5);
	if (verb == ACT_SPLIT && str_starts(args, "from "))
		return arena_printf(a, _("split off from %s"), args + 5);
	if (verb == ACT_LINK && str_starts(args, "-"))
		return arena_printf(a, _("took the link away: %s"), args + 1);
	return NULL;
}

static char *
action_words(struct store *s, int64_t id, int verb, const char *args, int64_t text, struct arena *a)
{
	if (verb < 0 || verb >= ACT_COUNT)
		return arena_str(a, "?");
	char *special = special_words(s, verb, args, a);
	if (special)
		return special;
	const char *past = _(act_table[verb].past), *mark = strstr(past, "%s");
	if (!mark)
		return arena_str(a, past);
	const char *what = what_words(s, id, verb, args, text, a);
	struct buf b = BUF_INIT;
	buf_add(&b, past, (size_t)(mark - past));
	if (str_empty(what)) {
		/* "second level answered: " */
		buf_rtrim(&b);
		if (b.len && b.data[b.len - 1] == ':')
			buf_truncate(&b, b.len - 1);
	} else {
		buf_adds(&b, what);
		buf_adds(&b, mark + 2);
	}
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}

char *
read_action_words(struct store *s, int64_t id, int verb, const char *args, int64_t text, struct arena *a)
{
	char *words = action_words(s, id, verb, args, text, a), *why = NULL;
	switch (verb) {
	case ACT_MERGE:
	case ACT_SPLIT:
	case ACT_LINK:
	case ACT_UNDO:
	case ACT_ASSIGN:
	case ACT_CUSTOMER_MERGE:
	case ACT_CUSTOMER_UNMERGE: why = text_of(s, text, a); break;
	default: break;
	}
	return str_empty(why) ? words : arena_printf(a, "%s: %s", words, why);
}

struct item_row
read_action_row(struct store *s, sqlite3_stmt *st, struct arena *a)
{
	(void)s;
	return (struct item_row){ .row = ROW_ACTION, .id = db_col(st, 0), .at = db_col(st, 1), .uid = db_col_uid(st, 2),
		.verb = (int)db_col(st, 3), .author = db_col_text(st, 4, a), .words = db_col_text(st, 5, a),
		.text = db_col(st, 6), .undone_by = db_col(st, 7), .grp = db_col(st, 8), .case_id = db_col(st, 9),
		.case_number = db_col(st, 10), .customer = db_col(st, 11), .delivery = (enum outbox_state)-1 };
}

/* Rows carry their args until here: words need statements of their own. */
void
read_action_finish(struct store *s, struct item_row *row, struct arena *a)
{
	if (!row->author)
		row->author = "?";
	if (row->verb == ACT_ESCALATE)
		row->body = text_of(s, row->text, a);
	row->words = read_action_words(s, row->id, row->verb, row->words, row->text, a);
}

int
read_action(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_ACTION, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = read_action_row(s, st, a);
	db_done(st);
	if (rc > 0)
		read_action_finish(s, out, a);
	return rc;
}

/* -- the journal ---------------------------------------------------------------------------------------- */

int
read_journal(struct store *s, int64_t case_id, int64_t agent, int64_t before, size_t limit, struct arena *a,
	struct item_row **out, size_t *n, struct error *err)
{
	enum stmt id = case_id ? STMT_JOURNAL_CASE : agent ? STMT_JOURNAL_AGENT : STMT_JOURNAL_ALL;
	struct item_row *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, id, err);
	if (!st)
		return -1;
	db_bind(st, "iii", case_id ? case_id : agent, before ? before : INT64_MAX, (int64_t)limit);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, count, space) = read_action_row(s, st, a);
	db_done(st);
	for (size_t i = 0; i < count; i++)
		read_action_finish(s, &list[i], a);
	*out = list;
	*n = count;
	return rc;
}

/* -- changes -------------------------------------------------------------------------------------------- */

struct change { char *entity, *field; int64_t id; char *value[2]; bool null[2]; };

static char *
value_words(struct store *s, const struct change *c, int side, struct arena *a)
{
	const char *v = c->value[side];
	int64_t n = v ? strtoll(v, NULL, 10) : 0;
	bool on_case = str_eq(c->entity, "case");
	char *words = NULL;
	if (c->null[side])
		return arena_str(a, "-");
	if (on_case && str_eq(c->field, "status"))
		return arena_str(a, status_name((int)n));
	if (on_case && str_eq(c->field, "priority"))
		return arena_str(a, priority_name((int)n));
	if (on_case && str_eq(c->field, "assignee"))
		words = (char *)store_agent_name(s, n, a);
	else if (str_ends(c->field, "_at") || str_ends(c->field, "_until") || str_ends(c->field, "_by"))
		words = time_words(n, a);
	else if (str_ends(c->field, "case_id") || str_eq(c->field, "next_case") || (on_case && str_eq(c->field, "merged_into")))
		words = arena_printf(a, "#%lld", (long long)db_int64(s, STMT_ACT_CASE, 0, "i", n));
	else if (str_eq(c->field, "subject") || str_eq(c->field, "next_step") || str_eq(c->field, "waits_on") ||
		(str_eq(c->entity, "customer") && (str_eq(c->field, "name") || str_eq(c->field, "notes") ||
			str_eq(c->field, "signs"))))
		words = text_of(s, n, a);
	return words ? words : arena_str(a, v);
}

static char *
change_words(struct store *s, const struct change *c, struct arena *a)
{
	if (str_eq(c->entity, "case_tag") || str_eq(c->entity, "customer_tag"))
		return arena_printf(a, "tag: %s%s", str_eq(c->value[1], "1") ? "+" : "-", c->field);
	if (str_eq(c->entity, "case_link"))
		return arena_printf(a, "link: %s%s", str_eq(c->value[1], "1") ? "+" : "-", c->field);
	if (str_eq(c->entity, "note") && str_eq(c->field, "deleted"))
		return arena_str(a, str_eq(c->value[1], "0") ? _("note: written") : _("note: taken away"));
	const char *was = value_words(s, c, 0, a), *now = value_words(s, c, 1, a);
	if (str_eq(c->entity, "case"))
		return arena_printf(a, "%s: %s -> %s", c->field, was, now);
	return arena_printf(a, "%s %lld %s: %s -> %s", c->entity, (long long)c->id, c->field, was, now);
}

int
read_changes(struct store *s, int64_t action, struct arena *a, char ***out, struct error *err)
{
	struct change *list = NULL;
	char **lines = NULL;
	size_t n = 0, space = 0, count = 0, room = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_CHANGES_OF, err);
	if (!st)
		return -1;
	db_bind(st, "i", action);
	while ((rc = db_step(s, st, err)) > 0) {
		struct change *c = VEC_PUSH(a, list, n, space);
		*c = (struct change){ .entity = db_col_text(st, 0, a), .id = db_col(st, 1), .field = db_col_text(st, 2, a) };
		for (int i = 0; i < 2; i++) {
			c->null[i] = sqlite3_column_type(st, 3 + i) == SQLITE_NULL;
			c->value[i] = db_col_text(st, 3 + i, a);
		}
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++)
		*VEC_PUSH(a, lines, count, room) = change_words(s, &list[i], a);
	char *why = NULL;
	if (rc == 0 && db_text(s, STMT_FIRING_WHY, a, &why, err, "i", action) == 0 && !str_empty(why))
		*VEC_PUSH(a, lines, count, room) = arena_printf(a, _("because: %.*s"), (int)strcspn(why, "\n"), why);
	*VEC_PUSH(a, lines, count, room) = NULL;
	if (rc == 0)
		*out = lines;
	return rc;
}
