/*
 * match.h - who may be one person: what a text tells of its author, and what evidence weighs.  Pure; nothing here
 * merges anybody.
 */
#ifndef SPORTELLO_MATCH_H
#define SPORTELLO_MATCH_H

#include "arena.h"
#include "care.h"

/* Where a text says an address or a number, the more telling the higher.  The values are stored; append only. */
#define CARE_PLACES(X) \
	X(TEXT, "text", "somewhere in the text") \
	X(SIGNATURE, "signature", "in the signature") \
	X(GIVEN, "given", "after words such as `my number is'") \
	X(CARD, "card", "in a contact card of the sender's own")
enum care_place {
#define X(id, name, help) PLACE_##id,
	CARE_PLACES(X)
#undef X
	PLACE_COUNT
};
const char *care_place_name(enum care_place p);
int care_place_parse(const char *name);	/* -1 = none */

struct care_trait {
	const char *kind;	/* "mail", "phone" */
	const char *value;	/* normal form */
	enum care_place place;
};
enum { CARE_TRAITS = 12 };	/* of one text, at most */
/* Addresses and telephone numbers in what was written now and in the signature; not what is quoted, and not what is
 * somebody else's by the words before it ("my wife's number is").  country: as for care_phone(). */
size_t care_traits(const char *text, const char *country, struct arena *a, struct care_trait out[CARE_TRAITS]);

/*
 * Kinds of evidence that two customers are one: X(ID, "code", weight of 100, "words; %s is the value").  The weights
 * add up as chances do: 60 and 50 make 80.
 */
#define CARE_EVIDENCE(X) \
	X(NUMBER, "number", 95, N_("the same number: %s")) \
	X(CARD, "card", 93, N_("sent the contact card with %s")) \
	X(GIVEN, "given", 88, N_("said that %s is theirs")) \
	X(SIGNATURE, "signature", 80, N_("signs with %s")) \
	X(BOTH_SAY, "both-say", 62, N_("both give %s")) \
	X(TEXT, "text", 38, N_("wrote %s")) \
	X(FIELD, "field", 78, N_("the same %s")) \
	X(NUMBER_IN_MAIL, "number-in-mail", 78, N_("%s is in their mail address")) \
	X(LOCAL_PART, "local-part", 50, N_("the same name before the @: %s")) \
	X(HANDLE, "handle", 60, N_("the same handle: %s")) \
	X(NAME, "name", 52, N_("the same name: %s")) \
	X(NAME_LIKE, "name-like", 35, N_("alike in name: %s")) \
	X(ABOUT, "about", 52, N_("the same %s"))
enum care_evidence {
#define X(id, code, weight, words) EVIDENCE_##id,
	CARE_EVIDENCE(X)
#undef X
	EVIDENCE_COUNT
};
struct care_evidence_info { const char *code; int weight; const char *words; };
extern const struct care_evidence_info care_evidence_table[EVIDENCE_COUNT];

struct care_clue {
	enum care_evidence what;
	const char *value;	/* for words, and so that a value counts once */
	int shared;		/* how many customers have it, these two included */
	bool doubtful;		/* people of different names say it: it counts only where the names of these two agree */
};
enum { CARE_SHARED = 3,		/* what more customers than this have tells nothing */
	CARE_SUGGEST = 75 };	/* from this score on it is shown to a person */

/* What two names say of whether they are one person's.  UNKNOWN: one of them is no name of a person. */
enum care_names { NAMES_UNKNOWN, NAMES_SAME, NAMES_ALIKE, NAMES_HOUSEHOLD, NAMES_DIFFER };
enum care_names care_names(const char *one, const char *other);
/* The best of all pairs; differing names beat alike ones only where no pair is alike. */
enum care_names care_names_of(const char *const *one, size_t n, const char *const *other, size_t m);

/* 0..100.  Clues of one value count once, by the strongest; `names` lowers where the names differ. */
int care_match(const struct care_clue *clues, size_t n, enum care_names names);

#endif
