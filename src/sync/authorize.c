/*
 * authorize.c - signing in to a connected account by hand, for `sportello account authorize` and the wizard: says what
 * to open, waits for what comes of it (the browser comes back to this machine, a person pastes, or types a code in
 * elsewhere), and keeps the tokens before anything uses them.  What it is in oauth.c, who comes back in loopback.c.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "api.h"
#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "log.h"
#include "loopback.h"
#include "oauth.h"
#include "process.h"
#include "str.h"

#define PERSON_MS (10 * MS_MINUTE)	/* so long a person may take */
#define LOCK_MS (10 * MS_SECOND)	/* so long another process may renew */
#define LINE_MAX_BYTES 16384

struct signing {
	struct sync *y;
	struct api api;
	struct api_account *a;
	struct arena *arena;
	struct oauth o;
	struct loopback loop;
	struct buf typed;
	bool typing_over;		/* standard input has ended */
	char *code;			/* what was waited for */
	struct error said;		/* or why there is none */
};

/* -- what is asked of the service ----------------------------------------------------------------------------- */

static int
wait_errand(struct signing *s, struct errand *e, struct error *err)
{
	struct pollfd p = { .fd = errand_fd(e), .events = POLLIN };

	while (!errand_done(e)) {
		if (sync_stop)
			return error_set(err, ERR_SYSTEM, _("stopped"));
		http_wait(s->api.http, &p, 1, 250);
	}
	return 0;
}

/* The secrets that a request needs are read; those of the sign-in itself are there. */
static int
load_secrets(struct signing *s, const struct request *r, struct error *err)
{
	const char *const *name;
	struct errand *e;
	int rc = 0;

	for (name = fill_names(r, s->arena); *name && !rc; name++) {
		if (secret_find(s->a, *name))
			continue;
		e = secret_fetch(s->a, *name, err);
		if (!e)
			return -1;
		rc = wait_errand(s, e, err) || secret_take(s->a, *name, e, err) ? -1 : 0;
		errand_end(e);
	}
	return rc;
}

/* The application's own secret goes to the account's servers alone; what the sign-in made, to whom it is with. */
static int
may_go(struct signing *s, const struct request *r, struct error *err)
{
	const char *const *name;

	if (!http_origin(r->url, s->arena))
		return error_set(err, ERR_CONFIG, _("the address is not https:// (http:// is for this machine alone)"));
	for (name = fill_names(r, s->arena); *name; name++)
		if (str_eq(*name, "secret") && s->o.own_client)
			return fill_allowed(s->a, r, s->arena, err);
	return 0;
}

static int
fill(struct signing *s, const struct request *r, struct http_request *q, struct error *err)
{
	const char **headers = NULL;
	const char *const *h;
	size_t n = 0, space = 0;

	*q = (struct http_request){ .method = r->method, .url = r->url, .secrets = secret_values(s->a, s->arena),
		.ca_file = worker_option(&s->a->w, "ca-file") };
	for (h = r->headers; h && *h; h++)
		if (fill_text(s->a, *h, s->arena, VEC_PUSH(s->arena, headers, n, space), err))
			return -1;
	*VEC_PUSH(s->arena, headers, n, space) = NULL;
	q->headers = headers;
	if (r->body && fill_text(s->a, r->body, s->arena, &q->body, err))
		return -1;
	q->body_len = q->body ? strlen(q->body) : 0;
	return 0;
}

/* What the service says may hold our own secrets. */
static void
mask(struct signing *s, struct error *err)
{
	struct error copy = *err;

	if (err->code == ERR_NONE)
		return;
	error_clear(err);
	error_set(err, copy.code, "%s", trace_without(copy.text, secret_values(s->a, s->arena), s->arena));
}

static enum oauth_result
ask(struct signing *s, enum oauth_step step, struct oauth_answer *out, struct error *err)
{
	const struct http_result *result;
	enum oauth_result what = OAUTH_FAILED;
	struct http_request q;
	struct http_call *call;
	struct request r;

	oauth_request(&s->o, step, &r);
	trace_request(s->o.account, &r);
	if (load_secrets(s, &r, err) || may_go(s, &r, err) || fill(s, &r, &q, err) ||
	    http_start(s->api.http, &q, &call, err))
		return OAUTH_FAILED;
	while (!sync_stop && !http_next(s->api.http))
		http_wait(s->api.http, NULL, 0, 250);
	result = http_result(call);
	if (sync_stop) {
		error_set(err, ERR_SYSTEM, _("stopped"));
	} else if (!result->answered) {
		*err = result->err;
	} else {
		trace_answer(s->o.account, &result->answer, q.secrets, s->arena);
		what = oauth_answer(&s->o, step, &result->answer, clock_now(), out, err);
	}
	http_end(call);
	mask(s, err);
	return what;
}

