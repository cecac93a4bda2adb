/* dial.c - calling a number with the command of the configuration: started by the launcher, without a shell. */
#include "app.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"
#include "process.h"

enum { DIAL_MS = 30000, DIAL_WORDS = 64, OUTPUT_MAX = 1 << 20 };

/* -- in the launcher ------------------------------------------------------------------------------------------------------ */

/* Runs it and says how it ended. */
static void
run_and_tell(int fd, int what, const char *const *argv)
{
	struct launch_news news = { .what = what };
	struct error err = ERROR_INIT;
	struct process_result r;
	struct process_spec spec = { .argv = argv, .timeout_ms = DIAL_MS, .output_max = OUTPUT_MAX };
	struct arena *a = arena_new();
	if (process_run(&spec, a, &r, &err) < 0) {
		news.status = NOT_STARTED;
		snprintf(news.said, sizeof news.said, "%.*s", LAUNCH_SAID - 1, err.text);
	} else {
		news.status = r.status;
		snprintf(news.said, sizeof news.said, "%s", r.err ? r.err : "");
	}
	(void)send(fd, &news, sizeof news, MSG_NOSIGNAL | MSG_DONTWAIT);
	arena_free(a);
}

void
launch_words(int fd, int what, const char *words, size_t len)
{
	const char *argv[DIAL_WORDS + 1];
	size_t n = 0;
	for (const char *p = words; p < words + len && n < DIAL_WORDS; p += strlen(p) + 1)
		argv[n++] = p;
	argv[n] = NULL;
	/* of nobody's children, so that nobody has to wait for it */
	pid_t pid = n ? fork() : -1;
	if (pid == 0) {
		if (fork() == 0)
			run_and_tell(fd, what, argv);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* -- in the console --------------------------------------------------------------------------------------------------------- */

void
dial_ended(struct app *app, const struct launch_news *news)
{
	if (news->status == 0)
		return;
	contact_undialled(app);
	app_say(app, MESSAGE_BAD, *news->said ? _("dialling failed: %s") : _("dialling failed%s (status %d)"), news->said,
		news->status);
}

static bool
start(struct app *app, const char *const *argv, struct error *err)
{
	struct buf b = BUF_INIT;
	bool sent;
	buf_addc(&b, LAUNCH_DIAL);
	for (size_t i = 0; argv[i]; i++)
		buf_add(&b, argv[i], strlen(argv[i]) + 1);
	if (b.len > LAUNCH_MAX)
		error_set(err, ERR_CONFIG, _("dial-command is too long"));
	else if (app->launcher_fd < 0 && !app->options->script)
		error_set(err, ERR_INPUT, _("nothing can be started: start sportello again"));
	sent = !err->code && app->launcher_fd >= 0 && send(app->launcher_fd, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		(ssize_t)b.len;
	buf_free(&b);
	if (sent || err->code || app->launcher_fd >= 0)
		return sent || (!err->code && error_set(err, ERR_INPUT, _("nothing can be started: start sportello again")) == 0);
	/* a script has no launcher */
	struct process_result r;
	struct process_spec spec = { .argv = argv, .timeout_ms = DIAL_MS };
	if (process_run(&spec, app->command, &r, err) < 0)
		return false;
	struct launch_news news = { .what = LAUNCH_DIAL, .status = r.status };
	snprintf(news.said, sizeof news.said, "%s", r.err ? r.err : "");
	dial_ended(app, &news);
	return r.status == 0;
}

void
dial_number(struct app *app, const char *typed)
{
	struct error err = ERROR_INIT;
	const char *const *argv;
	char *number = NULL;
	int64_t case_id = typed ? 0 : app_case(app), customer = typed || case_id ? 0 : rows_customer(app);
	if (typed)
		number = verb_number(&app->v, typed, app->command, &err);
	else if (case_id)
		(void)verb_case_number(&app->v, case_id, app->command, &number, &err);
	else if (customer)
		(void)verb_customer_number(&app->v, customer, app->command, &number, &err);
	else
		error_set(&err, ERR_INPUT, _("dial: whom? Put the cursor on a case, or say a number"));
	if (!number || verb_dial(&app->v, number, app->command, &argv, &err) < 0) {
		app_fail(app, &err);
		return;
	}
	int64_t since = app->v.now;
	if (!start(app, argv, &err)) {
		if (err.code)
			app_fail(app, &err);
		return;
	}
	app_say(app, MESSAGE_INFO, _("calling %s"), number);
	/* what comes of it is written down at once */
	struct contact_call call = { .way = DIRECTION_OUT, .since = since, .case_id = case_id, .customer = customer,
		.number = number };
	if (!app->form && !store_read_only(app->store))
		contact_open_call(app, &call);
}
