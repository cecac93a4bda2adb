/*
 * act.c - what the agents did: lines "TIME AGENT WHAT VERB...", in the words of the command line, each done
 * at its time.  WHAT is the label of a mail, ACCOUNT/THREAD of a conversation, or - for none.
 */
#include "demo_internal.h"
#include "incident_do.h"

#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

struct deed {
	struct world *w;
	struct verb_context v;
	struct arena *a;
	int64_t case_id, message;	/* what it is about; the message its label names */
	const char *verb;
	char **words;			/* after the verb */
	size_t count;
	const char *text;		/* what stands after the options, line breaks kept */
	int64_t at;
	struct error *err;
};

/* -- who and what ------------------------------------------------------------------------------------------------ */

/* The message behind a label, or the first one of a conversation; its case, 0 in the history. */
static int
find_target(struct deed *d, const char *label, int64_t *case_id, int64_t *message)
{
	const char *slash = strchr(label, '/');
	struct item_row item;
	const char *name = NULL;

	if (str_eq(label, "-"))
		return 0;
	for (size_t i = 0; !slash && i < d->w->count; i++) {
		const struct demo_block *b = &d->w->blocks[i];
		const char *from, *at;

		if ((!str_eq(b->kind, "mail") && !str_eq(b->kind, "pec")) || !str_eq(b->args[0], label))
			continue;
		from = bare_address_of(d->a, block_field(b, "From", 0));
		at = strchr(from, '@');
		name = str_eq(b->kind, "pec") ? arena_printf(d->a, "%s.busta@pec.gestore.example", label) :
			arena_printf(d->a, "%s@%s", label, at ? at + 1 : "bottegalume.example");
	}
	if (slash)
		name = str_starts(label, "centralino/") ? slash + 1 : arena_printf(d->a, "%.*s-%s",
			(int)strcspn(slash + 1, ":"), slash + 1, strchr(slash, ':') ? strchr(slash, ':') + 1 : "1");
	if (!name)
		return error_set(d->err, ERR_CONFIG, "there is no '%s'", label);
	if (read_item_named(d->w->store, arena_str(d->a, name), message, d->err) ||
	    read_item(d->w->store, *message, d->a, &item, d->err))
		return -1;
	*case_id = item.case_id;
	return 0;
}

/* The numbers of other cases (@LABEL) and items (%LABEL) among the words. */
static int
resolve_words(struct deed *d)
{
	for (size_t i = 0; i < d->count; i++) {
		int64_t case_id = 0, message = 0;
		struct case_row row;
		char mark = d->words[i][0];

		if ((mark != '@' && mark != '%') || find_target(d, d->words[i] + 1, &case_id, &message))
			if (mark == '@' || mark == '%')
				return -1;
		if (mark == '%')
			d->words[i] = arena_printf(d->a, "%lld", (long long)message);
		if (mark != '@')
			continue;
		if (read_case(d->w->store, case_id, d->v.who.agent, d->a, &row, d->err))
			return -1;
		d->words[i] = arena_printf(d->a, "%lld", (long long)row.number);
	}
	return 0;
}

/* An option of the words: "--at TIME"; NULL when it is not there. */
static const char *
option(const struct deed *d, const char *name)
{
	for (size_t i = 0; i < d->count; i++)
		if (str_eq(d->words[i], name))
			return i + 1 < d->count ? d->words[i + 1] : "";
	return NULL;
}

/* -- deeds that are no words of verb.h ------------------------------------------------------------------------------ */

static int
attach(struct deed *d, struct letter *l)
{
	const char *name = option(d, "--attach"), *path;
	struct act_file *f;
	struct demo_file made;
	int64_t bytes;

	if (!name)
		return 0;
	demo_file_make(d->a, name, &made);
	path = arena_printf(d->a, "files-%s", name);
	f = arena_new_of(d->a, struct act_file);
	if (world_file(d->w->dir, path, made.data, made.len, 0600, d->err) ||
	    store_blob_add(d->w->store, arena_printf(d->a, "%s/%s", d->w->dir, path), made.type, &f->blob, &bytes, d->err))
		return -1;
	f->name = name;
	f->type = made.type;
	l->files = f;
	l->file_count = 1;
	return 0;
}

