/* tui_picker.c - choosing from a list with few keys. */
#include <stdlib.h>

#include "arena.h"
#include "popup.h"
#include "press.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

static const struct picker_item items[] = {
	{ "Escalate case", "#4711 and 2 marked", "E", 1, 'e' },
	{ "Macro: escalate to logistics", "note, tag, assignee", ", l", 2, 'l' },
	{ "View: Escalated", "", "g e", 3, 'v' },
	{ "Resolve case", "set it to resolved", "d", 4, 'd' },
	{ "Set tags", NULL, NULL, 5, 0 },
	{ "Perch\xc3\xa9 no?", "caff\xc3\xa8", NULL, 6, 'p' },
	{ "Stra\xc3\x9f" "e", NULL, NULL, 7, 'j' },
};
#define COUNT (sizeof items / sizeof items[0])

PRESS(picker_answer, PICKER_IGNORED, picker, picker_key)

static int64_t
at(const struct picker *p)
{
	return picker_item(p) ? picker_item(p)->id : 0;
}

static struct picker *
make(bool typing)
{
	struct picker *p = picker_new("Actions", "Enter run   Esc close", typing);

	picker_set_items(p, items, COUNT);
	return p;
}

/* The id that comes first for what is typed; 0 = none. */
static int64_t
best(const char *typed)
{
	struct picker *p = make(true);
	int64_t id;

	picker_set_text(p, typed);
	id = at(p);
	picker_free(p);
	return id;
}

static void
scores(void)
{
	T_OK(picker_score("", "anything") > 0, "nothing typed: everything answers");
	T_OK(picker_score("xyz", "escalate") == 0, "no such letters");
	T_OK(picker_score("escalate", "escalate") > picker_score("escalate", "escalate case"), "equal before beginning");
	T_OK(picker_score("esc", "escalate") > picker_score("esc", "view escalated"), "beginning before word");
	T_OK(picker_score("esc", "view escalated") > picker_score("cal", "escalate"), "word before middle");
	T_OK(picker_score("cal", "escalate") > picker_score("ect", "escalate case to"), "middle before letters");
	T_OK(picker_score("etl", "escalate to logistics") > 0, "first letters of words");
	T_OK(picker_score("rsv", "reserve") > 0, "letters in order");
	T_OK(picker_score("vsr", "reserve") == 0, "not in another order");
	T_OK(picker_score("log esc", "escalate to logistics") > 0, "words in any order");
	T_OK(picker_score("log xyz", "escalate to logistics") == 0, "each of them must be there");
	T_OK(picker_score("PERCHE", "perch\xc3\xa9") > 0 && picker_score("strasse", "Stra\xc3\x9f" "e") > 0,
		"capitals and marks do not matter");
	T_OK(picker_score("?", "why?") > 0 && picker_score("?", "why") == 0, "signs as they stand");
	T_OK(picker_score(NULL, NULL) > 0 && picker_score("a", "") == 0, "nothing is nothing");
	T_INT(best("esc"), 1);
	T_INT(best("esc log"), 2);
	T_INT(best("etl"), 2);
	T_INT(best("4711"), 1);
	T_INT(best("perche"), 6);
	T_INT(best("caffe"), 6);
	T_INT(best("tag"), 5);
	T_INT(best("nowhere"), 0);
}

static void
live_keys(void)
{
	struct picker *p = make(false);

	T_INT(press(p, "d"), PICKER_CHOSEN);
	T_INT(at(p), 4);
	picker_free(p);
	p = make(false);
	/* an item's own key goes before that of every list */
	T_INT(press(p, "j"), PICKER_CHOSEN);
	T_INT(at(p), 7);
	picker_free(p);
	p = make(false);
	T_INT(press(p, "Down Down k"), PICKER_MOVED);
	T_INT(at(p), 2);
	press(p, "G");
	T_INT(at(p), 7);
	press(p, "Down End PageDown");
	T_INT(at(p), 7);
	press(p, "g k Up Home PageUp");
	T_INT(at(p), 1);
	T_INT(press(p, "z"), PICKER_IGNORED);
	T_INT(press(p, "q"), PICKER_CANCEL);
	T_INT(press(p, "Esc"), PICKER_CANCEL);
	T_INT(press(p, "C-g"), PICKER_CANCEL);
	/* typing begins, and ends where it began */
	press(p, "/");
	T_INT(press(p, "d"), PICKER_CHANGED);
	T_STR(picker_text(p), "d");
	press(p, "Backspace Backspace");
	T_INT(press(p, "d"), PICKER_CHOSEN);
	press(p, "Space x y");
	T_STR(picker_text(p), "xy");
	T_INT(press(p, "Esc"), PICKER_CANCEL);
	picker_free(p);
}

