/* read_card.c - counts per channel, where somebody answers, and the lines of the customer hook. */
#include "person.h"

#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "read_internal.h"
#include "str.h"
#include "utf8.h"

enum { THREADS = 24 };

/* -- per channel ---------------------------------------------------------------------------------------------- */

struct channels { struct card_channel *list; size_t n, space; };

static void
add(struct channels *c, const char *name, int in, int out, int64_t at, struct arena *a)
{
	size_t i = 0;
	while (i < c->n && !str_eq(c->list[i].channel, name))
		i++;
	if (i == c->n)
		*VEC_PUSH(a, c->list, c->n, c->space) = (struct card_channel){ .channel = name };
	c->list[i].in += in;
	c->list[i].out += out;
	if (at > c->list[i].last_at)
		c->list[i].last_at = at;
}

static int
gather(struct store *s, enum stmt id, int64_t of, bool ours, struct channels *c, struct arena *a, struct error *err)
{
	int rc;
	sqlite3_stmt *st = db_stmt(s, id, err);
	if (!st)
		return -1;
	db_bind(st, "ii", of, (int64_t)CARD_COUNTED + 1);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *name = db_col_text(st, 0, a);
		int n = (int)db_col(st, 1);
		if (n)
			add(c, name ? name : "?", ours ? 0 : n, ours ? n : 0, db_col(st, 2), a);
	}
	db_done(st);
	return rc;
}

static int
newest_first(const void *pa, const void *pb)
{
	const struct card_channel *a = pa, *b = pb;
	return (a->last_at < b->last_at) - (a->last_at > b->last_at);
}

int
read_card_channels(struct store *s, int64_t customer, struct arena *a, struct card_channel **out, size_t *n,
	struct error *err)
{
	struct channels c = { NULL, 0, 0 };
	int64_t *ids;
	size_t count;
	if (db_ids(s, STMT_CARD_IDENTITIES, a, &ids, &count, err, "i", customer) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (gather(s, STMT_CARD_IN, ids[i], false, &c, a, err) < 0)
			return -1;
	if (gather(s, STMT_CARD_OUT, customer, true, &c, a, err) < 0 ||
	    gather(s, STMT_CARD_CONTACTS, customer, false, &c, a, err) < 0)
		return -1;
	if (c.n)
		qsort(c.list, c.n, sizeof *c.list, newest_first);
	*out = c.list;
	*n = c.n;
	return 0;
}

/* -- where they answer ------------------------------------------------------------------------------------------ */

struct said {
	struct care_word *word;
	size_t n, space;
	struct thread_said { int64_t id, since; const char *channel; } threads[THREADS];
	size_t thread_count;
};

static void
note_thread(struct said *w, int64_t id, int64_t at, const char *channel)
{
	for (size_t i = 0; i < w->thread_count; i++)
		if (w->threads[i].id == id) {
			w->threads[i].since = at;	/* the newest come first */
			return;
		}
	if (w->thread_count < THREADS)
		w->threads[w->thread_count++] = (struct thread_said){ id, at, channel };
}

static int
their_words(struct store *s, int64_t identity, struct said *w, struct arena *a, struct error *err)
{
	int rc;
	sqlite3_stmt *st = db_stmt(s, STMT_CARD_WORDS_IN, err);
	if (!st)
		return -1;
	db_bind(st, "i", identity);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *channel = db_col_text(st, 0, a);
		if (!channel)
			continue;
		*VEC_PUSH(a, w->word, w->n, w->space) = (struct care_word){ channel, true, db_col(st, 1) };
		note_thread(w, db_col(st, 2), db_col(st, 1), channel);
	}
	db_done(st);
	return rc;
}

