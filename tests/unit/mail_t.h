/* mail_t.h - for tests of mail: a text read as a mail file, and HTML as text. */
#ifndef SPORTELLO_MAIL_T_H
#define SPORTELLO_MAIL_T_H

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "buf.h"
#include "html.h"
#include "mail.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

/* NULL when it is no mail. */
__attribute__((unused)) static struct mime_mail *
read_bytes(const char *bytes, size_t len)
{
	char path[] = "mime-test.XXXXXX";
	int fd = mkstemp(path);
	struct mime_mail *m = NULL;
	struct error err = ERROR_INIT;

	if (fd < 0 || write(fd, bytes, len) < 0)
		abort();
	close(fd);
	if (mime_read(path, arena, &m, &err))
		printf("# %s\n", err.text);
	unlink(path);
	return m;
}

__attribute__((unused)) static struct mime_mail *
read_text(const char *text)
{
	return read_bytes(text, strlen(text));
}

__attribute__((unused)) static char *
as_text(const char *html, bool *lies)
{
	struct buf b = BUF_INIT;
	char *s;

	*lies = false;
	html_text(html, strlen(html), &b, lies);
	s = arena_str(arena, b.data);
	buf_free(&b);
	return s;
}

#endif
