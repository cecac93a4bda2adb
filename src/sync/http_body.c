/* http_body.c - the bytes of a request: a text, a file, or the parts of a form (RFC 7578), one after another. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buf.h"
#include "hash.h"
#include "http.h"
#include "i18n.h"
#include "str.h"

struct piece { const char *text; const char *file; int64_t len; };

struct http_body {
	struct piece *pieces;
	size_t count, space, at;
	int64_t done, in_piece, total;
	int fd;
};

static int
add_text(struct http_body *b, const char *text, size_t len, struct arena *a)
{
	*VEC_PUSH(a, b->pieces, b->count, b->space) = (struct piece){ .text = text, .len = (int64_t)len };
	b->total += (int64_t)len;
	return 0;
}

static int
add_file(struct http_body *b, const char *path, struct arena *a, struct error *err)
{
	struct stat st;

	if (stat(path, &st) || !S_ISREG(st.st_mode))
		return error_set(err, ERR_INPUT, _("%s: cannot be read: %s"), path, strerror(errno));
	*VEC_PUSH(a, b->pieces, b->count, b->space) = (struct piece){ .file = path, .len = (int64_t)st.st_size };
	b->total += (int64_t)st.st_size;
	return 0;
}

/* As browsers write it: quotes and line ends cannot end the name. */
static const char *
safe_name(const char *name, struct arena *a)
{
	struct buf out = BUF_INIT;
	const char *p, *copy;

	for (p = name; *p; p++)
		if (*p == '"')
			buf_adds(&out, "%22");
		else if ((unsigned char)*p < ' ' || *p == 127)
			buf_addc(&out, '_');
		else
			buf_addc(&out, *p);
	copy = arena_strn(a, out.data, out.len);
	buf_free(&out);
	return copy;
}

static int
add_part(struct http_body *b, const struct request_part *p, const char *boundary, struct arena *a,
	struct error *err)
{
	const char *head = arena_printf(a, "--%s\r\nContent-Disposition: form-data; name=\"%s\"", boundary,
		safe_name(p->name, a));

	if (p->file)
		head = arena_printf(a, "%s; filename=\"%s\"", head, safe_name(p->file_name ? p->file_name : "file", a));
	if (p->type)
		head = arena_printf(a, "%s\r\nContent-Type: %s", head, safe_name(p->type, a));
	head = arena_printf(a, "%s\r\n\r\n", head);
	add_text(b, head, strlen(head), a);
	if (p->file) {
		if (add_file(b, p->file, a, err))
			return -1;
	} else {
		add_text(b, p->value, strlen(p->value), a);
	}
	return add_text(b, "\r\n", 2, a);
}

int
http_body_open(const struct http_request *r, struct http_body **out, const char **type, struct arena *a,
	struct error *err)
{
	struct http_body *b = arena_new_of(a, struct http_body);
	unsigned char chance[12];
	char boundary[40] = "sportello-";
	size_t i;

	b->fd = -1;
	if (r->part_count) {
		hash_random(chance, sizeof chance);
		for (i = 0; i < sizeof chance; i++)
			(void)snprintf(boundary + 10 + 2 * i, 3, "%02x", chance[i]);
		for (i = 0; i < r->part_count; i++)
			if (add_part(b, &r->parts[i], boundary, a, err))
				return -1;
		add_text(b, arena_printf(a, "--%s--\r\n", boundary), strlen(boundary) + 6, a);
		*type = arena_printf(a, "multipart/form-data; boundary=%s", boundary);
	} else if (r->body_file) {
		if (add_file(b, r->body_file, a, err))
			return -1;
	} else if (r->body_len) {
		add_text(b, r->body, r->body_len, a);
	} else {
		b = NULL;
	}
	*out = b;
	return 0;
}

int64_t
http_body_length(const struct http_body *b)
{
	return b->total;
}

int64_t
http_body_left(const struct http_body *b)
{
	return b->total - b->done;
}

static void
shut(struct http_body *b)
{
	if (b->fd >= 0)
		(void)close(b->fd);
	b->fd = -1;
}

/* A file that became shorter meanwhile would leave the server waiting: an error. */
static long
read_piece(struct http_body *b, const struct piece *p, char *out, size_t room)
{
	int64_t left = p->len - b->in_piece;
	size_t n = (int64_t)room < left ? room : (size_t)left;
	ssize_t got;

	if (p->text) {
		memcpy(out, p->text + b->in_piece, n);
		return (long)n;
	}
	if (b->fd < 0)
		b->fd = open(p->file, O_RDONLY | O_CLOEXEC);
	do
		got = b->fd < 0 ? -1 : read(b->fd, out, n);
	while (got < 0 && b->fd >= 0 && errno == EINTR);
	return got > 0 ? (long)got : -1;
}

long
http_body_read(struct http_body *b, char *out, size_t room)
{
	size_t filled = 0;

	while (filled < room && b->at < b->count) {
		const struct piece *p = &b->pieces[b->at];
		long got = 0;

		if (b->in_piece < p->len && (got = read_piece(b, p, out + filled, room - filled)) < 0)
			return -1;
		filled += (size_t)got;
		b->in_piece += got;
		b->done += got;
		if (b->in_piece < p->len)
			continue;
		shut(b);
		b->at++;
		b->in_piece = 0;
	}
	return (long)filled;
}

int
http_body_rewind(struct http_body *b)
{
	shut(b);
	b->at = 0;
	b->done = b->in_piece = 0;
	return 0;
}

void
http_body_close(struct http_body *b)
{
	if (b)
		shut(b);
}
