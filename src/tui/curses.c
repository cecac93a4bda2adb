/*
 * curses.c - the terminal's description, through ncurses (tgetent() loads it, tigetstr() reads it).
 *
 * Only the lower half of curses is used: the canvas knows what changed, and writing the differences
 * ourselves gives truecolor, fewer bytes, and a way to deal with characters about whose width terminals
 * disagree.
 */
#include <curses.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termcap.h>

#include "i18n.h"
#include "terminfo.h"

const char *term_library(void);

static char *
capability(const char *name)
{
	char id[16], *s;

	snprintf(id, sizeof id, "%s", name);
	s = tigetstr(id);
	return s == (char *)-1 ? NULL : s;
}

static bool
flag(const char *name)
{
	char id[16];

	snprintf(id, sizeof id, "%s", name);
	return tigetflag(id) > 0;
}

static int
number(const char *name)
{
	char id[16];
	int n;

	snprintf(id, sizeof id, "%s", name);
	n = tigetnum(id);
	return n < 0 ? 0 : n;
}

/* Copies a string, without the delays that glass terminals needed ("$<5>"). */
static void
copy(char *out, size_t size, const char *name)
{
	const char *s = capability(name);
	size_t n = 0;

	while (s && *s && n + 1 < size) {
		if (s[0] == '$' && s[1] == '<' && strchr(s, '>')) {
			s = strchr(s, '>') + 1;
			continue;
		}
		out[n++] = *s++;
	}
	out[n] = '\0';
}

/* Pairs: the vt100's letter for a line, the letter this terminal wants. */
static void
copy_acs(struct terminfo *t)
{
	const char *s = capability("acsc");

	for (; s && s[0] && s[1]; s += 2)
		if ((unsigned char)s[0] < sizeof t->acs)
			t->acs[(unsigned char)s[0]] = s[1];
}

int
terminfo_load(struct terminfo *out, struct error *err)
{
	static const struct { const char *name; unsigned bit; } attrs[] = {
		{ "bold", STYLE_BOLD }, { "smul", STYLE_UNDERLINE }, { "rev", STYLE_REVERSE },
		{ "dim", STYLE_DIM }, { "sitm", STYLE_ITALIC },
	};
	struct terminfo t = { .colours = 0 };
	const char *name = getenv("TERM"), *motion;

	if (!name || !*name)
		return error_set(err, ERR_USAGE, _("TERM is not set: set it to your terminal's name"));
	if (tgetent(NULL, name) <= 0)
		return error_set(err, ERR_USAGE, _("there is no description of the terminal \"%.40s\": "
			"set TERM to one that is known, for instance xterm or vt100"), name);
	motion = capability("cup");
	if (!motion || strncmp(motion, "\033[", 2) != 0)
		return error_set(err, ERR_USAGE, _("the terminal \"%.40s\" cannot place its cursor: set TERM, "
			"or work line by line with `sportello shell`"), name);
	copy(t.enter, sizeof t.enter, "smcup");
	copy(t.leave, sizeof t.leave, "rmcup");
	copy(t.keypad_on, sizeof t.keypad_on, "smkx");
	copy(t.keypad_off, sizeof t.keypad_off, "rmkx");
	copy(t.cursor_on, sizeof t.cursor_on, "cnorm");
	copy(t.cursor_off, sizeof t.cursor_off, "civis");
	copy(t.lines_on, sizeof t.lines_on, "smacs");
	copy(t.lines_off, sizeof t.lines_off, "rmacs");
	copy_acs(&t);
	t.colours = number("colors");
	t.columns = number("cols");
	t.rows = number("lines");
	t.erase_colours = flag("bce");
	t.margin_waits = flag("xenl") || !flag("am");
	const char *region = capability("csr"), *down = capability("ind"), *up = capability("ri");
	t.scrolls = region && !strncmp(region, "\033[", 2) && down && !strcmp(down, "\n") && up && !strcmp(up, "\033M");
	t.direct = flag("RGB") || flag("Tc");
	for (size_t i = 0; i < sizeof attrs / sizeof attrs[0]; i++)
		if (capability(attrs[i].name))
			t.attrs |= attrs[i].bit;
	*out = t;
	return 0;
}

const char *
term_library(void)
{
	static char text[48];

	snprintf(text, sizeof text, "ncurses %s.%d", NCURSES_VERSION, NCURSES_VERSION_PATCH);
	return text;
}
