/* verbs_answers.c - what the desk knows: answer files listed, shown, matched and checked. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "asked.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

enum { MISSING_DAYS = 60, COUNT_DAYS = 30 };

static const char *
day(struct cli *c, int date)
{
	return date ? arena_printf(c->arena, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100) : NULL;
}

/* -- as JSON -------------------------------------------------------------------------------------------------- */

static json_t *
json_list(const char *const *list)
{
	json_t *j = json_array();
	for (; *list; list++)
		json_array_append_new(j, json_text(*list));
	return j;
}

static json_t *
json_lines(const struct answer_words *w, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *j = json_object();
		json_object_set_new(j, "language", json_text(w[i].language));
		json_object_set_new(j, "text", json_text(w[i].text));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
json_texts(const struct answer *an)
{
	json_t *list = json_array();
	for (size_t i = 0; i < an->macro.text_count; i++) {
		const struct conf_text *t = &an->macro.texts[i];
		json_t *j = json_object();
		json_object_set_new(j, "language", json_text(t->language));
		json_object_set_new(j, "form", json_text(t->form));
		json_object_set_new(j, "short", json_boolean(t->brief));
		json_object_set_new(j, "text", json_text(t->text));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
json_steps(const struct answer *an)
{
	json_t *list = json_array();
	for (size_t i = 0; i < an->step_count; i++) {
		const struct answer_step *s = &an->steps[i];
		json_t *j = json_object();
		json_object_set_new(j, "language", json_text(s->language));
		json_object_set_new(j, "text", json_text(s->text));
		json_object_set_new(j, "picture", json_text(s->picture));
		json_object_set_new(j, "link", json_text(s->link));
		json_object_set_new(j, "link-command", json_boolean(s->link_command));
		json_array_append_new(list, j);
	}
	return list;
}

static json_t *
json_answer(struct cli *c, const struct answer *an, bool full)
{
	json_t *j = json_object();
	json_object_set_new(j, "name", json_text(an->name));
	json_object_set_new(j, "title", json_text(an->title));
	json_object_set_new(j, "topic", json_text(an->topic));
	json_object_set_new(j, "intent", json_text(an->intent));
	json_object_set_new(j, "tags", json_list(an->tags));
	json_object_set_new(j, "owner", json_text(an->owner));
	json_object_set_new(j, "valid_until", json_text(day(c, an->valid_until)));
	json_object_set_new(j, "expired", json_boolean(answer_expired(an, c->v.now)));
	json_object_set_new(j, "internal", json_boolean(an->internal));
	json_object_set_new(j, "ask", json_list(an->ask));
	json_object_set_new(j, "when", json_text(an->when));
	json_object_set_new(j, "next", json_list(an->next));
	json_object_set_new(j, "file", json_text(an->file));
	if (full) {
		json_object_set_new(j, "questions", json_lines(an->questions, an->question_count));
		json_object_set_new(j, "texts", json_texts(an));
		json_object_set_new(j, "procedures", json_lines(an->procedures, an->procedure_count));
		json_object_set_new(j, "steps", json_steps(an));
	}
	return j;
}

/* -- list, show ------------------------------------------------------------------------------------------------- */

static void
print(const char *s)
{
	cli_print(s);
	putchar('\n');
}

/* What is wrong with files is said whatever was asked, and hides nothing. */
static void
tell_faults(struct cli *c, const struct answer_set *set)
{
	for (size_t i = 0; i < set->fault_count && !c->quiet; i++)
		fprintf(stderr, "sportello: %s\n", set->faults[i].text);
}

static const char *
languages_of(struct cli *c, const struct answer *an)
{
	struct buf b = BUF_INIT;
	for (size_t i = 0; i < an->macro.text_count; i++) {
		const char *language = an->macro.texts[i].language;
		bool known = !language;
		for (size_t k = 0; k < i && !known; k++)
			known = str_eq(language, an->macro.texts[k].language);
		if (!known)
			buf_addf(&b, "%s%s", b.len ? " " : "", language);
	}
	char *s = arena_strn(c->arena, b.data, b.len);
	buf_free(&b);
	return s;
}

static int
list(struct cli *c, const struct answer_set *set, struct error *err)
{
	if (!set->count && !c->json && !c->quiet)
		fprintf(stderr, _("sportello: there are no answers in %s: sportello-answers(5) says how to write one\n"),
			answers_folder(c->conf, c->arena));
	struct answer_count *counts;
	size_t n;
	if (asked_counts(c->store, c->v.now - COUNT_DAYS * MS_DAY, c->arena, &counts, &n, err) < 0)
		return cli_fail(err);
	for (size_t i = 0; i < set->count; i++) {
		const struct answer *an = &set->answers[i];
		const struct answer_count *given = NULL;
		for (size_t k = 0; k < n && !given; k++)
			given = str_eq(counts[k].answer, an->name) ? &counts[k] : NULL;
		if (c->json) {
			json_t *j = json_answer(c, an, false);
			json_object_set_new(j, "given", json_integer(given ? given->given : 0));
			json_object_set_new(j, "wrong", json_integer(given ? given->wrong : 0));
			cli_json(j);
			continue;
		}
		const char *languages = languages_of(c, an);
		print(arena_printf(c->arena, "%-20s %s%s%s%s%s%s%s", an->name, an->title, *languages ? "  [" : "", languages,
			*languages ? "]" : "", an->step_count ? _("  (guide)") : "", an->internal ? _("  (internal)") : "",
			answer_expired(an, c->v.now) ? arena_printf(c->arena, _("  EXPIRED %s"), day(c, an->valid_until)) : ""));
	}
	return set->count ? 0 : 1;
}

static const char *
joined(struct cli *c, const char *const *list)
{
	struct buf b = BUF_INIT;
	for (; *list; list++)
		buf_addf(&b, "%s%s", b.len ? ", " : "", *list);
	char *s = arena_strn(c->arena, b.data, b.len);
	buf_free(&b);
	return s;
}

static bool
speaks(const char *wanted, const char *language)
{
	return !wanted || !language || str_eq(wanted, language);
}

static void
show_steps(struct cli *c, const struct answer *an, const char *language)
{
	const struct answer_step **steps;
	size_t n = answer_steps(an, language, c->arena, &steps);
	for (size_t i = 0; i < n; i++) {
		print(arena_printf(c->arena, "%s%zu/%zu %s", i ? "" : "\n", i + 1, n, steps[i]->text));
		if (steps[i]->picture)
			print(arena_printf(c->arena, "    picture: %s", steps[i]->picture));
		if (steps[i]->link || steps[i]->link_command)
			print(arena_printf(c->arena, "    link: %s", steps[i]->link ? steps[i]->link : _("made for each case")));
	}
}

static int
show(struct cli *c, const struct answer *an)
{
	const char *language = cli_opt(c, "lang"), *until = day(c, an->valid_until);
	if (c->json) {
		cli_json(json_answer(c, an, true));
		return 0;
	}
	const char *rows[][2] = { { _("topic"), an->topic }, { _("intent"), an->intent }, { _("tags"), joined(c, an->tags) },
		{ _("owner"), an->owner }, { _("valid until"), until && answer_expired(an, c->v.now) ?
		arena_printf(c->arena, _("%s (EXPIRED)"), until) : until }, { _("asks for"), joined(c, an->ask) },
		{ _("only where"), an->when }, { _("then"), joined(c, an->next) } };
	print(an->title);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (!str_empty(rows[i][1]))
			print(arena_printf(c->arena, "  %s: %s", rows[i][0], rows[i][1]));
	for (size_t i = 0; i < an->macro.text_count; i++)
		if (speaks(language, an->macro.texts[i].language))
			print(arena_printf(c->arena, "\n= %s\n%s", an->macro.texts[i].name, an->macro.texts[i].text));
	const char *procedure = answer_procedure(an, language);
	if (procedure)
		print(arena_printf(c->arena, "\n! %s\n%s", _("internal"), procedure));
	show_steps(c, an, language);
	return 0;
}

/* -- match, check -------------------------------------------------------------------------------------------------- */

static int
match(struct cli *c, const struct answer_set *set, struct error *err)
{
	struct answer_hit *hits;
	char *text;
	if (cli_body(c, 1, &text, err) < 0)
		return cli_fail(err);
	size_t n = answers_match(set, text, cli_opt(c, "lang"), c->arena, &hits);
	bool fits = answers_fit(hits, n), clear = answers_clear(hits, n);
	for (size_t i = 0; i < n; i++) {
		const struct answer_hit *h = &hits[i];
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "answer", json_text(h->answer->name));
			json_object_set_new(j, "intent", json_text(h->answer->intent));
			json_object_set_new(j, "score", json_integer(h->score));
			json_object_set_new(j, "fits", json_boolean(h->score >= ANSWER_FITS));
			json_object_set_new(j, "why", json_text(h->why));
			json_object_set_new(j, "question", json_text(h->question));
			json_object_set_new(j, "language", json_text(h->language));
			cli_json(j);
		} else {
			print(arena_printf(c->arena, "%3d  %-20s %s  (%s)", h->score, h->answer->name, h->answer->title, h->why));
		}
	}
	const char *verdict = !fits ? arena_printf(c->arena, _("none fits: that would be %d or more"), ANSWER_FITS)
		: clear ? arena_printf(c->arena, _("'%s' fits"), hits[0].answer->name)
		: arena_printf(c->arena, _("'%s' or '%s': one has to ask which"), hits[0].answer->name, hits[1].answer->name);
	if (!c->json && !c->quiet)
		fprintf(stderr, "sportello: %s\n", verdict);
	return fits ? 0 : 1;
}

static int
check(struct cli *c, const struct answer_set *set, struct error *err)
{
	struct answer_finding *list;
	size_t n, wrong = 0;
	if (answers_check(&c->v, set, c->arena, &list, &n, err) < 0)
		return cli_fail(err);
	for (size_t i = 0; i < n; i++) {
		wrong += list[i].wrong;
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "answer", json_text(list[i].answer));
			json_object_set_new(j, "wrong", json_boolean(list[i].wrong));
			json_object_set_new(j, "text", json_text(list[i].text));
			cli_json(j);
		} else {
			print(list[i].text);
		}
	}
	if (!c->json && !c->quiet)
		fprintf(stderr, "sportello: %s\n", arena_printf(c->arena,
			ngettext_("%zu answer in %s, %zu to look at", "%zu answers in %s, %zu to look at", set->count), set->count,
			answers_folder(c->conf, c->arena), n));
	return wrong ? 1 : 0;
}

