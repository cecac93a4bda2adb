/* answers_page.c - an answer as one reads it: what the customer is told, what is done inside, the steps. */
#include "answers.h"

#include <string.h>

#include "asked.h"

struct page { struct arena *a; struct answer_line *list; size_t n, space; };

static void put(struct page *p, unsigned style, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void
put(struct page *p, unsigned style, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	*VEC_PUSH(p->a, p->list, p->n, p->space) = (struct answer_line){ style, arena_vprintf(p->a, fmt, ap) };
	va_end(ap);
}

static const char *
words_of(struct arena *a, const char *const *list)
{
	struct buf b = BUF_INIT;
	for (; *list; list++)
		buf_addf(&b, "%s%s", b.len ? ", " : "", *list);
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

static void
put_head(struct app *app, struct page *p, const struct answer *an)
{
	put(p, ROLE_TITLE, "%s", an->title);
	put(p, ROLE_MUTED, _("%s - intent %s%s%s%s%s"), an->topic, an->intent, an->owner ? _(" - kept by ") : "",
		an->owner ? an->owner : "", *an->ask ? _(" - asks for ") : "", *an->ask ? words_of(p->a, an->ask) : "");
	if (an->valid_until)
		put(p, answer_expired(an, app->v.now) ? ROLE_OVERDUE : ROLE_MUTED, answer_expired(an, app->v.now)
			? _("VALID UNTIL %04d-%02d-%02d: over") : _("valid until %04d-%02d-%02d"), an->valid_until / 10000,
			an->valid_until / 100 % 100, an->valid_until % 100);
	if (an->when)
		put(p, ROLE_MUTED, _("only where %s"), an->when);
	if (an->internal)
		put(p, ROLE_WARNING, "%s", _("for agents alone"));
}

static void
put_text(struct app *app, struct page *p, const struct answer *an, int64_t case_id)
{
	struct macro_place place = { .case_id = case_id };
	struct macro_use use;
	if (case_id && an->macro.text_count && macro_look(&app->v, &an->macro, &place, p->a, &use, NULL) == 0) {
		if (use.unless)
			put(p, ROLE_WARNING, _("NOT HERE: %s"), use.unless);
		if (use.text) {
			put(p, ROLE_MUTED, *use.why ? _("the customer gets (%s):") : _("the customer gets%s:"), use.why);
			put(p, ROLE_AGENT, "%s", use.text);
		}
		return;
	}
	for (size_t i = 0; i < an->macro.text_count; i++) {
		const struct conf_text *t = &an->macro.texts[i];
		put(p, ROLE_MUTED, "= %s", *t->name ? t->name : _("for all"));
		put(p, ROLE_AGENT, "%s", t->text);
	}
}

static void
put_steps(struct page *p, const struct answer *an, const char *language, int next)
{
	const struct answer_step **steps;
	size_t n = answer_steps(an, language, p->a, &steps);
	if (n)
		put(p, ROLE_MUTED, "%s", _("the guide, step by step:"));
	for (size_t i = 0; i < n; i++)
		put(p, next == (int)i + 1 ? ROLE_CURSOR : ROLE_TEXT, "%zu/%zu %s%s%s%s%s", i + 1, n, steps[i]->text,
			steps[i]->picture ? _("  [picture] ") : "", steps[i]->picture ? steps[i]->picture : "",
			steps[i]->link || steps[i]->link_command ? "  " : "", steps[i]->link ? steps[i]->link
			: steps[i]->link_command ? _("[a link, made for each case]") : "");
}

size_t
answer_page(struct app *app, const struct answer *an, int64_t case_id, struct arena *a, struct answer_line **out)
{
	struct page p = { .a = a };
	struct guide_row g = { NULL, 0 };
	const char *language = case_id ? read_case_language(app->store, case_id, a) : NULL;
	const char *own = str_split(a, conf_str(app->conf, OPT_STORE_LANGUAGES), ", ", NULL)[0];
	if (case_id)
		(void)guide_get(app->store, case_id, a, &g, NULL);
	put_head(app, &p, an);
	put(&p, ROLE_TEXT, " ");
	put_text(app, &p, an, case_id);
	const char *procedure = answer_procedure(an, own);
	if (procedure) {
		put(&p, ROLE_TEXT, " ");
		put(&p, ROLE_NOTE, "%s", _("internal, never sent:"));
		put(&p, ROLE_NOTE, "%s", procedure);
	}
	if (an->step_count)
		put(&p, ROLE_TEXT, " ");
	put_steps(&p, an, language, str_eq(g.answer, an->name) ? g.step : 0);
	if (*an->next)
		put(&p, ROLE_MUTED, _("see also: %s"), words_of(a, an->next));
	*out = p.list;
	return p.n;
}

void
answer_draw(const struct answer_line *lines, size_t n, size_t *first, struct pane p)
{
	struct layout_options o = { .width = p.width > 2 ? p.width - 1 : 1 };
	size_t total = 0, y = 0;
	for (size_t i = 0; i < n; i++) {
		struct layout_line line = { 0 };
		while (layout_next(lines[i].text, strlen(lines[i].text), &o, &line))
			total++;
	}
	size_t most = total > (size_t)p.height ? total - (size_t)p.height : 0;
	*first = *first > most ? most : *first;
	for (size_t i = 0; i < n; i++) {
		struct layout_line line = { 0 };
		for (; layout_next(lines[i].text, strlen(lines[i].text), &o, &line); y++)
			if (y >= *first && y - *first < (size_t)p.height)
				layout_draw(p, 0, (int)(y - *first), lines[i].style, lines[i].text, &line);
	}
	if (most > *first && p.height > 0)
		canvas_put(p, p.width - 1, p.height - 1, ROLE_MUTED, "+");
}
