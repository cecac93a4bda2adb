/*
 * robot_told.c - the step that goes once through what came before languages and moods were told of messages, oldest first,
 * a slice at a time.  What comes now is told as it arrives (feed_words.c).
 */
#include "feed.h"
#include "robot.h"
#include "robots.h"
#include "str.h"

#define STEP "words"

int
robot_told(struct robot *r, struct error *err)
{
	struct feed_context ctx = { .languages = r->sync->languages, .language_of = language_of,
		.language_ctx = &r->sync->language };
	struct robot_row row;
	int64_t upto;

	if (robot_get(r->store, STEP, r->arena, &row, err))
		return -1;
	if (str_eq(row.state, "done"))
		return 0;
	if (feed_words_again(r->store, &ctx, row.item, &upto, err))
		return -1;
	r->more = upto < feed_top(r->store);
	return robot_put(r->store, STEP, upto, r->now, r->more ? NULL : "done", err);
}
