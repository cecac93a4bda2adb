/*
 * dialogue.h - the bot's dialogues in the store: where each stands, what there is to answer, what came of it.  What the bot
 * does to a case goes through store_act() (BOT, HAND_OVER_BOT, BOT_WRONG), together with its words.
 */
#ifndef SPORTELLO_DIALOGUE_H
#define SPORTELLO_DIALOGUE_H

#include "store.h"

/* TALKING: the bot has it.  CALLED: a rule or a colleague wants a person there.  The others are the end, but that DONE goes
 * on when the customer comes back, and SILENCED when the case is given back to the bot before a person said a word. */
#define DIALOGUE_TALKING "talking"
#define DIALOGUE_CALLED "called"
#define DIALOGUE_HANDED "handed-over"
#define DIALOGUE_SILENCED "silenced"
#define DIALOGUE_DONE "done"

struct dialogue {
	int64_t case_id;		/* 0 = none */
	const char *bot;		/* [bot NAME] */
	const char *state, *memory;
	const char *why;		/* code of bot.h; NULL = it was not handed over */
	int64_t item;			/* up to which item it has answered */
	int64_t due_at;			/* 0 = never */
	int64_t began_at, ended_at;
	int misses, said, wrong;
};
int dialogue_get(struct store *s, int64_t case_id, struct arena *a, struct dialogue *out, struct error *err);
/* A plain write, for pauses and silences; what is decided goes through store_act(). */
int dialogue_put(struct store *s, const struct dialogue *d, struct error *err);
/* Cases whose dialogue is due, the longest first, and when the next one is (0 = none). */
int dialogue_due(struct store *s, int64_t now, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err);
int64_t dialogue_next(struct store *s);
/* Those that run and of which a person has taken the case, or said something there. */
int dialogue_taken(struct store *s, int64_t bot, size_t limit, struct arena *a, int64_t **ids, size_t *n, struct error *err);
/* Those that were silenced, and which the bot has again before a person said a word. */
int dialogue_given_back(struct store *s, int64_t bot, size_t limit, struct arena *a, int64_t **ids, size_t *n,
	struct error *err);

/* Customers' messages after an item that are in a case, oldest first, not older than since_at. */
struct dialogue_news { int64_t item, case_id; };
int dialogue_news(struct store *s, int64_t after, int64_t since_at, size_t limit, struct arena *a, struct dialogue_news **out,
	size_t *n, struct error *err);

struct dialogue_message {
	int64_t id, received_at;
	int kind, wake, files, mood;
	unsigned flags;
	bool mood_known;
	const char *text, *language;	/* NULL = none */
};
/* What they wrote on a case after an item, oldest first. */
int dialogue_messages(struct store *s, int64_t case_id, int64_t after, struct arena *a, struct dialogue_message **out, size_t *n,
	struct error *err);

/* What is known of the case. */
struct dialogue_ground {
	int64_t customer, assignee, due_at, incident;
	enum status status;
	enum priority priority;
	bool robot;			/* its assignee is the bot */
	bool person;			/* a person has said something there */
	const char *speaker;		/* which of ours did last; NULL = not known */
	bool vip, told;			/* told: the incident's text went out already */
	int said;			/* messages of the bot since `since_at` */
	const char *account, *channel;	/* where the customer wrote last; channel as it speaks */
	enum audience audience;
	const char *form, *language, *team;	/* of the customer, NULL = not known; of the case */
	const char *incident_text;
};
int dialogue_ground(struct store *s, int64_t case_id, int64_t since_at, struct arena *a, struct dialogue_ground *out,
	struct error *err);

/* The agent that the bot is; made if need be. */
int dialogue_agent(struct store *s, int64_t *out, struct error *err);

/* What came of the dialogues that began in [from, to). */
struct dialogue_sum { const char *bot, *state, *why; int64_t n, misses, said, wrong; };
int dialogue_sums(struct store *s, int64_t from_at, int64_t to_at, struct arena *a, struct dialogue_sum **out, size_t *n,
	struct error *err);

/* ACT_BOT: where a dialogue stands now, and (item > 0) an answer that was given, or is missing. */
struct act_bot {
	struct dialogue dialogue;
	int64_t item;
	const char *answer;		/* NULL = missing */
	int score;
};

#endif
