/* sendmail.c - delivery by a command; see deliver.h. */
#include <sysexits.h>

#include "deliver.h"
#include "i18n.h"
#include "process.h"

#define LIMIT_MS 300000

/* Programs take mail with the line ends of this system. */
static void
local_lines(struct buf *out, const char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (data[i] != '\r' || i + 1 == len || data[i + 1] != '\n')
			buf_addc(out, data[i]);
}

static enum smtp_end
meaning(int status)
{
	switch (status) {
	case 0:
		return SMTP_DONE;
	case EX_TEMPFAIL:
	case EX_UNAVAILABLE:
	case EX_NOHOST:
	case EX_OSERR:
	case EX_IOERR:
	case EX_CONFIG:
	case EX_NOPERM:
	case 126:
	case 127:
		return SMTP_LATER;
	default:
		return status < 128 ? SMTP_REFUSED : SMTP_UNKNOWN;
	}
}

int
sendmail_send(const char *command, struct smtp_mail *m, struct arena *a, struct smtp_answer *out,
	struct error *err)
{
	const char **argv = arena_array(a, const char *, m->to_count + 5);
	struct buf lines = BUF_INIT;
	struct process_result r;
	struct error why = ERROR_INIT;
	size_t i, n = 0;
	int rc;

	argv[n++] = "/bin/sh";
	argv[n++] = "-c";
	argv[n++] = arena_printf(a, "%s \"$@\"", command);	/* recipients are never shell text */
	argv[n++] = "sendmail";
	for (i = 0; i < m->to_count; i++) {
		if (m->to[i].address[0] == '-')
			return error_set(err, ERR_INPUT, _("%s is not an address that can be written to"),
				m->to[i].address);
		argv[n++] = m->to[i].address;
	}
	if (m->wire(m->ctx, err))
		return -1;
	local_lines(&lines, m->data, m->len);
	struct process_spec spec = { .argv = argv, .input = lines.data, .input_len = lines.len,
		.timeout_ms = LIMIT_MS };
	rc = process_run(&spec, a, &r, &why);
	buf_free(&lines);
	if (rc) {
		out->end = SMTP_UNKNOWN;
		out->words = arena_str(a, why.text);
		return 0;
	}
	out->end = meaning(r.status);
	out->code = out->end == SMTP_DONE ? 250 : out->end == SMTP_REFUSED ? 550 : 451;
	out->words = out->end == SMTP_DONE ? arena_str(a, _("taken by the command")) :
		arena_printf(a, _("the sendmail command ended with status %d: %s"), r.status,
			*r.err ? r.err : _("it said nothing"));
	for (i = 0; i < m->to_count; i++) {
		m->to[i].code = out->code;
		m->to[i].words = out->words;
	}
	return 0;
}
