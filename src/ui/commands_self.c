/* commands_self.c - commands about the console itself. */
#include "commands.h"

#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

void
self_prompt(struct app *app, int count, const char *const *words, size_t n)
{
	(void)words, (void)n;
	app_command_prompt(app, count ? arena_printf(app->command, "%d", count) : "");
}

void
self_palette(struct app *app, int count, const char *const *words, size_t n)
{
	struct error err = ERROR_INIT;
	(void)count;
	if (str_eq(words[0], "palette")) {
		pick_palette(app);
	} else if (n < 2) {
		pick_theme(app);
	} else if (app_theme(app, words[1], &err) < 0) {
		app_fail(app, &err);
	} else {
		app_say(app, MESSAGE_INFO, _("theme %s - `theme = %s` under [ui] keeps it"), words[1], words[1]);
	}
}

void
self_sync(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	launcher_look(app);
}

void
self_redraw(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	term_redraw(app->term);
	app_reload(app, ~0u);
}

void
self_suspend(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	if (!term_is_headless(app->term))
		term_stop(app->term);
}

void
self_tutorial(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count;
	tutorial_command(app, n > 1 ? words[1] : "");
}

static int
by_size(const void *pa, const void *pb)
{
	int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;
	return a < b ? -1 : a > b;
}

/* The value below which a share of the samples lies, in ms. */
static double
share(struct arena *a, const int64_t *us, size_t n, int percent)
{
	size_t kept = n < 512 ? n : 512;
	if (!kept)
		return 0;
	int64_t *sorted = arena_mem(a, us, kept * sizeof *us);
	qsort(sorted, kept, sizeof *sorted, by_size);
	return (double)sorted[(kept - 1) * (size_t)percent / 100] / 1000;
}

void
self_perf(struct app *app, int count, const char *const *words, size_t n)
{
	struct arena *a = app->command;
	(void)count, (void)words, (void)n;
	app_say(app, MESSAGE_INFO, _("key to paint: p50 %.2f ms, p99 %.2f ms (%zu) | queries: p50 %.2f ms, p99 %.2f ms (%zu)"),
		share(a, app->key_us, app->key_n, 50), share(a, app->key_us, app->key_n, 99), app->key_n,
		share(a, app->query_us, app->query_n, 50), share(a, app->query_us, app->query_n, 99), app->query_n);
}

void
self_version(struct app *app, int count, const char *const *words, size_t n)
{
	(void)count, (void)words, (void)n;
	app_say(app, MESSAGE_INFO, "%s %s", PACKAGE_NAME, PACKAGE_VERSION);
}

void
ui_print_versions(void)
{
	printf("%s\n", term_library());
	printf("%s\n", store_library());
	printf("%s\n", utf8_library());
}

/* -- short forms of times ------------------------------------------------------------------------------------------- */

void
local_hhmm(char out[8], int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	snprintf(out, 8, "%02d:%02d", l.hour % 24, l.minute % 60);
}

/* "Thu 31 Jul", with the year when it is another one. */
void
local_date(char out[24], int64_t at, int64_t now)
{
	static const char *const days[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat") };
	static const char *const months[] = { N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"), N_("Jul"),
		N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec") };
	struct clock_local l, n;
	clock_to_local(at, &l);
	clock_to_local(now, &n);
	const char *day = _(days[(unsigned)l.weekday % 7]), *month = _(months[(unsigned)(l.month + 11) % 12]);
	if (l.year == n.year)
		snprintf(out, 24, "%.8s %d %.8s", day, l.day, month);
	else
		snprintf(out, 24, "%.6s %d %.6s %d", day, l.day, month, l.year);
}
