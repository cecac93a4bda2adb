/* case.c - what arrivals and actions share: opening a case, its people, its derived values. */
#include "db.h"

#include <stdlib.h>
#include <string.h>

#include "act.h"
#include "clock.h"
#include "i18n.h"
#include "promise.h"
#include "promise_internal.h"
#include "str.h"
#include "utf8.h"

/* -- people ------------------------------------------------------------------------------------------- */

char *
case_normal(struct store *s, const char *kind, const char *address, struct arena *a)
{
	char *normal = care_identity_normal(kind, address, a), *number = NULL;
	if (normal && care_identity_is_phone(kind))
		number = care_phone(normal, s->policy->country, a);
	if (!number || str_eq(number, normal))
		return normal;
	return db_int64(s, STMT_IDENTITY_FIND, 0, "tt", normal, kind) ? normal : number;
}

int
case_identity(struct store *s, const char *kind, const char *address, const char *name, int64_t at, int64_t *id,
	struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_IDENTITY_FIND, err);
	if (!st)
		return -1;
	if (name && !*name)
		name = NULL;
	db_bind(st, "tt", address, kind);
	int rc = db_step(s, st, err);
	if (rc < 0)
		return -1;
	if (rc > 0) {
		const char *known = (const char *)sqlite3_column_text(st, 2);
		bool news = name && !str_eq(known, name);
		int64_t seen = db_col(st, 3);
		*id = db_col(st, 0);
		db_done(st);
		/* a write per message would cost a page: the time is kept to the day */
		if (!news && at < seen + MS_DAY)
			return 0;
		return db_run(s, STMT_IDENTITY_SEEN, err, "iti", *id, news ? name : NULL, at);
	}
	db_done(st);
	struct uid uid = uid_of("identity", kind, address, NULL);
	if (db_run(s, STMT_IDENTITY_ADD, err, "uttti", &uid, kind, address, name, at) < 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return 0;
}

/* The living customer at the end of a chain of merges. */
static int64_t
survivor(struct store *s, int64_t customer)
{
	for (int i = 0; i < 100; i++) {
		int64_t into = db_int64(s, STMT_CUSTOMER_MERGED, 0, "i", customer);
		if (!into)
			break;
		customer = into;
	}
	return customer;
}

int
case_customer(struct store *s, int64_t identity, int64_t *customer, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_IDENTITY_GET, err);
	struct arena *a = arena_new();
	int rc = -1;
	if (!st)
		goto out;
	db_bind(st, "i", identity);
	if (db_step(s, st, err) <= 0)
		goto out;
	int64_t known = db_col(st, 0);
	char *name = db_col_text(st, 1, a), *address = db_col_text(st, 2, a), *kind = db_col_text(st, 3, a);
	char *verified = db_col_text(st, 4, a);
	db_done(st);
	/* the platform says who it is */
	if (!known && str_starts(verified, "platform:")) {
		int64_t other = (int64_t)strtoll(verified + 9, NULL, 10);
		known = db_int64(s, STMT_IDENTITY_GET, 0, "i", other);
		if (known && db_run(s, STMT_IDENTITY_LIKE, err, "ii", other, identity) < 0)
			goto out;
	}
	if (known) {
		*customer = survivor(s, known);
		rc = 0;
		goto out;
	}
	struct uid uid = uid_of("customer", kind, address, NULL);
	if (db_run(s, STMT_CUSTOMER_ADD, err, "uti", &uid, name ? name : address, clock_now()) < 0)
		goto out;
	*customer = sqlite3_last_insert_rowid(s->db);
	rc = db_run(s, STMT_IDENTITY_CUSTOMER, err, "ii", *customer, identity);
	if (rc == 0 && str_starts(verified, "platform:")) {	/* and who else it is */
		int64_t other = (int64_t)strtoll(verified + 9, NULL, 10);
		if (!db_int64(s, STMT_IDENTITY_GET, 0, "i", other))
			rc = db_run(s, STMT_IDENTITY_CUSTOMER, err, "ii", *customer, other);
	}
	db_touch(s, AREA_CUSTOMER);
out:
	db_done(st);
	arena_free(a);
	return rc;
}

/* -- derived values -------------------------------------------------------------------------------------- */

struct placed { struct care_spot spot; struct care_item item; };

struct items {
	struct placed *list;
	struct care_item *item;
	size_t n, space;
	int64_t last_in, last_item, messages;
	bool elsewhere;
};

enum { TURNS = 2 };			/* for a direction: the status was changed */

