/*
 * find.c - finding a person as one types, timed: find [-n CUSTOMERS] [-r PEOPLE] DIR
 *
 * Makes a store of made-up customers in DIR (once; it is kept): names as unevenly common as in life, in several
 * scripts, a mail address, two in three a telephone, one in five a handle.  Indexes them, tells how long that took
 * and how large it is.  Then types what PEOPLE (100) of them could be asked for by, key by key, under the console's
 * budget; every key is one sample, and "found" counts those who stood in the list at the end.
 *
 * In the environment: KEEP_INDEX=1 takes the index as it is, CPU=1 tells processor time (where others work on the
 * machine, too, who must not cut an answer short), SLOW=1 names what took over 15 ms, LOST=1 who was not found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "db.h"
#include "feed.h"
#include "floor.h"
#include "read.h"
#include "row.h"
#include "utf8.h"

enum { SURNAMES = 200000, BUDGET_MS = 50, PAGE = 100, NAMES = 64 };

static struct { long customers, people; const char *dir; } opt = { 10000, 100, NULL };
static struct store *store;
static struct error err;
static uint64_t state = 1;

static void
die(const char *what)
{
	fprintf(stderr, "find: %s\n", what);
	exit(1);
}

static int64_t
now_us(void)
{
	struct timespec t;
	if (!getenv("CPU"))
		return clock_mono_us();
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint32_t
below(uint32_t n)
{
	uint64_t z = state += 0x9e3779b97f4a7c15ULL;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return (uint32_t)(((z ^ (z >> 31)) >> 32) * n >> 32);
}

/* -- people ------------------------------------------------------------------------------------------------- */

static const char *const names[NAMES] = { "Marco", "Giulia", "Anna", "Francesco", "Maria", "Alessandro", "Sara", "Luca",
	"Giuseppe", "Chiara", "Andrea", "Elena", "Matteo", "Francesca", "Lorenzo", "Valentina", "Paolo", "Laura", "Stefano",
	"Martina", "Zoë", "Søren", "Łukasz", "Lucía", "Élodie", "Ελένη", "Иван", "Оксана", "João", "Ayşe", "Jürgen",
	"Michael", "Katharina", "Christopher", "Elisabetta", "Massimiliano", "Giovanni", "Roberto", "Antonella", "Davide",
	"Simone", "Federica", "Alberto", "Silvia", "Riccardo", "Ilaria", "Daniele", "Claudia", "Emanuele", "Serena", "Fabio",
	"Monica", "Nicola", "Barbara", "Salvatore", "Patrizia", "Vincenzo", "Rosa", "Angelo", "Carmela", "Pietro", "Teresa",
	"Hans", "Ingrid" };
static const char *const starts[] = { "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "cr", "sch",
	"st", "tr", "gr", "k", "w" };
static const char *const middles[] = { "a", "e", "i", "o", "u", "ü", "ia", "au", "è" };
static const char *const ends[] = { "lli", "ni", "tti", "ssi", "nte", "rio", "ndt", "r", "n", "wski", "ková", "sen", "ldi",
	"ro", "cci", "ndi" };
static const char *const domains[] = { "gmail.com", "libero.it", "gmail.com", "outlook.com", "virgilio.it", "gmx.de",
	"alice.it", "yahoo.it", "posta.example", "studio-legale.example" };
#define PICK(list) (list)[below(sizeof (list) / sizeof *(list))]

static char *surnames[SURNAMES];

static void
make_surnames(struct arena *a)
{
	for (size_t i = 0; i < SURNAMES; i++)
		surnames[i] = below(3) ? arena_printf(a, "%s%s%s%s%s", PICK(starts), PICK(middles), PICK(starts), PICK(middles),
			PICK(ends)) : arena_printf(a, "%s%s%s", PICK(starts), PICK(middles), PICK(ends));
}

/* One of n, the first ones more often: Rossi is one in two hundred. */
static size_t
uneven(size_t n)
{
	double at = (double)below(1u << 30) / (double)(1u << 30);
	return (size_t)((double)n * at * at);
}

