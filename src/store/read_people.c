/* read_people.c - customers: one, and those that a word finds, newest contact first. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "query_sql.h"
#include "read_internal.h"
#include "str.h"
#include "utf8.h"

/* Candidates by index, and newest rows that are looked through for a part of a name: what takes a few
 * milliseconds whatever the number of customers. */
enum { CANDIDATES = 1000, SENDERS = 2000, SCANNED = 4000, NEWEST = 20000 };

/* -- one customer ----------------------------------------------------------------------------------------- */

static int
read_identities(struct store *s, struct arena *a, struct customer_row *c, struct error *err)
{
	struct identity_row *list = NULL;
	size_t n = 0, space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON_IDENTITIES, err);
	if (!st)
		return -1;
	db_bind(st, "i", c->id);
	while ((rc = db_step(s, st, err)) > 0)
		*VEC_PUSH(a, list, n, space) = (struct identity_row){ .id = db_col(st, 0), .customer = db_col(st, 1),
			.kind = db_col_text(st, 2, a), .address = db_col_text(st, 3, a), .name = db_col_text(st, 4, a),
			.verified = db_col_text(st, 5, a), .first_at = db_col(st, 6), .last_at = db_col(st, 7),
			.messages = (int)db_col(st, 8) };
	db_done(st);
	c->identities = list;
	c->identity_count = n;
	return rc;
}

int
read_customer(struct store *s, int64_t id, struct arena *a, struct customer_row *out, struct error *err)
{
	struct customer_row c;
	sqlite3_stmt *st = db_stmt(s, STMT_PERSON, err);
	if (!st)
		return -1;
	db_bind(st, "i", id);
	int rc = db_step(s, st, err);
	if (rc > 0)
		c = (struct customer_row){ .id = db_col(st, 0), .uid = db_col_uid(st, 1), .kind = db_col_text(st, 2, a),
			.name = db_col_text(st, 3, a), .language = db_col_text(st, 4, a),
			.preferred = db_col_text(st, 5, a), .notes = db_col_text(st, 6, a), .vip = db_col(st, 7) != 0,
			.created_at = db_col(st, 8), .erased_at = db_col(st, 9), .merged_into = db_col(st, 10),
			.cases = (int)db_col(st, 11), .open_cases = (int)db_col(st, 12) };
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no customer %lld"), (long long)id);
	if (read_identities(s, a, &c, err) < 0)
		return -1;
	c.last_at = db_int64(s, STMT_PERSON_LAST, 0, "i", id);
	for (size_t i = 0; i < c.identity_count; i++)
		if (c.identities[i].last_at > c.last_at)
			c.last_at = c.identities[i].last_at;
	*out = c;
	return 0;
}

/* -- finding ---------------------------------------------------------------------------------------------- */

struct found { int64_t id, last_at; };

struct finding {
	struct store *s;
	struct arena *a;		/* ends with the call */
	const char *text;		/* what was asked for, trimmed */
	char **words, **folded;		/* its words, lower case and folded */
	size_t word_count;
	struct found *list;
	size_t n, space;
	struct error *err;
};

static int64_t
survivor(struct store *s, int64_t id)
{
	for (int i = 0; i < 100; i++) {
		int64_t into = db_int64(s, STMT_CUSTOMER_MERGED, 0, "i", id);
		if (!into)
			break;
		id = into;
	}
	return id;
}

static void
add_customer(struct finding *f, int64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].id == id)
			return;
	*VEC_PUSH(f->a, f->list, f->n, f->space) = (struct found){ id, 0 };
}

/* Takes the ids a bound statement gives; 1 = there are enough. */
static int
collect(struct finding *f, sqlite3_stmt *st, size_t stop)
{
	int rc = -1;
	while (st && f->n < stop && (rc = db_step(f->s, st, f->err)) > 0)
		add_customer(f, db_col(st, 0));
	db_done(st);
	return f->n >= stop ? 1 : rc;
}

