/* people_show.c - customer show: all that the card knows, as text or JSON. */
#include "about.h"

#include <stdio.h>

#include "clock.h"
#include "i18n.h"
#include "str.h"

int
about_read(struct cli *c, int64_t id, struct about *a, struct error *err)
{
	return read_customer_tags(c->store, id, c->arena, &a->tags, err) < 0 ||
		read_fields(c->store, id, 0, c->arena, &a->fields, &a->field_count, err) < 0 ||
		read_consents(c->store, id, c->arena, &a->consents, &a->consent_count, err) < 0 ||
		read_ratings(c->store, id, 100, c->arena, &a->ratings, &a->rating_count, err) < 0 ||
		read_card_channels(c->store, id, c->arena, &a->channels, &a->channel_count, err) < 0 ||
		read_card_preference(c->store, id, c->arena, &a->seen, &a->seen_known, err) < 0 ||
		read_merge_hints(c->store, id, 20, c->arena, &a->hints, &a->hint_count, err) < 0 ||
		read_hook_lines(c->store, id, c->arena, &a->hook, err) < 0 ? -1 : 0;
}

/* "writes_by": where they are seen to answer; "preferred" is what they said. */
static void
json_card(json_t *j, const struct about *a)
{
	json_t *channels = json_array();
	for (size_t i = 0; i < a->channel_count; i++) {
		const struct card_channel *r = &a->channels[i];
		json_t *one = json_pack("{s:s,s:i,s:i,s:b}", "channel", r->channel, "in", r->in, "out", r->out, "more",
			r->in > CARD_COUNTED || r->out > CARD_COUNTED);
		json_object_set_new(one, "last", json_time(r->last_at));
		json_array_append_new(channels, one);
	}
	json_object_set_new(j, "channels", channels);
	json_object_set_new(j, "writes_by", a->seen_known ? json_pack("{s:s,s:i,s:i,s:i,s:i}", "channel", a->seen.channel,
		"seen", a->seen.seen, "of", a->seen.of, "asked", a->seen.asked, "answered", a->seen.answered) : json_null());
	json_object_set_new(j, "hook", json_hook(&a->hook));
}

json_t *
about_json(json_t *j, const struct about *a)
{
	json_t *tags = json_array(), *consents = json_array(), *ratings = json_array();
	for (char **t = a->tags; *t; t++)
		json_array_append_new(tags, json_text(*t));
	for (size_t i = 0; i < a->consent_count; i++) {
		const struct consent_row *r = &a->consents[i];
		json_t *one = json_object();
		json_object_set_new(one, "kind", json_text(r->kind));
		json_object_set_new(one, "given", json_boolean(r->given));
		json_object_set_new(one, "holds", json_boolean(r->holds));
		json_object_set_new(one, "origin", json_text(r->origin));
		json_object_set_new(one, "at", json_time(r->at));
		json_object_set_new(one, "agent", json_text(r->agent));
		json_array_append_new(consents, one);
	}
	for (size_t i = 0; i < a->rating_count; i++) {
		const struct rating_row *r = &a->ratings[i];
		json_t *one = json_object();
		json_object_set_new(one, "score", json_integer(r->score));
		json_object_set_new(one, "scale", json_text(r->scale));
		json_object_set_new(one, "said", json_text(r->said));
		json_object_set_new(one, "words", json_text(r->words));
		json_object_set_new(one, "source", json_text(r->source));
		json_object_set_new(one, "at", json_time(r->at));
		json_array_append_new(ratings, one);
	}
	json_card(j, a);
	json_object_set_new(j, "tags", tags);
	json_object_set_new(j, "fields", json_fields(a->fields, a->field_count));
	json_object_set_new(j, "consent", consents);
	json_object_set_new(j, "ratings", ratings);
	return j;
}

static void
print_line(const char *title, const char *text)
{
	if (str_empty(text))
		return;
	printf("  %-18s ", title);
	cli_print(text);
	putchar('\n');
}

/* An address a line, how it was verified, and when it was used last. */
static void
print_identities(struct cli *c, const struct customer_row *r)
{
	for (size_t i = 0; i < r->identity_count; i++) {
		const struct identity_row *id = &r->identities[i];
		char age[8] = "";
		if (id->last_at)
			clock_short_age(age, id->last_at, c->v.now);
		print_line(id->kind, arena_printf(c->arena, "%s%s%s%s%s%s", id->address, id->name ? "  " : "",
			id->name ? id->name : "", id->verified ? _("  verified: ") : "", id->verified ? id->verified : "",
			*age ? arena_printf(c->arena, "  %s", age) : ""));
	}
}

static char *
count_words(struct arena *a, int n)
{
	return n > CARD_COUNTED ? arena_printf(a, "%d+", CARD_COUNTED) : arena_printf(a, "%d", n);
}

