/* import_zammad.c - an export of this desk. */
#include "fuzz_import.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return fuzz_import("zammad", data, size);
}
