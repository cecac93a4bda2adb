/*
 * ingest.c - a payload that a service has pushed to some receiver, handed over as a file: through its channel into the
 * store, and durable before the end, as nobody has it any more then.  It needs no lock: a sync may be at work.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "api.h"
#include "buf.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

#define BYTES_MAX (16U << 20)

static int
read_payload(const char *path, struct buf *out, struct error *err)
{
	int fd = str_eq(path, "-") ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	char chunk[8192];
	ssize_t n = fd < 0 ? -1 : 1;

	while (n > 0 && out->len <= BYTES_MAX)
		if ((n = read(fd, chunk, sizeof chunk)) > 0)
			buf_add(out, chunk, (size_t)n);
	if (fd > STDIN_FILENO)
		(void)close(fd);
	if (n < 0)
		return error_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	return out->len <= BYTES_MAX ? 0 : error_set(err, ERR_INPUT, _("%s: more than 16 MB"), path);
}

static const char *
option(void *ctx, const char *key)
{
	return worker_option(&((struct api_account *)ctx)->w, key);
}

static const char *
cursor(void *ctx, const char *key)
{
	struct api_account *a = ctx;
	char *value = NULL;

	(void)feed_cursor(a->w.store, a->w.account->id, key, a->w.arena, &value, NULL);
	return value;
}

/* A row in doubt whose token comes back was taken. */
static int
settle(struct api_account *a, const struct outcome *o, struct error *err)
{
	struct outbox_row row;
	int64_t *ids;
	size_t n = 0, i;
	char hex[33];

	if (!o->token || !o->remote_id)
		return 0;
	if (outbox_unknown(a->w.store, a->w.account->id, a->w.arena, &ids, &n, err))
		return -1;
	for (i = 0; i < n; i++) {
		if (read_outbox_row(a->w.store, ids[i], a->w.arena, &row, err))
			return -1;
		uid_hex(hex, row.uid);
		if (str_eq(hex, o->token))
			return outbox_move(a->w.store, ids[i], OUTBOX_UNKNOWN, OUTBOX_SENT, NULL, o->remote_id, 0, err);
	}
	return 0;
}

static int
take(struct api_account *a, const struct buf *payload, struct feed_result *fed, struct error *err)
{
	struct job j = { .kind = "ingest", .key = "" };
	struct answer in = { .status = 200, .body = payload->data, .body_len = payload->len, .url = "",
		.type = "application/json" };
	struct outcome o = { .verdict = VERDICT_NONE };
	struct channel_context c = { .account = a->w.account->name, .address = a->w.account->address,
		.now = clock_now(), .option = option, .cursor = cursor, .ctx = a, .arena = a->w.arena };

	if (a->channel->answer(&c, &j, &in, &o, err))
		return -1;
	media_jobs(a, &o.batch, c.now, a->w.arena);
	/* what is settled has its message, which its events then find */
	if (settle(a, &o, err) || feed_batch(a->w.store, &a->w.feed, &o.batch, fed, err))
		return -1;
	return store_barrier(a->w.store, err);
}

static int
open_account(struct sync *y, const char *name, struct api_account *a, struct error *err)
{
	size_t i;

	a->w = (struct worker){ .sync = y, .arena = y->arena, .page = sync_page_new() };
	for (i = 0; i < y->account_count; i++)
		if (str_eq(y->accounts[i].name, name))
			a->w.account = &y->accounts[i];
	if (!a->w.account)
		return error_set(err, ERR_CONFIG, _("there is no [account %s] in the configuration"), name);
	a->channel = channel_find(a->w.account->channel);
	if (!a->w.account->api || !a->channel || !(a->channel->ways & WAY_INGESTS))
		return error_set(err, ERR_USAGE, _("[account %s] takes no payloads: its channel (%s) is asked, not pushed"),
			name, a->w.account->channel);
	if (sync_open_store(y, &a->w.store, err))
		return -1;
	struct feed_account in = { .name = a->w.account->name, .channel = a->w.account->channel,
		.speaks_as = a->w.account->speaks_as, .address = a->w.account->address, .uid = a->w.account->uid,
		.since_at = a->w.account->since_at, .own_addresses = a->w.account->own };
	if (feed_account(a->w.store, &in, &a->w.account->id, err))
		return -1;
	worker_feed(&a->w);
	return 0;
}

int
ingest_run(struct sync *y, const char *name, const char *path, struct error *err)
{
	struct api_account *a = arena_new_of(y->arena, struct api_account);
	struct feed_result fed = { 0 };
	struct buf payload = BUF_INIT;
	int rc = open_account(y, name, a, err) || read_payload(path, &payload, err) ||
		take(a, &payload, &fed, err) ? -1 : 0;

	if (rc)
		error_prefix(err, "%s", path);
	else if (!y->options.quiet)
		printf(_("%s: %lld new, %lld known, %lld events\n"), name, (long long)fed.messages,
			(long long)fed.known, (long long)fed.events);
	buf_free(&payload);
	if (a->w.store)
		store_close(a->w.store);
	return rc;
}
