/* keys.c - the keys as they are without a configuration, the preset `mutt`, and what the user says. */
#include "app.h"

#include <stdio.h>
#include <string.h>

/* notes: words of the which-key strip, where the command's own help would be too long; NULL = the command */
struct default_key { const char *map, *keys, *command, *note; };

static const struct default_key defaults[] = {
	/* moving */
	{ "global", "j", "down", NULL }, { "global", "k", "up", NULL },
	{ "global", "Down", "down", NULL }, { "global", "Up", "up", NULL },
	{ "global", "PageDown", "page-down", NULL }, { "global", "PageUp", "page-up", NULL },
	{ "global", "C-f", "page-down", NULL }, { "global", "C-b", "page-up", NULL },
	{ "global", "C-d", "half-down", NULL }, { "global", "C-u", "half-up", NULL },
	{ "global", "gg", "top", N_("first") }, { "global", "G", "bottom", NULL },
	{ "global", "Home", "top", NULL }, { "global", "End", "bottom", NULL },
	{ "global", "Enter", "open", NULL }, { "global", "q", "back", NULL }, { "global", "Q", "quit", NULL },
	{ "global", "h", "left", NULL }, { "global", "l", "right", NULL },
	{ "global", "Left", "left", NULL }, { "global", "Right", "right", NULL },
	{ "global", "J", "next-case", NULL }, { "global", "K", "prev-case", NULL },
	{ "global", "Tab", "next-needing", NULL }, { "global", "M-a", "next-needing", NULL },
	{ "global", "S-Tab", "history-back", NULL },
	{ "global", "<", "history-back", NULL }, { "global", ">", "history-forward", NULL },
	/* where to */
	{ "global", "g#", "case-number", N_("case number") },
	{ "global", "gi", "view inbox", N_("inbox") }, { "global", "gm", "view mine", N_("mine") },
	{ "global", "gu", "view unassigned", N_("unassigned") }, { "global", "gw", "view waiting", N_("waiting") },
	{ "global", "gp", "view pending", N_("pending") }, { "global", "gs", "view snoozed", N_("snoozed") },
	{ "global", "ge", "view escalated", N_("escalated") }, { "global", "ga", "view all", N_("all") },
	{ "global", "go", "outbox", N_("outbox") }, { "global", "gl", "journal", N_("log") },
	{ "global", "gj", "case-journal", N_("log of this case") }, { "global", "gc", "people-find", N_("customers") },
	{ "global", "gf", "fields", N_("fields of the case") },
	{ "global", "gS", "stream", N_("stream: public") },
	{ "global", "gA", "accounts", N_("accounts") }, { "global", "gD", "drafts", N_("drafts") },
	{ "global", "g/", "search-all", N_("search everything") }, { "global", "gV", "view", N_("choose a view") },
	{ "list", "gv", "marks-back", N_("marks again") },
	/* writing */
	{ "global", "r", "reply", NULL }, { "global", "R", "reply-by", NULL },
	{ "global", "i", "note", NULL }, { "global", "P", "note", NULL },
	{ "global", "f", "forward", NULL }, { "global", "mm", "new", N_("message") },
	{ "global", "C", "new", NULL }, { "global", "mc", "contact call", N_("call") },
	{ "global", "mv", "contact visit", N_("visit") }, { "global", "ml", "contact letter", N_("letter") },
	{ "global", "md", "dial", N_("dial their number") },
	{ "global", ",,", "macro", N_("choose a macro") },
	/* working */
	{ "global", "t", "tag", NULL }, { "global", "+", "tag-add", NULL }, { "global", "-", "tag-remove", NULL },
	{ "global", "a", "assign", NULL }, { "global", "A", "take", NULL }, { "global", "b", "assign", NULL },
	{ "global", "E", "escalate", NULL }, { "global", "s", "snooze", NULL },
	{ "global", "d", "done", NULL }, { "global", "D", "done-next", NULL }, { "global", "U", "reopen", NULL },
	{ "global", "w", "status", NULL }, { "global", "!", "priority", NULL },
	{ "global", "&", "merge", NULL }, { "global", "M", "merge", NULL }, { "global", "#", "split", NULL },
	{ "global", "u", "undo", NULL }, { "global", "C-r", "redo", NULL }, { "global", ".", "repeat", NULL },
	{ "global", "e", "next", NULL }, { "global", "F", "flag", NULL }, { "global", "I", "verify", NULL },
	/* finding */
	{ "global", "/", "search", NULL }, { "global", "n", "search-next", NULL }, { "global", "N", "search-prev", NULL },
	{ "global", "\\", "filter", NULL }, { "list", "o", "sort", NULL },
	/* marks */
	{ "list", "Space", "mark", NULL }, { "list", "v", "mark-range", NULL }, { "list", "V", "mark-invert", NULL },
	{ "list", "T", "mark-query", NULL }, { "list", "*", "mark-all", NULL }, { "list", "Esc", "clear", NULL },
	/* the story */
	{ "case", "Space", "page-down", NULL }, { "case", "Backspace", "page-up", NULL },
	{ "case", "]", "next-item", NULL }, { "case", "[", "prev-item", NULL },
	{ "case", "}", "next-customer", NULL }, { "case", "{", "prev-customer", NULL },
	{ "case", "za", "fold", N_("fold or unfold") }, { "case", "zq", "fold", N_("quotes") },
	{ "case", "zR", "fold-none", N_("unfold all") }, { "case", "zM", "fold-all", N_("fold all") },
	{ "case", "x", "kinds", NULL }, { "case", "H", "headers", NULL }, { "case", "S", "save", NULL },
	{ "case", "o", "links", NULL },
	{ "case", "Esc", "back", NULL }, { "case", "|", "pipe", NULL }, { "case", "X", "explain", NULL },
	/* a customer's card, and who may be one */
	{ "global", "gI", "suggestions", N_("who may be one person") }, { "people", "c", "person", NULL },
	{ "person", "e", "person-edit", NULL }, { "person", "t", "person-tag", NULL }, { "person", "+", "person-tag", NULL },
	{ "person", "V", "person-vip", NULL }, { "person", "i", "person-notes", NULL }, { "person", "r", "person-write", NULL },
	{ "person", "$", "person-hook", NULL }, { "person", "L", "person-cases", NULL },
	{ "person", "&", "suggestion-accept", NULL }, { "person", "-", "suggestion-refuse", NULL },
	{ "person", "Space", "person-fold", NULL }, { "person", "za", "person-fold", N_("fold or unfold") },
	{ "person", "zM", "person-fold-all", N_("fold all") }, { "person", "zR", "person-fold-none", N_("unfold all") },
	{ "person", "c", "back", NULL }, { "person", "Esc", "back", NULL },
	{ "suggestions", "&", "suggestion-accept", NULL }, { "suggestions", "-", "suggestion-refuse", NULL },
	{ "suggestions", "Esc", "back", NULL },
	/* a customer's history */
	{ "global", "gH", "history", N_("customer's history") }, { "global", "H", "history", NULL },
	{ "history", "Space", "page-down", NULL }, { "history", "Backspace", "page-up", NULL },
	{ "history", "]", "next-item", NULL }, { "history", "[", "prev-item", NULL },
	{ "history", "}", "next-customer", NULL }, { "history", "{", "prev-customer", NULL },
	{ "history", "J", "history-next", NULL }, { "history", "K", "history-prev", NULL },
	{ "history", "gn", "history-new", N_("next that is new") }, { "history", "v", "history-channel", NULL },
	{ "history", "T", "history-kind", NULL }, { "history", "=", "history-case", NULL },
	{ "history", "*", "history-all", NULL }, { "history", "Esc", "history-all", NULL },
	{ "history", "\\", "search", NULL }, { "history", "x", "kinds", NULL }, { "history", "H", "headers", NULL },
	{ "history", "za", "fold", N_("fold or unfold") }, { "history", "zq", "fold", N_("quotes") },
	{ "history", "zR", "fold-none", N_("unfold all") }, { "history", "zM", "fold-all", N_("fold all") },
	{ "history", "S", "save", NULL }, { "history", "o", "links", NULL }, { "history", "|", "pipe", NULL },
	{ "history", "X", "explain", NULL },
	/* copying */
	{ "global", "yy", "copy number", N_("number") }, { "global", "ys", "copy subject", N_("number and subject") },
	{ "global", "ym", "copy text", N_("message text") }, { "global", "ye", "copy address", N_("address") },
	/* the console */
	{ "global", "c", "card", NULL }, { "global", "@", "person", NULL }, { "global", "O", "zoom", NULL },
	{ "global", "`", "sidebar", NULL }, { "global", "$", "sync", NULL }, { "global", "C-l", "redraw", NULL },
	{ "global", "C-z", "suspend", NULL }, { "global", ":", "command", NULL }, { "global", "C-k", "palette", NULL },
	{ "global", "M-x", "palette", NULL }, { "global", "?", "help", NULL }, { "global", "F1", "help", NULL },
	/* tables */
	{ "outbox", "r", "outbox-retry", NULL }, { "outbox", "e", "outbox-edit", NULL }, { "outbox", "d", "outbox-cancel", NULL },
	{ "outbox", "Y", "outbox-sent", NULL }, { "outbox", "X", "outbox-not-sent", NULL },
	{ "outbox", "Esc", "back", NULL }, { "journal", "Esc", "back", NULL }, { "search", "Esc", "back", NULL },
	{ "help", "Esc", "back", NULL }, { "accounts", "Esc", "back", NULL }, { "people", "Esc", "back", NULL },
	{ "fields", "Esc", "back", NULL }, { "fields", "e", "open", NULL },
	{ "drafts", "Esc", "back", NULL }, { "drafts", "d", "drop", NULL },
	{ "journal", "U", "undo-action", NULL },
	{ "people", "&", "merge-customers", NULL }, { "people", "M", "merge-customers", NULL },
	/* two sides of a merge */
	{ "merge", "s", "merge-as same-person", N_("the same person") },
	{ "merge", "p", "merge-as participant", N_("takes part") },
	{ "merge", "l", "merge-as link", N_("only link") },
	{ "merge", "d", "merge-as link", N_("only link") }, { "merge", "y", "merge-as one", N_("merge") },
	{ "merge", "x", "merge-swap", NULL }, { "merge", "b", "merge-because", NULL },
	{ "merge", "Tab", "merge-next", NULL }, { "merge", "n", "back", NULL }, { "merge", "Esc", "back", NULL },
	/* what was said in public: one key each */
	{ "stream", "r", "stream-answer", NULL }, { "stream", "p", "private-reply", NULL },
	{ "case", "p", "private-reply", NULL },
	{ "case", "We", "own-edit", N_("edit our words") }, { "case", "Wd", "own-delete", N_("delete our words") },
	{ "context", "We", "own-edit", N_("edit our words") }, { "context", "Wd", "own-delete", N_("delete our words") },
	{ "stream", "o", "links", NULL }, { "stream", "L", "stream-like", NULL },
	{ "stream", "H", "stream-hide", NULL }, { "stream", "d", "stream-pass", NULL },
	{ "stream", "#", "stream-case", NULL }, { "stream", "c", "stream-case", NULL },
	{ "stream", "x", "stream-all", NULL }, { "stream", "Enter", "stream-context", NULL },
	{ "stream", "\\", "stream-filter", NULL }, { "stream", "Esc", "back", NULL }, { "context", "Esc", "back", NULL },
	/* the composer: letters are text there */
	{ "compose", "C-x y", "send", N_("send") }, { "compose", "C-x d", "send-resolve", N_("send, resolve, next") },
	{ "compose", "C-x w", "send-pending", N_("send, pending, next") }, { "compose", "M-Enter", "review", NULL },
	{ "compose", "C-x v", "review", N_("review") }, { "compose", "C-x e", "edit", N_("$EDITOR") },
	{ "compose", "C-x a", "attach", N_("attach") }, { "compose", "C-x A", "detach", N_("take the last file off") },
	{ "compose", "C-x b", "field bcc", N_("blind copy") }, { "compose", "C-x c", "field cc", N_("copy to") },
	{ "compose", "C-x t", "field to", N_("to") }, { "compose", "C-x s", "field subject", N_("subject") },
	{ "compose", "C-x i", "to-note", N_("make it a note") },
	{ "compose", "C-x r", "to-reply", N_("make it a reply") }, { "compose", "C-x p", "keep", N_("keep for later") },
	{ "compose", "C-x q", "quote", N_("quote") }, { "compose", "C-x X", "drop", N_("throw away") },
	{ "compose", "C-x T", "template", N_("template") }, { "compose", "C-x R", "other-way", N_("another way") },
	{ "compose", "C-x m", "macro", N_("macro") }, { "compose", "C-x k", "palette", N_("palette") },
	{ "compose", "C-x ?", "help", N_("keys") }, { "compose", "Tab", "field", NULL },
	{ "compose", "PageDown", "page-down", NULL }, { "compose", "PageUp", "page-up", NULL },
	{ "compose", "Esc", "keep", NULL }, { "compose", "F1", "help", NULL }, { "compose", "C-l", "redraw", NULL },
	/* the gaps of a template: letters are text there, too */
	{ "template", "C-x y", "template-send", N_("send") }, { "template", "Enter", "template-send", NULL },
	{ "template", "Tab", "template-field", NULL }, { "template", "Down", "template-field", NULL },
	{ "template", "S-Tab", "template-field prev", NULL }, { "template", "Up", "template-field prev", NULL },
	{ "template", "C-x k", "palette", N_("palette") }, { "template", "C-x ?", "help", N_("keys") },
	{ "template", "Esc", "back", NULL }, { "template", "F1", "help", NULL }, { "template", "C-l", "redraw", NULL },
	/* who telephones: over everything, so no letters */
	{ "ring", "F2", "ring-open", N_("who it is") }, { "ring", "F3", "ring-log", N_("write the call down") },
	{ "ring", "F4", "ring-dismiss", N_("close") },
	{ NULL, NULL, NULL, NULL }
};

