/* tui_plot.c - pictures of numbers: what is drawn, in each of the three ways. */
#include "arena.h"
#include "clock.h"
#include "plot.h"
#include "t.h"

#define M MS_MINUTE
static const char *const days[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su" };
static const int64_t p50[] = { 10 * M, 20 * M, 15 * M, PLOT_NONE, 12 * M, 40 * M, 30 * M },
	p90[] = { 30 * M, 60 * M, 45 * M, PLOT_NONE, 30 * M, 41 * M, 59 * M };

typedef void drawing(struct pane, const struct plot *);	/* a function type */

static struct plot
plot_of(enum plot_glyphs glyphs)
{
	return (struct plot){ .glyphs = glyphs, .unit = PLOT_SPAN, .count = 7, .label = days, .value = { p50, p90 },
		.style = { ROLE_OK, ROLE_DUE }, .at = -1 };
}

static void
drawn(drawing *draw, struct plot plot, int width, int height, const char *want, const char *what)
{
	struct canvas *c = canvas_new(width, height);
	struct buf b = BUF_INIT;
	draw(canvas_pane(c), &plot);
	canvas_dump(c, &b, CANVAS_TRIM | (plot.glyphs == PLOT_ASCII ? CANVAS_ASCII : 0));
	t_str(b.data, want, what, __FILE__, __LINE__);
	buf_free(&b);
	canvas_free(c);
}

static void
test_points(void)
{
	drawn(plot_points, plot_of(PLOT_BRAILLE), 36, 8,
		" 1h┤   ⠄○⠠                 ⠄○\n"
		"   │  ⠂    ⠁○           ○⠐\n"
		"30m┤○⠁              ○⠠⢀⠕●⠑⠒⠤●\n"
		"   │    ●⣀           ⡠⠃\n"
		"   │●⠤⠒⠉  ⠉⠉●       ●\n"
		"  0┤\n"
		"   └────────────────────────────────\n"
		"    Mo  Tu  We  Th  Fr  Sa  Su\n", "points in braille, joined, with a gap");
	drawn(plot_points, plot_of(PLOT_BLOCKS), 36, 8,
		" 1h┤    ○                   ○\n"
		"   │        ○           ○\n"
		"30m┤○               ○   ●   ●\n"
		"   │    ●\n"
		"   │●       ●       ●\n"
		"  0┤\n"
		"   └────────────────────────────────\n"
		"    Mo  Tu  We  Th  Fr  Sa  Su\n", "points without braille");
	drawn(plot_points, plot_of(PLOT_ASCII), 36, 8,
		" 1h+    #                   #\n"
		"   |        #           #\n"
		"30m+#               #   o   o\n"
		"   |    o\n"
		"   |o       o       o\n"
		"  0+\n"
		"   +--------------------------------\n"
		"    Mo  Tu  We  Th  Fr  Sa  Su\n", "points in ASCII");
}

static void
test_columns(void)
{
	drawn(plot_columns, plot_of(PLOT_BLOCKS), 36, 8,
		" 1h┤     ▒                   ▒\n"
		"   │     ▒   ▒               ▒\n"
		"30m┤     ▒   ▒          █▒   ▒\n"
		"   │ ▒   ▒   ▒       ▒  █▒  █▒\n"
		"   │ ▒  █▒  ▄▒      ▂▒  █▒  █▒\n"
		"  0┤█▒  █▒  █▒      █▒  █▒  █▒\n"
		"   └────────────────────────────────\n"
		"    Mo  Tu  We  Th  Fr  Sa  Su\n", "columns in eighth blocks");
	drawn(plot_columns, plot_of(PLOT_ASCII), 36, 8,
		" 1h+     o                   o\n"
		"   |     o   o               o\n"
		"30m+     o   o          #o   o\n"
		"   | o   o   o       o  #o  #o\n"
		"   | o  #o  #o       o  #o  #o\n"
		"  0+#o  #o  #o      #o  #o  #o\n"
		"   +--------------------------------\n"
		"    Mo  Tu  We  Th  Fr  Sa  Su\n", "columns in ASCII");
	drawn(plot_columns, plot_of(PLOT_ASCII), 11, 6,
		" 1h+ o    o\n"
		"   |  o  o\n"
		"   |o   o##\n"
		"  0+### ###\n"
		"   +-------\n"
		"    Mo Th\n", "no room for two side by side");
}

static void
test_bars(void)
{
	static const int64_t counts[] = { 214, 21, 12, 7, 0, 1, 3 };
	struct plot plot = plot_of(PLOT_BRAILLE);
	drawn(plot_bars, plot_of(PLOT_BLOCKS), 36, 7,
		"Mo 10m ████▉\n"
		"Tu 20m █████████▋\n"
		"We 15m ███████▎\n"
		"Th   -\n"
		"Fr 12m █████▊\n"
		"Sa 40m ███████████████████▍\n"
		"Su 30m ██████████████▌\n", "bars in eighth blocks");
	plot.unit = PLOT_COUNT;
	plot.value[0] = counts;
	plot.value[1] = NULL;
	drawn(plot_bars, plot, 24, 7,
		"Mo 214 █████████████████\n"
		"Tu  21 █▋\n"
		"We  12 █\n"
		"Th   7 ▌\n"
		"Fr   0\n"
		"Sa   1 ▏\n"
		"Su   3 ▎\n", "even the least has a bar, and nothing has none");
	plot.at = 6;
	plot.glyphs = PLOT_ASCII;
	drawn(plot_bars, plot, 24, 3,
		"Fr   0\n"
		"Sa   1 .\n"
		"Su   3 .\n", "the one under the cursor is in sight");
}

static void
test_heat(void)
{
	static const char *const hours[] = { "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11" };
	int64_t heat[24];
	for (int i = 0; i < 24; i++)
		heat[i] = i % 12 > 5 ? i % 5 : 0;
	for (int g = 0; g < 3; g += 2) {
		struct canvas *c = canvas_new(24, 4);
		struct buf b = BUF_INIT;
		plot_heat(canvas_pane(c), &(struct plot_heat){ .glyphs = g ? PLOT_ASCII : PLOT_BLOCKS, .rows = 2, .columns = 12,
			.row_label = days, .column_label = hours, .value = heat, .sum = { (const int64_t[]){ 11, 1204 } },
			.at_row = -1 });
		canvas_dump(c, &b, CANVAS_TRIM);
		T_STR(b.data, g ?
		"Mo       .o#@ .   11\n"
		"Tu       #@ .o# 1204\n"
		"   0  3  6  9\n"
		"\n" :
		"Mo ······░▒▓█·░   11\n"
		"Tu ······▓█·░▒▓ 1204\n"
		"   0  3  6  9\n"
		"\n");
		buf_free(&b);
		canvas_free(c);
	}
}

/* The axis ends at a round value, and names what lies between. */
static void
test_ticks(void)
{
	static const struct { int64_t max; enum plot_unit unit; int most; int64_t step, top; } table[] = {
		{ 0, PLOT_COUNT, 4, 1, 1 }, { 3, PLOT_COUNT, 4, 1, 3 }, { 7, PLOT_COUNT, 4, 2, 8 },
		{ 214, PLOT_COUNT, 4, 100, 300 },
		{ 1000000, PLOT_COUNT, 3, 500000, 1000000 }, { 50 * M, PLOT_SPAN, 4, 15 * M, 60 * M },
		{ 59 * MS_SECOND, PLOT_SPAN, 2, 30 * MS_SECOND, 60 * MS_SECOND },
		{ 5 * MS_HOUR, PLOT_SPAN, 3, 2 * MS_HOUR, 6 * MS_HOUR },
		{ 900 * MS_DAY, PLOT_SPAN, 4, 500 * MS_DAY, 1000 * MS_DAY } };
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		int64_t tick[PLOT_TICKS];
		size_t n = plot_ticks(table[i].max, table[i].unit, table[i].most, tick);
		T_OK(n >= 2 && tick[1] == table[i].step && tick[n - 1] == table[i].top, "up to %lld in %d steps: %lld, %lld",
			(long long)table[i].max, table[i].most, (long long)tick[1], (long long)tick[n - 1]);
	}
	T_INT(plot_eighths(0, 10, 4), 0);
	T_INT(plot_eighths(1, 100000, 4), 1);
	T_INT(plot_eighths(10, 10, 4), 32);
	T_INT(plot_eighths(PLOT_NONE, 10, 4), 0);
}

