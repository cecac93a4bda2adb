/*
 * query_sql.h - a query tree as SQL, inside src/store/ only.
 *
 * The SQL is put together from constant pieces; every value is a numbered parameter.  Aliases: c = cases,
 * m = message, n = note.  What a tree means:
 *
 * Q1  A case matches when there is one item of it (a message or a note, or no item at all for trees that
 *     ask for none) with which the tree is true: terms about messages look at that item, the others at the
 *     case.
 * Q2  `not` of a tree about messages means that no item of the case makes that tree true.
 * Q3  An item matches (search) when the tree is true with it and its case; `not` looks at the item alone,
 *     and terms about a case are false for an item without one.
 * Q4  Words are looked up in search.db; what it does not hold yet (the newest 5,000 items at most) is
 *     folded and scanned.
 */
#ifndef SPORTELLO_QUERY_SQL_H
#define SPORTELLO_QUERY_SQL_H

#include "db.h"
#include "query.h"
#include "read.h"

/* Up to so many hits of words are looked up once instead of case by case; sets up to this size drive a
 * search. */
enum { QUERY_SMALL = 4000, QUERY_SETS = 12000 };

struct query_param { enum { PARAM_INT, PARAM_TEXT, PARAM_BLOB } type; int64_t i; const char *t; size_t len; };

struct query_sql {
	struct store *s;
	struct arena *a;
	int64_t agent, now;
	struct query_param *params;
	size_t count, space;
	bool looked;		/* at the index: what follows is known */
	bool search;		/* search.db is attached */
	int64_t last;		/* items above are to be scanned */
	int64_t sets;		/* a set of so many is small enough: QUERY_SETS */
	bool scan;		/* words are looked for in the text alone, the index is not asked */
	int depth;
	struct query_customers { const struct query *q; const char *ids; } *customers;	/* looked up once */
	size_t customer_count, customer_space;
	struct error *err;
};

void query_sql_begin(struct query_sql *x, struct store *s, int64_t agent, struct arena *a, struct error *err);
/* Looks at the index, once per statement, and only where words are asked for; is it there? */
bool query_sql_index(struct query_sql *x);
/* Conditions on c, or on m (or n) with c joined from the left; never NULL in SQL's sense. */
int query_sql_case(struct query_sql *x, const struct query *q, struct buf *out);
/* The same of merged cases, too. */
int query_sql_tree(struct query_sql *x, const struct query *q, struct buf *out);
int query_sql_item(struct query_sql *x, const struct query *q, bool note, struct buf *out);
/* Does a tree ask anything of an item, rather than of its case alone? */
bool query_sql_asks_items(const struct query *q);
/* query_timeline.c: what a statement of read_timeline.c (?1 to ?5 as given) finds, where the tree is true of it; NULL
 * without an error when that can be nothing. */
sqlite3_stmt *query_timeline(struct query_sql *x, enum stmt found, enum row_kind row, const int64_t values[5],
	const struct query *q, size_t limit);
/* Which statuses a case must have: bit set of (1 << enum status). */
unsigned query_sql_statuses(const struct query *q);
/* A SELECT of at most QUERY_SETS ids of cases (or items) among which all matching ones are, or NULL when
 * there is no such small set.  -1 when interrupted. */
int query_sql_small(struct query_sql *x, const struct query *q, bool items, char **out);
/* The words that every matching item must hold, as one MATCH expression; NULL when there are none. */
char *query_sql_match(struct query_sql *x, const struct query *q);
/* What an item found by that expression has still to be looked at for; QUERY_ALL when for nothing. */
const struct query *query_sql_rest(const struct query *q, struct arena *a);
/* The time (ms) in which every matching item was received: from <= t < to; 0 and INT64_MAX = any. */
void query_sql_times(const struct query *q, int64_t *from, int64_t *to);
/* How many items the index finds, counted to QUERY_SMALL + 1, which is also the answer when counting takes long;
 * -1 on error. */
