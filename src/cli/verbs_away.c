/* verbs_away.c - what I hold goes to somebody else; what happened while I was away. */
#include "cli.h"

#include <stdio.h>

#include "clock.h"
#include "i18n.h"
#include "metric.h"
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

/* -- while I was away ------------------------------------------------------------------------------ */

enum { NEWS_CASES = 500 };

static int
since(struct cli *c, struct away_mark *m, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	const char *text = cli_opt(c, "since");
	struct query *q;
	if (!text)
		return away_since(c->store, c->v.who.agent, m, err);
	if (query_parse(arena_printf(c->arena, "date:%s..", text), &ctx, c->arena, &q, NULL, err) < 0)
		return error_prefix(err, "--since"), -1;
	return away_mark_of(c->store, q->from_at, m, err);
}

static void
print_item(struct cli *c, const struct away_item *it)
{
	struct clock_local l;
	clock_to_local(it->at, &l);
	cli_print(arena_printf(c->arena, "  %02d-%02d %02d:%02d  %-9s %s: %s", l.month, l.day, l.hour, l.minute,
		away_kind_words(it->kind), it->who, it->words));
	putchar('\n');
}

static void
print_news(struct cli *c, const struct away *w)
{
	for (size_t i = 0; i < w->handover_count; i++) {
		cli_print(arena_printf(c->arena, _("HAND-OVER from %s:"), w->handovers[i].giver_name));
		putchar('\n');
		cli_print(w->handovers[i].text ? w->handovers[i].text : "");
		putchar('\n');
	}
	for (size_t i = 0; i < w->case_count; i++) {
		const struct away_case *k = &w->cases[i];
		cli_print(arena_printf(c->arena, "%s#%lld %s - %s", i ? "\n" : "", (long long)k->row.number, k->row.customer_name,
			k->row.subject ? k->row.subject : ""));
		putchar('\n');
		for (size_t n = 0; n < k->n; n++)
			print_item(c, &k->items[n]);
	}
}

static json_t *
json_news(const struct away_case *k)
{
	json_t *j = json_case(&k->row), *list = json_array();
	for (size_t i = 0; i < k->n; i++) {
		json_t *o = json_object();
		json_object_set_new(o, "kind", json_text(away_kind_names[k->items[i].kind]));
		json_object_set_new(o, k->items[i].kind == AWAY_FAILED ? "outbox" : "item", json_integer(k->items[i].id));
		json_object_set_new(o, "at", json_time(k->items[i].at));
		json_object_set_new(o, "who", json_text(k->items[i].who));
		json_object_set_new(o, "words", json_text(k->items[i].words));
		json_array_append_new(list, o);
	}
	json_object_set_new(j, "news", list);
	return j;
}

static json_t *
json_given(const struct handover_row *h)
{
	json_t *j = json_object();
	json_object_set_new(j, "handover", json_integer(h->id));
	json_object_set_new(j, "from", json_text(h->giver_name));
	json_object_set_new(j, "to", json_text(h->taker));
	json_object_set_new(j, "at", json_time(h->at));
	json_object_set_new(j, "cases", json_integer(h->cases));
	json_object_set_new(j, "page", json_text(h->text));
	return j;
}

/* Who looked at figures of named people is named to all. */
static int
print_looked(struct cli *c, int64_t since_at, size_t *n, struct error *err)
{
	struct looked *rows;
	if (read_looked(c->store, since_at, c->arena, &rows, n, err) < 0)
		return -1;
	for (size_t i = 0; i < *n; i++) {
		if (c->json) {
			json_t *j = json_object();
			json_object_set_new(j, "looked", json_text(rows[i].who));
			json_object_set_new(j, "what", json_text(rows[i].what));
			json_object_set_new(j, "at", json_time(rows[i].at));
			cli_json(j);
			continue;
		}
		char at[32];
		clock_rfc3339(at, rows[i].at);
		cli_print(arena_printf(c->arena, _("%s looked at figures by named agent: %s, %s"), rows[i].who ? rows[i].who : "?",
			rows[i].what ? rows[i].what : "", at));
		putchar('\n');
	}
	return 0;
}

int
cli_news(struct cli *c)
{
	struct error err = ERROR_INIT;
	size_t looked;
	struct away_mark m;
	struct away w;
	if (c->arg_count)
		return cli_usage(c);
	if (cli_open_store(c, STORE_DESK, &err) < 0 || since(c, &m, &err) < 0 ||
	    read_away(c->store, c->v.who.agent, &m, NEWS_CASES, c->arena, &w, &err) < 0)
		return cli_fail(&err);
	if (print_looked(c, m.at, &looked, &err) < 0)
		return cli_fail(&err);
	if (!c->json)
		print_news(c, &w);
	for (size_t i = 0; c->json && i < w.handover_count; i++)
		cli_json(json_given(&w.handovers[i]));
	for (size_t i = 0; c->json && i < w.case_count; i++)
		cli_json(json_news(&w.cases[i]));
	if (cli_opt(c, "seen") && away_seen(c->store, c->v.who.agent, &w.upto, &err) < 0)
		return cli_fail(&err);
	return w.case_count || w.handover_count || looked ? 0 : 1;
}