/* The item under the cursor is there without colours, and where it would not fit the picture moves to it. */
static void
test_cursor(void)
{
	int64_t many[90];
	const char *label[90];
	struct arena *a = arena_new();
	struct canvas *c = canvas_new(30, 6);
	int x, y;
	for (int i = 0; i < 90; i++) {
		many[i] = i + 1;
		label[i] = arena_printf(a, "%d", i + 1);
	}
	struct plot plot = { .glyphs = PLOT_ASCII, .count = 90, .label = label, .value = { many }, .at = 3, .focus = true };
	plot_columns(canvas_pane(c), &plot);
	T_OK(canvas_cursor_at(c, &x, &y) && STYLE_ROLE(canvas_style_at(c, x, y)) == ROLE_CURSOR, "the cursor stands on its name");
	T_STR(canvas_text_at(c, x, y), "4");
	arena_free(a);
	canvas_free(c);
}

/* However small the pane: nothing outside it, and no fall. */
static void
test_small(void)
{
	for (int w = 1; w < 14; w++)
		for (int h = 1; h < 6; h++) {
			struct canvas *c = canvas_new(20, 8);
			struct plot plot = plot_of(PLOT_BRAILLE);
			struct pane p = pane_sub(canvas_pane(c), 3, 1, w, h);
			bool outside = false;
			plot.at = 6;
			plot_points(p, &plot);
			plot_columns(p, &plot);
			plot_bars(p, &plot);
			for (int y = 0; y < 8; y++)
				for (int x = 0; x < 20; x++)
					outside |= (x < 3 || x >= 3 + w || y < 1 || y >= 1 + h) &&
						strcmp(canvas_text_at(c, x, y), " ");
			if (outside)
				T_OK(false, "%dx%d stays in its pane", w, h);
			canvas_free(c);
		}
	T_OK(true, "small panes");
}

int
main(void)
{
	test_ticks();
	test_points();
	test_columns();
	test_bars();
	test_heat();
	test_cursor();
	test_small();
	return t_done();
}
