/*
 * people.h - persons as other programs write them down: vCard (RFC 6350; 3.0 and 2.1 are read, too) and CSV (RFC
 * 4180).  Pure: text in, persons out, and back.
 */
#ifndef SPORTELLO_PEOPLE_H
#define SPORTELLO_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "error.h"

struct people_value { const char *kind, *text; };	/* an address and its kind, or a field and its value */

struct people_card {
	const char *name, *language, *notes, *uid;
	const char *form, *signs, *quiet, *cap;	/* as the columns of a customer */
	int vip;				/* 1, 0; -1 = not said */
	const struct people_value *addresses;	/* kind mail, phone, telegram... */
	size_t address_count;
	const struct people_value *fields;	/* of the configuration, or what a column was called */
	size_t field_count;
	const char *const *tags;
	size_t tag_count;
	int line;				/* where it begins, from 1 */
};

/* All cards of a file; lines may be folded, ended by \n or \r\n, quoted-printable where a vCard 2.1 says so.  What is
 * not understood is passed over; ERR_INPUT names the line of what is broken (no END, no card at all). */
int vcard_read(const char *text, size_t len, struct arena *a, struct people_card **out, size_t *n, struct error *err);
/* One vCard 4.0, lines of at most 75 bytes, ended by \r\n; vcard_read() of it gives the same card. */
char *vcard_write(const struct people_card *c, struct arena *a);

struct csv_row { char **cells; size_t n; int line; };
/* Rows of cells.  The separator is what the first line has most of: comma, semicolon, tab.  A byte order mark is passed
 * over; text that is not UTF-8 is read as Windows-1252, said in *latin.  ERR_INPUT: a quote that is never closed. */
int csv_read(const char *text, size_t len, struct arena *a, struct csv_row **out, size_t *n, bool *latin,
	struct error *err);
/* A cell as it stands in a file, quoted where it must be.  What a spreadsheet would take for a formula gets a ' in
 * front, which csv_read() takes off again. */
char *csv_cell(const char *text, struct arena *a);

/* What a column is by its title, in English, Italian and German: "name", "first", "last", "mail", "phone", "whatsapp",
 * "language", "tags", "vip", "notes", "organisation"...; NULL = none of them. */
const char *people_column(const char *title);

#endif
