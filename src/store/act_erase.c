/*
 * act_erase.c - all words about a person end: in the store, in the index, in the files beside it.  What remains are
 * numbers, times, states and keyed marks of what must not be fetched back.
 */
#include "act_internal.h"

#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "index_internal.h"

/* -- in the transaction ------------------------------------------------------------------------------------ */

/* Keyed hashes of what was erased, so that sync does not fetch it back. */
static int
tombstones(struct acting *x, int64_t customer)
{
	uint8_t key[32];
	char **ids = NULL;
	size_t n = 0, space = 0;
	int rc = -1;
	if (store_mark_key(x->s, key, x->err) < 0)
		return -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ERASE_MARKS, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		*VEC_PUSH(x->a, ids, n, space) = db_col_text(st, 0, x->a);
	db_done(st);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		char mark[17];
		hash_mark(mark, key, sizeof key, ids[i]);
		rc = db_run(x->s, STMT_ERASE_TOMBSTONE, x->err, "ti", mark, x->now);
	}
	return rc;
}

static void
add_file(struct acting *x, char *path)
{
	if (path)
		*VEC_PUSH(x->a, x->doomed, x->doomed_count, x->doomed_space) = path;
}

/* The files of the person's messages: attachments that nobody else has, and mails as they were built. */
static int
doom_files(struct acting *x, int64_t customer, int64_t **blobs, size_t *blob_count)
{
	if (act_ids(x, STMT_ERASE_BLOBS, customer, blobs, blob_count) < 0)
		return -1;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ERASE_BUILT, x->err);
	int rc = -1;
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(x->s, st, x->err)) > 0) {
		char hex[33];
		uid_hex(hex, db_col_uid(st, 0));
		add_file(x, arena_printf(x->a, "%s/outbox/%s", x->s->dir, hex));
	}
	db_done(st);
	return rc;
}

static int
doom_blobs(struct acting *x, const int64_t *blobs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (db_int64(x->s, STMT_ERASE_BLOB_USED, 0, "i", blobs[i]))
			continue;
		add_file(x, store_blob_path(x->s, blobs[i], x->a));
		if (db_run(x->s, STMT_ERASE_BLOB_GONE, x->err, "i", blobs[i]) < 0)
			return -1;
	}
	return 0;
}

/* What we do not touch, named: mails in the Maildir, backups beside the store. */
static int
name_remains(struct acting *x, int64_t customer)
{
	struct buf b = BUF_INIT;
	size_t mails = 0;
	int rc = -1;
	glob_t found;
	sqlite3_stmt *st = db_stmt(x->s, STMT_ERASE_MAIL_FILES, x->err);
	if (!st)
		return -1;
	db_bind(st, "i", customer);
	while ((rc = db_step(x->s, st, x->err)) > 0)
		if (mails++ < 20)
			buf_addf(&b, "\n  %s", (const char *)sqlite3_column_text(st, 0));
	db_done(st);
	if (mails > 20)
		buf_addf(&b, _("\n  and %zu more"), mails - 20);
	if (glob(arena_printf(x->a, "%s.before-*", x->s->path), 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			buf_addf(&b, "\n  %s", found.gl_pathv[i]);
		globfree(&found);
	}
	if (b.len)
		act_say(x, _("what mail in your Maildir and backups still hold of their words:%s"), b.data);
	buf_free(&b);
	return rc;
}

int
act_do_customer_erase(struct acting *x, const struct act *act)
{
	/* words first, then what leads to them */
	static const enum stmt steps[] = { STMT_ERASE_QUEUED, STMT_ERASE_TEXTS, STMT_ERASE_FIELDS, STMT_ERASE_TRAITS,
		STMT_ERASE_SUGGESTIONS, STMT_ERASE_LINES, STMT_ERASE_COUNTED,
		STMT_ERASE_OLD_TEXTS, STMT_ERASE_OLD_VALUES,
		STMT_ERASE_ABOUT, STMT_ERASE_FILES, STMT_ERASE_SENT_FILES, STMT_ERASE_MESSAGES, STMT_ERASE_THREADS,
		STMT_ERASE_CASES, STMT_ERASE_OUTBOX, STMT_ERASE_OUTBOX_TO, STMT_ERASE_OUTBOX_LOG, STMT_ERASE_DRAFTS,
		STMT_ERASE_RINGS, STMT_ERASE_IDENTITIES };
	int64_t *blobs = NULL, *cases = NULL;
	size_t blob_count = 0, case_count = 0;
	if (x->s->role != STORE_ADMIN)
		return error_set(x->err, ERR_INPUT, _("erasing is done by `sportello customer erase`"));
	if (act_person(x, act->customer) < 0 || act_needs_verified(x, act->customer, _("erasing")) < 0 ||
	    tombstones(x, act->customer) < 0 ||
	    act_write(x, ACT_CUSTOMER_ERASE, 0, act->customer, NULL, 0) < 0 ||
	    doom_files(x, act->customer, &blobs, &blob_count) < 0 ||
	    act_ids(x, STMT_ERASE_WAITING, act->customer, &cases, &case_count) < 0)
		return -1;
	for (size_t i = 0; i < case_count; i++)
		(void)act_touch(x, cases[i]);
	act_say(x, _("customer %lld erased"), (long long)act->customer);
	if (name_remains(x, act->customer) < 0)
		return -1;
	for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
		if (db_run(x->s, steps[i], x->err, "i", act->customer) < 0)
			return -1;
	if (doom_blobs(x, blobs, blob_count) < 0 ||
	    db_run(x->s, STMT_ERASE_CUSTOMER, x->err, "ii", act->customer, x->now) < 0)
		return -1;
	db_touch(x->s, AREA_CUSTOMER);
	db_touch(x->s, AREA_OUTBOX);
	db_touch(x->s, AREA_DRAFT);
	x->erased = true;
	return 0;
}

/* -- after it ---------------------------------------------------------------------------------------------- */

/* Neither the index nor the write-ahead log keep what was there (free pages are wiped: an ADMIN's connection deletes
 * securely), nor do files; what could not be done is added to the words. */
void
act_erase_after(struct acting *x)
{
	struct error why = ERROR_INIT;
	for (size_t i = 0; i < x->doomed_count; i++)
		if (unlink(x->doomed[i]) < 0 && errno != ENOENT)
			act_say(x, _("%s could not be removed: %s"), x->doomed[i], strerror(errno));
	if (index_forget(x->s, &why) < 0)
		act_say(x, _("the index still holds them (%s)"), why.text);
	if (sqlite3_wal_checkpoint_v2(x->s->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
		act_say(x, _("the write-ahead log holds them until the console and sportello-sync end"));
}
