/*
 * turn.c - whose turn it is to write (S3).
 *
 * SQLite gives its lock to whoever asks at the right moment, so a program that writes slice after slice would keep
 * everybody else out.  Who finds the store locked says so by a shared lock on DIR/turn.lock while it waits: sync looks
 * at that between two messages, ends its slice, and does not begin another one before the other has had its turn.
 * Nothing is left behind by a program that dies: the kernel takes its locks away.
 */
#include "db.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"

enum { STEP_US = 200, LEAST_US = 2000, MOST_US = 100000 };

static int
turn_file(struct store *s)
{
	struct buf path = BUF_INIT;
	if (s->turn_fd >= 0)
		return s->turn_fd;
	buf_addf(&path, "%s/turn.lock", s->dir);
	s->turn_fd = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	buf_free(&path);
	return s->turn_fd;
}

void
turn_want(struct store *s)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1 };
	if (!s->wants_turn && turn_file(s) >= 0)
		s->wants_turn = fcntl(s->turn_fd, F_OFD_SETLK, &lock) == 0;
}

void
turn_taken(struct store *s)
{
	struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET, .l_len = 1 };
	if (s->wants_turn)
		(void)fcntl(s->turn_fd, F_OFD_SETLK, &lock);
	s->wants_turn = false;
}

bool
turn_wanted(struct store *s)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1 };
	return turn_file(s) >= 0 && fcntl(s->turn_fd, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}

void
turn_give(struct store *s)
{
	int64_t most = s->held_us < LEAST_US ? LEAST_US : s->held_us > MOST_US ? MOST_US : s->held_us;
	int64_t until = clock_mono_us() + most;
	while (turn_wanted(s) && clock_mono_us() < until)
		nanosleep(&(struct timespec){ 0, STEP_US * 1000 }, NULL);
}

/* What sync wrote is on its way to the disk before an agent's durable commit has to wait for it. */
void
turn_write_out(struct store *s)
{
#ifdef SYNC_FILE_RANGE_WRITE
	struct buf path = BUF_INIT;
	if (s->log_fd < 0) {
		buf_addf(&path, "%s-wal", s->path);
		s->log_fd = open(path.data, O_RDONLY | O_CLOEXEC);
		buf_free(&path);
	}
	if (s->log_fd >= 0)
		(void)sync_file_range(s->log_fd, 0, 0, SYNC_FILE_RANGE_WRITE);
#else
	(void)s;
#endif
}

void
turn_close(struct store *s)
{
	if (s->log_fd >= 0)
		close(s->log_fd);
	s->log_fd = -1;
	if (s->turn_fd >= 0)
		close(s->turn_fd);
	s->turn_fd = -1;
}
