/* incident.c - see incident_do.h. */
#include "incident_do.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "flow.h"
#include "i18n.h"
#include "likeness.h"
#include "str.h"

enum { SLICE = 50, SLICE_US = 5000, LOOKED_AT = 1500, ENOUGH = 20, EXAMPLES = 10, WORDS = 90, MOST = 50000 };
static const char work[] = "(is:new or is:open or is:pending or is:snoozed)";

int
incident_candidates(const struct verb_context *v, const char *query, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err)
{
	struct query_context ctx = { .now = v->now };
	struct query *q;
	bool more;
	if (query_parse(query, &ctx, a, &q, NULL, err) < 0 ||	/* by itself first: its columns are those that were typed */
	    query_parse(arena_printf(a, "(%s) %s -is:member -is:incident", query, work), &ctx, a, &q, NULL, err) < 0) {
		error_prefix(err, _("query '%s'"), query);
		return -1;
	}
	return read_case_ids(v->store, q, v->who.agent, limit, a, ids, n, &more, err);
}

int
incident_join(const struct verb_context *v, int64_t id, const int64_t *cases, size_t n, struct arena *a, int64_t *group,
	size_t *joined, struct error *err)
{
	struct act_incident in = { .id = id };
	struct act_actor who = v->who;
	struct act acts[SLICE];
	size_t ends[SLICE], done = 0;
	struct many_fate fates[SLICE];
	*joined = 0;
	for (size_t i = 0; i < n; i += done) {
		size_t m = 0;
		for (; m < SLICE && i + m < n; m++) {
			acts[m] = (struct act){ .verb = ACT_JOIN, .case_id = cases[i + m], .incident = &in };
			ends[m] = m + 1;
		}
		if (store_act_slice(v->store, &who, acts, ends, m, SLICE_US, false, a, fates, &done, err) < 0)
			return -1;
		for (size_t k = 0; k < done; k++)
			*joined += fates[k].count > 0;
	}
	*group = who.group;
	return 0;
}

int
incident_open(const struct verb_context *v, const struct incident_new *in, struct arena *a, struct act_result *out,
	size_t *joined, struct error *err)
{
	const char *tags[] = { conf_str(v->conf, OPT_INCIDENT_TAG), NULL };
	struct act_incident what = { .name = in->name, .query = in->query, .text = in->text, .ack = in->ack,
		.survey = in->survey, .alarm = in->alarm };
	struct act acts[2] = { { .verb = ACT_INCIDENT, .case_id = in->parent, .incident = &what },
		{ .verb = ACT_TAG, .case_id = in->parent, .add = tags } };
	struct verb_context as = *v;
	int64_t *ids = NULL;
	size_t n = 0, more = 0;
	struct incident_row row;
	*joined = 0;
	if (in->query && incident_candidates(v, in->query, MOST, a, &ids, &n, err) < 0)
		return -1;
	if (store_act(v->store, &v->who, acts, str_empty(tags[0]) ? 1 : 2, true, a, out, err) < 0 ||
	    incident_named(v->store, in->name, a, &row, err) < 0)
		return -1;
	as.who.group = out->action;
	if ((in->case_count && incident_join(&as, row.id, in->cases, in->case_count, a, &as.who.group, joined, err) < 0) ||
	    (n && incident_join(&as, row.id, ids, n, a, &as.who.group, &more, err) < 0))
		return -1;
	*joined += more;
	return 0;
}

/* -- likeness ------------------------------------------------------------------------------------------------------ */

/* What the customer said last in a case, and its subject. */
static struct like_text
words_of(const struct verb_context *v, int64_t case_id, const char *subject, struct arena *a)
{
	struct timeline_page p = { .case_id = case_id, .parts = TIMELINE_MESSAGES | TIMELINE_BODIES, .limit = 20 };
	struct like_text t = { arena_array(a, struct like_word, LIKE_WORDS), 0 };
	struct item_row *rows;
	struct buf b = BUF_INIT;
	size_t n = 0;
	bool more;
	buf_adds(&b, subject ? care_bare_subject(subject, a) : "");
	if (read_timeline(v->store, &p, a, &rows, &n, &more, NULL) < 0)
		n = 0;
	for (size_t i = n; i-- > 0;)
		if (rows[i].row == ROW_MESSAGE && rows[i].direction == DIRECTION_IN && rows[i].body && !rows[i].wake) {
			buf_addf(&b, "\n\n%s", quote_fresh(rows[i].body, a));
			break;
		}
	t.n = like_words(b.data ? b.data : "", read_case_language(v->store, case_id, a), 1, a, t.words);
	buf_free(&b);
	return t;
}

