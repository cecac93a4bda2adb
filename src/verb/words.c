/* words.c - the table of verbs in words, and their readers. */
#include "verb.h"

#include <string.h>

#include "field.h"
#include "i18n.h"
#include "incident.h"
#include "mood.h"
#include "str.h"
#include "utf8.h"
#include "verb_internal.h"

/* What a reader works on: words[0] is the verb. */
struct reading {
	const struct verb_context *v;
	const char *const *words;
	size_t n;
	int64_t case_id, message;
	struct arena *a;
	struct act *act;	/* the one being filled; verb and case are set */
	struct verb_plan *plan;
	struct error *err;
};

typedef int read_verb(struct reading *r);	/* a function type, no struct */

static int
usage(struct reading *r)
{
	for (const struct verb_words *w = verb_words; w->name; w++)
		if (str_eq(w->name, r->words[0]))
			return error_set(r->err, ERR_USAGE, _("%s: usage: %s %s"), w->name, w->name,
				w->usage);
	return error_set(r->err, ERR_USAGE, _("%s: malformed"), r->words[0]);
}

static char *
join(struct arena *a, const char *const *words, size_t n)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addc(&b, ' ');
		buf_adds(&b, words[i]);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

int
verb_tags(const char *const *words, size_t n, struct arena *a, struct act *act, struct error *err)
{
	const char **add = arena_array(a, const char *, n + 1), **remove = arena_array(a, const char *, n + 1);
	size_t adds = 0, removes = 0;
	for (size_t i = 0; i < n; i++) {
		const char *w = words[i];
		bool off = *w == '-';
		w += off || *w == '+';
		if (!*w || strpbrk(w, " \t\n:\"()") || !str_eq(utf8_clean_str(a, w, false), w))
			return error_set(err, ERR_INPUT, _("tag '%s': a tag is one word without colon, quotes or parentheses"),
				words[i]);
		if (off)
			remove[removes++] = w;
		else
			add[adds++] = w;
	}
	act->add = add;
	act->remove = remove;
	return 0;
}

static int
read_tag(struct reading *r)
{
	return r->n < 2 ? usage(r) : verb_tags(r->words + 1, r->n - 1, r->a, r->act, r->err);
}

static int
read_assign(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	const char *who = r->words[1];
	if (str_eq(who, "me"))
		who = store_agent_name(r->v->store, r->v->who.agent, r->a);
	else if (str_eq(who, "nobody") || str_eq(who, "none") || str_eq(who, "-"))
		who = "";
	else if (str_starts(who, "@"))
		who++;
	r->act->name = who;
	return 0;
}

static int
read_take(struct reading *r)
{
	if (r->n != 1)
		return usage(r);
	r->act->name = store_agent_name(r->v->store, r->v->who.agent, r->a);
	return 0;
}

static int
read_priority(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	int p = priority_parse(r->words[1]);
	if (p < 0)
		return error_set(r->err, ERR_INPUT,
			_("priority '%s' is not known: low, normal, high or urgent"), r->words[1]);
	r->act->value = p;
	return 0;
}

static int
read_status(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	int s = status_parse(r->words[1]);
	if (s < 0 || s == STATUS_MERGED)
		return error_set(r->err, ERR_INPUT,
			_("status '%s' is not known: new, open, pending, snoozed, resolved or spam"), r->words[1]);
	if (s == STATUS_SNOOZED)
		return error_set(r->err, ERR_INPUT, _("to snooze, say until when: snooze tomorrow 9:00"));
	static const enum act_verb special[STATUS_COUNT] = {
		[STATUS_RESOLVED] = ACT_RESOLVE, [STATUS_SPAM] = ACT_SPAM,
	};
	if (special[s])
		r->act->verb = special[s];
	r->act->value = s;
	return 0;
}

static int
read_open(struct reading *r)
{
	if (r->n != 1)
		return usage(r);
	r->act->value = str_eq(r->words[0], "pending") ? STATUS_PENDING : STATUS_OPEN;
	return 0;
}

