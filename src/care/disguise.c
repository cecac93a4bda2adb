/* disguise.c - see disguise.h. */
#include <string.h>

#include "disguise.h"
#include "str.h"
#include "utf8.h"

#define LINKS_MAX 500

enum alphabet { OTHER, LATIN, GREEK, CYRILLIC, ARMENIAN, CHEROKEE, LISU, COPTIC };

static const struct { uint32_t from, to; enum alphabet alphabet; } ranges[] = {
	{ 'A', 'Z', LATIN }, { 'a', 'z', LATIN }, { 0xc0, 0xd6, LATIN }, { 0xd8, 0xf6, LATIN }, { 0xf8, 0x24f, LATIN },
	{ 0x250, 0x2af, LATIN }, { 0x370, 0x373, GREEK }, { 0x376, 0x377, GREEK }, { 0x37b, 0x37d, GREEK },
	{ 0x37f, 0x37f, GREEK }, { 0x386, 0x386, GREEK }, { 0x388, 0x3e1, GREEK }, { 0x3e2, 0x3ef, COPTIC },
	{ 0x3f0, 0x3ff, GREEK }, { 0x400, 0x481, CYRILLIC }, { 0x48a, 0x52f, CYRILLIC }, { 0x531, 0x556, ARMENIAN },
	{ 0x560, 0x588, ARMENIAN }, { 0x13a0, 0x13fd, CHEROKEE }, { 0x1c80, 0x1c8f, CYRILLIC }, { 0x1d00, 0x1d25, LATIN },
	{ 0x1e00, 0x1eff, LATIN }, { 0x1f00, 0x1fff, GREEK }, { 0x2c60, 0x2c7f, LATIN }, { 0x2c80, 0x2cf3, COPTIC },
	{ 0xa4d0, 0xa4fd, LISU }, { 0xa640, 0xa69d, CYRILLIC }, { 0xa722, 0xa7ff, LATIN }, { 0xab70, 0xabbf, CHEROKEE },
};

static enum alphabet
alphabet_of(uint32_t cp)
{
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && cp >= ranges[i].from; i++)
		if (cp <= ranges[i].to)
			return ranges[i].alphabet;
	return OTHER;
}

/* Goes on with the word before: digits and marks. */
static bool
is_within(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 0x300 && cp <= 0x36f);
}

bool
care_mixes_alphabets(const char *s, size_t len)
{
	enum alphabet word = OTHER, a;
	uint32_t cp;

	for (size_t i = 0; i < len; ) {
		i += utf8_next(s + i, len - i, &cp);
		if (is_within(cp))
			continue;
		a = alphabet_of(cp);
		if (a != OTHER && word != OTHER && a != word)
			return true;
		word = a;
	}
	return false;
}

/* Cyrillic and Greek letters that are, to the eye, Latin ones; in order. */
static bool
looks_latin(uint32_t cp)
{
	static const uint16_t twins[] = { 0x3b1, 0x3b3, 0x3b9, 0x3ba, 0x3bd, 0x3bf, 0x3c1, 0x3c4, 0x3c5, 0x3c7, 0x3f2, 0x3f3,
		0x430, 0x433, 0x435, 0x43e, 0x43f, 0x440, 0x441, 0x443, 0x445, 0x44a, 0x44c, 0x455, 0x456, 0x458, 0x461,
		0x475, 0x4bb, 0x4bd, 0x4cf, 0x501, 0x51b, 0x51d };

	for (size_t i = 0; i < sizeof twins / sizeof twins[0]; i++)
		if (twins[i] == cp)
			return true;
	return false;
}

static bool
all_look_latin(const char *s, size_t len)
{
	size_t letters = 0;
	uint32_t cp;

	for (size_t i = 0; i < len; ) {
		i += utf8_next(s + i, len - i, &cp);
		if (cp == '-' || is_within(cp))
			continue;
		if (!looks_latin(cp))
			return false;
		letters++;
	}
	return letters > 1;
}

static bool
is_ascii(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)s[i] >= 128)
			return false;
	return true;
}

bool
care_host_disguised(const char *host, size_t len)
{
	const char *end = host + len, *dot, *top;

	if (is_ascii(host, len))
		return false;
	if (care_mixes_alphabets(host, len))
		return true;
	top = memrchr(host, '.', len);
	if (!top || !is_ascii(top, (size_t)(end - top)))
		return false;
	for (; host < top; host = dot + 1) {
		dot = memchr(host, '.', (size_t)(end - host));
		if (all_look_latin(host, (size_t)(dot - host)))
			return true;
	}
	return false;
}

static bool
links_disguised(const char *text)
{
	const char *at;
	size_t n;

	for (int i = 0; text && i < LINKS_MAX && (text = strstr(text, "://")); i++) {
		text += 3;
		n = strcspn(text, "/?#\\ \t\r\n<>\"'()[]:");
		at = memrchr(text, '@', n);
		if (care_host_disguised(at ? at + 1 : text, at ? n - (size_t)(at + 1 - text) : n))
			return true;
		text += n;
	}
	return false;
}

/* A name that is an address: "support@bank.example" <x@elsewhere.example>. */
static bool
names_another(const char *name, const char *address)
{
	const char *at = name ? strchr(name, '@') : NULL, *from = at, *end;
	static const char around[] = " \t\"'<>()[],;:";

	if (!at || !address)
		return false;
	while (from > name && !strchr(around, from[-1]))
		from--;
	end = at + strcspn(at, around);
	if (from == at || !memchr(at, '.', (size_t)(end - at)))
		return false;
	return strlen(address) != (size_t)(end - from) || strncasecmp(address, from, (size_t)(end - from));
}

unsigned
care_disguise(const struct message_in *m, bool mail)
{
	const char *name = m->from.name, *address = m->from.address, *at = address && mail ? strrchr(address, '@') : NULL;
	unsigned flags = 0;

	if ((name && care_mixes_alphabets(name, strlen(name))) || (address && care_mixes_alphabets(address, strlen(address))) ||
	    (at && care_host_disguised(at + 1, strlen(at + 1))) || links_disguised(m->text))
		flags |= MESSAGE_LOOKALIKE;
	if (mail && names_another(name, address))
		flags |= MESSAGE_OTHER_NAME;
	return flags;
}
