/* care_bot.c - what the bot does with what customers write. */
#include "bot.h"

#include "clock.h"
#include "conf.h"
#include "str.h"
#include "t.h"

/* -- who wants a person --------------------------------------------------------------------------------------------- */

static const char *const wanted[] = {
	"operatore", "Operatore!!", "OPERATORE GRAZIE", "oeratore", "operatroe", "un operatore per favore",
	"vorrei parlare con un operatore",
	"posso parlare con una persona?", "voglio una persona vera", "mi passi un responsabile", "parlare con qualcuno",
	"c'è qualcuno?", "fatemi parlare con un essere umano", "non voglio parlare con un robot", "ma sei un robot?",
	"potete chiamarmi?", "richiamatemi al 3331234567", "vorrei essere ricontattata, essere richiamata",
	"allora mi passate un collega umano o no", "vorrei parlare con il servizio clienti", "ho bisogno di un addetto",
	"human", "human please", "Agent", "agent!", "I want to speak to a human", "can i talk to a real person",
	"real person please",
	"representative", "let me talk to someone", "I need a person", "get me a manager", "get me your supervisor now",
	"I'd like to speak with a represenative", "speek to a human", "call me", "please have someone call me back",
	"is this a bot?", "am I talking to a machine", "connect me to an agent", "transfer me to a live agent",
	"is anyone there?",
	"can you put me through to somebody", "I don't want to chat with a bot, I want a human being",
	"Mitarbeiter", "Mitarbieter", "Ich möchte mit einem Mitarbeiter sprechen", "bitte einen menschen",
	"echte Person bitte",
	"kann ich mit jemandem sprechen", "Verbinden Sie mich mit einem Berater", "Rufen Sie mich bitte zurück",
	"sind Sie ein Bot?", "ich will keinen Bot", "Ich hätte gern einen Ansprechpartner",
	"gibt es da auch richtige Menschen? einen echten Menschen bitte",
	"conseiller", "je veux parler à un conseiller", "parler à quelqu'un", "une vraie personne svp",
	"passez-moi un responsable à parler",
	"Rappelez-moi s'il vous plaît", "êtes-vous un robot ?", "puis-je parler avec un humain", "joindre le service client",
	"y a-t-il quelqu'un ?", "mettez moi en relation avec un agent",
	"atendente", "falar com atendente", "quero falar com um atendente", "quero falar com uma pessoa",
	"preciso de um humano",
	"me liga por favor", "tem alguém aí?", "pode me transferir para um atendente?", "atendimento humano",
	"não quero falar com robô",
	"agente", "quiero hablar con una persona", "hablar con un agente", "necesito un asesor",
	"pásame con alguien para hablar",
	"llámame", "¿eres un robot?", "persona real", "que me llamen",
	"medewerker", "ik wil een medewerker spreken", "kan ik iemand spreken", "mens graag", "bel mij terug",
	"ben je een robot?",
	"geen bot aub", "Operator", "Hi, is there a human I can talk to about this? my order 123 is late", NULL };
static const char *const unwanted[] = {
	"dov'è il mio pacco?", "non ho ricevuto il rimborso", "quanto costa la spedizione per due persone",
	"ho ordinato una maglia da uomo",
	"i miei dati personali", "where is my order", "I need my personal details changed", "I can't manage to log in",
	"my agenda is full", "the colour of this person's shirt", "what stuff do I need to return it",
	"how long does delivery take",
	"Wo bleibt meine Bestellung?", "Ich möchte meine Bestellung stornieren", "das ist für eine andere Person gedacht",
	"où est mon colis", "personne ne répond à mes mails", "je voudrais un remboursement", "comment retourner un article",
	"onde está meu pedido", "quero cancelar a compra", "quiero devolver un producto", "dónde está mi pedido",
	"waar is mijn pakket", "ik wil mijn bestelling annuleren", "grazie mille", "ciao", "", NULL };

