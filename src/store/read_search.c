/*
 * read_search.c - items that match, newest first, with or without a case.
 *
 * Three ways, the cheapest first: a small set of items; the index, newest hits first, each looked at again; or
 * messages and notes in order of time.
 */
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "utf8.h"

/* In a large store, so long is looked for the beginning of a word in the newest texts. */
enum { NEWEST_US = 12000 };

struct hit { int64_t at, id; bool note; };

struct searching {
	struct query_sql sql;
	const struct query *q;
	struct buf message, note;	/* conditions */
	struct buf hit_message, hit_note;	/* and on what the index found */
	struct hit *hit;
	size_t n, space, want;
	int64_t before_at, before_id;	/* INT64_MAX = from the top */
};

static const char from_message[] = " FROM message m LEFT JOIN cases c ON c.id=m.case_id";
static const char from_note[] = " FROM note n LEFT JOIN cases c ON c.id=n.case_id";

static int
newest_first(const void *pa, const void *pb)
{
	const struct hit *a = pa, *b = pb;
	if (a->at != b->at)
		return a->at > b->at ? -1 : 1;
	return (a->id < b->id) - (a->id > b->id);
}

static bool
follows(const struct searching *f, int64_t at, int64_t id)
{
	return at < f->before_at || (at == f->before_at && id < f->before_id);
}

static int
collect(struct searching *f, const char *sql, bool note)
{
	sqlite3_stmt *st = db_prepare(f->sql.s, sql, f->sql.err);
	int rc = -1;
	if (!st)
		return -1;
	query_sql_bind(&f->sql, st);
	while ((rc = db_step(f->sql.s, st, f->sql.err)) > 0)
		if (follows(f, db_col(st, 1), db_col(st, 0)))
			*VEC_PUSH(f->sql.a, f->hit, f->n, f->space) = (struct hit){ db_col(st, 1), db_col(st, 0), note };
	sqlite3_finalize(st);
	return rc;
}

/* -- a small set, or everything in order of time -------------------------------------------------------------- */

static int
by_set(struct searching *f, const char *set)
{
	struct buf b = BUF_INIT;
	buf_addf(&b, "SELECT m.id, m.received_at%s WHERE m.id IN (%s) AND %s", from_message, set, f->message.data);
	int rc = collect(f, b.data, false);
	buf_clear(&b);
	buf_addf(&b, "SELECT n.id, n.at%s WHERE n.id IN (%s) AND n.deleted=0 AND %s", from_note, set, f->note.data);
	if (rc == 0)
		rc = collect(f, b.data, true);
	buf_free(&b);
	return rc;
}

static int
newest_messages(struct searching *f)
{
	struct buf b = BUF_INIT;
	buf_addf(&b, "SELECT m.id, m.received_at%s WHERE (m.received_at, m.id)<(?%d, ?%d) AND %s"
		" ORDER BY m.received_at DESC, m.id DESC LIMIT %zu", from_message, query_param_int(&f->sql, f->before_at),
		query_param_int(&f->sql, f->before_id), f->message.data, f->want);
	int rc = collect(f, b.data, false);
	buf_free(&b);
	return rc;
}

/* After the messages: none is of interest that is older than a full page of these. */
static int
newest_notes(struct searching *f)
{
	struct buf b = BUF_INIT;
	int64_t oldest = f->n >= f->want ? f->hit[f->n - 1].at : INT64_MIN;
	buf_addf(&b, "SELECT n.id, n.at%s WHERE (n.at, n.id)<(?%d, ?%d) AND n.at>=?%d AND n.deleted=0 AND %s"
		" ORDER BY n.at DESC, n.id DESC LIMIT %zu", from_note, query_param_int(&f->sql, f->before_at),
		query_param_int(&f->sql, f->before_id), query_param_int(&f->sql, oldest), f->note.data, f->want);
	int rc = collect(f, b.data, true);
	buf_free(&b);
	return rc;
}

