/* exec.c - lines of a program behind the exec channel: at most one thing each, or refused with words. */
#include "channel.h"
#include "fuzz.h"
#include "utf8.h"

static const char *
option(void *ctx, const char *key)
{
	(void)ctx;
	return strcmp(key, "as") ? NULL : "telegram";
}

static const char *
no_cursor(void *ctx, const char *key)
{
	(void)ctx;
	(void)key;
	return NULL;
}

static void
take(const char *line, size_t len)
{
	struct channel_context c = { .account = "chat", .address = "bot", .now = 1795165200000,
		.token = "0123456789abcdef0123456789abcdef", .option = option, .cursor = no_cursor, .arena = arena_new() };
	struct job j = { .kind = "pull" };
	struct answer in = { .body = line, .body_len = len };
	struct outcome o = { .verdict = VERDICT_NONE };
	struct error err = ERROR_INIT;

	if (channel_find("exec")->answer(&c, &j, &in, &o, &err) < 0) {
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text);
	} else {
		FUZZ_HOLDS(o.batch.message_count + o.batch.event_count <= 1);
		for (size_t i = 0; i < o.batch.message_count; i++) {
			const struct message_in *m = &o.batch.messages[i];

			FUZZ_HOLDS(m->thread && *m->thread && m->received_at > 0 && m->received_at <= c.now);
			FUZZ_HOLDS(!m->text || utf8_valid(m->text, strlen(m->text)));
		}
	}
	arena_free(c.arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;

	for (size_t at = 0; at < size; ) {
		const char *lf = memchr(s + at, '\n', size - at);
		size_t len = lf ? (size_t)(lf - s) - at : size - at;

		take(s + at, len);
		at += len + 1;
	}
	return 0;
}
