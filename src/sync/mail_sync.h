/* mail_sync.h - inside src/sync/ only: what the mail account's parts share. */
#ifndef SPORTELLO_MAIL_SYNC_H
#define SPORTELLO_MAIL_SYNC_H

#include "mail.h"
#include "sync.h"

/* The notmuch database's folder. */
const char *mail_database(const struct worker *w);

/* The tags kept in step, by their name here ("unread", "status:resolved"), NULL-terminated, and the name
 * notmuch has for one. */
const char *const *mail_kept_tags(struct worker *w);
const char *mail_tag_name(struct worker *w, const char *tag);
/* The same list by notmuch's names. */
const char *const *mail_tag_names(struct worker *w);

/* What notmuch's tags say about a message's case: taken over where they changed since both agreed.  The new
 * bases are collected, for feed_tag_bases(). */
struct tag_bases { struct feed_tag *tags; size_t count, space; struct arena *arena; };
int mail_take_tags(struct worker *w, const char *const *tags, const struct mail_entry *e, struct tag_bases *out,
	struct error *err);

/* Is the envelope's S/MIME signature good, and its signer the sender?  (RFC 6109) */
enum mail_seal pec_verify(struct worker *w, const char *path, const char *from);

#endif
