/*
 * post.c - the way of mail in the world: post/ holds what is under way, by the time at which it arrives;
 * the fetch-command "post" files what is due, the sendmail command "mailer" takes what the agent writes and
 * puts the answers on their way.  A copy of all that left lies in outside/.
 */
#include "demo_internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "paths.h"
#include "process.h"
#include "str.h"

#define PROVIDER "posta-certificata@pec.gestore.example"

/* -- bringing ------------------------------------------------------------------------------------------------- */

int
post_put(const char *dir, const char *folder, int64_t at, int seq, const struct buf *bytes, struct error *err)
{
	struct arena *a = arena_new();
	const char *name = arena_printf(a, "post/%013lld-%05d-%s", (long long)at, seq, folder);
	const char *fresh = arena_printf(a, "post/.%05d", seq);
	int rc = -1;

	if (!paths_make_dir(arena_printf(a, "%s/post", dir), err) &&
	    !world_file(dir, fresh, bytes->data, bytes->len, 0600, err))
		rc = rename(arena_printf(a, "%s/%s", dir, fresh), arena_printf(a, "%s/%s", dir, name)) ?
			error_set(err, ERR_SYSTEM, "%s/%s: %s", dir, name, strerror(errno)) : 0;
	arena_free(a);
	return rc;
}

