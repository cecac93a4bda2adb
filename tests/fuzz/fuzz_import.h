/* fuzz_import.h - an export of another desk: cut, learned, told twice, as the import does it. */
#ifndef SPORTELLO_FUZZ_IMPORT_H
#define SPORTELLO_FUZZ_IMPORT_H

#include "fuzz.h"
#include "import.h"
#include "str.h"
#include "utf8.h"

struct fuzz_import { struct import *im; int pass; int64_t records; };

static inline void
fuzz_told(const struct import_told *t)
{
	for (size_t i = 0; i < t->batch.message_count; i++) {
		const struct message_in *m = &t->batch.messages[i];

		/* history, whatever it says of itself, in a thread, with a name, and never in public */
		FUZZ_HOLDS(m->flags & MESSAGE_HISTORY && m->audience == AUDIENCE_PRIVATE);
		FUZZ_HOLDS(m->thread && *m->thread && m->remote_id && *m->remote_id && m->text && m->subject);
		FUZZ_HOLDS(m->received_at >= 0 && m->sent_at == m->received_at);
		FUZZ_HOLDS(m->kind != KIND_INTERNAL || m->direction == DIRECTION_OUT);
		for (size_t k = 0; k < m->attachment_count; k++)
			FUZZ_HOLDS(m->attachments[k].part && m->attachments[k].name && m->attachments[k].bytes >= 0);
	}
	for (size_t i = 0; i < t->person_count; i++) {
		const struct person_in *p = &t->people[i];

		FUZZ_HOLDS(!p->id || (p->kind && p->address));
		FUZZ_HOLDS(!(p->sure && p->agent));
	}
	for (size_t i = 0; i < t->rating_count; i++)
		FUZZ_HOLDS(t->ratings[i].score >= 0 && t->ratings[i].score <= 100);
	for (size_t i = 0; i < t->macro_count; i++) {
		struct buf b = BUF_INIT;

		import_macro_text(&t->macros[i], &b);
		FUZZ_HOLDS(str_starts(b.data, "[macro ") && b.data[b.len - 1] == '\n');
		buf_free(&b);
	}
}

static inline int
fuzz_record(void *ctx, const struct import_record *r, struct error *err)
{
	struct fuzz_import *f = ctx;
	struct error why = ERROR_INIT;
	struct import_told told;
	struct arena *a = arena_new();

	(void)err;
	f->records++;
	FUZZ_HOLDS(r->text || r->words);
	FUZZ_HOLDS(r->at.line >= 1 && r->at.offset >= 0);
	if (f->pass == 0)
		(void)import_learn(f->im, r, &why);
	else if (!import_tell(f->im, r, f->pass - 1, a, &told, &why))
		fuzz_told(&told);
	arena_free(a);
	return 0;
}

/* The first byte says in which pieces it comes, and whether it is a table. */
static inline int
fuzz_import(const char *desk, const uint8_t *data, size_t size)
{
	const struct import_desk *d = import_desk_find(desk);
	struct fuzz_import f = { .im = import_new(d, true) };
	size_t step = size ? 1 + data[0] % 64 : 1;
	bool csv = size && data[0] & 0x80;
	int64_t first = 0;

	for (f.pass = 0; f.pass < 3; f.pass++) {
		struct import_scan *s = import_scan_new(d->lists, d->nests, csv, fuzz_record, &f);
		struct error err = ERROR_INIT;
		int rc = 0;

		f.records = 0;
		for (size_t i = 1; !rc && i < size; i += step)
			rc = import_scan_feed(s, (const char *)data + i, size - i < step ? size - i : step, &err);
		if (!rc)
			rc = import_scan_end(s, &err);
		FUZZ_HOLDS((rc != 0) == (err.code != ERR_NONE));
		if (!f.pass)
			first = f.records;
		FUZZ_HOLDS(f.records == first);
		import_scan_free(s);
	}
	import_free(f.im);
	return 0;
}

#endif
