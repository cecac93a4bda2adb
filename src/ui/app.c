/* app.c - the loop, the stack of screens, prompts, pickers and messages. */
#include "app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "paths.h"
#include "spell.h"

enum { LOOK_US = 250000, IDLE_MS = 250, HURRY_MS = 12, BUSY_TICK_US = 500000 };

/* -- screens --------------------------------------------------------------------------------------------- */

struct screen *
app_top(struct app *app)
{
	return &app->stack[app->depth - 1];
}

struct screen *
app_find(struct app *app, const struct screen_ops *ops)
{
	for (int i = app->depth; i-- > 0;)
		if (app->stack[i].ops == ops)
			return &app->stack[i];
	return NULL;
}

void
app_push(struct app *app, const struct screen_ops *ops, void *state, unsigned areas)
{
	if (app->depth == (int)(sizeof app->stack / sizeof *app->stack)) {
		/* deep enough: the oldest above the list goes */
		if (app->stack[1].ops->close)
			app->stack[1].ops->close(app, &app->stack[1]);
		memmove(&app->stack[1], &app->stack[2], sizeof app->stack[0] * (size_t)(app->depth - 2));
		app->depth--;
	}
	app->stack[app->depth++] = (struct screen){ ops, state, areas, false };
	app->keys = (struct key_state){ { { 0 }, 0 }, 0 };
	app->dirty = true;
}

void
app_pop(struct app *app)
{
	if (app->depth < 2)
		return;
	struct screen *s = app_top(app);
	if (s->ops->close)
		s->ops->close(app, s);
	app->depth--;
	struct screen *below = app_top(app);
	if (below->ops->reload)
		below->ops->reload(app, below);
	app->dirty = true;
}

/* -- words to the agent ------------------------------------------------------------------------------------ */

void
app_say(struct app *app, enum message_kind kind, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(app->message, sizeof app->message, fmt, ap);
	va_end(ap);
	app->message_kind = kind;
	app->message_until = clock_mono_us() + (kind == MESSAGE_BAD ? 20 : 10) * 1000000LL;
	app->dirty = true;
}

void
app_fail(struct app *app, const struct error *err)
{
	app_say(app, MESSAGE_BAD, "%s", err->text[0] ? err->text : _("that did not work"));
}

/* The ids are taken when the question is put, never when it is answered. */
static void
hold(struct app *app)
{
	struct arena *a = arena_new();
	size_t n;
	int64_t *ids = app_targets(app, a, &n), here = app_case(app);
	free(app->held);
	app->held = xcalloc(n + 1, sizeof *ids);
	memcpy(app->held, ids, n * sizeof *ids);
	app->held_count = n;
	app->held_case = here;
	arena_free(a);
}

void
app_prompt(struct app *app, const char *label, const char *text, prompt_done *done, void *ctx)
{
	snprintf(app->prompt_label, sizeof app->prompt_label, "%s", label);
	lineedit_free(app->prompt);
	app->prompt = lineedit_new();
	lineedit_set(app->prompt, text ? text : "");
	app->prompt_done = done;
	app->prompt_changed = NULL;
	app->prompt_rows = false;
	app->prompt_ctx = ctx;
	app->prompting = true;
	hold(app);
	app->dirty = true;
}

void
app_prompt_live(struct app *app, prompt_changed *changed)
{
	app->prompt_changed = changed;
}

void
app_pick(struct app *app, const char *title, const char *footer, struct picker_item *items, size_t n, bool typing,
	picker_done *done)
{
	if (!n) {
		app_say(app, MESSAGE_INFO, _("%s: nothing to choose from"), title);
		return;
	}
	picker_free(app->picker);
	app->picker = picker_new(title, footer, typing);
	picker_set_items(app->picker, items, n);
	app->picker_done = done;
	app->picker_changed = NULL;
	app->picker_live = NULL;
	app->dirty = true;
	hold(app);
}

void
app_pick_live(struct app *app, picker_done *live)
{
	app->picker_live = live;
}

void
app_ask(struct app *app, void (*answered)(struct app *, bool yes), const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(app->question, sizeof app->question, fmt, ap);
	va_end(ap);
	app->answered = answered;
	app->asking = true;
	app->asking_firmly = false;
	hold(app);
	app->dirty = true;
}

