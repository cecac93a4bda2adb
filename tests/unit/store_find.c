/*
 * store_find.c - finding people by anything, whether they are indexed, not yet, in part, or no longer as they were;
 * what fitted is said; what changes is found as it is; who was merged leads to who survived, who was erased to nobody.
 */
#include "store_world.h"

/* "Name (what fitted), ..." */
static char *
find(struct world *w, const char *text)
{
	struct customer_row *rows;
	size_t n;
	struct buf b = BUF_INIT;
	error_clear(&w->err);
	store_budget(w->s, 0);
	if (read_customers(w->s, text, 10, w->a, &rows, &n, &w->err) < 0)
		return w->err.text;
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%s (%s)", i ? ", " : "", rows[i].name ? rows[i].name : "?", rows[i].matched);
	char *s = arena_strn(w->a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
is_found(struct world *w, const char *when, const char *text, const char *want)
{
	t_str(find(w, text), want, arena_printf(w->a, "%s: '%s'", when, text), __FILE__, __LINE__);
}

static int64_t
mail(struct world *w, const char *name, const char *address)
{
	static int n;
	w_wait(MS_MINUTE);
	return w_case(w, w_case_of(w, MAIL(w, .remote_id = arena_printf(w->a, "%d@x", ++n), FROM(name, address), TO_US,
		.text = "Where is it?"))).customer;
}

static int64_t
call(struct world *w, const char *name, const char *number)
{
	static int n;
	struct feed_context phone = w->chat_ctx;
	phone.channel = "whatsapp";
	w_wait(MS_MINUTE);
	n++;
	return w_case(w, w_case_of(w, w_feed(w, &phone, (struct message_in){ .remote_id = arena_printf(w->a, "c%d", n),
		.thread = arena_printf(w->a, "t%d", n), FROM(name, number), .from_kind = "whatsapp", .text = "Hello?" }))).customer;
}

static int64_t muller, chen, giulia, rossi, rosso;

static void
make_people(struct world *w)
{
	muller = mail(w, "Jürgen Müller", "j.mueller@werk.example");
	rosso = mail(w, "Mario Rosso", "mario@rosso.example");
	chen = call(w, "Chen Wei", "+39 347 1234711");
	giulia = mail(w, "Giulia Bianchi", "giulia.bianchi@posta.example");
	rossi = mail(w, "Mario Rossi", "rossi1982@libero.example");
	mail(w, "Francesco D'Angelo", "dangelo@studio-legale.example");
	mail(w, "Παπαδοπούλου Ελένη", "eleni@ellada.example");
	ACT(w, .verb = ACT_FIELD, .customer = giulia, .field = &(struct act_value){ .name = "city", .text = "Reggio nell'Emilia",
		.folded = "reggio nell emilia", .source = "agent" });
	ACT(w, .verb = ACT_FIELD, .case_id = w_int(w, "SELECT id FROM cases ORDER BY id LIMIT 1"),
		.field = &(struct act_value){ .name = "order", .text = "A-10423", .folded = "a10423", .source = "agent" });
}

static void
test_find(struct world *w, const char *when)
{
	static const struct { const char *text, *people; } table[] = {
		{ "giulia", "Giulia Bianchi (Giulia Bianchi)" },
		{ "BIANCHI giul", "Giulia Bianchi (Giulia Bianchi)" },
		{ "ianch", "Giulia Bianchi (Giulia Bianchi)" },
		{ "biancih", "Giulia Bianchi (≈ Giulia Bianchi)" },
		{ "giulja biankhi", "Giulia Bianchi (≈ Giulia Bianchi)" },
		{ "muller", "Jürgen Müller (Jürgen Müller)" },
		{ "Mueller", "Jürgen Müller (j.mueller@werk.example)" },
		{ "mullre", "Jürgen Müller (≈ Jürgen Müller)" },
		{ "jurgen werk", "Jürgen Müller (Jürgen Müller, j.mueller@werk.example)" },
		{ "παπαδοπουλου", "Παπαδοπούλου Ελένη (Παπαδοπούλου Ελένη)" },
		{ "παπαδοπουλος", "Παπαδοπούλου Ελένη (≈ Παπαδοπούλου Ελένη)" },
		/* the word itself before what is a typo away, whoever wrote last */
		{ "rossi", "Mario Rossi (Mario Rossi), Mario Rosso (≈ Mario Rosso)" },
		{ "rosso", "Mario Rosso (Mario Rosso), Mario Rossi (≈ Mario Rossi)" },
		{ "mario", "Mario Rossi (Mario Rossi), Mario Rosso (Mario Rosso)" },
		{ "m", "Mario Rossi (Mario Rossi), Mario Rosso (Mario Rosso), Jürgen Müller (Jürgen Müller)" },
		{ "an", "Francesco D'Angelo (Francesco D'Angelo)" },
		{ "rossi1982@libero.example", "Mario Rossi (rossi1982@libero.example)" },
		{ "@libero", "Mario Rossi (rossi1982@libero.example)" },
		{ "legale", "Francesco D'Angelo (dangelo@studio-legale.example)" },
		{ "4711", "Chen Wei (+39 … 4711)" },
		{ "347 12", "Chen Wei (+393471234711)" },
		{ "+39 347 1234711", "Chen Wei (+393471234711)" },
		{ "0347/123", "Chen Wei (+393471234711)" },
		{ "0039347", "Chen Wei (+393471234711)" },
		{ "4712 99", "" },
		{ "chen 1234", "Chen Wei (Chen Wei, +39 … 1234 …)" },
		{ "emilia", "Giulia Bianchi (city Reggio nell'Emilia)" },
		{ "bianchi regio", "Giulia Bianchi (Giulia Bianchi, ≈ city Reggio nell'Emilia)" },
		{ "A-10423", "Jürgen Müller (order A-10423)" },
		{ "a10423", "Jürgen Müller (order A-10423)" },
		{ "1042", "Jürgen Müller (order A-10423)" },
		{ "10424", "" },
		{ "#1", "Jürgen Müller (#1)" }, { "#99", "" },
		{ "bianchi rossi", "" }, { "zz", "" }, { "%", "" }, { "\"", "" }, { "a\" OR \"b", "" },
	};
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		is_found(w, when, table[i].text, table[i].people);
}

/* What changes after it was indexed is found as it is, at once and after the next run. */
static void
test_changes(struct world *w, const char *when)
{
	is_found(w, when, "annalisa", "Annalisa Verdi (Annalisa Verdi)");
	is_found(w, when, "bianchi", "Annalisa Verdi (giulia.bianchi@posta.example)");
	is_found(w, when, "bologna", "Annalisa Verdi (city Bologna)");
	is_found(w, when, "reggio", "");
	is_found(w, when, "a10423", "");
	is_found(w, when, "b20000", "Jürgen Müller (order B 20000)");
	/* merged: by every name and number of both, as the one that lives */
	is_found(w, when, "chen", "Mario Rossi (was Chen Wei)");
	is_found(w, when, "4711", "Mario Rossi (+39 … 4711)");
	is_found(w, when, "rossi chen", "Mario Rossi (Mario Rossi, was Chen Wei)");
	is_found(w, when, "latec", "Latecomer (Latecomer)");
}

static void
change(struct world *w)
{
	ACT(w, .verb = ACT_CUSTOMER_SET, .customer = giulia, .name = "name", .text = "Annalisa Verdi");
	ACT(w, .verb = ACT_FIELD, .customer = giulia, .field = &(struct act_value){ .name = "city", .text = "Bologna",
		.folded = "bologna", .source = "agent" });
	ACT(w, .verb = ACT_FIELD, .case_id = w_int(w, "SELECT id FROM cases ORDER BY id LIMIT 1"),
		.field = &(struct act_value){ .name = "order", .text = "B 20000", .folded = "b20000", .source = "agent" });
	ACT(w, .verb = ACT_CUSTOMER_MERGE, .customer = rossi, .customer2 = chen);
	mail(w, "Latecomer", "late@comer.example");
}

static void
drop_people_index(struct world *w)
{
	char path[400];
	sqlite3 *db;
	snprintf(path, sizeof path, "%s/data/search.db", w->dir);
	T_OK(sqlite3_open(path, &db) == SQLITE_OK && sqlite3_exec(db, "UPDATE meta SET value=99 WHERE key='people_version'",
		NULL, NULL, NULL) == SQLITE_OK, "the index is of another version");
	sqlite3_close(db);
}

static void
test_states(struct world *w)
{
	int64_t left;
	test_find(w, "not indexed");
	W_DO(index_run(w->s, 4, &left, &w->err));
	T_OK(left > 0, "the index is being built");
	test_find(w, "half indexed");
	W_DO(w_index(w));
	T_INT(w_int(w, "SELECT count(*) FROM reindex"), 0);
	test_find(w, "indexed");
	drop_people_index(w);
	test_find(w, "indexed by another version");
	store_close(w->s);
	w->s = w_open_as(w, STORE_ADMIN);
	test_find(w, "the same, opened anew");
	W_DO(w_index(w));
	test_find(w, "made anew");
}

static void
test_unmerge(struct world *w)
{
	ACT(w, .verb = ACT_CUSTOMER_UNMERGE, .customer = rossi, .customer2 = chen);
	for (int i = 0; i < 2; i++) {
		is_found(w, "unmerged", "chen", "Chen Wei (Chen Wei)");
		is_found(w, "unmerged", "rossi chen", "");
		is_found(w, "unmerged", "4711", "Chen Wei (+39 … 4711)");
		W_DO(w_index(w));
	}
}

static bool
in_index(struct world *w, const char *word)
{
	static const char *const names[] = { "search.db", "search.db-wal" };
	bool found = false;
	for (size_t i = 0; i < 2; i++) {
		char path[400], *data;
		size_t len;
		snprintf(path, sizeof path, "%s/data/%s", w->dir, names[i]);
		FILE *f = fopen(path, "r");
		if (!f)
			continue;
		data = xmalloc(4 << 20);
		len = fread(data, 1, 4 << 20, f);
		found = found || memmem(data, len, word, strlen(word));
		free(data);
		fclose(f);
	}
	return found;
}

/* Words of an erased person are nowhere, not in the index's file either. */
static void
test_erased(struct world *w)
{
	T_OK(in_index(w, "annalisa"), "their words are in the index");
	ACT(w, .verb = ACT_VERIFY, .customer = giulia, .verify = &(struct act_verify){ .way = VERIFY_PERSON }, .text = "known");
	ACT(w, .verb = ACT_CUSTOMER_ERASE, .customer = giulia);
	T_OK(!in_index(w, "annalisa"), "and nowhere in its files afterwards");
	for (int i = 0; i < 2; i++) {
		is_found(w, "erased", "annalisa", "");
		is_found(w, "erased", "giulia", "");
		is_found(w, "erased", "bologna", "");
		is_found(w, "erased", "rossi", "Mario Rossi (Mario Rossi), Mario Rosso (≈ Mario Rosso)");
		W_DO(w_index(w));
	}
}

/* The newest contact first, also when it came after the index was made; nobody is there twice. */
static void
test_order(struct world *w)
{
	w_wait(90 * MS_DAY);
	MAIL(w, .remote_id = "again@x", FROM("Mario Rosso", "mario@rosso.example"), TO_US, .text = "And now?");
	is_found(w, "heard of again", "mario", "Mario Rosso (Mario Rosso), Mario Rossi (Mario Rossi)");
	W_DO(w_index(w));
	is_found(w, "and indexed", "mario", "Mario Rosso (Mario Rosso), Mario Rossi (Mario Rossi)");
}

/* Many at one day: all have a place, and are found. */
static void
test_crowd(struct world *w)
{
	enum { CROWD = 9000 };
	struct customer_row *rows;
	size_t n;
	W_DO(db_begin(w->s, false, &w->err));
	T_OK(sqlite3_exec(w->s->db, "WITH RECURSIVE t(n) AS (VALUES(1) UNION ALL SELECT n+1 FROM t WHERE n<9000) INSERT INTO"
		" customer(uid, name, created_at) SELECT randomblob(16), 'Crowd Nr' || n, 1795165200000 FROM t", NULL, NULL, NULL)
		== SQLITE_OK, "many come at once");
	W_DO(db_commit(w->s, &w->err));
	W_DO(w_index(w));
	is_found(w, "crowd", "nr8999", "Crowd Nr8999 (Crowd Nr8999)");
	is_found(w, "crowd", "crowd nr4097", "Crowd Nr4097 (Crowd Nr4097)");
	W_DO(read_customers(w->s, "crowd", CROWD + 10, w->a, &rows, &n, &w->err));
	T_INT(n, CROWD);
}

int
main(void)
{
	struct world world, *w = &world;
	w_begin(w);
	make_people(w);
	test_states(w);
	change(w);
	test_changes(w, "not indexed anew");
	W_DO(w_index(w));
	test_changes(w, "indexed anew");
	test_unmerge(w);
	test_order(w);
	test_erased(w);
	test_crowd(w);
	return w_end(w);
}