/* -- what a person is told, and says ---------------------------------------------------------------------------- */

static void
tell(const struct signing *s, const char *words)
{
	if (!s->y->options.json)
		printf("%s\n", words);
	fflush(stdout);
}

/* A terminal that can makes a link of it; who has named a program for addresses gets it opened. */
static void
tell_address(const struct signing *s, const char *what, const char *address)
{
	const char *command = conf_str(s->y->conf, OPT_UI_OPEN_COMMAND), *program;
	struct error err = ERROR_INIT;

	if (s->y->options.json)
		report_step(s->y, what, true, address);
	else if (isatty(STDOUT_FILENO))
		printf("%s\n\n  \033]8;;%s\033\\%s\033]8;;\033\\\n\n", what, address, address);
	else
		printf("%s\n\n  %s\n\n", what, address);
	fflush(stdout);
	if (str_empty(command))
		return;
	if (process_open(command, address, s->arena, &program, &err))
		tell(s, err.text);
	else
		tell(s, arena_printf(s->arena, _("(opened with %s)"), program));
}

static int
judge(void *ctx, const char *query)
{
	struct signing *s = ctx;
	int verdict;

	error_clear(&s->said);
	verdict = oauth_returned(&s->o, query, &s->code, &s->said);
	if (!verdict)
		error_clear(&s->said);
	return verdict;
}

/* Takes what was typed or pasted. */
static void
read_typed(struct signing *s)
{
	char chunk[512];
	ssize_t n = read(STDIN_FILENO, chunk, sizeof chunk);

	if (n > 0)
		buf_add(&s->typed, chunk, (size_t)n);
	else if (!n || (errno != EINTR && errno != EAGAIN))
		s->typing_over = true;
	explicit_bzero(chunk, sizeof chunk);
}

/* The next line of it, in the arena; NULL when there is none yet. */
static char *
typed_line(struct signing *s)
{
	char *end = s->typed.len ? memchr(s->typed.data, '\n', s->typed.len) : NULL, *line;
	size_t len = end ? (size_t)(end - s->typed.data) : s->typed.len;

	if (!end && !(s->typing_over && len) && len < LINE_MAX_BYTES)
		return NULL;
	line = str_trim(s->arena, arena_strn(s->arena, s->typed.data, len));
	explicit_bzero(s->typed.data, len);
	buf_splice(&s->typed, 0, len + (end != NULL), "", 0);
	return line;
}

/* Waits for the browser or for a line; take() says of one what judge() does. */
static int
wait_person(struct signing *s, int (*take)(struct signing *s, const char *line), struct error *err)
{
	int64_t until = api_now() + PERSON_MS;
	int verdict = 0;
	char *line;

	while (!verdict && !sync_stop && api_now() < until) {
		struct pollfd fds[2] = { { .fd = s->loop.fd, .events = POLLIN },
			{ .fd = s->typing_over ? -1 : STDIN_FILENO, .events = POLLIN } };

		if ((line = typed_line(s))) {
			verdict = *line ? take(s, line) : 0;
			continue;
		}
		if (s->loop.fd < 0 && s->typing_over)
			return error_set(err, ERR_INPUT, _("nothing was pasted"));
		if (poll(fds, 2, 500) <= 0)
			continue;
		if (fds[0].revents)
			verdict = loopback_hear(&s->loop, judge, s);
		if (fds[1].revents)
			read_typed(s);
	}
	if (verdict > 0)
		return 0;
	if (verdict < 0)
		*err = s->said;
	else if (sync_stop)
		error_set(err, ERR_SYSTEM, _("stopped"));
	else
		error_set(err, ERR_INPUT, _("nobody came back within ten minutes: begin again"));
	return -1;
}

