/* feed_survey.c - a message that answers a survey of ours. */
#include "feed_internal.h"

#include "act.h"
#include "clock.h"
#include "explain.h"
#include "str.h"

enum { OPEN = 5 };
#define WORD_MS MS_HOUR		/* so long after the score the next message is the free word */

struct open { int64_t case_id, customer, answered_at, rating, thread, message; char *scale, *remote_id; bool words; };

static size_t
read_open(struct feeding *f, int64_t case_id, int64_t customer, int64_t at, struct open out[OPEN])
{
	sqlite3_stmt *st = db_stmt(f->s, STMT_SURVEY_OPEN, f->err);
	size_t n = 0;
	if (!st)
		return 0;
	db_bind(st, "iii", case_id, customer, at);
	while (n < OPEN && db_step(f->s, st, f->err) > 0)
		out[n++] = (struct open){ db_col(st, 0), db_col(st, 1), db_col(st, 3), db_col(st, 4), db_col(st, 6), db_col(st, 7),
			db_col_text(st, 2, f->a), db_col_text(st, 5, f->a), db_col(st, 8) != 0 };
	db_done(st);
	return n;
}

static bool
names(const struct message_in *m, const char *id)
{
	if (!id)
		return false;
	for (size_t i = 0; i < m->reference_count; i++)
		if (str_eq(m->references[i], id))
			return true;
	return str_eq(m->in_reply_to, id);
}

/* Is it said to this survey: it names it; or, in a chat, it is what they say next, and nobody has spoken since. */
static bool
tied(struct feeding *f, const struct message_in *m, const struct open *o, int64_t thread)
{
	if (names(m, o->remote_id))
		return true;
	if (str_eq(f->ctx->channel, "mail") || o->thread != thread || (m->in_reply_to && !str_eq(m->in_reply_to, m->thread)))
		return false;
	return !o->message || !db_int64(f->s, STMT_SURVEY_SINCE, 0, "ii", thread, o->message);
}

bool
feed_survey(struct feeding *f, const struct message_in *m, int64_t thread, int64_t case_id, int64_t sender,
	struct feed_surveyed *out)
{
	struct open list[OPEN];
	if (m->direction != DIRECTION_IN || m->kind != KIND_MESSAGE || m->audience != AUDIENCE_PRIVATE || str_empty(m->text))
		return false;
	int64_t customer = sender ? db_int64(f->s, STMT_IDENTITY_GET, 0, "i", sender) : 0;
	size_t n = read_open(f, case_id, customer, m->received_at, list);
	for (size_t i = 0; i < n; i++) {
		const struct open *o = &list[i];
		int ask = survey_scale(o->scale);
		if (ask < 0 || !tied(f, m, o, thread))
			continue;
		*out = (struct feed_surveyed){ .case_id = o->case_id, .customer = o->customer ? o->customer : customer,
			.ask = (enum survey_ask)ask };
		if (!o->answered_at)
			return out->customer && survey_read(out->ask, m->text, m->attachment_count, f->a, &out->answer);
		char *fresh = str_trim(f->a, quote_fresh(m->text, f->a));
		if (o->words || m->received_at > o->answered_at + WORD_MS || survey_is_more(fresh, m->attachment_count) ||
		    care_is_thanks(fresh))
			return false;
		out->rating = o->rating;
		out->answer.words = fresh;
		return true;
	}
	return false;
}

int
feed_survey_keep(struct feeding *f, const struct message_in *m, int64_t message, const struct feed_surveyed *v)
{
	struct uid uid = uid_new();
	int64_t words = *v->answer.words ? db_text_put(f->s, v->customer, v->answer.words, f->err) : 0, id;
	if (*v->answer.words && !words)
		return -1;
	db_touch(f->s, AREA_CUSTOMER);
	db_touch(f->s, AREA_CASE);
	if (v->rating)
		return db_run(f->s, STMT_SURVEY_WORDS, f->err, "ii", v->rating, words);
	char *said = arena_printf(f->a, "%d", v->answer.said);
	if (db_run(f->s, STMT_SURVEY_RATE, f->err, "iiittzii", v->customer, v->case_id, (int64_t)v->answer.score,
			survey_scales[v->ask], said, words, m->received_at, message) < 0)
		return -1;
	int64_t rating = sqlite3_last_insert_rowid(f->s->db);
	/* journalled, so that a person can take back what was misread */
	char *args = arena_printf(f->a, "%d/%d", v->answer.said, survey_most(v->ask));
	if (!(id = db_item(f->s, f->err)) || db_run(f->s, STMT_SURVEY_ACTION, f->err, "iuiiiit", id, &uid, m->received_at,
			(int64_t)ACT_RATE, v->case_id, v->customer, args) < 0 ||
	    db_run(f->s, STMT_SURVEY_CHANGE, f->err, "ii", id, rating) < 0)
		return -1;
	return db_run(f->s, STMT_SURVEY_ANSWERED, f->err, "iii", v->case_id, m->received_at, rating);
}
