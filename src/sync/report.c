/*
 * report.c - what sync says: lines for people on a terminal, JSON lines for scripts.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "i18n.h"
#include "json_io.h"
#include "sync.h"

static bool dirty;			/* a progress line stands on the terminal */

static void
wipe(void)
{
	if (dirty)
		fputs("\r\033[K", stderr);
	dirty = false;
}

static void
say_json(json_t *o)
{
	json_print(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
	fflush(stdout);
}

static json_t *
text_or_null(const char *s)
{
	json_t *v = s && *s ? json_string(s) : NULL;

	return v ? v : json_null();
}

void
report_step(const struct sync *y, const char *what, bool ok, const char *words)
{
	if (y->options.json) {
		say_json(json_pack("{so sb so}", "step", text_or_null(what), "ok", ok, "words", text_or_null(words)));
		return;
	}
	printf("%-4s %s%s%s\n", ok ? _("ok") : _("FAIL"), what, *words ? ": " : "", words);
	fflush(stdout);
}

void
report_progress(const struct sync *y, const struct sync_account *a)
{
	const struct sync_page *p = a->page;

	if (y->options.quiet || !p->progress[0])
		return;
	if (y->options.json) {
		say_json(json_pack("{so ss so sI sI}", "account", text_or_null(a->name), "channel",
			a->channel, "progress", text_or_null(p->progress), "done", (json_int_t)p->done,
			"total", (json_int_t)p->total));
		return;
	}
	if (!isatty(STDERR_FILENO))
		return;
	wipe();
	if (p->total)
		fprintf(stderr, "%s: %s %lld/%lld", a->name, p->progress, (long long)p->done,
			(long long)p->total);
	else
		fprintf(stderr, "%s: %s", a->name, p->progress);
	dirty = true;
}

static void
pass_json(const struct sync_account *a, double seconds)
{
	const struct sync_page *p = a->page;

	say_json(json_pack("{so ss sb sI sI sI sI sI sf so}", "account", text_or_null(a->name),
		"channel", a->channel, "ok", p->code == ERR_NONE, "threads",
		(json_int_t)p->fed.threads, "messages", (json_int_t)p->fed.messages, "delivered",
		(json_int_t)p->delivered, "failed", (json_int_t)p->failed, "problems",
		(json_int_t)p->problems, "seconds", (double)(int64_t)(seconds * 1000) / 1000, "error",
		text_or_null(p->error)));
}

void
report_pass(const struct sync *y, const struct sync_account *a)
{
	const struct sync_page *p = a->page;
	double seconds = (double)(clock_mono_us() - p->started_us) / 1e6;
	bool bad = p->code != ERR_NONE;

	if (y->options.json) {
		pass_json(a, seconds);
		return;
	}
	wipe();
	if (!y->options.quiet && (p->fed.messages || p->delivered || p->failed || (!y->options.watch && !bad)))
		printf(_("%s: %lld new messages, %lld sent, %lld not sent (%.1f s)\n"), a->name,
			(long long)p->fed.messages, (long long)p->delivered, (long long)p->failed, seconds);
	if (p->problems && !y->options.quiet)
		printf(ngettext_("%s: %lld file could not be read; `sportello doctor` names it\n",
			"%s: %lld files could not be read; `sportello doctor` names them\n",
			(unsigned long)p->problems), a->name, (long long)p->problems);
	fflush(stdout);
	if (bad)
		fprintf(stderr, "sportello-sync: %s: %s\n", a->name, p->error);
}

void
report_line(const struct sync *y, const struct sync_account *a, const char *words)
{
	if (y->options.quiet || y->options.json)
		return;
	wipe();
	fprintf(stderr, "%s: %s\n", a->name, words);
}

void
report_end(const struct sync *y)
{
	(void)y;
	wipe();
	fflush(stdout);
}
