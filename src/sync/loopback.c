/* loopback.c - see loopback.h. */
#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

#define HEAD_MAX 8192
#define PATIENCE_MS 3000
#define SIX "[::1]"

/* -- the address ------------------------------------------------------------------------------------------------ */

static bool
split(const char *redirect, struct arena *a, struct loopback *l)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost", SIX };
	const char *p = redirect + 7;
	int64_t port = 0;
	size_t i, n;

	if (!str_starts(redirect, "http://") || strpbrk(redirect, "?# \t"))
		return false;
	for (i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		n = strlen(hosts[i]);
		if (strncmp(p, hosts[i], n) || (p[n] && p[n] != ':' && p[n] != '/'))
			continue;
		l->host = hosts[i];
		p += n;
		if (*p == ':') {
			n = strcspn(++p, "/");
			if (str_to_int64(arena_strn(a, p, n), &port) || port < 1 || port > 65535)
				return false;
			p += n;
		}
		l->port = (int)port;
		l->path = *p ? arena_str(a, p) : "/";
		return true;
	}
	return false;
}

bool
loopback_is(const char *redirect, struct arena *a)
{
	struct loopback l;

	return !str_empty(redirect) && split(redirect, a, &l);
}

static int
listen_at(struct loopback *l)
{
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)l->port),
		.sin6_addr = in6addr_loopback };
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)l->port),
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	bool is_six = str_eq(l->host, SIX);
	socklen_t len = is_six ? sizeof six : sizeof four;
	struct sockaddr *at = is_six ? (struct sockaddr *)&six : (struct sockaddr *)&four;
	int on = 1;

	l->fd = socket(at->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (l->fd < 0)
		return -1;
	(void)setsockopt(l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(l->fd, at, len) || listen(l->fd, 8) || getsockname(l->fd, at, &len))
		return -1;
	l->port = ntohs(is_six ? six.sin6_port : four.sin_port);
	return 0;
}

int
loopback_open(const char *redirect, struct arena *a, struct loopback *l, struct error *err)
{
	*l = (struct loopback){ .fd = -1 };
	if (!split(redirect, a, l))
		return error_set(err, ERR_CONFIG, _("'%s' is no address of this machine"), redirect);
	if (listen_at(l)) {
		int why = errno;

		loopback_close(l);
		return error_set(err, ERR_SYSTEM, _("port %d of this machine, to which the browser is to come back: %s; end "
			"what uses it, or write another one at the application and in `redirect-uri`"), l->port,
			strerror(why));
	}
	l->redirect = arena_printf(a, "http://%s:%d%s", l->host, l->port, l->path);
	return 0;
}

void
loopback_close(struct loopback *l)
{
	if (l->fd >= 0)
		(void)close(l->fd);
	l->fd = -1;
}

/* -- one caller ---------------------------------------------------------------------------------------------------- */

/* Waits until the descriptor is ready; false when the time is over. */
static bool
ready(int fd, short events, int64_t until)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t left = until - clock_mono_us() / 1000;

	return left > 0 && poll(&p, 1, (int)left) == 1 && p.revents & events;
}

/* The head of a request; false when none came in time, or a longer one than anybody needs. */
static bool
read_head(int fd, char head[HEAD_MAX + 1], int64_t until)
{
	size_t len = 0;
	ssize_t n;

	for (;;) {
		head[len] = '\0';
		if (strstr(head, "\r\n\r\n") || strstr(head, "\n\n"))
			return strlen(head) == len;
		if (len == HEAD_MAX || !ready(fd, POLLIN, until))
			return false;
		n = recv(fd, head + len, HEAD_MAX - len, 0);
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n <= 0)
			return false;
		len += (size_t)n;
	}
}

/* Who was led here under another name (DNS rebinding) asks for another host. */
static bool
is_our_host(const struct loopback *l, const char *head)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost", SIX };
	char line[64];
	size_t i;

	for (i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		snprintf(line, sizeof line, "\nHost: %s:%d\r", hosts[i], l->port);
		if (str_icase_find(head, line))
			return true;
	}
	return false;
}

static void
say(int fd, const char *status, const char *words, int64_t until)
{
	char page[2048];
	size_t done = 0;
	ssize_t n;
	int len = snprintf(page, sizeof page, "HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
		"Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n"
		"Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\nContent-Length: %zu\r\n"
		"Connection: close\r\n\r\n<!DOCTYPE html><title>Sportello</title><p>%s</p>\n", status,
		strlen("<!DOCTYPE html><title>Sportello</title><p></p>\n") + strlen(words), words);

	while (len > 0 && done < (size_t)len && ready(fd, POLLOUT, until)) {
		n = send(fd, page + done, (size_t)len - done, MSG_NOSIGNAL);
		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR && errno != EAGAIN)
			break;
	}
	(void)shutdown(fd, SHUT_WR);
	while (ready(fd, POLLIN, until) && recv(fd, page, sizeof page, 0) > 0)
		continue;
}

/* "GET /path?query HTTP/1.1": judges the query, and answers. */
static int
answer(struct loopback *l, int fd, char *head, int (*judge)(void *ctx, const char *query), void *ctx, int64_t until)
{
	char *target, *end, *query;
	int verdict;

	if (!str_starts(head, "GET ")) {
		say(fd, "405 Method Not Allowed", "GET", until);
		return 0;
	}
	target = head + 4;
	end = target + strcspn(target, " \r\n");
	if (!str_starts(end, " HTTP/1.") || !is_our_host(l, end)) {
		say(fd, "400 Bad Request", "?", until);
		return 0;
	}
	*end = '\0';
	query = target + strcspn(target, "?");
	if (*query)
		*query++ = '\0';
	if (!str_eq(target, l->path)) {
		say(fd, "404 Not Found", "?", until);
		return 0;
	}
	verdict = judge(ctx, query);
	if (verdict > 0)
		say(fd, "200 OK", _("Done. You may close this window: Sportello goes on in its terminal."), until);
	else if (verdict < 0)
		say(fd, "200 OK", _("That was refused. Sportello says more in its terminal."), until);
	else
		say(fd, "400 Bad Request", _("That does not belong to the sign-in that Sportello waits for."), until);
	return verdict;
}

int
loopback_hear(struct loopback *l, int (*judge)(void *ctx, const char *query), void *ctx)
{
	char head[HEAD_MAX + 1];
	int64_t until = clock_mono_us() / 1000 + PATIENCE_MS;
	int fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK), verdict = 0;

	if (fd < 0)
		return 0;
	if (read_head(fd, head, until))
		verdict = answer(l, fd, head, judge, ctx, until);
	(void)close(fd);
	explicit_bzero(head, sizeof head);
	return verdict;
}
