/* bar.c - the lines that are always there: views above; status, hints and words below. */
#include "app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "robots.h"

enum { LOOK_US = 1000000 };

struct bar {
	struct arena *arena;
	struct account_row *accounts;
	size_t account_count;
	int64_t looked_us;
	bool sync_runs;
};

void
bar_close(struct app *app)
{
	if (!app->bar)
		return;
	arena_free(app->bar->arena);
	free(app->bar);
	app->bar = NULL;
}

const struct account_row *
bar_accounts(const struct app *app, size_t *n)
{
	*n = app->bar ? app->bar->account_count : 0;
	return app->bar ? app->bar->accounts : NULL;
}

char *
bar_key(struct app *app, const char *command, struct arena *a)
{
	const struct binding *b = keymap_find(app->keymap, app_top(app)->ops->name, command);
	return b ? keys_name(a, &b->keys) : NULL;
}

char *
bar_key_in(struct app *app, const char *map, const char *command, struct arena *a)
{
	const struct binding *b = keymap_find(app->keymap, map, command);
	return b ? keys_name(a, &b->keys) : arena_str(a, "-");
}

/* -- the top: where am I -------------------------------------------------------------------------------------- */

static char *
view_words(const struct view *v, bool key, struct arena *a)
{
	char *s = key && v->key ? arena_printf(a, "%s:%s", v->key, v->title) : arena_str(a, v->title);
	if (v->count >= 0)
		s = arena_printf(a, "%s %s%lld%s", s, view_is_old(v) ? "~" : "",
			v->count > 999 ? 999LL : (long long)v->count, v->count > 999 ? "+" : "");
	return v->overdue > 0 ? arena_printf(a, "%s [%lld%s!]", s, v->overdue > 99 ? 99LL : (long long)v->overdue,
		v->overdue > 99 ? "+" : "") : s;
}

/* "gS", not "g S": it has to fit. */
char *
bar_stream_key(struct app *app, struct arena *a)
{
	char *key = bar_key(app, "stream", a), *to = key;
	for (const char *from = key; from && *from; from++)
		if (*from != ' ')
			*to++ = *from;
	if (key)
		*to = '\0';
	return key;
}

/* The stream's tab, for those who have one: "gS:Stream 3". */
static char *
stream_words(struct app *app, struct arena *a)
{
	char *key = bar_stream_key(app, a);
	int64_t n = app->stream_count;
	if (n < 0)
		return NULL;
	return arena_printf(a, "%s%s%s %lld%s", key ? key : "", key ? ":" : "", _("Stream"), n > 999 ? 999LL : (long long)n,
		n > 999 ? "+" : "");
}

/* Which views are named in so many columns: the open one always; empty ones go first, then the last. */
static void
choose_views(const struct app *app, char *const *words, int room, bool *shown)
{
	int used = 0;
	for (size_t i = 0; i < app->view_count; i++) {
		shown[i] = true;
		used += canvas_columns(words[i]) + 2;
	}
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = app->view_count; i-- > 0 && used > room;)
			if (shown[i] && i != app->view_now && (pass || app->views[i].count == 0)) {
				shown[i] = false;
				used -= canvas_columns(words[i]) + 2;
			}
}

/* The view in front alone, with words. */
static void
say_top(struct app *app, struct pane p, const char *right, struct arena *a)
{
	const struct view *v = app->view_now < app->view_count ? &app->views[app->view_now] : NULL;
	char *words = arena_str(a, app_find(app, &stream_screen) ? _("Stream") : v ? v->title : "");
	if (v && v->count >= 0 && !app_find(app, &stream_screen))
		words = arena_printf(a, ngettext_("%s: %s%lld%s case", "%s: %s%lld%s cases", v->count), words,
			view_is_old(v) ? "~" : "",
			v->count > 999 ? 999LL : (long long)v->count, v->count > 999 ? "+" : "");
	if (v && v->overdue)
		words = arena_printf(a, _("%s, %lld overdue"), words, (long long)v->overdue);
	canvas_putf(p, 1, 0, ROLE_STATUS, "%s; %s", words, right);
}

