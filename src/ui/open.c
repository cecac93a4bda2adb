/* open.c - a page or picture, shown by a program of the user's choice; it gets the address as one argument, and no
 * shell ever sees it. */
#include "app.h"

#include <string.h>

#include "process.h"

void
open_address(struct app *app, const char *address)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	const char *command = conf_str(app->conf, OPT_UI_OPEN_COMMAND), *program;
	bool web = str_is_web(address) || *address == '/';
	if (!web || str_empty(command)) {
		if (term_is_headless(app->term) || term_copy(app->term, address, strlen(address)))
			app_say(app, MESSAGE_INFO, _("copied: %s"), address);
	} else if (process_open(command, address, a, &program, &err) < 0) {
		app_fail(app, &err);
	} else {
		app_say(app, MESSAGE_INFO, _("opened with %s: %s"), program, address);
	}
	arena_free(a);
}
