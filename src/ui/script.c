/*
 * script.c - the console without a terminal: `sportello --script FILE --size WxH --now TIME`, for tests and for
 * screens in documents.
 *
 * One order a line; blank lines and lines that begin with # are passed over:
 *
 *	key KEYS	presses keys, named as in keys.h: key g g, key Enter, key C-x y, key 3 j
 *	type TEXT	types the text as it stands
 *	paste TEXT	pastes it
 *	click X Y	clicks there, counted from 0
 *	wheel up X Y	turns the wheel there, up or down
 *	cmd COMMAND	runs a command line, as after `:`
 *	resize WxH	another size of the screen
 *	wait MS		lets so many milliseconds pass
 *	later MS	the clock goes on by so many milliseconds at once
 *	look away|here	as if another window had the keyboard, or this one
 *	wait-idle	until nothing is left to be read or counted; every order above does that by itself
 *	dump [TITLE]	prints the screen under a line `=== WxH TITLE`
 *	dump styled	the same with styles as letters, and the cursor
 *	dump cells	every cell as STYLE:TEXT, with U+001F after each, a row a line; then the cursor
 *	heap		prints how many bytes are allocated, and of how many keys it is the end
 *	bindings MAP	prints the keys in force on a screen: keys, command, origin, tabs between
 *	maps		prints the screens that have keys
 *	fresh		closes whatever lies over the first screen, with nothing marked, narrowed or said
 *	press MAP KEYS	presses what is bound on the screen MAP, which must be in front; it must be a command that is at
 *			home there, and something must change, else a line says so and the exit status is 1
 *	expect TEXT	the screen must show the text, else the screen is printed and the exit status is 1
 *	expect-not TEXT
 *	quit		ends
 */
#include "app.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

/* Until three rounds have found nothing to do. */
static void
settle(struct app *app)
{
	int quiet = 0;
	app->looked_us = 0;
	for (int i = 0; i < 2000 && quiet < 3; i++) {
		bool busy = app->hurry || term_key_pending(app->term);
		for (size_t k = 0; k < app->view_count; k++)
			busy |= app->views[k].stale && !app->views[k].cut;
		busy |= sidebar_busy(app);
		quiet = busy ? 0 : quiet + 1;
		if (!app_round(app, 0))
			return;
	}
	app->dirty = true;
	app_draw(app);
	term_paint(app->term);
}

static void
dump(struct app *app, const char *how)
{
	struct buf b = BUF_INIT;
	bool styled = str_eq(how, "styled");
	settle(app);
	canvas_dump(term_canvas(app->term), &b, styled ? CANVAS_STYLES | CANVAS_CURSOR | CANVAS_TRIM : CANVAS_TRIM);
	printf("=== %dx%d%s%s\n%s", term_width(app->term), term_height(app->term), !styled && *how ? " " : "",
		styled ? "" : how, b.data);
	buf_free(&b);
}

static void
dump_cells(struct app *app)
{
	struct canvas *c = term_canvas(app->term);
	int x = -1, y = -1;
	settle(app);
	printf("=== %dx%d cells\n", term_width(app->term), term_height(app->term));
	for (int row = 0; row < canvas_height(c); row++) {
		for (int column = 0; column < canvas_width(c); column++)
			printf("%x:%s\x1f", canvas_style_at(c, column, row), canvas_text_at(c, column, row));
		putchar('\n');
	}
	if (canvas_cursor_at(c, &x, &y))
		printf("cursor %d,%d\n", x, y);
	else
		printf("cursor hidden\n");
}

static void
print_bindings(struct app *app, const char *map)
{
	struct arena *a = arena_new();
	size_t n;
	const struct binding **list = keymap_after(app->keymap, map, NULL, a, &n);
	for (size_t i = 0; i < n; i++)
		printf("%s\t%s\t%s\n", keys_name(a, &list[i]->keys), list[i]->command, list[i]->origin);
	arena_free(a);
}

