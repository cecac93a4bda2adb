/* tui_picture.c - of what another program drew, colours and characters are taken, and anything else refuses it. */
#include <string.h>

#include "arena.h"
#include "picture.h"
#include "t.h"

static bool
parses(const char *s, int width, int height, struct picture *out, struct arena *a)
{
	struct error err = ERROR_INIT;
	return picture_parse(s, strlen(s), width, height, a, out, &err) == 0;
}

static void
test_cells(struct arena *a)
{
	struct picture p = { 0 };
	T_OK(parses("\033[0m\033[38;5;18;48;2;1;2;3m▀▄\033[0m\nab\n", 4, 3, &p, a), "colours and characters");
	T_INT(p.width, 2);
	T_INT(p.height, 2);
	T_OK(p.cell[0].ink == (COLOUR_INDEX | 18) && p.cell[0].ground == (COLOUR_RGB | 0x010203), "their colours");
	T_OK(p.cell[2].text[0] == 'a' && p.cell[2].ink == COLOUR_DEFAULT, "row by row");
	T_OK(parses("\033[7;31;102mx\033[27my", 2, 1, &p, a) && p.cell[0].ink == (COLOUR_INDEX | 10) &&
		p.cell[1].ink == (COLOUR_INDEX | 1), "in reverse, and back");
	struct canvas *c = canvas_new(4, 2);
	uint32_t ink, ground;
	picture_draw(canvas_pane(c), &p);
	T_STR(canvas_text_at(c, 0, 0), "x");
	T_OK(cell_colours(&canvas_row(c, 0)[0], &ink, &ground) && ground == (COLOUR_INDEX | 1), "on the canvas");
	T_OK(!cell_colours(&canvas_row(c, 1)[0], &ink, &ground), "and nothing else");
	canvas_put(canvas_pane(c), 0, 0, ROLE_TEXT, "z");
	T_OK(!cell_colours(&canvas_row(c, 0)[0], &ink, &ground), "words over it are words");
	canvas_free(c);
}

/* Whatever a hostile file makes the program say. */
static void
test_refused(struct arena *a)
{
	static const char *const bad[] = { "\033]0;owned\a", "\033[2J", "\033[1;1H", "\033[?25l", "a\tb", "a\rb", "\033",
		"\033[", "\033[38;5m", "\033[38;5;256m", "\033[38;2;1;2m", "\033[1m",
		"\033[1;2;3;4;5;6;7;8;9;1;2;3;4;5;6;7;8m", "\x9b" "2J",
		"\xc2\x9b" "2J", "\xff", "abcde", "a\nb\nc\nd", "", "\n", "王", "\033P0q\033\\", "\033_Ga=T;AA\033\\" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct picture p;
		T_OK(!parses(bad[i], 4, 3, &p, a), "refused: %zu", i);
	}
}

static void
test_payloads(void)
{
	static const struct { enum picture_protocol protocol; const char *s; bool is; } table[] = {
		{ PICTURE_KITTY, "\033_Ga=T,f=32,s=1,v=1,m=1\033\\\033_Gm=0;AAKA/w==\033\\\n", true },
		{ PICTURE_KITTY, "\033_Ga=T;AA\033\\\033]0;owned\a", false },
		{ PICTURE_KITTY, "\033_Ga=T,t=f;L2V0Yw==\033\\", false },
		{ PICTURE_KITTY, "", false }, { PICTURE_KITTY, "\033_Ga=T;AA\n\033\\", false }, { PICTURE_KITTY, "words", false },
		{ PICTURE_SIXEL, "\033P0;1;0q\"1;1;6;6#0;2;4;1;50#0~~@@vv\033\\", true },
		{ PICTURE_SIXEL, "\033P0;1;0q~\033\\\033[2J", false }, { PICTURE_SIXEL, "\033P$q\"p\033\\", false },
		{ PICTURE_SIXEL, "\033P0q~\a\033\\", false }, { PICTURE_SIXEL, "\033P0q~", false },
		{ PICTURE_BLOCKS, "a", false } };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		T_INT(picture_is_payload(table[i].protocol, table[i].s, strlen(table[i].s)), table[i].is);
}

int
main(void)
{
	struct arena *a = arena_new();
	test_cells(a);
	test_refused(a);
	test_payloads();
	arena_free(a);
	return t_done();
}
