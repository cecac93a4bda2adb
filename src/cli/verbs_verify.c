/* verbs_verify.c - verify: who is speaking in a case, and how that is known. */
#include "cli.h"

#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

json_t *
json_speaking(const struct speaking *k, struct arena *a)
{
	json_t *j = json_object();
	if (!k->identity) {
		json_decref(j);
		return json_null();
	}
	json_object_set_new(j, "kind", json_text(k->kind));
	json_object_set_new(j, "address", json_text(k->address));
	json_object_set_new(j, "name", json_text(k->name));
	json_object_set_new(j, "contact_since", json_time(k->begin_at));
	json_object_set_new(j, "verified", json_boolean(k->verified));
	json_object_set_new(j, "how", json_text(k->verified ? k->how : NULL));
	json_object_set_new(j, "facts", json_words(k->verified ? k->facts : NULL));
	json_object_set_new(j, "at", json_time(k->verified ? k->at : 0));
	json_object_set_new(j, "by", json_text(k->verified && !str_empty(k->by) ? k->by : NULL));
	json_object_set_new(j, "code_to", json_text(k->code_until ? k->code_to : NULL));
	json_object_set_new(j, "code_until", json_time(k->code_until));
	json_object_set_new(j, "words", json_text(verify_line(k, a)));
	return j;
}

/* --who ADDRESS: an identity of the customer. */
static int
find_who(struct cli *c, int64_t case_id, int64_t *identity, struct error *err)
{
	const char *who = cli_opt(c, "who");
	struct case_row r;
	struct customer_row p;
	if (!who)
		return 0;
	if (read_case(c->store, case_id, c->v.who.agent, c->arena, &r, err) < 0 ||
	    read_customer(c->store, r.customer, c->arena, &p, err) < 0)
		return -1;
	for (size_t i = 0; i < p.identity_count; i++) {
		const char *normal = care_identity_normal(p.identities[i].kind, who, c->arena);
		if (str_eq(p.identities[i].address, who) || str_eq(p.identities[i].address, normal)) {
			*identity = p.identities[i].id;
			return 0;
		}
	}
	return error_set(err, ERR_INPUT, _("'%s' is no address of this customer"), who);
}

/* What is known, and what could be asked for; for the agent's eyes. */
static int
show(struct cli *c, int64_t case_id, int64_t identity, struct error *err)
{
	struct speaking k;
	struct fact_row *f;
	size_t n;
	if (read_speaking(c->store, case_id, identity, c->arena, &k, err) < 0 ||
	    read_facts(c->store, case_id, identity, c->arena, &f, &n, err) < 0)
		return -1;
	if (c->json) {
		json_t *j = json_speaking(&k, c->arena), *facts = json_object();
		if (!json_is_object(j))
			j = json_object();
		for (size_t i = 0; i < n; i++)
			json_object_set_new(facts, f[i].name, json_text(f[i].value));
		json_object_set_new(j, "askable", facts);
		cli_json(j);
		return 0;
	}
	if (k.identity) {
		cli_print(str_empty(k.name) ? k.address : arena_printf(c->arena, "%s <%s>", k.name, k.address));
		printf(", %s: %s\n", k.kind, verify_line(&k, c->arena));
	} else {
		puts(_("nobody has spoken yet"));
	}
	for (size_t i = 0; i < n; i++) {
		printf("  %-18s ", f[i].name);
		cli_print(f[i].value);
		putchar('\n');
	}
	return 0;
}

static int
ask_hook(struct cli *c, int64_t case_id, int64_t identity, struct act *act, struct error *err)
{
	struct speaking k;
	struct act_verify *how = arena_new_of(c->arena, struct act_verify);
	bool yes;
	if (read_speaking(c->store, case_id, identity, c->arena, &k, err) < 0 ||
	    verify_hook(&c->v, &k, c->arena, &yes, err) < 0)
		return -1;
	*how = (struct act_verify){ .way = VERIFY_HOOK, .identity = k.identity, .failed = !yes };
	*act = (struct act){ .verb = ACT_VERIFY, .case_id = case_id, .verify = how };
	return 0;
}

static int
plan(struct cli *c, int64_t case_id, int64_t identity, struct act *act, struct error *err)
{
	const char *facts = cli_opt(c, "facts"), *back = cli_opt(c, "code-back"), *person = cli_opt(c, "person");
	const char *words[64];
	size_t n = 0;
	int ways = !!facts + !!back + !!person + !!cli_opt(c, "code") + !!cli_opt(c, "hook") + !!cli_opt(c, "end");
	if (ways > 1)
		return error_set(err, ERR_USAGE, _("verify: one way at a time"));
	if (cli_opt(c, "hook"))
		return ask_hook(c, case_id, identity, act, err);
	if (facts) {
		char **list = str_split(c->arena, facts, ", ", NULL);
		words[n++] = "facts";
		for (; *list && n < sizeof words / sizeof *words; list++)
			if (**list)
				words[n++] = *list;
		if (n < 3)
			return error_set(err, ERR_USAGE, _("--facts '%s': two are the least: --facts order,city"), facts);
	} else if (back || person) {
		words[n++] = back ? "back" : "person";
		words[n++] = back ? back : person;
	} else {
		words[n++] = cli_opt(c, "end") ? "end" : "code";
		if (cli_opt(c, "via") && !cli_opt(c, "end"))
			words[n++] = cli_opt(c, "via");
	}
	return verify_act(&c->v, words, n, case_id, identity, c->arena, act, err);
}

int
cli_verify(struct cli *c)
{
	static const char *const ways[] = { "facts", "code", "code-back", "person", "hook", "end" };
	struct error err = ERROR_INIT;
	struct act act;
	struct act_result r;
	struct speaking k;
	int64_t case_id, identity = 0;
	bool asked = false;
	if (c->arg_count != 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || cli_case(c, 0, &case_id, &err) < 0 ||
	    find_who(c, case_id, &identity, &err) < 0)
		return cli_fail(&err);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
		asked |= cli_opt(c, ways[i]) != NULL;
	if (!asked)
		return show(c, case_id, identity, &err) < 0 ? cli_fail(&err) : 0;
	if (plan(c, case_id, identity, &act, &err) < 0 ||
	    store_act(c->store, &c->v.who, &act, 1, true, c->arena, &r, &err) < 0 ||
	    read_speaking(c->store, case_id, identity, c->arena, &k, &err) < 0)
		return cli_fail(&err);
	cli_report(c, &r);
	/* a script sees by the exit status whether it is who they say */
	return cli_opt(c, "code-back") || cli_opt(c, "hook") ? !k.verified : 0;
}
