/* answers.c - a file of the manual: read or refused with its place; what was read is found by its own questions, and the
 * page's words have no more places open than it says. */
#include "answer.h"
#include "care.h"
#include "fuzz.h"
#include "str.h"

static void
check(const struct answer *an, struct arena *a)
{
	FUZZ_HOLDS(an->title && an->topic && an->intent && an->tags && an->ask && an->next);
	FUZZ_HOLDS(an->question_count <= ANSWER_QUESTIONS && an->step_count <= ANSWER_STEPS);
	FUZZ_HOLDS(!an->valid_until || (an->valid_until > 19000000 && an->valid_until < 100000000));
	for (size_t i = 0; i < an->macro.text_count; i++)
		(void)care_variables(an->macro.texts[i].text, a);
	for (size_t i = 0; i < an->step_count; i++)
		FUZZ_HOLDS(an->steps[i].text && an->steps[i].line > 0);
	(void)answer_procedure(an, "it");
	(void)answer_expired(an, 1795165200000);
}

/* What stands behind a line "%%" is what a customer writes. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *asked = strstr(s, "\n%%\n");
	struct arena *a = arena_new();
	struct answer list[2] = { 0 };
	struct answer_set set;
	struct answer_hit *hits;
	const struct answer_step **steps;
	struct error err = ERROR_INIT;
	size_t n;

	if (asked) {
		*asked = '\0';
		asked += 4;
	}
	if (answer_parse(s, "reso", "reso.txt", a, &list[0], &err) < 0) {
		FUZZ_HOLDS(err.code == ERR_CONFIG && str_starts(err.text, "reso.txt:"));
	} else {
		check(&list[0], a);
		FUZZ_HOLDS(answer_steps(&list[0], "it", a, &steps) <= list[0].step_count);
		list[1] = (struct answer){ .name = "other", .title = "Other", .topic = "", .intent = "other" };
		answers_ready(list, 2, a, &set);
		FUZZ_HOLDS(answer_find(&set, "reso") && answer_find(&set, "other"));
		n = answers_match(&set, asked ? asked : s, "it", a, &hits);
		FUZZ_HOLDS(n <= ANSWER_HITS);
		for (size_t i = 0; i < n; i++)
			FUZZ_HOLDS(hits[i].score >= 0 && hits[i].score <= 100 && hits[i].why &&
				(!i || hits[i].score <= hits[i - 1].score));
	}
	arena_free(a);
	free(s);
	return 0;
}
