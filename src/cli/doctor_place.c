/* doctor_place.c - who may read what, where the store lies, and what time it is. */
#include "doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

/* Nobody else reads it, and it is ours.  What is not there is somebody else's finding. */
static bool
look_at_file(struct doctor *d, const char *path, mode_t never, const char *area)
{
	struct arena *a = d->c->arena;
	struct stat st;
	if (stat(path, &st))
		return true;
	const char *mode = S_ISDIR(st.st_mode) ? "700" : "600";
	if (st.st_uid != geteuid() && st.st_uid != 0)
		finding(d, WRONG, area, arena_printf(a, _("%s belongs to somebody else: chown it"), path));
	else if (st.st_mode & never && S_ISDIR(st.st_mode))
		finding(d, WRONG, area, arena_printf(a, _("%s can be entered by others: chmod 700"), path));
	else if (st.st_mode & never)
		finding(d, WRONG, area, arena_printf(a, never == 022 ? _("%s can be changed by others: chmod go-w")
			: _("%s can be read by others: chmod %s"), path, mode));
	else
		return true;
	return false;
}

/* "password-file", "token-file"...: what such a key names is a secret. */
static bool
is_secret(const struct conf_option_info *o)
{
	return o->type == CONF_PATH && (strstr(o->key, "password") || strstr(o->key, "secret") || strstr(o->key, "token"));
}

static bool
look_at_secrets(struct doctor *d)
{
	size_t n;
	bool fine = true;
	const struct conf_account *accounts = conf_accounts(d->c->conf, &n);
	for (size_t i = 0; i < n; i++)
		for (int o = 0; o < OPT_COUNT; o++)
			if (is_secret(&conf_options[o]) && conf_option_fits((enum conf_option)o, accounts[i].channel)) {
				const char *path = conf_account_str(&accounts[i], (enum conf_option)o);
				fine &= !path || look_at_file(d, path, 077, "rights");
			}
	return fine;
}

void
look_at_rights(struct doctor *d)
{
	struct cli *c = d->c;
	bool fine = look_at_secrets(d);
	/* whoever can write the configuration can have programs run */
	if (conf_exists(c->conf))
		fine &= look_at_file(d, conf_file(c->conf), 022, "rights");
	fine &= look_at_file(d, paths_state(c->arena, NULL), 077, "rights");
	if (c->store) {
		fine &= look_at_file(d, store_dir(c->store), 077, "store");
		fine &= look_at_file(d, store_path(c->store), 077, "rights");
	}
	if (fine)
		finding(d, FINE, "rights", _("nobody else reads the store or secrets, or changes the configuration"));
}

/* Its name, where it is one that people know. */
static const char *
file_system(const char *dir, bool *fades)
{
	static const struct { unsigned type; const char *name; bool fades; } known[] = { { 0x01021994, "tmpfs", true },
		{ 0x858458f6, "ramfs", true }, { 0xef53, "ext4", false }, { 0x9123683e, "btrfs", false },
		{ 0x58465342, "XFS", false },
		{ 0x2fc12fc1, "ZFS", false }, { 0xf2f52010, "F2FS", false }, { 0x794c7630, "overlayfs", false } };
	struct statfs fs;
	*fades = false;
	if (statfs(dir, &fs))
		return NULL;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].type == (unsigned)fs.f_type) {
			*fades = known[i].fades;
			return known[i].name;
		}
	return NULL;
}

void
look_at_disk(struct doctor *d)
{
	struct cli *c = d->c;
	struct statvfs fs;
	bool maybe, fades;
	if (!c->store)
		return;
	const char *dir = store_dir(c->store), *name = file_system(dir, &fades), *remote = file_remote(dir, &maybe);
	if (remote)
		finding(d, maybe ? WORTH_A_LOOK : WRONG, "store", arena_printf(c->arena,
			_("%s lies on a %s file system: if that is another machine's, move it to a local disk"), dir, remote));
	if (fades)
		finding(d, WORTH_A_LOOK, "disk", arena_printf(c->arena,
			_("%s lies on %s: it is gone when the machine is switched off"), dir, name));
	if (statvfs(dir, &fs))
		return;
	double free_gb = (double)fs.f_bavail * (double)fs.f_frsize / (1 << 30);
	if (free_gb < 1)
		finding(d, WRONG, "disk", _("under 1 GB is free: sync has stopped pulling; free some space"));
	else
		finding(d, FINE, "disk", arena_printf(c->arena, _("%.0f GB free%s%s"), free_gb, name ? ", " : "",
			name ? name : ""));
}

/* A clock that was set back makes what is new look old: what was written lies in the future then. */
void
look_at_clock(struct doctor *d)
{
	struct arena *a = d->c->arena;
	struct stat st;
	int64_t now = (int64_t)time(NULL) * MS_SECOND;
	char text[32], newest[32];
	int64_t came = d->c->store ? store_newest(d->c->store) : 0;
	clock_rfc3339(text, now);
	clock_rfc3339(newest, came);
	if (d->c->store && stat(store_path(d->c->store), &st) == 0 && (int64_t)st.st_mtime * MS_SECOND > now + 10 * MS_MINUTE)
		finding(d, WRONG, "clock", arena_printf(a, _("it is %s here, but the store was written after that: set the clock"),
			text));
	else if (now < 1767225600000LL)
		finding(d, WRONG, "clock", arena_printf(a, _("it is %s here, before this program was made: set the clock"), text));
	else if (came > now + 10 * MS_MINUTE)
		finding(d, WORTH_A_LOOK, "clock", arena_printf(a,
			_("it is %s here, but a message came in at %s: set the clock, unless the other side's was wrong"),
			text, newest));
	else
		finding(d, FINE, "clock", text);
}