static void
upper(char *s)
{
	if (*s >= 'a' && *s <= 'z')
		*s = (char)(*s - 'a' + 'A');
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *st;
	if (sqlite3_prepare_v2(store->db, sql, -1, &st, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(store->db));
	return st;
}

static void
put_identity(sqlite3_stmt *st, int64_t customer, const char *kind, const char *address, const char *name, int64_t at)
{
	uint8_t uid[16];
	uint64_t x = (uint64_t)customer * 4 + (uint64_t)*kind;
	memset(uid, 0, sizeof uid);
	memcpy(uid, &x, sizeof x);
	uid[8] = (uint8_t)kind[0];
	db_bind(st, "bttttii", (const void *)uid, sizeof uid, kind, address, name, NULL, customer, at);
	if (sqlite3_step(st) != SQLITE_DONE && sqlite3_errcode(store->db) != SQLITE_CONSTRAINT_UNIQUE)
		die(sqlite3_errmsg(store->db));
	sqlite3_reset(st);
}

static void
make_people(void)
{
	struct arena *a = arena_new();
	sqlite3_stmt *who = prepare("INSERT INTO customer(id, uid, name, created_at) VALUES(?, ?, ?, ?)");
	sqlite3_stmt *how = prepare("INSERT OR IGNORE INTO identity(uid, kind, address, name, verified, customer, last_at)"
		" VALUES(?, ?, ?, ?, ?, ?, ?)");
	int64_t now = clock_now();
	for (long i = 1; i <= opt.customers; i++) {
		char *first = arena_str(a, names[uneven(NAMES)]), *last = arena_str(a, surnames[uneven(SURNAMES)]);
		int64_t at = now - below(1100) * MS_DAY;
		uint8_t uid[16] = { 0 };
		upper(last);
		memcpy(uid, &i, sizeof i);
		char *name = arena_printf(a, "%s %s", first, last);
		db_bind(who, "ibti", (int64_t)i, (const void *)uid, sizeof uid, name, at);
		if (i % 50000 == 1 && (i == 1 || db_commit(store, &err) == 0) && db_begin(store, false, &err) < 0)
			die(err.text);
		if (sqlite3_step(who) != SQLITE_DONE)
			die(sqlite3_errmsg(store->db));
		sqlite3_reset(who);
		char *local = utf8_fold_str(a, name), *blank = strchr(local, ' ');
		if (blank)
			*blank = ".-_"[below(3)];
		put_identity(how, i, "mail", below(2) ? arena_printf(a, "%s%u@%s", local, below(100), PICK(domains))
			: arena_printf(a, "%s@%s", local, PICK(domains)), name, at);
		if (below(3))
			put_identity(how, i, "phone", arena_printf(a, "+393%02u%07u", below(100), below(10000000)), NULL, at);
		if (!below(5))
			put_identity(how, i, "telegram", arena_printf(a, "%.3s%u", local, below(1000000)), name, at);
		arena_reset(a);
	}
	if (db_commit(store, &err) < 0)
		die(err.text);
	sqlite3_finalize(who);
	sqlite3_finalize(how);
	arena_free(a);
}

static int64_t
size_of(const char *file)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", opt.dir, file);
	return stat(path, &st) == 0 ? st.st_size : 0;
}

static void
open_as(enum store_role role)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	struct store_options o = { .path = path, .role = role, .create = true, .state_dir = opt.dir };
	if (store_open(&o, &store, &err) < 0)
		die(err.text);
}

static void
make_store(struct arena *a)
{
	make_surnames(a);
	open_as(STORE_ADMIN);
	if (!db_int64(store, STMT_PEOPLE_TOP, 0, ""))
		make_people();
	if (index_drop(store, &err) < 0)
		die(err.text);
	int64_t begun = now_us(), left = 1;
	while (left)
		if (index_run(store, 20000, &left, &err) < 0)
			die(err.text);
	double ms = (double)(now_us() - begun) / 1000;
	store_close(store);
	char group[40];
	snprintf(group, sizeof group, "finding %ld", opt.customers);
	floor_open(opt.dir);
	struct peer pass = floor_sum("identity", "length(address)");
	floor_close();
	row_value(group, "index made anew", "ms", ms, pass.name, pass.us / 1000);
	row_value(group, "index, of each customer", "bytes", (double)size_of("search.db") / (double)opt.customers,
		"store.db of each", (double)size_of("store.db") / (double)opt.customers);
}

/* -- what is typed ---------------------------------------------------------------------------------------------- */

enum kind { NAME, LAST_NAME, BOTH_AWRY, TYPO, TWO_TYPOS, INSIDE, ADDRESS, DIGITS, GROUPS, NOBODY, KINDS };
static const char *const kinds[KINDS] = { "name and surname", "surname", "parts of both, the other way round",
	"surname with a typo", "name and surname, a typo in each", "an inner part of the surname", "mail address",
	"six digits of a telephone", "telephone in groups, without its country", "a name that nobody has" };

static char *
awry(struct arena *a, const char *word)
{
	char *w = arena_str(a, word);
	size_t n = strlen(w), i = n > 2 ? 1 + below((uint32_t)n - 2) : 0;
	if (n < 4 || (w[i] & 0x80) || (w[i + 1] & 0x80))
		return w;
	switch (below(3)) {
	case 0: w[i] = w[i] == 'x' ? 'y' : 'x'; break;
	case 1: memmove(w + i, w + i + 1, n - i); break;
	default: w[i] ^= w[i + 1]; w[i + 1] ^= w[i]; w[i] ^= w[i + 1]; break;
	}
	return w;
}

static const char *
address_of(const struct customer_row *r, const char *kind)
{
	for (size_t i = 0; i < r->identity_count; i++)
		if (!strcmp(r->identities[i].kind, kind))
			return r->identities[i].address;
	return NULL;
}

