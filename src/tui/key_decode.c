/*
 * key_decode.c - what terminals send for keys: UTF-8, ESC for Alt, CSI (ECMA-48, xterm ctlseqs, rxvt, the
 * Linux console, CSI u), SS3 (vt100 keypads).
 */
#include <string.h>

#include "keys.h"
#include "utf8.h"

#define ESC '\033'
#define ANSWER_MAX 4096
#define SEQUENCE_MAX 64	/* longer than any key; what goes on is nonsense */

static const struct { char final; keycode key; } csi_letters[] = {
	{ 'A', KEY_UP }, { 'B', KEY_DOWN }, { 'C', KEY_RIGHT }, { 'D', KEY_LEFT },
	{ 'H', KEY_HOME }, { 'F', KEY_END },
	{ 'P', KEY_F1 }, { 'Q', KEY_F2 }, { 'R', KEY_F3 }, { 'S', KEY_F4 },
	{ 'Z', KEY_SHIFT | KEY_TAB },
	{ 'a', KEY_SHIFT | KEY_UP }, { 'b', KEY_SHIFT | KEY_DOWN },
	{ 'c', KEY_SHIFT | KEY_RIGHT }, { 'd', KEY_SHIFT | KEY_LEFT },
};

static const struct { char final; keycode key; } ss3_letters[] = {
	{ 'A', KEY_UP }, { 'B', KEY_DOWN }, { 'C', KEY_RIGHT }, { 'D', KEY_LEFT },
	{ 'H', KEY_HOME }, { 'F', KEY_END }, { 'M', KEY_ENTER }, { 'I', KEY_TAB },
	{ 'P', KEY_F1 }, { 'Q', KEY_F2 }, { 'R', KEY_F3 }, { 'S', KEY_F4 },
	{ 'a', KEY_CTRL | KEY_UP }, { 'b', KEY_CTRL | KEY_DOWN },
	{ 'c', KEY_CTRL | KEY_RIGHT }, { 'd', KEY_CTRL | KEY_LEFT },
	{ 'j', '*' }, { 'k', '+' }, { 'l', ',' }, { 'm', '-' }, { 'n', '.' }, { 'o', '/' },
	{ 'p', '0' }, { 'q', '1' }, { 'r', '2' }, { 's', '3' }, { 't', '4' }, { 'u', '5' },
	{ 'v', '6' }, { 'w', '7' }, { 'x', '8' }, { 'y', '9' }, { 'X', '=' },
};

/* CSI number ~ */
static const keycode csi_numbers[] = {
	[1] = KEY_HOME, [2] = KEY_INSERT, [3] = KEY_DELETE, [4] = KEY_END, [5] = KEY_PAGE_UP,
	[6] = KEY_PAGE_DOWN, [7] = KEY_HOME, [8] = KEY_END,
	[11] = KEY_F1, [12] = KEY_F2, [13] = KEY_F3, [14] = KEY_F4, [15] = KEY_F5,
	[17] = KEY_F6, [18] = KEY_F7, [19] = KEY_F8, [20] = KEY_F9, [21] = KEY_F10,
	[23] = KEY_F11, [24] = KEY_F12,
};
#define NUMBER_COUNT (sizeof csi_numbers / sizeof csi_numbers[0])
#define COUNT(t) (sizeof(t) / sizeof((t)[0]))

static keycode
modifiers_of(unsigned parameter)
{
	unsigned bits = parameter ? parameter - 1 : 0;

	return (bits & 1 ? KEY_SHIFT : 0) | (bits & 2 ? KEY_ALT : 0) | (bits & 4 ? KEY_CTRL : 0);
}

/* A character with modifiers, as CSI u and modifyOtherKeys report it. */
static keycode
character_key(unsigned code, keycode modifiers)
{
	keycode key;

	if (code == 8)
		code = KEY_BACKSPACE;
	if (code > 0x10ffff || (code < KEY_SPACE && code != KEY_TAB && code != KEY_ENTER && code != KEY_ESC))
		return KEY_UNKNOWN;
	/* controls, surrogates, and the private codes for keys like Caps Lock */
	if ((code > KEY_BACKSPACE && code < 0xa0) || (code >= 0xd800 && code < 0xf900))
		return KEY_UNKNOWN;
	if (code <= KEY_SPACE || code == KEY_BACKSPACE)
		return code | modifiers;
	if (modifiers & KEY_SHIFT && code >= 'a' && code <= 'z')
		code -= 'a' - 'A';
	modifiers &= ~KEY_SHIFT;
	if (!(modifiers & KEY_CTRL))
		return code | modifiers;
	key = code >= 'A' && code <= 'Z' ? code + 'a' - 'A' : code == '/' ? '_' : code;
	return key | modifiers;
}

static keycode
control_key(unsigned char c)
{
	if (c == 0)
		return KEY_CTRL | KEY_SPACE;
	if (c == KEY_TAB || c == KEY_ENTER || c == KEY_ESC)
		return c;
	return KEY_CTRL | (c <= 26 ? c + 'a' - 1 : c + '@');
}

