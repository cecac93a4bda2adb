/* mail_parts.c - mail of every shape: nesting, broken parts, charsets, names of files, sizes. */
#include <stdio.h>
#include <sys/resource.h>

#include "mail_t.h"

static void
nesting(int depth)
{
	struct buf b = BUF_INIT;
	struct mime_mail *m;
	int i;

	buf_adds(&b, "From: a@b.c\nContent-Type: multipart/mixed; boundary=x0\n\n");
	for (i = 0; i < depth; i++)
		buf_addf(&b, "--x%d\nContent-Type: multipart/mixed; boundary=x%d\n\n", i, i + 1);
	buf_addf(&b, "--x%d\nContent-Type: text/plain\n\ndeep words\n--x%d--\n", depth, depth);
	m = read_bytes(b.data, b.len);
	T_OK(m != NULL, "%d levels of parts are read", depth);
	if (depth <= 1000)
		T_STR(m->text, "deep words");
	buf_clear(&b);
	for (i = 0; i < depth; i++)
		buf_adds(&b, "From: a@b.c\nContent-Type: message/rfc822\n\n");
	buf_adds(&b, "From: a@b.c\n\ninnermost\n");
	m = read_bytes(b.data, b.len);
	T_OK(m && m->attachment_count == 1, "%d mails in each other are one attachment", depth);
	buf_free(&b);
}

static void
many_parts(void)
{
	struct buf b = BUF_INIT;
	struct mime_mail *m;
	int i;

	buf_adds(&b, "From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n");
	for (i = 0; i < 10000; i++)
		buf_addf(&b, "--x\nContent-Type: application/octet-stream; name=f%d\n\n%d\n", i, i);
	buf_adds(&b, "--x\nContent-Type: text/plain\n\nthe last\n--x--\n");
	m = read_bytes(b.data, b.len);
	T_INT(m->attachment_count, 500);
	T_STR(m->text, "the last\n\n[9500 further attachments are in the original.]");
	buf_clear(&b);
	buf_adds(&b, "From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n");
	for (i = 0; i < 3000; i++)
		buf_adds(&b, "--x\nContent-Type: text/plain\n\nword\n");
	buf_adds(&b, "--x--\n");
	m = read_bytes(b.data, b.len);
	T_INT(strlen(m->text), 3000 * 6 - 2);
	buf_free(&b);
}

/* Parts of 100 MB and of 15 MB of text: neither is in memory as a whole. */
static void
large_part(void)
{
	static char line[78];
	char path[] = "mime-large.XXXXXX";
	FILE *f = fdopen(mkstemp(path), "w");
	struct mime_mail *m = NULL;
	struct error err = ERROR_INIT;
	struct rusage before, after;
	int i;

	fputs("From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nsee it\n--x\n"
		"Content-Type: video/mp4; name=large.mp4\nContent-Transfer-Encoding: base64\n\n", f);
	memset(line, 'A', 76);
	line[76] = '\n';
	for (i = 0; i < 1844000; i++)
		fputs(line, f);
	fputs("--x\nContent-Type: text/plain\n\n", f);
	memset(line, 'w', 76);
	for (i = 0; i < 200000; i++)
		fputs(line, f);
	fputs("--x--\n", f);
	fclose(f);
	getrusage(RUSAGE_SELF, &before);
	T_OK(!mime_read(path, arena, &m, &err), "a mail of 150 MB is read");
	getrusage(RUSAGE_SELF, &after);
	unlink(path);
	T_INT(m->attachments[0].bytes, 1844000LL * 57);
#ifndef __SANITIZE_ADDRESS__
	T_OK(after.ru_maxrss - before.ru_maxrss < 80 * 1024, "with %ld MB of memory",
		(after.ru_maxrss - before.ru_maxrss) / 1024);
#endif
	T_OK(strlen(m->text) < (5 << 20) && strstr(m->text, "the rest is in the original"), "what is cut is said");
}

static void
broken(void)
{
	struct mime_mail *m;

	T_OK(read_text("") == NULL, "an empty file is no mail");
	T_OK(read_text("just words, no header\nat all\n") == NULL, "words are no mail");
	m = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nno end");
	T_STR(m->text, "no end");
	m = read_text("From: a@b.c\nContent-Type: multipart/mixed\n\nno boundary at all\n");
	T_STR(m->text, "no boundary at all");
	m = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--y\nContent-Type: text/plain\n\nwords\n--y--\n");
	T_OK(strstr(m->text, "\nwords\n"), "parts under another boundary are not lost");
	m = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n");
	T_STR(m->text, "");
	m = read_text("From: a@b.c\nContent-Type: message/rfc822\n\n");
	T_OK(m != NULL, "an empty message/rfc822 is read");
	m = read_text("From: a@b.c\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\naGVsbG8@@@=\n!!!\n");
	T_OK(m->text && !strncmp(m->text, "hel", 3), "broken base64 is read as far as it goes");
	m = read_text("From: a@b.c\nContent-Type: ;;;=\nContent-Disposition: \n\nwords\n");
	T_OK(m != NULL, "a nonsense type is read");
	m = read_bytes("From: a@b.c\nSubject: nul\0inside\n\na\0b\n", 37);
	T_STR(m ? m->text : NULL, "ab");
	m = read_text("From: a@b.c\nDate: not a date\nReceived: nonsense\n\nx\n");
	T_OK(m->sent_at == 0 && m->received_at == 0, "dates that are none");
	m = read_text("From: a@b.c\nDate: Tue, 1 Jan 9999 00:00:00 +0000\n\nx\n");
	T_INT(m->sent_at, 0);
	m = read_text("From: a@b.c\r\nSubject: crlf\r\n\r\none\r\ntwo\r\n");
	T_STR(m->text, "one\ntwo");
	m = read_text("From: a@b.c\nContent-Type: text/plain\n\nold\rMac\rlines\n");
	T_STR(m->text, "old\nMac\nlines");
}

