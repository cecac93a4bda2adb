/*
 * mime_part.c - the decoded bytes of a part: a piece of them, their length and digest, all of them to a file
 * descriptor.  A part is never in memory as a whole unless it is small.
 */
#include "mime_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "i18n.h"

static GMimeDataWrapper *
content_of(GMimeObject *part)
{
	return GMIME_IS_PART(part) ? g_mime_part_get_content(GMIME_PART(part)) : NULL;
}

/* Writes the decoded bytes of a leaf, or an attached mail as it stands; -1 when the stream breaks. */
static int64_t
write_to(GMimeObject *part, GMimeStream *out)
{
	GMimeDataWrapper *content = content_of(part);
	int64_t n;

	if (GMIME_IS_PART(part))
		n = content ? g_mime_data_wrapper_write_to_stream(content, out) : 0;
	else
		n = g_mime_object_write_to_stream(part, NULL, out);
	return g_mime_stream_flush(out) ? -1 : n;
}

void
mime_bytes(GMimeObject *part, struct buf *out, size_t max)
{
	GMimeDataWrapper *content = content_of(part);
	GMimeStream *raw = content ? g_mime_data_wrapper_get_stream(content) : NULL, *decoded;
	GMimeFilter *filter;
	char chunk[16384];
	ssize_t n;

	if (!raw)
		return;
	g_mime_stream_reset(raw);
	decoded = g_mime_stream_filter_new(raw);
	filter = g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);
	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	g_object_unref(filter);
	while (max && (n = g_mime_stream_read(decoded, chunk, max < sizeof chunk ? max : sizeof chunk)) > 0) {
		buf_add(out, chunk, (size_t)n);
		max -= (size_t)n;
	}
	g_object_unref(decoded);
}

int64_t
mime_measure(GMimeObject *part, struct digest *out)
{
	GMimeStream *null = g_mime_stream_null_new(), *through = g_mime_stream_filter_new(null);
	GMimeFilter *sum = g_mime_filter_checksum_new(G_CHECKSUM_SHA256);
	int64_t bytes;

	g_mime_stream_filter_add(GMIME_STREAM_FILTER(through), sum);
	(void)write_to(part, through);
	bytes = g_mime_stream_tell(null);
	g_mime_filter_checksum_get_digest(GMIME_FILTER_CHECKSUM(sum), out->b, sizeof out->b);
	g_object_unref(sum);
	g_object_unref(through);
	g_object_unref(null);
	return bytes;
}

static GMimeObject *
find_part(GMimeObject *o, const char *where)
{
	char *end;
	long n;

	while (o && *where) {
		n = strtol(where, &end, 10);
		if (GMIME_IS_MESSAGE_PART(o)) {	/* into an attached mail */
			GMimeMessage *m = g_mime_message_part_get_message(GMIME_MESSAGE_PART(o));

			o = m ? g_mime_message_get_mime_part(m) : NULL;
			continue;
		}
		if (GMIME_IS_MULTIPART(o)) {
			if (n < 1 || n > g_mime_multipart_get_count(GMIME_MULTIPART(o)))
				return NULL;
			o = g_mime_multipart_get_part(GMIME_MULTIPART(o), (int)n - 1);
		} else if (n != 1 || *end) {
			return NULL;
		}
		where = *end == '.' ? end + 1 : "";
	}
	return o;
}

int
mime_extract(const char *path, const char *part, int fd, struct error *err)
{
	GMimeMessage *message = mime_open(path, err);
	GMimeStream *out;
	GMimeObject *o;
	int rc;

	if (!message)
		return -1;
	o = find_part(g_mime_message_get_mime_part(message), part);
	if (o && GMIME_IS_MESSAGE_PART(o))
		o = GMIME_OBJECT(g_mime_message_part_get_message(GMIME_MESSAGE_PART(o)));
	if (!o) {
		g_object_unref(message);
		return error_set(err, ERR_INPUT, _("%s has no part %s"), path, part);
	}
	out = g_mime_stream_fs_new(fd);
	g_mime_stream_fs_set_owner(GMIME_STREAM_FS(out), FALSE);
	errno = 0;
	rc = write_to(o, out) < 0 ? -1 : 0;
	if (rc)
		error_set(err, ERR_SYSTEM, _("writing failed: %s"), strerror(errno));
	g_object_unref(out);
	g_object_unref(message);
	return rc;
}