static int
by_name(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* A line of the switchboard's log. */
static void
log_call(struct arena *a, const char *dir, const char *from)
{
	FILE *in = fopen(from, "re"), *out = fopen(arena_printf(a, "%s/calls.csv", dir), "ae");
	char line[512];

	while (in && out && fgets(line, sizeof line, in))
		(void)fputs(line, out);
	if (in)
		fclose(in);
	if (out)
		fclose(out);
	(void)unlink(from);
}

/* Files one item under its folder, with the time at which it came. */
static bool
deliver(struct arena *a, const char *dir, const char *name, int64_t now)
{
	const char *from = arena_printf(a, "%s/post/%s", dir, name), *to;
	char *end;
	long long at = strtoll(name, &end, 10);
	const char *folder = *end == '-' && strlen(end) > 7 ? end + 7 : NULL;
	bool sent = folder && str_ends(folder, "Sent");
	struct timespec times[2];

	if (at <= 0 || !folder || at > now)
		return false;
	times[0] = times[1] = (struct timespec){ at / 1000, at % 1000 * 1000000 };
	if (str_eq(folder, "CALLS")) {
		log_call(a, dir, from);
		return false;
	}
	(void)utimensat(AT_FDCWD, from, times, 0);
	to = arena_printf(a, "%s/Mail/%s/%s/%lld.%.5s.lume%s", dir, folder, sent ? "cur" : "new", at / 1000, end + 1,
		sent ? ":2,S" : "");
	return !rename(from, to);
}

static bool
deliver_due(struct arena *a, const char *dir)
{
	DIR *d = opendir(arena_printf(a, "%s/post", dir));
	int64_t now = part_now(dir);
	struct dirent *e;
	char **names = NULL;
	size_t n = 0, space = 0;
	bool any = false;

	while (d && (e = readdir(d)))
		if (e->d_name[0] != '.')
			*VEC_PUSH(a, names, n, space) = arena_str(a, e->d_name);
	if (d)
		closedir(d);
	if (n)
		qsort(names, n, sizeof *names, by_name);
	for (size_t i = 0; i < n; i++)
		any = deliver(a, dir, names[i], now) || any;
	return any;
}

int
part_post(const char *dir)
{
	struct arena *a = arena_new();
	const char *argv[] = { "notmuch", "new", "--quiet", "--no-hooks", NULL };
	struct process_spec spec = { .argv = argv };
	struct process_result r = { .status = 0 };
	struct error err = ERROR_INIT;
	bool fresh = deliver_due(a, dir);
	int status = 0;

	if ((fresh || access(arena_printf(a, "%s/Mail/.notmuch", dir), F_OK)) &&
	    (process_run(&spec, a, &r, &err) || r.status)) {
		fprintf(stderr, "%s\n", err.code != ERR_NONE ? err.text : r.err);
		status = 1;
	}
	arena_free(a);
	return status;
}

/* -- taking ---------------------------------------------------------------------------------------------------- */

struct taken {
	struct arena *a;
	const char *dir;
	json_t *script;
	int64_t now;
	struct buf bytes;
	const char *id, *from, *to, *subject, *references, *text;
	int seq;
};

/* A header's value, unfolded; "" when absent. */
static char *
header_of(struct arena *a, const char *mail, const char *name)
{
	size_t len = strlen(name);
	struct buf b = BUF_INIT;
	char *out;

	for (const char *p = mail; *p && *p != '\n'; p += strcspn(p, "\n"), p += *p == '\n') {
		if (strncasecmp(p, name, len) || p[len] != ':')
			continue;
		p += len + 1;
		for (;;) {
			buf_add(&b, p, strcspn(p, "\n"));
			p += strcspn(p, "\n");
			if (*p != '\n' || (p[1] != ' ' && p[1] != '\t'))
				break;
			p++;
		}
		break;
	}
	out = str_trim(a, b.data);
	buf_free(&b);
	return out;
}

static int
hex_value(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The words of the mail: its only, or its first part. */
static char *
text_of(struct arena *a, const char *mail)
{
	const char *head = mail, *body = strstr(mail, "\n\n"), *end;
	struct buf b = BUF_INIT;
	bool quoted;
	char *out;

	if (body && str_icase_find(header_of(a, head, "Content-Type"), "multipart/")) {
		head = strstr(body, "\n--");
		head = head ? strchr(head + 1, '\n') : NULL;
		body = head ? strstr(head, "\n\n") : NULL;
		head = head ? head + 1 : mail;
	}
	if (!body)
		return arena_str(a, "");
	quoted = str_icase_find(header_of(a, head, "Content-Transfer-Encoding"), "quoted-printable") != NULL;
	end = head == mail ? NULL : strstr(body, "\n--");
	for (const char *p = body + 2; *p && p != end; p++) {
		if (!quoted || *p != '=')
			buf_addc(&b, *p);
		else if (p[1] == '\n')
			p++;
		else if (hex_value(p[1]) >= 0 && hex_value(p[2]) >= 0)
			buf_addc(&b, (char)(hex_value(p[1]) * 16 + hex_value(p[2]))), p += 2;
	}
	out = str_trim(a, b.data);
	buf_free(&b);
	return out;
}

static const char *
name_of(struct taken *t, const char *address)
{
	const char *name = json_string_value(json_object_get(json_object_get(t->script, "names"), address));

	return name ? arena_printf(t->a, "%s <%s>", name, address) : address;
}

static const char *
quote(struct taken *t, const char *answer, const char *language)
{
	struct buf b = BUF_INIT;
	struct clock_local at;
	char *out;

	clock_to_local(t->now, &at);
	buf_addf(&b, str_eq(language, "it") ? "%s\n\nIl giorno %02d/%02d/%d alle ore %02d:%02d %s ha scritto:\n" :
		"%s\n\nOn %02d/%02d/%d at %02d:%02d, %s wrote:\n", answer, at.day, at.month, at.year, at.hour,
		at.minute, t->from);
	for (const char *p = t->text; *p; p += *p == '\n') {
		size_t n = strcspn(p, "\n");

		buf_addf(&b, ">%s%.*s\n", n && *p != '>' ? " " : "", (int)n, p);
		p += n;
	}
	out = arena_strn(t->a, b.data, b.len);
	buf_free(&b);
	return out;
}

static const char *
reply_subject(struct taken *t)
{
	return str_istarts(t->subject, "re:") ? t->subject : arena_printf(t->a, "Re: %s", t->subject);
}

static void
make_bounce(struct taken *t, const char *address, const char *words, struct demo_letter *l)
{
	const char *host = strchr(address, '@') ? strchr(address, '@') + 1 : address;

	l->from = arena_printf(t->a, "Mail Delivery System <mailer-daemon@mx.%s>", host);
	l->subject = "Undelivered Mail Returned to Sender";
	l->text = arena_printf(t->a, "This is the mail system at host mx.%s.\n\nI'm sorry to have to inform you that your "
		"message could not be delivered.\n\n<%s>: %s", host, address, words);
	l->report = arena_printf(t->a, "Reporting-MTA: dns; mx.%s\n\nFinal-Recipient: rfc822; %s\nAction: failed\n"
		"Status: 5.2.2\nDiagnostic-Code: smtp; %s\n", host, address, words);
	l->reported = arena_printf(t->a, "Message-ID: %s\nSubject: %s\n", t->id, t->subject);
	l->headers = "Auto-Submitted: auto-replied\n";
	l->in_reply_to = l->references = NULL;
}

static void
send_answer(struct taken *t, const char *address, json_t *answer)
{
	struct error err = ERROR_INIT;
	const char *kind = json_string_value(json_object_get(answer, "kind"));
	const char *text = json_string_value(json_object_get(answer, "text"));
	const char *key = arena_printf(t->a, "mail/%s", address);
	const char *language = json_string_value(json_object_get(json_object_get(t->script, "languages"), key));
	const char *host = strchr(address, '@') ? strchr(address, '@') + 1 : "example";
	struct buf out = BUF_INIT;
	struct demo_letter l = {
		.id = arena_printf(t->a, "%lld.%d@%s", (long long)t->now, t->seq, host),
		.from = name_of(t, address), .to = t->from, .subject = reply_subject(t), .in_reply_to = t->id,
		.references = arena_printf(t->a, "%s%s%s", t->references, *t->references ? " " : "", t->id),
		.at = t->now + (int64_t)json_integer_value(json_object_get(answer, "after")), .received = true,
	};

	if (str_eq(kind, "bounce")) {
		make_bounce(t, address, text ? text : "", &l);
	} else if (str_eq(kind, "auto")) {
		l.text = text;
		l.headers = "Auto-Submitted: auto-replied\nX-Autoreply: yes\n";
		l.subject = arena_printf(t->a, "%s: %s", str_eq(language, "it") ? "Risposta automatica" : "Automatic reply",
			t->subject);
	} else {
		l.text = quote(t, text ? text : "", language ? language : "en");
	}
	letter_write(&out, &l);
	(void)post_put(t->dir, "INBOX", l.at, t->seq++, &out, &err);
	buf_free(&out);
}

/* The provider's receipts for a certified mail of ours: accepted, then delivered. */
static void
send_receipts(struct taken *t, const char *address)
{
	static const struct { const char *type, *title; int after; } kinds[] = {
		{ "accettazione", "ACCETTAZIONE", 1000 }, { "avvenuta-consegna", "CONSEGNA", 4000 },
	};
	struct error err = ERROR_INIT;

	for (size_t i = 0; i < 2; i++) {
		struct buf out = BUF_INIT;
		struct pec_envelope e = {
			.id = arena_printf(t->a, "%lld.%d.ricevuta@pec.gestore.example", (long long)t->now, t->seq),
			.from = "Posta Certificata <" PROVIDER ">", .to = t->from, .at = t->now + kinds[i].after,
			.subject = arena_printf(t->a, "%s: %s", kinds[i].title, t->subject),
			.headers = arena_printf(t->a, "X-Ricevuta: %s\nX-Riferimento-Message-ID: %s\n", kinds[i].type, t->id),
			.text = arena_printf(t->a, "Ricevuta di %s\n\nIl messaggio \"%s\" indirizzato a %s %s.",
				i ? "avvenuta consegna" : "accettazione", t->subject, address, i ?
				"è stato consegnato nella casella di destinazione" : "è stato accettato dal sistema"),
			.daticert = arena_printf(t->a, "<?xml version=\"1.0\"?>\n<postacert tipo=\"%s\" errore=\"nessuno\">\n"
				" <intestazione><destinatari tipo=\"certificato\">%s</destinatari></intestazione>\n"
				" <dati><msgid>&lt;%.*s&gt;</msgid></dati>\n</postacert>", kinds[i].type, address,
				(int)strcspn(t->id + 1, ">"), t->id + 1),
		};

		pec_write(t->dir, &out, &e);
		(void)post_put(t->dir, "PEC", e.at, t->seq++, &out, &err);
		buf_free(&out);
	}
}

static int
take(struct taken *t, const char *const *to, size_t n)
{
	const char *pec = json_string_value(json_object_get(t->script, "pec"));

	for (size_t i = 0; i < n; i++) {
		json_t *verdict = json_object_get(json_object_get(t->script, "verdicts"),
			arena_printf(t->a, "mail/%s", to[i]));

		if (!verdict)
			continue;
		fprintf(stderr, "%s\n", json_string_value(json_object_get(verdict, "text")));
		return (int)json_integer_value(json_object_get(verdict, "status"));
	}
	for (size_t i = 0; i < n; i++) {
		size_t turn = said_add(t->dir, "mail", to[i], t->text), k;
		json_t *answers = script_answers(t->script, arena_printf(t->a, "mail/%s", to[i]), turn + 1), *one;

		if (pec && str_icase_find(t->from, pec))
			send_receipts(t, to[i]);
		json_array_foreach(answers, k, one)
			if (str_icase_find(t->to, to[i]))	/* who gets a copy keeps quiet */
				send_answer(t, to[i], one);
		json_decref(answers);
	}
	return 0;
}

int
part_mailer(const char *dir, const char *const *to, size_t n)
{
	struct taken t = { .a = arena_new(), .dir = dir, .script = script_load(dir), .now = part_now(dir),
		.bytes = BUF_INIT };
	struct error err = ERROR_INIT;
	char chunk[65536];
	ssize_t got;
	int status = EX_TEMPFAIL;

	while ((got = read(0, chunk, sizeof chunk)) > 0 && t.bytes.len < 32 << 20)
		buf_add(&t.bytes, chunk, (size_t)got);
	t.id = header_of(t.a, t.bytes.data, "Message-ID");
	t.from = header_of(t.a, t.bytes.data, "From");
	t.to = header_of(t.a, t.bytes.data, "To");
	t.subject = header_of(t.a, t.bytes.data, "Subject");
	t.references = header_of(t.a, t.bytes.data, "References");
	t.text = text_of(t.a, t.bytes.data);
	t.seq = 50000 + (int)said_add(dir, "all", "all", t.id) * 10;
	status = take(&t, to, n);
	if (!status && !paths_make_dir(arena_printf(t.a, "%s/outside", dir), &err))
		(void)world_file(dir, arena_printf(t.a, "outside/%d.eml", t.seq), t.bytes.data, t.bytes.len, 0600, &err);
	buf_free(&t.bytes);
	json_decref(t.script);
	arena_free(t.a);
	return status;
}
