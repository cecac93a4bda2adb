/*
 * store_open.c - opening a store: whose file it is, what a newer, damaged or foreign file says, read-
 * only folders, many programs at once, a full disk, and what each program may never write.
 */
#include "store_world.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

static struct digest
digest_of_file(const char *path)
{
	struct buf b = BUF_INIT;
	char chunk[65536];
	size_t n;
	FILE *f = fopen(path, "re");
	while (f && (n = fread(chunk, 1, sizeof chunk, f)) > 0)
		buf_add(&b, chunk, n);
	if (f)
		fclose(f);
	struct digest d = digest_of(b.data, b.len);
	buf_free(&b);
	return d;
}

static int
open_path(struct world *w, const char *path, enum store_role role, bool create, struct store **s)
{
	struct store_options o = { .path = path, .role = role, .create = create, .state_dir = w->state };
	error_clear(&w->err);
	*s = NULL;
	return store_open(&o, s, &w->err);
}

/* Opening fails with the code and a word, and the file is what it was. */
static void
refuses(struct world *w, const char *path, enum error_code code, const char *word, const char *what)
{
	struct digest before = digest_of_file(path), after;
	struct store *s;
	int rc = open_path(w, path, STORE_DESK, true, &s);
	store_close(s);
	after = digest_of_file(path);
	T_OK(rc < 0 && w->err.code == code && strstr(w->err.text, word), "%s: %s", what, w->err.text);
	T_OK(!memcmp(&before, &after, sizeof before), "and the file is untouched");
}

