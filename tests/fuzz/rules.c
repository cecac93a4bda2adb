/* rules.c - a configuration with rules: each can run or says why not, and all are checked against each other. */
#include "conf.h"
#include "fuzz.h"
#include "rule.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct conf *conf;
	struct rule *rules;
	struct rule_fault *faults;
	size_t n = 0, count = 0;

	if (!conf_parse(s, "config", a, &conf, &err)) {
		rules_read(conf, NULL, 1795165200000, a, &rules, &n);
		for (size_t i = 0; i < n; i++) {
			FUZZ_HOLDS(rules[i].name && rules[i].when && rules[i].lines && rules[i].actor);
			FUZZ_HOLDS(rules[i].error || rules[i].query);
			FUZZ_HOLDS(!rules[i].error || *rules[i].error);
			rule_judge(conf, NULL, &rules[i], 1795165200000, a);
		}
		rules_check(conf, rules, n, a, &faults, &count);
		for (size_t i = 0; i < count; i++)
			FUZZ_HOLDS(faults[i].rule && faults[i].words && *faults[i].words);
	}
	arena_free(a);
	free(s);
	return 0;
}
