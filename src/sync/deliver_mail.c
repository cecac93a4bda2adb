/* deliver_mail.c - the bytes of an outgoing mail; see deliver.h. */
#include "deliver.h"
#include "i18n.h"
#include "mime.h"
#include "str.h"

int
deliver_build(struct worker *w, const struct outgoing_row *r, struct arena *a, struct buf *out,
	struct error *err)
{
	struct recipient *to = arena_array(a, struct recipient, r->recipient_count);
	struct mime_file *files = arena_array(a, struct mime_file, r->file_count);
	size_t refs, i;
	char **list = str_split(a, r->row.refs ? r->row.refs : "", " \t\r\n", &refs);
	struct mime_draft d = {
		.message_id = r->row.remote_id, .subject = r->row.subject, .text = r->text,
		.from = { r->row.from_name, r->row.from_address },
		.recipients = to, .recipient_count = r->recipient_count,
		.in_reply_to = r->row.in_reply_to, .date_at = r->row.queued_at,
		.references = (const char *const *)list, .reference_count = refs,
		.files = files, .file_count = r->file_count, .automatic = r->row.robot != NULL,
	};

	(void)w;
	if (str_empty(r->row.remote_id) || str_empty(r->row.from_address))
		return error_set(err, ERR_INPUT, _("the message has no sender; set the account's address"));
	for (i = 0; i < r->recipient_count; i++)
		to[i] = (struct recipient){ r->recipients[i].role, r->recipients[i].who };
	for (i = 0; i < r->file_count; i++)
		files[i] = (struct mime_file){ r->paths[i], r->files[i].name, r->files[i].type };
	return mime_build(&d, out, err);
}
