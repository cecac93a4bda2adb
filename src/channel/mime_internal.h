/* mime_internal.h - between the MIME files only. */
#ifndef SPORTELLO_MIME_INTERNAL_H
#define SPORTELLO_MIME_INTERNAL_H

#include <gmime/gmime.h>

#include "mime.h"

/* A mail being read. */
struct reading {
	struct mime_mail *mail;
	struct arena *arena;
	struct buf text;
	size_t file_space;
	size_t left_out;		/* attachments beyond FILES_MAX */
	int other_version;		/* inside an alternative that was not chosen: only files count */
	char *certificate;		/* daticert.xml of certified mail */
	bool cut;			/* text beyond TEXT_MAX */
	struct hasher *hash;
	int depth, nested;		/* parts in parts; mails in mails */
	GMimeMessage *message;
};

enum mime_text_kind { MIME_TEXT_PLAIN, MIME_TEXT_HTML, MIME_TEXT_ENRICHED };

void mime_init(void);
GMimeMessage *mime_open(const char *path, struct error *err);
/* Header of a message or part, decoded, clean, in the arena; NULL when absent. */
char *mime_header(GMimeObject *o, const char *name, struct arena *a);
/* One line of valid UTF-8: control characters, line ends above all, become blanks. */
char *mime_clean(struct arena *a, const char *s, size_t len);
/* "<id>" or "id" without brackets, NULL for nothing. */
char *mime_id(struct arena *a, const char *s);
int mime_fill(GMimeMessage *message, struct arena *a, int nested, struct mime_mail *out);

/* mime_part.c: appends up to max decoded bytes of a leaf; length and SHA-256 of a whole part. */
void mime_bytes(GMimeObject *part, struct buf *out, size_t max);
int64_t mime_measure(GMimeObject *part, struct digest *out);
/* mime_text.c: a text part as readable UTF-8, into an empty buf; reads up to max bytes of it. */
void mime_text(GMimeObject *part, enum mime_text_kind kind, struct arena *a, size_t max, struct buf *out,
	bool *lies);

/* mime_report.c */
void mime_judge(struct reading *r);
void mime_delivery_report(struct reading *r, GMimeObject *part);
void mime_disposition_report(struct reading *r, GMimeObject *part);
void mime_reported_headers(struct reading *r, GMimeObject *part);
void mime_certificate(struct reading *r, GMimeObject *part);
void mime_pec(struct reading *r);

#endif
