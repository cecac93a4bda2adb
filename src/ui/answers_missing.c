/* answers_missing.c - what has no answer yet: asked by customers, written by agents; and a new file for it. */
#include "answers.h"

#include <string.h>
#include <sys/stat.h>

#include "asked.h"
#include "clock.h"
#include "commands.h"
#include "rows.h"

enum { MISSING_DAYS = 60 };

static const struct list_column missing_columns[] = {
	{ N_("TIMES"), 5, 5, 1, ALIGN_RIGHT, false }, { N_("WHO"), 9, 10, 3, ALIGN_LEFT, false },
	{ N_("LAST"), 10, 10, 4, ALIGN_LEFT, false }, { N_("CASE"), 6, 6, 5, ALIGN_RIGHT, false },
	{ N_("WHAT"), 20, 40, 0, ALIGN_LEFT, true },
};

static const char *
one_line(const char *text, struct arena *a)
{
	char *s = arena_strn(a, text, utf8_fit(text, strlen(text), 200, NULL));
	for (char *p = s; *p; p++)
		*p = *p == '\n' ? ' ' : *p;
	return s;
}

/* The groups live as long as the rows that show them. */
static struct { struct missing_group *list; size_t n; } shown;

static int
missing_rows(struct app *app, struct rows *r, struct error *err)
{
	const struct answer_set *set = answers_known(app);
	r->empty = _("nothing is missing: every question has an answer");
	shown.n = 0;
	if (!set || answers_missing(&app->v, set, app->v.now - MISSING_DAYS * MS_DAY, r->arena, &shown.list, &shown.n, err) < 0)
		return err->code ? -1 : 0;
	for (size_t i = 0; i < shown.n; i++) {
		const struct missing_group *g = &shown.list[i];
		*rows_add(r) = (struct row){ .id = (int64_t)i + 1, .case_id = g->case_id, .style = ROLE_TEXT,
			.command = "missing-answer", .cell = { arena_printf(r->arena, "%lld", (long long)g->count),
			g->said ? _("agents") : _("customers"), rows_when(r->arena, g->last_at, app->v.now),
			rows_number(r->arena, g->number), one_line(g->text, r->arena) } };
	}
	return 0;
}

static void
missing_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	const struct missing_group *g = &shown.list[row->id - 1];
	struct arena *a = arena_new();
	struct answer_line *lines = NULL;
	size_t n = 0, space = 0, first = 0;
	(void)app, (void)r;
	*VEC_PUSH(a, lines, n, space) = (struct answer_line){ ROLE_TITLE, arena_printf(a, g->said
		? ngettext_("written %lld time, and no answer says it", "written %lld times, and no answer says it", g->count)
		: ngettext_("asked %lld time, and no answer fits", "asked %lld times, and no answer fits", g->count),
		(long long)g->count) };
	if (*g->words)
		*VEC_PUSH(a, lines, n, space) = (struct answer_line){ ROLE_MUTED, arena_printf(a, _("in common: %s"), g->words) };
	for (const char *const *e = g->examples; *e; e++) {
		*VEC_PUSH(a, lines, n, space) = (struct answer_line){ ROLE_TEXT, " " };
		*VEC_PUSH(a, lines, n, space) = (struct answer_line){ g->said ? ROLE_AGENT : ROLE_CUSTOMER, *e };
	}
	answer_draw(lines, n, &first, p);
	arena_free(a);
}

const struct screen_ops missing_screen = { .name = "missing", .title = N_("Missing answers"), .close = rows_close,
	.reload = rows_reload, .draw = rows_draw, .current = rows_case, .move = rows_move, .status = rows_status, .tick = rows_tick,
	.hints = "write it=missing-answer,its case=missing-case,not needed=missing-done,back" };
static const struct rows_kind missing_kind = { .ops = &missing_screen, .columns = missing_columns, .column_count = 5,
	.areas = 1u << AREA_CASE, .load = missing_rows, .detail = missing_detail, .detail_rows = ROWS_BESIDE };

static const char first_line[] = N_("# A new answer: save it, and it is there.  sportello-answers(5) describes the file.\n");

