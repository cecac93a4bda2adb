/*
 * channel_cases.c - every channel as a translator, by the files of tests/channel/NAME/:
 *
 *   CASE.job	what is asked, a line each:
 *	kind KIND | key KEY | body BODY | waits | now RFC3339 | address OURS | cursor KEY VALUE | option KEY VALUE
 *	status CODE | header NAME: VALUE | arrived (the answer is a file)
 *	and for a row of the outbox: thread ID | text TEXT (\n for a line end) | subject TEXT | to ADDRESS |
 *	in-reply-to ID | about KIND | audience NAME | file NAME TYPE BYTES | tried RFC3339
 *   CASE.request	the exact request that is made of it
 *   CASE.answer	an answer to it, and CASE.rows, what becomes of it
 *
 * With CASES_WRITE=1 the expected files are written instead: look at them before you keep them.  Each answer is also
 * cut off at many places, and each of its values replaced by what only a stranger would say: an error or rows may come
 * of it, nothing else.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "channel.h"
#include "clock.h"
#include "str.h"
#include "t.h"
#include "utf8.h"

#define NOW 1795600000000LL		/* 2026-11-25T09:46:40Z */
#define CUTS 400
#define VALUES 200
#define STANDS 200			/* as many as the engine takes without anything in them */

struct pair { const char *key, *value; };
struct case_job {
	struct arena *a;
	struct job job;
	struct channel_context c;
	struct outgoing out;
	struct attachment files[20];
	struct recipient to[20];
	struct pair cursors[20], options[20];
	size_t cursor_count, option_count;
	bool sends, arrived;
	int status;
	const char *headers[20];
	size_t header_count;
};

static const char *
look_up(const struct pair *list, size_t n, const char *key)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_eq(list[i].key, key))
			return list[i].value;
	return NULL;
}

static const char *
option(void *ctx, const char *key)
{
	struct case_job *j = ctx;

	return look_up(j->options, j->option_count, key);
}

static const char *
cursor(void *ctx, const char *key)
{
	struct case_job *j = ctx;

	return look_up(j->cursors, j->cursor_count, key);
}

/* -- reading ----------------------------------------------------------------------------------------------- */

static char *
read_file(struct arena *a, const char *path, size_t *len)
{
	struct buf b = BUF_INIT;
	char chunk[8192], *copy;
	size_t n;
	FILE *f = fopen(path, "rb");

	if (!f)
		return NULL;
	while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	fclose(f);
	copy = arena_mem(a, b.data, b.len + 1);
	copy[b.len] = '\0';
	*len = b.len;
	buf_free(&b);
	return copy;
}

static const char *
unescape(struct arena *a, const char *s)
{
	char *out = arena_str(a, s), *p = out;

	for (; *s; s++)
		if (s[0] == '\\' && s[1] == 'n')
			*p++ = '\n', s++;
		else
			*p++ = *s;
	*p = '\0';
	return out;
}

/* "a b c" into a and "b c". */
static struct pair
split(char *value)
{
	char *blank = strchr(value, ' ');

	if (blank)
		*blank++ = '\0';
	return (struct pair){ value, blank ? blank : "" };
}

static void
read_outgoing(struct case_job *j, const char *key, char *value)
{
	struct pair p;
	int64_t at = 0;

	if (str_eq(key, "thread"))
		j->out.thread = value;
	else if (str_eq(key, "text"))
		j->out.text = unescape(j->a, value);
	else if (str_eq(key, "subject"))
		j->out.subject = value;
	else if (str_eq(key, "in-reply-to"))
		j->out.in_reply_to = value;
	else if (str_eq(key, "about"))
		j->out.kind = value;
	else if (str_eq(key, "audience"))
		j->out.audience = (enum audience)audience_parse(value);
	else if (str_eq(key, "tried") && clock_parse_rfc3339(value, &at))
		j->out.tried_at = at;
	else if (str_eq(key, "to"))
		j->to[j->out.recipient_count++] = (struct recipient){ ROLE_TO, { NULL, value } };
	else if (str_eq(key, "file")) {
		p = split(value);
		j->files[j->out.file_count].name = p.key;
		p = split((char *)(uintptr_t)p.value);
		j->files[j->out.file_count].type = p.key;
		j->files[j->out.file_count].bytes = strtol(p.value, NULL, 10);
		j->files[j->out.file_count].file = arena_printf(j->a, "blobs/%s", j->files[j->out.file_count].name);
		j->out.file_count++;
	} else {
		T_OK(false, "no key of a job: %s", key);
	}
	j->sends = true;
}

