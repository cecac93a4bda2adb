/* http.c - see http.h. */
#include <ctype.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "buf.h"
#include "http.h"
#include "i18n.h"
#include "str.h"

#define REDIRECTS_MAX 5
#define HEADERS_MAX 100
#define HEAD_MAX (256u << 10)		/* bytes of all of them, and of answers before the last */
#define FILE_TIMEOUT_MS (15 * 60000L)	/* to be sent */
#define FETCH_TIMEOUT_MS (6 * 3600000L)	/* to come, as long as it moves */
#define CONNECT_TIMEOUT_MS 20000L
#define STALL_SECONDS 60L
#define HOMES_MAX 32

struct http_call {
	struct http *http;
	struct http_call *next, **link;	/* all calls; link: who points here */
	struct http_request r;
	struct arena *arena;
	CURL *easy;
	struct curl_slist *list;
	struct http_body *body;
	struct buf answer;
	int fd;				/* to_file, -1 */
	size_t taken, head;
	const char *headers[HEADERS_MAX + 1];
	size_t header_count;
	char why[CURL_ERROR_SIZE];
	const char *url, *origin;
	int hops;
	bool done, handed, foreign, wire_failed, paused;	/* handed: given out by http_next() once */
	enum http_place place;		/* of our own server; what a stranger names may lie there, or in public */
	char inner[64];			/* an address we were led to and did not go to */
	struct http_result result;
};

struct http {
	CURLM *multi;
	int64_t file_bytes;
	struct http_call *calls;
	struct { char *origin; enum http_place place; } homes[HOMES_MAX];	/* where servers of our own turned out to be */
	size_t home_count;
};

/* -- addresses ----------------------------------------------------------------------------------------- */

static bool
is_loopback(const char *host)
{
	size_t n = strlen(host);

	return str_ieq(host, "localhost") || str_eq(host, "[::1]") ||
		(n >= 7 && n <= 15 && str_starts(host, "127.") && strspn(host, "0123456789.") == n);
}

/* Scheme, host and port as the library itself will understand them. */
static char *
origin_of(const char *url, struct arena *a, bool *local)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL, *user = NULL, *out = NULL;
	bool good;

	good = u && !curl_url_set(u, CURLUPART_URL, url, 0) && !curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) &&
		!curl_url_get(u, CURLUPART_HOST, &host, 0) &&
		!curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) &&
		curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_NO_USER;
	if (good) {
		*local = is_loopback(host);
		if (str_eq(scheme, "https") || (*local && str_eq(scheme, "http")))
			out = str_lower(a, arena_printf(a, "%s://%s:%s", scheme, host, port));
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(user);
	curl_url_cleanup(u);
	return out;
}

char *
http_origin(const char *url, struct arena *a)
{
	bool local;

	return origin_of(url, a, &local);
}

int64_t
http_date(const char *s)
{
	time_t at = curl_getdate(s, NULL);

	/* years of many digits are no dates */
	return at > 0 && at < INT64_MAX / 1000 ? (int64_t)at * 1000 : 0;
}

static const char *
host(const struct http_call *c)
{
	const char *p = strstr(c->origin, "://");

	return p ? p + 3 : c->origin;
}

/* Does the address hold a secret, as it is or percent-encoded? */
static bool
holds_secret(const struct http_call *c, const char *url)
{
	const char *const *s;

	for (s = c->r.secrets; s && *s; s++)
		if (**s && (strstr(url, *s) || strstr(url, str_percent(c->arena, *s))))
			return true;
	return false;
}

/* -- what comes in -------------------------------------------------------------------------------------- */

static size_t
on_header(char *data, size_t size, size_t n, void *ctx)
{
	struct http_call *c = ctx;
	size_t len = size * n, name, i;
	char *line;

	c->head += len;
	if (c->head > HEAD_MAX)
		return 0;
	if (len > 5 && !memcmp(data, "HTTP/", 5)) {	/* of a proxy, or "100 Continue": the last answer counts */
		c->header_count = 0;
		return len;
	}
	while (len && (data[len - 1] == '\r' || data[len - 1] == '\n'))
		len--;
	if (!len || c->header_count == HEADERS_MAX || len > 16384)
		return size * n;
	line = arena_strn(c->arena, data, len);
	name = strcspn(line, ":");
	for (i = 0; i < name; i++)
		line[i] = (char)tolower((unsigned char)line[i]);
	c->headers[c->header_count++] = line;
	c->headers[c->header_count] = NULL;
	return size * n;
}

