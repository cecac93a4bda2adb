/* text_name.c - for whom one of a macro's texts is: "it.tu.short". */
#include "conf_internal.h"

#include <ctype.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

/* How one is addressed, in the words that people use for it. */
static const struct { const char *word, *form; } forms[] = { { "tu", "informal" }, { "lei", "formal" }, { "du", "informal" },
	{ "sie", "formal" }, { "vous", "formal" }, { "usted", "formal" }, { "informal", "informal" }, { "formal", "formal" } };

static bool
is_language(const char *s)
{
	return strlen(s) == 2 && islower((unsigned char)s[0]) && islower((unsigned char)s[1]);
}

static const char *
form_of(const char *s)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (str_eq(forms[i].word, s))
			return forms[i].form;
	return NULL;
}

int
conf_text_name(const char *name, struct arena *a, struct conf_text *out, const char **why)
{
	struct conf_text t = { .name = arena_str(a, name) };
	char **parts = str_split(a, name, ".", NULL);
	*why = _("say for whom: a language such as it, tu or lei, short");
	if (!*parts)
		return -1;
	for (; *parts; parts++) {
		const char *form = form_of(*parts);
		bool twice = form ? t.form != NULL : str_eq(*parts, "short") ? t.brief : t.language != NULL;
		if (twice) {
			*why = arena_printf(a, _("'%s' is one too many"), *parts);
			return -1;
		}
		if (form)
			t.form = form;
		else if (str_eq(*parts, "short"))
			t.brief = true;
		else if (is_language(*parts))
			t.language = *parts;
		else
			return -1;
	}
	*out = t;
	return 0;
}
