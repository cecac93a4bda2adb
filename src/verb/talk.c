/* talk.c - a dialogue with the desk's answers and fields at hand: with a case and its store, or with neither. */
#include "talk.h"

#include <string.h>

#include "field.h"
#include "hours.h"
#include "i18n.h"
#include "query.h"
#include "str.h"

/* -- fields --------------------------------------------------------------------------------------------------------- */

static const struct conf_field *
field_named(const struct talk *t, const char *name)
{
	size_t n;
	const struct conf_field *fields = conf_fields(t->v->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eq(fields[i].name, name))
			return &fields[i];
	return NULL;
}

static const char *
value_of(const struct talk *t, const char *field)
{
	for (size_t i = 0; i < t->value_count; i++)
		if (str_eq(t->value[i].field, field))
			return t->value[i].value;
	return NULL;
}

static void
remember(struct talk *t, const char *field, const char *value)
{
	if (!value_of(t, field) && t->value_count < TALK_VALUES)
		t->value[t->value_count++] = (struct talk_value){ field, value, true };
}

/* What has a pattern is recognised wherever it stands, asked for or not. */
static void
find_values(struct talk *t)
{
	size_t n;
	struct care_value v;
	const struct conf_field *fields = conf_fields(t->v->conf, &n);
	for (size_t i = 0; i < n; i++)
		if (!fields[i].sensitive && care_field_find(t->finder, i, t->text, t->a, &v) > 0)
			remember(t, fields[i].name, v.text);
}

static bool
known(void *ctx, const char *field)
{
	return value_of(ctx, field) != NULL;
}

/* What was asked for and has no pattern: the message as it stands, when it is one short line that can be such a value. */
static bool
recognised(void *ctx, const char *field)
{
	enum { SHORT = 80 };
	struct talk *t = ctx;
	struct care_value v;
	const struct conf_field *f = field_named(t, field);
	char *said = str_trim(t->a, t->text);
	if (value_of(t, field))
		return true;
	if (!f || f->pattern || !*said || strchr(said, '\n') || strchr(said, '?') || strlen(said) > SHORT ||
	    care_field_read(f, said, t->a, &v, NULL) < 0)
		return false;
	remember(t, field, v.text);
	return true;
}

static bool
sensitive(void *ctx, const char *field)
{
	const struct conf_field *f = field_named(ctx, field);
	return f && f->sensitive;
}

/* -- answers -------------------------------------------------------------------------------------------------------- */

static const struct conf_text *
text_of(const struct talk *t, const struct answer *an, bool *missed)
{
	struct care_wish wish = { .language = t->language, .form = t->form ? t->form : t->bot->form, .brief = true };
	return care_text_choose(&an->macro, &wish, NULL, missed);
}

static bool
speaks(void *ctx, const struct answer *an, const char *language)
{
	bool missed = false;
	(void)language;
	return text_of(ctx, an, &missed) && !missed;
}

/* May it be given here?  Not when its time is over, when it has no words for customers, or is for other cases. */
static bool
may_give(struct talk *t, const struct answer *an)
{
	const char *unless = NULL;
	struct conf_macro m = an->macro;
	if (answer_expired(an, t->v->now) || (!an->internal && !an->macro.text_count))
		return false;
	m.when = an->when;
	return str_empty(an->when) || !t->v->store || !t->case_id ||
		(macro_offered(t->v, &m, t->case_id, t->a, &unless, NULL) == 0 && !unless);
}

/* Where nothing tells: the bot's first language, else the desk's. */
static const char *
ours(const struct talk *t)
{
	char **desk = str_split(t->a, conf_str(t->v->conf, OPT_STORE_LANGUAGES), ", ", NULL);
	return t->bot->policy.languages && *t->bot->policy.languages ? *t->bot->policy.languages : *desk;
}

bool
talk_tells(const char *text)
{
	enum { FEW = 4 };
	int words = 0;
	for (const char *p = text; *p; words++) {
		p += strspn(p, " \t\n");
		if (!*p)
			break;
		p += strcspn(p, " \t\n");
	}
	return words >= FEW;
}

