/* mail_report.c - what kind of mail it is: bounces, receipts, automatic replies, forms, lists, certified mail. */
#include "mail_t.h"

static const char *const own[] = { "support@example.org", NULL };
static const char *const forms[] = { "form@webhost.example", NULL };
static const struct mail_rules rules = { .own = own, .forms = forms };

static struct message_in
map(const char *text, enum mail_seal seal)
{
	struct message_in out;

	mail_map(read_text(text), &rules, "id@example.net", 1795600000000, seal, arena, &out);
	return out;
}

static void
delivery_reports(void)
{
	struct mime_mail *m = read_text("From: MAILER-DAEMON@example.org\nSubject: Undelivered\nContent-Type: "
		"multipart/report; report-type=delivery-status; boundary=x\n\n--x\nContent-Type: text/plain\n\nSorry\n--x\n"
		"Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\nArrival-Date: x\n\n"
		"Final-Recipient: rfc822; bob@example.net\nAction: delivered\nStatus: 2.0.0\n\n"
		"Original-Recipient: rfc822;<ana@example.net>\nFINAL-RECIPIENT: RFC822; <ana@example.net>\nAction: failed\n"
		"Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such\n user here\n\n"
		"Final-Recipient: rfc822; zoe@example.net\nAction: delayed\nStatus: 4.4.1\n\n--x\n"
		"Content-Type: message/rfc822\n\nSubject: x\nMessage-ID: <ours@example.org>\n\nwords\n--x--\n");

	T_INT(m->kind, KIND_BOUNCE);
	T_STR(m->report.about, "ours@example.org");
	T_INT(m->report.state, OUTBOX_FAILED);
	T_STR(m->report.recipient, "ana@example.net");
	T_STR(m->report.words, "550 5.1.1 no such user here");
	T_INT(m->report.more_count, 2);
	T_STR(m->report.more[0].recipient, "bob@example.net");
	T_INT(m->report.more[0].state, OUTBOX_DELIVERED);
	T_STR(m->report.more[1].recipient, "zoe@example.net");
	T_INT(m->report.more[1].state, OUTBOX_QUEUED);
	m = read_text("From: MAILER-DAEMON@example.org\nSubject: Warning: delayed\nContent-Type: multipart/report; boundary=x\n\n"
		"--x\nContent-Type: message/delivery-status\n\n"
		"Final-Recipient: rfc822; ana@example.net\nAction: delayed\n\n--x--\n");
	T_INT(m->report.state, OUTBOX_QUEUED);
	m = read_text("Return-Path: <>\nFrom: MAILER-DAEMON@qmail.example\nSubject: failure notice\n\nHi. This is the qmail-send "
		"program.\n\n<ana@example.net>:\nno such user\n\n--- Below this line is a copy of the message.\n\n"
		"Message-ID: <ours@example.org>\nSubject: x\n");
	T_INT(m->kind, KIND_BOUNCE);
	T_STR(m->report.about, "ours@example.org");
	T_INT(m->report.state, OUTBOX_FAILED);
	m = read_text("Return-Path: <>\nX-Failed-Recipients: ana@example.net\nFrom: Mail Delivery System <Mailer-Daemon@mx>\n"
		"Subject: Mail delivery failed: returning message to sender\n\nno\n");
	T_STR(m->report.recipient, "ana@example.net");
	m = read_text("From: MAILER-DAEMON@mx\nSubject: x\nContent-Type: multipart/report; boundary=x\n\n--x\n"
		"Content-Type: text/plain\n\nThis failed:\n\n  ana@example.net\n    5.1.6 she has moved away\n\n--x\n"
		"Content-Type: message/delivery-status\n\nAction: failed\nFinal-Recipient: rfc822;ana@example.net\n"
		"Status: 5.0.0\n--x--\n");
	T_STR(m->report.words, "5.1.6 she has moved away");
	m = read_text("From: MAILER-DAEMON <>\nSubject: Mail delivery failed\n\nThere was an error.\n\nmx said:\n"
		"  550 5.1.1 no such user\n");
	T_INT(m->kind, KIND_BOUNCE);
	T_STR(m->report.words, "550 5.1.1 no such user");
	m = read_text("From: Ana <ana@example.net>\nSubject: Undeliverable: my parcel\n\nYour parcel was undeliverable?\n");
	T_INT(m->kind, KIND_MESSAGE);
	m = read_text("From: Ana <ana@example.net>\nSubject: I got this\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
		"Content-Type: text/plain\n\nWhat is it?\n--x\nContent-Type: message/rfc822\n\nFrom: mailer-daemon@x.y\n"
		"Content-Type: multipart/report; boundary=z\n\n"
		"--z\nContent-Type: message/delivery-status\n\nAction: failed\n--z--\n"
		"--x--\n");
	T_INT(m->kind, KIND_MESSAGE);
	T_OK(!m->report.about, "a forwarded bounce is a customer's mail and reports nothing");
}

