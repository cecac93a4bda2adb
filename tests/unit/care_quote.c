/* care_quote.c - what was written now, what is quoted, in the languages and programs of customers. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "care.h"
#include "clock.h"
#include "t.h"

static struct arena *arena;

#define FRESH(text, want) T_STR(quote_fresh((text), arena), (want))

/* "B" body, "q" quoted, "a" attribution, "s" signature, "f" forwarded: one letter a span. */
static const char *
spans(const char *text)
{
	static char out[64];
	static const char letters[] = "Bqasf";
	struct quote_span *s;
	size_t n = quote_split(text, strlen(text), arena, &s), i, at = 0;

	for (i = 0; i < n; i++) {
		out[i < sizeof out - 1 ? i : sizeof out - 2] = letters[s[i].kind];
		at += s[i].start == at ? s[i].len : 1u << 30;
	}
	out[i < sizeof out - 1 ? i : sizeof out - 1] = '\0';
	return at == strlen(text) ? out : "(gaps)";
}

static void
languages(void)
{
	FRESH("Yes.\n\nOn Fri, 20 Nov 2026 at 10:12, Ana Perez <ana@example.net> wrote:\n> old\n", "Yes.");
	FRESH("Sì.\n\nIl giorno ven 20 nov 2026 alle ore 10:12 Ana <ana@example.net> ha scritto:\n> old\n", "Sì.");
	FRESH("Sì.\n\nIl 20/11/2026 10:12, Ana ha scritto:\n> old\n", "Sì.");
	FRESH("Sì.\n\nIn data 20 novembre 2026 10:12 Ana <ana@example.net> ha scritto:\n> old\n", "Sì.");
	FRESH("Ja.\n\nAm Fr., 20. Nov. 2026 um 10:12 Uhr schrieb Ana <ana@example.net>:\n\n> old\n", "Ja.");
	FRESH("Ja.\n\nAm 20.11.26 um 10:12 schrieb Ana:\n> old\n", "Ja.");
	FRESH("Ja.\n\nAna <ana@example.net> schrieb am Fr., 20. Nov. 2026\num 10:12 Uhr:\n\n> old\n", "Ja.");
	FRESH("Oui.\n\nLe ven. 20 nov. 2026 à 10:12, Ana <ana@example.net> a écrit :\n\n> old\n", "Oui.");
	FRESH("Oui.\n\nLe 20/11/2026 à 10:12, Ana a écrit\xc2\xa0:\n> old\n", "Oui.");
	FRESH("Sí.\n\nEl vie, 20 nov 2026 a las 10:12, Ana (<ana@example.net>) escribió:\n\n> old\n", "Sí.");
	FRESH("Sim.\n\nEm sex., 20 de nov. de 2026 às 10:12, Ana <ana@example.net> escreveu:\n\n> old\n", "Sim.");
	FRESH("Ja.\n\nOp vr 20 nov 2026 om 10:12 schreef Ana <ana@example.net>:\n\n> old\n", "Ja.");
	FRESH("Ja.\n\nOp 20 nov. 2026 10:12 schreef \"Ana\" <ana@example.net> het\nvolgende geschreven:\n\n> old\n", "Ja.");
	FRESH("Yes.\n\nOn Fri, 20 Nov 2026 at 10:12, A Very Long Name <\nana@example.net> wrote:\n\n> old\n", "Yes.");
	FRESH("Tak.\n\npt., 20 lis 2026 o 10:12 Ana <ana@example.net> napisał(a):\n\n> old\n", "Tak.");
	FRESH("Yes.\n\nAna wrote:\n> old\nand no.\n", "Yes.\n\nand no.");
}

static void
outlook(void)
{
	FRESH("Yes.\n\n-----Original Message-----\nFrom: Support\nSent: Friday\nTo: Ana\nSubject: x\n\nold\n", "Yes.");
	FRESH("Yes.\n\n________________________________\nFrom: Support <s@example.org>\nSent: Friday\nTo: Ana\nSubject: x\n\nold\n",
		"Yes.");
	FRESH("Sì.\n\nDa: Assistenza\nInviato: venerdì 20 novembre 2026 10:12\nA: Ana\nOggetto: x\n\nvecchio\n", "Sì.");
	FRESH("Ja.\n\nVon: Support\nGesendet: Freitag\nAn: Ana\nBetreff: x\n\nalt\n", "Ja.");
	FRESH("Oui.\n\nDe : Support\nEnvoyé : vendredi\nÀ : Ana\nObjet : x\n\nvieux\n", "Oui.");
	FRESH("Oui.\n\nDe\xc2\xa0: Support\nEnvoyé\xc2\xa0: vendredi\nÀ\xc2\xa0: Ana\nObjet\xc2\xa0: x\n\nvieux\n", "Oui.");
	FRESH("Sí.\n\nDe: Soporte\nEnviado el: viernes\nPara: Ana\nAsunto: x\n\nviejo\n", "Sí.");
	FRESH("Sim.\n\nDe: Suporte\nEnviada em: sexta\nPara: Ana\nAssunto: x\n\nvelho\n", "Sim.");
	FRESH("Ja.\n\nVan: Support\nVerzonden: vrijdag\nAan: Ana\nOnderwerp: x\n\noud\n", "Ja.");
	FRESH("Yes.\n\n*From:* Support\n*Sent:* Friday\n*To:* Ana\n*Subject:* x\n\nold\n", "Yes.");
	FRESH("Yes.\n\n----- Messaggio originale -----\nDa: x\nvecchio\n", "Yes.");
	FRESH("From: Milan\nTo: Rome\nDate: 12 May\nWhat does it cost?", "From: Milan\nTo: Rome\nDate: 12 May\nWhat does it cost?");
	T_STR(spans("From: Ana\nSent: Friday\nTo: Bob\nSubject: x\n\npassed on\n"), "f");
	T_STR(spans("See below.\n\n---------- Forwarded message ---------\nFrom: Ana\n\nwords\n"), "Bf");
	T_STR(spans("Vedi sotto.\n\n-------- Messaggio Inoltrato --------\nOggetto: x\n\nparole\n"), "Bf");
	T_STR(spans("Begin forwarded message:\n\nFrom: Ana\n\nwords\n"), "f");
}

