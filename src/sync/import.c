/*
 * import.c - what another desk held, from files that it wrote, into the store as history.  The files are gone over three
 * times: to learn who is who (a file that is broken is found out here, before anything is stored), to store people and
 * tickets, and to store what stands apart from its ticket.  Nothing is held but names and the rows of a slice.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "import.h"
#include "paths.h"
#include "store.h"
#include "str.h"
#include "sync.h"
#include "utf8.h"

enum { LEARN, TICKETS, APART, PASSES };
enum { SLICE = 400, SAID = 20 };

struct importing {
	struct sync *y;
	struct worker worker;		/* for the disk's room */
	struct store *store;		/* NULL: a dry run without a store */
	const struct import_desk *desk;
	struct import *im;
	struct feed_context feed;
	bool dry;
	int pass;
	const char *file;		/* being read */
	char **files;
	size_t file_count;
	int macro_fd;
	/* of the slice */
	struct arena *arena;
	struct message_in *messages;
	struct event_in *events;
	struct person_in *people;
	struct rating_in *ratings;
	size_t message_count, event_count, person_count, rating_count, space[4];
	/* told at the end */
	struct feed_result fed;
	struct feed_people met;
	int64_t tickets, comments, internal, with_files, rated, rating_new, macros, problems, said_at;
};

/* -- a slice ------------------------------------------------------------------------------------------------- */

static void
forget_slice(struct importing *i)
{
	i->messages = NULL;
	i->events = NULL;
	i->people = NULL;
	i->ratings = NULL;
	i->message_count = i->event_count = i->person_count = i->rating_count = 0;
	memset(i->space, 0, sizeof i->space);
	arena_reset(i->arena);
}

/* What would come of it. */
static void
weigh(struct importing *i)
{
	for (size_t k = 0; k < i->person_count; k++) {
		int known = i->store && !i->people[k].agent ? feed_person_known(i->store, i->desk->name, &i->people[k]) : 0;

		if (i->people[k].agent)
			i->met.agents++;
		else if (known == 2)
			i->met.again++;
		else if (known)
			i->met.known++;
		else
			i->met.fresh++;
	}
	for (size_t k = 0; k < i->message_count; k++) {
		bool has = i->store && feed_import_has(i->store, i->feed.account, i->messages[k].remote_id);

		i->fed.known += has;
		i->fed.messages += !has;
	}
}

static int
flush(struct importing *i, struct error *err)
{
	struct batch b = { .messages = i->messages, .message_count = i->message_count, .events = i->events,
		.event_count = i->event_count };
	int rc = 0;

	if (i->dry)
		weigh(i);
	else if (worker_disk(&i->worker, err) ||
	    feed_people(i->store, &i->feed, i->people, i->person_count, &i->met, err) ||
	    feed_batch(i->store, &i->feed, &b, &i->fed, err) ||
	    feed_ratings(i->store, &i->feed, i->ratings, i->rating_count, &i->rating_new, err))
		rc = -1;
	forget_slice(i);
	if (!rc && sync_stop)
		return error_set(err, ERR_BUSY, _("stopped; run it again to go on"));
	return rc;
}

static void
say_progress(struct importing *i)
{
	int64_t now = clock_mono_us();

	if (i->y->options.quiet || i->y->options.json || now - i->said_at < 500000 || !isatty(STDERR_FILENO))
		return;
	i->said_at = now;
	fprintf(stderr, _("\r%s: %lld tickets, %lld comments "), i->file, (long long)i->tickets,
		(long long)(i->comments + i->internal));
}

/* -- records --------------------------------------------------------------------------------------------------- */

static void
problem(struct importing *i, const struct import_record *r, const char *words)
{
	if (++i->problems <= SAID)
		fprintf(stderr, _("%s: line %lld, byte %lld: %s\n"), i->file, (long long)r->at.line, (long long)r->at.offset,
			utf8_clean_str(i->arena, words, false));
}