static int
by_time(struct searching *f)
{
	return newest_messages(f) < 0 ? -1 : newest_notes(f);
}

/* -- the index ------------------------------------------------------------------------------------------------- */

static int
check(struct searching *f, sqlite3_stmt *st, int parameter, int64_t item, bool note)
{
	sqlite3_bind_int64(st, parameter, item);
	int rc = db_step(f->sql.s, st, f->sql.err);
	if (rc > 0 && follows(f, db_col(st, 1), db_col(st, 0)))
		*VEC_PUSH(f->sql.a, f->hit, f->n, f->space) = (struct hit){ db_col(st, 1), db_col(st, 0), note };
	sqlite3_reset(st);
	return rc;
}

/* Statements that look at one item; `parameter` gets its number. */
static int
prepare_checks(struct searching *f, sqlite3_stmt *st[2], int *parameter)
{
	struct buf b = BUF_INIT;
	*parameter = query_param_int(&f->sql, 0);
	buf_addf(&b, "SELECT m.id, m.received_at%s WHERE m.id=?%d AND %s", from_message, *parameter, f->hit_message.data);
	st[0] = db_prepare(f->sql.s, b.data, f->sql.err);
	buf_clear(&b);
	buf_addf(&b, "SELECT n.id, n.at%s WHERE n.id=?%d AND n.deleted=0 AND %s", from_note, *parameter, f->hit_note.data);
	st[1] = st[0] ? db_prepare(f->sql.s, b.data, f->sql.err) : NULL;
	buf_free(&b);
	if (!st[1])
		return -1;
	query_sql_bind(&f->sql, st[0]);
	query_sql_bind(&f->sql, st[1]);
	return 0;
}

/* Rowids are in order of seconds: a page is full when the second of its last row is done. */
static int
walk_index(struct searching *f, sqlite3_stmt *hits, sqlite3_stmt *checks[2], int parameter)
{
	int64_t full_second = -1;
	int rc;
	while ((rc = db_step(f->sql.s, hits, f->sql.err)) > 0) {
		int64_t second = db_col(hits, 0) / 1024, item = db_col(hits, 1);
		if (full_second >= 0 && second < full_second)
			return 0;
		int found = check(f, checks[0], parameter, item, false);
		if (found == 0)
			found = check(f, checks[1], parameter, item, true);
		if (found < 0)
			return -1;
		if (f->n >= f->want && full_second < 0)
			full_second = second;
	}
	return rc;
}

/* Rowids of all seconds up to this time lie below. */
static int64_t
rowid_after(int64_t at)
{
	return at == INT64_MAX ? INT64_MAX : (at / 1000 + 1) * 1024;
}

static int
by_index(struct searching *f, const char *match)
{
	sqlite3_stmt *checks[2] = { NULL, NULL };
	struct buf b = BUF_INIT;
	int64_t from = 0, until = f->before_at;
	int parameter, rc = -1;
	query_sql_times(f->q, &from, &until);
	/* what is not indexed yet first: it is the newest, mostly */
	buf_addf(&b, "SELECT id FROM message WHERE id>%lld UNION ALL SELECT id FROM note WHERE id>%lld",
		(long long)f->sql.last, (long long)f->sql.last);
	if (by_set(f, b.data) < 0)
		goto out;
	sqlite3_stmt *hits = db_stmt(f->sql.s, STMT_SEARCH_HITS, f->sql.err);
	if (hits && prepare_checks(f, checks, &parameter) == 0) {
		db_bind(hits, "tii", match, rowid_after(until), from / 1000 * 1024);
		size_t scanned = f->n;
		f->want += scanned;	/* a full page out of the index alone, whatever the scan gave */
		rc = walk_index(f, hits, checks, parameter);
		f->want -= scanned;
	}
	db_done(hits);
out:
	sqlite3_finalize(checks[0]);
	sqlite3_finalize(checks[1]);
	buf_free(&b);
	return rc;
}