/* What is pasted is not shown: it may be looked at over a shoulder, and stays in the terminal's memory. */
static int
wait_quietly(struct signing *s, int (*take)(struct signing *s, const char *line), struct error *err)
{
	struct termios before, quiet;
	bool terminal = !tcgetattr(STDIN_FILENO, &before);
	int rc;

	if (terminal) {
		quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
	}
	rc = wait_person(s, take, err);
	if (terminal)
		(void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return rc;
}

/* -- what is kept ------------------------------------------------------------------------------------------------- */

static int
keep(struct signing *s, const char *name, const char *value, int64_t expires_at, struct error *err)
{
	struct secret_in in = { .name = name, .value = value, .expires_at = expires_at };
	struct errand *e;
	char *words = NULL;
	int rc;

	if (!value)
		return 0;
	e = secret_save(s->a, &in, err);
	if (!e)
		return -1;
	while (!errand_done(e))		/* not to be broken off: it cannot be had again */
		http_wait(s->api.http, &(struct pollfd){ .fd = errand_fd(e), .events = POLLIN }, 1, 250);
	rc = errand_result(e, s->arena, &words, err);
	errand_end(e);
	if (rc)
		error_prefix(err, _("the %s could not be kept"), name);
	else if (!str_empty(words))
		report_step(s->y, "token-save-command", false, words);
	secret_drop(s->a, name);
	return rc;
}

static int
take_lock(struct signing *s, struct error *err)
{
	int64_t until = api_now() + LOCK_MS;
	int lock;

	while ((lock = secret_lock(s->a)) == -1 && api_now() < until)
		(void)poll(NULL, 0, 100);
	return lock == -1 ? error_set(err, ERR_BUSY, _("another process keeps tokens of this account: try again")), -1 :
		lock;
}

/* name: what the token is to a request. */
static int
keep_all(struct signing *s, const char *name, const struct oauth_answer *got, struct error *err)
{
	int lock = take_lock(s, err), rc;

	if (lock == -1)
		return -1;
	rc = keep(s, "refresh-token", got->refresh, got->refresh_expires_at, err) ||
		keep(s, name, got->token, got->expires_at, err) ? -1 : 0;
	if (!rc)
		secret_sign_in(s->a);
	secret_no_room(s->a);
	if (lock >= 0)
		(void)close(lock);
	return rc;
}

/* Nobody is sent to a browser for something that could not be kept. */
static int
look_ahead(struct signing *s, const char *name, struct error *err)
{
	const char *save = worker_option(&s->a->w, "token-save-command");
	bool command = worker_option(&s->a->w, arena_printf(s->arena, "%s-command", name)) != NULL;
	bool file = worker_option(&s->a->w, arena_printf(s->arena, "%s-file", name)) != NULL, newer;
	struct error why = ERROR_INIT;
	struct errand *e = secret_look(s->a, err);
	int rc;

	if (!e)
		return -1;
	rc = wait_errand(s, e, err) || secret_looked(s->a, e, &newer, err) ? -1 : 0;
	errand_end(e);
	secret_no_room(s->a);
	secret_forget(s->a);
	if (rc || (!file && (!command || save)))
		return rc;
	e = secret_fetch(s->a, name, err);
	rc = !e || wait_errand(s, e, err) || secret_take(s->a, name, e, &why) ? -1 : 0;
	errand_end(e);
	secret_forget(s->a);
	if (rc && why.code != ERR_NONE)
		error_set(err, ERR_CONFIG, _("%s - take that line out of [account %s], or set `token-save-command`: "
			"else what is kept now could not be found again"), why.text, s->o.account);
	return rc;
}

/* -- the ways ------------------------------------------------------------------------------------------------------- */

static int
take_secret(struct signing *s, const char *line)
{
	const char *p;

	for (p = line; *p; p++)
		if (*p <= ' ' || *p >= 127) {
			tell(s, _("That is no token: it has blanks or letters in it that none has. Paste it again:"));
			return 0;
		}
	s->code = arena_str(s->arena, line);
	return 1;
}

static int
paste(struct signing *s, const char *name, struct error *err)
{
	struct oauth_answer got = { .token = NULL };

	tell(s, str_eq(name, "token") ? _("Paste the token, and press Enter (it is not shown):") :
		_("Paste the password, and press Enter (it is not shown):"));
	if (wait_quietly(s, take_secret, err))
		return -1;
	got.token = s->code;
	return keep_all(s, name, &got, err);
}

static int
paste_secret(struct signing *s, struct error *err)
{
	const struct channel_signin *row = s->o.row;

	if (look_ahead(s, row->token, err))
		return -1;
	tell(s, arena_printf(s->arena, "%s.", _(row->words)));
	tell_address(s, _("That is done here:"), row->page);
	return paste(s, row->token, err);
}

static int
take_address(struct signing *s, const char *line)
{
	struct error why = ERROR_INIT;
	int verdict = oauth_returned(&s->o, line, &s->code, &why);

	if (verdict < 0)
		s->said = why;
	else if (!verdict)
		tell(s, why.text);
	return verdict;
}

static int
by_browser(struct signing *s, struct oauth_answer *got, struct error *err)
{
	bool returns = loopback_is(s->o.redirect, s->arena);

	if (returns) {
		if (loopback_open(s->o.redirect, s->arena, &s->loop, err))
			return -1;
		s->o.redirect = s->loop.redirect;
	}
	tell_address(s, _("Open this address in a browser, sign in there and allow it:"), oauth_address(&s->o));
	if (returns)
		tell(s, _("The browser comes back here by itself. Where it cannot, for it runs on another machine, paste the "
			"address it ends at:"));
	else if (str_starts(s->o.redirect, "urn:"))
		tell(s, _("It shows a code then. Paste it here:"));
	else
		tell(s, _("It goes to a page of yours then. Paste the address of that page, from the browser's address line:"));
	if (wait_quietly(s, take_address, err))
		return -1;
	secret_set(s->a, "code", s->code, 0);
	secret_set(s->a, "verifier", s->o.verifier, 0);
	return ask(s, OAUTH_CODE, got, err) == OAUTH_DONE ? 0 : -1;
}

/* RFC 8628, 3.5: no faster than the server says, slower when it does, and twice as slow when it is not reached. */
static int
by_code(struct signing *s, struct oauth_answer *got, struct error *err)
{
	struct oauth_answer given;
	enum oauth_result result = OAUTH_WAIT;
	int64_t until, next;

	if (ask(s, OAUTH_DEVICE, &given, err) != OAUTH_DONE)
		return -1;
	tell_address(s, _("Open this address in a browser, on any machine:"), given.page_with_code ?
		given.page_with_code : given.page);
	if (s->y->options.json)
		report_step(s->y, _("type in"), true, given.user_code);
	else
		printf(_("The code there is  %s\nType it in at %s where it is asked for, and allow it.\n"),
			given.user_code, given.page);
	fflush(stdout);
	secret_set(s->a, "device-code", given.device_code, 0);
	until = api_now() + given.life_ms;
	while (result == OAUTH_WAIT || result == OAUTH_SLOWER) {
		for (next = api_now() + given.interval_ms; api_now() < next && api_now() < until && !sync_stop;)
			(void)poll(NULL, 0, 200);
		if (sync_stop)
			return error_set(err, ERR_SYSTEM, _("stopped"));
		if (api_now() >= until)
			return error_set(err, ERR_AUTH, _("the time for it is over: begin again"));
		result = ask(s, OAUTH_POLL, got, err);
		if (result == OAUTH_FAILED && err->code == ERR_NETWORK) {
			log_line(LOG_SYNC, "%s: %s", s->o.account, err->text);
			error_clear(err);
			given.interval_ms = given.interval_ms < MS_MINUTE ? 2 * given.interval_ms : MS_MINUTE;
			result = OAUTH_WAIT;
		} else if (result == OAUTH_SLOWER) {
			given.interval_ms += 5 * MS_SECOND;
		}
	}
	return result == OAUTH_DONE ? 0 : -1;
}

/* A server that says its own addresses is remembered by them: tokens are renewed there. */
static int
remember(struct signing *s, struct error *err)
{
	const char *keys[] = { "client-id", "token-url" }, *values[] = { s->o.client, s->o.token };
	struct error why = ERROR_INIT;

	if (!(s->o.row->flags & SIGNIN_FINDS) || !conf_set_account(s->y->config_path, s->o.account, keys, values, 2, &why))
		return 0;
	return error_set(err, ERR_CONFIG, _("%s - write it yourself below [account %s]: client-id = %s, token-url = %s"),
		why.text, s->o.account, s->o.client, s->o.token);
}

/* The application: known by the configuration, or made now. */
static int
find_client(struct signing *s, struct error *err)
{
	struct oauth_answer out;

	if (s->o.row->flags & SIGNIN_FINDS && ask(s, OAUTH_FIND, &out, err) != OAUTH_DONE) {
		error_prefix(err, "%s", s->o.base);
		return -1;
	}
	if (s->o.own_client || !s->o.registration)
		return 0;
	if (ask(s, OAUTH_REGISTER, &out, err) != OAUTH_DONE)
		return -1;
	if (out.secret)
		secret_set(s->a, "secret", out.secret, 0);
	return 0;
}

static int
sign_in(struct signing *s, struct error *err)
{
	struct oauth_answer got = { .token = NULL };
	const char *missing;

	if (look_ahead(s, "token", err))
		return -1;
	if (find_client(s, err)) {
		if (err->code != ERR_REMOTE)
			return -1;
		tell(s, arena_printf(s->arena, "%s.\n%s", err->text,
			_("An access token is made there as sportello-channels(7) says.")));
		error_clear(err);
		return paste(s, "token", err);
	}
	if ((s->o.by_device ? by_code(s, &got, err) : by_browser(s, &got, err)) || keep_all(s, "token", &got, err) ||
	    remember(s, err))
		return -1;
	missing = oauth_missing(&s->o, got.scope);
	if (missing)
		report_step(s->y, _("allowed, but without"), true, missing);
	return 0;
}

/* -- the beginning ----------------------------------------------------------------------------------------------------- */

static const char *
option(void *ctx, const char *key)
{
	return worker_option(ctx, key);
}

static int
begin(struct signing *s, struct sync_account *account, struct error *err)
{
	const struct channel *channel = channel_find(account->channel);
	const struct channel_signin *row = channel_signin_find(account->channel);
	struct channel_context c = { .option = option, .arena = s->arena };

	if (!account->api || !row)
		return error_set(err, ERR_USAGE, _("[account %s] is of channel %s, which has no sign-in of this kind: its "
			"password comes from password-command or password-file"), account->name, account->channel);
	account->page = sync_page_new();
	s->api.http = http_new(err);
	if (!s->api.http)
		return -1;
	api_account_init(&s->api, s->a, account, NULL);
	c.ctx = &s->a->w;
	s->o = (struct oauth){ .row = row, .arena = s->arena, .account = account->name, .address = account->address };
	if (row->way == SIGNIN_PASTE)
		return paste_secret(s, err);
	if (oauth_init(&s->o, row, channel_url(&c, channel->base ? channel->base : ""), option, &s->a->w, err))
		return -1;
	return sign_in(s, err);
}

static void
end(struct signing *s)
{
	loopback_close(&s->loop);
	if (s->a->channel)
		api_account_free(s->a);
	if (s->api.http)
		http_free(s->api.http);
	if (s->typed.len)
		explicit_bzero(s->typed.data, s->typed.len);
	buf_free(&s->typed);
	explicit_bzero(s->o.verifier, sizeof s->o.verifier);
}

int
authorize_run(struct sync *y, const char *name)
{
	struct signing s = { .y = y, .arena = y->arena, .api = { .sync = y, .storeless = true }, .loop = { .fd = -1 },
		.typed = BUF_INIT, .said = ERROR_INIT };
	struct error err = ERROR_INIT;
	struct sync_account *account = NULL;
	size_t i;
	int rc;

	for (i = 0; i < y->account_count; i++)
		if (str_eq(y->accounts[i].name, name))
			account = &y->accounts[i];
	if (!account) {
		fprintf(stderr, _("sportello-sync: there is no [account %s] in the configuration\n"), name);
		return 2;
	}
	s.a = arena_new_of(y->arena, struct api_account);
	rc = begin(&s, account, &err);
	end(&s);
	report_step(y, arena_printf(y->arena, _("sign-in of [account %s]"), name), !rc, rc ? err.text :
		_("the token is kept"));
	if (rc && err.code != ERR_USAGE)
		tell(&s, arena_printf(y->arena, _("To try again: sportello account authorize %s"), name));
	if (rc)
		return err.code == ERR_USAGE || err.code == ERR_CONFIG ? error_exit_status(err.code) : 5;
	return probe_run(y, name);
}