static void
test_person(struct arena *a)
{
	const char *why = NULL;
	int missed = 0, wrong = 0;
	for (size_t i = 0; wanted[i]; i++)
		if (!care_wants_person(wanted[i], a, NULL) && ++missed)
			printf("# asks for a person: %s\n", wanted[i]);
	T_INT(missed, 0);
	for (size_t i = 0; unwanted[i]; i++)
		if (care_wants_person(unwanted[i], a, &why) && ++wrong)
			printf("# asks for none: %s (%s)\n", unwanted[i], why);
	T_INT(wrong, 0);
}

static void
test_small_talk(void)
{
	T_OK(care_greets("Buongiorno a tutti") && care_greets("hi there!") && care_greets("Guten Tag") &&
		care_greets("Boa tarde, tudo bem?"),
		"hello is hello");
	T_OK(!care_greets("buongiorno, dov'è il pacco") && !care_greets(""), "with a question it is more");
	T_OK(care_is_content("Sì, grazie mille!") && care_is_content("ok perfect") && care_is_content("ja, hat geklappt") &&
		care_is_content("it works now, thank you"), "content");
	T_OK(!care_is_content("ok, and where is my parcel?") && !care_is_content("it does not work"), "not content");
	T_OK(care_denies("no") && care_denies("non è questo che ho chiesto") && care_denies("that's not it") &&
		care_denies("das hilft mir nicht"), "no");
	T_OK(!care_denies("nothing has come, where is my parcel since monday"), "not no");
	T_OK(care_announces("ho una domanda") && care_announces("Hi, can you help me?"), "a beginning");
}

/* -- moves ---------------------------------------------------------------------------------------------------------- */

static const char *const order_only[] = { "order", NULL };
static const char *const iban_only[] = { "iban", NULL };
static const struct conf_text words_it[] = { { .name = "it", .language = "it", .text = "Ecco." } };
static struct answer list[] = {
	{ .name = "delivery", .intent = "delivery", .title = "Delivery", .ask = order_only },
	{ .name = "hours", .intent = "hours", .title = "Opening hours" },
	{ .name = "lawyer", .intent = "complaint", .title = "Complaint", .internal = true },
	{ .name = "refund", .intent = "refund", .title = "Refund" },
	{ .name = "bank", .intent = "bank", .title = "Bank details", .ask = iban_only },
	{ .name = "german", .intent = "german", .title = "German only" },
};

struct world { bool order_known, order_said; };

static bool
known(void *ctx, const char *field)
{
	struct world *w = ctx;
	return w->order_known && str_eq(field, "order");
}

static bool
recognised(void *ctx, const char *field)
{
	struct world *w = ctx;
	w->order_known |= w->order_said && str_eq(field, "order");
	return w->order_known;
}

static bool
sensitive(void *ctx, const char *field)
{
	return ctx && str_eq(field, "iban");
}

static bool
speaks(void *ctx, const struct answer *an, const char *language)
{
	return ctx && (!str_eq(an->name, "german") || str_eq(language, "de"));
}

static struct bot_memory memory;
static struct world world;
static const struct bot_policy policy = { .misses = 2, .threshold = 40, .margin = 12, .most = 6, .anger = -60 };

/* One turn: text, and up to two hits by name and score. */
static struct bot_move
turn(struct arena *a, const char *text, const char *one, int score, const char *two, int second)
{
	struct answer_set set = { .answers = list, .count = sizeof list / sizeof *list };
	struct answer_hit *hits = arena_array(a, struct answer_hit, 2);
	size_t n = 0;
	for (size_t i = 0; one && i < set.count; i++)
		if (str_eq(list[i].name, one))
			hits[n++] = (struct answer_hit){ .answer = &list[i], .score = score };
	for (size_t i = 0; two && i < set.count; i++)
		if (str_eq(list[i].name, two))
			hits[n++] = (struct answer_hit){ .answer = &list[i], .score = second };
	struct bot_turn t = { .text = text, .language = "it", .hits = hits, .hit_count = n, .set = &set, .known = known,
		.recognised = recognised, .sensitive = sensitive, .speaks = speaks, .ctx = &world };
	struct bot_move m;
	bot_decide(&policy, &memory, &t, a, &m);
	bot_memory_read(bot_memory_write(&m.after, a), a, &memory);	/* as the store keeps it */
	return m;
}

