/* httpd.c - see httpd.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arena.h"
#include "clock.h"
#include "httpd.h"

#define CONNECTIONS 256
#define HUGE_BYTES (20u << 20)

static const struct service *const services[] = { &telegram_service, &twilio_service };

enum fault { FAULT_NONE, FAULT_STATUS, FAULT_LIMIT, FAULT_LIMIT_HEADER, FAULT_HEADER, FAULT_RESET_BEFORE, FAULT_RESET_AFTER,
	FAULT_HALF, FAULT_GARBAGE, FAULT_HUGE, FAULT_HANG, FAULT_SLOW, FAULT_REDIRECT, FAULT_TRICKLE,
	FAULT_COUNT };
static const char *const fault_names[FAULT_COUNT] = { "", "status", "limit", "limit-header", "header", "reset-before",
	"reset-after", "half", "garbage", "huge", "hang", "slow", "redirect", "trickle" };

struct connection {
	int fd;
	struct buf in, out;
	size_t sent;
	bool whole, close_after, reset_after, put_off, superseded;
	int64_t since_us, not_before_us;
	size_t rate;			/* bytes a second, 0 = at once */
	int64_t speaks_us;		/* when it may say more */
	enum fault fault;
	char argument[2000];
	size_t consumed;		/* bytes of `in` the request takes */
	struct request_in request;
	const struct service *service;
};

static struct connection all[CONNECTIONS];
static const char *folder;

/* -- files ------------------------------------------------------------------------------------------------- */

void
httpd_append(const char *dir, const char *name, const char *text, size_t len)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, text, len) < 0)
		fprintf(stderr, "httpd: %s: %s\n", path, strerror(errno));
	if (fd >= 0)
		close(fd);
}

char *
httpd_read(const char *dir, const char *name, size_t *len)
{
	char path[4096], *text = NULL;
	size_t space = 0;
	ssize_t n;
	int fd;

	*len = 0;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	do {
		if (space - *len < 65536)
			text = xrealloc(text, space = space * 2 + 131072);
		n = read(fd, text + *len, space - *len - 1);
		*len += n > 0 ? (size_t)n : 0;
	} while (n > 0);
	text[*len] = '\0';
	close(fd);
	return text;
}

/* Takes the first fault for this method out of the file. */
static void
take_fault(struct connection *c)
{
	char who[200] = "", method[80] = "", name[220], path[4096], word[80], action[80];
	size_t len, at, line, i;
	char *text;
	int skip = 0;

	if (c->service)
		c->service->name(&c->request, who, method);
	snprintf(name, sizeof name, "%s.faults", *who ? who : "all");
	text = httpd_read(folder, name, &len);
	for (at = 0; text && at < len; at += line + 1) {
		line = strcspn(text + at, "\n");
		if (sscanf(text + at, "%79s %79s%n", word, action, &skip) < 2 || (strcmp(word, method) && strcmp(word, "*")))
			continue;
		for (i = 1; i < FAULT_COUNT; i++)
			if (!strcmp(fault_names[i], action))
				c->fault = (enum fault)i;
		snprintf(c->argument, sizeof c->argument, "%.*s", (int)(line > (size_t)skip + 1 ? line - (size_t)skip - 1 : 0),
			text + at + skip + 1);
		snprintf(path, sizeof path, "%s/%s", folder, name);
		(void)unlink(path);
		httpd_append(folder, name, text, at);
		if (at + line < len)
			httpd_append(folder, name, text + at + line + 1, len - at - line - 1);
		break;
	}
	free(text);
}

/* -- requests ------------------------------------------------------------------------------------------------- */

const char *
httpd_header(const struct request_in *in, const char *name)
{
	static char value[2000];
	size_t n = strlen(name);
	const char *p;

	for (p = in->head; p && *p; p = strchr(p, '\n') ? strchr(p, '\n') + 1 : NULL)
		if (!strncasecmp(p, name, n) && p[n] == ':') {
			p += n + 1 + strspn(p + n + 1, " ");
			snprintf(value, sizeof value, "%.*s", (int)strcspn(p, "\r\n"), p);
			return value;
		}
	return NULL;
}

