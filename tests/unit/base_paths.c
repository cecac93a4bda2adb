/* Where things are: the user's folders, our own companions. */
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"
#include "str.h"
#include "t.h"

static struct arena *a;

static void
user_folders(void)
{
	setenv("HOME", "/home/eva", 1);
	unsetenv("XDG_CONFIG_HOME");
	setenv("XDG_DATA_HOME", "relative", 1);
	setenv("XDG_STATE_HOME", "/state", 1);
	T_STR(paths_config(a, "config"), "/home/eva/.config/sportello/config");
	T_STR(paths_data(a, NULL), "/home/eva/.local/share/sportello");
	T_STR(paths_state(a, "log"), "/state/sportello/log");
	T_STR(paths_expand(a, "~/Mail", NULL), "/home/eva/Mail");
	T_STR(paths_expand(a, "~", "/x"), "/home/eva");
	T_STR(paths_expand(a, "~other/x", "/base"), "/base/~other/x");
	T_STR(paths_expand(a, "/abs", "/base"), "/abs");
	T_STR(paths_expand(a, "rel", NULL), "rel");
	T_STR(paths_expand(a, NULL, "/base"), NULL);
	unsetenv("HOME");
	T_OK(*paths_home() == '/', "a home without HOME");
}

static void
companions(void)
{
	const char *dir = paths_program_dir();
	char *self = arena_printf(a, "%s/base_paths", dir);

	T_OK(*dir == '/' && !access(self, X_OK), "the program's own folder");
	T_STR(paths_find_program(a, "base_paths"), self);
	T_STR(paths_find_program(a, "no-such-program"), "no-such-program");
	T_OK(paths_theme_dir(a) && paths_example_dir(a), "folders have names");
}

static void
new_folders(void)
{
	char dir[] = "./base_paths.XXXXXX";
	struct error err = ERROR_INIT;
	struct stat st;
	char *deep, *file;

	if (!mkdtemp(dir))
		return;
	deep = arena_printf(a, "%s/one//two/three", dir);
	file = arena_printf(a, "%s/file", dir);
	T_INT(paths_make_dir(deep, &err), 0);
	T_INT(paths_make_dir(deep, &err), 0);
	T_OK(!stat(deep, &st) && (st.st_mode & 0777) == 0700, "only for their owner");
	fclose(fopen(file, "w"));
	T_OK(paths_make_dir(file, &err) && strstr(err.text, "is not a folder"), "a file is in the way");
	error_clear(&err);
	T_OK(paths_make_dir(arena_printf(a, "%s/x", file), &err) && err.code == ERR_SYSTEM, "also above");
	T_INT(rmdir(deep), 0);
	(void)rmdir(arena_printf(a, "%s/one/two", dir));
	(void)rmdir(arena_printf(a, "%s/one", dir));
	(void)unlink(file);
	(void)rmdir(dir);
}

int
main(void)
{
	a = arena_new();
	user_folders();
	companions();
	new_folders();
	arena_free(a);
	return t_done();
}
