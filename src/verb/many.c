/* many.c - one command for many cases: what it would do, then doing it, a slice at a time. */
#include "verb_internal.h"

#include <stdlib.h>
#include <string.h>

#include "flow.h"
#include "i18n.h"
#include "str.h"

enum { SLICE = 50 };

/* What is never done to many cases unseen: what leaves the house, and what makes one of two. */
static bool
is_allowed(enum act_verb verb)
{
	static const enum act_verb allowed[] = { ACT_TAG, ACT_ASSIGN, ACT_STATUS, ACT_PRIORITY, ACT_SNOOZE, ACT_RESOLVE, ACT_REOPEN,
		ACT_SPAM, ACT_NEXT, ACT_WAITS, ACT_INTENT, ACT_SUBJECT, ACT_FLAG, ACT_NOTE, ACT_FIELD, ACT_MOOD,
		ACT_LANGUAGE, ACT_JOIN, ACT_LEAVE };
	for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
		if (allowed[i] == verb)
			return true;
	return false;
}

int
many_open(const struct verb_context *v, const char *lines, int64_t *ids, size_t n, struct arena *a, struct many **out,
	struct error *err)
{
	struct verb_plan plan;
	if (verb_plan_lines(v, lines, n ? ids[0] : 0, a, &plan, err) < 0)
		return -1;
	if (!plan.count)
		return error_set(err, ERR_USAGE, _("bulk: say what to do, as in: tag +x"));
	for (size_t i = 0; i < plan.count; i++)
		if (!is_allowed(plan.acts[i].verb))
			return error_set(err, ERR_INPUT, _("'%s' is never done to many cases at once"),
				act_table[plan.acts[i].verb].name);
	struct many *b = arena_new_of(a, struct many);
	*b = (struct many){ .v = *v, .lines = lines, .ids = ids, .count = n, .arena = a };
	b->v.who.group = 0;
	bool same = n > 0;
	for (size_t i = 0; i < plan.count; i++)
		same &= plan.acts[i].case_id == ids[0] && !plan.acts[i].customer;
	if (same)
		b->plan = plan;
	*out = b;
	return 0;
}

void
many_restart(struct many *b)
{
	b->at = b->changed = b->same = b->refused = 0;
	memset(b->why, 0, sizeof b->why);
}

static void
tally(struct many *b, struct many_tally *list, const char *name, size_t len)
{
	size_t i = 0;
	for (; i < MANY_TALLIES && list[i].n; i++)
		if (name && list[i].name ? strlen(list[i].name) == len && !memcmp(list[i].name, name, len) : list[i].name == name)
			break;
	if (i == MANY_TALLIES)
		return;
	if (!list[i].n)
		list[i].name = name ? arena_strn(b->arena, name, len) : NULL;
	list[i].n++;
}

static void
tally_why(struct many *b, const char *words, int64_t number)
{
	size_t i = 0;
	for (; i < MANY_WHYS - 1 && b->why[i].n; i++)
		if (str_eq(b->why[i].words, words))
			break;
	if (!b->why[i].n) {
		b->why[i].words = i == MANY_WHYS - 1 ? _("other reasons") : arena_str(b->arena, words);
		b->why[i].first = number;
	}
	b->why[i].n++;
}

/* What there is, while it is looked at; what became of it. */
static int
count_one(struct many *b, int64_t id, const struct many_fate *fate, bool dry, struct arena *a, struct error *err)
{
	struct case_facts f;
	if (fate->count > 0)
		b->changed++;
	else if (!fate->count)
		b->same++;
	else
		b->refused++;
	if (read_case_facts(b->v.store, id, a, &f, err) < 0)
		return err->code == ERR_INPUT ? (error_clear(err), 0) : -1;
	if (fate->count < 0)
		tally_why(b, fate->why, f.number);
	if (!dry)
		return 0;
	const char *status = status_name(f.status), *c = f.channels ? f.channels : "";
	tally(b, b->status, status, strlen(status));
	tally(b, b->owner, f.assignee, f.assignee ? strlen(f.assignee) : 0);
	for (size_t len; *c; c += len + (c[len] == ' ')) {
		len = strcspn(c, " ");
		tally(b, b->channel, c, len);
	}
	return 0;
}

int
many_step(struct many *b, bool dry, int64_t most_us, struct error *err)
{
	struct arena *a = arena_new();
	size_t n = b->count - b->at < SLICE ? b->count - b->at : SLICE, ends[SLICE], count = 0, space = 0, done = 0;
	struct many_fate fates[SLICE];
	struct act *acts = NULL;
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct verb_plan one = b->plan;
		int64_t id = b->ids[b->at + i];
		if (!one.count)
			rc = verb_plan_lines(&b->v, b->lines, id, a, &one, err);
		for (size_t k = 0; rc == 0 && k < one.count; k++) {
			struct act *act = VEC_PUSH(a, acts, count, space);
			*act = one.acts[k];
			act->case_id = id;
		}
		ends[i] = count;
	}
	if (rc == 0 && n)
		rc = store_act_slice(b->v.store, &b->v.who, acts, ends, n, most_us, dry, a, fates, &done, err);
	for (size_t i = 0; rc == 0 && i < done; i++)
		rc = count_one(b, b->ids[b->at + i], &fates[i], dry, a, err);
	arena_free(a);
	if (rc < 0)
		return -1;
	b->at += done;
	b->group = dry ? 0 : b->v.who.group;
	return b->at < b->count;
}

static int
by_number(const void *a, const void *b)
{
	const struct many_tally *x = a, *y = b;
	return (x->n < y->n) - (x->n > y->n);
}

char *
many_tally_words(const struct many_tally *list, const char *nobody, struct arena *a)
{
	struct many_tally sorted[MANY_TALLIES];
	struct buf b = BUF_INIT;
	size_t n = 0;
	for (; n < MANY_TALLIES && list[n].n; n++)
		sorted[n] = list[n];
	if (n)
		qsort(sorted, n, sizeof *sorted, by_number);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s %zu", i ? "  " : "", sorted[i].name ? sorted[i].name : nobody, sorted[i].n);
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}
