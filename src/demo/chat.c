/* chat.c - conversations into the lines that their program will tell, and what it must know to answer. */
#include "demo_internal.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

struct talk {			/* one block `chat ACCOUNT THREAD` */
	struct world *w;
	const struct demo_block *b;
	const char *account, *thread, *key;
	const char *last_in;	/* id of the customer's last message */
	size_t n;
};
struct told { const char *account, *text; int64_t at; size_t order; };
struct lines { struct told *list; size_t count, space; };

/* The person behind a handle, as a field `Who: HANDLE = NAME` says; the first one is the customer. */
static json_t *
person(const struct talk *t, const char *handle)
{
	const char *kind = block_field(t->b, "Kind", 0), *who;
	json_t *from = NULL;

	for (size_t i = 0; !from && (who = block_field(t->b, "Who", i)); i++) {
		const char *eq = strstr(who, " = ");
		const char *address = eq ? arena_strn(t->w->arena, who, (size_t)(eq - who)) : who;

		if (!handle || str_eq(handle, address))
			from = eq ? json_pack("{s:s,s:s}", "address", address, "name", eq + 3) :
				json_pack("{s:s}", "address", address);
	}
	if (from && kind)
		json_object_set_new(from, "kind", json_string(kind));
	return from;
}

/* "[photo.png] text": a file that comes with it. */
static const char *
take_files(struct talk *t, const char *text, json_t *line, struct error *err)
{
	struct arena *a = t->w->arena;
	const char *end = *text == '[' ? strchr(text, ']') : NULL, *path;
	struct demo_file file;

	if (!end)
		return text;
	demo_file_make(a, arena_strn(a, text + 1, (size_t)(end - text - 1)), &file);
	if (paths_make_dir(arena_printf(a, "%s/files", t->w->dir), err) ||
	    world_file(t->w->dir, path = arena_printf(a, "files/%s", file.name), file.data, file.len, 0600, err))
		return NULL;
	json_object_set_new(line, "attachments", json_pack("[{s:s,s:s,s:s,s:I}]", "name", file.name, "type",
		file.type, "path", arena_printf(a, "%s/%s", t->w->dir, path), "bytes", (json_int_t)file.len));
	return end + 1 + strspn(end + 1, " ");
}

/* What the platform tells of a comment: the post it is under, how many like it, how many follow its author. */
static void
add_figures(struct talk *t, json_t *line)
{
	const char *post = block_field(t->b, "Post", 0), *link = block_field(t->b, "Link", 0), *one;
	const char *address = json_string_value(json_object_get(json_object_get(line, "from"), "address"));
	int64_t n;

	if (post)
		json_object_set_new(line, "post", json_string(post));
	if (link) {
		json_object_set_new(line, "post_link", json_string(link));
		json_object_set_new(line, "link", json_string(arena_printf(t->w->arena, "%s?comment=%zu", link, t->n)));
	}
	for (size_t i = 0; (one = block_field(t->b, "Reach", i)); i++) {
		const char *eq = strstr(one, " = ");

		if (eq && address && !strncmp(one, address, strlen(address)) && eq == one + strlen(address) &&
		    !str_to_int64(eq + 3, &n))
			json_object_set_new(line, "reach", json_integer(n));
	}
	one = block_field(t->b, "Likes", 0);
	for (size_t i = 1; one && i < t->n; i++) {
		one += strcspn(one, " ");
		one += strspn(one, " ");
	}
	if (one && !str_to_int64(arena_strn(t->w->arena, one, strcspn(one, " ")), &n))
		json_object_set_new(line, "likes", json_integer(n));
}