/* Known where a sanitizer counts. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static void
print_heap(const struct app *app)
{
	struct mallinfo2 m = mallinfo2();
	size_t bytes = __sanitizer_get_current_allocated_bytes ? __sanitizer_get_current_allocated_bytes()
		: m.uordblks + m.hblkhd;
	printf("heap\t%zu\t%zu\n", bytes, app->key_n);
}

static void
print_maps(void)
{
	const struct default_key *all = keys_presets[0].keys;
	for (const struct default_key *k = all; k->map; k++) {
		bool said = false;
		for (const struct default_key *i = all; i < k; i++)
			said |= str_eq(i->map, k->map);
		if (!said)
			printf("%s\n", k->map);
	}
}

static void
fresh(struct app *app)
{
	picker_free(app->picker);
	app->picker = NULL;
	app->prompting = app->asking = app->wide_zoom = app->show_card = app->hide_sidebar = app->hide_card = false;
	contact_close(app);
	ring_close(app);
	rebind_end(app);
	while (app->depth > 1)
		app_pop(app);
	app_run(app, "view all", 0);
	app_run(app, "clear", 0);
	app_run(app, "top", 0);
	app->keys = (struct key_state){ .count = 0 };
	app->message[0] = '\0';
	settle(app);
}

static char *
screen_now(struct app *app)
{
	struct buf b = BUF_INIT;
	settle(app);
	canvas_dump(term_canvas(app->term), &b, CANVAS_STYLES | CANVAS_CURSOR);
	return b.data;
}

/* What is wrong with this binding, or NULL. */
static const char *
press(struct app *app, const char *map, const char *keys, const struct binding *b, struct error *err)
{
	if (!b)
		return "bound to nothing";
	if (!str_eq(map, KEYMAP_GLOBAL) && !str_eq(map, "ring") && !str_eq(map, app_top(app)->ops->name))
		return arena_printf(app->memory, "the screen in front is %s", app_top(app)->ops->name);
	if (!app_knows(app, b->command))
		return "no command that is known on this screen";
	char *before = screen_now(app);
	if (term_feed(app->term, keys, err) < 0) {
		free(before);
		return "no keys";
	}
	settle(app);
	bool left = app->quit;
	app->quit = false;
	char *after = screen_now(app);
	bool same = !left && str_eq(before, after);
	free(before);
	free(after);
	return same ? "nothing changes" : app->keys.pending.count ? "it is only a beginning" : NULL;
}

static int
press_line(struct app *app, const char *file, int number, const char *rest, struct error *err)
{
	struct arena *a = arena_new();
	size_t len = strcspn(rest, " ");
	char *map = arena_strn(a, rest, len);
	const char *keys = rest + len + strspn(rest + len, " ");
	const struct binding *found = NULL;
	struct keys k;
	size_t n;
	int rc = keys_parse(keys, &k, err);
	if (rc == 0) {
		const struct binding **list = keymap_after(app->keymap, map, NULL, a, &n);
		for (size_t i = 0; i < n; i++)
			if (str_eq(keys_name(a, &list[i]->keys), keys_name(a, &k)))
				found = list[i];
		const char *why = press(app, map, keys, found, err);
		if (why) {
			printf("%s:%d: %s (%s): %s\n", file, number, rest, found ? found->command : "-", why);
			app->exit_status = 1;
		}
	}
	arena_free(a);
	return rc;
}

/* True when the screen holds the text. */
static bool
shows(struct app *app, const char *text)
{
	struct buf b = BUF_INIT;
	settle(app);
	canvas_dump(term_canvas(app->term), &b, CANVAS_TRIM);
	bool found = strstr(b.data, text) != NULL;
	buf_free(&b);
	return found;
}