static void
fresh(void)
{
	memory = (struct bot_memory){ .stage = BOT_BEGINS };
	world = (struct world){ false, false };
}

static void
test_fields(struct arena *a)
{
	fresh();
	struct bot_move m = turn(a, "ciao", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_GREET && m.first, "hello, and what it is");
	m = turn(a, "dov'e il mio ordine", "delivery", 80, NULL, 0);
	T_OK(m.what == BOT_ASK && str_eq(m.field, "order") && !m.first, "asks for what the answer needs");
	m = turn(a, "non so, credo martedi", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_ASK_AGAIN, "once more");
	world.order_said = true;
	m = turn(a, "12345", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_SAY && str_eq(m.answer->name, "delivery"), "and answers when it is there");
	m = turn(a, "grazie!", NULL, 0, NULL, 0);
	T_INT(m.what, BOT_CLOSE);
	m = turn(a, "ok", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_SILENT, "a closing word has no answer");
	m = turn(a, "dov'e il mio ordine", "delivery", 80, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_TWICE, "the same is not said twice");
	fresh();
	(void)turn(a, "dov'e il mio ordine", "delivery", 80, NULL, 0);
	(void)turn(a, "boh", NULL, 0, NULL, 0);
	m = turn(a, "boh", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_FIELD, "what does not come is not asked for for ever");
	fresh();
	(void)turn(a, "dov'e il mio ordine", "delivery", 80, NULL, 0);
	m = turn(a, "a che ora aprite?", "hours", 90, NULL, 0);
	T_OK(m.what == BOT_SAY && str_eq(m.answer->name, "hours"), "they may ask something else meanwhile");
}

static void
test_people(struct arena *a)
{
	fresh();
	struct bot_move m = turn(a, "xyz", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_SORRY && m.missed, "a miss");
	m = turn(a, "abc", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_MISSES && m.missed, "two in a row hand over");
	fresh();
	m = turn(a, "voglio un operatore, dov'e il mio ordine?", "delivery", 99, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_ASKED && m.first, "who asks for a person gets one, whatever fits");
	fresh();
	m = turn(a, "vi denuncio", "lawyer", 70, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_SCOPE, "what is for people only");
	m = turn(a, "il mio iban e IT60 X054 2811 1010 0000 0123 456", "refund", 70, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_SENSITIVE, "an account number");
	m = turn(a, "cambiare iban", "bank", 70, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_SENSITIVE, "nor does it ask for one");
	fresh();
	m = turn(a, "guten tag", "german", 70, NULL, 0);
	T_OK(m.what == BOT_GREET, "hello, whatever fits");
	m = turn(a, "deutsch", "german", 70, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_LANGUAGE, "no answer in their language");
	fresh();
	(void)turn(a, "rimborso", "refund", 70, NULL, 0);
	m = turn(a, "non e questo", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_DENIED && m.wrong, "an answer that does not help is not insisted on");
}

static void
test_facts(struct arena *a)
{
	struct answer_set set = { .answers = list, .count = sizeof list / sizeof *list };
	struct bot_turn t = { .text = "orari?", .language = "it", .set = &set, .known = known, .recognised = recognised,
		.sensitive = sensitive, .speaks = speaks, .ctx = &world, .mood_known = true, .mood = -80 };
	struct bot_memory none = { .stage = BOT_BEGINS };
	struct bot_move m;
	bot_decide(&policy, &none, &t, a, &m);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_ANGER, "anger");
	t.mood = -20;
	t.vip = true;
	bot_decide(&policy, &none, &t, a, &m);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_VIP, "a VIP");
	t.vip = false;
	t.file = true;
	bot_decide(&policy, &none, &t, a, &m);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_FILE, "a file");
	t.file = false;
	t.rule = true;
	bot_decide(&policy, &none, &t, a, &m);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_RULE, "a rule");
	t.rule = false;
	t.incident = true;
	bot_decide(&policy, &none, &t, a, &m);
	T_INT(m.what, BOT_INCIDENT);
	none.said = 6;
	bot_decide(&policy, &none, &t, a, &m);
	T_OK(m.what == BOT_HAND_OVER && m.why == BOT_WHY_CAP, "enough is enough");
}

