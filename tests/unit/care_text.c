/* care_text.c - thanks, lengths, subjects, languages, our Message-IDs. */
#include <string.h>

#include "care.h"
#include "clock.h"
#include "t.h"

static struct arena *arena;

static void
thanks(void)
{
	static const char *const only[] = { "Thanks!", "thank you very much", "Grazie mille", "Grazie, perfetto", "Danke schön!",
		"Merci beaucoup", "¡Muchas gracias!", "Obrigado", "Bedankt", "ok", "Ok grazie", "Perfect, thanks a lot",
		"👍", "❤️❤️", "Thank you so much for your help!\n\nBest regards\nAna", "Va bene, grazie. Buona giornata",
		"Thanks\n\nOn 2026-11-20 10:12, Eva <e@example.org> wrote:\n> Did it work? Call 12345.\n",
		"Grazie\n\n-- \nAna Perez\nTel. 02 1234567" };
	static const char *const more[] = { "Thanks, but it is still broken", "Thanks! When will it come?", "Grazie, ordine 4711",
		"Thanks?", "no thanks to you", "Where is my parcel", "", "It does not work",
		"Thanks for nothing, I want my money back", "grazie ma non ho ricevuto nulla", "ok, ma il rimborso",
		"Thank you for your mail. The lamp you sent has arrived today in one piece and we like it", "not ok", "Hello" };
	size_t i;

	for (i = 0; i < sizeof only / sizeof *only; i++)
		T_OK(care_is_thanks(only[i]), "only thanks: %.30s", only[i]);
	for (i = 0; i < sizeof more / sizeof *more; i++)
		T_OK(!care_is_thanks(more[i]), "more than thanks: %.40s", more[i]);
	T_OK(!care_is_thanks(NULL), "nothing is no thanks");
}

static long
length(enum length_rule rule, const char *text, int *parts)
{
	struct length_result r;

	care_length(rule, 160, 0, text, &r);
	if (parts)
		*parts = r.parts;
	return r.used;
}

static void
lengths(void)
{
	static char text[1000];
	struct length_result r;
	int parts;

	T_INT(length(LENGTH_CODEPOINTS, "caf\xc3\xa9", NULL), 4);
	T_INT(length(LENGTH_BYTES, "caf\xc3\xa9", NULL), 5);
	T_INT(length(LENGTH_UTF16, "\xf0\x9f\x98\x80", NULL), 2);
	T_INT(length(LENGTH_GRAPHEMES, "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7", NULL), 1);
	T_INT(length(LENGTH_GSM7, "\xe2\x82\xac[x]", NULL), 7);
	T_INT(length(LENGTH_X_WEIGHTED, "see https://example.org/a-very-long-path/indeed", NULL), 27);
	T_INT(length(LENGTH_X_WEIGHTED, "\xe4\xbd\xa0\xe5\xa5\xbd", NULL), 4);
	T_INT(length(LENGTH_MASTODON, "@nora@social.example see https://example.org/a-very-long-path/indeed", NULL), 33);
	T_INT(length(LENGTH_MASTODON, "write to care@acme.example, @eva \xc3\xa8 @", NULL), 36);
	T_INT(length(LENGTH_MASTODON, "", NULL), 0);
	memset(text, 'a', 160);
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 1);
	text[160] = 'a';
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 2);
	memset(text, 'a', 306);
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 2);
	text[306] = 'a';
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 3);
	memset(text, 0, sizeof text);
	memcpy(text, "\xe4\xbd\xa0", 3);
	memset(text + 3, 'a', 69);
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 1);
	text[72] = 'a';
	T_INT((length(LENGTH_GSM7, text, &parts), parts), 2);
	care_length(LENGTH_CODEPOINTS, 4, 0, "caf\xc3\xa9", &r);
	T_OK(!r.over, "as long as may be");
	care_length(LENGTH_CODEPOINTS, 3, 0, "caf\xc3\xa9", &r);
	T_OK(r.over, "one too many");
	care_length(LENGTH_NONE, 0, 0, "caf\xc3\xa9", &r);
	T_OK(!r.over, "no limit");
	care_length(LENGTH_MASTODON, 20, 0, "see https://shop.example/a/long/way/to/go", &r);
	T_INT(r.used, 4 + 23);
	care_length(LENGTH_MASTODON, 20, 12, "see https://shop.example/a/long/way/to/go", &r);
	T_INT(r.used, 4 + 12);
	T_OK(!r.over, "a link counts what the server says");
}