static void
read_line(struct case_job *j, char *line)
{
	struct pair p = split(line);
	char *value = (char *)(uintptr_t)p.value;

	if (str_eq(p.key, "kind"))
		j->job.kind = value;
	else if (str_eq(p.key, "key"))
		j->job.key = value;
	else if (str_eq(p.key, "body"))
		j->job.body = value;
	else if (str_eq(p.key, "waits"))
		j->c.waits = true;
	else if (str_eq(p.key, "arrived"))
		j->arrived = true;
	else if (str_eq(p.key, "now"))
		(void)clock_parse_rfc3339(value, &j->c.now);
	else if (str_eq(p.key, "address"))
		j->c.address = value;
	else if (str_eq(p.key, "status"))
		j->status = (int)strtol(value, NULL, 10);
	else if (str_eq(p.key, "header") && j->header_count < 19)
		j->headers[j->header_count++] = value;
	else if (str_eq(p.key, "cursor") && j->cursor_count < 20)
		j->cursors[j->cursor_count++] = split(value);
	else if (str_eq(p.key, "option") && j->option_count < 20)
		j->options[j->option_count++] = split(value);
	else
		read_outgoing(j, p.key, value);
}

static void
read_job(struct case_job *j, struct arena *a, char *text)
{
	char *line;

	*j = (struct case_job){ .a = a, .status = 200, .job = { .kind = "pull", .key = "" },
		.out = { .id = 7, .kind = "reply" },
		.c = { .account = "shop", .now = NOW, .option = option, .cursor = cursor, .arena = a,
		.token = "0123456789abcdef0123456789abcdef" } };
	while ((line = strsep(&text, "\n")))
		if (*line && *line != '#')
			read_line(j, line);
	j->out.files = j->files;
	j->out.recipients = j->to;
	j->c.ctx = j;
	if (j->sends)
		j->c.out = &j->out;
	j->job.outbox = j->sends ? 7 : 0;
}

/* -- writing down -------------------------------------------------------------------------------------------- */

static void
put(struct buf *b, const char *what, const char *value)
{
	const char *p;

	if (!value)
		return;
	buf_addf(b, "  %s ", what);
	for (p = value; *p; p++)
		if (*p == '\n')
			buf_adds(b, "\\n");
		else
			buf_addc(b, *p);
	buf_addc(b, '\n');
}

static void
put_time(struct buf *b, const char *what, int64_t at)
{
	char text[32];

	clock_rfc3339(text, at);
	if (at)
		put(b, what, text);
}

static void
put_who(struct buf *b, const char *what, const struct address *who)
{
	if (who->address)
		buf_addf(b, "  %s %s%s%s%s\n", what, who->address, who->name ? " (" : "", who->name ? who->name : "",
			who->name ? ")" : "");
}

