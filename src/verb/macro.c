/* macro.c - the values that a macro may name, signatures, and the policy. */
#include "verb.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "str.h"
#include "verb_internal.h"

struct sources {
	struct case_row row;
	bool have_case;
	const struct verb_context *v;
	struct arena *a;
};

static const char *
first_word(struct arena *a, const char *name)
{
	return name && *name && !strchr(name, '@') ? arena_strn(a, name, strcspn(name, " ")) : NULL;
}

/* A column of the customer's card, or a typed field: {customer.signs}, {field.order}, {case.order}, {customer.city}. */
static const char *
card_value(const struct sources *s, const char *name)
{
	struct error ignored = ERROR_INIT;
	struct customer_row c;
	struct field_row *rows;
	size_t n;
	const char *field = strchr(name, '.') ? strchr(name, '.') + 1 : "";
	bool of_customer = str_starts(name, "customer."), of_case = str_starts(name, "case."), any = str_starts(name, "field.");
	if ((of_customer || any) && s->row.customer) {
		if (read_customer(s->v->store, s->row.customer, s->a, &c, &ignored) < 0)
			return NULL;
		const char *columns[][2] = { { "signs", c.signs }, { "form", c.form }, { "language", c.language },
			{ "manager", c.manager } };
		for (size_t i = 0; of_customer && i < sizeof columns / sizeof *columns; i++)
			if (str_eq(columns[i][0], field))
				return columns[i][1];
		if (read_fields(s->v->store, s->row.customer, 0, s->a, &rows, &n, &ignored) < 0)
			return NULL;
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].name, field))
				return rows[i].text;
	}
	if ((of_case || any) && read_fields(s->v->store, 0, s->row.id, s->a, &rows, &n, &ignored) == 0)
		for (size_t i = 0; i < n; i++)
			if (str_eq(rows[i].name, field))
				return rows[i].text;
	return NULL;
}

static const char *
case_value(const struct sources *s, const char *name)
{
	if (!s->have_case)
		return NULL;
	if (str_eq(name, "customer.name"))
		return strchr(s->row.customer_name, '@') ? NULL : s->row.customer_name;
	if (str_eq(name, "customer.first_name"))
		return first_word(s->a, s->row.customer_name);
	if (str_eq(name, "case.channel_before"))
		return channel_before(s->v, s->row.id, s->a);
	if (str_eq(name, "case.number"))
		return arena_printf(s->a, "%lld", (long long)s->row.number);
	if (str_eq(name, "case.subject"))
		return s->row.subject ? care_bare_subject(s->row.subject, s->a) : NULL;
	return card_value(s, name);
}

static const char *
lookup(void *ctx, const char *name)
{
	const struct sources *s = ctx;
	if (str_eq(name, "agent.name"))
		return conf_agent_name(s->v->conf);
	if (str_eq(name, "agent.first_name"))
		return first_word(s->a, conf_agent_name(s->v->conf));
	if (str_eq(name, "today")) {
		struct clock_local t;
		clock_to_local(s->v->now, &t);
		return arena_printf(s->a, "%04d-%02d-%02d", t.year, t.month, t.day);
	}
	return case_value(s, name);
}

int
macro_expand(const struct verb_context *v, const struct conf_macro *m, int64_t case_id, struct arena *a,
	char **text, char ***open, struct error *err)
{
	struct sources s = { .v = v, .a = a };
	if (case_id) {
		if (read_case(v->store, case_id, v->who.agent, a, &s.row, err) < 0)
			return -1;
		s.have_case = true;
	}
	*text = care_expand(m->text ? m->text : "", lookup, &s, a, open);
	return 0;
}

/* `signature`, else the contents of `signature-file` (at most 4 KiB), else NULL. */
const char *
account_signature(const struct conf_account *acc, struct arena *a)
{
	const char *text = conf_account_str(acc, OPT_ACCOUNT_SIGNATURE);
	const char *file = conf_account_str(acc, OPT_ACCOUNT_SIGNATURE_FILE);
	if (!str_empty(text))
		return text;
	if (str_empty(file))
		return NULL;
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	char data[4096];
	ssize_t n = read(fd, data, sizeof data);
	close(fd);
	char *s = n > 0 ? str_trim(a, arena_strn(a, data, (size_t)n)) : NULL;
	return s && *s ? s : NULL;
}

void
verb_policy(const struct conf *conf, struct care_policy *out)
{
	size_t n;
	const struct conf_field *fields = conf_fields(conf, &n);
	*out = (struct care_policy){ .fields = fields, .field_count = n,
		.late_after_ms = conf_span(conf, OPT_CARE_LATE_AFTER),
		.reopen_window_ms = conf_span(conf, OPT_CARE_REOPEN_WINDOW),
		.due_ms = { [PRIORITY_LOW] = conf_span(conf, OPT_CARE_DUE_LOW),
			[PRIORITY_NORMAL] = conf_span(conf, OPT_CARE_DUE_NORMAL),
			[PRIORITY_HIGH] = conf_span(conf, OPT_CARE_DUE_HIGH),
			[PRIORITY_URGENT] = conf_span(conf, OPT_CARE_DUE_URGENT) },
		.stale_after_ms = conf_span(conf, OPT_CARE_STALE_AFTER),
		.stale_after_chat_ms = conf_span(conf, OPT_CARE_STALE_AFTER_CHAT),
		.undo_send_ms = conf_span(conf, OPT_CARE_UNDO_SEND),
		.unknown_wait_ms = conf_span(conf, OPT_CARE_UNKNOWN_WAIT),
		.country = conf_str(conf, OPT_CARE_COUNTRY),
		.contact_ends_ms = conf_span(conf, OPT_CARE_CONTACT_ENDS),
		.callback_within_ms = conf_span(conf, OPT_CARE_CALLBACK_WITHIN),
		.teams = conf_teams(conf), .own_teams = conf_own_teams(conf),
	};
}
