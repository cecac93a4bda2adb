/*
 * terminfo.h - what the terminal's description says.  Private to the toolkit; the only way to curses.
 *
 * All terminals of this century speak ECMA-48, so cursor motion and attributes are written as such; the
 * description says what is there, how full screen begins and ends, and how lines are drawn without UTF-8.
 */
#ifndef SPORTELLO_TUI_TERMINFO_H
#define SPORTELLO_TUI_TERMINFO_H

#include <stdbool.h>

#include "error.h"
#include "theme.h"

#define TERMINFO_STRING 64

struct terminfo {
	char enter[TERMINFO_STRING], leave[TERMINFO_STRING];		/* full screen */
	char keypad_on[TERMINFO_STRING], keypad_off[TERMINFO_STRING];
	char cursor_on[TERMINFO_STRING], cursor_off[TERMINFO_STRING];
	char lines_on[TERMINFO_STRING], lines_off[TERMINFO_STRING];	/* alternate characters */
	char acs[128];		/* what to send for q x l k m j; 0 = none */
	int colours, columns, rows;
	unsigned attrs;		/* STYLE_ bits it can show */
	bool erase_colours;	/* erasing leaves the current background */
	bool margin_waits;	/* the cursor waits in the last column */
	bool scrolls;		/* rows within two margins */
	bool direct;		/* truecolor, by description */
};

/* Reads the description of $TERM; ERR_USAGE when it is unknown or cannot place the cursor. */
int terminfo_load(struct terminfo *out, struct error *err);

#endif