static int
read_plain(struct reading *r)
{
	if (r->n != 1)
		return usage(r);
	r->act->flag = !str_eq(r->words[0], "unflag");
	return 0;
}

static int
read_snooze(struct reading *r)
{
	struct care_when when;
	if (r->n < 2)
		return usage(r);
	if (care_when(join(r->a, r->words + 1, r->n - 1), r->v->now, &when, r->err) < 0)
		return -1;
	r->act->at = when.at;
	r->act->flag = when.until_reply;
	return 0;
}

static int
read_note(struct reading *r)
{
	if (r->n < 2)
		return usage(r);
	r->act->text = join(r->a, r->words + 1, r->n - 1);
	r->plan->full = true;
	return 0;
}

/* Index of the last word equal to `word`, or n. */
static size_t
last_word(struct reading *r, const char *word)
{
	for (size_t i = r->n; i-- > 2;)
		if (str_ieq(r->words[i], word))
			return i;
	return r->n;
}

/* "next TEXT... by WHEN", "waits WHO until WHEN": the time after the last such word, if it is one. */
static int
read_with_time(struct reading *r, const char *word, size_t *text_end)
{
	size_t at = last_word(r, word);
	if (at == r->n && str_eq(word, "by"))
		at = last_word(r, "entro");
	*text_end = at;
	if (at + 1 >= r->n) {
		*text_end = r->n;
		return 0;
	}
	struct care_when when;
	if (care_when(join(r->a, r->words + at + 1, r->n - at - 1), r->v->now, &when, r->err) < 0)
		return -1;
	r->act->at = when.at;
	return 0;
}

static int
read_next(struct reading *r)
{
	size_t end;
	if (r->n < 2)
		return usage(r);
	if (read_with_time(r, "by", &end) < 0)
		return -1;
	r->act->text = join(r->a, r->words + 1, end - 1);
	if (str_eq(r->act->text, "-"))
		r->act->text = NULL;	/* nothing comes next any more */
	r->act->flag = r->act->text && str_eq(r->words[0], "promise");
	return 0;
}

static int
read_waits(struct reading *r)
{
	size_t end;
	if (r->n < 2)
		return usage(r);
	if (read_with_time(r, "until", &end) < 0)
		return -1;
	const char *who = join(r->a, r->words + 1, end - 1);
	r->act->name = str_eq(who, "nobody") ? "" : who;
	return 0;
}

static int
read_mood(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	if (!care_mood_parse(r->words[1], &r->act->value))
		return error_set(r->err, ERR_INPUT,
			_("mood '%s': say angry, unhappy, neutral, content, happy, or a number from -100 to 100"), r->words[1]);
	return 0;
}

static int
read_language(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	r->act->name = r->words[1];
	return 0;
}

static int
read_intent(struct reading *r)
{
	if (r->n != 2)
		return usage(r);
	r->act->name = str_eq(r->words[1], "-") ? "" : r->words[1];
	return *r->act->name ? answers_intent(r->v->conf, r->act->name, r->a, r->err) : 0;
}

static int
read_subject(struct reading *r)
{
	if (r->n < 2)
		return usage(r);
	r->act->text = join(r->a, r->words + 1, r->n - 1);
	return 0;
}

/* Takes "NAME VALUE" (or, without a place for a value, "NAME") out of the words. */
static bool
take_option(struct reading *r, const char *name, const char **value)
{
	const char **left = arena_array(r->a, const char *, r->n + 1);
	size_t n = 0;
	bool found = false;
	for (size_t i = 0; i < r->n; i++) {
		if (i && !found && str_eq(r->words[i], name) && (!value || i + 1 < r->n)) {
			found = true;
			if (value)
				*value = r->words[++i];
			continue;
		}
		left[n++] = r->words[i];
	}
	r->words = left;
	r->n = n;
	return found;
}

