/*
 * keys.h - keys, their names, and what they are bound to.  Pure: no terminal.
 *
 * A key is a number: a code point or one of KEY_..., with modifiers added.  Names: "g", "G", "é", "Space",
 * "Enter", "Tab", "S-Tab", "Esc", "Backspace", "Delete", "Up", "PageDown", "F1", "C-x", "M-a", "M-Enter",
 * "C-Left", "C-M-x".  A sequence is written "gg", ",r", "C-x y", "g Space", "M-1": words separated by
 * blanks, each one key's name, else (any word that is none) a key per character; "<Enter>" inside a word
 * is the named key.
 *
 * Ctrl-letters are lower case.  Tab, Enter, Esc and Backspace are never reported as C-i, C-m, C-[, C-?.
 */
#ifndef SPORTELLO_KEYS_H
#define SPORTELLO_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"

/* A key; one of the two typedefs of the toolkit, as a key is not a character. */
typedef uint32_t keycode;

#define KEY_SHIFT 0x1000000u	/* only with named keys: a shifted letter is another letter */
#define KEY_ALT 0x2000000u
#define KEY_CTRL 0x4000000u
#define KEY_MODIFIERS 0x7000000u

enum key {
	KEY_NONE = 0,
	KEY_TAB = 9, KEY_ENTER = 13, KEY_ESC = 27, KEY_SPACE = 32, KEY_BACKSPACE = 127,
	KEY_UP = 0x200000, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_HOME, KEY_END, KEY_PAGE_UP, KEY_PAGE_DOWN,
	KEY_INSERT, KEY_DELETE,
	KEY_F1, KEY_F2, KEY_F3, KEY_F4, KEY_F5, KEY_F6, KEY_F7, KEY_F8, KEY_F9, KEY_F10, KEY_F11, KEY_F12,
	KEY_UNKNOWN,		/* a sequence nobody knows: to be ignored */
	KEY_FOCUS, KEY_BLUR,	/* no keys: the window got or lost the keyboard */
};

#define KEY_NAME_BYTES 32
/*
 * A mouse's event is a key too (SGR 1006): what happened, and where, counted from the screen's upper left corner.
 * Nothing is bound to one, and its name is "Mouse".
 */
#define KEY_MOUSE 0x80000000u
enum mouse { MOUSE_CLICK, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };
keycode key_mouse(enum mouse what, int x, int y);
/* False when it is no mouse's. */
bool key_mouse_read(keycode key, enum mouse *what, int *x, int *y);

/* "C-x"; always fits. */
void key_name(char out[KEY_NAME_BYTES], keycode key);
/* One key; false when it is none. */
bool key_parse(const char *name, keycode *out);
/* A character somebody typed (no modifiers, not a named key but Space): its code point, else 0. */
uint32_t key_char(keycode key);

#define KEYS_MAX 8
struct keys { keycode key[KEYS_MAX]; int count; };
int keys_parse(const char *text, struct keys *out, struct error *err);
/* "g g", "C-x y"; in the arena. */
char *keys_name(struct arena *a, const struct keys *k);

/* -- bytes from a terminal -> keys ----------------------------------------------------------------- */

enum key_found { KEY_FOUND, KEY_FOUND_PASTE_START, KEY_NEEDS_MORE };
/*
 * Reads one key from the bytes a terminal sent (xterm, rxvt, linux, vt100, CSI u).  *used gets its
 * length.  KEY_NEEDS_MORE: the bytes are the beginning of something longer (or a lone ESC); after the
 * escape delay call again with `final`, which never needs more.  PASTE_START: the bytes were
 * the start of a bracketed paste; key_paste_end() finds its end.
 */
enum key_found key_decode(const char *bytes, size_t len, bool final, keycode *key, size_t *used);
/* Bytes before the end mark of a paste, with *used counting the mark too; -1 while it is not there. */
long key_paste_end(const char *bytes, size_t len, size_t *used);

/* -- keymaps -------------------------------------------------------------------------------------------- */

struct binding {
	struct keys keys;
	const char *map;		/* "global", "list", ... */
	const char *command;		/* a command line; "" = unbound here (hides the global one) */
	const char *note;		/* for help; may be "" */
	const char *origin;		/* "default", or "file:line" */
};

struct keymap;
#define KEYMAP_GLOBAL "global"

/* Everything bound lives in the keymap's own memory. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *m);
/* Binds keys (see above) in a map; a later binding of the same keys replaces the earlier.  command "" hides
 * a global binding.  ERR_CONFIG when the keys cannot be read. */
int keymap_bind(struct keymap *m, const char *map, const char *keys, const char *command,
	const char *note, const char *origin, struct error *err);
/* A map whose unbound keys are looked up in parent (by default KEYMAP_GLOBAL); NULL = nowhere else (texts). */
void keymap_set_parent(struct keymap *m, const char *map, const char *parent);

/* What has been typed so far of a sequence. */
struct key_state {
	struct keys pending;
	int count;		/* digits typed before, 0 = none */
};

enum keymap_answer {
	KEYMAP_NONE,	/* bound to nothing; the state is empty again, *keys holds what was typed */
	KEYMAP_PREFIX,	/* the start of a sequence: wait for more, show keymap_after() */
	KEYMAP_COUNT,	/* a digit of a count */
	KEYMAP_MATCH,	/* *found; the state is empty again */
	KEYMAP_CANCEL,	/* Esc or C-g in the middle of a sequence or count */
};
struct keymap_result {
	enum keymap_answer answer;
	const struct binding *found;
	int count;		/* at least 0; 0 = none typed */
	struct keys keys;	/* the whole sequence typed */
};
/* One key.  counts: digits not bound themselves are counts (a leading 0 is a key). */
struct keymap_result keymap_feed(const struct keymap *m, const char *map, struct key_state *s, keycode key,
	bool counts);

/* Bindings in force in a map (its own, then inherited and not hidden), sorted by keys; only those that
 * begin with `prefix` (NULL or empty: all) and are longer. */
const struct binding **keymap_after(const struct keymap *m, const char *map, const struct keys *prefix,
	struct arena *a, size_t *count);
/* The shortest binding in force whose command is exactly this, or NULL. */
const struct binding *keymap_find(const struct keymap *m, const char *map, const char *command);
/* What exactly these keys run in a map, or NULL. */
const struct binding *keymap_at(const struct keymap *m, const char *map, const struct keys *k);
/* Bindings that a file takes away, in a map and those above, sorted by keys. */
const struct binding **keymap_unbound(const struct keymap *m, const char *map, struct arena *a, size_t *count);
/* Bindings that can never be reached, or make others unreachable (one is the beginning of the other in
 * the same map): a line of text each, naming both origins; NULL-terminated. */
char **keymap_conflicts(const struct keymap *m, struct arena *a, size_t *count);

#endif
