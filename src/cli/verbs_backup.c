/* verbs_backup.c - backup and restore. */
#include "cli.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup.h"
#include "clock.h"
#include "file.h"
#include "i18n.h"
#include "paths.h"
#include "str.h"

static volatile sig_atomic_t stopped;

static void
on_stop(int sig)
{
	(void)sig;
	stopped = 1;
}

/* A person who breaks it off leaves no half backup behind. */
static void
heed_signals(void)
{
	struct sigaction stop = { .sa_handler = on_stop };
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGHUP, &stop, NULL);
}

struct showing { bool shows; int64_t next_us; };

/* One line of the terminal, a few times a second. */
static bool
show_progress(void *ctx, enum backup_stage stage, int64_t done, int64_t all)
{
	struct showing *s = ctx;
	int64_t now = clock_mono_us();
	if (!s->shows || now < s->next_us)
		return !stopped;
	s->next_us = now + 200000;
	const char *what = stage == BACKUP_STORE ? _("copying the store") : stage == BACKUP_FILES ? _("copying files")
		: _("looking it through");
	if (all > 0)
		fprintf(stderr, "\r%s: %d %% \033[K", what, (int)(done * 100 / all));
	else
		fprintf(stderr, "\r%s... \033[K", what);
	fflush(stderr);
	return !stopped;
}

static struct showing
begin_showing(const struct cli *c)
{
	heed_signals();
	return (struct showing){ .shows = !c->quiet && isatty(2), .next_us = clock_mono_us() + 500000 };
}

static void
end_showing(const struct showing *s)
{
	if (s->shows)
		fprintf(stderr, "\r\033[K");
}

/* "3 cases, 40 messages, 2 files, 1.2 MB". */
static const char *
holds(struct cli *c, const struct backup_info *b)
{
	const char *cases = arena_printf(c->arena, ngettext_("%lld case", "%lld cases", (unsigned long)b->cases),
		(long long)b->cases);
	const char *messages = arena_printf(c->arena, ngettext_("%lld message", "%lld messages", (unsigned long)b->messages),
		(long long)b->messages);
	const char *files = arena_printf(c->arena, ngettext_("%lld file", "%lld files", (unsigned long)b->files),
		(long long)b->files);
	return arena_printf(c->arena, "%s, %s, %s, %.1f MB", cases, messages, files, (double)b->bytes / (1 << 20));
}

static json_t *
json_backup(const char *place, const struct backup_info *b)
{
	json_t *j = json_object();
	json_object_set_new(j, "backup", json_text(place));
	json_object_set_new(j, "made", json_time(b->made_at));
	json_object_set_new(j, "program", json_text(*b->program ? b->program : NULL));
	json_object_set_new(j, "version", json_integer(b->version));
	json_object_set_new(j, "cases", json_integer(b->cases));
	json_object_set_new(j, "messages", json_integer(b->messages));
	json_object_set_new(j, "files", json_integer(b->files));
	json_object_set_new(j, "bytes", json_integer(b->bytes));
	json_object_set_new(j, "configuration", json_boolean(b->configuration));
	return j;
}

/* -- backup -------------------------------------------------------------------------------------------------- */

/* In a folder that is there, and is no backup itself: a name with the time in it. */
static const char *
backup_name(struct cli *c)
{
	struct stat st;
	struct clock_local t;
	char here[PATH_MAX];
	char *name = paths_expand(c->arena, c->args[0], getcwd(here, sizeof here));
	size_t len = strlen(name);
	while (len > 1 && name[len - 1] == '/')
		name[--len] = '\0';
	if (stat(name, &st) || !S_ISDIR(st.st_mode) || access(arena_printf(c->arena, "%s/backup", name), F_OK) == 0)
		return name;
	clock_to_local(clock_now(), &t);
	return arena_printf(c->arena, "%s/sportello-%04d%02d%02d-%02d%02d%02d", name, t.year, t.month, t.day, t.hour, t.minute,
		t.second);
}

/* Never made on the way: a backup of nothing is none. */
static int
open_existing(struct cli *c, struct error *err)
{
	const char *path = c->store_path ? c->store_path : conf_store_path(c->conf, c->arena);
	if (access(path, F_OK) < 0)
		return error_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
	return cli_open_store(c, STORE_DESK, err);
}