/* What has no answer; examples in JSON alone. */
static int
missing(struct cli *c, const struct answer_set *set, struct error *err)
{
	struct missing_group *list;
	size_t n;
	if (answers_missing(&c->v, set, c->v.now - MISSING_DAYS * MS_DAY, c->arena, &list, &n, err) < 0)
		return cli_fail(err);
	for (size_t i = 0; i < n; i++) {
		const struct missing_group *g = &list[i];
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "by", json_text(g->said ? "agents" : "customers"));
			json_object_set_new(j, "count", json_integer(g->count));
			json_object_set_new(j, "last", json_time(g->last_at));
			json_object_set_new(j, "case", json_integer(g->number));
			json_object_set_new(j, "words", json_text(g->words));
			json_object_set_new(j, "examples", json_list(g->examples));
			cli_json(j);
		} else {
			print(arena_printf(c->arena, "%4lld  %-9s #%-6lld %.*s", (long long)g->count,
				g->said ? _("agents") : _("customers"), (long long)g->number, (int)strcspn(g->text, "\n"),
				g->text));
		}
	}
	return n ? 0 : 1;
}

static int
write_html(struct cli *c, const struct answer_set *set, struct error *err)
{
	size_t pages;
	if (answers_html(&c->v, set, cli_opt(c, "html"), c->arena, &pages, err) < 0)
		return cli_fail(err);
	if (!c->quiet)
		printf(ngettext_("%zu page in %s\n", "%zu pages in %s\n", pages), pages, cli_opt(c, "html"));
	return 0;
}

static int
export(struct cli *c, const struct answer_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		cli_json(json_answer(c, &set->answers[i], true));
	return 0;
}

int
cli_answers(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct answer_set set;
	const char *what = c->arg_count ? c->args[0] : "list";
	bool named = str_eq(what, "show"), free_text = str_eq(what, "match");
	if ((!free_text && c->arg_count > (named ? 2u : 1u)) || (named && c->arg_count < 2))
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || answers_load(c->conf, c->arena, &set, &err) < 0)
		return cli_fail(&err);
	if (!str_eq(what, "check"))
		tell_faults(c, &set);
	if (cli_opt(c, "html"))
		return write_html(c, &set, &err);
	if (str_eq(what, "missing"))
		return missing(c, &set, &err);
	if (str_eq(what, "list"))
		return list(c, &set, &err);
	if (free_text)
		return match(c, &set, &err);
	if (str_eq(what, "check"))
		return check(c, &set, &err);
	if (str_eq(what, "export"))
		return export(c, &set);
	if (!named)
		return cli_usage(c);
	const struct answer *an = answer_need(&set, c->args[1], c->arena, &err);
	return an ? show(c, an) : cli_fail(&err);
}
