/*
 * smtp.c - see smtp.h.  libcurl drives the connection; its debug callback shows each command and each
 * line of an answer, which is how every recipient gets the server's own words.
 */
#include <curl/curl.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "log.h"
#include "smtp.h"
#include "str.h"
#include "utf8.h"

enum phase { PHASE_GREETING, PHASE_OTHER, PHASE_AUTH, PHASE_MAIL, PHASE_RCPT, PHASE_DATA, PHASE_END };

struct talk {
	struct smtp_mail *mail;
	struct arena *arena;
	struct error *err;
	enum phase phase;
	int rcpt;		/* which recipient was named last, -1 = none */
	size_t sent;
	bool wired, wire_failed, reused;	/* reused: over the line of an earlier mail, signed in there */
	struct buf answer;	/* lines of the answer that is coming in */
	int code[PHASE_END + 1];
	const char *words[PHASE_END + 1];
};

static bool
is_loopback(const char *url)
{
	const char *host = strstr(url, "://");
	size_t n;

	host = host ? host + 3 : url;
	if (*host == '[')
		return !strncmp(host, "[::1]", 5);
	n = strcspn(host, ":/");
	return (n == 9 && !strncmp(host, "localhost", 9)) ||
		(n >= 7 && n <= 15 && !strncmp(host, "127.", 4) && strspn(host, "0123456789.") == n);
}

/* The final line of an answer has a blank, or nothing, after its code (RFC 5321, 4.2.1). */
static void
hear(struct talk *t, const char *line, size_t len)
{
	struct buf clean = BUF_INIT;
	int code;

	while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	if (len < 3 || strspn(line, "0123456789") < 3)
		return;
	code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (t->answer.len)
		buf_addc(&t->answer, ' ');
	if (t->answer.len < 2000)
		buf_add(&t->answer, t->answer.len ? line + 4 : line,
			t->answer.len ? (len > 4 ? len - 4 : 0) : len);
	if (len > 3 && line[3] == '-')
		return;
	utf8_clean(&clean, t->answer.data, t->answer.len, false);
	buf_clear(&t->answer);
	if (clean.len > 3 && clean.data[3] == '-')
		clean.data[3] = ' ';
	log_line(LOG_SMTP, "< %s", clean.data);
	if (t->phase == PHASE_RCPT && t->mail && t->rcpt >= 0 && (size_t)t->rcpt < t->mail->to_count) {
		t->mail->to[t->rcpt].code = code;
		t->mail->to[t->rcpt].words = arena_strn(t->arena, clean.data, clean.len);
	} else if (!(t->phase == PHASE_END && !t->wired)) {
		t->code[t->phase] = code;
		t->words[t->phase] = arena_strn(t->arena, clean.data, clean.len);
	}
	buf_free(&clean);
}

static void
say(struct talk *t, const char *line, size_t len)
{
	static const struct { const char *word; enum phase phase; } words[] = {
		{ "AUTH", PHASE_AUTH }, { "MAIL FROM", PHASE_MAIL }, { "RCPT TO", PHASE_RCPT },
		{ "DATA", PHASE_DATA }, { "EHLO", PHASE_OTHER }, { "HELO", PHASE_OTHER },
		{ "STARTTLS", PHASE_OTHER }, { "NOOP", PHASE_OTHER }, { "QUIT", PHASE_OTHER },
	};
	size_t i, n;

	for (i = 0; i < sizeof words / sizeof words[0]; i++) {
		n = strlen(words[i].word);
		if (len < n || strncmp(line, words[i].word, n))
			continue;
		t->phase = words[i].phase;
		t->rcpt += words[i].phase == PHASE_RCPT;
		if (words[i].phase == PHASE_AUTH)	/* what follows the mechanism is secret */
			log_line(LOG_SMTP, "> AUTH ...");
		else
			log_line(LOG_SMTP, "> %.*s", (int)strcspn(line, "\r\n"), line);
		return;
	}
}

static int
on_debug(CURL *curl, curl_infotype type, char *data, size_t len, void *ctx)
{
	struct talk *t = ctx;

	(void)curl;
	if (type == CURLINFO_HEADER_IN)
		hear(t, data, len);
	else if (type == CURLINFO_HEADER_OUT)
		say(t, data, len);
	return 0;
}

static size_t
on_write(char *data, size_t size, size_t n, void *ctx)
{
	(void)data;
	(void)ctx;
	return size * n;
}

/* The last chunk is what makes the server act: `wire` stands in the store before it leaves. */
static size_t
on_read(char *out, size_t size, size_t n, void *ctx)
{
	struct talk *t = ctx;
	size_t room = size * n, left = t->mail->len - t->sent;

	if (left > room) {
		memcpy(out, t->mail->data + t->sent, room);
		t->sent += room;
		return room;
	}
	if (!t->wired) {
		if (t->mail->wire && t->mail->wire(t->mail->ctx, t->err)) {
			t->wire_failed = true;
			return CURL_READFUNC_ABORT;
		}
		t->wired = true;
		t->phase = PHASE_END;
	}
	memcpy(out, t->mail->data + t->sent, left);
	t->sent += left;
	return left;
}

