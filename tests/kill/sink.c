/*
 * sink.c - an SMTP server that takes everything and counts: sink LOG MS
 *
 * Listens on a free port of loopback and prints it.  A mail counts, one line with its Message-ID in LOG, at
 * the moment the line with the single dot has come; the answer follows after a random pause of up to MS
 * milliseconds, and other pauses come before other answers: whoever is killed in them cannot know.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int log_fd, pause_ms;

static void
wait_a_little(int of)
{
	long us = pause_ms ? random() % (pause_ms * 1000L) / of : 0;
	nanosleep(&(struct timespec){ us / 1000000, us % 1000000 * 1000 }, NULL);
}

static void
say(int fd, const char *words)
{
	if (write(fd, words, strlen(words)) < 0)
		exit(0);
}

/* The mail up to its dot; 0 when the line broke before. */
static int
take_mail(FILE *in, char *id, size_t room)
{
	char line[4096];
	int head = 1;
	*id = '\0';
	while (fgets(line, sizeof line, in)) {
		if (!strcmp(line, ".\r\n"))
			return 1;
		if (!strcmp(line, "\r\n"))
			head = 0;
		if (head && !strncasecmp(line, "Message-ID:", 11)) {
			char *from = strchr(line, '<'), *to = from ? strchr(from, '>') : NULL;
			if (to)
				snprintf(id, room, "%.*s\n", (int)(to - from - 1), from + 1);
		}
	}
	return 0;
}

static void
serve(int fd)
{
	FILE *in = fdopen(fd, "r");
	char line[4096], id[1024];
	say(fd, "220 sink\r\n");
	while (in && fgets(line, sizeof line, in)) {
		wait_a_little(8);
		if (!strncasecmp(line, "DATA", 4)) {
			say(fd, "354 go on\r\n");
			if (!take_mail(in, id, sizeof id))
				return;
			if (write(log_fd, id, strlen(id)) < 0)
				return;
			wait_a_little(1);
			say(fd, "250 taken\r\n");
		} else if (!strncasecmp(line, "QUIT", 4)) {
			say(fd, "221 bye\r\n");
			return;
		} else {
			say(fd, !strncasecmp(line, "EHLO", 4) ? "250-sink\r\n250 8BITMIME\r\n" : "250 ok\r\n");
		}
	}
}

int
main(int argc, char **argv)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	if (argc != 3)
		return 2;
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	log_fd = open(argv[1], O_WRONLY | O_CREAT | O_APPEND, 0600);
	pause_ms = (int)strtol(argv[2], NULL, 10);
	int s = socket(AF_INET, SOCK_STREAM, 0);
	if (log_fd < 0 || bind(s, (struct sockaddr *)&at, len) || listen(s, 64) || getsockname(s, (struct sockaddr *)&at, &len))
		return 1;
	printf("%d\n", ntohs(at.sin_port));
	fflush(stdout);
	fclose(stdout);
	for (int fd; (fd = accept(s, NULL, NULL)) >= 0; close(fd))
		if (!fork()) {
			srandom((unsigned)getpid() * 7919u + (unsigned)time(NULL));
			serve(fd);
			_exit(0);
		}
	return 1;
}
