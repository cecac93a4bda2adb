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
	struct hasher *hash;
	int depth, nested;		/* parts in parts; mails in mails */
	GMimeMessage *message;
};

void mime_init(void);
GMimeMessage *mime_open(const char *path, struct error *err);
/* Header of a message or part, decoded, clean, in the arena; NULL when absent. */
char *mime_header(GMimeObject *o, const char *name, struct arena *a);
char *mime_clean(struct arena *a, const char *s, size_t len, bool keep_lf);
/* Decoded bytes of a leaf. */
void mime_bytes(GMimeObject *part, struct buf *out);
/* "<id>" or "id" without brackets, NULL for nothing. */
char *mime_id(struct arena *a, const char *s);
int mime_fill(GMimeMessage *message, struct arena *a, int nested, struct mime_mail *out);

/* mime_report.c */
void mime_judge(struct reading *r);
void mime_delivery_report(struct reading *r, GMimeObject *part);
void mime_disposition_report(struct reading *r, GMimeObject *part);
void mime_reported_headers(struct reading *r, GMimeObject *part);
void mime_pec(struct reading *r);

#endif
