/*
 * utf8_from.c - other charsets to UTF-8.
 *
 * Names in mail are as often wrong as right: Latin-1 means Windows-1252, the old names of the East
 * mean their larger successors, ASCII with high bytes means anything.
 */
#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "str.h"
#include "utf8.h"

#define BAD 0xfffdu

static const uint16_t windows_1252[32] = {
	0x20ac, BAD, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, BAD, 0x017d, BAD,
	BAD, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, BAD, 0x017e, 0x0178,
};

static const struct { const char *name, *meant; } aliases[] = {
	{ "iso-8859-1", "windows-1252" },
	{ "iso8859-1", "windows-1252" },
	{ "iso_8859-1", "windows-1252" },
	{ "latin1", "windows-1252" },
	{ "latin-1", "windows-1252" },
	{ "cp1252", "windows-1252" },
	{ "cp-1252", "windows-1252" },
	{ "x-ansi", "windows-1252" },
	{ "utf8", "utf-8" },
	{ "unicode-1-1-utf-8", "utf-8" },
	{ "gb2312", "gb18030" },
	{ "gbk", "gb18030" },
	{ "x-gbk", "gb18030" },
	{ "ks_c_5601-1987", "cp949" },
	{ "ks_c_5601-1989", "cp949" },
	{ "euc-kr", "cp949" },
	{ "shift_jis", "cp932" },
	{ "shift-jis", "cp932" },
	{ "x-sjis", "cp932" },
	{ "iso-8859-8-i", "iso-8859-8" },
	{ "iso-8859-9", "windows-1254" },
	{ "tis-620", "windows-874" },
	{ "big5", "big5-hkscs" },
};

static bool
from_utf8(struct buf *out, const char *s, size_t len)
{
	bool good = true;
	uint32_t cp;

	if (utf8_valid(s, len)) {
		buf_add(out, s, len);
		return true;
	}
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_next(s + i, len - i, &cp);
		if (n == 1 && cp == BAD) {
			buf_addu(out, BAD);
			good = false;
		} else {
			buf_add(out, s + i, n);
		}
	}
	return good;
}

static bool
from_windows_1252(struct buf *out, const char *s, size_t len)
{
	bool good = true;

	buf_reserve(out, len);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)s[i];
		uint32_t cp = c >= 0x80 && c < 0xa0 ? windows_1252[c - 0x80] : c;

		good = good && cp != BAD;
		if (cp < 0x80)
			buf_addc(out, (char)cp);
		else
			buf_addu(out, cp);
	}
	return good;
}

static bool
from_unknown(struct buf *out, const char *s, size_t len)
{
	if (utf8_valid(s, len)) {
		buf_add(out, s, len);
		return true;
	}
	return from_windows_1252(out, s, len);
}

static bool
from_iconv(struct buf *out, iconv_t cd, const char *s, size_t len)
{
	char *in = (char *)(uintptr_t)s;	/* iconv() does not write it */
	bool good = true;

	for (bool flush = false; ; ) {
		char *to;
		size_t room, done;
		int why;

		buf_reserve(out, len + 64);
		to = out->data + out->len;
		room = out->cap - out->len - 1;
		done = flush ? iconv(cd, NULL, NULL, &to, &room) : iconv(cd, &in, &len, &to, &room);
		why = done == (size_t)-1 ? errno : 0;
		out->len = (size_t)(to - out->data);
		out->data[out->len] = '\0';
		if (why == E2BIG)
			continue;
		if (flush)
			return good;
		if (why && len > 0) {
			buf_addu(out, BAD);
			good = false;
			in++;
			len--;
		}
		flush = len == 0;
	}
}

/* GMime's converters are made here, too: where there is no memory for one it would take another charset, and names,
 * subjects and the names of files would be other ones without a word.  The C library calls a charset unknown, too,
 * when there was no memory to load what knows it.  Whoever asks again is told the truth; what came in half is thrown
 * out when another one is closed. */
iconv_t
iconv_open(const char *to, const char *from)
{
	static iconv_t (*system_open)(const char *, const char *);
	iconv_t none = (iconv_t)-1;
	int why = errno;

	if (!system_open)
		*(void **)&system_open = dlsym(RTLD_NEXT, "iconv_open");
	if (!system_open)
		abort();
	iconv_t cd = system_open(to, from);
	for (int i = 0; i < 2 && cd == none && errno == EINVAL; i++) {
		iconv_t other = system_open("UTF-8", "UTF-16");

		if (other != none)
			(void)iconv_close(other);
		cd = system_open(to, from);
	}
	if (cd == none && errno == ENOMEM)
		out_of_memory(strlen(from));
	if (cd != none)
		errno = why;
	return cd;
}

bool
utf8_from(struct buf *out, const char *charset, const char *s, size_t len)
{
	iconv_t cd;
	bool good;

	if (str_empty(charset) || str_ieq(charset, "us-ascii") || str_ieq(charset, "ascii"))
		return from_unknown(out, s, len);
	for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (str_ieq(charset, aliases[i].name)) {
			charset = aliases[i].meant;
			break;
		}
	if (str_ieq(charset, "utf-8"))
		return from_utf8(out, s, len);
	if (str_ieq(charset, "windows-1252"))
		return from_windows_1252(out, s, len);
	/* "//" would ask iconv for transliteration and more */
	cd = strchr(charset, '/') ? (iconv_t)-1 : iconv_open("UTF-8", charset);
	if (cd == (iconv_t)-1)
		return from_unknown(out, s, len);
	good = from_iconv(out, cd, s, len);
	(void)iconv_close(cd);
	return good;
}
