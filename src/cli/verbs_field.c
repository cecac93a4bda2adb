/* verbs_field.c - field: a case's fields and its customer's, shown and set. */
#include "cli.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

json_t *
json_fields(const struct field_row *rows, size_t n)
{
	json_t *j = json_object();
	for (size_t i = 0; i < n; i++)
		json_object_set_new(j, rows[i].name, json_text(rows[i].text));
	return j;
}

static int
show(struct cli *c, int64_t case_id, struct error *err)
{
	struct case_row about;
	struct field_row *own, *theirs = NULL;
	size_t n, m = 0;
	if (read_case(c->store, case_id, c->v.who.agent, c->arena, &about, err) < 0 ||
	    read_fields(c->store, 0, case_id, c->arena, &own, &n, err) < 0 ||
	    (about.customer && read_fields(c->store, about.customer, 0, c->arena, &theirs, &m, err) < 0))
		return -1;
	if (c->json) {
		json_t *j = json_object();
		json_object_set_new(j, "case", json_integer(about.number));
		json_object_set_new(j, "fields", json_fields(own, n));
		json_object_set_new(j, "customer_fields", json_fields(theirs, m));
		cli_json(j);
		return 0;
	}
	for (size_t i = 0; i < n + m; i++) {
		const struct field_row *r = i < n ? &own[i] : &theirs[i - n];
		printf("%-20s ", r->name);
		cli_print(r->text);
		putchar('\n');
	}
	return 0;
}

int
cli_field(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct act_result r;
	int64_t case_id;
	const char **words = arena_array(c->arena, const char *, c->arg_count + 1);
	if (c->arg_count < 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || cli_case(c, 0, &case_id, &err) < 0)
		return cli_fail(&err);
	if (c->arg_count < 3) {
		if (c->arg_count == 1)
			return show(c, case_id, &err) < 0 ? cli_fail(&err) : 0;
		return cli_usage(c);
	}
	words[0] = "field";
	for (size_t i = 1; i < c->arg_count; i++)
		words[i] = c->args[i];
	if (verb_run(&c->v, words, c->arg_count, case_id, 0, c->arena, &r, &err) < 0)
		return cli_fail(&err);
	return cli_report(c, &r);
}
