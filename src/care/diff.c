/* diff.c - two texts word by word: the longest common subsequence, of what is between a common beginning and end. */
#include "diff.h"

#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "str.h"

/* What is larger is told as a whole: nobody reads a diff of two books. */
enum { WORDS_MAX = 1500 };

/* A word with the blanks behind it. */
struct word { const char *at; size_t len, all; };

static struct word *
words_of(const char *text, struct arena *a, size_t *n)
{
	size_t space = 16;
	struct word *list = arena_array(a, struct word, space);
	*n = 0;
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " \t\n"), blanks = strspn(p + len, " \t\n");
		*VEC_PUSH(a, list, *n, space) = (struct word){ p, len, len + blanks };
		p += len + blanks;
	}
	return list;
}

static bool
same(const struct word *x, const struct word *y)
{
	return x->len == y->len && !memcmp(x->at, y->at, x->len);
}

struct diffing {
	struct arena *a;
	struct diff_run *list;
	size_t n, space;
	struct buf text;
};

static void
flush(struct diffing *d, enum diff_kind kind)
{
	if (d->text.len)
		*VEC_PUSH(d->a, d->list, d->n, d->space) = (struct diff_run){ kind, arena_strn(d->a, d->text.data, d->text.len) };
	d->text.len = 0;
}

static void
put(struct diffing *d, enum diff_kind kind, const struct word *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_add(&d->text, w[i].at, w[i].all);
	flush(d, kind);
}

/* Lengths of common subsequences of the ends: row by row from the last word. */
static void
middle(struct diffing *d, const struct word *x, size_t n, const struct word *y, size_t m)
{
	if (!n || !m || n > WORDS_MAX || m > WORDS_MAX) {
		put(d, DIFF_GONE, x, n);
		put(d, DIFF_ADDED, y, m);
		return;
	}
	uint16_t *len = arena_array(d->a, uint16_t, (n + 1) * (m + 1));
#define LEN(i, k) len[(i) * (m + 1) + (k)]
	for (size_t i = n; i-- > 0;)
		for (size_t k = m; k-- > 0;)
			LEN(i, k) = same(&x[i], &y[k]) ? (uint16_t)(LEN(i + 1, k + 1) + 1)
				: LEN(i + 1, k) > LEN(i, k + 1) ? LEN(i + 1, k) : LEN(i, k + 1);
	for (size_t i = 0, k = 0; i < n || k < m;) {
		size_t gone = i, added = k, both = 0;
		while (i < n && k < m && same(&x[i], &y[k]))
			i++, k++, both++;
		if (both) {
			put(d, DIFF_SAME, &y[added], both);
			continue;
		}
		while ((i < n || k < m) && !(i < n && k < m && same(&x[i], &y[k])))
			*(k == m || (i < n && LEN(i + 1, k) >= LEN(i, k + 1)) ? &i : &k) += 1;
		put(d, DIFF_GONE, &x[gone], i - gone);
		put(d, DIFF_ADDED, &y[added], k - added);
	}
#undef LEN
}

size_t
care_diff(const char *before, const char *after, struct arena *a, struct diff_run **out)
{
	size_t n, m, head = 0, tail = 0;
	struct diffing d = { .a = a, .text = BUF_INIT };
	struct word *x = words_of(before ? before : "", a, &n), *y = words_of(after ? after : "", a, &m);
	while (head < n && head < m && same(&x[head], &y[head]))
		head++;
	while (tail < n - head && tail < m - head && same(&x[n - 1 - tail], &y[m - 1 - tail]))
		tail++;
	put(&d, DIFF_SAME, y, head);
	middle(&d, x + head, n - head - tail, y + head, m - head - tail);
	put(&d, DIFF_SAME, y + m - tail, tail);
	buf_free(&d.text);
	*out = d.list;
	return d.n;
}

char *
care_diff_words(const char *before, const char *after, struct arena *a)
{
	static const char *const marks[][2] = { [DIFF_SAME] = { "", "" }, [DIFF_GONE] = { "[-", "-]" },
		[DIFF_ADDED] = { "{+", "+}" } };
	struct diff_run *run;
	struct buf b = BUF_INIT;
	size_t n = care_diff(before, after, a, &run);
	for (size_t i = 0; i < n; i++) {
		/* the blanks behind it stay outside of the marks */
		size_t len = strlen(run[i].text), words = len;
		while (words && strchr(" \t\n", run[i].text[words - 1]))
			words--;
		buf_addf(&b, "%s%.*s%s", marks[run[i].kind][0], (int)words, run[i].text, marks[run[i].kind][1]);
		bool pair = run[i].kind == DIFF_GONE && i + 1 < n && run[i + 1].kind == DIFF_ADDED;
		if (!pair)
			buf_adds(&b, run[i].text + words);
	}
	char *words = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return words;
}
