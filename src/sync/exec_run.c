/*
 * exec_run.c - runs the program of an exec account and talks with it in lines; what the lines mean is
 * the channel's business (src/channel/exec.c).
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "exec_run.h"
#include "i18n.h"
#include "log.h"
#include "process.h"
#include "str.h"
#include "utf8.h"

#define LINE_MAX_BYTES (1024 * 1024)
#define BATCH_MESSAGES 200
#define STDERR_KEPT 2000
#define QUIT_MS 5000

/* -- the program ------------------------------------------------------------------------------------- */

static void
shut(int *fd)
{
	if (*fd >= 0)
		(void)close(*fd);
	*fd = -1;
}

int
exec_start(struct exec_run *r, struct error *err)
{
	int in[2] = { -1, -1 }, out[2] = { -1, -1 }, words[2] = { -1, -1 };
	const char *const argv[] = { "/bin/sh", "-c", r->command, NULL };
	const char *env[] = { arena_printf(r->w->arena, "SPORTELLO_ACCOUNT=%s", r->w->account->name), NULL };
	bool piped = !pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC) && !pipe2(words, O_CLOEXEC);
	const int theirs[] = { in[0], out[1], words[1] };

	if (!piped || process_spawn(argv, env, theirs, PROCESS_GROUP, &r->child)) {
		error_set(err, ERR_SYSTEM, _("the program of %s could not be started: %s"),
			r->w->account->name, strerror(errno));
		for (int i = 0; i < 2; i++) {
			shut(&in[i]);
			shut(&out[i]);
			shut(&words[i]);
		}
		return -1;
	}
	r->pid = r->child.pid;
	(void)close(in[0]);
	(void)close(out[1]);
	(void)close(words[1]);
	r->in = in[1];
	r->out = out[0];
	r->err = words[0];
	(void)fcntl(r->in, F_SETFL, O_NONBLOCK);
	(void)fcntl(r->out, F_SETFL, O_NONBLOCK);
	(void)fcntl(r->err, F_SETFL, O_NONBLOCK);
	r->job = (struct job){ .kind = "hello" };
	return 0;
}