static void
put_message(struct buf *b, const struct message_in *m)
{
	size_t i;

	buf_addf(b, "message %s in %s: %s %s %s", m->remote_id, m->thread, m->direction == DIRECTION_IN ? "in" : "out",
		kind_name(m->kind), audience_name(m->audience));
	if (m->flags)
		buf_addf(b, " flags %u", m->flags);
	buf_addc(b, '\n');
	put_who(b, "from", &m->from);
	put(b, "from-kind", m->from_kind);
	for (i = 0; i < m->recipient_count; i++)
		put_who(b, m->recipients[i].role == ROLE_CC ? "cc" : "to", &m->recipients[i].who);
	put_time(b, "at", m->received_at);
	if (m->sent_at != m->received_at)
		put_time(b, "sent", m->sent_at);
	put(b, "subject", m->subject);
	put(b, "text", m->text);
	put(b, "language", m->language);
	put(b, "in-reply-to", m->in_reply_to);
	put(b, "channel", m->channel);
	put(b, "link", m->link);
	put(b, "post", m->post);
	put(b, "post-link", m->post_link);
	if (m->likes || m->reach)
		buf_addf(b, "  likes %lld reach %lld\n", (long long)m->likes, (long long)m->reach);
	put(b, "about", m->about);
	if (m->about)
		put(b, "about-state", outbox_state_name(m->about_state));
	put(b, "about-words", m->about_words);
	if (m->duration_ms)
		buf_addf(b, "  duration %lld ms\n", (long long)m->duration_ms);
	for (i = 0; i < m->attachment_count; i++) {
		const struct attachment *t = &m->attachments[i];

		buf_addf(b, "  file %s %s %s %lld%s\n", t->name ? t->name : "-", t->type ? t->type : "-",
			t->part ? t->part : "-", (long long)t->bytes, t->inline_ ? " inline" : "");
	}
	if (!m->raw)
		buf_adds(b, "  no raw\n");
}

static void
put_rest(struct buf *b, const struct batch *in)
{
	static const char *const events[] = { "edit", "delete", "reaction", "delivered", "read", "failed", "typing",
		"transcript" };
	size_t i;

	for (i = 0; i < in->event_count; i++) {
		const struct event_in *e = &in->events[i];

		buf_addf(b, "event %s of %s in %s\n", events[e->kind], e->remote_id, e->thread ? e->thread : "any");
		put_who(b, "from", &e->who);
		put_time(b, "at", e->at);
		put(b, "id", e->event_id);
		put(b, "text", e->text);
	}
	for (i = 0; i < in->identity_count; i++) {
		const struct identity_in *d = &in->identities[i];

		buf_addf(b, "identity %s %s%s%s", d->kind, d->address, d->name ? " name " : "", d->name ? d->name : "");
		if (d->same_as_kind)
			buf_addf(b, " is %s %s", d->same_as_kind, d->same_as_address);
		buf_addc(b, '\n');
	}
	for (i = 0; i < in->capability_count; i++) {
		const struct capability_in *k = &in->capabilities[i];

		buf_addf(b, "capability %s of %s: %s\n", k->key, k->thread ? k->thread : "all", k->value ? k->value : "-");
		put_time(b, "until", k->expires_at);
	}
	for (i = 0; i < in->job_count; i++) {
		const struct job *j = &in->jobs[i];

		buf_addf(b, "job %s %s%s\n", j->kind, j->key ? j->key : "", j->speaks ? " speaks" : "");
		put(b, "body", j->body);
		put_time(b, "not-before", j->not_before);
	}
	for (i = 0; i < in->cursor_count; i++)
		buf_addf(b, "cursor %s %s\n", in->cursors[i].key, in->cursors[i].value);
	for (i = 0; i < in->problem_count; i++)
		buf_addf(b, "problem %s %s: %s\n", in->problems[i].kind, in->problems[i].file, in->problems[i].words);
}

static void
put_outcome(struct buf *b, const struct outcome *o)
{
	static const char *const verdicts[] = { "none", "sent", "delivered", "failed", "retry", "auth", "limit", "unknown" };
	size_t i;

	for (i = 0; i < o->batch.message_count; i++)
		put_message(b, &o->batch.messages[i]);
	put_rest(b, &o->batch);
	for (i = 0; i < o->secret_count; i++) {
		buf_addf(b, "secret %s %s\n", o->secrets[i].name, o->secrets[i].value);
		put_time(b, "until", o->secrets[i].expires_at);
	}
	buf_addf(b, "verdict %s%s%s\n", verdicts[o->verdict], o->refresh ? " refresh" : "", o->again ? " again" : "");
	put(b, "id", o->remote_id);
	put(b, "thread", o->thread);
	put(b, "words", o->words);
	if (o->retry_after_ms)
		buf_addf(b, "  after %lld ms\n", (long long)o->retry_after_ms);
	if (o->used_percent)
		buf_addf(b, "  used %d%%\n", o->used_percent);
	put(b, "body", o->body);
}

