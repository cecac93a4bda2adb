/* card_read.c - all that the card shows, read at once; each part has a little time, and is left out when that ends. */
#include "card.h"

#include "clock.h"

enum { PART_MS = 20, PANE_CASES = 16, FULL_CASES = 40, HINTS = 5, RATINGS = 8, MOODS = 12 };

static void
read_their_cases(struct app *app, struct card *c, size_t limit)
{
	struct query_context ctx = { .now = app->v.now };
	struct query *q;
	bool cut;
	char *text = arena_printf(c->arena, "customer:%lld", (long long)c->id);
	c->case_count = 0;
	if (query_parse(text, &ctx, c->arena, &q, NULL, NULL) < 0)
		return;
	struct case_page page = { .query = q, .sort = SORT_RECENT, .agent = app->v.who.agent, .limit = limit };
	store_budget(app->store, PART_MS);
	if (read_cases(app->store, &page, c->arena, &c->cases, &c->case_count, &c->more_cases, &cut, NULL) < 0)
		c->case_count = 0;
}

static void
read_hints(struct app *app, struct card *c)
{
	struct customer_row other;
	store_budget(app->store, PART_MS);
	if (read_merge_hints(app->store, c->id, HINTS, c->arena, &c->hints, &c->hint_count, NULL) < 0)
		c->hint_count = 0;
	c->hint_names = arena_array(c->arena, const char *, c->hint_count + 1);
	for (size_t i = 0; i < c->hint_count; i++) {
		bool have = read_customer(app->store, c->hints[i].b, c->arena, &other, NULL) == 0;
		c->hint_names[i] = have && other.name ? other.name : have && other.identity_count
			? other.identities[0].address : "?";
	}
}

static void
read_values(struct app *app, struct card *c)
{
	struct store *s = app->store;
	if (read_customer_tags(s, c->id, c->arena, &c->tags, NULL) < 0)
		c->tags = NULL;
	if (read_fields(s, c->id, 0, c->arena, &c->fields, &c->field_count, NULL) < 0)
		c->field_count = 0;
	if (read_consents(s, c->id, c->arena, &c->consents, &c->consent_count, NULL) < 0)
		c->consent_count = 0;
	if (read_ratings(s, c->id, RATINGS, c->arena, &c->ratings, &c->rating_count, NULL) < 0)
		c->rating_count = 0;
	store_budget(s, PART_MS);
	if (read_moods(s, c->id, MOODS, c->arena, &c->moods, &c->mood_count, NULL) < 0)
		c->mood_count = 0;
	struct speaking k;
	if (c->case_id && read_speaking(s, c->case_id, 0, c->arena, &k, NULL) == 0 && k.identity && k.customer == c->id) {
		c->speaks = verify_line(&k, c->arena);
		c->verified = k.verified;
	}
	if (c->case_id && read_links(s, c->case_id, c->arena, &c->links, &c->link_count, NULL) < 0)
		c->link_count = 0;
	if (c->case_id && read_participants(s, c->case_id, c->arena, &c->people, &c->people_count, NULL) < 0)
		c->people_count = 0;
	if (read_hook_lines(s, c->id, c->arena, &c->hook, NULL) < 0)
		c->hook = (struct hook_lines){ .at = 0 };
}

void
card_read(struct app *app, struct card *c, int64_t case_id, int64_t customer)
{
	int64_t since = clock_mono_us();
	struct card old = *c;
	struct arena *a = c->arena;
	bool same = old.case_id == case_id && (old.id == customer || case_id);
	arena_reset(a);
	*c = (struct card){ .arena = a, .case_id = case_id, .id = customer };
	if (same) {
		c->asked_us = old.asked_us;
		c->tried_us = old.tried_us;
		c->asked_at = old.asked_at;
	}
	if (case_id && read_case(app->store, case_id, app->v.who.agent, a, &c->about, NULL) == 0 && !customer)
		c->id = c->about.customer;
	c->known = c->id && read_customer(app->store, c->id, a, &c->customer, NULL) == 0;
	if (c->known) {
		read_values(app, c);
		read_their_cases(app, c, customer ? FULL_CASES : PANE_CASES);
		read_hints(app, c);
		store_budget(app->store, PART_MS);
		if (read_card_channels(app->store, c->id, a, &c->channels, &c->channel_count, NULL) < 0)
			c->channel_count = 0;
		if (read_card_preference(app->store, c->id, a, &c->seen, &c->seen_known, NULL) < 0)
			c->seen_known = false;
		store_budget(app->store, 0);
	}
	app_query_took(app, since);
}
