/*
 * mime.h - mail as MIME (RFC 5322, 2045-2049): a file read into plain structs, and a mail built from them.
 * The only place that knows GMime is src/channel/mime*.c.
 */
#ifndef SPORTELLO_MIME_H
#define SPORTELLO_MIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buf.h"
#include "error.h"
#include "model.h"

/* What a delivery report (RFC 3464), a disposition notification (RFC 8098) or a PEC receipt says. */
struct mime_report {
	const char *about;		/* Message-ID it is about, or NULL */
	enum outbox_state state;	/* FAILED, DELIVERED, READ; QUEUED = says nothing final */
	const char *recipient, *words;
	const struct report_in *more;	/* what it says of further recipients */
	size_t more_count;
};

struct mime_mail {
	const char *message_id;		/* without <>; NULL when there is none */
	struct address from, sender, reply_to;	/* the first of each; address NULL = none */
	struct recipient *recipients;	/* To, Cc, Reply-To */
	size_t recipient_count;
	const char *subject, *text, *in_reply_to, *list_id;
	const char *const *references;
	size_t reference_count;
	int64_t sent_at, received_at;	/* Date; the uppermost Received; 0 = none or nonsense */
	int tz_minutes;
	enum item_kind kind;		/* MESSAGE, BOUNCE, AUTO, RECEIPT */
	unsigned flags;			/* MESSAGE_BULK, MESSAGE_LYING_LINK */
	bool form;			/* sent by a web form, by its own signs */
	struct mime_report report;
	struct attachment *attachments;
	size_t attachment_count;
	/* PEC (RFC 6109); values of X-Trasporto and X-Ricevuta, and what the envelope carries */
	bool pec;
	const char *pec_transport, *pec_receipt, *pec_ref;
	const char *pec_type, *pec_msgid;	/* what daticert.xml says, which the signature covers */
	const struct mime_mail *inner;	/* postacert.eml */
	struct digest content;		/* of From, Subject, text and attachments, decoded */
};

/*
 * Reads a file.  Broken mail is read as far as it goes; ERR_INPUT only when there is nothing like a mail,
 * ERR_SYSTEM when it cannot be read.  Everything lives in the arena.
 */
int mime_read(const char *path, struct arena *a, struct mime_mail **out, struct error *err);

/* Writes the decoded bytes of a part ("1.2", as in struct attachment) to a file descriptor. */
int mime_extract(const char *path, const char *part, int fd, struct error *err);

struct mime_file { const char *path, *name, *type; };
struct mime_draft {
	const char *message_id;		/* without <> */
	struct address from;
	const struct recipient *recipients;	/* To, Cc; Bcc is left out of the mail */
	size_t recipient_count;
	const char *subject, *text, *in_reply_to;
	const char *const *references;
	size_t reference_count;
	int64_t date_at;
	const struct mime_file *files;
	size_t file_count;
	bool automatic;			/* Auto-Submitted: auto-replied */
};
/*
 * Builds the mail with CRLF line ends.  The same draft gives the same bytes: boundaries follow from the
 * Message-ID.  ERR_INPUT when a file cannot be read or a header would break.
 */
int mime_build(const struct mime_draft *d, struct buf *out, struct error *err);

#endif