/* One request on a fresh handle. */
static int
prepare(CURL *curl, const struct smtp_server *s, struct talk *t, struct arena *a, char *why, struct error *err)
{
	bool local = is_loopback(s->url);
	const char *slash = strstr(s->url, "://");

	if (!slash || (!str_istarts(s->url, "smtp://") && !str_istarts(s->url, "smtps://")))
		return error_set(err, ERR_CONFIG, _("smtp = %s: it must begin with smtp:// or smtps://"), s->url);
	if (!curl)
		return error_set(err, ERR_SYSTEM, _("the network library could not be started"));
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, why);
	curl_easy_setopt(curl, CURLOPT_URL, strchr(slash + 3, '/') || str_empty(s->hello) ? s->url :
		arena_printf(a, "%s/%s", s->url, s->hello));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(local ? CURLUSESSL_TRY : CURLUSESSL_ALL));
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (!str_empty(s->ca_file))
		curl_easy_setopt(curl, CURLOPT_CAINFO, s->ca_file);
	if (local)
		curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
	if (!str_empty(s->user)) {
		curl_easy_setopt(curl, CURLOPT_USERNAME, s->user);
		if (s->token)
			curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, s->secret);
		else
			curl_easy_setopt(curl, CURLOPT_PASSWORD, s->secret ? s->secret : "");
		if (s->token)
			curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
		else if (str_ieq(s->mechanism, "plain") || str_ieq(s->mechanism, "login"))
			curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, str_ieq(s->mechanism, "plain") ?
				"AUTH=PLAIN" : "AUTH=LOGIN");
	}
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L);
	curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, 300L);	/* RFC 5321, 4.5.3.2 */
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 300L);
	curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);	/* for the callback; nothing is printed */
	curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
	curl_easy_setopt(curl, CURLOPT_DEBUGDATA, t);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	return 0;
}

/* What went wrong before anything was said about the mail itself. */
static int
failure(const struct smtp_server *s, const struct talk *t, CURLcode rc, const char *why,
	struct error *err)
{
	const char *words = *why ? why : curl_easy_strerror(rc);

	if (t->code[PHASE_MAIL] >= 500)
		return error_set(err, ERR_AUTH, _("%s wants a sign-in and offers none on this connection: "
			"%s; check the port in smtp"), s->url, t->words[PHASE_MAIL]);
	if (t->code[PHASE_AUTH] >= 400 || rc == CURLE_LOGIN_DENIED)
		return error_set(err, t->code[PHASE_AUTH] / 100 == 4 ? ERR_LIMIT : ERR_AUTH,
			_("%s refused the sign-in of %s: %s; check smtp-user and password-command"), s->url,
			s->user ? s->user : "?", t->words[PHASE_AUTH] ? t->words[PHASE_AUTH] : words);
	if (rc == CURLE_USE_SSL_FAILED)
		return error_set(err, ERR_CONFIG, _("%s offers no encryption (STARTTLS): nothing was sent; "
			"use smtps:// or another port"), s->url);
	if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CACERT_BADFILE)
		return error_set(err, ERR_CONFIG, _("the certificate of %s is not trusted: %s; nothing was "
			"sent; set ca-file if it is your own authority's"), s->url, words);
	if (t->code[PHASE_GREETING] >= 400)
		return error_set(err, ERR_NETWORK, _("%s does not serve us now: %s"), s->url,
			t->words[PHASE_GREETING]);
	return error_set(err, ERR_NETWORK, _("%s: %s; it will be tried again"), s->url, words);
}

/* Address as it stands in a command: nothing that could end it. */
static int
check_address(const char *address, struct error *err)
{
	const char *p;

	for (p = address; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '<' || *p == '>' || *p == 127)
			return error_set(err, ERR_INPUT, _("%s is not an address that can be written to"),
				log_text(address));
	return *address ? 0 : error_set(err, ERR_INPUT, _("an address is empty"));
}