static char *
copy_store(struct world *w, const char *name)
{
	char *path = arena_printf(w->a, "%s/data/%s", w->dir, name), chunk[65536];
	size_t n;
	sqlite3_wal_checkpoint_v2(w->s->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
	FILE *in = fopen(w->path, "re"), *out = fopen(path, "we");
	while (in && out && (n = fread(chunk, 1, sizeof chunk, in)) > 0)
		if (fwrite(chunk, 1, n, out) != n)
			exit(99);
	fclose(in);
	fclose(out);
	return path;
}

static void
sql_on(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		T_OK(false, "%s", sqlite3_errmsg(db));
	sqlite3_close(db);
}

static int
mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

/* -- files ------------------------------------------------------------------------------------------- */

static void
test_new(struct world *w)
{
	struct store *s;
	T_INT(mode_of(arena_printf(w->a, "%s/data", w->dir)), 0700);
	T_INT(mode_of(w->path), 0600);
	T_INT(mode_of(arena_printf(w->a, "%s-wal", w->path)), 0600);
	T_INT(w_int(w, "PRAGMA user_version"), store_version());
	T_INT(w_int(w, "SELECT count(*) FROM meta WHERE key IN ('mark_key', 'delivery_id')"), 2);
	T_OK(open_path(w, arena_printf(w->a, "%s/none/store.db", w->dir), STORE_DESK, false, &s) < 0 &&
		strstr(w->err.text, "sportello sync"), "no store: %s", w->err.text);
	T_OK(open_path(w, w->dir, STORE_DESK, true, &s) < 0, "a folder is no store: %s", w->err.text);
	store_close(NULL);
}

static void
test_foreign(struct world *w)
{
	char *newer = copy_store(w, "newer.db"), *foreign = copy_store(w, "foreign.db"), *text = copy_store(w,
		"text.db");
	char *damaged = copy_store(w, "damaged.db");
	struct store *s;
	char **findings;
	sql_on(newer, "PRAGMA user_version=99");
	refuses(w, newer, ERR_VERSION, "99", "a newer store");
	sql_on(foreign, "PRAGMA application_id=42");
	refuses(w, foreign, ERR_STORE, "no store", "somebody else's database");
	FILE *f = fopen(text, "we");
	for (int i = 0; i < 500; i++)
		fputs("This is no database at all.\n", f);
	fclose(f);
	refuses(w, text, ERR_STORE, "damaged", "a text file");
	/* garbage in the middle: seen by the check, and no crash */
	f = fopen(damaged, "r+e");
	fseek(f, 4096 * 7, SEEK_SET);
	for (int i = 0; i < 4096 * 3; i++)
		fputc(i * 37 & 0xff, f);
	fclose(f);
	if (open_path(w, damaged, STORE_ADMIN, false, &s) == 0) {
		error_clear(&w->err);
		int rc = store_check(s, false, w->a, &findings, &w->err);
		T_OK(rc < 0 || findings[0], "damage is found: %s", rc < 0 ? w->err.text : findings[0]);
		store_close(s);
	} else {
		T_OK(strstr(w->err.text, "damaged"), "damage is found at once: %s", w->err.text);
	}
}

/* -- a folder that cannot be written ----------------------------------------------------------------- */

/* Runs fn in a process that owns nothing; its exit status counts. */
static int
as_nobody(struct world *w, int (*fn)(struct world *))
{
	int status = -1;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (geteuid() == 0 && (setgroups(0, NULL) < 0 || setgid(65534) < 0 || setuid(65534) < 0))
			_exit(98);
		_exit(fn(w));
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static int64_t kept_case;

static int
read_there(struct world *w)
{
	struct store *s;
	struct case_row r;
	struct act act = { .verb = ACT_FLAG, .case_id = kept_case, .flag = true };
	struct act_actor who = { .agent = w->eva };
	struct act_result out;
	if (open_path(w, w->path, STORE_DESK, false, &s) < 0) {
		printf("# %s\n", w->err.text);
		fflush(stdout);
		return 1;
	}
	if (!store_read_only(s))
		return 2;
	if (read_case(s, kept_case, w->eva, w->a, &r, &w->err) < 0)
		return 3;
	if (store_act(s, &who, &act, 1, false, w->a, &out, &w->err) == 0 || !strstr(w->err.text, "read-only"))
		return 4;
	store_close(s);
	return 0;
}

static void
test_read_only(struct world *w)
{
	char *data = arena_printf(w->a, "%s/data", w->dir);
	kept_case = w_case_of(w, MAIL(w, .remote_id = "ro@x", FROM("Ro", "ro@only.example"), TO_US,
		.text = "Can you read this?"));
	chmod(w->dir, 0755);
	chmod(data, 0555);
	chmod(w->path, 0444);
	chmod(arena_printf(w->a, "%s-wal", w->path), 0444);
	chmod(arena_printf(w->a, "%s-shm", w->path), 0444);
	T_INT(as_nobody(w, read_there), 0);	/* what lies in the log alone is seen, too */
	chmod(data, 0700);
	chmod(w->path, 0600);
	store_close(w->s);
	chmod(data, 0555);
	chmod(w->path, 0444);
	T_INT(as_nobody(w, read_there), 0);
	chmod(data, 0700);
	chmod(w->path, 0600);
	w->s = w_open_as(w, STORE_ADMIN);
}

/* -- many at once ------------------------------------------------------------------------------------ */

static int
open_and_write(struct world *w, const char *path, int i)
{
	struct store *s;
	int64_t id;
	if (open_path(w, path, i % 2 ? STORE_SYNC : STORE_DESK, true, &s) < 0) {
		printf("# %s\n", w->err.text);
		fflush(stdout);
		return 1;
	}
	for (int k = 0; k < 200; k++) {
		error_clear(&w->err);
		if (store_agent(s, arena_printf(w->a, "agent%d", i), NULL, &id, &w->err) == 0)
			break;
		usleep(1000);
	}
	store_close(s);
	return w->err.code ? 2 : 0;
}

static void
test_many(struct world *w)
{
	enum { PROGRAMS = 8 };
	char *path = arena_printf(w->a, "%s/many/store.db", w->dir);
	pid_t pids[PROGRAMS];
	int good = 0, status;
	fflush(stdout);
	for (int i = 0; i < PROGRAMS; i++)
		if ((pids[i] = fork()) == 0)
			_exit(open_and_write(w, path, i));
	for (int i = 0; i < PROGRAMS; i++)
		if (waitpid(pids[i], &status, 0) == pids[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0)
			good++;
	T_INT(good, PROGRAMS);
	struct store *s;
	W_DO(open_path(w, path, STORE_ADMIN, false, &s));
	struct store *mine = w->s;
	w->s = s;
	T_INT(w_int(w, "SELECT count(*) FROM agent"), PROGRAMS);
	T_INT(w_int(w, "SELECT count(*) FROM meta WHERE key='mark_key'"), 1);
	T_INT(w_int(w, "PRAGMA user_version"), store_version());
	w->s = mine;
	store_close(s);
}

static void
test_news_between(struct world *w)
{
	struct store *desk = NULL;
	int64_t was[AREA_COUNT] = { 0 }, is[AREA_COUNT] = { 0 };
	W_DO(open_path(w, w->path, STORE_DESK, false, &desk));
	W_DO(store_areas(desk, was, &w->err));
	T_OK(!store_changed(desk), "nothing new");
	MAIL(w, .remote_id = "news@x", FROM("Ned", "ned@news.example"), TO_US, .text = "Any news?");
	T_OK(store_changed(desk), "another program wrote");
	T_OK(!store_changed(desk), "and said so once");
	W_DO(store_areas(desk, is, &w->err));
	T_OK(is[AREA_CASE] > was[AREA_CASE] && is[AREA_DRAFT] == was[AREA_DRAFT],
		"only the areas that moved say so");
	/* somebody holds the lock */
	W_DO(db_begin(w->s, false, &w->err));
	struct act act = { .verb = ACT_FLAG, .case_id = kept_case, .flag = true };
	struct act_actor who = { .agent = w->eva };
	struct act_result out = { .count = 7 };
	error_clear(&w->err);
	T_OK(store_act(desk, &who, &act, 1, false, w->a, &out, &w->err) < 0 && w->err.code == ERR_BUSY,
		"a lock is no error but a wait: %s",
		w->err.text);
	T_INT(out.count, 7);
	T_INT(w_case(w, kept_case).flagged, 0);
	db_rollback(w->s);
	error_clear(&w->err);
	W_DO(store_act(desk, &who, &act, 1, false, w->a, &out, &w->err));
	T_INT(w_case(w, kept_case).flagged, 1);
	store_close(desk);
}

/* -- older stores ------------------------------------------------------------------------------------ */

struct embedded { const char *name, *text; };
extern const struct embedded store_migrations[];

static char *
schema_of(struct world *w, struct store *s)
{
	struct store *mine = w->s;
	struct buf b = BUF_INIT;
	sqlite3_stmt *st = NULL;
	w->s = s;
	if (sqlite3_prepare_v2(s->db, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name", -1, &st, NULL) == SQLITE_OK)
		while (sqlite3_step(st) == SQLITE_ROW)
			buf_addf(&b, "%s\n", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	w->s = mine;
	char *text = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return text;
}

/* A store as an older version left it, with a message in it: every step leads to the schema of today, keeps what
 * was there, and leaves a copy of the file as it was. */
static void
test_upgrade(struct world *w)
{
	for (int version = 1; version < store_version(); version++) {
		char *path = arena_printf(w->a, "%s/data/old-%d.db", w->dir, version);
		struct store *s, *mine = w->s;
		struct stream_row *rows;
		size_t n;
		bool more;
		for (int step = 0; step < version; step++)
			sql_on(path, store_migrations[step].text);
		sql_on(path, "INSERT INTO meta(key, value) VALUES('created_at', 1)");
		sql_on(path, "INSERT INTO account(id, uid, name, channel, speaks_as, since_at) VALUES(1, x'01', 'page', 'exec',"
			" 'facebook', 0); INSERT INTO thread(id, uid, account, remote_id, audience) VALUES(1, x'02', 1, 'p', 3);"
			" INSERT INTO message(id, uid, thread, remote_id, direction, kind, audience, received_at, stored_at)"
			" VALUES(1, x'03', 1, 'c', 0, 0, 3, 1, 1); UPDATE counter SET value=1 WHERE name='item'");
		sql_on(path, arena_printf(w->a, "PRAGMA application_id=%d; PRAGMA user_version=%d", 0x53504f52, version));
		W_DO(open_path(w, path, STORE_ADMIN, false, &s));
		if (!s)
			continue;
		T_OK(!strcmp(schema_of(w, s), schema_of(w, mine)), "from version %d: the schema of today", version);
		w->s = s;
		T_INT(w_int(w, "PRAGMA user_version"), store_version());
		T_INT(w_int(w, "SELECT count(*) FROM message"), 1);
		w->s = mine;
		struct stream_page page = { .limit = 10, .all = true };
		W_DO(read_stream(s, &page, w->a, &rows, &n, &more, &w->err));
		T_INT(n, 0);
		T_INT(mode_of(arena_printf(w->a, "%s.before-%d", path, version)), 0600);
		store_close(s);
	}
}

/* -- who may write what ------------------------------------------------------------------------------ */

static bool
may(struct store *s, const char *sql)
{
	struct error err = ERROR_INIT;
	sqlite3_stmt *st = db_prepare(s, sql, &err);
	sqlite3_finalize(st);
	return st != NULL;
}

static void
test_roles(struct world *w)
{
	static const char *const never_desk[] = { "INSERT INTO message(id) VALUES(1)",
		"UPDATE message SET subject='x'", "DELETE FROM message",
		"UPDATE message SET case_id=1, flags=0", "INSERT INTO event(id) VALUES(1)",
			"UPDATE cursor SET value='x'", "DELETE FROM job",
		"DELETE FROM mail_file", "DELETE FROM problem", "UPDATE message_revision SET at=0",
			"DELETE FROM search.doc" };
	static const char *const never_sync[] = { "INSERT INTO draft(id) VALUES(1)", "DELETE FROM draft",
		"UPDATE draft SET body='x'",
		"DELETE FROM read_mark", "INSERT INTO setting(key, value) VALUES('a', 1)" };
	struct store *desk = NULL, *sync = NULL;
	int64_t id;
	W_DO(w_index(w));
	W_DO(open_path(w, w->path, STORE_DESK, false, &desk));
	W_DO(open_path(w, w->path, STORE_SYNC, false, &sync));
	T_OK(db_attach_search(desk), "the console reads the index");
	for (size_t i = 0; i < sizeof never_desk / sizeof *never_desk; i++)
		T_OK(!may(desk, never_desk[i]), "the console never: %s", never_desk[i]);
	for (size_t i = 0; i < sizeof never_sync / sizeof *never_sync; i++)
		T_OK(!may(sync, never_sync[i]), "sync never: %s", never_sync[i]);
	T_OK(may(desk, "UPDATE message SET case_id=1 WHERE id=1"),
		"whose case a message is, the agent decides");
	T_OK(may(sync, "UPDATE message SET subject='x' WHERE id=1"), "sync writes what arrives");
	struct draft d = { .agent = w->eva, .kind = "note", .case_id = kept_case, .body = "x" };
	T_OK(draft_save(sync, &d, &w->err) < 0, "sync saves no draft: %s", w->err.text);
	error_clear(&w->err);
	W_DO(draft_save(desk, &d, &w->err));
	struct message_in m = { .remote_id = "desk@x", .thread = "desk@x", FROM("D", "d@d.example"),
		.text = "x" };
	struct batch b = { .messages = &m, .message_count = 1 };
	struct feed_result r = { 0 };
	T_OK(feed_batch(desk, &w->mail_ctx, &b, &r, &w->err) < 0, "the console feeds nothing: %s", w->err.text);
	error_clear(&w->err);
	W_DO(store_agent(desk, "new", NULL, &id, &w->err));
	store_close(desk);
	store_close(sync);
}

/* -- a full disk ------------------------------------------------------------------------------------- */

static int
write_too_much(struct world *w)
{
	struct stat st;
	struct store *s;
	struct act_result out;
	char *big = arena_alloc(w->a, 4 << 20);
	memset(big, 'x', (4 << 20) - 1);
	struct act act = { .verb = ACT_NOTE, .case_id = kept_case, .text = big };
	struct act_actor who = { .agent = w->eva };
	if (stat(w->path, &st) < 0 || open_path(w, w->path, STORE_DESK, false, &s) < 0)
		return 1;
	signal(SIGXFSZ, SIG_IGN);
	struct rlimit lim = { (rlim_t)st.st_size + (1 << 20), RLIM_INFINITY };
	if (setrlimit(RLIMIT_FSIZE, &lim) < 0)
		return 2;
	error_clear(&w->err);
	if (store_act(s, &who, &act, 1, true, w->a, &out, &w->err) == 0)
		return 3;
	if (w->err.code != ERR_STORE || !strstr(w->err.text, "disk"))
		return 4;
	lim.rlim_cur = RLIM_INFINITY;
	setrlimit(RLIMIT_FSIZE, &lim);
	act.text = "a small note";
	error_clear(&w->err);
	if (store_act(s, &who, &act, 1, true, w->a, &out, &w->err) < 0)
		return 5;
	store_close(s);
	return 0;
}

static void
test_full(struct world *w)
{
	char **findings;
	int status = -1;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0)
		_exit(write_too_much(w));
	waitpid(pid, &status, 0);
	T_OK(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a full disk is said, and nothing is lost: %d",
		status);
	T_INT(w_int(w, "SELECT count(*) FROM note"), 1);
	W_DO(store_check(w->s, false, w->a, &findings, &w->err));
	T_STR(findings[0], NULL);
}

/* Two that read in turn, so that somebody reads at any time, until they are killed. */
static void
read_always(const char *path)
{
	sqlite3 *db[2] = { NULL, NULL };
	for (int i = 0; i < 2; i++)
		if (sqlite3_open(path, &db[i]) != SQLITE_OK)
			_exit(1);
	for (int i = 0;; i = !i) {
		sqlite3_exec(db[i], "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL);
		sqlite3_exec(db[!i], "COMMIT", NULL, NULL, NULL);
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
}

/* The log does not grow for ever because there is always somebody who reads. */
static void
test_log(struct world *w)
{
	char *path = arena_printf(w->a, "%s/data/log.db", w->dir), *log = arena_printf(w->a, "%s-wal", path);
	struct store *s;
	struct stat st = { .st_size = 0 };
	int bad = 0;
	T_INT(open_path(w, path, STORE_SYNC, true, &s), 0);
	s->log_most = 400;
	pid_t pid = fork();
	if (pid == 0)
		read_always(path);
	usleep(50000);
	for (int i = 0; i < 300; i++) {
		bad += db_begin(s, false, &w->err) < 0 || db_run(s, STMT_TEXT_PUT, &w->err, "zt", (int64_t)0,
			arena_printf(w->a, "%080000d", i)) < 0 || db_commit(s, &w->err) < 0;
		usleep(500);
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	T_INT(bad, 0);
	T_INT(stat(log, &st), 0);
	T_OK(st.st_size < 4 * 1600000, "of 6,000 pages the log holds %lld bytes", (long long)st.st_size);
	store_close(s);
}

int
main(void)
{
	static void (*const tests[])(struct world *) = { test_new, test_foreign, test_read_only, test_many,
		test_news_between, test_upgrade, test_roles,
		test_full, test_log };
	struct world world, *w = &world;
	w_begin(w);
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
		tests[i](w);
	return w_end(w);
}