/* Contacts per channel, where they answer, who may be the same, and what the hook said. */
static void
print_card(struct cli *c, const struct customer_row *r, const struct about *a)
{
	char age[8];
	if (r->preferred)
		print_line(_("prefers"), arena_printf(c->arena, _("%s - said"), r->preferred));
	if (a->seen_known)
		print_line(_("writes by"), arena_printf(c->arena, _("%s - seen from %d of %d"), a->seen.channel, a->seen.seen,
			a->seen.of));
	for (size_t i = 0; i < a->channel_count; i++) {
		clock_short_age(age, a->channels[i].last_at, c->v.now);
		print_line(i ? "" : _("contacts"), arena_printf(c->arena, _("%s: %s from them, %s from us, last %s"),
			a->channels[i].channel, count_words(c->arena, a->channels[i].in), count_words(c->arena, a->channels[i].out),
			age));
	}
	for (size_t i = 0; i < a->hint_count; i++)
		print_line(i ? "" : _("perhaps also"), arena_printf(c->arena, "%lld (%d): %s", (long long)a->hints[i].b,
			a->hints[i].score, a->hints[i].evidence));
	for (size_t i = 0; i < a->hook.count; i++)
		print_line(a->hook.line[i].title ? a->hook.line[i].title : "", arena_printf(c->arena, "%s%s%s",
			a->hook.line[i].value ? a->hook.line[i].value : "", a->hook.line[i].link ? "  " : "",
			a->hook.line[i].link ? a->hook.line[i].link : ""));
	if (a->hook.error)
		print_line(_("hook"), a->hook.error);
}

static void
print_about(const struct customer_row *r, const struct about *a)
{
	print_line(_("account manager"), r->manager);
	print_line(_("form of address"), r->form);
	print_line(_("signs as"), r->signs);
	print_line(_("quiet hours"), r->quiet);
	print_line(_("contacts at most"), r->cap);
	for (char **t = a->tags; *t; t++)
		print_line(t == a->tags ? _("tags") : "", *t);
	for (size_t i = 0; i < a->field_count; i++)
		print_line(a->fields[i].name, a->fields[i].text);
	for (size_t i = 0; i < a->consent_count; i++)
		if (a->consents[i].holds) {
			printf("  %-18s %s%s", a->consents[i].kind, a->consents[i].given ? _("agreed") : _("not agreed"),
				a->consents[i].origin ? ": " : "");
			cli_print(a->consents[i].origin ? a->consents[i].origin : "");
			putchar('\n');
		}
	for (size_t i = 0; i < a->rating_count && i < 5; i++) {
		printf("  %-18s %s (%s)", i ? "" : _("rated us"), a->ratings[i].said, a->ratings[i].scale);
		printf("%s", a->ratings[i].words ? " " : "");
		cli_print(a->ratings[i].words ? a->ratings[i].words : "");
		putchar('\n');
	}
}

/* What speaks of others, too, and so is in no export. */
static json_t *
json_more(json_t *j, const struct about *a, const struct case_row *cases, size_t n)
{
	json_t *hints = json_array(), *list = json_array();
	for (size_t i = 0; i < a->hint_count; i++) {
		json_t *one = json_pack("{s:I,s:i}", "customer", (json_int_t)a->hints[i].b, "score", a->hints[i].score);
		json_object_set_new(one, "evidence", json_text(a->hints[i].evidence));
		json_array_append_new(hints, one);
	}
	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_case(&cases[i]));
	json_object_set_new(j, "suggestions", hints);
	json_object_set_new(j, "newest_cases", list);
	return j;
}

static int
their_cases(struct cli *c, int64_t id, struct case_row **rows, size_t *n, struct error *err)
{
	struct query_context ctx = { .now = c->v.now };
	struct case_page p = { .sort = SORT_RECENT, .agent = c->v.who.agent, .limit = 50 };
	struct query *q;
	bool more, cut;
	if (query_parse(arena_printf(c->arena, "customer:%lld", (long long)id), &ctx, c->arena, &q, NULL, err) < 0)
		return -1;
	p.query = q;
	return read_cases(c->store, &p, c->arena, rows, n, &more, &cut, err);
}

int
people_show(struct cli *c, struct error *err)
{
	int64_t id;
	struct customer_row r;
	if (customer_arg(c, 1, &id, err) < 0 || read_customer(c->store, id, c->arena, &r, err) < 0)
		return -1;
	struct about about;
	struct case_row *rows;
	size_t n;
	if (cli_opt(c, "hook") && hook_run(c, &r, err) < 0)
		return -1;
	if (about_read(c, id, &about, err) < 0 || their_cases(c, id, &rows, &n, err) < 0)
		return -1;
	if (c->json) {
		cli_json(json_more(about_json(json_customer(&r), &about), &about, rows, n));
		return 0;
	}
	print_customer_line(&r);
	print_identities(c, &r);
	print_about(&r, &about);
	print_card(c, &r, &about);
	if (r.notes) {
		cli_print(r.notes);
		putchar('\n');
	}
	for (size_t i = 0; i < n; i++) {
		printf("  #%-7lld %-9s ", (long long)rows[i].number, status_name(rows[i].status));
		cli_print(rows[i].subject);
		putchar('\n');
	}
	return 0;
}
