/* escalate.c - a case to another level: target, what it is told, by which way. */
#include "verb.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "hours.h"
#include "i18n.h"
#include "minimise.h"
#include "promise.h"
#include "str.h"
#include "utf8.h"
#include "verb_internal.h"

static const struct conf_escalation *
find_target(const struct verb_context *v, const char *name, struct arena *a, struct error *err)
{
	size_t n;
	const struct conf_escalation *list = conf_escalations(v->conf, &n);
	const char **names = arena_array(a, const char *, n);
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].name, name))
			return &list[i];
		names[i] = list[i].name;
	}
	const char *near = str_nearest(name, names, n);
	if (near)
		error_set(err, ERR_INPUT, _("escalation target '%s' is not configured - did you mean '%s'?"), name, near);
	else
		error_set(err, ERR_INPUT, _("escalation target '%s' is not configured: add [escalation %s]"), name, name);
	return NULL;
}

/* -- who it is about, and must not be named -------------------------------------------------------------- */

struct names { const char **list; size_t n, space; };

static void
add_name(struct names *l, const char *name, struct arena *a)
{
	if (!str_empty(name))
		*VEC_PUSH(a, l->list, l->n, l->space) = name;
}

static int
gather_names(const struct verb_context *v, int64_t case_id, int64_t customer, struct arena *a, struct names *l,
	struct error *err)
{
	struct customer_row c = { .name = NULL };
	struct participant_row *p = NULL;
	size_t n = 0;
	if ((customer && read_customer(v->store, customer, a, &c, err) < 0) ||
	    read_participants(v->store, case_id, a, &p, &n, err) < 0)
		return -1;
	add_name(l, c.name, a);
	add_name(l, c.signs, a);
	for (size_t i = 0; i < c.identity_count; i++) {
		add_name(l, c.identities[i].name, a);
		if (!str_eq(c.identities[i].kind, "mail"))
			add_name(l, c.identities[i].address, a);
	}
	for (size_t i = 0; i < n; i++) {
		add_name(l, p[i].name, a);
		add_name(l, p[i].customer_name, a);
	}
	*VEC_PUSH(a, l->list, l->n, l->space) = NULL;
	return 0;
}

static int
minimised(const struct verb_context *v, const struct conf_escalation *t, int64_t case_id, int64_t customer,
	const char **text, struct arena *a, struct error *err)
{
	struct names l = { .list = NULL };
	if (!t->minimise)
		return 0;
	if (gather_names(v, case_id, customer, a, &l, err) < 0)
		return -1;
	*text = care_minimise(*text, l.list, a);
	return 0;
}

/* -- the customer card ------------------------------------------------------------------------------------- */

static void
add_line(struct buf *b, const char *label, const char *words, struct arena *a)
{
	if (!str_empty(words))
		buf_addf(b, "%s: %s\n", label, utf8_clean_str(a, words, false));
}

