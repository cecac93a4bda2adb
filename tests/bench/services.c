/*
 * services.c - services of connected channels with a backlog, or with nothing new: services [-n MESSAGES] FOLDER CHANNEL...
 *
 * Listens on loopback and writes its port to FOLDER/port.  The n-th CHANNEL (from 0) is served below /n/: telegram,
 * mastodon, matrix and twilio have MESSAGES messages each (0), in pages as large as the real services give; every
 * other channel has no news.  Polls are held as long as asked for.  Also GET /page/N: the N-th page of all
 * backlogs, for a plain loop; GET /counts: a line for each channel, its requests, bytes in, bytes out.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"
#include "services.h"

enum { CONNECTIONS = 200, CHANNELS = 100 };

struct connection {
	int fd;
	struct buf in;
	const char *out;		/* what is still to be written */
	size_t left;
	int channel;			/* whose request it was, -1 = nobody's */
	int64_t hold_until;		/* a held poll: when to say that there is nothing */
};

static struct connection all[CONNECTIONS];
static struct served served[CHANNELS];
static int channels;
static volatile sig_atomic_t stopped;

static void
on_signal(int sig)
{
	(void)sig;
	stopped = 1;
}

/* -- answers -------------------------------------------------------------------------------------------------- */

static const struct buf *
page_numbered(size_t n)
{
	for (int i = 0; i < channels; i++) {
		if (n < served[i].page_count)
			return &served[i].pages[n];
		n -= served[i].page_count;
	}
	return NULL;
}

static const struct buf *
counts(void)
{
	static struct buf text, out;
	buf_clear(&text);
	for (int i = 0; i < channels; i++)
		buf_addf(&text, "%s %lld %lld %lld\n", served[i].channel, (long long)served[i].requests,
			(long long)served[i].in, (long long)served[i].out);
	buf_clear(&out);
	services_page(&out, text.data);
	return &out;
}

/* A whole request is in c->in: what to say, or until when to wait. */
static void
answer(struct connection *c, size_t head, size_t len)
{
	const struct buf *page = NULL;
	char *path = strchr(c->in.data, '/'), *end = path ? strpbrk(path, " \r\n") : NULL, *rest;
	char was = c->in.data[len];
	c->in.data[len] = '\0';
	c->channel = -1;
	if (end && !strncmp(path, "/page/", 6)) {
		page = page_numbered(strtoul(path + 6, NULL, 10));
	} else if (end && !strncmp(path, "/counts", 7)) {
		page = counts();
	} else if (end) {
		long n = strtol(path + 1, &rest, 10);
		if (n >= 0 && n < channels && *rest == '/') {
			*end = '\0';
			c->channel = (int)n;
			page = services_answer(&served[n], rest, c->in.data + head, &c->hold_until);
			*end = ' ';
		}
	}
	if (c->channel >= 0) {
		served[c->channel].requests++;
		served[c->channel].in += (int64_t)len;
	}
	if (c->hold_until)
		c->hold_until += clock_mono_us() / 1000;
	c->in.data[len] = was;
	if (!page)
		page = &services_nothing;
	c->out = page->data;
	c->left = page->len;
}

/* -- connections ---------------------------------------------------------------------------------------------- */

static void
hang_up(struct connection *c)
{
	close(c->fd);
	buf_free(&c->in);
	*c = (struct connection){ .fd = -1, .in = BUF_INIT };
}

static void
write_some(struct connection *c)
{
	while (c->left && !c->hold_until) {
		ssize_t n = send(c->fd, c->out, c->left, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN)
			return;
		if (n <= 0) {
			hang_up(c);
			return;
		}
		if (c->channel >= 0)
			served[c->channel].out += n;
		c->out += n;
		c->left -= (size_t)n;
	}
}

