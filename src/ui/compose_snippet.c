/* compose_snippet.c - "::name" in the text: the macros whose names fit are offered under it, "??word" answers; one takes its
 * place. */
#include "answers.h"
#include "compose.h"
#include "macros.h"

#include <string.h>

enum { WIDTH = 66 };

/* Where the "::" of the word before the cursor stands; SIZE_MAX = there is none. */
static size_t
colons(const char *text, size_t cursor)
{
	size_t from = cursor, at;
	while (from > 0 && !strchr(" \t\n", text[from - 1]) && cursor - from < 60)
		from--;
	while (from + 2 <= cursor && care_snippet_find(text, from, &at) && at + 2 <= cursor) {
		if (text[at + 2] != ':')
			return at;
		from = at + 2;
	}
	return SIZE_MAX;
}

static void
close_box(struct compose *c)
{
	struct snippets *s = &c->snippets;
	arena_free(s->memory);
	*s = (struct snippets){ .from = SIZE_MAX };
}

/* Where the "??" of the word before the cursor stands: it begins a word. */
static size_t
marks(const char *text, size_t cursor)
{
	size_t from = cursor;
	while (from > 0 && !strchr(" \t\n", text[from - 1]) && cursor - from < 60)
		from--;
	return from + 2 <= cursor && !strncmp(text + from, "??", 2) && text[from + 2] != '?' ? from : SIZE_MAX;
}

/* The answers that fit what was typed, without it the question of the case; each as it would stand there. */
static void
fit_answers(struct app *app, struct snippets *s, const char *typed)
{
	struct answer_offer *offers;
	struct macro_ground *ground;
	size_t n = answers_offer(app, s->answers, typed, s->place->case_id, s->memory, &offers);
	s->n = s->at = 0;
	if (macro_stand(&app->v, s->place, s->memory, &ground, NULL) < 0)
		return;
	for (size_t i = 0; i < n && s->n < SNIPPETS; i++) {
		struct macro_use *use = arena_new_of(s->memory, struct macro_use);
		if (!offers[i].answer->macro.text_count || answer_expired(offers[i].answer, app->v.now) ||
		    macro_look_there(ground, &offers[i].answer->macro, use, NULL) < 0)
			continue;
		s->answer[s->n] = offers[i].answer;
		s->score[s->n] = offers[i].score;
		s->use[s->n++] = use;
	}
}

static void
open_answers(struct app *app, struct compose *c, size_t from)
{
	struct snippets *s = &c->snippets;
	close_box(c);
	s->memory = arena_new();
	s->from = from;
	s->place = arena_new_of(s->memory, struct macro_place);
	macro_place_now(app, s->place);
	s->answers = answers_known(app);
	if (s->answers && !s->answers->count)
		app_say(app, MESSAGE_INFO, _("no answers in %s yet: sportello-answers(5) says how"),
			answers_folder(app->conf, s->memory));
}

/* The list is read once, when the colons are typed. */
static void
open_box(struct app *app, struct compose *c, size_t from)
{
	struct snippets *s = &c->snippets;
	struct error err = ERROR_INIT;
	close_box(c);
	s->memory = arena_new();
	s->from = from;
	s->place = arena_new_of(s->memory, struct macro_place);
	s->list = arena_new_of(s->memory, struct macro_list);
	macro_place_now(app, s->place);
	if (macro_list_now(app, s->place, s->memory, s->list, &err) < 0)
		app_fail(app, &err);
	else if (!s->list->n)
		pick_macro(app, NULL);		/* says how to make one */
}

/* The best for what was typed; where two are as good, the one used more. */
static void
fit(struct snippets *s, const char *typed)
{
	int score[SNIPPETS];
	s->n = 0;
	for (size_t i = 0; i < s->list->n; i++) {
		int mine = *typed ? picker_score(typed, s->list->use[i].macro->name) : 1;
		size_t k = s->n < SNIPPETS ? s->n : SNIPPETS;
		while (mine > 0 && k > 0 && score[k - 1] < mine)
			k--;
		if (mine <= 0 || k == SNIPPETS)
			continue;
		s->n += s->n < SNIPPETS;
		for (size_t j = s->n - 1; j > k; j--) {
			s->use[j] = s->use[j - 1];
			score[j] = score[j - 1];
		}
		s->use[k] = &s->list->use[i];
		score[k] = mine;
	}
	s->at = 0;
}

