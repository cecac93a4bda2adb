/*
 * mail.c - see mail.h: opening and asking a notmuch database.  Its iterators end early and silently
 * when another process has committed twice meanwhile (Xapian keeps two generations); so lists are gathered
 * whole, checked, and begun again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "buf.h"
#include "i18n.h"
#include "mail_box.h"
#include "str.h"

const char *
mail_below(const struct mail_box *box, const char *path)
{
	if (!strncmp(path, box->root, box->root_len) && path[box->root_len] == '/')
		return path + box->root_len + 1;
	return path;
}

static int
explain(const char *root, notmuch_status_t status, char *words, struct error *err)
{
	const char *why = words && *words ? words : notmuch_status_to_string(status);
	size_t n = strcspn(why, "\n");

	if (status == NOTMUCH_STATUS_NO_DATABASE || status == NOTMUCH_STATUS_NO_MAIL_ROOT)
		error_set(err, ERR_CONFIG, _("%s: there is no notmuch database; check maildir, or run "
			"`notmuch new` there"), root);
	else if (status == NOTMUCH_STATUS_UPGRADE_REQUIRED)
		error_set(err, ERR_SYSTEM, _("%s: the notmuch database is of an old version; run "
			"`notmuch new` once"), root);
	else
		error_set(err, status == NOTMUCH_STATUS_XAPIAN_EXCEPTION ? ERR_BUSY : ERR_SYSTEM,
			_("%s: notmuch says: %.*s; try `notmuch new`"), root, (int)n, why);
	free(words);
	return -1;
}

/* notmuch's configuration file is the user's, and may speak of another database. */
static notmuch_status_t
open_with(const char *root, notmuch_database_mode_t mode, const char *config, notmuch_database_t **db,
	char **words)
{
	free(*words);
	*words = NULL;
	*db = NULL;
	return notmuch_database_open_with_config(root, mode, config, NULL, db, words);
}

int
mail_box_open(const char *root, bool write, struct mail_box **out, struct error *err)
{
	notmuch_database_mode_t mode = write ? NOTMUCH_DATABASE_MODE_READ_WRITE :
		NOTMUCH_DATABASE_MODE_READ_ONLY;
	notmuch_database_t *db;
	notmuch_status_t status;
	struct mail_box *box;
	struct stat st;
	char *words = NULL;
	const char *where;

	if (stat(root, &st))
		return error_set(err, ERR_CONFIG, _("%s: there is no such folder; check maildir"), root);
	status = open_with(root, mode, NULL, &db, &words);
	where = status ? NULL : notmuch_config_get(db, NOTMUCH_CONFIG_MAIL_ROOT);
	if (status == NOTMUCH_STATUS_NO_CONFIG || (!status && !str_eq(where, root))) {
		struct buf inside = BUF_INIT;
		bool split;

		buf_addf(&inside, "%s/.notmuch", root);
		split = stat(inside.data, &st) != 0;
		buf_free(&inside);
		if (status || !split) {
			if (db)
				notmuch_database_destroy(db);
			status = open_with(root, mode, "", &db, &words);
		}
	}
	if (status) {
		if (db)
			notmuch_database_destroy(db);
		return explain(root, status, words, err);
	}
	free(words);
	where = notmuch_config_get(db, NOTMUCH_CONFIG_MAIL_ROOT);
	box = xcalloc(1, sizeof *box);
	box->db = db;
	box->path = xstrdup(root);
	box->root = xstrdup(where ? where : root);
	box->root_len = strlen(box->root);
	while (box->root_len > 1 && box->root[box->root_len - 1] == '/')
		box->root[--box->root_len] = '\0';
	*out = box;
	return 0;
}

int
mail_open(const char *root, struct mail_box **out, struct error *err)
{
	return mail_box_open(root, false, out, err);
}

void
mail_close(struct mail_box *box)
{
	if (!box)
		return;
	notmuch_database_destroy(box->db);
	free(box->path);
	free(box->root);
	free(box);
}

const char *
mail_root(const struct mail_box *box)
{
	return box->root;
}

const char *
mail_place(const struct mail_box *box)
{
	return notmuch_database_get_path(box->db);
}

void
mail_stamp(const char *root, char out[96])
{
	static const char *const places[] = { ".notmuch/xapian/iamglass", "xapian/iamglass",
		".notmuch/xapian/iamhoney", ".notmuch/default/xapian/iamglass" };
	char path[4096];
	struct stat st;
	size_t i;

	out[0] = '\0';
	for (i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (snprintf(path, sizeof path, "%s/%s", root, places[i]) >= (int)sizeof path ||
		    stat(path, &st))
			continue;
		snprintf(out, 96, "%lld.%09ld.%llu.%lld", (long long)st.st_mtim.tv_sec,
			st.st_mtim.tv_nsec, (unsigned long long)st.st_ino, (long long)st.st_size);
		return;
	}
}

void
mail_revision(struct mail_box *box, struct mail_revision *out)
{
	const char *uuid = NULL;

	out->revision = notmuch_database_get_revision(box->db, &uuid);
	snprintf(out->uuid, sizeof out->uuid, "%s", uuid ? uuid : "?");
}

