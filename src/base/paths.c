/* paths.c - where the program's own things and the user's things lie. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

#ifndef PROGRAM_DIR
#define PROGRAM_DIR "/usr/local/bin"
#define DATA_DIR "/usr/local/share/sportello"
#define THEME_DIR DATA_DIR "/themes"
#define LOCALE_DIR "/usr/local/share/locale"
#endif

/* Full path of the running program; "" when nobody knows.  A system root without /proc has only the
 * name it was started by. */
static void
executable(char out[PATH_MAX])
{
	ssize_t len = readlink("/proc/self/exe", out, PATH_MAX - 1);
	const char *started_as;

	out[len > 0 ? len : 0] = '\0';
	if (len > 0)
		return;
	started_as = (const char *)(uintptr_t)getauxval(AT_EXECFN);
	if (!started_as || !realpath(started_as, out))
		out[0] = '\0';
}

const char *
paths_program_dir(void)
{
	static char dir[PATH_MAX];
	char *slash;

	if (*dir)
		return dir;
	executable(dir);
	slash = strrchr(dir, '/');
	if (slash && slash > dir)
		*slash = '\0';
	else
		memcpy(dir, PROGRAM_DIR, sizeof PROGRAM_DIR);
	return dir;
}

char *
paths_find_program(struct arena *a, const char *name)
{
	const char *const dirs[] = { paths_program_dir(), PROGRAM_DIR };

	for (size_t i = 0; i < sizeof dirs / sizeof *dirs; i++) {
		char *path = arena_printf(a, "%s/%s", dirs[i], name);

		if (!access(path, X_OK))
			return path;
	}
	return arena_str(a, name);
}

/*
 * A folder of data: installed; or beside a program in its build tree, where the build links it; or
 * above, when the build tree lies in the source tree; or in a prefix that was moved as a whole.
 */
static char *
find_dir(struct arena *a, const char *name, const char *moved, const char *installed)
{
	const char *here = paths_program_dir();
	char *const places[] = {
		arena_printf(a, "%s/%s", here, name),
		arena_printf(a, "%s/../%s", here, name),
		arena_printf(a, "%s/../share/%s", here, moved),
	};
	struct stat st;

	if (str_eq(here, PROGRAM_DIR))
		return arena_str(a, installed);
	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (!stat(places[i], &st) && S_ISDIR(st.st_mode))
			return places[i];
	return arena_str(a, installed);
}

char *
paths_theme_dir(struct arena *a)
{
	return find_dir(a, "themes", "sportello/themes", THEME_DIR);
}

char *
paths_locale_dir(struct arena *a)
{
	return find_dir(a, "locale", "locale", LOCALE_DIR);
}

char *
paths_example_dir(struct arena *a)
{
	return find_dir(a, "examples", "sportello/examples", DATA_DIR "/examples");
}

const char *
paths_home(void)
{
	const char *home = getenv("HOME");
	const struct passwd *pw;

	if (home && *home == '/')
		return home;
	pw = getpwuid(geteuid());
	return pw && pw->pw_dir && *pw->pw_dir == '/' ? pw->pw_dir : "/";
}

static char *
xdg_path(struct arena *a, const char *variable, const char *fallback, const char *name)
{
	const char *base = getenv(variable), *slash = name ? "/" : "";

	name = name ? name : "";
	if (base && *base == '/')
		return arena_printf(a, "%s/sportello%s%s", base, slash, name);
	return arena_printf(a, "%s/%s/sportello%s%s", paths_home(), fallback, slash, name);
}

char *
paths_config(struct arena *a, const char *name)
{
	return xdg_path(a, "XDG_CONFIG_HOME", ".config", name);
}

char *
paths_data(struct arena *a, const char *name)
{
	return xdg_path(a, "XDG_DATA_HOME", ".local/share", name);
}

char *
paths_state(struct arena *a, const char *name)
{
	return xdg_path(a, "XDG_STATE_HOME", ".local/state", name);
}

