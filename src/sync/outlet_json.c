/* outlet_json.c - the documents that escalation targets are given. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "outlet.h"
#include "str.h"

enum { FORMAT_VERSION = 1, CHAT_MAX = 12000 };

static char *
taken(json_t *o, struct arena *a)
{
	char *dump = json_dumps(o, JSON_COMPACT), *s = dump ? arena_str(a, dump) : arena_str(a, "{}");
	free(dump);
	json_decref(o);
	return s;
}

static json_t *
text(const char *s)
{
	json_t *v = s ? json_string(s) : NULL;
	return v ? v : json_null();
}

static json_t *
time_text(int64_t at, struct arena *a)
{
	char stamp[32];
	(void)a;
	if (!at)
		return json_null();
	clock_rfc3339(stamp, at);
	return json_string(stamp);
}

/* Facts of the case, and the text as the agent saw it: nothing that was not to be told stands beside it. */
char *
outlet_document(struct outlet *o, struct error *err)
{
	struct case_row c;
	json_t *j, *tags;
	char **list;
	size_t i, n = 0;
	if (read_case(o->w->store, o->esc.case_id, 0, o->arena, &c, err) < 0)
		return NULL;
	list = str_split(o->arena, c.tags ? c.tags : "", " ", &n);
	tags = json_array();
	for (i = 0; i < n; i++)
		if (*list[i])
			json_array_append_new(tags, json_string(list[i]));
	j = json_object();
	json_object_set_new(j, "format_version", json_integer(FORMAT_VERSION));
	json_object_set_new(j, "event", text(o->event));
	json_object_set_new(j, "delivery", text(o->row.hex));
	json_object_set_new(j, "target", text(o->esc.target));
	json_object_set_new(j, "level", json_integer(o->esc.level));
	json_object_set_new(j, "case", json_integer(c.number));
	json_object_set_new(j, "status", text(status_name(c.status)));
	json_object_set_new(j, "priority", text(priority_name(c.priority)));
	json_object_set_new(j, "tags", tags);
	json_object_set_new(j, "escalated_at", time_text(o->esc.at, o->arena));
	json_object_set_new(j, "ticket", text(o->esc.remote_id));
	json_object_set_new(j, "from", text(o->row.row.agent));
	json_object_set_new(j, "subject", text(o->row.row.subject));
	json_object_set_new(j, "text", text(o->row.text));
	return taken(j, o->arena);
}

/* Customers' words must call nobody and link nowhere: in Slack <...> does, in Mattermost @channel. */
static void
add_words(struct buf *b, const char *s, size_t len, bool slack)
{
	for (size_t i = 0; i < len; i++)
		if (slack && s[i] == '&')
			buf_adds(b, "&amp;");
		else if (slack && s[i] == '<')
			buf_adds(b, "&lt;");
		else if (slack && s[i] == '>')
			buf_adds(b, "&gt;");
		else if (!slack && s[i] == '@')
			buf_adds(b, "@\342\200\213");
		else
			buf_addc(b, s[i]);
}

char *
outlet_chat(const struct outlet *o, bool slack)
{
	struct buf b = BUF_INIT;
	const char *subject = o->row.row.subject ? o->row.row.subject : "", *words = o->row.text ? o->row.text : "";
	size_t len = strlen(words), all = len;
	if (all > CHAT_MAX) {		/* at the last line end before the limit */
		len = CHAT_MAX;
		while (len && words[len - 1] != '\n')
			len--;
	}
	buf_adds(&b, slack ? "*" : "**");
	add_words(&b, subject, strlen(subject), slack);
	buf_adds(&b, slack ? "*\n" : "**\n");
	add_words(&b, words, len, slack);
	if (len < all)
		buf_adds(&b, "[...]");
	json_t *j = json_pack("{ss%}", "text", b.data, b.len);
	buf_free(&b);
	return j ? taken(j, o->arena) : arena_str(o->arena, "{}");
}
