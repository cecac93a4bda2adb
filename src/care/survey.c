/* survey.c - see survey.h.  Small words on both sides of a number say whether it is an answer. */
#include "survey.h"

#include <ctype.h>
#include <string.h>

#include "care.h"
#include "str.h"
#include "utf8.h"

enum { INTRO_WORDS = 7, MOST_WORDS = 12, TOKENS = 60 };

const char *const survey_scales[SURVEY_ASKS] = { "ces7", "csat5" };

int
survey_most(enum survey_ask ask)
{
	return ask == SURVEY_CES ? 7 : 5;
}

int
survey_scale(const char *scale)
{
	for (int i = 0; i < SURVEY_ASKS; i++)
		if (str_eq(survey_scales[i], scale))
			return i;
	return -1;
}

/* -- words ------------------------------------------------------------------------------------------------- */

static const char *const numbers[11] = {
	" zero null ", " one uno eins un um une uma una ", " two due zwei deux dos dois duas ", " three tre drei trois tres ",
	" four quattro vier quatre cuatro quatro ", " five cinque funf fuenf cinq cinco ", " six sei sechs seis ",
	" seven sette sieben sept siete sete ", " eight otto acht huit ocho oito ", " nine nove neun neuf nueve ",
	" ten dieci zehn dix diez dez " };

/* What may stand before a number that is the answer. */
static const char intro[] = " i d s m would say give it a an my our rating score answer is was the rate you number"
	" direi dico do darei dare vi ti le voto il mio nostro la mia un una per me io valutazione punteggio risposta numero"
	" ich wurde sage sagen gebe ihnen meine note bewertung antwort ist eine einen die der"
	" je dirais dis mets donne ma notre c est ce reponse la le"
	" yo diria daria doy mi nota puntuacion respuesta es calificacion un el"
	" eu diria dou minha avaliacao resposta um"
	" thanks thank grazie merci danke gracias obrigado obrigada hi hello ciao salve buongiorno buonasera bonjour hallo hola"
	" ola oi dear gentili ok okay si yes ja oui sim well beh allora hm mmh sicuramente assolutamente definitely certainly"
	" e and und et y ";

/* What may follow a number at once, with nothing between: it is not what is counted. */
static const char follows[] = " thanks thank thx thankyou cheers grazie danke merci gracias obrigado obrigada bedankt stars star"
	" stelle stella sterne stern etoiles etoile estrellas estrelas punti punto points point punkte punkt puntos pontos"
	" perche because weil parce porque but ma aber mais pero mas very molto sehr muy muito tutto everything alles tout todo"
	" tudo easy facile facilissimo einfach facil super top ottimo ottima perfetto perfect perfekt parfait perfecto perfeito"
	" great excellent eccellente pienissimo pieno bravi brava bravo it was was e and und et y since easily senza ohne"
	" without sans sin sem sagen geben good buono bene gut bien bem ";
static const char outof[] = " su out von sur de sobre auf of em ";
/* What may stand before the words of an answer: "it was", "direi che è stato". */
static const char was[] = " it s m c was is has been i found that this found quite es war ist das fand ich c'etait etait c'est c"
	" etait est ce fue ha sido era foi e stato stata molto direi che mi pare per me lo la ho trovato trovata le el"
	" i d would say am im sono siamo bin wir sind we are je suis nous sommes estoy estamos estou"
	" hi hello ciao salve buongiorno hallo bonjour hola ola yes si ja oui sim well ";

