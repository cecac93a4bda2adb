/*
 * term_parts.h - what the files of the terminal share.  Private to them.
 */
#ifndef SPORTELLO_TUI_TERM_PARTS_H
#define SPORTELLO_TUI_TERM_PARTS_H

#include <termios.h>

#include "term.h"
#include "terminfo.h"

struct fed {
	struct term_event event;
	char *text;
	int width, height;
};

struct term {
	bool headless, utf8;
	bool console;			/* Linux's own: UTF-8, but a font of few signs */
	struct terminfo info;
	enum theme_depth depth;
	struct theme *own;		/* the compiled-in theme */
	const struct theme *theme;
	struct canvas *canvas;

	/* what is on the screen */
	struct cell *shown;
	int width, height;
	bool redraw;			/* nothing is known about it */
	struct look look;		/* in force */
	int x, y;			/* cursor; x -1 = not known */
	bool cursor_shown, lines_mode;
	/* a picture over the cells: what is to be there, and what is */
	struct overlay { unsigned id; int x, y; bool kitty; char *payload; size_t len; } picture, picture_shown;
	struct buf out;

	/* what came in */
	struct buf in;
	int64_t read_at_us;
	bool pasting;
	bool resized;			/* to be told at the next wait */
	bool asked;			/* what its ground is */
	enum term_ground ground;
	char *title;			/* shown now; NULL = not ours */
	struct buf paste;		/* given out */
	struct pollfd *fds;
	size_t fd_space;

	struct fed *fed;		/* headless: a queue */
	size_t fed_first, fed_count, fed_space;
};

/* term_paint.c */
extern const struct cell term_blank;
/* So many cells shown are erased; known: they have the look of plain text, term_plain_look() says so. */
void term_erased(struct cell *shown, size_t n, bool known);
void term_shown_resize(struct term *t);
/* The look of plain text from here on; is what is erased then known to have it? */
bool term_plain_look(struct term *t);
/* term_scroll.c: lets the terminal move what has only moved, before the rest is painted */
void term_scroll(struct term *t);
/* Writes all of it. */
void term_write(const char *s, size_t len);

/* term.c: reads what there is; false when the terminal is gone */
bool term_read_input(struct term *t);

/* term_signal.c: the terminal's modes, and signals as flags */
enum term_signal { SIGNAL_RESIZE = 1, SIGNAL_STOP = 2, SIGNAL_CONTINUE = 4, SIGNAL_QUIT = 8, SIGNAL_CHILD = 16 };
int term_modes_open(const struct terminfo *info, const char *log_path, struct error *err);
void term_modes_close(void);
void term_modes_enter(void);
void term_modes_leave(void);
/* Our title is shown: leaving gives the window's own back. */
void term_modes_titled(bool titled);
#define TITLE_KEEP "\033[22;0t"
#define TITLE_BACK "\033[23;0t"
/* To be polled; term_signals_take() empties it. */
int term_signal_fd(void);
unsigned term_signals_take(void);
bool term_signals_waiting(void);
bool term_resize_waiting(void);
/* To be called once the first screen is there: loads what a crashed program must not load. */
void term_crash_ready(void);
/* Stops this process as its default action would. */
void term_signal_stop(void);

/* term_feed.c */
void term_wait_headless(struct term *t, int timeout_ms, struct pollfd *fds, size_t n,
	struct term_event *out);

#endif