/* What the line is: < said to us, > said by us, * a reaction, ~ another text for their last message. */
static json_t *
translate(struct talk *t, char mark, const char *handle, const char *text, struct error *err)
{
	const char *audience = block_field(t->b, "Audience", 0), *subject = block_field(t->b, "Subject", 0);
	const char *language = block_field(t->b, "Lang", 0);
	const char *id = arena_printf(t->w->arena, "%s-%zu", t->thread, ++t->n);
	json_t *line, *from = person(t, handle);

	if (!from) {
		block_error(t->b, err, "'%s' stands in no Who", handle ? handle : "the customer");
		return NULL;
	}
	if (mark == '~')
		line = json_pack("{s:s,s:s,s:s,s:s,s:s}", "type", "event", "thread", t->thread, "id",
			t->last_in ? t->last_in : id, "event", "edit", "event_id", id);
	else
		line = json_pack("{s:s,s:s,s:s}", "type", "message", "thread", t->thread, "id", id);
	if (mark == '*')
		json_object_set_new(line, "kind", json_string("reaction"));
	if (mark == '*' && t->last_in)
		json_object_set_new(line, "in_reply_to", json_string(t->last_in));
	if (mark == '>')
		json_object_set_new(line, "direction", json_string("out"));
	json_object_set(line, mark == '>' ? "to" : "from", mark == '>' ? json_pack("[O]", from) : from);
	json_decref(from);
	if (audience)
		json_object_set_new(line, "audience", json_string(audience));
	if (mark == '<' && audience)
		add_figures(t, line);
	if (subject && t->n == 1)
		json_object_set_new(line, "subject", json_string(subject));
	if (language && mark == '<')
		json_object_set_new(line, "language", json_string(language));
	if (!(text = take_files(t, text, line, err)))
		return NULL;
	json_object_set_new(line, "text", json_string(text));
	if (mark == '<')
		t->last_in = id;
	return line;
}

static void
put(struct world *w, const char *in, const char *key, json_t *value)
{
	json_t *o = json_object_get(w->script, in);

	if (!o) {
		o = json_object();
		json_object_set_new(w->script, in, o);
	}
	json_object_set_new(o, key, value);
}

/* "r2+15s": after our second message. */
static int
take_answer(struct talk *t, const char *when, char mark, const char *text, struct error *err)
{
	char *end;
	long n = strtol(when + 1, &end, 10);
	int64_t after = *end == '+' ? world_span(end + 1) : -1;
	json_t *answers = json_object_get(json_object_get(t->w->script, "answers"), t->key), *one;

	if (n < 1 || after < 1000)
		return block_error(t->b, err, "'%s' is no answer's time: r1+8s", when);
	if (!answers) {
		answers = json_array();
		put(t->w, "answers", t->key, answers);
	}
	one = json_pack("{s:I,s:I,s:s}", "n", (json_int_t)n, "after", (json_int_t)after, "text", text);
	if (mark == '*')
		json_object_set_new(one, "kind", json_string("reaction"));
	return json_array_append_new(answers, one);
}

/* Their word opens the window in which we may answer; it follows the word it belongs to. */
static void
open_window(struct talk *t, int64_t at, const char *stamp, struct lines *out)
{
	int64_t span = (int64_t)json_integer_value(json_object_get(json_object_get(t->w->script, "windows"), t->account));
	char until[32];

	if (!span)
		return;
	clock_rfc3339(until, at + span);
	*VEC_PUSH(t->w->arena, out->list, out->count, out->space) = (struct told){ t->account, arena_printf(t->w->arena,
		"{\"type\":\"capability\",\"thread\":\"%s\",\"key\":\"window\",\"value\":\"%s\",\"at\":\"%s\"}", t->thread,
		until, stamp), at, out->count + 1 };
}

/* "-2h10m @other < text" */
static int
take_line(struct talk *t, const char *text, struct lines *out, struct error *err)
{
	struct arena *a = t->w->arena;
	const char *when = arena_strn(a, text, strcspn(text, " ")), *handle = NULL;
	struct told *told;
	json_t *line;
	char mark, stamp[32], *dump;
	int64_t at;

	text += strlen(when);
	text += strspn(text, " ");
	if (*text == '@') {
		handle = arena_strn(a, text + 1, strcspn(text + 1, " "));
		text += 1 + strlen(handle);
		text += strspn(text, " ");
	}
	mark = *text;
	if (!mark || !strchr("<>*~", mark) || text[1] != ' ')
		return block_error(t->b, err, "a line is not TIME < text: %.60s", when);
	text += 2;
	if (*when == 'r')
		return take_answer(t, when, mark, text, err);
	if (world_time(t->w, when, &at, err))
		return block_error(t->b, (error_clear(err), err), "'%s' is no time", when);
	if (!(line = translate(t, mark, handle, text, err)))
		return -1;
	clock_rfc3339(stamp, at);
	json_object_set_new(line, "at", json_string(stamp));
	if (mark == '<')
		open_window(t, at, stamp, out);
	dump = json_dumps(line, JSON_COMPACT);
	told = VEC_PUSH(a, out->list, out->count, out->space);
	*told = (struct told){ t->account, arena_str(a, dump), at, out->count };
	free(dump);
	json_decref(line);
	return 0;
}

