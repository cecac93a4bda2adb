/*
 * bot.h - first level by machine: what the bot does with what a customer wrote.  Pure: a memory, a turn of theirs and the
 * answers that fit go in, one move comes out, so that all of it is decided in a unit test.  The robot's step
 * (src/sync/robot_bot.c) and `sportello bot try` do what it says.
 *
 * Invariants:
 * B1  Who asks for a person gets one: care_wants_person() is asked before anything else.
 * B2  After a hand-over, or a person's first word, there is no further move on the case.
 * B3  Nothing is said twice: an answer that was given already hands over instead.
 */
#ifndef SPORTELLO_BOT_H
#define SPORTELLO_BOT_H

#include "answer.h"
#include "care.h"

/* -- what people say besides their question, in it en de fr pt es nl, misspelt, too ------------------------------- */

/* Do they want a person: to speak to one, to be called, to be no longer answered by a machine?  *why (may be NULL): the
 * words that say so, folded, in the arena. */
bool care_wants_person(const char *text, struct arena *a, const char **why);
/* Only a greeting. */
bool care_greets(const char *text);
/* The language that a greeting at the beginning tells; NULL = none does. */
const char *care_greeting_language(const char *text);
/* "Yes, that helped", "solved": without a further question. */
bool care_is_content(const char *text);
/* "No", "that is not it", "I don't understand": what was said did not help. */
bool care_denies(const char *text);
/* Only a beginning ("I have a question"), to which one says: go on. */
bool care_announces(const char *text);

/* -- the engine --------------------------------------------------------------------------------------------------- */

/* Why a case went to a person: X(ID, "code", words).  The codes are stored; append only. */
#define BOT_WHYS(X) \
	X(NONE, "", "") \
	X(ASKED, "asked", N_("the customer asked for a person")) \
	X(MISSES, "misses", N_("not understood")) \
	X(ANGER, "anger", N_("the customer is angry")) \
	X(VIP, "vip", N_("a VIP")) \
	X(SCOPE, "scope", N_("for people only")) \
	X(SENSITIVE, "sensitive", N_("sensitive data")) \
	X(RULE, "rule", N_("by a rule or a colleague")) \
	X(TWICE, "twice", N_("asked the same again")) \
	X(FILE, "file", N_("a file came that it cannot read")) \
	X(CAP, "cap", N_("it has said enough")) \
	X(LANGUAGE, "language", N_("no answer in the customer's language")) \
	X(FIELD, "field", N_("what it asked for did not come")) \
	X(DENIED, "denied", N_("the answer did not help")) \
	X(VALUE, "value", N_("a value for the answer is missing")) \
	X(SILENT, "silent", N_("the customer went silent before there was an answer"))
enum bot_why {
#define X(id, code, words) BOT_WHY_##id,
	BOT_WHYS(X)
#undef X
	BOT_WHY_COUNT
};
const char *bot_why_code(enum bot_why w);
const char *bot_why_words(enum bot_why w);	/* translated */
enum bot_why bot_why_read(const char *code);	/* NONE when unknown */

/* [bot NAME], as far as it decides. */
struct bot_policy {
	int misses;			/* the so many-th miss in a row hands over */
	int threshold;			/* scores from here on fit */
	int margin;			/* what the first must be ahead of the second to be the only one meant */
	int most;			/* answers on a case; 0 = no limit */
	int anger;			/* a mood of this or below hands over */
	bool vip;			/* VIPs are talked to, too */
	const char *const *people;	/* answers and intents that are for people only; NULL-terminated, may be NULL */
	const char *const *languages;	/* that it speaks; NULL-terminated, NULL or empty = all it has texts for */
};

enum bot_stage { BOT_BEGINS, BOT_TALKS, BOT_ASKED, BOT_ASKED_WHICH, BOT_ANSWERED };
enum { BOT_CHOICES = 3, BOT_GIVEN = 12 };
/* What it remembers of a dialogue, beside the case. */
struct bot_memory {
	enum bot_stage stage;
	const char *field;		/* ASKED: for what */
	const char *answer;		/* ASKED: for which answer; ANSWERED: the last one */
	const char *choice[BOT_CHOICES];	/* ASKED_WHICH */
	const char *given[BOT_GIVEN];	/* answers that were said */
	const char *language;		/* in which it talks; NULL = not known yet */
	int misses, asks, said;
	bool greeted;			/* it has said what it is */
};
char *bot_memory_write(const struct bot_memory *m, struct arena *a);
/* What cannot be read is forgotten. */
void bot_memory_read(const char *text, struct arena *a, struct bot_memory *out);