static void
typing(void)
{
	struct picker *p = make(true);

	T_INT(press(p, "e s c"), PICKER_CHANGED);
	T_STR(picker_text(p), "esc");
	T_OK(picker_shown(p) >= 3 && picker_shown(p) < COUNT, "%zu are shown", picker_shown(p));
	press(p, "Down");
	T_INT(press(p, "Enter"), PICKER_CHOSEN);
	T_OK(at(p) == 2 || at(p) == 3, "the second best is chosen");
	T_INT(press(p, "Tab"), PICKER_TAB);
	press(p, "C-u z z z");
	T_INT(picker_shown(p), 0);
	T_INT(press(p, "Down Up PageDown End Tab"), PICKER_MOVED);
	T_INT(press(p, "Enter"), PICKER_CHOSEN);
	T_OK(picker_item(p) == NULL, "Enter on a text that matches nothing");
	press(p, "C-u");
	T_INT(picker_shown(p), COUNT);
	T_INT(press(p, "Backspace"), PICKER_MOVED);
	picker_paste(p, "log\nesc");
	T_STR(picker_text(p), "log esc");
	T_INT(at(p), 2);
	picker_set_text(p, "");
	picker_select(p, 5);
	T_INT(at(p), 5);
	picker_select(p, 99);
	T_INT(at(p), 5);
	/* other items: the cursor stays on its own */
	picker_set_items(p, items + 2, COUNT - 2);
	T_INT(at(p), 5);
	picker_set_items(p, NULL, 0);
	T_OK(picker_item(p) == NULL && press(p, "Down x Enter") == PICKER_CHOSEN, "no items at all");
	picker_free(p);
}

static char *
dump(struct canvas *c)
{
	struct buf b = BUF_INIT;
	char *s;

	canvas_dump(c, &b, CANVAS_TRIM | CANVAS_ASCII | CANVAS_CURSOR);
	s = arena_str(arena, b.data);
	buf_free(&b);
	return s;
}

static const char *
about(void *ctx, const struct picker_item *item)
{
	(void)ctx;
	return item->id == 1 ? "hands it to the second level" : "\033[31mred\n";
}

static void
drawing(void)
{
	struct picker *p = make(false);
	struct canvas *c = canvas_new(64, 12);
	struct pane screen = canvas_pane(c);

	picker_draw(p, screen, 60, 8);
	T_STR(dump(c), "\n\n"
		"  +- Actions ------------------------------------------------+\n"
		"  |>e Escalate case                 #4711 and 2 marked     E |\n"
		"  | l Macro: escalate to logistics  note, tag, assignee  , l |\n"
		"  | v View: Escalated                                    g e |\n"
		"  | d Resolve case                  set it to resolved     d |\n"
		"  |   Set tags                                               |\n"
		"  | p Perch\xc3\xa9 no?                    caff\xc3\xa8                    |\n"
		"  +---------------------------------- Enter run   Esc close -+\n"
		"\n\ncursor 3,3\n");
	canvas_clear(c);
	picker_set_preview(p, about, NULL);
	press(p, "/ esc");
	picker_draw(p, screen, 60, 20);
	T_STR(dump(c),
		"  +- Actions ------------------------------------------------+\n"
		"  |> esc                                                 4/7 |\n"
		"  |>e Escalate case                 #4711 and 2 marked     E |\n"
		"  | l Macro: escalate to logistics  note, tag, assignee  , l |\n"
		"  | v View: Escalated                                    g e |\n"
		"  | d Resolve case                  set it to resolved     d |\n"
		"  |                                                          |\n"
		"  |----------------------------------------------------------|\n"
		"  | hands it to the second level                             |\n"
		"  |                                                          |\n"
		"  |                                                          |\n"
		"  +---------------------------------- Enter run   Esc close -+\n"
		"cursor 8,1\n");
	press(p, "zzz");
	picker_draw(p, screen, 60, 20);
	T_OK(strstr(dump(c), "Nothing matches"), "it says that nothing matches");
	picker_free(p);
	canvas_free(c);
}

/* Whatever the size: it draws, inside its pane, and the cursor's item is in sight. */
static void
sizes(void)
{
	struct canvas *c = canvas_new(80, 24);
	bool inside = true, seen = true;

	for (int w = 0; w < 80; w += 3) {
		for (int h = 0; h < 20; h++) {
			struct picker *p = make(w % 2);
			struct pane screen = pane_sub(canvas_pane(c), 1, 1, 78, 22);

			canvas_clear(c);
			picker_set_preview(p, about, NULL);
			press(p, "End");
			picker_draw(p, screen, w, h);
			for (int x = 0; x < 80; x++)
				inside = inside && !strcmp(canvas_text_at(c, x, 0), " ") && !strcmp(canvas_text_at(c, x, 23), " ");
			if (w > 12 && h > 6) {
				bool found = false;

				for (int y = 0; y < 24; y++)
					for (int x = 0; x < 80; x++)
						found = found || (canvas_style_at(c, x, y) == ROLE_CURSOR);
				seen = seen && found;
			}
			picker_free(p);
		}
	}
	T_OK(inside, "it stays in its pane");
	T_OK(seen, "the item under the cursor is in sight");
	canvas_free(c);
}

int
main(void)
{
	arena = arena_new();
	scores();
	live_keys();
	typing();
	drawing();
	sizes();
	arena_free(arena);
	return t_done();
}