int
cli_backup(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct backup_info b;
	if (c->arg_count != 1)
		return cli_usage(c);
	struct showing s = begin_showing(c);
	struct backup_order o = { .place = backup_name(c), .watch = show_progress, .ctx = &s };
	if (cli_opt(c, "with-config")) {
		if (!conf_exists(c->conf)) {
			error_set(&err, ERR_CONFIG, _("%s does not exist: there is no configuration to take along"),
				conf_find(c->config_path, c->arena));
			return cli_fail(&err);
		}
		o.configuration = conf_file(c->conf);
	}
	int rc = open_existing(c, &err) < 0 ? -1 : backup_make(c->store, &o, &b, &err);
	end_showing(&s);
	if (rc < 0)
		return cli_fail(&err);
	if (c->json) {
		cli_json(json_backup(o.place, &b));
	} else if (!c->quiet) {
		printf("%s: %s\n", o.place, holds(c, &b));
		printf("%s\n", b.configuration ? _("Looked through, and whole. The configuration is in it; passwords are not.")
			: _("Looked through, and whole. Neither the configuration nor passwords are in it."));
	}
	return 0;
}

/* -- restore -------------------------------------------------------------------------------------------------- */

static void
say_what(struct cli *c, const char *place, const struct backup_info *b)
{
	struct clock_local t;
	clock_to_local(b->made_at, &t);
	printf(_("%s: made %04d-%02d-%02d %02d:%02d, %s, version %d of the store"), place, t.year, t.month, t.day, t.hour,
		t.minute, holds(c, b), b->version);
	printf("%s\n", b->version < store_version() ? _(" (it is brought up to date)") : "");
}

/* Where there is none; one that is there stays as it is. */
static void
put_configuration(struct cli *c, const char *place)
{
	const char *from = arena_printf(c->arena, "%s/configuration", place), *to = conf_find(c->config_path, c->arena);
	struct buf text = BUF_INIT;
	struct error err = ERROR_INIT;
	if (conf_exists(c->conf) || access(to, F_OK) == 0) {
		if (!c->json && !c->quiet)
			printf(_("Your configuration stays as it is; the backup's is %s.\n"), from);
		return;
	}
	const char *slash = strrchr(to, '/');
	bool made = !slash || slash == to || paths_make_dir(arena_strn(c->arena, to, (size_t)(slash - to)), &err) == 0;
	if (!made || file_read(from, 16 << 20, &text) < 0 || file_replace(to, text.data, text.len) < 0)
		fprintf(stderr, _("sportello: %s: cannot be written: %s\n"), to, made ? strerror(errno) : err.text);
	else if (!c->json && !c->quiet)
		printf(_("The configuration is back, too: %s.\n"), to);
	buf_free(&text);
}

static int
report_restored(struct cli *c, const struct restore_order *o, const struct backup_info *b, const char *aside)
{
	if (c->json) {
		json_t *j = json_backup(o->place, b);
		json_object_set_new(j, "store", json_text(o->path));
		json_object_set_new(j, "aside", json_text(aside));
		cli_json(j);
	} else if (!c->quiet) {
		say_what(c, o->place, b);
		printf(_("It is %s now.\n"), o->path);
		if (aside)
			printf(_("The store that was there is %s, a backup itself: remove it when you need it no more.\n"), aside);
		puts(_("Nothing leaves until `sportello outbox adopt`. The index of texts is made anew by `sportello sync`."));
	}
	if (b->configuration)
		put_configuration(c, o->place);
	return 0;
}

int
cli_restore(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct backup_info b;
	char *aside = NULL;
	if (c->arg_count != 1)
		return cli_usage(c);
	struct showing s = begin_showing(c);
	struct restore_order o = { .place = paths_expand(c->arena, c->args[0], NULL), .replace = cli_opt(c, "replace") != NULL,
		.path = c->store_path ? c->store_path : conf_store_path(c->conf, c->arena), .watch = show_progress, .ctx = &s };
	if (cli_opt(c, "dry-run")) {
		if (backup_look(o.place, &b, &err) < 0)
			return cli_fail(&err);
		if (c->json)
			cli_json(json_backup(o.place, &b));
		else
			say_what(c, o.place, &b);
		return 0;
	}
	int rc = backup_restore(&o, c->arena, &b, &aside, &err);
	end_showing(&s);
	return rc < 0 ? cli_fail(&err) : report_restored(c, &o, &b, aside);
}
