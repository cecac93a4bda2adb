/* robot_bot.h - between the two files of the bot's step. */
#ifndef SPORTELLO_ROBOT_BOT_H
#define SPORTELLO_ROBOT_BOT_H

#include "dialogue.h"
#include "robot.h"
#include "talk.h"

/* How long after its end a dialogue may still turn out wrong. */
#define BOT_SETTLES_MS (3 * MS_DAY)
/* What lies longer than this is answered by people. */
#define BOT_OLDEST_MS MS_HOUR

struct bot_run {
	struct robot *r;
	struct verb_context v;
	struct bot *bots;
	size_t n;
	int64_t agent;			/* that the bot is */
	struct answer_set set;
	struct care_finder *finder;
};

/* A dialogue whose time has come; the ground is of now. */
int bot_talk(struct bot_run *x, const struct bot *b, struct dialogue *d, const struct dialogue_ground *g, struct error *err);
/* A person has it now. */
int bot_silence(struct bot_run *x, struct dialogue *d, const struct dialogue_ground *g, struct error *err);
/* Are they there by the bot's hours? */
int bot_hours(struct bot_run *x, const struct bot *b, struct hours **out, struct error *err);

#endif