/* How a conversation about the mail ended; false when it never came to the mail. */
static bool
judge(const struct talk *t, struct smtp_answer *out)
{
	const struct smtp_mail *m = t->mail;
	size_t i, bad = 0, later = 0;
	enum phase p;

	if (t->wired) {
		out->code = t->code[PHASE_END];
		out->words = t->words[PHASE_END];
		out->end = out->code / 100 == 2 ? SMTP_DONE : out->code / 100 == 5 ? SMTP_REFUSED :
			out->code / 100 == 4 ? SMTP_LATER : SMTP_UNKNOWN;
		return true;
	}
	for (p = PHASE_MAIL; p <= PHASE_DATA; p++) {
		if (t->code[p] < 400)
			continue;
		out->code = t->code[p];
		out->words = t->words[p];
		out->end = out->code / 100 == 5 ? SMTP_REFUSED : SMTP_LATER;
		return true;
	}
	for (i = 0; i < m->to_count; i++) {
		bad += m->to[i].code >= 500;
		later += m->to[i].code >= 400 && m->to[i].code < 500;
		if (m->to[i].code >= 400 && (!out->words || m->to[i].code < 500)) {
			out->code = m->to[i].code;
			out->words = m->to[i].words;
		}
	}
	if (!m->to_count || bad + later < m->to_count)
		return false;
	out->end = later ? SMTP_LATER : SMTP_REFUSED;
	return true;
}

/* -- one mail ------------------------------------------------------------------------------------------------- */

static int
perform(CURL *curl, const struct smtp_server *s, struct talk *t, struct arena *a, char *why, CURLcode *rc,
	struct error *err)
{
	const struct smtp_mail *m = t->mail;
	struct curl_slist *to = NULL;
	long connects = 1;
	size_t i;

	if (prepare(curl, s, t, a, why, err))
		return -1;
	for (i = 0; i < m->to_count; i++)
		to = curl_slist_append(to, m->to[i].address);
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, m->from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)m->len);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(curl, CURLOPT_READDATA, t);
	*rc = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &connects);
	t->reused = connects == 0;
	curl_easy_reset(curl);		/* the line stays; what it would write to does not */
	curl_slist_free_all(to);
	buf_free(&t->answer);
	return 0;
}

/* The old line had ended before the mail was anywhere. */
static bool
line_had_ended(const struct talk *t)
{
	enum phase p;

	for (p = PHASE_MAIL; p <= PHASE_DATA; p++)
		if (t->code[p] && t->code[p] != 421)
			return false;
	return t->reused && !t->wired && !t->wire_failed;
}

static void
forget_answers(struct smtp_mail *m)
{
	size_t i;

	for (i = 0; i < m->to_count; i++)
		m->to[i].code = 0, m->to[i].words = NULL;
}

/* As long as *line is NULL it is a new one. */
static int
try_send(const struct smtp_server *s, struct smtp_line **line, struct talk *t, struct arena *a, char *why, CURLcode *rc,
	struct error *err)
{
	struct talk fresh = *t;

	if (!*line)
		*line = curl_easy_init();
	if (perform(*line, s, t, a, why, rc, err))
		return -1;
	if (!line_had_ended(t))
		return 0;
	smtp_hang_up(line);
	forget_answers(t->mail);
	*t = fresh;
	*why = '\0';
	*line = curl_easy_init();
	return perform(*line, s, t, a, why, rc, err);
}

int
smtp_send(const struct smtp_server *s, struct smtp_line **line, struct smtp_mail *m, struct arena *a,
	struct smtp_answer *out, struct error *err)
{
	struct talk t = { .mail = m, .arena = a, .err = err, .rcpt = -1, .answer = BUF_INIT };
	struct smtp_answer answer = { .end = SMTP_UNKNOWN };
	char why[CURL_ERROR_SIZE] = "";
	CURLcode rc = CURLE_OK;
	size_t i;

	if (check_address(m->from, err))
		return -1;
	for (i = 0; i < m->to_count; i++)
		if (check_address(m->to[i].address, err))
			return -1;
	if (try_send(s, line, &t, a, why, &rc, err) || t.wire_failed)
		return -1;
	if (t.code[PHASE_MAIL] == 530 ||
	    (t.code[PHASE_MAIL] >= 500 && !str_empty(s->user) && !t.code[PHASE_AUTH] && !t.reused))
		return failure(s, &t, rc, why, err);
	if (!judge(&t, &answer))
		return failure(s, &t, rc, why, err);
	if (!answer.words)
		answer.words = arena_str(a, *why ? why : curl_easy_strerror(rc));
	*out = answer;
	return 0;
}

void
smtp_hang_up(struct smtp_line **line)
{
	curl_easy_cleanup(*line);
	*line = NULL;
}

int
smtp_probe(const struct smtp_server *s, struct arena *a, const char **greeting, struct error *err)
{
	struct talk t = { .arena = a, .err = err, .rcpt = -1, .answer = BUF_INIT };
	char why[CURL_ERROR_SIZE] = "";
	CURL *curl = curl_easy_init();
	CURLcode rc;

	if (prepare(curl, s, &t, a, why, err)) {
		curl_easy_cleanup(curl);
		return -1;
	}
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "NOOP");
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	rc = curl_easy_perform(curl);
	curl_easy_cleanup(curl);
	buf_free(&t.answer);
	if (rc != CURLE_OK)
		return failure(s, &t, rc, why, err);
	*greeting = t.words[PHASE_GREETING] ? t.words[PHASE_GREETING] : "";
	return 0;
}
