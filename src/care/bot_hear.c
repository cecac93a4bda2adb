/*
 * bot_hear.c - what people say besides their question: that they want a person, hello, yes, no.
 *
 * All languages are looked at together, whatever a message is taken for: who asks for a person in another language
 * than their last one gets one, too.  Words stand here folded (no accents, lower case).
 */
#include "bot.h"

#include <stdlib.h>
#include <string.h>

#include "str.h"
#include "utf8.h"

enum { WORDS = 400, PHRASE = 8 };
struct heard { const char *word[WORDS]; size_t n; };

static void
hear(const char *text, struct arena *a, struct heard *h)
{
	char *folded = utf8_fold_str(a, quote_fresh(text ? text : "", a));
	h->n = 0;
	for (char *p = folded; *p && h->n < WORDS;) {
		p += strspn(p, " ");
		size_t len = strcspn(p, " ");
		if (len)
			h->word[h->n++] = arena_strn(a, p, len);
		p += len;
	}
}

/* -- misspelt words ------------------------------------------------------------------------------------------------- */

/* Words that are one letter from one of ours, and something else. */
static const char *const lookalikes[] = { "personal", "personale", "agenda", "agency", "manage", "manages", "managed",
	"stuff", "react", "urgent", "speaker", "speakers", "persons", "personen", "personality", "mensa", "operation",
	"operations", "operazione", "operazioni", "relate", "related", "conversation", "chatting", "human's", "reset",
	"falta", "faltar", "passed", "passer", "parla", "pasado", "pessoal", "pessoais", "personales", "representation",
	"representative's", "supervision", "consulente's", "spring", "sprache", "reisen", "redeem", "habe", "haben", "hallo",
	"verwenden", "responsible", "contacts", "dialogue", "associado", "constater", "algum", "alguma", "alguns",
	"being", "assistance",
	"services", "assistenza", NULL };