static int
our_words(struct store *s, const struct thread_said *t, struct said *w, struct arena *a, struct error *err)
{
	int64_t *at;
	size_t n;
	if (db_ids(s, STMT_CARD_WORDS_OUT, a, &at, &n, err, "ii", t->id, t->since) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		*VEC_PUSH(a, w->word, w->n, w->space) = (struct care_word){ t->channel, false, at[i] };
	return 0;
}

static int
oldest_first(const void *pa, const void *pb)
{
	const struct care_word *a = pa, *b = pb;
	return (a->at > b->at) - (a->at < b->at);
}

int
read_card_preference(struct store *s, int64_t customer, struct arena *a, struct care_preference *out, bool *known,
	struct error *err)
{
	struct said w = { .n = 0 };
	int64_t *ids;
	size_t count;
	if (db_ids(s, STMT_CARD_IDENTITIES, a, &ids, &count, err, "i", customer) < 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (their_words(s, ids[i], &w, a, err) < 0)
			return -1;
	for (size_t i = 0; i < w.thread_count; i++)
		if (our_words(s, &w.threads[i], &w, a, err) < 0)
			return -1;
	if (w.n)
		qsort(w.word, w.n, sizeof *w.word, oldest_first);
	*known = care_prefer(w.word, w.n, out);
	return 0;
}

/* -- the hook's lines: four columns, a tab between ---------------------------------------------------------------- */

/* What a tab or a line end would mean is taken out; the rest is text like any other from outside. */
static void
put_cell(struct buf *b, const char *text, struct arena *a)
{
	char *clean = utf8_clean_str(a, text ? text : "", false);
	for (char *c = clean; *c; c++)
		if (*c == '\t' || *c == '\n')
			*c = ' ';
	buf_adds(b, clean);
}

int
hook_lines_put(struct store *s, int64_t customer, const struct hook_lines *l, struct error *err)
{
	struct buf b = BUF_INIT;
	struct arena *a = arena_new();
	for (size_t i = 0; i < l->count; i++) {
		put_cell(&b, l->line[i].title, a);
		buf_addc(&b, '\t');
		put_cell(&b, l->line[i].value, a);
		buf_addc(&b, '\t');
		put_cell(&b, l->line[i].link, a);
		buf_addc(&b, '\t');
		put_cell(&b, l->line[i].tone, a);
		buf_addc(&b, '\n');
	}
	int rc = db_begin(s, false, err);
	if (rc == 0) {
		if (!db_int64(s, STMT_CARD_LIVES, 0, "i", customer))
			rc = error_set(err, ERR_INPUT, _("customer %lld was erased or merged"), (long long)customer);
		else
			rc = db_run(s, STMT_CARD_LINES_PUT, err, "iitt", customer, l->at, l->error ? NULL : b.len ? b.data : "",
				l->error);
		db_touch(s, AREA_CUSTOMER);
		rc = db_end(s, rc, err);
	}
	buf_free(&b);
	arena_free(a);
	return rc;
}

static const char *
take_cell(char **at, char end)
{
	char *from = *at, *to = strchr(from, end);
	if (!to)
		to = from + strlen(from);
	*at = *to ? to + 1 : to;
	*to = '\0';
	return *from ? from : NULL;
}

int
read_hook_lines(struct store *s, int64_t customer, struct arena *a, struct hook_lines *out, struct error *err)
{
	struct hook_lines l = { .at = 0 };
	char *text = NULL;
	size_t space = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_CARD_LINES, err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		l.at = db_col(st, 0);
		text = db_col_text(st, 1, a);
		l.error = db_col_text(st, 2, a);
	}
	db_done(st);
	while (text && *text) {
		char *line = (char *)take_cell(&text, '\n');
		if (!line)
			continue;
		struct hook_line one;
		one.title = take_cell(&line, '\t');
		one.value = take_cell(&line, '\t');
		one.link = take_cell(&line, '\t');
		one.tone = take_cell(&line, '\t');
		*VEC_PUSH(a, l.line, l.count, space) = one;
	}
	*out = l;
	return rc < 0 ? -1 : 0;
}
