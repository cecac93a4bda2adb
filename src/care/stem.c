/* stem.c - stems of words, by libstemmer.  Its stemmers are made once and kept until the program ends. */
#include "stem.h"

#include <libstemmer.h>
#include <string.h>

#include "str.h"

static struct sb_stemmer *
stemmer_of(const char *language)
{
	static struct { const char *language, *name; struct sb_stemmer *made; } table[] = {
		{ "it", "italian", NULL }, { "en", "english", NULL }, { "de", "german", NULL }, { "fr", "french", NULL },
		{ "pt", "portuguese", NULL }, { "es", "spanish", NULL }, { "nl", "dutch", NULL }, { "da", "danish", NULL },
		{ "sv", "swedish", NULL }, { "nb", "norwegian", NULL }, { "fi", "finnish", NULL }, { "ro", "romanian", NULL },
		{ "hu", "hungarian", NULL }, { "ru", "russian", NULL }, { "ca", "catalan", NULL },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
		if (!str_eq(table[i].language, language))
			continue;
		if (!table[i].made)
			table[i].made = sb_stemmer_new(table[i].name, NULL);
		return table[i].made;
	}
	return NULL;
}

const char *
stem_word(const char *language, const char *word, struct arena *a)
{
	struct sb_stemmer *s = stemmer_of(language);
	const sb_symbol *stem = s ? sb_stemmer_stem(s, (const sb_symbol *)word, (int)strlen(word)) : NULL;
	int n = s ? sb_stemmer_length(s) : 0;
	return stem && n > 0 ? arena_strn(a, (const char *)stem, (size_t)n) : word;
}
