/* feed_words.c - what a new message's words tell by themselves: their language, and the mood they were written in. */
#include "feed_internal.h"

#include <ctype.h>
#include <string.h>

#include "mood.h"
#include "str.h"

/* Fewer letters than these tell a language worse than who wrote them does. */
enum { LETTERS_ENOUGH = 40, WINDOW = 5000, SLICE = 50 };

/* Letters of what may be words: not of links, addresses, numbers. */
static int
letters(const char *text)
{
	int n = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " \t\r\n");
		bool word = !memchr(p, '@', len) && !memmem(p, len, "://", 3);
		for (size_t i = 0; word && i < len; i++)
			n += isalpha((unsigned char)p[i]) || ((unsigned char)p[i] & 0xc0) == 0xc0;
		p += len;
		p += strspn(p, " \t\r\n");
	}
	return n;
}

/* The language in which this conversation, or its sender, has been speaking. */
static char *
known_language(struct feeding *f, int64_t thread, int64_t sender, int64_t case_id)
{
	char *language = NULL;
	if (db_text(f->s, STMT_LANGUAGE_KNOWN, f->a, &language, NULL, "iii", thread, sender, case_id) < 0)
		return NULL;
	return language;
}

static const char *
language(struct feeding *f, const struct message_in *m, const char *fresh, int64_t thread, int64_t sender, int64_t case_id)
{
	const char *const *ours = f->ctx->languages, *found = NULL;
	size_t n = 0;
	while (ours && ours[n])
		n++;
	if (m->language)
		return m->language;
	bool enough = letters(fresh) >= LETTERS_ENOUGH;
	if (!enough && m->direction == DIRECTION_IN && (found = known_language(f, thread, sender, case_id)))
		return found;
	if (enough && f->ctx->language_of && (found = f->ctx->language_of(fresh, f->ctx->language_ctx)))
		return found;
	return care_language(fresh, ours, n);
}

void
feed_words(struct feeding *f, const struct message_in *m, int64_t thread, int64_t sender, int64_t case_id,
	struct feed_told *out)
{
	*out = (struct feed_told){ .mood = FEED_NO_MOOD };
	char *fresh = m->text ? quote_fresh(m->text, f->a) : NULL;
	out->language = fresh ? language(f, m, fresh, thread, sender, case_id) : m->language;
	/* in a call's transcript both sides speak; programs have no moods */
	if (str_empty(fresh) || m->direction != DIRECTION_IN || m->kind != KIND_MESSAGE)
		return;
	char *why = NULL;
	out->mood = care_mood(fresh, out->language, f->a, &why);
	out->why = str_empty(why) ? NULL : why;
}

/* -- what came before ---------------------------------------------------------------------------------------------- */

struct due_words { int64_t id, thread, sender, case_id; char *language, *text; bool open; };

static int
read_due(struct feeding *f, int64_t after, int64_t upto, struct due_words **list, size_t *n)
{
	size_t space = 0;
	int rc;
	sqlite3_stmt *st = db_stmt(f->s, STMT_WORDS_DUE, f->err);
	if (!st)
		return -1;
	db_bind(st, "iii", after, upto, (int64_t)SLICE);
	while ((rc = db_step(f->s, st, f->err)) > 0)
		*VEC_PUSH(f->a, *list, *n, space) = (struct due_words){ .id = db_col(st, 0), .thread = db_col(st, 1),
			.sender = db_col(st, 2), .case_id = db_col(st, 3), .language = db_col_text(st, 4, f->a),
			.text = db_col_text(st, 5, f->a), .open = db_col(st, 6) <= STATUS_SNOOZED };
	db_done(st);
	return rc;
}

static int
put_words(struct feeding *f, const struct due_words *w, const struct feed_told *told)
{
	if (db_run(f->s, STMT_WORDS_SET, f->err, "itit", w->id, told->language, (int64_t)told->mood, told->why) < 0)
		return -1;
	return w->case_id && w->open ? case_derive(f->s, w->case_id, f->err) : 0;
}

int
feed_words_again(struct store *s, const struct feed_context *ctx, int64_t after, int64_t *upto, struct error *err)
{
	struct feeding f = { .s = s, .ctx = ctx, .a = arena_new(), .err = err };
	struct due_words *list = NULL;
	size_t n = 0;
	int rc = read_due(&f, after, after + WINDOW, &list, &n);
	struct feed_told *told = arena_array(f.a, struct feed_told, n + 1);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct message_in m = { .kind = KIND_MESSAGE, .direction = DIRECTION_IN, .text = list[i].text,
			.language = list[i].language };
		feed_words(&f, &m, list[i].thread, list[i].sender, list[i].case_id, &told[i]);
		if (told[i].mood == FEED_NO_MOOD)
			told[i].mood = 0;	/* looked at; nothing but a quote, say */
	}
	if (rc == 0 && n && (rc = db_begin(s, false, err)) == 0) {
		for (size_t i = 0; rc == 0 && i < n; i++)
			rc = put_words(&f, &list[i], &told[i]);
		db_touch(s, AREA_CASE);
		rc = rc == 0 ? db_commit(s, err) : -1;
		if (rc < 0)
			db_rollback(s);
	}
	if (rc == 0)
		*upto = n == SLICE ? list[n - 1].id : after + WINDOW;
	arena_free(f.a);
	return rc;
}
