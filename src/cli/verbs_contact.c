/* verbs_contact.c - contacts that no channel brings: contact, ring, dial. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "i18n.h"
#include "process.h"
#include "str.h"
#include "utf8.h"

enum { RING_CASES = 10, RING_RECENT_MS = 3600000, DIAL_MS = 30000 };

/* -- with whom ----------------------------------------------------------------------------------------------------- */

static bool
is_number(const char *arg)
{
	size_t digits = strspn(arg, "0123456789 -./()");
	if (!arg[digits] && digits > 5 && (digits > 9 || strpbrk(arg, " -./(")))
		return true;	/* no case has such a number */
	return *arg == '+' || *arg == '0' || str_istarts(arg, "tel:") || str_istarts(arg, "sip:") ||
		str_istarts(arg, "sips:");
}

/* CASE, item:N, customer:WHO, a telephone number, a mail address, or `new` with --name. */
static int
find_whom(struct cli *c, const char *arg, struct act *act, struct act_contact *k, struct error *err)
{
	k->person = cli_opt(c, "name");
	if (str_starts(arg, "item:"))
		return read_item_named(c->store, arg + 5, &act->message, err);
	if (str_starts(arg, "customer:"))
		return read_customer_named(c->store, arg + 9, &act->customer, err);
	if (str_eq(arg, "new"))
		return str_empty(k->person) ? error_set(err, ERR_USAGE, _("contact new: say who with --name")) : 0;
	bool number = is_number(arg);
	if (!number && !strchr(arg, '@'))
		return read_case_named(c->store, arg, &act->case_id, err);
	k->address_kind = number ? "phone" : "mail";
	k->address = number ? verb_number(&c->v, arg, c->arena, err) : arg;
	return k->address ? 0 : -1;
}

/* The options as the words of the verb. */
static size_t
contact_words(struct cli *c, const char **words)
{
	static const char *const flags[] = { "call", "visit", "letter", "missed", "in", "out" };
	static const char *const plain[] = { "direction", "outcome" };
	static const struct { const char *name, *word; } valued[] = { { "at", "--at" }, { "for", "--for" },
		{ "callback", "--callback" } };
	size_t n = 0;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
		if (cli_opt(c, flags[i]))
			words[n++] = flags[i];
	for (size_t i = 0; i < 2; i++)
		if (cli_opt(c, plain[i]))
			words[n++] = cli_opt(c, plain[i]);
	for (size_t i = 0; i < 3; i++)
		if (cli_opt(c, valued[i].name)) {
			words[n++] = valued[i].word;
			words[n++] = cli_opt(c, valued[i].name);
		}
	if (cli_opt(c, "new-case"))
		words[n++] = "--new-case";
	return n;
}

static int
log_contact(struct cli *c, struct error *err)
{
	struct act acts[2] = { { .verb = ACT_CONTACT }, { .verb = ACT_RESOLVE } };
	struct act_contact k, whom = { .kind = KIND_CALL };
	struct act_result r;
	const char *words[20];
	size_t n = contact_words(c, words), text;
	char *body = NULL;
	if (find_whom(c, c->args[0], &acts[0], &whom, err) < 0 || verb_contact(&c->v, words, n, &k, &text, err) < 0)
		return -1;
	if (text < n)
		return error_set(err, ERR_USAGE, _("contact: '%s' is no direction and no outcome"), words[text]);
	if ((c->arg_count > 1 || cli_opt(c, "body-file")) && cli_body(c, 1, &body, err) < 0)
		return -1;
	k.person = whom.person;
	k.address = whom.address;
	k.address_kind = whom.address_kind;
	k.subject = cli_opt(c, "subject");
	acts[0].contact = &k;
	acts[0].text = body;
	acts[1].case_id = acts[0].case_id;
	if (store_act(c->store, &c->v.who, acts, cli_opt(c, "resolve") ? 2 : 1, true, c->arena, &r, err) < 0)
		return -1;
	return cli_report(c, &r);
}

int
cli_contact(struct cli *c)
{
	struct error err = ERROR_INIT;
	if (c->arg_count < 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || log_contact(c, &err) < 0)
		return cli_fail(&err);
	return 0;
}

/* -- who rings ------------------------------------------------------------------------------------------------------ */

struct caller { struct customer_row who; struct case_row *cases; size_t case_count; };

static int
read_caller(struct cli *c, int64_t id, struct caller *out, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	struct query *q;
	bool more, cut;
	if (read_customer(c->store, id, c->arena, &out->who, err) < 0 || query_parse(arena_printf(c->arena,
		"customer:%lld (is:new or is:open or is:pending or is:snoozed)", (long long)id), &ctx, c->arena, &q, NULL, err) < 0)
		return -1;
	struct case_page p = { .query = q, .sort = SORT_RECENT, .agent = c->v.who.agent, .limit = RING_CASES };
	return read_cases(c->store, &p, c->arena, &out->cases, &out->case_count, &more, &cut, err);
}

static void
print_caller(const struct caller *who)
{
	cli_print(who->who.name ? who->who.name : "?");
	printf(who->who.vip ? "  VIP  customer:%lld\n" : "  customer:%lld\n", (long long)who->who.id);
	for (size_t i = 0; i < who->case_count; i++) {
		const struct case_row *r = &who->cases[i];
		printf("  #%-6lld %-8s ", (long long)r->number, status_name(r->status));
		cli_print(r->subject ? r->subject : "");
		putchar('\n');
	}
}

static void
print_ring(const struct ring_row *ring, const struct caller *who, size_t n)
{
	printf("%s", *ring->number ? ring->number : _("number withheld"));
	if (ring->line) {
		printf(_(" on line "));
		cli_print(ring->line);
	}
	putchar('\n');
	if (!n && *ring->number)
		printf(_("nobody known has this number\n"));
	for (size_t i = 0; i < n; i++)
		print_caller(&who[i]);
}

