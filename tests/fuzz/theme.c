/* theme.c - a theme file: read, or refused with file and line. */
#include "fuzz.h"
#include "theme.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct error err = ERROR_INIT;
	struct theme *t = theme_parse(s, "fuzz.theme", &err);

	if (!t)
		FUZZ_HOLDS(err.code == ERR_CONFIG && !strncmp(err.text, "fuzz.theme:", 11));
	for (int depth = THEME_MONO; t && depth <= THEME_TRUE; depth++) {
		for (unsigned r = 0; r < ROLE_COUNT; r++) {
			struct look look = theme_look(t, r, (enum theme_depth)depth);

			FUZZ_HOLDS(!(look.attrs & ~STYLE_ATTRS));
			if (depth == THEME_MONO)
				FUZZ_HOLDS(look.fg == COLOUR_DEFAULT && look.bg == COLOUR_DEFAULT);
			if (depth == THEME_16)
				FUZZ_HOLDS(look.fg == COLOUR_DEFAULT || (look.fg & ~15u) == COLOUR_INDEX);
		}
	}
	theme_free(t);
	free(s);
	return 0;
}