static void
put_request(struct buf *b, const struct request *r)
{
	const char *const *h;
	size_t i;

	if (r->kind == REQUEST_NONE) {
		buf_adds(b, "none\n");
		return;
	}
	buf_addf(b, "%s %s\n", r->method, r->url);
	for (h = r->headers; h && *h; h++)
		buf_addf(b, "%s\n", *h);
	buf_addf(b, "%s%s%s%s", r->acts ? "(acts)\n" : "", r->long_poll ? "(held)\n" : "",
		r->to_file ? "(to a file)\n" : "", r->secret_body ? "(secrets in its body)\n" : "");
	if (r->body_len) {
		buf_addc(b, '\n');
		buf_add(b, r->body, r->body_len);
		buf_addc(b, '\n');
	}
	if (r->body_file)
		buf_addf(b, "\nfile %s\n", r->body_file);
	for (i = 0; i < r->part_count; i++)
		buf_addf(b, "%s%s=%s%s%s%s%s%s\n", i ? "" : "\n", r->parts[i].name, r->parts[i].value ? r->parts[i].value : "",
			r->parts[i].file ? r->parts[i].file : "", r->parts[i].file ? " as " : "",
			r->parts[i].file ? r->parts[i].file_name : "", r->parts[i].type ? ", " : "",
			r->parts[i].type ? r->parts[i].type : "");
}

/* -- comparing -------------------------------------------------------------------------------------------------- */

static void
compare(const char *path, const struct buf *got, const char *what)
{
	struct arena *a = arena_new();
	size_t len;
	char *want = read_file(a, path, &len), *out = arena_strn(a, got->data, got->len), *line;
	FILE *f;

	if (getenv("CASES_WRITE") && (f = fopen(path, "wb"))) {
		(void)fwrite(got->data, 1, got->len, f);
		fclose(f);
		want = out;
	}
	if (!T_OK(str_eq(want, out), "%s", what)) {
		while ((line = strsep(&out, "\n")))
			printf("#  got: %s\n", line);
		while (want && (line = strsep(&want, "\n")))
			printf("# want: %s\n", line);
	}
	arena_free(a);
}

static void
answer(const struct channel *ch, const struct case_job *j, const char *body, size_t len, struct buf *out)
{
	struct answer in = { .status = j->status, .body = body, .body_len = len, .headers = j->headers,
		.url = "https://example.org/", .type = "application/json", .file = j->arrived ? "incoming/1" : NULL };
	struct outcome o = { .verdict = VERDICT_NONE };
	struct error err = ERROR_INIT;

	if (ch->answer(&j->c, &j->job, &in, &o, &err))
		buf_addf(out, "error %s\n", err.text);
	else
		put_outcome(out, &o);
}

/* Every beginning of the answer, in memory of its own length. */
static void
cut_off(const struct channel *ch, struct case_job *j, const char *body, size_t len)
{
	size_t n, step = len / CUTS + 1;
	struct arena *a = j->c.arena;

	for (n = 0; n < len; n += step) {
		struct buf out = BUF_INIT;
		char *cut = malloc(n ? n : 1);

		j->c.arena = arena_new();
		answer(ch, j, n ? memcpy(cut, body, n) : cut, n, &out);
		arena_free(j->c.arena);
		free(cut);
		buf_free(&out);
	}
	j->c.arena = a;
}

