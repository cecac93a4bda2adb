/* said.c - what is read out of what people write: answers to surveys, moods, questions, names that are left out. */
#include "bot.h"
#include "care.h"
#include "fuzz.h"
#include "likeness.h"
#include "minimise.h"
#include "mood.h"
#include "speak.h"
#include "survey.h"
#include "utf8.h"

static void
survey(const char *s, struct arena *a)
{
	for (enum survey_ask ask = 0; ask < SURVEY_ASKS; ask++) {
		struct survey_answer got = { 0 };

		if (!survey_read(ask, s, 0, a, &got))
			continue;
		FUZZ_HOLDS(got.said >= 1 && got.said <= survey_most(ask));
		FUZZ_HOLDS(got.score >= 0 && got.score <= 100 && got.words);
	}
}

static void
masks(const char *s, struct arena *a)
{
	static const char *const names[] = { "Ana Perez", "@ana_p", NULL };
	bool clean = utf8_valid(s, strlen(s));
	char *less = care_minimise(s, names, a), *found;

	FUZZ_HOLDS(!clean || utf8_valid(less, strlen(less)));
	if ((found = care_find_iban(s, a)))
		FUZZ_HOLDS(strstr(s, found));
	if ((found = care_find_card(s, a)))
		FUZZ_HOLDS(strstr(s, found));
	(void)care_initials(s, a);
	(void)care_mentions(s, "IT60 X054 2811 1010 0000 0123 456");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const languages[] = { "it", "en", "de", NULL };
	static const char *const moods[] = { NULL, "it", "en", "de", "fr", "es", "pt", "nl", "xx" };
	char *s = fuzz_string(data, size), *why;
	struct arena *a = arena_new();
	struct like_word words[LIKE_WORDS];
	int mood;

	survey(s, a);
	masks(s, a);
	for (size_t i = 0; i < sizeof moods / sizeof *moods; i++) {
		mood = care_mood(s, moods[i], a, &why);
		FUZZ_HOLDS(mood >= MOOD_MIN && mood <= MOOD_MAX && why && (mood == 0 || *why));
		FUZZ_HOLDS(care_mood_words(why, a) && care_mood_name(mood));
	}
	(void)care_mood_parse(s, &mood);
	(void)care_is_question(s, languages);
	(void)care_is_question(s, NULL);
	(void)care_language(s, languages, 3);
	(void)care_wants_person(s, a, NULL);
	(void)care_greets(s);
	(void)care_greeting_language(s);
	(void)care_is_content(s);
	(void)care_denies(s);
	(void)care_announces(s);
	(void)care_at_names(s, a);
	FUZZ_HOLDS(like_words(s, "it", 1, a, words) <= LIKE_WORDS);
	arena_free(a);
	free(s);
	return 0;
}
