/* bot.c - what the bot does with what a customer wrote. */
#include "bot.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "i18n.h"
#include "speak.h"
#include "str.h"
#include "utf8.h"

static const char *const do_names[] = { "silent", "greet", "go-on", "say", "ask", "ask-again", "which", "sorry", "incident",
	"close", "hand-over" };
static const struct { const char *code, *words; } whys[BOT_WHY_COUNT] = {
#define X(id, code, words) { code, words },
	BOT_WHYS(X)
#undef X
};

const char *
bot_do_name(enum bot_do d)
{
	return do_names[d];
}

const char *
bot_why_code(enum bot_why w)
{
	return whys[w].code;
}

const char *
bot_why_words(enum bot_why w)
{
	return *whys[w].words ? _(whys[w].words) : "";
}

enum bot_why
bot_why_read(const char *code)
{
	for (int i = 1; i < BOT_WHY_COUNT; i++)
		if (str_eq(whys[i].code, code))
			return i;
	return BOT_WHY_NONE;
}

/* -- memory --------------------------------------------------------------------------------------------------------- */

static const char *const stages[] = { "begins", "talks", "asked", "which", "answered" };

char *
bot_memory_write(const struct bot_memory *m, struct arena *a)
{
	struct buf b = BUF_INIT;
	buf_addf(&b, "%s misses:%d asks:%d said:%d greeted:%d", stages[m->stage], m->misses, m->asks, m->said, m->greeted);
	if (m->language)
		buf_addf(&b, " language:%s", m->language);
	if (m->field)
		buf_addf(&b, " field:%s", m->field);
	if (m->answer)
		buf_addf(&b, " answer:%s", m->answer);
	for (int i = 0; i < BOT_CHOICES && m->choice[i]; i++)
		buf_addf(&b, " choice:%s", m->choice[i]);
	for (int i = 0; i < BOT_GIVEN && m->given[i]; i++)
		buf_addf(&b, " given:%s", m->given[i]);
	char *text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return text;
}

static void
push(const char **list, int most, const char *value)
{
	int n = 0;
	while (n < most && list[n])
		n++;
	if (n == most) {	/* the oldest goes */
		memmove(list, list + 1, (size_t)(most - 1) * sizeof *list);
		n--;
	}
	list[n] = value;
}

void
bot_memory_read(const char *text, struct arena *a, struct bot_memory *out)
{
	struct bot_memory m = { 0 };
	char **words = str_split(a, text ? text : "", " ", NULL);
	for (size_t i = 0; *words && i < sizeof stages / sizeof *stages; i++)
		if (str_eq(*words, stages[i]))
			m.stage = (enum bot_stage)i;
	for (; *words; words++) {
		const char *value = strchr(*words, ':') ? strchr(*words, ':') + 1 : "";
		int64_t n = 0;
		(void)str_to_int64(value, &n);
		if (str_starts(*words, "misses:"))
			m.misses = (int)n;
		else if (str_starts(*words, "asks:"))
			m.asks = (int)n;
		else if (str_starts(*words, "said:"))
			m.said = (int)n;
		else if (str_starts(*words, "greeted:"))
			m.greeted = n != 0;
		else if (str_starts(*words, "language:"))
			m.language = value;
		else if (str_starts(*words, "field:"))
			m.field = value;
		else if (str_starts(*words, "answer:"))
			m.answer = value;
		else if (str_starts(*words, "choice:"))
			push(m.choice, BOT_CHOICES, value);
		else if (str_starts(*words, "given:"))
			push(m.given, BOT_GIVEN, value);
	}
	*out = m;
}

/* -- deciding ------------------------------------------------------------------------------------------------------- */

struct deciding {
	const struct bot_policy *p;
	const struct bot_memory *m;
	const struct bot_turn *t;
	struct arena *a;
	struct bot_move *out;
	const struct answer_hit *hit[ANSWER_HITS];	/* those that fit and may be given, best first */
	size_t n;
};

static void
hand_over(struct deciding *d, enum bot_why why, const char *note)
{
	d->out->what = BOT_HAND_OVER;
	d->out->why = why;
	d->out->note = note;
}

static void
stage(struct deciding *d, enum bot_do what, enum bot_stage s)
{
	struct bot_memory *after = &d->out->after;
	d->out->what = what;
	after->stage = s;
	after->field = NULL;
	after->answer = NULL;
	memset(after->choice, 0, sizeof after->choice);
}

static bool
listed(const char *const *list, const char *word)
{
	for (; list && *list; list++)
		if (str_eq(*list, word))
			return true;
	return false;
}

static bool
was_given(const struct bot_memory *m, const char *name)
{
	for (int i = 0; i < BOT_GIVEN && m->given[i]; i++)
		if (str_eq(m->given[i], name))
			return true;
	return false;
}