/* Does this outbox state count as an answer? */
static bool
answers(int state)
{
	return state != OUTBOX_FAILED && state != OUTBOX_CANCELLED && state != OUTBOX_REVIEW;
}

/* A call, visit or letter that somebody wrote down. */
static void
take_contact(struct care_item *it, enum item_kind kind, enum contact_outcome outcome, int64_t callback_at)
{
	enum direction d = it->direction;
	it->wakes = care_contact_wakes(kind, d, outcome);
	it->person = care_contact_spoke(kind, d, outcome);
	it->spoke = it->person && kind != KIND_LETTER;
	it->call_back = callback_at || care_contact_calls_back(kind, d, outcome);
	it->call_back_by = callback_at;
	if (it->person)
		it->direction = DIRECTION_OUT;	/* whoever began it */
}

static void
take_item(sqlite3_stmt *st, struct placed *p, struct items *out)
{
	struct care_item *it = &p->item;
	unsigned flags = (unsigned)db_col(st, 3);
	int kind = (int)db_col(st, 2), state = (int)db_col(st, 6);
	int64_t id = db_col(st, 5), action = db_col(st, 8);
	it->received_at = db_col(st, 4);
	p->spot = (struct care_spot){ .at = it->received_at, .number = action ? action : id, .deed = action != 0 };
	if (db_col(st, 0) == TURNS) {
		it->turns = true;
		it->after = (enum status)db_col(st, 9);
		return;
	}
	it->direction = (enum direction)db_col(st, 0);
	it->no_reply_needed = db_col(st, 7) != 0;
	bool came = it->direction == DIRECTION_IN, call = kind == KIND_CALL;
	if (call && came && flags & MESSAGE_TAKEN)	/* whoever called was spoken to */
		it->direction = DIRECTION_OUT;
	it->wakes = it->direction == DIRECTION_IN && db_col(st, 1) == CARE_WAKES;
	it->person = it->direction == DIRECTION_OUT && !it->no_reply_needed && !(flags & MESSAGE_SECOND_LEVEL) &&
		(kind == KIND_MESSAGE || (call && !(flags & MESSAGE_MISSED)));
	it->failed = state >= 0 && !answers(state);
	it->caller = db_col(st, 9);
	if (call && !db_col(st, 10)) {
		it->spoke = it->person;
		it->call_back = it->wakes && flags & MESSAGE_MISSED;
	}
	if (kind == KIND_VISIT || kind == KIND_LETTER || db_col(st, 10))
		take_contact(it, (enum item_kind)kind, (enum contact_outcome)db_col(st, 10), db_col(st, 11));
	it->came = it->wakes || (came && (call || kind == KIND_VISIT || kind == KIND_LETTER));
	it->elsewhere = it->person && !came && flags & MESSAGE_OUTSIDE && (kind == KIND_MESSAGE || call);
	out->elsewhere |= it->elsewhere;
	if (!id)
		return;
	out->messages++;
	if (id > out->last_item)
		out->last_item = id;
	if (came && it->received_at > out->last_in)
		out->last_in = it->received_at;
}

static int
read_items(struct store *s, int64_t case_id, struct arena *a, struct items *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_ITEMS, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "iii", case_id, (int64_t)ACT_RESOLVE, (int64_t)ACT_REOPEN);
	while ((rc = db_step(s, st, err)) > 0)
		take_item(st, VEC_PUSH(a, out->list, out->n, out->space), out);
	db_done(st);
	care_by_place(out->list, out->n, sizeof *out->list);
	out->item = arena_array(a, struct care_item, out->n);
	/* once somebody has decided anything here, what comes from elsewhere decides nothing */
	int64_t decided = out->elsewhere ? db_int64(s, STMT_CASE_DECIDED, 0, "i", case_id) : 0;
	for (size_t i = 0; i < out->n; i++) {
		out->item[i] = out->list[i].item;
		out->item[i].at = out->list[i].spot.at;
		out->item[i].elsewhere &= out->list[i].spot.number < decided;
	}
	return rc;
}

int
promise_story(struct store *s, int64_t case_id, struct arena *a, struct care_item **out, size_t *n, struct error *err)
{
	struct items items = { .list = NULL };
	if (read_items(s, case_id, a, &items, err) < 0)
		return -1;
	*out = items.item;
	*n = items.n;
	return 0;
}

