/*
 * people_index.c - the people's part of search.db: derived, sync's alone (S4), like the index of words.
 *
 * One row a person: the folded facts, in person.  person_words finds them by whole words, person_parts by any
 * three letters in a row (word beginnings and ends count as one), the lexicon holds the distinct words of letters,
 * in which typos are looked for: names repeat, so it is a small part of the people.  Rowids grow with the day of
 * the last contact, so that the newest come first; who is heard of again after a month is placed anew.
 */
#include "people_internal.h"
#include "index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

/* A day has so many places; a part of the lexicon so many bytes; so many changes are settled at once. */
enum { DAY_PLACES = 4096, PART_BYTES = 16000, QUEUED = 100, LETTERS_MIN = 3 };

static const char schema[] =
	"BEGIN IMMEDIATE;"
	"DROP TABLE IF EXISTS person; DROP TABLE IF EXISTS person_words; DROP TABLE IF EXISTS person_parts;"
	"DROP TABLE IF EXISTS lexicon; DROP TABLE IF EXISTS lexicon_word; DROP TABLE IF EXISTS person_piece;"
	"CREATE TABLE person(rowid INTEGER PRIMARY KEY, customer INTEGER NOT NULL, text TEXT NOT NULL);"
	"CREATE UNIQUE INDEX person_customer ON person(customer);"
	"CREATE VIRTUAL TABLE person_words USING fts5(text, content='', columnsize=0, detail=none, prefix='1',"
	" tokenize='ascii');"
	"CREATE VIRTUAL TABLE person_parts USING fts5(text, content='', columnsize=0, detail=none,"
	" tokenize='trigram case_sensitive 1');"
	"INSERT INTO person_words(person_words, rank) VALUES('hashsize', 16777216), ('automerge', 8), ('pgsz', 8000);"
	"INSERT INTO person_parts(person_parts, rank) VALUES('hashsize', 33554432), ('automerge', 8), ('pgsz', 8000);"
	"CREATE TABLE person_piece(piece INTEGER PRIMARY KEY, n INTEGER NOT NULL);"
	"CREATE TABLE lexicon(id INTEGER PRIMARY KEY, words BLOB NOT NULL);"
	"CREATE TABLE lexicon_word(word TEXT PRIMARY KEY) WITHOUT ROWID;"
	"INSERT OR REPLACE INTO meta VALUES('people_version', 3), ('people', 0);"
	"COMMIT;";

/* A temporary trigger is this connection's own: whoever changes people through it, also in what is written later,
 * cannot forget the queue.  Numbers below 0 in it are customers. */
static const char watch[] =
	"CREATE TEMP TRIGGER people_customer AFTER UPDATE OF name, signs, merged_into, erased_at ON main.customer BEGIN"
	" INSERT OR IGNORE INTO reindex SELECT -id FROM (SELECT new.id AS id UNION SELECT old.merged_into) WHERE id>0; END;"
	"CREATE TEMP TRIGGER people_identity AFTER UPDATE OF name, address, customer, last_at ON main.identity"
	" WHEN new.name IS NOT old.name OR new.address IS NOT old.address OR new.customer IS NOT old.customer"
	" OR new.last_at/2592000000 IS NOT old.last_at/2592000000 BEGIN"
	" INSERT OR IGNORE INTO reindex SELECT -id FROM (SELECT new.customer AS id UNION SELECT old.customer) WHERE id>0; END;"
	"CREATE TEMP TRIGGER people_identity_new AFTER INSERT ON main.identity WHEN new.customer IS NOT NULL BEGIN"
	" INSERT OR IGNORE INTO reindex VALUES(-new.customer); END;"
	"CREATE TEMP TRIGGER people_field_new AFTER INSERT ON main.field_value BEGIN"
	" INSERT OR IGNORE INTO reindex SELECT -id FROM (SELECT new.customer AS id UNION SELECT customer FROM cases"
	" WHERE id=new.case_id) WHERE id>0; END;"
	"CREATE TEMP TRIGGER people_field AFTER UPDATE OF customer, case_id, text, deleted ON main.field_value BEGIN"
	" INSERT OR IGNORE INTO reindex SELECT -id FROM (SELECT new.customer AS id UNION SELECT old.customer UNION"
	" SELECT customer FROM cases WHERE id IN (new.case_id, old.case_id)) WHERE id>0; END;"
	"CREATE TEMP TRIGGER people_case AFTER UPDATE OF customer ON main.cases WHEN new.customer IS NOT old.customer"
	" AND EXISTS (SELECT 1 FROM field_value WHERE case_id=new.id) BEGIN"
	" INSERT OR IGNORE INTO reindex SELECT -id FROM (SELECT new.customer AS id UNION SELECT old.customer) WHERE id>0; END;";