static int
by_range(struct finding *f, enum stmt id, const char *low)
{
	sqlite3_stmt *st = db_stmt(f->s, id, f->err);
	if (!st)
		return -1;
	db_bind(st, "tti", low, arena_printf(f->a, "%s\xf4\x8f\xbf\xbf", low), (int64_t)CANDIDATES);
	return collect(f, st, CANDIDATES);
}

/* The digits of what looks like a telephone number, NULL if it does not. */
static char *
phone_digits(const char *text, struct arena *a)
{
	char *out = arena_alloc(a, strlen(text) + 1), *p = out;
	for (const char *s = text; *s; s++)
		if (isdigit((unsigned char)*s))
			*p++ = *s;
		else if (!strchr(" +-./()", *s))
			return NULL;
	return p - out >= 5 ? out : NULL;
}

static int
by_phone(struct finding *f, const char *digits)
{
	bool abroad = *f->text == '+' || str_starts(f->text, "00");
	if (str_starts(digits, "00"))
		digits += 2;
	int rc = by_range(f, STMT_PEOPLE_BY_ADDRESS, arena_printf(f->a, "+%s", digits));
	if (rc == 0)
		rc = by_range(f, STMT_PEOPLE_BY_ADDRESS, digits);
	for (int zero = 0; rc == 0 && !abroad && zero < 2; zero++, digits++) {
		sqlite3_stmt *st = db_stmt(f->s, STMT_PEOPLE_BY_PHONE, f->err);
		if (!st)
			return -1;
		db_bind(st, "ti", digits, (int64_t)CANDIDATES);
		rc = collect(f, st, CANDIDATES);
		if (*digits != '0')	/* many countries drop the 0 after their code */
			break;
	}
	return rc;
}

/* By the words of a sender's name or address, in the index. */
static int
by_sender(struct finding *f)
{
	struct buf b = BUF_INIT;
	int rc = 0;
	for (size_t i = 0; i < f->word_count; i++) {
		size_t count;
		char **tokens = str_split(f->a, f->folded[i], " ", &count);
		for (size_t k = 0; k < count; k++)
			buf_addf(&b, "%ssender : \"%s\"%s", b.len ? " AND " : "", tokens[k], k + 1 == count ? " *" : "");
	}
	if (b.len && db_attach_search(f->s)) {
		sqlite3_stmt *st = db_stmt(f->s, STMT_PEOPLE_BY_SENDER, f->err);
		rc = -1;
		if (st) {
			db_bind(st, "ti", b.data, (int64_t)SENDERS);
			rc = collect(f, st, CANDIDATES);
		}
	}
	buf_free(&b);
	return rc;
}