/* What mutt's users have in their fingers, where it does not contradict the rest. */
static const struct default_key mutt[] = {
	{ "list", "l", "filter", NULL }, { "list", "t", "mark", NULL }, { "list", "Y", "tag", NULL },
	{ "list", "x", "quit", NULL }, { "list", "z", "page-down", NULL }, { "list", "Z", "page-up", NULL },
	{ "list", "]", "half-down", NULL }, { "list", "[", "half-up", NULL }, { "list", "=", "top", NULL },
	{ "list", "*", "bottom", NULL }, { "list", ";", "", NULL }, { "case", "h", "headers", NULL },
	{ "case", "T", "fold", NULL }, { "case", "-", "page-up", NULL }, { "case", "v", "save", NULL },
	{ NULL, NULL, NULL, NULL }
};

static int
bind_all(struct app *app, const struct default_key *keys, const char *origin, struct error *err)
{
	for (; keys->map; keys++)
		if (keymap_bind(app->keymap, keys->map, keys->keys, keys->command, keys->note ? keys->note : "", origin,
				err) < 0)
			return -1;
	return 0;
}

static int
bind_numbers(struct app *app, struct error *err)
{
	for (int i = 1; i <= 9; i++) {
		char plain[16], alt[16], command[24];
		snprintf(plain, sizeof plain, "g%d", i);
		snprintf(alt, sizeof alt, "M-%d", i);
		snprintf(command, sizeof command, "view %d", i);
		if (keymap_bind(app->keymap, KEYMAP_GLOBAL, plain, command, i == 1 ? _("to 9: views by number") : "",
				"default", err) < 0 ||
		    keymap_bind(app->keymap, KEYMAP_GLOBAL, alt, command, "", "default", err) < 0)
			return -1;
	}
	return 0;
}

