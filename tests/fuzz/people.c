/* people.c - people out of files: cards that were read are written and read again the same; what texts tell of their
 * authors; names. */
#include "fuzz.h"
#include "match.h"
#include "people.h"
#include "str.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct people_card *cards, *again;
	struct csv_row *rows;
	struct care_trait traits[CARE_TRAITS];
	size_t n, m;
	bool latin;

	if (vcard_read((const char *)data, size, a, &cards, &n, &err) == 0)
		for (size_t i = 0; i < n && i < 20; i++) {
			char *text = vcard_write(&cards[i], a);
			FUZZ_HOLDS(vcard_read(text, strlen(text), a, &again, &m, &err) == 0 && m == 1);
			FUZZ_HOLDS(again->address_count <= cards[i].address_count);
		}
	error_clear(&err);
	if (csv_read((const char *)data, size, a, &rows, &n, &latin, &err) == 0)
		for (size_t i = 0; i < n && i < 100; i++)
			for (size_t k = 0; k < rows[i].n && k < 20; k++) {
				char *cell = csv_cell(rows[i].cells[k], a);
				FUZZ_HOLDS(strlen(cell) >= strlen(rows[i].cells[k]));
				(void)people_column(rows[i].cells[k]);
			}
	FUZZ_HOLDS(care_traits(s, "IT", a, traits) <= CARE_TRAITS);
	(void)care_phone(s, "DE", a);
	(void)care_names(s, "Anna Bianchi");
	arena_free(a);
	free(s);
	return 0;
}
