/* read_item.c - one item and what hangs on it: text, attachments, why, original. */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "explain.h"
#include "i18n.h"
#include "read_internal.h"
#include "robots.h"
#include "str.h"

struct item_row
read_message_row(sqlite3_stmt *st, struct arena *a)
{
	bool has_box = sqlite3_column_type(st, 16) != SQLITE_NULL;
	return (struct item_row){ .row = ROW_MESSAGE, .id = db_col(st, 0), .at = db_col(st, 1), .uid = db_col_uid(st, 2),
		.direction = (enum direction)db_col(st, 3), .flags = (unsigned)db_col(st, 4),
		.audience = (enum audience)db_col(st, 5), .channel = db_col_text(st, 6, a), .account = db_col_text(st, 7, a),
		.from = { db_col_text(st, 8, a), db_col_text(st, 9, a) }, .subject = db_col_text(st, 10, a),
		.text = db_col(st, 11), .sent_at = db_col(st, 12), .duration_ms = db_col(st, 13), .files = (int)db_col(st, 14),
		.wake = (int)db_col(st, 15), .delivery = has_box ? (enum outbox_state)db_col(st, 16) : (enum outbox_state)-1,
		.outbox = db_col(st, 17), .case_id = db_col(st, 18), .case_number = db_col(st, 19), .thread = db_col(st, 20),
		.remote_id = db_col_text(st, 21, a), .revisions = (int)db_col(st, 22), .customer = db_col(st, 23),
		.customer_name = db_col_text(st, 24, a), .author = db_col_text(st, 25, a),
		.kind = (enum item_kind)db_col(st, 26), .words = db_col_text(st, 27, a),
		.language = db_col_text(st, 28, a), .has_mood = sqlite3_column_type(st, 29) != SQLITE_NULL,
		.mood = (int)db_col(st, 29) };
}

/* A call, visit or letter: said by the customer when they began it, else by us. */
static struct item_row
contact_row(sqlite3_stmt *st, struct arena *a)
{
	enum item_kind kind = (enum item_kind)db_col(st, 10);
	enum direction d = (enum direction)db_col(st, 11);
	enum contact_outcome outcome = (enum contact_outcome)db_col(st, 12);
	bool missed = kind == KIND_CALL && (outcome == OUTCOME_NO_ANSWER || outcome == OUTCOME_BUSY);
	return (struct item_row){ .row = ROW_CONTACT, .id = db_col(st, 0), .at = db_col(st, 1), .kind = kind, .direction = d,
		.outcome = outcome, .delivery = (enum outbox_state)-1, .author = db_col_text(st, 2, a), .text = db_col(st, 3),
		.case_id = db_col(st, 4), .case_number = db_col(st, 5), .customer = db_col(st, 6),
		.customer_name = db_col_text(st, 7, a), .duration_ms = db_col(st, 13), .callback_at = db_col(st, 14),
		.from = { db_col_text(st, 15, a), db_col_text(st, 16, a) },
		.flags = missed ? MESSAGE_MISSED : care_contact_spoke(kind, d, outcome) ? MESSAGE_TAKEN : 0,
		.channel = arena_str(a, kind == KIND_CALL ? "voice" : kind_name(kind)) };
}

struct item_row
read_note_row(sqlite3_stmt *st, struct arena *a)
{
	if (db_col(st, 10))
		return contact_row(st, a);
	return (struct item_row){ .row = ROW_NOTE, .id = db_col(st, 0), .at = db_col(st, 1), .delivery = (enum outbox_state)-1,
		.author = db_col_text(st, 2, a), .text = db_col(st, 3), .case_id = db_col(st, 4),
		.case_number = db_col(st, 5), .customer = db_col(st, 6), .customer_name = db_col_text(st, 7, a),
		.flags = str_eq((const char *)sqlite3_column_text(st, 8), "second-level") ? MESSAGE_SECOND_LEVEL :
			str_eq((const char *)sqlite3_column_text(st, 8), "told") ? MESSAGE_TOLD : 0 };
}