static int
open_letter(struct deed *d, struct letter *l)
{
	*l = (struct letter){ .kind = str_eq(d->verb, "new") ? LETTER_NEW : LETTER_REPLY, .case_id = d->case_id,
		.message = d->case_id ? 0 : d->message, .via = option(d, "--via"), .seen = -1, .no_hold = true };
	return letter_open(&d->v, l, d->a, d->err);
}

static int
do_reply(struct deed *d)
{
	struct letter l;
	struct act_result r;
	const char *at = option(d, "--at"), *macro = option(d, "--macro");

	if (open_letter(d, &l) || attach(d, &l))
		return -1;
	if (option(d, "--to")) {
		l.recipients = NULL;
		l.recipient_count = 0;
		if (letter_addresses(option(d, "--to"), ROLE_TO, l.channel, d->a,
		    (struct recipient **)(uintptr_t)&l.recipients, &l.recipient_count, d->err))
			return -1;
	}
	if (option(d, "--subject"))
		l.subject = option(d, "--subject");
	if (at && world_time(d->w, at, &l.at, d->err))
		return -1;
	l.confirm_public = option(d, "--public") != NULL;
	l.then = option(d, "--resolve") ? "resolve" : option(d, "--pending") ? "pending" : NULL;
	l.text = d->text;
	if (macro) {
		const struct conf_macro *m = conf_macro_find(d->w->conf, macro, d->a, d->err);
		char *text, **open;

		if (!m || macro_expand(&d->v, m, d->case_id, d->a, &text, &open, d->err))
			return -1;
		l.text = text;
		l.then = m->actions ? m->actions : l.then;
	}
	if (l.signature)
		l.text = arena_printf(d->a, "%s\n\n-- \n%s", l.text, l.signature);
	return letter_send(&d->v, &l, d->a, &r, d->err);
}

static int
do_draft(struct deed *d)
{
	struct letter l;
	struct draft draft;

	if (open_letter(d, &l))
		return -1;
	draft = (struct draft){ .agent = d->v.who.agent, .kind = "reply", .case_id = d->case_id, .account = l.account,
		.thread = l.thread, .subject = l.subject, .body = d->text, .cursor = (int64_t)strlen(d->text),
		.recipients = arena_printf(d->a, "To: %s", letter_address_line(l.recipients, l.recipient_count, ROLE_TO,
		d->a)), .updated_at = d->at };
	return draft_save(d->w->store, &draft, d->err);
}

/* "tag +a -b", "consent KIND yes|no WHERE", "rate 4/5 WORDS", "field NAME VALUE": the rest of `customer`; false when it is
 * none of these. */
static bool
about_customer(struct deed *d, struct act *act, struct act_value *value)
{
	const char *rest = d->text + strcspn(d->text, " "), **add = arena_array(d->a, const char *, d->count + 1),
		**remove = arena_array(d->a, const char *, d->count + 1);
	size_t adds = 0, removes = 0;

	rest += strspn(rest, " ");
	if (str_eq(d->words[0], "tag")) {
		act->verb = ACT_CUSTOMER_TAG;
		for (size_t i = 1; i < d->count; i++)
			if (*d->words[i] == '-')
				remove[removes++] = d->words[i] + 1;
			else
				add[adds++] = d->words[i] + (*d->words[i] == '+');
		act->add = add;
		act->remove = remove;
	} else if (str_eq(d->words[0], "consent") && d->count > 2) {
		act->verb = ACT_CONSENT;
		act->name = d->words[1];
		act->flag = str_eq(d->words[2], "yes");
		act->text = rest + strcspn(rest, " ") + strspn(rest + strcspn(rest, " "), " ");
	} else if (str_eq(d->words[0], "rate")) {
		act->verb = ACT_RATE;
		act->name = d->words[1];
		act->text = rest;
		act->case_id = d->case_id;
	} else if (str_eq(d->words[0], "field") && d->count > 2) {
		act->verb = ACT_FIELD;
		*value = (struct act_value){ .name = d->words[1], .text = rest, .folded = str_lower(d->a, rest),
			.source = "agent" };
		act->field = value;
	} else {
		return false;
	}
	return true;
}

