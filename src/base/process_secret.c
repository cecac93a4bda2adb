/* process_secret.c - secrets from a command or from a file, and from nowhere else. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "i18n.h"
#include "process.h"
#include "str.h"

#define SECRET_MAX 16384

/* First line of text without its end, or NULL if it is empty. */
static char *
first_line(struct arena *a, const char *text, size_t len)
{
	const char *end = memchr(text, '\n', len);
	size_t n = end ? (size_t)(end - text) : len;

	if (n > 0 && text[n - 1] == '\r')
		n--;
	return n > 0 && !memchr(text, '\0', n) ? arena_strn(a, text, n) : NULL;
}

int
process_secret(const char *command, struct arena *a, char **out, struct error *err)
{
	struct process_spec spec = { .command = command, .output_max = SECRET_MAX };
	struct arena *scratch = arena_new();
	struct process_result result;
	char *line = NULL;
	int failed = 0;

	if (process_run(&spec, scratch, &result, err)) {
		error_prefix(err, "%s", _("the command for a secret"));
		failed = -1;
	} else if (result.status != 0) {
		failed = error_set(err, ERR_AUTH,
			_("the command for a secret ended with status %d%s%s"),
			result.status, *result.err ? ": " : "", result.err);
	} else if (!(line = first_line(a, result.out, result.out_len))) {
		failed = error_set(err, ERR_AUTH,
			_("the command for a secret printed nothing on its first line"));
	} else {
		*out = line;
	}
	if (arena_used(scratch) > 0 && failed == 0)
		explicit_bzero(result.out, result.out_len);
	arena_free(scratch);
	return failed;
}

/* Opens it if nobody but its owner can read it; the descriptor or -1. */
static int
open_private(const char *path, struct error *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0)
		return error_set(err, ERR_AUTH, _("%s: cannot read the secret: %s"), path,
			strerror(errno));
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return error_set(err, ERR_AUTH, _("%s: a secret must be in a regular file"), path);
	}
	if ((st.st_mode & 077) || (st.st_uid != geteuid() && st.st_uid != 0)) {
		(void)close(fd);
		return error_set(err, ERR_AUTH,
			_("%s: others can read or replace this secret: chmod 600 it, and own it"),
			path);
	}
	return fd;
}

int
process_secret_file(const char *path, struct arena *a, char **out, struct error *err)
{
	char text[SECRET_MAX];
	size_t len = 0;
	ssize_t n;
	char *line;
	int fd = open_private(path, err);

	if (fd < 0)
		return -1;
	while (len < sizeof text && (n = read(fd, text + len, sizeof text - len)) > 0)
		len += (size_t)n;
	(void)close(fd);
	line = first_line(a, text, len);
	explicit_bzero(text, len);
	if (!line)
		return error_set(err, ERR_AUTH, _("%s: the first line holds no secret"), path);
	*out = line;
	return 0;
}
