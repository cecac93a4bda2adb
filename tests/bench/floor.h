/*
 * floor.h - what a question costs at least: SQLite alone, on a connection of its own to the same file, without any of
 * our code between.  Medians, in microseconds.  name (of struct peer) says what was done.
 */
#ifndef SPORTELLO_BENCH_FLOOR_H
#define SPORTELLO_BENCH_FLOOR_H

#include <stddef.h>

#include "row.h"

/* Of store.db in this folder; ends the program when it cannot be read. */
void floor_open(const char *dir);
void floor_close(void);
/* So many rows of a table, spread over it, found by their key and read whole. */
struct peer floor_rows(const char *table, size_t n);
/* So many entries of a table's key, in order. */
struct peer floor_walk(const char *table, size_t n);
/* One column of all rows of a table, added up. */
struct peer floor_sum(const char *table, const char *column);
/* The file opened, its schema read, closed. */
struct peer floor_start(void);

#endif
