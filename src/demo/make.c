/*
 * make.c - makes the world: the folder, the configuration, then pass after pass: sportello-sync takes in
 * what has come until then, and the agents do what they did.
 */
#include "demo_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

/* -- the folder ------------------------------------------------------------------------------------------------- */

void
demo_environment(const char *dir)
{
	static const struct { const char *name, *below; } folders[] = {
		{ "XDG_CONFIG_HOME", "home/config" }, { "XDG_DATA_HOME", "home/data" }, { "XDG_STATE_HOME", "home/state" },
		{ "XDG_CACHE_HOME", "home/cache" }, { "NOTMUCH_CONFIG", "notmuch-config" },
		{ "SPORTELLO_CONFIG", "config" }, { "SPORTELLO_STORE", "store.db" },
	};
	static const char *const gone[] = { "NOTMUCH_PROFILE", "NOTMUCH_DATABASE", "MAILDIR", "EMAIL" };
	struct arena *a = arena_new();

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
		(void)setenv(folders[i].name, arena_printf(a, "%s/%s", dir, folders[i].below), 1);
	for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
		(void)unsetenv(gone[i]);
	arena_free(a);
}

bool
demo_is_there(const char *dir)
{
	struct arena *a = arena_new();
	bool there = !access(arena_printf(a, "%s/script.json", dir), R_OK) &&
		!access(arena_printf(a, "%s/store.db", dir), R_OK);

	arena_free(a);
	return there;
}

static bool
is_empty(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;
	bool empty = true;

	while (d && empty && (e = readdir(d)))
		empty = str_eq(e->d_name, ".") || str_eq(e->d_name, "..");
	if (d)
		closedir(d);
	return empty;
}

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	(void)what;
	(void)where;
	return remove(path);
}

/* The sync that was started for the console has ended when its lock is free. */
static void
wait_for_sync(const char *dir)
{
	struct arena *a = arena_new();
	int fd = open(arena_printf(a, "%s/sync.lock", dir), O_RDWR | O_CLOEXEC);
	char text[24] = "";
	int64_t pid = 0;

	for (int i = 0; fd >= 0 && i < 200 && flock(fd, LOCK_EX | LOCK_NB); i++) {
		if (i == 100 && pread(fd, text, sizeof text - 1, 0) > 0 && !str_to_int64(str_trim(a, text), &pid) && pid > 1)
			(void)kill((pid_t)pid, SIGTERM);
		(void)usleep(50000);
	}
	if (fd >= 0)
		(void)close(fd);
	arena_free(a);
}

int
demo_remove(const char *dir, struct error *err)
{
	if (!demo_is_there(dir))
		return error_set(err, ERR_INPUT, _("%s: holds no sample world; it is left as it is"), dir);
	wait_for_sync(dir);
	if (nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS))
		return error_set(err, ERR_SYSTEM, _("%s: could not be removed: %s"), dir, strerror(errno));
	return 0;
}

/* -- configuration ------------------------------------------------------------------------------------------------ */

/* {dir} and the like of the world's text. */
static char *
fill_in(struct world *w, const char *text)
{
	const char *program = paths_find_program(w->arena, "sportello");
	const struct { const char *name, *value; } values[] = {
		{ "{dir}", w->dir },
		{ "{quoted}", str_quote(w->arena, w->dir) },
		{ "{program}", str_quote(w->arena, program) },
		{ "{part}", arena_printf(w->arena, "%s demo-part %s", str_quote(w->arena, program),
			str_quote(w->arena, w->dir)) },
		{ "{calls}", arena_printf(w->arena, "%s %s", str_quote(w->arena, arena_printf(w->arena, "%s/exec-calls",
			paths_example_dir(w->arena))), str_quote(w->arena, arena_printf(w->arena, "%s/calls.csv", w->dir))) },
	};
	struct buf b = BUF_INIT;
	char *out;

	while (*text) {
		size_t i;

		for (i = 0; i < sizeof values / sizeof values[0] && !str_starts(text, values[i].name); i++)
			continue;
		if (i < sizeof values / sizeof values[0]) {
			buf_adds(&b, values[i].value);
			text += strlen(values[i].name);
		} else {
			buf_addc(&b, *text++);
		}
	}
	out = arena_strn(w->arena, b.data, b.len);
	buf_free(&b);
	return out;
}

