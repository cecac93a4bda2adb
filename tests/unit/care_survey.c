/* care_survey.c - answers to a survey in the words of people. */
#include <stdlib.h>
#include <string.h>

#include "survey.h"
#include "str.h"
#include "t.h"

/* What they reply to "how easy was it, 1 to 7": what it says; 0 = it is no answer. */
static const struct { const char *text; int said; } ces[] = {
	{ "7", 7 }, { "1", 1 }, { " 4 ", 4 }, { "7.", 7 }, { "7!", 7 }, { "7!!", 7 }, { "(6)", 6 }, { "0", 1 }, { "\"5\"", 5 },
	{ "6 grazie", 6 }, { "6, grazie mille", 6 }, { "7 thanks", 7 }, { "7 thank you very much", 7 }, { "7 danke", 7 },
	{ "7 merci", 7 }, { "6 gracias", 6 }, { "6 obrigado", 6 }, { "Grazie, 7", 7 }, { "Thanks! 7", 7 },
	{ "sette", 7 }, { "Sette!", 7 }, { "sei", 6 }, { "uno", 1 }, { "seven", 7 }, { "Seven, thanks", 7 }, { "six", 6 },
	{ "sieben", 7 }, { "f\xc3\xbcnf", 5 }, { "sechs, danke", 6 }, { "sept", 7 }, { "cinq", 5 }, { "siete", 7 },
	{ "seis", 6 }, { "tr\xc3\xaas", 3 }, { "quattro", 4 }, { "quatro", 4 }, { "zwei", 2 },
	{ "5/7", 5 }, { "5 / 7", 5 }, { "7/7", 7 }, { "5 su 7", 5 }, { "6 out of 7", 6 }, { "6 of 7", 6 }, { "6 von 7", 6 },
	{ "6 sur 7", 6 }, { "6 de 7", 6 }, { "sei su sette", 6 }, { "10/10", 7 }, { "9/10", 6 }, { "5/10", 4 }, { "10", 7 },
	{ "0/10", 1 }, { "5/5", 7 }, { "3/5", 4 },
	{ "Direi 6", 6 }, { "direi un 6", 6 }, { "Il mio voto \xc3\xa8 6", 6 }, { "voto: 7", 7 }, { "Voto 7", 7 },
	{ "I'd say 6", 6 }, { "I would give it a 5", 5 }, { "my rating is 4", 4 }, { "Answer: 3", 3 }, { "do un 7", 7 },
	{ "Ich w\xc3\xbcrde sagen: 6", 6 }, { "Ich gebe eine 6", 6 }, { "Je dirais 6", 6 }, { "Yo dir\xc3\xad" "a 6", 6 },
	{ "Eu daria 6", 6 }, { "Ciao, 7", 7 }, { "Hello, I'd say 7.", 7 }, { "6-7", 6 }, { "6 o 7", 6 }, { "6,5", 6 },
	{ "5 or 6", 5 }, { "7\xef\xb8\x8f\xe2\x83\xa3", 7 }, { "7 \xf0\x9f\x98\x80", 7 },
	{ "very easy", 7 }, { "Very easy, thanks", 7 }, { "It was very easy.", 7 }, { "easy", 6 }, { "quite easy", 5 },
	{ "not easy", 2 }, { "It was not easy at all", 1 }, { "difficult", 2 }, { "very difficult!", 1 },
	{ "facile", 6 }, { "molto facile", 7 }, { "facilissimo!", 7 }, { "\xc3\x88 stato facile", 6 },
	{ "Non \xc3\xa8 stato facile", 2 }, { "per niente facile", 1 }, { "abbastanza facile, grazie", 5 }, { "difficile", 2 },
	{ "sehr einfach", 7 }, { "Es war einfach", 6 }, { "nicht einfach", 2 }, { "tr\xc3\xa8s facile", 7 },
	{ "C'\xc3\xa9tait facile", 6 }, { "pas facile", 2 }, { "muy f\xc3\xa1" "cil", 7 }, { "muito f\xc3\xa1" "cil", 7 },
	{ "Non \xc3\xa8 stato per niente facile.", 1 }, { "\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90", 4 },
};

/* The rest is what they say beside it. */
static const struct { const char *text; int said; const char *words; } beside[] = {
	{ "6 perch\xc3\xa9 ho dovuto chiamare due volte", 6, "perch\xc3\xa9 ho dovuto chiamare due volte" },
	{ "2. Nobody answered for a week", 2, "Nobody answered for a week" },
	{ "7 - Eva \xc3\xa8 stata bravissima", 7, "Eva \xc3\xa8 stata bravissima" },
	{ "5 stelle", 5, "" }, { "5 stars, lovely lamp", 5, "lovely lamp" }, { "6\nAnna", 6, "Anna" },
	{ "Very easy, Eva was great", 7, "Very easy, Eva was great" },
	{ "7\n\n-- \nAna Perez\nVia Roma 12", 7, "" },
	{ "3\n\nOn Mon, Nov 2, 2026 at 9:00 AM Eva <eva@example.org> wrote:\n> How easy was it?\n> 7 is best", 3, "" },
};

