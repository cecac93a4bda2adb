/* query_kpi.h - figures as SQL, inside src/store/ only. */
#ifndef SPORTELLO_QUERY_KPI_H
#define SPORTELLO_QUERY_KPI_H

#include "metric.h"
#include "query_sql.h"

/* Is it one of ours? */
bool query_is_kpi(enum query_field field);
/* The terms kpi: effort: answered: ... of cases c; ids of cases, where these are few. */
void query_kpi_term(struct query_sql *x, const struct query *q, struct buf *out);
bool query_kpi_set(struct query_sql *x, const struct query *q, struct buf *out);
/* SELECT moment, value, that in office hours, case, label: of each thing in the period that counts. */
int query_kpi_select(struct query_sql *x, const struct kpi_ask *ask, enum kpi k, const struct query *filter, struct buf *out);

/* SELECT these columns of metric, of cases resolved for good in the period. */
int query_kpi_columns(struct query_sql *x, const struct kpi_ask *ask, const enum kpi *list, size_t n, const struct query *filter,
	struct buf *out);

/* SELECT each of these and that in office hours, of the same. */
int query_kpi_spans(struct query_sql *x, const struct kpi_ask *ask, const enum kpi *list, size_t n, const struct query *filter,
	struct buf *out);

#endif
