/* feed_words.c - what a new message's words tell by themselves: their language, and the mood they were written in. */
#include "feed_internal.h"

#include <ctype.h>
#include <string.h>

#include "mood.h"
#include "str.h"

/* Fewer letters than these tell a language worse than who wrote them does. */
enum { LETTERS_ENOUGH = 40 };

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