enum { PX_OLD, PX_PERSON, PX_UNPERSON, PX_TAKEN, PX_FULL, PX_WORDS, PX_UNWORDS, PX_PARTS, PX_UNPARTS, PX_KNOWN, PX_PART,
	PX_PUT_PART, PX_PIECE, PX_LAST, PX_COUNT };
static const char *const sqls[PX_COUNT] = {
	[PX_OLD] = "SELECT rowid, text FROM person WHERE customer=?",
	[PX_PERSON] = "INSERT INTO person(rowid, customer, text) VALUES(?, ?, ?)",
	[PX_UNPERSON] = "DELETE FROM person WHERE rowid=?",
	[PX_TAKEN] = "SELECT 1 FROM person WHERE rowid=?",
	[PX_FULL] = "SELECT max(rowid) FROM person WHERE rowid BETWEEN ?1 AND ?1 + 4095",
	[PX_WORDS] = "INSERT INTO person_words(rowid, text) VALUES(?, ?)",
	[PX_UNWORDS] = "INSERT INTO person_words(person_words, rowid, text) VALUES('delete', ?, ?)",
	[PX_PARTS] = "INSERT INTO person_parts(rowid, text) VALUES(?, ?)",
	[PX_UNPARTS] = "INSERT INTO person_parts(person_parts, rowid, text) VALUES('delete', ?, ?)",
	[PX_KNOWN] = "INSERT OR IGNORE INTO lexicon_word VALUES(?)",
	[PX_PART] = "SELECT id, words FROM lexicon WHERE id>=?1 AND id<?1 + 1000000 ORDER BY id DESC LIMIT 1",
	[PX_PUT_PART] = "INSERT OR REPLACE INTO lexicon(id, words) VALUES(?, ?)",
	[PX_PIECE] = "INSERT INTO person_piece VALUES(?1, ?2) ON CONFLICT(piece) DO UPDATE SET n=n+?2",
	[PX_LAST] = "UPDATE meta SET value=? WHERE key='people'",
};
_Static_assert((int)PX_COUNT <= (int)PEOPLE_STMTS, "room for all statements");

/* One person's row, as it was and as it shall be; old_row and row 0 = none. */
struct doc { int64_t customer, last_at, old_row, row; char *old_text, *text; };

struct indexing {
	struct store *s;
	struct arena *a;		/* ends with the transaction */
	struct doc *docs;
	size_t n, space;
	struct buf fresh[FIND_LETTERS + 1];	/* new words of the lexicon, by length */
	struct piece_counts pieces;
	struct error *err;
};

static int
search_failed(struct store *s, struct error *err)
{
	return error_set(err, sqlite3_errcode(s->search) == SQLITE_BUSY ? ERR_BUSY : ERR_STORE,
		_("%s/search.db: %s - it is derived: delete it and it is made anew"), s->dir, sqlite3_errmsg(s->search));
}

/* 1 = a row, 0 = done. */
static int
step(struct store *s, int which, struct error *err)
{
	int rc = sqlite3_step(s->people_stmts[which]);
	if (rc != SQLITE_ROW)
		sqlite3_reset(s->people_stmts[which]);
	return rc == SQLITE_ROW ? 1 : rc == SQLITE_DONE ? 0 : search_failed(s, err);
}

static int
run(struct store *s, int which, struct error *err, const char *types, int64_t id, const char *text)
{
	sqlite3_stmt *st = s->people_stmts[which];
	sqlite3_bind_int64(st, 1, id);
	if (types[1] == 't')
		sqlite3_bind_text(st, 2, text, -1, SQLITE_STATIC);
	int rc = step(s, which, err);
	sqlite3_reset(st);
	return rc < 0 ? -1 : 0;
}

void
people_index_close(struct store *s)
{
	for (size_t i = 0; i < PX_COUNT; i++) {
		sqlite3_finalize(s->people_stmts[i]);
		s->people_stmts[i] = NULL;
	}
}

int
people_index_make(struct store *s, struct error *err)
{
	if (index_int(s, "SELECT value FROM meta WHERE key='people_version'") != PEOPLE_VERSION &&
	    sqlite3_exec(s->search, schema, NULL, NULL, NULL) != SQLITE_OK) {
		search_failed(s, err);
		sqlite3_exec(s->search, "ROLLBACK", NULL, NULL, NULL);
		return -1;
	}
	for (size_t i = 0; i < PX_COUNT; i++)
		if (sqlite3_prepare_v3(s->search, sqls[i], -1, SQLITE_PREPARE_PERSISTENT, &s->people_stmts[i], NULL) !=
		    SQLITE_OK)
			return search_failed(s, err);
	return 0;
}

