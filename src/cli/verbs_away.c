/* verbs_away.c - what I hold goes to somebody else. */
#include "cli.h"

#include <stdio.h>

#include "i18n.h"
#include "str.h"

/* -- handing over -------------------------------------------------------------------------------- */

static int
leave_out(struct cli *c, struct handover *h, struct error *err)
{
	for (const char **name = cli_opts(c, "without"); *name; name++) {
		int64_t id;
		bool found = false;
		if (read_case_named(c->store, *name, &id, err) < 0)
			return -1;
		for (size_t i = 0; i < h->n; i++)
			if (h->items[i].case_id == id) {
				handover_leave_out(h, i, true);
				found = true;
			}
		if (!found)
			return error_set(err, ERR_INPUT, _("--without %s: that is not yours to hand over"), *name);
	}
	return 0;
}

static json_t *
json_handover(const struct handover *h, const char *page)
{
	static const char *const kinds[] = { "case", "draft", "outbox" };
	json_t *j = json_object(), *list = json_array();
	for (size_t i = 0; i < h->n; i++) {
		const struct handover_item *it = &h->items[i];
		json_t *o = json_object();
		if (it->out) {
			json_decref(o);
			continue;
		}
		json_object_set_new(o, "kind", json_text(kinds[it->kind]));
		json_object_set_new(o, "id", json_integer(it->id));
		json_object_set_new(o, "case", it->number ? json_integer(it->number) : json_null());
		json_object_set_new(o, "state", json_text(it->state));
		json_object_set_new(o, "promised", json_boolean(it->promised));
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "to", json_text(h->to));
	json_object_set_new(j, "items", list);
	json_object_set_new(j, "page", json_text(page));
	return j;
}

/* As ASSIGN has it: an agent who exists, team:NAME, or "" for nobody. */
static int
read_taker(struct cli *c, struct handover *h, struct error *err)
{
	struct verb_plan plan;
	const char *words[] = { "assign", c->arg_count ? c->args[0] : "" };
	if (!c->arg_count)
		return 0;
	if (verb_plan(&c->v, words, 2, 0, 0, c->arena, &plan, err) < 0)
		return -1;
	h->to = plan.acts[0].name;
	return 0;
}

/* handover [WHO]: without WHO, or with --dry-run, the page alone. */
int
cli_handover(struct cli *c)
{
	struct error err = ERROR_INIT;
	struct handover h;
	struct act_result r;
	char *words = NULL;
	if (c->arg_count > 1)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || handover_open(&c->v, c->arena, &h, &err) < 0 ||
	    read_taker(c, &h, &err) < 0 || leave_out(c, &h, &err) < 0 ||
	    (cli_opt(c, "body-file") && cli_body(c, c->arg_count, &words, &err) < 0))
		return cli_fail(&err);
	const char *text = cli_opt(c, "text");
	h.words = text && words ? arena_printf(c->arena, "%s\n%s", text, words) : text ? text : words;
	char *page = handover_page(&c->v, &h, c->arena);
	if (c->arg_count && !cli_opt(c, "dry-run")) {
		if (handover_do(&c->v, &h, page, c->arena, &r, &err) < 0)
			return cli_fail(&err);
		return cli_report(c, &r);
	}
	if (c->json)
		cli_json(json_handover(&h, page));
	else
		cli_print(page);
	return h.n ? 0 : 1;
}
