/* guide.c - the link of a guide's step, made by a program of the configuration for one case. */
#include "verb.h"

#include <string.h>

#include "i18n.h"
#include "process.h"
#include "str.h"
#include "utf8.h"
#include "verb_internal.h"

enum { LINK_MS = 8000, LINK_BYTES = 8 * 1024 };

static char *
case_json(const struct verb_context *v, const struct case_row *row, struct arena *a)
{
	struct buf b = BUF_INIT;
	buf_addc(&b, '{');
	verb_add_json(&b, "case", arena_printf(a, "%lld", (long long)row->number));
	verb_add_json(&b, "subject", row->subject);
	verb_add_json(&b, "customer", row->customer_name);
	verb_add_json(&b, "customer_id", arena_printf(a, "%lld", (long long)row->customer));
	verb_add_json(&b, "channels", row->channels);
	verb_add_json(&b, "status", status_name(row->status));
	verb_add_json(&b, "team", row->team);
	verb_add_json(&b, "tags", row->tags);
	verb_add_json(&b, "intent", row->intent);
	verb_add_json(&b, "agent", conf_agent_id(v->conf));
	buf_adds(&b, "}\n");
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

int
guide_link(const struct verb_context *v, int64_t case_id, struct arena *a, const char **out, struct error *err)
{
	const char *command = conf_str(v->conf, OPT_ANSWERS_LINK_COMMAND);
	struct process_result r;
	struct case_row row;
	char **words;
	size_t n;
	if (str_empty(command))
		return error_set(err, ERR_CONFIG, _("a link is made by `link-command`: set it in [answers] of %s"),
			conf_file(v->conf));
	if (read_case(v->store, case_id, v->who.agent, a, &row, err) < 0 || str_words(a, command, &words, &n, err) < 0)
		return -1;
	char *json = case_json(v, &row, a);
	struct process_spec spec = { .argv = (const char *const *)words, .input = json, .input_len = strlen(json),
		.timeout_ms = LINK_MS, .output_max = LINK_BYTES };
	if (process_run(&spec, a, &r, err) < 0) {
		error_prefix(err, "link-command");
		return -1;
	}
	char *line = str_trim(a, arena_strn(a, r.out, strcspn(r.out, "\r\n")));
	if (r.status)
		return error_set(err, ERR_SYSTEM, _("link-command failed (%d): %s"), r.status, r.err ? r.err : "");
	if (!str_is_web(line) || strpbrk(line, " \t<>\"") ||
	    !utf8_valid(line, strlen(line)))
		return error_set(err, ERR_SYSTEM, _("link-command: its first line is no web address: %.80s"), line);
	*out = line;
	return 0;
}