struct csi {
	unsigned number[4];
	int count;
	bool private;
	bool open;	/* goes on after the last byte there is */
	char final;	/* 0: there is none, because of a byte that cannot be in a sequence */
};

/* Reads a CSI sequence after "ESC ["; its length, without the byte that broke it. */
static size_t
read_csi(const char *s, size_t len, struct csi *out)
{
	bool sub = false;	/* after a ":", which says more about a parameter than we ask */
	size_t i = 0;

	*out = (struct csi){ .count = 0 };
	while (i < len && (unsigned char)s[i] >= 0x30 && (unsigned char)s[i] <= 0x3f) {
		unsigned char c = (unsigned char)s[i++];

		sub = c == ':' || (sub && c != ';');
		if (sub)
			continue;
		if (c >= '0' && c <= '9') {
			unsigned *n;

			if (out->count == 0)
				out->count = 1;
			n = &out->number[out->count - 1];
			*n = *n < 1000000 ? *n * 10 + (c - '0') : *n;
		} else if (c == ';') {
			out->count += out->count == 0 ? 2 : 1;
			if (out->count > 4)
				out->count = 4, out->number[3] = 0;
		} else {
			out->private = true;
		}
	}
	/* rxvt ends a shifted key with "$" */
	while (i < len && s[i] >= 0x20 && s[i] < 0x30 && !(s[i] == '$' && !out->private && out->count))
		i++;
	out->open = i == len;
	if (i < len && (s[i] == '$' || (s[i] >= 0x40 && s[i] < 0x7f)))
		out->final = s[i++];
	return i;
}

static keycode
csi_key(const struct csi *c)
{
	keycode modifiers = c->count > 1 ? modifiers_of(c->number[1]) : 0;
	unsigned n = c->number[0];

	if (c->private || !c->final)
		return KEY_UNKNOWN;
	if (c->final == 'u')
		return character_key(n, modifiers);
	if (c->final == '~' && n == 27 && c->count == 3)
		return character_key(c->number[2], modifiers);
	if (strchr("~$^@", c->final)) {
		if (n >= NUMBER_COUNT || !csi_numbers[n])
			return KEY_UNKNOWN;
		if (c->final != '~')
			modifiers = (c->final != '^' ? KEY_SHIFT : 0) | (c->final != '$' ? KEY_CTRL : 0);
		return csi_numbers[n] | modifiers;
	}
	if (!c->count && (c->final == 'I' || c->final == 'O'))
		return c->final == 'I' ? KEY_FOCUS : KEY_BLUR;
	for (size_t i = 0; i < COUNT(csi_letters); i++)
		if (csi_letters[i].final == c->final)
			return csi_letters[i].key | modifiers;
	return KEY_UNKNOWN;
}

/* "ESC [ < button ; column ; row M": what we have a use for; the rest, and the release, are nothing. */
static keycode
sgr_mouse(const struct csi *c)
{
	int x = (int)c->number[1] - 1, y = (int)c->number[2] - 1;
	bool press = c->final == 'M';

	if (c->count != 3 || x < 0 || y < 0 || x > 9999 || y > 9999 || !press)
		return KEY_UNKNOWN;
	switch (c->number[0]) {
	case 0: return key_mouse(MOUSE_CLICK, x, y);
	case 64: return key_mouse(MOUSE_WHEEL_UP, x, y);
	case 65: return key_mouse(MOUSE_WHEEL_DOWN, x, y);
	default: return KEY_UNKNOWN;
	}
}

/* After "ESC [". */
static enum key_found
decode_csi(const char *s, size_t len, bool final, keycode *key, size_t *used)
{
	struct csi c;
	size_t n;

	if (len > 0 && s[0] == '[') {	/* the Linux console's F1..F5 */
		if (len < 2 && !final)
			return KEY_NEEDS_MORE;
		*key = len > 1 && s[1] >= 'A' && s[1] <= 'E' ? KEY_F1 + (keycode)(s[1] - 'A') : KEY_UNKNOWN;
		*used = len > 1 && s[1] >= 0x20 && s[1] < 0x7f ? 2 : 1;
		return KEY_FOUND;
	}
	n = read_csi(s, len, &c);
	if (c.open && !final && len < SEQUENCE_MAX)
		return KEY_NEEDS_MORE;
	*used = n;
	*key = n ? csi_key(&c) : KEY_ALT | '[';
	if (n && s[0] == '<' && (c.final == 'M' || c.final == 'm')) {
		*key = sgr_mouse(&c);
		return KEY_FOUND;
	}
	if (c.final == '~' && c.number[0] == 200 && c.count == 1 && !c.private)
		return KEY_FOUND_PASTE_START;
	if (n == 1 && c.final == 'M') {		/* a mouse we did not ask for: three bytes follow */
		if (len < 4 && !final)
			return KEY_NEEDS_MORE;
		*used = len < 4 ? len : 4;
	}
	return KEY_FOUND;
}

