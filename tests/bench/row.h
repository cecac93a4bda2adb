/*
 * row.h - figures of a benchmark: samples in, one line of the table out.
 *
 * A line is  group TAB what TAB unit TAB n TAB p50 TAB p99 TAB max TAB budget ; tests/bench/run makes the
 * table and the JSON of it.  A budget may be empty.
 */
#ifndef SPORTELLO_BENCH_ROW_H
#define SPORTELLO_BENCH_ROW_H

#include <stddef.h>
#include <stdint.h>

struct samples { int64_t *us; size_t count, space; };

void samples_add(struct samples *s, int64_t us);
/* Sorts, prints the line in milliseconds, empties. */
void samples_print(struct samples *s, const char *group, const char *what, const char *budget);
/* VmHWM and VmRSS of this process, in kB. */
long row_peak_kb(void);
long row_resident_kb(void);

#endif
