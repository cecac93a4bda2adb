/* holidays.c - a calendar of holidays: days within what was asked for, or refused with words. */
#include "../../src/sync/holidays.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct hours *office = NULL;
	struct hours_closed *list = NULL;
	size_t n = 0;

	FUZZ_HOLDS(!hours_parse("office", "mon-fri 9-18", "Europe/Rome", NULL, 0, a, &office, &err));
	if (holidays_read(s, office, 1767222000000, 1830294000000, a, &list, &n, &err) < 0)
		FUZZ_HOLDS(err.code == ERR_INPUT && *err.text);
	else
		for (size_t i = 0; i < n; i++) {
			FUZZ_HOLDS(list[i].day > 20251200 && list[i].day < 20280200);
			FUZZ_HOLDS(list[i].from >= 0 && list[i].from < list[i].until && list[i].until <= 1440);
		}
	error_clear(&err);
	FUZZ_HOLDS(!n || !hours_parse("office", "mon-fri 9-18", "Europe/Rome", list, n, a, &office, &err));
	arena_free(a);
	free(s);
	return 0;
}