/* Words of an answer, folded, longest first where one begins with another; CES 1-7, CSAT 1-5, 0 = says nothing there. */
static const struct { const char *words; int ces, csat; } phrases[] = {
	{ "very very easy", 7, 0 }, { "extremely easy", 7, 0 }, { "very easy", 7, 0 }, { "super easy", 7, 0 },
	{ "really easy", 7, 0 }, { "so easy", 7, 0 }, { "not very easy", 3, 0 }, { "not so easy", 3, 0 },
	{ "not that easy", 3, 0 }, { "not at all easy", 1, 0 }, { "not easy at all", 1, 0 }, { "not easy", 2, 0 },
	{ "quite easy", 5, 0 }, { "rather easy", 5, 0 }, { "fairly easy", 5, 0 }, { "pretty easy", 6, 0 }, { "easy", 6, 0 },
	{ "neither easy nor difficult", 4, 0 }, { "not difficult", 5, 0 }, { "a bit difficult", 3, 0 },
	{ "somewhat difficult", 3, 0 }, { "very difficult", 1, 0 }, { "extremely difficult", 1, 0 }, { "very hard", 1, 0 },
	{ "difficult", 2, 0 }, { "hard", 2, 0 },
	{ "non e stato facile", 2, 0 }, { "non e stato per niente facile", 1, 0 }, { "non e stato molto facile", 3, 0 },
	{ "per niente facile", 1, 0 }, { "non molto facile", 3, 0 }, { "poco facile", 3, 0 }, { "non facile", 2, 0 },
	{ "molto facile", 7, 0 }, { "facilissimo", 7, 0 }, { "semplicissimo", 7, 0 }, { "molto semplice", 7, 0 },
	{ "abbastanza facile", 5, 0 }, { "abbastanza semplice", 5, 0 }, { "facile", 6, 0 }, { "semplice", 6, 0 },
	{ "ne facile ne difficile", 4, 0 }, { "un po difficile", 3, 0 }, { "abbastanza difficile", 3, 0 },
	{ "molto difficile", 1, 0 }, { "difficilissimo", 1, 0 }, { "difficile", 2, 0 },
	{ "nicht einfach", 2, 0 }, { "gar nicht einfach", 1, 0 }, { "nicht sehr einfach", 3, 0 }, { "sehr einfach", 7, 0 },
	{ "ganz einfach", 7, 0 }, { "sehr leicht", 7, 0 }, { "ziemlich einfach", 5, 0 }, { "einfach", 6, 0 }, { "leicht", 6, 0 },
	{ "etwas schwierig", 3, 0 }, { "sehr schwierig", 1, 0 }, { "schwierig", 2, 0 }, { "schwer", 2, 0 },
	{ "pas facile", 2, 0 }, { "pas du tout facile", 1, 0 }, { "pas tres facile", 3, 0 }, { "tres facile", 7, 0 },
	{ "tres simple", 7, 0 }, { "plutot facile", 5, 0 }, { "assez facile", 5, 0 }, { "simple", 6, 0 },
	{ "un peu difficile", 3, 0 }, { "tres difficile", 1, 0 }, { "assez difficile", 3, 0 },
	{ "nada facil", 1, 0 }, { "no muy facil", 3, 0 }, { "muy facil", 7, 0 }, { "bastante facil", 5, 0 },
	{ "no fue facil", 2, 0 }, { "no ha sido facil", 2, 0 }, { "muy dificil", 1, 0 }, { "un poco dificil", 3, 0 },
	{ "muito facil", 7, 0 }, { "nao foi facil", 2, 0 }, { "muito dificil", 1, 0 }, { "um pouco dificil", 3, 0 },
	{ "facil", 6, 0 }, { "dificil", 2, 0 },
	{ "not satisfied at all", 0, 1 }, { "not at all satisfied", 0, 1 }, { "very dissatisfied", 0, 1 },
	{ "very unsatisfied", 0, 1 }, { "very satisfied", 0, 5 }, { "very happy", 0, 5 }, { "extremely satisfied", 0, 5 },
	{ "not satisfied", 0, 2 }, { "not happy", 0, 2 }, { "dissatisfied", 0, 2 }, { "unsatisfied", 0, 2 }, { "unhappy", 0, 2 },
	{ "satisfied", 0, 4 }, { "happy", 0, 4 }, { "very good", 0, 5 }, { "very bad", 0, 1 }, { "excellent", 0, 5 },
	{ "perfect", 0, 5 }, { "terrible", 0, 1 }, { "awful", 0, 1 }, { "so so", 0, 3 }, { "average", 0, 3 }, { "neutral", 4, 3 },
	{ "bad", 0, 2 }, { "good", 0, 4 },
	{ "per niente soddisfatto", 0, 1 }, { "per niente soddisfatta", 0, 1 }, { "non sono soddisfatto", 0, 2 },
	{ "non sono soddisfatta", 0, 2 }, { "molto soddisfatto", 0, 5 }, { "molto soddisfatta", 0, 5 },
	{ "soddisfattissimo", 0, 5 }, { "soddisfattissima", 0, 5 }, { "abbastanza soddisfatto", 0, 4 },
	{ "abbastanza soddisfatta", 0, 4 }, { "poco soddisfatto", 0, 2 }, { "poco soddisfatta", 0, 2 },
	{ "insoddisfatto", 0, 2 }, { "insoddisfatta", 0, 2 }, { "non soddisfatto", 0, 2 }, { "non soddisfatta", 0, 2 },
	{ "soddisfatto", 0, 4 }, { "soddisfatta", 0, 4 }, { "soddisfatti", 0, 4 }, { "ottimo", 0, 5 }, { "ottima", 0, 5 },
	{ "eccellente", 0, 5 }, { "perfetto", 0, 5 }, { "pessimo", 0, 1 }, { "pessima", 0, 1 }, { "cosi cosi", 4, 3 },
	{ "buono", 0, 4 }, { "buona", 0, 4 },
	{ "sehr unzufrieden", 0, 1 }, { "sehr zufrieden", 0, 5 }, { "nicht zufrieden", 0, 2 }, { "unzufrieden", 0, 2 },
	{ "zufrieden", 0, 4 }, { "sehr gut", 0, 5 }, { "ausgezeichnet", 0, 5 }, { "sehr schlecht", 0, 1 }, { "schlecht", 0, 2 },
	{ "tres insatisfait", 0, 1 }, { "tres satisfait", 0, 5 }, { "tres satisfaite", 0, 5 }, { "pas satisfait", 0, 2 },
	{ "pas satisfaite", 0, 2 }, { "satisfait", 0, 4 }, { "satisfaite", 0, 4 }, { "insatisfait", 0, 2 },
	{ "tres bien", 0, 5 }, { "tres mauvais", 0, 1 }, { "mauvais", 0, 2 },
	{ "muy insatisfecho", 0, 1 }, { "muy satisfecho", 0, 5 }, { "muy satisfecha", 0, 5 }, { "insatisfecho", 0, 2 },
	{ "satisfecho", 0, 4 }, { "satisfecha", 0, 4 }, { "excelente", 0, 5 }, { "muy bien", 0, 5 }, { "muy mal", 0, 1 },
	{ "muito insatisfeito", 0, 1 }, { "muito satisfeito", 0, 5 }, { "muito satisfeita", 0, 5 }, { "insatisfeito", 0, 2 },
	{ "satisfeito", 0, 4 }, { "satisfeita", 0, 4 }, { "otimo", 0, 5 }, { "pessimo", 0, 1 }, { "muito bom", 0, 5 },
	{ "muito mau", 0, 1 },
};

