/*
 * picture.c - attached pictures in the terminal.
 *
 * Our own command line draws one (`sportello picture`, which runs chafa with little memory and time), started by the
 * launcher, into a file beside the store that is read once and goes: what is kept lies in memory.  One is drawn at a
 * time, never on the way from a key to its paint.  Nothing is ever fetched.
 */
#include "picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "app.h"
#include "clock.h"
#include "file.h"
#include "launch.h"
#include "process.h"

enum { KEPT = 48, FILE_MAX = 8 << 20, RUN_MS = 12000, OPENED = 32 };
enum state { WANTED, DRAWING, DRAWN, FAILED };

struct drawn {
	int64_t attachment, item, used;
	int place, width, height;
	enum picture_protocol protocol;
	enum state state;
	char *payload;			/* not of blocks */
	size_t payload_len;
	struct arena *arena;
	struct picture picture;
	char words[160];		/* why not */
};

struct pictures {
	struct drawn kept[KEPT];
	size_t n;
	int64_t turn;
	char *opened[OPENED];		/* files made for other programs; they go with the console */
	size_t opened_n;
};

static struct pictures *
pictures(struct app *app)
{
	if (!app->pictures)
		app->pictures = xcalloc(1, sizeof *app->pictures);
	return app->pictures;
}

void
pictures_end(struct app *app)
{
	struct pictures *p = app->pictures;
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++)
		arena_free(p->kept[i].arena);
	for (size_t i = 0; i < p->opened_n; i++) {
		(void)unlink(p->opened[i]);
		*strrchr(p->opened[i], '/') = '\0';
		(void)rmdir(p->opened[i]);
		free(p->opened[i]);
	}
	free(p);
	app->pictures = NULL;
}

bool
pictures_shown(const struct app *app)
{
	return !str_eq(conf_str(app->conf, OPT_UI_PICTURES), "off");
}

/* -- one that is asked for --------------------------------------------------------------------------------------------- */

/* What the terminal takes: as it is configured, else as it calls itself.  Between us and it tmux and screen stand. */
static enum picture_protocol
protocol_of(const struct app *app)
{
	static const char *const kitty[] = { "xterm-kitty", "xterm-ghostty", NULL }, *const sixel[] = { "foot", "mlterm", "contour",
		"yaft", NULL };
	const char *how = conf_str(app->conf, OPT_UI_PICTURES), *name = getenv("TERM"), *program = getenv("TERM_PROGRAM");
	bool between = !str_empty(getenv("TMUX")) || !str_empty(getenv("STY"));
	if (term_is_headless(app->term) || str_eq(how, "blocks"))
		return PICTURE_BLOCKS;
	if (str_eq(how, "kitty") || str_eq(how, "sixel"))
		return *how == 'k' ? PICTURE_KITTY : PICTURE_SIXEL;
	if (!between && (str_eq(program, "WezTerm") || str_eq(program, "ghostty") || !str_empty(getenv("KITTY_WINDOW_ID"))))
		return PICTURE_KITTY;
	for (size_t i = 0; !between && kitty[i]; i++)
		if (str_starts(name ? name : "", kitty[i]))
			return PICTURE_KITTY;
	for (size_t i = 0; !between && sixel[i]; i++)
		if (str_starts(name ? name : "", sixel[i]))
			return PICTURE_SIXEL;
	return PICTURE_BLOCKS;
}

static struct drawn *
find(struct pictures *p, const struct drawn *like)
{
	for (size_t i = 0; i < p->n; i++)
		if (p->kept[i].attachment == like->attachment && p->kept[i].width == like->width &&
		    p->kept[i].height == like->height && p->kept[i].protocol == like->protocol)
			return &p->kept[i];
	return NULL;
}

/* A place for one more: the one that was not looked at for longest goes. */
static struct drawn *
place_for(struct pictures *p)
{
	struct drawn *oldest = NULL;
	if (p->n < KEPT)
		return &p->kept[p->n++];
	for (size_t i = 0; i < p->n; i++)
		if (p->kept[i].state != DRAWING && (!oldest || p->kept[i].used < oldest->used))
			oldest = &p->kept[i];
	arena_free(oldest->arena);
	return oldest;
}

