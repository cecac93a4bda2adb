/* term_feed.c - a terminal that is none: what it "sends" is put into a queue. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "term_parts.h"
#include "utf8.h"

static struct fed *
add(struct term *t, enum term_event_type type)
{
	struct fed *f;

	if (t->fed_count == t->fed_space) {
		t->fed_space = t->fed_space * 2 + 64;
		t->fed = xrealloc(t->fed, t->fed_space * sizeof *t->fed);
	}
	f = &t->fed[t->fed_count++];
	*f = (struct fed){ .event = { .type = type } };
	return f;
}

int
term_feed(struct term *t, const char *keys, struct error *err)
{
	struct arena *a = arena_new();
	const char *word = keys;
	int status = 0;

	/* word by word, as a sequence has a largest length */
	while (status == 0) {
		struct keys k;
		size_t n;

		word += strspn(word, " \t");
		n = strcspn(word, " \t");
		if (n == 0)
			break;
		status = keys_parse(arena_strn(a, word, n), &k, err);
		for (int i = 0; status == 0 && i < k.count; i++)
			add(t, TERM_KEY)->event.key = k.key[i];
		word += n;
	}
	arena_free(a);
	return status;
}

void
term_feed_mouse(struct term *t, keycode key)
{
	add(t, TERM_MOUSE)->event.key = key;
}

void
term_feed_text(struct term *t, const char *text)
{
	size_t len = strlen(text);
	uint32_t cp;

	while (len > 0) {
		size_t n = utf8_next(text, len, &cp);

		add(t, TERM_KEY)->event.key = cp == '\n' ? KEY_ENTER : cp;
		text += n;
		len -= n;
	}
}

void
term_feed_paste(struct term *t, const char *text)
{
	add(t, TERM_PASTE)->text = xstrdup(text);
}

void
term_feed_resize(struct term *t, int width, int height)
{
	struct fed *f = add(t, TERM_RESIZE);

	f->width = width;
	f->height = height;
}

static void
take(struct term *t, struct term_event *out)
{
	struct fed *f = &t->fed[t->fed_first++];

	*out = f->event;
	out->at_us = clock_mono_us();
	if (f->text) {
		buf_clear(&t->paste);
		buf_adds(&t->paste, f->text);
		free(f->text);
		f->text = NULL;
		out->text = t->paste.data;
		out->text_len = t->paste.len;
	}
	if (out->type == TERM_RESIZE) {
		canvas_resize(t->canvas, f->width, f->height);
		term_shown_resize(t);
	}
	if (t->fed_first == t->fed_count)
		t->fed_first = t->fed_count = 0;
}

void
term_wait_headless(struct term *t, int timeout_ms, struct pollfd *fds, size_t n, struct term_event *out)
{
	if (t->fed_first < t->fed_count)
		take(t, out);
	else if (poll(fds, n, timeout_ms) > 0)
		out->type = TERM_READY;
}
