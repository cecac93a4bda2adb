/*
 * theme_parts.h - what the files of the theme module share.  Private to it.
 */
#ifndef SPORTELLO_TUI_THEME_PARTS_H
#define SPORTELLO_TUI_THEME_PARTS_H

#include "theme.h"

struct theme_role {
	const char *name, *mono, *spec;
	bool state;
};
extern const struct theme_role theme_roles[ROLE_COUNT];

struct theme {
	struct arena *arena;
	const char *name, *about;
	struct look look[ROLE_COUNT][THEME_TRUE + 1];
};

extern const char theme_default_text[];

/* The attributes of a role's mono letters. */
unsigned theme_mono_attrs(const char *letters);
/* A look for another depth. */
struct look theme_derive(const struct look *look, enum theme_depth depth);

#endif
