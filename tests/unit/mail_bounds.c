/* mail_bounds.c - what has no end in a mail ends here: text, files, references, quotes, links; and what is no file. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "mail_t.h"

#define MANY 30000

static struct buf b = BUF_INIT;

static void
times(size_t n, const char *unit)
{
	while (n--)
		buf_adds(&b, unit);
}

static void
text(void)
{
	struct mime_mail *m;

	buf_clear(&b);
	buf_adds(&b, "From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n");
	times(5 << 20, "\xc3\xa9");
	m = read_bytes(b.data, b.len);
	T_OK(m && strlen(m->text) < (4 << 20) + 200, "a text of 10 MB is 4 MB here");
	T_OK(m && strstr(m->text + (4 << 20) - 8, "\xc3\xa9\n\n[The text is longer; the rest is in the original.]"),
		"whole characters, and it says so");
}

static void
files(void)
{
	struct mime_mail *m;

	buf_clear(&b);
	buf_adds(&b, "From: a@b.c\nContent-Type: multipart/mixed; boundary=b\n\n");
	times(2000, "--b\nContent-Type: application/pdf\n\nx\n");
	buf_adds(&b, "--b--\n");
	m = read_bytes(b.data, b.len);
	T_INT(m->attachment_count, 500);
	T_STR(m->text, "[1500 further attachments are in the original.]");
}

static void
references(void)
{
	struct mime_mail *m;
	char line[64];

	buf_clear(&b);
	buf_adds(&b, "From: a@b.c\nMessage-ID: <me@x>\nIn-Reply-To: <me@x>\nReferences:");
	for (int i = 0; i < MANY; i++) {
		snprintf(line, sizeof line, "\n <r%d@x>", i);
		buf_adds(&b, line);
	}
	buf_adds(&b, " <me@x>\n\nx\n");
	m = read_bytes(b.data, b.len);
	T_INT(m->reference_count, 200);
	T_STR(m->references[0], "r0@x");
	T_STR(m->references[1], "r29802@x");
	T_STR(m->references[199], "me@x");
}

static size_t
widest(const char *s)
{
	size_t most = 0;

	for (; *s; s += s[strcspn(s, "\n")] ? strcspn(s, "\n") + 1 : strcspn(s, "\n"))
		if (strcspn(s, "\n") > most)
			most = strcspn(s, "\n");
	return most;
}

static void
html(void)
{
	bool lies;
	const char *out;
	size_t n = 0;

	buf_clear(&b);
	times(400000, "<p>word <b>bold</b> &amp; more</p>\n");
	T_OK(strlen(as_text(b.data, &lies)) < (2 << 20) + 1000, "14 MB of HTML are 2 MB here");
	buf_clear(&b);
	for (int i = 0; i < 200; i++)
		buf_adds(&b, "<blockquote>w<br>");
	T_OK(widest(as_text(b.data, &lies)) < 40, "quotes in quotes stay on the screen");
	buf_clear(&b);
	for (int i = 0; i < 3000; i++)
		buf_addf(&b, "<p><a href=\"https://a.example/%d\">here</a>", i);
	for (out = as_text(b.data, &lies); (out = strstr(out, "https://a.example/")); out++)
		n++;
	T_INT((long long)n, 200);
}

/* Looked at as a file, and something else by the time it is opened. */
static void
no_file(void)
{
	static const char *const paths[] = { "/dev/zero", "/dev/null", "/", "/nowhere", "mail-bounds.fifo" };
	struct mime_mail *m;
	struct error err;

	unlink(paths[4]);
	T_OK(!mkfifo(paths[4], 0600), "a pipe");
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		err = (struct error)ERROR_INIT;
		T_OK(mime_read(paths[i], arena, &m, &err) && err.code != ERR_NONE, "%s is no mail: %s", paths[i], err.text);
	}
	unlink(paths[4]);
}

int
main(void)
{
	arena = arena_new();
	alarm(120);
	text();
	files();
	references();
	html();
	no_file();
	buf_free(&b);
	arena_free(arena);
	return t_done();
}