static void
read_receipts(void)
{
	struct mime_mail *m = read_text("From: ana@example.net\nContent-Type: multipart/report; boundary=x; "
		"report-type=disposition-notification\n\n--x\nContent-Type: text/plain\n\nseen\n--x\n"
		"Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ana@example.net\n"
		"Original-Message-ID: <ours@example.org>\nDisposition: manual-action/MDN-sent-manually; displayed\n--x--\n");

	T_INT(m->kind, KIND_RECEIPT);
	T_STR(m->report.about, "ours@example.org");
	T_INT(m->report.state, OUTBOX_READ);
	T_STR(m->report.recipient, "ana@example.net");
}

static int
kind_of(const char *headers)
{
	return read_text(arena_printf(arena, "From: Ana <ana@example.net>\n%s\n\nwords\n", headers))->kind;
}

static void
automatic(void)
{
	T_INT(kind_of("Auto-Submitted: auto-replied (vacation)"), KIND_AUTO);
	T_INT(kind_of("Auto-Submitted: no"), KIND_MESSAGE);
	T_INT(kind_of("Auto-Submitted: auto-generated"), KIND_MESSAGE);
	T_INT(kind_of("X-Autoreply: yes"), KIND_AUTO);
	T_INT(kind_of("X-Autoreply: no"), KIND_MESSAGE);
	T_INT(kind_of("Precedence: auto_reply"), KIND_AUTO);
	T_INT(kind_of("X-Auto-Response-Suppress: All"), KIND_MESSAGE);
	T_INT(kind_of("Subject: Automatic reply: Lamp"), KIND_AUTO);
	T_INT(kind_of("Subject: Risposta automatica: Lampada"), KIND_AUTO);
	T_INT(kind_of("Subject: Out of Office"), KIND_AUTO);
	T_INT(kind_of("Subject: Abwesenheitsnotiz: Lampe"), KIND_AUTO);
	T_INT(kind_of("Subject: =?utf-8?Q?R=C3=A9ponse_automatique?= : Lampe"), KIND_AUTO);
	T_INT(kind_of("Subject: Question about the out of office reply you sent"), KIND_MESSAGE);
	T_INT(kind_of("Subject: Re: Automatic reply: Lamp"), KIND_MESSAGE);
	T_INT(kind_of("Subject: Automatic response is broken on my lamp, please help"), KIND_MESSAGE);
}

static void
bulk(void)
{
	T_OK(read_text("From: a@b.c\nList-Id: <x.y>\n\nnews\n")->flags & MESSAGE_BULK, "a list");
	T_OK(read_text("From: a@b.c\nList-Unsubscribe: <mailto:no@b.c>\n\nnews\n")->flags & MESSAGE_BULK, "a newsletter");
	T_OK(read_text("From: a@b.c\nPrecedence: bulk\n\nnews\n")->flags & MESSAGE_BULK, "bulk mail");
	T_OK(!(read_text("From: a@b.c\n\nhello\n")->flags & MESSAGE_BULK), "ordinary mail is none of them");
}

static void
contact_forms(void)
{
	struct message_in m = map("From: Form <form@webhost.example>\nTo: support@example.org\nReply-To: Zoe <zoe@example.net>\n"
		"Auto-Submitted: auto-generated\n\nForm\n", MAIL_UNSEALED);

	T_STR(m.from.address, "zoe@example.net");
	T_STR(m.from.name, "Zoe");
	T_OK(m.flags & MESSAGE_FORM && m.direction == DIRECTION_IN, "a form's customer is in Reply-To");
	m = map("From: support@example.org\nTo: support@example.org\nReply-To: zoe@example.net\n\nForm\n", MAIL_UNSEALED);
	T_STR(m.from.address, "zoe@example.net");
	m = map("From: WP <wp@example.org>\nX-Mailer: PHPMailer 6.1\nReply-To: zoe@example.net\nTo: support@example.org\n\nF\n",
		MAIL_UNSEALED);
	T_OK(m.flags & MESSAGE_FORM, "a form's program is known by its mailer");
	m = map("From: Ana <ana@example.net>\nReply-To: ana@home.example\nTo: support@example.org\n\nhi\n", MAIL_UNSEALED);
	T_STR(m.from.address, "ana@example.net");
	m = map("From: support@example.org\nTo: ana@example.net\nReply-To: zoe@example.net\n\nour words\n", MAIL_UNSEALED);
	T_INT(m.direction, DIRECTION_OUT);
	m = map("From: support@example.org\nTo: support@example.org\nReply-To: support@example.org\n\nto us\n",
		MAIL_UNSEALED);
	T_INT(m.direction, DIRECTION_OUT);
}

