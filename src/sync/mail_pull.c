/*
 * mail_pull.c - what is new in a mail account.
 *
 * The cursor is (uuid, revision, count) of the notmuch database and a stamp of its files: the same stamp
 * means that nothing was written since, and nothing is opened.  Otherwise notmuch lists what changed since
 * the revision; each file of it that is not known as it is now is read.  Fewer messages than expected, or
 * another database, lead to a sweep over all files that are known.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "clock.h"
#include "i18n.h"
#include "mail_read.h"
#include "process.h"
#include "str.h"

#define CURSOR "notmuch"

struct mark {
	struct mail_revision at;
	int64_t count;
	char stamp[96];
};

/* -- the cursor -------------------------------------------------------------------------------------- */

static int
load_mark(struct worker *w, struct mark *out, struct error *err)
{
	char *text;
	long long count;

	memset(out, 0, sizeof *out);
	if (feed_cursor(w->store, w->account->id, CURSOR, w->arena, &text, err))
		return -1;
	if (text && sscanf(text, "%63s %lu %lld %95s", out->at.uuid, &out->at.revision, &count,
	    out->stamp) >= 3)
		out->count = count;
	return 0;
}

static int
save_mark(struct worker *w, const struct mark *m, struct error *err)
{
	const char *text = arena_printf(w->arena, "%s %lu %lld %s", m->at.uuid, m->at.revision,
		(long long)m->count, m->stamp);

	return feed_cursor_set(w->store, w->account->id, CURSOR, text, err);
}

/* The query is part of what the cursor is about: another one means everything is looked at again. */
static int
query_changed(struct worker *w, const char *query, bool *changed, struct error *err)
{
	char *before;

	if (feed_cursor(w->store, w->account->id, "query", w->arena, &before, err))
		return -1;
	*changed = !str_eq(before, query);
	return 0;
}

/* -- fetching ------------------------------------------------------------------------------------------- */

/* What it says when it fails is shown; the mail that is already here is read all the same. */
static void
fetch(struct worker *w)
{
	struct process_spec spec = { .command = worker_option(w, "fetch-command"),
		.timeout_ms = (int)conf_account_span(w->account->conf, OPT_MAIL_FETCH_TIMEOUT), .output_max = 4 << 20 };
	struct error err = ERROR_INIT;
	struct process_result r;
	int rc;

	if (str_empty(spec.command))
		return;
	worker_progress(w, _("fetching"), 0, 0);
	sync_fetching = 1;
	rc = process_run(&spec, w->arena, &r, &err);
	sync_fetching = 0;
	if (rc)
		error_prefix(&err, "fetch-command: ");
	else if (r.status)
		error_set(&err, ERR_NETWORK, _("fetch-command ended with status %d: %s"), r.status,
			*r.err ? r.err : _("it said nothing"));
	if (err.code != ERR_NONE && !sync_stop) {
		err.code = ERR_NETWORK;
		worker_failed(w, &err);
	}
}

/* -- importing -------------------------------------------------------------------------------------------- */

static int
flush(struct pull *p, struct error *err)
{
	struct worker *w = p->w;
	struct batch b = { .messages = p->messages, .message_count = p->message_count,
		.problems = p->problems, .problem_count = p->problem_count };
	int rc = 0;

	if (p->message_count + p->problem_count)
		rc = feed_batch(w->store, &w->feed, &b, &w->page->fed, err);
	if (!rc)
		rc = pull_settle(p, err);
	w->page->problems += (int64_t)p->problem_count;
	p->messages = NULL;
	p->problems = NULL;
	p->entries = NULL;
	p->message_count = p->problem_count = p->message_space = p->problem_space = 0;
	p->entry_count = p->entry_space = 0;
	p->bytes = 0;
	arena_reset(p->arena);
	return rc;
}

static int
import(struct pull *p, const struct mail_entry *list, size_t n, struct error *err)
{
	size_t i, f;

	p->listed = p->listed || n;
	for (i = 0; i < n && !sync_stop; i++) {
		bool changed = false;

		p->work = false;
		for (f = 0; list[i].files[f]; f++)
			if (pull_file(p, &list[i], list[i].files[f], &changed, err))
				return -1;
		/* renamed files and tags are looked at together, when the batch is stored; where a first pass goes
		 * on after a kill, the tags of what is known already may not have been */
		if ((changed && p->work) || !p->first || !p->empty)
			*VEC_PUSH(p->arena, p->entries, p->entry_count, p->entry_space) = &list[i];
		if ((p->message_count >= PULL_BATCH || p->entry_count >= 4 * PULL_BATCH ||
		    p->bytes > PULL_BATCH_BYTES) && flush(p, err))
			return -1;
		if (i % 64 == 0) {
			worker_progress(p->w, _("reading mail"), (int64_t)i, (int64_t)n);
			if (worker_disk(p->w, err))
				return -1;
		}
	}
	return flush(p, err);
}

/* -- what is gone ------------------------------------------------------------------------------------------- */

struct gone { struct pull *p; const char **paths; int64_t *messages; size_t count, space, mspace, mcount; };

