/* care_question.c - what asks something in public, and what only says something. */
#include "care.h"

#include "t.h"

static const char *const en_it[] = { "en", "it", NULL };
static const char *const only_en[] = { "en", NULL };

int
main(void)
{
	static const char *const asks[] = { "How much is the big one on the left? Is it in stock?", "quanto costa la grande",
		"Bella! Spedite anche in Sardegna", "@bottegalume C'è ancora in verde", "is there a smaller one",
		"Lovely. Can you ship to Galway", "Wann? Ich warte", "¿Cuanto cuesta",
		 "\xe3\x81\x84\xe3\x81\x8f\xe3\x82\x89\xef\xbc\x9f",
		"Ordine 4688. Aspetto ancora. O devo scriverlo anche sulle recensioni?", "Posso portarla sabato." };
	static const char *const says[] = { "Che meraviglia la vetrina, la pi\xc3\xb9 bella di via dei Lampionai!",
		"What a lovely lamp", "How nice!", "Anche a me \xc3\xa8 successo a Natale, poi per\xc3\xb2 l'hanno rimborsata",
		"see https://lamps.example/big?colour=red", "www.lamps.example/?a=b", "Can't wait", "\xf0\x9f\x98\x8d", "", NULL };
	for (size_t i = 0; i < sizeof asks / sizeof *asks; i++)
		T_OK(care_is_question(asks[i], en_it), "asks: %s", asks[i]);
	for (size_t i = 0; says[i]; i++)
		T_OK(!care_is_question(says[i], en_it), "says: %s", says[i]);
	T_OK(!care_is_question(NULL, en_it), "no text asks nothing");
	T_OK(!care_is_question("quanto costa la grande", only_en), "words count in the configured languages");
	T_OK(care_is_question("quanto costa la grande", NULL), "and in all where none is configured");
	T_OK(!care_is_question("Thanks!\n\nOn Monday Ana wrote:\n> How much is it?", only_en),
		"what is quoted was asked by somebody else");
	struct message_in m = { .text = "Is it in stock?", .audience = AUDIENCE_PUBLIC };
	T_OK(care_public_case(&m, en_it, 0) != NULL, "a question becomes a case");
	m.text = "So beautiful";
	T_OK(care_public_case(&m, en_it, 0) == NULL, "praise does not");
	T_OK(care_public_case(&m, en_it, -60) != NULL, "anger does, whether it asks or not");
	return t_done();
}
