/* which_key.c - what may follow the beginning of a sequence, over the bottom of the screen. */
#include "app.h"

#include <string.h>

#include "clock.h"

enum { WHICH_KEY_US = 300000, NARROWEST = 13 };

/* One binding as it is shown: the keys that are still to be pressed, and what they do. */
struct next_key { const char *keys, *words, *command; int columns; };

/* All that follows does one thing: "s" is followed by "snooze" alone, whatever key a preset has for it. */
static bool
all_run(const struct binding **list, size_t n, const char *name)
{
	size_t len = strlen(name);
	for (size_t i = 0; i < n; i++)
		if (strncmp(list[i]->command, name, len) || (list[i]->command[len] && list[i]->command[len] != ' '))
			return false;
	return n > 0;
}

static const char *
prefix_words(const struct keys *k, const struct binding **list, size_t n)
{
	static const struct { keycode key; const char *words; } prefixes[] = { { 'g', N_(": go to") },
		{ 'z', N_(": folds") }, { ',', N_(": macros") }, { 'm', N_(": write, or write down") },
		{ 'W', N_(": what we said") }, { KEY_CTRL | 'w', N_(": panes") }, { KEY_CTRL | 'x', N_(": the composer") } };
	if (all_run(list, n, "snooze"))
		return _(": snooze");
	if (all_run(list, n, "copy"))
		return _(": copy");
	for (size_t i = 0; k->count == 1 && i < sizeof prefixes / sizeof *prefixes; i++)
		if (prefixes[i].key == k->key[0])
			return _(prefixes[i].words);
	return "";
}

/* nine views take one place */
static bool
shown(const struct binding *b)
{
	return strncmp(b->command, "view ", 5) || b->command[5] < '2' || b->command[5] > '9' || b->command[6];
}

static struct next_key *
next_keys(const struct binding **list, size_t n, int typed, struct arena *a, size_t *count)
{
	struct next_key *out = arena_array(a, struct next_key, n + 1);
	*count = 0;
	for (size_t i = 0; i < n; i++) {
		struct keys rest = { { 0 }, 0 };
		if (!shown(list[i]))
			continue;
		for (int k = typed; k < list[i]->keys.count; k++)
			rest.key[rest.count++] = list[i]->keys.key[k];
		struct next_key *to = &out[(*count)++];
		to->keys = keys_name(a, &rest);
		to->command = list[i]->command;
		to->words = *list[i]->note ? _(list[i]->note) : list[i]->command;
		to->columns = canvas_columns(to->keys) + 1 + canvas_columns(to->words);
	}
	return out;
}

/* As wide as the longest wants, or narrower if all would not fit in the height. */
static int
columns_for(const struct next_key *keys, size_t n, int width, int height)
{
	int longest = NARROWEST;
	for (size_t i = 0; i < n; i++)
		longest = keys[i].columns > longest ? keys[i].columns : longest;
	int columns = width / (longest + 2) > 0 ? width / (longest + 2) : 1;
	while (((int)n + columns - 1) / columns > height && width / (columns + 1) >= NARROWEST)
		columns++;
	return columns;
}

void
which_key_draw(struct app *app, struct pane p)
{
	struct arena *a = arena_new();
	size_t n, count;
	bool late = clock_mono_us() - app->keys_since_us >= WHICH_KEY_US || term_is_headless(app->term);
	if (app->keys.pending.count && late) {
		const struct binding **list = keymap_after(app->keymap, app_top(app)->ops->name, &app->keys.pending, a, &n);
		struct next_key *keys = next_keys(list, n, app->keys.pending.count, a, &count);
		int most = p.height - 2, columns = columns_for(keys, count, p.width - 2, most < 8 ? most : most * 3 / 4);
		int rows = ((int)count + columns - 1) / columns, width = (p.width - 2) / columns;
		char *title = arena_printf(a, "%s%s", keys_name(a, &app->keys.pending), prefix_words(&app->keys.pending, list, n));
		struct pane in = popup_draw_bottom(p, rows > most ? p.height : rows + 2, title, _("Esc cancels"));
		for (size_t i = 0; i < count; i++) {
			int x = (int)i % columns * width, y = (int)i / columns;
			int used = canvas_put(in, x + 1, y, ROLE_KEY, keys[i].keys);
			hot_add(app, in, x + 1, y, width - 1, keys[i].command);
			canvas_putn(in, x + 2 + used, y, ROLE_TEXT, keys[i].words, strlen(keys[i].words), width - used - 3);
		}
	}
	arena_free(a);
}
