/* compose_spell.c - misspelled words in the composer: marked as one writes, walked through on demand. */
#include "compose.h"
#include "spell.h"

#include <string.h>

#include "paths.h"

enum { LARGE = 65536 };		/* larger texts are looked at between keys */
enum { ADD = -11, PASS = -12 };

/* The customer's language, where a dictionary of it is asked for; else all. */
static const char *
language_of(struct app *app, const struct compose *c, struct arena *a)
{
	const char *all = conf_str(app->conf, OPT_UI_SPELL);
	struct case_row row;
	struct customer_row who;
	if (str_empty(all))
		all = conf_str(app->conf, OPT_STORE_LANGUAGES);
	if (c->kind != COMPOSE_NOTE && c->letter.case_id &&
	    read_case(app->store, c->letter.case_id, app->v.who.agent, a, &row, NULL) == 0 && row.customer &&
	    read_customer(app->store, row.customer, a, &who, NULL) == 0 && !str_empty(who.language))
		for (char **l = str_split(a, all, ", ", NULL); *l; l++)
			if (str_eq(*l, who.language) && paths_dictionary(a, *l))
				return *l;
	return all;
}

static void
begin(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	const char *languages = language_of(app, c, a);
	bool off = str_eq(languages, "none") || str_eq(languages, "no");
	if (!app->spell || !str_eq(app->spell_languages, languages)) {
		spell_close(app->spell);
		app->spell = spell_open(app->conf, off ? "" : languages);
		app->spell_languages = arena_str(app->memory, languages);
	}
	c->spelled = 0;
	c->spell_begun = true;
	arena_free(a);
}

static void
look(struct app *app, struct compose *c)
{
	struct arena *a = arena_new();
	size_t n, cursor = c->focus == FIELD_TEXT ? editor_cursor(c->editor) : SIZE_MAX;
	struct editor_mark *marks = spell_look(app->spell, editor_copy(c->editor, a), cursor, a, &n);
	editor_set_misspelled(c->editor, marks, n);
	c->misspelled = n;
	c->spelled = editor_revision(c->editor);
	c->spelled_at = cursor;
	arena_free(a);
	app->hurry |= spell_busy(app->spell);
}

void
compose_spell_tick(struct app *app, struct compose *c)
{
	if (!c->spell_begun)
		begin(app, c);
	if (!app->spell || !spell_works(app->spell))
		return;
	if (term_is_headless(app->term))
		spell_wait(app->spell);
	bool news = spell_tick(app->spell), moved = c->spelled_at != (c->focus == FIELD_TEXT ? editor_cursor(c->editor) : SIZE_MAX);
	if (news || moved || c->spelled != editor_revision(c->editor)) {
		size_t had = c->misspelled;
		look(app, c);
		app->dirty |= news || had != c->misspelled;
		(void)spell_tick(app->spell);
	}
	app->hurry |= spell_busy(app->spell);
}

void
compose_spell_draw(struct app *app, struct compose *c)
{
	if (app->spell && c->spell_begun && spell_works(app->spell) && c->spelled != editor_revision(c->editor) &&
	    editor_length(c->editor) < LARGE)
		look(app, c);
}

/* -- walking through -------------------------------------------------------------------------------------------------- */

static void
walk_done(struct app *app, const struct picker_item *item)
{
	struct compose *c = compose_of(app);
	struct error err = ERROR_INIT;
	struct arena *a = arena_new();
	if (!c || c->spell_to > editor_length(c->editor)) {
		arena_free(a);
		return;
	}
	char *text = editor_copy(c->editor, a), *word = arena_strn(a, text + c->spell_from, c->spell_to - c->spell_from);
	if (item->id == ADD) {
		if (spell_add(app->spell, word, strlen(word), &err) < 0)
			app_fail(app, &err);
		c->spelled = 0;		/* the same text is another one now */
	} else if (item->id != PASS) {
		editor_replace(c->editor, c->spell_from, c->spell_to, item->text);
		c->spell_to = c->spell_from + strlen(item->text);
	}
	compose_spell(app, c, true);
	arena_free(a);
}

static void
offer(struct app *app, struct compose *c, const char *word, size_t len)
{
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	char **instead = spell_suggestions(app->spell, word, len, a);
	size_t n = 0;
	while (instead[n])
		n++;
	struct picker_item *items = arena_array(a, struct picker_item, n + 2);
	for (size_t i = 0; i < n; i++)
		items[i] = (struct picker_item){ instead[i], NULL, NULL, 0, 0 };
	items[n++] = (struct picker_item){ _("pass over"), NULL, NULL, PASS, 0 };
	items[n++] = (struct picker_item){ _("it is a word: keep it in my list"), NULL, NULL, ADD, 0 };
	app_pick(app, arena_printf(a, _("instead of \"%.*s\""), (int)len, word), _("Enter takes it  Esc closes"), items, n, true,
		walk_done);
	(void)c;
}

/* To the next misspelled word: after the cursor, or after the one before; then from the beginning. */
void
compose_spell(struct app *app, struct compose *c, bool on)
{
	if (!app->spell || !spell_works(app->spell)) {
		app_say(app, MESSAGE_INFO, _("spelling is not checked here: `sportello doctor` says why"));
		return;
	}
	struct arena *a = arena_new();
	char *text = editor_copy(c->editor, a);
	size_t n, from = on ? c->spell_to : editor_cursor(c->editor), at = 0;
	struct editor_mark *marks = spell_look(app->spell, text, SIZE_MAX, a, &n);
	while (at < n && marks[at].from < from)
		at++;
	if (at == n && !on)
		at = 0;
	if (at >= n) {
		app_say(app, MESSAGE_GOOD, spell_busy(app->spell) ? _("the words are being looked up") : n
			? _("no more misspelled words from here on") : _("no misspelled word"));
		app->hurry = true;
	} else {
		c->spell_from = marks[at].from;
		c->spell_to = marks[at].to;
		c->focus = FIELD_TEXT;
		editor_set_cursor(c->editor, marks[at].from);
		offer(app, c, text + marks[at].from, marks[at].to - marks[at].from);
	}
	app->dirty = true;
	arena_free(a);
}