static bool
for_people(const struct bot_policy *p, const struct answer *an)
{
	return an->internal || listed(p->people, an->name) || listed(p->people, an->intent);
}

static bool
clear(const struct deciding *d)
{
	return d->n == 1 || (d->n > 1 && d->hit[0]->score - d->hit[1]->score >= d->p->margin);
}

static void
missed(struct deciding *d)
{
	struct bot_memory *after = &d->out->after;
	after->misses++;
	if (after->misses >= d->p->misses) {
		hand_over(d, BOT_WHY_MISSES, NULL);
	} else {
		int misses = after->misses;
		stage(d, BOT_SORRY, BOT_TALKS);
		after->misses = misses;
	}
	d->out->missed = true;
}

/* The answer, or first what it needs. */
static void
answer(struct deciding *d, const struct answer *an)
{
	struct bot_memory *after = &d->out->after;
	if (for_people(d->p, an)) {
		hand_over(d, BOT_WHY_SCOPE, an->name);
		return;
	}
	if (was_given(d->m, an->name)) {
		hand_over(d, BOT_WHY_TWICE, an->name);
		return;
	}
	if (d->t->language && !d->t->speaks(d->t->ctx, an, d->t->language)) {
		hand_over(d, BOT_WHY_LANGUAGE, an->name);
		return;
	}
	for (const char *const *f = an->ask; f && *f; f++) {
		if (d->t->known(d->t->ctx, *f))
			continue;
		if (d->t->sensitive(d->t->ctx, *f)) {
			hand_over(d, BOT_WHY_SENSITIVE, *f);
			return;
		}
		bool again = d->m->stage == BOT_ASKED && str_eq(d->m->field, *f) && str_eq(d->m->answer, an->name);
		int asks = again ? d->m->asks + 1 : 1;
		if (asks > 2) {
			hand_over(d, BOT_WHY_FIELD, *f);
			return;
		}
		stage(d, again ? BOT_ASK_AGAIN : BOT_ASK, BOT_ASKED);
		after->field = d->out->field = *f;
		after->answer = an->name;
		after->asks = asks;
		d->out->answer = an;
		return;
	}
	stage(d, BOT_SAY, BOT_ANSWERED);
	d->out->answer = an;
	after->answer = an->name;
	after->misses = after->asks = 0;
	push(after->given, BOT_GIVEN, an->name);
}

/* "1", "the second one", "2.": which of the choices; -1 = not said so. */
static int
ordinal(const char *text, struct arena *a)
{
	static const char *const words[BOT_CHOICES] = {
		"1 a first one primo prima erste ersten erster erstes premier premiere primeiro primeira primero primera eerste",
		"2 b second two secondo seconda zweite zweiten zweiter zweites deuxieme second seconde segundo segunda tweede",
		"3 c third three terzo terza dritte dritten dritter drittes troisieme terceiro terceira tercero tercera derde" };
	size_t n;
	char **said = str_split(a, utf8_fold_str(a, text), " ", &n);
	for (int i = 0; n <= 4 && i < BOT_CHOICES; i++)
		for (size_t j = 0; j < n; j++)
			if (str_lists(words[i], said[j]) && (n == 1 || strlen(said[j]) > 1 || isdigit((unsigned char)*said[j])))
				return i;
	return -1;
}

/* What was asked is answered: true when that decided. */
static bool
chose(struct deciding *d)
{
	const struct bot_memory *m = d->m;
	int i = ordinal(d->t->text, d->a);
	const struct answer *an = i >= 0 && m->choice[i] ? answer_find(d->t->set, m->choice[i]) : NULL;
	for (int c = 0; !an && d->n && c < BOT_CHOICES && m->choice[c]; c++)
		if (str_eq(d->hit[0]->answer->name, m->choice[c]))
			an = d->hit[0]->answer;
	if (!an)
		return false;
	answer(d, an);
	return true;
}

static bool
told(struct deciding *d)
{
	const struct bot_memory *m = d->m;
	const struct answer *an = answer_find(d->t->set, m->answer);
	if (!an)
		return false;
	if (!d->t->known(d->t->ctx, m->field) && !d->t->recognised(d->t->ctx, m->field)) {
		if (d->n && clear(d) && d->hit[0]->answer != an)
			return false;	/* they ask something else */
		if (care_denies(d->t->text)) {
			hand_over(d, BOT_WHY_FIELD, m->field);
			return true;
		}
	}
	answer(d, an);
	return true;
}

