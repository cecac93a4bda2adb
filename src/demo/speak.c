/*
 * speak.c - the program behind the world's chat accounts; it speaks sportello-exec(5).  chat/ACCOUNT.jsonl
 * holds what is said there, each line with its time; the cursor is the time up to which it was told.  What
 * the agent sends gets its receipts and answers appended there, some seconds later.
 */
#include "demo_internal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "str.h"

struct speaker {
	struct arena *a;
	const char *dir, *account, *path;
	json_t *script;
	int64_t base, base_mono;	/* the other side's time when it said hello */
	int64_t told;
	bool greeted, quit, still;
};

static int64_t
now_of(const struct speaker *s)
{
	return s->still ? s->base : s->base + (clock_mono_us() - s->base_mono) / 1000;
}

static void
say(json_t *line)
{
	char *text = line ? json_dumps(line, JSON_COMPACT) : NULL;

	if (text)
		printf("%s\n", text);
	(void)fflush(stdout);
	free(text);
	json_decref(line);
}

/* -- telling ---------------------------------------------------------------------------------------------------- */

/* Tells what became due; when the next line will be, 0 = none. */
static int64_t
tell(struct speaker *s)
{
	FILE *f = fopen(s->path, "re");
	int64_t now = now_of(s), next = 0, last = s->told, at;
	json_t *line;

	while (f && (line = json_loadf(f, JSON_DISABLE_EOF_CHECK, NULL))) {
		const char *when = json_string_value(json_object_get(line, "at"));

		if (when && clock_parse_rfc3339(when, &at) && at > s->told) {
			if (at <= now) {
				say(json_incref(line));
				last = now;
			} else if (!next || at < next) {
				next = at;
			}
		}
		json_decref(line);
	}
	if (f)
		fclose(f);
	if (last != s->told)
		say(json_pack("{s:s,s:I}", "type", "cursor", "value", (json_int_t)last));
	s->told = last;
	return next;
}

/* -- taking ------------------------------------------------------------------------------------------------------ */

static void
append(struct speaker *s, int64_t at, json_t *line)
{
	FILE *f = fopen(s->path, "ae");
	char when[32], *text;

	clock_rfc3339(when, at);
	json_object_set_new(line, "at", json_string(when));
	text = json_dumps(line, JSON_COMPACT);
	if (f && text)
		fprintf(f, "%s\n", text);
	if (f)
		fclose(f);
	free(text);
	json_decref(line);
}

/* Two gray ticks, two blue ones: what the account's kind of channel gives. */
static void
add_receipts(struct speaker *s, const char *thread, const char *id, int64_t now)
{
	const char *gives = json_string_value(json_object_get(json_object_get(s->script, "receipts"), s->account));
	static const char *const names[] = { "delivered", "read" };

	for (size_t i = 0; gives && i < 2; i++)
		if (strstr(gives, names[i]))
			append(s, now + 1000 + (int64_t)i * 3000, json_pack("{s:s,s:s,s:s,s:s,s:s}", "type", "event", "thread",
				thread, "id", id, "event", names[i], "event_id", names[i]));
}

static void
add_answers(struct speaker *s, const char *thread, const char *key, size_t n, int64_t now)
{
	json_t *answers = script_answers(s->script, key, n), *one;
	json_t *who = json_object_get(json_object_get(s->script, "people"), key);
	size_t i;

	json_array_foreach(answers, i, one) {
		const char *kind = json_string_value(json_object_get(one, "kind"));
		const char *id = arena_printf(s->a, "%s-r%zu.%zu", thread, n, i);
		json_t *line = json_pack("{s:s,s:s,s:s,s:s,s:O}", "type", "message", "thread", thread, "id", id, "kind",
			kind ? kind : "message", "text", json_object_get(one, "text"));

		if (!line)
			continue;
		json_object_update_missing(line, who);
		append(s, now + (int64_t)json_integer_value(json_object_get(one, "after")), line);
	}
	json_decref(answers);
}

