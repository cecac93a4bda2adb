/* confine.c - the program sportello opens no socket, and from here on it could not. */
#include "verb.h"

#include <errno.h>
#include <string.h>

#include "i18n.h"
#include "process.h"
#include "sandbox.h"
#include "str.h"

int
verb_confine(const struct conf *conf, struct error *err)
{
	const char *word = conf ? conf_str(conf, OPT_STORE_SANDBOX) : "auto";
	enum sandbox_wish wish = str_eq(word, "off") ? SANDBOX_OFF : str_eq(word, "require") ? SANDBOX_REQUIRE : SANDBOX_AUTO;
	if (wish == SANDBOX_OFF || sandbox_held(SANDBOX_NETWORK))
		return 0;
	/* without it nothing of the configuration could be started with its rights */
	bool starts = process_starter() == 0;
	if (!starts && wish == SANDBOX_AUTO)
		return 0;
	return starts && sandbox_hold_as(wish, SANDBOX_NETWORK) == 0 ? 0
		: error_set(err, ERR_SYSTEM, _("sandbox = require: this system cannot hold a program: %s"), strerror(errno));
}
