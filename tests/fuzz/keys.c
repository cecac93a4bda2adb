/* keys.c - bytes of a terminal: always a key, never past the end, the same in pieces as in one. */
#include "fuzz.h"
#include "keys.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	char name[KEY_NAME_BYTES];
	size_t used, other_used;
	keycode key, other;

	(void)key_paste_end(s, size, &used);
	for (size_t at = 0; at < size; at += used) {
		enum key_found found = key_decode(s + at, size - at, true, &key, &used);

		FUZZ_HOLDS(found != KEY_NEEDS_MORE && used > 0 && used <= size - at);
		key_name(name, key);
		FUZZ_HOLDS(memchr(name, '\0', sizeof name));
		if (key_decode(s + at, size - at, false, &other, &other_used) != KEY_NEEDS_MORE)
			FUZZ_HOLDS(other == key && other_used == used);
		/* what one key took is one key without the rest, too */
		if (found == KEY_FOUND && key != KEY_UNKNOWN && key != (KEY_ALT | '[') && key != (KEY_ALT | 'O')) {
			FUZZ_HOLDS(key_decode(s + at, used, true, &other, &other_used) == KEY_FOUND);
			FUZZ_HOLDS(other == key && other_used == used);
		}
	}
	return 0;
}
