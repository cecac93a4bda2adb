/* mail_build.c - a mail of ours: what others can rely on, and what nobody can smuggle into it. */
#include <stdio.h>

#include "mail_t.h"

static const char *const refs[] = { "r1@x", "r2@x" };
static struct recipient to[] = { { ROLE_TO, { "P\xc3\xa9rez, Ana", "ana@example.net" } },
	{ ROLE_CC, { NULL, "bob@example.net" } }, { ROLE_BCC, { NULL, "secret@example.net" } } };

static struct mime_draft
draft(void)
{
	return (struct mime_draft){ .message_id = "m@example.org", .from = { "Support", "support@example.org" },
		.recipients = to, .recipient_count = 3, .subject = "Re: \xc3\xa8 rotto", .text = "Buongiorno,\n.\nperch\xc3\xa9\n",
		.in_reply_to = "r2@x", .references = refs, .reference_count = 2, .date_at = 1795165200000 };
}

static bool
all_crlf(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if ((b->data[i] == '\n' && (!i || b->data[i - 1] != '\r')) || (b->data[i] == '\r' && b->data[i + 1] != '\n'))
			return false;
	return true;
}

static size_t
longest_line(const struct buf *b)
{
	size_t most = 0, n;
	const char *p;

	for (p = b->data; *p; p += n + (p[n] != '\0')) {
		n = strcspn(p, "\n");
		most = n > most ? n : most;
	}
	return most;
}

static bool
ascii(const struct buf *b)
{
	size_t i;

	for (i = 0; i < b->len; i++)
		if ((unsigned char)b->data[i] > 126)
			return false;
	return true;
}

static char *
write_file(const char *bytes, size_t len)
{
	char *path = arena_str(arena, "mime-file.XXXXXX");
	int fd = mkstemp(path);

	if (fd < 0 || write(fd, bytes, len) < 0)
		abort();
	close(fd);
	return path;
}

static void
plain(void)
{
	struct mime_draft d = draft();
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct error err = ERROR_INIT;
	struct mime_mail *m;

	T_OK(!mime_build(&d, &a, &err) && !mime_build(&d, &b, &err), "it is built");
	T_OK(a.len == b.len && !memcmp(a.data, b.data, a.len), "twice the same bytes");
	T_OK(!strstr(a.data, "secret@") && !str_icase_find(a.data, "\nbcc:"), "Bcc stands nowhere in it");
	T_OK(all_crlf(&a) && ascii(&a), "its lines end as they must, and it is ASCII");
	T_OK(strstr(a.data, "\nMIME-Version: 1.0\r") || strstr(a.data, "\nMime-Version: 1.0\r"), "it says that it is MIME");
	T_OK(strstr(a.data, "\nReferences: <r1@x> <r2@x>\r\n"), "References name both");
	m = read_text(a.data);
	T_STR(m->subject, "Re: \xc3\xa8 rotto");
	T_STR(m->text, "Buongiorno,\n.\nperch\xc3\xa9");
	T_STR(m->recipients[0].who.name, "P\xc3\xa9rez, Ana");
	T_STR(m->recipients[1].who.address, "bob@example.net");
	T_INT(m->recipients[1].role, ROLE_CC);
	T_STR(m->in_reply_to, "r2@x");
	T_INT(m->reference_count, 2);
	T_STR(m->message_id, "m@example.org");
	T_INT(m->sent_at, 1795165200000);
	T_INT(m->kind, KIND_MESSAGE);
	d.automatic = true;
	buf_clear(&a);
	T_OK(!mime_build(&d, &a, &err), "an automatic one");
	T_INT(read_text(a.data)->kind, KIND_AUTO);
	buf_free(&a);
	buf_free(&b);
}

static void
text_survives(const char *text, const char *what)
{
	struct mime_draft d = draft();
	struct buf a = BUF_INIT;
	struct error err = ERROR_INIT;
	struct mime_mail *m;

	d.text = text;
	T_OK(!mime_build(&d, &a, &err) && all_crlf(&a) && ascii(&a) && longest_line(&a) < 998, "%s: fit to be sent", what);
	m = read_bytes(a.data, a.len);
	T_OK(m && !strcmp(m->text, text), "%s: and read as it was written", what);
	buf_free(&a);
}