static struct drawn *
want(struct app *app, const struct drawn *like)
{
	struct pictures *p = pictures(app);
	struct drawn *d = find(p, like);
	if (!d) {
		d = place_for(p);
		*d = *like;
		app->hurry = true;
	}
	d->used = ++p->turn;
	return d;
}

const struct picture *
picture_look(struct app *app, int64_t item, int place, const struct attachment *f, int width, int height)
{
	if (!pictures_shown(app) || f->state != FILE_HERE || !attachment_is_picture(f))
		return NULL;
	struct drawn *d = want(app, &(struct drawn){ .attachment = f->id, .item = item, .place = place, .width = width,
		.height = height });
	return d->state == DRAWN ? &d->picture : NULL;
}

/* -- drawing it ----------------------------------------------------------------------------------------------------------- */

static char *
result_path(struct app *app, struct arena *a)
{
	return arena_printf(a, "%s/.drawn-%ld", store_dir(app->store), (long)getpid());
}

static const char *const *
words_of(struct app *app, const struct drawn *d, struct arena *a)
{
	static const char *const colours[] = { [THEME_MONO] = "none", [THEME_16] = "16", [THEME_256] = "256",
		[THEME_TRUE] = "full" };
	static const char *const protocols[] = { [PICTURE_BLOCKS] = "blocks", [PICTURE_KITTY] = "kitty",
		[PICTURE_SIXEL] = "sixel" };
	const char **argv = arena_array(a, const char *, 24);
	size_t n = own_program(app, "sportello", argv, a);
	argv[n++] = "picture";
	argv[n++] = arena_printf(a, "%lld", (long long)d->item);
	argv[n++] = arena_printf(a, "%d", d->place);
	argv[n++] = "--size";
	argv[n++] = arena_printf(a, "%dx%d", d->width, d->height);
	argv[n++] = "--as";
	argv[n++] = protocols[d->protocol];
	argv[n++] = "--colors";
	argv[n++] = colours[term_depth(app->term)];
	if (!term_utf8(app->term))
		argv[n++] = "--ascii";
	argv[n++] = "--into";
	argv[n++] = result_path(app, a);
	argv[n] = NULL;
	return argv;
}

static void
take(struct app *app, struct drawn *d, int status, const char *said)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	struct error err = ERROR_INIT;
	const char *path = result_path(app, a);
	d->state = FAILED;
	if (status) {
		snprintf(d->words, sizeof d->words, "%s", str_starts(said, "sportello: ") ? said + strlen("sportello: ") : said);
	} else if (file_read(path, FILE_MAX, &b) == 0) {
		d->arena = arena_new();
		if (d->protocol != PICTURE_BLOCKS) {
			if (picture_is_payload(d->protocol, b.data, b.len)) {
				d->payload = arena_strn(d->arena, b.data, d->payload_len = b.len);
				d->state = DRAWN;
			} else {
				error_set(&err, ERR_PROTOCOL, _("what was drawn is no picture"));
			}
		} else if (picture_parse(b.data, b.len, d->width, d->height, d->arena, &d->picture, &err) == 0)
			d->state = DRAWN;
		snprintf(d->words, sizeof d->words, "%.*s", (int)sizeof d->words - 1, err.text);
	}
	(void)unlink(path);
	buf_free(&b);
	arena_free(a);
	if (d->state == DRAWN && d->protocol == PICTURE_BLOCKS)
		app_reload(app, 1u << AREA_CASE);
	app->dirty = app->hurry = true;
}

void
picture_ended(struct app *app, const struct launch_news *news)
{
	struct pictures *p = pictures(app);
	for (size_t i = 0; i < p->n; i++)
		if (p->kept[i].state == DRAWING)
			take(app, &p->kept[i], news->status, news->said);
}