static void
subjects(void)
{
	T_STR(care_reply_subject("Lamp", arena), "Re: Lamp");
	T_STR(care_reply_subject("Re: RE: re[2]: AW: R: Lamp", arena), "Re: Lamp");
	T_STR(care_reply_subject("Re: [Support] Re: Lamp", arena), "Re: Lamp");
	T_STR(care_reply_subject("[Support] Lamp", arena), "Re: [Support] Lamp");
	T_STR(care_reply_subject("Rif: I: Lampada", arena), "Re: Lampada");
	T_STR(care_reply_subject(NULL, arena), "Re: ");
	T_STR(care_reply_subject("Re:", arena), "Re: ");
	T_STR(care_forward_subject("Re: Lamp", arena), "Fwd: Lamp");
	T_STR(care_bare_subject("Report: lamp", arena), "Report: lamp");
	T_STR(care_bare_subject("Réponse: lampe", arena), "Réponse: lampe");
}

static void
languages(void)
{
	static const char *const both[] = { "en", "it" }, *const catalan[] = { "it", "ca" };
	const char *it = "Buongiorno, non ho ancora ricevuto il mio ordine e vorrei sapere quando arriva la consegna";

	T_STR(care_language("Where is my order? I have not received it and would like to know when it comes.", NULL, 0), "en");
	T_STR(care_language("Buongiorno, non ho ancora ricevuto il mio ordine, quando arriva la consegna?", NULL, 0), "it");
	T_STR(care_language("Guten Tag, ich habe meine Bestellung noch nicht erhalten, wann kommt sie bitte?", NULL, 0), "de");
	T_STR(care_language("Bonjour, je n'ai pas reçu ma commande, quand est-ce que vous la livrez pour moi?", NULL, 0), "fr");
	T_STR(care_language("Hola, no he recibido mi pedido, y quiero saber cuando llega a mi casa por favor", NULL, 0), "es");
	T_STR(care_language("Olá, ainda não recebi o meu pedido e gostaria de saber quando chega, obrigado", NULL, 0), "pt");
	T_STR(care_language("Hallo, ik heb mijn bestelling nog niet ontvangen en wil graag weten wanneer het komt", NULL, 0), "nl");
	T_STR(care_language("Guten Tag, ich habe meine Bestellung noch nicht erhalten", both, 2), NULL);
	T_STR(care_language("ok", NULL, 0), NULL);
	T_STR(care_language("", NULL, 0), NULL);
	T_STR(care_language(NULL, NULL, 0), NULL);
	/* sure: many words of one, few of another, and no language among them whose words are unknown */
	T_STR(care_language_sure(it, both, 2), "it");
	T_STR(care_language_sure("Buongiorno, and the parcel that I have ordered non è ancora qui", both, 2), NULL);
	T_STR(care_language_sure(it, catalan, 2), NULL);
	T_STR(care_language_sure("non ho il", both, 2), NULL);
}

static void
message_ids(void)
{
	struct uid uid = uid_of("outbox", "x", NULL), other;
	char *id = care_message_id(uid, "key", 3, "example.org", arena);

	T_OK(strstr(id, "@example.org") != NULL, "it carries our domain");
	T_OK(care_message_id_ours(id, "key", 3, &other) && uid_eq(uid, other), "we know it again");
	T_OK(!care_message_id_ours(id, "kez", 3, &other), "not under another key");
	id[0] = id[0] == 'a' ? 'b' : 'a';
	T_OK(!care_message_id_ours(id, "key", 3, &other), "not when it was changed");
	T_OK(!care_message_id_ours("x@example.org", "key", 3, &other), "nor just any");
	T_OK(!care_message_id_ours(NULL, "key", 3, &other), "nor none");
}

static void
templates(void)
{
	struct arena *a = arena_new();
	static char *const names[] = { (char *)"1", (char *)"n", NULL };
	static const char *const values[] = { "Ana", "", NULL };
	char **gaps = care_gaps("Dear {{1}}, {{n}} of {{1}} {{", a);

	T_STR(gaps[0], "1");
	T_STR(gaps[1], "n");
	T_OK(!gaps[2], "each gap once; an open brace is none");
	T_STR(care_fill("Dear {{1}}, {{n}}!", names, values, a), "Dear Ana, {{n}}!");
	T_OK(care_fills("Dear {{1}}, it is {{2}}.", "Dear Ana, it is ready."), "filled in");
	T_OK(!care_fills("Dear {{1}}, it is {{2}}.", "Dear Ana, it was ready."), "other words");
	T_OK(!care_fills("Dear {{1}}.", "Dear ."), "nothing filled in");
	T_OK(!care_fills("Dear {{1}}.", "Dear A\nB."), "a value of two lines");
	T_OK(!care_fills("Dear {{1}}.", "Dear Ana. And more"), "more than the template");
	T_OK(care_fills("No gap", "No gap") && !care_fills("No gap", "No gaps"), "words without a gap");
	arena_free(a);
}

int
main(void)
{
	arena = arena_new();
	thanks();
	lengths();
	subjects();
	languages();
	message_ids();
	templates();
	arena_free(arena);
	return t_done();
}
