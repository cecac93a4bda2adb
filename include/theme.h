/*
 * theme.h - roles and how they look.
 *
 * A theme file gives each role one look; what terminals with 256, 16 or no colours show is derived from
 * it unless given.  Without colours every state keeps a look of its own.  File (UTF-8):
 *
 *	# comment
 *	[palette]
 *	brick = #c94f6d
 *	[roles]
 *	alert      = brick on black bold underline
 *	alert.256  = 203 bold            # also alert.16, alert.mono
 *
 * A look is [COLOUR] [on COLOUR] [bold|underline|reverse|dim|italic]...; a colour is `default`, #rrggbb,
 * a palette name, 0..255, or black red green yellow blue magenta cyan white with bright- before it.
 * Nothing here draws; to add a role: its row in theme.def.
 */
#ifndef SPORTELLO_THEME_H
#define SPORTELLO_THEME_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

#define ROLE(name, text, mono, spec) ROLE_##name,
#define STATE ROLE
enum role {
#include "theme.def"
	ROLE_COUNT
};
#undef ROLE
#undef STATE

/* A style is a role, with attributes added: ROLE_TEXT | STYLE_BOLD. */
#define STYLE_ROLE(style) ((enum role)((style) & 0xffu))
#define STYLE_BOLD 0x100u
#define STYLE_UNDERLINE 0x200u
#define STYLE_REVERSE 0x400u
#define STYLE_DIM 0x800u
#define STYLE_ITALIC 0x1000u
#define STYLE_ATTRS 0x1f00u
#define STYLE_OWN 0x8000u	/* the colours are the cell's own: canvas_put_own() */

enum theme_depth { THEME_MONO, THEME_16, THEME_256, THEME_TRUE };

/* COLOUR_DEFAULT, COLOUR_INDEX | 0..255, COLOUR_RGB | 0xrrggbb. */
#define COLOUR_DEFAULT 0u
#define COLOUR_INDEX 0x1000000u
#define COLOUR_RGB 0x2000000u
#define COLOUR_KIND 0x3000000u

struct look {
	uint32_t fg, bg;
	unsigned attrs;		/* STYLE_BOLD ... */
};

struct theme;

/* The theme NAME of folder dir (dir/NAME.theme); `default` is compiled in and needs no folder (dir may be
 * NULL).  NULL with ERR_CONFIG: file:line, what is wrong, the nearest known name; or ERR_INPUT naming
 * the themes there are. */
struct theme *theme_open(const char *dir, const char *name, struct error *err);
/* A theme from text; filename is for errors. */
struct theme *theme_parse(const char *text, const char *filename, struct error *err);
/* NULL is allowed. */
void theme_free(struct theme *t);
const char *theme_name(const struct theme *t);
/* What it is for, as the file's first comment says after "NAME - "; "" when it does not. */
const char *theme_about(const struct theme *t);
/* Names of the themes in dir, sorted, `default` always among them; NULL-terminated. */
char **theme_names(struct arena *a, const char *dir, size_t *count);

/* How a style looks at a depth: colours of that depth, or default ones. */
struct look theme_look(const struct theme *t, unsigned style, enum theme_depth depth);

const char *theme_role_name(enum role r);
/* False when there is no such role. */
bool theme_role(const char *name, enum role *out);
/* True for roles that tell a state, which must be told apart without colours. */
bool theme_role_is_state(enum role r);

/* WCAG 2 contrast of two 0xrrggbb, 1..21. */
double theme_contrast(uint32_t rgb, uint32_t other);
/* Nearest of the 256 (16..255) or 16 colours. */
int theme_nearest_256(uint32_t rgb);
int theme_nearest_16(uint32_t rgb);

#endif
