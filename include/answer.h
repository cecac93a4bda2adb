/*
 * answer.h - what the desk knows: answer files, and which of them fits what somebody asked.  Pure: text of files in,
 * matches out; the folder is read by answers_load() of verb.h.  The format is that of sportello-answers(5).
 *
 * One set serves all: the bot says `macro` (whose texts and variables are those of any macro), an agent finds it by `gk`
 * or `??`, a guide is an answer with steps, and the self-care pages are its public texts.
 */
#ifndef SPORTELLO_ANSWER_H
#define SPORTELLO_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "conf.h"
#include "error.h"

enum {
	ANSWERS_MOST = 2000,		/* files of one folder */
	ANSWER_BYTES = 128 * 1024,	/* of one file */
	ANSWER_QUESTIONS = 400,		/* variants of one answer */
	ANSWER_STEPS = 60,
	ANSWER_FITS = 40,		/* from this score on an answer fits: the bot says it, a message gets its intent */
	ANSWER_CLEAR = 12		/* so far must it be ahead of the second best to be the only one meant */
};

/* Words for one language; language NULL = for all. */
struct answer_words { const char *language, *text; int line; };

/* One step of a guide: words, and what is shown or opened with them. */
struct answer_step {
	const char *language;		/* NULL = for all */
	const char *text;		/* may be "" where there is a picture or a link */
	const char *picture;		/* file beside the answer file, or an absolute path; NULL = none */
	const char *link;		/* web address; NULL = none */
	bool link_command;		/* its link is made by `link-command`, case by case */
	int line;
};

struct answer {
	const char *name;		/* the file's, without .txt */
	const char *file;		/* as errors name it */
	const char *title;		/* never NULL: the name if none was given */
	const char *topic;		/* under which it stands in the manual; never NULL */
	const char *intent;		/* its label; never NULL: the name if none was given */
	const char *const *tags;	/* NULL-terminated */
	const char *owner;		/* an agent's id; NULL = nobody */
	const char *when;		/* query: only for the cases that it finds; NULL = all */
	const char *const *ask;		/* fields that must be known first; NULL-terminated */
	int valid_until;		/* 20271231, the last day; 0 = always */
	bool internal;			/* no page, not for the bot: for agents alone */
	struct conf_macro macro;	/* public texts as a macro's, with {variables}; text NULL = it has none */
	const struct answer_words *questions, *procedures;
	size_t question_count, procedure_count;
	const struct answer_step *steps;	/* of all languages, in order */
	size_t step_count;
	const char *const *next;	/* names of follow-ups; NULL-terminated */
	int line_owner, line_when, line_valid, line_ask, line_next;	/* 0 = not given */
};

/* A file that could not be read, and why ("reso.txt:3: ..."). */
struct answer_fault { const char *file; const char *text; };

struct answer_index;
struct answer_set {
	const struct answer *answers;	/* by name */
	size_t count;
	const struct answer_fault *faults;	/* the others go on */
	size_t fault_count;
	const struct answer_index *index;
};

/* Is it a name for an answer: letters, digits, - _ . of ASCII, not beginning with a dot? */
bool answer_name_ok(const char *name);
/* Reads one file's text.  ERR_CONFIG, "file:line: what; what to do", with the nearest known word. */
int answer_parse(const char *text, const char *name, const char *file, struct arena *a, struct answer *out,
	struct error *err);
/* Makes a set of them, ready to be matched; the array is sorted in place and kept, as is the arena. */
void answers_ready(struct answer *list, size_t n, struct arena *a, struct answer_set *out);
const struct answer *answer_find(const struct answer_set *set, const char *name);
/* NULL with the error set, nearest known named. */
const struct answer *answer_need(const struct answer_set *set, const char *name, struct arena *a, struct error *err);

/* Is it past its last day? */
bool answer_expired(const struct answer *an, int64_t now);
/* The procedure for who works in a language (NULL = any), and the steps; as with texts those of the language, else
 * those for all, else the first there are. */
const char *answer_procedure(const struct answer *an, const char *language);
size_t answer_steps(const struct answer *an, const char *language, struct arena *a, const struct answer_step ***out);

/* -- matching ---------------------------------------------------------------------------------------------- */

struct answer_hit {
	const struct answer *answer;
	int score;			/* 0..100; from ANSWER_FITS on it fits */
	const char *why;		/* the words of theirs that matched, as they wrote them: "pacco, dove, spedito" */
	const char *question;		/* the variant that fits best */
	const char *language;		/* that variant's; NULL = for all */
};
enum { ANSWER_HITS = 10 };

/*
 * The answers that fit, best first, at most ANSWER_HITS; how many.  Of a long text each sentence is looked at.  language: that
 * of the text ("it"), NULL = not known; questions of other languages are tried, too, and count a little less.  Misspellings,
 * accents, endings and words of chats are forgiven.  Expired answers are among them: the caller knows the time.
 */
size_t answers_match(const struct answer_set *set, const char *text, const char *language, struct arena *a,
	struct answer_hit **out);
/* Of hits as they came: does the first fit and stand out?  Where two are close one asks which of them is meant. */
bool answers_fit(const struct answer_hit *hits, size_t n);
bool answers_clear(const struct answer_hit *hits, size_t n);

#endif