static void
ring_json(const struct ring_row *ring, const struct caller *who, size_t n, const struct act_result *missed)
{
	json_t *j = json_object(), *list = json_array();
	json_object_set_new(j, "ring", ring->id ? json_integer(ring->id) : json_null());
	json_object_set_new(j, "number", *ring->number ? json_text(ring->number) : json_null());
	json_object_set_new(j, "line", json_text(ring->line));
	json_object_set_new(j, "at", json_time(ring->at));
	json_object_set_new(j, "missed", json_boolean(ring->state == RING_MISSED));
	json_object_set_new(j, "case", missed->number ? json_integer(missed->number) : json_null());
	for (size_t i = 0; i < n; i++) {
		json_t *one = json_customer(&who[i].who), *cases = json_array();
		for (size_t k = 0; k < who[i].case_count; k++)
			json_array_append_new(cases, json_case(&who[i].cases[k]));
		json_object_set_new(one, "open", cases);
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "customers", list);
	cli_json(j);
}

/* The call that nobody took is written down and opens a callback; who withholds the number cannot be called. */
static int
log_missed(struct cli *c, struct ring_row *ring, struct act_result *out, struct error *err)
{
	struct act_contact k = { .kind = KIND_CALL, .outcome = OUTCOME_NO_ANSWER, .at = ring->at, .address_kind = "phone",
		.address = ring->number };
	struct act act = { .verb = ACT_CONTACT, .contact = &k };
	struct act_actor robot = { .robot = "ring" };
	ring->state = RING_MISSED;
	k.ring = ring_of_number(c->store, ring->number, ring->at - RING_RECENT_MS);
	if (!*ring->number)
		return 0;
	return store_act(c->store, &robot, &act, 1, true, c->arena, out, err);
}

static int
read_ring_options(struct cli *c, struct ring_row *ring, struct error *err)
{
	const char *agent = cli_opt(c, "agent"), *line = cli_opt(c, "line");
	*ring = (struct ring_row){ .at = c->v.now, .until = c->v.now + conf_span(c->conf, OPT_UI_RING_FOR) };
	if (!(ring->number = verb_number(&c->v, c->args[0], c->arena, err)))
		return -1;
	if (agent && !(ring->agent = store_agent_find(c->store, agent)))
		return error_set(err, ERR_INPUT, _("there is no agent '%s'"), agent);
	if (line && (strlen(line) > 64 || !utf8_valid(line, strlen(line))))
		return error_set(err, ERR_INPUT, _("--line: a name of at most 64 bytes"));
	ring->line = line ? utf8_clean_str(c->arena, line, false) : NULL;
	return 0;
}

static int
ring_now(struct cli *c, struct error *err)
{
	struct ring_row ring;
	struct act_result missed = { .number = 0 };
	int64_t *ids;
	size_t n;
	if (read_ring_options(c, &ring, err) < 0 || read_callers(c->store, ring.number, c->arena, &ids, &n, err) < 0)
		return -1;
	ring.customer = n == 1 ? ids[0] : 0;
	if (cli_opt(c, "missed") ? log_missed(c, &ring, &missed, err) < 0 : ring_add(c->store, &ring, err) < 0)
		return -1;
	struct caller *who = arena_array(c->arena, struct caller, n + 1);
	for (size_t i = 0; i < n; i++)
		if (read_caller(c, ids[i], &who[i], err) < 0)
			return -1;
	if (c->json)
		ring_json(&ring, who, n, &missed);
	else if (!c->quiet) {
		print_ring(&ring, who, n);
		if (!str_empty(missed.words))
			printf("%s\n", missed.words);
		else if (ring.state == RING_MISSED)
			printf(_("missed: nobody to call back\n"));
	}
	return 0;
}

int
cli_ring(struct cli *c)
{
	struct error err = ERROR_INIT;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || ring_now(c, &err) < 0)
		return cli_fail(&err);
	return 0;
}

/* -- dialling --------------------------------------------------------------------------------------------------------- */

static int
number_of(struct cli *c, const char *arg, char **number, struct error *err)
{
	int64_t id;
	if (str_starts(arg, "customer:"))
		return read_customer_named(c->store, arg + 9, &id, err) < 0 ? -1
			: verb_customer_number(&c->v, id, c->arena, number, err);
	if (is_number(arg)) {
		*number = verb_number(&c->v, arg, c->arena, err);
		return *number ? 0 : -1;
	}
	return read_case_named(c->store, arg, &id, err) < 0 ? -1 : verb_case_number(&c->v, id, c->arena, number, err);
}

static int
dial(struct cli *c, struct error *err)
{
	const char *const *argv;
	struct process_result r;
	char *number;
	if (number_of(c, c->args[0], &number, err) < 0 || verb_dial(&c->v, number, c->arena, &argv, err) < 0)
		return -1;
	struct process_spec spec = { .argv = argv, .timeout_ms = DIAL_MS };
	if (process_run(&spec, c->arena, &r, err) < 0)
		return -1;
	if (r.status)
		return error_set(err, ERR_INPUT, _("%s ended with status %d: %s"), argv[0], r.status, r.err);
	if (c->json) {
		json_t *j = json_object();
		json_object_set_new(j, "number", json_text(number));
		cli_json(j);
	} else if (!c->quiet)
		printf(_("calling %s\n"), number);
	return 0;
}

int
cli_dial(struct cli *c)
{
	struct error err = ERROR_INIT;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || dial(c, &err) < 0)
		return cli_fail(&err);
	return 0;
}
