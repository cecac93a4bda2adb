/* tui_theme.c - theme files: what they may say, and whether one can read what the shipped ones show. */
#include <math.h>
#include <stdlib.h>

#include "arena.h"
#include "str.h"
#include "t.h"
#include "theme.h"

static char *
refused(struct arena *a, const char *text)
{
	struct error err = ERROR_INIT;
	struct theme *t = theme_parse(text, "my.theme", &err);

	if (t) {
		theme_free(t);
		return arena_str(a, "accepted");
	}
	return arena_printf(a, "%s%s", err.code == ERR_CONFIG ? "" : "not a configuration error: ", err.text);
}

static void
errors(struct arena *a)
{
	T_STR(refused(a, ""), "accepted");
	T_STR(refused(a, "# nothing\n\n[roles]\n  # more\nalert = red bold # told\n"), "accepted");
	T_STR(refused(a, "[roles]\nalret = red\n"), "my.theme:2: there is no role \"alret\"; did you mean \"alert\"?");
	T_STR(refused(a, "[roles]\nalert = rde\n"), "my.theme:2: no colour and no attribute: \"rde\"; did you mean \"red\"?");
	T_STR(refused(a, "[palette]\nbrick = #c94f6d\n[roles]\nalert = birck\n"),
		"my.theme:4: no colour and no attribute: \"birck\"; did you mean \"brick\"?");
	T_STR(refused(a, "[roles]\nalert = red blod\n"),
		"my.theme:2: no colour and no attribute: \"blod\"; did you mean \"bold\"?");
	T_STR(refused(a, "\n[role]\n"), "my.theme:2: there is no section \"[role]\"; did you mean \"[roles]\"?");
	T_STR(refused(a, "[roles]\nalert red\n"), "my.theme:2: no \"=\" in \"alert red\"");
	T_STR(refused(a, "alert = red\n"), "my.theme:1: before any [section]: \"alert\"");
	T_STR(refused(a, "[palette]\nbrick =\n"), "my.theme:2: no colour for \"brick\"");
	T_STR(refused(a, "[palette]\nbrick = #12345\n"), "my.theme:2: no colour and no attribute: \"#12345\"");
	T_STR(refused(a, "[roles]\nalert = 256\n"), "my.theme:2: no colour and no attribute: \"256\"");
	T_STR(refused(a, "[roles]\nalert = red on\n"), "my.theme:2: no colour and no attribute: \"on\"");
	T_STR(refused(a, "[roles]\nalert = red green\n"),
		"my.theme:2: a second colour (the background is written \"on COLOUR\"): \"green\"");
	T_STR(refused(a, "[roles]\nalert = bold red\n"), "my.theme:2: a colour after an attribute: \"red\"");
	T_STR(refused(a, "[roles]\nalert = b u r d i b u r d i b u r d i b u r d i\n"),
		"my.theme:2: too many words for \"alert\"");
	T_STR(refused(a, "[roles]\nalert.512 = red\n"), "my.theme:2: there is no role \"alert.512\"");
	T_OK(strstr(refused(a, "[roles]\nalert = \033[31m\n"), "\033") == NULL, "a control character is not said again");
}

static void
reading(void)
{
	struct error err = ERROR_INIT;
	struct theme *t = theme_parse("[palette]\r\nbrick = #c94f6d\r\nground = 235\n[roles]\n"
		"alert = brick on ground bold\nalert.16 = bright-red\nalert.mono = reverse underline\n"
		"error.16 = #fa0505\ntext = 7\nmuted = default on #000000 dim italic", "dir/mine.theme", &err);
	struct look look;

	if (!t) {
		T_OK(false, "%s", err.text);
		return;
	}
	T_STR(theme_name(t), "mine");
	look = theme_look(t, ROLE_ALERT, THEME_TRUE);
	T_OK(look.fg == (COLOUR_RGB | 0xc94f6d) && look.bg == (COLOUR_INDEX | 235) && look.attrs == STYLE_BOLD,
		"a look as it was written");
	look = theme_look(t, ROLE_ALERT, THEME_256);
	T_OK(look.fg == (COLOUR_INDEX | (unsigned)theme_nearest_256(0xc94f6d)), "256 colours are derived");
	look = theme_look(t, ROLE_ALERT, THEME_16);
	T_OK(look.fg == (COLOUR_INDEX | 9) && look.bg == COLOUR_DEFAULT && !look.attrs, "16 as written");
	look = theme_look(t, ROLE_ALERT | STYLE_ITALIC, THEME_MONO);
	T_OK(look.fg == COLOUR_DEFAULT && look.attrs == (STYLE_REVERSE | STYLE_UNDERLINE | STYLE_ITALIC),
		"no colours as written, and what was added");
	look = theme_look(t, ROLE_ERROR, THEME_16);
	T_OK(look.fg == (COLOUR_INDEX | 9), "what 16 colours have not becomes the nearest of them");
	look = theme_look(t, ROLE_DUE, THEME_MONO);
	T_INT(look.attrs, STYLE_UNDERLINE);
	theme_free(t);
}

