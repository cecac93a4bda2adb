/*
 * mail_write.c - the only writing to a notmuch database: tags, and copies of what was sent.  Opening it
 * for writing waits without end while another process holds the lock, so a child process comes here.
 */
#include <string.h>

#include "mail_box.h"

static bool
keeps_flags(struct mail_box *box)
{
	const char *v = notmuch_config_get(box->db, NOTMUCH_CONFIG_SYNC_MAILDIR_FLAGS);

	return v && (!strcmp(v, "true") || !strcmp(v, "1") || !strcmp(v, "yes"));
}

static bool
apply_tag(struct mail_box *box, const struct mail_change *c, bool flags)
{
	notmuch_message_t *m = NULL;
	notmuch_status_t status;

	if (notmuch_database_find_message(box->db, c->id, &m))
		return false;
	if (!m)
		return true;		/* gone: nothing is left to say */
	status = c->on ? notmuch_message_add_tag(m, c->tag) : notmuch_message_remove_tag(m, c->tag);
	if (!status && flags)
		status = notmuch_message_tags_to_maildir_flags(m);
	notmuch_message_destroy(m);
	return !status;
}

static bool
add_copy(struct mail_box *box, const char *file)
{
	notmuch_message_t *m = NULL;
	notmuch_status_t status = notmuch_database_index_file(box->db, file, NULL, &m);

	if (m && !status) {
		notmuch_message_freeze(m);
		notmuch_message_add_tag(m, "sent");
		notmuch_message_remove_tag(m, "unread");
		notmuch_message_thaw(m);
	}
	if (m)
		notmuch_message_destroy(m);
	return !status || status == NOTMUCH_STATUS_DUPLICATE_MESSAGE_ID;
}

int
mail_apply(const char *root, const struct mail_change *changes, size_t change_count,
	const char *const *files, size_t file_count, char *done, struct error *err)
{
	struct mail_box *box;
	bool flags;
	size_t i;

	if (mail_box_open(root, true, &box, err))
		return -1;
	flags = keeps_flags(box);
	for (i = 0; i < file_count; i++)
		done[change_count + i] = add_copy(box, files[i]);
	for (i = 0; i < change_count; i++)
		done[i] = apply_tag(box, &changes[i], flags);
	if (notmuch_database_close(box->db))
		memset(done, 0, change_count + file_count);
	mail_close(box);
	return 0;
}