static int
look_for_gone(void *ctx, const char *path, int64_t message)
{
	struct gone *g = ctx;
	struct stat st;
	char full[4096];

	if (snprintf(full, sizeof full, "%s/%s", mail_root(g->p->box), path) < (int)sizeof full &&
	    stat(full, &st) && (errno == ENOENT || errno == ENOTDIR)) {
		*VEC_PUSH(g->p->w->arena, g->paths, g->count, g->space) =
			arena_str(g->p->w->arena, path);
		*VEC_PUSH(g->p->w->arena, g->messages, g->mcount, g->mspace) = message;
	}
	return sync_stop ? -1 : 0;
}

/* Files that were known and are no longer there: nothing is deleted here because of it. */
static int
sweep(struct pull *p, struct error *err)
{
	struct gone g = { .p = p };
	size_t i;

	worker_progress(p->w, _("looking for removed mail"), 0, 0);
	if (feed_files(p->w->store, p->w->account->id, look_for_gone, &g, err))
		return sync_stop ? 0 : -1;
	for (i = 0; i < g.count; i++)
		if (feed_file_moved(p->w->store, p->w->account->id, g.messages[i], g.paths[i], NULL, 0, 0,
		    err))
			return -1;
	return 0;
}

static void
set_rules(struct pull *p)
{
	const char *const *tags = mail_kept_tags(p->w);
	const char *forms = worker_option(p->w, "contact-form-from");
	size_t i;

	p->rules.own = p->w->account->own;
	p->rules.forms = forms ? (const char *const *)str_split(p->w->arena, forms, ",", NULL) : NULL;
	p->flagged_bit = 31;
	for (i = 0; tags[i]; i++)
		if (str_eq(tags[i], "flagged"))
			p->flagged_bit = (int)i;
}

static int
stop_at_first(void *ctx, const char *path, int64_t message)
{
	(void)path;
	(void)message;
	*(bool *)ctx = false;
	return 1;
}

/* -- the pull ------------------------------------------------------------------------------------------------ */

static int
pull_changes(struct pull *p, const char *query, struct mark *mark, bool again, struct error *err)
{
	struct worker *w = p->w;
	struct mark was = *mark;
	struct mail_entry *list;
	int64_t known = w->page->fed.messages;
	bool same;
	size_t n;

	mail_revision(p->box, &mark->at);
	same = !again && str_eq(was.at.uuid, mark->at.uuid) && was.at.revision <= mark->at.revision;
	p->first = !was.at.uuid[0];
	p->empty = p->first;
	if (p->first && feed_files(w->store, w->account->id, stop_at_first, &p->empty, err) < 0)
		return -1;
	set_rules(p);
	p->since_at = w->account->since_at ? w->account->since_at : clock_now() - 15 * MS_DAY;
	if (mail_count(p->box, query, &mark->count, err))
		return -1;
	if (!same || was.at.revision != mark->at.revision) {
		worker_progress(w, _("asking notmuch"), 0, 0);
		if (mail_list(p->box, query, same ? was.at.revision : 0, mail_tag_names(w), w->arena, &list,
		    &n, err) || import(p, list, n, err))
			return -1;
	}
	if (sync_stop)
		return 0;
	known = was.count + (w->page->fed.messages - known);
	if (!p->first && (!same || mark->count < known) && sweep(p, err))
		return -1;
	return 0;
}

int
mail_pull(struct worker *w, struct error *err)
{
	const char *root = mail_database(w), *query = worker_option(w, "query");
	struct pull p = { .w = w };
	struct mark mark;
	char stamp[96];
	bool again;
	int rc;

	if (str_empty(root))
		return error_set(err, ERR_CONFIG, _("[account %s] has no maildir"), w->account->name);
	if (str_empty(query))
		query = "*";
	fetch(w);
	if (sync_stop)
		return 0;
	mail_stamp(root, stamp);
	if (load_mark(w, &mark, err) || query_changed(w, query, &again, err))
		return -1;
	again = pull_unread_due(w) || again;	/* what is known is passed over quickly */
	if (!again && stamp[0] && str_eq(stamp, mark.stamp) && !pull_strays_due(w, root)) {
		w->page->pulled = true;
		return feed_account_pulled(w->store, w->account->id, 0, err);
	}
	if (worker_disk(w, err) || mail_open(root, &p.box, err))
		return -1;
	p.arena = arena_new();
	snprintf(w->page->root, sizeof w->page->root, "%s", mail_root(p.box));
	rc = pull_changes(&p, query, &mark, again, err);
	if (!rc && !sync_stop)
		rc = pull_strays(&p, err);
	mail_close(p.box);
	arena_free(p.arena);
	if (rc || sync_stop)
		return rc;
	/* a database that cannot be read well names files that are nowhere: looked at again, not passed by */
	if (p.listed && !p.there)
		return feed_account_pulled(w->store, w->account->id, 0, err);
	memcpy(mark.stamp, stamp, sizeof mark.stamp);
	if (save_mark(w, &mark, err) ||
	    (again && feed_cursor_set(w->store, w->account->id, "query", query, err)))
		return -1;
	w->page->pulled = true;
	return feed_account_pulled(w->store, w->account->id, 0, err);
}