/* -- snippets ------------------------------------------------------------------------------------------------- */

/* The first words of the query that a text may hold. */
static const struct query *
first_words(const struct query *q)
{
	if (q->op == QUERY_TERM)
		return q->field == QUERY_WORDS ? q : NULL;
	for (size_t i = 0; q->op != QUERY_NOT && i < q->kid_count; i++) {
		const struct query *found = first_words(q->kids[i]);
		if (found)
			return found;
	}
	return NULL;
}

/* A stretch of at most about 160 bytes around `at`, cut at blanks. */
static char *
cut_line(const char *line, size_t len, size_t at, struct arena *a)
{
	size_t from = at > 60 ? at - 60 : 0, to = from + 160 < len ? from + 160 : len;
	while (from > 0 && from < at && line[from - 1] != ' ')
		from++;
	while (to < len && to > at + 1 && ((unsigned char)line[to] & 0xc0) == 0x80)
		to--;
	struct buf b = BUF_INIT;
	if (from)
		buf_adds(&b, "\xe2\x80\xa6");
	utf8_clean(&b, line + from, to - from, false);
	if (to < len)
		buf_adds(&b, "\xe2\x80\xa6");
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

/* Where in a line the folded words begin: found by folding ever shorter ends of it, word by word. */
static size_t
word_at(const char *line, size_t len, const char *tokens, struct buf *fold)
{
	size_t best = 0, n = strlen(tokens);
	for (size_t i = 0; i < len; i++) {
		if (i && (line[i - 1] != ' ' || line[i] == ' '))
			continue;
		buf_clear(fold);
		utf8_fold(fold, line + i, len - i < 200 ? len - i : 200);
		if (!strncmp(fold->data, tokens, n))
			return i;
	}
	return best;
}

static char *
snippet(const char *text, const char *tokens, struct arena *a)
{
	struct buf fold = BUF_INIT;
	char *found = NULL;
	size_t done = 0;
	for (const char *p = text; *p && !found && done < 65536;) {
		size_t len = strcspn(p, "\n");
		buf_clear(&fold);
		utf8_fold(&fold, p, len);
		if (len && strstr(fold.data, tokens)) {
			size_t use = len < 4000 ? len : 4000;
			found = cut_line(p, use, word_at(p, use, tokens, &fold), a);
		}
		done += len + 1;
		p += len + (p[len] == '\n');
	}
	buf_free(&fold);
	return found;
}

static int
fill(struct searching *f, size_t count, struct arena *a, struct item_row *rows)
{
	const struct query *words = first_words(f->q);
	const char *tokens = words ? query_text_tokens(words, f->sql.a) : NULL;
	struct store *s = f->sql.s;
	for (size_t i = 0; i < count; i++) {
		char *body = NULL;
		int rc = f->hit[i].note ? read_note(s, f->hit[i].id, a, &rows[i], f->sql.err)
			: read_message(s, f->hit[i].id, a, &rows[i], f->sql.err);
		if (rc <= 0)
			return rc < 0 ? -1 : error_set(f->sql.err, ERR_CONFLICT, _("the store changed meanwhile"));
		if (tokens && rows[i].text && read_text(s, rows[i].text, f->sql.a, &body, f->sql.err) < 0)
			return -1;
		if (body)
			rows[i].snippet = snippet(body, tokens, a);
	}
	return 0;
}

/* -- both ------------------------------------------------------------------------------------------------------ */

static int
emit(struct searching *f, const struct query *q, struct buf *message, struct buf *note)
{
	buf_clear(message);
	buf_clear(note);
	return query_sql_item(&f->sql, q, false, message) < 0 || query_sql_item(&f->sql, q, true, note) < 0 ? -1 : 0;
}

/* Is there a word of which only the beginning is given, longer than those the index holds ready? */
static bool
long_beginning(const struct query *q, struct arena *a)
{
	for (size_t i = 0; i < q->kid_count; i++)
		if (q->op != QUERY_NOT && long_beginning(q->kids[i], a))
			return true;
	if (q->op != QUERY_TERM || !q->prefix || !query_is_text(q))
		return false;
	const char *tokens = query_text_tokens(q, a), *last = strrchr(tokens, ' ');
	size_t letters = 0;
	for (last = last ? last + 1 : tokens; *last; last++)
		letters += ((unsigned char)*last & 0xc0) != 0x80;
	return letters > 3;
}

/* All hits of such a word are gathered before the first is given out, which takes long, and cannot be stopped, where it
 * is common; but then it stands in many of the newest texts.  1 = found enough, 0 = the index is to be asked. */
static int
in_newest(struct searching *f)
{
	int64_t was;
	if (!long_beginning(f->q, f->sql.a) || db_int64(f->sql.s, STMT_INDEX_TOP, 0, "") < f->sql.s->large)
		return 0;
	query_sql_pause(&f->sql, NEWEST_US, &was);
	int rc = newest_messages(f);
	bool cut = query_sql_resume(&f->sql, was), many = f->n >= f->want / 4;
	if (cut) {
		f->n = 0;
		return !many ? 0 : by_time(f) < 0 ? -1 : 1;
	}
	return rc < 0 || newest_notes(f) < 0 ? -1 : 1;
}

/* Words alone come from the index newest first, so that a page is all that is read. */
static int
by_words(struct searching *f, const char *match)
{
	f->sql.scan = true;
	if (emit(f, f->q, &f->message, &f->note) < 0 ||
	    emit(f, query_sql_rest(f->q, f->sql.a), &f->hit_message, &f->hit_note) < 0)
		return -1;
	int rc = in_newest(f);
	return rc < 0 ? -1 : rc ? 0 : by_index(f, match);
}

static int
find(struct searching *f)
{
	char *set = NULL, *match = f->sql.search ? query_sql_match(&f->sql, f->q) : NULL;
	if ((!match || !query_is_text(f->q)) && query_sql_small(&f->sql, f->q, true, &set) < 0)
		return -1;
	if (match && !set)
		return by_words(f, match);
	if (emit(f, f->q, &f->message, &f->note) < 0)
		return -1;
	return set ? by_set(f, set) : by_time(f);
}

int
read_search(struct store *s, const struct query *query, int64_t agent, const struct item_row *before, size_t limit,
	struct arena *a, struct item_row **out, size_t *n, bool *more, bool *cut, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct searching f = { .q = query_prune(query, work), .message = BUF_INIT, .note = BUF_INIT,
		.hit_message = BUF_INIT, .hit_note = BUF_INIT, .want = limit + 1,
		.before_at = before ? before->at : INT64_MAX, .before_id = before ? before->id : INT64_MAX };
	query_sql_begin(&f.sql, s, agent, work, &local);
	(void)query_sql_index(&f.sql);
	bool stopped = false;
	int rc = find(&f);
	if (rc < 0 && read_cut(f.sql.s, &local)) {
		stopped = true;
		rc = 0;
	}
	if (rc == 0) {
		int64_t deadline = s->deadline_us;
		s->deadline_us = 0;
		if (f.n)
			qsort(f.hit, f.n, sizeof *f.hit, newest_first);
		size_t count = f.n < limit ? f.n : limit;
		struct item_row *rows = arena_array(a, struct item_row, count);
		rc = fill(&f, count, a, rows);
		s->deadline_us = deadline;
		if (rc == 0) {
			*out = rows;
			*n = count;
			*cut = stopped;
			*more = stopped || f.n > limit;
		}
	}
	buf_free(&f.message);
	buf_free(&f.note);
	buf_free(&f.hit_message);
	buf_free(&f.hit_note);
	arena_free(work);
	return rc < 0 ? error_set(err, local.code, "%s", local.text) : 0;
}

static int
count_items(struct searching *f, const char *from, const char *id, const char *also, const char *condition, const char *set,
	int64_t stop, int64_t *out)
{
	struct buf b = BUF_INIT;
	int rc = -1;
	buf_addf(&b, "SELECT count(*) FROM (SELECT 1%s WHERE ", from);
	if (set)
		buf_addf(&b, "%s IN (%s) AND ", id, set);
	buf_addf(&b, "%s%s LIMIT ?%d)", also, condition, query_param_int(&f->sql, stop < INT64_MAX ? stop + 1 : stop));
	sqlite3_stmt *st = db_prepare(f->sql.s, b.data, f->sql.err);
	buf_free(&b);
	if (!st)
		return -1;
	query_sql_bind(&f->sql, st);
	if (db_step(f->sql.s, st, f->sql.err) > 0) {
		*out += db_col(st, 0);
		rc = 0;
	}
	sqlite3_finalize(st);
	return rc;
}

/* How many messages and notes, of a set of ids where there is one. */
static int
count_both(struct searching *f, const char *set, int64_t stop, int64_t *n)
{
	return count_items(f, from_message, "m.id", "", f->message.data, set, stop, n) < 0 ? -1 :
		count_items(f, from_note, "n.id", "n.deleted=0 AND ", f->note.data, set, stop, n);
}

/* What the index finds need not be read again to be counted: only what it does not hold yet is. */
static int
count_words(struct searching *f, const char *match, int64_t stop, int64_t *n)
{
	struct buf set = BUF_INIT;
	long long last = (long long)f->sql.last;
	buf_addf(&set, "SELECT id FROM message WHERE id>%lld UNION ALL SELECT id FROM note WHERE id>%lld", last, last);
	int rc = emit(f, f->q, &f->message, &f->note) < 0 ? -1 : count_both(f, set.data, stop, n);
	buf_clear(&set);
	buf_addf(&set, "SELECT d.item FROM search.fts w CROSS JOIN search.doc d WHERE w.fts MATCH ?%d AND d.rowid=w.rowid"
		" AND d.item<=%lld", query_param_text(&f->sql, match), last);
	if (rc == 0 && emit(f, query_sql_rest(f->q, f->sql.a), &f->message, &f->note) == 0)
		rc = count_both(f, set.data, stop, n);
	else
		rc = -1;
	buf_free(&set);
	return rc;
}

int
read_search_count(struct store *s, const struct query *query, int64_t agent, int64_t stop, int64_t *out, struct error *err)
{
	struct error local = ERROR_INIT;
	struct arena *work = arena_new();
	struct searching f = { .q = query_prune(query, work), .message = BUF_INIT, .note = BUF_INIT };
	char *set = NULL;
	int64_t n = 0;
	query_sql_begin(&f.sql, s, agent, work, &local);
	(void)query_sql_index(&f.sql);
	char *match = f.sql.search ? query_sql_match(&f.sql, f.q) : NULL;
	int rc = (match && query_is_text(f.q)) ? 0 : query_sql_small(&f.sql, f.q, true, &set);
	if (rc == 0 && match && !set)
		rc = count_words(&f, match, stop, &n);
	else if (rc == 0)
		rc = emit(&f, f.q, &f.message, &f.note) < 0 ? -1 : count_both(&f, set, stop, &n);
	buf_free(&f.message);
	buf_free(&f.note);
	arena_free(work);
	if (rc < 0)
		return error_set(err, local.code, "%s", local.text);
	*out = stop < INT64_MAX && n > stop ? stop + 1 : n;
	return 0;
}

int64_t
read_unindexed(struct store *s)
{
	int64_t top = db_int64(s, STMT_INDEX_TOP, 0, "");
	if (!db_attach_search(s))
		return top;
	int64_t last = db_int64(s, STMT_INDEX_LAST, 0, "");
	return top > last ? top - last : 0;
}
