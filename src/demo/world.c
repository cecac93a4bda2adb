/* world.c - reads the world's text: blocks, fields, times. */
#include "demo_internal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

struct embedded { const char *name, *text; };
extern const struct embedded demo_world[];

int
block_error(const struct demo_block *b, struct error *err, const char *fmt, ...)
{
	char words[300];
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(words, sizeof words, fmt, ap);
	va_end(ap);
	return error_set(err, ERR_CONFIG, "%s:%d: %s", b->file, b->line, words);
}

const char *
block_field(const struct demo_block *b, const char *name, size_t n)
{
	for (size_t i = 0; i < b->field_count; i++)
		if (str_ieq(b->fields[i].name, name) && n-- == 0)
			return b->fields[i].value;
	return NULL;
}

/* -- times ------------------------------------------------------------------------------------------------ */

int64_t
world_span(const char *text)
{
	int64_t total = 0;

	if (!*text)
		return -1;
	while (*text) {
		char *end;
		long n = strtol(text, &end, 10);
		int64_t unit = *end == 's' ? MS_SECOND : *end == 'm' ? MS_MINUTE : *end == 'h' ? MS_HOUR :
			*end == 'd' ? MS_DAY : 0;

		if (!isdigit((unsigned char)*text) || !unit)
			return -1;
		total += n * unit;
		text = end + 1;
	}
	return total;
}

int
world_time(const struct world *w, const char *text, int64_t *at, struct error *err)
{
	struct clock_local day;
	int days, hour, minute, used = 0;
	int64_t span;

	if (str_eq(text, "now")) {
		*at = w->now;
		return 0;
	}
	if (sscanf(text, "-%4dd@%2d:%2d%n", &days, &hour, &minute, &used) == 3 && !text[used]) {
		clock_to_local(w->now, &day);
		day.day -= days;
		day.hour = hour;
		day.minute = minute;
		/* odd seconds look less like a machine's, and stay the same each time */
		day.second = (days * 7 + hour * 13 + minute * 29) % 60;
		*at = clock_from_local(&day);
		return 0;
	}
	span = *text == '-' || *text == '+' ? world_span(text + 1) : -1;
	if (span < 0)
		return error_set(err, ERR_CONFIG, "'%s' is no time", text);
	*at = *text == '-' ? w->now - span : w->now + span;
	return 0;
}

/* -- blocks ------------------------------------------------------------------------------------------------- */

static size_t
line_length(const char *s)
{
	return strcspn(s, "\n");
}

static const char *
next_line(const char *s)
{
	s += line_length(s);
	return *s ? s + 1 : s;
}

static bool
is_head(const char *s)
{
	return str_starts(s, "== ");
}

/* "Name: value" */
static bool
take_field(struct arena *a, const char *line, size_t len, struct demo_field *out)
{
	const char *colon = memchr(line, ':', len);

	if (!colon || colon == line || memchr(line, ' ', (size_t)(colon - line)))
		return false;
	out->name = arena_strn(a, line, (size_t)(colon - line));
	out->value = str_trim(a, arena_strn(a, colon + 1, len - (size_t)(colon + 1 - line)));
	return true;
}

static char *
take_body(struct arena *a, const char *from, const char *to)
{
	while (from < to && *from == '\n')
		from++;
	while (to > from && (to[-1] == '\n' || to[-1] == ' '))
		to--;
	return arena_strn(a, from, (size_t)(to - from));
}

static int
take_block(struct world *w, const char *file, const char **text, int *line, struct error *err)
{
	struct demo_block *b;
	struct demo_field field;
	const char *p = *text, *body;
	char **words;
	size_t n, space = 0;

	b = VEC_PUSH(w->arena, w->blocks, w->count, w->space);
	b->file = file;
	b->line = *line;
	if (str_words(w->arena, arena_strn(w->arena, p + 3, line_length(p) - 3), &words, &n, err))
		return -1;
	if (!n)
		return block_error(b, err, "a block without a kind");
	b->kind = words[0];
	b->args = words + 1;
	b->arg_count = n - 1;
	for (p = next_line(p), ++*line; *p && *p != '\n' && !is_head(p); p = next_line(p), ++*line) {
		if (*p == '#')
			continue;
		if (!take_field(w->arena, p, line_length(p), &field))
			break;
		*VEC_PUSH(w->arena, b->fields, b->field_count, space) = field;
	}
	body = p;
	for (; *p && !is_head(p); p = next_line(p))
		++*line;
	b->body = take_body(w->arena, body, p);
	*text = p;
	return 0;
}

int
world_read(struct world *w, struct error *err)
{
	for (const struct embedded *e = demo_world; e->name; e++) {
		const char *p = e->text, *file = arena_printf(w->arena, "%s.txt", e->name);
		int line = 1;

		while (*p && !is_head(p))
			p = next_line(p), line++;
		while (*p)
			if (take_block(w, file, &p, &line, err))
				return -1;
	}
	return 0;
}

char **
body_lines(const struct demo_block *b, struct arena *a, size_t *n)
{
	char **lines = NULL;
	size_t count = 0, space = 0, blank = 0;

	for (const char *p = b->body; *p; p = next_line(p)) {
		size_t len = line_length(p);

		if (!len) {
			blank++;
		} else if (count && (*p == ' ' || *p == '\t')) {
			size_t cut = strspn(p, " \t");
			struct buf gap = BUF_INIT;

			for (; blank; blank--)
				buf_addc(&gap, '\n');
			lines[count - 1] = arena_printf(a, "%s\n%s%.*s", lines[count - 1], gap.data,
				(int)(len - cut), p + cut);
			buf_free(&gap);
		} else if (*p != '#') {
			*VEC_PUSH(a, lines, count, space) = arena_strn(a, p, len);
			blank = 0;
		}
	}
	*n = count;
	return lines;
}

/* -- files -------------------------------------------------------------------------------------------------- */

int
world_file(const char *dir, const char *name, const void *data, size_t len, int mode, struct error *err)
{
	struct arena *a = arena_new();
	const char *path = arena_printf(a, "%s/%s", dir, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode), rc = 0;
	size_t done = 0;

	while (fd >= 0 && done < len) {
		ssize_t n = write(fd, (const char *)data + done, len - done);

		if (n <= 0)
			break;
		done += (size_t)n;
	}
	if (fd < 0 || done < len || close(fd))
		rc = error_set(err, ERR_SYSTEM, _("%s: cannot be written: %s"), path, strerror(errno));
	arena_free(a);
	return rc;
}
