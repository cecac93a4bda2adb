/*
 * utf8_clean.c - outside text made harmless for a terminal.
 *
 * What comes out holds no control but LF, no bidi control, no invisible run, and no cluster longer
 * than a person could have typed.  Variation selectors go too: terminals disagree about their width.
 */
#include <string.h>
#include <utf8proc.h>

#include "utf8.h"

#define BAD 0xfffdu
#define ZWNJ 0x200cu
#define ZWJ 0x200du
#define SOFT_HYPHEN 0xadu
#define BLACK_FLAG 0x1f3f4u

#define MARKS_MAX 8	/* in one cluster, of one base */
#define CLUSTER_MAX 24	/* code points in one cluster */

static bool
is_bidi(uint32_t cp)
{
	return (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
		cp == 0x200e || cp == 0x200f || cp == 0x061c;
}

static bool
is_variation_selector(uint32_t cp)
{
	return cp >= 0xfe00 && cp <= 0xfe0f;
}

static bool
is_tag(uint32_t cp)
{
	return cp >= 0xe0000 && cp <= 0xe007f;
}

/* Takes no column of its own. */
static bool
is_invisible(uint32_t cp)
{
	return cp >= 0x300 && utf8proc_charwidth((utf8proc_int32_t)cp) == 0;
}

static void
put_control(struct buf *out, uint32_t cp, bool keep_lf, bool before_lf)
{
	if (cp == '\n' && keep_lf)
		buf_addc(out, '\n');
	else if (cp == '\t')
		buf_addc(out, ' ');
	else if (cp == '\r' && keep_lf && before_lf)
		return;
	else
		buf_addu(out, cp == 0x7f ? 0x2421 : cp < 0x20 ? 0x2400 + cp : 0x241b);
}

struct cluster {
	uint32_t base;		/* last visible code point, 0 if none yet */
	int marks, points;
	bool joiner;		/* the last one was ZWJ or ZWNJ */
	bool stood_in;		/* something was dropped and said so */
};

/* Whether an invisible code point may follow what the cluster holds. */
static bool
may_follow(const struct cluster *c, uint32_t cp)
{
	if (!c->base || c->points >= CLUSTER_MAX)
		return false;
	if (cp == ZWJ || cp == ZWNJ)
		return !c->joiner;
	if (is_tag(cp))
		return c->base == BLACK_FLAG && c->marks < MARKS_MAX;
	return c->marks < MARKS_MAX &&
		utf8proc_category((utf8proc_int32_t)cp) != UTF8PROC_CATEGORY_CF;
}

static void
put_point(struct buf *out, struct cluster *c, uint32_t cp)
{
	bool invisible = is_invisible(cp);

	if (cp == SOFT_HYPHEN || is_variation_selector(cp))
		return;
	if (is_bidi(cp) || (invisible ? !may_follow(c, cp) : c->points >= CLUSTER_MAX)) {
		/* one stand-in for all that goes; marks above the limit just go */
		bool silent = c->base && invisible && !is_bidi(cp) && !is_tag(cp) &&
			cp != ZWJ && cp != ZWNJ;

		if (!silent && !c->stood_in) {
			buf_addu(out, BAD);
			c->stood_in = true;
		}
		return;
	}
	buf_addu(out, cp);
	c->points++;
	c->joiner = cp == ZWJ || cp == ZWNJ;
	if (invisible && !c->joiner) {
		c->marks++;
	} else if (!invisible) {
		c->base = cp;
		c->marks = 0;
		c->stood_in = false;
	}
}

/* A cluster that is more than one ASCII character.  *hidden: the last cluster already ended in a
 * stand-in for invisible things, which serves for those of this one too. */
static void
put_cluster(struct buf *out, const char *s, size_t len, bool *hidden)
{
	struct cluster c = { .stood_in = *hidden };
	uint32_t cp;

	for (size_t i = 0; i < len; ) {
		size_t n = utf8_next(s + i, len - i, &cp);

		if (cp == BAD && n == 1)
			buf_addu(out, BAD);
		else
			put_point(out, &c, cp);
		i += n;
	}
	*hidden = !c.base && c.stood_in;
}

static bool
is_printable_ascii(char c)
{
	return c >= 0x20 && c < 0x7f;
}

void
utf8_clean(struct buf *out, const char *s, size_t len, bool keep_lf)
{
	size_t i = 0, n;
	uint32_t cp;
	int columns;
	bool hidden = false;

	buf_reserve(out, len);
	while (i < len) {
		for (n = i; n < len && is_printable_ascii(s[n]); )
			n++;
		if (n > i && n < len && (s[n] & 0x80))
			n--;	/* may carry a mark */
		if (n > i) {
			buf_add(out, s + i, n - i);
			i = n;
			hidden = false;
			continue;
		}
		(void)utf8_next(s + i, len - i, &cp);
		n = utf8_grapheme(s + i, len - i, &columns);
		if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
			put_control(out, cp, keep_lf, i + 1 < len && s[i + 1] == '\n');
			hidden = false;
		} else if (cp == 0x2028 || cp == 0x2029) {
			buf_addc(out, keep_lf ? '\n' : ' ');
			hidden = false;
		} else {
			put_cluster(out, s + i, n, &hidden);
		}
		i += n;
	}
}

char *
utf8_clean_str(struct arena *a, const char *s, bool keep_lf)
{
	struct buf out = BUF_INIT;
	const char *p = s;
	char *copy;

	if (!s)
		return NULL;
	while (is_printable_ascii(*p) || (keep_lf && *p == '\n'))
		p++;
	if (!*p)
		return arena_strn(a, s, (size_t)(p - s));
	utf8_clean(&out, s, strlen(s), keep_lf);
	copy = arena_strn(a, out.data, out.len);
	buf_free(&out);
	return copy;
}