const char *
httpd_part(const struct request_in *in, const char *name, size_t *len, char file_name[200])
{
	const char *type = httpd_header(in, "content-type"), *bound = type ? strstr(type, "boundary=") : NULL;
	char mark[220], want[220];
	const char *p, *end, *head, *file;

	*file_name = '\0';
	if (!bound)
		return NULL;
	snprintf(mark, sizeof mark, "--%.200s", bound + 9);
	snprintf(want, sizeof want, " name=\"%.200s\"", name);
	for (p = in->body; (p = memmem(p, in->len - (size_t)(p - in->body), mark, strlen(mark))); ) {
		p += strlen(mark);
		head = p;
		p = memmem(p, in->len - (size_t)(p - in->body), "\r\n\r\n", 4);
		if (!p)
			return NULL;
		p += 4;
		end = memmem(p, in->len - (size_t)(p - in->body), mark, strlen(mark));
		if (!end || !memmem(head, (size_t)(p - head), want, strlen(want)))
			continue;
		file = memmem(head, (size_t)(p - head), "filename=\"", 10);
		if (file)
			snprintf(file_name, 200, "%.*s", (int)strcspn(file + 10, "\""), file + 10);
		*len = (size_t)(end - p) - 2;
		return p;
	}
	return NULL;
}

/* A whole request in c->in? */
static bool
parse(struct connection *c)
{
	char *end = memmem(c->in.data, c->in.len, "\r\n\r\n", 4), *path, *version, *query;
	const char *length;
	size_t head, need;

	if (!end)
		return false;
	head = (size_t)(end - c->in.data) + 4;
	end[2] = '\0';
	c->request.head = strchr(c->in.data, '\n') + 1;
	length = httpd_header(&c->request, "content-length");
	need = length ? strtoul(length, NULL, 10) : 0;
	if (c->in.len < head + need) {
		end[2] = '\r';
		return false;
	}
	httpd_append(folder, "log", c->in.data, head - 2);
	httpd_append(folder, "log", "\n", 1);
	path = strchr(c->in.data, ' ');
	version = path ? strchr(path + 1, ' ') : NULL;
	if (!version)
		return false;
	*path++ = *version = '\0';
	query = strchr(path, '?');
	if (query)
		*query++ = '\0';
	c->request.method = c->in.data;
	c->request.path = path;
	c->request.query = query;
	c->request.body = c->in.data + head;
	c->request.len = need;
	c->consumed = head + need;
	return true;
}

/* -- answers -------------------------------------------------------------------------------------------------- */

static void
put_reply(struct connection *c, const struct reply *r)
{
	buf_addf(&c->out, "HTTP/1.1 %d X\r\nContent-Type: %s\r\nContent-Length: %zu\r\n%s%s\r\n", r->status,
		r->type ? r->type : "application/json", r->body.len, r->header ? r->header : "",
		r->header ? "\r\n" : "");
	buf_add(&c->out, r->body.data, r->body.len);
}

static void
serve_file(struct connection *c, struct reply *r)
{
	char name[2000];
	size_t len;
	char *text;

	snprintf(name, sizeof name, "www%s", strstr(c->request.path, "..") ? "/" : c->request.path);
	text = httpd_read(folder, name, &len);
	r->status = text ? 200 : 404;
	if (text)
		buf_add(&r->body, text, len);
	else
		buf_adds(&r->body, "{\"ok\":false,\"error_code\":404,\"description\":\"Not Found\"}");
	free(text);
}

