/* theme_parse.c - the theme file. */
#include <stdlib.h>
#include <string.h>

#include "i18n.h"
#include "str.h"
#include "theme_parts.h"
#include "utf8.h"

#define SPEC_WORDS 16

static const char *const colour_names[16] = {
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta",
	"bright-cyan", "bright-white",
};

static const struct { const char *name; unsigned bit; } attr_names[] = {
	{ "bold", STYLE_BOLD }, { "underline", STYLE_UNDERLINE }, { "reverse", STYLE_REVERSE },
	{ "dim", STYLE_DIM }, { "italic", STYLE_ITALIC },
};
#define ATTR_COUNT (sizeof attr_names / sizeof attr_names[0])

static const char *const depth_names[] = {
	[THEME_MONO] = ".mono", [THEME_16] = ".16", [THEME_256] = ".256",
};

struct palette_entry { const char *name; uint32_t colour; };

struct parser {
	struct theme *theme;
	const char *filename;
	int line;
	enum { SECTION_NONE, SECTION_PALETTE, SECTION_ROLES } section;
	struct palette_entry *palette;
	size_t count, space;
	bool given[ROLE_COUNT][THEME_TRUE + 1];
	struct error *err;
};

static int
complain(struct parser *p, const char *what, const char *word, const char *nearest)
{
	word = utf8_clean_str(p->theme->arena, word, false);
	if (nearest)
		return error_set(p->err, ERR_CONFIG, _("%s:%d: %s \"%.60s\"; did you mean \"%s\"?"),
			p->filename, p->line, what, word, nearest);
	return error_set(p->err, ERR_CONFIG, "%s:%d: %s \"%.60s\"", p->filename, p->line, what, word);
}

static bool
colour_of(const struct parser *p, const char *word, uint32_t *out)
{
	int64_t n;

	if (word[0] == '#') {
		char *end;
		unsigned long rgb = strtoul(word + 1, &end, 16);

		*out = COLOUR_RGB | (uint32_t)rgb;
		return strlen(word) == 7 && !*end && word[1] != '-' && word[1] != '+';
	}
	for (size_t i = 0; i < p->count; i++) {
		if (!strcmp(p->palette[i].name, word)) {
			*out = p->palette[i].colour;
			return true;
		}
	}
	if (!strcmp(word, "default")) {
		*out = COLOUR_DEFAULT;
		return true;
	}
	for (uint32_t i = 0; i < 16; i++) {
		if (!strcmp(colour_names[i], word)) {
			*out = COLOUR_INDEX | i;
			return true;
		}
	}
	if (str_to_int64(word, &n) < 0 || n < 0 || n > 255)
		return false;
	*out = COLOUR_INDEX | (uint32_t)n;
	return true;
}

static int
unknown_word(struct parser *p, const char *word)
{
	const char *known[16 + ATTR_COUNT + 2 + 64];
	size_t n = 0;

	for (size_t i = 0; i < 16; i++)
		known[n++] = colour_names[i];
	for (size_t i = 0; i < ATTR_COUNT; i++)
		known[n++] = attr_names[i].name;
	known[n++] = "default";
	for (size_t i = 0; i < p->count && n < sizeof known / sizeof known[0]; i++)
		known[n++] = p->palette[i].name;
	return complain(p, _("no colour and no attribute:"), word, str_nearest(word, known, n));
}

static int
parse_look(struct parser *p, char *const *words, size_t n, struct look *out)
{
	struct look look = { COLOUR_DEFAULT, COLOUR_DEFAULT, 0 };
	bool has_fg = false, has_bg = false;

	for (size_t i = 0; i < n; i++) {
		unsigned attr = 0;

		for (size_t j = 0; j < ATTR_COUNT; j++)
			if (!strcmp(attr_names[j].name, words[i]))
				attr = attr_names[j].bit;
		if (attr) {
			look.attrs |= attr;
		} else if (!strcmp(words[i], "on") && i + 1 < n && !has_bg) {
			has_bg = true;
			if (!colour_of(p, words[++i], &look.bg))
				return unknown_word(p, words[i]);
		} else if (!has_fg && !look.attrs && colour_of(p, words[i], &look.fg)) {
			has_fg = true;
		} else if (colour_of(p, words[i], &look.fg)) {
			return complain(p, has_fg ? _("a second colour (the background is written \"on COLOUR\"):") :
				_("a colour after an attribute:"), words[i], NULL);
		} else {
			return unknown_word(p, words[i]);
		}
	}
	*out = look;
	return 0;
}

static int
unknown_role(struct parser *p, const char *name)
{
	const char *known[ROLE_COUNT];

	for (int i = 0; i < ROLE_COUNT; i++)
		known[i] = theme_roles[i].name;
	return complain(p, _("there is no role"), name, str_nearest(name, known, ROLE_COUNT));
}

