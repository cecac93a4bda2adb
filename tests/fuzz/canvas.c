/* canvas.c - any text on the screen: harmless, in its place, as wide as foretold; and in lines, all of it. */
#include "canvas.h"
#include "fuzz.h"
#include "layout.h"
#include "utf8.h"

#define WIDTH 40
#define HEIGHT 4

static void
check_cells(const struct canvas *c)
{
	for (int y = 0; y < HEIGHT; y++) {
		const struct cell *row = canvas_row(c, y);

		for (int x = 0; x < WIDTH; x++) {
			uint32_t cp;

			FUZZ_HOLDS(row[x].len <= CELL_BYTES && row[x].width <= 2 && utf8_valid(row[x].text, row[x].len));
			FUZZ_HOLDS(row[x].width != 2 || (x + 1 < WIDTH && row[x + 1].width == 0));
			FUZZ_HOLDS(row[x].width != 0 || (x > 0 && row[x - 1].width == 2));
			for (size_t i = 0; i < row[x].len; ) {
				i += utf8_next(row[x].text + i, row[x].len - i, &cp);
				FUZZ_HOLDS(cp >= 0x20 && !(cp >= 0x7f && cp < 0xa0));
				FUZZ_HOLDS(!(cp >= 0x202a && cp <= 0x202e) && !(cp >= 0x2066 && cp <= 0x2069));
			}
		}
	}
}

static void
check_layout(const char *s, size_t size, int width)
{
	struct layout_options o = { width, 0, true };
	struct layout_line line = { .next = 0 };
	size_t at = 0;

	while (layout_next(s, size, &o, &line)) {
		FUZZ_HOLDS(line.start == at && line.next > at && line.start + line.len <= line.next);
		at = line.next;
	}
	FUZZ_HOLDS(at == size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct canvas *c = canvas_new(WIDTH, HEIGHT);
	struct pane middle = pane_sub(canvas_pane(c), 10, 1, 20, 2);
	char *s = fuzz_string(data, size);
	int need = canvas_columns(s), used;

	used = canvas_putn(middle, 0, 0, ROLE_TEXT, (const char *)data, size, 20);
	FUZZ_HOLDS(used >= 0 && used <= 20);
	check_cells(c);
	used = canvas_put(middle, 0, 0, ROLE_TEXT, s);
	FUZZ_HOLDS(used == (need < 20 ? need : 20));
	(void)canvas_put(middle, -3, 1, ROLE_TEXT, s);
	check_cells(c);
	(void)canvas_put_fit(middle, 4, 0, 9, ALIGN_RIGHT, ROLE_TEXT, s);
	check_cells(c);
	for (int x = 0; x < WIDTH; x++) {
		FUZZ_HOLDS(!strcmp(canvas_text_at(c, x, 0), " ") && !strcmp(canvas_text_at(c, x, 3), " "));
		if (x < 10 || x >= 30)
			FUZZ_HOLDS(!strcmp(canvas_text_at(c, x, 1), " "));
	}
	check_layout((const char *)data, size, size ? 1 + data[0] % 60 : 1);
	free(s);
	canvas_free(c);
	return 0;
}