static void
look_for_request(struct connection *c)
{
	char *blank = c->in.data ? strstr(c->in.data, "\r\n\r\n") : NULL, *length;
	if (!blank || c->left)
		return;
	size_t head = (size_t)(blank - c->in.data) + 4, len = head;
	if ((length = strcasestr(c->in.data, "\r\ncontent-length:")) && length < blank)
		len += strtoul(length + 17, NULL, 10);
	if (c->in.len < len)
		return;
	answer(c, head, len);
	memmove(c->in.data, c->in.data + len, c->in.len - len + 1);
	c->in.len -= len;
	write_some(c);
}

static void
read_some(struct connection *c)
{
	char bytes[16384];
	ssize_t n = recv(c->fd, bytes, sizeof bytes, 0);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n <= 0) {
		hang_up(c);
		return;
	}
	buf_add(&c->in, bytes, (size_t)n);
	look_for_request(c);
}

static void
take_connection(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), one = 1, i;
	if (fd < 0)
		return;
	for (i = 0; i < CONNECTIONS && all[i].fd >= 0; i++)
		continue;
	if (i == CONNECTIONS) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	all[i].fd = fd;
}

static int
listen_on_loopback(const char *folder)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char path[4096];
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, len) < 0 || listen(fd, 64) < 0 ||
	    getsockname(fd, (struct sockaddr *)&at, &len) < 0)
		return -1;
	snprintf(path, sizeof path, "%s/port", folder);
	FILE *f = fopen(path, "w");
	if (!f || fprintf(f, "%d\n", ntohs(at.sin_port)) < 0 || fclose(f))
		return -1;
	return fd;
}

static void
serve(int listener)
{
	struct pollfd fds[CONNECTIONS + 1];
	struct connection *of[CONNECTIONS + 1];
	while (!stopped) {
		int64_t now = clock_mono_us() / 1000, wait = 10000;
		size_t n = 1;
		fds[0] = (struct pollfd){ .fd = listener, .events = POLLIN };
		for (int i = 0; i < CONNECTIONS; i++) {
			struct connection *c = &all[i];
			if (c->fd < 0)
				continue;
			if (c->hold_until && c->hold_until <= now) {
				c->hold_until = 0;
				write_some(c);
				look_for_request(c);
			}
			if (c->hold_until && c->hold_until - now < wait)
				wait = c->hold_until - now;
			of[n] = c;
			fds[n++] = (struct pollfd){ .fd = c->fd,
				.events = c->left && !c->hold_until ? POLLIN | POLLOUT : POLLIN };
		}
		if (poll(fds, n, (int)wait) < 0)
			continue;
		if (fds[0].revents)
			take_connection(listener);
		for (size_t i = 1; i < n; i++) {
			if (fds[i].revents & POLLOUT) {
				write_some(of[i]);
				if (of[i]->fd >= 0)
					look_for_request(of[i]);
			}
			if (of[i]->fd >= 0 && fds[i].revents & (POLLIN | POLLHUP | POLLERR))
				read_some(of[i]);
		}
	}
}

int
main(int argc, char **argv)
{
	int64_t messages = 0;
	for (int c; (c = getopt(argc, argv, "n:")) != -1;)
		if (c != 'n')
			return 2;
		else
			messages = strtoll(optarg, NULL, 10);
	channels = argc - optind - 1;
	if (channels < 1 || channels > CHANNELS) {
		fprintf(stderr, "usage: services [-n MESSAGES] FOLDER CHANNEL...\n");
		return 2;
	}
	services_begin();
	for (int i = 0; i < channels; i++)
		services_make(&served[i], argv[optind + 1 + i], i, messages);
	for (int i = 0; i < CONNECTIONS; i++)
		all[i] = (struct connection){ .fd = -1, .in = BUF_INIT };
	signal(SIGTERM, on_signal);
	signal(SIGINT, on_signal);
	int listener = listen_on_loopback(argv[optind]);
	if (listener < 0) {
		perror("services");
		return 1;
	}
	serve(listener);
	return 0;
}