/* The text of the only block of its kind. */
static char *
text_of(struct world *w, const char *kind)
{
	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->blocks[i].kind, kind))
			return fill_in(w, arena_printf(w->arena, "%s\n", w->blocks[i].body));
	return arena_str(w->arena, "");
}

struct embedded { const char *name, *text; };
extern const struct embedded demo_answers[];

/* The sample answers; this shop calls an order `ordine`. */
static const char *
shop_words(struct world *w, const char *text)
{
	struct buf b = BUF_INIT;
	static const char *const swaps[][2] = { { "{case.order}", "{case.ordine}" }, { "ask: order\n", "ask: ordine\n" } };

	while (*text) {
		size_t i = 0;

		while (i < 2 && !str_starts(text, swaps[i][0]))
			i++;
		if (i < 2)
			buf_adds(&b, swaps[i][1]);
		else
			buf_addc(&b, *text);
		text += i < 2 ? strlen(swaps[i][0]) : 1;
	}
	text = arena_strn(w->arena, b.data, b.len);
	buf_free(&b);
	return text;
}

static int
make_answers(struct world *w, struct error *err)
{
	if (paths_make_dir(arena_printf(w->arena, "%s/answers", w->dir), err))
		return -1;
	for (const struct embedded *e = demo_answers; e->name; e++) {
		const char *text = shop_words(w, e->text);

		if (world_file(w->dir, arena_printf(w->arena, "answers/%s.txt", e->name), text, strlen(text), 0644, err))
			return -1;
	}
	return 0;
}

int
make_config(struct world *w, struct error *err)
{
	const char *text = text_of(w, "config"), *open = text_of(w, "open"), *orders = text_of(w, "orders");
	const char *notmuch = arena_printf(w->arena, "[database]\npath=%s/Mail\n[user]\nname=Bottega Lume\n"
		"primary_email=ciao@bottegalume.example\n[new]\ntags=unread;inbox\n[maildir]\nsynchronize_flags=true\n",
		w->dir);
	json_t *accounts = json_object();
	const struct conf_account *list;
	size_t n;

	json_object_set_new(w->script, "accounts", accounts);
	if (world_file(w->dir, "config", text, strlen(text), 0600, err) || make_answers(w, err) ||
	    world_file(w->dir, "notmuch-config", notmuch, strlen(notmuch), 0600, err) ||
	    world_file(w->dir, "calls.csv", "", 0, 0600, err) ||
	    world_file(w->dir, "open", open, strlen(open), 0700, err) ||
	    world_file(w->dir, "orders", orders, strlen(orders), 0700, err) ||
	    conf_load(arena_printf(w->arena, "%s/config", w->dir), w->arena, &w->conf, err))
		return -1;
	verb_policy(w->conf, &w->policy);
	list = conf_accounts(w->conf, &n);
	for (size_t i = 0; i < n; i++) {
		const char *address = conf_account_str(&list[i], OPT_ACCOUNT_ADDRESS);

		json_object_set_new(accounts, list[i].name, json_string(address ? address : ""));
		if (str_eq(list[i].channel, "mail") && conf_account_bool(&list[i], OPT_MAIL_PEC) && address)
			json_object_set_new(w->script, "pec", json_string(bare_address_of(w->arena, address)));
	}
	return 0;
}

