/* script.c - the console without a terminal: commands from a file, screens as text (for tests). */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

static void
settle(struct app *app)
{
	app->looked_us = 0;
	for (int i = 0; i < 500; i++) {
		struct term_event e;
		bool stale = app->hurry;
		if (!app_round(app, 0))
			return;
		term_wait(app->term, 0, NULL, 0, &e);
		if (e.type == TERM_KEY)
			app_key(app, e.key);
		for (size_t k = 0; k < app->view_count; k++)
			stale |= app->views[k].stale;
		if (!stale && !term_key_pending(app->term))
			break;
	}
	app->dirty = true;
	app_draw(app);
	term_paint(app->term);
}

static void
dump(struct app *app, const char *how)
{
	struct buf b = BUF_INIT;
	settle(app);
	canvas_dump(term_canvas(app->term), &b, str_eq(how, "styled") ? CANVAS_STYLES | CANVAS_CURSOR | CANVAS_TRIM
		: CANVAS_TRIM);
	printf("=== %dx%d\n%s", term_width(app->term), term_height(app->term), b.data);
	buf_free(&b);
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
	} else if (str_eq(word, "cmd")) {
		app_run(app, rest, 0);
		settle(app);
	} else if (str_eq(word, "wait-idle")) {
		settle(app);
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
