/*
 * channel.c - no memory while something from outside is read or a request is made: each allocation fails once.  What comes
 * of it is what would have come of it anyway, or the program ends and says why; never half a mail, half an answer, half a
 * request.  `channel mime` does one folder only.  The work is that of tests/channel, and mails and pages of tests/fuzz/corpus.
 */
#define main cases_main
int cases_main(int argc, char **argv);
#include "../unit/channel_cases.c"
#undef main

#include <jansson.h>
#include <sys/mman.h>
#include <unistd.h>

#include "conf.h"
#include "fail.h"
#include "html.h"
#include "mime.h"

enum { TRIES = 3, OF_MAIL = 60 };	/* of each piece of work; there are hundreds, but few mails */

struct piece {
	const char *path;
	struct case_job job;
	const struct channel *channel;
	const char *body;
	size_t len;
	void (*make)(struct piece *p, struct buf *out);
};
static long total;
static const char *only;	/* a folder's name: the others are left out */

static void
make_request(struct piece *p, struct buf *out)
{
	struct request r = { .kind = REQUEST_NONE };
	struct error err = ERROR_INIT;

	if (p->channel->request(&p->job.c, &p->job.job, p->job.sends ? &p->job.out : NULL, &r, &err))
		buf_addf(out, "error %s\n", err.text);
	else
		put_request(out, &r);
}

static void
make_rows(struct piece *p, struct buf *out)
{
	answer(p->channel, &p->job, p->body, p->len, out);
}

static void
make_text(struct piece *p, struct buf *out)
{
	bool lies = false;

	html_text(p->body, p->len, out, &lies);
}

static void
put_address(struct buf *out, const struct address *one)
{
	buf_addf(out, "%s <%s>|", one->name ? one->name : "", one->address ? one->address : "");
}

/* All that becomes of it, the bytes of each part too. */
static void
put_mail(struct buf *out, const char *path, const struct mime_mail *m)
{
	put_address(out, &m->from);
	put_address(out, &m->sender);
	put_address(out, &m->reply_to);
	for (size_t i = 0; i < m->recipient_count; i++)
		put_address(out, &m->recipients[i].who);
	buf_addf(out, "%s|%s|%s|%s|%s|", m->message_id ? m->message_id : "", m->subject ? m->subject : "",
		m->text ? m->text : "", m->in_reply_to ? m->in_reply_to : "", m->list_id ? m->list_id : "");
	for (size_t i = 0; i < m->reference_count; i++)
		buf_addf(out, "%s|", m->references[i]);
	buf_addf(out, "%lld|%lld|%d|%d|%u|%s|%d|%s|%s|", (long long)m->sent_at, (long long)m->received_at, m->tz_minutes,
		(int)m->kind, m->flags, m->report.about ? m->report.about : "", (int)m->report.state,
		m->pec_ref ? m->pec_ref : "", m->pec_type ? m->pec_type : "");
	buf_add(out, (const char *)m->content.b, sizeof m->content.b);
	for (size_t i = 0; i < m->attachment_count; i++) {
		const struct attachment *f = &m->attachments[i];
		struct error err = ERROR_INIT;
		int fd = memfd_create("part", MFD_CLOEXEC);
		char bytes[4096];
		off_t at = 0;
		ssize_t n;

		buf_addf(out, "%s|%s|%s|%lld|%d|", f->part, f->name, f->type, (long long)f->bytes, f->inline_);
		buf_add(out, (const char *)f->digest.b, sizeof f->digest.b);
		if (mime_extract(path, f->part, fd, &err) < 0)
			buf_adds(out, err.text);
		while ((n = pread(fd, bytes, sizeof bytes, at)) > 0) {
			buf_add(out, bytes, (size_t)n);
			at += n;
		}
		close(fd);
	}
	if (m->inner)
		put_mail(out, path, m->inner);
}

static void
make_mail(struct piece *p, struct buf *out)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct mime_mail *m;

	if (mime_read(p->path, a, &m, &err) < 0)
		buf_addf(out, "error %s", err.text);
	else
		put_mail(out, p->path, m);
	arena_free(a);
}