int
people_watch(struct store *s, struct error *err)
{
	if (s->watching)
		return 0;
	if (sqlite3_exec(s->db, watch, NULL, NULL, NULL) != SQLITE_OK)
		return db_error(s, "people", err);
	s->watching = true;
	return 0;
}

/* -- one person ----------------------------------------------------------------------------------------------- */

/* What is the index's of the row: its words with one blank between. */
static char *
index_text(const char *text, struct arena *a)
{
	char *out = arena_alloc(a, strlen(text) + 1), *p = out;
	for (; *text; text++)
		if (*text != '\n' && *text != PEOPLE_FIELDS && !(*text == ' ' && p > out && p[-1] == ' '))
			*p++ = *text;
	return out;
}

/* Reads a person from the store and from the index; a doc is added where the two differ.  fresh: none comes twice. */
static int
look_at(struct indexing *x, int64_t customer, bool fresh, int64_t *into)
{
	struct doc d = { .customer = customer };
	struct fact *facts;
	size_t n;
	struct buf b = BUF_INIT;
	if (people_facts(x->s, customer, x->a, &facts, &n, into, &d.last_at, x->err) < 0)
		return -1;
	for (size_t i = 0; !fresh && i < x->n; i++)
		if (x->docs[i].customer == customer)	/* two of them became one */
			return 0;
	people_fold(&b, facts, n, x->a);
	if (b.len)
		d.text = arena_strn(x->a, b.data, b.len);
	buf_free(&b);
	sqlite3_stmt *old = x->s->people_stmts[PX_OLD];
	sqlite3_bind_int64(old, 1, customer);
	int rc = step(x->s, PX_OLD, x->err);
	if (rc > 0) {
		d.old_row = db_col(old, 0);
		d.old_text = db_col_text(old, 1, x->a);
	}
	sqlite3_reset(old);
	if (rc < 0)
		return -1;
	bool same = str_eq(d.text, d.old_text) && (d.text != NULL) == (d.old_text != NULL);
	int64_t day = d.last_at / MS_DAY, placed = d.old_row / DAY_PLACES;
	if (!same || (d.old_row && day > placed + 30))
		*VEC_PUSH(x->a, x->docs, x->n, x->space) = d;
	return 0;
}

/* A free place from `want` on: the next one, else the day's end, else further and further. */
static int
place(struct indexing *x, int64_t want, int64_t *row)
{
	sqlite3_stmt *full = x->s->people_stmts[PX_FULL], *st = x->s->people_stmts[PX_TAKEN];
	for (int64_t day = 1;; day *= 2) {
		sqlite3_bind_int64(st, 1, want);
		int taken = step(x->s, PX_TAKEN, x->err);
		sqlite3_reset(st);
		if (taken < 0)
			return -1;
		if (!taken)
			break;
		int64_t begins = want - want % DAY_PLACES, last = begins;
		sqlite3_bind_int64(full, 1, begins);
		if (step(x->s, PX_FULL, x->err) > 0)
			last = db_col(full, 0);
		sqlite3_reset(full);
		want = last + 1 < begins + DAY_PLACES ? last + 1 : begins + day * DAY_PLACES;
	}
	*row = want;
	return 0;
}

static int
by_last(const void *p, const void *q)
{
	const struct doc *a = p, *b = q;
	if (a->last_at != b->last_at)
		return a->last_at < b->last_at ? -1 : 1;
	return a->customer < b->customer ? -1 : a->customer > b->customer;
}

static int
by_old_row(const void *p, const void *q)
{
	const struct doc *a = p, *b = q;
	return a->old_row < b->old_row ? -1 : a->old_row > b->old_row;
}

/* -- the lexicon ------------------------------------------------------------------------------------------------ */

static int
learn_word(struct indexing *x, const char *word, size_t len)
{
	sqlite3_stmt *st = x->s->people_stmts[PX_KNOWN];
	int letters = 0;
	for (size_t i = 0; i < len; i++) {
		if (word[i] >= '0' && word[i] <= '9')
			return 0;
		letters += ((unsigned char)word[i] & 0xc0) != 0x80;
	}
	if (letters < LETTERS_MIN || letters > FIND_LETTERS)
		return 0;
	sqlite3_bind_text(st, 1, word, (int)len, SQLITE_STATIC);
	if (step(x->s, PX_KNOWN, x->err) < 0)
		return -1;
	if (sqlite3_changes(x->s->search) > 0) {
		buf_add(&x->fresh[letters], word, len);
		buf_addc(&x->fresh[letters], '\n');
	}
	return 0;
}