static int
take_talk(struct world *w, const struct demo_block *b, struct lines *out, struct error *err)
{
	struct talk t = { .w = w, .b = b };
	const char *language = block_field(b, "Lang", 0), *verdict = block_field(b, "Verdict", 0);
	const char *audience = block_field(b, "Audience", 0);
	json_t *who;
	char **lines;
	size_t n;

	if (b->arg_count != 2)
		return block_error(b, err, "chat ACCOUNT THREAD");
	t.account = b->args[0];
	t.thread = b->args[1];
	t.key = arena_printf(w->arena, "%s/%s", t.account, t.thread);
	if (!(who = person(&t, NULL)))
		return block_error(b, err, "nobody in Who");
	put(w, "people", t.key, json_pack("{s:o,s:s}", "from", who, "audience", audience ? audience : "private"));
	put(w, "languages", t.key, json_string(language ? language : "en"));
	if (verdict) {
		size_t cut = strcspn(verdict, " ");

		put(w, "verdicts", t.key, json_pack("{s:s,s:s}", "type", arena_strn(w->arena, verdict, cut), "text",
			verdict + cut + strspn(verdict + cut, " ")));
	}
	lines = body_lines(b, w->arena, &n);
	for (size_t i = 0; i < n; i++)
		if (take_line(&t, lines[i], out, err))
			return -1;
	return 0;
}

/* By account, then by time; what came at the same time stays in order. */
static int
by_time(const void *x, const void *y)
{
	const struct told *a = x, *b = y;
	int names = strcmp(a->account, b->account);

	return names ? names : a->at != b->at ? (a->at > b->at) - (a->at < b->at) :
		(a->order > b->order) - (a->order < b->order);
}

static int
write_lines(struct world *w, struct lines *all, struct error *err)
{
	if (paths_make_dir(arena_printf(w->arena, "%s/chat", w->dir), err))
		return -1;
	if (all->count)
		qsort(all->list, all->count, sizeof *all->list, by_time);
	for (size_t i = 0; i < all->count;) {
		const char *account = all->list[i].account;
		struct buf b = BUF_INIT;
		int rc;

		for (; i < all->count && str_eq(all->list[i].account, account); i++)
			buf_addf(&b, "%s\n", all->list[i].text);
		rc = world_file(w->dir, arena_printf(w->arena, "chat/%s.jsonl", account), b.data, b.len, 0600, err);
		buf_free(&b);
		if (rc)
			return -1;
	}
	return 0;
}

/* `channel NAME delivered read unsafe`: the receipts it gives; unsafe: asked twice, it may say a thing twice. */
static void
take_channel(struct world *w, const struct demo_block *b)
{
	struct buf gives = BUF_INIT;
	json_t *acts = json_array();

	for (size_t i = 1; i < b->arg_count; i++) {
		if (deed_parse(b->args[i]) >= 0)
			json_array_append_new(acts, json_string(b->args[i]));
		else if (str_starts(b->args[i], "window="))
			put(w, "windows", b->args[0], json_integer(world_span(b->args[i] + 7)));
		else if (str_eq(b->args[i], "unsafe"))
			put(w, "unsafe", b->args[0], json_true());
		else
			buf_addf(&gives, "%s ", b->args[i]);
	}
	put(w, "acts", b->args[0], acts);
	put(w, "receipts", b->args[0], json_string(gives.data));
	buf_free(&gives);
}

int
make_chats(struct world *w, struct error *err)
{
	struct lines all = { NULL, 0, 0 };

	for (size_t i = 0; i < w->count; i++) {
		const struct demo_block *b = &w->blocks[i];

		if (str_eq(b->kind, "channel") && b->arg_count)
			take_channel(w, b);
		else if (str_eq(b->kind, "chat") && take_talk(w, b, &all, err))
			return -1;
	}
	return write_lines(w, &all, err);
}