int
exec_end(struct exec_run *r)
{
	int64_t until = clock_mono_us() + 2000000;
	int status = 0, i;

	shut(&r->in);
	for (i = 0; !process_ended(&r->child, false, &status); i++) {
		if (i == 20)
			(void)kill(-r->pid, SIGTERM);
		if (clock_mono_us() > until) {
			(void)kill(-r->pid, SIGKILL);
			(void)process_ended(&r->child, true, &status);
			break;
		}
		(void)usleep(5000);
	}
	(void)kill(-r->pid, SIGKILL);	/* what it left behind */
	r->pid = 0;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* -- what it says ---------------------------------------------------------------------------------------- */

static void
complain(struct exec_run *r, const struct error *why)
{
	struct error e = ERROR_INIT;

	error_set(&e, ERR_PROTOCOL, _("line %ld of the program: %s"), r->lines, why->text);
	worker_failed(r->w, &e);
	r->w->page->problems++;
	(void)feed_problem(r->w->store, r->w->account->id, "protocol",
		arena_printf(r->arena, "line %ld", r->lines), why->text, NULL);
}

int
exec_flush(struct exec_run *r, struct error *err)
{
	struct batch b = {
		.messages = r->messages, .message_count = r->message_count,
		.events = r->events, .event_count = r->event_count,
		.identities = r->identities, .identity_count = r->identity_count,
		.capabilities = r->capabilities, .capability_count = r->capability_count,
		.cursors = r->cursors, .cursor_count = r->cursor_count,
	};
	int rc = 0;

	if (r->message_count + r->event_count + r->identity_count + r->capability_count +
	    r->cursor_count)
		rc = feed_batch(r->w->store, &r->w->feed, &b, &r->w->page->fed, err);
	r->messages = NULL;
	r->events = NULL;
	r->identities = NULL;
	r->capabilities = NULL;
	r->cursors = NULL;
	r->message_count = r->event_count = r->identity_count = r->capability_count =
		r->cursor_count = 0;
	memset(r->space, 0, sizeof r->space);
	arena_reset(r->arena);
	return rc;
}

static int
file_digest(const char *path, struct digest *out)
{
	struct hasher *h = hasher_new();
	char chunk[65536];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (fd >= 0 && (n = read(fd, chunk, sizeof chunk)) > 0)
		hasher_add(h, chunk, (size_t)n);
	if (fd >= 0)
		(void)close(fd);
	*out = hasher_end(h);
	return n < 0 ? -1 : 0;
}

/* Files a program hands over are copied at once: they are its own, and may be gone tomorrow. */
static void
keep_files(struct exec_run *r, const struct message_in *m)
{
	struct attachment *files = (struct attachment *)(uintptr_t)m->attachments;
	struct error why = ERROR_INIT;
	size_t i;

	for (i = 0; i < m->attachment_count; i++) {
		int64_t id;

		if (!files[i].file)
			continue;
		if (store_blob_add(r->w->store, files[i].file, files[i].type, &id, &files[i].bytes, &why) ||
		    file_digest(files[i].file, &files[i].digest)) {
			complain(r, &why);
			error_clear(&why);
		}
	}
}

static void
gather(struct exec_run *r, const struct batch *b)
{
	struct arena *a = r->arena;

	if (b->message_count)
		keep_files(r, b->messages);
	if (b->message_count)
		*VEC_PUSH(a, r->messages, r->message_count, r->space[0]) = b->messages[0];
	if (b->event_count)
		*VEC_PUSH(a, r->events, r->event_count, r->space[1]) = b->events[0];
	if (b->identity_count)
		*VEC_PUSH(a, r->identities, r->identity_count, r->space[2]) = b->identities[0];
	if (b->capability_count)
		*VEC_PUSH(a, r->capabilities, r->capability_count, r->space[3]) = b->capabilities[0];
	if (b->cursor_count)
		*VEC_PUSH(a, r->cursors, r->cursor_count, r->space[4]) = b->cursors[0];
}

static void
signalled(struct exec_run *r, const struct outcome *o)
{
	struct error e = ERROR_INIT;

	switch (o->signal) {
	case SIGNAL_HELLO:
		r->greeted = true;
		r->repeat_safe = o->repeat_safe;
		r->stays = o->stays;
		break;
	case SIGNAL_DONE:
		r->done = true;
		break;
	case SIGNAL_ERROR:
		r->refused = true;
		error_set(&e, o->verdict == VERDICT_AUTH ? ERR_AUTH : o->verdict == VERDICT_LIMIT ?
			ERR_LIMIT : ERR_REMOTE, "%s", o->words);
		r->w->page->retry_after_ms = o->retry_after_ms;
		worker_failed(r->w, &e);
		break;
	case SIGNAL_LOG:
		log_line(LOG_EXEC, "%s: %s", r->w->account->name, o->words ? o->words : "");
		break;
	case SIGNAL_NONE:
		break;
	}
}

static int
one_line(struct exec_run *r, const char *line, size_t len, struct error *err)
{
	struct answer in = { .body = line, .body_len = len };
	struct outcome o;
	struct error why = ERROR_INIT;

	r->lines++;
	while (len && (line[len - 1] == '\r' || line[len - 1] == ' '))
		in.body_len = --len;
	if (!len)
		return 0;
	r->context.now = clock_now();
	if (r->channel->answer(&r->context, &r->job, &in, &o, &why)) {
		complain(r, &why);
		return 0;
	}
	signalled(r, &o);
	gather(r, &o.batch);
	if (o.token && r->token && str_eq(o.token, r->token)) {
		r->verdict = o.verdict;
		r->verdict_words = arena_str(r->w->arena, o.words);
		r->verdict_id = arena_str(r->w->arena, o.remote_id);
		r->verdict_after_ms = o.retry_after_ms;
	} else if (o.token) {
		error_set(&why, ERR_PROTOCOL, _("it speaks of \"%.40s\", which was not asked for"),
			o.token);
		complain(r, &why);
	}
	worker_progress(r->w, _("reading"), r->w->page->fed.messages + (int64_t)r->message_count, 0);
	return r->message_count >= BATCH_MESSAGES || r->cursor_count ? exec_flush(r, err) : 0;
}

/* Cuts whole lines out of what has come in; a line beyond the limit is dropped with a word. */
static int
cut_lines(struct exec_run *r, struct error *err)
{
	size_t start = 0;
	char *end;
	int rc = 0;

	while (!rc && (end = memchr(r->rx.data + start, '\n', r->rx.len - start))) {
		size_t len = (size_t)(end - r->rx.data) - start;

		if (r->skipping) {
			struct error why = ERROR_INIT;

			r->skipping = false;
			r->lines++;
			error_set(&why, ERR_PROTOCOL, _("it is longer than 1 MB"));
			complain(r, &why);
		} else {
			rc = one_line(r, r->rx.data + start, len, err);
		}
		start += len + 1;
	}
	buf_splice(&r->rx, 0, start, NULL, 0);
	if (r->rx.len > LINE_MAX_BYTES) {
		r->skipping = true;
		buf_clear(&r->rx);
	}
	return rc;
}

static void
hear_words(struct exec_run *r)
{
	char chunk[4096];
	ssize_t n = read(r->err, chunk, sizeof chunk);

	if (n > 0) {
		buf_add(&r->words, chunk, (size_t)n);
		if (r->words.len > 2 * STDERR_KEPT)
			buf_splice(&r->words, 0, r->words.len - STDERR_KEPT, NULL, 0);
	} else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
		shut(&r->err);
	}
}

