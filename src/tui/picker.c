/* picker.c - choosing from a list: what is shown, and the keys. */
#include <stdlib.h>

#include "picker_parts.h"
#include "str.h"
#include "utf8.h"

struct picker *
picker_new(const char *title, const char *footer, bool typing)
{
	struct picker *p = xcalloc(1, sizeof *p);

	p->title = title ? xstrdup(title) : NULL;
	p->footer = footer ? xstrdup(footer) : NULL;
	p->typing = typing;
	p->line = lineedit_new();
	p->arena = arena_new();
	p->height = 10;		/* until drawn */
	return p;
}

void
picker_free(struct picker *p)
{
	if (!p)
		return;
	free(p->title);
	free(p->footer);
	lineedit_free(p->line);
	arena_free(p->arena);
	free(p);
}

/* -- what is shown --------------------------------------------------------------------------------- */

static int
by_score(const void *a, const void *b, void *ctx)
{
	const struct picker_entry *e = ctx;
	size_t x = *(const size_t *)a, y = *(const size_t *)b;

	if (e[x].score != e[y].score)
		return e[x].score > e[y].score ? -1 : 1;
	return x < y ? -1 : x > y;
}

static void
filter(struct picker *p)
{
	struct arena *a = arena_new();
	struct picker_words w;

	picker_words(&w, a, lineedit_text(p->line));
	p->shown_count = 0;
	for (size_t i = 0; i < p->count; i++) {
		struct picker_entry *e = &p->entries[i];

		struct picker_rank rank = p->rank ? p->rank(&p->items[i]) : (struct picker_rank){ 0, false };

		e->score = picker_match(&w, e->text, e->detail, p->items[i].text);
		if (e->score == 0 && rank.found)
			e->score = 1;
		if (e->score > 0)
			p->shown[p->shown_count++] = i;
		e->score += e->score > 0 ? rank.weight : 0;
	}
	if (*w.raw || p->rank)
		qsort_r(p->shown, p->shown_count, sizeof *p->shown, by_score, p->entries);
	p->at = p->top = 0;
	arena_free(a);
}

static const char *
folded(struct arena *a, const char *text)
{
	return text ? str_trim(a, utf8_fold_str(a, text)) : "";
}

static int
wider(int width, const char *text)
{
	int columns = canvas_columns(text);

	return columns > width ? columns : width;
}

void
picker_set_items(struct picker *p, const struct picker_item *items, size_t count)
{
	const struct picker_item *old = p->moved ? picker_item(p) : NULL;
	int64_t id = old ? old->id : 0;

	arena_reset(p->arena);
	p->items = items;
	p->count = count;
	p->entries = arena_array(p->arena, struct picker_entry, count);
	p->shown = arena_array(p->arena, size_t, count);
	p->text_width = p->detail_width = p->note_width = 0;
	p->has_keys = false;
	for (size_t i = 0; i < count; i++) {
		p->entries[i].text = folded(p->arena, items[i].text);
		p->entries[i].detail = folded(p->arena, items[i].detail);
		p->text_width = wider(p->text_width, items[i].text);
		p->detail_width = wider(p->detail_width, items[i].detail);
		p->note_width = wider(p->note_width, items[i].note);
		p->has_keys |= items[i].key != 0;
	}
	filter(p);
	if (old)
		picker_select(p, id);
}

void
picker_set_preview(struct picker *p, const char *(*preview)(void *ctx, const struct picker_item *item),
	void *ctx)
{
	p->preview = preview;
	p->preview_ctx = ctx;
}

void
picker_set_rank(struct picker *p, struct picker_rank (*rank)(const struct picker_item *item))
{
	p->rank = rank;
	filter(p);
}

void
picker_set_long_preview(struct picker *p, int rows, text_find *marks, unsigned style)
{
	p->preview_rows = rows;
	p->marks = marks;
	p->mark_style = style;
}

void
picker_set_muted(struct picker *p, bool (*muted)(void *ctx, const struct picker_item *item), void *ctx)
{
	p->muted = muted;
	p->muted_ctx = ctx;
}

const char *
picker_text(const struct picker *p)
{
	return lineedit_text(p->line);
}

void
picker_set_text(struct picker *p, const char *text)
{
	lineedit_set(p->line, text);
	p->moved = false;
	filter(p);
}

void
picker_select(struct picker *p, int64_t id)
{
	for (size_t i = 0; i < p->shown_count; i++)
		if (p->items[p->shown[i]].id == id) {
			p->at = i;
			p->moved = true;
			return;
		}
}

const struct picker_item *
picker_item(const struct picker *p)
{
	return p->at < p->shown_count ? &p->items[p->shown[p->at]] : NULL;
}