/* Before any answer is looked for. */
static bool
goes_to_people(struct deciding *d)
{
	const char *why = NULL;
	const struct bot_turn *t = d->t;
	bool spoken = !t->language || !d->p->languages || !*d->p->languages || listed(d->p->languages, t->language);
	char *secret = care_find_iban(t->text, d->a);
	if (!secret)
		secret = care_find_card(t->text, d->a);
	if (care_wants_person(t->text, d->a, &why))
		hand_over(d, BOT_WHY_ASKED, why);
	else if (t->rule)
		hand_over(d, BOT_WHY_RULE, NULL);
	else if (t->vip && !d->p->vip)
		hand_over(d, BOT_WHY_VIP, NULL);
	else if (t->mood_known && t->mood <= d->p->anger)
		hand_over(d, BOT_WHY_ANGER, NULL);
	else if (t->file)
		hand_over(d, BOT_WHY_FILE, NULL);
	else if (secret)
		hand_over(d, BOT_WHY_SENSITIVE, NULL);
	else if (!spoken)
		hand_over(d, BOT_WHY_LANGUAGE, t->language);
	else
		return false;
	return true;
}

static void
sift(struct deciding *d)
{
	for (size_t i = 0; i < d->t->hit_count && d->n < ANSWER_HITS; i++)
		if (d->t->hits[i].score >= d->p->threshold)
			d->hit[d->n++] = &d->t->hits[i];
}

static void
which(struct deciding *d)
{
	int n = 0;
	const struct answer_hit *choice[BOT_CHOICES] = { NULL };
	for (size_t i = 0; i < d->n && n < BOT_CHOICES; i++)
		if (d->hit[0]->score - d->hit[i]->score < d->p->margin && !was_given(d->m, d->hit[i]->answer->name))
			choice[n++] = d->hit[i];
	if (n < 2 || d->m->stage == BOT_ASKED_WHICH) {
		answer(d, n ? choice[0]->answer : d->hit[0]->answer);
		return;
	}
	stage(d, BOT_WHICH, BOT_ASKED_WHICH);
	for (int i = 0; i < n; i++) {
		d->out->choice[i] = choice[i];
		d->out->after.choice[i] = choice[i]->answer->name;
	}
}

/* What is no question: hello, thanks, no. */
static bool
small_talk(struct deciding *d)
{
	const char *text = d->t->text;
	bool answered = d->m->stage == BOT_ANSWERED;
	if (care_greets(text)) {
		if (d->m->greeted)
			return false;
		stage(d, BOT_GREET, BOT_TALKS);
	} else if (care_is_content(text)) {
		if (answered)
			stage(d, BOT_CLOSE, BOT_TALKS);
		else
			d->out->what = BOT_SILENT;
	} else if (answered && care_denies(text) && !(d->n && clear(d) && !was_given(d->m, d->hit[0]->answer->name))) {
		d->out->wrong = true;
		hand_over(d, BOT_WHY_DENIED, d->m->answer);
	} else if (!d->n && d->m->stage <= BOT_TALKS && !d->m->misses && care_announces(text) && !listed(
			(const char *const[]){ "announced", NULL }, d->m->answer)) {
		stage(d, BOT_GO_ON, BOT_TALKS);
		d->out->after.answer = "announced";
	} else {
		return false;
	}
	return true;
}

static void
incident(struct deciding *d)
{
	if (was_given(d->m, "incident:")) {
		hand_over(d, BOT_WHY_TWICE, NULL);
		return;
	}
	stage(d, BOT_INCIDENT, BOT_ANSWERED);
	push(d->out->after.given, BOT_GIVEN, "incident:");
}

static void
decide(struct deciding *d)
{
	if (goes_to_people(d))
		return;
	if (d->p->most > 0 && d->m->said >= d->p->most) {
		if (d->m->stage == BOT_ANSWERED && care_is_content(d->t->text))
			stage(d, BOT_CLOSE, BOT_TALKS);
		else
			hand_over(d, BOT_WHY_CAP, NULL);
		return;
	}
	if ((d->m->stage == BOT_ASKED && told(d)) || (d->m->stage == BOT_ASKED_WHICH && chose(d)) || small_talk(d))
		return;
	if (d->t->incident)
		incident(d);
	else if (!d->n)
		missed(d);
	else if (clear(d))
		answer(d, d->hit[0]->answer);
	else
		which(d);
}

void
bot_decide(const struct bot_policy *p, const struct bot_memory *m, const struct bot_turn *t, struct arena *a,
	struct bot_move *out)
{
	*out = (struct bot_move){ .after = *m };
	if (t->language)
		out->after.language = t->language;
	struct deciding d = { .p = p, .m = m, .t = t, .a = a, .out = out };
	sift(&d);
	decide(&d);
	if (out->what == BOT_SILENT)
		return;
	out->first = !m->greeted;
	out->after.greeted = true;
	if (out->what != BOT_HAND_OVER && out->what != BOT_CLOSE)
		out->after.said = m->said + 1;
}
