/*
 * fuzz_channel.h - the whole driver of one connected channel: #define CHANNEL and the KINDS of jobs it answers, and
 * include this.  The first byte says which kind and status the rest is the answer to.  With BODIES (of jobs) a second
 * byte says which one the job has; CURSOR(key) gives the account's cursors.
 */
#include "channel.h"
#include "clock.h"
#include "fuzz.h"
#include "utf8.h"

#define NOW 1795600000000LL
#ifndef KEY
#define KEY "key"
#endif

static const char *
no_value(void *ctx, const char *key)
{
	(void)ctx;
	(void)key;
	return NULL;
}

#ifndef CURSOR
#define CURSOR(key) NULL
#endif
static const char *
cursor(void *ctx, const char *key)
{
	(void)ctx;
	(void)key;
	return CURSOR(key);
}

static void
holds(const struct outcome *o)
{
	for (size_t i = 0; i < o->batch.message_count; i++) {
		const struct message_in *m = &o->batch.messages[i];

		FUZZ_HOLDS(m->thread && *m->thread && m->remote_id && *m->remote_id);
		FUZZ_HOLDS(m->received_at > 0 && m->received_at <= NOW);
		FUZZ_HOLDS(!m->text || utf8_valid(m->text, strlen(m->text)));
		FUZZ_HOLDS(m->duration_ms >= 0);
		for (size_t k = 0; k < m->attachment_count; k++)
			FUZZ_HOLDS(m->attachments[k].bytes >= 0 && !strchr(m->attachments[k].name, '/'));
	}
	for (size_t i = 0; i < o->batch.event_count; i++)
		FUZZ_HOLDS(o->batch.events[i].remote_id && o->batch.events[i].at > 0 && o->batch.events[i].at <= NOW);
	for (size_t i = 0; i < o->batch.cursor_count; i++)
		FUZZ_HOLDS(o->batch.cursors[i].key && o->batch.cursors[i].value);
	FUZZ_HOLDS(o->retry_after_ms >= 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const kinds[] = { KINDS };
	static const int statuses[] = { 200, 200, 200, 400, 401, 404, 429, 500 };
	const size_t n = sizeof kinds / sizeof kinds[0];
	struct outgoing out = { .id = 1, .kind = "reply", .thread = "1", .text = "words" };
	struct channel_context c = { .account = "a", .address = "us", .now = NOW, .option = no_value, .cursor = cursor,
		.token = "0123456789abcdef0123456789abcdef", .arena = arena_new() };
	struct job j = { .kind = size ? kinds[data[0] % n] : kinds[0], .key = KEY };
	struct answer in = { .status = size ? statuses[data[0] / n % 8] : 200, .type = "application/json", .url = "https://x/",
		.body = size ? (const char *)data + 1 : "", .body_len = size ? size - 1 : 0 };
	struct outcome o = { .verdict = VERDICT_NONE };
	struct error err = ERROR_INIT;

#ifdef BODIES
	static const char *const bodies[] = { BODIES };

	if (in.body_len) {
		j.body = bodies[data[1] % (sizeof bodies / sizeof bodies[0])];
		in.body++;
		in.body_len--;
	}
#endif
	if (!strcmp(j.kind, "send") || !strcmp(j.kind, "check") || !strcmp(j.kind, "act"))
		c.out = &out;
	if (channel_find(CHANNEL)->answer(&c, &j, &in, &o, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text);
	else
		holds(&o);
	arena_free(c.arena);
	return 0;
}
