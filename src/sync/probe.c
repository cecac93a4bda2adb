/*
 * probe.c - tries an account live, step by step, for `sportello account test` and `account add`.  Each line
 * says what was tried and what the other side answered; nothing is stored and nothing is sent.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "deliver.h"
#include "exec_run.h"
#include "i18n.h"
#include "mail_sync.h"
#include "str.h"

static bool
step(const struct sync *y, const char *what, int rc, const char *good, struct error *err)
{
	report_step(y, what, !rc, rc ? err->text : good);
	error_clear(err);
	return !rc;
}

static bool
probe_box(struct worker *w)
{
	struct error err = ERROR_INIT;
	const char *root = mail_database(w), *query = worker_option(w, "query");
	struct mail_box *box;
	int64_t n = 0;
	int rc;

	rc = str_empty(root) ? error_set(&err, ERR_CONFIG, _("maildir is not set")) :
		mail_open(root, &box, &err);
	if (!step(w->sync, arena_printf(w->arena, _("notmuch database in %s"), root ? root : "?"), rc, "", &err))
		return false;
	rc = mail_count(box, str_empty(query) ? "*" : query, &n, &err);
	mail_close(box);
	return step(w->sync, arena_printf(w->arena, _("query %s"), str_empty(query) ? "*" : query), rc,
		arena_printf(w->arena, ngettext_("%lld message", "%lld messages", (unsigned long)n),
		(long long)n), &err);
}

static bool
probe_sending(struct worker *w)
{
	struct error err = ERROR_INIT;
	struct smtp_server server;
	const char *greeting = "", *sendmail = worker_option(w, "sendmail");
	char *secret = NULL;
	bool good;
	int rc;

	rc = deliver_server(w, w->arena, &server, &secret, &err);
	if (rc)
		return step(w->sync, _("password"), rc, "", &err);
	if (!server.url && str_empty(sendmail))
		return step(w->sync, _("sending"), 0, _("reading only: neither smtp nor sendmail is set"), &err);
	if (!server.url)
		return step(w->sync, _("sending by the command"), 0, sendmail, &err);
	rc = smtp_probe(&server, w->arena, &greeting, &err);
	good = step(w->sync, arena_printf(w->arena, str_empty(server.user) ? _("connection to %s") :
		_("connection and sign-in to %s"), server.url), rc, greeting, &err);
	if (secret)
		explicit_bzero(secret, strlen(secret));
	return good;
}

static const char *
option(void *ctx, const char *key)
{
	return worker_option(ctx, key);
}

static const char *
no_cursor(void *ctx, const char *key)
{
	(void)ctx;
	(void)key;
	return NULL;
}

/* Starts the program and waits for its hello. */
static bool
probe_exec(struct worker *w)
{
	struct error err = ERROR_INIT;
	struct exec_run r = { .w = w, .channel = channel_find("exec"),
		.command = worker_option(w, "command"), .in = -1, .out = -1, .err = -1,
		.arena = w->arena, .rx = BUF_INIT, .tx = BUF_INIT, .words = BUF_INIT,
		.context = { .account = w->account->name, .address = w->account->address,
			.option = option, .cursor = no_cursor, .ctx = w, .arena = w->arena } };
	int rc;

	if (str_empty(r.command))
		return step(w->sync, _("program"), error_set(&err, ERR_CONFIG, _("command is not set")), "", &err);
	rc = exec_start(&r, &err);
	if (!rc)
		rc = exec_say(&r, "hello", NULL, &err) || exec_wait(&r, &r.greeted, 10000, &err) ? -1 : 0;
	if (!rc && !r.greeted)
		rc = error_set(&err, ERR_PROTOCOL, _("it ended without saying hello: %s"),
			r.words.len ? r.words.data : w->page->error);
	if (r.pid > 0)
		(void)exec_end(&r);
	return step(w->sync, arena_printf(w->arena, _("program %s"), r.command), rc, _("it says hello"), &err);
}

/* Asks a connected service who we are. */
static bool
probe_api(struct worker *w)
{
	struct api api = { .sync = w->sync, .storeless = true };
	struct api_account *a = arena_new_of(w->arena, struct api_account);
	struct job probe = { .kind = "probe" };
	struct error err = ERROR_INIT;
	struct channel_context c = { .option = option, .ctx = w, .arena = w->arena };
	bool good;

	w->account->page = sync_page_new();
	api.http = http_new(&err);
	if (!api.http)
		return step(w->sync, _("network"), -1, "", &err);
	api_account_init(&api, a, w->account, NULL);
	run_begin(&a->run[RUN_MAIN], &probe);
	while (!sync_stop && api_busy(a))
		api_wait(&api, a, 1000);
	if (a->w.page->code != ERR_NONE)
		error_set(&err, a->w.page->code, "%s", a->w.page->error);
	good = step(w->sync, arena_printf(w->arena, _("sign-in at %s"), channel_url(&c, a->channel->base ? a->channel->base :
		w->account->channel)), err.code != ERR_NONE ? -1 : 0, a->said, &err);
	api_account_free(a);
	http_free(api.http);
	return good;
}

int
probe_run(struct sync *y, const char *name)
{
	struct worker w = { .sync = y, .arena = y->arena, .page = sync_page_new() };
	size_t i;

	for (i = 0; i < y->account_count; i++)
		if (str_eq(y->accounts[i].name, name))
			w.account = &y->accounts[i];
	if (!w.account) {
		fprintf(stderr, _("sportello-sync: there is no [account %s] in the configuration\n"), name);
		return 2;
	}
	if (str_eq(w.account->channel, "mail")) {
		bool box = probe_box(&w);

		return probe_sending(&w) && box ? 0 : 5;
	}
	if (w.account->api)
		return probe_api(&w) ? 0 : 5;
	return probe_exec(&w) ? 0 : 5;
}
