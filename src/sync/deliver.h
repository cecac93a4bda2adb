/* deliver.h - inside src/sync/ only: one delivery of a mail account, and what it needs. */
#ifndef SPORTELLO_DELIVER_H
#define SPORTELLO_DELIVER_H

#include "buf.h"
#include "outgoing.h"
#include "smtp.h"

struct delivery {
	struct worker *w;
	struct arena *arena;
	struct smtp_server server;	/* url NULL: by the sendmail command */
	struct smtp_line *line;		/* to it, between mails */
	char *secret;			/* wiped at the end */
	const char *sendmail;
	int64_t id;			/* the row under way */
	enum outbox_state state;
	int attempts;
	bool lost;			/* its bytes are gone after they may have been sent */
	struct smtp_recipient *to;
	int *to_n;
	size_t to_count, refused_before;
};

/* deliver_mail.c: the bytes of a row. */
int deliver_build(struct worker *w, const struct outgoing_row *r, struct arena *a, struct buf *out,
	struct error *err);
/* Server and secret of the account, the secret's command run; url NULL when it has no smtp. */
int deliver_server(struct worker *w, struct arena *a, struct smtp_server *out, char **secret,
	struct error *err);

/* By a command: the mail on its standard input, the recipients as its arguments.  Its exit status is that
 * of sysexits(3): 75 and the like mean later. */
int sendmail_send(const char *command, struct smtp_mail *m, struct arena *a, struct smtp_answer *out,
	struct error *err);

#endif