int64_t query_sql_hits(struct query_sql *x, const char *match);
/* Gives the next statements at most so many microseconds of what is left; *was is for query_sql_resume(). */
void query_sql_pause(struct query_sql *x, int64_t us, int64_t *was);
/* Back to the whole time.  True when a statement was stopped by the shorter one; the error is forgotten then. */
bool query_sql_resume(struct query_sql *x, int64_t was);
/* Appends "c.assignee=? AND " where every matching case belongs to one agent: an index in order of due. */
void query_sql_owner(struct query_sql *x, const struct query *q, struct buf *out);
int query_param_int(struct query_sql *x, int64_t v);
int query_param_text(struct query_sql *x, const char *v);
int query_param_blob(struct query_sql *x, const void *p, size_t len);
bool query_value_is(const struct query *q, const char *value);
unsigned query_status_bit(const char *name);
void query_sql_bind(const struct query_sql *x, sqlite3_stmt *st);
/* True after a statement was stopped by the time budget (and not by a key): what there is counts. */
bool read_cut(struct store *s, struct error *err);

/* SELECTs of the customers, the tags that a term names.  Customers are looked up at once: x->err. */
void query_customers_sql(struct query_sql *x, const struct query *q, struct buf *out);
/* Appends constant SQL in which %a is the agent, %n now, %m the agent and the teams of theirs, by name. */
void query_named_sql(struct query_sql *x, const char *sql, struct buf *out);
/* query_text.c: cases in which a next step, now or formerly, holds these words. */
void query_step_sql(struct query_sql *x, const struct query *q, struct buf *out);
/* A condition on a mention y: whom it calls. */
void query_mentioned_sql(struct query_sql *x, const struct query *q, struct buf *out);
/* mention.c: the agent and the teams of theirs, as a JSON list. */
char *mention_names(struct store *s, int64_t agent, struct arena *a);
void query_tags_sql(struct query_sql *x, const struct query *q, struct buf *out);

/* query_terms.c: a condition on c, n or m, by what the term is about.  The first may find an error: x->err. */
void query_case_term(struct query_sql *x, const struct query *q, struct buf *out);
int query_note_term(struct query_sql *x, const struct query *q, struct buf *out);
int query_message_term(struct query_sql *x, const struct query *q, struct buf *out);

/* query_field.c: what is written of the customer: tags, manager, consent */
void query_person_term(struct query_sql *x, const struct query *q, struct buf *out);
/* the term field: about the case; the ids of its cases */
void query_field_term(struct query_sql *x, const struct query *q, struct buf *out);
bool query_field_set(struct query_sql *x, const struct query *q, struct buf *out);

/* query_incident.c: what they said of how it was; incidents.  And where the members of open incidents stand behind one
 * line: in lists of work that do not ask for them. */
void query_score_term(struct query_sql *x, const struct query *q, struct buf *out);
bool query_score_set(struct query_sql *x, const struct query *q, struct buf *out);
void query_incident_term(struct query_sql *x, const struct query *q, struct buf *out);
bool query_incident_set(struct query_sql *x, const struct query *q, struct buf *out);
bool query_hides_members(const struct query *q);

/* query_figures.c: when a case was opened, answered, resolved, and how long that took */
void query_figure_term(struct query_sql *x, const struct query *q, struct buf *out);
bool query_figure_set(struct query_sql *x, const struct query *q, struct buf *out);

/* query_text.c */
bool query_is_text(const struct query *q);	/* terms about words alone, without `not` */
/* The tree without terms whose words fold to nothing ("!?"), which are ignored; NULL becomes QUERY_ALL. */
const struct query *query_prune(const struct query *q, struct arena *a);
/* The condition on item `alias`.id that the words of q are in it. */
int query_text_emit(struct query_sql *x, const struct query *q, bool note, struct buf *out);
char *query_text_match(struct query_sql *x, const struct query *q);
/* The folded words of one term: tokens with blanks between. */
char *query_text_tokens(const struct query *q, struct arena *a);
/* Registers the function that scans what is not indexed yet. */
int query_text_register(struct store *s);

#endif
