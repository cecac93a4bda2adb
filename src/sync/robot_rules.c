/* robot_rules.c - the step that applies [rule] sections to what came in, what changed and what time has passed over. */
#include "robot.h"

int
robot_rules(struct robot *r, struct error *err)
{
	(void)r;
	(void)err;
	return 0;
}
