/* card_hook.c - the customer hook, as the console sees it: our own command line runs it, started by the launcher, and the
 * store tells when it has spoken. */
#include "card.h"

#include <string.h>
#include <sys/socket.h>

#include "clock.h"
#include "launch.h"
#include "process.h"

enum { AGAIN_US = 15000000, RUN_MS = 15000, WORDS = 16 };

static size_t
words_of(struct app *app, int64_t customer, struct arena *a, const char **argv)
{
	size_t n = own_program(app, "sportello", argv, a);
	if (app->options->script) {	/* a clock that stands still does so there, too */
		char *now = arena_array(a, char, 32);
		clock_rfc3339(now, app->v.now);
		argv[n++] = "--now";
		argv[n++] = now;
	}
	argv[n++] = "customer";
	argv[n++] = "show";
	argv[n++] = "--hook";
	argv[n++] = "--json";
	argv[n++] = arena_printf(a, "%lld", (long long)customer);
	argv[n] = NULL;
	return n;
}

static bool
start(struct app *app, int64_t customer, struct arena *a)
{
	const char *argv[WORDS];
	size_t n = words_of(app, customer, a, argv);
	struct buf b = BUF_INIT;
	bool sent = false;
	if (app->launcher_fd >= 0) {
		buf_addc(&b, LAUNCH_HOOK);
		for (size_t i = 0; i < n; i++)
			buf_add(&b, argv[i], strlen(argv[i]) + 1);
		sent = b.len <= LAUNCH_MAX && send(app->launcher_fd, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
			(ssize_t)b.len;
	} else if (app->options->script) {	/* a script has no launcher, and nobody who waits */
		struct process_spec spec = { .argv = argv, .timeout_ms = RUN_MS, .output_max = 1 << 20 };
		struct process_result r;
		(void)process_run(&spec, a, &r, NULL);
	}
	buf_free(&b);
	return sent;
}

bool
card_hook_look(struct app *app, struct card *c, bool now)
{
	int64_t at = clock_mono_us();
	bool old = !c->hook.at || app->v.now - c->hook.at >= conf_span(app->conf, OPT_CARE_CUSTOMER_HOOK_CACHE);
	if (str_empty(conf_str(app->conf, OPT_CARE_CUSTOMER_HOOK)) || c->customer.erased_at || c->customer.merged_into ||
	    store_read_only(app->store))
		return false;
	if (c->asked_us && c->hook.at > c->asked_at) {
		c->asked_us = 0;	/* it has spoken */
		app->dirty = true;
	}
	if ((!old && !now) || (c->tried_us && at - c->tried_us < AGAIN_US && !now) ||
	    (c->asked_us && at - c->asked_us < AGAIN_US))
		return c->asked_us != 0;
	struct arena *a = arena_new();
	c->tried_us = at;
	c->asked_at = c->hook.at;
	c->asked_us = start(app, c->id, a) ? at : 0;
	if (app->options->script)
		c->stale = app->hurry = true;
	app->dirty = true;
	arena_free(a);
	return c->asked_us != 0;
}

/* It could not be run at all: what it said itself, or how it failed, is in the store. */
void
hook_ended(struct app *app, const struct launch_news *news)
{
	if (app->card)
		app->card->asked_us = 0;
	person_hook_ended(app);
	card_stale(app);
	if (news->status && *news->said)
		app_say(app, MESSAGE_BAD, "%s", news->said);
}