static const char *
origin_of(struct app *app, int line)
{
	const char *file = conf_file(app->conf), *slash = file ? strrchr(file, '/') : NULL;
	return arena_printf(app->memory, "%s:%d", slash ? slash + 1 : file ? file : "config", line);
}

/* Keys of views and macros, which their own sections name. */
static int
bind_named(struct app *app, struct error *err)
{
	size_t n;
	const struct conf_view *v = conf_views(app->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!str_empty(v[i].key) && keymap_bind(app->keymap, KEYMAP_GLOBAL, v[i].key, arena_printf(app->memory,
				"view %s", str_quote(app->memory, v[i].name)), v[i].title ? v[i].title : v[i].name,
				origin_of(app, v[i].line), err) < 0)
			return -1;
	const struct conf_macro *m = conf_macros(app->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!str_empty(m[i].key) && keymap_bind(app->keymap, KEYMAP_GLOBAL, m[i].key, arena_printf(app->memory,
				"macro %s", str_quote(app->memory, m[i].name)), m[i].name, origin_of(app, m[i].line), err) < 0)
			return -1;
	return 0;
}

/* The first word must be a command or a verb, and the map one there is: an error names the line. */
static int
check_key(struct app *app, const struct conf_key *k, struct error *err)
{
	static const char *const maps[] = { KEYMAP_GLOBAL, "list", "case", "compose", "outbox", "journal", "search", "help",
		"accounts", "people", "drafts", "history", "stream", "context", "template", "ring", "fields" };
	const char *names[256], *where = conf_file(app->conf);
	size_t count = sizeof maps / sizeof *maps, len = strcspn(k->command, " "), n = 0;
	bool known = false;
	for (size_t i = 0; i < count; i++)
		known |= str_eq(maps[i], k->map);
	if (!known) {
		const char *near = str_nearest(k->map, maps, count);
		return error_set(err, ERR_CONFIG, _("%s:%d: there is no screen '%s' for keys%s%s"), where, k->line, k->map,
			near ? _(" - did you mean ") : "", near ? near : "");
	}
	char *name = arena_strn(app->memory, k->command, len);
	for (const struct command *c = commands; c->name && n < 200; c++)
		names[n++] = c->name;
	for (const struct verb_words *w = verb_words; w->name && n < 250; w++)
		names[n++] = w->name;
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name) || !*name || *name == '!' || str_eq(name, "none"))
			return 0;
	const char *near = str_nearest(name, names, n);
	return error_set(err, ERR_CONFIG, _("%s:%d: no command '%s'%s%s"), where, k->line, name,
		near ? _(" - did you mean ") : "", near ? near : "");
}

