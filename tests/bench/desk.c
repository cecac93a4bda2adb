/*
 * desk.c - an agent at work beside an import: desk [-p PID] [-n COUNT] [-g MS] [-t TITLE] DIR
 *
 * Tags, notes and list pages through the store of DIR, in turn, with a pause of -g ms, until PID has ended
 * or COUNT turns are done.  Writes are durable (FULL) and timed as the agent waits for them, including
 * every further try after "another program is writing".  Beside them the disk's own share: one
 * fdatasync() of a page in the same folder.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "act.h"
#include "clock.h"
#include "floor.h"
#include "read.h"
#include "row.h"

static struct {
	pid_t beside;
	long count, gap_ms;
	const char *title, *dir;
} opt = { .count = 200, .gap_ms = 7, .title = "agent" };

static struct samples tags, notes, drafts, pages, syncs;
static long busy;

static void
die(const struct error *err)
{
	fprintf(stderr, "desk: %s\n", err->text);
	exit(1);
}

static void
pause_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static void
write_act(struct store *s, int64_t agent, struct act *act, bool full, struct samples *out)
{
	struct arena *a = arena_new();
	struct act_actor who = { .agent = agent };
	struct act_result r;
	struct error err = ERROR_INIT;
	int64_t begun = clock_mono_us();
	while (store_act(s, &who, act, 1, full, a, &r, &err) < 0) {
		if (err.code != ERR_BUSY)
			die(&err);
		busy++;
		error_clear(&err);
	}
	samples_add(out, clock_mono_us() - begun);
	arena_free(a);
}

static void
touch_disk(int fd)
{
	static const char page[4096];
	int64_t begun = clock_mono_us();
	if (pwrite(fd, page, sizeof page, 0) < 0 || fdatasync(fd) < 0)
		exit(1);
	samples_add(&syncs, clock_mono_us() - begun);
}

static int64_t
read_page(struct store *s, int64_t agent)
{
	struct arena *a = arena_new();
	struct case_page page = { .sort = SORT_DUE, .agent = agent, .limit = 40 };
	struct error err = ERROR_INIT;
	struct case_row *rows;
	bool more, cut;
	size_t n;
	int64_t begun = clock_mono_us();
	if (read_cases(s, &page, a, &rows, &n, &more, &cut, &err) < 0)
		die(&err);
	if (n)
		samples_add(&pages, clock_mono_us() - begun);
	int64_t id = n ? rows[n / 2].id : 0;
	arena_free(a);
	return id;
}

static void
save_draft(struct store *s, int64_t agent, int64_t id)
{
	static struct draft d = { .kind = "reply", .body = "Good morning, we look into it and write again today." };
	struct error err = ERROR_INIT;
	int64_t begun = clock_mono_us();
	d.agent = agent;
	d.case_id = d.id ? d.case_id : id;
	while (draft_save(s, &d, &err) < 0) {
		if (err.code != ERR_BUSY)
			die(&err);
		busy++;
		error_clear(&err);
	}
	samples_add(&drafts, clock_mono_us() - begun);
}

static void
turns(struct store *s, int64_t agent, int fd)
{
	static const char *const vip[] = { "vip", NULL };
	int64_t id;
	for (long n = 0; opt.beside ? kill(opt.beside, 0) == 0 : n < opt.count;) {
		if (!(id = read_page(s, agent))) {
			if (!opt.beside) {
				fprintf(stderr, "desk: %s: holds no case\n", opt.dir);
				exit(1);
			}
			pause_ms(1);
			continue;
		}
		write_act(s, agent, &(struct act){ .verb = ACT_TAG, .case_id = id, .add = n % 2 ? vip : NULL,
			.remove = n % 2 ? NULL : vip }, true, &tags);
		pause_ms(opt.gap_ms);
		write_act(s, agent, &(struct act){ .verb = ACT_NOTE, .case_id = id,
			.text = "Called back, parcel is at the depot." }, true, &notes);
		pause_ms(opt.gap_ms);
		save_draft(s, agent, id);
		pause_ms(opt.gap_ms);
		touch_disk(fd);
		pause_ms(opt.gap_ms);
		n++;
	}
}

int
main(int argc, char **argv)
{
	struct error err = ERROR_INIT;
	struct store *s;
	int64_t agent;
	char path[4096];
	for (int c; (c = getopt(argc, argv, "p:n:g:t:")) != -1;)
		switch (c) {
		case 'p': opt.beside = (pid_t)strtol(optarg, NULL, 10); break;
		case 'n': opt.count = strtol(optarg, NULL, 10); break;
		case 'g': opt.gap_ms = strtol(optarg, NULL, 10); break;
		case 't': opt.title = optarg; break;
		default: return 2;
		}
	if (optind + 1 != argc) {
		fprintf(stderr, "usage: desk [-p PID] [-n COUNT] [-g MS] [-t TITLE] DIR\n");
		return 2;
	}
	opt.dir = argv[optind];
	snprintf(path, sizeof path, "%s/store.db", opt.dir);
	struct store_options o = { .path = path, .role = STORE_DESK };
	while (store_open(&o, &s, &err) < 0) {		/* sync is about to make it */
		if (!opt.beside || kill(opt.beside, 0) < 0 || err.code == ERR_VERSION)
			die(&err);
		error_clear(&err);
		pause_ms(1);
	}
	while (store_agent(s, "eva", "Eva", &agent, &err) < 0) {
		if (err.code != ERR_BUSY)
			die(&err);
		error_clear(&err);
	}
	snprintf(path, sizeof path, "%s/fdatasync.bench", opt.dir);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return 1;
	turns(s, agent, fd);
	close(fd);
	unlink(path);
	store_close(s);
	const char *group = opt.title;
	const struct peer disk = { "the disk: a page written, fdatasync", 0 }, self = { ".", 0 };
	floor_open(opt.dir);
	struct peer rows = floor_rows("cases", 40);
	floor_close();
	double writes = (double)(tags.count + notes.count + drafts.count);
	samples_print(&syncs, group, disk.name, "", &self);
	samples_print(&tags, group, "tag (durable)", "p99 10, max 50", &disk);
	samples_print(&notes, group, "note (durable)", "p99 10, max 50", &disk);
	samples_print(&drafts, group, "draft saved", "p99 10, max 50", &disk);
	samples_print(&pages, group, "list page read", "", &rows);
	row_value(group, "tries that met the lock", "count", (double)busy, "all writes", writes);
	return 0;
}
