/* exec_lines.c - the exec channel as a translator: lines in, rows out; jobs in, lines out. */
#include <string.h>

#include "channel.h"
#include "clock.h"
#include "t.h"

static const char *
option(void *ctx, const char *key)
{
	(void)ctx;
	return !strcmp(key, "as") ? "telegram" : NULL;
}

static const char *
cursor(void *ctx, const char *key)
{
	(void)ctx;
	return !strcmp(key, "cursor") ? "{\"page\":7}" : NULL;
}

static struct arena *arena;

static struct channel_context
context(void)
{
	return (struct channel_context){ .account = "chat", .address = "bot", .now = 1764000000000,
		.token = "0123456789abcdef0123456789abcdef", .option = option, .cursor = cursor,
		.arena = arena };
}

static int
take(const char *line, struct outcome *o, struct error *err)
{
	struct channel_context c = context();
	struct job j = { .kind = "pull" };
	struct answer in = { .body = line, .body_len = strlen(line) };

	error_clear(err);
	return channel_find("exec")->answer(&c, &j, &in, o, err);
}

static void
good_lines(void)
{
	struct error err = ERROR_INIT;
	struct outcome o;
	const struct message_in *m;

	T_OK(!take("{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":{\"address\":\"ana\",\"name\":\"Ana\"},"
		"\"text\":\"h\xc3\xa8?\",\"at\":\"2025-11-24T10:00:00Z\",\"attachments\":[{\"name\":\"../a.png\"}]}", &o, &err),
		"a message is taken");
	m = o.batch.messages;
	T_INT((long)o.batch.message_count, 1);
	T_STR(m->from.name, "Ana");
	T_STR(m->text, "h\xc3\xa8?");
	T_INT((long)(m->received_at / 1000), 1763978400);
	T_STR(m->attachments[0].name, "a.png");
	T_OK(!take("{\"type\":\"message\",\"thread\":\"t\",\"id\":\"2\",\"from\":\"ana\",\"at\":\"2099-01-01T00:00:00Z\"}",
		&o, &err), "a message from the future is taken");
	T_OK(o.batch.messages->received_at == 1764000000000, "as of now");
	T_OK(!take("{\"type\":\"message\",\"thread\":\"t\",\"id\":\"3\",\"kind\":\"call\",\"missed\":true,\"from\":\"+39\"}",
		&o, &err) && o.batch.messages->kind == KIND_CALL && o.batch.messages->flags & MESSAGE_MISSED,
		"a missed call");
	T_OK(!take("{\"type\":\"event\",\"thread\":\"t\",\"id\":\"1\",\"event\":\"read\"}", &o, &err) &&
		o.batch.events->kind == EVENT_READ, "an event");
	T_OK(!take("{\"type\":\"cursor\",\"value\":{\"page\":8}}", &o, &err), "a cursor may be any value");
	T_STR(o.batch.cursors->value, "{\"page\":8}");
	T_OK(!take("{\"type\":\"hello\",\"protocol\":1,\"idempotent\":true,\"new\":\"field\"}", &o, &err) &&
		o.signal == SIGNAL_HELLO && o.repeat_safe && !o.stays, "hello; unknown fields are passed over");
	T_OK(!take("{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":\"\xff\",\"text\":\"a\\u0000b\\ud83d\"}", &o,
		&err), "a stranger's broken text is taken");
	T_STR(o.batch.messages->text, "a b\xef\xbf\xbd");
	T_OK(!take("{\"type\":\"failed\",\"id\":\"x\",\"text\":\"no\"}", &o, &err) && o.verdict == VERDICT_FAILED,
		"a verdict");
}

static void
bad_lines(void)
{
	static const char *const bad[] = {
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":\"a\",\"at\":\"0025-11-24T10:00:00Z\"}",
		"", "{", "[]", "7", "{\"type\":7}", "{\"type\":\"nonsense\"}", "{\"type\":\"message\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":7,\"from\":\"a\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":[],\"text\":\"\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":\"a\",\"at\":\"yesterday\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":\"a\",\"kind\":\"poem\"}",
		"{\"type\":\"message\",\"thread\":\"t\",\"id\":\"1\",\"from\":\"a\",\"attachments\":[{\"path\":\"x\"}]}",
		"{\"type\":\"event\",\"thread\":\"t\",\"id\":\"1\",\"event\":\"explodes\"}",
		"{\"type\":\"hello\",\"protocol\":2}", "{\"type\":\"cursor\"}", "{\"type\":\"sent\"}",
	};
	struct error err = ERROR_INIT;
	struct outcome o;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof bad[0]; i++)
		T_OK(take(bad[i], &o, &err) && err.code == ERR_PROTOCOL, "refused: %s", bad[i]);
}

static void
jobs(void)
{
	struct error err = ERROR_INIT;
	struct channel_context c = context();
	struct job j = { .kind = "hello" };
	struct recipient to = { ROLE_TO, { "Ana", "ana" } };
	struct outgoing out = { .kind = "reply", .thread = "t", .text = "a\n\"b\"", .recipients = &to,
		.recipient_count = 1 };
	struct request r;

	T_OK(!channel_find("exec")->request(&c, &j, NULL, &r, &err), "hello");
	T_OK(strstr(r.body, "\"cursor\":{\"page\":7}") != NULL, "gives the cursor back");
	T_OK(r.body[r.body_len - 1] == '\n' && !strchr(r.body, '\r') &&
		strchr(r.body, '\n') == r.body + r.body_len - 1, "in one line");
	j.kind = "send";
	T_OK(!channel_find("exec")->request(&c, &j, &out, &r, &err) && r.acts, "a send acts");
	T_OK(strstr(r.body, "\"id\":\"0123456789abcdef0123456789abcdef\"") != NULL, "names its token");
	T_OK(strstr(r.body, "\"text\":\"a\\n\\\"b\\\"\"") != NULL, "and keeps line breaks inside the text");
	T_OK(channel_find("nothing") == NULL, "an unknown channel is none");
}

int
main(void)
{
	arena = arena_new();
	good_lines();
	bad_lines();
	jobs();
	arena_free(arena);
	return t_done();
}