/* "mail telegram", in order of name, and the widest audience. */
static int
read_channels(struct store *s, int64_t case_id, struct buf *channels, int64_t *audience, struct error *err)
{
	size_t last = 0;
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_THREADS, err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", case_id);
	while ((rc = db_step(s, st, err)) > 0) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		if (db_col(st, 1) > *audience)
			*audience = db_col(st, 1);
		if (channels->len && str_eq(channels->data + last, name))
			continue;
		if (channels->len)
			buf_addc(channels, ' ');
		last = channels->len;
		buf_adds(channels, name);
	}
	db_done(st);
	return rc;
}

/* What a case promises, and which promise is due first. */
struct due { struct care_promise promise; int64_t at, warn_at; int kind; };

static int
derive_due(struct store *s, int64_t case_id, const struct items *items, enum status status, enum priority priority,
	const struct care_derived *d, struct arena *a, struct due *out, struct error *err)
{
	struct care_clock *c;
	const struct care_clock *still;
	*out = (struct due){ .kind = -1 };
	if (promise_of(s, case_id, priority, NULL, &out->promise, err) < 0)
		return -1;
	size_t n = care_clocks(items->item, items->n, status, &out->promise, a, &c);
	const struct care_clock *near = care_clock_nearest(c, n, &still);
	if (near) {
		out->at = near->due_at;
		out->warn_at = near->warn_at;
		out->kind = (int)near->kind;
	} else if (still) {
		out->kind = (int)still->kind;
	}
	bool open = status == STATUS_NEW || status == STATUS_OPEN;
	if (d->callback_at && open && (!out->at || d->callback_at < out->at)) {
		out->at = d->callback_at;
		out->warn_at = 0;
		out->kind = CLOCK_CALLBACK;
	}
	return promise_write(s, case_id, out->promise.name, c, n, err);
}

static int
write_derived(struct store *s, int64_t case_id, const struct care_derived *d, const struct items *items,
	enum status status, enum priority priority, struct arena *a, struct error *err)
{
	struct buf channels = BUF_INIT;
	struct due due;
	int64_t audience = 0;
	size_t policies;
	int rc = -1;
	if (read_channels(s, case_id, &channels, &audience, err) < 0 || store_promises(s, &policies, err) < 0)
		goto out;
	int64_t note = db_int64(s, STMT_CASE_LAST_NOTE, 0, "i", case_id);
	int64_t escalated = db_int64(s, STMT_CASE_ESCALATIONS, 0, "i", case_id);
	int64_t mood = db_int64(s, STMT_CASE_MOOD, 1000, "i", case_id);
	int64_t last = items->last_item > note ? items->last_item : note;
	if (policies && db_run(s, STMT_CASE_KNOWN, err, "iziitiii", case_id, items->last_in, last, items->messages,
			channels.data, audience, escalated, mood) < 0)
		goto out;
	if (derive_due(s, case_id, items, status, priority, d, a, &due, err) < 0)
		goto out;
	const char *policy = *due.promise.name ? due.promise.name : NULL;
	rc = db_run(s, STMT_CASE_DERIVED, err, "izzzziitiizztizi", case_id, d->waiting_since, due.at, d->first_reply_at,
		items->last_in, last, items->messages, channels.data, audience, escalated, d->callback_at, d->callback_to,
		policy, (int64_t)due.kind, due.warn_at, mood);
	if (rc == 0 && !db_changes(s))
		rc = db_run(s, STMT_CASE_DERIVED_TOP, err, "izii", case_id, items->last_in, last, items->messages);
out:
	buf_free(&channels);
	return rc;
}

int
case_derive(struct store *s, int64_t case_id, struct error *err)
{
	struct arena *a = arena_new();
	struct items items = { .list = NULL };
	struct care_derived d;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_HEAD, err);
	if (!st)
		goto out;
	db_bind(st, "i", case_id);
	if (db_step(s, st, err) <= 0) {
		error_set(err, ERR_INPUT, _("no such case"));
		goto out;
	}
	enum status status = (enum status)db_col(st, 0);
	enum priority priority = (enum priority)db_col(st, 1);
	db_done(st);
	if (read_items(s, case_id, a, &items, err) < 0)
		goto out;
	care_derive(items.item, items.n, priority, status, s->policy, &d);
	rc = write_derived(s, case_id, &d, &items, status, priority, a, err);
	db_touch(s, AREA_CASE);
out:
	db_done(st);
	arena_free(a);
	return rc;
}

/* -- opening ------------------------------------------------------------------------------------------------ */

enum { TITLE_COLUMNS = 72 };

struct opening {
	int64_t thread, sender, received_at, flags;
	char *subject, *language, *recipients, *kind, *text;
	struct uid uid;
	bool outbound, call;
};

