/* verbs_survey.c - surveys: what was asked, what would be, and what came of it. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "ask.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"
#include "utf8.h"

enum { MOST = 100000 };

void
cli_cell(struct cli *c, const char *s, int columns)
{
	char *clean = utf8_clean_str(c->arena, s ? s : "", false);
	int used = 0;
	size_t n = utf8_fit(clean, strlen(clean), columns, &used);
	printf("%.*s%*s", (int)n, clean, columns - used, "");
}

static char *
day_of(struct cli *c, int64_t at)
{
	struct clock_local l;
	clock_to_local(at, &l);
	return arena_printf(c->arena, "%04d-%02d-%02d %02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

/* --since 30d */
static int
since_opt(struct cli *c, int64_t *from, struct error *err)
{
	const char *s = cli_opt(c, "since");
	int64_t span;
	*from = c->v.now - 30 * MS_DAY;
	if (!s)
		return 0;
	if (care_span(s, &span, NULL) < 0)
		return error_set(err, ERR_USAGE, _("--since '%s': say how long ago, as in 7d or 4w"), s);
	*from = c->v.now - span;
	return 0;
}

/* -- list --------------------------------------------------------------------------------------------------------- */

static json_t *
json_survey(const struct survey_row *r)
{
	json_t *j = json_object();
	json_object_set_new(j, "case", json_integer(r->number));
	json_object_set_new(j, "customer", r->customer ? json_integer(r->customer) : json_null());
	json_object_set_new(j, "survey", json_text(str_empty(r->name) ? NULL : r->name));
	json_object_set_new(j, "scale", json_text(r->scale));
	json_object_set_new(j, "asked", r->state ? json_time(r->asked_at) : json_null());
	json_object_set_new(j, "state", json_text(r->state));
	json_object_set_new(j, "why_not", json_text(r->state ? NULL : r->why));
	json_object_set_new(j, "answered", json_time(r->answered_at));
	json_object_set_new(j, "said", json_text(r->said));
	json_object_set_new(j, "score", r->said ? json_integer(r->score) : json_null());
	json_object_set_new(j, "words", json_text(r->words));
	return j;
}

static void
print_survey(struct cli *c, const struct survey_row *r)
{
	cli_cell(c, arena_printf(c->arena, "#%lld", (long long)r->number), 8);
	printf("%s  ", day_of(c, r->asked_at));
	cli_cell(c, r->customer_name, 20);
	printf("  ");
	cli_cell(c, r->name, 10);
	printf("  ");
	if (r->said)
		cli_print(arena_printf(c->arena, "%s%s%s", ask_said(r->scale, r->said, c->arena), r->words ? "  " : "",
			r->words ? r->words : ""));
	else if (r->state)
		printf(_("no answer yet (%s)"), r->state);
	else
		cli_print(arena_printf(c->arena, _("not asked: %s"), survey_why_words(r->why)));
	putchar('\n');
}