static void
start(struct app *app, struct drawn *d)
{
	struct arena *a = arena_new();
	const char *const *argv = words_of(app, d, a);
	struct buf b = BUF_INIT;
	d->state = FAILED;
	if (app->launcher_fd >= 0) {
		buf_addc(&b, LAUNCH_PICTURE);
		for (size_t i = 0; argv[i]; i++)
			buf_add(&b, argv[i], strlen(argv[i]) + 1);
		if (b.len <= LAUNCH_MAX && send(app->launcher_fd, b.data, b.len, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)b.len)
			d->state = DRAWING;
	} else if (app->options->script) {	/* a script has no launcher, and nobody who waits */
		struct process_spec spec = { .argv = argv, .timeout_ms = RUN_MS };
		struct process_result r = { .status = 1, .err = NULL };
		(void)process_run(&spec, a, &r, NULL);
		take(app, d, r.status, r.err ? r.err : "");
	}
	buf_free(&b);
	arena_free(a);
}

void
pictures_tick(struct app *app)
{
	struct pictures *p = app->pictures;
	struct drawn *next = NULL;
	for (size_t i = 0; p && i < p->n; i++) {
		if (p->kept[i].state == DRAWING)
			return;
		if (p->kept[i].state == WANTED && (!next || p->kept[i].used > next->used))
			next = &p->kept[i];
	}
	if (next)
		start(app, next);
}

/* -- on the whole screen ---------------------------------------------------------------------------------------------------- */

struct viewer { int64_t item; int place; struct arena *arena; struct attachment *files; size_t n; };

static void
close_viewer(struct app *app, struct screen *s)
{
	struct viewer *v = s->state;
	(void)app;
	arena_free(v->arena);
	free(v);
}

static bool
is_shown(const struct attachment *f)
{
	return f->state == FILE_HERE && attachment_is_picture(f);
}

static void
draw(struct app *app, struct screen *s, struct pane p, bool focus)
{
	struct viewer *v = s->state;
	const struct attachment *f = &v->files[v->place - 1];
	struct arena *a = arena_new();
	struct pane body = pane_sub(p, 0, 1, p.width, p.height - 1);
	char size[8];
	(void)focus;
	str_bytes(size, (uint64_t)f->bytes);
	canvas_rule(p, 0, ROLE_TITLE, arena_printf(a, "[%d] %s", v->place, f->name), arena_printf(a, "%s %s", f->type, size));
	if (!pictures_shown(app)) {
		canvas_put(body, 1, 1, ROLE_MUTED, _("pictures are not shown here (ui.pictures = off); S saves it"));
	} else if (body.width > 0 && body.height > 0) {
		struct drawn *d = want(app, &(struct drawn){ .attachment = f->id, .item = v->item, .place = v->place,
			.width = body.width, .height = body.height, .protocol = protocol_of(app) });
		if (d->state == DRAWN && d->payload && !app->picker && !app->form && !app->ring)
			term_picture(app->term, body.x, body.y, d->payload, d->payload_len, d->protocol == PICTURE_KITTY,
				(unsigned)(d - app->pictures->kept) + 1 + (unsigned)(d->attachment << 8));
		else if (d->state == DRAWN && !d->payload)
			picture_draw(pane_sub(body, (body.width - d->picture.width) / 2, (body.height - d->picture.height) / 2,
				d->picture.width, d->picture.height), &d->picture);
		else if (d->state != DRAWN)
			canvas_put(body, 1, 1, d->state == FAILED ? ROLE_ERROR : ROLE_MUTED, d->state == FAILED ? d->words
				: _("drawing..."));
	}
	arena_free(a);
}

/* The next picture of the message, or the one before. */
static bool
move(struct app *app, struct screen *s, enum list_move how, int count)
{
	struct viewer *v = s->state;
	int step = how == LIST_UP || how == LIST_PAGE_UP || how == LIST_HALF_UP ? -1 : 1;
	(void)count;
	for (int at = v->place + step; at >= 1 && at <= (int)v->n; at += step)
		if (is_shown(&v->files[at - 1])) {
			v->place = at;
			app->dirty = true;
			return true;
		}
	app_say(app, MESSAGE_INFO, _("there is no further picture in this message"));
	return false;
}

static int64_t
item(struct app *app, struct screen *s)
{
	(void)app;
	return ((struct viewer *)s->state)->item;
}

const struct screen_ops picture_screen = { .name = "picture", .title = N_("Picture"), .close = close_viewer, .draw = draw,
	.move = move, .item = item, .hints = "next=down,save,back,help" };