static char *
words_for(enum kind kind, const struct customer_row *r, struct arena *a)
{
	char *first = arena_str(a, r->name), *last = strchr(first, ' ');
	const char *phone = address_of(r, "phone");
	if (last)
		*last++ = '\0';
	else
		last = first;
	switch (kind) {
	case NAME: return arena_str(a, r->name);
	case LAST_NAME: return last;
	case BOTH_AWRY: return arena_printf(a, "%.4s %.3s", utf8_fold_str(a, last), utf8_fold_str(a, first));
	case TYPO: return strlen(last) >= 4 ? awry(a, utf8_fold_str(a, last)) : NULL;
	case TWO_TYPOS: return strlen(last) >= 4 && strlen(first) >= 4 ? arena_printf(a, "%s %s", awry(a, utf8_fold_str(a, first)),
		awry(a, utf8_fold_str(a, last))) : NULL;
	case INSIDE: return strlen(last) >= 6 ? utf8_fold_str(a, last) + 1 : NULL;
	case ADDRESS: return arena_str(a, address_of(r, "mail"));
	case DIGITS: return phone ? arena_printf(a, "%.6s", phone + 6) : NULL;
	case GROUPS: return phone ? arena_printf(a, "%.3s %.3s %s", phone + 3, phone + 6, phone + 9) : NULL;
	default: return arena_printf(a, "qwx%sqj %u", last, below(1000));
	}
}

/* Key by key; is the person in the list at the end? */
static bool
type(const char *text, int64_t whom, struct samples *keys)
{
	struct arena *a = arena_new();
	struct customer_row *rows = NULL;
	size_t n = 0, len = strlen(text);
	bool there = false;
	for (size_t i = 1; i <= len; i++) {
		if (i < len && (text[i] & 0xc0) == 0x80)
			continue;
		arena_reset(a);
		char *typed = arena_strn(a, text, i);
		int64_t begun = now_us();
		store_budget(store, getenv("CPU") ? BUDGET_MS * 2 - 1 : BUDGET_MS);
		if (read_customers(store, typed, PAGE, a, &rows, &n, &err) < 0)
			die(err.text);
		int64_t took = now_us() - begun;
		samples_add(keys, took);
		if (getenv("SLOW") && took > 15000)
			fprintf(stderr, "%6.1f ms %4zu  %s\n", (double)took / 1000, n, typed);
	}
	for (size_t i = 0; i < n; i++)
		there = there || rows[i].id == whom;
	if (getenv("LOST") && !there)
		fprintf(stderr, "lost: '%s' %lld (%zu rows)\n", text, (long long)whom, n);
	arena_free(a);
	return there;
}

static void
ask(enum kind kind)
{
	static struct peer floor;
	struct arena *a = arena_new();
	struct samples keys = { NULL, 0, 0 };
	char group[40], what[120];
	long found = 0, asked = 0;
	snprintf(group, sizeof group, "finding %ld", opt.customers);
	state = 77;
	if (!floor.us) {
		floor_open(opt.dir);
		floor = floor_rows("customer", 20);
		floor_close();
	}
	for (long i = 0; i < opt.people; i++) {
		struct customer_row r;
		arena_reset(a);
		store_budget(store, 0);
		if (read_customer(store, 1 + below((uint32_t)opt.customers), a, &r, &err) < 0)
			die(err.text);
		const char *text = words_for(kind, &r, a);
		if (!text)
			continue;
		asked++;
		found += type(text, r.id, &keys);
	}
	snprintf(what, sizeof what, "%s, %ld of %ld found", kinds[kind], found, asked);
	samples_print(&keys, group, what, "50", &floor);
	arena_free(a);
}

int
main(int argc, char **argv)
{
	struct arena *a = arena_new();
	for (int c; (c = getopt(argc, argv, "n:r:")) != -1;)
		switch (c) {
		case 'n': opt.customers = strtol(optarg, NULL, 10); break;
		case 'r': opt.people = strtol(optarg, NULL, 10); break;
		default: return 2;
		}
	if (optind + 1 != argc || opt.customers < 100 || opt.people < 1) {
		fprintf(stderr, "usage: find [-n CUSTOMERS] [-r PEOPLE] DIR\n");
		return 2;
	}
	opt.dir = argv[optind];
	/* apart, so that what memory finding takes can be told */
	pid_t maker = getenv("KEEP_INDEX") ? -1 : fork();
	int status = 0;
	if (maker == 0) {
		make_store(a);
		fflush(stdout);
		_exit(0);
	}
	if (maker > 0 && (waitpid(maker, &status, 0) < 0 || status))
		die("the store could not be made");
	open_as(STORE_DESK);
	long before = row_resident_kb();
	for (int k = 0; k < KINDS; k++)
		ask((enum kind)k);
	char what[60];
	snprintf(what, sizeof what, "of finding among %ld", opt.customers);
	row_value("memory", what, "kB", (double)row_resident_kb(), "before the first question", (double)before);
	store_close(store);
	arena_free(a);
	return 0;
}