static keycode
ss3_key(char letter)
{
	for (size_t i = 0; i < COUNT(ss3_letters); i++)
		if (ss3_letters[i].final == letter)
			return ss3_letters[i].key;
	return KEY_UNKNOWN;
}

/* After "ESC O". */
static enum key_found
decode_ss3(const char *s, size_t len, bool final, keycode *key, size_t *used)
{
	struct csi c;

	if (len > 0 && (s[0] < '0' || s[0] > '9')) {
		bool letter = s[0] >= 0x20 && s[0] < 0x7f;

		*key = letter ? ss3_key(s[0]) : KEY_ALT | 'O';
		*used = letter;
		return KEY_FOUND;
	}
	/* some put modifiers before the letter: "ESC O 5 A", "ESC O 1 ; 5 A" */
	*used = read_csi(s, len, &c);
	if (c.open && !final && len < SEQUENCE_MAX)
		return KEY_NEEDS_MORE;
	*key = len == 0 ? KEY_ALT | 'O' : ss3_key(c.final);
	if (*key != KEY_UNKNOWN && c.count > 0)
		*key |= modifiers_of(c.number[c.count - 1]);
	return KEY_FOUND;
}

/* A character, without regard to what stands before it. */
static enum key_found
decode_character(const char *s, size_t len, bool final, keycode *key, size_t *used)
{
	unsigned char c = (unsigned char)s[0];
	size_t need = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
	uint32_t cp;

	*used = 1;
	if (c < 0x80) {
		*key = c < 0x20 ? control_key(c) : c;
		return KEY_FOUND;
	}
	*used = utf8_next(s, len, &cp);
	*key = *used == 1 || cp < 0xa0 ? KEY_UNKNOWN : cp;
	if (*used == 1 && c >= 0xc2 && c < 0xf5 && len < need && !final) {
		for (size_t i = 1; i < len; i++)
			if ((s[i] & 0xc0) != 0x80)
				return KEY_FOUND;
		return KEY_NEEDS_MORE;
	}
	return KEY_FOUND;
}

/* After "ESC ]" or "ESC P" and a digit, "$" or the like: the terminal's answer to a question, up to BEL or ESC \.
 * Never a key, even when it comes late. */
static enum key_found
decode_answer(const char *s, size_t len, bool final, keycode *key, size_t *used)
{
	*key = KEY_UNKNOWN;
	for (size_t i = 0; i < len && i < ANSWER_MAX; i++) {
		if (s[i] == '\a' || (s[i] == ESC && i + 1 < len && s[i + 1] == '\\')) {
			*used = i + (s[i] == ESC ? 2 : 1);
			return KEY_FOUND;
		}
	}
	*used = len < ANSWER_MAX ? len : ANSWER_MAX;
	return final || len >= ANSWER_MAX ? KEY_FOUND : KEY_NEEDS_MORE;
}

enum key_found
key_decode(const char *bytes, size_t len, bool final, keycode *key, size_t *used)
{
	enum key_found found;

	*key = KEY_UNKNOWN;
	*used = 0;
	if (len == 0)
		return KEY_NEEDS_MORE;
	if (bytes[0] != ESC)
		return decode_character(bytes, len, final, key, used);
	if (len == 1) {
		*key = KEY_ESC;
		*used = 1;
		return final ? KEY_FOUND : KEY_NEEDS_MORE;
	}
	if (bytes[1] == '[')
		found = decode_csi(bytes + 2, len - 2, final, key, used);
	else if (bytes[1] == 'O')
		found = decode_ss3(bytes + 2, len - 2, final, key, used);
	else if ((bytes[1] == ']' || bytes[1] == 'P') && len > 2 && strchr("0123456789$>+", bytes[2]))
		found = decode_answer(bytes + 2, len - 2, final, key, used);
	else if ((bytes[1] == ']' || bytes[1] == 'P') && len == 2 && !final)
		return KEY_NEEDS_MORE;
	else if (bytes[1] == ESC) {
		/* Alt with a named key, as some terminals send it; else Esc, and the next is read anew */
		if (len == 2 && !final)
			return KEY_NEEDS_MORE;
		if (len > 2 && (bytes[2] == '[' || bytes[2] == 'O')) {
			found = key_decode(bytes + 1, len - 1, final, key, used);
			*key |= found == KEY_FOUND && *key != KEY_UNKNOWN ? KEY_ALT : 0;
			*used += 1;
			return found;
		}
		*key = KEY_ESC;
		*used = 1;
		return KEY_FOUND;
	} else {
		found = decode_character(bytes + 1, len - 1, final, key, used);
		*key |= *key != KEY_UNKNOWN ? KEY_ALT : 0;
		*used += 1;
		return found;
	}
	*used += 2;
	return found;
}

long
key_paste_end(const char *bytes, size_t len, size_t *used)
{
	static const char mark[] = "\033[201~";
	const char *at = memmem(bytes, len, mark, sizeof mark - 1);

	if (!at)
		return -1;
	*used = (size_t)(at - bytes) + sizeof mark - 1;
	return at - bytes;
}
