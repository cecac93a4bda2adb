/* report.h - between the files of `sportello report` only: what the page says, and how it is written. */
#ifndef SPORTELLO_CLI_REPORT_H
#define SPORTELLO_CLI_REPORT_H

#include "cli.h"
#include "metric.h"

/* One line: a figure of this period beside the one before. */
struct report_line {
	const char *what, *now, *before, *change, *query;	/* "" = there is none */
	bool small;			/* of few things: no conclusion */
};
struct report_part {
	const char *title;
	struct report_line *line;	/* a table of figures, or... */
	size_t lines, space;
	const char **words;		/* ...plain lines */
	size_t word_count, word_space;
	const char *none;		/* said when there is nothing */
};
enum { REPORT_PARTS = 10 };
struct report {
	const char *title, *period, *before;	/* in words */
	struct report_part part[REPORT_PARTS];
	size_t parts;
	const char *foot;
};
enum report_format { REPORT_MD, REPORT_HTML, REPORT_CSV };

/* Everything that came from outside is escaped. */
void report_write(const struct report *r, enum report_format format, struct arena *a, struct buf *out);

#endif