int
incident_like(const struct verb_context *v, int64_t case_id, size_t limit, struct arena *a, struct incident_like **out,
	size_t *n, struct error *err)
{
	struct arena *work_a = arena_new();
	struct case_row row;
	int64_t *ids;
	size_t count, space = 0;
	int rc = -1;
	*out = NULL;
	*n = 0;
	if (read_case(v->store, case_id, v->who.agent, work_a, &row, err) < 0 ||
	    incident_candidates(v, "updated:14d..", LOOKED_AT, work_a, &ids, &count, err) < 0)
		goto out;
	struct like_text *texts = arena_array(work_a, struct like_text, count + 1);
	int *scores = arena_array(work_a, int, count + 1);
	const char **why = arena_array(work_a, const char *, count + 1);
	texts[0] = words_of(v, case_id, row.subject, work_a);
	for (size_t i = 0; i < count; i++) {
		texts[i + 1] = (struct like_text){ NULL, 0 };
		if (ids[i] != case_id && read_case(v->store, ids[i], v->who.agent, work_a, &row, err) == 0)
			texts[i + 1] = words_of(v, ids[i], row.subject, work_a);
	}
	like_compare(texts, count + 1, work_a, scores, why);
	for (size_t k = 0; k < limit; k++) {
		size_t best = 0;
		for (size_t i = 1; i <= count; i++)
			if (scores[i] >= ENOUGH && (!best || scores[i] > scores[best]))
				best = i;
		if (!best)
			break;
		if (read_case(v->store, ids[best - 1], v->who.agent, a, &row, err) < 0)
			goto out;
		*VEC_PUSH(a, *out, *n, space) = (struct incident_like){ row.id, row.number, scores[best], row.customer_name,
			row.subject, arena_str(a, why[best]) };
		scores[best] = 0;
	}
	rc = 0;
out:
	arena_free(work_a);
	return rc;
}

/* -- escalation, end ------------------------------------------------------------------------------------------------ */

char *
incident_reach(const struct incident_row *in, int64_t now, struct arena *a)
{
	char age[8], waits[8];
	struct buf b = BUF_INIT;
	clock_short_span(age, (in->closed_at ? in->closed_at : now) - in->opened_at);
	buf_addf(&b, ngettext_("%d case", "%d cases", in->members), in->members);
	buf_addf(&b, ngettext_(", %d customer", ", %d customers", in->customers), in->customers);
	if (*in->channels)
		buf_addf(&b, ", %s", in->channels);
	if (!in->closed_at && now - in->opened_at < MS_MINUTE)
		buf_adds(&b, _(", just opened"));
	else
		buf_addf(&b, in->closed_at ? _(", lasted %s") : _(", open for %s"), age);
	if (in->waiting && in->waiting_since) {
		clock_short_span(waits, now - in->waiting_since);
		buf_addf(&b, ngettext_(", %d waits, for %s", ", %d wait, the longest for %s", in->waiting), in->waiting, waits);
	}
	char *out = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return out;
}

/* "#12 Ana Perez: cannot log in" for some of them, so that the second level sees what it is about. */
static char *
examples(const struct verb_context *v, const struct incident_row *in, struct arena *a)
{
	struct buf b = BUF_INIT;
	struct case_row row;
	int64_t *ids;
	size_t n;
	if (incident_members(v->store, in->id, false, 0, EXAMPLES, a, &ids, &n, NULL) < 0)
		n = 0;
	for (size_t i = 0; i < n; i++)
		if (read_case(v->store, ids[i], v->who.agent, a, &row, NULL) == 0)
			buf_addf(&b, "\n#%lld %.*s", (long long)row.number, WORDS, row.subject ? row.subject : "-");
	if (in->live > (int)n)
		buf_addf(&b, _("\nand %d more"), in->live - (int)n);
	char *out = arena_strn(a, b.data ? b.data : "", b.len);
	buf_free(&b);
	return out;
}

int
incident_escalate(const struct verb_context *v, const struct incident_row *in, const char *target, const char *reason,
	struct arena *a, struct act_result *out, struct error *err)
{
	char *whole = arena_printf(a, _("%s\n\nIncident %s: %s.%s%s%s"), str_empty(reason) ? in->name : reason, in->name,
		incident_reach(in, v->now, a), in->text ? _("\nCustomers are told: ") : "", in->text ? in->text : "",
		examples(v, in, a));
	const char *words[] = { "escalate", target, whole };
	return verb_run(v, words, 3, in->case_id, 0, a, out, err);
}

int
incident_close(const struct verb_context *v, const struct incident_row *in, struct arena *a, int64_t *group,
	size_t *resolved, size_t *left, struct error *err)
{
	struct act_incident what = { .id = in->id };
	struct act acts[SLICE] = { { .verb = ACT_INCIDENT_CLOSE, .case_id = in->case_id, .incident = &what } };
	struct act_actor who = v->who;
	struct many_fate fates[SLICE];
	struct act_result r;
	size_t ends[SLICE], done = 0, n, m = 0;
	int64_t *ids;
	*resolved = *left = 0;
	who.group = *group;
	if (incident_members(v->store, in->id, false, 0, MOST, a, &ids, &n, err) < 0 ||
	    store_act(v->store, &who, acts, 1, true, a, &r, err) < 0)
		return -1;
	who.group = *group ? *group : r.action;
	*group = who.group;
	for (size_t i = 0; i < n; i++)		/* those that ask for more stay */
		if (incident_asks(v->store, ids[i]))
			++*left;
		else
			ids[m++] = ids[i];
	for (size_t i = 0; i < m; i += done) {
		size_t k = 0;
		for (; k < SLICE && i + k < m; k++) {
			acts[k] = (struct act){ .verb = ACT_RESOLVE, .case_id = ids[i + k] };
			ends[k] = k + 1;
		}
		if (store_act_slice(v->store, &who, acts, ends, k, SLICE_US, false, a, fates, &done, err) < 0)
			return -1;
		for (size_t j = 0; j < done; j++) {
			*resolved += fates[j].count > 0;
			*left += fates[j].count < 0;
		}
	}
	return 0;
}