static int
learn_words(struct indexing *x, const char *text)
{
	for (const char *p = text; *p; p++) {
		size_t n = strcspn(p, " \n");
		if (n && learn_word(x, p, n) < 0)
			return -1;
		p += n;
		if (!*p)
			break;
	}
	return 0;
}

/* New words of one length behind those that are there, in parts that are quickly written anew. */
static int
write_part(struct indexing *x, int letters)
{
	struct buf part = BUF_INIT;
	sqlite3_stmt *get = x->s->people_stmts[PX_PART], *put = x->s->people_stmts[PX_PUT_PART];
	const char *p = x->fresh[letters].data, *end = p + x->fresh[letters].len;
	int64_t id = (int64_t)letters * LEXICON_STEP;
	sqlite3_bind_int64(get, 1, id);
	int rc = step(x->s, PX_PART, x->err);
	if (rc > 0) {
		id = db_col(get, 0);
		buf_add(&part, sqlite3_column_blob(get, 1), (size_t)sqlite3_column_bytes(get, 1));
	}
	sqlite3_reset(get);
	while (rc >= 0 && p < end) {
		for (size_t n; p < end && part.len < PART_BYTES; p += n) {
			n = strcspn(p, "\n") + 1;
			buf_add(&part, p, n);
		}
		sqlite3_bind_int64(put, 1, id++);
		sqlite3_bind_blob64(put, 2, part.data, part.len, SQLITE_STATIC);
		rc = step(x->s, PX_PUT_PART, x->err);
		sqlite3_reset(put);
		buf_clear(&part);
	}
	buf_free(&part);
	buf_clear(&x->fresh[letters]);
	return rc;
}

/* -- many people --------------------------------------------------------------------------------------------------- */

static int
put_doc(struct indexing *x, struct doc *d)
{
	struct store *s = x->s;
	const char *text = index_text(d->text, x->a);
	sqlite3_stmt *st = s->people_stmts[PX_PERSON];
	sqlite3_bind_int64(st, 2, d->customer);
	sqlite3_bind_text(st, 3, d->text, -1, SQLITE_STATIC);
	if (run(s, PX_PERSON, x->err, "i", d->row, NULL) < 0 || run(s, PX_WORDS, x->err, "it", d->row, text) < 0 ||
	    run(s, PX_PARTS, x->err, "it", d->row, text) < 0)
		return -1;
	people_count_pieces(&x->pieces, text);
	return learn_words(x, d->text);
}

static int
take_doc(struct indexing *x, const struct doc *d)
{
	const char *text = index_text(d->old_text, x->a);
	return run(x->s, PX_UNWORDS, x->err, "it", d->old_row, text) < 0 ||
		run(x->s, PX_UNPARTS, x->err, "it", d->old_row, text) < 0 ||
		run(x->s, PX_UNPERSON, x->err, "i", d->old_row, NULL) < 0 ? -1 : 0;
}

static int
write_pieces(struct indexing *x)
{
	sqlite3_stmt *put = x->s->people_stmts[PX_PIECE];
	size_t n = people_pieces_sort(&x->pieces);
	for (size_t i = 0; i < n; i++) {
		sqlite3_bind_int64(put, 2, x->pieces.list[i].n);
		if (run(x->s, PX_PIECE, x->err, "i", x->pieces.list[i].key, NULL) < 0)
			return -1;
	}
	return 0;
}

/* Old rows out, new ones in, each in the order of rowids: FTS5 begins a segment anew for each step back. */
static int
write_docs(struct indexing *x)
{
	int64_t next = 0;
	if (x->n)
		qsort(x->docs, x->n, sizeof *x->docs, by_old_row);
	for (size_t i = 0; i < x->n; i++)
		if (x->docs[i].old_row && take_doc(x, &x->docs[i]) < 0)
			return -1;
	if (x->n)
		qsort(x->docs, x->n, sizeof *x->docs, by_last);
	for (size_t i = 0; i < x->n; i++) {
		struct doc *d = &x->docs[i];
		int64_t want = d->last_at > 0 ? d->last_at / MS_DAY * DAY_PLACES + 1 : 1;
		if (!d->text)
			continue;
		if (place(x, want > next ? want : next, &d->row) < 0 || put_doc(x, d) < 0)
			return -1;
		next = d->row + 1;
	}
	for (int i = LETTERS_MIN; i <= FIND_LETTERS; i++)
		if (x->fresh[i].len && write_part(x, i) < 0)
			return -1;
	return write_pieces(x);
}

