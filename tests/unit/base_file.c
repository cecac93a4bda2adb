/* Whole files: all of it or the reason why not, and never half of one in the place of another. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"
#include "t.h"

static char dir[] = "./base_file.XXXXXX";

static const char *
in_dir(const char *name)
{
	static char path[2][80];
	static int next;

	next = !next;
	(void)snprintf(path[next], sizeof path[next], "%s/%s", dir, name);
	return path[next];
}

static void
reading(void)
{
	struct buf b = BUF_INIT;

	T_INT(file_replace(in_dir("a"), "four", 4), 0);
	buf_adds(&b, "and ");
	T_OK(file_read(in_dir("a"), 4, &b) == 0 && b.len == 8 && !memcmp(b.data, "and four", 8), "it is added");
	T_OK(file_read(in_dir("a"), 3, &b) && errno == EFBIG, "longer than is allowed");
	T_OK(file_read(in_dir("none"), 9, &b) && errno == ENOENT, "not there");
	T_OK(file_read(dir, 9, &b) && errno == EISDIR, "a folder");
	T_INT(mkfifo(in_dir("pipe"), 0600), 0);
	T_OK(file_read(in_dir("pipe"), 9, &b) && errno == EINVAL, "a pipe is not waited for");
	T_OK(file_read("/dev/zero", SIZE_MAX, &b) && errno == EINVAL, "what has no end is not begun");
	buf_free(&b);
}

static void
replacing(void)
{
	struct buf b = BUF_INIT;
	struct stat st;

	T_INT(file_replace(in_dir("b"), "old", 3), 0);
	T_INT(chmod(in_dir("b"), 0644), 0);
	T_INT(file_replace(in_dir("b"), "new words", 9), 0);
	T_OK(file_read(in_dir("b"), 99, &b) == 0 && b.len == 9 && !memcmp(b.data, "new words", 9), "the new words");
	T_OK(!stat(in_dir("b"), &st) && (st.st_mode & 0777) == 0600, "for its owner alone");
	T_INT(mkdir(in_dir("folder"), 0700), 0);
	T_OK(file_replace(in_dir("folder"), "x", 1) && errno == EISDIR, "a folder stays one");
	T_OK(access(in_dir("folder.new"), F_OK) && access(in_dir("b.new"), F_OK), "nothing is left behind");
	T_OK(file_replace(in_dir("no/such/place"), "x", 1) && errno == ENOENT, "the reason is named");
	buf_free(&b);
}

static void
copying(void)
{
	struct buf b = BUF_INIT, big = BUF_INIT;
	int from, to;

	for (int i = 0; i < 30000; i++)
		buf_addf(&big, "%d\n", i);
	T_INT(file_replace(in_dir("from"), big.data, big.len), 0);
	from = open(in_dir("from"), O_RDONLY | O_CLOEXEC);
	to = open(in_dir("to"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	T_INT(file_copy(from, to), 0);
	T_OK(!file_read(in_dir("to"), SIZE_MAX, &b) && b.len == big.len && !memcmp(b.data, big.data, b.len), "all of it");
	T_OK(file_copy(to, to) && errno == EBADF, "what cannot be read is no empty file");
	T_OK(lseek(from, 0, SEEK_SET) == 0 && file_copy(from, from) && errno == EBADF, "nor is what cannot be written");
	(void)close(from);
	(void)close(to);
	buf_free(&b);
	buf_free(&big);
}

int
main(void)
{
	static const char *const names[] = { "a", "b", "pipe", "from", "to" };

	if (!mkdtemp(dir))
		return 99;
	reading();
	replacing();
	copying();
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		(void)unlink(in_dir(names[i]));
	(void)rmdir(in_dir("folder"));
	T_INT(rmdir(dir), 0);
	return t_done();
}
