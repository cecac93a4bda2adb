/* i18n.c - the language of the person at the terminal. */
#include <langinfo.h>
#include <locale.h>
#include <strings.h>

#include "i18n.h"
#include "paths.h"

void
i18n_init(void)
{
	/* no more than is used: each is a file to be looked for, and numbers in JSON and in configuration have a dot,
	 * whatever the country */
	(void)setlocale(LC_CTYPE, "");
	(void)setlocale(LC_MESSAGES, "");
	if (strcasecmp(nl_langinfo(CODESET), "UTF-8"))
		(void)setlocale(LC_CTYPE, "C.UTF-8");
#ifdef ENABLE_NLS
	struct arena *a = arena_new();
	(void)bindtextdomain("sportello", paths_locale_dir(a));
	arena_free(a);
	(void)bind_textdomain_codeset("sportello", "UTF-8");
	(void)textdomain("sportello");
#endif
}
