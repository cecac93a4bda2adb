/* verbs_people.c - customer list|show|set|merge|unmerge|suggest|export|erase. */
#include "cli.h"
#include "about.h"

#include <stdio.h>
#include <string.h>

#include "i18n.h"
#include "str.h"

json_t *
json_customer(const struct customer_row *r)
{
	json_t *j = json_object(), *list = json_array();
	char hex[33];
	uid_hex(hex, r->uid);
	json_object_set_new(j, "id", json_integer(r->id));
	json_object_set_new(j, "uid", json_string(hex));
	json_object_set_new(j, "kind", json_text(r->kind));
	json_object_set_new(j, "name", json_text(r->name));
	json_object_set_new(j, "language", json_text(r->language));
	json_object_set_new(j, "preferred", json_text(r->preferred));
	json_object_set_new(j, "vip", json_boolean(r->vip));
	json_object_set_new(j, "notes", json_text(r->notes));
	json_object_set_new(j, "manager", json_text(r->manager));
	json_object_set_new(j, "form", json_text(r->form));
	json_object_set_new(j, "signs", json_text(r->signs));
	json_object_set_new(j, "quiet", json_text(r->quiet));
	json_object_set_new(j, "cap", json_text(r->cap));
	json_object_set_new(j, "created", json_time(r->created_at));
	json_object_set_new(j, "last", json_time(r->last_at));
	json_object_set_new(j, "erased", json_time(r->erased_at));
	json_object_set_new(j, "merged_into", r->merged_into ? json_integer(r->merged_into) : json_null());
	json_object_set_new(j, "cases", json_integer(r->cases));
	json_object_set_new(j, "open_cases", json_integer(r->open_cases));
	for (size_t i = 0; i < r->identity_count; i++) {
		const struct identity_row *id = &r->identities[i];
		json_t *one = json_object();
		json_object_set_new(one, "id", json_integer(id->id));
		json_object_set_new(one, "kind", json_text(id->kind));
		json_object_set_new(one, "address", json_text(id->address));
		json_object_set_new(one, "name", json_text(id->name));
		json_object_set_new(one, "verified", json_text(id->verified));
		json_object_set_new(one, "last", json_time(id->last_at));
		json_object_set_new(one, "messages", json_integer(id->messages));
		json_array_append_new(list, one);
	}
	json_object_set_new(j, "identities", list);
	return j;
}

void
print_customer_line(const struct customer_row *r)
{
	printf("%7lld  ", (long long)r->id);
	cli_print(r->name ? r->name : "?");
	printf("  ");
	for (size_t i = 0; i < r->identity_count; i++) {
		printf("%s%s:", i ? ", " : "", r->identities[i].kind);
		cli_print(r->identities[i].address);
	}
	printf(ngettext_("  %d case, %d open\n", "  %d cases, %d open\n", r->cases), r->cases, r->open_cases);
}

/* A customer by id, or the only one found by name or address. */
int
customer_arg(struct cli *c, size_t i, int64_t *id, struct error *err)
{
	if (i >= c->arg_count)
		return error_set(err, ERR_USAGE, _("customer: name one by id, name or address"));
	return read_customer_named(c->store, c->args[i], id, err);
}

/* What a search of them knows besides: what fitted, and how well. */
static void
print_found(struct cli *c, const struct customer_row *r)
{
	if (c->json) {
		json_t *j = json_customer(r);
		json_object_set_new(j, "matched", json_text(r->matched));
		json_object_set_new(j, "match", json_text(find_rank_name(r->rank)));
		cli_json(j);
		return;
	}
	print_customer_line(r);
	if (r->matched && !str_eq(r->matched, r->name)) {
		printf("         ");
		cli_print(r->matched);
		putchar('\n');
	}
}

static int
people_list(struct cli *c, struct error *err)
{
	struct customer_row *rows, whole;
	struct buf words = BUF_INIT;
	size_t n;
	for (size_t i = 1; i < c->arg_count; i++)
		buf_addf(&words, "%s%s", i > 1 ? " " : "", c->args[i]);
	int rc = read_customers(c->store, words.data, 1000, c->arena, &rows, &n, err);
	buf_free(&words);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if ((rc = read_customer(c->store, rows[i].id, c->arena, &whole, err)) < 0)
			break;
		whole.matched = rows[i].matched;
		whole.rank = rows[i].rank;
		print_found(c, &whole);
	}
	return rc < 0 ? -1 : n ? 0 : 1;
}

static const struct act_verify by_person = { .way = VERIFY_PERSON };

static int
people_act(struct cli *c, struct act *act, struct error *err)
{
	struct act_result r;
	const char *how = cli_opt(c, "verified");
	struct act both[2] = { { .verb = ACT_VERIFY, .customer = act->customer, .verify = &by_person, .text = how }, *act };
	if (store_act(c->store, &c->v.who, how ? both : act, how ? 2 : 1, true, c->arena, &r, err) < 0)
		return -1;
	if (c->json)
		cli_json(json_pack("{s:I,s:i}", "action", (json_int_t)r.action, "changed", r.count));
	else if (!c->quiet && r.words) {
		cli_print(r.words);
		putchar('\n');
	}
	return 0;
}

