/* theme_colour.c - colours: contrast, and the nearest ones a terminal has. */
#include "theme_parts.h"

/* The 16 colours as most terminals show them (xterm's). */
static const uint32_t ansi[16] = {
	0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
	0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
};

/* v to the power of 2.4 for 0 < v <= 1: v * v * r * r with the fifth root r, by Newton's method; for this
 * alone no mathematics library is needed. */
static double
power_2_4(double v)
{
	double r = 1;

	for (int i = 0; i < 30; i++)
		r -= (r * r * r * r * r - v) / (5 * r * r * r * r);
	return v * v * r * r;
}

static double
linear(unsigned channel)
{
	double v = channel / 255.0;

	return v <= 0.04045 ? v / 12.92 : power_2_4((v + 0.055) / 1.055);
}

/* WCAG 2.1, relative luminance. */
static double
luminance(uint32_t rgb)
{
	return 0.2126 * linear(rgb >> 16 & 255) + 0.7152 * linear(rgb >> 8 & 255) +
		0.0722 * linear(rgb & 255);
}

double
theme_contrast(uint32_t rgb, uint32_t other)
{
	double a = luminance(rgb), b = luminance(other);

	return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

/* Distance as the eye sees it, roughly: "redmean". */
static long
distance(uint32_t a, uint32_t b)
{
	long ar = a >> 16 & 255, br = b >> 16 & 255, mean = (ar + br) / 2;
	long r = ar - br, g = (long)(a >> 8 & 255) - (long)(b >> 8 & 255);
	long blue = (long)(a & 255) - (long)(b & 255);

	return (((512 + mean) * r * r) >> 8) + 4 * g * g + (((767 - mean) * blue * blue) >> 8);
}

static uint32_t
rgb_of_index(int i)
{
	static const unsigned char step[6] = { 0, 95, 135, 175, 215, 255 };

	if (i < 16)
		return ansi[i];
	if (i < 232)
		return (uint32_t)step[(i - 16) / 36] << 16 | (uint32_t)step[(i - 16) / 6 % 6] << 8 |
			step[(i - 16) % 6];
	return (uint32_t)(8 + (i - 232) * 10) * 0x10101u;
}

static int
nearest(uint32_t rgb, int from, int to)
{
	int best = from;

	for (int i = from; i < to; i++)
		if (distance(rgb, rgb_of_index(i)) < distance(rgb, rgb_of_index(best)))
			best = i;
	return best;
}

int
theme_nearest_256(uint32_t rgb)
{
	return nearest(rgb, 16, 256);
}

int
theme_nearest_16(uint32_t rgb)
{
	return nearest(rgb, 0, 16);
}

static uint32_t
derive_colour(uint32_t c, enum theme_depth depth)
{
	uint32_t rgb = c & 0xffffff;

	if ((c & COLOUR_KIND) == COLOUR_DEFAULT || depth == THEME_MONO)
		return COLOUR_DEFAULT;
	if ((c & COLOUR_KIND) == COLOUR_INDEX) {
		if (rgb < 16 || depth != THEME_16)
			return c;
		return COLOUR_INDEX | (uint32_t)theme_nearest_16(rgb_of_index((int)rgb));
	}
	if (depth == THEME_TRUE)
		return c;
	return COLOUR_INDEX | (uint32_t)(depth == THEME_256 ? theme_nearest_256(rgb) : theme_nearest_16(rgb));
}

struct look
theme_derive(const struct look *look, enum theme_depth depth)
{
	struct look out = *look;

	out.fg = derive_colour(look->fg, depth);
	out.bg = derive_colour(look->bg, depth);
	/* two colours that fell together would hide the text */
	if (out.fg == out.bg && out.fg != COLOUR_DEFAULT) {
		out.fg = COLOUR_INDEX | (theme_contrast(look->bg & 0xffffff, 0) >
			theme_contrast(look->bg & 0xffffff, 0xffffff) ? 0 : 15);
	}
	return out;
}

unsigned
theme_mono_attrs(const char *letters)
{
	unsigned attrs = 0;

	for (; *letters; letters++)
		attrs |= *letters == 'b' ? STYLE_BOLD : *letters == 'u' ? STYLE_UNDERLINE :
			*letters == 'r' ? STYLE_REVERSE : *letters == 'd' ? STYLE_DIM : STYLE_ITALIC;
	return attrs;
}
