/* file.c - whole files: read, copied, replaced. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "file.h"

static int
read_open(int fd, size_t max, struct buf *out)
{
	char chunk[65536];
	size_t before = out->len;
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st))
		return -1;
	if (!S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	while ((n = read(fd, chunk, sizeof chunk)) > 0) {
		if (out->len - before + (size_t)n > max) {
			errno = EFBIG;
			return -1;
		}
		buf_add(out, chunk, (size_t)n);
	}
	return n < 0 ? -1 : 0;
}

/* Closes without touching the reason of what failed before. */
static int
shut(int fd, int rc)
{
	int why = errno;

	if (close(fd) && !rc)
		return -1;
	errno = why;
	return rc;
}

int
file_read(const char *path, size_t max, struct buf *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	return fd < 0 ? -1 : shut(fd, read_open(fd, max, out));
}

static int
write_all(int fd, const char *data, size_t len)
{
	for (ssize_t n; len > 0; data += n, len -= (size_t)n) {
		n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0)
			return -1;
	}
	return 0;
}

int
file_copy(int from, int to)
{
	char chunk[65536];
	ssize_t n;

	while ((n = read(from, chunk, sizeof chunk)) > 0)
		if (write_all(to, chunk, (size_t)n))
			return -1;
	return n < 0 ? -1 : 0;
}

int
file_sync(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	return fd < 0 ? -1 : shut(fd, fsync(fd));
}

int
file_sync_folder(const char *path)
{
	struct buf dir = BUF_INIT;
	const char *slash = strrchr(path, '/');
	int fd;

	buf_add(&dir, slash ? path : ".", slash ? (size_t)(slash - path) + 1 : 1);
	fd = open(dir.data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	buf_free(&dir);
	return fd < 0 ? -1 : shut(fd, fsync(fd));
}

/* Where several machines may have a file open, locks and shared memory are not what they are on one.  (Numbers of
 * statfs(2); some are of kernels whose headers do not name them.) */
static const struct { unsigned type; const char *name; } remote_types[] = {
	{ 0x6969, "NFS" }, { 0x517b, "SMB" }, { 0xfe534d42, "SMB" }, { 0xff534d42, "CIFS" }, { 0x01021997, "9P" },
	{ 0x5346414f, "AFS" }, { 0x6b414653, "AFS" }, { 0x73757245, "Coda" }, { 0x564c, "NCP" }, { 0x00c36400, "Ceph" },
	{ 0x0bd00bd0, "Lustre" }, { 0x01161970, "GFS2" }, { 0x7461636f, "OCFS2" }, { 0x786f4256, "vboxsf" },
	{ 0x19830326, "BeeGFS" }, { 0x47504653, "GPFS" },
};

const char *
file_remote(const char *path, bool *maybe)
{
	struct buf at = BUF_INIT;
	struct statfs fs;
	const char *name = NULL;
	int rc;

	*maybe = false;
	buf_adds(&at, *path ? path : ".");
	/* what is not there yet will be where its folder is */
	while ((rc = statfs(at.data, &fs)) && errno == ENOENT && strchr(at.data, '/') && at.len > 1)
		buf_truncate(&at, strrchr(at.data, '/') > at.data ? (size_t)(strrchr(at.data, '/') - at.data) : 1);
	if (rc && errno == ENOENT)
		rc = statfs(".", &fs);
	for (size_t i = 0; !rc && i < sizeof remote_types / sizeof *remote_types; i++)
		if ((unsigned)fs.f_type == remote_types[i].type)
			name = remote_types[i].name;
	if (!rc && (unsigned)fs.f_type == 0x65735546) {
		name = "FUSE";
		*maybe = true;
	}
	buf_free(&at);
	return name;
}

int
file_replace(const char *path, const void *data, size_t len)
{
	struct buf fresh = BUF_INIT;
	int fd, rc = -1, why;

	buf_addf(&fresh, "%s.new", path);
	fd = open(fresh.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0) {
		rc = write_all(fd, data, len) || fsync(fd) ? -1 : 0;
		rc = shut(fd, rc);
		if (rc || (rc = rename(fresh.data, path))) {
			why = errno;
			(void)unlink(fresh.data);
			errno = why;
		}
	}
	buf_free(&fresh);
	return rc || file_sync_folder(path) ? -1 : 0;
}