static bool
customer_column(const char *name)
{
	static const char *const columns[] = { "name", "language", "preferred", "vip", "notes", "manager", "form",
		"signs", "quiet", "cap" };
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		if (str_eq(columns[i], name))
			return true;
	return false;
}

static int
people_set(struct cli *c, struct error *err)
{
	struct act act = { .verb = ACT_CUSTOMER_SET };
	if (c->arg_count != 4)
		return error_set(err, ERR_USAGE, _("usage: customer set CUSTOMER name|language|preferred|vip|notes|manager|form|"
			"signs|quiet|cap|FIELD VALUE"));
	if (customer_arg(c, 1, &act.customer, err) < 0)
		return -1;
	size_t n;
	conf_fields(c->conf, &n);
	if (n && !customer_column(c->args[2])) {
		const struct conf_field *f = conf_field_find(c->conf, c->args[2], c->arena, err);
		if (!f)
			return -1;
		if (!f->on_customer)
			return error_set(err, ERR_INPUT, _("'%s' is a field of cases: sportello field CASE %s VALUE"), f->name,
				f->name);
		if (verb_field(f, c->args[3], c->arena, &act, err) < 0)
			return -1;
		return people_act(c, &act, err);
	}
	act.name = c->args[2];
	act.text = c->args[3];
	return people_act(c, &act, err);
}

/* customer tag CUSTOMER +a -b */
static int
people_tag(struct cli *c, struct error *err)
{
	struct act act = { .verb = ACT_CUSTOMER_TAG };
	if (c->arg_count < 3)
		return error_set(err, ERR_USAGE, _("usage: customer tag CUSTOMER +a -b..."));
	if (customer_arg(c, 1, &act.customer, err) < 0 ||
	    verb_tags((const char *const *)c->args + 2, c->arg_count - 2, c->arena, &act, err) < 0)
		return -1;
	return people_act(c, &act, err);
}

static char *
rest_of(struct cli *c, size_t from)
{
	char *s = arena_str(c->arena, "");
	for (size_t i = from; i < c->arg_count; i++)
		s = arena_printf(c->arena, "%s%s%s", s, *s ? " " : "", c->args[i]);
	return s;
}

/* customer consent CUSTOMER KIND yes|no [WHERE AND HOW...] */
static int
people_consent(struct cli *c, struct error *err)
{
	struct act act = { .verb = ACT_CONSENT };
	int given = c->arg_count > 3 ? conf_read_bool(c->args[3]) : -1;
	if (given < 0)
		return error_set(err, ERR_USAGE, _("usage: customer consent CUSTOMER KIND yes|no [WHERE AND HOW...]"));
	if (customer_arg(c, 1, &act.customer, err) < 0)
		return -1;
	act.name = c->args[2];
	act.flag = given == 1;
	act.text = rest_of(c, 4);
	return people_act(c, &act, err);
}

/* customer rate CUSTOMER 4/5 [WORDS...] */
static int
people_rate(struct cli *c, struct error *err)
{
	struct act act = { .verb = ACT_RATE };
	if (c->arg_count < 3)
		return error_set(err, ERR_USAGE, _("usage: customer rate CUSTOMER 4/5|9/10|good|bad [WORDS...]"));
	if (customer_arg(c, 1, &act.customer, err) < 0)
		return -1;
	act.name = c->args[2];
	act.text = rest_of(c, 3);
	return people_act(c, &act, err);
}

static int
people_merge(struct cli *c, struct error *err)
{
	struct act act = { .verb = str_eq(c->args[0], "merge") ? ACT_CUSTOMER_MERGE : ACT_CUSTOMER_UNMERGE };
	if (c->arg_count != 3)
		return error_set(err, ERR_USAGE, _("usage: customer %s CUSTOMER OTHER"), c->args[0]);
	act.reason = cli_opt(c, "because");
	if (customer_arg(c, 1, &act.customer, err) < 0 || customer_arg(c, 2, &act.customer2, err) < 0)
		return -1;
	return people_act(c, &act, err);
}