/* "customer FIELD VALUE", "customer merge @OTHER", and about_customer() */
static int
do_customer(struct deed *d)
{
	struct act act = { .verb = ACT_CUSTOMER_SET };
	struct act_value value;
	struct act_result r;
	struct case_row row, other;
	int64_t id;

	if (d->count < 2 || read_case(d->w->store, d->case_id, d->v.who.agent, d->a, &row, d->err))
		return error_set(d->err, ERR_CONFIG, "customer FIELD VALUE");
	act.customer = row.customer;
	act.name = d->words[0];
	act.text = d->text;
	if (about_customer(d, &act, &value))
		return store_act(d->w->store, &d->v.who, &act, 1, false, d->a, &r, d->err);
	if (str_eq(act.name, "merge")) {
		act.verb = ACT_CUSTOMER_MERGE;
		if (read_case_named(d->w->store, d->words[1], &id, d->err) ||
		    read_case(d->w->store, id, d->v.who.agent, d->a, &other, d->err))
			return -1;
		act.customer2 = other.customer;
	}
	return store_act(d->w->store, &d->v.who, &act, 1, false, d->a, &r, d->err);
}

static int
do_read(struct deed *d)
{
	struct case_row row;

	if (read_case(d->w->store, d->case_id, d->v.who.agent, d->a, &row, d->err))
		return -1;
	return mark_read(d->w->store, d->v.who.agent, d->case_id, row.last_item, d->err);
}