static void
make_conf(struct piece *p, struct buf *out)
{
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct conf *c;
	size_t n = 0;

	if (conf_parse(p->body, "conf", a, &c, &err) < 0)
		buf_addf(out, "error %s", err.text);
	else
		(void)conf_accounts(c, &n);
	buf_addf(out, "%zu accounts", n);
	arena_free(a);
}

static int
work(void *ctx, struct trial *t)
{
	struct piece *p = ctx;
	struct buf out = BUF_INIT;
	struct digest d;

	p->make(p, &out);
	d = digest_of(out.data, out.len);
	memcpy(t->result, &d, sizeof d < sizeof t->result ? sizeof d : sizeof t->result);
	t->result[15] = out.len;
	buf_free(&out);
	return 0;
}

static void
play(struct piece *p, struct tally *y)
{
	struct trial *t = fail_trial_new();
	unsigned long known[16];
	long count, stride;

	/* what the C library and others make once, and would crash without, is none of ours */
	(void)work(p, t);
	if (fail_try(t, 0, work, p) != ENDED_WELL)
		printf("# %s cannot be read at all\n", p->path);
	count = t->count;
	total += count;
	memcpy(known, t->result, sizeof known);
	stride = fail_stride(count, p->make == make_mail ? OF_MAIL : TRIES);
	for (long at = 1 + stride / 2; at <= count; at += stride) {
		enum ending e = fail_try(t, at, work, p);

		if (e == ENDED_WELL && memcmp(known, t->result, sizeof known)) {
			printf("# %s: allocation %ld of %ld: something else came of it\n", p->path, at, count);
			e = ENDED_BADLY;
		}
		tally_add(y, e);
	}
	fail_trial_free(t);
}

/* -- what there is ------------------------------------------------------------------------------------------------ */

static void
play_case(const struct channel *ch, const char *stem, struct tally *y)
{
	struct arena *a = arena_new();
	struct piece p = { .path = stem, .channel = ch };
	size_t len;
	char *text = read_file(a, arena_printf(a, "%s.job", stem), &len);

	read_job(&p.job, a, text);
	p.body = read_file(a, arena_printf(a, "%s.answer", stem), &p.len);
	if (!p.body || !access(arena_printf(a, "%s.request", stem), F_OK)) {
		p.make = make_request;
		play(&p, y);
	}
	if (p.body) {
		p.make = make_rows;
		play(&p, y);
	}
	arena_free(a);
}

/* All files of a folder: those of a channel's cases when there is no `make`. */
static void
play_folder(const char *top, const char *under, const char *name, void (*make)(struct piece *p, struct buf *out))
{
	if (only && strcmp(only, name))
		return;
	struct arena *a = arena_new();
	char *dir = arena_printf(a, "%s/tests/%s/%s", top, under, name);
	struct tally y = { 0 };
	struct dirent **list = NULL;
	int n = scandir(dir, &list, NULL, alphasort);

	total = 0;
	for (int i = 0; i < n; i++) {
		char *file = list[i]->d_name;

		if (make && *file != '.') {
			struct piece p = { .path = arena_printf(a, "%s/%s", dir, file), .make = make };

			p.body = read_file(a, p.path, &p.len);
			play(&p, &y);
		} else if (!make && str_ends(file, ".job")) {
			file[strlen(file) - 4] = '\0';
			play_case(channel_find(name), arena_printf(a, "%s/%s", dir, file), &y);
		}
		free(list[i]);
	}
	free(list);
	tally_say(&y, name, total);
	T_OK(!y.bad && y.tried, "%s: all or nothing, whichever allocation fails", name);
	arena_free(a);
}

int
main(int argc, char **argv)
{
	static const char *const names[] = { "bluesky", "facebook", "instagram", "mastodon", "matrix", "messenger", "telegram",
		"tiktok", "twilio", "whatsapp", "x" };
	const char *top = getenv("top_srcdir") ? getenv("top_srcdir") : ".";

	fail_init();
	/* as both programs do */
	json_set_alloc_funcs(xmalloc, free);
	(void)cases_main;
	only = argc > 1 ? argv[1] : NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		play_folder(top, "channel", names[i], NULL);
	play_folder(top, "fuzz/corpus", "html", make_text);
	play_folder(top, "fuzz/corpus", "mime", make_mail);
	play_folder(top, "fuzz/corpus", "conf", make_conf);
	return t_done();
}
