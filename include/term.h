/*
 * term.h - the terminal: paints the canvas, waits for keys, and leaves the screen as it was.
 *
 * The only module that talks to a terminal.  Painting compares the canvas with what is on the screen
 * and writes what differs, in one write.  Reading happens in one place, term_wait(), the program's only
 * wait.  There is at most one open terminal; headless ones may be many.
 * Signals: SIGWINCH, SIGTSTP/SIGCONT, SIGHUP, SIGTERM and SIGINT become events; SIGPIPE is ignored; a crash
 * restores the terminal, says where the log is, and dies of its signal.
 */
#ifndef SPORTELLO_TERM_H
#define SPORTELLO_TERM_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "canvas.h"
#include "error.h"
#include "keys.h"
#include "theme.h"

struct term;

struct term_options {
	const char *log_path;	/* where a crash is written down; named in its message; may be NULL */
	bool mono;		/* no colours, as with NO_COLOR */
};

/* Takes the terminal of standard input and output.  Needs setlocale() done.  ERR_USAGE when they are no
 * terminal or TERM cannot place a cursor: the text names the way without one. */
struct term *term_open(const struct term_options *o, struct error *err);
/* No terminal: paints into nothing, keys come from term_feed(). */
struct term *term_open_headless(int width, int height);
/* Restores everything.  NULL is allowed. */
void term_close(struct term *t);

/* What to draw on; belongs to the terminal and has its size.  After TERM_RESIZE it is empty. */
struct canvas *term_canvas(struct term *t);
int term_width(const struct term *t);
int term_height(const struct term *t);
bool term_is_headless(const struct term *t);
enum theme_depth term_depth(const struct term *t);
/* Does the locale have all characters, or only those of some character set? */
bool term_utf8(const struct term *t);
enum term_ground { TERM_GROUND_UNKNOWN, TERM_GROUND_DARK, TERM_GROUND_LIGHT };
/* What the terminal's background is; asked at the first call, which may take a tenth of a second. */
enum term_ground term_ground(struct term *t);
/* The theme is not owned and must outlive its use; NULL = the compiled-in default. */
void term_set_theme(struct term *t, const struct theme *theme);

/* Brings the screen up to date with the canvas; returns the bytes written (headless: cells changed). */
size_t term_paint(struct term *t);
/* A picture in the terminal's own protocol (picture.h: checked to be nothing else) over the cells from x, y on, from the
 * next paint until one without it.  id: of what is the same it is sent once; 0 = none any more. */
void term_picture(struct term *t, int x, int y, const char *payload, size_t len, bool kitty, unsigned id);
/* The next paint writes everything (something else wrote on the screen). */
void term_redraw(struct term *t);

enum term_event_type {
	TERM_NOTHING,	/* the time is over, or term_wake() was called */
	TERM_KEY,
	TERM_PASTE,	/* the whole text of a paste, line ends as \n */
	TERM_RESIZE,	/* the canvas has the new size and is empty: draw and paint */
	TERM_QUIT,	/* SIGHUP, SIGTERM, SIGINT or the terminal is gone: save and leave */
	TERM_RESUME,	/* back from being stopped: the next paint is a whole one */
	TERM_READY,	/* one of the caller's descriptors: see revents */
	TERM_CHILD,	/* SIGCHLD */
	TERM_MOUSE,	/* key: see key_mouse_read() */
	TERM_FOCUS,	/* the terminal's window is looked at again */
	TERM_BLUR,	/* somebody turned to another window */
};
struct term_event {
	enum term_event_type type;
	keycode key;
	const char *text;	/* PASTE; valid until the next wait */
	size_t text_len;
	int64_t at_us;		/* clock_mono_us() when the bytes were read */
};
/* Waits at most timeout_ms (-1 = for ever, 0 = not at all) for one event; keys first, then signals, then fds
 * (may be NULL; revents are filled).  Never longer, whatever the terminal sends. */
void term_wait(struct term *t, int timeout_ms, struct pollfd *fds, size_t n, struct term_event *out);
/* Whether a key waits, in about a microsecond: asked by long queries in order to give way. */
bool term_key_pending(struct term *t);

/* Keys for a headless terminal, as in keys.h ("g g Enter"); and a paste.  ERR_INPUT when malformed. */
int term_feed(struct term *t, const char *keys, struct error *err);
void term_feed_mouse(struct term *t, keycode key);
void term_feed_text(struct term *t, const char *text);	/* as if typed, \n as Enter */
void term_feed_paste(struct term *t, const char *text);
void term_feed_resize(struct term *t, int width, int height);

/* Whether the terminal tells of clicks and the wheel, instead of selecting text (which Shift still does). */
void term_mouse(struct term *t, bool on);

/* Gives the terminal to a child ($EDITOR, a pager) and takes it back; between the two nothing may be
 * painted or waited for.  Nothing happens headless. */
void term_release(struct term *t);
void term_reclaim(struct term *t);
/* Stops the program as C-z would; returns when it is continued. */
void term_stop(struct term *t);
/* The window's title, where the terminal has one; NULL gives back what it was.  Cleaned like everything else. */
void term_title(struct term *t, const char *title);
/* A short sound or flash. */
void term_bell(struct term *t);
/* Sends text to the clipboard (OSC 52); false when over 64 KiB or headless. */
bool term_copy(struct term *t, const char *text, size_t len);

/* "ncurses 6.4.20221231". */
const char *term_library(void);

#endif
