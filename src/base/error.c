/* error.c - the first cause, its code and its words. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "error.h"

/* What a script sees; sportello(1) lists them. */
static const unsigned char exit_status[] = {
	[ERR_NONE] = 0,
	[ERR_USAGE] = 2,
	[ERR_INPUT] = 1,
	[ERR_CONFIG] = 3,
	[ERR_STORE] = 4,
	[ERR_BUSY] = 4,
	[ERR_VERSION] = 4,
	[ERR_CONFLICT] = 1,
	[ERR_SYSTEM] = 1,
	[ERR_NETWORK] = 5,
	[ERR_AUTH] = 5,
	[ERR_LIMIT] = 5,
	[ERR_REMOTE] = 5,
	[ERR_PROTOCOL] = 5,
};

/* Takes away a character that the end of the buffer cut in two. */
static void
mend_cut(char *text, size_t room, int wanted)
{
	size_t len = strlen(text), start = len;

	if (wanted < 0 || (size_t)wanted < room)
		return;
	while (start > 0 && ((unsigned char)text[start - 1] & 0xc0) == 0x80)
		start--;
	if (start > 0 && (unsigned char)text[start - 1] >= 0xc0) {
		unsigned char lead = (unsigned char)text[start - 1];
		size_t need = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

		if (len - (start - 1) < need)
			text[start - 1] = '\0';
	}
}

int
(error_set)(struct error *err, enum error_code code, const char *fmt, ...)
{
	va_list ap;
	int wanted;

	if (!err || err->code != ERR_NONE)
		return -1;
	err->code = code;
	va_start(ap, fmt);
	wanted = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	mend_cut(err->text, sizeof err->text, wanted);
	return -1;
}

void
error_prefix(struct error *err, const char *fmt, ...)
{
	char old[sizeof err->text];
	va_list ap;
	int len;

	if (!err || err->code == ERR_NONE)
		return;
	memcpy(old, err->text, sizeof old);
	va_start(ap, fmt);
	len = vsnprintf(err->text, sizeof err->text, fmt, ap);
	va_end(ap);
	if (len >= 0 && (size_t)len < sizeof err->text)
		len += snprintf(err->text + len, sizeof err->text - (size_t)len, ": %s", old);
	mend_cut(err->text, sizeof err->text, len);
}

void
error_clear(struct error *err)
{
	if (!err)
		return;
	err->code = ERR_NONE;
	err->text[0] = '\0';
}

int
error_exit_status(enum error_code code)
{
	return (size_t)code < sizeof exit_status ? exit_status[code] : 1;
}
