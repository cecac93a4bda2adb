/*
 * store.c - no memory, anywhere in the store: each allocation of a piece of work fails once.  It is done, refused in
 * words, or the program ends and says why; the store is whole; each step of the work is there as a whole or not at all;
 * and the work, gone on with, ends where it would have ended.
 */
#define W_DO(call) ((void)((call) == 0 || printf("# %s: %s\n", #call, w->err.text)))
#include "../unit/store_world.h"

#include <dirent.h>
#include <fcntl.h>

#include "fail.h"

enum { FILES = 3, STEPS = 8 };
/* the last is what the machine knows of the store: its name is found */
static const char *names[FILES] = { "data/store.db", "data/search.db", NULL };

struct embedded { const char *name, *text; };
extern const struct embedded store_migrations[];

/* What a step did, and did not: counts and lengths of all that stands in the tables. */
struct scene {
	const char *name;
	bool fresh, old;		/* there is no store yet; it is of an older version */
	bool pieces;			/* a step may be several transactions: messages, then how far one has come */
	bool reads;			/* changes nothing: what it finds is compared */
	int count;
	int (*step[STEPS])(struct world *w, struct trial *t);
};

static struct world world;		/* paths and ids, for children too */
static struct image { char *bytes; size_t len; } ours[FILES], older[FILES];
static int64_t the_case, the_message;

/* -- steps --------------------------------------------------------------------------------------------------- */

static int
act(struct world *w, struct act one)
{
	struct act_result r;

	return w_acts(w, w->eva, &one, 1, &r);
}

static int
do_note(struct world *w, struct trial *t)
{
	(void)t;
	return act(w, (struct act){ .verb = ACT_NOTE, .case_id = the_case, .text = "She called back; @max, see to it." });
}

static int
do_many(struct world *w, struct trial *t)
{
	const char *const tags[] = { "lamp", "vip", NULL };
	struct act acts[] = {
		{ .verb = ACT_TAG, .case_id = the_case, .add = tags },
		{ .verb = ACT_STATUS, .case_id = the_case, .value = STATUS_PENDING },
		{ .verb = ACT_ASSIGN, .case_id = the_case, .name = "max" },
		{ .verb = ACT_PRIORITY, .case_id = the_case, .value = PRIORITY_URGENT },
	};
	struct act_result r;

	(void)t;
	return w_acts(w, w->eva, acts, sizeof acts / sizeof *acts, &r);
}

static int
do_undo(struct world *w, struct trial *t)
{
	(void)t;
	return act(w, (struct act){ .verb = ACT_UNDO });
}

static int
do_draft(struct world *w, struct trial *t)
{
	struct draft d = { .agent = w->eva, .kind = "reply", .case_id = the_case, .body = "It is on its way, truly." };

	(void)t;
	return draft_save(w->s, &d, &w->err);
}

static int
do_queue(struct world *w, struct trial *t)
{
	struct reply_route r;

	(void)t;
	if (read_reply_route(w->s, the_case, NULL, w->a, &r, &w->err) < 0)
		return -1;
	struct act_message m = { .account = r.account, .thread = r.thread, .audience = r.audience, .recipients = r.recipients,
		.recipient_count = r.recipient_count, .subject = r.subject, .text = "It is on its way.",
		.from_address = "help@shop.example", .seen = -1, .no_hold = true };
	return act(w, (struct act){ .verb = ACT_REPLY, .case_id = the_case, .message_out = &m });
}

static int
do_claim(struct world *w, struct trial *t)
{
	int64_t id = 0;

	(void)t;
	return outbox_claim(w->s, w->mail, clock_now(), &care_policy_default, &id, &w->err);
}

static int
do_wire(struct world *w, struct trial *t)
{
	(void)t;
	return outbox_wire(w->s, 1, &w->err);
}

static int
do_sent(struct world *w, struct trial *t)
{
	(void)t;
	return outbox_move(w->s, 1, OUTBOX_WIRE, OUTBOX_SENT, "250 taken", NULL, 0, &w->err);
}

