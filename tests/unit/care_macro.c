/* care_macro.c - placeholders and gaps, which of a macro's texts is for whom, days in words. */
#include <string.h>

#include "care.h"
#include "clock.h"
#include "conf.h"
#include "str.h"
#include "t.h"

static struct arena *arena;

static const char *
lookup(void *ctx, const char *name)
{
	(void)ctx;
	return !strcmp(name, "customer.name") ? "Ana" : NULL;
}

static void
placeholders(void)
{
	const char *where = NULL;
	char **open;

	T_STR(care_expand("Dear {customer.name|customer},", lookup, NULL, arena, &open), "Dear Ana,");
	T_OK(!open[0], "nothing is open");
	T_STR(care_expand("Dear {customer.first|customer}, {{x} {", lookup, NULL, arena, &open), "Dear customer, {x} {");
	T_STR(care_expand("Hello {customer.first|}, {customer.first|} x", lookup, NULL, arena, &open), "Hello, x");
	T_STR(care_expand("{ask:Amount} {case.order}", lookup, NULL, arena, &open), "{ask:Amount} {case.order}");
	T_STR(open[0], "ask:Amount");
	T_STR(open[1], "case.order");
	T_OK(care_has_placeholder("you get {ask:Amount} back", &where) && !strncmp(where, "{ask", 4), "one is left");
	T_OK(!care_has_placeholder("int main() { return 0; } {\"a\":1} {1}", &where), "braces of other kinds");
	T_OK(care_has_placeholder("Dear {{customer.name}}", &where), "two braces hide nothing");
	T_STR(care_expand("{ask:Amount|10} {ask:Amount|10} {field.order-no|-}", lookup, NULL, arena, &open),
		"{ask:Amount|10} {ask:Amount|10} -");
	T_OK(str_eq(open[0], "ask:Amount|10") && !open[1], "a proposal is asked, and only once");
}

static void
gaps(void)
{
	struct care_gap g;
	size_t end, at;
	T_OK(care_gap_next("for {ask:Which colour?red/green}, {customer.city}", 0, arena, &g), "there is one");
	T_STR(g.question, "Which colour?");
	T_STR(g.proposal, "red");
	T_OK(g.choices && str_eq(g.choices[1], "green") && g.start == 4 && g.len == 28, "with choices");
	T_OK(care_gap_next("for {ask:Which colour?red/green}, {customer.city}", 5, arena, &g) && !g.asks, "and the next");
	care_gap_read("ask:How much?|10", arena, &g);
	T_OK(str_eq(g.question, "How much?") && str_eq(g.proposal, "10") && !g.choices, "a question and a proposal");
	care_gap_read("ask:and/or|x", arena, &g);
	T_OK(str_eq(g.question, "and/or") && !g.choices, "a slash alone makes no choice");
	T_STR(care_gap_fill("{ask:A} {ask:B} {ask:A|1}", "A", "ok", arena), "ok {ask:B} ok");
	T_STR(care_open_question("{a: 1} {ask:B}"), "{ask:B}");
	T_OK(!care_open_question("{a: 1}"), "others' braces are no question");
	T_OK(care_snippet_find("std::string ::hi", 0, &at) && at == 12, "a macro is named at the beginning of a word");
	struct conf *c;
	T_OK(conf_parse("[macro hi]\ntext = a\n[macro hi-all]\ntext = b\n", "x", arena, &c, NULL) == 0, "two macros");
	T_STR(care_snippet_macro(c, "::hi-all,", 0, &end)->name, "hi-all");
	T_OK(end == 8 && care_snippet_macro(c, "::hi.", 0, &end) && end == 4, "the longest that fits");
	T_OK(!care_snippet_macro(c, "::hit", 0, &end), "and no longer word");
}

/* Which text whom gets. */
static void
variants(void)
{
	static const char text[] = "[macro m]\ntext.en = en\ntext.it = it\ntext.it.tu = it.tu\ntext.it.short = it.short\n"
		"[macro plain]\ntext = all\ntext.it = it\n[macro form]\ntext.tu = tu\ntext.lei = lei\n";
	static const struct { const char *macro; struct care_wish w; const char *want; bool missed; } rows[] = {
		{ "m", { .language = "it" }, "it", false }, { "m", { .language = "it", .form = "informal" }, "it.tu", false },
		{ "m", { .language = "it", .form = "formal" }, "it", false }, { "m", { .language = "it", .brief = true },
		"it.short", false }, { "m", { .language = "it-IT", .only_brief = true }, "it.short", false },
		{ "m", { .language = "de" }, "it", true }, { "m", { .language = NULL }, "it", false },
		{ "m", { .language = "en", .form = "informal", .brief = true }, "en", false },
		{ "plain", { .language = "de" }, "all", true }, { "plain", { .language = "it" }, "it", false },
		{ "form", { .language = "en" }, "lei", false }, { "form", { .form = "informal" }, "tu", false },
	};
	static const char *const home[] = { "it", "en", NULL };
	struct conf *c;
	struct error err = ERROR_INIT;
	T_INT(conf_parse(text, "x", arena, &c, &err), 0);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		bool missed;
		const struct conf_text *t = care_text_choose(conf_macro_find(c, rows[i].macro, arena, &err), &rows[i].w, home,
			&missed);
		T_OK(t && str_eq(t->text, rows[i].want) && missed == rows[i].missed, "%s, row %zu: %s", rows[i].macro, i,
			t ? t->text : "none");
	}
	static const char *const bad[] = { "text.italian = x", "text. = x", "text.it.en = x", "text.tu.lei = x",
		"text.it.tu = x\ntext.tu.it = x" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		T_INT(conf_parse(arena_printf(arena, "[macro m]\n%s\n", bad[i]), "x", arena, &c, &err), -1);
		T_OK(str_starts(err.text, i == 4 ? "x:3:" : "x:2:"), "%s", err.text);
		error_clear(&err);
	}
}

static void
days(void)
{
	struct clock_local noon = { .year = 2026, .month = 11, .day = 20, .hour = 14 };
	int64_t now = clock_from_local(&noon);
	T_STR(care_day_words(care_day("today", now), "en", arena), "20 November 2026");
	T_STR(care_day_words(care_day("today+14d", now), "it", arena), "4 dicembre 2026");
	T_STR(care_day_words(care_day("tomorrow", now), "de", arena), "21. November 2026");
	T_STR(care_day_words(care_day("today+2w", now), "es", arena), "4 de diciembre de 2026");
	T_STR(care_day_words(care_day("today", now), NULL, arena), "2026-11-20");
	T_OK(!care_day("today+x", now) && !care_day("todays", now) && !care_day("today+3m", now), "no days");
	T_STR(care_greeting(now, "it"), "Buongiorno");
	T_STR(care_greeting(now, "en"), "Good afternoon");
}

int
main(void)
{
	arena = arena_new();
	placeholders();
	gaps();
	variants();
	days();
	arena_free(arena);
	return t_done();
}