static void
headers(void)
{
	struct mime_mail *m = read_text("From: =?utf-8?Q?Evil=0D=0ABcc:_x@y.z?= <a@b.c>\n"
		"Subject: =?utf-8?Q?Hi=0ABcc:_victim@example.net?=\n\nx\n");

	T_STR(m->subject, "Hi Bcc: victim@example.net");
	T_OK(m->from.name && !strpbrk(m->from.name, "\r\n"), "a name cannot carry line ends");
	m = read_text("From: a@b.c\nSubject: folded\n\tover\n  lines\n\nx\n");
	T_OK(!strpbrk(m->subject, "\t\n"), "a folded subject is one line");
	m = read_text("From: a@b.c\nSubject: =?iso-8859-1?Q?caf=E9?= =?utf-8?B?w6k=?=\n\nx\n");
	T_STR(m->subject, "caf\xc3\xa9\xc3\xa9");
	m = read_text("From: a@b.c\nSubject: caf\xe9 raw\n\nx\n");
	T_STR(m->subject, "caf\xc3\xa9 raw");
	m = read_text("From: a@b.c\nSubject: =?x-unknown?Q?caf=E9?=\n\nx\n");
	T_OK(m->subject && *m->subject, "an unknown charset in a header");
	m = read_text("From: \"Perez, Ana\" <ana@EXAMPLE.net>\nTo: Team: a@x.y, b@x.y;, c@x.y\nCc: undisclosed:;\n\nx\n");
	T_STR(m->from.name, "Perez, Ana");
	T_STR(m->from.address, "ana@example.net");
	T_INT(m->recipient_count, 3);
	m = read_text("From: a@b.c\nIn-Reply-To: Message from Ana <ana@x.y> of Monday <real@id>\n\nx\n");
	T_STR(m->in_reply_to, "real@id");
	m = read_text("From: a@b.c\nIn-Reply-To: <first@id> (Ana's message of Monday)\n\nx\n");
	T_STR(m->in_reply_to, "first@id");
}

static void
references(void)
{
	struct buf b = BUF_INIT;
	struct mime_mail *m;
	int i;

	buf_adds(&b, "From: a@b.c\nReferences:");
	for (i = 0; i < 1000; i++)
		buf_addf(&b, "\n <id%d@x>", i);
	buf_adds(&b, "\n\nx\n");
	m = read_bytes(b.data, b.len);
	T_INT(m->reference_count, 200);
	T_STR(m->references[0], "id0@x");
	T_STR(m->references[199], "id999@x");
	buf_free(&b);
}

static const char *
name_of(const char *headers)
{
	char text[1024];
	struct mime_mail *m;

	snprintf(text, sizeof text, "From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x\n%s\n\nbytes\n--x--\n",
		headers);
	m = read_text(text);
	return m && m->attachment_count ? m->attachments[0].name : NULL;
}

static void
names(void)
{
	char name[600] = "", *header;

	T_STR(name_of("Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''r%C3%A9sum%C3%A9.pdf"),
		"r\xc3\xa9sum\xc3\xa9.pdf");
	T_STR(name_of("Content-Type: application/pdf\nContent-Disposition: attachment; filename*0=\"long \"; "
		"filename*1=\"name.pdf\""), "long name.pdf");
	T_STR(name_of("Content-Type: application/pdf; name=\"=?utf-8?Q?fattura_n=C2=B0_7.pdf?=\""), "fattura n\xc2\xb0 7.pdf");
	T_STR(name_of("Content-Type: application/pdf; name=\"../../../etc/passwd\""), "passwd");
	T_STR(name_of("Content-Type: application/pdf; name=\"C:\\\\Users\\\\ana\\\\a.pdf\""), "a.pdf");
	T_STR(name_of("Content-Type: application/pdf; name=\"..\""), "unnamed");
	T_STR(name_of("Content-Type: application/pdf"), "unnamed");
	T_STR(name_of("Content-Type: text/calendar"), "invite.ics");
	memset(name, 'x', sizeof name - 1);
	header = arena_printf(arena, "Content-Type: application/pdf; name=\"%s.pdf\"", name);
	T_OK(strlen(name_of(header)) <= 200 && str_ends(name_of(header), "xxx.pdf"), "the end of a long name is kept");
	T_OK(!strstr(name_of("Content-Type: application/pdf; name*=utf-8''gpj%E2%80%AEexe.pdf"), "\xe2\x80\xae"),
		"a name cannot turn the direction of writing");
	T_OK(!strpbrk(name_of("Content-Type: application/pdf; name*=utf-8''a%0Ab%1B%5B2J.pdf"), "\n\033"),
		"nor carry control characters");
}