static void
drop(struct connection *c, bool reset)
{
	struct linger at_once = { 1, 0 };

	if (reset)
		(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
	close(c->fd);
	buf_free(&c->in);
	buf_free(&c->out);
	memset(c, 0, sizeof *c);
	c->fd = -1;
}

/* Faults that need no service. */
static bool
spoil_before(struct connection *c, struct reply *r)
{
	static char header[2100];
	int code;

	switch (c->fault) {
	case FAULT_STATUS:
		code = (int)strtol(c->argument, NULL, 10);
		r->status = code;
		if (strchr(c->argument, ' '))
			buf_adds(&r->body, strchr(c->argument, ' ') + 1);
		else
			buf_addf(&r->body, "{\"ok\":false,\"error_code\":%d,\"description\":\"told to say %d\"}", code, code);
		return true;
	case FAULT_LIMIT:
	case FAULT_LIMIT_HEADER:
		r->status = 429;
		if (c->fault == FAULT_LIMIT)
			buf_addf(&r->body, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry "
				"after %s\",\"parameters\":{\"retry_after\":%s}}", c->argument, c->argument);
		else
			buf_adds(&r->body, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\"}");
		snprintf(header, sizeof header, "Retry-After: %s", c->argument);
		r->header = c->fault == FAULT_LIMIT_HEADER ? header : NULL;
		return true;
	case FAULT_REDIRECT:
		r->status = 302;
		snprintf(header, sizeof header, "Location: %s", c->argument);
		r->header = header;
		return true;
	case FAULT_RESET_BEFORE:
		r->broken = true;
		return true;
	default:
		return false;
	}
}

/* Faults of the answer to what was done; true = the connection is gone. */
static bool
spoil_after(struct connection *c, struct reply *r)
{
	switch (c->fault) {
	case FAULT_RESET_AFTER:
		drop(c, true);
		return true;
	case FAULT_HALF:
		put_reply(c, r);
		buf_truncate(&c->out, c->out.len - r->body.len / 2 - 1);
		c->close_after = true;
		return false;
	case FAULT_GARBAGE:
		buf_clear(&r->body);
		buf_adds(&r->body, "<html><body>It works!</body></html>");
		r->type = "text/html";
		break;
	case FAULT_HUGE:
		buf_clear(&r->body);
		while (r->body.len < HUGE_BYTES)
			buf_adds(&r->body, "{\"ok\":true,\"result\":[],\"much\":\"much\"}");
		break;
	case FAULT_HEADER:
		r->header = c->argument;
		break;
	default:
		break;
	}
	put_reply(c, r);
	return false;
}

static void
answer(struct connection *c)
{
	struct reply r = { .body = BUF_INIT };
	int64_t now = clock_mono_us();
	bool gone = false;

	if (c->fault == FAULT_HANG || now < c->not_before_us)
		return;
	if (!spoil_before(c, &r)) {
		if (c->service)
			c->service->serve(folder, &c->request, &r, (now - c->since_us) / 1000, &c->superseded, c->put_off);
		else
			serve_file(c, &r);
		if (!r.status && !r.broken) {
			c->put_off = true;
			buf_free(&r.body);
			return;
		}
		gone = !r.broken && spoil_after(c, &r);
	} else if (!r.broken) {
		put_reply(c, &r);
	}
	if (r.broken) {
		drop(c, true);
		gone = true;
	}
	buf_free(&r.body);
	if (gone)
		return;
	c->whole = c->put_off = c->superseded = false;
	c->fault = FAULT_NONE;
	buf_splice(&c->in, 0, c->consumed, NULL, 0);
}

static void
begin(struct connection *c)
{
	size_t i;

	c->whole = true;
	c->service = NULL;
	for (i = 0; i < sizeof services / sizeof services[0]; i++)
		if (services[i]->owns(c->request.path))
			c->service = services[i];
	c->superseded = false;
	c->since_us = clock_mono_us();
	c->not_before_us = 0;
	take_fault(c);
	if (c->fault == FAULT_TRICKLE)
		c->rate = strtoul(c->argument, NULL, 10);
	if (c->fault == FAULT_SLOW)
		c->not_before_us = c->since_us + strtol(c->argument, NULL, 10) * 1000;
	answer(c);
}

/* -- connections --------------------------------------------------------------------------------------------------- */

static void
hear(struct connection *c)
{
	char chunk[65536];
	ssize_t n = recv(c->fd, chunk, sizeof chunk, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		drop(c, false);
		return;
	}
	if (c->whole)			/* one thing after the other */
		return;
	buf_add(&c->in, chunk, (size_t)n);
	if (parse(c))
		begin(c);
}

static void
speak(struct connection *c)
{
	size_t len = c->out.len - c->sent;
	ssize_t n;

	if (c->rate) {
		if (clock_mono_us() < c->speaks_us)
			return;
		c->speaks_us = clock_mono_us() + 100000;
		len = len > c->rate / 10 + 1 ? c->rate / 10 + 1 : len;
	}
	n = send(c->fd, c->out.data + c->sent, len, MSG_DONTWAIT | MSG_NOSIGNAL);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	c->sent += n > 0 ? (size_t)n : 0;
	if (n > 0 && c->sent < c->out.len)
		return;
	c->sent = c->rate = 0;
	buf_clear(&c->out);
	if (n <= 0 || c->close_after)
		drop(c, false);
	else if (!c->whole && c->in.len && parse(c))
		begin(c);
}

static void
welcome(int door)
{
	int fd = accept4(door, NULL, NULL, SOCK_CLOEXEC), one = 1;
	size_t i;

	if (fd < 0)
		return;
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	for (i = 0; i < CONNECTIONS; i++)
		if (all[i].fd < 0) {
			memset(&all[i], 0, sizeof all[i]);
			all[i].fd = fd;
			buf_init(&all[i].in);
			buf_init(&all[i].out);
			return;
		}
	close(fd);
}

static void
loop(int door)
{
	struct pollfd p[CONNECTIONS + 1];
	size_t i;

	for (;;) {
		bool waits = false;

		p[CONNECTIONS] = (struct pollfd){ .fd = door, .events = POLLIN };
		for (i = 0; i < CONNECTIONS; i++) {
			p[i] = (struct pollfd){ .fd = all[i].fd, .events = !all[i].out.len ? POLLIN :
				all[i].rate && clock_mono_us() < all[i].speaks_us ? 0 : POLLOUT };
			waits = waits || (all[i].fd >= 0 && (all[i].whole || all[i].rate));
		}
		(void)poll(p, CONNECTIONS + 1, waits ? 20 : 1000);
		for (i = 0; i < CONNECTIONS; i++) {
			if (all[i].fd < 0 || p[i].fd != all[i].fd)
				continue;
			if (p[i].revents & (POLLOUT | POLLERR) && all[i].out.len)
				speak(&all[i]);
			else if (p[i].revents)
				hear(&all[i]);
			if (all[i].fd >= 0 && all[i].whole && !all[i].out.len)
				answer(&all[i]);
		}
		if (p[CONNECTIONS].revents)
			welcome(door);
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof at;
	int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), n;
	char port[20];
	size_t i;

	if (argc != 2) {
		fprintf(stderr, "usage: httpd FOLDER\n");
		return 2;
	}
	folder = argv[1];
	(void)signal(SIGPIPE, SIG_IGN);
	for (i = 0; i < CONNECTIONS; i++)
		all[i].fd = -1;
	if (door < 0 || bind(door, (struct sockaddr *)&at, sizeof at) || listen(door, 64) ||
	    getsockname(door, (struct sockaddr *)&at, &size)) {
		perror("httpd");
		return 1;
	}
	n = snprintf(port, sizeof port, "%d\n", ntohs(at.sin_port));
	httpd_append(folder, "port", port, (size_t)n);
	loop(door);
	return 0;
}
