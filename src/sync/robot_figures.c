/* robot_figures.c - the step that counts the figures of cases after what happened to them. */
#include "clock.h"
#include "metric.h"
#include "robot.h"

enum { SLICE_US = 20000, OLDER_US = 100000, PAUSE_MS = 300 };

/* What is new is counted at once; what was never counted, a store of years say, between other things. */
int
robot_figures(struct robot *r, struct error *err)
{
	struct hours *office;
	int64_t left;

	if (metric_hours(r->store, r->conf, NULL, r->arena, &office, err))
		return -1;
	if (metric_run(r->store, office, SLICE_US, &left, err))
		return -1;
	if (left > 0) {
		if (metric_run(r->store, office, OLDER_US, &left, err))
			return -1;
		robot_wake(r, r->now + PAUSE_MS);
	}
	r->more = left < 0;
	return 0;
}