/* A suggestion taken, with its evidence as the reason, or turned down for good. */
static int
people_judge(struct cli *c, struct error *err)
{
	bool accept = str_eq(c->args[0], "accept");
	struct act act = { .verb = accept ? ACT_CUSTOMER_MERGE : ACT_NOT_SAME };
	struct merge_hint *hints;
	size_t n;
	if (c->arg_count != 3)
		return error_set(err, ERR_USAGE, _("usage: customer %s CUSTOMER OTHER"), c->args[0]);
	if (customer_arg(c, 1, &act.customer, err) < 0 || customer_arg(c, 2, &act.customer2, err) < 0)
		return -1;
	if (!accept)
		return people_act(c, &act, err);
	if (read_merge_hints(c->store, act.customer, 100, c->arena, &hints, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n && !act.reason; i++)
		if (hints[i].b == act.customer2)
			act.reason = hints[i].evidence;
	if (!act.reason)
		return error_set(err, ERR_INPUT,
			_("nothing suggests that %lld and %lld are one: if they are, say customer merge %s %s"),
			(long long)act.customer, (long long)act.customer2, c->args[1], c->args[2]);
	return people_act(c, &act, err);
}

static int
people_suggest(struct cli *c, struct error *err)
{
	int64_t id = 0;
	struct merge_hint *hints;
	size_t n;
	if (c->arg_count > 1 && customer_arg(c, 1, &id, err) < 0)
		return -1;
	if (read_merge_hints(c->store, id, 100, c->arena, &hints, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c->json) {
			json_t *j = json_pack("{s:I,s:I,s:i}", "a", (json_int_t)hints[i].a, "b",
				(json_int_t)hints[i].b, "score", hints[i].score);
			json_object_set_new(j, "evidence", json_text(hints[i].evidence));
			json_object_set_new(j, "codes", json_text(hints[i].codes));
			cli_json(j);
			continue;
		}
		printf("%7lld %7lld  %3d  ", (long long)hints[i].a, (long long)hints[i].b, hints[i].score);
		cli_print(hints[i].evidence);
		putchar('\n');
	}
	return n ? 0 : 1;
}

/* It goes to nobody but the person. */
static int
may_export(struct cli *c, int64_t id, struct error *err)
{
	struct act verify = { .verb = ACT_VERIFY, .customer = id, .verify = &by_person, .text = cli_opt(c, "verified") };
	struct act_result r;
	struct speaking k;
	if (verify.text)
		return store_act(c->store, &c->v.who, &verify, 1, true, c->arena, &r, err);
	int rc = read_verified(c->store, id, c->arena, &k, err);
	return rc < 0 ? -1 : rc > 0 ? 0 : error_set(err, ERR_INPUT, _("%s needs a customer who is verified now: "
		"`sportello verify CASE`, or say how you know them: --verified HOW"), _("exporting"));
}

/* Everything the store holds about a person, one object (Art. 15 GDPR); notes only with --notes. */
static int
people_export(struct cli *c, struct error *err)
{
	int64_t id;
	struct customer_row r;
	struct item_row last = { .at = 0 };
	bool more = true;
	const char *format = cli_opt(c, "format");
	if (format && !str_eq(format, "json"))
		return people_export_as(c, format, err);
	if (customer_arg(c, 1, &id, err) < 0 || read_customer(c->store, id, c->arena, &r, err) < 0 || may_export(c, id, err) < 0)
		return -1;
	struct about about;
	if (about_read(c, id, &about, err) < 0)
		return -1;
	json_t *j = about_json(json_customer(&r), &about), *items = json_array();
	while (more) {
		struct item_row *rows;
		size_t n;
		struct timeline_page p = { .customer = id, .after = &last, .limit = 200,
			.parts = TIMELINE_MESSAGES | TIMELINE_EVENTS | TIMELINE_BODIES |
				(cli_opt(c, "notes") ? TIMELINE_NOTES : 0) };
		if (read_timeline(c->store, &p, c->arena, &rows, &n, &more, err) < 0)
			return -1;
		for (size_t i = 0; i < n; i++)
			if (cli_opt(c, "notes") || rows[i].row != ROW_MESSAGE || rows[i].kind != KIND_INTERNAL)
				json_array_append_new(items, json_item(c->store, &rows[i], c->arena));
		if (!n)
			break;
		last = rows[n - 1];
	}
	json_object_set_new(j, "items", items);
	cli_json(j);
	return 0;
}

static int
people_erase(struct cli *c, struct error *err)
{
	struct act act = { .verb = ACT_CUSTOMER_ERASE };
	struct customer_row r;
	if (customer_arg(c, 1, &act.customer, err) < 0 ||
	    read_customer(c->store, act.customer, c->arena, &r, err) < 0)
		return -1;
	char *question = arena_printf(c->arena, _("Erase everything about %s? It cannot be undone."),
		r.name ? r.name : "?");
	if (!cli_opt(c, "yes") && !cli_confirm(question))
		return error_set(err, ERR_INPUT, _("not erased: confirm with --yes"));
	return people_act(c, &act, err);
}

int
cli_customer(struct cli *c)
{
	static const struct cli_sub subs[] = {
		{ "list", people_list }, { "show", people_show }, { "set", people_set },
		{ "merge", people_merge }, { "unmerge", people_merge }, { "suggest", people_suggest },
		{ "tag", people_tag }, { "consent", people_consent }, { "rate", people_rate },
		{ "accept", people_judge }, { "refuse", people_judge },
		{ "export", people_export }, { "import", people_import }, { "erase", people_erase },
	};
	bool erase = c->arg_count && str_eq(c->args[0], "erase");
	return cli_run_sub(c, NULL, erase ? STORE_ADMIN : STORE_DESK, subs, sizeof subs / sizeof *subs);
}