int
keys_load(struct app *app, struct error *err)
{
	size_t n;
	const struct conf_key *keys = conf_keys(app->conf, &n);
	const char *preset = conf_str(app->conf, OPT_UI_PRESET);
	app->keymap = keymap_new();
	keymap_set_parent(app->keymap, "compose", NULL);
	keymap_set_parent(app->keymap, "template", NULL);
	keymap_set_parent(app->keymap, "ring", NULL);
	if (bind_all(app, defaults, "default", err) < 0 || bind_numbers(app, err) < 0)
		return -1;
	if (str_eq(preset, "mutt") && bind_all(app, mutt, "mutt", err) < 0)
		return -1;
	if (bind_named(app, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (check_key(app, &keys[i], err) < 0)
			return -1;
		const char *command = str_eq(keys[i].command, "none") ? "" : keys[i].command;
		if (keymap_bind(app->keymap, keys[i].map, keys[i].keys, command, "", origin_of(app, keys[i].line), err) < 0) {
			struct error why = *err;
			error_clear(err);
			return error_set(err, ERR_CONFIG, "%s:%d: %s", conf_file(app->conf), keys[i].line, why.text);
		}
	}
	/* a query or a verb that cannot be read is said at once, with its place; the view says it again */
	size_t wrong, conflicts;
	char **findings = verb_check(app->conf, app->v.now, app->memory, &wrong);
	if (wrong)
		app_say(app, MESSAGE_BAD, wrong > 1 ? _("%s (and %zu more)") : "%s", findings[0], wrong - 1);
	char **lines = keymap_conflicts(app->keymap, app->memory, &conflicts);
	if (conflicts && !wrong)
		app_say(app, MESSAGE_BAD, conflicts > 1 ? _("%s (and %zu more)") : "%s", lines[0], conflicts - 1);
	return 0;
}

bool
ui_key_row(const char *preset, size_t i, struct ui_key_row *out)
{
	bool other = str_eq(preset, "mutt");
	size_t n = (other ? sizeof mutt / sizeof *mutt : sizeof defaults / sizeof *defaults) - 1;
	const struct default_key *k = other ? &mutt[i] : &defaults[i];
	if (i >= n)
		return false;
	*out = (struct ui_key_row){ k->map, k->keys, k->command, k->note };
	return true;
}