void
bar_top(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	struct clock_local l;
	clock_to_local(app->v.now, &l);
	const char *who = store_agent_name(app->store, app->v.who.agent, a);
	char *right = arena_printf(a, "%s%s %02d:%02d", store_read_only(app->store) ? _("READ-ONLY ") : "", who ? who : "",
		l.hour, l.minute);
	int room = p.width - canvas_columns(right) - 2, x = 1;
	if (app->linear) {
		say_top(app, p, right, a);
		arena_free(a);
		return;
	}
	canvas_put(p, p.width - canvas_columns(right) - 1, 0, store_read_only(app->store) ? ROLE_WARNING : ROLE_MUTED, right);
	char **words = arena_array(a, char *, app->view_count + 1);
	bool *shown = arena_array(a, bool, app->view_count + 1);
	for (size_t i = 0; i < app->view_count; i++)
		words[i] = view_words(&app->views[i], true, a);
	char *stream = stream_words(app, a);
	choose_views(app, words, stream ? room - canvas_columns(stream) - 2 : room, shown);
	for (size_t i = 0; i < app->view_count; i++) {
		if (!shown[i])
			continue;
		bool here = i == app->view_now && !app_find(app, &stream_screen);
		int width = canvas_columns(words[i]);
		width = width > room - x ? room - x : width;
		canvas_putn(p, x, 0, here ? ROLE_CURSOR : app->views[i].overdue ? ROLE_OVERDUE : ROLE_STATUS, words[i],
			strlen(words[i]), width);
		hot_add(app, p, x, 0, width, arena_printf(a, "view %zu", i + 1));
		x += width + 2;
	}
	if (stream && x + canvas_columns(stream) <= room) {
		hot_add(app, p, x, 0, canvas_columns(stream), "stream");
		canvas_put(p, x, 0, app_find(app, &stream_screen) ? ROLE_CURSOR : ROLE_PUBLIC, stream);
	}
	arena_free(a);
}

/* -- the bottom ---------------------------------------------------------------------------------------------------- */