char *
paths_expand(struct arena *a, const char *path, const char *base)
{
	if (!path)
		return NULL;
	if (path[0] == '~' && (path[1] == '/' || path[1] == '\0'))
		return arena_printf(a, "%s%s", paths_home(), path + 1);
	if (path[0] != '/' && base)
		return arena_printf(a, "%s/%s", base, path);
	return arena_str(a, path);
}

/* The file of the folder whose name begins with the first n bytes of `name` and goes on with flags or not at all. */
static char *
with_any_flags(struct arena *a, const char *folder, const char *name, size_t n)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	char *found = NULL;
	while (dir && !found && (e = readdir(dir)) != NULL)
		if (!strncmp(e->d_name, name, n) && (!e->d_name[n] || !strncmp(e->d_name + n, ":2,", 3)))
			found = arena_printf(a, "%s/%s", folder, e->d_name);
	if (dir)
		closedir(dir);
	return found;
}

char *
paths_maildir_file(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/'), *flags = slash ? strstr(slash, ":2,") : NULL;
	if (access(path, R_OK) == 0)
		return arena_str(a, path);
	if (!slash)
		return NULL;
	size_t n = flags ? (size_t)(flags - slash - 1) : strlen(slash + 1);
	char *folder = arena_strn(a, path, (size_t)(slash - path));
	char *found = with_any_flags(a, folder, slash + 1, n);
	if (!found && str_ends(folder, "/new"))
		found = with_any_flags(a, arena_printf(a, "%.*scur", (int)strlen(folder) - 3, folder), slash + 1, n);
	return found;
}

int
paths_make_dir(const char *path, struct error *err)
{
	char part[PATH_MAX];
	size_t len = strlen(path);
	struct stat st;

	if (len >= sizeof part)
		return error_set(err, ERR_SYSTEM, _("%.60s...: the path is too long"), path);
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	memcpy(part, path, len + 1);
	for (char *p = part + 1; ; p++) {
		char c = *p;

		if (c != '/' && c != '\0')
			continue;
		*p = '\0';
		int rc = mkdir(part, 0700);
		if (!rc)
			(void)file_sync_folder(part);	/* what will be kept in it hangs on its name */
		if (rc && errno != EEXIST) {
			int why = errno;

			/* a folder on a read-only file system that exists says EROFS */
			if (stat(part, &st) || !S_ISDIR(st.st_mode))
				return error_set(err, ERR_SYSTEM,
					_("%s: cannot make this folder: %s"), part, strerror(why));
		}
		*p = c;
		if (c == '\0')
			break;
	}
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return error_set(err, ERR_SYSTEM, _("%s: is not a folder: move it away"), path);
	return 0;
}

/* In one folder: "it" takes it_IT before it_CH, and both before it.dic. */
static char *
dictionary_in(struct arena *a, const char *dir, const char *language)
{
	char *upper = arena_str(a, language), *best = NULL;
	const char *const where[] = { upper, "US", "GB", "BR" };
	for (char *p = upper; *p; p++)
		*p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
	for (size_t i = 0; i < sizeof where / sizeof *where && !best; i++) {
		char *path = arena_printf(a, "%s/%s_%s.dic", dir, language, where[i]);
		best = access(path, R_OK) == 0 ? path : NULL;
	}
	char *plain = arena_printf(a, "%s/%s.dic", dir, language);
	if (!best && access(plain, R_OK) == 0)
		best = plain;
	if (best)
		best[strlen(best) - strlen(".dic")] = '\0';
	return best;
}

char *
paths_dictionary(struct arena *a, const char *language)
{
	const char *own = getenv("DICPATH");
	const char *const dirs[] = { "/usr/share/hunspell", "/usr/share/myspell/dicts", "/usr/local/share/hunspell" };
	char *found = NULL;
	if (!*language || strchr(language, '/'))
		return NULL;
	if (own && *own)
		return dictionary_in(a, own, language);
	for (size_t i = 0; i < sizeof dirs / sizeof *dirs && !found; i++)
		found = dictionary_in(a, dirs[i], language);
	return found;
}
