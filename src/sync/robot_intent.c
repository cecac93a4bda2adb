/* robot_intent.c - the steps that label what customers write with the answer that fits, and that notice what people of ours
 * write again and again. */
#include "answer.h"
#include "asked.h"
#include "clock.h"
#include "robot.h"
#include "robots.h"
#include "str.h"
#include "verb.h"

enum { BACK_DAYS = 14, WORDS = 3 };

/* The answers are read once, and again when a file has changed. */
static struct { uint64_t stamp; struct arena *arena; struct answer_set set; } known;

static int
know(struct robot *r, struct error *err)
{
	uint64_t stamp = answers_stamp(r->conf);
	if (known.arena && stamp == known.stamp)
		return 0;
	struct arena *a = arena_new();
	struct answer_set set;
	if (answers_load(r->conf, a, &set, err) < 0) {
		arena_free(a);
		return -1;
	}
	arena_free(known.arena);
	known.arena = a;
	known.set = set;
	known.stamp = stamp;
	return 0;
}

/* What answers say now is looked at once more for the newest of what came in, so that a new file labels open cases, too. */
static int64_t
begin(struct robot *r, const struct robot_row *row)
{
	const char *stamp = arena_printf(r->arena, "%016llx", (unsigned long long)known.stamp);
	return str_eq(row->state, stamp) ? row->item : asked_since(r->store, r->now - BACK_DAYS * MS_DAY);
}

static bool
asks(const struct robot *r, const struct asked_row *q, const char *text)
{
	size_t n;
	char **languages = str_split(r->arena, conf_str(r->conf, OPT_STORE_LANGUAGES), ", ", NULL);
	if (!q->wakes || care_is_thanks(text))
		return false;
	(void)str_split(r->arena, text, " \t\n", &n);
	return n >= WORDS && (q->first || care_is_question(text, (const char *const *)languages));
}

static struct asked_label
label_of(struct robot *r, const struct asked_row *q)
{
	const char *fresh = quote_fresh(q->text, r->arena);
	const char *subject = q->subject && q->first ? care_bare_subject(q->subject, r->arena) : NULL;
	const char *text = subject ? arena_printf(r->arena, "%s.\n%s", subject, fresh) : fresh;
	struct answer_hit *hits;
	size_t n = answers_match(&known.set, text, q->language, r->arena, &hits);
	struct asked_label l = { q->item, q->case_id, q->at, NULL, n ? hits[0].score : 0, false };
	if (answers_fit(hits, n))
		l.intent = hits[0].answer->intent;
	else
		l.missing = known.set.count && asks(r, q, fresh);
	return l;
}

int
robot_intent(struct robot *r, struct error *err)
{
	struct robot_row row;
	struct asked_row *asked;
	size_t n;
	bool more;
	if (know(r, err) < 0 || robot_get(r->store, "intent", r->arena, &row, err) < 0)
		return -1;
	const char *stamp = arena_printf(r->arena, "%016llx", (unsigned long long)known.stamp);
	int64_t upto = begin(r, &row), from = upto;
	if (asked_next(r->store, &upto, r->arena, &asked, &n, &more, err) < 0)
		return -1;
	struct asked_label *labels = arena_array(r->arena, struct asked_label, n);
	for (size_t i = 0; i < n; i++)
		labels[i] = label_of(r, &asked[i]);
	if (asked_label(r->store, labels, n, err) < 0)
		return -1;
	r->more = more;
	if (upto == from && str_eq(row.state, stamp))
		return 0;
	return robot_put(r->store, "intent", upto, r->now, stamp, err);
}

int
robot_said(struct robot *r, struct error *err)
{
	struct robot_row row;
	struct said_row *said;
	size_t n;
	bool more;
	if (robot_get(r->store, "said", r->arena, &row, err) < 0)
		return -1;
	int64_t upto = row.item;
	if (said_next(r->store, &upto, r->arena, &said, &n, &more, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct sketch sketch;
		if (sketch_make(quote_fresh(said[i].text, r->arena), &sketch) && said_keep(r->store, &said[i], &sketch, err) < 0)
			return -1;
	}
	r->more = more;
	return upto == row.item ? 0 : robot_put(r->store, "said", upto, r->now, NULL, err);
}