static int
read_one(struct store *s, enum stmt id, int64_t item, struct item_row (*row)(sqlite3_stmt *, struct arena *),
	struct arena *a, struct item_row *out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, id, err);
	if (!st)
		return -1;
	db_bind(st, "i", item);
	int rc = db_step(s, st, err);
	if (rc > 0)
		*out = row(st, a);
	db_done(st);
	return rc;
}

int
read_message(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err)
{
	return read_one(s, STMT_ITEM_MESSAGE, id, read_message_row, a, out, err);
}

int
read_note(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err)
{
	return read_one(s, STMT_ITEM_NOTE, id, read_note_row, a, out, err);
}

int
read_text(struct store *s, int64_t text, struct arena *a, char **out, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_TEXT_GET, err);
	if (!st)
		return -1;
	db_bind(st, "i", text);
	int rc = db_step(s, st, err);
	if (rc >= 0)
		*out = rc > 0 ? db_col_text(st, 0, a) : NULL;
	db_done(st);
	if (rc > 0)
		*out = verify_hide(s, text, *out, a);
	return rc < 0 ? -1 : 0;
}

int
read_item(struct store *s, int64_t id, struct arena *a, struct item_row *out, struct error *err)
{
	struct item_row row;
	char *body = NULL;
	int rc = read_message(s, id, a, &row, err);
	if (rc == 0)
		rc = read_note(s, id, a, &row, err);
	if (rc == 0)
		rc = read_action(s, id, a, &row, err);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no item %lld"), (long long)id);
	if (row.text && row.row != ROW_ACTION && read_text(s, row.text, a, &body, err) < 0)
		return -1;
	row.body = body;
	*out = row;
	return 0;
}

static int
item_of_uid(struct store *s, const char *prefix, int64_t *id, struct error *err)
{
	char low[33], high[33];
	struct uid from, to;
	size_t n = strlen(prefix);
	for (size_t i = 0; i < 32; i++) {
		low[i] = i < n ? prefix[i] : '0';
		high[i] = i < n ? prefix[i] : 'f';
	}
	low[32] = high[32] = '\0';
	if (n < 1 || n > 32 || !uid_parse(&from, low) || !uid_parse(&to, high))
		return error_set(err, ERR_INPUT, _("'u:%s' is no beginning of a uid"), prefix);
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_BY_UID, err);
	if (!st)
		return -1;
	db_bind(st, "uu", &from, &to);
	int rc, found = 0;
	for (; (rc = db_step(s, st, err)) > 0; found++)
		if (!found)
			*id = db_col(st, 0);
	db_done(st);
	if (rc < 0)
		return -1;
	return found == 1 ? 0 : error_set(err, ERR_INPUT, found ? _("several items begin with u:%s: write more of it")
		: _("there is no item u:%s"), prefix);
}

int
read_item_named(struct store *s, const char *name, int64_t *id, struct error *err)
{
	int64_t number;
	if (str_starts(name, "u:"))
		return item_of_uid(s, name + 2, id, err);
	if (str_to_int64(name, &number) == 0) {
		*id = number;
		return 0;
	}
	size_t n = strlen(name);
	struct arena *a = arena_new();
	bool brackets = n > 2 && name[0] == '<' && name[n - 1] == '>';
	int64_t found = db_int64(s, STMT_ITEM_BY_REMOTE, 0, "t", brackets ? arena_strn(a, name + 1, n - 2) : name);
	arena_free(a);
	if (!found)
		return error_set(err, ERR_INPUT, _("there is no item '%s': say its number, u: and its uid, or its Message-ID"),
			name);
	*id = found;
	return 0;
}

/* Where one is whose bytes are not here. */
static int
attachment_state(struct store *s, struct attachment *f, int64_t n, struct arena *a, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ATTACHMENT_STATE, err);
	if (!st)
		return -1;
	db_bind(st, "iii", f->id, n, (int64_t)KIND_CALL);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		f->state = (enum file_state)db_col(st, 0);
		f->words = f->state == FILE_LOST ? db_col_text(st, 1, a) : NULL;
	}
	db_done(st);
	return rc < 0 ? -1 : 0;
}