static int
write_json(struct world *w, struct error *err)
{
	char *text = json_dumps(w->script, JSON_INDENT(1) | JSON_SORT_KEYS);
	int rc = text ? world_file(w->dir, "script.json", text, strlen(text), 0600, err) :
		error_set(err, ERR_CONFIG, "the world's text is not UTF-8");

	free(text);
	return rc;
}

/* -- passes ---------------------------------------------------------------------------------------------------------- */

static int
run_sync(struct world *w, const struct demo_block *b, int64_t at, struct error *err)
{
	char now[32];
	const char *const fixed[] = { paths_find_program(w->arena, "sportello-sync"), "--config",
		arena_printf(w->arena, "%s/config", w->dir), "--store", arena_printf(w->arena, "%s/store.db", w->dir),
		"--jobs", "1", "--quiet", "--now", now };
	const size_t n = sizeof fixed / sizeof fixed[0];
	const char **argv = arena_array(w->arena, const char *, n + 2 * b->arg_count + 1);
	struct process_spec spec = { .argv = argv, .timeout_ms = 120000 };
	struct process_result r;

	clock_rfc3339(now, at);
	memcpy(argv, fixed, sizeof fixed);
	for (size_t i = 1; i < b->arg_count; i++) {
		argv[n + 2 * i - 2] = "--account";
		argv[n + 2 * i - 1] = b->args[i];
	}
	if (process_run(&spec, w->arena, &r, err))
		return -1;
	if (r.status)
		return error_set(err, ERR_SYSTEM, _("sportello-sync ended with status %d: %s"), r.status,
			*r.err ? r.err : r.out);
	return 0;
}

int
make_pass(struct world *w, const struct demo_block *b, struct error *err)
{
	const char *clock;
	int64_t at;

	if (!b->arg_count || world_time(w, b->args[0], &at, err))
		return block_error(b, (error_clear(err), err), "pass TIME [ACCOUNT...]");
	clock = arena_printf(w->arena, "%lld\n", (long long)at);
	if (world_file(w->dir, "clock", clock, strlen(clock), 0600, err) || run_sync(w, b, at, err))
		return -1;
	return act_lines(w, b, err);
}

/* Held open from the first pass to the last: a connection that stays spares every other one the tidying up
 * that the last one does. */
static int
open_store(struct world *w, struct error *err)
{
	struct store_options o = { .path = arena_printf(w->arena, "%s/store.db", w->dir), .role = STORE_DESK,
		.create = true, .policy = &w->policy };

	return store_open(&o, &w->store, err);
}

static int
make(struct world *w, struct error *err)
{
	if (world_read(w, err) || pec_keys(w->dir, err) || make_config(w, err) || make_mail(w, err) ||
	    make_chats(w, err) || write_json(w, err) || open_store(w, err))
		return -1;
	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->blocks[i].kind, "pass") && make_pass(w, &w->blocks[i], err))
			return -1;
	return 0;
}

int
demo_make(const char *dir, int64_t now, bool still, struct error *err)
{
	struct world w = { .arena = arena_new(), .dir = dir, .now = now / MS_SECOND * MS_SECOND,
		.script = json_object() };
	int rc;

	if (!is_empty(dir)) {
		rc = error_set(err, ERR_INPUT, _("%s: is not empty; name another folder for the sample world"), dir);
	} else {
		rc = paths_make_dir(dir, err);
		if (!rc && (rc = make(&w, err)))
			(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);	/* half a world is none */
		if (!still)
			(void)unlink(arena_printf(w.arena, "%s/clock", dir));
	}
	store_close(w.store);
	json_decref(w.script);
	arena_free(w.arena);
	return rc;
}

int
demo_part(const char *dir, const char *const *args, size_t n)
{
	if (n == 2 && str_eq(args[0], "chat"))
		return part_chat(dir, args[1]);
	if (n == 1 && str_eq(args[0], "post"))
		return part_post(dir);
	if (n >= 1 && str_eq(args[0], "mailer"))
		return part_mailer(dir, args + 1, n - 1);
	return 2;
}