/* Orders that print what is not on the screen, and the one that begins anew. */
static bool
look_line(struct app *app, const char *word, const char *rest)
{
	if (str_eq(word, "bindings"))
		print_bindings(app, rest);
	else if (str_eq(word, "maps"))
		print_maps();
	else if (str_eq(word, "fresh"))
		fresh(app);
	else if (str_eq(word, "heap")) {
		settle(app);
		print_heap(app);
	} else
		return false;
	return true;
}

static int
run_line(struct app *app, const char *file, int number, const char *line, struct error *err)
{
	size_t n = strcspn(line, " ");
	const char *rest = line + n + strspn(line + n, " ");
	char word[32];
	int w, h;
	snprintf(word, sizeof word, "%.*s", (int)n, line);
	if (str_eq(word, "key")) {
		if (term_feed(app->term, rest, err) < 0)
			return -1;
		settle(app);
	} else if (str_eq(word, "type")) {
		term_feed_text(app->term, rest);
		settle(app);
	} else if (str_eq(word, "paste")) {
		term_feed_paste(app->term, rest);
		settle(app);
	} else if (str_eq(word, "click") && sscanf(rest, "%d %d", &w, &h) == 2) {
		term_feed_mouse(app->term, key_mouse(MOUSE_CLICK, w, h));
		settle(app);
	} else if (str_eq(word, "wheel") && sscanf(rest, "%*s %d %d", &w, &h) == 2) {
		term_feed_mouse(app->term, key_mouse(*rest == 'u' ? MOUSE_WHEEL_UP : MOUSE_WHEEL_DOWN, w, h));
		settle(app);
	} else if (str_eq(word, "cmd")) {
		app_run(app, rest, 0);
		settle(app);
	} else if (str_eq(word, "wait-idle")) {
		settle(app);
	} else if (str_eq(word, "wait")) {
		int64_t ms = 0, until;
		(void)str_to_int64(rest, &ms);
		for (until = clock_mono_us() + ms * 1000; clock_mono_us() < until && !app->quit;)
			(void)app_round(app, 10);
		settle(app);
	} else if (str_eq(word, "later")) {
		int64_t ms = 0;
		(void)str_to_int64(rest, &ms);
		clock_set(clock_now() + ms, true);
		settle(app);
	} else if (str_eq(word, "look")) {
		app->blurred = str_eq(rest, "away");
		app->focused = !app->blurred;
	} else if (str_eq(word, "quit")) {
		app->quit = true;
	} else if (look_line(app, word, rest)) {
		;
	} else if (str_eq(word, "press")) {
		return press_line(app, file, number, rest, err);
	} else if (str_eq(word, "dump") && str_eq(rest, "cells")) {
		dump_cells(app);
	} else if (str_eq(word, "dump")) {
		dump(app, rest);
	} else if (str_eq(word, "resize") && sscanf(rest, "%dx%d", &w, &h) == 2) {
		term_feed_resize(app->term, w, h);
		settle(app);
	} else if (str_eq(word, "expect") || str_eq(word, "expect-not")) {
		if (shows(app, rest) != str_eq(word, "expect")) {
			printf("%s:%d: %s\n", file, number, line);
			dump(app, "");
			app->exit_status = 1;
		}
	} else {
		return error_set(err, ERR_USAGE, _("%s:%d: '%s' is no line of a script"), file, number, word);
	}
	return 0;
}

int
script_run(struct app *app, const char *file, struct error *err)
{
	FILE *f = str_eq(file, "-") ? stdin : fopen(file, "re");
	char *line = NULL;
	size_t space = 0;
	ssize_t len;
	int number = 0, rc = 0;
	if (!f)
		return error_set(err, ERR_INPUT, _("%s: cannot be read: %m"), file);
	settle(app);
	while (rc == 0 && !app->quit && (len = getline(&line, &space, f)) >= 0) {
		number++;
		while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		if (*line && *line != '#')
			rc = run_line(app, file, number, line, err);
	}
	free(line);
	if (f != stdin)
		fclose(f);
	return rc < 0 ? -1 : app->exit_status;
}