static bool
among(const char *list, const char *word)
{
	size_t n = strlen(word);
	for (const char *p = list; n && (p = strstr(p, word)) != NULL; p++)
		if (p > list && p[-1] == ' ' && p[n] == ' ')
			return true;
	return false;
}

/* -- tokens ------------------------------------------------------------------------------------------------- */

/* A word or number, folded; apart: more than a blank stands before it. */
struct token { const char *text; size_t start, end; bool apart; };

static bool
is_letter(const char *s, size_t len, struct arena *a)
{
	char *folded = utf8_fold_str(a, arena_strn(a, s, len));
	return folded[strspn(folded, " ")] != '\0';
}

static size_t
tokens(const char *s, struct arena *a, struct token out[TOKENS])
{
	size_t n = 0, len = strlen(s), i = 0, gap = 0;
	while (i < len && n < TOKENS) {
		size_t from = i;
		bool digit = isdigit((unsigned char)s[i]);
		int columns;
		while (i < len) {
			size_t g = utf8_grapheme(s + i, len - i, &columns);
			bool keycap = digit && g > 1 && i == from;	/* the digit is inside its grapheme */
			bool d = isdigit((unsigned char)s[i]);
			if (!g || (!keycap && (d != digit || (!d && !is_letter(s + i, g, a)))))
				break;
			i += g;
		}
		if (i == from) {
			size_t g = utf8_grapheme(s + i, len - i, &columns);
			gap += s[i] == ' ' || s[i] == '\'' || str_starts(s + i, "\xe2\x80\x99") ? 0 : 1;
			i += g ? g : 1;
			continue;
		}
		char *folded = utf8_fold_str(a, arena_strn(a, s + from, digit ? strspn(s + from, "0123456789") : i - from));
		out[n] = (struct token){ str_trim(a, folded), from, i, gap > 0 && n > 0 };
		n++;
		gap = 0;
	}
	return n;
}