static bool
in_list(const char *const *list, const char *w)
{
	for (; *list; list++)
		if (**list == *w && !strcmp(*list, w))
			return true;
	return false;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits between two short words, neighbours exchanged counting once; more than `most` is not told apart. */
static size_t
edits(const char *s, const char *t, size_t most)
{
	enum { LONG = 24 };
	size_t n = strlen(s), m = strlen(t), row[3][LONG + 1];
	if (n > LONG || m > LONG || (n > m ? n - m : m - n) > most)
		return most + 1;
	for (size_t j = 0; j <= m; j++)
		row[0][j] = j;
	for (size_t i = 1; i <= n; i++) {
		size_t *now = row[i % 3], *above = row[(i + 2) % 3], *before = row[(i + 1) % 3];
		now[0] = i;
		for (size_t j = 1; j <= m; j++) {
			now[j] = least(above[j - 1] + (s[i - 1] != t[j - 1]), least(above[j], now[j - 1]) + 1);
			if (i > 1 && j > 1 && s[i - 1] == t[j - 2] && s[i - 2] == t[j - 1])
				now[j] = least(now[j], before[j - 2] + 1);
		}
	}
	return row[n % 3][m];
}

/* Is it the word, as people write in a hurry?  The first letter stands, but for two exchanged ones. */
static bool
is_word(const char *said, const char *word)
{
	size_t len = strlen(word), most = len >= 9 ? 2 : len >= 5 ? 1 : 0;
	if (!strcmp(said, word))
		return true;
	if (!most || in_list(lookalikes, said))
		return false;
	bool begins = said[0] == word[0] || (said[0] == word[1] && said[1] == word[0]);
	return begins && edits(said, word, most) <= most;
}

static bool
is_one_of(const char *said, const char *const *list)
{
	for (; *list; list++)
		if (is_word(said, *list))
			return true;
	return false;
}

/* -- a person ------------------------------------------------------------------------------------------------------- */

/* Who is asked for where nothing else is said: "operatore", "human please". */
static const char *const strong[] = {
	"human", "humans", "agent", "agents", "representative", "operator", "supervisor", "manager", "advisor", "adviser",
	"assistant",
	"operatore", "operatrice", "operatori", "umano", "umana", "umani", "addetto", "responsabile", "consulente",
	"mitarbeiter", "mitarbeiterin", "mitarbeitern", "mensch", "menschen", "kundenberater", "kundenberaterin", "berater",
	"beraterin", "ansprechpartner", "vorgesetzten", "vorgesetzter", "sachbearbeiter",
	"conseiller", "conseillere", "humain", "humaine", "operateur", "superviseur", "interlocuteur",
	"atendente", "humano", "humana", "operador", "operadora", "agente", "gerente", "assistente",
	"asesor", "asesora", "representante", "encargado", "encargada",
	"medewerker", "medewerkster", "mens", "leidinggevende", "adviseur", NULL };
/* Who may be meant where one wants to speak to them. */
static const char *const people[] = {
	"person", "someone", "somebody", "anyone", "anybody", "people", "rep", "reps", "staff", "employee", "colleague",
	"specialist", "technician", "boss", "associate", "consultant", "individual",
	"persona", "persone", "qualcuno", "qualcun", "collega", "incaricato", "impiegato", "tecnico", "capo", "ragazza",
	"person", "jemand", "jemanden", "jemandem", "irgendwen", "irgendwem", "kollegen", "kollegin", "chef", "techniker",
	"kundenservice", "kundendienst",
	"personne", "quelqu", "collegue", "responsable", "superieur", "representant", "employe", "technicien", "vendeur",
	"pessoa", "alguem", "responsavel", "consultor", "consultora", "funcionario", "funcionaria", "pessoas", "moca",
	"alguien", "companero", "companera", "empleado", "persona", "jefe", "ejecutivo",
	"iemand", "persoon", "klantenservice", "klantendienst", "verkoper", NULL };
/* To speak, in its many ways. */
static const char *const speaking[] = {
	"speak", "speaking", "talk", "talking", "chat", "connect", "transfer", "reach", "escalate", "put", "hear", "pass",
	"parlare", "parlarne", "parlo", "conferire", "contattare", "passami", "passatemi", "passarmi", "passi", "sentire",
	"collegare", "collegarmi", "trasferire", "interagire", "discutere",
	"sprechen", "spreche", "reden", "verbinden", "weiterleiten", "telefonieren", "chatten", "erreichen", "unterhalten",
	"weiterverbinden", "durchstellen", "kontaktieren", "rede",
	"parler", "parle", "discuter", "joindre", "contacter", "transferer", "transferez", "passez", "echanger",
	"communiquer",
	"dialoguer", "correspondre",
	"falar", "falo", "conversar", "transferir", "transfere", "transfira", "passe", "contatar", "contactar", "chamar",
	"chama",
	"hablar", "hablo", "comunicar", "comunicarme", "comunicame", "comuniqueme", "pasame", "paseme", "conectar",
	"contactarme",
	"hable", "habla", "charlar", "transfiera", "transfieran",
	"spreken", "praten", "doorverbinden", "doorverbonden", "verbind", "bellen", NULL };
/* To want: only right before who is wanted. */
static const char *const wanting[] = {
	"want", "need", "get", "give", "wanna", "have", "prefer", "require", "demand", "bring", "call", "contact",
	"vorrei", "voglio", "volevo", "chiedo", "serve", "dammi", "datemi", "esigo", "desidero", "preferisco", "bisogno",
	"pretendo", "mettimi", "metti", "chiamate", "chiama",
	"will", "mochte", "brauche", "benotige", "wunsche", "hatte", "gib", "bitte", "verlange",
	"veux", "voudrais", "souhaite", "besoin", "prefere", "exige", "aimerais", "appelez",
	"quero", "preciso", "gostaria", "queria", "desejo", "prefiro", "chame", "solicito",
	"quiero", "necesito", "quisiera", "deseo", "prefiero", "exijo", "dame",
	"wil", "graag", "nodig", "geef", "liever", NULL };
/* Said so, they say all. */
static const char *const sayings[] = {
	"real person", "real human", "actual person", "actual human", "live person", "live agent", "live human",
	"human being", "human agent", "living person", "not a bot", "not a robot", "not a machine", "no bots", "no robot",
	"no more bots", "stop bot", "are you a bot", "are you a robot", "are you human", "are you real", "is this a bot",
	"is this a robot", "am i talking to a", "am i speaking to a", "talking to a machine", "talking to a bot",
	"talking to a robot", "to a bot", "with a bot", "to a robot", "with a robot", "to a machine", "con un robot",
	"con un bot",
	"con una macchina", "mit einem bot", "mit einem roboter", "mit einer maschine", "a un robot", "avec un robot",
	"avec un bot",
	"com um robo", "com um bot", "con una maquina", "met een bot", "met een robot", "anyone there", "anybody there",
	"someone there", "somebody there", "anyone real",
	"call me", "call me back", "callback", "phone me", "ring me", "give me a call", "speak with customer",
	"speak to customer",
	"talk to customer", "talk to support", "speak to support", "speak with support", "customer service rep",
	"customer service team", "customer services team",
	"parlare con l assistenza", "parlare con assistenza", "parlare con il servizio", "parlare col servizio",
	"parler au service", "parler avec le service", "joindre le service", "falar com o atendimento", "falar com o suporte",
	"falar com atendimento", "hablar con atencion", "hablar con servicio", "hablar con el servicio", "team member",
	"second level", "talk to u", "in person please",
	"persona vera", "persona reale", "essere umano", "carne ed ossa", "carne e ossa", "persona in carne",
	"persona fisica",
	"no robot", "non un robot", "non un bot", "non con un robot", "non con un bot", "basta bot", "basta robot",
	"sei un robot", "sei un bot", "e un robot", "siete un robot", "parlo con un robot", "risponditore", "c e qualcuno",
	"chiamatemi", "chiamami", "richiamatemi", "richiamami", "mi chiami", "mi chiamate", "mi chiamiate", "mi richiami",
	"mi richiamate", "mi richiamiate", "potete chiamarmi", "puo chiamarmi", "essere richiamato", "essere richiamata",
	"essere contattato", "essere contattata", "essere chiamato", "essere chiamata", "ricontattatemi", "contattatemi",
	"passatemi un", "passami un", "mi passi un", "mi passa un", "mi passate un", "qualcuno con cui parlare",
	"echter mensch", "echten menschen", "echten mensch", "echte person", "echten person", "richtiger mensch",
	"richtigen menschen", "kein bot", "keinen bot", "kein roboter", "keine maschine", "bist du ein bot",
	"sind sie ein bot",
	"bist du ein roboter", "sind sie ein roboter", "sind sie ein mensch", "bist du ein mensch", "ist da jemand",
	"jemand da", "noch jemand",
	"ist da wer", "rufen sie mich", "ruf mich", "ruft mich", "ruckruf", "zuruckrufen", "zuruckgerufen", "telefonisch",
	"rufen sie an",
	"vraie personne", "personne reelle", "etre humain", "vrai humain", "vrai conseiller", "pas un robot", "pas un bot",
	"pas a un robot", "etes vous un robot", "es tu un robot", "y a quelqu un", "y a t il quelqu un", "rappelez moi",
	"rappele moi", "rappelle moi", "appelez moi", "etre rappele", "etre rappelee", "me rappeler", "m appeler",
	"en contact avec un", "en contact avec une", "en relation avec",
	"pessoa real", "pessoa de verdade", "ser humano", "atendimento humano", "atendente humano", "alguem de verdade",
	"nao um robo", "nao robo", "voce e um robo", "e um robo", "com robo", "tem alguem ai", "alguem ai", "me liga",
	"me ligue", "me liguem", "me ligar", "ligar para mim", "ligue para mim", "ligacao de voces", "me chama um",
	"persona de verdad", "persona real", "con un humano", "no un robot", "no un bot", "eres un robot", "eres un bot",
	"es un robot", "hay alguien", "llamame", "llamenme", "llameme", "me llamen", "me llame", "me llamas", "que me llamen",
	"atencion personal", "atencion humana",
	"echt persoon", "echte persoon", "echt mens", "echte mens", "echte medewerker", "geen bot", "geen robot",
	"ben je een bot", "ben je een robot", "bent u een robot", "is daar iemand", "is er iemand", "bel me", "bel mij",
	"mij bellen",
	"terugbellen", "teruggebeld", "mij terug", "iemand aan de lijn", NULL };
/* Little words around a single strong one. */
static const char *const around[] = { "a", "an", "the", "un", "uno", "una", "il", "l", "der", "den", "die", "das", "ein",
	"einen", "einem", "eine", "um", "uma", "o", "el", "la", "le", "les", "une", "een", "de", "het", "please", "pls",
	"plz",
	"thanks", "thank", "you", "grazie", "prego", "per", "favore", "cortesia", "bitte", "danke", "s", "il", "vous",
	"plait",
	"svp", "stp", "merci", "por", "favor", "obrigado", "obrigada", "gracias", "alstublieft", "aub", "graag", "dank", "u",
	"now", "subito", "adesso", "ora", "jetzt", "sofort", "maintenant", "agora", "ya", "ahora", "nu", "hi", "hello",
	"ciao", "hallo", "bonjour", "hola", "oi", "ola", "yes", "si", "ja", "oui", "sim", "no", "non", "nein", "nee", "nao",
	"real", "vero", "echten", "echter", "vrai", "humano", "human", "live", "to", "another", "other", "altro", "anderen",
	"ho", "i", "detto", "chiesto", "said", "menschlichen", "menschlicher", "customer", "service", "help", "other", NULL };

static const char *
saying(const struct heard *h, struct arena *a)
{
	for (size_t s = 0; sayings[s]; s++) {
		size_t n;
		char **words = str_split(a, sayings[s], " ", &n);
		for (size_t i = 0; i + n <= h->n; i++) {
			size_t fits = 0;
			while (fits < n && is_word(h->word[i + fits], words[fits]))
				fits++;
			if (fits == n)
				return sayings[s];
		}
	}
	return NULL;
}

/* Who is wanted or spoken to near a verb: "vorrei parlare con un operatore", "mit einem Mitarbeiter sprechen". */
static const char *
near_verb(const struct heard *h, struct arena *a)
{
	enum { BEHIND = 6, BEFORE = 4, RIGHT_BEHIND = 3 };
	for (size_t v = 0; v < h->n; v++) {
		bool speaks = is_one_of(h->word[v], speaking), wants = !speaks && is_one_of(h->word[v], wanting);
		size_t from = speaks && v > BEFORE ? v - BEFORE : speaks ? 0 : v + 1;
		size_t to = v + (speaks ? BEHIND : RIGHT_BEHIND);
		for (size_t i = from; (speaks || wants) && i < h->n && i <= to; i++) {
			bool who = is_one_of(h->word[i], strong) || (speaks && is_one_of(h->word[i], people)) ||
				(wants && i <= v + 3 && (is_word(h->word[i], "person") || is_word(h->word[i], "persona") ||
				is_word(h->word[i], "pessoa") || is_word(h->word[i], "persoon")));
			if (who && i != v)
				return arena_printf(a, "%s %s", h->word[i < v ? i : v], h->word[i < v ? v : i]);
		}
	}
	return NULL;
}

static const char *
alone(const struct heard *h)
{
	enum { FEW = 6 };
	const char *found = NULL;
	if (h->n > FEW)
		return NULL;
	for (size_t i = 0; i < h->n; i++) {
		if (is_one_of(h->word[i], strong))
			found = h->word[i];
		else if (!in_list(around, h->word[i]) && !in_list(people, h->word[i]))
			return NULL;
	}
	if (!found && h->n && h->n <= 3)	/* "una persona", "somebody please" */
		for (size_t i = 0; !found && i < h->n; i++)
			found = in_list(people, h->word[i]) && !in_list(around, h->word[i]) ? h->word[i] : NULL;
	return found;
}

bool
care_wants_person(const char *text, struct arena *a, const char **why)
{
	struct heard *h = arena_new_of(a, struct heard);
	hear(text, a, h);
	const char *words = alone(h);
	if (!words)
		words = saying(h, a);
	if (!words)
		words = near_verb(h, a);
	if (words && why)
		*why = words;
	return words != NULL;
}

/* -- hello, yes, no ------------------------------------------------------------------------------------------------- */

static const char *const greetings[] = { "hi", "hello", "hey", "hiya", "good", "morning", "afternoon", "evening", "ciao",
	"salve", "buongiorno", "buonasera", "buon", "giorno", "buona", "sera", "pomeriggio", "hallo", "moin", "servus",
	"guten",
	"tag", "morgen", "abend", "gruss", "gott", "gruezi", "bonjour", "bonsoir", "salut", "coucou", "oi", "ola", "bom",
	"dia",
	"boa", "tarde", "noite", "hola", "buenas", "buenos", "tardes", "noches", "dias", "goedemorgen", "goedemiddag",
	"goedenavond", "goedendag", "hoi", "dag", "goede", "middag", "avond", NULL };
static const char *const greeted[] = { "there", "team", "all", "everyone", "a", "tutti", "zusammen", "a", "tous", "todos",
	"everybody", "sir", "madam", "signori", "gentile", "assistenza", "support", "bot", "dear", "tudo", "bem", "come",
	"va",
	"how", "are", "you", "wie", "geht", "s", "es", "ihnen", "dir", "que", "tal", "allemaal", "ragazzi", "staff", "sono",
	"again", "di", "nuovo", NULL };
static const char *const contents[] = { "yes", "yep", "yeah", "si", "ja", "oui", "sim", "solved", "fixed", "resolved",
	"works",
	"worked", "helped", "helps", "perfect", "great", "risolto", "funziona", "perfetto", "chiaro", "capito", "gelost",
	"geklappt",
	"funktioniert", "geholfen", "klar", "verstanden", "resolu", "fonctionne", "marche", "parfait", "resolvido",
	"funcionou",
	"perfeito", "entendi", "resuelto", "funciona", "perfecto", "entendido", "opgelost", "gelukt", "duidelijk", "ok",
	"okay",
	"bene", "ottimo", "super", "thanks", "thank", "thx", "grazie", "danke", "merci", "obrigado", "obrigada",
	"gracias", "bedankt",
	"dank", "bye", "goodbye", "arrivederci", "tschuss", "wiedersehen", "revoir", "tchau", "adios", "doei", NULL };
static const char *const content_fillers[] = { "it", "that", "this", "all", "the", "now", "and", "is", "s", "has", "have",
	"me",
	"you", "so", "very", "much", "a", "lot", "for", "your", "help", "i", "got", "understood", "ho", "e", "tutto", "molto",
	"mille", "tante", "va", "mi", "ha", "aiutato", "adesso", "ora", "gia", "das", "hat", "es", "jetzt", "alles",
	"sehr", "vielen",
	"schon", "fur", "die", "hilfe", "habe", "ich", "auf", "c", "est", "bon", "bien", "ca", "tout", "beaucoup", "pour",
	"votre",
	"aide", "m", "aidee", "au", "isso", "esta", "ja", "muito", "tudo", "certo", "pela", "ajuda", "esta", "muchas",
	"todo", "por",
	"la", "ayuda", "dat", "heeft", "geholpen", "hoor", "je", "u", "wel", "good", "day", "buona", "giornata", "serata",
	"nice",
	"che", "era", "quello", "cercavo", "what", "wanted", "needed", "was", NULL };
static const char *const denials[] = { "no", "nope", "nein", "nee", "nao", "non", NULL };
static const char *const denying[] = { "not what i", "not helpful", "did not help", "didn t help", "doesn t help",
	"does not help",
	"that s not it", "that is not it", "not my question", "wrong answer", "don t understand", "do not understand",
	"not the answer",
	"no help", "useless", "non e quello", "non e questo", "non mi e utile", "non aiuta", "non serve", "non mi serve",
	"non ho capito",
	"non capisci", "non hai capito", "non ha capito", "risposta sbagliata", "non c entra", "non risponde alla", "inutile",
	"hilft mir nicht", "hilft nicht", "nicht hilfreich", "nicht gefragt", "verstehe nicht", "nicht meine frage",
	"falsche antwort",
	"das meine ich nicht", "nicht das", "ne m aide pas", "pas ma question", "pas ce que", "je ne comprends pas",
	"mauvaise reponse",
	"inutile", "nao ajuda", "nao ajudou", "nao e isso", "nao entendi", "nao era isso", "resposta errada", "no me ayuda",
	"no es eso", "no entiendo", "no me sirve", "respuesta equivocada", "helpt niet", "helpt mij niet",
	"dat bedoel ik niet",
	"begrijp het niet", "niet mijn vraag", "verkeerd antwoord", NULL };
static const char *const announcing[] = { "have a question", "got a question", "need help", "need some help", "can you help",
	"could you help", "help me", "have a problem", "ho una domanda", "avrei una domanda", "ho bisogno di aiuto",
	"mi serve aiuto",
	"ho un problema", "avrei bisogno", "puo aiutarmi", "puoi aiutarmi", "potete aiutarmi", "mi aiuta", "mi aiutate",
	"habe eine frage", "hatte eine frage", "brauche hilfe", "konnen sie mir helfen", "kannst du mir helfen",
	"habe ein problem",
	"ai une question", "ai besoin d aide", "pouvez vous m aider", "ai un probleme", "tenho uma duvida",
	"tenho uma pergunta",
	"preciso de ajuda", "pode me ajudar", "tenho um problema", "tengo una pregunta", "tengo una duda", "necesito ayuda",
	"puede ayudarme", "tengo un problema", "heb een vraag", "kunt u mij helpen", "kun je me helpen",
	"heb hulp nodig", NULL };

static bool
has_phrase(const struct heard *h, const char *const *list, struct arena *a, size_t most)
{
	for (; h->n <= most && *list; list++) {
		size_t n;
		char **words = str_split(a, *list, " ", &n);
		for (size_t i = 0; i + n <= h->n; i++) {
			size_t fits = 0;
			while (fits < n && !strcmp(h->word[i + fits], words[fits]))
				fits++;
			if (fits == n)
				return true;
		}
	}
	return false;
}

/* Only words of two lists, one of the first at least. */
static bool
only(const char *text, const char *const *must, const char *const *may, size_t most)
{
	struct arena *a = arena_new();
	struct heard *h = arena_new_of(a, struct heard);
	bool said = false, all = true;
	hear(text, a, h);
	for (size_t i = 0; i < h->n; i++) {
		bool here = in_list(must, h->word[i]);
		said |= here;
		all &= here || in_list(may, h->word[i]);
	}
	all &= h->n <= most;
	arena_free(a);
	return said && all;
}

bool
care_greets(const char *text)
{
	return only(text, greetings, greeted, 7);
}

const char *
care_greeting_language(const char *text)
{
	static const struct { const char *language, *words; } hellos[] = {
		{ "it", "ciao salve buongiorno buonasera buon buona" }, { "en", "hi hello hey hiya good dear" },
		{ "de", "moin servus guten gruss gruezi" }, { "fr", "bonjour bonsoir salut coucou" },
		{ "pt", "oi ola bom boa" }, { "es", "hola buenas buenos" },
		{ "nl", "hoi goedemorgen goedemiddag goedenavond goedendag" } };
	struct arena *a = arena_new();
	char *folded = utf8_fold_str(a, text ? text : "");
	const char *language = NULL, *first = folded + strspn(folded, " ");
	char *word = arena_strn(a, first, strcspn(first, " "));
	for (size_t i = 0; !language && i < sizeof hellos / sizeof *hellos; i++)
		if (*word && str_lists(hellos[i].words, word))
			language = hellos[i].language;
	arena_free(a);
	return language;
}

bool
care_is_content(const char *text)
{
	return !strchr(text ? text : "", '?') && (only(text, contents, content_fillers, 14) || care_is_thanks(text));
}

bool
care_denies(const char *text)
{
	struct arena *a = arena_new();
	struct heard *h = arena_new_of(a, struct heard);
	hear(text, a, h);
	bool is = has_phrase(h, denying, a, 14) || (h->n && h->n <= 3 && in_list(denials, h->word[0]));
	arena_free(a);
	return is;
}

bool
care_announces(const char *text)
{
	struct arena *a = arena_new();
	struct heard *h = arena_new_of(a, struct heard);
	hear(text, a, h);
	bool is = has_phrase(h, announcing, a, 9);
	arena_free(a);
	return is;
}