static const char receipt[] = "From: posta-certificata@pec.example\nX-Ricevuta: %s\nSubject: AVVISO: x\n"
	"X-Riferimento-Message-ID: <o@x>\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nok\n--x\n"
	"Content-Type: application/xml; name=daticert.xml\n\n<postacert tipo=\"%s\" errore=\"nessuno\"><dati>"
	"<msgid>&lt;o@x&gt;</msgid><consegna>ana@pec.example</consegna>"
	"<errore-esteso><![CDATA[5.1.1 - casella inesistente]]></errore-esteso></dati></postacert>\n--x--\n";

static void
certified(void)
{
	struct message_in m = map(arena_printf(arena, receipt, "avvenuta-consegna", "avvenuta-consegna"), MAIL_SEALED);

	T_INT(m.kind, KIND_RECEIPT);
	T_INT(m.about_state, OUTBOX_DELIVERED);
	T_STR(m.about_recipient, "ana@pec.example");
	T_STR(m.pec_ref, "o@x");
	m = map(arena_printf(arena, receipt, "avvenuta-consegna", "avvenuta-consegna"), MAIL_UNSEALED);
	T_OK(m.about_state == OUTBOX_QUEUED && !m.about_recipient && m.flags & MESSAGE_PEC_UNVERIFIED,
		"an unsealed receipt says nothing");
	m = map(arena_printf(arena, receipt, "avvenuta-consegna", "accettazione"), MAIL_SEALED);
	T_OK(m.about_state == OUTBOX_QUEUED && m.flags & MESSAGE_PEC_UNVERIFIED,
		"a header that says more than what was signed is not believed");
	m = map(arena_printf(arena, receipt, "errore-consegna", "errore-consegna"), MAIL_SEALED);
	T_INT(m.about_state, OUTBOX_FAILED);
	T_STR(m.about_words, "AVVISO: x (5.1.1 - casella inesistente)");
	m = map(arena_printf(arena, receipt, "accettazione", "accettazione"), MAIL_SEALED);
	T_OK(m.kind == KIND_RECEIPT && m.about_state == OUTBOX_QUEUED, "accepted is not yet delivered");
	m = map("From: \"Per conto di: ana@pec.example\" <posta-certificata@pec.example>\nReply-To: ana@pec.example\n"
		"X-Trasporto: posta-certificata\nX-Riferimento-Message-ID: <their@pec.example>\n"
		"Subject: POSTA CERTIFICATA: Reclamo\n"
		"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nnotice\n--x\n"
		"Content-Type: application/xml; name=daticert.xml\n\n<postacert tipo='posta-certificata'/>\n--x\n"
		"Content-Type: message/rfc822; name=postacert.eml\n\nFrom: Ana <ana@pec.example>\nTo: support@example.org\n"
		"Subject: Reclamo\nIn-Reply-To: <ours@example.org>\nContent-Type: multipart/mixed; boundary=y\n\n--y\n"
		"Content-Type: text/plain\n\nThe words\n--y\nContent-Type: application/pdf; name=a.pdf\n\npdf\n--y--\n--x--\n",
		MAIL_SEALED);
	T_STR(m.from.address, "ana@pec.example");
	T_STR(m.subject, "Reclamo");
	T_STR(m.text, "The words");
	T_STR(m.in_reply_to, "ours@example.org");
	T_OK(m.kind == KIND_MESSAGE && m.flags & MESSAGE_PEC && !(m.flags & MESSAGE_PEC_UNVERIFIED), "it is certified mail");
	T_INT(m.attachment_count, 3);
	T_STR(m.attachments[2].name, "a.pdf");
	T_STR(m.attachments[2].part, "3.2");
	m = map("From: posta-certificata@pec.example\nX-Trasporto: errore\nSubject: ANOMALIA MESSAGGIO: x\nContent-Type: "
		"message/rfc822\n\nFrom: bob@example.com\nSubject: x\n\nwords\n", MAIL_SEALED);
	T_OK(m.flags & MESSAGE_PEC_ANOMALY && !(m.flags & MESSAGE_PEC), "an anomaly envelope says so");
	T_STR(m.from.address, "bob@example.com");
}

int
main(void)
{
	arena = arena_new();
	delivery_reports();
	read_receipts();
	automatic();
	bulk();
	contact_forms();
	certified();
	arena_free(arena);
	return t_done();
}
