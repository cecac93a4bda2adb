/* lineedit_complete.c - Tab: what is common to all candidates, then one after the other. */
#include <string.h>

#include "lineedit_parts.h"

void
lineedit_end_complete(struct lineedit *l)
{
	l->candidates = NULL;
	l->candidate_count = 0;
	l->candidate = -1;
}

static void
put_word(struct lineedit *l, const char *word, size_t len)
{
	buf_splice(&l->text, l->start, l->end - l->start, word, len);
	l->end = l->cursor = l->start + len;
}

/* Bytes all candidates begin with, whole characters. */
static size_t
common(char *const *candidates)
{
	size_t n = strlen(candidates[0]);

	for (size_t c = 1; candidates[c]; c++)
		for (size_t i = 0; i < n; i++)
			if (candidates[c][i] != candidates[0][i])
				n = i;
	while (n > 0 && (candidates[0][n] & 0xc0) == 0x80)
		n--;
	return n;
}

static enum lineedit_answer
begin(struct lineedit *l)
{
	size_t n = 0, shared;

	if (!l->complete)
		return LINEEDIT_IGNORED;
	arena_reset(l->arena);
	l->start = l->cursor;
	l->candidates = l->complete(l->ctx, l->text.data, l->cursor, l->arena, &l->start);
	while (l->candidates && l->candidates[n])
		n++;
	l->candidate_count = n;
	l->candidate = -1;
	l->end = l->cursor;
	if (l->start > l->cursor)
		l->start = l->cursor;
	if (n == 0) {
		lineedit_end_complete(l);
		return LINEEDIT_MOVED;
	}
	buf_clear(&l->before);
	buf_add(&l->before, l->text.data + l->start, l->end - l->start);
	if (n == 1) {
		put_word(l, l->candidates[0], strlen(l->candidates[0]));
		lineedit_end_complete(l);
		return LINEEDIT_CHANGED;
	}
	shared = common(l->candidates);
	if (shared > l->before.len)
		put_word(l, l->candidates[0], shared);
	return LINEEDIT_CHANGED;
}

static enum lineedit_answer
cycle(struct lineedit *l, int direction)
{
	long n = (long)l->candidate_count;

	if (l->candidate < 0)
		l->candidate = direction > 0 ? 0 : n - 1;
	else
		l->candidate = (l->candidate + direction + n) % n;
	put_word(l, l->candidates[l->candidate], strlen(l->candidates[l->candidate]));
	return LINEEDIT_CHANGED;
}

enum lineedit_answer
lineedit_complete_key(struct lineedit *l, keycode key)
{
	if (!l->candidates)
		return key == KEY_TAB ? begin(l) : LINEEDIT_IGNORED;
	if (key == KEY_TAB || key == (KEY_SHIFT | KEY_TAB))
		return cycle(l, key == KEY_TAB ? 1 : -1);
	if (key == KEY_ESC || key == (KEY_CTRL | 'g')) {
		put_word(l, l->before.data, l->before.len);
		lineedit_end_complete(l);
		return LINEEDIT_CHANGED;
	}
	lineedit_end_complete(l);
	return LINEEDIT_IGNORED;
}

bool
lineedit_draw_candidates(const struct lineedit *l, struct pane p, int y)
{
	size_t first = 0;
	int x = 1;

	if (!l->candidates)
		return false;
	canvas_fill(p, 0, y, p.width, 1, ROLE_HINT);
	/* the current one is in sight: begin after what would push it out */
	for (size_t i = 0; l->candidate >= 0 && i <= (size_t)l->candidate; i++) {
		int need = canvas_columns(l->candidates[i]) + 2;

		if (x + need > p.width && i > first) {
			first = i;
			x = 1;
		}
		x += need;
	}
	x = 1;
	for (size_t i = first; i < l->candidate_count && x < p.width; i++)
		x += canvas_put(p, x, y, (long)i == l->candidate ? ROLE_CURSOR : ROLE_HINT,
			l->candidates[i]) + 2;
	if (first > 0)
		canvas_put(p, 0, y, ROLE_HINT, "<");
	if (x > p.width)
		canvas_put(p, p.width - 1, y, ROLE_HINT, ">");
	return true;
}