/* The newest message of the case with a picture; 0 = none. */
static int64_t
newest_with_one(struct app *app)
{
	struct timeline_page page = { .case_id = app_case(app), .parts = TIMELINE_MESSAGES, .limit = 80 };
	struct item_row *rows;
	struct attachment *files;
	size_t n, count;
	bool more;
	if (!page.case_id || read_timeline(app->store, &page, app->command, &rows, &n, &more, NULL) < 0)
		return 0;
	while (n-- > 0)
		if (rows[n].files && read_attachments(app->store, rows[n].id, app->command, &files, &count, NULL) == 0)
			for (size_t i = 0; i < count; i++)
				if (is_shown(&files[i]))
					return rows[n].id;
	return 0;
}

static bool
has_one(struct app *app, int64_t id)
{
	struct attachment *files;
	size_t n;
	if (!id || read_attachments(app->store, id, app->command, &files, &n, NULL) < 0)
		return false;
	for (size_t i = 0; i < n; i++)
		if (is_shown(&files[i]))
			return true;
	return false;
}

void
picture_open(struct app *app, int64_t id, int place)
{
	struct arena *a = arena_new();
	struct attachment *files;
	size_t n = 0;
	if (!place && !has_one(app, id))
		id = newest_with_one(app);
	if (!id || read_attachments(app->store, id, a, &files, &n, NULL) < 0)
		n = 0;
	for (size_t i = 0; place == 0 && i < n; i++)
		place = is_shown(&files[i]) ? (int)i + 1 : 0;
	if (place < 1 || place > (int)n || !is_shown(&files[place - 1])) {
		app_say(app, MESSAGE_INFO, _("there is no picture here"));
		arena_free(a);
		return;
	}
	struct viewer *v = xcalloc(1, sizeof *v);
	*v = (struct viewer){ id, place, a, files, n };
	app_push(app, &picture_screen, v, 0);
}

/* -- other attachments -------------------------------------------------------------------------------------------------------- */

/* A file of its own for another program; what lies in blobs/ is given as it is. */
static const char *
file_for(struct app *app, int64_t id, const struct attachment *f, struct error *err)
{
	struct pictures *p = pictures(app);
	if (f->file)
		return f->file;
	char *folder = arena_printf(app->command, "%s/open-XXXXXX", store_dir(app->store));
	if (p->opened_n == OPENED || !mkdtemp(folder)) {
		error_set(err, ERR_SYSTEM, _("%s cannot be written"), store_dir(app->store));
		return NULL;
	}
	char *to = arena_printf(app->command, "%s/%s", folder, strchr(f->name, '/') ? "file" : f->name);
	if (attachment_save(&app->v, id, f, to, app->command, err) < 0) {
		(void)rmdir(folder);
		return NULL;
	}
	return p->opened[p->opened_n++] = xstrdup(to);
}

static bool
is_sound(const struct attachment *f)
{
	return str_istarts(f->type ? f->type : "", "audio/");
}

void
attachment_open(struct app *app, int64_t id, int place)
{
	struct attachment *files;
	struct error err = ERROR_INIT;
	size_t n;
	const char *program;
	if (read_attachments(app->store, id, app->command, &files, &n, &err) < 0 || place < 1 || (size_t)place > n) {
		app_fail(app, &err);
		return;
	}
	const struct attachment *f = &files[place - 1];
	if (is_shown(f) && pictures_shown(app)) {
		picture_open(app, id, place);
		return;
	}
	const char *command = conf_str(app->conf, is_sound(f) ? OPT_UI_PLAYER : OPT_UI_OPEN_COMMAND);
	if (str_empty(command)) {
		app_say(app, MESSAGE_INFO, is_sound(f) ? _("set ui.player to hear %s, or save it with S")
			: _("set ui.open-command to open %s, or save it with S"), f->name);
		return;
	}
	const char *file = file_for(app, id, f, &err);
	struct process_mark mark = { strstr(command, "{address}") ? "{address}" : "{file}", file };
	if (!file || process_start(command, &mark, 1, app->command, &program, &err) < 0)
		app_fail(app, &err);
	else
		app_say(app, MESSAGE_INFO, _("opened with %s: %s"), program, f->name);
}