static int
add_fields(const struct verb_context *v, int64_t customer, int64_t case_id, struct buf *b, struct arena *a,
	struct error *err)
{
	struct field_row *f = NULL;
	size_t n = 0;
	if (read_fields(v->store, customer, case_id, a, &f, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct conf_field *c = conf_field_find(v->conf, f[i].name, a, NULL);
		add_line(b, c ? c->title : f[i].name, f[i].text, a);
	}
	return 0;
}

/* Who the customer is, as far as a colleague elsewhere needs it: no notes of ours, no history. */
static int
add_card(const struct verb_context *v, const struct case_row *row, struct buf *b, struct arena *a, struct error *err)
{
	struct customer_row c;
	char **tags;
	if (!row->customer)
		return 0;
	if (read_customer(v->store, row->customer, a, &c, err) < 0 ||
	    read_customer_tags(v->store, row->customer, a, &tags, err) < 0)
		return -1;
	buf_addf(b, "==== %s\n", _("The customer"));
	add_line(b, _("Name"), c.name, a);
	for (size_t i = 0; i < c.identity_count; i++)
		add_line(b, c.identities[i].kind, c.identities[i].address, a);
	add_line(b, _("Language"), c.language, a);
	add_line(b, _("Preferred channel"), c.preferred, a);
	if (c.vip)
		add_line(b, _("VIP"), _("yes"), a);
	for (; *tags; tags++)
		add_line(b, _("Tag"), *tags, a);
	if (add_fields(v, row->customer, 0, b, a, err) < 0 || add_fields(v, 0, row->id, b, a, err) < 0)
		return -1;
	buf_addc(b, '\n');
	return 0;
}

/* -- what the target gets --------------------------------------------------------------------------------- */

/* "rt.example.org" of an address; its path may be as good as a password. */
static char *
host_of(const char *url, struct arena *a)
{
	const char *p = strstr(url, "://");
	p = p ? p + 3 : url;
	return arena_strn(a, p, strcspn(p, "/?#"));
}

char *
escalation_way(const struct conf_escalation *e, struct arena *a)
{
	const char *format = conf_named_str(&e->section, OPT_ESCALATION_FORMAT);
	switch (e->kind) {
	case TARGET_MAIL:
		return arena_printf(a, _("mail to %s"), e->where);
	case TARGET_WEBHOOK:
		return *e->where ? arena_printf(a, _("posted as %s to %s"), format, host_of(e->where, a))
			: arena_printf(a, _("posted as %s"), format);
	case TARGET_RT:
		return arena_printf(a, _("a ticket in %s at %s"), conf_named_str(&e->section, OPT_ESCALATION_QUEUE),
			host_of(e->where, a));
	case TARGET_EXEC:
	default:
		return arena_printf(a, _("given to the program %s"), arena_strn(a, e->where, strcspn(e->where, " \t")));
	}
}

/* How the second level answers. */
static const char *
answer_words(const struct conf_escalation *t, int64_t number, struct arena *a)
{
	switch (t->kind) {
	case TARGET_MAIL:
		return arena_printf(a, _("Please answer this mail: your answer becomes a note on case #%lld and does not go to "
			"the customer."), (long long)number);
	case TARGET_RT:
		return arena_printf(a, _("Please reply to this ticket: replies and comments become notes on case #%lld and do "
			"not go to the customer."), (long long)number);
	case TARGET_WEBHOOK:
	case TARGET_EXEC:
	default:
		return arena_printf(a, _("It is case #%lld: please name it when you answer."), (long long)number);
	}
}

int
escalation_write(const struct verb_context *v, const char *target, const char *reason, int64_t case_id, struct arena *a,
	struct escalation_word *out, struct error *err)
{
	const struct conf_escalation *t = find_target(v, target, a, err);
	struct case_row row;
	struct buf b = BUF_INIT;
	char *transcript;
	if (!t || read_case(v->store, case_id, v->who.agent, a, &row, err) < 0 ||
	    transcript_text(v->store, case_id, t->notes, t->newest, a, &transcript, err) < 0)
		return -1;
	if (reason)
		buf_addf(&b, "%s\n\n", reason);
	buf_addf(&b, _("Escalated by %s to level %s."), conf_agent_name(v->conf), t->level);
	buf_addf(&b, " %s\n\n", answer_words(t, row.number, a));
	int rc = t->card ? add_card(v, &row, &b, a, err) : 0;
	buf_adds(&b, transcript);
	buf_rtrim(&b);
	buf_addc(&b, '\n');
	out->text = arena_strn(a, b.data, b.len);
	buf_free(&b);
	out->target = t;
	out->subject = arena_printf(a, _("[#%lld] %s"), (long long)row.number, row.subject ? row.subject : "");
	out->how = escalation_way(t, a);
	return rc < 0 || minimised(v, t, case_id, row.customer, &out->text, a, err) < 0 ||
		minimised(v, t, case_id, row.customer, &out->subject, a, err) < 0 ? -1 : 0;
}

/* -- the way it takes ----------------------------------------------------------------------------------------- */

/* The account by which the handing over leaves: the case's own mail account, else the first one. */
static int
pick_account(const struct verb_context *v, int64_t case_id, struct letter *l, struct arena *a,
	struct error *err)
{
	struct reply_route *routes;
	size_t n;
	if (read_routes(v->store, case_id, a, &routes, &n, NULL) == 0)
		for (size_t i = 0; i < n; i++)
			if (str_eq(routes[i].channel, "mail")) {
				l->via = routes[i].account_name;
				break;
			}
	return letter_open(v, l, a, err);
}

/* The files that customers sent, newest messages first, as many as a mail may carry. */
static int
add_files(const struct verb_context *v, int64_t case_id, struct arena *a, struct act_message *m, struct error *err)
{
	enum { FILES_MAX = 20, ITEMS = 50 };
	struct timeline_page p = { .case_id = case_id, .limit = ITEMS, .parts = TIMELINE_MESSAGES };
	struct act_file *all = arena_array(a, struct act_file, FILES_MAX);
	struct item_row *rows;
	size_t n = 0;
	bool more;
	if (read_timeline(v->store, &p, a, &rows, &n, &more, err) < 0)
		return -1;
	for (size_t i = n; i-- > 0;) {
		struct act_file *files;
		size_t k = 0;
		if (rows[i].row != ROW_MESSAGE || rows[i].direction != DIRECTION_IN || !rows[i].files)
			continue;
		if (attachment_take(v, rows[i].id, &files, &k, a, err) < 0)
			return -1;
		for (size_t f = 0; f < k && m->file_count < FILES_MAX; f++)
			all[m->file_count++] = files[f];
	}
	m->files = all;
	return 0;
}

/* What is said, and how: by mail to an address, else by the target's own way out. */
static int
address_it(const struct verb_context *v, const struct conf_escalation *t, int64_t case_id, struct act_message *m,
	struct act *act, struct arena *a, struct error *err)
{
	struct letter l = { .kind = LETTER_NEW };
	struct recipient *to = NULL;
	size_t n = 0;
	static const char *const speaks[] = { [TARGET_WEBHOOK] = "webhook", [TARGET_RT] = "rt", [TARGET_EXEC] = "exec" };
	struct act_target *target = arena_new_of(a, struct act_target);
	*target = (struct act_target){ .remind_at = escalation_remind_at(v, t, a) };
	act->target = target;
	act->message_out = m;
	if (t->kind != TARGET_MAIL) {
		m->from_name = v->who.robot ? NULL : conf_agent_name(v->conf);
		target->outlet = arena_printf(a, "escalation:%s", t->name);
		target->speaks = speaks[t->kind];
		return 0;
	}
	if (pick_account(v, case_id, &l, a, err) < 0 || letter_addresses(t->where, ROLE_TO, "mail", a, &to, &n, err) < 0)
		return -1;
	m->account = l.account;
	m->recipients = to;
	m->recipient_count = n;
	m->from_address = l.from_address;
	m->from_name = l.from_name;
	m->domain = l.domain;
	act->escalate_to = n ? to[0].who.address : NULL;
	return 0;
}

int64_t
escalation_remind_at(const struct verb_context *v, const struct conf_escalation *e, struct arena *a)
{
	int64_t ms = conf_named_span(&e->section, OPT_ESCALATION_REMIND);
	struct hours *h = NULL;
	if (ms <= 0)
		return 0;
	/* hours that cannot be read are no reason to ask nobody */
	(void)read_hours(v->store, v->conf, conf_named_str(&e->section, OPT_ESCALATION_HOURS), a, &h, NULL);
	return hours_add(h, v->now, ms);
}

int
verb_escalate(const struct verb_context *v, const char *target, const char *reason, int64_t case_id,
	struct arena *a, struct act *act, struct error *err)
{
	struct escalation_word w;
	struct act_message *m = arena_new_of(a, struct act_message);
	if (!case_id)
		return error_set(err, ERR_INPUT, _("escalate: only a case can be escalated; open one for this item first"));
	if (escalation_write(v, target, reason, case_id, a, &w, err) < 0)
		return -1;
	*m = (struct act_message){ .subject = w.subject, .text = w.text, .own = reason, .seen = -1 };
	act->name = w.target->name;
	act->text = reason;
	act->escalate_level = w.target->level;
	if (address_it(v, w.target, case_id, m, act, a, err) < 0)
		return -1;
	return w.target->attachments ? add_files(v, case_id, a, m, err) : 0;
}

int
escalation_tell(const struct verb_context *v, const struct escalation_row *e, const char *event, const char *text,
	int64_t followed, struct arena *a, struct act *act, struct error *err)
{
	const struct conf_escalation *t = conf_escalation_find(v->conf, e->target);
	struct act_message *m = arena_new_of(a, struct act_message);
	struct case_row row;
	if (!t)
		return error_set(err, ERR_INPUT, _("escalation target '%s' is not configured any more: add [escalation %s]"),
			e->target, e->target);
	if (read_case(v->store, e->case_id, v->who.agent, a, &row, err) < 0)
		return -1;
	const char *subject = arena_printf(a, t->kind == TARGET_MAIL ? _("Re: [#%lld] %s") : _("[#%lld] %s"),
		(long long)row.number, row.subject ? row.subject : ""), *own = text;
	if (minimised(v, t, e->case_id, row.customer, &text, a, err) < 0 ||
	    minimised(v, t, e->case_id, row.customer, &subject, a, err) < 0)
		return -1;
	*m = (struct act_message){ .subject = subject, .text = text, .own = v->who.robot ? "" : own, .seen = -1 };
	*act = (struct act){ .verb = ACT_TELL, .case_id = e->case_id, .name = t->name, .value = (int)e->id };
	if (address_it(v, t, e->case_id, m, act, a, err) < 0)
		return -1;
	struct act_target *target = arena_new_of(a, struct act_target);
	*target = *act->target;
	target->event = event;
	target->followed = followed;
	if (str_eq(event, "closed"))
		target->remind_at = 0;
	act->target = target;
	return 0;
}

/* -- in words ------------------------------------------------------------------------------------------------- */

char *
escalation_line(const struct escalation_row *e, int64_t now, struct arena *a)
{
	char span[8];
	struct buf b = BUF_INIT;
	clock_short_span(span, now - e->at);
	buf_addf(&b, _("%s (level %d) since %s"), e->target, e->level, span);
	if (e->remote_id)
		buf_addf(&b, _(", ticket %s"), e->remote_id);
	if (e->state)
		buf_addf(&b, " (%s)", utf8_clean_str(a, e->state, false));
	if (e->closed_at)
		buf_adds(&b, _(": over"));
	else if (e->delivery == OUTBOX_FAILED || e->delivery == OUTBOX_UNKNOWN || e->delivery == OUTBOX_REVIEW)
		buf_addf(&b, _(": has not got there (%s)"), outbox_state_name((int)e->delivery));
	else if (str_eq(e->mover, "us"))
		buf_adds(&b, _(": answered, our turn"));
	else
		buf_adds(&b, e->reminded_at ? _(": their turn, OVERDUE") : _(": their turn"));
	char *s = arena_strn(a, b.data, b.len);
	buf_free(&b);
	return s;
}

char *
escalation_lines(const struct verb_context *v, int64_t case_id, const char *between, struct arena *a)
{
	struct escalation_row *list;
	size_t n = 0;
	struct buf b = BUF_INIT;
	if (read_escalations(v->store, case_id, a, &list, &n, NULL) < 0)
		return arena_str(a, "");
	for (size_t i = 0; i < n; i++)
		if (!list[i].closed_at)
			buf_addf(&b, "%s%s", b.len ? between : "", escalation_line(&list[i], v->now, a));
	char *s = arena_strn(a, b.len ? b.data : "", b.len);
	buf_free(&b);
	return s;
}