/* -- a new file ----------------------------------------------------------------------------------------------------- */

static char *
file_free(struct app *app, const char *name, struct arena *a)
{
	struct stat st;
	for (int i = 1; i < 100; i++) {
		char *file = i == 1 ? arena_printf(a, "%s.txt", name) : arena_printf(a, "%s-%d.txt", name, i);
		if (stat(arena_printf(a, "%s/%s", answers_folder(app->conf, a), file), &st) < 0)
			return file;
	}
	return arena_printf(a, "%s-x.txt", name);
}

/* What a person has to say, around what is known: marks at the lines' beginnings are hidden. */
static const char *
hidden(const char *text, struct arena *a)
{
	struct buf b = BUF_INIT;
	for (bool begins = true; *text; text++) {
		if (begins && strchr("?=!>~#\\", *text))
			buf_addc(&b, '\\');
		begins = *text == '\n';
		buf_addc(&b, *text);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static const char *
draft_of(struct app *app, const struct missing_group *g, struct arena *a)
{
	struct buf b = BUF_INIT;
	char *language = read_case_language(app->store, g->case_id, a), *what = NULL;
	const char *lang = language ? language : "";
	struct asked_row q = { 0 };
	buf_addf(&b, "%stitle: \nowner: %s\n\n?%s\n", _(first_line), conf_agent_id(app->conf), lang);
	if (g->said) {
		if (asked_newest(app->store, g->case_id, a, &q, NULL) == 0 && q.text)
			buf_addf(&b, "%s\n", one_line(quote_fresh(q.text, a), a));
		buf_addf(&b, "\n=%s\n%s\n", lang, hidden(macro_with_variables(app, g->case_id, g->text, a, &what), a));
	} else {
		for (const char *const *e = g->examples; *e; e++)
			buf_addf(&b, "%s\n", one_line(*e, a));
		buf_addf(&b, "\n=%s\n\n", lang);
	}
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
begin_answer(struct app *app, const char *name, const char *text)
{
	struct arena *a = arena_new();
	const struct answer_set *set = answers_known(app);
	if (!answer_name_ok(name)) {
		app_say(app, MESSAGE_BAD, _("'%s' is no name for an answer: letters, digits, - _ and ."), name);
	} else if (set && answer_find(set, name)) {
		app_say(app, MESSAGE_BAD, _("there is an answer '%s' already"), name);
	} else {
		char *file = file_free(app, name, a);
		answer_begin_file(app, file, text ? text : arena_printf(a, "%stitle: \nowner: %s\n\n?\n\n=\n\n!\n",
			_(first_line), conf_agent_id(app->conf)));
	}
	arena_free(a);
}

static void
named(struct app *app, const char *typed, void *ctx)
{
	char *name = typed ? str_trim(app->command, typed) : NULL;
	if (name && *name)
		begin_answer(app, name, ctx);
}

void
answer_new(struct app *app, const char *name, const char *text)
{
	if (name) {
		begin_answer(app, name, text);
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	app->picker_memory = arena_new();
	app_prompt(app, _("name of the new answer: "), "", named, arena_str(app->picker_memory, text));
}

void
go_missing(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	const char *name = words[0];
	(void)count;
	if (str_eq(name, "answers-missing")) {
		if (app_top(app)->ops != &missing_screen)
			rows_open(app, &missing_kind, NULL, 0);
		return;
	}
	const struct row *row = app_top(app)->ops == &missing_screen ? rows_current(app_top(app)->state) : NULL;
	if (!row)
		return;
	const struct missing_group *g = &shown.list[row->id - 1];
	if (str_eq(name, "missing-case")) {
		if (row->case_id)
			case_open_screen(app, row->case_id);
	} else if (str_eq(name, "missing-answer")) {
		answer_new(app, n > 1 ? words[1] : NULL, draft_of(app, g, app->command));
	} else if (missing_done(app->store, g->items, g->item_count, g->kin, &err) < 0) {
		app_fail(app, &err);
	} else {
		app_say(app, MESSAGE_GOOD, _("not needed: it is listed no more"));
		rows_load(app, app_top(app)->state);
	}
}