static int
number_of(const struct token *t)
{
	if (isdigit((unsigned char)*t->text)) {
		int64_t v;
		return strlen(t->text) <= 2 && str_to_int64(t->text, &v) == 0 ? (int)v : -1;
	}
	for (int i = 0; i <= 10; i++)
		if (among(numbers[i], t->text))
			return i;
	return -1;
}

/* -- the answer ----------------------------------------------------------------------------------------------- */

bool
survey_is_more(const char *words, size_t files)
{
	int n = 0;
	for (const char *p = words; *p; n++) {
		p += strspn(p, " \t\n\r");
		if (!*p)
			break;
		p += strcspn(p, " \t\n\r");
	}
	return files || n > MOST_WORDS || strpbrk(words, "0123456789") || care_is_question(words, NULL);
}

static bool
answer(enum survey_ask ask, int said, int of, const char *rest, size_t files, struct arena *a, struct survey_answer *out)
{
	int most = survey_most(ask), low = of == 10 ? 0 : 1;
	if (of == most && said == 0)
		said = 1;	/* worse than the worst that could be said */
	if (said < low || said > of)
		return false;
	int score = (said - low) * 100 / (of - low);
	rest += strspn(rest, " \t\r\n.,;:!-()*/");
	for (const char *dash; (dash = str_starts(rest, "\xe2\x80\x93") || str_starts(rest, "\xe2\x80\x94") ? rest + 3 : NULL);)
		rest = dash + strspn(dash, " \t\r\n.,;:!-");
	char *words = str_trim(a, rest);
	*out = (struct survey_answer){ .said = of == most ? said : 1 + (score * (most - 1) + 50) / 100, .score = score,
		.words = care_is_thanks(words) ? "" : words, .more = survey_is_more(words, files) };
	if (of != most)
		out->score = (out->said - 1) * 100 / (most - 1);
	return true;
}

/* "5/7", "5 out of 7": how many there are; *at = behind it. */
static int
out_of(const char *s, const struct token *t, size_t n, size_t i, size_t *at)
{
	size_t k = i + 1;
	bool slash = k < n && memchr(s + t[i].end, '/', t[k].start - t[i].end) != NULL;
	while (k < n && k < i + 3 && !t[k].apart && among(outof, t[k].text))
		k++;
	if (k >= n || (!slash && k == i + 1))
		return 0;
	int of = number_of(&t[k]);
	if (of == 5 || of == 7 || of == 10) {
		*at = k;
		return of;
	}
	return slash ? -1 : 0;
}

/* "6-7", "6 o 7", "6,5": the lower one. */
static bool
range(const char *s, const struct token *t, size_t n, size_t i, size_t *at)
{
	static const char or[] = " o or oder ou e ";
	int v = number_of(&t[i]), next = i + 1 < n ? number_of(&t[i + 1]) : -1;
	size_t gap = i + 1 < n ? t[i + 1].start - t[i].end : 0;
	if (i + 1 < n && gap == 1 && strchr(",.", s[t[i].end]) && next == 5) {
		*at = i + 1;
		return true;
	}
	if (next == v + 1 && memchr(s + t[i].end, '-', gap)) {
		*at = i + 1;
		return true;
	}
	if (i + 2 < n && among(or, t[i + 1].text) && number_of(&t[i + 2]) == v + 1) {
		*at = i + 2;
		return true;
	}
	return false;
}