static void
colours(void)
{
	T_OK(theme_contrast(0, 0xffffff) > 20.9 && theme_contrast(0xffffff, 0) < 21.1, "black on white is 21:1");
	T_OK(theme_contrast(0x777777, 0xffffff) > 4.47 && theme_contrast(0x777777, 0xffffff) < 4.49,
		"#777 on white is 4.48:1, as everybody says");
	T_OK(theme_contrast(0x123456, 0x123456) < 1.001, "a colour on itself is 1:1");
	T_INT(theme_nearest_256(0xff0000), 196);
	T_INT(theme_nearest_256(0x5f87af), 67);
	T_INT(theme_nearest_256(0x080808), 232);
	T_INT(theme_nearest_16(0xfa0505), 9);
	T_INT(theme_nearest_16(0x000000), 0);
}

/* What the 256 colours are, for contrast; the first 16 are the user's own, here xterm's. */
static bool
rgb_of(uint32_t colour, uint32_t *out)
{
	static const uint32_t xterm[16] = {
		0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
	};
	static const unsigned char step[6] = { 0, 95, 135, 175, 215, 255 };
	uint32_t n = colour & 0xffffff;

	if ((colour & COLOUR_KIND) == COLOUR_RGB) {
		*out = n;
		return true;
	}
	if ((colour & COLOUR_KIND) != COLOUR_INDEX)
		return false;
	if (n < 16) {
		*out = xterm[n];
		return true;
	}
	*out = n >= 232 ? (8 + (n - 232) * 10) * 0x10101u : (uint32_t)step[(n - 16) / 36] << 16 |
		(uint32_t)step[(n - 16) / 6 % 6] << 8 | step[(n - 16) % 6];
	return true;
}

static void
contrast(const struct theme *t, enum theme_depth depth, double wanted)
{
	double least = 21;
	int worst = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct look look = theme_look(t, (unsigned)r, depth);
		uint32_t fg, bg;
		double c;

		if (!rgb_of(look.fg, &fg) || !rgb_of(look.bg, &bg))
			continue;
		c = theme_contrast(fg, bg);
		if (c < least)
			least = c, worst = r;
	}
	T_OK(least >= wanted, "%s in %s colours: %s has the least contrast, %.2f", theme_name(t),
		depth == THEME_TRUE ? "all" : depth == THEME_256 ? "256" : "16", theme_role_name((enum role)worst), least);
}

/* -- as seen by who sees no red or no green ------------------------------------------------------------- */

/* Machado, Oliveira, Fernandes 2009, severity 1, on linear light. */
static const double blindness[2][9] = {
	{ 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
	{ 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
};

static double
curve(double v)
{
	return v > 0.008856 ? cbrt(v) : 7.787 * v + 16.0 / 116;
}

/* CIE L*a*b* of a colour as such an eye sees it. */
static void
seen(uint32_t rgb, const double *eye, double lab[3])
{
	double in[3], out[3], x, y, z;

	for (int i = 0; i < 3; i++) {
		double v = (double)(rgb >> (16 - 8 * i) & 255) / 255;

		in[i] = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
	}
	for (int i = 0; i < 3; i++) {
		out[i] = eye[3 * i] * in[0] + eye[3 * i + 1] * in[1] + eye[3 * i + 2] * in[2];
		out[i] = out[i] < 0 ? 0 : out[i] > 1 ? 1 : out[i];
	}
	x = curve((0.4124 * out[0] + 0.3576 * out[1] + 0.1805 * out[2]) / 0.95047);
	y = curve(0.2126 * out[0] + 0.7152 * out[1] + 0.0722 * out[2]);
	z = curve((0.0193 * out[0] + 0.1192 * out[1] + 0.9505 * out[2]) / 1.08883);
	lab[0] = 116 * y - 16;
	lab[1] = 500 * (x - y);
	lab[2] = 200 * (y - z);
}

static double
apart(uint32_t colour, uint32_t other, const double *eye)
{
	double a[3], b[3];
	uint32_t rgb, second;

	if (!rgb_of(colour, &rgb) || !rgb_of(other, &second))
		return 0;
	seen(rgb, eye, a);
	seen(second, eye, b);
	return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
}

/* Two states that differ by nothing but colour (bold is not enough) must be far apart for such eyes, too. */
static void
colour_blind(const struct theme *t, enum theme_depth depth)
{
	unsigned sure = STYLE_UNDERLINE | STYLE_REVERSE | STYLE_ITALIC;
	double least = 1000;
	int worst[2] = { 0, 0 };

	for (int r = 0; r < ROLE_COUNT; r++) {
		for (int o = 0; o < r; o++) {
			struct look a = theme_look(t, (unsigned)r, depth), b = theme_look(t, (unsigned)o, depth);

			if (!theme_role_is_state((enum role)r) || !theme_role_is_state((enum role)o) ||
			    (a.attrs & sure) != (b.attrs & sure))
				continue;
			for (int eye = 0; eye < 2; eye++) {
				double fg = apart(a.fg, b.fg, blindness[eye]), bg = apart(a.bg, b.bg, blindness[eye]);
				double far = fg > bg ? fg : bg;

				if (far < least)
					least = far, worst[0] = r, worst[1] = o;
			}
		}
	}
	T_OK(least >= 20, "%s, depth %d: without red or green, %s and %s are nearest, %.0f", theme_name(t), depth,
		theme_role_name((enum role)worst[0]), theme_role_name((enum role)worst[1]), least);
}

/* On the terminal's own ground, which may be black or white: nearly as good on both, as no colour is better. */
static void
on_any_ground(const struct theme *t)
{
	double least = 21;
	int worst = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct look look = theme_look(t, (unsigned)r, THEME_256);
		uint32_t fg;
		double black, white;

		if (look.bg != COLOUR_DEFAULT || look.fg == COLOUR_DEFAULT)
			continue;
		if (!rgb_of(look.fg, &fg)) {
			least = 0, worst = r;
			break;
		}
		black = theme_contrast(fg, 0);
		white = theme_contrast(fg, 0xffffff);
		if (black < least || white < least)
			least = black < white ? black : white, worst = r;
	}
	T_OK(least >= 3.8, "%s on black and on white: %s has the least contrast, %.2f", theme_name(t),
		theme_role_name((enum role)worst), least);
}

/* Sixteen colours may fall together, but then another attribute must tell states apart. */
static void
distinct(const struct theme *t, enum theme_depth depth)
{
	int same = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		struct look a = theme_look(t, (unsigned)r, depth);

		for (int o = 0; o < r; o++) {
			struct look b = theme_look(t, (unsigned)o, depth);
			bool states = theme_role_is_state((enum role)r) &&
				(theme_role_is_state((enum role)o) || o == ROLE_TEXT);

			if (states && a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs) {
				same++;
				printf("# %s and %s look the same\n", theme_role_name((enum role)r),
					theme_role_name((enum role)o));
			}
		}
	}
	T_OK(!same, "%s, depth %d: every state has a look of its own", theme_name(t), depth);
}

