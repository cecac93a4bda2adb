/*
 * talk.h - the bot at work: what [bot NAME] says, and a dialogue with the desk's answers and fields at hand.  The same code
 * serves the robot (a case, a store) and `sportello bot try` (neither).  What is decided is decided in bot.h.
 */
#ifndef SPORTELLO_TALK_H
#define SPORTELLO_TALK_H

#include "bot.h"
#include "model.h"
#include "verb.h"

/* [bot NAME], read. */
struct bot {
	const char *name, *title;	/* title: as customers see it */
	const struct conf_named *section;
	struct bot_policy policy;
	const char *const *accounts, *const *channels;	/* NULL-terminated; both empty: what is chat-like */
	bool in_public;
	const char *hours;		/* of [hours NAME]; NULL = around the clock */
	const char *when;		/* always, open, closed */
	const char *form, *team;	/* team NULL = the account's */
	int priority;			/* enum priority at least; -1 = as it is */
	int64_t promise_ms, pause_ms, most_ms, closes_ms;	/* promise -1 = not said */
	const struct conf_macro *own;	/* texts of its own, by enum bot_text */
};
/* All of them, in the order of the file; ERR_CONFIG with file:line. */
int bots_read(const struct conf *conf, struct arena *a, struct bot **out, size_t *n, struct error *err);
/* The first that answers there, NULL = none; channel as it speaks. */
const struct bot *bot_for(const struct bot *bots, size_t n, const char *account, const char *channel, enum audience audience);

enum { TALK_VALUES = 32 };
struct talk_value { const char *field, *value; bool fresh; };	/* fresh: read from what they just wrote */
struct talk {
	const struct verb_context *v;	/* its store may be NULL: nothing is known but what is said */
	const struct bot *bot;
	const struct answer_set *set;
	struct care_finder *finder;	/* of the configuration's fields */
	int64_t case_id;		/* 0 = none */
	const char *language, *form;	/* of the customer; form NULL = the bot's */
	const char *text;		/* what they wrote */
	struct talk_value value[TALK_VALUES];
	size_t value_count;
	struct arena *a;
};
/* Is it long enough to tell its language? */
bool talk_tells(const char *text);
/* Fills in a turn but for what the caller alone knows (files, mood, VIP, rules, incident). */
void talk_turn(struct talk *t, const char *text, struct bot_turn *out);
/* When a person answers: by what the bot promises, else by due_at (0 = nothing), else when somebody is there again. */
char *talk_when(struct talk *t, const struct hours *hours, int64_t due_at);
/* The words of a move.  An answer that lacks a value becomes a hand-over: the move says so then.  other: the text of
 * an incident; NULL = none. */
int talk_words(struct talk *t, struct bot_move *m, const char *when, const char *other, char **out, struct error *err);

#endif