static int
survey_show_list(struct cli *c, struct error *err)
{
	struct survey_row *list;
	size_t n;
	int64_t from;
	if (since_opt(c, &from, err) < 0 ||
	    survey_list(c->store, from, 0, 0, cli_opt(c, "all") != NULL, MOST, c->arena, &list, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (c->json)
			cli_json(json_survey(&list[i]));
		else
			print_survey(c, &list[i]);
	if (!n && !c->json && !c->quiet)
		printf("%s\n", _("nobody was asked; `survey test CASE` says what would be asked, or why not"));
	return n ? 0 : 1;
}

/* -- test --------------------------------------------------------------------------------------------------------- */

static void
print_plan(struct cli *c, const struct ask_plan *p)
{
	if (p->survey)
		cli_print(arena_printf(c->arena, "[survey %s], %s:%d\n", p->survey->name, conf_file(c->conf), p->survey->line));
	if (p->why)
		cli_print(arena_printf(c->arena, _("not asked: %s\n"), survey_why_words(p->why)));
	else
		cli_print(arena_printf(c->arena, _("asked %s, to %s by %s:\n"), p->at <= c->v.now ? _("now")
			: day_of(c, p->at), p->to ? p->to : "?", p->channel));
	if (p->text)
		cli_print(arena_printf(c->arena, "\n%s\n", p->text));
}

static int
survey_show_test(struct cli *c, struct error *err)
{
	struct ask_plan p;
	struct survey_row *was;
	size_t n;
	int64_t id;
	if (c->arg_count != 2)
		return error_set(err, ERR_USAGE, _("usage: survey test CASE"));
	if (cli_case(c, 1, &id, err) < 0 || survey_list(c->store, 0, 0, id, true, 1, c->arena, &was, &n, err) < 0 ||
	    ask_look(&c->v, id, c->arena, &p, err) < 0)
		return -1;
	if (c->json) {
		json_t *j = json_object();
		json_object_set_new(j, "survey", json_text(p.survey ? p.survey->name : NULL));
		json_object_set_new(j, "asks", json_boolean(!p.why && !n));
		json_object_set_new(j, "why_not", json_text(p.why));
		json_object_set_new(j, "at", p.why ? json_null() : json_time(p.at));
		json_object_set_new(j, "channel", json_text(p.channel));
		json_object_set_new(j, "to", json_text(p.to));
		json_object_set_new(j, "text", json_text(p.text));
		json_object_set_new(j, "decided", n ? json_survey(&was[0]) : json_null());
		cli_json(j);
		return p.why || n ? 1 : 0;
	}
	if (n) {
		printf("%s\n", _("decided already, once for each case:"));
		print_survey(c, &was[0]);
		return 1;
	}
	print_plan(c, &p);
	return p.why ? 1 : 0;
}

/* -- results ------------------------------------------------------------------------------------------------------- */

static void
print_sum(struct cli *c, const struct survey_sum *s)
{
	cli_cell(c, s->name, 20);
	printf(" %-6s %7lld %9lld %5.0f%%", s->scale ? s->scale : "", (long long)s->asked, (long long)s->answered,
		s->asked ? 100.0 * (double)s->answered / (double)s->asked : 0.0);
	if (s->answered)
		printf(" %6.2f %5lld %5lld\n", s->mean, (long long)s->low, (long long)s->high);
	else
		printf(" %6s %5s %5s\n", "-", "-", "-");
}

static int
survey_show_results(struct cli *c, struct error *err)
{
	struct survey_sum *list;
	size_t n;
	int64_t from;
	bool csv = cli_opt(c, "csv") != NULL;
	if (since_opt(c, &from, err) < 0 || survey_sums(c->store, from, 0, c->arena, &list, &n, err) < 0)
		return -1;
	if (csv)
		printf("survey,scale,asked,answered,rate,mean,low,high\n");
	else if (!c->json && n)
		printf("%-20s %-6s %7s %9s %6s %6s %5s %5s\n", _("survey"), _("scale"), _("asked"), _("answered"), _("rate"),
			_("mean"), _("low"), _("high"));
	for (size_t i = 0; i < n; i++) {
		const struct survey_sum *s = &list[i];
		double rate = s->asked ? (double)s->answered / (double)s->asked : 0;
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "survey", json_text(s->name));
			json_object_set_new(j, "scale", json_text(s->scale));
			json_object_set_new(j, "asked", json_integer(s->asked));
			json_object_set_new(j, "answered", json_integer(s->answered));
			json_object_set_new(j, "rate", json_real(rate));
			json_object_set_new(j, "mean", s->answered ? json_real(s->mean) : json_null());
			json_object_set_new(j, "low", json_integer(s->low));
			json_object_set_new(j, "high", json_integer(s->high));
			cli_json(j);
		} else if (csv) {
			printf("%s,%s,%lld,%lld,%.4f,%.4f,%lld,%lld\n", s->name, s->scale ? s->scale : "", (long long)s->asked,
				(long long)s->answered, rate, s->mean, (long long)s->low, (long long)s->high);
		} else {
			print_sum(c, s);
		}
	}
	if (!n && !c->json && !csv && !c->quiet)
		printf("%s\n", _("nobody was asked in this time"));
	return n ? 0 : 1;
}

/* survey [list|test CASE|results] */
int
cli_survey(struct cli *c)
{
	static const struct cli_sub subs[] = { { "list", survey_show_list }, { "test", survey_show_test },
		{ "results", survey_show_results } };
	return cli_run_sub(c, "list", STORE_DESK, subs, sizeof subs / sizeof *subs);
}
