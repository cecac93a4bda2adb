/* import_internal.h - between the files of the import only. */
#ifndef SPORTELLO_IMPORT_INTERNAL_H
#define SPORTELLO_IMPORT_INTERNAL_H

#include <jansson.h>

#include "gather.h"
#include "import.h"
#include "js.h"

/* import_scan.c: passes over a byte order mark, in whatever pieces it comes. */
void import_skip_mark(const char **bytes, size_t *len, struct import_place *now);

/* -- import_table.c: lines with a head, told as objects ------------------------------------------------------ */

struct import_table;
struct import_table *import_table_new(int (*fn)(void *ctx, const struct import_record *r, struct error *err), void *ctx);
int import_table_feed(struct import_table *t, const char *bytes, size_t len, struct error *err);
int import_table_end(struct import_table *t, struct error *err);
void import_table_free(struct import_table *t);

/* -- import_names.c: what stands behind an id, for as long as the import lasts --------------------------------- */

struct import_names;
struct import_names *import_names_new(void);
void import_names_free(struct import_names *n);
/* kind: one letter.  NULL when nothing is known. */
const void *import_names_get(const struct import_names *n, char kind, const char *id);
/* value must live as long; copies of texts are made with import_names_arena(). */
void import_names_put(struct import_names *n, char kind, const char *id, const void *value);
struct arena *import_names_arena(struct import_names *n);

/* -- what a desk's translator works with ----------------------------------------------------------------------- */

/* What is kept of a person between the two times. */
struct import_known {
	const char *mail, *phone, *kind, *address;
	bool agent, sure;
};
struct import_thread { const char *number, *subject; const struct import_known *who; const char *who_id; };

struct import_comment {
	const char *ticket, *id, *author;	/* their ids */
	const char *text, *html;
	bool internal, ours;
	int64_t at, changed_at;
	const struct attachment *files;
	size_t file_count;
	enum item_kind kind;
};
struct import_ticket {
	const char *id, *number, *subject, *requester;
	const char *status, *priority, *assignee, *group, *link;
	const char *const *tags;
	const struct value_in *values;
	size_t value_count;
	int64_t at, changed_at;
};

struct import {
	const struct import_desk *desk;
	const struct import_translator *translator;
	bool again;
	struct import_names *names;
	struct import_met { const char **names; size_t count, space; } met[2];	/* fields: of tickets, of people */
	/* of the record at hand */
	struct arena *a;
	struct gather g;
	struct import_told *out;
	struct person_in *people;
	struct rating_in *ratings;
	struct import_macro *macros;
	size_t person_space, rating_space, macro_space;
};

/* Both are given each record; `key` is the name of the list that it stood in. */
struct import_translator {
	void (*learn)(struct import *im, const char *key, json_t *o);
	void (*tell)(struct import *im, const char *key, json_t *o, int round);
};
extern const struct import_translator import_zendesk, import_zammad, import_chatwoot;

/* A name behind an id: 'g' group, 'f' field, 's' state, 'p' priority, 'o' organisation. */
void import_name(struct import *im, char kind, const char *id, const char *name);
const char *import_name_of(const struct import *im, char kind, const char *id);
/* First time: a person; `sure` when the desk vouches for the address. */
void import_know(struct import *im, const char *id, const char *mail, const char *phone, bool agent, bool sure);
/* They wrote from this address, or are reached on this number: it is theirs. */
void import_proven(struct import *im, const char *id, const char *kind, const char *address);
void import_know_thread(struct import *im, const char *id, const char *number, const char *subject, const char *who);

/* Second time. */
struct person_in *import_tell_person(struct import *im, const char *id, const char *name);
void import_tell_ticket(struct import *im, const struct import_ticket *t);
/* Without a ticket that is known it is not taken, and said so. */
void import_tell_comment(struct import *im, const struct import_comment *c);
void import_tell_rating(struct import *im, const char *ticket, const char *scale, const char *said, int score,
	const char *words, int64_t at);
void import_tell_macro(struct import *im, const struct import_macro *m);
/* A field of this name was met. */
void import_met_field(struct import *im, bool of_people, const char *name);
/* Texts of a list, NULL-terminated; NULL when there are none. */
const char *const *import_texts(struct arena *a, json_t *list);
/* A value that people can read: lists joined, what is empty NULL. */
const char *import_readable(struct arena *a, json_t *v);
/* Seconds or RFC 3339; 0 when it is none. */
int64_t import_time(json_t *o, const char *path);
/* A file by its name and address. */
struct attachment import_file(struct arena *a, json_t *o, const char *name, const char *type, const char *bytes,
	const char *link);

#endif