/* "link CASE [--as KIND]", or "link KIND CASE"; "unlink CASE". */
static int
read_link(struct reading *r)
{
	static const char *const kinds[] = { "duplicate", "follow-up", "part" };
	const char *kind = "part";
	bool off = str_eq(r->words[0], "unlink"), named = take_option(r, "--as", &kind);
	(void)take_option(r, "--because", &r->act->reason);
	if (r->n == 3 && !named && !off)
		kind = r->words[1];
	else if (r->n != 2)
		return usage(r);
	if (!str_eq(kind, kinds[0]) && !str_eq(kind, kinds[1]) && !str_eq(kind, kinds[2]))
		return error_set(r->err, ERR_INPUT, _("link '%s' is not known: duplicate, follow-up or part"),
			kind);
	int64_t *other = arena_new_of(r->a, int64_t);
	if (read_case_named(r->v->store, r->words[r->n - 1], other, r->err) < 0)
		return -1;
	r->act->name = kind;
	r->act->value = off ? -1 : 0;
	r->act->cases = other;
	r->act->case_count = 1;
	return 0;
}

/* "verify facts order city" */
static int
read_verify(struct reading *r)
{
	struct act act;
	if (!r->act->case_id)
		return error_set(r->err, ERR_INPUT, _("verify: in which case?"));
	if (verify_act(r->v, r->words + 1, r->n - 1, r->act->case_id, 0, r->a, &act, r->err) < 0)
		return -1;
	*r->act = act;
	r->plan->full = true;
	return 0;
}

/* "field order 12345": of the case or of its customer, as the configuration says. */
static int
read_field_value(struct reading *r)
{
	struct case_row c;
	if (r->n < 3)
		return usage(r);
	const struct conf_field *f = conf_field_find(r->v->conf, r->words[1], r->a, r->err);
	if (!f)
		return -1;
	if (f->on_customer) {
		if (!r->case_id)
			return error_set(r->err, ERR_INPUT, _("'%s' is a field of customers: which one?"), f->name);
		if (read_case(r->v->store, r->case_id, r->v->who.agent, r->a, &c, r->err) < 0)
			return -1;
		if (!c.customer)
			return error_set(r->err, ERR_INPUT, _("the case has no customer"));
		r->act->customer = c.customer;
		r->act->case_id = 0;
	}
	return verb_field(f, join(r->a, r->words + 2, r->n - 2), r->a, r->act, r->err);
}

static int
read_merge(struct reading *r)
{
	r->act->flag = take_option(r, "--same-person", NULL);
	r->act->participant = take_option(r, "--participant", NULL);
	(void)take_option(r, "--because", &r->act->reason);
	int64_t *cases = arena_array(r->a, int64_t, r->n);
	size_t n = 0;
	for (size_t i = 1; i < r->n; i++)
		if (read_case_named(r->v->store, r->words[i], &cases[n++], r->err) < 0)
			return -1;
	if (!n)
		return usage(r);
	r->act->cases = cases;
	r->act->case_count = n;
	return 0;
}

static int
read_split(struct reading *r)
{
	(void)take_option(r, "--because", &r->act->reason);
	if (r->n == 2)
		return read_item_named(r->v->store, r->words[1], &r->act->message, r->err);
	if (r->n == 1 && r->message)
		return 0;
	return usage(r);
}

static int
read_undo(struct reading *r)
{
	(void)take_option(r, "--because", &r->act->reason);
	if (r->n > 2)
		return usage(r);
	if (r->n == 2 && (str_to_int64(r->words[1], &r->act->action) < 0 || r->act->action <= 0))
		return error_set(r->err, ERR_INPUT,
			_("undo '%s': give the number of an action, as the journal shows it"), r->words[1]);
	return 0;
}

static int
read_escalate(struct reading *r)
{
	if (r->n < 3)
		return usage(r);
	r->plan->full = true;
	return verb_escalate(r->v, r->words[1], join(r->a, r->words + 2, r->n - 2), r->case_id, r->a, r->act,
		r->err);
}

