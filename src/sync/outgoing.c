/* outgoing.c - see outgoing.h. */
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "outgoing.h"

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

int64_t
outgoing_next_try(int attempts)
{
	int64_t ms = 30 * MS_SECOND;

	for (; attempts > 1 && ms < 15 * MS_MINUTE; attempts--)
		ms *= 2;
	return clock_now() + (ms < 15 * MS_MINUTE ? ms : 15 * MS_MINUTE);
}