static int
do_arrive(struct world *w, struct trial *t)
{
	struct recipient to = { ROLE_TO, { NULL, "help@shop.example" } };
	struct attachment file = { .part = "2", .name = "lamp.jpg", .type = "image/jpeg", .bytes = 12345 };
	struct message_in m[] = {
		{ .remote_id = "new-1@x", .thread = "new-1@x", .from = { "Bob Stone", "bob@stone.example" }, .subject = "A chair",
			.text = "The chair is broken, I want my money back!\n\nBob Stone\n+39 347 1234567" },
		{ .remote_id = "new-2@x", .thread = "one@x", .in_reply_to = "one@x", .from = { "Ana Perez", "ana@perez.example" },
			.subject = "Re: Lamp", .text = "And where is it now?", .attachments = &file, .attachment_count = 1 },
	};
	struct cursor_in cursor = { .key = "revision", .value = "42" };
	struct batch b = { .messages = m, .message_count = 2, .cursors = &cursor, .cursor_count = 1 };

	(void)t;
	for (size_t i = 0; i < 2; i++) {
		m[i].received_at = m[i].sent_at = clock_now();
		m[i].recipients = &to;
		m[i].recipient_count = 1;
		m[i].content = digest_of(m[i].text, strlen(m[i].text));
	}
	return feed_batch(w->s, &w->mail_ctx, &b, &w->fed, &w->err);
}

static int
do_index(struct world *w, struct trial *t)
{
	(void)t;
	return w_index(w);
}

/* -- what is read ---------------------------------------------------------------------------------------------- */

static void
mix(struct trial *t, int which, const char *s)
{
	unsigned long h = t->result[which] ? t->result[which] : 5381;

	for (; s && *s; s++)
		h = h * 33 + (unsigned char)*s;
	t->result[which] = h * 33 + (s ? 1 : 2);
}

static int
do_list(struct world *w, struct trial *t)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct case_row *rows;
	size_t n = 0;
	bool more, cut = false;

	if (query_parse("from:perez or lamp", &ctx, w->a, &q, NULL, &w->err) < 0)
		return -1;
	struct case_page p = { .query = q, .agent = w->eva, .limit = 50 };
	if (read_cases(w->s, &p, w->a, &rows, &n, &more, &cut, &w->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		mix(t, 0, rows[i].subject);
		mix(t, 0, rows[i].customer_name);
		t->result[1] += (unsigned long)rows[i].number;
	}
	t->result[2] = cut;
	return 0;
}