/* join NAME; leave */
static int
read_join(struct reading *r)
{
	struct act_incident *in = arena_new_of(r->a, struct act_incident);
	struct incident_row row;
	*in = (struct act_incident){ .id = 0 };
	r->act->incident = in;
	if (r->act->verb == ACT_LEAVE)
		return r->n == 1 ? 0 : usage(r);
	if (r->n < 2)
		return usage(r);
	if (incident_named(r->v->store, join(r->a, r->words + 1, r->n - 1), r->a, &row, r->err) < 0)
		return -1;
	in->id = row.id;
	return 0;
}

/* The escalation of the case that is meant: of a target, or the only one that is open. */
static int
open_escalation(struct reading *r, const char *target, struct escalation_row *out)
{
	struct escalation_row *list;
	size_t n = 0, found = 0;
	if (!r->case_id)
		return error_set(r->err, ERR_INPUT, _("%s: only a case can be with a target"), r->words[0]);
	if (read_escalations(r->v->store, r->case_id, r->a, &list, &n, r->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!list[i].closed_at && (!target || str_eq(target, list[i].target))) {
			*out = list[i];
			found++;
		}
	if (found == 1 || (found && target))
		return 0;
	return found ? error_set(r->err, ERR_INPUT, _("%s: the case is with several targets, say which one: --to TARGET"),
			r->words[0])
		: error_set(r->err, ERR_INPUT, target ? _("%s: the case is not with %s") : _("%s: the case is with no "
			"escalation target%s"), r->words[0], target ? target : "");
}

/* "tell [--to TARGET] TEXT..." */
static int
read_tell(struct reading *r)
{
	struct escalation_row e;
	const char *target = NULL;
	(void)take_option(r, "--to", &target);
	if (r->n < 2)
		return usage(r);
	r->plan->full = true;
	return open_escalation(r, target, &e) < 0 ? -1 : escalation_tell(r->v, &e, "told",
		join(r->a, r->words + 1, r->n - 1), 0, r->a, r->act, r->err);
}

/* "de-escalate [TARGET [TEXT...]]" */
static int
read_deescalate(struct reading *r)
{
	r->act->name = r->n > 1 ? r->words[1] : NULL;
	r->act->text = r->n > 2 ? join(r->a, r->words + 2, r->n - 2) : NULL;
	return 0;
}

/* "answered [--from NAME] [--to TARGET] TEXT..." */
static int
read_answered(struct reading *r)
{
	(void)take_option(r, "--from", &r->act->name);
	(void)take_option(r, "--to", &r->act->reason);
	if (r->n < 2)
		return usage(r);
	r->act->text = join(r->a, r->words + 1, r->n - 1);
	r->plan->full = true;
	return 0;
}

/* "run NAME [ANSWER=VALUE]..." */
static int
read_run_words(struct reading *r)
{
	struct action_answer *given = arena_array(r->a, struct action_answer, r->n);
	size_t n = 0;
	if (r->n < 2)
		return usage(r);
	for (size_t i = 2; i < r->n; i++) {
		const char *is = strchr(r->words[i], '=');
		if (!is || is == r->words[i])
			return usage(r);
		given[n].name = arena_strn(r->a, r->words[i], (size_t)(is - r->words[i]));
		given[n++].text = is + 1;
	}
	r->plan->full = true;
	return verb_run_action(r->v, r->words[1], given, n, r->case_id, r->a, r->act, r->err);
}

/* About one message, whatever case it is in: "like [ITEM]". */
static int
read_deed(struct reading *r)
{
	r->act->case_id = 0;
	r->plan->full = r->act->verb != ACT_PASS;
	if (r->n == 2)
		return read_item_named(r->v->store, r->words[1], &r->act->message, r->err);
	return r->n == 1 && r->message ? 0 : usage(r);
}

/* "edit-own [--public] TEXT..." */
static int
read_edit_own(struct reading *r)
{
	size_t first = r->n > 1 && str_eq(r->words[1], "--public") ? 2 : 1;
	if (r->n <= first || !r->message)
		return usage(r);
	r->act->case_id = 0;
	r->act->flag = first == 2;
	r->act->text = join(r->a, r->words + first, r->n - first);
	r->plan->full = true;
	return 0;
}

/* "contact call in answered --for 3m TEXT..." */
static int
read_contact(struct reading *r)
{
	struct act_contact *k = arena_new_of(r->a, struct act_contact);
	size_t text;
	if (verb_contact(r->v, r->words + 1, r->n - 1, k, &text, r->err) < 0)
		return -1;
	r->act->contact = k;
	r->act->text = text + 1 < r->n ? join(r->a, r->words + 1 + text, r->n - 1 - text) : NULL;
	r->plan->full = true;
	return 0;
}

static const struct {
	const char *name;
	enum act_verb verb;
	read_verb *read;
} readers[] = {
	{ "tag", ACT_TAG, read_tag }, { "assign", ACT_ASSIGN, read_assign }, { "take", ACT_ASSIGN, read_take },
	{ "priority", ACT_PRIORITY, read_priority }, { "status", ACT_STATUS, read_status },
	{ "open", ACT_STATUS, read_open }, { "pending", ACT_STATUS, read_open },
	{ "resolve", ACT_RESOLVE, read_plain }, { "reopen", ACT_REOPEN, read_plain },
	{ "spam", ACT_SPAM, read_plain }, { "snooze", ACT_SNOOZE, read_snooze },
	{ "note", ACT_NOTE, read_note }, { "next", ACT_NEXT, read_next }, { "promise", ACT_NEXT, read_next },
	{ "waits", ACT_WAITS, read_waits }, { "subject", ACT_SUBJECT, read_subject },
	{ "intent", ACT_INTENT, read_intent },
	{ "flag", ACT_FLAG, read_plain }, { "unflag", ACT_FLAG, read_plain }, { "link", ACT_LINK, read_link },
	{ "unlink", ACT_LINK, read_link },
	{ "field", ACT_FIELD, read_field_value }, { "mood", ACT_MOOD, read_mood }, { "language", ACT_LANGUAGE, read_language },
	{ "hand-over-bot", ACT_HAND_OVER_BOT, read_plain }, { "bot-wrong", ACT_BOT_WRONG, read_plain },
	{ "verify", ACT_VERIFY, read_verify },
	{ "merge", ACT_MERGE, read_merge }, { "split", ACT_SPLIT, read_split }, { "undo", ACT_UNDO, read_undo },
	{ "escalate", ACT_ESCALATE, read_escalate }, { "tell", ACT_TELL, read_tell },
	{ "de-escalate", ACT_DEESCALATE, read_deescalate }, { "answered", ACT_ANSWERED, read_answered },
	{ "join", ACT_JOIN, read_join }, { "leave", ACT_LEAVE, read_join },
	{ "run", ACT_RUN, read_run_words },
	{ "contact", ACT_CONTACT, read_contact },
	{ "pass", ACT_PASS, read_deed }, { "like", ACT_LIKE, read_deed }, { "unlike", ACT_UNLIKE, read_deed },
	{ "hide", ACT_HIDE, read_deed }, { "unhide", ACT_UNHIDE, read_deed },
	{ "make-case", ACT_OPEN, read_deed }, { "delete-own", ACT_DELETE, read_deed },
	{ "edit-own", ACT_EDIT, read_edit_own },
};

int
verb_field(const struct conf_field *f, const char *written, struct arena *a, struct act *act, struct error *err)
{
	struct act_value *v = arena_new_of(a, struct act_value);
	struct care_value read;
	*v = (struct act_value){ .name = f->name, .source = "agent" };
	act->verb = ACT_FIELD;
	act->field = v;
	if (str_eq(written, "-"))
		return 0;
	if (care_field_read(f, written, a, &read, err) < 0)
		return -1;
	v->text = read.text;
	v->folded = read.folded;
	v->has_number = read.has_number;
	v->number = read.number;
	return 0;
}

int
verb_unknown(const char *name, struct arena *a, struct error *err)
{
	size_t n = sizeof readers / sizeof readers[0];
	const char **names = arena_array(a, const char *, n);
	for (size_t i = 0; i < n; i++)
		names[i] = readers[i].name;
	const char *near = str_nearest(name, names, n);
	return near ? error_set(err, ERR_USAGE, _("unknown verb '%s' - did you mean '%s'?"), name, near)
		    : error_set(err, ERR_USAGE, _("unknown verb '%s' - see help for the list"), name);
}

int
verb_plan(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id, int64_t message,
	struct arena *a, struct verb_plan *out, struct error *err)
{
	if (!n)
		return error_set(err, ERR_USAGE, _("no verb given"));
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		if (!str_eq(readers[i].name, words[0]))
			continue;
		struct act *act = arena_new_of(a, struct act);
		struct verb_plan plan = { .acts = act, .count = 1 };
		*act = (struct act){ .verb = readers[i].verb, .case_id = case_id, .message = message };
		struct reading r = { .v = v, .words = words, .n = n, .case_id = case_id, .message = message,
			.a = a, .act = act, .plan = &plan, .err = err };
		if (readers[i].read(&r) < 0)
			return -1;
		*out = plan;
		return 0;
	}
	return verb_unknown(words[0], a, err);
}

