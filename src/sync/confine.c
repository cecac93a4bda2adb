/*
 * confine.c - what the processes of sync give up.
 *
 *	all			tracing, name spaces, mounts; executing: the starter does it, what the configuration says
 *	index, robot		the network
 *	an account's		the network, where its pass will not speak: who reads mails has none unless it has to send,
 *				who runs a program that speaks for it has none at all
 *	all children		writing outside the store's folder, the Maildirs, the state folder, the temporary folders
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "mail.h"
#include "paths.h"
#include "process.h"
#include "sandbox.h"
#include "str.h"
#include "sync.h"

static enum sandbox_wish
wish(const struct sync *y)
{
	return sandbox_wish(conf_str(y->conf, OPT_STORE_SANDBOX));
}

int
sync_confine(struct sync *y, struct error *err)
{
	if (wish(y) == SANDBOX_OFF)
		return 0;
	if (process_starter())
		return wish(y) == SANDBOX_REQUIRE ? sandbox_cannot(err) : 0;
	y->confined = true;
	return sandbox_hold_as(wish(y), 0) ? sandbox_cannot(err) : 0;
}

struct folders { struct arena *a; const char **list; size_t n, space; };

static void
folder(struct folders *f, const char *path)
{
	if (!str_empty(path))
		*VEC_PUSH(f->a, f->list, f->n, f->space) = path;
}

/* A Maildir, and those of its folders that lie elsewhere. */
static void
maildir(struct folders *f, const char *root)
{
	DIR *dir = str_empty(root) ? NULL : opendir(root);
	const struct dirent *e;

	folder(f, root);
	while (dir && (e = readdir(dir)) != NULL)
		if (e->d_type == DT_LNK)
			folder(f, arena_printf(f->a, "%s/%s", root, e->d_name));
	if (dir)
		(void)closedir(dir);
}

/* Where notmuch keeps mail and database apart, its configuration says so. */
static void
apart(struct folders *f, const char *root)
{
	struct mail_box *box;

	if (str_empty(root) || !access(arena_printf(f->a, "%s/.notmuch", root), F_OK) || mail_open(root, &box, NULL))
		return;
	folder(f, arena_str(f->a, mail_root(box)));
	folder(f, arena_str(f->a, mail_place(box)));
	mail_close(box);
}

static const char *const *
our_folders(const struct sync *y, struct arena *a)
{
	struct folders f = { .a = a };
	const char *tmp = getenv("TMPDIR"), *database = getenv("NOTMUCH_DATABASE"), *data = getenv("XDG_DATA_HOME");
	char *state = paths_state(a, NULL);
	size_t i;

	(void)paths_make_dir(state, NULL);
	folder(&f, y->dir);
	folder(&f, state);
	folder(&f, paths_data(a, NULL));
	folder(&f, str_empty(tmp) ? P_tmpdir : tmp);
	/* where SQLite keeps what a large statement may have to take back (sqlite.org/tempfiles.html) */
	folder(&f, getenv("SQLITE_TMPDIR"));
	folder(&f, "/var/tmp");
	folder(&f, database);
	folder(&f, str_empty(data) ? arena_printf(a, "%s/.local/share/notmuch", paths_home())
		: arena_printf(a, "%s/notmuch", data));
	for (i = 0; i < y->account_count; i++)
		if (str_eq(y->accounts[i].channel, "mail")) {
			maildir(&f, conf_account_key(y->accounts[i].conf, "maildir"));
			apart(&f, conf_account_key(y->accounts[i].conf, "maildir"));
		}
	*VEC_PUSH(a, f.list, f.n, f.space) = NULL;
	return f.list;
}

int
sync_confine_child(const struct sync *y, unsigned rules, struct error *err)
{
	struct arena *a;
	int rc;

	if (!y->confined)
		return 0;
	a = arena_new();
	rc = sandbox_writes(our_folders(y, a)) && wish(y) == SANDBOX_REQUIRE ? sandbox_cannot(err) : 0;
	if (rc == 0 && sandbox_hold_as(wish(y), SANDBOX_EXEC | rules))
		rc = sandbox_cannot(err);
	arena_free(a);
	return rc;
}