static int
hear(struct exec_run *r, struct error *err)
{
	char chunk[65536];
	ssize_t n = read(r->out, chunk, sizeof chunk);

	if (n > 0) {
		buf_add(&r->rx, chunk, (size_t)n);
		return cut_lines(r, err);
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	shut(&r->out);
	if (r->rx.len && !r->skipping)	/* a last line without its end */
		return one_line(r, r->rx.data, r->rx.len, err);
	return 0;
}

static void
speak(struct exec_run *r)
{
	ssize_t n = write(r->in, r->tx.data, r->tx.len);

	if (n > 0)
		buf_splice(&r->tx, 0, (size_t)n, NULL, 0);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		shut(&r->in);
}

int
exec_pump(struct exec_run *r, int ms, struct error *err)
{
	struct pollfd p[3] = {
		{ .fd = r->out, .events = POLLIN },
		{ .fd = r->err, .events = POLLIN },
		{ .fd = r->tx.len ? r->in : -1, .events = POLLOUT },
	};

	if (poll(p, 3, ms) <= 0)
		return 0;
	if (p[2].revents)
		speak(r);
	if (p[1].revents)
		hear_words(r);
	return p[0].revents ? hear(r, err) : 0;
}

/* -- lines to it --------------------------------------------------------------------------------------------- */

int
exec_say(struct exec_run *r, const char *kind, const struct outgoing *out, struct error *err)
{
	struct request q;

	r->job.kind = kind;
	r->context.now = clock_now();
	if (r->channel->request(&r->context, &r->job, out, &q, err))
		return -1;
	if (q.kind == REQUEST_LINES)
		buf_add(&r->tx, q.body, q.body_len);
	return 0;
}

/* Pumps until the flag is set, the program ends, or nothing was said for `limit` ms. */
int
exec_wait(struct exec_run *r, const bool *flag, int limit, struct error *err)
{
	int64_t last = clock_mono_us();
	long lines = r->lines;

	while (!*flag && !r->refused && r->out >= 0 && !sync_stop) {
		if (exec_pump(r, 100, err))
			return -1;
		if (r->lines != lines) {
			lines = r->lines;
			last = clock_mono_us();
		}
		if (clock_mono_us() - last > limit * 1000LL)
			return error_set(err, ERR_NETWORK, _("the program said nothing for %d seconds"),
				limit / 1000);
	}
	return 0;
}

/* -- a pass ---------------------------------------------------------------------------------------------------- */

static const char *
option(void *ctx, const char *key)
{
	return worker_option(ctx, key);
}

static const char *
cursor(void *ctx, const char *key)
{
	struct worker *w = ctx;
	char *value = NULL;

	(void)feed_cursor(w->store, w->account->id, key, w->arena, &value, NULL);
	return value;
}

static int
pull(struct exec_run *r, int limit, struct error *err)
{
	r->done = false;
	if (worker_disk(r->w, err) || exec_say(r, "pull", NULL, err) ||
	    exec_wait(r, &r->done, limit, err) || exec_flush(r, err))
		return -1;
	if (!r->done || r->refused)
		return 0;
	r->w->page->pulled = true;
	return feed_account_pulled(r->w->store, r->w->account->id, 0, err);
}

/* The program stays open: its lines are taken as they come, and the outbox is looked at. */
static int
stay(struct exec_run *r, int limit, struct error *err)
{
	int64_t next = clock_now() + conf_account_span(r->w->account->conf, OPT_ACCOUNT_POLL);

	while (!sync_stop && r->out >= 0 && !r->refused) {
		int64_t due;

		if (exec_pump(r, 200, err) || exec_flush(r, err))
			return -1;
		due = outbox_next(r->w->store, r->w->account->id);
		if (due && due <= clock_now() && exec_deliver(r, err))
			return -1;
		if (clock_now() < next)
			continue;
		next = clock_now() + conf_account_span(r->w->account->conf, OPT_ACCOUNT_POLL);
		if (pull(r, limit, err))
			return -1;
	}
	return 0;
}

static int
talk(struct exec_run *r, int limit, struct error *err)
{
	struct error quiet = ERROR_INIT;

	if (exec_say(r, "hello", NULL, err))
		return -1;
	if (!r->w->deliver_only || r->w->watch) {
		if (pull(r, limit, err))
			return -1;
		if (!r->done)		/* a gap: nothing leaves before the pull has ended */
			return 0;
	} else if (exec_wait(r, &r->greeted, limit, err)) {
		return -1;
	}
	if (r->refused || exec_deliver(r, err))
		return r->refused ? 0 : -1;
	if (r->stays && r->w->watch && stay(r, limit, err))
		return -1;
	if (exec_say(r, "quit", NULL, err))
		return -1;
	/* what it says on its way out is still taken; a program that lingers is ended */
	(void)exec_wait(r, &r->never, QUIT_MS, &quiet);
	return quiet.code == ERR_NONE || quiet.code == ERR_NETWORK ? 0 :
		error_set(err, quiet.code, "%s", quiet.text);
}

static void
blame(struct exec_run *r, int status, struct error *err)
{
	struct error e = ERROR_INIT;
	const char *words;

	buf_rtrim(&r->words);
	words = r->words.len > 400 ? r->words.data + r->words.len - 400 : r->words.data;
	words = utf8_clean_str(r->w->arena, words, false);
	if (err->code != ERR_NONE && *words)
		error_set(&e, err->code, "%s: %s", err->text, words);
	else if (err->code != ERR_NONE)
		e = *err;
	else if (status)
		error_set(&e, ERR_REMOTE, _("the program ended with status %d: %s"), status,
			*words ? words : _("it said nothing"));
	else if (!r->done && !r->w->deliver_only)
		error_set(&e, ERR_PROTOCOL, _("the program ended without \"done\": %s"),
			*words ? words : _("it said nothing"));
	if (e.code != ERR_NONE)
		worker_failed(r->w, &e);
}

int
exec_pass(struct worker *w, struct error *err)
{
	struct exec_run r = {
		.w = w, .channel = channel_find("exec"), .command = worker_option(w, "command"),
		.in = -1, .out = -1, .err = -1, .arena = arena_new(),
		.rx = BUF_INIT, .tx = BUF_INIT, .words = BUF_INIT,
		.context = { .account = w->account->name, .address = w->account->address,
			.option = option, .cursor = cursor, .ctx = w },
	};
	struct error why = ERROR_INIT;
	int status;

	if (str_empty(r.command)) {
		arena_free(r.arena);
		return error_set(err, ERR_CONFIG, _("[account %s] has no command"), w->account->name);
	}
	r.context.arena = r.arena;
	if (!exec_start(&r, &why)) {
		(void)talk(&r, (int)conf_account_span(w->account->conf, OPT_EXEC_TIMEOUT), &why);
		(void)exec_flush(&r, &why);
		status = exec_end(&r);
		blame(&r, sync_stop || w->page->pulled ? 0 : status, &why);
	} else {
		worker_failed(w, &why);
	}
	shut(&r.out);
	shut(&r.err);
	buf_free(&r.rx);
	buf_free(&r.tx);
	buf_free(&r.words);
	arena_free(r.arena);
	return 0;
}