int
read_attachments(struct store *s, int64_t message, struct arena *a, struct attachment **out, size_t *n, struct error *err)
{
	struct attachment *list = NULL;
	size_t count = 0, space = 0;
	int rc = -1;
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_ATTACHMENTS, err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	while ((rc = db_step(s, st, err)) > 0) {
		struct attachment *f = VEC_PUSH(a, list, count, space);
		*f = (struct attachment){ .id = db_col(st, 0), .part = db_col_text(st, 1, a), .name = db_col_text(st, 2, a),
			.type = db_col_text(st, 3, a), .bytes = db_col(st, 4), .inline_ = db_col(st, 6) != 0 };
		if (sqlite3_column_bytes(st, 5) == (int)sizeof f->digest.b)
			memcpy(f->digest.b, sqlite3_column_blob(st, 5), sizeof f->digest.b);
	}
	db_done(st);
	for (size_t i = 0; rc == 0 && i < count; i++) {
		int64_t blob = db_int64(s, STMT_ITEM_BLOB, 0, "i", list[i].id);
		if (blob)
			list[i].file = store_blob_path(s, blob, a);
		else if (attachment_state(s, &list[i], (int64_t)i, a, err) < 0)
			return -1;
		if (!list[i].name)
			list[i].name = "?";
	}
	*out = list;
	*n = count;
	return rc;
}

/* The rules that acted because of it, and which of our robots said it. */
static int
add_robots(struct store *s, int64_t message, struct arena *a, char **codes, struct error *err)
{
	struct firing_row *rows;
	struct buf b = BUF_INIT;
	char *robot = NULL;
	size_t n;
	if (firing_of(s, db_int64(s, STMT_ROBOT_CASE, 0, "i", message), message, a, &rows, &n, err) < 0 ||
	    db_text(s, STMT_ROBOT_OF, a, &robot, err, "i", message) < 0)
		return -1;
	buf_adds(&b, *codes);
	for (size_t i = 0; i < n; i++)
		explain_add(&b, "rule", arena_printf(a, "%s\n%s", rows[i].rule, rows[i].why ? rows[i].why : ""));
	if (robot)
		explain_add(&b, "robot", robot);
	*codes = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return 0;
}

int
read_why(struct store *s, int64_t message, struct arena *a, char **codes, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_WHY, err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	int rc = db_step(s, st, err);
	if (rc > 0) {
		*codes = db_col_text(st, 0, a);
		if (!*codes)
			*codes = arena_str(a, "");
	}
	db_done(st);
	int64_t window = rc > 0 ? db_int64(s, STMT_WINDOW_OF_ITEM, 0, "i", message) : 0;
	if (window) {
		struct buf b = BUF_INIT;
		char when[32];
		clock_rfc3339(when, window);
		buf_adds(&b, *codes);
		explain_add(&b, window > clock_now() ? "window" : "window-closed", when);
		*codes = arena_strn(a, b.data, b.len);
		buf_free(&b);
	}
	if (rc > 0)
		return add_robots(s, message, a, codes, err);
	return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such message"));
}

int
read_raw(struct store *s, int64_t message, struct arena *a, char **path, char **raw, size_t *len, struct error *err)
{
	sqlite3_stmt *st = db_stmt(s, STMT_ITEM_RAW, err);
	if (!st)
		return -1;
	db_bind(st, "i", message);
	int rc = db_step(s, st, err);
	char *bytes = NULL;
	size_t count = 0;
	if (rc > 0 && sqlite3_column_type(st, 0) != SQLITE_NULL) {
		count = (size_t)sqlite3_column_bytes(st, 0);
		bytes = arena_alloc(a, count + 1);
		if (count)
			memcpy(bytes, sqlite3_column_blob(st, 0), count);
	}
	db_done(st);
	if (rc <= 0)
		return rc < 0 ? -1 : error_set(err, ERR_INPUT, _("there is no such message"));
	char *file = NULL;
	if (!(st = db_stmt(s, STMT_ITEM_FILE, err)))
		return -1;
	db_bind(st, "i", message);
	if ((rc = db_step(s, st, err)) > 0)
		file = db_col_text(st, 0, a);
	db_done(st);
	if (rc < 0)
		return -1;
	*path = file;
	*raw = bytes;
	*len = count;
	return 0;
}