void
app_ask_firmly(struct app *app, void (*answered)(struct app *, bool yes), const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(app->question, sizeof app->question, fmt, ap);
	va_end(ap);
	app->answered = answered;
	app->asking = app->asking_firmly = true;
	app->dirty = true;
}

/* -- keys -------------------------------------------------------------------------------------------------- */

/* What is filtered while one types can be moved through while one types. */
static bool
live_move(struct app *app, keycode key)
{
	struct screen *s = app_top(app);
	enum list_move move = key == KEY_DOWN || key == (KEY_CTRL | 'n') ? LIST_DOWN
		: key == KEY_UP || key == (KEY_CTRL | 'p') ? LIST_UP : key == KEY_PAGE_DOWN ? LIST_PAGE_DOWN : LIST_PAGE_UP;
	if (!app->prompt_rows || !s->ops->move || (move == LIST_PAGE_UP && key != KEY_PAGE_UP))
		return false;
	(void)s->ops->move(app, s, move, 1);
	app->dirty = true;
	return true;
}

static void
prompt_key(struct app *app, keycode key)
{
	if (live_move(app, key))
		return;
	app->prompt_tab = key == KEY_TAB && app->prompt_rows;
	if (app->prompt_tab)
		key = KEY_ENTER;
	struct arena *a = arena_new();
	prompt_done *done = app->prompt_done;
	char *text;
	switch (lineedit_key(app->prompt, key)) {
	case LINEEDIT_ACCEPT:
		text = arena_str(a, lineedit_text(app->prompt));
		app->prompting = false;
		app->holding = true;
		done(app, text, app->prompt_ctx);
		app->holding = false;
		break;
	case LINEEDIT_CANCEL:
		app->prompting = false;
		done(app, NULL, app->prompt_ctx);
		break;
	case LINEEDIT_CHANGED:
		app->message[0] = '\0';
		if (app->prompt_changed)
			app->prompt_changed(app, lineedit_text(app->prompt));
		break;
	case LINEEDIT_MOVED:
	case LINEEDIT_IGNORED:
		break;
	}
	arena_free(a);
	app->dirty = true;
}

void
app_picker_answer(struct app *app, enum picker_answer answer)
{
	picker_done *done = app->picker_done;
	app->dirty = true;
	if (answer == PICKER_CHOSEN || answer == PICKER_TAB) {
		const struct picker_item *item = picker_item(app->picker);
		struct picker *old = app->picker;
		struct picker_item copy = item ? *item : (struct picker_item){ picker_text(old), NULL, NULL, PICKED_TEXT, 0 };
		app->picker = NULL;
		app->picker_tab = answer == PICKER_TAB;
		snprintf(app->picker_typed, sizeof app->picker_typed, "%s", picker_text(old));
		app->holding = true;
		if (item || *copy.text)
			done(app, &copy);
		app->holding = false;
		picker_free(old);
	} else if (answer == PICKER_CANCEL) {
		picker_free(app->picker);
		app->picker = NULL;
		if (app->picker_live)
			app->picker_live(app, NULL);
	} else if (answer == PICKER_CHANGED && app->picker_changed) {
		app->picker_changed(app);
	} else if (app->picker_live && picker_item(app->picker)) {
		app->picker_live(app, picker_item(app->picker));
	}
}

static void
question_key(struct app *app, keycode key)
{
	if (app->asking_firmly && key != 'y' && key != 'Y' && key != 'e' && key != 'n' && key != 'N' && key != KEY_ESC)
		return;
	bool firmly = app->asking_firmly, plain = key == 'y' || key == 'Y' || key == 'n' || key == 'N' || key == 'q' ||
		key == KEY_ESC || key == KEY_ENTER || key == (KEY_CTRL | 'g');
	app->asking = false;
	app->dirty = true;
	app->holding = true;
	app->answered(app, key == 'y' || key == 'Y');
	app->holding = false;
	/* whoever goes on working has said no, and that key is meant */
	if (!firmly && !plain && !app->asking)
		app_key(app, key);
}

/* The key that stops the program does so wherever one is: in a text, a list to choose from, a question.  Not where a
 * screen has another use for it. */
