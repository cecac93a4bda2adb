/* compose_file.c - files that go along: by path, by a path that was dropped on the terminal, and off again. */
#include "compose.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

static bool
takes_files(const struct compose *c)
{
	const struct channel_info *info = channel_info_find(c->letter.channel ? c->letter.channel : "");
	return c->kind != COMPOSE_NOTE && c->kind != COMPOSE_EDIT && (!info || info->flags & CHANNEL_FILES);
}

int
compose_add_file(struct app *app, struct compose *c, const char *path, const char *name, const char *type, struct error *err)
{
	struct act_file f = { .name = arena_str(c->arena, name), .type = arena_str(c->arena, type) };
	struct stat st;
	int64_t bytes;
	char size[8];
	char *no = stat(path, &st) == 0 ? care_file_objection(c->letter.channel, name, st.st_size, c->file_count, c->arena) : NULL;
	if (no)
		return error_set(err, ERR_INPUT, "%s", no);
	if (store_blob_add(app->store, path, type, &f.blob, &bytes, err) < 0)
		return -1;
	*VEC_PUSH(c->arena, c->files, c->file_count, c->file_space) = f;
	c->touched++;
	str_bytes(size, (uint64_t)bytes);
	app_say(app, MESSAGE_GOOD, _("attached %s, %s"), f.name, size);
	return 0;
}

static void
attach(struct app *app, struct compose *c, const char *path)
{
	struct error err = ERROR_INIT;
	char *file = paths_expand(c->arena, path, NULL);
	const char *slash = strrchr(file, '/');
	if (!takes_files(c))
		app_say(app, MESSAGE_BAD, _("files cannot be sent by %s"), c->kind == COMPOSE_NOTE ? _("a note")
			: c->letter.channel);
	else if (compose_add_file(app, c, file, slash ? slash + 1 : file, NULL, &err) < 0)
		app_fail(app, &err);
}

static void
attach_done(struct app *app, const char *path, void *ctx)
{
	struct compose *c = compose_of(app);
	(void)ctx;
	if (c && !str_empty(path))
		attach(app, c, str_trim(c->arena, path));
}

void
compose_attach(struct app *app, struct compose *c, const char *path)
{
	if (!str_empty(path)) {
		attach(app, c, path);
		return;
	}
	app_prompt(app, _("attach: "), "", attach_done, NULL);
	lineedit_set_complete(app->prompt, complete_path, NULL);
}

static void
take_off(struct app *app, struct compose *c, size_t i)
{
	app_say(app, MESSAGE_INFO, _("no longer attached: %s"), c->files[i].name);
	memmove(c->files + i, c->files + i + 1, (--c->file_count - i) * sizeof *c->files);
	c->touched++;
}

static void
detach_done(struct app *app, const struct picker_item *item)
{
	struct compose *c = compose_of(app);
	if (c && item->id > 0 && (size_t)item->id <= c->file_count)
		take_off(app, c, (size_t)item->id - 1);
}

/* The only one at once; of several, one is chosen. */
void
compose_detach(struct app *app, struct compose *c)
{
	if (!c->file_count) {
		app_say(app, MESSAGE_INFO, _("nothing is attached"));
		return;
	}
	if (c->file_count == 1) {
		take_off(app, c, 0);
		return;
	}
	arena_free(app->picker_before);
	app->picker_before = app->picker_memory;
	struct arena *a = app->picker_memory = arena_new();
	struct picker_item *items = arena_array(a, struct picker_item, c->file_count);
	for (size_t i = 0; i < c->file_count; i++) {
		char size[8];
		str_bytes(size, (uint64_t)compose_file_bytes(app, c->files[i].blob));
		items[i] = (struct picker_item){ c->files[i].name, arena_str(a, size), NULL, (int64_t)i + 1, 0 };
	}
	app_pick(app, _("take which file off"), _("Enter takes it off  Esc closes"), items, c->file_count, true, detach_done);
}

/* -- dropped on the terminal ------------------------------------------------------------------------------------------ */

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *p = c ? strchr(digits, c | 0x20) : NULL;
	return p ? (int)(p - digits) : -1;
}

/* The next word as a terminal writes dropped paths: quoted, with backslashes, or as a file: address; NULL at the end. */
static char *
next_path(const char **p, struct arena *a)
{
	struct buf b = BUF_INIT;
	char quote = 0;
	const char *s = *p + strspn(*p, " \n\r\t");
	if (!*s)
		return NULL;
	for (; *s && (quote || !strchr(" \n\r\t", *s)); s++)
		if (quote ? *s == quote : *s == '\'' || *s == '"')
			quote = quote ? 0 : *s;
		else if (*s == '\\' && s[1] && quote != '\'')
			buf_addc(&b, *++s);
		else
			buf_addc(&b, *s);
	*p = s;
	char *word = arena_strn(a, b.data, b.len);
	buf_free(&b);
	if (!str_starts(word, "file://"))
		return word;
	char *from = strchr(word + 7, '/'), *to = word;
	for (; from && *from; from++)
		if (*from == '%' && hex(from[1]) >= 0 && hex(from[2]) >= 0) {
			*to++ = (char)(hex(from[1]) << 4 | hex(from[2]));
			from += 2;
		} else {
			*to++ = *from;
		}
	*to = '\0';
	return word;
}

static void
dropped_answered(struct app *app, bool yes)
{
	struct compose *c = compose_of(app);
	struct arena *a = arena_new();
	const char *p = c && c->dropped ? c->dropped : "";
	char *path;
	if (c && c->dropped && !yes)
		editor_paste(c->editor, c->dropped, strlen(c->dropped));
	while (yes && (path = next_path(&p, a)) != NULL)
		attach(app, c, path);
	if (c)
		c->dropped = NULL;
	arena_free(a);
}

/* Paths of files, and nothing else, are offered as attachments; false = it is a text. */
bool
compose_dropped(struct app *app, struct compose *c, const char *text, size_t len)
{
	struct arena *a = arena_new();
	char *copy = len < 8192 ? arena_strn(a, text, len) : NULL, *path;
	const char *p = copy, *first = NULL;
	size_t n = 0;
	struct stat st;
	bool files = copy && takes_files(c) && c->focus == FIELD_TEXT;
	while (files && (path = next_path(&p, a)) != NULL) {
		files = *path == '/' && stat(path, &st) == 0 && S_ISREG(st.st_mode);
		first = first ? first : path;
		n++;
	}
	if (files && n) {
		c->dropped = arena_str(c->arena, copy);
		if (n == 1)
			app_ask(app, dropped_answered, _("Attach %s? [y/N: the path as text]"), strrchr(first, '/') + 1);
		else
			app_ask(app, dropped_answered, _("Attach these %zu files? [y/N: the paths as text]"), n);
	}
	arena_free(a);
	return files && n;
}