static void
texts(void)
{
	struct buf b = BUF_INIT;
	int i;

	text_survives("one\n\n\ntwo", "empty lines");
	text_survives("From here\nto there", "From at the beginning of a line");
	text_survives("a = b; c=3D\n=\n==", "signs of equality");
	text_survives("\xf0\x9f\x98\x80 \xe4\xbd\xa0\xe5\xa5\xbd \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7", "writing of all kinds");
	text_survives("--boundary\n--x--\n.\n..\nQUIT", "lines that look like something else");
	text_survives("x\n-- \nEva Rossi", "a signature, whose blank matters");
	for (i = 0; i < 3000; i++)
		buf_adds(&b, "word ");
	buf_adds(&b, "end");
	text_survives(b.data, "one endless line");
	buf_free(&b);
}

static void
long_thread(void)
{
	const char *ids[200];
	struct mime_draft d = draft();
	struct buf a = BUF_INIT;
	struct error err = ERROR_INIT;
	struct mime_mail *m;
	size_t i;

	for (i = 0; i < 200; i++)
		ids[i] = arena_printf(arena, "a-rather-long-message-id-number-%zu@mail.example.org", i);
	d.references = ids;
	d.reference_count = 200;
	T_OK(!mime_build(&d, &a, &err) && longest_line(&a) < 998 && all_crlf(&a), "a long thread keeps its lines short");
	m = read_text(a.data);
	T_INT(m->reference_count, 200);
	T_STR(m->references[199], ids[199]);
	buf_free(&a);
}

static void
files(void)
{
	char *path = write_file("\0\1binary\r\n\xff", 11);
	struct mime_file f[] = { { path, "r\xc3\xa9sum\xc3\xa9 \"n\xc2\xb0 7\".pdf", "application/pdf" },
		{ path, "a\r\nX-Evil: yes.txt", "text/plain" }, { path, "no-type", NULL } };
	struct mime_draft d = draft();
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct error err = ERROR_INIT;
	struct mime_mail *m;

	d.files = f;
	d.file_count = 3;
	T_OK(!mime_build(&d, &a, &err) && !mime_build(&d, &b, &err), "with files");
	T_OK(a.len == b.len && !memcmp(a.data, b.data, a.len), "twice the same bytes");
	T_OK(all_crlf(&a) && ascii(&a) && !strstr(a.data, "\nX-Evil"), "nothing is smuggled in by a file's name");
	m = read_bytes(a.data, a.len);
	T_INT(m->attachment_count, 3);
	T_STR(m->attachments[0].name, "r\xc3\xa9sum\xc3\xa9 \"n\xc2\xb0 7\".pdf");
	T_STR(m->attachments[0].type, "application/pdf");
	T_INT(m->attachments[0].bytes, 11);
	T_INT(m->attachments[1].bytes, 11);
	T_STR(m->attachments[2].type, "application/octet-stream");
	unlink(path);
	buf_clear(&a);
	T_OK(mime_build(&d, &a, &err) && err.code == ERR_INPUT && strstr(err.text, path), "a file that is gone is named");
	T_INT(a.len, 0);
	buf_free(&a);
	buf_free(&b);
}

static void
refused(struct mime_draft d, const char *what)
{
	struct buf a = BUF_INIT;
	struct error err = ERROR_INIT;

	T_OK(mime_build(&d, &a, &err) && err.code == ERR_INPUT && !a.len, "refused: %s", what);
	buf_free(&a);
}

static void
injections(void)
{
	static const char *const bad_refs[] = { "r1@x>\r\nBcc: <evil@example.net" };
	struct recipient bad = { ROLE_TO, { "A\nBcc: x@y.z", "a@b.c" } };
	struct mime_draft d = draft();

	d.subject = "x\nBcc: evil@example.net";
	refused(d, "a line end in the subject");
	d = draft();
	d.in_reply_to = "x@y>\nBcc: <evil@example.net";
	refused(d, "a line end in In-Reply-To");
	d = draft();
	d.references = bad_refs;
	d.reference_count = 1;
	refused(d, "a line end in References");
	d = draft();
	d.recipients = &bad;
	d.recipient_count = 1;
	refused(d, "a line end in a name");
	bad.who = (struct address){ NULL, "a@b.c\r\nBcc: x@y.z" };
	refused(d, "a line end in an address");
	d = draft();
	d.from.name = "S\r\nBcc: x@y.z";
	refused(d, "a line end in our name");
}

int
main(void)
{
	arena = arena_new();
	plain();
	texts();
	long_thread();
	files();
	injections();
	arena_free(arena);
	return t_done();
}
