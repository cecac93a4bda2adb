/*
 * row.h - figures of a benchmark: samples in, one line of the table out.
 *
 * A line is  group TAB what TAB unit TAB n TAB min TAB p50 TAB p99 TAB max TAB budget TAB peer TAB base ; tests/bench/table.py
 * makes the table and the JSON of it.  peer: what it is beside; base: the peer's own figure, or empty when the peer is
 * a line of the same group, named by its "what".  A peer "." is what others are beside.  All but group and what may be empty.
 */
#ifndef SPORTELLO_BENCH_ROW_H
#define SPORTELLO_BENCH_ROW_H

#include <stddef.h>
#include <stdint.h>

struct samples { int64_t *us; size_t count, space; };
/* What a figure stands beside.  us 0: the line of that name. */
struct peer { const char *name; double us; };

void samples_add(struct samples *s, int64_t us);
/* Sorts, prints the line in milliseconds, empties. */
void samples_print(struct samples *s, const char *group, const char *what, const char *budget, const struct peer *peer);
/* One figure, not a time. */
void row_value(const char *group, const char *what, const char *unit, double value, const char *peer, double base);
/* VmHWM and VmRSS of this process, in kB. */
long row_peak_kb(void);
long row_resident_kb(void);

#endif
