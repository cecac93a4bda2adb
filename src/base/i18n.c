/* i18n.c - the language of the person at the terminal. */
#include <langinfo.h>
#include <locale.h>
#include <strings.h>

#include "i18n.h"

#ifndef LOCALE_DIR
#define LOCALE_DIR "/usr/local/share/locale"
#endif

void
i18n_init(void)
{
	(void)setlocale(LC_ALL, "");
	/* numbers in JSON and in configuration have a dot, whatever the country */
	(void)setlocale(LC_NUMERIC, "C");
	if (strcasecmp(nl_langinfo(CODESET), "UTF-8"))
		(void)setlocale(LC_CTYPE, "C.UTF-8");
#ifdef ENABLE_NLS
	(void)bindtextdomain("sportello", LOCALE_DIR);
	(void)bind_textdomain_codeset("sportello", "UTF-8");
	(void)textdomain("sportello");
#endif
}
