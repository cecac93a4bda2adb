/* care_mood.c - how people feel, by what they write: own sentences, each with the name that a colleague would give it. */
#include "arena.h"
#include "mood.h"
#include "str.h"
#include "t.h"

static const struct { const char *language, *mood, *text; } said[] = {
	{ "it", "angry", "Vergogna, siete dei ladri! Rivoglio i miei soldi." },
	{ "it", "angry", "È la terza volta che scrivo e nessuno risponde: passo tutto al mio avvocato e all'AGCOM." },
	{ "it", "angry", "Servizio pessimo, mai più da voi!!!" },
	{ "it", "angry", "SIETE VERAMENTE INCAPACI, IL PACCO NON ARRIVA" },
	{ "it", "angry", "Gentile assistenza, grazie per la risposta, ma trovo inaccettabile aspettare ancora: vi denuncio." },
	{ "it", "angry", "Mi state prendendo in giro? \xf0\x9f\x98\xa1" },
	{ "it", "unhappy", "Sono molto delusa, la lampada è arrivata rotta." },
	{ "it", "neutral", "Buongiorno, vorrei sapere dov'è il mio ordine 4711." },
	{ "it", "neutral", "La sede legale è a Milano? Mi serve per la fattura." },
	{ "it", "neutral", "Non male." },
	{ "it", "neutral", "Meno male che siete aperti il sabato, nessun problema." },
	{ "it", "happy", "Perfetto, gentilissimi, grazie mille!" },
	{ "it", "content", "Grazie mille, buona giornata" },
	{ "en", "angry", "Worst customer service ever. You people are useless and I want my money back!" },
	{ "en", "angry", "I have had enough, my lawyer will be in touch." },
	{ "en", "angry", "Thanks for nothing. This is a joke." },
	{ "en", "angry", "THIS IS RIDICULOUS, I HAVE BEEN WAITING FOR A WEEK!!!" },
	{ "en", "angry", "If this is not fixed today I'll do a chargeback, you scammers" },
	{ "en", "unhappy", "I'm not happy with the answer I got." },
	{ "en", "unhappy", "Very disappointed, the parcel was damaged." },
	{ "en", "neutral", "Hello, could you please tell me where my order is? Thanks" },
	{ "en", "neutral", "Not bad." },
	{ "en", "neutral", "No problem, take your time." },
	{ "en", "neutral", "My order number is ABC-4711-XYZ, sent by DHL EXPRESS." },
	{ "en", "happy", "Great, that's perfect, thank you so much, you were very helpful!" },
	{ "en", "content", "That works now, thank you \xf0\x9f\x91\x8d" },
	{ "de", "angry", "Das ist eine Frechheit, ich schalte meinen Anwalt ein!" },
	{ "de", "neutral", "Guten Tag, wann kommt meine Bestellung? Vielen Dank" },
	{ "fr", "angry", "C'est une honte, vous êtes des voleurs !" },
	{ "fr", "neutral", "Bonjour, je voudrais savoir où est ma commande, merci." },
	{ "es", "angry", "Esto es una estafa, voy a poner una denuncia." },
	{ "pt", "angry", "Isto é uma vergonha, vou ao Procon." },
	{ NULL, "angry", "Vergogna, siete dei ladri!" },
	{ "nl", "angry", "\xf0\x9f\xa4\xac\xf0\x9f\xa4\xac" },
};

int
main(void)
{
	struct arena *a = arena_new();
	char *why;
	int mood;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
		mood = care_mood(said[i].text, said[i].language, a, &why);
		if (!T_OK(str_eq(care_mood_name(mood), said[i].mood), "%s: %s", said[i].mood, said[i].text))
			printf("#  got: %d %s (%s)\n", mood, care_mood_name(mood), why);
	}

	mood = care_mood("see https://example.org/worst-scam-ever and write to fuck@example.org", "en", a, &why);
	T_INT(mood, 0);
	/* the same words, and how they are meant */
	T_OK(care_mood("bad", "en", a, &why) < 0 && care_mood("not bad", "en", a, &why) > 0, "not turns");
	T_OK(care_mood("very bad", "en", a, &why) < care_mood("bad", "en", a, &why), "very makes it more");
	T_OK(care_mood("BAD SERVICE AND BAD PEOPLE", "en", a, &why) < care_mood("bad service and bad people", "en", a, &why),
		"capitals make it louder");
	T_OK(care_mood("bad service!!!", "en", a, &why) < care_mood("bad service", "en", a, &why), "so do marks");

	/* why: entries of the lexicon, nothing of what was written */
	care_mood("Che vergognosissima storia, signora Pina Bianchi", "it", a, &why);
	T_STR(why, "it.vergogn*:-60");
	T_STR(care_mood_words(why, a)[0], "vergogn* -60");
	care_mood("Siamo stanchi, nessuno risponde!!!", "it", a, &why);
	T_STR(care_mood_words(why, a)[1], "nessuno risponde -35");

	T_OK(care_mood_parse("angry", &mood) && mood <= MOOD_ANGRY, "a name is a mood");
	T_OK(care_mood_parse("-30", &mood) && mood == -30, "so is a number");
	T_OK(!care_mood_parse("-101", &mood) && !care_mood_parse("cross", &mood), "others are not");
	char *longest = arena_alloc(a, 200001);
	memset(longest, '!', 200000);
	longest[200000] = '\0';
	T_OK(care_mood(longest, "it", a, &why) <= 0, "however long");
	T_INT(care_mood("", "it", a, &why), 0);
	T_INT(care_mood(NULL, NULL, a, &why), 0);
	arena_free(a);
	return t_done();
}
