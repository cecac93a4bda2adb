/*
 * sync_language.c - in which language a text is.  With the name of a file as its argument it tells the languages of that
 * file's lines, "en<TAB>text", instead: how many were right, by length (tests/sync/language.t).
 */
#include "language.h"

#include <stdlib.h>

#include "arena.h"
#include "care.h"
#include "str.h"
#include "t.h"
#include "utf8.h"

static const char *const seven[] = { "en", "it", "de", "fr", "es", "pt", "nl", NULL };

static const struct { const char *language, *text; } said[] = {
	{ "it", "Buongiorno, non ho ancora ricevuto il pacco che ho ordinato due settimane fa." },
	{ "en", "Good morning, I have not received the parcel that I ordered two weeks ago yet." },
	{ "de", "Guten Morgen, ich habe das Paket noch nicht bekommen, das ich vor zwei Wochen bestellt habe." },
	{ "fr", "Bonjour, je n'ai pas encore reçu le colis que j'ai commandé il y a deux semaines." },
	{ "es", "Buenos días, todavía no he recibido el paquete que pedí hace dos semanas, gracias." },
	{ "pt", "Bom dia, ainda não recebi a encomenda que fiz há duas semanas, muito obrigado." },
	{ "nl", "Goedemorgen, ik heb het pakket dat ik twee weken geleden heb besteld nog niet ontvangen." },
};

/* As the feed asks: a text of some length by its letters, a short one (without an author who is known) by its words. */
static const char *
tell(struct language *l, const char *text)
{
	const char *found = utf8_columns(text, strlen(text)) >= 40 ? language_of(text, l) : NULL;
	return found ? found : care_language(text, seven, 7) ? care_language(text, seven, 7) : language_of(text, l);
}

static int
measure(const char *path)
{
	static const char *const classes[] = { "under 40", "40 to 120", "over 120", "all" };
	int right[8][4] = { { 0 } }, all[8][4] = { { 0 } };
	struct language l = { .languages = seven };
	char line[20000];
	FILE *f = fopen(path, "r");
	if (!f)
		return 1;
	while (fgets(line, sizeof line, f)) {
		char *tab = strchr(line, '\t');
		line[strcspn(line, "\n")] = '\0';
		if (!tab)
			continue;
		*tab = '\0';
		int columns = utf8_columns(tab + 1, strlen(tab + 1)), n = columns < 40 ? 0 : columns <= 120 ? 1 : 2;
		bool ok = str_eq(tell(&l, tab + 1), line);
		for (int k = 0; k < 8; k++)
			if (k == 7 || str_eq(seven[k], line)) {
				right[k][n] += ok, all[k][n]++;
				right[k][3] += ok, all[k][3]++;
			}
	}
	fclose(f);
	for (int k = 0; k < 8; k++)
		for (int n = 0; n < 4 && all[k][3]; n++)
			if (all[k][n])
				printf("%s\t%s\t%d\t%.3f\n", k == 7 ? "all" : seven[k], classes[n], all[k][n],
					(double)right[k][n] / all[k][n]);
	language_close(&l);
	return 0;
}

int
main(int argc, char **argv)
{
	static const char *const two[] = { "en", "it", NULL };
	static const char *const none[] = { "xx", NULL };
	if (argc > 1)
		return measure(argv[1]);
	struct language l = { .languages = seven }, few = { .languages = two }, nothing = { .languages = none };
	if (!language_of(said[0].text, &l))
		return t_skip_all("the library has no fingerprints here");
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		T_STR(language_of(said[i].text, &l), said[i].language);
	T_STR(language_of(said[0].text, &few), "it");
	T_OK(!str_eq(language_of(said[4].text, &few), "es"), "only the configured ones are told apart");
	T_OK(!language_of(said[0].text, &nothing), "a language that nobody knows is none");
	T_OK(!language_of("", &l) && !language_of(NULL, &l), "nothing is in no language");
	T_OK(!language_of("https://example.org/il-mio-pacco-non-arriva pina@example.org 4711", &l), "addresses are no words");
	char *longest = malloc(300001);
	memset(longest, 'a', 300000);
	longest[300000] = '\0';
	(void)language_of(longest, &l);
	free(longest);
	language_close(&l);
	language_close(&few);
	T_STR(language_of(said[0].text, &l), "it");
	language_close(&l);
	return t_done();
}
