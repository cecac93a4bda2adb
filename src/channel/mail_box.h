/* mail_box.h - inside the mail channel only: the open database. */
#ifndef SPORTELLO_MAIL_BOX_H
#define SPORTELLO_MAIL_BOX_H

#include <notmuch.h>

#include "mail.h"

struct mail_box {
	notmuch_database_t *db;
	char *path, *root;	/* as configured; where the mail lies */
	size_t root_len;
	bool split;		/* database and mail lie apart: notmuch's configuration knows where */
};

int mail_box_open(const char *root, bool write, struct mail_box **out, struct error *err);
/* The path below the root, or the whole when it lies elsewhere. */
const char *mail_below(const struct mail_box *box, const char *path);

#endif
