/* heads.c - what servers say beside their answers: how long to wait, in lines of headers; and a stream of events, in
 * pieces. */
#include "../../src/sync/api.h"
#include "../../src/sync/http.h"
#include "../../src/sync/rate.h"

#include "fuzz.h"

#define NOW 1795165200000LL

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *line, *next;
	const char *headers[40];
	struct answer in = { .status = 429, .headers = headers };
	struct api_account account = { 0 };
	struct api_run run = { .account = &account };
	int64_t wait;
	size_t n = 0, step = size ? 1 + data[0] % 32 : 1;

	for (size_t at = 0; at < size; at += step)
		stream_heard(&run, (const char *)data + at, size - at < step ? size - at : step);
	FUZZ_HOLDS(!size || (account.bell.open && account.bell.rung));
	for (line = s; line && n < 39; line = next) {
		if ((next = strchr(line, '\n')))
			*next++ = '\0';
		headers[n++] = line;
		(void)http_date(line);
	}
	headers[n] = NULL;
	wait = rate_wait(&in, NOW);
	FUZZ_HOLDS(wait >= 0 && wait <= 366LL * 86400000);
	free(s);
	return 0;
}
