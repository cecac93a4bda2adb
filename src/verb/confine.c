/* confine.c - the program sportello opens no socket, and from here on it could not. */
#include "verb.h"

#include "process.h"
#include "sandbox.h"

int
verb_confine(const struct conf *conf, struct error *err)
{
	enum sandbox_wish wish = conf ? sandbox_wish(conf_str(conf, OPT_STORE_SANDBOX)) : SANDBOX_AUTO;
	if (wish == SANDBOX_OFF || sandbox_held(SANDBOX_NETWORK))
		return 0;
	/* without it nothing of the configuration could be started with its rights */
	bool starts = process_starter() == 0;
	if (!starts && wish == SANDBOX_AUTO)
		return 0;
	return starts && sandbox_hold_as(wish, SANDBOX_NETWORK) == 0 ? 0 : sandbox_cannot(err);
}
