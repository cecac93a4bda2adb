/*
 * import.h - what another desk held, as history: bytes in, rows out.  No file is opened here, nothing is stored.
 *
 * Exports are long, so they are cut into records as they come (import_scan), and gone over twice: the first time to
 * learn who is who and what numbers stand for, the second time to tell.  Only what the desks' own documentation names
 * is looked for; what is absent is not missed.
 */
#ifndef SPORTELLO_IMPORT_H
#define SPORTELLO_IMPORT_H

#include "arena.h"
#include "buf.h"
#include "error.h"
#include "model.h"

/* -- cutting ---------------------------------------------------------------------------------------------- */

struct import_place { int64_t line, offset; };	/* where a record begins: from 1, from 0 */

/* One JSON object of a list, of a file of lines, or alone.  key: the list's name, "" = none.  A record that cannot be
 * had comes with text NULL and its words. */
struct import_record {
	const char *key, *text, *words;
	size_t len;
	struct import_place at;
};

struct import_scan;
/* lists: names of lists whose elements are records; nests: of objects that hold such lists.  csv: lines of a table
 * with a head, each told as an object. */
struct import_scan *import_scan_new(const char *const *lists, const char *const *nests, bool csv,
	int (*fn)(void *ctx, const struct import_record *r, struct error *err), void *ctx);
int import_scan_feed(struct import_scan *s, const char *bytes, size_t len, struct error *err);
/* ERR_INPUT when it ends in the middle. */
int import_scan_end(struct import_scan *s, struct error *err);
void import_scan_free(struct import_scan *s);

/* -- telling ---------------------------------------------------------------------------------------------- */

struct import_macro { const char *name, *text, *status; const char *const *tags; };

/* What one record told. */
struct import_told {
	struct batch batch;
	const struct person_in *people;
	size_t person_count;
	const struct rating_in *ratings;
	size_t rating_count;
	const struct import_macro *macros;
	size_t macro_count;
	int64_t tickets, comments, internal, files;
	const char *words;		/* what could not be taken of it, or NULL */
};

struct import_desk {
	const char *name, *title;	/* "zendesk", "Zendesk" */
	const char *const *lists, *const *nests;
};
/* NULL when there is none of this name; *names: all of them, for words to people. */
const struct import_desk *import_desk_find(const char *name);
extern const char *const import_desk_names[];

struct import;
/* again: an earlier import is there, so that other words of a known message are told as edits. */
struct import *import_new(const struct import_desk *desk, bool again);
void import_free(struct import *im);
/* First time: what stands behind ids. */
int import_learn(struct import *im, const struct import_record *r, struct error *err);
/* Second time, in two rounds: 0 = people and tickets with what they hold, 1 = what stands apart from its ticket. */
int import_tell(struct import *im, const struct import_record *r, int round, struct arena *a, struct import_told *out,
	struct error *err);
/* Fields that people had, or tickets, by the desk's names. */
size_t import_fields(const struct import *im, bool of_people, const char *const **names);
/* The configuration's text of macros ([macro NAME] sections). */
void import_macro_text(const struct import_macro *m, struct buf *out);

#endif