static void
test_which(struct arena *a)
{
	fresh();
	struct bot_move m = turn(a, "rimborso orari", "refund", 60, "hours", 55);
	T_OK(m.what == BOT_WHICH && m.choice[0] && m.choice[1] && !m.choice[2], "two that are close: which?");
	struct bot_speech s = { .name = "Sportellino", .language = "it" };
	T_STR(bot_say(&m, &s, a), "Sono Sportellino, l'assistente automatico. Quale di queste cose? Basta il numero.\n1. Refund\n"
		"2. Opening hours\n\nSe preferisce una persona, scriva «operatore».");
	m = turn(a, "2", NULL, 0, NULL, 0);
	T_OK(m.what == BOT_SAY && str_eq(m.answer->name, "hours"), "by its number");
	fresh();
	(void)turn(a, "rimborso orari", "refund", 60, "hours", 55);
	m = turn(a, "il rimborso", "refund", 60, "hours", 30);
	T_OK(m.what == BOT_SAY && str_eq(m.answer->name, "refund"), "or by its words");
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

static void
test_words(struct arena *a)
{
	struct clock_local t = { .year = 2026, .month = 11, .day = 20, .hour = 10 };	/* a Friday */
	int64_t now = clock_from_local(&t);
	struct bot_when w = { .open = true, .now = now };
	T_STR(bot_when_words(&w, "it", NULL, NULL, a), "appena possibile");
	w.by_at = now + 7 * MS_HOUR + 50 * MS_MINUTE;
	T_STR(bot_when_words(&w, "it", NULL, NULL, a), "oggi entro le 18");
	T_STR(bot_when_words(&w, "en", NULL, NULL, a), "today by 18:00");
	w = (struct bot_when){ .opens_at = now + 3 * MS_DAY - MS_HOUR, .now = now };
	T_STR(bot_when_words(&w, "it", NULL, NULL, a), "lunedì dalle 9");
	T_STR(bot_when_words(&w, "en", NULL, NULL, a), "on Monday from 9:00");
	T_STR(bot_when_words(&w, "de", NULL, NULL, a), "am Montag ab 9 Uhr");
	T_STR(bot_when_words(&w, "fr", NULL, NULL, a), "lundi à partir de 9 h");
	w.opens_at = now + MS_DAY - MS_HOUR;
	T_STR(bot_when_words(&w, "it", NULL, NULL, a), "domani dalle 9");
	w.opens_at = now + 12 * MS_DAY - MS_HOUR;
	T_STR(bot_when_words(&w, "it", NULL, NULL, a), "il 2 dicembre 2026 dalle 9");
	struct bot_move m = { .what = BOT_HAND_OVER, .first = false };
	struct bot_speech s = { .name = "Bot", .language = "it", .form = "informal", .when = "domani dalle 9" };
	T_STR(bot_say(&m, &s, a), "Passo la conversazione a una persona, che ti risponderà domani dalle 9. Ha già tutto quello che "
		"hai scritto qui.");
	int holes = 0;	/* every text in every language, in both forms */
	for (int i = 0; i < BOT_TEXT_COUNT; i++)
		for (const char *const *l = bot_languages; *l; l++)
			holes += !*bot_text(i, *l, "formal", NULL) || !*bot_text(i, *l, "informal", NULL) ||
				(!str_eq(*l, "en") && bot_text(i, *l, NULL, NULL) == bot_text(i, "en", NULL, NULL));
	T_INT(holes, 0);
	struct conf_macro own[BOT_TEXT_COUNT] = { { .text = NULL } };
	own[BOT_TEXT_SORRY] = (struct conf_macro){ .texts = words_it, .text_count = 1 };
	T_STR(bot_text(BOT_TEXT_SORRY, "it", NULL, own), "Ecco.");
	T_STR(bot_text(BOT_TEXT_SORRY, "en", NULL, own), "I did not understand that. Could you say it in other words?");
}

int
main(void)
{
	struct arena *a = arena_new();
	test_person(a);
	test_small_talk();
	test_fields(a);
	test_people(a);
	test_facts(a);
	test_which(a);
	test_words(a);
	arena_free(a);
	return t_done();
}