void
compose_snippet_look(struct app *app, struct compose *c)
{
	struct snippets *s = &c->snippets;
	struct arena *a = arena_new();
	size_t cursor = editor_cursor(c->editor), from = SIZE_MAX;
	char *text = c->focus == FIELD_TEXT ? editor_copy(c->editor, a) : NULL;
	size_t asked = text ? marks(text, cursor) : SIZE_MAX;
	if (text)
		from = asked != SIZE_MAX ? asked : colons(text, cursor);
	if (from == SIZE_MAX)
		close_box(c);
	else if (asked != SIZE_MAX && (from != s->from || !s->answers))
		open_answers(app, c, from);
	else if (asked != SIZE_MAX)
		;
	else if (from != s->from)
		open_box(app, c, from);
	if (s->answers && !s->shut)
		fit_answers(app, s, arena_strn(a, text + from + 2, cursor - from - 2));
	else if (s->list && !s->shut)
		fit(s, arena_strn(a, text + from + 2, cursor - from - 2));
	arena_free(a);
}

bool
compose_snippet_shut(struct compose *c)
{
	struct snippets *s = &c->snippets;
	bool open = s->n > 0;
	s->shut |= open;
	s->n = 0;
	return open;
}

bool
compose_snippet_take(struct app *app, struct compose *c)
{
	struct snippets *s = &c->snippets;
	if (!s->n || c->focus != FIELD_TEXT)
		return false;
	const struct macro_use *u = s->use[s->at];
	const struct conf_macro *m = u->macro;
	const struct answer *an = s->answers ? s->answer[s->at] : NULL;
	int score = an ? s->score[s->at] : 0;
	if (u->unless) {
		app_say(app, MESSAGE_BAD, "%s: %s", m->name, u->unless);
		return true;
	}
	editor_replace(c->editor, s->from, editor_cursor(c->editor), "");
	close_box(c);
	if (an)
		answer_use(app, an, score, true);
	else
		macro_use_it(app, m, false, true);
	return true;
}

bool
compose_snippet_key(struct app *app, struct compose *c, keycode k)
{
	struct snippets *s = &c->snippets;
	if (!s->n)
		return false;
	if (k == KEY_ENTER)
		return compose_snippet_take(app, c);
	if (k != KEY_DOWN && k != KEY_UP)
		return false;
	s->at = (s->at + (k == KEY_DOWN ? 1 : s->n - 1)) % s->n;
	return true;
}

/* An answer is known by its title, a macro by its name. */
static const char *
name_at(const struct snippets *s, size_t i)
{
	return s->answers ? s->answer[i]->title : s->use[i]->macro->name;
}

void
compose_snippet_draw(struct app *app, struct compose *c, struct pane p)
{
	const struct snippets *s = &c->snippets;
	struct arena *a;
	int x, y, width = p.width < WIDTH ? p.width : WIDTH, name = 0, height = (int)s->n + 2;
	if (!s->n || !canvas_cursor_at(term_canvas(app->term), &x, &y))
		return;
	x -= p.x, y -= p.y;
	/* under the word, else above it */
	int top = y + 1 + height <= p.height ? y + 1 : y - height;
	struct pane box = pane_sub(p, x + width > p.width ? p.width - width : x, top < 0 ? 0 : top, width, height);
	struct pane in = popup_draw(box, width, height, NULL, _("Tab takes it  Esc closes"));
	a = arena_new();
	for (size_t i = 0; i < s->n; i++)
		if (canvas_columns(name_at(s, i)) > name)
			name = canvas_columns(name_at(s, i));
	name = name > in.width / 2 ? in.width / 2 : name;
	for (size_t i = 0; i < s->n; i++) {
		const struct macro_use *u = s->use[i];
		bool here = i == s->at;
		unsigned style = here ? ROLE_CURSOR : u->unless ? ROLE_MUTED : ROLE_TEXT;
		canvas_fill(in, 0, (int)i, in.width, 1, style);
		canvas_put(in, 0, (int)i, style, here ? ">" : " ");
		canvas_put_fit(in, 1, (int)i, name, ALIGN_LEFT, style, name_at(s, i));
		canvas_put_fit(in, name + 3, (int)i, in.width - name - 4, ALIGN_LEFT, here ? style : ROLE_MUTED,
			u->unless ? u->unless : macro_gist(u, a));
	}
	arena_free(a);
}