static int
do_timeline(struct world *w, struct trial *t)
{
	struct timeline_page p = { .case_id = the_case, .parts = 31, .limit = 50 };
	struct item_row *rows;
	size_t n;
	bool more;

	if (read_timeline(w->s, &p, w->a, &rows, &n, &more, &w->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		mix(t, 3, rows[i].body);
		mix(t, 3, rows[i].subject);
		mix(t, 3, rows[i].words);
	}
	t->result[4] = n;
	return 0;
}

static int
do_search(struct world *w, struct trial *t)
{
	struct query_context ctx = { .now = clock_now() };
	struct query *q;
	struct item_row *rows;
	struct customer_row *people;
	size_t n = 0, found = 0;
	bool more, cut;

	if (query_parse("lamp", &ctx, w->a, &q, NULL, &w->err) < 0 ||
	    read_search(w->s, q, w->eva, NULL, 10, w->a, &rows, &n, &more, &cut, &w->err) < 0 ||
	    read_customers(w->s, "perez", 10, w->a, &people, &found, &w->err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		mix(t, 5, rows[i].snippet);
	t->result[6] = n;
	t->result[7] = found;
	return 0;
}

static const struct scene scenes[] = {
	{ .name = "a case is written and undone", .count = 3, .step = { do_note, do_many, do_undo } },
	{ .name = "a reply is queued and sent", .count = 5, .step = { do_draft, do_queue, do_claim, do_wire, do_sent } },
	{ .name = "mail arrives and is indexed", .pieces = true, .count = 2, .step = { do_arrive, do_index } },
	{ .name = "cases are read and searched", .reads = true, .count = 3, .step = { do_list, do_timeline, do_search } },
	/* behind the others, which want the very file that is at home here */
	{ .name = "a store is made", .fresh = true },
	{ .name = "a store of an older version is opened", .old = true },
};

/* -- the store before and after ---------------------------------------------------------------------------------- */

static char *
path_of(struct arena *a, int i)
{
	return arena_printf(a, "%s/%s", world.dir, names[i]);
}

static void
keep(struct image image[FILES])
{
	for (int i = 0; i < FILES; i++) {
		char *path = path_of(world.a, i);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		off_t len = fd < 0 ? 0 : lseek(fd, 0, SEEK_END);

		image[i].len = (size_t)len;
		image[i].bytes = xmalloc((size_t)len);
		if (fd < 0 || pread(fd, image[i].bytes, (size_t)len, 0) != len)
			image[i].len = 0;
		close(fd);
	}
}

/* The same files, written over: a copy of a store is not at home. */
static void
put_back(const struct scene *sc)
{
	const struct image *image = sc->old ? older : ours;
	struct arena *a = arena_new();

	for (int i = 0; i < FILES; i++) {
		static const char *const beside[] = { "", "-wal", "-shm", "-journal" };
		char *path = path_of(a, i);
		int fd;

		for (size_t k = sc->fresh || !image[i].len ? 0 : 1; k < sizeof beside / sizeof *beside; k++)
			unlink(arena_printf(a, "%s%s", path, beside[k]));
		if (sc->fresh || !image[i].len)
			continue;
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		if (fd < 0 || write(fd, image[i].bytes, image[i].len) != (ssize_t)image[i].len)
			exit(99);
		close(fd);
	}
	unlink(arena_printf(a, "%s.before-5", world.path));
	arena_free(a);
}

static int64_t
number(sqlite3 *db, const char *sql, struct buf *text)
{
	sqlite3_stmt *st = NULL;
	int64_t v = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK)
		while (sqlite3_step(st) == SQLITE_ROW) {
			v = sqlite3_column_int64(st, 0);
			if (text)
				buf_addf(text, "%s ", (const char *)sqlite3_column_text(st, 0));
		}
	sqlite3_finalize(st);
	return v;
}

/* Counts and lengths of every column of every table, in words; "" when something is broken. */
static void
look(struct buf *out)
{
	static const char tables[] = "SELECT 'SELECT '||quote(m.name)||'||'':''||count(*)'||(SELECT group_concat("
		"'||'',''||count(\"'||name||'\")||''.''||cast(total(length(\"'||name||'\")) AS INTEGER)', '')"
		" FROM pragma_table_info(m.name))||' FROM \"'||m.name||'\"' FROM sqlite_schema m WHERE type='table' AND name"
		" NOT LIKE 'sqlite_%' ORDER BY name";
	struct buf sql = BUF_INIT;
	sqlite3_stmt *st = NULL;
	sqlite3 *db = NULL;

	if (sqlite3_open_v2(world.path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK) {
		number(db, "PRAGMA integrity_check", &sql);
		if (!str_eq(sql.data, "ok ") || number(db, "SELECT count(*) FROM pragma_foreign_key_check", NULL) != 0)
			printf("# broken: %s\n", sql.data);
		else if (sqlite3_prepare_v2(db, tables, -1, &st, NULL) == SQLITE_OK)
			while (sqlite3_step(st) == SQLITE_ROW)
				number(db, (const char *)sqlite3_column_text(st, 0), out);
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
	buf_free(&sql);
}

/* -- one try ------------------------------------------------------------------------------------------------------ */

struct work { const struct scene *scene; int from; };

static int
work(void *ctx, struct trial *t)
{
	const struct work *k = ctx;
	struct world *w = &world;
	struct arena *mine = w->a;
	int rc = 0;

	w->err = (struct error)ERROR_INIT;
	w->a = arena_new();
	t->step = -1;
	w->s = w_open_as(w, STORE_ADMIN);
	for (int i = k->from; w->s && !rc && i < k->scene->count; i++) {
		t->step = i;
		error_clear(&w->err);
		rc = k->scene->step[i](w, t);
	}
	if (w->s && !rc) {
		t->step = k->scene->count;
		t->result[15] = store_is_home(w->s);
	}
	t->code = (int)w->err.code;
	memcpy(t->words, w->err.text, sizeof t->words);
	store_close(w->s);
	arena_free(w->a);
	w->a = mine;
	return !w->s || rc ? 1 : 0;
}

/* The states that the steps lead to, without a failure: [0] before, [i] after step i. */
static void
undisturbed(const struct scene *sc, struct trial *t, struct buf states[STEPS + 1])
{
	struct scene part = *sc;

	for (int i = 0; i <= sc->count; i++) {
		struct work k = { &part, 0 };

		put_back(sc);
		part.count = i;
		if (fail_try(t, 0, work, &k) != ENDED_WELL)
			printf("# %s, step %d: %s\n", sc->name, i, t->words);
		buf_init(&states[i]);
		look(&states[i]);
	}
}

/* The tables that are not as they should be. */
static void
differ(const char *one, const char *is, const char *other, const char *should)
{
	while (*is && *should) {
		int n = (int)strcspn(is, " "), m = (int)strcspn(should, " ");

		if (n != m || memcmp(is, should, (size_t)n) != 0)
			printf("# %s: %.*s\n# %s: %.*s\n", one, n, is, other, m, should);
		is += n + (is[n] == ' ');
		should += m + (should[m] == ' ');
	}
	if (*is || *should)
		printf("# there are more or fewer tables\n");
}

/* From which step on there is still something to do: -1 when the store is in none of the states it may be in. */
static int
left_to_do(const struct scene *sc, const struct trial *t, enum ending e, const struct buf states[STEPS + 1])
{
	struct buf now = BUF_INIT;
	int step = t->step, next = -1;

	look(&now);
	if (sc->fresh || sc->old || step < 0)
		next = 0;
	else if (e == ENDED_WELL || step >= sc->count)
		next = str_eq(now.data, states[sc->count].data) ? sc->count : -1;
	else if (str_eq(now.data, states[step].data))
		next = step;
	/* what was refused was not done; who died after the last word may have done it */
	else if (e == ENDED_BY_ABORT && str_eq(now.data, states[step + 1].data))
		next = step + 1;
	else if (e == ENDED_BY_ABORT && sc->pieces)
		next = step;
	if (next < 0) {
		differ("is", now.data, "before", states[step < sc->count ? step : sc->count].data);
		differ("is", now.data, "after", states[step < sc->count ? step + 1 : sc->count].data);
	}
	buf_free(&now);
	return next;
}

/* Goes on without failures; the end must be the undisturbed one. */
static bool
goes_on(const struct scene *sc, struct trial *t, int from, const struct buf *end)
{
	struct work k = { sc, from };
	struct buf now = BUF_INIT;
	bool same;

	if (fail_try(t, 0, work, &k) != ENDED_WELL) {
		printf("# going on from step %d: %s\n", from, t->words);
		return false;
	}
	look(&now);
	same = str_eq(now.data, end->data) && now.len > 100 && (sc->old || t->result[15]);
	if (!same)
		differ("went on", now.data, "should", end->data);
	buf_free(&now);
	return same;
}

static void
play(const struct scene *sc, long most)
{
	struct trial *t = fail_trial_new();
	struct work k = { sc, 0 };
	struct buf states[STEPS + 1];
	struct tally y = { 0 };
	unsigned long found[16];
	const char *one = getenv("MEMORY_AT");
	long count, stride;

	undisturbed(sc, t, states);
	put_back(sc);
	fail_try(t, 0, work, &k);
	count = t->count;
	memcpy(found, t->result, sizeof found);
	stride = one ? count : fail_stride(count, most);
	for (long at = one ? strtol(one, NULL, 10) : 1; at <= count; at += stride) {
		put_back(sc);
		enum ending e = fail_try(t, at, work, &k);
		if (sc->reads && e == ENDED_WELL && memcmp(found, t->result, sizeof found)) {
			printf("# allocation %ld: something else was found, and nothing said\n", at);
			e = ENDED_BADLY;
		}
		int next = e == ENDED_BADLY ? -1 : left_to_do(sc, t, e, states);
		if (next < 0 || !goes_on(sc, t, next, &states[sc->count])) {
			printf("# %s: allocation %ld\n", sc->name, at);
			e = ENDED_BADLY;
		}
		tally_add(&y, e);
	}
	tally_say(&y, sc->name, count);
	T_OK(!y.bad && y.tried, "%s: whole, whichever allocation fails", sc->name);
	for (int i = 0; i <= sc->count; i++)
		buf_free(&states[i]);
	fail_trial_free(t);
}

/* Version 5 of the store, as it was left. */
static void
make_old(void)
{
	sqlite3 *db = NULL;

	put_back(&(struct scene){ .fresh = true });
	if (sqlite3_open_v2(world.path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK)
		exit(99);
	for (int step = 0; step < 5; step++)
		(void)sqlite3_exec(db, store_migrations[step].text, NULL, NULL, NULL);
	(void)sqlite3_exec(db, "INSERT INTO meta(key, value) VALUES('created_at', 1); PRAGMA application_id=1397772114;"
		"PRAGMA user_version=5", NULL, NULL, NULL);
	sqlite3_close(db);
	keep(older);
}

static void
name_home(void)
{
	DIR *d = opendir(world.state);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (str_starts(e->d_name, "delivery-"))
			names[FILES - 1] = arena_printf(world.a, "state/%s", e->d_name);
	if (!names[FILES - 1])
		exit(99);
	if (d)
		closedir(d);
}

int
main(void)
{
	struct world *w = &world;
	const char *only = getenv("MEMORY_SCENE");

	fail_init();
	w_begin(w);
	the_message = MAIL(w, .remote_id = "one@x", FROM("Ana Perez", "ana@perez.example"), TO_US, .subject = "Lamp",
		.text = "Where is the lamp that I ordered? My number is 4711.");
	the_case = w_case_of(w, the_message);
	MAIL(w, .remote_id = "two@x", FROM("Carl Cox", "carl@cox.example"), TO_US, .subject = "Table", .text = "A leg is missing.");
	W_DO(w_index(w));
	store_close(w->s);
	name_home();
	keep(ours);
	for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
		if (scenes[i].old)
			make_old();
		if (!only || strstr(scenes[i].name, only))
			play(&scenes[i], 20);
	}
	w->s = NULL;
	return w_end(w);
}