/* "read-all": whatever is there now has been seen. */
static int
do_read_all(struct deed *d)
{
	struct case_page page = { .sort = SORT_RECENT, .agent = d->v.who.agent, .limit = 500 };
	struct case_row *rows;
	size_t n;
	bool more, cut;

	if (read_cases(d->w->store, &page, d->a, &rows, &n, &more, &cut, d->err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (mark_read(d->w->store, d->v.who.agent, rows[i].id, rows[i].last_item, d->err))
			return -1;
	return 0;
}

/* Takes back the newest message of the case that has not left. */
static int
do_cancel(struct deed *d)
{
	struct act act = { .verb = ACT_SEND_CANCEL };
	struct act_result r;
	struct outbox_row *rows;
	size_t n;

	if (read_outbox(d->w->store, 1u << OUTBOX_QUEUED, d->case_id, 1, d->a, &rows, &n, d->err))
		return -1;
	if (!n)
		return error_set(d->err, ERR_CONFIG, "cancel: nothing is queued");
	act.outbox = rows[0].id;
	return store_act(d->w->store, &d->v.who, &act, 1, true, d->a, &r, d->err);
}

/* incident NAME "QUERY" "TEXT": with the cases that the query finds */
static int
do_incident(struct deed *d)
{
	struct incident_new in = { .name = d->words[0], .query = d->words[1], .text = d->words[2] };
	struct act_result r;
	size_t joined;

	if (d->count != 3)
		return error_set(d->err, ERR_CONFIG, "incident NAME QUERY TEXT");
	return incident_open(&d->v, &in, d->a, &r, &joined, d->err);
}

static const struct { const char *name; int (*run)(struct deed *d); } own_deeds[] = {
	{ "reply", do_reply }, { "new", do_reply }, { "draft", do_draft }, { "customer", do_customer },
	{ "incident", do_incident }, { "read", do_read }, { "read-all", do_read_all }, { "cancel", do_cancel },
};

/* -- one line ---------------------------------------------------------------------------------------------------------- */

/* Options are words; what follows them is text, as it stands. */
static const char *
text_after_options(const char *rest)
{
	static const char *const with_value[] = { "--at", "--via", "--macro", "--attach", "--to", "--subject", NULL };

	for (;;) {
		size_t n = strcspn(rest, " \n"), i;

		if (!str_starts(rest, "--"))
			return rest;
		for (i = 0; with_value[i]; i++)
			if (strlen(with_value[i]) == n && !strncmp(rest, with_value[i], n))
				break;
		rest += n + strspn(rest + n, " \n");
		if (!with_value[i])
			continue;
		if (*rest == '"' && strchr(rest + 1, '"'))
			rest = strchr(rest + 1, '"') + 1;
		else
			rest += strcspn(rest, " \n");
		rest += strspn(rest, " \n");
	}
}

/* An apostrophe is a letter here; only "..." keeps words together. */
static int
take_words(struct deed *d, const char *rest)
{
	if (strchr(rest, '"'))
		return str_words(d->a, rest, &d->words, &d->count, d->err);
	d->words = str_split(d->a, rest, " \n", &d->count);
	return 0;
}

static int
do_deed(struct deed *d, const char *rest)
{
	const char **words;
	struct act_result r;
	bool prose = str_eq(d->verb, "reply") || str_eq(d->verb, "note") || str_eq(d->verb, "draft") ||
		str_eq(d->verb, "new");
	const char *text = text_after_options(rest);

	d->text = str_eq(d->verb, "customer") ? text + strcspn(text, " ") + strspn(text + strcspn(text, " "), " ") : text;
	if (take_words(d, prose ? arena_strn(d->a, rest, (size_t)(text - rest)) : rest) || resolve_words(d))
		return -1;
	for (size_t i = 0; i < sizeof own_deeds / sizeof own_deeds[0]; i++)
		if (str_eq(own_deeds[i].name, d->verb))
			return own_deeds[i].run(d);
	words = arena_array(d->a, const char *, d->count + 2);
	words[0] = d->verb;
	memcpy(words + 1, d->words, d->count * sizeof *words);
	if (prose) {
		words[1] = d->text;
		d->count = 1;
	}
	return verb_run(&d->v, words, d->count + 1, d->case_id, d->case_id ? 0 : d->message, d->a, &r, d->err);
}

static char *
take_word(struct arena *a, const char **p)
{
	size_t n = strcspn(*p, " \n");
	char *word = arena_strn(a, *p, n);

	*p += n;
	*p += strspn(*p, " \n");
	return word;
}

static const char *
display_name(const struct world *w, const char *agent)
{
	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->blocks[i].kind, "agent") && w->blocks[i].arg_count == 2 &&
		    str_eq(w->blocks[i].args[0], agent))
			return w->blocks[i].args[1];
	return agent;
}

static int
act_line(struct world *w, const char *line, struct error *err)
{
	struct deed d = { .w = w, .a = arena_new(), .err = err };
	const char *p = line, *when = take_word(d.a, &p), *agent = take_word(d.a, &p), *what = take_word(d.a, &p);
	int rc = world_time(w, when, &d.at, err);

	d.verb = take_word(d.a, &p);
	d.v = (struct verb_context){ .store = w->store, .conf = w->conf, .now = d.at };
	if (!rc) {
		clock_set(d.at, true);
		rc = store_agent(w->store, agent, display_name(w, agent), &d.v.who.agent, err);
	}
	if (!rc)
		rc = find_target(&d, what, &d.case_id, &d.message);
	if (!rc)
		rc = do_deed(&d, p);
	if (rc)
		error_prefix(err, "%.60s", line);
	arena_free(d.a);
	return rc;
}

/* Everybody who works here. */
static int
know_agents(struct world *w, struct error *err)
{
	int64_t id;

	for (size_t i = 0; i < w->count; i++)
		if (str_eq(w->blocks[i].kind, "agent") && w->blocks[i].arg_count == 2 &&
		    store_agent(w->store, w->blocks[i].args[0], w->blocks[i].args[1], &id, err))
			return -1;
	return 0;
}

int
act_lines(struct world *w, const struct demo_block *b, struct error *err)
{
	size_t n;
	char **lines = body_lines(b, w->arena, &n);

	if (know_agents(w, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (act_line(w, lines[i], err)) {
			error_prefix(err, "%s:%d", b->file, b->line);
			return -1;
		}
	return 0;
}