static int
write_macros(struct importing *i, const struct import_told *t, struct error *err)
{
	struct buf b = BUF_INIT;
	int rc = 0;

	i->macros += (int64_t)t->macro_count;
	for (size_t k = 0; i->macro_fd >= 0 && k < t->macro_count; k++)
		import_macro_text(&t->macros[k], &b);
	for (size_t done = 0; !rc && done < b.len;) {
		ssize_t n = write(i->macro_fd, b.data + done, b.len - done);

		if (n < 0 && errno != EINTR)
			rc = error_set(err, ERR_SYSTEM, "%s: %s", i->y->options.macros, strerror(errno));
		done += n > 0 ? (size_t)n : 0;
	}
	buf_free(&b);
	return rc;
}

static int
take(struct importing *i, const struct import_told *t, struct error *err)
{
	struct arena *a = i->arena;

	for (size_t k = 0; k < t->person_count; k++)
		*VEC_PUSH(a, i->people, i->person_count, i->space[0]) = t->people[k];
	for (size_t k = 0; k < t->batch.message_count; k++)
		*VEC_PUSH(a, i->messages, i->message_count, i->space[1]) = t->batch.messages[k];
	for (size_t k = 0; k < t->batch.event_count; k++)
		*VEC_PUSH(a, i->events, i->event_count, i->space[2]) = t->batch.events[k];
	for (size_t k = 0; k < t->rating_count; k++)
		*VEC_PUSH(a, i->ratings, i->rating_count, i->space[3]) = t->ratings[k];
	i->tickets += t->tickets;
	i->comments += t->comments;
	i->internal += t->internal;
	i->with_files += t->files;
	i->rated += (int64_t)t->rating_count;
	say_progress(i);
	if (t->macro_count && write_macros(i, t, err))
		return -1;
	return i->message_count + i->person_count >= SLICE ? flush(i, err) : 0;
}

static int
record(void *ctx, const struct import_record *r, struct error *err)
{
	struct importing *i = ctx;
	struct error why = ERROR_INIT;
	struct import_told told;

	if (sync_stop)
		return error_set(err, ERR_BUSY, _("stopped; run it again to go on"));
	if (i->pass == LEARN) {
		if (import_learn(i->im, r, &why))
			problem(i, r, why.text);
		return 0;
	}
	if (import_tell(i->im, r, i->pass - TICKETS, i->arena, &told, &why))
		return 0;		/* said the first time */
	if (told.words)
		problem(i, r, told.words);
	return take(i, &told, err);
}

/* -- files ------------------------------------------------------------------------------------------------------ */

static int
read_file(struct importing *i, const char *path, struct error *err)
{
	static char chunk[1 << 18];
	struct import_scan *s = import_scan_new(i->desk->lists, i->desk->nests, str_ends(path, ".csv"), record, i);
	int fd = open(path, O_RDONLY | O_CLOEXEC), rc = 0;
	ssize_t n = fd < 0 ? -1 : 1;

	i->file = path;
	while (!rc && n > 0)
		if ((n = read(fd, chunk, sizeof chunk)) > 0)
			rc = import_scan_feed(s, chunk, (size_t)n, err);
	if (n < 0)
		rc = error_set(err, ERR_INPUT, "%s", strerror(errno));
	if (!rc)
		rc = import_scan_end(s, err);
	if (fd >= 0)
		(void)close(fd);
	import_scan_free(s);
	if (rc)
		error_prefix(err, "%s", path);
	return rc;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
is_export(const char *name)
{
	return str_ends(name, ".json") || str_ends(name, ".ndjson") || str_ends(name, ".jsonl") || str_ends(name, ".csv");
}

static int
list_files(struct importing *i, const char *path, struct error *err)
{
	struct arena *a = i->y->arena;
	struct stat st;
	size_t space = 0;
	DIR *d;
	struct dirent *e;

	if (stat(path, &st))
		return error_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode)) {
		if (str_ends(path, ".zip") || str_ends(path, ".gz") || str_ends(path, ".tgz"))
			return error_set(err, ERR_INPUT, _("%s: unpack it first, and name the folder"), path);
		*VEC_PUSH(a, i->files, i->file_count, space) = arena_str(a, path);
		return 0;
	}
	if (!(d = opendir(path)))
		return error_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	while ((e = readdir(d)))
		if (is_export(e->d_name))
			*VEC_PUSH(a, i->files, i->file_count, space) = arena_printf(a, "%s/%s", path, e->d_name);
	(void)closedir(d);
	if (!i->file_count)
		return error_set(err, ERR_INPUT, _("%s: no .json, .ndjson, .jsonl or .csv file lies in this folder"), path);
	qsort(i->files, i->file_count, sizeof *i->files, by_name);
	return 0;
}

