/* answer_set.c - all answers of the desk together: found by name, valid or not, steps and procedures by language. */
#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "answer_internal.h"
#include "clock.h"
#include "i18n.h"
#include "str.h"

static int
by_name(const void *x, const void *y)
{
	const struct answer *a = x, *b = y;
	return strcmp(a->name, b->name);
}

void
answers_ready(struct answer *list, size_t n, struct arena *a, struct answer_set *out)
{
	if (n)
		qsort(list, n, sizeof *list, by_name);
	*out = (struct answer_set){ .answers = list, .count = n, .index = answer_index(list, n, a) };
}

const struct answer *
answer_find(const struct answer_set *set, const char *name)
{
	size_t low = 0, high = set->count;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = strcmp(set->answers[mid].name, name);
		if (!order)
			return &set->answers[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct answer *
answer_need(const struct answer_set *set, const char *name, struct arena *a, struct error *err)
{
	const struct answer *an = answer_find(set, name);
	if (an)
		return an;
	const char **names = arena_array(a, const char *, set->count);
	for (size_t i = 0; i < set->count; i++)
		names[i] = set->answers[i].name;
	const char *near = str_nearest(name, names, set->count);
	if (near)
		error_set(err, ERR_INPUT, _("there is no answer '%s' - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("there is no answer '%s': `sportello answers list` shows all"), name);
	return NULL;
}

bool
answer_expired(const struct answer *an, int64_t now)
{
	struct clock_local t;
	if (!an->valid_until)
		return false;
	clock_to_local(now, &t);
	return t.year * 10000 + t.month * 100 + t.day > an->valid_until;
}

/* Whose words one gets who wants `language`: its own, else those for all, else those of the first. */
static const char *
spoken(const char *const *languages, size_t n, const char *language)
{
	for (size_t i = 0; i < n && language; i++)
		if (languages[i] && !strncmp(languages[i], language, 2))
			return languages[i];
	for (size_t i = 0; i < n; i++)
		if (!languages[i])
			return NULL;
	return n ? languages[0] : NULL;
}

const char *
answer_procedure(const struct answer *an, const char *language)
{
	const char *languages[64];
	size_t n = an->procedure_count < 64 ? an->procedure_count : 64;
	for (size_t i = 0; i < n; i++)
		languages[i] = an->procedures[i].language;
	const char *take = spoken(languages, n, language);
	for (size_t i = 0; i < n; i++)
		if (str_eq(take, languages[i]))
			return an->procedures[i].text;
	return NULL;
}

size_t
answer_steps(const struct answer *an, const char *language, struct arena *a, const struct answer_step ***out)
{
	const char *languages[ANSWER_STEPS];
	const struct answer_step **list = arena_array(a, const struct answer_step *, an->step_count + 1);
	size_t n = 0;
	for (size_t i = 0; i < an->step_count; i++)
		languages[i] = an->steps[i].language;
	const char *take = spoken(languages, an->step_count, language);
	for (size_t i = 0; i < an->step_count; i++)
		if (str_eq(take, languages[i]))
			list[n++] = &an->steps[i];
	*out = list;
	return n;
}
