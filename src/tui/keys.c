/* keys.c - keys and their names. */
#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "keys.h"
#include "str.h"
#include "utf8.h"

/* The first name of a key is the one shown. */
static const struct { const char *name; keycode key; } names[] = {
	{ "Tab", KEY_TAB }, { "Enter", KEY_ENTER }, { "Return", KEY_ENTER },
	{ "Esc", KEY_ESC }, { "Escape", KEY_ESC }, { "Space", KEY_SPACE },
	{ "Backspace", KEY_BACKSPACE }, { "BS", KEY_BACKSPACE },
	{ "Up", KEY_UP }, { "Down", KEY_DOWN }, { "Left", KEY_LEFT }, { "Right", KEY_RIGHT },
	{ "Home", KEY_HOME }, { "End", KEY_END },
	{ "PageUp", KEY_PAGE_UP }, { "PgUp", KEY_PAGE_UP },
	{ "PageDown", KEY_PAGE_DOWN }, { "PgDn", KEY_PAGE_DOWN },
	{ "Insert", KEY_INSERT }, { "Ins", KEY_INSERT },
	{ "Delete", KEY_DELETE }, { "Del", KEY_DELETE },
	{ "F1", KEY_F1 }, { "F2", KEY_F2 }, { "F3", KEY_F3 }, { "F4", KEY_F4 }, { "F5", KEY_F5 },
	{ "F6", KEY_F6 }, { "F7", KEY_F7 }, { "F8", KEY_F8 }, { "F9", KEY_F9 }, { "F10", KEY_F10 },
	{ "F11", KEY_F11 }, { "F12", KEY_F12 },
};
#define NAME_COUNT (sizeof names / sizeof names[0])

enum { MOUSE_BITS = 14, MOUSE_MASK = (1 << MOUSE_BITS) - 1 };

keycode
key_mouse(enum mouse what, int x, int y)
{
	return KEY_MOUSE | (keycode)what << 2 * MOUSE_BITS | (keycode)(y & MOUSE_MASK) << MOUSE_BITS |
		(keycode)(x & MOUSE_MASK);
}

bool
key_mouse_read(keycode key, enum mouse *what, int *x, int *y)
{
	if (!(key & KEY_MOUSE))
		return false;
	*what = (enum mouse)(key >> 2 * MOUSE_BITS & 7);
	*x = (int)(key & MOUSE_MASK);
	*y = (int)(key >> MOUSE_BITS & MOUSE_MASK);
	return true;
}

void
key_name(char out[KEY_NAME_BYTES], keycode key)
{
	keycode base = key & ~KEY_MODIFIERS;
	const char *name = NULL;
	char text[5] = "";

	if (key & KEY_MOUSE) {
		snprintf(out, KEY_NAME_BYTES, "Mouse");
		return;
	}
	for (size_t i = 0; i < NAME_COUNT && !name; i++)
		if (names[i].key == base)
			name = names[i].name;
	if (!name && base > KEY_SPACE && base <= 0x10ffff) {
		text[utf8_put(text, base)] = '\0';
		name = text;
	}
	snprintf(out, KEY_NAME_BYTES, "%s%s%s%s", key & KEY_CTRL ? "C-" : "", key & KEY_ALT ? "M-" : "",
		key & KEY_SHIFT ? "S-" : "", name ? name : "?");
}

/* What the terminal sends for Ctrl with a character is sometimes another key's byte. */
static keycode
with_ctrl(keycode base)
{
	if (base >= 'A' && base <= 'Z')
		base += 'a' - 'A';
	switch (base) {
	case 'i': return KEY_TAB;
	case 'm': return KEY_ENTER;
	case '[': return KEY_ESC;
	case '?': return KEY_BACKSPACE;
	case '@': return KEY_CTRL | KEY_SPACE;
	case '/': return KEY_CTRL | '_';
	default: return KEY_CTRL | base;
	}
}

bool
key_parse(const char *name, keycode *out)
{
	keycode modifiers = 0, base = KEY_NONE;
	size_t len;

	while (name[0] && name[1] == '-' && name[2] && strchr("CMS", name[0])) {
		modifiers |= name[0] == 'C' ? KEY_CTRL : name[0] == 'M' ? KEY_ALT : KEY_SHIFT;
		name += 2;
	}
	len = strlen(name);
	for (size_t i = 0; i < NAME_COUNT && !base; i++)
		if (!strcmp(names[i].name, name))
			base = names[i].key;
	if (!base) {
		uint32_t cp;

		if (len == 0 || utf8_next(name, len, &cp) != len || cp <= KEY_SPACE || cp == 0xfffd)
			return false;
		base = cp;
		if (modifiers & KEY_SHIFT) {
			if (base >= 'a' && base <= 'z')
				base -= 'a' - 'A';
			modifiers &= ~KEY_SHIFT;
		}
		if (modifiers & KEY_CTRL)
			base = with_ctrl(base), modifiers &= ~KEY_CTRL;
	}
	*out = base | modifiers;
	return true;
}

uint32_t
key_char(keycode key)
{
	return key >= KEY_SPACE && key != KEY_BACKSPACE && key <= 0x10ffff ? key : 0;
}

/* A word that is no key's name: a key per character, <Name> among them.  False when there are too many. */
static bool
add_characters(struct keys *k, const char *word)
{
	char inside[KEY_NAME_BYTES];
	keycode key;
	uint32_t cp;

	while (*word) {
		const char *end = *word == '<' ? strchr(word + 1, '>') : NULL;
		size_t len = end ? (size_t)(end - word) - 1 : 0;

		if (k->count == KEYS_MAX)
			return false;
		if (len > 1 && len < sizeof inside) {
			memcpy(inside, word + 1, len);
			inside[len] = '\0';
			if (key_parse(inside, &key)) {
				k->key[k->count++] = key;
				word = end + 1;
				continue;
			}
		}
		word += utf8_next(word, strlen(word), &cp);
		k->key[k->count++] = cp;
	}
	return true;
}

int
keys_parse(const char *text, struct keys *out, struct error *err)
{
	struct keys k = { .count = 0 };
	struct arena *a = arena_new();
	size_t n;
	char **words = str_split(a, text, " \t", &n);
	bool fits = n > 0;

	for (size_t i = 0; i < n && fits; i++) {
		keycode key;

		if (!key_parse(words[i], &key))
			fits = add_characters(&k, words[i]);
		else if (k.count < KEYS_MAX)
			k.key[k.count++] = key;
		else
			fits = false;
	}
	arena_free(a);
	if (!fits)
		return error_set(err, ERR_CONFIG, n == 0 ? _("no key is named: write it as g, C-x or Enter") :
			_("\"%.40s\" is longer than %d keys"), text ? text : "", KEYS_MAX);
	*out = k;
	return 0;
}

char *
keys_name(struct arena *a, const struct keys *k)
{
	char all[KEYS_MAX * (KEY_NAME_BYTES + 1) + 1] = "", one[KEY_NAME_BYTES];
	size_t len = 0;

	for (int i = 0; i < k->count; i++) {
		key_name(one, k->key[i]);
		len += (size_t)snprintf(all + len, sizeof all - len, "%s%s", i ? " " : "", one);
	}
	return arena_strn(a, all, len);
}