static int
parse_role(struct parser *p, char *name, char *const *words, size_t n)
{
	enum theme_depth depth = THEME_TRUE;
	enum role role;

	for (size_t i = 0; i < sizeof depth_names / sizeof depth_names[0]; i++) {
		if (str_ends(name, depth_names[i])) {
			depth = (enum theme_depth)i;
			name[strlen(name) - strlen(depth_names[i])] = '\0';
			break;
		}
	}
	if (!theme_role(name, &role))
		return unknown_role(p, name);
	p->given[role][depth] = true;
	return parse_look(p, words, n, &p->theme->look[role][depth]);
}

static int
parse_palette(struct parser *p, const char *name, char *const *words, size_t n)
{
	struct palette_entry *e;
	uint32_t colour;

	if (n != 1 || !colour_of(p, words[0], &colour))
		return n ? unknown_word(p, words[0]) : complain(p, _("no colour for"), name, NULL);
	e = VEC_PUSH(p->theme->arena, p->palette, p->count, p->space);
	e->name = name;
	e->colour = colour;
	return 0;
}

static int
parse_section(struct parser *p, const char *line)
{
	static const char *const known[] = { "[palette]", "[roles]" };

	if (!strcmp(line, known[0]))
		p->section = SECTION_PALETTE;
	else if (!strcmp(line, known[1]))
		p->section = SECTION_ROLES;
	else
		return complain(p, _("there is no section"), line, str_nearest(line, known, 2));
	return 0;
}

/* A comment begins at the line or after a blank; "#rrggbb" is none. */
static void
cut_comment(char *line)
{
	for (char *c = line; (c = strchr(c, '#')); c++) {
		if (c == line || ((c[-1] == ' ' || c[-1] == '\t') && (c[1] == ' ' || c[1] == '\t' || !c[1]))) {
			*c = '\0';
			return;
		}
	}
}

static int
parse_line(struct parser *p, char *line)
{
	struct arena *a = p->theme->arena;
	char *equals, *name, **words;
	size_t n;

	line = str_trim(a, line);
	cut_comment(line);
	line = str_trim(a, line);
	if (!*line)
		return 0;
	if (*line == '[')
		return parse_section(p, line);
	equals = strchr(line, '=');
	if (!equals)
		return complain(p, _("no \"=\" in"), line, NULL);
	*equals = '\0';
	name = str_trim(a, line);
	words = str_split(a, equals + 1, " \t", &n);
	if (n > SPEC_WORDS)
		return complain(p, _("too many words for"), name, NULL);
	if (p->section == SECTION_NONE)
		return complain(p, _("before any [section]:"), name, NULL);
	return p->section == SECTION_PALETTE ? parse_palette(p, name, words, n) :
		parse_role(p, name, words, n);
}

/* What the file does not say: the roles' own looks, other depths from the truecolor one, and without
 * colours always the role's own letters. */
static int
complete(struct parser *p)
{
	struct look (*look)[THEME_TRUE + 1] = p->theme->look;
	size_t n;

	for (int r = 0; r < ROLE_COUNT; r++) {
		if (!p->given[r][THEME_TRUE]) {
			char **words = str_split(p->theme->arena, theme_roles[r].spec, " ", &n);

			if (parse_look(p, words, n, &look[r][THEME_TRUE]) < 0)
				return -1;
		}
		/* what was given for a depth may name colours it has not */
		for (int d = THEME_16; d <= THEME_256; d++)
			look[r][d] = theme_derive(&look[r][p->given[r][d] ? d : THEME_TRUE], (enum theme_depth)d);
		if (!p->given[r][THEME_MONO])
			look[r][THEME_MONO] = (struct look){ COLOUR_DEFAULT, COLOUR_DEFAULT,
				theme_mono_attrs(theme_roles[r].mono) };
		else
			look[r][THEME_MONO].fg = look[r][THEME_MONO].bg = COLOUR_DEFAULT;
	}
	return 0;
}

static const char *
name_of(struct arena *a, const char *filename)
{
	const char *slash = strrchr(filename, '/');
	char *name = arena_str(a, slash ? slash + 1 : filename);

	if (str_ends(name, ".theme"))
		name[strlen(name) - strlen(".theme")] = '\0';
	return name;
}

/* "# NAME - what it is for" at the file's beginning, up to a full stop, colon or semicolon. */
static const char *
about_of(struct arena *a, const char *text)
{
	const char *end = strchrnul(text, '\n'), *dash = strstr(text, " - ");

	if (*text != '#' || !dash || dash > end)
		return "";
	dash += strlen(" - ");
	return arena_strn(a, dash, strcspn(dash, ".;:\n"));
}

struct theme *
theme_parse(const char *text, const char *filename, struct error *err)
{
	struct theme *t = xcalloc(1, sizeof *t);
	struct parser p = { .theme = t, .filename = filename, .err = err };
	int failed = 0;

	t->arena = arena_new();
	t->name = name_of(t->arena, filename);
	t->about = about_of(t->arena, text);
	while (*text && !failed) {
		const char *end = strchrnul(text, '\n');

		p.line++;
		failed = parse_line(&p, arena_strn(t->arena, text, (size_t)(end - text)));
		text = *end ? end + 1 : end;
	}
	if (failed || complete(&p) < 0) {
		theme_free(t);
		return NULL;
	}
	return t;
}
