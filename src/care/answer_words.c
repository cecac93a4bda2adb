/* answer_words.c - the words of a question: folded, chat spelling undone, those that say nothing told apart. */
#include "answer_internal.h"

#include <ctype.h>
#include <string.h>

#include "str.h"
#include "utf8.h"

/* Chat and telegram spelling, and what an apostrophe cut off; folded. */
static const struct { const char *language, *from, *to; } spellings[] = {
	{ "it", "xke", "perche" }, { "it", "xche", "perche" }, { "it", "perke", "perche" }, { "it", "ke", "che" },
	{ "it", "nn", "non" }, { "it", "cmq", "comunque" }, { "it", "qnd", "quando" }, { "it", "qndo", "quando" },
	{ "it", "dv", "dove" }, { "it", "dov", "dove" }, { "it", "cm", "come" }, { "it", "com", "come" },
	{ "it", "quand", "quando" }, { "it", "grz", "grazie" }, { "it", "pacchetto", "pacco" }, { "it", "sped", "spedizione" },
	{ "it", "tel", "telefono" }, { "it", "x", "per" }, { "it", "ho", "ho" },
	{ "en", "pls", "please" }, { "en", "plz", "please" }, { "en", "wheres", "where" }, { "en", "whens", "when" },
	{ "en", "hows", "how" }, { "en", "whats", "what" }, { "en", "thx", "thanks" }, { "en", "u", "you" },
	{ "en", "ur", "your" }, { "en", "dont", "not" }, { "en", "didnt", "not" }, { "en", "doesnt", "not" },
	{ "en", "isnt", "not" }, { "en", "hasnt", "not" }, { "en", "havent", "not" }, { "en", "cant", "cannot" },
	{ "en", "wont", "not" }, { "en", "acct", "account" }, { "en", "pwd", "password" }, { "en", "pw", "password" },
	{ "en", "tmrw", "tomorrow" }, { "en", "4", "for" },
	{ "de", "nich", "nicht" }, { "de", "net", "nicht" }, { "de", "wos", "wo" }, { "de", "hab", "habe" },
	{ "de", "bittte", "bitte" }, { "de", "ned", "nicht" }, { "de", "pw", "passwort" }, { "de", "lfg", "lieferung" },
	{ "fr", "pk", "pourquoi" }, { "fr", "pkoi", "pourquoi" }, { "fr", "pq", "pourquoi" }, { "fr", "svp", "plait" },
	{ "fr", "stp", "plait" }, { "fr", "cmt", "comment" }, { "fr", "qd", "quand" }, { "fr", "jai", "ai" },
	{ "fr", "mdp", "passe" }, { "fr", "cb", "carte" }, { "fr", "rdv", "rendez" }, { "fr", "ou", "ou" },
	{ "es", "xq", "porque" }, { "es", "pq", "porque" }, { "es", "porq", "porque" }, { "es", "q", "que" },
	{ "es", "tb", "tambien" }, { "es", "xfa", "favor" }, { "es", "dnd", "donde" }, { "es", "cdo", "cuando" },
	{ "pt", "pq", "porque" }, { "pt", "vc", "voce" }, { "pt", "vcs", "voces" }, { "pt", "nao", "nao" }, { "pt", "n", "nao" },
	{ "pt", "tb", "tambem" }, { "pt", "qdo", "quando" }, { "pt", "cade", "onde" }, { "pt", "oq", "que" },
	{ "pt", "eh", "e" }, { "pt", "pfv", "favor" }, { "pt", "pf", "favor" },
	{ "nl", "ff", "even" }, { "nl", "nie", "niet" }, { "nl", "mn", "mijn" }, { "nl", "aub", "alstublieft" },
};

