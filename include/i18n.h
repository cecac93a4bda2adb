/*
 * i18n.h - gettext.  Every text a person reads goes through _(); N_() marks one in a table.
 */
#ifndef SPORTELLO_I18N_H
#define SPORTELLO_I18N_H

#ifdef ENABLE_NLS
#include <libintl.h>
#define _(s) gettext(s)
#define ngettext_(one, many, n) ngettext((one), (many), (n))
#else
#define _(s) (s)
#define ngettext_(one, many, n) ((n) == 1 ? (one) : (many))
#endif
#define N_(s) s

/* setlocale, bindtextdomain; call first in main(). */
void i18n_init(void);

#endif
