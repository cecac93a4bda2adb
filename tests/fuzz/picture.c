/* picture.c - what a program for pictures prints: read into cells, refused, or passed to the terminal only when it is one
 * picture and nothing more. */
#include "fuzz.h"
#include "picture.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	struct arena *a = arena_new();
	struct picture p;
	struct error err = ERROR_INIT;

	if (picture_parse(s, size, 20, 10, a, &p, &err) < 0)
		FUZZ_HOLDS(err.code != ERR_NONE && *err.text);
	else
		FUZZ_HOLDS(p.width >= 0 && p.width <= 20 && p.height >= 0 && p.height <= 10);
	for (int k = 0; k < 2; k++)
		if (picture_is_payload(k ? PICTURE_SIXEL : PICTURE_KITTY, s, size)) {
			size_t end = size - (s[size - 1] == '\n');
			/* one escape begins it, another ends it, but for a line's end */
			FUZZ_HOLDS(end > 3 && s[0] == '\033' && s[1] == (k ? 'P' : '_'));
			FUZZ_HOLDS(s[end - 1] == '\\' && s[end - 2] == '\033');
		}
	arena_free(a);
	return 0;
}
