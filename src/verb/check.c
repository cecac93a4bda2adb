/* check.c - what the configuration's reader cannot know: the queries of views and the verbs of macros. */
#include "verb.h"

#include "i18n.h"
#include "query.h"
#include "str.h"
#include "verb_internal.h"

/* The first word of each line must be a verb. */
static int
check_lines(const char *lines, struct arena *a, struct error *err)
{
	size_t n, words_n;
	char **parts = verb_lines(lines ? lines : "", a, &n), **words;
	for (size_t i = 0; i < n; i++) {
		bool known = false;
		if (str_words(a, parts[i], &words, &words_n, err) < 0)
			return -1;
		for (const struct verb_words *w = verb_words; w->name && !known; w++)
			known = str_eq(w->name, words[0]);
		if (!known)
			return verb_unknown(words[0], a, err);
	}
	return 0;
}

char **
verb_check(const struct conf *conf, int64_t now, struct arena *a, size_t *n)
{
	char **list = NULL;
	size_t views_n, macros_n, space = 0;
	const struct conf_view *views = conf_views(conf, &views_n);
	const struct conf_macro *macros = conf_macros(conf, &macros_n);
	struct query_context ctx = { .now = now };
	*n = 0;
	for (size_t i = 0; i < views_n; i++) {
		struct error err = ERROR_INIT;
		struct query *q;
		if (query_parse(views[i].query ? views[i].query : "", &ctx, a, &q, NULL, &err) < 0)
			*VEC_PUSH(a, list, *n, space) = arena_printf(a, _("%s:%d: [view %s] query: %s"), conf_file(conf),
				views[i].line, views[i].name, err.text);
	}
	for (size_t i = 0; i < macros_n; i++) {
		struct error err = ERROR_INIT;
		if (check_lines(macros[i].actions, a, &err) < 0)
			*VEC_PUSH(a, list, *n, space) = arena_printf(a, _("%s:%d: [macro %s] do: %s"), conf_file(conf),
				macros[i].line, macros[i].name, err.text);
	}
	return list;
}
