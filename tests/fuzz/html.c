/* html.c - HTML as text: it is UTF-8 and comes to an end. */
#include "fuzz.h"
#include "html.h"
#include "utf8.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf in = BUF_INIT, out = BUF_INIT;
	bool lies = false;

	/* as its caller does */
	(void)utf8_from(&in, "utf-8", (const char *)data, size);
	buf_adds(&out, "before");
	html_text(in.data, in.len, &out, &lies);
	FUZZ_HOLDS(out.len >= 6 && !memcmp(out.data, "before", 6));
	FUZZ_HOLDS(utf8_valid(out.data, out.len));
	buf_free(&in);
	buf_free(&out);
	return 0;
}