/* Words that say nothing by themselves; folded.  Questions (where, when, how) and `not` are none of them. */
static const struct { const char *language, *words; } stops[] = {
	{ "it", "a ad ai al all alla alle agli allo anche avere avete aveva avevo abbiamo avuto b buona buonasera buongiorno c "
		"che chi ci ciao con cosa cui d da dal dall dalla dalle dai dei del dell della delle degli di e ed era essere "
		"fa fare fatto favore gentile gentilmente gia gli grazie ha hai hanno ho i il in io la le lei li lo loro l lui ma "
		"me mi mia mie miei mio molto ne nel nella nelle nei nostro o per perfavore piu poi possiamo posso potete "
		"potrei potreste prego pure puo qua quale qualche qualcuno quella quelle quello quelli questa queste questi questo "
		"qui s salve saluti se sei si sia siamo siete sono sta stato stata sto su sua sue sui sul sulla suo t tra tu tutto "
		"tutti un una uno v vi voi vorrei voglio vostra vostro" },
	{ "en", "a about all also am an and any anyone are as at be because been being but by can could d did do does dear for "
		"from get getting go going got had has have he hello hey hi him his her i if im in into is it its ive just know "
		"let like ll m may me my need of oh ok okay on one or our out please pls really re s she should so some sorry "
		"t tell thank thanks that the their them there these they this those to too up us ve very want was we well were "
		"which who will with would yeah yes you your" },
	{ "de", "ab aber alle als am an auch auf aus bei bin bis bitte da dann das dass de dem den der des dich die dies diese "
		"diesem diesen dieser dieses dir doch du durch ein eine einem einen einer eines er es etwas euch euer eure fur "
		"gerne guten gruss grusse hallo hat hatte hatten habe haben hi ich ihm ihn ihnen ihr ihre im in ist ja jetzt kann "
		"kannst konnen konnten konnte lieben man mein meine meinem meinen meiner meines mich mir mit mochte mal morgen "
		"nach noch nun nur ob oder schon sehr sein seine sich sie sind so tag uber um und uns unser unsere unter vom von "
		"vor war waren weil wenn werden will wir wird wurde wurden zu zum zur danke" },
	{ "fr", "a ai ait alors as au aussi aux avec avez avoir avons ayant bien bonjour bonsoir c ca car ce cela ces cet cette "
		"ceux chez cordialement d dans de des deux du elle elles en encore es est et etait ete etes etre eu eux fait faire "
		"faut il ils j je juste l la le les leur leurs lui m ma madame mais me meme merci mes moi mon monsieur n ne nos "
		"notre nous on ont ou par pas peu peut peux pour pouvez pourriez plait puis qu que qui s sa salut sans se ses si "
		"sont son suis sur svp t ta te tes toi ton tres tu un une va vais veux voudrais vos votre vous y" },
	{ "es", "a al algo ante buenas buenos con de del desde dia dias dos el ella ellos en entre era es esa ese eso "
		"esta estan estar este esto estoy favor fue gracias ha haber hace hacer han has hay he hemos hola la las le les "
		"lo los mas me mi mis mucho muy nos nosotros o os otra para pero poder podria por porque puede pueden puedo que "
		"quien quiero quisiera se ser si sido sin sobre son soy su sus tal tambien tan tardes te tener tengo tiene todo "
		"tu tus un una unos usted ustedes va y ya yo" },
	{ "pt", "a ao aos aquela aquele as ate boa bom com da das de dela dele depois dia do dos e ela eles em entre era essa "
		"esse esta estao estar estava este estou eu favor fazer foi gostaria ha isso isto ja la lhe mais mas me meu meus "
		"minha minhas muito na nas nem no nos nossa nosso num numa o obrigada obrigado oi ola os ou para pela pelo pode "
		"podem poder poderia por porque posso pra preciso quais qual que quem quero se seja sem ser seu seus so sua suas "
		"tambem tarde te tem tenho ter teu tudo um uma voce voces vos" },
	{ "nl", "aan al alle als ben bent bij dag dan dat de der deze die dit door dus een en er even ga geen goede graag haar "
		"had hallo heb hebben hebt heeft hem het hier hij hoi ik in is ja je jij jou jullie kan kunnen kunt maar me "
		"meer met mij mijn moet na naar nog nu of om omdat onder ons onze ook op over te ten toch toen tot u uit uw van "
		"veel voor was we wel wij wil worden wordt zal ze zeer zich zij zijn zo zou" },
};