static bool
suspends(struct app *app, keycode key)
{
	struct keys one = { { key }, 1 };
	const struct binding *b = keymap_at(app->keymap, KEYMAP_GLOBAL, &one);
	const struct binding *here = keymap_at(app->keymap, app_top(app)->ops->name, &one);
	return b && str_eq(b->command, "suspend") && (!here || str_eq(here->command, "suspend")) && !app->keys.pending.count;
}

void
app_key(struct app *app, keycode key)
{
	struct screen *s = app_top(app);
	char name[KEY_NAME_BYTES];
	if (key & KEY_CTRL && suspends(app, key)) {
		if (!term_is_headless(app->term))
			term_stop(app->term);
		app->dirty = true;
		return;
	}
	news_key(app);
	if (ring_key(app, key))
		return;
	if (app->asking)
		return question_key(app, key);
	if (app->rebind)
		return rebind_key(app, key);
	if (app->form)
		return contact_key(app, key);
	if (app->picker)
		return app_picker_answer(app, picker_key(app->picker, key));
	if (app->prompting)
		return prompt_key(app, key);
	/* orders are not given blindly; a text goes on */
	bool writes = s->ops->text && (key_char(key) || key == KEY_ENTER || key == KEY_BACKSPACE);
	if (app_too_small(app) && !writes && key != 'q' && key != ':' && key != '?')
		return;
	bool pending = app->keys.pending.count > 0;
	if (!s->ops->text || !key_char(key))
		app->message[0] = '\0';	/* read, or never to be */
	if (s->ops->text && !pending && key_char(key) && s->ops->key && s->ops->key(app, s, key)) {
		app->dirty = true;
		return;
	}
	struct keymap_result r = keymap_feed(app->keymap, s->ops->name, &app->keys, key, !s->ops->text);
	app->dirty = true;
	switch (r.answer) {
	case KEYMAP_MATCH:
		app_run(app, r.found->command, r.count);
		break;
	case KEYMAP_PREFIX:
	case KEYMAP_COUNT:
		app->keys_since_us = clock_mono_us();
		break;
	case KEYMAP_NONE:
		if (s->ops->key && s->ops->key(app, s, key))
			break;
		key_name(name, key);
		if (!s->ops->text)
			app_say(app, MESSAGE_INFO, _("%s is not bound here - ? lists the keys"), name);
		break;
	case KEYMAP_CANCEL:
		break;
	}
}

static void
take_paste(struct app *app, const char *text, size_t len)
{
	struct screen *s = app_top(app);
	app->dirty = true;
	if (app->asking || app->rebind)
		return;		/* a paste is no answer */
	if (app->form) {
		contact_paste(app, text);
		return;
	}
	if (app->prompting)
		lineedit_insert(app->prompt, text);
	else if (app->picker) {
		picker_paste(app->picker, text);
		if (app->picker_changed)
			app->picker_changed(app);
	}
	else if (s->ops->paste)
		s->ops->paste(app, s, text, len);
	else
		app_say(app, MESSAGE_INFO, _("a paste means nothing here"));
}

/* -- news ---------------------------------------------------------------------------------------------------- */

/* Screens one by one; what others changed waits while keys come. */
static void
reload_stale(struct app *app)
{
	for (int i = 0; i < app->depth; i++) {
		struct screen *s = &app->stack[i];
		if (!s->stale)
			continue;
		if (app->news && ui_interrupt(NULL)) {
			app->hurry = true;
			return;
		}
		s->stale = false;
		s->ops->reload(app, s);
		app->dirty = true;
	}
}

void
app_reload(struct app *app, unsigned areas)
{
	ahead_forget(app);
	for (int i = 0; i < app->depth; i++)
		app->stack[i].stale |= app->stack[i].areas & areas && app->stack[i].ops->reload;
	reload_stale(app);
	card_stale(app);
	notify_news(app);
	if (areas & 1u << AREA_CASE)
		sidebar_stale(app);
	if (areas & (1u << AREA_CASE | 1u << AREA_OUTBOX))
		for (size_t i = 0; i < app->view_count; i++)
			app->views[i].stale = true;
	if (areas & 1u << AREA_CASE)
		app->stream_stale = true;
	app->dirty = true;
}

