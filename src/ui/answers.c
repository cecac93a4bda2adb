/* answers.c - the screen of all answers: found while one types, read, put into a reply, edited. */
#include "answers.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "asked.h"
#include "commands.h"
#include "compose.h"
#include "file.h"
#include "find.h"
#include "macros.h"
#include "paths.h"
#include "rows.h"

/* -- what is known ------------------------------------------------------------------------------------------------ */

/* Folded texts for finding parts of words; with the set, in the memory of the run: files change seldom. */
static struct { uint64_t stamp; bool loaded; struct answer_set set; const char **heads, **asked, **facts; } known;

static const char *
heads_of(const struct answer *an, struct arena *a, struct arena *work)
{
	struct buf b = BUF_INIT;
	find_add_fact(&b, an->title, false, work);
	find_add_fact(&b, an->name, false, work);
	find_add_fact(&b, an->intent, false, work);
	find_add_fact(&b, an->topic, false, work);
	for (const char *const *t = an->tags; *t; t++)
		find_add_fact(&b, *t, false, work);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
add_questions(struct buf *b, const struct answer *an, struct arena *work)
{
	for (size_t i = 0; i < an->question_count; i++)
		find_add_fact(b, an->questions[i].text, false, work);
}

static const char *
asked_of(const struct answer *an, struct arena *a, struct arena *work)
{
	struct buf b = BUF_INIT;
	add_questions(&b, an, work);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static const char *
facts_of(const struct answer *an, struct arena *a, struct arena *work)
{
	struct buf b = BUF_INIT;
	add_questions(&b, an, work);
	for (size_t i = 0; i < an->macro.text_count; i++)
		find_add_fact(&b, an->macro.texts[i].text, false, work);
	for (size_t i = 0; i < an->procedure_count; i++)
		find_add_fact(&b, an->procedures[i].text, false, work);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

const struct answer_set *
answers_known(struct app *app)
{
	struct error err = ERROR_INIT;
	struct answer_set set;
	uint64_t stamp = answers_stamp(app->conf);
	if (known.loaded && stamp == known.stamp)
		return &known.set;
	if (answers_load(app->conf, app->memory, &set, &err) < 0) {
		app_fail(app, &err);
		return NULL;
	}
	struct arena *work = arena_new();
	known.facts = arena_array(app->memory, const char *, set.count + 1);
	known.heads = arena_array(app->memory, const char *, set.count + 1);
	known.asked = arena_array(app->memory, const char *, set.count + 1);
	for (size_t i = 0; i < set.count; i++) {
		known.heads[i] = heads_of(&set.answers[i], app->memory, work);
		known.asked[i] = asked_of(&set.answers[i], app->memory, work);
		known.facts[i] = facts_of(&set.answers[i], app->memory, work);
	}
	arena_free(work);
	known.set = set;
	known.stamp = stamp;
	known.loaded = true;
	return &known.set;
}

enum { HEAD_SCORE = 55, HEAD_STEP = 9, ASKED_SCORE = 5, TEXT_STEP = 8 };

/* -- finding -------------------------------------------------------------------------------------------------------- */

static int
by_offer(const void *x, const void *y)
{
	const struct answer_offer *a = x, *b = y;
	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	int topic = strcmp(a->answer->topic, b->answer->topic);
	return topic ? topic : strcmp(a->answer->title, b->answer->title);
}

/* What a customer has asked: what was written now, with the subject, which says it where "any news?" does not. */
static const char *
newest_words(struct app *app, int64_t case_id, struct arena *a, const char **language)
{
	struct asked_row q;
	*language = NULL;
	if (!case_id || asked_newest(app->store, case_id, a, &q, NULL) < 0 || !q.item)
		return NULL;
	*language = q.language;
	const char *fresh = quote_fresh(q.text ? q.text : "", a);
	return q.subject ? arena_printf(a, "%s.\n%s", care_bare_subject(q.subject, a), fresh) : fresh;
}

size_t
answers_offer(struct app *app, const struct answer_set *set, const char *typed, int64_t case_id, struct arena *a,
	struct answer_offer **out)
{
	struct answer_offer *list = arena_array(a, struct answer_offer, set->count + 1);
	struct answer_hit *hits;
	struct find_query q;
	const char *language = NULL, *text = str_empty(typed) ? newest_words(app, case_id, a, &language) : typed;
	size_t n = text ? answers_match(set, text, language, a, &hits) : 0, count = 0;
	find_parse(typed ? typed : "", false, a, &q);
	for (size_t i = 0; i < set->count; i++) {
		struct answer_offer o = { &set->answers[i], 0, "" };
		for (size_t k = 0; k < n; k++)
			if (hits[k].answer == o.answer && (!str_empty(typed) || hits[k].score >= ANSWER_FITS / 2)) {
				o.score = hits[k].score;
				o.why = hits[k].why;
			}
		if (q.count && set == &known.set) {
			/* words of the title are meant sooner than those of a question, and these than those within a text */
			int edits, head = find_match(&q, known.heads[i], false, &edits);
			int asked = find_match(&q, known.asked[i], false, &edits);
			int text_rank = find_match(&q, known.facts[i], false, &edits);
			int found = head ? HEAD_SCORE + HEAD_STEP * head : TEXT_STEP * text_rank + (asked ? ASKED_SCORE : 0);
			o.score = found > o.score ? found : o.score;
		}
		if (o.score || str_empty(typed))
			list[count++] = o;
	}
	if (count)
		qsort(list, count, sizeof *list, by_offer);
	*out = list;
	return count;
}

/* -- the table ---------------------------------------------------------------------------------------------------------- */

static const struct list_column answers_columns[] = {
	{ "", 3, 3, 1, ALIGN_RIGHT, false }, { N_("ANSWER"), 20, 40, 0, ALIGN_LEFT, true },
	{ N_("BECAUSE OF"), 10, 18, 2, ALIGN_LEFT, false }, { N_("TOPIC"), 14, 16, 5, ALIGN_LEFT, false },
	{ N_("NAME"), 14, 14, 6, ALIGN_LEFT, false }, { N_("VALID UNTIL"), 11, 11, 7, ALIGN_LEFT, false },
};

static void
add_fault(struct rows *r, const struct answer_fault *f, size_t i)
{
	*rows_add(r) = (struct row){ .id = -(int64_t)i - 1, .case_id = r->about, .style = ROLE_ERROR,
		.command = arena_printf(r->arena, "answer-edit %s", str_quote(r->arena, f->file)),
		.cell = { "!", f->text, "", "", f->file, "" } };
}

static void
add_answer(struct app *app, struct rows *r, const struct answer_set *set, const struct answer_offer *o)
{
	const struct answer *an = o->answer;
	bool over = answer_expired(an, app->v.now), far = r->about && !*r->text && o->score < ANSWER_FITS;
	const char *until = !an->valid_until ? "" : arena_printf(r->arena, "%04d-%02d-%02d", an->valid_until / 10000,
		an->valid_until / 100 % 100, an->valid_until % 100);
	*rows_add(r) = (struct row){ .id = (int64_t)(an - set->answers) + 1, .case_id = r->about, .item = o->score,
		.style = over ? ROLE_OVERDUE : far ? ROLE_MUTED : ROLE_TEXT,
		.command = arena_printf(r->arena, "answer %s", an->name), .cell = {
		o->score ? arena_printf(r->arena, "%d", o->score) : "",
		arena_printf(r->arena, "%s%s", an->title, an->step_count ? _("  (guide)") : ""), o->why, an->topic, an->name,
		until } };
}

static int
answers_rows(struct app *app, struct rows *r, struct error *err)
{
	const struct answer_set *set = answers_known(app);
	struct answer_offer *list;
	(void)err;
	r->empty = *r->text ? _("no answer has that: n begins one") : arena_printf(r->arena,
		_("no answers in %s yet: n begins one, sportello-answers(5) says how"), answers_folder(app->conf, r->arena));
	if (!set)
		return 0;
	for (size_t i = 0; i < set->fault_count && !*r->text; i++)
		add_fault(r, &set->faults[i], i);
	size_t n = answers_offer(app, set, r->text, r->about, r->arena, &list);
	for (size_t i = 0; i < n; i++)
		add_answer(app, r, set, &list[i]);
	return 0;
}

static const struct answer *
answer_here(struct app *app, int *score)
{
	struct screen *s = app_top(app);
	const struct row *row = s->ops == &answers_screen ? rows_current(s->state) : NULL;
	const struct answer_set *set = row && row->id > 0 ? answers_known(app) : NULL;
	if (score)
		*score = row ? (int)row->item : 0;
	return set && (size_t)row->id <= set->count ? &set->answers[row->id - 1] : NULL;
}

static void
answers_detail(struct app *app, struct rows *r, const struct row *row, struct pane p)
{
	const struct answer_set *set = row->id > 0 ? answers_known(app) : NULL;
	struct arena *a = arena_new();
	struct answer_line *lines;
	size_t first = 0;
	if (set && (size_t)row->id <= set->count) {
		size_t n = answer_page(app, &set->answers[row->id - 1], r->about, a, &lines);
		answer_draw(lines, n, &first, p);
	} else {
		struct answer_line wrong[] = { { ROLE_ERROR, row->cell[1] }, { ROLE_MUTED, _("e edits the file") } };
		answer_draw(wrong, 2, &first, p);
	}
	arena_free(a);
}

static int64_t
answers_case(struct app *app, struct screen *s)
{
	(void)app;
	return ((struct rows *)s->state)->about;
}

const struct screen_ops answers_screen = { .name = "answers", .title = N_("Answers"), .close = rows_close, .reload = rows_reload,
	.draw = rows_draw, .current = answers_case, .move = rows_move, .status = rows_status, .tick = rows_tick,
	.hints = "use=open,find=search,read=answer-read,edit=answer-edit,new=answer-new,missing=answers-missing,back" };
static const struct rows_kind answers_kind = { .ops = &answers_screen, .columns = answers_columns, .column_count = 6,
	.areas = 0, .load = answers_rows, .detail = answers_detail, .detail_rows = ROWS_BESIDE };

static void
find_done(struct app *app, const char *text, void *ctx)
{
	(void)ctx;
	if (app_top(app)->ops != &answers_screen)
		return;
	if (!text)
		rows_filter(app, "");
	else if (*text && !app->prompt_tab)
		rows_open_current(app);
}

static void
open_list(struct app *app, const char *typed, bool ask)
{
	if (app_top(app)->ops != &answers_screen)
		rows_open(app, &answers_kind, typed, app_case(app));
	if (!ask)
		return;
	app_prompt(app, _("answer: "), typed ? typed : "", find_done, NULL);
	app_prompt_live(app, rows_filter);
	app->prompt_rows = true;
}

/* -- one to be read ------------------------------------------------------------------------------------------------------ */

struct reading { struct arena *arena; struct answer_line *lines; const struct answer *answer; size_t n, first; int64_t about; };

static void
close_reading(struct app *app, struct screen *s)
{
	struct reading *r = s->state;
	(void)app;
	arena_free(r->arena);
	free(r);
}

static void
draw_reading(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct reading *r = s->state;
	(void)app, (void)focus;
	canvas_rule(p, 0, ROLE_TITLE, r->answer->title, r->answer->name);
	answer_draw(r->lines, r->n, &r->first, pane_sub(p, 1, 1, p.width - 2, p.height - 1));
}

static bool
move_reading(struct app *app, struct screen *s, enum list_move how, int times)
{
	struct reading *r = s->state;
	size_t by = how == LIST_PAGE_DOWN || how == LIST_PAGE_UP ? 10 : how == LIST_HALF_DOWN || how == LIST_HALF_UP ? 5 : 1;
	by *= times > 0 ? (size_t)times : 1;
	(void)app;
	if (how == LIST_TOP)
		r->first = 0;
	else if (how == LIST_BOTTOM)
		r->first = SIZE_MAX / 2;
	else if (how == LIST_UP || how == LIST_PAGE_UP || how == LIST_HALF_UP)
		r->first -= by < r->first ? by : r->first;
	else
		r->first += by;
	return true;
}

static int64_t
reading_case(struct app *app, struct screen *s)
{
	(void)app;
	return ((struct reading *)s->state)->about;
}

const struct screen_ops answer_screen = { .name = "answer", .title = N_("Answer"), .close = close_reading, .draw = draw_reading,
	.move = move_reading, .current = reading_case,
	.hints = "use=answer-use,edit=answer-edit,guide=guide,copy=answer-copy,back" };

static void
answer_read(struct app *app, const struct answer *an, int64_t about)
{
	struct reading *r = xcalloc(1, sizeof *r);
	r->arena = arena_new();
	r->about = about;
	r->answer = an;
	r->n = answer_page(app, an, about, r->arena, &r->lines);
	app_push(app, &answer_screen, r, 0);
}

/* -- what is done with one --------------------------------------------------------------------------------------------- */

void
answer_use(struct app *app, const struct answer *an, int score, bool glued)
{
	if (!an->macro.text_count) {
		app_say(app, MESSAGE_INFO, an->step_count ? _("%s is a guide: its steps are sent one by one")
			: _("%s has no public text"), an->name);
		return;
	}
	if (answer_expired(an, app->v.now))
		app_say(app, MESSAGE_BAD, _("%s: valid until %04d-%02d-%02d: is it still true?"), an->name, an->valid_until / 10000,
			an->valid_until / 100 % 100, an->valid_until % 100);
	macro_use_it(app, &an->macro, false, glued);
	if (!compose_active(app))
		return;
	(void)used_add(app->store, app->v.who.agent, "answer", an->name, NULL);
	if (app_case(app) && !store_read_only(app->store))
		(void)asked_used(app->store, app_case(app), an->name, score, "agent", app->v.now, NULL);
}

const char *
answers_under_cursor(struct app *app)
{
	const struct answer *an = app_top(app)->ops == &answer_screen ? ((struct reading *)app_top(app)->state)->answer
		: answer_here(app, NULL);
	return an ? an->name : NULL;
}

/* Back to where a text can go: the composer, or the case. */
void
answers_leave(struct app *app)
{
	while (app_top(app)->ops == &answers_screen || app_top(app)->ops == &answer_screen || app_top(app)->ops == &missing_screen)
		app_pop(app);
}

static const struct answer *
answer_named(struct app *app, const char *const *words, size_t n, int *score)
{
	struct error err = ERROR_INIT;
	const struct answer_set *set = answers_known(app);
	*score = 0;
	if (!set)
		return NULL;
	if (n < 2) {
		if (app_top(app)->ops == &answer_screen)
			return ((struct reading *)app_top(app)->state)->answer;
		const struct answer *an = answer_here(app, score);
		if (!an)
			app_say(app, MESSAGE_INFO, _("which answer? gk lists them"));
		return an;
	}
	const struct answer *an = answer_need(set, words[1], app->command, &err);
	(void)(app_top(app)->ops == &answers_screen && answer_here(app, score) != an ? *score = 0 : 0);
	if (!an)
		app_fail(app, &err);
	return an;
}

static void
use_or_read(struct app *app, const struct answer *an, int score, bool only_use)
{
	int64_t about = app_case(app);
	bool writing = app_find(app, &compose_screen) != NULL;
	if (!only_use && !about && !writing) {
		answer_read(app, an, 0);
		return;
	}
	if (!an->macro.text_count) {
		if (app_top(app)->ops != &answer_screen)
			answer_read(app, an, about);
		else
			answer_use(app, an, score, false);
		return;
	}
	answers_leave(app);
	answer_use(app, an, score, false);
}

static void
answer_copy(struct app *app, const struct answer *an)
{
	struct macro_place place = { .case_id = app_case(app) };
	struct macro_use use;
	struct error err = ERROR_INIT;
	if (!an->macro.text_count || macro_look(&app->v, &an->macro, &place, app->command, &use, &err) < 0 || !use.text)
		app_say(app, MESSAGE_BAD, err.code ? "%s%s" : _("%s has no public text%s"), err.code ? err.text : an->name, "");
	else if (term_is_headless(app->term) || term_copy(app->term, use.text, strlen(use.text)))
		app_say(app, MESSAGE_GOOD, _("copied: the text of %s"), an->name);
	else
		app_say(app, MESSAGE_BAD, _("too long for the clipboard: the text of %s"), an->name);
}

void
answer_begin_file(struct app *app, const char *file, const char *text)
{
	struct arena *a = arena_new();
	struct buf old = BUF_INIT;
	struct answer parsed;
	struct error err = ERROR_INIT;
	const char *path = arena_printf(a, "%s/%s", answers_folder(app->conf, a), file);
	if (file_read(path, ANSWER_BYTES, &old) < 0 && errno != ENOENT) {
		app_say(app, MESSAGE_BAD, "%s: %s", path, strerror(errno));
	} else {
		char *now = launch_editor(app, old.len ? old.data : text, a);
		char *name = arena_strn(a, file, strlen(file) - strlen(".txt"));
		if (!now)
			app_say(app, MESSAGE_INFO, _("nothing was changed"));
		else if (paths_make_dir(answers_folder(app->conf, a), &err) < 0)
			app_fail(app, &err);
		else if (file_replace(path, now, strlen(now)) < 0)
			app_say(app, MESSAGE_BAD, "%s: %s", path, strerror(errno));
		else if (answer_parse(now, name, file, a, &parsed, &err) < 0)
			app_say(app, MESSAGE_BAD, _("saved, but %s"), err.text);
		else
			app_say(app, MESSAGE_GOOD, _("saved: %s"), path);
		if (app_top(app)->ops == &answers_screen)
			rows_load(app, app_top(app)->state);
	}
	buf_free(&old);
	arena_free(a);
}

static void
edit(struct app *app, const char *const *words, size_t n)
{
	int score;
	const struct row *row = app_top(app)->ops == &answers_screen ? rows_current(app_top(app)->state) : NULL;
	if (n > 1 && str_ends(words[1], ".txt") && !strchr(words[1], '/')) {
		answer_begin_file(app, words[1], "");
		return;
	}
	if (n < 2 && row && row->id < 0) {
		answer_begin_file(app, row->cell[4], "");
		return;
	}
	const struct answer *an = answer_named(app, words, n, &score);
	if (an)
		answer_begin_file(app, an->file, "");
}

void
go_answers(struct app *app, int count, const char *const *words, size_t n)
{
	const char *name = words[0];
	int score;
	(void)count;
	if (str_eq(name, "answers")) {
		open_list(app, n > 1 ? command_rest(app->command, words, n, 1) : NULL, false);
	} else if (str_eq(name, "answers-find")) {
		open_list(app, "", true);
	} else if (str_eq(name, "answer-edit")) {
		edit(app, words, n);
	} else if (str_eq(name, "answer-new")) {
		answer_new(app, n > 1 ? words[1] : NULL, NULL);
	} else {
		const struct answer *an = answer_named(app, words, n, &score);
		if (an && str_eq(name, "answer-read"))
			answer_read(app, an, app_case(app));
		else if (an && str_eq(name, "answer-copy"))
			answer_copy(app, an);
		else if (an)
			use_or_read(app, an, score, str_eq(name, "answer-use"));
	}
}
