/* question.c - does a text ask something?  By marks, and by how sentences begin; no grammar. */
#include "care.h"

#include <string.h>

#include "mood.h"
#include "str.h"
#include "utf8.h"

/* Beginnings of questions, folded.  Words that begin exclamations as often ("che", "what", "how nice") stand here
 * only with what makes them a question. */
static const struct { const char *language; const char *const *begins; } known[] = {
	{ "en", (const char *const[]){ "how much", "how many", "how long", "how do", "how does", "how can", "how could",
		"how to", "how about", "when do", "when does", "when will", "when is", "when are", "when can", "where is",
		"where are", "where can", "where do", "where does", "where did", "why is", "why are", "why do", "why does",
		"why did", "who is", "who do", "who can", "which one", "which is", "which of", "what time", "what is the",
		"what are the", "what does", "what size", "is there", "are there", "is it possible", "is this", "are you",
		"are they", "do you", "do they", "does it", "does this", "does the", "does anybody", "does anyone",
		"did you", "can i", "can you", "can we", "could i", "could you", "could we", "may i", "will you",
		"will it", "will there", "would you", "anyone know", "anybody know", "any chance", "any news", NULL } },
	{ "it", (const char *const[]){ "quanto costa", "quanto viene", "quanto pesa", "quanto ci", "quanto e", "quanti",
		"quante", "quando arriva", "quando torna", "quando tornano", "quando esce", "quando aprite", "quando si",
		"quando avete", "quando sara", "quando posso", "dove si", "dove posso", "dove e", "dove sono", "dove trovo",
		"dove siete", "dov e", "perche non", "perche il", "perche la", "come mai", "come si", "come posso",
		"come faccio", "come funziona", "chi puo", "chi devo", "cosa devo", "cosa costa", "che misure", "che prezzo",
		"che orari", "a che ora", "quale", "quali sono", "qual e", "c e", "ci sono", "si puo", "si possono",
		"posso", "possiamo", "potete", "potreste", "potrei", "puo", "avete", "fate", "siete", "spedite",
		"e possibile", "e disponibile", "qualcuno sa", "mi sapete dire", "sapete", "esiste", NULL } },
	{ "de", (const char *const[]){ "wie viel", "wieviel", "wie lange", "wie kann", "wie geht", "wie gross", "wie hoch",
		"wann", "wo ist", "wo kann", "wo finde", "wo gibt", "warum", "wieso", "wer kann", "welche", "welcher",
		"welches", "gibt es", "kann ich", "kann man", "konnen sie", "konnt ihr", "haben sie", "habt ihr", "ist das",
		"ist es", "sind sie", "weiss jemand", NULL } },
	{ "fr", (const char *const[]){ "combien", "quand est", "quand sera", "ou est", "ou puis", "ou peut", "pourquoi",
		"comment faire", "comment puis", "comment on", "qui peut", "quel est", "quelle est", "quels sont",
		"est ce", "y a t il", "pouvez vous", "puis je", "peut on", "avez vous", "quelqu un sait", NULL } },
	{ "es", (const char *const[]){ "cuanto", "cuanta", "cuando", "donde", "por que", "como puedo", "como se", "quien puede",
		"cual es", "cuales son", "hay", "se puede", "puedo", "podeis", "pueden", "teneis", "tienen", "alguien sabe",
		NULL } },
	{ "pt", (const char *const[]){ "quanto custa", "quando", "onde", "por que", "como posso", "qual e", "quais sao", "tem",
		"posso", "podem", "alguem sabe", NULL } },
	{ "nl", (const char *const[]){ "hoeveel", "hoe lang", "hoe kan", "wanneer", "waar is", "waar kan", "waarom", "welke",
		"is er", "zijn er", "kan ik", "kunnen jullie", "hebben jullie", "weet iemand", NULL } },
};

static bool
wanted(const char *language, const char *const *languages)
{
	if (!languages || !*languages)
		return true;
	for (; *languages; languages++)
		if (str_eq(*languages, language))
			return true;
	return false;
}

/* Folded words that begin as a question does, the last of them whole. */
static bool
begins(const char *folded, const char *const *list)
{
	for (; *list; list++) {
		size_t n = strlen(*list);
		if (!strncmp(folded, *list, n) && (!folded[n] || folded[n] == ' '))
			return true;
	}
	return false;
}

static bool
sentence_asks(const char *text, size_t len, const char *const *languages, struct arena *a)
{
	char *folded = utf8_fold_str(a, arena_strn(a, text, len));
	folded += strspn(folded, " ");
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (wanted(known[i].language, languages) && begins(folded, known[i].begins))
			return true;
	return false;
}

/* The text without links, whose question marks ask nothing, and without names it is addressed to. */
static char *
bare(const char *text, struct arena *a)
{
	char *out = arena_str(a, text);
	for (char *p = out; *p;) {
		size_t n = strcspn(p, " \n\t");
		bool link = memmem(p, n, "://", 3) || str_istarts(p, "www."), name = *p == '@' && n > 1;
		if (link || name)
			memset(p, ' ', n);
		p += n;
		p += strspn(p, " \n\t");
	}
	return out;
}

static bool
has_mark(const char *text)
{
	/* ?, inverted, full-width, Arabic, Greek-Coptic reversed */
	static const char *const marks[] = { "?", "\xc2\xbf", "\xef\xbc\x9f", "\xd8\x9f", "\xe2\x81\x87", "\xe2\x81\x89" };
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (strstr(text, marks[i]))
			return true;
	return false;
}

bool
care_is_question(const char *text, const char *const *languages)
{
	struct arena *a = arena_new();
	char *words = bare(quote_fresh(text ? text : "", a), a);
	bool asks = has_mark(words);
	for (const char *p = words; !asks && *p;) {
		size_t n = strcspn(p, ".!;:\n");
		asks = p[n] != '!' && sentence_asks(p, n, languages, a);
		p += n + (p[n] != '\0');
	}
	arena_free(a);
	return asks;
}

const char *
care_public_case(const struct message_in *m, const char *const *languages, int mood)
{
	if (care_is_question(m->text, languages) || care_is_question(m->subject, languages))
		return "question";
	return mood <= MOOD_ANGRY ? "anger" : NULL;
}