/* An answer, and something that somebody must look at. */
static const struct { const char *text; int said; } wakes[] = {
	{ "7, but where is my invoice?", 7 }, { "4. Potete richiamarmi al 333 1234567", 4 },
	{ "1 and the second parcel, the one with the blue lamp, has never come here in all these weeks", 1 },
	{ "6, quando arriva il pacco?", 6 },
};

static const char *const none[] = {
	"", "2 parcels are missing", "I have 3 questions", "sei stata bravissima", "8", "9",
	"12", "7%", "100%", "5.20 euro", "7:30", "order 4", "My order is 4711",
	"3 mg", "hello", "ok", "grazie", "un momento", "easy to say", "7/12",
	"24/7", "2 settimane che aspetto", "The lamp came with 5 pieces", "8/7", "333 1234567",
	"why", "no", "hard copy please", "> 7", "One more thing", "uno dei pacchi manca",
};

static const struct { const char *text; int said; } csat[] = {
	{ "5", 5 }, { "4/5", 4 }, { "\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90", 4 },
	{ "\xe2\x98\x85\xe2\x98\x85\xe2\x98\x85\xe2\x98\x86\xe2\x98\x86", 3 },
	{ "\xe2\xad\x90\xef\xb8\x8f\xe2\xad\x90\xef\xb8\x8f grazie", 2 }, { "very satisfied", 5 }, { "satisfied", 4 },
	{ "Not satisfied at all", 1 }, { "molto soddisfatta", 5 }, { "per niente soddisfatto", 1 },
	{ "Ottimo!", 5 }, { "pessimo", 1 },
	{ "sehr zufrieden", 5 }, { "tr\xc3\xa8s satisfait", 5 }, { "muy satisfecho", 5 }, { "muito satisfeito", 5 },
	{ "10/10", 5 }, { "10", 5 }, { "7", 0 }, { "6", 0 }, { "cinque", 5 }, { "good luck", 0 }, { "good", 4 },
	{ "sono soddisfatto", 4 }, { "Non sono soddisfatta", 2 }, { "I'm very happy", 5 },
	{ "\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90\xe2\xad\x90", 0 },
};

int
main(void)
{
	struct arena *a = arena_new();
	struct survey_answer r;
	for (size_t i = 0; i < sizeof ces / sizeof *ces; i++) {
		bool is = survey_read(SURVEY_CES, ces[i].text, 0, a, &r);
		int said = is ? r.said : 0;
		T_OK(said == ces[i].said && (!is || (!r.more && !*r.words)), "'%s' is %d (%d)", ces[i].text, ces[i].said, said);
	}
	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
		bool is = survey_read(SURVEY_CES, beside[i].text, 0, a, &r);
		T_OK(is && r.said == beside[i].said && !r.more, "'%s' is %d", beside[i].text, beside[i].said);
		if (is)
			T_STR(r.words, beside[i].words);
	}
	for (size_t i = 0; i < sizeof wakes / sizeof *wakes; i++)
		T_OK(survey_read(SURVEY_CES, wakes[i].text, 0, a, &r) && r.said == wakes[i].said && r.more,
			"'%s' is %d, and wakes", wakes[i].text, wakes[i].said);
	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		T_OK(!survey_read(SURVEY_CES, none[i], 0, a, &r), "'%s' is no answer", none[i]);
	for (size_t i = 0; i < sizeof csat / sizeof *csat; i++) {
		bool is = survey_read(SURVEY_CSAT, csat[i].text, 0, a, &r);
		int said = is ? r.said : 0;
		T_OK(said == csat[i].said, "content: '%s' is %d (%d)", csat[i].text, csat[i].said, said);
	}
	T_OK(survey_read(SURVEY_CES, "7", 1, a, &r) && r.more, "with a file it wakes, too");
	T_OK(survey_read(SURVEY_CES, "7", 0, a, &r) && r.score == 100 && survey_read(SURVEY_CES, "4", 0, a, &r) && r.score == 50 &&
		survey_read(SURVEY_CES, "1", 0, a, &r) && r.score == 0, "scores go from 0 to 100");
	T_OK(survey_scale("ces7") == SURVEY_CES && survey_scale("csat5") == SURVEY_CSAT && survey_scale("nps") < 0,
		"scales have names");
	arena_free(a);
	return t_done();
}