static bool
is_ascii(const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

/* Do the words asked for all stand in the one or the other? */
static bool
holds_words(const struct finding *f, const char *one, const char *other, struct arena *work)
{
	char *all = NULL;
	if (!is_ascii(one) || !is_ascii(other))
		all = utf8_fold_str(work, arena_printf(work, "%s %s", one, other));
	for (size_t i = 0; i < f->word_count; i++) {
		const char *word = f->words[i], *folded = f->folded[i];
		bool here = str_icase_find(one, word) || str_icase_find(other, word);
		if (!here && *folded)
			here = (all && strstr(all, folded)) || (!is_ascii(word) && (str_icase_find(one, folded) ||
				str_icase_find(other, folded)));
		if (!here)
			return false;
	}
	return f->word_count > 0;
}

static int
scan(struct finding *f, enum stmt id)
{
	struct arena *work = arena_new();
	sqlite3_stmt *st = db_stmt(f->s, id, f->err);
	int rc = -1;
	if (st)
		db_bind(st, "i", (int64_t)SCANNED);
	while (st && f->n < CANDIDATES && (rc = db_step(f->s, st, f->err)) > 0) {
		const char *one = (const char *)sqlite3_column_text(st, 1);
		const char *other = (const char *)sqlite3_column_text(st, 2);
		if (holds_words(f, one ? one : "", other ? other : "", work))
			add_customer(f, db_col(st, 0));
		arena_reset(work);
	}
	db_done(st);
	arena_free(work);
	return f->n >= CANDIDATES ? 1 : rc;
}

/* From the surest to the widest; ends early when there are more than enough. */
static int
find(struct finding *f, size_t limit)
{
	if (!*f->text) {
		sqlite3_stmt *st = db_stmt(f->s, STMT_PEOPLE_NEWEST, f->err);
		if (!st)
			return -1;
		db_bind(st, "i", (int64_t)NEWEST);
		return collect(f, st, limit);
	}
	char *low = str_lower(f->a, f->text), *digits = phone_digits(f->text, f->a);
	int rc = by_range(f, STMT_PEOPLE_BY_ADDRESS, *low == '@' ? low + 1 : low);
	if (rc == 0 && digits)
		rc = by_phone(f, digits);
	if (rc == 0)
		rc = by_range(f, STMT_PEOPLE_BY_NAME, f->text);
	if (rc == 0)
		rc = by_sender(f);
	if (rc == 0)
		rc = scan(f, STMT_PEOPLE_SCAN_NAMES);
	if (rc == 0)
		rc = scan(f, STMT_PEOPLE_SCAN_IDENTITIES);
	return rc;
}

static int
newest_first(const void *x, const void *y)
{
	const struct found *a = x, *b = y;
	if (a->last_at != b->last_at)
		return a->last_at < b->last_at ? 1 : -1;
	return a->id < b->id ? 1 : a->id > b->id ? -1 : 0;
}

/* Merged ones become those they were merged into; then by last contact. */
static void
settle(struct finding *f)
{
	size_t n = f->n;
	struct found *list = f->list;
	f->list = NULL;
	f->n = f->space = 0;
	for (size_t i = 0; i < n; i++)
		add_customer(f, survivor(f->s, list[i].id));
	for (size_t i = 0; i < f->n; i++)
		f->list[i].last_at = db_int64(f->s, STMT_PERSON_LAST, 0, "i", f->list[i].id);
	if (f->n)
		qsort(f->list, f->n, sizeof *f->list, newest_first);
}

static int
begin(struct finding *f, const char *text)
{
	f->text = str_trim(f->a, text ? text : "");
	f->words = str_split(f->a, str_lower(f->a, f->text), " \t", &f->word_count);
	f->folded = arena_array(f->a, char *, f->word_count + 1);
	for (size_t i = 0; i < f->word_count; i++)
		f->folded[i] = str_trim(f->a, utf8_fold_str(f->a, f->words[i]));
	return 0;
}

int
read_customers(struct store *s, const char *text, size_t limit, struct arena *a, struct customer_row **out, size_t *n,
	struct error *err)
{
	struct error local = ERROR_INIT;
	struct finding f = { .s = s, .a = arena_new(), .err = &local };
	struct customer_row *rows = NULL;
	size_t count = 0, space = 0;
	begin(&f, text);
	int rc = find(&f, limit);
	if (rc < 0 && read_cut(s, &local))
		rc = 0;
	int64_t deadline = s->deadline_us;
	s->deadline_us = 0;	/* what was found is shown */
	if (rc >= 0) {
		settle(&f);
		rc = 0;
	}
	for (size_t i = 0; rc == 0 && i < f.n && count < limit; i++) {
		struct customer_row row;
		rc = read_customer(s, f.list[i].id, a, &row, &local);
		if (rc == 0 && !row.erased_at)
			*VEC_PUSH(a, rows, count, space) = row;
	}
	s->deadline_us = deadline;
	arena_free(f.a);
	if (rc < 0)
		return error_set(err, local.code, "%s", local.text);
	*out = rows;
	*n = count;
	return 0;
}
