/*
 * term_ask.c - what the terminal itself can say: whether its background is dark or light.
 *
 * Asked once, with a tenth of a second to answer.  The question is followed by one that every terminal answers, so that
 * who does not know the first costs no waiting.  Keys that come between the answers stay; an answer that comes too late
 * is passed over by key_decode().
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "str.h"
#include "term_parts.h"

#define ASK "\033]11;?\033\\\033[c"
#define ASK_US 100000

/* One channel of "rgb:hh/hhhh/h", as 0..255; its length, 0 = none. */
static size_t
read_channel(const char *s, size_t len, unsigned *out)
{
	unsigned value = 0, most = 0;
	size_t n = 0;

	for (; n < len && n < 4; n++) {
		const char *digits = "0123456789abcdef", *at = memchr(digits, s[n] | 0x20, 16);

		if (!at)
			break;
		value = value * 16 + (unsigned)(at - digits);
		most = most * 16 + 15;
	}
	*out = n ? value * 255 / most : 0;
	return n;
}

/* Takes "ESC ] 11 ; rgb:R/G/B" with its end out of what came in. */
static bool
take_colour(struct term *t, uint32_t *rgb)
{
	static const char begin[] = "\033]11;rgb:";
	char *at = memmem(t->in.data, t->in.len, begin, sizeof begin - 1);
	size_t start, i;
	unsigned channel[3];

	if (!at)
		return false;
	start = (size_t)(at - t->in.data);
	i = start + sizeof begin - 1;
	for (int k = 0; k < 3; k++) {
		size_t n = read_channel(t->in.data + i, t->in.len - i, &channel[k]);

		if (!n || (k < 2 && (i + n >= t->in.len || t->in.data[i + n] != '/')))
			return false;
		i += n + (k < 2);
	}
	if (i < t->in.len && t->in.data[i] == '\a')
		i++;
	else if (i + 1 < t->in.len && t->in.data[i] == '\033' && t->in.data[i + 1] == '\\')
		i += 2;
	else
		return false;
	buf_splice(&t->in, start, i - start, "", 0);
	*rgb = channel[0] << 16 | channel[1] << 8 | channel[2];
	return true;
}

/* Takes "ESC [ ? ... c", the answer that everybody gives. */
static bool
take_attributes(struct term *t)
{
	static const char begin[] = "\033[?";
	char *at = memmem(t->in.data, t->in.len, begin, sizeof begin - 1);
	size_t start, i;

	if (!at)
		return false;
	start = (size_t)(at - t->in.data);
	for (i = start + 3; i < t->in.len && strchr("0123456789;", t->in.data[i]); i++)
		continue;
	if (i == t->in.len || t->in.data[i] != 'c')
		return false;
	buf_splice(&t->in, start, i + 1 - start, "", 0);
	return true;
}

static bool
ask(struct term *t, uint32_t *rgb)
{
	int64_t end = clock_mono_us() + ASK_US;
	bool known = false;

	term_write(ASK, sizeof ASK - 1);
	for (;;) {
		struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };
		int64_t left = end - clock_mono_us();

		known = take_colour(t, rgb) || known;
		if (take_attributes(t) || left <= 0 || (poll(&p, 1, (int)(left / 1000) + 1) > 0 && !term_read_input(t)))
			break;
	}
	return known;
}

/* "15;0", "0;default;15": what some terminals say in the environment. */
static enum term_ground
ground_of_environment(void)
{
	const char *said = getenv("COLORFGBG"), *last = said ? strrchr(said, ';') : NULL;
	int64_t n;

	if (!last || str_to_int64(last + 1, &n) < 0 || n < 0 || n > 15)
		return TERM_GROUND_UNKNOWN;
	return n == 7 || n > 8 ? TERM_GROUND_LIGHT : TERM_GROUND_DARK;
}

enum term_ground
term_ground(struct term *t)
{
	const char *name = getenv("TERM");
	uint32_t rgb = 0;

	if (t->headless)
		return TERM_GROUND_UNKNOWN;
	if (t->asked)
		return t->ground;
	t->asked = true;
	if (str_eq(name, "linux"))
		t->ground = TERM_GROUND_DARK;
	else if (!str_starts(name, "vt") && ask(t, &rgb))
		t->ground = theme_contrast(rgb, 0xffffff) > theme_contrast(rgb, 0) ? TERM_GROUND_DARK : TERM_GROUND_LIGHT;
	else
		t->ground = ground_of_environment();
	return t->ground;
}
