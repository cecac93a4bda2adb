/* conf.c - a configuration: read, or refused with file and line. */
#include "conf.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);
	struct arena *a = arena_new();
	struct error err = ERROR_INIT;
	struct conf *c = NULL;

	if (conf_parse(s, "fuzz.conf", a, &c, &err) < 0) {
		FUZZ_HOLDS(err.code == ERR_CONFIG && !strncmp(err.text, "fuzz.conf:", 10));
	} else {
		size_t n;

		FUZZ_HOLDS(conf_agent_id(c) && conf_agent_name(c));
		(void)conf_store_path(c, a);
		(void)conf_accounts(c, &n);
		for (size_t i = 0; i < n; i++)
			FUZZ_HOLDS(conf_accounts(c, &n)[i].name && conf_accounts(c, &n)[i].channel);
	}
	(void)conf_read_bool(s);
	(void)conf_read_span(s);
	arena_free(a);
	free(s);
	return 0;
}
