/* feed_bounds.c - how large what comes from outside may be, whatever channel brings it; and what looks like another's. */
#include <string.h>

#include "disguise.h"
#include "feed_internal.h"
#include "str.h"
#include "utf8.h"

enum { SUBJECT_MAX = 1000, NAME_MAX_BYTES = 300, FILE_MAX = 200, TYPE_MAX = 127, PLACE_MAX = 4000 };

/* One line: with a line's end in it nobody could be answered. */
static const char *
one_line(struct feeding *f, const char *s)
{
	char *copy;

	if (!s || !strpbrk(s, "\r\n"))
		return s;
	copy = arena_str(f->a, s);
	for (char *c = copy; *c; c++)
		*c = *c == '\r' || *c == '\n' ? ' ' : *c;
	return copy;
}

/* At most so many bytes, in whole characters; the original has the rest. */
static const char *
cut(struct feeding *f, const char *s, size_t max)
{
	if (!s || strnlen(s, max + 1) <= max)
		return s;
	while (max && ((unsigned char)s[max] & 0xc0) == 0x80)
		max--;
	return arena_printf(f->a, "%.*s…", (int)max, s);
}

/* Of a file's name the end says what it is; a path is none of ours, nor what hides a file, is an option or a home. */
static const char *
file_name(struct feeding *f, const char *name)
{
	const char *p = name;
	size_t n;

	if (!name)
		return NULL;
	while ((p = strpbrk(p, "/\\")))
		name = ++p;
	name = utf8_clean_str(f->a, name, false);
	name += strspn(name, " .-~");
	n = strlen(name);
	p = n > FILE_MAX ? name + n - FILE_MAX : name;
	while (p > name && ((unsigned char)*p & 0xc0) == 0x80)
		p++;
	return *p ? arena_str(f->a, p) : "unnamed";
}

static bool
has_odd_names(const struct message_in *m)
{
	for (size_t i = 0; i < m->recipient_count; i++) {
		const char *name = m->recipients[i].who.name;

		if (name && (strnlen(name, NAME_MAX_BYTES + 1) > NAME_MAX_BYTES || strpbrk(name, "\r\n")))
			return true;
	}
	return false;
}

const char *
feed_name(struct feeding *f, const char *name)
{
	return cut(f, one_line(f, name), NAME_MAX_BYTES);
}

void
feed_bounded(struct feeding *f, const struct message_in *m, struct message_in *out)
{
	*out = *m;
	out->subject = cut(f, one_line(f, m->subject), SUBJECT_MAX);
	out->from.name = feed_name(f, m->from.name);
	out->post = cut(f, m->post, PLACE_MAX);
	if (has_odd_names(m)) {
		struct recipient *all = arena_array(f->a, struct recipient, m->recipient_count);

		for (size_t i = 0; i < m->recipient_count; i++) {
			all[i] = m->recipients[i];
			all[i].who.name = feed_name(f, all[i].who.name);
		}
		out->recipients = all;
	}
	if (m->attachment_count) {
		struct attachment *all = arena_array(f->a, struct attachment, m->attachment_count);

		for (size_t i = 0; i < m->attachment_count; i++) {
			all[i] = m->attachments[i];
			all[i].name = file_name(f, all[i].name);
			all[i].type = cut(f, all[i].type, TYPE_MAX);
		}
		out->attachments = all;
	}
	if (m->direction == DIRECTION_IN)
		out->flags |= care_disguise(m, str_eq(feed_identity_kind(f, m), "mail"));
}