static int
read_all(struct importing *i, struct error *err)
{
	for (i->pass = LEARN; i->pass < PASSES; i->pass++) {
		for (size_t k = 0; k < i->file_count; k++)
			if (read_file(i, i->files[k], err))
				return -1;
		if (i->pass != LEARN && flush(i, err))
			return -1;
	}
	return 0;
}

/* A file of something else holds nothing of a desk, which is no import that went well. */
static int
found_some(const struct importing *i, const char *path, struct error *err)
{
	const struct feed_people *m = &i->met;
	bool some = i->tickets || i->comments || i->internal || i->rated || i->macros || m->fresh || m->known || m->again ||
		m->agents;

	return some ? 0 : error_set(err, ERR_INPUT, _("%s: holds no ticket, comment, person or macro of %s"), path, i->desk->title);
}

/* So that it is found at once; a sync at work does it by itself. */
static int
make_findable(struct importing *i, struct error *err)
{
	int64_t left = 1;

	while (left > 0 && !sync_stop)
		if (index_run(i->store, 20000, &left, err)) {
			if (err->code != ERR_BUSY)
				return -1;
			error_clear(err);
			return 0;
		}
	return 0;
}

/* -- before and after ---------------------------------------------------------------------------------------------- */

/* Two imports at once would each think the other's rows known too late. */
static int
take_lock(struct sync *y, int *fd, struct error *err)
{
	const char *path = arena_printf(y->arena, "%s/import.lock", y->dir);

	if (paths_make_dir(y->dir, err))
		return -1;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd < 0)
		return error_set(err, ERR_SYSTEM, "%s: %s", path, strerror(errno));
	return flock(*fd, LOCK_EX | LOCK_NB) ? error_set(err, ERR_BUSY, _("another import is at work")) : 0;
}

