/* answers_check.c - what the keeper of the answers should look at: what is wrong, what is old, what nobody can tell apart. */
#include "answer.h"
#include "verb.h"

#include <string.h>
#include <unistd.h>

#include "i18n.h"
#include "query.h"
#include "str.h"
#include "verb_internal.h"

struct checking {
	const struct verb_context *v;
	const struct answer_set *set;
	struct arena *a;
	const char *folder;
	const char **agents, **languages;
	size_t agent_count, language_count;
	struct answer_finding *list;
	size_t n, space;
};

static void found(struct checking *x, const struct answer *an, int line, bool wrong, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

static void
found(struct checking *x, const struct answer *an, int line, bool wrong, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	const char *what = arena_vprintf(x->a, fmt, ap);
	va_end(ap);
	*VEC_PUSH(x->a, x->list, x->n, x->space) = (struct answer_finding){ an->name,
		line > 0 ? arena_printf(x->a, "%s:%d: %s", an->file, line, what) : arena_printf(x->a, "%s: %s", an->file, what),
		wrong };
}

static bool
among(const char *const *list, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], name))
			return true;
	return false;
}

/* -- one answer --------------------------------------------------------------------------------------------------- */

static void
check_head(struct checking *x, const struct answer *an)
{
	struct query_context ctx = { .now = x->v->now };
	struct error err = ERROR_INIT;
	struct query *q;
	const char *const *teams = conf_teams(x->v->conf);
	if (answer_expired(an, x->v->now))
		found(x, an, an->line_valid, false, _("valid until %04d-%02d-%02d: neither bot nor page says it any more"),
			an->valid_until / 10000, an->valid_until / 100 % 100, an->valid_until % 100);
	size_t team_count = 0;
	while (teams[team_count])
		team_count++;
	bool team = str_starts(an->owner, "team:") && among(teams, team_count, an->owner + 5);
	if (an->owner && !team && !among(x->agents, x->agent_count, an->owner)) {
		const char *near = str_nearest(an->owner, x->agents, x->agent_count);
		if (near)
			found(x, an, an->line_owner, false, _("owner: no agent is called '%s' - did you mean '%s'?"), an->owner,
				near);
		else
			found(x, an, an->line_owner, false, _("owner: no agent is called '%s'"), an->owner);
	}
	if (an->when && query_parse(an->when, &ctx, x->a, &q, NULL, &err) < 0)
		found(x, an, an->line_when, true, "when: %s", err.text);
	for (const char *const *ask = an->ask; *ask; ask++) {
		struct error none = ERROR_INIT;
		if (!conf_field_find(x->v->conf, *ask, x->a, &none))
			found(x, an, an->line_ask, true, "ask: %s", none.text);
	}
	for (const char *const *next = an->next; *next; next++)
		if (!answer_find(x->set, *next)) {
			struct error none = ERROR_INIT;
			(void)answer_need(x->set, *next, x->a, &none);
			found(x, an, an->line_next, true, "%s", none.text);
		}
}

/* A language in which it is asked for, but not answered. */
static void
check_languages(struct checking *x, const struct answer *an)
{
	bool any = !an->macro.text_count;
	for (size_t i = 0; i < an->macro.text_count; i++)
		any |= !an->macro.texts[i].language;
	for (size_t k = 0; k < x->language_count; k++) {
		bool text = any, asked = false;
		for (size_t i = 0; i < an->macro.text_count; i++)
			text |= str_eq(an->macro.texts[i].language, x->languages[k]);
		for (size_t i = 0; i < an->question_count; i++)
			asked |= !an->questions[i].language || str_eq(an->questions[i].language, x->languages[k]);
		if (!text)
			found(x, an, 0, false, _("no text in %s: begin one with `=%s`"), x->languages[k], x->languages[k]);
		if (!asked && an->question_count)
			found(x, an, 0, false, _("no question in %s: begin them with `?%s`"), x->languages[k], x->languages[k]);
	}
	if (!an->question_count)
		found(x, an, 0, false, _("no questions: nobody who asks finds it, only who knows its name"));
}

static void
check_texts(struct checking *x, const struct answer *an)
{
	for (size_t i = 0; i < an->macro.text_count; i++) {
		struct error err = ERROR_INIT;
		const struct conf_text *t = &an->macro.texts[i];
		if (verb_check_variables(x->v->conf, &an->macro, t->text, x->a, &err) < 0)
			found(x, an, t->line, true, "%s", err.text);
		if (!an->internal && care_open_question(t->text))
			found(x, an, t->line, false, _("asks the agent (%.40s): bot and page cannot say it"),
				care_open_question(t->text));
	}
	for (size_t i = 0; i < an->step_count; i++) {
		const char *picture = an->steps[i].picture;
		if (picture && access(*picture == '/' ? picture : arena_printf(x->a, "%s/%s", x->folder, picture), R_OK))
			found(x, an, an->steps[i].line, true, _("there is no picture %s"), picture);
		if (an->steps[i].link_command && str_empty(conf_str(x->v->conf, OPT_ANSWERS_LINK_COMMAND)))
			found(x, an, an->steps[i].line, true, _("link-command: set it in [answers] of %s"), conf_file(x->v->conf));
	}
}

/* Each of its questions should lead to it. */
static void
check_questions(struct checking *x, const struct answer *an, struct arena *scratch)
{
	for (size_t i = 0; i < an->question_count; i++) {
		const struct answer_words *q = &an->questions[i];
		struct answer_hit *hits;
		size_t n = answers_match(x->set, q->text, q->language, scratch, &hits);
		if (n && hits[0].answer != an)
			found(x, an, q->line, false, _("'%s' leads to '%s' (%s.txt)"), q->text, hits[0].answer->title,
				hits[0].answer->name);
		else if (n > 1 && hits[0].score - hits[1].score < 3)
			found(x, an, q->line, false, _("'%s': nobody can tell it from '%s' (%s.txt)"), q->text,
				hits[1].answer->title, hits[1].answer->name);
		arena_reset(scratch);
	}
}

int
answers_check(const struct verb_context *v, const struct answer_set *set, struct arena *a, struct answer_finding **out,
	size_t *n, struct error *err)
{
	struct checking x = { .v = v, .set = set, .a = a, .folder = answers_folder(v->conf, a) };
	if (store_agents(v->store, a, &x.agents, &x.agent_count, err) < 0)
		return -1;
	x.languages = (const char **)str_split(a, conf_str(v->conf, OPT_STORE_LANGUAGES), ", ", &x.language_count);
	for (size_t i = 0; i < set->fault_count; i++)
		*VEC_PUSH(a, x.list, x.n, x.space) = (struct answer_finding){ NULL, set->faults[i].text, true };
	struct arena *scratch = arena_new();
	for (size_t i = 0; i < set->count; i++) {
		check_head(&x, &set->answers[i]);
		check_languages(&x, &set->answers[i]);
		check_texts(&x, &set->answers[i]);
		check_questions(&x, &set->answers[i], scratch);
	}
	arena_free(scratch);
	*out = x.list;
	*n = x.n;
	return 0;
}