enum { WRAPPED = 55 };		/* a line this long goes on on the next */

static const struct { const char *language, *words; } asking[] = {
	{ "it", "dove quando come cosa quanto quanti quante quanta perche chi quale quali non ancora" },
	{ "en", "where when how what why who which not still yet much many long" },
	{ "de", "wo wann wie was warum wer welche welcher welches wieso nicht noch wieviel lange" },
	{ "fr", "ou quand comment quoi pourquoi qui quel quelle quels quelles combien pas toujours encore" },
	{ "es", "donde cuando como que por porque quien cual cuanto cuantos no todavia aun" },
	{ "pt", "onde quando como que porque quem qual quanto quantos nao ainda" },
	{ "nl", "waar wanneer hoe wat waarom wie welke niet nog hoeveel" },
};

bool
answer_asks(const char *language, const char *folded)
{
	for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
		if (str_eq(asking[i].language, language) && str_lists(asking[i].words, folded))
			return true;
	return false;
}

/* "s", "ll": what is left of an elision is no word in any language. */
static bool
is_scrap(const char *folded)
{
	return !folded[1] && !isdigit((unsigned char)*folded);
}

const char *
answer_word(const char *language, const char *folded, bool *stop)
{
	*stop = false;
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++)
		if (str_eq(spellings[i].language, language) && !strcmp(spellings[i].from, folded)) {
			folded = spellings[i].to;
			break;
		}
	for (size_t i = 0; i < sizeof stops / sizeof *stops && !*stop; i++)
		if (str_eq(stops[i].language, language))
			*stop = str_lists(stops[i].words, folded);
	return folded;
}

/* "pleeeease" -> "please"; twice the same letter is left alone. */
static char *
shorten(char *s)
{
	char *to = s;
	for (const char *p = s; *p; ) {
		size_t n = 1;
		while (p[n] == *p)
			n++;
		size_t keep = n > 2 && isalpha((unsigned char)*p) ? 1 : n;
		for (size_t i = 0; i < keep; i++)
			*to++ = *p;
		p += n;
	}
	*to = '\0';
	return s;
}

/* What stands between blanks and ASCII signs may still be several words: typographic apostrophes, dashes. */
static size_t
add_chunk(const char *chunk, int sentence, struct arena *a, struct token *out, size_t n)
{
	char **words = str_split(a, utf8_fold_str(a, chunk), " ", NULL);
	for (; *words && n < TOKENS; words++)
		out[n++] = (struct token){ chunk, shorten(*words), is_scrap(*words), sentence };
	return n;
}

/* The end of a long line is only where a mail was wrapped. */
static bool
ends_sentence(const char *p, size_t column)
{
	if (*p == '\n')
		return column < WRAPPED || p[1] == '\n';
	return strchr(".?!;", *p) && (!p[1] || strchr(" \n\t\"')", p[1]));
}

size_t
answer_tokens(const char *text, struct arena *a, struct token *out)
{
	size_t n = 0, in_sentence = 0;
	int sentence = 0;
	const char *line = text;
	for (const char *p = text; *p && n < TOKENS; ) {
		if (p == line && *p == '>') {
			p += strcspn(p, "\n");
			line = *p ? p + 1 : p;
		}
		if (!*p)
			break;
		if (!isalnum((unsigned char)*p) && (unsigned char)*p < 0x80) {
			if ((ends_sentence(p, (size_t)(p - line)) && in_sentence) || in_sentence >= SENTENCE_TOKENS) {
				sentence++;
				in_sentence = 0;
			}
			if (*p++ == '\n')
				line = p;
			continue;
		}
		const char *from = p;
		while (*p && (isalnum((unsigned char)*p) || (unsigned char)*p >= 0x80))
			p++;
		size_t before = n, len = (size_t)(p - from);
		if (len <= 120)
			n = add_chunk(arena_strn(a, from, len), sentence, a, out, n);
		in_sentence += n - before;
	}
	return n;
}