/* A piece of a stream; what is no stream ends here. */
static size_t
on_heard(struct http_call *c, const char *data, size_t len)
{
	const char *type;

	c->result.answer.headers = c->headers;
	type = answer_header(&c->result.answer, "content-type");
	if (!type || !str_istarts(type, "text/event-stream")) {
		error_set(&c->result.err, ERR_PROTOCOL, _("what %s sends is no stream of events"), host(c));
		return 0;
	}
	c->r.heard(c->r.ctx, data, len);
	return len;
}

static size_t
on_write(char *data, size_t size, size_t n, void *ctx)
{
	struct http_call *c = ctx;
	size_t len = size * n, limit = c->r.limit ? c->r.limit : HTTP_ANSWER_MAX;
	curl_off_t says = 0;
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	if (c->r.heard && status / 100 == 2)
		return on_heard(c, data, len);
	/* what is no file is an error's text, and short */
	if (c->r.to_file && status / 100 != 2)
		limit = HTTP_ANSWER_MAX;
	/* what says beforehand that it is too large is not even begun */
	curl_easy_getinfo(c->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &says);
	if (len > limit || c->taken > limit - len || says > (curl_off_t)limit) {
		c->result.too_big = true;
		return 0;
	}
	c->taken += len;
	if (!c->r.to_file || status / 100 != 2) {
		buf_add(&c->answer, data, len);
		return len;
	}
	if (c->fd < 0)
		c->fd = open(c->r.to_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	c->http->file_bytes += (int64_t)len;
	while (c->fd >= 0 && len) {
		ssize_t done = write(c->fd, data, len);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			break;
		data += done;
		len -= (size_t)done;
	}
	if (len)
		error_set(&c->result.err, ERR_SYSTEM, "%s: %s", c->r.to_file, strerror(errno));
	return len ? 0 : size * n;
}

/* -- what goes out -------------------------------------------------------------------------------------- */

/* The last safe point: 0 = go on. */
static int
wire(struct http_call *c)
{
	if (!c->r.wire || c->result.wired)
		return 0;
	if (c->r.wire(c->r.ctx, &c->result.err)) {
		c->wire_failed = true;
		return -1;
	}
	c->result.wired = true;
	return 0;
}

static size_t
on_read(char *out, size_t size, size_t n, void *ctx)
{
	struct http_call *c = ctx;
	size_t room = size * n;
	long got;

	if (http_body_left(c->body) <= (int64_t)room && wire(c))
		return CURL_READFUNC_ABORT;
	got = http_body_read(c->body, out, room);
	return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

static int
on_seek(void *ctx, curl_off_t offset, int origin)
{
	struct http_call *c = ctx;

	if (offset || origin != SEEK_SET || c->r.wire || http_body_rewind(c->body))
		return CURL_SEEKFUNC_FAIL;
	return CURL_SEEKFUNC_OK;
}

/* Did a stranger name the address? */
static bool
is_led(const struct http_call *c)
{
	return c->foreign || c->r.home;
}

/* Where a server of ours is; unless it was seen, as its name says. */
static enum http_place
place_of_home(const struct http *h, const char *url, struct arena *a)
{
	bool local = false;
	const char *origin = origin_of(url, a, &local);
	size_t i;

	for (i = 0; origin && i < h->home_count; i++)
		if (str_eq(h->homes[i].origin, origin))
			return h->homes[i].place;
	return local ? PLACE_LOOPBACK : PLACE_PUBLIC;
}

static void
keep_home(struct http *h, const char *origin, enum http_place place)
{
	size_t i;

	for (i = 0; i < h->home_count && !str_eq(h->homes[i].origin, origin); i++)
		continue;
	if (i == HOMES_MAX)
		return;
	if (i == h->home_count)
		h->homes[h->home_count++].origin = xstrdup(origin);
	h->homes[i].place = place;
}

static bool
is_inner(struct http_call *c, enum http_place place)
{
	return is_led(c) && place != PLACE_PUBLIC && place != c->place;
}

/* Before a line is opened: nobody inside is so much as knocked at. */
static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; } u = { .six = { 0 } };
	struct http_call *c = ctx;

	(void)purpose;
	memcpy(&u, &to->addr, to->addrlen < sizeof u ? to->addrlen : sizeof u);
	if (is_inner(c, http_place(to->family, to->family == AF_INET6 ? (const void *)&u.six.sin6_addr : &u.four.sin_addr))) {
		(void)getnameinfo(&to->addr, to->addrlen, c->inner, sizeof c->inner, NULL, 0, NI_NUMERICHOST);
		return CURL_SOCKET_BAD;
	}
	return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

/* On every line, be it new or used before.  A request without a body acts with its head. */
static int
on_connected(void *ctx, char *ip, char *local, int port, int local_port)
{
	struct http_call *c = ctx;
	enum http_place place = http_place_of(ip);

	(void)local;
	(void)port;
	(void)local_port;
	if (!is_led(c)) {
		c->place = place;
		keep_home(c->http, c->origin, place);
	} else if (is_inner(c, place)) {
		(void)snprintf(c->inner, sizeof c->inner, "%s", ip);
		return CURL_PREREQFUNC_ABORT;
	}
	return !c->body && wire(c) ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

static bool
goes_abroad(const char *header)
{
	return str_istarts(header, "accept:") || str_istarts(header, "user-agent:");
}

static int
add_headers(struct http_call *c, const char *type, struct error *err)
{
	const char *const *h;
	const char *p;

	for (h = c->r.headers; h && *h; h++) {
		for (p = *h; *p; p++)
			if ((unsigned char)*p < ' ' || *p == 127)
				return error_set(err, ERR_PROTOCOL, _("a header holds a control character"));
		if (!c->foreign || goes_abroad(*h))
			c->list = curl_slist_append(c->list, *h);
	}
	if (type && !c->foreign)
		c->list = curl_slist_append(c->list, arena_printf(c->arena, "Content-Type: %s", type));
	c->list = curl_slist_append(c->list, "Expect:");
	curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->list);
	return 0;
}

static void
set_method(struct http_call *c)
{
	CURL *e = c->easy;

	if (c->body) {
		curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(e, CURLOPT_INFILESIZE_LARGE, (curl_off_t)http_body_length(c->body));
		curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
		curl_easy_setopt(e, CURLOPT_READDATA, c);
		curl_easy_setopt(e, CURLOPT_SEEKFUNCTION, on_seek);
		curl_easy_setopt(e, CURLOPT_SEEKDATA, c);
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->r.method);
	} else if (str_eq(c->r.method, "POST") || str_eq(c->r.method, "PUT")) {
		curl_easy_setopt(e, CURLOPT_POST, 1L);
		curl_easy_setopt(e, CURLOPT_POSTFIELDS, "");
		curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, 0L);
		curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->r.method);
	} else if (str_eq(c->r.method, "HEAD")) {
		curl_easy_setopt(e, CURLOPT_NOBODY, 1L);
	} else {
		curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
		if (!str_eq(c->r.method, "GET"))
			curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, c->r.method);
	}
	if (!c->r.wire)
		return;
	/* on a connection that was used before, the library would send again by itself when it turns out dead */
	curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
}