static void
alternatives(void)
{
	struct mime_mail *m = read_text("From: a@b.c\nContent-Type: multipart/alternative; boundary=y\n\n--y\n"
		"Content-Type: text/plain\n\nplain\n--y\nContent-Type: multipart/related; boundary=z\n\n--z\n"
		"Content-Type: text/html\n\n<p>html</p>\n--z\nContent-Type: image/png\nContent-ID: <i>\n\npng\n--z--\n--y--\n");

	T_STR(m->text, "plain");
	T_INT(m->attachment_count, 1);
	T_OK(m->attachments[0].inline_, "a picture of the text is inline");
	T_STR(m->attachments[0].part, "2.2");
	m = read_text("From: a@b.c\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain\n\n"
		"plain\n--y\nContent-Type: text/csv; name=a.csv\nContent-Disposition: attachment\n\n1,2\n--y--\n");
	T_STR(m->text, "plain");
	T_INT(m->attachment_count, 1);
	m = read_text("From: a@b.c\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/enriched\n\n"
		"<bold>Hello</bold>\nyou\n\nthere <<x>\n--y\nContent-Type: text/calendar\n\nBEGIN\n--y--\n");
	T_STR(m->text, "Hello you\nthere <x>");
	T_INT(m->attachment_count, 1);
	m = read_text("From: a@b.c\nContent-Type: text/plain; name=\"the subject\"\nContent-Disposition: attachment\n\nwords\n");
	T_STR(m->text, "words");
	T_INT(m->attachment_count, 1);
	m = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=y\n\n--y\nContent-Type: text/plain; name=a.txt\n\n"
		"first\n--y\nContent-Type: text/plain; name=b.txt\n\nsecond\n--y\nContent-Type: text/plain\n"
		"Content-Disposition: attachment; filename=c.txt\n\nthird\n--y--\n");
	T_STR(m->text, "first");
	T_INT(m->attachment_count, 2);
	m = read_text("From: a@b.c\nContent-Type: text/x-vcard; name=ana.vcf\n\nBEGIN:VCARD\n");
	T_STR(m->text, "");
	T_INT(m->attachment_count, 1);
}

static void
charsets(void)
{
	struct mime_mail *m;

	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\nperch\xe9 no\n");
	T_STR(m->text, "perch\xc3\xa9 no");
	m = read_text("From: a@b.c\nContent-Type: text/html\n\n<meta charset=\"koi8-r\"><p>\xf0\xd2\xc9\xd7\xc5\xd4</p>\n");
	T_STR(m->text, "\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=iso-2022-jp\n\n\033$B$3$s\033(B ok\n");
	T_STR(m->text, "\xe3\x81\x93\xe3\x82\x93 ok");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nxOO6ww==\n");
	T_STR(m->text, "\xe4\xbd\xa0\xe5\xa5\xbd");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=utf-16\n"
		"Content-Transfer-Encoding: base64\n\n//5jAGEAZgDpAA==\n");
	T_STR(m->text, "caf\xc3\xa9");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=\"//TRANSLIT\"\n\nwords\n");
	T_STR(m->text, "words");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=utf-7\n\nHi Mom +Jjo-!\n");
	T_STR(m->text, "Hi Mom \xe2\x98\xba!");
}

static void
flowed(void)
{
	struct mime_mail *m = read_text("From: a@b.c\nContent-Type: text/plain; format=flowed\n\n"
		"One paragraph that \ngoes on.\n\n> Quoted and \n> on.\n>> Deeper\n  indented\n>not stuffed\n-- \nAna\n");

	T_STR(m->text, "One paragraph that goes on.\n\n> Quoted and on.\n>> Deeper\n indented\n> not stuffed\n-- \nAna");
	m = read_text("From: a@b.c\nContent-Type: text/plain; format=flowed; delsp=yes\n\nonewo \nrd\n");
	T_STR(m->text, "oneword");
}

static void
tidied(void)
{
	struct mime_mail *m = read_text("From: a@b.c\nContent-Type: text/plain; charset=utf-8\n\n"
		"one   \n\xc2\xa0\n\n\n\n\n\ntwo\t\n-- \n"
		"Ana\n");

	T_STR(m->text, "one\n\n\ntwo\n-- \nAna");
}

int
main(void)
{
	arena = arena_new();
	nesting(10);
	nesting(1000);
	nesting(5000);
	many_parts();
	broken();
	headers();
	references();
	names();
	alternatives();
	charsets();
	flowed();
	tidied();
	large_part();
	arena_free(arena);
	return t_done();
}
