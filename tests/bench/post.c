/*
 * post.c - a plain loop that sends: post [-d LOG] URL FILE...
 *
 * smtp://HOST:PORT: each FILE is a mail, sent as it is to what its To: says.  http://...: each FILE is a body, posted.
 * One after the other over one connection.  -d: before each and after each a line is on the disk (fdatasync) in LOG, as
 * whoever never sends twice and never loses must do it at least.  Prints wall ms, processor ms, bytes.
 */
#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <unistd.h>

#include "buf.h"
#include "clock.h"
#include "str.h"

struct mail { const char *at; size_t left; };

static void
die(const char *what, const char *why)
{
	fprintf(stderr, "post: %s: %s\n", what, why);
	exit(1);
}

static size_t
on_read(char *out, size_t size, size_t n, void *ctx)
{
	struct mail *m = ctx;
	size_t len = size * n < m->left ? size * n : m->left;
	memcpy(out, m->at, len);
	m->at += len;
	m->left -= len;
	return len;
}

static size_t
on_write(char *data, size_t size, size_t n, void *ctx)
{
	(void)data;
	(void)ctx;
	return size * n;
}

static void
read_file(const char *path, struct buf *out)
{
	char part[16384];
	FILE *f = fopen(path, "r");
	if (!f)
		die(path, "cannot be read");
	buf_clear(out);
	for (size_t n; (n = fread(part, 1, sizeof part, f)) > 0;)
		buf_add(out, part, n);
	fclose(f);
}

/* The first address of a header of the mail; header begins with a line's end. */
static void
address_of(const char *mail, const char *header, char *out, size_t room)
{
	const char *line = !strncasecmp(mail, header + 1, strlen(header) - 1) ? mail : strcasestr(mail, header);
	const char *from = line ? strchr(line, '<') : NULL, *to = from ? strchr(from, '>') : NULL;
	const char *end = line ? strchr(line + 1, '\n') : NULL;
	if (!to || (end && from > end))
		die(header, "no address");
	snprintf(out, room, "%.*s", (int)(to - from + 1), from);
}

static void
send_mail(CURL *e, struct buf *body)
{
	char from[400], to[400];
	struct mail m = { body->data, body->len };
	address_of(body->data, "\nFrom:", from, sizeof from);
	address_of(body->data, "\nTo:", to, sizeof to);
	struct curl_slist *list = curl_slist_append(NULL, to);
	curl_easy_setopt(e, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(e, CURLOPT_MAIL_RCPT, list);
	curl_easy_setopt(e, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(e, CURLOPT_READFUNCTION, on_read);
	curl_easy_setopt(e, CURLOPT_READDATA, &m);
	CURLcode rc = curl_easy_perform(e);
	curl_slist_free_all(list);
	if (rc != CURLE_OK)
		die("a mail", curl_easy_strerror(rc));
}

static void
send_body(CURL *e, struct buf *body)
{
	long status = 0;
	curl_easy_setopt(e, CURLOPT_POSTFIELDS, body->data);
	curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE, (long)body->len);
	CURLcode rc = curl_easy_perform(e);
	if (rc != CURLE_OK)
		die("a post", curl_easy_strerror(rc));
	curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
	if (status != 200)
		die("a post", "refused");
}

static void
note(int fd)
{
	static const char line[] = "so far\n";
	if (fd >= 0 && (write(fd, line, sizeof line - 1) < 0 || fdatasync(fd) < 0))
		die("the log", "cannot be written");
}

static double
cpu_ms(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) * 1e3 + (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e3;
}

int
main(int argc, char **argv)
{
	struct buf body = BUF_INIT;
	int64_t begun = clock_mono_us(), sent = 0;
	int log = -1;
	for (int c; (c = getopt(argc, argv, "d:")) != -1;)
		if (c != 'd' || (log = open(optarg, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0)
			return 2;
	if (argc - optind < 2) {
		fprintf(stderr, "usage: post [-d LOG] URL FILE...\n");
		return 2;
	}
	const char *url = argv[optind];
	curl_global_init(CURL_GLOBAL_DEFAULT);
	CURL *e = curl_easy_init();
	curl_easy_setopt(e, CURLOPT_URL, url);
	curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_write);
	for (int i = optind + 1; i < argc; i++) {
		read_file(argv[i], &body);
		sent += (int64_t)body.len;
		note(log);
		if (str_starts(url, "smtp"))
			send_mail(e, &body);
		else
			send_body(e, &body);
		note(log);
	}
	curl_easy_cleanup(e);
	printf("%.1f %.1f %lld\n", (double)(clock_mono_us() - begun) / 1e3, cpu_ms(), (long long)sent);
	buf_free(&body);
	return 0;
}
