/* json_io.c - see json_io.h. */
#include "json_io.h"

#include <stdio.h>
#include <stdlib.h>

#include "buf.h"
#include "json_mend.h"

json_t *
json_read(const char *text, size_t len, size_t flags, json_error_t *why, struct error *err)
{
	struct buf mended = BUF_INIT;
	json_t *o = NULL;

	if (why)
		*why = (json_error_t){ .line = -1 };
	if (!json_mend(&text, &len, &mended, err))
		o = json_loadb(text, len, flags | JSON_ALLOW_NUL, why);
	buf_free(&mended);
	return o;
}

void
json_print(json_t *o, size_t flags)
{
	char *dump = json_dumps(o, flags);
	struct buf b = BUF_INIT;

	json_show(&b, dump ? dump : "{}");
	puts(b.data);
	buf_free(&b);
	free(dump);
	json_decref(o);
}
