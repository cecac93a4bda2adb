/* stats.h - between the files of `sportello stats` only. */
#ifndef SPORTELLO_CLI_STATS_H
#define SPORTELLO_CLI_STATS_H

#include "cli.h"

/* --kpi: figures by their definitions; to >= now = until now and after. */
int stats_kpi(struct cli *c, int64_t from, int64_t to, struct error *err);
/* --explain: the formulas. */
int stats_explain(struct cli *c, struct error *err);

#endif
