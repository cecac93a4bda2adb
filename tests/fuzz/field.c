/* field.c - values of typed fields: read back what was read, found in a text where they stand.  The first line is the value,
 * the second a pattern, the rest a text. */
#include "field.h"
#include "fuzz.h"

static const char *const cities[] = { "Roma", "Milano", "Lazio/Roma", "Lazio/Latina" };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "text", "number", "amount", "date", "yes-no", "choice", "tree", "phone", "mail",
		"link", "order" };
	char *s = fuzz_string(data, size), *pattern = strchr(s, '\n'), *text = NULL;
	struct arena *a = arena_new();
	struct conf_field fields[16] = { 0 };
	struct care_finder *finder;
	struct care_value value, again;
	struct error err = ERROR_INIT;
	size_t n = sizeof types / sizeof *types;

	if (pattern) {
		*pattern++ = '\0';
		if ((text = strchr(pattern, '\n')))
			*text++ = '\0';
	}
	for (size_t i = 0; i < n; i++) {
		fields[i] = (struct conf_field){ .name = types[i], .title = types[i], .type = types[i], .values = cities,
			.value_count = 4, .pattern = pattern && *pattern && strlen(pattern) < 200 ? pattern : NULL };
		error_clear(&err);
		if (care_field_read(&fields[i], s, a, &value, &err) < 0) {
			FUZZ_HOLDS(err.code == ERR_INPUT && *err.text);
			continue;
		}
		FUZZ_HOLDS(value.text && value.folded);
		FUZZ_HOLDS(!care_field_read(&fields[i], value.text, a, &again, &err));
		FUZZ_HOLDS(value.has_number == again.has_number && value.number == again.number);
	}
	finder = care_finder_new(fields, n);
	for (size_t i = 0; i < n; i++)
		(void)care_field_find(finder, i, text ? text : s, a, &value);
	care_finder_free(finder);
	arena_free(a);
	free(s);
	return 0;
}