/* What a stranger, or a server that one has in its hand, may say in place of any value. */
static const char *
hostile(struct arena *a, size_t n)
{
	static const char *const words[] = { "\"\\ud800\"", "99999999999999999999999999", "1e999", "-9223372036854775808",
		"\"a\\u0000b\"", "\"\xff\xfe\"", "{}", "[]", "null", "\"\"", "9223372036854775807",
		"\"\\ud83d\\n\\u202e../../\\u001b[2J\"",
		"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[{}]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "-1", "253402300800", "0.5" };
	const size_t count = sizeof words / sizeof words[0];
	char *longest;

	if (n % (count + 1) < count)
		return words[n % (count + 1)];
	longest = arena_alloc(a, 50003);
	memset(longest, 'w', 50002);
	longest[0] = longest[50001] = '"';
	longest[50002] = '\0';
	return longest;
}

/* Whatever comes of it can be stored, and is nobody else's. */
static const char *
wrong(const struct outcome *o, int64_t now)
{
	for (size_t i = 0; i < o->batch.message_count; i++) {
		const struct message_in *m = &o->batch.messages[i];

		if (str_empty(m->thread) || str_empty(m->remote_id))
			return "a message without an id";
		if (m->received_at <= 0 || m->received_at > now || m->duration_ms < 0)
			return "a time that cannot be";
		if (m->text && !utf8_valid(m->text, strlen(m->text)))
			return "a text that is no UTF-8";
	}
	for (size_t i = 0; i < o->batch.event_count; i++)
		if (!o->batch.events[i].remote_id || o->batch.events[i].at <= 0 || o->batch.events[i].at > now)
			return "an event of nothing, or of no time";
	return o->retry_after_ms < 0 ? "a wait into the past" : NULL;
}

/* Behind the text that begins at `at`. */
static size_t
text_end(const char *body, size_t len, size_t at)
{
	for (at++; at < len && body[at] != '"'; at += body[at] == '\\' ? 2 : 1)
		continue;
	return at < len ? at + 1 : len;
}

/* Where the value after a colon begins and ends; false = there is none from `at` on. */
static bool
next_value(const char *body, size_t len, size_t at, size_t *start, size_t *end)
{
	while (at < len) {
		if (body[at] == '"') {
			at = text_end(body, len, at);
			continue;
		}
		if (body[at++] != ':')
			continue;
		for (*start = at; *start < len && strchr(" \t\r\n", body[*start]); )
			++*start;
		if (*start < len && strchr("[{", body[*start]))
			continue;
		for (*end = *start; *end < len && !strchr(",]}\n\"", body[*end]); )
			++*end;
		if (*start < len && body[*start] == '"')
			*end = text_end(body, len, *start);
		if (*end > *start)
			return true;
	}
	return false;
}

/* Each value once replaced by one of them: an error or rows, and no text alone makes the answer unreadable. */
static void
mangle(const struct channel *ch, struct case_job *j, const char *body, size_t len, const char *name)
{
	struct arena *a = j->c.arena;
	size_t start, end = 0, n = (unsigned char)name[0] + strlen(name), tried = 0;
	const char *bad = NULL, *said = NULL;

	for (; !bad && tried < VALUES && next_value(body, len, end, &start, &end); n++, tried++) {
		struct answer in = { .status = j->status, .headers = j->headers, .url = "https://example.org/",
			.type = "application/json", .file = j->arrived ? "incoming/1" : NULL };
		struct outcome o = { .verdict = VERDICT_NONE };
		struct error err = ERROR_INIT;
		struct buf b = BUF_INIT;

		j->c.arena = arena_new();
		said = hostile(a, n);
		buf_add(&b, body, start);
		buf_adds(&b, said);
		buf_add(&b, body + end, len - end);
		in.body = b.data;
		in.body_len = b.len;
		if (!ch->answer(&j->c, &j->job, &in, &o, &err))
			bad = wrong(&o, j->c.now);
		else if (said[0] == '"' && strstr(err.text, "not JSON"))
			bad = arena_str(a, err.text);
		buf_free(&b);
		arena_free(j->c.arena);
	}
	j->c.arena = a;
	if (bad)
		T_OK(false, "%s %s: %.80s at byte %zu: %s", ch->name, name, said, start, bad);
}

static void
keep_cursors(struct case_job *j, const struct batch *b)
{
	for (size_t i = 0, k; i < b->cursor_count; i++) {
		for (k = 0; k < j->cursor_count && !str_eq(j->cursors[k].key, b->cursors[i].key); )
			k++;
		if (k == 20)
			continue;
		j->cursor_count += k == j->cursor_count;
		j->cursors[k] = (struct pair){ arena_str(j->a, b->cursors[i].key), arena_str(j->a, b->cursors[i].value) };
	}
}

/* A server that gives the same page again and again, wherever it is asked to go on: pages end, or the same is asked for
 * again, which the engine sees. */
static void
stand_still(const struct channel *ch, struct case_job *j, const char *body, size_t len, const char *name)
{
	struct answer in = { .status = j->status, .body = body, .body_len = len, .headers = j->headers,
		.url = "https://example.org/", .type = "application/json" };
	struct outcome o = { .verdict = VERDICT_NONE };
	struct request r = { .kind = REQUEST_NONE };
	struct error err = ERROR_INIT;
	const char *asked, *was = NULL;
	int pages = 0;

	if (j->sends || j->arrived)
		return;
	while (pages < STANDS && !ch->answer(&j->c, &j->job, &in, &o, &err) && o.again) {
		keep_cursors(j, &o.batch);
		j->job.body = o.body;
		if (ch->request(&j->c, &j->job, NULL, &r, &err) || r.kind != REQUEST_HTTP)
			break;
		asked = arena_printf(j->a, "%s %s", r.url, r.body ? r.body : "");
		if (str_eq(asked, was))
			break;
		was = asked;
		pages++;
	}
	if (pages >= 3)
		printf("# %s %s: the same page %d times\n", ch->name, name, pages);
	if (pages == STANDS)
		T_OK(false, "%s %s: pages that stand still end: %s", ch->name, name, was);
}

static void
run_case(const struct channel *ch, const char *stem, const char *name)
{
	struct arena *a = arena_new();
	struct case_job j;
	struct buf out = BUF_INIT;
	struct request r = { .kind = REQUEST_NONE };
	struct error err = ERROR_INIT;
	const char *expected;
	size_t len;
	char *text = read_file(a, arena_printf(a, "%s.job", stem), &len), *body;

	read_job(&j, a, text);
	expected = arena_printf(a, "%s.request", stem);
	body = read_file(a, arena_printf(a, "%s.answer", stem), &len);
	if (!access(expected, F_OK) || !body) {
		if (ch->request(&j.c, &j.job, j.sends ? &j.out : NULL, &r, &err))
			buf_addf(&out, "error %s\n", err.text);
		else
			put_request(&out, &r);
		compare(expected, &out, arena_printf(a, "%s %s: the request", ch->name, name));
		buf_clear(&out);
	}
	if (body) {
		answer(ch, &j, body, len, &out);
		compare(arena_printf(a, "%s.rows", stem), &out, arena_printf(a, "%s %s: the rows", ch->name, name));
		cut_off(ch, &j, body, len);
		if (!strstr(out.data, "not JSON"))
			mangle(ch, &j, body, len, name);
		stand_still(ch, &j, body, len, name);
	}
	buf_free(&out);
	arena_free(a);
}

static void
run_channel(const char *top, const char *name)
{
	const struct channel *ch = channel_find(name);
	char dir[2000], stem[4300];
	struct dirent **list;
	int n, i, cases = 0;

	snprintf(dir, sizeof dir, "%s/tests/channel/%s", top, name);
	if (!T_OK(ch != NULL, "there is a channel %s", name) || (n = scandir(dir, &list, NULL, alphasort)) < 0)
		return;
	for (i = 0; i < n; i++) {
		if (str_ends(list[i]->d_name, ".job")) {
			list[i]->d_name[strlen(list[i]->d_name) - 4] = '\0';
			snprintf(stem, sizeof stem, "%s/%s", dir, list[i]->d_name);
			run_case(ch, stem, list[i]->d_name);
			cases++;
		}
		free(list[i]);
	}
	free(list);
	T_OK(cases > 0, "%s has cases", name);
}

int
main(int argc, char **argv)
{
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";
	char dir[2000];
	struct dirent **list;
	int n, i;

	snprintf(dir, sizeof dir, "%s/tests/channel", top);
	n = scandir(dir, &list, NULL, alphasort);
	for (i = 0; i < n; i++) {
		if (list[i]->d_name[0] != '.' && (argc < 2 || str_eq(argv[1], list[i]->d_name)))
			run_channel(top, list[i]->d_name);
		free(list[i]);
	}
	free(n < 0 ? NULL : list);
	T_OK(n > 2, "there are channels with cases");
	return t_done();
}