static int
open_all(struct importing *i, bool *again, struct error *err)
{
	struct sync *y = i->y;
	struct store_options look = { .path = y->store_path, .role = STORE_DESK, .policy = &y->policy };

	*again = false;
	if (i->dry) {
		/* without a store all of it is new */
		if (!access(y->store_path, F_OK) && store_open(&look, &i->store, err))
			return -1;
		if (i->store)
			i->feed.account = feed_import_look(i->store, i->desk->name);
		return 0;
	}
	if (y->options.macros) {
		i->macro_fd = open(y->options.macros, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (i->macro_fd < 0)
			return error_set(err, ERR_INPUT, "%s: %s", y->options.macros, strerror(errno));
	}
	return sync_open_store(y, &i->store, err) ||
		feed_import_account(i->store, i->desk->name, &i->feed.account, &i->feed.account_uid, again, err) ? -1 : 0;
}

/* What the files say is cleaned of what could drive a terminal. */
static const char *
clean(const struct importing *i, const char *words)
{
	return utf8_clean_str(i->arena, words, false);
}

static void
say_fields(const struct importing *i)
{
	const char *const *names;

	for (int people = 1; people >= 0; people--) {
		size_t n = import_fields(i->im, people, &names);

		for (size_t k = 0; k < n; k++) {
			const struct conf_field *f = feed_import_field(&i->y->policy, names[k]);
			const char *name = clean(i, names[k]);

			if (!people)
				printf(_("tickets' field \"%s\": stays in the ticket's words\n"), name);
			else if (f && f->on_customer)
				printf(_("people's field \"%s\": [field %s]\n"), name, f->name);
			else
				printf(_("people's field \"%s\": is left out; no customer's [field] has that name\n"), name);
		}
	}
}

static void
say(const struct importing *i)
{
	const struct feed_people *m = &i->met;

	if (i->y->options.json) {
		printf("{\"desk\":\"%s\",\"dry_run\":%s,\"tickets\":%lld,\"comments\":%lld,\"internal\":%lld,\"files\":%lld,"
			"\"stored\":%lld,\"known\":%lld,\"edited\":%lld,\"people_new\":%lld,\"people_known\":%lld,"
			"\"people_again\":%lld,\"agents\":%lld,\"ratings\":%lld,\"macros\":%lld,\"problems\":%lld}\n",
			i->desk->name,
			i->dry ? "true" : "false", (long long)i->tickets, (long long)i->comments, (long long)i->internal,
			(long long)i->with_files, (long long)i->fed.messages, (long long)i->fed.known,
			(long long)i->fed.events, (long long)m->fresh, (long long)m->known, (long long)m->again,
			(long long)m->agents, (long long)i->rated, (long long)i->macros, (long long)i->problems);
		return;
	}
	printf(_("%s: %lld tickets, %lld comments, %lld internal notes, %lld files named\n"), i->desk->title,
		(long long)i->tickets, (long long)i->comments, (long long)i->internal, (long long)i->with_files);
	printf(i->dry ? _("would store %lld, %lld are there already\n") : _("stored %lld, %lld were there already"),
		(long long)i->fed.messages, (long long)i->fed.known);
	if (!i->dry)
		printf(_(", %lld of them changed\n"), (long long)i->fed.events);
	printf(_("people: %lld new, %lld known here, %lld imported before, %lld of ours\n"), (long long)m->fresh,
		(long long)m->known, (long long)m->again, (long long)m->agents);
	if (i->rated)
		printf(_("ratings: %lld\n"), (long long)i->rated);
	if (i->macros)
		printf(i->y->options.macros ? _("macros: %lld, for the configuration\n") :
			_("macros: %lld; --macros FILE writes them for the configuration\n"), (long long)i->macros);
	say_fields(i);
	if (i->dry)
		puts(_("nothing was changed"));
}

int
import_run(struct sync *y, const char *desk, const char *path, struct error *err)
{
	struct importing i = { .y = y, .worker = { .sync = y }, .desk = import_desk_find(desk), .macro_fd = -1,
		.dry = y->options.dry_run, .arena = arena_new() };
	int lock = -1, rc = -1;
	bool again = false;

	if (!i.desk)
		error_set(err, ERR_USAGE, _("'%s' is no desk that can be imported from: zendesk, zammad, chatwoot"), desk);
	else if (!list_files(&i, path, err) && (i.dry || !take_lock(y, &lock, err)) && !open_all(&i, &again, err)) {
		i.feed.channel = i.desk->name;
		i.feed.languages = y->languages;
		i.feed.language_of = language_of;
		i.feed.language_ctx = &y->language;
		i.im = import_new(i.desk, again);
		rc = read_all(&i, err) || found_some(&i, path, err) ? -1 : 0;
		if (!rc && !i.dry)
			rc = make_findable(&i, err) || store_barrier(i.store, err) ? -1 : 0;
		if (i.problems > SAID)
			fprintf(stderr, _("and %lld further records that could not be taken\n"), (long long)(i.problems - SAID));
		if (!rc && !y->options.quiet)
			say(&i);
		else if (rc && i.fed.messages && !i.dry)
			fprintf(stderr, _("stored until then: %lld; importing again adds the rest\n"), (long long)i.fed.messages);
	}
	import_free(i.im);
	arena_free(i.arena);
	if (i.store)
		store_close(i.store);
	if (i.macro_fd >= 0)
		(void)close(i.macro_fd);
	if (lock >= 0)
		(void)close(lock);
	return rc;
}
