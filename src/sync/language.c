/* language.c - in which language a text is: libexttextcat, restricted to the configured languages. */
#include "language.h"

#include <libexttextcat/textcat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arena.h"
#include "care.h"
#include "log.h"
#include "str.h"

/* Three hundred letters tell as much as all: 3,068 labelled texts, the same share right from 200 to 600. */
enum { ENOUGH = 300 };

/* Languages whose fingerprints have other names. */
static const struct { const char *code, *names; } others[] = { { "no", "nb" }, { "sr", "sr-Latn sr-Cyrl" },
	{ "zh", "zh-Hans zh-Hant" }, { "ms", "ms" } };

static void
put_language(FILE *f, const char *data, const char *code)
{
	const char *names = code;
	struct arena *a = arena_new();
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		if (str_eq(others[i].code, code))
			names = others[i].names;
	for (char **name = str_split(a, names, " ", NULL); *name; name++)
		if (access(arena_printf(a, "%s%s.lm", data, *name), R_OK) == 0)
			fprintf(f, "%s.lm %s\n", *name, code);
	arena_free(a);
}

/* The library wants the list of what it compares with as a file. */
static void *
open_data(const struct language *l)
{
	struct arena *a = arena_new();
	const char *tmp = getenv("TMPDIR"), *data = l->data ? l->data : TEXTCAT_DATA "/";
	char *path = arena_printf(a, "%s/sportello-language-XXXXXX", str_empty(tmp) ? P_tmpdir : tmp);
	int fd = mkstemp(path);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
	void *handle = NULL;
	if (!f) {
		arena_free(a);
		return NULL;
	}
	for (const char *const *code = l->languages; code && *code; code++)
		put_language(f, data, *code);
	bool some = ftell(f) > 0;
	fclose(f);
	if (some)
		handle = special_textcat_Init(path, data);
	unlink(path);
	arena_free(a);
	if (handle)
		textcat_SetProperty(handle, TCPROP_MINIMUM_DOCUMENT_SIZE, 3);
	return handle;
}

/* What is no word of any language tells nothing of one: addresses, names with @, numbers, placeholders. */
static char *
words_of(const char *text, struct arena *a)
{
	char *out = arena_alloc(a, ENOUGH + 2), *w = out;
	for (const char *p = text; *p && w - out < ENOUGH;) {
		size_t n = strcspn(p, " \t\r\n");
		bool word = n && n < 40 && *p != '#' && (*p < '0' || *p > '9') && !memchr(p, '@', n) && !memmem(p, n, "://", 3);
		if (word && w - out + (long)n < ENOUGH) {
			memcpy(w, p, n);
			w += n;
			*w++ = ' ';
		} else if (n >= (size_t)(ENOUGH - (w - out))) {
			break;
		}
		p += n;
		p += strspn(p, " \t\r\n");
	}
	*w = '\0';
	return out;
}

const char *
language_of(const char *text, void *ctx)
{
	struct language *l = ctx;
	size_t n = 0;
	while (l->languages && l->languages[n])
		n++;
	/* fingerprints cost a quarter of all that a new mail does */
	const char *found = care_language_sure(text, l->languages, n);
	if (found)
		return found;
	if (!l->tried) {
		l->tried = true;
		l->handle = open_data(l);
		if (!l->handle)
			log_line(LOG_SYNC, "no language can be told: %s has no fingerprints", TEXTCAT_DATA);
	}
	if (!l->handle || !text)
		return NULL;
	struct arena *a = arena_new();
	char *words = words_of(text, a), *said = *words ? textcat_Classify(l->handle, words, strlen(words)) : NULL;
	for (size_t i = 0; said && *said == '[' && i < n && !found; i++) {
		size_t len = strlen(l->languages[i]);
		if (!strncmp(said + 1, l->languages[i], len) && said[1 + len] == ']')
			found = l->languages[i];
	}
	arena_free(a);
	return found;
}

void
language_close(struct language *l)
{
	if (l->handle)
		textcat_Done(l->handle);
	l->handle = NULL;
	l->tried = false;
}
