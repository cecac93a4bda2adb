/* extract.c - one attachment out of a mail, for the console and the command line, which know no MIME. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "mail_sync.h"
#include "paths.h"

/* The store knows a file by its path below the mail root. */
static const char *
find_file(struct sync *y, const char *path)
{
	size_t i;

	if (path[0] == '/')
		return path;
	for (i = 0; i < y->account_count; i++) {
		struct worker w = { .sync = y, .account = &y->accounts[i], .arena = y->arena };
		const char *root = mail_database(&w);
		char *full;
		struct mail_box *box;

		if (!root)
			continue;
		full = paths_maildir_file(y->arena, arena_printf(y->arena, "%s/%s", root, path));
		if (!full && !mail_open(root, &box, NULL)) {
			full = paths_maildir_file(y->arena, arena_printf(y->arena, "%s/%s", mail_root(box), path));
			mail_close(box);
		}
		if (full)
			return full;
	}
	return NULL;
}

int
extract_run(struct sync *y, const char *path, const char *part, const char *to, struct error *err)
{
	const char *full = find_file(y, path);
	int fd, rc;

	if (!full)
		return error_set(err, ERR_INPUT, _("the mail %s is not there any more; `sportello sync` finds "
			"files that were moved"), path);
	fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_set(err, ERR_SYSTEM, "%s: %s", to, strerror(errno));
	rc = mime_extract(full, part, fd, err);
	if (close(fd) && !rc)
		rc = error_set(err, ERR_SYSTEM, "%s: %s", to, strerror(errno));
	if (rc)
		(void)unlink(to);
	return rc;
}