int
verb_run(const struct verb_context *v, const char *const *words, size_t n, int64_t case_id, int64_t message,
	struct arena *a, struct act_result *out, struct error *err)
{
	struct verb_plan plan;
	if (verb_plan(v, words, n, case_id, message, a, &plan, err) < 0)
		return -1;
	return store_act(v->store, &v->who, plan.acts, plan.count, plan.full, a, out, err);
}

char **
verb_lines(const char *lines, struct arena *a, size_t *count)
{
	char **parts = NULL;
	size_t n = 0, space = 0;
	char quote = 0;
	const char *start = lines;
	for (const char *p = lines;; p++) {
		if (*p && quote) {
			if (*p == '\\' && quote == '"' && p[1])
				p++;
			else if (*p == quote)
				quote = 0;
			continue;
		}
		if (*p == '\\' && p[1]) {	/* as str_words() reads it, and str_quote() writes a customer's apostrophe */
			p++;
			continue;
		}
		if (*p == '"' || *p == '\'')
			quote = *p;
		if (*p && *p != ';' && *p != '\n')
			continue;
		char *part = str_trim(a, arena_strn(a, start, (size_t)(p - start)));
		if (*part)
			*VEC_PUSH(a, parts, n, space) = part;
		if (!*p)
			break;
		start = p + 1;
	}
	*count = n;
	return parts;
}