/* At most four times a second, never between a key and its paint. */
static void
look_for_news(struct app *app)
{
	int64_t now = clock_mono_us(), areas[AREA_COUNT];
	unsigned moved = 0;
	if (now - app->looked_us < LOOK_US)
		return;
	app->looked_us = now;
	bar_look_at_sync(app);
	if (!store_changed(app->store) || store_areas(app->store, areas, NULL) < 0)
		return;
	for (int i = 0; i < AREA_COUNT; i++)
		if (areas[i] != app->areas[i]) {
			moved |= 1u << i;
			app->areas[i] = areas[i];
		}
	if (moved & 1u << AREA_RING)
		ring_look(app);
	app->news = true;
	if (moved & ~(1u << AREA_RING))
		app_reload(app, moved);
	app->news = false;
}

static void
tick_screens(struct app *app)
{
	app->idle_us = clock_mono_us();
	case_left(app);
	contact_tick(app);
	compose_parked_tick(app);
	ring_tick(app);
	for (int i = 0; i < app->depth; i++)
		if (app->stack[i].ops->tick)
			app->stack[i].ops->tick(app, &app->stack[i]);
}

static void
tick(struct app *app)
{
	bool soon = app->hurry;
	app->v.now = clock_now();
	app->hurry = false;
	waiting_tick(app);
	app->news = true;
	reload_stale(app);
	app->news = false;
	palette_tick(app);
	tick_screens(app);
	card_tick(app);
	pictures_tick(app);
	ahead_tick(app);
	if (soon)
		return;		/* one thing at a time: a key may be under way */
	look_for_news(app);
	if (app->message[0] && clock_mono_us() > app->message_until && !term_is_headless(app->term)) {
		app->message[0] = '\0';
		app->dirty = true;
	}
	bar_count_views(app);
	sidebar_tick(app);
	remember_tick(app);
	used_tick(app);
	notify_tick(app);
	news_tick(app, false);
	int64_t minute = app->v.now / MS_MINUTE;
	if (minute != app->ticked) {	/* clocks and ages on the screen */
		app->ticked = minute;
		app->dirty = true;
	}
	store_idle(app->store, app->sync_started);
}

void
app_query_took(struct app *app, int64_t since_us)
{
	app->query_us[app->query_n++ % 512] = clock_mono_us() - since_us;
}

/* -- the loop ------------------------------------------------------------------------------------------------- */

static void
paint(struct app *app, int64_t key_at_us)
{
	if (!app->dirty)
		return;
	app->dirty = false;
	app_draw(app);
	term_paint(app->term);
	if (key_at_us)
		app->key_us[app->key_n++ % 512] = clock_mono_us() - key_at_us;
}

bool
app_round(struct app *app, int timeout_ms)
{
	struct term_event e;
	if (app->keys.pending.count && timeout_ms > 100)
		timeout_ms = 100;
	if (app->hurry && timeout_ms > HURRY_MS)
		timeout_ms = HURRY_MS;
	term_wait(app->term, timeout_ms, NULL, 0, &e);
	app->v.now = clock_now();
	int64_t at = 0;
	switch (e.type) {
	case TERM_KEY:
		app_key(app, e.key);
		at = e.at_us;
		break;
	case TERM_MOUSE:
		app_mouse(app, e.key);
		at = e.at_us;
		break;
	case TERM_PASTE:
		take_paste(app, e.text, e.text_len);
		at = e.at_us;
		break;
	case TERM_RESIZE:
	case TERM_RESUME:
		app->dirty = true;
		break;
	case TERM_QUIT:
		app->quit = true;
		break;
	case TERM_NOTHING:
		tick(app);
		if (app->keys.pending.count)
			app->dirty = true;
		break;
	case TERM_FOCUS:
		/* somebody is here again: what came meanwhile is shown at once */
		app->blurred = false;
		app->focused = true;
		app->looked_us = 0;
		app->dirty = true;
		tick(app);
		break;
	case TERM_BLUR:
		app->blurred = true;
		app->focused = false;
		break;
	case TERM_READY:
	case TERM_CHILD:
		break;
	}
	teach_tick(app);
	paint(app, at);
	/* who types without a pause must not lose more than a second either */
	if (at && clock_mono_us() - app->idle_us > BUSY_TICK_US) {
		tick_screens(app);
		paint(app, 0);
	}
	return !app->quit;
}

/* The one console of this process, for a store that was opened before it. */
static const struct app *running;