size_t
picker_shown(const struct picker *p)
{
	return p->shown_count;
}

/* -- keys -------------------------------------------------------------------------------------------- */

static enum picker_answer
go(struct picker *p, long by)
{
	long last = (long)p->shown_count - 1, to = (long)p->at + by;

	p->at = last < 0 || to < 0 ? 0 : (size_t)(to > last ? last : to);
	p->moved = true;
	return PICKER_MOVED;
}

static enum picker_answer
move_key(struct picker *p, keycode key)
{
	long page = p->height > 1 ? p->height - 1 : 1, all = (long)p->count;

	switch (key) {
	case KEY_DOWN: case KEY_CTRL | 'n': return go(p, 1);
	case KEY_UP: case KEY_CTRL | 'p': return go(p, -1);
	case KEY_PAGE_DOWN: case KEY_CTRL | 'v': return go(p, page);
	case KEY_PAGE_UP: case KEY_ALT | 'v': return go(p, -page);
	case KEY_HOME: case KEY_ALT | '<': return go(p, -all);
	case KEY_END: case KEY_ALT | '>': return go(p, all);
	default: return PICKER_IGNORED;
	}
}

/* Letters while they do not filter: the items' own, then those of every list. */
static enum picker_answer
live_key(struct picker *p, keycode key)
{
	for (size_t i = 0; i < p->shown_count; i++) {
		char own = p->items[p->shown[i]].key;

		if (own && key == (keycode)(unsigned char)own) {
			p->at = i;
			return PICKER_CHOSEN;
		}
	}
	switch (key) {
	case 'j': return go(p, 1);
	case 'k': return go(p, -1);
	case 'g': return go(p, -(long)p->count);
	case 'G': return go(p, (long)p->count);
	case KEY_CTRL | 'd': return go(p, p->height > 1 ? p->height / 2 : 1);
	case KEY_CTRL | 'u': return go(p, p->height > 1 ? -(p->height / 2) : -1);
	case KEY_CTRL | 'f': return go(p, p->height > 1 ? p->height - 1 : 1);
	case KEY_CTRL | 'b': return go(p, p->height > 1 ? 1 - p->height : -1);
	case 'q': return PICKER_CANCEL;
	case '/': case KEY_SPACE:
		p->typing = p->began = true;
		return PICKER_MOVED;
	default: return PICKER_IGNORED;
	}
}

static enum picker_answer
changed(struct picker *p)
{
	p->moved = false;
	filter(p);
	return PICKER_CHANGED;
}

static enum picker_answer
type_key(struct picker *p, keycode key)
{
	/* Backspace on nothing: back to live keys, or nothing; a key held too long must not close */
	if ((key == KEY_BACKSPACE || key == (KEY_CTRL | 'h')) && !*picker_text(p)) {
		p->typing = !p->began;
		return PICKER_MOVED;
	}
	switch (lineedit_key(p->line, key)) {
	case LINEEDIT_CHANGED: return changed(p);
	case LINEEDIT_MOVED: return PICKER_MOVED;
	case LINEEDIT_ACCEPT: return PICKER_CHOSEN;
	case LINEEDIT_CANCEL: return PICKER_CANCEL;
	case LINEEDIT_IGNORED: break;
	}
	return PICKER_IGNORED;
}

enum picker_answer
picker_key(struct picker *p, keycode key)
{
	enum picker_answer answer;

	if (key == KEY_ESC || key == (KEY_CTRL | 'g') || key == (KEY_CTRL | 'c'))
		return PICKER_CANCEL;
	if (key == KEY_ENTER || key == (KEY_CTRL | 'j'))
		return PICKER_CHOSEN;
	if (key == KEY_TAB)
		return p->shown_count ? PICKER_TAB : PICKER_MOVED;
	answer = move_key(p, key);
	if (answer != PICKER_IGNORED)
		return answer;
	return p->typing ? type_key(p, key) : live_key(p, key);
}

enum picker_answer
picker_click(struct picker *p, int x, int y)
{
	size_t row = p->top + (size_t)(y - p->y);

	if (x < p->x || x >= p->x + p->width || y < p->y || y >= p->y + p->height || row >= p->shown_count)
		return PICKER_IGNORED;
	if (row == p->at && p->moved)
		return PICKER_CHOSEN;
	p->at = row;
	p->moved = true;
	return PICKER_MOVED;
}

void
picker_paste(struct picker *p, const char *text)
{
	if (!p->typing)
		p->typing = p->began = true;
	lineedit_insert(p->line, text);
	changed(p);
}
