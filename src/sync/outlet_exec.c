/* outlet_exec.c - a program as second level: it gets the word as JSON, once, and may say something at once. */
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "json_io.h"
#include "log.h"
#include "outlet.h"
#include "str.h"
#include "utf8.h"

#define OUTPUT_MAX (256 * 1024)

static const char *
text_of(const json_t *o, const char *key, struct arena *a)
{
	const char *s = json_string_value(json_object_get(o, key));

	return str_empty(s) ? NULL : utf8_clean_str(a, s, true);
}

/* {"note": "...", "from": "..."}, {"ticket": "...", "url": "..."}, {"state": "..."}, in one line or several. */
static int
take_line(struct outlet *o, const char *line, struct error *err)
{
	json_t *j = json_read(line, strlen(line), 0, NULL, NULL);
	struct feed_target t = { .remote_id = text_of(j, "ticket", o->arena), .url = text_of(j, "url", o->arena),
		.state = text_of(j, "state", o->arena), .text = text_of(j, "note", o->arena),
		.from = text_of(j, "from", o->arena) };
	int rc = 0;

	if (!t.from)
		t.from = o->target->name;
	if (!j)
		log_line(LOG_SYNC, "%s: a line that is no JSON", o->w->account->name);
	else if (t.text)
		rc = feed_target_answer(o->w->store, o->esc.id, &t, clock_now(), err);
	else if (t.remote_id || t.url || t.state)
		rc = feed_target_state(o->w->store, o->esc.id, &t, clock_now(), err);
	json_decref(j);
	return rc;
}

static int
take_output(struct outlet *o, const char *out, struct error *err)
{
	size_t n, i;
	char **lines = str_split(o->arena, out, "\n", &n);

	for (i = 0; i < n; i++)
		if (*str_trim(o->arena, lines[i]) && take_line(o, lines[i], err))
			return -1;
	return 0;
}

int
outlet_exec(struct outlet *o, struct error *err)
{
	char *body = outlet_document(o, err);
	const char *env[] = { arena_printf(o->arena, "SPORTELLO_TARGET=%s", o->target->name),
		arena_printf(o->arena, "SPORTELLO_EVENT=%s", o->event),
		arena_printf(o->arena, "SPORTELLO_CASE=%lld", (long long)o->esc.number), NULL };
	struct process_spec spec = { .command = o->target->where, .env = env, .input = body,
		.input_len = body ? strlen(body) : 0, .output_max = OUTPUT_MAX,
		.timeout_ms = (int)conf_named_span(&o->target->section, OPT_ESCALATION_TIMEOUT) };
	struct process_result r = { .status = 0 };
	struct error why = ERROR_INIT;

	if (!body || outlet_wire(o, err))
		return -1;
	if (process_run(&spec, o->arena, &r, &why)) {
		outlet_ended(o, OUTLET_UNKNOWN, arena_str(o->arena, why.text));
		return 0;
	}
	if (r.status) {
		outlet_ended(o, OUTLET_REFUSED, arena_printf(o->arena, *r.err ? _("the program ended with %d: %s") :
			_("the program ended with %d%s"), r.status, r.err));
		return 0;
	}
	outlet_ended(o, OUTLET_DONE, NULL);
	return take_output(o, r.out, err);
}
