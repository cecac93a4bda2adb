/* mime.c - a mail: read as far as it goes, and every part of it written out again. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "mail.h"
#include "utf8.h"

/* The bytes as a file that no folder knows. */
static int
as_file(const uint8_t *data, size_t size, char path[64])
{
	int fd = memfd_create("mail", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, 64, "/proc/self/fd/%d", fd);
	return fd;
}

static void
check(const struct mime_mail *m, const char *path, int sink)
{
	struct error err = ERROR_INIT;

	FUZZ_HOLDS(!m->text || utf8_valid(m->text, strlen(m->text)));
	FUZZ_HOLDS(!m->subject || utf8_valid(m->subject, strlen(m->subject)));
	for (size_t i = 0; i < m->recipient_count; i++)
		FUZZ_HOLDS(m->recipients[i].who.address);
	for (size_t i = 0; i < m->attachment_count && i < 8; i++) {
		const char *name = m->attachments[i].name;

		FUZZ_HOLDS(!name || (!strchr(name, '/') && strlen(name) <= 200 && utf8_valid(name, strlen(name))));
		if (m->attachments[i].part && mime_extract(path, m->attachments[i].part, sink, &err) < 0)
			error_clear(&err);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const own[] = { "support@example.org", NULL };
	static const struct mail_rules rules = { .own = own };
	static int sink = -1;
	struct arena *a = arena_new();
	struct mime_mail *m = NULL;
	struct message_in in;
	struct error err = ERROR_INIT;
	char path[64];
	int fd = as_file(data, size, path);

	if (sink < 0)
		sink = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (mime_read(path, a, &m, &err) < 0) {
		FUZZ_HOLDS(err.code == ERR_INPUT || err.code == ERR_SYSTEM);
	} else {
		check(m, path, sink);
		mail_map(m, &rules, "id@example.net", 1795165200000, MAIL_UNSEALED, a, &in);
		FUZZ_HOLDS(in.thread && in.received_at > 0);
	}
	close(fd);
	arena_free(a);
	return 0;
}
