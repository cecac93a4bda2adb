/*
 * demo_internal.h - inside src/demo/ only.
 *
 * The world is a list of blocks, read from text; each kind of block has its file here.  Times are instants
 * of the world: `now` is when it is made, later ones happen while the agent works.
 */
#ifndef SPORTELLO_DEMO_INTERNAL_H
#define SPORTELLO_DEMO_INTERNAL_H

#include <stdio.h>

#include <jansson.h>

#include "buf.h"
#include "demo.h"
#include "verb.h"

/* -- world.c: the text -------------------------------------------------------------------------------- */

struct demo_field { const char *name, *value; };
struct demo_block {
	const char *kind;		/* mail, chat, calls, answer, ... */
	char **args;
	size_t arg_count;
	struct demo_field *fields;	/* "Name: value" lines up to the first empty one */
	size_t field_count;
	char *body;			/* the rest, without empty lines around it */
	const char *file;
	int line;			/* of its head */
};

struct world {
	struct arena *arena;
	const char *dir;
	int64_t now;
	struct demo_block *blocks;
	size_t count, space;
	json_t *script;			/* what the parts must know: script.json */
	struct store *store;		/* role DESK, while agents act */
	struct conf *conf;
	struct care_policy policy;
};

/* Reads the embedded text. */
int world_read(struct world *w, struct error *err);
/* Value of the block's n-th field of that name (0 = first), NULL when there is none. */
const char *block_field(const struct demo_block *b, const char *name, size_t n);
/* ERR_CONFIG with file and line. */
int block_error(const struct demo_block *b, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* "-3d@12:05" (local time, that many days before), "-2h10m", "+40s", "now", as an instant. */
int world_time(const struct world *w, const char *text, int64_t *at, struct error *err);
/* "2h10m" in ms; -1 when it is none. */
int64_t world_span(const char *text);
/* Lines of a body; an indented one goes on with the line before. */
char **body_lines(const struct demo_block *b, struct arena *a, size_t *n);

/* -- letters.c: mails as bytes -------------------------------------------------------------------------- */

struct demo_file { const char *name, *type; const void *data; size_t len; };
struct demo_letter {
	const char *id;			/* without <> */
	const char *from, *to, *cc, *subject, *text;
	bool html;
	const char *in_reply_to, *references;	/* "<a> <b>" */
	const char *headers;		/* further whole lines */
	const char *report;		/* a bounce: the message/delivery-status part */
	const char *reported;		/* and the headers of the mail it is about */
	struct demo_file *files;
	size_t file_count;
	int64_t at, written_at;		/* written: 0 = at */
	bool received;			/* with a Received line */
};
void letter_write(struct buf *out, const struct demo_letter *l);
/* "Ana Perez <ana@x.example>" -> the address alone. */
char *bare_address_of(struct arena *a, const char *text);
/* A file of its own making by name: *.png, *.pdf, else a text. */
void demo_file_make(struct arena *a, const char *name, struct demo_file *out);
/* Certified mail: the envelope or receipt around a mail, signed with the demo's own key if openssl is there. */
struct pec_envelope {
	const char *id, *from, *to, *subject, *headers, *text, *daticert;
	const char *inner;		/* bytes of postacert.eml, or NULL */
	size_t inner_len;
	int64_t at;
};
int pec_keys(const char *dir, struct error *err);
void pec_write(const char *dir, struct buf *out, const struct pec_envelope *e);

/* -- post.c: the way of mail ---------------------------------------------------------------------------- */

/* Puts a mail where it will be found in the folder (INBOX, PEC, Sent) from `at` on; seq orders equal times. */
int post_put(const char *dir, const char *folder, int64_t at, int seq, const struct buf *bytes,
	struct error *err);
int part_post(const char *dir);
int part_mailer(const char *dir, const char *const *to, size_t n);

/* -- chat.c, speak.c: programs that speak sportello-exec(5) ----------------------------------------------- */

int part_chat(const char *dir, const char *account);
/* What the customer of a conversation says after our n-th message there: an array of lines with "after" in
 * ms; never NULL, to be freed. */
json_t *script_answers(json_t *script, const char *key, size_t n);
json_t *script_load(const char *dir);
/* Remembers that something was said; how often before. */
size_t said_add(const char *dir, const char *channel, const char *thread, const char *words);
/* The world's time: that of the making, else the clock's; does it stand still? */
int64_t part_now(const char *dir);
bool part_still(const char *dir, int64_t *now);

/* -- what makes the world of its blocks --------------------------------------------------------------------- */

int make_mail(struct world *w, struct error *err);
int make_chats(struct world *w, struct error *err);
int make_config(struct world *w, struct error *err);
/* Everything up to the time of a block `pass`, then the deeds in it. */
int make_pass(struct world *w, const struct demo_block *b, struct error *err);
int act_lines(struct world *w, const struct demo_block *b, struct error *err);

/* Writes a file below the world's folder. */
int world_file(const char *dir, const char *name, const void *data, size_t len, int mode, struct error *err);

#endif