/* All at one state of the store: a lock taken and given up for each statement costs more than the statement. */
static int
look_at_all(struct indexing *x, const int64_t *ids, size_t n, bool fresh)
{
	bool own = db_run(x->s, STMT_BEGIN, x->err, "") == 0;
	int rc = own ? 0 : -1;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		int64_t into = 0, id = ids[i];
		rc = look_at(x, id, fresh, &into);
		/* the name of one who was merged is a fact of the other */
		for (int k = 0; rc == 0 && !fresh && into && k < 100; k++)
			rc = look_at(x, id = into, false, &into);
	}
	if (own)
		db_run(x->s, STMT_COMMIT, NULL, "");
	return rc;
}

/* One transaction of search.db over these customers; last < 0: the mark stays. */
static int
index_people(struct store *s, const int64_t *ids, size_t n, int64_t last, struct error *err)
{
	struct indexing x = { .s = s, .a = arena_new(), .err = err };
	int rc = 0;
	for (int i = 0; i <= FIND_LETTERS; i++)
		buf_init(&x.fresh[i]);
	if (sqlite3_exec(s->search, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
		rc = search_failed(s, err);
	else if (look_at_all(&x, ids, n, last >= 0) < 0 || write_docs(&x) < 0 ||
		 (last >= 0 && run(s, PX_LAST, err, "i", last, NULL) < 0))
		rc = -1;
	else if (sqlite3_exec(s->search, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
		rc = search_failed(s, err);
	if (rc < 0 && !sqlite3_get_autocommit(s->search))
		sqlite3_exec(s->search, "ROLLBACK", NULL, NULL, NULL);
	for (int i = 0; i <= FIND_LETTERS; i++)
		buf_free(&x.fresh[i]);
	free(x.pieces.list);
	arena_free(x.a);
	return rc;
}

static int
run_new(struct store *s, size_t limit, int64_t *left, struct error *err)
{
	struct arena *a = arena_new();
	int64_t *ids, last = index_int(s, "SELECT value FROM meta WHERE key='people'"), top = db_int64(s, STMT_PEOPLE_TOP, 0, "");
	size_t n = 0;
	int rc = last < 0 ? search_failed(s, err) : 0;
	if (rc == 0 && top > last)
		rc = db_ids(s, STMT_PEOPLE_NEW, a, &ids, &n, err, "ii", last, (int64_t)limit);
	if (rc == 0 && n)
		rc = index_people(s, ids, n, ids[n - 1], err);
	*left = rc == 0 && n ? top - ids[n - 1] : 0;
	arena_free(a);
	return rc;
}

/* In the transaction that takes them off the queue they are looked at once more: what changed meanwhile stays. */
static int
dequeue(struct store *s, const int64_t *ids, size_t n, struct error *err)
{
	struct indexing x = { .s = s, .a = arena_new(), .err = err };
	int rc = db_begin(s, false, err);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		x.n = 0;
		rc = look_at(&x, ids[i], false, NULL);
		if (rc == 0 && !x.n)
			rc = db_run(s, STMT_PEOPLE_DEQUEUE, err, "i", ids[i]);
	}
	rc = db_end(s, rc, err);
	arena_free(x.a);
	return rc;
}

/* Some of those that changed; *n = how many these were. */
static int
run_queue(struct store *s, size_t *n, struct error *err)
{
	struct arena *a = arena_new();
	int64_t *ids;
	int rc = db_ids(s, STMT_PEOPLE_QUEUE, a, &ids, n, err, "i", (int64_t)QUEUED);
	if (rc == 0 && *n && (rc = index_people(s, ids, *n, -1, err)) == 0)
		rc = dequeue(s, ids, *n, err);
	arena_free(a);
	return rc;
}

int
people_index_run(struct store *s, size_t limit, int64_t *left, struct error *err)
{
	int64_t more;
	size_t n = QUEUED;
	if (run_new(s, limit, &more, err) < 0)
		return -1;
	*left += more;
	for (size_t done = 0; !more && n == QUEUED && done < limit; done += n)
		if (run_queue(s, &n, err) < 0)
			return -1;
	if (!more && n == QUEUED)
		*left += 1;
	return 0;
}