static int
read_opening(struct store *s, int64_t message, struct arena *a, struct opening *o, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_CASE_OF_MESSAGE, err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*o = (struct opening){ .thread = db_col(st, 0), .sender = db_col(st, 1),
			.subject = db_col_text(st, 2, a), .received_at = db_col(st, 3), .flags = db_col(st, 4),
			.language = db_col_text(st, 5, a), .uid = db_col_uid(st, 6), .outbound = db_col(st, 7) != 0,
			.recipients = db_col_text(st, 8, a), .kind = db_col_text(st, 10, a),
			.text = db_col_text(st, 11, a), .call = db_col(st, 12) == KIND_CALL };
	db_done(st);
	return rc > 0 ? 0 : rc < 0 ? -1 : error_set(err, ERR_INPUT, _("no such message"));
}

/* The first recipient of an outbound message, out of its stored JSON: [["to","Name","address"],...]. */
static char *
first_recipient(const struct opening *o, struct arena *a)
{
	const char *p = o->recipients ? strstr(o->recipients, "[\"to\",") : NULL;
	const char *end = p ? strchr(p, ']') : NULL;
	if (!end)
		return NULL;
	const char *q = end - 1, *start;
	for (start = q - 1; start > p && *start != '"'; start--)
		;
	return start > p ? arena_strn(a, start + 1, (size_t)(q - start - 1)) : NULL;
}

static int
opening_customer(struct store *s, const struct opening *o, struct arena *a, int64_t *customer, int64_t *whose,
	struct error *err)
{
	int64_t identity = o->sender;
	if (o->outbound) {
		char *address = first_recipient(o, a);
		if (!address)
			return 0;
		if (case_identity(s, o->kind, address, NULL, o->received_at, &identity, err) < 0)
			return -1;
	}
	*whose = identity;
	return identity ? case_customer(s, identity, customer, err) : 0;
}

char *
case_words_title(const char *text, struct arena *a)
{
	char *words = utf8_clean_str(a, quote_fresh(text, a), true);
	size_t len = strcspn(words, "\n"), fits = utf8_fit(words, len, TITLE_COLUMNS, NULL);
	while (fits < len && fits > TITLE_COLUMNS / 2 && words[fits] != ' ')
		fits--;
	return fits ? arena_strn(a, words, fits) : NULL;
}

/* What a case is called: by its subject; where a channel has none, by the first words. */
static char *
case_title(const struct opening *o, struct arena *a)
{
	char *bare = o->subject ? care_bare_subject(o->subject, a) : NULL;
	if (!str_empty(bare))
		return bare;
	if (o->call && str_empty(o->text))
		return arena_str(a, o->flags & MESSAGE_MISSED ? _("Missed call") : _("Telephone call"));
	if (!str_empty(o->subject) || str_empty(o->text))
		return o->subject;
	return case_words_title(o->text, a);
}

int
case_open(struct store *s, int64_t message, enum status status, bool whole_thread, struct uid uid, int64_t *case_id,
	struct error *err)
{
	struct arena *a = arena_new();
	struct opening o = { .thread = 0 };
	int64_t customer = 0, whose = 0;
	int rc = -1;
	if (read_opening(s, message, a, &o, err) < 0 || opening_customer(s, &o, a, &customer, &whose, err) < 0)
		goto out;
	int64_t number = db_int64(s, STMT_COUNTER_NEXT, 0, "t", "case");
	if (!number) {
		db_error(s, _("case number"), err);
		goto out;
	}
	if (uid_is_zero(uid)) {
		char hex[33];
		uid_hex(hex, o.uid);
		uid = uid_of("case", hex, NULL);
	}
	if (db_run(s, STMT_CASE_OPEN, err, "uiztiiiizt", &uid, number, customer, case_title(&o, a), (int64_t)status,
			 o.received_at, o.received_at, (int64_t)!!(o.flags & MESSAGE_LATE), (int64_t)0,
			o.language) < 0)
		goto out;
	*case_id = sqlite3_last_insert_rowid(s->db);
	if (db_run(s, STMT_CASE_OWNER_HOME, err, "ii", *case_id, whose) < 0 ||
	    db_run(s, STMT_CASE_TAKE_MESSAGE, err, "ii", *case_id, message) < 0 ||
	    db_run(s, STMT_CASE_THREAD_NEXT, err, "ii", *case_id, o.thread) < 0)
		goto out;
	if (whole_thread && db_run(s, STMT_CASE_TAKE_THREAD, err, "iii", *case_id, o.thread, o.received_at) < 0)
		goto out;
	rc = 0;
out:
	arena_free(a);
	return rc;
}
