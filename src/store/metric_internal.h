/* metric_internal.h - between the files of metric.h only. */
#ifndef SPORTELLO_METRIC_INTERNAL_H
#define SPORTELLO_METRIC_INTERNAL_H

#include "db.h"
#include "metric.h"

/* Writes the rows of a case anew, inside a write transaction. */
int metric_keep(struct store *s, int64_t case_id, const struct kpi_figures *f, struct error *err);

#endif
