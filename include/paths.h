/*
 * paths.h - where the program's own things and the user's things lie.
 *
 * A program run from its build tree finds its companions beside itself, an installed one where it
 * was installed; no variable of the environment decides, only /proc/self/exe.  Folders of the user
 * follow the XDG base directory specification (which demands that relative values are ignored).
 */
#ifndef SPORTELLO_PATHS_H
#define SPORTELLO_PATHS_H

#include "arena.h"
#include "error.h"

/* Folder of the running program; valid for ever.  The installed one when the system does not say. */
const char *paths_program_dir(void);

/* Path of a program of ours ("sportello-sync"): beside the running one, else the installed one,
 * else the bare name (for execvp). */
char *paths_find_program(struct arena *a, const char *name);

/* Folders with *.theme files, translations and examples; never NULL, may not exist. */
char *paths_theme_dir(struct arena *a);
char *paths_locale_dir(struct arena *a);
char *paths_example_dir(struct arena *a);

/* $XDG_CONFIG_HOME/sportello/NAME, $XDG_DATA_HOME/..., $XDG_STATE_HOME/...;
 * name may be NULL: the folder. */
char *paths_config(struct arena *a, const char *name);
char *paths_data(struct arena *a, const char *name);
char *paths_state(struct arena *a, const char *name);

/* $HOME, else what the password database says. */
const char *paths_home(void);

/* A dictionary of hunspell's for a language ("it", "pt_BR"), without its ".dic", in $DICPATH or where systems have them;
 * NULL = there is none. */
char *paths_dictionary(struct arena *a, const char *language);

/* "~" and "~/x" become paths under the home folder, a relative path one under base (NULL: as is). */
char *paths_expand(struct arena *a, const char *path, const char *base);

/* A file of a Maildir, also when its flags have changed or it went from new/ to cur/ since its path was
 * noted; in the arena, NULL when it is not there. */
char *paths_maildir_file(struct arena *a, const char *path);

/* Makes a folder and those above it, each with mode 0700. */
int paths_make_dir(const char *path, struct error *err);

#endif
