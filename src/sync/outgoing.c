/* outgoing.c - see outgoing.h. */
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "clock.h"
#include "i18n.h"
#include "outgoing.h"
#include "str.h"

int
outgoing_read(struct worker *w, int64_t id, struct arena *a, struct outgoing_row *out, struct error *err)
{
	struct outgoing_row r = { .recipients = NULL };
	size_t i;

	if (read_outbox_row(w->store, id, a, &r.row, err) ||
	    read_outbox_recipients(w->store, id, a, &r.recipients, &r.recipient_count, err) ||
	    read_outbox_files(w->store, id, a, &r.files, &r.file_count, err) ||
	    (r.row.text && read_text(w->store, r.row.text, a, &r.text, err)))
		return -1;
	r.paths = arena_array(a, const char *, r.file_count + 1);
	for (i = 0; i < r.file_count; i++) {
		r.paths[i] = store_blob_path(w->store, r.files[i].blob, a);
		if (!r.paths[i] || access(r.paths[i], R_OK))
			return error_set(err, ERR_INPUT, _("the attached file %s is gone; attach it "
				"again"), r.files[i].name);
	}
	uid_hex(r.hex, r.row.uid);
	*out = r;
	return 0;
}

/* What nobody named the type of shows it by its first bytes, where they say enough. */
static const char *
type_of(const struct outbox_file_row *f, const char *path)
{
	char head[64];
	const char *seen = NULL;
	int fd = str_eq(f->type, "application/octet-stream") ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	ssize_t n = fd < 0 ? -1 : read(fd, head, sizeof head);

	if (fd >= 0)
		(void)close(fd);
	if (n > 0)
		seen = media_sniff(head, (size_t)n);
	return seen && (str_starts(seen, "image/") || str_starts(seen, "audio/") || str_starts(seen, "video/") ||
		str_eq(seen, "application/pdf")) ? seen : f->type;
}

int
outgoing_make(struct worker *w, const struct outgoing_row *row, struct arena *a, struct outgoing *out,
	struct error *err)
{
	struct recipient *to = arena_array(a, struct recipient, row->recipient_count);
	struct attachment *files = arena_array(a, struct attachment, row->file_count);
	char *thread = NULL;
	size_t i;

	for (i = 0; i < row->recipient_count; i++)
		to[i] = (struct recipient){ row->recipients[i].role, row->recipients[i].who };
	for (i = 0; i < row->file_count; i++) {
		struct stat st;

		files[i] = (struct attachment){ .name = row->files[i].name,
			.type = type_of(&row->files[i], row->paths[i]),
			.file = row->paths[i], .bytes = stat(row->paths[i], &st) ? 0 : st.st_size };
	}
	if (row->row.thread && feed_thread_name(w->store, row->row.thread, a, &thread, err))
		return -1;
	*out = (struct outgoing){
		.id = row->row.id, .kind = row->row.kind, .thread = thread, .subject = row->row.subject,
		.text = row->text, .recipients = to, .recipient_count = row->recipient_count,
		.in_reply_to = row->row.in_reply_to, .audience = row->row.audience, .files = files,
		.file_count = row->file_count, .queued_at = row->row.queued_at, .tried_at = row->row.wire_at,
	};
	return 0;
}

int64_t
outgoing_next_try(int attempts)
{
	int64_t ms = 30 * MS_SECOND;

	for (; attempts > 1 && ms < 15 * MS_MINUTE; attempts--)
		ms *= 2;
	return clock_now() + (ms < 15 * MS_MINUTE ? ms : 15 * MS_MINUTE);
}