static void
signatures(void)
{
	FRESH("Yes.\n\n-- \nAna Perez\nACME\n", "Yes.");
	FRESH("Yes.\n--\nAna\n", "Yes.");
	FRESH("Yes.\n\nSent from my iPhone\n", "Yes.");
	FRESH("Sì.\n\nInviato da iPhone\n\n"
		"Il giorno 20 nov 2026, alle ore 10:12, Ana <a@example.net> ha scritto:\n\n> old\n", "Sì.");
	FRESH("Ja.\n\nVon meinem iPhone gesendet\n", "Ja.");
	FRESH("Oui.\n\nEnvoyé de mon iPhone\n", "Oui.");
	FRESH("Sí.\n\nEnviado desde mi iPhone\n", "Sí.");
	FRESH("Sim.\n\nEnviado do meu iPhone\n", "Sim.");
	FRESH("Ja.\n\nVerstuurd vanaf mijn iPhone\n", "Ja.");
	FRESH("Yes.\n\nGet Outlook for iOS\n"
		"________________________________\nFrom: S\nSent: x\nTo: y\nSubject: z\n\nold\n", "Yes.");
	FRESH("Inviato da voi il 3 maggio, il pacco è rotto.\nChe cosa faccio?\nAspetto.\nAna\nPerez",
		"Inviato da voi il 3 maggio, il pacco è rotto.\nChe cosa faccio?\nAspetto.\nAna\nPerez");
	T_STR(spans("one\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n16\n17\n"), "B");
	T_STR(spans("news\n_______________________________________________\nlamps mailing list\nlamps@example.org\n"), "Bs");
}

static void
mixed(void)
{
	T_STR(spans("> one?\nYes.\n\n> two?\n\nNo.\n"), "qBqB");
	T_STR(spans("On 2026-11-20 10:12, Ana wrote:\n\nunmarked, the answer stands here\n"), "aB");
	T_STR(spans("Yes.\n\nOn 2026-11-20 10:12, Ana wrote:\n\nunmarked and old\n"), "Baq");
	T_STR(spans("On page 3 of the manual you wrote:\nturn it twice.\nIt does not turn.\n"), "B");
	T_STR(spans("| a | b |\n| 1 | 2 |\n"), "B");
	T_STR(spans("Yes.\n| old words\n|\n| more\n"), "Bq");
	T_STR(spans(""), "");
	T_STR(spans("\n\n"), "B");
	T_STR(spans("one\r\n> two\r\n"), "Bq");
	T_STR(spans("no line end"), "B");
}

/* Nothing in a text of any length or shape takes long or leaves a gap. */
static void
hostile(void)
{
	static const char *const lines[] = { "On x\n", "> ", ">\n", "--\n", "From: a\n", "Sent from x\n", "____________\n",
		"Le 2020 10:10 \n", "-----\n", "\n", "Re:\n> x\n" };
	size_t i, k, n = 50000;

	for (i = 0; i < sizeof lines / sizeof *lines; i++) {
		size_t len = strlen(lines[i]);
		char *text = arena_alloc(arena, n * len + 1);

		for (k = 0; k < n; k++)
			memcpy(text + k * len, lines[i], len);
		text[n * len] = '\0';
		T_OK(strcmp(spans(text), "(gaps)"), "50,000 times %.10s", lines[i]);
	}
}

static void
replies(void)
{
	int64_t at = 0;

	T_OK(clock_parse_rfc3339("2026-11-20T09:12:00+01:00", &at), "a time");
	T_STR(quote_for_reply("Hello,\n\nwhere is it?\n\n-- \nAna\n", "Ana", at, "en", arena),
		"On 2026-11-20 09:12 Ana wrote:\n> Hello,\n>\n> where is it?\n");
	T_STR(quote_for_reply("new\n\nOn 2026-01-01 10:00, Eva wrote:\n> old\n", "Ana", at, "it", arena),
		"Il giorno 20/11/2026 09:12 Ana ha scritto:\n> new\n");
	T_STR(quote_for_reply("a line that is much longer than what fits beside a quote mark in a window of "
		"eighty columns, as HTML gives it", "Ana", at, "de", arena),
		"Am 20.11.2026 09:12 schrieb Ana:\n> a line that is much longer than what fits "
		"beside a quote mark in a window\n> of eighty columns, as HTML gives it\n");
	T_STR(quote_for_reply("https://example.org/a-very-long-address-that-must-not-be-broken-whatever-its-length-may-be-01234567",
		"Ana", at, "fr", arena), "Le 20/11/2026 09:12, Ana a écrit :\n"
		"> https://example.org/a-very-long-address-that-must-not-be-broken-whatever-its-length-may-be-01234567\n");
	FRESH(quote_for_reply("x", "Ana", at, "es", arena), "");
	FRESH(quote_for_reply("x", "Ana", at, "nl", arena), "");
	FRESH(quote_for_reply("x", "Ana", at, "pt", arena), "");
}

int
main(void)
{
	setenv("TZ", "Europe/Rome", 1);
	tzset();
	arena = arena_new();
	languages();
	outlook();
	signatures();
	mixed();
	hostile();
	replies();
	arena_free(arena);
	return t_done();
}