static void
take(struct speaker *s, json_t *order)
{
	const char *token = json_string_value(json_object_get(order, "id"));
	const char *thread = json_string_value(json_object_get(order, "thread"));
	const char *text = json_string_value(json_object_get(order, "text")), *key;
	const char *remote = arena_printf(s->a, "out-%s", token ? token : "");
	int64_t now = now_of(s);
	json_t *verdict;
	size_t n;

	if (!thread)
		thread = json_string_value(json_object_get(json_array_get(json_object_get(order, "to"), 0), "address"));
	if (!token || !thread)
		return;
	key = arena_printf(s->a, "%s/%s", s->account, thread);
	verdict = json_object_get(json_object_get(s->script, "verdicts"), key);
	if (verdict) {
		say(json_pack("{s:O,s:s,s:O}", "type", json_object_get(verdict, "type"), "id", token, "text",
			json_object_get(verdict, "text")));
		return;
	}
	if (said_add(s->dir, "tokens", token, "")) {	/* asked again about what was done */
		say(json_pack("{s:s,s:s,s:s}", "type", "sent", "id", token, "remote_id", remote));
		return;
	}
	n = said_add(s->dir, s->account, thread, text ? text : "") + 1;
	say(json_pack("{s:s,s:s,s:s}", "type", "sent", "id", token, "remote_id", remote));
	add_receipts(s, thread, remote, now);
	add_answers(s, thread, key, n, now);
}

/* A like, a hiding: done, once. */
static void
act_on(struct speaker *s, json_t *order)
{
	const char *token = json_string_value(json_object_get(order, "id"));
	const char *message = json_string_value(json_object_get(order, "message"));

	if (!token)
		return;
	(void)said_add(s->dir, "deeds", message ? message : "?", json_string_value(json_object_get(order, "act")));
	say(json_pack("{s:s,s:s}", "type", "sent", "id", token));
}

/* -- orders -------------------------------------------------------------------------------------------------------- */

static void
greet(struct speaker *s, json_t *order)
{
	const char *now = json_string_value(json_object_get(order, "now"));
	bool sms = json_object_get(json_object_get(s->script, "unsafe"), s->account) != NULL;

	s->base_mono = clock_mono_us();
	s->still = part_still(s->dir, &s->base);
	if (!s->still && (!now || !clock_parse_rfc3339(now, &s->base)))
		s->base = clock_now();
	s->told = (int64_t)json_integer_value(json_object_get(order, "cursor"));
	s->greeted = true;
	json_t *acts = json_object_get(json_object_get(s->script, "acts"), s->account);

	say(json_pack("{s:s,s:i,s:b,s:b,s:o}", "type", "hello", "protocol", 1, "idempotent", !sms, "stays", 1, "acts",
		acts ? json_incref(acts) : json_array()));
}

static void
obey(struct speaker *s, const char *text)
{
	json_t *order = json_loads(text, 0, NULL);
	const char *what = json_string_value(json_object_get(order, "do"));

	if (str_eq(what, "hello"))
		greet(s, order);
	else if (str_eq(what, "send"))
		take(s, order);
	else if (str_eq(what, "act"))
		act_on(s, order);
	else if (str_eq(what, "quit"))
		s->quit = true;
	if (str_eq(what, "pull")) {
		(void)tell(s);
		say(json_pack("{s:s}", "type", "done"));
	}
	json_decref(order);
}

/* Waits for orders until something is due to be told. */
static bool
hear(struct buf *in, int64_t ms)
{
	struct pollfd p = { .fd = 0, .events = POLLIN };
	char chunk[65536];
	ssize_t n;

	if (poll(&p, 1, (int)ms) <= 0)
		return true;
	n = read(0, chunk, sizeof chunk);
	if (n > 0)
		buf_add(in, chunk, (size_t)n);
	return n > 0;
}

int
part_chat(const char *dir, const char *account)
{
	struct speaker s = { .a = arena_new(), .dir = dir, .account = account, .script = script_load(dir) };
	struct buf in = BUF_INIT;
	char *end;

	s.path = arena_printf(s.a, "%s/chat/%s.jsonl", dir, account);
	while (!s.quit) {
		int64_t next = s.greeted && s.told ? tell(&s) : 0, wait = next ? next - now_of(&s) : 1000;

		if (!hear(&in, wait < 0 ? 0 : wait > 1000 ? 1000 : wait))
			break;
		while (!s.quit && (end = memchr(in.data, '\n', in.len))) {
			*end = '\0';
			obey(&s, in.data);
			buf_splice(&in, 0, (size_t)(end - in.data) + 1, NULL, 0);
		}
	}
	buf_free(&in);
	json_decref(s.script);
	arena_free(s.a);
	return 0;
}