static char *
outbox_words(const struct app *app, struct arena *a, bool *bad)
{
	const int *n = app->outbox;
	int moving = n[OUTBOX_QUEUED] + n[OUTBOX_TRYING] + n[OUTBOX_WIRE];
	struct buf b = BUF_INIT;
	*bad = n[OUTBOX_FAILED] || n[OUTBOX_UNKNOWN] || n[OUTBOX_REVIEW];
	if (moving)
		buf_addf(&b, _("%d to send"), moving);
	/* a narrow line has room for how many, a wide one for what */
	if (*bad && term_width(app->term) < 100)
		buf_addf(&b, _("%s%d to LOOK AT"), b.len ? ", " : "", n[OUTBOX_FAILED] + n[OUTBOX_UNKNOWN] + n[OUTBOX_REVIEW]);
	else if (n[OUTBOX_FAILED])
		buf_addf(&b, _("%s%d FAILED"), b.len ? ", " : "", n[OUTBOX_FAILED]);
	if (n[OUTBOX_UNKNOWN] && term_width(app->term) >= 100)
		buf_addf(&b, _("%s%d UNKNOWN"), b.len ? ", " : "", n[OUTBOX_UNKNOWN]);
	if (n[OUTBOX_REVIEW] && term_width(app->term) >= 100)
		buf_addf(&b, _("%s%d to REVIEW"), b.len ? ", " : "", n[OUTBOX_REVIEW]);
	char *key = *bad ? bar_key((struct app *)app, "outbox", a) : NULL;
	if (key)
		buf_addf(&b, " (%s)", key);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
draw_status(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	struct screen *top = app_top(app);
	const char *left = top->ops->status ? top->ops->status(app, top, a) : NULL;
	char *drafts = compose_parked_words(app, a);
	if (drafts)
		left = str_empty(left) ? drafts : arena_printf(a, "%s | %s", drafts, left);
	bool bad;
	char *outbox = outbox_words(app, a, &bad);
	int x = 1, room = p.width - 2;
	int right = canvas_columns(app->sync_words) + (*outbox ? canvas_columns(outbox) + 3 : 0) +
		(*app->held_words ? canvas_columns(app->held_words) + 3 : 0);
	/* what is wrong is never what gives way */
	int kept = room - right - 3;
	if (!str_empty(left) && kept > 8) {
		int width = canvas_columns(left);
		canvas_put_fit(p, x, 0, width > kept ? kept : width, ALIGN_LEFT, ROLE_STATUS, left);
		x += (width > kept ? kept : width) + 1;
		if (right)
			canvas_put(p, x, 0, ROLE_MUTED, "|");
		x += 2;
	}
	if (*app->held_words) {
		x += canvas_put(p, x, 0, ROLE_WARNING, app->held_words);
		x += canvas_put(p, x, 0, ROLE_MUTED, " | ");
	}
	if (*outbox) {
		x += canvas_put(p, x, 0, bad ? ROLE_ERROR : ROLE_STATUS, outbox);
		if (*app->sync_words)
			x += canvas_put(p, x, 0, ROLE_MUTED, " | ");
	}
	canvas_put_fit(p, x, 0, p.width - 1 - x, ALIGN_LEFT, app->sync_bad ? ROLE_ERROR : ROLE_STATUS, app->sync_words);
	arena_free(a);
}

/* Labels are the commands' names, and in another language what these mean; tests/lint/hints.t knows that all are
 * here.  "open" is a status as well, which other languages call otherwise. */
static const char *
hint_words(const char *label)
{
	static const char *const labels[] = { N_("reply"), N_("note"), N_("assign"), N_("escalate"), N_("done"), N_("snooze"),
		N_("tag"), N_("search"), N_("next"), N_("send"), N_("review"), N_("editor"), N_("attach"),
		N_("edit"), N_("take back"), N_("was sent"), N_("was not"), N_("undo action"), N_("search all"),
		N_("back"), N_("sync"), N_("people find"), N_("go on"), N_("throw away"), N_("cmd"), N_("pending"),
		N_("later"), N_("macro"), N_("case"), N_("save"), N_("cases"), N_("away"),
		N_("back to the text"), N_("mark lines"), N_("quote"), N_("links"),
		N_("use"), N_("find"), N_("read"), N_("copy"), N_("guide"), N_("missing"), N_("write it"), N_("its case"),
		N_("not needed"),
		N_("panel"), N_("range"), N_("table"), N_("tsv"), N_("meaning"), N_("export"),
		N_("save note"), N_("a reply (asks)"), N_("keep"), N_("answer"), N_("like"), N_("hide"), N_("pass"), N_("all"),
		N_("context"), N_("filter"), N_("private"), N_("channel"), N_("kind"), N_("kinds"), N_("new"),
		N_("notes"), N_("write"), N_("history"), N_("hook"), N_("card"), N_("accept"), N_("refuse"), N_("undo"),
		N_("do again"), N_("do it"), N_("merge"), N_("swap"), N_("why"), N_("set"), N_("run"), N_("bind"),
		N_("reset"), N_("off"),
		N_("members"), N_("own case"), N_("words"), N_("tell all"), N_("close"),
		N_("hand over"), N_("stays"), N_("to whom"), N_("seen"),
		N_("unfold"), N_("then"), N_("who gets it"), N_("last text") };
	static const char opens[] = N_("open (what Enter does)");
	if (str_eq(label, "open"))
		return _(opens) == opens ? label : _(opens);
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
		if (str_eq(labels[i], label))
			return _(labels[i]);
	return label;
}

/* "s", not "s Space", where the blank only says that it is typed: the sequences that begin so do the same at once. */
static char *
hint_key(struct app *app, const char *command, struct arena *a)
{
	char *key = bar_key(app, command, a), *blank = key ? strstr(key, " Space") : NULL;
	if (blank && !blank[strlen(" Space")])
		*blank = '\0';
	return key;
}

/* "label=command" or "command": the key in force and the label. */
static int
hint(struct app *app, struct pane p, int x, int end, const char *word, struct arena *a)
{
	const char *eq = strchr(word, '=');
	const char *command = eq ? eq + 1 : word;
	char *label = eq ? arena_strn(a, word, (size_t)(eq - word)) : arena_str(a, word);
	char *key = hint_key(app, command, a);
	for (char *c = label; *c; c++)
		if (*c == '-' || *c == '_')
			*c = ' ';
	const char *said = hint_words(label);
	if (!key || x + canvas_columns(key) + 1 + canvas_columns(said) > end)
		return x;
	hot_add(app, p, x, 0, canvas_columns(key) + 1 + canvas_columns(said), command);
	x += canvas_put(p, x, 0, ROLE_KEY, key) + 1;
	return x + canvas_put(p, x, 0, ROLE_HINT, said) + 2;
}

static void
draw_hints(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	size_t n;
	struct screen *s = app_top(app);
	const char *now = s->ops->hints_now ? s->ops->hints_now(app, s) : NULL, *hints = now ? now : s->ops->hints;
	char **words = str_split(a, hints ? hints : "help", ",", &n);
	char *help = bar_key(app, "help", a);
	/* the way to help is the last thing to be dropped */
	int end = p.width - 2 - (help ? canvas_columns(help) + 1 : 0), x = 1;
	for (size_t i = 0; i < n; i++)
		if (!str_eq(words[i], "help"))
			x = hint(app, p, x, end, words[i], a);
	if (help) {
		bool room = x + canvas_columns(help) + 6 < p.width;
		x = canvas_put(p, room ? x : end + 1, 0, ROLE_KEY, help) + x;	/* a blank is before it */
		if (room)
			canvas_put(p, x + 1, 0, ROLE_HINT, _("help"));
	}
	arena_free(a);
}

/* A message too long for its line takes the lines above it too. */
static void
draw_message(struct app *app, struct pane p)
{
	static const unsigned styles[] = { [MESSAGE_INFO] = ROLE_TEXT, [MESSAGE_GOOD] = ROLE_OK, [MESSAGE_BAD] = ROLE_ERROR };
	struct arena *a = arena_new();
	bool asks = app->asking || app->rebind;
	const char *text = asks ? app->question : app->message;
	unsigned style = asks ? ROLE_WARNING : styles[app->message_kind];
	struct layout_options o = { .width = p.width - 2 };
	size_t n;
	struct layout_line *lines = layout_lines(a, text, strlen(text), &o, &n);
	int rows = (int)n < p.height ? (int)n : p.height;
	for (int i = 0; i < rows; i++) {
		int y = p.height - rows + i;
		canvas_fill(p, 0, y, p.width, 1, ROLE_TEXT);
		int x = layout_draw(p, 1, y, style, text, &lines[i]);
		if (asks && i == rows - 1)
			canvas_cursor(p, x + 2, y);
	}
	arena_free(a);
}

static void
draw_pending(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	char *keys = keys_name(a, &app->keys.pending);
	char *words = app->keys.count ? arena_printf(a, "%d %s", app->keys.count, keys) : keys;
	int width = canvas_columns(words);
	if (width)
		canvas_put(p, p.width - width - 2, p.height - 1, ROLE_KEY, words);
	arena_free(a);
}

void
bar_bottom(struct app *app, struct pane p)
{
	draw_status(app, p);
	if (p.height > 2)
		draw_hints(app, pane_sub(p, 0, 1, p.width, 1));
	if (app->asking && strchr(app->question, '\n')) {
		;	/* it has a box of its own */
	} else if (app->asking || app->rebind) {
		draw_message(app, p);
	} else if (app->prompting) {
		struct pane above = pane_sub(p, 0, p.height - 2, p.width, 1);
		if (lineedit_draw_candidates(app->prompt, above, 0))
			canvas_hide_cursor(p.canvas);
		else if (app->message[0] && app->message_kind != MESSAGE_INFO)
			draw_message(app, pane_sub(p, 0, 0, p.width, p.height - 1));
		lineedit_draw(app->prompt, p, p.height - 1, app->prompt_label, ROLE_INPUT);
	} else if (app->message[0]) {
		draw_message(app, p);
	}
	if (!app->prompting && !app->asking && !app->rebind)
		draw_pending(app, p);
}

/* -- what sync is doing ------------------------------------------------------------------------------------------- */

static void
say_sync(struct app *app, bool bad, const char *words)
{
	if (app->sync_bad == bad && str_eq(app->sync_words, words))
		return;
	snprintf(app->sync_words, sizeof app->sync_words, "%s", words);
	app->sync_bad = bad;
	app->dirty = true;
}

/* Short, for every screen: the whole is said by the accounts. */
static void
hold_state(struct app *app, struct arena *a)
{
	struct hold_row *rows;
	char words[sizeof app->held_words] = "";
	size_t n = 0;
	if (hold_list(app->store, app->v.now, a, &rows, &n, NULL) == 0 && n)
		snprintf(words, sizeof words, "%s%s%.16s%s", _("HELD BACK"), rows[0].name ? ": " : "",
			rows[0].name ? rows[0].name : "", n > 1 && rows[0].name ? "..." : "");
	if (str_eq(words, app->held_words))
		return;
	memcpy(app->held_words, words, sizeof words);
	app->dirty = true;
}

/* The first of what ails the robot and its rules; NULL = nothing. */
static char *
robot_trouble(struct app *app, struct arena *a)
{
	struct robot_row *rows;
	size_t n = 0;
	if (robot_list(app->store, true, a, &rows, &n, NULL) < 0 || !n)
		return NULL;
	/* what ails a rule names file, line and rule: the file's folder is known */
	const char *file = conf_file(app->conf), *base = file ? strrchr(file, '/') : NULL, *words = rows[0].error;
	if (!base || !str_starts(words, file))
		words = arena_printf(a, "%s: %s", rows[0].step, words);
	else
		words += base + 1 - file;
	return n > 1 ? arena_printf(a, _("%s (and %zu more)"), words, n - 1) : arena_str(a, words);
}

static void
sync_state(struct app *app, struct arena *a)
{
	const struct bar *b = app->bar;
	const struct account_row *wrong = NULL, *busy = NULL;
	int64_t last = 0;
	char when[8] = "";
	size_t active = 0;
	for (size_t i = 0; i < b->account_count; i++) {
		const struct account_row *acc = &b->accounts[i];
		if (!acc->active)
			continue;
		active++;
		last = acc->pulled_at > last ? acc->pulled_at : last;
		wrong = acc->error ? acc : wrong;
		busy = acc->progress && acc->total > 0 ? acc : busy;
	}
	if (last)
		local_hhmm(when, last);
	/* a sync that runs, whoever started it, is no trouble */
	const char *trouble = launcher_trouble(app), *ails;
	if (b->sync_runs)
		app->sync_trouble[0] = '\0';
	if (!store_is_home(app->store))
		say_sync(app, true, _("this store was copied: nothing is sent until :outbox-adopt"));
	else if (trouble && !b->sync_runs)
		say_sync(app, true, trouble);
	else if (wrong)
		say_sync(app, true, arena_printf(a, "%s: %s", wrong->name, wrong->error));
	else if ((ails = robot_trouble(app, a)) != NULL)
		say_sync(app, true, ails);
	else if (!b->sync_runs && active)
		say_sync(app, false, last ? arena_printf(a, _("sync off, last %s"), when) : _("sync off"));
	else if (busy)
		say_sync(app, false, arena_printf(a, "%s %s %lld/%lld", busy->name, busy->progress, (long long)busy->done,
			(long long)busy->total));
	else if (last)
		say_sync(app, false, arena_printf(a, _("sync %s ok"), when));
	else
		say_sync(app, false, active ? _("first sync") : _("no accounts"));
}

/* About once a second; nothing here waits. */
void
bar_look_at_sync(struct app *app)
{
	int64_t now = clock_mono_us();
	if (!app->bar) {
		app->bar = xcalloc(1, sizeof *app->bar);
		app->bar->arena = arena_new();
	} else if (now - app->bar->looked_us < LOOK_US && !term_is_headless(app->term)) {
		return;
	}
	struct bar *b = app->bar;
	int outbox[OUTBOX_COUNT];
	b->looked_us = now;
	arena_reset(b->arena);
	b->accounts = NULL;
	b->account_count = 0;
	if (read_accounts(app->store, false, b->arena, &b->accounts, &b->account_count, NULL) < 0)
		b->account_count = 0;
	b->sync_runs = sync_runs(app);
	if (read_outbox_counts(app->store, outbox, NULL) == 0 && memcmp(outbox, app->outbox, sizeof outbox)) {
		memcpy(app->outbox, outbox, sizeof outbox);
		app->dirty = true;
	}
	hold_state(app, b->arena);
	sync_state(app, b->arena);
}