static bool
read_number(enum survey_ask ask, const char *s, const struct token *t, size_t n, size_t files, struct arena *a,
	struct survey_answer *out)
{
	size_t i = 0, at;
	/* "un 6": what could be a number itself is an introduction when a number follows */
	while (i < n && i < INTRO_WORDS && (number_of(&t[i]) < 0 || (i + 1 < n && number_of(&t[i + 1]) >= 0 &&
			!t[i + 1].apart && !isdigit((unsigned char)*t[i].text)))) {
		if (!among(intro, t[i].text))
			return false;
		i++;
	}
	if (i >= n || number_of(&t[i]) < 0)
		return false;
	int said = number_of(&t[i]), most = survey_most(ask), of = most;
	at = i;
	int named = out_of(s, t, n, i, &at);
	if (named < 0)
		return false;
	if (named)
		of = named;
	else if (!range(s, t, n, i, &at) && said == 10)
		of = 10;
	/* what it counts, or the rest of a longer number */
	char behind = s[t[at].end];
	if (behind && strchr("%$+@_", behind))
		return false;
	if (!named && said > 10)
		return false;
	if (at + 1 < n && !t[at + 1].apart && !among(follows, t[at + 1].text))
		return false;
	if (at + 1 < n && number_of(&t[at + 1]) >= 0 && isdigit((unsigned char)*t[at + 1].text) &&
	    t[at + 1].start - t[at].end == 1 && s[t[at].end] != '\n')
		return false;	/* "5.20", "7:30" */
	size_t end = t[at].end;
	static const char units[] = " stars star stelle stella sterne stern etoiles etoile estrellas estrelas punti punto points"
		" point punkte punkt puntos pontos ";
	if (at + 1 < n && !t[at + 1].apart && among(units, t[at + 1].text))
		end = t[at + 1].end;
	if (of == most && said > most)
		return false;
	return answer(ask, said, of, s + end, files, a, out);
}

/* The words of a phrase from token i on; 0 = not there. */
static size_t
phrase_at(const struct token *t, size_t n, size_t i, const char *words)
{
	size_t k = i;
	for (const char *p = words; *p; k++) {
		size_t len = strcspn(p, " ");
		if (k >= n || strlen(t[k].text) != len || memcmp(t[k].text, p, len) != 0)
			return 0;
		p += len;
		p += *p == ' ';
	}
	return k - i;
}

static bool
read_phrase(enum survey_ask ask, const char *s, const struct token *t, size_t n, size_t files, struct arena *a,
	struct survey_answer *out)
{
	for (size_t i = 0; i < n && i < INTRO_WORDS; i++) {
		size_t best = 0, which = 0;
		for (size_t k = 0; k < sizeof phrases / sizeof *phrases; k++) {
			bool said = (ask == SURVEY_CES ? phrases[k].ces : phrases[k].csat) != 0;
			size_t len = said ? phrase_at(t, n, i, phrases[k].words) : 0;
			if (len > best)
				best = len, which = k;
		}
		/* "easy to say", "hard copy": what goes on at once may be about anything */
		if (best && (i + best >= n || t[i + best].apart || among(follows, t[i + best].text))) {
			if (!answer(ask, ask == SURVEY_CES ? phrases[which].ces : phrases[which].csat, survey_most(ask),
					s + t[i + best - 1].end, files, a, out))
				return false;
			if (*out->words)	/* they belong together */
				out->words = str_trim(a, s);
			return true;
		}
		if (!among(was, t[i].text))
			return false;
	}
	return false;
}

/* Stars, filled ones; nothing else but words behind them. */
static bool
read_stars(enum survey_ask ask, const char *s, size_t files, struct arena *a, struct survey_answer *out)
{
	static const char *const full[] = { "\xe2\xad\x90", "\xe2\x98\x85", "\xf0\x9f\x8c\x9f" };
	int n = 0, empty = 0;
	for (;;) {
		size_t len = 0;
		for (size_t i = 0; !len && i < sizeof full / sizeof *full; i++)
			if (str_starts(s, full[i]))
				len = strlen(full[i]);
		if (!len && n && str_starts(s, "\xe2\x98\x86")) {
			empty++;
			s += 3;
		} else if (len) {
			n++;
			s += len;
		} else if (str_starts(s, "\xef\xb8\x8f")) {
			s += 3;		/* a variation selector */
		} else if (*s == ' ') {
			s++;
		} else {
			break;
		}
	}
	int of = n + empty == 5 && empty ? 5 : survey_most(ask);
	return n && answer(ask, n, of, s, files, a, out);
}

bool
survey_read(enum survey_ask ask, const char *text, size_t files, struct arena *a, struct survey_answer *out)
{
	struct token t[TOKENS];
	char *fresh = str_trim(a, quote_fresh(text ? text : "", a));
	if (!*fresh)
		return false;
	if (read_stars(ask, fresh, files, a, out))
		return true;
	size_t n = tokens(fresh, a, t);
	return n && (read_phrase(ask, fresh, t, n, files, a, out) || read_number(ask, fresh, t, n, files, a, out));
}
