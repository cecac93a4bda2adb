/* people_internal.h - finding people, between the files of src/store/ only. */
#ifndef SPORTELLO_PEOPLE_INTERNAL_H
#define SPORTELLO_PEOPLE_INTERNAL_H

#include "db.h"
#include "find.h"

/* -- people_facts.c: what one can be found by -------------------------------------------------------------- */

enum fact_kind { FACT_NAME, FACT_WAS, FACT_ADDRESS, FACT_ALIAS, FACT_FIELD };
struct fact { enum fact_kind kind; const char *label, *text; };

/* Empty for those who were merged into another or erased: they are not found.  *into: who they were merged into,
 * else 0; *last_at: their last contact.  Both may be NULL. */
int people_facts(struct store *s, int64_t customer, struct arena *a, struct fact **out, size_t *n, int64_t *into,
	int64_t *last_at, struct error *err);
/* Appends all facts as find.h reads them; a mark stands before the fields, which come last. */
#define PEOPLE_FIELDS '\f'
void people_fold(struct buf *out, const struct fact *facts, size_t n, struct arena *work);
/* What of a person the words fit, for a row: "+39 … 4711", "≈ Müller". */
int people_matched(struct store *s, const struct find_query *q, int64_t customer, struct arena *a, struct arena *work,
	const char **out, struct error *err);

/* -- read_find.c ------------------------------------------------------------------------------------------- */

/* Whose names and addresses all words fit as beginnings of words (a number: as a part of one), the newest contacts if
 * there are more than `limit`. */
int people_ids(struct store *s, const char *text, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);

/* -- people_pieces.c: three letters in a row -------------------------------------------------------------------- */

/* The key of the piece that begins at a letter of a text, and its bytes; 0 = the text ends before. */
int64_t people_piece(const char *at, size_t *len);
struct piece_counts { struct piece_count { int64_t key, n; } *list; size_t size, used; };
/* Counts the pieces of a text; free(c->list) ends it. */
void people_count_pieces(struct piece_counts *c, const char *text);
/* Puts the counts in order at the beginning of the list, which only waits for its end then; how many. */
size_t people_pieces_sort(struct piece_counts *c);

/* -- people_index.c: the people's part of search.db ---------------------------------------------------------- */

/* Words with typos are looked for in a lexicon: lists of the words of one length, many together. */
enum { PEOPLE_VERSION = 3, LEXICON_STEP = 1000000 };

/* Makes the tables where they are missing or of another version; s->search is open. */
int people_index_make(struct store *s, struct error *err);
void people_index_close(struct store *s);
/* Up to `limit` new customers, and, when there are none left, those that changed; adds to *left what remains. */
int people_index_run(struct store *s, size_t limit, int64_t *left, struct error *err);
/* What this connection changes about people goes to the queue of the index (once per connection). */
int people_watch(struct store *s, struct error *err);

#endif