void
talk_turn(struct talk *t, const char *text, struct bot_turn *out)
{
	struct answer_hit *hits;
	size_t n, kept = 0;
	t->text = text;
	find_values(t);
	if (!t->language)
		t->language = care_greeting_language(text);
	n = answers_match(t->set, text, t->language, t->a, &hits);
	if (!t->language && n && hits[0].score >= t->bot->policy.threshold)	/* as the question that fits is put */
		t->language = hits[0].language;
	if (!t->language)
		t->language = ours(t);
	for (size_t i = 0; i < n; i++)
		if (may_give(t, hits[i].answer))
			hits[kept++] = hits[i];
	*out = (struct bot_turn){ .text = text, .language = t->language, .hits = hits, .hit_count = kept, .set = t->set,
		.known = known, .sensitive = sensitive, .recognised = recognised, .speaks = speaks, .ctx = t };
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

/* Values of fields alone, where there is no case. */
static const char *
lookup(void *ctx, const char *name)
{
	struct talk *t = ctx;
	const char *dot = strchr(name, '.');
	int64_t day = care_day(name, t->v->now);
	if (str_eq(name, "greeting"))
		return care_greeting(t->v->now, t->language);
	return day ? care_day_words(day, t->language, t->a) : dot ? value_of(t, dot + 1) : NULL;
}

/* No bot speaks in an agent's name. */
static bool
names_agent(const char *text, struct arena *a)
{
	for (char **names = care_variables(text, a); *names; names++)
		if (str_starts(*names, "agent."))
			return true;
	return false;
}

/* The answer's words; *out NULL when a value is missing. */
static int
answer_words(struct talk *t, const struct answer *an, char **out, struct error *err)
{
	bool missed;
	char **open;
	const struct conf_text *text = text_of(t, an, &missed);
	struct conf_macro m = { .name = an->name, .text = text ? text->text : NULL, .texts = text, .text_count = text != NULL };
	*out = NULL;
	if (!text || names_agent(text->text, t->a))
		return 0;
	if (t->v->store && t->case_id) {
		char *words;
		if (macro_expand(t->v, &m, t->case_id, t->a, &words, &open, err) < 0)
			return -1;
		words = care_expand(words, lookup, t, t->a, &open);	/* what they have just said is in no case yet */
		*out = *open ? NULL : words;
		return 0;
	}
	char *words = care_expand(text->text, lookup, t, t->a, &open);
	*out = *open ? NULL : words;
	return 0;
}

static const char *const *
follow_ups(struct talk *t, const struct answer *an)
{
	enum { MOST = 3 };
	const char **list = arena_array(t->a, const char *, MOST + 1);
	size_t n = 0;
	for (const char *const *name = an->next; name && *name && n < MOST; name++) {
		const struct answer *next = answer_find(t->set, *name);
		if (!next || next->internal || !may_give(t, next))
			continue;
		const char *title = next->title;
		for (size_t i = 0; i < next->question_count; i++)	/* as a customer would ask it */
			if (t->language && str_eq(next->questions[i].language, t->language)) {
				title = next->questions[i].text;
				break;
			}
		list[n++] = title;
	}
	return list;
}

int
talk_words(struct talk *t, struct bot_move *m, const char *when, const char *other, char **out, struct error *err)
{
	char *words = NULL;
	const struct conf_field *f = m->field ? field_named(t, m->field) : NULL;
	if (m->what == BOT_SAY) {
		if (answer_words(t, m->answer, &words, err) < 0)
			return -1;
		if (!words) {	/* better a person than half an answer */
			m->what = BOT_HAND_OVER;
			m->why = BOT_WHY_VALUE;
			m->note = m->answer->name;
		}
	}
	struct bot_speech s = { .name = t->bot->title, .language = t->language, .form = t->form ? t->form : t->bot->form,
		.own = t->bot->own, .answer = m->what == BOT_INCIDENT ? other : words, .field = f ? f->title : m->field,
			.when = when,
		.also = m->what == BOT_SAY ? follow_ups(t, m->answer) : NULL };
	*out = bot_say(m, &s, t->a);
	return 0;
}

char *
talk_when(struct talk *t, const struct hours *hours, int64_t due_at)
{
	int64_t now = t->v->now, promise = t->bot->promise_ms;
	struct bot_when w = { .hours = hours, .now = now, .open = hours_open(hours, now), .by_at = due_at };
	w.opens_at = w.open ? now : hours_next(hours, now);
	if (promise > 0)
		w.by_at = hours_add(hours, now, promise);
	if (!w.open && promise <= 0)	/* when somebody is there again is what is known for sure */
		w.by_at = 0;
	return bot_when_words(&w, t->language, t->form ? t->form : t->bot->form, t->bot->own, t->a);
}