/* What the customer wrote since the last move, several short messages as one. */
struct bot_turn {
	const char *text;
	const char *language;		/* NULL = not known */
	const struct answer_hit *hits;	/* of that text, best first; those that cannot be given left out */
	size_t hit_count;
	const struct answer_set *set;
	bool file;			/* an attachment, or a kind of message that it cannot read */
	bool vip, rule;
	bool mood_known;
	int mood;			/* -100..100 */
	bool incident;			/* the case belongs to an incident that has a text */
	/* Is the field known; may it be asked for; is it sensitive?  By name. */
	bool (*known)(void *ctx, const char *field);
	bool (*sensitive)(void *ctx, const char *field);
	/* Does the text hold a value for the field that was asked for? */
	bool (*recognised)(void *ctx, const char *field);
	/* Has the answer words in this language? */
	bool (*speaks)(void *ctx, const struct answer *an, const char *language);
	void *ctx;
};

enum bot_do {
	BOT_SILENT,			/* nothing to say: a closing word after a closing word */
	BOT_GREET,			/* hello, what is it about? */
	BOT_GO_ON,			/* they said that they have a question */
	BOT_SAY,			/* the answer */
	BOT_ASK,			/* for a field that the answer needs */
	BOT_ASK_AGAIN,			/* it did not recognise it */
	BOT_WHICH,			/* which of these is meant */
	BOT_SORRY,			/* a miss */
	BOT_INCIDENT,			/* what is known of the incident */
	BOT_CLOSE,			/* they are content: you are welcome */
	BOT_HAND_OVER
};
const char *bot_do_name(enum bot_do d);

struct bot_move {
	enum bot_do what;
	enum bot_why why;		/* HAND_OVER */
	const struct answer *answer;	/* SAY, ASK */
	const char *field;		/* ASK */
	const struct answer_hit *choice[BOT_CHOICES];	/* WHICH */
	bool first;			/* it has not said yet what it is: the words begin with that */
	bool missed;			/* what they wrote has no answer: to be collected */
	bool wrong;			/* what it said before was no answer */
	const char *note;		/* for people: the words that decided; may be NULL */
	struct bot_memory after;
};
/* Decides.  Strings of the result live in the arena, or belong to what was passed in. */
void bot_decide(const struct bot_policy *p, const struct bot_memory *m, const struct bot_turn *t, struct arena *a,
	struct bot_move *out);

/* -- its words ---------------------------------------------------------------------------------------------------- */

/* What it says by itself: X(ID, "key"), texts in bot_texts.def; [bot] overrides them by "key.it.tu". */
#define BOT_TEXTS(X) \
	X(INTRO, "intro") X(GREETING, "greeting") X(GO_ON, "go-on") X(ASK, "ask") X(ASK_AGAIN, "ask-again") \
	X(WHICH, "which") X(SORRY, "sorry") X(OFFER, "offer") X(ALSO, "also") X(CLOSE, "close") \
	X(HAND_OVER, "hand-over") X(AT_ONCE, "at-once") X(SOON, "soon") X(TODAY_BY, "today-by") X(BY, "by") X(FROM, "from") \
	X(TODAY, "today") X(TOMORROW, "tomorrow") X(DAYS, "days") X(DATE, "date")
enum bot_text {
#define X(id, key) BOT_TEXT_##id,
	BOT_TEXTS(X)
#undef X
	BOT_TEXT_COUNT
};
const char *bot_text_key(enum bot_text t);
int bot_text_find(const char *key);	/* -1 = none */
/* In a language and form (formal, informal; NULL = formal); languages without texts get English ones.  own: what the
 * configuration says instead, by id; may be NULL. */
const char *bot_text(enum bot_text t, const char *language, const char *form, const struct conf_macro *own);
/* The languages it has words in; NULL-terminated. */
extern const char *const bot_languages[];

/* When a person answers, honestly: what is open now, when it opens, by when it is promised. */
struct hours;
struct bot_when {
	const struct hours *hours;	/* by whose clock; NULL = this machine's */
	bool open;			/* somebody is there now */
	int64_t opens_at;		/* when not: from when; 0 = not known */
	int64_t by_at;			/* promised by then; 0 = nothing is promised */
	int64_t now;
};
/* "today by 18:00", "on Monday from 9:00", "as soon as possible": begins in lower case, stands at the end of a sentence. */
char *bot_when_words(const struct bot_when *w, const char *language, const char *form, const struct conf_macro *own,
	struct arena *a);

/* What a move says, except an answer's own words, which are passed in (NULL = none), as is what a field is called. */
struct bot_speech {
	const char *name;		/* of the bot, as customers see it */
	const char *language, *form;
	const struct conf_macro *own;
	const char *answer;		/* SAY, INCIDENT: the text */
	const char *field;		/* ASK: its title */
	const char *when;		/* HAND_OVER */
	const char *const *also;	/* titles of follow-ups; NULL-terminated, may be NULL */
};
/* NULL when there is nothing to say. */
char *bot_say(const struct bot_move *m, const struct bot_speech *s, struct arena *a);

#endif
