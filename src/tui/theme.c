/* theme.c - roles and their looks; finding theme files. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "str.h"
#include "theme_parts.h"

#define ROLE(id, text, mono, spec) [ROLE_##id] = { text, mono, spec, false },
#define STATE(id, text, mono, spec) [ROLE_##id] = { text, mono, spec, true },
const struct theme_role theme_roles[ROLE_COUNT] = {
#include "theme.def"
};
#undef ROLE
#undef STATE

#define THEME_FILE_MAX 65536

const char *
theme_role_name(enum role r)
{
	return (unsigned)r < ROLE_COUNT ? theme_roles[r].name : "?";
}

bool
theme_role(const char *name, enum role *out)
{
	for (int i = 0; i < ROLE_COUNT; i++) {
		if (!strcmp(theme_roles[i].name, name)) {
			*out = (enum role)i;
			return true;
		}
	}
	return false;
}

bool
theme_role_is_state(enum role r)
{
	return (unsigned)r < ROLE_COUNT && theme_roles[r].state;
}

const char *
theme_name(const struct theme *t)
{
	return t->name;
}

const char *
theme_about(const struct theme *t)
{
	return t->about;
}

void
theme_free(struct theme *t)
{
	if (!t)
		return;
	arena_free(t->arena);
	free(t);
}

/* -- looks ------------------------------------------------------------------------------------------ */

struct look
theme_look(const struct theme *t, unsigned style, enum theme_depth depth)
{
	enum role r = STYLE_ROLE(style);
	struct look look;

	if ((unsigned)r >= ROLE_COUNT)
		r = ROLE_TEXT;
	look = t->look[r][depth];
	look.attrs |= style & STYLE_ATTRS;
	return look;
}

/* -- files ------------------------------------------------------------------------------------------ */

static bool
is_theme_file(const char *name)
{
	return name[0] != '.' && str_ends(name, ".theme") && strlen(name) > strlen(".theme");
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **
theme_names(struct arena *a, const char *dir, size_t *count)
{
	DIR *d = dir ? opendir(dir) : NULL;
	size_t n = 0, space = 0;
	char **out = NULL;
	struct dirent *e;

	*VEC_PUSH(a, out, n, space) = arena_str(a, "default");
	while (d && (e = readdir(d))) {
		if (is_theme_file(e->d_name) && strcmp(e->d_name, "default.theme"))
			*VEC_PUSH(a, out, n, space) =
				arena_strn(a, e->d_name, strlen(e->d_name) - strlen(".theme"));
	}
	if (d)
		closedir(d);
	qsort(out, n, sizeof *out, by_name);
	*VEC_PUSH(a, out, n, space) = NULL;
	*count = n - 1;
	return out;
}

static int
read_file(const char *path, struct buf *out, struct error *err)
{
	FILE *f = fopen(path, "re");
	size_t n;

	if (!f)
		return error_set(err, errno == ENOENT ? ERR_INPUT : ERR_SYSTEM, "%s: %s", path,
			strerror(errno));
	buf_reserve(out, THEME_FILE_MAX + 1);
	n = fread(out->data, 1, THEME_FILE_MAX + 1, f);
	fclose(f);
	if (n > THEME_FILE_MAX)
		return error_set(err, ERR_CONFIG, _("%s: too large for a theme"), path);
	out->len = n;
	out->data[n] = '\0';
	return 0;
}

static void
no_such_theme(const char *dir, const char *name, struct error *err)
{
	struct arena *a = arena_new();
	struct buf all = BUF_INIT;
	size_t n;
	char **names = theme_names(a, dir, &n);

	for (size_t i = 0; i < n; i++)
		buf_addf(&all, "%s%s", i ? ", " : "", names[i]);
	error_set(err, ERR_INPUT, _("there is no theme \"%.60s\"; there are: %s"), name, all.data);
	buf_free(&all);
	arena_free(a);
}

struct theme *
theme_open(const char *dir, const char *name, struct error *err)
{
	struct buf text = BUF_INIT;
	struct theme *t = NULL;
	char path[4096];
	struct error why = ERROR_INIT;

	if (!strcmp(name, "default"))
		return theme_parse(theme_default_text, "default.theme", err);
	if (!dir || !*name || strchr(name, '/') || name[0] == '.' ||
	    snprintf(path, sizeof path, "%s/%s.theme", dir, name) >= (int)sizeof path) {
		no_such_theme(dir, name, err);
		return NULL;
	}
	if (read_file(path, &text, &why) == 0)
		t = theme_parse(text.data, path, err);
	else if (why.code == ERR_INPUT)
		no_such_theme(dir, name, err);
	else
		error_set(err, why.code, "%s", why.text);
	buf_free(&text);
	return t;
}
