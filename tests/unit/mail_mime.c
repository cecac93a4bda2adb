/* mail_mime.c - mail read, mapped and built: what a person would expect to see of it. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "html.h"
#include "mail.h"
#include "t.h"

static struct arena *arena;
static const char *const own[] = { "support@example.org", NULL };
static const struct mail_rules rules = { .own = own };

static struct mime_mail *
read_text(const char *text)
{
	char path[] = "mime-test.XXXXXX";
	int fd = mkstemp(path);
	struct mime_mail *m = NULL;
	struct error err = ERROR_INIT;

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		abort();
	close(fd);
	if (mime_read(path, arena, &m, &err))
		printf("# %s\n", err.text);
	unlink(path);
	return m;
}

static struct message_in
map(const char *text, int64_t file_time)
{
	struct message_in out;

	mail_map(read_text(text), &rules, "id@example.net", file_time, MAIL_UNSEALED, arena, &out);
	return out;
}

static void
charsets(void)
{
	struct mime_mail *m = read_text("From: =?iso-8859-1?Q?Andr=E9?= <Andre@Example.NET>\nSubject: =?utf-8?B?"
		"w6B0w6k=?=\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n"
		"Message-ID: <a@b>\n\nperch=E9 no?\n");

	T_STR(m->from.name, "Andr\xc3\xa9");
	T_STR(m->from.address, "Andre@example.net");
	T_STR(m->subject, "\xc3\xa0t\xc3\xa9");
	T_STR(m->text, "perch\xc3\xa9 no?");
	m = read_text("From: a@b.c\nContent-Type: text/plain; charset=x-unheard-of\n\ncaf\xe9 \x93quoted\x94\n");
	T_STR(m->text, "caf\xc3\xa9 \xe2\x80\x9cquoted\xe2\x80\x9d");
	m = read_text("Subject: no header to speak of\n\n\n");
	T_STR(m->text, "");
	T_OK(!m->from.address, "a mail without From has no sender");
}

static void
parts(void)
{
	struct mime_mail *m = read_text("From: a@b.c\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
		"Content-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain\n\nplain words\n"
		"--y\nContent-Type: text/html\n\n<p>html words</p>\n--y--\n--x\nContent-Type: image/png\n"
		"Content-Disposition: attachment; filename=\"../../etc/a.png\"\nContent-Transfer-Encoding: base64\n\n"
		"aGVsbG8=\n--x\nContent-Type: message/rfc822\n\n--x--\n");

	T_STR(m->text, "plain words");
	T_OK(m->attachment_count >= 1, "the picture is attached");
	T_STR(m->attachments[0].name, "a.png");
	T_INT(m->attachments[0].bytes, 5);
	T_STR(m->attachments[0].part, "2");
	m = read_text("From: a@b.c\nContent-Type: multipart/alternative; boundary=y\n\n--y\nContent-Type: text/plain\n\n"
		"  \n--y\nContent-Type: text/html\n\n<p>only <b>here</b></p>\n--y--\n");
	T_STR(m->text, "only here");
}

static char *
as_text(const char *html, bool *lies)
{
	struct buf b = BUF_INIT;
	char *s;

	*lies = false;
	html_text(html, strlen(html), &b, lies);
	s = arena_str(arena, b.data);
	buf_free(&b);
	return s;
}

static void
html(void)
{
	struct buf deep = BUF_INIT;
	bool lies;
	int i;

	T_STR(as_text("<p>One</p><p>two<br>three</p>", &lies), "One\n\ntwo\nthree");
	T_STR(as_text("<ol><li>a</li><li>b</li></ol>", &lies), "1. a\n2. b");
	T_STR(as_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", &lies),
		"a  b\nc  d");
	T_STR(as_text("<style>x{}</style><script>alert(1)</script>seen", &lies), "seen");
	T_STR(as_text("see <a href=\"https://example.org/x\">here</a>", &lies), "see here [1]\n\n[1] https://example.org/x");
	T_OK(!lies, "an honest link");
	(void)as_text("<a href=\"https://evil.example/\">www.bank.example</a>", &lies);
	T_OK(lies, "a link whose text names another host");
	(void)as_text("<a href=\"https://www.bank.example/login\">bank.example</a>", &lies);
	T_OK(!lies, "the same host with www is no other");
	for (i = 0; i < 100000; i++)
		buf_adds(&deep, "<table><tr><td>");
	buf_adds(&deep, "bottom");
	(void)as_text(deep.data, &lies);
	T_OK(!lies, "100,000 nested tables come to an end");
	buf_free(&deep);
}

static void
reports(void)
{
	struct mime_mail *m = read_text("From: MAILER-DAEMON@example.org\nSubject: Undelivered\nContent-Type: "
		"multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: text/plain\n\nSorry\n--x\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; ana@example.net\n"
		"Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such\n user here\n\n--x\n"
		"Content-Type: text/rfc822-headers\n\nSubject: x\nMessage-ID: <ours@example.org>\n\n--x--\n");

	T_INT(m->kind, KIND_BOUNCE);
	T_STR(m->report.about, "ours@example.org");
	T_INT(m->report.state, OUTBOX_FAILED);
	T_STR(m->report.recipient, "ana@example.net");
	T_STR(m->report.words, "550 5.1.1 no such user here");
	m = read_text("From: a@b.c\nAuto-Submitted: auto-replied\n\nI am away.\n");
	T_INT(m->kind, KIND_AUTO);
	m = read_text("From: a@b.c\nList-Id: <x.y>\n\nnews\n");
	T_OK(m->kind == KIND_MESSAGE && m->flags & MESSAGE_BULK, "list mail is bulk");
}

static void
mapping(void)
{
	struct message_in m = map("From: Ana <ana@example.net>\nTo: support@example.org\nReferences: <r1@x> <r2@x>\n"
		"In-Reply-To: <r2@x>\nReceived: from a by b; Fri, 20 Nov 2026 10:00:00 +0100\n"
		"Date: Fri, 20 Nov 2026 02:00:00 +0100\n\nhello\n", 1795600000000);

	T_INT(m.direction, DIRECTION_IN);
	T_STR(m.thread, "r1@x");
	T_INT(m.received_at / 1000, 1795165200);
	T_INT(m.sent_at / 1000, 1795136400);
	T_INT(m.tz_minutes, 60);
	m = map("From: support@example.org\nTo: ana@example.net\n\nhello\n", 1795600000000);
	T_INT(m.direction, DIRECTION_OUT);
	m = map("From: support@example.org\nTo: support@example.org\nReply-To: Zoe <zoe@example.net>\n\nForm\n", 1);
	T_STR(m.from.address, "zoe@example.net");
	T_OK(m.direction == DIRECTION_IN && m.flags & MESSAGE_FORM, "a contact form is the customer's");
	m = map("From: posta-certificata@pec.example\nX-Trasporto: posta-certificata\nContent-Type: multipart/mixed; "
		"boundary=x\n\n--x\nContent-Type: text/plain\n\nnotice\n--x\nContent-Type: message/rfc822\n\n"
		"From: ana@pec.example\nSubject: Reclamo\n\nThe words\n--x--\n", 1);
	T_STR(m.from.address, "ana@pec.example");
	T_STR(m.text, "The words");
	T_OK(m.flags & MESSAGE_PEC && m.flags & MESSAGE_PEC_UNVERIFIED, "unsealed, it only claims to be PEC");
	m = map("From: posta-certificata@pec.example\nX-Ricevuta: avvenuta-consegna\nX-Riferimento-Message-ID: <o@x>\n"
		"\nok\n", 1);
	T_OK(m.kind == KIND_RECEIPT && m.about_state == OUTBOX_QUEUED, "an unsealed receipt says nothing");
}

static void
building(void)
{
	static const char *const refs[] = { "r1@x", "r2@x" };
	struct recipient to[] = { { ROLE_TO, { "Ana P\xc3\xa9rez", "ana@example.net" } },
		{ ROLE_BCC, { NULL, "secret@example.net" } } };
	struct mime_draft d = { .message_id = "m@example.org", .from = { "Support", "support@example.org" },
		.recipients = to, .recipient_count = 2, .subject = "Re: \xc3\xa8 rotto", .text = "Buongiorno,\n.\nperch\xc3\xa9\n",
		.in_reply_to = "r2@x", .references = refs, .reference_count = 2, .date_at = 1795165200000 };
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct error err = ERROR_INIT;
	struct mime_mail *m;

	T_OK(!mime_build(&d, &a, &err) && !mime_build(&d, &b, &err), "it is built");
	T_OK(a.len == b.len && !memcmp(a.data, b.data, a.len), "twice the same bytes");
	T_OK(strstr(a.data, "secret@") == NULL, "Bcc stands nowhere in it");
	m = read_text(a.data);
	T_STR(m->subject, "Re: \xc3\xa8 rotto");
	T_STR(m->text, "Buongiorno,\n.\nperch\xc3\xa9");
	T_STR(m->recipients[0].who.name, "Ana P\xc3\xa9rez");
	T_STR(m->in_reply_to, "r2@x");
	T_INT((long)m->reference_count, 2);
	T_STR(m->message_id, "m@example.org");
	d.subject = "x\nBcc: evil@example.net";
	T_OK(mime_build(&d, &b, &err) && err.code == ERR_INPUT, "a line break in a header is refused");
	buf_free(&a);
	buf_free(&b);
}

int
main(void)
{
	arena = arena_new();
	charsets();
	parts();
	html();
	reports();
	mapping();
	building();
	arena_free(arena);
	return t_done();
}
