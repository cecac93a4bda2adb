/* json_in.c - see json_in.h. */
#include "json_in.h"

#include "i18n.h"
#include "json_mend.h"

json_t *
json_in(const char *text, size_t len, size_t flags, struct error *err)
{
	struct buf mended = BUF_INIT;
	json_error_t why;
	json_t *o = NULL;

	if (!json_mend(&text, &len, &mended, err) && !(o = json_loadb(text, len, flags | JSON_ALLOW_NUL, &why)))
		error_set(err, ERR_PROTOCOL, _("it is no JSON object: %s"), why.text);
	buf_free(&mended);
	return o;
}
