/* pattern.c - see pattern.h. */
#include "pattern.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"

/* The C library copies what is repeated, and looks for ways through repeats of repeats: forty `+` in a row are beyond any
 * memory, nine `+` and `*` in a row take ten seconds.  What people write has a few dozen parts. */
enum { MOST_PARTS = 400, MOST_DEPTH = 40 };

struct part { long size, last; };	/* of a group so far, of its last atom: parts once repeats are written out */

static long
bounded(long size)
{
	return size < MOST_PARTS * 2L ? size : MOST_PARTS * 2L;
}

static void
atom(struct part *p, long size)
{
	p->last = size;
	p->size = bounded(p->size + size);
}

static void
repeated(struct part *p, long times)
{
	long all = bounded(p->last * (times < MOST_PARTS ? times : MOST_PARTS));
	p->size = bounded(p->size - p->last + all);
	p->last = all;
}

/* `[...]`, whose first character may be a `]`; returns its end. */
static const char *
bracket_end(const char *s)
{
	s++;
	s += *s == '^';
	s += *s == ']';
	s += strcspn(s, "]");
	return *s ? s : s - 1;
}

/* `{3}`, `{3,}`, `{3,9}`: the most copies of it. */
static long
most_times(const char *s)
{
	char *end;
	long least = strtol(s + 1, &end, 10), most = *end == ',' ? strtol(end + 1, NULL, 10) : least;
	return most > least ? most : least + 1;
}

static long
parts_of(const char *s)
{
	struct part group[MOST_DEPTH] = { { 0, 0 } };
	int depth = 0;
	for (; *s; s++) {
		if (*s == '(' && ++depth == MOST_DEPTH)
			return MOST_PARTS * 2L;
		if (*s == '(') {
			group[depth] = (struct part){ 0, 0 };
		} else if (*s == ')' && depth) {
			depth--;
			atom(&group[depth], group[depth + 1].size + 1);
		} else if (*s == '+' || *s == '*') {
			repeated(&group[depth], 2);
		} else if (*s == '{' && isdigit((unsigned char)s[1])) {
			repeated(&group[depth], most_times(s));
			s += strcspn(s, "}") - (strchr(s, '}') == NULL);
		} else if (*s != '?') {
			s = *s == '[' ? bracket_end(s) : s + (*s == '\\' && s[1]);
			atom(&group[depth], 1);
		}
	}
	return group[0].size;
}

int
pattern_compile(regex_t *out, const char *pattern, int flags, char *why, size_t room)
{
	if (parts_of(pattern) > MOST_PARTS) {
		if (why)
			snprintf(why, room, "%s", _("it repeats what is repeated too often"));
		return -1;
	}
	int bad = regcomp(out, pattern, REG_EXTENDED | flags);
	if (bad && why)
		regerror(bad, out, why, room);
	return bad ? -1 : 0;
}
