/* log.c - lines for the person who has to find out why. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "log.h"
#include "utf8.h"

static const struct { const char *name; enum log_area area; } areas[] = {
	{ "main", LOG_MAIN }, { "store", LOG_STORE }, { "sync", LOG_SYNC }, { "mail", LOG_MAIL },
	{ "mime", LOG_MIME }, { "http", LOG_HTTP }, { "smtp", LOG_SMTP }, { "exec", LOG_EXEC },
	{ "ui", LOG_UI }, { "all", LOG_ALL },
};

static unsigned enabled;
static bool raw;

/* The bit of a name, 0 if there is none. */
static unsigned
area_named(const char *name, size_t len)
{
	for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
		if (strlen(areas[i].name) == len && !memcmp(areas[i].name, name, len))
			return areas[i].area;
	return 0;
}

bool
log_enable(const char *list)
{
	unsigned add = 0;
	bool add_raw = false;

	for (const char *p = list ? list : ""; *p; p += strspn(p, ", ")) {
		size_t len = strcspn(p, ", ");
		unsigned bit = area_named(p, len);

		if (len == 3 && !memcmp(p, "raw", 3))
			add_raw = true;
		else if (len > 0 && !bit)
			return false;
		add |= bit;
		p += len;
	}
	enabled |= add;
	raw = raw || add_raw;
	return true;
}

bool
log_on(enum log_area area)
{
	return enabled & area;
}

bool
log_raw(void)
{
	return raw;
}

void
log_line(enum log_area area, const char *fmt, ...)
{
	struct buf text = BUF_INIT, line = BUF_INIT;
	const char *name = "";
	struct clock_local t;
	int64_t now;
	va_list ap;

	if (!log_on(area))
		return;
	for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
		if (areas[i].area == area)
			name = areas[i].name;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	now = clock_now();
	clock_to_local(now, &t);
	buf_addf(&line, "%02d:%02d:%02d.%03d %-5s ", t.hour, t.minute, t.second, (int)(now % 1000),
		name);
	utf8_clean(&line, text.data, text.len, false);
	buf_addc(&line, '\n');
	/* one write, so that lines of several processes do not mix; a full disk loses the line */
	if (write(STDERR_FILENO, line.data, line.len) < 0)
		enabled &= ~(unsigned)area;
	buf_free(&line);
	buf_free(&text);
}

const char *
log_text(const char *text)
{
	static char ring[4][32];
	static unsigned next;
	char *out;

	if (!text || raw)
		return text ? text : "";
	out = ring[next++ % 4];
	(void)snprintf(out, sizeof ring[0], "<%zu bytes>", strlen(text));
	return out;
}