bool
ui_interrupt(void *ctx)
{
	(void)ctx;
	return running && running->term && term_key_pending(running->term);
}

static int
set_up(struct app *app, struct error *err)
{
	const struct ui_options *o = app->options;
	app->memory = arena_new();
	app->command = arena_new();
	keys_load(app);
	if (app_theme(app, o->theme ? o->theme : conf_str(app->conf, OPT_UI_THEME), err) < 0)
		return -1;
	if (o->script) {
		app->term = term_open_headless(o->columns ? o->columns : 80, o->rows ? o->rows : 24);
	} else {
		struct term_options t = { .log_path = paths_state(app->memory, "crash.log") };
		(void)paths_make_dir(paths_state(app->memory, NULL), NULL);
		app->term = term_open(&t, err);
	}
	if (!app->term)
		return -1;
	term_set_theme(app->term, app->theme);
	term_mouse(app->term, conf_bool(app->conf, OPT_UI_MOUSE));
	if (str_eq(o->theme ? o->theme : conf_str(app->conf, OPT_UI_THEME), "auto"))
		(void)app_theme(app, "auto", NULL);
	views_load(app);
	panes_load(app);
	(void)store_areas(app->store, app->areas, NULL);
	app_push(app, &list_screen, cases_open(app), 1u << AREA_CASE | 1u << AREA_CUSTOMER | 1u << AREA_OUTBOX |
		1u << AREA_DRAFT);
	view_open(app, 0);
	views_count_stream(app);
	(void)read_outbox_counts(app->store, app->outbox, NULL);
	app->v.now = clock_now();
	ring_look(app);
	return 0;
}

static void
tear_down(struct app *app)
{
	if (app->depth > 0)
		news_tick(app, true);
	while (app->depth > 0) {
		struct screen *s = app_top(app);
		if (s->ops->close)
			s->ops->close(app, s);
		app->depth--;
	}
	compose_parked_end(app);
	spell_close(app->spell);
	term_close(app->term);
	waiting_end(app);
	launcher_end(app);
	bar_close(app);
	alarm_close();
	ahead_end(app);
	sidebar_close(app);
	remember_end(app);
	notify_close(app);
	rebind_end(app);
	dash_end(app);
	pictures_end(app);
	used_end(app);
	palette_end(app);
	free(app->held);
	fields_end(app);
	level_end(app);
	contact_close(app);
	ring_close(app);
	card_close(app);
	picker_free(app->picker);
	lineedit_free(app->prompt);
	lineedit_free(app->history);
	theme_free(app->theme);
	keymap_free(app->keymap);
	arena_free(app->picker_memory);
	arena_free(app->picker_before);
	arena_free(app->command);
	arena_free(app->memory);
}

int
ui_run(const struct ui_options *o, struct error *err)
{
	struct app *app = xcalloc(1, sizeof *app);
	int rc = -1;
	*app = (struct app){ .options = o, .v = o->v, .store = o->v.store, .conf = o->v.conf, .launcher_fd = -1 };
	if (!o->script)
		launcher_start(app);	/* with all that this program was given; what follows has less */
	running = app;
	if (verb_confine(app->conf, err) < 0 || set_up(app, err) < 0)
		goto out;
	bulk_remind(app);
	news_key(app);
	if (o->script)
		news_tick(app, true);
	if (o->open_case) {
		int64_t id;
		if (read_case_named(app->store, o->open_case, &id, err) < 0)
			goto out;
		case_open_screen(app, id);
	}
	app->tutorial_step = o->tutorial;
	if (o->sample && !o->tutorial)
		app_say(app, MESSAGE_INFO, _("a sample world, nothing leaves this machine - :tutorial shows you round"));
	if (o->script) {
		rc = script_run(app, o->script, err);
		goto out;
	}
	app->dirty = true;
	paint(app, 0);
	news_tick(app, true);	/* writes, and a first write may have to wait for the disk: it comes after the first screen */
	paint(app, 0);
	if (!o->no_sync && conf_bool(app->conf, OPT_UI_SYNC))
		launcher_sync(app);
	while (app_round(app, IDLE_MS))
		;
	rc = app->exit_status;
out:
	running = NULL;
	tear_down(app);
	free(app);
	return rc;
}
