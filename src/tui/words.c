/* words.c - graphemes and words in a string of bytes. */
#include <stdint.h>
#include <string.h>
#include <wctype.h>

#include "utf8.h"
#include "words.h"

size_t
text_next(const char *s, size_t len, size_t pos)
{
	int columns;

	return pos >= len ? len : pos + utf8_grapheme(s + pos, len - pos, &columns);
}

size_t
text_back(const char *s, size_t pos)
{
	return pos == 0 ? 0 : pos - utf8_grapheme_back(s, pos);
}

bool
text_in_word(const char *s, size_t len, size_t pos)
{
	uint32_t cp;

	if (pos >= len)
		return false;
	(void)utf8_next(s + pos, len - pos, &cp);
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || ((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z') || cp == '_';
	return !(cp < 0xc0 && cp != 0xaa && cp != 0xb5 && cp != 0xba) && !(cp >= 0x2000 && cp < 0x2c00) &&
		!(cp >= 0x3000 && cp < 0x3005) && cp != 0xfffd;
}

size_t
text_word_end(const char *s, size_t len, size_t pos)
{
	while (pos < len && !text_in_word(s, len, pos))
		pos = text_next(s, len, pos);
	while (pos < len && text_in_word(s, len, pos))
		pos = text_next(s, len, pos);
	return pos;
}

size_t
text_word_start(const char *s, size_t len, size_t pos)
{
	while (pos > 0 && !text_in_word(s, len, text_back(s, pos)))
		pos = text_back(s, pos);
	while (pos > 0 && text_in_word(s, len, text_back(s, pos)))
		pos = text_back(s, pos);
	return pos;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

size_t
text_blank_start(const char *s, size_t pos)
{
	while (pos > 0 && is_blank(s[pos - 1]))
		pos--;
	while (pos > 0 && !is_blank(s[pos - 1]))
		pos--;
	return pos;
}

void
text_clean_after(struct buf *out, const char *s, size_t pos, const char *text, size_t len)
{
	size_t start = text_back(s, pos), joined = pos - start;
	struct buf b = BUF_INIT, clean = BUF_INIT;

	/* marks and joiners only: anything else stands for itself */
	if (len > 0 && !(text[0] & 0x80))
		joined = 0;
	buf_add(&b, s + pos - joined, joined);
	buf_add(&b, text, len);
	utf8_clean(&clean, b.data, b.len, true);
	if (joined > 0 && (clean.len < joined || memcmp(clean.data, b.data, joined) != 0)) {
		buf_clear(&clean);
		joined = 0;
		utf8_clean(&clean, text, len, true);
	}
	buf_add(out, clean.data + joined, clean.len - joined);
	buf_free(&b);
	buf_free(&clean);
}

void
text_recase(struct buf *out, const char *s, size_t len, enum text_case how)
{
	bool begun = false;

	for (size_t i = 0; i < len; ) {
		bool word = text_in_word(s, len, i);
		uint32_t cp;

		i += utf8_next(s + i, len - i, &cp);
		if (how == TEXT_UPPER || (how == TEXT_CAPITAL && word && !begun))
			cp = (uint32_t)towupper((wint_t)cp);
		else
			cp = (uint32_t)towlower((wint_t)cp);
		begun = word;
		buf_addu(out, cp);
	}
}