static notmuch_query_t *
make_query(struct mail_box *box, const char *query, unsigned long since, struct error *err)
{
	struct arena *a = arena_new();
	notmuch_query_t *q = NULL;
	const char *text = str_empty(query) ? "*" : query;
	notmuch_status_t status;

	if (since)
		text = str_eq(text, "*") ? arena_printf(a, "lastmod:%lu..", since + 1) :
			arena_printf(a, "(%s) and lastmod:%lu..", text, since + 1);
	status = notmuch_query_create_with_syntax(box->db, text, NOTMUCH_QUERY_SYNTAX_XAPIAN, &q);
	arena_free(a);
	if (status || !q) {
		error_set(err, ERR_CONFIG, _("query = %s: notmuch does not understand it: %s"), query,
			notmuch_status_to_string(status));
		return NULL;
	}
	notmuch_query_set_omit_excluded(q, NOTMUCH_EXCLUDE_FALSE);
	return q;
}

static int
broken(struct mail_box *box, notmuch_status_t status, struct error *err)
{
	const char *why = notmuch_database_status_string(box->db);

	return error_set(err, ERR_BUSY, _("%s: notmuch says: %.*s; trying again later"), box->path,
		(int)strcspn(why ? why : "", "\n"),
		why && *why ? why : notmuch_status_to_string(status));
}

int
mail_count(struct mail_box *box, const char *query, int64_t *out, struct error *err)
{
	notmuch_query_t *q = make_query(box, query, 0, err);
	notmuch_status_t status;
	unsigned n = 0;

	if (!q)
		return -1;
	status = notmuch_query_count_messages(q, &n);
	notmuch_query_destroy(q);
	if (status)
		return broken(box, status, err);
	*out = n;
	return 0;
}

static uint32_t
tag_bits(notmuch_message_t *message, const char *const *names)
{
	notmuch_tags_t *tags = notmuch_message_get_tags(message);
	uint32_t bits = 0;
	int i;

	for (; notmuch_tags_valid(tags); notmuch_tags_move_to_next(tags)) {
		const char *tag = notmuch_tags_get(tags);

		for (i = 0; tag && names && names[i] && i < 32; i++)
			if (!strcmp(names[i], tag))
				bits |= 1u << i;
	}
	if (tags)
		notmuch_tags_destroy(tags);
	return bits;
}

/* False when the database moved on under the reader. */
static bool
copy_entry(struct mail_box *box, notmuch_message_t *message, const char *const *tags, struct arena *a,
	struct mail_entry *out)
{
	const char *id = notmuch_message_get_message_id(message);
	notmuch_filenames_t *names = id ? notmuch_message_get_filenames(message) : NULL;
	const char **files = NULL;
	size_t n = 0, space = 0;

	if (!names)
		return false;
	for (; notmuch_filenames_valid(names); notmuch_filenames_move_to_next(names)) {
		const char *path = notmuch_filenames_get(names);

		if (path)
			*VEC_PUSH(a, files, n, space) = arena_str(a, mail_below(box, path));
	}
	notmuch_filenames_destroy(names);
	*VEC_PUSH(a, files, n, space) = NULL;
	out->id = arena_str(a, id);
	out->files = files;
	out->tags = tags && tags[0] ? tag_bits(message, tags) : 0;
	return true;
}

/* 0 done, 1 begin again, -1 error. */
static int
list_once(struct mail_box *box, const char *query, unsigned long since, const char *const *tags,
	struct arena *a, struct mail_entry **out, size_t *n, struct error *err)
{
	notmuch_query_t *q = make_query(box, query, since, err);
	notmuch_messages_t *messages = NULL;
	struct mail_entry *list = NULL;
	size_t count = 0, space = 0;
	unsigned expected = 0;
	notmuch_status_t status;
	int rc = 0;

	if (!q)
		return -1;
	notmuch_query_set_sort(q, NOTMUCH_SORT_OLDEST_FIRST);
	status = notmuch_query_count_messages(q, &expected);
	if (!status && expected)
		status = notmuch_query_search_messages(q, &messages);
	if (status) {
		notmuch_query_destroy(q);
		return 1;
	}
	for (; expected && notmuch_messages_valid(messages); notmuch_messages_move_to_next(messages)) {
		notmuch_message_t *m = notmuch_messages_get(messages);

		if (!m || !copy_entry(box, m, tags, a, VEC_PUSH(a, list, count, space)))
			rc = 1;
		if (m)
			notmuch_message_destroy(m);
		if (rc)
			break;
	}
	notmuch_query_destroy(q);
	if (count < expected)
		rc = 1;
	*out = list;
	*n = count;
	return rc;
}

int
mail_list(struct mail_box *box, const char *query, unsigned long since, const char *const *tags,
	struct arena *a, struct mail_entry **out, size_t *n, struct error *err)
{
	struct mail_entry *list = NULL;
	size_t count = 0;
	int tries, rc;

	for (tries = 0; tries < 8; tries++) {
		rc = list_once(box, query, since, tags, a, &list, &count, err);
		if (rc < 0)
			return -1;
		if (!rc) {
			*out = list;
			*n = count;
			return 0;
		}
		if (notmuch_database_reopen(box->db, NOTMUCH_DATABASE_MODE_READ_ONLY))
			break;
	}
	return error_set(err, ERR_BUSY, _("%s: notmuch's database changes faster than it can be read; "
		"trying again later"), box->path);
}

int
mail_find(struct mail_box *box, const char *id, struct arena *a, struct mail_entry *out)
{
	notmuch_message_t *m = NULL;
	bool found;

	if (notmuch_database_find_message(box->db, id, &m) || !m)
		return 0;
	found = copy_entry(box, m, NULL, a, out);
	notmuch_message_destroy(m);
	return found;
}