static void
set_limits(struct http_call *c, bool local)
{
	CURL *e = c->easy;
	bool files = c->r.to_file || c->r.body_file || c->r.parts;
	long ms = c->r.timeout_ms ? c->r.timeout_ms : HTTP_TIMEOUT_MS;
	long patience = c->r.to_file ? FETCH_TIMEOUT_MS : FILE_TIMEOUT_MS;

	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, c->r.heard ? 0L : files && ms < patience ? patience : ms);
	if (files) {
		curl_easy_setopt(e, CURLOPT_LOW_SPEED_LIMIT, 1L);
		curl_easy_setopt(e, CURLOPT_LOW_SPEED_TIME, STALL_SECONDS);
	}
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, local ? "http,https" : "https");
	curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
	if (!str_empty(c->r.ca_file))
		curl_easy_setopt(e, CURLOPT_CAINFO, c->r.ca_file);
	if (local)
		curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
	if (!c->r.heard)		/* a packed stream comes in lumps */
		curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(e, CURLOPT_USERAGENT, "sportello/" PACKAGE_VERSION);
}

/* Sets everything for the address c->url and hands it to the library. */
static int
launch(struct http_call *c, bool local, struct error *err)
{
	const char *type = NULL;

	c->easy = curl_easy_init();
	if (!c->easy || http_body_open(&c->r, &c->body, &type, c->arena, err))
		return error_set(err, ERR_SYSTEM, _("the network library could not be started"));
	curl_easy_setopt(c->easy, CURLOPT_URL, c->url);
	curl_easy_setopt(c->easy, CURLOPT_PRIVATE, c);
	curl_easy_setopt(c->easy, CURLOPT_ERRORBUFFER, c->why);
	curl_easy_setopt(c->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(c->easy, CURLOPT_HEADERDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(c->easy, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(c->easy, CURLOPT_OPENSOCKETDATA, c);
	curl_easy_setopt(c->easy, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(c->easy, CURLOPT_PREREQDATA, c);
	set_limits(c, local);
	set_method(c);
	if (add_headers(c, type, err))
		return -1;
	if (curl_multi_add_handle(c->http->multi, c->easy))
		return error_set(err, ERR_SYSTEM, _("the network library could not be started"));
	return 0;
}

/* Lets go of one attempt, so that the call can end or begin anew. */
static void
drop(struct http_call *c)
{
	if (c->easy) {
		(void)curl_multi_remove_handle(c->http->multi, c->easy);
		curl_easy_cleanup(c->easy);
	}
	curl_slist_free_all(c->list);
	http_body_close(c->body);
	if (c->fd >= 0)
		(void)close(c->fd);
	c->easy = NULL;
	c->list = NULL;
	c->body = NULL;
	c->fd = -1;
}

int
http_start(struct http *h, const struct http_request *r, struct http_call **out, struct error *err)
{
	struct http_call *c = xcalloc(1, sizeof *c);
	bool local = false;

	c->http = h;
	c->r = *r;
	c->arena = arena_new();
	c->fd = -1;
	buf_init(&c->answer);
	c->url = r->url;
	c->origin = origin_of(r->url, c->arena, &local);
	if (r->home)
		c->place = place_of_home(h, r->home, c->arena);
	c->next = h->calls;
	if (h->calls)
		h->calls->link = &c->next;
	h->calls = c;
	c->link = &h->calls;
	if (!c->origin)
		error_set(err, ERR_CONFIG, _("the address is not https:// (http:// is for this machine alone)"));
	if (!c->origin || launch(c, local, err)) {
		http_end(c);
		return -1;
	}
	*out = c;
	return 0;
}

/* -- how it ended ----------------------------------------------------------------------------------------- */

/* 1 = it goes on at another address. */
static int
redirected(struct http_call *c, long status)
{
	char *to = NULL;
	const char *url, *origin;
	bool local = false, was_local = str_starts(c->origin, "http://");
	struct error *err = &c->result.err;

	if (status < 301 || status > 308 || status == 304)
		return 0;
	curl_easy_getinfo(c->easy, CURLINFO_REDIRECT_URL, &to);
	if (!to)
		return 0;
	url = arena_str(c->arena, to);
	if (!str_eq(c->r.method, "GET") && !str_eq(c->r.method, "HEAD")) {
		if (c->result.wired || c->r.wire)	/* what was said may be done: for the channel to judge */
			return 0;
		return error_set(err, ERR_CONFIG, _("%s sends us to %s, and what we say is not for others: is `url` right?"),
			host(c), trace_without(url, c->r.secrets, c->arena));
	}
	origin = origin_of(url, c->arena, &local);
	if (++c->hops > REDIRECTS_MAX)
		return error_set(err, ERR_PROTOCOL, _("%s sends us from address to address"), host(c));
	if (!origin || (local && !was_local && !str_eq(origin, c->origin)))
		return error_set(err, ERR_PROTOCOL, _("%s sends us to an address that is not https"), host(c));
	if (!str_eq(origin, c->origin)) {
		if (holds_secret(c, url))
			return error_set(err, ERR_PROTOCOL, _("%s sends us to %s with our secret: not followed"),
				host(c), strstr(origin, "://") + 3);
		c->foreign = true;
	}
	drop(c);
	c->url = url;
	c->origin = origin;
	c->header_count = 0;
	c->taken = c->head = 0;
	buf_clear(&c->answer);
	return launch(c, local, err) ? -1 : 1;
}

static void
failed(struct http_call *c, CURLcode rc)
{
	struct error *err = &c->result.err;
	const char *words = *c->why ? c->why : curl_easy_strerror(rc);
	const char *const *s;

	for (s = c->r.secrets; s && *s; s++)
		if (**s && strstr(words, *s))
			words = curl_easy_strerror(rc);
	if (*c->inner)
		error_set(err, ERR_PROTOCOL, _("%s is %s, in an inner network: we do not go where others send us there"),
			host(c), c->inner);
	else if (c->head > HEAD_MAX || rc == CURLE_OUT_OF_MEMORY)	/* what the library says of a line without end */
		error_set(err, ERR_PROTOCOL, _("the head of the answer of %s has no end"), host(c));
	else if (c->result.too_big)
		error_set(err, ERR_PROTOCOL, _("the answer of %s is larger than %zu KB"), host(c),
			(c->r.limit ? c->r.limit : HTTP_ANSWER_MAX) >> 10);
	else if (rc == CURLE_PEER_FAILED_VERIFICATION || rc == CURLE_SSL_CACERT_BADFILE)
		error_set(err, ERR_CONFIG, _("the certificate of %s is not trusted: %s; nothing was sent; set "
			"ca-file if it is your own authority's"), host(c), words);
	else if (rc == CURLE_COULDNT_RESOLVE_HOST)
		error_set(err, ERR_NETWORK, _("%s: no such name is known here; is the network up?"), host(c));
	else if (rc == CURLE_COULDNT_CONNECT)
		error_set(err, ERR_NETWORK, _("%s cannot be reached; is the network up, and the server?"), host(c));
	else if (rc == CURLE_OPERATION_TIMEDOUT)
		error_set(err, ERR_NETWORK, _("%s did not answer in time"), host(c));
	else
		error_set(err, ERR_NETWORK, "%s: %s", host(c), words);
}

static const char *
media_type(struct http_call *c)
{
	const char *type = answer_header(&c->result.answer, "content-type");

	return type ? str_lower(c->arena, str_trim(c->arena, arena_strn(c->arena, type, strcspn(type, ";")))) : "";
}

static void
finish(struct http_call *c, CURLcode rc)
{
	struct answer *a = &c->result.answer;
	long status = 0;

	curl_easy_getinfo(c->easy, CURLINFO_RESPONSE_CODE, &status);
	if (rc == CURLE_OK) {
		int moved = redirected(c, status);

		if (moved > 0)
			return;
		c->result.answered = !moved;
	} else if (!c->wire_failed && c->result.err.code == ERR_NONE) {
		failed(c, rc);
	}
	c->done = true;
	if (!c->result.answered)
		return;
	a->status = (int)status;
	a->body = c->answer.data;
	a->body_len = c->answer.len;
	a->headers = c->headers;
	a->url = c->url;
	a->type = media_type(c);
	if (c->r.to_file && status / 100 == 2) {
		if (c->fd < 0)		/* an empty file is a file */
			c->fd = open(c->r.to_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		a->file = c->r.to_file;
	}
}

static void
collect(struct http *h)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left))) {
		CURLcode rc = m->data.result;
		char *p = NULL;

		if (m->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &p);
		finish((struct http_call *)(void *)p, rc);
	}
}

void
http_wait(struct http *h, struct pollfd *fds, size_t n, int ms)
{
	struct curl_waitfd extra[64];
	size_t i;
	int running;

	if (n > 64)
		n = 64;
	for (i = 0; i < n; i++)
		extra[i] = (struct curl_waitfd){ .fd = fds[i].fd, .events = CURL_WAIT_POLLIN };
	(void)curl_multi_perform(h->multi, &running);
	collect(h);
	for (struct http_call *c = h->calls; c; c = c->next)
		if (c->done && !c->handed)
			ms = 0;
	(void)curl_multi_poll(h->multi, extra, (unsigned)n, ms, NULL);
	(void)curl_multi_perform(h->multi, &running);
	collect(h);
}

void
http_move(struct http *h)
{
	int running;

	(void)curl_multi_perform(h->multi, &running);
	collect(h);
}

struct http_call *
http_next(struct http *h)
{
	struct http_call *c, *oldest = NULL;

	for (c = h->calls; c; c = c->next)
		if (c->done && !c->handed)
			oldest = c;
	if (oldest)
		oldest->handed = true;
	return oldest;
}

const struct http_result *
http_result(const struct http_call *c)
{
	return &c->result;
}

void *
http_context(const struct http_call *c)
{
	return c->r.ctx;
}

void
http_progress(const struct http_call *c, int64_t *done, int64_t *total)
{
	curl_off_t says = 0;

	if (c->easy)
		curl_easy_getinfo(c->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &says);
	*done = (int64_t)c->taken;
	*total = says > 0 ? (int64_t)says : 0;
}

void
http_pause(struct http_call *c, bool on)
{
	if (c->easy && !c->done && c->paused != on) {
		c->paused = on;
		(void)curl_easy_pause(c->easy, on ? CURLPAUSE_RECV : CURLPAUSE_CONT);
	}
}

int64_t
http_file_bytes(const struct http *h)
{
	return h->file_bytes;
}

bool
http_wired(const struct http_call *c)
{
	return c->result.wired;
}

void
http_end(struct http_call *c)
{
	if (!c)
		return;
	drop(c);
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	buf_free(&c->answer);
	arena_free(c->arena);
	free(c);
}

struct http *
http_new(struct error *err)
{
	struct http *h = xcalloc(1, sizeof *h);

	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(h->multi = curl_multi_init())) {
		error_set(err, ERR_SYSTEM, _("the network library could not be started"));
		free(h);
		return NULL;
	}
	return h;
}

void
http_free(struct http *h)
{
	if (!h)
		return;
	while (h->calls)
		http_end(h->calls);
	(void)curl_multi_cleanup(h->multi);
	while (h->home_count)
		free(h->homes[--h->home_count].origin);
	free(h);
}