int
verb_plan_lines(const struct verb_context *v, const char *lines, int64_t case_id, struct arena *a,
	struct verb_plan *out, struct error *err)
{
	size_t n = 0, space = 0, parts_n;
	struct verb_plan plan = { NULL, 0, false };
	char **parts = verb_lines(lines ? lines : "", a, &parts_n);
	for (size_t i = 0; i < parts_n; i++) {
		char **words;
		size_t words_n;
		struct verb_plan one;
		struct error why = ERROR_INIT;
		const char *where;
		if (care_has_placeholder(parts[i], &where))
			return error_set(err, ERR_INPUT, _("%s: a placeholder is still open: %.30s"), parts[i], where);
		/* one of several: say which */
		if (str_words(a, parts[i], &words, &words_n, &why) < 0 ||
		    verb_plan(v, (const char *const *)words, words_n, case_id, 0, a, &one, &why) < 0)
			return parts_n > 1 ? error_set(err, why.code, "%s: %s", parts[i], why.text)
				: error_set(err, why.code, "%s", why.text);
		for (size_t k = 0; k < one.count; k++)
			*VEC_PUSH(a, plan.acts, n, space) = one.acts[k];
		plan.full |= one.full;
	}
	plan.count = n;
	*out = plan;
	return 0;
}