/* The Linux console, screen: eight colours, bright ones bold, no italics.  Without colours, too few ways are left. */
static void
console(const struct theme *t)
{
	int same = 0;

	for (int r = 0; r < ROLE_COUNT; r++) {
		for (int o = 0; o < r; o++) {
			struct look look[2] = { theme_look(t, (unsigned)r, THEME_16), theme_look(t, (unsigned)o, THEME_16) };

			for (int i = 0; i < 2; i++) {
				if ((look[i].fg & COLOUR_KIND) == COLOUR_INDEX && (look[i].fg & 0xff) > 7)
					look[i].fg -= 8, look[i].attrs |= STYLE_BOLD;
				if ((look[i].bg & COLOUR_KIND) == COLOUR_INDEX && (look[i].bg & 0xff) > 7)
					look[i].bg -= 8;
				look[i].attrs &= ~STYLE_ITALIC;
			}
			if (theme_role_is_state((enum role)r) && theme_role_is_state((enum role)o) &&
			    look[0].fg == look[1].fg && look[0].bg == look[1].bg && look[0].attrs == look[1].attrs) {
				same++;
				printf("# %s and %s look the same on a console\n", theme_role_name((enum role)r),
					theme_role_name((enum role)o));
			}
		}
	}
	T_OK(!same, "%s: states can be told apart with eight colours", theme_name(t));
}

static void
shipped(struct arena *a)
{
	const char *top = getenv("top_srcdir");
	char *dir = arena_printf(a, "%s/themes", top ? top : ".");
	size_t n;
	char **names = theme_names(a, dir, &n);
	struct error err = ERROR_INIT;

	T_OK(n >= 15, "%zu themes are shipped", n);
	for (size_t i = 0; i < n; i++) {
		struct theme *t = theme_open(dir, names[i], &err);

		T_OK(t != NULL, "theme %s can be read: %s", names[i], t ? "yes" : err.text);
		if (!t)
			continue;
		for (int depth = THEME_MONO; depth <= THEME_TRUE; depth++)
			distinct(t, (enum theme_depth)depth);
		if (strcmp(names[i], "mono") != 0)
			console(t);
		if (!strcmp(names[i], "default"))
			on_any_ground(t);
		bool high = str_starts(names[i], "high-contrast");
		contrast(t, THEME_TRUE, high ? 7 : 4.5);
		contrast(t, THEME_256, high ? 7 : 4.5);
		contrast(t, THEME_16, high ? 4 : 3.5);
		if (str_starts(names[i], "colour-blind"))
			for (int depth = THEME_16; depth <= THEME_TRUE; depth++)
				colour_blind(t, (enum theme_depth)depth);
		theme_free(t);
	}
	T_OK(!theme_open(dir, "drak", &err) && err.code == ERR_INPUT && strstr(err.text, "dark, default"),
		"a theme that is not there: %s", err.text);
	error_clear(&err);
	T_OK(!theme_open(dir, "../themes/dark", &err), "a name is no path");
	error_clear(&err);
	T_OK(!theme_open(NULL, "dark", &err), "no folder, no theme but the default");
}

int
main(void)
{
	struct arena *a = arena_new();

	errors(a);
	reading();
	colours();
	shipped(a);
	arena_free(a);
	return t_done();
}
